/* winners_table.c: a map of winners in words: names, and the table of the summary. See winners_map.h. */
#include "figure/table.h"
#include "figure/winners_map.h"

#include <math.h>

void winners_names(const struct winners_map *map, int contender, uint64_t set, size_t most, enum language language,
                   char *text, size_t size)
{
    if (contender < 0) {
        snprintf(text, size, "%s", language == LANGUAGE_FR ? "autre" : "another");
        return;
    }
    size_t used = (size_t)snprintf(text, size, "%s", map->contender[contender].label[language]), names = 1, left = 0;
    for (size_t i = 0; i < map->count; i++) {
        if ((int)i == contender || (set >> i & 1) == 0)
            continue;
        if (names < most && used < size)
            used += (size_t)snprintf(text + used, size - used, " = %s", map->contender[i].label[language]);
        left += names < most ? 0 : 1;
        names += names < most ? 1 : 0;
    }
    if (left > 0 && used < size)
        snprintf(text + used, size - used, " +%zu", left);
}

static void add_count(struct table *table, size_t count, enum language language)
{
    char text[64];
    text_number((double)count, 6, language, text, sizeof text);
    table_add(table, text);
}

static void add_factor(struct table *table, double factor, enum language language)
{
    char text[64] = "—";
    if (!isnan(factor))
        text_number(factor, 3, language, text, sizeof text);
    table_add(table, text);
}

static void print_winners(const struct winners_map *map, enum language language, FILE *stream)
{
    bool french = language == LANGUAGE_FR;
    struct table *table = table_create("lr");
    if (table == NULL)
        return;
    table_add(table, french ? "le meilleur" : "the best");
    table_add(table, french ? "cases" : "cells");
    for (size_t wins = winners_cells(map); wins > 0; wins--)
        for (size_t i = 0; i < map->count; i++) {
            char name[4 * TEXT_SIZE];
            if (map->contender[i].wins != wins)
                continue;
            winners_names(map, (int)i, winners_companions(map, i), WINNERS_MOST_CONTENDERS, language, name,
                          sizeof name);
            table_add(table, name);
            add_count(table, wins, language);
        }
    table_print(table, stream);
    table_free(table);
}

/* What explains the most cells of a selector, then the next. */
static void list_choices(const struct winners_map *map, const struct winners_selector *selector, enum language language,
                         char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t cells = winners_cells(map); cells > 0; cells--)
        for (int i = -1; i < (int)map->count; i++) {
            size_t count = 0;
            for (size_t cell = 0; cell < winners_cells(map); cell++)
                count += selector->choice[cell].chosen == i && !isnan(selector->choice[cell].value) ? 1 : 0;
            char name[TEXT_SIZE];
            winners_names(map, i, 0, 1, language, name, sizeof name);
            if (count == cells && used < size)
                used += (size_t)snprintf(text + used, size - used, "%s%s %zu", used > 0 ? ", " : "", name, count);
        }
}

static void print_selectors(const struct winners_map *map, enum language language, FILE *stream)
{
    bool french = language == LANGUAGE_FR;
    struct table *table = map->selector_count > 0 ? table_create("lrrl") : NULL;
    if (table == NULL)
        return;
    table_add(table, french ? "sélecteur" : "selector");
    table_add(table, french ? "× le meilleur" : "× the best");
    table_add(table, french ? "au pire" : "at worst");
    table_add(table, french ? "choisit (cases)" : "chooses (cells)");
    for (size_t i = 0; i < map->selector_count; i++) {
        const struct winners_selector *selector = &map->selector[i];
        char choices[4 * TEXT_SIZE];
        list_choices(map, selector, language, choices, sizeof choices);
        table_add(table, map->contender[selector->contender].selector);
        add_factor(table, selector->mean_factor, language);
        add_factor(table, selector->worst_factor, language);
        table_add(table, choices);
    }
    fputc('\n', stream);
    table_print(table, stream);
    table_free(table);
}

void winners_print(const struct runs *runs, const struct scenario *scenario, const struct figure_request *figure,
                   enum language language, FILE *stream)
{
    struct winners_map *map;
    char measure[TEXT_SIZE];
    if (!winners_map_create(runs, scenario, figure->measure, figure->x, figure->system, &map, NULL))
        return;
    text_measure(figure->measure, language, measure, sizeof measure);
    fprintf(stream, "\n%s (%s, %zu × %zu)\n", language == LANGUAGE_FR ? "Qui gagne" : "Winners", measure, map->x.count,
            map->y.count);
    print_winners(map, language, stream);
    print_selectors(map, language, stream);
    winners_map_free(map);
}
