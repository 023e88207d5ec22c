/* value.c: see value.h.
 *
 * A value is read as an exact decimal: its digits and a power of ten. Its unit multiplies the digits by a whole number
 * and shifts the power, so that only the last step, strtod, rounds. */
#include "base/value.h"

#include "base/decimal.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- units ---- */

/* One unit is `factor` times ten to the `exponent` of the base unit. */
struct unit {
    const char *name; /* NULL ends the table */
    uint64_t factor;
    int exponent;
};

#define POWER_OF_1024(n) (UINT64_C(1) << (10 * (n)))

static const struct unit times[] = {
    {"ns", 1, -9},  {"us", 1, -6},   {"ms", 1, -3},    {"s", 1, 0},  {"min", 60, 0},
    {"h", 3600, 0}, {"d", 86400, 0}, {"w", 604800, 0}, {NULL, 0, 0},
};
static const struct unit sizes[] = {
    {"B", 1, 0},
    {"kB", 1, 3},
    {"MB", 1, 6},
    {"GB", 1, 9},
    {"TB", 1, 12},
    {"KiB", POWER_OF_1024(1), 0},
    {"MiB", POWER_OF_1024(2), 0},
    {"GiB", POWER_OF_1024(3), 0},
    {"TiB", POWER_OF_1024(4), 0},
    {NULL, 0, 0},
};
/* A bit is an eighth of a byte: 125 thousandths. */
static const struct unit bandwidths[] = {
    {"Bps", 1, 0},
    {"kBps", 1, 3},
    {"MBps", 1, 6},
    {"GBps", 1, 9},
    {"TBps", 1, 12},
    {"KiBps", POWER_OF_1024(1), 0},
    {"MiBps", POWER_OF_1024(2), 0},
    {"GiBps", POWER_OF_1024(3), 0},
    {"TiBps", POWER_OF_1024(4), 0},
    {"bps", 125, -3},
    {"kbps", 125, 0},
    {"Mbps", 125, 3},
    {"Gbps", 125, 6},
    {"Tbps", 125, 9},
    {NULL, 0, 0},
};
static const struct unit works[] = {
    {"f", 1, 0}, {"kf", 1, 3}, {"Mf", 1, 6}, {"Gf", 1, 9}, {"Tf", 1, 12}, {"Pf", 1, 15}, {NULL, 0, 0},
};

/* The units of a dimension, or NULL when it has none. */
static const struct unit *units_of(enum dimension dimension)
{
    switch (dimension) {
    case DIMENSION_NUMBER:
    case DIMENSION_COUNT:
    case DIMENSION_PROBABILITY:
        return NULL;
    case DIMENSION_TIME:
        return times;
    case DIMENSION_SIZE:
        return sizes;
    case DIMENSION_BANDWIDTH:
        return bandwidths;
    case DIMENSION_WORK:
        return works;
    }
    assert(false && "a dimension");
    return NULL;
}

static const char *unit_name(size_t i, const void *context)
{
    const struct unit *units = context;
    return units[i].name;
}

const char *dimension_expected(enum dimension dimension)
{
    switch (dimension) {
    case DIMENSION_NUMBER:
        return "a number";
    case DIMENSION_COUNT:
        return "a whole number, 0 or more";
    case DIMENSION_PROBABILITY:
        return "0 to 1, such as 0.25";
    case DIMENSION_TIME:
        return "a time with its unit, such as 50us (units: ns us ms s min h d w)";
    case DIMENSION_SIZE:
        return "a size with its unit, such as 64B (units: B kB MB GB TB, KiB MiB GiB TiB)";
    case DIMENSION_BANDWIDTH:
        return "a bandwidth with its unit, such as 125MBps or 1Gbps (units: Bps kBps MBps GBps TBps, KiBps MiBps GiBps "
               "TiBps, bps kbps Mbps Gbps Tbps)";
    case DIMENSION_WORK:
        return "an amount of work with its unit, such as 11.9Gf (units: f kf Mf Gf Tf Pf)";
    }
    assert(false && "a dimension");
    return NULL;
}

/* ---- one value ---- */

static struct span trim_text(const char *text)
{
    return span_trim(text, text + strlen(text));
}

/* Multiplies by the unit that `rest` names. */
static bool apply_unit(struct decimal *d, struct span whole, struct span rest, enum dimension dimension,
                       struct error *err)
{
    const struct unit *units = units_of(dimension);
    const char *expected = dimension_expected(dimension);
    if (rest.length == 0)
        return units == NULL || d->count == 0 || span_refuse(err, whole, expected, NULL);
    char word[16]; /* longer than any unit, and than any word that is near to one */
    if (units == NULL || rest.length >= (int)sizeof word)
        return span_refuse(err, whole, expected, NULL);
    memcpy(word, rest.start, (size_t)rest.length);
    word[rest.length] = '\0';
    for (const struct unit *unit = units; unit->name != NULL; unit++)
        if (strcmp(unit->name, word) == 0) {
            decimal_scale(d, unit->factor, unit->exponent);
            return true;
        }
    return span_refuse(err, whole, expected, nearest_name(word, unit_name, units));
}

bool value_parse(const char *text, enum dimension dimension, double *out, struct error *err)
{
    static const uint64_t most_exact = UINT64_C(1) << 53; /* every whole number up to it is a double */
    const char *expected = dimension_expected(dimension);
    struct span whole = trim_text(text);
    const char *p = whole.start;
    struct decimal d;
    if (!decimal_read(&p, &d))
        return span_refuse(err, whole, expected, NULL);
    struct span rest = span_trim(p, whole.start + whole.length);
    if (!apply_unit(&d, whole, rest, dimension, err))
        return false;
    if (d.negative && d.count > 0 && units_of(dimension) != NULL) { /* the unit is right: that is not what to say */
        char not_negative[240];
        snprintf(not_negative, sizeof not_negative, "0 or more, not a negative value: %s", expected);
        return span_refuse(err, whole, not_negative, NULL);
    }
    if (d.negative && d.count > 0 && dimension != DIMENSION_NUMBER)
        return span_refuse(err, whole, expected, NULL);
    if (d.count == 0)
        d.negative = false; /* "-0" is 0 */
    uint64_t count;
    if (dimension == DIMENSION_COUNT && (!decimal_to_count(&d, &count) || count > most_exact))
        return span_refuse(err, whole, "a whole number from 0 to 9007199254740992", NULL);
    double value = decimal_to_double(&d);
    if (isinf(value))
        return span_refuse(err, whole, "a value that is not so large", NULL);
    if (value == 0 && d.count > 0)
        return span_refuse(err, whole, "0, or a value that is not so small", NULL);
    if (dimension == DIMENSION_PROBABILITY && value > 1)
        return span_refuse(err, whole, expected, NULL);
    *out = value;
    return true;
}

bool value_parse_count(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *out, struct error *err)
{
    struct span whole = trim_text(text);
    const char *p = whole.start;
    struct decimal d;
    uint64_t value;
    if (decimal_read(&p, &d) && p == whole.start + whole.length && decimal_to_count(&d, &value) && value >= minimum &&
        value <= maximum) {
        *out = value;
        return true;
    }
    char expected[80];
    if (maximum == UINT64_MAX)
        snprintf(expected, sizeof expected, "a whole number, %" PRIu64 " or more", minimum);
    else
        snprintf(expected, sizeof expected, "a whole number from %" PRIu64 " to %" PRIu64, minimum, maximum);
    return span_refuse(err, whole, expected, NULL);
}

/* ---- prices ---- */

bool value_parse_currency(const char *text, char currency[CURRENCY_LETTERS + 1], struct error *err)
{
    struct span word = trim_text(text);
    bool ok = word.length == CURRENCY_LETTERS;
    for (int i = 0; ok && i < word.length; i++)
        ok = word.start[i] >= 'A' && word.start[i] <= 'Z';
    if (!ok)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected a currency of three capital letters, such as EUR");
    memcpy(currency, word.start, CURRENCY_LETTERS);
    currency[CURRENCY_LETTERS] = '\0';
    return true;
}

bool value_parse_price(const char *text, double *price, char currency[CURRENCY_LETTERS + 1], struct error *err)
{
    struct decimal d;
    text = skip_space(text);
    bool ok = decimal_read(&text, &d);
    double value = ok ? decimal_to_double(&d) : 0;
    ok = ok && value >= 0 && isfinite(value);
    text = skip_space(text);
    currency[0] = '\0';
    if (!ok || (*text != '\0' && !value_parse_currency(text, currency, NULL)))
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "expected a price with its currency, 0 or more, such as 0.25EUR or 3.60 USD");
    *price = value;
    return true;
}

/* ---- lists of whole numbers ---- */

/* Reads [-]digits that fit, and moves *text behind them. */
static bool read_integer(const char **text, int64_t *out)
{
    const char *p = *text;
    bool negative = *p == '-';
    p += negative;
    if (!char_is_digit(*p))
        return false;
    int64_t value = 0;
    for (; char_is_digit(*p); p++) {
        int64_t digit = negative ? '0' - *p : *p - '0';
        if (__builtin_mul_overflow(value, INT64_C(10), &value) || __builtin_add_overflow(value, digit, &value))
            return false;
    }
    *text = p;
    *out = value;
    return true;
}

/* Reads "a" or "a-b". */
static bool read_range(const char **text, int64_t *first, int64_t *last)
{
    if (!read_integer(text, first))
        return false;
    *last = *first;
    if (**text == '-') {
        (*text)++;
        if (!read_integer(text, last) || *last < *first)
            return false;
    }
    return **text == '\0' || **text == ',' || char_is_space(**text);
}

/* Where the item that starts here ends. */
static const char *item_end(const char *text)
{
    while (*text != '\0' && *text != ',' && !char_is_space(*text))
        text++;
    return text;
}

static bool append_range(int64_t first, int64_t last, size_t most, int64_t **values, size_t *count, struct error *err)
{
    uint64_t more = (uint64_t)last - (uint64_t)first; /* one less than the numbers of the range */
    if (more >= most - *count)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected at most %zu numbers in the list, found more", most);
    int64_t *grown = reallocarray(*values, *count + (size_t)more + 1, sizeof *grown);
    if (grown == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for a list of %zu numbers",
                         *count + (size_t)more + 1);
    *values = grown;
    for (uint64_t i = 0; i <= more; i++)
        grown[(*count)++] = first + (int64_t)i;
    return true;
}

bool value_parse_list(const char *text, size_t most, int64_t **out, size_t *count, struct error *err)
{
    int64_t *values = NULL;
    size_t found = 0;
    bool after_comma = false;
    *out = NULL;
    *count = 0;
    const char *p = skip_space(text);
    while (*p != '\0' || after_comma) {
        const char *start = p;
        int64_t first, last;
        if (!read_range(&p, &first, &last)) {
            span_refuse(err, (struct span){start, (int)(item_end(start) - start)},
                        "whole numbers or ranges, such as 0,3,8-11", NULL);
            goto failed;
        }
        if (!append_range(first, last, most, &values, &found, err))
            goto failed;
        p = skip_space(p);
        after_comma = *p == ',';
        if (after_comma)
            p = skip_space(p + 1);
    }
    *out = values;
    *count = found;
    return true;
failed:
    free(values);
    return false;
}
