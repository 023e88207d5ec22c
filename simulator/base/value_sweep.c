/* value_sweep.c: value_expand_sweep() of value.h. Ranges are computed in decimals, as they are written, so that the
 * texts are those that a person would write. */
#include "base/decimal.h"
#include "base/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* mantissa times ten to the exponent. */
struct fixed {
    int64_t mantissa;
    int exponent;
};

enum { FIXED_DIGITS = 18 }; /* of a mantissa: what an int64_t holds whatever they are */

struct range {
    struct fixed first, last, by; /* by: the increment, or the ratio */
    bool powers;
    struct span unit;
};

static const char range_expected[] =
    "a range such as \"4..64 step 4\" or \"4..4096 x2\", its numbers in one unit, growing, of at most 18 digits";

struct texts {
    char **values;
    size_t count, most;
};

/* Takes `text`, which may be NULL for want of memory. */
static bool append_text(struct texts *texts, char *text, struct error *err)
{
    bool room = texts->count < texts->most;
    char **grown = room ? reallocarray(texts->values, texts->count + 1, sizeof *grown) : NULL;
    if (grown != NULL)
        texts->values = grown;
    if (text != NULL && grown != NULL) {
        grown[texts->count++] = text;
        return true;
    }
    free(text);
    if (!room)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected at most %zu values, found more", texts->most);
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for %zu values", texts->count + 1);
}

/* Written in full where that is short ("0.25", "4096"), else with an exponent. */
static bool append_fixed(struct texts *texts, struct fixed value, struct span unit, struct error *err)
{
    while (value.mantissa != 0 && value.mantissa % 10 == 0) {
        value.mantissa /= 10;
        value.exponent++;
    }
    if (value.mantissa == 0)
        value.exponent = 0;
    char *text = NULL;
    const char *sign = value.mantissa < 0 ? "-" : "";
    uint64_t size = value.mantissa < 0 ? -(uint64_t)value.mantissa : (uint64_t)value.mantissa;
    int length;
    if (value.exponent < -FIXED_DIGITS || value.exponent > FIXED_DIGITS) {
        length = asprintf(&text, "%s%" PRIu64 "e%d%.*s", sign, size, value.exponent, unit.length, unit.start);
    } else if (value.exponent >= 0) {
        length = asprintf(&text, "%s%" PRIu64 "%.*s%.*s", sign, size, value.exponent, "000000000000000000", unit.length,
                          unit.start);
    } else {
        uint64_t one = 1;
        for (int i = 0; i < -value.exponent; i++)
            one *= 10;
        length = asprintf(&text, "%s%" PRIu64 ".%0*" PRIu64 "%.*s", sign, size / one, -value.exponent, size % one,
                          unit.length, unit.start);
    }
    return append_text(texts, length < 0 ? NULL : text, err);
}

static bool read_fixed(const char **text, struct fixed *out)
{
    struct decimal d;
    if (!decimal_read(text, &d) || d.count > FIXED_DIGITS)
        return false;
    int64_t mantissa = 0;
    for (int i = 0; i < d.count; i++)
        mantissa = mantissa * 10 + d.digits[i];
    *out = (struct fixed){d.negative ? -mantissa : mantissa, d.exponent};
    return true;
}

static struct span read_letters(const char **text)
{
    const char *start = *text;
    while ((**text >= 'a' && **text <= 'z') || (**text >= 'A' && **text <= 'Z'))
        (*text)++;
    return (struct span){start, (int)(*text - start)};
}

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Whether what begins here, a number and "..", is meant as a range. */
static bool looks_like_range(const char *text)
{
    struct decimal d;
    if (!decimal_read(&text, &d))
        return false;
    read_letters(&text);
    return starts_with(text, "..");
}

/* Every number of a range but zero has the same unit: keeps it in *unit, or finds that this one is another. */
static bool agree_unit(struct span *unit, bool *known, struct fixed number, struct span found)
{
    if (found.length == 0 && number.mantissa == 0)
        return true;
    if (!*known) {
        *unit = found;
        *known = true;
    }
    return unit->length == found.length && strncmp(unit->start, found.start, (size_t)found.length) == 0;
}

/* "first..last step by" or "first..last xby", all of [text, end). */
static bool read_sweep_range(const char *text, const char *end, struct range *range)
{
    bool known = false;
    const char *p = text;
    *range = (struct range){.unit = {"", 0}};
    if (!read_fixed(&p, &range->first) || !agree_unit(&range->unit, &known, range->first, read_letters(&p)))
        return false;
    p += strlen("..");
    if (!read_fixed(&p, &range->last) || !agree_unit(&range->unit, &known, range->last, read_letters(&p)))
        return false;
    p = skip_space(p);
    range->powers = *p == 'x';
    if (!range->powers && !starts_with(p, "step"))
        return false;
    p = skip_space(p + strlen(range->powers ? "x" : "step"));
    if (!read_fixed(&p, &range->by))
        return false;
    if (!range->powers && !agree_unit(&range->unit, &known, range->by, read_letters(&p)))
        return false;
    return skip_space(p) >= end; /* the item ends at a comma or at the end of the text */
}

static bool raise(struct fixed *value, int exponent)
{
    if (value->mantissa == 0)
        value->exponent = exponent;
    for (; value->exponent > exponent; value->exponent--)
        if (__builtin_mul_overflow(value->mantissa, INT64_C(10), &value->mantissa))
            return false;
    return true;
}

static bool expand_steps(struct range *range, struct span item, struct texts *texts, struct error *err)
{
    struct fixed *numbers[] = {&range->first, &range->last, &range->by};
    int exponent = 0; /* the finest of the three, so that sums are exact */
    for (size_t i = 0; i < 3; i++)
        if (numbers[i]->exponent < exponent)
            exponent = numbers[i]->exponent;
    for (size_t i = 0; i < 3; i++)
        if (!raise(numbers[i], exponent))
            return span_refuse(err, item, range_expected, NULL);
    if (range->by.mantissa <= 0 || range->first.mantissa > range->last.mantissa)
        return span_refuse(err, item, range_expected, NULL);
    struct fixed value = range->first;
    do {
        if (!append_fixed(texts, value, range->unit, err))
            return false;
    } while (!__builtin_add_overflow(value.mantissa, range->by.mantissa, &value.mantissa) &&
             value.mantissa <= range->last.mantissa);
    return true;
}

/* a > b, of positive numbers. */
static bool exceeds(struct fixed a, struct fixed b)
{
    __int128 wide_a = a.mantissa, wide_b = b.mantissa;
    for (; a.exponent > b.exponent; a.exponent--)
        if (__builtin_mul_overflow(wide_a, (__int128)10, &wide_a))
            return true;
    for (; b.exponent > a.exponent; b.exponent--)
        if (__builtin_mul_overflow(wide_b, (__int128)10, &wide_b))
            return false;
    return wide_a > wide_b;
}

/* The product of positive numbers, rounded to FIXED_DIGITS digits, half up. */
static struct fixed multiply(struct fixed a, struct fixed b)
{
    static const int64_t limit = INT64_C(1000000000000000000);
    __int128 product = (__int128)a.mantissa * b.mantissa;
    int exponent = a.exponent + b.exponent;
    bool up = false;
    while (product >= limit) {
        up = product % 10 >= 5;
        product /= 10;
        exponent++;
    }
    struct fixed result = {(int64_t)product + up, exponent};
    while (result.mantissa % 10 == 0) {
        result.mantissa /= 10;
        result.exponent++;
    }
    return result;
}

static bool expand_powers(struct range *range, struct span item, struct texts *texts, struct error *err)
{
    const struct fixed one = {1, 0};
    if (range->first.mantissa <= 0 || range->last.mantissa <= 0 || exceeds(range->first, range->last) ||
        range->by.mantissa <= 0 || !exceeds(range->by, one))
        return span_refuse(err, item, range_expected, NULL);
    for (struct fixed value = range->first; !exceeds(value, range->last); value = multiply(value, range->by))
        if (!append_fixed(texts, value, range->unit, err))
            return false;
    return true;
}

static bool expand_item(const char *start, const char *end, struct texts *texts, struct error *err)
{
    struct span item = span_trim(start, end);
    if (item.length == 0)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "expected a value, or values separated by commas; found an empty one");
    if (!looks_like_range(item.start))
        return append_text(texts, strndup(item.start, (size_t)item.length), err);
    struct range range;
    if (!read_sweep_range(item.start, item.start + item.length, &range))
        return span_refuse(err, item, range_expected, NULL);
    return range.powers ? expand_powers(&range, item, texts, err) : expand_steps(&range, item, texts, err);
}

bool value_expand_sweep(const char *text, size_t most, char ***out, size_t *count, struct error *err)
{
    struct texts texts = {.most = most};
    *out = NULL;
    *count = 0;
    for (const char *start = text, *end;; start = end + 1) {
        end = start + strcspn(start, ",");
        if (!expand_item(start, end, &texts, err)) {
            value_free_sweep(texts.values, texts.count);
            return false;
        }
        if (*end == '\0')
            break;
    }
    *out = texts.values;
    *count = texts.count;
    return true;
}

void value_free_sweep(char **values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(values[i]);
    free(values);
}
