/* curves.c: see runs.h. Everything here is sorting: rows by (system, x) to find what makes curves, then by (curve, x). */
#include "figure/runs_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct curves {
    struct runs *runs;
    size_t *order; /* rows of complete runs */
    size_t order_count;
    size_t incomplete; /* runs of the same systems */
    struct curve *curve;
    size_t count;
    bool *splits; /* splits[system * varied_count + i]: varied column i makes curves of this system */
};

/* What the comparisons need. */
struct sorting {
    const struct runs *runs;
    const bool *splits; /* NULL: by (system, x) only */
};

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_curve(const struct sorting *sorting, size_t a, size_t b)
{
    const struct runs *runs = sorting->runs;
    const struct run_row *first = &runs->rows[a], *second = &runs->rows[b];
    if (first->system != second->system)
        return first->system < second->system ? -1 : 1;
    for (size_t i = 0; sorting->splits != NULL && i < runs->varied_count; i++) {
        if (!sorting->splits[first->system * runs->varied_count + i])
            continue;
        uint32_t word_a = runs->varied_value[a * runs->varied_count + i];
        uint32_t word_b = runs->varied_value[b * runs->varied_count + i];
        if (word_a != word_b)
            return word_a < word_b ? -1 : 1;
    }
    return 0;
}

static int compare_rows(const void *a, const void *b, void *context)
{
    const struct sorting *sorting = context;
    size_t row_a = *(const size_t *)a, row_b = *(const size_t *)b;
    const struct run_row *first = &sorting->runs->rows[row_a], *second = &sorting->runs->rows[row_b];
    int order = compare_curve(sorting, row_a, row_b);
    if (order == 0)
        order = compare_numbers(first->x, second->x);
    if (order == 0)
        order = first->run < second->run ? -1 : first->run > second->run;
    return order;
}

/* Keeps the complete runs, with their x. */
static bool choose_rows(struct curves *curves, const struct scenario *scenario, const char *x, const char *system,
                        struct error *err)
{
    struct runs *runs = curves->runs;
    size_t column;
    bool *wanted = runs_wanted_systems(scenario, system, err);
    bool ok = wanted != NULL && runs_find(runs, x, &column, err);
    for (size_t row = 0; ok && row < runs->count; row++) {
        struct run_row *r = &runs->rows[row];
        if (!wanted[r->system])
            continue;
        curves->incomplete += !r->complete;
        if (!r->complete)
            continue;
        r->x = runs_value(runs, row, column);
        ok = !isnan(r->x) || error_set(err, ERROR_INPUT, runs->path, 0, "run %u has no value of \"%.80s\"", r->run, x);
        curves->order[curves->order_count++] = row;
    }
    free(wanted);
    if (!ok)
        return false;
    if (curves->order_count > 0)
        return true;
    if (system == NULL || system[0] == '\0')
        return error_set(err, ERROR_NOTHING, runs->path, 0, "there is no complete run to draw");
    return error_set(err, ERROR_NOTHING, runs->path, 0, "there is no complete run of system \"%.80s\" to draw", system);
}

/* A varied column makes curves of a system if it differs between runs with the same x. */
static void find_splits(struct curves *curves)
{
    const struct runs *runs = curves->runs;
    struct sorting sorting = {runs, NULL};
    qsort_r(curves->order, curves->order_count, sizeof *curves->order, compare_rows, &sorting);
    for (size_t i = 1; i < curves->order_count; i++) {
        size_t before = curves->order[i - 1], row = curves->order[i];
        if (runs->rows[before].system != runs->rows[row].system || runs->rows[before].x < runs->rows[row].x)
            continue;
        for (size_t v = 0; v < runs->varied_count; v++)
            if (runs->varied_value[before * runs->varied_count + v] != runs->varied_value[row * runs->varied_count + v])
                curves->splits[runs->rows[row].system * runs->varied_count + v] = true;
    }
}

/* Writes "<begin>, identities.order = random" for the values that make this curve. */
static void write_label(const struct curves *curves, const struct curve *curve, const char *begin, char *label)
{
    const struct runs *runs = curves->runs;
    size_t row = curves->order[curve->first];
    int used = snprintf(label, TEXT_SIZE, "%s", begin);
    for (size_t v = 0; v < runs->varied_count && used < TEXT_SIZE; v++) {
        if (!curves->splits[curve->system * runs->varied_count + v])
            continue;
        const char *word = runs->varied[v].word[runs->varied_value[row * runs->varied_count + v]];
        used += snprintf(label + used, (size_t)(TEXT_SIZE - used), ", %s = %s",
                         text_short_column(runs->varied[v].column), word);
    }
}

static void name_curve(const struct curves *curves, const struct scenario *scenario, struct curve *curve)
{
    const struct scenario_system *system = scenario_system_at(scenario, curve->system);
    curve->algorithm = runs_algorithm(curves->runs, scenario, curves->order[curve->first]);
    write_label(curves, curve, system->name, curve->name);
    for (size_t language = 0; language < LANGUAGES; language++) {
        const char *title = system->title[language];
        write_label(curves, curve, title[0] != '\0' ? title : system->name, curve->label[language]);
    }
}

static bool cut_into_curves(struct curves *curves, const struct scenario *scenario, struct error *err)
{
    struct runs *runs = curves->runs;
    struct sorting sorting = {runs, curves->splits};
    qsort_r(curves->order, curves->order_count, sizeof *curves->order, compare_rows, &sorting);
    size_t count = 1;
    for (size_t i = 1; i < curves->order_count; i++)
        count += compare_curve(&sorting, curves->order[i - 1], curves->order[i]) != 0;
    curves->curve = calloc(count, sizeof *curves->curve);
    if (curves->curve == NULL)
        return error_set(err, ERROR_INPUT, runs->path, 0, "not enough memory for %zu curves", count);
    for (size_t i = 0; i < curves->order_count; i++) {
        if (i == 0 || compare_curve(&sorting, curves->order[i - 1], curves->order[i]) != 0) {
            curves->curve[curves->count].first = i;
            curves->curve[curves->count].system = runs->rows[curves->order[i]].system;
            curves->count++;
        }
        curves->curve[curves->count - 1].count++;
        runs->rows[curves->order[i]].curve = (uint32_t)(curves->count - 1);
    }
    for (size_t i = 0; i < curves->count; i++)
        name_curve(curves, scenario, &curves->curve[i]);
    return true;
}

bool curves_create(struct runs *runs, const struct scenario *scenario, const char *x, const char *system,
                   struct curves **out, struct error *err)
{
    *out = NULL;
    struct curves *curves = calloc(1, sizeof *curves);
    bool ok = curves != NULL;
    if (ok) {
        curves->runs = runs;
        curves->order = calloc(runs->count + 1, sizeof *curves->order);
        curves->splits = calloc(scenario_system_count(scenario) * runs->varied_count + 1, sizeof *curves->splits);
        ok = curves->order != NULL && curves->splits != NULL;
    }
    if (!ok)
        error_set(err, ERROR_INPUT, runs->path, 0, "not enough memory for %zu runs", runs->count);
    ok = ok && choose_rows(curves, scenario, x, system, err);
    if (ok)
        find_splits(curves);
    ok = ok && cut_into_curves(curves, scenario, err);
    if (!ok) {
        curves_free(curves);
        return false;
    }
    *out = curves;
    return true;
}

void curves_free(struct curves *curves)
{
    if (curves == NULL)
        return;
    free(curves->order);
    free(curves->splits);
    free(curves->curve);
    free(curves);
}

size_t curves_count(const struct curves *curves)
{
    return curves->count;
}

size_t curves_incomplete(const struct curves *curves)
{
    return curves->incomplete;
}

const struct curve *curves_at(const struct curves *curves, size_t index)
{
    return &curves->curve[index];
}

size_t curves_row(const struct curves *curves, size_t position)
{
    return curves->order[position];
}

bool curve_next_point(const struct curves *curves, const struct curve *curve, struct point *point)
{
    size_t end = curve->first + curve->count;
    point->first += point->count;
    point->count = 0;
    if (point->first >= end)
        return false;
    point->x = curves->runs->rows[curves->order[point->first]].x;
    while (point->first + point->count < end &&
           !(curves->runs->rows[curves->order[point->first + point->count]].x > point->x))
        point->count++;
    return true;
}

bool point_summary(const struct curves *curves, const struct point *point, size_t column, struct summary *out)
{
    double *values = malloc(point->count * sizeof *values);
    size_t count = 0;
    for (size_t i = 0; values != NULL && i < point->count; i++) {
        double value = runs_value(curves->runs, curves->order[point->first + i], column);
        if (!isnan(value))
            values[count++] = value;
    }
    if (count > 0)
        summary_of(values, count, out);
    free(values);
    return count > 0;
}
