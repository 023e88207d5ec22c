/* table.c: see table.h. */
#include "figure/table.h"

#include "figure/text.h"

#include <stdlib.h>
#include <string.h>

enum { GAP = 2 }; /* spaces between columns */

struct table {
    const char *alignment; /* borrowed: a literal */
    size_t columns;
    char **cells;
    size_t count, capacity;
    bool failed;
};

struct table *table_create(const char *alignment)
{
    struct table *table = calloc(1, sizeof *table);
    if (table != NULL) {
        table->alignment = alignment;
        table->columns = strlen(alignment);
    }
    return table;
}

void table_free(struct table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i]);
    free(table->cells);
    free(table);
}

void table_add(struct table *table, const char *cell)
{
    if (table->count == table->capacity) {
        size_t capacity = table->capacity == 0 ? 64 : 2 * table->capacity;
        char **cells = realloc(table->cells, capacity * sizeof *cells);
        if (cells == NULL) {
            table->failed = true;
            return;
        }
        table->cells = cells;
        table->capacity = capacity;
    }
    table->cells[table->count] = strdup(cell);
    if (table->cells[table->count] == NULL)
        table->failed = true;
    else
        table->count++;
}

static int column_width(const struct table *table, size_t column)
{
    size_t widest = 0;
    for (size_t i = column; i < table->count; i += table->columns) {
        size_t width = text_width(table->cells[i]);
        widest = width > widest ? width : widest;
    }
    return (int)widest;
}

static void print_rule(const struct table *table, const int *widths, FILE *stream)
{
    fprintf(stream, "  ");
    for (size_t column = 0; column < table->columns; column++) {
        for (int i = 0; i < widths[column]; i++)
            fputs("─", stream);
        fprintf(stream, "%*s", column + 1 < table->columns ? GAP : 0, "");
    }
    putc('\n', stream);
}

bool table_print(const struct table *table, FILE *stream)
{
    int *widths = calloc(table->columns, sizeof *widths);
    if (widths == NULL || table->failed) {
        free(widths);
        return false;
    }
    for (size_t column = 0; column < table->columns; column++)
        widths[column] = column_width(table, column);
    for (size_t i = 0; i + table->columns <= table->count; i += table->columns) {
        fprintf(stream, "  ");
        for (size_t column = 0; column < table->columns; column++) {
            bool last = column + 1 == table->columns;
            bool right = table->alignment[column] == 'r';
            /* No spaces at the end of a line. */
            text_pad(stream, table->cells[i + column], right ? -widths[column] : last ? 0 : widths[column]);
            fprintf(stream, "%*s", last ? 0 : GAP, "");
        }
        putc('\n', stream);
        if (i == 0)
            print_rule(table, widths, stream);
    }
    free(widths);
    return true;
}
