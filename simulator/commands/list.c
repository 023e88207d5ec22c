/* list.c: onde list: what there is to run. */
#include "base/data_folder.h"
#include "commands/commands.h"
#include "engine/system.h"
#include "figure/figure.h"
#include "mpi/collectives.h"
#include "mpi/find.h"
#include "observe/specification.h"
#include "platform/platform.h"
#include "scenario/scenario.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void list_algorithms(void)
{
    const struct algorithm *algorithm;
    for (size_t i = 0; (algorithm = algorithm_at(i)) != NULL; i++)
        printf("  %-16s %-4s %s\n", algorithm->name, algorithm->catalogue != NULL ? algorithm->catalogue : "",
               algorithm->title_en);
}

static void list_specifications(void)
{
    const struct specification *specification;
    for (size_t i = 0; (specification = specification_at(i)) != NULL; i++)
        printf("  %-16s      %s\n", specification->name, specification->title_en);
}

static void list_scenarios(void)
{
    char folder[4096];
    struct dirent **entries = NULL;
    if (!data_folder_find("scenarios", folder, sizeof folder, NULL))
        return;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t length = strlen(name);
        if (length > 4 && strcmp(name + length - 4, ".xml") == 0) {
            char path[8192];
            snprintf(path, sizeof path, "%s/%s", folder, name);
            struct scenario *scenario;
            struct error err = {0};
            if (scenario_load(path, NULL, 0, &scenario, &err)) {
                printf("  %-27.*s %s\n", (int)length - 4, name, scenario_title(scenario, LANGUAGE_EN));
                scenario_free(scenario);
            } else {
                printf("  %-27.*s (%s)\n", (int)length - 4, name, err.text);
            }
        }
        free(entries[i]);
    }
    free(entries);
}

/* What a source says of itself after its name, on its first line: "hello.c: every rank says who it is." */
static void describe_program(const char *name, char *text, size_t size)
{
    char path[4096], line[512];
    text[0] = '\0';
    FILE *file = mpi_program_find(name, NULL, path, sizeof path, NULL) ? fopen(path, "re") : NULL;
    if (file == NULL)
        return;
    const char *colon = fgets(line, sizeof line, file) != NULL ? strstr(line, ": ") : NULL;
    if (colon != NULL)
        snprintf(text, size, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
    fclose(file);
}

static void list_programs(void)
{
    char name[128], text[256];
    for (size_t i = 0; mpi_program_name_at(i, name, sizeof name) != NULL; i++) {
        describe_program(name, text, sizeof text);
        printf("  %-21s %s\n", name, text);
    }
}

static void list_figures(void)
{
    for (size_t i = 0; figure_kind_name(i) != NULL; i++)
        printf("  %-16s      %s\n", figure_kind_name(i), figure_kind_text(i));
}

/* Names side by side, in lines of a terminal. */
static void print_wrapped(const struct mpi_collective *collective)
{
    enum { INDENT = 17, WIDTH = 100 };
    size_t column = INDENT;
    printf("  %-14s", collective->name);
    for (size_t i = 0; collective->algorithms[i] != NULL; i++) {
        size_t length = strlen(collective->algorithms[i]) + 1;
        bool fits = column + length <= WIDTH;
        printf("%s%*s%s", fits ? "" : "\n", fits ? 1 : INDENT, "", collective->algorithms[i]);
        column = (fits ? column : INDENT) + length;
    }
    putchar('\n');
}

static void list_collectives(void)
{
    struct error err = {0};
    struct mpi_collectives *collectives;
    if (!mpi_collectives_load(&collectives, &err)) {
        printf("  (%s)\n", err.text);
        return;
    }
    for (size_t i = 0; i < collectives->count; i++)
        print_wrapped(&collectives->item[i]);
    mpi_collectives_free(collectives);
}

/* The algorithms of one collective, a line each. */
static int list_collective(const char *name)
{
    struct error err = {0};
    struct mpi_collectives *collectives;
    const struct mpi_collective *collective;
    if (!mpi_collectives_load(&collectives, &err))
        return command_fail(&err);
    bool found = mpi_collectives_find(collectives, name, &collective, &err);
    for (size_t i = 0; found && collective->algorithms[i] != NULL; i++) {
        const char *title = mpi_selector_title(collective->algorithms[i]);
        if (title != NULL)
            printf("  %-20s selector: %s\n", collective->algorithms[i], title);
        else
            printf("  %s\n", collective->algorithms[i]);
    }
    mpi_collectives_free(collectives);
    return found ? 0 : command_fail(&err);
}

static const char of_collectives[] = "collectives";

static const struct section {
    const char *name;
    void (*list)(void);
} sections[] = {
    {"algorithms", list_algorithms},    {"specifications", list_specifications},
    {"platforms", platform_list},       {"scenarios", list_scenarios},
    {"programs", list_programs},        {"figures", list_figures},
    {of_collectives, list_collectives},
};
enum { SECTIONS = sizeof sections / sizeof sections[0] };

static void complete(void)
{
    for (size_t i = 0; i < SECTIONS; i++)
        puts(sections[i].name);
}

/* What is asked for; NULL: everything. */
struct wanted {
    const char *section;
    const char *collective;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct wanted *wanted = state->input;
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    if (wanted->section == NULL)
        wanted->section = arg;
    else if (wanted->collective == NULL && strcmp(wanted->section, of_collectives) == 0)
        wanted->collective = arg;
    else
        argp_error(state, "one section at a time; \"%s\" is a second one", arg);
    return 0;
}

static const struct argp argp = {
    .parser = parse_option,
    .args_doc = "[algorithms|specifications|platforms|scenarios|programs|figures]\ncollectives [NAME]",
    .doc = "Lists what there is, all or one section. Collectives are those of MPI, with the algorithms that SimGrid "
           "has for each; "
           "of one collective, a line each.",
};

static int run(const struct command *command, int argc, char **argv)
{
    struct wanted wanted = {0};
    command_parse(command, argc, argv, &wanted);
    if (wanted.collective != NULL)
        return list_collective(wanted.collective);
    const char *name = wanted.section;
    bool found = false;
    const char *names[SECTIONS + 1] = {NULL};
    for (size_t i = 0; i < SECTIONS; i++) {
        names[i] = sections[i].name;
        if (name != NULL && strcmp(name, sections[i].name) != 0)
            continue;
        found = true;
        if (name == NULL)
            printf("%s:\n", sections[i].name);
        sections[i].list();
    }
    if (found)
        return 0;
    const char *near = nearest_in_list(name, names);
    struct error err = {0};
    error_set(&err, ERROR_USAGE, NULL, 0, "nothing called \"%s\" to list; %s%s%s", name,
              near != NULL
                  ? "did you mean \""
                  : "expected algorithms, specifications, platforms, scenarios, programs, figures or collectives",
              near != NULL ? near : "", near != NULL ? "\"?" : "");
    return command_fail(&err);
}

const struct command command_list = {
    "list", "[SECTION]", "tell what there is to run", &argp, run, complete,
};
