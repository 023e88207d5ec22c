/* ring.h: what the benchmark programs share, so that they run the same thing: Chang and Roberts on a one-way ring, every
 * process an initiator, the same random identities, messages of the same size. */
#ifndef ONDE_BENCHMARK_RING_H
#define ONDE_BENCHMARK_RING_H

#include "base/clock.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>

enum { RING_SEED = 1, RING_MESSAGE_BYTES = 72 }; /* a header of 64 B and an identity */

/* "program,processes,messages,simulated_time,seconds,messages_per_second,peak_bytes" */
static inline void ring_report(const char *program, uint32_t processes, uint64_t messages, double simulated_time,
                               double seconds)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%s,%" PRIu32 ",%" PRIu64 ",%.9g,%.4f,%.0f,%llu\n", program, processes, messages, simulated_time, seconds,
           (double)messages / seconds, 1024ull * (unsigned long long)usage.ru_maxrss);
    fflush(stdout);
}

#endif
