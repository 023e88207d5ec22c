/* distribution.c: the data of a distribution figure: one panel a curve that has replications, at the largest x that has them. Columns of
 * its CSV file: panel; system; series (bin, mean, formula); index, the number of the formula; text, the formula in words;
 * x, the middle of a bin, or the value; width and count of a bin; low and high, the 95 % interval of the mean. Values are
 * in the units of runs.csv. */
#include "base/csv.h"
#include "engine/cost.h"
#include "figure/kind.h"
#include "figure/laws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_PANELS = 8,
    LEAST_BINS = 5,
    MOST_BINS = 30,
    MARK_SIZE = 512, /* of a legend's text */
};

/* A formula far from the data would squeeze the histogram: beyond this share of its span it is told, not drawn. */
static const double mark_reach = 0.6;

struct distribution {
    const struct drawing *drawing;
    struct runs *runs;
    struct curves *curves;
    struct csv_writer *writer;
    size_t column;
    struct text_scale scale; /* the same for all panels */
};

static int compare_values(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

/* The values of a point in increasing order; the caller frees. */
static double *sorted_values(const struct distribution *d, const struct point *point, size_t *count)
{
    double *values = malloc(point->count * sizeof *values);
    *count = 0;
    for (size_t i = 0; values != NULL && i < point->count; i++) {
        double value = runs_value(d->runs, curves_row(d->curves, point->first + i), d->column);
        if (!isnan(value))
            values[(*count)++] = value;
    }
    if (values != NULL)
        qsort(values, *count, sizeof *values, compare_values);
    return values;
}

/* The least of 1, 2, 5, 10, 20, ... times a power of ten that is not below `width`. */
static double round_width(double width)
{
    double magnitude = pow(10, floor(log10(width)));
    static const double steps[] = {1, 2, 5, 10};
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof steps[0] && steps[i] * magnitude < width * (1 - 1e-9))
        i++;
    return steps[i] * magnitude;
}

struct bins {
    double width;
    double offset; /* bin k is [k * width - offset, (k + 1) * width - offset) */
    bool whole;    /* the values are whole numbers */
};

/* Rice's rule for their number, a round width; whole values have bins of whole numbers, each in the middle of its bar. */
static struct bins choose_bins(const double *values, size_t count)
{
    double span = values[count - 1] - values[0];
    bool whole = true;
    for (size_t i = 0; i < count; i++)
        whole = whole && values[i] == floor(values[i]);
    double wanted = fmin(MOST_BINS, fmax(LEAST_BINS, ceil(2 * cbrt((double)count))));
    if (whole)
        return (struct bins){fmax(1, round_width((span + 1) / wanted)), 0.5, true};
    double width = span > 0 ? span / wanted : fabs(values[0]) / wanted;
    return (struct bins){round_width(width), 0, false};
}

static void add_row(struct distribution *d, size_t panel, const char *system, const char *series, size_t index,
                    const char *text, double x, double width, double count, double low, double high)
{
    csv_add_integer(d->writer, panel);
    csv_add_text(d->writer, system);
    csv_add_text(d->writer, series);
    csv_add_integer(d->writer, index);
    csv_add_text(d->writer, text);
    const double numbers[] = {x, width, count, low, high};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        csv_add_number(d->writer, numbers[i]);
    csv_end_row(d->writer);
}

/* What the bars reach, and what is drawn. */
struct window {
    double low, high, span;
    bool whole; /* of whole numbers */
};

static struct window write_bins(struct distribution *d, size_t panel, const char *system, const double *values,
                                size_t count)
{
    struct bins bins = choose_bins(values, count);
    double first = floor((values[0] + bins.offset) / bins.width);
    double bin = first;
    for (size_t i = 0; i < count;) {
        bin = floor((values[i] + bins.offset) / bins.width);
        size_t in_bin = 0;
        while (i < count && floor((values[i] + bins.offset) / bins.width) <= bin) {
            in_bin++;
            i++;
        }
        double x = (bin + 0.5) * bins.width - bins.offset;
        add_row(d, panel, system, "bin", 0, "", x, bins.width, (double)in_bin, NAN, NAN);
    }
    struct window window = {first * bins.width - bins.offset, (bin + 1) * bins.width - bins.offset, 0, bins.whole};
    window.span = window.high - window.low;
    return window;
}

static void set_panel_number(const struct distribution *d, const char *name, size_t panel, double value)
{
    gnuplot_set_number_at(d->drawing->variables, name, panel, value);
}

static void write_mean(struct distribution *d, size_t panel, const char *system, const struct summary *summary)
{
    enum language language = d->drawing->language;
    char mean[64], low[64], high[64], text[MARK_SIZE];
    add_row(d, panel, system, "mean", 0, "", summary->mean, NAN, (double)summary->count, summary->low, summary->high);
    text_number(summary->mean * d->scale.factor, 4, language, mean, sizeof mean);
    text_number(summary->low * d->scale.factor, 4, language, low, sizeof low);
    text_number(summary->high * d->scale.factor, 4, language, high, sizeof high);
    const char *word = language == LANGUAGE_FR ? "moyenne :" : "mean:";
    if (strcmp(low, high) == 0)
        snprintf(text, sizeof text, "%s %s", word, mean);
    else
        snprintf(text, sizeof text, "%s %s [%s%s %s]", word, mean, low, language == LANGUAGE_FR ? " ;" : ",", high);
    gnuplot_set_text_at(d->drawing->variables, "mean_label", panel, text);
}

/* Writes the formulas of a panel, draws those that are near, and widens the window to show them. */
static void write_formulas(struct distribution *d, size_t panel, const struct curve *curve, const struct point *point,
                           struct window *window)
{
    enum language language = d->drawing->language;
    struct formula formulas[MAX_FORMULAS];
    size_t count = curve_formulas(d->curves, curve, d->runs, d->drawing->request->measure, formulas);
    const struct window bars = *window;
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        struct summary value;
        if (!point_summary(d->curves, point, formulas[i].column, &value))
            continue;
        char formula[TEXT_SIZE], number[64], text[MARK_SIZE], name[32];
        text_formula(formulas[i].cost->formula, language, formula, sizeof formula);
        text_number(value.mean * d->scale.factor, 4, language, number, sizeof number);
        bool above = value.mean > bars.high + mark_reach * bars.span,
             below = value.mean < bars.low - mark_reach * bars.span;
        snprintf(text, sizeof text, "%s%s %s = %s%s", below ? "← " : "",
                 cost_relation_text(formulas[i].cost->relation, language), formula, number, above ? " →" : "");
        add_row(d, panel, curve->name, "formula", ++shown, text, value.mean, NAN, NAN, NAN, NAN);
        snprintf(name, sizeof name, "formula_label_%zu", shown);
        gnuplot_set_text_at(d->drawing->variables, name, panel, text);
        snprintf(name, sizeof name, "formula_relation_%zu", shown);
        set_panel_number(d, name, panel, relation_number(formulas[i].cost->relation));
        snprintf(name, sizeof name, "formula_shown_%zu", shown);
        set_panel_number(d, name, panel, !above && !below);
        if (!above && !below) {
            window->low = fmin(window->low, value.mean - 0.04 * bars.span);
            window->high = fmax(window->high, value.mean + 0.04 * bars.span);
        }
    }
    set_panel_number(d, "formulas", panel, (double)shown);
}

static void set_panel_title(const struct distribution *d, size_t panel, const struct curve *curve,
                            const struct point *point, size_t count)
{
    enum language language = d->drawing->language;
    const char *x = d->drawing->request->x;
    char number[64], runs[64], text[2 * TEXT_SIZE];
    text_number(point->x, 6, language, number, sizeof number);
    text_number((double)count, 6, language, runs, sizeof runs);
    bool one = count == 1;
    snprintf(text, sizeof text, "%s = %s · %s %s", strcmp(x, "processes") == 0 ? "N" : x, number, runs,
             language == LANGUAGE_FR ? (one ? "exécution" : "exécutions") : (one ? "run" : "runs"));
    gnuplot_set_text_at(d->drawing->variables, "panel_label", panel, curve->label[language]);
    gnuplot_set_text_at(d->drawing->variables, "panel_detail", panel, text);
}

/* The largest x with replications, else the largest x. Returns how many runs of it have the measure. */
static size_t choose_point(const struct distribution *d, const struct curve *curve, struct point *out)
{
    struct point point = {.first = curve->first};
    size_t best = 0;
    while (curve_next_point(d->curves, curve, &point)) {
        struct summary summary;
        if (!point_summary(d->curves, &point, d->column, &summary) || (summary.count < 2 && best >= 2))
            continue;
        best = summary.count;
        *out = point;
    }
    return best;
}

static bool write_panel(struct distribution *d, size_t panel, const struct curve *curve, const struct point *point,
                        struct error *err)
{
    size_t count;
    double *values = sorted_values(d, point, &count);
    if (values == NULL)
        return error_set(err, ERROR_INPUT, d->drawing->data, 0, "not enough memory to draw");
    struct summary summary;
    summary_of(values, count, &summary);
    struct window window = write_bins(d, panel, curve->name, values, count);
    free(values);
    write_mean(d, panel, curve->name, &summary);
    window.low = fmin(window.low, fmax(summary.low, window.low - mark_reach * window.span));
    window.high = fmax(window.high, fmin(summary.high, window.high + mark_reach * window.span));
    write_formulas(d, panel, curve, point, &window);
    set_panel_title(d, panel, curve, point, count);
    set_panel_number(d, "x_low", panel, window.low * d->scale.factor);
    set_panel_number(d, "x_high", panel, window.high * d->scale.factor);
    set_panel_number(d, "x_whole", panel, window.whole);
    return true;
}

/* The unit of all panels, from the middle of their means. */
static void choose_scale(struct distribution *d, const struct point *points, size_t count)
{
    double log_sum = 0;
    size_t positive = 0;
    for (size_t i = 0; i < count; i++) {
        struct summary summary;
        if (!point_summary(d->curves, &points[i], d->column, &summary) || summary.mean <= 0)
            continue;
        log_sum += log(summary.mean);
        positive++;
    }
    d->scale =
        runs_scale_for(d->runs, d->drawing->request->measure, positive > 0 ? exp(log_sum / (double)positive) : 0);
}

static void declare_arrays(const struct distribution *d, size_t panels)
{
    struct gnuplot_variables *variables = d->drawing->variables;
    static const char *const arrays[] = {"panel_label", "panel_detail", "mean_label", "formulas",
                                         "x_low",       "x_high",       "x_whole"};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        gnuplot_set_array(variables, arrays[i], panels);
    for (int i = 1; i <= MAX_FORMULAS; i++) {
        char name[32];
        snprintf(name, sizeof name, "formula_label_%d", i);
        gnuplot_set_array(variables, name, panels);
        snprintf(name, sizeof name, "formula_relation_%d", i);
        gnuplot_set_array(variables, name, panels);
        snprintf(name, sizeof name, "formula_shown_%d", i);
        gnuplot_set_array(variables, name, panels);
    }
}

static bool write_data(struct distribution *d, struct error *err)
{
    static const char *const columns[] = {"panel", "system", "series", "index", "text",
                                          "x",     "width",  "count",  "low",   "high"};
    const struct figure_request *request = d->drawing->request;
    struct point points[MAX_PANELS];
    const struct curve *chosen[MAX_PANELS];
    size_t panels = 0;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(d->writer, columns[i]);
    csv_end_row(d->writer);
    /* What has one run only has no distribution, and is drawn only where nothing else is. */
    size_t least = 1;
    for (size_t i = 0; i < curves_count(d->curves); i++) {
        struct point point;
        if (choose_point(d, curves_at(d->curves, i), &point) >= 2)
            least = 2;
    }
    for (size_t i = 0; i < curves_count(d->curves); i++) {
        struct point point;
        if (choose_point(d, curves_at(d->curves, i), &point) < least)
            continue;
        if (panels == MAX_PANELS)
            return error_set(err, ERROR_INPUT, d->drawing->folder, 0,
                             "more than %d histograms in one figure; choose a system for it", MAX_PANELS);
        chosen[panels] = curves_at(d->curves, i);
        points[panels++] = point;
    }
    if (panels == 0)
        return error_set(err, ERROR_NOTHING, d->drawing->folder, 0, "no complete run has a value of \"%s\" to draw",
                         request->measure);
    choose_scale(d, points, panels);
    drawing_note_curves(d->drawing, d->runs, d->curves, d->column);
    gnuplot_set_number(d->drawing->variables, "panels", (double)panels);
    gnuplot_set_number(d->drawing->variables, "x_factor", d->scale.factor);
    char text[TEXT_SIZE];
    text_measure(request->measure, d->drawing->language, text, sizeof text);
    gnuplot_set_text(d->drawing->variables, "x_label", text);
    gnuplot_set_text(d->drawing->variables, "x_unit", d->scale.unit);
    gnuplot_set_text(d->drawing->variables, "y_label", d->drawing->language == LANGUAGE_FR ? "Exécutions" : "Runs");
    declare_arrays(d, panels);
    bool ok = true;
    for (size_t i = 0; ok && i < panels; i++)
        ok = write_panel(d, i + 1, chosen[i], &points[i], err);
    return ok;
}

bool distribution_write(const struct drawing *drawing, struct error *err)
{
    struct distribution d = {.drawing = drawing};
    bool ok = runs_load(drawing->folder, drawing->scenario, &d.runs, err) &&
              runs_find(d.runs, drawing->request->measure, &d.column, err) &&
              curves_create(d.runs, drawing->scenario, drawing->request->x, drawing->request->system, &d.curves, err) &&
              csv_create(drawing->data, &d.writer, err);
    if (ok && write_data(&d, err)) {
        ok = csv_commit(d.writer, err);
    } else {
        ok = false;
        csv_abandon(d.writer);
    }
    curves_free(d.curves);
    runs_free(d.runs);
    return ok;
}
