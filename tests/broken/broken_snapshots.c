/* broken_snapshots.c: Chandy and Lamport's snapshot, Lai and Yang's and the blocking checkpoint, each with a mistake. One
 * snapshot a run.
 *
 * tardy       Chandy-Lamport. A process that has recorded sends one more message before its markers.
 *             Axiom: cut; or channel contents, where the receiver has recorded before.
 * forgetful   Chandy-Lamport. The first message in the channels is not recorded. Axiom: channel contents.
 * hasty       Chandy-Lamport. The channels are announced empty with the record. Axiom: channel contents.
 * vain        Chandy-Lamport. The messages received are not taken off what is recorded. Axiom: recorded state.
 * shy         Chandy-Lamport. No marker goes to the last neighbour. Axiom: completeness.
 * colourless  Lai-Yang. Messages do not tell that their sender has recorded; accounts alone do. Axiom: cut.
 * restless    Blocking. A process goes on after the first marker. Axiom: cut.
 * chatty      Blocking. A process that says that it is blocked sends. Axiom: blocked.
 * sleepy      Blocking. A process goes on never. Axiom: completeness. */
#include "algorithms/snapshots/computation.h"
#include "tests/broken/broken.h"

enum { VALUE, MARKER };
enum mistake { TARDY, FORGETFUL, HASTY, VAIN, SHY, COLOURLESS, RESTLESS, CHATTY, SLEEPY };

struct state {
    struct computation computation;
    bool recorded, blocked, due;
    uint32_t heard_from, contents;
    int64_t expected, received_before;
    struct {
        uint32_t sent;
        bool heard;
    } channels[];
};

static enum mistake mistake(const struct process *p)
{
    return (enum mistake)process_parameter(p, OWN_PARAMETER);
}

static bool blocks(const struct process *p)
{
    return mistake(p) >= RESTLESS;
}

static void step(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t port;
    s->due = s->blocked && mistake(p) != CHATTY;
    if (s->due || !computation_step(p, &s->computation, &port))
        return;
    s->channels[port].sent++;
    process_send(p, port, VALUE, &(int64_t){s->computation.counter});
}

static void go_on(struct process *p, struct state *s)
{
    if (!s->blocked || mistake(p) == SLEEPY)
        return;
    s->blocked = false;
    process_announce(p, OUTPUT_UNBLOCK, 0);
    if (s->due)
        step(p, s);
}

static void record(struct process *p, struct state *s)
{
    uint32_t ports = process_out_degree(p);
    s->recorded = true;
    if (blocks(p)) {
        s->blocked = true;
        process_announce(p, OUTPUT_BLOCK, 0);
    }
    process_announce(p, OUTPUT_RECORD, mistake(p) == VAIN ? s->computation.sent : computation_balance(&s->computation));
    s->received_before = s->computation.received;
    if (mistake(p) == HASTY)
        process_announce(p, OUTPUT_CHANNEL, 0);
    if (mistake(p) == TARDY) {
        s->computation.sent++;
        process_send(p, ports - 1, VALUE, &(int64_t){s->computation.counter});
    }
    for (uint32_t port = 0; port + (mistake(p) == SHY) < ports; port++)
        process_send(p, port, MARKER, &(int64_t){s->channels[port].sent});
}

static void close_if_all_heard(struct process *p, struct state *s)
{
    if (s->heard_from < process_in_degree(p) || mistake(p) == HASTY)
        return;
    if (mistake(p) == COLOURLESS && s->computation.received < s->expected)
        return;
    if (mistake(p) == COLOURLESS)
        process_announce(p, OUTPUT_CHANNEL, s->expected - s->received_before);
    else if (!blocks(p))
        process_announce(p, OUTPUT_CHANNEL, s->contents - (s->contents > 0 && mistake(p) == FORGETFUL));
    s->heard_from = 0; /* announced once */
}

static void receive_value(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    s->computation.received++;
    s->contents += s->recorded && !s->channels[m->port].heard;
    close_if_all_heard(p, s);
}

static void receive_marker(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    if (!s->recorded)
        record(p, s);
    s->channels[m->port].heard = true;
    s->expected += *(const int64_t *)m->payload;
    if (++s->heard_from == process_in_degree(p) || mistake(p) == RESTLESS)
        go_on(p, s);
    close_if_all_heard(p, s);
}

static void begin_snapshot(struct process *p, void *state)
{
    struct state *s = state;
    computation_snapshot_due(p, &s->computation);
    if (!s->recorded)
        record(p, s);
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    computation_start(p, &s->computation);
}

static const struct message_kind messages[] = {
    [VALUE] = {"value", sizeof(int64_t), receive_value, "of the computation"},
    [MARKER] = {"marker", sizeof(int64_t), receive_marker, "the sender has recorded its state"},
    {.name = NULL},
};

static const char *const controls[] = {"marker", NULL};

static const struct timer_kind timers[] = {COMPUTATION_TIMERS(step, begin_snapshot), {.name = NULL}};

#define BROKEN(variant, which, in_order)                                                                               \
    static const struct parameter parameters_##variant[] = {                                                           \
        COMPUTATION_PARAMETERS,                                                                                        \
        [OWN_PARAMETER] = {"mistake", "count", which, which, which, "which mistake it makes"},                         \
        {.name = NULL},                                                                                                \
    };                                                                                                                 \
    const struct algorithm broken_snapshot_##variant = {                                                               \
        .name = "broken-snapshot-" #variant,                                                                           \
        .assumptions = {.topology = TOPOLOGY_CONNECTED, .fifo = in_order},                                             \
        .promises = {"snapshot"},                                                                                      \
        .parameters = parameters_##variant,                                                                            \
        .messages = messages,                                                                                          \
        .controls = controls,                                                                                          \
        .timers = timers,                                                                                              \
        .random = true,                                                                                                \
        .state_bytes = sizeof(struct state),                                                                           \
        .state_bytes_per_neighbour = sizeof((struct state *)0)->channels[0],                                           \
        .start = start,                                                                                                \
    }

BROKEN(tardy, TARDY, true);
BROKEN(forgetful, FORGETFUL, true);
BROKEN(hasty, HASTY, true);
BROKEN(vain, VAIN, true);
BROKEN(shy, SHY, true);
BROKEN(colourless, COLOURLESS, false);
BROKEN(restless, RESTLESS, false);
BROKEN(chatty, CHATTY, false);
BROKEN(sleepy, SLEEPY, false);
