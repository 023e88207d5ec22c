/* loaded.h: what is kept of the platform in SimGrid's engine. Like the engine, there is one a process: this is the
 * shadow of SimGrid's own global. Only for platform/. */
#ifndef ONDE_PLATFORM_LOADED_H
#define ONDE_PLATFORM_LOADED_H

#include "platform/platform.h"

#include <simgrid/forward.h>

struct cached_cost;

struct loaded_platform {
    sg_host_t *hosts; /* sorted by name; allocated by SimGrid, freed by nobody: it lives as long as the engine */
    uint32_t count;
    uint32_t *sites; /* by host; as hosts */
    char model[32];
    bool energy;               /* SimGrid accounts for it */
    struct cached_cost *costs; /* see route.c; NULL until the first question */
    sg_link_t *links;          /* sorted by name; as hosts, but NULL until the first question */
    uint32_t link_count;
    struct platform_profile *profiles; /* NULL: none */
    size_t profile_count;
};

struct loaded_platform *loaded_platform(void);

#endif
