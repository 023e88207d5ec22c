/* trace_file.c: see trace_file.h. */
#include "figure/trace_file.h"

#include "base/compressed.h"
#include "engine/settings.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LABELS = 20, SAMPLE_GROWTH = 256 };

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
static bool run_wanted(const struct runs *runs, uint32_t run, const bool *wanted, uint32_t *system)
{
    for (size_t row = 0; row < runs_count(runs); row++)
        if (runs_row(runs, row)->run == run) {
            *system = runs_row(runs, row)->system;
            return wanted[*system];
        }
    return false;
}

static bool choose(struct trace_file *file, const struct drawing *drawing, const struct runs *runs, struct error *err)
{
    static const char *const singles[] = {"trace.csv", "trace.csv" COMPRESSED_SUFFIX};
    const char *wanted = drawing->request->system;
    bool all = wanted[0] == '\0';
    const char *single = NULL;
    bool *chosen = runs_wanted_systems(drawing->scenario, wanted, err);
    if (chosen == NULL)
        return false;
    DIR *directory = opendir(drawing->folder);
    if (directory == NULL) {
        free(chosen);
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "cannot be read: %s", strerror(errno));
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        uint32_t run, system;
        for (size_t i = 0; i < sizeof singles / sizeof singles[0]; i++)
            single = strcmp(entry->d_name, singles[i]) == 0 ? singles[i] : single;
        if (!trace_run(entry->d_name, &run) || (file->known && run >= file->run) ||
            !run_wanted(runs, run, chosen, &system))
            continue;
        file->known = true;
        file->run = run;
        file->system = system;
        snprintf(file->path, sizeof file->path, "%s/%s", drawing->folder, entry->d_name);
    }
    closedir(directory);
    free(chosen);
    if (file->known)
        return true;
    if (single != NULL)
        snprintf(file->path, sizeof file->path, "%s/%s", drawing->folder, single);
    if (single != NULL && runs_count(runs) == 1) {
        file->known = true;
        file->run = runs_row(runs, 0)->run;
        file->system = runs_row(runs, 0)->system;
    }
    if (single != NULL)
        return true;
    return error_set(err, ERROR_NOTHING, drawing->folder, 0,
                     "no trace%s%s to draw a %s from; run the scenario again with --trace RUN",
                     all ? "" : " of system ", wanted, drawing->request->kind);
}

/* What runs.csv says of the run. */
static void take_run(struct trace_file *file, const struct runs *runs)
{
    size_t processes, time, event;
    for (size_t row = 0; file->known && row < runs_count(runs); row++) {
        if (runs_row(runs, row)->run != file->run)
            continue;
        double n = runs_has(runs, "processes", &processes) ? runs_value(runs, row, processes) : NAN;
        if (n >= 1 && n <= UINT32_MAX)
            file->processes = (uint64_t)n;
        if (runs_has(runs, "simulated_time", &time))
            file->end = runs_value(runs, row, time);
        file->quiescent = runs_row(runs, row)->quiescent;
        double number = runs_has(runs, "event", &event) ? runs_value(runs, row, event) : NAN;
        if (runs_row(runs, row)->verdict == RUN_VIOLATED && number >= 1 && number < (double)UINT64_MAX)
            file->violation = (uint64_t)number;
    }
}

static bool take_fault_names(struct trace_file *file, const struct drawing *drawing, struct error *err)
{
    struct run_plan plan;
    if (!file->known || file->run >= scenario_run_count(drawing->scenario))
        return true;
    if (!scenario_run(drawing->scenario, file->run, &plan, err))
        return false;
    file->fault_count = plan.settings.fault_count;
    file->fault_names = calloc(file->fault_count + 1, sizeof *file->fault_names);
    for (size_t i = 0; file->fault_names != NULL && i < file->fault_count; i++)
        snprintf(file->fault_names[i], sizeof file->fault_names[i], "%s", plan.settings.faults[i].name);
    run_plan_release(&plan);
    return file->fault_names != NULL || error_set(err, ERROR_INPUT, file->path, 0, "not enough memory to draw");
}

bool trace_file_find(struct trace_file *file, const struct drawing *drawing, const struct runs *runs, struct error *err)
{
    *file = (struct trace_file){.end = NAN};
    if (!choose(file, drawing, runs, err))
        return false;
    take_run(file, runs);
    return take_fault_names(file, drawing, err);
}

void trace_file_release(struct trace_file *file)
{
    free(file->sample);
    free(file->fault_names);
}

/* ---- reading ---- */

bool trace_file_open(struct trace_file *file, struct csv_reader **out, struct error *err)
{
    if (!csv_open(file->path, out, err))
        return false;
    bool ok = csv_find_column(*out, "number", &file->number, err) && csv_find_column(*out, "time", &file->time, err) &&
              csv_find_column(*out, "event", &file->event, err) &&
              csv_find_column(*out, "process", &file->process, err) &&
              csv_find_column(*out, "kind", &file->kind, err) && csv_find_column(*out, "value", &file->value, err);
    if (!ok)
        csv_close(*out);
    return ok;
}

static bool read_row(const struct trace_file *file, const struct csv_reader *reader, struct trace_row *row,
                     struct error *err)
{
    double number;
    row->number = strtoull(csv_field(reader, file->number), NULL, 10);
    row->event = csv_field(reader, file->event);
    row->kind = csv_field(reader, file->kind);
    row->value = csv_field(reader, file->value);
    row->has_process = csv_field(reader, file->process)[0] != '\0';
    if (!csv_number(reader, file->time, &row->time, err))
        return false;
    if (!row->has_process)
        return true;
    if (!csv_number(reader, file->process, &number, err))
        return false;
    if (number < 0 || number >= UINT32_MAX || number != floor(number))
        return error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader), "process=\"%s\": expected 0 or more",
                         csv_field(reader, file->process));
    row->process = (uint32_t)number;
    return true;
}

/* A process of the sample, and N. */
static bool add_sample(struct trace_file *file, const struct csv_reader *reader, const struct trace_row *row,
                       struct error *err)
{
    double processes = 0;
    if (!csv_number(reader, file->value, &processes, err))
        return false;
    bool ascending = file->sample_size == 0 || row->process > file->sample[file->sample_size - 1];
    if (!row->has_process || !ascending || processes > UINT32_MAX || (double)row->process >= processes)
        return error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader),
                         "process=\"%s\", value=\"%s\": expected the processes of the sample, ascending, and how many "
                         "there are in all",
                         csv_field(reader, file->process), csv_field(reader, file->value));
    if (file->sample_size == file->sample_capacity) {
        size_t capacity = 2 * file->sample_capacity + SAMPLE_GROWTH;
        uint32_t *grown = reallocarray(file->sample, capacity, sizeof *grown);
        if (grown == NULL)
            return error_set(err, ERROR_INPUT, file->path, 0, "not enough memory to draw this trace");
        file->sample = grown;
        file->sample_capacity = capacity;
    }
    file->sample[file->sample_size++] = row->process;
    file->processes = (uint64_t)processes;
    return true;
}

enum csv_status trace_file_next(struct trace_file *file, struct csv_reader *reader, struct trace_row *row,
                                struct error *err)
{
    enum csv_status status;
    while ((status = csv_next(reader, err)) == CSV_ROW) {
        if (!read_row(file, reader, row, err))
            return CSV_ERROR;
        if (strcmp(row->event, "sample") != 0) {
            if (row->has_process && row->process >= file->processes && file->sample_size == 0)
                file->processes = (uint64_t)row->process + 1;
            return CSV_ROW;
        }
        if (!file->read_once && !add_sample(file, reader, row, err))
            return CSV_ERROR;
    }
    file->read_once = true;
    return status;
}

/* ---- processes and places ---- */

uint64_t trace_file_shown(const struct trace_file *file)
{
    return file->sample_size > 0 ? file->sample_size : file->processes;
}

static int compare_processes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

bool trace_file_place(const struct trace_file *file, uint32_t process, uint64_t *place)
{
    *place = process;
    if (file->sample_size == 0)
        return process < file->processes;
    const uint32_t *found = bsearch(&process, file->sample, file->sample_size, sizeof process, compare_processes);
    if (found != NULL)
        *place = (uint64_t)(found - file->sample);
    return found != NULL;
}

uint32_t trace_file_process(const struct trace_file *file, uint64_t place)
{
    return file->sample_size > 0 ? file->sample[place] : (uint32_t)place;
}

/* ---- the script's variables ---- */

void trace_file_description(const struct trace_file *file, const struct drawing *drawing, const char *rows, char *text,
                            size_t text_size)
{
    enum language language = drawing->language;
    bool french = language == LANGUAGE_FR;
    char number[64], who[TEXT_SIZE] = "", size[64], sample[TEXT_SIZE] = "";
    text_number((double)file->processes, 12, language, number, sizeof number);
    if (file->known) {
        const struct scenario_system *system = scenario_system_at(drawing->scenario, file->system);
        const char *title = system->title[language][0] != '\0' ? system->title[language] : system->name;
        snprintf(who, sizeof who, "%.180s · %s %u · ", title, french ? "exécution" : "run", file->run);
    }
    text_number((double)file->sample_size, 12, language, size, sizeof size);
    if (file->sample_size > 0)
        snprintf(sample, sizeof sample, french ? " · échantillon de %s processus" : " · sample of %s processes", size);
    snprintf(text, text_size, "%sN = %s%s%s", who, number, sample, rows);
}

void trace_file_describe(const struct trace_file *file, const struct drawing *drawing, const char *rows)
{
    char text[4 * TEXT_SIZE];
    trace_file_description(file, drawing, rows, text, sizeof text);
    gnuplot_set_text(drawing->variables, "subtitle", text);
}

void trace_file_label(const struct trace_file *file, const struct drawing *drawing, uint64_t per_row)
{
    struct gnuplot_variables *variables = drawing->variables;
    size_t rows = (size_t)((trace_file_shown(file) + per_row - 1) / per_row);
    size_t step = (rows + MOST_LABELS - 1) / MOST_LABELS, count = 0;
    if (file->sample_size > 0)
        count = (rows + step - 1) / step;
    gnuplot_set_number(variables, "labels", (double)count);
    if (count == 0)
        return;
    gnuplot_set_array(variables, "label_place", count);
    gnuplot_set_array(variables, "label_process", count);
    for (size_t i = 0; i < count; i++) {
        size_t place = i * step * (size_t)per_row; /* the first of its row */
        gnuplot_set_number_at(variables, "label_place", i + 1, (double)place);
        gnuplot_set_number_at(variables, "label_process", i + 1, file->sample[place]);
    }
}

/* ---- faults ---- */

static bool is_fault(const struct trace_row *row, bool *ends)
{
    *ends = strcmp(row->event, "fault-end") == 0;
    return *ends || strcmp(row->event, "fault") == 0;
}

bool trace_file_mark(const struct trace_file *file, const struct trace_row *row, enum language language,
                     struct marks *marks)
{
    struct mark mark = {.time = row->time, .has_process = row->has_process, .process = row->process, .times = 1};
    if (!is_fault(row, &mark.ends))
        return true;
    char *end;
    long long index = strtoll(row->value, &end, 10);
    bool named =
        end != row->value && index >= 0 && (size_t)index < file->fault_count && file->fault_names[index][0] != '\0';
    fault_text(named ? file->fault_names[index] : row->kind, language, mark.text, sizeof mark.text);
    return marks_add(marks, &mark);
}

bool down_create(const struct trace_file *file, struct down *out)
{
    out->places = trace_file_shown(file);
    out->since = calloc(out->places + 1, sizeof *out->since);
    for (uint64_t place = 0; out->since != NULL && place < out->places; place++)
        for (size_t kind = 0; kind < DOWN_KINDS; kind++)
            out->since[place][kind] = NAN;
    return out->since != NULL;
}

void down_release(struct down *down)
{
    free(down->since);
}

bool down_ends(struct down *down, const struct trace_file *file, const struct trace_row *row, uint64_t *place,
               enum down_kind *kind, double *begin)
{
    static const enum fault_kind begins[] = {[DOWN_CRASHED] = FAULT_CRASH, [DOWN_SUSPENDED] = FAULT_SUSPEND};
    static const enum fault_kind undoes[] = {[DOWN_CRASHED] = FAULT_RECOVER, [DOWN_SUSPENDED] = FAULT_RESUME};
    static const char *const names[] = {
#define FAULT_NAME(id, name, ...) name,
        FAULTS(FAULT_NAME)
#undef FAULT_NAME
    };
    bool ends;
    if (!row->has_process || !is_fault(row, &ends) || !trace_file_place(file, row->process, place))
        return false;
    for (size_t i = 0; i < DOWN_KINDS; i++) {
        double *since = &down->since[*place][i];
        bool of_kind = strcmp(row->kind, names[begins[i]]) == 0;
        bool undone = (of_kind && ends) || (!ends && strcmp(row->kind, names[undoes[i]]) == 0);
        if (of_kind && !ends && isnan(*since))
            *since = row->time;
        if (!undone || isnan(*since))
            continue;
        *kind = (enum down_kind)i;
        *begin = *since;
        *since = NAN;
        return true;
    }
    return false;
}
