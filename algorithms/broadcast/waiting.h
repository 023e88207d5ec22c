/* waiting.h: posts with stamps, and what becomes of those that come before they may be delivered: the process holds MOST_HELD of them,
 * and sends back the others (broadcast.h says why that ends). The same for a vector and for a matrix.
 *
 * Who includes it has defined the kinds of message REFUSED and AGAIN, and MOST_HELD, and defines the four functions below. Where
 * waiting_room() is, there stand the process's own stamp, as the post that it sends next, and then the posts that it holds. */
#ifndef ONDE_BROADCAST_WAITING_H
#define ONDE_BROADCAST_WAITING_H

#include "algorithms/broadcast/broadcast.h"

#include <string.h>

struct stamped_post {
    int64_t number;
    uint32_t stamp[]; /* stamp_entries() */
};

struct state {
    struct poster poster; /* first: broadcast.h */
    uint32_t held;
};

/* The algorithm's. */
static size_t stamp_entries(const struct process *p);
static void *waiting_room(struct process *p);
static bool may_be_delivered(struct process *p, const struct stamped_post *post);
static void deliver(struct process *p, const struct stamped_post *post);

static inline size_t post_bytes(const struct process *p)
{
    return sizeof(struct stamped_post) + stamp_entries(p) * sizeof(uint32_t);
}

static inline size_t record_bytes(const struct process *p)
{
    return (post_bytes(p) + 7) & ~(size_t)7;
}

static inline struct stamped_post *own(struct process *p)
{
    return waiting_room(p);
}

static inline struct stamped_post *held_at(struct process *p, uint32_t place)
{
    return (struct stamped_post *)(void *)((char *)waiting_room(p) + (place + 1) * record_bytes(p));
}

/* What is delivered may be what another one waits for. */
static inline void deliver_held(struct process *p, struct state *s)
{
    uint32_t place = 0;
    while (place < s->held) {
        struct stamped_post *post = held_at(p, place);
        if (!may_be_delivered(p, post)) {
            place++;
            continue;
        }
        deliver(p, post);
        memmove(post, held_at(p, place + 1), (--s->held - place) * record_bytes(p));
        place = 0;
    }
}

/* Handlers of a post, new or sent again, and of one that comes back. */
static inline void receive(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    if (may_be_delivered(p, m->payload)) {
        deliver(p, m->payload);
        deliver_held(p, s);
    } else if (s->held < MOST_HELD) {
        memcpy(held_at(p, s->held++), m->payload, post_bytes(p));
    } else {
        process_send(p, m->port, REFUSED, m->payload);
    }
}

static inline void receive_refused(struct process *p, void *state, const struct message *m)
{
    (void)state;
    process_send(p, m->port, AGAIN, m->payload);
}

#endif
