/* diagram_cuts.h: the cuts of a space-time diagram (diagram.h): of snapshots, of recoveries, and the one that is wished. */
#ifndef ONDE_FIGURE_DIAGRAM_CUTS_H
#define ONDE_FIGURE_DIAGRAM_CUTS_H

#include "figure/diagram.h"

/* Fills the cuts of a diagram that has its rows and its window, and marks its messages that break one. Errors: those of
 * diagram_create(). */
bool diagram_add_cuts(struct diagram *diagram, const struct diagram_wishes *wishes, struct error *err);

/* The output "checkpoint" that an output "rollback" goes back to: of those of its number, the latest; HISTORY_NO_EVENT: there is
 * none before it. */
uint32_t diagram_checkpoint(const struct history *history, uint32_t rollback);
/* Of an output "record": the last event that the process recorded, the last one in the cut; HISTORY_NO_EVENT: it had done nothing. */
uint32_t diagram_last_recorded(const struct history *history, uint32_t record);

/* Whether the event is the receive, in a cut, of a message of the computation whose send is not: last[process] is its last event in
 * the cut, HISTORY_NO_EVENT: none. `controls`: the kinds of message that may do so; NULL: none may. */
bool diagram_breaks_cut(const struct history *history, const uint32_t *last, const char *const *controls,
                        uint32_t place);
/* Whether no message of the computation crosses a cut backwards: last[process] is its last event in the cut, HISTORY_NO_EVENT: none.
 * As order_cut_is_consistent() where there are no controls. O(n). */
bool diagram_cut_is_consistent(const struct history *history, const uint32_t *last, const char *const *controls,
                               uint32_t *receive);

/* For both files: reallocates when `count` items fill the capacity; NULL: there is no memory. */
void *diagram_grow(void *items, size_t count, size_t *capacity, size_t size);
bool diagram_no_memory(struct error *err); /* fills *err; false */

#endif
