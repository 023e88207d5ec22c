/* test_networks.c: where nothing contends, flow and latency carry the same run: the same events at the same simulated
 * times, on every topology, for every algorithm that admits it. The platform has one link for each pair of hosts, each
 * with a latency of its own (so that no two messages arrive at the same date, whose order is the network's business) and
 * a bandwidth that everyone has in full (FATPIPE). */
#include "tests/property/apart.h"

/* What SimGrid's clock, a sum of doubles of another order, may differ by. */
static const double relative_precision = 1e-9;

static struct run_result run_apart(const struct settings *settings)
{
    return apart_run(settings, &(struct run_options){0}, NULL, 0);
}

static void assert_same_run(struct settings settings)
{
    settings.network = NETWORK_LATENCY;
    struct run_result latency = run_apart(&settings);
    settings.network = NETWORK_FLOW;
    struct run_result flow = run_apart(&settings);
    if (fabs(flow.measures.simulated_time - latency.measures.simulated_time) >
        relative_precision * latency.measures.simulated_time)
        fail_msg("%s on %s: %.17g on flow, %.17g on latency", settings.algorithm->name,
                 topology_kind_name(settings.topology.kind), flow.measures.simulated_time,
                 latency.measures.simulated_time);
    const uint64_t by_flow[] = {flow.measures.events, flow.measures.messages, flow.measures.bytes, flow.measures.chain};
    const uint64_t by_latency[] = {latency.measures.events, latency.measures.messages, latency.measures.bytes,
                                   latency.measures.chain};
    static const char *const names[] = {"events", "messages", "bytes", "chain"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (by_flow[i] != by_latency[i])
            fail_msg("%s on %s: %s %lu on flow, %lu on latency", settings.algorithm->name,
                     topology_kind_name(settings.topology.kind), names[i], (unsigned long)by_flow[i],
                     (unsigned long)by_latency[i]);
    assert_int_equal(flow.ending, latency.ending);
    assert_int_equal(flow.verdict.kind, latency.verdict.kind);
}

static struct settings base_settings(const struct algorithm *algorithm)
{
    struct settings settings = {
        .algorithm = algorithm,
        .processes = APART_HOSTS,
        .topology = {.arity = 3, .probability = 0.4, .degree = 4, .neighbours = 2, .rewiring = 0.2},
        .identity_order = IDENTITIES_RANDOM,
        .initiator_rule = algorithm->assumptions.one_initiator ? INITIATORS_ONE : INITIATORS_ALL,
        .header_bytes = 64,
        .fifo = true,
        .seed = 7,
        .budget_events = 100000,
        /* Rules beat often. */
        .budget_time = algorithm->rules != NULL ? 5.25
                       : algorithm->endless     ? 20.5
                                                : 0,
    };
    static struct stage_settings stage = {
        .name = "tasks", .tasks = 40, .rule = COST_EXPONENTIAL, .mean = 1e7, .input = 1000, .output = 500};
    if (algorithm->assumptions.works)
        settings.work = (struct work_settings){&stage, 1};
    for (size_t i = 0; algorithm->parameters != NULL && algorithm->parameters[i].name != NULL; i++)
        settings.parameters[i] = algorithm->parameters[i].initial;
    return settings;
}

/* Whether the algorithm can run on the topology at all. */
static bool is_admitted(const struct settings *settings)
{
    struct error err = {0};
    struct host_table hosts = {.count = 1};
    struct system *system;
    bool ok = system_create(settings, &hosts, &system, &err);
    if (ok)
        system_free(system);
    return ok;
}

/* Each run on `flow` is a process of SimGrid, which takes its time under the sanitizers: there, half of the topologies. */
#ifdef __SANITIZE_ADDRESS__
enum { ONE_TOPOLOGY_OF = 2 };
#else
enum { ONE_TOPOLOGY_OF = 1 };
#endif

static unsigned compare_everywhere(const struct settings *changes)
{
    unsigned compared = 0;
    const struct algorithm *algorithm;
    for (size_t a = 0; (algorithm = algorithm_at(a)) != NULL; a++)
        for (size_t kind = a % ONE_TOPOLOGY_OF; kind < TOPOLOGY_KIND_FILE; kind += ONE_TOPOLOGY_OF) {
            struct settings settings = base_settings(algorithm);
            settings.topology.kind = (enum topology_kind)kind;
            settings.delay_rule = changes->delay_rule;
            settings.delay_low = changes->delay_low;
            settings.delay_high = changes->delay_high;
            settings.start_spread = changes->start_spread;
            settings.initiator_rule = algorithm->assumptions.one_initiator ? INITIATORS_ONE : changes->initiator_rule;
            settings.initiator_probability = changes->initiator_probability;
            settings.fifo = changes->fifo;
            /* A period after a message another may arrive as the timer expires: which comes first, rounding tells. */
            if (algorithm->timers != NULL && settings.delay_rule == DELAY_NONE) {
                settings.delay_rule = DELAY_EXPONENTIAL;
                settings.delay_high = 1e-5;
            }
            if (!is_admitted(&settings))
                continue;
            assert_same_run(settings);
            compared++;
        }
    return compared;
}

static void flow_and_latency_agree_on_every_topology(void **state)
{
    (void)state;
    assert_true(compare_everywhere(&(struct settings){.initiator_rule = INITIATORS_ALL, .fifo = true}) > 20);
}

static void they_agree_with_random_delays_and_spread_starts(void **state)
{
    (void)state;
    assert_true(compare_everywhere(&(struct settings){.initiator_rule = INITIATORS_ALL,
                                                      .fifo = true,
                                                      .delay_rule = DELAY_EXPONENTIAL,
                                                      .delay_high = 1e-3,
                                                      .start_spread = 1e-3}) > 20);
}

static void they_agree_with_uniform_delays_that_overtake_and_few_initiators(void **state)
{
    (void)state;
    assert_true(compare_everywhere(&(struct settings){.initiator_rule = INITIATORS_PROBABILITY,
                                                      .initiator_probability = 0.3,
                                                      .delay_rule = DELAY_UNIFORM,
                                                      .delay_low = 1e-4,
                                                      .delay_high = 1e-3}) > 5);
}

/* ---- an algorithm that uses all of the contract: timers, a stream, large payloads, state by neighbour ---- */

struct gossip_state {
    uint32_t rounds;
    bool silent;
    uint32_t heard[]; /* messages by in-port */
};

struct rumour {
    uint64_t words[8]; /* larger than what an envelope holds inline */
};

enum { RUMOUR, ALARM = 0, WATCHDOG = 1 };

static void gossip_alarm(struct process *p, void *state)
{
    struct gossip_state *gossip = state;
    struct rumour rumour = {{0}};
    for (int i = 0; i < 8; i++)
        rumour.words[i] = process_random(p, 1000) + (uint64_t)i * 1000;
    process_send(p, (uint32_t)process_random(p, process_out_degree(p)), RUMOUR, &rumour);
    if (++gossip->rounds < 5)
        process_set_timer(p, ALARM, 1e-3 + 1e-6 * (double)process_random(p, 1000));
    else
        process_cancel_timer(p, WATCHDOG);
}

static void gossip_watchdog(struct process *p, void *state)
{
    (void)state;
    process_announce(p, OUTPUT_DECIDE, -1); /* must never be: it is armed anew or cancelled before */
}

static void gossip_start(struct process *p, void *state)
{
    process_set_timer(p, WATCHDOG, 1e-9);
    process_set_timer(p, WATCHDOG, 1);
    gossip_alarm(p, state);
}

static void gossip_receive(struct process *p, void *state, const struct message *m)
{
    struct gossip_state *gossip = state;
    const struct rumour *rumour = m->payload;
    for (int i = 0; i < 8; i++)
        assert_true(rumour->words[i] / 1000 == (uint64_t)i);
    gossip->heard[m->port]++;
    process_announce(p, OUTPUT_COUNT, (int64_t)rumour->words[0]);
}

static const struct algorithm gossip = {
    .name = "gossip",
    .promises = {NULL},
    .messages = (const struct message_kind[]){{"rumour", sizeof(struct rumour), gossip_receive, NULL}, {0}},
    .timers = (const struct timer_kind[]){{"alarm", gossip_alarm}, {"watchdog", gossip_watchdog}, {0}},
    .random = true,
    .state_bytes = sizeof(struct gossip_state),
    .state_bytes_per_neighbour = sizeof(uint32_t),
    .start = gossip_start,
};

static void timers_streams_and_large_payloads_are_the_same_on_both(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < TOPOLOGY_KIND_FILE; kind++) {
        struct settings settings = base_settings(&gossip);
        settings.topology.kind = (enum topology_kind)kind;
        if (!is_admitted(&settings))
            continue;
        assert_same_run(settings);
        struct run_result result = run_apart(&settings);
        assert_int_equal(result.measures.messages, APART_HOSTS * 5);
        assert_int_equal(result.measures.outputs[OUTPUT_COUNT], APART_HOSTS * 5);
        assert_int_equal(result.measures.outputs[OUTPUT_DECIDE], 0);
        assert_int_equal(result.measures.bytes, APART_HOSTS * 5 * (64 + sizeof(struct rumour)));
    }
}

static void a_budget_of_time_ends_both_at_its_date(void **state)
{
    (void)state;
    for (int network = NETWORK_FLOW; network <= NETWORK_LATENCY; network++) {
        struct settings settings = base_settings(&gossip);
        settings.topology.kind = TOPOLOGY_KIND_COMPLETE;
        settings.network = (enum network_kind)network;
        settings.budget_time = 2e-3;
        struct run_result result = run_apart(&settings);
        assert_int_equal(result.ending, ENDING_TIME);
        assert_true(fabs(result.measures.simulated_time - 2e-3) < 1e-9);
    }
}

static void a_budget_of_events_ends_both_after_as_many(void **state)
{
    (void)state;
    for (int network = NETWORK_FLOW; network <= NETWORK_LATENCY; network++) {
        struct settings settings = base_settings(algorithm_find("lelann", NULL));
        settings.topology.kind = TOPOLOGY_KIND_ONE_WAY_RING;
        settings.network = (enum network_kind)network;
        settings.budget_events = 50;
        struct run_result result = run_apart(&settings);
        assert_int_equal(result.ending, ENDING_EVENTS);
        assert_int_equal(result.verdict.kind, VERDICT_UNDECIDED);
        assert_in_range(result.measures.events, 50, 52); /* the handler that passes the budget ends what it does */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow_and_latency_agree_on_every_topology),
        cmocka_unit_test(they_agree_with_random_delays_and_spread_starts),
        cmocka_unit_test(they_agree_with_uniform_delays_that_overtake_and_few_initiators),
        cmocka_unit_test(timers_streams_and_large_payloads_are_the_same_on_both),
        cmocka_unit_test(a_budget_of_time_ends_both_at_its_date),
        cmocka_unit_test(a_budget_of_events_ends_both_after_as_many),
    };
    return cmocka_run_group_tests(tests, apart_make_platform, apart_remove_platform);
}
