/* gantt.c: the data of a Gantt chart: lanes (ranks, hosts) against time, from activity.csv of one run, or of one of each system,
 * one chart below the other on one axis. Columns of its CSV file: panel (the chart, from 1); series (activity; open: it was
 * not over when the run ended; share: a part of the height of its lane, or of the lanes of a band, where several activities
 * share an instant; beyond: what was not over in a band); lane (of a band the first); place (from the top, from 0); begin, end
 * (seconds); low, high (the part of the height, from 0 at the bottom to 1); activity; detail.
 *
 * A sheet has room for so many lanes and instants. Up to MOST_LANES lanes stand one by one, more are gathered in bands.
 * What lasts two instants or more has its rectangle; what is shorter shares its instant with what else there is, in
 * proportion to the time, but with a height that can be seen. In a band all are such shares. The table is read twice
 * and never held. */
#include "figure/activity_table.h"
#include "figure/lanes.h"
#include "figure/traced.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_PANELS = 6,
    MOST_LANES = 72,         /* of a panel that is alone, that stand one by one */
    MOST_LANES_IN_ALL = 144, /* of several panels */
    MOST_BANDS = 24,         /* of all panels */
    MOST_INSTANTS = 1024,    /* a power of two: it is halved until there are few enough rectangles */
    LEAST_INSTANTS = 128,
    MOST_RECTANGLES = 24000,
    MOST_FRAMED = 1500, /* that have a line around each */
    HEIGHTS = 24,       /* parts of a row that an eye tells apart: neighbours of the same shares are one rectangle */
    MOST_LABELS = 32,   /* of all panels */
    LABEL_LENGTH = 22   /* letters; of a longer name the end is cut */
};

/* In a lane that stands alone, of what is shorter than an instant: a pixel wide, it is to be seen. */
static const double least_share = 0.25, least_lonely_share = 0.5;
/* Of failures in a band. */
static const double least_failed = 0.05;
/* Seconds: an axis does not end before. */
static const double earliest = 1e-18;
/* The room beyond the last date where something was not over. */
static const double room_for_open = 0.04;

struct panel {
    struct traced traced;
    struct lanes *lanes;
    size_t shown, per_row, rows; /* lanes; lanes of a band; bands */
    double end;                  /* the last date of its table */
    double makespan; /* the run's; else the end of its last activity; NAN: something was not over, or not done */
    uint64_t activities;
    double
        *time; /* [(row * instants + instant) * ACTIVITY_KINDS + kind]: how long in this instant, all lanes together */
    bool *shared; /* [row * instants + instant]: it is drawn by shares */
    size_t *open; /* [row]: what was not over when the run ended */
};

struct gantt {
    const struct drawing *drawing;
    struct panel *panels;
    size_t panel_count, systems; /* drawn; that have a traced run */
    double begin, end;           /* of the axis, in seconds */
    size_t instants;
    bool present[ACTIVITY_KINDS];
    bool open, at_once; /* not over when a run ended; nothing lasts: all are stuck at the beginning */
    size_t rectangles;
    struct csv_writer *writer;
};

static bool no_memory(const struct panel *panel, struct error *err)
{
    return error_set(err, ERROR_INPUT, panel->traced.path, 0, "not enough memory to draw these activities");
}

/* ---- first reading: how long, which lanes ---- */

static bool measure(struct gantt *g, struct panel *panel, struct error *err)
{
    struct activity_table table;
    struct activity_row row;
    enum csv_status status;
    bool open = false;
    panel->makespan = NAN;
    panel->lanes = lanes_create();
    if (panel->lanes == NULL)
        return no_memory(panel, err);
    if (!activity_table_open(panel->traced.path, &table, err))
        return false;
    while ((status = activity_table_next(&table, &row, err)) == CSV_ROW) {
        if (!lanes_add(panel->lanes, row.lane)) {
            no_memory(panel, err);
            status = CSV_ERROR;
            break;
        }
        panel->activities++;
        panel->end = fmax(panel->end, fmax(row.begin, row.end));
        if (panel->traced.mpi || row.activity != ACTIVITY_WAIT) /* a host that waits for work is not at work */
            panel->makespan = fmax(panel->makespan, row.end);
        open = open || isnan(row.end);
        g->present[row.activity] = true;
    }
    activity_table_close(&table);
    if (status == CSV_ERROR)
        return false;
    if (panel->activities == 0)
        return error_set(err, ERROR_NOTHING, panel->traced.path, 0,
                         "nothing takes time in this run: there is nothing to draw");
    panel->shown = lanes_sort(panel->lanes);
    if (open)
        panel->makespan = NAN;
    if (panel->traced.work_measured ||
        !isnan(panel->traced.makespan)) /* what comes after its last result is no part of it */
        panel->makespan = panel->traced.makespan;
    g->open = g->open || open;
    g->end = fmax(g->end, panel->end);
    return true;
}

static bool measure_all(struct gantt *g, struct error *err)
{
    for (size_t i = 0; i < g->panel_count; i++)
        if (!measure(g, &g->panels[i], err))
            return false;
    for (size_t i = 0; i < g->panel_count; i++) {
        struct panel *panel = &g->panels[i];
        bool alone = panel->shown <= MOST_LANES && panel->shown <= MOST_LANES_IN_ALL / g->panel_count;
        size_t most = alone ? MOST_LANES : MOST_BANDS / g->panel_count;
        panel->per_row = (panel->shown + most - 1) / most;
        panel->rows = (panel->shown + panel->per_row - 1) / panel->per_row;
    }
    g->at_once = g->end < earliest;
    if (g->at_once)
        g->end = 1; /* an axis needs a length, and gets no date */
    if (g->open)
        g->end *= 1 + room_for_open;
    return true;
}

/* ---- second reading: rectangles, and how long in each instant ---- */

static double instant_length(const struct gantt *g)
{
    return (g->end - g->begin) / (double)g->instants;
}

static void add_rectangle(struct gantt *g, const struct panel *panel, const char *series, const char *lane, size_t row,
                          double begin, double end, double low, double high, enum activity activity, const char *detail)
{
    csv_add_integer(g->writer, (uint64_t)(panel - g->panels) + 1);
    csv_add_text(g->writer, series);
    csv_add_text(g->writer, lane);
    csv_add_integer(g->writer, row);
    csv_add_number(g->writer, begin);
    csv_add_number(g->writer, end);
    csv_add_number(g->writer, low);
    csv_add_number(g->writer, high);
    csv_add_text(g->writer, activity_name(activity));
    csv_add_text(g->writer, detail);
    csv_end_row(g->writer);
    g->rectangles++;
}

/* Adds the time of an activity to the instants that it covers. */
static void add_time(struct gantt *g, struct panel *panel, size_t row, const struct activity_row *activity, double end,
                     bool is_short)
{
    double length = instant_length(g);
    size_t first = (size_t)((activity->begin - g->begin) / length);
    first = first < g->instants ? first : g->instants - 1;
    for (size_t i = first; i < g->instants; i++) {
        double from = g->begin + (double)i * length, to = from + length;
        size_t cell = row * g->instants + i;
        if (from >= end && i > first)
            break;
        double part = fmin(end, to) - fmax(activity->begin, from);
        panel->time[cell * ACTIVITY_KINDS + activity->activity] += fmax(part, 0);
        panel->shared[cell] = panel->shared[cell] || is_short;
    }
}

static void take(struct gantt *g, struct panel *panel, const struct activity_row *activity)
{
    size_t place = lanes_place(panel->lanes, activity->lane), row = place / panel->per_row;
    bool open = isnan(activity->end), alone = panel->per_row == 1;
    double end = open ? g->end : activity->end;
    bool is_short = end - activity->begin < 2 * instant_length(g);
    add_time(g, panel, row, activity, end, !alone || is_short);
    panel->open[row] += open;
    if (alone && !is_short)
        add_rectangle(g, panel, open ? "open" : "activity", activity->lane, row, activity->begin, end, 0, 1,
                      activity->activity, activity->detail);
}

static bool fill(struct gantt *g, struct panel *panel, struct error *err)
{
    struct activity_table table;
    struct activity_row row;
    enum csv_status status;
    panel->time = calloc(panel->rows * g->instants * ACTIVITY_KINDS, sizeof *panel->time);
    panel->shared = calloc(panel->rows * g->instants, sizeof *panel->shared);
    panel->open = calloc(panel->rows, sizeof *panel->open);
    if (panel->time == NULL || panel->shared == NULL || panel->open == NULL)
        return no_memory(panel, err);
    if (!activity_table_open(panel->traced.path, &table, err))
        return false;
    while ((status = activity_table_next(&table, &row, err)) == CSV_ROW)
        take(g, panel, &row);
    activity_table_close(&table);
    return status == CSV_END;
}

/* ---- shares ---- */

static size_t lanes_in(const struct panel *panel, size_t row)
{
    size_t left = panel->shown - row * panel->per_row;
    return left < panel->per_row ? left : panel->per_row;
}

/* The boundaries between the activities of an instant of a row, from the bottom, in parts of HEIGHTS. */
static void stack(const struct gantt *g, const struct panel *panel, size_t row, size_t instant,
                  unsigned char levels[ACTIVITY_KINDS + 1])
{
    const double *time = &panel->time[(row * g->instants + instant) * ACTIVITY_KINDS];
    double whole = (double)lanes_in(panel, row) * instant_length(g), shares[ACTIVITY_KINDS], sum = 0, height = 0;
    size_t kinds = 0;
    for (size_t kind = 0; kind < ACTIVITY_KINDS; kind++)
        kinds += time[kind] > 0;
    for (size_t i = 0; i < ACTIVITY_KINDS; i++) {
        double least = panel->per_row > 1 ? (activity_stacked(i) == ACTIVITY_FAILED ? least_failed : 0)
                       : kinds == 1       ? least_lonely_share
                                          : least_share;
        double share = time[activity_stacked(i)] / whole;
        shares[i] = share > 0 && share < least ? least : share;
        sum += shares[i];
    }
    levels[0] = 0;
    for (size_t i = 0; i < ACTIVITY_KINDS; i++) {
        height += sum > 1 ? shares[i] / sum : shares[i];
        levels[i + 1] = (unsigned char)lround(fmin(height, 1) * HEIGHTS);
    }
}

/* Goes through the rectangles of a row, and writes them or only counts them. */
static size_t share_row(struct gantt *g, const struct panel *panel, size_t row, bool writes)
{
    size_t count = 0;
    unsigned char levels[MOST_INSTANTS][ACTIVITY_KINDS + 1];
    for (size_t i = 0; i < g->instants; i++)
        if (panel->shared[row * g->instants + i])
            stack(g, panel, row, i, levels[i]);
        else
            memset(levels[i], 0, sizeof levels[i]);
    for (size_t k = 0; k < ACTIVITY_KINDS; k++)
        for (size_t first = 0, next; first < g->instants; first = next) {
            const unsigned char *level = &levels[first][k];
            for (next = first + 1; next < g->instants && memcmp(level, &levels[next][k], 2) == 0;)
                next++;
            if (level[0] == level[1])
                continue;
            count++;
            if (writes)
                add_rectangle(g, panel, "share", lanes_name(panel->lanes, row * panel->per_row), row,
                              g->begin + (double)first * instant_length(g), g->begin + (double)next * instant_length(g),
                              (double)level[0] / HEIGHTS, (double)level[1] / HEIGHTS, activity_stacked(k), "");
        }
    return count;
}

static size_t share_all(struct gantt *g, bool writes)
{
    size_t count = 0;
    for (size_t i = 0; i < g->panel_count; i++)
        for (size_t row = 0; row < g->panels[i].rows; row++)
            count += share_row(g, &g->panels[i], row, writes);
    return count;
}

/* How many lanes of each band go on beyond the last date. */
static void add_beyond(struct gantt *g, const struct panel *panel)
{
    for (size_t row = 0; panel->per_row > 1 && row < panel->rows; row++)
        if (panel->open[row] > 0)
            add_rectangle(g, panel, "beyond", lanes_name(panel->lanes, row * panel->per_row), row, panel->end, g->end,
                          0, fmin((double)panel->open[row] / (double)lanes_in(panel, row), 1), ACTIVITY_WAIT, "");
}

/* Two instants become one. */
static void halve(struct gantt *g)
{
    for (size_t i = 0; i < g->panel_count; i++) {
        struct panel *panel = &g->panels[i];
        for (size_t cell = 0; cell < panel->rows * g->instants / 2; cell++) {
            panel->shared[cell] = panel->shared[2 * cell] || panel->shared[2 * cell + 1];
            for (size_t kind = 0; kind < ACTIVITY_KINDS; kind++)
                panel->time[cell * ACTIVITY_KINDS + kind] =
                    panel->time[2 * cell * ACTIVITY_KINDS + kind] + panel->time[(2 * cell + 1) * ACTIVITY_KINDS + kind];
        }
    }
    g->instants /= 2;
}

static bool write_data(struct gantt *g, struct error *err)
{
    static const char *const columns[] = {"panel", "series", "lane", "place",    "begin",
                                          "end",   "low",    "high", "activity", "detail"};
    if (!csv_create(g->drawing->data, &g->writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(g->writer, columns[i]);
    csv_end_row(g->writer);
    g->instants = MOST_INSTANTS;
    for (size_t i = 0; i < g->panel_count; i++)
        if (!fill(g, &g->panels[i], err)) {
            csv_abandon(g->writer);
            return false;
        }
    while (g->instants > LEAST_INSTANTS && share_all(g, false) > MOST_RECTANGLES)
        halve(g);
    share_all(g, true);
    for (size_t i = 0; i < g->panel_count; i++)
        add_beyond(g, &g->panels[i]);
    return csv_commit(g->writer, err);
}

/* ---- the script's variables ---- */

static void set_activities(const struct gantt *g)
{
    struct gnuplot_variables *variables = g->drawing->variables;
    enum language language = g->drawing->language;
    gnuplot_set_number(variables, "kinds", ACTIVITY_KINDS);
    gnuplot_set_array(variables, "kind", ACTIVITY_KINDS);
    gnuplot_set_array(variables, "kind_label", ACTIVITY_KINDS);
    gnuplot_set_array(variables, "present", ACTIVITY_KINDS);
    for (size_t i = 0; i < ACTIVITY_KINDS; i++) {
        gnuplot_set_text_at(variables, "kind", i + 1, activity_name((enum activity)i));
        gnuplot_set_text_at(variables, "kind_label", i + 1, activity_title((enum activity)i, language));
        gnuplot_set_number_at(variables, "present", i + 1, g->present[i]);
    }
    gnuplot_set_text(variables, "open_label", !g->open ? "" : language == LANGUAGE_FR ? "inachevé" : "unfinished");
}

/* Copies a name of so many bytes, with an ellipsis for what is beyond the letters that there is room for. */
static size_t shorten(const char *name, size_t length, char *text, size_t size)
{
    size_t letters = 0, used = 0;
    for (; used < length && used + 8 < size; used++) {
        letters += ((unsigned char)name[used] & 0xc0) != 0x80;
        if (letters > LABEL_LENGTH)
            break;
        text[used] = name[used];
    }
    snprintf(text + used, size - used, "%s", used < length ? "…" : "");
    return letters;
}

/* Letters of the name of a lane's host: "d4s-1" of "d4s-1 (2)", the second thing that d4s-1 does at a time. */
static size_t host_length(const char *lane)
{
    size_t length = strlen(lane), end;
    if (length == 0 || lane[length - 1] != ')')
        return length;
    for (end = length - 1; end > 0 && lane[end - 1] >= '0' && lane[end - 1] <= '9';)
        end--;
    return end > 2 && end < length - 1 && lane[end - 1] == '(' && lane[end - 2] == ' ' ? end - 2 : length;
}

/* How many rows from this one on are lanes of one host. */
static size_t rows_of_host(const struct panel *panel, size_t first)
{
    const char *lane = lanes_name(panel->lanes, first * panel->per_row);
    size_t length = host_length(lane), next = first + 1;
    for (; panel->per_row == 1 && next < panel->rows; next++) {
        const char *other = lanes_name(panel->lanes, next);
        if (host_length(other) != length || strncmp(lane, other, length) != 0)
            break;
    }
    return next - first;
}

static size_t count_hosts(const struct panel *panel)
{
    size_t hosts = 0;
    for (size_t row = 0; row < panel->rows; row += rows_of_host(panel, row))
        hosts++;
    return hosts;
}

/* The names of as many hosts (or rows) as have room: every one, every second, every fourth …, each amid its rows. */
static void set_labels(const struct gantt *g)
{
    struct gnuplot_variables *variables = g->drawing->variables;
    size_t steps[MOST_PANELS], labels = 0, widest = 0, used = 0;
    for (size_t i = 0; i < g->panel_count; i++) {
        size_t hosts = count_hosts(&g->panels[i]);
        steps[i] = 1;
        while ((hosts + steps[i] - 1) / steps[i] > MOST_LABELS / g->panel_count)
            steps[i] *= 2;
        labels += (hosts + steps[i] - 1) / steps[i];
    }
    gnuplot_set_number(variables, "labels", (double)labels);
    gnuplot_set_array(variables, "label_panel", labels);
    gnuplot_set_array(variables, "label_place", labels);
    gnuplot_set_array(variables, "label_text", labels);
    for (size_t i = 0; i < g->panel_count; i++) {
        const struct panel *panel = &g->panels[i];
        for (size_t row = 0, host = 0, rows; row < panel->rows; row += rows, host++) {
            rows = rows_of_host(panel, row);
            if (host % steps[i] != 0)
                continue;
            char text[8 * LABEL_LENGTH];
            const char *lane = lanes_name(panel->lanes, row * panel->per_row);
            size_t letters = shorten(lane, rows > 1 ? host_length(lane) : strlen(lane), text, sizeof text);
            widest = letters > widest ? letters : widest;
            used++;
            gnuplot_set_number_at(variables, "label_panel", used, (double)i + 1);
            gnuplot_set_number_at(variables, "label_place", used, (double)row + 0.5 * (double)(rows - 1));
            gnuplot_set_text_at(variables, "label_text", used, text);
        }
    }
    gnuplot_set_number(variables, "label_width", (double)widest);
}

/* "8 ranks", "44,544 ranks · a band is 696 of them". */
static void count_lanes(const struct gantt *g, const struct panel *panel, char *text, size_t size)
{
    static const char *const names[][LANGUAGES] = {{"ranks", "rangs"}, {"processes", "processus"}, {"lanes", "lignes"}};
    enum language language = g->drawing->language;
    char shown[64], per_row[64];
    size_t which = !lanes_are_numbers(panel->lanes) ? 2 : panel->traced.mpi ? 0 : 1;
    text_number((double)panel->shown, 12, language, shown, sizeof shown);
    text_number((double)panel->per_row, 12, language, per_row, sizeof per_row);
    int used = snprintf(text, size, "%s %s", shown, names[which][language]);
    if (panel->per_row > 1 && used > 0 && (size_t)used < size)
        snprintf(text + used, size - (size_t)used, language == LANGUAGE_FR ? ", %s par bande" : ", %s in a band",
                 per_row);
}

static void set_panels(const struct gantt *g, struct text_scale unit)
{
    struct gnuplot_variables *variables = g->drawing->variables;
    enum language language = g->drawing->language;
    char text[3 * TEXT_SIZE], who[TEXT_SIZE], lanes[TEXT_SIZE], number[64];
    gnuplot_set_number(variables, "panels", (double)g->panel_count);
    gnuplot_set_array(variables, "panel_title", g->panel_count);
    gnuplot_set_array(variables, "panel_rows", g->panel_count);
    gnuplot_set_array(variables, "panel_bands", g->panel_count);
    gnuplot_set_array(variables, "makespan", g->panel_count);
    gnuplot_set_array(variables, "makespan_label", g->panel_count);
    for (size_t i = 0; i < g->panel_count; i++) {
        const struct panel *panel = &g->panels[i];
        traced_describe(&panel->traced, g->drawing, who, sizeof who);
        count_lanes(g, panel, lanes, sizeof lanes);
        snprintf(text, sizeof text, "%s%s%s", who, who[0] != '\0' ? " · " : "", lanes);
        gnuplot_set_text_at(variables, "panel_title", i + 1, text);
        gnuplot_set_number_at(variables, "panel_rows", i + 1, (double)panel->rows);
        gnuplot_set_number_at(variables, "panel_bands", i + 1, panel->per_row > 1);
        gnuplot_set_number_at(variables, "makespan", i + 1, panel->makespan * unit.factor);
        text[0] = '\0';
        if (!isnan(panel->makespan)) {
            text_number(panel->makespan * unit.factor, 4, language, number, sizeof number);
            snprintf(text, sizeof text, "makespan %s %s", number, unit.unit);
        }
        gnuplot_set_text_at(variables, "makespan_label", i + 1, text);
    }
    text_number((double)g->panel_count, 12, language, number, sizeof number);
    snprintf(text, sizeof text, language == LANGUAGE_FR ? "%s systèmes sur %zu" : "%s of %zu systems", number,
             g->systems);
    gnuplot_set_text(variables, "note", g->systems > g->panel_count ? text : "");
}

static void set_variables(const struct gantt *g)
{
    struct gnuplot_variables *variables = g->drawing->variables;
    enum language language = g->drawing->language;
    bool french = language == LANGUAGE_FR;
    char text[TEXT_SIZE];
    struct text_scale unit = text_time_scale(g->end, language);
    const struct panel *first = &g->panels[0];
    gnuplot_set_number(variables, "x_factor", unit.factor);
    gnuplot_set_number(variables, "x_high", g->end * unit.factor);
    if (g->at_once)
        snprintf(text, sizeof text, "%s",
                 french ? "Tout est à la date 0 : rien ne dure" : "Everything is at date 0: nothing lasts");
    else
        snprintf(text, sizeof text, "%s (%s)", french ? "Temps simulé" : "Simulated time", unit.unit);
    gnuplot_set_number(variables, "dated", !g->at_once);
    gnuplot_set_text(variables, "x_label", text);
    gnuplot_set_number(variables, "framed", g->rectangles <= MOST_FRAMED);
    bool numbers = lanes_are_numbers(first->lanes);
    gnuplot_set_text(variables, "y_label",
                     !numbers            ? ""
                     : first->traced.mpi ? (french ? "Rang" : "Rank")
                                         : (french ? "Processus" : "Process"));
    set_activities(g);
    set_panels(g, unit);
    set_labels(g);
}

bool gantt_write(const struct drawing *drawing, struct error *err)
{
    struct gantt g = {.drawing = drawing};
    struct traced *traced;
    if (!traced_find(drawing, "activity", &traced, &g.systems, err))
        return false;
    g.panel_count = g.systems < MOST_PANELS ? g.systems : MOST_PANELS;
    g.panels = calloc(g.panel_count, sizeof *g.panels);
    for (size_t i = 0; g.panels != NULL && i < g.panel_count; i++)
        g.panels[i].traced = traced[i];
    free(traced);
    if (g.panels == NULL)
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "not enough memory to draw");
    bool ok = measure_all(&g, err) && write_data(&g, err);
    if (ok)
        set_variables(&g);
    for (size_t i = 0; i < g.panel_count; i++) {
        lanes_free(g.panels[i].lanes);
        free(g.panels[i].time);
        free(g.panels[i].shared);
        free(g.panels[i].open);
    }
    free(g.panels);
    return ok;
}
