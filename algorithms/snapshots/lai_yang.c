/* lai_yang.c: a snapshot without markers, on channels that may deliver in any order.
 *
 * Source     Lai & Yang, "On distributed snapshots", Information Processing Letters 25(3), 1987. To settle a channel by
 *            numbers of messages and not by their histories: Mattern, "Efficient algorithms for distributed snapshots and
 *            global virtual time approximation", Journal of Parallel and Distributed Computing 18(4), 1993.
 * Assumes    an undirected connected graph, reliable channels, no crash. Order of delivery is free.
 * Departs    In the paper processes are white, then red, and histories of all messages are compared afterwards. Here snapshots follow
 *            one another: the colour is the number of snapshots that the sender has recorded. And neighbours settle
 *            their channel between them: a message also tells how many were sent by this channel before the sender's latest record.
 *            On a channel that the computation has not used for `patience` since the record, an *account* tells it instead;
 *            it also makes sure that everyone records. Patience 0: an account on every channel, at once.
 * Promises   snapshot: the cut is consistent, the channels contain what was sent before it and received after.
 * Cost       at most one account on each channel, 2E; each message of the computation has 8 bytes more. */
#include "algorithms/snapshots/computation.h"

enum { VALUE, ACCOUNT };
enum { PATIENCE = OWN_PARAMETER };
enum { OUT_OF_PATIENCE = OWN_TIMER };

struct channel {
    uint32_t sent;        /* by the out-port: messages of the computation */
    uint32_t sent_before; /* its latest record */
    uint32_t heard;       /* by the in-port: set of 1 << (snapshot - 1) for which the neighbour has told its number */
    uint8_t told;         /* the latest snapshot for which it has told its own */
};

struct state {
    struct computation computation;
    uint32_t recorded, closed;               /* snapshots: recorded by it; whose channels are settled, the first ones */
    uint32_t heard_from[MOST_SNAPSHOTS + 1]; /* channels whose number is told, by snapshot from 1 */
    uint32_t expected[MOST_SNAPSHOTS + 1];   /* messages sent to it before their senders' records, as told */
    uint32_t received[MOST_SNAPSHOTS + 1];   /* messages by colour */
    uint32_t received_before[MOST_SNAPSHOTS + 1]; /* its record */
    struct channel channels[];
};

_Static_assert(MOST_SNAPSHOTS <= 32, "`heard` has 32 bits");

struct value {
    int64_t counter;
    uint32_t colour;      /* snapshots recorded by the sender */
    uint32_t sent_before; /* by this channel, before the latest of them */
};

struct account {
    uint32_t snapshot;
    uint32_t sent_before;
};

static void tell(struct process *p, struct channel *channel, uint32_t port, uint32_t snapshot)
{
    if (channel->told >= snapshot)
        return;
    channel->told = (uint8_t)snapshot;
    process_send(p, port, ACCOUNT, &(struct account){snapshot, channel->sent_before});
}

/* "Become red": record the state. An earlier snapshot of which the neighbour has not been told is settled first. */
static void record(struct process *p, struct state *s, uint32_t snapshot)
{
    while (s->recorded < snapshot) {
        for (uint32_t port = 0; port < process_out_degree(p); port++) {
            struct channel *channel = &s->channels[port];
            tell(p, channel, port, s->recorded);
            channel->sent_before = channel->sent;
        }
        s->recorded++;
        s->received_before[s->recorded] = (uint32_t)s->computation.received;
        process_announce(p, OUTPUT_RECORD, computation_balance(&s->computation));
        process_set_timer(p, OUT_OF_PATIENCE, process_parameter(p, PATIENCE));
    }
}

static void run_out_of_patience(struct process *p, void *state)
{
    struct state *s = state;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        tell(p, &s->channels[port], port, s->recorded);
}

/* Messages received that were sent before their senders' records. */
static uint32_t received_white(const struct state *s, uint32_t snapshot)
{
    uint32_t count = 0;
    for (uint32_t colour = 0; colour < snapshot; colour++)
        count += s->received[colour];
    return count;
}

/* "What was sent white and not received white is in the channel." It is all there when as many have come as were sent. */
static void close_what_is_settled(struct process *p, struct state *s)
{
    while (s->closed < s->recorded) {
        uint32_t snapshot = s->closed + 1, white = received_white(s, snapshot);
        if (s->heard_from[snapshot] < process_in_degree(p) || white < s->expected[snapshot])
            return;
        s->closed = snapshot;
        process_announce(p, OUTPUT_CHANNEL, (int64_t)white - s->received_before[snapshot]);
    }
}

/* The neighbour at a port says how many messages it sent before its record. It may say it often: one counts. */
static void hear(struct state *s, uint32_t port, uint32_t snapshot, uint32_t sent_before)
{
    struct channel *channel = &s->channels[port];
    if (snapshot == 0 || (channel->heard >> (snapshot - 1) & 1) != 0)
        return;
    channel->heard |= UINT32_C(1) << (snapshot - 1);
    s->heard_from[snapshot]++;
    s->expected[snapshot] += sent_before;
}

/* "A white process that gets a red message records its state before it receives the message." */
static void receive_value(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct value *value = m->payload;
    record(p, s, value->colour);
    s->computation.received++;
    s->received[value->colour]++;
    hear(s, m->port, value->colour, value->sent_before);
    close_what_is_settled(p, s);
}

static void receive_account(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct account *account = m->payload;
    record(p, s, account->snapshot);
    hear(s, m->port, account->snapshot, account->sent_before);
    close_what_is_settled(p, s);
}

/* "Messages have the colour of their sender." */
static void step(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t port;
    if (!computation_step(p, &s->computation, &port))
        return;
    struct channel *channel = &s->channels[port];
    channel->sent++;
    channel->told = (uint8_t)s->recorded;
    process_send(p, port, VALUE, &(struct value){s->computation.counter, s->recorded, channel->sent_before});
}

static void begin_snapshot(struct process *p, void *state)
{
    struct state *s = state;
    record(p, s, computation_snapshot_due(p, &s->computation));
    close_what_is_settled(p, s); /* a process alone has no channels */
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    computation_start(p, &s->computation);
}

static const struct message_kind messages[] = {
    [VALUE] = {"value", sizeof(struct value), receive_value,
               "of the computation: the sender's counter; its colour; how many it sent before it took that colour"},
    [ACCOUNT] = {"account", sizeof(struct account), receive_account,
                 "the sender has recorded its state, after so many messages by this channel"},
    {.name = NULL},
};

static const char *const controls[] = {"account", NULL};

static const struct timer_kind timers[] = {
    COMPUTATION_TIMERS(step, begin_snapshot),
    [OUT_OF_PATIENCE] = {"patience", run_out_of_patience},
    {.name = NULL},
};

static const struct parameter parameters[] = {
    COMPUTATION_PARAMETERS,
    [PATIENCE] = {"patience", "time", 20e-3, 0, 1e9,
                  "how long the messages of the computation have to tell the neighbours, before accounts do"},
    {.name = NULL},
};

static const struct cost costs[] = {
    ONE_A_CHANNEL_OF_A_COMPLETE_GRAPH(COST_AT_MOST),
    TWO_AN_EDGE(COST_AT_MOST),
    {.measure = NULL},
};

const struct algorithm lai_yang = {
    .name = "lai-yang",
    .catalogue = "S3",
    .title_en = "Lai–Yang snapshot",
    .title_fr = "Instantané de Lai–Yang",
    .source = "Lai & Yang, Information Processing Letters 25(3), 1987; Mattern, Journal of Parallel and Distributed "
              "Computing 18(4), 1993",
    .idea = "Processes and messages have a colour, white until the process has recorded its state and red from "
            "then on. A white process that gets a red message records its state before it receives it: so no "
            "message from after the cut is known before it, in whatever order the channels deliver. What was sent "
            "white and is received red was in transit. Red messages tell how many white ones there were on their "
            "channel; where the computation sends none for a while, an account does.",
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
    .state_bytes_per_neighbour = sizeof(struct channel),
    .start = start,
};
