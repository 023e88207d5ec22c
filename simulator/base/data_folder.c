/* data_folder.c: see data_folder.h. */
#include "base/data_folder.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the files were when the program was built, and where they are once it is installed; both may be gone. */
static const char *const built_folders[] = {
#ifdef ONDE_SOURCE_DIR
    ONDE_SOURCE_DIR,
#endif
#ifdef ONDE_DATADIR
    ONDE_DATADIR,
#endif
    NULL,
};

/* true: <folder>/<between><relative> exists and its name is in *path. */
static bool try_folder(const char *folder, const char *between, const char *relative, char *path, size_t size)
{
    int length = snprintf(path, size, "%s/%s%s", folder, between, relative);
    return length >= 0 && (size_t)length < size && access(path, R_OK) == 0;
}

bool data_folder_find(const char *relative, char *path, size_t size, struct error *err)
{
    const char *chosen = getenv("ONDE_DATA");
    if (chosen != NULL && chosen[0] != '\0') {
        if (try_folder(chosen, "", relative, path, size))
            return true;
        return error_set(err, ERROR_INPUT, chosen, 0, "there is no %s in this folder, which ONDE_DATA names", relative);
    }
    char folder[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
    if (length < 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "cannot tell where the program is; set ONDE_DATA to its files");
    folder[length] = '\0';
    char program[PATH_MAX];
    memcpy(program, folder, sizeof program);
    for (char *slash; (slash = strrchr(folder, '/')) != NULL;) {
        *slash = '\0';
        if (try_folder(folder, "", relative, path, size) || try_folder(folder, "share/onde/", relative, path, size))
            return true;
    }
    for (const char *const *built = built_folders; *built != NULL; built++)
        if (try_folder(*built, "", relative, path, size))
            return true;
    return error_set(err, ERROR_INPUT, NULL, 0, "%s is not beside %s nor in a folder above it; set ONDE_DATA", relative,
                     program);
}
