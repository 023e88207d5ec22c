/* message_times.h: times against sizes in bytes, and the line T = alpha + beta m that is fitted to them. */
#ifndef ONDE_FIGURE_MESSAGE_TIMES_H
#define ONDE_FIGURE_MESSAGE_TIMES_H

#include "figure/runs.h"
#include "statistics/alpha_beta.h"

/* Whether a measure against a column is a time against bytes, as text_unit() tells. */
bool message_times_are(const char *x, const char *measure);

/* Fits the line to a column of a curve. false: fewer than three sizes, or a time that is not positive. */
bool message_times_fit(const struct curves *curves, const struct curve *curve, size_t column, struct alpha_beta *out,
                       size_t *points);
/* "T = α + β m, α = 12.3 µs, 1/β = 118 MB/s"; a constant whose interval holds 0 is left out, since nothing is known of it;
 * "law undecided" when the points do not lie along the line. `size` is TEXT_SIZE or more. */
void message_times_text(const struct alpha_beta *fit, enum language language, char *buffer, size_t size);

/* A curve of a figure of times against bytes. */
struct message_times_row {
    char label[LANGUAGES][TEXT_SIZE], name[TEXT_SIZE]; /* of the curve */
    const char *measure, *x;                           /* borrowed from the scenario */
    size_t points;                                     /* different sizes */
    struct alpha_beta fit;
};
struct message_times {
    struct message_times_row *rows;
    size_t count;
};
/* The curves that the complexity figures of the scenario show. The rows of `runs` have another x afterwards (curves_create).
 * Errors (INPUT): no memory; a figure that cannot be drawn is passed over.
 * true: the caller owns *out; release it with message_times_release(). */
bool message_times_create(struct runs *runs, const struct scenario *scenario, struct message_times *out,
                          struct error *err);
void message_times_release(struct message_times *times);
/* Prints a table with its heading: nothing without rows. Errors (INPUT): no memory. */
bool message_times_print(const struct message_times *times, enum language language, FILE *stream, struct error *err);
/* Columns: system, x, measure, points, alpha and alpha_low, alpha_high (seconds), beta and beta_low, beta_high (seconds per
 * byte), residual, drawn (1: the points lie along the line). */
bool message_times_write(const struct message_times *times, const char *path, struct error *err);

#endif
