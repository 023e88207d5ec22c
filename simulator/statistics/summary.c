/* summary.c: see summary.h. */
#include "statistics/summary.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <gsl/gsl_vector.h>
#include <math.h>

/* Both tails of the 95 % interval leave out as much. */
static const double upper_probability = 0.975;

void summary_of(const double *values, size_t count, struct summary *out)
{
    assert(count >= 1);
    *out = (struct summary){.count = count, .mean = gsl_stats_mean(values, 1, count)};
    gsl_stats_minmax(&out->minimum, &out->maximum, values, 1, count);

    gsl_vector *copy = gsl_vector_alloc(count); /* finding the median moves the values */
    for (size_t i = 0; i < count; i++)
        gsl_vector_set(copy, i, values[i]);
    out->median = gsl_stats_median(copy->data, copy->stride, count);
    gsl_vector_free(copy);

    double half_width = 0;
    if (count > 1) {
        out->deviation = gsl_stats_sd_m(values, 1, count, out->mean);
        half_width = gsl_cdf_tdist_Pinv(upper_probability, (double)(count - 1)) * out->deviation / sqrt((double)count);
    }
    out->low = out->mean - half_width;
    out->high = out->mean + half_width;
}
