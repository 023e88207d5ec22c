/* processors.h: what papers on scheduling call a processor, here a slot: a worker computes as many tasks at once as its host has
 * cores, or as its parameter says. Shared by the algorithms of this folder, of which `slots` and `copies` are the first
 * parameters. */
#ifndef ONDE_MAKESPAN_PROCESSORS_H
#define ONDE_MAKESPAN_PROCESSORS_H

#include "engine/process.h"

enum { SLOTS, COPIES, OWN_PARAMETER };
enum { MOST_SLOTS = 256 };

#define SLOTS_PARAMETER                                                                                                \
    {                                                                                                                  \
        "slots", "count", 0, 0, MOST_SLOTS,                                                                            \
            "tasks that a worker computes at once; 0: as many as its host has cores (256 at the most)"                 \
    }
#define COPIES_PARAMETER                                                                                               \
    {                                                                                                                  \
        "copies", "count", 1, 0, 1,                                                                                    \
            "1: when nothing is left to hand out, whoever is idle gets copies of what is outstanding; 0: no copies, "  \
            "and what a worker has when it crashes is lost"                                                            \
    }

/* The slots of a worker on a host. */
static inline uint32_t slots_of(const struct process *p, struct host_facts host)
{
    uint32_t slots = (uint32_t)process_parameter(p, SLOTS);
    if (slots == 0)
        slots = host.cores;
    return slots < MOST_SLOTS ? slots : MOST_SLOTS;
}

#endif
