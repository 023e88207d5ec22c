/* bounds.h: what is known of a schedule before it is made: the machine that it has, and how short it can be. Units: seconds,
 * flops. Internal to engine/. */
#ifndef ONDE_ENGINE_BOUNDS_H
#define ONDE_ENGINE_BOUNDS_H

#include "engine/system.h"

/* Fills in what a shape says of work, for a system that is built but for that; what it says of the processes stands in it
 * already. The lower bound is the larger of
 *   the area           all flops over all cores together;
 *   the critical path  the dearest task of each stage, summed along the longest path of the stages, on the fastest core.
 * false: there is no memory. */
bool bounds_find(const struct system *system, const struct host_table *hosts, struct shape *shape);

#endif
