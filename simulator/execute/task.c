/* task.c: see task.h. */
#include "execute/task.h"
#include "base/memory.h"
#include "base/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SYNC_SECONDS = 1 }; /* how long an outcome may stay on the node that made it */

struct record {
    uint64_t check;
    struct outcome outcome;
};

static bool name_file(const char *stem, const char *suffix, char *path, struct error *err)
{
    return snprintf(path, TASK_PATH_SIZE, "%s%s", stem, suffix) < TASK_PATH_SIZE ||
           error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", stem);
}

/* FNV-1a over the version and the outcome: a record of another program is none. */
static uint64_t check_sum(const struct outcome *outcome)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    const uint64_t prime = UINT64_C(0x100000001b3);
    for (const char *c = ONDE_VERSION; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * prime;
    const unsigned char *bytes = (const unsigned char *)outcome;
    for (size_t i = 0; i < sizeof *outcome; i++)
        hash = (hash ^ bytes[i]) * prime;
    return hash;
}

/* ---- the list ---- */

bool task_prepare(const char *stem, const struct pool_work *work, uint32_t first, uint32_t step, struct error *err)
{
    char path[TASK_PATH_SIZE];
    struct output_file *output;
    if (!name_file(stem, ".outcomes", path, err))
        return false;
    int outcomes = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (outcomes < 0)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
    close(outcomes);
    if (!name_file(stem, ".runs", path, err) || !output_file_create(path, &output, err))
        return false;
    FILE *file = output_file_stream(output);
    for (uint64_t i = first; i < work->count; i += step) {
        struct run_plan plan;
        if (!scenario_run(work->scenario, work->runs[i], &plan, err)) {
            output_file_abandon(output);
            return false;
        }
        char trace[TASK_PATH_SIZE];
        bool traced = work->trace_path(work->context, &plan, trace, sizeof trace);
        fprintf(file, "%u%s%s\n", work->runs[i], traced ? " " : "", traced ? strrchr(trace, '/') + 1 : "");
        run_plan_release(&plan);
    }
    return output_file_commit(output, err);
}

static bool add_line(struct task_list *list, char *line, uint32_t run_count)
{
    char *end;
    errno = 0;
    unsigned long run = strtoul(line, &end, 10);
    bool ascending = list->count == 0 || run > list->runs[list->count - 1];
    if (end == line || errno != 0 || run >= run_count || !ascending || (*end != '\0' && *end != ' ') ||
        strchr(end, '/') != NULL)
        return false;
    list->runs[list->count] = (uint32_t)run;
    list->traces[list->count] = *end == ' ' ? must_have(strdup(end + 1), "the runs of a task") : NULL;
    list->count++;
    return true;
}

bool task_list_read(const char *stem, const struct scenario *scenario, struct task_list *out, struct error *err)
{
    *out = (struct task_list){0};
    char path[TASK_PATH_SIZE];
    if (!name_file(stem, ".runs", path, err))
        return false;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
    uint32_t capacity = 0;
    char *line = NULL;
    size_t size = 0;
    bool ok = true;
    while (ok && getline(&line, &size, file) > 0) {
        if (out->count == capacity) {
            capacity = capacity * 2 + 64;
            out->runs = must_have(realloc(out->runs, capacity * sizeof *out->runs), "the runs of a task");
            out->traces = must_have(realloc(out->traces, capacity * sizeof *out->traces), "the runs of a task");
        }
        line[strcspn(line, "\n")] = '\0';
        if (!add_line(out, line, scenario_run_count(scenario)))
            ok = error_set(
                err, ERROR_INPUT, path, (int)out->count + 1,
                "\"%.80s\": expected the number of a run below %u, ascending, and perhaps the name of a trace", line,
                scenario_run_count(scenario));
    }
    free(line);
    fclose(file);
    if (!ok)
        task_list_release(out);
    return ok;
}

void task_list_release(struct task_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        free(list->traces[i]);
    free(list->traces);
    free(list->runs);
    *list = (struct task_list){0};
}

/* ---- outcomes ---- */

void task_outcomes_read(const char *stem, off_t *offset, void (*found)(void *context, const struct outcome *outcome),
                        void *context)
{
    char path[TASK_PATH_SIZE];
    if (!name_file(stem, ".outcomes", path, NULL))
        return;
    /* Opened anew each time: this is when a client of NFS asks the server what is new. */
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    struct record record;
    while (pread(file, &record, sizeof record, *offset) == (ssize_t)sizeof record &&
           record.check == check_sum(&record.outcome)) {
        *offset += (off_t)sizeof record;
        found(context, &record.outcome);
    }
    close(file);
}

/* ---- the task ---- */

struct task_run {
    struct task_list list;
    bool *done;                  /* of each run of the list */
    char folder[TASK_PATH_SIZE]; /* of the results */
    char path[TASK_PATH_SIZE];   /* of the outcomes */
    int outcomes;
    bool unsynced;
    time_t synced;
    const volatile sig_atomic_t *interrupted;
    volatile sig_atomic_t stop; /* interrupted, or nothing can be written */
    struct error *err;
};

static int compare_runs(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Its place in the list; the list's length if it is not there. */
static uint32_t find_run(const struct task_run *task, uint32_t run)
{
    const uint32_t *found = bsearch(&run, task->list.runs, task->list.count, sizeof run, compare_runs);
    return found != NULL ? (uint32_t)(found - task->list.runs) : task->list.count;
}

static void mark_done(void *context, const struct outcome *outcome)
{
    struct task_run *task = context;
    uint32_t place = find_run(task, outcome->run);
    if (place < task->list.count)
        task->done[place] = true;
}

static bool trace_path(void *context, const struct run_plan *plan, char *path, size_t size)
{
    const struct task_run *task = context;
    uint32_t place = find_run(task, plan->run);
    if (place == task->list.count || task->list.traces[place] == NULL)
        return false;
    snprintf(path, size, "%s/%s", task->folder, task->list.traces[place]);
    return true;
}

static void run_ended(void *context, const struct outcome *outcome)
{
    struct task_run *task = context;
    bool cut_short = !outcome->failed && outcome_is_stopped(outcome);
    if (cut_short && *task->interrupted != 0)
        return; /* cancelled, or its time is up: the run is still to be done */
    struct record record = {.outcome = *outcome};
    record.check = check_sum(&record.outcome);
    errno = ENOSPC; /* what a short write means */
    if (write(task->outcomes, &record, sizeof record) == (ssize_t)sizeof record) {
        task->unsynced = true;
        return;
    }
    error_set(task->err, ERROR_INPUT, task->path, 0, "cannot be written: %s", strerror(errno));
    task->stop = 1;
}

static void tick(void *context)
{
    struct task_run *task = context;
    if (*task->interrupted != 0)
        task->stop = 1;
    time_t now = time(NULL);
    if (!task->unsynced || now - task->synced < SYNC_SECONDS)
        return;
    fdatasync(task->outcomes); /* a disk that is full shows at the next write, or when the runs are missed */
    task->synced = now;
    task->unsynced = false;
}

/* Opens the outcomes behind the last whole record, and marks what is there. */
static bool open_outcomes(struct task_run *task, const char *stem, struct error *err)
{
    if (!name_file(stem, ".outcomes", task->path, err))
        return false;
    off_t whole = 0;
    task_outcomes_read(stem, &whole, mark_done, task);
    task->outcomes = open(task->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (task->outcomes < 0 || ftruncate(task->outcomes, whole) != 0)
        return error_set(err, ERROR_INPUT, task->path, 0, "cannot be written: %s", strerror(errno));
    return true;
}

/* FOLDER of FOLDER/tasks/NAME. */
static bool find_folder(struct task_run *task, const char *stem, struct error *err)
{
    snprintf(task->folder, sizeof task->folder, "%s", stem);
    for (int level = 0; level < 2; level++) {
        char *slash = strrchr(task->folder, '/');
        if (slash == NULL)
            return error_set(err, ERROR_USAGE, NULL, 0, "\"%s\": expected FOLDER/tasks/NAME", stem);
        *slash = '\0';
    }
    return true;
}

/* What Slurm gave to this task, or what the machine has. */
static unsigned core_count(void)
{
    const char *given = getenv("SLURM_CPUS_ON_NODE");
    long cores = given != NULL ? strtol(given, NULL, 10) : 0;
    if (cores <= 0)
        cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 0 ? (unsigned)cores : 1;
}

bool task_run(const struct scenario *scenario, const char *stem, unsigned jobs,
              const volatile sig_atomic_t *interrupted, struct error *err)
{
    struct task_run task = {.outcomes = -1, .interrupted = interrupted, .stop = *interrupted, .err = err};
    char log[TASK_PATH_SIZE];
    if (!find_folder(&task, stem, err) || !name_file(stem, ".log", log, err) ||
        !task_list_read(stem, scenario, &task.list, err))
        return false;
    task.done = must_have(calloc(task.list.count + 1u, sizeof *task.done), "the runs of a task");
    uint32_t *runs = must_have(malloc((task.list.count + 1u) * sizeof *runs), "the runs of a task");
    bool ok = open_outcomes(&task, stem, err);
    uint32_t count = 0;
    for (uint32_t i = 0; i < task.list.count; i++)
        if (!task.done[i])
            runs[count++] = task.list.runs[i];
    struct pool_work work = {
        .scenario = scenario,
        .runs = runs,
        .count = count,
        .jobs = jobs > 0 ? jobs : core_count(),
        .log_path = log,
        .folder = task.folder,
        .trace_path = trace_path,
        .ended = run_ended,
        .tick = tick,
        .context = &task,
        .interrupted = &task.stop,
    };
    struct programs *programs = NULL;
    ok = ok && programs_prepare(scenario, runs, count, &programs, err);
    work.programs = programs;
    ok = ok && pool_run(&work, err) && err->kind == ERROR_NONE;
    programs_free(programs);
    if (task.outcomes >= 0 && close(task.outcomes) != 0)
        ok = error_set(err, ERROR_INPUT, task.path, 0, "cannot be written: %s", strerror(errno));
    free(runs);
    free(task.done);
    task_list_release(&task.list);
    return ok;
}
