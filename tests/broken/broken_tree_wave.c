/* broken_tree_wave.c: two tree waves that are none.
 *
 * hasty    A process decides as it sends its token, without waiting for that of the last silent neighbour.
 *          Axiom: dependence (a leaf decides before anyone else has done anything).
 * shy      A process waits until it has heard from all neighbours, not all but one: leaves wait for ever.
 *          Axiom: decision (deadlock). */
#include "tests/broken/broken.h"

enum { TOKEN };

struct state {
    bool sent;
    uint32_t last_silent;
    uint32_t heard_from;
    bool heard[];
};

static void send_when_silent(struct process *p, struct state *s, uint32_t silent)
{
    if (s->sent || s->heard_from + silent < process_out_degree(p))
        return;
    while (s->last_silent + 1 < process_out_degree(p) && s->heard[s->last_silent])
        s->last_silent++;
    s->sent = true;
    process_send(p, s->last_silent, TOKEN, NULL);
    process_announce(p, OUTPUT_DECIDE, 1);
}

static void start_hasty(struct process *p, void *state)
{
    send_when_silent(p, state, 1);
}

static void start_shy(struct process *p, void *state)
{
    send_when_silent(p, state, 0);
}

static void hear(struct state *s, uint32_t port)
{
    s->heard[port] = true;
    s->heard_from++;
}

static void receive_hasty(struct process *p, void *state, const struct message *m)
{
    hear(state, m->port);
    send_when_silent(p, state, 1);
}

static void receive_shy(struct process *p, void *state, const struct message *m)
{
    hear(state, m->port);
    send_when_silent(p, state, 0);
}

static const struct message_kind messages_hasty[] = {{"token", 0, receive_hasty, "as in tree-wave"}, {.name = NULL}};
static const struct message_kind messages_shy[] = {{"token", 0, receive_shy, "as in tree-wave"}, {.name = NULL}};

const struct algorithm broken_tree_wave_hasty = {
    .name = "broken-tree-wave-hasty",
    .assumptions = {.topology = TOPOLOGY_TREE, .leaves_initiate = true},
    .promises = {"wave"},
    .messages = messages_hasty,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(bool),
    .start = start_hasty,
};

const struct algorithm broken_tree_wave_shy = {
    .name = "broken-tree-wave-shy",
    .assumptions = {.topology = TOPOLOGY_TREE, .leaves_initiate = true},
    .promises = {"wave"},
    .messages = messages_shy,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(bool),
    .start = start_shy,
};
