/* test_mapreduce.c: MapReduce, and iterative jobs on disks and in memory: closed forms, locality, copies of slow tasks, lineage, and
 * crashes at any date. */
#include "base/random.h"
#include "tests/property/machine.h"
#include "tests/property/trial.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

extern const struct algorithm mapreduce, hadoop_iterative, spark;

static const double G = 1e9, MB = 1e6;

/* ---- machines ---- */

/* Hosts of one core of 1 Gflop/s on two racks, with disks that read 100 MB/s and write 50 MB/s. A message takes 0.25 s, and a
 * second for 100 MB. */
#define HOST(name, rack, speed)                                                                                        \
    "<host id=\"" name "\" speed=\"" speed "\"><disk id=\"disk-" name "\" read_bw=\"100MBps\" write_bw=\"50MBps\"/>"   \
    "<prop id=\"site\" value=\"" rack "\"/></host>\n"
#define ROUTE(from, to) "<route src=\"" from "\" dst=\"" to "\"><link_ctn id=\"wire\"/></route>\n"
#define ROUTES                                                                                                         \
    ROUTE("a", "b")                                                                                                    \
    ROUTE("a", "c")                                                                                                    \
    ROUTE("a", "d")                                                                                                    \
    ROUTE("a", "e") ROUTE("b", "c") ROUTE("b", "d") ROUTE("b", "e") ROUTE("c", "d") ROUTE("c", "e") ROUTE("d", "e")
#define WIRE "<link id=\"wire\" bandwidth=\"100MBps\" latency=\"250ms\" sharing_policy=\"FATPIPE\"/>\n"
#define HOSTS_WITH(speed_of_e)                                                                                         \
    MACHINE(HOST("a", "core", "1Gf") HOST("b", "left", "1Gf") HOST("c", "left", "1Gf") HOST("d", "right", "1Gf")       \
                HOST("e", "right", speed_of_e) WIRE ROUTES)
static const char equal_hosts[] = HOSTS_WITH("1Gf");
static const char slow_host[] = HOSTS_WITH("100Mf");
static const double L = 0.25; /* seconds of a message */
enum { WORKERS = 4 };

static struct stage_settings stage_of(const char *name, uint64_t tasks, double flops, double input, double output)
{
    struct stage_settings stage = {
        .tasks = tasks, .rule = COST_CONSTANT, .mean = flops, .input = input, .output = output};
    snprintf(stage.name, sizeof stage.name, "%s", name);
    return stage;
}

static void set(struct settings *settings, const char *parameter, double value)
{
    for (size_t i = 0; settings->algorithm->parameters[i].name != NULL; i++)
        if (strcmp(settings->algorithm->parameters[i].name, parameter) == 0) {
            settings->parameters[i] = value;
            return;
        }
    fail_msg("%s has no parameter %s", settings->algorithm->name, parameter);
}

/* A master and workers, on the hosts of a machine in this order; the second stage, if there is one, after the first. */
static struct settings job_of(const struct algorithm *algorithm, uint32_t workers, struct stage_settings *stages,
                              uint32_t count)
{
    struct settings settings = trial_settings(algorithm, TOPOLOGY_KIND_COMPLETE, workers + 1);
    settings.work = (struct work_settings){stages, count};
    if (count == 2)
        stages[1].after_count = 1; /* the first */
    settings.header_bytes = 0;
    return settings;
}

static double measured(const struct run_result *result, const struct algorithm *algorithm, const char *name)
{
    double value = NAN;
    if (!measure_by_name(result, algorithm, name, &value))
        fail_msg("%s has no measure %s", algorithm->name, name);
    return value;
}

/* What messages weigh, but for the data that they carry, takes so long at the most: 200 B at 100 MB/s. */
static const double weight = 2e-6;

static void assert_makespan(const char *machine, struct settings *settings, double expected, uint32_t messages)
{
    for (size_t n = 0; n < MACHINE_NETWORKS; n++) {
        settings->network = machine_networks[n];
        struct run_result result = machine_result(machine, settings);
        double found = measured(&result, settings->algorithm, "makespan");
        if (found < expected - 1e-9 || found > expected + messages * weight)
            fail_msg("%s ends at %.9g; expected %.9g", settings->algorithm->name, found, expected);
    }
}

static struct run_result run_on(const char *machine, struct settings *settings)
{
    settings->network = NETWORK_LATENCY;
    return machine_result(machine, settings);
}

/* ---- MapReduce: dates ---- */

static void maps_alone_take_their_rounds(void **unused)
{
    (void)unused;
    static const struct {
        uint32_t workers, tasks, rounds;
    } cases[] = {{1, 1, 1}, {1, 5, 5}, {2, 4, 2}, {4, 4, 1}, {4, 9, 3}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct stage_settings stage = stage_of("map", cases[i].tasks, 2 * G, 0, 0);
        struct settings settings = job_of(&mapreduce, cases[i].workers, &stage, 1);
        /* The worker registers; in each round it is told to run a map, and tells that it has. */
        assert_makespan(equal_hosts, &settings, L + cases[i].rounds * (2 * L + 2), 20);
    }
}

static void a_map_reads_computes_and_writes_and_a_reducer_has_its_parts_at_once_on_the_same_node(void **unused)
{
    (void)unused;
    struct stage_settings stages[] = {stage_of("map", 3, G, 100 * MB, 100 * MB),
                                      stage_of("reduce", 1, 2 * G, 0, 50 * MB)};
    struct settings settings = job_of(&mapreduce, 1, stages, 2);
    double map = 1 + 1 + 2, reduce = 2 + 1; /* read, compute, write; compute, write */
    /* Where the last output is, is told while the reducer has all but that. */
    assert_makespan(equal_hosts, &settings, L + 3 * (2 * L + map) + L + reduce + L, 20);
}

static void a_reducer_elsewhere_fetches_its_share_of_the_output(void **unused)
{
    (void)unused;
    struct stage_settings stages[] = {stage_of("map", 1, G, 0, 200 * MB), stage_of("reduce", 2, G, 0, 0)};
    struct settings settings = job_of(&mapreduce, 2, stages, 2);
    double map = 1 + 4, share = 1; /* 100 MB */
    assert_makespan(equal_hosts, &settings, L + 2 * L + map + L + 2 * L + share + 1 + L, 20);
}

static void chained_jobs_wait_for_each_other(void **unused)
{
    (void)unused;
    struct stage_settings stages[] = {stage_of("map", 1, G, 0, 0), stage_of("reduce", 1, G, 0, 0),
                                      stage_of("map2", 1, G, 0, 0), stage_of("reduce2", 1, G, 0, 0)};
    struct settings settings = job_of(&mapreduce, 1, stages, 4);
    for (uint32_t i = 1; i < 4; i++) {
        stages[i].after_count = 1;
        stages[i].after[0] = i - 1;
    }
    assert_makespan(equal_hosts, &settings, L + 4 * (2 * L + 1), 20);
}

/* ---- locality ---- */

static void maps_are_where_their_blocks_are_when_each_node_has_them_all(void **unused)
{
    (void)unused;
    struct stage_settings stage = stage_of("map", 24, G, MB, 0);
    struct settings settings = job_of(&mapreduce, 3, &stage, 1);
    for (settings.seed = 1; settings.seed <= 20; settings.seed++) {
        struct run_result result = run_on(equal_hosts, &settings);
        assert_int_equal(messages_of(&result, &mapreduce, "messages.local-map"), 24);
        assert_int_equal(messages_of(&result, &mapreduce, "messages.read"), 0);
    }
}

static void a_block_on_one_node_is_read_by_the_others(void **unused)
{
    (void)unused;
    struct stage_settings stage = stage_of("map", 40, G, MB, 0);
    struct settings settings = job_of(&mapreduce, WORKERS, &stage, 1);
    double local[2] = {0, 0};
    set(&settings, "replicas", 1);
    for (settings.seed = 1; settings.seed <= 10; settings.seed++)
        for (int locality = 0; locality <= 1; locality++) {
            set(&settings, "locality", locality);
            struct run_result result = run_on(equal_hosts, &settings);
            uint64_t near = messages_of(&result, &mapreduce, "messages.local-map");
            uint64_t rack = messages_of(&result, &mapreduce, "messages.rack-map");
            uint64_t far = messages_of(&result, &mapreduce, "messages.remote-map");
            assert_int_equal(near + rack + far, 40);
            assert_int_equal(messages_of(&result, &mapreduce, "messages.read"), rack + far);
            local[locality] += (double)near / 400;
        }
    /* Who does not look finds one block in four at home; who looks, nearly all. */
    assert_true(fabs(local[0] - 0.25) < 0.1);
    assert_true(local[1] > 0.8);
}

/* ---- stragglers ---- */

enum { NONE, BACKUP_TASKS, LATE, BEHIND_AVERAGE, RULES };

static struct settings with_rule(struct stage_settings *stages, uint32_t count, int rule)
{
    struct settings settings = job_of(&mapreduce, WORKERS, stages, count);
    set(&settings, "speculation", rule);
    set(&settings, "patience", 3);
    set(&settings, "beat", 0.5);
    set(&settings, "missed", 100);
    return settings;
}

static void copies_save_the_job_from_a_slow_node(void **unused)
{
    (void)unused;
    for (int rule = NONE; rule < RULES; rule++) {
        struct stage_settings stages[] = {stage_of("map", 12, 4 * G, MB, MB), stage_of("reduce", 4, 4 * G, 0, 0)};
        struct settings settings = with_rule(stages, 2, rule);
        struct run_result result = run_on(slow_host, &settings);
        double makespan = measured(&result, &mapreduce, "makespan"), wasted = measured(&result, &mapreduce, "wasted");
        uint64_t backups = messages_of(&result, &mapreduce, "messages.backup");
        if (rule == NONE) {
            assert_true(makespan > 80 && backups == 0 &&
                        wasted < 1e-9); /* a map and a reduce of 40 s on the slow node */
            continue;
        }
        if (!(makespan < 50 && backups > 0 && wasted < 0.4))
            fail_msg("rule %d: makespan %g, %lu copies, wasted %g", rule, makespan, (unsigned long)backups, wasted);
    }
}

static void copies_cost_little_where_nobody_is_slow(void **unused)
{
    (void)unused;
    static const double most_wasted[RULES] = {[BACKUP_TASKS] = 0.25, [LATE] = 0, [BEHIND_AVERAGE] = 0};
    double alone = 0;
    for (int rule = NONE; rule < RULES; rule++) {
        struct stage_settings stages[] = {stage_of("map", 14, 4 * G, MB, MB), stage_of("reduce", 4, 4 * G, 0, 0)};
        struct settings settings = with_rule(stages, 2, rule);
        struct run_result result = run_on(equal_hosts, &settings);
        double makespan = measured(&result, &mapreduce, "makespan"), wasted = measured(&result, &mapreduce, "wasted");
        alone = rule == NONE ? makespan : alone;
        if (makespan > alone + 3 || wasted > most_wasted[rule] + 1e-9)
            fail_msg("rule %d: makespan %g instead of %g, wasted %g", rule, makespan, alone, wasted);
    }
}

/* ---- nodes that die ---- */

static void crash_at(struct settings *settings, struct fault_settings *crash, int64_t *victim, sim_time at,
                     sim_time back)
{
    *crash = (struct fault_settings){.kind = FAULT_CRASH,
                                     .target = TARGET_LISTED,
                                     .processes = victim,
                                     .process_count = 1,
                                     .at = at,
                                     .duration = back};
    settings->faults = crash;
    settings->fault_count = 1;
}

static void maps_of_a_dead_node_run_again_while_reducers_need_them(void **unused)
{
    (void)unused;
    struct stage_settings stages[] = {stage_of("map", 8, G, MB, 100 * MB), stage_of("reduce", 2, 20 * G, 0, 0)};
    struct settings settings = job_of(&mapreduce, WORKERS, stages, 2);
    struct fault_settings crash;
    int64_t victim = 3;
    set(&settings, "beat", 0.5);
    set(&settings, "missed", 4);
    crash_at(&settings, &crash, &victim, 5, 0); /* after its first map, which took 0.75 + 1 + 2, in its second */
    struct run_result result = run_on(equal_hosts, &settings);
    assert_true(messages_of(&result, &mapreduce, "messages.finished") > 10);
    assert_int_equal(result.measures.outputs[OUTPUT_DONE], 10);
    assert_true(measured(&result, &mapreduce, "wasted") > 0);
    /* Of a job without reducers the output is not needed. */
    settings.work.stage_count = 1;
    result = run_on(equal_hosts, &settings);
    assert_int_equal(messages_of(&result, &mapreduce, "messages.finished"), 8);
}

static void a_reducer_on_a_dead_node_begins_elsewhere(void **unused)
{
    (void)unused;
    struct stage_settings stages[] = {stage_of("map", 4, G, 0, MB), stage_of("reduce", 2, 20 * G, 0, 0)};
    struct settings settings = job_of(&mapreduce, 2, stages, 2);
    struct fault_settings crash;
    int64_t victim = 1;
    set(&settings, "missed", 1);
    crash_at(&settings, &crash, &victim, 15, 0);
    struct run_result result = run_on(equal_hosts, &settings);
    assert_int_equal(messages_of(&result, &mapreduce, "messages.reduce"), 3);
    assert_true(measured(&result, &mapreduce, "makespan") > 40);
    assert_true(measured(&result, &mapreduce, "wasted") > 0.1);
}

enum { MOST_CRASHES = 12 };

/* At any dates, or after any events; for good or for a while. One worker, at the least, comes back from all of its crashes. */
static size_t draw_crashes(struct random_stream *stream, struct fault_settings *faults, int64_t *victims,
                           uint32_t workers)
{
    size_t count = 1 + (size_t)random_below(stream, MOST_CRASHES);
    uint32_t survivor = 1 + (uint32_t)random_below(stream, workers);
    for (size_t i = 0; i < count; i++) {
        victims[i] = 1 + (int64_t)random_below(stream, workers);
        bool returns = victims[i] == survivor || random_below(stream, 2) == 0;
        faults[i] = (struct fault_settings){.kind = FAULT_CRASH,
                                            .target = TARGET_LISTED,
                                            .processes = &victims[i],
                                            .process_count = 1,
                                            .at = random_exponential(stream, 0.3),
                                            .duration = returns ? random_exponential(stream, 0.2) : 0};
        if (random_below(stream, 2) == 0) {
            faults[i].when = WHEN_AFTER;
            faults[i].at = 0;
            faults[i].trigger = TRIGGER_EVENT;
            faults[i].trigger_of = -1;
            faults[i].nth = 1 + random_below(stream, 600);
        }
    }
    return count;
}

static void survives(const struct algorithm *algorithm, uint64_t schedules, void (*vary)(struct settings *, uint64_t))
{
    struct random_stream stream = random_stream(7, RANDOM_ALGORITHM, algorithm == &mapreduce);
    uint64_t struck = 0, lost = 0;
    for (uint64_t seed = 1; seed <= schedules; seed++) {
        struct stage_settings stages[] = {stage_of("map", 1 + random_below(&stream, 30), 2e7, 1e5, 1e5),
                                          stage_of("reduce", 1 + random_below(&stream, 10), 5e7, 0, 1e4)};
        stages[0].rule = stages[1].rule = COST_EXPONENTIAL;
        uint32_t workers = 1 + (uint32_t)random_below(&stream, 8);
        struct settings settings = job_of(algorithm, workers, stages, algorithm == &mapreduce ? 1 + (seed % 4 > 0) : 1);
        struct fault_settings faults[MOST_CRASHES];
        int64_t victims[MOST_CRASHES];
        settings.faults = faults;
        settings.fault_count = draw_crashes(&stream, faults, victims, workers);
        settings.start_spread = seed % 4 == 0 ? 0.1 : 0;
        settings.delay_rule = (enum delay_rule)random_below(&stream, DELAY_EXPONENTIAL + 1);
        settings.delay_high = 5e-3;
        settings.seed = seed;
        set(&settings, "beat", 0.02);
        set(&settings, "missed", 1 + (double)random_below(&stream, 10)); /* some are taken for lost that are not */
        set(&settings, "replicas", 1 + (double)random_below(&stream, 3));
        vary(&settings, seed);
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_int_equal(result.ending, ENDING_QUIESCENT);
        assert_int_equal(result.measures.outputs[OUTPUT_DONE], result.shape.tasks);
        struck += result.measures.faults;
        lost += result.measures.lost;
    }
    assert_true(struck > schedules && lost > schedules);
}

static void vary_speculation(struct settings *settings, uint64_t seed)
{
    set(settings, "speculation", (double)(seed % RULES));
    set(settings, "patience", 0.05);
    set(settings, "map-slots", 1 + (double)(seed % 3));
    set(settings, "slow-start", seed % 5 == 0 ? 1 : 0.05);
}

static void mapreduce_survives_crashes_at_any_date(void **unused)
{
    (void)unused;
    survives(&mapreduce, 1000, vary_speculation);
}

static void vary_disks(struct settings *settings, uint64_t seed)
{
    set(settings, "partitions", (double)(seed % 9));
    set(settings, "startup", seed % 2 == 0 ? 0 : 0.02);
}

static void hadoop_survives_crashes_at_any_date(void **unused)
{
    (void)unused;
    survives(&hadoop_iterative, 1000, vary_disks);
}

static void vary_memory(struct settings *settings, uint64_t seed)
{
    vary_disks(settings, seed);
    set(settings, "checkpoint", (double)(seed % 4));
    set(settings, "lineage", seed % 5 > 0);
}

static void spark_survives_crashes_at_any_date(void **unused)
{
    (void)unused;
    survives(&spark, 1000, vary_memory);
}

/* ---- iterative jobs ---- */

/* `partitions` of 100 MB, for so many iterations of 1 s. */
static struct settings iterations_of(const struct algorithm *algorithm, uint32_t workers, uint64_t partitions,
                                     uint64_t iterations, struct stage_settings *stage)
{
    *stage = stage_of("tasks", partitions * iterations, G, 100 * MB, 100 * MB);
    struct settings settings = job_of(algorithm, workers, stage, 1);
    set(&settings, "partitions", (double)partitions);
    set(&settings, "model", 0);
    set(&settings, "startup", 5);
    return settings;
}

static void on_disks_each_iteration_is_set_up_reads_and_writes(void **unused)
{
    (void)unused;
    for (uint64_t iterations = 1; iterations <= 6; iterations++) {
        struct stage_settings stage;
        struct settings settings = iterations_of(&hadoop_iterative, 1, 1, iterations, &stage);
        double job = 5 + 2 * L + 1 + 1 + 2; /* set-up, told and heard, read, compute, write */
        assert_makespan(equal_hosts, &settings, (double)iterations * job, 40);
    }
}

static void in_memory_a_partition_is_read_once(void **unused)
{
    (void)unused;
    for (uint64_t iterations = 1; iterations <= 6; iterations++) {
        struct stage_settings stage;
        struct settings settings = iterations_of(&spark, 1, 1, iterations, &stage);
        assert_makespan(equal_hosts, &settings, 5 + 1 + (double)iterations * (2 * L + 1), 40);
        set(&settings, "checkpoint", 2);
        double checkpoints = (double)(iterations / 2);
        assert_makespan(equal_hosts, &settings, 5 + 1 + (double)iterations * (2 * L + 1) + 2 * checkpoints, 40);
    }
}

static void what_is_lost_is_computed_again_as_far_back_as_its_lineage_goes(void **unused)
{
    (void)unused;
    enum { ITERATIONS = 10 };
    static const struct {
        double lineage, checkpoint;
        double again; /* iterations of the partition of the dead node that are computed a second time */
    } cases[] = {{1, 0, 6}, {1, 4, 2}, {0, 0, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct stage_settings stage;
        struct settings settings = iterations_of(&spark, 2, 2, ITERATIONS, &stage);
        struct fault_settings crash;
        int64_t victim = 2;
        set(&settings, "checkpoint", cases[i].checkpoint);
        set(&settings, "lineage", cases[i].lineage);
        set(&settings, "replicas", 2);
        set(&settings, "beat", 0.5);
        set(&settings, "missed", 4);
        /* Half of the 7th iteration is done. It is given up: half a task. */
        double writing = cases[i].checkpoint > 0 ? 2 : 0;
        crash_at(&settings, &crash, &victim, 5 + 1 + 6 * (2 * L + 1) + writing + L + 0.5, 0);
        struct run_result result = run_on(equal_hosts, &settings);
        double again = cases[i].again + 0.5;
        double found = measured(&result, &spark, "wasted"), expected = again / (2 * ITERATIONS + again);
        if (fabs(found - expected) > 1e-3)
            fail_msg("case %zu: wasted %g; expected %g", i, found, expected);
    }
}

static void a_copy_on_another_disk_spares_hadoop_the_iterations_before(void **unused)
{
    (void)unused;
    struct stage_settings stage;
    struct settings settings = iterations_of(&hadoop_iterative, 2, 2, 10, &stage);
    struct fault_settings crash;
    int64_t victim = 2;
    set(&settings, "beat", 0.5);
    set(&settings, "missed", 4);
    crash_at(&settings, &crash, &victim, 4 * 9.5 + 5 + 0.25 + 1.5,
             0); /* in the midst of the 5th iteration, or a little before */
    struct run_result result = run_on(equal_hosts, &settings);
    assert_true(measured(&result, &hadoop_iterative, "wasted") < 1.0 / 20);
    set(&settings, "replicas", 1);
    result = run_on(equal_hosts, &settings);
    assert_true(measured(&result, &hadoop_iterative, "wasted") > 2.0 / 20);
}

int main(void)
{
    const struct CMUnitTest on_machines[] = {
        cmocka_unit_test(maps_alone_take_their_rounds),
        cmocka_unit_test(a_map_reads_computes_and_writes_and_a_reducer_has_its_parts_at_once_on_the_same_node),
        cmocka_unit_test(a_reducer_elsewhere_fetches_its_share_of_the_output),
        cmocka_unit_test(chained_jobs_wait_for_each_other),
        cmocka_unit_test(maps_are_where_their_blocks_are_when_each_node_has_them_all),
        cmocka_unit_test(a_block_on_one_node_is_read_by_the_others),
        cmocka_unit_test(copies_save_the_job_from_a_slow_node),
        cmocka_unit_test(copies_cost_little_where_nobody_is_slow),
        cmocka_unit_test(maps_of_a_dead_node_run_again_while_reducers_need_them),
        cmocka_unit_test(a_reducer_on_a_dead_node_begins_elsewhere),
        cmocka_unit_test(on_disks_each_iteration_is_set_up_reads_and_writes),
        cmocka_unit_test(in_memory_a_partition_is_read_once),
        cmocka_unit_test(what_is_lost_is_computed_again_as_far_back_as_its_lineage_goes),
        cmocka_unit_test(a_copy_on_another_disk_spares_hadoop_the_iterations_before),
    };
    const struct CMUnitTest under_crashes[] = {
        cmocka_unit_test(mapreduce_survives_crashes_at_any_date),
        cmocka_unit_test(hadoop_survives_crashes_at_any_date),
        cmocka_unit_test(spark_survives_crashes_at_any_date),
    };
    /* Those on machines first: their processes load platforms of their own. */
    int failed = cmocka_run_group_tests(on_machines, NULL, NULL);
    return failed + cmocka_run_group_tests(under_crashes, load_trial_platform, NULL);
}
