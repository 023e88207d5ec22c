/* ring.h: what the benchmark programs share. Those of the ring run the same thing: Chang and Roberts on a one-way ring,
 * every process an initiator, the same random identities, messages of the same size. */
#ifndef ONDE_BENCHMARK_RING_H
#define ONDE_BENCHMARK_RING_H

#include "base/clock.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>

enum { RING_SEED = 1, RING_MESSAGE_BYTES = 72 }; /* a header of 64 B and an identity */

/* "program,case,size,operations,simulated_time,seconds,per_second,peak_bytes" */
static inline void bench_report(const char *program, const char *what, uint32_t size, uint64_t operations,
                                double simulated_time, double seconds, uint64_t peak_bytes)
{
    printf("%s,%s,%" PRIu32 ",%" PRIu64 ",%.9g,%.4f,%.0f,%" PRIu64 "\n", program, what, size, operations,
           simulated_time, seconds, (double)operations / seconds, peak_bytes);
    fflush(stdout);
}

static inline void ring_report(const char *program, uint32_t processes, uint64_t messages, double simulated_time,
                               double seconds)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    bench_report(program, "ring", processes, messages, simulated_time, seconds,
                 UINT64_C(1024) * (uint64_t)usage.ru_maxrss);
}

#endif
