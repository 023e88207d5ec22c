/* makespan.c: the data of a makespan figure. Against a column that takes several values it is a complexity figure, in which
 * the lower bound is a line (complexity.c). Else it has a bar for each system and point of the sweep, bars of a system side by side.
 * Columns of its CSV file: series (bar; heading, of the bars of a system that follow); place, from the top; colour; system; text;
 * value, low, high, the mean and its 95 % interval; bound, the mean lower bound; ratio, the mean of value over bound; count, the
 * runs behind a bar. Values are in the units of runs.csv. */
#include "base/csv.h"
#include "figure/groups.h"
#include "figure/kind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BARS = 32 };
/* Places, a bar being 1. */
static const double heading_height = 0.8, gap = 0.35;

struct bar {
    const struct group *group;
    struct summary value;
    double bound, ratio; /* NAN: none */
    double place;
    bool headed;
};

struct chart {
    const struct drawing *drawing;
    struct runs *runs;
    struct group *groups;
    size_t group_count, count, empty, complete; /* the last two are runs */
    size_t measure, bound;                      /* columns */
    bool has_bound;
    struct bar *bars;
    double places, high; /* the end of the last bar; of the longest */
};

/* ---- bars or curves ---- */

/* Whether the column takes two values or more in the complete runs of one system that is wanted. */
static bool is_swept(const struct runs *runs, size_t column, const bool *wanted)
{
    for (size_t row = 1; row < runs_count(runs); row++) {
        const struct run_row *run = runs_row(runs, row);
        for (size_t before = row; before-- > 0 && runs_row(runs, before)->system == run->system;) {
            if (!wanted[run->system] || !run->complete || !runs_row(runs, before)->complete)
                continue;
            if (runs_value(runs, row, column) != runs_value(runs, before, column))
                return true;
            break; /* it is the same as those before */
        }
    }
    return false;
}

static bool wants_bars(struct chart *c, bool *bars, struct error *err)
{
    static const char by_system[] = "system";
    const struct figure_request *request = c->drawing->request;
    size_t column;
    *bars = true;
    if (strcmp(request->x, by_system) == 0)
        return true;
    bool *wanted = runs_wanted_systems(c->drawing->scenario, request->system, err);
    bool ok = wanted != NULL && runs_find(c->runs, request->x, &column, err);
    if (ok)
        *bars = !is_swept(c->runs, column, wanted);
    free(wanted);
    return ok;
}

/* ---- bars ---- */

static double mean_of(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return count > 0 ? sum / (double)count : NAN;
}

/* Of the complete runs of a group that have the measure. */
static bool summarise(struct chart *c, const struct group *group, struct bar *bar)
{
    double *values = calloc(3 * group->count, sizeof *values);
    double *bounds = values != NULL ? values + group->count : NULL,
           *ratios = values != NULL ? bounds + group->count : NULL;
    size_t count = 0, bounded = 0;
    for (size_t row = group->first; values != NULL && row < group->first + group->count; row++) {
        if (!runs_row(c->runs, row)->complete)
            continue;
        c->complete++;
        double value = runs_value(c->runs, row, c->measure);
        double bound = c->has_bound ? runs_value(c->runs, row, c->bound) : NAN;
        if (isnan(value)) {
            c->empty++;
            continue;
        }
        values[count++] = value;
        if (bound > 0) {
            bounds[bounded] = bound;
            ratios[bounded++] = value / bound;
        }
    }
    *bar = (struct bar){.group = group, .bound = mean_of(bounds, bounded), .ratio = mean_of(ratios, bounded)};
    if (count > 0)
        summary_of(values, count, &bar->value);
    free(values);
    return count > 0;
}

static bool find_bars(struct chart *c, struct error *err)
{
    c->bars = calloc(c->group_count, sizeof *c->bars);
    if (c->bars == NULL)
        return error_set(err, ERROR_INPUT, c->drawing->data, 0, "not enough memory to draw");
    for (size_t i = 0; i < c->group_count; i++)
        if (summarise(c, &c->groups[i], &c->bars[c->count]))
            c->count++;
    if (c->count == 0)
        return error_set(err, ERROR_NOTHING, c->drawing->folder, 0, "no complete run has a value of \"%s\" to draw",
                         c->drawing->request->measure);
    if (c->count > MOST_BARS)
        return error_set(
            err, ERROR_INPUT, c->drawing->folder, 0,
            "%zu bars in one figure; expected at most %d (choose a system for it, or an x that the sweep varies)",
            c->count, MOST_BARS);
    return true;
}

/* A system that has several bars has a heading above them. */
static void place_bars(struct chart *c)
{
    bool grouped = false;
    for (size_t i = 0; i < c->count; i++) {
        struct bar *bar = &c->bars[i];
        bool first = i == 0 || bar[-1].group->system != bar->group->system;
        bar->headed = first && i + 1 < c->count && bar[1].group->system == bar->group->system;
        if (first && i > 0 && (grouped || bar->headed))
            c->places += gap;
        grouped = first ? bar->headed : grouped;
        c->places += bar->headed ? heading_height : 0;
        bar->place = c->places;
        c->places += 1;
        c->high = fmax(c->high, fmax(bar->value.mean, bar->value.high));
        c->high = fmax(c->high, isnan(bar->bound) ? 0 : bar->bound);
    }
}

static const struct algorithm *algorithm_of(const struct chart *c, uint32_t system)
{
    return scenario_system_at(c->drawing->scenario, system)->algorithm;
}

/* Systems of one algorithm have one colour, that of the first of them, where there are several algorithms. */
static size_t colour_of(const struct chart *c, const struct bar *bar)
{
    uint32_t system = bar->group->system, first = system;
    bool several = false;
    for (uint32_t i = 0; i < scenario_system_count(c->drawing->scenario); i++)
        if (algorithm_of(c, i) != algorithm_of(c, system))
            several = true;
        else if (i < first && algorithm_of(c, i) != NULL)
            first = i;
    return (several ? first : system) + 1;
}

static const char *title_of(const struct chart *c, const struct bar *bar)
{
    const struct scenario_system *system = scenario_system_at(c->drawing->scenario, bar->group->system);
    const char *title = system->title[c->drawing->language];
    return title[0] != '\0' ? title : system->name;
}

/* What a bar of several of its system has that the others do not. */
static const char *text_of(const struct chart *c, size_t index)
{
    const struct bar *bar = &c->bars[index];
    const char *label = bar->group->label[c->drawing->language];
    bool several = bar->headed || (index > 0 && bar[-1].group->system == bar->group->system);
    size_t title = strlen(title_of(c, bar)) + strlen(", ");
    return several && strlen(label) > title ? label + title : label;
}

/* ---- the file and the script's variables ---- */

static void add_row(const struct chart *c, struct csv_writer *writer, const char *series, const struct bar *bar,
                    const char *text)
{
    bool is_bar = strcmp(series, "bar") == 0;
    const double numbers[] = {bar->value.mean, bar->value.low, bar->value.high, bar->bound, bar->ratio};
    csv_add_text(writer, series);
    csv_add_number(writer, is_bar ? bar->place : bar->place - heading_height);
    csv_add_integer(writer, colour_of(c, bar));
    csv_add_text(writer, scenario_system_at(c->drawing->scenario, bar->group->system)->name);
    csv_add_text(writer, text);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        csv_add_number(writer, is_bar ? numbers[i] : NAN);
    csv_add_number(writer, is_bar ? (double)bar->value.count : NAN);
    csv_end_row(writer);
}

static bool write_rows(const struct chart *c, struct error *err)
{
    static const char *const columns[] = {"series", "place", "colour", "system", "text", "value",
                                          "low",    "high",  "bound",  "ratio",  "count"};
    struct csv_writer *writer;
    if (!csv_create(c->drawing->data, &writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    for (size_t i = 0; i < c->count; i++) {
        const struct bar *bar = &c->bars[i];
        if (bar->headed)
            add_row(c, writer, "heading", bar, title_of(c, bar));
        add_row(c, writer, "bar", bar, text_of(c, i));
    }
    return csv_commit(writer, err);
}

static struct text_scale choose_scale(const struct chart *c)
{
    const char *measure = c->drawing->request->measure;
    if (strcmp(text_unit(measure), "s") == 0 && c->high > 0)
        return text_time_scale(c->high, c->drawing->language);
    return runs_scale_for(c->runs, measure, c->high);
}

/* "119 min  ×3.55". */
static void write_value(const struct chart *c, const struct bar *bar, struct text_scale scale, char *text, size_t size)
{
    enum { DIGITS = 3 };
    char number[64], ratio[64];
    bool is_time = strcmp(text_unit(c->drawing->request->measure), "s") == 0;
    if (is_time && bar->value.mean * scale.factor < 1) /* seconds beside bars of hours */
        scale = text_time_scale(bar->value.mean, c->drawing->language);
    text_number(bar->value.mean * scale.factor, DIGITS, c->drawing->language, number, sizeof number);
    text_number(bar->ratio, DIGITS, c->drawing->language, ratio, sizeof ratio);
    int used = snprintf(text, size, "%s%s%s", number, scale.unit[0] != '\0' ? " " : "", scale.unit);
    if (!isnan(bar->ratio) && used > 0 && (size_t)used < size)
        snprintf(text + used, size - (size_t)used, "  ×%s", ratio);
}

/* "means of 5 runs · × lower bound". */
static void set_note(const struct chart *c, bool bounded)
{
    bool french = c->drawing->language == LANGUAGE_FR;
    size_t least = c->bars[0].value.count, most = least;
    char text[TEXT_SIZE], number[64] = "";
    int used = 0;
    for (size_t i = 1; i < c->count; i++) {
        least = c->bars[i].value.count < least ? c->bars[i].value.count : least;
        most = c->bars[i].value.count > most ? c->bars[i].value.count : most;
    }
    text[0] = '\0';
    if (most > 1) {
        int length = least < most ? snprintf(number, sizeof number, french ? "%zu à " : "%zu to ", least) : 0;
        text_number((double)most, 12, c->drawing->language, number + length, sizeof number - (size_t)length);
        used = snprintf(text, sizeof text, french ? "moyennes de %s exécutions" : "means of %s runs", number);
    }
    if (bounded)
        snprintf(text + used, sizeof text - (size_t)used, "%s%s", used > 0 ? " · " : "",
                 french ? "× : fois la borne inférieure" : "×: times the lower bound");
    drawing_set_note(c->drawing, c->runs, text, c->empty, c->complete);
}

static void set_variables(const struct chart *c)
{
    struct gnuplot_variables *variables = c->drawing->variables;
    bool french = c->drawing->language == LANGUAGE_FR, bounded = false, intervals = false;
    struct text_scale scale = choose_scale(c);
    char text[2 * TEXT_SIZE];
    size_t headings = 0;
    gnuplot_set_number(variables, "bars", (double)c->count);
    gnuplot_set_array(variables, "bar_place", c->count);
    gnuplot_set_array(variables, "bar_text", c->count);
    gnuplot_set_array(variables, "value_text", c->count);
    for (size_t i = 0; i < c->count; i++) {
        const struct bar *bar = &c->bars[i];
        headings += bar->headed;
        bounded = bounded || !isnan(bar->bound);
        intervals = intervals || bar->value.count > 1;
        gnuplot_set_number_at(variables, "bar_place", i + 1, bar->place);
        gnuplot_set_text_at(variables, "bar_text", i + 1, text_of(c, i));
        write_value(c, bar, scale, text, sizeof text);
        gnuplot_set_text_at(variables, "value_text", i + 1, text);
    }
    gnuplot_set_number(variables, "headings", (double)headings);
    gnuplot_set_array(variables, "heading_place", headings + 1);
    gnuplot_set_array(variables, "heading_text", headings + 1);
    for (size_t i = 0, heading = 0; i < c->count; i++)
        if (c->bars[i].headed) {
            heading++;
            gnuplot_set_number_at(variables, "heading_place", heading, c->bars[i].place - heading_height);
            gnuplot_set_text_at(variables, "heading_text", heading, title_of(c, &c->bars[i]));
        }
    gnuplot_set_number(variables, "places", c->places);
    gnuplot_set_number(variables, "x_factor", scale.factor);
    gnuplot_set_number(variables, "x_high", c->high * scale.factor);
    text_measure(c->drawing->request->measure, c->drawing->language, text, sizeof text);
    gnuplot_set_text(variables, "x_label", text);
    gnuplot_set_text(variables, "x_unit", scale.unit);
    gnuplot_set_text(variables, "bound_label", !bounded ? "" : french ? "borne inférieure" : "lower bound");
    gnuplot_set_text(variables, "interval_label", !intervals ? "" : french ? "intervalle à 95 %" : "95 % interval");
    set_note(c, bounded);
}

static bool write_bars(struct chart *c, struct error *err)
{
    const struct figure_request *request = c->drawing->request;
    bool ok = runs_find(c->runs, request->measure, &c->measure, err) &&
              groups_create(c->runs, c->drawing->scenario, request->system, &c->groups, &c->group_count, err);
    c->has_bound = ok && strcmp(request->measure, "makespan") == 0 && runs_has(c->runs, "lower_bound", &c->bound);
    ok = ok && find_bars(c, err);
    if (ok) {
        place_bars(c);
        set_variables(c);
        ok = write_rows(c, err);
    }
    free(c->bars);
    free(c->groups);
    return ok;
}

bool makespan_write(const struct drawing *drawing, struct error *err)
{
    struct chart c = {.drawing = drawing};
    bool bars = false;
    bool ok = runs_load(drawing->folder, drawing->scenario, &c.runs, err) && wants_bars(&c, &bars, err);
    if (ok && bars)
        ok = write_bars(&c, err);
    runs_free(c.runs);
    if (ok && !bars) {
        gnuplot_set_number(drawing->variables, "bars", 0);
        ok = complexity_write(drawing, err);
    }
    return ok;
}
