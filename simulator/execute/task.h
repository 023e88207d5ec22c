/* task.h: a share of a sweep that runs elsewhere: on a node of a cluster, with nothing between it and the one who gathers
 * but a folder that both can see. A share has a *stem*, the path FOLDER/tasks/NAME:
 *
 *   NAME.runs       what to run: a line for each run, its number, and the name of its trace in FOLDER if it is to have one
 *   NAME.outcomes   what came of it: a record for each run that ended, appended as it ends
 *   NAME.log        what was said
 *
 * A record has a check sum: over a network file system a reader may see a part of one, or a length before its bytes. It is
 * read by the program that wrote it, and by no other version. */
#ifndef ONDE_EXECUTE_TASK_H
#define ONDE_EXECUTE_TASK_H

#include "execute/pool.h"

#include <sys/types.h>

enum { TASK_PATH_SIZE = 4096 };

struct task_list {
    uint32_t count;
    uint32_t *runs; /* ascending */
    char **traces;  /* of each run, the name of its trace; NULL: none */
};

/* Writes NAME.runs: `count` runs of work->runs from `first` on, every `step`th, traced where work->trace_path says so, and
 * an empty NAME.outcomes, so that a reader elsewhere need not wait for the news of a new file. */
bool task_prepare(const char *stem, const struct pool_work *work, uint32_t first, uint32_t step, struct error *err);

/* Reads NAME.runs. The caller releases *out. Errors: no such file, or what is in it. */
bool task_list_read(const char *stem, const struct scenario *scenario, struct task_list *out, struct error *err);
void task_list_release(struct task_list *list);

/* Runs the share, `jobs` runs at a time (0: as many as it was given cores), but for the runs that have a record already: a task that is started again goes on. A
 * run that is interrupted leaves no record.
 * Errors: the files of the share; the platform. Runs that fail for themselves have a record that says so. */
bool task_run(const struct scenario *scenario, const char *stem, unsigned jobs,
              const volatile sig_atomic_t *interrupted, struct error *err);

/* Gives the whole records from *offset on to `found`, and moves *offset behind the last. A file that is not there has none. */
void task_outcomes_read(const char *stem, off_t *offset, void (*found)(void *context, const struct outcome *outcome),
                        void *context);

#endif
