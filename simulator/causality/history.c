/* history.c: see history.h. */
#include "causality/history.h"

#include "base/csv.h"

#include <errno.h>
#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_EVENTS = 1024, FIRST_NAMES = 16 };

static const char *const names_of_kinds[] = {
#define HAPPENING_NAME(id, name) name,
    HAPPENINGS(HAPPENING_NAME)
#undef HAPPENING_NAME
        NULL};

const char *happening_name(enum happening_kind kind)
{
    return names_of_kinds[kind];
}

bool happening_is_of_process(const struct happening *event)
{
    return event->process != HISTORY_NO_PROCESS && event->event != HAPPENING_LOSS &&
           event->event != HAPPENING_DUPLICATE;
}

/* What is needed while a trace is read. */
struct reading {
    struct csv_reader *reader;
    struct history *history;
    size_t number, time, event, process, peer, kind, bytes, value, sent, scalar; /* columns */
    uint64_t *sent_numbers; /* of each event, what its column `sent` says; 0: nothing */
    size_t capacity, name_capacity;
    void *names; /* a tree (tsearch) of the texts seen so far; they are the history's */
    const char *last_name;
    struct error *err;
};

static bool no_memory(const struct reading *r)
{
    return error_set(r->err, ERROR_INPUT, csv_name(r->reader), csv_line(r->reader),
                     "not enough memory to keep this trace");
}

static bool refuse(const struct reading *r, size_t column, const char *expected)
{
    return error_set(r->err, ERROR_INPUT, csv_name(r->reader), csv_line(r->reader), "%s=\"%.80s\": expected %s",
                     csv_column_name(r->reader, column), csv_field(r->reader, column), expected);
}

/* ---- fields ---- */

static bool has(const struct reading *r, size_t column)
{
    return csv_field(r->reader, column)[0] != '\0';
}

/* A whole number of [minimum, maximum] in digits alone. */
static bool read_count(const struct reading *r, size_t column, uint64_t minimum, uint64_t maximum, uint64_t *out)
{
    const char *text = csv_field(r->reader, column);
    uint64_t value = 0;
    bool ok = *text != '\0';
    for (; ok && *text != '\0'; text++) {
        unsigned digit = (unsigned)(*text - '0');
        ok = digit <= 9 && digit <= maximum && value <= (maximum - digit) / 10;
        value = 10 * value + digit;
    }
    char expected[96];
    snprintf(expected, sizeof expected, "a whole number from %" PRIu64 " to %" PRIu64, minimum, maximum);
    *out = value;
    return (ok && value >= minimum) || refuse(r, column, expected);
}

/* The number of a process, or HISTORY_NO_PROCESS. */
static bool read_process(const struct reading *r, size_t column, uint32_t *out)
{
    uint64_t process;
    *out = HISTORY_NO_PROCESS;
    if (!has(r, column))
        return true;
    if (!read_count(r, column, 0, HISTORY_MOST_PROCESSES - 1, &process))
        return false;
    *out = (uint32_t)process;
    if (!r->history->sampled && *out >= r->history->processes)
        r->history->processes = *out + 1;
    return !r->history->sampled || *out < r->history->processes ||
           refuse(r, column, "a process of those that the sample says there are");
}

static bool read_event(const struct reading *r, enum happening_kind *out)
{
    const char *name = csv_field(r->reader, r->event);
    for (size_t i = 0; i < HAPPENING_KINDS; i++)
        if (strcmp(name, names_of_kinds[i]) == 0) {
            *out = (enum happening_kind)i;
            return true;
        }
    const char *near = nearest_in_list(name, names_of_kinds);
    char expected[96];
    snprintf(expected, sizeof expected, "an event such as start, send or receive%s%s%s",
             near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
    return refuse(r, r->event, expected);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(left, right);
}

/* The history's own copy of a text. */
static bool keep_text(struct reading *r, const char *text, const char **out)
{
    const char *const *known = tfind(text, &r->names, compare_names);
    if (known != NULL) {
        *out = *known;
        return true;
    }
    struct history *history = r->history;
    if (history->name_count == r->name_capacity) {
        size_t capacity = 2 * r->name_capacity + FIRST_NAMES;
        char **grown = reallocarray(history->names, capacity, sizeof *grown);
        if (grown == NULL)
            return no_memory(r);
        history->names = grown;
        r->name_capacity = capacity;
    }
    char *copy = strdup(text);
    if (copy == NULL)
        return no_memory(r);
    history->names[history->name_count++] = copy;
    *out = copy;
    return tsearch(copy, &r->names, compare_names) != NULL || no_memory(r);
}

static bool read_kind(struct reading *r, const char **out)
{
    const char *name = csv_field(r->reader, r->kind);
    if (r->last_name == NULL || strcmp(r->last_name, name) != 0)
        if (!keep_text(r, name, &r->last_name))
            return false;
    *out = r->last_name;
    return true;
}

static bool read_value(struct reading *r, struct happening *event)
{
    event->text = "";
    event->has_value = has(r, r->value);
    if (!event->has_value)
        return true;
    const char *text = csv_field(r->reader, r->value);
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    event->value = value;
    if (errno == 0 && *end == ' ' && strspn(text, "0123456789 ;") == strlen(text)) {
        event->has_value = false; /* a vector or a matrix, of a logical clock */
        return keep_text(r, text, &event->text);
    }
    return (errno == 0 && end != text && *end == '\0') || refuse(r, r->value, "a whole number");
}

/* ---- rows ---- */

static bool make_room(struct reading *r)
{
    struct history *history = r->history;
    if (history->count >= HISTORY_MOST_EVENTS)
        return error_set(
            r->err, ERROR_INPUT, csv_name(r->reader), csv_line(r->reader),
            "more than %d events: too many to tell which came before which; trace a shorter run, or some of "
            "the processes (trace.processes)",
            HISTORY_MOST_EVENTS);
    if (history->count < r->capacity)
        return true;
    size_t capacity = 2 * r->capacity + FIRST_EVENTS;
    struct happening *events = reallocarray(history->events, capacity, sizeof *events);
    if (events == NULL)
        return no_memory(r);
    history->events = events;
    uint64_t *sent = reallocarray(r->sent_numbers, capacity, sizeof *sent);
    if (sent == NULL)
        return no_memory(r);
    r->sent_numbers = sent;
    r->capacity = capacity;
    return true;
}

/* "0,0,sample,PROCESS,…,N" */
static bool read_sample(struct reading *r)
{
    uint64_t process, processes;
    if (r->history->count > 0)
        return refuse(r, r->event, "the rows of the sample before all others");
    if (!read_count(r, r->value, 1, HISTORY_MOST_PROCESSES, &processes) ||
        !read_count(r, r->process, 0, processes - 1, &process))
        return false;
    if (r->history->sampled && processes != r->history->processes)
        return refuse(r, r->value, "as many processes as in the row before");
    r->history->sampled = true;
    r->history->processes = (uint32_t)processes;
    return true;
}

/* A message is between two processes; what happens in a process has one. */
static bool check_processes(const struct reading *r, const struct happening *event)
{
    bool of_channels = event->event == HAPPENING_FAULT || event->event == HAPPENING_FAULT_END;
    bool of_message = event->event == HAPPENING_SEND || event->event == HAPPENING_RECEIVE ||
                      event->event == HAPPENING_LOSS || event->event == HAPPENING_DUPLICATE;
    if (event->process == HISTORY_NO_PROCESS && !of_channels)
        return refuse(r, r->process, "the number of a process");
    return !of_message || event->peer != HISTORY_NO_PROCESS || refuse(r, r->peer, "the number of a process");
}

static bool read_row(struct reading *r)
{
    if (strcmp(csv_field(r->reader, r->event), "sample") == 0)
        return read_sample(r);
    if (!make_room(r))
        return false;
    struct history *history = r->history;
    struct happening *event = &history->events[history->count];
    uint64_t *sent = &r->sent_numbers[history->count];
    *event = (struct happening){
        .before = HISTORY_NO_EVENT, .after = HISTORY_NO_EVENT, .sent = HISTORY_NO_EVENT, .reply = HISTORY_NO_EVENT};
    *sent = 0;
    uint64_t least = history->count > 0 ? history->events[history->count - 1].number : 0;
    if (least == UINT64_MAX)
        return refuse(r, r->number, "no event after that number");
    if (!read_count(r, r->number, least + 1, UINT64_MAX, &event->number) ||
        !csv_number(r->reader, r->time, &event->time, r->err) || !read_event(r, &event->event) ||
        !read_process(r, r->process, &event->process) || !read_process(r, r->peer, &event->peer) ||
        !check_processes(r, event) || !read_kind(r, &event->kind) || !read_value(r, event))
        return false;
    if (event->time < 0)
        return refuse(r, r->time, "seconds, 0 or more");
    if ((has(r, r->bytes) && !read_count(r, r->bytes, 0, UINT64_MAX, &event->bytes)) ||
        (has(r, r->sent) && !read_count(r, r->sent, 1, UINT64_MAX, sent)))
        return false;
    bool stamped = happening_is_of_process(event);
    if (stamped && !read_count(r, r->scalar, 1, UINT64_MAX, &event->scalar))
        return false;
    if (!stamped && has(r, r->scalar))
        return refuse(r, r->scalar, "nothing: this is an event of no process");
    history->count++;
    return true;
}

/* ---- who comes before whom ---- */

static bool refuse_event(const struct reading *r, uint32_t place, const char *what)
{
    return error_set(r->err, ERROR_INPUT, csv_name(r->reader), 0,
                     "event %" PRIu64 ": sent=\"%" PRIu64 "\": expected %s", r->history->events[place].number,
                     r->sent_numbers[place], what);
}

/* Finds the send of the message of an event. */
static bool link_send(const struct reading *r, uint32_t place)
{
    const struct history *history = r->history;
    struct happening *event = &history->events[place];
    uint32_t send = history_find(history, r->sent_numbers[place]);
    if (event->event != HAPPENING_RECEIVE && event->event != HAPPENING_LOSS && event->event != HAPPENING_DUPLICATE)
        return refuse_event(r, place, "nothing: only a receive, a loss and a duplicate have a send");
    if (send == HISTORY_NO_EVENT)
        return history->sampled || refuse_event(r, place, "the number of a send of this trace");
    const struct happening *of_send = &history->events[send];
    bool same_way = event->event == HAPPENING_DUPLICATE;
    uint32_t sender = same_way ? event->process : event->peer, receiver = same_way ? event->peer : event->process;
    if (of_send->event != HAPPENING_SEND || of_send->process != sender || of_send->peer != receiver)
        return refuse_event(r, place, "the number of a send from the one process to the other");
    if (event->event == HAPPENING_RECEIVE && send >= place)
        return refuse_event(r, place, "a send that comes before it");
    event->sent = send;
    return true;
}

static bool link_events(const struct reading *r)
{
    struct history *history = r->history;
    uint32_t *last = calloc(history->processes + 1u, sizeof *last); /* of each process, the place plus 1; 0: none */
    if (last == NULL)
        return no_memory(r);
    bool ok = true;
    for (uint32_t place = 0; ok && place < history->count; place++) {
        struct happening *event = &history->events[place];
        if (happening_is_of_process(event)) {
            uint32_t *of_process = &last[event->process];
            if (*of_process > 0) {
                event->before = *of_process - 1;
                history->events[event->before].after = place;
            }
            *of_process = place + 1;
        }
        ok = r->sent_numbers[place] == 0 || link_send(r, place);
    }
    free(last);
    for (uint32_t place = history->count; ok && place-- > 0;) {
        struct happening *event = &history->events[place];
        if (event->event == HAPPENING_RECEIVE && event->sent != HISTORY_NO_EVENT) {
            event->reply = history->events[event->sent].reply;
            history->events[event->sent].reply = place;
        }
    }
    return ok;
}

/* ---- the whole ---- */

static bool find_columns(struct reading *r)
{
    struct csv_reader *reader = r->reader;
    if (!csv_find_column(reader, "number", &r->number, r->err) || !csv_find_column(reader, "time", &r->time, r->err) ||
        !csv_find_column(reader, "event", &r->event, r->err) ||
        !csv_find_column(reader, "process", &r->process, r->err) ||
        !csv_find_column(reader, "peer", &r->peer, r->err) || !csv_find_column(reader, "kind", &r->kind, r->err) ||
        !csv_find_column(reader, "bytes", &r->bytes, r->err) || !csv_find_column(reader, "value", &r->value, r->err))
        return false;
    return (csv_has_column(reader, "sent", &r->sent) && csv_has_column(reader, "scalar", &r->scalar)) ||
           error_set(
               r->err, ERROR_INPUT, csv_name(reader), 1,
               "this trace has no stamps, from which one knows what came before what; run the scenario again with "
               "--stamps scalar, or <trace stamps=\"scalar\"/> in it");
}

static void keep_name(void *name)
{
    (void)name; /* the history's */
}

bool history_load(const char *path, struct history *out, struct error *err)
{
    *out = (struct history){0};
    struct reading r = {.history = out, .err = err};
    if (!csv_open(path, &r.reader, err))
        return false;
    bool ok = find_columns(&r);
    enum csv_status status = CSV_END;
    while (ok && (status = csv_next(r.reader, err)) == CSV_ROW)
        ok = read_row(&r);
    ok = ok && status == CSV_END && link_events(&r);
    tdestroy(r.names, keep_name);
    free(r.sent_numbers);
    csv_close(r.reader);
    if (!ok)
        history_release(out);
    return ok;
}

void history_release(struct history *history)
{
    for (size_t i = 0; i < history->name_count; i++)
        free(history->names[i]);
    free(history->names);
    free(history->events);
    *history = (struct history){0};
}

uint32_t history_find(const struct history *history, uint64_t number)
{
    uint32_t from = 0, to = history->count; /* it is in [from, to) */
    if (number >= 1 && number <= history->count && history->events[number - 1].number == number)
        return (uint32_t)(number - 1); /* a whole trace */
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (history->events[middle].number == number)
            return middle;
        if (history->events[middle].number < number)
            from = middle + 1;
        else
            to = middle;
    }
    return HISTORY_NO_EVENT;
}
