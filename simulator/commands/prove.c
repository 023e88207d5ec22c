/* prove.c: onde prove: self-stabilisation of the small systems of a scenario, by looking at all their configurations. */
#include "base/memory.h"
#include "commands/commands.h"
#include "engine/proof.h"
#include "figure/table.h"
#include "scenario/scenario.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEY_SET = 256, MAX_SETS = 64 };

static const struct argp_option options[] = {
    {"set", KEY_SET, "PATH=VALUE", 0, "Override a value of the scenario: --set system.processes=5", 0},
    {0},
};

struct arguments {
    const char *scenario;
    const char *sets[MAX_SETS];
    size_t set_count;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case KEY_SET:
        if (arguments->set_count == MAX_SETS)
            argp_error(state, "more than %d --set", MAX_SETS);
        arguments->sets[arguments->set_count++] = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->scenario != NULL)
            argp_error(state, "one scenario at a time; \"%s\" is a second one", arg);
        arguments->scenario = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "prove which scenario? for example stabilization-dijkstra --set system.processes=5");
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
        "Decides whether the systems of a scenario stabilise, at every point of its sweep, without running them: from "
        "every configuration of the declared variables, whatever the daemon chooses. Their network must be \"shared\". "
        "Closure: no step leaves the legitimate configurations. Convergence: no cycle and no deadlock outside them; "
        "then "
        "the longest way to legitimacy is known. Else a counterexample is printed."
        "\vFor small systems: up to some 17 million configurations. The random choices of the daemon in a run are "
        "fair with probability 1; a proof allows unfair ones too. "
        "Of a point with random graphs or identities, those of the first replication are taken."
        "\nThe exit status is 0 when closure and convergence hold everywhere, 1 when there is a counterexample.",
};

/* The points proved so far. */
struct report {
    struct table *table;
    FILE *details; /* worst starts and counterexamples */
    bool any, all_hold;
};

static void add_number(struct table *table, uint32_t number)
{
    char text[16];
    snprintf(text, sizeof text, "%" PRIu32, number);
    table_add(table, text);
}

static void add_worst(struct table *table, const struct proof *proof, uint32_t number)
{
    if (proof->converges)
        add_number(table, number);
    else
        table_add(table, "-");
}

static void add_heading(struct table *table)
{
    static const char *const heading[] = {"system",  "N",           "configurations", "legitimate",
                                          "closure", "convergence", "steps at most",  "moves at most"};
    for (size_t i = 0; i < sizeof heading / sizeof *heading; i++)
        table_add(table, heading[i]);
}

static void add_proof(struct report *report, const struct run_plan *plan, const struct proof *proof)
{
    struct table *table = report->table;
    const char *separator = plan->point[0] != '\0' ? ", " : "";
    table_add(table, plan->settings.system_name);
    add_number(table, proof->processes);
    add_number(table, proof->configurations);
    add_number(table, proof->legitimate);
    table_add(table, proof->closed ? "holds" : "violated");
    table_add(table, proof->converges ? "holds" : "violated");
    add_worst(table, proof, proof->worst_steps);
    add_worst(table, proof, proof->worst_moves);
    report->any = true;
    report->all_hold = report->all_hold && proof->closed && proof->converges;
    if (proof->counterexample != NULL)
        fprintf(report->details, "\n%s%s%s: %s", plan->settings.system_name, separator, plan->point,
                proof->counterexample);
    else if (proof->worst_start != NULL)
        fprintf(report->details, "\n%s%s%s: a worst start\n  %s\n", plan->settings.system_name, separator, plan->point,
                proof->worst_start);
}

/* One point. */
static bool prove_plan(const struct scenario *scenario, const struct run_plan *plan, struct report *report,
                       struct error *err)
{
    struct proof proof;
    bool provable = plan->settings.mpi == NULL ||
                    error_set(err, ERROR_INPUT, NULL, 0, "an MPI program cannot be proved: only guarded rules can");
    if (!provable || !proof_find(&plan->settings, &proof, err)) {
        scenario_locate(scenario, plan->run, err);
        return false;
    }
    add_proof(report, plan, &proof);
    proof_release(&proof);
    return true;
}

/* Of each point the first replication: others differ in what is drawn at random only, graphs or identities. A system is given
 * up at its first point that cannot be proved; the others are not. Returns the exit status. */
static int prove_all(const struct scenario *scenario, struct report *report)
{
    int failed = 0;
    uint32_t given_up = UINT32_MAX;
    for (uint32_t run = 0; run < scenario_run_count(scenario); run++) {
        struct run_plan plan;
        struct error err = {0};
        if (!scenario_run(scenario, run, &plan, &err))
            return command_fail(&err);
        if (plan.replication == 0 && plan.system != given_up && !prove_plan(scenario, &plan, report, &err)) {
            given_up = plan.system;
            failed = command_fail(&err);
        }
        run_plan_release(&plan);
    }
    if (failed != 0)
        return failed;
    return report->all_hold ? EXIT_HOLDS : EXIT_VIOLATED;
}

static int prove(const struct scenario *scenario)
{
    char *details = NULL;
    size_t size;
    struct report report = {
        .table = must_have(table_create("lrrrllrr"), "the report"),
        .details = must_have(open_memstream(&details, &size), "the report"),
        .all_hold = true,
    };
    add_heading(report.table);
    int status = prove_all(scenario, &report);
    fclose(report.details);
    if (report.any)
        table_print(report.table, stdout);
    fputs(details, stdout);
    table_free(report.table);
    free(details);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    command_parse(command, argc, argv, &arguments);
    struct error err = {0};
    char path[4096];
    struct scenario *scenario = NULL;
    if (!command_find_scenario(arguments.scenario, path, sizeof path, &err) ||
        !scenario_load(path, arguments.sets, arguments.set_count, &scenario, &err))
        return command_fail(&err);
    int status = prove(scenario);
    scenario_free(scenario);
    return status;
}

const struct command command_prove = {
    "prove", "SCENARIO", "decide whether small systems stabilise, without running them", &argp, run, complete_scenarios,
};
