/* series.h: writes series.csv: what specifications follow in time, and the faults that strike. A row when a value changes:
 * columns time (seconds), series, value; in the order of time; of several values at one date, the last. A fault is a row
 * "fault:NAME" or "fault-end:NAME" whose value is its index in the scenario, NAME being its name or else its kind. The last
 * row of each series says its value at the end of the run. */
#ifndef ONDE_OBSERVE_SERIES_H
#define ONDE_OBSERVE_SERIES_H

#include "engine/settings.h"
#include "observe/specification.h"

struct series;

/* The file has its name once series_close has succeeded. Errors (INPUT): it cannot be created. `settings` is borrowed.
 * true: the caller owns *out; release it with series_close() or series_abandon(). */
bool series_open(const char *path, const struct settings *settings, struct series **out, struct error *err);
/* A series of this name (borrowed). Returns its number. */
uint32_t series_add(struct series *series, const char *name);
void series_set(struct series *series, uint32_t number, sim_time time, double value);
void series_fault(struct series *series, const struct event *event);
/* `end` is the date of the end of the run. Errors: it could not be written; *series is released in any case. */
bool series_close(struct series *series, sim_time end, struct error *err);
void series_abandon(struct series *series);

#endif
