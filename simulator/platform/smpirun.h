/* smpirun.h: MPI programs under SMPI, SimGrid's MPI, in processes of their own: smpicc compiles, smpirun runs. */
#ifndef ONDE_PLATFORM_SMPIRUN_H
#define ONDE_PLATFORM_SMPIRUN_H

#include "base/error.h"

struct smpirun;

/* Makes a temporary folder for programs and host files. Errors (INPUT): it cannot be made.
 * true: the caller owns *out; smpirun_free() removes the folder and what is in it. */
bool smpirun_create(struct smpirun **out, struct error *err);
void smpirun_free(struct smpirun *smpirun); /* NULL is allowed */

/* Compiles algorithms/mpi/<name>.c. Errors (INPUT): smpicc is not installed, the program is not there or does not compile
 * (with what the compiler says last). */
bool smpirun_compile(struct smpirun *smpirun, const char *name, struct error *err);

/* Runs a program that was compiled, a rank on each of the `count` hosts of the platform; computing takes no simulated time.
 * What it prints goes to `output`, cut to `size`. Errors (INPUT): smpirun is not installed, the program fails (with its
 * last words). */
bool smpirun_run(struct smpirun *smpirun, const char *name, const char *platform, const char *const *hosts,
                 size_t count, char *output, size_t size, struct error *err);

#endif
