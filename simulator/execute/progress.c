/* progress.c: see progress.h. */
#include "execute/progress.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { BAR_WIDTH = 24 };

/* Elsewhere than on a terminal, a run that lasts is told this often. */
static const double SECONDS_BETWEEN_PULSES = 10;

void progress_begin(struct progress *progress, uint32_t total, uint32_t done, bool quiet)
{
    *progress = (struct progress){
        .quiet = quiet,
        .terminal = isatty(STDERR_FILENO) != 0,
        .total = total,
        .done = done,
        .begun_with = done,
        .begin = clock_seconds(),
        .pulse_told = clock_seconds(),
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
    double elapsed = clock_seconds() - progress->begin;
    uint64_t left = (uint64_t)(elapsed / done * (progress->total - progress->done) + 0.5);
    snprintf(text, size, "%" PRIu64 ":%02u", left / 60, (unsigned)(left % 60));
}

static bool lasts_longer(const struct pulse *one, const struct pulse *other)
{
    return one->events > other->events || (one->events == other->events && one->simulated_time > other->simulated_time);
}

/* The run with the most events, else with the latest date, if there is any: " · run 3: 1.2 s simulated, 34 M events, 9.8 M/s,
 * 1.2 GiB"; of an MPI program the date alone. */
static void format_pulse(struct progress *progress, char *text, size_t size)
{
    struct pulse longest = {0};
    for (unsigned i = 0; progress->pulses != NULL && i < progress->pulse_count; i++)
        if (progress->pulses[i].run_plus_1 != 0 && lasts_longer(&progress->pulses[i], &longest))
            longest = progress->pulses[i];
    text[0] = '\0';
    if (longest.events == 0) {
        if (longest.simulated_time > 0)
            snprintf(text, size, " · run %u: %.3g s simulated", longest.run_plus_1 - 1, longest.simulated_time);
        return;
    }
    double now = clock_seconds(), rate = 0;
    if (progress->last.run_plus_1 == longest.run_plus_1 && longest.events > progress->last.events)
        rate = (double)(longest.events - progress->last.events) / (now - progress->last_at);
    progress->last = longest;
    progress->last_at = now;
    int length = snprintf(text, size, " · run %u: %.3g s simulated, %.3g M events", longest.run_plus_1 - 1,
                          longest.simulated_time, 1e-6 * (double)longest.events);
    if (rate > 0 && length > 0 && (size_t)length < size)
        snprintf(text + length, size - (size_t)length, ", %.3g M/s, %.3g GiB", 1e-6 * rate,
                 (double)longest.memory / (1 << 30));
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
        char pulse[160];
        format_pulse(progress, pulse, sizeof pulse);
        fprintf(stderr, "\r[%s] %u/%u runs  %s left  %u violated  %u failed%s\033[K", bar, progress->done,
                progress->total, left, progress->violated, progress->failed, pulse);
        fflush(stderr);
        return;
    }
    if (clock_seconds() > progress->pulse_told + SECONDS_BETWEEN_PULSES) {
        char pulse[160];
        format_pulse(progress, pulse, sizeof pulse);
        progress->pulse_told = clock_seconds();
        fprintf(stderr, "onde: %u/%u runs%s\n", progress->done, progress->total, pulse);
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
