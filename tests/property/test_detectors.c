/* test_detectors.c: the failure detectors: completeness, accuracy and quality of service, as their sources promise; and what
 * becomes of them where an assumption does not hold. */
#include "tests/broken/broken.h"
#include "tests/property/trial.h"

#include <math.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

extern const struct algorithm heartbeat_detectors, phi_accrual, ring_heartbeat, swim;

static const struct algorithm *const detectors[] = {&heartbeat_detectors, &phi_accrual, &ring_heartbeat, &swim};

/* Their parameters, by number. */
enum { HEARTBEAT_DETECTORS, HEARTBEAT_ARITY, HEARTBEAT_PERIOD, HEARTBEAT_THRESHOLD, HEARTBEAT_DELAY };
enum { PHI_PERIOD, PHI_THRESHOLD, PHI_WINDOW, PHI_DEVIATION };
enum { RING_PERIOD, RING_TIMEOUT, RING_INCREMENT, RING_REACH, RING_DELAY };
enum { SWIM_PERIOD, SWIM_TIMEOUT, SWIM_HELPERS, SWIM_SUSPICION, SWIM_LAMBDA };

enum { DETECTION_TIME, DETECTION_TIME_MAX, MISTAKES, MISTAKE_RATE, MISTAKE_DURATION, QUERY_ACCURACY };

static double measure(const struct run_result *result, uint32_t number)
{
    return result->specified[0][number];
}

/* More than a message takes on the platform of the trials. */
static const double message_time = 1e-3;

static struct settings detection(const struct algorithm *algorithm, uint32_t n, sim_time time)
{
    struct settings settings = trial_settings(algorithm, TOPOLOGY_KIND_COMPLETE, n);
    settings.budget_time = time;
    settings.budget_events = 0;
    settings.fifo = false;
    return settings;
}

static struct fault_settings fault_of(enum fault_kind kind, int64_t *process, sim_time at, sim_time duration)
{
    return (struct fault_settings){.kind = kind,
                                   .target = TARGET_LISTED,
                                   .processes = process,
                                   .process_count = 1,
                                   .when = WHEN_DATE,
                                   .at = at,
                                   .duration = duration};
}

static struct run_result run_with(struct settings settings, struct fault_settings *faults, size_t count)
{
    settings.faults = faults;
    settings.fault_count = count;
    return trial(&settings);
}

static void assert_undecided(const struct run_result *result, const char *words)
{
    if (result->verdict.kind != VERDICT_UNDECIDED || strstr(result->verdict.reason, words) == NULL)
        fail_msg("%s: \"%s\"; expected undecided, with \"%s\"", verdict_name(result->verdict.kind),
                 result->verdict.reason, words);
}

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("%.12g; expected %.12g, to within %.3g", found, expected, tolerance);
}

/* ---- all of them ---- */

static void without_a_fault_nobody_is_suspected(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(detectors); i++)
        for (uint32_t n = 2; n <= 34; n += 8) {
            struct settings settings = detection(detectors[i], n, 100.5);
            settings.delay_rule = DELAY_UNIFORM;
            settings.delay_high = 0.05;
            settings.identity_order = IDENTITIES_RANDOM;
            settings.start_spread = 0.5;
            settings.seed = n;
            struct run_result result = trial(&settings);
            if (detectors[i] == &heartbeat_detectors && n == 2) {
                assert_undecided(&result, "none is up"); /* two detectors, and nobody to watch */
                continue;
            }
            assert_holds(&result, &settings);
            assert_true(measure(&result, MISTAKES) == 0);
            assert_true(measure(&result, QUERY_ACCURACY) == 1);
            assert_true(isnan(measure(&result, DETECTION_TIME)));
            assert_non_null(strstr(result.verdict.note, "class P:"));
        }
}

static void a_crash_is_detected_and_a_recovery_trusted_again(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(detectors); i++)
        for (uint64_t seed = 1; seed <= 10; seed++) {
            int64_t process = 4;
            struct settings settings = detection(detectors[i], 10, 400);
            settings.seed = seed;
            settings.identity_order = IDENTITIES_INCREASING;
            struct fault_settings crash = fault_of(FAULT_CRASH, &process, 100 + 1.7 * (double)seed, 0);
            struct run_result result = run_with(settings, &crash, 1);
            assert_holds(&result, &settings);
            assert_true(measure(&result, DETECTION_TIME) > 0);
            assert_true(measure(&result, MISTAKES) == 0);

            crash.duration = 150;
            result = run_with(settings, &crash, 1);
            assert_holds(&result, &settings);
            assert_true(measure(&result, DETECTION_TIME) > 0);
            /* Suspected by all those in charge as it comes back, and soon trusted. */
            double monitors = detectors[i] == &heartbeat_detectors || detectors[i] == &ring_heartbeat ? 2 : 9;
            assert_true(measure(&result, MISTAKES) == monitors);
            assert_true(result.measures.outputs[OUTPUT_TRUST] == (uint64_t)monitors);
            assert_non_null(strstr(result.verdict.note, "class ◊P:"));
        }
}

/* A suspended process is not crashed. It suspects others itself, when it wakes up and what it was sent has to wait. */
static void a_suspension_is_a_mistake_and_then_trusted_again(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(detectors); i++) {
        int64_t process = 4;
        struct settings settings = detection(detectors[i], 10, 400);
        struct fault_settings suspension = fault_of(FAULT_SUSPEND, &process, 100.2, 120);
        struct run_result result = run_with(settings, &suspension, 1);
        assert_holds(&result, &settings);
        double monitors = detectors[i] == &heartbeat_detectors || detectors[i] == &ring_heartbeat ? 2 : 9;
        assert_true(measure(&result, MISTAKES) >= monitors);
        assert_true(isnan(measure(&result, DETECTION_TIME)));
        double wrong = measure(&result, MISTAKES) * measure(&result, MISTAKE_DURATION); /* pair seconds */
        assert_true(wrong > monitors * 40 && wrong < monitors * 120);
        assert_true(measure(&result, QUERY_ACCURACY) < 1);
        assert_int_equal(result.measures.outputs[OUTPUT_TRUST], result.measures.outputs[OUTPUT_SUSPECT]);
    }
}

static void a_monitor_that_comes_back_starts_again(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(detectors); i++) {
        int64_t monitor = 0, crashed = 5;
        struct settings settings = detection(detectors[i], 10, 400);
        struct fault_settings faults[] = {fault_of(FAULT_CRASH, &crashed, 20.3, 0),
                                          fault_of(FAULT_CRASH, &monitor, 150.1, 30)};
        struct run_result result = run_with(settings, faults, 2);
        assert_holds(&result, &settings);
        /* All but the process that stays down are in charge again of as many. */
        uint64_t watched = trial(&settings).measures.outputs[OUTPUT_WATCH];
        assert_true(result.measures.outputs[OUTPUT_WATCH] > watched);
    }
}

/* ---- heartbeat detectors ---- */

static struct settings exercise(uint32_t detector_count, uint32_t n, sim_time time)
{
    struct settings settings = detection(&heartbeat_detectors, n, time);
    settings.parameters[HEARTBEAT_DETECTORS] = detector_count;
    settings.parameters[HEARTBEAT_DELAY] = message_time;
    return settings;
}

static void the_exercise_detects_within_its_bound_wherever_in_the_period_the_crash_falls(void **unused)
{
    (void)unused;
    for (int64_t process = 2; process < 10; process++)
        for (unsigned threshold = 0; threshold <= 4; threshold++)
            for (unsigned step = 0; step < 8; step++) {
                double phase = 0.01 + 1.9 * step;
                struct settings settings = exercise(2, 10, 300);
                settings.parameters[HEARTBEAT_THRESHOLD] = threshold;
                struct fault_settings crash = fault_of(FAULT_CRASH, &process, 45 + phase, 0);
                struct run_result result = run_with(settings, &crash, 1);
                assert_holds(&result, &settings);
                /* The last answer was to the heartbeat of 45 s; the crash is noticed threshold + 2 periods after that. */
                double expected = (threshold + 2) * 15 - phase;
                assert_near(measure(&result, DETECTION_TIME), expected, message_time);
                assert_in_range(measure(&result, DETECTION_TIME_MAX) * 1e6, expected * 1e6,
                                (expected + message_time) * 1e6);
            }
}

static void heartbeats_and_answers_are_two_a_period_for_each_watched_process(void **unused)
{
    (void)unused;
    for (uint32_t d = 1; d <= 7; d++)
        for (uint32_t n = d + 1; n <= 40; n += 5) {
            struct settings settings = exercise(d, n, 15 * 10 - 1); /* heartbeats at 0, 15, ... 135 s */
            settings.identity_order = IDENTITIES_RANDOM;
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.measures.messages, 2 * 10 * (n - d));
            assert_int_equal(result.measures.outputs[OUTPUT_WATCH], d * (n - d));
        }
}

static void every_change_of_opinion_goes_once_along_each_connection_of_the_tree(void **unused)
{
    (void)unused;
    for (uint32_t d = 1; d <= 13; d++)
        for (uint32_t arity = 1; arity <= 4; arity++) {
            int64_t crashed = 20;
            struct settings settings = exercise(d, 30, 200);
            settings.parameters[HEARTBEAT_ARITY] = arity;
            struct fault_settings crash = fault_of(FAULT_CRASH, &crashed, 40, 60);
            struct run_result result = run_with(settings, &crash, 1);
            assert_holds(&result, &settings);
            double opinions;
            assert_true(measure_by_name(&result, &heartbeat_detectors, "messages.opinion", &opinions));
            assert_int_equal((uint64_t)opinions, 2 * (d - 1));
            assert_int_equal(result.measures.outputs[OUTPUT_SUSPECT], d);
            assert_int_equal(result.measures.outputs[OUTPUT_TRUST], d);
        }
}

static void what_a_dead_detector_watched_is_watched_by_nobody(void **unused)
{
    (void)unused;
    int64_t detector = 0, own = 3, other = 8;
    struct settings settings = exercise(2, 10, 300);
    struct fault_settings faults[] = {fault_of(FAULT_CRASH, &detector, 50, 0), fault_of(FAULT_CRASH, &other, 80, 0)};
    struct run_result result = run_with(settings, faults, 2);
    assert_holds(&result, &settings);

    faults[1].processes = &own;
    result = run_with(settings, faults, 2);
    assert_violated(&result, "a dead detector", "detection_time_max");
    settings.budget_time = 83; /* too short to tell */
    result = run_with(settings, faults, 2);
    assert_undecided(&result, "process 3 crashed at 80 s, 3 s before the end, and is not suspected by process 1");
}

static void a_detector_that_comes_back_learns_what_it_missed(void **unused)
{
    (void)unused;
    int64_t detector = 0, before = 7, meanwhile = 8;
    struct settings settings = exercise(2, 10, 300);
    struct fault_settings faults[] = {fault_of(FAULT_CRASH, &before, 20, 0), fault_of(FAULT_CRASH, &detector, 80, 110),
                                      fault_of(FAULT_CRASH, &meanwhile, 100, 0)};
    struct run_result result = run_with(settings, faults, 3);
    assert_holds(&result, &settings);
    double questions;
    assert_true(measure_by_name(&result, &heartbeat_detectors, "messages.question", &questions));
    assert_int_equal((uint64_t)questions, 1);
    assert_int_equal(result.measures.outputs[OUTPUT_SUSPECT], 5); /* 7 by both, 8 by one, both once more */
}

static void opinions_are_lost_for_good_while_the_connection_is_cut(void **unused)
{
    (void)unused;
    int64_t one = 0, two = 1, crashed = 8;
    struct settings settings = exercise(2, 10, 400);
    struct fault_settings faults[] = {
        {.kind = FAULT_CUT, .from = &one, .from_count = 1, .to = &two, .to_count = 1, .at = 50, .duration = 200},
        fault_of(FAULT_CRASH, &crashed, 80, 0)};
    struct run_result result = run_with(settings, faults, 2);
    assert_violated(&result, "a cut connection", "detection_time_max");
    faults[0].duration = 60; /* the cut is over when there is something to tell */
    result = run_with(settings, faults, 2);
    assert_holds(&result, &settings);
}

/* ---- phi ---- */

/* On a network that never varies the deviation is the smallest one: phi passes the threshold at a known date. */
static void phi_suspects_when_the_normal_distribution_says_so(void **unused)
{
    (void)unused;
    /* Quantiles of the normal distribution at 1 - 10^-1, 10^-2, 10^-3, 10^-6. */
    static const double thresholds[] = {1, 2, 3, 6}, quantiles[] = {1.281552, 2.326348, 3.090232, 4.753424};
    for (size_t i = 0; i < COUNT_OF(thresholds); i++) {
        int64_t process = 1;
        struct settings settings = detection(&phi_accrual, 2, 60);
        settings.parameters[PHI_THRESHOLD] = thresholds[i];
        settings.parameters[PHI_DEVIATION] = 0.25;
        struct fault_settings crash = fault_of(FAULT_CRASH, &process, 30.5, 0);
        struct run_result result = run_with(settings, &crash, 1);
        assert_holds(&result, &settings);
        assert_near(measure(&result, DETECTION_TIME), 30 + 1 + quantiles[i] * 0.25 - 30.5, message_time);
    }
}

/* Means over seeds, for a threshold, under delays that are far from normal. */
static void phi_under_delays(double threshold, double *detection_time, double *mistakes)
{
    enum { SEEDS = 12 };
    *detection_time = *mistakes = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        int64_t process = 3;
        struct settings settings = detection(&phi_accrual, 6, 300);
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 0.4;
        settings.seed = seed;
        settings.parameters[PHI_THRESHOLD] = threshold;
        struct fault_settings crash = fault_of(FAULT_CRASH, &process, 250 + 0.083 * (double)seed, 0);
        struct run_result result = run_with(settings, &crash, 1);
        *detection_time += measure(&result, DETECTION_TIME) / SEEDS;
        *mistakes += measure(&result, MISTAKES) / SEEDS;
    }
}

static void a_larger_phi_takes_longer_and_errs_less(void **unused)
{
    (void)unused;
    static const double thresholds[] = {0.5, 1, 2, 4, 8};
    double time = 0, mistakes = INFINITY;
    for (size_t i = 0; i < COUNT_OF(thresholds); i++) {
        double longer, fewer;
        phi_under_delays(thresholds[i], &longer, &fewer);
        assert_true(longer > time);
        assert_true(fewer < mistakes);
        time = longer;
        mistakes = fewer;
    }
}

/* A network that becomes slow is learnt: mistakes end although the delays stay. */
static void phi_learns_how_late_heartbeats_are(void **unused)
{
    (void)unused;
    double early = 0, late = 0;
    for (uint64_t seed = 1; seed <= 5; seed++)
        for (unsigned window = 0; window < 2; window++) {
            struct settings settings = detection(&phi_accrual, 6, window == 0 ? 60 : 600);
            settings.seed = seed;
            settings.parameters[PHI_THRESHOLD] = 3;
            struct fault_settings delay = {.kind = FAULT_REORDER, .at = 20, .probability = 1, .delay = 0.5};
            struct run_result result = run_with(settings, &delay, 1);
            if (window == 0)
                early += measure(&result, MISTAKES) / 40; /* a second */
            else
                late += measure(&result, MISTAKES) / 580;
        }
    assert_true(late < early / 2);
}

/* ---- ring ---- */

static void a_ring_detects_within_its_bound(void **unused)
{
    (void)unused;
    for (unsigned step = 0; step < 9; step++)
        for (uint32_t reach = 1; reach <= 4; reach++) {
            double phase = 0.03 + 0.11 * step;
            int64_t process = 6;
            struct settings settings = detection(&ring_heartbeat, 9, 60);
            settings.identity_order = IDENTITIES_RANDOM;
            settings.parameters[RING_REACH] = reach;
            settings.parameters[RING_DELAY] = message_time;
            struct fault_settings crash = fault_of(FAULT_CRASH, &process, 30 + phase, 0);
            struct run_result result = run_with(settings, &crash, 1);
            assert_holds(&result, &settings);
            /* Last heard at 30 s, suspected at the first beat more than 2.5 s later. */
            assert_near(measure(&result, DETECTION_TIME_MAX), 3 - phase, message_time);
            assert_int_equal(result.measures.outputs[OUTPUT_SUSPECT], reach);
        }
}

static void a_ring_sends_reach_messages_for_each_process_and_period(void **unused)
{
    (void)unused;
    for (uint32_t n = 2; n <= 64; n *= 2)
        for (uint32_t reach = 1; reach <= 8; reach++) {
            struct settings settings = detection(&ring_heartbeat, n, 9.5); /* beats at 0, 1, ... 9 s */
            settings.parameters[RING_REACH] = reach;
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            uint32_t listeners = reach < n - 1 ? reach : n - 1;
            assert_int_equal(result.measures.messages, 10 * n * listeners);
        }
}

/* Process i has identity i + 1: the ring goes by numbers. */
static void a_ring_tolerates_one_successive_crash_less_than_its_reach(void **unused)
{
    (void)unused;
    for (int64_t reach = 1; reach <= 4; reach++)
        for (int64_t together = 1; together <= 5; together++) {
            int64_t list[] = {11, 0, 1, 2, 3}; /* round the end */
            struct settings settings = detection(&ring_heartbeat, 12, 60);
            settings.parameters[RING_REACH] = (double)reach;
            struct fault_settings crash = fault_of(FAULT_CRASH, list, 30.5, 0);
            crash.process_count = (size_t)together;
            struct run_result result = run_with(settings, &crash, 1);
            if (together <= reach) {
                assert_holds(&result, &settings);
            } else {
                assert_int_equal(result.verdict.kind, VERDICT_UNDECIDED);
                assert_non_null(strstr(result.verdict.reason, "everyone in charge of it too"));
            }
        }
}

static void timeouts_that_grow_end_the_mistakes_of_a_ring(void **unused)
{
    (void)unused;
    double fixed = 0, growing = 0;
    for (uint64_t seed = 1; seed <= 5; seed++)
        for (unsigned grows = 0; grows < 2; grows++) {
            struct settings settings = detection(&ring_heartbeat, 10, 500.5);
            settings.seed = seed;
            settings.delay_rule = DELAY_UNIFORM;
            settings.delay_high = 6;
            settings.parameters[RING_INCREMENT] = grows;
            struct run_result result = trial(&settings);
            *(grows != 0 ? &growing : &fixed) += measure(&result, MISTAKES);
            if (grows != 0)
                assert_holds(&result, &settings);
        }
    assert_true(fixed > 50);
    assert_true(growing < fixed / 5);
}

/* ---- SWIM ---- */

enum { SWIM_SEEDS = 16 };

/* Means over seeds of a crash among n: the detection time, and messages for each process and period. */
static void swim_at(uint32_t n, double *detection_time, double *messages)
{
    *detection_time = *messages = 0;
    for (uint64_t seed = 1; seed <= SWIM_SEEDS; seed++) {
        int64_t process = n / 2;
        struct settings settings = detection(&swim, n, 45);
        settings.seed = seed;
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        *messages += (double)result.measures.messages / n / 45 / SWIM_SEEDS;
        struct fault_settings crash = fault_of(FAULT_CRASH, &process, 10, 0);
        result = run_with(settings, &crash, 1);
        assert_holds(&result, &settings);
        assert_true(measure(&result, MISTAKES) == 0);
        *detection_time += measure(&result, DETECTION_TIME) / SWIM_SEEDS;
    }
}

/* The first probe of a crashed process comes after e/(e-1) = 1.58 periods on average, whatever N is: it is the least of n
 * nearly independent dates, geometric with a deviation of 0.96 periods. Then the suspicion, of 6 periods and on average half a
 * period more to the beginning of the next round; then an epidemic, whose time is at most about log2 N periods and in practice
 * well below, for every process both sends and answers. The mean of 16 runs has a deviation of 0.96/4 = 0.24 periods: four of
 * them, 1 period, are allowed on either side. */
static void the_time_of_swim_hardly_depends_on_n_and_its_messages_not_at_all(void **unused)
{
    (void)unused;
    for (uint32_t n = 16; n <= 1024; n *= 4) {
        double time, messages;
        swim_at(n, &time, &messages);
        double epidemic = log2(n);
        if (time < 1.58 + 6 - 1 || time > 1.58 + 6 + 0.5 + epidemic + 1)
            fail_msg("%u processes: detection after %g periods on average", n, time);
        assert_near(messages, 2, 1e-3); /* a ping and its answer; some are under way at the end */
    }
}

static void swim_refutes_what_is_said_of_it(void **unused)
{
    (void)unused;
    /* A suspension that is shorter than the suspicion lasts is a doubt, and no mistake; a longer one is a mistake. */
    for (uint64_t seed = 1; seed <= 10; seed++) {
        int64_t process = 7;
        struct settings settings = detection(&swim, 20, 200);
        settings.seed = seed;
        struct fault_settings suspension = fault_of(FAULT_SUSPEND, &process, 50, 3);
        struct run_result result = run_with(settings, &suspension, 1);
        assert_holds(&result, &settings);
        assert_true(measure(&result, MISTAKES) == 0);
        suspension.duration = 30;
        result = run_with(settings, &suspension, 1);
        assert_holds(&result, &settings);
        assert_true(measure(&result, MISTAKES) >= 19);
    }
}

static double mistakes_of_swim_under_losses(double suspicion, double helpers)
{
    double mistakes = 0;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct settings settings = detection(&swim, 30, 100);
        settings.seed = seed;
        settings.parameters[SWIM_SUSPICION] = suspicion;
        settings.parameters[SWIM_HELPERS] = helpers;
        struct fault_settings loss = {.kind = FAULT_LOSE, .probability = 0.15};
        struct run_result result = run_with(settings, &loss, 1);
        mistakes += measure(&result, MISTAKES);
    }
    return mistakes;
}

/* The paper's two means against lost messages. */
static void helpers_and_suspicion_each_save_mistakes(void **unused)
{
    (void)unused;
    double bare = mistakes_of_swim_under_losses(0, 0), helped = mistakes_of_swim_under_losses(0, 3),
           patient = mistakes_of_swim_under_losses(6, 0), both = mistakes_of_swim_under_losses(6, 3);
    assert_true(helped < bare / 3);
    assert_true(patient < bare / 3);
    assert_true(both <= helped / 3 && both <= patient);
}

static void swim_heals_after_a_partition(void **unused)
{
    (void)unused;
    int64_t members[12];
    uint32_t groups[12];
    for (uint32_t i = 0; i < 12; i++) {
        members[i] = i;
        groups[i] = i % 2;
    }
    struct settings settings = detection(&swim, 12, 300);
    struct fault_settings partition = {
        .kind = FAULT_PARTITION, .at = 30, .duration = 60, .members = members, .group_of = groups, .member_count = 12};
    struct run_result result = run_with(settings, &partition, 1);
    assert_holds(&result, &settings);
    assert_true(measure(&result, MISTAKES) >= 2 * 6 * 6);
}

/* More crash than the table has room for: those that it does not hold are trusted for ever, and the specification says so.
 * Half of what is sent is lost on crashed processes: updates are told more often. */
static void a_full_table_of_swim_is_noticed(void **unused)
{
    (void)unused;
    enum { N = 1024, ROOM = 512 };
    struct settings settings = detection(&swim, N, 150);
    settings.parameters[SWIM_LAMBDA] = 7;
    struct fault_settings crash = {.kind = FAULT_CRASH, .target = TARGET_COUNT, .count = ROOM - 12, .at = 5};
    struct run_result result = run_with(settings, &crash, 1);
    assert_holds(&result, &settings);
    crash.count = ROOM + 20;
    result = run_with(settings, &crash, 1);
    assert_undecided(&result, "is not suspected by process");
    assert_true(result.measures.outputs[OUTPUT_SUSPECT] <= ROOM * (N - crash.count));
    assert_true(result.measures.outputs[OUTPUT_SUSPECT] > ROOM * (N - crash.count) * 9 / 10);
}

/* ---- detectors that are none ---- */

static void broken_detectors_are_caught(void **unused)
{
    (void)unused;
    int64_t process = 2;
    struct fault_settings crash = fault_of(FAULT_CRASH, &process, 3.5, 0);
    struct settings settings = detection(&broken_detector_trusting, 5, 60);
    struct run_result result = run_with(settings, &crash, 1);
    assert_violated(&result, "a trusting detector", "detection_time_max = 56.5, promised at most 4.5");

    settings.algorithm = &broken_detector_tired;
    crash.at = 8;
    result = run_with(settings, &crash, 1);
    assert_int_equal(result.ending, ENDING_QUIESCENT);
    assert_violated(&result, "a tired detector", "process 2 crashed at 8 s");

    settings.algorithm = &broken_detector_grudging;
    crash = fault_of(FAULT_SUSPEND, &process, 8, 10);
    result = run_with(settings, &crash, 1);
    assert_undecided(&result, "is up and suspected by process");

    settings.algorithm = &broken_detector_meddling;
    result = trial(&settings);
    assert_violated(&result, "a meddling detector", "of which it has not said that it is in charge");

    settings.algorithm = &broken_detector_raving;
    result = trial(&settings);
    assert_violated(&result, "a raving detector", "whom nobody is");
}

/* Where an assumption of its own does not hold, a good detector is caught too. */
static void a_slow_network_breaks_the_promise_of_a_ring(void **unused)
{
    (void)unused;
    int64_t process = 3;
    struct settings settings = detection(&ring_heartbeat, 8, 100.5);
    settings.delay_rule = DELAY_UNIFORM;
    settings.delay_low = 2;
    settings.delay_high = 6;
    struct fault_settings crash = fault_of(FAULT_CRASH, &process, 50.2, 0);
    struct run_result result = run_with(settings, &crash, 1);
    assert_violated(&result, "a ring on a slow network", "detection_time_max");
}

/* ---- the measures themselves, on announcements at known dates ---- */

struct line {
    sim_time at;
    uint32_t process;
    enum output output;
    identity whom;
};

/* Process 0 judges everyone, process 1 the process of identity 4 alone. Process 3, of identity 4, crashes at 10 s and is back
 * at 20 s. */
static const struct line script[] = {
    {1, 0, OUTPUT_WATCH, EVERYONE}, {1, 1, OUTPUT_WATCH, 4},    {5, 0, OUTPUT_SUSPECT, 3}, /* a mistake of 2 s */
    {7, 0, OUTPUT_TRUST, 3},        {12, 0, OUTPUT_SUSPECT, 4}, {16, 1, OUTPUT_SUSPECT, 4},
    {21, 0, OUTPUT_TRUST, 4},       {23, 1, OUTPUT_TRUST, 4},
};

struct puppet {
    uint32_t line; /* of the script, the next */
};

static void play(struct process *p, void *state)
{
    struct puppet *puppet = state;
    while (puppet->line < COUNT_OF(script)) {
        const struct line *line = &script[puppet->line];
        if (line->process == process_number(p) && line->at > process_now(p)) {
            process_set_timer(p, 0, line->at - process_now(p));
            return;
        }
        if (line->process == process_number(p))
            process_announce(p, line->output, line->whom);
        puppet->line++;
    }
}

static const struct algorithm puppets = {
    .name = "puppets",
    .promises = {"failure-detector"},
    .timers = (const struct timer_kind[]){{"line", play}, {.name = NULL}},
    .endless = true,
    .state_bytes = sizeof(struct puppet),
    .start = play,
    .recover = play,
};

/* Of n processes: n - 1 pairs of process 0 and one of process 1. */
static void assert_measures_of_the_script(uint32_t n, const char *note)
{
    int64_t process = 3;
    struct settings settings = detection(&puppets, n, 30);
    struct fault_settings crash = fault_of(FAULT_CRASH, &process, 10, 10);
    struct run_result result = run_with(settings, &crash, 1);
    assert_holds(&result, &settings);
    assert_near(measure(&result, DETECTION_TIME), (2 + 6) / 2.0, 1e-9);
    assert_near(measure(&result, DETECTION_TIME_MAX), 6, 1e-9);
    /* One mistake of 2 s; as process 3 comes back, two, of 1 s and 3 s. */
    assert_near(measure(&result, MISTAKES), 3, 0);
    assert_near(measure(&result, MISTAKE_DURATION), (2 + 1 + 3) / 3.0, 1e-9);
    double pair_seconds = 22.0 * n - 2 * 10; /* from 1 s to 23 s; without the crashed one */
    assert_near(measure(&result, MISTAKE_RATE), 3 / pair_seconds, 1e-12);
    assert_near(measure(&result, QUERY_ACCURACY), 1 - 6 / pair_seconds, 1e-12);
    assert_non_null(strstr(result.verdict.note, note));
}

static void measures_are_exact_by_pair_and_counted(void **unused)
{
    (void)unused;
    assert_measures_of_the_script(5, "class ◊P: strong completeness, eventually strong accuracy");
    assert_measures_of_the_script(1024, "class ◊P");
    assert_measures_of_the_script(1025, "pairs counted, not told apart");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_fault_nobody_is_suspected),
        cmocka_unit_test(a_crash_is_detected_and_a_recovery_trusted_again),
        cmocka_unit_test(a_suspension_is_a_mistake_and_then_trusted_again),
        cmocka_unit_test(a_monitor_that_comes_back_starts_again),
        cmocka_unit_test(the_exercise_detects_within_its_bound_wherever_in_the_period_the_crash_falls),
        cmocka_unit_test(heartbeats_and_answers_are_two_a_period_for_each_watched_process),
        cmocka_unit_test(every_change_of_opinion_goes_once_along_each_connection_of_the_tree),
        cmocka_unit_test(what_a_dead_detector_watched_is_watched_by_nobody),
        cmocka_unit_test(a_detector_that_comes_back_learns_what_it_missed),
        cmocka_unit_test(opinions_are_lost_for_good_while_the_connection_is_cut),
        cmocka_unit_test(phi_suspects_when_the_normal_distribution_says_so),
        cmocka_unit_test(a_larger_phi_takes_longer_and_errs_less),
        cmocka_unit_test(phi_learns_how_late_heartbeats_are),
        cmocka_unit_test(a_ring_detects_within_its_bound),
        cmocka_unit_test(a_ring_sends_reach_messages_for_each_process_and_period),
        cmocka_unit_test(a_ring_tolerates_one_successive_crash_less_than_its_reach),
        cmocka_unit_test(timeouts_that_grow_end_the_mistakes_of_a_ring),
        cmocka_unit_test(the_time_of_swim_hardly_depends_on_n_and_its_messages_not_at_all),
        cmocka_unit_test(swim_refutes_what_is_said_of_it),
        cmocka_unit_test(helpers_and_suspicion_each_save_mistakes),
        cmocka_unit_test(swim_heals_after_a_partition),
        cmocka_unit_test(a_full_table_of_swim_is_noticed),
        cmocka_unit_test(broken_detectors_are_caught),
        cmocka_unit_test(a_slow_network_breaks_the_promise_of_a_ring),
        cmocka_unit_test(measures_are_exact_by_pair_and_counted),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
