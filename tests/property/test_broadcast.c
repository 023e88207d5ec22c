/* test_broadcast.c: causal and total order of broadcasts, causal order point to point: the known counts, sizes and delays exactly, the
 * promises on many random schedules, and what is caught when a rule is left out. */
#include "algorithms/broadcast/broadcast.h"
#include "base/random.h"
#include "tests/broken/broken.h"
#include "tests/property/trial.h"

#ifdef __SANITIZE_ADDRESS__
enum { SCHEDULES = 300 };
#else
enum { SCHEDULES = 10000 };
#endif

extern const struct algorithm causal_broadcast, causal_unicast, sequencer, isis;
static const struct algorithm *const all[] = {&causal_broadcast, &causal_unicast, &sequencer, &isis};
enum { ALL = sizeof all / sizeof *all };

static bool is_unicast(const struct algorithm *algorithm)
{
    return algorithm == &causal_unicast;
}

static double measured(const struct run_result *result, const struct algorithm *algorithm, const char *name)
{
    double value = 0;
    if (!measure_by_name(result, algorithm, name, &value))
        fail_msg("%s has not measured %s", algorithm->name, name);
    return value;
}

/* Delays between those of the network alone and a hundred times as much as the pauses; messages may overtake one another in half of
 * the schedules. */
static void draw_schedule(struct settings *settings, struct random_stream *stream, uint64_t schedule)
{
    settings->processes = 2 + (uint32_t)random_below(stream, 5);
    settings->parameters[POSTS] = 1 + (double)random_below(stream, 5);
    settings->parameters[PAUSE] = 1e-3 * random_uniform(stream);
    settings->delay_rule = schedule % 3 == 0 ? DELAY_UNIFORM : DELAY_EXPONENTIAL;
    settings->delay_low = 0;
    settings->delay_high = schedule % 2 == 0 ? 1e-3 * random_uniform(stream) : 1e-1 * random_uniform(stream);
    settings->start_spread = schedule % 5 == 0 ? 1e-3 : 0;
    settings->fifo = schedule % 4 < 2;
    settings->seed = schedule;
}

static void ten_thousand_schedules_of_each_keep_their_order(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < ALL; i++) {
        struct random_stream stream = random_stream(61, RANDOM_ALGORITHM, i);
        for (uint64_t schedule = 0; schedule < SCHEDULES; schedule++) {
            struct settings settings = trial_settings(all[i], TOPOLOGY_KIND_COMPLETE, 5);
            draw_schedule(&settings, &stream, schedule);
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            uint64_t posts = settings.processes * (uint64_t)settings.parameters[POSTS];
            assert_int_equal(result.measures.outputs[OUTPUT_POST], posts);
            assert_int_equal(result.measures.outputs[OUTPUT_DELIVER],
                             posts * (is_unicast(all[i]) ? 1 : settings.processes));
        }
    }
}

/* The ports of a ring are not in the order of the numbers: 3 processes on a two-way ring are a complete graph all the same. */
static void each_keeps_its_order_whatever_the_order_of_ports(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < ALL; i++) {
        struct random_stream stream = random_stream(63, RANDOM_ALGORITHM, i);
        for (uint64_t schedule = 0; schedule < SCHEDULES / 100; schedule++) {
            struct settings settings = trial_settings(all[i], TOPOLOGY_KIND_TWO_WAY_RING, 3);
            draw_schedule(&settings, &stream, schedule);
            settings.processes = 3;
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
        }
    }
}

static void each_takes_the_messages_that_it_is_known_for(void **unused)
{
    (void)unused;
    for (uint32_t n = 1; n <= 40; n += n < 8 ? 1 : 4) {
        const uint64_t of_a_post_by_each[ALL] = {(uint64_t)n * (n - 1), n > 1 ? n : 0, (uint64_t)n * n - 1,
                                                 3 * (uint64_t)n * (n - 1)};
        for (size_t i = 0; i < ALL; i++) {
            struct settings settings = trial_settings(all[i], TOPOLOGY_KIND_COMPLETE, n);
            settings.parameters[POSTS] = 3;
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.measures.messages, 3 * of_a_post_by_each[i]);
        }
    }
}

static void stamps_are_as_long_as_they_are_said_to_be(void **unused)
{
    (void)unused;
    for (uint32_t n = 2; n <= 30; n += 4) {
        const uint64_t payload[ALL] = {8 + 4 * (uint64_t)n, 8 + 4 * (uint64_t)n * n};
        for (size_t i = 0; i < 2; i++) {
            struct settings settings = trial_settings(all[i], TOPOLOGY_KIND_COMPLETE, n);
            struct run_result result = trial(&settings);
            assert_int_equal(result.measures.bytes, result.measures.messages * (settings.header_bytes + payload[i]));
        }
    }
}

/* One broadcast of process 1, every message a second: the poster's own delivery and those of the others. */
static void one_broadcast_takes_one_two_or_three_messages_in_a_row(void **unused)
{
    (void)unused;
    int64_t poster = 1;
    for (uint32_t n = 2; n <= 20; n += 3) {
        const double others = n - 1.0;
        const double sums[ALL] = {0 + 1 * others, 1, 1 + 2 * others, 2 + 3 * others};
        for (size_t i = 0; i < ALL; i++) {
            struct settings settings = trial_settings(all[i], TOPOLOGY_KIND_COMPLETE, n);
            settings.parameters[POSTS] = 1;
            settings.initiator_rule = INITIATORS_LISTED;
            settings.initiators = &poster;
            settings.initiator_list_count = 1;
            struct run_result result = trial_in_units(&settings);
            assert_holds(&result, &settings);
            double mean = sums[i] / (is_unicast(all[i]) ? 1 : n);
            assert_true(measured(&result, all[i], "delivery_time") - mean < 1e-9 &&
                        mean - measured(&result, all[i], "delivery_time") < 1e-9);
        }
    }
}

/* What finds no room goes back and comes again, until it is in order. */
static void causal_order_is_kept_where_there_is_no_room_for_all_that_waits(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < 2; i++) {
        uint64_t refused = 0;
        for (uint64_t seed = 1; seed <= 5; seed++) {
            struct settings settings = trial_settings(all[i], TOPOLOGY_KIND_COMPLETE, 5);
            settings.parameters[POSTS] = MOST_POSTS;
            settings.parameters[PAUSE] = 1e-3;
            settings.delay_rule = DELAY_EXPONENTIAL;
            settings.delay_high = 1;
            settings.fifo = false;
            settings.seed = seed;
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(messages_of(&result, all[i], "messages.refused"),
                             messages_of(&result, all[i], "messages.again"));
            refused += messages_of(&result, all[i], "messages.refused");
        }
        assert_true(refused > 0);
    }
}

/* What the poster has delivered was numbered, or agreed, before its own; not so when its own overtake each other. */
static void total_orders_are_causal_ones_where_channels_are_fifo(void **unused)
{
    (void)unused;
    const struct specification *causal[] = {specification_find("causal-order", NULL), NULL};
    for (size_t i = 2; i < ALL; i++) {
        uint32_t violated[2] = {0};
        struct random_stream stream = random_stream(62, RANDOM_ALGORITHM, i);
        for (uint64_t schedule = 0; schedule < SCHEDULES / 10; schedule++) {
            struct settings settings = trial_settings(all[i], TOPOLOGY_KIND_COMPLETE, 5);
            draw_schedule(&settings, &stream, schedule);
            struct run_result result = trial_with(&settings, &(struct run_options){.specifications = causal});
            violated[settings.fifo] += result.verdict.kind == VERDICT_VIOLATED;
        }
        assert_int_equal(violated[true], 0);
        assert_true(violated[false] > 0);
    }
}

/* ---- broken ---- */

static void each_run_is_caught(const struct algorithm *broken, bool fifo, const char *words)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct settings settings = trial_settings(broken, TOPOLOGY_KIND_COMPLETE, 6);
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 2e-2;
        settings.fifo = fifo;
        settings.seed = seed;
        struct run_result result = trial(&settings);
        assert_violated(&result, broken->name, words);
    }
}

static void a_causal_broadcast_that_does_not_wait_is_out_of_order(void **unused)
{
    (void)unused;
    each_run_is_caught(&broken_broadcast_hasty, true, "causal-order: causal order: process");
}

static void a_causal_broadcast_that_somebody_does_not_deliver_is_caught(void **unused)
{
    (void)unused;
    /* The poster alone delivers it; whoever minds the order has nothing to say. */
    for (uint64_t seed = 1; seed <= 20; seed++) {
        int64_t poster = 0;
        struct settings settings = trial_settings(&broken_broadcast_deaf, TOPOLOGY_KIND_COMPLETE, 6);
        settings.initiator_rule = INITIATORS_LISTED;
        settings.initiators = &poster;
        settings.initiator_list_count = 1;
        settings.seed = seed;
        struct run_result result = trial(&settings);
        assert_violated(&result, "broken-broadcast-deaf", "process 1 has not delivered mail 0 of process 0");
    }
}

static void followers_that_deliver_as_it_comes_are_caught_where_messages_overtake(void **unused)
{
    (void)unused;
    each_run_is_caught(&broken_sequencer_hurried, false, "total-order: total order: delivery");
    struct settings settings = trial_settings(&broken_sequencer_hurried, TOPOLOGY_KIND_COMPLETE, 6);
    settings.delay_rule = DELAY_EXPONENTIAL;
    settings.delay_high = 2e-2;
    struct run_result result = trial(&settings);
    assert_holds(&result, &settings); /* with FIFO channels the sequencer's order is that of arrival */
}

static void who_keeps_its_own_priority_is_caught(void **unused)
{
    (void)unused;
    each_run_is_caught(&broken_isis_stubborn, true, "total-order: total order: delivery");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_schedules_of_each_keep_their_order),
        cmocka_unit_test(each_keeps_its_order_whatever_the_order_of_ports),
        cmocka_unit_test(each_takes_the_messages_that_it_is_known_for),
        cmocka_unit_test(stamps_are_as_long_as_they_are_said_to_be),
        cmocka_unit_test(one_broadcast_takes_one_two_or_three_messages_in_a_row),
        cmocka_unit_test(causal_order_is_kept_where_there_is_no_room_for_all_that_waits),
        cmocka_unit_test(total_orders_are_causal_ones_where_channels_are_fifo),
        cmocka_unit_test(a_causal_broadcast_that_does_not_wait_is_out_of_order),
        cmocka_unit_test(a_causal_broadcast_that_somebody_does_not_deliver_is_caught),
        cmocka_unit_test(followers_that_deliver_as_it_comes_are_caught_where_messages_overtake),
        cmocka_unit_test(who_keeps_its_own_priority_is_caught),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
