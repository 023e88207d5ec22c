/* work.h: what the benchmark programs of master and workers share: self-scheduling of tasks of random costs, one at a time,
 * without copies, over the workers of a star; a message has the bytes that it has in Onde. */
#ifndef ONDE_BENCHMARK_WORK_H
#define ONDE_BENCHMARK_WORK_H

#include "engine/workload.h"
#include "tests/benchmark/ring.h"

#include <stdlib.h>

enum { WORK_SEED = 1, WORK_HEADER_BYTES = 64, WORK_REQUEST_BYTES = 8, WORK_CHUNK_BYTES = 24 };

static const double WORK_MEAN_FLOPS = 1e9, WORK_INPUT_BYTES = 1e5, WORK_OUTPUT_BYTES = 1e3;

static inline struct stage_settings work_stage(uint64_t tasks)
{
    return (struct stage_settings){.name = "tasks",
                                   .tasks = tasks,
                                   .rule = COST_EXPONENTIAL,
                                   .mean = WORK_MEAN_FLOPS,
                                   .input = WORK_INPUT_BYTES,
                                   .output = WORK_OUTPUT_BYTES};
}

static inline void work_report(const char *program, uint32_t workers, uint64_t tasks, double simulated_time,
                               double seconds)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    bench_report(program, "work", workers, tasks, simulated_time, seconds, UINT64_C(1024) * (uint64_t)usage.ru_maxrss);
}

#endif
