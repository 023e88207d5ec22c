/* diagram.c: see diagram.h. */
#include "figure/diagram.h"

#include "causality/order.h"
#include "figure/diagram_cuts.h"
#include "figure/trace_file.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ITEMS = 64 };

static const double stub_height = 0.42;      /* rows: how far a message reaches whose other process is not shown */
static const double stub_length = 0.3;       /* of its length */
static const double shortened_length = 0.85; /* of a message whose end is not shown though it would have room */
static const double typical_part = 0.03;     /* of the axis: the length of a message where none is known */

/* What is needed while a diagram is made. */
struct making {
    struct diagram *d;
    const struct history *h;
    const struct diagram_wishes *wishes;
    bool *past, *future; /* of each event of the history, when one is chosen */
    bool *lost;          /* of each send: its message, or a copy of it, is lost */
    double typical;      /* length of a message on the axis */
    size_t message_capacity, bar_capacity, rollback_capacity;
    struct error *err;
};

bool diagram_no_memory(struct error *err)
{
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for a space-time diagram");
}

void *diagram_grow(void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = 2 * *capacity + FIRST_ITEMS;
    return reallocarray(items, *capacity, size);
}

/* Makes room for one more; false: there is no memory, and what is there stays. */
#define ROOM_FOR_ONE(making, items, count, capacity)                                                                   \
    ({                                                                                                                 \
        void *grown_ = diagram_grow((items), (count), &(capacity), sizeof *(items));                                   \
        if (grown_ != NULL)                                                                                            \
            (items) = grown_;                                                                                          \
        grown_ != NULL || diagram_no_memory((making)->err);                                                            \
    })

double diagram_at(const struct diagram *diagram, uint32_t place)
{
    const struct happening *event = &diagram->history->events[place];
    if (!diagram->logical)
        return event->time;
    return event->scalar > 0 ? (double)event->scalar : NAN;
}

static int compare_processes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

uint32_t diagram_row(const struct diagram *diagram, uint32_t process)
{
    const uint32_t *found =
        bsearch(&process, diagram->process, diagram->rows, sizeof *diagram->process, compare_processes);
    return found != NULL ? (uint32_t)(found - diagram->process) : DIAGRAM_NO_ROW;
}

/* ---- which processes, which events ---- */

static void add_process(struct diagram *d, uint32_t process)
{
    d->wanted++;
    if (d->rows < DIAGRAM_MOST_ROWS)
        d->process[d->rows++] = process;
}

static bool choose_processes(struct making *m)
{
    struct diagram *d = m->d;
    d->process = calloc(DIAGRAM_MOST_ROWS, sizeof *d->process);
    bool *seen = calloc((size_t)m->h->processes + 1, sizeof *seen);
    if (d->process == NULL || seen == NULL) {
        free(seen);
        return diagram_no_memory(m->err);
    }
    for (uint32_t i = 0; i < m->h->count; i++)
        if (happening_is_of_process(&m->h->events[i]))
            seen[m->h->events[i].process] = true;
    if (m->wishes->processes == NULL)
        for (uint32_t process = 0; process < m->h->processes; process++)
            if (!m->h->sampled || seen[process])
                add_process(d, process);
    free(seen);
    for (size_t i = 0; m->wishes->processes != NULL && i < m->wishes->process_count; i++) {
        if (m->wishes->processes[i] >= m->h->processes)
            return error_set(m->err, ERROR_NOTHING, NULL, 0,
                             "there is no process %" PRIu32 ": this run has 0 to %" PRIu32, m->wishes->processes[i],
                             m->h->processes - 1);
        add_process(d, m->wishes->processes[i]);
    }
    return d->rows > 0 || error_set(m->err, ERROR_NOTHING, NULL, 0, "the trace has no event to draw");
}

static bool is_shown(const struct diagram *d, uint32_t place)
{
    const struct happening *event = &d->history->events[place];
    return happening_is_of_process(event) && diagram_row(d, event->process) != DIAGRAM_NO_ROW;
}

/* Of an event that has a dot of its own: a change of a variable belongs to the event that brought it. What one handler
 * sends to processes without lines is one arrow and one dot. */
static bool counts(const struct diagram *d, uint32_t place)
{
    const struct happening *event = &d->history->events[place];
    if (!is_shown(d, place) || event->event == HAPPENING_STATE)
        return false;
    return event->event != HAPPENING_SEND || event->before == HISTORY_NO_EVENT ||
           d->history->events[event->before].time < event->time || diagram_row(d, event->peer) != DIAGRAM_NO_ROW;
}

size_t diagram_room(uint32_t rows)
{
    enum { OF_ROW = 20, BESIDES = 100 };
    size_t room = BESIDES + (size_t)OF_ROW * rows;
    return room < DIAGRAM_MOST_EVENTS ? room : DIAGRAM_MOST_EVENTS;
}

/* When there is no room for all, the window ends before the instant that would be cut in two, unless it is the first. */
static void keep_first(struct diagram *d)
{
    const struct happening *events = d->history->events;
    size_t count = 0;
    uint32_t place = d->first;
    while (place < d->after && (count += counts(d, place)) <= diagram_room(d->rows))
        place++;
    if (place == d->after)
        return;
    uint32_t whole = place;
    while (whole > d->first && events[whole - 1].time == events[place].time)
        whole--;
    d->shortened = true;
    d->after = whole > d->first ? whole : place;
}

/* Of a window that has the chosen event: as many events before it as after it, and where one side has fewer, more of the other. */
static void keep_around(struct diagram *d)
{
    uint32_t first = d->chosen, after = d->chosen + 1;
    size_t count = counts(d, d->chosen);
    while (count < diagram_room(d->rows) && (first > d->first || after < d->after)) {
        if (first > d->first)
            count += counts(d, --first);
        if (after < d->after)
            count += counts(d, after++);
    }
    d->around = true;
    d->first = first;
    d->after = after;
}

static void shorten_window(struct diagram *d)
{
    const uint32_t first = d->first, after = d->after;
    keep_first(d);
    if (d->shortened && d->chosen != HISTORY_NO_EVENT && d->chosen >= first && d->chosen < after) {
        d->after = after;
        keep_around(d);
    }
    for (uint32_t i = first; i < after; i++)
        d->left_out += (i < d->first || i >= d->after) && counts(d, i);
}

/* What the wishes say of the window, in words. */
static bool refuse_window(const struct making *m, double first, double last)
{
    char window[96] = "to these processes";
    if (!isnan(m->wishes->from) && !isnan(m->wishes->to))
        snprintf(window, sizeof window, "there from %g s to %g s", m->wishes->from, m->wishes->to);
    else if (!isnan(m->wishes->from))
        snprintf(window, sizeof window, "there from %g s on", m->wishes->from);
    else if (!isnan(m->wishes->to))
        snprintf(window, sizeof window, "there until %g s", m->wishes->to);
    return error_set(m->err, ERROR_NOTHING, NULL, 0, "nothing happens %s: the trace goes from %g s to %g s", window,
                     first, last);
}

static bool choose_window(struct making *m)
{
    struct diagram *d = m->d;
    const struct happening *events = m->h->events;
    double first = events[0].time, last = events[m->h->count - 1].time;
    double from = isnan(m->wishes->from) ? first : fmax(m->wishes->from, first);
    double to = isnan(m->wishes->to) ? last : fmin(m->wishes->to, last);
    while (d->first < m->h->count && events[d->first].time < from)
        d->first++;
    d->after = d->first;
    while (d->after < m->h->count && events[d->after].time <= to)
        d->after++;
    bool any = false;
    for (uint32_t i = d->first; i < d->after && !any; i++)
        any = is_shown(d, i);
    if (!any)
        return refuse_window(m, first, last);
    shorten_window(d);
    d->whole = to - from;
    d->begin = d->around ? fmax(from, events[d->first].time) : from;
    d->end = d->shortened ? events[d->after - 1].time : to;
    d->shown = d->end - d->begin;
    double wished = isnan(m->wishes->to) ? INFINITY : m->wishes->to;
    if (d->after == m->h->count)
        d->end = fmin(last + DIAGRAM_AFTER_THE_END * (last - d->begin), fmax(wished, last));
    return true;
}

/* The axis of stamps, from the events shown. */
static void choose_stamps(struct diagram *d)
{
    double least = INFINITY, most = -INFINITY;
    for (uint32_t i = d->first; i < d->after; i++)
        if (is_shown(d, i) && d->history->events[i].scalar > 0) {
            least = fmin(least, diagram_at(d, i));
            most = fmax(most, diagram_at(d, i));
        }
    d->begin = isfinite(least) ? least - 1 : 0; /* of stamps there is room on both sides anyway */
    d->end = isfinite(most) ? most + 1 : 1;
}

/* ---- the chosen event ---- */

static bool choose_event(struct making *m)
{
    struct diagram *d = m->d;
    d->chosen = HISTORY_NO_EVENT;
    if (m->wishes->event == 0)
        return true;
    d->chosen = history_find(m->h, m->wishes->event);
    if (d->chosen == HISTORY_NO_EVENT)
        return error_set(m->err, ERROR_NOTHING, NULL, 0,
                         "event=\"%" PRIu64 "\": the trace has no event of this number; its last one is %" PRIu64,
                         m->wishes->event, m->h->events[m->h->count - 1].number);
    const struct happening *event = &m->h->events[d->chosen];
    if (!happening_is_of_process(event)) {
        d->chosen = HISTORY_NO_EVENT;
        return error_set(m->err, ERROR_NOTHING, NULL, 0,
                         "event=\"%" PRIu64 "\": a %s is an event of no process, and has no past: choose another",
                         m->wishes->event, happening_name(event->event));
    }
    m->past = calloc((size_t)m->h->count + 1, sizeof *m->past);
    m->future = calloc((size_t)m->h->count + 1, sizeof *m->future);
    if (m->past == NULL || m->future == NULL)
        return diagram_no_memory(m->err);
    order_past(m->h, d->chosen, m->past);
    order_future(m->h, d->chosen, m->future);
    return true;
}

static enum diagram_part part_of_event(const struct making *m, uint32_t place)
{
    if (m->past == NULL)
        return DIAGRAM_PLAIN;
    return place == m->d->chosen ? DIAGRAM_CHOSEN
           : m->past[place]      ? DIAGRAM_PAST
           : m->future[place]    ? DIAGRAM_FUTURE
                                 : DIAGRAM_CONCURRENT;
}

static enum diagram_part part_of_message(const struct making *m, uint32_t send, uint32_t end)
{
    if (m->past == NULL)
        return DIAGRAM_PLAIN;
    if (send == HISTORY_NO_EVENT || end == HISTORY_NO_EVENT)
        return DIAGRAM_CONCURRENT;
    return m->past[end] ? DIAGRAM_PAST : m->future[send] ? DIAGRAM_FUTURE : DIAGRAM_CONCURRENT;
}

/* How far the past and the future reach on each line, as far as events of the window say so. */
static bool measure_cones(struct making *m)
{
    struct diagram *d = m->d;
    d->past_until = calloc(d->rows, sizeof *d->past_until);
    d->future_from = calloc(d->rows, sizeof *d->future_from);
    if (d->past_until == NULL || d->future_from == NULL)
        return diagram_no_memory(m->err);
    for (uint32_t row = 0; row < d->rows; row++)
        d->past_until[row] = d->future_from[row] = NAN;
    for (uint32_t i = 0; m->past != NULL && i < d->after; i++) {
        if (!is_shown(d, i) || isnan(diagram_at(d, i)))
            continue;
        uint32_t row = diagram_row(d, m->h->events[i].process);
        if (m->past[i] && i >= d->first)
            d->past_until[row] = diagram_at(d, i);
        if (m->future[i] && isnan(d->future_from[row]))
            d->future_from[row] = i >= d->first ? diagram_at(d, i) : d->begin;
    }
    return true;
}

/* ---- events and messages ---- */

static bool add_events(struct making *m)
{
    struct diagram *d = m->d;
    d->events = calloc((size_t)(d->after - d->first) + 1, sizeof *d->events);
    if (d->events == NULL)
        return diagram_no_memory(m->err);
    for (uint32_t i = d->first; i < d->after; i++)
        if (is_shown(d, i) && !isnan(diagram_at(d, i)))
            d->events[d->event_count++] = (struct diagram_event){i, diagram_row(d, m->h->events[i].process),
                                                                 diagram_at(d, i), part_of_event(m, i)};
    return true;
}

static int compare_lengths(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The median length of the messages that are received in the window. */
static bool measure_messages(struct making *m)
{
    size_t count = 0;
    double *lengths = calloc((size_t)(m->d->after - m->d->first) + 1, sizeof *lengths);
    if (lengths == NULL)
        return diagram_no_memory(m->err);
    for (uint32_t i = m->d->first; i < m->d->after; i++)
        if (m->h->events[i].event == HAPPENING_RECEIVE && m->h->events[i].sent != HISTORY_NO_EVENT)
            lengths[count++] = diagram_at(m->d, i) - diagram_at(m->d, m->h->events[i].sent);
    qsort(lengths, count, sizeof *lengths, compare_lengths);
    double span = m->d->end - m->d->begin;
    m->typical = count > 0 && lengths[count / 2] > 0 ? lengths[count / 2] : span > 0 ? typical_part * span : 1;
    free(lengths);
    return true;
}

static size_t index_of_kind(const struct diagram *d, const char *name)
{
    size_t kind = 0;
    while (kind < d->kind_count && d->kinds[kind] != name) /* the history has each name once */
        kind++;
    return kind;
}

/* Of all the history, whatever the window: so a kind looks alike in all diagrams of a run. */
static bool gather_kinds(struct making *m)
{
    struct diagram *d = m->d;
    for (uint32_t i = 0; i < m->h->count; i++) {
        const struct happening *event = &m->h->events[i];
        if ((event->event != HAPPENING_SEND && event->event != HAPPENING_RECEIVE) ||
            index_of_kind(d, event->kind) < d->kind_count)
            continue;
        const char **grown = reallocarray(d->kinds, d->kind_count + 1, sizeof *grown);
        if (grown == NULL)
            return diagram_no_memory(m->err);
        d->kinds = grown;
        d->kinds[d->kind_count++] = event->kind;
    }
    return true;
}

static void count_kinds(struct diagram *d)
{
    for (size_t kind = 0; kind < d->kind_count; kind++) {
        size_t i = 0;
        while (i < d->message_count && d->messages[i].kind != kind)
            i++;
        d->kinds_drawn += i < d->message_count;
    }
}

static bool in_window(const struct diagram *d, uint32_t place)
{
    return place != HISTORY_NO_EVENT && place >= d->first && place < d->after;
}

/* Where the ends of a message would be, whatever is shown. */
static void place_ends(const struct making *m, struct diagram_message *message)
{
    double begin = message->send != HISTORY_NO_EVENT ? diagram_at(m->d, message->send) : NAN;
    double end = message->end != HISTORY_NO_EVENT ? diagram_at(m->d, message->end) : NAN;
    if (isnan(begin))
        begin = end - m->typical; /* a trace of some processes */
    if (message->fate == DIAGRAM_TRANSIT)
        end = fmax(m->d->end, begin) + m->typical;
    if (message->fate == DIAGRAM_LOST && !(end > begin))
        end = begin + m->typical;
    message->begin_at = begin;
    message->end_at = end;
}

/* Cuts a message off at the edges of the axis. On that of stamps, an event that is outside the window may stand anywhere: a
 * message from it comes from the left edge, one to it goes to the right edge. */
static void cut_ends(const struct making *m, struct diagram_message *message)
{
    struct diagram *d = m->d;
    double slope = message->end_row - message->begin_row, length = message->end_at - message->begin_at;
    bool earlier = d->logical && message->send != HISTORY_NO_EVENT && message->send < d->first;
    bool later = message->end_at > d->end && message->end_at > message->begin_at;
    if (message->begin_at < d->begin && message->end_at > message->begin_at) {
        message->begin_row += slope * (d->begin - message->begin_at) / length;
        message->begin_at = d->begin;
    } else if (earlier) {
        message->begin_row += (1 - shortened_length) * slope;
        message->begin_at = d->begin;
    }
    if (later) {
        message->end_row -= slope * (message->end_at - d->end) / length;
        message->end_at = d->end;
    } else if (message->end != HISTORY_NO_EVENT && !in_window(d, message->end)) {
        message->end_row = message->begin_row + shortened_length * (message->end_row - message->begin_row);
        message->end_at =
            d->logical ? d->end : message->begin_at + shortened_length * (message->end_at - message->begin_at);
        later = true;
    }
    message->cut_off = message->cut_off || later;
}

/* Whether it would stand on an arrow that is there: a handler sends alike to several processes without lines, on the same side. */
static bool is_one_more(const struct making *m, uint32_t send, size_t kind)
{
    const struct happening *sent = &m->h->events[send];
    for (uint32_t place = sent->before; place != HISTORY_NO_EVENT; place = m->h->events[place].before) {
        const struct happening *other = &m->h->events[place];
        if (other->time < sent->time)
            return false;
        if (other->event == HAPPENING_SEND && !m->lost[place] && other->kind == m->d->kinds[kind] &&
            diagram_row(m->d, other->peer) == DIAGRAM_NO_ROW &&
            (other->peer > other->process) == (sent->peer > sent->process))
            return true;
    }
    return false;
}

static bool add_message(struct making *m, uint32_t send, uint32_t end, enum diagram_fate fate)
{
    struct diagram *d = m->d;
    const struct happening *sent = send != HISTORY_NO_EVENT ? &m->h->events[send] : NULL;
    const struct happening *ended = end != HISTORY_NO_EVENT ? &m->h->events[end] : NULL;
    uint32_t from = sent != NULL ? sent->process : ended->peer, to = sent != NULL ? sent->peer : ended->process;
    uint32_t from_row = diagram_row(d, from), to_row = diagram_row(d, to);
    bool begins = in_window(d, send), ends = in_window(d, end);
    bool crosses = send != HISTORY_NO_EVENT && send < d->first && (end == HISTORY_NO_EVENT || end >= d->after);
    bool visible = (begins && from_row != DIAGRAM_NO_ROW) || (ends && to_row != DIAGRAM_NO_ROW) ||
                   (crosses && from_row != DIAGRAM_NO_ROW && to_row != DIAGRAM_NO_ROW);
    if (!visible)
        return true;
    size_t crossing = 0;
    for (size_t i = 0; crosses && i < d->message_count; i++)
        crossing += !in_window(d, d->messages[i].send) && !in_window(d, d->messages[i].end);
    if (crossing >= DIAGRAM_MOST_CROSSING) {
        d->crossing_hidden++;
        return true;
    }
    struct diagram_message message = {.send = send, .end = end, .fate = fate, .part = part_of_message(m, send, end)};
    place_ends(m, &message);
    if (isnan(message.begin_at) || isnan(message.end_at))
        return true;
    message.kind = index_of_kind(d, sent != NULL ? sent->kind : ended->kind);
    if (to_row == DIAGRAM_NO_ROW && fate != DIAGRAM_LOST && is_one_more(m, send, message.kind))
        return true;
    double away = from < to ? stub_height : -stub_height; /* towards the other process, from the first */
    message.begin_row = from_row != DIAGRAM_NO_ROW ? from_row : to_row - away;
    message.end_row = to_row != DIAGRAM_NO_ROW ? to_row : from_row + away;
    double length = message.end_at - message.begin_at;
    if (from_row == DIAGRAM_NO_ROW)
        message.begin_at = message.end_at - stub_length * length;
    if (to_row == DIAGRAM_NO_ROW) {
        message.end_at = message.begin_at + stub_length * length;
        message.cut_off = true;
    }
    if (fate == DIAGRAM_LOST) {
        /* About half-way, between two lines: on a line, it would seem to be lost there. */
        double rows = fabs(message.end_row - message.begin_row);
        double part = rows >= 1 ? (floor(rows / 2) + 0.5) / rows : 0.5;
        message.end_at = message.begin_at + part * (message.end_at - message.begin_at);
        message.end_row = message.begin_row + part * (message.end_row - message.begin_row);
    }
    cut_ends(m, &message);
    if (!ROOM_FOR_ONE(m, d->messages, d->message_count, m->message_capacity))
        return false;
    d->messages[d->message_count++] = message;
    return true;
}

/* A message that is lost twice, being doubled, has two ends; so has one that is received twice. */
static bool add_messages(struct making *m)
{
    m->lost = calloc((size_t)m->h->count + 1, sizeof *m->lost);
    if (m->lost == NULL)
        return diagram_no_memory(m->err);
    bool ok = true;
    for (uint32_t i = 0; i < m->h->count; i++)
        if (m->h->events[i].event == HAPPENING_LOSS && m->h->events[i].sent != HISTORY_NO_EVENT)
            m->lost[m->h->events[i].sent] = true;
    for (uint32_t i = 0; ok && i < m->h->count; i++) {
        const struct happening *event = &m->h->events[i];
        if (event->event == HAPPENING_RECEIVE) {
            bool first = event->sent == HISTORY_NO_EVENT || m->h->events[event->sent].reply == i;
            ok = add_message(m, event->sent, i, first ? DIAGRAM_ARRIVES : DIAGRAM_COPY);
        } else if (event->event == HAPPENING_LOSS && event->sent != HISTORY_NO_EVENT) {
            ok = add_message(m, event->sent, i, DIAGRAM_LOST);
        }
    }
    for (uint32_t i = 0; ok && i < m->d->after; i++)
        if (m->h->events[i].event == HAPPENING_SEND && m->h->events[i].reply == HISTORY_NO_EVENT && !m->lost[i] &&
            !(m->h->sampled && diagram_row(m->d, m->h->events[i].peer) == DIAGRAM_NO_ROW))
            ok = add_message(m, i, HISTORY_NO_EVENT, DIAGRAM_TRANSIT);
    return ok;
}

/* ---- bars ---- */

static bool add_bar(struct making *m, uint32_t row, enum diagram_bar_kind kind, double begin, double end)
{
    struct diagram *d = m->d;
    if (end < d->begin || begin > d->end)
        return true;
    if (!ROOM_FOR_ONE(m, d->bars, d->bar_count, m->bar_capacity))
        return false;
    d->bars[d->bar_count++] = (struct diagram_bar){row, fmax(begin, d->begin), fmin(end, d->end), kind};
    return true;
}

/* The bars that outputs begin and end. */
static const struct {
    const char *begins, *ends;
    enum diagram_bar_kind kind;
} bars_of_outputs[] = {
    {"request", "enter", DIAGRAM_WAITING}, {"enter", "leave", DIAGRAM_CRITICAL}, {"block", "unblock", DIAGRAM_BLOCKED}};
enum { BARS_OF_OUTPUTS = sizeof bars_of_outputs / sizeof bars_of_outputs[0] };

/* Closes those that a crash, or the end of the trace, leaves open. */
static bool close_bars(struct making *m, uint32_t row, double *since, double at)
{
    bool ok = true;
    for (size_t i = 0; ok && i < BARS_OF_OUTPUTS; i++) {
        ok = isnan(since[i]) || add_bar(m, row, bars_of_outputs[i].kind, since[i], at);
        since[i] = NAN;
    }
    return ok;
}

static bool bar_of_output(struct making *m, const struct happening *event, uint32_t row, double *since, double at)
{
    bool ok = true;
    for (size_t i = 0; ok && i < BARS_OF_OUTPUTS; i++) {
        if (strcmp(event->kind, bars_of_outputs[i].begins) == 0 && isnan(since[i]))
            since[i] = at;
        if (strcmp(event->kind, bars_of_outputs[i].ends) != 0 || isnan(since[i]))
            continue;
        ok = add_bar(m, row, bars_of_outputs[i].kind, since[i], at);
        since[i] = NAN;
    }
    return ok;
}

static bool bars_of_event(struct making *m, const struct trace_file *rows, struct down *down,
                          double (*since)[BARS_OF_OUTPUTS], uint32_t place)
{
    const struct happening *event = &m->h->events[place];
    uint32_t row = diagram_row(m->d, event->process);
    double at = diagram_at(m->d, place);
    if (event->event == HAPPENING_OUTPUT)
        return bar_of_output(m, event, row, since[row], at);
    /* Rows take the place of processes, and positions that of dates. */
    const struct trace_row trace_row = {.time = at,
                                        .event = happening_name(event->event),
                                        .kind = event->kind,
                                        .value = "",
                                        .has_process = true,
                                        .process = row};
    uint64_t down_row;
    enum down_kind kind;
    double begin;
    bool ended = down_ends(down, rows, &trace_row, &down_row, &kind, &begin);
    if (ended && !add_bar(m, row, DIAGRAM_CRASHED + kind, begin, at))
        return false;
    return isnan(down->since[row][DOWN_CRASHED]) || close_bars(m, row, since[row], at);
}
_Static_assert(DIAGRAM_CRASHED + DOWN_SUSPENDED == DIAGRAM_SUSPENDED, "what is down has its bar");

static bool add_bars(struct making *m)
{
    struct diagram *d = m->d;
    const struct trace_file rows = {.processes = d->rows};
    struct down down;
    double(*since)[BARS_OF_OUTPUTS] = calloc(d->rows, sizeof *since);
    bool ok = down_create(&rows, &down) && since != NULL;
    if (!ok)
        diagram_no_memory(m->err);
    for (uint32_t row = 0; ok && row < d->rows; row++)
        for (size_t i = 0; i < BARS_OF_OUTPUTS; i++)
            since[row][i] = NAN;
    for (uint32_t i = 0; ok && i < d->after; i++)
        if (is_shown(d, i) && !isnan(diagram_at(d, i)))
            ok = bars_of_event(m, &rows, &down, since, i);
    for (uint32_t row = 0; ok && row < d->rows; row++) {
        ok = close_bars(m, row, since[row], d->end);
        for (enum down_kind kind = 0; ok && kind < DOWN_KINDS; kind++)
            ok = isnan(down.since[row][kind]) || add_bar(m, row, DIAGRAM_CRASHED + kind, down.since[row][kind], d->end);
    }
    free(since);
    down_release(&down);
    return ok;
}

/* ---- rollbacks ---- */

static bool add_rollbacks(struct making *m)
{
    struct diagram *d = m->d;
    for (size_t i = 0; i < d->event_count; i++) {
        const struct happening *event = &m->h->events[d->events[i].place];
        if (event->event != HAPPENING_OUTPUT || strcmp(event->kind, "rollback") != 0)
            continue;
        uint32_t checkpoint = diagram_checkpoint(m->h, d->events[i].place);
        double to = checkpoint != HISTORY_NO_EVENT ? fmax(diagram_at(d, checkpoint), d->begin) : d->begin;
        if (!ROOM_FOR_ONE(m, d->rollbacks, d->rollback_count, m->rollback_capacity))
            return false;
        d->rollbacks[d->rollback_count++] =
            (struct diagram_rollback){d->events[i].row, d->events[i].place, d->events[i].at, to};
    }
    return true;
}

/* ---- the whole ---- */

bool diagram_create(const struct history *history, const struct diagram_wishes *wishes, struct diagram *out,
                    struct error *err)
{
    *out = (struct diagram){.history = history,
                            .logical = wishes->logical,
                            .chosen = HISTORY_NO_EVENT,
                            .violation =
                                wishes->violation > 0 ? history_find(history, wishes->violation) : HISTORY_NO_EVENT};
    struct making m = {.d = out, .h = history, .wishes = wishes, .err = err};
    bool ok = history->count > 0 || error_set(err, ERROR_NOTHING, NULL, 0, "the trace has no event to draw");
    ok = ok && choose_processes(&m) && choose_event(&m) && choose_window(&m);
    if (ok && wishes->logical)
        choose_stamps(out);
    ok = ok && measure_cones(&m) && add_events(&m) && gather_kinds(&m) && measure_messages(&m) && add_messages(&m) &&
         add_bars(&m) && add_rollbacks(&m) && diagram_add_cuts(out, wishes, err);
    count_kinds(out);
    free(m.past);
    free(m.future);
    free(m.lost);
    if (!ok)
        diagram_release(out);
    return ok;
}

void diagram_release(struct diagram *diagram)
{
    for (size_t i = 0; i < diagram->cut_count; i++)
        free(diagram->cuts[i].at);
    free(diagram->cuts);
    free(diagram->process);
    free(diagram->events);
    free(diagram->messages);
    free(diagram->kinds);
    free(diagram->bars);
    free(diagram->rollbacks);
    free(diagram->past_until);
    free(diagram->future_from);
    *diagram = (struct diagram){0};
}
