/* compile.h: from the source of an MPI program to one that SimGrid can run. */
#ifndef ONDE_MPI_COMPILE_H
#define ONDE_MPI_COMPILE_H

#include "base/error.h"

#include <limits.h>

struct mpi_program {
    char name[NAME_MAX + 1]; /* "ring" of "examples/ring.c" */
    char path[PATH_MAX];     /* what is run */
    bool counted;            /* it was compiled with the profile that counts its calls */
    bool has_globals; /* it has variables outside of functions, or it is not known: each rank needs its own copy */
    char global[128]; /* the name of one of them; empty: not known */
};

/* Compiles a source file (.c; .cc, .cpp, .cxx: C++; .f, .f90: Fortran) with SimGrid's compiler and the profile
 * (profile.c). What was compiled is kept in $XDG_CACHE_HOME/onde/mpi (~/.cache/onde/mpi), under a hash of what the
 * preprocessor made of the source. A file with no such ending is a program that smpicc has made, and is taken as it is.
 * Errors (INPUT): there is no such file; smpicc is not installed; the program does not compile: what the compiler says has
 * gone to standard error; the cache cannot be written. */
bool mpi_compile(const char *file, struct mpi_program *out, struct error *err);

/* Compiles <name>.cpp of this folder, which is loaded before SimGrid's launcher: "watch", "hasten". Its path is in the same
 * place. Errors (INPUT): there is no C++ compiler; the cache cannot be written. */
bool mpi_compile_preload(const char *name, char *path, size_t size, struct error *err);

/* The folder of what is kept, which is made. Errors (INPUT): there is none to be found; it cannot be made. */
bool mpi_cache_folder(char *folder, size_t size, struct error *err);

/* Where in its source a program made a call: "ring.c:12". `place`: of struct book_status. Empty when it is not known. */
void mpi_place(const struct mpi_program *program, unsigned long long place, char *text, size_t size);

#endif
