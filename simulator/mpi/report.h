/* report.h: what a run of an MPI program leaves: tables and a summary. */
#ifndef ONDE_MPI_REPORT_H
#define ONDE_MPI_REPORT_H

#include "mpi/explain.h"

/* Writes into the folder of the results calls.csv (rank, call, calls, messages, bytes, time: a row for each rank and call
 * that it made), matrix.csv (from, to, messages, bytes: what ranks sent each other with point-to-point calls; none above
 * BOOK_MATRIX_RANKS ranks) and summary.txt. A program that was not compiled with the profile has neither table.
 * Errors (INPUT): a file that cannot be written. */
bool mpi_report(const struct mpi_launch *launch, const struct mpi_run *run, enum mpi_ending ending, struct error *err);

#endif
