/* settings.h: what a scenario's <mpi> says of an MPI program. What it shares with a system of processes (ranks, placement,
 * platform, seed) stands in struct settings (engine/settings.h). Units: seconds. */
#ifndef ONDE_MPI_SETTINGS_H
#define ONDE_MPI_SETTINGS_H

#include "base/value.h"

/* A number that the program prints: the last line in which the pattern is found has it. */
struct mpi_measure {
    char name[64]; /* of its column */
    char *pattern; /* POSIX extended, with one group; owned */
    char unit[16]; /* what is printed is counted in; empty: none */
};
enum { MPI_MOST_MEASURES = 16 };

struct mpi_settings {
    char *program;    /* the path of its file; owned, as all that follows */
    char **arguments; /* NULL at the end */
    uint32_t per_node;
    bool oversubscribe, measured, energy, wire;
    double time_out; /* of this machine's time; 0: none */
    char *selector;  /* NULL: SMPI's own */
    /* "bcast=binomial_tree", "smpi/os=0:1e-6:0", in the order of the document; NULL at the end. */
    char **collectives, **configuration;
    struct mpi_measure *measures;
    size_t measure_count;
};

/* NULL: no memory, or nothing to copy. */
struct mpi_settings *mpi_settings_copy(const struct mpi_settings *settings);
void mpi_settings_free(struct mpi_settings *settings);

/* What a unit counts. false: it is none of base/value.h. */
bool mpi_unit_dimension(const char *unit, enum dimension *out);

/* Checks a pattern. Errors (INPUT, without a place): it is not a regular expression; it has not one group. */
bool mpi_measure_check(const char *pattern, struct error *err);

#endif
