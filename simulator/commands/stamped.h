/* stamped.h: the stamped trace that a command is to read: a file, or one of a folder of results. */
#ifndef ONDE_COMMANDS_STAMPED_H
#define ONDE_COMMANDS_STAMPED_H

#include "base/error.h"

#include <stdint.h>

/* Finds the trace of `result`: a trace itself, or a folder of results (results_find()) with traces. `run` chooses one of
 * several; negative: there is one only. Errors (INPUT): no such file or folder; no trace, with what brings one; several, with
 * their runs; none of that run. */
bool stamped_find(const char *result, int64_t run, char *path, size_t size, struct error *err);
/* The value of an option --run; a usage error if it is no run. */
struct argp_state;
int64_t stamped_run(struct argp_state *state, const char *text);

#define OPTION_RUN "run", KEY_RUN, "RUN", 0, "Of several traces, the one of this run", 0
enum { KEY_RUN = 0x10001 }; /* beside KEY_LANGUAGE */

#endif
