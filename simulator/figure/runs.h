/* runs.h: runs.csv in memory, and its runs gathered into curves and points. Numbers are kept in the units of the file
 * (seconds, bytes, counts); an empty field is NAN. */
#ifndef ONDE_FIGURE_RUNS_H
#define ONDE_FIGURE_RUNS_H

#include "figure/text.h"
#include "scenario/scenario.h"
#include "statistics/summary.h"

enum run_verdict { RUN_HOLDS, RUN_VIOLATED, RUN_UNDECIDED, RUN_FAILED, RUN_VERDICTS };

struct run_row {
    uint32_t run;
    uint32_t system; /* index in the scenario */
    enum run_verdict verdict;
    enum expectation expectation; /* NONE of runs that failed or were stopped */
    /* It went to its end, so that its measures are those of the algorithm: it became quiescent, or its specification
     * holds, or the algorithm never falls silent and a budget ended it. Of others a part only was counted. */
    bool complete;
    bool quiescent; /* nothing could happen after its end */
    uint32_t curve; /* filled by curves_create */
    double x;
};

/* The first run of a verdict and an expectation, as the file has it. */
struct run_note {
    bool found;
    uint32_t run;
    char system[64];
    double processes;
    char event[32];
    char reason[1024];
};

struct runs;

/* Reads <folder>/runs.csv. Errors (INPUT): the file is missing or malformed, a system that the scenario does not have.
 * true: the caller owns *out; release it with runs_free(). */
bool runs_load(const char *folder, const struct scenario *scenario, struct runs **out, struct error *err);
void runs_free(struct runs *runs); /* NULL is allowed */

size_t runs_count(const struct runs *runs);
const struct run_row *runs_row(const struct runs *runs, size_t row);
size_t runs_with(const struct runs *runs, enum run_verdict verdict);
const struct run_note *runs_first(const struct runs *runs, enum run_verdict verdict, enum expectation expectation);

/* A column of numbers. Errors (INPUT): no such column, with the nearest name; a column of words. */
bool runs_find(const struct runs *runs, const char *column, size_t *index, struct error *err);
bool runs_has(const struct runs *runs, const char *column, size_t *index);
/* As text_scale_for(); the unit of a price is the currency of the runs. */
struct text_scale runs_scale_for(const struct runs *runs, const char *column, double typical);
/* Why the energy of runs is not known, and of how many: of the first; empty: there is none. */
const char *runs_energy_note(const struct runs *runs, size_t *count);
/* The unit of the values of a column whose fields have one of their own ("50us"): "s", "B", "B/s", "flop"; else "". */
const char *runs_unit(const struct runs *runs, size_t column);
double runs_value(const struct runs *runs, size_t row, size_t column);
/* A system of the scenario by name. Errors (INPUT): no such system, with the nearest name. */
/* Whether a figure wants each of the systems of a scenario: those of a list of names, all when it is empty or NULL. The caller
 * frees. Errors: a name that is none of them, with the nearest; memory. */
bool *runs_wanted_systems(const struct scenario *scenario, const char *names, struct error *err);
bool runs_find_system(const struct scenario *scenario, const char *name, uint32_t *system, struct error *err);

/* The algorithm of a run: its system's, unless the sweep varies it; NULL: this program does not have it. */
const struct algorithm *runs_algorithm(const struct runs *runs, const struct scenario *scenario, size_t row);

/* Curves: the runs of one system that differ in x and in chance only. What else the sweep varies makes another curve, but
 * only where it varies at the same x (a topology that follows from x does not). */
struct curve {
    uint32_t system;
    const struct algorithm *algorithm; /* NULL when the sweep names one that this program does not have */
    char label[LANGUAGES][TEXT_SIZE];  /* title of the system, and the values that make this curve */
    char name[TEXT_SIZE];              /* the same with the name of the system, for tables */
    size_t first, count;               /* in the order of curves_row(): by x, then by run */
};
struct curves;
/* `x` is a column; values with a unit ("50us") are read too. Only complete runs take part. `system` NULL or empty: all.
 * Errors (INPUT): no such column or system, with the nearest; a value of x that is no number; no run to draw.
 * true: the caller owns *out; release it with curves_free(). It borrows `runs`. */
bool curves_create(struct runs *runs, const struct scenario *scenario, const char *x, const char *system,
                   struct curves **out, struct error *err);
void curves_free(struct curves *curves); /* NULL is allowed */
size_t curves_count(const struct curves *curves);
size_t curves_incomplete(
    const struct curves *curves); /* how many runs of these systems are left out, because they are not complete */
const struct curve *curves_at(const struct curves *curves, size_t index);
size_t curves_row(const struct curves *curves, size_t position); /* a row of runs */

/* The runs of a curve that have the same x: positions [first, first + count). Returns false past the last one.
 * Begin with point->first = curve->first and count = 0. */
struct point {
    size_t first, count;
    double x;
};
bool curve_next_point(const struct curves *curves, const struct curve *curve, struct point *point);
/* Statistics of a column over a point; false when no run of it has a value. */
bool point_summary(const struct curves *curves, const struct point *point, size_t column, struct summary *out);

#endif
