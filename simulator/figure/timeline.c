/* timeline.c: the data of a timeline figure, from one trace. Columns of its CSV file: series (start, activity, crashed,
 * suspended, first-leader, lost, struck, violation, an output: decide, leader, ...; fault and fault-end, for the whole system);
 * process; place, where it stands among those shown, from 0; time and end, in seconds (end is of an activity and of what is
 * down); value, of an output, or the name of a fault.
 *
 * A sheet has room for so many rows and instants: an activity is one or several handlers run within an instant, and above
 * MAX_ROWS processes a row stands for several. Of a trace of some processes, these are shown, one below the other. The trace
 * is read twice and never held. */
#include "figure/trace_file.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROWS = 256, INSTANTS = 500 };

/* What is drawn, each with its own shape. */
enum drawn {
    SERIES_ACTIVITY,
    SERIES_CRASHED,
    SERIES_SUSPENDED,
    SERIES_START,
    SERIES_FIRST, /* who knows the leader before the others; it is not always the leader, whom a trace does not tell */
    SERIES_LOST,
    SERIES_STRUCK,
    SERIES_VIOLATION, /* the event at which the specification is violated, over what it is else */
    SERIES_OUTPUT,    /* the first of the outputs */
    SERIES_LEADER = SERIES_OUTPUT + OUTPUT_LEADER,
    SERIES = SERIES_OUTPUT + OUTPUT_KINDS
};

static const struct series_text {
    const char *name; /* in the CSV file */
    const char *label[LANGUAGES];
} series_texts[] = {{"activity", {"receives", "reçoit"}}, /* or what name_activity() says */
                    {"crashed", {"crashed", "en panne"}},
                    {"suspended", {"suspended", "suspendu"}},
                    {"start", {"starts", "commence"}},
                    {"first-leader", {"knows the leader first", "connaît l'élu en premier"}},
                    {"lost", {"a message to it is lost", "un message pour lui se perd"}},
                    {"struck", {"a fault strikes", "une faute frappe"}},
                    {"violation", {"violates the specification", "viole la spécification"}},
#define OUTPUT_TEXT(id, name, english, french) {name, {[LANGUAGE_EN] = (english), [LANGUAGE_FR] = (french)}},
                    OUTPUTS(OUTPUT_TEXT)
#undef OUTPUT_TEXT
};
_Static_assert(sizeof series_texts / sizeof series_texts[0] == SERIES, "every series has its texts");
_Static_assert(SERIES_CRASHED + DOWN_SUSPENDED == SERIES_SUSPENDED, "what is down has its series");

struct timeline {
    const struct drawing *drawing;
    struct trace_file trace;
    double begin, end;       /* of the trace */
    double first;            /* when a process first knows the leader; INFINITY: never, or not known */
    uint64_t shown, per_row; /* processes */
    bool *seen;              /* seen[(series * rows + row) * INSTANTS + instant] */
    size_t rows;
    bool present[SERIES];
    bool moves, receives, times_out; /* what activity there is */
    struct marks marks;
    struct down down;
};

/* ---- reading ---- */

/* false: the event is not drawn (a send is drawn where it is received). */
static bool series_of(const struct trace_row *row, enum drawn *series)
{
    static const struct {
        const char *event;
        enum drawn series;
    } events[] = {{"receive", SERIES_ACTIVITY}, {"timeout", SERIES_ACTIVITY}, {"move", SERIES_ACTIVITY},
                  {"start", SERIES_START},      {"loss", SERIES_LOST},        {"fault", SERIES_STRUCK}};
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
        if (strcmp(row->event, events[i].event) == 0) {
            *series = events[i].series;
            return row->has_process;
        }
    if (strcmp(row->event, "output") != 0)
        return false;
    for (size_t i = SERIES_OUTPUT; i < SERIES; i++)
        if (strcmp(row->kind, series_texts[i].name) == 0) {
            *series = (enum drawn)i;
            return row->has_process;
        }
    return false;
}

static bool no_memory(const struct timeline *t, struct error *err)
{
    return error_set(err, ERROR_INPUT, t->trace.path, 0, "not enough memory to draw this trace");
}

/* First reading: how long, how many, which faults. */
static bool measure_trace(struct timeline *t, struct error *err)
{
    struct csv_reader *reader;
    if (!trace_file_open(&t->trace, &reader, err))
        return false;
    enum csv_status status;
    struct trace_row row;
    t->begin = INFINITY;
    t->end = -INFINITY;
    t->first = INFINITY;
    while ((status = trace_file_next(&t->trace, reader, &row, err)) == CSV_ROW) {
        t->begin = fmin(t->begin, row.time);
        t->end = fmax(t->end, row.time);
        enum drawn series;
        if (series_of(&row, &series) && series == SERIES_LEADER)
            t->first = fmin(t->first, row.time);
        t->moves = t->moves || strcmp(row.event, "move") == 0;
        t->receives = t->receives || strcmp(row.event, "receive") == 0;
        t->times_out = t->times_out || strcmp(row.event, "timeout") == 0;
        if (!trace_file_mark(&t->trace, &row, t->drawing->language, &t->marks)) {
            no_memory(t, err);
            status = CSV_ERROR;
            break;
        }
    }
    csv_close(reader);
    if (status == CSV_ERROR)
        return false;
    t->shown = trace_file_shown(&t->trace);
    if (!isfinite(t->begin) || t->shown == 0)
        return error_set(err, ERROR_NOTHING, t->trace.path, 0, "the trace has no event to draw");
    if (t->trace.sample_size > 0)
        t->first = INFINITY; /* another process may have known it before */
    return true;
}

static size_t instant_of(const struct timeline *t, double time)
{
    double span = t->end - t->begin;
    double instant = span > 0 ? (time - t->begin) / span * INSTANTS : 0;
    return instant >= INSTANTS ? INSTANTS - 1 : (size_t)instant;
}

static double time_of(const struct timeline *t, size_t instant)
{
    return t->begin + (t->end - t->begin) * (double)instant / INSTANTS;
}

/* The middle of the places of a row. */
static double row_middle(const struct timeline *t, size_t row)
{
    uint64_t first = row * t->per_row, last = first + t->per_row - 1;
    if (last >= t->shown)
        last = t->shown - 1;
    return (double)(first + last) / 2;
}

static void add_row(const struct timeline *t, struct csv_writer *writer, enum drawn series, size_t row, double time,
                    double end, const char *value)
{
    double place = row_middle(t, row);
    csv_add_text(writer, series_texts[series].name);
    csv_add_number(writer, t->trace.sample_size > 0 ? trace_file_process(&t->trace, (uint64_t)place) : place);
    csv_add_number(writer, place);
    csv_add_number(writer, time);
    csv_add_number(writer, end);
    csv_add_text(writer, value);
    csv_end_row(writer);
}

/* What is down has its own place, also where a row stands for several. */
static void add_down(struct timeline *t, struct csv_writer *writer, uint64_t place, enum down_kind kind, double begin,
                     double end)
{
    enum drawn series = SERIES_CRASHED + kind;
    csv_add_text(writer, series_texts[series].name);
    csv_add_integer(writer, trace_file_process(&t->trace, place));
    csv_add_integer(writer, place);
    csv_add_number(writer, begin);
    csv_add_number(writer, end);
    csv_add_text(writer, "");
    csv_end_row(writer);
    t->present[series] = true;
}

static void write_event(struct timeline *t, struct csv_writer *writer, const struct trace_row *row)
{
    uint64_t place;
    enum drawn series;
    enum down_kind kind;
    double begin;
    if (down_ends(&t->down, &t->trace, row, &place, &kind, &begin))
        add_down(t, writer, place, kind, begin, row->time);
    if (row->number == t->trace.violation && row->number > 0 && row->has_process &&
        trace_file_place(&t->trace, row->process, &place)) {
        t->present[SERIES_VIOLATION] = true;
        add_row(t, writer, SERIES_VIOLATION, (size_t)(place / t->per_row), row->time, NAN, "");
    }
    if (!series_of(row, &series) || !trace_file_place(&t->trace, row->process, &place))
        return;
    size_t line = (size_t)(place / t->per_row);
    bool *seen = &t->seen[((size_t)series * t->rows + line) * INSTANTS + instant_of(t, row->time)];
    t->present[series] = true;
    if (series != SERIES_ACTIVITY && !*seen)
        add_row(t, writer, series, line, row->time, NAN, row->value);
    *seen = true;
    if (series == SERIES_LEADER && row->time == t->first) {
        t->present[SERIES_FIRST] = true;
        add_row(t, writer, SERIES_FIRST, line, row->time, NAN, row->value);
    }
}

/* Second reading: starts, outputs and faults are written as they come, each once a row and instant; activity is gathered. */
static bool write_marks(struct timeline *t, struct csv_writer *writer, struct error *err)
{
    struct csv_reader *reader;
    if (!trace_file_open(&t->trace, &reader, err))
        return false;
    enum csv_status status;
    struct trace_row row;
    while ((status = trace_file_next(&t->trace, reader, &row, err)) == CSV_ROW)
        write_event(t, writer, &row);
    csv_close(reader);
    for (uint64_t place = 0; place < t->down.places; place++)
        for (enum down_kind kind = 0; kind < DOWN_KINDS; kind++)
            if (!isnan(t->down.since[place][kind]))
                add_down(t, writer, place, kind, t->down.since[place][kind], t->end);
    for (size_t i = 0; i < t->marks.count; i++) {
        const struct mark *mark = &t->marks.mark[i];
        csv_add_text(writer, mark->ends ? "fault-end" : "fault");
        csv_add_text(writer, "");
        csv_add_text(writer, "");
        csv_add_number(writer, mark->time);
        csv_add_text(writer, "");
        csv_add_text(writer, mark->text);
        csv_end_row(writer);
    }
    return status == CSV_END;
}

static void write_activity(const struct timeline *t, struct csv_writer *writer)
{
    for (size_t row = 0; row < t->rows; row++) {
        const bool *seen = &t->seen[((size_t)SERIES_ACTIVITY * t->rows + row) * INSTANTS];
        for (size_t instant = 0; instant < INSTANTS; instant++) {
            size_t first = instant;
            while (instant < INSTANTS && seen[instant])
                instant++;
            if (instant > first)
                add_row(t, writer, SERIES_ACTIVITY, row, time_of(t, first), time_of(t, instant), "");
        }
    }
}

/* ---- the script's variables ---- */

/* What the bars of activity are in this run. */
static void name_activity(const struct timeline *t, char *text, size_t size)
{
    const struct {
        bool there;
        const char *name[LANGUAGES];
    } parts[] = {{t->receives, {"receives", "reçoit"}},
                 {t->times_out, {"times out", "atteint un délai"}},
                 {t->moves, {"moves", "agit"}}};
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i].there && used < size)
            used += (size_t)snprintf(text + used, size - used, "%s%s",
                                     used == 0                             ? ""
                                     : t->drawing->language == LANGUAGE_FR ? " ou "
                                                                           : " or ",
                                     parts[i].name[t->drawing->language]);
}

static void set_variables(const struct timeline *t)
{
    struct gnuplot_variables *variables = t->drawing->variables;
    enum language language = t->drawing->language;
    bool french = language == LANGUAGE_FR;
    struct text_scale scale = text_scale_for("simulated_time", (t->end - t->begin) / 2);
    char label[TEXT_SIZE], time_text[TEXT_SIZE / 2], grouped[64], rows[TEXT_SIZE] = "";
    text_number((double)t->per_row, 12, language, grouped, sizeof grouped);
    if (t->per_row > 1)
        snprintf(rows, sizeof rows, french ? " · une ligne pour %s processus" : " · one line for %s processes",
                 grouped);
    trace_file_describe(&t->trace, t->drawing, rows);
    trace_file_label(&t->trace, t->drawing, t->per_row);
    gnuplot_set_number(variables, "shown", (double)t->shown);
    gnuplot_set_number(variables, "rows", (double)t->rows);
    gnuplot_set_number(variables, "row_height", (double)t->per_row);
    gnuplot_set_number(variables, "x_factor", scale.factor);
    gnuplot_set_number(variables, "x_low", t->begin * scale.factor);
    gnuplot_set_number(variables, "x_high", t->end * scale.factor);
    text_measure("simulated_time", language, time_text, sizeof time_text);
    snprintf(label, sizeof label, "%s (%s)", time_text, scale.unit);
    gnuplot_set_text(variables, "x_label", label);
    gnuplot_set_text(variables, "y_label", french ? "Processus" : "Process");
    gnuplot_set_number(variables, "kinds", SERIES);
    gnuplot_set_array(variables, "kind", SERIES);
    gnuplot_set_array(variables, "kind_label", SERIES);
    gnuplot_set_array(variables, "present", SERIES);
    for (size_t i = 0; i < SERIES; i++) {
        gnuplot_set_text_at(variables, "kind", i + 1, series_texts[i].name);
        gnuplot_set_text_at(variables, "kind_label", i + 1, series_texts[i].label[language]);
        gnuplot_set_number_at(variables, "present", i + 1, t->present[i]);
    }
    char activity[TEXT_SIZE];
    name_activity(t, activity, sizeof activity);
    gnuplot_set_text_at(variables, "kind_label", SERIES_ACTIVITY + 1, activity);
    double end = t->end > t->begin ? t->end : t->begin + 1;
    marks_set(&t->marks, 1, t->drawing, t->begin, end);
}

static bool write_data(struct timeline *t, struct error *err)
{
    static const char *const columns[] = {"series", "process", "place", "time", "end", "value"};
    struct csv_writer *writer;
    assert(t->shown > 0); /* a trace without events was refused */
    t->per_row = (t->shown + MAX_ROWS - 1) / MAX_ROWS;
    t->rows = (size_t)((t->shown + t->per_row - 1) / t->per_row);
    t->seen = calloc((size_t)SERIES * t->rows * INSTANTS, sizeof *t->seen);
    if (t->seen == NULL || !down_create(&t->trace, &t->down))
        return no_memory(t, err);
    if (!csv_create(t->drawing->data, &writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    if (!write_marks(t, writer, err)) {
        csv_abandon(writer);
        return false;
    }
    write_activity(t, writer);
    set_variables(t);
    return csv_commit(writer, err);
}

bool timeline_write(const struct drawing *drawing, struct error *err)
{
    struct timeline *t = calloc(1, sizeof *t);
    struct runs *runs = NULL;
    if (t == NULL)
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "not enough memory to draw");
    t->drawing = drawing;
    bool ok = runs_load(drawing->folder, drawing->scenario, &runs, err) &&
              trace_file_find(&t->trace, drawing, runs, err) && measure_trace(t, err) && write_data(t, err);
    runs_free(runs);
    free(t->seen);
    down_release(&t->down);
    marks_release(&t->marks);
    trace_file_release(&t->trace);
    free(t);
    return ok;
}
