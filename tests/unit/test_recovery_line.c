/* test_recovery_line.c: recoveries written by hand, event by event. A step or a receipt gives its process a new digest. */
#include "tests/unit/scene.h"

/* As in the specification's table. */
enum { ROLLBACKS, DOMINO, LOST_WORK, RECOVERY_TIME, CHECKPOINTS, REPLAYED, LOST_MESSAGES, PROTOCOL_MESSAGES };
enum { COMPUTATION, CONTROL };
enum { OTHER_VARIABLE, DIGEST };

struct envelope {
    uint32_t from, to, kind;
    uint32_t stamp;
    uint64_t payload;
};

static const struct message_kind kinds[] = {
    [COMPUTATION] = {"message", sizeof(uint64_t), NULL, ""}, [CONTROL] = {"notice", 0, NULL, ""}, {.name = NULL}};
static const struct variable variables[] = {
    [OTHER_VARIABLE] = {.name = "other"}, [DIGEST] = {.name = "digest"}, {.name = NULL}};

static void open_recovery(struct scene *scene, uint32_t n)
{
    open_scene(scene, "recovery-line", n, NULL);
    scene->algorithm.messages = kinds;
    scene->algorithm.variables = variables;
    scene->view.controls = 1u << CONTROL;
    scene->specification->begin(&scene->view);
}

static struct envelope sends(struct scene *scene, uint32_t from, uint32_t to, uint32_t kind, uint64_t payload)
{
    struct envelope envelope = {from, to, kind, 0, payload};
    happens(scene, (struct event){.kind = EVENT_SEND,
                                  .process = from,
                                  .peer = to,
                                  .message_kind = kind,
                                  .stamp = &envelope.stamp,
                                  .payload = &payload});
    return envelope;
}

static void receives(struct scene *scene, struct envelope *envelope)
{
    happens(scene, (struct event){.kind = EVENT_RECEIVE,
                                  .process = envelope->to,
                                  .peer = envelope->from,
                                  .message_kind = envelope->kind,
                                  .stamp = &envelope->stamp,
                                  .payload = &envelope->payload});
}

static void becomes(struct scene *scene, uint32_t process, int64_t digest)
{
    happens(scene,
            (struct event){.kind = EVENT_STATE, .process = process, .message_kind = OTHER_VARIABLE, .value = -1});
    happens(scene, (struct event){.kind = EVENT_STATE, .process = process, .message_kind = DIGEST, .value = digest});
}

static void wakes(struct scene *scene, uint32_t process)
{
    happens(scene, (struct event){.kind = EVENT_TIMEOUT, .process = process});
}

/* A step, after which its process has this digest; the message says so too. */
static struct envelope steps(struct scene *scene, uint32_t process, uint32_t to, int64_t digest)
{
    wakes(scene, process);
    struct envelope envelope = sends(scene, process, to, COMPUTATION, (uint64_t)digest);
    becomes(scene, process, digest);
    return envelope;
}

static void counts(struct scene *scene, struct envelope *envelope, int64_t digest)
{
    receives(scene, envelope);
    becomes(scene, envelope->to, digest);
}

static void takes_checkpoint(struct scene *scene, uint32_t process, int64_t number)
{
    wakes(scene, process);
    announces(scene, process, OUTPUT_CHECKPOINT, number);
}

static void crashes(struct scene *scene, uint32_t process)
{
    happens(scene, (struct event){.kind = EVENT_FAULT, .process = process, .message_kind = FAULT_CRASH});
}

static void comes_back(struct scene *scene, uint32_t process)
{
    happens(scene, (struct event){.kind = EVENT_FAULT, .process = process, .message_kind = FAULT_CRASH, .ends = true});
}

static void goes_back(struct scene *scene, uint32_t process, int64_t checkpoint, int64_t digest)
{
    announces(scene, process, OUTPUT_ROLLBACK, checkpoint);
    becomes(scene, process, digest);
}

static void without_a_crash_it_holds_at_the_end_and_is_undecided_before(void **unused)
{
    (void)unused;
    for (int cut = 0; cut < 2; cut++) {
        struct scene scene;
        open_recovery(&scene, 2);
        struct envelope message = steps(&scene, 0, 1, 10);
        counts(&scene, &message, 20);
        ends(&scene, cut == 0 ? ENDING_QUIESCENT : ENDING_TIME);
        assert_verdict(&scene, cut == 0 ? VERDICT_HOLDS : VERDICT_UNDECIDED, 0,
                       cut == 0 ? "" : "ran out before a recovery ended");
        assert_true(isnan(scene.measures[ROLLBACKS]));
        close_scene(&scene);
    }
}

/* Process 0 takes checkpoint 1, sends, and goes back to it; process 1 has received what it sent. */
static struct envelope open_orphan(struct scene *scene)
{
    open_recovery(scene, 2);
    steps(scene, 0, 1, 10);
    takes_checkpoint(scene, 0, 1);
    takes_checkpoint(scene, 1, 1);
    takes_checkpoint(scene, 1, 2);
    struct envelope message = steps(scene, 0, 1, 11);
    counts(scene, &message, 20);
    takes_checkpoint(scene, 1, 3);
    scene->now = 5;
    crashes(scene, 0);
    scene->now = 7;
    comes_back(scene, 0);
    return message;
}

static void a_message_of_an_undone_sending_is_an_orphan(void **unused)
{
    (void)unused;
    struct scene scene;
    open_orphan(&scene);
    goes_back(&scene, 0, 1, 10);
    uint64_t number = scene.number;
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, number - 3, /* the return of process 0 */
                   "an orphan: process 1 has received the message of event 12, and process 0 has gone back");
    close_scene(&scene);
}

static void its_receiver_goes_back_too_and_the_recovery_holds(void **unused)
{
    (void)unused;
    struct scene scene;
    open_orphan(&scene);
    struct envelope notice = sends(&scene, 0, 1, CONTROL, 0);
    goes_back(&scene, 0, 1, 10);
    scene.now = 9;
    receives(&scene, &notice);
    goes_back(&scene, 1, 2, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_float_equal(scene.measures[ROLLBACKS], 2, 0);
    assert_float_equal(scene.measures[DOMINO], 1, 0);
    assert_float_equal(scene.measures[LOST_WORK], 2, 0);
    assert_float_equal(scene.measures[RECOVERY_TIME], 2, 1e-12);
    assert_float_equal(scene.measures[CHECKPOINTS], 4, 0);
    assert_float_equal(scene.measures[REPLAYED], 0, 0);
    assert_float_equal(scene.measures[LOST_MESSAGES], 1, 0); /* the first */
    assert_float_equal(scene.measures[PROTOCOL_MESSAGES], 0.5, 0);
    close_scene(&scene);
}

static void checkpoints_behind_the_one_gone_back_to_are_void(void **unused)
{
    (void)unused;
    struct scene scene;
    open_orphan(&scene);
    struct envelope notice = sends(&scene, 0, 1, CONTROL, 0);
    goes_back(&scene, 0, 1, 10);
    receives(&scene, &notice);
    goes_back(&scene, 1, 1, 0);
    wakes(&scene, 1);
    goes_back(&scene, 1, 2, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, scene.number - 3, "goes back to checkpoint 2, which it does not have");
    assert_float_equal(scene.measures[DOMINO], 2, 0);
    close_scene(&scene);
}

static void what_is_replayed_is_not_undone(void **unused)
{
    (void)unused;
    struct scene scene;
    open_orphan(&scene);
    goes_back(&scene, 0, 1, 11); /* where it was */
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_float_equal(scene.measures[LOST_WORK], 0, 0);
    assert_float_equal(scene.measures[REPLAYED], 1, 0);
    assert_float_equal(scene.measures[RECOVERY_TIME], 0, 0);
    close_scene(&scene);
}

/* It goes back to a checkpoint that it has made of its log; a second crash takes it there again. */
static void what_is_replayed_may_be_written_as_a_checkpoint(void **unused)
{
    (void)unused;
    for (int complete = 0; complete < 2; complete++) {
        struct scene scene;
        open_orphan(&scene);
        announces(&scene, 0, OUTPUT_CHECKPOINT, 2);
        goes_back(&scene, 0, 2, complete ? 11 : 10);
        steps(&scene, 0, 1, 12);
        crashes(&scene, 0);
        comes_back(&scene, 0);
        goes_back(&scene, 0, 2, complete ? 11 : 10);
        ends(&scene, ENDING_QUIESCENT);
        if (complete)
            assert_verdict(&scene, VERDICT_HOLDS, 0, "");
        else
            assert_verdict(&scene, VERDICT_VIOLATED, 21, "an orphan");
        assert_float_equal(scene.measures[REPLAYED], complete, 0);
        assert_float_equal(scene.measures[LOST_WORK], (2 - complete), 0);
        close_scene(&scene);
    }
}

static void to_be_where_it_has_never_been_is_a_violation(void **unused)
{
    (void)unused;
    static const int64_t digests[] = {12, 0}; /* of no deed; of before the checkpoint */
    for (size_t i = 0; i < 2; i++) {
        struct scene scene;
        open_orphan(&scene);
        goes_back(&scene, 0, 1, digests[i]);
        ends(&scene, ENDING_QUIESCENT);
        assert_verdict(&scene, VERDICT_VIOLATED, scene.number - 3, "which it has not been since that checkpoint");
        close_scene(&scene);
    }
}

static void a_stale_message_may_be_discarded_but_not_counted(void **unused)
{
    (void)unused;
    for (int counted = 0; counted < 2; counted++) {
        struct scene scene;
        open_recovery(&scene, 2);
        struct envelope stale = steps(&scene, 0, 1, 10);
        crashes(&scene, 0);
        comes_back(&scene, 0);
        goes_back(&scene, 0, 0, 0);
        uint64_t number = scene.number + 1;
        receives(&scene, &stale);
        if (counted)
            becomes(&scene, 1, 20);
        ends(&scene, ENDING_QUIESCENT);
        if (counted)
            assert_verdict(&scene, VERDICT_VIOLATED, number, "an orphan: process 1");
        else
            assert_verdict(&scene, VERDICT_HOLDS, 0, "");
        close_scene(&scene);
    }
}

static void while_the_protocol_has_messages_in_transit_the_recovery_goes_on(void **unused)
{
    (void)unused;
    static const struct {
        bool arrives;
        enum ending ending;
        enum verdict_kind verdict;
        const char *words;
    } cases[] = {{false, ENDING_TIME, VERDICT_UNDECIDED, "ran out before a recovery ended"},
                 {true, ENDING_TIME, VERDICT_VIOLATED, "an orphan"},
                 {false, ENDING_QUIESCENT, VERDICT_VIOLATED, "an orphan"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene scene;
        open_orphan(&scene);
        struct envelope notice = sends(&scene, 0, 1, CONTROL, 0);
        goes_back(&scene, 0, 1, 10);
        wakes(&scene, 0);
        wakes(&scene, 0);
        assert_int_equal(scene.verdict.kind, VERDICT_HOLDS);
        uint64_t at = scene.number + 1;
        if (cases[i].arrives)
            receives(&scene, &notice);
        ends(&scene, cases[i].ending);
        assert_verdict(&scene, cases[i].verdict,
                       cases[i].verdict == VERDICT_UNDECIDED ? 0 : (cases[i].arrives ? at : at - 1), cases[i].words);
        close_scene(&scene);
    }
}

static void who_is_down_at_the_end_leaves_it_undecided(void **unused)
{
    (void)unused;
    struct scene scene;
    open_recovery(&scene, 2);
    steps(&scene, 0, 1, 10);
    crashes(&scene, 1);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_UNDECIDED, 0, "process 1 is down at the end");
    close_scene(&scene);
}

static void who_comes_back_must_go_back(void **unused)
{
    (void)unused;
    struct scene scene;
    open_recovery(&scene, 2);
    steps(&scene, 1, 0, 10);
    crashes(&scene, 1);
    comes_back(&scene, 1);
    becomes(&scene, 1, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 1 came back from a crash and never went back");
    close_scene(&scene);
}

static void a_message_counts_once_however_often_it_is_sent(void **unused)
{
    (void)unused;
    for (int twice = 0; twice < 2; twice++) {
        struct scene scene;
        open_recovery(&scene, 2);
        struct envelope first = steps(&scene, 0, 1, 10);
        wakes(&scene, 0);
        struct envelope again = sends(&scene, 0, 1, COMPUTATION, 10);
        counts(&scene, &again, 20);
        uint64_t number = scene.number + 1;
        receives(&scene, &first);
        if (twice)
            becomes(&scene, 1, 21);
        ends(&scene, ENDING_QUIESCENT);
        if (twice)
            assert_verdict(&scene, VERDICT_VIOLATED, number,
                           "process 1 counts the message of event 2 from process 0 a second time");
        else
            assert_verdict(&scene, VERDICT_HOLDS, 0, "");
        assert_float_equal(scene.measures[LOST_MESSAGES], 0, 0);
        close_scene(&scene);
    }
}

static void what_is_sent_again_must_have_been_sent(void **unused)
{
    (void)unused;
    struct scene scene;
    open_recovery(&scene, 2);
    steps(&scene, 0, 1, 10);
    wakes(&scene, 0);
    sends(&scene, 0, 1, COMPUTATION, 11);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 5, "neither changes its digest nor repeats one that it has sent");
    close_scene(&scene);
}

/* Who learns of the rollback by the first message after it goes back and counts the message, in one. */
static void it_may_go_back_and_receive_at_once(void **unused)
{
    (void)unused;
    struct scene scene;
    open_orphan(&scene);
    goes_back(&scene, 0, 1, 10);
    struct envelope same = steps(&scene, 0, 1, 11);
    struct envelope notice = sends(&scene, 0, 1, CONTROL, 0);
    (void)notice;
    receives(&scene, &same);
    goes_back(&scene, 1, 2, 20); /* as it was: but by the new message */
    ends(&scene, ENDING_QUIESCENT);
    assert_float_equal(scene.measures[LOST_WORK], 2, 0);
    assert_float_equal(scene.measures[REPLAYED], 0, 0);
    close_scene(&scene);
}

static void checkpoints_are_numbered_one_after_the_other(void **unused)
{
    (void)unused;
    struct scene scene;
    open_recovery(&scene, 1);
    takes_checkpoint(&scene, 0, 2);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 2, "takes checkpoint 2 after checkpoint 0: expected the next number");
    close_scene(&scene);
}

static void an_algorithm_without_digest_cannot_be_judged(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "recovery-line", 2, NULL);
    starts(&scene, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_UNDECIDED, 0, "no variable \"digest\"");
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_crash_it_holds_at_the_end_and_is_undecided_before),
        cmocka_unit_test(a_message_of_an_undone_sending_is_an_orphan),
        cmocka_unit_test(its_receiver_goes_back_too_and_the_recovery_holds),
        cmocka_unit_test(checkpoints_behind_the_one_gone_back_to_are_void),
        cmocka_unit_test(what_is_replayed_is_not_undone),
        cmocka_unit_test(what_is_replayed_may_be_written_as_a_checkpoint),
        cmocka_unit_test(to_be_where_it_has_never_been_is_a_violation),
        cmocka_unit_test(a_stale_message_may_be_discarded_but_not_counted),
        cmocka_unit_test(while_the_protocol_has_messages_in_transit_the_recovery_goes_on),
        cmocka_unit_test(who_is_down_at_the_end_leaves_it_undecided),
        cmocka_unit_test(who_comes_back_must_go_back),
        cmocka_unit_test(a_message_counts_once_however_often_it_is_sent),
        cmocka_unit_test(what_is_sent_again_must_have_been_sent),
        cmocka_unit_test(it_may_go_back_and_receive_at_once),
        cmocka_unit_test(checkpoints_are_numbered_one_after_the_other),
        cmocka_unit_test(an_algorithm_without_digest_cannot_be_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
