/* test_grids_and_clouds.c: the grid, the elastic group, the coupled job and the task tree: that all is done once whatever machine crashes,
 * and what can be worked out by hand. On two hosts of 1 Gflop/s, the network latency. */
#include "base/random.h"
#include "tests/property/trial.h"

#include <math.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

extern const struct algorithm grid_static, grid_dynamic, autoscaling, bulk_synchronous, task_tree;

enum { SERVICES = 4, MOST_CRASHES = 10 };

static void set(struct settings *settings, const char *name, double value)
{
    const struct parameter *parameters = settings->algorithm->parameters;
    for (size_t i = 0; parameters[i].name != NULL; i++)
        if (strcmp(parameters[i].name, name) == 0) {
            settings->parameters[i] = value;
            return;
        }
    fail_msg("%s has no parameter \"%s\"", settings->algorithm->name, name);
}

static double measured(const struct run_result *result, const struct settings *settings, const char *name)
{
    double value;
    if (!measure_by_name(result, settings->algorithm, name, &value))
        fail_msg("%s has no measure \"%s\"", settings->algorithm->name, name);
    return value;
}

static uint32_t first_machine(const struct algorithm *algorithm)
{
    return algorithm == &grid_static || algorithm == &grid_dynamic ? SERVICES : 1;
}

static struct settings system_of(const struct algorithm *algorithm, uint32_t machines, struct stage_settings *stage)
{
    bool complete = first_machine(algorithm) == SERVICES || algorithm == &task_tree;
    struct settings settings = trial_settings(algorithm, complete ? TOPOLOGY_KIND_COMPLETE : TOPOLOGY_KIND_STAR,
                                              machines + first_machine(algorithm));
    if (stage != NULL)
        settings.work = (struct work_settings){stage, 1};
    return settings;
}

/* ---- crashes ---- */

/* Machines crash at any dates and come back. */
static size_t draw_crashes(struct random_stream *stream, struct fault_settings *faults, int64_t *victims,
                           uint32_t first, uint32_t machines)
{
    size_t count = 1 + random_below(stream, MOST_CRASHES);
    for (size_t i = 0; i < count; i++) {
        victims[i] = first + (int64_t)random_below(stream, machines);
        faults[i] = (struct fault_settings){.kind = FAULT_CRASH,
                                            .target = TARGET_LISTED,
                                            .processes = &victims[i],
                                            .process_count = 1,
                                            .when = WHEN_DATE,
                                            .at = 30 * random_uniform(stream),
                                            .duration = 0.001 + 5 * random_uniform(stream)};
        if (random_below(stream, 2) == 0) {
            faults[i].when = WHEN_AFTER;
            faults[i].trigger = TRIGGER_EVENT;
            faults[i].trigger_of = -1;
            faults[i].nth = 1 + random_below(stream, 400);
        }
    }
    return count;
}

static void everything_is_done_once_over_a_thousand_schedules_of_crashes(void **unused)
{
    (void)unused;
    static const struct algorithm *const dynamic[] = {&grid_static, &grid_dynamic, &autoscaling, &bulk_synchronous};
    for (size_t i = 0; i < COUNT_OF(dynamic); i++) {
        struct random_stream stream = random_stream(7, RANDOM_ALGORITHM, i);
        uint64_t struck = 0;
        for (uint64_t seed = 1; seed <= 1000; seed++) {
            uint32_t machines = 1 + (uint32_t)random_below(&stream, 8), first = first_machine(dynamic[i]);
            struct stage_settings stage = {.tasks = 1 + random_below(&stream, 40),
                                           .rule = COST_EXPONENTIAL,
                                           .mean = 0.5e9,
                                           .input = 1e4,
                                           .output = 1e3};
            struct settings settings = system_of(dynamic[i], machines, &stage);
            settings.delay_rule = (enum delay_rule)random_below(&stream, DELAY_EXPONENTIAL + 1);
            settings.delay_high = 0.05;
            settings.seed = seed;
            if (first == SERVICES) {
                set(&settings, "queue", 2);
                set(&settings, "beat", 1);
            } else if (dynamic[i] == &autoscaling) {
                set(&settings, "between", 0.3);
                set(&settings, "period", 1);
                set(&settings, "boot", 2);
                set(&settings, "cooldown", 3);
            }
            struct fault_settings faults[MOST_CRASHES];
            int64_t victims[MOST_CRASHES];
            settings.faults = faults;
            settings.fault_count = draw_crashes(&stream, faults, victims, first, machines);
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.ending, ENDING_QUIESCENT);
            assert_int_equal(result.measures.outputs[OUTPUT_DONE], stage.tasks);
            struck += result.measures.faults;
        }
        assert_true(struck > 1000);
    }
}

/* ---- by hand ---- */

/* Messages of a few bytes take less than this in all. */
static const double communications = 0.05;

static void a_coupled_job_waits_for_the_dearest_task_of_each_step(void **unused)
{
    (void)unused;
    /* Three workers with a core each would take 2 steps; on two hosts of one core, of which one has two workers, a step of 1 Gflop takes
     * 2 s there. */
    struct stage_settings stage = {.tasks = 6, .mean = 1e9};
    struct settings settings = system_of(&bulk_synchronous, 3, &stage);
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    double makespan = measured(&result, &settings, "makespan");
    assert_true(makespan >= 4 && makespan < 4 + communications);
}

static void a_coupled_job_begins_again_when_a_worker_comes_back(void **unused)
{
    (void)unused;
    /* Two workers, on a host each: 3 steps of 1 s. One is away from 2.5 s to 3 s: from there on, all again. */
    int64_t victim = 1;
    struct fault_settings crash = {.kind = FAULT_CRASH,
                                   .target = TARGET_LISTED,
                                   .processes = &victim,
                                   .process_count = 1,
                                   .at = 2.5,
                                   .duration = 0.5};
    struct stage_settings stage = {.tasks = 6, .mean = 1e9};
    struct settings settings = system_of(&bulk_synchronous, 2, &stage);
    settings.faults = &crash;
    settings.fault_count = 1;
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    double makespan = measured(&result, &settings, "makespan");
    assert_true(makespan >= 6 && makespan < 6 + communications);
}

static void without_queues_the_dynamic_grid_ends_within_a_task_of_the_bound(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct stage_settings stage = {.tasks = 64, .rule = COST_UNIFORM, .low = 0.1e9, .high = 1e9};
        struct settings settings = system_of(&grid_dynamic, 2, &stage);
        set(&settings, "queue", 0);
        set(&settings, "merge", 0);
        settings.seed = seed;
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        double makespan = measured(&result, &settings, "makespan"), bound = measured(&result, &settings, "lower_bound");
        assert_true(makespan < bound + 1 + 10 * communications);
    }
}

static void a_static_job_that_is_lost_is_computed_again_from_its_beginning(void **unused)
{
    (void)unused;
    /* Two machines, two jobs of 4 tasks of 1 s. The second machine, on the host "right", is lost for good at 3.5 s. Beats of 1 s, 3 of which
     * are missed: at the first check after 6 s its job goes to the first machine, which takes 4 s more. */
    int64_t victim = SERVICES + 1;
    struct fault_settings crash = {
        .kind = FAULT_CRASH, .target = TARGET_LISTED, .processes = &victim, .process_count = 1, .at = 3.5};
    struct stage_settings stage = {.tasks = 8, .mean = 1e9};
    struct settings settings = system_of(&grid_static, 2, &stage);
    set(&settings, "queue", 0);
    set(&settings, "merge", 0);
    set(&settings, "beat", 1);
    settings.faults = &crash;
    settings.fault_count = 1;
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    double makespan = measured(&result, &settings, "makespan");
    assert_in_range((uint64_t)(makespan * 10), 105, 115);
}

static void a_machine_that_comes_back_before_its_first_pilot_waits_once(void **unused)
{
    (void)unused;
    /* The only machine is back after 1 ms, when the pilot is still on its way: it computes 12 tasks of 1 s once, after a queue of 2 s. */
    static const struct algorithm *const grids[] = {&grid_static, &grid_dynamic};
    int64_t victim = SERVICES;
    struct fault_settings crash = {
        .kind = FAULT_CRASH, .target = TARGET_LISTED, .processes = &victim, .process_count = 1, .duration = 0.001};
    for (size_t i = 0; i < COUNT_OF(grids); i++) {
        struct stage_settings stage = {.tasks = 12, .mean = 1e9};
        struct settings settings = system_of(grids[i], 1, &stage);
        set(&settings, "queue", 2);
        set(&settings, "queue-variation", 0);
        set(&settings, "merge", 0);
        settings.delay_rule = DELAY_UNIFORM;
        settings.delay_low = 0.010;
        settings.delay_high = 0.012;
        settings.faults = &crash;
        settings.fault_count = 1;
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_true(measured(&result, &settings, "wasted") <= 0);
        double makespan = measured(&result, &settings, "makespan"), messages = 12 * 4 * 0.012 + communications;
        assert_true(makespan >= 14 && makespan < 14 + messages);
    }
}

static void stages_that_come_after_others_are_refused(void **unused)
{
    (void)unused;
    static const struct algorithm *const all[] = {&grid_static, &grid_dynamic, &autoscaling, &bulk_synchronous};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct stage_settings stages[] = {{.name = "map", .tasks = 2, .mean = 1e9},
                                          {.name = "reduce", .tasks = 1, .mean = 1e9, .after = {0}, .after_count = 1}};
        struct settings settings = system_of(all[i], 2, stages);
        settings.work.stage_count = 2;
        struct run_result result;
        struct error err = {0};
        assert_false(run_system(&settings, &(struct run_options){0}, &result, &err));
        assert_non_null(strstr(err.text, "stage \"reduce\" comes after \"map\""));
    }
}

static void an_elastic_group_rents_no_more_than_it_needs(void **unused)
{
    (void)unused;
    /* One request in a while: the instance that is always there is enough. */
    struct stage_settings stage = {.tasks = 20, .mean = 0.1e9};
    struct settings settings = system_of(&autoscaling, 6, &stage);
    set(&settings, "between", 10);
    set(&settings, "boot", 1);
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    assert_int_equal(result.measures.outputs[OUTPUT_RENT], 1);
    assert_int_equal(result.measures.outputs[OUTPUT_RELEASE], 1);
    set(&settings, "between", 0.01);
    set(&settings, "boot", 0.1);
    set(&settings, "period", 0.1);
    result = trial(&settings);
    assert_holds(&result, &settings);
    assert_true(result.measures.outputs[OUTPUT_RENT] > 1);
    assert_int_equal(result.measures.outputs[OUTPUT_RENT], result.measures.outputs[OUTPUT_RELEASE]);
}

/* fib(n) alone is all the calls of the recursion, 2 fib(n + 1) - 1, and the tasks made: n - t + ... by the recurrence. */
static void one_worker_computes_the_whole_tree(void **unused)
{
    (void)unused;
    static const uint64_t fibonacci_21 = 10946;
    struct settings settings = system_of(&task_tree, 1, NULL);
    settings.processes = 1;
    set(&settings, "order", 20);
    set(&settings, "call", 1e6);
    set(&settings, "task", 0);
    set(&settings, "threshold", 20);
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    double expected = (2.0 * (double)fibonacci_21 - 1) * 1e-3;
    assert_true(fabs(measured(&result, &settings, "makespan") / expected - 1) < 1e-9);
}

static void thieves_share_the_tree_whatever_the_threshold(void **unused)
{
    (void)unused;
    for (uint32_t threshold = 1; threshold <= 16; threshold++)
        for (uint32_t workers = 1; workers <= 6; workers++) {
            struct settings settings = system_of(&task_tree, workers, NULL);
            set(&settings, "order", 15);
            set(&settings, "threshold", threshold);
            settings.seed = threshold;
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.ending, ENDING_QUIESCENT);
            assert_int_equal(result.measures.outputs[OUTPUT_DONE], 1);
        }
}

static int load_platform(void **unused)
{
    (void)unused;
    struct error err = {0};
    return platform_load(SOURCE_DIR "/tests/property/two-hosts.xml", &err) ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_done_once_over_a_thousand_schedules_of_crashes),
        cmocka_unit_test(a_coupled_job_waits_for_the_dearest_task_of_each_step),
        cmocka_unit_test(a_coupled_job_begins_again_when_a_worker_comes_back),
        cmocka_unit_test(without_queues_the_dynamic_grid_ends_within_a_task_of_the_bound),
        cmocka_unit_test(a_static_job_that_is_lost_is_computed_again_from_its_beginning),
        cmocka_unit_test(a_machine_that_comes_back_before_its_first_pilot_waits_once),
        cmocka_unit_test(stages_that_come_after_others_are_refused),
        cmocka_unit_test(an_elastic_group_rents_no_more_than_it_needs),
        cmocka_unit_test(one_worker_computes_the_whole_tree),
        cmocka_unit_test(thieves_share_the_tree_whatever_the_threshold),
    };
    return cmocka_run_group_tests(tests, load_platform, NULL);
}
