/* Space-time diagrams: what they show of traces written by hand, and their files. */
#include "figure_world.h"

#include "figure/diagram.h"
#include "figure/sheet.h"

#include <inttypes.h>

enum { MOST_EVENTS_HERE = 4000, MOST_PROCESSES_HERE = 64 };

static const char one_system[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>Before</title><title xml:lang='fr'>Avant</title><platform "
    "file='p'/>"
    "<system name='ring' processes='3'><algorithm name='line'/><topology kind='one-way-ring'/></system></scenario>";

static int begin_one(void **state)
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

static struct tale *begin_tale(const struct world *w)
{
    struct tale *t = calloc(1, sizeof *t);
    t->file = fopen(path_in(w, "trace.csv"), "w");
    assert_non_null(t->file);
    fputs("number,time,event,process,peer,port,kind,bytes,chain,value,sent,scalar\n", t->file);
    return t;
}

static void end_tale(struct tale *t)
{
    assert_int_equal(fclose(t->file), 0);
    free(t);
}

/* Something that a process does, or that strikes it. */
static unsigned does(struct tale *t, double time, const char *event, uint32_t process, const char *kind, long value)
{
    fprintf(t->file, "%u,%.9g,%s,%u,,,%s,,0,%ld,,%u\n", ++t->number, time, event, process, kind, value,
            ++t->clock[process]);
    return t->number;
}

static unsigned starts(struct tale *t, double time, uint32_t process)
{
    fprintf(t->file, "%u,%.9g,start,%u,,,,,0,,,%u\n", ++t->number, time, process, ++t->clock[process]);
    return t->number;
}

static unsigned outputs(struct tale *t, double time, uint32_t process, const char *output, long value)
{
    return does(t, time, "output", process, output, value);
}

static unsigned sends(struct tale *t, double time, uint32_t from, uint32_t to, const char *kind)
{
    fprintf(t->file, "%u,%.9g,send,%u,%u,0,%s,64,0,,,%u\n", ++t->number, time, from, to, kind, ++t->clock[from]);
    t->events[t->number] = (struct event_here){from, to, kind, t->clock[from]};
    return t->number;
}

static unsigned receives(struct tale *t, double time, unsigned send)
{
    const struct event_here *sent = &t->events[send];
    unsigned *clock = &t->clock[sent->to];
    *clock = (*clock > sent->scalar ? *clock : sent->scalar) + 1;
    fprintf(t->file, "%u,%.9g,receive,%u,%u,0,%s,64,1,,%u,%u\n", ++t->number, time, sent->to, sent->from, sent->kind,
            send, *clock);
    return t->number;
}

static unsigned is_lost(struct tale *t, double time, unsigned send)
{
    const struct event_here *sent = &t->events[send];
    fprintf(t->file, "%u,%.9g,loss,%u,%u,0,%s,64,1,0,%u,\n", ++t->number, time, sent->to, sent->from, sent->kind, send);
    return t->number;
}

/* ---- diagrams of them ---- */

static struct history history_of(const struct world *w)
{
    struct history history;
    struct error err = {0};
    if (!history_load(path_in(w, "trace.csv"), &history, &err))
        fail_msg("%s:%d: %s", err.file, err.line, err.text);
    return history;
}

static struct diagram_wishes no_wishes(void)
{
    return (struct diagram_wishes){.from = NAN, .to = NAN};
}

static void must_create(const struct history *history, const struct diagram_wishes *wishes, struct diagram *out)
{
    struct error err = {0};
    if (!diagram_create(history, wishes, out, &err))
        fail_msg("%s", err.text);
}

static void expect_refused(const struct history *history, const struct diagram_wishes *wishes, const char *expected)
{
    struct diagram diagram;
    struct error err = {0};
    assert_false(diagram_create(history, wishes, &diagram, &err));
    assert_int_equal(err.kind, ERROR_NOTHING);
    if (strstr(err.text, expected) == NULL)
        assert_string_equal(err.text, expected);
}

static const struct diagram_message *message_of(const struct diagram *d, unsigned send)
{
    for (size_t i = 0; i < d->message_count; i++)
        if (d->messages[i].send != HISTORY_NO_EVENT && d->history->events[d->messages[i].send].number == send)
            return &d->messages[i];
    fail_msg("no message of the send %u", send);
    return NULL;
}

static const struct diagram_event *event_of(const struct diagram *d, unsigned number)
{
    for (size_t i = 0; i < d->event_count; i++)
        if (d->history->events[d->events[i].place].number == number)
            return &d->events[i];
    fail_msg("no event %u", number);
    return NULL;
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static bool stands(const struct diagram_message *message, double begin, double begin_row, double end, double end_row)
{
    return near(message->begin_at, begin) && near(message->begin_row, begin_row) && near(message->end_at, end) &&
           near(message->end_row, end_row);
}

/* ---- messages ---- */

static void a_message_goes_from_its_send_to_its_receive(void **state)
{
    struct tale *t = begin_tale(*state);
    starts(t, 0, 0);
    unsigned first = sends(t, 0, 0, 2, "ping");
    receives(t, 0.003, first);
    unsigned second = sends(t, 0.003, 2, 1, "pong");
    receives(t, 0.004, second);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.rows, 3);
    assert_int_equal(diagram.message_count, 2);
    assert_int_equal(diagram.kind_count, 2);
    assert_true(stands(message_of(&diagram, first), 0, 0, 0.003, 2));
    assert_true(stands(message_of(&diagram, second), 0.003, 2, 0.004, 1));
    assert_false(message_of(&diagram, first)->cut_off);
    assert_false(diagram.shortened);
    assert_true(near(diagram.begin, 0) && near(diagram.end, 0.004));
    diagram_release(&diagram);
    history_release(&history);
}

static void a_lost_message_ends_half_way_and_a_copy_arrives_too(void **state)
{
    struct tale *t = begin_tale(*state);
    unsigned lost = sends(t, 0, 0, 1, "m"), lost_at_once = sends(t, 0.001, 0, 1, "m"),
             twice = sends(t, 0.002, 0, 1, "m");
    is_lost(t, 0.001, lost_at_once);
    receives(t, 0.004, twice);
    is_lost(t, 0.004, lost);
    receives(t, 0.006, twice);
    unsigned never = sends(t, 0.006, 1, 0, "m");
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.message_count, 5);
    assert_int_equal(message_of(&diagram, lost)->fate, DIAGRAM_LOST);
    assert_true(stands(message_of(&diagram, lost), 0, 0, 0.002, 0.5));
    /* One that is lost as it is sent is as long as others are. */
    assert_true(message_of(&diagram, lost_at_once)->end_at > 0.0015);
    assert_true(near(message_of(&diagram, lost_at_once)->end_row, 0.5));
    size_t arrived = 0, copies = 0;
    for (size_t i = 0; i < diagram.message_count; i++) {
        arrived += diagram.messages[i].fate == DIAGRAM_ARRIVES;
        copies += diagram.messages[i].fate == DIAGRAM_COPY && near(diagram.messages[i].end_at, 0.006);
    }
    assert_int_equal(arrived, 1);
    assert_int_equal(copies, 1);
    assert_int_equal(message_of(&diagram, never)->fate, DIAGRAM_TRANSIT);
    assert_true(message_of(&diagram, never)->cut_off);
    diagram_release(&diagram);
    history_release(&history);
}

static void a_window_cuts_messages_off_at_its_edges(void **state)
{
    struct tale *t = begin_tale(*state);
    unsigned before = sends(t, 0, 0, 1, "m"), across = sends(t, 0, 0, 1, "m"), away = sends(t, 0, 0, 1, "m");
    receives(t, 0.001, away);
    receives(t, 0.004, before);
    unsigned after = sends(t, 0.004, 1, 0, "m");
    receives(t, 0.008, after);
    receives(t, 0.010, across);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    wishes.from = 0.002;
    wishes.to = 0.006;
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.event_count, 2);
    assert_int_equal(diagram.message_count, 3); /* one came and went before */
    assert_true(stands(message_of(&diagram, before), 0.002, 0.5, 0.004, 1));
    assert_false(message_of(&diagram, before)->cut_off);
    assert_true(stands(message_of(&diagram, after), 0.004, 1, 0.006, 0.5));
    assert_true(message_of(&diagram, after)->cut_off);
    assert_true(stands(message_of(&diagram, across), 0.002, 0.2, 0.006, 0.6));
    diagram_release(&diagram);
    wishes.from = 0.011;
    wishes.to = 0.012;
    expect_refused(&history, &wishes,
                   "nothing happens there from 0.011 s to 0.012 s: the trace goes from 0 s to 0.01 s");
    history_release(&history);
}

static void a_message_of_a_process_without_a_line_is_a_stub(void **state)
{
    static const uint32_t shown[] = {1, 3};
    struct tale *t = begin_tale(*state);
    unsigned up = sends(t, 0, 1, 0, "m"), inside = sends(t, 0, 1, 3, "m"), hidden = sends(t, 0, 0, 2, "m");
    receives(t, 0.001, up);
    receives(t, 0.001, inside);
    receives(t, 0.001, hidden);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    wishes.processes = shown;
    wishes.process_count = 2;
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.rows, 2);
    assert_int_equal(diagram.message_count, 2);
    assert_true(message_of(&diagram, up)->cut_off);
    assert_true(message_of(&diagram, up)->end_row < 0 && message_of(&diagram, up)->end_row > -1);
    assert_true(stands(message_of(&diagram, inside), 0, 0, 0.001, 1));
    diagram_release(&diagram);
    static const uint32_t beyond[] = {1, 4};
    wishes.processes = beyond;
    expect_refused(&history, &wishes, "there is no process 4: this run has 0 to 3");
    history_release(&history);
}

/* ---- what has no room ---- */

static void more_than_is_legible_is_shortened_at_an_instant(void **state)
{
    struct tale *t = begin_tale(*state);
    enum { PROCESSES = 50, ROUNDS = 30 };
    for (unsigned round = 0; round < ROUNDS; round++)
        for (uint32_t process = 0; process < PROCESSES; process++)
            does(t, 0.001 * round, "timeout", process, "tick", 0);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.rows, DIAGRAM_MOST_ROWS);
    assert_int_equal(diagram.wanted, PROCESSES);
    assert_true(diagram.shortened);
    assert_int_equal(diagram.event_count, DIAGRAM_MOST_EVENTS); /* 15 rounds of 40 */
    assert_int_equal(diagram.left_out, (ROUNDS - 15) * DIAGRAM_MOST_ROWS);
    assert_true(near(diagram.end, 0.014) && near(diagram.shown, 0.014) && near(diagram.whole, 0.029));
    diagram_release(&diagram);
    /* A window elsewhere, with room. */
    wishes.from = 0.020;
    wishes.to = 0.025;
    must_create(&history, &wishes, &diagram);
    assert_false(diagram.shortened);
    assert_int_equal(diagram.event_count, 6 * DIAGRAM_MOST_ROWS);
    diagram_release(&diagram);
    history_release(&history);
}

static void an_instant_with_too_much_is_cut_short_itself(void **state)
{
    struct tale *t = begin_tale(*state);
    for (unsigned i = 0; i < diagram_room(2) + 10; i++)
        sends(t, 0, i % 2, 1 - i % 2, "m");
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    must_create(&history, &wishes, &diagram);
    assert_true(diagram.shortened);
    assert_int_equal(diagram.event_count, diagram_room(2));
    assert_int_equal(diagram.left_out, 10);
    diagram_release(&diagram);
    history_release(&history);
}

/* ---- bars ---- */

static const struct diagram_bar *bar_of(const struct diagram *d, enum diagram_bar_kind kind, size_t nth)
{
    for (size_t i = 0; i < d->bar_count; i++)
        if (d->bars[i].kind == kind && nth-- == 0)
            return &d->bars[i];
    fail_msg("no such bar");
    return NULL;
}

static void a_crash_ends_a_critical_section(void **state)
{
    struct tale *t = begin_tale(*state);
    outputs(t, 0.001, 0, "enter", 1);
    outputs(t, 0.002, 0, "leave", 1);
    outputs(t, 0.002, 1, "block", 0);
    outputs(t, 0.003, 0, "enter", 2);
    does(t, 0.004, "fault", 0, "crash", 0);
    outputs(t, 0.005, 1, "unblock", 0);
    does(t, 0.006, "fault-end", 0, "crash", 0);
    outputs(t, 0.007, 0, "enter", 3);
    does(t, 0.007, "fault", 1, "suspend", 1);
    outputs(t, 0.008, 2, "decide", 3);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    must_create(&history, &wishes, &diagram);
    static const struct {
        enum diagram_bar_kind kind;
        size_t nth;
        uint32_t row;
        double begin, end;
    } bars[] = {{DIAGRAM_CRITICAL, 0, 0, 0.001, 0.002}, {DIAGRAM_CRITICAL, 1, 0, 0.003, 0.004},
                {DIAGRAM_CRITICAL, 2, 0, 0.007, 0.008}, {DIAGRAM_BLOCKED, 0, 1, 0.002, 0.005},
                {DIAGRAM_CRASHED, 0, 0, 0.004, 0.006},  {DIAGRAM_SUSPENDED, 0, 1, 0.007, 0.008}};
    assert_int_equal(diagram.bar_count, sizeof bars / sizeof bars[0]);
    for (size_t i = 0; i < sizeof bars / sizeof bars[0]; i++) {
        const struct diagram_bar *bar = bar_of(&diagram, bars[i].kind, bars[i].nth);
        assert_int_equal(bar->row, bars[i].row);
        assert_true(near(bar->begin, bars[i].begin) && near(bar->end, bars[i].end));
    }
    diagram_release(&diagram);
    history_release(&history);
}

/* ---- cuts ---- */

static void a_cut_that_has_a_receive_without_its_send_is_inconsistent(void **state)
{
    struct tale *t = begin_tale(*state);
    unsigned start = starts(t, 0, 0), send = sends(t, 0.001, 0, 1, "m"), receive = receives(t, 0.002, send);
    unsigned late = sends(t, 0.003, 1, 0, "m"), lost = is_lost(t, 0.004, late);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    uint64_t good[] = {send, receive}, bad[] = {start, receive}, unknown[] = {send, 99}, same[] = {start, send},
             of_none[] = {lost};
    wishes.cut = good;
    wishes.cut_size = 2;
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.cut_count, 1);
    assert_int_equal(diagram.cuts[0].state, DIAGRAM_CONSISTENT);
    assert_true(diagram.cuts[0].at[0] > 0.001 && diagram.cuts[0].at[1] > 0.002 && diagram.cuts[0].at[1] < 0.003);
    assert_false(message_of(&diagram, send)->breaks);
    diagram_release(&diagram);
    wishes.cut = bad;
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.cuts[0].state, DIAGRAM_INCONSISTENT);
    assert_int_equal(diagram.cuts[0].breaks, receive);
    assert_true(message_of(&diagram, send)->breaks);
    assert_false(message_of(&diagram, late)->breaks);
    diagram_release(&diagram);
    wishes.cut = unknown;
    expect_refused(&history, &wishes, "cut: the trace has no event 99; its last one is 5");
    wishes.cut = same;
    expect_refused(&history, &wishes, "cut: events 1 and 2 are both of process 0: expected one");
    wishes.cut = of_none;
    wishes.cut_size = 1;
    expect_refused(&history, &wishes, "cut: event 5, a loss, is an event of no process");
    history_release(&history);
}

/* Process 1 records because of a marker: the marker is not in its state. */
static void a_snapshot_has_what_came_before_the_record(void **state)
{
    struct tale *t = begin_tale(*state);
    does(t, 0.001, "timeout", 0, "snapshot", 0);
    outputs(t, 0.001, 0, "record", 0);
    unsigned marker = sends(t, 0.001, 0, 1, "marker"), crossing = sends(t, 0.002, 0, 1, "work");
    receives(t, 0.003, marker);
    outputs(t, 0.003, 1, "record", 0);
    receives(t, 0.004, crossing);
    /* A second snapshot: process 1 has the message of process 0 in its state, which has not sent it. */
    outputs(t, 0.005, 0, "record", 0);
    unsigned breaking = sends(t, 0.006, 0, 1, "work");
    receives(t, 0.007, breaking);
    does(t, 0.008, "timeout", 1, "late", 0);
    outputs(t, 0.008, 1, "record", 0);
    /* A third one, which is not finished. */
    outputs(t, 0.009, 0, "record", 0);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.cut_count, 3);
    assert_int_equal(diagram.cuts[0].state, DIAGRAM_CONSISTENT);
    assert_int_equal(diagram.cuts[0].number, 1);
    assert_true(near(diagram.cuts[0].at[0], 0.001) && near(diagram.cuts[0].at[1], 0.003));
    assert_int_equal(diagram.cuts[1].state, DIAGRAM_INCONSISTENT);
    assert_true(message_of(&diagram, breaking)->breaks);
    assert_false(message_of(&diagram, crossing)->breaks);
    assert_int_equal(diagram.cuts[2].state, DIAGRAM_UNFINISHED);
    assert_true(isnan(diagram.cuts[2].at[1]));
    diagram_release(&diagram);
    /* Were "work" a message of the protocol, nothing would cross the second cut. */
    wishes.controls = (const char *const[]){"marker", "work", NULL};
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.cuts[1].state, DIAGRAM_CONSISTENT);
    diagram_release(&diagram);
    history_release(&history);
}

static void a_recovery_line_joins_the_checkpoints_that_processes_go_back_to(void **state)
{
    struct tale *t = begin_tale(*state);
    outputs(t, 0.001, 0, "checkpoint", 0);
    outputs(t, 0.002, 1, "checkpoint", 0);
    unsigned orphan = sends(t, 0.003, 0, 1, "work");
    receives(t, 0.004, orphan);
    outputs(t, 0.005, 1, "checkpoint", 1);
    does(t, 0.006, "fault", 0, "crash", 0);
    does(t, 0.007, "fault-end", 0, "crash", 0);
    outputs(t, 0.007, 0, "rollback", 0);
    outputs(t, 0.008, 1, "rollback", 1);
    outputs(t, 0.009, 1, "rollback", 0);
    does(t, 0.010, "fault", 2, "crash", 0);
    outputs(t, 0.011, 2, "rollback", 0);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.rollback_count, 4);
    assert_int_equal(diagram.rollbacks[1].row, 1);
    assert_true(near(diagram.rollbacks[1].from, 0.008) && near(diagram.rollbacks[1].to, 0.005));
    assert_true(near(diagram.rollbacks[2].from, 0.009) && near(diagram.rollbacks[2].to, 0.002));
    assert_int_equal(diagram.cut_count, 2);
    assert_int_equal(diagram.cuts[0].origin, DIAGRAM_RECOVERY);
    assert_int_equal(diagram.cuts[0].state, DIAGRAM_CONSISTENT);
    assert_true(near(diagram.cuts[0].at[0], 0.001) && near(diagram.cuts[0].at[1], 0.002));
    assert_true(near(diagram.cuts[0].at[2], 0.007)); /* it does not go back */
    diagram_release(&diagram);
    history_release(&history);
}

/* ---- the past and the future of an event ---- */

static void an_event_has_a_past_and_a_future_and_the_rest_is_concurrent(void **state)
{
    struct tale *t = begin_tale(*state);
    unsigned start = starts(t, 0, 0), send = sends(t, 0.001, 0, 1, "m"), alone = does(t, 0.002, "timeout", 2, "x", 0);
    unsigned receive = receives(t, 0.003, send), answer = sends(t, 0.003, 1, 2, "m"),
             own = does(t, 0.004, "timeout", 0, "x", 0);
    unsigned end = receives(t, 0.005, answer), lost = is_lost(t, 0.006, sends(t, 0.005, 2, 0, "m"));
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    wishes.event = receive;
    must_create(&history, &wishes, &diagram);
    assert_int_equal(event_of(&diagram, start)->part, DIAGRAM_PAST);
    assert_int_equal(event_of(&diagram, receive)->part, DIAGRAM_CHOSEN);
    assert_int_equal(event_of(&diagram, end)->part, DIAGRAM_FUTURE);
    assert_int_equal(event_of(&diagram, alone)->part, DIAGRAM_CONCURRENT);
    assert_int_equal(event_of(&diagram, own)->part, DIAGRAM_CONCURRENT);
    assert_int_equal(message_of(&diagram, send)->part, DIAGRAM_PAST);
    assert_int_equal(message_of(&diagram, answer)->part, DIAGRAM_FUTURE);
    assert_true(near(diagram.past_until[0], 0.001) && isnan(diagram.future_from[0]));
    assert_true(near(diagram.past_until[1], 0.003) && near(diagram.future_from[1], 0.003));
    assert_true(isnan(diagram.past_until[2]) && near(diagram.future_from[2], 0.005));
    diagram_release(&diagram);
    wishes.event = 50;
    expect_refused(&history, &wishes, "event=\"50\": the trace has no event of this number; its last one is 9");
    wishes.event = lost;
    expect_refused(&history, &wishes, "a loss is an event of no process");
    history_release(&history);
}

/* ---- the logical axis ---- */

static void on_the_logical_axis_positions_are_stamps(void **state)
{
    struct tale *t = begin_tale(*state);
    starts(t, 0, 0);
    unsigned send = sends(t, 0, 0, 1, "m"), receive = receives(t, 0.9, send), lost = sends(t, 0.9, 1, 0, "m");
    is_lost(t, 0.9, lost);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    wishes.logical = true;
    must_create(&history, &wishes, &diagram);
    assert_true(near(diagram.begin, 0) && near(diagram.end, 5));
    assert_true(near(event_of(&diagram, receive)->at, 3));
    assert_true(stands(message_of(&diagram, send), 2, 0, 3, 1));
    assert_true(stands(message_of(&diagram, lost), 4, 1, 4.5, 0.5)); /* as long as the other, half of it */
    diagram_release(&diagram);
    history_release(&history);
}

/* ---- labels ---- */

static size_t items_of(const struct sheet *sheet, enum sheet_series series)
{
    size_t count = 0;
    for (size_t i = 0; i < sheet->item_count; i++)
        count += sheet->items[i].series == series;
    return count;
}

static size_t entries_of(const struct sheet *sheet, enum sheet_series series)
{
    size_t count = 0;
    for (size_t i = 0; i < sheet->legend_count; i++)
        count += sheet->legend[i].series == series;
    return count;
}

static void sheet_of(const struct history *history, struct diagram *diagram, struct sheet *sheet)
{
    struct diagram_wishes wishes = no_wishes();
    struct error err = {0};
    must_create(history, &wishes, diagram);
    assert_true(sheet_create(diagram, LANGUAGE_EN, sheet, &err));
}

static void kinds_stand_on_few_messages_and_in_the_legend_of_many(void **state)
{
    for (unsigned messages = 2; messages <= 60; messages += 58) {
        struct tale *t = begin_tale(*state);
        for (unsigned i = 0; i < messages; i++)
            receives(t, 0.001 * i + 0.0009, sends(t, 0.001 * i, i % 2, 1 - i % 2, i % 2 == 0 ? "ping" : "pong"));
        end_tale(t);
        struct history history = history_of(*state);
        struct diagram diagram;
        struct sheet sheet;
        sheet_of(&history, &diagram, &sheet);
        assert_int_equal(items_of(&sheet, SHEET_MESSAGE), messages);
        assert_int_equal(items_of(&sheet, SHEET_LABEL), messages == 2 ? 2 : 0);
        assert_int_equal(entries_of(&sheet, SHEET_MESSAGE), messages == 2 ? 0 : 2);
        sheet_release(&sheet);
        diagram_release(&diagram);
        history_release(&history);
    }
}

static void what_a_clock_shows_stands_beside_its_event_or_is_said_to_be_missing(void **state)
{
    for (unsigned stamps = 5; stamps <= 500; stamps += 495) {
        struct tale *t = begin_tale(*state);
        for (unsigned i = 0; i < stamps; i++)
            outputs(t, 0.001 * i, 0, "stamp", i + 1);
        end_tale(t);
        struct history history = history_of(*state);
        struct diagram diagram;
        struct sheet sheet;
        sheet_of(&history, &diagram, &sheet);
        assert_int_equal(items_of(&sheet, SHEET_STAMP), stamps == 5 ? 5 : 0);
        assert_int_equal(sheet.stamps_hidden, stamps != 5);
        for (size_t i = 0; i < sheet.item_count; i++)
            assert_true(sheet.items[i].series != SHEET_STAMP || sheet.items[i].place != sheet.items[i].row);
        sheet_release(&sheet);
        diagram_release(&diagram);
        history_release(&history);
    }
}

/* ---- the files ---- */

static void write_one_run(const struct world *w)
{
    FILE *file = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(file);
    fputs("run,system,network,processes,ending,verdict,reason,event,messages,simulated_time\n"
          "0,ring,latency,3,quiescent,holds,,,2,0.01\n",
          file);
    fclose(file);
}

static void write_much(const struct world *w)
{
    struct tale *t = begin_tale(w);
    starts(t, 0, 0);
    outputs(t, 0, 0, "request", 1);
    unsigned first = sends(t, 0, 0, 1, "a_b&c"), second = sends(t, 0.001, 0, 2, "reply");
    receives(t, 0.002, first);
    outputs(t, 0.002, 1, "enter", 1);
    outputs(t, 0.003, 1, "leave", 1);
    is_lost(t, 0.004, second);
    outputs(t, 0.004, 0, "checkpoint", 0);
    does(t, 0.005, "fault", 0, "crash", 0);
    does(t, 0.006, "fault-end", 0, "crash", 0);
    outputs(t, 0.006, 0, "rollback", 0);
    for (uint32_t process = 0; process < 3; process++)
        outputs(t, 0.007, process, "record", 0);
    outputs(t, 0.009, 2, "decide", 1);
    end_tale(t);
}

static void the_files_of_a_diagram_have_all_that_it_shows(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    write_one_run(w);
    write_much(w);
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.csv", "series,kind,part,event,end_event,process,place,time,end_place,end,cut_off,value\n");
    expect_in(w, "f.csv", "message,a_b&c,,3,5,0,0,0,1,0.002,,\n");
    expect_in(w, "f.csv", "lost,reply,,4,8,0,0,0.001,1.5,0.00325,,\n");
    expect_in(w, "f.csv", "critical,,,,,1,1,0.002,1,0.003,,\n");
    expect_in(w, "f.csv", "rollback,rollback,,12,,0,0,0.006,0,0.004,,\n");
    expect_in(w, "f.csv", "crashed,,,,,0,0,0.005,0,0.006,,\n");
    expect_in(w, "f.csv", "output,decide,,16,,2,2,0.009,2,0.009,,1\n");
    expect_in(w, "f.csv", "cut,consistent,");
    expect_in(w, "f.csv", "cut,recovery-line,");
    expect_in(w, "f.csv", "fault,,,,,,,0.005,,,,panne\n");
    expect_in(w, "f.svg", "Temps simulé (ms)");
    expect_in(w, "f.svg", "coupure cohérente");
    expect_in(w, "f.svg", "section critique");
    expect_in(w, "f.svg", "N = 3");
    expect_in(w, "f.pdf", "%PDF");
    expect_in(w, "f.png", "PNG");
}

/* Braces and environments that match are what a TeX that is not there would check first. */
static void the_tikz_file_is_a_document_of_its_own(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    write_one_run(w);
    write_much(w);
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.tex", "\\documentclass[tikz");
    expect_in(w, "f.tex", "a\\_b\\&c");
    expect_in(w, "f.tex", "coupure cohérente");
    expect_in(w, "f.tex", "{Temps simulé (ms)}");
    expect_in(w, "f.tex", "\\end{tikzpicture}\n\\end{document}\n");
    size_t size;
    char *text = read_file(w, "f.tex", &size);
    int depth = 0;
    for (const char *c = text; *c != '\0'; c++) {
        bool escaped = c > text && c[-1] == '\\';
        depth += *c == '{' && !escaped ? 1 : *c == '}' && !escaped ? -1 : 0;
        assert_true(depth >= 0);
    }
    assert_int_equal(depth, 0);
    free(text);
    char command[512];
    snprintf(command, sizeof command,
             "command -v pdflatex >/dev/null && kpsewhich standalone.cls >/dev/null || exit 0; cd %s && "
             "pdflatex -halt-on-error -interaction=nonstopmode f.tex >/dev/null",
             w->folder);
    assert_int_equal(system(command), 0);
}

static void a_chosen_event_a_window_and_the_logical_axis_are_drawn(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    write_one_run(w);
    write_much(w);
    figure.event = 5;
    figure.logical = true;
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "chosen,receive,chosen,5,");
    expect_in(w, "f.csv", "event,output,future,6,");
    expect_in(w, "f.svg", "Logical time (Lamport)");
    expect_in(w, "f.svg", "event 5");
    figure = request("spacetime");
    figure.has_from = figure.has_to = true;
    figure.from = 0.0015;
    figure.to = 0.0035;
    snprintf(figure.processes, sizeof figure.processes, "0-1");
    snprintf(figure.cut, sizeof figure.cut, "2 5");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "cut,inconsistent,,5,");
    expect_in(w, "f.csv", "breaks,a_b&c,,3,5,");
    expect_in(w, "f.svg", "inconsistent cut");
    expect_in(w, "f.svg", "N = 3 · 2 of them");
}

static void a_run_that_is_too_long_is_said_to_be_cut_short(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    struct tale *t = begin_tale(w);
    for (unsigned i = 0; i <= 3000; i++)
        does(t, 1e-5 * i, "timeout", i % 3, "tick", 0);
    end_tale(t);
    write_one_run(w);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "first 1.59 ms of 30 ms: from= and to= choose another part");
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "les premiers 1,59 ms sur 30 ms (from=");
    figure.event = 2001;
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "without event 2001");
}

static void what_the_run_does_not_have_is_a_remark(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    write_one_run(w);
    write_much(w);
    figure.event = 900;
    expect_nothing(w, &figure, "event=\"900\": the trace has no event of this number");
    figure = request("spacetime");
    snprintf(figure.processes, sizeof figure.processes, "7");
    expect_nothing(w, &figure, "there is no process 7: this run has 0 to 2");
    figure = request("spacetime");
    snprintf(figure.cut, sizeof figure.cut, "1,2");
    expect_nothing(w, &figure, "are both of process 0");
    FILE *file = fopen(path_in(w, "trace.csv"), "w");
    fputs("number,time,event,process,peer,port,kind,bytes,chain,value\n1,0,start,0,,,,,0,\n", file);
    fclose(file);
    figure = request("spacetime");
    expect_refusal(w, &figure, "stamps");
}

/* ---- the scenario ---- */

static const char around[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>Before</title><platform file='p'/>%s"
    "<system name='ring' processes='4'><algorithm name='line'/><topology kind='one-way-ring'/></system>\n"
    "<figures>\n<figure kind='%s' %s/></figures></scenario>";

static void expect_error(const char *trace, const char *kind, const char *attributes, const char *expected)
{
    char text[2048], message[2048] = "";
    struct error err = {0};
    struct scenario *scenario;
    struct columns *columns = NULL;
    snprintf(text, sizeof text, around, trace, kind, attributes);
    bool ok = scenario_read_memory(text, strlen(text), "dir/test.xml", NULL, 0, &world, &scenario, &err);
    if (ok)
        ok = columns_create(scenario, &columns, &err) && columns_check_figures(columns, &err);
    columns_free(columns);
    scenario_free(scenario);
    if (!ok)
        error_format(&err, message, sizeof message);
    if (strstr(message, expected) == NULL || (expected[0] == '\0' && !ok))
        assert_string_equal(message, expected);
}

#define STAMPED "<trace runs='first' stamps='scalar'/>"

static void bad_wishes_are_refused_with_their_line(void **state)
{
    (void)state;
    expect_error(STAMPED, "spacetime", "event='3' from='1ms' to='2ms' processes='0-3' axis='logical' cut='1 2,3'", "");
    expect_error(STAMPED, "spacetime", "event='0'", "dir/test.xml:3: <figure event=\"0\">: expected 1 or more");
    expect_error(STAMPED, "spacetime", "from='2ms' to='1ms'",
                 "dir/test.xml:3: <figure to=\"1ms\">: expected 2ms, the value of from, or later");
    expect_error(STAMPED, "spacetime", "processes='0-4'",
                 "dir/test.xml:3: <figure processes=\"0-4\">: there is no process 4: no system has more than 4");
    expect_error(STAMPED, "spacetime", "processes='-1'", "expected numbers of processes, from 0");
    expect_error(STAMPED, "spacetime", "axis='logic'", "did you mean \"logical\"?");
    expect_error(STAMPED, "spacetime", "cut='1 0'", "\"0\": expected numbers of events, 1 or more each");
    expect_error(STAMPED, "spacetime", "cut=' '", "expected one number or more");
    expect_error(STAMPED, "timeline", "event='3'",
                 "dir/test.xml:3: <figure event=\"3\">: a figure of the kind \"timeline\" has no such attribute");
}

static void a_diagram_without_stamps_is_refused_with_what_to_write(void **state)
{
    (void)state;
    expect_error(
        "<trace runs='first'/>", "spacetime", "",
        "dir/test.xml:3: <figure kind=\"spacetime\">: it is drawn from a trace with stamps, and the scenario asks for "
        "none: add <trace runs=\"first\" stamps=\"scalar\"/>");
    expect_error("", "spacetime", "", "add <trace runs=\"first\" stamps=\"scalar\"/>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ONE(a_message_goes_from_its_send_to_its_receive),
        IN_ONE(a_lost_message_ends_half_way_and_a_copy_arrives_too),
        IN_ONE(a_window_cuts_messages_off_at_its_edges),
        IN_ONE(a_message_of_a_process_without_a_line_is_a_stub),
        IN_ONE(more_than_is_legible_is_shortened_at_an_instant),
        IN_ONE(an_instant_with_too_much_is_cut_short_itself),
        IN_ONE(a_crash_ends_a_critical_section),
        IN_ONE(a_cut_that_has_a_receive_without_its_send_is_inconsistent),
        IN_ONE(a_snapshot_has_what_came_before_the_record),
        IN_ONE(a_recovery_line_joins_the_checkpoints_that_processes_go_back_to),
        IN_ONE(an_event_has_a_past_and_a_future_and_the_rest_is_concurrent),
        IN_ONE(on_the_logical_axis_positions_are_stamps),
        IN_ONE(kinds_stand_on_few_messages_and_in_the_legend_of_many),
        IN_ONE(what_a_clock_shows_stands_beside_its_event_or_is_said_to_be_missing),
        IN_ONE(the_files_of_a_diagram_have_all_that_it_shows),
        IN_ONE(the_tikz_file_is_a_document_of_its_own),
        IN_ONE(a_chosen_event_a_window_and_the_logical_axis_are_drawn),
        IN_ONE(a_run_that_is_too_long_is_said_to_be_cut_short),
        IN_ONE(what_the_run_does_not_have_is_a_remark),
        cmocka_unit_test(bad_wishes_are_refused_with_their_line),
        cmocka_unit_test(a_diagram_without_stamps_is_refused_with_what_to_write),
    };
    return cmocka_run_group_tests_name("spacetime", tests, NULL, NULL);
}
