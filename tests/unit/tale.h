/* tale.h: what the tests of space-time diagrams share: traces told event by event, and diagrams of them. */
#ifndef ONDE_TESTS_TALE_H
#define ONDE_TESTS_TALE_H

#include "figure_world.h"

#include "figure/diagram.h"
#include "figure/sheet.h"

#include <inttypes.h>

enum { MOST_EVENTS_HERE = 4000, MOST_PROCESSES_HERE = 64 };

static const char one_system[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>Before</title><title xml:lang='fr'>Avant</title><platform "
    "file='p'/>"
    "<system name='ring' processes='3'><algorithm name='line'/><topology kind='one-way-ring'/></system></scenario>";

static inline int begin_one(void **state)
{
    return begin_with(state, one_system);
}

#define IN_ONE(test) cmocka_unit_test_setup_teardown(test, begin_one, finish)

/* ---- traces by hand: the stamps are Lamport's ---- */

struct event_here {
    uint32_t from, to;
    const char *kind;
    unsigned scalar;
};
struct tale {
    FILE *file;
    unsigned number, clock[MOST_PROCESSES_HERE];
    struct event_here events[MOST_EVENTS_HERE];
};

static inline struct tale *begin_tale(const struct world *w)
{
    struct tale *t = calloc(1, sizeof *t);
    t->file = fopen(path_in(w, "trace.csv"), "w");
    assert_non_null(t->file);
    fputs("number,time,event,process,peer,port,kind,bytes,chain,value,sent,scalar\n", t->file);
    return t;
}

static inline void end_tale(struct tale *t)
{
    assert_int_equal(fclose(t->file), 0);
    free(t);
}

/* Something that a process does, or that strikes it. */
static inline unsigned does(struct tale *t, double time, const char *event, uint32_t process, const char *kind,
                            long value)
{
    fprintf(t->file, "%u,%.9g,%s,%u,,,%s,,0,%ld,,%u\n", ++t->number, time, event, process, kind, value,
            ++t->clock[process]);
    return t->number;
}

static inline unsigned starts(struct tale *t, double time, uint32_t process)
{
    fprintf(t->file, "%u,%.9g,start,%u,,,,,0,,,%u\n", ++t->number, time, process, ++t->clock[process]);
    return t->number;
}

static inline unsigned outputs(struct tale *t, double time, uint32_t process, const char *output, long value)
{
    return does(t, time, "output", process, output, value);
}

static inline unsigned sends(struct tale *t, double time, uint32_t from, uint32_t to, const char *kind)
{
    fprintf(t->file, "%u,%.9g,send,%u,%u,0,%s,64,0,,,%u\n", ++t->number, time, from, to, kind, ++t->clock[from]);
    t->events[t->number] = (struct event_here){from, to, kind, t->clock[from]};
    return t->number;
}

static inline unsigned receives(struct tale *t, double time, unsigned send)
{
    const struct event_here *sent = &t->events[send];
    unsigned *clock = &t->clock[sent->to];
    *clock = (*clock > sent->scalar ? *clock : sent->scalar) + 1;
    fprintf(t->file, "%u,%.9g,receive,%u,%u,0,%s,64,1,,%u,%u\n", ++t->number, time, sent->to, sent->from, sent->kind,
            send, *clock);
    return t->number;
}

static inline unsigned is_lost(struct tale *t, double time, unsigned send)
{
    const struct event_here *sent = &t->events[send];
    fprintf(t->file, "%u,%.9g,loss,%u,%u,0,%s,64,1,0,%u,\n", ++t->number, time, sent->to, sent->from, sent->kind, send);
    return t->number;
}

/* ---- diagrams of them ---- */

static inline struct history history_of(const struct world *w)
{
    struct history history;
    struct error err = {0};
    if (!history_load(path_in(w, "trace.csv"), &history, &err))
        fail_msg("%s:%d: %s", err.file, err.line, err.text);
    return history;
}

static inline struct diagram_wishes no_wishes(void)
{
    return (struct diagram_wishes){.from = NAN, .to = NAN};
}

static inline void must_create(const struct history *history, const struct diagram_wishes *wishes, struct diagram *out)
{
    struct error err = {0};
    if (!diagram_create(history, wishes, out, &err))
        fail_msg("%s", err.text);
}

static inline void expect_refused(const struct history *history, const struct diagram_wishes *wishes,
                                  const char *expected)
{
    struct diagram diagram;
    struct error err = {0};
    assert_false(diagram_create(history, wishes, &diagram, &err));
    assert_int_equal(err.kind, ERROR_NOTHING);
    if (strstr(err.text, expected) == NULL)
        assert_string_equal(err.text, expected);
}

static inline const struct diagram_message *message_of(const struct diagram *d, unsigned send)
{
    for (size_t i = 0; i < d->message_count; i++)
        if (d->messages[i].send != HISTORY_NO_EVENT && d->history->events[d->messages[i].send].number == send)
            return &d->messages[i];
    fail_msg("no message of the send %u", send);
    return NULL;
}

static inline const struct diagram_event *event_of(const struct diagram *d, unsigned number)
{
    for (size_t i = 0; i < d->event_count; i++)
        if (d->history->events[d->events[i].place].number == number)
            return &d->events[i];
    fail_msg("no event %u", number);
    return NULL;
}

static inline bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static inline bool stands(const struct diagram_message *message, double begin, double begin_row, double end,
                          double end_row)
{
    return near(message->begin_at, begin) && near(message->begin_row, begin_row) && near(message->end_at, end) &&
           near(message->end_row, end_row);
}

#endif
