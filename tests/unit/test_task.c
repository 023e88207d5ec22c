/* test_task.c: a share of a sweep given through files: what a reader does with files that are not whole, and what a task that
 * is started again does. */
#include "execute/task.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { RUNS = 7 };

static const char text[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<scenario name=\"shares\" seed=\"3\" replications=\"7\">\n"
    "<platform file=\"raspberry-pi-4\"/><network model=\"latency\"/>\n"
    "<system name=\"ring\" processes=\"4\"><algorithm name=\"chang-roberts\"/>\n"
    "<topology kind=\"one-way-ring\"/><identities order=\"random\"/><initiators select=\"all\"/>\n"
    "</system></scenario>\n";

struct share {
    char folder[64], stem[128];
    struct scenario *scenario;
    uint32_t runs[RUNS];
    struct pool_work work;
};

static const volatile sig_atomic_t never = 0;

static void write_text(const char *path, const char *what)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(what, file);
    assert_int_equal(fclose(file), 0);
}

static void path_of(const struct share *share, const char *suffix, char *path)
{
    snprintf(path, 256, "%s%s", share->stem, suffix);
}

/* Run 4 is traced. */
static bool trace_path(void *context, const struct run_plan *plan, char *path, size_t size)
{
    const struct share *share = context;
    snprintf(path, size, "%s/trace-%u.csv", share->folder, plan->run);
    return plan->run == 4;
}

static int set_up(void **state)
{
    struct share *share = calloc(1, sizeof *share);
    struct error err = {0};
    char path[256];
    setenv("ONDE_DATA", SOURCE_DIR, 1);
    snprintf(share->folder, sizeof share->folder, "/tmp/onde-task-XXXXXX");
    assert_non_null(mkdtemp(share->folder));
    snprintf(path, sizeof path, "%s/tasks", share->folder);
    assert_int_equal(mkdir(path, 0777), 0);
    snprintf(share->stem, sizeof share->stem, "%s/tasks/1-0", share->folder);
    snprintf(path, sizeof path, "%s/shares.xml", share->folder);
    write_text(path, text);
    assert_true(scenario_load(path, NULL, 0, &share->scenario, &err));
    for (uint32_t run = 0; run < RUNS; run++)
        share->runs[run] = run;
    share->work = (struct pool_work){
        .scenario = share->scenario, .runs = share->runs, .count = RUNS, .trace_path = trace_path, .context = share};
    *state = share;
    return 0;
}

static int tear_down(void **state)
{
    struct share *share = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", share->folder);
    assert_int_equal(system(command), 0);
    scenario_free(share->scenario);
    free(share);
    return 0;
}

static void prepare(struct share *share, uint32_t first, uint32_t step)
{
    struct error err = {0};
    assert_true(task_prepare(share->stem, &share->work, first, step, &err));
}

static void run(struct share *share)
{
    struct error err = {0};
    assert_true(task_run(share->scenario, share->stem, 1, &never, &err));
}

struct seen {
    uint32_t count, runs[2 * RUNS];
};

static void see(void *context, const struct outcome *outcome)
{
    struct seen *seen = context;
    assert_false(outcome->failed);
    seen->runs[seen->count++] = outcome->run;
}

static off_t size_of(const char *path)
{
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    return about.st_size;
}

static void a_share_is_every_so_manyth_run_with_its_traces(void **state)
{
    struct share *share = *state;
    struct error err = {0};
    struct task_list list;
    prepare(share, 1, 3);
    assert_true(task_list_read(share->stem, share->scenario, &list, &err));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.runs[0], 1);
    assert_int_equal(list.runs[1], 4);
    assert_null(list.traces[0]);
    assert_string_equal(list.traces[1], "trace-4.csv");
    task_list_release(&list);
}

static void a_task_leaves_the_outcomes_and_traces_of_its_share(void **state)
{
    struct share *share = *state;
    struct seen seen = {0};
    off_t offset = 0;
    char trace[256];
    prepare(share, 1, 3);
    task_outcomes_read(share->stem, &offset, see, &seen);
    assert_int_equal(seen.count, 0);
    run(share);
    task_outcomes_read(share->stem, &offset, see, &seen);
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.runs[0] + seen.runs[1], 5);
    task_outcomes_read(share->stem, &offset, see, &seen);
    assert_int_equal(seen.count, 2);
    snprintf(trace, sizeof trace, "%s/trace-4.csv", share->folder);
    assert_true(size_of(trace) > 0);
}

static void an_outcome_that_is_not_whole_is_read_later(void **state)
{
    struct share *share = *state;
    char path[256];
    prepare(share, 0, 3);
    run(share);
    path_of(share, ".outcomes", path);
    off_t whole = size_of(path), record = whole / 3;
    char *bytes = malloc((size_t)whole);
    FILE *file = fopen(path, "r+");
    assert_int_equal(fread(bytes, (size_t)whole, 1, file), 1);
    struct seen seen = {0};
    off_t offset = 0;

    assert_int_equal(truncate(path, whole - 1), 0);
    task_outcomes_read(share->stem, &offset, see, &seen);
    assert_int_equal(seen.count, 2);
    assert_int_equal(offset, 2 * record);

    /* The length is there, the bytes are not yet. */
    assert_int_equal(truncate(path, 2 * record), 0);
    assert_int_equal(truncate(path, whole), 0);
    task_outcomes_read(share->stem, &offset, see, &seen);
    assert_int_equal(seen.count, 2);

    assert_int_equal(fseek(file, 0, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, (size_t)whole, 1, file), 1);
    assert_int_equal(fclose(file), 0);
    task_outcomes_read(share->stem, &offset, see, &seen);
    assert_int_equal(seen.count, 3);
    free(bytes);
}

static void a_task_that_is_started_again_runs_what_is_missing(void **state)
{
    struct share *share = *state;
    char path[256];
    prepare(share, 0, 1);
    run(share);
    path_of(share, ".outcomes", path);
    off_t whole = size_of(path);
    run(share);
    assert_int_equal(size_of(path), whole);
    assert_int_equal(truncate(path, whole - whole / RUNS - 5), 0);
    run(share);
    assert_int_equal(size_of(path), whole);
    struct seen seen = {0};
    off_t offset = 0;
    task_outcomes_read(share->stem, &offset, see, &seen);
    assert_int_equal(seen.count, RUNS);
    uint32_t found = 0;
    for (uint32_t i = 0; i < RUNS; i++)
        found |= 1u << seen.runs[i];
    assert_int_equal(found, (1u << RUNS) - 1);
}

static void a_task_that_is_interrupted_at_once_runs_nothing(void **state)
{
    struct share *share = *state;
    struct error err = {0};
    struct seen seen = {0};
    off_t offset = 0;
    const volatile sig_atomic_t now = 1;
    prepare(share, 0, 1);
    assert_true(task_run(share->scenario, share->stem, 1, &now, &err));
    task_outcomes_read(share->stem, &offset, see, &seen);
    assert_int_equal(seen.count, 0);
}

static void a_list_that_is_wrong_is_refused_with_its_line(void **state)
{
    struct share *share = *state;
    static const char *const wrong[] = {"0\n9\n", "0\nx\n", "3\n1\n", "0\n1 ../elsewhere.csv\n", "0\n1,2\n"};
    char path[256];
    path_of(share, ".runs", path);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct error err = {0};
        struct task_list list;
        write_text(path, wrong[i]);
        assert_false(task_list_read(share->stem, share->scenario, &list, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_int_equal(err.line, 2);
        assert_int_equal(list.count, 0);
    }
}

static void a_stem_outside_a_folder_of_tasks_is_refused(void **state)
{
    struct share *share = *state;
    struct error err = {0};
    assert_false(task_run(share->scenario, "alone", 1, &never, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_share_is_every_so_manyth_run_with_its_traces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_task_leaves_the_outcomes_and_traces_of_its_share, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_outcome_that_is_not_whole_is_read_later, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_task_that_is_started_again_runs_what_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_task_that_is_interrupted_at_once_runs_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_list_that_is_wrong_is_refused_with_its_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stem_outside_a_folder_of_tasks_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
