/* computation.h: the computation whose snapshots are taken, the same under all protocols of this folder, and when.
 *
 * Each process, again and again: listens for a while, adds one to its counter, and sends the counter's value to a neighbour
 * drawn at random. What it has sent less what it has received is the part of its state that a snapshot can be judged by:
 * over all processes, it is the number of messages in the channels.
 *
 * The parameters and the timers come first in the tables of an algorithm, COMPUTATION_PARAMETERS and COMPUTATION_TIMERS. */
#ifndef ONDE_SNAPSHOTS_COMPUTATION_H
#define ONDE_SNAPSHOTS_COMPUTATION_H

#include "engine/process.h"

enum { LISTEN, STEPS, AT, EVERY, SNAPSHOTS, INITIATORS, OWN_PARAMETER };
enum { HAS_LISTENED, SNAPSHOT_IS_DUE, OWN_TIMER };
enum { MOST_SNAPSHOTS = 32 }; /* of a run: a process keeps numbers for each, for several may be under way at once */

#define COMPUTATION_PARAMETERS                                                                                         \
    [LISTEN] = {"listen", "time", 10e-3, 1e-9, 1e6, "how long a process listens before a step: exponential, mean"},    \
    [STEPS] = {"steps", "count", 20, 0, 1e9, "messages that each process sends"},                                      \
    [AT] = {"at", "time", 50e-3, 0, 1e9, "when an initiator begins a snapshot, after its start"},                      \
    [EVERY] = {"every", "time", 50e-3, 0, 1e9, "how long it waits before the next"},                                   \
    [SNAPSHOTS] = {"snapshots", "count", 1, 1, MOST_SNAPSHOTS, "how many snapshots are taken"},                        \
    [INITIATORS] = {"initiators", "count", 1, 1, 1e9, "how many processes begin each: those of the smallest numbers"}

/* `step` is the algorithm's handler when a process has listened, `record` when a snapshot is due. */
#define COMPUTATION_TIMERS(step, record) [HAS_LISTENED] = {"listened", step}, [SNAPSHOT_IS_DUE] = {"snapshot", record}

struct computation {
    int64_t counter; /* = steps taken */
    int64_t sent, received;
    uint32_t snapshots_due;
};

static inline int64_t computation_balance(const struct computation *c)
{
    return c->sent - c->received;
}

static inline void computation_listen(struct process *p, const struct computation *c)
{
    if ((double)c->counter < process_parameter(p, STEPS))
        process_set_timer(p, HAS_LISTENED, process_random_delay(p, process_parameter(p, LISTEN)));
}

static inline void computation_start(struct process *p, const struct computation *c)
{
    computation_listen(p, c);
    if ((double)process_number(p) < process_parameter(p, INITIATORS))
        process_set_timer(p, SNAPSHOT_IS_DUE, process_parameter(p, AT));
}

/* A step: adds one to the counter and draws the neighbour that its value goes to; the algorithm sends it. Then the process
 * listens again. false: it has no neighbour. */
static inline bool computation_step(struct process *p, struct computation *c, uint32_t *port)
{
    c->counter++;
    computation_listen(p, c);
    if (process_out_degree(p) == 0)
        return false;
    c->sent++;
    *port = (uint32_t)process_random(p, process_out_degree(p));
    return true;
}

/* At an initiator: the number of the snapshot whose date has come, from 1. */
static inline uint32_t computation_snapshot_due(struct process *p, struct computation *c)
{
    if (++c->snapshots_due < (uint32_t)process_parameter(p, SNAPSHOTS))
        process_set_timer(p, SNAPSHOT_IS_DUE, process_parameter(p, EVERY));
    return c->snapshots_due;
}

/* ---- control messages of a snapshot: one on each channel ---- */

static inline bool is_complete_graph(const struct shape *shape)
{
    return (shape->properties & TOPOLOGY_COMPLETE) != 0;
}
static inline bool is_undirected_but_not_complete(const struct shape *shape)
{
    return (shape->properties & TOPOLOGY_UNDIRECTED) != 0 && !is_complete_graph(shape);
}
static inline bool is_directed(const struct shape *shape)
{
    return (shape->properties & TOPOLOGY_UNDIRECTED) == 0 && !is_complete_graph(shape);
}
static inline double ordered_pairs(const struct shape *shape)
{
    return (double)shape->processes * (shape->processes - 1.0);
}
static inline double twice_the_edges(const struct shape *shape)
{
    return 2.0 * (double)shape->edges;
}
static inline double channels(const struct shape *shape)
{
    return (double)shape->edges;
}

#define ONE_A_CHANNEL_OF_A_COMPLETE_GRAPH(how)                                                                         \
    {                                                                                                                  \
        "control_messages", how, "N(N-1)", ordered_pairs, is_complete_graph, "on a complete graph", LAW_QUADRATIC      \
    }
#define TWO_AN_EDGE(how)                                                                                               \
    {                                                                                                                  \
        "control_messages", how, "2E", twice_the_edges, is_undirected_but_not_complete,                                \
            "on an undirected graph that is not complete", LAW_UNDECIDED                                               \
    }
#define ONE_A_CHANNEL(how)                                                                                             \
    {                                                                                                                  \
        "control_messages", how, "E", channels, is_directed, "on a directed graph", LAW_UNDECIDED                      \
    }

#endif
