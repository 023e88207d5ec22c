/* traced.h: the files that traced runs have left: <stem>-<run>.csv, or <stem>.csv when there is one run; perhaps compressed. */
#ifndef ONDE_FIGURE_TRACED_H
#define ONDE_FIGURE_TRACED_H

#include "figure/kind.h"

#include <limits.h>

struct traced {
    char path[PATH_MAX];
    bool known;           /* of which run it is: */
    uint32_t run, system; /* system: index in the scenario */
    bool mpi;             /* its processes are ranks */
    size_t processes;     /* 0: it is not known how many */
    bool work_measured;   /* its makespan is a measure, and where there is none the work was not done */
    double makespan;      /* seconds, the measure of that name; NAN: the run has none */
    char verdict[16];     /* as runs.csv has it; "": not known */
};

/* Whether a file is one of the stem's, and of which run: of a file without a number *has_run is false. */
bool traced_is_of(const char *name, const char *stem, bool *has_run, uint32_t *run);

/* The first traced run of each system that the figure wants, in the order of the systems; without a scenario, the only one.
 * Errors (INPUT): there is none, with what brings one; no such system; runs.csv is malformed.
 * true: the caller frees *out; there are *count, 1 or more. */
bool traced_find(const struct drawing *drawing, const char *stem, struct traced **out, size_t *count,
                 struct error *err);

/* "Title of the system · run 3", or "" when it is not known; of a run whose verdict is not "holds", that too:
 * "… · violated: not all is done". */
void traced_describe(const struct traced *traced, const struct drawing *drawing, char *text, size_t size);

#endif
