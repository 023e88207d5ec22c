/* random.h: the random streams. One stream per process and purpose, all derived from the seed of the run, so that
 * drawing more for one purpose changes nothing for another.
 *
 * The generator is SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): 8 bytes of state, so that ten million processes can
 * each have one. */
#ifndef ONDE_BASE_RANDOM_H
#define ONDE_BASE_RANDOM_H

#include <stdint.h>

struct random_stream {
    uint64_t state;
};

enum random_purpose {
    RANDOM_TOPOLOGY = 1,
    RANDOM_IDENTITIES,
    RANDOM_INITIATORS,
    RANDOM_START,
    RANDOM_PLACEMENT,
    RANDOM_DELAY,          /* per sending process */
    RANDOM_ALGORITHM,      /* per process */
    RANDOM_FAULT_TARGETS,  /* per fault */
    RANDOM_FAULT_DATES,    /* per fault and process */
    RANDOM_FAULT_MESSAGES, /* per sending process */
    RANDOM_CORRUPTION,     /* per fault and process */
    RANDOM_DAEMON,
    RANDOM_TASKS, /* per stage */
};

/* The seed of a run: a function of the scenario's seed, of the point of the sweep written out, and of the replication,
 * so that adding points to a sweep leaves the others as they were. */
uint64_t random_run_seed(uint64_t scenario_seed, const char *point, uint64_t replication);

struct random_stream random_stream(uint64_t run_seed, enum random_purpose purpose, uint64_t process);

uint64_t random_bits(struct random_stream *stream);
/* Uniform in [0, bound), without bias (Lemire 2019); bound 0 gives 0. */
uint64_t random_below(struct random_stream *stream, uint64_t bound);
/* Uniform in [0, 1), 53 bits. */
double random_uniform(struct random_stream *stream);
/* Exponential of the given mean, in the unit of the mean. */
double random_exponential(struct random_stream *stream, double mean);

#endif
