/* pool.h: runs as forked workers. SimGrid has one engine a process: for each platform an *executor* process loads it once,
 * and each run is a worker forked from there. A worker that crashes is a failed run, not a lost sweep. An MPI program is run
 * by SimGrid's own launcher, which loads the platform for itself: all of them, whatever their platform, have one executor, which
 * loads none. */
#ifndef ONDE_EXECUTE_POOL_H
#define ONDE_EXECUTE_POOL_H

#include "execute/programs.h"
#include "execute/rows.h"

struct pool_work {
    const struct scenario *scenario;
    const uint32_t *runs; /* in the order in which they start */
    uint32_t count;
    unsigned jobs;        /* workers at a time */
    const char *log_path; /* where the workers' standard error goes */
    const char *folder; /* of the results: for the series of runs that are to have them, for what MPI programs print */
    const struct programs *programs; /* of these runs; NULL when none is of an MPI program */
    /* The trace of a run goes to the path that this fills in; false: no trace. */
    bool (*trace_path)(void *context, const struct run_plan *plan, char *path, size_t size);
    /* Called in this process for each run that ends, in any order. */
    void (*ended)(void *context, const struct outcome *outcome);
    /* Called a few times a second while runs go on. */
    void (*tick)(void *context);
    void *context;
    struct pulse *pulses; /* one a job, in memory shared with the workers; NULL: nobody watches */
    const volatile sig_atomic_t
        *interrupted; /* not 0: what runs is stopped (ENDING_STOPPED), and nothing more starts */
};

/* Returns false with *err when a platform cannot be loaded or no process can be forked: the outcomes already given stand.
 * Runs that fail for themselves have an outcome that says so. */
bool pool_run(const struct pool_work *work, struct error *err);

#endif
