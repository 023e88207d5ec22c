/* utilisation.c: the data of a figure of utilisation: which part of the lanes (ranks, hosts) of a run did what, against time, from activity.csv
 * of one run, or of one of each system, one chart below the other on one axis. Columns of its CSV file: panel (the chart, from 1);
 * activity; begin, end (seconds, an instant of the sheet); low, high (parts of all lanes, stacked: the activities of an instant begin
 * where those before end). The table is read twice and never held, so that a million activities of a thousand lanes cost no more
 * memory than the names of the lanes. */
#include "figure/activity_table.h"
#include "figure/lanes.h"
#include "figure/traced.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_PANELS = 4, INSTANTS = 480 };
static const double earliest = 1e-18; /* seconds: an axis does not end before */

struct panel {
    struct traced traced;
    size_t lanes;
    double end;       /* seconds: the last date of its table */
    double *time;     /* [instant * ACTIVITY_KINDS + kind]: seconds, of all lanes together */
    double computing; /* seconds of all lanes together, over the whole run */
};

struct utilisation {
    const struct drawing *drawing;
    struct panel *panels;
    size_t panel_count, systems; /* drawn; that have a traced run */
    double end;                  /* of the axis, in seconds */
    bool present[ACTIVITY_KINDS];
};

static bool no_memory(const struct panel *panel, struct error *err)
{
    return error_set(err, ERROR_INPUT, panel->traced.path, 0, "not enough memory to draw these activities");
}

/* ---- first reading: how long, how many lanes ---- */

static bool measure(struct utilisation *u, struct panel *panel, struct error *err)
{
    struct activity_table table;
    struct activity_row row;
    enum csv_status status = CSV_END;
    struct lanes *lanes = lanes_create();
    bool ok = lanes != NULL || no_memory(panel, err);
    if (ok && !activity_table_open(panel->traced.path, &table, err)) {
        lanes_free(lanes);
        return false;
    }
    while (ok && (status = activity_table_next(&table, &row, err)) == CSV_ROW) {
        ok = lanes_add(lanes, row.lane) || no_memory(panel, err);
        panel->end = fmax(panel->end, fmax(row.begin, row.end));
        u->present[row.activity] = true;
    }
    if (lanes != NULL)
        activity_table_close(&table);
    if (ok && status == CSV_END) {
        panel->lanes = lanes_sort(lanes);
        ok = panel->lanes > 0 || error_set(err, ERROR_NOTHING, panel->traced.path, 0,
                                           "nothing takes time in this run: there is nothing to draw");
    }
    lanes_free(lanes);
    u->end = fmax(u->end, panel->end);
    return ok && status != CSV_ERROR;
}

/* ---- second reading: how long in each instant ---- */

static void take(const struct utilisation *u, struct panel *panel, const struct activity_row *row)
{
    double length = u->end / INSTANTS, end = isnan(row->end) ? panel->end : row->end; /* what is open goes on */
    size_t first = (size_t)(row->begin / length);
    for (size_t i = first < INSTANTS ? first : INSTANTS - 1; i < INSTANTS; i++) {
        double from = (double)i * length, to = from + length;
        if (from >= end && i > first)
            break;
        panel->time[i * ACTIVITY_KINDS + row->activity] += fmax(fmin(end, to) - fmax(row->begin, from), 0);
    }
    panel->computing += row->activity == ACTIVITY_COMPUTE ? fmax(end - row->begin, 0) : 0;
}

static bool fill(const struct utilisation *u, struct panel *panel, struct error *err)
{
    struct activity_table table;
    struct activity_row row;
    enum csv_status status;
    panel->time = calloc((size_t)INSTANTS * ACTIVITY_KINDS, sizeof *panel->time);
    if (panel->time == NULL)
        return no_memory(panel, err);
    if (!activity_table_open(panel->traced.path, &table, err))
        return false;
    while ((status = activity_table_next(&table, &row, err)) == CSV_ROW)
        take(u, panel, &row);
    activity_table_close(&table);
    return status == CSV_END;
}

/* ---- the file ---- */

/* Of one activity in an instant: where its share begins and ends. */
static void stack(const struct utilisation *u, const struct panel *panel, size_t instant, size_t place, double *low,
                  double *high)
{
    const double *time = &panel->time[instant * ACTIVITY_KINDS];
    double whole = (double)panel->lanes * u->end / INSTANTS, sum = 0;
    for (size_t i = 0; i < place; i++)
        sum += time[activity_stacked(i)];
    *low = fmin(sum / whole, 1);
    *high = fmin((sum + time[activity_stacked(place)]) / whole, 1);
}

static void write_activity(const struct utilisation *u, size_t index, size_t place, struct csv_writer *writer)
{
    enum activity activity = activity_stacked(place);
    const struct panel *panel = &u->panels[index];
    for (size_t i = 0; u->present[activity] && i < INSTANTS; i++) {
        double low, high;
        stack(u, panel, i, place, &low, &high);
        csv_add_integer(writer, index + 1);
        csv_add_text(writer, activity_name(activity));
        csv_add_number(writer, (double)i * u->end / INSTANTS);
        csv_add_number(writer, (double)(i + 1) * u->end / INSTANTS);
        csv_add_number(writer, low);
        csv_add_number(writer, high);
        csv_end_row(writer);
    }
}

static bool write_data(const struct utilisation *u, struct error *err)
{
    static const char *const columns[] = {"panel", "activity", "begin", "end", "low", "high"};
    struct csv_writer *writer;
    if (!csv_create(u->drawing->data, &writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    for (size_t i = 0; i < u->panel_count; i++)
        for (size_t place = 0; place < ACTIVITY_KINDS; place++)
            write_activity(u, i, place, writer);
    return csv_commit(writer, err);
}

/* ---- the script's variables ---- */

static double makespan_of(const struct panel *panel)
{
    return isnan(panel->traced.makespan) ? panel->end : panel->traced.makespan;
}

static void set_panels(const struct utilisation *u, struct text_scale unit)
{
    struct gnuplot_variables *variables = u->drawing->variables;
    enum language language = u->drawing->language;
    bool french = language == LANGUAGE_FR;
    gnuplot_set_number(variables, "panels", (double)u->panel_count);
    gnuplot_set_array(variables, "panel_title", u->panel_count);
    gnuplot_set_array(variables, "makespan", u->panel_count);
    for (size_t i = 0; i < u->panel_count; i++) {
        const struct panel *panel = &u->panels[i];
        char who[TEXT_SIZE], lanes[64], percent[64], text[3 * TEXT_SIZE];
        double whole = makespan_of(panel) * (double)panel->lanes;
        traced_describe(&panel->traced, u->drawing, who, sizeof who);
        text_number((double)panel->lanes, 12, language, lanes, sizeof lanes);
        text_number(whole > 0 ? 100 * panel->computing / whole : 0, 3, language, percent, sizeof percent);
        snprintf(text, sizeof text,
                 french ? "%s%s%s lignes · %s %% du temps à calculer, jusqu'au trait"
                        : "%s%s%s lanes · computing %s %% of the time up to the line",
                 who, who[0] != '\0' ? " · " : "", lanes, percent);
        gnuplot_set_text_at(variables, "panel_title", i + 1, text);
        gnuplot_set_number_at(variables, "makespan", i + 1, makespan_of(panel) * unit.factor);
    }
}

static void set_variables(const struct utilisation *u)
{
    struct gnuplot_variables *variables = u->drawing->variables;
    enum language language = u->drawing->language;
    bool french = language == LANGUAGE_FR;
    struct text_scale unit = text_time_scale(u->end, language);
    char text[TEXT_SIZE];
    gnuplot_set_number(variables, "x_factor", unit.factor);
    gnuplot_set_number(variables, "x_high", u->end * unit.factor);
    snprintf(text, sizeof text, "%s (%s)", french ? "Temps simulé" : "Simulated time", unit.unit);
    gnuplot_set_text(variables, "x_label", text);
    gnuplot_set_text(variables, "y_label", french ? "Part des lignes (%)" : "Share of the lanes (%)");
    gnuplot_set_number(variables, "kinds", ACTIVITY_KINDS);
    gnuplot_set_array(variables, "kind", ACTIVITY_KINDS);
    gnuplot_set_array(variables, "kind_label", ACTIVITY_KINDS);
    gnuplot_set_array(variables, "kind_tint", ACTIVITY_KINDS);
    gnuplot_set_array(variables, "present", ACTIVITY_KINDS);
    for (size_t place = 0; place < ACTIVITY_KINDS; place++) {
        enum activity activity = activity_stacked(place);
        gnuplot_set_text_at(variables, "kind", place + 1, activity_name(activity));
        gnuplot_set_text_at(variables, "kind_label", place + 1, activity_title(activity, language));
        gnuplot_set_number_at(variables, "kind_tint", place + 1, activity + 1);
        gnuplot_set_number_at(variables, "present", place + 1, u->present[activity]);
    }
    set_panels(u, unit);
    snprintf(text, sizeof text, french ? "%zu systèmes sur %zu" : "%zu of %zu systems", u->panel_count, u->systems);
    gnuplot_set_text(variables, "note", u->systems > u->panel_count ? text : "");
}

bool utilisation_write(const struct drawing *drawing, struct error *err)
{
    struct utilisation u = {.drawing = drawing};
    struct traced *traced;
    if (!traced_find(drawing, "activity", &traced, &u.systems, err))
        return false;
    u.panel_count = u.systems < MOST_PANELS ? u.systems : MOST_PANELS;
    u.panels = calloc(u.panel_count, sizeof *u.panels);
    if (u.panels == NULL) {
        free(traced);
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "not enough memory to draw");
    }
    bool ok = true;
    for (size_t i = 0; ok && i < u.panel_count; i++) {
        u.panels[i].traced = traced[i];
        ok = measure(&u, &u.panels[i], err);
    }
    free(traced);
    u.end = fmax(u.end, earliest);
    for (size_t i = 0; ok && i < u.panel_count; i++)
        ok = fill(&u, &u.panels[i], err);
    ok = ok && write_data(&u, err);
    if (ok)
        set_variables(&u);
    for (size_t i = 0; u.panels != NULL && i < u.panel_count; i++)
        free(u.panels[i].time);
    free(u.panels);
    return ok;
}
