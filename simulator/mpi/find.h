/* find.h: from the name of an MPI program to its file. */
#ifndef ONDE_MPI_FIND_H
#define ONDE_MPI_FIND_H

#include "base/error.h"

/* The file of a program: relative to `directory` (NULL: the working folder); where there is none, and the name has no slash,
 * the program of that name, with or without .c, that comes with onde (algorithms/mpi/). Errors (INPUT): there is none, with
 * the nearest of those; the path is too long. */
bool mpi_program_find(const char *name, const char *directory, char *path, size_t size, struct error *err);

/* The names, without .c, of the programs that come with onde, in the order of the alphabet: NULL past the end. The name is
 * written into buffer. */
const char *mpi_program_name_at(size_t index, char *buffer, size_t size);

#endif
