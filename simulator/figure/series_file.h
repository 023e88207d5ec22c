/* series_file.h: reads series-<run>.csv: step functions of time, and the faults of the run. Times are seconds. */
#ifndef ONDE_FIGURE_SERIES_FILE_H
#define ONDE_FIGURE_SERIES_FILE_H

#include "figure/marks.h"

/* It has `value` from `time` on. */
struct step {
    double time, value;
};
struct steps {
    struct step *step; /* times and neighbouring values differ */
    size_t count, capacity;
};

enum { SERIES_MOST = 2 }; /* read at once */
struct series_file {
    struct steps steps[SERIES_MOST];
    struct marks marks;
    double end; /* the last date of the file */
};

/* The file of a run: series-<run>.csv, or series.csv when the scenario has one run. false: there is none. */
bool series_file_find(const struct drawing *drawing, uint32_t run, char *path, size_t size);
/* Reads `count` series by their names; a series that is not there has no step.
 * Errors (INPUT): a file that is malformed, dates that go back. Release with series_file_release(), in any case. */
bool series_file_read(const char *path, const char *const *names, size_t count, enum language language,
                      struct series_file *out, struct error *err);
void series_file_release(struct series_file *file);

/* The value at a date, *position being 0 at first and the dates ascending; NAN before the first step. */
double steps_at(const struct steps *steps, double time, size_t *position);

#endif
