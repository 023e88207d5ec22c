/* platform.c: onde platform: what a machine is, whether its file is right, whether it is as fast as was published, and the
 * large machines that are generated. */
#include "platform/platform.h"
#include "base/output_file.h"
#include "commands/calibrate.h"
#include "commands/commands.h"
#include "commands/roofline.h"
#include "platform/describe.h"
#include "platform/generate.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_ARGUMENTS = 64 };

struct request {
    const char *arguments[MOST_ARGUMENTS];
    int count;
    const char *output; /* NULL: standard output; of calibrate and roofline: results/… */
    enum language language;
};

/* Writing ends when the other end of a pipe has had enough: nobody needs to hear of it. */
static int finish_output(void)
{
    if ((fflush(stdout) == 0 && ferror(stdout) == 0) || errno == EPIPE)
        return 0;
    struct error err = {0};
    error_set(&err, ERROR_INPUT, NULL, 0, "cannot write: %s", strerror(errno));
    return command_fail(&err);
}

static int list(const struct request *request)
{
    (void)request;
    platform_list();
    return finish_output();
}

static int show(const struct request *request)
{
    int status = 0;
    for (int i = 0; i < request->count && status == 0; i++) {
        char path[PATH_MAX];
        struct error err = {0};
        if (!platform_find(request->arguments[i], NULL, path, sizeof path, &err) || !platform_check(path, &err) ||
            !platform_probe(path, &err) || !describe_platform(path, stdout, &err))
            status = command_fail(&err);
    }
    return status != 0 ? status : finish_output();
}

static int check(const struct request *request)
{
    int status = 0;
    for (int i = 0; i < request->count; i++) {
        char path[PATH_MAX];
        struct error err = {0};
        if (platform_find(request->arguments[i], NULL, path, sizeof path, &err) && platform_check(path, &err) &&
            platform_probe(path, &err)) {
            printf("%s: a platform, right\n", path);
            continue;
        }
        int failed = command_fail(&err);
        status = status != 0 ? status : failed;
    }
    return status != 0 ? status : finish_output();
}

static const char *generator_name(size_t index, const void *context)
{
    (void)context;
    const struct generator *generator = generator_at(index);
    return generator != NULL ? generator->name : NULL;
}

/* A device or a pipe is written into: an output_file would take its name away from it, and put a file in its place. */
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

static bool write_into(const struct generator *generator, const char *path, struct error *err)
{
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
    generator->write(file);
    bool failed = fflush(file) != 0 || ferror(file) != 0;
    int cause = errno;
    failed = fclose(file) != 0 || failed;
    return !failed || error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(cause));
}

static bool write_file(const struct generator *generator, const char *path, struct error *err)
{
    struct output_file *file;
    if (!output_file_create(path, &file, err))
        return false;
    generator->write(output_file_stream(file));
    return output_file_commit(file, err);
}

static int generate(const struct request *request)
{
    struct error err = {0};
    const struct generator *generator = generator_find(request->arguments[0]);
    if (generator == NULL) {
        const char *near = nearest_name(request->arguments[0], generator_name, NULL);
        error_set(&err, ERROR_USAGE, NULL, 0, "no generator \"%s\"%s%s%s", request->arguments[0],
                  near != NULL ? "; did you mean \"" : "; see onde platform list", near != NULL ? near : "",
                  near != NULL ? "\"?" : "");
        return command_fail(&err);
    }
    if (request->output == NULL) {
        generator->write(stdout);
        return finish_output();
    }
    bool ok = is_special(request->output) ? write_into(generator, request->output, &err)
                                          : write_file(generator, request->output, &err);
    return ok ? 0 : command_fail(&err);
}

static int calibrate_machine(const struct request *request)
{
    int status = calibrate_platform(request->arguments[0], request->output, request->language);
    int failed = finish_output();
    return failed != 0 ? failed : status;
}

static int draw_roofline(const struct request *request)
{
    int status = roofline_platforms(request->arguments, (size_t)request->count, request->output, request->language);
    int failed = finish_output();
    return failed != 0 ? failed : status;
}

static const struct action {
    const char *name;
    int minimum, maximum; /* of the arguments after the name */
    int (*run)(const struct request *request);
} actions[] = {
    {"list", 0, 0, list},
    {"show", 1, 1, show}, /* SimGrid loads one platform a process */
    {"check", 1, MOST_ARGUMENTS, check},
    {"calibrate", 1, 1, calibrate_machine},
    {"roofline", 1, MOST_ARGUMENTS, draw_roofline},
    {"generate", 1, 1, generate},
};
enum { ACTIONS = sizeof actions / sizeof actions[0] };

static void complete(void)
{
    for (size_t i = 0; i < ACTIONS; i++)
        puts(actions[i].name);
    char name[NAME_MAX + 1];
    for (size_t i = 0; platform_name_at(i, name, sizeof name) != NULL; i++)
        puts(name);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'o':
        request->output = arg;
        return 0;
    case KEY_LANGUAGE:
        request->language = command_language(state, arg);
        return 0;
    case ARGP_KEY_ARG:
        if (request->count == MOST_ARGUMENTS)
            argp_error(state, "more than %d arguments", MOST_ARGUMENTS);
        request->arguments[request->count++] = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "what about platforms? list, show, check, calibrate, roofline or generate");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = (const struct argp_option[]){{"output", 'o', "FILE", 0,
                                             "Generate into this file; calibrate and roofline into this folder", 0},
                                            {OPTION_LANGUAGE},
                                            {0}},
    .parser = parse_option,
    .args_doc = "list\nshow NAME\ncheck NAME...\ncalibrate NAME\nroofline NAME...\ngenerate NAME",
    .doc = "The machines to simulate on: SimGrid platform files, and the generators of large ones."
           "\vCalibrate runs MPI programs on the simulated machine, between two near hosts and two far ones, and "
           "compares what they measure with what was published of the machine; it needs smpicc and smpirun. Roofline "
           "draws "
           "what hosts can attain by their speed and the bandwidth of their memory, with what the course computes.\n"
           "A NAME is one of the list, or the path of a file that ends in .xml.",
};

static int run(const struct command *command, int argc, char **argv)
{
    struct request request = {.count = 0};
    command_parse(command, argc, argv, &request);
    struct error err = {0};
    const char *names[ACTIONS + 1] = {NULL};
    for (size_t i = 0; i < ACTIONS; i++) {
        const struct action *action = &actions[i];
        names[i] = action->name;
        if (strcmp(action->name, request.arguments[0]) != 0)
            continue;
        struct request rest = {.count = request.count - 1, .output = request.output, .language = request.language};
        memcpy(rest.arguments, request.arguments + 1, (size_t)rest.count * sizeof rest.arguments[0]);
        if (rest.count >= action->minimum && rest.count <= action->maximum)
            return action->run(&rest);
        error_set(&err, ERROR_USAGE, NULL, 0, "onde platform %s: expected %s", action->name,
                  action->maximum == 0   ? "nothing more"
                  : action->maximum == 1 ? "one NAME"
                                         : "a NAME or more");
        return command_fail(&err);
    }
    const char *near = nearest_in_list(request.arguments[0], names);
    error_set(&err, ERROR_USAGE, NULL, 0, "onde platform has no \"%s\"; %s%s%s", request.arguments[0],
              near != NULL ? "did you mean \"" : "expected list, show, check, calibrate, roofline or generate",
              near != NULL ? near : "", near != NULL ? "\"?" : "");
    return command_fail(&err);
}

const struct command command_platform = {
    "platform", "ACTION [NAME]", "list, show, check, calibrate, draw and generate platforms", &argp, run, complete,
};
