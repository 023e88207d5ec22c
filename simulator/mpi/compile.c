/* compile.c: see compile.h. */
#include "mpi/compile.h"

#include "base/data_folder.h"
#include "base/subprocess.h"
#include "execute/folder.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_SAID = 1 << 18 };

/* Part of the hash: to be changed when the options of the compiler are. */
static const char recipe[] = ONDE_VERSION " 1";

/* Our own sources that go into every program: the first is compiled, and includes the others. */
static const char *const with_program[] = {"simulator/mpi/profile.c", "simulator/mpi/counting.h",
                                           "simulator/mpi/book.h", NULL};

/* Not SimGrid's, which makes programs of MPI: the watch is none. */
static const char plain_cxx[] = "c++";

static const struct language {
    const char *ending, *compiler;
    bool preprocessed; /* its compiler can be asked for what the preprocessor makes of a source */
} languages[] = {
    {"c", "smpicc", true},  {"cc", "smpicxx", true},  {"cpp", "smpicxx", true},  {"cxx", "smpicxx", true},
    {"f", "smpiff", false}, {"f77", "smpiff", false}, {"f90", "smpif90", false}, {"F90", "smpif90", false},
};

static const struct language *language_of(const char *file)
{
    const char *dot = strrchr(file, '.'), *slash = strrchr(file, '/');
    for (size_t i = 0; dot != NULL && (slash == NULL || dot > slash) && i < sizeof languages / sizeof languages[0]; i++)
        if (strcmp(dot + 1, languages[i].ending) == 0)
            return &languages[i];
    return NULL;
}

/* What one compilation needs: all in the cache, under names that begin with `stem`. */
struct workshop {
    const struct language *language;
    const char *source;
    char folder[PATH_MAX - 2 * NAME_MAX];
    char *said; /* of MOST_SAID bytes: by the last command */
};

static bool path_in(const struct workshop *shop, const char *stem, const char *ending, char *path, struct error *err)
{
    int length = snprintf(path, PATH_MAX, "%s/%s%s", shop->folder, stem, ending);
    return (length >= 0 && length < PATH_MAX) ||
           error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", shop->folder);
}

/* ---- commands ---- */

static bool run_compiler(const struct workshop *shop, char *const arguments[], struct error *err)
{
    int status = subprocess_run(arguments, shop->said, MOST_SAID);
    if (status == -ENOENT)
        return error_set(err, ERROR_INPUT, NULL, 0, "%s is not installed; on Debian it is in the package %s",
                         arguments[0], strcmp(arguments[0], plain_cxx) == 0 ? "g++" : "libsimgrid-dev");
    if (status < 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "%s cannot be started: %s", arguments[0], strerror(-status));
    if (status == 0)
        return true;
    fputs(shop->said, stderr);
    return error_set(err, ERROR_INPUT, shop->source, 0, "%s cannot compile this program: see above", arguments[0]);
}

/* ---- the cache ---- */

bool mpi_cache_folder(char *folder, size_t size, struct error *err)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    bool chosen = cache != NULL && cache[0] == '/'; /* the XDG specification: a relative path is ignored */
    if (!chosen && (home == NULL || home[0] == '\0'))
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "no folder to keep compiled programs in: set XDG_CACHE_HOME, or HOME, to one");
    int length = snprintf(folder, size, "%s%s/onde/mpi", chosen ? cache : home, chosen ? "" : "/.cache");
    if (length < 0 || (size_t)length >= size)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "the path of the cache is too long; set XDG_CACHE_HOME to another folder");
    return folder_make(folder, err);
}

/* Adds a file to an FNV-1a hash. Errors (INPUT): it cannot be read. */
static bool add_file(uint64_t *hash, const char *path, struct error *err)
{
    unsigned char piece[1 << 16];
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
    size_t got;
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        for (size_t i = 0; i < got; i++)
            *hash = (*hash ^ piece[i]) * UINT64_C(0x100000001b3);
    bool failed = ferror(file) != 0;
    fclose(file);
    return !failed || error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
}

/* A hash of how our own sources are compiled, and of those: their names end with NULL. Errors (INPUT): one is missing. */
static bool hash_own(uint64_t *hash, const char *const *names, struct error *err)
{
    char path[PATH_MAX];
    *hash = UINT64_C(0xcbf29ce484222325);
    for (const char *c = recipe; *c != '\0'; c++)
        *hash = (*hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    for (; *names != NULL; names++)
        if (!data_folder_find(*names, path, sizeof path, err) || !add_file(hash, path, err))
            return false;
    return true;
}

/* A hash of what the compiler will see: the source with all that it includes, the profile, the place where it is (which
 * the debugging information has). */
static bool hash_source(const struct workshop *shop, uint64_t *hash, struct error *err)
{
    char stem[32], preprocessed[PATH_MAX];
    if (!hash_own(hash, with_program, err))
        return false;
    if (!shop->language->preprocessed)
        return add_file(hash, shop->source, err);
    snprintf(stem, sizeof stem, "%ld", (long)getpid());
    if (!path_in(shop, stem, ".i", preprocessed, err))
        return false;
    char *const arguments[] = {(char *)shop->language->compiler, "-E", "-o", preprocessed, (char *)shop->source, NULL};
    bool ok = run_compiler(shop, arguments, err) && add_file(hash, preprocessed, err);
    unlink(preprocessed);
    return ok;
}

/* ---- global variables ---- */

/* Whether a letter of nm's stands for a variable that can be written. */
static bool is_variable(char letter)
{
    return strchr("BbDdCcGgSs", letter) != NULL;
}

/* Writes the names of the variables that the program has outside of functions, a line each, into a file. */
static bool list_globals(const struct workshop *shop, const char *object, const char *list, struct error *err)
{
    char *const arguments[] = {"nm", "--defined-only", "--format=posix", (char *)object, NULL};
    if (!run_compiler(shop, arguments, err))
        return false;
    FILE *file = fopen(list, "we");
    if (file == NULL)
        return error_set(err, ERROR_INPUT, list, 0, "cannot be written: %s", strerror(errno));
    char *rest = NULL;
    for (char *line = strtok_r(shop->said, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        char name[128], letter;
        if (sscanf(line, "%127s %c", name, &letter) == 2 && is_variable(letter))
            fprintf(file, "%s\n", name);
    }
    return fclose(file) == 0 || error_set(err, ERROR_INPUT, list, 0, "cannot be written: %s", strerror(errno));
}

static void read_globals(const char *list, struct mpi_program *out)
{
    FILE *file = fopen(list, "re");
    out->has_globals = true;
    out->global[0] = '\0';
    if (file == NULL)
        return;
    out->has_globals = fgets(out->global, sizeof out->global, file) != NULL;
    out->global[strcspn(out->global, "\n")] = '\0';
    fclose(file);
}

/* ---- compiling ---- */

/* The program's own calls of MPI_* go to the profile, whatever else defines them where it is loaded (-Bsymbolic-functions). */
static bool compile_parts(const struct workshop *shop, const char *profile, const char *stem, struct mpi_program *out,
                          struct error *err)
{
    char own[NAME_MAX], object[PATH_MAX], counting[PATH_MAX], made[PATH_MAX], list[PATH_MAX], globals[PATH_MAX];
    /* Two programs may compile at the same time: each has files of its own, and the last name given wins. */
    snprintf(own, sizeof own, "%.200s.%ld", stem, (long)getpid());
    if (!path_in(shop, own, ".o", object, err) || !path_in(shop, own, ".profile.o", counting, err) ||
        !path_in(shop, own, ".made", made, err) || !path_in(shop, own, ".list", list, err) ||
        !path_in(shop, stem, ".globals", globals, err))
        return false;
    char *compiler = (char *)shop->language->compiler;
    char *const compile[] = {compiler, "-O2", "-g", "-c", "-o", object, (char *)shop->source, NULL};
    char *const count[] = {"smpicc", "-DSMPI_NO_OVERRIDE_MALLOC", "-O2", "-c", "-o", counting, (char *)profile, NULL};
    char *const link[] = {compiler, "-Wl,-Bsymbolic-functions", "-o", made, object, counting, "-lm", NULL};
    bool ok = run_compiler(shop, compile, err);
    if (ok)
        fputs(shop->said, stderr); /* warnings */
    ok = ok && list_globals(shop, object, list, err) && run_compiler(shop, count, err) && run_compiler(shop, link, err);
    if (ok && (rename(list, globals) != 0 || rename(made, out->path) != 0))
        ok = error_set(err, ERROR_INPUT, out->path, 0, "cannot be written: %s", strerror(errno));
    unlink(object);
    unlink(counting);
    unlink(made);
    unlink(list);
    return ok;
}

static bool compile_source(struct workshop *shop, struct mpi_program *out, struct error *err)
{
    char profile[PATH_MAX], stem[NAME_MAX], globals[PATH_MAX];
    uint64_t hash;
    if (!data_folder_find(with_program[0], profile, sizeof profile, err) ||
        !mpi_cache_folder(shop->folder, sizeof shop->folder, err) || !hash_source(shop, &hash, err))
        return false;
    snprintf(stem, sizeof stem, "%.100s-%016" PRIx64, out->name, hash);
    if (!path_in(shop, stem, "", out->path, err) || !path_in(shop, stem, ".globals", globals, err))
        return false;
    bool there = shop->language->preprocessed && access(out->path, X_OK) == 0 && access(globals, R_OK) == 0;
    if (!there && !compile_parts(shop, profile, stem, out, err))
        return false;
    out->counted = true;
    read_globals(globals, out);
    return true;
}

static bool check_there(const char *file, struct error *err)
{
    struct stat status;
    if (stat(file, &status) != 0)
        return error_set(err, ERROR_INPUT, file, 0, "no such program: %s", strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_set(err, ERROR_INPUT, file, 0, "this is not a file; expected the source of an MPI program");
    return true;
}

bool mpi_compile(const char *file, struct mpi_program *out, struct error *err)
{
    memset(out, 0, sizeof *out);
    if (!check_there(file, err))
        return false;
    const char *slash = strrchr(file, '/');
    snprintf(out->name, sizeof out->name, "%s", slash != NULL ? slash + 1 : file);
    struct workshop shop = {.language = language_of(file), .source = file};
    char absolute[PATH_MAX];
    if (realpath(file, absolute) == NULL)
        return error_set(err, ERROR_INPUT, file, 0, "cannot be read: %s", strerror(errno));
    if (shop.language == NULL) {
        out->has_globals = true;
        snprintf(out->path, sizeof out->path, "%s", absolute);
        return access(file, X_OK) == 0 ||
               error_set(err, ERROR_INPUT, file, 0,
                         "this is neither a source (.c, .cpp, .f90) nor a program that can be run");
    }
    *strrchr(out->name, '.') = '\0';
    shop.said = malloc(MOST_SAID);
    if (shop.said == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    bool ok = compile_source(&shop, out, err);
    free(shop.said);
    return ok;
}

static bool compile_preload(struct workshop *shop, const char *name, const char *const *sources, char *path,
                            struct error *err)
{
    char stem[NAME_MAX], own[NAME_MAX], made[PATH_MAX];
    uint64_t hash;
    if (!mpi_cache_folder(shop->folder, sizeof shop->folder, err) || !hash_own(&hash, sources, err))
        return false;
    snprintf(stem, sizeof stem, "onde-%.40s-%016" PRIx64, name, hash);
    snprintf(own, sizeof own, "%.100s.%ld", stem, (long)getpid());
    if (!path_in(shop, stem, ".so", path, err) || !path_in(shop, own, ".made", made, err))
        return false;
    if (access(path, R_OK) == 0)
        return true;
    char *const arguments[] = {(char *)plain_cxx,    "-O2",       "-fPIC", "-shared", "-o", made,
                               (char *)shop->source, "-lsimgrid", NULL};
    bool ok =
        run_compiler(shop, arguments, err) &&
        (rename(made, path) == 0 || error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno)));
    unlink(made);
    return ok;
}

bool mpi_compile_preload(const char *name, char *path, size_t size, struct error *err)
{
    char inside[NAME_MAX], source[PATH_MAX], made[PATH_MAX];
    const char *const sources[] = {inside, "simulator/mpi/book.h", NULL};
    snprintf(inside, sizeof inside, "simulator/mpi/%.40s.cpp", name);
    if (!data_folder_find(inside, source, sizeof source, err))
        return false;
    struct workshop shop = {.source = source, .said = malloc(MOST_SAID)};
    if (shop.said == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    bool ok = compile_preload(&shop, name, sources, made, err);
    free(shop.said);
    if (ok)
        snprintf(path, size, "%s", made);
    return ok;
}

void mpi_place(const struct mpi_program *program, unsigned long long place, char *text, size_t size)
{
    char address[32], said[PATH_MAX + 64];
    text[0] = '\0';
    if (place == 0)
        return;
    snprintf(address, sizeof address, "0x%llx", place - 1); /* the call is before where it comes back to */
    char *const arguments[] = {"addr2line", "-e", (char *)program->path, address, NULL};
    if (subprocess_run(arguments, said, sizeof said) != 0 || said[0] == '?')
        return;
    const char *slash = strrchr(said, '/');
    const char *name = slash != NULL ? slash + 1 : said;
    snprintf(text, size, "%.*s", (int)strcspn(name, " \n"), name);
}
