/* test_stabilization.c: Dijkstra's machines from all configurations of small systems and from random ones of larger systems; the
 * state model, its daemons and rounds; what the specification notices. */
#include "engine/proof.h"
#include "tests/broken/broken.h"
#include "tests/property/trial.h"

#include <math.h>
#include <stdlib.h>

extern const struct algorithm dijkstra_k_state, dijkstra_three_state, dijkstra_four_state;

enum { STATES = 1 }; /* K, among the parameters of the K-state machines */

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])
static const double STEP = 1e-3;

static struct settings shared_settings(const struct algorithm *algorithm, uint32_t n, enum daemon_kind daemon)
{
    enum topology_kind kind = TOPOLOGY_KIND_ONE_WAY_RING;
    if (algorithm == &dijkstra_three_state)
        kind = TOPOLOGY_KIND_TWO_WAY_RING;
    if (algorithm == &dijkstra_four_state)
        kind = TOPOLOGY_KIND_PATH;
    struct settings settings = trial_settings(algorithm, kind, n);
    settings.network = NETWORK_SHARED;
    settings.daemon = daemon;
    settings.step = STEP;
    return settings;
}

/* ---- proofs ---- */

static struct proof prove(const struct settings *settings)
{
    struct proof proof;
    struct error err = {0};
    if (!proof_find(settings, &proof, &err))
        fail_msg("%s with %u machines: %s", settings->algorithm->name, settings->processes, err.text);
    return proof;
}

static void must_stabilise(const struct settings *settings, uint32_t steps, uint32_t moves)
{
    struct proof proof = prove(settings);
    if (!proof.closed || !proof.converges)
        fail_msg("%s with %u machines, daemon %d: %s", settings->algorithm->name, settings->processes,
                 (int)settings->daemon, proof.counterexample);
    assert_null(proof.counterexample);
    assert_true(proof.legitimate > 0);
    assert_int_equal(proof.worst_steps, steps);
    assert_int_equal(proof.worst_moves, moves);
    assert_int_equal(proof.worst_start != NULL, moves > 0);
    proof_release(&proof);
}

/* The counterexample contains `words`. */
static void must_not_stabilise(const struct settings *settings, bool closed, const char *words)
{
    struct proof proof = prove(settings);
    assert_int_equal(proof.closed, closed);
    assert_false(proof.closed && proof.converges);
    if (strstr(proof.counterexample, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", proof.counterexample, words);
    proof_release(&proof);
}

/* Steps: Altisen, Corbineau & Devismes, TCS 941, 2023. Legitimate: one privilege, at one of N places, and the values on its
 * two sides, which differ but at the bottom. */
static void n_states_stabilise_n_machines_in_the_published_number_of_steps(void **unused)
{
    (void)unused;
    static const uint32_t central[] = {[2] = 0, [3] = 2, [4] = 13, [5] = 24, [6] = 38};
    static const uint32_t any_steps[] = {[2] = 0, [3] = 3, [4] = 13, [5] = 24, [6] = 38};
    static const uint32_t any_moves[] = {[2] = 0, [3] = 8, [4] = 17, [5] = 29, [6] = 44};
    for (uint32_t n = 2; n <= 6; n++) {
        struct settings settings = shared_settings(&dijkstra_k_state, n, DAEMON_CENTRAL);
        must_stabilise(&settings, central[n], central[n]);
        settings.daemon = DAEMON_DISTRIBUTED;
        must_stabilise(&settings, any_steps[n], any_moves[n]);
        if (n >= 4)
            assert_int_equal(any_steps[n], 3 * n * (n - 1) / 2 - n - 1);
        settings.daemon = DAEMON_SYNCHRONOUS;
        must_stabilise(&settings, n == 2 ? 0 : 2 * n - 3, any_moves[n]);

        struct proof proof = prove(&settings);
        assert_int_equal(proof.configurations, (uint32_t)pow(n, n));
        assert_int_equal(proof.legitimate, n + (n - 1) * n * (n - 1));
        proof_release(&proof);
    }
}

/* Fokkink, Hoepman & Pang, 2005. That all move at once is more than their daemon may do. */
static void one_state_less_is_enough_for_the_central_daemon_alone(void **unused)
{
    (void)unused;
    static const uint32_t central[] = {[3] = 1, [4] = 13, [5] = 24, [6] = 38};
    for (uint32_t n = 3; n <= 6; n++) {
        struct settings settings = shared_settings(&dijkstra_k_state, n, DAEMON_CENTRAL);
        settings.parameters[STATES] = n - 1;
        must_stabilise(&settings, central[n], central[n]);
        settings.daemon = DAEMON_DISTRIBUTED;
        must_not_stabilise(&settings, true, "processes 0 (bottom), 1 (other), 2 (other)");
        settings.daemon = DAEMON_SYNCHRONOUS;
        must_not_stabilise(&settings, true, "outside legitimacy");
    }
}

static void two_states_less_leave_a_cycle_outside_legitimacy(void **unused)
{
    (void)unused;
    static const char *const cycles[] = {
        [4] = "a cycle of 8 steps", [5] = "a cycle of 15 steps", [6] = "a cycle of 24 steps"};
    for (uint32_t n = 4; n <= 6; n++) {
        struct settings settings = shared_settings(&dijkstra_k_state, n, DAEMON_CENTRAL);
        settings.parameters[STATES] = n - 2;
        must_not_stabilise(&settings, true, cycles[n]);
        settings.daemon = DAEMON_DISTRIBUTED;
        must_not_stabilise(&settings, true, "a cycle of ");
    }
}

static void three_states_stabilise(void **unused)
{
    (void)unused;
    static const uint32_t central[] = {[3] = 2, [4] = 10, [5] = 22, [6] = 39, [7] = 57};
    for (uint32_t n = 3; n < COUNT_OF(central); n++) {
        struct settings settings = shared_settings(&dijkstra_three_state, n, DAEMON_CENTRAL);
        must_stabilise(&settings, central[n], central[n]);
        settings.daemon = DAEMON_DISTRIBUTED;
        must_stabilise(&settings, central[n], central[n] + (n > 3));
    }
}

static void four_states_stabilise(void **unused)
{
    (void)unused;
    for (uint32_t n = 2; n <= 7; n++) {
        uint32_t central = (n - 1) * (n - 2);
        struct settings settings = shared_settings(&dijkstra_four_state, n, DAEMON_CENTRAL);
        must_stabilise(&settings, central, central);
        settings.daemon = DAEMON_DISTRIBUTED;
        must_stabilise(&settings, central, central + (n > 2));
    }
}

static void broken_machines_have_counterexamples(void **unused)
{
    (void)unused;
    struct settings settings = shared_settings(&broken_dijkstra_deaf, 4, DAEMON_CENTRAL);
    must_not_stabilise(&settings, true, "a deadlock: nobody is privileged");
    settings.algorithm = &broken_dijkstra_narrow;
    must_not_stabilise(&settings, true, "a cycle of ");
    settings.algorithm = &broken_dijkstra_sloppy;
    must_not_stabilise(&settings, false, "a step out of legitimacy:\n  x = ");
}

static void must_be_refused(const struct settings *settings, const char *words)
{
    struct proof proof;
    struct error err = {0};
    assert_false(proof_find(settings, &proof, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void systems_that_cannot_be_enumerated_are_refused(void **unused)
{
    (void)unused;
    struct settings settings = shared_settings(&dijkstra_k_state, 9, DAEMON_CENTRAL);
    must_be_refused(&settings, "387420489 configurations are too many");
    settings.processes = 64;
    must_be_refused(&settings, "64 processes are too many");
    settings = shared_settings(&dijkstra_k_state, 4, DAEMON_CENTRAL);
    settings.network = NETWORK_LATENCY;
    must_be_refused(&settings, "shared");
    settings = shared_settings(&chang_roberts, 4, DAEMON_CENTRAL);
    must_be_refused(&settings, "not written as guarded rules");
    settings = shared_settings(&dijkstra_k_state, 4, DAEMON_CENTRAL);
    settings.topology.kind = TOPOLOGY_KIND_STAR;
    must_be_refused(&settings, "a ring");
}

/* ---- runs of the state model ---- */

enum { TIME, ROUNDS, MOVES, DEPARTURES }; /* the measures of the specification */

static double measured(const struct run_result *result, uint32_t measure)
{
    return result->specified[0][measure];
}

static struct fault_settings corruption_of_all(sim_time at)
{
    return (struct fault_settings){.kind = FAULT_CORRUPT, .target = TARGET_ALL, .at = at};
}

static void strike_with(struct settings *settings, struct fault_settings *faults, size_t count)
{
    settings->faults = faults;
    settings->fault_count = count;
}

/* Each of 10,000 random starts is legitimate before the published bound, and the cost formula says so too. */
static void random_starts_of_64_machines_converge_within_the_bound(void **unused)
{
    (void)unused;
    enum { MACHINES = 64, STARTS = 10000, BOUND = 3 * MACHINES * (MACHINES - 1) / 2 - MACHINES - 1 };
    struct fault_settings start = corruption_of_all(0);
    struct settings settings = shared_settings(&dijkstra_k_state, MACHINES, DAEMON_CENTRAL);
    strike_with(&settings, &start, 1);
    settings.budget_time = (BOUND + 0.5) * STEP;
    double most = 0;
    for (settings.seed = 1; settings.seed <= STARTS; settings.seed++) {
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        most = fmax(most, measured(&result, MOVES));
    }
    assert_true(most > MACHINES && most <= BOUND);
}

static void all_machines_converge_under_all_daemons(void **unused)
{
    (void)unused;
    static const struct algorithm *const machines[] = {&dijkstra_k_state, &dijkstra_three_state, &dijkstra_four_state};
    struct fault_settings start = corruption_of_all(0);
    for (size_t i = 0; i < COUNT_OF(machines); i++)
        for (int daemon = DAEMON_CENTRAL; daemon <= DAEMON_SYNCHRONOUS; daemon++) {
            struct settings settings = shared_settings(machines[i], 20, (enum daemon_kind)daemon);
            strike_with(&settings, &start, 1);
            settings.budget_time = 5;
            for (settings.seed = 1; settings.seed <= 20; settings.seed++) {
                struct run_result result = trial(&settings);
                assert_holds(&result, &settings);
                assert_int_equal(result.measures.messages, 0);
                assert_true(measured(&result, MOVES) >= measured(&result, ROUNDS));
                assert_true(measured(&result, DEPARTURES) == 0);
            }
        }
}

/* One step is one round, and steps are what the time is made of. */
static void a_step_of_the_synchronous_daemon_is_a_round(void **unused)
{
    (void)unused;
    struct fault_settings start = corruption_of_all(0);
    struct settings settings = shared_settings(&dijkstra_k_state, 30, DAEMON_SYNCHRONOUS);
    strike_with(&settings, &start, 1);
    settings.budget_time = 1.0005;
    struct run_result result = trial(&settings);
    assert_int_equal(result.measures.rounds, 1000);
    assert_true(measured(&result, ROUNDS) > 0);
    assert_true(fabs(measured(&result, TIME) - measured(&result, ROUNDS) * STEP) < 1e-9);
    assert_true(measured(&result, ROUNDS) <= 2 * 30 - 3);
}

/* Legitimate already, with one privilege: a step, a move and a round are the same. */
static void one_privilege_goes_round_in_rounds_of_one_move(void **unused)
{
    (void)unused;
    struct settings settings = shared_settings(&dijkstra_k_state, 10, DAEMON_DISTRIBUTED);
    settings.budget_time = 0.5005;
    struct run_result result = trial(&settings);
    assert_int_equal(result.measures.rounds, 500);
    assert_int_equal(result.measures.events, 2 * 500); /* a move, a state */
    assert_true(measured(&result, TIME) == 0 && measured(&result, MOVES) == 0 && measured(&result, ROUNDS) == 0);
}

static void the_same_seed_moves_the_same_machines(void **unused)
{
    (void)unused;
    struct fault_settings start = corruption_of_all(0);
    struct settings settings = shared_settings(&dijkstra_three_state, 50, DAEMON_DISTRIBUTED);
    strike_with(&settings, &start, 1);
    settings.budget_time = 20;
    struct run_result first = trial(&settings), second = trial(&settings);
    assert_true(measured(&first, MOVES) == measured(&second, MOVES) && measured(&first, MOVES) > 0);
    assert_int_equal(first.measures.events, second.measures.events);
    settings.seed++;
    second = trial(&settings);
    assert_int_not_equal(first.measures.events, second.measures.events);
}

/* ---- faults ---- */

static void convergence_is_counted_from_the_last_fault(void **unused)
{
    (void)unused;
    struct fault_settings faults[] = {corruption_of_all(0), corruption_of_all(3.0001)};
    struct settings settings = shared_settings(&dijkstra_k_state, 16, DAEMON_CENTRAL);
    strike_with(&settings, faults, 2);
    settings.budget_time = 6;
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    assert_int_equal(result.measures.faults, 32);
    assert_true(measured(&result, TIME) > 0 && measured(&result, TIME) < 1);
    /* The first move after the fault is at 3.001. */
    assert_true(fabs(measured(&result, TIME) - (measured(&result, MOVES) * STEP - 0.0001)) < 1e-9);
}

static void a_machine_that_is_down_does_not_move(void **unused)
{
    (void)unused;
    int64_t third = 3;
    struct fault_settings crash = {.kind = FAULT_CRASH,
                                   .target = TARGET_LISTED,
                                   .processes = &third,
                                   .process_count = 1,
                                   .at = 0.1001,
                                   .duration = 1};
    struct settings settings = shared_settings(&dijkstra_k_state, 5, DAEMON_CENTRAL);
    strike_with(&settings, &crash, 1);
    settings.budget_time = 2.0005;
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    /* 100 moves until the crash, less than 5 until the privilege is at the machine, then none until it is back with x = 0 at
     * 1.1001, then 900 until the end. The rest: the crash, its end, the state that it leaves. */
    uint64_t moves = result.measures.rounds;
    assert_true(moves >= 1000 && moves < 1010);
}

static void a_quiet_end_waits_for_the_faults_to_come(void **unused)
{
    (void)unused;
    struct fault_settings late = corruption_of_all(7.5);
    struct settings settings = shared_settings(&broken_dijkstra_deaf, 8, DAEMON_CENTRAL);
    settings.budget_time = 100;
    struct run_result result = trial(&settings);
    assert_int_equal(result.ending, ENDING_QUIESCENT);
    assert_true(result.measures.simulated_time < 7.5);
    strike_with(&settings, &late, 1);
    result = trial(&settings);
    assert_int_equal(result.ending, ENDING_QUIESCENT);
    assert_true(result.measures.simulated_time >= 7.5);

    late.when = WHEN_RANDOM; /* keeps no run going */
    late.interval_mean = 10;
    result = trial(&settings);
    assert_int_equal(result.ending, ENDING_QUIESCENT);
    assert_int_equal(result.measures.faults, 0);
}

/* ---- what the specification notices ---- */

static void machines_that_never_copy_violate_convergence(void **unused)
{
    (void)unused;
    struct fault_settings start = corruption_of_all(0);
    struct settings settings = shared_settings(&broken_dijkstra_deaf, 16, DAEMON_CENTRAL);
    strike_with(&settings, &start, 1);
    struct run_result result = trial(&settings);
    assert_violated(&result, settings.algorithm->name, "convergence: nobody is privileged any more");
    assert_int_equal(result.verdict.event, 0);
    assert_true(isnan(measured(&result, MOVES)));
}

static void machines_that_copy_wrongly_violate_closure(void **unused)
{
    (void)unused;
    struct settings settings = shared_settings(&broken_dijkstra_sloppy, 16, DAEMON_CENTRAL);
    settings.budget_time = 1;
    struct run_result result = trial(&settings);
    assert_violated(&result, settings.algorithm->name, "closure: legitimacy is left");
    assert_int_not_equal(result.verdict.event, 0);
    assert_true(measured(&result, DEPARTURES) > 0);
}

/* All privileged machines move at once, and none of them is ever alone: with too few states that goes on for ever. */
static void too_few_states_never_converge_in_lockstep(void **unused)
{
    (void)unused;
    static int64_t numbers[] = {0, 1, 2, 3};
    static const int64_t values[] = {0, 2, 1, 0};
    struct fault_settings start[COUNT_OF(values)];
    for (size_t i = 0; i < COUNT_OF(values); i++)
        start[i] = (struct fault_settings){.kind = FAULT_CORRUPT,
                                           .target = TARGET_LISTED,
                                           .processes = &numbers[i],
                                           .process_count = 1,
                                           .has_value = true,
                                           .value = values[i]};
    struct settings settings = shared_settings(&dijkstra_k_state, 4, DAEMON_SYNCHRONOUS);
    settings.parameters[STATES] = 3;
    strike_with(&settings, start, 4);
    settings.budget_time = 10;
    struct run_result result = trial(&settings);
    assert_int_equal(result.verdict.kind, VERDICT_UNDECIDED);
    if (strstr(result.verdict.reason, "ran out before the convergence from 4 privileges to 1 ended") == NULL)
        fail_msg("%s", result.verdict.reason);
    settings.parameters[STATES] = 4;
    result = trial(&settings);
    assert_holds(&result, &settings);
}

/* ---- networks that carry messages ---- */

static void machines_that_hear_of_their_neighbours_converge_too(void **unused)
{
    (void)unused;
    static const struct algorithm *const machines[] = {&dijkstra_k_state, &dijkstra_three_state, &dijkstra_four_state};
    struct fault_settings faults[] = {corruption_of_all(0), corruption_of_all(5)};
    for (size_t i = 0; i < COUNT_OF(machines); i++) {
        struct settings settings = shared_settings(machines[i], 12, DAEMON_CENTRAL);
        settings.network = NETWORK_LATENCY;
        if (machines[i] == &dijkstra_k_state)
            settings.parameters[STATES] = 100; /* more than machines, caches and messages on their way */
        strike_with(&settings, faults, 2);
        settings.budget_time = 10.05;
        settings.delay_rule = DELAY_UNIFORM;
        settings.delay_high = 5e-3;
        for (settings.seed = 1; settings.seed <= 20; settings.seed++) {
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_true(result.measures.messages > 0);
            assert_true(measured(&result, TIME) < 5);
            assert_true(result.measures.rounds > 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(n_states_stabilise_n_machines_in_the_published_number_of_steps),
        cmocka_unit_test(one_state_less_is_enough_for_the_central_daemon_alone),
        cmocka_unit_test(two_states_less_leave_a_cycle_outside_legitimacy),
        cmocka_unit_test(three_states_stabilise),
        cmocka_unit_test(four_states_stabilise),
        cmocka_unit_test(broken_machines_have_counterexamples),
        cmocka_unit_test(systems_that_cannot_be_enumerated_are_refused),
        cmocka_unit_test(random_starts_of_64_machines_converge_within_the_bound),
        cmocka_unit_test(all_machines_converge_under_all_daemons),
        cmocka_unit_test(a_step_of_the_synchronous_daemon_is_a_round),
        cmocka_unit_test(one_privilege_goes_round_in_rounds_of_one_move),
        cmocka_unit_test(the_same_seed_moves_the_same_machines),
        cmocka_unit_test(convergence_is_counted_from_the_last_fault),
        cmocka_unit_test(a_machine_that_is_down_does_not_move),
        cmocka_unit_test(a_quiet_end_waits_for_the_faults_to_come),
        cmocka_unit_test(machines_that_never_copy_violate_convergence),
        cmocka_unit_test(machines_that_copy_wrongly_violate_closure),
        cmocka_unit_test(too_few_states_never_converge_in_lockstep),
        cmocka_unit_test(machines_that_hear_of_their_neighbours_converge_too),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
