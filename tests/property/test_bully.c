/* test_bully.c: an election that survives crashes, as far as its assumptions hold; and broken ones that do not. */
#include "tests/broken/broken.h"
#include "tests/property/trial.h"

#include "base/random.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

extern const struct algorithm bully;

enum { TIMEOUT, PERIOD };                                            /* as in its table of parameters */
enum { LEADER_CHANGES, DEMOTIONS, LEADERLESS_TIME, AGREEMENT_TIME }; /* as in eventual-leader's of measures */
static const double message_bound = 1e-3; /* seconds: more than a message takes on the platform of the trials */

static double measured(const struct run_result *result, int measure)
{
    return result->specified[0][measure];
}

/* The latest word of each process. */
static struct {
    identity follows[64];
} watched;

static void watch(const struct view *view, const struct event *event)
{
    (void)view;
    if (event->output == OUTPUT_LEADER && event->process < COUNT_OF(watched.follows))
        watched.follows[event->process] = event->value;
}

static void conclude(const struct view *view, enum ending ending)
{
    (void)view;
    (void)ending;
}

static const struct specification watcher = {
    .name = "watcher", .events = 1u << EVENT_OUTPUT, .event = watch, .conclude = conclude};

/* The run, and the same run again under the watcher's eyes: measures belong to what the algorithm promises. */
static struct run_result run_watched(const struct settings *settings)
{
    static const struct specification *const watching[] = {&watcher, NULL};
    memset(&watched, 0, sizeof watched);
    trial_with(settings, &(struct run_options){.specifications = watching});
    return trial(settings);
}

static struct settings of(uint32_t n)
{
    return trial_settings(&bully, TOPOLOGY_KIND_COMPLETE, n);
}

static struct fault_settings crash_of(int64_t *process, sim_time at, sim_time duration)
{
    return (struct fault_settings){.kind = FAULT_CRASH,
                                   .target = TARGET_LISTED,
                                   .processes = process,
                                   .process_count = 1,
                                   .when = WHEN_DATE,
                                   .at = at,
                                   .duration = duration};
}

static void the_greatest_leads_whoever_starts(void **unused)
{
    (void)unused;
    for (uint32_t n = 1; n <= 12; n++)
        for (int64_t initiator = 0; initiator < n; initiator++) {
            struct settings settings = of(n);
            settings.identity_order = IDENTITIES_RANDOM;
            settings.initiator_rule = INITIATORS_ONE;
            settings.initiators = &initiator;
            settings.initiator_list_count = 1;
            struct run_result result = run_watched(&settings);
            assert_holds(&result, &settings);
            for (uint32_t i = 0; i < n; i++)
                assert_int_equal(watched.follows[i], n);
            assert_true(measured(&result, LEADERLESS_TIME) < 4 * message_bound);
        }
}

static void a_leader_in_peace_costs_n_less_1_messages_a_period(void **unused)
{
    (void)unused;
    struct settings settings = of(8);
    settings.initiator_rule = INITIATORS_LISTED;
    int64_t greatest = 7;
    settings.initiators = &greatest;
    settings.initiator_list_count = 1;
    struct run_result result = trial(&settings);
    assert_int_equal(messages_of(&result, &bully, "messages.election"), 0);
    assert_int_equal(messages_of(&result, &bully, "messages.coordinator"), 7 * 21); /* at 0 s, 1 s, ... 20 s */
}

static void a_crashed_leader_is_replaced_by_the_next_in_time(void **unused)
{
    (void)unused;
    for (uint32_t n = 2; n <= 9; n++) {
        struct settings settings = of(n);
        int64_t greatest = n - 1;
        struct fault_settings crash = crash_of(&greatest, 5.25, 0);
        settings.faults = &crash;
        settings.fault_count = 1;
        struct run_result result = run_watched(&settings);
        assert_holds(&result, &settings);
        for (uint32_t i = 0; i + 1 < n; i++)
            assert_int_equal(watched.follows[i], n - 1);
        /* Silence is noticed at the latest a period and a timeout after the last word; nobody greater answers. */
        double bound = settings.parameters[PERIOD] + 2 * settings.parameters[TIMEOUT] + 4 * message_bound;
        assert_true(measured(&result, AGREEMENT_TIME) > 0 && measured(&result, AGREEMENT_TIME) <= bound);
        assert_int_equal((int)measured(&result, LEADER_CHANGES), 1);
        assert_int_equal((int)measured(&result, DEMOTIONS), 0);
    }
}

/* Bully is not stable: hence its name. */
static void a_leader_that_comes_back_takes_the_lead_again(void **unused)
{
    (void)unused;
    struct settings settings = of(6);
    int64_t greatest = 5;
    struct fault_settings crash = crash_of(&greatest, 3.3, 7);
    settings.faults = &crash;
    settings.fault_count = 1;
    struct run_result result = run_watched(&settings);
    assert_holds(&result, &settings);
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(watched.follows[i], 6);
    assert_int_equal((int)measured(&result, LEADER_CHANGES), 2);
    assert_int_equal((int)measured(&result, DEMOTIONS), 5);
    assert_non_null(strstr(result.verdict.note, "given up 5 times"));
    assert_true(measured(&result, AGREEMENT_TIME) < 2 * message_bound);
}

static void every_choice_of_crashes_leaves_the_greatest_survivor_in_the_lead(void **unused)
{
    (void)unused;
    enum { N = 6 };
    for (uint32_t crashed = 0; crashed + 1 < 1u << N; crashed++) {
        struct settings settings = of(N);
        int64_t list[N];
        struct fault_settings crash = crash_of(list, 2.7, 0);
        crash.process_count = 0;
        identity survivor = 0;
        for (uint32_t i = 0; i < N; i++)
            if ((crashed & 1u << i) != 0)
                list[crash.process_count++] = i;
            else
                survivor = i + 1;
        settings.faults = &crash;
        settings.fault_count = crash.process_count > 0;
        struct run_result result = run_watched(&settings);
        assert_holds(&result, &settings);
        for (uint32_t i = 0; i < N; i++)
            if ((crashed & 1u << i) == 0)
                assert_int_equal(watched.follows[i], survivor);
    }
}

static void crashes_and_recoveries_at_random_end_in_agreement(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct settings settings = of(7);
        settings.seed = seed;
        settings.identity_order = IDENTITIES_RANDOM;
        settings.delay_rule = DELAY_UNIFORM;
        settings.delay_high = 0.04;
        struct fault_settings faults[7];
        int64_t numbers[7];
        struct random_stream stream = random_stream(seed, RANDOM_FAULT_DATES, 0);
        for (int64_t i = 0; i < 7; i++) {
            numbers[i] = i;
            faults[i] = crash_of(&numbers[i], 8 * random_uniform(&stream), 6 * random_uniform(&stream) + 1e-3);
        }
        settings.faults = faults;
        settings.fault_count = 7;
        struct run_result result = run_watched(&settings);
        assert_int_equal(result.measures.faults, 7);
        assert_holds(&result, &settings);
        for (uint32_t i = 0; i < 7; i++)
            assert_int_equal(watched.follows[i], 7);
    }
}

static void a_partition_has_two_leaders_and_heals(void **unused)
{
    (void)unused;
    int64_t members[] = {0, 1, 2, 3, 4};
    uint32_t groups[] = {0, 0, 0, 1, 1};
    struct fault_settings partition = {.kind = FAULT_PARTITION,
                                       .members = members,
                                       .group_of = groups,
                                       .member_count = 5,
                                       .when = WHEN_DATE,
                                       .at = 3.3,
                                       .duration = 6};
    struct settings settings = of(5);
    settings.faults = &partition;
    settings.fault_count = 1;
    struct run_result healed = run_watched(&settings);
    assert_holds(&healed, &settings);
    assert_true(measured(&healed, AGREEMENT_TIME) <= settings.parameters[PERIOD] + message_bound);
    settings.budget_time = 8.5;
    struct run_result meanwhile = run_watched(&settings);
    assert_int_equal(meanwhile.verdict.kind, VERDICT_UNDECIDED);
    assert_non_null(strstr(meanwhile.verdict.reason, "process 0 follows 3, but process 3 follows 5"));
}

/* Its assumption of synchrony: when answers come too late, everyone wins, and nobody for long. */
static void a_timeout_below_the_delays_makes_leaders_of_everyone(void **unused)
{
    (void)unused;
    struct settings settings = of(6);
    settings.delay_rule = DELAY_EXPONENTIAL;
    settings.delay_high = 0.5;
    settings.parameters[TIMEOUT] = 0.1;
    struct run_result hasty = trial(&settings);
    settings.parameters[TIMEOUT] = 10;
    struct run_result patient = trial(&settings);
    assert_holds(&patient, &settings);
    assert_true(measured(&hasty, DEMOTIONS) > 10);
    assert_int_equal((int)measured(&patient, DEMOTIONS), 0);
}

/* ---- broken ones ---- */

static void must_be_caught(struct settings *settings, const char *words)
{
    settings->delay_rule = DELAY_UNIFORM;
    settings->delay_high = 2e-3;
    for (settings->seed = 1; settings->seed <= 20; settings->seed++) {
        struct run_result result = trial(settings);
        assert_violated(&result, settings->algorithm->name, words);
    }
}

static void a_winner_that_tells_nobody_is_caught(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_bully_secretive, TOPOLOGY_KIND_COMPLETE, 5);
    must_be_caught(&settings, "eventual-leader: the correct processes do not agree on a leader for good: process 0 "
                              "knows no leader");
}

static void a_leader_that_nobody_watches_is_caught_by_its_crash(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_bully_trusting, TOPOLOGY_KIND_COMPLETE, 5);
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings);
    int64_t greatest = 4;
    struct fault_settings crash = crash_of(&greatest, 1, 0);
    settings.faults = &crash;
    settings.fault_count = 1;
    must_be_caught(&settings, "process 0 follows 5, which has crashed");
}

static void a_smaller_leader_that_is_accepted_is_caught(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_bully_credulous, TOPOLOGY_KIND_COMPLETE, 8);
    must_be_caught(&settings, "follows 1, but process");
}

static void leaders_that_never_agree_leave_the_run_undecided(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&broken_bully_deaf, TOPOLOGY_KIND_COMPLETE, 5);
    struct run_result result = trial(&settings);
    assert_int_equal(result.verdict.kind, VERDICT_UNDECIDED);
    assert_non_null(strstr(result.verdict.reason, "before the disagreement (process "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_greatest_leads_whoever_starts),
        cmocka_unit_test(a_leader_in_peace_costs_n_less_1_messages_a_period),
        cmocka_unit_test(a_crashed_leader_is_replaced_by_the_next_in_time),
        cmocka_unit_test(a_leader_that_comes_back_takes_the_lead_again),
        cmocka_unit_test(every_choice_of_crashes_leaves_the_greatest_survivor_in_the_lead),
        cmocka_unit_test(crashes_and_recoveries_at_random_end_in_agreement),
        cmocka_unit_test(a_partition_has_two_leaders_and_heals),
        cmocka_unit_test(a_timeout_below_the_delays_makes_leaders_of_everyone),
        cmocka_unit_test(a_winner_that_tells_nobody_is_caught),
        cmocka_unit_test(a_leader_that_nobody_watches_is_caught_by_its_crash),
        cmocka_unit_test(a_smaller_leader_that_is_accepted_is_caught),
        cmocka_unit_test(leaders_that_never_agree_leave_the_run_undecided),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
