/* platform.h: the machine under the simulation. Reads, checks and loads SimGrid platform files. With network/, the only
 * part that includes SimGrid's headers. SimGrid has one engine a process: platform_load works once in a process.
 * Units: seconds, bytes per second, flop per second. */
#ifndef ONDE_PLATFORM_PLATFORM_H
#define ONDE_PLATFORM_PLATFORM_H

#include "base/error.h"

#include <stdint.h>

/* Finds the file of a platform named in a scenario: a path if it has a slash or ends in .xml (relative to `directory`,
 * where the scenario is), else <name>.xml in the platforms folder (generated into the user's cache when it is a machine
 * that only a generator makes). The error suggests the nearest name. */
bool platform_find(const char *name, const char *directory, char *path, size_t size, struct error *err);

/* Checks a platform file without SimGrid: well-formed, no external entities, the elements and attributes that SimGrid
 * 3.32 knows, units, references to hosts, links and routers that exist, the limits at which SimGrid crashes. */
bool platform_check(const char *path, struct error *err);

/* Loads a checked file into SimGrid, in this process. SimGrid may still abort on a file that platform_check lets pass:
 * callers load in a forked process. */
bool platform_load(const char *path, struct error *err);

uint32_t platform_host_count(void);
const char *platform_host_name(uint32_t index);
bool platform_host_index(const char *name, uint32_t *index);
const char *platform_nearest_host(const char *name);
void *platform_host(uint32_t index); /* sg_host_t */

/* What a message alone on its route takes from one host to another: fixed + bytes * per_byte seconds, by the model and
 * the factors that the platform was loaded with (docs/architecture.md; SimGrid's network models).
 * false: there is no route, and the error names both hosts. */
struct route_cost {
    double fixed, per_byte;
};
bool platform_route_cost(uint32_t from, uint32_t to, struct route_cost *out, struct error *err);

#endif
