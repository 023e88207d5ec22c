/* iterative.h: an iterative job over the same partitions: a driver, process 0 of a complete graph, and executors with slots. The
 * algorithms that say so differ by where a partition is from one iteration to the next: on disks, or in memory.
 *
 * With P partitions, task t of the scenario is iteration t / P of partition t mod P: the work of 10 iterations is 10 P tasks. A task reads
 * the partition (`input` bytes), computes, and makes its next state (`output` bytes). An iteration begins when the one before is
 * done: the driver has the result of every task, and sends the model made of them (parameter `model`) with every task of the next.
 *
 *   on disks   reads the partition, computes, writes it, sends it to other nodes, which write it too
 *   in memory  reads the partition once, computes, keeps it; only checkpoints are written
 *
 * A partition whose executor is lost is computed again from its *lineage*: from the last copy of it that is on some disk, the block that it
 * was loaded from at worst, through all iterations since.
 *
 * Executors tell the driver that they are alive, once a beat; one that is silent for some beats is lost, with all it has but the
 * blocks that were loaded. The block of partition p is on the nodes 1 + p mod W and after; if all of them are lost, the driver
 * has it. A copy that an executor writes goes to the nodes after its own. */
#ifndef ONDE_MAKESPAN_ITERATIVE_H
#define ONDE_MAKESPAN_ITERATIVE_H

#include "engine/process.h"

enum { RUN, SOURCE, RESET, STOP, REGISTER, ALIVE, FINISHED, READ, BLOCK, COPY, SAVED }; /* messages */
enum { BEAT, CHECK };                                                                   /* timers */
enum { PARTITIONS, SLOTS, STARTUP, MODEL, REPLICAS, BEAT_PERIOD, BEATS_MISSED, CHECKPOINT, LINEAGE };
enum { MOST_SEATS = 16, MOST_COPIES = 3, DRIVER = 0 /* its number */ };

/* To an executor: compute the iterations `from` to `to` of a partition, in a slot. */
struct run {
    uint64_t bytes; /* of the model */
    uint32_t partition, partitions;
    uint32_t from, to;
    uint32_t seat;
    uint32_t source; /* the number of the node to read it from; IN_MEMORY: nobody */
    uint32_t life;   /* of the executor */
};
enum { IN_MEMORY = UINT16_MAX };
struct life {
    uint32_t life;
};
struct asked { /* between executors: a partition for a slot of the one that asks */
    uint64_t bytes;
    uint32_t partition, seat, life;
};
struct copy {
    uint64_t bytes;
    uint32_t partition;
    uint32_t version; /* iterations that it has been through */
    uint32_t life;    /* SAVED: of the one that has written it */
};

/* What the driver knows of an executor. */
struct place {
    uint32_t partition_plus_1; /* 0: the slot is free */
    uint32_t source;
};
struct executor {
    uint32_t life; /* 0: it has never registered */
    bool alive;
    sim_time heard;
    struct place places[MOST_SEATS];
};

enum seat_phase { SEAT_FREE, SEAT_READS, SEAT_COMPUTES, SEAT_WRITES };
struct seat {
    struct run run;
    uint32_t at; /* the iteration that it computes */
    enum seat_phase phase;
};

struct job {
    bool in_memory; /* which of the two algorithms this is */
    /* The driver's. */
    uint32_t partitions, iteration;
    uint32_t waiting, left; /* partitions to be handed out, to be done, in this iteration */
    bool running, over;
    /* An executor's. */
    uint32_t life; /* stable */
    struct seat seats[MOST_SEATS];
    struct executor executors[]; /* by port of the driver: node n is at port n - 1 */
};

void iterative_start(struct process *p, void *state, bool in_memory);
void iterative_recover(struct process *p, void *state, bool in_memory);
void iterative_computed(struct process *p, void *state, enum work work, uint64_t number);
void iterative_beat(struct process *p, void *state);
void iterative_check(struct process *p, void *state);

/* The driver's, in iterative_driver.c */
void iterative_start_driver(struct process *p, struct job *j);
void iterative_started(struct process *p, struct job *j);
void iterative_receive_register(struct process *p, void *state, const struct message *m);
void iterative_receive_alive(struct process *p, void *state, const struct message *m);
void iterative_receive_finished(struct process *p, void *state, const struct message *m);
void iterative_receive_saved(struct process *p, void *state, const struct message *m);
/* Whether what iteration `iteration` makes is written to disks. */
bool iterative_writes(const struct process *p, const struct job *j, uint32_t iteration);
/* The node that has copy number `copy` of what `first` has: first, and those after it. */
uint32_t iterative_copy_holder(const struct process *p, uint32_t first, uint32_t copy);

/* An executor's. */
void iterative_receive_run(struct process *p, void *state, const struct message *m);
void iterative_receive_reset(struct process *p, void *state, const struct message *m);
void iterative_receive_stop(struct process *p, void *state, const struct message *m);
void iterative_receive_read(struct process *p, void *state, const struct message *m);
void iterative_receive_block(struct process *p, void *state, const struct message *m);
void iterative_receive_copy(struct process *p, void *state, const struct message *m);

#define ITERATIVE_PARAMETERS(startup, startup_meaning)                                                                 \
    [PARTITIONS] = {"partitions", "count", 0, 0, 1e6, "P; 0: as many as there are slots"},                             \
    [SLOTS] = {"slots",    "count",                                                                                    \
               0,          0,                                                                                          \
               MOST_SEATS, "tasks that an executor runs at once; 0: as many as its host has cores (16 at the most)"},  \
    [STARTUP] = {"startup", "time", startup, 0, 1e6, startup_meaning},                                                 \
    [MODEL] = {"model", "size", 1e5, 0, 1e12, "what the driver sends with each task, and gets back with each result"}, \
    [REPLICAS] = {"replicas", "count", 3, 1, MOST_COPIES, "nodes that have each block, and each copy of a partition"}, \
    [BEAT_PERIOD] = {"beat", "time", 3, 1e-3, 1e6, "an executor says so often that it is alive"},                      \
    [BEATS_MISSED] = {"missed", "count", 10, 1, 1e6, "an executor that is silent for so many beats is lost"}

#define ITERATIVE_ASSUME                                                                                               \
    "a complete graph, in which process 0, the driver, never crashes; executors may, and recover or not, if one is "   \
    "up in the end; reliable FIFO channels; at most 32,767 executors; no stage of the work comes after another"

#define ITERATIVE_DESCRIPTOR                                                                                           \
    .catalogue = "G8", .assumes = ITERATIVE_ASSUME,                                                                    \
    .assumptions = {.topology = TOPOLOGY_COMPLETE,                                                                     \
                    .minimum_processes = 2,                                                                            \
                    .all_initiate = true,                                                                              \
                    .fifo = true,                                                                                      \
                    .knows_neighbours = true,                                                                          \
                    .works = true,                                                                                     \
                    .no_precedence = true},                                                                            \
    .promises = {"makespan"},                                                                                          \
    .messages =                                                                                                        \
        (const struct message_kind[]){                                                                                 \
            [RUN] = {"run", sizeof(struct run), iterative_receive_run, "a partition to compute, with the model"},      \
            [SOURCE] = {"source", sizeof(struct run), iterative_receive_run,                                           \
                        "the same anew: the node that it was to be read from is lost"},                                \
            [RESET] = {"reset", sizeof(struct life), iterative_receive_reset,                                          \
                       "the executor was taken for lost: it begins anew"},                                             \
            [STOP] = {"stop", 0, iterative_receive_stop, "all tasks are done"},                                        \
            [REGISTER] = {"register", sizeof(struct life), iterative_receive_register,                                 \
                          "an executor begins, or begins anew"},                                                       \
            [ALIVE] = {"alive", sizeof(struct life), iterative_receive_alive, "the executor is alive"},                \
            [FINISHED] = {"finished", sizeof(struct run), iterative_receive_finished, "a task is done: its result"},   \
            [READ] = {"read", sizeof(struct asked), iterative_receive_read, "asks for a partition"},                   \
            [BLOCK] = {"block", sizeof(struct asked), iterative_receive_block, "the partition"},                       \
            [COPY] = {"copy", sizeof(struct copy), iterative_receive_copy, "a partition to write to the disk"},        \
            [SAVED] = {"saved", sizeof(struct copy), iterative_receive_saved, "it is written"},                        \
            {0}},                                                                                                      \
    .carriages = (const struct carriage[]){CARRIES("run", struct run, bytes),                                          \
                                           CARRIES("finished", struct run, bytes),                                     \
                                           CARRIES("block", struct asked, bytes),                                      \
                                           CARRIES("copy", struct copy, bytes),                                        \
                                           {0}},                                                                       \
    .timers =                                                                                                          \
        (const struct timer_kind[]){[BEAT] = {"beat", iterative_beat}, [CHECK] = {"check", iterative_check}, {0}},     \
    .variables = (const struct variable[]){{"life", FIELD(struct job, life), .stable = true, .maximum = INT32_MAX,     \
                                            .meaning = "how often the executor has begun"},                            \
                                           {0}},                                                                       \
    .state_bytes = sizeof(struct job), .state_bytes_per_neighbour = sizeof(struct executor),                           \
    .computed = iterative_computed

#endif
