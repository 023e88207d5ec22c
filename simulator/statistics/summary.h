/* summary.h: what a set of replications says of a measure. Units: those of the data. */
#ifndef ONDE_STATISTICS_SUMMARY_H
#define ONDE_STATISTICS_SUMMARY_H

#include <stddef.h>

struct summary {
    size_t count;
    double mean, deviation; /* sample standard deviation (n - 1); 0 for one value */
    double low, high;       /* 95 % Student interval of the mean; equal to the mean for one value */
    double minimum, median, maximum;
};

/* count must be 1 or more, and the values finite; `values` is left as it is. The interval is Student's t with count - 1
 * degrees of freedom (GSL). */
void summary_of(const double *values, size_t count, struct summary *out);

#endif
