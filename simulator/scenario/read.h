/* read.h: from the XML of one system, with its sweep point applied, to the settings of a run. */
#ifndef ONDE_SCENARIO_READ_H
#define ONDE_SCENARIO_READ_H

#include "engine/settings.h"
#include "scenario/rules.h"

/* Platforms are looked up once for each name. Starts as zeros; release with platform_cache_free(). */
struct platform_cache {
    struct platform_entry {
        char name[512], path[512];
    } * entries;
    size_t count;
};
void platform_cache_free(struct platform_cache *cache);

struct read_context {
    struct rules_context rules;
    const char *directory; /* relative paths are relative to it */
    struct platform_cache *platforms;
};

/* `root` is a <scenario> that rules_check() has passed and that has one system. Everything but the seed is filled in.
 * Errors carry their place.
 * true: release *out with settings_release(). */
bool settings_read(const struct read_context *context, const xmlNode *root, struct settings *out, struct error *err);

/* Attributes that rules_check() has passed, in the unit of their dimension; `fallback` when the attribute, or the element,
 * which may be NULL, is not there. */
uint64_t read_count(const xmlNode *element, const char *name, uint64_t fallback);
double read_quantity(const xmlNode *element, const char *name, enum dimension dimension, double fallback);
int read_choice(const xmlNode *element, enum element_kind kind, const char *name, int fallback);
bool read_yes(const xmlNode *element, const char *name, bool fallback);
/* The path of a file that a scenario names, relative to its folder. false: it is too long. */
bool read_path(const char *directory, const char *file, char *out, size_t size);
/* The attribute is there. true: the caller frees *out. */
bool read_list(const xmlNode *element, const char *name, int64_t **out, size_t *count, struct error *err);

/* *to is a copy, NULL when there is nothing; the caller frees it. false: no memory. */
bool numbers_copy(const int64_t *from, size_t count, int64_t **to);

/* A copy of its own lists. false: no memory, *out holds nothing. */
bool settings_copy(const struct settings *settings, struct settings *out, struct error *err);

#endif
