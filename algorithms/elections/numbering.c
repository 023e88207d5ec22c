/* numbering.c: after an election a token counts the processes of a ring and gives each its rank.
 *
 * Source     the election: Chang & Roberts, CACM 22(5), 1979, as in chang_roberts.c; the counting token: folklore.
 * Assumes    a ring, distinct identities, reliable channels; order of delivery is free. Any number of initiators, at any
 *            dates: an initiator that a message reaches before its start is no candidate any more. N is not known.
 * Promises   election: the candidate of smallest identity, known to everyone. numbering: the leader has rank 0, the others
 *            1 to N-1 along the ring, and the leader learns N.
 * Cost       the election messages of chang_roberts.c, N to announce the leader, N to count. */
#include "engine/process.h"

enum { ELECTION, LEADER, COUNT };

struct election {
    identity candidate;
};

struct count {
    int64_t value; /* the processes that have a rank already: the rank of the next one */
};

enum role {
    ASLEEP,
    RELAY, /* woken by a message: never a candidate */
    CANDIDATE,
    LOST, /* a candidate that has seen a smaller one */
    ELECTED,
};

struct state {
    enum role role;
};

/* ---- the election, rule by rule as in chang_roberts.c ---- */

static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (s->role != ASLEEP)
        return;
    s->role = CANDIDATE;
    process_send(p, NEXT, ELECTION, &(struct election){process_identity(p)});
}

static void receive_election(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct election *received = m->payload;
    identity own = process_identity(p);
    if (s->role == ASLEEP)
        s->role = RELAY;
    if (s->role == RELAY) {
        process_send(p, NEXT, ELECTION, received);
        return;
    }
    if (received->candidate > own)
        return;
    if (received->candidate < own) {
        s->role = LOST;
        process_send(p, NEXT, ELECTION, received);
        return;
    }
    s->role = ELECTED;
    process_announce(p, OUTPUT_LEADER, own);
    process_send(p, NEXT, LEADER, received);
}

/* ---- the numbering ---- */

/* "Everyone knows the leader. The leader takes rank 0, and sends a token carrying 1." */
static void begin_count(struct process *p)
{
    process_announce(p, OUTPUT_RANK, 0);
    process_send(p, NEXT, COUNT, &(struct count){1});
}

static void receive_leader(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    const struct election *received = m->payload;
    if (s->role == ELECTED) {
        begin_count(p);
        return;
    }
    process_announce(p, OUTPUT_LEADER, received->candidate);
    process_send(p, NEXT, LEADER, received);
}

/* "Each process takes the token's value as its rank, adds one, and passes it on. When it is back, its value is N." */
static void receive_count(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    const struct count *received = m->payload;
    if (s->role == ELECTED) {
        process_announce(p, OUTPUT_COUNT, received->value);
        return;
    }
    process_announce(p, OUTPUT_RANK, received->value);
    process_send(p, NEXT, COUNT, &(struct count){received->value + 1});
}

static double n(const struct shape *shape)
{
    return shape->processes;
}

/* The reasons of both bounds stand in chang_roberts.c. */
static double worst_election(const struct shape *shape)
{
    double k = shape->initiators;
    return k * n(shape) - k * (k - 1) / 2;
}

static bool all(const struct shape *shape)
{
    return shape->initiators == shape->processes;
}

static bool some(const struct shape *shape)
{
    return !all(shape);
}

static const struct message_kind messages[] = {
    {"election", sizeof(struct election), receive_election, "the identity of a candidate that can still win"},
    {"leader", sizeof(struct election), receive_leader, "the identity of the winner"},
    {"count", sizeof(struct count), receive_count, "how many processes have a rank"},
    {.name = NULL},
};

static const struct cost costs[] = {
    {.measure = "messages.election", .relation = COST_AT_LEAST, .formula = "N", .value = n, .law = LAW_LINEAR},
    {.measure = "messages.election",
     .relation = COST_AT_MOST,
     .formula = "N(N+1)/2",
     .value = worst_election,
     .applies = all,
     .condition = "when all processes are initiators",
     .law = LAW_QUADRATIC},
    {.measure = "messages.election",
     .relation = COST_AT_MOST,
     .formula = "kN-k(k-1)/2",
     .value = worst_election,
     .applies = some,
     .condition = "when there are k < N initiators",
     .law = LAW_UNDECIDED},
    {.measure = "messages.leader", .relation = COST_EXACTLY, .formula = "N", .value = n, .law = LAW_LINEAR},
    {.measure = "messages.count", .relation = COST_EXACTLY, .formula = "N", .value = n, .law = LAW_LINEAR},
    {.measure = NULL},
};

const struct algorithm numbering = {
    .name = "numbering",
    .catalogue = "E4",
    .title_en = "Numbering and counting the processes of a ring",
    .title_fr = "Numérotation et comptage des processus d'un anneau",
    .source = "election: Chang & Roberts, CACM 22(5), 1979; counting token: folklore",
    .idea = "A leader is elected and announced. It takes rank 0 and sends a token carrying 1. Each process takes the "
            "token's value as its rank, adds one and passes it on. Back at the leader, the value is the number of "
            "processes.",
    .assumes =
        "a ring, distinct identities, reliable channels, in any order of delivery; any number of initiators at any "
        "dates (one that is reached by a message before its start is no candidate any more); N is not known",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_RING, .distinct_identities = true},
    .promises = {"election", "numbering"},
    .costs = costs,
    .messages = messages,
    .state_bytes = sizeof(struct state),
    .start = start,
};
