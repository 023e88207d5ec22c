/* trace.h: writes trace.csv, one line an event, streaming: memory does not depend on the length of the run.
 * docs/reading-results.md explains the columns, and what a trace of some of the processes looks like. */
#ifndef ONDE_OBSERVE_TRACE_H
#define ONDE_OBSERVE_TRACE_H

#include "engine/settings.h"
#include "observe/specification.h"

struct event_stamp;
struct trace;

/* The trace of a run over `processes`, of those that settings->trace_* say. The file has its name once trace_close has
 * succeeded, and is compressed when the name ends in ".zst" (base/output_file.h). `settings` is borrowed until the trace is
 * closed. Errors (INPUT): the file cannot be created; a process to be traced that does not exist; memory.
 * true: the caller owns *out; release it with trace_close() or trace_abandon(). */
bool trace_open(const char *path, const struct settings *settings, uint32_t processes, struct trace **out,
                struct error *err);
/* Writes the event, if it is of a process that is traced. `stamp` (observe/stamps.h) is NULL if and only if
 * settings->trace_stamps is STAMPS_NONE. */
void trace_event(struct trace *trace, const struct event *event, const struct event_stamp *stamp);
/* Whether it is as long as settings->trace_limit says; it has no more than the line that reached the limit. */
bool trace_is_full(const struct trace *trace);
/* Whether some of it could not be written: trace_close() will fail, and say why. */
bool trace_failed(const struct trace *trace);
/* Errors: the disk is full, or the file cannot be renamed; *trace is released in any case. */
bool trace_close(struct trace *trace, struct error *err);
void trace_abandon(struct trace *trace);

#endif
