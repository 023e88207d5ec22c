/* test_results.c: what --resume finds in a results folder whose program was killed in the middle of a row. */
#include "execute/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char text[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<scenario name=\"rows\" seed=\"3\" replications=\"3\">\n"
    "<platform file=\"raspberry-pi-4\"/><network model=\"latency\"/>\n"
    "<system name=\"stopped\" processes=\"4\"><algorithm name=\"chang-roberts\"/>\n"
    "<topology kind=\"one-way-ring\"/><identities order=\"random\"/><initiators select=\"all\"/>\n"
    "</system></scenario>\n";

struct world {
    char base[64];
    struct scenario *scenario;
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    struct error err = {0};
    char path[128];
    setenv("ONDE_DATA", SOURCE_DIR, 1);
    snprintf(world->base, sizeof world->base, "/tmp/onde-results-XXXXXX");
    assert_non_null(mkdtemp(world->base));
    snprintf(path, sizeof path, "%s/rows.xml", world->base);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    assert_true(scenario_load(path, NULL, 0, &world->scenario, &err));
    assert_int_equal(unlink(path), 0);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    scenario_free(world->scenario);
    rmdir(world->base);
    free(world);
    return 0;
}

static void add(struct results *results, const struct world *world, uint32_t run, enum ending ending)
{
    struct error err = {0};
    struct run_plan plan;
    assert_true(scenario_run(world->scenario, run, &plan, &err));
    struct outcome outcome = {.run = run, .what.result = {.ending = ending}};
    assert_true(results_add(results, &plan, &outcome, &err));
    run_plan_release(&plan);
}

static struct results *resume(const struct world *world)
{
    struct error err = {0};
    struct results *results;
    if (!results_resume(world->base, NULL, world->scenario, &results, &err))
        fail_msg("%s", err.text);
    return results;
}

/* As a program that is killed leaves it: nothing is committed. `cut` bytes are taken from the end of runs.csv.unsorted. */
static void leave(struct results *results, long cut)
{
    struct error err = {0};
    char path[4096];
    snprintf(path, sizeof path, "%s/runs.csv.unsorted", results_folder(results));
    assert_true(results_make_latest(results, &err));
    results_free(results);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    fclose(file);
    assert_int_equal(truncate(path, size - cut), 0);
}

static void discard(const struct world *world, struct results *results)
{
    char latest[128];
    snprintf(latest, sizeof latest, "%s/rows/latest", world->base);
    unlink(latest);
    results_discard(results);
    results_free(results);
}

static void a_row_cut_short_does_not_spoil_the_next(void **state)
{
    const struct world *world = *state;
    struct error err = {0};
    struct results *results;
    assert_true(results_create(world->base, world->scenario, &results, &err));
    add(results, world, 0, ENDING_QUIESCENT);
    add(results, world, 1, ENDING_QUIESCENT);
    leave(results, 20);

    results = resume(world);
    assert_true(results_has(results, 0));
    assert_false(results_has(results, 1));
    add(results, world, 2, ENDING_QUIESCENT);
    leave(results, 0);

    results = resume(world);
    assert_true(results_has(results, 0));
    assert_false(results_has(results, 1));
    assert_true(results_has(results, 2));
    discard(world, results);
}

static void a_run_that_was_stopped_is_not_finished_whatever_its_system_is_called(void **state)
{
    const struct world *world = *state;
    struct error err = {0};
    struct results *results;
    assert_true(results_create(world->base, world->scenario, &results, &err));
    add(results, world, 0, ENDING_STOPPED);
    add(results, world, 1, ENDING_EVENTS);
    leave(results, 0);

    results = resume(world);
    assert_false(results_has(results, 0));
    assert_true(results_has(results, 1));
    discard(world, results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_row_cut_short_does_not_spoil_the_next, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_run_that_was_stopped_is_not_finished_whatever_its_system_is_called, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
