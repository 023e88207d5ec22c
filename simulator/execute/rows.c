/* rows.c: see rows.h. */
#include "execute/rows.h"
#include "base/csv.h"
#include "base/memory.h"
#include "base/value.h"
#include "engine/cost.h"
#include "engine/system.h"
#include "figure/figure.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(struct outcome) <= PIPE_BUF, "an outcome must be written to a pipe at once");

enum { MAX_NAMES = 256, NAME_SIZE = 96 };

enum verdict_kind outcome_verdict(const struct outcome *outcome)
{
    if (!outcome->is_mpi)
        return outcome->what.result.verdict.kind;
    if (mpi_ending_violates(outcome->what.mpi.ending))
        return VERDICT_VIOLATED;
    return outcome->what.mpi.ending == MPI_ENDED ? VERDICT_HOLDS : VERDICT_UNDECIDED;
}

bool outcome_is_stopped(const struct outcome *outcome)
{
    if (outcome->failed)
        return false;
    return outcome->is_mpi ? outcome->what.mpi.ending == MPI_INTERRUPTED
                           : outcome->what.result.ending == ENDING_STOPPED;
}

/* A set of names in the order in which they came. */
struct names {
    char name[MAX_NAMES][NAME_SIZE];
    size_t count;
};

struct columns {
    const struct scenario *scenario;
    struct names kinds;      /* of messages */
    struct names costs;      /* "cost.messages.exactly", … */
    struct names specified;  /* measures of specifications */
    struct names series;     /* of specifications */
    struct names variables;  /* that a trace shows */
    struct names measures;   /* of MPI programs */
    bool has_mpi;            /* some system is an MPI program */
    bool has_processes;      /* some system is none */
    bool has_works;          /* some algorithm works */
    bool has_series;         /* some run leaves its series */
    bool has_stamps;         /* the events of some trace have stamps */
    uint32_t most_processes; /* of all runs */
    bool violation;          /* some system is expected to violate its specification */
};

/* The columns before those of the sweep, and after them; "ending" is the fourth of `middle`. Those of message kinds stand
 * between `middle` and `after`. */
static const char *const before[] = {"run", "system", "replication", "seed", "network"};
static const char *const middle[] = {"processes", "edges",  "initiators", "ending",  "verdict",
                                     "expected",  "reason", "event",      "messages"};
static const char *const after[] = {"bytes",  "simulated_time", "ideal_time", "chain",
                                    "events", "faults",         "lost",       "duplicated"};
enum {
    COLUMNS_BEFORE = sizeof before / sizeof before[0],
    COLUMNS_MIDDLE = sizeof middle / sizeof middle[0],
    COLUMNS_AFTER = sizeof after / sizeof after[0],
    ENDING_AFTER_SWEEP = 3,
};

static bool add_name(struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->name[i], name) == 0)
            return true;
    if (names->count == MAX_NAMES)
        return false;
    snprintf(names->name[names->count++], NAME_SIZE, "%s", name);
    return true;
}

static bool add_algorithm(struct columns *columns, const struct algorithm *algorithm)
{
    bool ok = true;
    for (uint32_t kind = 0; kind < algorithm_message_kinds(algorithm); kind++)
        ok = ok && add_name(&columns->kinds, algorithm->messages[kind].name);
    for (const struct cost *cost = algorithm->costs; cost != NULL && cost->measure != NULL; cost++) {
        char name[NAME_SIZE];
        cost_column(algorithm, cost, name, sizeof name);
        ok = ok && add_name(&columns->costs, name);
    }
    for (size_t i = 0; i < MAX_SPECIFICATIONS && algorithm->promises[i] != NULL; i++) {
        const struct specification *specification = specification_find(algorithm->promises[i], NULL);
        for (size_t j = 0; specification != NULL && specification->measures != NULL; j++) {
            if (specification->measures[j].name == NULL)
                break;
            ok = ok && add_name(&columns->specified, specification->measures[j].name);
        }
        for (size_t j = 0; specification != NULL && specification->series != NULL; j++) {
            if (specification->series[j].name == NULL)
                break;
            ok = ok && add_name(&columns->series, specification->series[j].name);
        }
    }
    for (const struct variable *v = algorithm->variables; v != NULL && v->name != NULL; v++)
        if (!v->hidden && !v->each_neighbour)
            ok = ok && add_name(&columns->variables, v->name);
    return ok;
}

/* What every scenario with an MPI program has of it, after the columns of all; what one has in which an algorithm works, or
 * an MPI program runs; and what only algorithms that work have. */
static const char *const of_programs[] = {"collective_calls", "collective_bytes", "wire_messages",
                                          "computing_time",   "point_time",       "collective_time"};
static const char energy[] = "energy";
static const char *const of_works[] = {"co2", "price", "currency", "energy_note"};
enum {
    COLUMNS_OF_PROGRAMS = sizeof of_programs / sizeof of_programs[0],
    COLUMNS_OF_WORKS = sizeof of_works / sizeof of_works[0],
};

static bool is_in(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Whether it is a column that is not named by the scenario. */
static bool is_usual_column(const struct columns *columns, const char *name)
{
    static const char by_kind[] = "messages.", by_cost[] = "cost.";
    const struct specification *specification;
    for (size_t i = 0; (specification = specification_at(i)) != NULL; i++)
        for (const struct specified_measure *m = specification->measures; m != NULL && m->name != NULL; m++)
            if (strcmp(m->name, name) == 0)
                return true;
    for (size_t i = 0; i < scenario_varied_count(columns->scenario); i++)
        if (strcmp(scenario_varied_at(columns->scenario, i), name) == 0)
            return true;
    return is_in(name, before, COLUMNS_BEFORE) || is_in(name, middle, COLUMNS_MIDDLE) ||
           is_in(name, after, COLUMNS_AFTER) || is_in(name, of_programs, COLUMNS_OF_PROGRAMS) ||
           strcmp(name, energy) == 0 || is_in(name, of_works, COLUMNS_OF_WORKS) ||
           strncmp(name, by_kind, strlen(by_kind)) == 0 || strncmp(name, by_cost, strlen(by_cost)) == 0;
}

/* Errors: a measure has the name of another column, or there are too many; the measure is to blame. */
static bool add_measures_of(struct columns *columns, const struct mpi_settings *mpi, struct error *err)
{
    columns->has_mpi = true;
    for (size_t i = 0; i < mpi->measure_count; i++) {
        bool ok = !is_usual_column(columns, mpi->measures[i].name) ||
                  error_set(err, ERROR_INPUT, NULL, 0, "runs.csv has a column of this name already");
        ok = ok && (add_name(&columns->measures, mpi->measures[i].name) ||
                    error_set(err, ERROR_INPUT, NULL, 0, "more than %d measures", MAX_NAMES));
        if (!ok) {
            char blamed[sizeof err->element];
            snprintf(blamed, sizeof blamed, "measure %u", (unsigned)i + 1);
            return error_blame(err, blamed);
        }
    }
    return true;
}

/* Errors: as scenario_locate() gives them. */
static bool add_run(struct columns *columns, const struct scenario *scenario, const struct run_plan *plan,
                    struct error *err)
{
    const struct settings *settings = &plan->settings;
    struct error local = {0};
    columns->has_series = columns->has_series || (settings->series && settings->mpi == NULL);
    columns->violation = columns->violation || (settings->expects && settings->expected == VERDICT_VIOLATED);
    if (plan->replication > 0)
        return true;
    columns->has_processes = columns->has_processes || settings->mpi == NULL;
    if (settings->mpi == NULL) {
        columns->has_stamps = columns->has_stamps || settings->trace_stamps != STAMPS_NONE;
        columns->most_processes =
            settings->processes > columns->most_processes ? settings->processes : columns->most_processes;
    }
    columns->has_works = columns->has_works || (settings->mpi == NULL && settings->algorithm->computed != NULL);
    if (settings->mpi == NULL)
        return add_algorithm(columns, settings->algorithm) ||
               error_set(err, ERROR_INPUT, NULL, 0, "more than %d columns of message kinds or costs", MAX_NAMES);
    if (add_measures_of(columns, settings->mpi, &local))
        return true;
    scenario_locate(scenario, plan->run, &local);
    return error_set(err, local.kind, local.file, local.line, "%s", local.text);
}

bool columns_create(const struct scenario *scenario, struct columns **out, struct error *err)
{
    struct columns *columns = must_have(calloc(1, sizeof *columns), "the columns of runs.csv");
    columns->scenario = scenario;
    bool ok = true;
    for (uint32_t run = 0; ok && run < scenario_run_count(scenario); run++) {
        struct run_plan plan;
        ok = scenario_run(scenario, run, &plan, err);
        if (!ok)
            break;
        ok = add_run(columns, scenario, &plan, err);
        run_plan_release(&plan);
    }
    *out = columns;
    if (!ok) {
        columns_free(columns);
        *out = NULL;
    }
    return ok;
}

void columns_free(struct columns *columns)
{
    free(columns);
}

/* A line under construction. */
struct line {
    char *text;
    size_t size;
    FILE *stream;
    bool begun;
};

static void line_begin(struct line *line)
{
    *line = (struct line){0};
    line->stream = must_have(open_memstream(&line->text, &line->size), "a row");
}

static void __attribute__((format(printf, 2, 3))) line_add(struct line *line, const char *format, ...)
{
    char value[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(value, sizeof value, format, arguments);
    va_end(arguments);
    if (line->begun)
        fputc(',', line->stream);
    line->begun = true;
    csv_write_field(line->stream, value);
}

static char *line_end(struct line *line)
{
    fclose(line->stream);
    return line->text;
}

char *columns_header(const struct columns *columns)
{
    struct line line;
    line_begin(&line);
    for (size_t i = 0; i < COLUMNS_BEFORE; i++)
        line_add(&line, "%s", before[i]);
    for (size_t i = 0; i < scenario_varied_count(columns->scenario); i++)
        line_add(&line, "%s", scenario_varied_at(columns->scenario, i));
    for (size_t i = 0; i < COLUMNS_MIDDLE; i++)
        line_add(&line, "%s", middle[i]);
    for (size_t i = 0; i < columns->kinds.count; i++)
        line_add(&line, "messages.%s", columns->kinds.name[i]);
    for (size_t i = 0; i < COLUMNS_AFTER; i++)
        line_add(&line, "%s", after[i]);
    for (size_t i = 0; i < columns->specified.count; i++)
        line_add(&line, "%s", columns->specified.name[i]);
    for (size_t i = 0; i < columns->costs.count; i++)
        line_add(&line, "%s", columns->costs.name[i]);
    for (size_t i = 0; columns->has_mpi && i < COLUMNS_OF_PROGRAMS; i++)
        line_add(&line, "%s", of_programs[i]);
    if (columns->has_mpi || columns->has_works)
        line_add(&line, "%s", energy);
    for (size_t i = 0; columns->has_works && i < COLUMNS_OF_WORKS; i++)
        line_add(&line, "%s", of_works[i]);
    for (size_t i = 0; i < columns->measures.count; i++)
        line_add(&line, "%s", columns->measures.name[i]);
    return line_end(&line);
}

/* An attribute of a figure must be one of `names`; `where` says of what: "runs.csv has no column". */
static bool check_name(const struct columns *columns, size_t figure, const char *attribute, const char *wanted,
                       const char *const *names, const char *where, struct error *err)
{
    for (size_t i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], wanted) == 0)
            return true;
    const char *near = nearest_in_list(wanted, names);
    return scenario_refuse_figure(columns->scenario, figure, attribute, err, "%s \"%s\"%s%s%s", where, wanted,
                                  near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                                  near != NULL ? "\"?" : "");
}

/* The same with a set of names, and `also` when it is not NULL. */
static bool check_set(const struct columns *columns, size_t figure, const char *wanted, const struct names *set,
                      const char *also, const char *where, struct error *err)
{
    const char *names[MAX_NAMES + 2] = {NULL};
    for (size_t i = 0; i < set->count; i++)
        names[i] = set->name[i];
    names[set->count] = also;
    return check_name(columns, figure, "measure", wanted, names, where, err);
}

static bool check_columns(const struct columns *columns, size_t index, struct error *err)
{
    enum { MOST_COLUMNS = 4 * MAX_NAMES + 48 };
    const struct figure_request *figure = scenario_figure_at(columns->scenario, index);
    const char *names[MOST_COLUMNS + 1] = {NULL};
    char *header = columns_header(columns);
    size_t count = 0;
    char *rest = header;
    for (char *name; count < MOST_COLUMNS && (name = strsep(&rest, ",")) != NULL;)
        names[count++] = name;
    static const char where[] = "runs.csv has no column";
    bool ok = check_name(columns, index, "measure", figure->measure, names, where, err) &&
              check_name(columns, index, "x", figure->x, names, where, err);
    free(header);
    return ok;
}

/* The first violated run is traced without asking, where there is one. */
static bool check_trace(const struct columns *columns, size_t index, struct error *err)
{
    enum trace_rule rule = scenario_trace_rule(columns->scenario);
    if (rule != TRACE_NONE && (rule != TRACE_VIOLATED || columns->violation))
        return true;
    return scenario_refuse_figure(columns->scenario, index, "kind", err,
                                  "it is drawn from a trace, and the scenario asks for none: add <trace "
                                  "runs=\"first\"/>");
}

static bool check_stamps(const struct columns *columns, size_t index, struct error *err)
{
    const struct figure_request *figure = scenario_figure_at(columns->scenario, index);
    if (!columns->has_stamps)
        return scenario_refuse_figure(columns->scenario, index, "kind", err,
                                      columns->has_processes
                                          ? "it is drawn from a trace with stamps, and the scenario asks for none: add "
                                            "<trace runs=\"first\" stamps=\"scalar\"/>"
                                          : "it is drawn from a trace with stamps, which MPI programs do not have");
    if (!check_trace(columns, index, err))
        return false;
    int64_t *list = NULL, most = 0;
    size_t count = 0;
    value_parse_list(figure->processes, SIZE_MAX, &list, &count, NULL); /* it has been checked */
    for (size_t i = 0; i < count; i++)
        most = list[i] > most ? list[i] : most;
    free(list);
    return most < columns->most_processes ||
           scenario_refuse_figure(columns->scenario, index, "processes", err,
                                  "there is no process %" PRId64 ": no system has more than %" PRIu32
                                  " processes, from 0 to %" PRIu32,
                                  most, columns->most_processes, columns->most_processes - 1);
}

static bool check_matrix(const struct columns *columns, size_t index, struct error *err)
{
    static const char *const measures[] = {"bytes", "messages", NULL};
    return check_trace(columns, index, err) &&
           check_name(columns, index, "measure", scenario_figure_at(columns->scenario, index)->measure, measures,
                      "a matrix has no measure", err);
}

static bool check_states(const struct columns *columns, size_t index, struct error *err)
{
    const char *variable = scenario_figure_at(columns->scenario, index)->measure;
    if (!check_trace(columns, index, err))
        return false;
    if (variable[0] != '\0')
        return check_set(columns, index, variable, &columns->variables, NULL, "no algorithm here shows a variable",
                         err);
    return columns->variables.count > 0 ||
           scenario_refuse_figure(columns->scenario, index, "kind", err,
                                  "it shows a variable, and no algorithm here declares one");
}

static bool check_series(const struct columns *columns, size_t index, struct error *err)
{
    const char *series = scenario_figure_at(columns->scenario, index)->measure;
    if (!columns->has_series)
        return scenario_refuse_figure(columns->scenario, index, "kind", err,
                                      "it is drawn from series, and the scenario asks for none: add <measures "
                                      "series=\"yes\"/>");
    static const char part[] = SUSPECTED_SERIES "_rightly";
    const char *also = NULL;
    for (size_t i = 0; i < columns->series.count; i++)
        also = strcmp(columns->series.name[i], part) == 0 ? SUSPECTED_SERIES : also;
    return check_set(columns, index, series, &columns->series, also, "no specification here has a series", err);
}

bool columns_check_figures(const struct columns *columns, struct error *err)
{
    for (size_t i = 0; i < scenario_figure_count(columns->scenario); i++) {
        bool ok = false;
        switch (figure_kind_source(scenario_figure_at(columns->scenario, i)->kind)) {
        case FIGURE_FROM_COLUMNS:
            ok = check_columns(columns, i, err);
            break;
        case FIGURE_FROM_TRACE:
        case FIGURE_FROM_ACTIVITY:
            ok = check_trace(columns, i, err);
            break;
        case FIGURE_FROM_STAMPS:
            ok = check_stamps(columns, i, err);
            break;
        case FIGURE_FROM_MATRIX:
            ok = check_matrix(columns, i, err);
            break;
        case FIGURE_FROM_STATES:
            ok = check_states(columns, i, err);
            break;
        case FIGURE_FROM_SERIES:
            ok = check_series(columns, i, err);
            break;
        }
        if (!ok)
            return false;
    }
    return true;
}

static void add_nothing(struct line *line, size_t columns)
{
    for (size_t i = 0; i < columns; i++)
        line_add(line, "%s", "");
}

/* How many columns there are that only MPI programs and algorithms that work have. */
static size_t special_columns(const struct columns *columns)
{
    return (columns->has_mpi ? COLUMNS_OF_PROGRAMS + columns->measures.count : 0) +
           (columns->has_mpi || columns->has_works) + (columns->has_works ? COLUMNS_OF_WORKS : 0);
}

static void add_number(struct line *line, double number)
{
    if (isnan(number))
        line_add(line, "%s", "");
    else
        line_add(line, "%.12g", number);
}

/* What a run costs beside time, between the columns of MPI programs. */
static void add_accounts(struct line *line, const struct columns *columns, const struct measures *measures)
{
    char note[sizeof measures->powerless + 64] = "";
    if (measures->powerless[0] != '\0')
        snprintf(note, sizeof note, "host %s has no wattage_per_state", measures->powerless);
    add_nothing(line, columns->has_mpi ? COLUMNS_OF_PROGRAMS : 0);
    add_number(line, measures->energy);
    add_number(line, measures->co2);
    add_number(line, measures->price);
    line_add(line, "%s", measures->currency);
    line_add(line, "%s", note);
    add_nothing(line, columns->measures.count);
}

static void add_kind(struct line *line, const struct algorithm *algorithm, const struct measures *measures,
                     const char *name)
{
    for (uint32_t kind = 0; kind < algorithm_message_kinds(algorithm); kind++)
        if (strcmp(algorithm->messages[kind].name, name) == 0) {
            line_add(line, "%" PRIu64, measures->messages_by_kind[kind]);
            return;
        }
    line_add(line, "%s", "");
}

static void add_cost(struct line *line, const struct settings *settings, const struct run_result *result,
                     const char *name)
{
    const struct algorithm *algorithm = settings->algorithm;
    struct shape shape = result->shape;
    shape.parameters = settings->parameters; /* the shape has come from another process */
    for (const struct cost *cost = algorithm->costs; cost != NULL && cost->measure != NULL; cost++) {
        char own[NAME_SIZE];
        cost_column(algorithm, cost, own, sizeof own);
        if (strcmp(own, name) == 0 && cost_is_promised(algorithm, cost, &shape, result)) {
            line_add(line, "%.12g", cost->value(&shape));
            return;
        }
    }
    line_add(line, "%s", "");
}

static void add_specified(struct line *line, const struct algorithm *algorithm, const struct run_result *result,
                          const char *name)
{
    double value;
    size_t i, j;
    if (measure_of_promise(algorithm, name, &i, &j) != NULL && measure_by_name(result, algorithm, name, &value))
        line_add(line, "%.12g", value);
    else
        line_add(line, "%s", "");
}

/* Whether the verdict is what the scenario expects; empty when it says nothing of this run, or the user stopped it. */
static const char *expectation_word(const struct columns *columns, const struct run_plan *plan,
                                    const struct outcome *outcome)
{
    static const char *const words[] = {
        [EXPECTATION_NONE] = "", [EXPECTATION_MET] = "yes", [EXPECTATION_FAILED] = "no"};
    const struct scenario_system *system = scenario_system_at(columns->scenario, plan->system);
    return !outcome_is_stopped(outcome) ? words[expectation_of(system, (uint8_t)outcome_verdict(outcome))] : "";
}

static void add_measures(struct line *line, const struct columns *columns, const struct run_plan *plan,
                         const struct outcome *outcome)
{
    const struct run_result *result = &outcome->what.result;
    const struct settings *settings = &plan->settings;
    const struct algorithm *algorithm = settings->algorithm;
    const struct measures *measures = &result->measures;
    line_add(line, "%" PRIu32, result->shape.processes);
    line_add(line, "%" PRIu64, result->shape.edges);
    line_add(line, "%" PRIu32, result->shape.initiators);
    line_add(line, "%s", ending_name(result->ending));
    line_add(line, "%s", verdict_name(result->verdict.kind));
    line_add(line, "%s", expectation_word(columns, plan, outcome));
    line_add(line, "%s", result->verdict.reason[0] != '\0' ? result->verdict.reason : result->verdict.note);
    if (result->verdict.event > 0)
        line_add(line, "%" PRIu64, result->verdict.event);
    else
        line_add(line, "%s", "");
    line_add(line, "%" PRIu64, measures->messages);
    for (size_t i = 0; i < columns->kinds.count; i++)
        add_kind(line, algorithm, measures, columns->kinds.name[i]);
    line_add(line, "%" PRIu64, measures->bytes);
    line_add(line, "%.12g", measures->simulated_time);
    if (measures->ideal_time >= 0)
        line_add(line, "%.12g", measures->ideal_time);
    else
        line_add(line, "%s", "");
    line_add(line, "%" PRIu32, measures->chain);
    const uint64_t counts[] = {measures->events, measures->faults, measures->lost, measures->duplicated};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        line_add(line, "%" PRIu64, counts[i]);
    for (size_t i = 0; i < columns->specified.count; i++)
        add_specified(line, algorithm, result, columns->specified.name[i]);
    for (size_t i = 0; i < columns->costs.count; i++)
        add_cost(line, settings, result, columns->costs.name[i]);
    if (columns->has_works)
        add_accounts(line, columns, measures);
    else
        add_nothing(line, special_columns(columns));
}

static void add_count(struct line *line, uint64_t count)
{
    if (count == MPI_UNKNOWN)
        line_add(line, "%s", "");
    else
        line_add(line, "%" PRIu64, count);
}

static double measured(const struct mpi_settings *mpi, const struct mpi_result *result, const char *name)
{
    for (size_t i = 0; i < mpi->measure_count; i++)
        if (strcmp(mpi->measures[i].name, name) == 0)
            return result->measures[i];
    return NAN;
}

static const char *ending_word(const struct outcome *outcome)
{
    /* One word for what the user stops. */
    return outcome_is_stopped(outcome) ? ending_name(ENDING_STOPPED) : mpi_ending_name(outcome->what.mpi.ending);
}

/* As add_measures(): columns that have no meaning for an MPI program are empty. */
static void add_program(struct line *line, const struct columns *columns, const struct run_plan *plan,
                        const struct outcome *outcome)
{
    const struct mpi_result *result = &outcome->what.mpi;
    line_add(line, "%" PRIu32, plan->settings.processes);
    add_nothing(line, 2);
    line_add(line, "%s", ending_word(outcome));
    line_add(line, "%s", verdict_name(outcome_verdict(outcome)));
    line_add(line, "%s", expectation_word(columns, plan, outcome));
    line_add(line, "%s", result->reason);
    add_nothing(line, 1);
    add_count(line, result->messages);
    add_nothing(line, columns->kinds.count);
    add_count(line, result->bytes);
    add_number(line, result->simulated_time);
    add_nothing(line, COLUMNS_AFTER - 2 + columns->specified.count + columns->costs.count);
    const uint64_t counts[] = {result->collective_calls, result->collective_bytes, result->wire_messages};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        add_count(line, counts[i]);
    const double numbers[] = {result->computing_time, result->point_time, result->collective_time, result->energy};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        add_number(line, numbers[i]);
    add_nothing(line, columns->has_works ? COLUMNS_OF_WORKS : 0);
    for (size_t i = 0; i < columns->measures.count; i++)
        add_number(line, measured(plan->settings.mpi, result, columns->measures.name[i]));
}

char *columns_row(const struct columns *columns, const struct run_plan *plan, const struct outcome *outcome)
{
    const struct scenario *scenario = columns->scenario;
    struct line line;
    line_begin(&line);
    line_add(&line, "%" PRIu32, plan->run);
    line_add(&line, "%s", scenario_system_at(scenario, plan->system)->name);
    line_add(&line, "%" PRIu32, plan->replication);
    line_add(&line, "%" PRIu64, plan->settings.seed);
    static const char *const networks[] = {
        [NETWORK_FLOW] = "flow", [NETWORK_LATENCY] = "latency", [NETWORK_SHARED] = "shared"};
    line_add(&line, "%s", plan->settings.mpi != NULL ? "mpi" : networks[plan->settings.network]);
    for (size_t i = 0; i < scenario_varied_count(scenario); i++)
        line_add(&line, "%s", plan->values[i]);
    if (!outcome->failed) {
        if (outcome->is_mpi)
            add_program(&line, columns, plan, outcome);
        else
            add_measures(&line, columns, plan, outcome);
        return line_end(&line);
    }
    char reason[sizeof(struct error)];
    error_format(&outcome->what.error, reason, sizeof reason);
    line_add(&line, "%" PRIu32, plan->settings.processes);
    line_add(&line, "%s", "");
    line_add(&line, "%s", "");
    line_add(&line, "%s", "failed");
    line_add(&line, "%s", "failed");
    line_add(&line, "%s", "");
    line_add(&line, "%.1000s", reason);
    add_nothing(&line, 2 + columns->kinds.count + COLUMNS_AFTER + columns->specified.count + columns->costs.count +
                           special_columns(columns));
    return line_end(&line);
}

bool columns_row_says(const struct columns *columns, const char *row, enum row_column column, const char *text)
{
    size_t commas = COLUMNS_BEFORE + scenario_varied_count(columns->scenario) + ENDING_AFTER_SWEEP + (size_t)column;
    bool quoted = false;
    for (; *row != '\0' && commas > 0; row++) {
        quoted = quoted != (*row == '"');
        commas -= *row == ',' && !quoted;
    }
    size_t length = strlen(text);
    return strncmp(row, text, length) == 0 && row[length] == ',';
}

char *machine_header(void)
{
    return must_have(strdup("run,wall_time,peak_memory"), "a row");
}

char *machine_row(const struct outcome *outcome)
{
    struct line line;
    line_begin(&line);
    line_add(&line, "%" PRIu32, outcome->run);
    line_add(&line, "%.6f", outcome->wall_time);
    line_add(&line, "%" PRIu64, outcome->peak_memory);
    return line_end(&line);
}
