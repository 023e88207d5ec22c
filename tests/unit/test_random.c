/* test_random.c: streams are independent of one another, and runs of where they stand in a sweep. */
#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void the_same_seed_purpose_and_process_give_the_same_numbers(void **state)
{
    (void)state;
    struct random_stream a = random_stream(5, RANDOM_DELAY, 3), b = random_stream(5, RANDOM_DELAY, 3);
    for (int i = 0; i < 100; i++)
        assert_int_equal(random_bits(&a), random_bits(&b));
}

static void another_purpose_process_or_seed_gives_others(void **state)
{
    (void)state;
    struct random_stream streams[] = {
        random_stream(5, RANDOM_DELAY, 3),
        random_stream(5, RANDOM_DELAY, 4),
        random_stream(5, RANDOM_ALGORITHM, 3),
        random_stream(6, RANDOM_DELAY, 3),
    };
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < i; j++) {
            struct random_stream a = streams[i], b = streams[j];
            assert_int_not_equal(random_bits(&a), random_bits(&b));
        }
}

static void the_seed_of_a_run_is_a_function_of_point_and_replication(void **state)
{
    (void)state;
    uint64_t seed = random_run_seed(1, "system=a;system.processes=8", 0);
    assert_int_equal(seed, random_run_seed(1, "system=a;system.processes=8", 0));
    assert_int_not_equal(seed, random_run_seed(1, "system=a;system.processes=16", 0));
    assert_int_not_equal(seed, random_run_seed(1, "system=a;system.processes=8", 1));
    assert_int_not_equal(seed, random_run_seed(2, "system=a;system.processes=8", 0));
}

static void numbers_below_a_bound_are_even(void **state)
{
    (void)state;
    struct random_stream stream = random_stream(1, RANDOM_ALGORITHM, 0);
    enum { BOUND = 6, DRAWS = 60000 };
    int drawn[BOUND] = {0};
    for (int i = 0; i < DRAWS; i++)
        drawn[random_below(&stream, BOUND)]++;
    double chi2 = 0;
    for (int i = 0; i < BOUND; i++)
        chi2 += pow(drawn[i] - DRAWS / (double)BOUND, 2) / (DRAWS / (double)BOUND);
    assert_true(chi2 < 20.5); /* 5 degrees of freedom: 0.1 % of fair streams are above */
    assert_int_equal(random_below(&stream, 1), 0);
    assert_int_equal(random_below(&stream, 0), 0);
}

static void exponential_draws_have_their_mean_and_are_finite(void **state)
{
    (void)state;
    struct random_stream stream = random_stream(1, RANDOM_DELAY, 0);
    double sum = 0;
    enum { DRAWS = 100000 };
    for (int i = 0; i < DRAWS; i++) {
        double x = random_exponential(&stream, 2.0);
        assert_true(x >= 0 && isfinite(x));
        sum += x;
    }
    assert_true(fabs(sum / DRAWS - 2.0) < 0.03); /* 4.7 standard errors */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_purpose_and_process_give_the_same_numbers),
        cmocka_unit_test(another_purpose_process_or_seed_gives_others),
        cmocka_unit_test(the_seed_of_a_run_is_a_function_of_point_and_replication),
        cmocka_unit_test(numbers_below_a_bound_are_even),
        cmocka_unit_test(exponential_draws_have_their_mean_and_are_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
