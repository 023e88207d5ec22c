/* decimal.c: see decimal.h. */
#include "base/decimal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    MOST_EXPONENT = 100000, /* far beyond a double, far from an overflow of int */
    SHOWN = 80,             /* characters of a wrong value that an error quotes */
};

bool char_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

const char *skip_space(const char *text)
{
    while (char_is_space(*text))
        text++;
    return text;
}

struct span span_trim(const char *start, const char *end)
{
    while (start < end && char_is_space(*start))
        start++;
    while (end > start && char_is_space(end[-1]))
        end--;
    return (struct span){start, end - start > INT32_MAX ? INT32_MAX : (int)(end - start)};
}

bool span_refuse(struct error *err, struct span found, const char *expected, const char *nearest)
{
    bool cut = found.length > SHOWN;
    return error_set(err, ERROR_INPUT, NULL, 0, "\"%.*s%s\": expected %s%s%s%s", cut ? SHOWN : found.length,
                     found.start, cut ? "..." : "", expected, nearest != NULL ? "; did you mean \"" : "",
                     nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
}

/* Drops the zeros at the end. */
static void decimal_normalise(struct decimal *d)
{
    while (d->count > 0 && d->digits[d->count - 1] == 0) {
        d->count--;
        d->exponent++;
    }
    if (d->count == 0)
        d->exponent = 0;
}

bool decimal_read(const char **text, struct decimal *d)
{
    const char *p = *text;
    *d = (struct decimal){.negative = *p == '-'};
    if (*p == '-' || *p == '+')
        p++;
    bool any = false, after_point = false;
    long shift = 0; /* of the exponent, by the zeros and the places that are not in d->digits */
    for (;; p++) {
        if (*p == '.' && !after_point && char_is_digit(p[1])) {
            after_point = true;
            continue;
        }
        if (!char_is_digit(*p))
            break;
        any = true;
        shift -= after_point;
        if (d->count == 0 && *p == '0')
            continue;
        if (d->count == DECIMAL_READ_DIGITS) {
            if (*p != '0')
                return false;
            shift++;
            continue;
        }
        d->digits[d->count++] = (char)(*p - '0');
    }
    if (!any || shift > MOST_EXPONENT || shift < -MOST_EXPONENT)
        return false;
    if (*p == 'e' || *p == 'E') {
        const char *q = p + 1;
        bool down = *q == '-';
        if (*q == '-' || *q == '+')
            q++;
        if (char_is_digit(*q)) {
            long exponent = 0;
            for (; char_is_digit(*q); q++) {
                exponent = exponent * 10 + (*q - '0');
                if (exponent > MOST_EXPONENT)
                    return false;
            }
            shift += down ? -exponent : exponent;
            p = q;
        }
    }
    d->exponent = (int)shift;
    decimal_normalise(d);
    *text = p;
    return true;
}

void decimal_scale(struct decimal *d, uint64_t factor, int exponent)
{
    if (d->count == 0)
        return;
    char product[DECIMAL_READ_DIGITS + DECIMAL_FACTOR_DIGITS];
    size_t filled = 0;
    uint64_t carry = 0; /* below 10 times the factor */
    for (int i = d->count; i > 0 || carry > 0; i--) {
        if (i > 0)
            carry += (uint64_t)d->digits[i - 1] * factor;
        assert(filled < sizeof product);
        product[filled++] = (char)(carry % 10);
        carry /= 10;
    }
    for (size_t i = 0; i < filled; i++)
        d->digits[i] = product[filled - 1 - i];
    d->count = (int)filled;
    d->exponent += exponent;
    decimal_normalise(d);
}

double decimal_to_double(const struct decimal *d)
{
    char text[DECIMAL_READ_DIGITS + DECIMAL_FACTOR_DIGITS + 32]; /* sign, "e", exponent */
    int length = d->negative ? snprintf(text, sizeof text, "-") : 0;
    for (int i = 0; i < d->count; i++)
        text[length++] = (char)('0' + d->digits[i]);
    /* No decimal sign is written, so the locale of strtod does not matter. */
    snprintf(text + length, sizeof text - (size_t)length, "%se%d", d->count == 0 ? "0" : "", d->exponent);
    return strtod(text, NULL);
}

bool decimal_to_count(const struct decimal *d, uint64_t *out)
{
    if ((d->negative && d->count > 0) || d->exponent < 0)
        return false;
    uint64_t value = 0;
    for (int i = 0; i < d->count; i++)
        if (__builtin_mul_overflow(value, UINT64_C(10), &value) ||
            __builtin_add_overflow(value, (uint64_t)d->digits[i], &value))
            return false;
    for (int i = 0; i < d->exponent; i++)
        if (__builtin_mul_overflow(value, UINT64_C(10), &value))
            return false;
    *out = value;
    return true;
}
