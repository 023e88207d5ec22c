/* paje.h: a history as a trace in Paje's format (Schnorr, "Paje trace file format", 2016), which ViTE, PajeNG and its pj_dump read.
 * Containers: the run, and in it a process each. States of a process: "waiting" from an announced request to the entry,
 * "critical section" from enter to leave, "down" from a crash to its end. A link is a message, from its send to its receive; one
 * that never arrives has none. Events are what is neither sent nor received. Dates are simulated seconds. */
#ifndef ONDE_CAUSALITY_PAJE_H
#define ONDE_CAUSALITY_PAJE_H

#include "causality/history.h"

#include <stdio.h>

enum { PAJE_MOST_PROCESSES = 20000 }; /* of the run: each is a container */

/* `path` of the trace is for messages. Errors (INPUT): more processes than PAJE_MOST_PROCESSES, no event, dates that go back. Write
 * errors of `out` are the caller's to find. */
bool paje_write(const struct history *history, const char *path, FILE *out, struct error *err);

#endif
