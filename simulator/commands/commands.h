/* commands.h: the commands of the program. One table (main.c) drives dispatch, --help and completion. */
#ifndef ONDE_COMMANDS_COMMANDS_H
#define ONDE_COMMANDS_COMMANDS_H

#include "base/error.h"
#include "base/language.h"

#include <argp.h>

enum exit_status { EXIT_HOLDS = 0, EXIT_VIOLATED = 1, EXIT_UNDECIDED = 2 }; /* or an error_kind */

struct command {
    const char *name;
    const char *arguments; /* "SCENARIO" */
    const char *summary;   /* one line */
    const struct argp *argp;
    /* argv[0] is the command's name. Returns the exit status of the program. */
    int (*run)(const struct command *command, int argc, char **argv);
    /* For completion: prints, a line each, what may stand as an argument. */
    void (*complete)(void);
};

#define COMMANDS(X)           X(run) X(list) X(explain) X(check) X(prove) X(mpi) X(plot) X(export) X(platform)
#define COMMAND_DECLARE(name) extern const struct command command_##name;
COMMANDS(COMMAND_DECLARE)
#undef COMMAND_DECLARE

/* Parses with the command's argp; usage errors exit with ERROR_USAGE, --help with 0. */
bool command_parse(const struct command *command, int argc, char **argv, void *input);

/* The option --lang of the commands that draw and summarise, and its value; a usage error if that is no language. */
enum { KEY_LANGUAGE = 0x10000 }; /* beyond the keys that a command numbers itself */
#define OPTION_LANGUAGE "lang", KEY_LANGUAGE, "en|fr", 0, "Language of summary and figures (default: en)", 0
enum language command_language(struct argp_state *state, const char *text);

/* Prints the error on standard error, and returns the exit status of its kind; of ERROR_NOTHING that of ERROR_INPUT. */
int command_fail(const struct error *err);

/* Prints the names of the scenarios, platforms or algorithms that are there, one a line. */
void complete_scenarios(void);
void complete_platforms(void);
void complete_names(void);

/* Finds the file of a scenario: a path, or the name of one in the scenarios folder. The error suggests the nearest. */
bool command_find_scenario(const char *name, char *path, size_t size, struct error *err);

#endif
