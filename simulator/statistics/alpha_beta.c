/* alpha_beta.c: see alpha_beta.h.
 *
 * Errors     are relative, for times span orders of magnitude: 10 % weighs the same at 8 bytes as at 8 megabytes. With absolute
 *            errors the long messages alone would decide, and alpha be anything.
 * Fit        Least squares of the residuals divided by the fitted times, found by a few weighted regressions in which the
 *            weights are those of the regression before (iteratively reweighted least squares). Dividing by the observed
 *            times instead would favour those that came out short: with errors of 20 % both constants came out 7 % too low.
 * Weights    A point weighs 1 / (s^2 + m^2), s the relative standard error of its mean, m what any law may be wrong by: as in
 *            law.c.
 * Intervals  Student's t at 95 %, by the scatter about the line, and never narrower than the replications allow; each
 *            constant by itself. */
#include "statistics/alpha_beta.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>

enum { COEFFICIENTS = 2, FEWEST_SIZES = 3, MOST_PASSES = 100 };

/* The regressions are over when no fitted time changes by more than this part. */
static const double negligible_change = 1e-12;

/* Errors are relative to the fitted time, but to no less than this part of the observed one: where a line comes near 0, or below,
 * one point would have all the weight. */
static const double least_share = 0.1;

/* Further from the points than this (relative, root mean square), the line describes nothing: as in law.c. */
static const double largest_residual = 0.3;

/* Both tails of a 95 % interval leave out as much. */
static const double upper_probability = 0.975;

/* ---- input ---- */

static bool check_point(const struct law_point *point, struct error *err)
{
    if (!(point->n >= 0) || point->n > LAW_LARGEST_NUMBER)
        return error_set(err, ERROR_INPUT, NULL, 0, "fitting alpha and beta: %g bytes: expected a number from 0 to %g",
                         point->n, LAW_LARGEST_NUMBER);
    if (!(point->mean >= LAW_SMALLEST_NUMBER) || point->mean > LAW_LARGEST_NUMBER)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "fitting alpha and beta: a mean time of %g s at %g bytes: expected a number from %g to %g",
                         point->mean, point->n, LAW_SMALLEST_NUMBER, LAW_LARGEST_NUMBER);
    if (!(point->deviation >= 0) || point->deviation > LAW_LARGEST_NUMBER || point->count == 0)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "fitting alpha and beta: %zu times with a deviation of %g s at %g bytes: expected 1 or more, "
                         "and a number from 0 to %g",
                         point->count, point->deviation, point->n, LAW_LARGEST_NUMBER);
    return true;
}

static bool check_points(const struct law_point *points, size_t count, struct error *err)
{
    double seen[FEWEST_SIZES];
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++) {
        bool new = distinct < FEWEST_SIZES;
        if (!check_point(&points[i], err))
            return false;
        for (size_t j = 0; new &&j < distinct; j++)
            new = points[i].n != seen[j];
        if (new)
            seen[distinct++] = points[i].n;
    }
    return distinct >= FEWEST_SIZES ||
           error_set(err, ERROR_INPUT, NULL, 0, "fitting alpha and beta: %zu different sizes: expected %d or more",
                     distinct, FEWEST_SIZES);
}

/* ---- regression ---- */

struct regression {
    double *size, *time, *weight;
    size_t count;
    double c[COEFFICIENTS];     /* alpha, beta */
    double error[COEFFICIENTS]; /* standard errors, if the variances were as given */
    double chi2;                /* sum of the squared residuals, in units of those variances */
};

static double fitted_time(const struct regression *r, double size)
{
    return r->c[0] + r->c[1] * size;
}

/* Weighs the points by their relative errors at the fitted times (`first`: at the observed ones), and fits the line again.
 * Returns by which part a time has changed at most. */
static double pass(struct regression *r, const struct law_point *points, bool first)
{
    for (size_t i = 0; i < r->count; i++) {
        double fitted = first ? r->time[i] : fitted_time(r, r->size[i]);
        r->weight[i] = law_point_weight(&points[i]) / gsl_pow_2(fmax(fitted, least_share * r->time[i]));
    }
    double before[COEFFICIENTS] = {r->c[0], r->c[1]}, covariance[3], change = 0;
    gsl_fit_wlinear(r->size, 1, r->weight, 1, r->time, 1, r->count, &r->c[0], &r->c[1], &covariance[0], &covariance[1],
                    &covariance[2], &r->chi2);
    r->error[0] = sqrt(covariance[0]);
    r->error[1] = sqrt(covariance[2]);
    for (size_t i = 0; i < r->count; i++)
        change = fmax(change, fabs(fitted_time(r, r->size[i]) - before[0] - before[1] * r->size[i]) / r->time[i]);
    return change;
}

static void descend(struct regression *r, const struct law_point *points)
{
    double change = pass(r, points, true);
    for (int passes = 1; passes < MOST_PASSES && change > negligible_change; passes++)
        change = pass(r, points, false);
}

static double residual_of(const struct regression *r)
{
    double sum = 0;
    for (size_t i = 0; i < r->count; i++) {
        double fitted = fitted_time(r, r->size[i]);
        sum += gsl_pow_2((r->time[i] - fitted) / fmax(fitted, least_share * r->time[i]));
    }
    return sqrt(sum / (double)r->count);
}

static void describe(const struct regression *r, const struct law_point *points, struct alpha_beta *out)
{
    double known_share = 0; /* of the variances that the fit was given */
    double freedom = (double)(r->count - COEFFICIENTS);
    for (size_t i = 0; i < r->count; i++)
        known_share += law_point_variance(&points[i]) * law_point_weight(&points[i]) / (double)r->count;
    double scale = sqrt(fmax(known_share, r->chi2 / freedom));
    double reach = gsl_cdf_tdist_Pinv(upper_probability, freedom) * scale;
    *out = (struct alpha_beta){
        .alpha = r->c[0],
        .alpha_low = r->c[0] - reach * r->error[0],
        .alpha_high = r->c[0] + reach * r->error[0],
        .beta = r->c[1],
        .beta_low = r->c[1] - reach * r->error[1],
        .beta_high = r->c[1] + reach * r->error[1],
        .residual = residual_of(r),
    };
}

bool alpha_beta_fit(const struct law_point *points, size_t count, struct alpha_beta *out, struct error *err)
{
    *out = (struct alpha_beta){0};
    if (!check_points(points, count, err))
        return false;
    double *numbers = calloc(3 * count, sizeof *numbers);
    if (numbers == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory to fit %zu points", count);
    struct regression r = {.size = numbers, .time = numbers + count, .weight = numbers + 2 * count, .count = count};
    for (size_t i = 0; i < count; i++) {
        r.size[i] = points[i].n;
        r.time[i] = points[i].mean;
    }
    descend(&r, points);
    describe(&r, points, out);
    free(numbers);
    return true;
}

double alpha_beta_value(const struct alpha_beta *fit, double bytes)
{
    return fit->alpha + fit->beta * bytes;
}

bool alpha_beta_describes(const struct alpha_beta *fit)
{
    return fit->residual <= largest_residual && (fit->alpha_high > 0 && fit->beta_high > 0);
}
