/* explain.h: how a run of an MPI program came to its end, and why. */
#ifndef ONDE_MPI_EXPLAIN_H
#define ONDE_MPI_EXPLAIN_H

#include "mpi/launch.h"

enum mpi_ending {
    MPI_ENDED,       /* well */
    MPI_DEADLOCKED,  /* ranks wait for what never comes */
    MPI_ABORTED,     /* MPI_Abort, or an error in a call that the program does not handle */
    MPI_CRASHED,     /* a signal ended it */
    MPI_FAILED,      /* a rank returned, or called exit with, another status than 0 */
    MPI_UNFINISHED,  /* a rank ended without MPI_Finalize */
    MPI_TIMED_OUT,   /* the time that it was given was over */
    MPI_INTERRUPTED, /* by the user */
    MPI_REFUSED,     /* SimGrid did not start it */
};

const char *mpi_ending_name(enum mpi_ending ending);
/* Whether what was asked of the program is violated; neither that nor MPI_ENDED is undecided. */
bool mpi_ending_violates(enum mpi_ending ending);

enum mpi_ending mpi_find_ending(const struct mpi_launch *launch, const struct mpi_run *run);

/* Writes what happened, and what the ranks were doing: nothing for MPI_ENDED. */
void mpi_explain(const struct mpi_launch *launch, const struct mpi_run *run, enum mpi_ending ending, FILE *out);

/* Of a run that SimGrid refused: the error, which suggests the nearest algorithm when one of a collective is unknown. */
void mpi_refusal(const struct mpi_launch *launch, const struct mpi_run *run, struct error *err);

/* "MPI_Recv"; "" for CALL_NONE. */
const char *mpi_call_name(uint32_t call);
enum book_class mpi_call_class(uint32_t call);

#endif
