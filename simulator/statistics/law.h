/* law.h: which law does a cost follow in N? Chosen among 1, log N, N, N log N, N^2 and N^a by an information criterion,
 * and "undecided" when the data cannot tell. Logarithms are to base 2 in the constants. */
#ifndef ONDE_STATISTICS_LAW_H
#define ONDE_STATISTICS_LAW_H

#include "base/error.h"
#include "engine/process.h" /* enum law */

struct law_point {
    double n;         /* > 0 */
    double mean;      /* > 0 */
    double deviation; /* of one observation; 0 when the cost is certain */
    size_t count;     /* replications behind the mean */
};

struct law_fit {
    enum law law;             /* LAW_UNDECIDED when the gap is too small or the points are too few */
    enum law best, runner_up; /* as ranked, also when undecided */
    double gap;               /* criterion of the runner-up minus that of the best */
    double constant, constant_low, constant_high; /* of the leading term of `best`, 95 % interval */
    double lower_order; /* coefficient of the lower-order term, 0 if it has none; see law.c for which term */
    double exponent, exponent_low, exponent_high; /* of `best` when it is N^a; else its nominal exponent or 0 */
    double residual;                              /* root mean square of the relative residuals of `best` */
};

/* Points in any order; repeated n are allowed. Errors (INPUT): fewer than 3 distinct n, a value that is not positive. */
bool law_choose(const struct law_point *points, size_t count, struct law_fit *out, struct error *err);
/* The fitted cost at n, by fit->best. */
double law_value(const struct law_fit *fit, double n);
/* "N log N", … for messages and CSV; "undecided". */
const char *law_name(enum law law);
/* "2.00 N", "0.98 N log2 N", "1.1 N^1.47": the leading term with its constant, three significant digits. */
void law_format(const struct law_fit *fit, char *buffer, size_t size);

#endif
