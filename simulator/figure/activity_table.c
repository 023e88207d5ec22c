/* activity_table.c: see activity_table.h. */
#include "figure/activity_table.h"

#include <math.h>

static const double latest = 1e15; /* seconds: no date is later */

bool activity_table_open(const char *path, struct activity_table *table, struct error *err)
{
    if (!csv_open(path, &table->reader, err))
        return false;
    bool ok = csv_find_column(table->reader, "lane", &table->lane, err) &&
              csv_find_column(table->reader, "begin", &table->begin, err) &&
              csv_find_column(table->reader, "end", &table->end, err) &&
              csv_find_column(table->reader, "activity", &table->activity, err) &&
              csv_find_column(table->reader, "detail", &table->detail, err);
    if (!ok)
        csv_close(table->reader);
    return ok;
}

void activity_table_close(struct activity_table *table)
{
    csv_close(table->reader);
}

enum csv_status activity_table_next(const struct activity_table *table, struct activity_row *row, struct error *err)
{
    const struct csv_reader *reader = table->reader;
    enum csv_status status = csv_next(table->reader, err);
    if (status != CSV_ROW)
        return status;
    row->lane = csv_field(reader, table->lane);
    row->detail = csv_field(reader, table->detail);
    row->end = NAN;
    bool open = csv_field(reader, table->end)[0] == '\0';
    if (!csv_number(reader, table->begin, &row->begin, err) ||
        (!open && !csv_number(reader, table->end, &row->end, err)))
        return CSV_ERROR;
    if (row->begin < 0 || row->end < row->begin || fmax(row->begin, row->end) > latest) {
        error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader),
                  "begin=\"%.40s\", end=\"%.40s\": expected 0 to %g s, and an end that is not before the begin",
                  csv_field(reader, table->begin), csv_field(reader, table->end), latest);
        return CSV_ERROR;
    }
    if (!activity_find(csv_field(reader, table->activity), &row->activity, err)) {
        error_locate(err, csv_name(reader), csv_line(reader));
        return CSV_ERROR;
    }
    return CSV_ROW;
}
