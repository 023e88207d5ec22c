/* preload.h: what is loaded before SimGrid's launcher: the watch (watch.h), what hastens a run (hasten.cpp), an allocator. */
#ifndef ONDE_MPI_PRELOAD_H
#define ONDE_MPI_PRELOAD_H

#include <stddef.h>

/* Environment: "no" runs SimGrid as it is. */
#define HASTEN_VARIABLE "ONDE_MPI_HASTEN"

/* Opens the compiled hasten.cpp, which the caller closes. -1: this is not the version of SimGrid that it is for, there is no
 * C++ compiler, or it is not wanted; the run gives the same results more slowly, but for what hasten.cpp says of selectors. */
int mpi_hasten_begin(void);

/* LD_PRELOAD for a child in which the files are open under the same numbers (-1: it has none), with what this process loads
 * before the others. By number, since a path may have the spaces and colons that separate those in it. With what hastens goes
 * jemalloc, if it is installed beside SimGrid: in SMPI many small objects come and go. Cut to `size`. */
void mpi_preload_variable(int watch, int hasten, char *text, size_t size);

#endif
