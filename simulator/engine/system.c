/* system.c: see system.h. What can be computed from a process's number is not stored: a system of ten million processes
 * in increasing order costs no memory here. */
#include "engine/system.h"
#include "base/random.h"
#include "engine/bounds.h"
#include "engine/cost.h"
#include "mpi/settings.h"
#include "observe/specification.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct system {
    const struct settings *settings;
    struct topology *topology;
    struct shape shape;
    uint32_t *permutation;     /* IDENTITIES_RANDOM: identity - 1 by process */
    unsigned char *initiators; /* one bit a process; NULL when `rule` tells: ONE or ALL */
    uint32_t single_initiator; /* ONE */
    uint32_t host_count;
    uint32_t *listed_hosts; /* PLACEMENT_LISTED */
    struct host_facts (*facts)(uint32_t host);
    const char *(*host_name)(uint32_t host);
    struct workload *workload;
};

/* ---- registry ---- */

#define ALGORITHM(symbol) extern const struct algorithm symbol;
#include "algorithms/algorithms.def"
#undef ALGORITHM

const struct algorithm *algorithm_at(size_t index)
{
    static const struct algorithm *const all[] = {
#define ALGORITHM(symbol) &symbol,
#include "algorithms/algorithms.def"
#undef ALGORITHM
        NULL};
    return index < sizeof all / sizeof all[0] ? all[index] : NULL;
}

static const char *algorithm_name(size_t index, const void *context)
{
    (void)context;
    const struct algorithm *algorithm = algorithm_at(index);
    return algorithm != NULL ? algorithm->name : NULL;
}

const struct algorithm *algorithm_find(const char *name, struct error *err)
{
    const struct algorithm *algorithm;
    for (size_t i = 0; (algorithm = algorithm_at(i)) != NULL; i++)
        if (strcmp(algorithm->name, name) == 0)
            return algorithm;
    const char *near = nearest_name(name, algorithm_name, NULL);
    if (near != NULL)
        error_set(err, ERROR_INPUT, NULL, 0, "no algorithm \"%s\"; did you mean \"%s\"?", name, near);
    else
        error_set(err, ERROR_INPUT, NULL, 0, "no algorithm \"%s\"; see onde list algorithms", name);
    return NULL;
}

uint32_t algorithm_message_kinds(const struct algorithm *algorithm)
{
    uint32_t count = 0;
    while (algorithm->messages != NULL && algorithm->messages[count].name != NULL)
        count++;
    return count;
}

bool algorithm_sizes_differ(const struct algorithm *algorithm)
{
    for (uint32_t kind = 1; kind < algorithm_message_kinds(algorithm); kind++)
        if (algorithm->messages[kind].payload_bytes != algorithm->messages[0].payload_bytes)
            return true;
    return algorithm->carriages != NULL || algorithm->stamps != NULL;
}

/* The number of a parameter; UINT32_MAX when there is none of that name. */
static uint32_t parameter_named(const struct algorithm *algorithm, const char *name)
{
    for (uint32_t i = 0; algorithm->parameters != NULL && algorithm->parameters[i].name != NULL; i++)
        if (strcmp(algorithm->parameters[i].name, name) == 0)
            return i;
    return UINT32_MAX;
}

size_t algorithm_payload_bytes(const struct settings *settings, uint32_t kind, size_t processes)
{
    const struct algorithm *algorithm = settings->algorithm;
    size_t bytes = algorithm->messages[kind].payload_bytes;
    for (const struct payload_stamp *stamp = algorithm->stamps; stamp != NULL && stamp->kind != NULL; stamp++) {
        if (strcmp(stamp->kind, algorithm->messages[kind].name) != 0)
            continue;
        uint32_t among = stamp->among != NULL ? parameter_named(algorithm, stamp->among) : UINT32_MAX;
        size_t entries = among != UINT32_MAX ? (size_t)fmin((double)processes, settings->parameters[among]) : processes;
        bytes += stamp->bytes_per_process * entries + stamp->bytes_per_pair * entries * entries;
    }
    return bytes;
}

bool algorithm_is_control(const struct algorithm *algorithm, uint32_t kind)
{
    for (const char *const *name = algorithm->controls; name != NULL && *name != NULL; name++)
        if (strcmp(*name, algorithm->messages[kind].name) == 0)
            return true;
    return false;
}

size_t algorithm_longest_payload(const struct settings *settings, size_t processes)
{
    size_t longest = 0;
    for (uint32_t kind = 0; kind < algorithm_message_kinds(settings->algorithm); kind++) {
        size_t bytes = algorithm_payload_bytes(settings, kind, processes);
        longest = bytes > longest ? bytes : longest;
    }
    return longest;
}

/* ---- building ---- */

static bool out_of_memory(struct error *err, const char *what, uint32_t processes)
{
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the %s of %u processes", what, processes);
}

static int compare_identities(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool listed_identities_are_distinct(const struct settings *settings, int64_t *repeated)
{
    int64_t *sorted = malloc(settings->identity_count * sizeof *sorted);
    if (sorted == NULL)
        return true;
    memcpy(sorted, settings->identities, settings->identity_count * sizeof *sorted);
    qsort(sorted, settings->identity_count, sizeof *sorted, compare_identities);
    bool distinct = true;
    for (size_t i = 1; i < settings->identity_count && distinct; i++)
        if (sorted[i] == sorted[i - 1]) {
            *repeated = sorted[i];
            distinct = false;
        }
    free(sorted);
    return distinct;
}

static bool build_identities(struct system *system, struct error *err)
{
    const struct settings *settings = system->settings;
    uint32_t n = system->shape.processes;
    if (settings->identity_order == IDENTITIES_LISTED) {
        if (settings->identity_count != n)
            return error_set(err, ERROR_INPUT, NULL, 0, "%zu identities are listed for %u processes",
                             settings->identity_count, n);
        int64_t repeated = 0;
        if (settings->algorithm->assumptions.distinct_identities &&
            !listed_identities_are_distinct(settings, &repeated))
            return error_set(err, ERROR_INPUT, NULL, 0, "identity %lld is listed twice; %s assumes distinct identities",
                             (long long)repeated, settings->algorithm->name);
    }
    if (settings->identity_order == IDENTITIES_RANDOM) {
        system->permutation = malloc(n * sizeof *system->permutation);
        if (system->permutation == NULL)
            return out_of_memory(err, "identities", n);
        struct random_stream stream = random_stream(settings->seed, RANDOM_IDENTITIES, 0);
        for (uint32_t i = 0; i < n; i++) { /* Fisher and Yates, inside out */
            uint32_t j = (uint32_t)random_below(&stream, (uint64_t)i + 1);
            system->permutation[i] = system->permutation[j];
            system->permutation[j] = i;
        }
    }
    return true;
}

static void set_initiator(struct system *system, uint32_t process)
{
    unsigned char bit = (unsigned char)(1u << (process % 8));
    if ((system->initiators[process / 8] & bit) == 0)
        system->shape.initiators++;
    system->initiators[process / 8] |= bit;
}

static bool draw_initiators(struct system *system, struct error *err)
{
    const struct settings *settings = system->settings;
    uint32_t n = system->shape.processes;
    struct random_stream stream = random_stream(settings->seed, RANDOM_INITIATORS, 0);
    if (settings->initiator_rule == INITIATORS_PROBABILITY) {
        for (uint32_t i = 0; i < n; i++)
            if (random_uniform(&stream) < settings->initiator_probability)
                set_initiator(system, i);
        if (system->shape.initiators == 0)
            set_initiator(system, (uint32_t)random_below(&stream, n));
        return true;
    }
    if (settings->initiator_count < 1 || settings->initiator_count > n)
        return error_set(err, ERROR_INPUT, NULL, 0, "%u initiators among %u processes: expected 1 to %u",
                         settings->initiator_count, n, n);
    /* Floyd's sampling: each new element is a random one of the first j, or j itself when that one is taken. */
    for (uint32_t j = n - settings->initiator_count; j < n; j++) {
        uint32_t before = system->shape.initiators;
        set_initiator(system, (uint32_t)random_below(&stream, (uint64_t)j + 1));
        if (system->shape.initiators == before)
            set_initiator(system, j);
    }
    return true;
}

static bool build_initiators(struct system *system, struct error *err)
{
    const struct settings *settings = system->settings;
    uint32_t n = system->shape.processes;
    for (size_t i = 0; i < settings->initiator_list_count; i++)
        if (settings->initiators[i] < 0 || settings->initiators[i] >= (int64_t)n)
            return error_set(err, ERROR_INPUT, NULL, 0, "initiator %lld: the processes are numbered 0 to %u",
                             (long long)settings->initiators[i], n - 1);
    if (settings->initiator_rule == INITIATORS_ALL) {
        system->shape.initiators = n;
        return true;
    }
    if (settings->initiator_rule == INITIATORS_ONE) {
        system->shape.initiators = 1;
        system->single_initiator = settings->initiator_list_count > 0 ? (uint32_t)settings->initiators[0] : 0;
        return true;
    }
    system->initiators = calloc(n / 8 + 1, 1);
    if (system->initiators == NULL)
        return out_of_memory(err, "initiators", n);
    if (settings->initiator_rule == INITIATORS_LISTED) {
        for (size_t i = 0; i < settings->initiator_list_count; i++)
            set_initiator(system, (uint32_t)settings->initiators[i]);
        if (system->shape.initiators == 0)
            return error_set(err, ERROR_INPUT, NULL, 0, "the list of initiators is empty");
        return true;
    }
    return draw_initiators(system, err);
}

static bool build_placement(struct system *system, const struct host_table *hosts, struct error *err)
{
    const struct settings *settings = system->settings;
    system->host_count = hosts->count;
    system->facts = hosts->facts;
    system->host_name = hosts->name_of;
    if (hosts->count == 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "the platform has no host");
    if (settings->placement_rule != PLACEMENT_LISTED)
        return true;
    if (settings->placement_count == 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "the list of hosts to place processes on is empty");
    system->listed_hosts = malloc(settings->placement_count * sizeof *system->listed_hosts);
    if (system->listed_hosts == NULL)
        return out_of_memory(err, "placement", system->shape.processes);
    for (size_t i = 0; i < settings->placement_count; i++) {
        const char *name = settings->placement_hosts[i];
        if (hosts->index_of(name, &system->listed_hosts[i]))
            continue;
        const char *near = hosts->nearest(name);
        return error_set(err, ERROR_INPUT, NULL, 0, "no host \"%s\" on the platform%s%s%s", name,
                         near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
    }
    return true;
}

/* ---- the algorithm's assumptions ---- */

static const char *property_text(unsigned property)
{
    switch ((enum topology_property)property) {
    case TOPOLOGY_CONNECTED:
        return "a connected topology";
    case TOPOLOGY_UNDIRECTED:
        return "channels in both directions";
    case TOPOLOGY_RING:
        return "a ring";
    case TOPOLOGY_TREE:
        return "a tree";
    case TOPOLOGY_STAR:
        return "a star";
    case TOPOLOGY_COMPLETE:
        return "a complete topology";
    case TOPOLOGY_PATH:
        return "a path, numbered from one end to the other";
    }
    return NULL;
}

static bool check_topology(const struct system *system, struct error *err)
{
    const struct settings *settings = system->settings;
    const struct algorithm *algorithm = settings->algorithm;
    const struct assumptions *assumed = &algorithm->assumptions;
    const struct shape *shape = &system->shape;
    unsigned needed = assumed->topology | (assumed->knows_father ? (unsigned)TOPOLOGY_TREE : 0u);
    for (unsigned property = 1; property <= TOPOLOGY_PATH; property <<= 1)
        if ((needed & property) != 0 && (shape->properties & property) == 0)
            return error_set(err, ERROR_INPUT, NULL, 0, "%s assumes %s: \"%s\" of %u processes will not do",
                             algorithm->name, property_text(property), topology_kind_name(settings->topology.kind),
                             shape->processes);
    if (shape->processes < assumed->minimum_processes)
        return error_set(err, ERROR_INPUT, NULL, 0, "%s needs %u processes or more; here are %u", algorithm->name,
                         assumed->minimum_processes, shape->processes);
    return true;
}

static bool check_initiators(const struct system *system, struct error *err)
{
    const struct algorithm *algorithm = system->settings->algorithm;
    const struct assumptions *assumed = &algorithm->assumptions;
    const struct shape *shape = &system->shape;
    if (assumed->one_initiator && shape->initiators != 1)
        return error_set(err, ERROR_INPUT, NULL, 0, "%s is centralised: it needs exactly one initiator; here are %u",
                         algorithm->name, shape->initiators);
    if (assumed->all_initiate && shape->initiators != shape->processes)
        return error_set(err, ERROR_INPUT, NULL, 0, "%s needs every process to be an initiator; here are %u of %u",
                         algorithm->name, shape->initiators, shape->processes);
    if (assumed->leaves_initiate)
        for (uint32_t i = 0; i < shape->processes; i++)
            if (topology_in_degree(system->topology, i) == 1 && !system_is_initiator(system, i))
                return error_set(err, ERROR_INPUT, NULL, 0,
                                 "%s needs every leaf to be an initiator; process %u, a leaf, is none", algorithm->name,
                                 i);
    return true;
}

static bool check_channels(const struct system *system, struct error *err)
{
    const struct algorithm *algorithm = system->settings->algorithm;
    if (algorithm->assumptions.fifo && !system->settings->fifo)
        return error_set(err, ERROR_INPUT, NULL, 0, "%s assumes FIFO channels", algorithm->name);
    return true;
}

static bool check_stages(const struct system *system, struct error *err)
{
    for (uint32_t i = 0; i < workload_stage_count(system->workload); i++) {
        struct task_stage stage = workload_stage(system->workload, i);
        if (stage.after_count > 0)
            return error_set(err, ERROR_INPUT, NULL, 0,
                             "%s assumes that tasks may be done in any order: stage \"%s\" comes after \"%s\"",
                             system->settings->algorithm->name, stage.name,
                             workload_stage(system->workload, stage.after[0]).name);
    }
    return true;
}

/* An algorithm that works must have something to do. */
static bool check_work(const struct system *system, struct error *err)
{
    const struct algorithm *algorithm = system->settings->algorithm;
    if (algorithm->assumptions.works && system->workload == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "%s needs tasks, and the scenario has none: add <work tasks=\"100\" cost=\"constant\" "
                         "mean=\"1Gf\"/>",
                         algorithm->name);
    if (!algorithm->assumptions.works && system->workload != NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "%s does no work: expected no tasks", algorithm->name);
    if (algorithm->assumptions.no_precedence && !check_stages(system, err))
        return false;
    return true;
}

/* A task must fit on some host. Where nothing is known of hosts, that is for those who know the platform. */
static bool check_memory(const struct system *system, struct error *err)
{
    double needed = workload_memory(system->workload), most = 0;
    if (needed <= 0 || system->facts == NULL)
        return true;
    for (uint32_t i = 0; i < system->shape.processes; i++)
        most = fmax(most, system_host_facts(system, system_host(system, i)).memory);
    if (most <= 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "the platform does not say what memory its hosts have");
    return needed <= most ||
           error_set(err, ERROR_INPUT, NULL, 0,
                     "no host has as much: expected at most %.6gGB, the memory of the largest host", most / 1e9);
}

static const struct message_kind *message_kind_named(const struct algorithm *algorithm, const char *name)
{
    for (uint32_t kind = 0; kind < algorithm_message_kinds(algorithm); kind++)
        if (strcmp(algorithm->messages[kind].name, name) == 0)
            return &algorithm->messages[kind];
    return NULL;
}

/* What a descriptor must say for the engine to trust it. */
static bool check_descriptor(const struct algorithm *algorithm, struct error *err)
{
    for (size_t i = 0; i < MAX_SPECIFICATIONS && algorithm->promises[i] != NULL; i++)
        if (specification_find(algorithm->promises[i], err) == NULL)
            return false;
    if (!cost_check(algorithm, err))
        return false;
    for (const struct carriage *carriage = algorithm->carriages; carriage != NULL && carriage->kind != NULL; carriage++)
        if (message_kind_named(algorithm, carriage->kind) == NULL)
            return error_set(err, ERROR_INPUT, NULL, 0,
                             "%s breaks the contract of process.h: it has no kind of message \"%s\" to carry data",
                             algorithm->name, carriage->kind);
    for (const struct payload_stamp *stamp = algorithm->stamps; stamp != NULL && stamp->kind != NULL; stamp++)
        if (message_kind_named(algorithm, stamp->kind) == NULL)
            return error_set(err, ERROR_INPUT, NULL, 0,
                             "%s breaks the contract of process.h: it has no kind of message \"%s\" to stamp",
                             algorithm->name, stamp->kind);
    for (const char *const *kind = algorithm->controls; kind != NULL && *kind != NULL; kind++)
        if (message_kind_named(algorithm, *kind) == NULL)
            return error_set(err, ERROR_INPUT, NULL, 0,
                             "%s breaks the contract of process.h: it has no kind of message \"%s\" that is a control",
                             algorithm->name, *kind);
    for (const struct payload_stamp *stamp = algorithm->stamps; stamp != NULL && stamp->kind != NULL; stamp++)
        if (stamp->among != NULL && parameter_named(algorithm, stamp->among) == UINT32_MAX)
            return error_set(err, ERROR_INPUT, NULL, 0,
                             "%s breaks the contract of process.h: it has no parameter \"%s\" to size a stamp by",
                             algorithm->name, stamp->among);
    if (algorithm->rules == NULL)
        return true;
    const char *first = algorithm->parameters != NULL ? algorithm->parameters[0].name : NULL;
    return (first != NULL && strcmp(first, "beat") == 0) ||
           error_set(err, ERROR_INPUT, NULL, 0,
                     "%s breaks the contract of process.h: the first parameter of guarded rules is BEAT_PARAMETER; "
                     "found \"%s\"",
                     algorithm->name, first != NULL ? first : "");
}

/* The number of processes may be that of a file. */
static bool check_stamps(const struct system *system, struct error *err)
{
    uint32_t processes = system->shape.processes;
    return system->settings->trace_stamps != STAMPS_VECTOR || processes <= STAMPS_MOST_PROCESSES ||
           error_set(err, ERROR_INPUT, NULL, 0, STAMPS_REFUSAL, STAMPS_MOST_PROCESSES, processes);
}

static enum schedule schedule_of(const struct settings *settings)
{
    if (settings->network != NETWORK_SHARED)
        return SCHEDULE_MESSAGES;
    switch (settings->daemon) {
    case DAEMON_CENTRAL:
        return SCHEDULE_CENTRAL;
    case DAEMON_DISTRIBUTED:
        return SCHEDULE_DISTRIBUTED;
    case DAEMON_SYNCHRONOUS:
        return SCHEDULE_SYNCHRONOUS;
    }
    return SCHEDULE_MESSAGES;
}

bool system_create(const struct settings *settings, const struct host_table *hosts, struct system **out,
                   struct error *err)
{
    *out = NULL;
    struct system *system = calloc(1, sizeof *system);
    if (system == NULL)
        return out_of_memory(err, "system", settings->processes);
    system->settings = settings;
    if (!topology_create(&settings->topology, settings->processes, settings->seed, &system->topology, err)) {
        free(system);
        return error_blame(err, "topology");
    }
    system->shape = (struct shape){
        .processes = topology_processes(system->topology),
        .edges = topology_edges(system->topology),
        .properties = topology_properties(system->topology),
        .identity_order = settings->identity_order,
        .simultaneous_start = !(settings->start_spread > 0),
        .schedule = schedule_of(settings),
        .parameters = settings->parameters,
    };
    bool ok = check_descriptor(settings->algorithm, err) || error_blame(err, "algorithm");
    ok = ok && (check_stamps(system, err) || error_blame(err, "trace/stamps"));
    ok = ok && (build_identities(system, err) || error_blame(err, "identities"));
    ok = ok && (build_initiators(system, err) || error_blame(err, "initiators"));
    ok = ok && (build_placement(system, hosts, err) || error_blame(err, "placement"));
    ok = ok && (workload_create(&settings->work, settings->seed, &system->workload, err) || error_blame(err, "work"));
    ok = ok && (check_work(system, err) || error_blame(err, "work"));
    ok = ok && (check_memory(system, err) || error_blame(err, "work/memory"));
    system->shape.tasks = ok ? workload_count(system->workload) : 0;
    ok = ok && (check_topology(system, err) || error_blame(err, "topology"));
    ok = ok && (check_initiators(system, err) || error_blame(err, "initiators"));
    ok = ok && (check_channels(system, err) || error_blame(err, "channels"));
    ok = ok && (bounds_find(system, hosts, &system->shape) || out_of_memory(err, "hosts", system->shape.processes));
    if (!ok) {
        system_free(system);
        return false;
    }
    *out = system;
    return true;
}

void system_free(struct system *system)
{
    if (system == NULL)
        return;
    topology_free(system->topology);
    free(system->permutation);
    free(system->initiators);
    free(system->listed_hosts);
    workload_free(system->workload);
    free(system);
}

static void release_faults(struct settings *settings)
{
    for (size_t i = 0; i < settings->fault_count; i++) {
        free(settings->faults[i].processes);
        free(settings->faults[i].from);
        free(settings->faults[i].to);
        free(settings->faults[i].members);
        free(settings->faults[i].group_of);
    }
    free(settings->faults);
    settings->faults = NULL;
    settings->fault_count = 0;
}

void settings_release(struct settings *settings)
{
    release_faults(settings);
    mpi_settings_free(settings->mpi);
    settings->mpi = NULL;
    free(settings->work.stages);
    settings->work = (struct work_settings){0};
    free(settings->identities);
    free(settings->initiators);
    free(settings->trace_processes);
    for (size_t i = 0; i < settings->placement_count; i++)
        free(settings->placement_hosts[i]);
    free(settings->placement_hosts);
    settings->identities = settings->initiators = settings->trace_processes = NULL;
    settings->placement_hosts = NULL;
    settings->identity_count = settings->initiator_list_count = settings->placement_count = 0;
    settings->trace_process_count = 0;
}

/* ---- questions ---- */

const char *system_host_name(const struct system *system, uint32_t host)
{
    return system->host_name != NULL ? system->host_name(host) : "";
}

struct host_facts system_host_facts(const struct system *system, uint32_t host)
{
    return system->facts != NULL ? system->facts(host) : (struct host_facts){.speed = 1e9, .cores = 1};
}

const struct workload *system_workload(const struct system *system)
{
    return system->workload;
}

const struct settings *system_settings(const struct system *system)
{
    return system->settings;
}

const struct topology *system_topology(const struct system *system)
{
    return system->topology;
}

const struct shape *system_shape(const struct system *system)
{
    return &system->shape;
}

identity system_identity(const struct system *system, uint32_t process)
{
    switch (system->settings->identity_order) {
    case IDENTITIES_INCREASING:
        return (identity)process + 1;
    case IDENTITIES_DECREASING:
        return (identity)system->shape.processes - process;
    case IDENTITIES_RANDOM:
        return (identity)system->permutation[process] + 1;
    case IDENTITIES_LISTED:
        return system->settings->identities[process];
    }
    return 0;
}

void system_prefetch(const struct system *system, uint32_t process)
{
    if (system->permutation != NULL)
        __builtin_prefetch(&system->permutation[process]);
}

bool system_is_initiator(const struct system *system, uint32_t process)
{
    if (system->initiators != NULL)
        return (system->initiators[process / 8] >> (process % 8) & 1) != 0;
    return system->settings->initiator_rule == INITIATORS_ALL || process == system->single_initiator;
}

sim_time system_start_time(const struct system *system, uint32_t process)
{
    const struct settings *settings = system->settings;
    if (!(settings->start_spread > 0))
        return settings->start_at;
    struct random_stream stream = random_stream(settings->seed, RANDOM_START, process);
    return settings->start_at + settings->start_spread * random_uniform(&stream);
}

uint32_t system_host(const struct system *system, uint32_t process)
{
    switch (system->settings->placement_rule) {
    case PLACEMENT_ROUND_ROBIN:
        return process % system->host_count;
    case PLACEMENT_BLOCK:
        return (uint32_t)((uint64_t)process * system->host_count / system->shape.processes);
    case PLACEMENT_RANDOM: {
        struct random_stream stream = random_stream(system->settings->seed, RANDOM_PLACEMENT, process);
        return (uint32_t)random_below(&stream, system->host_count);
    }
    case PLACEMENT_LISTED:
        return system->listed_hosts[process % system->settings->placement_count];
    }
    return 0;
}
