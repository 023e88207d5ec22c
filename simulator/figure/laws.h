/* laws.h: a measure of a curve against the law that fits it and the formulas that its algorithm declares. */
#ifndef ONDE_FIGURE_LAWS_H
#define ONDE_FIGURE_LAWS_H

#include "figure/runs.h"
#include "statistics/law.h"

/* What a fit needs of a column: the points of the curve at which it has values; *count says how many. NULL: no memory. The caller
 * frees. */
struct law_point *curve_law_points(const struct curves *curves, const struct curve *curve, size_t column,
                                   size_t *count);
/* Fits the law of a column in x. false: fewer than three x, or a value that is not positive. */
bool curve_fit(const struct curves *curves, const struct curve *curve, size_t column, struct law_fit *out,
               size_t *points);
/* "law undecided" */
const char *curve_undecided_text(enum language language);
/* "0.69 N log₂ N [0.67, 0.72]", the interval where it has a width; "59.27 N µs" for a time; or "law undecided". */
void curve_fit_text(const struct law_fit *fit, const char *measure, enum language language, char *buffer, size_t size);
/* Why the data cannot tell: law_doubt_text() in either language. */
const char *curve_doubt_text(enum law_doubt doubt, enum language language);

/* A formula of an algorithm, and the column of runs.csv that has its value for each run. */
struct formula {
    const struct cost *cost;
    size_t column;
};
enum { MAX_FORMULAS = 8 };
/* The formulas that apply to runs of this curve for this measure, at most MAX_FORMULAS; returns how many. */
size_t curve_formulas(const struct curves *curves, const struct curve *curve, const struct runs *runs,
                      const char *measure, struct formula *out);

/* Whether the runs agree with a formula.
 * exactly, at most, at least: every single run does (a relative 1e-9 is left to the decimals of the file).
 * on average: no point's mean is further from the formula than chance explains (Student's test at every point, together
 *   at 1 %, after Bonferroni); a law that fits and is not the formula's leaves it undecided, as does a point without
 *   replications. */
enum cost_verdict { COST_MATCHES, COST_DIFFERS, COST_UNDECIDED };
const char *cost_verdict_name(enum cost_verdict verdict); /* "matches", … as in laws.csv */

/* A row of laws.csv. */
struct law_row {
    const struct curve *curve;
    const char *measure;
    bool fitted;
    struct law_fit fit;      /* when fitted */
    size_t points;           /* distinct N */
    const struct cost *cost; /* NULL: the algorithm declares no formula for this measure */
    enum cost_verdict verdict;
    /* When it differs: the first run that does, or the point whose mean does most (then it has no run). */
    bool has_run;
    uint32_t run;
    double n, found, expected;
};
struct laws {
    struct law_row *rows;
    size_t count;
    size_t most_points; /* of a curve: fewer than 3, and there are no laws */
};
/* For every curve, the measures asked for and those that its algorithm has formulas for. `measures` is borrowed.
 * Errors (INPUT): no memory; a column of runs.csv that is missing is passed over.
 * true: the caller owns *out; release it with laws_release(). */
bool laws_create(const struct runs *runs, const struct curves *curves, const char *const *measures,
                 size_t measure_count, struct laws *out, struct error *err);
void laws_release(struct laws *laws);
bool laws_write(const struct laws *laws, const char *path, struct error *err);

#endif
