/* groups.c: see groups.h. Rows stand in the order of the runs, so that a group is a row and those that follow it. */
#include "figure/groups.h"

#include "figure/runs_table.h"

#include <stdlib.h>
#include <string.h>

static uint32_t word_index(const struct runs *runs, size_t row, size_t varied)
{
    return runs->varied_value[row * runs->varied_count + varied];
}

bool groups_same_but(const struct runs *runs, size_t a, size_t b, size_t varied)
{
    if (runs->rows[a].system != runs->rows[b].system)
        return false;
    for (size_t v = 0; v < runs->varied_count; v++)
        if (v != varied && word_index(runs, a, v) != word_index(runs, b, v))
            return false;
    return true;
}

/* Whether a column has several values among the runs of a system. */
static bool varies(const struct runs *runs, uint32_t system, size_t varied)
{
    bool found = false;
    uint32_t first = 0;
    for (size_t row = 0; row < runs->count; row++) {
        if (runs->rows[row].system != system)
            continue;
        if (found && word_index(runs, row, varied) != first)
            return true;
        first = word_index(runs, row, varied);
        found = true;
    }
    return false;
}

bool groups_inner(const struct runs *runs, uint32_t system, size_t *varied)
{
    for (size_t v = runs->varied_count; v > 0; v--)
        if (varies(runs, system, v - 1)) {
            *varied = v - 1;
            return true;
        }
    return false;
}

const char *groups_column(const struct runs *runs, size_t varied)
{
    return text_short_column(runs->varied[varied].column);
}

const char *groups_word(const struct runs *runs, size_t row, size_t varied)
{
    return runs->varied[varied].word[word_index(runs, row, varied)];
}

static void write_label(const struct runs *runs, size_t row, size_t without, const char *begin, char *label)
{
    int used = snprintf(label, TEXT_SIZE, "%s", begin);
    for (size_t v = 0; v < runs->varied_count && used < TEXT_SIZE; v++) {
        if (v == without || !varies(runs, runs->rows[row].system, v))
            continue;
        const char *column = groups_column(runs, v);
        used += snprintf(label + used, (size_t)(TEXT_SIZE - used), ", %s = %s",
                         strcmp(column, "processes") == 0 ? "N" : column, groups_word(runs, row, v));
    }
}

void groups_label(const struct runs *runs, const struct scenario *scenario, size_t row, size_t varied,
                  char label[LANGUAGES][TEXT_SIZE], char name[TEXT_SIZE])
{
    const struct scenario_system *system = scenario_system_at(scenario, runs->rows[row].system);
    write_label(runs, row, varied, system->name, name);
    for (size_t language = 0; language < LANGUAGES; language++) {
        const char *title = system->title[language];
        write_label(runs, row, varied, title[0] != '\0' ? title : system->name, label[language]);
    }
}

bool groups_create(const struct runs *runs, const struct scenario *scenario, const char *system, struct group **out,
                   size_t *count, struct error *err)
{
    *out = NULL;
    *count = 0;
    bool *wanted = runs_wanted_systems(scenario, system, err);
    if (wanted == NULL)
        return false;
    struct group *groups = calloc(runs->count + 1, sizeof *groups);
    if (groups == NULL) {
        free(wanted);
        return error_set(err, ERROR_INPUT, runs->path, 0, "not enough memory for %zu runs", runs->count);
    }
    for (size_t row = 0; row < runs->count; row++) {
        if (!wanted[runs->rows[row].system])
            continue;
        struct group *last = *count > 0 ? &groups[*count - 1] : NULL;
        if (last != NULL && groups_same_but(runs, last->first, row, (size_t)NO_VARIED)) {
            last->count++;
            continue;
        }
        groups[(*count)++] = (struct group){.first = row, .count = 1, .system = runs->rows[row].system};
        groups_label(runs, scenario, row, (size_t)NO_VARIED, groups[*count - 1].label, groups[*count - 1].name);
    }
    free(wanted);
    if (*count > 0) {
        *out = groups;
        return true;
    }
    free(groups);
    return error_set(err, ERROR_NOTHING, runs->path, 0, "there is no run to draw");
}
