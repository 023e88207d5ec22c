/* test_exclusion_structures.c: mutual exclusion by trees and committees: Raymond, Naimi & Trehel, Maekawa. */
#include "tests/broken/broken.h"
#include "tests/property/trial.h"

#include <math.h>

#ifdef __SANITIZE_ADDRESS__
enum { SCHEDULES = 500 };
#else
enum { SCHEDULES = 10000 };
#endif

enum { ENTRIES, THINK, HOLD, REPAIR }; /* parameters */

static const struct algorithm *must_find(const char *name)
{
    struct error err = {0};
    const struct algorithm *algorithm = algorithm_find(name, &err);
    if (algorithm == NULL)
        fail_msg("%s", err.text);
    return algorithm;
}

static double measured(const struct run_result *result, const struct settings *settings, const char *name)
{
    double value;
    if (!measure_by_name(result, settings->algorithm, name, &value))
        fail_msg("%s has no measure %s", settings->algorithm->name, name);
    return value;
}

/* Everybody wants to enter all the time; messages take as long as a stay inside, and vary. */
static struct settings crowded(const char *name, enum topology_kind kind, uint32_t n)
{
    struct settings settings = trial_settings(must_find(name), kind, n);
    settings.parameters[ENTRIES] = 3;
    settings.parameters[THINK] = 2e-3;
    settings.parameters[HOLD] = 1e-3;
    settings.delay_rule = DELAY_EXPONENTIAL;
    settings.delay_high = 2e-3;
    return settings;
}

static void must_hold_on_random_schedules(const char *name, enum topology_kind kind, uint32_t n, bool fifo)
{
    struct settings settings = crowded(name, kind, n);
    settings.fifo = fifo;
    for (settings.seed = 1; settings.seed <= SCHEDULES; settings.seed++) {
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_true(measured(&result, &settings, "entries") == 3.0 * n);
    }
}

static void raymond_holds_on_random_trees_and_schedules_fifo_or_not(void **unused)
{
    (void)unused;
    must_hold_on_random_schedules("raymond", TOPOLOGY_KIND_RANDOM_TREE, 6, true);
    must_hold_on_random_schedules("raymond", TOPOLOGY_KIND_RANDOM_TREE, 6, false);
}

static void naimi_and_trehel_hold_on_random_schedules_fifo_or_not(void **unused)
{
    (void)unused;
    must_hold_on_random_schedules("naimi-trehel", TOPOLOGY_KIND_COMPLETE, 5, true);
    must_hold_on_random_schedules("naimi-trehel", TOPOLOGY_KIND_COMPLETE, 5, false);
}

static void maekawa_repaired_holds_on_random_schedules(void **unused)
{
    (void)unused;
    must_hold_on_random_schedules("maekawa", TOPOLOGY_KIND_COMPLETE, 4, true);
    must_hold_on_random_schedules("maekawa", TOPOLOGY_KIND_COMPLETE, 7, true); /* the last row is not full */
}

/* What the descriptor says of FIFO is needed: a question that overtakes the vote it asks back is lost on the candidate. */
static void maekawa_deadlocks_where_messages_overtake(void **unused)
{
    (void)unused;
    struct settings settings = crowded("maekawa", TOPOLOGY_KIND_COMPLETE, 9);
    struct algorithm loose = *settings.algorithm;
    loose.assumptions.fifo = false;
    settings.algorithm = &loose;
    settings.fifo = false;
    uint32_t deadlocks = 0;
    for (settings.seed = 1; settings.seed <= 100; settings.seed++) {
        struct run_result result = trial(&settings);
        if (result.verdict.kind == VERDICT_HOLDS)
            continue;
        assert_violated(&result, loose.name, "Deadlock");
        deadlocks++;
    }
    assert_in_range(deadlocks, 20, 80);
}

/* Nobody ever thinks, whatever the number of processes: nobody waits for ever, and a request costs no more than the member's
 * answers that it can cause: see maekawa.c. */
static void maekawa_repaired_never_deadlocks_under_the_highest_load(void **unused)
{
    (void)unused;
    for (uint32_t n = 2; n <= 30; n++) {
        double side = ceil(sqrt(n)), others = 2 * (side - 1); /* in the largest committee */
        struct settings settings = crowded("maekawa", TOPOLOGY_KIND_COMPLETE, n);
        settings.parameters[ENTRIES] = 6;
        settings.parameters[THINK] = 0;
        settings.parameters[HOLD] = 1e-4;
        for (settings.seed = 1; settings.seed <= SCHEDULES / 500; settings.seed++) {
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_true(measured(&result, &settings, "messages_per_entry") <= 7 * others);
        }
    }
}

/* Each entry long after the one before: a stay of process `who`, alone, from an initial state. */
static double messages_of_a_lonely_entry(const char *name, enum topology_kind kind, uint32_t n, int64_t who)
{
    struct settings settings = trial_settings(must_find(name), kind, n);
    settings.parameters[ENTRIES] = 1;
    settings.initiator_rule = INITIATORS_LISTED;
    settings.initiators = &who;
    settings.initiator_list_count = 1;
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    return measured(&result, &settings, "messages_per_entry");
}

static void raymond_alone_pays_the_way_to_the_token_and_back(void **unused)
{
    (void)unused;
    for (int64_t who = 0; who < 15; who++) {
        assert_true(messages_of_a_lonely_entry("raymond", TOPOLOGY_KIND_PATH, 15, who) == 2.0 * (double)who);
        assert_true(messages_of_a_lonely_entry("raymond", TOPOLOGY_KIND_STAR, 15, who) == (who == 0 ? 0 : 2));
        double depth = who == 0 ? 0 : who < 3 ? 1 : who < 7 ? 2 : 3; /* of a binary tree */
        assert_true(messages_of_a_lonely_entry("raymond", TOPOLOGY_KIND_TREE, 15, who) == 2 * depth);
    }
}

static uint32_t farthest(const struct topology *topology, uint32_t from, uint32_t *hops)
{
    uint32_t n = topology_processes(topology), order[64], reached = 0, distance[64];
    memset(distance, 0xFF, sizeof distance);
    distance[from] = 0;
    order[reached++] = from;
    for (uint32_t served = 0; served < reached; served++)
        for (uint32_t port = 0; port < topology_out_degree(topology, order[served]); port++) {
            uint32_t to = topology_target(topology, order[served], port).process;
            if (distance[to] != UINT32_MAX)
                continue;
            distance[to] = distance[order[served]] + 1;
            order[reached++] = to;
        }
    assert_int_equal(reached, n);
    *hops = distance[order[n - 1]];
    return order[n - 1];
}

static void raymond_keeps_its_bound_on_every_tree_whatever_the_load(void **unused)
{
    (void)unused;
    static const enum topology_kind trees[] = {TOPOLOGY_KIND_PATH, TOPOLOGY_KIND_STAR, TOPOLOGY_KIND_TREE,
                                               TOPOLOGY_KIND_RANDOM_TREE};
    for (size_t i = 0; i < sizeof trees / sizeof *trees; i++)
        for (uint64_t seed = 1; seed <= 50; seed++) {
            struct settings settings = crowded("raymond", trees[i], 20);
            settings.seed = seed;
            struct system *system;
            struct error err = {0};
            const struct host_table hosts = {.count = 1};
            assert_true(system_create(&settings, &hosts, &system, &err));
            uint32_t diameter;
            farthest(system_topology(system), farthest(system_topology(system), 0, &diameter), &diameter);
            system_free(system);
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_true(measured(&result, &settings, "messages_per_entry") <= 2.0 * diameter);
        }
}

static void naimi_and_trehel_alone_pay_a_request_and_the_token(void **unused)
{
    (void)unused;
    assert_true(messages_of_a_lonely_entry("naimi-trehel", TOPOLOGY_KIND_COMPLETE, 12, 0) == 0);
    for (int64_t who = 1; who < 12; who++)
        assert_true(messages_of_a_lonely_entry("naimi-trehel", TOPOLOGY_KIND_COMPLETE, 12, who) == 2);
}

static void maekawa_alone_pays_three_messages_a_member(void **unused)
{
    (void)unused;
    for (uint32_t side = 1; side <= 6; side++)
        for (int64_t who = 0; who < (int64_t)(side * side); who++)
            assert_true(messages_of_a_lonely_entry("maekawa", TOPOLOGY_KIND_COMPLETE, side * side, who) ==
                        6.0 * (side - 1));
}

static void maekawa_without_repair_deadlocks_sometimes_and_is_safe(void **unused)
{
    (void)unused;
    struct settings settings = crowded("maekawa", TOPOLOGY_KIND_COMPLETE, 9);
    settings.parameters[REPAIR] = 0;
    uint32_t deadlocks = 0;
    for (settings.seed = 1; settings.seed <= 100; settings.seed++) {
        struct run_result result = trial(&settings);
        if (result.verdict.kind == VERDICT_HOLDS)
            continue;
        assert_violated(&result, settings.algorithm->name, "mutual-exclusion: ");
        assert_int_equal(result.verdict.event, 0); /* an absence: somebody is never served */
        deadlocks++;
    }
    assert_in_range(deadlocks, 20, 100);
}

static void must_be_caught(const struct algorithm *algorithm, enum topology_kind kind, uint32_t n, const char *words)
{
    uint32_t caught = 0;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct settings settings = trial_settings(algorithm, kind, n);
        settings.parameters[THINK] = 2e-3;
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 2e-3;
        settings.seed = seed;
        struct run_result result = trial(&settings);
        if (result.verdict.kind == VERDICT_HOLDS)
            continue;
        assert_violated(&result, algorithm->name, words);
        caught++;
    }
    assert_in_range(caught, 25, 50);
}

static void a_raymond_that_gives_the_token_away_while_inside_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_raymond_generous, TOPOLOGY_KIND_TREE, 7, "while process");
}

static void a_raymond_that_asks_once_only_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_raymond_shy, TOPOLOGY_KIND_TREE, 7, "mutual-exclusion: ");
}

static void a_naimi_trehel_whose_root_sends_the_token_at_once_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_naimi_trehel_hasty, TOPOLOGY_KIND_COMPLETE, 5, "mutual-exclusion: ");
}

static void a_maekawa_that_enters_with_half_the_votes_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_maekawa_half, TOPOLOGY_KIND_COMPLETE, 9, "mutual-exclusion: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raymond_holds_on_random_trees_and_schedules_fifo_or_not),
        cmocka_unit_test(naimi_and_trehel_hold_on_random_schedules_fifo_or_not),
        cmocka_unit_test(maekawa_repaired_holds_on_random_schedules),
        cmocka_unit_test(maekawa_repaired_never_deadlocks_under_the_highest_load),
        cmocka_unit_test(maekawa_deadlocks_where_messages_overtake),
        cmocka_unit_test(raymond_alone_pays_the_way_to_the_token_and_back),
        cmocka_unit_test(raymond_keeps_its_bound_on_every_tree_whatever_the_load),
        cmocka_unit_test(naimi_and_trehel_alone_pay_a_request_and_the_token),
        cmocka_unit_test(maekawa_alone_pays_three_messages_a_member),
        cmocka_unit_test(maekawa_without_repair_deadlocks_sometimes_and_is_safe),
        cmocka_unit_test(a_raymond_that_gives_the_token_away_while_inside_is_caught),
        cmocka_unit_test(a_raymond_that_asks_once_only_is_caught),
        cmocka_unit_test(a_naimi_trehel_whose_root_sends_the_token_at_once_is_caught),
        cmocka_unit_test(a_maekawa_that_enters_with_half_the_votes_is_caught),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
