/* faults.c: see faults.h. Here: what strikes processes, and when. */
#include "engine/fault_state.h"
#include "engine/variable.h"

#include <math.h>
#include <stdlib.h>

/* A process's handler runs: it must be the process's turn. */
static bool runs_handler(enum fault_kind kind)
{
    return kind == FAULT_RECOVER || kind == FAULT_RESUME;
}

static void end_waits(struct engine *engine, uint32_t process);

static void tell(struct engine *engine, const struct fault *fault, uint32_t process, bool ends)
{
    engine->measures.faults += !ends;
    engine_event(engine,
                 &(struct event){.kind = EVENT_FAULT,
                                 .process = process,
                                 .message_kind = fault->settings->kind,
                                 .chain = process != NO_PROCESS ? engine_chain(engine, process) : 0,
                                 .value = fault_index(engine->faults, fault),
                                 .ends = ends},
                 NULL);
    end_waits(engine, process);
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
        const struct fault *cut = fault_find_cut(engine, from, process, envelope->port);
        if (cut != NULL) {
            fault_lose(engine, envelope, fault_index(faults, cut));
            faults_after_handler(engine);
            return FATE_GONE;
        }
    }
    if ((faults->flags[process] & PROCESS_CRASHED) != 0) {
        if (message) {
            fault_lose(engine, envelope, faults->struck_by[process]);
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
    struct random_stream stream = fault_stream(engine, RANDOM_CORRUPTION, fault_index(engine->faults, fault), process);
    stream.state += (uint64_t)engine->measures.faults; /* a fault that strikes again draws anew */
    char *state = engine_state(engine, process);
    for (uint32_t i = 0; algorithm->variables[i].name != NULL; i++) {
        const struct variable *variable = &algorithm->variables[i];
        if (!fault_corrupts(settings, i))
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
            fault_lose(engine, &first->envelope, by);
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
        crash(engine, process, (int32_t)fault_index(faults, fault));
        tell(engine, fault, process, false);
        lose_kept(engine, process, fault_index(faults, fault));
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
        faults->struck_by[process] = (int32_t)fault_index(faults, fault);
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
    bool its_own = faults->struck_by[process] == (int32_t)fault_index(faults, fault);
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
    if (a == NULL || b == NULL)
        return a == b;
    return a_count == b_count && memcmp(a, b, a_count * sizeof *a) == 0;
}

/* A repair that names channels or a link ends the cuts that name the same; one that names nothing ends all. */
static bool repairs(const struct fault_settings *repair, const struct fault_settings *cut)
{
    if (repair->from == NULL && repair->to == NULL && repair->link[0] == '\0')
        return true;
    return same_list(repair->from, repair->from_count, cut->from, cut->from_count) &&
           same_list(repair->to, repair->to_count, cut->to, cut->to_count) && repair->one_way == cut->one_way &&
           strcmp(repair->link, cut->link) == 0;
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
                                                .port = fault_index(engine->faults, fault),
                                                .slot = NO_SLOT,
                                                .type = ENVELOPE_FAULT,
                                                .kind = (uint8_t)phase,
                                                .flags = background ? ENVELOPE_BACKGROUND : 0});
}

/* Which of the targets of a fault a process is; NO_PROCESS: none. Channels are one target, and strike as process 0. */
static uint32_t target_of(const struct fault *fault, uint32_t process)
{
    if (fault_is_of_channels(fault->settings->kind))
        return 0;
    const uint32_t *found =
        bsearch(&process, fault->targets, fault->target_count, sizeof process, fault_compare_processes);
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
    struct random_stream stream = fault_stream(engine, RANDOM_FAULT_DATES, fault_index(engine->faults, fault), process);
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
        if (fault->waits == NULL || fault_is_of_channels(fault->settings->kind) != (process == NO_PROCESS))
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
    bool of_channels = fault_is_of_channels(settings->kind);
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
    } else if (!fault_is_of_channels(fault->settings->kind)) {
        release_process(engine, fault, envelope->process);
    } else if (fault->active) {
        fault->active = false;
        tell(engine, fault, NO_PROCESS, true);
    }
}

/* At `at`, now or later. */
static void strike_all(struct engine *engine, struct fault *fault, sim_time at)
{
    bool of_channels = fault_is_of_channels(fault->settings->kind);
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
        uint32_t strikes = fault_is_of_channels(settings->kind) ? 1 : fault->target_count;
        if (settings->when == WHEN_DATE)
            strike_all(engine, fault, settings->at);
        for (uint32_t j = 0; j < strikes && settings->when == WHEN_RANDOM; j++)
            remember(engine, fault, fault_is_of_channels(settings->kind) ? 0 : fault->targets[j], FAULT_STRIKES,
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
        engine->faults = faults_allocate(engine, 0);
    if ((engine->faults->flags[process] & PROCESS_CRASHED) != 0)
        return;
    crash(engine, process, PLATFORM_FAULT);
    tell_platform(engine, process, false);
    lose_kept(engine, process, PLATFORM_FAULT);
}

void faults_platform_recover(struct engine *engine, uint32_t process)
{
    struct faults *faults = engine->faults;
    bool crashed = faults != NULL && (faults->flags[process] & PROCESS_CRASHED) != 0;
    if (!crashed || faults->struck_by[process] != PLATFORM_FAULT)
        return; /* a crash of the scenario lasts as long as the scenario says */
    faults->flags[process] = 0;
    tell_platform(engine, process, true);
    engine_recover(engine, process);
    faults_after_handler(engine);
}

void faults_platform_loss(struct engine *engine, const struct envelope *envelope)
{
    if (engine->faults == NULL)
        engine->faults = faults_allocate(engine, 0);
    fault_lose(engine, envelope, PLATFORM_FAULT);
    faults_after_handler(engine);
}
