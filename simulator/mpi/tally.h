/* tally.h: what the counts of an MPI program add up to. Units: simulated seconds, bytes. */
#ifndef ONDE_MPI_TALLY_H
#define ONDE_MPI_TALLY_H

#include "mpi/launch.h"

/* All ranks in one call. */
struct mpi_total {
    uint64_t calls, messages, bytes;
    double time, longest; /* of all ranks; of one rank */
};
struct mpi_total mpi_total_of_call(struct book_header *book, uint32_t call);
/* The same over all calls of a class; `longest` is that of one call. */
struct mpi_total mpi_total_of_class(struct book_header *book, enum book_class class);

/* Mean over the ranks of the time in which they were in no call, until their last call ended. */
double mpi_computing_time(struct book_header *book);

/* The date at which the last call of all ended, or, if it has not, began; of a program whose calls are not counted, what
 * SimGrid's log says. NAN: it is not known. */
double mpi_simulated_time(const struct mpi_launch *launch, const struct mpi_run *run);

#endif
