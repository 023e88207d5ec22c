/* test_snapshots.c: the algorithms of algorithms/snapshots: random schedules, exact numbers, and what must be noticed. */
#include "tests/broken/broken.h"
#include "tests/property/apart.h"
#include "tests/property/trial.h"

#include "algorithms/snapshots/computation.h"
#include "base/random.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

extern const struct algorithm blocking_checkpoint, chandy_lamport, lai_yang;

enum { PATIENCE = OWN_PARAMETER }; /* of lai_yang */
#ifdef __SANITIZE_ADDRESS__
enum { SCHEDULES = 500 };
#else
enum { SCHEDULES = 10000 };
#endif

static double measure_of(const struct run_result *result, const struct settings *settings, const char *name)
{
    double value;
    if (!measure_by_name(result, settings->algorithm, name, &value))
        fail_msg("%s, seed %lu, has no measure %s", settings->algorithm->name, (unsigned long)settings->seed, name);
    return value;
}

/* ---- random schedules ---- */

static const enum topology_kind undirected[] = {TOPOLOGY_KIND_COMPLETE, TOPOLOGY_KIND_TWO_WAY_RING,
                                                TOPOLOGY_KIND_PATH,     TOPOLOGY_KIND_STAR,
                                                TOPOLOGY_KIND_GRID,     TOPOLOGY_KIND_RANDOM_TREE};

/* A few processes, often in each other's way: messages take as long as a process listens, snapshots begin before others have
 * ended, several processes begin them, some before they have started. */
static struct settings random_schedule(const struct algorithm *algorithm, struct random_stream *stream, uint64_t seed)
{
    enum topology_kind kind = undirected[random_below(stream, COUNT_OF(undirected))];
    if (algorithm == &chandy_lamport && random_below(stream, 4) == 0)
        kind = TOPOLOGY_KIND_ONE_WAY_RING;
    struct settings settings = trial_settings(algorithm, kind, 3 + (uint32_t)random_below(stream, 4));
    settings.fifo = algorithm->assumptions.fifo || random_below(stream, 2) == 0;
    settings.delay_rule = random_below(stream, 4) == 0 ? DELAY_UNIFORM : DELAY_EXPONENTIAL;
    settings.delay_high = 30e-3 * random_uniform(stream);
    settings.start_spread = random_below(stream, 2) == 0 ? 0 : 50e-3;
    settings.parameters[LISTEN] = 10e-3 * random_uniform(stream) + 1e-6;
    settings.parameters[STEPS] = (double)random_below(stream, 20);
    settings.parameters[AT] = 100e-3 * random_uniform(stream);
    settings.parameters[EVERY] = 20e-3 * random_uniform(stream);
    settings.parameters[SNAPSHOTS] = 1 + (double)random_below(stream, 8);
    settings.parameters[INITIATORS] = 1 + (double)random_below(stream, 3);
    if (algorithm == &lai_yang)
        settings.parameters[PATIENCE] = random_below(stream, 3) == 0 ? 0 : 50e-3 * random_uniform(stream);
    settings.seed = seed;
    return settings;
}

/* What was seen over many runs: that the axioms were put to the test. */
struct seen {
    double in_transit, blocked;
};

static struct seen run_schedules(const struct algorithm *algorithm)
{
    struct seen seen = {0};
    struct random_stream stream = random_stream(7, RANDOM_ALGORITHM, 0);
    for (uint64_t seed = 1; seed <= SCHEDULES; seed++) {
        struct settings settings = random_schedule(algorithm, &stream, seed);
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_int_equal(result.ending, ENDING_QUIESCENT);
        double snapshots = settings.parameters[SNAPSHOTS];
        assert_true(measure_of(&result, &settings, "snapshots") == snapshots);
        assert_true(measure_of(&result, &settings, "computation_messages") ==
                    settings.processes * settings.parameters[STEPS]);
        assert_int_equal(result.measures.outputs[OUTPUT_RECORD], settings.processes * (uint64_t)snapshots);
        seen.in_transit += measure_of(&result, &settings, "in_transit") * snapshots;
        seen.blocked += measure_of(&result, &settings, "blocked_time");
    }
    return seen;
}

static void ten_thousand_schedules_of_the_blocking_checkpoint_hold(void **unused)
{
    (void)unused;
    struct seen seen = run_schedules(&blocking_checkpoint);
    assert_true(seen.in_transit > 5 * SCHEDULES);
    assert_true(seen.blocked > 0);
}

static void ten_thousand_schedules_of_chandy_lamport_hold(void **unused)
{
    (void)unused;
    struct seen seen = run_schedules(&chandy_lamport);
    assert_true(seen.in_transit > 5 * SCHEDULES);
    assert_true(seen.blocked == 0);
}

static void ten_thousand_schedules_of_lai_yang_hold(void **unused)
{
    (void)unused;
    struct seen seen = run_schedules(&lai_yang);
    assert_true(seen.in_transit > 5 * SCHEDULES);
    assert_true(seen.blocked == 0);
}

/* ---- on both networks ---- */

static void snapshots_hold_on_flow_as_on_latency(void **unused)
{
    (void)unused;
    const struct algorithm *const all[] = {&blocking_checkpoint, &chandy_lamport, &lai_yang};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        for (size_t kind = 0; kind < COUNT_OF(undirected); kind++) {
            struct settings settings = trial_settings(all[i], undirected[kind], APART_HOSTS);
            settings.parameters[SNAPSHOTS] = 3;
            settings.parameters[EVERY] = 1e-3;
            settings.parameters[LISTEN] = 100e-6;
            settings.parameters[STEPS] = 100;
            settings.parameters[AT] = 2e-3;
            settings.fifo = all[i]->assumptions.fifo;
            double in_transit[2];
            for (int network = NETWORK_FLOW; network <= NETWORK_LATENCY; network++) {
                settings.network = (enum network_kind)network;
                struct run_result result = apart_run(&settings, &(struct run_options){0}, NULL, 0);
                assert_holds(&result, &settings);
                in_transit[network == NETWORK_FLOW] = measure_of(&result, &settings, "in_transit");
            }
            assert_true(in_transit[0] == in_transit[1]);
        }
}

/* ---- exact numbers ---- */

static void a_snapshot_takes_one_control_message_a_channel(void **unused)
{
    (void)unused;
    const struct algorithm *const all[] = {&blocking_checkpoint, &chandy_lamport, &lai_yang};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        for (size_t kind = 0; kind < COUNT_OF(undirected); kind++)
            for (uint32_t n = 3; n <= 20; n++) {
                struct settings settings = trial_settings(all[i], undirected[kind], n);
                settings.parameters[SNAPSHOTS] = 4;
                if (all[i] == &lai_yang)
                    settings.parameters[PATIENCE] = 0;
                settings.seed = n;
                struct run_result result = trial(&settings);
                assert_holds(&result, &settings);
                assert_true(measure_of(&result, &settings, "control_messages") == 2.0 * (double)result.shape.edges);
            }
    for (uint32_t n = 1; n <= 20; n++) {
        struct settings settings = trial_settings(&chandy_lamport, TOPOLOGY_KIND_ONE_WAY_RING, n);
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_true(measure_of(&result, &settings, "control_messages") == (double)result.shape.edges);
    }
}

/* A ring with chords that go one way only: processes have more channels out than in, or more in than out. */
static void chandy_lamport_needs_no_channels_back(void **unused)
{
    (void)unused;
    char path[64];
    snprintf(path, sizeof path, "/tmp/onde-snapshots-%d.graphml", (int)getpid());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"><graph edgedefault=\"directed\">\n", file);
    static const char *const edges[] = {"01", "12", "23", "34", "40", "02", "03", "13", "24", "14"};
    for (char node = '0'; node <= '4'; node++)
        fprintf(file, "<node id=\"%c\"/>\n", node);
    for (size_t i = 0; i < COUNT_OF(edges); i++)
        fprintf(file, "<edge source=\"%c\" target=\"%c\"/>\n", edges[i][0], edges[i][1]);
    fputs("</graph></graphml>\n", file);
    assert_int_equal(fclose(file), 0);
    struct random_stream stream = random_stream(8, RANDOM_ALGORITHM, 0);
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        struct settings settings = random_schedule(&chandy_lamport, &stream, seed);
        settings.processes = 5;
        settings.topology.kind = TOPOLOGY_KIND_FILE;
        snprintf(settings.topology.file, sizeof settings.topology.file, "%s", path);
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_true(measure_of(&result, &settings, "control_messages") == COUNT_OF(edges));
    }
    assert_int_equal(unlink(path), 0);
}

static void a_process_alone_records_itself(void **unused)
{
    (void)unused;
    const struct algorithm *const all[] = {&blocking_checkpoint, &chandy_lamport, &lai_yang};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct settings settings = trial_settings(all[i], TOPOLOGY_KIND_COMPLETE, 1);
        settings.parameters[SNAPSHOTS] = MOST_SNAPSHOTS;
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_true(measure_of(&result, &settings, "snapshots") == MOST_SNAPSHOTS);
        assert_int_equal(result.measures.messages, 0);
    }
}

/* Where all talk to all, the messages of the computation say what accounts would. */
static void patience_saves_accounts_of_lai_yang_and_costs_time(void **unused)
{
    (void)unused;
    double accounts[3], times[3];
    static const double patience[] = {0, 20e-3, 200e-3};
    for (size_t i = 0; i < COUNT_OF(patience); i++) {
        struct settings settings = trial_settings(&lai_yang, TOPOLOGY_KIND_COMPLETE, 8);
        settings.parameters[LISTEN] = 3e-3;
        settings.parameters[STEPS] = 500;
        settings.parameters[SNAPSHOTS] = 3;
        settings.parameters[EVERY] = 300e-3;
        settings.parameters[PATIENCE] = patience[i];
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        accounts[i] = measure_of(&result, &settings, "control_messages");
        times[i] = measure_of(&result, &settings, "snapshot_time");
    }
    assert_true(accounts[0] == 56);
    assert_true(accounts[1] < 40);
    assert_true(accounts[2] < 1);
    assert_true(times[0] < times[1] && times[1] < times[2]);
}

/* In a given time, who is blocked computes less. */
static void blocking_holds_up_the_computation_and_chandy_lamport_does_not(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&blocking_checkpoint, TOPOLOGY_KIND_COMPLETE, 12);
    settings.delay_rule = DELAY_EXPONENTIAL;
    settings.delay_high = 5e-3;
    settings.parameters[STEPS] = 1e6;
    settings.parameters[SNAPSHOTS] = 20;
    settings.parameters[EVERY] = 100e-3;
    settings.budget_time = 2.5;
    struct run_result blocking = trial(&settings);
    assert_holds(&blocking, &settings);
    double blocked = measure_of(&blocking, &settings, "blocked_time");
    double slow = measure_of(&blocking, &settings, "computation_messages");
    settings.algorithm = &chandy_lamport;
    struct run_result flowing = trial(&settings);
    assert_holds(&flowing, &settings);
    double quick = measure_of(&flowing, &settings, "computation_messages");
    assert_true(blocked > 10e-3);
    /* Listening goes on while a process is blocked: that is what it saves. */
    assert_true(slow < quick * (1 - 0.5 * 20 * blocked / 2.5));
}

static void channels_that_nobody_records_are_counted_in_a_note(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&blocking_checkpoint, TOPOLOGY_KIND_COMPLETE, 6);
    settings.delay_rule = DELAY_EXPONENTIAL;
    settings.delay_high = 20e-3;
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    char expected[128];
    snprintf(expected, sizeof expected, "nobody records them. %.0f messages in transit are in no record",
             measure_of(&result, &settings, "in_transit"));
    assert_true(measure_of(&result, &settings, "in_transit") > 0);
    assert_non_null(strstr(result.verdict.note, expected));
}

/* ---- what must be noticed ---- */

/* Messages are often in transit, and overtake each other where that is allowed. */
static struct settings busy(const struct algorithm *algorithm)
{
    struct settings settings = trial_settings(algorithm, TOPOLOGY_KIND_COMPLETE, 6);
    settings.fifo = algorithm->assumptions.fifo;
    settings.delay_rule = DELAY_EXPONENTIAL;
    settings.delay_high = 10e-3;
    settings.parameters[LISTEN] = 1e-3;
    settings.parameters[STEPS] = 200;
    return settings;
}

/* Every run is violated, for one of two reasons. */
static void must_be_caught(struct settings settings, const char *words, const char *or_words)
{
    for (settings.seed = 1; settings.seed <= 50; settings.seed++) {
        struct run_result result = trial(&settings);
        if (strstr(result.verdict.reason, or_words) == NULL)
            assert_violated(&result, settings.algorithm->name, words);
        assert_int_equal(result.verdict.kind, VERDICT_VIOLATED);
    }
}

static void chandy_lamport_on_channels_that_are_not_fifo_is_caught(void **unused)
{
    (void)unused;
    struct algorithm loose = chandy_lamport;
    loose.assumptions.fifo = false;
    must_be_caught(busy(&loose), "snapshot: the cut of snapshot 1 is not consistent: value is sent by process",
                   "snapshot: channel contents");
}

static void a_message_between_record_and_markers_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(busy(&broken_snapshot_tardy), "snapshot: the cut of snapshot 1 is not consistent",
                   "snapshot: channel contents");
}

static void a_channel_that_forgets_a_message_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(busy(&broken_snapshot_forgetful), "snapshot: channel contents: in its snapshot 1",
                   "messages in transit");
}

static void channels_announced_too_soon_are_caught(void **unused)
{
    (void)unused;
    must_be_caught(busy(&broken_snapshot_hasty), "was in transit and is not in them", "has announced the channels");
}

static void a_state_that_is_not_what_it_was_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(busy(&broken_snapshot_vain), "snapshot: recorded state: in its snapshot 1",
                   "sent less received; there");
}

static void a_neighbour_without_marker_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(busy(&broken_snapshot_shy), "process 5 never records its state of snapshot 1, which process 0 began",
                   "never records its state");
}

static void lai_yang_without_colours_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(busy(&broken_snapshot_colourless), "snapshot: the cut of snapshot 1 is not consistent",
                   "snapshot: channel contents");
}

static void who_goes_on_too_soon_is_caught(void **unused)
{
    (void)unused;
    struct settings settings = busy(&broken_snapshot_restless);
    settings.parameters[LISTEN] = 50e-6;
    settings.parameters[STEPS] = 2000;
    must_be_caught(settings, "snapshot: the cut of snapshot 1 is not consistent", "after its record");
}

static void who_sends_while_blocked_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(busy(&broken_snapshot_chatty), "while it is blocked", "sends value to process");
}

static void who_never_goes_on_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(busy(&broken_snapshot_sleepy), "6 processes stay blocked after snapshot 1", "stay blocked");
}

static void lost_and_doubled_messages_break_a_snapshot(void **unused)
{
    (void)unused;
    const struct algorithm *const all[] = {&chandy_lamport, &lai_yang};
    static const enum fault_kind kinds[] = {FAULT_LOSE, FAULT_DUPLICATE};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
            struct fault_settings fault = {.kind = kinds[kind], .probability = 0.2, .when = WHEN_DATE, .delay = 1e-3};
            struct settings settings = busy(all[i]);
            settings.faults = &fault;
            settings.fault_count = 1;
            uint32_t held = 0;
            for (settings.seed = 1; settings.seed <= 20; settings.seed++)
                held += trial(&settings).verdict.kind == VERDICT_HOLDS;
            assert_int_equal(held, 0);
        }
}

static void a_snapshot_that_the_budget_cuts_is_undecided(void **unused)
{
    (void)unused;
    const struct algorithm *const all[] = {&blocking_checkpoint, &chandy_lamport, &lai_yang};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct settings settings = busy(all[i]);
        settings.budget_time = 52e-3;
        struct run_result result = trial(&settings);
        assert_int_equal(result.verdict.kind, VERDICT_UNDECIDED);
        assert_non_null(strstr(result.verdict.reason, "ran out before snapshot 1 ended"));
    }
}

int main(void)
{
    const struct CMUnitTest apart[] = {cmocka_unit_test(snapshots_hold_on_flow_as_on_latency)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_schedules_of_the_blocking_checkpoint_hold),
        cmocka_unit_test(ten_thousand_schedules_of_chandy_lamport_hold),
        cmocka_unit_test(ten_thousand_schedules_of_lai_yang_hold),
        cmocka_unit_test(a_snapshot_takes_one_control_message_a_channel),
        cmocka_unit_test(chandy_lamport_needs_no_channels_back),
        cmocka_unit_test(a_process_alone_records_itself),
        cmocka_unit_test(patience_saves_accounts_of_lai_yang_and_costs_time),
        cmocka_unit_test(blocking_holds_up_the_computation_and_chandy_lamport_does_not),
        cmocka_unit_test(channels_that_nobody_records_are_counted_in_a_note),
        cmocka_unit_test(chandy_lamport_on_channels_that_are_not_fifo_is_caught),
        cmocka_unit_test(a_message_between_record_and_markers_is_caught),
        cmocka_unit_test(a_channel_that_forgets_a_message_is_caught),
        cmocka_unit_test(channels_announced_too_soon_are_caught),
        cmocka_unit_test(a_state_that_is_not_what_it_was_is_caught),
        cmocka_unit_test(a_neighbour_without_marker_is_caught),
        cmocka_unit_test(lai_yang_without_colours_is_caught),
        cmocka_unit_test(who_goes_on_too_soon_is_caught),
        cmocka_unit_test(who_sends_while_blocked_is_caught),
        cmocka_unit_test(who_never_goes_on_is_caught),
        cmocka_unit_test(lost_and_doubled_messages_break_a_snapshot),
        cmocka_unit_test(a_snapshot_that_the_budget_cuts_is_undecided),
    };
    /* First those whose processes load a platform of their own. */
    int failed = cmocka_run_group_tests(apart, apart_make_platform, apart_remove_platform);
    return failed + cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
