/* scalar_clock.c: one number for each event, greater than those of all events before it.
 *
 * Source     Lamport, "Time, clocks, and the ordering of events in a distributed system", CACM 21(7), 1978.
 * Assumes    nothing of the channels or of the topology.
 * Promises   clock-condition: if e happened before f, C(e) < C(f). Not the converse: of two events that have different stamps one
 *            knows only which has *not* happened before the other.
 * Cost       8 bytes on each message. */
#include "algorithms/clocks/computation.h"

enum { MESSAGE };

struct state {
    struct computation computation;
    uint64_t clock;
};

/* IR1: "each process increments its clock between any two successive events." */
static void tick(struct process *p, struct state *s)
{
    s->clock++;
    process_announce(p, OUTPUT_STAMP, (int64_t)s->clock);
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    tick(p, s);
    computation_pause(p, &s->computation);
}

/* IR2 (a): "a message contains the clock at its sending." */
static void step(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t port;
    enum step what = computation_step(p, &s->computation, &port);
    tick(p, s);
    if (what == STEP_SEND)
        process_send(p, port, MESSAGE, &s->clock);
    computation_pause(p, &s->computation);
}

/* IR2 (b): "who receives it sets its clock to more than that, and to no less than it was." */
static void receive(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const uint64_t *sent = m->payload;
    if (*sent > s->clock)
        s->clock = *sent;
    tick(p, s);
}

static uint64_t entry(const struct configuration *c, uint32_t process, uint32_t row, uint32_t column)
{
    (void)row, (void)column;
    return ((const struct state *)configuration_state(c, process))->clock;
}

const struct algorithm scalar_clock = {
    .name = "scalar-clock",
    .catalogue = "C2",
    .title_en = "Lamport's scalar clocks",
    .title_fr = "les horloges scalaires de Lamport",
    .source = "Lamport, CACM 21(7), 1978",
    .idea = "Each process counts its events; who receives a message goes on from the greater of its own count and the "
            "sender's.",
    .assumes = "nothing",
    .promises = {"clock-condition"},
    .parameters = COMPUTATION_PARAMETERS,
    .messages =
        (const struct message_kind[]){[MESSAGE] = {"message", sizeof(uint64_t), receive, "the sender's clock"}, {0}},
    .timers = (const struct timer_kind[]){[PAUSE] = {"pause", step}, {0}},
    .variables = (const struct variable[]){{"clock", FIELD(struct state, clock), .minimum = 0, .maximum = INT64_MAX,
                                            .meaning = "the stamp of its latest event"},
                                           {0}},
    .clock = &(const struct logical_clock){CLOCK_SCALAR, entry},
    .random = true,
    .state_bytes = sizeof(struct state),
    .start = start,
};
