/* test_exclusion.c: mutual exclusion by a server, by a token on a ring, by everyone's permission, by a token that is asked for:
 * the known counts and delays exactly, and the promises on many random schedules. */
#include "tests/broken/broken.h"
#include "tests/property/trial.h"

#include "base/random.h"

#include <math.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#ifdef __SANITIZE_ADDRESS__
enum { SCHEDULES = 2000 };
#else
enum { SCHEDULES = 10000 };
#endif

extern const struct algorithm centralised_exclusion, token_ring, lamport_exclusion, ricart_agrawala, suzuki_kasami;

enum { ENTRIES, THINK, HOLD, WAY }; /* parameters */
enum { BACK, FORWARD };             /* values of WAY */

static const struct {
    const struct algorithm *algorithm;
    enum topology_kind kind;
    uint32_t least; /* processes */
} all[] = {
    {&centralised_exclusion, TOPOLOGY_KIND_STAR, 2}, {&token_ring, TOPOLOGY_KIND_TWO_WAY_RING, 3},
    {&lamport_exclusion, TOPOLOGY_KIND_COMPLETE, 1}, {&ricart_agrawala, TOPOLOGY_KIND_COMPLETE, 1},
    {&suzuki_kasami, TOPOLOGY_KIND_COMPLETE, 1},
};
enum { SERVER, RING, LAMPORT, RICART_AGRAWALA, SUZUKI_KASAMI };

static double measured(const struct run_result *result, const struct settings *settings, const char *name)
{
    double value = NAN;
    measure_by_name(result, settings->algorithm, name, &value);
    return value;
}

static void assert_measured(const struct run_result *result, const struct settings *settings, const char *name,
                            double expected)
{
    double value = measured(result, settings, name);
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected))))
        fail_msg("%s of %u: %s is %.12g, expected %.12g", settings->algorithm->name, settings->processes, name, value,
                 expected);
}

static struct settings clients(size_t which, uint32_t n, double entries, double think, double hold)
{
    struct settings settings = trial_settings(all[which].algorithm, all[which].kind, n);
    settings.parameters[ENTRIES] = entries;
    settings.parameters[THINK] = think;
    settings.parameters[HOLD] = hold;
    return settings;
}

static void only(struct settings *settings, int64_t *process)
{
    settings->initiator_rule = INITIATORS_LISTED;
    settings->initiators = process;
    settings->initiator_list_count = 1;
}

/* ---- messages ---- */

/* One second a message, without contention (one client, who thinks long) and with all the contention there can be. */
static void assert_messages_per_entry(size_t which, uint32_t n, double expected)
{
    int64_t last = n - 1;
    struct settings lonely = clients(which, n, 4, 100, 1);
    only(&lonely, &last);
    struct run_result result = trial_in_units(&lonely);
    assert_holds(&result, &lonely);
    assert_measured(&result, &lonely, "entries", 4);
    assert_measured(&result, &lonely, "messages_per_entry", expected);
    struct settings crowded = clients(which, n, 4, 0, 1);
    result = trial_in_units(&crowded);
    assert_holds(&result, &crowded);
    assert_measured(&result, &crowded, "entries", 4.0 * (which == SERVER ? n - 1 : n));
    assert_measured(&result, &crowded, "messages_per_entry", expected);
}

static void an_entry_by_the_server_takes_exactly_three_messages(void **unused)
{
    (void)unused;
    for (uint32_t n = 2; n <= 66; n += 4)
        assert_messages_per_entry(SERVER, n, 3);
}

static void an_entry_by_lamport_takes_exactly_three_messages_for_each_other_process(void **unused)
{
    (void)unused;
    for (uint32_t n = 1; n <= 40; n += 3)
        assert_messages_per_entry(LAMPORT, n, 3.0 * (n - 1));
}

static void an_entry_by_ricart_and_agrawala_takes_exactly_two_messages_for_each_other_process(void **unused)
{
    (void)unused;
    for (uint32_t n = 1; n <= 40; n += 3)
        assert_messages_per_entry(RICART_AGRAWALA, n, 2.0 * (n - 1));
}

static void an_entry_by_suzuki_and_kasami_takes_no_message_with_the_token_and_n_without(void **unused)
{
    (void)unused;
    for (uint32_t n = 2; n <= 40; n++)
        for (int64_t who = 0; who < n; who += n - 1) {
            struct settings settings = clients(SUZUKI_KASAMI, n, 4, 100, 1);
            only(&settings, &who);
            struct run_result result = trial_in_units(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.measures.messages, who == 0 ? 0 : n); /* of four entries: then it has the token */
        }
    /* When all ask at once, everyone but the first holder asks everyone, and the token goes round. */
    for (uint32_t n = 1; n <= 40; n++) {
        struct settings settings = clients(SUZUKI_KASAMI, n, 1, 0, 1);
        struct run_result result = trial_in_units(&settings);
        assert_holds(&result, &settings);
        assert_int_equal(messages_of(&result, &suzuki_kasami, "messages.request"), (n - 1) * (n - 1));
        assert_int_equal(messages_of(&result, &suzuki_kasami, "messages.token"), n - 1);
    }
}

/* It is a ring too, and the ports are those of a ring. */
static void suzuki_and_kasami_know_the_ports_of_a_ring_of_three(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct settings settings = clients(SUZUKI_KASAMI, 3, 5, 1e-3, 1e-3);
        settings.topology.kind = TOPOLOGY_KIND_TWO_WAY_RING;
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 1e-3;
        settings.seed = seed;
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_measured(&result, &settings, "entries", 15);
    }
}

static void a_ring_is_closed_with_n_less_1_messages_more_or_with_none(void **unused)
{
    (void)unused;
    for (uint32_t n = 3; n <= 66; n++)
        for (int way = BACK; way <= FORWARD; way++) {
            struct settings settings = clients(RING, n, 2, 0, 1);
            settings.parameters[WAY] = way;
            settings.start_spread = n % 2 == 0 ? 0 : 10;
            struct run_result result = trial_in_units(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(messages_of(&result, &token_ring, "messages.connect"), n - 1);
            assert_int_equal(messages_of(&result, &token_ring, "messages.address"), way == BACK ? n - 1 : 0);
            assert_measured(&result, &settings, "entries", 2.0 * n);
        }
}

/* Nobody wants anything any more: the token is back where it was made within two rounds, unmarked, and stays. */
static void the_token_of_a_ring_stops_when_all_have_had_their_entries(void **unused)
{
    (void)unused;
    for (uint32_t n = 3; n <= 40; n++) {
        struct settings settings = clients(RING, n, 0, 0, 1);
        struct run_result result = trial_in_units(&settings);
        assert_int_equal(result.ending, ENDING_QUIESCENT);
        assert_int_equal(messages_of(&result, &token_ring, "messages.token"), n);
        settings.parameters[ENTRIES] = 1;
        result = trial_in_units(&settings);
        assert_holds(&result, &settings);
        assert_int_equal(result.ending, ENDING_QUIESCENT);
        /* All wait when it is made, so that one round serves all; who has no entry to come marks nothing. */
        assert_int_equal(messages_of(&result, &token_ring, "messages.token"), n);
    }
}

/* ---- time: a second a message, two seconds inside ---- */

static void waiting_without_contention_takes_the_messages_that_must_be_awaited(void **unused)
{
    (void)unused;
    static const struct {
        size_t which;
        double messages; /* one after the other */
    } cases[] = {{SERVER, 2}, {LAMPORT, 2}, {RICART_AGRAWALA, 2}, {SUZUKI_KASAMI, 2}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t who = 3;
        struct settings settings = clients(cases[i].which, 6, 1, 100, 2);
        only(&settings, &who);
        struct run_result result = trial_in_units(&settings);
        assert_holds(&result, &settings);
        assert_measured(&result, &settings, "waiting_time", cases[i].messages);
        assert_measured(&result, &settings, "bypass_max", 0);
        assert_measured(&result, &settings, "fairness", 1);
    }
}

/* The synchronisation delay: 2 by a server (a release, a grant), 1 where who leaves tells the next one itself. */
static void from_a_leave_to_the_next_entry_it_takes_two_messages_by_a_server_and_one_without(void **unused)
{
    (void)unused;
    static const double delays[] = {
        [SERVER] = 2, [RING] = 1, [LAMPORT] = 1, [RICART_AGRAWALA] = 1, [SUZUKI_KASAMI] = 1};
    for (size_t which = 0; which < COUNT_OF(all); which++)
        for (uint32_t n = 4; n <= 12; n += 4) {
            struct settings settings = clients(which, n, 5, 0, 2);
            struct run_result result = trial_in_units(&settings);
            assert_holds(&result, &settings);
            assert_measured(&result, &settings, "synchronization_time", delays[which]);
        }
}

/* ---- bypass ---- */

static void the_bound_of_the_ring_is_reached_and_never_passed(void **unused)
{
    (void)unused;
    for (uint32_t n = 3; n <= 20; n++) {
        struct settings settings = clients(RING, n, 5, 0, 2);
        struct run_result result = trial_in_units(&settings);
        assert_holds(&result, &settings);
        assert_measured(&result, &settings, "bypass_max", n - 1);
    }
}

/* Draws a system of 2 to 6 processes: little or much thinking, long stays or none, delays that are long or not. */
static struct settings drawn(size_t which, uint64_t seed)
{
    struct random_stream stream = random_stream(seed, RANDOM_ALGORITHM, which);
    static const double thinks[] = {0, 1e-4, 2e-3, 2e-2}, holds[] = {0, 1e-4, 3e-3}, delays[] = {1e-4, 1e-3, 1e-2};
    uint32_t least = all[which].least > 2 ? all[which].least : 2;
    uint32_t n = least + (uint32_t)random_below(&stream, 7 - least);
    struct settings settings =
        clients(which, n, (double)(1 + random_below(&stream, 4)), thinks[random_below(&stream, COUNT_OF(thinks))],
                holds[random_below(&stream, COUNT_OF(holds))]);
    settings.identity_order = IDENTITIES_RANDOM;
    settings.delay_rule = random_below(&stream, 4) > 0 ? DELAY_EXPONENTIAL : DELAY_UNIFORM;
    settings.delay_high = delays[random_below(&stream, COUNT_OF(delays))];
    settings.start_spread = random_below(&stream, 2) == 0 ? 0 : 5e-3;
    settings.fifo = settings.algorithm->assumptions.fifo || random_below(&stream, 2) == 0;
    if (which == RING)
        settings.parameters[WAY] = (double)random_below(&stream, 2);
    else if (random_below(&stream, 3) == 0) {
        settings.initiator_rule = INITIATORS_COUNT;
        settings.initiator_count = 1 + (uint32_t)random_below(&stream, n);
    }
    settings.seed = seed;
    return settings;
}

/* The promised costs are checked by the run itself. With FIFO channels nobody bypasses anybody more than twice by the permissions
 * of Ricart and Agrawala. */
static void random_schedules_hold(size_t which)
{
    for (uint64_t seed = 1; seed <= SCHEDULES; seed++) {
        struct settings settings = drawn(which, seed);
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_int_equal(result.ending, ENDING_QUIESCENT);
        if (which == RICART_AGRAWALA && settings.fifo)
            assert_true(measured(&result, &settings, "bypass_max") <= 2.0 * (settings.processes - 1) ||
                        measured(&result, &settings, "entries") == 0);
    }
}

static void the_server_holds_on_random_schedules(void **unused)
{
    (void)unused;
    random_schedules_hold(SERVER);
}

static void the_ring_holds_on_random_schedules(void **unused)
{
    (void)unused;
    random_schedules_hold(RING);
}

static void lamport_holds_on_random_schedules(void **unused)
{
    (void)unused;
    random_schedules_hold(LAMPORT);
}

static void ricart_and_agrawala_hold_on_random_schedules(void **unused)
{
    (void)unused;
    random_schedules_hold(RICART_AGRAWALA);
}

static void suzuki_and_kasami_hold_on_random_schedules(void **unused)
{
    (void)unused;
    random_schedules_hold(SUZUKI_KASAMI);
}

/* ---- what the server protects ---- */

static int64_t lines; /* of the file, as the server last had it */

static void see_lines(const struct view *view, const struct event *event)
{
    (void)view;
    lines = event->value;
}

static void see_the_end(const struct view *view, enum ending ending)
{
    (void)view;
    (void)ending;
}

static const struct specification reader = {
    .name = "reader", .events = 1u << EVENT_STATE, .event = see_lines, .conclude = see_the_end};

static void the_file_has_a_line_for_each_entry_in_the_end(void **unused)
{
    (void)unused;
    const struct specification *watching[] = {&reader, specification_find("mutual-exclusion", NULL), NULL};
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct settings settings = drawn(SERVER, seed);
        settings.initiator_rule = INITIATORS_ALL;
        lines = 0;
        struct run_result result = trial_with(&settings, &(struct run_options){.specifications = watching});
        assert_holds(&result, &settings);
        assert_int_equal(lines, (settings.processes - 1) * (uint64_t)settings.parameters[ENTRIES]);
    }
}

/* ---- wrong algorithms, and a right one where its assumption does not hold ---- */

/* Of a hundred runs, those that are violated for a reason with `words` in it. */
static uint32_t caught_with(const struct algorithm *algorithm, enum topology_kind kind, const char *words)
{
    uint32_t caught = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct settings settings = trial_settings(algorithm, kind, 5);
        settings.parameters[THINK] = 2e-3;
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 2e-3;
        settings.fifo = false;
        settings.seed = seed;
        struct run_result result = trial(&settings);
        caught += result.verdict.kind == VERDICT_VIOLATED && strstr(result.verdict.reason, words) != NULL;
    }
    return caught;
}

static void a_server_that_forgets_its_queue_leaves_someone_waiting(void **unused)
{
    (void)unused;
    assert_true(caught_with(&broken_server_forgetful, TOPOLOGY_KIND_STAR, "is never served") > 95);
}

static void permission_that_is_not_deferred_lets_two_in(void **unused)
{
    (void)unused;
    assert_true(caught_with(&broken_ricart_agrawala_obliging, TOPOLOGY_KIND_COMPLETE, "s while process") > 95);
}

static void a_token_that_is_copied_lets_two_in(void **unused)
{
    (void)unused;
    assert_true(caught_with(&broken_suzuki_kasami_copying, TOPOLOGY_KIND_COMPLETE, "s while process") > 95);
}

static void lamport_without_fifo_is_refused_and_would_let_two_in(void **unused)
{
    (void)unused;
    struct settings settings = trial_settings(&lamport_exclusion, TOPOLOGY_KIND_COMPLETE, 5);
    settings.fifo = false;
    struct run_result result;
    struct error err = {0};
    assert_false(run_system(&settings, &(struct run_options){0}, &result, &err));
    assert_non_null(strstr(err.text, "FIFO"));

    struct algorithm loose = lamport_exclusion;
    loose.assumptions.fifo = false;
    /* A reply that overtakes a request: who gets it takes itself for the first. */
    uint32_t caught = caught_with(&loose, TOPOLOGY_KIND_COMPLETE, "s while process");
    if (caught < 50)
        fail_msg("caught in %u runs of 100", caught);
}

/* ---- where an assumption does not hold ---- */

/* Struck once, when the process has done its first output of that name (`wait` seconds after). */
static struct fault_settings fault_after(enum fault_kind kind, int64_t *process, const char *output, sim_time wait)
{
    struct fault_settings fault = {
        .kind = kind,
        .target = TARGET_LISTED,
        .processes = process,
        .process_count = 1,
        .when = WHEN_AFTER,
        .at = wait,
        .trigger = TRIGGER_OUTPUT,
        .trigger_of = *process,
        .nth = 1,
    };
    snprintf(fault.trigger_name, sizeof fault.trigger_name, "%s", output);
    return fault;
}

static struct run_result struck(size_t which, struct fault_settings *fault)
{
    struct settings settings = clients(which, 5, 3, 2e-3, 1e-3);
    settings.faults = fault;
    settings.fault_count = 1;
    return trial(&settings);
}

static void a_crash_inside_ends_the_stay_and_keeps_the_others_out(void **unused)
{
    (void)unused;
    for (size_t which = 0; which < COUNT_OF(all); which++) {
        int64_t process = 3;
        struct fault_settings fault = fault_after(FAULT_CRASH, &process, "enter", 5e-4);
        struct run_result result = struck(which, &fault);
        assert_violated(&result, all[which].algorithm->name, "is never served");
    }
}

static void a_process_that_is_asked_and_has_crashed_keeps_everyone_out(void **unused)
{
    (void)unused;
    static const size_t asking_everyone[] = {LAMPORT, RICART_AGRAWALA};
    for (size_t i = 0; i < COUNT_OF(asking_everyone); i++) {
        int64_t process = 3;
        struct fault_settings fault = {.kind = FAULT_CRASH, .processes = &process, .process_count = 1};
        fault.target = TARGET_LISTED;
        struct run_result result = struck(asking_everyone[i], &fault);
        assert_violated(&result, all[asking_everyone[i]].algorithm->name, "(4 wait for ever)");
    }
}

static void a_token_that_arrives_twice_lets_two_in(void **unused)
{
    (void)unused;
    int64_t process = 2;
    struct fault_settings fault = fault_after(FAULT_DUPLICATE, &process, "enter", 0);
    fault.target = TARGET_ALL;
    fault.processes = NULL;
    fault.process_count = 0;
    fault.from = &process;
    fault.from_count = 1;
    fault.probability = 1;
    fault.duration = 1.5e-3;
    fault.delay = 5e-4;
    struct run_result result = struck(RING, &fault);
    assert_violated(&result, "token-ring", "s while process");
}

static void a_suspension_only_delays(void **unused)
{
    (void)unused;
    for (size_t which = 0; which < COUNT_OF(all); which++) {
        int64_t process = 3;
        struct fault_settings fault = fault_after(FAULT_SUSPEND, &process, "enter", 5e-4);
        fault.duration = 0.05;
        struct run_result result = struck(which, &fault);
        assert_int_equal(result.verdict.kind, VERDICT_HOLDS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_by_the_server_takes_exactly_three_messages),
        cmocka_unit_test(an_entry_by_lamport_takes_exactly_three_messages_for_each_other_process),
        cmocka_unit_test(an_entry_by_ricart_and_agrawala_takes_exactly_two_messages_for_each_other_process),
        cmocka_unit_test(an_entry_by_suzuki_and_kasami_takes_no_message_with_the_token_and_n_without),
        cmocka_unit_test(suzuki_and_kasami_know_the_ports_of_a_ring_of_three),
        cmocka_unit_test(a_ring_is_closed_with_n_less_1_messages_more_or_with_none),
        cmocka_unit_test(the_token_of_a_ring_stops_when_all_have_had_their_entries),
        cmocka_unit_test(waiting_without_contention_takes_the_messages_that_must_be_awaited),
        cmocka_unit_test(from_a_leave_to_the_next_entry_it_takes_two_messages_by_a_server_and_one_without),
        cmocka_unit_test(the_bound_of_the_ring_is_reached_and_never_passed),
        cmocka_unit_test(the_server_holds_on_random_schedules),
        cmocka_unit_test(the_ring_holds_on_random_schedules),
        cmocka_unit_test(lamport_holds_on_random_schedules),
        cmocka_unit_test(ricart_and_agrawala_hold_on_random_schedules),
        cmocka_unit_test(suzuki_and_kasami_hold_on_random_schedules),
        cmocka_unit_test(the_file_has_a_line_for_each_entry_in_the_end),
        cmocka_unit_test(a_server_that_forgets_its_queue_leaves_someone_waiting),
        cmocka_unit_test(permission_that_is_not_deferred_lets_two_in),
        cmocka_unit_test(a_token_that_is_copied_lets_two_in),
        cmocka_unit_test(lamport_without_fifo_is_refused_and_would_let_two_in),
        cmocka_unit_test(a_crash_inside_ends_the_stay_and_keeps_the_others_out),
        cmocka_unit_test(a_process_that_is_asked_and_has_crashed_keeps_everyone_out),
        cmocka_unit_test(a_token_that_arrives_twice_lets_two_in),
        cmocka_unit_test(a_suspension_only_delays),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
