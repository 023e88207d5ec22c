/* execute.h: from a scenario to a results folder: every run of its sweep, in parallel. */
#ifndef ONDE_EXECUTE_EXECUTE_H
#define ONDE_EXECUTE_EXECUTE_H

#include "execute/slurm.h"

#include <signal.h>

struct execute_options {
    const char *base;   /* folder of all results: "results" */
    bool resume;        /* go on in `folder` */
    const char *folder; /* with resume: NULL is the scenario's latest */
    unsigned jobs;      /* 0: as many as the machine has cores */
    bool quiet;
    bool on_slurm;         /* as a job array of Slurm, and `jobs` is of each task; else here */
    bool print;            /* with on_slurm: only prints the batch script, and leaves the folder ready for it */
    const char *partition; /* with on_slurm; NULL: the default one */
    unsigned tasks;        /* with on_slurm; 0: see struct slurm_options */
    bool trace_all, trace_none;
    const int64_t *traced; /* these runs, besides those of the scenario */
    size_t traced_count;
    const int64_t *only; /* these runs and no others; NULL: all */
    size_t only_count;
    const volatile sig_atomic_t *interrupted;
};

struct execute_result {
    char folder[2048 + 64];              /* empty: nothing is left */
    uint32_t total, finished;            /* of the runs that were asked */
    uint32_t holds, violated, undecided; /* of those finished, in this call or before it was resumed */
    uint32_t unexpected;    /* of those: not what their system expects, or violated where it expects nothing */
    uint32_t open;          /* of those: undecided where their system expects nothing */
    uint32_t unmet;         /* systems of which some run was to have a verdict, and none has it */
    uint32_t untold;        /* those of them that have not finished all their runs; not among `unmet` */
    uint32_t failed;        /* in this call */
    uint32_t stopped;       /* by the user, in the middle: a row that says so, and that --resume runs again */
    struct slurm_loss lost; /* runs that Slurm was given and that did not come back */
    bool interrupted;
    struct error first_failure; /* of a run */
};

/* Checks the systems, the figures and what is asked before anything is written. Runs it and leaves runs.csv, machine.csv
 * and traces in the folder, and `latest`. When no run could finish, the folder is removed again. Errors: what keeps the whole from running or being written; runs that fail for themselves are
 * counted in *out. */
bool execute_scenario(const struct scenario *scenario, const struct execute_options *options,
                      struct execute_result *out, struct error *err);

#endif
