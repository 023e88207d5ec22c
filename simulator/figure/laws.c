/* laws.c: see laws.h. */
#include "figure/laws.h"

#include "base/csv.h"
#include "engine/cost.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- fitting ---- */

struct law_point *curve_law_points(const struct curves *curves, const struct curve *curve, size_t column, size_t *count)
{
    struct law_point *law_points = calloc(curve->count, sizeof *law_points);
    struct point point = {.first = curve->first};
    *count = 0;
    while (law_points != NULL && curve_next_point(curves, curve, &point)) {
        struct summary summary;
        if (point_summary(curves, &point, column, &summary))
            law_points[(*count)++] = (struct law_point){point.x, summary.mean, summary.deviation, summary.count};
    }
    return law_points;
}

bool curve_fit(const struct curves *curves, const struct curve *curve, size_t column, struct law_fit *out,
               size_t *points)
{
    struct law_point *law_points = curve_law_points(curves, curve, column, points);
    struct error ignored = {0};
    bool ok = law_points != NULL && law_choose(law_points, *points, out, &ignored);
    free(law_points);
    return ok;
}

/* As law_format() writes the constant: two decimals, or three digits when it is very small or large. */
static void write_bound(double bound, enum language language, char *buffer, size_t size)
{
    char plain[64];
    bool usual = fabs(bound) >= 0.1 && fabs(bound) < 100;
    snprintf(plain, sizeof plain, usual ? "%.2f" : "%.3g", bound);
    text_formula(plain, language, buffer, size);
}

const char *curve_undecided_text(enum language language)
{
    return language == LANGUAGE_FR ? "loi indécise" : "law undecided";
}

void curve_fit_text(const struct law_fit *fit, const char *measure, enum language language, char *buffer, size_t size)
{
    if (fit->law == LAW_UNDECIDED) {
        snprintf(buffer, size, "%s", curve_undecided_text(language));
        return;
    }
    struct text_scale scale = text_scale_for(measure, fit->constant);
    struct law_fit scaled = *fit;
    scaled.constant *= scale.factor;
    char law[TEXT_SIZE], pretty[TEXT_SIZE], low[64], high[64];
    law_format(&scaled, law, sizeof law);
    text_formula(law, language, pretty, sizeof pretty);
    write_bound(fit->constant_low * scale.factor, language, low, sizeof low);
    write_bound(fit->constant_high * scale.factor, language, high, sizeof high);
    bool time = strcmp(text_unit(measure), "s") == 0;
    int used = snprintf(buffer, size, "%s%s%s", pretty, time ? " " : "", time ? scale.unit : "");
    if (strcmp(low, high) != 0 && used >= 0 && (size_t)used < size)
        snprintf(buffer + used, size - (size_t)used, " [%s%s %s]", low, language == LANGUAGE_FR ? " ;" : ",", high);
}

const char *curve_doubt_text(enum law_doubt doubt, enum language language)
{
    if (language == LANGUAGE_EN)
        return law_doubt_text(doubt);
    switch (doubt) {
    case LAW_DOUBT_NONE:
        break;
    case LAW_DOUBT_CLOSE:
        return "deux lois expliquent les données à peu près aussi bien";
    case LAW_DOUBT_SCATTERED:
        return "la meilleure loi est loin des points";
    case LAW_DOUBT_TOO_EARLY:
        return "la loi ne se montre qu'à de plus grands N : un terme inférieur est encore le plus gros du coût";
    case LAW_DOUBT_OTHER_LAW:
        return "une courbe qui n'est aucune des lois convient mieux";
    }
    return "";
}

/* ---- formulas ---- */

static const double relative_tolerance = 1e-9;

static bool nearly_equal(double a, double b)
{
    return fabs(a - b) <= relative_tolerance * fmax(1, fabs(b));
}

/* A formula whose condition holds for no run of the curve has an empty column there. */
static bool has_value(const struct curves *curves, const struct curve *curve, const struct runs *runs, size_t column)
{
    for (size_t i = 0; i < curve->count; i++)
        if (!isnan(runs_value(runs, curves_row(curves, curve->first + i), column)))
            return true;
    return false;
}

size_t curve_formulas(const struct curves *curves, const struct curve *curve, const struct runs *runs,
                      const char *measure, struct formula *out)
{
    static const enum cost_relation relations[] = {COST_EXACTLY, COST_AT_LEAST, COST_ON_AVERAGE, COST_AT_MOST};
    const struct algorithm *algorithm = curve->algorithm;
    if (algorithm == NULL || algorithm->costs == NULL)
        return 0;
    size_t count = 0;
    for (size_t r = 0; r < sizeof relations / sizeof relations[0]; r++)
        for (const struct cost *cost = algorithm->costs; cost->measure != NULL; cost++) {
            char name[TEXT_SIZE];
            size_t column;
            if (cost->relation != relations[r] || strcmp(cost->measure, measure) != 0)
                continue;
            cost_column(algorithm, cost, name, sizeof name);
            if (count < MAX_FORMULAS && runs_has(runs, name, &column) && has_value(curves, curve, runs, column))
                out[count++] = (struct formula){cost, column};
        }
    return count;
}

/* ---- verdicts ---- */

const char *cost_verdict_name(enum cost_verdict verdict)
{
    switch (verdict) {
    case COST_MATCHES:
        return "matches";
    case COST_DIFFERS:
        return "differs";
    case COST_UNDECIDED:
        return "undecided";
    }
    return "";
}

static bool agrees(enum cost_relation relation, double found, double expected)
{
    bool equal = nearly_equal(found, expected);
    return equal || (relation == COST_AT_MOST && found < expected) || (relation == COST_AT_LEAST && found > expected);
}

static void judge_each_run(const struct curves *curves, const struct runs *runs, size_t column,
                           const struct formula *formula, struct law_row *row)
{
    size_t judged = 0;
    row->verdict = COST_MATCHES;
    for (size_t i = 0; i < row->curve->count; i++) {
        size_t r = curves_row(curves, row->curve->first + i);
        double found = runs_value(runs, r, column), expected = runs_value(runs, r, formula->column);
        if (isnan(found) || isnan(expected))
            continue;
        judged++;
        if (agrees(formula->cost->relation, found, expected))
            continue;
        row->verdict = COST_DIFFERS;
        row->has_run = true;
        row->run = runs_row(runs, r)->run;
        row->n = runs_row(runs, r)->x;
        row->found = found;
        row->expected = expected;
        return;
    }
    if (judged == 0)
        row->verdict = COST_UNDECIDED;
}

/* Two-sided p of Student's test that the mean of a point is `expected`. */
static double student_p(const struct summary *summary, double expected)
{
    if (nearly_equal(summary->mean, expected))
        return 1;
    double error = summary->deviation / sqrt((double)summary->count);
    if (!(error > 0))
        return 0;
    return 2 * gsl_cdf_tdist_Q(fabs(summary->mean - expected) / error, (double)summary->count - 1);
}

static const double mean_significance = 0.01;

static void judge_means(const struct curves *curves, size_t column, const struct formula *formula, struct law_row *row)
{
    struct point point = {.first = row->curve->first};
    double least = 1;
    size_t tests = 0;
    while (curve_next_point(curves, row->curve, &point)) {
        struct summary found, expected;
        if (!point_summary(curves, &point, column, &found) ||
            !point_summary(curves, &point, formula->column, &expected) || found.count < 2)
            continue;
        double p = student_p(&found, expected.mean);
        tests++;
        if (p < least || tests == 1) {
            least = p;
            row->n = point.x;
            row->found = found.mean;
            row->expected = expected.mean;
        }
    }
    bool other_law = row->fitted && row->fit.law != LAW_UNDECIDED && formula->cost->law != LAW_UNDECIDED &&
                     row->fit.law != formula->cost->law;
    if (tests == 0)
        row->verdict = COST_UNDECIDED;
    else if (least * (double)tests < mean_significance)
        row->verdict = COST_DIFFERS;
    else
        row->verdict = other_law ? COST_UNDECIDED : COST_MATCHES;
}

/* ---- all of them ---- */

static bool add_row(struct laws *laws, size_t *capacity, const struct law_row *row)
{
    if (laws->count == *capacity) {
        size_t more = *capacity == 0 ? 16 : 2 * *capacity;
        struct law_row *rows = realloc(laws->rows, more * sizeof *rows);
        if (rows == NULL)
            return false;
        laws->rows = rows;
        *capacity = more;
    }
    laws->rows[laws->count++] = *row;
    return true;
}

static bool add_measure(const struct runs *runs, const struct curves *curves, const struct curve *curve,
                        const char *measure, struct laws *laws, size_t *capacity)
{
    size_t column;
    if (!runs_has(runs, measure, &column))
        return true;
    struct law_row row = {.curve = curve, .measure = measure, .verdict = COST_UNDECIDED};
    row.fitted = curve_fit(curves, curve, column, &row.fit, &row.points);
    if (row.points == 0) /* a message kind of another algorithm */
        return true;
    if (row.points > laws->most_points)
        laws->most_points = row.points;
    struct formula formulas[MAX_FORMULAS];
    size_t count = curve_formulas(curves, curve, runs, measure, formulas);
    if (count == 0)
        return !row.fitted || add_row(laws, capacity, &row);
    for (size_t i = 0; i < count; i++) {
        struct law_row judged = row;
        judged.cost = formulas[i].cost;
        if (formulas[i].cost->relation == COST_ON_AVERAGE)
            judge_means(curves, column, &formulas[i], &judged);
        else
            judge_each_run(curves, runs, column, &formulas[i], &judged);
        if (!add_row(laws, capacity, &judged))
            return false;
    }
    return true;
}

static bool listed(const char *measure, const char *const *measures, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(measures[i], measure) == 0)
            return true;
    return false;
}

/* The measure of a cost stands before it in the table too. */
static bool met_before(const struct algorithm *algorithm, const struct cost *cost)
{
    for (const struct cost *other = algorithm->costs; other < cost; other++)
        if (strcmp(other->measure, cost->measure) == 0)
            return true;
    return false;
}

bool laws_create(const struct runs *runs, const struct curves *curves, const char *const *measures,
                 size_t measure_count, struct laws *out, struct error *err)
{
    *out = (struct laws){0};
    size_t capacity = 0;
    bool ok = true;
    for (size_t c = 0; ok && c < curves_count(curves); c++) {
        const struct curve *curve = curves_at(curves, c);
        for (size_t i = 0; ok && i < measure_count; i++)
            ok = add_measure(runs, curves, curve, measures[i], out, &capacity);
        const struct cost *cost = curve->algorithm != NULL ? curve->algorithm->costs : NULL;
        for (; ok && cost != NULL && cost->measure != NULL; cost++)
            if (!listed(cost->measure, measures, measure_count) && !met_before(curve->algorithm, cost))
                ok = add_measure(runs, curves, curve, cost->measure, out, &capacity);
    }
    if (ok)
        return true;
    laws_release(out);
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the table of laws");
}

void laws_release(struct laws *laws)
{
    free(laws->rows);
    *laws = (struct laws){0};
}

static void write_row(struct csv_writer *writer, const struct law_row *row)
{
    const struct law_fit *fit = &row->fit;
    csv_add_text(writer, row->curve->name);
    csv_add_text(writer, row->measure);
    csv_add_integer(writer, row->points);
    csv_add_text(writer, row->fitted ? law_name(fit->law) : "");
    const double numbers[] = {fit->constant,    fit->constant_low, fit->constant_high,
                              fit->lower_order, fit->exponent,     fit->gap};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        csv_add_number(writer, row->fitted ? numbers[i] : NAN);
    csv_add_text(writer, row->fitted ? law_name(fit->runner_up) : "");
    csv_add_text(writer, row->fitted ? law_doubt_text(fit->doubt) : "");
    bool expects = row->cost != NULL;
    csv_add_text(writer, expects && row->cost->law != LAW_UNDECIDED ? law_name(row->cost->law) : "");
    csv_add_text(writer, expects ? row->cost->formula : "");
    csv_add_text(writer, expects ? cost_relation_name(row->cost->relation) : "");
    csv_add_text(writer, expects ? cost_verdict_name(row->verdict) : "");
    csv_end_row(writer);
}

bool laws_write(const struct laws *laws, const char *path, struct error *err)
{
    static const char *const columns[] = {
        "system",        "measure",          "points",   "law",         "constant",  "constant_low",
        "constant_high", "lower_order",      "exponent", "gap",         "runner_up", "doubt",
        "expected_law",  "expected_formula", "relation", "cost_verdict"};
    struct csv_writer *writer;
    if (!csv_create(path, &writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    for (size_t i = 0; i < laws->count; i++)
        write_row(writer, &laws->rows[i]);
    return csv_commit(writer, err);
}
