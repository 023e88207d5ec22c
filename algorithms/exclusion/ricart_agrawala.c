/* ricart_agrawala.c: mutual exclusion by permissions: who asks with the smaller number goes first.
 *
 * Source     Ricart & Agrawala, "An optimal algorithm for mutual exclusion in computer networks", CACM 24(1), 1981.
 * Assumes    a complete graph, distinct identities that are known to the neighbours; reliable channels, in any order; no crash.
 * Promises   mutual-exclusion, in the order of (number, identity) of the requests. Where channels are FIFO, each other process
 *            enters twice at the most between a request and its entry: once with a reply that was sent before the request; to
 *            enter again it needs one that was sent after it, knows of it by then, and asks with a greater number from then on.
 *            Where they are not, a request that travels slowly is bypassed for as long as the others' numbers are smaller.
 * Cost       2(N-1) messages per entry, whatever the load: a request and a reply to and from each other one. */
#include "algorithms/exclusion/client.h"

enum { REQUEST, REPLY };

struct number {
    uint64_t number;
};

struct state {
    struct client client;
    uint64_t own;     /* the number of its request, while it waits or is inside */
    uint64_t highest; /* that it has seen */
    uint32_t awaited; /* replies */
    bool deferred[];  /* by port: it owes a reply */
};

/* "It asks all others, with a number that is higher than all it has seen." */
static void request(struct process *p, struct state *s)
{
    s->own = ++s->highest;
    s->awaited = process_out_degree(p);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, REQUEST, &(struct number){s->own});
    if (s->awaited == 0)
        client_enter(p, s);
}

static bool own_goes_first(const struct process *p, const struct state *s, uint32_t port, uint64_t number)
{
    if (s->own != number)
        return s->own < number;
    return process_identity(p) < process_neighbour_identity(p, port);
}

/* "Who is inside, or has asked and goes first, defers its reply; everyone else replies at once." */
static void receive_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    uint64_t number = ((const struct number *)m->payload)->number;
    if (number > s->highest)
        s->highest = number;
    if (client_is(s, INSIDE) || (client_is(s, WAITING) && own_goes_first(p, s, m->port, number)))
        s->deferred[m->port] = true;
    else
        process_send(p, m->port, REPLY, NULL);
}

/* "Who has all replies enters." */
static void receive_reply(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)m;
    if (--s->awaited == 0)
        client_enter(p, s);
}

/* "Who leaves sends the replies that it owes." */
static void release(struct process *p, struct state *s)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (s->deferred[port]) {
            s->deferred[port] = false;
            process_send(p, port, REPLY, NULL);
        }
}

static double two_to_each(const struct shape *shape)
{
    return 2 * (shape->processes - 1.0);
}

const struct algorithm ricart_agrawala = {
    .name = "ricart-agrawala",
    .catalogue = "X3",
    .title_en = "mutual exclusion, Ricart-Agrawala",
    .title_fr = "exclusion mutuelle, Ricart-Agrawala",
    .source = "Ricart & Agrawala, CACM 24(1), 1981",
    .idea = "Who wants to enter asks everyone. Who does not want to, or asked later, replies at once; who asked "
            "earlier, or is "
            "inside, replies when it has left. Who has all replies enters.",
    .assumes = "a complete graph, distinct identities known to the neighbours, reliable channels, no crash; order of "
               "delivery is "
               "free; any number of initiators at any dates",
    .assumptions = {.topology = TOPOLOGY_UNDIRECTED | TOPOLOGY_COMPLETE,
                    .distinct_identities = true,
                    .knows_neighbours = true},
    .promises = {"mutual-exclusion"},
    .costs = (const struct cost[]){{.measure = "messages_per_entry",
                                    .relation = COST_EXACTLY,
                                    .formula = "2(N-1)",
                                    .value = two_to_each,
                                    .law = LAW_LINEAR},
                                   {0}},
    .parameters = (const struct parameter[]){CLIENT_PARAMETERS, {0}},
    .messages =
        (const struct message_kind[]){[REQUEST] = {"request", sizeof(struct number), receive_request, "asks to enter"},
                                      [REPLY] = {"reply", 0, receive_reply, "the sender permits"},
                                      {0}},
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(bool),
    .start = client_think,
};
