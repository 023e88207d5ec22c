/* mpi.c: onde mpi: runs an MPI program on a simulated machine, as mpirun runs it on a real one. */
#include "base/value.h"
#include "commands/commands.h"
#include "execute/folder.h"
#include "figure/figure.h"
#include "mpi/find.h"
#include "mpi/place.h"
#include "mpi/report.h"
#include "platform/describe.h"
#include "platform/platform.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    KEY_PLATFORM = 1,
    KEY_PER_NODE,
    KEY_OVERSUBSCRIBE,
    KEY_CONFIGURATION,
    KEY_COLLECTIVE,
    KEY_SELECTOR,
    KEY_COMPUTE,
    KEY_TIME_OUT,
    KEY_RESULTS,
    KEY_TRACE,
    KEY_ENERGY,
    KEY_WIRE,
};

enum { MOST_SETTINGS = 100, MOST_ARGUMENTS = 100, MOST_RANKS = 1 << 24 };
static const char default_platform[] = "raspberry-pi-4";
enum { DEFAULT_RANKS = 4 };

static const struct argp_option options[] = {
    {"ranks", 'n', "RANKS", 0, "How many ranks (default: 4); -np is understood too", 0},
    {"platform", KEY_PLATFORM, "NAME", 0, "The machine (default: raspberry-pi-4); see onde list platforms", 0},
    {"per-node", KEY_PER_NODE, "K", 0, "Ranks on a host before the next one is filled (default: its cores)", 0},
    {"oversubscribe", KEY_OVERSUBSCRIBE, NULL, 0, "More ranks than cores are allowed", 0},
    {"coll", KEY_COLLECTIVE, "COLLECTIVE=ALGORITHM", 0, "How a collective is done, such as bcast=binomial_tree", 0},
    {"selector", KEY_SELECTOR, "NAME", 0, "Who chooses collectives: ompi, mpich, mvapich2, impi (default: SMPI's)", 0},
    {"compute", KEY_COMPUTE, "off|measured", 0,
     "Whether what the program computes takes simulated time, as it is measured on this machine (default: off)", 0},
    {"timeout", KEY_TIME_OUT, "TIME", 0, "Stop after so much of this machine's time, such as 30s", 0},
    {"cfg", KEY_CONFIGURATION, "KEY=VALUE", 0, "An option of SimGrid, such as smpi/os=0:1e-6:0", 0},
    {"trace", KEY_TRACE, NULL, 0, "Leave activity.csv, who did what when, and draw it and the matrix of messages", 0},
    {"energy", KEY_ENERGY, NULL, 0, "Say what the hosts that have ranks consume", 0},
    {"wire", KEY_WIRE, NULL, 0, "Count all messages on the network, those inside collectives too", 0},
    {OPTION_LANGUAGE},
    {"results", KEY_RESULTS, "FOLDER", 0, "Where results go (default: results)", 0},
    {"quiet", 'q', NULL, 0, "Print neither the program's output nor the summary, only where they are", 0},
    {0},
};

struct arguments {
    const char *program;
    char *rest[MOST_ARGUMENTS + 1]; /* of the program */
    uint64_t ranks, per_node;
    const char *platform, *results;
    bool oversubscribe, measured, quiet, trace, energy, wire;
    enum language language;
    double time_out;
    const char *selector;
    const char *collectives[MOST_SETTINGS + 1], *configuration[MOST_SETTINGS + 1];
};

static void add_setting(struct argp_state *state, const char **settings, const char *setting)
{
    size_t count = 0;
    while (settings[count] != NULL)
        count++;
    if (count == MOST_SETTINGS)
        argp_error(state, "more than %d settings", MOST_SETTINGS);
    settings[count] = setting;
}

static uint64_t read_count(struct argp_state *state, const char *option, const char *text)
{
    struct error err = {0};
    uint64_t count = 0;
    if (!value_parse_count(text, 1, MOST_RANKS, &count, &err))
        argp_error(state, "%s: %s", option, err.text);
    return count;
}

static void read_time_out(struct argp_state *state, struct arguments *arguments, const char *text)
{
    struct error err = {0};
    if (!value_parse(text, DIMENSION_TIME, &arguments->time_out, &err))
        argp_error(state, "--timeout: %s", err.text);
    else if (arguments->time_out <= 0)
        argp_error(state, "--timeout: expected more than 0 s");
}

/* The program, then what it is given. */
static void add_argument(struct argp_state *state, struct arguments *arguments, char *text)
{
    if (arguments->program == NULL) {
        arguments->program = text;
        return;
    }
    size_t count = 0;
    while (arguments->rest[count] != NULL)
        count++;
    if (count == MOST_ARGUMENTS)
        argp_error(state, "more than %d arguments of the program", MOST_ARGUMENTS);
    arguments->rest[count] = text;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    struct error err = {0};
    switch (key) {
    case 'n':
        arguments->ranks = read_count(state, "-n", arg);
        return 0;
    case KEY_PLATFORM:
        arguments->platform = arg;
        return 0;
    case KEY_PER_NODE:
        arguments->per_node = read_count(state, "--per-node", arg);
        return 0;
    case KEY_OVERSUBSCRIBE:
        arguments->oversubscribe = true;
        return 0;
    case KEY_COLLECTIVE:
        if (!mpi_check_collective(arg, &err))
            argp_error(state, "--coll: %s", err.text);
        add_setting(state, arguments->collectives, arg);
        return 0;
    case KEY_SELECTOR:
        if (!mpi_check_selector(arg, &err))
            argp_error(state, "--selector: %s", err.text);
        arguments->selector = arg;
        return 0;
    case KEY_COMPUTE:
        arguments->measured = strcmp(arg, "measured") == 0;
        if (!arguments->measured && strcmp(arg, "off") != 0)
            argp_error(state, "--compute=%s: expected off or measured", arg);
        return 0;
    case KEY_TIME_OUT:
        read_time_out(state, arguments, arg);
        return 0;
    case KEY_CONFIGURATION:
        if (strpbrk(arg, " \t\n") != NULL)
            argp_error(state, "--cfg: SimGrid's options have no spaces: \"%s\"", arg);
        add_setting(state, arguments->configuration, arg);
        return 0;
    case KEY_RESULTS:
        arguments->results = arg;
        return 0;
    case KEY_TRACE:
        arguments->trace = true;
        return 0;
    case KEY_ENERGY:
        arguments->energy = true;
        return 0;
    case KEY_WIRE:
        arguments->wire = true;
        return 0;
    case KEY_LANGUAGE:
        arguments->language = command_language(state, arg);
        return 0;
    case 'q':
        arguments->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        add_argument(state, arguments, arg);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which program? for example onde mpi ring.c -n 4");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse_option,
    .args_doc = "PROGRAM [ARGUMENT...]\nPROGRAM -- ARGUMENT...",
    .doc =
        "Runs an MPI program on a simulated machine: a source (.c, .cpp, .f90), which is compiled, or what smpicc has "
        "made. Leaves its output, the counts of its calls and a summary in results/mpi-PROGRAM/DATE."
        "\vArguments of the program that begin with a dash stand after --.\n"
        "The exit status is 0 when every rank has ended well; 1 after a deadlock, MPI_Abort, a crash or another status "
        "than 0, and which it was is said; 2 when it was stopped.",
};

/* ---- the run ---- */

/* Ranks that are asked for as mpirun is asked. */
static void understand_mpirun(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "-np") == 0)
            argv[i] = (char *)"-n";
}

static bool make_folder(const struct arguments *arguments, const struct mpi_program *program, char *parent,
                        char *folder, size_t size, struct error *err)
{
    int length = snprintf(parent, size, "%s/mpi-%s", arguments->results, program->name);
    if (length < 0 || (size_t)length >= size)
        return error_set(err, ERROR_INPUT, NULL, 0, "the path of the results is too long: %.80s...",
                         arguments->results);
    return folder_make_dated(parent, folder, size, err);
}

/* What was made for a run that did not begin: empty files, the place of the ranks. */
static void discard(const char *parent, const char *folder)
{
    static const char *const names[] = {"hosts.txt", "simgrid.log", "output.txt"};
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, names[i]) < sizeof path)
            unlink(path);
    rmdir(folder);
    rmdir(parent); /* only if nothing else is there */
}

/* SimGrid's log is kept when there is something in it. */
static void tidy(const char *folder)
{
    char path[PATH_MAX];
    struct stat status;
    if ((size_t)snprintf(path, sizeof path, "%s/simgrid.log", folder) < sizeof path && stat(path, &status) == 0 &&
        status.st_size == 0)
        unlink(path);
}

static bool print_summary(const char *folder, struct error *err)
{
    char path[PATH_MAX], line[1024];
    FILE *file = (size_t)snprintf(path, sizeof path, "%s/summary.txt", folder) < sizeof path ? fopen(path, "re") : NULL;
    if (file == NULL)
        return error_set(err, ERROR_INPUT, folder, 0, "the summary cannot be read: %s", strerror(errno));
    while (fgets(line, sizeof line, file) != NULL)
        fputs(line, stdout);
    fclose(file);
    return true;
}

/* Whether anything took time, or is not over; whether a rank sent another a message. */
static bool has_figure(struct book_header *book, bool matrix)
{
    for (uint32_t rank = 0; rank < book->ranks; rank++) {
        const struct book_status *status = book_status_of(book, rank);
        if (!matrix && (status->recorded > 0 || (status->call != CALL_NONE && !status->over)))
            return true;
        for (uint32_t to = 0; matrix && book->matrix && to < book->ranks; to++)
            if (book_pair_of(book, rank, to)->messages > 0)
                return true;
    }
    return false;
}

static bool draw(const struct arguments *arguments, const struct mpi_launch *launch, const struct mpi_run *run,
                 struct error *err)
{
    static const char *const kinds[] = {"gantt", "matrix"}, *const files[] = {"gantt", "matrix-bytes"};
    char machine[256], title[NAME_MAX + sizeof machine + 3];
    describe_title(launch->platform, machine, sizeof machine);
    snprintf(title, sizeof title, "%s%s%s", launch->program->name, machine[0] != '\0' ? ", " : "", machine);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!arguments->trace || run->book->attached == 0 || !has_figure(run->book, i == 1))
            continue;
        if (!figure_draw_alone(launch->folder, kinds[i], title, arguments->language, err))
            return false;
        printf("%s/%s.{svg,pdf,png}\n", launch->folder, files[i]);
    }
    return true;
}

static int finish(const struct arguments *arguments, const struct mpi_launch *launch, const struct mpi_run *run,
                  const char *parent)
{
    struct error err = {0};
    enum mpi_ending ending = mpi_find_ending(launch, run);
    if (ending == MPI_REFUSED) {
        mpi_refusal(launch, run, &err);
        discard(parent, launch->folder);
        return command_fail(&err);
    }
    if (!mpi_report(launch, run, ending, &err) || !folder_make_latest(parent, launch->folder, &err) ||
        (!arguments->quiet && !print_summary(launch->folder, &err)) || !draw(arguments, launch, run, &err))
        return command_fail(&err);
    tidy(launch->folder);
    printf("%s\n", launch->folder);
    if (mpi_ending_violates(ending))
        return EXIT_VIOLATED;
    return ending == MPI_ENDED ? EXIT_HOLDS : EXIT_UNDECIDED;
}

static bool find_program(const char *name, char *file, size_t size, struct error *err)
{
    struct error local = {0};
    return mpi_program_find(name, NULL, file, size, &local) || error_set(err, ERROR_INPUT, name, 0, "%s", local.text);
}

static int run(const struct command *command, int argc, char **argv)
{
    struct arguments arguments = {.ranks = DEFAULT_RANKS, .platform = default_platform, .results = "results"};
    understand_mpirun(argc, argv);
    command_parse(command, argc, argv, &arguments);
    struct error err = {0};
    struct mpi_program program;
    char file[PATH_MAX], platform[PATH_MAX], parent[PATH_MAX], folder[PATH_MAX],
        activity[PATH_MAX + sizeof "/activity.csv"];
    if (!platform_find(arguments.platform, NULL, platform, sizeof platform, &err) || !platform_check(platform, &err) ||
        !find_program(arguments.program, file, sizeof file, &err) || !mpi_compile(file, &program, &err) ||
        !make_folder(&arguments, &program, parent, folder, sizeof folder, &err))
        return command_fail(&err);
    snprintf(activity, sizeof activity, "%s/activity.csv", folder);
    struct mpi_launch launch = {
        .program = &program,
        .arguments = arguments.rest,
        .platform = platform,
        .ranks = (uint32_t)arguments.ranks,
        .per_node = (uint32_t)arguments.per_node,
        .oversubscribe = arguments.oversubscribe,
        .measured = arguments.measured,
        .time_out = arguments.time_out,
        .selector = arguments.selector,
        .collectives = arguments.collectives,
        .configuration = arguments.configuration,
        .folder = folder,
        .activity = arguments.trace ? activity : NULL,
        .energy = arguments.energy,
        .wire = arguments.wire,
        .echo = arguments.quiet ? NULL : stdout,
    };
    struct mpi_run outcome = {0};
    struct mpi_machine machine;
    const struct mpi_placement blocks = {.rule = PLACEMENT_BLOCK};
    bool ok = mpi_machine_read(platform, &machine, &err) && mpi_place_ranks(&launch, &machine, &blocks, &err);
    mpi_machine_release(&machine);
    if (!ok || !mpi_run(&launch, &outcome, &err)) {
        discard(parent, folder);
        return command_fail(&err);
    }
    int status = finish(&arguments, &launch, &outcome, parent);
    mpi_run_release(&outcome);
    return status;
}

const struct command command_mpi = {
    "mpi", "PROGRAM [-n RANKS]", "run an MPI program on a simulated machine", &argp, run, complete_platforms,
};
