/* launch.h: one run of an MPI program under SMPI, in a process of its own. */
#ifndef ONDE_MPI_LAUNCH_H
#define ONDE_MPI_LAUNCH_H

#include "mpi/book.h"
#include "mpi/compile.h"

#include <stdio.h>

/* What is asked. Texts are borrowed. */
struct mpi_launch {
    const struct mpi_program *program;
    char *const *arguments; /* of the program, NULL at the end */
    const char *platform;   /* the path of a checked file */
    uint32_t ranks;
    uint32_t per_node;                /* ranks that a host takes before the next one; 0: as many as it has cores */
    bool oversubscribe;               /* a host may have more ranks than cores */
    bool measured;                    /* what the program computes takes simulated time, as measured on this machine */
    double time_out;                  /* seconds of this machine's time; 0: none */
    const char *selector;             /* of collectives: "ompi"; NULL: SMPI's own */
    const char *const *collectives;   /* "bcast=binomial_tree", NULL at the end */
    const char *const *configuration; /* "smpi/os=0:1e-6:0", NULL at the end */
    const char *folder;               /* of the results */
    FILE *echo;                       /* where what the program prints goes too; NULL: nowhere */
};

/* What came of it. */
struct mpi_run {
    struct book_header *book; /* mapped; mpi_run_release */
    int status;               /* exit status of the simulation; a signal: 128 and more */
    bool timed_out, interrupted;
    double wall_time; /* seconds of this machine's time */
};

/* Checks a collective and its algorithm ("bcast=binomial_tree"), a selector. Errors (USAGE): no such collective or selector,
 * with the nearest. Whether there is such an algorithm SimGrid says when it starts: see mpi_log. */
bool mpi_check_collective(const char *setting, struct error *err);
bool mpi_check_selector(const char *selector, struct error *err);

/* Places the ranks in blocks: hosts in the order of their names, each filled before the next. Writes <folder>/hosts.txt, the
 * host of each rank on a line of its own. Errors (INPUT): SimGrid refuses the platform; more ranks than cores. */
bool mpi_place_ranks(const struct mpi_launch *launch, struct error *err);

/* Runs the program. What it prints goes to <folder>/output.txt as it comes, what SimGrid says to <folder>/simgrid.log. Ctrl-C
 * stops it. true: it was started, and out is to be released. Errors (INPUT): a file that cannot be written; SimGrid's
 * launcher is not there; the ranks have variables of their own and are more than the kernel allows. */
bool mpi_run(const struct mpi_launch *launch, struct mpi_run *out, struct error *err);
void mpi_run_release(struct mpi_run *run);

#endif
