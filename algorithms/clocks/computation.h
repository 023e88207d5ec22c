/* computation.h: what the processes do whose events the clocks of this folder date: steps, after pauses that are exponential.
 * A step is an event inside the process, with probability `internal`, or a message to a neighbour drawn at random. */
#ifndef ONDE_ALGORITHMS_CLOCKS_COMPUTATION_H
#define ONDE_ALGORITHMS_CLOCKS_COMPUTATION_H

#include "engine/process.h"

enum { STEPS, INTERNAL, PAUSE_MEAN };
enum { PAUSE };

#define COMPUTATION_PARAMETERS                                                                                         \
    (const struct parameter[])                                                                                         \
    {                                                                                                                  \
        [STEPS] = {"steps", "count", 4, 1, 1e9, "what each initiator does of its own accord"},                         \
        [INTERNAL] = {"internal", "probability", 0.25, 0, 1, "that a step is an event inside the process"},            \
        [PAUSE_MEAN] = {"pause", "time", 0.01, 0, 1e9, "before each step, on average"}, {0},                           \
    }

struct computation {
    uint32_t steps; /* done so far */
};

enum step { STEP_INSIDE, STEP_SEND };

static inline void computation_pause(struct process *p, const struct computation *c)
{
    if (c->steps < process_parameter(p, STEPS))
        process_set_timer(p, PAUSE, process_random_delay(p, process_parameter(p, PAUSE_MEAN)));
}

/* What the next step is; of a message, by which port. */
static inline enum step computation_step(struct process *p, struct computation *c, uint32_t *port)
{
    const uint64_t one_million = 1000000;
    bool inside = (double)process_random(p, one_million) < process_parameter(p, INTERNAL) * (double)one_million;
    c->steps++;
    if (inside || process_out_degree(p) == 0)
        return STEP_INSIDE;
    *port = (uint32_t)process_random(p, process_out_degree(p));
    return STEP_SEND;
}

#endif
