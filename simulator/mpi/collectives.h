/* collectives.h: the collectives of SimGrid's MPI and the algorithms that it has for each, as the installed library tells
 * them. It has no question for that, but it refuses an algorithm that it does not have with the names of those that it has:
 * it is asked so once, and the answers are kept beside the compiled programs, under the library's size and date. */
#ifndef ONDE_MPI_COLLECTIVES_H
#define ONDE_MPI_COLLECTIVES_H

#include "base/error.h"

struct mpi_collective {
    char *name;        /* "bcast" */
    char **algorithms; /* "binomial_tree", NULL at the end; the selectors of all collectives among them */
};
struct mpi_collectives {
    struct mpi_collective *item;
    size_t count;
};

/* Errors (INPUT): SimGrid's launcher is not installed, or answers something else.
 * true: the caller owns *out; release it with mpi_collectives_free(). */
bool mpi_collectives_load(struct mpi_collectives **out, struct error *err);
void mpi_collectives_free(struct mpi_collectives *collectives); /* NULL is allowed */

/* Errors (USAGE): no such collective, no such algorithm; with the nearest, or with all. */
bool mpi_collectives_find(const struct mpi_collectives *collectives, const char *name,
                          const struct mpi_collective **out, struct error *err);
bool mpi_collective_check(const struct mpi_collective *collective, const char *algorithm, struct error *err);

/* What SimGrid says when it has no algorithm: "Collective 'bcast' has no algorithm '?'! Valid algorithms: default, NTSB, ompi."
 * Adds what it tells. false: it says something else, or there was no memory. */
bool mpi_collectives_read(struct mpi_collectives *collectives, const char *said);

/* An algorithm of this name chooses one of the others by the size of the message and the number of ranks, as a library does:
 * "Open MPI" of "ompi". NULL: it is no such. */
const char *mpi_selector_title(const char *algorithm);

#endif
