/* test_queue.c: the event queue gives back what it was given in the order (date, sequence). */
#include "base/random.h"
#include "network/queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void push(struct queue *queue, double time, uint32_t sequence)
{
    queue_push(queue, &(struct envelope){.time = time, .process = sequence});
}

static void an_empty_queue_gives_nothing(void **state)
{
    (void)state;
    struct queue *queue = queue_create();
    assert_null(queue_pop(queue));
    push(queue, 1, 0);
    assert_non_null(queue_pop(queue));
    assert_null(queue_pop(queue));
    assert_null(queue_pop(queue));
    queue_free(queue, NULL, NULL);
}

static void equal_dates_come_out_in_the_order_of_coming_in(void **state)
{
    (void)state;
    struct queue *queue = queue_create();
    for (uint32_t i = 0; i < 1000; i++)
        push(queue, (double)(i % 7), i);
    double time = -1;
    uint32_t sequence = 0;
    for (uint32_t i = 0; i < 1000; i++) {
        const struct envelope *e = queue_pop(queue);
        assert_non_null(e);
        assert_true(e->time > time || (e->time == time && e->process > sequence));
        time = e->time;
        sequence = e->process;
    }
    queue_free(queue, NULL, NULL);
}

/* A simulation: each entry taken out puts some in, at dates not before. */
static void a_million_holds_of_mixed_delays_keep_the_order(void **state)
{
    (void)state;
    struct queue *queue = queue_create();
    struct random_stream stream = random_stream(1, RANDOM_DELAY, 0);
    uint32_t sequence = 0;
    for (int i = 0; i < 1000; i++)
        push(queue, random_uniform(&stream), sequence++);
    double time = 0;
    uint32_t last = 0;
    for (int i = 0; i < 1000000; i++) {
        const struct envelope *e = queue_pop(queue);
        assert_non_null(e);
        assert_true(e->time > time || (e->time == time && (e->process > last || i == 0)));
        time = e->time;
        last = e->process;
        switch (random_below(&stream, 4)) { /* equal, constant and spread delays, as platforms give */
        case 0:
            push(queue, time, sequence++);
            break;
        case 1:
            push(queue, time + 1e-6, sequence++);
            break;
        default:
            push(queue, time + random_exponential(&stream, 1e-3), sequence++);
        }
    }
    queue_free(queue, NULL, NULL);
}

static void count(void *context, const struct envelope *envelope)
{
    *(uint64_t *)context += envelope->process;
}

static void what_is_left_is_given_to_discard(void **state)
{
    (void)state;
    struct queue *queue = queue_create();
    for (uint32_t i = 1; i <= 1000; i++)
        push(queue, (double)(i % 11), i);
    uint64_t sum = 0;
    for (int i = 0; i < 300; i++)
        sum += queue_pop(queue)->process;
    queue_free(queue, count, &sum);
    assert_int_equal(sum, 1000 * 1001 / 2);
}

struct progress {
    bool popped[10000];
    uint32_t told;
    bool told_late;
};

static void note(void *context, const struct envelope *envelope)
{
    struct progress *progress = context;
    progress->told++;
    progress->told_late = progress->told_late || progress->popped[envelope->process];
}

static void what_is_told_to_come_soon_was_not_popped_before(void **state)
{
    (void)state;
    static const double spread[] = {0, 1}; /* many equal dates, all different dates */
    for (int i = 0; i < 2; i++) {
        struct progress progress = {.told = 0};
        struct queue *queue = queue_create();
        queue_tell_soon(queue, note, &progress);
        struct random_stream stream = random_stream(1, RANDOM_DELAY, 0);
        for (uint32_t e = 0; e < 10000; e++)
            push(queue, (double)(e % 3) + spread[i] * random_uniform(&stream), e);
        uint32_t popped = 0;
        double time = 0;
        for (const struct envelope *e; (e = queue_pop(queue)) != NULL; popped++) {
            assert_true(e->time >= time);
            time = e->time;
            progress.popped[e->process] = true;
        }
        assert_int_equal(popped, 10000);
        assert_true(progress.told > 5000);
        assert_false(progress.told_late);
        queue_free(queue, NULL, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_queue_gives_nothing),
        cmocka_unit_test(equal_dates_come_out_in_the_order_of_coming_in),
        cmocka_unit_test(a_million_holds_of_mixed_delays_keep_the_order),
        cmocka_unit_test(what_is_left_is_given_to_discard),
        cmocka_unit_test(what_is_told_to_come_soon_was_not_popped_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
