/* costs.h: what a host costs while it is there, as platform files write it in properties: "95:120:200,93:115:170" in watts.
 * Only for platform/. Functions fill *err (INPUT, without file, line or the text itself) with what was
 * expected. */
#ifndef ONDE_PLATFORM_COSTS_H
#define ONDE_PLATFORM_COSTS_H

#include "platform/platform.h"

/* The property wattage_per_state, as SimGrid's plug-in of energy reads it: for each of the `states` of a host (its speeds), separated by
 * commas, "idle:full" or "idle:epsilon:full". *out receives those of the state number `wanted`; it may be NULL. */
bool watts_parse(const char *text, uint32_t states, uint32_t wanted, struct host_watts *out, struct error *err);

/* The property wattage_off. */
bool watts_off_parse(const char *text, struct error *err);

#endif
