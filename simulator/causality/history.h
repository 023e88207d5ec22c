/* history.h: the events of one run, read from its stamped trace (docs/reading-results.md, "Stamps") and kept, so that one
 * can ask which came before which. Times are simulated seconds. */
#ifndef ONDE_CAUSALITY_HISTORY_H
#define ONDE_CAUSALITY_HISTORY_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* What is kept of a trace at the most: about 100 bytes an event, and 4 a process. */
enum { HISTORY_MOST_EVENTS = 20000000, HISTORY_MOST_PROCESSES = 1 << 26 };
#define HISTORY_NO_PROCESS UINT32_MAX
#define HISTORY_NO_EVENT   UINT32_MAX

/* What kind of event, as trace.csv names them. */
#define HAPPENINGS(X)                                                                                                  \
    X(START, "start")                                                                                                  \
    X(SEND, "send")                                                                                                    \
    X(RECEIVE, "receive")                                                                                              \
    X(TIMEOUT, "timeout")                                                                                              \
    X(OUTPUT, "output")                                                                                                \
    X(STATE, "state")                                                                                                  \
    X(MOVE, "move")                                                                                                    \
    X(FAULT, "fault")                                                                                                  \
    X(FAULT_END, "fault-end")                                                                                          \
    X(LOSS, "loss")                                                                                                    \
    X(DUPLICATE, "duplicate")                                                                                          \
    X(WORK, "work")                                                                                                    \
    X(WORKED, "worked")                                                                                                \
    X(GIVEN_UP, "given-up")
enum happening_kind {
#define HAPPENING_ID(id, name) HAPPENING_##id,
    HAPPENINGS(HAPPENING_ID)
#undef HAPPENING_ID
        HAPPENING_KINDS
};
const char *happening_name(enum happening_kind kind); /* "start", "send", … as in the trace */

struct happening {
    uint64_t number; /* of the event in the run, from 1 */
    double time;
    enum happening_kind event;
    uint32_t process, peer; /* HISTORY_NO_PROCESS: none */
    const char *kind;       /* of message, timer, output, variable, rule, fault; "": none. Owned by the history */
    uint64_t bytes;
    int64_t value;
    bool has_value;
    /* Where the value is no single number: what the trace says, whole: counts with a space between two (a vector), and "; "
     * between two rows (a matrix). "": else. Owned by the history. */
    const char *text;
    /* Places in the history, HISTORY_NO_EVENT: none. */
    uint32_t before; /* the event of the same process that came just before */
    uint32_t after;
    uint32_t sent;  /* of a receive, a loss, a duplicate: the send of its message (none: it is not in this trace) */
    uint32_t reply; /* of a send: the first receive of its message, and of a receive the next one of the same message */
    uint64_t scalar; /* Lamport's stamp; 0: none, it is an event of no process */
};

/* Whether the event is one of its process: all are that have a process, but losses and duplicates, which befall a message. */
bool happening_is_of_process(const struct happening *event);

struct history {
    struct happening *events; /* in the order of the run */
    uint32_t count;
    uint32_t processes; /* N as far as the trace tells: the largest number in it, plus 1; of a sample, what it says */
    bool sampled;       /* the trace is of some processes only: the pasts are incomplete */
    char **names;       /* the kinds and the texts, each once */
    size_t name_count;
};

/* Reads a trace, plain or compressed. Errors (INPUT): no such file; it has no stamps (and how to have them); too many events or
 * processes; a row that is malformed, numbers that do not ascend, a receive whose send is of another message or, in a trace of
 * all processes, missing. true: the caller owns *out, and releases it with history_release(). */
bool history_load(const char *path, struct history *out, struct error *err);
void history_release(struct history *history);
/* The place of the event of that number; HISTORY_NO_EVENT: it is not in the trace. O(log n). */
uint32_t history_find(const struct history *history, uint64_t number);

#endif
