/* collectives.c: see collectives.h. */
#include "mpi/collectives.h"

#include "base/data_folder.h"
#include "base/output_file.h"
#include "base/subprocess.h"
#include "execute/folder.h"
#include "mpi/compile.h"
#include "mpi/launch.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { MOST_SAID = 1 << 16 /* bytes of one answer */ };

/* ---- the table ---- */

void mpi_collectives_free(struct mpi_collectives *collectives)
{
    if (collectives == NULL)
        return;
    for (size_t i = 0; i < collectives->count; i++) {
        struct mpi_collective *item = &collectives->item[i];
        for (size_t k = 0; item->algorithms != NULL && item->algorithms[k] != NULL; k++)
            free(item->algorithms[k]);
        free(item->algorithms);
        free(item->name);
    }
    free(collectives->item);
    free(collectives);
}

static bool add_algorithm(struct mpi_collective *item, const char *name, size_t length)
{
    size_t count = 0;
    while (item->algorithms[count] != NULL)
        count++;
    char **grown = realloc(item->algorithms, (count + 2) * sizeof *grown);
    if (grown == NULL)
        return false;
    item->algorithms = grown;
    grown[count + 1] = NULL;
    grown[count] = strndup(name, length);
    return grown[count] != NULL;
}

/* A collective and the algorithms that a list names, separated by commas and spaces up to `end`. */
static bool add_collective(struct mpi_collectives *collectives, const char *name, size_t length, const char *list,
                           const char *end)
{
    struct mpi_collective *grown = realloc(collectives->item, (collectives->count + 1) * sizeof *grown);
    if (grown == NULL)
        return false;
    collectives->item = grown;
    struct mpi_collective *item = &grown[collectives->count++];
    *item = (struct mpi_collective){strndup(name, length), calloc(1, sizeof *item->algorithms)};
    bool ok = item->name != NULL && item->algorithms != NULL;
    while (ok && list < end) {
        size_t word = strcspn(list, ", \n");
        if (list + word > end)
            word = (size_t)(end - list);
        ok = word == 0 || add_algorithm(item, list, word);
        list += word + 1;
    }
    return ok && item->algorithms[0] != NULL;
}

bool mpi_collectives_read(struct mpi_collectives *collectives, const char *said)
{
    static const char before[] = "Collective '", between[] = "Valid algorithms: ";
    const char *name = strstr(said, before);
    if (name == NULL)
        return false;
    name += sizeof before - 1;
    size_t length = strcspn(name, "'\n");
    const char *list = strstr(name, between), *line = name + strcspn(name, "\n");
    if (list == NULL || list > line)
        return false;
    const char *end = line;
    while (end > list && (end[-1] == '.' || isspace((unsigned char)end[-1])))
        end--;
    return add_collective(collectives, name, length, list + sizeof between - 1, end);
}

/* ---- asking SimGrid ---- */

/* Runs SimGrid's launcher on its own program for traces, which there is wherever the launcher is, with an option that it
 * refuses. What it says goes to `said`. */
static bool ask(const char *launcher, const char *option, char *said, struct error *err)
{
    char program[PATH_MAX], platform[PATH_MAX];
    const char *slash = strrchr(launcher, '/');
    int length = snprintf(program, sizeof program, "%.*s/smpireplaymain", (int)(slash - launcher), launcher);
    if (length < 0 || (size_t)length >= sizeof program)
        return error_set(err, ERROR_INPUT, launcher, 0, "this path is too long");
    if (!data_folder_find("platforms/raspberry-pi-4.xml", platform, sizeof platform, err))
        return false;
    char *const arguments[] = {(char *)launcher,
                               program,
                               (char *)"--cfg=smpi/privatization:no",
                               (char *)"--log=root.thres:critical",
                               (char *)option,
                               platform,
                               (char *)"none", /* the trace to replay: it does not come so far */
                               NULL};
    /* It aborts when it refuses, which is to leave no core file. */
    struct rlimit before, none;
    bool limited = getrlimit(RLIMIT_CORE, &before) == 0;
    none = (struct rlimit){0, limited ? before.rlim_max : 0};
    limited = limited && setrlimit(RLIMIT_CORE, &none) == 0;
    int status = subprocess_run(arguments, said, MOST_SAID);
    if (limited)
        setrlimit(RLIMIT_CORE, &before);
    return status >= 0 || error_set(err, ERROR_INPUT, launcher, 0, "cannot be started: %s", strerror(-status));
}

/* Asks about an option of SimGrid, "  smpi/bcast: (string)": a text that is empty by default may be a collective's. */
static bool ask_about(struct mpi_collectives *collectives, const char *launcher, const char *key, char *said,
                      struct error *err)
{
    char name[64], option[96];
    int end = -1;
    if (sscanf(key, " smpi/%63[a-z_]: (string)%n", name, &end) != 1 || end < 0 || key[end] != '\0')
        return true;
    snprintf(option, sizeof option, "--cfg=smpi/%s:?", name);
    if (!ask(launcher, option, said, err))
        return false;
    mpi_collectives_read(collectives, said); /* of another option it says something else */
    return true;
}

static bool ask_all(struct mpi_collectives *collectives, struct error *err)
{
    char launcher[PATH_MAX];
    char *keys = malloc(MOST_SAID), *said = malloc(MOST_SAID), *rest = NULL;
    bool ok = keys != NULL && said != NULL ? mpi_find_launcher(launcher, err)
                                           : error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    /* To an option that it does not have, SimGrid answers with those that it has. */
    ok = ok && ask(launcher, "--cfg=smpi/onde:?", keys, err);
    for (char *key = ok ? strtok_r(keys, "\n", &rest) : NULL; ok && key != NULL; key = strtok_r(NULL, "\n", &rest))
        ok = ask_about(collectives, launcher, key, said, err);
    if (ok && collectives->count == 0)
        ok = error_set(err, ERROR_INPUT, launcher, 0, "this SimGrid does not tell which collectives it has");
    free(keys);
    free(said);
    return ok;
}

/* ---- what is kept ---- */

/* The file of the answers of this library. false: there is no place to keep any, or no library. */
static bool find_kept(char *path, size_t size)
{
    char folder[PATH_MAX], launcher[PATH_MAX], library[PATH_MAX];
    struct stat status;
    if (!mpi_find_library(library, NULL) || stat(library, &status) != 0 || !mpi_find_launcher(launcher, NULL) ||
        !mpi_cache_folder(folder, sizeof folder, NULL))
        return false;
    int length =
        snprintf(path, size, "%s/collectives-%jd-%jd.txt", folder, (intmax_t)status.st_size, (intmax_t)status.st_mtime);
    return length > 0 && (size_t)length < size;
}

/* Lines "bcast default NTSB ompi". */
static bool read_kept(const char *path, struct mpi_collectives *collectives)
{
    char *line = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "re");
    bool ok = file != NULL;
    while (ok && getline(&line, &size, file) > 0) {
        size_t name = strcspn(line, " \n");
        ok = name > 0 && line[name] == ' ' &&
             add_collective(collectives, line, name, line + name + 1, line + strcspn(line, "\n"));
    }
    free(line);
    if (file != NULL)
        fclose(file);
    return ok && collectives->count > 0;
}

/* What cannot be kept is asked again. */
static void keep(const char *path, const struct mpi_collectives *collectives)
{
    struct output_file *file;
    if (!output_file_create(path, &file, NULL))
        return;
    for (size_t i = 0; i < collectives->count; i++) {
        const struct mpi_collective *item = &collectives->item[i];
        fputs(item->name, output_file_stream(file));
        for (size_t k = 0; item->algorithms[k] != NULL; k++)
            fprintf(output_file_stream(file), " %s", item->algorithms[k]);
        fputc('\n', output_file_stream(file));
    }
    output_file_commit(file, NULL);
}

static struct mpi_collectives *create(struct error *err)
{
    struct mpi_collectives *made = calloc(1, sizeof *made);
    if (made == NULL)
        error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    return made;
}

bool mpi_collectives_load(struct mpi_collectives **out, struct error *err)
{
    char path[PATH_MAX];
    bool kept = find_kept(path, sizeof path);
    struct mpi_collectives *made = create(err);
    if (made != NULL && kept && read_kept(path, made)) {
        *out = made;
        return true;
    }
    mpi_collectives_free(made); /* half of a damaged file */
    made = create(err);
    *out = NULL;
    if (made == NULL || !ask_all(made, err)) {
        mpi_collectives_free(made);
        return false;
    }
    if (kept)
        keep(path, made);
    *out = made;
    return true;
}

/* ---- names ---- */

static const char *collective_name(size_t i, const void *context)
{
    const struct mpi_collectives *collectives = context;
    return i < collectives->count ? collectives->item[i].name : NULL;
}

static const char *algorithm_name(size_t i, const void *context)
{
    const struct mpi_collective *collective = context;
    return collective->algorithms[i];
}

/* "; did you mean "x"?" or "; expected one of x, y". */
static bool refuse(const char *what, const char *name, const char *(*name_of)(size_t i, const void *context),
                   const void *context, struct error *err)
{
    char all[768] = "";
    const char *near = nearest_name(name, name_of, context);
    if (near != NULL)
        return error_set(err, ERROR_USAGE, NULL, 0, "no %s \"%.60s\"; did you mean \"%s\"?", what, name, near);
    for (size_t i = 0, used = 0; name_of(i, context) != NULL && used < sizeof all; i++)
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i > 0 ? ", " : "", name_of(i, context));
    return error_set(err, ERROR_USAGE, NULL, 0, "no %s \"%.60s\"; expected one of %s", what, name, all);
}

bool mpi_collectives_find(const struct mpi_collectives *collectives, const char *name,
                          const struct mpi_collective **out, struct error *err)
{
    for (size_t i = 0; i < collectives->count; i++)
        if (strcmp(collectives->item[i].name, name) == 0) {
            *out = &collectives->item[i];
            return true;
        }
    return refuse("collective", name, collective_name, collectives, err);
}

bool mpi_collective_check(const struct mpi_collective *collective, const char *algorithm, struct error *err)
{
    char what[96];
    for (size_t i = 0; collective->algorithms[i] != NULL; i++)
        if (strcmp(collective->algorithms[i], algorithm) == 0)
            return true;
    snprintf(what, sizeof what, "algorithm of %.60s", collective->name);
    return refuse(what, algorithm, algorithm_name, collective, err);
}

const char *mpi_selector_title(const char *algorithm)
{
    /* SimGrid's documentation, on the selectors of collectives. `default` is none of them: it is one algorithm. */
    static const char *const selectors[][2] = {{"ompi", "Open MPI"},
                                               {"mpich", "MPICH"},
                                               {"mvapich2", "MVAPICH2"},
                                               {"impi", "Intel MPI"},
                                               {"automatic", "all are tried"}};
    for (size_t i = 0; i < sizeof selectors / sizeof selectors[0]; i++)
        if (strcmp(selectors[i][0], algorithm) == 0)
            return selectors[i][1];
    return NULL;
}
