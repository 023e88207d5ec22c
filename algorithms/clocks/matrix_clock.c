/* matrix_clock.c: what each process knows of what each other knows.
 *
 * Source     Wuu & Bernstein, "Efficient solutions to the replicated log and dictionary problems", PODC 1984; Sarin & Lynch, IEEE
 *            Transactions on Software Engineering 13(1), 1987.
 * Assumes    the processes know N and their numbers.
 * Promises   strong-clock-condition, of the own row; and row j of process i is the vector clock of the latest event of j that
 *            i can know of. Thus the least entry of column k is how many events of k everyone is known to know.
 * Cost       4 N² bytes on each message. */
#include "algorithms/clocks/computation.h"

enum { MESSAGE };

struct state {
    struct computation computation;
};

/* "Before each event a process increments its entry of its own row." */
static void tick(struct process *p)
{
    uint32_t *clock = process_matrix(p);
    uint32_t *own = clock + (size_t)process_number(p) * process_count(p);
    own[process_number(p)]++;
    process_announce(p, OUTPUT_STAMP, own[process_number(p)]);
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    tick(p);
    computation_pause(p, &s->computation);
}

/* "A message carries the matrix of its sending." */
static void step(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t port;
    enum step what = computation_step(p, &s->computation, &port);
    tick(p);
    if (what == STEP_SEND)
        process_send(p, port, MESSAGE, process_matrix(p));
    computation_pause(p, &s->computation);
}

/* "Who receives it takes the greater of the two in each entry; and, in its own row, of the sender's row too." No row of a
 * matrix has more in an entry than the row of the matrix's process, so the greatest of all rows is the sender's. */
static void receive(struct process *p, void *state, const struct message *m)
{
    (void)state;
    const uint32_t *sent = m->payload;
    uint32_t n = process_count(p), *clock = process_matrix(p);
    uint32_t *own = clock + (size_t)process_number(p) * n;
    for (uint32_t row = 0; row < n; row++)
        for (uint32_t column = 0; column < n; column++) {
            size_t place = (size_t)row * n + column;
            if (sent[place] > clock[place])
                clock[place] = sent[place];
            if (sent[place] > own[column])
                own[column] = sent[place];
        }
    tick(p);
}

static uint64_t entry(const struct configuration *c, uint32_t process, uint32_t row, uint32_t column)
{
    return ((const uint32_t *)configuration_matrix(c, process))[(size_t)row * configuration_count(c) + column];
}

const struct algorithm matrix_clock = {
    .name = "matrix-clock",
    .catalogue = "C4",
    .title_en = "matrix clocks",
    .title_fr = "les horloges matricielles",
    .source = "Wuu & Bernstein, PODC 1984; Sarin & Lynch, IEEE TSE 13(1), 1987",
    .idea = "Each process keeps its vector clock, and the latest vector clock that it knows of every other.",
    .assumes = "the processes know how many they are, and their numbers",
    .assumptions = {.knows_count = true},
    .promises = {"strong-clock-condition"},
    .parameters = COMPUTATION_PARAMETERS,
    .messages = (const struct message_kind[]){[MESSAGE] = {"message", 0, receive, "the sender's matrix"}, {0}},
    .stamps = (const struct payload_stamp[]){{"message", .bytes_per_pair = sizeof(uint32_t)}, {0}},
    .timers = (const struct timer_kind[]){[PAUSE] = {"pause", step}, {0}},
    .clock = &(const struct logical_clock){CLOCK_MATRIX, entry},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_pair = sizeof(uint32_t),
    .start = start,
};
