/* law.h: which law does a cost follow in N? Chosen among 1, log N, N, N log N, N^2 and N^a by an information criterion,
 * and "undecided" when the data cannot tell. Logarithms are to base 2 in the constants. How it is done, and how often it
 * is wrong: law.c and docs/statistics.md. */
#ifndef ONDE_STATISTICS_LAW_H
#define ONDE_STATISTICS_LAW_H

#include "base/error.h"
#include "engine/process.h" /* enum law */

struct law_point {
    double n;         /* > 0 */
    double mean;      /* > 0 */
    double deviation; /* of one observation; 0 when the cost is certain, or when there was one observation only */
    size_t count;     /* replications behind the mean, 1 or more */
};

/* What a positive number may be, so that nothing overflows in a fit: squares and ratios of these are still finite. */
#define LAW_SMALLEST_NUMBER 1e-70
#define LAW_LARGEST_NUMBER  1e70

/* The square of the relative standard error of the mean, as the replications tell it; 0 when there was one only. */
double law_point_variance(const struct law_point *point);
/* What a point weighs in a fit: 1 / (that + the square of what any law may be wrong by). */
double law_point_weight(const struct law_point *point);

/* Why the data cannot tell. */
enum law_doubt {
    LAW_DOUBT_NONE,
    LAW_DOUBT_CLOSE,     /* the runner-up explains the data about as well */
    LAW_DOUBT_SCATTERED, /* the best law is far from the points */
    LAW_DOUBT_TOO_EARLY, /* a law whose leading term is not yet the greater part of the cost does as well or better */
    LAW_DOUBT_OTHER_LAW, /* a curve that is none of the laws explains them better */
};

struct law_fit {
    enum law law;                                 /* LAW_UNDECIDED when the data cannot tell */
    enum law_doubt doubt;                         /* and then why */
    enum law best, runner_up;                     /* as ranked, also when undecided */
    double gap;                                   /* criterion of the runner-up minus that of the best, 0 or more */
    double constant, constant_low, constant_high; /* of the leading term of `best`, 95 % interval */
    double lower_order; /* coefficient of the lower-order term, 0 if it has none; see law.c for which term */
    double exponent, exponent_low, exponent_high; /* of `best` when it is N^a; else its nominal exponent of N */
    double residual;                              /* root mean square of the relative residuals of `best` */
};

/* Points in any order; repeated n are allowed. Errors (INPUT): fewer than 3 distinct n; an n or a mean that is not a number
 * from 1e-70 to 1e70; a deviation that is not one from 0 to 1e70; a count of 0. */
bool law_choose(const struct law_point *points, size_t count, struct law_fit *out, struct error *err);
/* The fitted cost at n, by fit->best. */
double law_value(const struct law_fit *fit, double n);
/* "N log N", … for messages and CSV; "undecided". */
const char *law_name(enum law law);
/* A clause for messages: "two laws explain the data equally well"; "" for LAW_DOUBT_NONE. */
const char *law_doubt_text(enum law_doubt doubt);
/* "2.00 N", "0.98 N log2 N", "1.10 N^1.47": the leading term of fit->best with its constant, whether decided or not. Two
 * decimals from 0.1 to 100, three significant digits elsewhere. Cut to `size`, as snprintf does. */
void law_format(const struct law_fit *fit, char *buffer, size_t size);

#endif
