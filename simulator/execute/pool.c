/* pool.c: see pool.h.
 *
 * Processes: this one --fork--> executor (loads the platform) --fork--> workers (one run each).
 * Pipe: workers write outcomes, the executor writes one for each worker that died without; this one reads them all.
 * The executor leads a process group of its own: Ctrl-C reaches this process only, which decides. */
#include "execute/pool.h"
#include "base/clock.h"
#include "platform/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TICK_MS = 200, MAX_JOBS = 1024 };

/* An interrupted run has this long to come to the end of a handler and write its row. */
static const double SECONDS_TO_STOP = 3;

/* In executors and workers: this process was asked to stop. */
static volatile sig_atomic_t asked_to_stop;

static void on_stop(int signal_number)
{
    (void)signal_number;
    asked_to_stop = 1;
}

static void write_outcome(int pipe_end, const struct outcome *outcome)
{
    while (write(pipe_end, outcome, sizeof *outcome) < 0 && errno == EINTR)
        ;
}

/* ---- the worker ---- */

static void __attribute__((noreturn))
worker_main(const struct pool_work *work, uint32_t run, struct pulse *pulse, int pipe_end)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    double begin = clock_seconds();
    struct outcome outcome = {.run = run};
    struct error err = {0};
    struct run_plan plan;
    bool ok = scenario_run(work->scenario, run, &plan, &err);
    if (ok) {
        char trace[4096];
        struct run_options options = {.stop = &asked_to_stop, .pulse = pulse};
        if (work->trace_path(work->context, &plan, trace, sizeof trace))
            options.trace_path = trace;
        ok = run_system(&plan.settings, &options, &outcome.what.result, &err);
        run_plan_release(&plan);
    }
    if (!ok) {
        outcome.failed = true;
        outcome.what.error = err;
    }
    outcome.wall_time = clock_seconds() - begin;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    outcome.peak_memory = (uint64_t)usage.ru_maxrss * 1024;
    write_outcome(pipe_end, &outcome);
    _exit(0);
}

/* ---- the executor ---- */

struct child {
    pid_t pid;
    uint32_t run;
    struct pulse *pulse; /* NULL: nobody watches */
};

/* A pulse that nobody writes to. */
static struct pulse *free_pulse(const struct pool_work *work, uint32_t run)
{
    for (unsigned i = 0; work->pulses != NULL && i < work->jobs; i++)
        if (work->pulses[i].run_plus_1 == 0) {
            work->pulses[i] = (struct pulse){.run_plus_1 = run + 1};
            return &work->pulses[i];
        }
    return NULL;
}

static void reap(struct child *children, unsigned *alive, int pipe_end)
{
    int status;
    pid_t pid = waitpid(-1, &status, 0);
    if (pid < 0)
        return;
    unsigned i = 0;
    while (i < *alive && children[i].pid != pid)
        i++;
    if (i == *alive)
        return;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        struct outcome outcome = {.run = children[i].run, .failed = true};
        if (WIFSIGNALED(status))
            error_set(&outcome.what.error, ERROR_INTERNAL, NULL, 0, "the worker of run %u was ended by signal %d (%s)",
                      children[i].run, WTERMSIG(status), strsignal(WTERMSIG(status)));
        else
            error_set(&outcome.what.error, WEXITSTATUS(status) == ERROR_INPUT ? ERROR_INPUT : ERROR_INTERNAL, NULL, 0,
                      "the worker of run %u ended with status %d", children[i].run, WEXITSTATUS(status));
        write_outcome(pipe_end, &outcome);
    }
    if (children[i].pulse != NULL)
        *children[i].pulse = (struct pulse){0};
    children[i] = children[--*alive];
}

static void __attribute__((noreturn))
executor_main(const struct pool_work *work, const char *platform, const uint32_t *runs, uint32_t count, int pipe_end)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    asked_to_stop = 0;
    struct sigaction action = {.sa_handler = on_stop};
    sigaction(SIGTERM, &action, NULL);
    int log = open(work->log_path, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (log >= 0) {
        dup2(log, STDERR_FILENO);
        close(log);
    }
    struct error err = {0};
    if (!platform_load(platform, &err)) {
        char text[sizeof err];
        error_format(&err, text, sizeof text);
        fprintf(stderr, "%s\n", text);
        _exit(ERROR_INPUT);
    }
    signal(SIGINT, SIG_IGN); /* which SimGrid, once loaded, would handle */
    struct child children[MAX_JOBS];
    unsigned alive = 0;
    for (uint32_t i = 0; i < count && asked_to_stop == 0; i++) {
        while (alive == work->jobs)
            reap(children, &alive, pipe_end);
        if (asked_to_stop != 0)
            break;
        struct pulse *pulse = free_pulse(work, runs[i]);
        pid_t pid = fork();
        if (pid == 0)
            worker_main(work, runs[i], pulse, pipe_end);
        if (pid < 0) {
            struct outcome outcome = {.run = runs[i], .failed = true};
            error_set(&outcome.what.error, ERROR_INTERNAL, NULL, 0, "cannot fork a worker: %s", strerror(errno));
            write_outcome(pipe_end, &outcome);
            continue;
        }
        children[alive++] = (struct child){pid, runs[i], pulse};
    }
    while (alive > 0)
        reap(children, &alive, pipe_end);
    _exit(0);
}

/* ---- this process ---- */

/* Reads outcomes until every writer is gone. */
static void read_outcomes(const struct pool_work *work, int pipe_end, pid_t executor, struct error *err)
{
    struct pollfd poller = {.fd = pipe_end, .events = POLLIN};
    double last_tick = 0, asked = 0;
    for (;;) {
        double now = clock_seconds();
        if (*work->interrupted != 0 && asked == 0) {
            kill(-executor, SIGTERM);
            asked = now;
        } else if (asked > 0 && now > asked + SECONDS_TO_STOP) {
            kill(-executor, SIGKILL);
        }
        int ready = poll(&poller, 1, TICK_MS);
        now = clock_seconds();
        if (now - last_tick > 1e-3 * TICK_MS) {
            work->tick(work->context);
            last_tick = now;
        }
        if (ready <= 0)
            continue;
        struct outcome outcome;
        ssize_t got = read(pipe_end, &outcome, sizeof outcome);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            return;
        if (got != (ssize_t)sizeof outcome) {
            error_set(err, ERROR_INTERNAL, NULL, 0, "a worker wrote %zd bytes instead of %zu", got, sizeof outcome);
            return;
        }
        work->ended(work->context, &outcome);
    }
}

/* The last line of a file that is not empty, or "no message". */
static void last_line(const char *path, char *line, size_t size)
{
    snprintf(line, size, "no message");
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return;
    char read[512];
    while (fgets(read, sizeof read, file) != NULL) {
        read[strcspn(read, "\n")] = '\0';
        if (read[0] != '\0')
            snprintf(line, size, "%s", read);
    }
    fclose(file);
}

static bool run_on_platform(const struct pool_work *work, const char *platform, const uint32_t *runs, uint32_t count,
                            struct error *err)
{
    if (!platform_check(platform, err))
        return false;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot make a pipe: %s", strerror(errno));
    fflush(NULL);
    pid_t executor = fork();
    if (executor < 0) {
        close(ends[0]);
        close(ends[1]);
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot fork: %s", strerror(errno));
    }
    if (executor == 0) {
        close(ends[0]);
        executor_main(work, platform, runs, count, ends[1]);
    }
    setpgid(executor, executor);
    close(ends[1]);
    read_outcomes(work, ends[0], executor, err);
    close(ends[0]);
    int status;
    while (waitpid(executor, &status, 0) < 0 && errno == EINTR)
        ;
    if (*work->interrupted == 0 && status != 0) {
        char said[512];
        last_line(work->log_path, said, sizeof said);
        error_set(err, ERROR_INPUT, platform, 0, "SimGrid cannot load this platform: %s", said);
    }
    return err->kind == ERROR_NONE;
}

bool pool_run(const struct pool_work *work, struct error *err)
{
    uint32_t *group = malloc((work->count + 1) * sizeof *group);
    bool *done = calloc(work->count + 1, sizeof *done);
    bool ok = group != NULL && done != NULL;
    if (!ok)
        error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for %u runs", work->count);
    for (uint32_t first = 0; ok && first < work->count && *work->interrupted == 0; first++) {
        if (done[first])
            continue;
        /* All runs on the platform of the first one that is left. */
        char platform[sizeof((struct settings *)0)->platform] = "";
        uint32_t size = 0;
        for (uint32_t i = first; ok && i < work->count; i++) {
            if (done[i])
                continue;
            struct run_plan plan;
            ok = scenario_run(work->scenario, work->runs[i], &plan, err);
            if (!ok)
                break;
            if (size == 0)
                snprintf(platform, sizeof platform, "%s", plan.settings.platform);
            if (strcmp(platform, plan.settings.platform) == 0) {
                group[size++] = work->runs[i];
                done[i] = true;
            }
            run_plan_release(&plan);
        }
        ok = ok && run_on_platform(work, platform, group, size, err);
    }
    free(group);
    free(done);
    return ok;
}
