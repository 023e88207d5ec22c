/* flow.c: the reference network. Every process is a SimGrid actor on its host, every message a SimGrid communication:
 * bandwidth is shared and links are loaded as SimGrid models them.
 *
 * Each channel has a mailbox whose permanent receiver is an actor of the receiving process, so that a transfer starts
 * when it is sent, and a channel is FIFO because a mailbox is. An actor keeps one receive posted on each of its
 * in-channels and waits for the first that completes, which takes a time that grows with them: a process of many has several
 * such actors.
 *
 * A sender keeps no list of what it has in transit: the message carries its communication, and the receiver releases it.
 * SimGrid keeps lists, and searches them from end to end at each receive: of all that an actor has ever sent, and of the
 * detached communications that are in transit, of all actors together. A message goes into the shorter one: a process
 * that sends now and then detaches nothing, a master that sends a million does.
 *
 * Extra delays, timers, start dates and the dates of faults are dates that a process remembers (struct agenda). Where there are
 * any, it has a second actor on the same host, which sleeps until the first of them. (sg_comm_wait_any_for would bound the
 * waiting of the first actor, but it drops the communications when the time is over.) Handlers are atomic, so either may
 * run them. What strikes after an event may give a date to another process: whose second actor is woken then.
 *
 * The run ends when nothing can happen any more: no message in transit and no date to come. A conductor, the only actor
 * that is not a daemon, waits for that, or for the end of the budget; SimGrid's deadlock detection never comes into play.
 *
 * On a platform whose hosts or links fail by their state profiles, failing.c carries the messages instead. Profiles of
 * bandwidths and latencies are SimGrid's own affair.
 *
 * Handlers cost no simulated time; what processes compute, read and write does: see work.c. */
#include "network/flow.h"
#include "platform/platform.h"

#include <simgrid/comm.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/mailbox.h>
#include <simgrid/semaphore.h>
#include <xbt/config.h>

#include <fcntl.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Enough for a handler and SimGrid's calls under it; 8 KiB works, 4 KiB does not (measured). */
enum { STACK_KIB = 16, STACK_KIB_SANITIZED = 256 };

/* What a receive costs grows with the channels that its actor waits for, and an actor takes 27 KB: of few channels, each has an
 * actor of its own. By measurement; both may be halved or doubled without much effect. */
enum { PORTS_OF_A_RECEIVER = 16, FEW_CHANNELS = 4096 };

static const sim_time LONG_WAIT = 1e6; /* seconds: any date will do */

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

static bool is_awaited(const struct envelope *envelope)
{
    return (envelope->flags & ENVELOPE_BACKGROUND) == 0;
}

/* Whoever runs the handler is to call flow_tell() when it is over. */
static void add_date(struct actor *actor, struct parcel *parcel)
{
    struct flow *flow = actor->flow;
    if (!agenda_add(&actor->agenda, parcel) || actor->new_date == NULL)
        return;
    actor->tell_date = true;
    if (actor->listed)
        return;
    actor->listed = true;
    actor->next_listed = flow->listed;
    flow->listed = actor;
}

void flow_tell(struct flow *flow)
{
    while (flow->listed != NULL) {
        struct actor *actor = flow->listed;
        flow->listed = actor->next_listed;
        actor->listed = false;
        if (!actor->tell_date)
            continue; /* it knows by now */
        actor->tell_date = false;
        sg_sem_release(actor->new_date);
    }
}

static void flow_remember(struct engine *engine, const struct envelope *envelope)
{
    struct flow *flow = engine->network;
    add_date(&flow->actors[envelope->process], new_parcel(envelope));
    flow->pending += is_awaited(envelope);
}

struct parcel *flow_take_sent(struct actor *actor)
{
    struct parcel *parcel = actor->outbox;
    actor->outbox = parcel->next;
    if (actor->outbox == NULL)
        actor->outbox_end = &actor->outbox;
    return parcel;
}

/* SimGrid takes a message of 0 bytes for arrived as soon as it is asked for. */
static long size_of(const struct flow *flow, const struct parcel *parcel)
{
    uint64_t bytes = engine_message_bytes(flow->engine, &parcel->envelope);
    return bytes > 0 ? (long)bytes : 1;
}

sg_comm_t flow_post(struct flow *flow, uint64_t channel, struct parcel *parcel)
{
    return sg_mailbox_put_async(flow->mailboxes[channel], parcel, size_of(flow, parcel));
}

static void post(struct actor *actor, uint64_t channel, struct parcel *parcel, bool mortal)
{
    struct flow *flow = actor->flow;
    if (!mortal && actor->sent <= flow->detached) {
        actor->sent++;
        parcel->comm = flow_post(flow, channel, parcel);
    } else {
        flow->detached++;
        sg_comm_detach(sg_mailbox_put_init(flow->mailboxes[channel], parcel, size_of(flow, parcel)), NULL);
    }
}

/* Posts what handlers have sent, now that they are over: other actors run at each communication that is posted, and what
 * their handlers send for this process is posted here too, after what was sent before. */
static void post_outbox(struct actor *actor, bool mortal)
{
    struct flow *flow = actor->flow;
    struct engine *engine = flow->engine;
    if (actor->posting)
        return;
    actor->posting = true;
    while (actor->outbox != NULL) {
        struct parcel *parcel = flow_take_sent(actor);
        uint64_t channel = topology_channel(engine->topology, parcel->envelope.process, parcel->envelope.port);
        post(actor, channel, parcel, mortal);
    }
    actor->posting = false;
}

/* ---- delivery ---- */

void flow_end_if_over(struct flow *flow)
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

void flow_after_handler(struct actor *actor, bool mortal)
{
    struct flow *flow = actor->flow;
    if (flow->failing != NULL)
        failing_after_handler(actor);
    else
        post_outbox(actor, mortal);
    flow_apply_work(flow);
    if (flow->engine->accounts != NULL)
        accounts_settle(flow->engine);
    flow_end_if_over(flow);
}

/* Runs the handler of a parcel whose date has come, posts what it sends, and frees it. SimGrid's clock may have passed the
 * date by less than 1 ns. */
static void deliver(struct actor *actor, struct parcel *parcel)
{
    struct flow *flow = actor->flow;
    struct engine *engine = flow->engine;
    engine->now = fmax(engine->now, parcel->envelope.time);
    if (engine->over)
        engine_discard(engine, &parcel->envelope);
    else
        engine_deliver(engine, &parcel->envelope);
    flow->pending -= is_awaited(&parcel->envelope);
    free(parcel);
    flow_after_handler(actor, false);
}

void flow_arrive(struct actor *actor, struct parcel *parcel)
{
    if (parcel->comm != NULL)
        sg_comm_unref(parcel->comm);
    else
        actor->flow->detached--;
    sim_time now = simgrid_get_clock(), due = now + parcel->extra_delay;
    if (actor->last_due != NULL && (parcel->envelope.flags & ENVELOPE_UNORDERED) == 0) {
        sim_time *last = &actor->last_due[parcel->envelope.port];
        if (due < *last)
            due = *last;
        *last = due;
    }
    parcel->envelope.time = due;
    if (due <= now && agenda_next(&actor->agenda) > now)
        deliver(actor, parcel);
    else
        add_date(actor, parcel);
}

static void deliver_due(struct actor *actor)
{
    while (agenda_next(&actor->agenda) <= simgrid_get_clock())
        deliver(actor, agenda_take(&actor->agenda));
}

/* Receives by some of the in-ports of a process. */
struct receiver {
    struct actor *actor;
    uint32_t first, count; /* in-ports */
    struct receiver *next; /* of all */
};

static void receiver_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    const struct receiver *receiver = sg_actor_self_get_data();
    struct actor *actor = receiver->actor;
    struct flow *flow = actor->flow;
    uint32_t count = receiver->count;
    sg_mailbox_t *mailboxes = flow->mailboxes;
    sg_comm_t receives[PORTS_OF_A_RECEIVER];
    void *slots[PORTS_OF_A_RECEIVER];
    if (count > 0)
        mailboxes += topology_channel(flow->engine->topology, actor->process, receiver->first);
    for (uint32_t i = 0; i < count; i++) {
        sg_mailbox_set_receiver(sg_mailbox_get_name(mailboxes[i]));
        receives[i] = sg_mailbox_get_async(mailboxes[i], &slots[i]);
    }
    deliver_due(actor); /* a start at date 0 */
    flow_tell(flow);
    while (count > 0) {
        size_t i = 0;
        if (count > 1)
            i = (size_t)sg_comm_wait_any(receives, count);
        else if (sg_comm_wait(receives[0]) != SG_OK)
            return;
        struct parcel *parcel = slots[i];
        receives[i] = sg_mailbox_get_async(mailboxes[i], &slots[i]);
        flow_arrive(actor, parcel);
        flow_tell(flow);
    }
}

/* The second actor of a process: delivers what its agenda holds, at its date. It need not be told what it does itself. */
static void agenda_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    /* SimGrid adds what is waited to its clock, and waits for 1 ns at least: without this it would often stop a rounding
     * error short of the date, and then reach it too late. */
    static const double rounding = 4 * DBL_EPSILON;
    struct actor *actor = sg_actor_self_get_data();
    for (;;) {
        deliver_due(actor);
        actor->tell_date = false;
        flow_tell(actor->flow);
        sim_time next = agenda_next(&actor->agenda), now = simgrid_get_clock();
        if (isinf(next))
            sg_sem_acquire(actor->new_date);
        else if (next > now)
            sg_sem_acquire_timeout(actor->new_date, next - now + rounding * next);
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
    } else if (isinf(engine->budget_time) && flow->failing == NULL) {
        sg_sem_acquire(flow->end);
    } else if (isinf(engine->budget_time)) {
        /* SimGrid takes a simulation for dead when only its profiles have anything to do: somebody must have a date. */
        while (sg_sem_acquire_timeout(flow->end, LONG_WAIT) != 0)
            continue;
    } else if (sg_sem_acquire_timeout(flow->end, engine->budget_time) != 0) {
        engine_end_of_time(engine);
    }
    /* SimGrid now ends the other actors. Where messages are in transit it complains of each, with a backtrace: silence. */
    if (flow->pending > 0 || flow->failing != NULL) {
        fflush(stderr);
        flow->standard_error = dup(STDERR_FILENO);
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDERR_FILENO);
        close(nowhere);
    }
}

/* ---- a run ---- */

sg_actor_t flow_create_actor(const char *name, uint32_t host, xbt_main_func_t code, void *data)
{
    sg_actor_t actor = sg_actor_init(name, platform_host(host));
    sg_actor_set_data(actor, data);
    sg_actor_start_(actor, code, 0, NULL);
    return actor;
}

sg_mailbox_t flow_mailbox(uint64_t channel, uint32_t life)
{
    char name[32];
    snprintf(name, sizeof name, "%" PRIx64 "-%" PRIx32, channel, life);
    return sg_mailbox_by_name(name);
}

static void create_mailboxes(struct flow *flow, uint64_t channels)
{
    flow->mailboxes = must_have(malloc((channels + 1) * sizeof *flow->mailboxes), "the channels");
    for (uint64_t channel = 0; channel < channels; channel++)
        flow->mailboxes[channel] = flow_mailbox(channel, 0);
}

static void create_receivers(struct actor *actor, uint32_t host)
{
    struct flow *flow = actor->flow;
    const struct topology *topology = flow->engine->topology;
    uint32_t most = topology_channels(topology) <= FEW_CHANNELS ? 1 : PORTS_OF_A_RECEIVER;
    uint32_t left = topology_in_degree(topology, actor->process), first = 0;
    do {
        struct receiver *receiver = must_have(malloc(sizeof *receiver), "a process");
        *receiver = (struct receiver){actor, first, left < most ? left : most, flow->receivers};
        flow->receivers = receiver;
        first += receiver->count;
        left -= receiver->count;
        sg_actor_daemonize(flow_create_actor("process", host, receiver_main, receiver));
    } while (left > 0);
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
    for (uint32_t i = 0; i < engine->processes; i++)
        if (system_is_initiator(engine->system, i))
            flow_remember(engine, &(struct envelope){.time = system_start_time(engine->system, i),
                                                     .process = i,
                                                     .slot = NO_SLOT,
                                                     .type = ENVELOPE_START});
    flow_create_actor("conductor", flow->safe_host, conductor_main, flow);
    if (flow->failing != NULL)
        failing_create_actors(flow);
    bool always = engine->delayed || engine->timer_kinds > 0 || engine->works != NULL || engine->faults != NULL ||
                  flow->failing != NULL;
    for (uint32_t i = 0; i < engine->processes; i++) {
        struct actor *actor = &flow->actors[i];
        uint32_t host = system_host(engine->system, i);
        if (flow->failing == NULL)
            create_receivers(actor, host);
        if (always || (actor->agenda.count > 0 && agenda_next(&actor->agenda) > 0)) {
            actor->new_date = sg_sem_init(0);
            host = flow->failing != NULL ? flow->safe_host : host;
            sg_actor_daemonize(flow_create_actor("agenda", host, agenda_main, actor));
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

static void release(struct flow *flow)
{
    struct engine *engine = flow->engine;
    for (uint32_t i = 0; flow->actors != NULL && i < engine->processes; i++) {
        struct actor *actor = &flow->actors[i];
        while (actor->agenda.count > 0 || actor->outbox != NULL) {
            struct parcel *parcel = actor->outbox != NULL ? flow_take_sent(actor) : agenda_take(&actor->agenda);
            engine_discard(engine, &parcel->envelope);
            free(parcel);
        }
        if (actor->new_date != NULL)
            sg_sem_destroy(actor->new_date);
        if (actor->to_post != NULL)
            sg_sem_destroy(actor->to_post);
        free(actor->agenda.heap);
        free(actor->last_due);
    }
    while (flow->receivers != NULL) {
        struct receiver *receiver = flow->receivers;
        flow->receivers = receiver->next;
        free(receiver);
    }
    flow_release_work(flow);
    failing_free(flow);
    free(flow->actors);
    free(flow->mailboxes);
    sg_sem_destroy(flow->end);
    engine->network = NULL;
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
    flow.to_start_end = &flow.to_start;
    engine->network = &flow;
    engine->send = flow_send;
    engine->remember = flow_remember;
    engine->work_begins = flow_work_begins;
    engine->work_ends = flow_work_ends;
    accounts_defer(engine);
    if (!failing_create(&flow, err)) {
        release(&flow);
        return error_blame(err, "network");
    }
    create_mailboxes(&flow, topology_channels(engine->topology));
    create_actors(&flow);

    simgrid_run();
    if (flow.standard_error >= 0) {
        dup2(flow.standard_error, STDERR_FILENO);
        close(flow.standard_error);
    }
    release(&flow);
    /* SimGrid found nothing to do while something was still to come: a date that it cannot tell from infinity. */
    return engine->over ||
           error_set(err, ERROR_INPUT, NULL, 0,
                     "SimGrid ended the run at %g s while messages or dates were still to come", engine->now);
}
