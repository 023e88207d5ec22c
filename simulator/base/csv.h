/* csv.h: reads and writes tables as text: fields separated by commas, quoted where they must be (RFC 4180), the first
 * line naming the columns. The reader holds one row at a time, so that a trace of millions of rows costs no memory. */
#ifndef ONDE_BASE_CSV_H
#define ONDE_BASE_CSV_H

#include "base/error.h"

#include <stdint.h>
#include <stdio.h>

/* ---- reading ---- */
struct csv_reader;
enum csv_status { CSV_ROW, CSV_END, CSV_ERROR };

/* Opens a table and reads the names of its columns; one whose name ends in ".zst" is decompressed on the way. Lines end in LF or CRLF; the last may lack its end.
 * Errors (INPUT): a file that is missing or empty, a column without a name or with another's, malformed quotes,
 * damaged compression.
 * true: the caller owns *out; release it with csv_close(). */
bool csv_open(const char *path, struct csv_reader **out, struct error *err);
/* The same from a stream, which the reader closes (also when it fails); `name` is for messages. */
bool csv_open_stream(FILE *stream, const char *name, struct csv_reader **out, struct error *err);
void csv_close(struct csv_reader *reader); /* NULL is allowed */

size_t csv_column_count(const struct csv_reader *reader);
const char *csv_column_name(const struct csv_reader *reader, size_t column); /* borrowed; NULL past the last */
/* Errors (INPUT): no such column, with the nearest name. */
bool csv_find_column(const struct csv_reader *reader, const char *name, size_t *column, struct error *err);
bool csv_has_column(const struct csv_reader *reader, const char *name, size_t *column);

/* Reads the next row. Errors (INPUT), with the line: another number of fields than there are columns, malformed quotes,
 * a NUL byte, a field over CSV_LONGEST_FIELD bytes, a read error. After CSV_ERROR the reader can only be closed. */
enum { CSV_LONGEST_FIELD = 1 << 20 };
enum csv_status csv_next(struct csv_reader *reader, struct error *err);
/* A field of the row just read, borrowed until the next one is read. */
const char *csv_field(const struct csv_reader *reader, size_t column);
/* Errors (INPUT): the field is not a finite number; the error names line and column. */
bool csv_number(const struct csv_reader *reader, size_t column, double *out, struct error *err);
/* The line on which the row just read begins. */
int csv_line(const struct csv_reader *reader);
const char *csv_name(const struct csv_reader *reader); /* as opened; borrowed */

/* ---- writing ---- */
struct csv_writer;

/* The file appears when csv_commit() has succeeded: see output_file.h.
 * true: the caller owns *out; release it with csv_commit() or csv_abandon(). */
bool csv_create(const char *path, struct csv_writer **out, struct error *err);
void csv_add_text(struct csv_writer *writer, const char *text);
void csv_add_integer(struct csv_writer *writer, uint64_t value);
void csv_add_number(struct csv_writer *writer, double value); /* 12 significant digits; empty when not finite */
void csv_end_row(struct csv_writer *writer);
bool csv_commit(struct csv_writer *writer, struct error *err);
void csv_abandon(struct csv_writer *writer); /* NULL is allowed */

/* Writes one field to any stream, in quotes if it has a comma, a quote or the end of a line in it. */
void csv_write_field(FILE *stream, const char *text);

#endif
