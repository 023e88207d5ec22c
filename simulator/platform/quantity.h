/* quantity.h: the numbers of platform files as SimGrid writes them: "11.9Gf", "941Mbps", "13us", "0-15,20",
 * "2;4,4;1,2;1,2".
 * They differ from those of scenarios (base/value.h), where m is not a minute. Only for platform/. Functions fill *err
 * (INPUT, without file, line or the text itself) with what was expected. */
#ifndef ONDE_PLATFORM_QUANTITY_H
#define ONDE_PLATFORM_QUANTITY_H

#include "base/error.h"

#include <stdint.h>

enum quantity { QUANTITY_SPEED, QUANTITY_BANDWIDTH, QUANTITY_LATENCY };

/* One number with its unit; without one, as in SimGrid, it is flop per second, bytes per second or seconds.
 * Speeds and bandwidths must be above 0, latencies 0 or more.
 * Results in flop per second, bytes per second, seconds. */
bool quantity_parse(const char *text, enum quantity quantity, double *out, struct error *err);
/* Numbers separated by commas (speeds of a host's pstates); *count receives how many, 1 or more. */
bool quantity_parse_list(const char *text, enum quantity quantity, uint32_t *count, struct error *err);
bool quantity_parse_count(const char *text, uint32_t minimum, uint32_t maximum, uint32_t *out, struct error *err);

/* The hosts of a cluster: "0-15,20". Calls each(number, context) for each one, in the order of the text; stops with
 * false when each() does. *count receives how many. */
bool quantity_parse_radical(const char *text, uint32_t *count, bool (*each)(uint32_t number, void *context),
                            void *context, struct error *err);

/* Holds topo_parameters of a topology ("TORUS", "FAT_TREE", "DRAGONFLY") against the number of hosts, and against the
 * limits beyond which SimGrid 3.32 crashes. */
bool quantity_check_topology(const char *topology, const char *parameters, uint32_t hosts, struct error *err);

#endif
