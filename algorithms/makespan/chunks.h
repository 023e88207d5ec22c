/* chunks.h: a master, process 0 of a star, that hands out chunks of consecutive tasks, and workers that compute them. The
 * algorithms that say so differ by the size of the chunks and in nothing else.
 *
 * A worker has slots: one for each core of its host, or as many as the parameter says. A slot is what papers call a
 * processor: it has one chunk at a time, and computes its tasks one after the other. The input of a chunk travels with it,
 * the outputs with the result, which is sent when the whole chunk is computed and which asks for the next chunk.
 *
 * When nothing is left to hand out, a slot that asks gets a copy of tasks that are outstanding (parameter `copies`), of
 * those that were handed out longest ago first. The first result counts. So all tasks are done in the end if one worker
 * stays up, or comes back and stays, whatever has crashed: nobody need know who has. A worker that comes back begins a
 * new life, and asks; what it is sent meanwhile for a former life it leaves alone. When a stage is done, the master stops
 * those who still compute copies of its tasks. */
#ifndef ONDE_MAKESPAN_CHUNKS_H
#define ONDE_MAKESPAN_CHUNKS_H

#include "algorithms/makespan/ledger.h"
#include "algorithms/makespan/processors.h"

enum { CHUNK, RESULT, REQUEST, STOP };
enum { NO_STAGE = LEDGER_STAGES };

struct request {
    uint32_t life;
    uint32_t slots; /* that have nothing to do */
};

struct chunk {
    uint64_t bytes; /* carried: inputs, or outputs */
    struct range tasks;
    uint32_t life; /* of the worker */
};

struct stop {
    struct range tasks; /* that are all done */
    bool over;          /* and so is everything else */
};

/* What a rule remembers from one chunk to the next; zeros when a new sequence of chunks begins: with a stage, and with the
 * copies. */
struct sequence {
    uint32_t size; /* of the last chunk; 0: there was none */
    uint32_t more; /* chunks of the same size to come */
    uint32_t less; /* trapezoid: by so much chunks become smaller, ... */
    uint32_t same; /* ... after so many more of the same size */
};

struct slot {
    uint32_t first, next, end; /* computes `next` of its tasks; end 0: it has none */
};

/* What the master knows of a worker. */
struct customer {
    uint32_t life;   /* 0: it has never asked */
    uint32_t busy;   /* slots that have been sent a chunk, in this life */
    uint32_t asking; /* slots that there was nothing for */
};

struct state {
    /* The master's. */
    struct ledger ledger;
    struct sequence sequence;
    uint32_t sequence_of; /* a stage, or NO_STAGE for copies */
    uint32_t processors;  /* P: slots of all workers */
    /* A worker's. */
    uint32_t life; /* stable */
    uint32_t slots;
    struct slot slot[MOST_SLOTS];
    struct customer customers[]; /* by port */
};

/* The rule: how many of the `left` tasks that can still be handed out, 1 or more, the next slot gets. */
typedef uint32_t chunk_rule(const struct process *p, struct state *s, uint32_t left);

/* The handlers of all of them: those of the master are told the rule. */
void chunks_start(struct process *p, void *state, chunk_rule *rule);
void chunks_receive_request(struct process *p, void *state, const struct message *m, chunk_rule *rule);
void chunks_receive_result(struct process *p, void *state, const struct message *m, chunk_rule *rule);
void chunks_receive_chunk(struct process *p, void *state, const struct message *m);
void chunks_receive_stop(struct process *p, void *state, const struct message *m);
void chunks_computed(struct process *p, void *state, enum work work, uint64_t number);
void chunks_recover(struct process *p, void *state);

/* ceil(a / b) */
static inline uint32_t divide_up(uint32_t a, uint32_t b)
{
    return a / b + (a % b > 0);
}

/* Handlers that know the rule of the file in which this stands. */
#define HANDS_OUT_BY(rule)                                                                                             \
    static void start(struct process *p, void *state)                                                                  \
    {                                                                                                                  \
        chunks_start(p, state, rule);                                                                                  \
    }                                                                                                                  \
    static void receive_request(struct process *p, void *state, const struct message *m)                               \
    {                                                                                                                  \
        chunks_receive_request(p, state, m, rule);                                                                     \
    }                                                                                                                  \
    static void receive_result(struct process *p, void *state, const struct message *m)                                \
    {                                                                                                                  \
        chunks_receive_result(p, state, m, rule);                                                                      \
    }

#define CHUNKS_ASSUME                                                                                                  \
    "a star whose centre, the master, never crashes; workers may, and recover or not, if one of them is up in the "    \
    "end and copies are allowed; reliable channels; tasks below 2^32 - 1; order of delivery is free"

/* What their descriptors have in common. */
#define CHUNKS_DESCRIPTOR                                                                                              \
    .assumes = CHUNKS_ASSUME,                                                                                          \
    .assumptions = {.topology = TOPOLOGY_STAR,                                                                         \
                    .minimum_processes = 2,                                                                            \
                    .all_initiate = true,                                                                              \
                    .knows_neighbours = true,                                                                          \
                    .works = true},                                                                                    \
    .promises = {"makespan"},                                                                                          \
    .messages =                                                                                                        \
        (const struct message_kind[]){                                                                                 \
            [CHUNK] = {"chunk", sizeof(struct chunk), chunks_receive_chunk, "tasks to compute, with their inputs"},    \
            [RESULT] = {"result", sizeof(struct chunk), receive_result, "the outputs of a chunk; asks for the next"},  \
            [REQUEST] = {"request", sizeof(struct request), receive_request, "slots that have nothing to do"},         \
            [STOP] = {"stop", sizeof(struct stop), chunks_receive_stop,                                                \
                      "these tasks are all done: who computes copies of them stops"},                                  \
            {0}},                                                                                                      \
    .carriages =                                                                                                       \
        (const struct carriage[]){CARRIES("chunk", struct chunk, bytes), CARRIES("result", struct chunk, bytes), {0}}, \
    .variables = (const struct variable[]){{"life", FIELD(struct state, life), .stable = true, .maximum = INT32_MAX,   \
                                            .meaning = "how often the worker has begun"},                              \
                                           {0}},                                                                       \
    .state_bytes = sizeof(struct state), .state_bytes_per_neighbour = sizeof(struct customer), .start = start,         \
    .computed = chunks_computed, .recover = chunks_recover

#endif
