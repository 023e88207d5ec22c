/* progress.h: tells on standard error how far a sweep is: a bar with the time left on a terminal, a line every tenth of the
 * way elsewhere, nothing when quiet. A run that lasts is told too: simulated time, events, events a second, memory. */
#ifndef ONDE_EXECUTE_PROGRESS_H
#define ONDE_EXECUTE_PROGRESS_H

#include "engine/run.h"

struct progress {
    bool quiet, terminal;
    uint32_t total, done, begun_with; /* runs; begun_with were there before */
    uint32_t violated, failed;
    const struct pulse *pulses; /* of the runs that go on; NULL: not known */
    unsigned pulse_count;

    unsigned tenths_told;
    double begin, pulse_told; /* seconds of the machine */
    struct pulse last;        /* the pulse told before, and when, for the rate */
    double last_at;
};

void progress_begin(struct progress *progress, uint32_t total, uint32_t done, bool quiet);
void progress_show(struct progress *progress);
/* Clears the bar. */
void progress_end(struct progress *progress);

#endif
