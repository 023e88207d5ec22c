/* broken_chang_roberts.c: four elections that are none.
 *
 * generous    Larger identities are passed on too: each comes back to its owner.      Axiom: one leader.
 * modest      A process does not recognise its own identity, and stops it like one that cannot win.
 *             Axiom: everyone knows the leader (deadlock: nobody is elected).
 * discreet    The announcement is not passed on.                                      Axiom: everyone knows the leader.
 * reopening   A process that relayed before its start becomes a candidate all the same at its start.
 *             Axiom: one leader, when a small identity wakes up late. */
#include "tests/broken/broken.h"

enum { ELECTION, LEADER };

struct election {
    identity candidate;
};

struct state {
    bool awake;
    bool candidate;
    bool elected;
};

static void start_again(struct process *p, void *state)
{
    struct state *s = state;
    s->awake = s->candidate = true;
    process_send(p, NEXT, ELECTION, &(struct election){process_identity(p)});
}

static void start(struct process *p, void *state)
{
    const struct state *s = state;
    if (!s->awake)
        start_again(p, state);
}

static void elect(struct process *p, struct state *s)
{
    s->elected = true;
    process_announce(p, OUTPUT_LEADER, process_identity(p));
    process_send(p, NEXT, LEADER, &(struct election){process_identity(p)});
}

static void receive_generous(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct election *received = m->payload;
    s->awake = true;
    if (s->candidate && received->candidate == process_identity(p))
        elect(p, s);
    else
        process_send(p, NEXT, ELECTION, received);
}

static void receive_modest(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct election *received = m->payload;
    s->awake = true;
    if (!s->candidate || received->candidate < process_identity(p))
        process_send(p, NEXT, ELECTION, received);
}

static void receive_election(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct election *received = m->payload;
    s->awake = true;
    if (s->candidate && received->candidate == process_identity(p))
        elect(p, s);
    else if (!s->candidate || received->candidate < process_identity(p))
        process_send(p, NEXT, ELECTION, received);
}

static void receive_leader(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    const struct election *received = m->payload;
    if (s->elected && received->candidate == process_identity(p))
        return;
    process_announce(p, OUTPUT_LEADER, received->candidate);
    process_send(p, NEXT, LEADER, received);
}

static void receive_leader_discreet(struct process *p, void *state, const struct message *m)
{
    const struct election *received = m->payload;
    (void)state;
    process_announce(p, OUTPUT_LEADER, received->candidate);
}

static const struct message_kind messages_generous[] = {
    {"election", sizeof(struct election), receive_generous, "as in chang-roberts"},
    {"leader", sizeof(struct election), receive_leader, "as in chang-roberts"},
    {.name = NULL},
};
static const struct message_kind messages_modest[] = {
    {"election", sizeof(struct election), receive_modest, "as in chang-roberts"},
    {"leader", sizeof(struct election), receive_leader, "as in chang-roberts"},
    {.name = NULL},
};
static const struct message_kind messages_discreet[] = {
    {"election", sizeof(struct election), receive_election, "as in chang-roberts"},
    {"leader", sizeof(struct election), receive_leader_discreet, "as in chang-roberts"},
    {.name = NULL},
};
static const struct message_kind messages_reopening[] = {
    {"election", sizeof(struct election), receive_election, "as in chang-roberts"},
    {"leader", sizeof(struct election), receive_leader, "as in chang-roberts"},
    {.name = NULL},
};

const struct algorithm broken_chang_roberts_generous = {
    .name = "broken-chang-roberts-generous",
    .assumptions = {.topology = TOPOLOGY_RING, .distinct_identities = true},
    .promises = {"election"},
    .messages = messages_generous,
    .state_bytes = sizeof(struct state),
    .start = start,
};

const struct algorithm broken_chang_roberts_modest = {
    .name = "broken-chang-roberts-modest",
    .assumptions = {.topology = TOPOLOGY_RING, .distinct_identities = true},
    .promises = {"election"},
    .messages = messages_modest,
    .state_bytes = sizeof(struct state),
    .start = start,
};

const struct algorithm broken_chang_roberts_discreet = {
    .name = "broken-chang-roberts-discreet",
    .assumptions = {.topology = TOPOLOGY_RING, .distinct_identities = true},
    .promises = {"election"},
    .messages = messages_discreet,
    .state_bytes = sizeof(struct state),
    .start = start,
};

const struct algorithm broken_chang_roberts_reopening = {
    .name = "broken-chang-roberts-reopening",
    .assumptions = {.topology = TOPOLOGY_RING, .distinct_identities = true},
    .promises = {"election"},
    .messages = messages_reopening,
    .state_bytes = sizeof(struct state),
    .start = start_again,
};
