/* diagram_cuts.c: see diagram_cuts.h.
 *
 * The cut of a snapshot has of each process what came before it recorded its state. A process that records because of a message
 * does so before that message counts (the marker of Chandy and Lamport, the first red message of Lai and Yang), though the
 * trace has the receive first: the receive is not in the cut. Messages of the protocol, such as markers, may cross it.
 *
 * The line of a recovery joins the checkpoints that the processes go back to at last; of a process that does not go back, what it
 * had done when the first one did. One recovery goes on until the next crash. */
#include "figure/diagram_cuts.h"

#include "causality/order.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double most_beyond =
    0.012; /* of the axis: how far behind its last event a cut crosses a line at the most */

struct cutting {
    struct diagram *d;
    const struct history *h;
    uint32_t *last; /* of each process, the last event of the cut; HISTORY_NO_EVENT: none */
    double *at;     /* of each process, where the cut crosses its line; NAN: nowhere */
    size_t cut_capacity;
    const char *const *controls;
    struct error *err;
};

static bool is_output(const struct happening *event, const char *name)
{
    return event->event == HAPPENING_OUTPUT && strcmp(event->kind, name) == 0;
}

uint32_t diagram_checkpoint(const struct history *history, uint32_t rollback)
{
    const struct happening *events = history->events;
    uint32_t place = events[rollback].before;
    while (place != HISTORY_NO_EVENT &&
           !(is_output(&events[place], "checkpoint") && events[place].value == events[rollback].value))
        place = events[place].before;
    return place;
}

/* ---- one cut ---- */

static void begin_cut(struct cutting *c)
{
    for (uint32_t process = 0; process < c->h->processes; process++) {
        c->last[process] = HISTORY_NO_EVENT;
        c->at[process] = NAN;
    }
}

/* Just behind an event, and before the next one of its process. */
static double behind(const struct cutting *c, uint32_t place)
{
    double at = diagram_at(c->d, place), beyond = most_beyond * (c->d->end - c->d->begin);
    uint32_t next = c->h->events[place].after;
    while (next != HISTORY_NO_EVENT && !(diagram_at(c->d, next) > at))
        next = c->h->events[next].after;
    double room = next != HISTORY_NO_EVENT ? (diagram_at(c->d, next) - at) / 2 : beyond;
    return at + fmin(room, beyond);
}

static bool is_control(const char *kind, const char *const *controls)
{
    for (; controls != NULL && *controls != NULL; controls++)
        if (strcmp(*controls, kind) == 0)
            return true;
    return false;
}

bool diagram_breaks_cut(const struct history *h, const uint32_t *last, const char *const *controls, uint32_t place)
{
    const struct happening *event = &h->events[place];
    if (event->event != HAPPENING_RECEIVE || event->sent == HISTORY_NO_EVENT || is_control(event->kind, controls))
        return false;
    uint32_t from = last[h->events[event->sent].process], to = last[event->process];
    return to != HISTORY_NO_EVENT && place <= to && (from == HISTORY_NO_EVENT || event->sent > from);
}

bool diagram_cut_is_consistent(const struct history *history, const uint32_t *last, const char *const *controls,
                               uint32_t *receive)
{
    if (controls == NULL)
        return order_cut_is_consistent(history, last, receive);
    for (*receive = 0; *receive < history->count; (*receive)++)
        if (diagram_breaks_cut(history, last, controls, *receive))
            return false;
    return true;
}

/* Adds the cut of c->last and c->at, whose state is known when it is not finished. */
static bool end_cut(struct cutting *c, struct diagram_cut cut)
{
    struct diagram *d = c->d;
    uint32_t receive = HISTORY_NO_EVENT;
    bool inside = false;
    const char *const *controls = cut.origin == DIAGRAM_WISHED ? NULL : c->controls;
    if (cut.state != DIAGRAM_UNFINISHED && !diagram_cut_is_consistent(c->h, c->last, controls, &receive))
        cut.state = DIAGRAM_INCONSISTENT;
    for (uint32_t row = 0; row < d->rows; row++)
        inside = inside || (c->at[d->process[row]] >= d->begin && c->at[d->process[row]] <= d->end);
    if (!inside && cut.origin != DIAGRAM_WISHED)
        return true;
    if (d->cut_count == DIAGRAM_MOST_CUTS) {
        d->cuts_hidden++;
        return true;
    }
    struct diagram_cut *grown = diagram_grow(d->cuts, d->cut_count, &c->cut_capacity, sizeof *d->cuts);
    cut.at = calloc(d->rows, sizeof *cut.at);
    if (grown != NULL)
        d->cuts = grown;
    if (grown == NULL || cut.at == NULL) {
        free(cut.at);
        return diagram_no_memory(c->err);
    }
    for (uint32_t row = 0; row < d->rows; row++)
        cut.at[row] = c->at[d->process[row]];
    if (cut.state == DIAGRAM_INCONSISTENT)
        cut.breaks = c->h->events[receive].number;
    for (size_t i = 0; cut.state == DIAGRAM_INCONSISTENT && i < d->message_count; i++) {
        const struct diagram_message *message = &d->messages[i];
        d->messages[i].breaks = message->breaks || (message->end != HISTORY_NO_EVENT &&
                                                    diagram_breaks_cut(c->h, c->last, controls, message->end));
    }
    d->cuts[d->cut_count++] = cut;
    return true;
}

/* ---- the wished one ---- */

static bool add_wished(struct cutting *c, const struct diagram_wishes *wishes)
{
    begin_cut(c);
    for (size_t i = 0; i < wishes->cut_size; i++) {
        uint32_t place = history_find(c->h, wishes->cut[i]);
        if (place == HISTORY_NO_EVENT)
            return error_set(c->err, ERROR_NOTHING, NULL, 0,
                             "cut: the trace has no event %" PRIu64 "; its last one is %" PRIu64, wishes->cut[i],
                             c->h->events[c->h->count - 1].number);
        const struct happening *event = &c->h->events[place];
        if (!happening_is_of_process(event))
            return error_set(c->err, ERROR_NOTHING, NULL, 0,
                             "cut: event %" PRIu64
                             ", a %s, is an event of no process: expected the last events of processes",
                             wishes->cut[i], happening_name(event->event));
        if (c->last[event->process] != HISTORY_NO_EVENT)
            return error_set(c->err, ERROR_NOTHING, NULL, 0,
                             "cut: events %" PRIu64 " and %" PRIu64 " are both of process %" PRIu32
                             ": expected one, the last that belongs to the cut",
                             c->h->events[c->last[event->process]].number, wishes->cut[i], event->process);
        c->last[event->process] = place;
        c->at[event->process] = behind(c, place);
    }
    for (uint32_t process = 0; process < c->h->processes; process++)
        if (c->last[process] == HISTORY_NO_EVENT)
            c->at[process] = c->d->logical ? 0 : c->h->events[0].time; /* nothing of this one is in the cut */
    return end_cut(c, (struct diagram_cut){.origin = DIAGRAM_WISHED});
}

/* ---- snapshots ---- */

uint32_t diagram_last_recorded(const struct history *h, uint32_t record)
{
    uint32_t place = record;
    while (place != HISTORY_NO_EVENT && h->events[place].time == h->events[record].time) {
        enum happening_kind kind = h->events[place].event;
        if (kind == HAPPENING_RECEIVE)
            return h->events[place].before;
        if (kind == HAPPENING_START || kind == HAPPENING_TIMEOUT || kind == HAPPENING_WORKED ||
            kind == HAPPENING_MOVE || kind == HAPPENING_FAULT || kind == HAPPENING_FAULT_END)
            return record;
        place = h->events[place].before;
    }
    return record;
}

/* A process can record nothing more after the trace; a snapshot of a trace of some processes is judged by these. */
static bool add_snapshot(struct cutting *c, const uint32_t *records, size_t count, const uint32_t *which,
                         uint32_t number)
{
    uint32_t finished = 0;
    begin_cut(c);
    for (size_t i = 0; i < count; i++) {
        if (which[i] != number)
            continue;
        uint32_t process = c->h->events[records[i]].process;
        c->last[process] = diagram_last_recorded(c->h, records[i]);
        c->at[process] = diagram_at(c->d, records[i]);
        finished++;
    }
    bool whole = finished == c->h->processes && !c->h->sampled;
    return end_cut(c, (struct diagram_cut){.origin = DIAGRAM_RECORDED,
                                           .state = whole ? DIAGRAM_CONSISTENT : DIAGRAM_UNFINISHED,
                                           .number = number});
}

static bool add_snapshots(struct cutting *c)
{
    uint32_t *records = NULL, *which = NULL, most = 0;
    size_t count = 0;
    for (uint32_t i = 0; i < c->h->count; i++)
        count += is_output(&c->h->events[i], "record");
    if (count == 0)
        return true;
    records = calloc(count, sizeof *records);
    which = calloc(count, sizeof *which);
    uint32_t *of_process = calloc((size_t)c->h->processes + 1, sizeof *of_process);
    bool ok = records != NULL && which != NULL && of_process != NULL;
    if (!ok)
        diagram_no_memory(c->err);
    count = 0;
    for (uint32_t i = 0; ok && i < c->h->count; i++)
        if (is_output(&c->h->events[i], "record")) {
            records[count] = i;
            which[count] = ++of_process[c->h->events[i].process];
            most = which[count] > most ? which[count] : most;
            count++;
        }
    /* Those without a line in the window are not worth the look. */
    for (uint32_t number = 1; ok && number <= most; number++) {
        bool seen = false;
        for (size_t i = 0; i < count && !seen; i++)
            seen = which[i] == number && records[i] >= c->d->first && records[i] < c->d->after;
        ok = !seen || add_snapshot(c, records, count, which, number);
    }
    free(records);
    free(which);
    free(of_process);
    return ok;
}

/* ---- recoveries ---- */

/* The recovery whose first rollback is at `first` and whose last one before `after`: rollback[process] is the last of each. */
static bool add_recovery(struct cutting *c, uint32_t first, const uint32_t *rollback, uint32_t number)
{
    begin_cut(c);
    for (uint32_t i = 0; i < first; i++)
        if (happening_is_of_process(&c->h->events[i]))
            c->last[c->h->events[i].process] = i;
    double at = diagram_at(c->d, first);
    for (uint32_t process = 0; process < c->h->processes; process++) {
        c->at[process] = c->d->logical && c->last[process] != HISTORY_NO_EVENT ? behind(c, c->last[process]) : at;
        if (rollback[process] == HISTORY_NO_EVENT)
            continue;
        c->last[process] = diagram_checkpoint(c->h, rollback[process]);
        c->at[process] = c->last[process] != HISTORY_NO_EVENT ? diagram_at(c->d, c->last[process]) : c->d->begin;
    }
    return end_cut(c, (struct diagram_cut){.origin = DIAGRAM_RECOVERY, .number = number});
}

static bool add_recoveries(struct cutting *c)
{
    uint32_t *rollback = calloc((size_t)c->h->processes + 1, sizeof *rollback);
    if (rollback == NULL)
        return diagram_no_memory(c->err);
    uint32_t first = HISTORY_NO_EVENT, number = 0;
    bool crashed = true, ok = true;
    for (uint32_t i = 0; ok && i <= c->h->count; i++) {
        const struct happening *event = i < c->h->count ? &c->h->events[i] : NULL;
        if (event != NULL && event->event == HAPPENING_FAULT && strcmp(event->kind, "crash") == 0)
            crashed = true;
        bool goes_back = event != NULL && is_output(event, "rollback");
        if ((event == NULL || (goes_back && crashed)) && first != HISTORY_NO_EVENT) {
            ok = add_recovery(c, first, rollback, ++number);
            first = HISTORY_NO_EVENT;
        }
        if (!goes_back)
            continue;
        if (first == HISTORY_NO_EVENT) {
            first = i;
            for (uint32_t process = 0; process < c->h->processes; process++)
                rollback[process] = HISTORY_NO_EVENT;
        }
        crashed = false;
        rollback[event->process] = i;
    }
    free(rollback);
    return ok;
}

bool diagram_add_cuts(struct diagram *diagram, const struct diagram_wishes *wishes, struct error *err)
{
    struct cutting c = {.d = diagram, .h = diagram->history, .controls = wishes->controls, .err = err};
    c.last = calloc((size_t)c.h->processes + 1, sizeof *c.last);
    c.at = calloc((size_t)c.h->processes + 1, sizeof *c.at);
    bool ok = c.last != NULL && c.at != NULL;
    if (!ok)
        diagram_no_memory(err);
    ok = ok && (wishes->cut_size == 0 || add_wished(&c, wishes)) && add_snapshots(&c) && add_recoveries(&c);
    free(c.last);
    free(c.at);
    return ok;
}
