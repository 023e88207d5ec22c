/* diagram.h: what a space-time diagram shows of the history of a run: lines of processes, events, messages, bars, cuts, and
 * where they stand. Rows are the processes shown, from 0 at the top. Positions on the axis are simulated seconds or, on the
 * logical axis, Lamport's stamps. Nothing here knows how it is drawn. */
#ifndef ONDE_FIGURE_DIAGRAM_H
#define ONDE_FIGURE_DIAGRAM_H

#include "causality/history.h"

/* More is not legible on one sheet; the first ones are shown, and `struct diagram` says so. */
enum { DIAGRAM_MOST_ROWS = 40, DIAGRAM_MOST_EVENTS = 600, DIAGRAM_MOST_CUTS = 12, DIAGRAM_MOST_CROSSING = 200 };
/* The axis goes on after the last event of a trace, so that what lasts from there on is seen: so much of its length. */
#define DIAGRAM_AFTER_THE_END 0.03
/* Events for which so many rows have room: each row 20 and all of them 100 more, but at most DIAGRAM_MOST_EVENTS. */
size_t diagram_room(uint32_t rows);

struct diagram_wishes {
    double from, to;           /* seconds, both included; NAN: from the first event, to the last */
    const uint32_t *processes; /* ascending, none twice; borrowed. NULL: all */
    size_t process_count;
    bool logical;
    uint64_t event;      /* the number of the event whose past and future are told apart; 0: none */
    uint64_t violation;  /* the number of the event at which the specification is violated; 0: none */
    const uint64_t *cut; /* numbers of events: of each process the last one that belongs to the cut; NULL: none */
    size_t cut_size;
    /* Kinds of message that are no part of the computation of which snapshots are taken; NULL, or NULL at the end. */
    const char *const *controls;
};

enum { DIAGRAM_NO_ROW = UINT32_MAX };

/* How an event stands to the chosen one; of a message, when both its ends stand so. */
enum diagram_part {
    DIAGRAM_PLAIN, /* none is chosen */
    DIAGRAM_PAST,
    DIAGRAM_CHOSEN,
    DIAGRAM_FUTURE,
    DIAGRAM_CONCURRENT,
    DIAGRAM_PARTS
};

struct diagram_event {
    uint32_t place; /* in the history */
    uint32_t row;
    double at;
    enum diagram_part part;
};

enum diagram_fate {
    DIAGRAM_ARRIVES,
    DIAGRAM_COPY, /* the same message once more */
    DIAGRAM_LOST,
    DIAGRAM_TRANSIT, /* neither received nor lost when the trace ends */
    DIAGRAM_FATES
};
struct diagram_message {
    uint32_t send, end; /* places in the history; HISTORY_NO_EVENT: not known */
    double begin_at, end_at;
    double begin_row, end_row; /* between rows, where an end is cut off at an edge, or halfway */
    bool cut_off;              /* its end is not shown: at an edge, or at a process without a row */
    size_t kind;               /* index in `kinds` */
    enum diagram_fate fate;
    enum diagram_part part;
    bool breaks; /* an inconsistent cut has its receive and not its send */
};

enum diagram_bar_kind {
    DIAGRAM_WAITING,  /* from an output "request" to "enter" */
    DIAGRAM_CRITICAL, /* from "enter" to "leave" */
    DIAGRAM_BLOCKED,  /* from "block" to "unblock" */
    DIAGRAM_CRASHED,
    DIAGRAM_SUSPENDED,
    DIAGRAM_BARS
};
struct diagram_bar {
    uint32_t row;
    double begin, end;
    enum diagram_bar_kind kind;
};

struct diagram_rollback {
    uint32_t row;
    uint32_t place; /* the output "rollback" */
    double from, to;
};

enum diagram_cut_origin { DIAGRAM_RECORDED, DIAGRAM_WISHED, DIAGRAM_RECOVERY };
enum diagram_cut_state {
    DIAGRAM_CONSISTENT,
    DIAGRAM_INCONSISTENT,
    DIAGRAM_UNFINISHED, /* a process has not recorded its state when the trace ends */
    DIAGRAM_CUT_STATES
};
struct diagram_cut {
    enum diagram_cut_origin origin;
    enum diagram_cut_state state;
    uint32_t number; /* RECORDED, RECOVERY: from 1 */
    uint64_t breaks; /* INCONSISTENT: the number of an event that breaks it */
    double *at;      /* of each row; NAN: not there */
};

struct diagram {
    const struct history *history; /* borrowed */
    bool logical;
    double begin, end;     /* of the axis */
    uint32_t first, after; /* the window: places in the history, the second not included */

    uint32_t rows;
    uint32_t *process; /* of each row */
    uint64_t wanted;   /* processes that were to be shown; more than rows: there was no room */

    double whole;           /* seconds from the first event of the window to its last, as it was wished */
    double shown;           /* of these, as it is drawn */
    bool shortened;         /* there was no room for all events: the first ones are shown, or */
    bool around;            /* those around the chosen one */
    size_t left_out;        /* events of the window that are not drawn */
    size_t crossing_hidden; /* messages in transit all the while that are not drawn */
    size_t cuts_hidden;     /* snapshots and recoveries of the window that are not drawn */

    struct diagram_event *events;
    size_t event_count;
    struct diagram_message *messages;
    size_t message_count;
    const char **kinds; /* of message, borrowed from the history, in the order of their first messages in all of it */
    size_t kind_count;
    size_t kinds_drawn; /* those that a message of the diagram has */
    struct diagram_bar *bars;
    size_t bar_count;
    struct diagram_rollback *rollbacks;
    size_t rollback_count;
    struct diagram_cut *cuts;
    size_t cut_count;

    uint32_t violation;               /* its place; HISTORY_NO_EVENT: none, or it is not in the trace */
    uint32_t chosen;                  /* its place; HISTORY_NO_EVENT: none */
    double *past_until, *future_from; /* of each row, when an event is chosen; NAN: nothing of the row */
};

/* Errors (NOTHING), of what the wishes want and this history does not have: an event, a process, an event of the window; a cut with
 * two events of one process. (INPUT): memory.
 * true: the caller releases *out with diagram_release(). It borrows the history. */
bool diagram_create(const struct history *history, const struct diagram_wishes *wishes, struct diagram *out,
                    struct error *err);
void diagram_release(struct diagram *diagram);

/* Where an event stands on the axis. Losses, duplicates and faults of channels have no place on the logical axis: NAN. */
double diagram_at(const struct diagram *diagram, uint32_t place);
/* DIAGRAM_NO_ROW: it is not shown. O(log rows). */
uint32_t diagram_row(const struct diagram *diagram, uint32_t process);

#endif
