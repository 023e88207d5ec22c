/* mapreduce.h: MapReduce on a cluster: a master, process 0 of a complete graph, and workers with slots for maps and for reduces.
 *
 *   master ─run→ worker: reads its block (own disk, or from a node that has it), maps, writes its output to its disk ─finished→ master
 *   master ─output→ all workers: where the output of a map is
 *   reducer ─fetch→ that worker ─part→ reducer: has the parts of all maps, reduces, writes ─finished→ master
 *
 * A stage of the work is a *map* stage when it comes after no map stage: its tasks read a block each, of `input` bytes. It is a
 * *reduce* stage when it comes after one: each of its tasks fetches its share of the output of each map, which is all that it
 * reads. So map, reduce, map, reduce … is a chain of jobs.
 *
 * Workers tell the master that they are alive, and how far their tasks are, once a beat. One that is silent for some beats is
 * lost: what it ran goes to others, and so do maps that it had done, as long as reducers need what they left on its disk. Blocks are on
 * several nodes; one whose nodes are all lost is read from the master, where the client that loaded it has it. A worker that
 * comes back has lost all but the blocks on its disk.
 *
 * Sources    Dean & Ghemawat, "MapReduce: simplified data processing on large clusters", OSDI 2004 (all of it, backup tasks);
 *            Shvachko, Kuang, Radia & Chansler, "The Hadoop distributed file system", MSST 2010 (where replicas go);
 *            Zaharia, Konwinski, Joseph, Katz & Stoica, "Improving MapReduce performance in heterogeneous environments", OSDI 2008
 *            (LATE, and the rules of Hadoop that it replaces).
 * Departs    Nodes are told of each output as soon as it is there, and need not ask. Tasks report in twentieths. Replicas of what
 *            reducers write are not sent. Who serves a part has it in the cache of its disk. */
#ifndef ONDE_MAKESPAN_MAPREDUCE_H
#define ONDE_MAKESPAN_MAPREDUCE_H

#include "engine/process.h"

/* Messages. The first three, and the two after, differ by name alone, so that they are counted apart. */
enum {
    LOCAL_MAP,
    RACK_MAP,
    REMOTE_MAP,
    REDUCE,
    BACKUP,
    SOURCE,
    KILL,
    LOCATED,
    RESET,
    STOP,
    REGISTER,
    ALIVE,
    FINISHED,
    FETCH,
    PART,
    READ,
    BLOCK
};
enum { BEAT, CHECK }; /* timers */
enum {
    SPECULATION,
    CAP,
    SLOW_TASK,
    SLOW_NODE,
    PATIENCE,
    REPLICAS,
    LOCALITY,
    MAP_SLOTS,
    REDUCE_SLOTS,
    SLOW_START,
    BEAT_PERIOD,
    BEATS_MISSED
};
enum speculation { NO_COPIES, BACKUP_TASKS, LATE, BEHIND_AVERAGE };

enum {
    MOST_SLOTS = 16, /* of a worker, for maps and reduces together */
    STAGES = 64,     /* scenarios have no more */
    MASTER = 0,      /* its number */
    REPORTS = 20,    /* pieces that a task is computed in, so that its progress is known */
    COPIERS = 5,     /* parts that a reducer waits for at once: mapreduce.reduce.shuffle.parallelcopies */
    RATE_BINS = 256  /* of the histogram of rates of progress */
};

/* To a worker: what it is to do, or to do no more, in a slot. */
struct order {
    uint32_t task, slot;
    uint32_t source; /* the number of the node to read the block from */
    uint32_t life;   /* of the worker */
};
struct location {
    uint32_t map, holder;
};
struct life {
    uint32_t life;
};
struct report {
    float progress; /* of 1 ... */
    float seconds;  /* ... which it had after so long in the slot */
};
struct alive {
    uint32_t life;
    struct report slots[MOST_SLOTS];
};
/* Between workers: for a task in a slot of the one that asks. */
struct asked {
    uint64_t bytes;
    uint32_t map; /* whose output, or block */
    uint32_t task, slot, life;
};

/* ---- what the master knows ---- */

struct attempt {
    uint32_t task_plus_1; /* 0: the slot is free */
    uint32_t source;
    bool is_copy; /* somebody else ran the task when it was handed out */
    struct report last;
    sim_time began;
};
struct node {
    uint32_t life; /* 0: it has never registered */
    bool alive;
    double score; /* tasks that it has finished */
    sim_time heard;
    struct attempt attempts[MOST_SLOTS];
};
/* Rates of progress of what is finished: so many of them in [2^(bin/8 - 24), ...). */
struct rates {
    uint32_t bins[RATE_BINS];
    uint32_t count;
};
struct stage {
    uint64_t waiting; /* tasks to be handed out */
    uint64_t done;    /* announced */
    uint64_t first;   /* no task before it waits */
};

/* ---- what a worker knows ---- */

enum phase { PHASE_FREE, PHASE_READ, PHASE_COPY, PHASE_COMPUTE, PHASE_WRITE };
struct slot {
    uint32_t task;
    uint8_t phase;
    uint8_t pieces;    /* computed, of REPORTS */
    uint32_t parts;    /* received */
    uint32_t fetching; /* parts asked for */
    uint64_t cursor;   /* the map to ask for next */
    sim_time began, reported;
};

struct cluster {
    struct stage stages[STAGES];
    uint64_t done;         /* tasks announced */
    struct rates rates[2]; /* of maps, of reduces */
    bool begun, over;
    /* A worker's. */
    uint32_t life; /* stable */
    struct slot slots[MOST_SLOTS];
    struct node nodes[]; /* by port: node n is at port n - 1 of the master */
};

/* ---- of both ---- */

/* Whether the stage is one of reduces: it comes after a map stage. */
bool mapreduce_reduces(const struct process *p, uint32_t stage);
/* Whether it comes after the other one. */
bool mapreduce_is_after(const struct process *p, uint32_t stage, uint32_t other);
/* The slots of a host: the first `*maps` are for maps, then come those for reduces. */
uint32_t mapreduce_slots(const struct process *p, struct host_facts host, uint32_t *maps);

/* ---- the master ---- */

void mapreduce_start_master(struct process *p, struct cluster *c);
void mapreduce_check(struct process *p, void *state);
void mapreduce_receive_register(struct process *p, void *state, const struct message *m);
void mapreduce_receive_alive(struct process *p, void *state, const struct message *m);
void mapreduce_receive_finished(struct process *p, void *state, const struct message *m);

/* The task, and + 1, of which a copy is to run on that node, in a slot for maps or for reduces; 0: of none. */
uint32_t mapreduce_speculate(const struct process *p, const struct cluster *c, uint32_t port, bool reduces);
/* A task was finished with that rate of progress, 1/s. */
void mapreduce_count_rate(struct rates *rates, double rate);
/* How many nodes run the task. */
uint32_t mapreduce_attempts(const struct process *p, const struct cluster *c, uint32_t task);

/* ---- a worker ---- */

void mapreduce_begin_life(struct process *p, struct cluster *c);
void mapreduce_receive_run(struct process *p, void *state, const struct message *m);
void mapreduce_receive_source(struct process *p, void *state, const struct message *m);
void mapreduce_receive_kill(struct process *p, void *state, const struct message *m);
void mapreduce_receive_located(struct process *p, void *state, const struct message *m);
void mapreduce_receive_reset(struct process *p, void *state, const struct message *m);
void mapreduce_receive_stop(struct process *p, void *state, const struct message *m);
void mapreduce_receive_fetch(struct process *p, void *state, const struct message *m);
void mapreduce_receive_part(struct process *p, void *state, const struct message *m);
void mapreduce_receive_read(struct process *p, void *state, const struct message *m);
void mapreduce_receive_block(struct process *p, void *state, const struct message *m);
void mapreduce_beat(struct process *p, void *state);
void mapreduce_computed(struct process *p, void *state, enum work work, uint64_t number);

#endif
