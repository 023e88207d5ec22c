/* order.c: see order.h. Places ascend with the relation: a process goes on, and a message arrives, after. So one pass over the
 * places, up or down, sees causes before effects, and nothing here calls itself. */
#include "causality/order.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char what[] = "the order of the events";

/* The send whose message an event receives, or HISTORY_NO_EVENT. */
static uint32_t cause_of(const struct history *history, uint32_t place)
{
    const struct happening *event = &history->events[place];
    return event->event == HAPPENING_RECEIVE ? event->sent : HISTORY_NO_EVENT;
}

static bool is_in(const bool *in, uint32_t place)
{
    return place != HISTORY_NO_EVENT && in[place];
}

/* ---- pasts and futures ---- */

uint32_t order_past(const struct history *history, uint32_t event, bool *in)
{
    memset(in, 0, history->count * sizeof *in);
    uint32_t size = 0;
    in[event] = true;
    for (uint32_t place = event + 1; place-- > 0;) {
        if (!in[place])
            continue;
        size++;
        uint32_t before = history->events[place].before, cause = cause_of(history, place);
        if (before != HISTORY_NO_EVENT)
            in[before] = true;
        if (cause != HISTORY_NO_EVENT)
            in[cause] = true;
    }
    return size;
}

/* Of the events up to `last` only. */
static uint32_t future_until(const struct history *history, uint32_t event, uint32_t last, bool *in)
{
    uint32_t size = 1;
    in[event] = true;
    for (uint32_t place = event + 1; place <= last; place++) {
        in[place] = is_in(in, history->events[place].before) || is_in(in, cause_of(history, place));
        size += in[place];
    }
    return size;
}

uint32_t order_future(const struct history *history, uint32_t event, bool *in)
{
    memset(in, 0, history->count * sizeof *in);
    return future_until(history, event, history->count - 1, in);
}

enum order_relation order_relate(const struct history *history, uint32_t first, uint32_t second)
{
    if (first == second)
        return ORDER_SAME;
    uint32_t low = first < second ? first : second, high = first < second ? second : first;
    bool *in = must_have(calloc(history->count, sizeof *in), what);
    future_until(history, low, high, in);
    bool related = in[high];
    free(in);
    if (!related)
        return ORDER_CONCURRENT;
    return low == first ? ORDER_BEFORE : ORDER_AFTER;
}

/* ---- paths ---- */

/* What a path costs or is worth: its messages, and among those of as many its steps. */
#define MESSAGE_STEP ((UINT64_C(1) << 32) + 1)
#define PROCESS_STEP UINT64_C(1)
#define UNREACHED    UINT64_MAX

/* Turns round what was gathered from the last event to the first, into memory of its size. */
static uint32_t *turned(const uint32_t *backwards, size_t length)
{
    uint32_t *path = must_have(malloc((length + 1) * sizeof *path), what);
    for (size_t i = 0; i < length; i++)
        path[i] = backwards[length - 1 - i];
    return path;
}

bool order_path(const struct history *history, uint32_t from, uint32_t to, uint32_t **path, size_t *length)
{
    *path = NULL;
    *length = 0;
    if (from > to)
        return false;
    size_t size = (size_t)to - from + 1;
    uint64_t *cost = must_have(malloc(size * sizeof *cost), what); /* from `from`, of each place behind it */
    cost[0] = 0;
    for (uint32_t place = from + 1; place <= to; place++) {
        uint32_t before = history->events[place].before, sent = cause_of(history, place);
        uint64_t least = UNREACHED;
        if (before != HISTORY_NO_EVENT && before >= from && cost[before - from] != UNREACHED)
            least = cost[before - from] + PROCESS_STEP;
        if (sent != HISTORY_NO_EVENT && sent >= from && cost[sent - from] != UNREACHED &&
            cost[sent - from] + MESSAGE_STEP < least)
            least = cost[sent - from] + MESSAGE_STEP;
        cost[place - from] = least;
    }
    bool found = cost[to - from] != UNREACHED;
    if (found) {
        uint32_t *backwards = must_have(malloc(size * sizeof *backwards), what);
        uint32_t place = to;
        backwards[(*length)++] = to;
        while (place != from) {
            uint32_t before = history->events[place].before;
            bool along = before != HISTORY_NO_EVENT && before >= from && cost[before - from] != UNREACHED &&
                         cost[before - from] + PROCESS_STEP == cost[place - from];
            place = along ? before : cause_of(history, place);
            backwards[(*length)++] = place;
        }
        *path = turned(backwards, *length);
        free(backwards);
    }
    free(cost);
    return found;
}

void order_longest(const struct history *history, uint32_t to, uint32_t **path, size_t *length)
{
    *path = NULL;
    *length = 0;
    uint32_t end = to != HISTORY_NO_EVENT ? to : history->count - 1;
    if (history->count == 0)
        return;
    uint64_t *worth = must_have(malloc(((size_t)end + 1) * sizeof *worth), what);
    uint32_t best = HISTORY_NO_EVENT;
    for (uint32_t place = 0; place <= end; place++) {
        uint32_t before = history->events[place].before, sent = cause_of(history, place);
        worth[place] = before != HISTORY_NO_EVENT ? worth[before] + PROCESS_STEP : 0;
        if (sent != HISTORY_NO_EVENT && worth[sent] + MESSAGE_STEP > worth[place])
            worth[place] = worth[sent] + MESSAGE_STEP;
        if (happening_is_of_process(&history->events[place]) &&
            (best == HISTORY_NO_EVENT || worth[place] > worth[best]))
            best = place;
    }
    if (to != HISTORY_NO_EVENT)
        best = to;
    uint32_t *backwards = must_have(malloc(((size_t)end + 1) * sizeof *backwards), what);
    for (uint32_t place = best; place != HISTORY_NO_EVENT;) {
        backwards[(*length)++] = place;
        uint32_t before = history->events[place].before, sent = cause_of(history, place);
        bool along = before != HISTORY_NO_EVENT && worth[before] + PROCESS_STEP == worth[place];
        place = along ? before : sent;
    }
    *path = turned(backwards, *length);
    free(backwards);
    free(worth);
}

/* ---- cuts ---- */

bool order_cut_is_consistent(const struct history *history, const uint32_t *last, uint32_t *receive)
{
    *receive = HISTORY_NO_EVENT;
    for (uint32_t place = 0; place < history->count; place++) {
        uint32_t sent = cause_of(history, place);
        if (sent == HISTORY_NO_EVENT)
            continue;
        uint32_t here = last[history->events[place].process], there = last[history->events[sent].process];
        if (here == HISTORY_NO_EVENT || place > here) /* not in the cut */
            continue;
        if (there == HISTORY_NO_EVENT || sent > there) {
            *receive = place;
            return false;
        }
    }
    return true;
}
