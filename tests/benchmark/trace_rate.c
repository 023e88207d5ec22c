/* trace_rate.c: events a second of traces: of the writer alone, fed with receipts and sends at dates that are drawn at random
 * (a date serves for a receipt and the sends that it causes), and of whole runs of Chang and Roberts on the latency network,
 * delays drawn at random too, one of them with Lamport's stamps. The traces are written to FOLDER and removed.
 *
 * Usage: bench_trace_rate FOLDER PLATFORM PROCESSES [EVENTS OF THE WRITER] */
#include "base/compressed.h"
#include "base/random.h"
#include "engine/run.h"
#include "engine/system.h"
#include "observe/trace.h"
#include "platform/platform.h"
#include "tests/benchmark/ring.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double mean_delay = 1e-3; /* s */
static const uint64_t events_by_default = 4000000;
enum { SAMPLE = 64 };

static uint64_t peak_memory(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return UINT64_C(1024) * (uint64_t)usage.ru_maxrss;
}

static bool measure_writer(const char *what, const char *path, const struct settings *settings, uint64_t events,
                           struct error *err)
{
    struct trace *trace;
    if (!trace_open(path, settings, settings->processes, &trace, err))
        return false;
    struct random_stream stream = random_stream(RING_SEED, RANDOM_DELAY, 0);
    double begin = clock_seconds(), date = 0;
    for (uint64_t i = 1; i <= events; i++) {
        bool receive = i % 2 == 1;
        if (receive)
            date += random_exponential(&stream, mean_delay / settings->processes);
        uint32_t process = (uint32_t)(i / 2 * 7919 % settings->processes); /* far from the one before */
        trace_event(trace,
                    &(struct event){.number = i,
                                    .time = date,
                                    .kind = receive ? EVENT_RECEIVE : EVENT_SEND,
                                    .process = process,
                                    .peer = process + 1 == settings->processes ? 0 : process + 1,
                                    .bytes = RING_MESSAGE_BYTES,
                                    .chain = (uint32_t)(i / settings->processes)},
                    NULL);
    }
    if (!trace_close(trace, err))
        return false;
    bench_report("trace-writer", what, settings->processes, events, date, clock_seconds() - begin, peak_memory());
    return true;
}

static bool measure_run(const char *what, const char *path, const struct settings *settings, struct error *err)
{
    struct run_result result;
    double begin = clock_seconds();
    if (!run_system(settings, &(struct run_options){.trace_path = path}, &result, err))
        return false;
    bench_report("trace-run", what, settings->processes, result.measures.events, result.measures.simulated_time,
                 clock_seconds() - begin, peak_memory());
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 5) {
        fprintf(stderr, "Usage: %s FOLDER PLATFORM PROCESSES [EVENTS OF THE WRITER]\n", argv[0]);
        return 64;
    }
    struct settings settings = {
        .processes = (uint32_t)strtoul(argv[3], NULL, 10),
        .topology.kind = TOPOLOGY_KIND_ONE_WAY_RING,
        .identity_order = IDENTITIES_RANDOM,
        .initiator_rule = INITIATORS_ALL,
        .header_bytes = RING_MESSAGE_BYTES - sizeof(identity),
        .fifo = true,
        .network = NETWORK_LATENCY,
        .delay_rule = DELAY_EXPONENTIAL,
        .delay_high = mean_delay,
        .seed = RING_SEED,
    };
    uint64_t events = argc == 5 ? strtoull(argv[4], NULL, 10) : events_by_default;
    char plain[512], compressed[520];
    snprintf(plain, sizeof plain, "%s/bench-trace.csv", argv[1]);
    snprintf(compressed, sizeof compressed, "%s" COMPRESSED_SUFFIX, plain);
    struct error err = {0};
    settings.algorithm = algorithm_find("chang-roberts", &err);
    struct settings sampled = settings, stamped = settings;
    sampled.trace_sample = SAMPLE;
    stamped.trace_stamps = STAMPS_SCALAR;
    bool ok = settings.algorithm != NULL && platform_load(argv[2], &err) &&
              measure_writer("none", plain, &settings, events, &err) &&
              measure_writer("zstd", compressed, &settings, events, &err) &&
              measure_run("no-trace", NULL, &settings, &err) && measure_run("none", plain, &settings, &err) &&
              measure_run("scalar-stamps", plain, &stamped, &err) && measure_run("zstd", compressed, &settings, &err) &&
              measure_run("sample-of-64", plain, &sampled, &err);
    unlink(plain);
    unlink(compressed);
    if (!ok)
        fprintf(stderr, "%s\n", err.text);
    fflush(stdout);
    _exit(ok ? 0 : 65);
}
