/* <work> and <accounting> in a scenario: what is read, what is drawn from it, and what is refused in which words. */
#include "engine/workload.h"
#include "scenario_world.h"

#include <math.h>
#include <unistd.h>

#define WITH_WORK(work) SYSTEM("processes=\"8\"", RING work)

static struct run_plan first_run_with(const char *text, const char *const *sets)
{
    struct scenario *scenario = must_load_with(text, sets);
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    scenario_free(scenario);
    return plan;
}

/* ---- what is read ---- */

static void tasks_and_their_law_reach_the_settings(void **state)
{
    (void)state;
    struct run_plan plan =
        first_run_with(WITH_WORK("<work tasks=\"100\" cost=\"lognormal\" mean=\"10Gf\" variation=\"0.5\" "
                                 "input=\"1MB\" output=\"10kB\" memory=\"2GB\"/>"),
                       NULL);
    const struct stage_settings *stage = plan.settings.work.stages;
    assert_int_equal(plan.settings.work.stage_count, 1);
    assert_int_equal(stage->tasks, 100);
    assert_int_equal(stage->rule, COST_LOGNORMAL);
    assert_true(stage->mean == 10e9 && stage->variation == 0.5);
    assert_true(stage->input == 1e6 && stage->output == 1e4 && stage->memory == 2e9);
    run_plan_release(&plan);
}

static void stages_know_those_that_they_come_after(void **state)
{
    (void)state;
    struct run_plan plan = first_run_with(
        WITH_WORK(
            "<work><stage name=\"map\" tasks=\"4\" mean=\"1Gf\"/><stage name=\"other\" tasks=\"1\" cost=\"pareto\" "
            "least=\"2Mf\" exponent=\"1.5\"/><stage name=\"reduce\" after=\"map, other\" file=\"r.csv\"/></work>"),
        NULL);
    const struct work_settings *work = &plan.settings.work;
    assert_int_equal(work->stage_count, 3);
    assert_true(work->stages[1].rule == COST_PARETO && work->stages[1].low == 2e6 && work->stages[1].high == 1.5);
    assert_int_equal(work->stages[2].after_count, 2);
    assert_true(work->stages[2].after[0] == 0 && work->stages[2].after[1] == 1);
    assert_string_equal(work->stages[2].file, "dir/r.csv");
    run_plan_release(&plan);
}

static void the_scenario_s_work_is_that_of_its_systems_and_can_be_swept(void **state)
{
    (void)state;
    static const char *const sets[] = {"work.tasks=7", NULL};
    struct run_plan plan = first_run_with(AFTER("<work tasks=\"3\" mean=\"1Gf\"/>"), sets);
    assert_int_equal(plan.settings.work.stages[0].tasks, 7);
    run_plan_release(&plan);
    static const char *const stage_sets[] = {"work.stage[map].mean=5Gf", NULL};
    plan = first_run_with(AFTER("<work><stage name=\"map\" tasks=\"3\" mean=\"1Gf\"/></work>"), stage_sets);
    assert_true(plan.settings.work.stages[0].mean == 5e9);
    run_plan_release(&plan);
}

static void accounting_has_the_course_s_defaults(void **state)
{
    (void)state;
    struct run_plan plan = first_run_with(SIMPLE, NULL);
    assert_true(plan.settings.accounting.carbon == 60 && plan.settings.accounting.cooling == 0.3);
    assert_true(plan.settings.accounting.electricity == 0 && plan.settings.accounting.currency[0] == '\0');
    assert_int_equal(plan.settings.work.stage_count, 0);
    run_plan_release(&plan);
    plan = first_run_with(
        WITH_WORK("<accounting carbon=\"21.7\" cooling=\"0\" electricity=\"0.25EUR\" rounding=\"hour\"/>"), NULL);
    assert_true(plan.settings.accounting.carbon == 21.7 && plan.settings.accounting.electricity == 0.25);
    assert_string_equal(plan.settings.accounting.currency, "EUR");
    assert_true(plan.settings.accounting.started_hours);
    run_plan_release(&plan);
}

/* ---- what is refused ---- */

static void work_that_makes_no_sense_is_refused(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {WITH_WORK("<work/>"), "dir/test.xml:4: <work>: expected \"tasks\", how many there are, \"file\", or <stage>s"},
        {WITH_WORK("<work tasks=\"3\"/>"),
         "dir/test.xml:4: <work>: the attribute \"mean\" is missing: the cost of a task"},
        {WITH_WORK("<work tasks=\"3\" file=\"t.csv\"/>"), "dir/test.xml:4: <work tasks=\"3\">: the tasks are those of "
                                                          "the file: expected \"file\" or \"tasks\", not both"},
        {WITH_WORK("<work tasks=\"3\" mean=\"-1Gf\"/>"), "dir/test.xml:4: <work mean=\"-1Gf\">: expected 0 or more, "
                                                         "not a negative value: an amount of work with its unit, "
                                                         "such as 11.9Gf (units: f kf Mf Gf Tf Pf)"},
        {WITH_WORK("<work tasks=\"3\" cost=\"uniform\" low=\"2Gf\" high=\"1Gf\"/>"),
         "dir/test.xml:4: <work high=\"1Gf\">: expected at least \"low\", which is \"2Gf\""},
        {WITH_WORK("<work tasks=\"3\" cost=\"unifrom\" low=\"1Gf\" high=\"2Gf\"/>"),
         "dir/test.xml:4: <work cost=\"unifrom\">: expected constant, uniform, exponential, lognormal or pareto; did "
         "you "
         "mean \"uniform\"?"},
        {WITH_WORK("<work mean=\"1Gf\"><stage name=\"a\" tasks=\"1\" mean=\"1Gf\"/></work>"),
         "dir/test.xml:4: <work mean=\"1Gf\">: expected tasks of <work> itself, or <stage>s, not both"},
        {WITH_WORK("<work><stage name=\"a\" tasks=\"1\" mean=\"1Gf\" after=\"b\"/></work>"),
         "dir/test.xml:4: <stage after=\"b\">: no stage \"b\" comes before: expected names of stages above"},
        {WITH_WORK(
             "<work><stage name=\"a\" tasks=\"1\" mean=\"1Gf\"/><stage name=\"a\" tasks=\"1\" mean=\"1Gf\"/></work>"),
         "dir/test.xml:4: <stage name=\"a\">: expected once; another is on line 4"},
        {WITH_WORK("<accounting electricity=\"0.25\"/>"),
         "dir/test.xml:4: <accounting electricity=\"0.25\">: expected a currency too, such as 0.25 EUR"},
        {WITH_WORK("<accounting electricity=\"-2EUR\"/>"),
         "dir/test.xml:4: <accounting electricity=\"-2EUR\">: expected a price with its currency, 0 or more, such as "
         "0.25EUR or 3.60 USD"},
        {WITH_WORK("<work tasks=\"3\" mean=\"1Gf\" input=\"1e30B\"/>"),
         "dir/test.xml:4: <work input=\"1e30B\">: expected less than 2^63 bytes"},
        {WITH_WORK("<work tasks=\"3\" mean=\"1Gf\" input=\"5e18B\" output=\"6e18B\"/>"),
         "dir/test.xml:4: <work output=\"6e18B\">: expected less than 2^63 bytes together with \"input\""},
        {WITH_WORK("<work><stage name=\"a\" tasks=\"3\" mean=\"1Gf\" memory=\"9.3e18B\"/></work>"),
         "dir/test.xml:4: <stage memory=\"9.3e18B\">: expected less than 2^63 bytes"},
    };
    EXPECT_REFUSED(cases);
}

/* ---- what is drawn ---- */

static struct workload *draw(const struct work_settings *settings, uint64_t seed)
{
    struct workload *workload;
    struct error err = {0};
    if (!workload_create(settings, seed, &workload, &err))
        fail_msg("%s:%d: %s", err.file, err.line, err.text);
    return workload;
}

/* The law's mean and variance, within five standard errors of 200,000 draws. */
static void costs_follow_their_law(void **state)
{
    (void)state;
    enum { TASKS = 200000 };
    static const struct {
        struct stage_settings stage;
        double mean, variance;
    } laws[] = {
        {{.tasks = TASKS, .rule = COST_UNIFORM, .low = 2, .high = 6}, 4, 16.0 / 12},
        {{.tasks = TASKS, .rule = COST_EXPONENTIAL, .mean = 3}, 3, 9},
        {{.tasks = TASKS, .rule = COST_LOGNORMAL, .mean = 5, .variation = 0.4}, 5, 4},
        {{.tasks = TASKS, .rule = COST_PARETO, .low = 2, .high = 5}, 2.5, 5.0 * 4 / (16.0 * 3)},
    };
    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) {
        struct stage_settings stage = laws[i].stage;
        struct workload *workload = draw(&(struct work_settings){&stage, 1}, 11);
        double sum = workload_total(workload), squares = 0;
        for (uint64_t task = 0; task < TASKS; task++)
            squares += pow(workload_task(workload, task).cost - laws[i].mean, 2);
        assert_true(fabs(sum / TASKS - laws[i].mean) < 5 * sqrt(laws[i].variance / TASKS));
        assert_true(fabs(squares / TASKS / laws[i].variance - 1) < 0.1);
        workload_free(workload);
    }
}

static void the_critical_path_goes_through_the_dearest_tasks(void **state)
{
    (void)state;
    struct stage_settings stages[] = {{.tasks = 3, .mean = 5}, {.tasks = 2, .mean = 7}, {.tasks = 1, .mean = 2}};
    stages[2].after[0] = 0;
    stages[2].after[1] = 1;
    stages[2].after_count = 2;
    struct workload *workload = draw(&(struct work_settings){stages, 3}, 1);
    assert_int_equal(workload_count(workload), 6);
    assert_true(workload_critical_path(workload) == 9 && workload_total(workload) == 31);
    assert_int_equal(workload_task(workload, 3).stage, 1);
    assert_int_equal(workload_task(workload, 5).stage, 2);
    assert_int_equal(workload_stage(workload, 1).first, 3);
    workload_free(workload);
}

static void a_table_of_tasks_is_read_and_its_faults_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected; /* NULL: it is right */
        int line;
    } files[] = {
        {"cost,output\n1e9,5\n2e9,6\n", NULL, 0},
        {"price,output\n1e9,5\n", "cost", 1},
        {"cost,ouptut\n1e9,5\n", "column \"ouptut\": expected cost, input or output; did you mean \"output\"?", 1},
        {"cost,input,output\n1,5e18,1e18\n1,5e18,5e18\n", "expected less than 2^63 bytes together", 3},
        {"cost\n1e9\n-3\n", "the cost of a task: expected 0 or more, found \"-3\"", 3},
        {"cost\nmany\n", "many", 2},
        {"cost\n", "expected a task or more, found none", 0},
    };
    char path[64];
    snprintf(path, sizeof path, "/tmp/onde-tasks-%d.csv", (int)getpid());
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(files[i].text, file);
        assert_int_equal(fclose(file), 0);
        struct stage_settings stage = {.input = 7};
        snprintf(stage.file, sizeof stage.file, "%s", path);
        struct workload *workload;
        struct error err = {0};
        bool ok = workload_create(&(struct work_settings){&stage, 1}, 1, &workload, &err);
        assert_int_equal(ok, files[i].expected == NULL);
        if (ok) {
            struct task second = workload_task(workload, 1);
            assert_true(second.cost == 2e9 && second.output == 6 && second.input == 7);
            workload_free(workload);
        } else if (strstr(err.text, files[i].expected) == NULL || err.line != files[i].line) {
            fail_msg("line %d: %s; expected line %d: %s", err.line, err.text, files[i].line, files[i].expected);
        }
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_and_their_law_reach_the_settings),
        cmocka_unit_test(stages_know_those_that_they_come_after),
        cmocka_unit_test(the_scenario_s_work_is_that_of_its_systems_and_can_be_swept),
        cmocka_unit_test(accounting_has_the_course_s_defaults),
        cmocka_unit_test(work_that_makes_no_sense_is_refused),
        cmocka_unit_test(costs_follow_their_law),
        cmocka_unit_test(the_critical_path_goes_through_the_dearest_tasks),
        cmocka_unit_test(a_table_of_tasks_is_read_and_its_faults_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
