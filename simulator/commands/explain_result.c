/* explain_result.c: see explain_result.h. */
#include "commands/explain_result.h"

#include "base/memory.h"
#include "causality/order.h"
#include "causality/words.h"
#include "commands/stamped.h"
#include "figure/text.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_STEPS = 24,   /* of a path or a set that is printed whole; else as many at its two ends together */
    MOST_ENTRIES = 16, /* of a vector */
    TIME_DIGITS = 6,
    TIME_SIZE = 64,
};

/* ---- words ---- */

/* "1.2 ms" */
static void time_text(double time, char *text, size_t size)
{
    struct text_scale scale = time > 0 ? text_time_scale(time, LANGUAGE_EN) : (struct text_scale){1, "s"};
    snprintf(text, size, "%.*g %s", TIME_DIGITS, time * scale.factor, scale.unit);
}

/* "process 3 receives token from 2 (event 41, at 1.2 ms)" */
static void print_event(const char *before, const struct happening *event, const char *after)
{
    char words[WORDS_SIZE], time[TIME_SIZE];
    words_of_event(event, words, sizeof words);
    time_text(event->time, time, sizeof time);
    printf("%s%s (event %" PRIu64 ", at %s)%s", before, words, event->number, time, after);
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* ---- paths ---- */

static bool comes_by_message(const struct history *history, uint32_t from, uint32_t to)
{
    const struct happening *event = &history->events[to];
    return event->event == HAPPENING_RECEIVE && event->sent == from;
}

static uint32_t count_messages(const struct history *history, const uint32_t *path, size_t length)
{
    uint32_t messages = 0;
    for (size_t i = 1; i < length; i++)
        messages += comes_by_message(history, path[i - 1], path[i]);
    return messages;
}

/* The places, a line each; in the middle of many those are left out that have no room. */
static void print_places(const struct history *history, const uint32_t *places, size_t count, const char *what)
{
    size_t shown = count <= MOST_STEPS ? count : MOST_STEPS, first = count <= MOST_STEPS ? count : MOST_STEPS / 2;
    for (size_t i = 0; i < first; i++)
        print_event("  ", &history->events[places[i]], "\n");
    if (shown < count)
        printf("  … %zu %s more …\n", count - shown, what);
    for (size_t i = count - (shown - first); i < count; i++)
        print_event("  ", &history->events[places[i]], "\n");
}

/* Whether a process does what follows because of this, and not of a message. */
static bool acts_by_itself(enum happening_kind kind)
{
    return kind == HAPPENING_TIMEOUT || kind == HAPPENING_WORKED || kind == HAPPENING_MOVE || kind == HAPPENING_FAULT ||
           kind == HAPPENING_FAULT_END;
}

/* Of a path the two ends, and of what lies between the receives, and what else made a process send: the rest goes without
 * saying. */
static void print_path(const struct history *history, const uint32_t *path, size_t length)
{
    uint32_t *steps = must_have(malloc((length + 1) * sizeof *steps), "the path"), by_itself = HISTORY_NO_EVENT;
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        enum happening_kind kind = history->events[path[i]].event;
        bool end = i == 0 || i + 1 == length, message = i > 0 && comes_by_message(history, path[i - 1], path[i]);
        if ((message || end) && by_itself != HISTORY_NO_EVENT)
            steps[count++] = by_itself;
        if (message || end)
            steps[count++] = path[i];
        if (message || end || kind == HAPPENING_RECEIVE || kind == HAPPENING_START)
            by_itself = HISTORY_NO_EVENT;
        else if (acts_by_itself(kind))
            by_itself = path[i];
    }
    print_places(history, steps, count, "steps");
    free(steps);
}

/* From an event to what made it happen, and so on back: a receive by its send, all else by what its process was doing. The caller
 * frees *path, which goes from the first cause to the event. */
static void find_reasons(const struct history *history, uint32_t event, uint32_t **path, size_t *length)
{
    uint32_t *back = must_have(malloc(((size_t)event + 1) * sizeof *back), "the path");
    size_t count = 0;
    for (uint32_t place = event; place != HISTORY_NO_EVENT;) {
        const struct happening *here = &history->events[place];
        back[count++] = place;
        if (here->event == HAPPENING_START)
            break;
        place = here->event == HAPPENING_RECEIVE ? here->sent : here->before;
    }
    for (size_t i = 0; i < count / 2; i++) {
        uint32_t other = back[count - 1 - i];
        back[count - 1 - i] = back[i];
        back[i] = other;
    }
    *path = back;
    *length = count;
}

/* ---- one event ---- */

/* "by process: 3 1 2", or of many processes those entries that are not 0. */
static void print_vector(const struct history *history, const bool *past)
{
    uint32_t *entries = must_have(calloc(history->processes + 1u, sizeof *entries), "the vector");
    uint32_t filled = 0, shown = 0;
    for (uint32_t place = 0; place < history->count; place++)
        if (past[place])
            filled += entries[history->events[place].process]++ == 0;
    if (history->processes <= MOST_ENTRIES) {
        printf("; vector%s", history->sampled ? " as far as the trace goes" : "");
        for (uint32_t p = 0; p < history->processes; p++)
            printf(" %" PRIu32, entries[p]);
    } else {
        printf("; vector%s, process by process:", history->sampled ? " as far as the trace goes" : "");
        for (uint32_t p = 0; p < history->processes && shown < MOST_ENTRIES; p++)
            if (entries[p] > 0)
                printf("%s %" PRIu32 ": %" PRIu32, shown++ > 0 ? "," : "", p, entries[p]);
        printf("%s (%" PRIu32 " of %" PRIu32 " are not 0)", filled > shown ? ", …" : "", filled, history->processes);
    }
    printf("\n");
    free(entries);
}

static uint32_t count_of_processes(const struct history *history)
{
    uint32_t count = 0;
    for (uint32_t place = 0; place < history->count; place++)
        count += happening_is_of_process(&history->events[place]);
    return count;
}

/* What the order of this trace cannot know. */
static void say_limits(const struct history *history)
{
    bool sends = false, moves = false;
    for (uint32_t place = 0; place < history->count; place++) {
        sends = sends || history->events[place].event == HAPPENING_SEND;
        moves = moves || history->events[place].event == HAPPENING_MOVE;
    }
    if (history->sampled)
        printf("The trace is of some processes only: what came by way of the others is not seen.\n");
    if (moves && !sends)
        printf("Nothing is sent in this run: processes read one another's states, which leaves no event, and is not "
               "seen.\n");
}

/* A loss, a duplicate, a fault of channels. */
static void explain_of_no_process(const struct history *history, const struct happening *event)
{
    print_event("", event, "\n");
    if (event->event == HAPPENING_LOSS || event->event == HAPPENING_DUPLICATE) {
        printf("This befalls a message, and is no event of a process: it comes neither before nor after any other.\n");
        if (event->sent != HISTORY_NO_EVENT)
            print_event("The message: ", &history->events[event->sent], "\n");
    } else {
        printf("This befalls channels, and is no event of a process: it comes neither before nor after any other.\n");
    }
}

static void explain_reasons(const struct history *history, uint32_t event)
{
    uint32_t *reasons, *shortest = NULL;
    size_t length, short_length;
    find_reasons(history, event, &reasons, &length);
    uint32_t messages = count_messages(history, reasons, length), root = reasons[0];
    if (root == event && history->events[event].event == HAPPENING_START) {
        printf("Why: it starts by itself.\n");
    } else if (root == event) {
        printf("Why: nothing before it is in the trace.\n");
    } else if (messages == 0) {
        printf("Why: it goes back to event %" PRIu64 " of its own process, without a message:\n",
               history->events[root].number);
        print_path(history, reasons, length);
    } else {
        printf("Why: it goes back to event %" PRIu64 " by %" PRIu32
               " message%s, each the last that had come to its receiver:\n",
               history->events[root].number, messages, plural(messages));
        print_path(history, reasons, length);
    }
    if (order_path(history, root, event, &shortest, &short_length)) {
        uint32_t fewest = count_messages(history, shortest, short_length);
        if (fewest < messages && fewest > 0) {
            printf("The shortest way from there has %" PRIu32 " message%s:\n", fewest, plural(fewest));
            print_path(history, shortest, short_length);
        } else if (fewest < messages) {
            printf("The shortest way from there has no message: process %" PRIu32
                   " itself goes on from the one to the other.\n",
                   history->events[event].process);
        }
    }
    free(shortest);
    free(reasons);
}

static void explain_event(const struct history *history, uint32_t place)
{
    const struct happening *event = &history->events[place];
    if (!happening_is_of_process(event)) {
        explain_of_no_process(history, event);
        return;
    }
    bool *in = must_have(calloc(history->count, sizeof *in), "the past");
    uint32_t after = order_future(history, place, in) - 1, before = order_past(history, place, in) - 1;
    uint32_t all = count_of_processes(history), concurrent = all - 1 - before - after;
    print_event("", event, "\n");
    printf("Stamps: scalar %" PRIu64, event->scalar);
    print_vector(history, in);
    printf("Of the %" PRIu32 " other event%s of processes, %" PRIu32 " came before it, %" PRIu32
           " after it, and %" PRIu32 " %s concurrent with it.\n",
           all - 1, plural(all - 1), before, after, concurrent, concurrent == 1 ? "is" : "are");
    explain_reasons(history, place);
    say_limits(history);
    free(in);
}

/* ---- two events ---- */

static void explain_before(const struct history *history, uint32_t first, uint32_t second)
{
    uint32_t *path;
    size_t length;
    if (!order_path(history, first, second, &path, &length))
        return;
    uint32_t messages = count_messages(history, path, length);
    printf("Event %" PRIu64 " happened before event %" PRIu64 ": ", history->events[first].number,
           history->events[second].number);
    if (messages == 0)
        printf("process %" PRIu32 " itself goes on from the one to the other.\n", history->events[first].process);
    else
        printf("there is a way of %" PRIu32 " message%s, and none of fewer.\n", messages, plural(messages));
    print_path(history, path, length);
    free(path);
}

static void explain_concurrent(const struct history *history, uint32_t first, uint32_t second)
{
    bool *in = must_have(calloc(history->count, sizeof *in), "the past");
    const uint32_t places[] = {first, second};
    printf("Events %" PRIu64 " and %" PRIu64
           " are concurrent: neither is in the past of the other, so neither can have caused it.\n",
           history->events[first].number, history->events[second].number);
    for (size_t i = 0; i < 2; i++) {
        const struct happening *here = &history->events[places[i]], *other = &history->events[places[1 - i]];
        uint32_t last = HISTORY_NO_EVENT;
        order_past(history, places[i], in);
        for (uint32_t place = 0; place < history->count; place++)
            if (in[place] && history->events[place].process == other->process)
                last = place;
        printf("  Of process %" PRIu32 ", event %" PRIu64 " knows ", other->process, here->number);
        if (last == HISTORY_NO_EVENT)
            printf("nothing;");
        else
            printf("what happened up to event %" PRIu64 ";", history->events[last].number);
        printf(" event %" PRIu64 " comes later.\n", other->number);
    }
    double apart = history->events[second].time - history->events[first].time;
    char time[TIME_SIZE];
    time_text(apart < 0 ? -apart : apart, time, sizeof time);
    if (apart != 0)
        printf("That event %" PRIu64 " was %s earlier, no process can tell.\n",
               history->events[apart > 0 ? first : second].number, time);
    free(in);
}

static void explain_two(const struct history *history, uint32_t first, uint32_t second)
{
    const struct happening *a = &history->events[first], *b = &history->events[second];
    print_event("", a, "\n");
    print_event("", b, "\n");
    if (!happening_is_of_process(a) || !happening_is_of_process(b)) {
        printf("Event %" PRIu64 " is of no process: it comes neither before nor after any other.\n",
               happening_is_of_process(a) ? b->number : a->number);
        return;
    }
    switch (order_relate(history, first, second)) {
    case ORDER_SAME:
        printf("They are the same event.\n");
        break;
    case ORDER_BEFORE:
        explain_before(history, first, second);
        break;
    case ORDER_AFTER:
        explain_before(history, second, first);
        break;
    case ORDER_CONCURRENT:
        explain_concurrent(history, first, second);
        break;
    }
    say_limits(history);
}

/* ---- the whole run ---- */

static void explain_all(const struct history *history)
{
    uint32_t sends = 0, receives = 0, of_processes = count_of_processes(history), *path, *antichain;
    size_t length;
    for (uint32_t place = 0; place < history->count; place++) {
        sends += history->events[place].event == HAPPENING_SEND;
        receives += history->events[place].event == HAPPENING_RECEIVE;
    }
    printf("%" PRIu32 " event%s of %" PRIu32 " process%s: %" PRIu32 " send%s, %" PRIu32 " receive%s", of_processes,
           plural(of_processes), history->processes, history->processes == 1 ? "" : "es", sends, plural(sends),
           receives, plural(receives));
    if (history->count > of_processes)
        printf("; besides, %" PRIu32 " of no process (losses, duplicates, faults of channels)",
               history->count - of_processes);
    printf(".\n");
    order_longest(history, HISTORY_NO_EVENT, &path, &length);
    uint32_t messages = count_messages(history, path, length);
    printf("The longest chain has %" PRIu32 " message%s and %zu event%s:\n", messages, plural(messages), length,
           plural(length));
    print_path(history, path, length);
    free(path);
    uint32_t width = order_width(history, &antichain);
    printf("The width is %" PRIu32 ": so many events, and never more, can be pairwise concurrent. For example:\n",
           width);
    print_places(history, antichain, width, "events");
    free(antichain);
    say_limits(history);
}

/* ---- the request ---- */

static bool find_event(const struct history *history, const char *path, uint64_t number, uint32_t *place,
                       struct error *err)
{
    *place = history_find(history, number);
    if (*place != HISTORY_NO_EVENT)
        return true;
    uint32_t above = 0; /* the first of a larger number */
    while (above < history->count && history->events[above].number < number)
        above++;
    if (history->count == 0)
        return error_set(err, ERROR_INPUT, path, 0, "no event %" PRIu64 ": the trace has no event at all", number);
    uint64_t first = history->events[0].number, last = history->events[history->count - 1].number;
    if (above == 0 || above == history->count)
        return error_set(err, ERROR_INPUT, path, 0,
                         "no event %" PRIu64 ": the events are numbered %" PRIu64 " to %" PRIu64, number, first, last);
    return error_set(err, ERROR_INPUT, path, 0,
                     "no event %" PRIu64 " in this trace of some processes: the nearest are %" PRIu64 " and %" PRIu64,
                     number, history->events[above - 1].number, history->events[above].number);
}

bool explain_result(const struct explain_request *request, struct error *err)
{
    char path[PATH_MAX];
    struct history history;
    if (!stamped_find(request->result, request->run, path, sizeof path, err) || !history_load(path, &history, err))
        return false;
    uint32_t places[2] = {HISTORY_NO_EVENT, HISTORY_NO_EVENT};
    bool ok = true;
    for (size_t i = 0; ok && i < request->event_count; i++)
        ok = find_event(&history, path, request->events[i], &places[i], err);
    if (ok && request->event_count == 2)
        explain_two(&history, places[0], places[1]);
    else if (ok && request->event_count == 1)
        explain_event(&history, places[0]);
    else if (ok)
        explain_all(&history);
    history_release(&history);
    return ok;
}
