/* order.h: the relation "happened before" among the events of a history (Lamport, "Time, clocks, and the ordering of events in a
 * distributed system", CACM 21(7), 1978): an event comes before the next one of its process, a send before the receives of
 * its message, and so on transitively. Events of no process (losses, duplicates, faults of channels) are in no relation.
 * Events are named by their places in the history. All of it is computed from the trace, not from the stamps, and but for
 * the width takes one or two passes: a million events are well below a second. Where memory runs out, the program ends
 * (must_have()). */
#ifndef ONDE_CAUSALITY_ORDER_H
#define ONDE_CAUSALITY_ORDER_H

#include "causality/history.h"

/* Sets in[place] for the events before, or after, the given one and for itself; returns how many. `in` has history->count
 * entries, all of which are set. O(n). */
uint32_t order_past(const struct history *history, uint32_t event, bool *in);
uint32_t order_future(const struct history *history, uint32_t event, bool *in);

enum order_relation { ORDER_SAME, ORDER_BEFORE, ORDER_AFTER, ORDER_CONCURRENT };
/* How the first stands to the second: before it, after it, … */
enum order_relation order_relate(const struct history *history, uint32_t first, uint32_t second);

/* A path of fewest messages from one event to a later one: places from first to last; the caller frees *path; false: there is
 * none. Among those of as few messages, the one of fewest events. */
bool order_path(const struct history *history, uint32_t from, uint32_t to, uint32_t **path, size_t *length);

/* The chain of most messages in the whole history, or, when `to` is an event (else HISTORY_NO_EVENT), of those that end there;
 * among those of as many messages, one of most events. The caller frees *path. *length is 0 when the history has no event. */
void order_longest(const struct history *history, uint32_t to, uint32_t **path, size_t *length);

/* The width: how many events can be pairwise concurrent at the most, with an example of as many (the caller frees *antichain).
 * It is at most the number of processes (Dilworth, "A decomposition theorem for partially ordered sets", Annals of Mathematics
 * 51(1), 1950). O(N n) at the worst, and a few passes over the events as a rule (width.c). */
uint32_t order_width(const struct history *history, uint32_t **antichain);

/* A cut is given by the last event of each process that belongs to it: last[process], HISTORY_NO_EVENT: none. It is
 * consistent when, with a receive, it has the send of the message (Mattern 1989; Chandy & Lamport 1985). When it is not,
 * *receive is an event that breaks it. */
bool order_cut_is_consistent(const struct history *history, const uint32_t *last, uint32_t *receive);

#endif
