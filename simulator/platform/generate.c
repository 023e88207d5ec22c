/* generate.c: see generate.h. */
#include "platform/generate.h"

#include "base/output_file.h"
#include "platform/generators/generators.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct generator generators[] = {
#define GENERATOR(id, name, revision, title) {name, title, revision, generate_##id},
#include "platform/generators.def"
#undef GENERATOR
};

const struct generator *generator_at(size_t index)
{
    return index < sizeof generators / sizeof generators[0] ? &generators[index] : NULL;
}

const struct generator *generator_find(const char *name)
{
    const struct generator *generator;
    for (size_t i = 0; (generator = generator_at(i)) != NULL; i++)
        if (strcmp(generator->name, name) == 0)
            return generator;
    return NULL;
}

static bool too_long(struct error *err)
{
    return error_set(err, ERROR_INPUT, NULL, 0,
                     "the path of the cache is too long; set XDG_CACHE_HOME to another folder");
}

/* <cache>/onde/platforms/<version>/<name>-<revision>.xml */
static bool cache_path(const struct generator *generator, char *path, size_t size, struct error *err)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    bool chosen = cache != NULL && cache[0] == '/'; /* the XDG specification: a relative path is ignored */
    if (!chosen && (home == NULL || home[0] == '\0'))
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "no folder to keep the platform %s in: set XDG_CACHE_HOME, or HOME, to one", generator->name);
    int length = snprintf(path, size, "%s%s/onde/platforms/%s/%s-%u.xml", chosen ? cache : home,
                          chosen ? "" : "/.cache", ONDE_VERSION, generator->name, generator->revision);
    return (length >= 0 && (size_t)length < size) || too_long(err);
}

/* Makes the folders above a file, those that are missing. */
static bool make_folders(const char *path, struct error *err)
{
    char folder[PATH_MAX];
    if ((size_t)snprintf(folder, sizeof folder, "%s", path) >= sizeof folder)
        return too_long(err);
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0777) != 0 && errno != EEXIST)
            return error_set(
                err, ERROR_INPUT, folder, 0,
                "this folder, where generated platforms are kept, cannot be made: %s (set XDG_CACHE_HOME to "
                "another)",
                strerror(errno));
        *slash = '/';
    }
    return true;
}

bool generator_cached(const struct generator *generator, char *path, size_t size, struct error *err)
{
    if (!cache_path(generator, path, size, err))
        return false;
    if (access(path, R_OK) == 0)
        return true;
    if (!make_folders(path, err))
        return false;
    /* Two programs may generate at the same time: each writes a file of its own, and the last name given wins. */
    char own[PATH_MAX];
    if ((size_t)snprintf(own, sizeof own, "%s.%ld", path, (long)getpid()) >= sizeof own)
        return too_long(err);
    struct output_file *file;
    if (!output_file_create(own, &file, err))
        return false;
    generator->write(output_file_stream(file));
    if (!output_file_commit(file, err))
        return false;
    if (rename(own, path) == 0)
        return true;
    error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
    unlink(own);
    return false;
}

bool generator_made(const char *path)
{
    const struct generator *generator;
    for (size_t i = 0; (generator = generator_at(i)) != NULL; i++) {
        char made[PATH_MAX];
        if (cache_path(generator, made, sizeof made, NULL) && strcmp(made, path) == 0)
            return true;
    }
    return false;
}
