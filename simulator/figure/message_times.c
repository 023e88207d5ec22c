/* message_times.c: see message_times.h. */
#include "figure/message_times.h"

#include "base/csv.h"
#include "figure/figure.h"
#include "figure/laws.h"
#include "figure/table.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 3 /* of a constant */ };

/* A number and its unit stay on one line of a legend. */
#define NO_BREAK_SPACE "\xc2\xa0"

/* ---- a curve ---- */

bool message_times_are(const char *x, const char *measure)
{
    return strcmp(text_unit(x), "B") == 0 && strcmp(text_unit(measure), "s") == 0;
}

bool message_times_fit(const struct curves *curves, const struct curve *curve, size_t column, struct alpha_beta *out,
                       size_t *points)
{
    struct law_point *law_points = curve_law_points(curves, curve, column, points);
    struct error ignored = {0};
    bool ok = law_points != NULL && alpha_beta_fit(law_points, *points, out, &ignored);
    free(law_points);
    return ok;
}

/* ---- words ---- */

static void write_scaled(double value, const char *unit, enum language language, char *buffer, size_t size)
{
    char rounded[32], number[64];
    snprintf(rounded, sizeof rounded, "%.*g", DIGITS, value); /* lest 0.9999 be "1.000" */
    text_number(strtod(rounded, NULL), DIGITS, language, number, sizeof number);
    snprintf(buffer, size, "%s" NO_BREAK_SPACE "%s", number, unit);
}

static void write_time(double seconds, enum language language, char *buffer, size_t size)
{
    struct text_scale scale = text_scale_for("simulated_time", seconds);
    write_scaled(seconds * scale.factor, scale.unit, language, buffer, size);
}

/* In the prefixes of the SI: a megabyte is a million of bytes. */
static void write_bandwidth(double bytes_per_second, enum language language, char *buffer, size_t size)
{
    static const char *const units[][LANGUAGES] = {
        {"B/s", "o/s"}, {"kB/s", "ko/s"}, {"MB/s", "Mo/s"}, {"GB/s", "Go/s"}, {"TB/s", "To/s"}};
    enum { UNITS = sizeof units / sizeof units[0] };
    static const double step = 1000, rounded_up = 999.5;
    size_t i = 0;
    for (; i + 1 < UNITS && bytes_per_second >= rounded_up; i++)
        bytes_per_second /= step;
    write_scaled(bytes_per_second, units[i][language], language, buffer, size);
}

void message_times_text(const struct alpha_beta *fit, enum language language, char *buffer, size_t size)
{
    assert(size >= TEXT_SIZE);
    static const char equals[] = NO_BREAK_SPACE "=" NO_BREAK_SPACE;
    char alpha[96], bandwidth[96];
    if (!alpha_beta_describes(fit)) {
        snprintf(buffer, size, "%s", curve_undecided_text(language));
        return;
    }
    write_time(fit->alpha, language, alpha, sizeof alpha);
    write_bandwidth(1 / fit->beta, language, bandwidth, sizeof bandwidth);
    int used = snprintf(buffer, size, "T = α + β m");
    if (fit->alpha_low > 0)
        used += snprintf(buffer + used, size - (size_t)used, ", α%s%s", equals, alpha);
    if (fit->beta_low > 0)
        snprintf(buffer + used, size - (size_t)used, ", 1/β%s%s", equals, bandwidth);
}

/* ---- all of them ---- */

static bool is_there(const struct message_times *times, const struct message_times_row *row)
{
    for (size_t i = 0; i < times->count; i++)
        if (strcmp(times->rows[i].name, row->name) == 0 && strcmp(times->rows[i].measure, row->measure) == 0 &&
            strcmp(times->rows[i].x, row->x) == 0)
            return true;
    return false;
}

static bool add_curves(const struct runs *runs, const struct curves *curves, const struct figure_request *figure,
                       struct message_times *out)
{
    size_t column, count = curves_count(curves);
    if (!runs_has(runs, figure->measure, &column))
        return true;
    struct message_times_row *rows = realloc(out->rows, (out->count + count) * sizeof *rows);
    if (rows == NULL)
        return false;
    out->rows = rows;
    for (size_t i = 0; i < count; i++) {
        const struct curve *curve = curves_at(curves, i);
        struct message_times_row row = {.measure = figure->measure, .x = figure->x};
        memcpy(row.label, curve->label, sizeof row.label);
        memcpy(row.name, curve->name, sizeof row.name);
        if (message_times_fit(curves, curve, column, &row.fit, &row.points) && !is_there(out, &row))
            out->rows[out->count++] = row;
    }
    return true;
}

bool message_times_create(struct runs *runs, const struct scenario *scenario, struct message_times *out,
                          struct error *err)
{
    *out = (struct message_times){0};
    bool ok = true;
    for (size_t i = 0; ok && i < scenario_figure_count(scenario); i++) {
        const struct figure_request *figure = scenario_figure_at(scenario, i);
        struct curves *curves = NULL;
        struct error ignored = {0};
        if (strcmp(figure->kind, "complexity") != 0 || !message_times_are(figure->x, figure->measure) ||
            !curves_create(runs, scenario, figure->x, figure->system, &curves, &ignored))
            continue;
        ok = add_curves(runs, curves, figure, out);
        curves_free(curves);
    }
    if (ok)
        return true;
    message_times_release(out);
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the table of alpha and beta");
}

void message_times_release(struct message_times *times)
{
    free(times->rows);
    *times = (struct message_times){0};
}

/* "12.3 µs [12.1 µs, 12.5 µs]", without the interval where it has no width. */
static void add_constant(struct table *table, double value, double low, double high,
                         void (*write)(double, enum language, char *, size_t), enum language language)
{
    char text[96], low_text[96], high_text[96], cell[320];
    write(value, language, text, sizeof text);
    write(low, language, low_text, sizeof low_text);
    write(high, language, high_text, sizeof high_text);
    if (strcmp(low_text, high_text) == 0)
        snprintf(cell, sizeof cell, "%s", text);
    else
        snprintf(cell, sizeof cell, "%s [%s%s %s]", text, low_text, language == LANGUAGE_FR ? " ;" : ",", high_text);
    table_add(table, cell);
}

static void add_row(struct table *table, const struct message_times_row *row, enum language language)
{
    static const char unknown[] = "—";
    const struct alpha_beta *fit = &row->fit;
    bool drawn = alpha_beta_describes(fit);
    char plain[64], residual[64];
    table_add(table, row->label[language]);
    table_add(table, row->measure);
    if (drawn && fit->alpha_low > 0)
        add_constant(table, fit->alpha, fit->alpha_low, fit->alpha_high, write_time, language);
    else
        table_add(table, drawn ? unknown : curve_undecided_text(language));
    if (drawn && fit->beta_low > 0)
        add_constant(table, 1 / fit->beta, 1 / fit->beta_high, 1 / fit->beta_low, write_bandwidth, language);
    else
        table_add(table, unknown);
    snprintf(plain, sizeof plain, "%.2f %%", 100 * fit->residual);
    text_formula(plain, language, residual, sizeof residual);
    table_add(table, residual);
}

bool message_times_print(const struct message_times *times, enum language language, FILE *stream, struct error *err)
{
    static const char *const heading[LANGUAGES] = {"Messages: T = α + β m, m in bytes",
                                                   "Messages : T = α + β m, m en octets"};
    static const char *const columns[][LANGUAGES] = {{"system", "système"},
                                                     {"measure", "mesure"},
                                                     {"α [95 %]", "α [95 %]"},
                                                     {"1/β [95 %]", "1/β [95 %]"},
                                                     {"residual", "résidu"}};
    if (times->count == 0)
        return true;
    struct table *table = table_create("llllr");
    for (size_t i = 0; table != NULL && i < sizeof columns / sizeof columns[0]; i++)
        table_add(table, columns[i][language]);
    for (size_t i = 0; table != NULL && i < times->count; i++)
        add_row(table, &times->rows[i], language);
    fprintf(stream, "\n%s\n", heading[language]);
    bool ok = table != NULL && table_print(table, stream);
    table_free(table);
    return ok || error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the table of alpha and beta");
}

bool message_times_write(const struct message_times *times, const char *path, struct error *err)
{
    static const char *const columns[] = {"system",     "x",    "measure",  "points",    "alpha",    "alpha_low",
                                          "alpha_high", "beta", "beta_low", "beta_high", "residual", "drawn"};
    struct csv_writer *writer;
    if (!csv_create(path, &writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    for (size_t i = 0; i < times->count; i++) {
        const struct message_times_row *row = &times->rows[i];
        const struct alpha_beta *fit = &row->fit;
        const double numbers[] = {fit->alpha,    fit->alpha_low, fit->alpha_high, fit->beta,
                                  fit->beta_low, fit->beta_high, fit->residual};
        csv_add_text(writer, row->name);
        csv_add_text(writer, row->x);
        csv_add_text(writer, row->measure);
        csv_add_integer(writer, row->points);
        for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
            csv_add_number(writer, numbers[k]);
        csv_add_integer(writer, alpha_beta_describes(fit));
        csv_end_row(writer);
    }
    return csv_commit(writer, err);
}
