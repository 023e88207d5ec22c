/* lamport.c: mutual exclusion in the order of logical clocks.
 *
 * Source     Lamport, "Time, clocks, and the ordering of events in a distributed system", CACM 21(7), 1978.
 * Departs    The queue of requests has one place for each neighbour: nobody has two requests at once.
 * Assumes    a complete graph, distinct identities that are known to the neighbours, FIFO reliable channels; no crash.
 * Promises   mutual-exclusion, in the order of (clock, identity) of the requests: whoever knows of a request asks with a later
 *            clock, and enters after it.
 * Cost       3(N-1) messages per entry, whatever the load: a request, a reply and a release to or from each other one. */
#include "algorithms/exclusion/client.h"

enum { REQUEST, REPLY, RELEASE };

struct stamp {
    uint64_t clock; /* of the sender, 1 or more */
};

struct other {
    uint64_t heard;   /* the greatest clock of its messages */
    uint64_t request; /* its request in the queue, 0: none */
};

struct state {
    struct client client;
    uint64_t clock;
    uint64_t request;  /* the clock of its own, while it waits */
    uint32_t blocking; /* others because of whom it may not enter yet */
    struct other others[];
};

/* The total order: by clock, then by identity. Whether something of the neighbour with this clock comes before the own request. */
static bool comes_before(const struct process *p, const struct state *s, uint32_t port, uint64_t clock)
{
    if (clock != s->request)
        return clock < s->request;
    return process_neighbour_identity(p, port) < process_identity(p);
}

/* "A process enters when its request comes before all others of its queue, and when it has heard from everyone something that is
 * later than its request": (FIFO) no earlier one can come any more. */
static bool blocks(const struct process *p, const struct state *s, uint32_t port)
{
    const struct other *other = &s->others[port];
    return comes_before(p, s, port, other->heard) || (other->request != 0 && comes_before(p, s, port, other->request));
}

static void send_to_all(struct process *p, const struct state *s, uint32_t kind)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, kind, &(struct stamp){s->clock});
}

static void enter_if_nobody_blocks(struct process *p, struct state *s)
{
    if (client_is(s, WAITING) && s->blocking == 0)
        client_enter(p, s);
}

/* "It sends its request to all, and puts it into its own queue." Nothing it has heard is later: it waits for everybody. */
static void request(struct process *p, struct state *s)
{
    s->request = ++s->clock;
    s->blocking = process_out_degree(p);
    send_to_all(p, s, REQUEST);
    enter_if_nobody_blocks(p, s);
}

/* "It takes its request out of its queue, and tells all others to do so." */
static void release(struct process *p, struct state *s)
{
    s->clock++;
    send_to_all(p, s, RELEASE);
}

/* "Who receives a message sets its clock beyond that of the message." `queued` is the sender's request from now on. */
static void hear(struct process *p, struct state *s, const struct message *m, uint64_t queued)
{
    const struct stamp *stamp = m->payload;
    struct other *other = &s->others[m->port];
    s->clock = (stamp->clock > s->clock ? stamp->clock : s->clock) + 1;
    bool blocked = client_is(s, WAITING) && blocks(p, s, m->port);
    if (stamp->clock > other->heard)
        other->heard = stamp->clock;
    other->request = queued;
    if (blocked && !blocks(p, s, m->port))
        s->blocking--;
}

/* "Who receives a request puts it into its queue and replies." */
static void receive_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    hear(p, s, m, ((const struct stamp *)m->payload)->clock);
    s->clock++;
    process_send(p, m->port, REPLY, &(struct stamp){s->clock});
    enter_if_nobody_blocks(p, s);
}

static void receive_reply(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    hear(p, s, m, s->others[m->port].request);
    enter_if_nobody_blocks(p, s);
}

/* "Who receives a release takes the sender's request out of its queue." */
static void receive_release(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    hear(p, s, m, 0);
    enter_if_nobody_blocks(p, s);
}

static double three_to_each(const struct shape *shape)
{
    return 3 * (shape->processes - 1.0);
}

const struct algorithm lamport_exclusion = {
    .name = "lamport-exclusion",
    .catalogue = "X3",
    .title_en = "mutual exclusion, Lamport",
    .title_fr = "exclusion mutuelle, Lamport",
    .source = "Lamport, CACM 21(7), 1978",
    .idea = "Every process keeps a queue of all requests, in the order of logical clocks. Who is first in its own "
            "queue, and has "
            "heard from everyone since, enters.",
    .assumes = "a complete graph, distinct identities known to the neighbours, FIFO reliable channels, no crash; any "
               "number of "
               "initiators at any dates",
    .assumptions = {.topology = TOPOLOGY_UNDIRECTED | TOPOLOGY_COMPLETE,
                    .distinct_identities = true,
                    .fifo = true,
                    .knows_neighbours = true},
    .promises = {"mutual-exclusion"},
    .costs = (const struct cost[]){{.measure = "messages_per_entry",
                                    .relation = COST_EXACTLY,
                                    .formula = "3(N-1)",
                                    .value = three_to_each,
                                    .law = LAW_LINEAR},
                                   {0}},
    .parameters = (const struct parameter[]){CLIENT_PARAMETERS, {0}},
    .messages =
        (const struct message_kind[]){
            [REQUEST] = {"request", sizeof(struct stamp), receive_request, "asks to enter"},
            [REPLY] = {"reply", sizeof(struct stamp), receive_reply, "the request is in the sender's queue"},
            [RELEASE] = {"release", sizeof(struct stamp), receive_release, "the sender has left"},
            {0}},
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(struct other),
    .start = client_think,
};
