/* test_recovery.c: recovery from crashes, at random dates and at every event of a small run; and recoveries that are wrong,
 * which the specification must notice. */
#include "base/random.h"
#include "tests/broken/broken.h"
#include "tests/property/trial.h"

#include <math.h>

#ifdef __SANITIZE_ADDRESS__
enum { SCHEDULES = 500, LARGEST = 3 };
#else
enum { SCHEDULES = 10000, LARGEST = 5 };
#endif

static const char *const NAMES[] = {"coordinated-checkpoints", "uncoordinated-checkpoints", "message-logging"};
enum { WAYS = sizeof NAMES / sizeof *NAMES };
enum { COORDINATED, UNCOORDINATED, LOGGING };

static const struct algorithm *must_find(const char *name)
{
    struct error err = {0};
    const struct algorithm *algorithm = algorithm_find(name, &err);
    if (algorithm == NULL)
        fail_msg("%s", err.text);
    return algorithm;
}

static void set_parameter(struct settings *settings, const char *name, double value)
{
    for (size_t i = 0; settings->algorithm->parameters[i].name != NULL; i++)
        if (strcmp(settings->algorithm->parameters[i].name, name) == 0) {
            settings->parameters[i] = value;
            return;
        }
    fail_msg("%s has no parameter %s", settings->algorithm->name, name);
}

static double specified(const struct run_result *result, const struct settings *settings, const char *name)
{
    double value;
    if (!measure_by_name(result, settings->algorithm, name, &value))
        fail_msg("%s has no measure %s", settings->algorithm->name, name);
    return value;
}

/* Steps and delays of about the same length. */
static struct settings random_settings(const struct algorithm *algorithm, uint32_t n)
{
    struct settings settings = trial_settings(algorithm, TOPOLOGY_KIND_COMPLETE, n);
    settings.delay_rule = DELAY_EXPONENTIAL;
    settings.delay_high = 8e-3;
    return settings;
}

static struct fault_settings crash_of(int64_t *victim)
{
    return (struct fault_settings){
        .kind = FAULT_CRASH, .target = TARGET_LISTED, .processes = victim, .process_count = 1, .when = WHEN_DATE};
}

/* One to six crashes of any processes, some of them at about the same time, while the others go on, or recover. */
static void every_way_recovers_on_random_schedules(void **unused)
{
    (void)unused;
    enum { MOST = 6 };
    for (size_t way = 0; way < WAYS; way++) {
        struct random_stream stream = random_stream(7, RANDOM_ALGORITHM, way);
        uint64_t rollbacks = 0, dominoes = 0;
        for (uint64_t seed = 1; seed <= SCHEDULES; seed++) {
            uint32_t n = 2 + (uint32_t)random_below(&stream, 5);
            struct settings settings = random_settings(must_find(NAMES[way]), n);
            int64_t victims[MOST];
            struct fault_settings crashes[MOST];
            settings.fault_count = 1 + random_below(&stream, MOST);
            settings.faults = crashes;
            bool together = random_below(&stream, 2) == 0;
            for (size_t i = 0; i < settings.fault_count; i++) {
                victims[i] = (int64_t)random_below(&stream, n);
                crashes[i] = crash_of(&victims[i]);
                crashes[i].at = (together ? 0.1 : 0) + (together ? 0.03 : 0.25) * random_uniform(&stream);
                crashes[i].duration = 1e-3 + 0.03 * random_uniform(&stream);
            }
            settings.seed = seed;
            settings.start_spread = seed % 3 == 0 ? 0.02 : 0;
            set_parameter(&settings, "interval", seed % 4 == 0 ? 0.01 : 0.04);
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.ending, ENDING_QUIESCENT);
            rollbacks += result.measures.outputs[OUTPUT_ROLLBACK];
            dominoes += specified(&result, &settings, "domino") > 0;
            /* Each restart voids at most one checkpoint of a process, which was not complete. */
            assert_true(way != COORDINATED || specified(&result, &settings, "domino") <= (double)settings.fault_count);
            if (way != UNCOORDINATED)
                assert_true(specified(&result, &settings, "lost_messages") == 0);
            if (way == LOGGING) {
                assert_true(specified(&result, &settings, "lost_work") == 0);
                assert_true(specified(&result, &settings, "domino") == 0);
            }
        }
        assert_true(rollbacks > SCHEDULES);
        if (way == UNCOORDINATED)
            assert_true(dominoes > SCHEDULES / 10);
    }
}

/* Each process, after each event of a small run, for a short time and for longer than a message takes. */
static void crash_after_each_event(struct settings *settings, sim_time duration)
{
    struct run_result undisturbed = trial(settings);
    for (int64_t victim = 0; victim < settings->processes; victim++)
        for (uint64_t nth = 1; nth <= undisturbed.measures.events; nth++) {
            struct fault_settings crash = crash_of(&victim);
            crash.when = WHEN_AFTER;
            crash.trigger = TRIGGER_EVENT;
            crash.trigger_of = -1;
            crash.nth = nth;
            crash.duration = duration;
            struct settings crashing = *settings;
            crashing.faults = &crash;
            crashing.fault_count = 1;
            struct run_result result = trial(&crashing);
            assert_holds(&result, &crashing);
            assert_int_equal(result.ending, ENDING_QUIESCENT);
            assert_true(result.measures.outputs[OUTPUT_ROLLBACK] >= 1);
        }
}

static void every_way_recovers_from_a_crash_after_any_event(void **unused)
{
    (void)unused;
    for (size_t way = 0; way < WAYS; way++)
        for (uint32_t n = 2; n <= LARGEST; n++) {
            struct settings settings = random_settings(must_find(NAMES[way]), n);
            set_parameter(&settings, "steps", 5);
            set_parameter(&settings, "interval", 0.02);
            crash_after_each_event(&settings, 1e-3);
            crash_after_each_event(&settings, 0.05);
        }
}

static struct run_result crash_once(struct settings *settings, int64_t victim, double at)
{
    struct fault_settings crash = crash_of(&victim);
    crash.at = at;
    crash.duration = 5e-3;
    settings->faults = &crash;
    settings->fault_count = 1;
    return trial(settings);
}

static void after_a_crash_all_go_back_or_those_concerned_or_one(void **unused)
{
    (void)unused;
    double undone[WAYS] = {0}, replayed = 0;
    for (size_t way = 0; way < WAYS; way++)
        for (uint64_t seed = 1; seed <= 100; seed++) {
            struct settings settings = random_settings(must_find(NAMES[way]), 5);
            settings.seed = seed;
            struct run_result result = crash_once(&settings, 2, 0.12);
            double rollbacks = specified(&result, &settings, "rollbacks");
            undone[way] += specified(&result, &settings, "lost_work");
            assert_true(way != COORDINATED || rollbacks == 5);
            assert_true(way != LOGGING || rollbacks == 1);
            replayed += way == LOGGING ? specified(&result, &settings, "replayed") : 0;
            assert_true(way == LOGGING || specified(&result, &settings, "replayed") == 0);
        }
    assert_true(undone[UNCOORDINATED] > undone[COORDINATED]);
    assert_true(undone[COORDINATED] > 0);
    assert_true(undone[LOGGING] == 0);
    assert_true(replayed > 100);
}

/* With few checkpoints kept, the dominoes fall to the beginning. */
static void the_dominoes_may_fall_to_the_beginning(void **unused)
{
    (void)unused;
    uint32_t fell = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct settings settings = random_settings(must_find("uncoordinated-checkpoints"), 3);
        settings.seed = seed;
        struct run_result result = crash_once(&settings, 0, 0.15);
        assert_holds(&result, &settings);
        fell += specified(&result, &settings, "domino") >= 3;
    }
    assert_true(fell >= 10);
}

/* N(N-1) markers, and a request, a report and a commit to or from each of the others, a checkpoint of each process. */
static void a_coordinated_checkpoint_takes_n_squared_messages(void **unused)
{
    (void)unused;
    for (uint32_t n = 2; n <= 12; n++) {
        struct settings settings = random_settings(must_find("coordinated-checkpoints"), n);
        struct run_result result = trial(&settings);
        uint64_t sets = result.measures.outputs[OUTPUT_CHECKPOINT] / n;
        assert_true(sets >= 1);
        assert_int_equal(result.measures.outputs[OUTPUT_CHECKPOINT], sets * n);
        assert_int_equal(messages_of(&result, settings.algorithm, "messages.marker"), sets * n * (n - 1));
        assert_int_equal(messages_of(&result, settings.algorithm, "messages.request"), sets * (n - 1));
        assert_int_equal(messages_of(&result, settings.algorithm, "messages.taken"), sets * (n - 1));
        assert_int_equal(messages_of(&result, settings.algorithm, "messages.commit"), sets * (n - 1));
    }
}

/* Everything that was to be sent is sent, whatever crashed. */
static void with_a_log_the_computation_is_done_once_and_for_all(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct settings settings = random_settings(must_find("message-logging"), 4);
        settings.seed = seed;
        struct run_result result = crash_once(&settings, 1, 0.1);
        assert_holds(&result, &settings);
        uint64_t acknowledged = messages_of(&result, settings.algorithm, "messages.acknowledgement");
        assert_true(messages_of(&result, settings.algorithm, "messages.message") >= 4 * 20);
        assert_true(acknowledged >= 4 * 20 - 1);
        assert_true(specified(&result, &settings, "lost_messages") == 0);
    }
}

/* A log that is full is emptied by a checkpoint. */
static void a_small_log_makes_more_checkpoints(void **unused)
{
    (void)unused;
    struct settings settings = random_settings(must_find("message-logging"), 2);
    set_parameter(&settings, "steps", 200);
    set_parameter(&settings, "interval", 1e6);
    struct run_result result = crash_once(&settings, 1, 1);
    assert_holds(&result, &settings);
    assert_in_range(specified(&result, &settings, "checkpoints"), 2 * (400 / 64 - 1), 2 * 400 / 64 + 1);
}

/* ---- wrong ones ---- */

static void must_be_caught(const struct algorithm *algorithm, const char *words)
{
    uint32_t caught = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct settings settings = random_settings(algorithm, 4);
        settings.seed = seed;
        struct run_result result = crash_once(&settings, (int64_t)(seed % 4), 0.05 + 0.001 * (double)seed);
        if (result.verdict.kind == VERDICT_HOLDS)
            continue; /* nothing had left the process since its last checkpoint */
        assert_violated(&result, algorithm->name, words);
        caught++;
    }
    assert_true(caught >= 20);
}

static void neighbours_that_do_not_go_back_keep_orphans(void **unused)
{
    (void)unused;
    must_be_caught(&broken_recovery_selfish, "recovery: an orphan: process");
}

static void stale_messages_that_are_accepted_are_orphans(void **unused)
{
    (void)unused;
    must_be_caught(&broken_recovery_nostalgic, "recovery: an orphan: process");
}

static void a_log_that_is_written_too_late_makes_orphans(void **unused)
{
    (void)unused;
    must_be_caught(&broken_recovery_tardy, "recovery: an orphan: process");
}

static void a_replay_that_leaves_something_out_is_nowhere(void **unused)
{
    (void)unused;
    must_be_caught(&broken_recovery_sloppy, "which it has not been since that checkpoint");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_recovers_on_random_schedules),
        cmocka_unit_test(every_way_recovers_from_a_crash_after_any_event),
        cmocka_unit_test(after_a_crash_all_go_back_or_those_concerned_or_one),
        cmocka_unit_test(the_dominoes_may_fall_to_the_beginning),
        cmocka_unit_test(a_coordinated_checkpoint_takes_n_squared_messages),
        cmocka_unit_test(with_a_log_the_computation_is_done_once_and_for_all),
        cmocka_unit_test(a_small_log_makes_more_checkpoints),
        cmocka_unit_test(neighbours_that_do_not_go_back_keep_orphans),
        cmocka_unit_test(stale_messages_that_are_accepted_are_orphans),
        cmocka_unit_test(a_log_that_is_written_too_late_makes_orphans),
        cmocka_unit_test(a_replay_that_leaves_something_out_is_nowhere),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
