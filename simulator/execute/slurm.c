/* slurm.c: see slurm.h. */
#include "execute/slurm.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/output_file.h"
#include "base/subprocess.h"
#include "execute/task.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 200, SAID_SIZE = 4096 };

static const double SECONDS_TO_READ = 1;       /* between two looks at the outcomes */
static const double SECONDS_TO_ASK = 5;        /* between two questions to the controller, while runs are missing */
static const double SECONDS_TO_ASK_AT_END = 1; /* and when all have come */
static const double SECONDS_TO_SETTLE = 5;     /* for a shared folder to show what a task wrote before it ended */
static const double SECONDS_TO_CANCEL = 60;    /* Slurm kills what has not ended after KillWait, 30 s by default */

struct submission {
    char stem[TASK_PATH_SIZE - 64]; /* FOLDER/tasks/S */
    char job[32];                   /* empty: not known */
    unsigned tasks;
    off_t *offsets; /* of each task, how far its outcomes were read */
};

static void task_stem(const struct submission *submission, unsigned task, char *stem)
{
    snprintf(stem, TASK_PATH_SIZE, "%s-%u", submission->stem, task);
}

static void submission_release(struct submission *submission)
{
    free(submission->offsets);
    *submission = (struct submission){0};
}

static bool find_folder(const char *folder, char *absolute, struct error *err)
{
    char resolved[PATH_MAX];
    if (realpath(folder, resolved) == NULL)
        return error_set(err, ERROR_INPUT, folder, 0, "cannot be found: %s", strerror(errno));
    return snprintf(absolute, PATH_MAX, "%s", resolved) < (int)sizeof((struct submission *)0)->stem - 64 ||
           error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", resolved);
}

/* The submission of that number; false if there is none. */
static bool submission_open(const char *folder, unsigned number, struct submission *out)
{
    *out = (struct submission){0};
    char path[TASK_PATH_SIZE];
    if (snprintf(out->stem, sizeof out->stem, "%s/tasks/%u", folder, number) >= (int)sizeof out->stem)
        return false;
    snprintf(path, sizeof path, "%s.sh", out->stem);
    if (access(path, F_OK) != 0)
        return false;
    char stem[TASK_PATH_SIZE];
    for (;; out->tasks++) {
        task_stem(out, out->tasks, stem);
        snprintf(path, sizeof path, "%.*s.runs", (int)sizeof path - 8, stem);
        if (access(path, F_OK) != 0)
            break;
    }
    out->offsets = must_have(calloc(out->tasks + 1u, sizeof *out->offsets), "the tasks");
    snprintf(path, sizeof path, "%s.job", out->stem);
    FILE *file = fopen(path, "re");
    if (file != NULL) {
        if (fscanf(file, "%31[0-9]", out->job) != 1)
            out->job[0] = '\0';
        fclose(file);
    }
    return true;
}

/* Removes the files of FOLDER/tasks whose names begin so, and the folder if it is empty then. */
static void remove_files(const char *folder, const char *beginning)
{
    char path[TASK_PATH_SIZE], file[TASK_PATH_SIZE + 256];
    snprintf(path, sizeof path, "%s/tasks", folder);
    DIR *tasks = opendir(path);
    if (tasks == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) {
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (strncmp(entry->d_name, beginning, strlen(beginning)) == 0)
            unlink(file); /* "." and ".." are folders, which this leaves alone */
    }
    closedir(tasks);
    rmdir(path);
}

/* A submission that came to nothing. */
static void submission_remove(const struct submission *submission, const char *folder)
{
    char beginning[32];
    const char *number = strrchr(submission->stem, '/') + 1;
    snprintf(beginning, sizeof beginning, "%.20s.", number);
    remove_files(folder, beginning);
    snprintf(beginning, sizeof beginning, "%.20s-", number);
    remove_files(folder, beginning);
}

/* ---- asking Slurm ---- */

bool slurm_check(struct error *err)
{
    char said[SAID_SIZE], words[512];
    char *version[] = {"sbatch", "--version", NULL};
    int status = subprocess_run(version, said, sizeof said);
    if (status == -ENOENT)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "there is no Slurm here: no sbatch in PATH; without --executor slurm the sweep runs on this "
                         "machine");
    if (status == 0) {
        char *ping[] = {"scontrol", "ping", NULL};
        status = subprocess_run(ping, said, sizeof said);
        if (status != 0 && strstr(said, "is DOWN") != NULL)
            return error_set(err, ERROR_INPUT, NULL, 0, "no Slurm controller answers: %.*s", (int)strcspn(said, "\n"),
                             said);
    }
    last_line_of_text(said, words, sizeof words);
    return status == 0 || error_set(err, ERROR_INPUT, NULL, 0, "Slurm does not answer: %s", words);
}

enum life { LIFE_NONE, LIFE_SOME, LIFE_UNKNOWN };

/* Whether tasks of a job wait or run. */
static enum life ask_for_life(const char *job, char *words, size_t size)
{
    char said[SAID_SIZE], argument[64];
    snprintf(argument, sizeof argument, "%s", job);
    char *arguments[] = {"squeue", "--noheader", "--array", "--format=%F", "--jobs", argument, NULL};
    int status = subprocess_run(arguments, said, sizeof said);
    last_line_of_text(said, words, size);
    if (status != 0)
        return strstr(said, "Invalid job id") != NULL ? LIFE_NONE : LIFE_UNKNOWN;
    /* What is not the number of the job is a warning. */
    for (const char *line = said; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n')
        if (strncmp(line, job, strlen(job)) == 0)
            return LIFE_SOME;
    return LIFE_NONE;
}

/* ---- the script ---- */

/* What may stand between double quotes in a line of sbatch, which has no rule for these characters. */
static bool may_be_quoted(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (*c == '"' || *c == '\\' || iscntrl((unsigned char)*c))
            return false;
    return true;
}

/* A path in a line of sbatch, where % begins a replacement. */
static void print_pattern(FILE *out, const char *path)
{
    for (const char *c = path; *c != '\0'; c++)
        fprintf(out, *c == '%' ? "%%%%" : "%c", *c);
}

/* A word of the shell. */
static void print_word(FILE *out, const char *text)
{
    putc('\'', out);
    for (const char *c = text; *c != '\0'; c++)
        fprintf(out, *c == '\'' ? "'\\''" : "%c", *c);
    putc('\'', out);
}

static void print_data_folder(FILE *out)
{
    const char *data = getenv("ONDE_DATA");
    char absolute[PATH_MAX];
    if (data == NULL || data[0] == '\0') {
        fprintf(out, "unset ONDE_DATA\n");
        return;
    }
    fprintf(out, "export ONDE_DATA=");
    const char *resolved = realpath(data, absolute);
    print_word(out, resolved != NULL ? resolved : data);
    putc('\n', out);
}

static void print_script(const struct submission *submission, const struct pool_work *work,
                         const struct slurm_options *options, const char *folder, const char *program, FILE *out)
{
    fprintf(out,
            "#!/bin/sh\n"
            "# onde " ONDE_VERSION ": %u runs in %u tasks. The folder below must be the same on every node.\n"
            "#SBATCH --job-name=\"onde-%s\"\n"
            "#SBATCH --array=0-%u\n"
            "#SBATCH --ntasks=1\n"
            "#SBATCH --cpus-per-task=%u\n",
            work->count, submission->tasks, scenario_name(work->scenario), submission->tasks - 1,
            options->cores > 0 ? options->cores : 1);
    if (options->partition != NULL)
        fprintf(out, "#SBATCH --partition=\"%s\"\n", options->partition);
    fprintf(out, "#SBATCH --chdir=/\n#SBATCH --open-mode=append\n#SBATCH --output=\"");
    print_pattern(out, submission->stem);
    fprintf(out, "-%%a.log\"\n\n");
    print_data_folder(out);
    fprintf(out, "tasks=");
    print_word(out, submission->stem);
    fprintf(out, "\n[ -s \"$tasks.job\" ] || echo \"$SLURM_ARRAY_JOB_ID\" >\"$tasks.job\"\nexec ");
    print_word(out, program);
    fprintf(out, " run ");
    print_word(out, folder);
    fprintf(out, "/run.xml --task=\"$tasks-$SLURM_ARRAY_TASK_ID\"");
    if (options->cores > 0)
        fprintf(out, " --jobs=%u", options->cores);
    putc('\n', out);
}

/* Numbers a new submission and writes its files. The caller releases *out. */
static bool submission_create(const struct pool_work *work, const struct slurm_options *options, struct submission *out,
                              struct error *err)
{
    char folder[PATH_MAX] = "", path[PATH_MAX + 16], program[PATH_MAX];
    if (!find_folder(options->folder, folder, err))
        return false;
    if (!may_be_quoted(folder))
        return error_set(
            err, ERROR_INPUT, folder, 0,
            "Slurm cannot write into a folder whose path has a quotation mark, a backslash or a line break");
    if (options->partition != NULL && !may_be_quoted(options->partition))
        return error_set(err, ERROR_USAGE, NULL, 0, "--partition=%s: not the name of a partition", options->partition);
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length < 0)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot tell where the program is: %s", strerror(errno));
    program[length] = '\0';
    snprintf(path, sizeof path, "%s/tasks", folder);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return error_set(err, ERROR_INPUT, path, 0, "cannot make this folder: %s", strerror(errno));
    unsigned number = 1;
    while (submission_open(folder, number, out)) {
        submission_release(out);
        number++;
    }
    out->tasks = options->tasks > 0 ? options->tasks : SLURM_TASKS;
    if (out->tasks > work->count)
        out->tasks = work->count;
    out->offsets = must_have(calloc(out->tasks + 1u, sizeof *out->offsets), "the tasks");
    bool ok = true;
    char stem[TASK_PATH_SIZE];
    for (unsigned task = 0; ok && task < out->tasks; task++) {
        /* Neighbours in a sweep cost about the same: each task has every so-manyth run. */
        task_stem(out, task, stem);
        ok = task_prepare(stem, work, task, out->tasks, err);
    }
    struct output_file *script;
    snprintf(path, sizeof path, "%s.sh", out->stem);
    ok = ok && output_file_create(path, &script, err);
    if (ok) {
        print_script(out, work, options, folder, program, output_file_stream(script));
        ok = output_file_commit(script, err);
    }
    if (!ok) {
        submission_remove(out, folder);
        submission_release(out);
    }
    return ok;
}

bool slurm_print(const struct pool_work *work, const struct slurm_options *options, FILE *out, struct error *err)
{
    struct submission submission;
    if (work->count == 0)
        return error_set(err, ERROR_USAGE, NULL, 0, "every run has its row already: there is nothing to submit");
    if (!submission_create(work, options, &submission, err))
        return false;
    char path[TASK_PATH_SIZE];
    snprintf(path, sizeof path, "%s.sh", submission.stem);
    FILE *script = fopen(path, "re");
    bool ok = script != NULL;
    for (int c; ok && (c = getc(script)) != EOF;)
        putc(c, out);
    if (script != NULL)
        fclose(script);
    if (!ok)
        error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
    else if (!options->quiet)
        fprintf(stderr, "onde: this is %s; once submitted and done, --resume=%s gathers what came of it\n", path,
                options->folder);
    submission_release(&submission);
    return ok;
}

/* ---- submitting ---- */

static bool submit(struct submission *submission, struct error *err)
{
    char path[TASK_PATH_SIZE], said[SAID_SIZE], words[512];
    snprintf(path, sizeof path, "%s.sh", submission->stem);
    char *arguments[] = {"sbatch", "--parsable", path, NULL};
    int status = subprocess_run(arguments, said, sizeof said);
    last_line_of_text(said, words, sizeof words);
    if (status == -ENOENT)
        return slurm_check(err);
    if (status != 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "Slurm does not take the job: %s", words);
    /* "17", or "17;cluster"; warnings come before. */
    size_t digits = strspn(words, "0123456789");
    if (digits == 0 || digits >= sizeof submission->job)
        return error_set(err, ERROR_INPUT, NULL, 0, "sbatch said no number of a job, but: %s", words);
    snprintf(submission->job, sizeof submission->job, "%.*s", (int)digits, words);
    snprintf(path, sizeof path, "%s.job", submission->stem);
    struct output_file *file;
    if (!output_file_create(path, &file, err))
        return false;
    fprintf(output_file_stream(file), "%s\n", submission->job);
    return output_file_commit(file, err);
}

/* ---- following ---- */

struct follower {
    const struct pool_work *work;
    const struct slurm_options *options;
    bool *wanted; /* by run: asked, and no outcome yet */
    bool skip_failed;
    uint32_t left; /* wanted runs */
};

static void follower_begin(struct follower *follower, const struct pool_work *work)
{
    follower->work = work;
    follower->left = work->count;
    follower->wanted = must_have(calloc(scenario_run_count(work->scenario) + 1u, sizeof *follower->wanted), "the runs");
    for (uint32_t i = 0; i < work->count; i++)
        follower->wanted[work->runs[i]] = true;
}

static void take_outcome(void *context, const struct outcome *outcome)
{
    struct follower *follower = context;
    if (outcome->run >= scenario_run_count(follower->work->scenario) || !follower->wanted[outcome->run] ||
        (follower->skip_failed && outcome->failed))
        return;
    follower->wanted[outcome->run] = false;
    follower->left--;
    follower->work->ended(follower->work->context, outcome);
}

static void read_outcomes(struct follower *follower, struct submission *submission)
{
    char stem[TASK_PATH_SIZE];
    for (unsigned task = 0; task < submission->tasks; task++) {
        task_stem(submission, task, stem);
        task_outcomes_read(stem, &submission->offsets[task], take_outcome, follower);
    }
}

/* On a terminal the line of the progress bar has not ended. */
static const char *after_the_bar(void)
{
    return isatty(STDERR_FILENO) ? "\n" : "";
}

static void cancel(const struct follower *follower, struct submission *submission, struct error *err)
{
    char said[SAID_SIZE], words[512];
    char *arguments[] = {"scancel", submission->job, NULL};
    if (subprocess_run(arguments, said, sizeof said) == 0) {
        if (!follower->options->quiet)
            fprintf(stderr, "%sonde: Slurm job %s is being cancelled\n", after_the_bar(), submission->job);
        return;
    }
    last_line_of_text(said, words, sizeof words);
    error_set(err, ERROR_INPUT, NULL, 0, "Slurm job %s goes on, it could not be cancelled: %s; scancel %s ends it",
              submission->job, words, submission->job);
}

static void pause_ms(long milliseconds)
{
    struct timespec time = {.tv_nsec = milliseconds * 1000000};
    nanosleep(&time, NULL);
}

/* Until no task of the submission lives any more and what they wrote has been read. */
static void follow(struct follower *follower, struct submission *submission, struct error *err)
{
    const struct pool_work *work = follower->work;
    double now = clock_seconds();
    double read_at = 0, asked_at = now, over_at = 0, cancelled_at = 0;
    bool told = false;
    char words[512];
    for (;; pause_ms(TICK_MS)) {
        work->tick(work->context);
        now = clock_seconds();
        if (*work->interrupted != 0 && cancelled_at == 0) {
            cancel(follower, submission, err);
            cancelled_at = now;
        }
        if (err->kind != ERROR_NONE || (cancelled_at > 0 && now > cancelled_at + SECONDS_TO_CANCEL))
            break;
        if (now >= read_at + SECONDS_TO_READ) {
            read_outcomes(follower, submission);
            read_at = now;
        }
        if (over_at > 0) {
            if (follower->left == 0 || cancelled_at > 0 || now > over_at + SECONDS_TO_SETTLE)
                break;
            continue;
        }
        bool end_is_near = follower->left == 0 || cancelled_at > 0;
        if (now < asked_at + (end_is_near ? SECONDS_TO_ASK_AT_END : SECONDS_TO_ASK))
            continue;
        enum life life = ask_for_life(submission->job, words, sizeof words);
        asked_at = clock_seconds();
        if (life == LIFE_NONE)
            over_at = now;
        if (life == LIFE_UNKNOWN && !told) {
            /* The tasks do not need the controller, and it may be back soon. */
            fprintf(stderr, "%sonde: Slurm does not answer (%s); going on to read what its tasks write\n",
                    after_the_bar(), words);
            told = true;
        }
    }
    read_outcomes(follower, submission);
}

/* Counts the wanted runs of a submission whose tasks are over. */
static void count_losses(const struct follower *follower, const struct submission *submission, struct slurm_loss *loss)
{
    char stem[TASK_PATH_SIZE], log[TASK_PATH_SIZE + 8], words[400];
    for (unsigned task = 0; task < submission->tasks; task++) {
        struct task_list list;
        task_stem(submission, task, stem);
        if (!task_list_read(stem, follower->work->scenario, &list, NULL))
            continue;
        uint32_t lost = 0;
        for (uint32_t i = 0; i < list.count; i++)
            lost += follower->wanted[list.runs[i]];
        task_list_release(&list);
        if (lost == 0)
            continue;
        if (loss->tasks == 0) {
            snprintf(log, sizeof log, "%s.log", stem);
            last_line_of_file(log, words, sizeof words);
            snprintf(loss->last_words, sizeof loss->last_words, "task %u of job %s: %s", task, submission->job, words);
        }
        loss->runs += lost;
        loss->tasks++;
    }
}

/* Follows the jobs of earlier submissions that still live. */
static void follow_living(struct follower *follower, const char *folder, struct error *err)
{
    struct submission submission;
    char words[512];
    for (unsigned number = 1; err->kind == ERROR_NONE && submission_open(folder, number, &submission); number++) {
        if (submission.job[0] != '\0' && *follower->work->interrupted == 0 &&
            ask_for_life(submission.job, words, sizeof words) != LIFE_NONE) {
            if (!follower->options->quiet)
                fprintf(stderr, "onde: Slurm job %s is still there, and is followed\n", submission.job);
            follow(follower, &submission, err);
        }
        submission_release(&submission);
    }
}

static bool submit_the_rest(struct follower *follower, struct slurm_loss *loss, struct error *err)
{
    const struct pool_work *work = follower->work;
    uint32_t *runs = must_have(malloc((follower->left + 1u) * sizeof *runs), "the runs");
    struct pool_work rest = *work;
    rest.runs = runs;
    rest.count = 0;
    for (uint32_t i = 0; i < work->count; i++)
        if (follower->wanted[work->runs[i]])
            runs[rest.count++] = work->runs[i];
    struct submission submission;
    bool ok = submission_create(&rest, follower->options, &submission, err);
    free(runs);
    if (!ok)
        return false;
    if (submit(&submission, err)) {
        if (!follower->options->quiet)
            fprintf(stderr, "onde: Slurm job %s: %u runs in %u tasks\n", submission.job, rest.count, submission.tasks);
        follow(follower, &submission, err);
        if (*work->interrupted == 0)
            count_losses(follower, &submission, loss);
    } else {
        submission_remove(&submission, follower->options->folder);
    }
    submission_release(&submission);
    return err->kind == ERROR_NONE;
}

bool slurm_run(const struct pool_work *work, const struct slurm_options *options, struct slurm_loss *loss,
               struct error *err)
{
    char folder[PATH_MAX];
    if (!find_folder(options->folder, folder, err))
        return false;
    struct follower follower = {.options = options};
    follower_begin(&follower, work);
    follow_living(&follower, folder, err);
    if (err->kind == ERROR_NONE && follower.left > 0 && *work->interrupted == 0)
        submit_the_rest(&follower, loss, err);
    free(follower.wanted);
    return err->kind == ERROR_NONE;
}

/* ---- what is there already ---- */

bool slurm_gather(const char *folder, bool on_slurm, struct pool_work *work, uint32_t *runs, struct error *err)
{
    struct follower follower = {.skip_failed = true};
    struct submission submission;
    char words[512];
    follower_begin(&follower, work);
    bool ok = true;
    for (unsigned number = 1; ok && submission_open(folder, number, &submission); number++) {
        read_outcomes(&follower, &submission);
        if (!on_slurm && submission.job[0] != '\0' && follower.left > 0 &&
            ask_for_life(submission.job, words, sizeof words) == LIFE_SOME)
            ok = error_set(err, ERROR_INPUT, folder, 0,
                           "Slurm job %s still works in this folder: follow it with --executor slurm, or end it with "
                           "scancel %s",
                           submission.job, submission.job);
        submission_release(&submission);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < work->count; i++)
        if (follower.wanted[runs[i]])
            runs[count++] = runs[i];
    work->count = count;
    free(follower.wanted);
    return ok;
}

bool slurm_in_use(const char *folder)
{
    char path[TASK_PATH_SIZE];
    snprintf(path, sizeof path, "%s/tasks", folder);
    return access(path, F_OK) == 0;
}

void slurm_tidy(const char *folder)
{
    remove_files(folder, "");
}
