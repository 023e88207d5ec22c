/* chang_roberts.c: leader election on a one-way ring: an identity goes on only as long as it can still win.
 *
 * Source     Chang & Roberts, CACM 22(5), 1979, where the largest identity wins; here, as everywhere in this course and in
 *            Tel, 2nd ed., 2000, section 7.2, the smallest does.
 * Assumes    a ring, distinct identities, reliable channels; order of delivery is free. Any number of initiators, at any
 *            dates: an initiator that a message reaches before its start is no candidate any more.
 * Promises   election: the candidate of smallest identity, known to everyone.
 * Cost       2N-1 to N(N+1)/2 election messages when all start together, N H(N) on average over the orders of identities;
 *            for k candidates N+k-1 to kN-k(k-1)/2, and N H(k) on average. N messages more to announce the leader. */
#include "engine/process.h"

enum { ELECTION, LEADER };

struct election {
    identity candidate;
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

/* "A candidate sends its identity to Next." One that was woken before relays, and its start changes nothing. */
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

    /* "A process that sleeps wakes up, and only relays." */
    if (s->role == ASLEEP)
        s->role = RELAY;
    if (s->role == RELAY) {
        process_send(p, NEXT, ELECTION, received);
        return;
    }
    /* "An identity larger than mine cannot win any more: it goes no further." */
    if (received->candidate > own)
        return;
    /* "A smaller one can still win: it is passed on, and I have lost." */
    if (received->candidate < own) {
        s->role = LOST;
        process_send(p, NEXT, ELECTION, received);
        return;
    }
    /* "My own identity is back: nobody is smaller, I am the leader, and I announce it." */
    s->role = ELECTED;
    process_announce(p, OUTPUT_LEADER, own);
    process_send(p, NEXT, LEADER, received);
}

/* "The announcement goes once round." */
static void receive_leader(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    const struct election *received = m->payload;
    if (s->role == ELECTED)
        return;
    process_announce(p, OUTPUT_LEADER, received->candidate);
    process_send(p, NEXT, LEADER, received);
}

static double n(const struct shape *shape)
{
    return shape->processes;
}

/* The winner's identity goes all the way, every other candidate's at least to Next. */
static double best(const struct shape *shape)
{
    return n(shape) + shape->initiators - 1;
}

/* The candidates stand one after another, their identities increasing along the ring: the j-th smallest of them is
 * stopped by the smallest, after N-j+1 messages. */
static double worst(const struct shape *shape)
{
    double k = shape->initiators;
    return k * n(shape) - k * (k - 1) / 2;
}

/* The j smallest candidates cut the ring into j arcs of mean length N/j; the largest of them goes as far as its arc. */
static double mean(const struct shape *shape)
{
    double harmonic = 0;
    for (uint32_t j = shape->initiators; j > 0; j--)
        harmonic += 1.0 / j;
    return n(shape) * harmonic;
}

static bool all(const struct shape *shape)
{
    return shape->initiators == shape->processes;
}

static bool some(const struct shape *shape)
{
    return !all(shape);
}

static bool all_together(const struct shape *shape)
{
    return all(shape) && shape->simultaneous_start;
}

static bool some_together(const struct shape *shape)
{
    return some(shape) && shape->simultaneous_start;
}

static bool all_together_random(const struct shape *shape)
{
    return all_together(shape) && shape->identity_order == IDENTITIES_RANDOM;
}

static bool some_together_random(const struct shape *shape)
{
    return some_together(shape) && shape->identity_order == IDENTITIES_RANDOM;
}

static bool at_various_dates(const struct shape *shape)
{
    return !shape->simultaneous_start;
}

static const struct message_kind messages[] = {
    {"election", sizeof(struct election), receive_election, "the identity of a candidate that can still win"},
    {"leader", sizeof(struct election), receive_leader, "the identity of the winner"},
    {.name = NULL},
};

static const struct cost costs[] = {
    {.measure = "messages.election",
     .relation = COST_AT_LEAST,
     .formula = "2N-1",
     .value = best,
     .applies = all_together,
     .condition = "when all processes start together",
     .law = LAW_LINEAR},
    {.measure = "messages.election",
     .relation = COST_ON_AVERAGE,
     .formula = "N H(N)",
     .value = mean,
     .applies = all_together_random,
     .condition = "when all processes start together, over random orders of identities",
     .law = LAW_LINEARITHMIC},
    {.measure = "messages.election",
     .relation = COST_AT_MOST,
     .formula = "N(N+1)/2",
     .value = worst,
     .applies = all,
     .condition = "when all processes are initiators",
     .law = LAW_QUADRATIC},
    {.measure = "messages.election",
     .relation = COST_AT_LEAST,
     .formula = "N+k-1",
     .value = best,
     .applies = some_together,
     .condition = "when k < N initiators start together",
     .law = LAW_UNDECIDED},
    {.measure = "messages.election",
     .relation = COST_ON_AVERAGE,
     .formula = "N H(k)",
     .value = mean,
     .applies = some_together_random,
     .condition = "when k < N initiators start together, over random orders of identities",
     .law = LAW_UNDECIDED},
    {.measure = "messages.election",
     .relation = COST_AT_MOST,
     .formula = "kN-k(k-1)/2",
     .value = worst,
     .applies = some,
     .condition = "when there are k < N initiators",
     .law = LAW_UNDECIDED},
    {.measure = "messages.election",
     .relation = COST_AT_LEAST,
     .formula = "N",
     .value = n,
     .applies = at_various_dates,
     .condition = "when initiators start at various dates",
     .law = LAW_LINEAR},
    {.measure = "messages.leader", .relation = COST_EXACTLY, .formula = "N", .value = n, .law = LAW_LINEAR},
    {.measure = NULL},
};

const struct algorithm chang_roberts = {
    .name = "chang-roberts",
    .catalogue = "E2",
    .title_en = "Election on a ring, Chang and Roberts",
    .title_fr = "Élection sur un anneau, Chang et Roberts",
    .source = "Chang & Roberts, CACM 22(5), 1979; Tel, 2nd ed., 2000, section 7.2",
    .idea =
        "Every candidate sends its identity round the ring. A candidate stops the identities that are larger than its "
        "own, for they cannot win any more. The smallest comes back to its owner, which leads and announces it.",
    .assumes =
        "a ring, distinct identities, reliable channels, in any order of delivery; any number of initiators at any "
        "dates (one that is reached by a message before its start is no candidate any more)",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_RING, .distinct_identities = true},
    .promises = {"election"},
    .costs = costs,
    .messages = messages,
    .state_bytes = sizeof(struct state),
    .start = start,
};
