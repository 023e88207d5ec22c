/* agenda.h: the dates to come at one process of the network flow, as a binary heap by (date, order of coming). Only for
 * network/. */
#ifndef ONDE_NETWORK_AGENDA_H
#define ONDE_NETWORK_AGENDA_H

#include "engine/engine.h"

#include <simgrid/forward.h>

/* A message in transit, or waiting out its extra delay, or a date to come. Allocated; whoever has it in hand owns it. */
struct parcel {
    struct envelope envelope;
    sg_comm_t comm; /* the sender's, released by the receiver; NULL: not posted yet, or released */
    sim_time extra_delay;
    uint64_t order;      /* among the parcels of an agenda with the same date */
    struct parcel *next; /* in an outbox, in a channel */
    bool posting;        /* platforms that fail: somebody is posting it just now, ... */
    bool done;           /* ... and is to free it, since it has been lost meanwhile */
};

struct agenda {
    struct parcel **heap;
    uint32_t count, capacity;
    uint64_t next_order;
};

/* The agenda takes the parcel. Returns whether it is now the first. */
bool agenda_add(struct agenda *agenda, struct parcel *parcel);
/* Takes the first parcel, which the caller then owns; there must be one. */
struct parcel *agenda_take(struct agenda *agenda);
/* The date of the first; infinity when there is none. */
sim_time agenda_next(const struct agenda *agenda);

#endif
