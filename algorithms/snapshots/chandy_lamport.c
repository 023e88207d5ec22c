/* chandy_lamport.c: a snapshot of the processes and of their channels, while the computation goes on.
 *
 * Source     Chandy & Lamport, "Distributed snapshots: determining global states of distributed systems", ACM Transactions on
 *            Computer Systems 3(1), 1985, section 3.1: the marker-sending and the marker-receiving rule.
 * Assumes    a strongly connected graph, reliable FIFO channels, no crash. Any number of processes may begin a snapshot.
 * Departs    Markers have no number: channels are FIFO, so the kth marker on a channel is that of the kth snapshot. What the
 *            processes record is not gathered. The messages recorded in a channel are counted; what they contain is not kept.
 * Promises   snapshot: the cut is consistent, the channels contain what was sent before it and received after.
 * Cost       one marker on each channel: E of a directed graph, 2E of an undirected one. */
#include "algorithms/snapshots/computation.h"

enum { VALUE, MARKER };

struct state {
    struct computation computation;
    uint32_t recorded;                       /* snapshots */
    uint32_t heard_from[MOST_SNAPSHOTS + 1]; /* markers received, by snapshot from 1 */
    uint32_t contents[MOST_SNAPSHOTS + 1];   /* of all its channels */
    uint8_t markers[];                       /* received, by in-port */
};

struct value {
    int64_t counter;
};

/* "The state of every channel is known": whoever has a marker from everyone knows what its channels contained. */
static void close_if_all_heard(struct process *p, const struct state *s, uint32_t snapshot)
{
    if (s->heard_from[snapshot] == process_in_degree(p))
        process_announce(p, OUTPUT_CHANNEL, s->contents[snapshot]);
}

/* The marker-sending rule: "record the own state; on each outgoing channel, send one marker before anything else". */
static void record(struct process *p, struct state *s)
{
    s->recorded++;
    process_announce(p, OUTPUT_RECORD, computation_balance(&s->computation));
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, MARKER, NULL);
}

/* The marker-receiving rule: "if the own state is not recorded, record it, and the channel is empty; otherwise the channel
 * contains what came by it between the recording of the own state and the marker". */
static void receive_marker(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    if (s->markers[m->port] == MOST_SNAPSHOTS)
        return; /* a channel has doubled markers: it is not as assumed */
    uint32_t snapshot = ++s->markers[m->port];
    if (s->recorded < snapshot)
        record(p, s);
    s->heard_from[snapshot]++;
    close_if_all_heard(p, s, snapshot);
}

/* Every snapshot that is recorded and whose marker has not come by this channel has the message in it. */
static void receive_value(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)p;
    s->computation.received++;
    for (uint32_t snapshot = s->markers[m->port] + 1u; snapshot <= s->recorded; snapshot++)
        s->contents[snapshot]++;
}

static void step(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t port;
    if (computation_step(p, &s->computation, &port))
        process_send(p, port, VALUE, &(struct value){s->computation.counter});
}

/* "A process may record its state spontaneously." It does not when another's markers made it do so before. */
static void begin_snapshot(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t snapshot = computation_snapshot_due(p, &s->computation);
    if (s->recorded >= snapshot)
        return;
    record(p, s);
    close_if_all_heard(p, s, snapshot); /* a process alone has no channels */
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    computation_start(p, &s->computation);
}

static const struct message_kind messages[] = {
    [VALUE] = {"value", sizeof(struct value), receive_value, "of the computation: the sender's counter"},
    [MARKER] = {"marker", 0, receive_marker, "the sender has recorded its state"},
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
    ONE_A_CHANNEL(COST_EXACTLY),
    {.measure = NULL},
};

const struct algorithm chandy_lamport = {
    .name = "chandy-lamport",
    .catalogue = "S2",
    .title_en = "Chandy–Lamport snapshot",
    .title_fr = "Instantané de Chandy–Lamport",
    .source = "Chandy & Lamport, ACM Transactions on Computer Systems 3(1), 1985",
    .idea =
        "The first marker that reaches a process makes it record its state and send a marker on every channel; the "
        "computation goes on. On a FIFO channel the marker separates what was sent before the snapshot from what was "
        "sent after: what comes by a channel between the own record and its marker was in transit, and is recorded "
        "too.",
    .assumes = "a strongly connected graph, reliable FIFO channels, no crash",
    .assumptions = {.topology = TOPOLOGY_CONNECTED, .all_initiate = true, .fifo = true},
    .promises = {"snapshot"},
    .costs = costs,
    .parameters = parameters,
    .messages = messages,
    .controls = controls,
    .timers = timers,
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(uint8_t),
    .start = start,
};
