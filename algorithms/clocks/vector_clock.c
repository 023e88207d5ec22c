/* vector_clock.c: for each event, how many events of each process come before it.
 *
 * Source     Fidge, "Timestamps in message-passing systems that preserve the partial ordering", Australian Computer Science
 *            Conference, 1988; Mattern, "Virtual time and global states of distributed systems", 1989.
 * Assumes    the processes know N and their numbers.
 * Promises   strong-clock-condition: e happened before f if and only if V(e) < V(f), that is, V(e) differs from V(f) and no entry
 *            is greater. No smaller stamps can do so (Charron-Bost, Information Processing Letters 39(1), 1991).
 * Cost       4 N bytes on each message. */
#include "algorithms/clocks/computation.h"

enum { MESSAGE };

struct state {
    struct computation computation;
};

/* "Before each event a process increments its own entry." */
static void tick(struct process *p)
{
    uint32_t *clock = process_array(p);
    clock[process_number(p)]++;
    process_announce(p, OUTPUT_STAMP, clock[process_number(p)]);
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    tick(p);
    computation_pause(p, &s->computation);
}

/* "A message carries the vector of its sending." */
static void step(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t port;
    enum step what = computation_step(p, &s->computation, &port);
    tick(p);
    if (what == STEP_SEND)
        process_send(p, port, MESSAGE, process_array(p));
    computation_pause(p, &s->computation);
}

/* "Who receives it takes the greater of the two in each entry." */
static void receive(struct process *p, void *state, const struct message *m)
{
    (void)state;
    const uint32_t *sent = m->payload;
    uint32_t *clock = process_array(p);
    for (uint32_t i = 0; i < process_count(p); i++)
        if (sent[i] > clock[i])
            clock[i] = sent[i];
    tick(p);
}

static uint64_t entry(const struct configuration *c, uint32_t process, uint32_t row, uint32_t column)
{
    (void)row;
    return ((const uint32_t *)configuration_array(c, process))[column];
}

const struct algorithm vector_clock = {
    .name = "vector-clock",
    .catalogue = "C3",
    .title_en = "vector clocks",
    .title_fr = "les horloges vectorielles",
    .source = "Fidge, ACSC 1988; Mattern, 1989",
    .idea = "Each process counts the events of every process that it knows to be over; a message tells what its sender "
            "knows.",
    .assumes = "the processes know how many they are, and their numbers",
    .assumptions = {.knows_count = true},
    .promises = {"strong-clock-condition"},
    .parameters = COMPUTATION_PARAMETERS,
    .messages = (const struct message_kind[]){[MESSAGE] = {"message", 0, receive, "the sender's vector"}, {0}},
    .stamps = (const struct payload_stamp[]){{"message", .bytes_per_process = sizeof(uint32_t)}, {0}},
    .timers = (const struct timer_kind[]){[PAUSE] = {"pause", step}, {0}},
    .clock = &(const struct logical_clock){CLOCK_VECTOR, entry},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = sizeof(uint32_t),
    .start = start,
};
