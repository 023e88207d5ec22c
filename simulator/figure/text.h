/* text.h: the words, numbers and formulas of figures and tables, in English and French. All texts are UTF-8, and are cut
 * to `size` as snprintf does. */
#ifndef ONDE_FIGURE_TEXT_H
#define ONDE_FIGURE_TEXT_H

#include "base/language.h"
#include "engine/process.h"

#include <stdio.h>

enum { TEXT_SIZE = 256 }; /* of a label */

/* "en" or "fr", as the gnuplot scripts know them. */
const char *language_code(enum language language);

/* How a figure calls a varied column: "identities.order" for "system.identities.order", "period" for
 * "system.algorithm.period", "probability" for "faults.fault[loss].probability". Points into `path`. */
const char *text_short_column(const char *path);
/* What the axis of a column of runs.csv says: "Messages", "Simulated time", the title of a measure of a specification; an
 * unknown column is its own name. */
void text_measure(const char *column, enum language language, char *buffer, size_t size);
/* A title as it stands alone: its first letter, if it is an ASCII one, becomes a capital. */
void text_begin(const char *title, char *buffer, size_t size);
/* The unit in which a column is recorded: "s" (makespan, a name that ends in _time or _duration, but ideal_time), "B" (one that
 * ends in bytes, as mpi.argument[bytes]), "J" (energy), "gCO₂e" (co2), or "" for a count, and for money: see runs_scale_for(). */
const char *text_unit(const char *column);

/* A unit that reads well: values are multiplied by `factor` to be read in `unit`. */
struct text_scale {
    double factor;
    const char *unit; /* "ms" */
};
/* The scale in which `typical` (a value of middling size) reads well: seconds to nanoseconds, kWh to mJ, tons to milligrams of CO2;
 * factor 1 for other columns. */
struct text_scale text_scale_for(const char *column, double typical);

/* The scale of a time axis that ends at `end` seconds: days to nanoseconds. */
struct text_scale text_time_scale(double end, enum language language);

/* "4,096" or "4 096" (with a no-break space), "0.5" or "0,5": `digits` significant digits, but whole numbers whole. */
void text_number(double value, int digits, enum language language, char *buffer, size_t size);
/* A formula or law as ASCII has it, made readable: "0.98 N log2 N" is "0,98 N log₂ N", "N^2" is "N²", "N-1" is "N−1". */
void text_formula(const char *formula, enum language language, char *buffer, size_t size);

/* The number of its dashes in results/plots/style.gp. */
int relation_number(enum cost_relation relation);

/* Columns that a terminal gives to a text (wcwidth of the characters that Onde writes: one each). */
size_t text_width(const char *text);
/* Writes the text and spaces up to `width`; a negative width puts the spaces first. */
void text_pad(FILE *stream, const char *text, int width);

#endif
