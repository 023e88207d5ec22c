/* spacetime_tex.h: a space-time diagram as a LaTeX document that holds one TikZ picture, for slides. */
#ifndef ONDE_FIGURE_SPACETIME_TEX_H
#define ONDE_FIGURE_SPACETIME_TEX_H

#include "figure/kind.h"
#include "figure/marks.h"
#include "figure/sheet.h"

/* Writes <folder>/<name of the figure>.tex. It needs the class standalone and TikZ, and compiles with pdflatex, xelatex and
 * lualatex. `x_factor` leads from positions to the unit of `x_label`.
 * Errors (INPUT): a folder or a disk that cannot be written. */
bool spacetime_tex_write(const struct sheet *sheet, const struct marks *marks, const struct drawing *drawing,
                         const char *x_label, double x_factor, struct error *err);

#endif
