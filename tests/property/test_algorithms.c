/* test_algorithms.c: what the algorithms promise, over many systems: exact counts, and verdicts under random delays. */
#include "tests/property/trial.h"

#include "base/random.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* ---- waves ---- */

static void ring_wave_takes_exactly_n_messages(void **unused)
{
    (void)unused;
    static const enum topology_kind kinds[] = {TOPOLOGY_KIND_ONE_WAY_RING, TOPOLOGY_KIND_TWO_WAY_RING};
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++)
        for (uint32_t n = kinds[kind] == TOPOLOGY_KIND_ONE_WAY_RING ? 1 : 3; n <= 130; n++) {
            struct settings settings = trial_settings(&ring_wave, kinds[kind], n);
            int64_t initiator = n / 2;
            settings.initiators = &initiator;
            settings.initiator_list_count = 1;
            struct run_result result = trial_in_units(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.measures.messages, n);
            assert_int_equal(result.measures.chain, n);
            assert_int_equal(result.measures.outputs[OUTPUT_DECIDE], 1);
        }
}

static const enum topology_kind tree_kinds[] = {TOPOLOGY_KIND_PATH, TOPOLOGY_KIND_STAR, TOPOLOGY_KIND_TREE,
                                                TOPOLOGY_KIND_RANDOM_TREE};

/* An observer of the tree wave that is not its specification: what happens around the two first decisions. */
struct tree_probe {
    uint32_t tokens;                   /* sent */
    uint32_t tokens_at_first_decision; /* sent when the first process decided */
    uint32_t decisions;
    uint32_t decisions_on_token;
    uint32_t first_to_decide, heard_from; /* process, and who sent it the token that made it decide */
    bool are_neighbours;                  /* the two that decide on a token, each on the other's */
};
static struct tree_probe tree_probe;

struct last_message {
    uint32_t kind, peer;
};

static void probe_event(const struct view *view, const struct event *event)
{
    enum { TOKEN };
    struct last_message *last = view_process(view, event->process);
    if (event->kind == EVENT_SEND && event->message_kind == TOKEN)
        tree_probe.tokens++;
    if (event->kind == EVENT_RECEIVE)
        *last = (struct last_message){event->message_kind, event->peer};
    if (event->kind != EVENT_OUTPUT)
        return;
    if (tree_probe.decisions++ == 0)
        tree_probe.tokens_at_first_decision = tree_probe.tokens;
    if (last->kind != TOKEN)
        return;
    if (tree_probe.decisions_on_token++ == 0) {
        tree_probe.first_to_decide = event->process;
        tree_probe.heard_from = last->peer;
    } else {
        tree_probe.are_neighbours = tree_probe.heard_from == event->process && last->peer == tree_probe.first_to_decide;
    }
}

static void probe_conclude(const struct view *view, enum ending ending)
{
    (void)view;
    (void)ending;
}

static const struct specification probe = {
    .name = "probe",
    .events = 1u << EVENT_SEND | 1u << EVENT_RECEIVE | 1u << EVENT_OUTPUT,
    .process_bytes = sizeof(struct last_message),
    .event = probe_event,
    .conclude = probe_conclude,
};

static void tree_wave_takes_n_tokens_up_to_two_neighbours_decisions_and_n_less_2_more(void **unused)
{
    (void)unused;
    const struct specification *watching[] = {&probe, specification_find("wave", NULL), NULL};
    for (size_t kind = 0; kind < COUNT_OF(tree_kinds); kind++)
        for (uint32_t n = 2; n <= 80; n++) {
            struct settings settings = trial_settings(&tree_wave, tree_kinds[kind], n);
            settings.delay_rule = DELAY_EXPONENTIAL;
            settings.delay_high = 1e-3;
            settings.seed = n;
            tree_probe = (struct tree_probe){0};
            struct run_result result = trial_with(&settings, &(struct run_options){.specifications = watching});
            assert_holds(&result, &settings);
            assert_int_equal(tree_probe.tokens_at_first_decision, n);
            assert_int_equal(messages_of(&result, &tree_wave, "messages.token"), n);
            assert_int_equal(messages_of(&result, &tree_wave, "messages.inform"), n - 2);
            assert_int_equal(tree_probe.decisions_on_token, 2);
            assert_true(tree_probe.are_neighbours);
            assert_int_equal(tree_probe.decisions, n);
        }
}

static void echo_takes_2n_less_2_messages_on_trees(void **unused)
{
    (void)unused;
    for (size_t kind = 0; kind < COUNT_OF(tree_kinds); kind++)
        for (uint32_t n = 1; n <= 80; n++) {
            struct settings settings = trial_settings(&echo, tree_kinds[kind], n);
            int64_t initiator = n / 3;
            settings.initiators = &initiator;
            settings.initiator_list_count = 1;
            settings.seed = n;
            struct run_result result = trial_in_units(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.measures.messages, 2 * n - 2);
            assert_int_equal(result.measures.outputs[OUTPUT_DECIDE], 1);
        }
}

static void echo_takes_two_messages_an_edge_on_graphs(void **unused)
{
    (void)unused;
    static const enum topology_kind kinds[] = {
        TOPOLOGY_KIND_TWO_WAY_RING, TOPOLOGY_KIND_COMPLETE,    TOPOLOGY_KIND_GRID,    TOPOLOGY_KIND_TORUS,
        TOPOLOGY_KIND_HYPERCUBE,    TOPOLOGY_KIND_ERDOS_RENYI, TOPOLOGY_KIND_REGULAR, TOPOLOGY_KIND_SMALL_WORLD};
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++)
        for (uint32_t n = 16; n <= 64; n *= 2)
            for (uint64_t seed = 1; seed <= 10; seed++) {
                struct settings settings = trial_settings(&echo, kinds[kind], n);
                settings.delay_rule = DELAY_UNIFORM;
                settings.delay_high = 5e-3;
                settings.seed = seed;
                struct run_result result = trial(&settings);
                assert_holds(&result, &settings);
                assert_int_equal(result.measures.messages, 2 * result.shape.edges);
                if (kinds[kind] == TOPOLOGY_KIND_COMPLETE)
                    assert_int_equal(result.measures.messages, n * (n - 1));
                if (kinds[kind] == TOPOLOGY_KIND_TWO_WAY_RING)
                    assert_int_equal(result.measures.messages, 2 * n);
            }
}

/* ---- elections ---- */

static struct settings ring_of(const struct algorithm *algorithm, int64_t *identities, uint32_t n)
{
    struct settings settings = trial_settings(algorithm, TOPOLOGY_KIND_ONE_WAY_RING, n);
    settings.identity_order = IDENTITIES_LISTED;
    settings.identities = identities;
    settings.identity_count = n;
    return settings;
}

static void lelann_takes_n_squared_messages_when_all_initiate(void **unused)
{
    (void)unused;
    for (uint32_t n = 1; n <= 60; n++) {
        struct settings settings = trial_settings(&lelann, TOPOLOGY_KIND_ONE_WAY_RING, n);
        settings.identity_order = IDENTITIES_RANDOM;
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 1e-2;
        settings.seed = n;
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_int_equal(result.measures.messages, n * n);
        assert_int_equal(result.measures.outputs[OUTPUT_LEADER], n);
    }
}

static void lelann_takes_k_times_n_messages_and_leaves_the_others_lost(void **unused)
{
    (void)unused;
    for (uint32_t k = 1; k <= 24; k++) {
        struct settings settings = trial_settings(&lelann, TOPOLOGY_KIND_ONE_WAY_RING, 24);
        settings.identity_order = IDENTITIES_RANDOM;
        settings.initiator_rule = INITIATORS_COUNT;
        settings.initiator_count = k;
        settings.seed = k;
        struct run_result result = trial_in_units(&settings);
        assert_holds(&result, &settings);
        assert_int_equal(result.measures.messages, k * 24);
        assert_int_equal(result.measures.outputs[OUTPUT_LEADER], k);
        assert_int_equal(result.measures.outputs[OUTPUT_LOST], 24 - k);
    }
}

/* The next permutation in lexicographic order; false after the last. */
static bool permute(int64_t *values, uint32_t n)
{
    uint32_t i = n - 1;
    while (i > 0 && values[i - 1] > values[i])
        i--;
    if (i == 0)
        return false;
    uint32_t j = n - 1;
    while (values[j] < values[i - 1])
        j--;
    int64_t swapped = values[i - 1];
    values[i - 1] = values[j];
    values[j] = swapped;
    for (uint32_t low = i, high = n - 1; low < high; low++, high--) {
        swapped = values[low];
        values[low] = values[high];
        values[high] = swapped;
    }
    return true;
}

/* What the messages of one kind come to over all orders of N identities. */
struct census {
    uint64_t orders, minimum, maximum, total;
};

static struct census census_of(const struct algorithm *algorithm, uint32_t n, const char *measure)
{
    int64_t identities[] = {1, 2, 3, 4, 5, 6, 7};
    struct census census = {.minimum = UINT64_MAX};
    do {
        struct settings settings = ring_of(algorithm, identities, n);
        struct run_result result = trial_in_units(&settings);
        assert_holds(&result, &settings);
        assert_int_equal(result.measures.outputs[OUTPUT_LEADER], n);
        uint64_t messages = messages_of(&result, algorithm, measure);
        census.orders++;
        census.total += messages;
        census.minimum = messages < census.minimum ? messages : census.minimum;
        census.maximum = messages > census.maximum ? messages : census.maximum;
    } while (permute(identities, n));
    return census;
}

static void chang_roberts_over_all_orders_has_the_published_best_worst_and_mean(void **unused)
{
    (void)unused;
    uint64_t factorial = 1;
    for (uint32_t n = 1; n <= 7; n++) {
        factorial *= n;
        struct census census = census_of(&chang_roberts, n, "messages.election");
        assert_int_equal(census.orders, factorial);
        assert_int_equal(census.minimum, 2 * n - 1);
        assert_int_equal(census.maximum, n * (n + 1) / 2);
        uint64_t n_harmonic_times_factorial = 0; /* N H(N) N! is a whole number */
        for (uint32_t j = 1; j <= n; j++)
            n_harmonic_times_factorial += n * factorial / j;
        assert_int_equal(census.total, n_harmonic_times_factorial);
    }
}

/* Over all identity orders, and whatever the places of the k initiators, the mean is N H(k). */
static void chang_roberts_with_some_initiators_has_mean_n_harmonic_k(void **unused)
{
    (void)unused;
    enum { N = 6, ORDERS = 720 };
    for (uint32_t set = 1; set < 1u << N; set++) {
        int64_t initiators[N], identities[] = {1, 2, 3, 4, 5, 6};
        uint32_t k = 0;
        for (uint32_t i = 0; i < N; i++)
            if ((set >> i & 1) != 0)
                initiators[k++] = i;
        uint64_t total = 0;
        do {
            struct settings settings = ring_of(&chang_roberts, identities, N);
            settings.initiator_rule = INITIATORS_LISTED;
            settings.initiators = initiators;
            settings.initiator_list_count = k;
            struct run_result result = trial_in_units(&settings);
            assert_holds(&result, &settings);
            total += messages_of(&result, &chang_roberts, "messages.election");
        } while (permute(identities, N));
        uint64_t expected = 0; /* N H(k) N!, a whole number */
        for (uint32_t j = 1; j <= k; j++)
            expected += N * ORDERS / j;
        assert_int_equal(total, expected);
    }
}

static void increasing_and_decreasing_identities_are_the_worst_and_the_best_of_chang_roberts(void **unused)
{
    (void)unused;
    for (uint32_t n = 1; n <= 100; n += 9) {
        struct settings settings = trial_settings(&chang_roberts, TOPOLOGY_KIND_ONE_WAY_RING, n);
        struct run_result worst = trial_in_units(&settings);
        assert_int_equal(messages_of(&worst, &chang_roberts, "messages.election"), n * (n + 1) / 2);
        assert_int_equal(messages_of(&worst, &chang_roberts, "messages.leader"), n);
        settings.identity_order = IDENTITIES_DECREASING;
        struct run_result best = trial_in_units(&settings);
        assert_int_equal(messages_of(&best, &chang_roberts, "messages.election"), 2 * n - 1);
        assert_int_equal(messages_of(&best, &chang_roberts, "messages.leader"), n);
    }
}

static uint64_t peterson_bound(uint32_t n)
{
    uint64_t halvings = 0;
    for (uint32_t k = n; k > 1; k /= 2)
        halvings++;
    return 2 * n * halvings + 2 * n;
}

static void peterson_keeps_its_bound_over_all_orders_and_reaches_it(void **unused)
{
    (void)unused;
    for (uint32_t n = 1; n <= 7; n++) {
        struct census census = census_of(&peterson, n, "messages");
        assert_true(census.maximum <= peterson_bound(n));
        if (n <= 2 || n == 4)
            assert_int_equal(census.maximum, peterson_bound(n));
        assert_int_equal(census.minimum, n == 1 ? 2 : 4 * n);
    }
}

static void peterson_elects_the_smallest_on_ten_thousand_random_rings(void **unused)
{
    (void)unused;
    struct random_stream stream = random_stream(20, RANDOM_ALGORITHM, 0);
    for (uint64_t ring = 0; ring < 10000; ring++) {
        uint32_t n = 1 + (uint32_t)random_below(&stream, 64);
        struct settings settings = trial_settings(&peterson, TOPOLOGY_KIND_ONE_WAY_RING, n);
        settings.identity_order = IDENTITIES_RANDOM;
        settings.initiator_rule = ring % 2 == 0 ? INITIATORS_ALL : INITIATORS_PROBABILITY;
        settings.initiator_probability = random_uniform(&stream);
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 1e-3;
        settings.start_spread = ring % 3 == 0 ? 1e-2 : 0;
        settings.seed = ring;
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_int_equal(result.measures.outputs[OUTPUT_LEADER], n);
        assert_true(result.measures.messages <= peterson_bound(n));
    }
}

static void numbering_counts_with_n_messages_more_than_the_announced_election(void **unused)
{
    (void)unused;
    for (uint32_t n = 1; n <= 60; n++) {
        struct settings settings = trial_settings(&numbering, TOPOLOGY_KIND_ONE_WAY_RING, n);
        settings.identity_order = IDENTITIES_RANDOM;
        settings.seed = n;
        struct run_result counted = trial_in_units(&settings);
        assert_holds(&counted, &settings);
        assert_int_equal(counted.measures.outputs[OUTPUT_RANK], n);
        assert_int_equal(counted.measures.outputs[OUTPUT_COUNT], 1);
        settings.algorithm = &chang_roberts;
        struct run_result elected = trial_in_units(&settings);
        assert_int_equal(counted.measures.messages, elected.measures.messages + n);
    }
}

/* The first to start wakes all others long before their dates: it is the only candidate. */
static void late_starter_does_not_reopen_election(void **unused)
{
    (void)unused;
    const struct algorithm *elections[] = {&lelann, &chang_roberts, &peterson, &numbering};
    enum { N = 12 };
    static const uint64_t messages_of_a_lone_candidate[] = {N, 2 * N, 2 * N, 3 * N};
    for (size_t i = 0; i < COUNT_OF(elections); i++) {
        uint32_t lone_candidates = 0;
        for (uint64_t seed = 1; seed <= 40; seed++) {
            struct settings settings = trial_settings(elections[i], TOPOLOGY_KIND_ONE_WAY_RING, N);
            settings.identity_order = IDENTITIES_RANDOM;
            settings.start_spread = 1000;
            settings.seed = seed;
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.ending, ENDING_QUIESCENT);
            if (result.measures.messages == messages_of_a_lone_candidate[i])
                lone_candidates++;
        }
        assert_true(lone_candidates >= 35); /* two that start within a millisecond of each other are rare */
    }
}

/* ---- everything, everywhere ---- */

static bool admits(const struct algorithm *algorithm, const struct settings *settings)
{
    struct topology *topology;
    struct error err = {0};
    if (!topology_create(&settings->topology, settings->processes, settings->seed, &topology, &err))
        fail_msg("%s: %s", topology_kind_name(settings->topology.kind), err.text);
    unsigned needed = algorithm->assumptions.topology;
    bool admitted = (topology_properties(topology) & needed) == needed;
    topology_free(topology);
    return admitted;
}

/* Runs under every rule of delays, starts at one date and at several, with and without FIFO where it is not assumed. */
static void run_under_all_delays(struct settings *settings)
{
    for (enum delay_rule rule = DELAY_NONE; rule <= DELAY_EXPONENTIAL; rule++)
        for (int variant = 0; variant < 4; variant++) {
            settings->delay_rule = rule;
            settings->delay_low = 0;
            settings->delay_high = 3e-3;
            settings->start_spread = variant % 2 == 0 ? 0 : 1e-2;
            settings->fifo = variant < 2 || settings->algorithm->assumptions.fifo;
            struct run_result result = trial(settings);
            assert_holds(&result, settings);
        }
}

static void every_algorithm_keeps_its_promises_under_random_delays_wherever_it_is_admitted(void **unused)
{
    (void)unused;
    const struct algorithm *algorithm;
    for (size_t i = 0; (algorithm = algorithm_at(i)) != NULL; i++) {
        if (!keeps_its_promises(algorithm))
            continue;
        uint32_t admitted = 0;
        for (enum topology_kind kind = TOPOLOGY_KIND_ONE_WAY_RING; kind < TOPOLOGY_KIND_FILE; kind++) {
            struct settings settings = trial_settings(algorithm, kind, 16);
            settings.identity_order = IDENTITIES_RANDOM;
            if (!admits(algorithm, &settings))
                continue;
            admitted++;
            /* Runs of those that never fall silent are long. */
            for (settings.seed = 1; settings.seed <= (algorithm->endless ? 2 : 25); settings.seed++)
                run_under_all_delays(&settings);
        }
        assert_true(admitted > 0);
    }
}

/* The first kind of topology of n processes on which the algorithm runs. */
static enum topology_kind first_admitted(const struct algorithm *algorithm, uint32_t n)
{
    for (enum topology_kind kind = TOPOLOGY_KIND_ONE_WAY_RING; kind < TOPOLOGY_KIND_FILE; kind++) {
        struct settings settings = trial_settings(algorithm, kind, n);
        if (admits(algorithm, &settings))
            return kind;
    }
    fail_msg("%s runs on no topology of %u processes", algorithm->name, n);
    return TOPOLOGY_KIND_FILE;
}

static void every_election_keeps_its_promises_with_some_initiators(void **unused)
{
    (void)unused;
    const struct algorithm *algorithm;
    for (size_t i = 0; (algorithm = algorithm_at(i)) != NULL; i++) {
        if (strcmp(algorithm->promises[0], "election") != 0)
            continue;
        struct settings settings = trial_settings(algorithm, first_admitted(algorithm, 13), 13);
        settings.identity_order = IDENTITIES_RANDOM;
        settings.initiator_rule = INITIATORS_COUNT;
        for (settings.initiator_count = 1; settings.initiator_count <= 13; settings.initiator_count++)
            for (settings.seed = 1; settings.seed <= 10; settings.seed++)
                run_under_all_delays(&settings);
    }
}

/* Inner processes of a tree may sleep: the leaves suffice. */
static void tree_wave_needs_no_initiator_but_the_leaves(void **unused)
{
    (void)unused;
    int64_t leaves[] = {0, 11};
    struct settings settings = trial_settings(&tree_wave, TOPOLOGY_KIND_PATH, 12);
    settings.initiator_rule = INITIATORS_LISTED;
    settings.initiators = leaves;
    settings.initiator_list_count = COUNT_OF(leaves);
    for (settings.seed = 1; settings.seed <= 10; settings.seed++)
        run_under_all_delays(&settings);
}

static void same_seed_gives_the_same_run_and_another_seed_another(void **unused)
{
    (void)unused;
    const struct algorithm *algorithm;
    for (size_t i = 0; (algorithm = algorithm_at(i)) != NULL; i++) {
        struct settings settings = trial_settings(algorithm, first_admitted(algorithm, 40), 40);
        settings.identity_order = IDENTITIES_RANDOM;
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 1e-3;
        struct run_result first = trial(&settings), second = trial(&settings);
        assert_memory_equal(&first.measures, &second.measures, sizeof first.measures);
        if (algorithm->endless)
            continue; /* every run ends with its budget */
        settings.seed = 2;
        struct run_result other = trial(&settings);
        assert_true(first.measures.simulated_time != other.measures.simulated_time);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ring_wave_takes_exactly_n_messages),
        cmocka_unit_test(tree_wave_takes_n_tokens_up_to_two_neighbours_decisions_and_n_less_2_more),
        cmocka_unit_test(echo_takes_2n_less_2_messages_on_trees),
        cmocka_unit_test(echo_takes_two_messages_an_edge_on_graphs),
        cmocka_unit_test(lelann_takes_n_squared_messages_when_all_initiate),
        cmocka_unit_test(lelann_takes_k_times_n_messages_and_leaves_the_others_lost),
        cmocka_unit_test(chang_roberts_over_all_orders_has_the_published_best_worst_and_mean),
        cmocka_unit_test(chang_roberts_with_some_initiators_has_mean_n_harmonic_k),
        cmocka_unit_test(increasing_and_decreasing_identities_are_the_worst_and_the_best_of_chang_roberts),
        cmocka_unit_test(peterson_keeps_its_bound_over_all_orders_and_reaches_it),
        cmocka_unit_test(peterson_elects_the_smallest_on_ten_thousand_random_rings),
        cmocka_unit_test(numbering_counts_with_n_messages_more_than_the_announced_election),
        cmocka_unit_test(late_starter_does_not_reopen_election),
        cmocka_unit_test(every_algorithm_keeps_its_promises_under_random_delays_wherever_it_is_admitted),
        cmocka_unit_test(every_election_keeps_its_promises_with_some_initiators),
        cmocka_unit_test(tree_wave_needs_no_initiator_but_the_leaves),
        cmocka_unit_test(same_seed_gives_the_same_run_and_another_seed_another),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
