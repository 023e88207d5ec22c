/* sharing.h: something that pieces of work share equally: the cores of a host, its disk. Internal to engine/ and network/.
 *
 * Each piece gets min(single, total / pieces) a second: what SimGrid gives executions of equal priority on a host of
 * several cores. All pieces advance at the same rate, so that one number, what each has been given since the beginning (the
 * virtual time of processor sharing), tells when each ends: a heap by the virtual date, O(log n) an event. */
#ifndef ONDE_ENGINE_SHARING_H
#define ONDE_ENGINE_SHARING_H

#include "engine/process.h"

struct share {
    double target;   /* virtual date of its end */
    uint32_t piece;  /* whose: a number of the caller's */
    uint32_t *place; /* where the caller keeps the place of this share in the heap, from 1; 0: not there */
};

struct sharing {
    double single, total; /* units a second: of one piece at the most; of all */
    double given;         /* virtual time */
    sim_time at;          /* up to then */
    struct share *heap;   /* the first ends first; simultaneous ones in the order of their pieces */
    uint32_t count, capacity;
    uint32_t generation; /* changes whenever the first date may have */
    double busy;         /* seconds during which there was a piece */
    double used;         /* units that were given to all pieces together */
};

/* A piece of `amount` units begins now. */
void sharing_add(struct sharing *sharing, sim_time now, uint32_t piece, double amount, uint32_t *place);
/* Takes a piece out; returns what is left of it, 0 or more. */
double sharing_remove(struct sharing *sharing, sim_time now, uint32_t place);
/* When the first ends if nothing changes; infinity: there is none. */
sim_time sharing_next(const struct sharing *sharing);
/* The first piece, if its date is `now`, that of sharing_next(): it is not removed. */
bool sharing_due(struct sharing *sharing, sim_time now, uint32_t *piece);
/* Brings the counts up to now. */
void sharing_advance(struct sharing *sharing, sim_time now);
/* What the counts `busy` and `used` would be then; changes nothing. */
void sharing_counts(const struct sharing *sharing, sim_time now, double *busy, double *used);
void sharing_release(struct sharing *sharing);

#endif
