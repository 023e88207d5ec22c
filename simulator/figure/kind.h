/* kind.h: the contract between figure.c and a kind of figure. */
#ifndef ONDE_FIGURE_KIND_H
#define ONDE_FIGURE_KIND_H

#include "figure/figure.h"
#include "figure/gnuplot.h"
#include "figure/runs.h"

/* All borrowed. `scenario` is NULL in figure_draw_alone(). */
struct drawing {
    const char *folder; /* of results */
    const struct scenario *scenario;
    const struct figure_request *request;
    enum language language;
    const char *title;
    const char *data; /* the CSV file to be written */
    struct gnuplot_variables *variables;
};

/* Sets "note" of the script, a line below the title: `begin`, or ""; how many runs of the sweep there are, when some are
 * missing; in how many of the `runs_drawn` complete ones the measure has no value, when it is so in some. */
void drawing_set_note(const struct drawing *drawing, const struct runs *runs, const char *begin, size_t empty,
                      size_t runs_drawn);
/* The same for a column of all runs of the curves, with how many runs of their systems are left out as incomplete. */
void drawing_note_curves(const struct drawing *drawing, const struct runs *runs, const struct curves *curves,
                         size_t column);

/* Each writes drawing->data and sets the variables of its script, but for "title". */
#define KIND(name, source, measure, text) bool name##_write(const struct drawing *drawing, struct error *err);
#include "figure/kinds.def"
#undef KIND

#endif
