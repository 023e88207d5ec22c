/* client.h: who uses a critical section, the same for all algorithms of this folder: it thinks, requests, is inside for a
 * while, leaves, and thinks again. The algorithm decides when it may enter.
 *
 *                think is over             the algorithm calls          hold is over
 *   ┌──────────┐ REQUEST, request() ┌─────────┐ client_enter(): ENTER ┌────────┐ LEAVE, release()
 *   │ THINKING ├───────────────────►│ WAITING ├──────────────────────►│ INSIDE ├─────────────────► THINKING
 *   └──────────┘                    └─────────┘                       └────────┘
 *
 * The state of an algorithm begins with a struct client, its table of parameters with CLIENT_PARAMETERS, that of its timers
 * with CLIENT_TIMERS; its own are numbered from OWN_PARAMETER and OWN_TIMER. It defines request() and release(), and calls
 * client_enter() when the process may enter: in request() already, or in the handler of a message. Each initiator is a client;
 * the others serve. The value of REQUEST, ENTER and LEAVE says which entry of the process it is, from 1. */
#ifndef ONDE_EXCLUSION_CLIENT_H
#define ONDE_EXCLUSION_CLIENT_H

#include "engine/process.h"

enum { ENTRIES, THINK, HOLD, OWN_PARAMETER };
enum { THINK_OVER, HOLD_OVER, OWN_TIMER };

#define ENTRIES_PARAMETER                                                                                              \
    {                                                                                                                  \
        "entries", "count", 3, 0, 1e9, "how often each initiator enters its critical section"                          \
    }
#define THINK_PARAMETER                                                                                                \
    {                                                                                                                  \
        "think", "time", 0.01, 0, 1e9, "mean (exponential) of the time before each request; 0: at once"                \
    }
#define HOLD_PARAMETER                                                                                                 \
    {                                                                                                                  \
        "hold", "time", 1e-3, 0, 1e9, "how long a process stays inside"                                                \
    }
#define CLIENT_PARAMETERS ENTRIES_PARAMETER, THINK_PARAMETER, HOLD_PARAMETER

enum client_phase { THINKING, WAITING, INSIDE };

struct client {
    uint32_t entries; /* requested so far */
    uint8_t phase;    /* enum client_phase */
};

struct state; /* the algorithm's; it begins with a struct client */

/* The algorithm's own: the process, which is WAITING now, asks to enter; it has left. */
static void request(struct process *p, struct state *s);
static void release(struct process *p, struct state *s);

static inline bool client_is(const struct state *s, enum client_phase phase)
{
    return ((const struct client *)s)->phase == phase;
}

/* It may enter. */
static inline void client_enter(struct process *p, struct state *s)
{
    struct client *client = (struct client *)s;
    client->phase = INSIDE;
    process_announce(p, OUTPUT_ENTER, client->entries);
    process_set_timer(p, HOLD_OVER, process_parameter(p, HOLD));
}

/* A timer's handler: it requests. */
static inline void client_think_over(struct process *p, void *state)
{
    struct client *client = state;
    client->phase = WAITING;
    client->entries++;
    process_announce(p, OUTPUT_REQUEST, client->entries);
    request(p, state);
}

/* The handler of the start, for .start: it thinks, if it wants to enter (again). */
static inline void client_think(struct process *p, void *state)
{
    const struct client *client = state;
    if (client->entries >= process_parameter(p, ENTRIES))
        return;
    double mean = process_parameter(p, THINK);
    if (mean > 0)
        process_set_timer(p, THINK_OVER, process_random_delay(p, mean));
    else
        client_think_over(p, state);
}

/* A timer's handler: it leaves. */
static inline void client_hold_over(struct process *p, void *state)
{
    struct client *client = state;
    client->phase = THINKING;
    process_announce(p, OUTPUT_LEAVE, client->entries);
    release(p, state);
    client_think(p, state);
}

#define CLIENT_TIMERS                                                                                                  \
    {"think", client_think_over},                                                                                      \
    {                                                                                                                  \
        "hold", client_hold_over                                                                                       \
    }

#endif
