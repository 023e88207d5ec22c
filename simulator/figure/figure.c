/* figure.c: see figure.h. */
#include "figure/figure.h"

#include "figure/kind.h"
#include "figure/text.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct kind {
    const char *name, *measure, *text;
    enum figure_source source;
    bool (*write)(const struct drawing *drawing, struct error *err);
} kinds[] = {
#define KIND(kind_name, kind_source, kind_measure, kind_text)                                                          \
    {#kind_name, kind_measure, kind_text, FIGURE_FROM_##kind_source, kind_name##_write},
#include "figure/kinds.def"
#undef KIND
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

const char *figure_kind_name(size_t index)
{
    return index < KINDS ? kinds[index].name : NULL;
}

const char *figure_kind_text(size_t index)
{
    return index < KINDS ? kinds[index].text : NULL;
}

static const struct kind *kind_named(const char *name)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

enum figure_source figure_kind_source(const char *kind)
{
    const struct kind *known = kind_named(kind);
    return known != NULL ? known->source : FIGURE_FROM_COLUMNS;
}

const char *figure_kind_measure(const char *kind)
{
    const struct kind *known = kind_named(kind);
    return known != NULL ? known->measure : "messages";
}

static const char *kind_name(size_t index, const void *context)
{
    (void)context;
    return figure_kind_name(index);
}

static const struct kind *find_kind(const char *name, struct error *err)
{
    const struct kind *known = kind_named(name);
    if (known != NULL)
        return known;
    const char *nearest = nearest_name(name, kind_name, NULL);
    error_set(err, ERROR_INPUT, NULL, 0, "no kind of figure \"%.40s\"%s%s%s", name,
              nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
    return NULL;
}

void drawing_set_note(const struct drawing *drawing, const struct runs *runs, const char *begin, size_t empty,
                      size_t runs_drawn)
{
    char count[64], all[64], note[3 * TEXT_SIZE];
    enum language language = drawing->language;
    bool french = language == LANGUAGE_FR;
    uint32_t total = scenario_run_count(drawing->scenario);
    size_t used = (size_t)snprintf(note, sizeof note, "%.*s", TEXT_SIZE, begin);
    text_number((double)runs_count(runs), 12, language, count, sizeof count);
    text_number((double)total, 12, language, all, sizeof all);
    if (runs_count(runs) < total)
        used += (size_t)snprintf(note + used, sizeof note - used, french ? "%s%s exécutions sur %s" : "%s%s of %s runs",
                                 used > 0 ? " · " : "", count, all);
    text_number((double)empty, 12, language, count, sizeof count);
    text_number((double)runs_drawn, 12, language, all, sizeof all);
    if (empty > 0)
        snprintf(note + used, sizeof note - used,
                 french ? "%ssans valeur dans %s exécutions sur %s" : "%sno value in %s of %s runs",
                 used > 0 ? " · " : "", count, all);
    gnuplot_set_text(drawing->variables, "note", note);
}

void drawing_note_curves(const struct drawing *drawing, const struct runs *runs, const struct curves *curves,
                         size_t column)
{
    size_t empty = 0, count = 0;
    for (size_t i = 0; i < curves_count(curves); i++) {
        const struct curve *curve = curves_at(curves, i);
        for (size_t position = curve->first; position < curve->first + curve->count; position++)
            empty += isnan(runs_value(runs, curves_row(curves, position), column)) ? 1 : 0;
        count += curve->count;
    }
    size_t left_out = curves_incomplete(curves);
    char begin[TEXT_SIZE] = "", of[64], all[64];
    text_number((double)left_out, 12, drawing->language, of, sizeof of);
    text_number((double)(count + left_out), 12, drawing->language, all, sizeof all);
    if (left_out > 0)
        snprintf(begin, sizeof begin,
                 drawing->language == LANGUAGE_FR ? "exécutions incomplètes, laissées de côté : %s sur %s"
                                                  : "incomplete runs, left out: %s of %s",
                 of, all);
    drawing_set_note(drawing, runs, begin, empty, count);
}

bool figure_name_is_taken(const char *name)
{
    static const char *const tables[] = {"runs", "machine", "laws", "trace", "series", "activity", "matrix", "calls"};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        size_t length = strlen(tables[i]);
        if (strncmp(name, tables[i], length) != 0)
            continue;
        const char *rest = name + length;
        if (*rest == '\0' || (*rest == '-' && rest[1] != '\0' && rest[1 + strspn(rest + 1, "0123456789")] == '\0'))
            return true;
    }
    return false;
}

static bool draw(struct drawing *drawing, const char *title, struct error *err)
{
    const struct kind *kind = find_kind(drawing->request->kind, err);
    if (kind == NULL)
        return false;
    char stem[PATH_MAX], data[PATH_MAX];
    int length = snprintf(stem, sizeof stem, "%s/%s", drawing->folder, drawing->request->name);
    int data_length = snprintf(data, sizeof data, "%s/%s.csv", drawing->folder, drawing->request->name);
    if (length < 0 || data_length < 0 || (size_t)data_length >= sizeof data)
        return error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", drawing->folder);
    drawing->variables = gnuplot_variables_create(drawing->language);
    if (drawing->variables == NULL)
        return error_set(err, ERROR_INPUT, stem, 0, "not enough memory to draw");
    drawing->title = title;
    drawing->data = data;
    gnuplot_set_text(drawing->variables, "title", title);
    bool ok = kind->write(drawing, err) && gnuplot_draw(drawing->variables, kind->name, stem, err);
    gnuplot_variables_free(drawing->variables);
    return ok;
}

bool figure_draw(const char *folder, const struct scenario *scenario, const struct figure_request *figure,
                 enum language language, struct error *err)
{
    const char *title =
        figure->title[language][0] != '\0' ? figure->title[language] : scenario_title(scenario, language);
    struct drawing drawing = {.folder = folder, .scenario = scenario, .request = figure, .language = language};
    return draw(&drawing, title, err);
}

bool figure_draw_alone(const char *folder, const char *kind, const char *title, enum language language,
                       struct error *err)
{
    struct figure_request figure = {0};
    snprintf(figure.kind, sizeof figure.kind, "%s", kind);
    snprintf(figure.measure, sizeof figure.measure, "%s", figure_kind_measure(kind));
    snprintf(figure.name, sizeof figure.name, "%s%s%s", kind, figure.measure[0] != '\0' ? "-" : "", figure.measure);
    struct drawing drawing = {.folder = folder, .request = &figure, .language = language};
    assert(figure_kind_source(kind) == FIGURE_FROM_ACTIVITY || figure_kind_source(kind) == FIGURE_FROM_MATRIX);
    return draw(&drawing, title, err);
}
