/* alpha_beta.h: what a message costs by its size: T(m) = alpha + beta m, the model of Hockney ("The communication challenge for
 * MPP", Parallel Computing 20, 1994). alpha, seconds, is the latency; 1 / beta, bytes per second, the bandwidth that long
 * messages come near. How it is fitted: alpha_beta.c. */
#ifndef ONDE_STATISTICS_ALPHA_BETA_H
#define ONDE_STATISTICS_ALPHA_BETA_H

#include "statistics/law.h"

struct alpha_beta {
    double alpha, alpha_low, alpha_high; /* seconds, 95 % interval */
    double beta, beta_low, beta_high;    /* seconds per byte */
    double residual;                     /* root mean square of the relative residuals */
};

/* Fits points whose n are sizes in bytes, from 0 on, and whose means are seconds. Points in any order; repeated sizes are
 * allowed. Errors (INPUT): fewer than 3 distinct sizes; a size that is not a number from 0 to 1e70; a mean that is not one from
 * 1e-70 to 1e70; a deviation that is not one from 0 to 1e70; a count of 0. */
bool alpha_beta_fit(const struct law_point *points, size_t count, struct alpha_beta *out, struct error *err);
/* The fitted time of a message of so many bytes. */
double alpha_beta_value(const struct alpha_beta *fit, double bytes);
/* Whether the points lie along the line, and so whether it may be drawn and named. */
bool alpha_beta_describes(const struct alpha_beta *fit);

#endif
