/* results.h: a results folder: results/<scenario>/<date-time>/, and `latest` beside it (docs/reading-results.md).
 *
 * Rows are appended to runs.csv.unsorted as runs end, in any order; results_commit writes them to runs.csv in the order of
 * the runs, and only then removes that file. What is not whole is never named as if it were. */
#ifndef ONDE_EXECUTE_RESULTS_H
#define ONDE_EXECUTE_RESULTS_H

#include "execute/rows.h"

struct results;

/* Makes a new folder below `base`/<scenario name>/, with run.xml. Errors: a folder that cannot be written. */
bool results_create(const char *base, const struct scenario *scenario, struct results **out, struct error *err);
/* Opens a folder (NULL: the latest of the scenario) to go on with it, and reads the rows that are there. Errors: no such
 * folder; its run.xml tells of another scenario than this one. */
bool results_resume(const char *base, const char *folder, const struct scenario *scenario, struct results **out,
                    struct error *err);
void results_free(struct results *results);

const char *results_folder(const struct results *results);
/* Whether a run has a row, of a run that neither failed nor was stopped by the user. */
bool results_has(const struct results *results, uint32_t run);
/* The verdict of a run that results_has. */
enum verdict_kind results_verdict(const struct results *results, uint32_t run);
/* Whether some row is not of a failed run. */
bool results_worth_keeping(const struct results *results);
/* Adds the row of an outcome. Errors: the disk is full. */
bool results_add(struct results *results, const struct run_plan *plan, const struct outcome *outcome,
                 struct error *err);
/* Writes runs.csv and machine.csv in order. */
bool results_commit(struct results *results, struct error *err);
/* Makes the `latest` beside this folder point to it. */
bool results_make_latest(const struct results *results, struct error *err);
/* Removes the folder: nothing in it is worth keeping. */
void results_discard(struct results *results);

/* The folder that the user means: `path` itself if it has a run.xml, or its `latest`. */
bool results_find(const char *path, char *folder, size_t size, struct error *err);

#endif
