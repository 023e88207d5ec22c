/* clock_condition.c: two specifications: what a logical clock must tell, compared with what really happened before what.
 *
 * Source     weak: Lamport, CACM 21(7), 1978 ("clock condition"); strong: Mattern 1989, Fidge 1988.
 *
 * The events are those that processes date (STAMP). The truth is known from the messages of the run, which carry how many dated events
 * of each process come before them. Not all pairs are compared: once the stamps of each process grow, it is enough to compare
 * an event f, for each other process, with the latest event e before f (then all earlier ones are smaller too), with the first
 * one after e, if it is there (then no later one is smaller), and with the latest one that there is when f happens. So a run of
 * n events and N processes is judged wholly in n N comparisons. That is done for the first 64 processes; the note says so. */
#include "observe/specification.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { JUDGED = 64 };
enum { DATED, MISLEADING, MESSAGE_BYTES };

/* The dated events of one process, a row each: the event's number, then its stamp (N entries, or one). */
struct history {
    uint64_t *rows;
    uint32_t count, capacity;
};

struct past {
    uint32_t known[JUDGED]; /* dated events of each process that come before, or are, its latest one */
};

struct run {
    const struct logical_clock *clock;
    uint32_t judged, entries;
    size_t row; /* numbers in one */
    struct history *histories;
    uint64_t dated, misleading, messages, bytes;
    uint64_t first,
        second; /* an example of what misleads: the stamp of the first is smaller, and yet they are concurrent */
};

static void begin(const struct view *view)
{
    struct run *run = view->run;
    uint32_t n = view->shape->processes;
    run->clock = view_algorithm(view)->clock;
    run->judged = n < JUDGED ? n : JUDGED;
    run->entries = run->clock == NULL || run->clock->kind == CLOCK_SCALAR ? 1 : n;
    run->row = 1 + (size_t)run->entries;
    run->histories = view_allocate(view, run->judged * sizeof *run->histories);
}

static const uint64_t *row_at(const struct run *run, uint32_t process, uint32_t index)
{
    return run->histories[process].rows + index * run->row;
}

/* The stamp that the process's clock shows, behind those of its events before. */
static const uint64_t *add_row(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    struct history *history = &run->histories[event->process];
    if (history->count == history->capacity) {
        uint32_t capacity = history->capacity == 0 ? 16 : 2 * history->capacity;
        uint64_t *rows = view_allocate(view, capacity * run->row * sizeof *rows);
        if (history->count > 0)
            memcpy(rows, history->rows, history->count * run->row * sizeof *rows);
        history->rows = rows;
        history->capacity = capacity;
    }
    uint64_t *row = history->rows + history->count++ * run->row;
    row[0] = event->number;
    for (uint32_t i = 0; i < run->entries; i++)
        row[1 + i] = run->clock->entry(view->configuration, event->process,
                                       run->clock->kind == CLOCK_MATRIX ? event->process : 0, i);
    return row;
}

/* V(e) < V(f): no entry is greater, and one is smaller. Of scalars, C(e) < C(f). */
static bool is_less(const struct run *run, const uint64_t *e, const uint64_t *f)
{
    bool differs = false;
    for (uint32_t i = 1; i <= run->entries; i++) {
        if (e[i] > f[i])
            return false;
        differs = differs || e[i] < f[i];
    }
    return differs;
}

/* "if e happened before f, its stamp is smaller." */
static void check_before(const struct view *view, const struct event *event, uint32_t process, const uint64_t *e,
                         const uint64_t *f)
{
    const struct run *run = view->run;
    if (!is_less(run, e, f))
        view_violated(view, event,
                      "clock condition: event %" PRIu64 " of process %u happened before event %" PRIu64
                      " of process %u, but its stamp is not smaller (first entries %" PRIu64 " and %" PRIu64 ")",
                      e[0], process, f[0], event->process, e[1], f[1]);
}

/* e and f are concurrent. "if the stamp of e is smaller, e happened before f", for clocks that promise that; of others it is counted. */
static bool misleads(const struct view *view, const struct event *event, bool strong, const uint64_t *e,
                     const uint64_t *f)
{
    struct run *run = view->run;
    if (!is_less(run, e, f))
        return false;
    if (strong)
        view_violated(view, event,
                      "clock condition, the converse: the stamp of event %" PRIu64
                      " is smaller than that of event %" PRIu64 ", but they are concurrent",
                      e[0], f[0]);
    if (run->first == 0) {
        run->first = e[0];
        run->second = f[0];
    }
    return true;
}

/* "Row j of process i is the vector clock of the latest event of j before this one." */
static void check_matrix(const struct view *view, const struct event *event, const struct past *past)
{
    const struct run *run = view->run;
    if (run->clock->kind != CLOCK_MATRIX)
        return;
    for (uint32_t j = 0; j < run->judged; j++)
        for (uint32_t k = 0; j != event->process && k < run->entries; k++) {
            uint64_t is = run->clock->entry(view->configuration, event->process, j, k);
            uint64_t expected = past->known[j] > 0 ? row_at(run, j, past->known[j] - 1)[1 + k] : 0;
            if (is != expected) {
                view_violated(view, event,
                              "matrix clock: entry (%u, %u) of process %u is %" PRIu64 "; what it can know is %" PRIu64,
                              j, k, event->process, is, expected);
                return;
            }
        }
}

static void on_stamp(const struct view *view, const struct event *event, bool strong)
{
    struct run *run = view->run;
    uint32_t i = event->process;
    run->dated++;
    if (i >= run->judged || run->clock == NULL || view->configuration == NULL)
        return;
    struct past *past = view_process(view, i);
    const uint64_t *f = add_row(view, event);
    past->known[i] = run->histories[i].count;
    if (past->known[i] > 1)
        check_before(view, event, i, row_at(run, i, past->known[i] - 2), f);
    bool misled = false;
    for (uint32_t j = 0; j < run->judged; j++) {
        uint32_t known = past->known[j], count = run->histories[j].count;
        if (j == i)
            continue;
        if (known > 0)
            check_before(view, event, j, row_at(run, j, known - 1), f);
        if (known < count) {
            misled = misleads(view, event, strong, row_at(run, j, known), f) || misled;
            misled = misleads(view, event, strong, f, row_at(run, j, count - 1)) || misled;
        }
    }
    run->misleading += misled;
    check_matrix(view, event, past);
}

static void on_event(const struct view *view, const struct event *event, bool strong)
{
    struct run *run = view->run;
    switch (event->kind) {
    case EVENT_SEND:
        memcpy(event->stamp, view_process(view, event->process), sizeof(struct past));
        run->messages++;
        run->bytes += event->bytes;
        break;
    case EVENT_RECEIVE: {
        struct past sender, *past = view_process(view, event->process);
        memcpy(&sender, event->stamp, sizeof sender);
        for (uint32_t i = 0; i < run->judged; i++)
            if (sender.known[i] > past->known[i])
                past->known[i] = sender.known[i];
        break;
    }
    case EVENT_OUTPUT:
        if (event->output == OUTPUT_STAMP)
            on_stamp(view, event, strong);
        break;
    case EVENT_START:
    case EVENT_TIMEOUT:
    case EVENT_STATE:
    case EVENT_MOVE:
    case EVENT_FAULT:
    case EVENT_LOSS:
    case EVENT_DUPLICATE:
    case EVENT_WORK:
    case EVENT_WORKED:
    case EVENT_GIVEN_UP:
    case EVENT_KINDS:
        break;
    }
}

static void weak_event(const struct view *view, const struct event *event)
{
    on_event(view, event, false);
}

static void strong_event(const struct view *view, const struct event *event)
{
    on_event(view, event, true);
}

static void conclude(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    if (run->dated == 0) { /* else what has been dated is judged, however the run ended */
        if (!view_cut_short(view, ending, "the computation"))
            view_undecided(view, "no event has been dated");
        return;
    }
    if (run->clock == NULL) {
        view_undecided(view, "the algorithm does not say where its clock is (.clock): there is nothing to compare");
        return;
    }
    view_measure(view, DATED, (double)run->dated);
    view_measure(view, MISLEADING, (double)run->misleading / (double)run->dated);
    if (run->messages > 0)
        view_measure(view, MESSAGE_BYTES, (double)run->bytes / (double)run->messages);
    char which[80] = "";
    if (run->judged < view->shape->processes)
        snprintf(which, sizeof which, "%sjudged among the processes 0 to %u", run->first > 0 ? "; " : "",
                 run->judged - 1);
    if (run->first > 0)
        view_note(view,
                  "the converse fails: event %" PRIu64 " has a smaller stamp than event %" PRIu64
                  ", and they are concurrent%s",
                  run->first, run->second, which);
    else if (which[0] != '\0')
        view_note(view, "%s", which);
}

#define MEASURES                                                                                                       \
    .measures = (const struct specified_measure[])                                                                     \
    {                                                                                                                  \
        [DATED] = {"dated", "dated events", "événements datés", "events that the processes gave a stamp"},             \
        [MISLEADING] =                                                                                                 \
            {"misleading", "fraction of events that stamps mislead about",                                             \
             "fraction des événements sur lesquels les estampilles trompent",                                          \
             "dated events that had, when they happened, a concurrent event with a smaller or a greater stamp"},       \
        [MESSAGE_BYTES] = {"message_bytes", "bytes of a message", "octets d'un message",                               \
                           "mean bytes of a message on the wire, with its stamp"},                                     \
        {.name = NULL},                                                                                                \
    }

#define BASE                                                                                                           \
    .events = 1u << EVENT_SEND | 1u << EVENT_RECEIVE | 1u << EVENT_OUTPUT, .run_bytes = sizeof(struct run),            \
    .process_bytes = sizeof(struct past), .stamp_bytes = sizeof(struct past), MEASURES, .begin = begin,                \
    .conclude = conclude

const struct specification clock_condition = {
    .name = "clock-condition",
    .title_en = "Clock condition",
    .title_fr = "Condition d'horloge",
    .text = "If event e happened before event f, the stamp of e is smaller than that of f; the stamps of a process "
            "grow. Judged on "
            "all events that processes give a stamp, among the first 64 processes, against what the messages of the "
            "run say. "
            "Where a smaller stamp belongs to an event that is concurrent, the converse fails: that is no violation "
            "here, but "
            "counted, and the first such pair is named.",
    BASE,
    .event = weak_event,
};

const struct specification strong_clock_condition = {
    .name = "strong-clock-condition",
    .title_en = "Strong clock condition",
    .title_fr = "Condition d'horloge forte",
    .text =
        "Event e happened before event f if and only if the stamp of e is smaller than that of f: of vectors, no entry "
        "is greater and one is smaller. Of a matrix clock the own row is compared, and row j is to be the vector "
        "of the latest event of process j before this one. Judged on all events that processes give a stamp, among the "
        "first 64 processes.",
    BASE,
    .event = strong_event,
};
