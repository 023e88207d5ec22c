/* commands.c: what the commands share. */
#include "commands/commands.h"
#include "base/data_folder.h"
#include "engine/system.h"
#include "observe/specification.h"
#include "platform/platform.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool command_parse(const struct command *command, int argc, char **argv, void *input)
{
    char name[64];
    snprintf(name, sizeof name, "onde %s", command->name);
    argv[0] = name;
    argp_err_exit_status = ERROR_USAGE;
    return argp_parse(command->argp, argc, argv, 0, NULL, input) == 0;
}

enum language command_language(struct argp_state *state, const char *text)
{
    if (strcmp(text, "fr") == 0)
        return LANGUAGE_FR;
    if (strcmp(text, "en") != 0)
        argp_error(state, "--lang=%s: expected en or fr", text);
    return LANGUAGE_EN;
}

int command_fail(const struct error *err)
{
    char text[sizeof *err + 64];
    error_format(err, text, sizeof text);
    fprintf(stderr, "%s\n", text);
    return err->kind == ERROR_NOTHING ? ERROR_INPUT : (int)err->kind;
}

/* The names of the .xml files of a data folder, sorted. */
static int list_folder(const char *name, struct dirent ***entries)
{
    char folder[4096];
    if (!data_folder_find(name, folder, sizeof folder, NULL))
        return 0;
    return scandir(folder, entries, NULL, alphasort);
}

static bool stem_of(const char *file, char *stem, size_t size)
{
    size_t length = strlen(file);
    if (length < 5 || strcmp(file + length - 4, ".xml") != 0 || length - 4 >= size)
        return false;
    memcpy(stem, file, length - 4);
    stem[length - 4] = '\0';
    return true;
}

void complete_scenarios(void)
{
    struct dirent **entries = NULL;
    int count = list_folder("scenarios", &entries);
    for (int i = 0; i < count; i++) {
        char stem[256];
        if (stem_of(entries[i]->d_name, stem, sizeof stem))
            puts(stem);
        free(entries[i]);
    }
    free(entries);
}

void complete_platforms(void)
{
    char name[256];
    for (size_t i = 0; platform_name_at(i, name, sizeof name) != NULL; i++)
        puts(name);
}

void complete_names(void)
{
    const struct algorithm *algorithm;
    for (size_t i = 0; (algorithm = algorithm_at(i)) != NULL; i++)
        puts(algorithm->name);
    const struct specification *specification;
    for (size_t i = 0; (specification = specification_at(i)) != NULL; i++)
        puts(specification->name);
}

struct stems {
    struct dirent **entries;
    int count;
};

static void free_stems(struct stems *stems)
{
    for (int i = 0; i < stems->count; i++)
        free(stems->entries[i]);
    free(stems->entries);
}

static int is_xml(const struct dirent *entry)
{
    char stem[256];
    return stem_of(entry->d_name, stem, sizeof stem);
}

static const char *stem_at(size_t index, const void *context)
{
    const struct stems *stems = context;
    return index < (size_t)stems->count ? stems->entries[index]->d_name : NULL;
}

/* A path: the nearest .xml file of the same folder, if the folder is there. */
static bool refuse_path(const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    int length = slash != NULL ? (int)(slash - path) + 1 : 0;
    char folder[4096];
    struct stems files = {NULL, 0};
    const char *near = NULL;
    if ((size_t)snprintf(folder, sizeof folder, "%.*s", length, path) < sizeof folder)
        files.count = scandir(length > 0 ? folder : ".", &files.entries, is_xml, alphasort);
    if (files.count > 0)
        near = nearest_name(path + length, stem_at, &files);
    if (near != NULL)
        error_set(err, ERROR_INPUT, NULL, 0, "no such file: %s; did you mean \"%.*s%s\"?", path, length, path, near);
    else
        error_set(err, ERROR_INPUT, NULL, 0, "no such file: %s", path);
    free_stems(&files);
    return false;
}

static bool refuse_scenario(const char *name, struct error *err)
{
    struct stems stems = {NULL, 0};
    stems.count = list_folder("scenarios", &stems.entries);
    char wanted[256];
    snprintf(wanted, sizeof wanted, "%s.xml", name);
    const char *near = nearest_name(wanted, stem_at, &stems);
    if (near != NULL)
        error_set(err, ERROR_INPUT, NULL, 0, "no scenario \"%s\"; did you mean \"%.*s\"?", name, (int)strlen(near) - 4,
                  near);
    else
        error_set(err, ERROR_INPUT, NULL, 0, "no scenario \"%s\"; see onde list scenarios", name);
    free_stems(&stems);
    return false;
}

bool command_find_scenario(const char *name, char *path, size_t size, struct error *err)
{
    if ((size_t)snprintf(path, size, "%s", name) < size && access(path, F_OK) == 0)
        return true; /* one that may not be read is for the reader to refuse */
    char stem[256];
    if (strchr(name, '/') != NULL || stem_of(name, stem, sizeof stem))
        return refuse_path(name, err);
    char file[4096];
    snprintf(file, sizeof file, "scenarios/%s.xml", name);
    return data_folder_find(file, path, size, NULL) || refuse_scenario(name, err);
}
