/* blocking.c: a coordinated checkpoint that holds up the computation, with the markers of Chandy and Lamport.
 *
 * Source     The course's checkpoint exercise (S1), after the markers of Chandy & Lamport, ACM Transactions on Computer Systems
 *            3(1), 1985. Blocking coordinated checkpoints: Tamir & Séquin, "Error recovery in multicomputers using global
 *            checkpoints", ICPP 1984.
 * Assumes    an undirected connected graph (the course has a complete one), reliable channels, no crash. Order of delivery is
 *            free: a process goes on when each neighbour has recorded, so nothing sent after can come before. For the same
 *            reason markers carry the number of their snapshot.
 * Promises   snapshot: the cut is consistent. What is in the channels is recorded by nobody.
 * Cost       one marker on each channel, 2E; and the time for which everyone is blocked. */
#include "algorithms/snapshots/computation.h"

enum { VALUE, MARKER };

struct state {
    struct computation computation;
    uint32_t recorded, closed; /* snapshots: recorded by it; for which it has all markers, the first ones */
    bool due;                  /* it would have sent, were it not blocked */
    uint32_t heard_from[MOST_SNAPSHOTS + 1]; /* markers received, by snapshot from 1 */
};

struct value {
    int64_t counter;
};

struct marker {
    uint32_t snapshot;
};

static bool is_blocked(const struct state *s)
{
    return s->recorded > s->closed;
}

/* "Listen for a while, increment the counter, send its value to another process", unless it is blocked. */
static void step(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t port;
    s->due = is_blocked(s);
    if (!s->due && computation_step(p, &s->computation, &port))
        process_send(p, port, VALUE, &(struct value){s->computation.counter});
}

static void receive_value(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)p;
    (void)m;
    s->computation.received++;
}

/* "After a marker on every channel, go on." */
static void go_on_if_all_heard(struct process *p, struct state *s)
{
    bool was_blocked = is_blocked(s);
    while (is_blocked(s) && s->heard_from[s->closed + 1] == process_in_degree(p))
        s->closed++;
    if (!was_blocked || is_blocked(s))
        return;
    process_announce(p, OUTPUT_UNBLOCK, s->closed);
    if (s->due)
        step(p, s);
}

/* "On the first marker: stop sending, record the state, send a marker on every channel." A marker that has overtaken that
 * of an earlier snapshot is the first of both. */
static void record(struct process *p, struct state *s, uint32_t snapshot)
{
    while (s->recorded < snapshot) {
        if (!is_blocked(s))
            process_announce(p, OUTPUT_BLOCK, snapshot);
        s->recorded++;
        process_announce(p, OUTPUT_RECORD, computation_balance(&s->computation));
        for (uint32_t port = 0; port < process_out_degree(p); port++)
            process_send(p, port, MARKER, &(struct marker){s->recorded});
    }
}

static void receive_marker(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct marker *marker = m->payload;
    record(p, s, marker->snapshot);
    s->heard_from[marker->snapshot]++;
    go_on_if_all_heard(p, s);
}

/* "At some date, an initiator does as if it had received a marker." */
static void begin_snapshot(struct process *p, void *state)
{
    struct state *s = state;
    record(p, s, computation_snapshot_due(p, &s->computation));
    go_on_if_all_heard(p, s); /* a process alone hears from nobody */
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    computation_start(p, &s->computation);
}

static const struct message_kind messages[] = {
    [VALUE] = {"value", sizeof(struct value), receive_value, "of the computation: the sender's counter"},
    [MARKER] = {"marker", sizeof(struct marker), receive_marker, "the sender has recorded its state"},
    {.name = NULL},
};

static const char *const controls[] = {"marker", NULL};

static const struct timer_kind timers[] = {
    COMPUTATION_TIMERS(step, begin_snapshot),
    {.name = NULL},
};

static const struct parameter parameters[] = {
    COMPUTATION_PARAMETERS,
    {.name = NULL},
};

static const struct cost costs[] = {
    ONE_A_CHANNEL_OF_A_COMPLETE_GRAPH(COST_EXACTLY),
    TWO_AN_EDGE(COST_EXACTLY),
    {.measure = NULL},
};

const struct algorithm blocking_checkpoint = {
    .name = "blocking-checkpoint",
    .catalogue = "S1",
    .title_en = "Coordinated blocking checkpoint",
    .title_fr = "Point de reprise coordonné bloquant",
    .source = "Tamir & Séquin, ICPP 1984; markers: Chandy & Lamport, ACM Transactions on Computer Systems 3(1), 1985",
    .idea =
        "The first marker that reaches a process makes it stop the computation's messages, record its state and send "
        "a marker to every neighbour. It goes on once it has a marker from each of them. Nobody sends while a "
        "neighbour "
        "has yet to record, so no recorded state knows a message that no recorded state has sent.",
    .assumes = "an undirected connected graph, reliable channels, no crash; order of delivery is free",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED, .all_initiate = true},
    .promises = {"snapshot"},
    .costs = costs,
    .parameters = parameters,
    .messages = messages,
    .controls = controls,
    .timers = timers,
    .random = true,
    .state_bytes = sizeof(struct state),
    .start = start,
};
