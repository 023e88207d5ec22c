/* gnuplot.h: runs a script of results/plots/. A script draws from one CSV file and from variables, which are set before it
 * begins; each script lists its own. */
#ifndef ONDE_FIGURE_GNUPLOT_H
#define ONDE_FIGURE_GNUPLOT_H

#include "base/error.h"
#include "base/language.h"

struct gnuplot_variables;

/* NULL when there is no memory. The caller owns it; gnuplot_variables_free(). */
struct gnuplot_variables *gnuplot_variables_create(enum language language);
void gnuplot_variables_free(struct gnuplot_variables *variables); /* NULL is allowed */
/* Texts may hold anything: what is not UTF-8 or would end a line is replaced. */
void gnuplot_set_text(struct gnuplot_variables *variables, const char *name, const char *text);
void gnuplot_set_number(struct gnuplot_variables *variables, const char *name, double value);
/* An array of `size` (1 or more) items, then its items, from 1. */
void gnuplot_set_array(struct gnuplot_variables *variables, const char *name, size_t size);
void gnuplot_set_text_at(struct gnuplot_variables *variables, const char *name, size_t index, const char *text);
void gnuplot_set_number_at(struct gnuplot_variables *variables, const char *name, size_t index, double value);

/* Runs results/plots/<script>.gp on <stem>.csv and leaves <stem>.svg, .pdf and .png, all three or none of them new. The
 * same input gives the same bytes.
 * Errors (INPUT): gnuplot is not installed (with the package that has it) or fails (with what it says), a folder or a
 * disk that cannot be written. */
bool gnuplot_draw(const struct gnuplot_variables *variables, const char *script, const char *stem, struct error *err);

#endif
