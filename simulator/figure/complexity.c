/* complexity.c: the data of a complexity figure. Columns of its CSV file: series (points, law, formula); index, the number
 * of the curve, or of the formula for a formula; system; text, the law or formula in words; x; y; low and high, the 95 %
 * interval of a point; count, the runs behind it. Values are in the units of runs.csv. */
#include "base/csv.h"
#include "engine/cost.h"
#include "figure/kind.h"
#include "figure/laws.h"
#include "figure/message_times.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LAW_SAMPLES = 64, /* of a law's line */
    MAX_CURVES = 32,  /* more cannot be told apart */
    MAX_LINES = 64,   /* formulas drawn */
    MOST_TICKS = 8,   /* with so many x or fewer the axis shows these and no other */
    LEAST_FACTOR = 4, /* between the lowest and the highest point of a logarithmic axis: less is drawn from 0 */
};

/* A formula's line. Systems that share a formula with the same values share the line. */
struct line {
    char text[TEXT_SIZE];
    const struct cost *cost;
    size_t curve; /* the first that has it */
    bool shared;
    double *x, *y;
    size_t count;
};

struct complexity {
    const struct drawing *drawing;
    struct runs *runs;
    struct curves *curves;
    struct csv_writer *writer;
    size_t column;
    struct line lines[MAX_LINES];
    size_t line_count;
    double x_low, x_high, y_low, y_high; /* of what is drawn */
    double y_typical;
    double ticks[MOST_TICKS]; /* the different x, in increasing order */
    size_t tick_count;        /* more than MOST_TICKS: too many */
};

static void add_row(struct complexity *c, const char *series, size_t index, const char *system, const char *text,
                    double x, const struct summary *y)
{
    csv_add_text(c->writer, series);
    csv_add_integer(c->writer, index);
    csv_add_text(c->writer, system);
    csv_add_text(c->writer, text);
    csv_add_number(c->writer, x);
    csv_add_number(c->writer, y->mean);
    bool point = y->count > 0;
    csv_add_number(c->writer, point ? y->low : NAN);
    csv_add_number(c->writer, point ? y->high : NAN);
    csv_add_number(c->writer, point ? (double)y->count : NAN);
    csv_end_row(c->writer);
    c->x_low = fmin(c->x_low, x);
    c->x_high = fmax(c->x_high, x);
    c->y_low = fmin(c->y_low, y->mean);
    c->y_high = fmax(c->y_high, point ? y->high : y->mean);
}

static void add_tick(struct complexity *c, double x)
{
    size_t i = 0;
    if (c->tick_count > MOST_TICKS)
        return;
    while (i < c->tick_count && c->ticks[i] < x)
        i++;
    if (i < c->tick_count && c->ticks[i] == x)
        return;
    if (c->tick_count++ == MOST_TICKS)
        return;
    memmove(&c->ticks[i + 1], &c->ticks[i], (c->tick_count - 1 - i) * sizeof *c->ticks);
    c->ticks[i] = x;
}

/* Writes the points of a curve, and the sum of the logarithms of their means for the choice of a unit. */
static size_t write_points(struct complexity *c, size_t index, double *log_sum)
{
    const struct curve *curve = curves_at(c->curves, index);
    struct point point = {.first = curve->first};
    size_t count = 0;
    while (curve_next_point(c->curves, curve, &point)) {
        struct summary summary;
        if (!point_summary(c->curves, &point, c->column, &summary))
            continue;
        add_row(c, "points", index + 1, curve->name, "", point.x, &summary);
        add_tick(c, point.x);
        if (summary.mean > 0)
            *log_sum += log(summary.mean);
        count++;
    }
    return count;
}

/* What is fitted to a curve: a law in N to a measure against the processes or ranks, a line to a time against bytes, and
 * nothing to what is against another column. */
struct fitted {
    enum { FITTED_NOTHING, FITTED_LAW, FITTED_LINE } what;
    bool drawn; /* and not undecided */
    char text[TEXT_SIZE];
    struct law_fit law;
    struct alpha_beta line;
};

static void fit_curve(const struct complexity *c, const struct curve *curve, struct fitted *out)
{
    const struct figure_request *request = c->drawing->request;
    enum language language = c->drawing->language;
    bool in_n = strcmp(request->x, "processes") == 0 || strcmp(request->x, "mpi.ranks") == 0;
    size_t points;
    *out = (struct fitted){.what = FITTED_NOTHING};
    if (in_n && curve_fit(c->curves, curve, c->column, &out->law, &points)) {
        out->what = FITTED_LAW;
        out->drawn = out->law.law != LAW_UNDECIDED;
        curve_fit_text(&out->law, request->measure, language, out->text, sizeof out->text);
    } else if (message_times_are(request->x, request->measure) &&
               message_times_fit(c->curves, curve, c->column, &out->line, &points)) {
        out->what = FITTED_LINE;
        out->drawn = alpha_beta_describes(&out->line);
        message_times_text(&out->line, language, out->text, sizeof out->text);
    }
}

/* The law is drawn over the points it was fitted to, and not beyond. */
static void write_law(struct complexity *c, size_t index)
{
    const struct curve *curve = curves_at(c->curves, index);
    struct fitted fitted;
    fit_curve(c, curve, &fitted);
    gnuplot_set_text_at(c->drawing->variables, "label", index + 1, curve->label[c->drawing->language]);
    gnuplot_set_text_at(c->drawing->variables, "law", index + 1, fitted.text);
    gnuplot_set_number_at(c->drawing->variables, "law_drawn", index + 1, fitted.drawn);
    if (!fitted.drawn)
        return;
    double low = runs_row(c->runs, curves_row(c->curves, curve->first))->x;
    double high = runs_row(c->runs, curves_row(c->curves, curve->first + curve->count - 1))->x;
    for (int i = 0; i < LAW_SAMPLES; i++) {
        double part = (double)i / (LAW_SAMPLES - 1);
        double x = low > 0 ? low * pow(high / low, part) : low + (high - low) * part; /* a message may be empty */
        struct summary y = {.mean = fitted.what == FITTED_LAW ? law_value(&fitted.law, x)
                                                              : alpha_beta_value(&fitted.line, x)};
        add_row(c, "law", index + 1, curve->name, fitted.text, x, &y);
    }
}

static bool same_line(const struct line *a, const struct line *b)
{
    if (a->cost->relation != b->cost->relation || strcmp(a->cost->formula, b->cost->formula) != 0 ||
        a->count != b->count)
        return false;
    return memcmp(a->x, b->x, a->count * sizeof *a->x) == 0 && memcmp(a->y, b->y, a->count * sizeof *a->y) == 0;
}

static void line_release(struct line *line)
{
    free(line->x);
    free(line->y);
}

/* Adds a formula of a curve, or finds that another curve has the same. `text` NULL: what the formula says. */
static bool add_line(struct complexity *c, size_t index, const struct formula *formula, const char *text,
                     struct error *err)
{
    const struct curve *curve = curves_at(c->curves, index);
    struct line line = {.cost = formula->cost, .curve = index};
    line.x = calloc(curve->count, sizeof *line.x);
    line.y = calloc(curve->count, sizeof *line.y);
    if (line.x == NULL || line.y == NULL) {
        line_release(&line);
        return error_set(err, ERROR_INPUT, c->drawing->data, 0, "not enough memory to draw");
    }
    struct point point = {.first = curve->first};
    while (curve_next_point(c->curves, curve, &point)) {
        struct summary summary;
        if (!point_summary(c->curves, &point, formula->column, &summary))
            continue;
        line.x[line.count] = point.x;
        line.y[line.count++] = summary.mean;
    }
    for (size_t i = 0; i < c->line_count; i++)
        if (same_line(&c->lines[i], &line)) {
            c->lines[i].shared = true;
            line_release(&line);
            return true;
        }
    if (c->line_count == MAX_LINES) {
        line_release(&line);
        return error_set(err, ERROR_INPUT, c->drawing->data, 0,
                         "more than %d formulas in one figure; choose a system for it", MAX_LINES);
    }
    enum language language = c->drawing->language;
    char formula_text[TEXT_SIZE];
    text_formula(line.cost->formula, language, formula_text, sizeof formula_text);
    if (text != NULL)
        snprintf(line.text, sizeof line.text, "%s", text);
    else
        snprintf(line.text, sizeof line.text, "%s %.200s", cost_relation_text(line.cost->relation, language),
                 formula_text);
    c->lines[c->line_count++] = line;
    return true;
}

/* No schedule is shorter: a column of its own, for it depends on the costs that were drawn. */
static bool add_lower_bound(struct complexity *c, size_t index, struct error *err)
{
    static const struct cost bound = {.measure = "makespan", .relation = COST_AT_LEAST, .formula = "lower bound"};
    struct formula formula = {.cost = &bound};
    if (strcmp(c->drawing->request->measure, bound.measure) != 0 || !runs_has(c->runs, "lower_bound", &formula.column))
        return true;
    return add_line(c, index, &formula, c->drawing->language == LANGUAGE_FR ? "borne inférieure" : "lower bound", err);
}

static void write_lines(struct complexity *c)
{
    for (size_t i = 0; i < c->line_count; i++) {
        const struct line *line = &c->lines[i];
        const char *system = line->shared ? "" : curves_at(c->curves, line->curve)->name;
        for (size_t p = 0; p < line->count; p++) {
            struct summary y = {.mean = line->y[p]};
            add_row(c, "formula", i + 1, system, line->text, line->x[p], &y);
        }
    }
}

static void set_lines(const struct complexity *c)
{
    struct gnuplot_variables *variables = c->drawing->variables;
    gnuplot_set_number(variables, "formulas", (double)c->line_count);
    gnuplot_set_array(variables, "formula_label", c->line_count + 1);
    gnuplot_set_array(variables, "formula_curve", c->line_count + 1);
    gnuplot_set_array(variables, "formula_relation", c->line_count + 1);
    gnuplot_set_array(variables, "formula_points", c->line_count + 1);
    for (size_t i = 0; i < c->line_count; i++) {
        gnuplot_set_text_at(variables, "formula_label", i + 1, c->lines[i].text);
        gnuplot_set_number_at(variables, "formula_points", i + 1, (double)c->lines[i].count);
        gnuplot_set_number_at(variables, "formula_relation", i + 1, relation_number(c->lines[i].cost->relation));
        gnuplot_set_number_at(variables, "formula_curve", i + 1,
                              c->lines[i].shared ? 0 : (double)(c->lines[i].curve + 1));
    }
}

/* Every x is a power of two: the axis says so. */
static bool all_powers_of_two(const struct complexity *c)
{
    for (size_t i = 0; i < curves_count(c->curves); i++) {
        const struct curve *curve = curves_at(c->curves, i);
        struct point point = {.first = curve->first};
        while (curve_next_point(c->curves, curve, &point)) {
            int exponent;
            if (point.x <= 0 || frexp(point.x, &exponent) != 0.5)
                return false;
        }
    }
    return true;
}

/* Many x within a small factor have no round numbers on a logarithmic axis. */
static bool has_logarithmic_x(const struct complexity *c)
{
    static const double small_factor = 5;
    bool listed = c->tick_count <= MOST_TICKS;
    return c->x_low > 0 && (listed || all_powers_of_two(c) || c->x_high / c->x_low >= small_factor);
}

static void set_axes(const struct complexity *c)
{
    const struct figure_request *request = c->drawing->request;
    struct gnuplot_variables *variables = c->drawing->variables;
    char x_text[TEXT_SIZE], y_text[TEXT_SIZE];
    size_t x_column;
    struct text_scale scale = runs_scale_for(c->runs, request->measure, c->y_typical);
    text_measure(request->x, c->drawing->language, x_text, sizeof x_text);
    text_measure(request->measure, c->drawing->language, y_text, sizeof y_text);
    if (runs_has(c->runs, request->x, &x_column) && runs_unit(c->runs, x_column)[0] != '\0') {
        size_t used = strlen(x_text);
        snprintf(x_text + used, sizeof x_text - used, " (%s)", runs_unit(c->runs, x_column));
    }
    gnuplot_set_text(variables, "x_label", x_text);
    gnuplot_set_text(variables, "y_label", y_text);
    gnuplot_set_text(variables, "y_unit", scale.unit);
    gnuplot_set_number(variables, "y_factor", scale.factor);
    gnuplot_set_number(variables, "x_log", has_logarithmic_x(c));
    gnuplot_set_number(variables, "y_log", c->y_low > 0 && c->y_high > LEAST_FACTOR * c->y_low);
    gnuplot_set_number(variables, "x_powers_of_two", all_powers_of_two(c));
    size_t ticks = c->tick_count <= MOST_TICKS ? c->tick_count : 0;
    gnuplot_set_number(variables, "x_ticks", (double)ticks);
    gnuplot_set_array(variables, "x_tick", ticks + 1);
    for (size_t i = 0; i < ticks; i++)
        gnuplot_set_number_at(variables, "x_tick", i + 1, c->ticks[i]);
    gnuplot_set_number(variables, "x_low", c->x_low);
    gnuplot_set_number(variables, "x_high", c->x_high);
    gnuplot_set_number(variables, "y_low", c->y_low * scale.factor);
    gnuplot_set_number(variables, "y_high", c->y_high * scale.factor);
}

static bool write_data(struct complexity *c, struct error *err)
{
    static const char *const columns[] = {"series", "index", "system", "text", "x", "y", "low", "high", "count"};
    struct gnuplot_variables *variables = c->drawing->variables;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(c->writer, columns[i]);
    csv_end_row(c->writer);
    size_t count = curves_count(c->curves), points = 0;
    double log_sum = 0;
    gnuplot_set_number(variables, "curves", (double)count);
    gnuplot_set_array(variables, "label", count);
    gnuplot_set_array(variables, "drawn", count);
    gnuplot_set_array(variables, "law", count);
    gnuplot_set_array(variables, "law_drawn", count);
    for (size_t i = 0; i < count; i++) {
        /* What has no point keeps its colour, so that a system has the same one in every figure of a scenario. */
        size_t of_curve = write_points(c, i, &log_sum);
        gnuplot_set_number_at(variables, "drawn", i + 1, of_curve > 0);
        points += of_curve;
    }
    if (points == 0)
        return error_set(err, ERROR_NOTHING, c->drawing->folder, 0, "no complete run has a value of \"%s\" to draw",
                         c->drawing->request->measure);
    c->y_typical = exp(log_sum / (double)points);
    for (size_t i = 0; i < count; i++) {
        write_law(c, i);
        struct formula formulas[MAX_FORMULAS];
        size_t formula_count =
            curve_formulas(c->curves, curves_at(c->curves, i), c->runs, c->drawing->request->measure, formulas);
        for (size_t f = 0; f < formula_count; f++)
            if (!add_line(c, i, &formulas[f], NULL, err))
                return false;
        if (!add_lower_bound(c, i, err))
            return false;
    }
    write_lines(c);
    set_lines(c);
    set_axes(c);
    drawing_note_curves(c->drawing, c->runs, c->curves, c->column);
    return true;
}

bool complexity_write(const struct drawing *drawing, struct error *err)
{
    struct complexity c = {
        .drawing = drawing, .x_low = INFINITY, .x_high = -INFINITY, .y_low = INFINITY, .y_high = -INFINITY};
    bool ok = runs_load(drawing->folder, drawing->scenario, &c.runs, err) &&
              runs_find(c.runs, drawing->request->measure, &c.column, err) &&
              curves_create(c.runs, drawing->scenario, drawing->request->x, drawing->request->system, &c.curves, err);
    if (ok && curves_count(c.curves) > MAX_CURVES)
        ok = error_set(err, ERROR_INPUT, drawing->folder, 0,
                       "%zu curves in one figure; expected at most %d (choose a system for it)", curves_count(c.curves),
                       MAX_CURVES);
    ok = ok && csv_create(drawing->data, &c.writer, err);
    if (ok && write_data(&c, err))
        ok = csv_commit(c.writer, err);
    else {
        ok = false;
        csv_abandon(c.writer);
    }
    for (size_t i = 0; i < c.line_count; i++)
        line_release(&c.lines[i]);
    curves_free(c.curves);
    runs_free(c.runs);
    return ok;
}
