/* dragonfly.h: machines whose groups of switches are joined all to all: a dragonfly, or a Dragonfly+. */
#ifndef ONDE_PLATFORM_GENERATORS_DRAGONFLY_H
#define ONDE_PLATFORM_GENERATORS_DRAGONFLY_H

#include <stdbool.h>
#include <stdio.h>

struct dragonfly_link {
    const char *bandwidth, *latency; /* as SimGrid writes them */
};

struct dragonfly_property {
    const char *id, *value; /* text of XML attributes: no quotes, no '<', no '&' */
};

/* A host is a device that a rank of MPI runs on, with an interface of its own; it is named nodeN-DEVICEM. */
struct dragonfly {
    const char *name;
    const char *device; /* "apu" */
    int node_devices;   /* of a node */
    int nodes;          /* of the machine; the last group may have fewer than the others */
    int groups, switches, switch_devices;
    /* The switches of a group are joined through one further switch, and the links to other groups end there (the spine
     * of a Dragonfly+); else they are joined all to all. */
    bool has_spine;
    const char *speed; /* of a device */
    struct dragonfly_link interface, local, global;
    const struct dragonfly_property *configuration, *properties, *device_properties; /* each ends with a NULL id */
};

void dragonfly_write(const struct dragonfly *machine, FILE *out);

#endif
