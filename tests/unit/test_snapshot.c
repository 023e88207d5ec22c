/* test_snapshot.c: the specification of snapshots, event by event. */
#include "tests/unit/scene.h"

enum { SNAPSHOT_TIME, IN_TRANSIT, CONTROL_MESSAGES, BLOCKED_TIME, COMPUTATION_MESSAGES, COMPUTATION_RATE, SNAPSHOTS };
enum { VALUE, MARKER };

/* A message in transit. */
struct letter {
    uint32_t from, to, kind;
    uint64_t stamp[4];
};

static void open_snapshot(struct scene *scene, uint32_t n)
{
    open_scene(scene, "snapshot", n, NULL);
    scene->view.controls = 1u << MARKER;
}

static struct letter sends_kind(struct scene *scene, uint32_t from, uint32_t to, uint32_t kind)
{
    struct letter letter = {.from = from, .to = to, .kind = kind};
    assert_true(scene->specification->stamp_bytes <= sizeof letter.stamp);
    happens(scene, (struct event){
                       .kind = EVENT_SEND, .process = from, .peer = to, .message_kind = kind, .stamp = letter.stamp});
    return letter;
}

static struct letter sends(struct scene *scene, uint32_t from, uint32_t to)
{
    return sends_kind(scene, from, to, VALUE);
}

static void arrives(struct scene *scene, struct letter letter)
{
    happens(scene, (struct event){.kind = EVENT_RECEIVE,
                                  .process = letter.to,
                                  .peer = letter.from,
                                  .message_kind = letter.kind,
                                  .stamp = letter.stamp});
}

static void times_out(struct scene *scene, uint32_t process)
{
    happens(scene, (struct event){.kind = EVENT_TIMEOUT, .process = process});
}

static void records(struct scene *scene, uint32_t process, int64_t value)
{
    announces(scene, process, OUTPUT_RECORD, value);
}

static void has_channels(struct scene *scene, uint32_t process, int64_t value)
{
    announces(scene, process, OUTPUT_CHANNEL, value);
}

/* ---- what holds ---- */

static void a_message_in_transit_is_recorded_by_its_receiver(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    struct letter letter = sends(&scene, 0, 1);
    scene.now = 1;
    records(&scene, 0, 1);
    struct letter marker = sends_kind(&scene, 0, 1, MARKER);
    scene.now = 2;
    records(&scene, 1, 0);
    arrives(&scene, letter);
    arrives(&scene, marker);
    has_channels(&scene, 1, 1);
    scene.now = 4;
    has_channels(&scene, 0, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_true(scene.measures[SNAPSHOT_TIME] == 3);
    assert_true(scene.measures[IN_TRANSIT] == 1);
    assert_true(scene.measures[CONTROL_MESSAGES] == 1);
    assert_true(scene.measures[COMPUTATION_MESSAGES] == 1);
    assert_true(scene.measures[COMPUTATION_RATE] == 1.0 / 4 / 2);
    assert_true(scene.measures[BLOCKED_TIME] == 0);
    assert_true(scene.measures[SNAPSHOTS] == 1);
    close_scene(&scene);
}

static void messages_wholly_before_or_after_the_cut_are_in_no_channel(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    message(&scene, 0, 1);
    records(&scene, 0, 1);
    records(&scene, 1, -1);
    message(&scene, 1, 0);
    has_channels(&scene, 0, 0);
    message(&scene, 0, 1);
    has_channels(&scene, 1, 0);
    message(&scene, 1, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    close_scene(&scene);
}

static void a_message_may_cross_several_cuts(void **unused)
{
    (void)unused;
    enum { CUTS = 11 };
    struct scene scene;
    open_snapshot(&scene, 2);
    struct letter letter = sends(&scene, 0, 1);
    for (int i = 0; i < CUTS; i++) {
        records(&scene, 0, 1);
        records(&scene, 1, 0);
    }
    arrives(&scene, letter);
    for (int i = 0; i < CUTS; i++) {
        has_channels(&scene, 0, 0);
        has_channels(&scene, 1, 1);
    }
    records(&scene, 0, 1);
    records(&scene, 1, -1);
    has_channels(&scene, 0, 0);
    has_channels(&scene, 1, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_true(scene.measures[SNAPSHOTS] == CUTS + 1);
    assert_true(scene.measures[IN_TRANSIT] == (double)CUTS / (CUTS + 1));
    close_scene(&scene);
}

/* Lai and Yang: the message makes its receiver record, before it counts it. */
static void a_record_may_be_of_the_state_before_the_message_that_is_handled(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    records(&scene, 0, 0);
    arrives(&scene, sends(&scene, 0, 1));
    records(&scene, 1, 0);
    has_channels(&scene, 1, 0);
    has_channels(&scene, 0, 0);
    records(&scene, 1, -1);
    records(&scene, 0, 1);
    has_channels(&scene, 1, 0);
    has_channels(&scene, 0, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    close_scene(&scene);
}

static void channels_that_nobody_records_are_not_judged_where_processes_block(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    struct letter letter = sends(&scene, 0, 1);
    announces(&scene, 0, OUTPUT_BLOCK, 0);
    records(&scene, 0, 1);
    scene.now = 2;
    announces(&scene, 1, OUTPUT_BLOCK, 0);
    records(&scene, 1, 0);
    arrives(&scene, letter);
    scene.now = 3;
    announces(&scene, 0, OUTPUT_UNBLOCK, 0);
    announces(&scene, 1, OUTPUT_UNBLOCK, 0);
    ends(&scene, ENDING_EVENTS);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_non_null(strstr(scene.verdict.note, "nobody records them. 1 messages in transit are in no record"));
    assert_true(scene.measures[SNAPSHOT_TIME] == 3);
    assert_true(scene.measures[BLOCKED_TIME] == 2);
    close_scene(&scene);
}

/* ---- cut ---- */

static void a_message_from_after_the_cut_must_not_be_received_before_it(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 3);
    records(&scene, 0, 0);
    arrives(&scene, sends(&scene, 0, 1));
    arrives(&scene, sends(&scene, 0, 1));
    times_out(&scene, 1);
    records(&scene, 1, -2);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(
        &scene, VERDICT_VIOLATED, 3,
        "the cut of snapshot 1 is not consistent: token is sent by process 0 at event 2, after its record (event "
        "1), and received by process 1 at event 3, before its record (event 7)");
    close_scene(&scene);
}

/* Its value would say otherwise: but the process has done something else since. */
static void a_record_made_later_is_not_before_the_message(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    arrives(&scene, sends(&scene, 0, 1));
    times_out(&scene, 1);
    records(&scene, 1, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(
        &scene, VERDICT_VIOLATED, 4,
        "recorded state: in its snapshot 1 process 1 records 0 messages of the computation sent less received; "
        "there are -1");
    close_scene(&scene);
}

static void a_control_message_may_cross_the_cut_backwards(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    records(&scene, 0, 0);
    arrives(&scene, sends_kind(&scene, 0, 1, MARKER));
    records(&scene, 1, 0);
    has_channels(&scene, 0, 0);
    has_channels(&scene, 1, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    close_scene(&scene);
}

/* ---- state, channels, conservation ---- */

static void a_state_that_forgets_a_message_is_noticed(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    sends(&scene, 0, 1);
    sends(&scene, 0, 1);
    records(&scene, 0, 1);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 3,
                   "process 0 records 1 messages of the computation sent less received; there are 2");
    close_scene(&scene);
}

static void channels_with_too_few_or_too_many_messages_are_noticed(void **unused)
{
    (void)unused;
    for (int64_t claimed = 0; claimed <= 3; claimed++) {
        struct scene scene;
        open_snapshot(&scene, 2);
        struct letter first = sends(&scene, 0, 1), second = sends(&scene, 0, 1);
        records(&scene, 0, 2);
        records(&scene, 1, 0);
        arrives(&scene, first);
        arrives(&scene, second);
        has_channels(&scene, 1, claimed);
        has_channels(&scene, 0, 0);
        ends(&scene, ENDING_QUIESCENT);
        if (claimed == 2)
            assert_verdict(&scene, VERDICT_HOLDS, 0, "");
        else
            assert_verdict(&scene, VERDICT_VIOLATED, 7,
                           "messages in transit to it; it has received 2 that were sent before their senders' records, "
                           "after its own (event 4)");
        close_scene(&scene);
    }
}

static void a_message_that_comes_after_its_channel_was_closed_is_noticed(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    struct letter letter = sends(&scene, 0, 1);
    records(&scene, 0, 1);
    records(&scene, 1, 0);
    has_channels(&scene, 1, 0);
    arrives(&scene, letter);
    has_channels(&scene, 0, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(
        &scene, VERDICT_VIOLATED, 5,
        "process 1 has announced the channels of its snapshot 1, and then, at event 5, receives token that process "
        "0 sent before its own record (event 1)");
    close_scene(&scene);
}

static void a_message_that_is_lost_breaks_conservation(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    struct letter letter = sends(&scene, 0, 1);
    happens(&scene, (struct event){.kind = EVENT_LOSS, .process = 1, .peer = 0, .stamp = letter.stamp});
    records(&scene, 0, 1);
    records(&scene, 1, 0);
    has_channels(&scene, 0, 0);
    has_channels(&scene, 1, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(
        &scene, VERDICT_VIOLATED, 6,
        "conservation: in snapshot 1 the processes have sent 1 messages of the computation more than they have "
        "received, and their channels contain 0; in the run 1 are lost");
    close_scene(&scene);
}

static void channels_without_a_record_are_noticed(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    has_channels(&scene, 0, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 1, "announces the channels of a snapshot that it has not recorded");
    close_scene(&scene);
}

static void who_is_blocked_sends_control_messages_only(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    announces(&scene, 0, OUTPUT_BLOCK, 0);
    sends_kind(&scene, 0, 1, MARKER);
    ends(&scene, ENDING_EVENTS);
    assert_verdict(&scene, VERDICT_UNDECIDED, 0, "before the first snapshot ended");
    close_scene(&scene);

    open_snapshot(&scene, 2);
    announces(&scene, 0, OUTPUT_BLOCK, 0);
    sends(&scene, 0, 1);
    ends(&scene, ENDING_EVENTS);
    assert_verdict(&scene, VERDICT_VIOLATED, 2, "process 0 sends token to process 1 while it is blocked");
    close_scene(&scene);
}

/* ---- completeness ---- */

static void a_snapshot_that_not_all_record_is_violated_at_rest_and_undecided_before(void **unused)
{
    (void)unused;
    static const enum ending endings[] = {ENDING_QUIESCENT, ENDING_TIME};
    for (int i = 0; i < 2; i++) {
        struct scene scene;
        open_snapshot(&scene, 3);
        records(&scene, 2, 0);
        records(&scene, 0, 0);
        ends(&scene, endings[i]);
        if (endings[i] == ENDING_QUIESCENT)
            assert_verdict(&scene, VERDICT_VIOLATED, 0,
                           "process 1 never records its state of snapshot 1, which process 2 began");
        else
            assert_verdict(&scene, VERDICT_UNDECIDED, 0, "ran out before snapshot 1 ended");
        assert_true(isnan(scene.measures[SNAPSHOT_TIME]));
        close_scene(&scene);
    }
}

static void channels_that_not_all_announce_are_violated_at_rest_and_undecided_before(void **unused)
{
    (void)unused;
    static const enum ending endings[] = {ENDING_QUIESCENT, ENDING_EVENTS};
    for (int i = 0; i < 2; i++) {
        struct scene scene;
        open_snapshot(&scene, 2);
        records(&scene, 0, 0);
        records(&scene, 1, 0);
        has_channels(&scene, 0, 0);
        ends(&scene, endings[i]);
        if (endings[i] == ENDING_QUIESCENT)
            assert_verdict(&scene, VERDICT_VIOLATED, 0,
                           "process 1 records its state, but never its channels, of snapshot 1");
        else
            assert_verdict(&scene, VERDICT_UNDECIDED, 0, "ran out before snapshot 1 ended");
        close_scene(&scene);
    }
}

static void channels_that_nobody_announces_are_missed_where_nobody_blocks(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    records(&scene, 0, 0);
    records(&scene, 1, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 0 records its state, but never its channels, of snapshot 1");
    close_scene(&scene);
}

static void who_stays_blocked_is_noticed(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 1);
    announces(&scene, 0, OUTPUT_BLOCK, 0);
    records(&scene, 0, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "1 processes stay blocked after snapshot 1");
    close_scene(&scene);
}

static void a_run_at_rest_without_a_snapshot_is_violated(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    starts(&scene, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "nobody records its state");
    close_scene(&scene);
}

static void complete_snapshots_hold_although_the_budget_ends_the_computation(void **unused)
{
    (void)unused;
    struct scene scene;
    open_snapshot(&scene, 2);
    records(&scene, 0, 0);
    records(&scene, 1, 0);
    has_channels(&scene, 0, 0);
    has_channels(&scene, 1, 0);
    sends(&scene, 0, 1);
    ends(&scene, ENDING_TIME);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_in_transit_is_recorded_by_its_receiver),
        cmocka_unit_test(messages_wholly_before_or_after_the_cut_are_in_no_channel),
        cmocka_unit_test(a_message_may_cross_several_cuts),
        cmocka_unit_test(a_record_may_be_of_the_state_before_the_message_that_is_handled),
        cmocka_unit_test(channels_that_nobody_records_are_not_judged_where_processes_block),
        cmocka_unit_test(a_message_from_after_the_cut_must_not_be_received_before_it),
        cmocka_unit_test(a_record_made_later_is_not_before_the_message),
        cmocka_unit_test(a_control_message_may_cross_the_cut_backwards),
        cmocka_unit_test(a_state_that_forgets_a_message_is_noticed),
        cmocka_unit_test(channels_with_too_few_or_too_many_messages_are_noticed),
        cmocka_unit_test(a_message_that_comes_after_its_channel_was_closed_is_noticed),
        cmocka_unit_test(a_message_that_is_lost_breaks_conservation),
        cmocka_unit_test(channels_without_a_record_are_noticed),
        cmocka_unit_test(who_is_blocked_sends_control_messages_only),
        cmocka_unit_test(a_snapshot_that_not_all_record_is_violated_at_rest_and_undecided_before),
        cmocka_unit_test(channels_that_not_all_announce_are_violated_at_rest_and_undecided_before),
        cmocka_unit_test(channels_that_nobody_announces_are_missed_where_nobody_blocks),
        cmocka_unit_test(who_stays_blocked_is_noticed),
        cmocka_unit_test(a_run_at_rest_without_a_snapshot_is_violated),
        cmocka_unit_test(complete_snapshots_hold_although_the_budget_ends_the_computation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
