/* test_schedules.c: the specification makespan notices what is wrong, and its measures are what can be worked out by hand, on both
 * networks. */
#include "tests/broken/broken.h"
#include "tests/property/machine.h"
#include "tests/property/trial.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const double G = 1e9;

static struct stage_settings stage_of(const char *name, uint64_t tasks, double flops)
{
    struct stage_settings stage = {.tasks = tasks, .rule = COST_CONSTANT, .mean = flops};
    snprintf(stage.name, sizeof stage.name, "%s", name);
    return stage;
}

/* ---- wrong algorithms ---- */

/* Ten tasks of 10 ms in a stage, three more in a second one that comes after. */
static void must_be_caught(const struct algorithm *algorithm, const char *words)
{
    struct stage_settings stages[] = {stage_of("map", 10, 1e7), stage_of("reduce", 3, 1e7)};
    stages[1].after_count = 1; /* the first */
    struct settings settings = trial_settings(algorithm, TOPOLOGY_KIND_STAR, 5);
    settings.work = (struct work_settings){stages, COUNT_OF(stages)};
    settings.delay_rule = DELAY_UNIFORM;
    settings.delay_high = 2e-3;
    for (settings.seed = 1; settings.seed <= 20; settings.seed++) {
        struct run_result result = trial(&settings);
        assert_violated(&result, algorithm->name, words);
    }
}

static void a_master_that_forgets_a_task_loses_it(void **unused)
{
    (void)unused;
    must_be_caught(&broken_master_forgetful,
                   "once: task 12 is lost: nobody ever has its result, and it was never computed (1 of 13 are lost)");
}

static void a_master_that_counts_a_result_again_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_master_generous,
                   " is counted twice: process 0 puts it into the result, where process 0 had put it");
}

static void a_master_that_does_not_wait_for_the_first_stage_breaks_precedence(void **unused)
{
    (void)unused;
    must_be_caught(&broken_master_hasty, "of the stage \"reduce\", although task");
}

static void workers_that_do_not_compute_are_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_master_boastful, ", which nobody has computed");
}

static void workers_that_compute_half_are_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_master_sloppy, "of which only 5e+06 of its 1e+07 flops have been computed");
}

/* ---- closed forms ---- */

/* Process i of N does the tasks i, i + N, … one after the other, and says so itself: no message, no choice. */
static void next(struct process *p, uint64_t task)
{
    if (task < process_task_count(p))
        process_begin_work(p, WORK_COMPUTE, task, process_task(p, task).cost);
}

static void deal(struct process *p, void *state)
{
    (void)state;
    next(p, process_number(p));
}

static void dealt(struct process *p, void *state, enum work work, uint64_t number)
{
    (void)state;
    (void)work;
    process_announce(p, OUTPUT_DONE, (int64_t)number);
    next(p, number + process_count(p));
}

static double graham(const struct shape *shape)
{
    return graham_bound(shape);
}

static const struct cost costs[] = {
    {"ratio", COST_AT_MOST, GRAHAM_FORMULA, graham, graham_applies, GRAHAM_CONDITION, LAW_UNDECIDED},
    {.measure = NULL},
};

static const struct algorithm dealer = {
    .name = "dealer",
    .assumptions = {.all_initiate = true, .works = true},
    .promises = {"makespan"},
    .costs = costs,
    .state_bytes = 1,
    .start = deal,
    .computed = dealt,
};

/* Hosts of one core of 2 Gflop/s; a message takes 0.5 s, or next to nothing. */
#define HOSTS                                                                                                          \
    "<host id=\"a\" speed=\"2Gf\"/><host id=\"b\" speed=\"2Gf\"/><host id=\"c\" speed=\"2Gf\"/>"                       \
    "<host id=\"d\" speed=\"2Gf\"/>\n"
#define ROUTE(from, to) "<route src=\"" from "\" dst=\"" to "\"><link_ctn id=\"wire\"/></route>\n"
#define ROUTES          ROUTE("a", "b") ROUTE("a", "c") ROUTE("a", "d") ROUTE("b", "c") ROUTE("b", "d") ROUTE("c", "d")
static const char slow_wire[] =
    MACHINE(HOSTS "<link id=\"wire\" bandwidth=\"1EBps\" latency=\"500ms\" sharing_policy=\"FATPIPE\"/>\n" ROUTES);
static const char quick_wire[] =
    MACHINE(HOSTS "<link id=\"wire\" bandwidth=\"1EBps\" latency=\"1ns\" sharing_policy=\"FATPIPE\"/>\n" ROUTES);

static struct settings on_hosts(const struct algorithm *algorithm, uint32_t n, struct stage_settings *stages,
                                uint32_t count)
{
    struct settings settings = trial_settings(algorithm, TOPOLOGY_KIND_STAR, n);
    settings.work = (struct work_settings){stages, count};
    settings.header_bytes = 0;
    return settings;
}

static double measured(const struct run_result *result, const struct algorithm *algorithm, const char *name)
{
    double value = NAN;
    measure_by_name(result, algorithm, name, &value);
    return value;
}

static void equal_tasks_take_as_many_rounds_as_there_are_for_each_processor(void **unused)
{
    (void)unused;
    static const struct {
        uint32_t processors;
        uint64_t tasks;
        double rounds;
    } cases[] = {{2, 1, 1}, {2, 2, 1}, {2, 5, 3}, {3, 9, 3}, {4, 9, 3}, {4, 100, 25}};
    for (size_t n = 0; n < MACHINE_NETWORKS; n++)
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            double m = cases[i].processors, tasks = (double)cases[i].tasks, rounds = cases[i].rounds;
            struct stage_settings stage = stage_of("tasks", cases[i].tasks, 6 * G); /* 3 s each */
            struct settings settings = on_hosts(&dealer, cases[i].processors, &stage, 1);
            settings.network = machine_networks[n];
            struct run_result result = machine_result(quick_wire, &settings);
            assert_close("makespan", measured(&result, &dealer, "makespan"), 3 * rounds);
            assert_close("lower bound", measured(&result, &dealer, "lower_bound"), 3 * fmax(tasks / m, 1));
            assert_close("efficiency", measured(&result, &dealer, "efficiency"), tasks / m / rounds);
            assert_close("wasted", measured(&result, &dealer, "wasted"), 0);
        }
}

static void the_bound_of_list_scheduling_is_reached_and_held_against_the_run(void **unused)
{
    (void)unused;
    /* On two processors 1, 1, then 2: 3 instead of 2, which is 2 - 1/2. No precedence: the second stage comes after none. */
    struct stage_settings stages[] = {stage_of("small", 2, 2 * G), stage_of("large", 1, 4 * G)};
    for (size_t n = 0; n < MACHINE_NETWORKS; n++) {
        struct settings settings = on_hosts(&dealer, 2, stages, 2);
        settings.network = machine_networks[n];
        struct run_result result = machine_result(quick_wire, &settings);
        assert_close("ratio", measured(&result, &dealer, "ratio"), 1.5);
        /* A dealer does no list scheduling: 4 tasks, of which every other is large, all for the same processor. */
        struct stage_settings bad[] = {stage_of("small", 1, 2 * G), stage_of("large", 1, 40 * G),
                                       stage_of("small", 1, 2 * G), stage_of("large", 1, 40 * G)};
        settings.work = (struct work_settings){bad, 4};
        struct machine_account account = machine_run(quick_wire, &settings);
        assert_violated(&account.result, "dealer", "cost: ratio = 1.904761905, promised at most 1.5000015 (2 - 1/N)");
        /* Where messages take time nothing is promised. */
        account = machine_run(slow_wire, &settings);
        assert_int_equal(account.result.verdict.kind, VERDICT_HOLDS);
    }
}

/* At half its speed from 5 s to 10 s, then anew from the beginning. */
static void computing_follows_the_speed_of_the_host_on_flow_and_is_refused_on_latency(void **unused)
{
    (void)unused;
    static const char tired[] =
        MACHINE("<host id=\"a\" speed=\"2Gf\"/><link id=\"l\" bandwidth=\"1GBps\" latency=\"1ms\"/>"
                "<route src=\"a\" dst=\"a\" symmetrical=\"NO\"><link_ctn id=\"l\"/></route>\n"
                "<trace id=\"t\" periodicity=\"10\">0 1\n5 0.5\n</trace>\n"
                "<trace_connect trace=\"t\" element=\"a\" kind=\"SPEED\"/>\n");
    struct stage_settings stage = stage_of("tasks", 2, 10 * G);
    struct settings settings = on_hosts(&dealer, 1, &stage, 1);
    settings.network = NETWORK_FLOW;
    struct run_result result = machine_result(tired, &settings);
    assert_close("makespan", measured(&result, &dealer, "makespan"), 5 + 5 + 2.5); /* 10, 5 and 5 Gflop */
    assert_close("lower bound", measured(&result, &dealer, "lower_bound"), 10);
    settings.network = NETWORK_LATENCY;
    struct machine_account account = machine_run(tired, &settings);
    assert_int_equal(account.err.kind, ERROR_INPUT);
    assert_non_null(strstr(account.err.text, "speed of the host \"a\""));
}

/* ---- stages, with a barrier of messages ---- */

enum { READY, GO };

/* Each process does the task of its number in each stage, as many as there are processes; process 0 tells all when a stage is
 * done. */
struct barrier {
    uint32_t stage, ready;
};

static void do_stage(struct process *p, const struct barrier *s)
{
    uint64_t task = process_stage(p, s->stage).first + process_number(p);
    process_begin_work(p, WORK_COMPUTE, task, process_task(p, task).cost);
}

static void first_stage(struct process *p, void *state)
{
    do_stage(p, state);
}

static void next_stage(struct process *p, struct barrier *s)
{
    if (++s->stage < process_stage_count(p))
        do_stage(p, s);
}

static void one_more(struct process *p, struct barrier *s)
{
    if (++s->ready < process_count(p))
        return;
    s->ready = 0;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, GO, NULL);
    next_stage(p, s);
}

static void receive_ready(struct process *p, void *state, const struct message *m)
{
    (void)m;
    one_more(p, state);
}

static void receive_go(struct process *p, void *state, const struct message *m)
{
    (void)m;
    next_stage(p, state);
}

static void stage_over(struct process *p, void *state, enum work work, uint64_t number)
{
    (void)work;
    process_announce(p, OUTPUT_DONE, (int64_t)number);
    if (process_number(p) == 0)
        one_more(p, state);
    else
        process_send(p, 0, READY, NULL);
}

static const struct message_kind barrier_messages[] = {
    {"ready", 0, receive_ready, "the sender's task is done"},
    {"go", 0, receive_go, "all tasks of the stage are done"},
    {.name = NULL},
};
static const struct algorithm barriers = {
    .name = "barriers",
    .assumptions = {.topology = TOPOLOGY_STAR, .all_initiate = true, .works = true},
    .promises = {"makespan"},
    .messages = barrier_messages,
    .state_bytes = sizeof(struct barrier),
    .start = first_stage,
    .computed = stage_over,
};

static void stages_take_their_tasks_and_two_messages_between_them(void **unused)
{
    (void)unused;
    enum { STAGES = 3, PROCESSES = 4 };
    struct stage_settings stages[STAGES];
    for (uint32_t i = 0; i < STAGES; i++) {
        stages[i] = stage_of("stage", PROCESSES, 2 * G * (i + 1)); /* 1 s, 2 s, 3 s */
        stages[i].after_count = i > 0;
        stages[i].after[0] = i - 1;
    }
    for (size_t n = 0; n < MACHINE_NETWORKS; n++) {
        struct settings settings = on_hosts(&barriers, PROCESSES, stages, STAGES);
        settings.network = machine_networks[n];
        struct run_result result = machine_result(slow_wire, &settings);
        /* Process 0 begins each stage 0.5 s before the others, who end it last: 1 + (1 + 2) + (1 + 3). */
        assert_close("makespan", measured(&result, &barriers, "makespan"), 8);
        assert_close("lower bound", measured(&result, &barriers, "lower_bound"), 6);
        assert_close("ratio", measured(&result, &barriers, "ratio"), 8.0 / 6);
        assert_close("efficiency", measured(&result, &barriers, "efficiency"), 6.0 / 8);
        assert_close("imbalance", measured(&result, &barriers, "imbalance"), 0);
    }
}

int main(void)
{
    const struct CMUnitTest caught[] = {
        cmocka_unit_test(a_master_that_forgets_a_task_loses_it),
        cmocka_unit_test(a_master_that_counts_a_result_again_is_caught),
        cmocka_unit_test(a_master_that_does_not_wait_for_the_first_stage_breaks_precedence),
        cmocka_unit_test(workers_that_do_not_compute_are_caught),
        cmocka_unit_test(workers_that_compute_half_are_caught),
    };
    const struct CMUnitTest closed_forms[] = {
        cmocka_unit_test(equal_tasks_take_as_many_rounds_as_there_are_for_each_processor),
        cmocka_unit_test(the_bound_of_list_scheduling_is_reached_and_held_against_the_run),
        cmocka_unit_test(computing_follows_the_speed_of_the_host_on_flow_and_is_refused_on_latency),
        cmocka_unit_test(stages_take_their_tasks_and_two_messages_between_them),
    };
    /* The closed forms first: their processes load platforms of their own. */
    int failed = cmocka_run_group_tests(closed_forms, NULL, NULL);
    return failed + cmocka_run_group_tests(caught, load_trial_platform, NULL);
}
