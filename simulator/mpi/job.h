/* job.h: one run of an MPI program of a scenario: from checked settings to what came of it. Units: simulated seconds, bytes,
 * joules. */
#ifndef ONDE_MPI_JOB_H
#define ONDE_MPI_JOB_H

#include "engine/settings.h"
#include "mpi/explain.h"
#include "mpi/place.h"
#include "mpi/settings.h"

#include <signal.h>

#define MPI_UNKNOWN UINT64_MAX /* of a count: the program's calls were not counted, or it was not asked for */

/* What came of it. Counts: MPI_UNKNOWN, and times, energy, measures: NAN, where they are not known. */
struct mpi_result {
    enum mpi_ending ending;
    uint64_t messages, bytes; /* point to point, by the program */
    uint64_t collective_calls, collective_bytes;
    uint64_t wire_messages;
    double simulated_time;
    double computing_time, point_time, collective_time; /* mean over the ranks */
    double energy;
    double measures[MPI_MOST_MEASURES]; /* of the settings: in the unit of their dimension */
    char reason[384];                   /* in words; empty when it ended well */
};

/* What is asked. Texts are borrowed; a path that is NULL: that file is not wanted. */
struct mpi_job {
    const struct settings *settings; /* with ->mpi */
    const struct mpi_program *program;
    const struct mpi_machine *machine;
    const char *folder;      /* to work in: made, and removed when it is over */
    const char *output;      /* what the program printed, if anything */
    const char *explanation; /* of a run that did not end well */
    const char *activity, *matrix, *calls;
    double *reached;                   /* now and then the simulated date goes there; NULL: nobody looks */
    const volatile sig_atomic_t *stop; /* not 0: it is not begun; may be NULL */
};

/* Runs it. SIGINT and SIGTERM stop it (MPI_INTERRUPTED): no file is left then.
 * Errors: as mpi_place_ranks(), mpi_run() and mpi_refusal() have them; a file that cannot be written. */
bool mpi_job_run(const struct mpi_job *job, struct mpi_result *out, struct error *err);

/* What is to be launched for these settings, in a folder. Borrows from all. */
struct mpi_launch mpi_job_launch(const struct settings *settings, const struct mpi_program *program,
                                 const char *folder);
struct mpi_placement mpi_job_placement(const struct settings *settings);

/* Removes a folder in which an MPI program ran, with the files in it. */
void mpi_job_tidy(const char *folder);

/* The number that a measure finds in a file of output; NAN: none. */
double mpi_measure_read(const struct mpi_measure *measure, const char *path);

/* Whether it finds none, and what is there instead: the last word that its group has, which is no number; "": no line matches. */
bool mpi_measure_misread(const struct mpi_measure *measure, const char *path, char *word, size_t word_size);

#endif
