/* test_stabilization_graphs.c: the self-stabilising algorithms for graphs (BFS tree, matching, colouring, election) converge
 * from arbitrary states, whoever moves and on a network of messages too, to states that this file judges by itself. */
#include "engine/proof.h"
#include "engine/variable.h"
#include "tests/broken/broken.h"
#include "tests/property/trial.h"

#include <stdlib.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

extern const struct algorithm bfs_tree, matching, colouring, stabilizing_leader;
static const struct algorithm *const algorithms[] = {&bfs_tree, &matching, &colouring, &stabilizing_leader};
static const enum daemon_kind daemons[] = {DAEMON_CENTRAL, DAEMON_DISTRIBUTED, DAEMON_SYNCHRONOUS};

enum { MOST_PROCESSES = 64, SEEDS = 4 };

/* ---- the oracle: judges the last configuration of a run, with nothing from the algorithms but the names of variables ---- */

static int64_t value_of(const struct view *view, const char *name, uint32_t process)
{
    const struct variable *variable = view_algorithm(view)->variables;
    while (strcmp(variable->name, name) != 0)
        variable++;
    return variable_get(variable, configuration_state(view->configuration, process));
}

static uint32_t degree_of(const struct view *view, uint32_t process)
{
    return configuration_in_degree(view->configuration, process);
}

/* The distances from `root`, by waves; everyone is reached. */
static void find_distances(const struct view *view, uint32_t root, int64_t *distances)
{
    uint32_t n = view->shape->processes;
    for (uint32_t p = 0; p < n; p++)
        distances[p] = p == root ? 0 : -1;
    for (uint32_t wave = 0; wave < n; wave++)
        for (uint32_t p = 0; p < n; p++)
            for (uint32_t port = 0; distances[p] == wave && port < degree_of(view, p); port++)
                if (distances[view_target(view, p, port)] < 0)
                    distances[view_target(view, p, port)] = wave + 1;
}

static void judge_tree(const struct view *view, uint32_t root)
{
    int64_t distances[MOST_PROCESSES];
    find_distances(view, root, distances);
    for (uint32_t p = 0; p < view->shape->processes; p++) {
        if (value_of(view, "distance", p) != distances[p]) {
            view_violated(view, NULL, "process %u says %ld and is at distance %ld", p,
                          (long)value_of(view, "distance", p), (long)distances[p]);
        } else if (p != root) {
            uint32_t parent = view_target(view, p, (uint32_t)value_of(view, "parent", p));
            if (distances[parent] != distances[p] - 1)
                view_violated(view, NULL, "process %u hangs under %u, which is no nearer", p, parent);
        }
    }
}

static void judge_leader(const struct view *view)
{
    uint32_t smallest = 0;
    for (uint32_t p = 0; p < view->shape->processes; p++)
        if (view_identity(view, p) < view_identity(view, smallest))
            smallest = p;
    for (uint32_t p = 0; p < view->shape->processes; p++)
        if (value_of(view, "leader", p) != view_identity(view, smallest))
            view_violated(view, NULL, "process %u has another leader", p);
    judge_tree(view, smallest);
}

static int64_t partner_of(const struct view *view, uint32_t process)
{
    int64_t partner = value_of(view, "partner", process);
    return partner == 0 ? -1 : (int64_t)view_target(view, process, (uint32_t)partner - 1);
}

static void judge_matching(const struct view *view)
{
    for (uint32_t p = 0; p < view->shape->processes; p++) {
        int64_t partner = partner_of(view, p);
        if (partner >= 0 && partner_of(view, (uint32_t)partner) != (int64_t)p)
            view_violated(view, NULL, "process %u points at %ld in vain", p, (long)partner);
        for (uint32_t port = 0; partner < 0 && port < degree_of(view, p); port++)
            if (partner_of(view, view_target(view, p, port)) < 0)
                view_violated(view, NULL, "process %u and its neighbour %u are both single", p,
                              view_target(view, p, port));
    }
}

static void judge_colouring(const struct view *view)
{
    for (uint32_t p = 0; p < view->shape->processes; p++) {
        if (value_of(view, "colour", p) > degree_of(view, p))
            view_violated(view, NULL, "process %u has a colour beyond its degree", p);
        for (uint32_t port = 0; port < degree_of(view, p); port++)
            if (value_of(view, "colour", p) == value_of(view, "colour", view_target(view, p, port)))
                view_violated(view, NULL, "process %u has the colour of %u", p, view_target(view, p, port));
    }
}

static void conclude(const struct view *view, enum ending ending)
{
    (void)ending;
    if (view_algorithm(view) == &bfs_tree)
        judge_tree(view, (uint32_t)view_parameter(view, 1));
    if (view_algorithm(view) == &matching)
        judge_matching(view);
    if (view_algorithm(view) == &colouring)
        judge_colouring(view);
    if (view_algorithm(view) == &stabilizing_leader)
        judge_leader(view);
}

static const struct specification oracle = {.name = "oracle", .text = "the states are right", .conclude = conclude};

/* ---- systems ---- */

static struct fault_settings everyone_is_corrupted = {.kind = FAULT_CORRUPT, .target = TARGET_ALL};

static struct settings arbitrary_start(const struct algorithm *algorithm, enum topology_kind kind, uint32_t n)
{
    struct settings settings = trial_settings(algorithm, kind, n);
    for (size_t i = 0; algorithm->parameters[i].name != NULL; i++)
        settings.parameters[i] = algorithm->parameters[i].initial;
    settings.topology.probability = 0;
    settings.identity_order = IDENTITIES_RANDOM;
    settings.network = NETWORK_SHARED;
    settings.step = 1;
    settings.budget_time = 0; /* it ends when nobody is privileged */
    settings.faults = &everyone_is_corrupted;
    settings.fault_count = 1;
    return settings;
}

/* What the algorithm promises holds, costs included, and in a second run, the same, the oracle agrees. */
static struct run_result must_converge(const struct settings *settings)
{
    static const struct specification *const only_the_oracle[] = {&oracle, NULL};
    struct run_result result = trial(settings);
    struct run_result again = trial_with(settings, &(struct run_options){.specifications = only_the_oracle});
    assert_holds(&result, settings);
    assert_holds(&again, settings);
    return result;
}

static double measure_of(const struct run_result *result, const struct algorithm *algorithm, const char *name)
{
    double value = 0;
    if (!measure_by_name(result, algorithm, name, &value))
        fail_msg("%s has no measure %s", algorithm->name, name);
    return value;
}

static const struct {
    enum topology_kind kind;
    uint32_t processes;
} graphs[] = {
    {TOPOLOGY_KIND_PATH, 1},         {TOPOLOGY_KIND_PATH, 2},     {TOPOLOGY_KIND_PATH, 17},
    {TOPOLOGY_KIND_TWO_WAY_RING, 3}, {TOPOLOGY_KIND_STAR, 12},    {TOPOLOGY_KIND_TWO_WAY_RING, 24},
    {TOPOLOGY_KIND_COMPLETE, 9},     {TOPOLOGY_KIND_TREE, 31},    {TOPOLOGY_KIND_RANDOM_TREE, 30},
    {TOPOLOGY_KIND_GRID, 36},        {TOPOLOGY_KIND_TORUS, 25},   {TOPOLOGY_KIND_HYPERCUBE, 32},
    {TOPOLOGY_KIND_ERDOS_RENYI, 64}, {TOPOLOGY_KIND_REGULAR, 40}, {TOPOLOGY_KIND_SMALL_WORLD, 48},
};

static void everyone_converges_from_arbitrary_states_under_each_daemon(void **unused)
{
    (void)unused;
    for (size_t a = 0; a < COUNT_OF(algorithms); a++)
        for (size_t g = 0; g < COUNT_OF(graphs); g++)
            for (size_t d = 0; d < COUNT_OF(daemons); d++) {
                struct settings settings = arbitrary_start(algorithms[a], graphs[g].kind, graphs[g].processes);
                settings.daemon = daemons[d];
                for (settings.seed = 1; settings.seed <= SEEDS; settings.seed++)
                    must_converge(&settings);
            }
}

/* Delays of up to 20 ms between beats of 100 ms: processes see their neighbours as they were. */
static void everyone_converges_on_a_network_of_messages(void **unused)
{
    (void)unused;
    for (size_t a = 0; a < COUNT_OF(algorithms); a++)
        for (size_t g = 0; g < COUNT_OF(graphs); g++) {
            struct settings settings = arbitrary_start(algorithms[a], graphs[g].kind, graphs[g].processes);
            settings.network = NETWORK_LATENCY;
            settings.delay_rule = DELAY_UNIFORM;
            settings.delay_high = 0.02;
            settings.budget_time = 30;
            settings.start_spread = 0.1;
            for (settings.seed = 1; settings.seed <= 2; settings.seed++)
                must_converge(&settings);
        }
}

/* D + 1 rounds for a tree, whose root is at the end of the path (D = N - 1), in its middle, or everyone's neighbour. */
static void a_tree_is_there_one_round_after_its_depth(void **unused)
{
    (void)unused;
    const uint32_t n = 33;
    static const struct {
        enum topology_kind kind;
        double root;
        double rounds;
    } trees[] = {{TOPOLOGY_KIND_PATH, 0, 33}, {TOPOLOGY_KIND_PATH, 16, 17}, {TOPOLOGY_KIND_COMPLETE, 5, 2}};
    for (size_t i = 0; i < COUNT_OF(trees); i++) {
        struct settings settings = arbitrary_start(&bfs_tree, trees[i].kind, n);
        settings.daemon = DAEMON_DISTRIBUTED;
        settings.parameters[1] = trees[i].root;
        for (settings.seed = 1; settings.seed <= 20; settings.seed++) {
            struct run_result result = must_converge(&settings);
            assert_true(measure_of(&result, &bfs_tree, "convergence_rounds") <= trees[i].rounds);
        }
    }
}

/* When all begin with a distance of 0, one after the other finds its own on the path, and no sooner. */
static void a_tree_of_a_path_takes_as_many_rounds_as_there_are_processes(void **unused)
{
    (void)unused;
    const uint32_t n = 20;
    struct fault_settings zeros = {.kind = FAULT_CORRUPT, .target = TARGET_ALL, .has_value = true};
    struct settings settings = arbitrary_start(&bfs_tree, TOPOLOGY_KIND_PATH, n);
    settings.daemon = DAEMON_SYNCHRONOUS;
    settings.faults = &zeros;
    struct run_result result = must_converge(&settings);
    /* The root is right already, and so the rounds are those of the others. */
    assert_int_equal(measure_of(&result, &bfs_tree, "convergence_rounds"), n - 1);
}

/* The promise of 2E + N moves is kept by itself (costs are checked); it would not be if moves were not counted. */
static void a_matching_of_singles_takes_a_move_or_more_of_each_partner(void **unused)
{
    (void)unused;
    struct fault_settings singles = {.kind = FAULT_CORRUPT, .target = TARGET_ALL, .has_value = true};
    struct settings settings = arbitrary_start(&matching, TOPOLOGY_KIND_COMPLETE, 10);
    settings.faults = &singles;
    struct run_result result = must_converge(&settings);
    assert_true(measure_of(&result, &matching, "convergence_moves") >= 10);
}

static void identities_that_nobody_has_are_forgotten_within_2n_rounds(void **unused)
{
    (void)unused;
    const uint32_t n = 16;
    uint32_t first = 1; /* the variable leader */
    struct fault_settings zeros = {
        .kind = FAULT_CORRUPT, .target = TARGET_ALL, .has_value = true, .variable_mask = first};
    struct settings settings = arbitrary_start(&stabilizing_leader, TOPOLOGY_KIND_TWO_WAY_RING, n);
    settings.daemon = DAEMON_SYNCHRONOUS;
    settings.faults = &zeros;
    struct run_result result = must_converge(&settings);
    double rounds = measure_of(&result, &stabilizing_leader, "convergence_rounds");
    assert_true(rounds > n && rounds <= 2 * n);
}

static void later_faults_are_survived(void **unused)
{
    (void)unused;
    struct fault_settings faults[] = {
        {.kind = FAULT_CORRUPT, .target = TARGET_ALL},
        {.kind = FAULT_CORRUPT, .target = TARGET_COUNT, .count = 5, .at = 7.5},
        {.kind = FAULT_CRASH, .target = TARGET_COUNT, .count = 3, .at = 500.25, .duration = 100},
        {.kind = FAULT_CORRUPT, .target = TARGET_FRACTION, .fraction = 0.5, .at = 2000},
    };
    for (size_t a = 0; a < COUNT_OF(algorithms); a++) {
        struct settings settings = arbitrary_start(algorithms[a], TOPOLOGY_KIND_SMALL_WORLD, 40);
        settings.faults = faults;
        settings.fault_count = COUNT_OF(faults);
        for (settings.seed = 1; settings.seed <= SEEDS; settings.seed++) {
            settings.daemon = (enum daemon_kind)(settings.seed % 3);
            struct run_result result = must_converge(&settings);
            assert_int_equal(result.measures.faults, 40 + 5 + 3 + 20);
        }
    }
}

/* What was true before a fault is known before it, though the system was silent for long. */
static void the_series_of_a_silent_system_ascends(void **unused)
{
    (void)unused;
    struct fault_settings faults[] = {{.kind = FAULT_CORRUPT, .target = TARGET_ALL},
                                      {.kind = FAULT_CORRUPT, .target = TARGET_COUNT, .count = 5, .at = 1000}};
    struct settings settings = arbitrary_start(&colouring, TOPOLOGY_KIND_GRID, 64);
    settings.faults = faults;
    settings.fault_count = COUNT_OF(faults);
    settings.series = true;
    char path[] = "series-of-a-silent-system.csv";
    struct run_result result = trial_with(&settings, &(struct run_options){.series_path = path});
    assert_holds(&result, &settings);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char line[256];
    assert_non_null(fgets(line, sizeof line, file));
    double before = 0;
    uint32_t correct = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        double now = strtod(line, NULL);
        assert_true(now >= before);
        before = now;
        correct += strstr(line, ",distance,0\n") != NULL && now < 1000;
    }
    fclose(file);
    remove(path);
    assert_int_equal(correct, 1);
    assert_true(before >= 1000);
}

static void systems_that_break_an_assumption_are_refused(void **unused)
{
    (void)unused;
    int64_t twins[] = {3, 1, 2, 1};
    for (size_t a = 0; a < COUNT_OF(algorithms); a++) {
        struct settings settings = arbitrary_start(algorithms[a], TOPOLOGY_KIND_ONE_WAY_RING, 8);
        struct run_result result;
        struct error err = {0};
        assert_false(run_system(&settings, &(struct run_options){0}, &result, &err));
        assert_non_null(strstr(err.text, "both directions"));
        if (!algorithms[a]->assumptions.distinct_identities)
            continue;
        settings = arbitrary_start(algorithms[a], TOPOLOGY_KIND_PATH, COUNT_OF(twins));
        settings.identity_order = IDENTITIES_LISTED;
        settings.identities = twins;
        settings.identity_count = COUNT_OF(twins);
        err = (struct error){0};
        assert_false(run_system(&settings, &(struct run_options){0}, &result, &err));
        assert_non_null(strstr(err.text, "distinct"));
    }
}

/* A root that does not exist: distances grow to N, and nobody has a tree. */
static void a_tree_without_a_root_is_never_legitimate(void **unused)
{
    (void)unused;
    struct settings settings = arbitrary_start(&bfs_tree, TOPOLOGY_KIND_GRID, 16);
    settings.parameters[1] = 16;
    struct run_result result = trial(&settings);
    assert_violated(&result, "bfs-tree without a root", "there are 16 wrong processes");
}

/* ---- broken ones ---- */

/* All variables of all processes start with `value`. */
static struct run_result broken_trial(const struct algorithm *algorithm, enum topology_kind kind, uint32_t n,
                                      int64_t value)
{
    struct fault_settings same = {.kind = FAULT_CORRUPT, .target = TARGET_ALL, .has_value = true, .value = value};
    struct settings settings = arbitrary_start(algorithm, kind, n);
    settings.faults = &same;
    settings.daemon = DAEMON_SYNCHRONOUS;
    settings.budget_time = 1000;
    return trial(&settings);
}

static void a_tree_whose_distances_do_not_grow_is_caught(void **unused)
{
    (void)unused;
    struct run_result result = broken_trial(&broken_bfs_tree_stubborn, TOPOLOGY_KIND_PATH, 8, 0);
    assert_violated(&result, "stubborn", "convergence: nobody is privileged any more, but there are 7 wrong");
}

/* On a path everyone but 0 points to the one before it, and 0 to 1. */
static void a_matching_in_which_nobody_gives_up_is_caught(void **unused)
{
    (void)unused;
    struct run_result result = broken_trial(&broken_matching_faithful, TOPOLOGY_KIND_PATH, 8, 1);
    assert_violated(&result, "faithful", "convergence: nobody is privileged any more, but there are 6 unsettled");
}

static void a_colouring_in_which_both_move_never_ends(void **unused)
{
    (void)unused;
    struct run_result result = broken_trial(&broken_colouring_symmetric, TOPOLOGY_KIND_COMPLETE, 6, 0);
    assert_int_equal(result.verdict.kind, VERDICT_UNDECIDED);
    assert_non_null(strstr(result.verdict.reason, "15 conflicts"));
}

static void a_matching_in_which_all_propose_to_the_next_never_ends(void **unused)
{
    (void)unused;
    struct run_result result = broken_trial(&broken_matching_clockwise, TOPOLOGY_KIND_TWO_WAY_RING, 6, 0);
    assert_int_equal(result.verdict.kind, VERDICT_UNDECIDED);
    assert_non_null(strstr(result.verdict.reason, "6 unsettled"));
}

static void an_election_that_believes_everything_is_caught(void **unused)
{
    (void)unused;
    struct run_result result = broken_trial(&broken_leader_credulous, TOPOLOGY_KIND_GRID, 9, 0);
    assert_violated(&result, "credulous", "convergence: nobody is privileged any more, but there are 9 wrong");
}

/* ---- proofs: every configuration of small graphs, every choice of the daemon ---- */

static struct proof prove(const struct algorithm *algorithm, enum topology_kind kind, uint32_t n,
                          enum daemon_kind daemon)
{
    struct settings settings = arbitrary_start(algorithm, kind, n);
    settings.fault_count = 0;
    settings.daemon = daemon;
    struct proof proof;
    struct error err = {0};
    if (!proof_find(&settings, &proof, &err))
        fail_msg("%s", err.text);
    return proof;
}

/* The costs of the algorithm bound the longest way too: under a synchronous daemon a round is a step. */
static void assert_within_costs(const struct algorithm *algorithm, const struct proof *proof, enum daemon_kind daemon,
                                const struct shape *shape)
{
    for (const struct cost *cost = algorithm->costs; cost->measure != NULL; cost++) {
        if (!cost->applies(shape))
            continue;
        bool of_moves = strcmp(cost->measure, "convergence_moves") == 0;
        if (of_moves || daemon == DAEMON_SYNCHRONOUS)
            assert_true((of_moves ? proof->worst_moves : proof->worst_steps) <= cost->value(shape));
    }
}

static void no_daemon_keeps_anyone_from_converging_on_small_graphs(void **unused)
{
    (void)unused;
    static const struct {
        enum topology_kind kind;
        uint32_t processes;
        uint32_t edges;
        bool too_large; /* for the election, whose processes have many states */
    } small[] = {
        {TOPOLOGY_KIND_PATH, 2, 1, false},         {TOPOLOGY_KIND_PATH, 3, 2, false},
        {TOPOLOGY_KIND_PATH, 4, 3, false},         {TOPOLOGY_KIND_PATH, 5, 4, true},
        {TOPOLOGY_KIND_TWO_WAY_RING, 3, 3, false}, {TOPOLOGY_KIND_TWO_WAY_RING, 4, 4, true},
        {TOPOLOGY_KIND_TWO_WAY_RING, 5, 5, true},  {TOPOLOGY_KIND_STAR, 4, 3, false},
        {TOPOLOGY_KIND_STAR, 5, 4, true},          {TOPOLOGY_KIND_COMPLETE, 4, 6, true},
    };
    static const enum schedule schedules[] = {
        [DAEMON_CENTRAL] = SCHEDULE_CENTRAL,
        [DAEMON_DISTRIBUTED] = SCHEDULE_DISTRIBUTED,
        [DAEMON_SYNCHRONOUS] = SCHEDULE_SYNCHRONOUS,
    };
    for (size_t a = 0; a < COUNT_OF(algorithms); a++)
        for (size_t g = 0; g < COUNT_OF(small); g++)
            for (size_t d = 0; d < COUNT_OF(daemons); d++) {
                if (small[g].too_large && algorithms[a] == &stabilizing_leader)
                    continue;
                struct proof proof = prove(algorithms[a], small[g].kind, small[g].processes, daemons[d]);
                if (!proof.closed || !proof.converges)
                    fail_msg("%s on %s of %u, daemon %d: %s", algorithms[a]->name, topology_kind_name(small[g].kind),
                             small[g].processes, (int)daemons[d], proof.counterexample);
                assert_true(proof.legitimate > 0 && proof.worst_moves > 0);
                struct shape shape = {
                    .processes = small[g].processes, .edges = small[g].edges, .schedule = schedules[daemons[d]]};
                assert_within_costs(algorithms[a], &proof, daemons[d], &shape);
                proof_release(&proof);
            }
}

/* N rounds for a tree from the end of a path, as promised; 2N - 2 for an election there, of 2N. */
static void some_configuration_takes_as_long_as_promised(void **unused)
{
    (void)unused;
    struct proof tree = prove(&bfs_tree, TOPOLOGY_KIND_PATH, 5, DAEMON_SYNCHRONOUS);
    assert_int_equal(tree.worst_steps, 5);
    proof_release(&tree);
    struct proof election = prove(&stabilizing_leader, TOPOLOGY_KIND_PATH, 4, DAEMON_SYNCHRONOUS);
    assert_int_equal(election.worst_steps, 6);
    proof_release(&election);
}

static void assert_never_ends(const struct algorithm *algorithm, enum topology_kind kind, uint32_t n,
                              enum daemon_kind daemon, bool expected)
{
    struct proof proof = prove(algorithm, kind, n, daemon);
    if (proof.converges == expected)
        fail_msg("%s, daemon %d: converges %d", algorithm->name, (int)daemon, proof.converges);
    assert_int_equal(proof.counterexample != NULL, expected);
    proof_release(&proof);
}

static void the_proof_finds_who_never_ends_and_under_which_daemon(void **unused)
{
    (void)unused;
    assert_never_ends(&broken_colouring_symmetric, TOPOLOGY_KIND_COMPLETE, 3, DAEMON_CENTRAL, false);
    assert_never_ends(&broken_colouring_symmetric, TOPOLOGY_KIND_COMPLETE, 3, DAEMON_SYNCHRONOUS, true);
    assert_never_ends(&broken_matching_clockwise, TOPOLOGY_KIND_TWO_WAY_RING, 4, DAEMON_CENTRAL, false);
    assert_never_ends(&broken_matching_clockwise, TOPOLOGY_KIND_TWO_WAY_RING, 4, DAEMON_SYNCHRONOUS, true);
    for (size_t d = 0; d < COUNT_OF(daemons); d++) {
        assert_never_ends(&broken_bfs_tree_stubborn, TOPOLOGY_KIND_PATH, 4, daemons[d], true);
        assert_never_ends(&broken_matching_faithful, TOPOLOGY_KIND_PATH, 4, daemons[d], true);
        assert_never_ends(&broken_leader_credulous, TOPOLOGY_KIND_PATH, 3, daemons[d], true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everyone_converges_from_arbitrary_states_under_each_daemon),
        cmocka_unit_test(everyone_converges_on_a_network_of_messages),
        cmocka_unit_test(a_tree_is_there_one_round_after_its_depth),
        cmocka_unit_test(a_tree_of_a_path_takes_as_many_rounds_as_there_are_processes),
        cmocka_unit_test(a_matching_of_singles_takes_a_move_or_more_of_each_partner),
        cmocka_unit_test(identities_that_nobody_has_are_forgotten_within_2n_rounds),
        cmocka_unit_test(later_faults_are_survived),
        cmocka_unit_test(the_series_of_a_silent_system_ascends),
        cmocka_unit_test(systems_that_break_an_assumption_are_refused),
        cmocka_unit_test(a_tree_without_a_root_is_never_legitimate),
        cmocka_unit_test(a_tree_whose_distances_do_not_grow_is_caught),
        cmocka_unit_test(a_matching_in_which_nobody_gives_up_is_caught),
        cmocka_unit_test(a_colouring_in_which_both_move_never_ends),
        cmocka_unit_test(an_election_that_believes_everything_is_caught),
        cmocka_unit_test(a_matching_in_which_all_propose_to_the_next_never_ends),
        cmocka_unit_test(no_daemon_keeps_anyone_from_converging_on_small_graphs),
        cmocka_unit_test(some_configuration_takes_as_long_as_promised),
        cmocka_unit_test(the_proof_finds_who_never_ends_and_under_which_daemon),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
