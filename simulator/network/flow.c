/* flow.c: the reference network. Every process is a SimGrid actor on its host, every message a SimGrid communication:
 * bandwidth is shared and links are loaded as SimGrid models them.
 *
 * Each channel has a mailbox whose permanent receiver is the actor of the receiving process, so that a transfer starts
 * when it is sent, and a channel is FIFO because a mailbox is. An actor keeps one receive posted on each of its
 * in-channels and waits for the first that completes: O(in-degree) an event.
 *
 * A sender keeps no list of what it has in transit: the message carries its communication, and the receiver releases it
 * (detached communications stand in one list that SimGrid searches from end to end: quadratic with 100,000 in
 * transit).
 *
 * Extra delays, timers and start dates are dates that a process remembers (struct agenda). Where there are any, it has a second
 * actor on the same host, which sleeps until the first of them. (sg_comm_wait_any_for would bound the waiting of the
 * first actor, but it drops the communications when the time is over.) Handlers are atomic, so either may run them.
 *
 * The run ends when nothing can happen any more: no message in transit and no date to come. A conductor, the only actor
 * that is not a daemon, waits for that, or for the end of the budget; SimGrid's deadlock detection never comes into play.
 *
 * Left out: a process's own computing costs no simulated time. */
#include "engine/engine.h"
#include "platform/platform.h"

#include <simgrid/actor.h>
#include <simgrid/comm.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/mailbox.h>
#include <simgrid/semaphore.h>
#include <xbt/config.h>

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Enough for a handler and SimGrid's calls under it; 8 KiB works, 4 KiB does not (measured). */
enum { STACK_KIB = 16, STACK_KIB_SANITIZED = 256 };

/* A message in transit, or waiting out its extra delay, or a date to come. */
struct parcel {
    struct envelope envelope;
    sg_comm_t comm; /* the sender's, released by the receiver */
    sim_time extra_delay;
    uint64_t order;      /* among the parcels of an agenda with the same date */
    struct parcel *next; /* in an outbox */
};

/* Dates to come at one process, as a binary heap by (date, order). */
struct agenda {
    struct parcel **heap;
    uint32_t count, capacity;
    uint64_t next_order;
};

struct actor {
    struct flow *flow;
    uint32_t process;
    bool posting;                        /* one of the two actors posts the outbox, in the order of sending */
    struct parcel *outbox, **outbox_end; /* sent by handlers, not posted yet */
    struct agenda agenda;
    sg_sem_t new_date;  /* wakes the second actor: the first date of the agenda has changed */
    bool tell_date;     /* new_date is to be released when the handler is over */
    sim_time *last_due; /* by in-port: date of the last delivery, when channels are FIFO and have extra delays */
};

struct flow {
    struct engine *engine;
    struct actor *actors;
    sg_mailbox_t *mailboxes; /* by channel */
    uint64_t pending;        /* messages in transit, dates to come */
    sg_sem_t end;            /* released when the run is over */
    bool ended;
    int standard_error; /* kept aside while actors are ended; -1: not */
};

/* ---- agenda ---- */

static bool is_before(const struct parcel *a, const struct parcel *b)
{
    return a->envelope.time < b->envelope.time || (a->envelope.time == b->envelope.time && a->order < b->order);
}

/* Returns whether the parcel is now the first. */
static bool agenda_add(struct agenda *agenda, struct parcel *parcel)
{
    if (agenda->count == agenda->capacity) {
        agenda->capacity = agenda->capacity == 0 ? 8 : 2 * agenda->capacity;
        agenda->heap = must_have(realloc(agenda->heap, agenda->capacity * sizeof *agenda->heap), "an agenda");
    }
    parcel->order = agenda->next_order++;
    uint32_t i = agenda->count++;
    for (; i > 0 && is_before(parcel, agenda->heap[(i - 1) / 2]); i = (i - 1) / 2)
        agenda->heap[i] = agenda->heap[(i - 1) / 2];
    agenda->heap[i] = parcel;
    return i == 0;
}

static struct parcel *agenda_take(struct agenda *agenda)
{
    struct parcel *first = agenda->heap[0];
    struct parcel *moved = agenda->heap[--agenda->count];
    uint32_t i = 0;
    for (uint32_t child; (child = 2 * i + 1) < agenda->count; i = child) {
        if (child + 1 < agenda->count && is_before(agenda->heap[child + 1], agenda->heap[child]))
            child++;
        if (!is_before(agenda->heap[child], moved))
            break;
        agenda->heap[i] = agenda->heap[child];
    }
    agenda->heap[i] = moved;
    return first;
}

/* ---- sending ---- */

static struct parcel *new_parcel(const struct envelope *envelope)
{
    struct parcel *parcel = must_have(malloc(sizeof *parcel), "a message");
    *parcel = (struct parcel){.envelope = *envelope};
    return parcel;
}

static void flow_send(struct engine *engine, uint32_t from, const struct envelope *envelope, sim_time extra_delay)
{
    struct flow *flow = engine->network;
    struct actor *actor = &flow->actors[from];
    struct parcel *parcel = new_parcel(envelope);
    parcel->extra_delay = extra_delay;
    *actor->outbox_end = parcel;
    actor->outbox_end = &parcel->next;
    flow->pending++;
}

static void flow_remember(struct engine *engine, const struct envelope *envelope)
{
    struct flow *flow = engine->network;
    struct actor *actor = &flow->actors[envelope->process];
    if (agenda_add(&actor->agenda, new_parcel(envelope)))
        actor->tell_date = true;
    flow->pending++;
}

/* Posts what handlers have sent, now that they are over: other actors run at each communication that is posted, and what
 * their handlers send for this process is posted here too, after what was sent before. */
static void post_outbox(struct actor *actor)
{
    struct flow *flow = actor->flow;
    struct engine *engine = flow->engine;
    if (actor->posting)
        return;
    actor->posting = true;
    while (actor->outbox != NULL) {
        struct parcel *parcel = actor->outbox;
        actor->outbox = parcel->next;
        if (actor->outbox == NULL)
            actor->outbox_end = &actor->outbox;
        uint64_t channel = topology_channel(engine->topology, parcel->envelope.process, parcel->envelope.port);
        parcel->comm =
            sg_mailbox_put_async(flow->mailboxes[channel], parcel, (long)engine->wire_bytes[parcel->envelope.kind]);
    }
    actor->posting = false;
}

/* ---- delivery ---- */

static void end_if_over(struct flow *flow)
{
    struct engine *engine = flow->engine;
    if (flow->pending == 0)
        engine_end(engine, ENDING_QUIESCENT);
    if (engine->options->stop != NULL && *engine->options->stop != 0)
        engine_end(engine, ENDING_STOPPED);
    if (engine->over && !flow->ended) {
        flow->ended = true;
        sg_sem_release(flow->end);
    }
}

/* Runs the handler of a parcel whose date has come, posts what it sends, and frees it. */
static void deliver(struct actor *actor, struct parcel *parcel)
{
    struct flow *flow = actor->flow;
    struct engine *engine = flow->engine;
    engine->now = simgrid_get_clock();
    if (engine->over)
        engine_discard(engine, &parcel->envelope);
    else
        engine_deliver(engine, &parcel->envelope);
    free(parcel);
    flow->pending--;
    post_outbox(actor);
    end_if_over(flow);
}

/* A message has arrived: it is delivered now, or after its extra delay. */
static void arrive(struct actor *actor, struct parcel *parcel)
{
    sg_comm_unref(parcel->comm);
    if (!actor->flow->engine->delayed) {
        deliver(actor, parcel);
        return;
    }
    sim_time due = simgrid_get_clock() + parcel->extra_delay;
    if (actor->last_due != NULL) {
        sim_time *last = &actor->last_due[parcel->envelope.port];
        if (due < *last)
            due = *last;
        *last = due;
    }
    parcel->envelope.time = due;
    if (agenda_add(&actor->agenda, parcel))
        actor->tell_date = true;
}

static void deliver_due(struct actor *actor)
{
    while (actor->agenda.count > 0 && actor->agenda.heap[0]->envelope.time <= simgrid_get_clock())
        deliver(actor, agenda_take(&actor->agenda));
}

static void actor_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct actor *actor = sg_actor_self_get_data();
    struct flow *flow = actor->flow;
    struct engine *engine = flow->engine;
    uint32_t degree = topology_in_degree(engine->topology, actor->process);
    uint64_t first_channel = degree > 0 ? topology_channel(engine->topology, actor->process, 0) : 0;
    sg_comm_t single_receive;
    void *single_slot;
    sg_comm_t *receives = &single_receive;
    void **slots = &single_slot;
    if (degree > 1) {
        receives = must_have(malloc(degree * sizeof *receives), "a process");
        slots = must_have(malloc(degree * sizeof *slots), "a process");
    }
    for (uint32_t port = 0; port < degree; port++) {
        sg_mailbox_t mailbox = flow->mailboxes[first_channel + port];
        sg_mailbox_set_receiver(sg_mailbox_get_name(mailbox));
        receives[port] = sg_mailbox_get_async(mailbox, &slots[port]);
    }
    deliver_due(actor); /* a start at date 0 */
    while (degree > 0) {
        size_t port = 0;
        if (degree > 1)
            port = (size_t)sg_comm_wait_any(receives, degree);
        else if (sg_comm_wait(receives[0]) != SG_OK)
            return;
        struct parcel *parcel = slots[port];
        receives[port] = sg_mailbox_get_async(flow->mailboxes[first_channel + port], &slots[port]);
        arrive(actor, parcel);
        if (actor->tell_date && actor->new_date != NULL) {
            actor->tell_date = false;
            sg_sem_release(actor->new_date);
        }
    }
}

/* The second actor of a process: delivers what its agenda holds, at its date. */
static void agenda_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct actor *actor = sg_actor_self_get_data();
    for (;;) {
        deliver_due(actor);
        actor->tell_date = false;
        if (actor->agenda.count > 0)
            sg_sem_acquire_timeout(actor->new_date, actor->agenda.heap[0]->envelope.time - simgrid_get_clock());
        else
            sg_sem_acquire(actor->new_date);
    }
}

static void conductor_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct flow *flow = sg_actor_self_get_data();
    struct engine *engine = flow->engine;
    if (flow->pending == 0) {
        engine_end(engine, ENDING_QUIESCENT);
    } else if (isinf(engine->budget_time)) {
        sg_sem_acquire(flow->end);
    } else if (sg_sem_acquire_timeout(flow->end, engine->budget_time) != 0) {
        engine_end_of_time(engine);
    }
    /* SimGrid now ends the other actors. Where messages are in transit it complains of each, with a backtrace: silence. */
    if (flow->pending > 0) {
        fflush(stderr);
        flow->standard_error = dup(STDERR_FILENO);
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDERR_FILENO);
        close(nowhere);
    }
}

/* ---- a run ---- */

static sg_actor_t create_actor(const char *name, uint32_t host, xbt_main_func_t code, void *data)
{
    sg_actor_t actor = sg_actor_init(name, platform_host(host));
    sg_actor_set_data(actor, data);
    sg_actor_start_(actor, code, 0, NULL);
    return actor;
}

static void create_mailboxes(struct flow *flow, uint64_t channels)
{
    flow->mailboxes = must_have(malloc((channels + 1) * sizeof *flow->mailboxes), "the channels");
    for (uint64_t channel = 0; channel < channels; channel++) {
        char name[24];
        snprintf(name, sizeof name, "%llx", (unsigned long long)channel);
        flow->mailboxes[channel] = sg_mailbox_by_name(name);
    }
}

static void create_actors(struct flow *flow)
{
    struct engine *engine = flow->engine;
    flow->actors = must_have(calloc(engine->processes, sizeof *flow->actors), "the processes");
    bool last_dues = engine->delayed && engine->settings->fifo;
    for (uint32_t i = 0; i < engine->processes; i++) {
        struct actor *actor = &flow->actors[i];
        actor->flow = flow;
        actor->process = i;
        actor->outbox_end = &actor->outbox;
        if (last_dues)
            actor->last_due = must_have(
                calloc((size_t)topology_in_degree(engine->topology, i) + 1, sizeof *actor->last_due), "the channels");
    }
    engine_begin(engine);
    for (uint32_t i = 0; i < engine->processes; i++) {
        if (system_is_initiator(engine->system, i))
            flow_remember(engine, &(struct envelope){.time = system_start_time(engine->system, i),
                                                     .process = i,
                                                     .slot = NO_SLOT,
                                                     .type = ENVELOPE_START});
    }
    create_actor("conductor", 0, conductor_main, flow);
    bool always = engine->delayed || engine->timer_kinds > 0;
    for (uint32_t i = 0; i < engine->processes; i++) {
        struct actor *actor = &flow->actors[i];
        uint32_t host = system_host(engine->system, i);
        sg_actor_daemonize(create_actor("process", host, actor_main, actor));
        if (always || (actor->agenda.count > 0 && actor->agenda.heap[0]->envelope.time > 0)) {
            actor->new_date = sg_sem_init(0);
            sg_actor_daemonize(create_actor("agenda", host, agenda_main, actor));
        }
    }
}

/* A missing route would make SimGrid abort in the middle of the run. */
static bool check_routes(const struct engine *engine, struct error *err)
{
    for (uint32_t i = 0; i < engine->processes; i++)
        for (uint32_t port = 0; port < topology_out_degree(engine->topology, i); port++) {
            struct route_cost cost;
            uint32_t to = topology_target(engine->topology, i, port).process;
            if (!platform_route_cost(system_host(engine->system, i), system_host(engine->system, to), &cost, err))
                return false;
        }
    return true;
}

bool network_flow_run(struct engine *engine, struct error *err)
{
    if (!check_routes(engine, err))
        return false;
#ifdef __SANITIZE_ADDRESS__
    sg_cfg_set_int("contexts/stack-size", STACK_KIB_SANITIZED);
#else
    sg_cfg_set_int("contexts/stack-size", STACK_KIB);
#endif
    sg_cfg_set_int("contexts/guard-size", 0);

    struct flow flow = {.engine = engine, .end = sg_sem_init(0), .standard_error = -1};
    engine->network = &flow;
    engine->send = flow_send;
    engine->remember = flow_remember;
    create_mailboxes(&flow, topology_channels(engine->topology));
    create_actors(&flow);

    simgrid_run();
    if (flow.standard_error >= 0) {
        dup2(flow.standard_error, STDERR_FILENO);
        close(flow.standard_error);
    }

    for (uint32_t i = 0; i < engine->processes; i++) {
        while (flow.actors[i].agenda.count > 0) {
            struct parcel *parcel = agenda_take(&flow.actors[i].agenda);
            engine_discard(engine, &parcel->envelope);
            free(parcel);
        }
        if (flow.actors[i].new_date != NULL)
            sg_sem_destroy(flow.actors[i].new_date);
        free(flow.actors[i].agenda.heap);
        free(flow.actors[i].last_due);
    }
    free(flow.actors);
    free(flow.mailboxes);
    sg_sem_destroy(flow.end);
    engine->network = NULL;
    return true;
}
