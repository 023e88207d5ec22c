/* plot.c: onde plot: draws the figures of a results folder again, from its CSV. */
#include "commands/commands.h"
#include "execute/results.h"
#include "figure/figure.h"

#include <stdio.h>

static const struct argp_option options[] = {
    {OPTION_LANGUAGE},
    {0},
};

struct arguments {
    const char *result;
    enum language language;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case KEY_LANGUAGE:
        arguments->language = command_language(state, arg);
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->result != NULL)
            argp_error(state, "one results folder at a time; \"%s\" is a second one", arg);
        arguments->result = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which results? for example results/complexity-table");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse_option,
    .args_doc = "RESULT",
    .doc =
        "Draws the figures of a results folder again, from its CSV files: the folder of one run, or that of a scenario "
        "(then its latest).",
};

static int run(const struct command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    command_parse(command, argc, argv, &arguments);
    struct error err = {0};
    char folder[4096], path[4200];
    struct scenario *scenario = NULL;
    if (!results_find(arguments.result, folder, sizeof folder, &err))
        return command_fail(&err);
    snprintf(path, sizeof path, "%s/run.xml", folder);
    if (!scenario_load(path, NULL, 0, &scenario, &err))
        return command_fail(&err);
    int status = 0;
    for (size_t i = 0; i < scenario_figure_count(scenario); i++) {
        const struct figure_request *figure = scenario_figure_at(scenario, i);
        struct error of_figure = {0};
        if (figure_draw(folder, scenario, figure, arguments.language, &of_figure))
            printf("%s/%s.{svg,pdf,png%s}\n", folder, figure->name,
                   figure_kind_source(figure->kind) == FIGURE_FROM_STAMPS ? ",tex,html" : "");
        else
            status = command_fail(&of_figure);
    }
    if (!summary_write(folder, scenario, arguments.language, &err))
        status = command_fail(&err);
    scenario_free(scenario);
    return status;
}

const struct command command_plot = {
    "plot", "RESULT", "draw the figures of a results folder again", &argp, run, NULL,
};
