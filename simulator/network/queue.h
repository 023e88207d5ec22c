/* queue.h: the event queue of the latency network: a radix heap (Ahuja, Mehlhorn, Orlin & Tarjan, JACM 37(2), 1990) over
 * the bits of the date.
 *
 * It takes what a simulation gives: no date is earlier than the last one taken out. Dates are positive doubles, whose bits
 * order like whole numbers. An entry stands in the bucket of the highest bit in which its date differs from the last
 * date taken; equal dates are therefore always together and in the order in which they came: (date, sequence number)
 * without storing a number. Each entry is copied at most once a bit, a few times in practice, from chunk to chunk. */
#ifndef ONDE_NETWORK_QUEUE_H
#define ONDE_NETWORK_QUEUE_H

#include "engine/engine.h"

struct queue;

struct queue *queue_create(void); /* ends the process when there is no memory */
/* Frees the queue, giving each entry left to `discard` first (may be NULL). */
void queue_free(struct queue *queue, void (*discard)(void *context, const struct envelope *envelope), void *context);

/* A hint for caches: from now on `soon` is called with entries that are about to be popped, some more than once, some not
 * at all. It must not touch the queue. */
void queue_tell_soon(struct queue *queue, void (*soon)(void *context, const struct envelope *envelope), void *context);

/* envelope->time must be at least that of the last entry popped (0 before the first), and not NaN. */
void queue_push(struct queue *queue, const struct envelope *envelope);
/* The earliest entry, or NULL when it is empty. Borrowed until the next call to queue_pop. */
const struct envelope *queue_pop(struct queue *queue);

#endif
