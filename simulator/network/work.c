/* work.c: the pieces of work of the network flow, which SimGrid executes: cores and disks are shared as SimGrid models them.
 *
 * What computes is executed by an actor of the process, which then delivers its end and waits for the next piece: a process has
 * as many of these *cores* as it has ever had pieces at once. What reads and writes, and all that computes where hosts fail, has
 * an actor of its own, and its end is a date of the process. What shares nothing is such a date from the beginning.
 *
 * When a piece is given up its actor is killed (SimGrid 3.32 does not survive that an execution is cancelled in the instant in
 * which it ends), and SimGrid cancels what it has sent: cores detach their messages, the others send none.
 *
 * Handlers begin and give up work; actors are woken, created and killed when they are over, since other actors run at each
 * call of SimGrid. */
#include "network/flow.h"
#include "platform/platform.h"

#include <simgrid/disk.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/semaphore.h>
#include <stdlib.h>

/* A piece that has begun, for its actor. */
struct worker {
    struct flow *flow;
    struct worker *next; /* of those to start, or to end */
    uint32_t piece, generation, process;
    uint8_t kind;
    double amount;
    struct core *core; /* that executes it, or NULL */
    sg_actor_t actor;  /* of its own; NULL: none, not started, or on its way out */
    bool ended;        /* given up before it was started */
};

struct core {
    struct actor *actor; /* of its process */
    struct core *next;   /* of the idle ones */
    struct core *next_of_all, *previous_of_all;
    struct worker *worker; /* what it executes; NULL: nothing, or nothing any more */
    bool executes;
    sg_actor_t self;
    sg_sem_t wakes;
};

void flow_work_begins(struct engine *engine, uint32_t index)
{
    struct flow *flow = engine->network;
    struct piece *piece = &engine->works->pieces[index];
    flow->pending++;
    if (works_sharing(engine, piece) == NO_PIECE) {
        struct envelope end = works_date(engine, index, engine->now + piece->left);
        piece->carrier = NULL;
        engine->remember(engine, &end);
        return;
    }
    struct worker *worker = must_have(malloc(sizeof *worker), "a piece of work");
    *worker = (struct worker){.flow = flow,
                              .piece = index,
                              .generation = piece->generation,
                              .process = piece->process,
                              .kind = piece->kind,
                              .amount = piece->left};
    piece->carrier = worker;
    *flow->to_start_end = worker;
    flow->to_start_end = &worker->next;
}

void flow_work_ends(struct engine *engine, uint32_t index)
{
    struct flow *flow = engine->network;
    struct worker *worker = engine->works->pieces[index].carrier;
    flow->pending--;
    if (worker == NULL)
        return; /* it ends itself, or is a date */
    engine->works->pieces[index].carrier = NULL;
    worker->ended = true;
    if (worker->actor == NULL && worker->core == NULL)
        return; /* it is among those to start */
    worker->next = flow->to_end;
    flow->to_end = worker;
}

/* ---- cores ---- */

/* While the core is in a call of SimGrid, its worker may be given up: before it executes, then it is gone; when it does, then the
 * core is. Returns the worker if it has come to its end. */
static struct worker *compute(struct core *core)
{
    if (core->worker != NULL && core->worker->amount > 0) {
        core->executes = true;
        sg_actor_execute(core->worker->amount);
        core->executes = false;
    }
    struct worker *worker = core->worker;
    core->worker = NULL;
    if (worker != NULL)
        worker->core = NULL;
    return worker;
}

static void deliver_end(struct worker *worker)
{
    struct flow *flow = worker->flow;
    struct engine *engine = flow->engine;
    struct actor *actor = &flow->actors[worker->process];
    engine->works->pieces[worker->piece].carrier = NULL;
    engine->now = fmax(engine->now, simgrid_get_clock());
    struct envelope over = works_over(engine, worker->piece);
    free(worker);
    engine_deliver(engine, &over);
    flow_after_handler(actor, true);
    flow_tell(flow);
}

static void core_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct core *core = sg_actor_self_get_data();
    struct actor *actor = core->actor;
    sg_actor_daemonize(sg_actor_self());
    for (;;) {
        struct worker *worker = compute(core);
        if (worker != NULL && !worker->ended && !actor->flow->engine->over)
            deliver_end(worker);
        core->next = actor->idle_cores;
        actor->idle_cores = core;
        sg_sem_acquire(core->wakes);
    }
}

static void start_on_core(struct worker *worker, uint32_t host)
{
    struct flow *flow = worker->flow;
    struct actor *actor = &flow->actors[worker->process];
    struct core *core = actor->idle_cores;
    if (core != NULL) {
        actor->idle_cores = core->next;
        core->worker = worker;
        worker->core = core;
        sg_sem_release(core->wakes);
        return;
    }
    core = must_have(malloc(sizeof *core), "a piece of work");
    *core = (struct core){.actor = actor, .worker = worker, .wakes = sg_sem_init(0)};
    worker->core = core;
    core->next_of_all = flow->cores;
    if (flow->cores != NULL)
        flow->cores->previous_of_all = core;
    flow->cores = core;
    core->self = sg_actor_init("core", platform_host(host));
    sg_actor_set_data(core->self, core);
    sg_actor_ref(core->self);
    sg_actor_start_(core->self, core_main, 0, NULL);
}

static void remove_core(struct flow *flow, struct core *core)
{
    if (core->previous_of_all != NULL)
        core->previous_of_all->next_of_all = core->next_of_all;
    else
        flow->cores = core->next_of_all;
    if (core->next_of_all != NULL)
        core->next_of_all->previous_of_all = core->previous_of_all;
    sg_sem_destroy(core->wakes);
    sg_actor_unref(core->self);
    free(core);
}

static void end_on_core(struct worker *worker)
{
    struct core *core = worker->core;
    core->worker = NULL;
    if (!core->executes)
        return;
    sg_actor_kill(core->self);
    remove_core(worker->flow, core);
}

/* ---- actors of their own ---- */

static void execute(const struct worker *worker)
{
    unsigned count;
    sg_disk_t *disks = NULL;
    switch ((enum work)worker->kind) {
    case WORK_COMPUTE:
    case WORK_MERGE:
        sg_actor_execute(worker->amount);
        return;
    case WORK_READ:
    case WORK_WRITE:
        break;
    case WORK_BOOT:
    case WORK_QUEUE:
    case WORK_KINDS:
        return;
    }
    sg_host_get_disks(sg_host_self(), &count, &disks);
    sg_disk_t disk = disks[0];
    free(disks);
    if (worker->kind == WORK_READ)
        sg_disk_read(disk, (sg_size_t)worker->amount);
    else
        sg_disk_write(disk, (sg_size_t)worker->amount);
}

static void worker_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct worker *worker = sg_actor_self_get_data();
    struct flow *flow = worker->flow;
    struct engine *engine = flow->engine;
    sg_actor_daemonize(sg_actor_self());
    if (worker->amount > 0)
        execute(worker);
    if (!worker->ended && !engine->over) {
        engine->works->pieces[worker->piece].carrier = NULL;
        sg_actor_unref(worker->actor);
        engine->now = fmax(engine->now, simgrid_get_clock());
        struct envelope over = works_over(engine, worker->piece);
        over.flags &= (uint8_t)~ENVELOPE_BACKGROUND; /* it is to come, as the piece was */
        free(worker);
        engine->remember(engine, &over);
        flow_tell(flow);
    }
}

static void start_alone(struct worker *worker, uint32_t host)
{
    sg_actor_t actor = sg_actor_init("work", platform_host(host));
    sg_actor_set_data(actor, worker);
    sg_actor_ref(actor);
    worker->actor = actor;
    sg_actor_start_(actor, worker_main, 0, NULL); /* which may be over at once, and the worker gone */
}

/* ---- when handlers are over ---- */

static void end(struct worker *worker)
{
    if (worker->core != NULL) {
        end_on_core(worker);
    } else if (worker->actor != NULL) {
        sg_actor_kill(worker->actor);
        sg_actor_unref(worker->actor);
    }
    free(worker);
}

static void start(struct worker *worker)
{
    struct flow *flow = worker->flow;
    uint32_t host = system_host(flow->engine->system, worker->process);
    bool is_on = flow->failing == NULL || sg_host_is_on(platform_host(host));
    if (worker->ended || !is_on) {
        if (!worker->ended)
            flow->engine->works->pieces[worker->piece].carrier = NULL;
        free(worker);
    } else if (flow->failing == NULL && (worker->kind == WORK_COMPUTE || worker->kind == WORK_MERGE)) {
        start_on_core(worker, host);
    } else {
        start_alone(worker, host);
    }
}

void flow_apply_work(struct flow *flow)
{
    while (flow->to_end != NULL || flow->to_start != NULL) {
        struct worker *worker = flow->to_end;
        if (worker != NULL) {
            flow->to_end = worker->next;
            end(worker);
            continue;
        }
        worker = flow->to_start;
        flow->to_start = worker->next;
        if (flow->to_start == NULL)
            flow->to_start_end = &flow->to_start;
        start(worker);
    }
}

void flow_release_work(struct flow *flow)
{
    const struct works *works = flow->engine->works;
    for (uint32_t i = 0; works != NULL && i < works->count; i++)
        if (works->pieces[i].used)
            free(works->pieces[i].carrier);
    while (flow->to_end != NULL) {
        struct worker *worker = flow->to_end;
        flow->to_end = worker->next;
        free(worker);
    }
    for (struct core *core = flow->cores, *next; core != NULL; core = next) {
        next = core->next_of_all;
        remove_core(flow, core);
    }
}
