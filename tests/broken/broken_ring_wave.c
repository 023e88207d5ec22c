/* broken_ring_wave.c: two waves that are none.
 *
 * hasty    The initiator decides as it sends the token, without waiting for it.           Axiom: dependence.
 * keeper   The process with the largest identity keeps the token: the initiator waits.    Axiom: decision. */
#include "tests/broken/broken.h"

enum { TOKEN };

struct state {
    bool initiator;
};

static void start(struct process *p, void *state)
{
    struct state *s = state;
    s->initiator = true;
    process_send(p, NEXT, TOKEN, NULL);
}

static void start_hasty(struct process *p, void *state)
{
    start(p, state);
    process_announce(p, OUTPUT_DECIDE, 1);
}

static void receive_hasty(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    (void)m;
    if (!s->initiator)
        process_send(p, NEXT, TOKEN, NULL);
}

static void receive_keeper(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    (void)m;
    if (process_identity(p) == process_count(p))
        return;
    if (s->initiator)
        process_announce(p, OUTPUT_DECIDE, 1);
    else
        process_send(p, NEXT, TOKEN, NULL);
}

static const struct message_kind messages_hasty[] = {{"token", 0, receive_hasty, "as in ring-wave"}, {.name = NULL}};
static const struct message_kind messages_keeper[] = {{"token", 0, receive_keeper, "as in ring-wave"}, {.name = NULL}};

const struct algorithm broken_ring_wave_hasty = {
    .name = "broken-ring-wave-hasty",
    .assumptions = {.topology = TOPOLOGY_RING, .one_initiator = true},
    .promises = {"wave"},
    .messages = messages_hasty,
    .state_bytes = sizeof(struct state),
    .start = start_hasty,
};

const struct algorithm broken_ring_wave_keeper = {
    .name = "broken-ring-wave-keeper",
    .assumptions = {.topology = TOPOLOGY_RING, .one_initiator = true},
    .promises = {"wave"},
    .messages = messages_keeper,
    .state_bytes = sizeof(struct state),
    .start = start,
};
