/* figure.c: see figure.h. */
#include "figure/figure.h"

#include "figure/kind.h"
#include "figure/text.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const struct kind {
    const char *name, *text;
    bool (*write)(const struct drawing *drawing, struct error *err);
} kinds[] = {
#define KIND(kind_name, kind_text) {#kind_name, kind_text, kind_name##_write},
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

static const char *kind_name(size_t index, const void *context)
{
    (void)context;
    return figure_kind_name(index);
}

static const struct kind *find_kind(const char *name, struct error *err)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    const char *nearest = nearest_name(name, kind_name, NULL);
    error_set(err, ERROR_INPUT, NULL, 0, "no kind of figure \"%.40s\"%s%s%s", name,
              nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
    return NULL;
}

void drawing_set_note(const struct drawing *drawing, const struct runs *runs)
{
    char count[64], all[64], note[TEXT_SIZE] = "";
    uint32_t total = scenario_run_count(drawing->scenario);
    text_number((double)runs_count(runs), 12, drawing->language, count, sizeof count);
    text_number((double)total, 12, drawing->language, all, sizeof all);
    if (runs_count(runs) < total)
        snprintf(note, sizeof note, drawing->language == LANGUAGE_FR ? "%s exécutions sur %s" : "%s of %s runs", count,
                 all);
    gnuplot_set_text(drawing->variables, "note", note);
}

bool figure_draw(const char *folder, const struct scenario *scenario, const struct figure_request *figure,
                 enum language language, struct error *err)
{
    const struct kind *kind = find_kind(figure->kind, err);
    if (kind == NULL)
        return false;
    char stem[PATH_MAX], data[PATH_MAX];
    int length = snprintf(stem, sizeof stem, "%s/%s", folder, figure->name);
    int data_length = snprintf(data, sizeof data, "%s/%s.csv", folder, figure->name);
    if (length < 0 || data_length < 0 || (size_t)data_length >= sizeof data)
        return error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", folder);
    struct gnuplot_variables *variables = gnuplot_variables_create(language);
    if (variables == NULL)
        return error_set(err, ERROR_INPUT, stem, 0, "not enough memory to draw");
    const char *title =
        figure->title[language][0] != '\0' ? figure->title[language] : scenario_title(scenario, language);
    gnuplot_set_text(variables, "title", title);
    struct drawing drawing = {folder, scenario, figure, language, data, variables};
    bool ok = kind->write(&drawing, err) && gnuplot_draw(variables, kind->name, stem, err);
    gnuplot_variables_free(variables);
    return ok;
}
