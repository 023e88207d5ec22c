/* decimal.h: exact decimal numbers, as they are written in a text, and the words of a text. What value.c and
 * value_sweep.c share. Nothing here allocates, and the locale of the program changes nothing. */
#ifndef ONDE_BASE_DECIMAL_H
#define ONDE_BASE_DECIMAL_H

#include "base/error.h"

#include <stdint.h>

enum {
    DECIMAL_READ_DIGITS = 64,   /* significant, of a number as it is written; a double has 17 */
    DECIMAL_FACTOR_DIGITS = 20, /* that decimal_scale can add: those of a uint64_t */
};

/* The whole number that the digits write, times ten to the exponent. Zero has no digits. */
struct decimal {
    bool negative;
    int count;
    int exponent;
    char digits[DECIMAL_READ_DIGITS + DECIMAL_FACTOR_DIGITS]; /* 0 to 9; the first and the last are not 0 */
};

/* Reads [sign] digits [. digits] [e [sign] digits] from *text, and moves *text behind it. A point must be followed by a
 * digit, so that "4..64" reads as 4. false: there is no such number, or it has too many digits or too high an exponent;
 * *text is where it was. */
bool decimal_read(const char **text, struct decimal *d);
/* Exact: d times factor times ten to the exponent. Once only for each number read. */
void decimal_scale(struct decimal *d, uint64_t factor, int exponent);
/* The nearest double; infinite on overflow, 0 when it vanishes. */
double decimal_to_double(const struct decimal *d);
/* false: not whole, negative, or above the largest uint64_t. */
bool decimal_to_count(const struct decimal *d, uint64_t *out);

/* A part of a text, borrowed. */
struct span {
    const char *start;
    int length;
};

/* isspace() and isdigit() of the C locale. */
bool char_is_space(char c);
bool char_is_digit(char c);
const char *skip_space(const char *text);
/* [start, end) without the white space around it. */
struct span span_trim(const char *start, const char *end);

/* Fills *err: "found": expected ...; did you mean "nearest"? (`nearest` may be NULL). Long texts are cut. Returns
 * false. */
bool span_refuse(struct error *err, struct span found, const char *expected, const char *nearest);

#endif
