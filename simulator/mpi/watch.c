/* watch.c: see watch.h. */
#include "mpi/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

bool mpi_watched(const struct mpi_launch *launch)
{
    return launch->energy || launch->wire;
}

int mpi_watch_begin(const struct mpi_launch *launch, struct book_header *book, struct error *err)
{
    char path[PATH_MAX];
    if (!mpi_compile_preload("watch", path, sizeof path, err))
        return -1;
    int watch = open(path, O_RDONLY | O_CLOEXEC);
    if (watch < 0)
        error_set(err, ERROR_INPUT, path, 0, "cannot be opened: %s", strerror(errno));
    book->watch_energy = launch->energy;
    book->watch_wire = launch->wire;
    return watch;
}

bool mpi_watch_end(const struct mpi_launch *launch, const struct book_header *book, struct mpi_run *out,
                   struct error *err)
{
    if (launch->wire)
        out->wire_messages = book->wire_messages;
    if (launch->energy && book->energy >= 0)
        out->energy = book->energy;
    return book->powerless[0] == '\0' ||
           error_set(err, ERROR_INPUT, launch->platform, 0,
                     "the energy of host %s is not known: it has no <prop id=\"wattage_per_state\"/>", book->powerless);
}
