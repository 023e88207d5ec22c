/* fuzz_csv.c: tables of any bytes. What is read is written again and read back the same. */
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void write_fields(FILE *stream, const struct csv_reader *reader, bool heading)
{
    for (size_t i = 0; i < csv_column_count(reader); i++) {
        if (i > 0)
            putc(',', stream);
        csv_write_field(stream, heading ? csv_column_name(reader, i) : csv_field(reader, i));
    }
    putc('\n', stream);
}

/* Reads a table to its end or first error, and writes what it read to *copy, which the caller frees. */
static bool read_all(const void *data, size_t size, char **copy, size_t *copy_size)
{
    struct error err = {0};
    struct csv_reader *reader = NULL;
    FILE *out = open_memstream(copy, copy_size);
    FILE *in = fmemopen((void *)(uintptr_t)data, size, "r");
    require(in != NULL && out != NULL);
    enum csv_status status = CSV_ERROR;
    if (csv_open_stream(in, "fuzz", &reader, &err)) {
        write_fields(out, reader, true);
        while ((status = csv_next(reader, &err)) == CSV_ROW) {
            double number;
            struct error of_number = {0};
            write_fields(out, reader, false);
            require(csv_number(reader, 0, &number, &of_number) == (of_number.kind == ERROR_NONE));
        }
    }
    require((status == CSV_ERROR) == (err.kind == ERROR_INPUT && err.text[0] != '\0'));
    csv_close(reader);
    fclose(out);
    return status == CSV_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) /* fmemopen() refuses it */
        return 0;
    char *first, *second;
    size_t first_size, second_size;
    if (read_all(data, size, &first, &first_size)) {
        require(read_all(first, first_size, &second, &second_size));
        require(first_size == second_size && memcmp(first, second, first_size) == 0);
        free(second);
    }
    free(first);
    return 0;
}
