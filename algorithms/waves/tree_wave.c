/* tree_wave.c: a decentralised wave on a tree: tokens climb from the leaves until two of them meet.
 *
 * Source     Tel, Introduction to Distributed Algorithms, 2nd ed., 2000, section 6.2.
 * Assumes    an undirected tree of two processes or more, every leaf an initiator, reliable channels. Inner processes may
 *            initiate or sleep, it changes nothing. Identities are not used; order of delivery is free.
 * Promises   wave: every process decides, two neighbours first; each of the decisions comes after everyone has taken part.
 * Cost       N tokens up to the two first decisions, N-2 messages more to inform the others. */
#include "engine/process.h"

enum { TOKEN, INFORM };

struct state {
    bool awake;
    bool sent; /* the token, to the neighbour that was the last to be silent */
    uint32_t last_silent;
    uint32_t heard_from; /* number of neighbours */
    bool heard[];        /* by port */
};

/* "When all neighbours but one have been heard from, send the token to that last silent one." */
static void send_when_one_is_silent(struct process *p, struct state *s)
{
    uint32_t degree = process_out_degree(p);
    if (s->sent || s->heard_from + 1 < degree)
        return;
    while (s->heard[s->last_silent])
        s->last_silent++;
    s->sent = true;
    process_send(p, s->last_silent, TOKEN, NULL);
}

/* A process wakes at its start, or when the first message reaches it: for a leaf, "all neighbours but one" holds at
 * once, before it has heard from anyone. */
static void wake(struct process *p, struct state *s)
{
    if (s->awake)
        return;
    s->awake = true;
    send_when_one_is_silent(p, s);
}

static void start(struct process *p, void *state)
{
    wake(p, state);
}

/* "Decide, and inform the other neighbours": those that have sent their token and wait for an answer. */
static void decide(struct process *p, const struct state *s)
{
    process_announce(p, OUTPUT_DECIDE, 1);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (port != s->last_silent)
            process_send(p, port, INFORM, NULL);
}

/* "The token of the last silent neighbour: the two tokens have crossed, and both processes decide." */
static void receive_token(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    wake(p, s);
    s->heard[m->port] = true;
    s->heard_from++;
    if (s->sent && m->port == s->last_silent)
        decide(p, s);
    else
        send_when_one_is_silent(p, s);
}

/* "The neighbour on the way to the two that decided first has decided: so can I." */
static void receive_inform(struct process *p, void *state, const struct message *m)
{
    (void)m;
    decide(p, state);
}

static double n(const struct shape *shape)
{
    return shape->processes;
}

static double n_less_2(const struct shape *shape)
{
    return n(shape) - 2;
}

static double twice_n_less_2(const struct shape *shape)
{
    return 2 * n(shape) - 2;
}

static const struct message_kind messages[] = {
    {"token", 0, receive_token, "everyone on the sender's side of this edge has taken part"},
    {"inform", 0, receive_inform, "the sender has decided"},
    {.name = NULL},
};

static const struct cost costs[] = {
    {.measure = "messages", .relation = COST_EXACTLY, .formula = "2N-2", .value = twice_n_less_2, .law = LAW_LINEAR},
    {.measure = "messages.token", .relation = COST_EXACTLY, .formula = "N", .value = n, .law = LAW_LINEAR},
    {.measure = "messages.inform", .relation = COST_EXACTLY, .formula = "N-2", .value = n_less_2, .law = LAW_LINEAR},
    {.measure = NULL},
};

const struct algorithm tree_wave = {
    .name = "tree-wave",
    .catalogue = "W2",
    .title_en = "Wave on a tree, decentralised (the tree algorithm)",
    .title_fr = "Vague sur un arbre, décentralisée (algorithme de l'arbre)",
    .source = "Tel, Introduction to Distributed Algorithms, 2nd ed., 2000, section 6.2",
    .idea =
        "Every process waits until it has heard from all neighbours but one, and sends its token to that last silent "
        "one. On one edge of the tree two tokens cross: its two ends decide first. They inform their other "
        "neighbours, which decide and inform theirs.",
    .assumes =
        "an undirected tree of two processes or more, every leaf an initiator, reliable channels; identities are "
        "not used, order of delivery is free",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED | TOPOLOGY_TREE,
                    .minimum_processes = 2,
                    .leaves_initiate = true},
    .promises = {"wave"},
    .costs = costs,
    .messages = messages,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(bool),
    .start = start,
};
