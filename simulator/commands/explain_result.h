/* explain_result.h: onde explain RESULT: why an event happened, how two stand to each other, what a run's order looks like. In
 * words, on standard output. */
#ifndef ONDE_COMMANDS_EXPLAIN_RESULT_H
#define ONDE_COMMANDS_EXPLAIN_RESULT_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct explain_request {
    const char *result; /* see stamped_find() */
    int64_t run;        /* negative: the only one */
    uint64_t events[2]; /* numbers */
    size_t event_count; /* 0: the whole run; 1: why; 2: how they stand to each other */
};

/* Errors (INPUT): no trace, no stamps, no such event. */
bool explain_result(const struct explain_request *request, struct error *err);

#endif
