/* watch.h: the launcher's side of the watch (watch.cpp), which counts what no program can see of its own run. */
#ifndef ONDE_MPI_WATCH_H
#define ONDE_MPI_WATCH_H

#include "mpi/launch.h"

/* Whether the run asks for what is watched from outside of the program. */
bool mpi_watched(const struct mpi_launch *launch);

/* Makes the watch ready and says in the book what is to be watched. Returns the file to be loaded before SimGrid's launcher,
 * which the caller closes, or -1. Errors (INPUT): it cannot be compiled. */
int mpi_watch_begin(const struct mpi_launch *launch, struct book_header *book, struct error *err);

/* Takes what was watched from the book. Errors (INPUT): the energy is asked for, and the platform does not say what a host
 * of the ranks consumes. */
bool mpi_watch_end(const struct mpi_launch *launch, const struct book_header *book, struct mpi_run *out,
                   struct error *err);

#endif
