/* names.h: what a platform file has defined so far: zones, hosts, routers, links, traces, each with the zone that it is
 * in. SimGrid wants everything to be defined before it is used. Only for platform/. */
#ifndef ONDE_PLATFORM_NAMES_H
#define ONDE_PLATFORM_NAMES_H

#include "base/error.h"

#include <stdint.h>

enum name_kind {
    NAME_HOST,
    NAME_ROUTER,
    NAME_ZONE,
    NAME_LINK,
    NAME_TRACE,
    NAME_ROUTE,
    NAME_PROFILE,  /* a file, or the id of a trace that holds its own */
    NAME_PROFILED, /* what has a profile of some kind */
};

enum { NO_ZONE = UINT32_MAX };

struct name_entry {
    enum name_kind kind;
    uint32_t zone;     /* that it is in; NO_ZONE for the outermost zone */
    uint32_t number;   /* of a host, a router or a zone among those of its zone */
    uint32_t own_zone; /* of a zone: its own number */
    bool split;        /* of a link: it has two directions */
};

struct names_table;

/* true: the caller owns *out; release it with names_free(). */
bool names_create(struct names_table **out, struct error *err);
void names_free(struct names_table *names);

/* Hosts, routers and zones share one name space, the other kinds have one each. false: not enough memory, or
 * the name is there already (*err says so, without file and line). The text is copied. */
bool names_add(struct names_table *names, const char *name, const struct name_entry *entry, struct error *err);
/* NULL when there is none of this kind (any of host, router and zone answers for each other). */
const struct name_entry *names_find(const struct names_table *names, const char *name, enum name_kind kind);
/* The nearest name of exactly this kind, or NULL; it lives as long as the table. */
const char *names_nearest(const struct names_table *names, const char *name, enum name_kind kind);

#endif
