/* test_value.c: numbers with units, lists, sweeps. */
#include "base/value.h"

#include <float.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Equal to the bit. */
static void assert_reads(const char *text, enum dimension dimension, double expected)
{
    struct error err = {0};
    double value = -1;
    if (!value_parse(text, dimension, &value, &err))
        fail_msg("%s: %s", text, err.text);
    if (memcmp(&value, &expected, sizeof value) != 0)
        fail_msg("%s: read %.17g, expected %.17g", text, value, expected);
}

static void assert_refuses(const char *text, enum dimension dimension, const char *part_of_message)
{
    struct error err = {0};
    double value = 12345;
    if (value_parse(text, dimension, &value, &err))
        fail_msg("%s: read as %.17g", text, value);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_true(value == 12345);
    if (strstr(err.text, part_of_message) == NULL)
        fail_msg("%s: \"%s\" does not contain \"%s\"", text, err.text, part_of_message);
}

static void units_give_the_double_that_the_compiler_would(void **state)
{
    (void)state;
    assert_reads("50us", DIMENSION_TIME, 50e-6);
    assert_reads("0.1us", DIMENSION_TIME, 0.1e-6);
    assert_reads("1ns", DIMENSION_TIME, 1e-9);
    assert_reads("3.3ms", DIMENSION_TIME, 3.3e-3);
    assert_reads("0.1s", DIMENSION_TIME, 0.1);
    assert_reads("0.1min", DIMENSION_TIME, 6);
    assert_reads("1.1h", DIMENSION_TIME, 3960);
    assert_reads("2d", DIMENSION_TIME, 172800);
    assert_reads("1w", DIMENSION_TIME, 604800);
    assert_reads("64B", DIMENSION_SIZE, 64);
    assert_reads("1.5kB", DIMENSION_SIZE, 1500);
    assert_reads("1.5KiB", DIMENSION_SIZE, 1536);
    assert_reads("16TiB", DIMENSION_SIZE, 17592186044416);
    assert_reads("125MBps", DIMENSION_BANDWIDTH, 125e6);
    assert_reads("1Gbps", DIMENSION_BANDWIDTH, 125e6);
    assert_reads("0.3bps", DIMENSION_BANDWIDTH, 0.0375);
    assert_reads("2MiBps", DIMENSION_BANDWIDTH, 2097152);
    assert_reads("11.9Gf", DIMENSION_WORK, 11.9e9);
    assert_reads("1.742Pf", DIMENSION_WORK, 1.742e15);
}

static void plain_numbers_have_no_unit(void **state)
{
    (void)state;
    assert_reads("-2.5e3", DIMENSION_NUMBER, -2500);
    assert_reads("+.5", DIMENSION_NUMBER, 0.5);
    assert_reads("1E-3", DIMENSION_NUMBER, 1e-3);
    assert_reads("-0", DIMENSION_NUMBER, 0.0);
    assert_reads("4096", DIMENSION_COUNT, 4096);
    assert_reads("1e6", DIMENSION_COUNT, 1e6);
    assert_reads("1.5e1", DIMENSION_COUNT, 15);
    assert_reads("9007199254740992", DIMENSION_COUNT, 9007199254740992.0);
    assert_reads("0.05", DIMENSION_PROBABILITY, 0.05);
    assert_reads("1", DIMENSION_PROBABILITY, 1);
    assert_refuses("5B", DIMENSION_COUNT, "\"5B\": expected a whole number, 0 or more");
    assert_refuses("0.5s", DIMENSION_PROBABILITY, "expected 0 to 1");
}

static void digits_beyond_a_double_round_correctly(void **state)
{
    (void)state;
    assert_reads("0.1000000000000000055511151231257827", DIMENSION_NUMBER, 0.1);
    assert_reads("9007199254740993", DIMENSION_NUMBER, 9007199254740992.0);
    assert_reads("9007199254740993.0000001", DIMENSION_NUMBER, 9007199254740994.0);
    assert_reads("1000000000000000000000000000000000000000000000000000000000000000000000000000000us", DIMENSION_TIME,
                 1e72);
    assert_reads("0.00000000000000000000000000000000000000000000000000000000000000000000000000001s", DIMENSION_TIME,
                 1e-77);
}

static void white_space_is_allowed_around_and_before_the_unit(void **state)
{
    (void)state;
    assert_reads(" \t50us\n", DIMENSION_TIME, 50e-6);
    assert_reads("50 us", DIMENSION_TIME, 50e-6);
    assert_refuses("5 0us", DIMENSION_TIME, "\"5 0us\"");
    assert_refuses("50us 1", DIMENSION_TIME, "\"50us 1\"");
}

static void only_zero_needs_no_unit(void **state)
{
    (void)state;
    assert_reads("0", DIMENSION_TIME, 0);
    assert_reads("0.00", DIMENSION_SIZE, 0);
    assert_refuses("50", DIMENSION_TIME, "\"50\": expected a time with its unit, such as 50us");
}

static void wrong_unit_is_answered_with_the_nearest(void **state)
{
    (void)state;
    assert_refuses("50uss", DIMENSION_TIME, "did you mean \"us\"?");
    assert_refuses("50US", DIMENSION_TIME, "\"50US\": expected a time");
    assert_refuses("64kb", DIMENSION_SIZE, "did you mean \"kB\"?");
    assert_refuses("1GBPs", DIMENSION_BANDWIDTH, "did you mean \"GBps\"?");
    assert_refuses("1parsec", DIMENSION_TIME, "units: ns us ms s min h d w");
    assert_refuses("1a-unit-longer-than-any-other", DIMENSION_TIME, "expected a time");
}

static void what_is_no_finite_value_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",     " ",   "us", "nan", "inf", "-inf",
                                        "0x10", "--1", "1e", ".",   "1,5", "1e999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refuses(texts[i], DIMENSION_NUMBER, "expected a number");
    assert_refuses("1e309", DIMENSION_NUMBER, "not so large");
    assert_refuses("2e308w", DIMENSION_TIME, "not so large");
    assert_refuses("1e-400", DIMENSION_NUMBER, "not so small");
    assert_refuses("1e-320ns", DIMENSION_TIME, "not so small");
}

static void negative_values_are_for_plain_numbers_only(void **state)
{
    (void)state;
    assert_refuses("-1us", DIMENSION_TIME, "\"-1us\"");
    assert_refuses("-1", DIMENSION_COUNT, "0 or more");
    assert_refuses("-0.1", DIMENSION_PROBABILITY, "expected 0 to 1");
    assert_reads("-0us", DIMENSION_TIME, 0.0);
}

static void probability_and_count_keep_their_bounds(void **state)
{
    (void)state;
    assert_refuses("1.0000001", DIMENSION_PROBABILITY, "expected 0 to 1");
    assert_refuses("4.5", DIMENSION_COUNT, "whole number");
    assert_refuses("9007199254740993", DIMENSION_COUNT, "9007199254740992");
}

static void long_wrong_value_is_cut_in_the_message(void **state)
{
    (void)state;
    char text[5000];
    memset(text, 'y', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_refuses(text, DIMENSION_NUMBER, "yyy...\": expected a number");
}

static void comma_locale_changes_nothing(void **state)
{
    (void)state;
    if (setlocale(LC_NUMERIC, "fr_FR.UTF-8") == NULL && setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL)
        skip();
    assert_reads("3.3ms", DIMENSION_TIME, 3.3e-3);
    assert_refuses("3,3ms", DIMENSION_TIME, "\"3,3ms\"");
    setlocale(LC_NUMERIC, "C");
}

static void every_dimension_says_what_it_expects(void **state)
{
    (void)state;
    for (enum dimension d = DIMENSION_NUMBER; d <= DIMENSION_WORK; d++)
        assert_true(strlen(dimension_expected(d)) > 5);
}

static void count_is_exact_up_to_64_bits(void **state)
{
    (void)state;
    struct error err = {0};
    uint64_t value = 0;
    assert_true(value_parse_count(" 18446744073709551615 ", 0, UINT64_MAX, &value, &err));
    assert_true(value == UINT64_MAX);
    assert_true(value_parse_count("1e6", 1, 10000000, &value, &err));
    assert_true(value == 1000000);
    assert_false(value_parse_count("18446744073709551616", 0, UINT64_MAX, &value, &err));
    assert_string_equal(err.text, "\"18446744073709551616\": expected a whole number, 0 or more");
}

static void count_outside_its_bounds_is_refused_with_them(void **state)
{
    (void)state;
    static const char *const texts[] = {"0", "101", "-5", "2.5", "ten", "", "5 5"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error err = {0};
        uint64_t value;
        assert_false(value_parse_count(texts[i], 1, 100, &value, &err));
        assert_non_null(strstr(err.text, "expected a whole number from 1 to 100"));
    }
}

static void assert_list(const char *text, const int64_t *expected, size_t expected_count)
{
    struct error err = {0};
    int64_t *values = NULL;
    size_t count = 0;
    if (!value_parse_list(text, 100, &values, &count, &err))
        fail_msg("%s: %s", text, err.text);
    assert_int_equal(count, expected_count);
    for (size_t i = 0; i < count; i++)
        assert_true(values[i] == expected[i]);
    free(values);
}

static void list_takes_commas_spaces_and_ranges(void **state)
{
    (void)state;
    assert_list("0,3,8-11", (int64_t[]){0, 3, 8, 9, 10, 11}, 6);
    assert_list(" 7 5\n5 , 1 ", (int64_t[]){7, 5, 5, 1}, 4);
    assert_list("-3--1 -9223372036854775808", (int64_t[]){-3, -2, -1, INT64_MIN}, 4);
    assert_list("9223372036854775806-9223372036854775807", (int64_t[]){INT64_MAX - 1, INT64_MAX}, 2);
    assert_list("  ", NULL, 0);
}

static void malformed_list_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"1,", ",1", "1,,2", "1-", "5-3", "1.5", "a", "1-2-3", "9223372036854775808",
                                        "1;2"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error err = {0};
        int64_t *values = NULL;
        size_t count = 9;
        if (value_parse_list(texts[i], 100, &values, &count, &err))
            fail_msg("%s was accepted", texts[i]);
        assert_null(values);
        assert_int_equal(count, 0);
        assert_non_null(strstr(err.text, "expected whole numbers or ranges"));
    }
}

static void list_does_not_grow_beyond_its_limit(void **state)
{
    (void)state;
    static const char *const texts[] = {"1 2 3 4", "0-3", "-9223372036854775808-9223372036854775807"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error err = {0};
        int64_t *values;
        size_t count;
        assert_false(value_parse_list(texts[i], 3, &values, &count, &err));
        assert_string_equal(err.text, "expected at most 3 numbers in the list, found more");
    }
}

/* `expected` is the values joined by '|'. */
static void assert_sweep(const char *text, const char *expected)
{
    struct error err = {0};
    char **values = NULL;
    size_t count = 0;
    if (!value_expand_sweep(text, 100, &values, &count, &err))
        fail_msg("%s: %s", text, err.text);
    char joined[1000] = "";
    for (size_t i = 0; i < count; i++)
        snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", i == 0 ? "" : "|", values[i]);
    value_free_sweep(values, count);
    assert_string_equal(joined, expected);
}

static void sweep_list_keeps_texts_as_they_are(void **state)
{
    (void)state;
    assert_sweep("4,8,16", "4|8|16");
    assert_sweep(" increasing , random ", "increasing|random");
    assert_sweep("../graphs/a.txt,b.graphml", "../graphs/a.txt|b.graphml");
    assert_sweep("64", "64");
}

static void sweep_steps_are_exact_decimals(void **state)
{
    (void)state;
    assert_sweep("4..16 step 4", "4|8|12|16");
    assert_sweep("4..15 step 4", "4|8|12");
    assert_sweep("0..0.5 step 0.1", "0|0.1|0.2|0.3|0.4|0.5");
    assert_sweep("-1..1 step 0.75", "-1|-0.25|0.5");
    assert_sweep("1e3..3e3 step 1e3", "1000|2000|3000");
    assert_sweep("5..5 step 1", "5");
}

static void sweep_keeps_the_unit(void **state)
{
    (void)state;
    assert_sweep("1ms..3ms step 1ms", "1ms|2ms|3ms");
    assert_sweep("0..1us step 0.5us", "0us|0.5us|1us");
    assert_sweep("64B..256B x2", "64B|128B|256B");
}

static void sweep_powers_grow_to_the_last(void **state)
{
    (void)state;
    assert_sweep("4..4096 x2", "4|8|16|32|64|128|256|512|1024|2048|4096");
    assert_sweep("1..1000 x 10", "1|10|100|1000");
    assert_sweep("1..5 x1.5", "1|1.5|2.25|3.375");
    assert_sweep("1e-30..1e-28 x10", "1e-30|1e-29|1e-28");
}

static void sweep_may_mix_lists_and_ranges(void **state)
{
    (void)state;
    assert_sweep("1, 4..16 x2, 100", "1|4|8|16|100");
}

static void malformed_sweep_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"4..64",          "4..64 by 4",       "4..64 step 0",
                                        "64..4 step 4",   "4..64 x1",         "0..64 x2",
                                        "4..64 x2 3",     "1ms..5s step 1ms", "1ms..5ms step 1",
                                        "4..64 step -4",  "4..64 step",       "-4..64 x2",
                                        "4.. step 4",     "4..64 x0",         "1e18..1e19 step 1e18",
                                        "1..1e30 step 1", "1ms..8ms x2ms",    "1..1234567890123456789 x2"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error err = {0};
        char **values = NULL;
        size_t count = 9;
        if (value_expand_sweep(texts[i], 100, &values, &count, &err))
            fail_msg("%s was accepted", texts[i]);
        assert_null(values);
        assert_int_equal(count, 0);
        assert_non_null(strstr(err.text, "expected a range such as \"4..64 step 4\""));
    }
}

static void empty_values_of_a_sweep_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "  ", "1,,2", "1,"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error err = {0};
        char **values;
        size_t count;
        assert_false(value_expand_sweep(texts[i], 100, &values, &count, &err));
        assert_non_null(strstr(err.text, "found an empty one"));
    }
}

static void sweep_does_not_grow_beyond_its_limit(void **state)
{
    (void)state;
    static const char *const texts[] = {"1..1e18 step 1", "1,2,3,4", "1..1e18 x1.0000000001"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error err = {0};
        char **values;
        size_t count;
        assert_false(value_expand_sweep(texts[i], 3, &values, &count, &err));
        assert_string_equal(err.text, "expected at most 3 values, found more");
    }
}

/* base/error.h, of which value.h has the errors. */
static void letters_that_have_changed_places_are_one_slip(void **state)
{
    (void)state;
    static const char *const names[] = {"entries", "think", "hold", "way", NULL};
    assert_string_equal(nearest_in_list("hodl", names), "hold");
    assert_string_equal(nearest_in_list("ohld", names), "hold");
    assert_string_equal(nearest_in_list("thinks", names), "think");
    assert_string_equal(nearest_in_list("netires", names), "entries");
    assert_string_equal(nearest_in_list("wya", names), "way");
    assert_null(nearest_in_list("dloh", names));
    assert_null(nearest_in_list("", names));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_give_the_double_that_the_compiler_would),
        cmocka_unit_test(plain_numbers_have_no_unit),
        cmocka_unit_test(digits_beyond_a_double_round_correctly),
        cmocka_unit_test(white_space_is_allowed_around_and_before_the_unit),
        cmocka_unit_test(only_zero_needs_no_unit),
        cmocka_unit_test(wrong_unit_is_answered_with_the_nearest),
        cmocka_unit_test(what_is_no_finite_value_is_refused),
        cmocka_unit_test(negative_values_are_for_plain_numbers_only),
        cmocka_unit_test(probability_and_count_keep_their_bounds),
        cmocka_unit_test(long_wrong_value_is_cut_in_the_message),
        cmocka_unit_test(comma_locale_changes_nothing),
        cmocka_unit_test(every_dimension_says_what_it_expects),
        cmocka_unit_test(count_is_exact_up_to_64_bits),
        cmocka_unit_test(count_outside_its_bounds_is_refused_with_them),
        cmocka_unit_test(list_takes_commas_spaces_and_ranges),
        cmocka_unit_test(malformed_list_is_refused),
        cmocka_unit_test(list_does_not_grow_beyond_its_limit),
        cmocka_unit_test(sweep_list_keeps_texts_as_they_are),
        cmocka_unit_test(sweep_steps_are_exact_decimals),
        cmocka_unit_test(sweep_keeps_the_unit),
        cmocka_unit_test(sweep_powers_grow_to_the_last),
        cmocka_unit_test(sweep_may_mix_lists_and_ranges),
        cmocka_unit_test(malformed_sweep_is_refused),
        cmocka_unit_test(empty_values_of_a_sweep_are_refused),
        cmocka_unit_test(sweep_does_not_grow_beyond_its_limit),
        cmocka_unit_test(letters_that_have_changed_places_are_one_slip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
