/* slurm.h: a sweep as a job array of Slurm over the results folder, which every node must see under the same path.
 *
 * In FOLDER/tasks/, beside the files of each task (task.h), a *submission* S (1, 2, …) has
 *   S.sh     the batch script
 *   S.job    the number that Slurm gave the array, once there is one
 * and its tasks are called S-0, S-1, … Who submits may go away: what tasks have left is gathered by the next --resume, and
 * a job that still lives is followed again. */
#ifndef ONDE_EXECUTE_SLURM_H
#define ONDE_EXECUTE_SLURM_H

#include "execute/pool.h"

#include <stdio.h>

enum { SLURM_MOST_TASKS = 100000 };

struct slurm_options {
    const char *folder;    /* of the results */
    const char *partition; /* NULL: the cluster's default */
    unsigned tasks;        /* of the array; 0: SLURM_TASKS or, when they are fewer, one a run */
    unsigned cores;        /* of a task, and as many runs at a time; 0: one, or what the partition gives at least */
    bool quiet;
};
enum { SLURM_TASKS = 32 };

/* Runs that were submitted and of which nothing came back. */
struct slurm_loss {
    uint32_t runs, tasks;
    char last_words[512]; /* of the first of these tasks */
};

/* Whether there is a Slurm here that answers. Errors: no sbatch in PATH; no controller answers. */
bool slurm_check(struct error *err);

/* As pool_run(), on the cluster: follows what still works in the folder, submits the rest, waits until all tasks are over.
 * When it is interrupted, cancels the job and waits for its end. Errors: what Slurm refuses; the folder. */
bool slurm_run(const struct pool_work *work, const struct slurm_options *options, struct slurm_loss *loss,
               struct error *err);

/* Makes the same ready and writes the script to `out`, for those who submit by hand; submits nothing. */
bool slurm_print(const struct pool_work *work, const struct slurm_options *options, FILE *out, struct error *err);

/* Gives to work->ended what tasks have left in the folder of the runs of the work, and takes these runs out of it: `runs`
 * is what work->runs points to. Runs that failed stay, to be run again. Errors, unless `on_slurm`: a job still works in the
 * folder, and two would write the same files. */
bool slurm_gather(const char *folder, bool on_slurm, struct pool_work *work, uint32_t *runs, struct error *err);

/* Whether FOLDER/tasks is there: tasks may write into the folder, or have left something to gather. */
bool slurm_in_use(const char *folder);
/* Removes FOLDER/tasks: all that was in it has been taken over. */
void slurm_tidy(const char *folder);

#endif
