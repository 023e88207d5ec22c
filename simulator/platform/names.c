/* names.c: see names.h. */
#include "platform/names.h"

#include <libxml/hash.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 1024 };

/* Name spaces. */
enum { PLACES, LINKS, TRACES, ROUTES, PROFILES, PROFILED, SPACES };

struct names_table {
    xmlHashTablePtr spaces[SPACES]; /* name -> struct name_entry, allocated */
};

static int space_of(enum name_kind kind)
{
    switch (kind) {
    case NAME_HOST:
    case NAME_ROUTER:
    case NAME_ZONE:
        return PLACES;
    case NAME_LINK:
        return LINKS;
    case NAME_TRACE:
        return TRACES;
    case NAME_ROUTE:
        return ROUTES;
    case NAME_PROFILE:
        return PROFILES;
    case NAME_PROFILED:
        return PROFILED;
    }
    return PLACES;
}

static const char *kind_text(enum name_kind kind)
{
    switch (kind) {
    case NAME_HOST:
        return "host";
    case NAME_ROUTER:
        return "router";
    case NAME_ZONE:
        return "zone";
    case NAME_LINK:
        return "link";
    case NAME_TRACE:
        return "trace";
    case NAME_ROUTE:
        return "route";
    case NAME_PROFILE:
    case NAME_PROFILED:
        return "profile";
    }
    return "";
}

bool names_create(struct names_table **out, struct error *err)
{
    *out = calloc(1, sizeof **out);
    for (int i = 0; i < SPACES && *out != NULL; i++) {
        (*out)->spaces[i] = xmlHashCreate(FIRST_SIZE);
        if ((*out)->spaces[i] == NULL) {
            names_free(*out);
            *out = NULL;
        }
    }
    return *out != NULL || error_set(err, ERROR_INPUT, NULL, 0, "not enough memory");
}

static void free_entry(void *entry, const xmlChar *name)
{
    (void)name;
    free(entry);
}

void names_free(struct names_table *names)
{
    if (names == NULL)
        return;
    for (int i = 0; i < SPACES; i++)
        if (names->spaces[i] != NULL)
            xmlHashFree(names->spaces[i], free_entry);
    free(names);
}

bool names_add(struct names_table *names, const char *name, const struct name_entry *entry, struct error *err)
{
    struct name_entry *copy = malloc(sizeof *copy);
    if (copy == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory");
    *copy = *entry;
    xmlHashTablePtr space = names->spaces[space_of(entry->kind)];
    if (xmlHashAddEntry(space, (const xmlChar *)name, copy) == 0)
        return true;
    free(copy);
    const struct name_entry *first = xmlHashLookup(space, (const xmlChar *)name);
    return error_set(err, ERROR_INPUT, NULL, 0, "there is a %s \"%s\" already",
                     kind_text(first != NULL ? first->kind : entry->kind), name);
}

const struct name_entry *names_find(const struct names_table *names, const char *name, enum name_kind kind)
{
    return xmlHashLookup(names->spaces[space_of(kind)], (const xmlChar *)name);
}

struct collected {
    const char **list;
    size_t count;
    enum name_kind kind;
};

static void collect(void *payload, void *data, const xmlChar *name)
{
    const struct name_entry *entry = payload;
    struct collected *all = data;
    if (entry->kind == all->kind)
        all->list[all->count++] = (const char *)name;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *names_nearest(const struct names_table *names, const char *name, enum name_kind kind)
{
    xmlHashTablePtr space = names->spaces[space_of(kind)];
    struct collected all = {calloc((size_t)xmlHashSize(space) + 1, sizeof *all.list), 0, kind};
    if (all.list == NULL)
        return NULL;
    xmlHashScan(space, collect, &all);
    /* In the order of the alphabet, not of the hash: the same suggestion everywhere. */
    qsort(all.list, all.count, sizeof all.list[0], compare_names);
    const char *near = nearest_in_list(name, all.list);
    free(all.list);
    return near;
}
