/* run.c: see run.h. */
#include "engine/run.h"
#include "engine/accounts.h"
#include "engine/cost.h"
#include "engine/engine.h"
#include "engine/footprint.h"
#include "platform/platform.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

const struct specified_measure *measure_of_promise(const struct algorithm *algorithm, const char *name, size_t *i,
                                                   size_t *j)
{
    for (*i = 0; *i < MAX_SPECIFICATIONS && algorithm->promises[*i] != NULL; (*i)++) {
        const struct specification *specification = specification_find(algorithm->promises[*i], NULL);
        if (specification == NULL || specification->measures == NULL)
            continue;
        for (*j = 0; specification->measures[*j].name != NULL; (*j)++)
            if (strcmp(specification->measures[*j].name, name) == 0)
                return &specification->measures[*j];
    }
    return NULL;
}

static const char messages_of[] = "messages.";

bool measure_by_name(const struct run_result *result, const struct algorithm *algorithm, const char *name, double *out)
{
    const struct measures *measures = &result->measures;
    if (strcmp(name, "messages") == 0) {
        *out = (double)measures->messages;
        return true;
    }
    size_t i, j;
    if (measure_of_promise(algorithm, name, &i, &j) != NULL) {
        *out = result->specified[i][j];
        return !isnan(*out);
    }
    if (strncmp(name, messages_of, sizeof messages_of - 1) != 0)
        return false;
    for (uint32_t kind = 0; kind < algorithm_message_kinds(algorithm); kind++)
        if (strcmp(algorithm->messages[kind].name, name + sizeof messages_of - 1) == 0) {
            *out = (double)measures->messages_by_kind[kind];
            return true;
        }
    return false;
}

static bool cost_is_broken(const struct cost *cost, double promised, double found)
{
    switch (cost->relation) {
    case COST_EXACTLY:
        return found != promised;
    case COST_AT_MOST:
        return found > promised;
    case COST_AT_LEAST:
        return found < promised;
    case COST_ON_AVERAGE:
        return false; /* one run cannot tell */
    }
    return false;
}

bool cost_is_promised(const struct algorithm *algorithm, const struct cost *cost, const struct shape *shape,
                      const struct run_result *result)
{
    size_t i, j;
    if (cost->applies != NULL && !cost->applies(shape))
        return false;
    return measure_of_promise(algorithm, cost->measure, &i, &j) != NULL || result->measures.faults == 0;
}

/* Counts of messages are final when the run came to its end; what a specification measures is whenever it is known. */
static bool is_final(const struct algorithm *algorithm, const struct cost *cost, const struct run_result *result)
{
    size_t i, j;
    return result->ending == ENDING_QUIESCENT || measure_of_promise(algorithm, cost->measure, &i, &j) != NULL;
}

/* The formulas of an algorithm's cost are promises too: a run that breaks one is in violation. */
static void check_costs(const struct algorithm *algorithm, struct run_result *result)
{
    if (result->verdict.kind == VERDICT_VIOLATED)
        return;
    for (const struct cost *cost = algorithm->costs; cost != NULL && cost->measure != NULL; cost++) {
        double measured;
        if (!cost_is_promised(algorithm, cost, &result->shape, result) || !is_final(algorithm, cost, result) ||
            !measure_by_name(result, algorithm, cost->measure, &measured))
            continue;
        double promised = cost->value(&result->shape);
        if (!cost_is_broken(cost, promised, measured))
            continue;
        result->verdict.kind = VERDICT_VIOLATED;
        result->verdict.event = 0;
        snprintf(result->verdict.reason, sizeof result->verdict.reason, "cost: %s = %.10g, promised %s %.10g (%s)",
                 cost->measure, measured, cost_relation_text(cost->relation, LANGUAGE_EN), promised, cost->formula);
        return;
    }
}

static bool any_name(const char *name, uint32_t *index)
{
    (void)name;
    *index = 0;
    return true;
}

static const char *no_name(const char *name)
{
    (void)name;
    return NULL;
}

static struct host_facts facts_of(uint32_t host)
{
    struct host_facts facts = {
        .speed = platform_host_speed(host),
        .cores = platform_host_cores(host),
        .site = platform_host_site(host),
        .memory = platform_host_memory(host),
    };
    platform_host_disk(host, &facts.disk_read, &facts.disk_write);
    return facts;
}

bool run_wants_energy(const struct settings *settings)
{
    return settings->mpi == NULL && settings->algorithm->computed != NULL && settings->network == NETWORK_FLOW;
}

static double transfer(uint32_t from, uint32_t to, double bytes)
{
    struct route_cost cost;
    return platform_route_cost(from, to, &cost, NULL) ? cost.fixed + cost.per_byte * bytes : INFINITY;
}

static struct host_table platform_table(void)
{
    size_t profiles; /* of a platform that changes while the run goes on, nothing is sure */
    platform_profiles(&profiles);
    return (struct host_table){
        .count = platform_host_count(),
        .index_of = platform_host_index,
        .nearest = platform_nearest_host,
        .facts = facts_of,
        .name_of = platform_host_name,
        .transfer = profiles == 0 ? transfer : NULL,
    };
}

bool run_check(const struct settings *settings, struct error *err)
{
    struct host_table hosts = platform_table();
    hosts.transfer = NULL; /* nobody asks for bounds */
    struct system *system;
    if (!system_create(settings, &hosts, &system, err))
        return false;
    bool ok = accounts_check(system, err);
    system_free(system);
    return ok;
}

bool run_system(const struct settings *settings, const struct run_options *options, struct run_result *out,
                struct error *err)
{
    memset(out, 0, sizeof *out);
    struct host_table hosts = platform_table();
    if (options->unit_delays)
        hosts = (struct host_table){.count = 1, .index_of = any_name, .nearest = no_name};
    if (!footprint_check(settings, options->trace_path != NULL, err))
        return error_blame(err, "system");
    struct system *system;
    if (!system_create(settings, &hosts, &system, err))
        return false;
    bool ok = engine_run(system, options, out, err);
    /* Delays and work in seconds mean nothing in units. */
    bool timed = settings->algorithm->timers != NULL || settings->algorithm->computed != NULL;
    bool faulty = settings->fault_count > 0; /* their dates neither */
    if (ok && settings->ideal_time && !timed && !faulty && !options->unit_delays && out->ending == ENDING_QUIESCENT) {
        static const struct specification *const none[] = {NULL};
        struct run_options ideal = {.specifications = none, .unit_delays = true, .stop = options->stop};
        struct run_result result;
        ok = engine_run(system, &ideal, &result, err);
        if (ok && result.ending == ENDING_QUIESCENT)
            out->measures.ideal_time = result.measures.simulated_time;
        if (ok && result.ending == ENDING_STOPPED) {
            out->ending = ENDING_STOPPED;
            out->verdict.kind = VERDICT_UNDECIDED;
            snprintf(out->verdict.reason, sizeof out->verdict.reason,
                     "the run was stopped while its ideal time was measured");
        }
    }
    if (ok)
        check_costs(settings->algorithm, out);
    system_free(system);
    return ok;
}
