/* rows.h: the columns of runs.csv and machine.csv, and how a run becomes a row (docs/reading-results.md). */
#ifndef ONDE_EXECUTE_ROWS_H
#define ONDE_EXECUTE_ROWS_H

#include "engine/run.h"
#include "mpi/job.h"
#include "scenario/scenario.h"

/* What a worker tells of its run. Travels through a pipe between processes of one program, as it is; smaller than PIPE_BUF,
 * so that it is written whole or not at all. */
struct outcome {
    uint32_t run;
    bool failed;          /* `error` says why; else `result`, or `mpi`, is filled */
    bool is_mpi;          /* it is of an MPI program */
    double wall_time;     /* seconds of the machine */
    uint64_t peak_memory; /* bytes */
    union {
        struct run_result result;
        struct mpi_result mpi;
        struct error error;
    } what;
};

/* Of a run that has not failed. */
enum verdict_kind outcome_verdict(const struct outcome *outcome);
/* Whether the user stopped the run in the middle. */
bool outcome_is_stopped(const struct outcome *outcome);

struct columns;

/* The columns for all runs of a scenario. The caller owns *out; columns_free(). */
bool columns_create(const struct scenario *scenario, struct columns **out, struct error *err);
void columns_free(struct columns *columns);
/* Checks before the first run that what the figures are to show will be there. Errors: a column, a series, a variable that
 * is not, with the nearest; no trace or no series asked for, with what asks for it. */
bool columns_check_figures(const struct columns *columns, struct error *err);

/* Lines without their newline; the caller frees. */
char *columns_header(const struct columns *columns);
char *columns_row(const struct columns *columns, const struct run_plan *plan, const struct outcome *outcome);
/* Whether a line of runs.csv has this in the column "ending" or "verdict". */
enum row_column { ROW_ENDING, ROW_VERDICT };
bool columns_row_says(const struct columns *columns, const char *row, enum row_column column, const char *text);
char *machine_header(void);
char *machine_row(const struct outcome *outcome);

#endif
