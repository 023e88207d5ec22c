/* Numbers as text: the same characters as printf, for every kind of number. */
#include "base/digits.h"
#include "base/random.h"

#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect_as_printf(double value)
{
    char expected[64], found[DIGITS_MOST + 1];
    snprintf(expected, sizeof expected, "%.12g", value);
    size_t length = digits_of_number(found, value);
    assert_in_range(length, 1, DIGITS_MOST);
    found[length] = '\0';
    if (strcmp(found, expected) != 0)
        fail_msg("%a: found %s, expected %s", value, found, expected);
}

static void expect_with_neighbours(double value)
{
    expect_as_printf(value);
    expect_as_printf(-value);
    expect_as_printf(nextafter(value, INFINITY));
    expect_as_printf(nextafter(value, -INFINITY));
}

static void numbers_of_any_bits_are_as_printf_writes_them(void **state)
{
    (void)state;
    struct random_stream stream = random_stream(1, RANDOM_DELAY, 0);
    for (int i = 0; i < 200000; i++) {
        uint64_t bits = random_below(&stream, UINT64_MAX);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            expect_as_printf(value);
    }
}

static void dates_are_as_printf_writes_them(void **state)
{
    (void)state;
    struct random_stream stream = random_stream(2, RANDOM_DELAY, 0);
    double date = 0;
    for (int i = 0; i < 200000; i++) {
        date += random_exponential(&stream, 1e-6);
        expect_as_printf(date);
        expect_as_printf(pow(10, 32 * random_uniform(&stream) - 18));
    }
}

static void numbers_of_few_digits_are_as_printf_writes_them(void **state)
{
    (void)state;
    struct random_stream stream = random_stream(3, RANDOM_DELAY, 0);
    for (int i = 0; i < 200000; i++) {
        double whole = (double)random_below(&stream, UINT64_C(1) << random_below(&stream, 50));
        expect_as_printf(whole);
        expect_as_printf(whole / pow(10, (double)random_below(&stream, 20)));
        expect_as_printf(ldexp(whole, -(int)random_below(&stream, 60)));
    }
}

static void powers_and_their_neighbours_are_as_printf_writes_them(void **state)
{
    (void)state;
    for (int exponent = -330; exponent <= 308; exponent++)
        expect_with_neighbours(pow(10, exponent));
    for (int exponent = -1074; exponent <= 1023; exponent++)
        expect_with_neighbours(ldexp(1, exponent));
    for (int exponent = -20; exponent <= 20; exponent++)
        expect_with_neighbours(9.99999999999949 * pow(10, exponent));
    for (int exponent = -20; exponent <= 20; exponent++)
        expect_with_neighbours(9.9999999999995 * pow(10, exponent));
}

static void ties_go_to_the_even_digit(void **state)
{
    (void)state;
    char text[DIGITS_MOST];
    assert_int_equal(digits_of_number(text, 10000000000.25), 13);
    assert_memory_equal(text, "10000000000.2", 13);
    for (int64_t odd = 1; odd < 4000; odd += 2) { /* exactly 13 digits, the last of them 5 */
        expect_as_printf(1e10 + (double)odd / 4);
        expect_as_printf(123456789 + (double)odd / 16);
        expect_as_printf((double)(UINT64_C(1220703125000) + 5 * (uint64_t)odd) * 0x1p-43);
    }
}

static void zeros_the_smallest_and_what_is_not_finite(void **state)
{
    (void)state;
    static const double values[] = {0, -0.0, INFINITY, -INFINITY, DBL_MIN, DBL_MAX, DBL_TRUE_MIN};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        expect_as_printf(values[i]);
    expect_as_printf(copysign(NAN, 1));
    expect_as_printf(copysign(NAN, -1));
}

static void a_locale_with_a_decimal_comma_changes_nothing(void **state)
{
    (void)state;
    static const char *const locales[] = {"fr_FR.UTF-8", "fr_FR.utf8", "de_DE.UTF-8", "de_DE.utf8"};
    bool found = false;
    for (size_t i = 0; i < sizeof locales / sizeof locales[0] && !found; i++)
        found = setlocale(LC_NUMERIC, locales[i]) != NULL;
    if (!found)
        skip();
    char text[DIGITS_MOST];
    assert_int_equal(digits_of_number(text, 1.5), 3);
    assert_memory_equal(text, "1.5", 3);
    assert_int_equal(digits_of_number(text, 1.5e-300), 8);
    assert_memory_equal(text, "1.5e-300", 8);
    setlocale(LC_NUMERIC, "C");
}

static void expect_count(uint64_t value)
{
    char expected[32], found[DIGITS_MOST + 1];
    snprintf(expected, sizeof expected, "%" PRIu64, value);
    found[digits_of_count(found, value)] = '\0';
    assert_string_equal(found, expected);
    snprintf(expected, sizeof expected, "%" PRId64, (int64_t)value);
    found[digits_of_integer(found, (int64_t)value)] = '\0';
    assert_string_equal(found, expected);
}

static void whole_numbers_of_every_length(void **state)
{
    (void)state;
    for (uint64_t value = 0; value < 20000; value++)
        expect_count(value);
    for (uint64_t power = 1; power <= UINT64_MAX / 10; power *= 10)
        for (int around = -1; around <= 1; around++)
            expect_count(10 * power + (uint64_t)around);
    for (int bit = 0; bit < 64; bit++)
        for (int around = -1; around <= 1; around++)
            expect_count((UINT64_C(1) << bit) + (uint64_t)around);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_any_bits_are_as_printf_writes_them),
        cmocka_unit_test(dates_are_as_printf_writes_them),
        cmocka_unit_test(numbers_of_few_digits_are_as_printf_writes_them),
        cmocka_unit_test(powers_and_their_neighbours_are_as_printf_writes_them),
        cmocka_unit_test(ties_go_to_the_even_digit),
        cmocka_unit_test(zeros_the_smallest_and_what_is_not_finite),
        cmocka_unit_test(a_locale_with_a_decimal_comma_changes_nothing),
        cmocka_unit_test(whole_numbers_of_every_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
