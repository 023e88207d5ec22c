/* progress.h: tells on standard error how far a sweep is: a bar with the time left on a terminal, a line every tenth of the
 * way elsewhere, nothing when quiet. */
#ifndef ONDE_EXECUTE_PROGRESS_H
#define ONDE_EXECUTE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool quiet, terminal;
    uint32_t total, done, begun_with; /* runs; begun_with were there before */
    uint32_t violated, failed;
    unsigned tenths_told;
    double begin; /* seconds of the machine */
};

void progress_begin(struct progress *progress, uint32_t total, uint32_t done, bool quiet);
void progress_show(struct progress *progress);
/* Clears the bar. */
void progress_end(struct progress *progress);

#endif
