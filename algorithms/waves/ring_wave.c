/* ring_wave.c: a centralised wave: a token goes once round a ring.
 *
 * Source     Tel, Introduction to Distributed Algorithms, 2nd ed., 2000, section 6.2.
 * Assumes    a ring, exactly one initiator, reliable channels. Identities are not used; order of delivery is free.
 * Promises   wave: the initiator decides once, after every process has taken part.
 * Cost       N messages. */
#include "engine/process.h"

enum { TOKEN };

struct state {
    bool initiator;
};

/* "The initiator sends the token to Next." */
static void start(struct process *p, void *state)
{
    struct state *s = state;
    s->initiator = true;
    process_send(p, NEXT, TOKEN, NULL);
}

/* "Every other process forwards the token; when it comes back, the initiator decides." */
static void receive_token(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    (void)m;
    if (s->initiator)
        process_announce(p, OUTPUT_DECIDE, 1);
    else
        process_send(p, NEXT, TOKEN, NULL);
}

static double n(const struct shape *shape)
{
    return shape->processes;
}

static const struct message_kind messages[] = {
    {"token", 0, receive_token, "it has passed through every process from the initiator to the sender"},
    {.name = NULL},
};

static const struct cost costs[] = {
    {.measure = "messages", .relation = COST_EXACTLY, .formula = "N", .value = n, .law = LAW_LINEAR},
    {.measure = NULL},
};

const struct algorithm ring_wave = {
    .name = "ring-wave",
    .catalogue = "W1",
    .title_en = "Wave on a ring, centralised",
    .title_fr = "Vague sur un anneau, centralisée",
    .source = "Tel, Introduction to Distributed Algorithms, 2nd ed., 2000, section 6.2",
    .idea =
        "One initiator sends a token round the ring. Every other process forwards it. When the token is back, it has "
        "passed through all processes, and the initiator decides.",
    .assumes = "a ring, exactly one initiator, reliable channels; identities are not used, order of delivery is free",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_RING, .one_initiator = true},
    .promises = {"wave"},
    .costs = costs,
    .messages = messages,
    .state_bytes = sizeof(struct state),
    .start = start,
};
