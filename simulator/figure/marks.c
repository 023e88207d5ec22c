/* marks.c: see marks.h. */
#include "figure/marks.h"

#include "engine/settings.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_LINES = 60,    /* of a panel: more would hide what they stand on */
    MOST_FLAGS = 14,    /* of a panel */
    MOST_NUMBERED = 16, /* different texts */
    MOST_COUNTED = 8,   /* different texts */
    LEVELS = 4,         /* lines of names above a plot */
    PLOT_WIDTH = 118,   /* letters of the size of names, from one side of a plot to the other */
    LONGEST_FLAG = 34,  /* letters */
    LABEL_SIZE = MARK_TEXT_SIZE + 64,
    LEGEND_SIZE = 1024,
};

static const double flag_gap = 0.5;  /* letters between a line and its name */
static const double overhang = 4;    /* letters that a name may reach out of the plot */
static const double label_apart = 1; /* letters between two names */

void fault_text(const char *name, enum language language, char *buffer, size_t size)
{
    static const struct {
        const char *name, *text[LANGUAGES];
    } kinds[] = {
#define FAULT_TEXT(id, kind, english, french) {kind, {[LANGUAGE_EN] = (english), [LANGUAGE_FR] = (french)}},
        FAULTS(FAULT_TEXT)
#undef FAULT_TEXT
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0) {
            snprintf(buffer, size, "%s", kinds[i].text[language]);
            return;
        }
    snprintf(buffer, size, "%s", name);
    for (char *c = buffer; *c != '\0'; c++)
        if (*c == '-' || *c == '_')
            *c = ' ';
}

static bool same_mark(const struct mark *a, const struct mark *b)
{
    return a->time == b->time && a->ends == b->ends && strcmp(a->text, b->text) == 0;
}

bool marks_add(struct marks *marks, const struct mark *mark)
{
    for (size_t i = marks->count; i > 0 && marks->mark[i - 1].time == mark->time; i--)
        if (same_mark(&marks->mark[i - 1], mark)) {
            marks->mark[i - 1].times += mark->times;
            return true;
        }
    if (marks->count == marks->capacity) {
        size_t capacity = 2 * marks->capacity + MOST_LINES;
        struct mark *grown = reallocarray(marks->mark, capacity, sizeof *grown);
        if (grown == NULL)
            return false;
        marks->mark = grown;
        marks->capacity = capacity;
    }
    marks->mark[marks->count++] = *mark;
    return true;
}

void marks_release(struct marks *marks)
{
    free(marks->mark);
    *marks = (struct marks){0};
}

bool marks_are_lines(const struct marks *panels, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (panels[i].count > MOST_LINES)
            return false;
    return true;
}

/* ---- where names go ---- */

/* A name on a plot, in letters from its left side. */
struct label {
    char text[LABEL_SIZE];
    double line;      /* where its mark is */
    double low, high; /* what the text covers */
    int level;        /* from 0, upwards; the line goes up to it */
    bool left;        /* the text ends at the line */
    bool placed;
};

/* A name with whom it strikes; of the end of the fault that stands just before, that it is its end. */
static void write_name(const struct mark *mark, const struct mark *before, enum language language, char *buffer,
                       size_t size)
{
    bool french = language == LANGUAGE_FR;
    const char *begin = !mark->ends ? "" : french ? "fin : " : "end: ";
    if (mark->ends && before != NULL && !before->ends && before->times == mark->times &&
        strcmp(before->text, mark->text) == 0) {
        snprintf(buffer, size, "%s", french ? "fin" : "end");
        return;
    }
    if (mark->times > 1)
        snprintf(buffer, size, "%s%s × %zu", begin, mark->text, mark->times);
    else if (mark->has_process)
        snprintf(buffer, size, "%s%s → %u", begin, mark->text, mark->process);
    else
        snprintf(buffer, size, "%s%s", begin, mark->text);
}

static bool collide(const struct label *a, const struct label *b)
{
    if (a->level == b->level && a->low < b->high + label_apart && b->low < a->high + label_apart)
        return true;
    const struct label *below = a->level <= b->level ? a : b, *above = below == a ? b : a;
    /* The line of the higher one passes the lower one. */
    return above->line > below->low && above->line < below->high;
}

static bool fits(const struct label *labels, size_t count, size_t index)
{
    const struct label *label = &labels[index];
    if (label->low < -overhang || label->high > PLOT_WIDTH + overhang)
        return false;
    for (size_t i = 0; i < count; i++)
        if (i != index && labels[i].placed && collide(label, &labels[i]))
            return false;
    return true;
}

/* Flags: a name stands beside its line, on the right if there is room, as low as it can be. From the last to the first, the
 * lines of those before rise past nothing; from the first to the last, with names on the left, the same holds for those
 * behind. */
static bool place_flags_from(struct label *labels, size_t count, bool from_last)
{
    for (size_t i = 0; i < count; i++)
        labels[i].placed = false;
    for (size_t i = 0; i < count; i++) {
        size_t index = from_last ? count - 1 - i : i;
        struct label *label = &labels[index];
        double width = (double)text_width(label->text);
        if (width > LONGEST_FLAG)
            return false;
        for (int try = 0; try < 2 * LEVELS && !label->placed; try++) {
            label->level = try / 2;
            label->left = (try % 2 == 1) == from_last;
            label->low = label->left ? label->line - flag_gap - width : label->line + flag_gap;
            label->high = label->low + width;
            label->placed = fits(labels, count, index);
        }
        if (!label->placed)
            return false;
    }
    return true;
}

static bool place_flags(struct label *labels, size_t count)
{
    return place_flags_from(labels, count, true) || place_flags_from(labels, count, false);
}

/* Numbers stand above their lines; one that has no room is left out, its line stays. */
static void place_numbers(struct label *labels, size_t count)
{
    enum { NUMBER_LEVELS = 2 };
    for (size_t i = 0; i < count; i++) {
        struct label *label = &labels[i];
        double width = (double)text_width(label->text);
        label->low = label->line - width / 2;
        label->high = label->low + width;
        for (label->level = 0; label->level < NUMBER_LEVELS && !label->placed; label->level++)
            label->placed = fits(labels, count, i);
        label->level--;
        if (!label->placed)
            label->level = 0;
    }
}

/* ---- the variables of the script ---- */

enum mode { MODE_NONE, MODE_FLAGS, MODE_NUMBERS, MODE_COUNTS };

/* The different texts of all panels, in the order in which they come. */
struct legend {
    char text[MOST_NUMBERED][MARK_TEXT_SIZE];
    size_t times[MOST_NUMBERED];
    size_t count; /* more than MOST_NUMBERED: too many */
};

static void gather(const struct marks *panels, size_t count, struct legend *legend)
{
    for (size_t p = 0; p < count; p++)
        for (size_t i = 0; i < panels[p].count; i++) {
            const struct mark *mark = &panels[p].mark[i];
            size_t known = legend->count < MOST_NUMBERED ? legend->count : MOST_NUMBERED, t = 0;
            while (t < known && strcmp(legend->text[t], mark->text) != 0)
                t++;
            if (t == MOST_NUMBERED) {
                legend->count = MOST_NUMBERED + 1;
                continue;
            }
            if (t == known) {
                memcpy(legend->text[t], mark->text, MARK_TEXT_SIZE);
                legend->count++;
            }
            legend->times[t] += mark->ends ? 0 : mark->times;
        }
}

static size_t number_of(const struct legend *legend, const char *text)
{
    size_t i = 0;
    while (strcmp(legend->text[i], text) != 0)
        i++;
    return i + 1;
}

/* A line is broken between two names only. */
#define NO_BREAK_SPACE "\xc2\xa0"
static void add_unbroken(char *buffer, size_t size, size_t *used, const char *text)
{
    for (; *text != '\0' && *used + sizeof NO_BREAK_SPACE < size; text++)
        *used += (size_t)snprintf(buffer + *used, size - *used, "%.*s", *text == ' ' ? 2 : 1,
                                  *text == ' ' ? NO_BREAK_SPACE : text);
}

static void write_legend(const struct legend *legend, enum mode mode, enum language language, char *buffer, size_t size)
{
    size_t used = 0;
    buffer[0] = '\0';
    size_t most = mode == MODE_NUMBERS ? MOST_NUMBERED : MOST_COUNTED;
    for (size_t i = 0; i < legend->count && i < most; i++) {
        char times[64], item[LABEL_SIZE];
        text_number((double)legend->times[i], 12, language, times, sizeof times);
        if (mode == MODE_NUMBERS)
            snprintf(item, sizeof item, "%zu %s", i + 1, legend->text[i]);
        else
            snprintf(item, sizeof item, "%s × %s", legend->text[i], times);
        if (i > 0 && used + 1 < size)
            used += (size_t)snprintf(buffer + used, size - used, " ");
        add_unbroken(buffer, size, &used, i > 0 ? "  " : "");
        add_unbroken(buffer, size, &used, item);
    }
    if (legend->count > most)
        add_unbroken(buffer, size, &used, "   …");
}

static void set_panel(const struct drawing *drawing, size_t panel, const struct marks *marks,
                      const struct label *labels, size_t count)
{
    static const char *const arrays[] = {"mark_time", "mark_text", "mark_level", "mark_side", "mark_ends"};
    struct gnuplot_variables *variables = drawing->variables;
    char names[5][32];
    int levels = 0;
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        snprintf(names[i], sizeof names[i], "%s_%zu", arrays[i], panel + 1);
        gnuplot_set_array(variables, names[i], count + 1);
    }
    for (size_t i = 0; i < count; i++) {
        const struct label *label = &labels[i];
        gnuplot_set_number_at(variables, names[0], i + 1, marks->mark[i].time);
        gnuplot_set_text_at(variables, names[1], i + 1, label->placed ? label->text : "");
        gnuplot_set_number_at(variables, names[2], i + 1, label->level);
        gnuplot_set_number_at(variables, names[3], i + 1, label->left);
        gnuplot_set_number_at(variables, names[4], i + 1, marks->mark[i].ends);
        if (label->placed && label->level >= levels)
            levels = label->level + 1;
    }
    char name[48];
    snprintf(name, sizeof name, "marks_%zu", panel + 1);
    gnuplot_set_number(variables, name, (double)count);
    snprintf(name, sizeof name, "mark_levels_%zu", panel + 1);
    gnuplot_set_number(variables, name, levels);
}

static bool same_marks(const struct marks *a, const struct marks *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same_mark(&a->mark[i], &b->mark[i]) || a->mark[i].times != b->mark[i].times)
            return false;
    return true;
}

/* Names the marks of a panel; false: they do not fit that way. */
static bool label_panel(const struct marks *marks, const struct legend *legend, enum mode mode,
                        const struct drawing *drawing, double low, double high, struct label *labels)
{
    for (size_t i = 0; i < marks->count; i++) {
        struct label *label = &labels[i];
        *label = (struct label){.line = (marks->mark[i].time - low) / (high - low) * PLOT_WIDTH};
        if (mode == MODE_FLAGS)
            write_name(&marks->mark[i], i > 0 ? &marks->mark[i - 1] : NULL, drawing->language, label->text,
                       sizeof label->text);
        else
            snprintf(label->text, sizeof label->text, "%zu", number_of(legend, marks->mark[i].text));
    }
    if (mode == MODE_FLAGS)
        return marks->count <= MOST_FLAGS && place_flags(labels, marks->count);
    place_numbers(labels, marks->count);
    return true;
}

void marks_set(const struct marks *panels, size_t count, const struct drawing *drawing, double low, double high)
{
    struct label labels[MOST_LINES];
    struct legend legend = {0};
    char text[LEGEND_SIZE] = "";
    gather(panels, count, &legend);
    enum mode mode = legend.count == 0 ? MODE_NONE : MODE_FLAGS;
    if (!marks_are_lines(panels, count))
        mode = MODE_COUNTS;
    for (size_t i = 0; mode == MODE_FLAGS && i < count; i++)
        if (!label_panel(&panels[i], &legend, MODE_FLAGS, drawing, low, high, labels))
            mode = MODE_NUMBERS;
    if (mode == MODE_NUMBERS && (legend.count > MOST_NUMBERED || legend.count == 1))
        mode = MODE_COUNTS;
    if (mode == MODE_NUMBERS || mode == MODE_COUNTS)
        write_legend(&legend, mode, drawing->language, text, sizeof text);
    for (size_t i = 0; i < count; i++) {
        bool named =
            (mode == MODE_FLAGS || mode == MODE_NUMBERS) && (i == 0 || !same_marks(&panels[i - 1], &panels[i]));
        if (named)
            label_panel(&panels[i], &legend, mode, drawing, low, high, labels);
        set_panel(drawing, i, &panels[i], labels, named ? panels[i].count : 0);
    }
    bool strikes = false, ends = false;
    for (size_t p = 0; p < count; p++)
        for (size_t i = 0; i < panels[p].count; i++) {
            strikes = strikes || !panels[p].mark[i].ends;
            ends = ends || panels[p].mark[i].ends;
        }
    bool french = drawing->language == LANGUAGE_FR;
    gnuplot_set_text(drawing->variables, "fault_label", !strikes ? "" : french ? "faute" : "fault");
    gnuplot_set_text(drawing->variables, "fault_end_label", !ends ? "" : french ? "fin d'une faute" : "end of a fault");
    gnuplot_set_text(drawing->variables, "mark_legend", text);
    gnuplot_set_number(drawing->variables, "marks_are_lines", marks_are_lines(panels, count));
}
