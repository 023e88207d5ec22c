/* digits.c: see digits.h. A number x of 12 digits is the whole number q nearest to x times 10^k, where k makes q have 12
 * digits. With x = m 2^e, that is m 5^k 2^(e + k): for 0 <= k <= 27 the product m 5^k has at most 53 + 63 bits, and 128-bit
 * integers give q exactly. Dates of simulations are of this kind; the others go through printf. */
#include "base/digits.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    SIGNIFICANT = 12,
    SMALLEST_FIXED = -4, /* exponents of ten below this one, and those of SIGNIFICANT and more, are written "e-05" */
    MOST_FIVES = 27,     /* 5^27 < 2^63 */
    PAIR = 100,
    FOUR = 10000,
    EIGHT = 100000000,
};

static const uint64_t twelve_digits = UINT64_C(1000000000000); /* the first number that has more */

__extension__ typedef unsigned __int128 wide;

static const char pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
    "49505152535455565758596061626364656667686970717273747576777879808182838485868788899091929394959697"
    "9899";

/* ---- whole numbers ---- */

/* The last `count` digits of the value. */
static void write_digits(char *out, uint64_t value, int count)
{
    for (; count >= 2; count -= 2, value /= PAIR)
        memcpy(out + count - 2, pairs + 2 * (value % PAIR), 2);
    if (count == 1)
        *out = (char)('0' + value % 10);
}

/* All four digits of what is below 10,000; all eight of what is below 10^8. */
static void write_four(char *out, uint32_t value)
{
    memcpy(out, pairs + 2 * (value / PAIR), 2);
    memcpy(out + 2, pairs + 2 * (value % PAIR), 2);
}

static void write_eight(char *out, uint32_t value)
{
    write_four(out, value / FOUR);
    write_four(out + 4, value % FOUR);
}

/* Without zeros in front, of what is below 10,000; below 10^8. */
static size_t write_up_to_four(char *out, uint32_t value)
{
    uint32_t high = value / PAIR, low = value % PAIR;
    if (high == 0) {
        bool two = low >= 10;
        *out = pairs[2 * low + !two];
        if (two)
            out[1] = pairs[2 * low + 1];
        return two + 1u;
    }
    bool four = high >= 10;
    *out = pairs[2 * high + !four];
    if (four)
        out[1] = pairs[2 * high + 1];
    memcpy(out + four + 1, pairs + 2 * low, 2);
    return four + 3u;
}

static size_t write_up_to_eight(char *out, uint32_t value)
{
    if (value < FOUR)
        return write_up_to_four(out, value);
    size_t count = write_up_to_four(out, value / FOUR);
    write_four(out + count, value % FOUR);
    return count + 4;
}

/* Traces are made of these: few divisions, none of which waits for another, and few branches. */
size_t digits_of_count(char *out, uint64_t value)
{
    if (value < EIGHT)
        return write_up_to_eight(out, (uint32_t)value);
    size_t count = digits_of_count(out, value / EIGHT);
    write_eight(out + count, (uint32_t)(value % EIGHT));
    return count + 8;
}

size_t digits_of_integer(char *out, int64_t value)
{
    if (value >= 0)
        return digits_of_count(out, (uint64_t)value);
    *out = '-';
    return 1 + digits_of_count(out + 1, -(uint64_t)value);
}

/* ---- numbers ---- */

/* digits times 10^(exponent - 11), with 12 digits of which the first is not 0. */
struct rounded {
    uint64_t digits;
    int exponent;
};

static bool round_exactly(double value, struct rounded *out)
{
    static const uint64_t fives[MOST_FIVES + 1] = {1,
                                                   5,
                                                   25,
                                                   125,
                                                   625,
                                                   3125,
                                                   15625,
                                                   78125,
                                                   390625,
                                                   1953125,
                                                   9765625,
                                                   48828125,
                                                   244140625,
                                                   1220703125,
                                                   6103515625,
                                                   30517578125,
                                                   152587890625,
                                                   762939453125,
                                                   3814697265625,
                                                   19073486328125,
                                                   95367431640625,
                                                   476837158203125,
                                                   2384185791015625,
                                                   11920928955078125,
                                                   59604644775390625,
                                                   298023223876953125,
                                                   1490116119384765625,
                                                   7450580596923828125};
    static const double least = 1e-15, most = 1e11; /* within, k is 0 to 27, also where 12 nines are rounded up */
    if (!(value >= least && value < most))
        return false;
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    const int fraction_bits = DBL_MANT_DIG - 1;
    int binary = (int)(bits >> fraction_bits) - (DBL_MAX_EXP - 1); /* 2^binary <= value < 2^(binary + 1) */
    uint64_t mantissa = (bits & ((UINT64_C(1) << fraction_bits) - 1)) | UINT64_C(1) << fraction_bits;
    /* 1233 / 4096 is nearly log10(2), and near enough for these exponents: the guess is right, or one too low (then q has
     * 13 digits). */
    int exponent = (binary * 1233) >> 12;
    for (;; exponent++) {
        int k = SIGNIFICANT - 1 - exponent;
        int shift = fraction_bits - binary - k; /* 8 to 80: the product is above 2^52, q below 2^44 */
        wide product = (wide)mantissa * fives[k];
        wide half = (wide)1 << (shift - 1), rest = product & (2 * half - 1);
        uint64_t q = (uint64_t)(product >> shift);
        q += rest > half || (rest == half && (q & 1) != 0);
        if (q < twelve_digits) {
            *out = (struct rounded){q, exponent};
            return true;
        }
    }
}

/* Any finite number, by printf; only digits are taken from its text, for the locale has a say in the rest. */
static void round_by_text(double value, struct rounded *out)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", SIGNIFICANT - 1, value);
    *out = (struct rounded){0};
    const char *p = text;
    for (; *p != 'e'; p++)
        if (*p >= '0' && *p <= '9')
            out->digits = 10 * out->digits + (uint64_t)(*p - '0');
    bool negative = p[1] == '-';
    for (p += 2; *p != '\0'; p++)
        out->exponent = 10 * out->exponent + (*p - '0');
    if (negative)
        out->exponent = -out->exponent;
}

/* "digits" with a point behind the first `whole` of them, or without one when none is left. */
static size_t write_with_point(char *out, const char *digits, int count, int whole)
{
    memcpy(out, digits, (size_t)whole);
    if (count <= whole)
        return (size_t)whole;
    out[whole] = '.';
    memcpy(out + whole + 1, digits + whole, (size_t)(count - whole));
    return (size_t)count + 1;
}

static size_t write_exponent(char *out, int exponent)
{
    out[0] = 'e';
    out[1] = exponent < 0 ? '-' : '+';
    int size = exponent < 0 ? -exponent : exponent;
    int count = size >= PAIR ? 3 : 2;
    write_digits(out + 2, (uint64_t)size, count);
    return (size_t)count + 2;
}

size_t digits_of_number(char *out, double value)
{
    char *p = out;
    if (signbit(value)) {
        *p++ = '-';
        value = -value;
    }
    if (!isfinite(value)) {
        memcpy(p, isnan(value) ? "nan" : "inf", 3);
        return (size_t)(p + 3 - out);
    }
    if (value == 0) {
        *p++ = '0';
        return (size_t)(p - out);
    }
    struct rounded rounded;
    if (!round_exactly(value, &rounded))
        round_by_text(value, &rounded);
    char digits[SIGNIFICANT];
    write_digits(digits, rounded.digits, SIGNIFICANT);
    int count = SIGNIFICANT;
    while (digits[count - 1] == '0')
        count--;
    int exponent = rounded.exponent;
    if (exponent < SMALLEST_FIXED || exponent >= SIGNIFICANT) {
        p += write_with_point(p, digits, count, 1);
        p += write_exponent(p, exponent);
    } else if (exponent < 0) {
        memcpy(p, "0.0000", (size_t)(1 - exponent));
        p += 1 - exponent;
        memcpy(p, digits, (size_t)count);
        p += count;
    } else {
        p += write_with_point(p, digits, count, exponent + 1);
    }
    return (size_t)(p - out);
}
