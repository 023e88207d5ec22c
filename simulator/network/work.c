/* work.c: the pieces of work of the network flow. Each has a SimGrid actor of its own on the host of its process, which
 * executes it and is gone: cores and disks are shared as SimGrid models them. Its end is a date of the process, since SimGrid
 * cancels the messages that an actor has sent when it is gone.
 *
 * Handlers begin and give up work; actors are created and killed when they are over, since other actors run at each
 * call of SimGrid. */
#include "network/flow.h"
#include "platform/platform.h"

#include <simgrid/disk.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <stdlib.h>

struct worker {
    struct flow *flow;
    struct worker *next; /* of those to start, or to end */
    uint32_t piece, generation, process;
    uint8_t kind;
    double amount;
    sg_actor_t actor; /* NULL: not started, or on its way out */
    bool ended;       /* given up before it was started */
};

void flow_work_begins(struct engine *engine, uint32_t index)
{
    struct flow *flow = engine->network;
    struct piece *piece = &engine->works->pieces[index];
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
    flow->pending++;
}

void flow_work_ends(struct engine *engine, uint32_t index)
{
    struct flow *flow = engine->network;
    struct worker *worker = engine->works->pieces[index].carrier;
    flow->pending--;
    if (worker == NULL)
        return; /* it ends itself */
    engine->works->pieces[index].carrier = NULL;
    worker->ended = true;
    if (worker->actor == NULL)
        return; /* it is among those to start */
    worker->next = flow->to_end;
    flow->to_end = worker;
}

static void execute(const struct worker *worker)
{
    unsigned count;
    sg_disk_t *disks = NULL;
    switch ((enum work)worker->kind) {
    case WORK_COMPUTE:
    case WORK_MERGE:
        sg_actor_execute(worker->amount);
        return;
    case WORK_BOOT:
    case WORK_QUEUE:
        sg_actor_sleep_for(worker->amount);
        return;
    case WORK_READ:
    case WORK_WRITE:
        break;
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

void flow_apply_work(struct flow *flow)
{
    while (flow->to_end != NULL || flow->to_start != NULL) {
        struct worker *worker = flow->to_end;
        if (worker != NULL) {
            flow->to_end = worker->next;
            sg_actor_kill(worker->actor);
            sg_actor_unref(worker->actor);
            free(worker);
            continue;
        }
        worker = flow->to_start;
        flow->to_start = worker->next;
        if (flow->to_start == NULL)
            flow->to_start_end = &flow->to_start;
        uint32_t host = system_host(flow->engine->system, worker->process);
        if (worker->ended || !sg_host_is_on(platform_host(host))) {
            if (!worker->ended)
                flow->engine->works->pieces[worker->piece].carrier = NULL;
            free(worker);
            continue;
        }
        sg_actor_t actor = sg_actor_init("work", platform_host(host));
        sg_actor_set_data(actor, worker);
        sg_actor_ref(actor);
        worker->actor = actor;
        sg_actor_start_(actor, worker_main, 0, NULL); /* which may be over at once, and the worker gone */
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
}
