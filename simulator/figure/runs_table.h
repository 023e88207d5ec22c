/* runs_table.h: what runs.c reads, and curves.c and groups.c gather. Nobody else needs it: see runs.h. */
#ifndef ONDE_FIGURE_RUNS_TABLE_H
#define ONDE_FIGURE_RUNS_TABLE_H

#include "figure/runs.h"

/* The values of a varied column, as text; a row has the index of its value, in the order of first appearance. */
struct words {
    const char *column; /* borrowed from the scenario */
    char **word;
    size_t count, capacity;
    void *tree; /* tsearch of struct word_node */
};

struct runs {
    char path[4096];
    struct run_row *rows;
    size_t count, capacity;
    /* Every column, as numbers: values[row * columns + column]. */
    double *values;
    char **names;
    size_t columns;
    bool *is_text;      /* the column has a field that is no number */
    const char **units; /* of a column whose fields have units: those of the values; else NULL */
    struct words *varied;
    size_t varied_count;
    uint32_t *varied_value; /* varied_value[row * varied_count + i], index of a word */
    size_t verdicts[RUN_VERDICTS];
    char currency[8];      /* the first in the column of that name; empty: there is none */
    char energy_note[128]; /* the same */
    size_t energy_notes;   /* runs that have one */
    struct run_note first[EXPECTATIONS][RUN_VERDICTS];
};

#endif
