/* test_faults.c: whatever strikes, whenever it strikes, a run comes to an end and has a verdict; what an algorithm promises
 * under some faults it keeps; and the same seed brings the same faults on flow and on latency.
 * What each kind of fault does is in test_fault_semantics.c. */
#include "tests/property/apart.h"
#include "tests/property/trial.h"

#include "engine/faults.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

enum { SMALL = 5, MOST_EVENTS = 120, BUDGET_EVENTS = 20000 };
/* For algorithms that never fall silent: some periods of each, no more. */
static const sim_time short_run = 4.5;

static bool admits(const struct settings *settings)
{
    struct error err = {0};
    struct host_table hosts = {.count = 1};
    struct system *system;
    bool ok = system_create(settings, &hosts, &system, &err);
    if (ok)
        system_free(system);
    return ok;
}

/* A small system of the algorithm, on the first topology that it admits. */
static struct settings small_system(const struct algorithm *algorithm)
{
    for (enum topology_kind kind = TOPOLOGY_KIND_ONE_WAY_RING; kind < TOPOLOGY_KIND_FILE; kind++)
        for (uint32_t n = SMALL; n <= 16; n++) {
            struct settings settings = trial_settings(algorithm, kind, n);
            settings.identity_order = IDENTITIES_RANDOM;
            settings.budget_time = algorithm->endless ? short_run : 0;
            settings.budget_events = BUDGET_EVENTS;
            if (admits(&settings))
                return settings;
        }
    fail_msg("%s runs on no small topology", algorithm->name);
    return (struct settings){0};
}

static void for_every_algorithm(void (*test)(struct settings *settings))
{
    const struct algorithm *algorithm;
    for (size_t i = 0; (algorithm = algorithm_at(i)) != NULL; i++) {
        struct settings settings = small_system(algorithm);
        test(&settings);
    }
}

/* Asynchronous: it has no timers, so that it cannot tell a late message from another. */
static bool is_asynchronous(const struct algorithm *algorithm)
{
    return algorithm->timers == NULL;
}

static bool promises(const struct algorithm *algorithm, const char *specification)
{
    for (size_t i = 0; i < COUNT_OF(algorithm->promises) && algorithm->promises[i] != NULL; i++)
        if (strcmp(algorithm->promises[i], specification) == 0)
            return true;
    return false;
}

/* A run under faults: it ends, and there is a verdict, with a reason unless it holds. A process that has forgotten what it
 * was may keep a message going round for ever; then the budget of events ends the run, which cannot hold, unless all that was
 * promised is done and only timers go on (nobody is left to say that it is over). */
static struct run_result run_struck(const struct settings *settings)
{
    struct run_result result = trial(settings);
    assert_in_range(result.verdict.kind, VERDICT_HOLDS, VERDICT_UNDECIDED);
    assert_int_equal(result.verdict.kind == VERDICT_HOLDS, result.verdict.reason[0] == '\0');
    assert_int_not_equal(result.ending, ENDING_STOPPED);
    assert_true(result.ending != ENDING_TIME || settings->algorithm->endless);
    assert_true(result.ending != ENDING_EVENTS || result.verdict.kind != VERDICT_HOLDS ||
                !is_asynchronous(settings->algorithm));
    return result;
}

/* ---- faults of processes, after every event ---- */

static struct fault_settings after_event(enum fault_kind kind, int64_t *process, uint64_t nth, sim_time duration)
{
    return (struct fault_settings){.kind = kind,
                                   .target = TARGET_LISTED,
                                   .processes = process,
                                   .process_count = 1,
                                   .when = WHEN_AFTER,
                                   .trigger = TRIGGER_EVENT,
                                   .trigger_of = -1,
                                   .nth = nth,
                                   .duration = duration};
}

static uint64_t events_to_follow(const struct settings *settings)
{
    uint64_t events = run_struck(settings).measures.events;
    assert_true(events > 0);
    return events < MOST_EVENTS ? events : MOST_EVENTS;
}

/* Strikes each process after each event, and has `check` look at what came of it. A run that has a budget of time gets
 * that much more. */
static void strike_everywhere(struct settings *settings, enum fault_kind kind, sim_time duration, sim_time more,
                              void (*check)(const struct settings *settings, const struct run_result *result))
{
    uint64_t events = events_to_follow(settings);
    for (uint64_t nth = 1; nth <= events; nth++)
        for (int64_t process = 0; process < settings->processes; process++) {
            struct fault_settings fault = after_event(kind, &process, nth, duration);
            struct settings struck = *settings;
            struck.budget_time += struck.budget_time > 0 ? more : 0;
            struck.faults = &fault;
            struck.fault_count = 1;
            struct run_result result = run_struck(&struck);
            assert_int_equal(result.measures.faults, 1);
            if (check != NULL)
                check(&struck, &result);
        }
}

static void crash_for_good(struct settings *settings)
{
    strike_everywhere(settings, FAULT_CRASH, 0, 0, NULL);
}

static void a_crash_of_any_process_after_any_event_gives_a_verdict(void **unused)
{
    (void)unused;
    for_every_algorithm(crash_for_good);
}

static void crash_and_recover(struct settings *settings)
{
    strike_everywhere(settings, FAULT_CRASH, 2e-4, 0, NULL); /* some two messages long */
    strike_everywhere(settings, FAULT_CRASH, 1.5, 0, NULL);  /* longer than a period, or than the run */
}

static void a_recovery_after_any_crash_gives_a_verdict(void **unused)
{
    (void)unused;
    for_every_algorithm(crash_and_recover);
}

static void check_survival(const struct settings *settings, const struct run_result *result)
{
    if (promises(settings->algorithm, "eventual-leader"))
        assert_holds(result, settings);
}

static void crash_twice(struct settings *settings)
{
    if (!promises(settings->algorithm, "eventual-leader"))
        return;
    strike_everywhere(settings, FAULT_CRASH, 0, 4, check_survival);
    strike_everywhere(settings, FAULT_CRASH, 1.1, 4, check_survival);
}

static void an_eventual_leader_survives_the_crash_of_any_process_after_any_event(void **unused)
{
    (void)unused;
    for_every_algorithm(crash_twice);
}

static struct run_result undisturbed;

static void check_only_later(const struct settings *settings, const struct run_result *result)
{
    if (!is_asynchronous(settings->algorithm))
        return;
    assert_holds(result, settings);
    assert_memory_equal(result->measures.outputs, undisturbed.measures.outputs, sizeof undisturbed.measures.outputs);
    assert_int_equal(result->measures.lost, 0);
}

static void suspend(struct settings *settings)
{
    undisturbed = trial(settings);
    strike_everywhere(settings, FAULT_SUSPEND, 5e-3, 0, check_only_later);
}

static void a_suspension_of_any_process_after_any_event_only_delays_the_asynchronous(void **unused)
{
    (void)unused;
    for_every_algorithm(suspend);
}

/* What is sent to a process that is suspended for ever waits for ever. */
static void suspend_for_good(struct settings *settings)
{
    strike_everywhere(settings, FAULT_SUSPEND, 0, 0, NULL);
}

static void a_suspension_for_good_gives_a_verdict(void **unused)
{
    (void)unused;
    for_every_algorithm(suspend_for_good);
}

static void everything_at_once(struct settings *settings)
{
    uint64_t events = events_to_follow(settings);
    for (uint64_t nth = 1; nth <= events; nth++) {
        struct fault_settings crash = after_event(FAULT_CRASH, NULL, nth, nth % 2 == 0 ? 1e-3 : 0);
        crash.target = TARGET_ALL;
        struct settings struck = *settings;
        struck.faults = &crash;
        struck.fault_count = 1;
        struct run_result result = run_struck(&struck);
        assert_int_equal(result.measures.faults, settings->processes);
    }
}

static void a_crash_of_all_processes_after_any_event_gives_a_verdict(void **unused)
{
    (void)unused;
    for_every_algorithm(everything_at_once);
}

/* A process that is down for good cannot crash again, however short the intervals. */
static void crashes_in_vain_keep_no_run_busy(void **unused)
{
    (void)unused;
    struct fault_settings crash = {
        .kind = FAULT_CRASH, .target = TARGET_ALL, .when = WHEN_RANDOM, .interval_mean = 1e-9, .at = 1};
    struct settings settings = trial_settings(algorithm_find("bully", NULL), TOPOLOGY_KIND_COMPLETE, SMALL);
    settings.budget_time = 1e6;
    settings.faults = &crash;
    settings.fault_count = 1;
    struct run_result result = run_struck(&settings);
    assert_int_equal(result.measures.faults, SMALL);
    assert_int_equal(result.ending, ENDING_QUIESCENT);
}

static void a_corruption_to_a_value_that_a_variable_cannot_have_is_refused(void **unused)
{
    (void)unused;
    struct fault_settings corruption = {
        .kind = FAULT_CORRUPT, .target = TARGET_ALL, .variable_mask = 1, .has_value = true, .value = 99};
    struct settings settings = trial_settings(algorithm_find("matching", NULL), TOPOLOGY_KIND_COMPLETE, SMALL);
    settings.faults = &corruption;
    settings.fault_count = 1;
    struct run_result result;
    struct error err = {0};
    assert_false(run_system(&settings, &(struct run_options){0}, &result, &err));
    assert_non_null(strstr(err.text, "partner of process 0 goes from 0 to 4; found 99"));
}

/* Down from 1 to 6 s, but recovered at 2 s, and down again from 3 s on: the first crash ends nothing any more. */
static void a_crash_that_was_ended_early_ends_no_later_one(void **unused)
{
    (void)unused;
    static const struct {
        enum fault_kind strikes, ends;
    } pairs[] = {{FAULT_CRASH, FAULT_RECOVER}, {FAULT_SUSPEND, FAULT_RESUME}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct fault_settings faults[] = {
            {.kind = pairs[i].strikes, .target = TARGET_ALL, .when = WHEN_DATE, .at = 1.2, .duration = 5},
            {.kind = pairs[i].ends, .target = TARGET_ALL, .when = WHEN_DATE, .at = 2.2},
            {.kind = pairs[i].strikes, .target = TARGET_ALL, .when = WHEN_DATE, .at = 3.2}};
        struct settings settings = trial_settings(algorithm_find("bully", NULL), TOPOLOGY_KIND_COMPLETE, SMALL);
        settings.faults = faults;
        settings.fault_count = COUNT_OF(faults);
        uint64_t struck_for_good = run_struck(&settings).measures.messages;
        faults[0].duration = 0;
        assert_int_equal(struck_for_good, run_struck(&settings).measures.messages);
    }
}

/* ---- faults of channels ---- */

static struct run_result run_on_bad_channels(struct settings *settings, enum fault_kind kind, double probability,
                                             uint64_t seed)
{
    struct fault_settings fault = {.kind = kind, .when = WHEN_DATE, .probability = probability, .delay = 1e-3};
    struct settings struck = *settings;
    struck.seed = seed;
    struck.faults = &fault;
    struck.fault_count = 1;
    return run_struck(&struck);
}

static void loss(struct settings *settings)
{
    uint64_t lost = 0;
    for (uint64_t seed = 1; seed <= 20; seed++)
        lost += run_on_bad_channels(settings, FAULT_LOSE, 0.2, seed).measures.lost;
    assert_true(lost > 0);
    struct run_result deaf = run_on_bad_channels(settings, FAULT_LOSE, 1, 1);
    assert_int_equal(deaf.measures.lost, deaf.measures.messages);
}

/* Of Chandy and Lamport's two kinds, markers and the messages of the computation. */
static void a_fault_of_one_kind_of_message_strikes_no_other(void **unused)
{
    (void)unused;
    static const char *const names[] = {"value", "marker"};
    const struct algorithm *algorithm = algorithm_find("chandy-lamport", NULL);
    struct settings settings = trial_settings(algorithm, TOPOLOGY_KIND_COMPLETE, 4);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct fault_settings fault = {.kind = FAULT_LOSE, .when = WHEN_DATE, .probability = 1};
        snprintf(fault.message, sizeof fault.message, "%s", names[i]);
        settings.faults = &fault;
        settings.fault_count = 1;
        uint32_t kind = strcmp(algorithm->messages[0].name, names[i]) != 0;
        struct run_result result = run_struck(&settings);
        assert_true(result.measures.messages_by_kind[0] > 0 && result.measures.messages_by_kind[1] > 0);
        assert_int_equal(result.measures.lost, result.measures.messages_by_kind[kind]);
    }
    struct fault_settings unknown = {.kind = FAULT_LOSE, .when = WHEN_DATE, .probability = 1, .message = "makrer"};
    struct run_result result;
    struct error err = {0};
    settings.faults = &unknown;
    assert_false(run_system(&settings, &(struct run_options){.unit_delays = true}, &result, &err));
    assert_non_null(
        strstr(err.text, "chandy-lamport has no such kind of message \"makrer\"; did you mean \"marker\"?"));
}

static void any_loss_gives_a_verdict(void **unused)
{
    (void)unused;
    for_every_algorithm(loss);
}

/* A wave that has lost a message does not decide, on a ring or a tree: each of their messages is needed. */
static void a_wave_that_loses_a_message_is_a_deadlock(void **unused)
{
    (void)unused;
    static const struct algorithm *const waves[] = {&ring_wave, &echo};
    for (size_t i = 0; i < COUNT_OF(waves); i++) {
        struct settings settings = small_system(waves[i]);
        for (uint64_t seed = 1; seed <= 50; seed++) {
            struct run_result result = run_on_bad_channels(&settings, FAULT_LOSE, 0.1, seed);
            if (result.measures.lost > 0)
                assert_violated(&result, waves[i]->name, "Deadlock");
            else
                assert_holds(&result, &settings);
        }
    }
}

static void echo_decides_with_the_probability_that_none_of_its_messages_is_lost(void **unused)
{
    (void)unused;
    enum { RUNS = 1000 };
    static const double losses[] = {0.005, 0.02, 0.05};
    for (size_t i = 0; i < COUNT_OF(losses); i++) {
        struct settings settings = trial_settings(&echo, TOPOLOGY_KIND_GRID, 16);
        double decided = 0, expected = pow(1 - losses[i], 48); /* 24 edges, a message each way */
        for (uint64_t seed = 1; seed <= RUNS; seed++)
            decided += run_on_bad_channels(&settings, FAULT_LOSE, losses[i], seed).specified[0][0]; /* wave: decided */
        assert_true(fabs(decided - RUNS * expected) < 4 * sqrt(RUNS * expected * (1 - expected)));
    }
}

static void duplication_and_reordering(struct settings *settings)
{
    uint64_t duplicated = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        duplicated += run_on_bad_channels(settings, FAULT_DUPLICATE, 0.3, seed).measures.duplicated;
        run_on_bad_channels(settings, FAULT_REORDER, 0.3, seed);
    }
    assert_true(duplicated > 0);
}

static void any_duplication_or_reordering_gives_a_verdict(void **unused)
{
    (void)unused;
    for_every_algorithm(duplication_and_reordering);
}

static void delays(struct settings *settings)
{
    const struct algorithm *algorithm = settings->algorithm;
    for (uint64_t seed = 1; seed <= 20 && is_asynchronous(algorithm); seed++) {
        struct run_result late = run_on_bad_channels(settings, FAULT_DELAY, 0.5, seed);
        assert_holds(&late, settings);
        if (algorithm->assumptions.fifo)
            continue;
        struct run_result reordered = run_on_bad_channels(settings, FAULT_REORDER, 0.5, seed);
        assert_holds(&reordered, settings);
    }
}

static void delays_change_no_verdict_of_the_asynchronous_nor_does_reordering_where_order_is_free(void **unused)
{
    (void)unused;
    for_every_algorithm(delays);
}

/* ---- no faults ---- */

/* Fowler, Noll & Vo's hash, 64 bits. */
#define FNV_BASIS UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

/* A digest of all that happens to each process, in its order, but for the dates, which differ in their last bits from one
 * network to another (their sum does not differ by much), as does the order of what happens at one date to several
 * processes. The last hash is of the channels. */
struct digest {
    uint64_t hash[APART_HOSTS + 1], events;
    sim_time dates;
};
static struct digest digest;

static void digest_event(const struct view *view, const struct event *event)
{
    (void)view;
    uint64_t *hash = &digest.hash[event->process < APART_HOSTS ? event->process : APART_HOSTS];
    const uint64_t fields[] = {event->kind,  event->process,      event->port,
                               event->peer,  event->message_kind, event->bytes,
                               event->chain, event->output,       (uint64_t)event->value,
                               event->ends};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        *hash = (*hash ^ fields[i]) * FNV_PRIME;
    digest.events++;
    digest.dates += event->time;
}

static void digest_end(const struct view *view, enum ending ending)
{
    (void)view;
    digest.hash[APART_HOSTS] ^= ending;
}

static const struct specification digester = {
    .name = "digester", .events = (1u << EVENT_KINDS) - 1, .event = digest_event, .conclude = digest_end};

/* Faults that never strike leave everything as it is without them, dates included. */
static void wait_in_vain(struct settings *settings)
{
    int64_t process = 0;
    struct fault_settings faults[] = {after_event(FAULT_CRASH, &process, UINT64_MAX, 0),
                                      after_event(FAULT_LOSE, NULL, UINT64_MAX, 0)};
    faults[1].probability = 1;
    static const struct specification *const digesting[] = {&digester, NULL};
    const struct run_options options = {.specifications = digesting};
    digest = (struct digest){0};
    trial_with(settings, &options);
    struct digest without = digest;
    settings->faults = faults;
    settings->fault_count = COUNT_OF(faults);
    digest = (struct digest){0};
    trial_with(settings, &options);
    assert_true(digest.events > 0);
    assert_memory_equal(&digest, &without, sizeof digest);
}

static void faults_that_never_strike_change_nothing(void **unused)
{
    (void)unused;
    for_every_algorithm(wait_in_vain);
}

static uint64_t hash_of_file(const char *path)
{
    uint64_t hash = FNV_BASIS;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (int c; (c = fgetc(file)) != EOF;)
        hash = (hash ^ (uint64_t)c) * FNV_PRIME;
    fclose(file);
    return hash;
}

static void traces_without_faults_are_byte_by_byte_what_they_were_before_there_were_faults(void **unused)
{
    (void)unused;
    static const struct {
        const struct algorithm *algorithm;
        enum topology_kind topology;
        uint64_t hash; /* of the trace that commit 290f20d wrote */
    } before[] = {
        {&ring_wave, TOPOLOGY_KIND_ONE_WAY_RING, 0x54d16ecc6585ba52},
        {&tree_wave, TOPOLOGY_KIND_TREE, 0xe619b1c34ee3c6ed},
        {&echo, TOPOLOGY_KIND_GRID, 0x55c122bae5181057},
        {&lelann, TOPOLOGY_KIND_ONE_WAY_RING, 0xaf88221d809bfd47},
        {&chang_roberts, TOPOLOGY_KIND_ONE_WAY_RING, 0x800e16a73020dc82},
        {&peterson, TOPOLOGY_KIND_ONE_WAY_RING, 0x192b3b55062fd5da},
        {&numbering, TOPOLOGY_KIND_ONE_WAY_RING, 0x5f7df5930c9b0960},
    };
    char path[64];
    snprintf(path, sizeof path, "/tmp/onde-faults-%d.csv", (int)getpid());
    for (size_t i = 0; i < COUNT_OF(before); i++) {
        struct settings settings = trial_settings(before[i].algorithm, before[i].topology, 16);
        settings.identity_order = IDENTITIES_RANDOM;
        settings.delay_rule = DELAY_UNIFORM;
        settings.delay_high = 1e-3;
        trial_with(&settings, &(struct run_options){.trace_path = path});
        if (hash_of_file(path) != before[i].hash)
            fail_msg("%s leaves another trace", before[i].algorithm->name);
    }
    unlink(path);
}

/* ---- the same faults on both networks ---- */

/* SimGrid does not wait for less: a date to come may be late by that much on flow, by twice that much what follows it. */
static const sim_time clock_step = 2e-9;

/* With the verdict of what the algorithm promises. */
static struct digest digest_apart(const struct settings *settings, enum network_kind network, struct run_result *result)
{
    const struct specification *watching[MAX_SPECIFICATIONS + 1] = {&digester};
    for (size_t i = 0; i + 1 < MAX_SPECIFICATIONS && settings->algorithm->promises[i] != NULL; i++)
        watching[i + 1] = specification_find(settings->algorithm->promises[i], NULL);
    struct settings carried = *settings;
    carried.network = network;
    digest = (struct digest){0};
    *result = apart_run(&carried, &(struct run_options){.specifications = watching}, &digest, sizeof digest);
    return digest;
}

/* Receivers are there when the first message leaves. What goes round for ever is cut off at a date where possible: at a number
 * of events it would be in the middle of what happens at one date. */
static void prepare_for_both(struct settings *settings)
{
    settings->start_at = 5e-6;
    settings->start_spread = 50e-6; /* no two of them at one date */
    settings->budget_time = settings->algorithm->endless ? 1.3 : 0.02;
    /* Two ways through a graph may take the same time, and a period ends when the next message comes: but for chance. */
    if (!is_asynchronous(settings->algorithm) || settings->topology.kind != TOPOLOGY_KIND_ONE_WAY_RING) {
        settings->delay_rule = DELAY_EXPONENTIAL;
        settings->delay_high = 10e-6;
    }
}

static void assert_same_on_both(const struct settings *settings, const char *what)
{
    struct run_result by_latency, by_flow;
    struct digest latency = digest_apart(settings, NETWORK_LATENCY, &by_latency);
    struct digest flow = digest_apart(settings, NETWORK_FLOW, &by_flow);
    assert_int_equal(by_flow.ending, by_latency.ending);
    if (by_flow.ending == ENDING_EVENTS)
        return;
    for (uint32_t i = 0; i <= APART_HOSTS; i++)
        if (flow.hash[i] != latency.hash[i])
            fail_msg("%s under %s: other events of process %u (%lu events on flow, %lu on latency)",
                     settings->algorithm->name, what, i, (unsigned long)flow.events, (unsigned long)latency.events);
    assert_int_equal(flow.events, latency.events);
    assert_true(fabs(flow.dates - latency.dates) <= clock_step * (double)latency.events + 1e-9 * latency.dates);
    assert_int_equal(by_flow.measures.faults, by_latency.measures.faults);
    assert_int_equal(by_flow.measures.lost, by_latency.measures.lost);
    assert_int_equal(by_flow.measures.duplicated, by_latency.measures.duplicated);
    assert_int_equal(by_flow.verdict.kind, by_latency.verdict.kind);
    assert_string_equal(by_flow.verdict.reason, by_latency.verdict.reason);
}

/* One of each kind, early enough to meet most runs. */
static const struct fault_settings one_of_each[] = {
    {.kind = FAULT_CRASH, .target = TARGET_COUNT, .count = 2, .when = WHEN_DATE, .at = 31.7e-6, .duration = 1e-3},
    {.kind = FAULT_CRASH,
     .target = TARGET_ALL,
     .when = WHEN_RANDOM,
     .interval_mean = 1e-3,
     .duration = 1e-4,
     .duration_is_random = true},
    {.kind = FAULT_SUSPEND, .target = TARGET_COUNT, .count = 3, .when = WHEN_DATE, .at = 23.1e-6, .duration = 777e-6},
    {.kind = FAULT_CUT, .when = WHEN_DATE, .at = 77.7e-6, .duration = 100e-6},
    {.kind = FAULT_LOSE, .when = WHEN_DATE, .probability = 0.1},
    {.kind = FAULT_DUPLICATE, .when = WHEN_DATE, .probability = 0.3, .delay = 1e-4},
    {.kind = FAULT_REORDER, .when = WHEN_DATE, .probability = 0.3, .delay = 1e-4},
    {.kind = FAULT_DELAY, .when = WHEN_DATE, .probability = 0.3, .delay = 1e-4},
    {.kind = FAULT_SLOW, .target = TARGET_FRACTION, .fraction = 0.3, .when = WHEN_DATE, .delay = 13.37e-6},
    {.kind = FAULT_DRIFT, .target = TARGET_COUNT, .count = 4, .when = WHEN_DATE, .drift = 1e-3},
};

/* Each run on `flow` is a process of SimGrid, which takes its time under the sanitizers: there, each algorithm meets some of the
 * faults, and each fault some of the algorithms. */
#ifdef __SANITIZE_ADDRESS__
enum { ONE_FAULT_OF = 3, CROWDS = 1 };
#else
enum { ONE_FAULT_OF = 1, CROWDS = 3 };
#endif

static void each_fault_on_both(struct settings *settings)
{
    prepare_for_both(settings);
    for (size_t i = strlen(settings->algorithm->name) % ONE_FAULT_OF; i < COUNT_OF(one_of_each); i += ONE_FAULT_OF) {
        struct fault_settings fault = one_of_each[i];
        settings->faults = &fault;
        settings->fault_count = 1;
        settings->seed = 3 + i;
        assert_same_on_both(settings, fault_kind_name(fault.kind));
    }
}

static void each_fault_strikes_alike_on_flow_and_on_latency(void **unused)
{
    (void)unused;
    for_every_algorithm(each_fault_on_both);
}

static void a_crowd_of_faults(struct settings *settings)
{
    struct fault_settings faults[COUNT_OF(one_of_each)];
    memcpy(faults, one_of_each, sizeof faults);
    prepare_for_both(settings);
    settings->faults = faults;
    settings->fault_count = COUNT_OF(faults);
    for (settings->seed = 1; settings->seed <= CROWDS; settings->seed++)
        assert_same_on_both(settings, "all faults together");
}

static void all_faults_together_strike_alike_on_flow_and_on_latency(void **unused)
{
    (void)unused;
    for_every_algorithm(a_crowd_of_faults);
}

/* Runs on latency alone share this process and its platform; those of apart_run load another, in theirs. */
int main(void)
{
    const struct CMUnitTest apart[] = {
        cmocka_unit_test(each_fault_strikes_alike_on_flow_and_on_latency),
        cmocka_unit_test(all_faults_together_strike_alike_on_flow_and_on_latency),
    };
    const struct CMUnitTest here[] = {
        cmocka_unit_test(a_crash_of_any_process_after_any_event_gives_a_verdict),
        cmocka_unit_test(a_recovery_after_any_crash_gives_a_verdict),
        cmocka_unit_test(an_eventual_leader_survives_the_crash_of_any_process_after_any_event),
        cmocka_unit_test(a_suspension_of_any_process_after_any_event_only_delays_the_asynchronous),
        cmocka_unit_test(a_suspension_for_good_gives_a_verdict),
        cmocka_unit_test(a_crash_of_all_processes_after_any_event_gives_a_verdict),
        cmocka_unit_test(crashes_in_vain_keep_no_run_busy),
        cmocka_unit_test(a_crash_that_was_ended_early_ends_no_later_one),
        cmocka_unit_test(a_corruption_to_a_value_that_a_variable_cannot_have_is_refused),
        cmocka_unit_test(a_fault_of_one_kind_of_message_strikes_no_other),
        cmocka_unit_test(any_loss_gives_a_verdict),
        cmocka_unit_test(a_wave_that_loses_a_message_is_a_deadlock),
        cmocka_unit_test(echo_decides_with_the_probability_that_none_of_its_messages_is_lost),
        cmocka_unit_test(any_duplication_or_reordering_gives_a_verdict),
        cmocka_unit_test(delays_change_no_verdict_of_the_asynchronous_nor_does_reordering_where_order_is_free),
        cmocka_unit_test(faults_that_never_strike_change_nothing),
        cmocka_unit_test(traces_without_faults_are_byte_by_byte_what_they_were_before_there_were_faults),
    };
    return cmocka_run_group_tests(apart, apart_make_platform, apart_remove_platform) +
           cmocka_run_group_tests(here, load_trial_platform, NULL);
}
