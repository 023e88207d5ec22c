/* convergence.c: the data of a convergence figure: a series of a specification (its distance from correct behaviour, or what
 * detectors suspect rightly and wrongly) against time, with the faults. Columns of its CSV file: panel; system; series:
 *   value               the line number `index` has this value from `time` on
 *   median              of a line over replications, with `low` and `high`, its quantiles 10 % and 90 %; `count` runs
 *   zone, correct       from `time` to `end` the behaviour is not correct (the distance, or its median, is over 0), or is
 *   fault, fault-end    a fault, `text` its name
 * index; text; time and end, in seconds; value; low; high; count.
 *
 * A group of replications is evaluated at INSTANTS dates, evenly spread, the last value of a run that has ended standing on.
 * Where nothing happens any more the axis ends, and the line below the title says so. Files are read one at a time, twice. */
#include "figure/groups.h"
#include "figure/series_file.h"
#include "observe/specification.h"

#include <gsl/gsl_statistics_double.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_PANELS = 4,
    MOST_LINES = 4,  /* of a panel */
    INSTANTS = 500,  /* of a median */
    STRETCHES = 2000 /* of a line: within each, the first, the least, the greatest and the last step are enough */
};
static const double least_quantile = 0.1, greatest_quantile = 0.9;
/* The axis is cut where nothing changes in more than so much of the run, and shows so much more than what changes. */
static const double idle_part = 0.3, margin_part = 0.12, silence_part = 0.05;

struct line {
    const struct group *group;
    size_t series; /* index in names */
};
struct panel {
    struct line lines[MOST_LINES];
    size_t count;
    char label[TEXT_SIZE];
};

struct convergence {
    const struct drawing *drawing;
    struct runs *runs;
    struct group *groups; /* that have a series */
    size_t group_count, all_groups;
    const char *names[SERIES_MOST];
    size_t name_count;
    bool replicated, zones;
    bool silent; /* nothing could happen after the end of any run that is drawn */
    struct panel panels[MOST_PANELS];
    struct marks marks[MOST_PANELS];
    size_t panel_count, groups_drawn;
    bool marks_left_out;   /* faults that do not strike all replications at one date */
    double low, last, end; /* dates: the first, the last that something happens, the end of the runs */
    double high;           /* of the axis */
    double greatest;       /* value */
    struct csv_writer *writer;
};

/* ---- what is drawn ---- */

static bool path_of(const struct convergence *c, size_t row, char path[PATH_MAX])
{
    return series_file_find(c->drawing, runs_row(c->runs, row)->run, path, PATH_MAX);
}

static size_t runs_with_series(const struct convergence *c, const struct group *group)
{
    char path[PATH_MAX];
    size_t count = 0;
    for (size_t row = group->first; row < group->first + group->count; row++)
        count += path_of(c, row, path);
    return count;
}

/* Of a group with one series, its run alone. */
static void keep_only_run(const struct convergence *c, struct group *group)
{
    char path[PATH_MAX];
    while (!path_of(c, group->first, path))
        group->first++;
    group->count = 1;
}

static bool find_groups(struct convergence *c, struct error *err)
{
    const struct drawing *drawing = c->drawing;
    if (!groups_create(c->runs, drawing->scenario, drawing->request->system, &c->groups, &c->all_groups, err))
        return false;
    for (size_t i = 0; i < c->all_groups; i++) {
        size_t with = runs_with_series(c, &c->groups[i]);
        if (with > 0)
            c->groups[c->group_count++] = c->groups[i];
        c->replicated = c->replicated || with > 1;
    }
    for (size_t i = 0; !c->replicated && i < c->group_count; i++)
        keep_only_run(c, &c->groups[i]);
    if (c->group_count > 0)
        return true;
    return error_set(err, ERROR_NOTHING, drawing->folder, 0,
                     "no series to draw; add <measures series=\"yes\"/> to the scenario and run it again");
}

/* The i-th of `shown` things spread evenly over `count`, the first and the last among them. */
static size_t spread(size_t i, size_t shown, size_t count)
{
    return shown == count || shown < 2 ? i : i * (count - 1) / (shown - 1);
}

static size_t at_most(size_t count, size_t most)
{
    return count < most ? count : most;
}

static void add_panel(struct convergence *c, const char *label)
{
    struct panel *panel = &c->panels[c->panel_count++];
    *panel = (struct panel){0};
    snprintf(panel->label, sizeof panel->label, "%s", label);
}

static void add_line(struct convergence *c, const struct group *group, size_t series)
{
    struct panel *panel = &c->panels[c->panel_count - 1];
    panel->lines[panel->count++] = (struct line){group, series};
    c->groups_drawn += series == 0;
}

/* A panel for each group where a line has zones, or several series; else lines of several groups share one. */
static bool choose_panels(struct convergence *c, struct error *err)
{
    enum language language = c->drawing->language;
    if (!c->replicated || c->name_count > 1) {
        size_t shown = at_most(c->group_count, MOST_PANELS);
        for (size_t i = 0; i < shown; i++) {
            const struct group *group = &c->groups[spread(i, shown, c->group_count)];
            add_panel(c, group->label[language]);
            for (size_t series = 0; series < c->name_count; series++)
                add_line(c, group, series);
        }
        return true;
    }
    bool together = c->group_count <= MOST_LINES;
    for (size_t first = 0, next; first < c->group_count; first = next) {
        for (next = first; next < c->group_count; next++)
            if (!together && c->groups[next].system != c->groups[first].system)
                break;
        if (c->panel_count == MOST_PANELS)
            return error_set(err, ERROR_INPUT, c->drawing->folder, 0,
                             "more than %d systems with series in one figure; choose a system for it", MOST_PANELS);
        const struct scenario_system *system = scenario_system_at(c->drawing->scenario, c->groups[first].system);
        add_panel(c, system->title[language][0] != '\0' ? system->title[language] : system->name);
        size_t shown = at_most(next - first, MOST_LINES);
        for (size_t i = 0; i < shown; i++)
            add_line(c, &c->groups[first + spread(i, shown, next - first)], 0);
    }
    return true;
}

/* ---- first reading: dates and faults ---- */

static bool has_mark(const struct marks *marks, const struct mark *mark)
{
    for (size_t i = 0; i < marks->count; i++)
        if (marks->mark[i].time == mark->time && marks->mark[i].ends == mark->ends &&
            strcmp(marks->mark[i].text, mark->text) == 0)
            return true;
    return false;
}

/* Keeps the marks that another run has too. */
static void keep_common(struct convergence *c, struct marks *marks, const struct marks *other)
{
    size_t kept = 0;
    for (size_t i = 0; i < marks->count; i++)
        if (has_mark(other, &marks->mark[i]))
            marks->mark[kept++] = marks->mark[i];
    c->marks_left_out = c->marks_left_out || kept < marks->count || kept < other->count;
    marks->count = kept;
}

static bool read_run(const struct convergence *c, const char *path, struct series_file *file, struct error *err)
{
    return series_file_read(path, c->names, c->name_count, c->drawing->language, file, err);
}

static void take_dates(struct convergence *c, const struct series_file *file)
{
    c->end = fmax(c->end, file->end);
    for (size_t i = 0; i < c->name_count; i++) {
        const struct steps *steps = &file->steps[i];
        if (steps->count == 0)
            continue;
        c->low = fmin(c->low, steps->step[0].time);
        c->last = fmax(c->last, steps->step[steps->count - 1].time);
    }
    if (file->marks.count > 0) {
        c->low = fmin(c->low, file->marks.mark[0].time);
        c->last = fmax(c->last, file->marks.mark[file->marks.count - 1].time);
    }
}

static bool scan_panel(struct convergence *c, size_t index, struct error *err)
{
    bool first = true, ok = true;
    for (size_t i = 0; i < c->panels[index].count; i++) {
        const struct line *line = &c->panels[index].lines[i];
        for (size_t row = line->group->first; ok && row < line->group->first + line->group->count; row++) {
            struct series_file file;
            char path[PATH_MAX];
            if (line->series > 0 || !path_of(c, row, path))
                continue;
            ok = read_run(c, path, &file, err);
            c->silent = c->silent && runs_row(c->runs, row)->quiescent;
            if (ok) {
                take_dates(c, &file);
                if (first) {
                    c->marks[index] = file.marks;
                    file.marks = (struct marks){0};
                } else
                    keep_common(c, &c->marks[index], &file.marks);
                first = false;
            }
            series_file_release(&file);
        }
    }
    return ok;
}

static bool scan(struct convergence *c, struct error *err)
{
    c->silent = true;
    c->low = INFINITY;
    c->last = c->end = -INFINITY;
    for (size_t i = 0; i < c->panel_count; i++)
        if (!scan_panel(c, i, err))
            return false;
    if (!isfinite(c->low))
        return error_set(err, ERROR_NOTHING, c->drawing->folder, 0, "no run has a series \"%s\" to draw",
                         c->drawing->request->measure);
    double span = c->last - c->low;
    c->high = c->end;
    if (span > 0 && c->end - c->last > idle_part * (c->end - c->low))
        c->high = fmin(c->end, c->last + margin_part * span);
    else if (c->silent)
        c->high = c->end = c->last + silence_part * span; /* what it came to stays, and is to be seen */
    if (!(c->high > c->low))
        c->high = c->end = c->low + 1;
    return true;
}

/* ---- second reading: rows ---- */

static void add_row(struct convergence *c, size_t panel, size_t index, const char *series, const char *text,
                    const double numbers[5], size_t count)
{
    const struct line *line = &c->panels[panel].lines[index];
    csv_add_integer(c->writer, panel + 1);
    csv_add_text(c->writer, line->group->name);
    csv_add_text(c->writer, series);
    csv_add_integer(c->writer, index + 1);
    csv_add_text(c->writer, text);
    for (size_t i = 0; i < 5; i++)
        csv_add_number(c->writer, numbers[i]);
    csv_add_number(c->writer, count > 0 ? (double)count : NAN);
    csv_end_row(c->writer);
}

static void add_value(struct convergence *c, size_t panel, size_t index, double time, double value)
{
    add_row(c, panel, index, "value", c->names[c->panels[panel].lines[index].series],
            (double[]){time, NAN, value, NAN, NAN}, 0);
    c->greatest = fmax(c->greatest, value);
}

/* Zones under construction: spans that are shorter than can be seen, or so close, become one. */
struct zones {
    double begin, end; /* of what is not correct; end NAN: none yet */
    double correct;    /* where correct behaviour begins; NAN: nowhere yet */
};

static void end_zone(struct convergence *c, size_t panel, struct zones *zones)
{
    if (isnan(zones->end))
        return;
    if (!isnan(zones->correct) && zones->begin > zones->correct)
        add_row(c, panel, 0, "correct", "", (double[]){zones->correct, zones->begin, NAN, NAN, NAN}, 0);
    add_row(c, panel, 0, "zone", "", (double[]){zones->begin, zones->end, NAN, NAN, NAN}, 0);
    zones->correct = zones->end;
    zones->end = NAN;
}

/* From `time` to `until` the value is this. */
static void take_zone(struct convergence *c, size_t panel, struct zones *zones, double time, double until, double value)
{
    if (isnan(value) || !(until > time))
        return;
    if (value > 0) {
        double near = (c->high - c->low) / STRETCHES;
        if (!isnan(zones->end) && time - zones->end > near)
            end_zone(c, panel, zones);
        if (isnan(zones->end))
            zones->begin = time;
        zones->end = until;
    } else if (isnan(zones->correct) && isnan(zones->end))
        zones->correct = time;
}

static void finish_zones(struct convergence *c, size_t panel, struct zones *zones)
{
    end_zone(c, panel, zones);
    if (!isnan(zones->correct) && zones->correct < c->high)
        add_row(c, panel, 0, "correct", "", (double[]){zones->correct, c->high, NAN, NAN, NAN}, 0);
}

static const struct zones no_zones = {NAN, NAN, NAN};

/* The steps of a stretch that its picture needs, in the order of time. */
static void write_stretch(struct convergence *c, size_t panel, size_t index, const struct step *step, size_t count)
{
    size_t least = 0, greatest = 0;
    for (size_t i = 1; i < count; i++) {
        least = step[i].value < step[least].value ? i : least;
        greatest = step[i].value > step[greatest].value ? i : greatest;
    }
    for (size_t i = 0; i < count; i++)
        if (count <= 4 || i == 0 || i == least || i == greatest || i == count - 1)
            add_value(c, panel, index, step[i].time, step[i].value);
}

static void write_line(struct convergence *c, size_t panel, size_t index, const struct steps *steps)
{
    double stretch = (c->high - c->low) / STRETCHES;
    struct zones zones = no_zones;
    if (steps->count == 0)
        return;
    for (size_t i = 0, next; i < steps->count; i = next) {
        for (next = i + 1; next < steps->count && steps->step[next].time < steps->step[i].time + stretch;)
            next++;
        write_stretch(c, panel, index, &steps->step[i], next - i);
    }
    add_value(c, panel, index, c->high, steps->step[steps->count - 1].value);
    for (size_t i = 0; c->zones && i < steps->count; i++)
        take_zone(c, panel, &zones, steps->step[i].time, i + 1 < steps->count ? steps->step[i + 1].time : c->high,
                  steps->step[i].value);
    if (c->zones)
        finish_zones(c, panel, &zones);
}

/* The values of all runs of a group at each instant: values[instant * group->count + run]. */
static bool read_values(struct convergence *c, const struct line *line, double *values, size_t *with, struct error *err)
{
    *with = 0;
    for (size_t row = line->group->first; row < line->group->first + line->group->count; row++) {
        char path[PATH_MAX];
        struct series_file file;
        if (!path_of(c, row, path))
            continue;
        bool ok = read_run(c, path, &file, err);
        size_t position = 0;
        for (size_t i = 0; ok && i < INSTANTS; i++) {
            double time = c->low + (c->high - c->low) * (double)i / (INSTANTS - 1);
            values[i * line->group->count + *with] = steps_at(&file.steps[line->series], time, &position);
        }
        (*with)++;
        series_file_release(&file);
        if (!ok)
            return false;
    }
    return true;
}

static int compare_values(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

static bool write_median(struct convergence *c, size_t panel, size_t index, struct error *err)
{
    const struct line *line = &c->panels[panel].lines[index];
    size_t with;
    double *values = reallocarray(NULL, line->group->count, INSTANTS * sizeof *values);
    if (values == NULL)
        return error_set(err, ERROR_INPUT, c->drawing->data, 0, "not enough memory to draw");
    bool ok = read_values(c, line, values, &with, err);
    struct zones zones = no_zones;
    char text[TEXT_SIZE];
    snprintf(text, sizeof text, "%s: median, quantiles 0.1 and 0.9 at %d instants", c->names[line->series], INSTANTS);
    for (size_t i = 0; ok && i < INSTANTS; i++) {
        double *at = &values[i * line->group->count];
        size_t count = 0;
        for (size_t run = 0; run < with; run++)
            if (!isnan(at[run]))
                at[count++] = at[run];
        if (count == 0)
            continue;
        qsort(at, count, sizeof *at, compare_values);
        double time = c->low + (c->high - c->low) * (double)i / (INSTANTS - 1);
        double median = gsl_stats_median_from_sorted_data(at, 1, count);
        double low = gsl_stats_quantile_from_sorted_data(at, 1, count, least_quantile);
        double high = gsl_stats_quantile_from_sorted_data(at, 1, count, greatest_quantile);
        add_row(c, panel, index, "median", text, (double[]){time, NAN, median, low, high}, count);
        c->greatest = fmax(c->greatest, high);
        if (c->zones && c->panels[panel].count == 1)
            take_zone(c, panel, &zones, time, fmin(c->high, time + (c->high - c->low) / (INSTANTS - 1)), median);
    }
    if (ok && c->zones && c->panels[panel].count == 1)
        finish_zones(c, panel, &zones);
    free(values);
    return ok;
}

static bool write_panel(struct convergence *c, size_t panel, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < c->panels[panel].count; i++) {
        const struct line *line = &c->panels[panel].lines[i];
        if (c->replicated) {
            ok = write_median(c, panel, i, err);
            continue;
        }
        char path[PATH_MAX];
        struct series_file file;
        ok = path_of(c, line->group->first, path) && read_run(c, path, &file, err);
        if (ok)
            write_line(c, panel, i, &file.steps[line->series]);
        series_file_release(&file);
    }
    for (size_t i = 0; i < c->marks[panel].count; i++) {
        const struct mark *mark = &c->marks[panel].mark[i];
        add_row(c, panel, 0, mark->ends ? "fault-end" : "fault", mark->text, (double[]){mark->time, NAN, NAN, NAN, NAN},
                0);
    }
    return ok;
}

/* ---- the script's variables ---- */

static const char *series_title(const char *name, enum language language)
{
    const struct specification *specification;
    for (size_t i = 0; (specification = specification_at(i)) != NULL; i++)
        for (const struct specified_series *s = specification->series; s != NULL && s->name != NULL; s++)
            if (strcmp(s->name, name) == 0)
                return language == LANGUAGE_FR ? s->title_fr : s->title_en;
    return name;
}

/* What the legitimacy of all that is drawn counts ("privileges"); NULL: nothing, or different things. */
static const char *counted(const struct convergence *c)
{
    const char *unit = NULL;
    for (size_t p = 0; p < c->panel_count; p++)
        for (size_t i = 0; i < c->panels[p].count; i++) {
            size_t row = c->panels[p].lines[i].group->first;
            const struct algorithm *algorithm = runs_algorithm(c->runs, c->drawing->scenario, row);
            if (algorithm == NULL || algorithm->legitimacy == NULL)
                return NULL;
            const struct legitimacy *legitimacy = algorithm->legitimacy;
            const char *own = c->drawing->language == LANGUAGE_FR ? legitimacy->unit_fr : legitimacy->unit_en;
            if (unit != NULL && strcmp(unit, own) != 0)
                return NULL;
            unit = own;
        }
    return unit;
}

static void set_y_label(const struct convergence *c)
{
    enum language language = c->drawing->language;
    char text[TEXT_SIZE], title[TEXT_SIZE / 2];
    const char *unit = c->zones ? counted(c) : NULL;
    text_begin(series_title(c->names[0], language), title, sizeof title);
    if (c->name_count > 1)
        snprintf(text, sizeof text, language == LANGUAGE_FR ? "Soupçonnés (part)" : "Suspected (part)");
    else if (unit != NULL)
        snprintf(text, sizeof text, "%s (%.100s)", title, unit);
    else
        snprintf(text, sizeof text, "%s", title);
    gnuplot_set_text(c->drawing->variables, "y_label", text);
}

/* "Title · run 3 · N = 5", or "Title · N = 5 · 40 runs", of a single group; and what the figure leaves out. */
static void set_subtitle(const struct convergence *c, struct text_scale scale)
{
    enum language language = c->drawing->language;
    bool french = language == LANGUAGE_FR;
    char text[4 * TEXT_SIZE] = "", number[64], runs[64];
    size_t used = 0, column;
    const struct group *group = c->panels[0].lines[0].group;
    if (c->groups_drawn == 1) {
        double n = runs_has(c->runs, "processes", &column) ? runs_value(c->runs, group->first, column) : NAN;
        used += (size_t)snprintf(text, sizeof text, "%.200s", group->label[language]);
        text_number(n, 12, language, number, sizeof number);
        text_number((double)runs_with_series(c, group), 12, language, runs, sizeof runs);
        if (!c->replicated)
            used += (size_t)snprintf(text + used, sizeof text - used, " · %s %u", french ? "exécution" : "run",
                                     runs_row(c->runs, group->first)->run);
        if (!isnan(n))
            used += (size_t)snprintf(text + used, sizeof text - used, " · N = %s", number);
        if (c->replicated)
            used += (size_t)snprintf(text + used, sizeof text - used, " · %s %s", runs, french ? "exécutions" : "runs");
    }
    if (c->groups_drawn < c->group_count)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 french ? "%s%zu points du balayage sur %zu" : "%s%zu of %zu points of the sweep",
                                 used > 0 ? " · " : "", c->groups_drawn, c->group_count);
    if (c->high < c->end) {
        text_number(c->end * scale.factor, 4, language, number, sizeof number);
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 french ? "%splus rien ne change ensuite, jusqu'à %s %s"
                                        : "%snothing changes afterwards, until %s %s",
                                 used > 0 ? " · " : "", number, scale.unit);
    }
    if (c->marks_left_out)
        snprintf(text + used, sizeof text - used,
                 french ? "%sles fautes à des dates aléatoires ne sont pas montrées"
                        : "%sfaults at random dates are not shown",
                 used > 0 ? " · " : "");
    gnuplot_set_text(c->drawing->variables, "subtitle", text);
}

static void set_lines(const struct convergence *c)
{
    struct gnuplot_variables *variables = c->drawing->variables;
    enum language language = c->drawing->language;
    gnuplot_set_number(variables, "panels", (double)c->panel_count);
    gnuplot_set_array(variables, "panel_label", c->panel_count);
    gnuplot_set_array(variables, "lines", c->panel_count);
    for (size_t p = 0; p < c->panel_count; p++) {
        const struct panel *panel = &c->panels[p];
        char name[32];
        snprintf(name, sizeof name, "line_label_%zu", p + 1);
        gnuplot_set_array(variables, name, panel->count);
        gnuplot_set_text_at(variables, "panel_label", p + 1, c->panel_count > 1 ? panel->label : "");
        gnuplot_set_number_at(variables, "lines", p + 1, (double)panel->count);
        for (size_t i = 0; i < panel->count; i++)
            gnuplot_set_text_at(variables, name, i + 1,
                                c->name_count > 1  ? series_title(c->names[panel->lines[i].series], language)
                                : panel->count > 1 ? panel->lines[i].group->label[language]
                                                   : "");
    }
}

static void set_variables(const struct convergence *c)
{
    struct gnuplot_variables *variables = c->drawing->variables;
    enum language language = c->drawing->language;
    bool french = language == LANGUAGE_FR;
    char label[TEXT_SIZE], time_text[TEXT_SIZE / 2];
    struct text_scale scale = text_scale_for("simulated_time", (c->high - c->low) / 2);
    text_measure("simulated_time", language, time_text, sizeof time_text);
    snprintf(label, sizeof label, "%s (%s)", time_text, scale.unit);
    gnuplot_set_text(variables, "x_label", label);
    gnuplot_set_number(variables, "x_factor", scale.factor);
    gnuplot_set_number(variables, "x_low", c->low * scale.factor);
    gnuplot_set_number(variables, "x_high", c->high * scale.factor);
    gnuplot_set_number(variables, "parts",
                       c->name_count > 1 || strncmp(c->names[0], SUSPECTED_SERIES, strlen(SUSPECTED_SERIES)) == 0);
    gnuplot_set_number(variables, "y_high", c->greatest);
    gnuplot_set_number(variables, "replicated", c->replicated);
    gnuplot_set_number(variables, "zones", c->zones);
    const char *median = c->replicated ? french ? " (médiane)" : " (median)" : "";
    snprintf(label, sizeof label, "%s%s", french ? "zone de convergence" : "convergence zone", median);
    gnuplot_set_text(variables, "zone_label", label);
    snprintf(label, sizeof label, "%s%s", french ? "comportement correct" : "correct behaviour", median);
    gnuplot_set_text(variables, "correct_label", label);
    gnuplot_set_text(variables, "median_label", french ? "médiane" : "median");
    gnuplot_set_text(variables, "band_label", french ? "quantiles 10 % à 90 %" : "quantiles 10 % to 90 %");
    set_y_label(c);
    set_subtitle(c, scale);
    set_lines(c);
    marks_set(c->marks, c->panel_count, c->drawing, c->low, c->high);
}

static bool write_data(struct convergence *c, struct error *err)
{
    static const char *const columns[] = {"panel", "system", "series", "index", "text", "time",
                                          "end",   "value",  "low",    "high",  "count"};
    if (!csv_create(c->drawing->data, &c->writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(c->writer, columns[i]);
    csv_end_row(c->writer);
    for (size_t i = 0; i < c->panel_count; i++)
        if (!write_panel(c, i, err)) {
            csv_abandon(c->writer);
            return false;
        }
    set_variables(c);
    return csv_commit(c->writer, err);
}

bool convergence_write(const struct drawing *drawing, struct error *err)
{
    struct convergence *c = calloc(1, sizeof *c);
    if (c == NULL)
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "not enough memory to draw");
    const char *measure = drawing->request->measure;
    c->drawing = drawing;
    c->names[c->name_count++] = strcmp(measure, SUSPECTED_SERIES) == 0 ? "suspected_rightly" : measure;
    if (strcmp(measure, SUSPECTED_SERIES) == 0)
        c->names[c->name_count++] = "suspected_wrongly";
    c->zones = strcmp(measure, "distance") == 0;
    bool ok = runs_load(drawing->folder, drawing->scenario, &c->runs, err) && find_groups(c, err) &&
              choose_panels(c, err) && scan(c, err) && write_data(c, err);
    for (size_t i = 0; i < MOST_PANELS; i++)
        marks_release(&c->marks[i]);
    free(c->groups);
    runs_free(c->runs);
    free(c);
    return ok;
}
