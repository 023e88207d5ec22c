/* page_window.c: see page_window.h. */
#include "figure/page_window.h"

#include "base/digits.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- which events ---- */

static void widen(struct page_window *wish, uint32_t place)
{
    if (place == HISTORY_NO_EVENT)
        return;
    wish->first = place < wish->first ? place : wish->first;
    wish->after = place >= wish->after ? place + 1 : wish->after;
}

static const struct page_window nothing = {.first = UINT32_MAX, .after = 0};

/* Of a cut there is all, or nothing. */
static struct page_window wish_of_cut(const struct history *h, const struct page_settings *settings)
{
    struct page_window wish = nothing;
    for (size_t i = 0; i < settings->cut_size; i++)
        widen(&wish, history_find(h, settings->cut[i]));
    return wish.after > wish.first && wish.after - wish.first <= PAGE_MOST_EVENTS ? wish : nothing;
}

/* What the settings ask for; empty: nothing that the history has. */
static struct page_window wish_of(const struct history *h, const struct page_settings *settings)
{
    struct page_window wish = nothing;
    bool from = isfinite(settings->from), to = isfinite(settings->to);
    if (!(settings->from >= settings->to) && (from || to))
        for (uint32_t i = 0; i < h->count; i++)
            if ((!from || h->events[i].time >= settings->from) && (!to || h->events[i].time <= settings->to))
                widen(&wish, i);
    if (wish.after == 0)
        widen(&wish, history_find(h, settings->event));
    if (wish.after == 0)
        wish = wish_of_cut(h, settings);
    if (wish.after == 0)
        widen(&wish, history_find(h, settings->violation));
    return wish;
}

struct page_window page_window_choose(const struct history *history, const struct page_settings *settings)
{
    if (history->count <= PAGE_MOST_EVENTS)
        return (struct page_window){0, history->count};
    struct page_window wish = wish_of(history, settings);
    if (wish.after <= PAGE_MOST_EVENTS)
        return (struct page_window){0, PAGE_MOST_EVENTS};
    uint32_t size = wish.after - wish.first;
    uint32_t before = size < PAGE_MOST_EVENTS ? (PAGE_MOST_EVENTS - size) / 2 : 0;
    uint32_t first = wish.first > before ? wish.first - before : 0;
    if (first > history->count - PAGE_MOST_EVENTS)
        first = history->count - PAGE_MOST_EVENTS;
    return (struct page_window){first, first + PAGE_MOST_EVENTS};
}

int64_t page_window_place(const struct page_window *window, uint32_t place)
{
    return place >= window->first && place < window->after ? (int64_t)place - window->first : -1;
}

/* ---- what goes on when the page begins ---- */

#define CONDITIONS(X)                                                                                                  \
    X(WAITING, "waiting")                                                                                              \
    X(CRITICAL, "critical")                                                                                            \
    X(BLOCKED, "blocked")                                                                                              \
    X(CRASHED, "crashed")                                                                                              \
    X(SUSPENDED, "suspended")
enum condition {
#define CONDITION_ID(id, name) CONDITION_##id,
    CONDITIONS(CONDITION_ID)
#undef CONDITION_ID
        CONDITION_KINDS
};
#define BIT(id) (uint8_t)(1u << CONDITION_##id)

/* The same as the scripts of the page do with the events that it has. */
static void apply(const struct happening *event, uint8_t *conditions)
{
    static const struct {
        enum happening_kind event;
        const char *kind;
        uint8_t ends, begins;
    } changes[] = {
        {HAPPENING_OUTPUT, "request", 0, BIT(WAITING)},
        {HAPPENING_OUTPUT, "enter", BIT(WAITING), BIT(CRITICAL)},
        {HAPPENING_OUTPUT, "leave", BIT(CRITICAL), 0},
        {HAPPENING_OUTPUT, "block", 0, BIT(BLOCKED)},
        {HAPPENING_OUTPUT, "unblock", BIT(BLOCKED), 0},
        {HAPPENING_FAULT, "crash", BIT(WAITING) | BIT(CRITICAL) | BIT(BLOCKED), BIT(CRASHED)},
        {HAPPENING_FAULT, "recover", BIT(CRASHED), 0},
        {HAPPENING_FAULT, "suspend", 0, BIT(SUSPENDED)},
        {HAPPENING_FAULT, "resume", BIT(SUSPENDED), 0},
        {HAPPENING_FAULT_END, "crash", BIT(CRASHED), 0},
        {HAPPENING_FAULT_END, "suspend", BIT(SUSPENDED), 0},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        if (changes[i].event == event->event && strcmp(changes[i].kind, event->kind) == 0)
            *conditions = (uint8_t)((*conditions & ~changes[i].ends) | changes[i].begins);
}

static bool put_open(FILE *out, const struct history *h, const struct page_window *window)
{
    static const char *const names[] = {
#define CONDITION_NAME(id, name) [CONDITION_##id] = (name),
        CONDITIONS(CONDITION_NAME)
#undef CONDITION_NAME
    };
    uint8_t *conditions = calloc((size_t)h->processes + 1, sizeof *conditions);
    const char *between = "";
    if (conditions == NULL)
        return false;
    for (uint32_t i = 0; i < window->first; i++)
        if (h->events[i].process < h->processes)
            apply(&h->events[i], &conditions[h->events[i].process]);
    fputs(",\"open\":[", out);
    for (uint32_t process = 0; process < h->processes; process++)
        for (int condition = 0; condition < CONDITION_KINDS; condition++)
            if ((conditions[process] & 1u << condition) != 0) {
                fprintf(out, "%s[%" PRIu32 ",\"%s\"]", between, process, names[condition]);
                between = ",";
            }
    fputc(']', out);
    free(conditions);
    return true;
}

/* ---- what comes behind the page ---- */

static void note_room(const struct history *h, const struct page_window *window, double *rooms, uint32_t place,
                      uint32_t later)
{
    if (page_window_place(window, place) < 0 || later < window->after || later == HISTORY_NO_EVENT)
        return;
    double room = h->events[later].time - h->events[place].time;
    if (room < rooms[place - window->first])
        rooms[place - window->first] = room;
}

static bool put_rooms(FILE *out, const struct history *h, const struct page_window *window)
{
    uint32_t size = window->after - window->first;
    double *rooms = calloc((size_t)size + 1, sizeof *rooms);
    const char *between = "";
    char digits[DIGITS_MOST];
    if (rooms == NULL)
        return false;
    for (uint32_t i = 0; i < size; i++)
        rooms[i] = INFINITY;
    for (uint32_t i = window->first; i < window->after; i++)
        note_room(h, window, rooms, i, h->events[i].after);
    for (uint32_t i = window->after; i < h->count; i++)
        if (h->events[i].event != HAPPENING_DUPLICATE && h->events[i].sent != HISTORY_NO_EVENT)
            note_room(h, window, rooms, h->events[i].sent, i);
    fputs(",\"rooms\":[", out);
    for (uint32_t i = 0; i < size; i++)
        if (isfinite(rooms[i])) {
            fprintf(out, "%s[%" PRIu32 ",%.*s]", between, i, (int)digits_of_number(digits, rooms[i]), digits);
            between = ",";
        }
    fputc(']', out);
    free(rooms);
    return true;
}

bool page_window_put(FILE *out, const struct history *history, const struct page_window *window, struct error *err)
{
    char digits[DIGITS_MOST];
    double end = history->count > 0 ? history->events[history->count - 1].time : 0;
    fprintf(out, ",\"begin\":%" PRIu32 ",\"end\":%.*s", window->first, (int)digits_of_number(digits, end), digits);
    return (put_open(out, history, window) && put_rooms(out, history, window)) ||
           error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the events of this page");
}
