/* broken_lelann.c: two elections that are none.
 *
 * impatient   A candidate elects the smaller of itself and the first identity that reaches it, without waiting for its
 *             own to come back.                                         Axiom: one leader, and the right one.
 * reopening   A process that relayed before its start becomes a candidate all the same at its start.
 *             Axiom: one leader: its list lacks those who have finished. */
#include "tests/broken/broken.h"

enum { ELECTION };

struct election {
    identity candidate;
};

struct state {
    identity smallest;
    bool awake;
    bool candidate;
    bool decided;
};

static void become_candidate(struct process *p, struct state *s)
{
    s->awake = s->candidate = true;
    s->smallest = process_identity(p);
    process_send(p, NEXT, ELECTION, &(struct election){process_identity(p)});
}

static void start_impatient(struct process *p, void *state)
{
    struct state *s = state;
    if (!s->awake)
        become_candidate(p, s);
}

static void start_reopening(struct process *p, void *state)
{
    become_candidate(p, state);
}

static void wake(struct process *p, struct state *s)
{
    if (!s->awake)
        process_announce(p, OUTPUT_LOST, process_identity(p));
    s->awake = true;
}

static void collect(struct state *s, identity candidate)
{
    if (candidate < s->smallest)
        s->smallest = candidate;
}

static void receive_impatient(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct election *received = m->payload;
    wake(p, s);
    collect(s, received->candidate);
    if (s->candidate && !s->decided) {
        s->decided = true;
        process_announce(p, OUTPUT_LEADER, s->smallest);
    }
    if (!s->candidate || received->candidate != process_identity(p))
        process_send(p, NEXT, ELECTION, received);
}

static void receive_reopening(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct election *received = m->payload;
    wake(p, s);
    collect(s, received->candidate);
    if (s->candidate && received->candidate == process_identity(p))
        process_announce(p, OUTPUT_LEADER, s->smallest);
    else
        process_send(p, NEXT, ELECTION, received);
}

static const struct message_kind messages_impatient[] = {
    {"election", sizeof(struct election), receive_impatient, "as in lelann"}, {.name = NULL}};
static const struct message_kind messages_reopening[] = {
    {"election", sizeof(struct election), receive_reopening, "as in lelann"}, {.name = NULL}};

const struct algorithm broken_lelann_impatient = {
    .name = "broken-lelann-impatient",
    .assumptions = {.topology = TOPOLOGY_RING, .distinct_identities = true, .fifo = true},
    .promises = {"election"},
    .messages = messages_impatient,
    .state_bytes = sizeof(struct state),
    .start = start_impatient,
};

const struct algorithm broken_lelann_reopening = {
    .name = "broken-lelann-reopening",
    .assumptions = {.topology = TOPOLOGY_RING, .distinct_identities = true, .fifo = true},
    .promises = {"election"},
    .messages = messages_reopening,
    .state_bytes = sizeof(struct state),
    .start = start_reopening,
};
