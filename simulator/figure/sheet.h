/* sheet.h: a space-time diagram laid out: everything that is drawn, one item each, and the legend, in the language of the figure. The
 * table of the figure, its gnuplot script and its TikZ file all come from it. Rows and positions are those of diagram.h. */
#ifndef ONDE_FIGURE_SHEET_H
#define ONDE_FIGURE_SHEET_H

#include "base/language.h"
#include "figure/diagram.h"

/* In the order in which they are drawn, each over those before it: X(ID, name in the table). */
#define SHEET_SERIES(X)                                                                                                \
    X(CRASHED, "crashed")                                                                                              \
    X(SUSPENDED, "suspended")                                                                                          \
    X(BLOCKED, "blocked")                                                                                              \
    X(WAITING, "waiting") /* from a request to the entry */                                                            \
    X(CRITICAL, "critical")                                                                                            \
    X(LINE, "process")                                                                                                 \
    X(CONE, "cone") /* the part of a line that is in the past or the future of the chosen event */                     \
    X(BREAKS, "breaks")                                                                                                \
    X(TRANSIT, "transit")                                                                                              \
    X(MESSAGE, "message")                                                                                              \
    X(COPY, "copy")                                                                                                    \
    X(LOST, "lost")                                                                                                    \
    X(CUT, "cut")                                                                                                      \
    X(ROLLBACK, "rollback")                                                                                            \
    X(EVENT, "event")                                                                                                  \
    X(START, "start")                                                                                                  \
    X(STRUCK, "struck")                                                                                                \
    X(OUTPUT, "output")                                                                                                \
    X(CHECKPOINT, "checkpoint")                                                                                        \
    X(VIOLATION, "violation") /* the event at which the specification is violated */                                   \
    X(CHOSEN, "chosen")                                                                                                \
    X(LABEL, "label") /* of a message */                                                                               \
    X(STAMP, "stamp") /* what a logical clock shows */                                                                 \
    X(MAIL, "mail")   /* the number of a mail that is posted or delivered */
enum sheet_series {
#define SHEET_ENUM(id, name) SHEET_##id,
    SHEET_SERIES(SHEET_ENUM)
#undef SHEET_ENUM
        SHEET_SERIES_COUNT
};
const char *sheet_series_name(enum sheet_series series);
const char *sheet_output_name(size_t style);         /* of a style of SHEET_OUTPUT: "decide", … */
const char *sheet_part_name(enum diagram_part part); /* "past", …; "" of PLAIN */

/* Styles of SHEET_CUT. */
enum sheet_cut {
    SHEET_CUT_CONSISTENT,
    SHEET_CUT_INCONSISTENT,
    SHEET_CUT_UNFINISHED,
    SHEET_CUT_RECOVERY,
    SHEET_CUT_BROKEN_RECOVERY,
    SHEET_CUTS
};

enum { SHEET_TEXT_SIZE = 64, SHEET_LEGEND_SIZE = 96 };

struct sheet_item {
    enum sheet_series series;
    size_t style; /* which kind of message, which output (enum output), which sort of cut; 0 of the others */
    enum diagram_part part;
    const char *kind;          /* what the trace calls it; borrowed from the history or static */
    uint64_t event, end_event; /* numbers; 0: none */
    uint32_t row;
    double place, at, end_place, end_at; /* of a point both ends are the same */
    bool cut_off;                        /* a message whose end is not shown */
    char text[SHEET_TEXT_SIZE];          /* LABEL, STAMP, MAIL: what stands there; else the value of an output, or "" */
};

struct sheet_legend {
    enum sheet_series series;
    size_t style;
    enum diagram_part part;
    char text[SHEET_LEGEND_SIZE];
};

/* What is drawn in the same way. */
struct sheet_stroke {
    enum sheet_series series;
    size_t style;
    enum diagram_part part;
};

struct sheet {
    const struct diagram *diagram; /* borrowed */
    struct sheet_item *items;
    size_t item_count, item_capacity;
    struct sheet_legend *legend;
    size_t legend_count, legend_capacity;
    struct sheet_stroke *strokes; /* in the order in which they are drawn */
    size_t stroke_count, stroke_capacity;
    bool stamps_hidden; /* there is no room for what the logical clocks show, or */
    bool entries_only;  /* for their own entries alone */
};

/* Errors (INPUT): memory. true: the caller releases *out with sheet_release(). */
bool sheet_create(const struct diagram *diagram, enum language language, struct sheet *out, struct error *err);
void sheet_release(struct sheet *sheet);

#endif
