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
    const char *activity;             /* where activity.csv goes; NULL: none is asked for */
    bool energy, wire;                /* measure what the machine consumes; count all messages on the network */
    double *reached;                  /* now and then the simulated date goes there; NULL: nobody looks */
    FILE *echo;                       /* where what the program prints goes too; NULL: nowhere */
};

/* What came of it. */
struct mpi_run {
    struct book_header *book; /* mapped; mpi_run_release */
    int status;               /* exit status of the simulation; a signal: 128 and more */
    bool timed_out, interrupted;
    double wall_time;       /* seconds of this machine's time */
    double energy;          /* J; NAN: not known */
    uint64_t wire_messages; /* on the network, those inside collectives too; UINT64_MAX: not known */
};

/* SimGrid's library, and its launcher of MPI programs, which is beside it (smpirun is a script around that one, which splits
 * arguments at spaces); both of PATH_MAX bytes. Errors (INPUT): it is not installed. */
bool mpi_find_library(char *path, struct error *err);
bool mpi_find_launcher(char *path, struct error *err);

/* Checks a collective and its algorithm ("bcast=binomial_tree"), a selector. Errors (USAGE): no such collective, algorithm or
 * selector, with the nearest; (INPUT): see mpi_collectives_load(). */
bool mpi_check_collective(const char *setting, struct error *err);
bool mpi_check_selector(const char *selector, struct error *err);

/* Runs the program, whose ranks are on the hosts of <folder>/hosts.txt (mpi/place.h). What it prints goes to <folder>/output.txt as it comes, what SimGrid says to <folder>/simgrid.log. Ctrl-C
 * stops it. true: it was started, and out is to be released. Errors (INPUT): a file that cannot be written; SimGrid's
 * launcher is not there; the ranks have variables of their own and are more than the kernel allows; the energy is asked for,
 * and the platform does not say what a host of the ranks consumes. */
bool mpi_run(const struct mpi_launch *launch, struct mpi_run *out, struct error *err);
void mpi_run_release(struct mpi_run *run);

#endif
