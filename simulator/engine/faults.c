/* faults.c: see faults.h. Here: what strikes processes, and when. */
#include "engine/fault_state.h"

#include <math.h>
#include <stdlib.h>

/* A process's handler runs: it must be the process's turn. */
static bool runs_handler(enum fault_kind kind)
{
    return kind == FAULT_RECOVER || kind == FAULT_RESUME;
}

static void end_waits(struct engine *engine, uint32_t process);

void fault_tell(struct engine *engine, const struct fault *fault, enum fault_kind kind, uint32_t process, bool ends)
{
    engine->measures.faults += !ends;
    engine->measures.simulated_time = engine->now;
    engine_event(engine,
                 &(struct event){.kind = EVENT_FAULT,
                                 .process = process,
                                 .message_kind = kind,
                                 .chain = process != NO_PROCESS ? engine_chain(engine, process) : 0,
                                 .value = fault_index(engine->faults, fault),
                                 .ends = ends},
                 NULL);
    end_waits(engine, process);
}

/* ---- strikes ---- */

/* Returns whether it changed anything. A repair is told as the end of a cut. */
static bool strike_channels(struct engine *engine, struct fault *fault)
{
    struct faults *faults = engine->faults;
    bool repairs = fault->settings->kind == FAULT_REPAIR, changes = false;
    for (size_t i = 0; i < faults->count && repairs; i++) {
        struct fault *cut = &faults->list[i];
        if (cut->settings->kind != FAULT_CUT || !cut->active || !fault_repairs(fault->settings, cut->settings))
            continue;
        cut->active = false;
        changes = true;
    }
    if (!repairs) {
        changes = !fault->active;
        fault->active = true;
    }
    if (changes)
        fault_tell(engine, fault, repairs ? FAULT_CUT : fault->settings->kind, NO_PROCESS, repairs);
    return changes;
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

static struct random_stream *dates_of(const struct fault *fault, uint32_t process)
{
    return &fault->dates[fault_target(fault, process)];
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
    fault->waits[fault_target(fault, process)] = true;
}

static void end_waits(struct engine *engine, uint32_t process)
{
    for (size_t i = 0; i < engine->faults->count; i++) {
        const struct fault *fault = &engine->faults->list[i];
        if (fault->waits == NULL || fault_is_of_channels(fault->settings->kind) != (process == NO_PROCESS))
            continue;
        uint32_t target = fault_target(fault, process);
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
    bool struck = of_channels ? strike_channels(engine, fault) : fault_strike_process(engine, fault, process);
    if (struck && duration > 0)
        remember(engine, fault, process, FAULT_ENDS, engine->now + duration, of_channels);
    if (settings->when == WHEN_RANDOM && struck)
        strike_again(engine, fault, process, duration);
    else if (settings->when == WHEN_RANDOM)
        wait_for_change(fault, process);
}

void faults_strike(struct engine *engine, const struct envelope *envelope)
{
    if (envelope->kind == FAULT_SERVES) {
        fault_serve(engine, envelope);
        return;
    }
    struct fault *fault = &engine->faults->list[envelope->port];
    if (envelope->kind == FAULT_STRIKES) {
        strike(engine, fault, envelope->process);
    } else if (!fault_is_of_channels(fault->settings->kind)) {
        fault_release_process(engine, fault, envelope->process);
    } else if (fault->active) {
        fault->active = false;
        fault_tell(engine, fault, fault->settings->kind, NO_PROCESS, true);
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
    engine->measures.simulated_time = engine->now;
    engine_event(engine,
                 &(struct event){.kind = EVENT_FAULT,
                                 .process = process,
                                 .message_kind = FAULT_CRASH,
                                 .chain = engine_chain(engine, process),
                                 .value = PLATFORM_FAULT,
                                 .ends = ends},
                 NULL);
    end_waits(engine, process);
}

void faults_platform_crash(struct engine *engine, uint32_t process)
{
    if (engine->faults == NULL)
        engine->faults = faults_allocate(engine, 0);
    if ((engine->faults->flags[process] & PROCESS_CRASHED) != 0)
        return;
    fault_crash(engine, process, PLATFORM_FAULT);
    tell_platform(engine, process, false);
    works_give_up(engine, process);
    fault_lose_queue(engine, process, PLATFORM_FAULT);
    faults_after_handler(engine);
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
