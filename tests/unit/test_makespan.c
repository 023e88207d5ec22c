/* test_makespan.c: the specification makespan on runs written by hand, event by event, and the bounds of schedules. Every
 * process has a core of 1 Gflop/s; costs are in Gflop, and dates in seconds, so that they are the same numbers. */
#include "tests/unit/scene.h"

static const double G = 1e9;

/* In the order of the specification. */
enum { MAKESPAN, LOWER_BOUND, RATIO, EFFICIENCY, IMBALANCE, WASTED };

/* ---- shorter words ---- */

static struct stage_settings stage_of(uint64_t tasks, double gigaflops)
{
    return (struct stage_settings){.name = "tasks", .tasks = tasks, .rule = COST_CONSTANT, .mean = gigaflops * G};
}

/* `tasks` tasks of 1 Gflop, for `n` processes. */
static struct stage_settings one_stage[1];
static void open_tasks(struct scene *scene, uint32_t n, uint64_t tasks)
{
    one_stage[0] = stage_of(tasks, 1);
    open_working_scene(scene, "makespan", n, NULL, (struct work_settings){one_stage, 1});
}

/* Two stages: "map" of 2 tasks (0, 1) of 1 Gflop, then "reduce" of 1 task (2) of 2 Gflop. */
static struct stage_settings two_stages[2];
static void open_stages(struct scene *scene, uint32_t n)
{
    two_stages[0] = stage_of(2, 1);
    two_stages[1] = stage_of(1, 2);
    snprintf(two_stages[0].name, sizeof two_stages[0].name, "map");
    snprintf(two_stages[1].name, sizeof two_stages[1].name, "reduce");
    two_stages[1].after[0] = 0;
    two_stages[1].after_count = 1;
    open_working_scene(scene, "makespan", n, NULL, (struct work_settings){two_stages, 2});
}

/* A process computes a task from one date to another. */
static void computes(struct scene *scene, uint32_t process, uint64_t task, sim_time from, sim_time to)
{
    scene->now = from;
    begins(scene, process, WORK_COMPUTE, task, (to - from) * G);
    scene->now = to;
    finishes(scene, process, WORK_COMPUTE, task, (to - from) * G);
}

static void has_result(struct scene *scene, uint32_t process, int64_t task)
{
    announces(scene, process, OUTPUT_DONE, task);
}

static void assert_near(double found, double expected)
{
    if (fabs(found - expected) > 1e-12 * fabs(expected))
        fail_msg("%.17g; expected %.17g", found, expected);
}

static void assert_measure(const struct scene *scene, size_t measure, double expected)
{
    double found = scene->measures[measure];
    if (isnan(found) != isnan(expected) || (!isnan(found) && fabs(found - expected) > 1e-12 * fabs(expected)))
        fail_msg("%s is %.17g; expected %.17g", scene->specification->measures[measure].name, found, expected);
}

/* ---- the axioms ---- */

static void every_task_computed_and_done_once_holds(void **unused)
{
    (void)unused;
    struct scene scene;
    open_tasks(&scene, 3, 2);
    scene.now = 0;
    begins(&scene, 1, WORK_COMPUTE, 0, G);
    begins(&scene, 2, WORK_COMPUTE, 1, G);
    scene.now = 1;
    finishes(&scene, 2, WORK_COMPUTE, 1, G);
    finishes(&scene, 1, WORK_COMPUTE, 0, G);
    scene.now = 1.5;
    has_result(&scene, 0, 1);
    has_result(&scene, 0, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_string_equal(scene.verdict.note, "");
    close_scene(&scene);
}

static void a_lost_task_is_named_and_whether_it_was_computed(void **unused)
{
    (void)unused;
    static const char *const words[] = {
        "task 1 is lost: nobody ever has its result, and it was never computed (2 of 3 are lost)",
        "task 1 is lost: nobody ever has its result, although it was computed (2 of 3 are lost)",
        "task 1 is lost: nobody ever has its result, and it was never wholly computed (2 of 3 are lost)"};
    for (int how = 0; how < 3; how++) {
        struct scene scene;
        open_tasks(&scene, 2, 3);
        computes(&scene, 1, 0, 0, 1);
        has_result(&scene, 0, 0);
        if (how > 0)
            computes(&scene, 1, 1, 1, how == 1 ? 2 : 1.5);
        ends(&scene, ENDING_QUIESCENT);
        assert_verdict(&scene, VERDICT_VIOLATED, 0, words[how]);
        assert_measure(&scene, MAKESPAN, NAN);
        assert_measure(&scene, EFFICIENCY, NAN);
        close_scene(&scene);
    }
}

static void a_task_counted_twice_is_found_whoever_counts_it(void **unused)
{
    (void)unused;
    for (uint32_t again = 0; again < 2; again++) {
        struct scene scene;
        open_tasks(&scene, 2, 2);
        computes(&scene, 1, 0, 0, 1);
        has_result(&scene, 0, 0);
        computes(&scene, 1, 0, 1, 2);
        has_result(&scene, again, 0);
        char words[96];
        snprintf(words, sizeof words, "task 0 is counted twice: process %u puts it into the result, where process 0",
                 again);
        assert_verdict(&scene, VERDICT_VIOLATED, 6, words);
        close_scene(&scene);
    }
}

static void a_task_that_does_not_exist_is_not_done(void **unused)
{
    (void)unused;
    static const int64_t numbers[] = {2, -1};
    for (size_t i = 0; i < 2; i++) {
        struct scene scene;
        open_tasks(&scene, 2, 2);
        has_result(&scene, 1, numbers[i]);
        assert_verdict(&scene, VERDICT_VIOLATED, 1, "the tasks are numbered 0 to 1");
        close_scene(&scene);
    }
}

static void a_task_is_not_done_before_it_is_computed(void **unused)
{
    (void)unused;
    struct scene scene;
    open_tasks(&scene, 2, 2);
    begins(&scene, 1, WORK_COMPUTE, 0, G);
    has_result(&scene, 0, 0);
    assert_verdict(&scene, VERDICT_VIOLATED, 2, "process 0 has the result of task 0, which nobody has computed");
    close_scene(&scene);
}

static void half_a_task_is_no_task_but_two_halves_are(void **unused)
{
    (void)unused;
    for (int halves = 1; halves <= 2; halves++) {
        struct scene scene;
        open_tasks(&scene, 2, 1);
        for (int half = 0; half < halves; half++)
            computes(&scene, 1, 0, 0.5 * half, 0.5 * half + 0.5);
        has_result(&scene, 0, 0);
        ends(&scene, ENDING_QUIESCENT);
        if (halves == 1)
            assert_verdict(&scene, VERDICT_VIOLATED, 3, "of which only 5e+08 of its 1e+09 flops have been computed");
        else
            assert_verdict(&scene, VERDICT_HOLDS, 0, "");
        close_scene(&scene);
    }
}

static void what_was_given_up_or_merged_is_not_computed(void **unused)
{
    (void)unused;
    for (int merged = 0; merged < 2; merged++) {
        struct scene scene;
        open_tasks(&scene, 2, 1);
        begins(&scene, 1, merged ? WORK_MERGE : WORK_COMPUTE, 0, G);
        scene.now = 1;
        if (merged)
            finishes(&scene, 1, WORK_MERGE, 0, G);
        else
            gives_up(&scene, 1, WORK_COMPUTE, 0, G);
        has_result(&scene, 0, 0);
        assert_verdict(&scene, VERDICT_VIOLATED, 3, "task 0, which nobody has computed");
        close_scene(&scene);
    }
}

static void a_stage_does_not_begin_before_those_that_it_comes_after(void **unused)
{
    (void)unused;
    struct scene scene;
    open_stages(&scene, 2);
    computes(&scene, 0, 0, 0, 1);
    has_result(&scene, 0, 0);
    computes(&scene, 1, 1, 0, 1); /* computed, but nobody has its result */
    begins(&scene, 0, WORK_COMPUTE, 2, 2 * G);
    assert_verdict(
        &scene, VERDICT_VIOLATED, 6,
        "precedence: process 0 begins task 2, of the stage \"reduce\", although task 1, of the stage \"map\" "
        "that comes before, is not done");
    close_scene(&scene);
}

static void what_is_rented_exists(void **unused)
{
    (void)unused;
    for (int known = 0; known < 2; known++) {
        struct scene scene;
        open_tasks(&scene, 2, 1);
        announces(&scene, 0, OUTPUT_RENT, 2);
        announces(&scene, 0, OUTPUT_RELEASE, known ? 2 : 3);
        if (known)
            assert_verdict(&scene, VERDICT_HOLDS, 0, "");
        else
            assert_verdict(&scene, VERDICT_VIOLATED, 2, "process 0 gives back 3, whom nobody is");
        close_scene(&scene);
    }
}

static void only_the_first_offence_counts(void **unused)
{
    (void)unused;
    struct scene scene;
    open_tasks(&scene, 2, 2);
    has_result(&scene, 0, 1);
    has_result(&scene, 0, 1);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 1, "task 1, which nobody has computed");
    close_scene(&scene);
}

/* ---- how runs end ---- */

static void a_run_cut_short_after_the_last_task_holds_and_says_what_was_not_seen(void **unused)
{
    (void)unused;
    for (uint64_t done = 1; done <= 2; done++) {
        struct scene scene;
        open_tasks(&scene, 1, 2);
        for (uint64_t i = 0; i < done; i++) {
            computes(&scene, 0, i, (double)i, (double)i + 1);
            has_result(&scene, 0, (int64_t)i);
        }
        ends(&scene, ENDING_TIME);
        if (done == 1) {
            assert_verdict(&scene, VERDICT_UNDECIDED, 0, "budget of simulated time ran out before the work ended");
        } else {
            assert_verdict(&scene, VERDICT_HOLDS, 0, "");
            assert_non_null(strstr(scene.verdict.note, "cut short"));
        }
        close_scene(&scene);
    }
}

static void faster_than_the_machine_is_not_believed(void **unused)
{
    (void)unused;
    struct scene scene;
    open_tasks(&scene, 2, 2);
    for (uint64_t i = 0; i < 2; i++) {
        scene.now = 0;
        begins(&scene, (uint32_t)i, WORK_COMPUTE, i, G);
        scene.now = 0.9;
        finishes(&scene, (uint32_t)i, WORK_COMPUTE, i, G);
        has_result(&scene, 0, (int64_t)i);
    }
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0,
                   "bound: all is done after 0.9 s, less than the 1 s that the machine needs at the least");
    close_scene(&scene);
}

static void an_algorithm_with_tasks_of_its_own_must_do_something(void **unused)
{
    (void)unused;
    static const char *const words[] = {"", "once: nothing was ever done"};
    for (int nothing = 0; nothing < 2; nothing++) {
        struct scene scene;
        open_scene(&scene, "makespan", 2, NULL);
        computes(&scene, 1, 17, 0, 2);
        if (!nothing)
            has_result(&scene, 0, 4);
        ends(&scene, ENDING_QUIESCENT);
        assert_verdict(&scene, nothing ? VERDICT_VIOLATED : VERDICT_HOLDS, 0, words[nothing]);
        close_scene(&scene);
    }
}

/* ---- measures ---- */

/* On two processors: 1 and 1 side by side, then 2 alone. The order 2, 1, 1 would take 2 s. */
static void list_scheduling_on_two_processors_can_take_half_as_long_again(void **unused)
{
    (void)unused;
    struct stage_settings small_then_large[] = {stage_of(2, 1), stage_of(1, 2)}; /* no precedence */
    struct scene scene;
    open_working_scene(&scene, "makespan", 2, NULL, (struct work_settings){small_then_large, 2});
    computes(&scene, 0, 0, 0, 1);
    has_result(&scene, 0, 0);
    computes(&scene, 1, 1, 0, 1);
    has_result(&scene, 1, 1);
    computes(&scene, 0, 2, 1, 3);
    has_result(&scene, 0, 2);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_measure(&scene, MAKESPAN, 3);
    assert_measure(&scene, LOWER_BOUND, 2);
    assert_measure(&scene, RATIO, 1.5); /* 2 - 1/2: the bound is reached */
    assert_measure(&scene, EFFICIENCY, 2.0 / 3);
    assert_measure(&scene, IMBALANCE, 3.0 / 2 - 1);
    assert_measure(&scene, WASTED, 0);
    close_scene(&scene);
}

static void stages_are_as_long_as_their_dearest_tasks_one_after_the_other(void **unused)
{
    (void)unused;
    struct scene scene;
    open_stages(&scene, 4);
    assert_near(system_shape(scene.system)->lower_bound, 3); /* 1 + 2; the area is 4/4 */
    computes(&scene, 0, 0, 0, 1);
    has_result(&scene, 0, 0);
    computes(&scene, 1, 1, 0, 1);
    has_result(&scene, 0, 1);
    computes(&scene, 0, 2, 1, 3);
    has_result(&scene, 0, 2);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_measure(&scene, MAKESPAN, 3);
    assert_measure(&scene, RATIO, 1);
    assert_measure(&scene, EFFICIENCY, 4.0 / 4 / 3);
    assert_measure(&scene, IMBALANCE, 3.0 / 2 - 1); /* of the two who computed */
    close_scene(&scene);
}

static void what_is_computed_again_or_given_up_is_wasted(void **unused)
{
    (void)unused;
    struct scene scene;
    open_tasks(&scene, 3, 2);
    computes(&scene, 0, 0, 0, 1);
    computes(&scene, 1, 0, 0, 1); /* a copy */
    has_result(&scene, 2, 0);
    scene.now = 1;
    begins(&scene, 0, WORK_COMPUTE, 1, G);
    scene.now = 1.5;
    gives_up(&scene, 0, WORK_COMPUTE, 1, 0.5 * G);
    computes(&scene, 1, 1, 1.5, 2.5);
    has_result(&scene, 2, 1);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_measure(&scene, WASTED, 1.5 / 3.5);
    close_scene(&scene);
}

static void a_worker_with_several_pieces_is_busy_once(void **unused)
{
    (void)unused;
    struct scene scene;
    open_tasks(&scene, 2, 3);
    begins(&scene, 0, WORK_COMPUTE, 0, G);
    begins(&scene, 1, WORK_COMPUTE, 2, G);
    scene.now = 0.5;
    begins(&scene, 0, WORK_COMPUTE, 1, G);
    scene.now = 1;
    finishes(&scene, 1, WORK_COMPUTE, 2, G);
    scene.now = 2;
    finishes(&scene, 0, WORK_COMPUTE, 0, G);
    begins(&scene, 0, WORK_MERGE, 9, G);
    finishes(&scene, 0, WORK_COMPUTE, 1, G);
    scene.now = 3;
    finishes(&scene, 0, WORK_MERGE, 9, G);
    ends(&scene, ENDING_TIME);
    assert_measure(&scene, IMBALANCE, 3.0 / 2 - 1); /* 3 s and 1 s */
    close_scene(&scene);
}

/* ---- Graham's bound ---- */

static struct shape shape_of(uint32_t processes)
{
    return (struct shape){.processes = processes,
                          .hosts = processes,
                          .cores = processes,
                          .slowest_core = G,
                          .fastest_core = G,
                          .capacity = processes * G,
                          .tasks = 10,
                          .lower_bound = 100,
                          .transfer = 1e-9};
}

static void grahams_bound_is_2_less_1_over_m(void **unused)
{
    (void)unused;
    static const double slack = 1 + 1e-6;
    for (uint32_t n = 2; n <= 64; n *= 2) {
        struct shape shape = shape_of(n);
        assert_true(graham_applies(&shape));
        assert_near(graham_bound(&shape), (2 - 1.0 / n) * slack);
        /* With n - 1 workers: W/(n-1) is n/(n-1) of the area. */
        assert_near(graham_bound_of_workers(&shape), (n / (n - 1.0) + 1 - 1 / (n - 1.0)) * slack);
    }
}

static void grahams_bound_is_of_identical_machines_and_free_messages(void **unused)
{
    (void)unused;
    struct shape slow = shape_of(4), shared = shape_of(4), wide = shape_of(4), costly = shape_of(4), idle = shape_of(4);
    slow.slowest_core = 0.5 * G;
    shared.hosts = 3;
    wide.cores = 8;
    costly.transfer = 1e-2;
    idle.tasks = 0;
    assert_false(graham_applies(&slow));
    assert_false(graham_applies(&shared));
    assert_false(graham_applies(&wide));
    assert_false(graham_applies(&costly));
    assert_false(graham_applies(&idle));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_computed_and_done_once_holds),
        cmocka_unit_test(a_lost_task_is_named_and_whether_it_was_computed),
        cmocka_unit_test(a_task_counted_twice_is_found_whoever_counts_it),
        cmocka_unit_test(a_task_that_does_not_exist_is_not_done),
        cmocka_unit_test(a_task_is_not_done_before_it_is_computed),
        cmocka_unit_test(half_a_task_is_no_task_but_two_halves_are),
        cmocka_unit_test(what_was_given_up_or_merged_is_not_computed),
        cmocka_unit_test(a_stage_does_not_begin_before_those_that_it_comes_after),
        cmocka_unit_test(what_is_rented_exists),
        cmocka_unit_test(only_the_first_offence_counts),
        cmocka_unit_test(a_run_cut_short_after_the_last_task_holds_and_says_what_was_not_seen),
        cmocka_unit_test(faster_than_the_machine_is_not_believed),
        cmocka_unit_test(an_algorithm_with_tasks_of_its_own_must_do_something),
        cmocka_unit_test(list_scheduling_on_two_processors_can_take_half_as_long_again),
        cmocka_unit_test(stages_are_as_long_as_their_dearest_tasks_one_after_the_other),
        cmocka_unit_test(what_is_computed_again_or_given_up_is_wasted),
        cmocka_unit_test(a_worker_with_several_pieces_is_busy_once),
        cmocka_unit_test(grahams_bound_is_2_less_1_over_m),
        cmocka_unit_test(grahams_bound_is_of_identical_machines_and_free_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
