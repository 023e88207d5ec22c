/* ring_heartbeat.c: heartbeats along a ring: each process tells those that follow it that it is alive.
 *
 * Source     After Larrea, Arévalo & Fernández, "Efficient algorithms to implement unreliable failure detectors in partially
 *            synchronous systems", DISC 1999: monitoring along a ring, with messages linear in N. Timeouts that grow
 *            with each mistake: Chandra & Toueg, "Unreliable failure detectors for reliable distributed systems", Journal
 *            of the ACM 43(2), 1996, section 9.1 (partially synchronous systems).
 * Departs    There a process asks its nearest successor that it does not suspect, and suspicions go round. Here the processes
 *            that follow are fixed, `reach` of them, and listen; nobody tells what it thinks. So each process judges its
 *            `reach` predecessors and no others.
 * Assumes    a complete graph whose processes know one another's identities; the ring is their cyclic order. Processes crash
 *            and recover. Up to reach-1 successive crashes on the ring: a process that crashes together with all its
 *            `reach` successors is judged by nobody that is up.
 * Promises   failure-detector. When delays end up bounded by some unknown bound, mistakes end if timeouts grow
 *            (`increment` above 0).
 * Cost       N reach messages a period. */
#include "engine/process.h"

enum { HEARTBEAT };
enum { BEAT };
enum { PERIOD, TIMEOUT, INCREMENT, REACH, DELAY };
enum { MOST_REACH = 8 };

struct predecessor {
    uint32_t port;
    sim_time last_heard; /* or the start, before */
    sim_time timeout;
    bool suspected;
};

struct state {
    bool on;
    uint32_t reach;
    uint32_t successors[MOST_REACH]; /* ports */
    struct predecessor predecessors[MOST_REACH];
};

/* Whether b comes before c when one goes up from a, and round. */
static bool is_nearer(identity a, identity b, identity c)
{
    return (b > a) == (c > a) ? b < c : b > a;
}

/* The port to the first process after `who` on the ring, or before it. O(N): the order of ports is not that of identities. */
static uint32_t port_next_to(const struct process *p, identity who, bool after)
{
    uint32_t best = 0;
    for (uint32_t port = 0; port < process_out_degree(p); port++) {
        identity other = process_neighbour_identity(p, port), found = process_neighbour_identity(p, best);
        if (found == who ||
            (other != who && is_nearer(after ? who : -who, after ? other : -other, after ? found : -found)))
            best = port;
    }
    return best;
}

/* "The `reach` next and the `reach` before", or all others when there are fewer. */
static void find_ring(const struct process *p, struct state *s)
{
    uint32_t wanted = (uint32_t)process_parameter(p, REACH), others = process_out_degree(p);
    identity next = process_identity(p), before = next;
    s->reach = wanted < others ? wanted : others;
    for (uint32_t i = 0; i < s->reach; i++) {
        s->successors[i] = port_next_to(p, next, true);
        s->predecessors[i].port = port_next_to(p, before, false);
        next = process_neighbour_identity(p, s->successors[i]);
        before = process_neighbour_identity(p, s->predecessors[i].port);
    }
}

/* "Once a period: who has been silent for longer than its timeout is suspected; and I say that I am alive." */
static void beat(struct process *p, void *state)
{
    struct state *s = state;
    for (uint32_t i = 0; i < s->reach; i++) {
        struct predecessor *predecessor = &s->predecessors[i];
        if (!predecessor->suspected && process_now(p) - predecessor->last_heard > predecessor->timeout) {
            predecessor->suspected = true;
            process_announce(p, OUTPUT_SUSPECT, process_neighbour_identity(p, predecessor->port));
        }
        process_send(p, s->successors[i], HEARTBEAT, NULL);
    }
    process_set_timer(p, BEAT, process_parameter(p, PERIOD));
}

/* "Who is heard again was suspected too soon, or is back: it is trusted, and given more time." */
static void receive_heartbeat(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    for (uint32_t i = 0; i < s->reach; i++) {
        struct predecessor *predecessor = &s->predecessors[i];
        if (predecessor->port != m->port)
            continue;
        predecessor->last_heard = process_now(p);
        if (!predecessor->suspected)
            continue;
        predecessor->suspected = false;
        predecessor->timeout += process_parameter(p, INCREMENT);
        process_announce(p, OUTPUT_TRUST, process_neighbour_identity(p, m->port));
    }
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (s->on)
        return;
    s->on = true;
    find_ring(p, s);
    for (uint32_t i = 0; i < s->reach; i++) {
        struct predecessor *predecessor = &s->predecessors[i];
        predecessor->last_heard = process_now(p);
        predecessor->timeout = process_parameter(p, TIMEOUT);
        process_announce(p, OUTPUT_WATCH, process_neighbour_identity(p, predecessor->port));
    }
    beat(p, s);
}

/* The last heartbeat leaves before the crash and arrives within the delay; the timeout begins; the next beat notices. */
static double detection_bound(const struct shape *shape)
{
    const double *parameter = shape->parameters;
    return parameter[TIMEOUT] + parameter[PERIOD] + parameter[DELAY];
}

static bool has_fixed_timeouts(const struct shape *shape)
{
    return !(shape->parameters[INCREMENT] > 0);
}

static const struct message_kind messages[] = {
    [HEARTBEAT] = {"heartbeat", 0, receive_heartbeat, "I am alive"},
    {.name = NULL},
};

static const struct timer_kind timers[] = {
    [BEAT] = {"beat", beat},
    {.name = NULL},
};

static const struct parameter parameters[] = {
    [PERIOD] = {"period", "time", 1, 1e-6, 1e6, "how often a process sends a heartbeat"},
    [TIMEOUT] = {"timeout", "time", 2.5, 1e-6, 1e6, "the silence after which a process is suspected, at first"},
    [INCREMENT] = {"increment", "time", 0, 0, 1e6, "by how much a mistake makes that timeout grow"},
    [REACH] = {"reach", "count", 2, 1, MOST_REACH,
               "successors that listen to a process: tolerated successive crashes, and one"},
    [DELAY] = {"delay", "time", 0.1, 0, 1e6,
               "what a message takes at the most: of the bound on the detection time alone"},
    {.name = NULL},
};

static const struct cost costs[] = {
    {.measure = "detection_time_max",
     .relation = COST_AT_MOST,
     .formula = "timeout + period + delay",
     .value = detection_bound,
     .applies = has_fixed_timeouts,
     .condition = "when timeouts do not grow",
     .law = LAW_CONSTANT},
    {.measure = NULL},
};

const struct algorithm ring_heartbeat = {
    .name = "ring-heartbeat",
    .catalogue = "D3",
    .title_en = "Heartbeats on a ring",
    .title_fr = "Battements de cœur sur un anneau",
    .source =
        "after Larrea, Arévalo & Fernández, DISC 1999; Chandra & Toueg, Journal of the ACM 43(2), 1996, section 9.1",
    .idea =
        "The processes form a ring, in the order of their identities. Each sends heartbeats to the few that follow it, "
        "and suspects those before it that it no longer hears. Everyone is watched, for a number of messages that is "
        "linear in N; but each process judges its few predecessors only.",
    .assumes =
        "a complete graph whose processes know one another's identities, and messages that take less than the delay "
        "(or, "
        "with timeouts that grow, less than some unknown bound); of any reach successive processes on the ring one at "
        "least does not crash",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED | TOPOLOGY_COMPLETE,
                    .minimum_processes = 2,
                    .all_initiate = true,
                    .distinct_identities = true,
                    .knows_neighbours = true},
    .promises = {"failure-detector"},
    .costs = costs,
    .parameters = parameters,
    .messages = messages,
    .timers = timers,
    .endless = true,
    .in_transit = 2,
    .state_bytes = sizeof(struct state),
    .start = start,
    .recover = start,
};
