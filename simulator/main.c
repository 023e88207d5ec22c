/* main.c: the program `onde`: finds the command and runs it. */
#include "commands/commands.h"

#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
#define COMMAND_ENTRY(name) &command_##name,
    COMMANDS(COMMAND_ENTRY)
#undef COMMAND_ENTRY
        NULL};

static void print_help(FILE *out)
{
    fprintf(out,
            "Usage: onde COMMAND [OPTION...] [ARGUMENT...]\n"
            "A laboratory for distributed systems: runs a scenario on a simulated platform, judges it against its\n"
            "specification, and leaves traces, statistics and figures.\n\n");
    for (size_t i = 0; commands[i] != NULL; i++)
        fprintf(out, "  %-9s %-28s %s\n", commands[i]->name, commands[i]->arguments, commands[i]->summary);
    fprintf(out, "\n"
                 "  onde COMMAND --help tells the options of a command; onde --version, the version.\n\n"
                 "Exit status: 0 the specification holds, or fails as the scenario expects; 1 it is violated, or\n"
                 "holds against what is expected; 2 undecided; 64 usage, 65 bad input, 70 a fault of Onde's own.\n");
}

/* For bash completion: what may follow `onde COMMAND`, a word a line. */
static int print_completions(const char *name)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (name == NULL) {
            puts(commands[i]->name);
            continue;
        }
        if (strcmp(commands[i]->name, name) != 0)
            continue;
        const struct argp_option *option = commands[i]->argp->options;
        for (; option != NULL && (option->name != NULL || option->doc != NULL); option++)
            if (option->name != NULL && !(option->flags & OPTION_HIDDEN))
                printf("--%s%s\n", option->name,
                       option->arg != NULL && !(option->flags & OPTION_ARG_OPTIONAL) ? "=" : "");
        puts("--help");
        if (commands[i]->complete != NULL)
            commands[i]->complete();
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return ERROR_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        puts("onde " ONDE_VERSION);
        return 0;
    }
    if (strcmp(argv[1], "--complete") == 0)
        return print_completions(argc > 2 ? argv[2] : NULL);
    const char *names[sizeof commands / sizeof commands[0]] = {NULL};
    for (size_t i = 0; commands[i] != NULL; i++) {
        names[i] = commands[i]->name;
        if (strcmp(commands[i]->name, argv[1]) == 0)
            return commands[i]->run(commands[i], argc - 1, argv + 1);
    }
    const char *near = nearest_in_list(argv[1], names);
    if (near != NULL)
        fprintf(stderr, "onde: no command \"%s\"; did you mean \"%s\"?\n", argv[1], near);
    else
        fprintf(stderr, "onde: no command \"%s\"; see onde --help\n", argv[1]);
    return ERROR_USAGE;
}
