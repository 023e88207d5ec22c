/* activity_table.h: reads activity.csv (observe/activity.h), row by row: the table is never held. */
#ifndef ONDE_FIGURE_ACTIVITY_TABLE_H
#define ONDE_FIGURE_ACTIVITY_TABLE_H

#include "observe/activity.h"

struct activity_row {
    const char *lane, *detail; /* borrowed until the next row */
    double begin, end;         /* seconds; end NAN: open */
    enum activity activity;
};

struct activity_table {
    struct csv_reader *reader;
    size_t lane, begin, end, activity, detail;
};

/* Errors (INPUT): as csv_open(); a column is missing. true: the caller closes it. */
bool activity_table_open(const char *path, struct activity_table *table, struct error *err);
void activity_table_close(struct activity_table *table);
/* Errors (INPUT), with their line: a date that is no number, negative or beyond 10^15 s, an end before the begin, an activity that is none. */
enum csv_status activity_table_next(const struct activity_table *table, struct activity_row *row, struct error *err);

#endif
