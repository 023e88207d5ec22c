/* compressed.h: files that zstd compresses, written and read as any other stream. One thread, level COMPRESSED_LEVEL, with a
 * checksum: the same text gives the same bytes with the same version of libzstd, however it is cut into writes. Memory is
 * bounded, a few MiB, whatever the length. */
#ifndef ONDE_BASE_COMPRESSED_H
#define ONDE_BASE_COMPRESSED_H

#include <stdbool.h>
#include <stdio.h>

enum { COMPRESSED_LEVEL = 1 }; /* of zstd: the fastest of 1 to 19, and on traces no larger than the next three */
#define COMPRESSED_SUFFIX ".zst"

/* Whether the name ends in COMPRESSED_SUFFIX. */
bool compressed_name(const char *path);

/* What is written to the result goes to `file`, compressed. `file` is borrowed and must live longer; fclose() of the result
 * writes the end, and fails when anything could not be written. NULL: no memory. */
FILE *compressed_writer(FILE *file);

/* The text in `file`, from where it stands to its end. The result owns `file`: fclose() closes both. A read fails with errno
 * EBADMSG when the data is damaged, cut short, or not zstd's. NULL: no memory; `file` stays the caller's. */
FILE *compressed_reader(FILE *file);

#endif
