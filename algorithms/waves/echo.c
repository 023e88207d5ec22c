/* echo.c: a centralised wave on any graph: a flood that builds a tree, and answers that come back along it.
 *
 * Source     Chang, IEEE Transactions on Software Engineering 8(4), 1982; Tel, 2nd ed., 2000, section 6.2.
 * Assumes    a connected undirected graph, exactly one initiator, reliable channels. Identities are not used; order of
 *            delivery is free.
 * Promises   wave: the initiator decides once, after every process has taken part.
 * Cost       2E messages, which is 2(N-1) on a tree: one each way on every edge. */
#include "engine/process.h"

enum { TOKEN };

struct state {
    bool initiator;
    uint32_t heard_from; /* number of neighbours */
    uint32_t father;     /* the port of the first sender */
};

/* "The initiator sends the token to all its neighbours." Alone in the system, it has heard from everyone. */
static void start(struct process *p, void *state)
{
    struct state *s = state;
    s->initiator = true;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, TOKEN, NULL);
    if (process_in_degree(p) == 0)
        process_announce(p, OUTPUT_DECIDE, 1);
}

/* "The first sender becomes the father; the token goes on to all the other neighbours." */
static void join(struct process *p, struct state *s, uint32_t father)
{
    s->father = father;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (port != father)
            process_send(p, port, TOKEN, NULL);
}

/* "When it has heard from all its neighbours, a process answers its father, and the initiator decides." */
static void receive_token(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    s->heard_from++;
    if (s->heard_from == 1 && !s->initiator)
        join(p, s, m->port);
    if (s->heard_from < process_in_degree(p))
        return;
    if (s->initiator)
        process_announce(p, OUTPUT_DECIDE, 1);
    else
        process_send(p, s->father, TOKEN, NULL);
}

static double twice_edges(const struct shape *shape)
{
    return 2 * (double)shape->edges;
}

static double twice_n_less_2(const struct shape *shape)
{
    return 2 * (double)shape->processes - 2;
}

static bool is_tree(const struct shape *shape)
{
    return (shape->properties & TOPOLOGY_TREE) != 0;
}

static bool is_no_tree(const struct shape *shape)
{
    return !is_tree(shape);
}

static const struct message_kind messages[] = {
    {"token", 0, receive_token, "from the father: take part; from a son: everyone below me has taken part"},
    {.name = NULL},
};

static const struct cost costs[] = {
    {.measure = "messages",
     .relation = COST_EXACTLY,
     .formula = "2(N-1)",
     .value = twice_n_less_2,
     .applies = is_tree,
     .condition = "on a tree",
     .law = LAW_LINEAR},
    {.measure = "messages",
     .relation = COST_EXACTLY,
     .formula = "2E",
     .value = twice_edges,
     .applies = is_no_tree,
     .condition = "on a graph that is no tree",
     .law = LAW_UNDECIDED},
    {.measure = NULL},
};

const struct algorithm echo = {
    .name = "echo",
    .catalogue = "W3",
    .title_en = "Echo",
    .title_fr = "Écho",
    .source = "Chang, IEEE Transactions on Software Engineering 8(4), 1982; Tel, 2nd ed., 2000, section 6.2",
    .idea =
        "One initiator floods the graph. A process takes the first sender as its father, sends on to its other "
        "neighbours, and answers its father once it has heard from all of them. The fathers form a spanning tree; the "
        "initiator decides when it has heard from all its neighbours.",
    .assumes = "a connected undirected graph, exactly one initiator, reliable channels; identities are not used, order "
               "of delivery is free",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED, .one_initiator = true},
    .promises = {"wave"},
    .costs = costs,
    .messages = messages,
    .state_bytes = sizeof(struct state),
    .start = start,
};
