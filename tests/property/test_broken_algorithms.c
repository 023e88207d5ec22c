/* test_broken_algorithms.c: the specifications notice. Algorithms that are wrong on purpose (tests/broken), and right ones
 * in systems where an assumption of theirs does not hold. */
#include "tests/broken/broken.h"
#include "tests/property/trial.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* ---- wrong algorithms ---- */

/* Runs a broken algorithm under a few seeds: each run must be violated, for a reason with `words` in it. */
static void must_be_caught(struct settings *settings, const char *words)
{
    settings->delay_rule = DELAY_UNIFORM;
    settings->delay_high = 2e-3;
    for (settings->seed = 1; settings->seed <= 20; settings->seed++) {
        struct run_result result = trial(settings);
        assert_violated(&result, settings->algorithm->name, words);
    }
}

static void a_ring_wave_that_decides_at_once_breaks_dependence(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_ring_wave_hasty, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    must_be_caught(&settings, "wave: dependence: process 0 decides although no event of process 1");
}

static void a_ring_wave_whose_token_is_kept_breaks_decision(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_ring_wave_keeper, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    must_be_caught(&settings, "wave: decision: nobody has decided. Deadlock");
}

static void a_tree_wave_that_does_not_wait_for_the_last_neighbour_breaks_dependence(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_tree_wave_hasty, TOPOLOGY_KIND_TREE, 9);
    must_be_caught(&settings, "wave: dependence");
}

static void a_tree_wave_that_waits_for_all_neighbours_breaks_decision(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_tree_wave_shy, TOPOLOGY_KIND_RANDOM_TREE, 9);
    must_be_caught(&settings, "Deadlock: all processes wait and no message is in transit");
}

static void an_echo_that_answers_at_once_breaks_dependence(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_echo_hasty, TOPOLOGY_KIND_PATH, 6);
    must_be_caught(&settings, "wave: dependence");
}

static void an_echo_without_answers_breaks_decision(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_echo_silent, TOPOLOGY_KIND_GRID, 12);
    must_be_caught(&settings, "wave: decision");
}

static void a_lelann_that_does_not_wait_elects_the_wrong_one(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_lelann_impatient, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    settings.identity_order = IDENTITIES_RANDOM;
    must_be_caught(&settings, "election: ");
}

static void elections_that_reopen_are_caught(void **unused)
{
    (void)unused;
    static const struct algorithm *const reopening[] = {&broken_lelann_reopening, &broken_chang_roberts_reopening};
    for (size_t i = 0; i < COUNT_OF(reopening); i++) {
        struct settings settings = trial_settings(reopening[i], TOPOLOGY_KIND_ONE_WAY_RING, 12);
        settings.identity_order = IDENTITIES_RANDOM;
        settings.start_spread = 1000;
        uint32_t caught = 0;
        for (settings.seed = 1; settings.seed <= 50; settings.seed++)
            if (trial(&settings).verdict.kind == VERDICT_VIOLATED)
                caught++;
        /* When the first to start is the smallest (one run in 12), nobody can beat it and nothing is wrong. */
        assert_true(caught >= 40);
    }
}

static void a_chang_roberts_that_forwards_everything_has_two_leaders(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_chang_roberts_generous, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    must_be_caught(&settings, "leader");
}

static void a_chang_roberts_that_forgets_its_own_identity_elects_nobody(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_chang_roberts_modest, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    must_be_caught(&settings, "election: nobody was elected. Deadlock");
}

static void a_chang_roberts_that_keeps_the_announcement_leaves_someone_ignorant(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_chang_roberts_discreet, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    must_be_caught(&settings, "at quiescence process 2 does not know the leader (6 of 8 do not)");
}

static void a_peterson_that_compares_the_wrong_way_elects_wrongly_or_nobody(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_peterson_reversed, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    settings.identity_order = IDENTITIES_RANDOM;
    must_be_caught(&settings, "election: ");
}

static void a_peterson_whose_announcer_elects_itself_elects_the_wrong_one(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_peterson_usurper, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    must_be_caught(&settings, "wrong leader");
}

/* It elects rightly: only the cost can notice. */
static void a_peterson_with_one_comparison_breaks_the_cost_formula(void **unused)
{
    (void)unused;
    struct algorithm lenient = broken_peterson_lenient;
    struct settings settings = trial_settings(&lenient, TOPOLOGY_KIND_ONE_WAY_RING, 64);
    settings.identity_order = IDENTITIES_DECREASING;
    struct run_result cheap = trial(&settings);
    settings.identity_order = IDENTITIES_INCREASING;
    struct run_result dear = trial(&settings);
    assert_holds(&cheap, &settings);
    assert_holds(&dear, &settings);
    lenient.costs = peterson.costs;
    must_be_caught(&settings, "cost: messages");
}

static void a_numbering_that_does_not_count_repeats_a_rank(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_numbering_stuck, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    must_be_caught(&settings, "numbering: process 2 takes rank 1, which process 1 has already");
}

static void a_numbering_that_counts_one_more_has_the_wrong_count(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_numbering_greedy, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    must_be_caught(&settings, "numbering: process 0 counts 9 processes; there are 8");
}

static void a_numbering_whose_leader_takes_no_rank_is_caught(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_numbering_lazy, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    must_be_caught(&settings, "numbering: process 0 announces the count, but it has not rank 0");
}

/* ---- right algorithms, wrong systems ---- */

/* The assumptions are taken back, so that the system is run and not refused; so are the costs, which would notice too. */
static struct algorithm without_assumptions(const struct algorithm *algorithm)
{
    struct algorithm loose = *algorithm;
    loose.assumptions = (struct assumptions){0};
    loose.costs = NULL;
    return loose;
}

static uint32_t violated_runs(struct settings *settings, uint32_t runs)
{
    uint32_t violated = 0;
    for (settings->seed = 1; settings->seed <= runs; settings->seed++)
        if (trial(settings).verdict.kind == VERDICT_VIOLATED)
            violated++;
    return violated;
}

static void must_be_refused(const struct settings *settings, const char *words)
{
    struct run_result result;
    struct error err = {0};
    assert_false(run_system(settings, &(struct run_options){.unit_delays = true}, &result, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void systems_that_break_an_assumption_are_refused(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&ring_wave, TOPOLOGY_KIND_STAR, 8);
    must_be_refused(&settings, "a ring");
    settings = trial_settings(&ring_wave, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    settings.initiator_rule = INITIATORS_ALL;
    must_be_refused(&settings, "exactly one initiator");
    settings = trial_settings(&tree_wave, TOPOLOGY_KIND_TWO_WAY_RING, 8);
    must_be_refused(&settings, "a tree");
    settings = trial_settings(&tree_wave, TOPOLOGY_KIND_PATH, 8);
    settings.initiator_rule = INITIATORS_ONE;
    must_be_refused(&settings, "leaf");
    settings = trial_settings(&tree_wave, TOPOLOGY_KIND_PATH, 1);
    must_be_refused(&settings, "2 processes");
    settings = trial_settings(&echo, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    must_be_refused(&settings, "both directions");

    static const struct algorithm *const elections[] = {&lelann, &chang_roberts, &peterson, &numbering};
    int64_t twins[] = {3, 1, 2, 1};
    for (size_t i = 0; i < COUNT_OF(elections); i++) {
        settings = trial_settings(elections[i], TOPOLOGY_KIND_ONE_WAY_RING, COUNT_OF(twins));
        settings.identity_order = IDENTITIES_LISTED;
        settings.identities = twins;
        settings.identity_count = COUNT_OF(twins);
        must_be_refused(&settings, "distinct");
        settings = trial_settings(elections[i], TOPOLOGY_KIND_GRID, 16);
        must_be_refused(&settings, "a ring");
    }
    settings = trial_settings(&lelann, TOPOLOGY_KIND_ONE_WAY_RING, 8);
    settings.fifo = false;
    must_be_refused(&settings, "FIFO");
    settings.algorithm = &peterson;
    must_be_refused(&settings, "FIFO");
}

static void centralised_waves_with_two_initiators_break_dependence(void **unused)
{
    (void)unused;
    int64_t initiators[] = {0, 5};
    static const struct algorithm *const waves[] = {&ring_wave, &echo};
    static const enum topology_kind kinds[] = {TOPOLOGY_KIND_ONE_WAY_RING, TOPOLOGY_KIND_PATH};
    for (size_t i = 0; i < COUNT_OF(waves); i++) {
        struct algorithm loose = without_assumptions(waves[i]);
        struct settings settings = trial_settings(&loose, kinds[i], 10);
        settings.initiator_rule = INITIATORS_LISTED;
        settings.initiators = initiators;
        settings.initiator_list_count = COUNT_OF(initiators);
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 1e-3;
        assert_int_equal(violated_runs(&settings, 20), 20);
    }
}

static void tree_wave_with_two_sleeping_leaves_or_a_cycle_deadlocks(void **unused)
{
    (void)unused;
    struct algorithm loose = without_assumptions(&tree_wave);
    int64_t leaf = 3;
    struct settings settings = trial_settings(&loose, TOPOLOGY_KIND_STAR, 6);
    settings.initiator_rule = INITIATORS_LISTED;
    settings.initiators = &leaf;
    settings.initiator_list_count = 1;
    struct run_result sleeping = trial_in_units(&settings);
    assert_violated(&sleeping, "tree-wave with sleeping leaves", "Deadlock");

    settings = trial_settings(&loose, TOPOLOGY_KIND_TWO_WAY_RING, 6);
    struct run_result cycle = trial_in_units(&settings);
    assert_violated(&cycle, "tree-wave on a cycle", "Deadlock");
}

static void elections_among_twins_are_caught(void **unused)
{
    (void)unused;
    static const struct algorithm *const elections[] = {&lelann, &chang_roberts, &peterson, &numbering};
    int64_t twins[] = {1, 3, 4, 2, 1, 5};
    for (size_t i = 0; i < COUNT_OF(elections); i++) {
        struct algorithm loose = without_assumptions(elections[i]);
        struct settings settings = trial_settings(&loose, TOPOLOGY_KIND_ONE_WAY_RING, COUNT_OF(twins));
        settings.identity_order = IDENTITIES_LISTED;
        settings.identities = twins;
        settings.identity_count = COUNT_OF(twins);
        struct run_result result = trial_in_units(&settings);
        if (result.verdict.kind == VERDICT_HOLDS)
            fail_msg("%s among twins holds", loose.name);
    }
}

static void elections_that_need_fifo_fail_without_it(void **unused)
{
    (void)unused;
    static const struct algorithm *const elections[] = {&lelann, &peterson};
    for (size_t i = 0; i < COUNT_OF(elections); i++) {
        struct algorithm loose = without_assumptions(elections[i]);
        struct settings settings = trial_settings(&loose, TOPOLOGY_KIND_ONE_WAY_RING, 16);
        settings.identity_order = IDENTITIES_RANDOM;
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 1e-2;
        settings.fifo = false;
        assert_true(violated_runs(&settings, 100) > 10);
        settings.fifo = true;
        assert_int_equal(violated_runs(&settings, 100), 0);
    }
}

static void elections_for_rings_fail_on_a_star(void **unused)
{
    (void)unused;
    static const struct algorithm *const elections[] = {&lelann, &chang_roberts, &peterson, &numbering};
    for (size_t i = 0; i < COUNT_OF(elections); i++) {
        struct algorithm loose = without_assumptions(elections[i]);
        struct settings settings = trial_settings(&loose, TOPOLOGY_KIND_STAR, 8);
        settings.identity_order = IDENTITIES_RANDOM;
        settings.budget_events = 10000; /* a stray identity may go back and forth for ever */
        for (settings.seed = 1; settings.seed <= 20; settings.seed++) {
            struct run_result result = trial_in_units(&settings);
            if (result.verdict.kind == VERDICT_HOLDS)
                fail_msg("%s holds on a star", loose.name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_wave_that_decides_at_once_breaks_dependence),
        cmocka_unit_test(a_ring_wave_whose_token_is_kept_breaks_decision),
        cmocka_unit_test(a_tree_wave_that_does_not_wait_for_the_last_neighbour_breaks_dependence),
        cmocka_unit_test(a_tree_wave_that_waits_for_all_neighbours_breaks_decision),
        cmocka_unit_test(an_echo_that_answers_at_once_breaks_dependence),
        cmocka_unit_test(an_echo_without_answers_breaks_decision),
        cmocka_unit_test(a_lelann_that_does_not_wait_elects_the_wrong_one),
        cmocka_unit_test(elections_that_reopen_are_caught),
        cmocka_unit_test(a_chang_roberts_that_forwards_everything_has_two_leaders),
        cmocka_unit_test(a_chang_roberts_that_forgets_its_own_identity_elects_nobody),
        cmocka_unit_test(a_chang_roberts_that_keeps_the_announcement_leaves_someone_ignorant),
        cmocka_unit_test(a_peterson_that_compares_the_wrong_way_elects_wrongly_or_nobody),
        cmocka_unit_test(a_peterson_whose_announcer_elects_itself_elects_the_wrong_one),
        cmocka_unit_test(a_peterson_with_one_comparison_breaks_the_cost_formula),
        cmocka_unit_test(a_numbering_that_does_not_count_repeats_a_rank),
        cmocka_unit_test(a_numbering_that_counts_one_more_has_the_wrong_count),
        cmocka_unit_test(a_numbering_whose_leader_takes_no_rank_is_caught),
        cmocka_unit_test(systems_that_break_an_assumption_are_refused),
        cmocka_unit_test(centralised_waves_with_two_initiators_break_dependence),
        cmocka_unit_test(tree_wave_with_two_sleeping_leaves_or_a_cycle_deadlocks),
        cmocka_unit_test(elections_among_twins_are_caught),
        cmocka_unit_test(elections_that_need_fifo_fail_without_it),
        cmocka_unit_test(elections_for_rings_fail_on_a_star),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
