/* total_order.c: every process delivers the same sequence of broadcasts.
 *
 * Source     Défago, Schiper & Urbán, "Total order broadcast and multicast algorithms: taxonomy and survey", ACM Computing Surveys
 *            36(4), 2004, section 2 (validity, agreement, integrity, total order).
 *
 * The first process to make its kth delivery says which one it must be; all others must make the same. That is exact whatever the
 * number of processes. */
#include "algorithms/specifications/posts.h"

#include <string.h>

enum { FIRST_CAPACITY = 64 };

struct turn {
    int64_t number; /* of the mail */
    uint32_t first; /* process to deliver it at this turn */
};

struct run {
    struct posts posts; /* first: posts.h */
    struct turn *sequence;
    uint32_t count, capacity;
};

struct reader {
    struct posted posted; /* first: posts.h */
    uint32_t delivered;
};

static void begin(const struct view *view)
{
    posts_begin(view, 0);
}

static void extend(const struct view *view, struct turn turn)
{
    struct run *run = view->run;
    if (run->count == run->capacity) {
        run->capacity = run->capacity > 0 ? 2 * run->capacity : FIRST_CAPACITY;
        struct turn *sequence = view_allocate(view, run->capacity * sizeof *sequence);
        if (run->count > 0)
            memcpy(sequence, run->sequence, run->count * sizeof *sequence);
        run->sequence = sequence;
    }
    run->sequence[run->count++] = turn;
}

/* "If two processes deliver a and b, they deliver them in the same order." */
static void deliver(const struct view *view, const struct event *event)
{
    const struct run *run = view->run;
    struct reader *reader = view_process(view, event->process);
    uint32_t place = reader->delivered++;
    if (place == run->count) {
        extend(view, (struct turn){event->value, event->process});
        return;
    }
    struct turn turn = run->sequence[place];
    if (turn.number != event->value)
        view_violated(view, event,
                      "total order: delivery %u of process %u is mail %" PRId64
                      ", of process %u; that of process %u was mail %" PRId64 ", of process %u",
                      place + 1, event->process, event->value, posts_poster(view, event->value), turn.first,
                      turn.number, posts_poster(view, turn.number));
}

static void on_event(const struct view *view, const struct event *event)
{
    if (posts_event(view, event) != NULL && event->output == OUTPUT_DELIVER)
        deliver(view, event);
}

/* "If a process delivers it, all do." A mail delivered once only, by another than its poster, is a broadcast too. */
static void check_that_all_delivered_all(const struct view *view)
{
    const struct run *run = view->run;
    for (uint32_t process = 0; process < view->shape->processes; process++) {
        const struct reader *reader = view_process(view, process);
        if (reader->delivered >= run->count)
            continue;
        struct turn next = run->sequence[reader->delivered];
        view_violated(
            view, NULL,
            "total order: nothing more can happen, and process %u has made %u deliveries of %u: next would be "
            "mail %" PRId64 ", which process %u has delivered",
            process, reader->delivered, run->count, next.number, next.first);
        return;
    }
}

static void conclude(const struct view *view, enum ending ending)
{
    if (ending == ENDING_QUIESCENT)
        check_that_all_delivered_all(view);
    posts_conclude(view, ending);
}

const struct specification total_order = {
    .name = "total-order",
    .title_en = "Total order",
    .title_fr = "Ordre total",
    .text =
        "Order: the kth broadcast that a process delivers is the kth of every other process. Delivery: a broadcast is "
        "delivered after it was posted, at most once by each process, and by every process when nothing more can "
        "happen. The first difference is named. A run that is cut short by its budget is undecided, unless it has "
        "violated something before.",
    .events = POSTS_EVENTS,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct reader),
    .measures = (const struct specified_measure[]){POSTS_MEASURE_TABLE, {.name = NULL}},
    .begin = begin,
    .event = on_event,
    .conclude = conclude,
};
