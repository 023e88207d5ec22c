/* timeline.c: the data of a timeline figure, from one trace. Columns of its CSV file: series (start, activity, first-leader, or
 * an output: decide, leader, ...); process; place, where it stands among those shown, from 0; time and end, in seconds (end
 * is of an activity); value, of an output.
 *
 * A sheet has room for so many rows and instants: an activity is one or several handlers run within an instant, and above
 * MAX_ROWS processes a row stands for several. Of a trace of some processes (events "sample"), these are shown, one below the
 * other however far apart. The trace is read twice and never held. */
#include "base/compressed.h"
#include "base/csv.h"
#include "figure/kind.h"
#include "figure/runs.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROWS = 256, INSTANTS = 500, MOST_LABELS = 20 };

/* What is drawn, each with its own shape. */
enum series {
    SERIES_ACTIVITY,
    SERIES_START,
    SERIES_FIRST,  /* who knows the leader before the others; it is not always the leader, whom a trace does not tell */
    SERIES_OUTPUT, /* the first of the outputs */
    SERIES_LEADER = SERIES_OUTPUT + OUTPUT_LEADER,
    SERIES = SERIES_OUTPUT + OUTPUT_KINDS
};

static const struct series_text {
    const char *name; /* in the CSV file */
    const char *label[LANGUAGES];
} series_texts[] = {{"activity", {"receives", "reçoit"}},
                    {"start", {"starts", "commence"}},
                    {"first-leader", {"knows the leader first", "connaît l'élu en premier"}},
#define OUTPUT_TEXT(id, name, english, french) {name, {[LANGUAGE_EN] = (english), [LANGUAGE_FR] = (french)}},
                    OUTPUTS(OUTPUT_TEXT)
#undef OUTPUT_TEXT
};
_Static_assert(sizeof series_texts / sizeof series_texts[0] == SERIES, "every series has its texts");

struct timeline {
    const struct drawing *drawing;
    char path[PATH_MAX]; /* of the trace */
    bool known;          /* the run is: */
    uint32_t run, system;
    size_t time, event, process, kind, value; /* columns */
    double begin, end;                        /* of the trace */
    double first;                             /* when a process first knows the leader; INFINITY: never, or not known */
    uint64_t processes;                       /* N */
    uint32_t *sample;                         /* the processes that the trace is of, ascending; NULL: all */
    size_t sample_size, sample_capacity;
    uint64_t shown, per_row; /* processes */
    bool *seen;              /* seen[(series * rows + row) * INSTANTS + instant] */
    size_t rows;
    bool present[SERIES];
};

/* ---- which trace ---- */

static bool trace_run(const char *name, uint32_t *run)
{
    char *end;
    static const char begin[] = "trace-";
    if (strncmp(name, begin, strlen(begin)) != 0)
        return false;
    unsigned long number = strtoul(name + strlen(begin), &end, 10);
    *run = (uint32_t)number;
    return end != name + strlen(begin) && (strcmp(end, ".csv") == 0 || strcmp(end, ".csv" COMPRESSED_SUFFIX) == 0) &&
           number <= UINT32_MAX;
}

/* The row of a run in runs.csv; false when the system is not the one that the figure asks for. */
static bool run_wanted(const struct runs *runs, uint32_t run, bool all, uint32_t only, uint32_t *system)
{
    for (size_t row = 0; row < runs_count(runs); row++)
        if (runs_row(runs, row)->run == run) {
            *system = runs_row(runs, row)->system;
            return all || *system == only;
        }
    return false;
}

/* The trace of the first run of the system: trace-<run>.csv, or trace.csv when there is one only; perhaps compressed. */
static bool choose_trace(struct timeline *t, const struct runs *runs, struct error *err)
{
    static const char *const singles[] = {"trace.csv", "trace.csv" COMPRESSED_SUFFIX};
    const struct drawing *drawing = t->drawing;
    const char *wanted = drawing->request->system;
    bool all = wanted[0] == '\0';
    const char *single = NULL;
    uint32_t only = 0;
    if (!all && !runs_find_system(drawing->scenario, wanted, &only, err))
        return false;
    DIR *directory = opendir(drawing->folder);
    if (directory == NULL)
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "cannot be read: %s", strerror(errno));
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        uint32_t run, system;
        for (size_t i = 0; i < sizeof singles / sizeof singles[0]; i++)
            single = strcmp(entry->d_name, singles[i]) == 0 ? singles[i] : single;
        if (!trace_run(entry->d_name, &run) || (t->known && run >= t->run) ||
            !run_wanted(runs, run, all, only, &system))
            continue;
        t->known = true;
        t->run = run;
        t->system = system;
        snprintf(t->path, sizeof t->path, "%s/%s", drawing->folder, entry->d_name);
    }
    closedir(directory);
    if (t->known)
        return true;
    if (single != NULL)
        snprintf(t->path, sizeof t->path, "%s/%s", drawing->folder, single);
    if (single != NULL && runs_count(runs) == 1) {
        t->known = true;
        t->run = runs_row(runs, 0)->run;
        t->system = runs_row(runs, 0)->system;
    }
    if (single != NULL)
        return true;
    return error_set(err, ERROR_INPUT, drawing->folder, 0,
                     "no trace%s%s to draw a timeline from; run the scenario again with --trace RUN",
                     all ? "" : " of system ", wanted);
}

/* ---- reading ---- */

static bool open_trace(struct timeline *t, struct csv_reader **out, struct error *err)
{
    if (!csv_open(t->path, out, err))
        return false;
    bool ok = csv_find_column(*out, "time", &t->time, err) && csv_find_column(*out, "event", &t->event, err) &&
              csv_find_column(*out, "process", &t->process, err) && csv_find_column(*out, "kind", &t->kind, err) &&
              csv_find_column(*out, "value", &t->value, err);
    if (!ok)
        csv_close(*out);
    return ok;
}

static bool read_event(const struct timeline *t, const struct csv_reader *reader, double *time, uint64_t *process,
                       struct error *err)
{
    double number;
    if (!csv_number(reader, t->time, time, err) || !csv_number(reader, t->process, &number, err))
        return false;
    if (number < 0 || number > UINT32_MAX || number != floor(number))
        return error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader), "process=\"%s\": expected 0 or more",
                         csv_field(reader, t->process));
    *process = (uint64_t)number;
    return true;
}

static bool is_sample(const struct timeline *t, const struct csv_reader *reader)
{
    return strcmp(csv_field(reader, t->event), "sample") == 0;
}

/* A process of the sample, and N. */
static bool add_sample(struct timeline *t, const struct csv_reader *reader, struct error *err)
{
    double time = 0, processes = 0;
    uint64_t process = 0;
    if (!read_event(t, reader, &time, &process, err) || !csv_number(reader, t->value, &processes, err))
        return false;
    bool ascending = t->sample_size == 0 || process > t->sample[t->sample_size - 1];
    if (!ascending || processes > UINT32_MAX || (double)process >= processes)
        return error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader),
                         "process=\"%s\", value=\"%s\": expected the processes of the sample, ascending, and how many "
                         "there are in all",
                         csv_field(reader, t->process), csv_field(reader, t->value));
    if (t->sample_size == t->sample_capacity) {
        size_t capacity = 2 * t->sample_capacity + MAX_ROWS;
        uint32_t *grown = reallocarray(t->sample, capacity, sizeof *grown);
        if (grown == NULL)
            return error_set(err, ERROR_INPUT, t->path, 0, "not enough memory to draw this trace");
        t->sample = grown;
        t->sample_capacity = capacity;
    }
    t->sample[t->sample_size++] = (uint32_t)process;
    t->processes = (uint64_t)processes;
    return true;
}

static int compare_processes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Where a process stands among those shown; false if it does not. */
static bool find_place(const struct timeline *t, uint64_t process, uint64_t *place)
{
    uint32_t number = (uint32_t)process;
    *place = process;
    if (t->sample_size == 0)
        return process < t->processes;
    const uint32_t *found = bsearch(&number, t->sample, t->sample_size, sizeof number, compare_processes);
    if (found != NULL)
        *place = (uint64_t)(found - t->sample);
    return found != NULL;
}

/* false: the event is not drawn (a send is drawn where it is received). */
static bool series_of(const struct timeline *t, const struct csv_reader *reader, enum series *series)
{
    const char *event = csv_field(reader, t->event);
    if (strcmp(event, "receive") == 0 || strcmp(event, "timeout") == 0) {
        *series = SERIES_ACTIVITY;
        return true;
    }
    if (strcmp(event, "start") == 0) {
        *series = SERIES_START;
        return true;
    }
    if (strcmp(event, "output") != 0)
        return false;
    for (size_t i = SERIES_OUTPUT; i < SERIES; i++)
        if (strcmp(csv_field(reader, t->kind), series_texts[i].name) == 0) {
            *series = (enum series)i;
            return true;
        }
    return false;
}

/* First reading: how long, how many. */
static bool measure_trace(struct timeline *t, struct error *err)
{
    struct csv_reader *reader;
    if (!open_trace(t, &reader, err))
        return false;
    enum csv_status status;
    t->begin = INFINITY;
    t->end = -INFINITY;
    t->first = INFINITY;
    bool drawable = false;
    while ((status = csv_next(reader, err)) == CSV_ROW) {
        double time = 0;
        uint64_t process = 0;
        bool sample = is_sample(t, reader);
        if (sample ? !add_sample(t, reader, err) : !read_event(t, reader, &time, &process, err)) {
            status = CSV_ERROR;
            break;
        }
        if (sample)
            continue;
        drawable = true;
        t->begin = fmin(t->begin, time);
        t->end = fmax(t->end, time);
        if (process >= t->processes && t->sample_size == 0)
            t->processes = process + 1;
        enum series series;
        if (series_of(t, reader, &series) && series == SERIES_LEADER)
            t->first = fmin(t->first, time);
    }
    csv_close(reader);
    if (status == CSV_ERROR)
        return false;
    if (!drawable)
        return error_set(err, ERROR_INPUT, t->path, 0, "the trace has no event to draw");
    t->shown = t->sample_size > 0 ? t->sample_size : t->processes;
    if (t->sample_size > 0)
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

static void add_row(const struct timeline *t, struct csv_writer *writer, enum series series, size_t row, double time,
                    double end, const char *value)
{
    double place = row_middle(t, row);
    csv_add_text(writer, series_texts[series].name);
    csv_add_number(writer, t->sample_size > 0 ? t->sample[(size_t)place] : place);
    csv_add_number(writer, place);
    csv_add_number(writer, time);
    csv_add_number(writer, end);
    csv_add_text(writer, value);
    csv_end_row(writer);
}

/* Second reading: starts and outputs are written as they come, each once a row and instant; activity is gathered. */
static bool write_marks(struct timeline *t, struct csv_writer *writer, struct error *err)
{
    struct csv_reader *reader;
    if (!open_trace(t, &reader, err))
        return false;
    enum csv_status status;
    while ((status = csv_next(reader, err)) == CSV_ROW) {
        double time = 0;
        uint64_t process = 0, place;
        enum series series;
        if (!read_event(t, reader, &time, &process, err)) {
            status = CSV_ERROR;
            break;
        }
        if (!find_place(t, process, &place) || !series_of(t, reader, &series))
            continue;
        size_t row = (size_t)(place / t->per_row);
        bool *seen = &t->seen[((size_t)series * t->rows + row) * INSTANTS + instant_of(t, time)];
        t->present[series] = true;
        if (series != SERIES_ACTIVITY && !*seen)
            add_row(t, writer, series, row, time, NAN, csv_field(reader, t->value));
        *seen = true;
        if (series == SERIES_LEADER && time == t->first) {
            t->present[SERIES_FIRST] = true;
            add_row(t, writer, SERIES_FIRST, row, time, NAN, csv_field(reader, t->value));
        }
    }
    csv_close(reader);
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

static void set_description(const struct timeline *t)
{
    enum language language = t->drawing->language;
    bool french = language == LANGUAGE_FR;
    char number[64], grouped[64], text[4 * TEXT_SIZE], rows[TEXT_SIZE] = "", who[TEXT_SIZE] = "";
    char size[64], sample[TEXT_SIZE] = "";
    text_number((double)t->processes, 12, language, number, sizeof number);
    text_number((double)t->per_row, 12, language, grouped, sizeof grouped);
    if (t->known) {
        const struct scenario_system *system = scenario_system_at(t->drawing->scenario, t->system);
        const char *title = system->title[language][0] != '\0' ? system->title[language] : system->name;
        snprintf(who, sizeof who, "%.180s · %s %u · ", title, french ? "exécution" : "run", t->run);
    }
    if (t->per_row > 1)
        snprintf(rows, sizeof rows, french ? " · une ligne pour %s processus" : " · one line for %s processes",
                 grouped);
    text_number((double)t->sample_size, 12, language, size, sizeof size);
    if (t->sample_size > 0)
        snprintf(sample, sizeof sample, french ? " · échantillon de %s processus" : " · sample of %s processes", size);
    snprintf(text, sizeof text, "%sN = %s%s%s", who, number, sample, rows);
    gnuplot_set_text(t->drawing->variables, "subtitle", text);
}

/* The numbers of the processes on the axis where places are not numbers: of all rows, or of as many as have room. */
static void set_labels(const struct timeline *t)
{
    struct gnuplot_variables *variables = t->drawing->variables;
    size_t step = (t->rows + MOST_LABELS - 1) / MOST_LABELS, count = (t->rows + step - 1) / step;
    if (t->sample_size == 0)
        count = 0;
    gnuplot_set_number(variables, "labels", (double)count);
    if (count == 0)
        return;
    gnuplot_set_array(variables, "label_place", count);
    gnuplot_set_array(variables, "label_process", count);
    for (size_t i = 0; i < count; i++) {
        size_t place = i * step * t->per_row; /* the first of its row */
        gnuplot_set_number_at(variables, "label_place", i + 1, (double)place);
        gnuplot_set_number_at(variables, "label_process", i + 1, t->sample[place]);
    }
}

static void set_variables(const struct timeline *t)
{
    struct gnuplot_variables *variables = t->drawing->variables;
    enum language language = t->drawing->language;
    struct text_scale scale = text_scale_for("simulated_time", (t->end - t->begin) / 2);
    set_description(t);
    set_labels(t);
    gnuplot_set_number(variables, "shown", (double)t->shown);
    gnuplot_set_number(variables, "rows", (double)t->rows);
    gnuplot_set_number(variables, "row_height", (double)t->per_row);
    gnuplot_set_number(variables, "x_factor", scale.factor);
    gnuplot_set_number(variables, "x_low", t->begin * scale.factor);
    gnuplot_set_number(variables, "x_high", t->end * scale.factor);
    char label[TEXT_SIZE], time_text[TEXT_SIZE / 2];
    text_measure("simulated_time", language, time_text, sizeof time_text);
    snprintf(label, sizeof label, "%s (%s)", time_text, scale.unit);
    gnuplot_set_text(variables, "x_label", label);
    gnuplot_set_text(variables, "y_label", language == LANGUAGE_FR ? "Processus" : "Process");
    gnuplot_set_number(variables, "kinds", SERIES);
    gnuplot_set_array(variables, "kind", SERIES);
    gnuplot_set_array(variables, "kind_label", SERIES);
    gnuplot_set_array(variables, "present", SERIES);
    for (size_t i = 0; i < SERIES; i++) {
        gnuplot_set_text_at(variables, "kind", i + 1, series_texts[i].name);
        gnuplot_set_text_at(variables, "kind_label", i + 1, series_texts[i].label[language]);
        gnuplot_set_number_at(variables, "present", i + 1, t->present[i]);
    }
}

static bool write_data(struct timeline *t, struct error *err)
{
    static const char *const columns[] = {"series", "process", "place", "time", "end", "value"};
    struct csv_writer *writer;
    assert(t->shown > 0); /* a trace without events was refused */
    t->per_row = (t->shown + MAX_ROWS - 1) / MAX_ROWS;
    t->rows = (size_t)((t->shown + t->per_row - 1) / t->per_row);
    t->seen = calloc((size_t)SERIES * t->rows * INSTANTS, sizeof *t->seen);
    if (t->seen == NULL)
        return error_set(err, ERROR_INPUT, t->path, 0, "not enough memory to draw this trace");
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
    bool ok = runs_load(drawing->folder, drawing->scenario, &runs, err) && choose_trace(t, runs, err) &&
              measure_trace(t, err) && write_data(t, err);
    runs_free(runs);
    free(t->seen);
    free(t->sample);
    free(t);
    return ok;
}
