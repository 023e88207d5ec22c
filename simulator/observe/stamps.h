/* stamps.h: the order of a run as stamps on its events: Lamport's clock (CACM 21(7), 1978) or the vector clock of Fidge and
 * Mattern (1988, 1989), kept beside the run, for the columns `sent`, `scalar` and `vector` of its trace. Every event of a
 * process counts (docs/reading-results.md, "Stamps"); a loss, a duplicate, a fault of channels is of no process. Clocks live
 * outside the processes: a crash does not set them back. They never change the run. Vectors have counts of 32 bits: a process that
 * outgrew its own would have left a trace of more than 200 GB. */
#ifndef ONDE_OBSERVE_STAMPS_H
#define ONDE_OBSERVE_STAMPS_H

#include "engine/settings.h"
#include "observe/specification.h"

struct stamps;

/* What the trace shows of one event. */
struct event_stamp {
    uint64_t sent;   /* RECEIVE, LOSS, DUPLICATE: the event that sent the message; 0: none */
    uint64_t scalar; /* events in the longest chain that ends here; 0: it is an event of no process */
    const uint32_t
        *vector; /* by process: events there that precede this one, or are it; NULL: none. Until the next event */
};

/* Memory for a clock of every process ends the run when there is none. The caller frees it with stamps_free(). */
struct stamps *stamps_create(enum trace_stamps kind, uint32_t processes);
void stamps_free(struct stamps *stamps); /* NULL is allowed */

/* Bytes that each message in transit carries, and what the clocks of all processes take; 0 when there are no stamps. */
size_t stamps_message_bytes(enum trace_stamps kind, uint32_t processes);
size_t stamps_clock_bytes(enum trace_stamps kind, uint32_t processes);

/* The next event of the run, all of which must be shown, in their order. `carried`: what its message carries,
 * stamps_message_bytes() of 8-byte alignment: written by SEND, a copy of the original's at DUPLICATE; NULL when the event has no
 * message. */
void stamps_event(struct stamps *stamps, const struct event *event, void *carried, struct event_stamp *out);

#endif
