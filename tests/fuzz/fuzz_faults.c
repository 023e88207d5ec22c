/* fuzz_faults.c: any bytes are a small system and a schedule of faults: the run has a verdict, the same when it is made
 * again, or the schedule is refused with words. What the scenario reader vouches for (probabilities from 0 to 1, dates that
 * are not negative...) holds here too; whom, what and when the faults strike is left to the bytes. */
#include "engine/run.h"
#include "engine/system.h"
#include "platform/platform.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PROCESSES = 9, MOST_FAULTS = 8, MOST_LISTED = 10, BUDGET_EVENTS = 3000 };
static const sim_time budget_time = 6;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    struct error err = {0};
    require(platform_load(ONDE_SOURCE_DIR "/tests/property/two-hosts.xml", &err));
    return 0;
}

/* ---- bytes ---- */

struct bytes {
    const uint8_t *data;
    size_t size, at;
};

/* Zeros when there are no more. */
static uint8_t next(struct bytes *bytes)
{
    return bytes->at < bytes->size ? bytes->data[bytes->at++] : 0;
}

static uint32_t below(struct bytes *bytes, uint32_t bound)
{
    return next(bytes) % bound;
}

/* 0, or from 10 ns to 100 s, over a logarithmic scale, so that dates meet messages as well as periods. */
static sim_time next_time(struct bytes *bytes)
{
    uint8_t byte = next(bytes);
    return byte == 0 ? 0 : pow(10, -8 + 10.0 * byte / UINT8_MAX);
}

static double next_share(struct bytes *bytes)
{
    return (double)next(bytes) / UINT8_MAX;
}

/* Numbers of processes, some of which do not exist. */
static int64_t *next_list(struct bytes *bytes, size_t *count)
{
    *count = below(bytes, MOST_LISTED);
    if (*count == 0)
        return NULL;
    int64_t *list = malloc(*count * sizeof *list);
    require(list != NULL);
    for (size_t i = 0; i < *count; i++)
        list[i] = (int64_t)below(bytes, MOST_PROCESSES + 2) - 1;
    return list;
}

static void next_name(struct bytes *bytes, const char *const *names, size_t count, char *name, size_t size)
{
    snprintf(name, size, "%s", names[below(bytes, (uint32_t)count)]);
}

/* ---- a schedule ---- */

/* Names of what happens in the algorithm, if it has that many, and one that is in none. */
static void next_trigger(struct bytes *bytes, const struct algorithm *algorithm, struct fault_settings *fault)
{
    fault->trigger = (enum fault_trigger)below(bytes, TRIGGER_OUTPUT + 1);
    fault->trigger_of = (int64_t)below(bytes, MOST_PROCESSES + 2) - 1;
    fault->nth = 1 + (uint64_t)next(bytes);
    const char *names[] = {"", "nothing of that name", "leader", "decide", "", ""};
    if (fault->trigger == TRIGGER_SEND || fault->trigger == TRIGGER_RECEIVE)
        names[4] =
            algorithm->messages != NULL && algorithm->messages[0].name != NULL ? algorithm->messages[0].name : "";
    if (fault->trigger == TRIGGER_TIMEOUT)
        names[5] = algorithm->timers != NULL ? algorithm->timers[0].name : "";
    next_name(bytes, names, sizeof names / sizeof *names, fault->trigger_name, sizeof fault->trigger_name);
}

static void next_whom(struct bytes *bytes, struct fault_settings *fault)
{
    static const char *const hosts[] = {"left", "right", "middle"};
    fault->target = (enum fault_target)below(bytes, TARGET_HOST + 1);
    fault->processes = next_list(bytes, &fault->process_count);
    fault->count = below(bytes, MOST_PROCESSES + 2);
    fault->fraction = next_share(bytes);
    next_name(bytes, hosts, sizeof hosts / sizeof *hosts, fault->host, sizeof fault->host);
}

static void next_channels(struct bytes *bytes, struct fault_settings *fault)
{
    static const char *const links[] = {"", "", "wire", "loop", "string"};
    fault->from = next_list(bytes, &fault->from_count);
    fault->to = next_list(bytes, &fault->to_count);
    fault->one_way = below(bytes, 2) == 1;
    next_name(bytes, links, sizeof links / sizeof *links, fault->link, sizeof fault->link);
    fault->members = next_list(bytes, &fault->member_count);
    fault->group_of = calloc(fault->member_count + 1, sizeof *fault->group_of);
    require(fault->group_of != NULL);
    for (size_t i = 0; i < fault->member_count; i++)
        fault->group_of[i] = below(bytes, 4);
}

/* Of which kind of message, of a fault that may be of one: any, the algorithm's first, or one that it has not. */
static void next_message(struct bytes *bytes, const struct algorithm *algorithm, struct fault_settings *fault)
{
    const char *first =
        algorithm->messages != NULL && algorithm->messages[0].name != NULL ? algorithm->messages[0].name : "";
    const char *names[] = {"", first, "nothing of that name"};
    next_name(bytes, names, sizeof names / sizeof *names, fault->message, sizeof fault->message);
}

static void next_fault(struct bytes *bytes, const struct algorithm *algorithm, struct fault_settings *fault)
{
    fault->kind = (enum fault_kind)below(bytes, FAULT_KINDS);
    next_whom(bytes, fault);
    if (fault->kind >= FAULT_CUT && fault->kind <= FAULT_DELAY)
        next_channels(bytes, fault);
    fault->when = (enum fault_when)below(bytes, WHEN_RANDOM + 1);
    fault->at = next_time(bytes);
    if (fault->when == WHEN_AFTER)
        next_trigger(bytes, algorithm, fault);
    fault->interval = (enum interval_rule)below(bytes, INTERVAL_WEIBULL + 1);
    fault->interval_mean = next_time(bytes) + 1e-9;
    fault->interval_shape = 0.3 + 3 * next_share(bytes);
    fault->duration = next_time(bytes);
    fault->duration_is_random = below(bytes, 2) == 1;
    fault->probability = next_share(bytes);
    fault->delay = next_time(bytes);
    fault->drift = 2 * next_share(bytes) - 0.99;
    fault->variable_mask = below(bytes, 16);
    fault->has_value = below(bytes, 2) == 1;
    fault->value = below(bytes, 8);
}

/* ---- a system ---- */

static const struct algorithm *next_algorithm(struct bytes *bytes)
{
    size_t count = 0;
    while (algorithm_at(count) != NULL)
        count++;
    return algorithm_at(below(bytes, (uint32_t)count));
}

static void next_system(struct bytes *bytes, struct settings *settings)
{
    const struct algorithm *algorithm = next_algorithm(bytes);
    *settings = (struct settings){
        .algorithm = algorithm,
        .processes = 1 + below(bytes, MOST_PROCESSES),
        .topology = {.kind = (enum topology_kind)below(bytes, TOPOLOGY_KIND_FILE),
                     .arity = 2,
                     .average_degree = 3,
                     .degree = 2,
                     .neighbours = 1,
                     .rewiring = 0.2},
        .identity_order = (enum identity_order)below(bytes, IDENTITIES_LISTED),
        .initiator_rule = algorithm->assumptions.one_initiator ? INITIATORS_ONE : INITIATORS_ALL,
        .header_bytes = 40,
        .fifo = true,
        .delay_rule = (enum delay_rule)below(bytes, DELAY_EXPONENTIAL + 1),
        .delay_high = next_time(bytes) / 10,
        .network = below(bytes, 4) == 0 ? NETWORK_SHARED : NETWORK_LATENCY,
        .daemon = (enum daemon_kind)below(bytes, DAEMON_SYNCHRONOUS + 1),
        .step = 1e-3,
        .budget_events = BUDGET_EVENTS,
        .budget_time = budget_time,
        .seed = next(bytes),
    };
    for (size_t i = 0; algorithm->parameters != NULL && algorithm->parameters[i].name != NULL; i++)
        settings->parameters[i] = algorithm->parameters[i].initial;
}

static void check_run(const struct settings *settings)
{
    const struct run_options options = {0};
    struct run_result result, again;
    struct error err = {0};
    if (!run_system(settings, &options, &result, &err)) {
        require(err.kind == ERROR_INPUT && err.text[0] != '\0');
        return;
    }
    require(result.ending != ENDING_STOPPED);
    require((result.verdict.kind == VERDICT_HOLDS) == (result.verdict.reason[0] == '\0'));
    require(result.measures.lost <= result.measures.messages + result.measures.duplicated);
    require(run_system(settings, &options, &again, &err));
    require(memcmp(&result.measures, &again.measures, sizeof again.measures) == 0);
    require(strcmp(result.verdict.reason, again.verdict.reason) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = {data, size, 0};
    struct settings settings;
    next_system(&bytes, &settings);
    settings.fault_count = below(&bytes, MOST_FAULTS + 1);
    settings.faults = calloc(settings.fault_count + 1, sizeof *settings.faults);
    require(settings.faults != NULL);
    for (size_t i = 0; i < settings.fault_count; i++)
        next_fault(&bytes, settings.algorithm, &settings.faults[i]);
    for (size_t i = 0; i < settings.fault_count; i++) /* last, so that older inputs mean what they meant */
        next_message(&bytes, settings.algorithm, &settings.faults[i]);
    check_run(&settings);
    settings_release(&settings);
    return 0;
}
