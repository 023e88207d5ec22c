/* run.c: see run.h. */
#include "engine/run.h"
#include "engine/cost.h"
#include "engine/engine.h"
#include "engine/footprint.h"
#include "platform/platform.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

bool measure_by_name(const struct measures *measures, const struct algorithm *algorithm, const char *name,
                     uint64_t *out)
{
    static const char prefix[] = "messages.";
    if (strcmp(name, "messages") == 0) {
        *out = measures->messages;
        return true;
    }
    if (strncmp(name, prefix, sizeof prefix - 1) != 0)
        return false;
    for (uint32_t kind = 0; kind < algorithm_message_kinds(algorithm); kind++)
        if (strcmp(algorithm->messages[kind].name, name + sizeof prefix - 1) == 0) {
            *out = measures->messages_by_kind[kind];
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

/* The formulas of an algorithm's cost are promises too: a run that came to its end and breaks one is in violation. */
static void check_costs(const struct algorithm *algorithm, struct run_result *result)
{
    if (result->ending != ENDING_QUIESCENT || result->verdict.kind == VERDICT_VIOLATED)
        return;
    for (const struct cost *cost = algorithm->costs; cost != NULL && cost->measure != NULL; cost++) {
        if (cost->applies != NULL && !cost->applies(&result->shape))
            continue;
        uint64_t measured;
        if (!measure_by_name(&result->measures, algorithm, cost->measure, &measured))
            continue;
        double promised = cost->value(&result->shape);
        if (!cost_is_broken(cost, promised, (double)measured))
            continue;
        result->verdict.kind = VERDICT_VIOLATED;
        result->verdict.event = 0;
        snprintf(result->verdict.reason, sizeof result->verdict.reason,
                 "cost: %s = %" PRIu64 ", promised %s %.10g (%s)", cost->measure, measured,
                 cost_relation_text(cost->relation, LANGUAGE_EN), promised, cost->formula);
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

bool run_system(const struct settings *settings, const struct run_options *options, struct run_result *out,
                struct error *err)
{
    memset(out, 0, sizeof *out);
    struct host_table hosts = {platform_host_count(), platform_host_index, platform_nearest_host};
    if (options->unit_delays)
        hosts = (struct host_table){1, any_name, no_name};
    if (!footprint_check(settings, err))
        return error_blame(err, "system");
    struct system *system;
    if (!system_create(settings, &hosts, &system, err))
        return false;
    bool ok = engine_run(system, options, out, err);
    bool timed = settings->algorithm->timers != NULL; /* delays in seconds mean nothing in units */
    if (ok && settings->ideal_time && !timed && !options->unit_delays && out->ending == ENDING_QUIESCENT) {
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
