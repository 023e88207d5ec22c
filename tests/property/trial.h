/* trial.h: short ways to run one system in a test. A trial fails the test when the run cannot be made at all. */
#ifndef ONDE_TESTS_TRIAL_H
#define ONDE_TESTS_TRIAL_H

#include "engine/run.h"
#include "engine/system.h"
#include "platform/platform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { TRIAL_BUDGET_EVENTS = 2000000 };
#define TRIAL_SECONDS                                                                                                  \
    20.5 /* of an algorithm that never falls silent; no whole number, so that no beat falls on the end */

/* A system of the given shape: everyone starts at 0 unless the algorithm is centralised, and channels add no delay. The
 * algorithm's parameters are as in its descriptor. One that works has 40 tasks of some 10 ms on a host of 1 Gflop/s. */
static inline struct settings trial_settings(const struct algorithm *algorithm, enum topology_kind kind, uint32_t n)
{
    struct settings settings = {
        .algorithm = algorithm,
        .processes = n,
        .topology = {.kind = kind, .arity = 2, .average_degree = 5, .degree = 4, .neighbours = 2, .rewiring = 0.3},
        .identity_order = IDENTITIES_INCREASING,
        .initiator_rule = algorithm->assumptions.one_initiator ? INITIATORS_ONE : INITIATORS_ALL,
        .header_bytes = 40,
        .fifo = true,
        .network = NETWORK_LATENCY,
        .budget_events = TRIAL_BUDGET_EVENTS,
        .budget_time = algorithm->endless ? TRIAL_SECONDS : 0,
        .seed = 1,
    };
    static struct stage_settings stage = {
        .name = "tasks", .tasks = 40, .rule = COST_EXPONENTIAL, .mean = 1e7, .input = 1000, .output = 500};
    if (algorithm->assumptions.works)
        settings.work = (struct work_settings){&stage, 1};
    for (size_t i = 0; algorithm->parameters != NULL && algorithm->parameters[i].name != NULL; i++)
        settings.parameters[i] = algorithm->parameters[i].initial;
    return settings;
}

/* Runs with the options given; `options` may be NULL: what the algorithm promises is checked. */
static inline struct run_result trial_with(const struct settings *settings, const struct run_options *options)
{
    struct run_result result;
    struct error err = {0};
    const struct run_options plain = {0};
    if (!run_system(settings, options != NULL ? options : &plain, &result, &err))
        fail_msg("%s on %s of %u: %s", settings->algorithm->name, topology_kind_name(settings->topology.kind),
                 settings->processes, err.text);
    return result;
}

static inline struct run_result trial(const struct settings *settings)
{
    return trial_with(settings, NULL);
}

/* One second a message: for counts, where dates do not matter. */
static inline struct run_result trial_in_units(const struct settings *settings)
{
    return trial_with(settings, &(struct run_options){.unit_delays = true});
}

static inline void assert_holds(const struct run_result *result, const struct settings *settings)
{
    if (result->verdict.kind != VERDICT_HOLDS)
        fail_msg("%s on %s of %u, seed %lu, is %s: %s (event %lu)", settings->algorithm->name,
                 topology_kind_name(settings->topology.kind), settings->processes, (unsigned long)settings->seed,
                 verdict_name(result->verdict.kind), result->verdict.reason, (unsigned long)result->verdict.event);
}

/* The verdict is "violated", and the reason contains `words`. */
static inline void assert_violated(const struct run_result *result, const char *name, const char *words)
{
    if (result->verdict.kind != VERDICT_VIOLATED || strstr(result->verdict.reason, words) == NULL)
        fail_msg("%s is %s: \"%s\"; expected violated, with \"%s\"", name, verdict_name(result->verdict.kind),
                 result->verdict.reason, words);
}

/* How many messages of the kind of that name. */
static inline uint64_t messages_of(const struct run_result *result, const struct algorithm *algorithm,
                                   const char *measure)
{
    double count = 0;
    if (!measure_by_name(result, algorithm, measure, &count))
        fail_msg("%s has no measure %s", algorithm->name, measure);
    return (uint64_t)count;
}

/* Loads the platform of the trials that have delays; a group setup of cmocka. */
static inline int load_trial_platform(void **unused)
{
    (void)unused;
    struct error err = {0};
    if (platform_load(SOURCE_DIR "/tests/property/two-hosts.xml", &err))
        return 0;
    fprintf(stderr, "%s\n", err.text);
    return -1;
}

/* Whether an algorithm keeps what it promises on every system that it admits: all do, but those that are in the course to be judged for
 * what they do not keep. */
static inline bool keeps_its_promises(const struct algorithm *algorithm)
{
    static const char *const not_these[] = {"mail-no-clock"};
    for (size_t i = 0; i < sizeof not_these / sizeof *not_these; i++)
        if (strcmp(algorithm->name, not_these[i]) == 0)
            return false;
    return true;
}

extern const struct algorithm ring_wave, tree_wave, echo, lelann, chang_roberts, peterson, numbering;

#endif
