/* test_mutual_exclusion.c: the specification mutual-exclusion on runs written by hand, event by event. */
#include "tests/unit/scene.h"

enum { ENTRIES, MESSAGES_PER_ENTRY, WAITING_TIME, THROUGHPUT, FAIRNESS, SYNCHRONIZATION_TIME, BYPASS_MAX, MEASURES };

static void open_exclusion(struct scene *scene, uint32_t n)
{
    open_scene(scene, "mutual-exclusion", n, NULL);
    for (uint32_t i = 0; i < n; i++)
        starts(scene, i);
}

static void at(struct scene *scene, double time, uint32_t process, enum output output)
{
    scene->now = time;
    announces(scene, process, output, 1);
}

static void crashes(struct scene *scene, double time, uint32_t process, bool ends)
{
    scene->now = time;
    happens(scene, (struct event){.kind = EVENT_FAULT, .message_kind = FAULT_CRASH, .process = process, .ends = ends});
}

/* A stay from `enter` to `leave`. */
static void stays(struct scene *scene, uint32_t process, double request, double enter, double leave)
{
    at(scene, request, process, OUTPUT_REQUEST);
    at(scene, enter, process, OUTPUT_ENTER);
    at(scene, leave, process, OUTPUT_LEAVE);
}

static void assert_close(double found, double expected)
{
    if (!(fabs(found - expected) < 1e-12))
        fail_msg("%.17g, expected %.17g", found, expected);
}

static void stays_one_after_the_other_hold(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 3);
    stays(&scene, 0, 1, 2, 3);
    stays(&scene, 2, 3, 3, 4); /* at the very date */
    stays(&scene, 0, 4, 5, 6);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    close_scene(&scene);
}

static void two_processes_inside_at_once_are_named_with_their_dates(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 4);
    at(&scene, 1, 1, OUTPUT_REQUEST);
    at(&scene, 1.05, 3, OUTPUT_REQUEST);
    at(&scene, 1.1, 1, OUTPUT_ENTER);
    at(&scene, 1.2, 3, OUTPUT_ENTER);
    assert_verdict(&scene, VERDICT_VIOLATED, 8,
                   "safety: process 3 enters at 1.2 s while process 1 is inside since 1.1 s");
    at(&scene, 1.3, 1, OUTPUT_LEAVE);
    at(&scene, 1.4, 3, OUTPUT_LEAVE);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 8, "process 3 enters at 1.2 s");
    close_scene(&scene);
}

static void a_stay_that_is_over_is_blamed_for_nothing(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 3);
    for (uint32_t i = 0; i < 3; i++)
        at(&scene, 1, i, OUTPUT_REQUEST);
    at(&scene, 2, 0, OUTPUT_ENTER);
    at(&scene, 3, 0, OUTPUT_LEAVE);
    at(&scene, 4, 1, OUTPUT_ENTER);
    at(&scene, 5, 2, OUTPUT_ENTER);
    assert_verdict(&scene, VERDICT_VIOLATED, 10, "process 2 enters at 5 s while process 1 is inside since 4 s");
    close_scene(&scene);
}

static void an_entry_without_request_is_caught(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 2);
    at(&scene, 1, 1, OUTPUT_ENTER);
    assert_verdict(&scene, VERDICT_VIOLATED, 3, "process 1 enters at 1 s without a request");
    close_scene(&scene);

    open_exclusion(&scene, 2);
    at(&scene, 1, 1, OUTPUT_REQUEST);
    at(&scene, 2, 1, OUTPUT_ENTER);
    at(&scene, 3, 1, OUTPUT_ENTER);
    assert_verdict(&scene, VERDICT_VIOLATED, 5, "process 1 enters at 3 s without a request: it is inside already");
    close_scene(&scene);
}

static void a_leave_without_entry_is_caught(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 2);
    at(&scene, 1, 1, OUTPUT_REQUEST);
    at(&scene, 2, 1, OUTPUT_LEAVE);
    assert_verdict(&scene, VERDICT_VIOLATED, 4, "process 1 leaves at 2 s, where it has not entered");
    close_scene(&scene);
}

static void a_second_request_before_the_first_is_over_is_caught(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 2);
    at(&scene, 1, 1, OUTPUT_REQUEST);
    at(&scene, 2, 1, OUTPUT_REQUEST);
    assert_verdict(&scene, VERDICT_VIOLATED, 4, "process 1 requests at 2 s although it waits since 1 s");
    close_scene(&scene);

    open_exclusion(&scene, 2);
    at(&scene, 1, 1, OUTPUT_REQUEST);
    at(&scene, 1.5, 1, OUTPUT_ENTER);
    at(&scene, 2, 1, OUTPUT_REQUEST);
    assert_verdict(&scene, VERDICT_VIOLATED, 5, "process 1 requests at 2 s although it is inside since 1.5 s");
    close_scene(&scene);
}

static void a_request_that_is_never_served_is_violated_at_quiescence_and_undecided_before(void **unused)
{
    (void)unused;
    static const enum ending cut[] = {ENDING_EVENTS, ENDING_TIME, ENDING_STOPPED};
    for (size_t i = 0; i <= 3; i++) {
        struct scene scene;
        open_exclusion(&scene, 4);
        at(&scene, 1, 2, OUTPUT_REQUEST);
        stays(&scene, 0, 1.5, 2, 3);
        at(&scene, 4, 3, OUTPUT_REQUEST);
        ends(&scene, i < 3 ? cut[i] : ENDING_QUIESCENT);
        if (i < 3)
            assert_verdict(&scene, VERDICT_UNDECIDED, 0, "before the last stay ended");
        else
            assert_verdict(&scene, VERDICT_VIOLATED, 0,
                           "liveness: the request of process 2 at 1 s is never served (2 wait for ever). Deadlock");
        close_scene(&scene);
    }
}

static void a_stay_that_never_ends_is_violated(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 2);
    at(&scene, 1, 1, OUTPUT_REQUEST);
    at(&scene, 2, 1, OUTPUT_ENTER);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 1, inside since 2 s, never leaves");
    close_scene(&scene);
}

static void a_crash_ends_a_stay_and_takes_a_request_back(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 3);
    for (uint32_t i = 0; i < 3; i++)
        at(&scene, 1, i, OUTPUT_REQUEST);
    at(&scene, 2, 0, OUTPUT_ENTER);
    crashes(&scene, 3, 0, false);
    at(&scene, 3, 1, OUTPUT_ENTER);
    crashes(&scene, 3.5, 2, false); /* waits */
    at(&scene, 4, 1, OUTPUT_LEAVE);
    crashes(&scene, 5, 2, true);
    at(&scene, 6, 2, OUTPUT_REQUEST); /* back, and begins anew */
    at(&scene, 7, 2, OUTPUT_ENTER);
    at(&scene, 8, 2, OUTPUT_LEAVE);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_close(scene.measures[ENTRIES], 3);
    assert_true(isnan(scene.measures[MESSAGES_PER_ENTRY])); /* who has crashed did not send what it owed */
    close_scene(&scene);
}

static void the_measures_are_what_can_be_worked_out_by_hand(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 4);
    at(&scene, 1, 0, OUTPUT_REQUEST);
    at(&scene, 1, 0, OUTPUT_ENTER);
    at(&scene, 2, 1, OUTPUT_REQUEST);
    at(&scene, 3, 2, OUTPUT_REQUEST);
    for (int i = 0; i < 10; i++)
        message(&scene, 1, 2);
    at(&scene, 4, 0, OUTPUT_LEAVE);
    at(&scene, 4.5, 2, OUTPUT_ENTER); /* waited 1.5 s; after 0.5 s */
    at(&scene, 6, 2, OUTPUT_LEAVE);
    stays(&scene, 0, 6, 6.25, 7);    /* waited 0.25 s; after 0.25 s */
    at(&scene, 8, 1, OUTPUT_ENTER);  /* waited 6 s; after 1 s; bypassed by 2 and 0 */
    at(&scene, 9, 1, OUTPUT_LEAVE);  /* nobody waits: the next entry is no handover */
    stays(&scene, 2, 10, 10.25, 11); /* waited 0.25 s */
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_close(scene.measures[ENTRIES], 5);
    assert_close(scene.measures[MESSAGES_PER_ENTRY], 2);
    assert_close(scene.measures[WAITING_TIME], (0 + 1.5 + 0.25 + 6 + 0.25) / 5);
    assert_close(scene.measures[THROUGHPUT], 5 / 10.0);
    assert_close(scene.measures[SYNCHRONIZATION_TIME], (0.5 + 0.25 + 1) / 3);
    assert_close(scene.measures[BYPASS_MAX], 2);
    double means[] = {0.25 / 2, 6, 1.75 / 2}, sum = 0, squares = 0; /* process 3 never entered */
    for (int i = 0; i < 3; i++) {
        sum += means[i];
        squares += means[i] * means[i];
    }
    assert_close(scene.measures[FAIRNESS], sum * sum / (3 * squares));
    close_scene(&scene);
}

static void who_waits_still_counts_as_bypassed_so_far(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 2);
    at(&scene, 1, 1, OUTPUT_REQUEST);
    for (int i = 2; i < 9; i++)
        stays(&scene, 0, i, i, i + 0.5);
    ends(&scene, ENDING_TIME);
    assert_close(scene.measures[BYPASS_MAX], 7);
    assert_true(isnan(scene.measures[MESSAGES_PER_ENTRY])); /* some are in transit */
    close_scene(&scene);
}

static void nothing_is_measured_of_a_run_without_entries(void **unused)
{
    (void)unused;
    struct scene scene;
    open_exclusion(&scene, 2);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_close(scene.measures[ENTRIES], 0);
    for (size_t i = ENTRIES + 1; i < MEASURES; i++)
        assert_true(isnan(scene.measures[i]));
    close_scene(&scene);
}

static void a_million_processes_take_an_entry_of_forty_bytes_each(void **unused)
{
    (void)unused;
    assert_in_range(specification_find("mutual-exclusion", NULL)->process_bytes, 1, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stays_one_after_the_other_hold),
        cmocka_unit_test(two_processes_inside_at_once_are_named_with_their_dates),
        cmocka_unit_test(a_stay_that_is_over_is_blamed_for_nothing),
        cmocka_unit_test(an_entry_without_request_is_caught),
        cmocka_unit_test(a_leave_without_entry_is_caught),
        cmocka_unit_test(a_second_request_before_the_first_is_over_is_caught),
        cmocka_unit_test(a_request_that_is_never_served_is_violated_at_quiescence_and_undecided_before),
        cmocka_unit_test(a_stay_that_never_ends_is_violated),
        cmocka_unit_test(a_crash_ends_a_stay_and_takes_a_request_back),
        cmocka_unit_test(the_measures_are_what_can_be_worked_out_by_hand),
        cmocka_unit_test(who_waits_still_counts_as_bypassed_so_far),
        cmocka_unit_test(nothing_is_measured_of_a_run_without_entries),
        cmocka_unit_test(a_million_processes_take_an_entry_of_forty_bytes_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
