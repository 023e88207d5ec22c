/* spacetime.c: the space-time diagram of one traced run with stamps: what came before what. The table has a row for each thing drawn;
 * its columns: series says what the row is (sheet.h lists them, and "fault", "fault-end" of what strikes the system); kind, what the
 * trace calls it; part, how it stands to the chosen event; event and end_event, the numbers of its events; process; place, the
 * row from the top, and time, the position on the axis (seconds, or Lamport's stamp), of its beginning; end_place and end, the same
 * of its end; cut_off, "yes" of a message whose end is not shown; value. Beside the pictures there are <figure>.tex for slides and
 * the interactive page <figure>.html. */
#include "base/value.h"
#include "figure/page.h"
#include "figure/sheet.h"
#include "figure/spacetime_tex.h"
#include "figure/trace_file.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Spans are rounded to a millionth of their unit: 52 ms - 49 ms is a little less than 3 ms. */
#define FINEST 1e6

struct spacetime {
    const struct drawing *drawing;
    struct trace_file trace;
    struct history history;
    struct diagram diagram;
    struct sheet sheet;
    struct marks marks;
    struct text_scale scale;
    /* What the figure wishes, as numbers. */
    uint32_t *processes;
    size_t process_count;
    uint64_t *cut;
    size_t cut_size;
    const char *const *controls; /* of the algorithm; NULL: none */
};

static bool no_memory(const struct spacetime *s, struct error *err)
{
    return error_set(err, ERROR_INPUT, s->trace.path, 0, "not enough memory to draw this trace");
}

/* ---- wishes ---- */

/* The numbers of a list that the scenario has checked. */
static bool read_numbers(const struct spacetime *s, const char *text, int64_t **out, size_t *count, struct error *err)
{
    struct error local = {0};
    return value_parse_list(text, SIZE_MAX / sizeof **out, out, count, &local) ||
           error_set(err, ERROR_INPUT, s->drawing->folder, 0, "figure %s: %s", s->drawing->request->name, local.text);
}

static int compare_processes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static bool wish_processes(struct spacetime *s, struct error *err)
{
    int64_t *list;
    size_t count;
    if (!read_numbers(s, s->drawing->request->processes, &list, &count, err))
        return false;
    s->processes = calloc(count + s->trace.sample_size + 1, sizeof *s->processes);
    for (size_t i = 0; s->processes != NULL && i < count; i++)
        s->processes[s->process_count++] = list[i] >= 0 && list[i] < UINT32_MAX ? (uint32_t)list[i] : UINT32_MAX;
    free(list);
    if (s->processes == NULL)
        return no_memory(s, err);
    qsort(s->processes, s->process_count, sizeof *s->processes, compare_processes);
    size_t kept = 0;
    for (size_t i = 0; i < s->process_count; i++)
        if (kept == 0 || s->processes[kept - 1] != s->processes[i])
            s->processes[kept++] = s->processes[i];
    s->process_count = kept;
    for (size_t i = 0; i < s->process_count; i++) {
        uint64_t place;
        if (s->trace.sample_size > 0 && !trace_file_place(&s->trace, s->processes[i], &place))
            return error_set(err, ERROR_NOTHING, s->trace.path, 0,
                             "process %" PRIu32 " is not of the sample that the trace is of", s->processes[i]);
    }
    for (size_t i = 0; count == 0 && i < s->trace.sample_size; i++)
        s->processes[s->process_count++] = s->trace.sample[i];
    return true;
}

static bool wish_cut(struct spacetime *s, struct error *err)
{
    int64_t *list;
    size_t count;
    if (!read_numbers(s, s->drawing->request->cut, &list, &count, err))
        return false;
    s->cut = calloc(count + 1, sizeof *s->cut);
    for (size_t i = 0; s->cut != NULL && i < count; i++)
        s->cut[s->cut_size++] = (uint64_t)list[i];
    free(list);
    return s->cut != NULL || no_memory(s, err);
}

/* ---- reading ---- */

/* Of a trace of some processes: which. */
static bool read_sample(struct spacetime *s, struct error *err)
{
    struct csv_reader *reader;
    struct trace_row row;
    enum csv_status status;
    if (!s->history.sampled)
        return true;
    if (!trace_file_open(&s->trace, &reader, err))
        return false;
    while ((status = trace_file_next(&s->trace, reader, &row, err)) == CSV_ROW)
        ;
    csv_close(reader);
    return status == CSV_END;
}

/* The faults of the window; on the axis of stamps there is no instant that all processes share. */
static bool find_marks(struct spacetime *s, struct error *err)
{
    for (uint32_t i = s->diagram.first; !s->diagram.logical && i < s->diagram.after; i++) {
        const struct happening *event = &s->history.events[i];
        char value[32] = "";
        if (event->has_value)
            snprintf(value, sizeof value, "%" PRId64, event->value);
        const struct trace_row row = {.time = event->time,
                                      .event = happening_name(event->event),
                                      .kind = event->kind,
                                      .value = value,
                                      .has_process = event->process != HISTORY_NO_PROCESS,
                                      .process = event->process};
        if (!trace_file_mark(&s->trace, &row, s->drawing->language, &s->marks))
            return no_memory(s, err);
    }
    return true;
}

static size_t row_of_run(const struct spacetime *s, const struct runs *runs)
{
    size_t row = 0;
    while (row + 1 < runs_count(runs) && runs_row(runs, row)->run != s->trace.run)
        row++;
    return row;
}

static bool load(struct spacetime *s, const struct runs *runs, struct error *err)
{
    const struct figure_request *request = s->drawing->request;
    if (!history_load(s->trace.path, &s->history, err) || !read_sample(s, err) || !wish_processes(s, err) ||
        !wish_cut(s, err))
        return false;
    /* The trace alone does not tell of processes to which nothing happens. */
    if (s->trace.processes > s->history.processes)
        s->history.processes = (uint32_t)s->trace.processes;
    s->trace.processes = s->history.processes;
    const struct algorithm *algorithm =
        s->trace.known ? runs_algorithm(runs, s->drawing->scenario, row_of_run(s, runs)) : NULL;
    struct diagram_wishes wishes = {.from = request->has_from ? request->from : NAN,
                                    .to = request->has_to ? request->to : NAN,
                                    .processes = s->process_count > 0 ? s->processes : NULL,
                                    .process_count = s->process_count,
                                    .logical = request->logical,
                                    .event = request->event,
                                    .violation = s->trace.violation,
                                    .cut = s->cut,
                                    .cut_size = s->cut_size,
                                    .controls = algorithm != NULL ? algorithm->controls : NULL};
    s->controls = wishes.controls;
    return diagram_create(&s->history, &wishes, &s->diagram, err) && find_marks(s, err) &&
           sheet_create(&s->diagram, s->drawing->language, &s->sheet, err);
}

/* ---- the table ---- */

static void add_number(struct csv_writer *writer, uint64_t number)
{
    if (number > 0)
        csv_add_integer(writer, number);
    else
        csv_add_text(writer, "");
}

static void write_item(const struct spacetime *s, struct csv_writer *writer, const struct sheet_item *item)
{
    csv_add_text(writer, sheet_series_name(item->series));
    csv_add_text(writer, item->kind);
    csv_add_text(writer, sheet_part_name(item->part));
    add_number(writer, item->event);
    add_number(writer, item->end_event);
    if (item->row != DIAGRAM_NO_ROW)
        csv_add_integer(writer, s->diagram.process[item->row]);
    else
        csv_add_text(writer, "");
    csv_add_number(writer, item->place);
    csv_add_number(writer, item->at);
    csv_add_number(writer, item->end_place);
    csv_add_number(writer, item->end_at);
    csv_add_text(writer, item->cut_off ? "yes" : "");
    csv_add_text(writer, item->text);
    csv_end_row(writer);
}

static bool write_table(const struct spacetime *s, struct error *err)
{
    static const char *const columns[] = {"series", "kind", "part",      "event", "end_event", "process",
                                          "place",  "time", "end_place", "end",   "cut_off",   "value"};
    enum { COLUMNS = sizeof columns / sizeof columns[0], TIME = 7, BEHIND_TIME = COLUMNS - TIME - 2 };
    struct csv_writer *writer;
    if (!csv_create(s->drawing->data, &writer, err))
        return false;
    for (size_t i = 0; i < COLUMNS; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    for (size_t i = 0; i < s->sheet.item_count; i++)
        write_item(s, writer, &s->sheet.items[i]);
    for (size_t i = 0; i < s->marks.count; i++) {
        csv_add_text(writer, s->marks.mark[i].ends ? "fault-end" : "fault");
        for (size_t column = 1; column < TIME; column++)
            csv_add_text(writer, "");
        csv_add_number(writer, s->marks.mark[i].time);
        for (size_t column = 0; column < BEHIND_TIME; column++)
            csv_add_text(writer, "");
        csv_add_text(writer, s->marks.mark[i].text);
        csv_end_row(writer);
    }
    return csv_commit(writer, err);
}

/* ---- the script's variables ---- */

/* An event that is told apart and not shown, and where it is. Returns the length of the text. */
static size_t describe_missing(const struct spacetime *s, uint32_t place, struct text_scale scale, const char *begin,
                               char *text, size_t size)
{
    const struct diagram *d = &s->diagram;
    char at[64];
    if (place == HISTORY_NO_EVENT)
        return 0;
    for (size_t i = 0; i < d->event_count; i++)
        if (d->events[i].place == place)
            return 0;
    const struct happening *event = &s->history.events[place];
    bool french = s->drawing->language == LANGUAGE_FR;
    text_number(event->time * scale.factor, 4, s->drawing->language, at, sizeof at);
    int length =
        snprintf(text, size, french ? " · %s événement %" PRIu64 " à %s %s" : " · %s event %" PRIu64 " at %s %s", begin,
                 event->number, at, scale.unit);
    if (event->process != HISTORY_NO_PROCESS && length > 0 && (size_t)length < size)
        length += snprintf(text + length, size - (size_t)length,
                           french ? " (processus %" PRIu32 ")" : " (process %" PRIu32 ")", event->process);
    return length > 0 && (size_t)length < size ? (size_t)length : 0;
}

/* What of the run is not shown, and what brings it. */
static void describe_part(const struct spacetime *s, char *text, size_t size)
{
    const struct diagram *d = &s->diagram;
    enum language language = s->drawing->language;
    bool french = language == LANGUAGE_FR;
    char part[64], whole[64];
    size_t used = 0;
    text[0] = '\0';
    text_number(d->rows, 12, language, part, sizeof part);
    text_number((double)d->wanted, 12, language, whole, sizeof whole);
    if (d->wanted > d->rows)
        used += (size_t)snprintf(text + used, size - used,
                                 french ? " · les %s premiers processus sur %s (processes= en choisit d'autres)"
                                        : " · the first %s of %s processes (processes= chooses others)",
                                 part, whole);
    else if (d->rows < s->history.processes && s->drawing->request->processes[0] != '\0')
        used += (size_t)snprintf(text + used, size - used, french ? " · %s montrés" : " · %s shown", part);
    struct text_scale scale = text_scale_for("simulated_time", d->whole);
    text_number(round(d->shown * scale.factor * FINEST) / FINEST, 3, language, part, sizeof part);
    text_number(round(d->whole * scale.factor * FINEST) / FINEST, 3, language, whole, sizeof whole);
    if (d->around)
        used += (size_t)snprintf(text + used, size - used,
                                 french ? " · %s %s sur %s %s, autour de l'événement %" PRIu64
                                        : " · %s %s of %s %s, around event %" PRIu64,
                                 part, scale.unit, whole, scale.unit, s->history.events[d->chosen].number);
    else if (d->shortened && d->shown < d->whole && strcmp(part, whole) != 0)
        used += (size_t)snprintf(text + used, size - used,
                                 french ? " · les premières %s %s sur %s %s (from= et to= : une autre partie)"
                                        : " · first %s %s of %s %s: from= and to= choose another part",
                                 part, scale.unit, whole, scale.unit);
    else if (d->shortened) {
        size_t shown = 0;
        for (size_t i = 0; i < d->event_count; i++)
            shown += s->history.events[d->events[i].place].event != HAPPENING_STATE;
        text_number((double)shown, 12, language, part, sizeof part);
        text_number((double)(shown + d->left_out), 12, language, whole, sizeof whole);
        used += (size_t)snprintf(text + used, size - used,
                                 french ? " · les %s premiers événements sur %s : processes= en choisit d'autres"
                                        : " · the first %s of %s events: processes= chooses others",
                                 part, whole);
    }
    used += describe_missing(s, d->chosen, scale, french ? "sans" : "without", text + used, size - used);
    used += describe_missing(s, d->violation, scale,
                             french ? "violation ailleurs :" : "violated elsewhere:", text + used, size - used);
    text_number((double)d->crossing_hidden, 12, language, part, sizeof part);
    if (d->crossing_hidden > 0)
        used += (size_t)snprintf(text + used, size - used,
                                 french ? " · sans %s messages en transit tout du long"
                                        : " · without %s messages in transit all the while",
                                 part);
    text_number((double)d->cuts_hidden, 12, language, part, sizeof part);
    if (d->cuts_hidden > 0)
        used += (size_t)snprintf(text + used, size - used,
                                 french ? " · sans %s coupures de plus" : " · without %s more cuts", part);
    if (s->sheet.stamps_hidden)
        snprintf(text + used, size - used,
                 french ? " · pas de place pour les dates des horloges" : " · no room for the values of the clocks");
    if (s->sheet.entries_only)
        snprintf(text + used, size - used,
                 french ? " · des horloges, l'entrée du processus seule" : " · of clocks, the own entries only");
}

static void set_sheet(const struct spacetime *s)
{
    struct gnuplot_variables *variables = s->drawing->variables;
    const struct sheet *sheet = &s->sheet;
    const struct diagram *d = &s->diagram;
    gnuplot_set_number(variables, "rows", d->rows);
    gnuplot_set_number(variables, "messages", (double)d->message_count);
    gnuplot_set_array(variables, "row_process", d->rows);
    for (uint32_t row = 0; row < d->rows; row++)
        gnuplot_set_number_at(variables, "row_process", row + 1, d->process[row]);
    gnuplot_set_number(variables, "strokes", (double)sheet->stroke_count);
    gnuplot_set_array(variables, "stroke_series", sheet->stroke_count);
    gnuplot_set_array(variables, "stroke_kind", sheet->stroke_count);
    gnuplot_set_array(variables, "stroke_style", sheet->stroke_count);
    gnuplot_set_array(variables, "stroke_part", sheet->stroke_count);
    for (size_t i = 0; i < sheet->stroke_count; i++) {
        const struct sheet_stroke *stroke = &sheet->strokes[i];
        const char *kind = "";
        for (size_t j = 0; j < sheet->item_count; j++)
            if (sheet->items[j].series == stroke->series && sheet->items[j].style == stroke->style)
                kind = sheet->items[j].kind;
        bool by_kind = stroke->series == SHEET_MESSAGE || stroke->series == SHEET_COPY ||
                       stroke->series == SHEET_LOST || stroke->series == SHEET_TRANSIT ||
                       stroke->series == SHEET_OUTPUT || stroke->series == SHEET_CUT;
        gnuplot_set_text_at(variables, "stroke_series", i + 1, sheet_series_name(stroke->series));
        gnuplot_set_text_at(variables, "stroke_kind", i + 1, by_kind ? kind : "");
        gnuplot_set_number_at(variables, "stroke_style", i + 1, (double)stroke->style + 1);
        gnuplot_set_text_at(variables, "stroke_part", i + 1, sheet_part_name(stroke->part));
    }
    gnuplot_set_number(variables, "entries", (double)sheet->legend_count);
    size_t entries = sheet->legend_count > 0 ? sheet->legend_count : 1;
    gnuplot_set_array(variables, "entry_series", entries);
    gnuplot_set_array(variables, "entry_style", entries);
    gnuplot_set_array(variables, "entry_part", entries);
    gnuplot_set_array(variables, "entry_text", entries);
    for (size_t i = 0; i < sheet->legend_count; i++) {
        gnuplot_set_text_at(variables, "entry_series", i + 1, sheet_series_name(sheet->legend[i].series));
        gnuplot_set_number_at(variables, "entry_style", i + 1, (double)sheet->legend[i].style + 1);
        gnuplot_set_text_at(variables, "entry_part", i + 1, sheet_part_name(sheet->legend[i].part));
        gnuplot_set_text_at(variables, "entry_text", i + 1, sheet->legend[i].text);
    }
}

static void set_variables(struct spacetime *s, char *x_label, size_t size)
{
    struct gnuplot_variables *variables = s->drawing->variables;
    const struct diagram *d = &s->diagram;
    enum language language = s->drawing->language;
    bool french = language == LANGUAGE_FR;
    char part[3 * TEXT_SIZE], time_text[TEXT_SIZE / 2];
    describe_part(s, part, sizeof part);
    trace_file_describe(&s->trace, s->drawing, part);
    s->scale = d->logical ? (struct text_scale){1, ""} : text_scale_for("simulated_time", (d->end - d->begin) / 2);
    text_measure("simulated_time", language, time_text, sizeof time_text);
    if (d->logical)
        snprintf(x_label, size, "%s", french ? "Temps logique (Lamport)" : "Logical time (Lamport)");
    else
        snprintf(x_label, size, "%s (%s)", time_text, s->scale.unit);
    gnuplot_set_text(variables, "x_label", x_label);
    gnuplot_set_text(variables, "y_label", french ? "Processus" : "Process");
    gnuplot_set_number(variables, "logical", d->logical);
    gnuplot_set_number(variables, "highlighted", d->chosen != HISTORY_NO_EVENT);
    gnuplot_set_number(variables, "x_factor", s->scale.factor);
    gnuplot_set_number(variables, "x_low", d->begin * s->scale.factor);
    gnuplot_set_number(variables, "x_high", d->end * s->scale.factor);
    set_sheet(s);
    marks_set(&s->marks, 1, s->drawing, d->begin, d->end > d->begin ? d->end : d->begin + 1);
}

/* The interactive page beside the pictures: of the whole run, and the figure's wishes are what it shows first. */
static bool write_page(const struct spacetime *s, struct error *err)
{
    const struct figure_request *request = s->drawing->request;
    char path[PATH_MAX], subtitle[2 * TEXT_SIZE];
    int length = snprintf(path, sizeof path, "%s/%s.html", s->drawing->folder, request->name);
    if (length < 0 || (size_t)length >= sizeof path)
        return error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", s->drawing->folder);
    trace_file_description(&s->trace, s->drawing, "", subtitle, sizeof subtitle);
    const struct page_settings settings = {.title = s->drawing->title,
                                           .subtitle = subtitle,
                                           .language = s->drawing->language,
                                           .controls = s->controls,
                                           .event = request->event,
                                           .logical = request->logical,
                                           .from = request->has_from ? request->from : NAN,
                                           .to = request->has_to ? request->to : NAN,
                                           .processes = s->processes,
                                           .process_count = request->processes[0] != '\0' ? s->process_count : 0,
                                           .cut = s->cut,
                                           .cut_size = s->cut_size,
                                           .violation = s->trace.violation};
    return page_write(path, &s->history, &settings, err);
}

bool spacetime_write(const struct drawing *drawing, struct error *err)
{
    struct spacetime *s = calloc(1, sizeof *s);
    struct runs *runs = NULL;
    char x_label[TEXT_SIZE];
    if (s == NULL)
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "not enough memory to draw");
    s->drawing = drawing;
    bool ok = runs_load(drawing->folder, drawing->scenario, &runs, err) &&
              trace_file_find(&s->trace, drawing, runs, err) && load(s, runs, err) && write_table(s, err);
    if (ok) {
        set_variables(s, x_label, sizeof x_label);
        ok = spacetime_tex_write(&s->sheet, &s->marks, drawing, x_label, s->scale.factor, err) && write_page(s, err);
    }
    runs_free(runs);
    sheet_release(&s->sheet);
    diagram_release(&s->diagram);
    history_release(&s->history);
    marks_release(&s->marks);
    trace_file_release(&s->trace);
    free(s->processes);
    free(s->cut);
    free(s);
    return ok;
}
