/* activities.h: what the ranks of an MPI program did when: from what the profile recorded to activity.csv. */
#ifndef ONDE_MPI_ACTIVITIES_H
#define ONDE_MPI_ACTIVITIES_H

#include "mpi/book.h"
#include "observe/activity.h"

/* What a rank does in a call: CALL_NONE is its own code. A call that both sends and receives receives. */
enum activity mpi_activity(uint32_t call);

/* Makes a file without a name in this folder for what the profile records, and tells the book. The caller closes it; -1: it
 * cannot be made. Errors (INPUT). */
int mpi_activities_begin(struct book_header *book, const char *folder, struct error *err);

/* Writes activity.csv (see observe/activity.h) to `path`, in the order of the ends: what was recorded; then, without an end,
 * the calls in which ranks still were. Of a program that was not counted there is nothing to write, and no file is left.
 * Errors (INPUT): a file that cannot be written; also by the profile, for want of room. */
bool mpi_activities_write(struct book_header *book, int file, const char *path, struct error *err);

#endif
