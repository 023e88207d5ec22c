/* broken_echo.c: two echoes that are none.
 *
 * hasty    A process answers its father at once, before its other neighbours have answered.
 *          Axiom: dependence, as soon as somebody is two hops away from the initiator.
 * silent   A process never answers its father. The initiator is the father of at least one neighbour, and waits for it.
 *          Axiom: decision (deadlock). */
#include "tests/broken/broken.h"

enum { TOKEN };

struct state {
    bool initiator;
    uint32_t heard_from;
};

static void send_to_all_but(struct process *p, uint32_t excluded)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (port != excluded)
            process_send(p, port, TOKEN, NULL);
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    s->initiator = true;
    send_to_all_but(p, UINT32_MAX);
}

static void receive(struct process *p, struct state *s, uint32_t not_sent_to)
{
    s->heard_from++;
    if (s->heard_from == 1 && !s->initiator)
        send_to_all_but(p, not_sent_to);
    if (s->heard_from == process_in_degree(p) && s->initiator)
        process_announce(p, OUTPUT_DECIDE, 1);
}

static void receive_hasty(struct process *p, void *state, const struct message *m)
{
    (void)m;
    receive(p, state, UINT32_MAX);
}

static void receive_silent(struct process *p, void *state, const struct message *m)
{
    receive(p, state, m->port);
}

static const struct message_kind messages_hasty[] = {{"token", 0, receive_hasty, "as in echo"}, {.name = NULL}};
static const struct message_kind messages_silent[] = {{"token", 0, receive_silent, "as in echo"}, {.name = NULL}};

const struct algorithm broken_echo_hasty = {
    .name = "broken-echo-hasty",
    .assumptions = {.topology = TOPOLOGY_UNDIRECTED, .one_initiator = true},
    .promises = {"wave"},
    .messages = messages_hasty,
    .state_bytes = sizeof(struct state),
    .start = start,
};

const struct algorithm broken_echo_silent = {
    .name = "broken-echo-silent",
    .assumptions = {.topology = TOPOLOGY_UNDIRECTED, .one_initiator = true},
    .promises = {"wave"},
    .messages = messages_silent,
    .state_bytes = sizeof(struct state),
    .start = start,
};
