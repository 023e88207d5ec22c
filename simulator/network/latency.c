/* latency.c: the contention-free network. A message takes what SimGrid's model gives it alone on its route
 * (platform_route_cost), then the extra delay of its channel, and is delivered by an event queue in the order
 * (date, sequence number). SimGrid gives the routes; its own clock stays at 0, so that runs can follow one another in one
 * process. Left out: sharing of bandwidth, and everything that happens to hosts and links while the run goes on: a platform
 * whose availability profiles change them is refused. */
#include "network/queue.h"
#include "platform/platform.h"

#include <stdlib.h>

/* Up to this many hosts, costs of routes are kept in a table of hosts x hosts (16 MB at most); beyond, the last one of each
 * sending host is (the platform has a larger memory). */
enum { DENSE_HOSTS = 1024 };

struct recent_cost {
    uint32_t to;
    struct route_cost cost; /* fixed < 0: none */
};

struct latency {
    struct queue *queue;
    uint64_t awaited; /* entries of the queue that keep the run going */
    uint32_t hosts;
    struct route_cost *costs;   /* dense, by sender's host then receiver's; fixed < 0: not asked yet */
    struct recent_cost *recent; /* by sender's host */
    sim_time *arrivals;         /* of the last message of each channel, before its extra delay; NULL: cannot overtake */
    sim_time *deliveries;       /* of the last message of each channel, after it; NULL: not FIFO, or no extra delay */
    bool unit_delays;
    bool failed;
    struct error *err;
};

static const struct route_cost *route(struct engine *engine, struct latency *latency, uint32_t from, uint32_t to)
{
    uint32_t from_host = system_host(engine->system, from);
    uint32_t to_host = system_host(engine->system, to);
    struct route_cost *cost;
    if (latency->costs != NULL) {
        cost = &latency->costs[(size_t)from_host * latency->hosts + to_host];
        if (cost->fixed >= 0)
            return cost;
    } else {
        struct recent_cost *recent = &latency->recent[from_host];
        cost = &recent->cost;
        if (cost->fixed >= 0 && recent->to == to_host)
            return cost;
        recent->to = to_host;
    }
    if (!platform_route_cost(from_host, to_host, cost, latency->err)) {
        latency->failed = true;
        engine_end(engine, ENDING_STOPPED);
        *cost = (struct route_cost){0, 0};
    }
    return cost;
}

static void push(struct latency *latency, const struct envelope *envelope)
{
    latency->awaited += (envelope->flags & ENVELOPE_BACKGROUND) == 0;
    queue_push(latency->queue, envelope);
}

static void latency_send(struct engine *engine, uint32_t from, const struct envelope *envelope, sim_time extra_delay)
{
    struct latency *latency = engine->network;
    struct envelope sent = *envelope;
    if (latency->unit_delays) {
        sent.time = engine->now + 1;
    } else {
        const struct route_cost *cost = route(engine, latency, from, envelope->process);
        sent.time = engine->now + cost->fixed + cost->per_byte * (double)engine_message_bytes(engine, envelope);
    }
    if (latency->arrivals != NULL) {
        sim_time *last = &latency->arrivals[topology_channel(engine->topology, sent.process, sent.port)];
        if (sent.time < *last)
            sent.time = *last;
        *last = sent.time;
    }
    sent.time += extra_delay;
    if (latency->deliveries != NULL && (sent.flags & ENVELOPE_UNORDERED) == 0) {
        sim_time *last = &latency->deliveries[topology_channel(engine->topology, sent.process, sent.port)];
        if (sent.time < *last)
            sent.time = *last;
        *last = sent.time;
    }
    push(latency, &sent);
}

static void latency_remember(struct engine *engine, const struct envelope *envelope)
{
    push(engine->network, envelope);
}

/* ---- work ---- */

/* What shares something ends at a date of its sharing (ENVELOPE_SHARE, of no use when the sharing has changed since); the rest
 * at a date of its own. None of these entries keeps the run going: the pieces do. */
static void latency_work_begins(struct engine *engine, uint32_t index)
{
    const struct piece *piece = &engine->works->pieces[index];
    if (works_sharing(engine, piece) != NO_PIECE)
        return;
    struct latency *latency = engine->network;
    struct envelope end = works_date(engine, index, engine->now + (latency->unit_delays ? 0 : piece->left));
    push(latency, &end);
}

static void latency_work_ends(struct engine *engine, uint32_t piece)
{
    (void)engine;
    (void)piece;
}

static void latency_share_changed(struct engine *engine, uint32_t index)
{
    const struct sharing *sharing = &engine->works->sharings[index];
    if (sharing->count > 0)
        push(engine->network, &(struct envelope){.time = fmax(engine->now, sharing_next(sharing)),
                                                 .process = index,
                                                 .port = sharing->generation,
                                                 .slot = NO_SLOT,
                                                 .type = ENVELOPE_SHARE,
                                                 .flags = ENVELOPE_BACKGROUND});
}

/* The date of a sharing has come: what ends now is over. A handler may begin something else there, which changes it. */
static void end_shares(struct engine *engine, uint32_t index, uint32_t generation)
{
    uint32_t piece;
    if (engine->works->sharings[index].generation != generation)
        return;
    while (!engine->over && sharing_due(&engine->works->sharings[index], engine->now, &piece)) {
        struct envelope over = works_over(engine, piece);
        engine_deliver(engine, &over);
    }
}

static bool is_going_on(const struct engine *engine, const struct latency *latency)
{
    return latency->awaited > 0 || (engine->works != NULL && engine->works->going > 0);
}

/* Handlers of simultaneous starts run without passing by the queue, where no fault comes before them: they come first at
 * their date in any case. With unit delays everyone starts at 0: dates in seconds mean nothing there. */
static void start_all(struct engine *engine)
{
    bool unit_delays = engine->options->unit_delays;
    bool simultaneous = unit_delays || system_shape(engine->system)->simultaneous_start;
    bool at_once = simultaneous && engine->faults == NULL;
    sim_time at = unit_delays ? 0 : engine->settings->start_at;
    if (at_once && at > engine->budget_time)
        engine_end_of_time(engine);
    for (uint32_t i = 0; i < engine->processes && !engine->over; i++) {
        if (!system_is_initiator(engine->system, i))
            continue;
        struct envelope start = {
            .time = simultaneous ? at : system_start_time(engine->system, i),
            .process = i,
            .slot = NO_SLOT,
            .type = ENVELOPE_START,
        };
        if (at_once) {
            engine->now = at;
            engine_deliver(engine, &start);
        } else {
            latency_remember(engine, &start);
        }
    }
}

static void discard(void *context, const struct envelope *envelope)
{
    engine_discard(context, envelope);
}

/* With a million processes nearly every delivery finds its process out of the caches: what it will need is asked for some
 * deliveries ahead, and where it has one channel to send by (a ring), what is kept of that channel. */
static void fetch(void *context, const struct envelope *envelope)
{
    const struct engine *engine = context;
    const struct latency *latency = engine->network;
    const struct topology *topology = engine->topology;
    if (envelope->type == ENVELOPE_SHARE)
        return;
    engine_prefetch(engine, envelope->process);
    if (latency->deliveries != NULL && topology_out_degree(topology, envelope->process) == 1) {
        struct channel_end target = topology_target(topology, envelope->process, 0);
        __builtin_prefetch(&latency->deliveries[topology_channel(topology, target.process, target.port)], 1);
    }
}

static void run_queue(struct engine *engine, struct latency *latency)
{
    const struct envelope *next;
    const volatile sig_atomic_t *stop = engine->options->stop;
    while (!engine->over && is_going_on(engine, latency) && (next = queue_pop(latency->queue)) != NULL) {
        latency->awaited -= (next->flags & ENVELOPE_BACKGROUND) == 0;
        if (next->time > engine->budget_time) {
            engine_end_of_time(engine);
            engine_discard(engine, next);
            break;
        }
        engine->now = next->time;
        if (next->type == ENVELOPE_SHARE)
            end_shares(engine, next->process, next->port);
        else
            engine_deliver(engine, next);
        if (stop != NULL && *stop != 0)
            engine_end(engine, ENDING_STOPPED);
    }
    engine_end(engine, ENDING_QUIESCENT);
}

bool network_latency_run(struct engine *engine, struct error *err)
{
    if (!engine->options->unit_delays && !platform_check_profiles("latency", engine->works != NULL, err))
        return error_blame(err, "network");
    struct latency latency = {
        .queue = queue_create(),
        .hosts = engine->options->unit_delays ? 1 : platform_host_count(),
        .unit_delays = engine->options->unit_delays,
        .err = err,
    };
    engine->network = &latency;
    engine->send = latency_send;
    engine->remember = latency_remember;
    engine->work_begins = latency_work_begins;
    engine->work_ends = latency_work_ends;
    engine->share_changed = latency_share_changed;

    uint64_t channels = topology_channels(engine->topology);
    if (!latency.unit_delays && latency.hosts <= DENSE_HOSTS) {
        size_t routes = (size_t)latency.hosts * latency.hosts;
        latency.costs = must_have(malloc(routes * sizeof *latency.costs), "the costs of routes");
        for (size_t i = 0; i < routes; i++)
            latency.costs[i].fixed = -1;
    }
    if (!latency.unit_delays && latency.hosts > DENSE_HOSTS) {
        latency.recent = must_have(malloc(latency.hosts * sizeof *latency.recent), "the costs of routes");
        for (uint32_t i = 0; i < latency.hosts; i++)
            latency.recent[i].cost.fixed = -1;
    }
    if (!latency.unit_delays && algorithm_sizes_differ(engine->algorithm))
        latency.arrivals = must_have(calloc(channels + 1, sizeof *latency.arrivals), "the channels");
    if (engine->delayed && engine->settings->fifo)
        latency.deliveries = must_have(calloc(channels + 1, sizeof *latency.deliveries), "the channels");

    queue_tell_soon(latency.queue, fetch, engine);
    engine_begin(engine);
    start_all(engine);
    run_queue(engine, &latency);

    queue_free(latency.queue, discard, engine);
    free(latency.costs);
    free(latency.recent);
    free(latency.arrivals);
    free(latency.deliveries);
    engine->network = NULL;
    return !latency.failed;
}
