/* fault_processes.c: what strikes processes: crashes, suspensions, slowness, clocks, states. faults_admit() of faults.h.
 *
 * What comes to a process that is suspended or slow waits in a queue of its own, in the order in which it came. While a slow process
 * is up and its queue is not empty, one *turn* is on its way through the network (FAULT_SERVES): at its date the first of
 * the queue is handled. A crash empties the queue. */
#include "engine/fault_state.h"
#include "engine/variable.h"

#include <math.h>
#include <stdlib.h>

/* A clock that several drifts would stop or turn back goes on at this rate. */
static const double SLOWEST_CLOCK = 1e-3;

/* ---- the queue of a process ---- */

static bool waits(const struct faults *faults, uint32_t process)
{
    return faults->queue != NULL && faults->queue[process] != NULL;
}

static void append(struct faults *faults, const struct envelope *envelope)
{
    uint32_t process = envelope->process;
    struct waiting *waiting = must_have(malloc(sizeof *waiting), "a message");
    *waiting = (struct waiting){.envelope = *envelope};
    waiting->envelope.flags |= ENVELOPE_ADMITTED;
    if (faults->queue[process] == NULL)
        faults->queue[process] = waiting;
    else
        faults->end[process]->next = waiting;
    faults->end[process] = waiting;
}

static bool take_first(struct faults *faults, uint32_t process, struct envelope *out)
{
    if (!waits(faults, process))
        return false;
    struct waiting *first = faults->queue[process];
    faults->queue[process] = first->next;
    *out = first->envelope;
    free(first);
    return true;
}

void fault_discard_queue(struct engine *engine, uint32_t process)
{
    struct envelope envelope;
    while (take_first(engine->faults, process, &envelope))
        engine_discard(engine, &envelope);
}

void fault_lose_queue(struct engine *engine, uint32_t process, int64_t by)
{
    struct envelope envelope;
    while (take_first(engine->faults, process, &envelope))
        if (envelope.type == ENVELOPE_MESSAGE)
            fault_lose(engine, &envelope, by);
}

/* A turn that was on its way before does not count any more. */
static void begin_turn(struct engine *engine, uint32_t process)
{
    struct faults *faults = engine->faults;
    engine->remember(engine, &(struct envelope){.time = engine->now + faults->service[process],
                                                .process = process,
                                                .port = ++faults->turn[process],
                                                .slot = NO_SLOT,
                                                .type = ENVELOPE_FAULT,
                                                .kind = FAULT_SERVES});
}

/* Handles what waits, up to where the process is slow, or down: what it handles may bring a fault. */
static void handle_queue(struct engine *engine, uint32_t process)
{
    struct faults *faults = engine->faults;
    struct envelope envelope;
    while (!engine->over && faults->flags[process] == 0 && take_first(faults, process, &envelope)) {
        engine_deliver(engine, &envelope);
        if (waits(faults, process) && faults->flags[process] == 0 && faults->service[process] > 0) {
            begin_turn(engine, process);
            return;
        }
    }
}

void fault_serve(struct engine *engine, const struct envelope *envelope)
{
    struct faults *faults = engine->faults;
    if (faults->turn[envelope->process] == envelope->port)
        handle_queue(engine, envelope->process);
}

enum fate faults_admit(struct engine *engine, const struct envelope *envelope)
{
    struct faults *faults = engine->faults;
    uint32_t process = envelope->process;
    bool message = envelope->type == ENVELOPE_MESSAGE;
    if ((envelope->flags & ENVELOPE_ADMITTED) != 0)
        return FATE_HANDLED;
    if (message && faults->channels_suffer) {
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
    bool suspended = (faults->flags[process] & PROCESS_SUSPENDED) != 0, behind = waits(faults, process);
    bool slow = faults->service != NULL && faults->service[process] > 0;
    if (!suspended && !behind && !slow)
        return FATE_HANDLED;
    append(faults, envelope);
    if (!suspended && !behind)
        begin_turn(engine, process);
    return FATE_KEPT;
}

/* ---- crashes and suspensions ---- */

void fault_crash(struct engine *engine, uint32_t process, int32_t by)
{
    struct faults *faults = engine->faults;
    faults->flags[process] = PROCESS_CRASHED;
    faults->struck_by[process] = by;
    if (faults->turn != NULL)
        faults->turn[process]++;
    engine_stop_timers(engine, process);
}

static void suspend(struct engine *engine, uint32_t process, int32_t by)
{
    struct faults *faults = engine->faults;
    faults->flags[process] = PROCESS_SUSPENDED;
    faults->struck_by[process] = by;
    faults->turn[process]++;
    works_hold(engine, process);
}

static void resume(struct engine *engine, uint32_t process)
{
    struct faults *faults = engine->faults;
    works_go_on(engine, process);
    if (waits(faults, process) && faults->service[process] > 0)
        begin_turn(engine, process);
    else
        handle_queue(engine, process);
}

/* ---- what lasts: slowness and clocks ---- */

/* Several may last at once: times of service add up, and so do drifts. */
static void apply_lasting(struct engine *engine, enum fault_kind kind, uint32_t process)
{
    struct faults *faults = engine->faults;
    double sum = 0;
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->list[i];
        uint32_t target = fault->settings->kind == kind ? fault_target(fault, process) : NO_PROCESS;
        if (target != NO_PROCESS && fault->lasts[target])
            sum += kind == FAULT_SLOW ? fault->settings->delay : fault->settings->drift;
    }
    if (kind == FAULT_SLOW) {
        faults->service[process] = sum;
        return;
    }
    struct clock *clock = &faults->clocks[process];
    clock->shown = faults_clock(engine, process);
    clock->at = engine->now;
    clock->rate = fmax(SLOWEST_CLOCK, 1 + sum);
    engine_rearm_timers(engine, process);
}

/* Returns whether it was not so already. */
static bool set_lasting(struct engine *engine, const struct fault *fault, uint32_t process, bool lasts)
{
    bool *now = &fault->lasts[fault_target(fault, process)];
    if (*now == lasts)
        return false;
    *now = lasts;
    apply_lasting(engine, fault->settings->kind, process);
    fault_tell(engine, fault, fault->settings->kind, process, !lasts);
    return true;
}

/* ---- states ---- */

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
        uint64_t values = (uint64_t)high - (uint64_t)low + 1; /* 0: all of 64 bits */
        uint32_t copies = variable->each_neighbour ? topology_in_degree(engine->topology, process) : 1;
        char *base = variable->each_neighbour ? state + algorithm->state_bytes : state;
        for (uint32_t copy = 0; copy < copies; copy++) {
            uint64_t drawn = values > 0 ? random_below(&stream, values) : random_bits(&stream);
            int64_t value = settings->has_value ? settings->value : (int64_t)((uint64_t)low + drawn);
            variable_set(variable, base + copy * algorithm->state_bytes_per_neighbour, value);
        }
    }
    if (engine->shown_variables > 0)
        engine_report_state(engine, process);
}

/* ---- strikes ---- */

bool fault_strike_process(struct engine *engine, const struct fault *fault, uint32_t process)
{
    struct faults *faults = engine->faults;
    uint8_t flags = faults->flags[process];
    enum fault_kind kind = fault->settings->kind;
    int32_t index = (int32_t)fault_index(faults, fault);
    switch (kind) {
    case FAULT_CRASH:
        if ((flags & PROCESS_CRASHED) != 0)
            return false;
        fault_crash(engine, process, index);
        fault_tell(engine, fault, kind, process, false);
        works_give_up(engine, process);
        fault_lose_queue(engine, process, index);
        return true;
    case FAULT_RECOVER:
        if ((flags & PROCESS_CRASHED) == 0)
            return false;
        faults->flags[process] = 0;
        fault_tell(engine, fault, FAULT_CRASH, process, true);
        engine_recover(engine, process);
        return true;
    case FAULT_SUSPEND:
        if (flags != 0)
            return false;
        suspend(engine, process, index);
        fault_tell(engine, fault, kind, process, false);
        return true;
    case FAULT_RESUME:
        if ((flags & PROCESS_SUSPENDED) == 0)
            return false;
        faults->flags[process] = 0;
        fault_tell(engine, fault, FAULT_SUSPEND, process, true);
        resume(engine, process);
        return true;
    case FAULT_SLOW:
    case FAULT_DRIFT:
        return set_lasting(engine, fault, process, true);
    case FAULT_CORRUPT:
        if ((flags & PROCESS_CRASHED) != 0)
            return false;
        fault_tell(engine, fault, kind, process, false);
        corrupt(engine, fault, process);
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

void fault_release_process(struct engine *engine, const struct fault *fault, uint32_t process)
{
    struct faults *faults = engine->faults;
    enum fault_kind kind = fault->settings->kind;
    if (kind == FAULT_SLOW || kind == FAULT_DRIFT) {
        set_lasting(engine, fault, process, false);
        return;
    }
    /* A recovery or a resumption may have come before, and another fault after it. */
    uint8_t flag = kind == FAULT_CRASH ? PROCESS_CRASHED : PROCESS_SUSPENDED;
    bool its_own = faults->struck_by[process] == (int32_t)fault_index(faults, fault);
    if ((faults->flags[process] & flag) == 0 || !its_own)
        return;
    faults->flags[process] = 0;
    fault_tell(engine, fault, kind, process, true);
    if (kind == FAULT_CRASH)
        engine_recover(engine, process);
    else
        resume(engine, process);
}
