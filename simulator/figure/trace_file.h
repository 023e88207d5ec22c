/* trace_file.h: the trace that a figure is drawn from, read row by row and never held. Times are seconds.
 *
 * A trace of some processes (events "sample") begins by saying which; these are *shown*, one below the other however far
 * apart, each at its *place*, from 0. Of a whole trace all processes are shown, each at the place that is its number. */
#ifndef ONDE_FIGURE_TRACE_FILE_H
#define ONDE_FIGURE_TRACE_FILE_H

#include "base/csv.h"
#include "figure/kind.h"
#include "figure/marks.h"

#include <limits.h>

struct trace_file {
    char path[PATH_MAX];
    bool known;           /* the run is: */
    uint32_t run, system; /* system: index in the scenario */
    double end;           /* of the run; NAN: not known */
    bool quiescent;       /* nothing could happen after it */
    uint64_t violation;   /* the number of the event at which its specification is violated; 0: none, or not known */
    uint64_t processes;   /* N: what runs.csv says, and the trace, once it has been read */
    uint32_t *sample;     /* the processes that the trace is of, ascending; NULL: all */
    size_t sample_size, sample_capacity;
    bool read_once;
    char (*fault_names)[64]; /* of the scenario; empty: none */
    size_t fault_count;
    size_t number, time, event, process, kind, value; /* columns */
};

/* Chooses the trace of the first run of the figure's system: trace-<run>.csv, or trace.csv when there is one only; perhaps
 * compressed. Errors (INPUT): there is none, with what brings one.
 * Release with trace_file_release(), in any case. */
bool trace_file_find(struct trace_file *file, const struct drawing *drawing, const struct runs *runs,
                     struct error *err);
void trace_file_release(struct trace_file *file);

struct trace_row {
    uint64_t number; /* of the event; 0: not known */
    double time;
    const char *event, *kind, *value; /* borrowed until the next row */
    bool has_process;                 /* no: a fault strikes channels */
    uint32_t process;
};
/* The caller closes *out. */
bool trace_file_open(struct trace_file *file, struct csv_reader **out, struct error *err);
/* The next event; what says of which processes the trace is, is kept and passed over. Errors (INPUT): a row that is
 * malformed, processes of a sample that do not ascend. */
enum csv_status trace_file_next(struct trace_file *file, struct csv_reader *reader, struct trace_row *row,
                                struct error *err);

/* Once the trace has been read to its end. */
uint64_t trace_file_shown(const struct trace_file *file);
bool trace_file_place(const struct trace_file *file, uint32_t process, uint64_t *place); /* false: not shown */
uint32_t trace_file_process(const struct trace_file *file, uint64_t place);

/* "Title of the system · run 0 · N = 5 · sample of 3 processes", then `rows` ("" or " · …"). */
void trace_file_description(const struct trace_file *file, const struct drawing *drawing, const char *rows, char *text,
                            size_t text_size);
/* Sets "subtitle" to it. */
void trace_file_describe(const struct trace_file *file, const struct drawing *drawing, const char *rows);
/* The numbers of the processes on the axis where places are not numbers (a sample): sets "labels" and its arrays, one for
 * each row of `per_row` places or for as many as have room. */
void trace_file_label(const struct trace_file *file, const struct drawing *drawing, uint64_t per_row);

/* Adds a row "fault" or "fault-end" of the trace to the marks; of others does nothing. false: there was no memory. */
bool trace_file_mark(const struct trace_file *file, const struct trace_row *row, enum language language,
                     struct marks *marks);

/* Who is down since when: crashed or suspended. */
enum down_kind { DOWN_CRASHED, DOWN_SUSPENDED, DOWN_KINDS };
struct down {
    double (*since)[DOWN_KINDS]; /* of each place; NAN: it is not */
    uint64_t places;
};
bool down_create(const struct trace_file *file, struct down *out); /* false: there was no memory */
void down_release(struct down *down);
/* What a row changes. true: a span has ended, which began at *begin: the place, the kind. */
bool down_ends(struct down *down, const struct trace_file *file, const struct trace_row *row, uint64_t *place,
               enum down_kind *kind, double *begin);

#endif
