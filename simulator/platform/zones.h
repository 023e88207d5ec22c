/* zones.h: the zones of the platform file that is being checked, and whether SimGrid can go everywhere in them.
 * Only for platform/. */
#ifndef ONDE_PLATFORM_ZONES_H
#define ONDE_PLATFORM_ZONES_H

#include "base/error.h"

#include <stdint.h>

struct zones;

/* true: the caller owns *out; release it with zones_free(). */
bool zones_create(struct zones **out, struct error *err);
void zones_free(struct zones *zones);

/* Adds a zone inside `parent` (NO_ZONE for the outermost). `searched`: SimGrid looks for the shortest path (Floyd,
 * Dijkstra), and crashes or hangs when there is none. *number receives its number. */
bool zones_add(struct zones *zones, uint32_t parent, bool searched, uint32_t *number, struct error *err);
uint32_t zones_parent(const struct zones *zones, uint32_t zone);
/* Whether `zone` is `ancestor` or inside it. */
bool zones_is_inside(const struct zones *zones, uint32_t zone, uint32_t ancestor);

/* Adds a host, a router or a zone to a zone; *number receives its number there. `name` must outlive the zones. */
bool zones_add_member(struct zones *zones, uint32_t zone, const char *name, uint32_t *number, struct error *err);
bool zones_add_route(struct zones *zones, uint32_t zone, uint32_t from, uint32_t to, struct error *err);

/* Fills *err (INPUT, without file or line) with two members that no route joins, when the zone is a searched one. */
bool zones_check_paths(const struct zones *zones, uint32_t zone, struct error *err);

#endif
