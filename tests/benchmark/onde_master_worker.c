/* onde_master_worker.c: a master that hands out tasks, and workers, by Onde, measures and specification on.
 *
 * Usage: bench_onde_master_worker ALGORITHM flow|latency PLATFORM WORKERS TASKS */
#include "engine/run.h"
#include "engine/system.h"
#include "platform/platform.h"
#include "tests/benchmark/work.h"

#include <string.h>
#include <unistd.h>

static void set(struct settings *settings, const char *parameter, double value)
{
    for (size_t i = 0; settings->algorithm->parameters[i].name != NULL; i++)
        if (strcmp(settings->algorithm->parameters[i].name, parameter) == 0)
            settings->parameters[i] = value;
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "Usage: %s ALGORITHM flow|latency PLATFORM WORKERS TASKS\n", argv[0]);
        return 64;
    }
    struct error err = {0};
    struct run_result result;
    const struct algorithm *algorithm = algorithm_find(argv[1], &err);
    char platform[512];
    if (algorithm == NULL || algorithm->parameters == NULL ||
        !platform_find(argv[3], NULL, platform, sizeof platform, &err) || !platform_load(platform, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 65;
    }
    struct stage_settings stage = work_stage(strtoull(argv[5], NULL, 10));
    struct settings settings = {
        .algorithm = algorithm,
        .processes = 1 + (uint32_t)strtoul(argv[4], NULL, 10),
        .topology.kind =
            (algorithm->assumptions.topology & TOPOLOGY_COMPLETE) != 0 ? TOPOLOGY_KIND_COMPLETE : TOPOLOGY_KIND_STAR,
        .initiator_rule = INITIATORS_ALL,
        .header_bytes = WORK_HEADER_BYTES,
        .fifo = true,
        .network = strcmp(argv[2], "flow") == 0 ? NETWORK_FLOW : NETWORK_LATENCY,
        .seed = WORK_SEED,
        .work = {&stage, 1},
    };
    for (size_t i = 0; algorithm->parameters[i].name != NULL; i++)
        settings.parameters[i] = algorithm->parameters[i].initial;
    set(&settings, "copies", 0);
    set(&settings, "slots", 1);
    double begin = clock_seconds();
    if (!run_system(&settings, &(struct run_options){0}, &result, &err) || result.verdict.kind != VERDICT_HOLDS) {
        fprintf(stderr, "%s%s\n", err.text, result.verdict.reason);
        return 70;
    }
    char name[64];
    snprintf(name, sizeof name, "%s-%s", strcmp(argv[1], "self-scheduling") == 0 ? "onde" : argv[1], argv[2]);
    work_report(name, settings.processes - 1, stage.tasks, result.measures.simulated_time, clock_seconds() - begin);
    _exit(0);
}
