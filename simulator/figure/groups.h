/* groups.h: the points of a sweep: groups of runs that differ in chance only. */
#ifndef ONDE_FIGURE_GROUPS_H
#define ONDE_FIGURE_GROUPS_H

#include "figure/runs.h"

/* Rows [first, first + count) of runs: those of one system that have the same values of all that the sweep varies. */
struct group {
    size_t first, count;
    uint32_t system;
    char label[LANGUAGES][TEXT_SIZE]; /* title of the system, and the values that its other groups do not have */
    char name[TEXT_SIZE];             /* the same with the name of the system, for tables */
};
/* In the order of runs.csv. `system` NULL or empty: all. Errors (INPUT): no such system, no run.
 * true: the caller frees *out. */
bool groups_create(const struct runs *runs, const struct scenario *scenario, const char *system, struct group **out,
                   size_t *count, struct error *err);

/* The varied column that changes fastest between the groups of a system: the last that changes at all. false: none does. */
bool groups_inner(const struct runs *runs, uint32_t system, size_t *varied);
/* Whether two rows are of one system and differ, of all that the sweep varies, in this column at most. */
bool groups_same_but(const struct runs *runs, size_t a, size_t b, size_t varied);
/* "period", of "system.algorithm.period"; the value of a row, as the scenario has it. */
const char *groups_column(const struct runs *runs, size_t varied);
const char *groups_word(const struct runs *runs, size_t row, size_t varied);
/* As the label of a group, without the column `varied`. */
void groups_label(const struct runs *runs, const struct scenario *scenario, size_t row, size_t varied,
                  char label[LANGUAGES][TEXT_SIZE], char name[TEXT_SIZE]);
enum { NO_VARIED = -1 }; /* as `varied`, after a cast to size_t: none */

#endif
