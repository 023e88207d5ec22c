/* test_law.c: the chooser of laws on exact costs, on costs with noise, and on data that cannot tell.
 *
 * Prints the rates right / undecided / wrong that docs/statistics.md quotes. */
#include "statistics/law.h"
#include "statistics/summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_POINTS = 64 };

/* cmocka compares doubles as floats; this keeps their precision. */
static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.17g, expected %.17g within %g", found, expected, tolerance);
}

/* ---- costs ---- */

static double harmonic(double n)
{
    double sum = 0;
    for (int i = 1; i <= (int)n; i++)
        sum += 1.0 / i;
    return sum;
}

#define COST(name, formula)                                                                                            \
    static double name(double n)                                                                                       \
    {                                                                                                                  \
        (void)n;                                                                                                       \
        return formula;                                                                                                \
    }
COST(seven, 7)
COST(log_n, log2(n))
COST(log_n_plus_3, log2(n) + 3)
COST(log_n_plus_10, log2(n) + 10)
COST(log_n_plus_30, log2(n) + 30)
COST(one_n, n)
COST(three_n, 3 * n)
COST(tenth_n, 0.1 * n)
COST(line_but_for_a_millionth, 3 * n * (1 + 1e-6 * log2(n)))
COST(third_square, n *n / 3)
COST(wave_tree, 2 * n - 2)
COST(election_best, 2 * n - 1)
COST(n_plus_50, n + 50)
COST(n_log_n, log2(n) * n)
COST(election_mean, harmonic(n) * n)
COST(election_mean_announced, harmonic(n) * n + n)
COST(dolev_bound, 2 * n * floor(log2(n)) + 3 * n)
COST(square, pow(n, 2))
COST(election_worst, (n + 1) * n / 2)
COST(square_plus_5n, pow(n, 2) + 5 * n)
COST(power_15, pow(n, 1.5))
COST(power_12, pow(n, 1.2))
COST(power_12_rounded, round(pow(n, 1.2)))
COST(power_11, pow(n, 1.1))
COST(root, 3 * sqrt(n))
COST(inverse, 5000 / n)
COST(n_log_squared, pow(log2(n), 2) * n)
COST(square_log, pow(n, 2) * log2(n))
COST(linear_less_a_little, (5 - 0.05 * log2(n)) * n)

/* ---- points ---- */

struct points {
    struct law_point point[MOST_POINTS];
    size_t count;
};

/* The cost, certain, at first, first x 2, ... last. */
static struct points exact(double (*cost)(double), double first, double last)
{
    struct points out = {.count = 0};
    for (double size = first; size <= last; size *= 2)
        out.point[out.count++] = (struct law_point){.n = size, .mean = cost(size), .count = 1};
    return out;
}

static double observe(gsl_rng *random, double cost, double noise)
{
    double value;
    do
        value = cost * (1 + gsl_ran_gaussian(random, noise));
    while (value <= 0);
    return value;
}

/* Each exact mean replaced by the summary of `replications` observations with a relative noise. */
static struct points noisy(const struct points *exact_points, double noise, size_t replications, gsl_rng *random)
{
    struct points out = *exact_points;
    for (size_t i = 0; i < out.count; i++) {
        double values[32];
        assert_true(replications <= sizeof values / sizeof values[0]);
        for (size_t k = 0; k < replications; k++)
            values[k] = observe(random, out.point[i].mean, noise);
        struct summary s;
        summary_of(values, replications, &s);
        out.point[i] =
            (struct law_point){.n = out.point[i].n, .mean = s.mean, .deviation = s.deviation, .count = s.count};
    }
    return out;
}

static struct law_fit choose(const struct points *points)
{
    struct law_fit fit;
    struct error err = {.kind = ERROR_NONE};
    if (!law_choose(points->point, points->count, &fit, &err))
        fail_msg("%s", err.text);
    return fit;
}

static void print_fit(const char *name, const struct law_fit *fit)
{
    printf("  %-12s %-10s best %-8s runner-up %-8s gap %6.1f  %8.4f [%.4f, %.4f] lower %8.4f exponent %.3f "
           "residual %.4f  %s\n",
           name, law_name(fit->law), law_name(fit->best), law_name(fit->runner_up), fit->gap, fit->constant,
           fit->constant_low, fit->constant_high, fit->lower_order, fit->exponent, fit->residual,
           law_doubt_text(fit->doubt));
}

static void assert_law(const char *name, const struct law_fit *fit, enum law expected)
{
    if (fit->law != expected) {
        print_fit(name, fit);
        fail_msg("%s: found %s, expected %s", name, law_name(fit->law), law_name(expected));
    }
}

static void assert_doubt(const char *name, const struct law_fit *fit, enum law_doubt expected)
{
    assert_law(name, fit, LAW_UNDECIDED);
    if (fit->doubt != expected) {
        print_fit(name, fit);
        fail_msg("%s: \"%s\", expected \"%s\"", name, law_doubt_text(fit->doubt), law_doubt_text(expected));
    }
}

/* ---- exact costs ---- */

struct known_cost {
    const char *name;
    double (*cost)(double);
    enum law law;
    double constant, lower_order, exponent, tolerance; /* relative, of the three */
};

static const struct known_cost known_costs[] = {
    {"7", seven, LAW_CONSTANT, 7, 0, 0, 1e-9},
    {"log N", log_n, LAW_LOG, 1, 0, 0, 1e-9},
    {"log N + 3", log_n_plus_3, LAW_LOG, 1, 3, 0, 1e-9},
    {"log N + 10", log_n_plus_10, LAW_LOG, 1, 10, 0, 1e-9},
    {"N", one_n, LAW_LINEAR, 1, 0, 1, 1e-9},
    {"3 N", three_n, LAW_LINEAR, 3, 0, 1, 1e-9},
    {"0.1 N", tenth_n, LAW_LINEAR, 0.1, 0, 1, 1e-9},
    {"3.000001 N", line_but_for_a_millionth, LAW_LINEAR, 3, 0, 1, 1e-4},
    {"2N - 2", wave_tree, LAW_LINEAR, 2, -2, 1, 1e-9},
    {"2N - 1", election_best, LAW_LINEAR, 2, -1, 1, 1e-9},
    {"N + 50", n_plus_50, LAW_LINEAR, 1, 50, 1, 1e-9},
    {"N log N", n_log_n, LAW_LINEARITHMIC, 1, 0, 1, 1e-9},
    /* H(N) = ln N + 0.5772 + ..., so that N H(N) is 0.693 N log2 N + 0.577 N but for terms of still lower order. */
    {"N H(N)", election_mean, LAW_LINEARITHMIC, 0.6931, 0.5772, 1, 0.3},
    {"N H(N) + N", election_mean_announced, LAW_LINEARITHMIC, 0.6931, 1.5772, 1, 0.1},
    {"2N[log N]+3N", dolev_bound, LAW_LINEARITHMIC, 2, 3, 1, 1e-9},
    {"N^2", square, LAW_QUADRATIC, 1, 0, 2, 1e-9},
    {"N^2 / 3", third_square, LAW_QUADRATIC, 1 / 3.0, 0, 2, 1e-9},
    {"N(N+1)/2", election_worst, LAW_QUADRATIC, 0.5, 0.5, 2, 1e-9},
    {"N^2 + 5N", square_plus_5n, LAW_QUADRATIC, 1, 5, 2, 1e-9},
    {"N^1.5", power_15, LAW_POWER, 1, 0, 1.5, 1e-9},
    {"N^1.2", power_12, LAW_POWER, 1, 0, 1.2, 1e-9},
    {"[N^1.2]", power_12_rounded, LAW_POWER, 1, 0, 1.2, 0.05},
    {"N^1.1", power_11, LAW_POWER, 1, 0, 1.1, 1e-9},
    {"3 N^0.5", root, LAW_POWER, 3, 0, 0.5, 1e-9},
    {"5000 / N", inverse, LAW_POWER, 5000, 0, -1, 1e-9},
};
enum { KNOWN_COSTS = sizeof known_costs / sizeof known_costs[0] };

static void exact_costs_are_recognised_with_their_constants(void **state)
{
    (void)state;
    printf("Exact costs, N = 4, 8, ... 4096:\n");
    for (size_t k = 0; k < KNOWN_COSTS; k++) {
        const struct known_cost *known = &known_costs[k];
        struct points points = exact(known->cost, 4, 4096);
        struct law_fit fit = choose(&points);
        print_fit(known->name, &fit);
        assert_law(known->name, &fit, known->law);
        assert_near(fit.constant, known->constant, known->tolerance * known->constant);
        assert_near(fit.lower_order, known->lower_order, known->tolerance * fabs(known->lower_order) + 1e-9);
        assert_near(fit.exponent, known->exponent, known->tolerance * fabs(known->exponent));
    }
}

static void fitted_law_passes_through_exact_costs(void **state)
{
    (void)state;
    for (size_t k = 0; k < KNOWN_COSTS; k++) {
        struct points points = exact(known_costs[k].cost, 4, 4096);
        struct law_fit fit = choose(&points);
        for (size_t i = 0; i < points.count; i++)
            assert_near(law_value(&fit, points.point[i].n) / points.point[i].mean, 1,
                        known_costs[k].tolerance < 1e-6 ? 1e-6 : 0.05);
    }
}

static void exact_fit_has_an_interval_of_no_width(void **state)
{
    (void)state;
    struct points points = exact(wave_tree, 4, 4096);
    struct law_fit fit = choose(&points);
    assert_near(fit.constant_low, 2, 1e-9);
    assert_near(fit.constant_high, 2, 1e-9);
    assert_near(fit.residual, 0, 1e-9);
    assert_true(isfinite(fit.gap));
}

static void certain_costs_that_were_replicated_are_exact_too(void **state)
{
    (void)state;
    struct points points = exact(wave_tree, 4, 4096);
    for (size_t i = 0; i < points.count; i++)
        points.point[i].count = 30;
    struct law_fit fit = choose(&points);
    assert_law("2N - 2", &fit, LAW_LINEAR);
    assert_near(fit.constant_high - fit.constant_low, 0, 1e-9);
}

static void five_exact_points_are_enough(void **state)
{
    (void)state;
    const struct known_cost costs[] = {
        {.name = "7", .cost = seven, .law = LAW_CONSTANT},
        {.name = "log N + 3", .cost = log_n_plus_3, .law = LAW_LOG},
        {.name = "2N - 2", .cost = wave_tree, .law = LAW_LINEAR},
        {.name = "2N - 1", .cost = election_best, .law = LAW_LINEAR},
        {.name = "N H(N)", .cost = election_mean, .law = LAW_LINEARITHMIC},
        {.name = "2N[log N]+3N", .cost = dolev_bound, .law = LAW_LINEARITHMIC},
        {.name = "N(N+1)/2", .cost = election_worst, .law = LAW_QUADRATIC},
        {.name = "N^1.5", .cost = power_15, .law = LAW_POWER},
    };
    for (size_t k = 0; k < sizeof costs / sizeof costs[0]; k++) {
        struct points points = exact(costs[k].cost, 4, 64);
        struct law_fit fit = choose(&points);
        assert_law(costs[k].name, &fit, costs[k].law);
    }
}

static void three_exact_points_tell_a_law_without_lower_order_term_and_no_other(void **state)
{
    (void)state;
    const struct known_cost costs[] = {
        {.name = "7", .cost = seven, .law = LAW_CONSTANT},
        {.name = "log N", .cost = log_n, .law = LAW_LOG},
        {.name = "3 N", .cost = three_n, .law = LAW_LINEAR},
        {.name = "N log N", .cost = n_log_n, .law = LAW_LINEARITHMIC},
        {.name = "N^2", .cost = square, .law = LAW_QUADRATIC},
        {.name = "2N - 2", .cost = wave_tree, .law = LAW_UNDECIDED},
        {.name = "N^1.5", .cost = power_15, .law = LAW_UNDECIDED},
        {.name = "N^1.2", .cost = power_12, .law = LAW_UNDECIDED},
    };
    for (size_t k = 0; k < sizeof costs / sizeof costs[0]; k++) {
        struct points points = exact(costs[k].cost, 4, 16);
        struct law_fit fit = choose(&points);
        assert_law(costs[k].name, &fit, costs[k].law);
    }
}

static void time_in_microseconds_is_fitted_like_a_count(void **state)
{
    (void)state;
    struct points counts = exact(election_mean_announced, 4, 4096), times = counts;
    for (size_t i = 0; i < times.count; i++)
        times.point[i].mean *= 1e-6;
    struct law_fit of_counts = choose(&counts), of_times = choose(&times);
    assert_law("N H(N) + N, us", &of_times, LAW_LINEARITHMIC);
    assert_near(of_times.constant * 1e6, of_counts.constant, 1e-6);
    assert_near(of_times.gap, of_counts.gap, 1e-3);
}

static void order_of_the_points_does_not_matter(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct points straight = exact(election_worst, 4, 4096);
    straight = noisy(&straight, 0.05, 5, random);
    gsl_rng_free(random);
    struct points turned = {.count = straight.count};
    for (size_t i = 0; i < straight.count; i++)
        turned.point[i] = straight.point[straight.count - 1 - i];
    struct law_fit a = choose(&straight), b = choose(&turned);
    assert_int_equal(a.law, b.law);
    assert_near(a.constant, b.constant, 1e-6);
    assert_near(a.gap, b.gap, 1e-5);
}

static void repeated_sizes_are_points_of_their_own(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct points once = exact(three_n, 4, 64), points = {.count = 0};
    for (int turn = 0; turn < 8; turn++) {
        struct points more = noisy(&once, 0.05, 1, random);
        for (size_t i = 0; i < more.count; i++)
            points.point[points.count++] = more.point[i];
    }
    gsl_rng_free(random);
    struct law_fit fit = choose(&points);
    assert_law("3 N, eight times", &fit, LAW_LINEAR);
    assert_true(fit.constant_low < 3 && 3 < fit.constant_high);
    assert_near(fit.constant_high - fit.constant_low, 2 * 3 * 2.02 * 0.05 / sqrt(40), 0.03);
}

/* ---- data that cannot tell ---- */

static void close_sizes_with_noise_are_undecided(void **state)
{
    (void)state;
    /* N = 4, 5, 6 with 20 % of noise: whatever the law, hardly ever a decision. */
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    double (*const costs[])(double) = {seven, log_n, one_n, n_log_n, square, power_15};
    int decided = 0;
    for (int trial = 0; trial < 600; trial++) {
        struct points points = {.count = 3};
        for (size_t i = 0; i < 3; i++)
            points.point[i] =
                (struct law_point){.n = 4 + (double)i, .mean = costs[trial % 6](4 + (double)i), .count = 1};
        points = noisy(&points, 0.2, 1, random);
        decided += choose(&points).law != LAW_UNDECIDED;
    }
    gsl_rng_free(random);
    assert_in_range(decided, 0, 6);
}

static void three_noisy_points_of_a_line_are_undecided(void **state)
{
    (void)state;
    const double noise[] = {0.05, -0.04, 0.06};
    struct points points = exact(three_n, 4, 16);
    for (size_t i = 0; i < 3; i++)
        points.point[i].mean *= 1 + noise[i];
    struct law_fit fit = choose(&points);
    assert_doubt("3 N", &fit, LAW_DOUBT_CLOSE);
    assert_int_equal(fit.best, LAW_LINEAR);
}

static void n_log_n_and_a_power_cannot_be_told_apart_on_a_short_noisy_range(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct points one = exact(n_log_n, 16, 256), other = exact(power_11, 16, 256);
    int wrong = 0;
    for (int trial = 0; trial < 400; trial++) {
        struct points points = noisy(trial % 2 == 0 ? &one : &other, 0.1, 1, random);
        struct law_fit fit = choose(&points);
        wrong += fit.law != LAW_UNDECIDED && fit.law != (trial % 2 == 0 ? LAW_LINEARITHMIC : LAW_POWER);
    }
    gsl_rng_free(random);
    assert_in_range(wrong, 0, 20); /* 5 % */
}

static void large_deviations_make_the_same_means_undecided(void **state)
{
    (void)state;
    struct points points = exact(n_log_n, 4, 4096);
    struct law_fit certain = choose(&points);
    for (size_t i = 0; i < points.count; i++) {
        points.point[i].deviation = 0.8 * points.point[i].mean;
        points.point[i].count = 4; /* so that the means are known to 40 % */
    }
    struct law_fit uncertain = choose(&points);
    assert_law("N log N", &certain, LAW_LINEARITHMIC);
    assert_doubt("N log N with 40 %", &uncertain, LAW_DOUBT_CLOSE);
    assert_true(uncertain.constant_high - uncertain.constant_low > 0.2);
}

static void costs_that_jump_up_and_down_are_undecided_and_the_residual_says_so(void **state)
{
    (void)state;
    struct points points = {.count = 40};
    for (size_t i = 0; i < points.count; i++) {
        double size = 4 * pow(1.19, (double)i);
        points.point[i] = (struct law_point){.n = size, .mean = size * (i % 2 == 0 ? 1 : 3), .count = 1};
    }
    struct law_fit fit = choose(&points);
    assert_doubt("N or 3 N", &fit, LAW_DOUBT_SCATTERED);
    assert_int_equal(fit.best, LAW_LINEAR);
    assert_true(fit.residual > 0.5 && fit.residual < 0.8);
}

static void a_law_that_is_not_in_the_list_is_not_given_the_name_of_another(void **state)
{
    (void)state;
    struct points points = exact(n_log_squared, 4, 4096);
    struct law_fit fit = choose(&points);
    assert_law("N log^2 N", &fit, LAW_UNDECIDED);

    points = exact(square_log, 4, 4096);
    fit = choose(&points);
    assert_doubt("N^2 log N", &fit, LAW_DOUBT_OTHER_LAW);
    assert_int_equal(fit.best, LAW_POWER);
}

static void terms_of_still_lower_order_do_not_hide_a_law(void **state)
{
    (void)state;
    /* With many exact points a free curve comes nearer to N H(N) + N than 0.69 N log2 N + 1.6 N does, by less than 0.1 %. */
    struct points points = {.count = 0};
    for (double size = 10; size <= 60; size++)
        points.point[points.count++] = (struct law_point){.n = size, .mean = election_mean_announced(size), .count = 1};
    struct law_fit fit = choose(&points);
    assert_law("N H(N) + N", &fit, LAW_LINEARITHMIC);
    assert_true(fit.residual < 0.001);
}

static void a_law_hidden_under_its_lower_order_term_is_undecided(void **state)
{
    (void)state;
    struct points points = exact(log_n_plus_30, 4, 4096);
    struct law_fit fit = choose(&points);
    assert_doubt("log N + 30", &fit, LAW_DOUBT_TOO_EARLY);

    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    int decided = 0; /* noise must not make it N^0.05 */
    for (int trial = 0; trial < 200; trial++) {
        struct points observed = noisy(&points, 0.01, 1, random);
        decided += choose(&observed).law != LAW_UNDECIDED;
    }
    gsl_rng_free(random);
    assert_in_range(decided, 0, 10);
}

static void a_line_is_not_n_log_n_with_a_tiny_constant(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct points line = exact(three_n, 4, 4096);
    for (int trial = 0; trial < 200; trial++) {
        struct points points = noisy(&line, 0.05, 1, random);
        struct law_fit fit = choose(&points);
        assert_true(fit.best == LAW_LINEAR || fit.best == LAW_POWER);
    }
    gsl_rng_free(random);
}

static void a_negative_leading_constant_never_wins(void **state)
{
    (void)state;
    /* Exactly N log N with a constant of -0.05 and a lower-order term of 5 N. */
    struct points points = exact(linear_less_a_little, 4, 4096);
    struct law_fit fit = choose(&points);
    assert_int_not_equal(fit.best, LAW_LINEARITHMIC);
    assert_int_not_equal(fit.doubt, LAW_DOUBT_TOO_EARLY); /* nor does it prevent another */
    assert_true(fit.constant > 0);
}

/* ---- rates ---- */

enum { SEEDS = 200, NOISES = 3 };
static const double noises[NOISES] = {0.01, 0.05, 0.20};

struct rates {
    double right, undecided, wrong; /* per cent of the seeds */
};

static struct rates measure(const struct known_cost *known, double noise, size_t replications)
{
    struct points points = exact(known->cost, 4, 4096);
    int right = 0, undecided = 0, wrong = 0;
    for (unsigned long seed = 1; seed <= SEEDS; seed++) {
        gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
        gsl_rng_set(random, seed);
        struct points observed = noisy(&points, noise, replications, random);
        gsl_rng_free(random);
        enum law law = choose(&observed).law;
        if (law == known->law)
            right++;
        else if (law == LAW_UNDECIDED)
            undecided++;
        else
            wrong++;
    }
    return (struct rates){100.0 * right / SEEDS, 100.0 * undecided / SEEDS, 100.0 * wrong / SEEDS};
}

static const struct known_cost typical[] = {
    {.name = "7", .cost = seven, .law = LAW_CONSTANT},
    {.name = "log N + 3", .cost = log_n_plus_3, .law = LAW_LOG},
    {.name = "3 N", .cost = three_n, .law = LAW_LINEAR},
    {.name = "2N - 1", .cost = election_best, .law = LAW_LINEAR},
    {.name = "N log N", .cost = n_log_n, .law = LAW_LINEARITHMIC},
    {.name = "N H(N) + N", .cost = election_mean_announced, .law = LAW_LINEARITHMIC},
    {.name = "N(N+1)/2", .cost = election_worst, .law = LAW_QUADRATIC},
    {.name = "N^1.5", .cost = power_15, .law = LAW_POWER},
    {.name = "N^1.2", .cost = power_12, .law = LAW_POWER},
};
/* Costs that strong noise makes look like a simpler law: what the chooser cannot do. */
static const struct known_cost deceptive[] = {
    {.name = "log N + 10", .cost = log_n_plus_10, .law = LAW_LOG},
    {.name = "N^1.1", .cost = power_11, .law = LAW_POWER},
    {.name = "N log^2 N", .cost = n_log_squared, .law = LAW_UNDECIDED},
};

static const double least_right_at_low_noise = 90, most_wrong = 5; /* per cent */

static void print_rates_and_check(const struct known_cost *costs, size_t count, size_t replications,
                                  double most_wrong_at_any_noise)
{
    printf("Right / undecided / wrong, per cent of %d seeds, N = 4, 8, ... 4096, %zu observation%s a point:\n", SEEDS,
           replications, replications == 1 ? "" : "s");
    printf("  %-12s", "noise");
    for (size_t z = 0; z < NOISES; z++)
        printf(" %20.0f %%", 100 * noises[z]);
    printf("\n");
    for (size_t k = 0; k < count; k++) {
        struct rates rates[NOISES];
        printf("  %-12s", costs[k].name);
        for (size_t z = 0; z < NOISES; z++) {
            rates[z] = measure(&costs[k], noises[z], replications);
            printf("  %6.1f /%6.1f /%5.1f", rates[z].right, rates[z].undecided, rates[z].wrong);
        }
        printf("\n");
        assert_true(rates[0].right >= least_right_at_low_noise && rates[0].wrong <= most_wrong);
        for (size_t z = 0; z < NOISES; z++)
            assert_true(rates[z].wrong <= most_wrong_at_any_noise);
    }
}

static void single_noisy_observations_are_seldom_given_a_wrong_law(void **state)
{
    (void)state;
    print_rates_and_check(typical, sizeof typical / sizeof typical[0], 1, most_wrong);
}

static void means_of_thirty_are_seldom_given_a_wrong_law(void **state)
{
    (void)state;
    print_rates_and_check(typical, sizeof typical / sizeof typical[0], 30, most_wrong);
}

static void deceptive_costs_are_told_at_low_noise_and_mistaken_at_most_1_time_in_5(void **state)
{
    (void)state;
    print_rates_and_check(deceptive, sizeof deceptive / sizeof deceptive[0], 1, 20);
}

static void interval_of_the_constant_holds_the_true_one(void **state)
{
    (void)state;
    enum { TRIALS = 1000 };
    const size_t replications[] = {1, 10};
    for (size_t r = 0; r < 2; r++) {
        gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
        struct points points = exact(three_n, 4, 4096);
        int fitted = 0, covered = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            struct points observed = noisy(&points, 0.05, replications[r], random);
            struct law_fit fit = choose(&observed);
            if (fit.best != LAW_LINEAR)
                continue;
            fitted++;
            covered += fit.constant_low <= 3 && 3 <= fit.constant_high;
        }
        gsl_rng_free(random);
        printf("Interval of the constant of 3 N, 5 %% noise, %zu a point: held 3 in %.1f %% of %d fits\n",
               replications[r], 100.0 * covered / fitted, fitted);
        assert_in_range(fitted, TRIALS * 9 / 10, TRIALS);
        assert_in_range(1000 * covered / fitted, 930, 990);
    }
}

/* ---- words and errors ---- */

static void law_is_written_with_its_constant(void **state)
{
    (void)state;
    const struct {
        struct law_fit fit;
        const char *text;
    } cases[] = {
        {{.best = LAW_CONSTANT, .constant = 7}, "7.00"},
        {{.best = LAW_LOG, .constant = 1.004}, "1.00 log2 N"},
        {{.best = LAW_LINEAR, .constant = 2}, "2.00 N"},
        {{.best = LAW_LINEARITHMIC, .constant = 0.98}, "0.98 N log2 N"},
        {{.best = LAW_QUADRATIC, .constant = 0.5}, "0.50 N^2"},
        {{.best = LAW_POWER, .constant = 1.1, .exponent = 1.467}, "1.10 N^1.47"},
        {{.best = LAW_POWER, .constant = 5000, .exponent = -1}, "5e+03 N^-1.00"},
        {{.best = LAW_LINEAR, .constant = 0.0000123456}, "1.23e-05 N"},
        {{.best = LAW_LINEAR, .constant = 123.4}, "123 N"},
        {{.best = LAW_UNDECIDED}, "undecided"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        law_format(&cases[i].fit, text, sizeof text);
        assert_string_equal(text, cases[i].text);
    }
    char small[5];
    law_format(&cases[3].fit, small, sizeof small);
    assert_string_equal(small, "0.98");
}

static void every_law_and_every_doubt_has_a_name(void **state)
{
    (void)state;
    for (int law = LAW_UNDECIDED; law <= LAW_POWER; law++)
        for (int other = LAW_UNDECIDED; other < law; other++)
            assert_string_not_equal(law_name((enum law)law), law_name((enum law)other));
    assert_string_equal(law_name(LAW_UNDECIDED), "undecided");
    assert_string_equal(law_doubt_text(LAW_DOUBT_NONE), "");
    for (int doubt = LAW_DOUBT_CLOSE; doubt <= LAW_DOUBT_OTHER_LAW; doubt++)
        assert_true(strlen(law_doubt_text((enum law_doubt)doubt)) > 0);
}

static void assert_refused(const struct points *points, const char *part)
{
    struct law_fit fit;
    struct error err = {.kind = ERROR_NONE};
    assert_false(law_choose(points->point, points->count, &fit, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    if (strstr(err.text, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, part);
}

static void two_sizes_are_refused_however_often_repeated(void **state)
{
    (void)state;
    struct points points = {.count = 6};
    for (size_t i = 0; i < 6; i++)
        points.point[i] = (struct law_point){.n = i % 2 == 0 ? 4 : 8, .mean = 4, .count = 1};
    assert_refused(&points, "2 different values of N: expected 3");
    points.count = 0;
    assert_refused(&points, "0 different values of N");
}

static void values_that_are_no_costs_are_refused_by_name(void **state)
{
    (void)state;
    const struct points good = exact(one_n, 4, 64);
    const double bad[] = {0, -3, NAN, INFINITY, 1e300};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct points points = good;
        points.point[2].n = bad[i];
        assert_refused(&points, "N = ");
        points = good;
        points.point[2].mean = bad[i];
        assert_refused(&points, "at N = 16");
    }
    struct points points = good;
    points.point[1].mean = 0;
    assert_refused(&points, "a mean cost of 0 at N = 8");
    points = good;
    points.point[1].deviation = -1;
    assert_refused(&points, "a deviation of -1 at N = 8");
    points.point[1].deviation = NAN;
    assert_refused(&points, "a deviation of ");
    points = good;
    points.point[4].count = 0;
    assert_refused(&points, "0 replications at N = 64");
}

static void extreme_but_valid_numbers_do_no_harm(void **state)
{
    (void)state;
    struct points points = {.count = 0};
    for (double size = 1e-70; size < 1e70; size *= 1e10)
        points.point[points.count++] = (struct law_point){
            .n = size, .mean = points.count % 2 == 0 ? 1e-70 : 1e70, .deviation = 1e70, .count = SIZE_MAX};
    struct law_fit fit = choose(&points);
    assert_true(isfinite(fit.gap) && isfinite(fit.constant) && isfinite(fit.residual));

    points = exact(three_n, 1, 4096); /* log 1 = 0: no law without lower-order term but of N */
    fit = choose(&points);
    assert_law("3 N from 1", &fit, LAW_LINEAR);
    points = exact(log_n_plus_3, 1, 4096);
    fit = choose(&points);
    assert_law("log N + 3 from 1", &fit, LAW_LOG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_costs_are_recognised_with_their_constants),
        cmocka_unit_test(fitted_law_passes_through_exact_costs),
        cmocka_unit_test(exact_fit_has_an_interval_of_no_width),
        cmocka_unit_test(certain_costs_that_were_replicated_are_exact_too),
        cmocka_unit_test(five_exact_points_are_enough),
        cmocka_unit_test(three_exact_points_tell_a_law_without_lower_order_term_and_no_other),
        cmocka_unit_test(time_in_microseconds_is_fitted_like_a_count),
        cmocka_unit_test(order_of_the_points_does_not_matter),
        cmocka_unit_test(repeated_sizes_are_points_of_their_own),
        cmocka_unit_test(close_sizes_with_noise_are_undecided),
        cmocka_unit_test(three_noisy_points_of_a_line_are_undecided),
        cmocka_unit_test(n_log_n_and_a_power_cannot_be_told_apart_on_a_short_noisy_range),
        cmocka_unit_test(large_deviations_make_the_same_means_undecided),
        cmocka_unit_test(costs_that_jump_up_and_down_are_undecided_and_the_residual_says_so),
        cmocka_unit_test(a_law_that_is_not_in_the_list_is_not_given_the_name_of_another),
        cmocka_unit_test(terms_of_still_lower_order_do_not_hide_a_law),
        cmocka_unit_test(a_law_hidden_under_its_lower_order_term_is_undecided),
        cmocka_unit_test(a_line_is_not_n_log_n_with_a_tiny_constant),
        cmocka_unit_test(a_negative_leading_constant_never_wins),
        cmocka_unit_test(single_noisy_observations_are_seldom_given_a_wrong_law),
        cmocka_unit_test(means_of_thirty_are_seldom_given_a_wrong_law),
        cmocka_unit_test(deceptive_costs_are_told_at_low_noise_and_mistaken_at_most_1_time_in_5),
        cmocka_unit_test(interval_of_the_constant_holds_the_true_one),
        cmocka_unit_test(law_is_written_with_its_constant),
        cmocka_unit_test(every_law_and_every_doubt_has_a_name),
        cmocka_unit_test(two_sizes_are_refused_however_often_repeated),
        cmocka_unit_test(values_that_are_no_costs_are_refused_by_name),
        cmocka_unit_test(extreme_but_valid_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
