/* Space-time diagrams: what they show of traces written by hand. */
#include "tale.h"

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
    assert_true(near(diagram.begin, 0) && near(diagram.end, 0.004 * (1 + DIAGRAM_AFTER_THE_END)));
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
    outputs(t, 0, 0, "request", 1);
    outputs(t, 0.001, 0, "enter", 1);
    outputs(t, 0.002, 0, "leave", 1);
    outputs(t, 0.002, 1, "block", 0);
    outputs(t, 0.0025, 2, "request", 0);
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
    const double end = 0.008 * (1 + DIAGRAM_AFTER_THE_END); /* what lasts at the end of the trace is seen to last */
    const struct {
        enum diagram_bar_kind kind;
        size_t nth;
        uint32_t row;
        double begin, end;
    } bars[] = {{DIAGRAM_CRITICAL, 0, 0, 0.001, 0.002}, {DIAGRAM_CRITICAL, 1, 0, 0.003, 0.004},
                {DIAGRAM_CRITICAL, 2, 0, 0.007, end},   {DIAGRAM_BLOCKED, 0, 1, 0.002, 0.005},
                {DIAGRAM_CRASHED, 0, 0, 0.004, 0.006},  {DIAGRAM_SUSPENDED, 0, 1, 0.007, end},
                {DIAGRAM_WAITING, 0, 0, 0, 0.001},      {DIAGRAM_WAITING, 1, 2, 0.0025, end}};
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

/* ---- windows of long runs ---- */

static void a_handler_that_sends_to_many_uses_up_little_of_the_room(void **state)
{
    enum { PROCESSES = 60, SENDERS = 5 };
    struct tale *t = begin_tale(*state);
    unsigned last = 0;
    for (uint32_t sender = 0; sender < SENDERS; sender++)
        for (uint32_t to = 0; to < PROCESSES; to++)
            if (to != sender)
                last = sends(t, 0.001 * sender, sender, to, "m");
    receives(t, 0.01, last);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    static const uint32_t processes[] = {0, 1, 2, 3, 4};
    wishes.processes = processes;
    wishes.process_count = SENDERS;
    must_create(&history, &wishes, &diagram);
    assert_false(diagram.shortened);
    assert_int_equal(diagram.event_count, SENDERS * (PROCESSES - 1));
    assert_int_equal(diagram.message_count, SENDERS * (SENDERS - 1 + 1)); /* one is for all that have no line */
    diagram_release(&diagram);
    history_release(&history);
}

static void a_long_run_is_shown_around_the_chosen_event(void **state)
{
    struct tale *t = begin_tale(*state);
    for (unsigned i = 0; i < 3000; i++)
        does(t, 1e-3 * i, "timeout", i % 2, "tick", 0);
    end_tale(t);
    struct history history = history_of(*state);
    static const struct {
        uint64_t event;
        double begin, end;
    } windows[] = {{2000, 1.999 - 0.07, 1.999 + 0.07}, {11, 0, 0.139}, {2999, 2.860, 2.999}};
    for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
        struct diagram diagram;
        struct diagram_wishes wishes = no_wishes();
        wishes.event = windows[i].event;
        must_create(&history, &wishes, &diagram);
        assert_true(diagram.shortened && diagram.around);
        assert_true(event_of(&diagram, (unsigned)windows[i].event)->part == DIAGRAM_CHOSEN);
        assert_true(diagram.event_count <= diagram_room(2) + 1);
        assert_int_equal(diagram.event_count + diagram.left_out, 3000);
        assert_true(fabs(diagram.begin - windows[i].begin) < 0.002 && fabs(diagram.end - windows[i].end) < 0.005);
        diagram_release(&diagram);
    }
    history_release(&history);
}

static void a_window_without_events_says_what_was_asked_for(void **state)
{
    struct tale *t = begin_tale(*state);
    starts(t, 1, 0);
    starts(t, 2, 1);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram_wishes wishes = no_wishes();
    wishes.from = 5;
    expect_refused(&history, &wishes, "nothing happens there from 5 s on: the trace goes from 1 s to 2 s");
    wishes.to = 6;
    expect_refused(&history, &wishes, "nothing happens there from 5 s to 6 s: the trace goes");
    wishes = no_wishes();
    wishes.to = 0.5;
    expect_refused(&history, &wishes, "nothing happens there until 0.5 s: the trace goes");
    history_release(&history);
}

/* On the axis of stamps, what happens after the window may have a smaller stamp than what happens in it. */
static void on_the_logical_axis_nothing_ends_in_mid_air_or_outside(void **state)
{
    struct tale *t = begin_tale(*state);
    unsigned early = sends(t, 0, 2, 0, "early"), send = sends(t, 0.001, 0, 1, "m");
    for (unsigned i = 0; i < 20; i++)
        does(t, 0.001, "timeout", 0, "tick", 0);
    receives(t, 0.001, early);
    unsigned late = receives(t, 0.005, send);
    for (unsigned i = 0; i < 60; i++)
        does(t, 0.006, "timeout", 2, "tick", 0);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct sheet sheet;
    struct error err = {0};
    struct diagram_wishes wishes = no_wishes();
    const uint64_t cut[] = {send, late, 2 + 20 + 2 + 60};
    wishes.logical = true;
    wishes.from = wishes.to = 0.001;
    wishes.cut = cut;
    wishes.cut_size = 3;
    must_create(&history, &wishes, &diagram);
    const struct diagram_message *before = message_of(&diagram, early), *after = message_of(&diagram, send);
    assert_true(near(before->begin_at, diagram.begin) && !before->cut_off);
    assert_true(near(after->end_at, diagram.end) && after->cut_off);
    assert_true(sheet_create(&diagram, LANGUAGE_EN, &sheet, &err));
    unsigned stretches = 0;
    for (size_t i = 0; i < sheet.item_count; i++)
        if (sheet.items[i].series == SHEET_CUT) {
            assert_true(sheet.items[i].at >= diagram.begin && sheet.items[i].at <= diagram.end);
            assert_true(sheet.items[i].end_at >= diagram.begin && sheet.items[i].end_at <= diagram.end);
            stretches++;
        }
    assert_int_equal(stretches, 3); /* the last one is outside */
    sheet_release(&sheet);
    diagram_release(&diagram);
    history_release(&history);
}

static void kinds_keep_their_places_whatever_the_window(void **state)
{
    struct tale *t = begin_tale(*state);
    receives(t, 0.001, sends(t, 0, 0, 1, "first"));
    unsigned second = sends(t, 0.002, 0, 1, "second");
    receives(t, 0.003, second);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct diagram_wishes wishes = no_wishes();
    wishes.from = 0.002;
    must_create(&history, &wishes, &diagram);
    assert_int_equal(diagram.kind_count, 2);
    assert_int_equal(diagram.kinds_drawn, 1);
    assert_int_equal(message_of(&diagram, second)->kind, 1);
    diagram_release(&diagram);
    history_release(&history);
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
        IN_ONE(a_handler_that_sends_to_many_uses_up_little_of_the_room),
        IN_ONE(a_long_run_is_shown_around_the_chosen_event),
        IN_ONE(a_window_without_events_says_what_was_asked_for),
        IN_ONE(on_the_logical_axis_nothing_ends_in_mid_air_or_outside),
        IN_ONE(kinds_keep_their_places_whatever_the_window),
    };
    return cmocka_run_group_tests_name("spacetime", tests, NULL, NULL);
}
