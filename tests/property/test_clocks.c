/* test_clocks.c: logical clocks against what really happened before what, on many random schedules; and wrong ones, which
 * the clock conditions must notice. */
#include "tests/broken/broken.h"
#include "tests/property/trial.h"

#ifdef __SANITIZE_ADDRESS__
enum { SCHEDULES = 1000 };
#else
enum { SCHEDULES = 10000 };
#endif

static const struct algorithm *must_find(const char *name)
{
    struct error err = {0};
    const struct algorithm *algorithm = algorithm_find(name, &err);
    if (algorithm == NULL)
        fail_msg("%s", err.text);
    return algorithm;
}

/* Channels that reorder, pauses as long as the delays. */
static struct settings random_settings(const struct algorithm *algorithm, enum topology_kind kind, uint32_t n)
{
    struct settings settings = trial_settings(algorithm, kind, n);
    settings.fifo = false;
    settings.delay_rule = DELAY_EXPONENTIAL;
    settings.delay_high = 5e-3;
    return settings;
}

static double specified(const struct run_result *result, const char *name, const struct algorithm *algorithm)
{
    double value;
    if (!measure_by_name(result, algorithm, name, &value))
        fail_msg("%s has no measure %s", algorithm->name, name);
    return value;
}

static void every_clock_keeps_its_condition_on_random_schedules(void **unused)
{
    (void)unused;
    static const char *const names[] = {"scalar-clock", "vector-clock", "matrix-clock"};
    for (size_t i = 0; i < 3; i++) {
        struct settings settings = random_settings(must_find(names[i]), TOPOLOGY_KIND_COMPLETE, 4);
        for (settings.seed = 1; settings.seed <= SCHEDULES; settings.seed++) {
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
        }
    }
}

static void lamports_stamps_mislead_and_vectors_never_do(void **unused)
{
    (void)unused;
    static const struct {
        const char *name;
        bool misleads;
    } clocks[] = {{"scalar-clock", true}, {"vector-clock", false}, {"matrix-clock", false}};
    for (size_t i = 0; i < 3; i++) {
        struct settings settings = random_settings(must_find(clocks[i].name), TOPOLOGY_KIND_COMPLETE, 5);
        struct run_result result = trial(&settings);
        double misleading = specified(&result, "misleading", settings.algorithm);
        assert_int_equal(misleading > 0, clocks[i].misleads);
        assert_int_equal(strstr(result.verdict.note, "the converse fails: event") != NULL, clocks[i].misleads);
    }
}

static void stamps_weigh_on_the_wire_as_much_as_they_have_entries(void **unused)
{
    (void)unused;
    static const struct {
        const char *name;
        double fixed, per_process, per_pair;
    } clocks[] = {{"scalar-clock", 48, 0, 0}, {"vector-clock", 40, 4, 0}, {"matrix-clock", 40, 0, 4}};
    for (size_t i = 0; i < 3; i++)
        for (uint32_t n = 2; n <= 70; n += 17) {
            struct settings settings = random_settings(must_find(clocks[i].name), TOPOLOGY_KIND_COMPLETE, n);
            struct run_result result = trial(&settings);
            assert_true(specified(&result, "message_bytes", settings.algorithm) ==
                        clocks[i].fixed + clocks[i].per_process * n + clocks[i].per_pair * n * n);
            assert_holds(&result, &settings);
        }
}

/* A message that never comes tells nothing, and one that comes twice nothing more: clocks count events, not messages. */
static void every_clock_keeps_its_condition_where_messages_are_lost_and_doubled(void **unused)
{
    (void)unused;
    static const char *const names[] = {"scalar-clock", "vector-clock", "matrix-clock"};
    struct fault_settings faults[] = {
        {.kind = FAULT_LOSE, .when = WHEN_DATE, .probability = 0.2},
        {.kind = FAULT_DUPLICATE, .when = WHEN_DATE, .probability = 0.3, .delay = 5e-3},
    };
    for (size_t i = 0; i < 3; i++) {
        struct settings settings = random_settings(must_find(names[i]), TOPOLOGY_KIND_COMPLETE, 4);
        settings.faults = faults;
        settings.fault_count = 2;
        for (settings.seed = 1; settings.seed <= SCHEDULES / 10; settings.seed++) {
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
        }
    }
}

/* Whoever crashes forgets its clock, and stamps of its process must grow: only the observers' stamps survive that. */
static void a_crash_that_forgets_the_clock_breaks_the_condition(void **unused)
{
    (void)unused;
    struct settings settings = random_settings(must_find("vector-clock"), TOPOLOGY_KIND_COMPLETE, 4);
    int64_t victim = 1;
    struct fault_settings crash = {.kind = FAULT_CRASH,
                                   .target = TARGET_LISTED,
                                   .processes = &victim,
                                   .process_count = 1,
                                   .when = WHEN_DATE,
                                   .at = 0.02,
                                   .duration = 0.001};
    settings.faults = &crash;
    settings.fault_count = 1;
    uint32_t violated = 0;
    for (settings.seed = 1; settings.seed <= 50; settings.seed++)
        violated += trial(&settings).verdict.kind == VERDICT_VIOLATED;
    assert_true(violated > 25);
}

static void must_be_caught(const struct algorithm *algorithm, const char *words)
{
    uint32_t caught = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct settings settings = random_settings(algorithm, TOPOLOGY_KIND_COMPLETE, 5);
        settings.seed = seed;
        struct run_result result = trial(&settings);
        assert_violated(&result, algorithm->name, words);
        caught++;
    }
    assert_int_equal(caught, 20);
}

static void a_vector_that_is_not_merged_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_clock_unmerged, "happened before event");
}

static void a_scalar_that_promises_the_converse_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_clock_eager, "but they are concurrent");
}

static void a_clock_that_does_not_count_inner_events_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_clock_sleepy, "its stamp is not smaller");
}

static void a_matrix_that_forgets_the_others_rows_is_caught(void **unused)
{
    (void)unused;
    must_be_caught(&broken_clock_forgetful, "matrix clock: entry");
}

/* It announces events that are dated, and keeps no clock that anybody could read. */
static void announces(struct process *p, void *state)
{
    (void)state;
    process_announce(p, OUTPUT_STAMP, 1);
}

static void a_clock_that_nobody_can_read_is_not_judged(void **unused)
{
    (void)unused;
    const struct algorithm silent = {
        .name = "silent-clock", .promises = {"clock-condition"}, .state_bytes = 1, .start = announces};
    struct settings settings = trial_settings(&silent, TOPOLOGY_KIND_COMPLETE, 3);
    struct run_result result = trial(&settings);
    assert_int_equal(result.verdict.kind, VERDICT_UNDECIDED);
    assert_non_null(strstr(result.verdict.reason, "does not say where its clock is"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_clock_keeps_its_condition_on_random_schedules),
        cmocka_unit_test(lamports_stamps_mislead_and_vectors_never_do),
        cmocka_unit_test(every_clock_keeps_its_condition_where_messages_are_lost_and_doubled),
        cmocka_unit_test(stamps_weigh_on_the_wire_as_much_as_they_have_entries),
        cmocka_unit_test(a_crash_that_forgets_the_clock_breaks_the_condition),
        cmocka_unit_test(a_vector_that_is_not_merged_is_caught),
        cmocka_unit_test(a_scalar_that_promises_the_converse_is_caught),
        cmocka_unit_test(a_clock_that_does_not_count_inner_events_is_caught),
        cmocka_unit_test(a_matrix_that_forgets_the_others_rows_is_caught),
        cmocka_unit_test(a_clock_that_nobody_can_read_is_not_judged),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
