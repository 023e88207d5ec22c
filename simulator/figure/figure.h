/* figure.h: from runs.csv to tables and pictures. Works from the CSV of a results folder and a scenario's figure requests
 * only, so that anyone can redraw. The pictures are drawn by the gnuplot scripts of results/plots/. */
#ifndef ONDE_FIGURE_FIGURE_H
#define ONDE_FIGURE_FIGURE_H

#include "scenario/scenario.h"

#include <stdio.h>

/* The kinds of figure: one line in figure/kinds.def each; NULL past the end. */
const char *figure_kind_name(size_t index);
const char *figure_kind_text(size_t index); /* one sentence for `onde list` and docs */
/* What a kind is drawn from. */
enum figure_source {
    FIGURE_FROM_COLUMNS,  /* runs.csv: measure and x are columns of it */
    FIGURE_FROM_TRACE,    /* the trace of a run */
    FIGURE_FROM_STATES,   /* the same: the measure is a variable of the algorithm; "": the first */
    FIGURE_FROM_STAMPS,   /* the trace of a run, whose events have stamps */
    FIGURE_FROM_SERIES,   /* series-<run>.csv: the measure is a series, or SUSPECTED_SERIES */
    FIGURE_FROM_ACTIVITY, /* activity.csv of a run, or of one of each system */
    FIGURE_FROM_MATRIX,   /* matrix.csv of a run: the measure is a column of it, "bytes" or "messages" */
};
enum figure_source figure_kind_source(const char *kind); /* of an unknown kind: COLUMNS */
/* The measure of a figure of this kind that names none; "": none, or the first that there is. Unknown kind: "messages". */
const char *figure_kind_measure(const char *kind);
/* A measure that stands for two series, drawn together: suspected_rightly and suspected_wrongly. */
#define SUSPECTED_SERIES "suspected"

/* Whether the figure's data (<name>.csv) would be written over a table of the results folder: "runs", "matrix", "trace-3". */
bool figure_name_is_taken(const char *name);

/* Draws one figure of a results folder in SVG, PDF and PNG: <folder>/<name>.svg … from <folder>/<name>.csv, which it
 * writes first. Errors (INPUT): gnuplot missing or failing (with its message), a column that is not in runs.csv (with the
 * nearest), a folder that cannot be written. NOTHING: no run has what the figure shows (none is complete, none was traced). */
bool figure_draw(const char *folder, const struct scenario *scenario, const struct figure_request *figure,
                 enum language language, struct error *err);

/* The same of a kind that is drawn from activity.csv or matrix.csv, in a folder that is of one run and of no scenario. Its files
 * have the name of the kind and of its measure, if it has one: "gantt", "matrix-bytes". */
bool figure_draw_alone(const char *folder, const char *kind, const char *title, enum language language,
                       struct error *err);

/* Writes <folder>/laws.csv (a row for each system and cost formula: law, constant, interval, expected, verdict) when the
 * sweep varies N over three values or more, and <folder>/summary.txt: title, one block a system with the measures' means
 * and intervals, the table of laws, the verdicts counted, the first violated run with its reason, and the files; only the figures
 * that are there, so that it is to be written after them. */
bool summary_write(const char *folder, const struct scenario *scenario, enum language language, struct error *err);

/* Copies summary.txt to a stream, for the command that has just run. The file says FOLDER where a command to type needs the
 * folder, so that it is the same wherever the folder is; here it has its name. */
bool summary_print(const char *folder, FILE *stream, struct error *err);

#endif
