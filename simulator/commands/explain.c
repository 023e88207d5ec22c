/* explain.c: onde explain: what an algorithm or a specification is, from its descriptor; or why an event of a run happened
 * (explain_result.c). */
#include "base/value.h"
#include "commands/commands.h"
#include "commands/explain_result.h"
#include "commands/stamped.h"
#include "engine/cost.h"
#include "engine/system.h"
#include "observe/specification.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_WIDTH = 96, LABEL_WIDTH = 12 };

/* Prints a label and a text, folded at TEXT_WIDTH, its lines under one another. */
static void print_folded(const char *label, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    int column = printf("%-*s", LABEL_WIDTH, label);
    for (const char *word = text; *word != '\0';) {
        size_t length = strcspn(word, " \n");
        if (column > LABEL_WIDTH && column + 1 + (int)length > TEXT_WIDTH)
            column = printf("\n%*s", LABEL_WIDTH, "") - 1;
        if (column > LABEL_WIDTH)
            column += printf(" ");
        column += printf("%.*s", (int)length, word);
        word += length;
        if (*word == '\n')
            column = printf("\n%*s", LABEL_WIDTH, "") - 1;
        word += strspn(word, " \n");
    }
    putchar('\n');
}

/* What faults and judges see of its state. */
static void explain_state(const struct algorithm *algorithm)
{
    char line[512], range[64];
    const struct variable *variable = algorithm->variables;
    for (; variable != NULL && variable->name != NULL; variable++) {
        snprintf(range, sizeof range, "%" PRId64 " to %" PRId64, variable->minimum, variable->maximum);
        snprintf(line, sizeof line, "%s%s%s (%s): %s", variable->name,
                 variable->each_neighbour ? ", of each neighbour" : "", variable->stable ? ", on stable storage" : "",
                 variable->range != NULL ? "its range depends on the process" : range,
                 variable->meaning != NULL ? variable->meaning : "");
        print_folded(variable == algorithm->variables ? "Variables" : "", line);
    }
    const struct rule *rule = algorithm->rules;
    for (; rule != NULL && rule->name != NULL; rule++) {
        snprintf(line, sizeof line, "%s: %s", rule->name, rule->meaning != NULL ? rule->meaning : "");
        print_folded(rule == algorithm->rules ? "Rules" : "", line);
    }
    if (algorithm->legitimacy != NULL)
        print_folded("Legitimate", algorithm->legitimacy->text);
    if (algorithm->endless)
        print_folded("Ends", "never by itself: its scenarios need a budget");
}

/* "8 + 4 N bytes", or "32 + 4 servers^2 bytes" where a parameter says how many there are. */
static void describe_payload(const struct algorithm *algorithm, uint32_t kind, char *text, size_t size)
{
    const char *name = algorithm->messages[kind].name;
    const char *among = "N";
    size_t per_process = 0, per_pair = 0;
    for (const struct payload_stamp *stamp = algorithm->stamps; stamp != NULL && stamp->kind != NULL; stamp++)
        if (strcmp(stamp->kind, name) == 0) {
            per_process = stamp->bytes_per_process;
            per_pair = stamp->bytes_per_pair;
            among = stamp->among != NULL ? stamp->among : "N";
        }
    char by_process[64] = "", by_pair[64] = "";
    if (per_process > 0)
        snprintf(by_process, sizeof by_process, " + %zu %s", per_process, among);
    if (per_pair > 0)
        snprintf(by_pair, sizeof by_pair, " + %zu %s^2", per_pair, among);
    snprintf(text, size, "%zu%s%s bytes%s", algorithm->messages[kind].payload_bytes, by_process, by_pair,
             algorithm_is_control(algorithm, kind) ? ", control" : "");
}

static void explain_algorithm(const struct algorithm *algorithm)
{
    printf("%s%s%s%s: %s\n\n", algorithm->name, algorithm->catalogue != NULL ? " (" : "",
           algorithm->catalogue != NULL ? algorithm->catalogue : "", algorithm->catalogue != NULL ? ")" : "",
           algorithm->title_en);
    print_folded("Source", algorithm->source);
    print_folded("Idea", algorithm->idea);
    print_folded("Assumes", algorithm->assumes);
    char line[512];
    for (size_t i = 0; algorithm->promises[i] != NULL; i++)
        print_folded(i == 0 ? "Promises" : "", algorithm->promises[i]);
    for (const struct cost *cost = algorithm->costs; cost != NULL && cost->measure != NULL; cost++) {
        snprintf(line, sizeof line, "%s: %s %s%s%s", cost->measure, cost_relation_text(cost->relation, LANGUAGE_EN),
                 cost->formula, cost->condition != NULL ? ", " : "", cost->condition != NULL ? cost->condition : "");
        print_folded(cost == algorithm->costs ? "Cost" : "", line);
    }
    const struct parameter *parameter = algorithm->parameters;
    for (; parameter != NULL && parameter->name != NULL; parameter++) {
        snprintf(line, sizeof line, "%s (%s, %g to %g, %g if not given): %s", parameter->name, parameter->dimension,
                 parameter->minimum, parameter->maximum, parameter->initial, parameter->meaning);
        print_folded(parameter == algorithm->parameters ? "Parameters" : "", line);
    }
    for (uint32_t i = 0; i < algorithm_message_kinds(algorithm); i++) {
        const struct message_kind *kind = &algorithm->messages[i];
        char bytes[192];
        describe_payload(algorithm, i, bytes, sizeof bytes);
        snprintf(line, sizeof line, "%s (%s): %s", kind->name, bytes, kind->meaning != NULL ? kind->meaning : "");
        print_folded(i == 0 ? "Messages" : "", line);
    }
    explain_state(algorithm);
}

static void explain_specification(const struct specification *specification)
{
    char line[512];
    printf("%s: %s\n\n", specification->name, specification->title_en);
    print_folded("Axioms", specification->text);
    const struct specified_measure *measure = specification->measures;
    for (; measure != NULL && measure->name != NULL; measure++) {
        snprintf(line, sizeof line, "%s: %s", measure->name, measure->meaning);
        print_folded(measure == specification->measures ? "Measures" : "", line);
    }
    const struct specified_series *series = specification->series;
    for (; series != NULL && series->name != NULL; series++) {
        snprintf(line, sizeof line, "%s: %s", series->name, series->title_en);
        print_folded(series == specification->series ? "Series" : "", line);
    }
}

static const char *name_at(size_t index, const void *context)
{
    (void)context;
    size_t algorithms = 0;
    while (algorithm_at(algorithms) != NULL)
        algorithms++;
    if (index < algorithms)
        return algorithm_at(index)->name;
    const struct specification *specification = specification_at(index - algorithms);
    return specification != NULL ? specification->name : NULL;
}

static bool explain(const char *name, struct error *err)
{
    const struct algorithm *algorithm = algorithm_find(name, NULL);
    if (algorithm != NULL) {
        explain_algorithm(algorithm);
        return true;
    }
    const struct specification *specification = specification_find(name, NULL);
    if (specification != NULL) {
        explain_specification(specification);
        return true;
    }
    const char *near = nearest_name(name, name_at, NULL);
    if (near != NULL)
        return error_set(err, ERROR_USAGE, NULL, 0, "no algorithm or specification \"%s\"; did you mean \"%s\"?", name,
                         near);
    return error_set(err, ERROR_USAGE, NULL, 0, "no algorithm or specification \"%s\"; see onde list", name);
}

enum { KEY_EVENT = 1 };
static const struct argp_option options[] = {
    {"event", KEY_EVENT, "NUMBER", 0,
     "Of a RESULT: why this event happened; given twice: how the two stand to each other", 0},
    {OPTION_RUN},
    {0},
};

/* What exists as a file or folder, or is written like one, is a result; all else is a name. */
static bool is_result(const char *name)
{
    return strchr(name, '/') != NULL || access(name, F_OK) == 0;
}

static void add_event(struct explain_request *request, const char *text, struct argp_state *state)
{
    const size_t most = sizeof request->events / sizeof request->events[0];
    uint64_t number;
    if (!value_parse_count(text, 1, UINT64_MAX, &number, NULL))
        argp_error(state, "--event=%s: expected the number of an event, 1 or more", text);
    else if (request->event_count == most)
        argp_error(state, "--event=%s is a third one; at most two are compared", text);
    else
        request->events[request->event_count++] = number;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct explain_request *request = state->input;
    switch (key) {
    case KEY_EVENT:
        add_event(request, arg, state);
        return 0;
    case KEY_RUN:
        request->run = stamped_run(state, arg);
        return 0;
    case ARGP_KEY_ARG:
        if (request->result != NULL)
            argp_error(state, "one name or result at a time; \"%s\" is a second one", arg);
        request->result = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "explain what? onde list tells the names");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse_option,
    .args_doc = "NAME|RESULT",
    .doc =
        "Explains an algorithm (source, idea, assumptions, promise, cost, parameters, messages, variables) or a "
        "specification (axioms, measures).\n"
        "Of a result (a folder with a stamped trace: onde run --trace RUN --stamps scalar; or the trace itself) it "
        "tells what "
        "happened before what: the longest chain, and how much is concurrent; with --event, why that event happened.",
};

static int run(const struct command *command, int argc, char **argv)
{
    struct explain_request request = {.run = -1};
    command_parse(command, argc, argv, &request);
    struct error err = {0};
    if (is_result(request.result))
        return explain_result(&request, &err) ? 0 : command_fail(&err);
    if (request.event_count > 0 || request.run >= 0) {
        error_set(&err, ERROR_USAGE, NULL, 0,
                  "%s is no result: --event and --run are for a folder of results or a trace", request.result);
        return command_fail(&err);
    }
    return explain(request.result, &err) ? 0 : command_fail(&err);
}

const struct command command_explain = {
    "explain", "NAME|RESULT", "tell what an algorithm is, or why an event happened", &argp, run, complete_names,
};
