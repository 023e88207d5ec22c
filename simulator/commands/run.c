/* run.c: onde run: every run of a scenario, its summary, its figures. */
#include "base/value.h"
#include "commands/commands.h"
#include "commands/unmeasured.h"
#include "execute/execute.h"
#include "execute/task.h"
#include "figure/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_SET = 256,
    KEY_ONLY,
    KEY_TRACE,
    KEY_STAMPS,
    KEY_RESULTS,
    KEY_RESUME,
    KEY_NO_FIGURES,
    KEY_EXECUTOR,
    KEY_PARTITION,
    KEY_TASKS,
    KEY_PRINT,
    KEY_TASK,
    MAX_SETS = 64
};

static const struct argp_option options[] = {
    {"set", KEY_SET, "PATH=VALUE", 0, "Override a value of the scenario: --set system.processes=64", 0},
    {"jobs", 'j', "N", 0, "Run N simulations at a time (default: one a core)", 0},
    {"only", KEY_ONLY, "RUNS", 0, "Only these runs, by their number in runs.csv: 7 or 0,3,8-11", 0},
    {"trace", KEY_TRACE, "RUNS", 0, "Trace these runs too: all, none, or a list like --only's", 0},
    {"stamps", KEY_STAMPS, "KIND", 0,
     "Stamp the events of traces: none, scalar (Lamport's clock), or vector (of at most 1,024 processes)", 0},
    {"resume", KEY_RESUME, "FOLDER", OPTION_ARG_OPTIONAL,
     "Go on with an interrupted sweep: the latest of this scenario, or the one in FOLDER", 0},
    {"results", KEY_RESULTS, "FOLDER", 0, "Where results go (default: results)", 0},
    {OPTION_LANGUAGE},
    {"no-figures", KEY_NO_FIGURES, NULL, 0, "Draw no figure (onde plot draws them later)", 0},
    {"executor", KEY_EXECUTOR, "local|slurm", 0, "Run on this machine (the default), or as a job array of Slurm", 0},
    {"partition", KEY_PARTITION, "NAME", 0, "With --executor slurm: the partition, if not the default one", 0},
    {"tasks", KEY_TASKS, "N", 0, "With --executor slurm: tasks of the array (default: 32), --jobs cores each", 0},
    {"print", KEY_PRINT, NULL, 0, "With --executor slurm: print the batch script and submit nothing", 0},
    {"task", KEY_TASK, "STEM", OPTION_HIDDEN, "Internal: run a share of a sweep; what the batch script calls", 0},
    {"quiet", 'q', NULL, 0, "Print only the results folder, and no progress", 0},
    {0},
};

struct arguments {
    const char *scenario;
    const char *sets[MAX_SETS + 1]; /* one more by --stamps: see load() */
    size_t set_count;
    struct execute_options execute;
    bool stamped;           /* --stamps, of some kind */
    int64_t *traced, *only; /* owned */
    enum language language;
    bool no_figures;
    const char *task; /* not NULL: this share of a sweep, and nothing else */
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static void parse_runs(struct argp_state *state, const char *option, const char *text, int64_t **out, size_t *count)
{
    enum { MOST_RUNS = 100000 };
    struct error err = {0};
    free(*out);
    *out = NULL;
    if (!value_parse_list(text, MOST_RUNS, out, count, &err))
        argp_error(state, "--%s=%s: %s", option, text, err.text);
}

static bool parse_executor(const char *text, bool *on_slurm)
{
    *on_slurm = strcmp(text, "slurm") == 0;
    return *on_slurm || strcmp(text, "local") == 0;
}

static void check_together(struct argp_state *state, const struct arguments *arguments)
{
    const struct execute_options *execute = &arguments->execute;
    if (execute->on_slurm)
        return;
    if (execute->partition != NULL || execute->tasks > 0 || execute->print)
        argp_error(state, "--%s is for --executor slurm",
                   execute->print ? "print" : (execute->tasks > 0 ? "tasks" : "partition"));
}

static void add_set(struct argp_state *state, struct arguments *arguments, const char *set)
{
    if (arguments->set_count == MAX_SETS)
        argp_error(state, "more than %d --set", MAX_SETS);
    arguments->sets[arguments->set_count++] = set;
}

static void add_stamps(struct argp_state *state, struct arguments *arguments, const char *kind)
{
    static const char *const sets[] = {"trace.stamps=none", "trace.stamps=scalar", "trace.stamps=vector"};
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
        if (strcmp(strchr(sets[i], '=') + 1, kind) == 0) {
            add_set(state, arguments, sets[i]);
            arguments->stamped = i > 0;
            return;
        }
    argp_error(state, "--stamps=%s: expected none, scalar or vector", kind);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    struct error err = {0};
    uint64_t number;
    switch (key) {
    case KEY_SET:
        add_set(state, arguments, arg);
        return 0;
    case KEY_STAMPS:
        add_stamps(state, arguments, arg);
        return 0;
    case 'j':
        if (!value_parse_count(arg, 1, 1024, &number, &err))
            argp_error(state, "--jobs=%s: %s", arg, err.text);
        arguments->execute.jobs = (unsigned)number;
        return 0;
    case KEY_ONLY:
        parse_runs(state, "only", arg, &arguments->only, &arguments->execute.only_count);
        return 0;
    case KEY_TRACE:
        arguments->execute.trace_all = strcmp(arg, "all") == 0;
        arguments->execute.trace_none = strcmp(arg, "none") == 0;
        if (!arguments->execute.trace_all && !arguments->execute.trace_none)
            parse_runs(state, "trace", arg, &arguments->traced, &arguments->execute.traced_count);
        return 0;
    case KEY_RESUME:
        arguments->execute.resume = true;
        arguments->execute.folder = arg;
        return 0;
    case KEY_RESULTS:
        arguments->execute.base = arg;
        return 0;
    case KEY_LANGUAGE:
        arguments->language = command_language(state, arg);
        return 0;
    case KEY_NO_FIGURES:
        arguments->no_figures = true;
        return 0;
    case KEY_EXECUTOR:
        if (!parse_executor(arg, &arguments->execute.on_slurm))
            argp_error(state, "--executor=%s: expected local or slurm", arg);
        return 0;
    case KEY_PARTITION:
        arguments->execute.partition = arg;
        return 0;
    case KEY_TASKS:
        if (!value_parse_count(arg, 1, SLURM_MOST_TASKS, &number, &err))
            argp_error(state, "--tasks=%s: %s", arg, err.text);
        arguments->execute.tasks = (unsigned)number;
        return 0;
    case KEY_PRINT:
        arguments->execute.print = true;
        return 0;
    case KEY_TASK:
        arguments->task = arg;
        return 0;
    case ARGP_KEY_END:
        check_together(state, arguments);
        return 0;
    case 'q':
        arguments->execute.quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->scenario != NULL)
            argp_error(state, "one scenario at a time; \"%s\" is a second one", arg);
        arguments->scenario = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which scenario? onde list scenarios tells those that come with Onde");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse_option,
    .args_doc = "SCENARIO",
    .doc =
        "Runs a scenario: a file, or the name of one that comes with Onde."
        "\vThe exit status is the verdict: 0 every specification holds, or has the verdict that the scenario expects; "
        "1 one is violated, or has not the verdict expected; 2 one is undecided.",
};

/* The worst of what happened, as an exit status. */
static int status_of(const struct execute_result *result)
{
    if (result->failed > 0)
        return (int)result->first_failure.kind;
    if (result->unexpected > 0 || result->unmet > 0)
        return EXIT_VIOLATED;
    bool open = result->open > 0 || result->untold > 0 || result->interrupted || result->lost.runs > 0;
    return open ? EXIT_UNDECIDED : EXIT_HOLDS;
}

/* The status is about the runs: a figure that they leave empty does not change it. */
static int draw(const struct scenario *scenario, const struct figure_request *figure, const struct arguments *arguments,
                const char *folder, int status)
{
    struct error err = {0};
    if (figure_draw(folder, scenario, figure, arguments->language, &err))
        return status;
    if (err.kind != ERROR_NOTHING)
        return command_fail(&err);
    fprintf(stderr, "onde: figure %s: not drawn: %s\n", figure->name, err.text);
    return status;
}

static int report(const struct scenario *scenario, const struct arguments *arguments,
                  const struct execute_result *result)
{
    struct error err = {0};
    int status = status_of(result);
    unmeasured_tell(scenario, result->folder);
    for (size_t i = 0; i < scenario_figure_count(scenario) && !arguments->no_figures; i++)
        status = draw(scenario, scenario_figure_at(scenario, i), arguments, result->folder, status);
    if (!summary_write(result->folder, scenario, arguments->language, &err) ||
        (!arguments->execute.quiet && !summary_print(result->folder, stdout, &err)))
        status = command_fail(&err);
    printf("%s\n", result->folder);
    return status;
}

static void tell_failures(const struct execute_result *result)
{
    if (result->failed == 0)
        return;
    command_fail(&result->first_failure);
    if (result->failed > 1)
        fprintf(stderr, "onde: %u runs failed; this was the first%s\n", result->failed,
                result->folder[0] != '\0' ? "; the others are in runs.csv" : "");
}

static void tell_how_to_go_on(const struct arguments *arguments, const struct execute_result *result)
{
    fprintf(stderr, "onde: go on with: onde run %s", arguments->scenario);
    for (size_t i = 0; i < arguments->set_count; i++)
        fprintf(stderr, " --set %s", arguments->sets[i]);
    if (arguments->execute.on_slurm)
        fprintf(stderr, " --executor slurm");
    if (arguments->execute.partition != NULL)
        fprintf(stderr, " --partition %s", arguments->execute.partition);
    fprintf(stderr, " --resume=%s\n", result->folder);
}

static void tell_interruption(const struct arguments *arguments, const struct execute_result *result)
{
    if (!result->interrupted)
        return;
    if (result->folder[0] == '\0') {
        fprintf(stderr, "onde: interrupted before any run had finished; nothing is kept\n");
        return;
    }
    fprintf(stderr, "onde: interrupted: %u of %u runs are kept in %s\n", result->finished, result->total,
            result->folder);
    if (result->stopped > 0)
        fprintf(stderr,
                "onde: stopped on the way, and to be run again: %u (in runs.csv undecided, with the ending "
                "\"stopped\"; a trace ends where the run was)\n",
                result->stopped);
    tell_how_to_go_on(arguments, result);
}

static void tell_losses(const struct arguments *arguments, const struct execute_result *result)
{
    if (result->lost.runs == 0)
        return;
    fprintf(stderr, "onde: Slurm lost %u of %u runs, with %u of its tasks; the last words of %s\n", result->lost.runs,
            result->total, result->lost.tasks, result->lost.last_words);
    if (result->folder[0] == '\0')
        fprintf(stderr, "onde: no run came back; nothing is kept\n");
    else
        tell_how_to_go_on(arguments, result);
}

/* Takes over the scenario. */
static int run_task(struct scenario *scenario, const struct arguments *arguments)
{
    struct error err = {0};
    bool ok = task_run(scenario, arguments->task, arguments->execute.jobs, arguments->execute.interrupted, &err);
    scenario_free(scenario);
    return ok ? 0 : command_fail(&err);
}

/* What is wrong with the --set that stands for --stamps is wrong with that. */
static void blame_stamps(const struct arguments *arguments, struct error *err)
{
    static const char set[] = "--set trace.stamps=", option[] = "--stamps ";
    if (!arguments->stamped || strncmp(err->text, set, strlen(set)) != 0)
        return;
    char rest[sizeof err->text];
    snprintf(rest, sizeof rest, "%s", err->text + strlen(set));
    snprintf(err->text, sizeof err->text, "%s%.*s", option, (int)(sizeof err->text - sizeof option), rest);
}

/* Stamps are shown by traces: of a scenario that has none, and with no --trace, the first run of each system has one. */
static bool load(struct arguments *arguments, const char *path, struct scenario **out, struct error *err)
{
    const struct execute_options *execute = &arguments->execute;
    if (!scenario_load(path, arguments->sets, arguments->set_count, out, err)) {
        blame_stamps(arguments, err);
        return false;
    }
    bool traces = scenario_trace_rule(*out) != TRACE_NONE || execute->trace_all || execute->traced_count > 0;
    if (!arguments->stamped || traces || execute->trace_none)
        return true;
    scenario_free(*out);
    arguments->sets[arguments->set_count++] = "trace.runs=first";
    return scenario_load(path, arguments->sets, arguments->set_count, out, err);
}

static int run_scenario(struct arguments *arguments)
{
    struct error err = {0};
    char path[4096];
    struct scenario *scenario = NULL;
    if (!command_find_scenario(arguments->scenario, path, sizeof path, &err) || !load(arguments, path, &scenario, &err))
        return command_fail(&err);

    struct sigaction action = {.sa_handler = on_interrupt};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (arguments->task != NULL)
        return run_task(scenario, arguments);
    struct execute_result result;
    bool ok = execute_scenario(scenario, &arguments->execute, &result, &err);
    int status = 0;
    if (!ok)
        status = command_fail(&err);
    tell_failures(&result);
    tell_interruption(arguments, &result);
    tell_losses(arguments, &result);
    if (result.folder[0] != '\0') {
        int reported = report(scenario, arguments, &result);
        status = status != 0 ? status : reported;
    } else if (status == 0) {
        status = status_of(&result);
    }
    scenario_free(scenario);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct arguments arguments = {.execute = {.base = "results", .interrupted = &interrupted}};
    command_parse(command, argc, argv, &arguments);
    arguments.execute.traced = arguments.traced;
    arguments.execute.only = arguments.only;
    int status = run_scenario(&arguments);
    free(arguments.traced);
    free(arguments.only);
    return status;
}

const struct command command_run = {
    "run", "SCENARIO", "simulate, judge, summarise, draw", &argp, run, complete_scenarios,
};
