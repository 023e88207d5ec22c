/* digits.h: numbers as text, where printf is too slow: traces and tables of millions of rows. The same characters on every
 * machine: the locale of the program changes nothing. No NUL is written; the result is how many characters were. */
#ifndef ONDE_BASE_DIGITS_H
#define ONDE_BASE_DIGITS_H

#include <stddef.h>
#include <stdint.h>

enum { DIGITS_MOST = 20 }; /* characters that any of these writes */

size_t digits_of_count(char *out, uint64_t value);
size_t digits_of_integer(char *out, int64_t value);
/* What printf writes for "%.12g" in the C locale: 12 significant digits, correctly rounded (ties to the even digit), without
 * zeros at the end; "inf", "-inf", "nan" or "-nan" when it is not finite. */
size_t digits_of_number(char *out, double value);

#endif
