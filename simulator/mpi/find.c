/* find.c: see find.h. */
#include "mpi/find.h"

#include "base/data_folder.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char library[] = "algorithms/mpi";
static const char ending[] = ".c";

static int is_source(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name), end = sizeof ending - 1;
    return entry->d_name[0] != '.' && length > end && strcmp(entry->d_name + length - end, ending) == 0;
}

const char *mpi_program_name_at(size_t index, char *buffer, size_t size)
{
    char folder[PATH_MAX];
    struct dirent **entries = NULL;
    int count = 0;
    if (data_folder_find(library, folder, sizeof folder, NULL))
        count = scandir(folder, &entries, is_source, alphasort);
    const char *found = NULL;
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        int stem = (int)(strlen(name) - (sizeof ending - 1));
        if ((size_t)i == index && (size_t)snprintf(buffer, size, "%.*s", stem, name) < size)
            found = buffer;
        free(entries[i]);
    }
    free(entries);
    return found;
}

/* Fills *err with the nearest name, of the sources in the folder and of the library. Always returns false. */
static bool unknown_program(const char *name, const char *directory, struct error *err)
{
    enum { MOST_NAMES = 512, LONGEST = NAME_MAX + 1 };
    char texts[MOST_NAMES][LONGEST];
    const char *names[MOST_NAMES + 1] = {NULL};
    struct dirent **files = NULL;
    int beside = scandir(directory != NULL && directory[0] != '\0' ? directory : ".", &files, is_source, alphasort);
    size_t count = 0;
    for (int i = 0; i < beside; i++) {
        if (count < MOST_NAMES / 2) {
            snprintf(texts[count], LONGEST, "%s", files[i]->d_name);
            names[count] = texts[count];
            count++;
        }
        free(files[i]);
    }
    free(files);
    for (size_t i = 0; count < MOST_NAMES && (names[count] = mpi_program_name_at(i, texts[count], LONGEST)) != NULL;
         i++)
        count++;
    const char *near = nearest_in_list(name, names);
    if (near != NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "no such program; did you mean \"%s\"?", near);
    return error_set(err, ERROR_INPUT, NULL, 0, "no such program: neither a file nor one of onde list programs");
}

bool mpi_program_find(const char *name, const char *directory, char *path, size_t size, struct error *err)
{
    char file[NAME_MAX + 1];
    bool relative = name[0] != '/' && directory != NULL && directory[0] != '\0' && strcmp(directory, ".") != 0;
    int length = snprintf(path, size, "%s%s%s", relative ? directory : "", relative ? "/" : "", name);
    if (length < 0 || (size_t)length >= size)
        return error_set(err, ERROR_INPUT, NULL, 0, "this path is too long");
    if (name[0] != '\0' && access(path, F_OK) == 0)
        return true;
    if (strchr(name, '/') != NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "no such file: %s", path);
    for (int with = 0; with <= 1; with++)
        if ((size_t)snprintf(file, sizeof file, "%s/%s%s", library, name, with ? ending : "") < sizeof file &&
            name[0] != '\0' && data_folder_find(file, path, size, NULL))
            return true;
    return unknown_program(name, directory, err);
}
