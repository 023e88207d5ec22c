/* export.c: onde export: a stamped trace in the format of another program. */
#include "base/output_file.h"
#include "causality/paje.h"
#include "causality/shiviz.h"
#include "commands/commands.h"
#include "commands/stamped.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* A line each: a format's name and its writer. */
#define FORMATS(X) X("shiviz", shiviz_write) X("paje", paje_write)

typedef bool format_write(const struct history *history, const char *path, FILE *out, struct error *err);
static const char *const format_names[] = {
#define FORMAT_NAME(name, write) name,
    FORMATS(FORMAT_NAME)
#undef FORMAT_NAME
        NULL};
static format_write *const writers[] = {
#define FORMAT_WRITER(name, write) write,
    FORMATS(FORMAT_WRITER)
#undef FORMAT_WRITER
};

enum { KEY_AS = 1 };
static const struct argp_option options[] = {
    {"as", KEY_AS, "shiviz|paje", 0, "The format: ShiViz's log with vector clocks, or a Paje trace", 0},
    {OPTION_RUN},
    {"output", 'o', "FILE", 0, "Into this file (compressed if it ends in .zst), not to standard output", 0},
    {0},
};

struct arguments {
    const char *result, *output;
    format_write *write; /* NULL: not chosen yet */
    int64_t run;
};

static format_write *find_format(struct argp_state *state, const char *name)
{
    for (size_t i = 0; format_names[i] != NULL; i++)
        if (strcmp(format_names[i], name) == 0)
            return writers[i];
    const char *near = nearest_in_list(name, format_names);
    if (near != NULL)
        argp_error(state, "--as=%s: no such format; did you mean \"%s\"?", name, near);
    else
        argp_error(state, "--as=%s: expected shiviz or paje", name);
    return NULL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case KEY_AS:
        arguments->write = find_format(state, arg);
        return 0;
    case KEY_RUN:
        arguments->run = stamped_run(state, arg);
        return 0;
    case 'o':
        arguments->output = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->result != NULL)
            argp_error(state, "one result at a time; \"%s\" is a second one", arg);
        arguments->result = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which result? a folder of results, or a trace");
        return 0;
    case ARGP_KEY_SUCCESS:
        if (arguments->write == NULL)
            argp_error(state, "in which format? --as=shiviz or --as=paje");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse_option,
    .args_doc = "RESULT",
    .doc = "Writes the stamped trace of a run (onde run --trace RUN --stamps scalar) in the format of another program: "
           "a log with "
           "vector clocks for ShiViz, which draws it in a browser; a Paje trace for ViTE and PajeNG. RESULT is a "
           "folder of "
           "results, or a trace.",
};

static bool write_file(const struct arguments *arguments, const struct history *history, const char *path,
                       struct error *err)
{
    struct output_file *file;
    if (!output_file_create(arguments->output, &file, err))
        return false;
    if (!arguments->write(history, path, output_file_stream(file), err)) {
        output_file_abandon(file);
        return false;
    }
    return output_file_commit(file, err);
}

static bool write_standard(const struct arguments *arguments, const struct history *history, const char *path,
                           struct error *err)
{
    if (!arguments->write(history, path, stdout, err))
        return false;
    return (fflush(stdout) == 0 && !ferror(stdout)) ||
           error_set(err, ERROR_INPUT, NULL, 0, "standard output cannot be written: %s", strerror(errno));
}

static int run(const struct command *command, int argc, char **argv)
{
    struct arguments arguments = {.run = -1};
    command_parse(command, argc, argv, &arguments);
    struct error err = {0};
    char path[PATH_MAX];
    struct history history;
    if (!stamped_find(arguments.result, arguments.run, path, sizeof path, &err) || !history_load(path, &history, &err))
        return command_fail(&err);
    bool ok = arguments.output != NULL ? write_file(&arguments, &history, path, &err)
                                       : write_standard(&arguments, &history, path, &err);
    history_release(&history);
    return ok ? 0 : command_fail(&err);
}

const struct command command_export = {
    "export", "RESULT --as shiviz|paje", "write a trace in the format of another program", &argp, run, NULL,
};
