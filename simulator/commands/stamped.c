/* stamped.c: see stamped.h. */
#include "commands/stamped.h"

#include "base/value.h"
#include "execute/results.h"
#include "figure/traced.h"

#include <argp.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_SHOWN = 8 }; /* runs that an error names */

/* The traces of a folder. */
struct traces {
    uint32_t *runs; /* those that have a number */
    size_t count;
    bool single;             /* trace.csv, of the only run */
    char name[NAME_MAX + 1]; /* of the trace that is wanted; "": not there */
};

static int compare_runs(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static bool look(const char *folder, int64_t wanted, struct traces *traces, struct error *err)
{
    DIR *directory = opendir(folder);
    if (directory == NULL)
        return error_set(err, ERROR_INPUT, folder, 0, "cannot be read: %s", strerror(errno));
    bool ok = true;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        bool has_run;
        uint32_t run = 0;
        if (!traced_is_of(entry->d_name, "trace", &has_run, &run))
            continue;
        traces->single = traces->single || !has_run;
        if (has_run) {
            uint32_t *grown = reallocarray(traces->runs, traces->count + 1, sizeof *grown);
            if (grown == NULL) {
                ok = error_set(err, ERROR_INPUT, folder, 0, "not enough memory to read this folder");
                break;
            }
            traces->runs = grown;
            traces->runs[traces->count++] = run;
        }
        if (wanted < 0 || wanted == run) /* the only run has the number 0 */
            snprintf(traces->name, sizeof traces->name, "%s", entry->d_name);
    }
    closedir(directory);
    return ok;
}

/* "0, 3, 7, … (41)" */
static void list_runs(struct traces *traces, char *text, size_t size)
{
    size_t used = 0;
    if (traces->runs == NULL) {
        text[0] = '\0';
        return;
    }
    qsort(traces->runs, traces->count, sizeof *traces->runs, compare_runs);
    for (size_t i = 0; i < traces->count && i < MOST_SHOWN && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%" PRIu32, i > 0 ? ", " : "", traces->runs[i]);
    if (traces->count > MOST_SHOWN && used < size)
        snprintf(text + used, size - used, ", … (%zu)", traces->count);
}

static bool choose(const char *folder, int64_t run, struct traces *traces, char *path, size_t size, struct error *err)
{
    char runs[256];
    list_runs(traces, runs, sizeof runs);
    if (traces->count == 0 && !traces->single)
        return error_set(
            err, ERROR_INPUT, folder, 0,
            "no trace; run the scenario again with --stamps scalar (and --trace RUN for other runs than the first)");
    if (run < 0 && traces->count + traces->single > 1)
        return error_set(err, ERROR_INPUT, folder, 0, "traces of several runs: %s; choose one with --run", runs);
    if (traces->name[0] == '\0' && traces->single)
        return error_set(err, ERROR_INPUT, folder, 0, "no trace of run %" PRId64 ": there is one run, 0", run);
    if (traces->name[0] == '\0')
        return error_set(err, ERROR_INPUT, folder, 0, "no trace of run %" PRId64 "; there are those of: %s", run, runs);
    bool fits = (size_t)snprintf(path, size, "%s/%s", folder, traces->name) < size;
    return fits || error_set(err, ERROR_INPUT, folder, 0, "this path is too long");
}

bool stamped_find(const char *result, int64_t run, char *path, size_t size, struct error *err)
{
    char folder[PATH_MAX];
    struct stat status;
    if (stat(result, &status) == 0 && !S_ISDIR(status.st_mode)) {
        if (run >= 0)
            return error_set(err, ERROR_USAGE, NULL, 0, "--run=%" PRId64 ": %s is one trace; --run is for a folder",
                             run, result);
        return (size_t)snprintf(path, size, "%s", result) < size ||
               error_set(err, ERROR_INPUT, result, 0, "this path is too long");
    }
    struct traces traces = {0};
    bool ok = results_find(result, folder, sizeof folder, err) && look(folder, run, &traces, err) &&
              choose(folder, run, &traces, path, size, err);
    free(traces.runs);
    return ok;
}

int64_t stamped_run(struct argp_state *state, const char *text)
{
    uint64_t run;
    if (!value_parse_count(text, 0, UINT32_MAX, &run, NULL))
        argp_error(state, "--run=%s: expected the number of a run, 0 or more", text);
    return (int64_t)run;
}
