/* pool.c: see pool.h.
 *
 * Processes: this one --fork--> executor (loads the platform) --fork--> workers (one run each).
 * Pipe: workers write outcomes, the executor writes one for each worker that died without; this one reads them all.
 * The executor leads a process group of its own: Ctrl-C reaches this process only, which decides. */
#include "execute/pool.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/subprocess.h"
#include "execute/folder.h"
#include "platform/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TICK_MS = 200, MAX_JOBS = 1024, PATH_SIZE = 4096 };

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

/* Consecutive runs, all for one worker. */
struct share {
    const uint32_t *runs;
    uint32_t count;
};

/* The path of a file of a run in the folder of the results. */
static void name_file(const struct pool_work *work, const char *name, uint32_t run, char *path)
{
    folder_name_file(work->folder, name, scenario_run_count(work->scenario), run, path, PATH_SIZE);
}

static bool run_processes(const struct pool_work *work, const struct run_plan *plan, struct pulse *pulse,
                          struct run_result *out, struct error *err)
{
    char trace[PATH_SIZE], series[PATH_SIZE], activity[PATH_SIZE];
    struct run_options options = {.stop = &asked_to_stop, .pulse = pulse};
    if (work->trace_path(work->context, plan, trace, sizeof trace))
        options.trace_path = trace;
    if (options.trace_path != NULL && plan->settings.algorithm->computed != NULL) {
        name_file(work, "activity.csv", plan->run, activity);
        options.activity_path = activity;
    }
    if (plan->settings.series) {
        name_file(work, "series.csv", plan->run, series);
        options.series_path = series;
    }
    return run_system(&plan->settings, &options, out, err);
}

static bool run_program(const struct pool_work *work, const struct run_plan *plan, struct pulse *pulse,
                        struct mpi_result *out, struct error *err)
{
    char folder[PATH_SIZE], output[PATH_SIZE], explanation[PATH_SIZE], activity[PATH_SIZE], matrix[PATH_SIZE],
        calls[PATH_SIZE];
    bool traced = work->trace_path(work->context, plan, activity, sizeof activity);
    snprintf(folder, sizeof folder, "%s/run-%u.partial", work->folder, plan->run);
    name_file(work, "output.txt", plan->run, output);
    name_file(work, "explanation.txt", plan->run, explanation);
    name_file(work, "matrix.csv", plan->run, matrix);
    name_file(work, "calls.csv", plan->run, calls);
    struct mpi_job job = {
        .settings = &plan->settings,
        .program = programs_find(work->programs, &plan->settings),
        .machine = programs_machine(work->programs, &plan->settings),
        .folder = folder,
        .output = output,
        .explanation = explanation,
        .activity = traced ? activity : NULL,
        .matrix = traced ? matrix : NULL,
        .calls = traced ? calls : NULL,
        .reached = pulse != NULL ? &pulse->simulated_time : NULL,
        .stop = &asked_to_stop,
    };
    return mpi_job_run(&job, out, err);
}

/* Of this process, or of the largest of its children, whichever is more. */
static uint64_t peak_memory(void)
{
    struct rusage own, of_children;
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &of_children);
    long most = own.ru_maxrss > of_children.ru_maxrss ? own.ru_maxrss : of_children.ru_maxrss;
    return (uint64_t)most * 1024;
}

static struct outcome run_one(const struct pool_work *work, uint32_t run, struct pulse *pulse)
{
    double begin = clock_seconds();
    struct outcome outcome = {.run = run};
    struct error err = {0};
    struct run_plan plan;
    bool ok = scenario_run(work->scenario, run, &plan, &err);
    if (ok) {
        outcome.is_mpi = plan.settings.mpi != NULL;
        ok = outcome.is_mpi ? run_program(work, &plan, pulse, &outcome.what.mpi, &err)
                            : run_processes(work, &plan, pulse, &outcome.what.result, &err);
        run_plan_release(&plan);
    }
    if (!ok) {
        outcome.failed = true;
        outcome.what.error = err;
    }
    outcome.wall_time = clock_seconds() - begin;
    outcome.peak_memory = peak_memory();
    return outcome;
}

static void __attribute__((noreturn))
worker_main(const struct pool_work *work, struct share share, struct pulse *pulse, uint32_t *finished, int pipe_end)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (uint32_t i = 0; i < share.count && asked_to_stop == 0; i++) {
        if (pulse != NULL)
            *pulse = (struct pulse){.run_plus_1 = share.runs[i] + 1};
        struct outcome outcome = run_one(work, share.runs[i], pulse);
        write_outcome(pipe_end, &outcome);
        *finished = i + 1;
    }
    _exit(0);
}

/* ---- the executor ---- */

struct child {
    pid_t pid;
    struct share share;
};

struct executor {
    const struct pool_work *work;
    int pipe_end;
    struct child children[MAX_JOBS]; /* by job; pid 0: none */
    uint32_t *finished;              /* by job, shared with the worker: runs of its share that have their outcome */
    unsigned alive;
};

/* Small runs without contention are cheap beside a fork: a worker takes several. SimGrid allows one run with it a process. */
static bool is_small(const struct executor *executor, uint32_t run)
{
    enum { SMALL_RUN_PROCESSES = 1000 };
    struct run_plan plan;
    struct error err = {0};
    if (!scenario_run(executor->work->scenario, run, &plan, &err))
        return false;
    bool small = plan.settings.mpi == NULL && plan.settings.network == NETWORK_LATENCY && plan.settings.processes > 0 &&
                 plan.settings.processes <= SMALL_RUN_PROCESSES;
    run_plan_release(&plan);
    return small;
}

/* Guided self-scheduling (Polychronopoulos & Kuck, 1987): shares shrink towards the end, so that all jobs end together. */
static struct share next_share(const struct executor *executor, const uint32_t *runs, uint32_t left)
{
    enum { LARGEST_SHARE = 64, SHARES_LEFT_A_JOB = 4 };
    uint32_t most = left / (SHARES_LEFT_A_JOB * executor->work->jobs);
    if (most > LARGEST_SHARE)
        most = LARGEST_SHARE;
    struct share share = {runs, 1};
    if (!is_small(executor, runs[0]))
        return share;
    while (share.count < most && is_small(executor, runs[share.count]))
        share.count++;
    return share;
}

static void write_failure(const struct executor *executor, uint32_t run, enum error_kind kind, const char *what)
{
    struct outcome outcome = {.run = run, .failed = true};
    error_set(&outcome.what.error, kind, NULL, 0, "%s", what);
    write_outcome(executor->pipe_end, &outcome);
}

/* Forks a worker for a share, in a job that is free. */
static void start_worker(struct executor *executor, struct share share)
{
    const struct pool_work *work = executor->work;
    unsigned job = 0;
    while (executor->children[job].pid != 0)
        job++;
    executor->finished[job] = 0;
    pid_t pid = fork();
    if (pid == 0)
        worker_main(work, share, work->pulses != NULL ? &work->pulses[job] : NULL, &executor->finished[job],
                    executor->pipe_end);
    if (pid < 0) {
        char what[128];
        snprintf(what, sizeof what, "cannot fork a worker: %s", strerror(errno));
        for (uint32_t i = 0; i < share.count; i++)
            write_failure(executor, share.runs[i], ERROR_INTERNAL, what);
        return;
    }
    executor->children[job] = (struct child){pid, share};
    executor->alive++;
}

/* Waits for a worker. If it died in the middle of a run, that run has failed, and another worker takes the rest. */
static void reap(struct executor *executor)
{
    int status;
    pid_t pid = waitpid(-1, &status, 0);
    unsigned job = 0;
    while (job < executor->work->jobs && executor->children[job].pid != pid)
        job++;
    if (pid <= 0 || job == executor->work->jobs)
        return;
    struct share share = executor->children[job].share;
    executor->children[job].pid = 0;
    executor->alive--;
    if (executor->work->pulses != NULL)
        executor->work->pulses[job] = (struct pulse){0};
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    uint32_t done = executor->finished[job];
    if (done == share.count)
        return; /* it died on its way out: every run has its outcome */
    char what[160];
    enum error_kind kind = ERROR_INTERNAL;
    if (WIFSIGNALED(status)) {
        snprintf(what, sizeof what, "the worker of run %u was ended by signal %d (%s)", share.runs[done],
                 WTERMSIG(status), strsignal(WTERMSIG(status)));
    } else {
        snprintf(what, sizeof what, "the worker of run %u ended with status %d", share.runs[done], WEXITSTATUS(status));
        if (WEXITSTATUS(status) == ERROR_INPUT)
            kind = ERROR_INPUT;
    }
    write_failure(executor, share.runs[done], kind, what);
    if (done + 1 < share.count && asked_to_stop == 0)
        start_worker(executor, (struct share){share.runs + done + 1, share.count - done - 1});
}

static void run_shares(struct executor *executor, const uint32_t *runs, uint32_t count)
{
    size_t bytes = executor->work->jobs * sizeof *executor->finished;
    executor->finished = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (executor->finished == MAP_FAILED)
        must_have(NULL, "the workers");
    for (uint32_t i = 0; i < count && asked_to_stop == 0;) {
        while (executor->alive == executor->work->jobs && asked_to_stop == 0)
            reap(executor);
        if (asked_to_stop != 0)
            break;
        struct share share = next_share(executor, runs + i, count - i);
        i += share.count;
        start_worker(executor, share);
    }
    while (executor->alive > 0)
        reap(executor);
}

/* Whether some of the runs want SimGrid's account of energy. */
static bool want_energy(const struct pool_work *work, const uint32_t *runs, uint32_t count)
{
    bool wanted = false;
    for (uint32_t i = 0; i < count && !wanted; i++) {
        struct run_plan plan;
        struct error err = {0};
        if (!scenario_run(work->scenario, runs[i], &plan, &err))
            continue;
        wanted = run_wants_energy(&plan.settings);
        run_plan_release(&plan);
    }
    return wanted;
}

/* `platform`: NULL, when no run needs it loaded. */
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
    bool energy = platform != NULL && want_energy(work, runs, count);
    bool (*load)(const char *, struct error *) = energy ? platform_load_with_energy : platform_load;
    if (platform != NULL && !load(platform, &err)) {
        char text[sizeof err];
        error_format(&err, text, sizeof text);
        fprintf(stderr, "%s\n", text);
        _exit(ERROR_INPUT);
    }
    signal(SIGINT, SIG_IGN); /* which SimGrid, once loaded, would handle */
    struct executor executor = {.work = work, .pipe_end = pipe_end};
    run_shares(&executor, runs, count);
    _exit(0);
}

/* ---- this process ---- */

/* Reads outcomes until every writer is gone. Returns whether there was any. */
static bool read_outcomes(const struct pool_work *work, int pipe_end, pid_t executor, struct error *err)
{
    struct pollfd poller = {.fd = pipe_end, .events = POLLIN};
    double last_tick = 0, asked = 0;
    bool heard = false;
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
            return heard;
        if (got != (ssize_t)sizeof outcome) {
            error_set(err, ERROR_INTERNAL, NULL, 0, "a worker wrote %zd bytes instead of %zu", got, sizeof outcome);
            return heard;
        }
        heard = true;
        work->ended(work->context, &outcome);
    }
}

static bool run_on_platform(const struct pool_work *work, const char *platform, const uint32_t *runs, uint32_t count,
                            struct error *err)
{
    if (platform != NULL && !platform_check(platform, err))
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
    bool heard = read_outcomes(work, ends[0], executor, err);
    close(ends[0]);
    int status;
    while (waitpid(executor, &status, 0) < 0 && errno == EINTR)
        ;
    if (*work->interrupted == 0 && status != 0 && (heard || platform == NULL)) {
        error_set(err, ERROR_INTERNAL, NULL, 0,
                  "the process that starts the runs was ended by signal %d; --resume goes on",
                  WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    } else if (*work->interrupted == 0 && status != 0) {
        char said[512];
        last_line_of_file(work->log_path, said, sizeof said);
        error_set(err, ERROR_INPUT, platform, 0, "SimGrid cannot load this platform: %s", said);
    }
    return err->kind == ERROR_NONE;
}

bool pool_run(const struct pool_work *work, struct error *err)
{
    uint32_t *group = calloc(work->count + 1, sizeof *group);
    bool *done = calloc(work->count + 1, sizeof *done);
    bool ok = group != NULL && done != NULL;
    if (!ok)
        error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for %u runs", work->count);
    for (uint32_t first = 0; ok && first < work->count && *work->interrupted == 0; first++) {
        if (done[first])
            continue;
        /* All runs on the platform of the first one that is left; or all of MPI programs. */
        char platform[sizeof((struct settings *)0)->platform] = "";
        bool mpi = false;
        uint32_t size = 0;
        for (uint32_t i = first; ok && i < work->count; i++) {
            if (done[i])
                continue;
            struct run_plan plan;
            ok = scenario_run(work->scenario, work->runs[i], &plan, err);
            if (!ok)
                break;
            bool of_mpi = plan.settings.mpi != NULL;
            if (size == 0) {
                snprintf(platform, sizeof platform, "%s", plan.settings.platform);
                mpi = of_mpi;
            }
            if (mpi == of_mpi && (mpi || strcmp(platform, plan.settings.platform) == 0)) {
                group[size++] = work->runs[i];
                done[i] = true;
            }
            run_plan_release(&plan);
        }
        ok = ok && run_on_platform(work, mpi ? NULL : platform, group, size, err);
    }
    free(group);
    free(done);
    return ok;
}
