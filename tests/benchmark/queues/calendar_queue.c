/* calendar_queue.c: Brown's calendar: a year of days, each the sorted list of what falls on it in any year. The number of
 * days follows the number of entries, the length of a day the distance of the entries that come next. An entry that comes
 * after all of its day, as equal dates do, is appended at once. */
#include "tests/benchmark/queues/nodes.h"
#include "tests/benchmark/queues/queues.h"

#include <float.h>
#include <math.h>

enum { FIRST_DAYS = 2, SAMPLES = 25, DAY_PER_DISTANCE = 3 }; /* the last two: Brown's */

struct calendar {
    struct nodes nodes;
    struct list *days;
    uint64_t day_count; /* a power of two */
    uint64_t entries;
    uint64_t today; /* counted from date 0 */
    double days_per_second;
};

static uint64_t day_of(const struct calendar *calendar, sim_time time)
{
    return (uint64_t)(time * calendar->days_per_second);
}

static struct list *list_of(const struct calendar *calendar, uint64_t day)
{
    return &calendar->days[day & (calendar->day_count - 1)];
}

static void *create(void)
{
    struct calendar *calendar = must_have(calloc(1, sizeof *calendar), "the event queue");
    calendar->day_count = FIRST_DAYS;
    calendar->days = must_have(calloc(FIRST_DAYS, sizeof *calendar->days), "the event queue");
    calendar->days_per_second = 1;
    return calendar;
}

/* The day on which the next entry stands: today or a later one of this year; else the first of all years. */
static void find_today(struct calendar *calendar)
{
    for (uint64_t i = 0; i < calendar->day_count; i++) {
        const struct node *first = list_of(calendar, calendar->today + i)->first;
        if (first != NULL && day_of(calendar, first->entry.time) <= calendar->today + i) {
            calendar->today += i;
            return;
        }
    }
    uint64_t earliest = UINT64_MAX;
    for (uint64_t i = 0; i < calendar->day_count; i++) {
        const struct node *first = calendar->days[i].first;
        if (first != NULL && day_of(calendar, first->entry.time) < earliest)
            earliest = day_of(calendar, first->entry.time);
    }
    calendar->today = earliest;
}

static struct node *take_next(struct calendar *calendar)
{
    find_today(calendar);
    return list_take(list_of(calendar, calendar->today));
}

/* The mean distance of all entries; 0: all dates are equal. */
static double mean_distance(const struct calendar *calendar)
{
    sim_time least = INFINITY, greatest = -INFINITY;
    for (uint64_t i = 0; i < calendar->day_count; i++)
        if (calendar->days[i].first != NULL) {
            if (calendar->days[i].first->entry.time < least)
                least = calendar->days[i].first->entry.time;
            if (calendar->days[i].last->entry.time > greatest)
                greatest = calendar->days[i].last->entry.time;
        }
    return (greatest - least) / (double)calendar->entries;
}

/* Three times the mean distance of the next 25 entries, those left out that are more than twice the mean. Where these have
 * one date, the distance of all entries is taken; where all have, the length of a day stays. */
static double suited_days_per_second(struct calendar *calendar)
{
    struct node *sample[SAMPLES];
    size_t taken = 0;
    uint64_t today = calendar->today;
    while (taken < SAMPLES && taken < calendar->entries)
        sample[taken++] = take_next(calendar);
    calendar->today = today;
    /* Back to the head of their days, the last one first. */
    for (size_t i = taken; i-- > 0;) {
        struct list *list = list_of(calendar, day_of(calendar, sample[i]->entry.time));
        if (list->first == NULL)
            list->last = sample[i];
        sample[i]->next = list->first;
        list->first = sample[i];
    }
    if (taken < 2)
        return calendar->days_per_second;
    sim_time end = sample[taken - 1]->entry.time;
    double limit = 2 * (end - sample[0]->entry.time) / (double)(taken - 1);
    double sum = 0;
    size_t distances = 0;
    for (size_t i = 1; i < taken; i++) {
        double apart = sample[i]->entry.time - sample[i - 1]->entry.time;
        if (apart <= limit) {
            sum += apart;
            distances++;
        }
    }
    double distance = sum > 0 ? sum / (double)distances : mean_distance(calendar);
    double length = DAY_PER_DISTANCE * distance;
    /* Days must be told apart at the dates that there are. */
    if (!(length > end * DBL_EPSILON))
        return calendar->days_per_second;
    return 1 / length;
}

/* Lists are moved in their order, so equal dates stay in theirs. */
static void change_days(struct calendar *calendar, uint64_t day_count)
{
    double days_per_second = suited_days_per_second(calendar);
    struct list *old = calendar->days;
    uint64_t old_count = calendar->day_count;
    sim_time now = (double)calendar->today / calendar->days_per_second;
    calendar->days = must_have(calloc(day_count, sizeof *calendar->days), "the event queue");
    calendar->day_count = day_count;
    calendar->days_per_second = days_per_second;
    calendar->today = day_of(calendar, now);
    for (uint64_t i = 0; i < old_count; i++)
        for (struct node *node = old[i].first, *next; node != NULL; node = next) {
            next = node->next;
            uint64_t day = day_of(calendar, node->entry.time);
            if (day < calendar->today)
                calendar->today = day;
            list_insert(list_of(calendar, day), node);
        }
    free(old);
}

static void push(void *queue, const struct envelope *envelope)
{
    struct calendar *calendar = queue;
    uint64_t day = day_of(calendar, envelope->time);
    list_insert(list_of(calendar, day), node_take(&calendar->nodes, envelope));
    if (day < calendar->today) /* the day found last may be later than the last entry popped */
        calendar->today = day;
    if (++calendar->entries > 2 * calendar->day_count)
        change_days(calendar, 2 * calendar->day_count);
}

static bool pop(void *queue, struct envelope *out)
{
    struct calendar *calendar = queue;
    if (calendar->entries == 0)
        return false;
    struct node *node = take_next(calendar);
    *out = node->entry;
    node_give(&calendar->nodes, node);
    if (--calendar->entries < calendar->day_count / 2 && calendar->day_count > FIRST_DAYS)
        change_days(calendar, calendar->day_count / 2);
    return true;
}

static void destroy(void *queue)
{
    struct calendar *calendar = queue;
    nodes_free(&calendar->nodes);
    free(calendar->days);
    free(calendar);
}

const struct queue_kind calendar_queue = {"calendar", create, push, pop, destroy};
