/* queues.h: the event queues that are compared, behind one interface. All give entries in the order (date, sequence), the
 * sequence being the order of pushing; no date is earlier than the last one popped. Each owns copies of its entries. */
#ifndef ONDE_BENCHMARK_QUEUES_H
#define ONDE_BENCHMARK_QUEUES_H

#include "engine/engine.h"

struct queue_kind {
    const char *name;
    void *(*create)(void);
    void (*push)(void *queue, const struct envelope *envelope);
    bool (*pop)(void *queue, struct envelope *out); /* false: empty */
    void (*free)(void *queue);
};

extern const struct queue_kind radix_heap;     /* the program's: network/queue.c */
extern const struct queue_kind four_ary_heap;  /* Johnson, Information Processing Letters 4(3), 1975 */
extern const struct queue_kind calendar_queue; /* Brown, CACM 31(10), 1988 */
extern const struct queue_kind ladder_queue;   /* Tang, Goh & Thng, ACM TOMACS 15(3), 2005 */

#endif
