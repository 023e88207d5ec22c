/* strip.c: the data of a configuration strip: processes against time, the colour being the value of a variable, from the events
 * "state" of one trace. Columns of its CSV file: series (state: the variable has `value` from `time` to `end`; crashed: from
 * `time` to `end`; struck: a fault strikes the process; fault, fault-end: for the whole system, `value` its name); process;
 * place, where it stands among those shown, from 0; time; end, in seconds; value.
 *
 * A variable is 0 until the trace says otherwise. Above MOST_ROWS processes one in so many is shown. Time is cut into
 * instants, of which there are as many as the sheet can show: a value that lasts less than one may be passed over. */
#include "figure/trace_file.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_ROWS = 512,
    MOST_INSTANTS = 2048, /* a power of two: it is halved until there are few enough rectangles */
    LEAST_INSTANTS = 64,
    MOST_RECTANGLES = 30000,
    MOST_STATES = 12, /* that have a colour each; of more the colours are a scale */
    SHADES = 64,      /* of the scale, that an eye tells apart: neighbours of one shade are one rectangle */
    MOST_STRUCK = 200 /* marks of struck processes: more would hide the states */
};

/* What a run that fell silent came to is to be seen: for this share of its time. */
static const double silence_part = 0.05;

struct strip {
    const struct drawing *drawing;
    struct trace_file trace;
    struct marks marks;
    struct down down;
    char variable[64];
    double begin, end;
    uint64_t shown, step; /* every step-th of those shown has a row */
    size_t rows, instants;
    int64_t *values;             /* values[row * instants + instant] */
    bool *set;                   /* the same: the trace says so at this instant */
    int64_t states[MOST_STATES]; /* ascending */
    size_t state_count;          /* more than MOST_STATES: too many */
    int64_t least, greatest;
    size_t struck;
    bool crashes;
    struct csv_writer *writer;
};

static bool no_memory(const struct strip *s, struct error *err)
{
    return error_set(err, ERROR_INPUT, s->trace.path, 0, "not enough memory to draw this trace");
}

/* ---- first reading: how long, how many, which variable ---- */

static bool is_state(const struct strip *s, const struct trace_row *row)
{
    return strcmp(row->event, "state") == 0 && row->has_process && strcmp(row->kind, s->variable) == 0;
}

static bool measure_trace(struct strip *s, struct error *err)
{
    struct csv_reader *reader;
    if (!trace_file_open(&s->trace, &reader, err))
        return false;
    enum csv_status status;
    struct trace_row row;
    bool found = false;
    s->begin = 0;
    s->end = isnan(s->trace.end) ? 0 : s->trace.end;
    while ((status = trace_file_next(&s->trace, reader, &row, err)) == CSV_ROW) {
        s->end = fmax(s->end, row.time);
        if (s->variable[0] == '\0' && strcmp(row.event, "state") == 0)
            snprintf(s->variable, sizeof s->variable, "%.63s", row.kind);
        found = found || is_state(s, &row);
        s->struck += strcmp(row.event, "fault") == 0 && row.has_process;
        if (!trace_file_mark(&s->trace, &row, s->drawing->language, &s->marks)) {
            no_memory(s, err);
            status = CSV_ERROR;
            break;
        }
    }
    csv_close(reader);
    if (status == CSV_ERROR)
        return false;
    if (!found)
        return error_set(err, ERROR_NOTHING, s->trace.path, 0, "no process has a variable%s%s%s in this trace",
                         s->variable[0] != '\0' ? " \"" : "", s->variable, s->variable[0] != '\0' ? "\"" : "");
    if (s->trace.quiescent)
        s->end += silence_part * (s->end - s->begin);
    s->end = s->end > s->begin ? s->end : s->begin + 1;
    s->shown = trace_file_shown(&s->trace);
    s->step = (s->shown + MOST_ROWS - 1) / MOST_ROWS;
    s->rows = (size_t)((s->shown + s->step - 1) / s->step);
    return true;
}

/* ---- second reading: the grid ---- */

static size_t instant_of(const struct strip *s, double time)
{
    double instant = (time - s->begin) / (s->end - s->begin) * (double)s->instants;
    return instant >= (double)s->instants ? s->instants - 1 : instant > 0 ? (size_t)instant : 0;
}

static double time_of(const struct strip *s, size_t instant)
{
    return s->begin + (s->end - s->begin) * (double)instant / (double)s->instants;
}

static void add_row(struct strip *s, const char *series, uint64_t place, double time, double end, const char *value)
{
    csv_add_text(s->writer, series);
    csv_add_integer(s->writer, trace_file_process(&s->trace, place));
    csv_add_integer(s->writer, place);
    csv_add_number(s->writer, time);
    csv_add_number(s->writer, end);
    csv_add_text(s->writer, value);
    csv_end_row(s->writer);
}

static void add_state(struct strip *s, int64_t value)
{
    size_t i = 0;
    s->least = value < s->least ? value : s->least;
    s->greatest = value > s->greatest ? value : s->greatest;
    if (s->state_count > MOST_STATES)
        return;
    while (i < s->state_count && s->states[i] < value)
        i++;
    if (i < s->state_count && s->states[i] == value)
        return;
    if (s->state_count++ == MOST_STATES)
        return;
    memmove(&s->states[i + 1], &s->states[i], (s->state_count - 1 - i) * sizeof *s->states);
    s->states[i] = value;
}

static void add_crash(struct strip *s, uint64_t place, double begin, double end)
{
    if (place % s->step != 0)
        return;
    s->crashes = true;
    add_row(s, "crashed", place, begin, end, "");
}

static bool take_event(struct strip *s, const struct csv_reader *reader, const struct trace_row *row, struct error *err)
{
    uint64_t place;
    enum down_kind kind;
    double begin;
    if (down_ends(&s->down, &s->trace, row, &place, &kind, &begin) && kind == DOWN_CRASHED)
        add_crash(s, place, begin, row->time);
    if (!row->has_process || !trace_file_place(&s->trace, row->process, &place) || place % s->step != 0)
        return true;
    if (strcmp(row->event, "fault") == 0 && s->struck <= MOST_STRUCK)
        add_row(s, "struck", place, row->time, NAN, row->kind);
    if (!is_state(s, row))
        return true;
    char *end;
    long long value = strtoll(row->value, &end, 10);
    if (end == row->value || *end != '\0')
        return error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader),
                         "value=\"%.80s\": expected a whole number", row->value);
    size_t cell = (size_t)(place / s->step) * s->instants + instant_of(s, row->time);
    s->values[cell] = value;
    s->set[cell] = true;
    return true;
}

static bool fill(struct strip *s, struct error *err)
{
    struct csv_reader *reader;
    s->instants = MOST_INSTANTS;
    s->values = calloc(s->rows * s->instants, sizeof *s->values);
    s->set = calloc(s->rows * s->instants, sizeof *s->set);
    if (s->values == NULL || s->set == NULL || !down_create(&s->trace, &s->down))
        return no_memory(s, err);
    if (!trace_file_open(&s->trace, &reader, err))
        return false;
    enum csv_status status;
    struct trace_row row;
    bool ok = true;
    while (ok && (status = trace_file_next(&s->trace, reader, &row, err)) == CSV_ROW)
        ok = take_event(s, reader, &row, err);
    csv_close(reader);
    if (!ok || status == CSV_ERROR)
        return false;
    for (uint64_t place = 0; place < s->down.places; place++)
        if (!isnan(s->down.since[place][DOWN_CRASHED]))
            add_crash(s, place, s->down.since[place][DOWN_CRASHED], s->end);
    for (size_t i = 0; i < s->rows * s->instants; i++)
        if (i % s->instants != 0 && !s->set[i])
            s->values[i] = s->values[i - 1];
    return true;
}

/* ---- rectangles ---- */

static void take_states(struct strip *s)
{
    s->least = INT64_MAX;
    s->greatest = INT64_MIN;
    for (size_t i = 0; i < s->rows * s->instants; i++)
        if (i % s->instants == 0 || s->values[i] != s->values[i - 1])
            add_state(s, s->values[i]);
}

static bool look_alike(const struct strip *s, int64_t a, int64_t b)
{
    if (s->state_count <= MOST_STATES)
        return a == b;
    double shade = ((double)s->greatest - (double)s->least) / SHADES;
    return floor(((double)a - (double)s->least) / shade) == floor(((double)b - (double)s->least) / shade);
}

static size_t count_rectangles(const struct strip *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->rows * s->instants; i++)
        count += i % s->instants == 0 || !look_alike(s, s->values[i], s->values[i - 1]);
    return count;
}

/* Two instants become one, which has the value of the second. */
static void halve(struct strip *s)
{
    for (size_t i = 0; i < s->rows * s->instants / 2; i++)
        s->values[i] = s->values[2 * i + 1];
    s->instants /= 2;
}

static void write_rectangles(struct strip *s)
{
    char value[32];
    take_states(s);
    while (s->instants > LEAST_INSTANTS && count_rectangles(s) > MOST_RECTANGLES)
        halve(s);
    for (size_t row = 0; row < s->rows; row++) {
        const int64_t *values = &s->values[row * s->instants];
        for (size_t first = 0, next; first < s->instants; first = next) {
            for (next = first + 1; next < s->instants && look_alike(s, values[first], values[next]);)
                next++;
            snprintf(value, sizeof value, "%" PRId64, values[first]);
            add_row(s, "state", row * s->step, time_of(s, first), time_of(s, next), value);
        }
    }
}

static void write_marks(struct strip *s)
{
    for (size_t i = 0; i < s->marks.count; i++) {
        const struct mark *mark = &s->marks.mark[i];
        csv_add_text(s->writer, mark->ends ? "fault-end" : "fault");
        csv_add_text(s->writer, "");
        csv_add_text(s->writer, "");
        csv_add_number(s->writer, mark->time);
        csv_add_text(s->writer, "");
        csv_add_text(s->writer, mark->text);
        csv_end_row(s->writer);
    }
}

/* ---- the script's variables ---- */

static void set_variables(const struct strip *s)
{
    struct gnuplot_variables *variables = s->drawing->variables;
    enum language language = s->drawing->language;
    bool french = language == LANGUAGE_FR;
    char text[TEXT_SIZE], time_text[TEXT_SIZE / 2], number[64];
    struct text_scale scale = text_scale_for("simulated_time", (s->end - s->begin) / 2);
    text_number((double)s->step, 12, language, number, sizeof number);
    snprintf(text, sizeof text, french ? " · un processus sur %s" : " · one process of %s", number);
    trace_file_describe(&s->trace, s->drawing, s->step > 1 ? text : "");
    trace_file_label(&s->trace, s->drawing, s->step);
    gnuplot_set_number(variables, "shown", (double)s->shown);
    gnuplot_set_number(variables, "rows", (double)s->rows);
    gnuplot_set_number(variables, "row_height", (double)s->step);
    gnuplot_set_number(variables, "x_factor", scale.factor);
    gnuplot_set_number(variables, "x_low", s->begin * scale.factor);
    gnuplot_set_number(variables, "x_high", s->end * scale.factor);
    text_measure("simulated_time", language, time_text, sizeof time_text);
    snprintf(text, sizeof text, "%s (%s)", time_text, scale.unit);
    gnuplot_set_text(variables, "x_label", text);
    gnuplot_set_text(variables, "y_label", french ? "Processus" : "Process");
    gnuplot_set_text(variables, "variable", s->variable);
    size_t states = s->state_count <= MOST_STATES ? s->state_count : 0;
    gnuplot_set_number(variables, "states", (double)states);
    gnuplot_set_array(variables, "state", states + 1);
    for (size_t i = 0; i < states; i++)
        gnuplot_set_number_at(variables, "state", i + 1, (double)s->states[i]);
    gnuplot_set_number(variables, "least", (double)s->least);
    gnuplot_set_number(variables, "greatest", (double)s->greatest);
    gnuplot_set_text(variables, "crashed_label", !s->crashes ? "" : french ? "en panne" : "crashed");
    bool struck = s->struck > 0 && s->struck <= MOST_STRUCK;
    gnuplot_set_text(variables, "struck_label", !struck ? "" : french ? "une faute frappe" : "a fault strikes");
    marks_set(&s->marks, 1, s->drawing, s->begin, s->end);
}

static bool write_data(struct strip *s, struct error *err)
{
    static const char *const columns[] = {"series", "process", "place", "time", "end", "value"};
    if (!csv_create(s->drawing->data, &s->writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(s->writer, columns[i]);
    csv_end_row(s->writer);
    if (!fill(s, err)) {
        csv_abandon(s->writer);
        return false;
    }
    write_rectangles(s);
    write_marks(s);
    set_variables(s);
    return csv_commit(s->writer, err);
}

bool strip_write(const struct drawing *drawing, struct error *err)
{
    struct strip *s = calloc(1, sizeof *s);
    struct runs *runs = NULL;
    if (s == NULL)
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "not enough memory to draw");
    s->drawing = drawing;
    snprintf(s->variable, sizeof s->variable, "%s", drawing->request->measure);
    bool ok = runs_load(drawing->folder, drawing->scenario, &runs, err) &&
              trace_file_find(&s->trace, drawing, runs, err) && measure_trace(s, err) && write_data(s, err);
    runs_free(runs);
    free(s->values);
    free(s->set);
    down_release(&s->down);
    marks_release(&s->marks);
    trace_file_release(&s->trace);
    free(s);
    return ok;
}
