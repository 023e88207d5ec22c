/* results.c: see results.h. */
#include "execute/results.h"
#include "base/memory.h"
#include "base/output_file.h"
#include "execute/folder.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct results {
    const struct scenario *scenario;
    struct columns *columns;
    char parent[2048]; /* base/<scenario>; when resumed, that of the folder */
    char folder[2048 + 64];
    uint32_t runs;
    char **rows;        /* by run; NULL: none */
    char **machine;     /* by run */
    bool *finished;     /* the row is of a run that came to an end of its own */
    bool worth_keeping; /* some row is not of a failed run */
    FILE *unsorted, *machine_unsorted;
};

static bool path_of(const struct results *results, const char *name, char *path, size_t size)
{
    return (size_t)snprintf(path, size, "%s/%s", results->folder, name) < size;
}

static bool cannot_write(struct error *err, const char *path)
{
    return error_set(err, ERROR_INPUT, path, 0, "cannot write: %s", strerror(errno));
}

/* ---- run.xml ---- */

/* Adds a file to an FNV-1a hash, unless it is the one that was added last (*last: its path, of `size`). */
static void add_file(uint64_t *hash, const char *path, char *last, size_t size)
{
    if (strcmp(path, last) == 0)
        return;
    snprintf(last, size, "%s", path);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return;
    for (int c; (c = getc(file)) != EOF;)
        *hash = (*hash ^ (uint64_t)c) * UINT64_C(0x100000001b3);
    fclose(file);
}

/* A hash of the platforms, of the MPI programs and of the topologies in files, to notice that one of them is no longer what it
 * was. */
static bool fingerprint(const struct scenario *scenario, uint64_t *out, struct error *err)
{
    char platform[sizeof((struct settings *)0)->platform] = "";
    char topology[sizeof((struct topology_settings *)0)->file] = "", program[PATH_MAX] = "";
    *out = UINT64_C(0xcbf29ce484222325);
    for (uint32_t run = 0; run < scenario_run_count(scenario); run++) {
        struct run_plan plan;
        if (!scenario_run(scenario, run, &plan, err))
            return false;
        add_file(out, plan.settings.platform, platform, sizeof platform);
        if (plan.settings.mpi != NULL)
            add_file(out, plan.settings.mpi->program, program, sizeof program);
        if (plan.settings.topology.kind == TOPOLOGY_KIND_FILE)
            add_file(out, plan.settings.topology.file, topology, sizeof topology);
        run_plan_release(&plan);
    }
    return true;
}

/* run.xml: the whole scenario, and what else a repetition depends on. The date is not in it: it is the folder's name. */
static bool make_run_xml(const struct scenario *scenario, char **out, struct error *err)
{
    char *xml = NULL;
    if (!scenario_to_xml(scenario, &xml, err))
        return false;
    uint64_t files;
    if (!fingerprint(scenario, &files, err)) {
        free(xml);
        return false;
    }
    const char *body = strncmp(xml, "<?xml", 5) == 0 ? strstr(xml, "?>") + 2 : xml;
    while (*body == '\n')
        body++;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = must_have(open_memstream(&text, &size), "run.xml");
    fprintf(stream, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    fprintf(stream, "<run version=\"%s\" files-fingerprint=\"%016" PRIx64 "\">\n", ONDE_VERSION, files);
    fprintf(stream, "%s</run>\n", body);
    fclose(stream);
    free(xml);
    *out = text;
    return true;
}

static bool write_run_xml(const struct results *results, struct error *err)
{
    char path[4096];
    path_of(results, "run.xml", path, sizeof path);
    char *text = NULL;
    struct output_file *output;
    bool ok = make_run_xml(results->scenario, &text, err) && output_file_create(path, &output, err);
    if (ok) {
        fputs(text, output_file_stream(output));
        ok = output_file_commit(output, err);
    }
    free(text);
    return ok;
}

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return NULL;
    char *text = NULL;
    size_t size = 0;
    if (getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

/* ---- rows ---- */

static bool open_unsorted(struct results *results, struct error *err)
{
    char path[4096];
    path_of(results, "runs.csv.unsorted", path, sizeof path);
    results->unsorted = fopen(path, "a");
    if (results->unsorted == NULL)
        return cannot_write(err, path);
    path_of(results, "machine.csv.unsorted", path, sizeof path);
    results->machine_unsorted = fopen(path, "a");
    if (results->machine_unsorted == NULL)
        return cannot_write(err, path);
    return true;
}

static bool append_line(FILE *file, const char *line)
{
    return fprintf(file, "%s\n", line) >= 0 && fflush(file) == 0;
}

static void keep_row(struct results *results, uint32_t run, char *row, bool finished)
{
    free(results->rows[run]);
    results->rows[run] = row;
    results->finished[run] = finished;
}

bool results_add(struct results *results, const struct run_plan *plan, const struct outcome *outcome, struct error *err)
{
    char *row = columns_row(results->columns, plan, outcome);
    keep_row(results, plan->run, row, !outcome->failed && !outcome_is_stopped(outcome));
    results->worth_keeping = results->worth_keeping || !outcome->failed;
    free(results->machine[plan->run]);
    results->machine[plan->run] = machine_row(outcome);
    if (!append_line(results->unsorted, row) || !append_line(results->machine_unsorted, results->machine[plan->run])) {
        char path[4096];
        path_of(results, "runs.csv.unsorted", path, sizeof path);
        return cannot_write(err, path);
    }
    return true;
}

/* Reads the lines of a file of rows, each of which begins with the number of its run. A last line without its newline was
 * cut short: it does not count, and goes, so that the next row does not continue it. */
static bool read_rows(struct results *results, const char *name, const char *header, bool machine, struct error *err)
{
    char path[4096];
    path_of(results, name, path, sizeof path);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return true;
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    off_t whole = 0; /* bytes of whole lines */
    while ((length = getline(&line, &size, file)) > 0 && line[length - 1] == '\n') {
        whole += length;
        line[length - 1] = '\0';
        char *end;
        unsigned long run = strtoul(line, &end, 10);
        if (strcmp(line, header) == 0 || end == line || *end != ',' || run >= results->runs)
            continue;
        char *row = must_have(strdup(line), "the rows");
        if (machine) {
            free(results->machine[run]);
            results->machine[run] = row;
        } else {
            bool failed = columns_row_says(results->columns, row, ROW_VERDICT, "failed");
            bool stopped = columns_row_says(results->columns, row, ROW_ENDING, ending_name(ENDING_STOPPED));
            keep_row(results, (uint32_t)run, row, !failed && !stopped);
            results->worth_keeping = results->worth_keeping || !failed;
        }
    }
    bool ok = length < 0 || truncate(path, whole) == 0 || cannot_write(err, path);
    free(line);
    fclose(file);
    return ok;
}

/* Takes over the header. */
static bool commit_table(struct results *results, const char *name, char *header, char *const *rows, struct error *err)
{
    char path[4096];
    path_of(results, name, path, sizeof path);
    struct output_file *output;
    bool ok = output_file_create(path, &output, err);
    if (ok) {
        FILE *file = output_file_stream(output);
        fprintf(file, "%s\n", header);
        for (uint32_t i = 0; i < results->runs; i++)
            if (rows[i] != NULL)
                fprintf(file, "%s\n", rows[i]);
        ok = output_file_commit(output, err);
    }
    free(header);
    return ok;
}

/* Removes what is in the folder and has a name that ends in `suffix` (everything when it is empty). */
static void remove_files(const struct results *results, const char *suffix)
{
    DIR *folder = opendir(results->folder);
    if (folder == NULL)
        return;
    size_t ending = strlen(suffix);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[4096];
        size_t length = strlen(entry->d_name);
        if (entry->d_name[0] == '.' || length <= ending || strcmp(entry->d_name + length - ending, suffix) != 0 ||
            !path_of(results, entry->d_name, path, sizeof path))
            continue;
        if (unlink(path) != 0 && errno == EISDIR)
            mpi_job_tidy(path);
    }
    closedir(folder);
}

bool results_commit(struct results *results, struct error *err)
{
    fclose(results->unsorted);
    fclose(results->machine_unsorted);
    results->unsorted = results->machine_unsorted = NULL;
    if (!commit_table(results, "runs.csv", columns_header(results->columns), results->rows, err) ||
        !commit_table(results, "machine.csv", machine_header(), results->machine, err))
        return false;
    remove_files(results, ".unsorted");
    remove_files(results, ".partial"); /* of workers that were stopped: traces, folders of MPI programs */
    return true;
}

/* ---- folders ---- */

static struct results *allocate(const char *base, const struct scenario *scenario, struct error *err)
{
    struct results *results = must_have(calloc(1, sizeof *results), "the results");
    results->scenario = scenario;
    results->runs = scenario_run_count(scenario);
    results->rows = must_have(calloc(results->runs + 1u, sizeof *results->rows), "the rows");
    results->machine = must_have(calloc(results->runs + 1u, sizeof *results->machine), "the rows");
    results->finished = must_have(calloc(results->runs + 1u, sizeof *results->finished), "the rows");
    bool fits = (size_t)snprintf(results->parent, sizeof results->parent, "%s/%s", base, scenario_name(scenario)) <
                sizeof results->parent;
    if (!fits)
        error_set(err, ERROR_INPUT, base, 0, "this path is too long");
    if (!fits || !columns_create(scenario, &results->columns, err) || !columns_check_figures(results->columns, err)) {
        results_free(results);
        return NULL;
    }
    return results;
}

bool results_create(const char *base, const struct scenario *scenario, struct results **out, struct error *err)
{
    *out = NULL;
    struct results *results = allocate(base, scenario, err);
    if (results == NULL)
        return false;
    bool ok = folder_make_dated(results->parent, results->folder, sizeof results->folder, err);
    if (ok && (!write_run_xml(results, err) || !open_unsorted(results, err))) {
        results_discard(results);
        ok = false;
    }
    if (!ok) {
        results_free(results);
        return false;
    }
    *out = results;
    return true;
}

static bool same_scenario(const struct results *results, struct error *err)
{
    char path[4096];
    path_of(results, "run.xml", path, sizeof path);
    char *there = read_text(path);
    char *here = NULL;
    bool ok = make_run_xml(results->scenario, &here, err);
    if (ok && (there == NULL || strcmp(there, here) != 0))
        ok = error_set(err, ERROR_INPUT, path, 0,
                       "the scenario, a platform, an MPI program, a topology's file or onde itself has changed since: "
                       "--resume would mix "
                       "two experiments; run it anew");
    free(there);
    free(here);
    return ok;
}

bool results_resume(const char *base, const char *folder, const struct scenario *scenario, struct results **out,
                    struct error *err)
{
    *out = NULL;
    struct results *results = allocate(base, scenario, err);
    if (results == NULL)
        return false;
    if (!results_find(folder != NULL ? folder : results->parent, results->folder, sizeof results->folder, err) ||
        !same_scenario(results, err)) {
        results_free(results);
        return false;
    }
    snprintf(results->parent, sizeof results->parent, "%.*s", (int)(strrchr(results->folder, '/') - results->folder),
             results->folder);
    char *header = columns_header(results->columns);
    char *of_machine = machine_header();
    bool ok = read_rows(results, "runs.csv", header, false, err) &&
              read_rows(results, "runs.csv.unsorted", header, false, err) &&
              read_rows(results, "machine.csv", of_machine, true, err) &&
              read_rows(results, "machine.csv.unsorted", of_machine, true, err) && open_unsorted(results, err);
    free(header);
    free(of_machine);
    if (!ok) {
        results_free(results);
        return false;
    }
    *out = results;
    return true;
}

void results_free(struct results *results)
{
    if (results == NULL)
        return;
    for (uint32_t i = 0; i < results->runs; i++) {
        free(results->rows[i]);
        free(results->machine[i]);
    }
    free(results->rows);
    free(results->machine);
    free(results->finished);
    columns_free(results->columns);
    if (results->unsorted != NULL)
        fclose(results->unsorted);
    if (results->machine_unsorted != NULL)
        fclose(results->machine_unsorted);
    free(results);
}

const char *results_folder(const struct results *results)
{
    return results->folder;
}

bool results_has(const struct results *results, uint32_t run)
{
    return results->finished[run];
}

enum verdict_kind results_verdict(const struct results *results, uint32_t run)
{
    if (columns_row_says(results->columns, results->rows[run], ROW_VERDICT, verdict_name(VERDICT_VIOLATED)))
        return VERDICT_VIOLATED;
    bool undecided =
        columns_row_says(results->columns, results->rows[run], ROW_VERDICT, verdict_name(VERDICT_UNDECIDED));
    return undecided ? VERDICT_UNDECIDED : VERDICT_HOLDS;
}

bool results_worth_keeping(const struct results *results)
{
    return results->worth_keeping;
}

bool results_make_latest(const struct results *results, struct error *err)
{
    return folder_make_latest(results->parent, results->folder, err);
}

void results_discard(struct results *results)
{
    remove_files(results, "");
    rmdir(results->folder);
    /* These go only if nothing else is there. */
    rmdir(results->parent);
    char *slash = strrchr(results->parent, '/');
    if (slash != NULL) {
        *slash = '\0';
        rmdir(results->parent);
    }
}

static bool has_run_xml(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/run.xml", folder);
    return access(path, R_OK) == 0;
}

bool results_find(const char *path, char *folder, size_t size, struct error *err)
{
    char latest[2048];
    snprintf(latest, sizeof latest, "%s/latest", path);
    char *found = NULL;
    if (has_run_xml(path))
        found = realpath(path, NULL);
    else if (has_run_xml(latest))
        found = realpath(latest, NULL);
    if (found == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "no results here: expected a folder with run.xml, or with latest/");
    bool fits = (size_t)snprintf(folder, size, "%s", found) < size;
    free(found);
    return fits || error_set(err, ERROR_INPUT, path, 0, "this path is too long");
}
