/* progress.c: see progress.h. */
#include "execute/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { BAR_WIDTH = 32 };

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_begin(struct progress *progress, uint32_t total, uint32_t done, bool quiet)
{
    *progress = (struct progress){
        .quiet = quiet,
        .terminal = isatty(STDERR_FILENO) != 0,
        .total = total,
        .done = done,
        .begun_with = done,
        .begin = seconds_now(),
    };
}

/* The time left if the runs to come take as long as those that were done; runs of a sweep often grow. */
static void format_time_left(const struct progress *progress, char *text, size_t size)
{
    uint32_t done = progress->done - progress->begun_with;
    if (done == 0) {
        snprintf(text, size, "-:--");
        return;
    }
    double elapsed = seconds_now() - progress->begin;
    unsigned left = (unsigned)(elapsed / done * (progress->total - progress->done) + 0.5);
    snprintf(text, size, "%u:%02u", left / 60, left % 60);
}

void progress_show(struct progress *progress)
{
    if (progress->quiet || progress->total == 0)
        return;
    char left[32];
    format_time_left(progress, left, sizeof left);
    unsigned percent = (unsigned)(100ull * progress->done / progress->total);
    if (progress->terminal) {
        char bar[BAR_WIDTH + 1];
        unsigned full = percent * BAR_WIDTH / 100;
        for (unsigned i = 0; i < BAR_WIDTH; i++)
            bar[i] = i < full ? '#' : '.';
        bar[BAR_WIDTH] = '\0';
        fprintf(stderr, "\r[%s] %u/%u runs  %u%%  %s left  %u violated  %u failed\033[K", bar, progress->done,
                progress->total, percent, left, progress->violated, progress->failed);
        fflush(stderr);
        return;
    }
    unsigned tenths = percent / 10;
    if (tenths > progress->tenths_told) {
        progress->tenths_told = tenths;
        fprintf(stderr, "onde: %u/%u runs (%u%%), %u violated, %u failed\n", progress->done, progress->total, percent,
                progress->violated, progress->failed);
    }
}

void progress_end(struct progress *progress)
{
    if (!progress->quiet && progress->terminal)
        fprintf(stderr, "\r\033[K");
}
