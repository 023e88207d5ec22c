/* launch.c: see launch.h. */
#include "mpi/launch.h"

#include "base/clock.h"
#include "mpi/activities.h"
#include "mpi/collectives.h"
#include "mpi/preload.h"
#include "mpi/speed.h"
#include "mpi/watch.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SIGNAL_STATUS = 128 /* as shells do */,
    LONGEST_LINE = 1 << 16 /* bytes; a longer one is handed on in pieces */
};

/* ---- what collectives there are ---- */

static const char *const selectors[] = {"default", "ompi", "mpich", "mvapich2", "impi", NULL};

bool mpi_check_selector(const char *selector, struct error *err)
{
    for (size_t i = 0; selectors[i] != NULL; i++)
        if (strcmp(selector, selectors[i]) == 0)
            return true;
    const char *near = nearest_in_list(selector, selectors);
    return error_set(err, ERROR_USAGE, NULL, 0, "no selector of collectives \"%.60s\"; %s%s%s", selector,
                     near != NULL ? "did you mean \"" : "expected one of default, ompi, mpich, mvapich2, impi",
                     near != NULL ? near : "", near != NULL ? "\"?" : "");
}

bool mpi_check_collective(const char *setting, struct error *err)
{
    char name[64];
    struct mpi_collectives *collectives;
    const struct mpi_collective *collective;
    size_t length = strcspn(setting, "=:");
    if (setting[length] == '\0' || setting[length + 1] == '\0')
        return error_set(err, ERROR_USAGE, NULL, 0,
                         "\"%s\": expected a collective and its algorithm, such as bcast=binomial_tree", setting);
    snprintf(name, sizeof name, "%.*s", (int)length, setting);
    if (!mpi_collectives_load(&collectives, err))
        return false;
    bool ok = mpi_collectives_find(collectives, name, &collective, err) &&
              mpi_collective_check(collective, setting + length + 1, err);
    mpi_collectives_free(collectives);
    return ok;
}

/* ---- the command line of the simulation ---- */

/* What begins a line of SimGrid's on standard error, where the program's own lines are too. */
static const char log_mark[] = "@simgrid@";

enum { MOST_OPTIONS = 256, OPTION_TEXT = 1 << 14 };

struct command_line {
    char *words[MOST_OPTIONS + 1];
    size_t count;
    char text[OPTION_TEXT];
    size_t used;
    bool full;
};

static void add_word(struct command_line *line, char *word)
{
    if (line->count == MOST_OPTIONS)
        line->full = true;
    else
        line->words[line->count++] = word;
}

static void __attribute__((format(printf, 2, 3))) add_option(struct command_line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line->text + line->used, sizeof line->text - line->used, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof line->text - line->used) {
        line->full = true;
        return;
    }
    add_word(line, line->text + line->used);
    line->used += (size_t)length + 1;
}

/* KEY=VALUE, as onde has it, is KEY:VALUE for SimGrid. */
static void add_setting(struct command_line *line, const char *prefix, const char *setting)
{
    int key = (int)strcspn(setting, "=:");
    if (setting[key] != '\0')
        add_option(line, "--cfg=%s%.*s:%s", prefix, key, setting, setting + key + 1);
    else
        add_option(line, "--cfg=%s%s", prefix, setting);
}

bool mpi_find_library(char *path, struct error *err)
{
    Dl_info info;
    void *symbol = dlsym(RTLD_DEFAULT, "simgrid_init");
    if (symbol != NULL && dladdr(symbol, &info) != 0 && info.dli_fname != NULL && strlen(info.dli_fname) < PATH_MAX) {
        snprintf(path, PATH_MAX, "%s", info.dli_fname);
        return true;
    }
    return error_set(err, ERROR_INTERNAL, NULL, 0, "SimGrid's library is not to be found");
}

bool mpi_find_launcher(char *path, struct error *err)
{
    char library[PATH_MAX];
    if (!mpi_find_library(library, err))
        return false;
    const char *slash = strrchr(library, '/');
    int folder = slash != NULL ? (int)(slash - library) : 0;
    int length = snprintf(path, PATH_MAX, "%.*s/simgrid/smpimain", folder, library);
    return (length > 0 && length < PATH_MAX && access(path, X_OK) == 0) ||
           error_set(err, ERROR_INPUT, NULL, 0,
                     "SimGrid's smpimain is not installed; on Debian it is in the package libsimgrid-dev");
}

/* The kernel bounds the mappings of a process. Below the bound each stack has its guard page (a mapping of its own); copies of
 * a program's variables are mappings too. Errors: see mpi_run. */
static bool choose_memory(const struct mpi_launch *launch, struct command_line *line, struct error *err)
{
    enum {
        MAPPINGS_A_COPY = 6,       /* the segments of the program */
        MAPPINGS_A_STACK = 2,      /* the stack and its guard */
        MAPPINGS_OF_OTHERS = 1000, /* libraries, heaps */
        MAPPINGS_BY_DEFAULT = 65530,
    };
    unsigned long most = MAPPINGS_BY_DEFAULT;
    FILE *file = fopen("/proc/sys/vm/max_map_count", "re");
    if (file != NULL) {
        if (fscanf(file, "%lu", &most) != 1)
            most = MAPPINGS_BY_DEFAULT;
        fclose(file);
    }
    const struct mpi_program *program = launch->program;
    unsigned long a_rank = MAPPINGS_A_STACK + (program->has_globals ? MAPPINGS_A_COPY : 0);
    unsigned long room = most > MAPPINGS_OF_OTHERS ? most - MAPPINGS_OF_OTHERS : 0;
    add_option(line, "--cfg=smpi/privatization:%s", program->has_globals ? "dlopen" : "no");
    if (launch->ranks <= room / a_rank)
        return true;
    if (program->has_globals && launch->ranks > room / (a_rank - 1))
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "%s has variables outside of functions%s%s%s, of which each rank needs a copy: %u copies are "
                         "more than vm.max_map_count (%lu) allows; raise it, or move them into main",
                         program->name, program->global[0] != '\0' ? " (" : "", program->global,
                         program->global[0] != '\0' ? ")" : "", launch->ranks, most);
    add_option(line, "--cfg=contexts/guard-size:0");
    return true;
}

static bool write_command_line(const struct mpi_launch *launch, char *launcher, int hosts, struct command_line *line,
                               struct error *err)
{
    const char *temporary = getenv("TMPDIR");
    add_word(line, launcher);
    add_word(line, (char *)launch->program->path);
    add_option(line, "--cfg=smpi/np:%u", launch->ranks);
    /* By number: SimGrid splits its options at spaces, which a path may have. */
    add_option(line, "--cfg=smpi/hostfile:/proc/self/fd/%d", hosts);
    /* SimGrid's own log files lose their end when it aborts, so it speaks on standard error, with a mark (%%e: a space). */
    add_option(line, "--log=root.fmt:%s[%%r]%%e[%%c/%%p]%%e%%m%%n", log_mark);
    add_option(line, "--log=xbt_cfg.thres:warning");
    add_option(line, "--log=surf_parse.thres:warning"); /* a platform's options that are given here as well */
    add_option(line, "--cfg=smpi/tmpdir:%s",
               temporary != NULL && temporary[0] == '/' && strpbrk(temporary, " \t") == NULL ? temporary : "/tmp");
    add_option(line, "--cfg=surf/precision:1e-9"); /* these two as smpirun has them */
    add_option(line, "--cfg=network/model:SMPI");
    add_option(line, "--cfg=smpi/simulate-computation:%s", launch->measured ? "yes" : "no");
    if (launch->measured)
        add_option(line, "--cfg=smpi/host-speed:%.0ff", mpi_speed_here());
    else
        add_option(line, "--log=smpi_config.thres:warning"); /* the speed of this machine is not used */
    if (!launch->program->counted)
        add_option(line, "--cfg=smpi/display-timing:yes");
    if (launch->energy) {
        add_option(line, "--cfg=plugin:host_energy");
        add_option(line, "--log=host_energy.thres:error"); /* what it says is read from the book */
    }
    if (!choose_memory(launch, line, err))
        return false;
    if (launch->selector != NULL)
        add_option(line, "--cfg=smpi/coll-selector:%s", launch->selector);
    for (size_t i = 0; launch->collectives != NULL && launch->collectives[i] != NULL; i++)
        add_setting(line, "smpi/", launch->collectives[i]);
    for (size_t i = 0; launch->configuration != NULL && launch->configuration[i] != NULL; i++)
        add_setting(line, "", launch->configuration[i]);
    add_word(line, (char *)launch->platform);
    for (size_t i = 0; launch->arguments != NULL && launch->arguments[i] != NULL; i++)
        add_word(line, launch->arguments[i]);
    line->words[line->count] = NULL;
    return !line->full || error_set(err, ERROR_USAGE, NULL, 0, "more options and arguments than can be passed on");
}

/* ---- running ---- */

struct running {
    pid_t child;
    int process; /* a file that is ready when the child has ended */
    int output[2], errors[2];
    int signals, book, hosts, activities, watch, hasten;
    FILE *kept, *log; /* output.txt, simgrid.log */
    char *line;       /* of standard error, as far as it has come */
    size_t length;
    bool goes_on; /* what follows, without a mark, is SimGrid's too */
    sigset_t mask_before;
    char path[64], ranks[64], preload[4 * PATH_MAX]; /* of the environment */
};

static bool path_in(const struct mpi_launch *launch, const char *name, char *path, struct error *err)
{
    return (size_t)snprintf(path, PATH_MAX, "%s/%s", launch->folder, name) < PATH_MAX ||
           error_set(err, ERROR_INPUT, launch->folder, 0, "this path is too long");
}

static bool open_hosts(const struct mpi_launch *launch, struct running *running, struct error *err)
{
    char path[PATH_MAX];
    if (!path_in(launch, "hosts.txt", path, err))
        return false;
    running->hosts = open(path, O_RDONLY | O_CLOEXEC);
    return running->hosts >= 0 || error_set(err, ERROR_INPUT, path, 0, "cannot be opened: %s", strerror(errno));
}

static bool open_output(const struct mpi_launch *launch, const char *name, FILE **file, struct error *err)
{
    char path[PATH_MAX];
    if (!path_in(launch, name, path, err))
        return false;
    *file = fopen(path, "we");
    return *file != NULL || error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
}

static bool make_book(const struct mpi_launch *launch, struct running *running, struct mpi_run *out, struct error *err)
{
    struct book_header header = {0};
    book_lay_out(&header, launch->ranks);
    header.measured = launch->measured;
    running->book = memfd_create("onde-mpi-book", MFD_CLOEXEC);
    if (running->book < 0 || ftruncate(running->book, (off_t)header.size) != 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "no memory for the counts of %u ranks: %s", launch->ranks,
                         strerror(errno));
    void *mapped = mmap(NULL, header.size, PROT_READ | PROT_WRITE, MAP_SHARED, running->book, 0);
    if (mapped == MAP_FAILED)
        return error_set(err, ERROR_INPUT, NULL, 0, "no memory for the counts of %u ranks: %s", launch->ranks,
                         strerror(errno));
    out->book = mapped;
    *out->book = header;
    return true;
}

static bool open_files(const struct mpi_launch *launch, struct running *running, struct mpi_run *out, struct error *err)
{
    if (!open_hosts(launch, running, err) || !open_output(launch, "simgrid.log", &running->log, err) ||
        !open_output(launch, "output.txt", &running->kept, err))
        return false;
    running->line = malloc(LONGEST_LINE);
    if (running->line == NULL || pipe2(running->output, O_CLOEXEC | O_NONBLOCK) != 0 ||
        pipe2(running->errors, O_CLOEXEC | O_NONBLOCK) != 0)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot make a pipe: %s", strerror(errno));
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGINT);
    sigaddset(&stopping, SIGTERM);
    sigprocmask(SIG_BLOCK, &stopping, &running->mask_before);
    running->signals = signalfd(-1, &stopping, SFD_CLOEXEC);
    if (!make_book(launch, running, out, err))
        return false;
    if (launch->activity != NULL)
        running->activities = mpi_activities_begin(out->book, launch->folder, err);
    if (launch->activity != NULL && running->activities < 0)
        return false;
    if (mpi_watched(launch))
        running->watch = mpi_watch_begin(launch, out->book, err);
    running->hasten = mpi_hasten_begin();
    return !mpi_watched(launch) || running->watch >= 0;
}

static void close_files(struct running *running)
{
    int files[] = {running->process,    running->output[0], running->output[1], running->errors[0],
                   running->errors[1],  running->signals,   running->book,      running->hosts,
                   running->activities, running->watch,     running->hasten};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (files[i] >= 0)
            close(files[i]);
    if (running->kept != NULL)
        fclose(running->kept);
    if (running->log != NULL)
        fclose(running->log);
    free(running->line);
    if (running->signals >= 0)
        sigprocmask(SIG_SETMASK, &running->mask_before, NULL);
}

/* The environment with what the profile and SMPI look for. The caller frees the array, not the texts. */
static char **make_environment(const struct mpi_launch *launch, struct running *running)
{
    size_t count = 0;
    while (environ[count] != NULL)
        count++;
    enum { ADDED = 3 };
    char **made = calloc(count + ADDED + 1, sizeof *made);
    if (made == NULL)
        return NULL;
    snprintf(running->path, sizeof running->path, BOOK_PATH_VARIABLE "=/proc/self/fd/%d", running->book);
    snprintf(running->ranks, sizeof running->ranks, "SMPI_GLOBAL_SIZE=%u", launch->ranks); /* as smpirun has it */
    size_t kept = 0;
    mpi_preload_variable(running->watch, running->hasten, running->preload, sizeof running->preload);
    made[kept++] = running->preload; /* the first of a name counts */
    for (size_t i = 0; i < count; i++)
        if (strncmp(environ[i], BOOK_PATH_VARIABLE, strlen(BOOK_PATH_VARIABLE)) != 0) /* and the one of the address */
            made[kept++] = environ[i];
    made[kept++] = running->path;
    made[kept] = running->ranks;
    return made;
}

/* The child: becomes SimGrid's launcher, which lives no longer than this process, however this one ends. When it cannot, errno
 * goes to `failure`. */
static void __attribute__((noreturn))
become_launcher(const struct running *running, pid_t parent, char *const *words, char *const *environment, int failure)
{
    const int kept[] = {running->hosts, running->book, running->activities, running->watch, running->hasten};
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigprocmask(SIG_SETMASK, &running->mask_before, NULL);
    bool ok = getppid() == parent && null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
              dup2(running->output[1], STDOUT_FILENO) >= 0 && dup2(running->errors[1], STDERR_FILENO) >= 0;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (kept[i] >= 0)
            fcntl(kept[i], F_SETFD, 0);
    if (ok)
        execve(words[0], words, environment);
    int reason = errno;
    _exit(write(failure, &reason, sizeof reason) == (ssize_t)sizeof reason ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* Returns 0, or why it cannot be started: a value of errno. */
static int start_launcher(struct running *running, char *const *words, char *const *environment)
{
    int ends[2], reason = 0;
    pid_t parent = getpid();
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    running->child = fork();
    if (running->child == 0)
        become_launcher(running, parent, words, environment, ends[1]);
    int failed = errno;
    close(ends[1]);
    if (running->child < 0) {
        close(ends[0]);
        return failed;
    }
    ssize_t got;
    while ((got = read(ends[0], &reason, sizeof reason)) < 0 && errno == EINTR) /* closed when it has become it */
        ;
    close(ends[0]);
    if (got <= 0)
        return 0;
    while (waitpid(running->child, NULL, 0) < 0 && errno == EINTR)
        ;
    return reason;
}

static bool start(const struct mpi_launch *launch, struct running *running, struct command_line *line,
                  struct error *err)
{
    char **environment = make_environment(launch, running);
    int failure = environment == NULL ? ENOMEM : start_launcher(running, line->words, environment);
    free(environment);
    if (failure != 0)
        return error_set(err, ERROR_INPUT, line->words[0], 0, "cannot be started: %s", strerror(failure));
    close(running->output[1]);
    close(running->errors[1]);
    running->output[1] = running->errors[1] = -1;
    running->process = pidfd_open(running->child, 0);
    return true;
}

static void write_own(struct running *running, const char *text, size_t length, FILE *echo)
{
    fwrite(text, 1, length, running->kept);
    if (echo != NULL) {
        fwrite(text, 1, length, echo);
        fflush(echo);
    }
}

/* Hands on what there is to read of the program's output. false: there is nothing, now or for ever. */
static bool hand_on(struct running *running, FILE *echo)
{
    char piece[1 << 14];
    ssize_t got = read(running->output[0], piece, sizeof piece);
    if (got > 0)
        write_own(running, piece, (size_t)got, echo);
    return got > 0 || (got < 0 && errno == EINTR);
}

/* Hands on a line of standard error: SimGrid's, or the program's, or one after the other. */
static void hand_on_line(struct running *running, FILE *echo)
{
    /* SimGrid's advice on a crash is not for a user of onde, who leaves that choice to the launcher. */
    static const char advice[] = "Try to enable SMPI variable privatization";
    running->line[running->length] = '\0';
    if (strncmp(running->line, advice, sizeof advice - 1) == 0) {
        running->length = 0;
        return;
    }
    char *mark = strstr(running->line, log_mark);
    if (mark != NULL) {
        const char *said = mark + sizeof log_mark - 1;
        fputs(said, running->log);
        /* Messages of several lines. */
        running->goes_on = strstr(said, "[smpi_utils/") != NULL || strstr(said, "[xbt_exception/") != NULL;
        *mark = '\0';
    }
    if (mark == NULL && running->goes_on)
        fputs(running->line, running->log);
    else
        write_own(running, running->line, strlen(running->line), echo);
    running->length = 0;
}

/* The same of standard error. */
static bool hand_on_errors(struct running *running, FILE *echo)
{
    char piece[1 << 14];
    ssize_t got = read(running->errors[0], piece, sizeof piece);
    for (ssize_t i = 0; i < got; i++) {
        running->line[running->length++] = piece[i];
        if (piece[i] == '\n' || running->length == LONGEST_LINE - 1)
            hand_on_line(running, echo);
    }
    return got > 0 || (got < 0 && errno == EINTR);
}

/* The latest date that a rank has told. */
static void tell_date(const struct mpi_launch *launch, struct book_header *book)
{
    for (uint32_t rank = 0; launch->reached != NULL && rank < book->ranks; rank++)
        *launch->reached = fmax(*launch->reached, book_status_of(book, rank)->end);
}

/* Milliseconds until something is to be done though nothing has happened; -1: for ever. */
static int time_to_wait(const struct mpi_launch *launch, double began, bool stopping)
{
    enum { TELL_EVERY = 500 };
    int wait = launch->reached != NULL ? TELL_EVERY : -1;
    if (launch->time_out <= 0 || stopping)
        return wait;
    double left = fmax(began + launch->time_out - clock_seconds(), 0);
    int until_out = left < INT_MAX * 1e-3 - 1 ? (int)(left * 1e3) + 1 : INT_MAX;
    return wait >= 0 && wait < until_out ? wait : until_out;
}

static void watch(const struct mpi_launch *launch, struct running *running, struct mpi_run *out)
{
    double began = clock_seconds();
    FILE *errors = launch->echo != NULL ? stderr : NULL;
    struct pollfd watched[] = {{running->process, POLLIN, 0},
                               {running->signals, POLLIN, 0},
                               {running->output[0], POLLIN, 0},
                               {running->errors[0], POLLIN, 0}};
    for (bool stopping = false;;) {
        int ready = poll(watched, sizeof watched / sizeof watched[0], time_to_wait(launch, began, stopping));
        tell_date(launch, out->book);
        if (watched[2].revents != 0 && !hand_on(running, launch->echo))
            watched[2].fd = -1; /* closed: it would be ready for ever */
        if (watched[3].revents != 0 && !hand_on_errors(running, errors))
            watched[3].fd = -1;
        if (ready > 0 && watched[0].revents != 0)
            break;
        if (ready > 0 && watched[1].revents != 0) {
            out->interrupted = stopping = true;
            watched[1].fd = -1;
            kill(-running->child, SIGKILL);
        }
        if (!stopping && launch->time_out > 0 && clock_seconds() >= began + launch->time_out) {
            out->timed_out = stopping = true;
            kill(-running->child, SIGKILL);
        }
    }
    while (hand_on(running, launch->echo) || hand_on_errors(running, errors))
        ;
    if (running->length > 0)
        hand_on_line(running, errors);
    fflush(running->log);
    int status = 0;
    while (waitpid(running->child, &status, 0) < 0 && errno == EINTR)
        ;
    out->wall_time = clock_seconds() - began;
    out->status = WIFSIGNALED(status) ? SIGNAL_STATUS + WTERMSIG(status) : WEXITSTATUS(status);
}

bool mpi_run(const struct mpi_launch *launch, struct mpi_run *out, struct error *err)
{
    *out = (struct mpi_run){.energy = NAN, .wire_messages = UINT64_MAX};
    char launcher[PATH_MAX];
    struct running running = {.process = -1,
                              .output = {-1, -1},
                              .errors = {-1, -1},
                              .signals = -1,
                              .book = -1,
                              .hosts = -1,
                              .activities = -1,
                              .watch = -1,
                              .hasten = -1};
    struct command_line *line = calloc(1, sizeof *line);
    if (line == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    bool ok = mpi_find_launcher(launcher, err) && open_files(launch, &running, out, err) &&
              write_command_line(launch, launcher, running.hosts, line, err) && start(launch, &running, line, err);
    if (ok)
        watch(launch, &running, out);
    ok = ok && mpi_watch_end(launch, out->book, out, err);
    if (ok && launch->activity != NULL)
        ok = mpi_activities_write(out->book, running.activities, launch->activity, err);
    close_files(&running);
    free(line);
    if (!ok)
        mpi_run_release(out);
    return ok;
}

void mpi_run_release(struct mpi_run *run)
{
    if (run->book != NULL)
        munmap(run->book, run->book->size);
    run->book = NULL;
}
