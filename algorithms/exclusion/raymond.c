/* raymond.c: a token that moves along the edges of a tree.
 *
 * Source     Raymond, "A tree-based algorithm for distributed mutual exclusion", ACM Transactions on Computer Systems 7(1), 1989.
 * Assumes    a tree, of which each process knows the neighbour that leads to process 0, where the token is at first. Channels need not
 *            be FIFO: two messages the same way are the token and a request for it to come back, and the request, if it is first, only
 *            waits in a queue until the token is there.
 * Promises   mutual-exclusion.
 * Cost       no more than 2D messages for an entry, D being the diameter of the tree: O(log N) where it is balanced, 2(N-1) on a
 *            path. About four where everyone always wants to enter, since a request that waits stands for all those behind it.
 *
 * The edges point to the holder of the token: each process knows one neighbour, its `holder`, that is nearer to it. */
#include "algorithms/exclusion/client.h"

enum { REQUEST, PRIVILEGE };

/* Who waits for the token here is an index: 0 the process itself, i + 1 the neighbour at port i. */
enum { MYSELF = 0, NOBODY = UINT32_MAX };

struct state {
    struct client client;
    uint32_t holder;      /* 0: this process has the token; i + 1: it is behind port i */
    bool asked;           /* a request to the holder is on its way, or waits there */
    uint32_t first, last; /* of the queue; NOBODY */
    struct waiting {
        uint32_t next; /* who comes after this one in the queue */
        bool waits;    /* it is in the queue */
    } own, neighbours[];
};

static void initialise(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t father = process_father(p);
    s->holder = father == UINT32_MAX ? MYSELF : father + 1;
    s->first = s->last = NOBODY;
}

static struct waiting *waiting_of(struct state *s, uint32_t who)
{
    return who == MYSELF ? &s->own : &s->neighbours[who - 1];
}

/* Nobody asks twice, but who has crashed since. */
static void enqueue(struct state *s, uint32_t who)
{
    if (waiting_of(s, who)->waits)
        return;
    *waiting_of(s, who) = (struct waiting){NOBODY, true};
    if (s->last == NOBODY)
        s->first = who;
    else
        waiting_of(s, s->last)->next = who;
    s->last = who;
}

static uint32_t dequeue(struct state *s)
{
    uint32_t who = s->first;
    waiting_of(s, who)->waits = false;
    s->first = waiting_of(s, who)->next;
    if (s->first == NOBODY)
        s->last = NOBODY;
    return who;
}

/* ASSIGN_PRIVILEGE: "who has the token, does not use it and has somebody in its queue gives it to the first: to itself, and
 * enters, or to a neighbour, which is the holder from now on." */
static void assign_privilege(struct process *p, struct state *s)
{
    if (s->holder != MYSELF || client_is(s, INSIDE) || s->first == NOBODY)
        return;
    s->holder = dequeue(s);
    s->asked = false;
    if (s->holder == MYSELF)
        client_enter(p, s);
    else
        process_send(p, s->holder - 1, PRIVILEGE, NULL);
}

/* MAKE_REQUEST: "who has not the token but somebody in its queue, and has not asked yet, asks the holder." */
static void make_request(struct process *p, struct state *s)
{
    if (s->holder == MYSELF || s->first == NOBODY || s->asked)
        return;
    process_send(p, s->holder - 1, REQUEST, NULL);
    s->asked = true;
}

/* "Who wishes to enter puts itself into its queue." */
static void request(struct process *p, struct state *s)
{
    enqueue(s, MYSELF);
    assign_privilege(p, s);
    make_request(p, s);
}

static void receive_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    enqueue(s, m->port + 1);
    assign_privilege(p, s);
    make_request(p, s);
}

static void receive_privilege(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)m;
    s->holder = MYSELF;
    assign_privilege(p, s);
    make_request(p, s);
}

static void release(struct process *p, struct state *s)
{
    assign_privilege(p, s);
    make_request(p, s);
}

static double there_and_back(const struct shape *shape)
{
    return 2 * ((double)shape->processes - 1);
}

const struct algorithm raymond = {
    .name = "raymond",
    .catalogue = "X3",
    .title_en = "Raymond's tree",
    .title_fr = "l'arbre de Raymond",
    .source = "Raymond, ACM TOCS 7(1), 1989",
    .idea = "The edges of a tree point to the token. A request follows them; each process keeps those that pass by it "
            "in a queue "
            "and asks on its own behalf once; the token comes back the same way and turns the edges round.",
    .assumes = "a tree whose processes know the way to process 0, which has the token at first",
    .assumptions = {.topology = TOPOLOGY_TREE, .knows_father = true},
    .promises = {"mutual-exclusion"},
    .costs = (const struct cost[]){{.measure = "messages_per_entry",
                                    .relation = COST_AT_MOST,
                                    .formula = "2(N-1)",
                                    .value = there_and_back,
                                    .law = LAW_LINEAR},
                                   {0}},
    .parameters = (const struct parameter[]){CLIENT_PARAMETERS, {0}},
    .messages =
        (const struct message_kind[]){[REQUEST] = {"request", 0, receive_request, "asks the holder for the token"},
                                      [PRIVILEGE] = {"privilege", 0, receive_privilege, "the token"},
                                      {0}},
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(struct waiting),
    .initialise = initialise,
    .start = client_think,
};
