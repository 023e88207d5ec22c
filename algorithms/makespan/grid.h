/* grid.h: a simulation split into jobs on a grid: a portal, a workflow engine, a pilot manager, a storage element, and pilots on
 * the machines of heterogeneous sites. The algorithms that say so differ by the size of the jobs and in nothing else.
 *
 *   portal ─submit→ engine ─jobs→ manager ─pilot→ machine: waits in the queue of its site, then ready→ manager
 *   manager ─job→ pilot ─fetch→ storage ─input→ pilot: computes its tasks ─result→ storage, ─finished→ manager
 *   storage ─complete→ engine ─merge→ storage: merges the partial results ─final→ portal
 *
 * Who is who, by identity: 1 the portal, 2 the workflow engine, 3 the pilot manager, 4 the storage element; the others are machines.
 * Pilots tell the manager that they are alive, once a beat. One that is silent for some beats is lost, and its job goes to another:
 * resubmission. A machine that comes back has lost its pilot, and waits in the queue for another one.
 *
 * Sources    Camarasu-Pop, Glatard, Moscicki, Benoit-Cattin & Sarrut, "Dynamic partitioning of GATE Monte-Carlo simulations on
 *            EGEE", Journal of Grid Computing 8(2), 2010 (static and dynamic); Casajus, Graciani, Paterson & Tsaregorodtsev, "DIRAC
 *            pilot framework and the DIRAC workload management system", Journal of Physics: Conference Series 219, 2010 (pilots).
 * Departs    There, a pilot simulates until it is told to stop, and any event is as good as another. Here every task is one of the
 *            scenario, done once: a pilot asks for the next few. */
#ifndef ONDE_MAKESPAN_GRID_H
#define ONDE_MAKESPAN_GRID_H

#include "engine/process.h"

enum { PORTAL = 1, ENGINE, MANAGER, STORAGE, FIRST_MACHINE }; /* identities */
enum { SUBMIT, JOBS, PILOT, READY, JOB, FETCH, INPUT, RESULT, FINISHED, ALIVE, COMPLETE, MERGE, FINAL, STOP };
enum { BEAT, CHECK }; /* timers */
/* Parameters; the first is the algorithm's own. */
enum { SPLIT, QUEUE_MEAN, QUEUE_VARIATION, BEAT_PERIOD, BEATS_MISSED, MERGE_COST };

/* Consecutive tasks, and the data that travel with them. */
struct job {
    uint64_t bytes;
    uint32_t first, count; /* count 0: none */
    uint32_t life;         /* of the pilot */
};
struct life {
    uint32_t life;
};
struct data {
    uint64_t bytes;
};

/* What the manager knows of a machine, or the storage element of a pilot. */
struct machine {
    uint32_t first, count; /* its job */
    uint32_t life;
    bool idle; /* ready, and there was no job */
    bool has_saved;
    sim_time heard;
};

struct grid {
    uint32_t engine, manager, storage, portal; /* ports */
    /* The manager's. */
    uint32_t next;     /* the first task that was in no job */
    uint32_t returned; /* jobs of lost pilots to be given again */
    uint32_t lowest;   /* no task before it is the first of one */
    bool over;
    /* The storage element's. */
    uint32_t saved;    /* tasks */
    uint32_t partials; /* partial results */
    /* A pilot's. */
    uint32_t life; /* stable */
    uint32_t first, count, task;
    bool stopped;
    struct machine machines[]; /* by port */
};

/* How many of the tasks from `first` on, of which there are `left`, the next job has; 1 or more. */
typedef uint32_t job_rule(const struct process *p, uint32_t first, uint32_t left);

void grid_start(struct process *p, void *state);
void grid_recover(struct process *p, void *state);
void grid_receive_submit(struct process *p, void *state, const struct message *m);
void grid_receive_jobs(struct process *p, void *state, const struct message *m);
void grid_receive_pilot(struct process *p, void *state, const struct message *m);
void grid_receive_ready(struct process *p, void *state, const struct message *m, job_rule *rule);
void grid_receive_job(struct process *p, void *state, const struct message *m);
void grid_receive_fetch(struct process *p, void *state, const struct message *m);
void grid_receive_input(struct process *p, void *state, const struct message *m);
void grid_receive_result(struct process *p, void *state, const struct message *m);
void grid_receive_finished(struct process *p, void *state, const struct message *m, job_rule *rule);
void grid_receive_alive(struct process *p, void *state, const struct message *m);
void grid_receive_complete(struct process *p, void *state, const struct message *m);
void grid_receive_merge(struct process *p, void *state, const struct message *m);
void grid_receive_final(struct process *p, void *state, const struct message *m);
void grid_receive_stop(struct process *p, void *state, const struct message *m);
void grid_beat(struct process *p, void *state);
void grid_check(struct process *p, void *state, job_rule *rule);
void grid_computed(struct process *p, void *state, enum work work, uint64_t number);

/* Handlers that know the rule of the file in which this stands. */
#define SPLITS_BY(rule)                                                                                                \
    static void receive_ready(struct process *p, void *state, const struct message *m)                                 \
    {                                                                                                                  \
        grid_receive_ready(p, state, m, rule);                                                                         \
    }                                                                                                                  \
    static void receive_finished(struct process *p, void *state, const struct message *m)                              \
    {                                                                                                                  \
        grid_receive_finished(p, state, m, rule);                                                                      \
    }                                                                                                                  \
    static void check(struct process *p, void *state)                                                                  \
    {                                                                                                                  \
        grid_check(p, state, rule);                                                                                    \
    }

#define GRID_PARAMETERS                                                                                                \
    {"queue", "time", 600, 0, 1e6, "what a pilot waits in the queue of its site, in the mean"},                        \
        {"queue-variation", "number", 1, 0, 10, "its standard deviation over its mean (log-normal)"},                  \
        {"beat", "time", 60, 1e-3, 1e6, "how often a pilot says that it is alive"},                                    \
        {"missed", "count", 3, 1, 1000, "beats after which a silent pilot is taken for lost"},                         \
        {"merge", "work", 1e9, 0, 1e18, "what merging costs, for each partial result"},                                \
    {                                                                                                                  \
        0                                                                                                              \
    }

/* What their descriptors have in common. */
#define GRID_DESCRIPTOR                                                                                                \
    .catalogue = "G4",                                                                                                 \
    .assumes =                                                                                                         \
        "the identities 1 to 4, the services, never crash and reach each other and every machine; machines may "       \
        "crash if one of them stays up long enough; reliable channels; tasks of one stage",                            \
    .assumptions = {.topology = TOPOLOGY_COMPLETE,                                                                     \
                    .minimum_processes = FIRST_MACHINE,                                                                \
                    .all_initiate = true,                                                                              \
                    .distinct_identities = true,                                                                       \
                    .fifo = true,                                                                                      \
                    .knows_neighbours = true,                                                                          \
                    .works = true,                                                                                     \
                    .no_precedence = true},                                                                            \
    .promises = {"makespan"}, .random = true,                                                                          \
    .messages =                                                                                                        \
        (const struct message_kind[]){                                                                                 \
            [SUBMIT] = {"submit", 0, grid_receive_submit, "the simulation, to the workflow engine"},                   \
            [JOBS] = {"jobs", 0, grid_receive_jobs, "its jobs, to the pilot manager"},                                 \
            [PILOT] = {"pilot", 0, grid_receive_pilot, "a pilot, into the queue of a site"},                           \
            [READY] = {"ready", sizeof(struct life), receive_ready, "the pilot runs, and asks for a job"},             \
            [JOB] = {"job", sizeof(struct job), grid_receive_job, "which tasks to compute"},                           \
            [FETCH] = {"fetch", sizeof(struct job), grid_receive_fetch, "asks for the input"},                         \
            [INPUT] = {"input", sizeof(struct job), grid_receive_input, "the input"},                                  \
            [RESULT] = {"result", sizeof(struct job), grid_receive_result, "a partial result"},                        \
            [FINISHED] = {"finished", sizeof(struct job), receive_finished, "the job is computed; asks for the next"}, \
            [ALIVE] = {"alive", sizeof(struct life), grid_receive_alive, "the pilot is alive"},                        \
            [COMPLETE] = {"complete", 0, grid_receive_complete, "all partial results are there"},                      \
            [MERGE] = {"merge", 0, grid_receive_merge, "they are to be merged"},                                       \
            [FINAL] = {"final", sizeof(struct data), grid_receive_final, "the final result"},                          \
            [STOP] = {"stop", 0, grid_receive_stop, "nothing more is to be done"},                                     \
            {0}},                                                                                                      \
    .carriages = (const struct carriage[]){CARRIES("input", struct job, bytes),                                        \
                                           CARRIES("result", struct job, bytes),                                       \
                                           CARRIES("final", struct data, bytes),                                       \
                                           {0}},                                                                       \
    .timers = (const struct timer_kind[]){[BEAT] = {"beat", grid_beat}, [CHECK] = {"check", check}, {0}},              \
    .variables = (const struct variable[]){{"life", FIELD(struct grid, life), .stable = true, .maximum = INT32_MAX,    \
                                            .meaning = "how many pilots the machine has had"},                         \
                                           {0}},                                                                       \
    .state_bytes = sizeof(struct grid), .state_bytes_per_neighbour = sizeof(struct machine), .start = grid_start,      \
    .computed = grid_computed, .recover = grid_recover

#endif
