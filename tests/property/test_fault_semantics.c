/* test_fault_semantics.c: what each kind of fault does to a process or a channel, on a system made for it: every process
 * beats once a second, numbers its beats, and sends each to all the others. */
#include "trial.h"

#include "engine/faults.h"

#include <math.h>
#include <stdlib.h>

enum { BEAT };
enum { TICK };

struct state {
    uint32_t beats;  /* lost in a crash */
    uint32_t lives;  /* on stable storage */
    uint32_t colour; /* for corruptions */
};

struct beat {
    uint32_t number;
};

static void tick(struct process *p, void *state)
{
    struct state *s = state;
    struct beat beat = {++s->beats};
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, BEAT, &beat);
    process_set_timer(p, TICK, 1);
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    s->lives++;
    tick(p, state);
}

static void receive(struct process *p, void *state, const struct message *m)
{
    (void)p;
    (void)state;
    (void)m;
}

static void colour_range(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 1;
    *maximum = 1 + process_number(p);
}

static const struct algorithm beating = {
    .name = "beating",
    .title_en = "beating",
    .title_fr = "battements",
    .messages = (const struct message_kind[]){[BEAT] = {"beat", sizeof(struct beat), receive, "a beat"}, {0}},
    .timers = (const struct timer_kind[]){[TICK] = {"tick", tick}, {0}},
    .variables = (const struct variable[]){{"lives", FIELD(struct state, lives), .stable = true, .maximum = INT32_MAX},
                                           {"colour", FIELD(struct state, colour), .range = colour_range},
                                           {0}},
    .endless = true,
    .state_bytes = sizeof(struct state),
    .start = start,
    .recover = start,
};

/* ---- what the run did ---- */

enum { MOST_EVENTS = 100000 };
static struct seen {
    struct event event;
    uint32_t number; /* of a beat */
} seen[MOST_EVENTS];
static size_t seen_count;

static void see(const struct view *view, const struct event *event)
{
    (void)view;
    assert_true(seen_count < MOST_EVENTS);
    struct seen *last = &seen[seen_count++];
    last->event = *event;
    last->number = event->payload != NULL ? ((const struct beat *)event->payload)->number : 0;
}

static void conclude(const struct view *view, enum ending ending)
{
    (void)view;
    (void)ending;
}

static const struct specification recorder = {
    .name = "recorder", .events = (1u << EVENT_KINDS) - 1, .event = see, .conclude = conclude};

static struct run_result run_for(sim_time time, uint32_t processes, struct fault_settings *faults, size_t count)
{
    static const struct specification *const watching[] = {&recorder, NULL};
    struct settings settings = trial_settings(&beating, TOPOLOGY_KIND_COMPLETE, processes);
    settings.budget_time = time;
    settings.faults = faults;
    settings.fault_count = count;
    seen_count = 0;
    return trial_with(&settings, &(struct run_options){.specifications = watching});
}

static size_t count_of(enum event_kind kind, uint32_t process)
{
    size_t count = 0;
    for (size_t i = 0; i < seen_count; i++)
        count += seen[i].event.kind == kind && seen[i].event.process == process;
    return count;
}

/* The first event of that kind of that process from a date on; the test fails when there is none. */
static const struct seen *first_of(enum event_kind kind, uint32_t process, sim_time from)
{
    for (size_t i = 0; i < seen_count; i++)
        if (seen[i].event.kind == kind && seen[i].event.process == process && seen[i].event.time >= from)
            return &seen[i];
    fail_msg("no event of kind %d of process %u from %g on", kind, process, from);
    return NULL;
}

static int64_t one[] = {1};

#define AT(fault_kind, date) .kind = FAULT_##fault_kind, .when = WHEN_DATE, .at = (date)
#define PROCESS_ONE          .target = TARGET_LISTED, .processes = one, .process_count = 1

/* ---- processes ---- */

static void nothing_strikes_without_faults(void **state)
{
    (void)state;
    struct run_result result = run_for(3.5, 2, NULL, 0);
    assert_int_equal(result.measures.faults, 0);
    assert_int_equal(result.measures.messages, 8);
    assert_int_equal(count_of(EVENT_RECEIVE, 1), 4);
}

static void a_crashed_process_is_silent_and_what_is_sent_to_it_is_lost(void **state)
{
    (void)state;
    struct fault_settings crash = {AT(CRASH, 1.5), PROCESS_ONE};
    struct run_result result = run_for(5.5, 2, &crash, 1);
    assert_int_equal(result.measures.faults, 1);
    assert_int_equal(count_of(EVENT_SEND, 1), 2);
    assert_int_equal(count_of(EVENT_RECEIVE, 1), 2);
    assert_int_equal(count_of(EVENT_LOSS, 1), 4);
    assert_int_equal(result.measures.lost, 4);
    assert_int_equal(first_of(EVENT_LOSS, 1, 0)->event.value, 0);
}

static void a_recovered_process_keeps_its_stable_variables_only(void **state)
{
    (void)state;
    struct fault_settings crash = {AT(CRASH, 2.5), PROCESS_ONE, .duration = 1};
    run_for(5.25, 2, &crash, 1);
    assert_int_equal(first_of(EVENT_SEND, 1, 3)->number, 1); /* it counts its beats anew */
    const struct event *lives = &first_of(EVENT_STATE, 1, 3)->event;
    assert_int_equal(lives->message_kind, 0);
    assert_int_equal(lives->value, 2);
    assert_true(fabs(lives->time - 3.5) < 1e-9);
    assert_int_equal(count_of(EVENT_SEND, 1), 5); /* at 0, 1, 2; 3.5, 4.5 */
}

static void a_recovery_of_its_own_ends_a_crash(void **state)
{
    (void)state;
    struct fault_settings faults[] = {{AT(CRASH, 0), PROCESS_ONE}, {AT(RECOVER, 2.5), PROCESS_ONE}};
    struct run_result result = run_for(4.25, 2, faults, 2);
    assert_int_equal(result.measures.faults, 1);
    const struct event *end = &first_of(EVENT_FAULT, 1, 2)->event;
    assert_true(end->ends);
    assert_int_equal(end->message_kind, FAULT_CRASH);
    assert_int_equal(end->value, 1);
    assert_int_equal(count_of(EVENT_START, 1), 0); /* it was down at its start */
    assert_int_equal(count_of(EVENT_SEND, 1), 2);
}

static void what_comes_to_a_suspended_process_waits_in_order(void **state)
{
    (void)state;
    struct fault_settings suspension = {AT(SUSPEND, 1.5), PROCESS_ONE, .duration = 3};
    struct run_result result = run_for(7.25, 3, &suspension, 1);
    assert_int_equal(result.measures.lost, 0);
    uint32_t last[3] = {0};
    for (size_t i = 0; i < seen_count; i++)
        if (seen[i].event.kind == EVENT_RECEIVE && seen[i].event.process == 1) {
            assert_false(seen[i].event.time > 1.5 && seen[i].event.time < 4.5);
            assert_int_equal(seen[i].number, last[seen[i].event.peer] + 1);
            last[seen[i].event.peer]++;
        }
    assert_int_equal(last[0], 8);
    assert_int_equal(last[2], 8);
    assert_int_equal(count_of(EVENT_SEND, 1), 2 * 5); /* at 0, 1; 4.5 (late), 5.5, 6.5 */
}

static void a_slow_process_handles_one_event_after_the_other(void **state)
{
    (void)state;
    struct fault_settings slow = {AT(SLOW, 0.5), PROCESS_ONE, .delay = 0.25, .duration = 1};
    run_for(3.25, 3, &slow, 1);
    const struct seen *tick_at = first_of(EVENT_TIMEOUT, 1, 0.5), *first = first_of(EVENT_RECEIVE, 1, 0.5);
    assert_true(fabs(tick_at->event.time - 1.25) < 1e-6);
    assert_true(fabs(first->event.time - 1.5) < 1e-2);
}

static void a_clock_that_gains_beats_faster(void **state)
{
    (void)state;
    struct fault_settings drift = {AT(DRIFT, 0), PROCESS_ONE, .drift = 0.25};
    run_for(8.1, 2, &drift, 1);
    assert_int_equal(count_of(EVENT_TIMEOUT, 0), 8);
    assert_int_equal(count_of(EVENT_TIMEOUT, 1), 10);
}

static void timers_that_are_armed_follow_the_clock(void **state)
{
    (void)state;
    struct fault_settings drift = {AT(DRIFT, 0.5), PROCESS_ONE, .drift = -0.5, .duration = 0.25};
    run_for(2.75, 2, &drift, 1);
    /* At 0.5 its clock shows 0.5; it shows 0.625 at 0.75, and 1 at 1.125. */
    assert_true(fabs(first_of(EVENT_TIMEOUT, 1, 0.5)->event.time - 1.125) < 1e-9);
    assert_true(fabs(first_of(EVENT_TIMEOUT, 1, 1.5)->event.time - 2.125) < 1e-9);
}

static void drifts_and_slowness_add_up_and_end_one_by_one(void **state)
{
    (void)state;
    struct fault_settings drifts[] = {{AT(DRIFT, 0), PROCESS_ONE, .drift = 0.25},
                                      {AT(DRIFT, 0), PROCESS_ONE, .drift = 0.75, .duration = 4}};
    run_for(8.1, 2, drifts, 2);
    assert_int_equal(count_of(EVENT_TIMEOUT, 1), 8 + 5); /* four seconds at 2, four at 1.25 */
    struct fault_settings slow[] = {{AT(SLOW, 0.5), PROCESS_ONE, .delay = 0.125, .duration = 1},
                                    {AT(SLOW, 0.5), PROCESS_ONE, .delay = 0.25}};
    run_for(3.25, 2, slow, 2);
    assert_true(fabs(first_of(EVENT_TIMEOUT, 1, 0.5)->event.time - 1.375) < 1e-6);
    assert_true(fabs(first_of(EVENT_TIMEOUT, 1, 1.5)->event.time - (2.375 + 0.25)) < 1e-6);
}

/* Whether the beats of each other process come to process 1 in their order. */
static void assert_in_order(void)
{
    uint32_t last[8] = {0};
    for (size_t i = 0; i < seen_count; i++)
        if (seen[i].event.kind == EVENT_RECEIVE && seen[i].event.process == 1) {
            assert_true(seen[i].number > last[seen[i].event.peer]);
            last[seen[i].event.peer] = seen[i].number;
        }
}

static void a_process_that_is_slow_and_then_suspended_keeps_the_order(void **state)
{
    (void)state;
    struct fault_settings faults[] = {{AT(SLOW, 0.5), PROCESS_ONE, .delay = 0.7, .duration = 2},
                                      {AT(SUSPEND, 1.6), PROCESS_ONE, .duration = 3}};
    struct run_result result = run_for(9.25, 3, faults, 2);
    assert_int_equal(result.measures.lost, 0);
    assert_int_equal(count_of(EVENT_RECEIVE, 1), 2 * 10);
    assert_in_order();
}

static void what_a_slow_process_has_not_handled_is_lost_when_it_crashes(void **state)
{
    (void)state;
    struct fault_settings faults[] = {{AT(SLOW, 0.5), PROCESS_ONE, .delay = 0.75},
                                      {AT(CRASH, 1.5), PROCESS_ONE, .duration = 0.25}};
    run_for(2.6, 3, faults, 2);
    assert_int_equal(count_of(EVENT_RECEIVE, 1), 2); /* those of date 0; of the others, none is through by 2.6 */
    assert_int_equal(count_of(EVENT_LOSS, 1), 2);
}

static void each_duplication_makes_a_copy_of_its_own(void **state)
{
    (void)state;
    struct fault_settings faults[] = {{AT(DUPLICATE, 0), .probability = 1, .delay = 0.01},
                                      {AT(DUPLICATE, 0), .probability = 1, .delay = 0.01}};
    struct run_result result = run_for(2.5, 2, faults, 2);
    assert_int_equal(result.measures.duplicated, 2 * result.measures.messages);
    assert_int_equal(count_of(EVENT_RECEIVE, 1), 3 * 3);
}

static void a_corruption_stays_in_the_declared_range(void **state)
{
    (void)state;
    struct fault_settings corruption = {AT(CORRUPT, 0.5), .target = TARGET_ALL, .variable_mask = 1u << 1};
    run_for(1.25, 6, &corruption, 1);
    for (uint32_t i = 0; i < 6; i++) {
        const struct event *changed = &first_of(EVENT_STATE, i, 0.5)->event;
        assert_int_equal(changed->message_kind, 1);
        assert_in_range(changed->value, 1, 1 + i);
    }
}

static void so_many_processes_are_drawn_and_not_the_same_with_another_seed(void **state)
{
    (void)state;
    static const struct specification *const watching[] = {&recorder, NULL};
    uint64_t struck[2] = {0};
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct fault_settings crash = {AT(CRASH, 0.5), .target = TARGET_FRACTION, .fraction = 0.25};
        struct settings settings = trial_settings(&beating, TOPOLOGY_KIND_COMPLETE, 40);
        settings.budget_time = 1.25;
        settings.faults = &crash;
        settings.fault_count = 1;
        settings.seed = seed;
        seen_count = 0;
        struct run_result result = trial_with(&settings, &(struct run_options){.specifications = watching});
        assert_int_equal(result.measures.faults, 10);
        for (size_t i = 0; i < seen_count; i++)
            if (seen[i].event.kind == EVENT_FAULT)
                struck[seed - 1] |= UINT64_C(1) << seen[i].event.process;
    }
    assert_true(struck[0] != struck[1]);
}

/* ---- dates ---- */

static void a_fault_follows_the_nth_event_of_its_kind(void **state)
{
    (void)state;
    struct fault_settings crash = {.kind = FAULT_CRASH,
                                   PROCESS_ONE,
                                   .when = WHEN_AFTER,
                                   .trigger = TRIGGER_RECEIVE,
                                   .trigger_of = 1,
                                   .trigger_name = "beat",
                                   .nth = 3};
    run_for(6.5, 2, &crash, 1);
    assert_int_equal(count_of(EVENT_RECEIVE, 1), 3);
    assert_int_equal(count_of(EVENT_SEND, 1), 3);
}

static void random_failures_have_the_mean_that_was_asked(void **state)
{
    (void)state;
    for (int rule = INTERVAL_EXPONENTIAL; rule <= INTERVAL_WEIBULL; rule++) {
        struct fault_settings crash = {.kind = FAULT_CRASH,
                                       PROCESS_ONE,
                                       .when = WHEN_RANDOM,
                                       .interval = (enum interval_rule)rule,
                                       .interval_mean = 9,
                                       .interval_shape = 0.7,
                                       .duration = 1};
        struct run_result result = run_for(8000, 2, &crash, 1);
        /* 800 cycles of 9 + 1 s; the deviation of a count of renewals is (sd / mean) * sqrt(count): 4 of them. */
        double deviation = (rule == INTERVAL_EXPONENTIAL ? 0.9 : 0.9 * 1.462) * sqrt(800);
        assert_true(fabs((double)result.measures.faults - 800) < 4 * deviation);
    }
}

/* ---- channels ---- */

static void a_cut_channel_carries_nothing_either_way_until_it_is_repaired(void **state)
{
    (void)state;
    struct fault_settings faults[] = {{AT(CUT, 0.5), .from = one, .from_count = 1}, {AT(REPAIR, 2.5)}};
    struct run_result result = run_for(4.25, 3, faults, 2);
    assert_int_equal(result.measures.lost, 2 * 4); /* two beats, two peers, two ways */
    assert_int_equal(count_of(EVENT_RECEIVE, 1), 2 * 3);
    assert_int_equal(count_of(EVENT_RECEIVE, 0), 5 + 3);
}

static void a_one_way_cut_lets_the_other_way_pass(void **state)
{
    (void)state;
    struct fault_settings cut = {AT(CUT, 0.5), .from = one, .from_count = 1, .one_way = true, .duration = 2};
    run_for(4.25, 2, &cut, 1);
    assert_int_equal(count_of(EVENT_RECEIVE, 1), 5);
    assert_int_equal(count_of(EVENT_RECEIVE, 0), 3);
}

static void a_message_is_lost_whose_channel_is_cut_as_it_arrives(void **state)
{
    (void)state;
    struct fault_settings cut = {
        .kind = FAULT_CUT, .when = WHEN_AFTER, .trigger = TRIGGER_SEND, .trigger_of = 1, .nth = 1, .duration = 0.5};
    run_for(0.75, 2, &cut, 1);
    assert_int_equal(count_of(EVENT_LOSS, 0), 1);
    assert_int_equal(count_of(EVENT_SEND, 1), 1);
}

static void a_partition_separates_its_groups(void **state)
{
    (void)state;
    int64_t members[] = {0, 1};
    uint32_t groups[] = {0, 0};
    struct fault_settings partition = {AT(PARTITION, 0.5), .members = members, .group_of = groups, .member_count = 2};
    run_for(2.25, 4, &partition, 1);
    assert_int_equal(count_of(EVENT_RECEIVE, 0), 3 + 2);
    assert_int_equal(count_of(EVENT_RECEIVE, 3), 3 + 2);
    assert_int_equal(count_of(EVENT_LOSS, 3), 2 * 2);
}

static void messages_are_lost_and_doubled_in_proportion(void **state)
{
    (void)state;
    struct fault_settings faults[] = {{AT(LOSE, 0), .probability = 0.2},
                                      {AT(DUPLICATE, 0), .probability = 0.1, .delay = 0.01}};
    struct run_result result = run_for(4999.5, 2, faults, 2);
    double sent = (double)result.measures.messages;
    assert_true(fabs((double)result.measures.lost - 0.2 * sent) < 4 * sqrt(0.16 * sent));
    assert_true(fabs((double)result.measures.duplicated - 0.08 * sent) < 4 * sqrt(0.08 * 0.92 * sent));
    assert_int_equal(count_of(EVENT_RECEIVE, 0) + count_of(EVENT_RECEIVE, 1) + result.measures.lost,
                     result.measures.messages + result.measures.duplicated);
}

/* Beats of a second held back by two: those that are free to may overtake. */
static bool beats_overtake(enum fault_kind kind)
{
    struct fault_settings fault = {.kind = kind, .when = WHEN_DATE, .probability = 0.5, .delay = 2};
    run_for(400, 2, &fault, 1);
    uint32_t last = 0;
    bool overtaken = false;
    for (size_t i = 0; i < seen_count; i++)
        if (seen[i].event.kind == EVENT_RECEIVE && seen[i].event.process == 1) {
            overtaken = overtaken || seen[i].number < last;
            last = seen[i].number;
        }
    return overtaken;
}

static void reordering_lets_messages_overtake_and_delay_does_not(void **state)
{
    (void)state;
    assert_true(beats_overtake(FAULT_REORDER));
    assert_false(beats_overtake(FAULT_DELAY));
}

/* ---- bad input ---- */

static void assert_refused(struct fault_settings *fault, enum network_kind network, const char *words)
{
    struct settings settings = trial_settings(&beating, TOPOLOGY_KIND_COMPLETE, 4);
    settings.faults = fault;
    settings.fault_count = 1;
    settings.network = network;
    settings.budget_time = 1;
    struct error err = {0};
    struct run_result result;
    assert_false(run_system(&settings, &(struct run_options){0}, &result, &err));
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void faults_that_cannot_strike_are_refused_by_name(void **state)
{
    (void)state;
    int64_t nine[] = {9};
    assert_refused(
        &(struct fault_settings){AT(CRASH, 0), .target = TARGET_LISTED, .processes = nine, .process_count = 1},
        NETWORK_LATENCY, "no process 9");
    assert_refused(&(struct fault_settings){AT(CRASH, 0), .target = TARGET_COUNT, .count = 5}, NETWORK_LATENCY,
                   "at most 4");
    assert_refused(&(struct fault_settings){AT(CRASH, 0), .target = TARGET_HOST, .host = "left2"}, NETWORK_LATENCY,
                   "no host \"left2\"");
    assert_refused(&(struct fault_settings){AT(CUT, 0), .link = "wirre"}, NETWORK_LATENCY, "no link \"wirre\"");
    assert_refused(&(struct fault_settings){.kind = FAULT_CRASH,
                                            .when = WHEN_AFTER,
                                            .trigger = TRIGGER_RECEIVE,
                                            .trigger_of = -1,
                                            .trigger_name = "bea",
                                            .nth = 1},
                   NETWORK_LATENCY, "did you mean \"beat\"");
    assert_refused(&(struct fault_settings){AT(LOSE, 0), .probability = 0.5}, NETWORK_SHARED, "carries no messages");
    assert_refused(&(struct fault_settings){AT(DRIFT, 0), .drift = 0.5}, NETWORK_SHARED, "no clocks");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_strikes_without_faults),
        cmocka_unit_test(a_crashed_process_is_silent_and_what_is_sent_to_it_is_lost),
        cmocka_unit_test(a_recovered_process_keeps_its_stable_variables_only),
        cmocka_unit_test(a_recovery_of_its_own_ends_a_crash),
        cmocka_unit_test(what_comes_to_a_suspended_process_waits_in_order),
        cmocka_unit_test(a_slow_process_handles_one_event_after_the_other),
        cmocka_unit_test(a_clock_that_gains_beats_faster),
        cmocka_unit_test(timers_that_are_armed_follow_the_clock),
        cmocka_unit_test(drifts_and_slowness_add_up_and_end_one_by_one),
        cmocka_unit_test(a_process_that_is_slow_and_then_suspended_keeps_the_order),
        cmocka_unit_test(what_a_slow_process_has_not_handled_is_lost_when_it_crashes),
        cmocka_unit_test(each_duplication_makes_a_copy_of_its_own),
        cmocka_unit_test(a_corruption_stays_in_the_declared_range),
        cmocka_unit_test(so_many_processes_are_drawn_and_not_the_same_with_another_seed),
        cmocka_unit_test(a_fault_follows_the_nth_event_of_its_kind),
        cmocka_unit_test(random_failures_have_the_mean_that_was_asked),
        cmocka_unit_test(a_cut_channel_carries_nothing_either_way_until_it_is_repaired),
        cmocka_unit_test(a_one_way_cut_lets_the_other_way_pass),
        cmocka_unit_test(a_message_is_lost_whose_channel_is_cut_as_it_arrives),
        cmocka_unit_test(a_partition_separates_its_groups),
        cmocka_unit_test(messages_are_lost_and_doubled_in_proportion),
        cmocka_unit_test(reordering_lets_messages_overtake_and_delay_does_not),
        cmocka_unit_test(faults_that_cannot_strike_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
