/* test_summary.c: means, deviations and Student intervals. */
#include "statistics/summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

/* cmocka compares doubles as floats; this keeps their precision. */
static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.17g, expected %.17g within %g", found, expected, tolerance);
}

static void eight_values_give_the_mean_deviation_and_interval_of_the_tables(void **state)
{
    (void)state;
    /* Sum of squares about the mean 32, so the deviation is sqrt(32 / 7); Student's t for 7 degrees is 2.364624 in the
     * usual tables, and the half width 2.364624 sqrt(32 / 7) / sqrt(8). */
    const double values[] = {9, 2, 4, 7, 4, 5, 4, 5};
    struct summary s;
    summary_of(values, 8, &s);
    assert_int_equal(s.count, 8);
    assert_near(s.mean, 5, 1e-12);
    assert_near(s.deviation, 2.1380899, 1e-6);
    assert_near(s.low, 5 - 1.787487, 1e-5);
    assert_near(s.high, 5 + 1.787487, 1e-5);
    assert_near(s.minimum, 2, 0);
    assert_near(s.median, 4.5, 0);
    assert_near(s.maximum, 9, 0);
}

static void one_value_has_no_deviation_and_an_interval_of_no_width(void **state)
{
    (void)state;
    const double value = 17.25;
    struct summary s;
    summary_of(&value, 1, &s);
    assert_int_equal(s.count, 1);
    assert_near(s.deviation, 0, 0);
    for (const double *field = (const double[]){s.mean, s.low, s.high, s.minimum, s.median, s.maximum, 0}; *field != 0;
         field++)
        assert_near(*field, value, 0);
}

static void two_values_have_the_wide_interval_of_one_degree_of_freedom(void **state)
{
    (void)state;
    const double values[] = {10, 12}; /* t = 12.7062, deviation sqrt(2), standard error 1 */
    struct summary s;
    summary_of(values, 2, &s);
    assert_near(s.low, 11 - 12.7062, 1e-3);
    assert_near(s.high, 11 + 12.7062, 1e-3);
    assert_near(s.median, 11, 1e-12);
}

static void certain_cost_has_exactly_no_deviation_however_large(void **state)
{
    (void)state;
    double values[30];
    for (size_t i = 0; i < 30; i++)
        values[i] = 16777216.1;
    struct summary s;
    summary_of(values, 30, &s);
    assert_near(s.mean, 16777216.1, 0);
    assert_near(s.deviation, 0, 0);
    assert_near(s.low, s.high, 0);
}

static void small_scatter_on_a_large_mean_is_not_lost(void **state)
{
    (void)state;
    const double values[] = {1e9 + 1, 1e9 + 2, 1e9 + 3};
    struct summary s;
    summary_of(values, 3, &s);
    assert_near(s.deviation, 1, 1e-9);
}

static void values_are_left_as_they_were(void **state)
{
    (void)state;
    const double before[] = {5, 1, 4, 2, 3};
    double values[5];
    memcpy(values, before, sizeof before);
    struct summary s;
    summary_of(values, 5, &s);
    assert_memory_equal(values, before, sizeof before);
    assert_near(s.median, 3, 0);
}

static void interval_holds_the_true_mean_95_times_in_100(void **state)
{
    (void)state;
    enum { TRIALS = 4000, REPLICATIONS = 5 };
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    int covered = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        double values[REPLICATIONS];
        for (size_t i = 0; i < REPLICATIONS; i++)
            values[i] = 100 + gsl_ran_gaussian(random, 8);
        struct summary s;
        summary_of(values, REPLICATIONS, &s);
        covered += s.low <= 100 && 100 <= s.high;
    }
    gsl_rng_free(random);
    /* Four standard deviations of a binomial count are 55. A Normal interval would cover 88 in 100 only. */
    assert_in_range(covered, 3800 - 55, 3800 + 55);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_values_give_the_mean_deviation_and_interval_of_the_tables),
        cmocka_unit_test(one_value_has_no_deviation_and_an_interval_of_no_width),
        cmocka_unit_test(two_values_have_the_wide_interval_of_one_degree_of_freedom),
        cmocka_unit_test(certain_cost_has_exactly_no_deviation_however_large),
        cmocka_unit_test(small_scatter_on_a_large_mean_is_not_lost),
        cmocka_unit_test(values_are_left_as_they_were),
        cmocka_unit_test(interval_holds_the_true_mean_95_times_in_100),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
