/* find.c: from the name of a platform to its file. See platform.h. */
#include "platform/platform.h"

#include "base/data_folder.h"
#include "platform/describe.h"
#include "platform/generate.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char extension[] = ".xml";

static bool is_path(const char *name)
{
    size_t length = strlen(name), end = sizeof extension - 1;
    return strchr(name, '/') != NULL || (length > end && strcmp(name + length - end, extension) == 0);
}

static int is_platform_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && is_path(entry->d_name);
}

const char *platform_name_at(size_t index, char *buffer, size_t size)
{
    char folder[PATH_MAX];
    struct dirent **entries = NULL;
    int count = 0;
    if (data_folder_find("platforms", folder, sizeof folder, NULL))
        count = scandir(folder, &entries, is_platform_file, alphasort);
    size_t files = count > 0 ? (size_t)count : 0;
    const char *found = NULL;
    for (size_t i = 0; i < files; i++) {
        const char *name = entries[i]->d_name;
        int stem = (int)(strlen(name) - (sizeof extension - 1));
        if (i == index && (size_t)snprintf(buffer, size, "%.*s", stem, name) < size)
            found = buffer;
        free(entries[i]);
    }
    free(entries);
    const struct generator *generator = index >= files ? generator_at(index - files) : NULL;
    if (generator != NULL && (size_t)snprintf(buffer, size, "%s", generator->name) < size)
        found = buffer;
    return found;
}

/* Fills *err with the nearest name. Always returns false. */
static bool unknown_platform(const char *name, struct error *err)
{
    enum { MOST_NAMES = 256, LONGEST_NAME = 128 };
    char texts[MOST_NAMES][LONGEST_NAME];
    const char *names[MOST_NAMES + 1] = {NULL};
    for (size_t i = 0; i < MOST_NAMES; i++) {
        names[i] = platform_name_at(i, texts[i], sizeof texts[i]);
        if (names[i] == NULL)
            break;
    }
    const char *near = nearest_in_list(name, names);
    if (near != NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "no platform \"%s\"; did you mean \"%s\"?", name, near);
    return error_set(err, ERROR_INPUT, NULL, 0, "no platform \"%s\"; see onde list platforms", name);
}

bool platform_find(const char *name, const char *directory, char *path, size_t size, struct error *err)
{
    if (is_path(name)) {
        bool relative = name[0] != '/' && directory != NULL && directory[0] != '\0';
        int length = snprintf(path, size, "%s%s%s", relative ? directory : "", relative ? "/" : "", name);
        if (length < 0 || (size_t)length >= size)
            return error_set(err, ERROR_INPUT, NULL, 0, "the path of the platform is too long: %.80s...", name);
        if (access(path, R_OK) != 0)
            return error_set(err, ERROR_INPUT, path, 0, "this platform cannot be read: %s", strerror(errno));
        return true;
    }
    char file[NAME_MAX + 1];
    if ((size_t)snprintf(file, sizeof file, "platforms/%s.xml", name) < sizeof file && name[0] != '\0' &&
        data_folder_find(file, path, size, NULL))
        return true;
    const struct generator *generator = generator_find(name);
    return generator != NULL ? generator_cached(generator, path, size, err) : unknown_platform(name, err);
}

void platform_list(void)
{
    char name[NAME_MAX + 1];
    for (size_t i = 0; platform_name_at(i, name, sizeof name) != NULL; i++) {
        const struct generator *generator = generator_find(name);
        char file[NAME_MAX + 32], path[PATH_MAX], title[256] = "";
        snprintf(file, sizeof file, "platforms/%s.xml", name);
        if (generator == NULL && data_folder_find(file, path, sizeof path, NULL))
            describe_title(path, title, sizeof title);
        printf("  %-21s %s\n", name, generator != NULL ? generator->title : title);
    }
}
