/* tradeoff.c: the data of a trade-off: a measure against another along the values of a sweep. A curve is what a system does
 * while the column that changes fastest takes its values; what else the sweep varies makes other curves. Columns of its CSV
 * file: series (points); index, of the curve; system; text, the value of the swept column; x, x_low, x_high, y, y_low,
 * y_high, the means and their 95 % intervals; count, the runs behind them. Values are in the units of runs.csv.
 *
 * An axis whose positive values span SPREAD or more is logarithmic; values of 0 then stand in a gutter before the axis. */
#include "base/csv.h"
#include "figure/groups.h"
#include "figure/kind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CURVES = 12 };
static const double logarithmic_from = 30; /* the greatest over the least positive value */
/* Of the plot's width and height: what a letter of a point's label takes, and a line of them. */
static const double letter_width = 0.0125, letter_height = 0.042;

struct spot {
    size_t curve;
    struct summary x, y;
    char text[TEXT_SIZE];
    bool labelled;
};
struct curve_of {
    char label[LANGUAGES][TEXT_SIZE], name[TEXT_SIZE];
    size_t first;  /* a row of it */
    bool swept;    /* by something that is told beside its points: not by what the x axis shows */
    size_t varied; /* the column swept along it */
};
struct tradeoff {
    const struct drawing *drawing;
    struct runs *runs;
    struct group *groups;
    size_t group_count;
    size_t x, y; /* columns of runs.csv */
    struct curve_of curves[MOST_CURVES];
    size_t curve_count;
    struct spot *spots;
    size_t count;
    size_t empty, complete; /* runs */
};

/* What an axis shows. */
struct axis {
    const char *measure;
    struct text_scale scale;
    double low, high;       /* of what is drawn, in the unit of the axis; of a logarithmic axis: of what is positive */
    bool logarithmic, zero; /* zero: a gutter */
};

/* ---- points ---- */

/* Means of the complete runs of a group that have both measures. */
static bool summarise(struct tradeoff *t, const struct group *group, struct summary *x, struct summary *y)
{
    double *values = calloc(2 * group->count, sizeof *values);
    size_t count = 0;
    for (size_t row = group->first; values != NULL && row < group->first + group->count; row++) {
        if (!runs_row(t->runs, row)->complete)
            continue;
        t->complete++;
        double of_x = runs_value(t->runs, row, t->x), of_y = runs_value(t->runs, row, t->y);
        if (isnan(of_x) || isnan(of_y)) {
            t->empty++;
            continue;
        }
        values[count] = of_x;
        values[group->count + count++] = of_y;
    }
    if (count > 0) {
        summary_of(values, count, x);
        summary_of(values + group->count, count, y);
    }
    free(values);
    return count > 0;
}

/* The curve of a group, which is begun when it is new. */
static bool find_curve(struct tradeoff *t, const struct group *group, size_t *index, struct error *err)
{
    size_t varied = (size_t)NO_VARIED;
    bool swept = groups_inner(t->runs, group->system, &varied);
    for (*index = 0; *index < t->curve_count; (*index)++)
        if (groups_same_but(t->runs, t->curves[*index].first, group->first, varied))
            return true;
    if (t->curve_count == MOST_CURVES)
        return error_set(err, ERROR_INPUT, t->drawing->folder, 0,
                         "more than %d curves in one figure; choose a system for it", MOST_CURVES);
    const char *on_axis = text_short_column(t->drawing->request->x);
    swept = swept && strcmp(groups_column(t->runs, varied), on_axis) != 0;
    struct curve_of *curve = &t->curves[t->curve_count++];
    *curve = (struct curve_of){.first = group->first, .swept = swept, .varied = varied};
    groups_label(t->runs, t->drawing->scenario, group->first, varied, curve->label, curve->name);
    return true;
}

static bool find_spots(struct tradeoff *t, struct error *err)
{
    t->spots = calloc(t->group_count, sizeof *t->spots);
    if (t->spots == NULL)
        return error_set(err, ERROR_INPUT, t->drawing->data, 0, "not enough memory to draw");
    for (size_t i = 0; i < t->group_count; i++) {
        struct spot *spot = &t->spots[t->count];
        if (!find_curve(t, &t->groups[i], &spot->curve, err))
            return false;
        if (!summarise(t, &t->groups[i], &spot->x, &spot->y))
            continue;
        const struct curve_of *curve = &t->curves[spot->curve];
        const char *word = curve->swept ? groups_word(t->runs, t->groups[i].first, curve->varied) : "";
        text_formula(word, t->drawing->language, spot->text, sizeof spot->text);
        t->count++;
    }
    if (t->count > 0)
        return true;
    return error_set(err, ERROR_NOTHING, t->drawing->folder, 0,
                     "no complete run has values of both \"%s\" and \"%s\" to draw", t->drawing->request->x,
                     t->drawing->request->measure);
}

/* ---- axes ---- */

static const struct summary *of_axis(const struct spot *spot, bool is_y)
{
    return is_y ? &spot->y : &spot->x;
}

static struct axis choose_axis(const struct tradeoff *t, const char *measure, bool is_y)
{
    double least = INFINITY, greatest = -INFINITY, log_sum = 0;
    size_t positive = 0;
    struct axis axis = {.measure = measure};
    for (size_t i = 0; i < t->count; i++) {
        double mean = of_axis(&t->spots[i], is_y)->mean;
        greatest = fmax(greatest, mean);
        axis.zero = axis.zero || mean == 0;
        if (mean <= 0)
            continue;
        least = fmin(least, mean);
        log_sum += log(mean);
        positive++;
    }
    axis.scale = runs_scale_for(t->runs, measure, positive > 0 ? exp(log_sum / (double)positive) : 0);
    axis.logarithmic = positive > 0 && greatest / least >= logarithmic_from;
    axis.low = INFINITY;
    axis.high = -INFINITY;
    for (size_t i = 0; i < t->count; i++) {
        const struct summary *s = of_axis(&t->spots[i], is_y);
        axis.logarithmic = axis.logarithmic && s->mean >= 0;
        axis.high = fmax(axis.high, s->high * axis.scale.factor);
        if (s->mean > 0 || !axis.logarithmic)
            axis.low = fmin(axis.low, (s->low > 0 || !axis.logarithmic ? s->low : s->mean) * axis.scale.factor);
    }
    axis.zero = axis.zero && axis.logarithmic;
    if (!axis.logarithmic && axis.low > 0 && axis.low < 0.5 * axis.high)
        axis.low = 0;
    return axis;
}

/* Where a value stands on an axis: 0 at its beginning, 1 at its end. */
static double place_on(const struct axis *axis, double value)
{
    double v = value * axis->scale.factor;
    if (axis->logarithmic)
        return v > 0 ? log(v / axis->low) / log(axis->high / axis->low) : -0.1;
    return axis->high > axis->low ? (v - axis->low) / (axis->high - axis->low) : 0;
}

/* A label stands above and to the right of its point; one that would touch another's, or a point, is left out. The ends of
 * the curves come first, then the others. */
static void choose_labels(struct tradeoff *t, const struct axis *x, const struct axis *y)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < t->count; i++) {
            struct spot *spot = &t->spots[i];
            bool end = i == 0 || i + 1 == t->count || t->spots[i - 1].curve != spot->curve ||
                       t->spots[i + 1].curve != spot->curve;
            double left = place_on(x, spot->x.mean), bottom = place_on(y, spot->y.mean);
            double right = left + letter_width * ((double)text_width(spot->text) + 1);
            bool room = spot->text[0] != '\0' && end == (pass == 0);
            for (size_t j = 0; room && j < t->count; j++) {
                const struct spot *other = &t->spots[j];
                double at = place_on(x, other->x.mean), over = place_on(y, other->y.mean);
                double until = at + letter_width * ((double)text_width(other->text) + 1);
                if (j == i)
                    continue;
                bool labels_touch =
                    other->labelled && left < until && at < right && fabs(over - bottom) < letter_height;
                bool point_touches = at > left && at < right && over > bottom && over < bottom + 1.2 * letter_height;
                room = !labels_touch && !point_touches;
            }
            spot->labelled = spot->labelled || room;
        }
}

/* ---- the file and the script's variables ---- */

static bool write_rows(const struct tradeoff *t, struct error *err)
{
    static const char *const columns[] = {"series", "index", "system", "text",   "x",     "x_low",
                                          "x_high", "y",     "y_low",  "y_high", "count", "labelled"};
    struct csv_writer *writer;
    if (!csv_create(t->drawing->data, &writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    for (size_t i = 0; i < t->count; i++) {
        const struct spot *spot = &t->spots[i];
        csv_add_text(writer, "points");
        csv_add_integer(writer, spot->curve + 1);
        csv_add_text(writer, t->curves[spot->curve].name);
        csv_add_text(writer, spot->text);
        const double numbers[] = {spot->x.mean, spot->x.low, spot->x.high, spot->y.mean, spot->y.low, spot->y.high};
        for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
            csv_add_number(writer, numbers[k]);
        csv_add_integer(writer, spot->x.count);
        csv_add_integer(writer, spot->labelled);
        csv_end_row(writer);
    }
    return csv_commit(writer, err);
}

static void set_axis(const struct tradeoff *t, const char *letter, const struct axis *axis)
{
    struct gnuplot_variables *variables = t->drawing->variables;
    char text[TEXT_SIZE], name[32];
    text_measure(axis->measure, t->drawing->language, text, sizeof text);
    const struct {
        const char *name;
        double value;
    } numbers[] = {{"factor", axis->scale.factor},
                   {"low", axis->low},
                   {"high", axis->high},
                   {"log", axis->logarithmic},
                   {"zero", axis->zero}};
    snprintf(name, sizeof name, "%s_label", letter);
    gnuplot_set_text(variables, name, text);
    snprintf(name, sizeof name, "%s_unit", letter);
    gnuplot_set_text(variables, name, axis->scale.unit);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        snprintf(name, sizeof name, "%s_%s", letter, numbers[i].name);
        gnuplot_set_number(variables, name, numbers[i].value);
    }
}

/* What the numbers beside the points are: the swept column, if it is the same for all curves. */
static void set_note(const struct tradeoff *t)
{
    bool french = t->drawing->language == LANGUAGE_FR;
    char text[TEXT_SIZE] = "";
    const char *column = NULL;
    bool same = true;
    for (size_t i = 0; i < t->curve_count; i++) {
        if (!t->curves[i].swept)
            continue;
        const char *own = groups_column(t->runs, t->curves[i].varied);
        same = same && (column == NULL || strcmp(column, own) == 0);
        column = own;
    }
    if (column != NULL && same)
        snprintf(text, sizeof text, french ? "à côté des points : %.80s" : "beside the points: %.80s", column);
    drawing_set_note(t->drawing, t->runs, text, t->empty, t->complete);
}

static void set_variables(const struct tradeoff *t, const struct axis *x, const struct axis *y)
{
    struct gnuplot_variables *variables = t->drawing->variables;
    set_axis(t, "x", x);
    set_axis(t, "y", y);
    set_note(t);
    gnuplot_set_number(variables, "curves", (double)t->curve_count);
    gnuplot_set_array(variables, "label", t->curve_count);
    gnuplot_set_array(variables, "drawn", t->curve_count);
    for (size_t i = 0; i < t->curve_count; i++) {
        bool drawn = false;
        for (size_t k = 0; k < t->count; k++)
            drawn = drawn || t->spots[k].curve == i;
        gnuplot_set_text_at(variables, "label", i + 1, t->curves[i].label[t->drawing->language]);
        gnuplot_set_number_at(variables, "drawn", i + 1, drawn);
    }
}

bool tradeoff_write(const struct drawing *drawing, struct error *err)
{
    struct tradeoff *t = calloc(1, sizeof *t);
    if (t == NULL)
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "not enough memory to draw");
    const struct figure_request *request = drawing->request;
    t->drawing = drawing;
    bool ok = runs_load(drawing->folder, drawing->scenario, &t->runs, err) &&
              runs_find(t->runs, request->measure, &t->y, err) && runs_find(t->runs, request->x, &t->x, err) &&
              groups_create(t->runs, drawing->scenario, request->system, &t->groups, &t->group_count, err) &&
              find_spots(t, err);
    if (ok) {
        struct axis x = choose_axis(t, request->x, false), y = choose_axis(t, request->measure, true);
        choose_labels(t, &x, &y);
        set_variables(t, &x, &y);
        ok = write_rows(t, err);
    }
    free(t->spots);
    free(t->groups);
    runs_free(t->runs);
    free(t);
    return ok;
}
