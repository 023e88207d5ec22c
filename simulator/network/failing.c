/* failing.c: the network flow on a platform whose hosts and links SimGrid turns off and on, by their state profiles.
 *
 * A link that is off fails the communications that pass by it, which are lost messages; sg_comm_wait_any would tell of that
 * by a C++ exception, so each channel has an actor of its own, its carrier, that waits for one communication at a time. It
 * learns that one has failed but not which: communications end in the order in which they were posted, and a channel
 * remembers the parcels in that order.
 *
 * A host that goes off takes its actors with it: the carriers of its processes, and the actors that post what they send
 * (a communication starts at the host of its actor). What is in transit to it and from it is lost, and so is what is sent to it
 * while it is off: SimGrid aborts on that. Agendas are kept by actors on a host that never goes off. There, too, each
 * host that may fail has a watcher, which waits for the end of an actor on it, the sentinel; SimGrid starts the sentinel
 * again when the host is back, and the watcher gives its processes new actors and recovers them. Mailboxes are given up
 * with the host: what SimGrid leaves in them would end the next receiver too.
 *
 * A host that is off keeps the run going when its profile turns it on again; profiles keep no run going otherwise. */
#include "network/flow.h"
#include "platform/platform.h"

#include <assert.h>
#include <simgrid/comm.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/mailbox.h>
#include <simgrid/semaphore.h>
#include <stdlib.h>

/* Carries what comes by one channel. */
struct carrier {
    struct actor *actor; /* of the receiving process */
    uint64_t channel;
    uint32_t life;               /* of its mailbox: how often its host has gone off */
    struct parcel *first, **end; /* posted, and not received yet, in this order */
    void *slot;                  /* where SimGrid puts what it receives: actors end, this does not */
};

/* A host that has a state profile. */
struct site {
    struct flow *flow;
    uint32_t host;
    const struct platform_profile *profile;
    uint32_t failures;
    bool comes_back;     /* it is off, and counted in flow->pending */
    sg_actor_t sentinel; /* the one that lives, or the last that did */
    sg_sem_t back;       /* released by each sentinel but the first */
    sg_sem_t never;
    bool started;
};

struct failing {
    struct carrier *carriers; /* by channel */
    struct site *sites;
    uint32_t site_count;
};

static struct carrier *carrier_of(const struct actor *actor, uint32_t in_port)
{
    const struct flow *flow = actor->flow;
    return &flow->failing->carriers[topology_channel(flow->engine->topology, actor->process, in_port)];
}

static bool is_on(const struct flow *flow, uint32_t process)
{
    return sg_host_is_on(platform_host(system_host(flow->engine->system, process))) != 0;
}

/* ---- losses ---- */

/* `over`: SimGrid has done with its communication. One that is not must be left to SimGrid, which complains of those that
 * are released too soon. A link that is off fails a communication before the call that posts it has returned. */
static void lose(struct flow *flow, struct parcel *parcel, bool over)
{
    struct engine *engine = flow->engine;
    engine->now = simgrid_get_clock();
    if (engine->over)
        engine_discard(engine, &parcel->envelope);
    else
        faults_platform_loss(engine, &parcel->envelope);
    flow->pending--;
    if (parcel->posting) {
        parcel->done = true;
        return;
    }
    if (over && parcel->comm != NULL)
        sg_comm_unref(parcel->comm);
    free(parcel);
}

static struct parcel *take_first(struct carrier *carrier)
{
    struct parcel *first = carrier->first;
    carrier->first = first->next;
    if (carrier->first == NULL)
        carrier->end = &carrier->first;
    return first;
}

static void lose_outbox(struct actor *actor)
{
    while (actor->outbox != NULL)
        lose(actor->flow, flow_take_sent(actor), true);
}

/* ---- carrying ---- */

static void carrier_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct carrier *carrier = sg_actor_self_get_data();
    struct flow *flow = carrier->actor->flow;
    sg_mailbox_t mailbox = flow->mailboxes[carrier->channel];
    sg_mailbox_set_receiver(sg_mailbox_get_name(mailbox));
    for (;;) {
        bool arrived = sg_comm_wait(sg_mailbox_get_async(mailbox, &carrier->slot)) == SG_OK;
        struct parcel *parcel = take_first(carrier);
        assert(!arrived || carrier->slot == parcel);
        if (arrived) {
            flow_arrive(carrier->actor, parcel);
        } else {
            lose(flow, parcel, true);
            flow_end_if_over(flow);
        }
        flow_tell(flow);
    }
}

static void post(struct flow *flow, struct parcel *parcel)
{
    const struct envelope *envelope = &parcel->envelope;
    struct carrier *carrier = carrier_of(&flow->actors[envelope->process], envelope->port);
    parcel->next = NULL;
    *carrier->end = parcel;
    carrier->end = &parcel->next;
    parcel->posting = true;
    sg_comm_t comm = flow_post(flow, carrier->channel, parcel);
    parcel->posting = false;
    parcel->comm = comm;
    if (parcel->done) {
        sg_comm_unref(comm);
        free(parcel);
    }
}

/* Posts the outbox of a process from its host. */
static void poster_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct actor *actor = sg_actor_self_get_data();
    struct flow *flow = actor->flow;
    for (;;) {
        while (actor->outbox != NULL) {
            struct parcel *parcel = flow_take_sent(actor);
            if (is_on(flow, parcel->envelope.process))
                post(flow, parcel);
            else
                lose(flow, parcel, true);
        }
        flow_end_if_over(flow);
        flow_tell(flow);
        sg_sem_acquire(actor->to_post);
    }
}

void failing_after_handler(struct actor *actor)
{
    struct flow *flow = actor->flow;
    if (is_on(flow, actor->process)) {
        if (actor->outbox != NULL)
            sg_sem_release(actor->to_post);
        return;
    }
    /* A fault of the scenario has recovered a process whose host is off; or its date is that of the host's failure. */
    if (!flow->engine->over)
        faults_platform_crash(flow->engine, actor->process);
    lose_outbox(actor);
}

/* What works for a process on its own host. */
static void create_for_process(struct actor *actor)
{
    struct flow *flow = actor->flow;
    struct engine *engine = flow->engine;
    uint32_t host = system_host(engine->system, actor->process);
    for (uint32_t port = 0; port < topology_in_degree(engine->topology, actor->process); port++)
        sg_actor_daemonize(flow_create_actor("carrier", host, carrier_main, carrier_of(actor, port)));
    sg_actor_daemonize(flow_create_actor("poster", host, poster_main, actor));
}

/* ---- hosts ---- */

static void sentinel_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct site *site =
        sg_host_get_data(sg_host_self()); /* SimGrid forgets the data of an actor that it starts again */
    bool again = site->started;
    site->started = true;
    site->sentinel = sg_actor_self();
    sg_actor_ref(site->sentinel);
    if (again)
        sg_sem_release(site->back);
    sg_sem_acquire(site->never);
}

/* The processes that are placed on the site, one after the other: call with *process = 0 first. */
static bool next_process(const struct site *site, uint32_t *process)
{
    const struct engine *engine = site->flow->engine;
    while (*process < engine->processes && system_host(engine->system, *process) != site->host)
        (*process)++;
    return *process < engine->processes;
}

static void lose_in_transit(struct actor *actor)
{
    struct flow *flow = actor->flow;
    for (uint32_t port = 0; port < topology_in_degree(flow->engine->topology, actor->process); port++) {
        struct carrier *carrier = carrier_of(actor, port);
        while (carrier->first != NULL)
            lose(flow, take_first(carrier), false);
        flow->mailboxes[carrier->channel] = flow_mailbox(carrier->channel, ++carrier->life);
    }
}

static void go_off(struct site *site)
{
    struct flow *flow = site->flow;
    struct engine *engine = flow->engine;
    site->comes_back = ++site->failures <= site->profile->returns;
    flow->pending += site->comes_back;
    for (uint32_t process = 0; next_process(site, &process); process++) {
        engine->now = simgrid_get_clock();
        if (!engine->over)
            faults_platform_crash(engine, process);
        lose_outbox(&flow->actors[process]);
        lose_in_transit(&flow->actors[process]);
    }
    flow_apply_work(flow);
    flow_end_if_over(flow);
    flow_tell(flow);
}

static void come_back(struct site *site)
{
    struct flow *flow = site->flow;
    struct engine *engine = flow->engine;
    for (uint32_t process = 0; next_process(site, &process); process++) {
        create_for_process(&flow->actors[process]);
        engine->now = simgrid_get_clock();
        if (!engine->over)
            faults_platform_recover(engine, process);
        sg_sem_release(flow->actors[process].to_post);
    }
    flow->pending -= site->comes_back;
    site->comes_back = false;
    flow_apply_work(flow);
    flow_end_if_over(flow);
    flow_tell(flow);
}

static void watcher_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct site *site = sg_actor_self_get_data();
    for (;;) {
        sg_actor_t sentinel = site->sentinel;
        sg_actor_join(sentinel, -1);
        sg_actor_unref(sentinel);
        go_off(site);
        sg_sem_acquire(site->back);
        if (sg_host_is_on(platform_host(site->host)))
            come_back(site);
    }
}

static void create_sentinel(struct site *site)
{
    sg_host_set_data(platform_host(site->host), site);
    site->back = sg_sem_init(0);
    site->never = sg_sem_init(0);
    site->sentinel = flow_create_actor("sentinel", site->host, sentinel_main, NULL);
    sg_actor_daemonize(site->sentinel);
    sg_actor_set_auto_restart(site->sentinel, true);
}

/* ---- a run ---- */

static bool choose_safe_host(struct flow *flow, const struct platform_profile *profiles, size_t count,
                             struct error *err)
{
    struct failing *failing = flow->failing;
    uint32_t hosts = platform_host_count();
    bool *fails = must_have(calloc(hosts, sizeof *fails), "the hosts");
    for (size_t i = 0; i < count; i++) {
        uint32_t host;
        if (profiles[i].kind != PROFILE_HOST_STATE || !platform_host_index(profiles[i].element, &host))
            continue;
        fails[host] = true;
        failing->sites[failing->site_count++] = (struct site){.flow = flow, .host = host, .profile = &profiles[i]};
    }
    while (flow->safe_host < hosts && fails[flow->safe_host])
        flow->safe_host++;
    free(fails);
    return flow->safe_host < hosts ||
           error_set(err, ERROR_INPUT, NULL, 0,
                     "every host of the platform has a state profile, and the network \"flow\" needs one that never "
                     "fails to watch the others: add a host, even without links");
}

bool failing_create(struct flow *flow, struct error *err)
{
    size_t count;
    const struct platform_profile *profiles = platform_profiles(&count);
    bool fails = false;
    for (size_t i = 0; i < count; i++)
        fails = fails || profiles[i].kind == PROFILE_HOST_STATE || profiles[i].kind == PROFILE_LINK_STATE;
    if (!fails)
        return true;
    struct failing *failing = flow->failing = must_have(calloc(1, sizeof *failing), "the hosts");
    failing->sites = must_have(calloc(count, sizeof *failing->sites), "the hosts");
    return choose_safe_host(flow, profiles, count, err);
}

void failing_create_actors(struct flow *flow)
{
    struct engine *engine = flow->engine;
    struct failing *failing = flow->failing;
    failing->carriers =
        must_have(calloc(topology_channels(engine->topology) + 1, sizeof *failing->carriers), "the channels");
    for (uint32_t process = 0; process < engine->processes; process++) {
        struct actor *actor = &flow->actors[process];
        for (uint32_t port = 0; port < topology_in_degree(engine->topology, process); port++) {
            struct carrier *carrier = carrier_of(actor, port);
            carrier->actor = actor;
            carrier->channel = topology_channel(engine->topology, process, port);
            carrier->end = &carrier->first;
        }
        actor->to_post = sg_sem_init(0);
        create_for_process(actor);
    }
    for (uint32_t i = 0; i < failing->site_count; i++) {
        create_sentinel(&failing->sites[i]);
        sg_actor_daemonize(flow_create_actor("watcher", flow->safe_host, watcher_main, &failing->sites[i]));
    }
}

void failing_free(struct flow *flow)
{
    struct failing *failing = flow->failing;
    if (failing == NULL)
        return;
    uint64_t channels = failing->carriers != NULL ? topology_channels(flow->engine->topology) : 0;
    for (uint64_t channel = 0; channel < channels; channel++)
        while (failing->carriers[channel].first != NULL) {
            struct parcel *parcel = take_first(&failing->carriers[channel]);
            engine_discard(flow->engine, &parcel->envelope);
            free(parcel);
        }
    for (uint32_t i = 0; i < failing->site_count; i++) {
        if (failing->sites[i].back != NULL)
            sg_sem_destroy(failing->sites[i].back);
        if (failing->sites[i].never != NULL)
            sg_sem_destroy(failing->sites[i].never);
    }
    free(failing->carriers);
    free(failing->sites);
    free(failing);
    flow->failing = NULL;
}
