/* lanes.h: writes activity.csv of a run of processes that work: what each host computes, reads, waits for, what is on its way to
 * it, as an observer of the events of the run. A process that does several things at once has as many lanes: "pi1",
 * "pi1 (2)"; where several processes share a host, "pi1/3" is process 3. */
#ifndef ONDE_OBSERVE_LANES_H
#define ONDE_OBSERVE_LANES_H

#include "observe/specification.h"

struct lanes;
struct system;

/* Bytes that each message carries for it. */
enum { LANES_STAMP_BYTES = 16 };

/* Errors (INPUT): the file cannot be created. true: the caller owns *out; release it with lanes_close() or lanes_abandon(). */
bool lanes_open(const char *path, const struct system *system, struct lanes **out, struct error *err);
/* `stamp` of the message, LANES_STAMP_BYTES; NULL when the event has none. */
void lanes_event(struct lanes *lanes, const struct event *event, void *stamp);
/* What still goes on has no end. Errors: it could not be written; *lanes is released in any case. */
bool lanes_close(struct lanes *lanes, struct error *err);
void lanes_abandon(struct lanes *lanes);

#endif
