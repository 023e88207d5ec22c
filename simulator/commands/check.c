/* check.c: onde check: whether files are right, without running them. */
#include "commands/commands.h"
#include "execute/programs.h"
#include "execute/rows.h"
#include "platform/platform.h"
#include "scenario/scenario.h"

#include <stdio.h>
#include <string.h>

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    if (key == ARGP_KEY_ARGS) {
        *(int *)state->input = state->next;
        return 0;
    }
    if (key == ARGP_KEY_NO_ARGS)
        argp_error(state, "check which files?");
    return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
    .parser = parse_option,
    .args_doc = "FILE...",
    .doc = "Checks scenarios and platforms (SimGrid XML): the file, the systems of its sweep, figures, platform."
           "\vThe exit status is 0 when every file is right, else that of the first error.",
};

/* A platform is what has <platform> for root; everything else must be a scenario. */
static bool is_platform(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    char line[1024];
    bool found = false;
    while (!found && fgets(line, sizeof line, file) != NULL)
        found = strstr(line, "<platform ") != NULL && strstr(line, "version=") != NULL;
    fclose(file);
    return found;
}

static bool check_figures(const struct scenario *scenario, struct error *err)
{
    struct columns *columns;
    if (!columns_create(scenario, &columns, err))
        return false;
    bool ok = columns_check_figures(columns, err);
    columns_free(columns);
    return ok;
}

static bool check_scenario(const char *path, struct error *err)
{
    struct scenario *scenario;
    if (!scenario_load(path, NULL, 0, &scenario, err))
        return false;
    struct programs *programs = NULL;
    bool ok = scenario_check_systems(scenario, err) && programs_prepare(scenario, NULL, 0, &programs, err) &&
              check_figures(scenario, err);
    programs_free(programs);
    char last[sizeof((struct settings *)0)->platform] = "";
    for (uint32_t run = 0; ok && run < scenario_run_count(scenario); run++) {
        struct run_plan plan;
        ok = scenario_run(scenario, run, &plan, err);
        if (!ok)
            break;
        if (strcmp(last, plan.settings.platform) != 0) {
            snprintf(last, sizeof last, "%s", plan.settings.platform);
            ok = platform_check(last, err);
        }
        run_plan_release(&plan);
    }
    if (ok)
        printf("%s: a scenario of %u run%s, right\n", path, scenario_run_count(scenario),
               scenario_run_count(scenario) == 1 ? "" : "s");
    scenario_free(scenario);
    return ok;
}

static bool check_platform(const char *path, struct error *err)
{
    if (!platform_check(path, err) || !platform_probe(path, err))
        return false;
    printf("%s: a platform, right\n", path);
    return true;
}

static int run(const struct command *command, int argc, char **argv)
{
    int first = argc;
    command_parse(command, argc, argv, &first);
    int status = 0;
    for (int i = first; i < argc; i++) {
        struct error err = {0};
        bool ok;
        if (is_platform(argv[i])) {
            ok = check_platform(argv[i], &err);
        } else {
            char path[4096];
            ok = command_find_scenario(argv[i], path, sizeof path, &err) && check_scenario(path, &err);
        }
        if (!ok) {
            int failed = command_fail(&err);
            status = status != 0 ? status : failed;
        }
    }
    return status;
}

const struct command command_check = {
    "check", "FILE...", "check scenarios and platforms without running", &argp, run, complete_scenarios,
};
