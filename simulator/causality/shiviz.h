/* shiviz.h: a history as a log for ShiViz (Beschastnikh, Wang, Brun & Ernst, "Debugging distributed systems", ACM Queue 14(2),
 * 2016), which draws it in a browser from vector clocks. Its first line is the regular expression by which ShiViz reads the rest, its
 * second one is empty (one run), and then each event takes two: "17 0.0021 process 0 receives token from 7", and
 * "p0 {"p0":3,"p7":2}". The clocks are computed from the order of the history: entry p of an event is how many events of
 * process p came before it or are it; those that are 0 are left out. Events of no process are left out. */
#ifndef ONDE_CAUSALITY_SHIVIZ_H
#define ONDE_CAUSALITY_SHIVIZ_H

#include "causality/history.h"

#include <stdio.h>

enum {
    SHIVIZ_MOST_PROCESSES = 256
}; /* that have events: each is a column of the picture, and an entry of each clock */
#define SHIVIZ_EXPRESSION "(?<number>\\d+) (?<time>\\S+) (?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})"

/* `path` of the trace is for messages. Errors (INPUT): more processes than SHIVIZ_MOST_PROCESSES, no event at all. Write errors of
 * `out` are the caller's to find. */
bool shiviz_write(const struct history *history, const char *path, FILE *out, struct error *err);

#endif
