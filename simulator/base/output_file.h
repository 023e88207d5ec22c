/* output_file.h: a file that is written whole or not at all. The text goes to <path>.partial beside it, and takes its
 * name only when every byte is known to be written; a reader never sees half a file, and a full disk is an error. A file
 * whose name ends in ".zst" is compressed (compressed.h). */
#ifndef ONDE_BASE_OUTPUT_FILE_H
#define ONDE_BASE_OUTPUT_FILE_H

#include "base/error.h"

#include <stdio.h>

struct output_file;

/* Errors (INPUT): the folder is missing or cannot be written; the path is that of a folder, a device or a pipe.
 * true: the caller owns *out; release it with output_file_commit() or output_file_abandon(). */
bool output_file_create(const char *path, struct output_file **out, struct error *err);
/* Where to write; borrowed. Write errors need no check: output_file_commit() finds them. */
FILE *output_file_stream(struct output_file *file);
/* Gives the file its name. Errors (INPUT): what could not be written (a full disk); then no file is left, and one of the
 * same name that was there before stays. *file is released in any case. */
bool output_file_commit(struct output_file *file, struct error *err);
/* Leaves no file. NULL is allowed. */
void output_file_abandon(struct output_file *file);

#endif
