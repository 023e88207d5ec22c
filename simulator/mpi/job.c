/* job.c: see job.h. */
#include "mpi/job.h"

#include "mpi/report.h"
#include "mpi/tally.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is launched ---- */

struct mpi_launch mpi_job_launch(const struct settings *settings, const struct mpi_program *program, const char *folder)
{
    const struct mpi_settings *mpi = settings->mpi;
    return (struct mpi_launch){
        .program = program,
        .arguments = mpi->arguments,
        .platform = settings->platform,
        .ranks = settings->processes,
        .per_node = mpi->per_node,
        .oversubscribe = mpi->oversubscribe,
        .measured = mpi->measured,
        .time_out = mpi->time_out,
        .selector = mpi->selector,
        .collectives = (const char *const *)mpi->collectives,
        .configuration = (const char *const *)mpi->configuration,
        .folder = folder,
        .energy = mpi->energy,
        .wire = mpi->wire,
    };
}

struct mpi_placement mpi_job_placement(const struct settings *settings)
{
    return (struct mpi_placement){
        .rule = settings->placement_rule,
        .hosts = settings->placement_hosts,
        .host_count = settings->placement_count,
        .seed = settings->seed,
    };
}

/* ---- files ---- */

static bool path_in(const char *folder, const char *name, char *path, struct error *err)
{
    return (size_t)snprintf(path, PATH_MAX, "%s/%s", folder, name) < PATH_MAX ||
           error_set(err, ERROR_INPUT, folder, 0, "this path is too long");
}

void mpi_job_tidy(const char *folder)
{
    DIR *open = opendir(folder);
    for (struct dirent *entry; open != NULL && (entry = readdir(open)) != NULL;) {
        char path[PATH_MAX];
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            path_in(folder, entry->d_name, path, NULL))
            unlink(path);
    }
    if (open != NULL)
        closedir(open);
    rmdir(folder);
}

/* Gives a file of the folder the name under which it is kept; an empty one, and one that is not there, is not. */
static bool keep(const struct mpi_job *job, const char *name, const char *kept, struct error *err)
{
    char path[PATH_MAX];
    struct stat status;
    if (kept == NULL)
        return true;
    if (!path_in(job->folder, name, path, err))
        return false;
    if (stat(path, &status) != 0 || status.st_size == 0) {
        unlink(kept); /* of an earlier try */
        return true;
    }
    return rename(path, kept) == 0 || error_set(err, ERROR_INPUT, kept, 0, "cannot be written: %s", strerror(errno));
}

/* ---- measures ---- */

/* "1.5e-05", in the measure's unit. */
static bool read_number(const struct mpi_measure *measure, const char *text, double *out)
{
    char with_unit[256];
    enum dimension dimension = DIMENSION_NUMBER;
    bool negative = text[0] == '-' && measure->unit[0] != '\0'; /* a time after another may be before it */
    if (measure->unit[0] != '\0' && !mpi_unit_dimension(measure->unit, &dimension))
        return false;
    if ((size_t)snprintf(with_unit, sizeof with_unit, "%s%s", text + negative, measure->unit) >= sizeof with_unit ||
        !value_parse(with_unit, dimension, out, NULL))
        return false;
    *out = negative ? -*out : *out;
    return true;
}

/* As mpi_measure_read(). What the last match has in its group goes to `word`. */
static double read_measure(const struct mpi_measure *measure, const char *path, char *word, size_t word_size)
{
    enum { GROUPS = 2 };
    regex_t regex;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NAN;
    if (regcomp(&regex, measure->pattern, REG_EXTENDED) != 0) {
        fclose(file);
        return NAN;
    }
    double found = NAN, number;
    char *line = NULL;
    size_t size = 0;
    for (ssize_t length; (length = getline(&line, &size, file)) > 0;) {
        regmatch_t groups[GROUPS];
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        if (regexec(&regex, line, GROUPS, groups, 0) != 0 || groups[1].rm_so < 0)
            continue;
        line[groups[1].rm_eo] = '\0';
        snprintf(word, word_size, "%s", line + groups[1].rm_so);
        found = read_number(measure, line + groups[1].rm_so, &number) ? number : NAN;
    }
    free(line);
    regfree(&regex);
    fclose(file);
    return found;
}

double mpi_measure_read(const struct mpi_measure *measure, const char *path)
{
    char word[64];
    return read_measure(measure, path, word, sizeof word);
}

bool mpi_measure_misread(const struct mpi_measure *measure, const char *path, char *word, size_t word_size)
{
    word[0] = '\0';
    return isnan(read_measure(measure, path, word, word_size));
}

/* ---- what came of it ---- */

static void know_nothing(struct mpi_result *out)
{
    *out = (struct mpi_result){.simulated_time = NAN,
                               .computing_time = NAN,
                               .point_time = NAN,
                               .collective_time = NAN,
                               .energy = NAN,
                               .messages = MPI_UNKNOWN,
                               .bytes = MPI_UNKNOWN,
                               .collective_calls = MPI_UNKNOWN,
                               .collective_bytes = MPI_UNKNOWN,
                               .wire_messages = MPI_UNKNOWN};
    for (size_t i = 0; i < MPI_MOST_MEASURES; i++)
        out->measures[i] = NAN;
}

static void tally(const struct mpi_job *job, const struct mpi_launch *launch, const struct mpi_run *run,
                  struct mpi_result *out)
{
    struct book_header *book = run->book;
    char path[PATH_MAX];
    out->simulated_time = mpi_simulated_time(launch, run);
    out->energy = run->energy;
    out->wire_messages = run->wire_messages;
    if (book->attached > 0) {
        struct mpi_total point = mpi_total_of_class(book, BOOK_POINT);
        struct mpi_total collective = mpi_total_of_class(book, BOOK_COLLECTIVE);
        out->messages = point.messages;
        out->bytes = point.bytes;
        out->collective_calls = collective.calls;
        out->collective_bytes = collective.bytes;
        out->point_time = point.time / book->ranks;
        out->collective_time = collective.time / book->ranks;
        out->computing_time = mpi_computing_time(book);
    }
    if (path_in(job->folder, "output.txt", path, NULL))
        for (size_t i = 0; i < job->settings->mpi->measure_count; i++)
            out->measures[i] = mpi_measure_read(&job->settings->mpi->measures[i], path);
}

/* The first line of the explanation; of a deadlock the second one, which says who waits for whom. */
static void write_reason(const char *explanation, enum mpi_ending ending, struct mpi_result *out)
{
    size_t first = strcspn(explanation, "\n");
    const char *second = explanation + first + strspn(explanation + first, "\n ");
    size_t length = strcspn(second, "\n");
    if (ending == MPI_DEADLOCKED && length > 0)
        snprintf(out->reason, sizeof out->reason, "%s: %.*s", mpi_ending_name(ending), (int)length, second);
    else
        snprintf(out->reason, sizeof out->reason, "%.*s", (int)first, explanation);
}

static bool explain(const struct mpi_job *job, const struct mpi_launch *launch, const struct mpi_run *run,
                    struct mpi_result *out, struct error *err)
{
    char *text = NULL;
    size_t size = 0;
    char path[PATH_MAX];
    FILE *stream = open_memstream(&text, &size);
    if (stream == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    mpi_explain(launch, run, out->ending, stream);
    fclose(stream);
    write_reason(text, out->ending, out);
    bool ok = path_in(job->folder, "explanation.txt", path, err);
    FILE *file = ok ? fopen(path, "we") : NULL;
    if (file != NULL) {
        fputs(text, file);
        ok = fclose(file) == 0;
    }
    free(text);
    if (!ok || file == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
    return keep(job, "explanation.txt", job->explanation, err);
}

static bool keep_all(const struct mpi_job *job, const struct mpi_launch *launch, const struct mpi_run *run,
                     struct mpi_result *out, struct error *err)
{
    bool tables = job->matrix != NULL || job->calls != NULL;
    return (!tables || mpi_report(launch, run, out->ending, err)) && keep(job, "matrix.csv", job->matrix, err) &&
           keep(job, "calls.csv", job->calls, err) && keep(job, "activity.csv", job->activity, err) &&
           keep(job, "output.txt", job->output, err) && explain(job, launch, run, out, err);
}

/* With SIGINT and SIGTERM blocked, so that one that comes before the program runs is not missed. */
static bool run_blocked(const struct mpi_job *job, const struct mpi_launch *launch, struct mpi_result *out,
                        struct error *err)
{
    struct mpi_run run;
    if (job->stop != NULL && *job->stop != 0) {
        out->ending = MPI_INTERRUPTED;
        return true;
    }
    if (!mpi_run(launch, &run, err))
        return false;
    bool ok = true;
    out->ending = mpi_find_ending(launch, &run);
    if (out->ending == MPI_REFUSED) {
        mpi_refusal(launch, &run, err);
        ok = false;
    } else {
        tally(job, launch, &run, out);
        ok = out->ending == MPI_INTERRUPTED || keep_all(job, launch, &run, out, err);
    }
    mpi_run_release(&run);
    return ok;
}

bool mpi_job_run(const struct mpi_job *job, struct mpi_result *out, struct error *err)
{
    char activity[PATH_MAX];
    know_nothing(out);
    struct mpi_launch launch = mpi_job_launch(job->settings, job->program, job->folder);
    struct mpi_placement placement = mpi_job_placement(job->settings);
    mpi_job_tidy(job->folder); /* what a run that was killed has left */
    if (!path_in(job->folder, "activity.csv", activity, err))
        return false;
    if (mkdir(job->folder, 0777) != 0)
        return error_set(err, ERROR_INPUT, job->folder, 0, "cannot make this folder: %s", strerror(errno));
    if (job->activity != NULL)
        launch.activity = activity;
    launch.reached = job->reached;
    sigset_t stopping, before;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGINT);
    sigaddset(&stopping, SIGTERM);
    sigprocmask(SIG_BLOCK, &stopping, &before);
    bool ok = mpi_place_ranks(&launch, job->machine, &placement, err) && run_blocked(job, &launch, out, err);
    sigprocmask(SIG_SETMASK, &before, NULL);
    mpi_job_tidy(job->folder);
    return ok;
}
