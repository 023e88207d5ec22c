/* smpirun.c: see smpirun.h. */
#include "platform/smpirun.h"

#include "base/data_folder.h"
#include "base/subprocess.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct smpirun {
    char folder[PATH_MAX - NAME_MAX - 1];
};

static bool path_in(const struct smpirun *smpirun, const char *name, char *path, struct error *err)
{
    int length = snprintf(path, PATH_MAX, "%s/%s", smpirun->folder, name);
    return (length >= 0 && length < PATH_MAX) ||
           error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", name);
}

bool smpirun_create(struct smpirun **out, struct error *err)
{
    *out = NULL;
    struct smpirun *smpirun = calloc(1, sizeof *smpirun);
    if (smpirun == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    const char *temporary = getenv("TMPDIR");
    int length = snprintf(smpirun->folder, sizeof smpirun->folder, "%s/onde-mpi-XXXXXX",
                          temporary != NULL && temporary[0] == '/' ? temporary : "/tmp");
    if ((size_t)length >= sizeof smpirun->folder || mkdtemp(smpirun->folder) == NULL) {
        error_set(err, ERROR_INPUT, smpirun->folder, 0,
                  "this temporary folder cannot be made: %s (set TMPDIR to another)", strerror(errno));
        free(smpirun);
        return false;
    }
    *out = smpirun;
    return true;
}

void smpirun_free(struct smpirun *smpirun)
{
    if (smpirun == NULL)
        return;
    DIR *folder = opendir(smpirun->folder);
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL)
        unlinkat(dirfd(folder), entry->d_name, 0); /* there are only files of ours; "." and ".." stay */
    if (folder != NULL)
        closedir(folder);
    rmdir(smpirun->folder);
    free(smpirun);
}

/* What SimGrid complains of first, or else the last line of what was said. */
static void find_complaint(const char *said, char *complaint, size_t size)
{
    static const char *const marks[] = {"/CRITICAL] ", "/ERROR] "};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *at = strstr(said, marks[i]);
        if (at == NULL)
            continue;
        at += strlen(marks[i]);
        snprintf(complaint, size, "%.*s", (int)strcspn(at, "\n"), at);
        return;
    }
    last_line_of_text(said, complaint, size);
}

/* Runs one of SimGrid's commands. Errors (INPUT): it is not installed; it fails, and says `what` failed and why. */
static bool run_command(char *const arguments[], const char *what, char *said, size_t size, struct error *err)
{
    char complaint[512];
    int status = subprocess_run(arguments, said, size);
    if (status == 0)
        return true;
    if (status == -ENOENT)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "%s is not installed; on Debian it is in the package libsimgrid-dev", arguments[0]);
    if (status < 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "%s cannot be started: %s", arguments[0], strerror(-status));
    find_complaint(said, complaint, sizeof complaint);
    return error_set(err, ERROR_INPUT, what, 0, "%s ends with status %d: %s", arguments[0], status, complaint);
}

bool smpirun_compile(struct smpirun *smpirun, const char *name, struct error *err)
{
    enum { MOST_SAID = 1 << 16 };
    char file[NAME_MAX], source[PATH_MAX], program[PATH_MAX];
    if ((size_t)snprintf(file, sizeof file, "algorithms/mpi/%s.c", name) >= sizeof file)
        return error_set(err, ERROR_INPUT, NULL, 0, "this name is too long: %.80s...", name);
    if (!data_folder_find(file, source, sizeof source, err) || !path_in(smpirun, name, program, err))
        return false;
    char *said = malloc(MOST_SAID);
    if (said == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    char *const arguments[] = {"smpicc", "-O2", "-o", program, source, NULL};
    bool ok = run_command(arguments, source, said, MOST_SAID, err);
    free(said);
    return ok;
}

static bool write_hosts(const char *path, const char *const *hosts, size_t count, struct error *err)
{
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%s\n", hosts[i]);
    bool failed = ferror(file) != 0;
    failed = fclose(file) != 0 || failed;
    return !failed || error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
}

bool smpirun_run(struct smpirun *smpirun, const char *name, const char *platform, const char *const *hosts,
                 size_t count, char *output, size_t size, struct error *err)
{
    char program[PATH_MAX], hostfile[PATH_MAX], ranks[32];
    if (!path_in(smpirun, name, program, err) || !path_in(smpirun, "hosts", hostfile, err) ||
        !write_hosts(hostfile, hosts, count, err))
        return false;
    snprintf(ranks, sizeof ranks, "%zu", count);
    char platform_copy[PATH_MAX];
    if ((size_t)snprintf(platform_copy, sizeof platform_copy, "%s", platform) >= sizeof platform_copy)
        return error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", platform);
    char *const arguments[] = {
        "smpirun",
        "-np",
        ranks,
        "-platform",
        platform_copy,
        "-hostfile",
        hostfile,
        "--cfg=smpi/simulate-computation:no",
        "--log=root.thres:error",
        program,
        NULL,
    };
    return run_command(arguments, name, output, size, err);
}
