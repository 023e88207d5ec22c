/* broken_clocks.c: logical clocks that are wrong.
 *
 *   unmerged   a vector clock whose receiver does not take over what the sender knows: an event before another has a stamp
 *              that is not smaller. The clock condition must notice.
 *   eager      a scalar clock that promises what only vectors can: the converse. The strong condition must notice.
 *   sleepy     a scalar clock that does not count the events inside a process: two events in a row have one stamp.
 *   forgetful  a matrix clock whose receiver takes the sender's row and forgets the others. */
#include "algorithms/clocks/computation.h"
#include "tests/broken/broken.h"

struct state {
    struct computation computation;
    uint64_t clock;
};

/* ---- scalars ---- */

static void stamp(struct process *p, struct state *s)
{
    process_announce(p, OUTPUT_STAMP, (int64_t)s->clock);
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    s->clock++;
    stamp(p, s);
    computation_pause(p, &s->computation);
}

static void step(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t port;
    enum step what = computation_step(p, &s->computation, &port);
    s->clock++;
    stamp(p, s);
    if (what == STEP_SEND)
        process_send(p, port, 0, &s->clock);
    computation_pause(p, &s->computation);
}

static void sleepy_step(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t port;
    enum step what = computation_step(p, &s->computation, &port);
    s->clock += what == STEP_SEND;
    stamp(p, s);
    if (what == STEP_SEND)
        process_send(p, port, 0, &s->clock);
    computation_pause(p, &s->computation);
}

static void receive(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const uint64_t *sent = m->payload;
    s->clock = (*sent > s->clock ? *sent : s->clock) + 1;
    stamp(p, s);
}

static uint64_t scalar_entry(const struct configuration *c, uint32_t process, uint32_t row, uint32_t column)
{
    (void)row, (void)column;
    return ((const struct state *)configuration_state(c, process))->clock;
}

#define SCALAR                                                                                                         \
    .parameters = COMPUTATION_PARAMETERS,                                                                              \
    .messages = (const struct message_kind[]){{"message", sizeof(uint64_t), receive, "the clock"}, {0}},               \
    .clock = &(const struct logical_clock){CLOCK_SCALAR, scalar_entry}, .random = true,                                \
    .state_bytes = sizeof(struct state), .start = start

const struct algorithm broken_clock_eager = {
    .name = "broken-clock-eager",
    .promises = {"strong-clock-condition"},
    SCALAR,
    .timers = (const struct timer_kind[]){[PAUSE] = {"pause", step}, {0}},
};

const struct algorithm broken_clock_sleepy = {
    .name = "broken-clock-sleepy",
    .promises = {"clock-condition"},
    SCALAR,
    .timers = (const struct timer_kind[]){[PAUSE] = {"pause", sleepy_step}, {0}},
};

/* ---- vectors and matrices ---- */

static void tick(struct process *p, uint32_t *own)
{
    own[process_number(p)]++;
    process_announce(p, OUTPUT_STAMP, own[process_number(p)]);
}

static uint32_t *own_row(struct process *p)
{
    return (uint32_t *)process_matrix(p) + (size_t)process_number(p) * process_count(p);
}

static void vector_start(struct process *p, void *state)
{
    tick(p, process_array(p));
    computation_pause(p, state);
}

static void vector_step(struct process *p, void *state)
{
    uint32_t port;
    enum step what = computation_step(p, state, &port);
    tick(p, process_array(p));
    if (what == STEP_SEND)
        process_send(p, port, 0, process_array(p));
    computation_pause(p, state);
}

static void unmerged_receive(struct process *p, void *state, const struct message *m)
{
    (void)state, (void)m;
    tick(p, process_array(p));
}

static uint64_t vector_entry(const struct configuration *c, uint32_t process, uint32_t row, uint32_t column)
{
    (void)row;
    return ((const uint32_t *)configuration_array(c, process))[column];
}

const struct algorithm broken_clock_unmerged = {
    .name = "broken-clock-unmerged",
    .assumptions = {.knows_count = true},
    .promises = {"strong-clock-condition"},
    .parameters = COMPUTATION_PARAMETERS,
    .messages = (const struct message_kind[]){{"message", 0, unmerged_receive, "the vector"}, {0}},
    .stamps = (const struct payload_stamp[]){{"message", .bytes_per_process = sizeof(uint32_t)}, {0}},
    .timers = (const struct timer_kind[]){[PAUSE] = {"pause", vector_step}, {0}},
    .clock = &(const struct logical_clock){CLOCK_VECTOR, vector_entry},
    .random = true,
    .state_bytes = sizeof(struct computation),
    .state_bytes_per_process = sizeof(uint32_t),
    .start = vector_start,
};

static void matrix_start(struct process *p, void *state)
{
    tick(p, own_row(p));
    computation_pause(p, state);
}

static void matrix_step(struct process *p, void *state)
{
    uint32_t port;
    enum step what = computation_step(p, state, &port);
    tick(p, own_row(p));
    if (what == STEP_SEND)
        process_send(p, port, 0, process_matrix(p));
    computation_pause(p, state);
}

static void forgetful_receive(struct process *p, void *state, const struct message *m)
{
    (void)state;
    const uint32_t *sent = m->payload;
    uint32_t n = process_count(p), *own = own_row(p);
    for (uint32_t row = 0; row < n; row++)
        for (uint32_t column = 0; column < n; column++)
            if (sent[(size_t)row * n + column] > own[column])
                own[column] = sent[(size_t)row * n + column];
    tick(p, own);
}

static uint64_t matrix_entry(const struct configuration *c, uint32_t process, uint32_t row, uint32_t column)
{
    return ((const uint32_t *)configuration_matrix(c, process))[(size_t)row * configuration_count(c) + column];
}

const struct algorithm broken_clock_forgetful = {
    .name = "broken-clock-forgetful",
    .assumptions = {.knows_count = true},
    .promises = {"strong-clock-condition"},
    .parameters = COMPUTATION_PARAMETERS,
    .messages = (const struct message_kind[]){{"message", 0, forgetful_receive, "the matrix"}, {0}},
    .stamps = (const struct payload_stamp[]){{"message", .bytes_per_pair = sizeof(uint32_t)}, {0}},
    .timers = (const struct timer_kind[]){[PAUSE] = {"pause", matrix_step}, {0}},
    .clock = &(const struct logical_clock){CLOCK_MATRIX, matrix_entry},
    .random = true,
    .state_bytes = sizeof(struct computation),
    .state_bytes_per_pair = sizeof(uint32_t),
    .start = matrix_start,
};
