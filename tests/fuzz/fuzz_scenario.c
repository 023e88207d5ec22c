/* fuzz_scenario.c: any bytes are a scenario or an error, never a crash. The input is the XML, and then, each after a NUL byte,
 * texts for --set. What is accepted is written as run.xml and must be accepted again with the same runs. */
#include "mpi/settings.h"
#include "scenario/reader.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The bounds keep an input that asks for a large sweep from being slow. */
enum { MOST_SETS = 4, MOST_RUNS = 500, MOST_VALUES = 100, RUNS_LOOKED_AT = 20 };

static bool any_file(const char *name, const char *directory, char *path, size_t size, struct error *err)
{
    (void)directory, (void)err;
    snprintf(path, size, "%s", name);
    return true;
}

static bool any_collective(const char *setting, struct error *err)
{
    (void)setting, (void)err;
    return true;
}

static bool same_texts(char *const *one, char *const *other)
{
    size_t i = 0;
    while (one[i] != NULL && other[i] != NULL && strcmp(one[i], other[i]) == 0)
        i++;
    return one[i] == NULL && other[i] == NULL;
}

static void check_program(const struct mpi_settings *one, const struct mpi_settings *other)
{
    assert(strcmp(one->program, other->program) == 0 && same_texts(one->arguments, other->arguments));
    assert(same_texts(one->collectives, other->collectives) && same_texts(one->configuration, other->configuration));
    assert(one->measure_count == other->measure_count && one->measure_count <= MPI_MOST_MEASURES);
}

static void check_plan(const struct scenario *scenario, const struct scenario *again, uint32_t run)
{
    struct run_plan plan, other;
    struct error err = {0};
    bool ok = scenario_run(scenario, run, &plan, &err) && scenario_run(again, run, &other, &err);
    assert(ok && "every point has been checked");
    assert(plan.settings.seed == other.settings.seed && strcmp(plan.point, other.point) == 0);
    assert(plan.settings.algorithm == other.settings.algorithm && plan.settings.processes == other.settings.processes);
    assert((plan.settings.algorithm == NULL) == (plan.settings.mpi != NULL));
    assert((plan.settings.mpi == NULL) == (other.settings.mpi == NULL));
    if (plan.settings.mpi != NULL)
        check_program(plan.settings.mpi, other.settings.mpi);
    run_plan_release(&plan);
    run_plan_release(&other);
}

static void check_again(const struct scenario *scenario, const struct scenario_environment *environment)
{
    char *xml;
    struct scenario *again;
    struct error err = {0};
    bool ok = scenario_to_xml(scenario, &xml, &err) &&
              scenario_read_memory(xml, strlen(xml), "again.xml", NULL, 0, environment, &again, &err);
    assert(ok && "what has been written can be read");
    assert(scenario_run_count(scenario) == scenario_run_count(again));
    for (uint32_t run = 0; run < scenario_run_count(scenario) && run < RUNS_LOOKED_AT; run++)
        check_plan(scenario, again, run);
    scenario_free(again);
    free(xml);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scenario_environment environment = program_environment;
    environment.platform_find = environment.program_find = any_file;
    environment.collective_check = any_collective;
    environment.most_runs = MOST_RUNS;
    environment.most_values = MOST_VALUES;
    char *text = malloc(size + 1);
    assert(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    const char *sets[MOST_SETS];
    size_t count = 0, length = strlen(text);
    for (size_t at = length + 1; at < size && count < MOST_SETS; at += strlen(text + at) + 1)
        sets[count++] = text + at;
    struct scenario *scenario;
    struct error err = {0};
    if (scenario_read_memory(text, length, "fuzz.xml", sets, count, &environment, &scenario, &err)) {
        check_again(scenario, &environment);
        scenario_free(scenario);
    } else {
        assert(scenario == NULL && err.text[0] != '\0');
        assert(err.kind == ERROR_INPUT || err.kind == ERROR_USAGE);
    }
    free(text);
    return 0;
}
