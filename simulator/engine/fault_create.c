/* fault_create.c: faults_create() and faults_free() of faults.h: whom the faults of the settings strike, and what is wrong with
 * them. */
#include "engine/fault_state.h"
#include "engine/variable.h"
#include "platform/platform.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *fault_kind_name(size_t kind)
{
    static const char *const names[] = {
#define FAULT_NAME(id, name, ...) name,
        FAULTS(FAULT_NAME)
#undef FAULT_NAME
    };
    return kind < FAULT_KINDS ? names[kind] : NULL;
}

bool fault_is_of_channels(enum fault_kind kind)
{
    switch (kind) {
    case FAULT_CUT:
    case FAULT_REPAIR:
    case FAULT_PARTITION:
    case FAULT_LOSE:
    case FAULT_DUPLICATE:
    case FAULT_REORDER:
    case FAULT_DELAY:
        return true;
    case FAULT_CRASH:
    case FAULT_RECOVER:
    case FAULT_SUSPEND:
    case FAULT_RESUME:
    case FAULT_SLOW:
    case FAULT_CORRUPT:
    case FAULT_DRIFT:
    case FAULT_KINDS:
        return false;
    }
    return false;
}

bool fault_corrupts(const struct fault_settings *settings, uint32_t variable)
{
    return settings->variable_mask == 0 || (settings->variable_mask & 1u << variable) != 0;
}

static bool same_list(const int64_t *a, size_t a_count, const int64_t *b, size_t b_count)
{
    if (a == NULL || b == NULL)
        return a == b;
    return a_count == b_count && memcmp(a, b, a_count * sizeof *a) == 0;
}

/* A repair that names channels or a link ends the cuts that name the same; one that names nothing ends all. */
bool fault_repairs(const struct fault_settings *repair, const struct fault_settings *cut)
{
    if (repair->from == NULL && repair->to == NULL && repair->link[0] == '\0')
        return true;
    return same_list(repair->from, repair->from_count, cut->from, cut->from_count) &&
           same_list(repair->to, repair->to_count, cut->to, cut->to_count) && repair->one_way == cut->one_way &&
           strcmp(repair->link, cut->link) == 0;
}

static bool refuse(const struct fault *fault, size_t index, struct error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static bool refuse(const struct fault *fault, size_t index, struct error *err, const char *format, ...)
{
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    const char *name = fault->settings->name;
    error_set(err, ERROR_INPUT, NULL, 0, "fault %zu (%s%s%s): %s", index + 1, fault_kind_name(fault->settings->kind),
              name[0] != '\0' ? " " : "", name, what);
    return error_blame(err, "faults");
}

static bool check_listed(const struct engine *engine, const struct fault *fault, size_t index, const int64_t *list,
                         size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] < 0 || list[i] >= engine->processes)
            return refuse(fault, index, err, "there is no process %" PRId64 ": they are numbered 0 to %" PRIu32,
                          list[i], engine->processes - 1);
    return true;
}

static void add_target(struct fault *fault, uint32_t process)
{
    fault->targets[fault->target_count++] = process;
}

int fault_compare_processes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Which of the targets of a fault a process is; NO_PROCESS: none. Channels are one target, and strike as process 0. */
uint32_t fault_target(const struct fault *fault, uint32_t process)
{
    if (fault_is_of_channels(fault->settings->kind))
        return 0;
    const uint32_t *found =
        bsearch(&process, fault->targets, fault->target_count, sizeof process, fault_compare_processes);
    return found != NULL ? (uint32_t)(found - fault->targets) : NO_PROCESS;
}

/* The first `count` of a random permutation (Fisher and Yates), in increasing order. */
static void draw_targets(const struct engine *engine, struct fault *fault, size_t index, uint32_t count)
{
    struct random_stream stream = random_stream(engine->settings->seed, RANDOM_FAULT_TARGETS, index);
    uint32_t n = engine->processes;
    for (uint32_t i = 0; i < n; i++)
        fault->targets[i] = i;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t j = i + (uint32_t)random_below(&stream, n - i);
        uint32_t swapped = fault->targets[i];
        fault->targets[i] = fault->targets[j];
        fault->targets[j] = swapped;
    }
    qsort(fault->targets, count, sizeof *fault->targets, fault_compare_processes);
    fault->target_count = count;
}

static bool choose_on_host(const struct engine *engine, struct fault *fault, size_t index, struct error *err)
{
    const char *name = fault->settings->host;
    uint32_t host;
    if (engine->options->unit_delays || !platform_host_index(name, &host)) {
        const char *near = engine->options->unit_delays ? NULL : platform_nearest_host(name);
        return refuse(fault, index, err, "no host \"%s\" on the platform%s%s%s", name,
                      near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
    }
    for (uint32_t i = 0; i < engine->processes; i++)
        if (system_host(engine->system, i) == host)
            add_target(fault, i);
    return true;
}

static bool choose_targets(const struct engine *engine, struct fault *fault, size_t index, struct error *err)
{
    const struct fault_settings *settings = fault->settings;
    uint32_t n = engine->processes;
    fault->targets = must_have(malloc(n * sizeof *fault->targets), "the faults");
    switch (settings->target) {
    case TARGET_ALL:
        for (uint32_t i = 0; i < n; i++)
            add_target(fault, i);
        return true;
    case TARGET_LISTED:
        if (settings->process_count > n)
            return refuse(fault, index, err, "expected at most %" PRIu32 " processes; found %zu", n,
                          settings->process_count);
        if (!check_listed(engine, fault, index, settings->processes, settings->process_count, err))
            return false;
        for (size_t i = 0; i < settings->process_count; i++)
            add_target(fault, (uint32_t)settings->processes[i]);
        qsort(fault->targets, fault->target_count, sizeof *fault->targets, fault_compare_processes);
        return true;
    case TARGET_COUNT:
        if (settings->count > n)
            return refuse(fault, index, err, "expected at most %" PRIu32 " processes; found %" PRIu32, n,
                          settings->count);
        draw_targets(engine, fault, index, settings->count);
        return true;
    case TARGET_FRACTION:
        draw_targets(engine, fault, index, (uint32_t)fmin(n, floor(settings->fraction * n + 0.5)));
        return true;
    case TARGET_HOST:
        return choose_on_host(engine, fault, index, err);
    }
    return true;
}

static bool *members_of(const struct engine *engine, const int64_t *list, size_t count)
{
    if (list == NULL)
        return NULL;
    bool *member = must_have(calloc(engine->processes, sizeof *member), "the faults");
    for (size_t i = 0; i < count; i++)
        member[list[i]] = true;
    return member;
}

static bool choose_channels(struct engine *engine, struct fault *fault, size_t index, struct error *err)
{
    const struct fault_settings *settings = fault->settings;
    if (!check_listed(engine, fault, index, settings->from, settings->from_count, err) ||
        !check_listed(engine, fault, index, settings->to, settings->to_count, err) ||
        !check_listed(engine, fault, index, settings->members, settings->member_count, err))
        return false;
    fault->from = members_of(engine, settings->from, settings->from_count);
    fault->to = members_of(engine, settings->to, settings->to_count);
    if (settings->kind == FAULT_PARTITION) {
        fault->group = must_have(malloc(engine->processes * sizeof *fault->group), "the faults");
        for (uint32_t i = 0; i < engine->processes; i++)
            fault->group[i] = NO_GROUP;
        for (size_t i = 0; i < settings->member_count; i++)
            fault->group[settings->members[i]] = settings->group_of[i];
    }
    if (settings->link[0] != '\0') {
        if (engine->options->unit_delays || !platform_link_exists(settings->link)) {
            const char *near = engine->options->unit_delays ? NULL : platform_nearest_link(settings->link);
            return refuse(fault, index, err, "no link \"%s\" on the platform%s%s%s", settings->link,
                          near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
        }
        fault->routes = must_have(calloc(topology_channels(engine->topology) + 1, 1), "the faults");
    }
    if (settings->kind == FAULT_DUPLICATE || settings->kind == FAULT_REORDER || settings->kind == FAULT_DELAY)
        engine->delayed = true;
    return true;
}

struct names {
    const struct algorithm *algorithm;
    enum fault_trigger trigger;
};

static const char *triggering_name(size_t i, const void *context)
{
    static const char *const outputs[] = {
#define OUTPUT_NAME(id, name, ...) name,
        OUTPUTS(OUTPUT_NAME)
#undef OUTPUT_NAME
    };
    const struct names *names = context;
    const struct algorithm *algorithm = names->algorithm;
    switch (names->trigger) {
    case TRIGGER_SEND:
    case TRIGGER_RECEIVE:
        return algorithm->messages != NULL ? algorithm->messages[i].name : NULL;
    case TRIGGER_TIMEOUT:
        return algorithm->timers != NULL ? algorithm->timers[i].name : NULL;
    case TRIGGER_OUTPUT:
        return i < OUTPUT_KINDS ? outputs[i] : NULL;
    case TRIGGER_EVENT:
    case TRIGGER_START:
        return NULL;
    }
    return NULL;
}

/* What the settings call `wanted`; "" is anything: UINT32_MAX. */
static bool choose_name(const struct names *names, const struct fault *fault, size_t index, const char *wanted,
                        const char *what, uint32_t *found, struct error *err)
{
    const char *name;
    *found = UINT32_MAX;
    if (wanted[0] == '\0')
        return true;
    for (uint32_t i = 0; (name = triggering_name(i, names)) != NULL; i++)
        if (strcmp(name, wanted) == 0) {
            *found = i;
            return true;
        }
    const char *near = nearest_name(wanted, triggering_name, names);
    return refuse(fault, index, err, "%s has no such %s \"%s\"%s%s%s", names->algorithm->name, what, wanted,
                  near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static bool choose_kind(const struct engine *engine, struct fault *fault, size_t index, struct error *err)
{
    const struct names names = {engine->algorithm, TRIGGER_SEND};
    return choose_name(&names, fault, index, fault->settings->message, "kind of message", &fault->message_kind, err);
}

static bool choose_trigger(const struct engine *engine, struct fault *fault, size_t index, struct error *err)
{
    const struct fault_settings *settings = fault->settings;
    const struct names names = {engine->algorithm, settings->trigger};
    fault->what = UINT32_MAX;
    if (settings->when != WHEN_AFTER)
        return true;
    if (settings->trigger_of >= (int64_t)engine->processes)
        return refuse(fault, index, err, "there is no process %" PRId64 ": they are numbered 0 to %" PRIu32,
                      settings->trigger_of, engine->processes - 1);
    return choose_name(&names, fault, index, settings->trigger_name, "event", &fault->what, err);
}

static bool check_carried(const struct engine *engine, const struct fault *fault, size_t index, struct error *err)
{
    enum fault_kind kind = fault->settings->kind;
    if (kind == FAULT_CORRUPT && engine->algorithm->variables == NULL)
        return refuse(fault, index, err, "%s declares no variables that could be corrupted", engine->algorithm->name);
    if (engine->settings->network != NETWORK_SHARED || engine->options->unit_delays)
        return true;
    if (fault_is_of_channels(kind))
        return refuse(fault, index, err, "the network \"shared\" carries no messages, and no faults of channels");
    if (kind == FAULT_SLOW || kind == FAULT_DRIFT)
        return refuse(fault, index, err, "the network \"shared\" has no clocks: its steps take the same time for all");
    return true;
}

static void allocate_for(struct engine *engine, struct faults *faults, struct fault *fault)
{
    uint32_t n = engine->processes;
    enum fault_kind kind = fault->settings->kind;
    if ((kind == FAULT_SUSPEND || kind == FAULT_SLOW) && faults->queue == NULL) {
        faults->queue = must_have(calloc(n, sizeof *faults->queue), "the faults");
        faults->end = must_have(calloc(n, sizeof *faults->end), "the faults");
        faults->service = must_have(calloc(n, sizeof *faults->service), "the faults");
        faults->turn = must_have(calloc(n, sizeof *faults->turn), "the faults");
    }
    if (kind == FAULT_SLOW || kind == FAULT_DRIFT)
        fault->lasts = must_have(calloc(fault->target_count + 1u, sizeof *fault->lasts), "the faults");
    if (kind == FAULT_DRIFT && engine->deadlines == NULL)
        engine->deadlines =
            must_have(calloc((size_t)n * engine->timer_kinds + 1, sizeof *engine->deadlines), "the faults");
    if (kind == FAULT_DRIFT && faults->clocks == NULL) {
        faults->clocks = must_have(calloc(n, sizeof *faults->clocks), "the faults");
        for (uint32_t i = 0; i < n; i++)
            faults->clocks[i].rate = 1;
    }
    if (fault_is_of_channels(kind) && faults->messages == NULL) {
        faults->messages = must_have(malloc(n * sizeof *faults->messages), "the faults");
        for (uint32_t i = 0; i < n; i++)
            faults->messages[i] = random_stream(engine->settings->seed, RANDOM_FAULT_MESSAGES, i);
    }
    faults->channels_suffer = faults->channels_suffer || fault_is_of_channels(kind);
    faults->follows_events = faults->follows_events || fault->settings->when == WHEN_AFTER;
}

/* A corruption puts there what the variable may hold, and ranges may differ from process to process. */
static bool check_value(struct engine *engine, const struct fault *fault, size_t index, struct error *err)
{
    const struct variable *variable = engine->algorithm->variables;
    if (fault->settings->kind != FAULT_CORRUPT || !fault->settings->has_value)
        return true;
    for (uint32_t i = 0; variable[i].name != NULL; i++)
        for (uint32_t j = 0; j < fault->target_count && fault_corrupts(fault->settings, i); j++) {
            struct process p = {engine, fault->targets[j]};
            int64_t low, high;
            variable_range(&variable[i], &p, &low, &high);
            if (fault->settings->value < low || fault->settings->value > high)
                return refuse(fault, index, err,
                              "%s of process %" PRIu32 " goes from %" PRId64 " to %" PRId64 "; found %" PRId64,
                              variable[i].name, p.number, low, high, fault->settings->value);
        }
    return true;
}

static bool create_one(struct engine *engine, struct faults *faults, size_t index, struct error *err)
{
    struct fault *fault = &faults->list[index];
    fault->settings = &engine->settings->faults[index];
    bool of_channels = fault_is_of_channels(fault->settings->kind);
    if (!check_carried(engine, fault, index, err) || !choose_trigger(engine, fault, index, err) ||
        !choose_kind(engine, fault, index, err) ||
        !(of_channels ? choose_channels(engine, fault, index, err) : choose_targets(engine, fault, index, err)) ||
        !check_value(engine, fault, index, err))
        return false;
    if (!of_channels) /* there was room for everybody */
        fault->targets =
            must_have(realloc(fault->targets, (fault->target_count + 1u) * sizeof *fault->targets), "the faults");
    if (fault->settings->when == WHEN_RANDOM) {
        uint32_t streams = of_channels ? 1 : fault->target_count;
        fault->dates = must_have(malloc((streams + 1) * sizeof *fault->dates), "the faults");
        fault->waits = must_have(calloc(streams + 1, sizeof *fault->waits), "the faults");
        for (uint32_t i = 0; i < streams; i++)
            fault->dates[i] = fault_stream(engine, RANDOM_FAULT_DATES, index, of_channels ? 0 : fault->targets[i]);
    }
    allocate_for(engine, faults, fault);
    return true;
}

struct faults *faults_allocate(const struct engine *engine, size_t count)
{
    struct faults *faults = must_have(calloc(1, sizeof *faults), "the faults");
    faults->count = count;
    faults->list = must_have(calloc(count + 1, sizeof *faults->list), "the faults");
    faults->due = must_have(malloc((count + 1) * sizeof *faults->due), "the faults");
    faults->strikes = must_have(calloc(count + 1, sizeof *faults->strikes), "the faults");
    faults->flags = must_have(calloc(engine->processes, sizeof *faults->flags), "the faults");
    faults->struck_by = must_have(calloc(engine->processes, sizeof *faults->struck_by), "the faults");
    return faults;
}

bool faults_create(struct engine *engine, struct error *err)
{
    const struct settings *settings = engine->settings;
    if (settings->fault_count == 0)
        return true;
    engine->faults = faults_allocate(engine, settings->fault_count);
    for (size_t i = 0; i < settings->fault_count; i++)
        if (!create_one(engine, engine->faults, i, err))
            return false;
    return true;
}

void faults_free(struct engine *engine)
{
    struct faults *faults = engine->faults;
    if (faults == NULL)
        return;
    for (uint32_t i = 0; i < engine->processes; i++)
        fault_discard_queue(engine, i);
    for (size_t i = 0; i < faults->count; i++) {
        free(faults->list[i].targets);
        free(faults->list[i].dates);
        free(faults->list[i].waits);
        free(faults->list[i].lasts);
        free(faults->list[i].from);
        free(faults->list[i].to);
        free(faults->list[i].group);
        free(faults->list[i].routes);
    }
    free(faults->list);
    free(faults->due);
    free(faults->strikes);
    free(faults->flags);
    free(faults->struck_by);
    free(faults->queue);
    free(faults->end);
    free(faults->service);
    free(faults->turn);
    free(faults->clocks);
    free(faults->messages);
    free(faults);
    engine->faults = NULL;
}
