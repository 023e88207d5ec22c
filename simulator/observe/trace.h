/* trace.h: writes trace.csv, one line an event, streaming. docs/reading-results.md explains the columns. */
#ifndef ONDE_OBSERVE_TRACE_H
#define ONDE_OBSERVE_TRACE_H

#include "observe/specification.h"

struct trace;

/* The file has its name once trace_close has succeeded (base/output_file.h). Errors: it cannot be created.
 * true: the caller owns *out; release it with trace_close() or trace_abandon(). */
bool trace_open(const char *path, const struct algorithm *algorithm, struct trace **out, struct error *err);
void trace_event(struct trace *trace, const struct event *event);
/* Errors: the disk is full, or the file cannot be renamed; *trace is released in any case. */
bool trace_close(struct trace *trace, struct error *err);
void trace_abandon(struct trace *trace);

#endif
