/* broken_peterson.c: three elections that are none, or cost too much.
 *
 * reversed   Goes on when q is smaller than ci but *larger* than r: the smallest identity is dropped.
 *            Axiom: the right one wins, or everyone knows the leader (deadlock: everyone has become passive).
 * usurper    The process that sees ci come back elects itself, although ci is in general somebody else's identity.
 *            Axiom: the right one wins.
 * lenient    Compares q with ci only. It elects correctly, but a round may stop one process only: the axioms hold, and the
 *            cost formula of peterson must notice (2N messages a round, up to N rounds). */
#include "tests/broken/broken.h"

enum { ONE, TWO, SMALL };

struct candidacy {
    identity candidate;
};

enum role { ASLEEP, ACTIVE, PASSIVE };

struct state {
    identity current, previous;
    enum role role;
    bool announcer;
};

static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (s->role != ASLEEP)
        return;
    s->role = ACTIVE;
    s->current = process_identity(p);
    process_send(p, NEXT, ONE, &(struct candidacy){s->current});
}

static bool relays(struct process *p, struct state *s, const struct message *m)
{
    if (s->role == ACTIVE)
        return false;
    s->role = PASSIVE;
    process_send(p, NEXT, m->kind, m->payload);
    return true;
}

static void receive_one_electing(struct process *p, struct state *s, const struct message *m, identity elected)
{
    const struct candidacy *received = m->payload;
    if (relays(p, s, m))
        return;
    if (received->candidate == s->current) {
        s->announcer = true;
        process_announce(p, OUTPUT_LEADER, elected);
        process_send(p, NEXT, SMALL, &(struct candidacy){elected});
        return;
    }
    s->previous = received->candidate;
    process_send(p, NEXT, TWO, received);
}

static void receive_one(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    receive_one_electing(p, s, m, s->current);
}

static void receive_one_usurper(struct process *p, void *state, const struct message *m)
{
    receive_one_electing(p, state, m, process_identity(p));
}

static void end_round(struct process *p, struct state *s, bool goes_on)
{
    if (!goes_on) {
        s->role = PASSIVE;
        return;
    }
    s->current = s->previous;
    process_send(p, NEXT, ONE, &(struct candidacy){s->current});
}

static void receive_two(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct candidacy *received = m->payload;
    if (!relays(p, s, m))
        end_round(p, s, s->previous < s->current && s->previous < received->candidate);
}

static void receive_two_reversed(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct candidacy *received = m->payload;
    if (!relays(p, s, m))
        end_round(p, s, s->previous < s->current && s->previous > received->candidate);
}

static void receive_two_lenient(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    if (!relays(p, s, m))
        end_round(p, s, s->previous < s->current);
}

static void receive_small(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    const struct candidacy *received = m->payload;
    if (s->announcer)
        return;
    process_announce(p, OUTPUT_LEADER, received->candidate);
    process_send(p, NEXT, SMALL, received);
}

static const struct message_kind messages_reversed[] = {
    {"one", sizeof(struct candidacy), receive_one, "as in peterson"},
    {"two", sizeof(struct candidacy), receive_two_reversed, "as in peterson"},
    {"small", sizeof(struct candidacy), receive_small, "as in peterson"},
    {.name = NULL},
};
static const struct message_kind messages_usurper[] = {
    {"one", sizeof(struct candidacy), receive_one_usurper, "as in peterson"},
    {"two", sizeof(struct candidacy), receive_two, "as in peterson"},
    {"small", sizeof(struct candidacy), receive_small, "as in peterson"},
    {.name = NULL},
};
static const struct message_kind messages_lenient[] = {
    {"one", sizeof(struct candidacy), receive_one, "as in peterson"},
    {"two", sizeof(struct candidacy), receive_two_lenient, "as in peterson"},
    {"small", sizeof(struct candidacy), receive_small, "as in peterson"},
    {.name = NULL},
};

const struct algorithm broken_peterson_reversed = {
    .name = "broken-peterson-reversed",
    .assumptions = {.topology = TOPOLOGY_RING, .distinct_identities = true, .fifo = true},
    .promises = {"election"},
    .messages = messages_reversed,
    .state_bytes = sizeof(struct state),
    .start = start,
};

const struct algorithm broken_peterson_usurper = {
    .name = "broken-peterson-usurper",
    .assumptions = {.topology = TOPOLOGY_RING, .distinct_identities = true, .fifo = true},
    .promises = {"election"},
    .messages = messages_usurper,
    .state_bytes = sizeof(struct state),
    .start = start,
};

const struct algorithm broken_peterson_lenient = {
    .name = "broken-peterson-lenient",
    .assumptions = {.topology = TOPOLOGY_RING, .distinct_identities = true, .fifo = true},
    .promises = {"election"},
    .messages = messages_lenient,
    .state_bytes = sizeof(struct state),
    .start = start,
};
