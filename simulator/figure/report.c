/* report.c: the summary of a results folder: summary.txt and laws.csv. See figure.h. */
#include "base/compressed.h"
#include "base/output_file.h"
#include "engine/cost.h"
#include "figure/figure.h"
#include "figure/laws.h"
#include "figure/message_times.h"
#include "figure/table.h"
#include "figure/winners_map.h"
#include "observe/specification.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MAX_MEASURES = 16,
    TABLE_LINES = 32,     /* of a table of means, before points are left out */
    POINTS_OF_CURVE = 4,  /* shown at most */
    LEAST_LAW_POINTS = 3, /* as law_choose() wants */
};

struct report {
    const char *folder;
    const struct scenario *scenario;
    enum language language;
    FILE *stream;
    struct runs *runs;
    struct curves *curves; /* NULL when no run is complete */
    struct laws laws;
    struct message_times times;
    const char *measures[MAX_MEASURES];
    size_t measure_count;
};

/* The words of a report in both languages. */
enum word {
    WORD_RUNS,
    WORD_SYSTEMS,
    WORD_VERDICTS,
    WORD_SYSTEM,
    WORD_HOLDS,
    WORD_VIOLATED,
    WORD_UNDECIDED,
    WORD_FAILED,
    WORD_FIRST_HOLDS,
    WORD_FIRST_VIOLATED,
    WORD_FIRST_UNDECIDED,
    WORD_FIRST_FAILED,
    WORD_AS_EXPECTED,
    WORD_UNEXPECTED,
    WORD_BUT_FOR,
    WORD_IN_SOME,
    WORD_BUT_IN_NONE,
    WORD_RUN,
    WORD_EVENT,
    WORD_SEE,
    WORD_LAWS,
    WORD_COSTS,
    WORD_MEASURE,
    WORD_MEASURED,
    WORD_EXPECTED,
    WORD_VERDICT,
    WORD_MATCHES,
    WORD_DIFFERS,
    WORD_NO_FORMULA,
    WORD_MEAN_OF,
    WORD_FORMULA_SAYS,
    WORD_MEAN,
    WORD_DEVIATION,
    WORD_INTERVAL,
    WORD_MINIMUM,
    WORD_MAXIMUM,
    WORD_LEFT_OUT,
    WORD_OF,
    WORD_SWEEP_INCOMPLETE,
    WORD_INCOMPLETE,
    WORD_FILES,
    WORD_NOT_DRAWN,
    WORD_SAYS_WHY,
    WORD_INTERVAL_NOTE,
    WORD_NO_ENERGY,
};

static const char *const words[][LANGUAGES] = {
    [WORD_RUNS] = {"runs", "exécutions"},
    [WORD_SYSTEMS] = {"systems", "systèmes"},
    [WORD_VERDICTS] = {"Verdicts", "Verdicts"},
    [WORD_SYSTEM] = {"system", "système"},
    [WORD_HOLDS] = {"holds", "respectée"},
    [WORD_VIOLATED] = {"violated", "violée"},
    [WORD_UNDECIDED] = {"undecided", "indécise"},
    [WORD_FAILED] = {"failed", "échec"},
    [WORD_FIRST_HOLDS] = {"First that holds", "Première respectée"},
    [WORD_FIRST_VIOLATED] = {"First violated", "Première violée"},
    [WORD_FIRST_UNDECIDED] = {"First undecided", "Première indécise"},
    [WORD_FIRST_FAILED] = {"First failed", "Premier échec"},
    [WORD_AS_EXPECTED] = {", as expected", ", comme attendu"},
    [WORD_UNEXPECTED] = {", UNEXPECTED", ", INATTENDUE"},
    [WORD_BUT_FOR] = {", BUT NOT IN", ", SAUF"},
    [WORD_IN_SOME] = {" in some runs", " dans certaines"},
    [WORD_BUT_IN_NONE] = {", BUT IN NONE", ", MAIS DANS AUCUNE"},
    [WORD_RUN] = {"run", "exécution"},
    [WORD_EVENT] = {"event", "événement"},
    [WORD_SEE] = {"to see it", "pour la voir"},
    [WORD_LAWS] = {"Laws in N", "Lois en N"},
    [WORD_COSTS] = {"Costs", "Coûts"},
    [WORD_MEASURE] = {"measure", "mesure"},
    [WORD_MEASURED] = {"measured [95 %]", "mesuré [95 %]"},
    [WORD_EXPECTED] = {"expected", "attendu"},
    [WORD_VERDICT] = {"verdict", "verdict"},
    [WORD_MATCHES] = {"matches", "conforme"},
    [WORD_DIFFERS] = {"DIFFERS", "DIFFÈRE"},
    [WORD_NO_FORMULA] = {"—", "—"},
    [WORD_MEAN_OF] = {"mean", "moyenne"},
    [WORD_FORMULA_SAYS] = {"the formula says", "la formule dit"},
    [WORD_MEAN] = {"mean", "moyenne"},
    [WORD_DEVIATION] = {"std dev", "écart-type"},
    [WORD_INTERVAL] = {"95 % interval", "intervalle à 95 %"},
    [WORD_MINIMUM] = {"min", "min"},
    [WORD_MAXIMUM] = {"max", "max"},
    [WORD_LEFT_OUT] = {"Points left out (runs.csv has them all)", "Points omis (runs.csv les a tous)"},
    [WORD_OF] = {"of", "sur"},
    [WORD_SWEEP_INCOMPLETE] = {"incomplete", "incomplet"},
    [WORD_INCOMPLETE] = {"Runs that did not go to their end (in no mean, in no law)",
                         "Exécutions qui ne sont pas allées à leur terme (dans aucune moyenne, aucune loi)"},
    [WORD_FILES] = {"Files", "Fichiers"},
    [WORD_NOT_DRAWN] = {"not drawn", "non dessinées"},
    [WORD_SAYS_WHY] = {"draws them, or says why not", "les dessine, ou dit pourquoi non"},
    [WORD_INTERVAL_NOTE] = {"Logarithms are to base 2; [low, high] is the 95 % interval of the constant.",
                            "Logarithmes en base 2 ; [bas ; haut] est l'intervalle à 95 % de la constante."},
    [WORD_NO_ENERGY] = {"Runs whose energy is not known", "Exécutions dont l'énergie n'est pas connue"},
};

static const char *say(const struct report *r, enum word word)
{
    return words[word][r->language];
}

static const char *colon(const struct report *r)
{
    return r->language == LANGUAGE_FR ? " :" : ":";
}

static void add_number(const struct report *r, struct table *table, double value, int digits)
{
    char text[64];
    text_number(value, digits, r->language, text, sizeof text);
    table_add(table, text);
}

/* Prints a table and releases it. */
static bool finish_table(const struct report *r, struct table *table, struct error *err)
{
    bool ok = table != NULL && table_print(table, r->stream);
    table_free(table);
    return ok || error_set(err, ERROR_INPUT, r->folder, 0, "not enough memory for the summary");
}

static void print_heading(const struct report *r, const char *text)
{
    fprintf(r->stream, "\n%s\n", text);
}

/* ---- the head ---- */

static const char *system_label(const struct report *r, size_t index)
{
    const struct scenario_system *system = scenario_system_at(r->scenario, index);
    return system->title[r->language][0] != '\0' ? system->title[r->language] : system->name;
}

static void print_title(const struct report *r)
{
    const char *title = scenario_title(r->scenario, r->language);
    char runs[64], all[64];
    size_t systems = scenario_system_count(r->scenario);
    text_number((double)runs_count(r->runs), 12, r->language, runs, sizeof runs);
    text_number((double)scenario_run_count(r->scenario), 12, r->language, all, sizeof all);
    fprintf(r->stream, "%s\n", title);
    for (size_t i = 0; i < text_width(title); i++)
        fputs("═", r->stream);
    fprintf(r->stream, "\n%s%s %s", say(r, WORD_RUNS), colon(r), runs);
    if (runs_count(r->runs) < scenario_run_count(r->scenario))
        fprintf(r->stream, " %s %s (%s)", say(r, WORD_OF), all, say(r, WORD_SWEEP_INCOMPLETE));
    fprintf(r->stream, " · %s%s %zu\n", say(r, WORD_SYSTEMS), colon(r), systems);
}

/* ---- verdicts ---- */

/* The summary is the same wherever its folder is. What is printed has the folder in the place of this word. */
static const char run_command[] = "onde run ", explain_command[] = "onde explain ", plot_command[] = "onde plot ";
static const char this_folder[] = "FOLDER";

/* Whether the folder has the trace of a run, with stamps, which `onde explain` reads. */
static bool has_stamps(const struct report *r, uint32_t run)
{
    static const char *const ends[] = {".csv", ".csv" COMPRESSED_SUFFIX};
    struct run_plan plan;
    if (!scenario_run(r->scenario, run, &plan, NULL))
        return false;
    bool stamped = plan.settings.mpi == NULL && plan.settings.trace_stamps != STAMPS_NONE, found = false;
    run_plan_release(&plan);
    for (size_t i = 0; stamped && i < sizeof ends / sizeof ends[0]; i++) {
        char number[16] = "", path[PATH_MAX];
        if (scenario_run_count(r->scenario) > 1)
            snprintf(number, sizeof number, "-%u", run);
        bool fits = snprintf(path, sizeof path, "%s/trace%s%s", r->folder, number, ends[i]) < PATH_MAX;
        found = found || (fits && access(path, F_OK) == 0);
    }
    return found;
}

/* The command that shows what a run is noted for. */
static void print_see(const struct report *r, const struct run_note *note)
{
    fprintf(r->stream, "    %s%s ", say(r, WORD_SEE), colon(r));
    if (note->event[0] == '\0' || !has_stamps(r, note->run)) {
        fprintf(r->stream, "%s%s/run.xml --only %u --trace %u\n", run_command, this_folder, note->run, note->run);
        return;
    }
    fprintf(r->stream, "%s%s --event %s", explain_command, this_folder, note->event);
    if (scenario_run_count(r->scenario) > 1)
        fprintf(r->stream, " --run %u", note->run);
    fprintf(r->stream, "\n");
}

static void print_first(const struct report *r, enum run_verdict verdict, enum expectation expectation)
{
    static const enum word firsts[] = {[RUN_HOLDS] = WORD_FIRST_HOLDS,
                                       [RUN_VIOLATED] = WORD_FIRST_VIOLATED,
                                       [RUN_UNDECIDED] = WORD_FIRST_UNDECIDED,
                                       [RUN_FAILED] = WORD_FIRST_FAILED};
    const struct run_note *note = runs_first(r->runs, verdict, expectation);
    const char *manner = expectation == EXPECTATION_MET      ? say(r, WORD_AS_EXPECTED)
                         : expectation == EXPECTATION_FAILED ? say(r, WORD_UNEXPECTED)
                                                             : "";
    if (!note->found)
        return;
    fprintf(r->stream, "  %s%s%s %s %u (%s", say(r, firsts[verdict]), manner, colon(r), say(r, WORD_RUN), note->run,
            note->system);
    if (!isnan(note->processes)) {
        char n[64];
        text_number(note->processes, 12, r->language, n, sizeof n);
        fprintf(r->stream, ", N = %s", n);
    }
    fprintf(r->stream, ")");
    if (note->event[0] != '\0')
        fprintf(r->stream, ", %s %s", say(r, WORD_EVENT), note->event);
    if (note->reason[0] != '\0')
        fprintf(r->stream, "%s %s", colon(r), note->reason);
    fprintf(r->stream, "\n");
    print_see(r, note);
}

static bool any_expects(const struct report *r)
{
    for (size_t i = 0; i < scenario_system_count(r->scenario); i++)
        if (scenario_system_at(r->scenario, i)->expects)
            return true;
    return false;
}

/* "violated, as expected", "violated, BUT NOT IN 3", "violated in some runs, BUT IN NONE"; "violated" as long as nothing can
 * be said. `counts` are the system's verdicts. */
static void add_expectation(const struct report *r, struct table *table, const struct scenario_system *system,
                            const size_t counts[RUN_VERDICTS])
{
    static const enum word verdicts[] = {
        [VERDICT_HOLDS] = WORD_HOLDS, [VERDICT_VIOLATED] = WORD_VIOLATED, [VERDICT_UNDECIDED] = WORD_UNDECIDED};
    size_t judged = counts[RUN_HOLDS] + counts[RUN_VIOLATED] + counts[RUN_UNDECIDED];
    size_t met = counts[system->expected];
    char text[TEXT_SIZE], number[64] = "";
    enum word manner = WORD_AS_EXPECTED;
    bool said = system->expects_of_some ? met > 0 || judged == system->runs : judged > 0;
    if (!system->expects) {
        table_add(table, "—");
        return;
    }
    if (system->expects_of_some && met == 0) {
        manner = WORD_BUT_IN_NONE;
    } else if (!system->expects_of_some && met < judged) {
        manner = WORD_BUT_FOR;
        number[0] = ' ';
        text_number((double)(judged - met), 12, r->language, number + 1, sizeof number - 1);
    }
    snprintf(text, sizeof text, "%s%s%s%s", say(r, verdicts[system->expected]),
             system->expects_of_some ? say(r, WORD_IN_SOME) : "", said ? say(r, manner) : "", said ? number : "");
    table_add(table, text);
}

/* What nobody expected comes first. */
static void print_firsts(const struct report *r)
{
    static const struct {
        enum run_verdict verdict;
        enum expectation expectation;
    } order[] = {{RUN_VIOLATED, EXPECTATION_FAILED},  {RUN_HOLDS, EXPECTATION_FAILED},
                 {RUN_UNDECIDED, EXPECTATION_FAILED}, {RUN_VIOLATED, EXPECTATION_NONE},
                 {RUN_UNDECIDED, EXPECTATION_NONE},   {RUN_FAILED, EXPECTATION_NONE},
                 {RUN_VIOLATED, EXPECTATION_MET},     {RUN_UNDECIDED, EXPECTATION_MET}};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        print_first(r, order[i].verdict, order[i].expectation);
}

static bool print_verdicts(const struct report *r, struct error *err)
{
    size_t systems = scenario_system_count(r->scenario);
    size_t *counts = calloc(systems * RUN_VERDICTS + 1, sizeof *counts);
    bool expects = any_expects(r);
    struct table *table = table_create(expects ? "lrrrrl" : "lrrrr");
    size_t incomplete = 0;
    if (counts == NULL || table == NULL) {
        free(counts);
        return finish_table(r, NULL, err);
    }
    for (size_t row = 0; row < runs_count(r->runs); row++) {
        const struct run_row *run = runs_row(r->runs, row);
        counts[run->system * RUN_VERDICTS + run->verdict]++;
        incomplete += !run->complete;
    }
    static const enum word columns[] = {WORD_SYSTEM, WORD_HOLDS, WORD_VIOLATED, WORD_UNDECIDED, WORD_FAILED};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        table_add(table, say(r, columns[i]));
    if (expects)
        table_add(table, say(r, WORD_EXPECTED));
    for (size_t system = 0; system < systems; system++) {
        table_add(table, system_label(r, system));
        for (size_t verdict = 0; verdict < RUN_VERDICTS; verdict++)
            add_number(r, table, (double)counts[system * RUN_VERDICTS + verdict], 12);
        if (expects)
            add_expectation(r, table, scenario_system_at(r->scenario, system), &counts[system * RUN_VERDICTS]);
    }
    free(counts);
    print_heading(r, say(r, WORD_VERDICTS));
    bool ok = finish_table(r, table, err);
    print_firsts(r);
    if (incomplete > 0)
        fprintf(r->stream, "  %s%s %zu\n", say(r, WORD_INCOMPLETE), colon(r), incomplete);
    size_t dark;
    const char *why = runs_energy_note(r->runs, &dark);
    if (dark > 0)
        fprintf(r->stream, "  %s%s %zu (%s)\n", say(r, WORD_NO_ENERGY), colon(r), dark, why);
    return ok;
}

/* ---- laws ---- */

static const char *cost_verdict_word(const struct report *r, enum cost_verdict verdict)
{
    switch (verdict) {
    case COST_MATCHES:
        return say(r, WORD_MATCHES);
    case COST_DIFFERS:
        return say(r, WORD_DIFFERS);
    case COST_UNDECIDED:
        return say(r, WORD_UNDECIDED);
    }
    return "";
}

/* `before` is the row above, or NULL: what it says already is not repeated. */
static void add_law(const struct report *r, struct table *table, const struct law_row *row,
                    const struct law_row *before)
{
    char text[2 * TEXT_SIZE] = "—", formula[TEXT_SIZE];
    bool same_curve = before != NULL && before->curve == row->curve;
    bool same_measure = same_curve && strcmp(before->measure, row->measure) == 0;
    if (row->fitted)
        curve_fit_text(&row->fit, row->measure, r->language, text, sizeof text);
    table_add(table, same_curve ? "" : row->curve->label[r->language]);
    table_add(table, same_measure ? "" : row->measure);
    table_add(table, same_measure ? "" : text);
    if (row->cost == NULL) {
        table_add(table, say(r, WORD_NO_FORMULA));
        table_add(table, say(r, WORD_NO_FORMULA));
        return;
    }
    text_formula(row->cost->formula, r->language, formula, sizeof formula);
    snprintf(text, sizeof text, "%s %s", cost_relation_text(row->cost->relation, r->language), formula);
    table_add(table, text);
    table_add(table, cost_verdict_word(r, row->verdict));
}

/* What a formula was found not to say. */
static void print_difference(const struct report *r, const struct law_row *row)
{
    char n[64], found[64], expected[64];
    text_number(row->n, 12, r->language, n, sizeof n);
    text_number(row->found, 6, r->language, found, sizeof found);
    text_number(row->expected, 6, r->language, expected, sizeof expected);
    fprintf(r->stream, "  %s, N = %s, ", row->curve->label[r->language], n);
    if (row->has_run)
        fprintf(r->stream, "%s %u", say(r, WORD_RUN), row->run);
    else
        fprintf(r->stream, "%s", say(r, WORD_MEAN_OF));
    fprintf(r->stream, "%s %s = %s, %s %s\n", colon(r), row->measure, found, say(r, WORD_FORMULA_SAYS), expected);
}

/* Why a law is undecided. A measure has a row for each of its formulas; what is said of the first holds for all. */
static void print_doubts(const struct report *r)
{
    for (size_t i = 0; i < r->laws.count; i++) {
        const struct law_row *row = &r->laws.rows[i], *before = i > 0 ? row - 1 : NULL;
        bool said = before != NULL && before->curve == row->curve && strcmp(before->measure, row->measure) == 0;
        if (row->fitted && row->fit.law == LAW_UNDECIDED && !said)
            fprintf(r->stream, "  %s, %s, %s%s %s\n", row->curve->label[r->language], row->measure,
                    curve_undecided_text(r->language), colon(r), curve_doubt_text(row->fit.doubt, r->language));
    }
}

static bool print_laws(const struct report *r, struct error *err)
{
    bool laws = r->laws.most_points >= LEAST_LAW_POINTS;
    static const enum word columns[] = {WORD_SYSTEM, WORD_MEASURE, WORD_MEASURED, WORD_EXPECTED, WORD_VERDICT};
    if (r->laws.count == 0)
        return true;
    struct table *table = table_create("lllll");
    if (table == NULL)
        return finish_table(r, NULL, err);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        table_add(table, say(r, columns[i]));
    for (size_t i = 0; i < r->laws.count; i++)
        add_law(r, table, &r->laws.rows[i], i > 0 ? &r->laws.rows[i - 1] : NULL);
    print_heading(r, say(r, laws ? WORD_LAWS : WORD_COSTS));
    bool ok = finish_table(r, table, err);
    if (laws)
        fprintf(r->stream, "  %s\n", say(r, WORD_INTERVAL_NOTE));
    print_doubts(r);
    for (size_t i = 0; i < r->laws.count; i++)
        if (r->laws.rows[i].cost != NULL && r->laws.rows[i].verdict == COST_DIFFERS)
            print_difference(r, &r->laws.rows[i]);
    return ok;
}

/* ---- means ---- */

static size_t count_points(const struct report *r, const struct curve *curve, size_t column, double *log_sum)
{
    struct point point = {.first = curve->first};
    size_t count = 0;
    while (curve_next_point(r->curves, curve, &point)) {
        struct summary summary;
        if (!point_summary(r->curves, &point, column, &summary))
            continue;
        count++;
        if (summary.mean > 0)
            *log_sum += log(summary.mean);
    }
    return count;
}

static void add_mean(const struct report *r, struct table *table, const char *label, double n,
                     const struct summary *summary, double factor)
{
    enum { DIGITS = 4, WHOLE = 12 };
    char low[64], high[64], interval[192];
    text_number(summary->low * factor, DIGITS, r->language, low, sizeof low);
    text_number(summary->high * factor, DIGITS, r->language, high, sizeof high);
    snprintf(interval, sizeof interval, "[%s%s %s]", low, r->language == LANGUAGE_FR ? " ;" : ",", high);
    bool certain = summary->count < 2;
    table_add(table, label);
    add_number(r, table, n, WHOLE);
    add_number(r, table, (double)summary->count, WHOLE);
    add_number(r, table, summary->mean * factor, DIGITS);
    if (certain)
        table_add(table, "—");
    else
        add_number(r, table, summary->deviation * factor, DIGITS);
    table_add(table, certain ? "—" : interval);
    add_number(r, table, summary->minimum * factor, DIGITS);
    add_number(r, table, summary->maximum * factor, DIGITS);
}

/* Shows `wanted` points of a curve that has `total`, spread evenly, with the last. */
static void add_means(const struct report *r, struct table *table, const struct curve *curve, size_t column,
                      size_t total, size_t wanted, double factor)
{
    struct point point = {.first = curve->first};
    size_t index = 0;
    const char *label = curve->label[r->language]; /* on the first line only */
    while (curve_next_point(r->curves, curve, &point)) {
        struct summary summary;
        if (!point_summary(r->curves, &point, column, &summary))
            continue;
        index++;
        if (wanted < total && index * wanted / total == (index - 1) * wanted / total)
            continue;
        add_mean(r, table, label, point.x, &summary, factor);
        label = "";
    }
}

static bool print_means(const struct report *r, const char *measure, struct error *err)
{
    size_t column, curves = curves_count(r->curves), total = 0, left_out = 0;
    double log_sum = 0;
    if (!runs_find(r->runs, measure, &column, err))
        return false;
    for (size_t c = 0; c < curves; c++)
        total += count_points(r, curves_at(r->curves, c), column, &log_sum);
    if (total == 0)
        return true;
    struct text_scale scale = runs_scale_for(r->runs, measure, exp(log_sum / (double)total));
    size_t wanted = TABLE_LINES / curves;
    wanted = wanted < 1 ? 1 : wanted > POINTS_OF_CURVE ? POINTS_OF_CURVE : wanted;
    struct table *table = table_create("lrrrrrrr");
    if (table == NULL)
        return finish_table(r, NULL, err);
    static const enum word heads[] = {WORD_SYSTEM,   WORD_RUNS,    WORD_MEAN,   WORD_DEVIATION,
                                      WORD_INTERVAL, WORD_MINIMUM, WORD_MAXIMUM};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        table_add(table, say(r, heads[i]));
        if (i == 0)
            table_add(table, "N");
    }
    for (size_t c = 0; c < curves; c++) {
        double ignored = 0;
        const struct curve *curve = curves_at(r->curves, c);
        size_t points = count_points(r, curve, column, &ignored);
        add_means(r, table, curve, column, points, wanted, scale.factor);
        left_out += points > wanted ? points - wanted : 0;
    }
    char text[TEXT_SIZE], heading[2 * TEXT_SIZE];
    text_measure(measure, r->language, text, sizeof text);
    bool unit = scale.unit[0] != '\0';
    snprintf(heading, sizeof heading, "%s%s%s%s", text, unit ? " (" : "", scale.unit, unit ? ")" : "");
    print_heading(r, heading);
    bool ok = finish_table(r, table, err);
    if (left_out > 0)
        fprintf(r->stream, "  %s%s %zu\n", say(r, WORD_LEFT_OUT), colon(r), left_out);
    return ok;
}

/* ---- files ---- */

/* A figure has its data before it is drawn, and its three pictures together or not at all. */
static bool is_drawn(const struct report *r, const char *figure)
{
    char path[PATH_MAX];
    return snprintf(path, sizeof path, "%s/%s.svg", r->folder, figure) < PATH_MAX && access(path, F_OK) == 0;
}

static void print_undrawn(const struct report *r)
{
    bool any = false;
    for (size_t i = 0; i < scenario_figure_count(r->scenario); i++) {
        const char *name = scenario_figure_at(r->scenario, i)->name;
        if (is_drawn(r, name))
            continue;
        if (any)
            fprintf(r->stream, ", %s", name);
        else
            fprintf(r->stream, "  %s%s %s", say(r, WORD_NOT_DRAWN), colon(r), name);
        any = true;
    }
    if (any)
        fprintf(r->stream, " (%s%s %s)\n", plot_command, this_folder, say(r, WORD_SAYS_WHY));
}

static void print_files(const struct report *r)
{
    print_heading(r, say(r, WORD_FILES));
    fprintf(r->stream, "  run.xml, runs.csv, machine.csv%s%s\n",
            r->laws.most_points >= LEAST_LAW_POINTS ? ", laws.csv" : "", r->times.count > 0 ? ", alpha-beta.csv" : "");
    for (size_t i = 0; i < scenario_figure_count(r->scenario); i++) {
        const struct figure_request *figure = scenario_figure_at(r->scenario, i);
        if (is_drawn(r, figure->name))
            fprintf(r->stream, "  %s.svg, .pdf, .png, .csv%s\n", figure->name,
                    figure_kind_source(figure->kind) == FIGURE_FROM_STAMPS ? ", .tex, .html" : "");
    }
    print_undrawn(r);
}

/* ---- all of it ---- */

static void add_measure(struct report *r, const char *measure)
{
    for (size_t i = 0; i < r->measure_count; i++)
        if (strcmp(r->measures[i], measure) == 0)
            return;
    if (r->measure_count < MAX_MEASURES)
        r->measures[r->measure_count++] = measure;
}

static bool has_series(const struct specification *specification, const char *name)
{
    for (const struct specified_series *s = specification->series; s != NULL && s->name != NULL; s++)
        if (strcmp(s->name, name) == 0)
            return true;
    return false;
}

/* What a specification measures of a run says what a figure of its series shows. */
static void add_specified(struct report *r, const char *series)
{
    const struct specification *specification;
    size_t column;
    if (strcmp(series, SUSPECTED_SERIES) == 0)
        series = SUSPECTED_SERIES "_rightly";
    for (size_t i = 0; (specification = specification_at(i)) != NULL; i++) {
        if (!has_series(specification, series))
            continue;
        for (const struct specified_measure *m = specification->measures; m != NULL && m->name != NULL; m++)
            if (runs_has(r->runs, m->name, &column))
                add_measure(r, m->name);
    }
}

/* The measures that the figures ask for; messages when there is none. */
static bool is_winners(const struct figure_request *figure)
{
    return strcmp(figure->kind, "winners") == 0;
}

static void choose_measures(struct report *r)
{
    for (size_t i = 0; i < scenario_figure_count(r->scenario); i++) {
        const struct figure_request *figure = scenario_figure_at(r->scenario, i);
        enum figure_source source = figure_kind_source(figure->kind);
        size_t column;
        if (source == FIGURE_FROM_SERIES)
            add_specified(r, figure->measure);
        if (is_winners(figure)) /* it has a table of its own: means and laws of each contender would be too many */
            continue;
        if (source == FIGURE_FROM_COLUMNS && runs_has(r->runs, figure->measure, &column))
            add_measure(r, figure->measure);
        if (strcmp(figure->kind, "tradeoff") == 0 && runs_has(r->runs, figure->x, &column))
            add_measure(r, figure->x);
    }
    bool maps_only = scenario_figure_count(r->scenario) > 0;
    for (size_t i = 0; i < scenario_figure_count(r->scenario); i++)
        maps_only = maps_only && is_winners(scenario_figure_at(r->scenario, i));
    if (r->measure_count == 0 && !maps_only)
        add_measure(r, "messages");
}

static bool any_complete(const struct runs *runs)
{
    for (size_t row = 0; row < runs_count(runs); row++)
        if (runs_row(runs, row)->complete)
            return true;
    return false;
}

static bool print_report(const struct report *r, struct error *err)
{
    print_title(r);
    if (!print_verdicts(r, err) || !print_laws(r, err) || !message_times_print(&r->times, r->language, r->stream, err))
        return false;
    for (size_t i = 0; r->curves != NULL && i < r->measure_count; i++)
        if (!print_means(r, r->measures[i], err))
            return false;
    for (size_t i = 0; i < scenario_figure_count(r->scenario); i++)
        if (is_winners(scenario_figure_at(r->scenario, i)))
            winners_print(r->runs, r->scenario, scenario_figure_at(r->scenario, i), r->language, r->stream);
    print_files(r);
    return true;
}

static bool write_laws(const struct report *r, struct error *err)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/alpha-beta.csv", r->folder);
    if (r->times.count > 0 && !message_times_write(&r->times, path, err))
        return false;
    if (r->laws.most_points < LEAST_LAW_POINTS)
        return true;
    snprintf(path, sizeof path, "%s/laws.csv", r->folder);
    return laws_write(&r->laws, path, err);
}

static bool write_summary(struct report *r, struct error *err)
{
    char path[PATH_MAX];
    struct output_file *file;
    snprintf(path, sizeof path, "%s/summary.txt", r->folder);
    if (!output_file_create(path, &file, err))
        return false;
    r->stream = output_file_stream(file);
    if (!print_report(r, err)) {
        output_file_abandon(file);
        return false;
    }
    return output_file_commit(file, err);
}

bool summary_write(const char *folder, const struct scenario *scenario, enum language language, struct error *err)
{
    struct report r = {.folder = folder, .scenario = scenario, .language = language};
    bool ok = runs_load(folder, scenario, &r.runs, err);
    if (ok)
        choose_measures(&r);
    if (ok && any_complete(r.runs))
        ok = message_times_create(r.runs, scenario, &r.times, err) &&
             curves_create(r.runs, scenario, "processes", NULL, &r.curves, err) &&
             laws_create(r.runs, r.curves, r.measures, r.measure_count, &r.laws, err);
    ok = ok && write_laws(&r, err) && write_summary(&r, err);
    message_times_release(&r.times);
    laws_release(&r.laws);
    curves_free(r.curves);
    runs_free(r.runs);
    return ok;
}

/* Writes a line of summary.txt, with the folder in the place of the word that stands for it. */
static void print_line(const char *line, const char *folder, FILE *stream)
{
    static const char *const commands[] = {run_command, explain_command, plot_command};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        const char *command = strstr(line, commands[i]);
        const char *word = command != NULL ? command + strlen(commands[i]) : line;
        if (command == NULL || strncmp(word, this_folder, strlen(this_folder)) != 0)
            continue;
        fprintf(stream, "%.*s%s%s", (int)(word - line), line, folder, word + strlen(this_folder));
        return;
    }
    fputs(line, stream);
}

bool summary_print(const char *folder, FILE *stream, struct error *err)
{
    char path[PATH_MAX], *line = NULL;
    size_t size = 0;
    snprintf(path, sizeof path, "%s/summary.txt", folder);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
    while (getline(&line, &size, file) >= 0)
        print_line(line, folder, stream);
    bool ok = !ferror(file);
    free(line);
    fclose(file);
    return ok || error_set(err, ERROR_INPUT, path, 0, "cannot be read to its end");
}
