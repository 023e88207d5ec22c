/* law.c: see law.h.
 *
 * Data       The mean cost y at some values of N, with its standard error where there were replications.
 * Model      log y = log f(N) + e: the error is relative, for costs span orders of magnitude. Its variance at a point is
 *            s^2 + m^2, up to a common factor: s is the standard error of the mean divided by the mean, m the least
 *            relative error of any law (`model_error`), which also keeps an exact fit from an infinite criterion.
 * Laws       The table `variants`: a leading term c g(N), alone or with one lower-order term b h(N). Variants of one law
 *            compete, and the best one stands for the law.
 * Fit        Least squares of log y, by Gauss-Newton steps, each one a linear regression.
 * Criterion  BIC = -2 log L + p log n, for n points and p coefficients (Schwarz, Annals of Statistics 6, 1978). BIC and
 *            not AICc (Burnham & Anderson, Model Selection and Multimodel Inference, 2002) for two reasons. The true law
 *            is thought to be in the list, and BIC finds it with certainty as points are added, where AICc keeps a
 *            constant chance of one coefficient too many. And a coefficient less is worth at most log n, so that below
 *            some 400 points simplicity alone never decides; AICc pays 20 for it at five points. The common factor of
 *            the variances is estimated by maximum likelihood, but never below 1: scatter may be greater than the
 *            replications say, and is then believed; a fit luckier than they allow earns nothing.
 * Decision   The best law must lead the runner-up by decisive_gap(), lie near the points, and not be beaten by a variant
 *            that may not win itself: see doubt_of() and prevents().
 * Interval   Student's t at 95 %, with the errors of the regression.
 *
 * How often it is right, undecided or wrong on synthetic data is printed by tests/unit/test_law.c and explained in
 * docs/statistics.md. */
#include "statistics/law.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_multifit.h>
#include <math.h>
#include <stdio.h>

/* What a cost owes to rounding, to floors of logarithms and to terms of still lower order. Relative. */
static const double model_error = 1e-3;

/* Further from the points than this (relative, root mean square), a law describes nothing... */
static const double largest_residual = 0.3;
/* ... and nearer than this it describes them well, even if some other curve comes nearer still. */
static const double small_residual = 0.02;

/* A fit is finished when a step lowers its sum of squares by no more than this part. */
static const double negligible_gain = 1e-12;

/* Both tails of a 95 % interval leave out as much. */
static const double upper_probability = 0.975;

enum { FEWEST_SIZES = 3, MOST_COEFFICIENTS = 3, MOST_TERMS = 2, MOST_STEPS = 200 };

/* The lead in BIC that decides among n points. When the scatter is estimated from d degrees of freedom, chance alone makes
 * one law's sum of squares x times smaller than another's with a probability of the order of x^(-d/2); so a risk of 5 %
 * asks for a lead n log x = -2 log(0.05) n/d = 6 n/d. For many points it is the "strong evidence" of Kass & Raftery, JASA
 * 90, 1995. d is n less two coefficients and the scatter; three points are left the least that there is. */
static double decisive_gap(size_t n)
{
    return 6 * (double)n / (n > 4 ? (double)(n - 3) : 1);
}

/* ---- the laws ---- */

static double one(double n)
{
    (void)n;
    return 1;
}

static double linear(double n)
{
    return n;
}

static double linearithmic(double n)
{
    return n * log2(n);
}

static double quadratic(double n)
{
    return n * n;
}

/* f(N) = c0 term0(N) + c1 term1(N), or, without terms, log f(N) = c0 + c1 log N + c2 (log N)^2 as far as there are
 * coefficients. */
struct variant {
    enum law law;       /* LAW_UNDECIDED: a curve that is none of the laws, to compare them with */
    enum law lower_law; /* of the lower-order term, LAW_UNDECIDED if there is none */
    size_t coefficients;
    double (*term[MOST_TERMS])(double n); /* the leading one first */
};

static const struct variant variants[] = {
    {LAW_CONSTANT, LAW_UNDECIDED, 1, {one}},
    {LAW_LOG, LAW_UNDECIDED, 1, {log2}},
    {LAW_LOG, LAW_CONSTANT, 2, {log2, one}},
    {LAW_LINEAR, LAW_UNDECIDED, 1, {linear}},
    {LAW_LINEAR, LAW_CONSTANT, 2, {linear, one}},
    {LAW_LINEARITHMIC, LAW_UNDECIDED, 1, {linearithmic}},
    {LAW_LINEARITHMIC, LAW_LINEAR, 2, {linearithmic, linear}},
    {LAW_QUADRATIC, LAW_UNDECIDED, 1, {quadratic}},
    {LAW_QUADRATIC, LAW_LINEAR, 2, {quadratic, linear}},
    {LAW_POWER, LAW_UNDECIDED, 2, {NULL}},
    {LAW_UNDECIDED, LAW_UNDECIDED, 3, {NULL}},
};
enum { VARIANTS = sizeof variants / sizeof variants[0], LAWS = LAW_POWER + 1 };

static bool has_terms(const struct variant *variant)
{
    return variant->term[0] != NULL;
}

static double value(const struct variant *variant, const double *c, double n)
{
    double sum = 0;
    if (has_terms(variant)) {
        for (size_t j = 0; j < variant->coefficients; j++)
            sum += c[j] * variant->term[j](n);
        return sum;
    }
    for (size_t j = variant->coefficients; j-- > 0;)
        sum = sum * log(n) + c[j];
    return exp(sum);
}

/* The derivative of log f(n) by coefficient j, where f(n) = `f`. */
static double log_derivative(const struct variant *variant, size_t j, double n, double f)
{
    return has_terms(variant) ? variant->term[j](n) / f : gsl_pow_int(log(n), (int)j);
}

/* ---- fitting one variant ---- */

enum standing {
    UNFIT,     /* impossible with these points, or the leading constant is negative, or it only repeats a simpler law */
    CANDIDATE, /* may win */
    TOO_EARLY, /* at the largest N the leading term is still less than half of the cost: may not win, but may prevent */
    OTHER,     /* none of the laws: may not win, but may prevent */
};

struct fit {
    const struct variant *variant;
    enum standing standing;
    double c[MOST_COEFFICIENTS];
    double error[MOST_COEFFICIENTS]; /* standard errors of c if the variances were as given */
    double chi2;                     /* sum of the squared residuals of log y, in units of those variances */
    double criterion;
};

double law_point_variance(const struct law_point *point)
{
    return gsl_pow_2(point->deviation / point->mean) / (double)point->count;
}

double law_point_weight(const struct law_point *point)
{
    return 1 / (law_point_variance(point) + gsl_pow_2(model_error));
}

/* Infinite when f is not a positive number at some point. */
static double chi_squared(const struct variant *variant, const double *c, const struct law_point *points, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double f = value(variant, c, points[i].n);
        if (!(f > 0) || !gsl_finite(f))
            return GSL_POSINF;
        sum += law_point_weight(&points[i]) * gsl_pow_2(log(points[i].mean / f));
    }
    return sum;
}

/* Takes as much of the step as lowers chi2: all of it, else a half, a quarter... false when that gains nothing more. */
static bool take_step(struct fit *fit, const gsl_vector *step, const struct law_point *points, size_t n)
{
    enum { MOST_HALVINGS = 26 }; /* below, a step changes less than the square root of the precision */
    for (int halvings = 0; halvings < MOST_HALVINGS; halvings++) {
        double part = ldexp(1, -halvings);
        double c[MOST_COEFFICIENTS];
        for (size_t j = 0; j < step->size; j++)
            c[j] = fit->c[j] + part * gsl_vector_get(step, j);
        double chi2 = chi_squared(fit->variant, c, points, n);
        if (chi2 < fit->chi2) {
            bool worth_another = chi2 < fit->chi2 * (1 - negligible_gain);
            fit->chi2 = chi2;
            for (size_t j = 0; j < step->size; j++)
                fit->c[j] = c[j];
            return worth_another;
        }
    }
    return false;
}

/* Gauss-Newton: around the present c, log f is nearly linear in c, so that a linear regression of what is left of log y on
 * the derivatives of log f gives the step to take. For the variants without terms one step is exact. */
static void descend(struct fit *fit, const struct law_point *points, size_t n)
{
    const struct variant *variant = fit->variant;
    size_t p = variant->coefficients;
    gsl_matrix *derivatives = gsl_matrix_alloc(n, p);
    gsl_matrix *covariance = gsl_matrix_alloc(p, p);
    gsl_vector *weights = gsl_vector_alloc(n);
    gsl_vector *rest = gsl_vector_alloc(n);
    gsl_vector *step = gsl_vector_alloc(p);
    gsl_multifit_linear_workspace *workspace = gsl_multifit_linear_alloc(n, p);

    bool moving = true;
    for (int steps = 0; moving && steps < MOST_STEPS; steps++) {
        for (size_t i = 0; i < n; i++) {
            double f = value(variant, fit->c, points[i].n);
            for (size_t j = 0; j < p; j++)
                gsl_matrix_set(derivatives, i, j, log_derivative(variant, j, points[i].n, f));
            gsl_vector_set(rest, i, log(points[i].mean / f));
            gsl_vector_set(weights, i, law_point_weight(&points[i]));
        }
        double chi2_of_step;
        gsl_multifit_wlinear(derivatives, weights, rest, step, covariance, &chi2_of_step, workspace);
        moving = take_step(fit, step, points, n);
    }
    for (size_t j = 0; j < p; j++)
        fit->error[j] = sqrt(gsl_matrix_get(covariance, j, j));

    gsl_multifit_linear_free(workspace);
    gsl_vector_free(step);
    gsl_vector_free(rest);
    gsl_vector_free(weights);
    gsl_matrix_free(covariance);
    gsl_matrix_free(derivatives);
}

static double degrees_of_freedom(const struct fit *fit, size_t n)
{
    return (double)(n - fit->variant->coefficients);
}

/* Half the width of the 95 % interval of coefficient j, when the variances are `scale` times those given. */
static double half_width(const struct fit *fit, size_t j, size_t n, double scale)
{
    return gsl_cdf_tdist_Pinv(upper_probability, degrees_of_freedom(fit, n)) * fit->error[j] * sqrt(scale);
}

/* Does N^a only say 1, N or N^2 with a coefficient more? */
static bool repeats_simpler_law(const struct fit *power, size_t n)
{
    double reach = half_width(power, 1, n, fmax(1, power->chi2 / degrees_of_freedom(power, n)));
    for (int exponent = 0; exponent <= 2; exponent++)
        if (fabs(power->c[1] - exponent) <= reach)
            return true;
    return false;
}

static enum standing standing_of(const struct fit *fit, size_t n, const struct law_point *last)
{
    const struct variant *variant = fit->variant;
    if (variant->law == LAW_UNDECIDED)
        return OTHER;
    if (variant->law == LAW_POWER)
        return repeats_simpler_law(fit, n) ? UNFIT : CANDIDATE;
    if (fit->c[0] <= 0)
        return UNFIT;
    double leading = fit->c[0] * variant->term[0](last->n);
    return leading < value(variant, fit->c, last->n) / 2 ? TOO_EARLY : CANDIDATE;
}

static struct fit fit_variant(const struct variant *variant, const struct law_point *points, size_t n,
                              const struct law_point *last)
{
    struct fit fit = {.variant = variant, .standing = UNFIT};
    size_t p = variant->coefficients;
    if (n < p + 2) /* two degrees of freedom at least: with one, a perfect fit is too likely to be chance */
        return fit;
    /* First guess: each term has an equal share of the cost at the largest N. */
    for (size_t j = 0; has_terms(variant) && j < p; j++)
        fit.c[j] = last->mean / variant->term[j](last->n) / (double)p;
    fit.chi2 = chi_squared(variant, fit.c, points, n);
    if (!gsl_finite(fit.chi2))
        return fit;
    descend(&fit, points, n);

    /* -2 log L = n log(scale) + chi2 / scale + a constant. */
    double scale = fmax(1, fit.chi2 / (double)n);
    fit.criterion = (double)n * log(scale) + fit.chi2 / scale + (double)p * log((double)n);
    fit.standing = standing_of(&fit, n, last);
    return fit;
}

/* ---- the choice ---- */

static double residual_of(const struct fit *fit, const struct law_point *points, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += gsl_pow_2(points[i].mean / value(fit->variant, fit->c, points[i].n) - 1);
    return sqrt(sum / (double)n);
}

static double mean_known_variance(const struct law_point *points, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += law_point_variance(&points[i]);
    return sum / (double)n;
}

/* Ranks the laws by the best candidate of each. There is always a best one, for a constant can be fitted to anything; *second
 * is NULL when nothing else can. */
static void rank_laws(const struct fit fits[VARIANTS], const struct fit **best, const struct fit **second)
{
    const struct fit *of_law[LAWS] = {NULL};
    for (size_t k = 0; k < VARIANTS; k++) {
        enum law law = fits[k].variant->law;
        if (fits[k].standing == CANDIDATE && (of_law[law] == NULL || fits[k].criterion < of_law[law]->criterion))
            of_law[law] = &fits[k];
    }
    *best = *second = NULL;
    for (size_t law = 0; law < LAWS; law++) {
        if (of_law[law] == NULL)
            continue;
        if (*best == NULL || of_law[law]->criterion < (*best)->criterion) {
            *second = *best;
            *best = of_law[law];
        } else if (*second == NULL || of_law[law]->criterion < (*second)->criterion) {
            *second = of_law[law];
        }
    }
    assert(*best != NULL);
}

/* Does a variant that may not win itself keep `best` from winning? */
static bool prevents(const struct fit *fit, const struct fit *best, double residual, double gap)
{
    double lead = best->criterion - fit->criterion; /* of `fit` */
    switch (fit->standing) {
    case UNFIT:
    case CANDIDATE:
        return false;
    case OTHER:
        return lead > gap && residual > small_residual;
    case TOO_EARLY:
        /* Against the law of its own lower-order term it fits at least as well even when that law is true, and must prove
         * its leading term. To any other law it is a rival like any. */
        return best->variant->law == fit->variant->lower_law ? lead > gap : lead > -gap;
    }
    return false;
}

static enum law_doubt doubt_of(const struct fit fits[VARIANTS], const struct fit *best, const struct law_fit *out,
                               const struct law_point *points, size_t n)
{
    double gap = decisive_gap(n);
    if (out->runner_up == LAW_UNDECIDED || out->gap < gap)
        return LAW_DOUBT_CLOSE;
    if (out->residual > fmax(largest_residual, 2 * sqrt(mean_known_variance(points, n))))
        return LAW_DOUBT_SCATTERED;
    for (size_t k = 0; k < VARIANTS; k++)
        if (prevents(&fits[k], best, out->residual, gap))
            return fits[k].standing == OTHER ? LAW_DOUBT_OTHER_LAW : LAW_DOUBT_TOO_EARLY;
    return LAW_DOUBT_NONE;
}

/* Coefficients and their intervals. The scatter about the law sets the width, and cannot be less than what the
 * replications say; where they say nothing, an exact fit has an interval of no width. */
static void describe(const struct fit *best, const struct law_point *points, size_t n, struct law_fit *out)
{
    double known_share = 0; /* of the variances that the fit was given */
    for (size_t i = 0; i < n; i++)
        known_share += law_point_variance(&points[i]) * law_point_weight(&points[i]) / (double)n;
    double scale = fmax(known_share, best->chi2 / degrees_of_freedom(best, n));
    double reach = half_width(best, 0, n, scale);

    if (best->variant->law == LAW_POWER) {
        double exponent_reach = half_width(best, 1, n, scale);
        out->constant = exp(best->c[0]);
        out->constant_low = exp(best->c[0] - reach);
        out->constant_high = exp(best->c[0] + reach);
        out->exponent = best->c[1];
        out->exponent_low = best->c[1] - exponent_reach;
        out->exponent_high = best->c[1] + exponent_reach;
        return;
    }
    static const double nominal_exponents[LAWS] = {[LAW_LINEAR] = 1, [LAW_LINEARITHMIC] = 1, [LAW_QUADRATIC] = 2};
    out->exponent = out->exponent_low = out->exponent_high = nominal_exponents[best->variant->law];
    out->constant = best->c[0];
    out->constant_low = best->c[0] - reach;
    out->constant_high = best->c[0] + reach;
    out->lower_order = best->c[1];
}

static bool in_range(double x)
{
    return x >= LAW_SMALLEST_NUMBER && x <= LAW_LARGEST_NUMBER;
}

static bool check_point(const struct law_point *point, struct error *err)
{
    if (!in_range(point->n))
        return error_set(err, ERROR_INPUT, NULL, 0, "fitting a law: N = %g: expected a number from %g to %g", point->n,
                         LAW_SMALLEST_NUMBER, LAW_LARGEST_NUMBER);
    if (!in_range(point->mean))
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "fitting a law: a mean cost of %g at N = %g: expected a number from %g to %g", point->mean,
                         point->n, LAW_SMALLEST_NUMBER, LAW_LARGEST_NUMBER);
    if (!(point->deviation >= 0) || point->deviation > LAW_LARGEST_NUMBER)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "fitting a law: a deviation of %g at N = %g: expected a number from 0 to %g", point->deviation,
                         point->n, LAW_LARGEST_NUMBER);
    if (point->count == 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "fitting a law: 0 replications at N = %g: expected 1 or more",
                         point->n);
    return true;
}

/* Counts no further than FEWEST_SIZES. */
static size_t distinct_sizes(const struct law_point *points, size_t count)
{
    double seen[FEWEST_SIZES];
    size_t distinct = 0;
    for (size_t i = 0; i < count && distinct < FEWEST_SIZES; i++) {
        bool new = true;
        for (size_t j = 0; j < distinct; j++)
            new = new &&points[i].n != seen[j];
        if (new)
            seen[distinct++] = points[i].n;
    }
    return distinct;
}

bool law_choose(const struct law_point *points, size_t count, struct law_fit *out, struct error *err)
{
    *out = (struct law_fit){.law = LAW_UNDECIDED};
    for (size_t i = 0; i < count; i++)
        if (!check_point(&points[i], err))
            return false;
    size_t distinct = distinct_sizes(points, count);
    if (distinct < FEWEST_SIZES)
        return error_set(err, ERROR_INPUT, NULL, 0, "fitting a law: %zu different values of N: expected %d or more",
                         distinct, FEWEST_SIZES);

    const struct law_point *last = points; /* the one of the largest N */
    for (size_t i = 1; i < count; i++)
        if (points[i].n > last->n)
            last = &points[i];
    struct fit fits[VARIANTS];
    for (size_t k = 0; k < VARIANTS; k++)
        fits[k] = fit_variant(&variants[k], points, count, last);

    const struct fit *best, *second;
    rank_laws(fits, &best, &second);
    describe(best, points, count, out);
    out->best = best->variant->law;
    out->runner_up = second != NULL ? second->variant->law : LAW_UNDECIDED;
    out->gap = second != NULL ? second->criterion - best->criterion : 0;
    out->residual = residual_of(best, points, count);
    out->doubt = doubt_of(fits, best, out, points, count);
    if (out->doubt == LAW_DOUBT_NONE)
        out->law = out->best;
    return true;
}

/* ---- words ---- */

double law_value(const struct law_fit *fit, double n)
{
    double a = fit->constant, b = fit->lower_order;
    switch (fit->best) {
    case LAW_UNDECIDED:
        break;
    case LAW_CONSTANT:
        return a;
    case LAW_LOG:
        return a * log2(n) + b;
    case LAW_LINEAR:
        return a * n + b;
    case LAW_LINEARITHMIC:
        return a * linearithmic(n) + b * n;
    case LAW_QUADRATIC:
        return a * quadratic(n) + b * n;
    case LAW_POWER:
        return a * pow(n, fit->exponent);
    }
    return GSL_NAN;
}

const char *law_name(enum law law)
{
    switch (law) {
    case LAW_UNDECIDED:
        break;
    case LAW_CONSTANT:
        return "1";
    case LAW_LOG:
        return "log N";
    case LAW_LINEAR:
        return "N";
    case LAW_LINEARITHMIC:
        return "N log N";
    case LAW_QUADRATIC:
        return "N^2";
    case LAW_POWER:
        return "N^a";
    }
    return "undecided";
}

const char *law_doubt_text(enum law_doubt doubt)
{
    switch (doubt) {
    case LAW_DOUBT_NONE:
        break;
    case LAW_DOUBT_CLOSE:
        return "two laws explain the data about equally well";
    case LAW_DOUBT_SCATTERED:
        return "the best law is far from the points";
    case LAW_DOUBT_TOO_EARLY:
        return "the law shows only at larger N: a lower-order term is still the greater part of the cost";
    case LAW_DOUBT_OTHER_LAW:
        return "a curve that is none of the laws fits better";
    }
    return "";
}

void law_format(const struct law_fit *fit, char *buffer, size_t size)
{
    static const char *const growth[LAWS] = {
        [LAW_LOG] = " log2 N", [LAW_LINEAR] = " N", [LAW_LINEARITHMIC] = " N log2 N", [LAW_QUADRATIC] = " N^2"};
    char constant[32];
    bool plain = fit->constant >= 0.1 && fit->constant < 100;
    snprintf(constant, sizeof constant, plain ? "%.2f" : "%.3g", fit->constant);

    if (fit->best == LAW_UNDECIDED)
        snprintf(buffer, size, "%s", law_name(LAW_UNDECIDED));
    else if (fit->best == LAW_POWER)
        snprintf(buffer, size, "%s N^%.2f", constant, fit->exponent);
    else
        snprintf(buffer, size, "%s%s", constant, growth[fit->best] != NULL ? growth[fit->best] : "");
}
