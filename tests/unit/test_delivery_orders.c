/* test_delivery_orders.c: causal order and total order on runs written by hand, event by event. */
#include "tests/unit/scene.h"

enum { DELIVERY_TIME, DELIVERED, BYTES_PER_MAIL, CAUSAL_VIOLATIONS }; /* measures */

/* The number of a mail: its poster's, plus N times how many that one had posted before. */
static int64_t mail_of(const struct scene *scene, uint32_t poster, uint32_t sequence)
{
    return (int64_t)poster + (int64_t)scene->view.shape->processes * sequence;
}

static void posts(struct scene *scene, uint32_t poster, uint32_t sequence)
{
    announces(scene, poster, OUTPUT_POST, mail_of(scene, poster, sequence));
}

static void delivers(struct scene *scene, uint32_t reader, uint32_t poster, uint32_t sequence)
{
    announces(scene, reader, OUTPUT_DELIVER, mail_of(scene, poster, sequence));
}

static void assert_measure(const struct scene *scene, int measure, double expected)
{
    if (!(fabs(scene->measures[measure] - expected) <= 1e-12))
        fail_msg("measure %d is %.17g, expected %.17g", measure, scene->measures[measure], expected);
}

/* ---- causal order ---- */

static void an_answer_after_its_question_is_in_order(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "causal-order", 3, NULL);
    posts(&scene, 0, 0);
    posts(&scene, 0, 1);
    delivers(&scene, 1, 0, 1);
    posts(&scene, 1, 0);
    delivers(&scene, 2, 0, 0);
    delivers(&scene, 2, 1, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    assert_measure(&scene, CAUSAL_VIOLATIONS, 0);
    assert_measure(&scene, DELIVERED, 3);
    close_scene(&scene);
}

static void an_answer_that_overtakes_its_question_is_named_with_both_mails_and_three_processes(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "causal-order", 3, NULL);
    scene.now = 1;
    posts(&scene, 0, 0);
    posts(&scene, 0, 1);
    scene.now = 2;
    delivers(&scene, 1, 0, 1);
    posts(&scene, 1, 0);
    scene.now = 3;
    delivers(&scene, 2, 1, 0);
    delivers(&scene, 2, 0, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 6,
                   "process 2 delivers mail 0 after mail 1, which comes after it: process 0 posted the former at 1 s; "
                   "process 1 posted the latter at 2 s, and had delivered the former by then, or one that");
    assert_measure(&scene, CAUSAL_VIOLATIONS, 1);
    close_scene(&scene);
}

static void mails_of_one_poster_are_in_order_without_any_answer(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "causal-order", 2, NULL);
    posts(&scene, 0, 0);
    posts(&scene, 0, 1);
    delivers(&scene, 1, 0, 1);
    delivers(&scene, 1, 0, 0);
    assert_verdict(
        &scene, VERDICT_VIOLATED, 4,
        "after mail 2, which comes after it: process 0 posted the former at 0 s; process 0 posted the latter at 0 s, "
        "later");
    close_scene(&scene);
}

static void what_is_concurrent_may_be_delivered_in_any_order(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "causal-order", 4, NULL);
    posts(&scene, 0, 0);
    posts(&scene, 1, 0);
    delivers(&scene, 2, 0, 0);
    delivers(&scene, 2, 1, 0);
    delivers(&scene, 3, 1, 0);
    delivers(&scene, 3, 0, 0);
    ends(&scene, ENDING_EVENTS);
    assert_verdict(&scene, VERDICT_UNDECIDED, 0, "before the delivery of all mails");
    close_scene(&scene);
}

/* A server that passes a mail on has not read it: only posts and deliveries make the order. */
static void messages_alone_make_no_order(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "causal-order", 3, NULL);
    posts(&scene, 0, 0);
    message(&scene, 0, 1);
    posts(&scene, 1, 0);
    delivers(&scene, 2, 1, 0);
    delivers(&scene, 2, 0, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    close_scene(&scene);
}

static void order_goes_on_through_any_number_of_readers(void **unused)
{
    (void)unused;
    struct scene scene;
    enum { N = 64 };
    open_scene(&scene, "causal-order", N, NULL);
    posts(&scene, 0, 0); /* to the last process, whom it reaches at the end */
    for (uint32_t i = 0; i + 2 < N; i++) {
        posts(&scene, i, i == 0 ? 1 : 0);
        delivers(&scene, i + 1, i, i == 0 ? 1 : 0);
    }
    posts(&scene, N - 2, 0);
    delivers(&scene, N - 1, N - 2, 0);
    delivers(&scene, N - 1, 0, 0);
    assert_verdict(&scene, VERDICT_VIOLATED, scene.number, "process 63 delivers mail 0");
    assert_string_equal(scene.verdict.note, "");
    close_scene(&scene);
}

static void every_late_delivery_counts_but_the_first_is_the_reason(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "causal-order", 3, NULL);
    for (uint32_t i = 0; i < 4; i++)
        posts(&scene, 0, i);
    delivers(&scene, 1, 0, 3);
    delivers(&scene, 1, 0, 2);
    delivers(&scene, 1, 0, 1);
    delivers(&scene, 2, 0, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 6, "process 1 delivers mail 6");
    assert_measure(&scene, CAUSAL_VIOLATIONS, 2);
    close_scene(&scene);
}

/* Of 1000 processes 64 are sources: 0, 15, 31… Process 1 is none. */
static void beyond_64_processes_the_mails_of_64_posters_are_checked_and_the_note_says_so(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "causal-order", 1000, NULL);
    assert_string_equal(scene.verdict.note,
                        "order checked for the mails of 64 posters of 1000, evenly spread over the processes");
    posts(&scene, 1, 0);
    posts(&scene, 1, 1);
    delivers(&scene, 2, 1, 1);
    delivers(&scene, 2, 1, 0);
    assert_int_equal(scene.verdict.kind, VERDICT_HOLDS);
    posts(&scene, 999, 0);
    posts(&scene, 999, 1);
    delivers(&scene, 2, 999, 1);
    delivers(&scene, 2, 999, 0);
    assert_verdict(&scene, VERDICT_VIOLATED, 8, "process 2 delivers mail 999");
    close_scene(&scene);
}

/* ---- what any delivery promises ---- */

static const char *const orders[] = {"causal-order", "total-order"};
enum { ORDERS = sizeof orders / sizeof *orders };

static void a_mail_is_delivered_once_and_not_before_it_is_posted(void **unused)
{
    (void)unused;
    for (int i = 0; i < ORDERS; i++) {
        struct scene scene;
        open_scene(&scene, orders[i], 3, NULL);
        posts(&scene, 0, 0);
        delivers(&scene, 1, 0, 0);
        delivers(&scene, 2, 0, 0);
        delivers(&scene, 1, 0, 0);
        assert_verdict(&scene, VERDICT_VIOLATED, 4, "process 1 delivers mail 0 of process 0 a second time");
        close_scene(&scene);
        open_scene(&scene, orders[i], 3, NULL);
        posts(&scene, 0, 0);
        delivers(&scene, 1, 0, 1);
        assert_verdict(&scene, VERDICT_VIOLATED, 2, "process 1 delivers mail 3, which nobody has posted");
        close_scene(&scene);
    }
}

static void a_mail_has_the_number_of_its_poster(void **unused)
{
    (void)unused;
    static const int64_t wrong[] = {0, 4, -1, INT64_MAX};
    for (int i = 0; i < ORDERS; i++)
        for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++) {
            struct scene scene;
            open_scene(&scene, orders[i], 3, NULL);
            announces(&scene, 1, OUTPUT_POST, wrong[j]);
            assert_verdict(&scene, VERDICT_VIOLATED, 1, "its next one has the number 1");
            close_scene(&scene);
            open_scene(&scene, orders[i], 3, NULL);
            announces(&scene, 1, OUTPUT_DELIVER, wrong[j]);
            assert_verdict(&scene, VERDICT_VIOLATED, 1, "which nobody has posted");
            close_scene(&scene);
        }
}

static void a_mail_that_nobody_has_delivered_is_lost_when_nothing_more_can_happen(void **unused)
{
    (void)unused;
    for (int i = 0; i < ORDERS; i++) {
        struct scene scene;
        open_scene(&scene, orders[i], 2, NULL);
        posts(&scene, 1, 0);
        ends(&scene, ENDING_QUIESCENT);
        assert_verdict(&scene, VERDICT_VIOLATED, 0, "nobody has delivered mail 1, which process 1 posted");
        close_scene(&scene);
    }
}

static void a_broadcast_that_somebody_misses_is_violated(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "causal-order", 4, NULL);
    posts(&scene, 1, 0);
    delivers(&scene, 1, 1, 0);
    delivers(&scene, 0, 1, 0);
    delivers(&scene, 3, 1, 0);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 2 has not delivered mail 1 of process 1, which 3 of 4 have");
    close_scene(&scene);
    open_scene(&scene, "causal-order", 2, NULL);
    posts(&scene, 1, 0);
    delivers(&scene, 1, 1, 0); /* only its poster */
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 0 has not delivered mail 1");
    close_scene(&scene);
}

static void delivery_time_and_bytes_are_means(void **unused)
{
    (void)unused;
    for (int i = 0; i < ORDERS; i++) {
        struct scene scene;
        open_scene(&scene, orders[i], 2, NULL);
        scene.now = 1;
        posts(&scene, 0, 0);
        happens(&scene, (struct event){.kind = EVENT_SEND, .process = 0, .peer = 1, .bytes = 100});
        delivers(&scene, 0, 0, 0);
        scene.now = 3;
        delivers(&scene, 1, 0, 0);
        posts(&scene, 1, 0);
        happens(&scene, (struct event){.kind = EVENT_SEND, .process = 1, .peer = 0, .bytes = 60});
        delivers(&scene, 1, 1, 0);
        scene.now = 4;
        delivers(&scene, 0, 1, 0);
        ends(&scene, ENDING_QUIESCENT);
        assert_verdict(&scene, VERDICT_HOLDS, 0, "");
        assert_measure(&scene, DELIVERED, 4);
        assert_measure(&scene, DELIVERY_TIME, 0.75);
        assert_measure(&scene, BYTES_PER_MAIL, 80);
        close_scene(&scene);
    }
}

static void a_thousand_mails_of_one_poster_are_kept(void **unused)
{
    (void)unused;
    for (int i = 0; i < ORDERS; i++) {
        struct scene scene;
        open_scene(&scene, orders[i], 1, NULL);
        for (uint32_t j = 0; j < 1000; j++)
            posts(&scene, 0, j);
        for (uint32_t j = 0; j < 1000; j++)
            delivers(&scene, 0, 0, j);
        ends(&scene, ENDING_QUIESCENT);
        assert_verdict(&scene, VERDICT_HOLDS, 0, "");
        close_scene(&scene);
    }
}

/* ---- total order ---- */

static void one_sequence_for_all_holds_whatever_it_is(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "total-order", 3, NULL);
    posts(&scene, 0, 0);
    posts(&scene, 0, 1);
    posts(&scene, 2, 0);
    static const struct {
        uint32_t poster, sequence;
    } sequence[] = {{0, 1}, {2, 0}, {0, 0}}; /* not the order of the posts */
    for (uint32_t reader = 0; reader < 3; reader++)
        for (int i = 0; i < 3; i++)
            delivers(&scene, reader, sequence[i].poster, sequence[i].sequence);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_HOLDS, 0, "");
    close_scene(&scene);
}

static void the_first_difference_between_two_sequences_is_named(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "total-order", 3, NULL);
    for (uint32_t poster = 0; poster < 3; poster++)
        posts(&scene, poster, 0);
    delivers(&scene, 1, 0, 0);
    delivers(&scene, 0, 0, 0);
    delivers(&scene, 0, 2, 0);
    delivers(&scene, 1, 1, 0);
    delivers(&scene, 1, 2, 0);
    assert_verdict(&scene, VERDICT_VIOLATED, 7,
                   "delivery 2 of process 1 is mail 1, of process 1; that of process 0 was mail 2, of process 2");
    close_scene(&scene);
}

static void a_sequence_that_ends_too_early_is_violated_at_the_end(void **unused)
{
    (void)unused;
    struct scene scene;
    open_scene(&scene, "total-order", 3, NULL);
    posts(&scene, 0, 0);
    delivers(&scene, 0, 0, 0);
    delivers(&scene, 2, 0, 0);
    assert_int_equal(scene.verdict.kind, VERDICT_HOLDS);
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0,
                   "process 1 has made 0 deliveries of 1: next would be mail 0, which process 0 has delivered");
    close_scene(&scene);
    open_scene(&scene, "total-order", 2, NULL);
    posts(&scene, 0, 0);
    delivers(&scene, 1, 0, 0); /* to one other process only: no unicast here */
    ends(&scene, ENDING_QUIESCENT);
    assert_verdict(&scene, VERDICT_VIOLATED, 0, "process 0 has made 0 deliveries of 1");
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_after_its_question_is_in_order),
        cmocka_unit_test(an_answer_that_overtakes_its_question_is_named_with_both_mails_and_three_processes),
        cmocka_unit_test(mails_of_one_poster_are_in_order_without_any_answer),
        cmocka_unit_test(what_is_concurrent_may_be_delivered_in_any_order),
        cmocka_unit_test(messages_alone_make_no_order),
        cmocka_unit_test(order_goes_on_through_any_number_of_readers),
        cmocka_unit_test(every_late_delivery_counts_but_the_first_is_the_reason),
        cmocka_unit_test(beyond_64_processes_the_mails_of_64_posters_are_checked_and_the_note_says_so),
        cmocka_unit_test(a_mail_is_delivered_once_and_not_before_it_is_posted),
        cmocka_unit_test(a_mail_has_the_number_of_its_poster),
        cmocka_unit_test(a_mail_that_nobody_has_delivered_is_lost_when_nothing_more_can_happen),
        cmocka_unit_test(a_broadcast_that_somebody_misses_is_violated),
        cmocka_unit_test(delivery_time_and_bytes_are_means),
        cmocka_unit_test(a_thousand_mails_of_one_poster_are_kept),
        cmocka_unit_test(one_sequence_for_all_holds_whatever_it_is),
        cmocka_unit_test(the_first_difference_between_two_sequences_is_named),
        cmocka_unit_test(a_sequence_that_ends_too_early_is_violated_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
