/* folder.c: see folder.h. */
#include "execute/folder.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FOLDERS_A_SECOND = 100 };

bool folder_make(const char *path, struct error *err)
{
    char part[PATH_MAX];
    size_t length = strlen(path);
    if (length >= sizeof part)
        return error_set(err, ERROR_INPUT, path, 0, "this path is too long");
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return error_set(err, ERROR_INPUT, part, 0, "cannot make this folder: %s", strerror(errno));
    }
    return true;
}

bool folder_make_dated(const char *parent, char *folder, size_t size, struct error *err)
{
    if (!folder_make(parent, err))
        return false;
    char date[32];
    time_t now = time(NULL);
    struct tm local;
    strftime(date, sizeof date, "%Y-%m-%dT%H-%M-%S", localtime_r(&now, &local));
    for (int i = 1; i <= MOST_FOLDERS_A_SECOND; i++) {
        char suffix[16] = "";
        if (i > 1)
            snprintf(suffix, sizeof suffix, "-%d", i);
        int length = snprintf(folder, size, "%s/%s%s", parent, date, suffix);
        if (length < 0 || (size_t)length >= size)
            return error_set(err, ERROR_INPUT, parent, 0, "this path is too long");
        if (mkdir(folder, 0777) == 0)
            return true;
        if (errno != EEXIST)
            break;
    }
    return error_set(err, ERROR_INPUT, folder, 0, "cannot make this folder: %s", strerror(errno));
}

bool folder_make_latest(const char *parent, const char *folder, struct error *err)
{
    char latest[PATH_MAX], temporary[PATH_MAX];
    int length = snprintf(latest, sizeof latest, "%s/latest", parent);
    /* Another run may end at the same time. */
    int longer = snprintf(temporary, sizeof temporary, "%s/.latest-%ld", parent, (long)getpid());
    if (length < 0 || longer < 0 || (size_t)longer >= sizeof temporary || (size_t)length >= sizeof latest)
        return error_set(err, ERROR_INPUT, parent, 0, "this path is too long");
    const char *slash = strrchr(folder, '/');
    unlink(temporary);
    if (symlink(slash != NULL ? slash + 1 : folder, temporary) == 0 && rename(temporary, latest) == 0)
        return true;
    error_set(err, ERROR_INPUT, latest, 0, "cannot write: %s", strerror(errno));
    unlink(temporary);
    return false;
}

void folder_name_file(const char *folder, const char *name, uint32_t runs, uint32_t run, char *path, size_t size)
{
    int stem = (int)strcspn(name, ".");
    if (runs == 1)
        snprintf(path, size, "%s/%s", folder, name);
    else
        snprintf(path, size, "%s/%.*s-%u%s", folder, stem, name, run, name + stem);
}
