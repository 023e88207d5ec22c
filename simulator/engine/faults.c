/* faults.c: see faults.h. */
#include "engine/faults.h"
#include "engine/engine.h"
#include "engine/variable.h"
#include "platform/platform.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NO_GROUP = UINT32_MAX };

enum route_use { ROUTE_UNKNOWN, ROUTE_USES, ROUTE_AVOIDS };

/* One of the settings' faults, and how it stands in this run. */
struct fault {
    const struct fault_settings *settings;
    uint32_t *targets; /* of faults of processes; owned */
    uint32_t target_count;
    struct random_stream *dates; /* WHEN_RANDOM: of each target, one for the channels; owned */
    bool *waits;                 /* WHEN_RANDOM: it struck that target in vain, see wait_for_change(). Owned */
    bool *from, *to;             /* of faults of channels, by process; NULL: all. Owned */
    uint32_t *group;             /* PARTITION: by process; owned */
    uint8_t *routes;             /* of a link of the platform: enum route_use by channel; owned */
    bool active;                 /* of faults of channels */
    uint32_t what;               /* WHEN_AFTER: the kind of message, the timer or the output; UINT32_MAX: any */
    uint64_t seen;               /* WHEN_AFTER: events so far */
};

/* What waits for a suspended process. */
struct kept {
    struct envelope envelope;
    struct kept *next;
};

enum process_flag { PROCESS_CRASHED = 1 << 0, PROCESS_SUSPENDED = 1 << 1 };

/* A clock: it showed `shown` at `at`, and advances `rate` seconds a second. */
struct clock {
    sim_time at, shown;
    double rate;
};

struct faults {
    struct fault *list;
    size_t count;
    bool channels_suffer; /* some fault concerns channels */
    bool follows_events;  /* some fault is WHEN_AFTER */
    uint32_t *due;        /* faults whose event has been seen, to strike when the handler is over: a ring of `count` */
    size_t due_count;
    bool striking; /* in faults_after_handler() */

    uint8_t *flags;                 /* by process: enum process_flag */
    int32_t *struck_by;             /* by process: the fault that crashed or suspended it */
    struct kept **kept, **end;      /* by process: first, last; NULL: nobody is ever suspended */
    sim_time *service, *busy;       /* by process: of an event; until when. NULL: nobody is slow */
    struct clock *clocks;           /* by process; NULL: all are right */
    struct random_stream *messages; /* by sending process; NULL: no fault of channels */
};

const char *fault_kind_name(size_t kind)
{
    static const char *const names[] = {
#define FAULT_NAME(id, name, ...) name,
        FAULTS(FAULT_NAME)
#undef FAULT_NAME
    };
    return kind < FAULT_KINDS ? names[kind] : NULL;
}

static bool is_of_channels(enum fault_kind kind)
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

/* A process's handler runs: it must be the process's turn. */
static bool runs_handler(enum fault_kind kind)
{
    return kind == FAULT_RECOVER || kind == FAULT_RESUME;
}

static uint32_t index_of(const struct faults *faults, const struct fault *fault)
{
    return (uint32_t)(fault - faults->list);
}

/* ---- creation ---- */

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

static int compare_processes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
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
    qsort(fault->targets, count, sizeof *fault->targets, compare_processes);
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
        draw_targets(engine, fault, index, n);
        return true;
    case TARGET_LISTED:
        if (settings->process_count > n)
            return refuse(fault, index, err, "expected at most %" PRIu32 " processes; found %zu", n,
                          settings->process_count);
        if (!check_listed(engine, fault, index, settings->processes, settings->process_count, err))
            return false;
        for (size_t i = 0; i < settings->process_count; i++)
            add_target(fault, (uint32_t)settings->processes[i]);
        qsort(fault->targets, fault->target_count, sizeof *fault->targets, compare_processes);
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

static bool choose_trigger(const struct engine *engine, struct fault *fault, size_t index, struct error *err)
{
    const struct fault_settings *settings = fault->settings;
    struct names names = {engine->algorithm, settings->trigger};
    fault->what = UINT32_MAX;
    if (settings->when != WHEN_AFTER)
        return true;
    if (settings->trigger_of >= (int64_t)engine->processes)
        return refuse(fault, index, err, "there is no process %" PRId64 ": they are numbered 0 to %" PRIu32,
                      settings->trigger_of, engine->processes - 1);
    if (settings->trigger_name[0] == '\0')
        return true;
    const char *name;
    for (uint32_t i = 0; (name = triggering_name(i, &names)) != NULL; i++)
        if (strcmp(name, settings->trigger_name) == 0) {
            fault->what = i;
            return true;
        }
    const char *near = nearest_name(settings->trigger_name, triggering_name, &names);
    return refuse(fault, index, err, "%s has no such event \"%s\"%s%s%s", engine->algorithm->name,
                  settings->trigger_name, near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                  near != NULL ? "\"?" : "");
}

static bool check_carried(const struct engine *engine, const struct fault *fault, size_t index, struct error *err)
{
    enum fault_kind kind = fault->settings->kind;
    if (kind == FAULT_CORRUPT && engine->algorithm->variables == NULL)
        return refuse(fault, index, err, "%s declares no variables that could be corrupted", engine->algorithm->name);
    if (engine->settings->network != NETWORK_SHARED || engine->options->unit_delays)
        return true;
    if (is_of_channels(kind))
        return refuse(fault, index, err, "the network \"shared\" carries no messages, and no faults of channels");
    if (kind == FAULT_SLOW || kind == FAULT_DRIFT)
        return refuse(fault, index, err, "the network \"shared\" has no clocks: its steps take the same time for all");
    return true;
}

static void allocate_for(struct engine *engine, struct faults *faults, const struct fault *fault)
{
    uint32_t n = engine->processes;
    enum fault_kind kind = fault->settings->kind;
    if (kind == FAULT_SUSPEND && faults->kept == NULL) {
        faults->kept = must_have(calloc(n, sizeof *faults->kept), "the faults");
        faults->end = must_have(calloc(n, sizeof *faults->end), "the faults");
    }
    if (kind == FAULT_SLOW && faults->service == NULL) {
        faults->service = must_have(calloc(n, sizeof *faults->service), "the faults");
        faults->busy = must_have(calloc(n, sizeof *faults->busy), "the faults");
    }
    if (kind == FAULT_DRIFT && faults->clocks == NULL) {
        faults->clocks = must_have(calloc(n, sizeof *faults->clocks), "the faults");
        for (uint32_t i = 0; i < n; i++)
            faults->clocks[i].rate = 1;
    }
    if (is_of_channels(kind) && faults->messages == NULL) {
        faults->messages = must_have(malloc(n * sizeof *faults->messages), "the faults");
        for (uint32_t i = 0; i < n; i++)
            faults->messages[i] = random_stream(engine->settings->seed, RANDOM_FAULT_MESSAGES, i);
    }
    faults->channels_suffer = faults->channels_suffer || is_of_channels(kind);
    faults->follows_events = faults->follows_events || fault->settings->when == WHEN_AFTER;
}

/* A stream for each pair of a fault and a process. */
static struct random_stream stream_of(const struct engine *engine, enum random_purpose purpose, size_t fault,
                                      uint32_t process)
{
    return random_stream(engine->settings->seed, purpose, (uint64_t)fault << 32 | process);
}

static bool corrupts(const struct fault_settings *settings, uint32_t variable)
{
    return settings->variable_mask == 0 || (settings->variable_mask & 1u << variable) != 0;
}

/* A corruption puts there what the variable may hold, and ranges may differ from process to process. */
static bool check_value(struct engine *engine, const struct fault *fault, size_t index, struct error *err)
{
    const struct variable *variable = engine->algorithm->variables;
    if (fault->settings->kind != FAULT_CORRUPT || !fault->settings->has_value)
        return true;
    for (uint32_t i = 0; variable[i].name != NULL; i++)
        for (uint32_t j = 0; j < fault->target_count && corrupts(fault->settings, i); j++) {
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
    bool of_channels = is_of_channels(fault->settings->kind);
    if (!check_carried(engine, fault, index, err) || !choose_trigger(engine, fault, index, err) ||
        !(of_channels ? choose_channels(engine, fault, index, err) : choose_targets(engine, fault, index, err)) ||
        !check_value(engine, fault, index, err))
        return false;
    if (fault->settings->when == WHEN_RANDOM) {
        uint32_t streams = of_channels ? 1 : fault->target_count;
        fault->dates = must_have(malloc((streams + 1) * sizeof *fault->dates), "the faults");
        fault->waits = must_have(calloc(streams + 1, sizeof *fault->waits), "the faults");
        for (uint32_t i = 0; i < streams; i++)
            fault->dates[i] = stream_of(engine, RANDOM_FAULT_DATES, index, of_channels ? 0 : fault->targets[i]);
    }
    allocate_for(engine, faults, fault);
    return true;
}

/* What the platform's own failures need too. */
static struct faults *allocate(const struct engine *engine, size_t count)
{
    struct faults *faults = must_have(calloc(1, sizeof *faults), "the faults");
    faults->count = count;
    faults->list = must_have(calloc(count + 1, sizeof *faults->list), "the faults");
    faults->due = must_have(malloc((count + 1) * sizeof *faults->due), "the faults");
    faults->flags = must_have(calloc(engine->processes, sizeof *faults->flags), "the faults");
    faults->struck_by = must_have(calloc(engine->processes, sizeof *faults->struck_by), "the faults");
    return faults;
}

bool faults_create(struct engine *engine, struct error *err)
{
    const struct settings *settings = engine->settings;
    if (settings->fault_count == 0)
        return true;
    engine->faults = allocate(engine, settings->fault_count);
    for (size_t i = 0; i < settings->fault_count; i++)
        if (!create_one(engine, engine->faults, i, err))
            return false;
    return true;
}

static void discard_kept(struct engine *engine, struct faults *faults, uint32_t process)
{
    while (faults->kept != NULL && faults->kept[process] != NULL) {
        struct kept *first = faults->kept[process];
        faults->kept[process] = first->next;
        engine_discard(engine, &first->envelope);
        free(first);
    }
}

void faults_free(struct engine *engine)
{
    struct faults *faults = engine->faults;
    if (faults == NULL)
        return;
    for (uint32_t i = 0; i < engine->processes; i++)
        discard_kept(engine, faults, i);
    for (size_t i = 0; i < faults->count; i++) {
        free(faults->list[i].targets);
        free(faults->list[i].dates);
        free(faults->list[i].waits);
        free(faults->list[i].from);
        free(faults->list[i].to);
        free(faults->list[i].group);
        free(faults->list[i].routes);
    }
    free(faults->list);
    free(faults->due);
    free(faults->flags);
    free(faults->struck_by);
    free(faults->kept);
    free(faults->end);
    free(faults->service);
    free(faults->busy);
    free(faults->clocks);
    free(faults->messages);
    free(faults);
    engine->faults = NULL;
}

/* ---- events ---- */

static void end_waits(struct engine *engine, uint32_t process);

static void tell(struct engine *engine, const struct fault *fault, uint32_t process, bool ends)
{
    engine->measures.faults += !ends;
    engine_event(engine,
                 &(struct event){.kind = EVENT_FAULT,
                                 .process = process,
                                 .message_kind = fault->settings->kind,
                                 .chain = process != NO_PROCESS ? engine_chain(engine, process) : 0,
                                 .value = index_of(engine->faults, fault),
                                 .ends = ends},
                 NULL);
    end_waits(engine, process);
}

static const void *payload_of(const struct engine *engine, const struct envelope *envelope)
{
    bool inside = engine->algorithm->messages[envelope->kind].payload_bytes <= INLINE_PAYLOAD;
    return inside ? envelope->payload.bytes : envelope->payload.block;
}

static void lose(struct engine *engine, const struct envelope *envelope, int64_t by)
{
    uint32_t slot = envelope->slot;
    engine->measures.lost++;
    engine->measures.simulated_time = engine->now;
    engine_event(engine,
                 &(struct event){.kind = EVENT_LOSS,
                                 .process = envelope->process,
                                 .port = envelope->port,
                                 .peer = topology_source(engine->topology, envelope->process, envelope->port).process,
                                 .message_kind = envelope->kind,
                                 .bytes = engine->wire_bytes[envelope->kind],
                                 .chain = envelope->chain,
                                 .value = by,
                                 .payload = payload_of(engine, envelope)},
                 &slot);
    engine_discard(engine, envelope);
}

/* ---- channels ---- */

static bool route_uses(const struct engine *engine, const struct fault *fault, uint32_t from, uint32_t to,
                       uint32_t in_port)
{
    uint8_t *use = &fault->routes[topology_channel(engine->topology, to, in_port)];
    if (*use == ROUTE_UNKNOWN) {
        bool uses = platform_route_uses(system_host(engine->system, from), system_host(engine->system, to),
                                        fault->settings->link);
        *use = uses ? ROUTE_USES : ROUTE_AVOIDS;
    }
    return *use == ROUTE_USES;
}

static bool is_between(const struct fault *fault, uint32_t from, uint32_t to)
{
    return (fault->from == NULL || fault->from[from]) && (fault->to == NULL || fault->to[to]);
}

/* Whether an active fault concerns the channel by which `to` receives at in_port. */
static bool concerns(const struct engine *engine, const struct fault *fault, uint32_t from, uint32_t to,
                     uint32_t in_port)
{
    if (fault->group != NULL)
        return fault->settings->one_way ? fault->group[from] > fault->group[to]
                                        : fault->group[from] != fault->group[to];
    if (fault->routes != NULL)
        return route_uses(engine, fault, from, to, in_port);
    bool both_ways = fault->settings->kind == FAULT_CUT && !fault->settings->one_way;
    return is_between(fault, from, to) || (both_ways && is_between(fault, to, from));
}

/* The fault that keeps the channel from carrying anything, or NULL. */
static const struct fault *find_cut(const struct engine *engine, uint32_t from, uint32_t to, uint32_t in_port)
{
    const struct faults *faults = engine->faults;
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->list[i];
        bool cuts = fault->settings->kind == FAULT_CUT || fault->settings->kind == FAULT_PARTITION;
        if (fault->active && cuts && concerns(engine, fault, from, to, in_port))
            return fault;
    }
    return NULL;
}

/* The second copy of a message, that comes when it will: it keeps nothing in order. */
static void send_again(struct engine *engine, uint32_t from, const struct envelope *envelope, const struct fault *fault,
                       sim_time extra_delay)
{
    struct envelope copy = *envelope;
    size_t size = engine->algorithm->messages[envelope->kind].payload_bytes;
    if (size > INLINE_PAYLOAD) {
        copy.payload.block = must_have(malloc(size), "a message");
        memcpy(copy.payload.block, envelope->payload.block, size);
    }
    copy.flags |= ENVELOPE_UNORDERED;
    engine->measures.duplicated++;
    struct channel_end source = topology_source(engine->topology, envelope->process, envelope->port);
    engine_event(engine,
                 &(struct event){.kind = EVENT_DUPLICATE,
                                 .process = from,
                                 .port = source.port,
                                 .peer = envelope->process,
                                 .message_kind = envelope->kind,
                                 .bytes = engine->wire_bytes[envelope->kind],
                                 .chain = envelope->chain - 1,
                                 .value = index_of(engine->faults, fault),
                                 .payload = payload_of(engine, envelope)},
                 &copy.slot);
    engine->send(engine, from, &copy,
                 extra_delay + random_exponential(&engine->faults->messages[from], fault->settings->delay));
}

void faults_send(struct engine *engine, uint32_t from, const struct envelope *envelope, sim_time extra_delay)
{
    struct faults *faults = engine->faults;
    if (!faults->channels_suffer) {
        engine->send(engine, from, envelope, extra_delay);
        return;
    }
    const struct fault *cut = find_cut(engine, from, envelope->process, envelope->port), *twice = NULL;
    if (cut != NULL) {
        lose(engine, envelope, index_of(faults, cut));
        return;
    }
    struct envelope sent = *envelope;
    struct random_stream *stream = &faults->messages[from];
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->list[i];
        if (!fault->active || !(fault->settings->probability > 0) ||
            !concerns(engine, fault, from, envelope->process, envelope->port) ||
            random_uniform(stream) >= fault->settings->probability)
            continue;
        switch (fault->settings->kind) {
        case FAULT_LOSE:
            lose(engine, envelope, (int64_t)i);
            return;
        case FAULT_DUPLICATE:
            twice = fault;
            break;
        case FAULT_REORDER:
            sent.flags |= ENVELOPE_UNORDERED;
            extra_delay += random_exponential(stream, fault->settings->delay);
            break;
        case FAULT_DELAY:
            extra_delay += random_exponential(stream, fault->settings->delay);
            break;
        default: /* the others are not of chance */
            break;
        }
    }
    engine->send(engine, from, &sent, extra_delay);
    if (twice != NULL)
        send_again(engine, from, &sent, twice, extra_delay);
}

/* ---- what a process handles ---- */

static void keep(struct faults *faults, const struct envelope *envelope)
{
    uint32_t process = envelope->process;
    struct kept *kept = must_have(malloc(sizeof *kept), "a message");
    *kept = (struct kept){.envelope = *envelope};
    kept->envelope.flags |= ENVELOPE_ARRIVED;
    if (faults->kept[process] == NULL)
        faults->kept[process] = kept;
    else
        faults->end[process]->next = kept;
    faults->end[process] = kept;
}

/* A slow process takes its time for each event, one after the other. */
static void serve(struct engine *engine, const struct envelope *envelope)
{
    struct faults *faults = engine->faults;
    sim_time *busy = &faults->busy[envelope->process];
    *busy = fmax(*busy, engine->now) + faults->service[envelope->process];
    struct envelope served = *envelope;
    served.flags |= ENVELOPE_ARRIVED | ENVELOPE_SERVED;
    served.time = *busy;
    engine->remember(engine, &served);
}

enum fate faults_admit(struct engine *engine, const struct envelope *envelope)
{
    struct faults *faults = engine->faults;
    uint32_t process = envelope->process;
    bool message = envelope->type == ENVELOPE_MESSAGE;
    if (message && faults->channels_suffer && (envelope->flags & ENVELOPE_ARRIVED) == 0) {
        uint32_t from = topology_source(engine->topology, process, envelope->port).process;
        const struct fault *cut = find_cut(engine, from, process, envelope->port);
        if (cut != NULL) {
            lose(engine, envelope, index_of(faults, cut));
            faults_after_handler(engine);
            return FATE_GONE;
        }
    }
    if ((faults->flags[process] & PROCESS_CRASHED) != 0) {
        if (message) {
            lose(engine, envelope, faults->struck_by[process]);
            faults_after_handler(engine);
        }
        return FATE_GONE;
    }
    if ((faults->flags[process] & PROCESS_SUSPENDED) != 0) {
        keep(faults, envelope);
        return FATE_KEPT;
    }
    bool behind = faults->service != NULL && (faults->service[process] > 0 || faults->busy[process] > engine->now);
    if (behind && (envelope->flags & ENVELOPE_SERVED) == 0) {
        serve(engine, envelope);
        return FATE_KEPT;
    }
    return FATE_HANDLED;
}

/* ---- strikes ---- */

static void set_rate(struct engine *engine, uint32_t process, double rate)
{
    struct clock *clock = &engine->faults->clocks[process];
    clock->shown = faults_clock(engine, process);
    clock->at = engine->now;
    clock->rate = rate;
}

static void corrupt(struct engine *engine, const struct fault *fault, uint32_t process)
{
    const struct fault_settings *settings = fault->settings;
    const struct algorithm *algorithm = engine->algorithm;
    struct process p = {engine, process};
    struct random_stream stream = stream_of(engine, RANDOM_CORRUPTION, index_of(engine->faults, fault), process);
    stream.state += (uint64_t)engine->measures.faults; /* a fault that strikes again draws anew */
    char *state = engine_state(engine, process);
    for (uint32_t i = 0; algorithm->variables[i].name != NULL; i++) {
        const struct variable *variable = &algorithm->variables[i];
        if (!corrupts(settings, i))
            continue;
        int64_t low, high;
        variable_range(variable, &p, &low, &high);
        uint32_t copies = variable->each_neighbour ? topology_in_degree(engine->topology, process) : 1;
        char *base = variable->each_neighbour ? state + algorithm->state_bytes : state;
        for (uint32_t copy = 0; copy < copies; copy++) {
            int64_t value = settings->value;
            if (!settings->has_value)
                value = (int64_t)((uint64_t)low + random_below(&stream, (uint64_t)high - (uint64_t)low + 1));
            variable_set(variable, base + copy * algorithm->state_bytes_per_neighbour, value);
        }
    }
}

/* What waited for a suspended process comes now, in its order. */
static void handle_kept(struct engine *engine, uint32_t process)
{
    struct faults *faults = engine->faults;
    struct kept *kept = faults->kept[process];
    faults->kept[process] = faults->end[process] = NULL;
    while (kept != NULL) {
        struct kept *next = kept->next;
        if (engine->over)
            engine_discard(engine, &kept->envelope);
        else
            engine_deliver(engine, &kept->envelope);
        free(kept);
        kept = next;
    }
}

static void crash(struct engine *engine, uint32_t process, int32_t by)
{
    struct faults *faults = engine->faults;
    faults->flags[process] = PROCESS_CRASHED;
    faults->struck_by[process] = by;
    engine_stop_timers(engine, process);
}

/* What waited for a process is lost when it crashes. */
static void lose_kept(struct engine *engine, uint32_t process, int64_t by)
{
    struct faults *faults = engine->faults;
    while (faults->kept != NULL && faults->kept[process] != NULL) {
        struct kept *first = faults->kept[process];
        faults->kept[process] = first->next;
        if (first->envelope.type == ENVELOPE_MESSAGE)
            lose(engine, &first->envelope, by);
        free(first);
    }
}

/* Strikes at a process. Returns whether it changed anything: a process that is down cannot crash again. */
static bool strike_process(struct engine *engine, const struct fault *fault, uint32_t process)
{
    struct faults *faults = engine->faults;
    uint8_t *flags = &faults->flags[process];
    bool crashed = (*flags & PROCESS_CRASHED) != 0, suspended = (*flags & PROCESS_SUSPENDED) != 0;
    switch (fault->settings->kind) {
    case FAULT_CRASH:
        if (crashed)
            return false;
        crash(engine, process, (int32_t)index_of(faults, fault));
        tell(engine, fault, process, false);
        lose_kept(engine, process, index_of(faults, fault));
        return true;
    case FAULT_RECOVER:
        if (!crashed)
            return false;
        *flags = 0;
        tell(engine, fault, process, false);
        engine_recover(engine, process);
        return true;
    case FAULT_SUSPEND:
        if (crashed || suspended)
            return false;
        *flags |= PROCESS_SUSPENDED;
        faults->struck_by[process] = (int32_t)index_of(faults, fault);
        tell(engine, fault, process, false);
        return true;
    case FAULT_RESUME:
        if (!suspended)
            return false;
        *flags = 0;
        tell(engine, fault, process, false);
        handle_kept(engine, process);
        return true;
    case FAULT_SLOW:
        faults->service[process] = fault->settings->delay;
        tell(engine, fault, process, false);
        return true;
    case FAULT_CORRUPT:
        if (crashed)
            return false;
        tell(engine, fault, process, false);
        corrupt(engine, fault, process);
        if (engine->shown_variables > 0)
            engine_report_state(engine, process);
        return true;
    case FAULT_DRIFT:
        set_rate(engine, process, 1 + fault->settings->drift);
        tell(engine, fault, process, false);
        return true;
    case FAULT_CUT:
    case FAULT_REPAIR:
    case FAULT_PARTITION:
    case FAULT_LOSE:
    case FAULT_DUPLICATE:
    case FAULT_REORDER:
    case FAULT_DELAY:
    case FAULT_KINDS:
        return false;
    }
    return false;
}

/* A fault that lasts is over at a process. */
static void release_process(struct engine *engine, const struct fault *fault, uint32_t process)
{
    struct faults *faults = engine->faults;
    uint8_t *flags = &faults->flags[process];
    /* A recovery or a resumption may have come before, and another fault after it. */
    bool its_own = faults->struck_by[process] == (int32_t)index_of(faults, fault);
    switch (fault->settings->kind) {
    case FAULT_CRASH:
        if ((*flags & PROCESS_CRASHED) == 0 || !its_own)
            return;
        *flags = 0;
        tell(engine, fault, process, true);
        engine_recover(engine, process);
        return;
    case FAULT_SUSPEND:
        if ((*flags & PROCESS_SUSPENDED) == 0 || !its_own)
            return;
        *flags = 0;
        tell(engine, fault, process, true);
        handle_kept(engine, process);
        return;
    case FAULT_SLOW:
        faults->service[process] = 0;
        tell(engine, fault, process, true);
        return;
    case FAULT_DRIFT:
        set_rate(engine, process, 1);
        tell(engine, fault, process, true);
        return;
    case FAULT_RECOVER:
    case FAULT_RESUME:
    case FAULT_CORRUPT:
    case FAULT_CUT:
    case FAULT_REPAIR:
    case FAULT_PARTITION:
    case FAULT_LOSE:
    case FAULT_DUPLICATE:
    case FAULT_REORDER:
    case FAULT_DELAY:
    case FAULT_KINDS:
        return;
    }
}

static bool same_list(const int64_t *a, size_t a_count, const int64_t *b, size_t b_count)
{
    return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count * sizeof *a) == 0);
}

/* A repair that names channels or a link ends the cuts that name the same; one that names nothing ends all. */
static bool repairs(const struct fault_settings *repair, const struct fault_settings *cut)
{
    if (repair->from == NULL && repair->to == NULL && repair->link[0] == '\0')
        return true;
    return same_list(repair->from, repair->from_count, cut->from, cut->from_count) &&
           same_list(repair->to, repair->to_count, cut->to, cut->to_count) && strcmp(repair->link, cut->link) == 0;
}

static bool strike_channels(struct engine *engine, struct fault *fault)
{
    struct faults *faults = engine->faults;
    if (fault->settings->kind == FAULT_REPAIR) {
        for (size_t i = 0; i < faults->count; i++)
            if (faults->list[i].settings->kind == FAULT_CUT && repairs(fault->settings, faults->list[i].settings))
                faults->list[i].active = false;
    } else if (fault->active) {
        return false;
    } else {
        fault->active = true;
    }
    tell(engine, fault, NO_PROCESS, false);
    return true;
}

static void remember(struct engine *engine, const struct fault *fault, uint32_t process, enum fault_phase phase,
                     sim_time time, bool background)
{
    engine->remember(engine, &(struct envelope){.time = time,
                                                .process = process,
                                                .port = index_of(engine->faults, fault),
                                                .slot = NO_SLOT,
                                                .type = ENVELOPE_FAULT,
                                                .kind = (uint8_t)phase,
                                                .flags = background ? ENVELOPE_BACKGROUND : 0});
}

/* Which of the targets of a fault a process is; NO_PROCESS: none. Channels are one target, and strike as process 0. */
static uint32_t target_of(const struct fault *fault, uint32_t process)
{
    if (is_of_channels(fault->settings->kind))
        return 0;
    const uint32_t *found = bsearch(&process, fault->targets, fault->target_count, sizeof process, compare_processes);
    return found != NULL ? (uint32_t)(found - fault->targets) : NO_PROCESS;
}

static struct random_stream *dates_of(const struct fault *fault, uint32_t process)
{
    return &fault->dates[target_of(fault, process)];
}

/* Weibull: by inversion, scale = mean / Gamma(1 + 1/shape). */
static sim_time draw_interval(const struct fault_settings *settings, struct random_stream *stream)
{
    if (settings->interval == INTERVAL_EXPONENTIAL)
        return random_exponential(stream, settings->interval_mean);
    double scale = settings->interval_mean / tgamma(1 + 1 / settings->interval_shape);
    return scale * pow(-log1p(-random_uniform(stream)), 1 / settings->interval_shape);
}

static sim_time draw_duration(const struct engine *engine, const struct fault *fault, uint32_t process)
{
    const struct fault_settings *settings = fault->settings;
    if (!settings->duration_is_random)
        return settings->duration;
    if (settings->when == WHEN_RANDOM)
        return random_exponential(dates_of(fault, process), settings->duration);
    struct random_stream stream = stream_of(engine, RANDOM_FAULT_DATES, index_of(engine->faults, fault), process);
    return random_exponential(&stream, settings->duration);
}

static void strike_again(struct engine *engine, const struct fault *fault, uint32_t process, sim_time pause)
{
    remember(engine, fault, process, FAULT_STRIKES,
             engine->now + pause + draw_interval(fault->settings, dates_of(fault, process)), true);
}

/* What strikes in vain (a crash, a process that is down) would do so again and again, and a process that is down for good
 * would keep a run busy with nothing for as long as the intervals are short: it waits for a fault to strike or end there. */
static void wait_for_change(const struct fault *fault, uint32_t process)
{
    fault->waits[target_of(fault, process)] = true;
}

static void end_waits(struct engine *engine, uint32_t process)
{
    for (size_t i = 0; i < engine->faults->count; i++) {
        const struct fault *fault = &engine->faults->list[i];
        if (fault->waits == NULL || is_of_channels(fault->settings->kind) != (process == NO_PROCESS))
            continue;
        uint32_t target = target_of(fault, process);
        if (target == NO_PROCESS || !fault->waits[target])
            continue;
        fault->waits[target] = false;
        strike_again(engine, fault, process != NO_PROCESS ? process : 0, 0);
    }
}

/* Strikes, and has its end remembered, and the next time of one that strikes again and again. */
static void strike(struct engine *engine, struct fault *fault, uint32_t process)
{
    const struct fault_settings *settings = fault->settings;
    bool of_channels = is_of_channels(settings->kind);
    sim_time duration = settings->duration > 0 ? draw_duration(engine, fault, process) : 0;
    bool struck = of_channels ? strike_channels(engine, fault) : strike_process(engine, fault, process);
    if (struck && duration > 0)
        remember(engine, fault, process, FAULT_ENDS, engine->now + duration, of_channels);
    if (settings->when == WHEN_RANDOM && struck)
        strike_again(engine, fault, process, duration);
    else if (settings->when == WHEN_RANDOM)
        wait_for_change(fault, process);
}

void faults_strike(struct engine *engine, const struct envelope *envelope)
{
    struct fault *fault = &engine->faults->list[envelope->port];
    if (envelope->kind == FAULT_STRIKES) {
        strike(engine, fault, envelope->process);
    } else if (!is_of_channels(fault->settings->kind)) {
        release_process(engine, fault, envelope->process);
    } else if (fault->active) {
        fault->active = false;
        tell(engine, fault, NO_PROCESS, true);
    }
}

/* At `at`, now or later. */
static void strike_all(struct engine *engine, struct fault *fault, sim_time at)
{
    bool of_channels = is_of_channels(fault->settings->kind);
    bool now = at <= engine->now && !runs_handler(fault->settings->kind);
    for (uint32_t i = 0; i < (of_channels ? 1 : fault->target_count); i++) {
        uint32_t process = of_channels ? 0 : fault->targets[i];
        if (now)
            strike(engine, fault, process);
        else
            remember(engine, fault, process, FAULT_STRIKES, at, of_channels); /* channels strike nobody in silence */
    }
}

void faults_begin(struct engine *engine)
{
    struct faults *faults = engine->faults;
    for (size_t i = 0; i < faults->count; i++) {
        struct fault *fault = &faults->list[i];
        const struct fault_settings *settings = fault->settings;
        uint32_t strikes = is_of_channels(settings->kind) ? 1 : fault->target_count;
        if (settings->when == WHEN_DATE)
            strike_all(engine, fault, settings->at);
        for (uint32_t j = 0; j < strikes && settings->when == WHEN_RANDOM; j++)
            remember(engine, fault, is_of_channels(settings->kind) ? 0 : fault->targets[j], FAULT_STRIKES,
                     settings->at + draw_interval(settings, &fault->dates[j]), true);
    }
    faults_after_handler(engine);
}

static bool follows(const struct fault *fault, const struct event *event)
{
    static const enum event_kind kinds[] = {[TRIGGER_START] = EVENT_START,
                                            [TRIGGER_SEND] = EVENT_SEND,
                                            [TRIGGER_RECEIVE] = EVENT_RECEIVE,
                                            [TRIGGER_TIMEOUT] = EVENT_TIMEOUT,
                                            [TRIGGER_OUTPUT] = EVENT_OUTPUT};
    const struct fault_settings *settings = fault->settings;
    if (settings->trigger_of >= 0 && event->process != (uint64_t)settings->trigger_of)
        return false;
    if (settings->trigger == TRIGGER_EVENT)
        return true;
    uint32_t what = event->kind == EVENT_OUTPUT ? event->output : event->message_kind;
    return event->kind == kinds[settings->trigger] && (fault->what == UINT32_MAX || fault->what == what);
}

void faults_notice(struct engine *engine, const struct event *event)
{
    struct faults *faults = engine->faults;
    for (size_t i = 0; i < faults->count && faults->follows_events; i++) {
        struct fault *fault = &faults->list[i];
        if (fault->settings->when != WHEN_AFTER || !follows(fault, event))
            continue;
        if (++fault->seen == fault->settings->nth)
            faults->due[faults->due_count++] = (uint32_t)i;
    }
}

void faults_after_handler(struct engine *engine)
{
    struct faults *faults = engine->faults;
    if (faults->due_count == 0 || faults->striking)
        return;
    faults->striking = true;
    /* What strikes is an event, that others may follow: the list grows at its end. */
    for (size_t i = 0; i < faults->due_count; i++) {
        struct fault *fault = &faults->list[faults->due[i]];
        strike_all(engine, fault, engine->now + fault->settings->at);
    }
    faults->due_count = 0;
    faults->striking = false;
}

/* ---- what others ask ---- */

bool faults_process_is_up(const struct engine *engine, uint32_t process)
{
    return engine->faults == NULL || engine->faults->flags[process] == 0;
}

sim_time faults_clock(const struct engine *engine, uint32_t process)
{
    const struct clock *clocks = engine->faults->clocks;
    if (clocks == NULL)
        return engine->now;
    return clocks[process].shown + (engine->now - clocks[process].at) * clocks[process].rate;
}

sim_time faults_duration(const struct engine *engine, uint32_t process, sim_time by_its_clock)
{
    const struct clock *clocks = engine->faults->clocks;
    return clocks == NULL ? by_its_clock : by_its_clock / clocks[process].rate;
}

/* ---- the platform's own failures ---- */

static void tell_platform(struct engine *engine, uint32_t process, bool ends)
{
    engine->measures.faults += !ends;
    engine_event(engine,
                 &(struct event){.kind = EVENT_FAULT,
                                 .process = process,
                                 .message_kind = FAULT_CRASH,
                                 .chain = engine_chain(engine, process),
                                 .value = PLATFORM_FAULT,
                                 .ends = ends},
                 NULL);
    end_waits(engine, process);
    faults_after_handler(engine);
}

void faults_platform_crash(struct engine *engine, uint32_t process)
{
    if (engine->faults == NULL)
        engine->faults = allocate(engine, 0);
    if ((engine->faults->flags[process] & PROCESS_CRASHED) != 0)
        return;
    crash(engine, process, PLATFORM_FAULT);
    tell_platform(engine, process, false);
    lose_kept(engine, process, PLATFORM_FAULT);
}

void faults_platform_recover(struct engine *engine, uint32_t process)
{
    if (engine->faults == NULL || (engine->faults->flags[process] & PROCESS_CRASHED) == 0)
        return;
    engine->faults->flags[process] = 0;
    tell_platform(engine, process, true);
    engine_recover(engine, process);
    faults_after_handler(engine);
}

void faults_platform_loss(struct engine *engine, const struct envelope *envelope)
{
    if (engine->faults == NULL)
        engine->faults = allocate(engine, 0);
    lose(engine, envelope, PLATFORM_FAULT);
    faults_after_handler(engine);
}
