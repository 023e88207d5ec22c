/* traced.c: see traced.h. */
#include "figure/traced.h"

#include "base/compressed.h"
#include "base/csv.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool traced_is_of(const char *name, const char *stem, bool *has_run, uint32_t *run)
{
    size_t length = strlen(stem);
    if (strncmp(name, stem, length) != 0)
        return false;
    const char *rest = name + length;
    *has_run = *rest == '-' && rest[1] >= '0' && rest[1] <= '9';
    if (*has_run) {
        char *end;
        errno = 0;
        unsigned long number = strtoul(rest + 1, &end, 10);
        if (errno != 0 || number > UINT32_MAX)
            return false;
        *run = (uint32_t)number;
        rest = end;
    }
    return strcmp(rest, ".csv") == 0 || strcmp(rest, ".csv" COMPRESSED_SUFFIX) == 0;
}

/* The system of each run, and whether it is an MPI program, from runs.csv. */
struct ran {
    uint32_t run, system;
    bool mpi, work_measured;
    size_t processes;
    double makespan;
    char verdict[16];
};
struct ran_list {
    struct ran *ran;
    size_t count, capacity;
};

static bool add_ran(struct ran_list *list, const struct ran *ran)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 256 : 2 * list->capacity;
        struct ran *grown = reallocarray(list->ran, capacity, sizeof *grown);
        if (grown == NULL)
            return false;
        list->ran = grown;
        list->capacity = capacity;
    }
    list->ran[list->count++] = *ran;
    return true;
}

static bool read_runs(const struct drawing *drawing, struct ran_list *list, struct error *err)
{
    char path[PATH_MAX];
    struct csv_reader *reader;
    size_t run, system, network, processes, makespan, verdict;
    snprintf(path, sizeof path, "%s/runs.csv", drawing->folder);
    if (!csv_open(path, &reader, err))
        return false;
    bool ok = csv_find_column(reader, "run", &run, err) && csv_find_column(reader, "system", &system, err);
    bool has_processes = ok && csv_has_column(reader, "processes", &processes);
    bool has_makespan = ok && csv_has_column(reader, "makespan", &makespan);
    bool has_verdict = ok && csv_has_column(reader, "verdict", &verdict);
    bool has_network = ok && csv_has_column(reader, "network", &network);
    enum csv_status status = CSV_END;
    while (ok && (status = csv_next(reader, err)) == CSV_ROW) {
        double number;
        struct ran ran = {.mpi = has_network && strcmp(csv_field(reader, network), "mpi") == 0, .makespan = NAN};
        ok = csv_number(reader, run, &number, err) &&
             ((number >= 0 && number <= UINT32_MAX) ||
              error_set(err, ERROR_INPUT, path, csv_line(reader), "run=\"%.40s\": expected 0 or more",
                        csv_field(reader, run)));
        ran.run = ok ? (uint32_t)number : 0;
        ran.work_measured = has_makespan && !ran.mpi;
        if (ok && has_verdict)
            snprintf(ran.verdict, sizeof ran.verdict, "%.15s", csv_field(reader, verdict));
        double size = ok && has_processes ? strtod(csv_field(reader, processes), NULL) : 0;
        ran.processes = size >= 1 && size <= UINT32_MAX ? (size_t)size : 0;
        ok = ok && (!has_makespan || csv_field(reader, makespan)[0] == '\0' ||
                    csv_number(reader, makespan, &ran.makespan, err));
        if (ok && !runs_find_system(drawing->scenario, csv_field(reader, system), &ran.system, err)) {
            error_locate(err, path, csv_line(reader));
            ok = false;
        }
        ok =
            ok && (add_ran(list, &ran) || error_set(err, ERROR_INPUT, path, 0, "not enough memory to read this table"));
    }
    csv_close(reader);
    return ok && status == CSV_END;
}

static const struct ran *find_ran(const struct ran_list *list, uint32_t run)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->ran[i].run == run)
            return &list->ran[i];
    return NULL;
}

/* Keeps the file when its run is the first of its system. */
static void offer(struct traced *of_systems, const struct drawing *drawing, const char *name, const struct ran *ran)
{
    struct traced *traced = &of_systems[ran->system];
    if (traced->known && ran->run >= traced->run)
        return;
    *traced = (struct traced){.known = true,
                              .run = ran->run,
                              .system = ran->system,
                              .mpi = ran->mpi,
                              .processes = ran->processes,
                              .work_measured = ran->work_measured,
                              .makespan = ran->makespan};
    memcpy(traced->verdict, ran->verdict, sizeof traced->verdict);
    snprintf(traced->path, sizeof traced->path, "%s/%s", drawing->folder, name);
}

static bool look(const struct drawing *drawing, const char *stem, const struct ran_list *ran, struct traced *of_systems,
                 struct traced *single, struct error *err)
{
    DIR *directory = opendir(drawing->folder);
    if (directory == NULL)
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "cannot be read: %s", strerror(errno));
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        bool has_run;
        uint32_t run;
        if (!traced_is_of(entry->d_name, stem, &has_run, &run))
            continue;
        const struct ran *known = has_run ? find_ran(ran, run) : ran->count == 1 ? &ran->ran[0] : NULL;
        if (known != NULL)
            offer(of_systems, drawing, entry->d_name, known);
        else if (!has_run)
            snprintf(single->path, sizeof single->path, "%s/%s", drawing->folder, entry->d_name);
    }
    closedir(directory);
    return true;
}

/* The first traced run of each system that the figure wants goes to `out`. */
static bool choose(const struct drawing *drawing, const char *stem, struct traced *out, size_t *count,
                   struct traced *single, struct error *err)
{
    if (drawing->scenario == NULL)
        return look(drawing, stem, &(struct ran_list){0}, out, single, err);
    struct ran_list ran = {0};
    bool *wanted = runs_wanted_systems(drawing->scenario, drawing->request->system, err);
    bool ok = wanted != NULL && read_runs(drawing, &ran, err) && look(drawing, stem, &ran, out, single, err);
    for (size_t i = 0; ok && i < scenario_system_count(drawing->scenario); i++)
        if (out[i].known && wanted[i])
            out[(*count)++] = out[i];
    free(wanted);
    free(ran.ran);
    return ok;
}

bool traced_find(const struct drawing *drawing, const char *stem, struct traced **out, size_t *count, struct error *err)
{
    const char *wanted = drawing->request->system;
    size_t systems = drawing->scenario != NULL ? scenario_system_count(drawing->scenario) : 0;
    struct traced single = {.mpi = drawing->scenario == NULL, .makespan = NAN};
    *count = 0;
    *out = calloc(systems + 1, sizeof **out);
    if (*out == NULL)
        return error_set(err, ERROR_INPUT, drawing->folder, 0, "not enough memory to draw");
    bool ok = choose(drawing, stem, *out, count, &single, err);
    if (ok && *count == 0 && single.path[0] != '\0')
        (*out)[(*count)++] = single;
    if (ok && *count == 0)
        ok = error_set(err, ERROR_NOTHING, drawing->folder, 0,
                       "no %s.csv%s%s to draw a %s from; run the scenario again with --trace RUN", stem,
                       wanted[0] != '\0' ? " of system " : "", wanted, drawing->request->kind);
    if (!ok) {
        free(*out);
        *out = NULL;
    }
    return ok;
}

/* What the verdict adds to the description; "": it holds, or is not known. */
static const char *describe_verdict(const struct traced *traced, enum language language)
{
    static const struct {
        const char *verdict;
        const char *text[LANGUAGES];
    } verdicts[] = {{"violated", {"violated", "violée"}},
                    {"undecided", {"undecided", "indécise"}},
                    {"failed", {"failed", "échouée"}}};
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
        if (strcmp(verdicts[i].verdict, traced->verdict) == 0)
            return verdicts[i].text[language];
    return "";
}

void traced_describe(const struct traced *traced, const struct drawing *drawing, char *text, size_t size)
{
    enum language language = drawing->language;
    text[0] = '\0';
    if (!traced->known)
        return;
    const struct scenario_system *system = scenario_system_at(drawing->scenario, traced->system);
    const char *title = system->title[language][0] != '\0' ? system->title[language] : system->name;
    const char *verdict = describe_verdict(traced, language);
    const char *not_done = language == LANGUAGE_FR ? " : tout n'est pas fait" : ": not all is done";
    snprintf(text, size, "%.150s · %s %u%s%s%s", title, language == LANGUAGE_FR ? "exécution" : "run", traced->run,
             verdict[0] != '\0' ? " · " : "", verdict,
             verdict[0] != '\0' && traced->work_measured && isnan(traced->makespan) ? not_done : "");
}
