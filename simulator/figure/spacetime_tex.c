/* spacetime_tex.c: see spacetime_tex.h. The styles of things stand at the beginning of the document, where a reader changes them. */
#include "figure/spacetime_tex.h"

#include "base/output_file.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TICKS = 8, MOST_KEY_COLUMNS = 4 };

/* In cm. */
static const double width = 14, most_row = 1.0, most_height = 8.4, small_row = 0.4, key_row = 0.42, key_sample = 0.6,
                    letter = 0.135, below_axis = 1.15;

struct tex {
    FILE *stream;
    const struct sheet *sheet;
    enum language language;
    double row; /* cm between two lines */
    double factor;
};

/* ---- texts ---- */

/* What LaTeX would take for a command, and what the fonts of pdflatex do not have. */
static void write_text(FILE *stream, const char *text)
{
    static const struct {
        const char *text, *tex;
    } signs[] = {{"\\", "\\textbackslash{}"},
                 {"{", "\\{"},
                 {"}", "\\}"},
                 {"$", "\\$"},
                 {"&", "\\&"},
                 {"#", "\\#"},
                 {"_", "\\_"},
                 {"%", "\\%"},
                 {"~", "\\textasciitilde{}"},
                 {"^", "\\textasciicircum{}"},
                 {"⟨", "$\\langle$"},
                 {"⟩", "$\\rangle$"},
                 {"−", "$-$"},
                 {"µ", "$\\mu$"},
                 {"→", "$\\to$"},
                 {"×", "$\\times$"},
                 {"·", "$\\cdot$"},
                 {"\xc2\xa0", "~"}};
    while (*text != '\0') {
        size_t i = 0;
        while (i < sizeof signs / sizeof signs[0] && strncmp(text, signs[i].text, strlen(signs[i].text)) != 0)
            i++;
        if (i < sizeof signs / sizeof signs[0]) {
            fputs(signs[i].tex, stream);
            text += strlen(signs[i].text);
        } else {
            putc(*text == '\n' ? ' ' : *text, stream);
            text++;
        }
    }
}

/* ---- positions ---- */

static double x_of(const struct tex *t, double at)
{
    const struct diagram *d = t->sheet->diagram;
    return d->end > d->begin ? width * (at - d->begin) / (d->end - d->begin) : 0;
}

static double y_of(const struct tex *t, double place)
{
    return -t->row * place;
}

static double bottom(const struct tex *t)
{
    return y_of(t, t->sheet->diagram->rows - 0.35);
}

/* ---- styles ---- */

static const char styles[] =
    /* Okabe and Ito's colours, which the colour-blind tell apart; dashes say the same in black and white. */
    "\\definecolor{blue}{HTML}{0072B2}\\definecolor{vermilion}{HTML}{D55E00}\\definecolor{green}{HTML}{009E73}\n"
    "\\definecolor{pink}{HTML}{CC79A7}\\definecolor{orange}{HTML}{E69F00}\\definecolor{sky}{HTML}{56B4E9}\n"
    "\\definecolor{purple}{HTML}{7A3FA0}\\definecolor{brick}{HTML}{C03000}\\definecolor{pale}{HTML}{BEBEBE}"
    "\\definecolor{crimson}{HTML}{A00050}\n"
    "\\tikzset{\n"
    "  every node/.style={font=\\scriptsize},\n"
    "  process/.style={draw=black!55, line width=0.5pt}, axis/.style={draw=black!70, line width=0.4pt},\n"
    "  kind 1/.style={color=blue}, kind 2/.style={color=vermilion, dashed}, kind 3/.style={color=green, densely "
    "dotted},\n"
    "  kind 4/.style={color=pink, dash dot}, kind 5/.style={color=orange, loosely dashed}, kind 6/.style={color=sky, "
    "dash dot dot},\n"
    "  message/.style={line width=0.7pt, -{Latex[length=1.7mm, width=1.1mm]}}, copy/.style={line width=0.7pt, "
    "-{Latex[open, "
    "length=2mm, width=1.4mm]}},\n"
    "  headless/.style={line width=0.7pt}, lost/.style={line width=0.7pt}, transit/.style={line width=0.7pt, "
    "-{Circle[open, length=1.2mm]}},\n"
    "  past/.style={color=blue, line width=1.3pt}, future/.style={color=vermilion, line width=0.9pt},\n"
    "  concurrent/.style={color=pale, line width=0.5pt}, chosen/.style={color=purple},\n"
    "  cone/.style={line width=1.4pt}, breaks/.style={color=vermilion!30, line width=3pt},\n"
    "  event/.style={circle, fill, inner sep=0pt, minimum size=1.1mm}, start/.style={circle, draw, fill=white, line "
    "width=0.7pt, "
    "inner sep=0pt, minimum size=1.7mm},\n"
    "  struck/.style={cross out, draw=brick, rotate=45, line width=1.1pt, inner sep=0pt, minimum size=1.5mm},\n"
    "  loss/.style={cross out, draw=brick, line width=1.1pt, inner sep=0pt, minimum size=1.8mm},\n"
    "  ring/.style={circle, draw=purple, line width=1.1pt, inner sep=0pt, minimum size=2.8mm},\n"
    "  violation/.style={circle, draw=brick, line width=1.6pt, inner sep=0pt, minimum size=3.8mm},\n"
    "  checkpoint/.style={rectangle, draw=purple, line width=0.9pt, inner sep=0pt, minimum size=2mm},\n"
    "  rollback/.style={draw=purple, line width=1pt, -{Latex[length=2mm]}},\n"
    "  output/.style={inner sep=0pt, minimum size=2.5mm, line width=0.7pt},\n"
    "  triangle up/.style={regular polygon, regular polygon sides=3}, triangle down/.style={triangle up, rotate=180},\n"
    "  five sides/.style={regular polygon, regular polygon sides=5},\n"
    "  output decide/.style={output, diamond, fill=vermilion},\n"
    "  output leader/.style={output, triangle up, fill=green},\n"
    "  output lost/.style={output, diamond, draw=black!50},\n"
    "  output rank/.style={output, five sides, fill=pink},\n"
    "  output count/.style={output, triangle down, fill=blue},\n"
    "  output watch/.style={output, triangle up, draw=green},\n"
    "  output suspect/.style={output, triangle up, fill=vermilion},\n"
    "  output trust/.style={output, triangle down, fill=green},\n"
    "  output done/.style={output, diamond, fill=blue},\n"
    "  output rent/.style={output, triangle up, fill=green},\n"
    "  output release/.style={output, triangle down, fill=pink},\n"
    "  output request/.style={output, triangle up, fill=vermilion},\n"
    "  output enter/.style={output, five sides, fill=green},\n"
    "  output leave/.style={output, five sides, draw=pink},\n"
    "  output post/.style={output, triangle up, fill=vermilion},\n"
    "  output deliver/.style={output, diamond, draw=green, minimum size=3.4mm},\n"
    "  output stamp/.style={output, circle, fill=black!50},\n"
    "  output record/.style={output, triangle up, fill=vermilion},\n"
    "  output channel/.style={output, diamond, fill=green},\n"
    "  output block/.style={output, five sides, draw=sky},\n"
    "  output unblock/.style={output, five sides, fill=sky},\n"
    "  crashed/.style={fill=black!40}, suspended/.style={fill=black!12, draw=black!55, line width=0.4pt},\n"
    "  waiting/.style={fill=orange!18, draw=orange!70, line width=0.3pt},\n"
    "  blocked/.style={fill=sky!25, draw=sky, line width=0.4pt}, critical/.style={fill=orange!70, "
    "draw=orange!60!black, line "
    "width=0.4pt},\n"
    "  cut 1/.style={draw=green, line width=1.4pt}, cut 2/.style={draw=crimson, line width=1.8pt, dash pattern=on 7pt "
    "off 3pt},\n"
    "  cut 3/.style={draw=black!50, line width=1.4pt, dotted}, cut 4/.style={draw=purple, line width=1.4pt, dash "
    "dot},\n"
    "  cut 5/.style={draw=crimson, line width=1.8pt, dash dot dot}, fault/.style={draw=brick, line width=0.6pt}, "
    "fault name/.style={right, rotate=25, inner sep=1pt, text=brick, font=\\tiny},\n"
    "  label/.style={fill=white, inner sep=0.6pt, font=\\tiny}, mail/.style={stamp}, stamp/.style={inner sep=0pt, "
    "font=\\tiny}}\n";
/* Where lines are close to one another. */
static const char small_styles[] =
    "\\tikzset{every node/.style={font=\\tiny}, event/.append style={minimum size=0.7mm}, start/.append style={minimum "
    "size=1.1mm},\n"
    "  message/.append style={line width=0.4pt}, output/.append style={minimum size=1.7mm}}\n";
enum { KIND_STYLES = 6 };

static bool is_bar(enum sheet_series series)
{
    return series == SHEET_CRASHED || series == SHEET_SUSPENDED || series == SHEET_BLOCKED || series == SHEET_WAITING ||
           series == SHEET_CRITICAL;
}

static bool is_message(enum sheet_series series)
{
    return series == SHEET_MESSAGE || series == SHEET_COPY || series == SHEET_LOST || series == SHEET_TRANSIT;
}

/* The style of an item, as options of TikZ. */
static void name_style(enum sheet_series series, size_t style, enum diagram_part part, bool cut_off, char *text,
                       size_t size)
{
    const char *of_part = sheet_part_name(part), *comma = of_part[0] != '\0' ? ", " : "";
    const char *name = series == SHEET_CHOSEN ? "ring" : cut_off ? "headless" : sheet_series_name(series);
    if (is_message(series))
        snprintf(text, size, "kind %zu, %s%s%s", style % KIND_STYLES + 1, name, comma, of_part);
    else if (series == SHEET_OUTPUT)
        snprintf(text, size, "output %s%s", sheet_output_name(style),
                 part == DIAGRAM_CONCURRENT ? ", opacity=0.4" : "");
    else if (series == SHEET_CUT)
        snprintf(text, size, "cut %zu", style + 1);
    else if (series == SHEET_CONE || series == SHEET_EVENT || series == SHEET_START || series == SHEET_STAMP ||
             series == SHEET_MAIL)
        snprintf(text, size, "%s%s%s", of_part, comma, name);
    else
        snprintf(text, size, "%s", name);
}

/* ---- items ---- */

static void write_mark(const struct tex *t, const char *style, double x, double y, const char *text)
{
    fprintf(t->stream, "\\node[%s] at (%.3f,%.3f) {", style, x, y);
    write_text(t->stream, text);
    fputs("};\n", t->stream);
}

static void write_item(const struct tex *t, const struct sheet_item *item)
{
    static const double below = 0.3; /* rows */
    double bar = item->series == SHEET_WAITING ? 0.1 : 0.2;
    char style[96];
    double x = x_of(t, item->at), y = y_of(t, item->place), end_x = x_of(t, item->end_at),
           end_y = y_of(t, item->end_place);
    name_style(item->series, item->style, item->part, item->cut_off, style, sizeof style);
    if (item->series == SHEET_LABEL || item->series == SHEET_STAMP || item->series == SHEET_MAIL) {
        write_mark(t, style, x, y, item->text);
    } else if (is_bar(item->series)) {
        fprintf(t->stream, "\\path[%s] (%.3f,%.3f) rectangle (%.3f,%.3f);\n", style, x, y + bar * t->row, end_x,
                y - bar * t->row);
    } else if (item->series == SHEET_ROLLBACK) {
        fprintf(t->stream, "\\draw[%s] (%.3f,%.3f) -- (%.3f,%.3f);\n", style, x, y - below * t->row, end_x,
                end_y - below * t->row);
    } else if (is_message(item->series) || item->series == SHEET_LINE || item->series == SHEET_CONE ||
               item->series == SHEET_BREAKS || item->series == SHEET_CUT) {
        fprintf(t->stream, "\\draw[%s] (%.3f,%.3f) -- (%.3f,%.3f);\n", style, x, y, end_x, end_y);
        if (item->series == SHEET_LOST && !item->cut_off)
            write_mark(t, "loss", end_x, end_y, "");
    } else {
        write_mark(t, style, x, y, "");
    }
}

/* Stroke by stroke, since what is told apart stands over what is not. */
static void write_items(const struct tex *t)
{
    for (size_t s = 0; s < t->sheet->stroke_count; s++) {
        const struct sheet_stroke *stroke = &t->sheet->strokes[s];
        for (size_t i = 0; i < t->sheet->item_count; i++) {
            const struct sheet_item *item = &t->sheet->items[i];
            if (item->series == stroke->series && item->style == stroke->style && item->part == stroke->part)
                write_item(t, item);
        }
    }
}

/* ---- axes and legend ---- */

/* Ticks are 1, 2 or 5 times a power of ten apart. */
static double tick_spacing(double span, bool whole)
{
    double raw = span / TICKS, power = pow(10, floor(log10(raw)));
    double spacing = raw <= power ? power : raw <= 2 * power ? 2 * power : raw <= 5 * power ? 5 * power : 10 * power;
    return whole ? fmax(spacing, 1) : spacing;
}

/* Of ticks so far apart; no more decimals than tell them apart. */
static void write_tick(const struct tex *t, double value, double spacing)
{
    char text[64];
    double power = pow(10, fmax(0, -floor(log10(spacing) + 1e-9)));
    double rounded = round(value * power) / power;
    int whole = rounded != 0 ? (int)floor(log10(fabs(rounded)) + 1e-9) : 0;
    int digits = 1 + whole + (int)round(log10(power));
    text_number(rounded, digits > 1 ? digits : 1, t->language, text, sizeof text);
    write_text(t->stream, text);
}

/* What strikes, as lines from the top to the bottom. */
static void write_faults(const struct tex *t, const struct marks *marks)
{
    for (size_t i = 0; marks_are_lines(marks, 1) && i < marks->count; i++) {
        const struct mark *mark = &marks->mark[i];
        double x = x_of(t, mark->time), top = y_of(t, -0.65);
        fprintf(t->stream, "\\draw[fault%s] (%.3f,%.3f) -- (%.3f,%.3f) node[fault name] {",
                mark->ends ? ", dashed" : "", x, bottom(t), x, top);
        write_text(t->stream, mark->ends ? t->language == LANGUAGE_FR ? "fin : " : "end: " : "");
        write_text(t->stream, mark->text);
        fputs("};\n", t->stream);
    }
}

static void write_axes(const struct tex *t, const char *x_label)
{
    const struct diagram *d = t->sheet->diagram;
    double low = d->begin * t->factor, high = d->end * t->factor, y = bottom(t);
    for (uint32_t row = 0; row < d->rows; row++)
        fprintf(t->stream, "\\node[left] at (-0.1,%.3f) {%u};\n", y_of(t, row), d->process[row]);
    fprintf(t->stream, "\\draw[axis] (0,%.3f) -- (%.3f,%.3f);\n", y, width, y);
    if (high > low) {
        double spacing = tick_spacing(high - low, d->logical);
        for (double tick = ceil(low / spacing - 1e-9) + 0.0; tick * spacing <= high * (1 + 1e-9); tick++) {
            double x = x_of(t, tick * spacing / t->factor);
            fprintf(t->stream, "\\draw[axis] (%.3f,%.3f) -- (%.3f,%.3f) node[below] {", x, y, x, y - 0.1);
            write_tick(t, tick * spacing, spacing);
            fputs("};\n", t->stream);
        }
    }
    fprintf(t->stream, "\\node at (%.3f,%.3f) {", width / 2, y - 0.65);
    write_text(t->stream, x_label);
    fputs("};\n", t->stream);
}

static void write_entry(const struct tex *t, const struct sheet_legend *entry, double x, double y)
{
    char style[96];
    name_style(entry->series, entry->style, entry->part, false, style, sizeof style);
    if (is_message(entry->series) && entry->part == DIAGRAM_PLAIN && t->sheet->diagram->chosen != HISTORY_NO_EVENT)
        strncat(style, ", black!75", sizeof style - strlen(style) - 1); /* colours tell parts apart, not kinds */
    double middle = x + key_sample / 2;
    if (is_bar(entry->series))
        fprintf(t->stream, "\\path[%s] (%.3f,%.3f) rectangle (%.3f,%.3f);\n", style, x, y + 0.09, x + key_sample,
                y - 0.09);
    else if (entry->series == SHEET_LOST)
        write_mark(t, "loss", middle, y, "");
    else if (is_message(entry->series) || entry->series == SHEET_CONE || entry->series == SHEET_CUT ||
             entry->series == SHEET_BREAKS || entry->series == SHEET_ROLLBACK)
        fprintf(t->stream, "\\draw[%s] (%.3f,%.3f) -- (%.3f,%.3f);\n", style, x, y, x + key_sample, y);
    else
        write_mark(t, style, middle, y, "");
    fprintf(t->stream, "\\node[right] at (%.3f,%.3f) {", x + key_sample, y);
    write_text(t->stream, entry->text);
    fputs("};\n", t->stream);
}

/* As many columns as the longest entry leaves room for. */
static void write_legend(const struct tex *t)
{
    double longest = 0;
    for (size_t i = 0; i < t->sheet->legend_count; i++)
        longest = fmax(longest, letter * (double)text_width(t->sheet->legend[i].text));
    double room = floor(width / (2 * key_sample + longest));
    size_t columns = room >= MOST_KEY_COLUMNS ? MOST_KEY_COLUMNS : room >= 1 ? (size_t)room : 1;
    for (size_t i = 0; i < t->sheet->legend_count; i++) {
        size_t row = i / columns, column = i % columns;
        write_entry(t, &t->sheet->legend[i], width / (double)columns * (double)column,
                    bottom(t) - below_axis - key_row * (double)row);
    }
}

bool spacetime_tex_write(const struct sheet *sheet, const struct marks *marks, const struct drawing *drawing,
                         const char *x_label, double x_factor, struct error *err)
{
    char path[PATH_MAX];
    struct output_file *file;
    int length = snprintf(path, sizeof path, "%s/%s.tex", drawing->folder, drawing->request->name);
    if (length < 0 || (size_t)length >= sizeof path)
        return error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", drawing->folder);
    if (!output_file_create(path, &file, err))
        return false;
    struct tex t = {.stream = output_file_stream(file),
                    .sheet = sheet,
                    .language = drawing->language,
                    .row = fmin(most_row, most_height / sheet->diagram->rows),
                    .factor = x_factor};
    fputs("% Compiles alone; in slides, \\input the tikzpicture, with what stands before it in the preamble.\n"
          "\\documentclass[tikz, border=2mm]{standalone}\n"
          "\\usetikzlibrary{arrows.meta, shapes.geometric, shapes.misc}\n",
          t.stream);
    fputs(styles, t.stream);
    if (t.row < small_row)
        fputs(small_styles, t.stream);
    fputs("\\begin{document}\n\\begin{tikzpicture}\n", t.stream);
    fprintf(t.stream, "\\begin{scope}\n\\clip (-0.2,%.3f) rectangle (%.3f,%.3f);\n", y_of(&t, -0.65), width + 0.2,
            bottom(&t));
    write_items(&t);
    fputs("\\end{scope}\n", t.stream);
    write_faults(&t, marks);
    write_axes(&t, x_label);
    write_legend(&t);
    fputs("\\end{tikzpicture}\n\\end{document}\n", t.stream);
    return output_file_commit(file, err);
}
