/* value.h: reads numbers with units ("50us", "125MBps", "11.9Gf", "64B") and lists of numbers ("4..4096 x2").
 *
 * Results are in seconds, bytes, bytes per second, flops, flop per second, or plain numbers. Every function fills
 * *err (kind ERROR_INPUT, no file or line: see error_locate) with the value found and what was expected. The locale
 * of the program changes nothing: the decimal sign is the point. */
#ifndef ONDE_BASE_VALUE_H
#define ONDE_BASE_VALUE_H

#include "base/error.h"

#include <stdint.h>

enum dimension {
    DIMENSION_NUMBER,      /* no unit */
    DIMENSION_COUNT,       /* a whole number, 0 or more; no unit */
    DIMENSION_PROBABILITY, /* 0 to 1; no unit */
    DIMENSION_TIME,        /* ns us ms s min h d w */
    DIMENSION_SIZE,        /* B kB MB GB TB (powers of 1000), KiB MiB GiB TiB (powers of 1024) */
    DIMENSION_BANDWIDTH,   /* Bps kBps ... (bytes), KiBps ..., bps kbps ... (bits, an eighth of a byte each) */
    DIMENSION_WORK,        /* f kf Mf Gf Tf Pf */
};

/* What a value of this dimension looks like, for messages: "a time with its unit, such as 50us". */
const char *dimension_expected(enum dimension dimension);

/* Reads one value; surrounding white space is allowed, and between the number and its unit; anything else is an error.
 * Zero needs no unit. The result is the double nearest to the decimal times its unit ("50us" is 50e-6 to the bit).
 * Values that overflow or vanish, NaN and infinities are errors; so are negative values, but for DIMENSION_NUMBER, and
 * counts above 2^53, which a double cannot hold. */
bool value_parse(const char *text, enum dimension dimension, double *out, struct error *err);

/* Reads a whole number of [minimum, maximum]; "1e6" is one. */
bool value_parse_count(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *out, struct error *err);

/* "3.60 USD", "0.25EUR": a number, 0 or more, and perhaps a currency of three capital letters (ISO 4217), which is else empty. */
enum { CURRENCY_LETTERS = 3 };
bool value_parse_price(const char *text, double *price, char currency[CURRENCY_LETTERS + 1], struct error *err);
/* The three letters alone. */
bool value_parse_currency(const char *text, char currency[CURRENCY_LETTERS + 1], struct error *err);

/* Reads whole numbers separated by commas or white space, each of which may be a range "a-b": "0,3,8-11".
 * true: the caller frees *out (NULL when *count is 0). At most `most` numbers, else an error. */
bool value_parse_list(const char *text, size_t most, int64_t **out, size_t *count, struct error *err);

/* Expands the values of a sweep into texts, ready to be given to the attribute that varies. Values are separated by
 * commas; each is
 *   "4..64 step 4"      a range of numbers with an increment, the last included when it is reached
 *   "4..4096 x2"        powers: each value is the one before times 2
 *   or any other text   itself, trimmed: "4,8,16"
 * The numbers of a range share one unit, which is kept: "1ms..5ms step 1ms", "0..5ms step 1ms". Increments are exact
 * decimals ("0..1 step 0.1" has 0.3); powers keep 18 digits.
 * true: the caller owns *out, an array of *count allocated strings: value_free_sweep. */
bool value_expand_sweep(const char *text, size_t most, char ***out, size_t *count, struct error *err);
void value_free_sweep(char **values, size_t count);

#endif
