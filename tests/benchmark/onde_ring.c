/* onde_ring.c: Chang and Roberts by Onde, measures and specification on. With -faults, the settings have a fault that never
 * strikes: what the machinery of faults costs a run that needs it.
 *
 * Usage: bench_onde_ring flow|flow-faults|latency|latency-delayed|latency-faults PLATFORM PROCESSES */
#include "engine/run.h"
#include "engine/system.h"
#include "platform/platform.h"
#include "tests/benchmark/ring.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "Usage: %s flow|flow-faults|latency|latency-delayed|latency-faults PLATFORM PROCESSES\n",
                argv[0]);
        return 64;
    }
    struct settings settings = {
        .processes = (uint32_t)strtoul(argv[3], NULL, 10),
        .topology.kind = TOPOLOGY_KIND_ONE_WAY_RING,
        .identity_order = IDENTITIES_RANDOM,
        .initiator_rule = INITIATORS_ALL,
        .header_bytes = RING_MESSAGE_BYTES - sizeof(identity),
        .fifo = true,
        .network = strncmp(argv[1], "flow", strlen("flow")) == 0 ? NETWORK_FLOW : NETWORK_LATENCY,
        .seed = RING_SEED,
    };
    if (strcmp(argv[1], "latency-delayed") == 0) {
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 1e-3;
        settings.fifo = true;
    }
    int64_t first = 0;
    struct fault_settings never = {.kind = FAULT_CRASH,
                                   .target = TARGET_LISTED,
                                   .processes = &first,
                                   .process_count = 1,
                                   .when = WHEN_AFTER,
                                   .trigger = TRIGGER_EVENT,
                                   .trigger_of = -1,
                                   .nth = UINT64_MAX};
    if (strstr(argv[1], "-faults") != NULL) {
        settings.faults = &never;
        settings.fault_count = 1;
    }
    struct error err = {0};
    struct run_result result;
    settings.algorithm = algorithm_find("chang-roberts", &err);
    if (settings.algorithm == NULL || !platform_load(argv[2], &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 65;
    }
    double begin = clock_seconds();
    if (!run_system(&settings, &(struct run_options){0}, &result, &err) || result.verdict.kind != VERDICT_HOLDS) {
        fprintf(stderr, "%s%s\n", err.text, result.verdict.reason);
        return 70;
    }
    char name[64];
    snprintf(name, sizeof name, "onde-%s", argv[1]);
    ring_report(name, settings.processes, result.measures.messages, result.measures.simulated_time,
                clock_seconds() - begin);
    _exit(0);
}
