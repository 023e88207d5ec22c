/* paje.c: see paje.h. The file says first what its lines look like (their kinds, which the numbers at the beginning of lines name), then
 * what types there are, then what happens, by date. */
#include "causality/paje.h"

#include "base/digits.h"
#include "base/memory.h"
#include "causality/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Kinds of lines, X(ID, name, fields): they are numbered in this order. */
#define LINES(X)                                                                                                       \
    X(CONTAINER_TYPE, "PajeDefineContainerType", "Alias string\0Type string\0Name string\0")                           \
    X(STATE_TYPE, "PajeDefineStateType", "Alias string\0Type string\0Name string\0")                                   \
    X(EVENT_TYPE, "PajeDefineEventType", "Alias string\0Type string\0Name string\0")                                   \
    X(LINK_TYPE, "PajeDefineLinkType",                                                                                 \
      "Alias string\0Type string\0StartContainerType string\0EndContainerType string\0Name string\0")                  \
    X(VALUE, "PajeDefineEntityValue", "Alias string\0Type string\0Name string\0Color color\0")                         \
    X(CREATE, "PajeCreateContainer", "Time date\0Alias string\0Type string\0Container string\0Name string\0")          \
    X(DESTROY, "PajeDestroyContainer", "Time date\0Type string\0Name string\0")                                        \
    X(PUSH, "PajePushState", "Time date\0Type string\0Container string\0Value string\0")                               \
    X(POP, "PajePopState", "Time date\0Type string\0Container string\0")                                               \
    X(EVENT, "PajeNewEvent", "Time date\0Type string\0Container string\0Value string\0")                               \
    X(START_LINK, "PajeStartLink",                                                                                     \
      "Time date\0Type string\0Container string\0StartContainer string\0Value string\0Key string\0")                   \
    X(END_LINK, "PajeEndLink",                                                                                         \
      "Time date\0Type string\0Container string\0EndContainer string\0Value string\0Key string\0")
enum line {
#define LINE_ID(id, name, fields) LINE_##id,
    LINES(LINE_ID)
#undef LINE_ID
};

/* States of a process, X(ID, name, colour). */
#define STATES(X)                                                                                                      \
    X(WAITING, "waiting", "0.9 0.6 0.0")                                                                               \
    X(CRITICAL, "critical section", "0.0 0.45 0.7")                                                                    \
    X(DOWN, "down", "0.4 0.4 0.4")
enum state {
    STATE_NONE,
#define STATE_ID(id, name, colour) STATE_##id,
    STATES(STATE_ID)
#undef STATE_ID
};

/* Aliases of types: "R" a run, "P" a process, "S" its state, "E" its events, "C" those of channels, "L" messages; "run" is the
 * container of everything, "p3" process 3. Values: "S1" a state, "L4" a kind of message, "E2_4" a kind of event, by kind and name. */
struct paje {
    const struct history *history;
    FILE *out;
    struct name {
        const char *text;
        uint32_t index;
        bool of_message, of_event[HAPPENING_KINDS];
    } * names;         /* in the order of their addresses: kinds of the history are the same text when they are equal */
    uint8_t *state_of; /* of each process, enum state */
};

/* ---- names ---- */

static int compare_names(const void *left, const void *right)
{
    uintptr_t a = (uintptr_t)((const struct name *)left)->text, b = (uintptr_t)((const struct name *)right)->text;
    return (a > b) - (a < b);
}

static struct name *name_of(const struct paje *paje, const struct happening *event)
{
    return bsearch(&(struct name){.text = event->kind}, paje->names, paje->history->name_count, sizeof *paje->names,
                   compare_names);
}

/* A text in quotes; what it may not have in it is put otherwise. */
static void write_text(FILE *out, const char *text)
{
    putc('"', out);
    for (const char *c = text; *c != '\0'; c++)
        putc(*c == '"' ? '\'' : (unsigned char)*c < ' ' ? ' ' : *c, out);
    putc('"', out);
}

/* "decide", "timeout patience", "state colour" */
static void write_event_name(FILE *out, enum happening_kind kind, const char *name)
{
    char text[WORDS_SIZE];
    bool both = kind != HAPPENING_OUTPUT && name[0] != '\0';
    snprintf(text, sizeof text, "%s%s%s", kind != HAPPENING_OUTPUT ? happening_name(kind) : "", both ? " " : "", name);
    write_text(out, text);
}

/* ---- the head ---- */

static void write_lines(FILE *out)
{
    static const struct {
        const char *name, *fields; /* each with its NUL, and an empty one at the end */
    } lines[] = {
#define LINE_TEXT(id, name, fields) {name, fields},
        LINES(LINE_TEXT)
#undef LINE_TEXT
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        fprintf(out, "%%EventDef %s %zu\n", lines[i].name, i);
        for (const char *field = lines[i].fields; *field != '\0'; field += strlen(field) + 1)
            fprintf(out, "%%       %s\n", field);
        fprintf(out, "%%EndEventDef\n");
    }
}

static void write_event_value(const struct paje *paje, char type, const struct happening *event,
                              const struct name *name)
{
    fprintf(paje->out, "%d %c%d_%" PRIu32 " %c ", LINE_VALUE, type, event->event, name->index, type);
    write_event_name(paje->out, event->event, name->text);
    fputs(" \"0.8 0.4 0.0\"\n", paje->out);
}

static void write_types(const struct paje *paje)
{
    FILE *out = paje->out;
    fprintf(out, "%d R 0 run\n%d P R process\n", LINE_CONTAINER_TYPE, LINE_CONTAINER_TYPE);
    fprintf(out, "%d S P state\n%d E P event\n%d C R \"event of channels\"\n", LINE_STATE_TYPE, LINE_EVENT_TYPE,
            LINE_EVENT_TYPE);
    fprintf(out, "%d L R P P message\n", LINE_LINK_TYPE);
#define STATE_VALUE(id, name, colour) fprintf(out, "%d S%d S \"%s\" \"%s\"\n", LINE_VALUE, STATE_##id, name, colour);
    STATES(STATE_VALUE)
#undef STATE_VALUE
    for (uint32_t place = 0; place < paje->history->count; place++) {
        const struct happening *event = &paje->history->events[place];
        struct name *name = name_of(paje, event);
        bool *known = event->event == HAPPENING_SEND ? &name->of_message : &name->of_event[event->event];
        if (*known || event->event == HAPPENING_RECEIVE)
            continue;
        *known = true;
        if (event->event == HAPPENING_SEND) {
            fprintf(out, "%d L%" PRIu32 " L ", LINE_VALUE, name->index);
            write_text(out, name->text);
            fputs(" \"0.3 0.3 0.3\"\n", out);
            continue;
        }
        write_event_value(paje, 'E', event, name);
        if (event->event == HAPPENING_FAULT || event->event == HAPPENING_FAULT_END) /* of processes, of channels */
            write_event_value(paje, 'C', event, name);
    }
}

/* ---- what happens ---- */

static void begin_line(const struct paje *paje, enum line line, double time)
{
    char text[DIGITS_MOST];
    fprintf(paje->out, "%d %.*s ", line, (int)digits_of_number(text, time), text);
}

static void write_message(const struct paje *paje, uint32_t send, uint32_t receive, enum line line)
{
    const struct happening *from = &paje->history->events[send], *to = &paje->history->events[receive];
    const struct happening *here = line == LINE_START_LINK ? from : to;
    begin_line(paje, line, here->time);
    fprintf(paje->out, "L run p%" PRIu32 " L%" PRIu32 " m%" PRIu64 "\n", here->process, name_of(paje, from)->index,
            to->number);
}

static void set_state(const struct paje *paje, uint32_t process, double time, enum state state)
{
    if (paje->state_of[process] == state)
        return;
    if (paje->state_of[process] != STATE_NONE) {
        begin_line(paje, LINE_POP, time);
        fprintf(paje->out, "S p%" PRIu32 "\n", process);
    }
    paje->state_of[process] = (uint8_t)state;
    if (state != STATE_NONE) {
        begin_line(paje, LINE_PUSH, time);
        fprintf(paje->out, "S p%" PRIu32 " S%d\n", process, state);
    }
}

/* What an event changes; STATE_NONE: a process that asks for nothing, is in no critical section and is up. */
static void change_state(const struct paje *paje, const struct happening *event)
{
    static const struct {
        enum happening_kind event;
        const char *kind;
        enum state state;
    } changes[] = {{HAPPENING_OUTPUT, "request", STATE_WAITING}, {HAPPENING_OUTPUT, "enter", STATE_CRITICAL},
                   {HAPPENING_OUTPUT, "leave", STATE_NONE},      {HAPPENING_FAULT, "crash", STATE_DOWN},
                   {HAPPENING_FAULT_END, "crash", STATE_NONE},   {HAPPENING_FAULT, "recover", STATE_NONE}};
    for (size_t i = 0; event->process != HISTORY_NO_PROCESS && i < sizeof changes / sizeof changes[0]; i++)
        if (changes[i].event == event->event && strcmp(changes[i].kind, event->kind) == 0)
            set_state(paje, event->process, event->time, changes[i].state);
}

static void write_happening(const struct paje *paje, uint32_t place)
{
    const struct happening *event = &paje->history->events[place];
    if (event->event == HAPPENING_SEND)
        for (uint32_t to = event->reply; to != HISTORY_NO_EVENT; to = paje->history->events[to].reply)
            write_message(paje, place, to, LINE_START_LINK);
    if (event->event == HAPPENING_RECEIVE && event->sent != HISTORY_NO_EVENT)
        write_message(paje, event->sent, place, LINE_END_LINK);
    if (event->event == HAPPENING_SEND || event->event == HAPPENING_RECEIVE)
        return;
    bool of_process = event->process != HISTORY_NO_PROCESS;
    begin_line(paje, LINE_EVENT, event->time);
    if (of_process)
        fprintf(paje->out, "E p%" PRIu32 " E", event->process);
    else
        fputs("C run C", paje->out);
    fprintf(paje->out, "%d_%" PRIu32 "\n", event->event, name_of(paje, event)->index);
    change_state(paje, event);
}

static bool check(const struct history *history, const char *path, struct error *err)
{
    if (history->count == 0)
        return error_set(err, ERROR_INPUT, path, 0, "no event: there is nothing to draw");
    if (history->processes > PAJE_MOST_PROCESSES)
        return error_set(err, ERROR_INPUT, path, 0,
                         "%" PRIu32 " processes, a container each; readers of Paje's format draw %d at the most",
                         history->processes, PAJE_MOST_PROCESSES);
    for (uint32_t place = 1; place < history->count; place++)
        if (history->events[place].time < history->events[place - 1].time)
            return error_set(err, ERROR_INPUT, path, 0,
                             "event %" PRIu64 " is dated before event %" PRIu64
                             "; a Paje trace is in the order of dates",
                             history->events[place].number, history->events[place - 1].number);
    return true;
}

bool paje_write(const struct history *history, const char *path, FILE *out, struct error *err)
{
    if (!check(history, path, err))
        return false;
    struct paje paje = {.history = history, .out = out};
    paje.names = must_have(calloc(history->name_count + 1, sizeof *paje.names), "the names of the events");
    paje.state_of = must_have(calloc(history->processes + 1u, 1), "the states of the processes");
    for (uint32_t i = 0; i < history->name_count; i++)
        paje.names[i] = (struct name){.text = history->names[i], .index = i};
    qsort(paje.names, history->name_count, sizeof *paje.names, compare_names);
    write_lines(out);
    write_types(&paje);
    const double begin = 0, end = history->events[history->count - 1].time;
    begin_line(&paje, LINE_CREATE, begin);
    fputs("run R 0 run\n", out);
    for (uint32_t p = 0; p < history->processes; p++) {
        begin_line(&paje, LINE_CREATE, begin);
        fprintf(out, "p%" PRIu32 " P run \"process %" PRIu32 "\"\n", p, p);
    }
    for (uint32_t place = 0; place < history->count; place++)
        write_happening(&paje, place);
    for (uint32_t p = 0; p < history->processes; p++) {
        set_state(&paje, p, end, STATE_NONE);
        begin_line(&paje, LINE_DESTROY, end);
        fprintf(out, "P p%" PRIu32 "\n", p);
    }
    begin_line(&paje, LINE_DESTROY, end);
    fputs("R run\n", out);
    free(paje.state_of);
    free(paje.names);
    return true;
}
