/* lelann.c: leader election on a one-way ring: every candidate learns all candidates, and elects the smallest.
 *
 * Source     LeLann, Distributed Systems: Towards a Formal Approach, IFIP Congress 1977; Tel, 2nd ed., 2000, section 7.2.
 * Assumes    a ring, distinct identities, FIFO reliable channels. Any number of initiators, at any dates: an initiator
 *            that a message reaches before its start is no candidate any more.
 * Promises   election: the candidate of smallest identity, known to every candidate. A process that was never a candidate
 *            only learns that it is lost: it relays all identities, and cannot know when it has seen the last one. To tell
 *            it would take N messages more, which is not LeLann's algorithm.
 * Cost       k N messages for k candidates: N^2 when all start together. */
#include "engine/process.h"

enum { ELECTION };

struct election {
    identity candidate;
};

enum role { ASLEEP, CANDIDATE, LOST };

struct state {
    identity smallest; /* of the list of identities seen: the list is used for nothing else */
    enum role role;
};

/* "A candidate sends its identity to Next", and its list starts with itself. */
static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (s->role != ASLEEP)
        return;
    s->role = CANDIDATE;
    s->smallest = process_identity(p);
    process_send(p, NEXT, ELECTION, &(struct election){process_identity(p)});
}

/* "A process that sleeps becomes lost, and only relays. A candidate adds the identity to its list and passes it on; when
 * its own comes back it has seen all of them (FIFO: everyone's was sent before mine passed there), and the smallest of
 * the list is the leader." */
static void receive_election(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct election *received = m->payload;
    if (s->role == ASLEEP) {
        s->role = LOST;
        process_announce(p, OUTPUT_LOST, process_identity(p));
    }
    if (s->role == CANDIDATE) {
        if (received->candidate == process_identity(p)) {
            process_announce(p, OUTPUT_LEADER, s->smallest);
            return;
        }
        if (received->candidate < s->smallest)
            s->smallest = received->candidate;
    }
    process_send(p, NEXT, ELECTION, received);
}

static double n_squared(const struct shape *shape)
{
    return (double)shape->processes * shape->processes;
}

static double k_times_n(const struct shape *shape)
{
    return (double)shape->initiators * shape->processes;
}

static bool all_together(const struct shape *shape)
{
    return shape->simultaneous_start && shape->initiators == shape->processes;
}

static bool some_together(const struct shape *shape)
{
    return shape->simultaneous_start && shape->initiators < shape->processes;
}

static bool at_various_dates(const struct shape *shape)
{
    return !shape->simultaneous_start;
}

static const struct message_kind messages[] = {
    {"election", sizeof(struct election), receive_election, "the identity of a candidate"},
    {.name = NULL},
};

static const struct cost costs[] = {
    {.measure = "messages",
     .relation = COST_EXACTLY,
     .formula = "N^2",
     .value = n_squared,
     .applies = all_together,
     .condition = "when all processes start together",
     .law = LAW_QUADRATIC},
    {.measure = "messages",
     .relation = COST_EXACTLY,
     .formula = "kN",
     .value = k_times_n,
     .applies = some_together,
     .condition = "when k initiators start together",
     .law = LAW_UNDECIDED},
    {.measure = "messages",
     .relation = COST_AT_MOST,
     .formula = "kN",
     .value = k_times_n,
     .applies = at_various_dates,
     .condition = "when k initiators start at various dates",
     .law = LAW_UNDECIDED},
    {.measure = NULL},
};

const struct algorithm lelann = {
    .name = "lelann",
    .catalogue = "E1",
    .title_en = "Election on a ring, LeLann",
    .title_fr = "Élection sur un anneau, LeLann",
    .source = "LeLann, Distributed Systems: Towards a Formal Approach, IFIP Congress 1977; Tel, 2nd ed., 2000, "
              "section 7.2",
    .idea =
        "Every candidate sends its identity once round the ring and lists the identities that pass. When its own comes "
        "back the list is complete, and the smallest of it is the leader. Processes that do not start relay, and are "
        "lost: they know that they do not lead, not who does.",
    .assumes =
        "a ring, distinct identities, FIFO reliable channels; any number of initiators at any dates (one that is "
        "reached by a message before its start is no candidate any more)",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_RING, .distinct_identities = true, .fifo = true},
    .promises = {"election"},
    .costs = costs,
    .messages = messages,
    .state_bytes = sizeof(struct state),
    .start = start,
};
