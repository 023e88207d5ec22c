/* test_makespan_algorithms.c: a master that hands out work, and work stealing: closed forms, published sequences of chunks,
 * crashes at any date. The machine is the test's own: messages take nothing that can be measured, and work is shared by nobody,
 * so that dates can be worked out by hand. */
#include "algorithms/makespan/chunks.h"
#include "base/random.h"
#include "tests/property/machine.h"
#include "tests/property/trial.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

extern const struct algorithm static_block, static_weighted, self_scheduling, guided, factoring, trapezoid,
    work_stealing;

static const struct algorithm *const dynamic[] = {&self_scheduling, &guided, &factoring, &trapezoid, &work_stealing};
static const struct algorithm *const with_master[] = {&self_scheduling, &guided, &factoring, &trapezoid};

static const double G = 1e9;
static const double precision = 1e-9; /* relative, of dates */

enum { EQUAL_HOSTS = 8, HOSTS = EQUAL_HOSTS + 3 };
static char *host_names[HOSTS] = {"master", "a", "b", "c", "d", "e", "f", "g", "h", "fast", "quad"};
enum { FAST = EQUAL_HOSTS + 1, QUAD };

/* Hosts of one core of 1 Gflop/s; one three times as fast; one of four cores. */
static const char *platform(void)
{
    static char text[32768];
    static const char hosts[] =
        MACHINE("<host id=\"fast\" speed=\"3Gf\"/><host id=\"quad\" speed=\"1Gf\" core=\"4\"/>\n"
                "<link id=\"wire\" bandwidth=\"1EBps\" latency=\"0us\" sharing_policy=\"FATPIPE\"/>\n");
    static const char end[] = "</zone></platform>\n";
    size_t used = (size_t)snprintf(text, sizeof text, "%.*s", (int)(sizeof hosts - sizeof end), hosts);
    for (size_t i = 0; i <= EQUAL_HOSTS; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "<host id=\"%s\" speed=\"1Gf\"/>\n", host_names[i]);
    for (size_t i = 0; i < HOSTS; i++)
        for (size_t j = i; j < HOSTS; j++)
            used +=
                (size_t)snprintf(text + used, sizeof text - used,
                                 "<route src=\"%s\" dst=\"%s\" symmetrical=\"%s\"><link_ctn id=\"wire\"/></route>\n",
                                 host_names[i], host_names[j], i == j ? "NO" : "YES");
    snprintf(text + used, sizeof text - used, "%s", end);
    return text;
}

static int load_platform(void **unused)
{
    (void)unused;
    char path[64];
    struct error err = {0};
    snprintf(path, sizeof path, "/tmp/onde-makespan-%d.xml", (int)getpid());
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return -1;
    fputs(platform(), file);
    fclose(file);
    bool ok = platform_check(path, &err) && platform_load(path, &err);
    unlink(path);
    if (!ok)
        fprintf(stderr, "%s\n", err.text);
    return ok ? 0 : -1;
}

static struct stage_settings constant(uint64_t tasks, double flops)
{
    return (struct stage_settings){.name = "tasks", .tasks = tasks, .rule = COST_CONSTANT, .mean = flops};
}

/* A master and as many workers, on the first equal hosts; one stage. */
static struct settings system_of(const struct algorithm *algorithm, uint32_t workers, struct stage_settings *stage)
{
    enum topology_kind kind = algorithm == &work_stealing ? TOPOLOGY_KIND_COMPLETE : TOPOLOGY_KIND_STAR;
    struct settings settings = trial_settings(algorithm, kind, workers + 1);
    settings.placement_rule = PLACEMENT_LISTED;
    settings.placement_hosts = host_names;
    settings.placement_count = workers + 1 < HOSTS ? workers + 1 : HOSTS;
    settings.work = (struct work_settings){stage, 1};
    return settings;
}

/* "copies", "chunk", …: a parameter of the algorithm. */
static void set(struct settings *settings, const char *parameter, double value)
{
    for (size_t i = 0; settings->algorithm->parameters[i].name != NULL; i++)
        if (strcmp(settings->algorithm->parameters[i].name, parameter) == 0) {
            settings->parameters[i] = value;
            return;
        }
    fail_msg("%s has no parameter %s", settings->algorithm->name, parameter);
}

static double measured(const struct run_result *result, const struct settings *settings, const char *name)
{
    double value = NAN;
    measure_by_name(result, settings->algorithm, name, &value);
    return value;
}

static double makespan_of(const struct settings *settings)
{
    struct run_result result = trial(settings);
    assert_holds(&result, settings);
    return measured(&result, settings, "makespan");
}

static void assert_date(const struct settings *settings, double found, double expected)
{
    if (!(fabs(found - expected) <= precision * expected))
        fail_msg("%s ends at %.12g; expected %.12g", settings->algorithm->name, found, expected);
}

/* ---- closed forms ---- */

static void equal_tasks_on_equal_hosts_take_as_many_rounds_as_needed(void **unused)
{
    (void)unused;
    static const struct algorithm *const all[] = {&static_block, &static_weighted, &self_scheduling, &work_stealing};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        for (uint32_t workers = 1; workers <= EQUAL_HOSTS; workers++)
            for (uint64_t tasks = 1; tasks <= 40; tasks += 3) {
                struct stage_settings stage = constant(tasks, 2 * G);
                struct settings settings = system_of(all[i], workers, &stage);
                double rounds = ceil((double)tasks / workers);
                assert_date(&settings, makespan_of(&settings), 2 * rounds);
            }
}

static void on_two_hosts_blocks_by_speed_end_with_the_later_of_two(void **unused)
{
    (void)unused;
    char *pair[] = {host_names[0], host_names[FAST], host_names[1]};
    for (uint64_t tasks = 1; tasks <= 60; tasks++) {
        struct stage_settings stage = constant(tasks, 6 * G); /* 2 s on the fast one, 6 s on the other */
        struct settings settings = system_of(&static_weighted, 2, &stage);
        settings.placement_hosts = pair;
        double on_fast = floor((double)tasks * 3 / 4), on_slow = (double)tasks - on_fast;
        assert_date(&settings, makespan_of(&settings), fmax(2 * on_fast, 6 * on_slow));
        settings.algorithm = &static_block;
        on_fast = floor((double)tasks / 2);
        assert_date(&settings, makespan_of(&settings), 6 * ((double)tasks - on_fast));
    }
}

static void on_two_hosts_self_scheduling_gives_each_what_it_can_do(void **unused)
{
    (void)unused;
    char *pair[] = {host_names[0], host_names[FAST], host_names[1]};
    for (uint64_t rounds = 1; rounds <= 20; rounds++) {
        struct stage_settings stage = constant(4 * rounds, 6 * G);
        struct settings settings = system_of(&self_scheduling, 2, &stage);
        settings.placement_hosts = pair;
        assert_date(&settings, makespan_of(&settings), 6 * (double)rounds);
    }
}

/* m(m-1) tasks of 1, then one of m: list scheduling needs 2m - 1 where m would do (Graham). */
static void grahams_worst_case_is_reached(void **unused)
{
    (void)unused;
    for (uint32_t m = 2; m <= EQUAL_HOSTS; m++) {
        struct stage_settings stages[] = {constant(m * (m - 1), G), constant(1, m * G)};
        struct settings settings = system_of(&self_scheduling, m, stages);
        settings.work.stage_count = 2;
        assert_date(&settings, makespan_of(&settings), 2 * m - 1);
    }
}

static void a_host_of_four_cores_computes_four_tasks_at_once(void **unused)
{
    (void)unused;
    static const struct algorithm *const all[] = {&static_block, &self_scheduling, &guided, &factoring, &work_stealing};
    static const struct {
        double slots, seconds;
    } cases[] = {{0, 6}, {4, 6}, {1, 24}, {2, 12}, {8, 6}};
    char *only[] = {host_names[0], host_names[QUAD]};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        for (size_t j = 0; j < COUNT_OF(cases); j++) {
            struct stage_settings stage = constant(24, G);
            struct settings settings = system_of(all[i], 1, &stage);
            settings.placement_hosts = only;
            set(&settings, "slots", cases[j].slots);
            assert_date(&settings, makespan_of(&settings), cases[j].seconds);
        }
}

static void a_host_makes_no_copies_of_what_it_computes_itself(void **unused)
{
    (void)unused;
    static const struct algorithm *const one_by_one[] = {&self_scheduling, &work_stealing};
    char *only[] = {host_names[0], host_names[QUAD]};
    for (size_t i = 0; i < COUNT_OF(one_by_one); i++) {
        struct stage_settings stage = {.name = "tasks", .tasks = 26, .rule = COST_UNIFORM, .high = 2 * G};
        struct settings settings = system_of(one_by_one[i], 1, &stage);
        settings.placement_hosts = only;
        for (settings.seed = 1; settings.seed <= 20; settings.seed++) {
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_true(fabs(measured(&result, &settings, "wasted")) < precision);
        }
    }
}

static void a_stage_waits_for_those_before_and_for_no_other(void **unused)
{
    (void)unused;
    /* a, then b; c, then d: a (2 s) and c (1 s) at once, d from 1 to 4 s and b from 2 to 3 s on the two of them. */
    struct stage_settings stages[] = {constant(1, 2 * G), constant(1, G), constant(1, G), constant(1, 3 * G)};
    stages[1].after_count = stages[3].after_count = 1;
    stages[3].after[0] = 2;
    struct settings settings = system_of(&self_scheduling, 2, stages);
    settings.work.stage_count = COUNT_OF(stages);
    assert_date(&settings, makespan_of(&settings), 4);
    /* 7 of 2 s on 3 hosts, then 3 of 3 s: 3 rounds, and the last, of all three hosts. */
    struct stage_settings chain[] = {constant(7, 2 * G), constant(3, 3 * G)};
    chain[1].after_count = 1;
    for (size_t i = 0; i < COUNT_OF(dynamic); i++) {
        settings = system_of(dynamic[i], 3, chain);
        settings.work.stage_count = COUNT_OF(chain);
        for (int copies = 0; copies <= 1; copies++) {
            set(&settings, "copies", copies);
            assert_date(&settings, makespan_of(&settings), 9);
        }
    }
}

static void static_blocks_refuse_stages_that_wait(void **unused)
{
    (void)unused;
    struct stage_settings chain[] = {constant(7, 2 * G), constant(1, 3 * G)};
    snprintf(chain[0].name, sizeof chain[0].name, "map");
    snprintf(chain[1].name, sizeof chain[1].name, "reduce");
    chain[1].after_count = 1;
    struct settings settings = system_of(&static_block, 3, chain);
    settings.work.stage_count = 2;
    struct run_result result;
    struct error err = {0};
    assert_false(run_system(&settings, &(struct run_options){0}, &result, &err));
    assert_string_equal(
        err.text, "static-block assumes that tasks may be done in any order: stage \"reduce\" comes after \"map\"");
    chain[1].after_count = 0;
    makespan_of(&settings);
}

/* ---- what is sent ---- */

enum { MOST_CHUNKS = 1000 };
static struct range chunks[MOST_CHUNKS];
static size_t chunk_count;

static void see_chunk(const struct view *view, const struct event *event)
{
    (void)view;
    if (event->message_kind != CHUNK)
        return;
    assert_true(chunk_count < MOST_CHUNKS);
    chunks[chunk_count++] = ((const struct chunk *)event->payload)->tasks;
}

static void conclude_nothing(const struct view *view, enum ending ending)
{
    (void)view;
    (void)ending;
}

static const struct specification chunk_watch = {
    .name = "chunks", .events = 1u << EVENT_SEND, .event = see_chunk, .conclude = conclude_nothing};

static void watch_chunks(struct settings *settings)
{
    const struct specification *watching[] = {&chunk_watch, NULL};
    chunk_count = 0;
    set(settings, "copies", 0);
    trial_with(settings, &(struct run_options){.specifications = watching});
}

static void assert_chunks(const struct algorithm *algorithm, uint32_t workers, uint64_t tasks, const uint32_t *expected,
                          size_t count)
{
    struct stage_settings stage = constant(tasks, G);
    struct settings settings = system_of(algorithm, workers, &stage);
    watch_chunks(&settings);
    for (size_t i = 0; i < count && i < chunk_count; i++)
        if (chunks[i].count != expected[i])
            fail_msg("%s: chunk %zu has %u tasks; expected %u", algorithm->name, i, chunks[i].count, expected[i]);
    assert_int_equal(chunk_count, count);
}

/* Polychronopoulos & Kuck 1987, the example of 100 iterations on 5 processors. This and the next three follow from the rules by
 * hand; that the papers print the same is from memory (unverified). */
static void guided_hands_out_the_published_chunks_of_100_tasks_to_5(void **unused)
{
    (void)unused;
    static const uint32_t expected[] = {20, 16, 13, 11, 8, 7, 5, 4, 4, 3, 2, 2, 1, 1, 1, 1, 1};
    assert_chunks(&guided, 5, 100, expected, COUNT_OF(expected));
}

/* 1000 iterations on 4 processors: the row GSS of the table that Tzen & Ni 1993 print for all schemes. */
static void guided_hands_out_the_published_chunks_of_1000_tasks_to_4(void **unused)
{
    (void)unused;
    static const uint32_t expected[] = {250, 188, 141, 106, 79, 59, 45, 33, 25, 19, 14,
                                        11,  8,   6,   4,   3,  3,  2,  1,  1,  1,  1};
    assert_chunks(&guided, 4, 1000, expected, COUNT_OF(expected));
}

/* The row TSS(125, 1) of the same table: from 125 by 8; what is left after 37 is 28. */
static void trapezoid_hands_out_the_published_chunks(void **unused)
{
    (void)unused;
    static const uint32_t expected[] = {125, 117, 109, 101, 93, 85, 77, 69, 61, 53, 45, 37, 28};
    assert_chunks(&trapezoid, 4, 1000, expected, COUNT_OF(expected));
}

/* Hummel, Schonberg & Flynn 1992: half of what is left, rounded up, in 4 equal chunks. */
static void factoring_hands_out_the_published_chunks(void **unused)
{
    (void)unused;
    static const uint32_t expected[] = {125, 125, 125, 125, 63, 63, 63, 63, 31, 31, 31, 31, 16, 16, 16, 16,
                                        8,   8,   8,   8,   4,  4,  4,  4,  2,  2,  2,  2,  1,  1,  1,  1};
    assert_chunks(&factoring, 4, 1000, expected, COUNT_OF(expected));
}

static void self_scheduling_hands_out_k_at_a_time(void **unused)
{
    (void)unused;
    struct stage_settings stage = constant(100, G);
    struct settings settings = system_of(&self_scheduling, 4, &stage);
    set(&settings, "chunk", 30);
    watch_chunks(&settings);
    assert_int_equal(chunk_count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(chunks[i].first, 30 * i);
        assert_int_equal(chunks[i].count, i < 3 ? 30 : 10);
    }
}

static void trapezoids_over_many_processors_still_shrink(void **unused)
{
    (void)unused;
    struct stage_settings stage = constant(400, G);
    struct settings settings = system_of(&trapezoid, 8, &stage);
    set(&settings, "first", 4);
    watch_chunks(&settings);
    assert_int_equal(chunks[0].count, 4);
    assert_in_range(chunks[chunk_count - 2].count, 1, 2);
    for (size_t i = 1; i < chunk_count; i++)
        assert_true(chunks[i].count <= chunks[i - 1].count && chunks[i].count + 1 >= chunks[i - 1].count);
}

static void data_travel_with_the_chunks_once(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(with_master); i++) {
        struct stage_settings stage = constant(100, G);
        stage.input = 1000;
        stage.output = 10;
        struct settings settings = system_of(with_master[i], 4, &stage);
        watch_chunks(&settings);
        struct run_result result = trial(&settings);
        assert_int_equal(result.measures.messages, 4 + 2 * chunk_count);
        uint64_t without_data = 4 * (settings.header_bytes + sizeof(struct request)) +
                                2 * chunk_count * (settings.header_bytes + sizeof(struct chunk));
        assert_int_equal(result.measures.bytes, without_data + 100 * 1010);
    }
}

/* ---- random costs ---- */

static struct stage_settings random_stage(struct random_stream *stream, uint64_t tasks)
{
    struct stage_settings stage = {.name = "tasks", .tasks = tasks, .mean = G, .variation = 1.5};
    stage.rule = (enum cost_rule)random_below(stream, COST_PARETO + 1);
    if (stage.rule == COST_UNIFORM)
        stage.high = 2 * G;
    if (stage.rule == COST_PARETO) {
        stage.low = G / 3;
        stage.high = 1.5;
    }
    return stage;
}

/* Each chunk to the processor that is idle first. */
static double list_schedule(const struct workload *tasks, uint32_t processors)
{
    double free_at[EQUAL_HOSTS] = {0}, last = 0;
    for (size_t i = 0; i < chunk_count; i++) {
        uint32_t first = 0;
        for (uint32_t j = 1; j < processors; j++)
            first = free_at[j] < free_at[first] ? j : first;
        for (uint32_t task = 0; task < chunks[i].count; task++)
            free_at[first] += workload_task(tasks, chunks[i].first + task).cost / G;
        last = fmax(last, free_at[first]);
    }
    return last;
}

static void every_rule_is_list_scheduling_of_its_chunks(void **unused)
{
    (void)unused;
    struct random_stream stream = random_stream(1, RANDOM_ALGORITHM, 0);
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct stage_settings stage = random_stage(&stream, 1 + random_below(&stream, 300));
        uint32_t workers = 1 + (uint32_t)random_below(&stream, EQUAL_HOSTS);
        struct settings settings = system_of(with_master[seed % COUNT_OF(with_master)], workers, &stage);
        settings.seed = seed;
        struct workload *tasks;
        struct error err = {0};
        assert_true(workload_create(&settings.work, seed, &tasks, &err));
        watch_chunks(&settings);
        double alone = makespan_of(&settings);
        assert_date(&settings, alone, list_schedule(tasks, workers));
        set(&settings, "copies", 1); /* which only those compute who have nothing to do */
        assert_true(makespan_of(&settings) <= alone * (1 + precision));
        workload_free(tasks);
    }
}

static void dynamic_pull_and_stealing_are_within_one_largest_task_of_the_bound(void **unused)
{
    (void)unused;
    struct random_stream stream = random_stream(2, RANDOM_ALGORITHM, 0);
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        struct stage_settings stage = random_stage(&stream, 1 + random_below(&stream, 200));
        uint32_t workers = 1 + (uint32_t)random_below(&stream, EQUAL_HOSTS);
        const struct algorithm *algorithm = seed % 2 == 0 ? &self_scheduling : &work_stealing;
        struct settings settings = system_of(algorithm, workers, &stage);
        set(&settings, "copies", seed % 4 < 2);
        if (algorithm == &work_stealing)
            set(&settings, "pause", 1e-9); /* thieves without rest */
        settings.seed = seed;
        struct workload *tasks;
        struct error err = {0};
        assert_true(workload_create(&settings.work, seed, &tasks, &err));
        double area = workload_total(tasks) / G / workers, largest = workload_largest(tasks) / G;
        double makespan = makespan_of(&settings), most = area + (1 - 1.0 / workers) * largest;
        if (!(makespan <= most * (1 + precision)) && algorithm == &self_scheduling)
            fail_msg("self-scheduling, seed %lu: %.12g s, more than %.12g", (unsigned long)seed, makespan, most);
        assert_true(makespan <= (area + largest) * (1 + 1e-6));
        workload_free(tasks);
    }
}

/* ---- stealing ---- */

static uint64_t computed_twice, computed_once;

static void see_worked(const struct view *view, const struct event *event)
{
    uint8_t *times = view->run;
    computed_once += times[event->value] == 0;
    computed_twice += times[event->value]++ > 0;
}

static const struct specification conservation = {.name = "conservation",
                                                  .events = 1u << EVENT_WORKED,
                                                  .run_bytes = 1024,
                                                  .event = see_worked,
                                                  .conclude = conclude_nothing};

static void work_stealing_conserves_the_tasks_on_all_schedules(void **unused)
{
    (void)unused;
    const struct specification *watching[] = {&conservation, specification_find("makespan", NULL), NULL};
    struct random_stream stream = random_stream(3, RANDOM_ALGORITHM, 0);
    uint64_t stolen = 0;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        struct stage_settings stages[2] = {random_stage(&stream, 1 + random_below(&stream, 150)),
                                           random_stage(&stream, 1 + random_below(&stream, 50))};
        stages[1].after_count = 1;
        struct settings settings = system_of(&work_stealing, 1 + (uint32_t)random_below(&stream, 16), stages);
        settings.placement_count = HOSTS;
        settings.work.stage_count = 1 + (uint32_t)random_below(&stream, 2);
        settings.delay_rule = (enum delay_rule)random_below(&stream, DELAY_EXPONENTIAL + 1);
        settings.delay_high = seed % 3 == 0 ? 1e-3 : 1;
        settings.fifo = random_below(&stream, 2) == 0;
        settings.seed = seed;
        set(&settings, "copies", 0);
        set(&settings, "share", 0.1 + 0.9 * random_uniform(&stream));
        set(&settings, "tries", (double)random_below(&stream, 4));
        computed_once = computed_twice = 0;
        struct run_result result = trial_with(&settings, &(struct run_options){.specifications = watching});
        assert_holds(&result, &settings);
        assert_int_equal(result.ending, ENDING_QUIESCENT);
        assert_int_equal(computed_once, result.shape.tasks);
        assert_int_equal(computed_twice, 0);
        assert_int_equal(result.measures.outputs[OUTPUT_DONE], result.shape.tasks);
        stolen += messages_of(&result, &work_stealing, "messages.loot");
    }
    assert_true(stolen > 1000);
}

/* ---- crashes ---- */

enum { MOST_CRASHES = 12 };

/* Of workers: at any dates, or after any events; for good or for a while. One worker, at the least, is up in the end: it never
 * crashes, or those that crash come back. */
static size_t draw_crashes(struct random_stream *stream, struct fault_settings *faults, int64_t *victims,
                           uint32_t workers)
{
    size_t count = 1 + random_below(stream, MOST_CRASHES);
    bool come_back = workers == 1 || random_below(stream, 2) == 0;
    for (size_t i = 0; i < count; i++) {
        victims[i] = 1 + (int64_t)random_below(stream, come_back ? workers : workers - 1);
        faults[i] = (struct fault_settings){.kind = FAULT_CRASH,
                                            .target = TARGET_LISTED,
                                            .processes = &victims[i],
                                            .process_count = 1,
                                            .when = WHEN_DATE,
                                            .at = 12 * random_uniform(stream)};
        if (random_below(stream, 2) == 0) {
            faults[i].when = WHEN_AFTER;
            faults[i].trigger = TRIGGER_EVENT;
            faults[i].trigger_of = -1;
            faults[i].nth = 1 + random_below(stream, 400);
        }
        if (come_back || random_below(stream, 2) == 0)
            faults[i].duration = 0.001 + 3 * random_uniform(stream);
    }
    return count;
}

static void the_dynamic_ones_survive_a_thousand_schedules_of_crashes_each(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(dynamic); i++) {
        struct random_stream stream = random_stream(4, RANDOM_ALGORITHM, i);
        uint64_t struck = 0, lost = 0;
        for (uint64_t seed = 1; seed <= 1000; seed++) {
            struct stage_settings stages[3] = {random_stage(&stream, 1 + random_below(&stream, 60)),
                                               random_stage(&stream, 1 + random_below(&stream, 20)),
                                               random_stage(&stream, 1 + random_below(&stream, 20))};
            stages[1].after_count = (uint32_t)random_below(&stream, 2);
            stages[2].after_count = 1;
            stages[2].after[0] = (uint32_t)random_below(&stream, 2);
            uint32_t workers = 1 + (uint32_t)random_below(&stream, 10);
            struct settings settings = system_of(dynamic[i], workers, stages);
            settings.placement_count = HOSTS;
            settings.work.stage_count = 1 + (uint32_t)random_below(&stream, 3);
            settings.start_spread = seed % 4 == 0 ? 2 : 0;
            settings.delay_rule = (enum delay_rule)random_below(&stream, DELAY_EXPONENTIAL + 1);
            settings.delay_high = 0.3;
            settings.fifo = random_below(&stream, 2) == 0;
            settings.seed = seed;
            set(&settings, "slots", (double)random_below(&stream, 4));
            struct fault_settings faults[MOST_CRASHES];
            int64_t victims[MOST_CRASHES];
            settings.faults = faults;
            settings.fault_count = draw_crashes(&stream, faults, victims, workers);
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.ending, ENDING_QUIESCENT);
            assert_int_equal(result.measures.outputs[OUTPUT_DONE], result.shape.tasks);
            struck += result.measures.faults;
            lost += result.measures.lost;
        }
        assert_true(struck > 2000 && lost > 500);
    }
}

static void blocks_that_a_crash_takes_are_lost(void **unused)
{
    (void)unused;
    static const struct algorithm *const all[] = {&static_block, &static_weighted};
    int64_t victim = 2;
    for (size_t i = 0; i < COUNT_OF(all); i++)
        for (int comes_back = 0; comes_back <= 1; comes_back++) {
            struct stage_settings stage = constant(20, G);
            struct settings settings = system_of(all[i], 4, &stage);
            struct fault_settings crash = {.kind = FAULT_CRASH,
                                           .target = TARGET_LISTED,
                                           .processes = &victim,
                                           .process_count = 1,
                                           .at = 2.5,
                                           .duration = comes_back};
            settings.faults = &crash;
            settings.fault_count = 1;
            struct run_result result = trial(&settings);
            assert_violated(&result, all[i]->name, "once: task 5 is lost");
            assert_violated(&result, all[i]->name, "(5 of 20 are lost)");
        }
}

static void a_worker_that_comes_back_asks_again(void **unused)
{
    (void)unused;
    /* Alone, with 4 tasks of 1 s; away from 1.5 to 2 s. It does 0, begins 1, comes back and is given 2 and 3, then 1 again. */
    int64_t victim = 1;
    struct fault_settings crash = {.kind = FAULT_CRASH,
                                   .target = TARGET_LISTED,
                                   .processes = &victim,
                                   .process_count = 1,
                                   .at = 1.5,
                                   .duration = 0.5};
    struct stage_settings stage = constant(4, G);
    struct settings settings = system_of(&self_scheduling, 1, &stage);
    settings.faults = &crash;
    settings.fault_count = 1;
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    assert_date(&settings, measured(&result, &settings, "makespan"), 5);
    assert_true(fabs(measured(&result, &settings, "wasted") - 0.5 / 4.5) < precision);
    set(&settings, "copies", 0);
    result = trial(&settings);
    assert_violated(&result, "self-scheduling", "once: task 1 is lost");
}

/* ---- both networks ---- */

static void flow_and_latency_give_the_same_dates(void **unused)
{
    (void)unused;
    static const struct algorithm *const all[] = {&static_block, &static_weighted, &self_scheduling, &guided,
                                                  &factoring,    &trapezoid,       &work_stealing};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        for (uint64_t seed = 1; seed <= 3; seed++) {
            struct stage_settings stages[2] = {
                {.name = "a", .tasks = 50, .rule = COST_EXPONENTIAL, .mean = G, .input = 1e6, .output = 1e3},
                {.name = "b", .tasks = 9, .rule = COST_UNIFORM, .high = 2 * G}};
            stages[1].after_count = all[i]->assumptions.no_precedence ? 0 : 1;
            struct settings settings = system_of(all[i], HOSTS - 1, stages);
            settings.work.stage_count = 2;
            settings.delay_rule = DELAY_EXPONENTIAL; /* no two dates are the same */
            settings.delay_high = 0.01;
            settings.seed = seed;
            struct run_result latency = machine_result(platform(), &settings);
            settings.network = NETWORK_FLOW;
            struct run_result flow = machine_result(platform(), &settings);
            assert_close("makespan on flow", measured(&flow, &settings, "makespan"),
                         measured(&latency, &settings, "makespan"));
            assert_close("wasted on flow", measured(&flow, &settings, "wasted"),
                         measured(&latency, &settings, "wasted"));
            assert_int_equal(flow.measures.messages, latency.measures.messages);
        }
}

int main(void)
{
    /* Its processes load the platform themselves: first. */
    const struct CMUnitTest apart[] = {cmocka_unit_test(flow_and_latency_give_the_same_dates)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_tasks_on_equal_hosts_take_as_many_rounds_as_needed),
        cmocka_unit_test(on_two_hosts_blocks_by_speed_end_with_the_later_of_two),
        cmocka_unit_test(on_two_hosts_self_scheduling_gives_each_what_it_can_do),
        cmocka_unit_test(grahams_worst_case_is_reached),
        cmocka_unit_test(a_host_of_four_cores_computes_four_tasks_at_once),
        cmocka_unit_test(a_host_makes_no_copies_of_what_it_computes_itself),
        cmocka_unit_test(a_stage_waits_for_those_before_and_for_no_other),
        cmocka_unit_test(static_blocks_refuse_stages_that_wait),
        cmocka_unit_test(guided_hands_out_the_published_chunks_of_100_tasks_to_5),
        cmocka_unit_test(guided_hands_out_the_published_chunks_of_1000_tasks_to_4),
        cmocka_unit_test(trapezoid_hands_out_the_published_chunks),
        cmocka_unit_test(factoring_hands_out_the_published_chunks),
        cmocka_unit_test(self_scheduling_hands_out_k_at_a_time),
        cmocka_unit_test(trapezoids_over_many_processors_still_shrink),
        cmocka_unit_test(data_travel_with_the_chunks_once),
        cmocka_unit_test(every_rule_is_list_scheduling_of_its_chunks),
        cmocka_unit_test(dynamic_pull_and_stealing_are_within_one_largest_task_of_the_bound),
        cmocka_unit_test(work_stealing_conserves_the_tasks_on_all_schedules),
        cmocka_unit_test(the_dynamic_ones_survive_a_thousand_schedules_of_crashes_each),
        cmocka_unit_test(blocks_that_a_crash_takes_are_lost),
        cmocka_unit_test(a_worker_that_comes_back_asks_again),
    };
    int failed = cmocka_run_group_tests(apart, NULL, NULL);
    return failed + cmocka_run_group_tests(tests, load_platform, NULL);
}
