/* test_eventual_leader.c: Ω on runs written by hand, event by event. Process i has identity i + 1. */
#include "tests/unit/scene.h"

#include "base/random.h"

#include <math.h>

/* As in the specification's table. */
enum { LEADER_CHANGES, DEMOTIONS, LEADERLESS_TIME, AGREEMENT_TIME };

static void leads(struct scene *scene, uint32_t process, identity leader)
{
    announces(scene, process, OUTPUT_LEADER, leader);
}

static void strikes(struct scene *scene, enum fault_kind kind, uint32_t process, bool over)
{
    happens(scene, (struct event){.kind = EVENT_FAULT, .process = process, .message_kind = kind, .ends = over});
}

static void all_follow(struct scene *scene, uint32_t processes, identity leader)
{
    for (uint32_t i = 0; i < processes; i++)
        leads(scene, i, leader);
}

static void it_holds_when_all_that_are_up_follow_one_of_them(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 3, NULL);
    scene.now = 2;
    all_follow(&scene, 3, 3);
    scene.now = 5;
    strikes(&scene, FAULT_CRASH, 2, false);
    scene.now = 6;
    all_follow(&scene, 2, 2);
    ends(&scene, ENDING_EVENTS);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_float_equal(scene.measures[LEADER_CHANGES], 1, 0);
    assert_float_equal(scene.measures[DEMOTIONS], 0, 0);
    assert_float_equal(scene.measures[LEADERLESS_TIME], 3, 1e-12);
    assert_float_equal(scene.measures[AGREEMENT_TIME], 1, 1e-12);
    close_scene(&scene);
}

static void a_crash_of_a_follower_disturbs_nobody(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 3, NULL);
    all_follow(&scene, 3, 3);
    scene.now = 7;
    strikes(&scene, FAULT_CRASH, 0, false);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_float_equal(scene.measures[AGREEMENT_TIME], 0, 0);
    assert_float_equal(scene.measures[LEADERLESS_TIME], 0, 0);
    close_scene(&scene);
}

static void who_comes_back_has_forgotten_the_leader(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 3, NULL);
    all_follow(&scene, 3, 3);
    strikes(&scene, FAULT_CRASH, 0, false);
    strikes(&scene, FAULT_CRASH, 0, true);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 0 knows no leader");
    close_scene(&scene);
}

static void a_leader_that_has_crashed_is_none(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 3, NULL);
    all_follow(&scene, 3, 2);
    strikes(&scene, FAULT_CRASH, 1, false);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 0 follows 2, which has crashed");
    assert_true(isnan(scene.measures[AGREEMENT_TIME]));
    close_scene(&scene);
}

static void a_crash_can_bring_agreement(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 3, NULL);
    all_follow(&scene, 2, 2);
    leads(&scene, 2, 3);
    scene.now = 4;
    strikes(&scene, FAULT_CRASH, 2, false);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_float_equal(scene.measures[LEADERLESS_TIME], 4, 1e-12);
    close_scene(&scene);
}

static void two_leaders_at_the_end_are_named(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 4, NULL);
    all_follow(&scene, 2, 2);
    leads(&scene, 2, 4);
    leads(&scene, 3, 4);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 0 follows 2, but process 2 follows 4");
    close_scene(&scene);
}

static void an_identity_that_nobody_has_leads_nobody(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 2, NULL);
    all_follow(&scene, 2, 77);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 0 follows 77, whom nobody is");
    close_scene(&scene);
}

static void disagreement_when_the_budget_ends_is_undecided_and_says_whose(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 2, NULL);
    scene.settings.budget_time = 10;
    scene.now = 3;
    leads(&scene, 0, 1);
    ends(&scene, ENDING_TIME);
    assert_verdict(&scene, VERDICT_UNDECIDED, 0,
                   "the budget of simulated time ran out before the disagreement (process 1 knows no leader) ended");
    assert_float_equal(scene.measures[LEADERLESS_TIME], 10, 1e-12);
    close_scene(&scene);
}

static void nobody_left_is_undecided(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 1, NULL);
    leads(&scene, 0, 1);
    strikes(&scene, FAULT_CRASH, 0, false);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_UNDECIDED, 0, "no process is up at the end");
    close_scene(&scene);
}

/* Giving up a leader that is up is allowed, and told. */
static void the_note_counts_leaders_given_up_while_they_were_up(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 3, NULL);
    scene.settings.budget_time = 12;
    all_follow(&scene, 3, 1);
    scene.now = 2;
    all_follow(&scene, 3, 3);
    ends(&scene, ENDING_TIME);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_float_equal(scene.measures[DEMOTIONS], 3, 0);
    assert_string_equal(scene.verdict.note,
                        "agreement during the last 10 s of the run; stability: a leader that was up "
                        "was given up 3 times");
    close_scene(&scene);
}

static void other_faults_restart_the_time_to_agreement_and_nothing_else(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "eventual-leader", 3, NULL);
    all_follow(&scene, 2, 3);
    scene.now = 5;
    strikes(&scene, FAULT_PARTITION, NO_PROCESS, true);
    strikes(&scene, FAULT_SUSPEND, 1, false);
    scene.now = 8;
    leads(&scene, 2, 3);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_float_equal(scene.measures[AGREEMENT_TIME], 3, 1e-12);
    close_scene(&scene);
}

/* ---- the counts against a census ---- */

enum { CROWD = 7, NOBODY = -1 };
struct census {
    bool down[CROWD];
    int follows[CROWD];
};

static bool agrees(const struct census *census)
{
    int leader = NOBODY;
    for (int i = 0; i < CROWD; i++) {
        if (census->down[i])
            continue;
        if (census->follows[i] == NOBODY || census->down[census->follows[i]])
            return false;
        if (leader != NOBODY && leader != census->follows[i])
            return false;
        leader = census->follows[i];
    }
    return leader != NOBODY;
}

static void the_running_counts_are_those_of_a_census_after_any_events(void **unused)
{
    (void)unused;
    uint32_t agreements = 0;
    struct random_stream stream = random_stream(1, RANDOM_FAULT_DATES, 0);
    for (uint32_t trial = 0; trial < 20000; trial++) {
        struct scene scene;
        struct census census = {{false}, {0}};
        open_scene(&scene, "eventual-leader", CROWD, NULL);
        for (int i = 0; i < CROWD; i++)
            census.follows[i] = NOBODY;
        for (uint64_t steps = random_below(&stream, 40); steps > 0; steps--) {
            uint32_t who = (uint32_t)random_below(&stream, CROWD);
            bool comes_back = census.down[who];
            if (comes_back || random_below(&stream, 4) == 0) {
                strikes(&scene, FAULT_CRASH, who, comes_back);
                census.down[who] = !comes_back;
                census.follows[who] = NOBODY;
            } else {
                int whom = (int)random_below(&stream, 2); /* few candidates: agreement is not rare */
                leads(&scene, who, whom + 1);
                census.follows[who] = whom;
            }
        }
        ends(&scene, ENDING_QUIESCENT);
        assert_int_equal(scene.verdict.kind == VERDICT_HOLDS, agrees(&census));
        agreements += agrees(&census);
        close_scene(&scene);
    }
    assert_in_range(agreements, 100, 19900);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_holds_when_all_that_are_up_follow_one_of_them),
        cmocka_unit_test(a_crash_of_a_follower_disturbs_nobody),
        cmocka_unit_test(who_comes_back_has_forgotten_the_leader),
        cmocka_unit_test(a_leader_that_has_crashed_is_none),
        cmocka_unit_test(a_crash_can_bring_agreement),
        cmocka_unit_test(two_leaders_at_the_end_are_named),
        cmocka_unit_test(an_identity_that_nobody_has_leads_nobody),
        cmocka_unit_test(disagreement_when_the_budget_ends_is_undecided_and_says_whose),
        cmocka_unit_test(nobody_left_is_undecided),
        cmocka_unit_test(the_note_counts_leaders_given_up_while_they_were_up),
        cmocka_unit_test(other_faults_restart_the_time_to_agreement_and_nothing_else),
        cmocka_unit_test(the_running_counts_are_those_of_a_census_after_any_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
