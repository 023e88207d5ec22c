/* computation.h: what the processes of this folder compute, and what is recovered after a crash: the same for all three ways.
 *
 * A process takes steps, after pauses that are exponential: it sends its state, in one number, to a neighbour that the state
 * chooses. Who receives the number mixes it into its own. Nothing else decides what is computed: given the order of steps and
 * receipts, it is always the same, so that a log of these alone can do it again.
 *
 * A write to stable storage holds up the steps of its process, and nothing else: what is written counts as written at once. */
#ifndef ONDE_ALGORITHMS_RECOVERY_COMPUTATION_H
#define ONDE_ALGORITHMS_RECOVERY_COMPUTATION_H

#include "engine/process.h"

enum { STEPS, PAUSE_MEAN, INTERVAL, WRITE, OWN_PARAMETER };
enum { STEP, CHECKPOINT_DUE, OWN_TIMER };

#define COMPUTATION_PARAMETERS                                                                                         \
    [STEPS] = {"steps", "count", 20, 1, 1e9, "messages that each process sends"},                                      \
    [PAUSE_MEAN] = {"pause", "time", 0.01, 0, 1e9, "before each of them, on average"},                                 \
    [INTERVAL] = {"interval", "time", 0.05, 1e-6, 1e9, "between two checkpoints"},                                     \
    [WRITE] = {"write", "time", 0.001, 0, 1e9, "how long the write of a checkpoint holds up the steps of its process"}

/* What a checkpoint must have. Zeros at the beginning. */
struct computation {
    uint32_t sent, received; /* messages */
    uint32_t digest;         /* of all that it has done, in order */
};

#define DIGEST_VARIABLE(type_of_state)                                                                                 \
    {                                                                                                                  \
        "digest", FIELD(type_of_state, computation.digest),                                                            \
            .maximum = UINT32_MAX,                                                                                     \
            .meaning = "the state of the computation, in one number that every step and every receipt changes"         \
    }

/* Another number for each of either, and no pattern: the finaliser of MurmurHash3 (A. Appleby, public domain). */
static inline uint32_t computation_mix(uint32_t digest, uint32_t with)
{
    uint32_t x = digest ^ (with + UINT32_C(0x9e3779b9));
    x = (x ^ x >> 16) * UINT32_C(0x85ebca6b);
    x = (x ^ x >> 13) * UINT32_C(0xc2b2ae35);
    return x ^ x >> 16;
}

static inline bool computation_is_over(const struct process *p, const struct computation *c)
{
    return c->sent >= process_parameter(p, STEPS) || process_out_degree(p) == 0;
}

/* By which port the next step sends. */
static inline uint32_t computation_port(const struct process *p, const struct computation *c)
{
    return computation_mix(c->digest, (uint32_t)process_identity(p)) % process_out_degree(p);
}

/* A step; returns what it sends. */
static inline uint32_t computation_step(const struct process *p, struct computation *c)
{
    c->sent++;
    c->digest = computation_mix(c->digest, (uint32_t)process_identity(p));
    return c->digest;
}

static inline void computation_receive(struct computation *c, uint32_t port, uint32_t value)
{
    c->received++;
    c->digest = computation_mix(c->digest, computation_mix(value, port));
}

/* When the process may take its next step. */
struct pace {
    sim_time held_until;
};

/* Who has taken its last step takes no more checkpoints. */
static inline void pace_next_step(struct process *p, const struct computation *c)
{
    if (computation_is_over(p, c))
        process_cancel_timer(p, CHECKPOINT_DUE);
    else
        process_set_timer(p, STEP, process_random_delay(p, process_parameter(p, PAUSE_MEAN)));
}

/* Stable storage is busy for so long, after what it does already. */
static inline void pace_hold(const struct process *p, struct pace *pace, sim_time duration)
{
    sim_time now = process_now(p);
    pace->held_until = (pace->held_until > now ? pace->held_until : now) + duration;
}

/* Whether a step that is due must wait for stable storage: then its timer is armed again. */
static inline bool pace_must_wait(struct process *p, const struct pace *pace)
{
    sim_time rest = pace->held_until - process_now(p);
    if (rest <= 0)
        return false;
    process_set_timer(p, STEP, rest);
    return true;
}

/* Dates of checkpoints that nobody coordinates: half an interval to one and a half, so that they drift apart. */
static inline void pace_next_checkpoint(struct process *p, const struct computation *c)
{
    const uint64_t one_million = 1000000;
    double part = 0.5 + (double)process_random(p, one_million) / (double)one_million;
    if (!computation_is_over(p, c))
        process_set_timer(p, CHECKPOINT_DUE, part * process_parameter(p, INTERVAL));
}

#endif
