/* csv.c: see csv.h. */
#include "base/csv.h"
#include "base/compressed.h"
#include "base/digits.h"
#include "base/output_file.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

struct csv_reader {
    FILE *stream;
    char *name;
    int line;     /* of the next character */
    int row_line; /* on which the row began */
    /* One row: its fields end to end, each with its NUL, and where each begins. */
    char *text;
    size_t text_size, text_capacity;
    size_t *starts;
    size_t field_count, field_capacity;
    char **columns; /* owned copies of the first row */
    size_t column_count;
};

static bool out_of_memory(const struct csv_reader *reader, struct error *err)
{
    return error_set(err, ERROR_INPUT, reader->name, reader->line, "not enough memory for this row");
}

static bool add_char(struct csv_reader *reader, char c, struct error *err)
{
    if (reader->text_size == reader->text_capacity) {
        size_t capacity = reader->text_capacity == 0 ? 256 : 2 * reader->text_capacity;
        char *text = realloc(reader->text, capacity);
        if (text == NULL)
            return out_of_memory(reader, err);
        reader->text = text;
        reader->text_capacity = capacity;
    }
    reader->text[reader->text_size++] = c;
    return true;
}

static bool begin_field(struct csv_reader *reader, struct error *err)
{
    if (reader->field_count == reader->field_capacity) {
        size_t capacity = reader->field_capacity == 0 ? 16 : 2 * reader->field_capacity;
        size_t *starts = realloc(reader->starts, capacity * sizeof *starts);
        if (starts == NULL)
            return out_of_memory(reader, err);
        reader->starts = starts;
        reader->field_capacity = capacity;
    }
    reader->starts[reader->field_count++] = reader->text_size;
    return true;
}

static bool refuse(const struct csv_reader *reader, struct error *err, const char *text)
{
    return error_set(err, ERROR_INPUT, reader->name, reader->line, "%s", text);
}

/* Adds a character to the field that is being read. */
static bool add_content(struct csv_reader *reader, int c, struct error *err)
{
    if (c == '\0')
        return refuse(reader, err, "a NUL byte: this is not a table of text");
    if (reader->text_size - reader->starts[reader->field_count - 1] >= CSV_LONGEST_FIELD)
        return refuse(reader, err, "a field longer than 1 MiB (is a quote missing?)");
    return add_char(reader, (char)c, err);
}

static void count_line(struct csv_reader *reader)
{
    if (reader->line < INT_MAX)
        reader->line++;
}

/* Reads what stands behind an opening quote, and gives the character behind the closing one. */
static bool read_quoted(struct csv_reader *reader, int *after, struct error *err)
{
    for (;;) {
        int c = getc_unlocked(reader->stream);
        if (c == EOF)
            return refuse(reader, err, "the file ends inside quotes");
        if (c == '"') {
            int next = getc_unlocked(reader->stream);
            if (next != '"') {
                *after = next;
                return true;
            }
        } else if (c == '\n') {
            count_line(reader);
        }
        if (!add_content(reader, c, err))
            return false;
    }
}

/* Reads one field and gives the character that ended it: ',', '\n' or EOF. */
static bool read_field(struct csv_reader *reader, int c, int *end, struct error *err)
{
    if (!begin_field(reader, err))
        return false;
    bool quoted = c == '"';
    if (quoted && !read_quoted(reader, &c, err))
        return false;
    for (;; c = getc_unlocked(reader->stream)) {
        if (c == '\r') {
            c = getc_unlocked(reader->stream);
            if (c != '\n' && c != EOF)
                return refuse(reader, err, "a carriage return inside a line; expected it at the end only");
        }
        if (c == ',' || c == '\n' || c == EOF)
            break;
        if (quoted)
            return refuse(reader, err, "text behind a closing quote; expected a comma or the end of the line");
        if (c == '"')
            return refuse(reader, err, "a quote inside a field that does not begin with one");
        if (!add_content(reader, c, err))
            return false;
    }
    *end = c;
    return add_char(reader, '\0', err);
}

static enum csv_status read_row(struct csv_reader *reader, struct error *err)
{
    reader->text_size = 0;
    reader->field_count = 0;
    reader->row_line = reader->line;
    int c = getc_unlocked(reader->stream);
    if (c == EOF && !ferror(reader->stream))
        return CSV_END;
    int end = ',';
    for (; end == ',' && !ferror(reader->stream); c = end == ',' ? getc_unlocked(reader->stream) : EOF)
        if (!read_field(reader, c, &end, err))
            return CSV_ERROR;
    if (ferror(reader->stream)) {
        error_set(err, ERROR_INPUT, reader->name, reader->line, "cannot be read: %s",
                  errno == EBADMSG ? "the compressed data is damaged or cut short" : strerror(errno));
        return CSV_ERROR;
    }
    if (end == '\n')
        count_line(reader);
    return CSV_ROW;
}

static bool find_exactly(const struct csv_reader *reader, const char *name, size_t *column)
{
    for (size_t i = 0; i < reader->column_count; i++)
        if (strcmp(reader->columns[i], name) == 0) {
            *column = i;
            return true;
        }
    return false;
}

static bool read_columns(struct csv_reader *reader, struct error *err)
{
    enum csv_status status = read_row(reader, err);
    if (status == CSV_END)
        return error_set(err, ERROR_INPUT, reader->name, 0, "the file is empty; expected a line of column names");
    if (status == CSV_ERROR)
        return false;
    reader->columns = calloc(reader->field_count + 1, sizeof *reader->columns);
    if (reader->columns == NULL)
        return out_of_memory(reader, err);
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    for (size_t i = 0; i < reader->field_count; i++) {
        const char *name = csv_field(reader, i);
        while (i == 0 && strncmp(name, byte_order_mark, strlen(byte_order_mark)) == 0)
            name += strlen(byte_order_mark);
        size_t other;
        if (name[0] == '\0')
            return error_set(err, ERROR_INPUT, reader->name, 1, "column %zu has no name", i + 1);
        if (find_exactly(reader, name, &other))
            return error_set(err, ERROR_INPUT, reader->name, 1, "columns %zu and %zu are both named \"%.80s\"",
                             other + 1, i + 1, name);
        reader->columns[i] = strdup(name);
        if (reader->columns[i] == NULL)
            return out_of_memory(reader, err);
        reader->column_count = i + 1;
    }
    return true;
}

bool csv_open_stream(FILE *stream, const char *name, struct csv_reader **out, struct error *err)
{
    *out = NULL;
    struct csv_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        fclose(stream);
        return error_set(err, ERROR_INPUT, name, 0, "not enough memory to read this file");
    }
    reader->stream = stream;
    reader->line = 1;
    reader->name = strdup(name);
    bool ok = reader->name != NULL ? read_columns(reader, err) : out_of_memory(reader, err);
    if (!ok) {
        csv_close(reader);
        return false;
    }
    *out = reader;
    return true;
}

bool csv_open(const char *path, struct csv_reader **out, struct error *err)
{
    *out = NULL;
    FILE *stream = fopen(path, "re");
    if (stream == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
    if (compressed_name(path)) {
        FILE *text = compressed_reader(stream);
        if (text == NULL) {
            fclose(stream);
            return error_set(err, ERROR_INPUT, path, 0, "not enough memory to read this file");
        }
        stream = text;
    }
    return csv_open_stream(stream, path, out, err);
}

void csv_close(struct csv_reader *reader)
{
    if (reader == NULL)
        return;
    fclose(reader->stream);
    for (size_t i = 0; i < reader->column_count; i++)
        free(reader->columns[i]);
    free(reader->columns);
    free(reader->starts);
    free(reader->text);
    free(reader->name);
    free(reader);
}

size_t csv_column_count(const struct csv_reader *reader)
{
    return reader->column_count;
}

const char *csv_column_name(const struct csv_reader *reader, size_t column)
{
    return column < reader->column_count ? reader->columns[column] : NULL;
}

static const char *name_of_column(size_t i, const void *context)
{
    return csv_column_name(context, i);
}

bool csv_has_column(const struct csv_reader *reader, const char *name, size_t *column)
{
    return find_exactly(reader, name, column);
}

bool csv_find_column(const struct csv_reader *reader, const char *name, size_t *column, struct error *err)
{
    if (find_exactly(reader, name, column))
        return true;
    const char *nearest = nearest_name(name, name_of_column, reader);
    if (nearest == NULL)
        return error_set(err, ERROR_INPUT, reader->name, 1, "no column \"%.80s\"", name);
    return error_set(err, ERROR_INPUT, reader->name, 1, "no column \"%.80s\"; did you mean \"%.80s\"?", name, nearest);
}

enum csv_status csv_next(struct csv_reader *reader, struct error *err)
{
    enum csv_status status = read_row(reader, err);
    if (status == CSV_ROW && reader->field_count != reader->column_count) {
        error_set(err, ERROR_INPUT, reader->name, reader->row_line, "%zu fields; expected %zu, one a column",
                  reader->field_count, reader->column_count);
        return CSV_ERROR;
    }
    return status;
}

const char *csv_field(const struct csv_reader *reader, size_t column)
{
    return reader->text + reader->starts[column];
}

bool csv_number(const struct csv_reader *reader, size_t column, double *out, struct error *err)
{
    const char *text = csv_field(reader, column);
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value))
        return error_set(err, ERROR_INPUT, reader->name, reader->row_line, "%.80s=\"%.80s\": expected a number",
                         reader->columns[column], text);
    *out = value;
    return true;
}

int csv_line(const struct csv_reader *reader)
{
    return reader->row_line;
}

const char *csv_name(const struct csv_reader *reader)
{
    return reader->name;
}

/* ---- writing ---- */

struct csv_writer {
    struct output_file *file;
    FILE *stream;
    bool begun; /* the row has a field */
};

bool csv_create(const char *path, struct csv_writer **out, struct error *err)
{
    *out = NULL;
    struct csv_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "not enough memory to write this file");
    if (!output_file_create(path, &writer->file, err)) {
        free(writer);
        return false;
    }
    writer->stream = output_file_stream(writer->file);
    *out = writer;
    return true;
}

void csv_write_field(FILE *stream, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, stream);
        return;
    }
    putc_unlocked('"', stream);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putc_unlocked('"', stream);
        putc_unlocked(*text, stream);
    }
    putc_unlocked('"', stream);
}

static void separate(struct csv_writer *writer)
{
    if (writer->begun)
        putc_unlocked(',', writer->stream);
    writer->begun = true;
}

void csv_add_text(struct csv_writer *writer, const char *text)
{
    separate(writer);
    csv_write_field(writer->stream, text);
}

void csv_add_integer(struct csv_writer *writer, uint64_t value)
{
    char digits[DIGITS_MOST];
    separate(writer);
    fwrite(digits, 1, digits_of_count(digits, value), writer->stream);
}

void csv_add_number(struct csv_writer *writer, double value)
{
    char digits[DIGITS_MOST];
    separate(writer);
    if (isfinite(value))
        fwrite(digits, 1, digits_of_number(digits, value), writer->stream);
}

void csv_end_row(struct csv_writer *writer)
{
    putc_unlocked('\n', writer->stream);
    writer->begun = false;
}

bool csv_commit(struct csv_writer *writer, struct error *err)
{
    bool ok = output_file_commit(writer->file, err);
    free(writer);
    return ok;
}

void csv_abandon(struct csv_writer *writer)
{
    if (writer == NULL)
        return;
    output_file_abandon(writer->file);
    free(writer);
}
