/* test_specifications.c: the specifications on runs written by hand, event by event. */
#include "tests/unit/scene.h"

/* ---- wave ---- */

static void a_wave_holds_when_the_decision_has_heard_of_everyone(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "wave", 3, NULL);
    starts(&scene, 0);
    message(&scene, 0, 1);
    message(&scene, 1, 2);
    announces(&scene, 2, OUTPUT_DECIDE, 1);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_string_equal(scene.verdict.note, "");
    close_scene(&scene);
}

static void earlier_in_time_is_not_causally_before(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "wave", 3, NULL);
    starts(&scene, 0);
    starts(&scene, 2);
    message(&scene, 0, 1);
    announces(&scene, 1, OUTPUT_DECIDE, 1);
    assert_verdict(&scene, VERDICT_VIOLATED, 5,
                   "process 1 decides although no event of process 2 comes before it (1 of 3");
    close_scene(&scene);
}

static void a_message_carries_what_its_sender_knew_when_it_was_sent(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "wave", 3, NULL);
    uint64_t stamp = 0;
    happens(&scene, (struct event){.kind = EVENT_SEND, .process = 0, .peer = 1, .stamp = &stamp});
    message(&scene, 2, 0); /* process 0 hears of 2 after its message has left */
    happens(&scene, (struct event){.kind = EVENT_RECEIVE, .process = 1, .peer = 0, .stamp = &stamp});
    announces(&scene, 1, OUTPUT_DECIDE, 1);
    assert_verdict(&scene, VERDICT_VIOLATED, 5, "no event of process 2");
    close_scene(&scene);
}

static void only_the_first_offending_decision_counts(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "wave", 2, NULL);
    starts(&scene, 0);
    announces(&scene, 0, OUTPUT_DECIDE, 1);
    starts(&scene, 1);
    announces(&scene, 1, OUTPUT_DECIDE, 1);
    ends(&scene, ENDING_EVENTS);
    assert_verdict(&scene, VERDICT_VIOLATED, 2, "process 0 decides");
    close_scene(&scene);
}

static void quiescence_without_decision_is_a_deadlock(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "wave", 2, NULL);
    message(&scene, 0, 1);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0,
                   "decision: nobody has decided. Deadlock: all processes wait and no message is in transit");
    close_scene(&scene);
}

static void a_run_cut_short_is_undecided_for_every_specification(void **unused)
{
    (void)unused;
    static const enum ending cut[] = {ENDING_EVENTS, ENDING_TIME, ENDING_STOPPED};
    static const char *const words[] = {"budget of events", "budget of simulated time", "stopped"};
    const struct specification *specification;
    for (size_t i = 0; (specification = specification_at(i)) != NULL; i++)
        for (size_t j = 0; j < 3; j++) {
            if (strcmp(specification->name, "stabilization") == 0)
                continue; /* it judges states, which a scene has not */
            struct scene scene;
            open_scene(&scene, specification->name, 2, NULL);
            starts(&scene, 0);
            ends(&scene, cut[j]);
            if (scene.verdict.kind != VERDICT_UNDECIDED || strstr(scene.verdict.reason, words[j]) == NULL)
                fail_msg(
                    "the specification %s says %s: \"%s\" of a run in which a process starts and then the run is cut "
                    "short; expected undecided: \"%s\"",
                    specification->name, verdict_name(scene.verdict.kind), scene.verdict.reason, words[j]);
            assert_int_equal(scene.verdict.event, 0);
            close_scene(&scene);
        }
}

/* A chain of messages through all processes but one, then a decision. */
static void decide_without(struct scene *scene, uint32_t n, uint32_t absent)
{
    uint32_t last = absent == 0 ? 1 : 0;
    for (uint32_t i = last + 1; i < n; i++)
        if (i != absent) {
            message(scene, last, i);
            last = i;
        }
    announces(scene, last, OUTPUT_DECIDE, 1);
}

static void dependence_is_exact_up_to_64_processes(void **unused)
{
    (void)unused;
    for (uint32_t n = 2; n <= 64; n += n < 60 ? 9 : 1)
        for (uint32_t absent = 0; absent <= n; absent++) {
            struct scene scene;
            open_scene(&scene, "wave", n, NULL);
            decide_without(&scene, n, absent);
            assert_int_equal(scene.verdict.kind, absent < n ? VERDICT_VIOLATED : VERDICT_HOLDS);
            assert_string_equal(scene.verdict.note, "");
            close_scene(&scene);
        }
}

static void beyond_64_processes_64_spread_sources_are_checked_and_the_note_says_so(void **unused)
{
    (void)unused;
    static const uint32_t sizes[] = {65, 66, 100, 127, 128, 1000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint32_t n = sizes[i], sources = 0;
        for (uint32_t absent = 0; absent < n; absent++) {
            struct scene scene;
            open_scene(&scene, "wave", n, NULL);
            decide_without(&scene, n, absent);
            bool noticed = scene.verdict.kind == VERDICT_VIOLATED;
            sources += noticed;
            if (absent == 0 || absent == n - 1)
                assert_true(noticed);
            if (noticed) {
                char words[64];
                snprintf(words, sizeof words, "no event of process %u comes before it (1 of 64", absent);
                assert_non_null(strstr(scene.verdict.reason, words));
            }
            assert_non_null(strstr(scene.verdict.note, "64 sources of"));
            close_scene(&scene);
        }
        assert_int_equal(sources, 64);
    }
}

static void a_wave_over_sixty_thousand_processes_can_hold(void **unused)
{
    (void)unused;
    enum { N = 60000 };
    struct scene scene;
    open_scene(&scene, "wave", N, NULL);
    decide_without(&scene, N, N);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_string_equal(scene.verdict.note,
                        "dependence checked for 64 sources of 60000, evenly spread over the processes");
    close_scene(&scene);
}

/* ---- election ---- */

static void an_election_holds_when_everyone_knows_the_smallest_candidate(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "election", 3, NULL);
    starts(&scene, 1); /* identity 2: the only candidate */
    message(&scene, 1, 2);
    message(&scene, 2, 0);
    starts(&scene, 0); /* woken before: no candidate, although it has identity 1 */
    announces(&scene, 1, OUTPUT_LEADER, 2);
    announces(&scene, 2, OUTPUT_LEADER, 2);
    announces(&scene, 0, OUTPUT_LEADER, 2);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    close_scene(&scene);
}

static void a_leader_that_is_not_the_smallest_candidate_is_wrong(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "election", 3, NULL);
    starts(&scene, 1);
    starts(&scene, 2);
    announces(&scene, 2, OUTPUT_LEADER, 3);
    assert_verdict(&scene, VERDICT_VIOLATED, 3, "process 2 announces 3; the smallest candidate is 2");
    close_scene(&scene);
}

static void a_leader_announced_before_a_smaller_candidate_starts_is_wrong(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "election", 3, NULL);
    starts(&scene, 1);
    announces(&scene, 1, OUTPUT_LEADER, 2);
    starts(&scene, 0);
    assert_verdict(&scene, VERDICT_VIOLATED, 2, "process 1 announced 2 before candidate 1");
    close_scene(&scene);
}

static void two_announced_leaders_are_one_too_many(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "election", 3, NULL);
    starts(&scene, 0);
    announces(&scene, 0, OUTPUT_LEADER, 1);
    announces(&scene, 1, OUTPUT_LEADER, 2);
    assert_verdict(&scene, VERDICT_VIOLATED, 3, "two leaders: process 1 announces 2, but process 0 announced 1");
    close_scene(&scene);
}

static void two_processes_of_one_identity_are_two_leaders(void **unused)
{
    (void)unused;
    int64_t twins[] = {1, 5, 1};
    struct scene scene;
    open_scene(&scene, "election", 3, twins);
    starts(&scene, 0);
    starts(&scene, 2);
    announces(&scene, 0, OUTPUT_LEADER, 1);
    announces(&scene, 1, OUTPUT_LEADER, 1);
    announces(&scene, 2, OUTPUT_LEADER, 1);
    assert_verdict(&scene, VERDICT_VIOLATED, 5, "processes 0 and 2 each announce themselves, both as 1");
    close_scene(&scene);
}

static void a_relay_may_know_no_more_than_that_it_lost_but_a_candidate_may_not(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "election", 3, NULL);
    starts(&scene, 0);
    starts(&scene, 1);
    message(&scene, 1, 2);
    announces(&scene, 2, OUTPUT_LOST, 0);
    announces(&scene, 0, OUTPUT_LEADER, 1);
    announces(&scene, 1, OUTPUT_LOST, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "at quiescence process 1 does not know the leader (1 of 3 do not)");
    close_scene(&scene);
}

static void a_relay_that_says_nothing_does_not_know(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "election", 3, NULL);
    starts(&scene, 0);
    message(&scene, 0, 1);
    announces(&scene, 0, OUTPUT_LEADER, 1);
    announces(&scene, 1, OUTPUT_LOST, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 2 does not know the leader");
    close_scene(&scene);
}

static void a_leader_must_know_itself(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "election", 2, NULL);
    starts(&scene, 0);
    announces(&scene, 1, OUTPUT_LEADER, 1);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 0 does not know the leader");
    close_scene(&scene);
}

static void an_elected_process_cannot_have_lost(void **unused)
{
    (void)unused;
    for (int order = 0; order < 2; order++) {
        struct scene scene;
        open_scene(&scene, "election", 2, NULL);
        starts(&scene, 0);
        announces(&scene, 0, order == 0 ? OUTPUT_LEADER : OUTPUT_LOST, 1);
        announces(&scene, 0, order == 0 ? OUTPUT_LOST : OUTPUT_LEADER, 1);
        assert_verdict(&scene, VERDICT_VIOLATED, 3, "lost");
        close_scene(&scene);
    }
}

static void quiescence_without_leader_is_a_deadlock(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "election", 2, NULL);
    starts(&scene, 0);
    message(&scene, 0, 1);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "nobody was elected. Deadlock");
    close_scene(&scene);
}

/* ---- numbering ---- */

static void a_numbering_holds_when_each_rank_is_taken_once_and_the_first_counts_n(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "numbering", 3, NULL);
    announces(&scene, 1, OUTPUT_RANK, 0);
    announces(&scene, 2, OUTPUT_RANK, 1);
    announces(&scene, 0, OUTPUT_RANK, 2);
    announces(&scene, 1, OUTPUT_COUNT, 3);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    close_scene(&scene);
}

static void wrong_ranks_and_counts_are_named_with_their_event(void **unused)
{
    (void)unused;
    static const struct {
        uint32_t process;
        enum output output;
        int64_t value;
        const char *words;
    } wrong[] = {
        {1, OUTPUT_RANK, 0, "process 1 takes rank 0, which process 0 has already"},
        {0, OUTPUT_RANK, 1, "process 0 takes rank 1, but it has a rank already"},
        {1, OUTPUT_RANK, 3, "process 1 takes rank 3; ranks go from 0 to 2"},
        {1, OUTPUT_RANK, -1, "process 1 takes rank -1"},
        {0, OUTPUT_COUNT, 4, "process 0 counts 4 processes; there are 3"},
        {2, OUTPUT_COUNT, 3, "process 2 announces the count, but it has not rank 0"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct scene scene;
        open_scene(&scene, "numbering", 3, NULL);
        announces(&scene, 0, OUTPUT_RANK, 0);
        announces(&scene, wrong[i].process, wrong[i].output, wrong[i].value);
        assert_verdict(&scene, VERDICT_VIOLATED, 2, wrong[i].words);
        close_scene(&scene);
    }
}

static void a_missing_rank_and_a_missing_count_are_absences(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "numbering", 2, NULL);
    announces(&scene, 0, OUTPUT_RANK, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 1 has no rank (1 of 2 have none)");
    close_scene(&scene);
    open_scene(&scene, "numbering", 2, NULL);
    announces(&scene, 0, OUTPUT_RANK, 0);
    announces(&scene, 1, OUTPUT_RANK, 1);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "nobody has announced the count");
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wave_holds_when_the_decision_has_heard_of_everyone),
        cmocka_unit_test(earlier_in_time_is_not_causally_before),
        cmocka_unit_test(a_message_carries_what_its_sender_knew_when_it_was_sent),
        cmocka_unit_test(only_the_first_offending_decision_counts),
        cmocka_unit_test(quiescence_without_decision_is_a_deadlock),
        cmocka_unit_test(a_run_cut_short_is_undecided_for_every_specification),
        cmocka_unit_test(dependence_is_exact_up_to_64_processes),
        cmocka_unit_test(beyond_64_processes_64_spread_sources_are_checked_and_the_note_says_so),
        cmocka_unit_test(a_wave_over_sixty_thousand_processes_can_hold),
        cmocka_unit_test(an_election_holds_when_everyone_knows_the_smallest_candidate),
        cmocka_unit_test(a_leader_that_is_not_the_smallest_candidate_is_wrong),
        cmocka_unit_test(a_leader_announced_before_a_smaller_candidate_starts_is_wrong),
        cmocka_unit_test(two_announced_leaders_are_one_too_many),
        cmocka_unit_test(two_processes_of_one_identity_are_two_leaders),
        cmocka_unit_test(a_relay_may_know_no_more_than_that_it_lost_but_a_candidate_may_not),
        cmocka_unit_test(a_relay_that_says_nothing_does_not_know),
        cmocka_unit_test(a_leader_must_know_itself),
        cmocka_unit_test(an_elected_process_cannot_have_lost),
        cmocka_unit_test(quiescence_without_leader_is_a_deadlock),
        cmocka_unit_test(a_numbering_holds_when_each_rank_is_taken_once_and_the_first_counts_n),
        cmocka_unit_test(wrong_ranks_and_counts_are_named_with_their_event),
        cmocka_unit_test(a_missing_rank_and_a_missing_count_are_absences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
