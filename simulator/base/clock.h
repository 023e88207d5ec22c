/* clock.h: the time of the machine, for progress and for what a run costs; never for anything simulated. */
#ifndef ONDE_BASE_CLOCK_H
#define ONDE_BASE_CLOCK_H

#include <time.h>

/* Seconds since some date in the past; never goes back. */
static inline double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
