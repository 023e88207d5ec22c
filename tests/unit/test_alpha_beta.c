/* test_alpha_beta.c: the fit of T(m) = alpha + beta m on exact times, on times with noise, and on what is no line. */
#include "statistics/alpha_beta.h"
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

enum { MOST_POINTS = 64, TRIALS = 2000 };

/* Gigabit Ethernet: 12.3 us, 118 MB/s. */
static const double alpha = 12.3e-6, beta = 1 / 118e6;

/* cmocka compares doubles as floats; this keeps their precision. */
static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.17g, expected %.17g within %g", found, expected, tolerance);
}

struct points {
    struct law_point point[MOST_POINTS];
    size_t count;
};

/* 1 B, 4 B, ... 4 MiB. */
static struct points exact(void)
{
    struct points out = {.count = 0};
    for (double size = 1; size <= 1 << 22; size *= 4)
        out.point[out.count++] = (struct law_point){.n = size, .mean = alpha + beta * size, .count = 1};
    return out;
}

/* Each exact time replaced by the summary of `replications` observations with a relative noise. */
static struct points noisy(double noise, size_t replications, gsl_rng *random)
{
    struct points out = exact();
    for (size_t i = 0; i < out.count; i++) {
        double values[32];
        assert_true(replications <= sizeof values / sizeof values[0]);
        for (size_t k = 0; k < replications; k++)
            do
                values[k] = out.point[i].mean * (1 + gsl_ran_gaussian(random, noise));
            while (values[k] <= 0);
        struct summary s;
        summary_of(values, replications, &s);
        out.point[i] = (struct law_point){out.point[i].n, s.mean, s.deviation, s.count};
    }
    return out;
}

static struct alpha_beta fit(const struct points *points)
{
    struct alpha_beta out;
    struct error err = {.kind = ERROR_NONE};
    if (!alpha_beta_fit(points->point, points->count, &out, &err))
        fail_msg("%s", err.text);
    return out;
}

static void exact_times_give_both_constants(void **state)
{
    (void)state;
    struct points points = exact();
    struct alpha_beta found = fit(&points);
    assert_near(found.alpha / alpha, 1, 1e-9);
    assert_near(found.beta / beta, 1, 1e-9);
    assert_near(found.residual, 0, 1e-9);
    assert_near(found.alpha_high - found.alpha_low, 0, 1e-9 * alpha);
    assert_near(found.beta_high - found.beta_low, 0, 1e-9 * beta);
    assert_near(alpha_beta_value(&found, 1e6), alpha + beta * 1e6, 1e-12);
    assert_true(alpha_beta_describes(&found));
}

static void an_empty_message_is_a_size_like_another(void **state)
{
    (void)state;
    struct points points = exact();
    points.point[0] = (struct law_point){.n = 0, .mean = alpha, .count = 1};
    struct alpha_beta found = fit(&points);
    assert_near(found.alpha / alpha, 1, 1e-9);
    assert_near(found.beta / beta, 1, 1e-9);
}

static void order_of_the_points_does_not_matter(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct points straight = noisy(0.05, 5, random), turned = {.count = straight.count};
    gsl_rng_free(random);
    for (size_t i = 0; i < straight.count; i++)
        turned.point[i] = straight.point[straight.count - 1 - i];
    struct alpha_beta a = fit(&straight), b = fit(&turned);
    assert_near(a.alpha / b.alpha, 1, 1e-9);
    assert_near(a.beta / b.beta, 1, 1e-9);
}

static void long_messages_do_not_decide_alone(void **state)
{
    (void)state;
    /* 1 % of the longest time is three hundred times alpha. */
    struct points points = exact();
    points.point[points.count - 1].mean *= 1.01;
    struct alpha_beta found = fit(&points);
    assert_near(found.alpha / alpha, 1, 0.01);
    assert_near(found.beta / beta, 1, 0.01);
}

/* How often the intervals hold the true constants, and by how much the constants are off on average. */
struct outcome {
    double alpha_held, beta_held;     /* share of the trials */
    double alpha_offset, beta_offset; /* relative */
};

static struct outcome try_noise(double noise, size_t replications)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct outcome outcome = {0};
    for (int trial = 0; trial < TRIALS; trial++) {
        struct points points = noisy(noise, replications, random);
        struct alpha_beta found = fit(&points);
        outcome.alpha_held += (found.alpha_low <= alpha && alpha <= found.alpha_high) / (double)TRIALS;
        outcome.beta_held += (found.beta_low <= beta && beta <= found.beta_high) / (double)TRIALS;
        outcome.alpha_offset += (found.alpha / alpha - 1) / TRIALS;
        outcome.beta_offset += (found.beta / beta - 1) / TRIALS;
    }
    gsl_rng_free(random);
    return outcome;
}

static void intervals_hold_the_true_constants_19_times_in_20(void **state)
{
    (void)state;
    static const struct {
        double noise;
        size_t replications;
        double least; /* share of the intervals that hold */
    } cases[] = {{0.01, 1, 0.93}, {0.05, 1, 0.93}, {0.2, 1, 0.92}, {0.05, 10, 0.92}, {0.2, 10, 0.92}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome outcome = try_noise(cases[i].noise, cases[i].replications);
        printf("noise %4.1f %%, means of %2zu: alpha held %.1f %%, off %+.2f %%; beta held %.1f %%, off %+.2f %%\n",
               100 * cases[i].noise, cases[i].replications, 100 * outcome.alpha_held, 100 * outcome.alpha_offset,
               100 * outcome.beta_held, 100 * outcome.beta_offset);
        assert_true(outcome.alpha_held >= cases[i].least && outcome.alpha_held <= 0.985);
        assert_true(outcome.beta_held >= cases[i].least && outcome.beta_held <= 0.985);
    }
}

static void noise_does_not_shift_the_constants(void **state)
{
    (void)state;
    /* With weights taken from the observed times both are 7 % too small. */
    struct outcome outcome = try_noise(0.2, 1);
    assert_near(outcome.alpha_offset, 0, 0.01);
    assert_near(outcome.beta_offset, 0, 0.01);
}

static void two_lines_that_meet_are_described_roughly_and_the_residual_says_so(void **state)
{
    (void)state;
    /* Another protocol from 64 KiB on: one more round trip. */
    struct points points = exact();
    for (size_t i = 0; i < points.count; i++)
        points.point[i].mean += points.point[i].n >= 65536 ? 5 * alpha : 0;
    struct alpha_beta found = fit(&points);
    assert_true(found.residual > 0.001 && found.residual < 0.1);
    assert_true(alpha_beta_describes(&found));
    assert_true(found.alpha_low < alpha && alpha < found.alpha_high);
}

static void times_that_fall_with_the_size_are_not_described(void **state)
{
    (void)state;
    struct points points = exact();
    for (size_t i = 0; i < points.count; i++)
        points.point[i].mean = 1 / sqrt(points.point[i].n);
    struct alpha_beta found = fit(&points);
    assert_false(alpha_beta_describes(&found));
}

static void a_time_that_does_not_depend_on_the_size_has_a_beta_that_may_be_0(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct points points = exact();
    for (size_t i = 0; i < points.count; i++)
        points.point[i].mean = alpha * (1 + gsl_ran_gaussian(random, 0.02));
    gsl_rng_free(random);
    struct alpha_beta found = fit(&points);
    assert_near(found.alpha / alpha, 1, 0.03);
    assert_true(found.beta_low < 0 && found.beta_high > 0);
}

static void two_sizes_are_refused_however_often_repeated(void **state)
{
    (void)state;
    struct law_point points[6];
    struct alpha_beta found;
    struct error err = {.kind = ERROR_NONE};
    for (size_t i = 0; i < 6; i++)
        points[i] = (struct law_point){.n = i % 2 == 0 ? 1 : 1000, .mean = alpha, .count = 1};
    assert_false(alpha_beta_fit(points, 6, &found, &err));
    assert_non_null(strstr(err.text, "2 different sizes"));
}

static void values_that_are_no_times_are_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        struct law_point point;
        const char *expected;
    } cases[] = {
        {{.n = -1, .mean = 1, .count = 1}, "-1 bytes"},
        {{.n = NAN, .mean = 1, .count = 1}, "nan bytes"},
        {{.n = 1, .mean = 0, .count = 1}, "mean time of 0 s"},
        {{.n = 1, .mean = INFINITY, .count = 1}, "mean time of inf s"},
        {{.n = 1, .mean = 1, .deviation = -1, .count = 1}, "deviation of -1 s"},
        {{.n = 1, .mean = 1, .count = 0}, "0 times"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct points points = exact();
        struct alpha_beta found;
        struct error err = {.kind = ERROR_NONE};
        points.point[3] = cases[i].point;
        assert_false(alpha_beta_fit(points.point, points.count, &found, &err));
        if (strstr(err.text, cases[i].expected) == NULL)
            fail_msg("\"%s\": expected \"%s\" in it", err.text, cases[i].expected);
    }
}

static void extreme_but_valid_numbers_do_no_harm(void **state)
{
    (void)state;
    struct points points = {.count = 0};
    for (double size = 1e-70; size < 1e70; size *= 1e10)
        points.point[points.count++] = (struct law_point){
            .n = size, .mean = points.count % 2 == 0 ? 1e-70 : 1e70, .deviation = 1e70, .count = SIZE_MAX};
    struct alpha_beta found = fit(&points);
    assert_true(isfinite(found.alpha) && isfinite(found.beta) && isfinite(found.residual));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_times_give_both_constants),
        cmocka_unit_test(an_empty_message_is_a_size_like_another),
        cmocka_unit_test(order_of_the_points_does_not_matter),
        cmocka_unit_test(long_messages_do_not_decide_alone),
        cmocka_unit_test(intervals_hold_the_true_constants_19_times_in_20),
        cmocka_unit_test(noise_does_not_shift_the_constants),
        cmocka_unit_test(two_lines_that_meet_are_described_roughly_and_the_residual_says_so),
        cmocka_unit_test(times_that_fall_with_the_size_are_not_described),
        cmocka_unit_test(a_time_that_does_not_depend_on_the_size_has_a_beta_that_may_be_0),
        cmocka_unit_test(two_sizes_are_refused_however_often_repeated),
        cmocka_unit_test(values_that_are_no_times_are_refused_by_name),
        cmocka_unit_test(extreme_but_valid_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
