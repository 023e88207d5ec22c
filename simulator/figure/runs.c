/* runs.c: see runs.h. Reads runs.csv row by row; the texts of the varied columns are kept once each. */
#include "figure/runs_table.h"

#include "base/csv.h"
#include "base/value.h"
#include "engine/system.h"
#include "observe/specification.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

struct word_node {
    const char *word;
    uint32_t index;
};

static int compare_nodes(const void *a, const void *b)
{
    const struct word_node *first = a, *second = b;
    return strcmp(first->word, second->word);
}

/* Gives the index of a word, which is added when it is new. */
static bool words_find(struct words *words, const char *text, uint32_t *index)
{
    struct word_node key = {text, 0};
    struct word_node **known = tfind(&key, &words->tree, compare_nodes);
    if (known != NULL) {
        *index = (*known)->index;
        return true;
    }
    if (words->count == words->capacity) {
        size_t capacity = words->capacity == 0 ? 16 : 2 * words->capacity;
        char **word = realloc(words->word, capacity * sizeof *word);
        if (word == NULL)
            return false;
        words->word = word;
        words->capacity = capacity;
    }
    char *copy = strdup(text);
    struct word_node *node = malloc(sizeof *node);
    if (copy == NULL || node == NULL) {
        free(copy);
        free(node);
        return false;
    }
    *node = (struct word_node){copy, (uint32_t)words->count};
    if (tsearch(node, &words->tree, compare_nodes) == NULL) {
        free(copy);
        free(node);
        return false;
    }
    words->word[words->count] = copy;
    *index = (uint32_t)words->count++;
    return true;
}

static void words_release(struct words *words)
{
    if (words->tree != NULL)
        tdestroy(words->tree, free);
    for (size_t i = 0; i < words->count; i++)
        free(words->word[i]);
    free(words->word);
}

/* ---- reading ---- */

/* Where the columns that every runs.csv has are. */
struct columns {
    size_t run, system, processes, ending, verdict, reason, event;
    size_t *varied;
};

static const char *system_name(size_t i, const void *context)
{
    const struct scenario *scenario = context;
    return i < scenario_system_count(scenario) ? scenario_system_at(scenario, i)->name : NULL;
}

static bool find_system(const struct scenario *scenario, const char *name, uint32_t *system)
{
    for (size_t i = 0; i < scenario_system_count(scenario); i++)
        if (strcmp(scenario_system_at(scenario, i)->name, name) == 0) {
            *system = (uint32_t)i;
            return true;
        }
    return false;
}

static bool find_columns(struct runs *runs, const struct csv_reader *reader, const struct scenario *scenario,
                         struct columns *columns, struct error *err)
{
    bool ok = csv_find_column(reader, "run", &columns->run, err) &&
              csv_find_column(reader, "system", &columns->system, err) &&
              csv_find_column(reader, "processes", &columns->processes, err) &&
              csv_find_column(reader, "ending", &columns->ending, err) &&
              csv_find_column(reader, "verdict", &columns->verdict, err) &&
              csv_find_column(reader, "reason", &columns->reason, err) &&
              csv_find_column(reader, "event", &columns->event, err);
    runs->varied_count = scenario_varied_count(scenario);
    runs->varied = calloc(runs->varied_count + 1, sizeof *runs->varied);
    columns->varied = calloc(runs->varied_count + 1, sizeof *columns->varied);
    runs->columns = csv_column_count(reader);
    runs->names = calloc(runs->columns, sizeof *runs->names);
    runs->is_text = calloc(runs->columns, sizeof *runs->is_text);
    runs->units = calloc(runs->columns, sizeof *runs->units);
    if (runs->varied == NULL || columns->varied == NULL || runs->names == NULL || runs->is_text == NULL ||
        runs->units == NULL)
        return error_set(err, ERROR_INPUT, runs->path, 0, "not enough memory for this table");
    for (size_t i = 0; ok && i < runs->varied_count; i++) {
        runs->varied[i].column = scenario_varied_at(scenario, i);
        ok = csv_find_column(reader, runs->varied[i].column, &columns->varied[i], err);
    }
    for (size_t i = 0; ok && i < runs->columns; i++) {
        runs->names[i] = strdup(csv_column_name(reader, i));
        if (runs->names[i] == NULL)
            return error_set(err, ERROR_INPUT, runs->path, 0, "not enough memory for this table");
    }
    return ok;
}

static bool make_room(struct runs *runs, struct error *err)
{
    if (runs->count < runs->capacity)
        return true;
    size_t capacity = runs->capacity == 0 ? 1024 : 2 * runs->capacity;
    struct run_row *rows = realloc(runs->rows, capacity * sizeof *rows);
    if (rows != NULL)
        runs->rows = rows;
    double *values = realloc(runs->values, capacity * runs->columns * sizeof *values);
    if (values != NULL)
        runs->values = values;
    uint32_t *varied = realloc(runs->varied_value, capacity * (runs->varied_count + 1) * sizeof *varied);
    if (varied != NULL)
        runs->varied_value = varied;
    if (rows == NULL || values == NULL || varied == NULL)
        return error_set(err, ERROR_INPUT, runs->path, 0, "not enough memory for %zu runs", capacity);
    runs->capacity = capacity;
    return true;
}

static bool read_verdict(const struct csv_reader *reader, size_t column, enum run_verdict *out, struct error *err)
{
    static const char *const names[] = {"holds", "violated", "undecided", "failed"};
    for (size_t i = 0; i < RUN_VERDICTS; i++)
        if (strcmp(csv_field(reader, column), names[i]) == 0) {
            *out = (enum run_verdict)i;
            return true;
        }
    return error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader),
                     "verdict \"%.80s\": expected holds, violated, undecided or failed", csv_field(reader, column));
}

/* A plain number, or a quantity with a unit: the unit of the result. NULL: neither. */
static const char *read_quantity(const char *text, double *out)
{
    static const struct {
        enum dimension dimension;
        const char *unit;
    } quantities[] = {{DIMENSION_NUMBER, ""},
                      {DIMENSION_TIME, "s"},
                      {DIMENSION_SIZE, "B"},
                      {DIMENSION_BANDWIDTH, "B/s"},
                      {DIMENSION_WORK, "flop"}};
    for (size_t i = 0; i < sizeof quantities / sizeof quantities[0]; i++) {
        struct error ignored = {0};
        if (value_parse(text, quantities[i].dimension, out, &ignored))
            return quantities[i].unit;
    }
    return NULL;
}

static double read_value(struct runs *runs, const struct csv_reader *reader, size_t column)
{
    const char *text = csv_field(reader, column);
    char *end;
    double value = strtod(text, &end);
    if (text[0] == '\0')
        return NAN;
    if (*end == '\0')
        return value;
    const char *unit = read_quantity(text, &value);
    if (unit != NULL) {
        runs->units[column] = unit;
        return value;
    }
    runs->is_text[column] = true;
    return NAN;
}

_Static_assert((int)RUN_HOLDS == (int)VERDICT_HOLDS && (int)RUN_VIOLATED == (int)VERDICT_VIOLATED &&
                   (int)RUN_UNDECIDED == (int)VERDICT_UNDECIDED,
               "a verdict is a verdict");

static void take_note(struct runs *runs, const struct csv_reader *reader, const struct columns *columns,
                      const struct run_row *row)
{
    struct run_note *note = &runs->first[row->expectation][row->verdict];
    runs->verdicts[row->verdict]++;
    if (note->found && note->run <= row->run)
        return;
    note->found = true;
    note->run = row->run;
    note->processes = runs->values[(runs->count) * runs->columns + columns->processes];
    snprintf(note->system, sizeof note->system, "%s", csv_field(reader, columns->system));
    snprintf(note->event, sizeof note->event, "%.31s", csv_field(reader, columns->event));
    snprintf(note->reason, sizeof note->reason, "%s", csv_field(reader, columns->reason));
}

const struct algorithm *runs_algorithm(const struct runs *runs, const struct scenario *scenario, size_t row)
{
    for (size_t v = 0; v < runs->varied_count; v++)
        if (strcmp(runs->varied[v].column, "system.algorithm.name") == 0)
            return algorithm_find(runs->varied[v].word[runs->varied_value[row * runs->varied_count + v]], NULL);
    return scenario_system_at(scenario, runs->rows[row].system)->algorithm;
}

/* Of the row that is being read. */
static bool is_complete(const struct runs *runs, const struct scenario *scenario, const char *ending)
{
    const struct run_row *row = &runs->rows[runs->count];
    if (row->verdict == RUN_HOLDS || row->verdict == RUN_FAILED)
        return row->verdict == RUN_HOLDS;
    if (strcmp(ending, "quiescent") == 0)
        return true;
    bool by_budget = strcmp(ending, "time") == 0 || strcmp(ending, "events") == 0;
    const struct algorithm *algorithm = by_budget ? runs_algorithm(runs, scenario, runs->count) : NULL;
    return algorithm != NULL && algorithm->endless;
}

/* The text of a column that not every runs.csv has; empty when it has not. */
static const char *word_of(const struct runs *runs, const struct csv_reader *reader, const char *column)
{
    size_t index;
    return runs_has(runs, column, &index) ? csv_field(reader, index) : "";
}

static void take_accounts(struct runs *runs, const struct csv_reader *reader)
{
    const char *note = word_of(runs, reader, "energy_note");
    if (runs->currency[0] == '\0')
        snprintf(runs->currency, sizeof runs->currency, "%s", word_of(runs, reader, "currency"));
    if (runs->energy_note[0] == '\0')
        snprintf(runs->energy_note, sizeof runs->energy_note, "%s", note);
    runs->energy_notes += note[0] != '\0';
}

static bool read_row(struct runs *runs, const struct csv_reader *reader, const struct scenario *scenario,
                     const struct columns *columns, struct error *err)
{
    if (!make_room(runs, err))
        return false;
    struct run_row *row = &runs->rows[runs->count];
    *row = (struct run_row){0};
    double number;
    if (!csv_number(reader, columns->run, &number, err))
        return false;
    if (number < 0 || number > UINT32_MAX)
        return error_set(err, ERROR_INPUT, runs->path, csv_line(reader), "run %g: expected 0 or more", number);
    row->run = (uint32_t)number;
    if (!find_system(scenario, csv_field(reader, columns->system), &row->system))
        return error_set(err, ERROR_INPUT, runs->path, csv_line(reader), "the scenario has no system \"%.80s\"",
                         csv_field(reader, columns->system));
    if (!read_verdict(reader, columns->verdict, &row->verdict, err))
        return false;
    double *values = &runs->values[runs->count * runs->columns];
    for (size_t i = 0; i < runs->columns; i++)
        values[i] = read_value(runs, reader, i);
    uint32_t *varied = &runs->varied_value[runs->count * runs->varied_count];
    for (size_t i = 0; i < runs->varied_count; i++)
        if (!words_find(&runs->varied[i], csv_field(reader, columns->varied[i]), &varied[i]))
            return error_set(err, ERROR_INPUT, runs->path, csv_line(reader), "not enough memory for this table");
    bool judged = row->verdict != RUN_FAILED && strcmp(csv_field(reader, columns->ending), "stopped") != 0;
    if (judged)
        row->expectation = expectation_of(scenario_system_at(scenario, row->system), (uint8_t)row->verdict);
    row->quiescent = strcmp(csv_field(reader, columns->ending), "quiescent") == 0;
    row->complete = is_complete(runs, scenario, csv_field(reader, columns->ending));
    take_note(runs, reader, columns, row);
    take_accounts(runs, reader);
    runs->count++;
    return true;
}

bool runs_load(const char *folder, const struct scenario *scenario, struct runs **out, struct error *err)
{
    *out = NULL;
    struct runs *runs = calloc(1, sizeof *runs);
    if (runs == NULL)
        return error_set(err, ERROR_INPUT, folder, 0, "not enough memory to read the runs");
    struct csv_reader *reader = NULL;
    struct columns columns = {0};
    snprintf(runs->path, sizeof runs->path, "%s/runs.csv", folder);
    bool ok = csv_open(runs->path, &reader, err) && find_columns(runs, reader, scenario, &columns, err);
    enum csv_status status = CSV_END;
    while (ok && (status = csv_next(reader, err)) == CSV_ROW)
        ok = read_row(runs, reader, scenario, &columns, err);
    ok = ok && status == CSV_END;
    free(columns.varied);
    csv_close(reader);
    if (!ok) {
        runs_free(runs);
        return false;
    }
    *out = runs;
    return true;
}

void runs_free(struct runs *runs)
{
    if (runs == NULL)
        return;
    for (size_t i = 0; runs->varied != NULL && i < runs->varied_count; i++)
        words_release(&runs->varied[i]);
    for (size_t i = 0; runs->names != NULL && i < runs->columns; i++)
        free(runs->names[i]);
    free(runs->varied);
    free(runs->names);
    free(runs->is_text);
    free(runs->units);
    free(runs->rows);
    free(runs->values);
    free(runs->varied_value);
    free(runs);
}

/* ---- asking ---- */

size_t runs_count(const struct runs *runs)
{
    return runs->count;
}

const struct run_row *runs_row(const struct runs *runs, size_t row)
{
    return &runs->rows[row];
}

size_t runs_with(const struct runs *runs, enum run_verdict verdict)
{
    return runs->verdicts[verdict];
}

const struct run_note *runs_first(const struct runs *runs, enum run_verdict verdict, enum expectation expectation)
{
    return &runs->first[expectation][verdict];
}

struct text_scale runs_scale_for(const struct runs *runs, const char *column, double typical)
{
    if (strcmp(column, "price") == 0)
        return (struct text_scale){1, runs->currency};
    return text_scale_for(column, typical);
}

const char *runs_energy_note(const struct runs *runs, size_t *count)
{
    *count = runs->energy_notes;
    return runs->energy_note;
}

bool runs_has(const struct runs *runs, const char *column, size_t *index)
{
    for (size_t i = 0; i < runs->columns; i++)
        if (strcmp(runs->names[i], column) == 0) {
            *index = i;
            return true;
        }
    return false;
}

static const char *column_name(size_t i, const void *context)
{
    const struct runs *runs = context;
    return i < runs->columns ? runs->names[i] : NULL;
}

bool runs_find(const struct runs *runs, const char *column, size_t *index, struct error *err)
{
    if (!runs_has(runs, column, index)) {
        const char *nearest = nearest_name(column, column_name, runs);
        if (nearest == NULL)
            return error_set(err, ERROR_INPUT, runs->path, 1, "no column \"%.80s\"", column);
        return error_set(err, ERROR_INPUT, runs->path, 1, "no column \"%.80s\"; did you mean \"%.80s\"?", column,
                         nearest);
    }
    if (runs->is_text[*index])
        return error_set(err, ERROR_INPUT, runs->path, 1, "column \"%.80s\" is of words; a figure needs numbers",
                         column);
    return true;
}

const char *runs_unit(const struct runs *runs, size_t column)
{
    return runs->units[column] != NULL ? runs->units[column] : "";
}

double runs_value(const struct runs *runs, size_t row, size_t column)
{
    return runs->values[row * runs->columns + column];
}

bool runs_find_system(const struct scenario *scenario, const char *name, uint32_t *system, struct error *err)
{
    if (find_system(scenario, name, system))
        return true;
    const char *nearest = nearest_name(name, system_name, scenario);
    if (nearest == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "the scenario has no system \"%.80s\"", name);
    return error_set(err, ERROR_INPUT, NULL, 0, "the scenario has no system \"%.80s\"; did you mean \"%.80s\"?", name,
                     nearest);
}

bool *runs_wanted_systems(const struct scenario *scenario, const char *names, struct error *err)
{
    static const char between[] = ", \t\n";
    size_t count = scenario_system_count(scenario);
    bool all = names == NULL || names[0] == '\0';
    bool *wanted = calloc(count + 1, sizeof *wanted);
    char *list = strdup(all ? "" : names), *rest = list;
    if (wanted == NULL || list == NULL) {
        free(wanted);
        free(list);
        error_set(err, ERROR_INPUT, NULL, 0, "not enough memory to draw");
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        wanted[i] = all;
    bool ok = true;
    for (char *name; ok && (name = strsep(&rest, between)) != NULL;) {
        uint32_t system = 0;
        if (name[0] == '\0')
            continue;
        ok = runs_find_system(scenario, name, &system, err);
        if (ok)
            wanted[system] = true;
    }
    free(list);
    if (ok)
        return wanted;
    free(wanted);
    return NULL;
}
