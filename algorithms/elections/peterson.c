/* peterson.c: leader election on a one-way ring in O(N log N) messages, by rounds that halve the candidates.
 *
 * Source     Peterson, ACM TOPLAS 4(4), 1982; Dolev, Klawe & Rodeh, Journal of Algorithms 3(3), 1982; as written in Tel,
 *            2nd ed., 2000, section 7.2.
 * Assumes    a ring, distinct identities, FIFO reliable channels. Any number of initiators, at any dates: an initiator
 *            that a message reaches before its start is passive from the beginning.
 * Promises   election: the candidate of smallest identity, known to everyone.
 * Cost       at most 2N floor(log2 k) + 2N messages for k candidates. A round of two active processes or more costs 2N and
 *            leaves at most half of them active (of two neighbours one at most keeps a local minimum); the last one
 *            costs N, and the announcement N.
 *
 * An active process plays for an identity that moves: to compare it with both its neighbours although messages go one way
 * only, the comparison is made one active process further, which goes on in its name. So the process that sees the winner's
 * identity come back is in general not the winner. */
#include "engine/process.h"

enum { ONE, TWO, SMALL };

struct candidacy {
    identity candidate;
};

enum role { ASLEEP, ACTIVE, PASSIVE };

struct state {
    identity current;  /* ci: the identity that this process plays for */
    identity previous; /* q: that of the active process before it in this round */
    enum role role;
    bool announcer; /* it has sent <small> round */
};

/* "A round begins: send <one, ci>." */
static void begin_round(struct process *p, const struct state *s)
{
    process_send(p, NEXT, ONE, &(struct candidacy){s->current});
}

/* "An initiator is active and plays for itself", unless a message woke it before. */
static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (s->role != ASLEEP)
        return;
    s->role = ACTIVE;
    s->current = process_identity(p);
    begin_round(p, s);
}

/* "A passive process relays whatever it receives." A process that sleeps becomes passive. */
static bool relays(struct process *p, struct state *s, const struct message *m)
{
    if (s->role == ACTIVE)
        return false;
    s->role = PASSIVE;
    process_send(p, NEXT, m->kind, m->payload);
    return true;
}

/* "On <one, q>: if q = ci, no other process is active: q has won, and <small, q> goes round. Otherwise pass it on to the
 * next active process as <two, q>." */
static void receive_one(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct candidacy *received = m->payload;
    if (relays(p, s, m))
        return;
    if (received->candidate == s->current) {
        s->announcer = true;
        process_announce(p, OUTPUT_LEADER, received->candidate);
        process_send(p, NEXT, SMALL, received);
        return;
    }
    s->previous = received->candidate;
    process_send(p, NEXT, TWO, received);
}

/* "On <two, r>: q is known between its two neighbours, r before it and ci after it. If q is smaller than both, go on and
 * play for q; otherwise be passive." */
static void receive_two(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct candidacy *received = m->payload;
    if (relays(p, s, m))
        return;
    if (s->previous < s->current && s->previous < received->candidate) {
        s->current = s->previous;
        begin_round(p, s);
    } else {
        s->role = PASSIVE;
    }
}

/* "<small, q> tells everyone that q has won, and stops where it began." */
static void receive_small(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    const struct candidacy *received = m->payload;
    if (s->announcer)
        return;
    process_announce(p, OUTPUT_LEADER, received->candidate);
    process_send(p, NEXT, SMALL, received);
}

static double n(const struct shape *shape)
{
    return shape->processes;
}

static double bound(const struct shape *shape)
{
    double halvings = 0; /* floor(log2 k) */
    for (uint32_t k = shape->initiators; k > 1; k /= 2)
        halvings++;
    return 2 * n(shape) * halvings + 2 * n(shape);
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
    {"one", sizeof(struct candidacy), receive_one, "the identity that the active process before plays for"},
    {"two", sizeof(struct candidacy), receive_two, "the identity that the second active process before plays for"},
    {"small", sizeof(struct candidacy), receive_small, "the identity of the winner"},
    {.name = NULL},
};

static const struct cost costs[] = {
    {.measure = "messages",
     .relation = COST_AT_MOST,
     .formula = "2N floor(log2 N) + 2N",
     .value = bound,
     .applies = all,
     .condition = "when all processes are initiators",
     .law = LAW_LINEARITHMIC},
    {.measure = "messages",
     .relation = COST_AT_MOST,
     .formula = "2N floor(log2 k) + 2N",
     .value = bound,
     .applies = some,
     .condition = "when there are k < N initiators",
     .law = LAW_UNDECIDED},
    {.measure = "messages.small", .relation = COST_EXACTLY, .formula = "N", .value = n, .law = LAW_LINEAR},
    {.measure = NULL},
};

const struct algorithm peterson = {
    .name = "peterson",
    .catalogue = "E3",
    .title_en = "Election on a ring, Peterson / Dolev, Klawe and Rodeh",
    .title_fr = "Élection sur un anneau, Peterson / Dolev, Klawe et Rodeh",
    .source =
        "Peterson, ACM TOPLAS 4(4), 1982; Dolev, Klawe & Rodeh, Journal of Algorithms 3(3), 1982; Tel, 2nd ed., 2000, "
        "section 7.2",
    .idea =
        "In each round every active process compares the identity of the active process before it with those on both "
        "sides of it, and goes on, playing for that identity, only if it is the smallest of the three. At least half "
        "of the active processes become passive and relay. The last one sees its identity come back: that identity "
        "has won.",
    .assumes =
        "a ring, distinct identities, FIFO reliable channels; any number of initiators at any dates (one that is "
        "reached by a message before its start is passive from the beginning)",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_RING, .distinct_identities = true, .fifo = true},
    .promises = {"election"},
    .costs = costs,
    .messages = messages,
    .state_bytes = sizeof(struct state),
    .start = start,
};
