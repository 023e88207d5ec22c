/* broadcast.h: who posts what, in the algorithms that order broadcasts, and point-to-point messages: each initiator posts `posts`
 * times, after pauses. The number of a post is the poster's, plus N times how many it had posted before.
 *
 * Messages that wait are held in a part of the state of fixed size. Where the stamps are long (causal order) there is room for some:
 * a message that finds none goes back to where it came from, and comes again; the network holds it meanwhile. What can be delivered as
 * it comes needs no room, so that this always ends. The messages `refused` and `again` are those of that; where there is room, there is
 * none. Where there are no stamps (total order), there is room for all that can be posted. */
#ifndef ONDE_BROADCAST_BROADCAST_H
#define ONDE_BROADCAST_BROADCAST_H

#include "engine/process.h"

enum { MOST_POSTS = 64 }; /* of a process */
enum { POSTS, PAUSE };
enum { POST }; /* timer */

/* At the beginning of the state. */
struct poster {
    uint32_t posted;
};

static inline bool broadcast_has_more(const struct process *p, const struct poster *s)
{
    return s->posted < process_parameter(p, POSTS);
}

/* The timer for the next post, if there is one. */
static inline void broadcast_pause(struct process *p, const struct poster *s)
{
    if (broadcast_has_more(p, s))
        process_set_timer(p, POST, process_random_delay(p, process_parameter(p, PAUSE)));
}

static inline void broadcast_start(struct process *p, void *state)
{
    broadcast_pause(p, state);
}

/* Announces the next post, and gives its number. */
static inline int64_t broadcast_post(struct process *p, struct poster *s)
{
    int64_t number = (int64_t)process_number(p) + (int64_t)process_count(p) * s->posted++;
    process_announce(p, OUTPUT_POST, number);
    return number;
}

static inline uint32_t broadcast_poster(const struct process *p, int64_t number)
{
    return (uint32_t)((uint64_t)number % process_count(p));
}

static inline void broadcast_send_all(struct process *p, uint32_t kind, const void *payload)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, kind, payload);
}

#define BROADCAST_PARAMETERS                                                                                           \
    (const struct parameter[])                                                                                         \
    {                                                                                                                  \
        [POSTS] = {"posts", "count", 4, 0, MOST_POSTS, "how often each initiator posts"},                              \
        [PAUSE] = {"pause", "time", 0.01, 0, 1e6, "mean pause before a post (exponential)"},                           \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }

/* What their descriptors have in common. */
#define BROADCAST_DESCRIPTOR                                                                                           \
    .catalogue = "C6",                                                                                                 \
    .assumes = "a complete graph whose processes know N and their numbers; reliable channels, order of delivery is "   \
               "free; no crash",                                                                                       \
    .assumptions = {.topology = TOPOLOGY_COMPLETE, .knows_count = true, .knows_neighbours = true},                     \
    .parameters = BROADCAST_PARAMETERS, .random = true, .start = broadcast_start

#endif
