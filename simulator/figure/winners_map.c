/* winners_map.c: see winners_map.h. */
#include "figure/winners_map.h"

#include "mpi/collectives.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- axes ---- */

/* The runs of the chosen systems, in groups that differ in chance only. */
struct source {
    const struct runs *runs;
    const struct scenario *scenario;
    struct group *groups;
    size_t count;
};

/* Whether a varied column takes several values, all of them numbers, in the groups. */
static bool is_axis(const struct source *source, size_t varied)
{
    size_t column;
    bool several = false;
    if (!runs_has(source->runs, scenario_varied_at(source->scenario, varied), &column))
        return false;
    double first = runs_value(source->runs, source->groups[0].first, column);
    for (size_t i = 0; i < source->count; i++) {
        double value = runs_value(source->runs, source->groups[i].first, column);
        if (isnan(value))
            return false;
        several = several || value != first;
    }
    return several;
}

static bool insert(struct winners_axis *axis, double value, const char *word)
{
    size_t place = 0;
    while (place < axis->count && axis->value[place] < value)
        place++;
    if (place < axis->count && axis->value[place] == value)
        return true;
    if (axis->count == WINNERS_MOST_ALONG)
        return false;
    memmove(&axis->value[place + 1], &axis->value[place], (axis->count - place) * sizeof axis->value[0]);
    memmove(&axis->word[place + 1], &axis->word[place], (axis->count - place) * sizeof axis->word[0]);
    axis->value[place] = value;
    axis->word[place] = word;
    axis->count++;
    return true;
}

static bool read_axis(const struct source *source, size_t varied, struct winners_axis *axis, struct error *err)
{
    size_t column;
    *axis = (struct winners_axis){.column = scenario_varied_at(source->scenario, varied), .varied = varied};
    if (!runs_find(source->runs, axis->column, &column, err))
        return false;
    for (size_t i = 0; i < source->count; i++) {
        size_t row = source->groups[i].first;
        if (!insert(axis, runs_value(source->runs, row, column), groups_word(source->runs, row, varied)))
            return error_set(err, ERROR_INPUT, NULL, 0, "\"%s\" has more than %d values: too many for a map",
                             axis->column, WINNERS_MOST_ALONG);
    }
    return true;
}

static bool find_axes(const struct source *source, const char *x, struct winners_map *map, struct error *err)
{
    size_t found[2] = {0, 0}, count = 0;
    char names[512] = "";
    for (size_t v = 0; v < scenario_varied_count(source->scenario); v++) {
        if (!is_axis(source, v))
            continue;
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", used > 0 ? ", " : "",
                 scenario_varied_at(source->scenario, v));
        if (count < 2)
            found[count] = v;
        count++;
    }
    if (count != 2)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "a map of winners needs two columns of numbers that the sweep varies, and no third; "
                         "here are %zu%s%s%s",
                         count, count > 0 ? " (" : "", names, count > 0 ? ")" : "");
    bool second = strcmp(scenario_varied_at(source->scenario, found[1]), x) == 0;
    if (!second && strcmp(scenario_varied_at(source->scenario, found[0]), x) != 0 && strcmp(x, "processes") != 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "x=\"%s\": expected one of the columns of the sweep, %s", x, names);
    return read_axis(source, found[second ? 1 : 0], &map->x, err) &&
           read_axis(source, found[second ? 0 : 1], &map->y, err);
}

static size_t place_on(const struct winners_axis *axis, double value)
{
    size_t place = 0;
    while (place + 1 < axis->count && axis->value[place] != value)
        place++;
    return place;
}

/* ---- contenders ---- */

/* Whether two rows are of one contender: they differ along the axes at most. */
static bool is_same(const struct source *source, const struct winners_map *map, size_t a, size_t b)
{
    if (runs_row(source->runs, a)->system != runs_row(source->runs, b)->system)
        return false;
    for (size_t v = 0; v < scenario_varied_count(source->scenario); v++)
        if (v != map->x.varied && v != map->y.varied &&
            strcmp(groups_word(source->runs, a, v), groups_word(source->runs, b, v)) != 0)
            return false;
    return true;
}

/* A column that is not along an axis, and of which the groups have several values. */
static bool distinguishes(const struct source *source, const struct winners_map *map, size_t varied)
{
    const char *first = groups_word(source->runs, source->groups[0].first, varied);
    if (varied == map->x.varied || varied == map->y.varied)
        return false;
    for (size_t i = 0; i < source->count; i++)
        if (strcmp(groups_word(source->runs, source->groups[i].first, varied), first) != 0)
            return true;
    return false;
}

static bool has_several_systems(const struct source *source)
{
    for (size_t i = 0; i < source->count; i++)
        if (source->groups[i].system != source->groups[0].system)
            return true;
    return false;
}

static const char *selector_of(const struct source *source, size_t row)
{
    static const char collective[] = "mpi.collective[", selector[] = "mpi.selector";
    const char *found = NULL;
    for (size_t v = 0; v < scenario_varied_count(source->scenario); v++) {
        const char *column = scenario_varied_at(source->scenario, v);
        if (strncmp(column, collective, sizeof collective - 1) == 0 || strcmp(column, selector) == 0) {
            const char *title = mpi_selector_title(groups_word(source->runs, row, v));
            found = title != NULL ? title : found;
        }
    }
    return found;
}

static void name_contender(const struct source *source, const struct winners_map *map,
                           struct winners_contender *contender)
{
    const struct scenario_system *system =
        scenario_system_at(source->scenario, runs_row(source->runs, contender->row)->system);
    contender->selector = selector_of(source, contender->row);
    for (size_t language = 0; language < LANGUAGES; language++) {
        char *label = contender->label[language];
        size_t used = 0;
        label[0] = '\0';
        const char *title = system->title[language][0] != '\0' ? system->title[language] : system->name;
        if (has_several_systems(source))
            used = (size_t)snprintf(label, TEXT_SIZE, "%s", title);
        for (size_t v = 0; v < scenario_varied_count(source->scenario) && used < TEXT_SIZE; v++)
            if (distinguishes(source, map, v))
                used += (size_t)snprintf(label + used, TEXT_SIZE - used, "%s%s", used > 0 ? ", " : "",
                                         groups_word(source->runs, contender->row, v));
        if (used == 0)
            snprintf(label, TEXT_SIZE, "%s", title);
    }
}

/* The contender of a row, which is added when it is new; its number, or a negative one: there are too many. */
static int find_contender(const struct source *source, struct winners_map *map, size_t row)
{
    for (size_t i = 0; i < map->count; i++)
        if (is_same(source, map, map->contender[i].row, row))
            return (int)i;
    if (map->count == WINNERS_MOST_CONTENDERS)
        return -1;
    map->contender[map->count] = (struct winners_contender){.row = row};
    name_contender(source, map, &map->contender[map->count]);
    return (int)map->count++;
}

/* ---- cells ---- */

/* The mean of the complete runs of a group; NAN: there is none. */
static double mean_of(const struct source *source, struct winners_map *map, const struct group *group, size_t measure)
{
    double sum = 0;
    size_t count = 0;
    for (size_t row = group->first; row < group->first + group->count; row++) {
        double value = runs_value(source->runs, row, measure);
        if (!runs_row(source->runs, row)->complete)
            continue;
        map->runs++;
        map->empty += isnan(value) ? 1 : 0;
        sum += isnan(value) ? 0 : value;
        count += isnan(value) ? 0 : 1;
    }
    return count > 0 ? sum / (double)count : NAN;
}

static bool fill(const struct source *source, struct winners_map *map, size_t measure, struct error *err)
{
    size_t cells = winners_cells(map), x, y;
    map->contender = calloc(WINNERS_MOST_CONTENDERS, sizeof *map->contender);
    map->mean = calloc(WINNERS_MOST_CONTENDERS * cells + 1, sizeof *map->mean);
    map->cell = calloc(cells + 1, sizeof *map->cell);
    if (map->contender == NULL || map->mean == NULL || map->cell == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory to draw");
    for (size_t i = 0; i < WINNERS_MOST_CONTENDERS * cells; i++)
        map->mean[i] = NAN;
    if (!runs_find(source->runs, map->x.column, &x, err) || !runs_find(source->runs, map->y.column, &y, err))
        return false;
    for (size_t i = 0; i < source->count; i++) {
        const struct group *group = &source->groups[i];
        int contender = find_contender(source, map, group->first);
        if (contender < 0)
            return error_set(err, ERROR_INPUT, NULL, 0, "more than %d contenders in one map; choose a system for it",
                             WINNERS_MOST_CONTENDERS);
        size_t column = place_on(&map->x, runs_value(source->runs, group->first, x));
        size_t line = place_on(&map->y, runs_value(source->runs, group->first, y));
        map->mean[(size_t)contender * cells + line * map->x.count + column] = mean_of(source, map, group, measure);
    }
    return true;
}

static bool is_equal(double a, double b)
{
    return fabs(a - b) <= WINNERS_TOLERANCE * fmax(fabs(a), fabs(b));
}

static void find_best(const struct winners_map *map, size_t cell, struct winners_cell *out)
{
    double best = INFINITY;
    *out = (struct winners_cell){.winner = -1, .second = NAN, .value = NAN};
    for (size_t i = 0; i < map->count; i++)
        if (map->contender[i].selector == NULL && winners_mean(map, i, cell) < best)
            best = winners_mean(map, i, cell);
    for (size_t i = 0; i < map->count; i++) {
        double mean = winners_mean(map, i, cell);
        if (map->contender[i].selector != NULL || isnan(mean))
            continue;
        if (is_equal(mean, best))
            out->best |= UINT64_C(1) << i;
        else if (!(out->second <= mean)) /* NAN: the first of them */
            out->second = mean;
    }
}

void winners_cover(const uint64_t *sets, size_t count, int *given)
{
    for (size_t i = 0; i < count; i++)
        given[i] = -1;
    for (;;) {
        size_t most = 0;
        int chosen = -1;
        for (int bit = 0; bit < WINNERS_MOST_CONTENDERS; bit++) {
            size_t has = 0;
            for (size_t i = 0; i < count; i++)
                has += given[i] < 0 && (sets[i] >> bit & 1) != 0 ? 1 : 0;
            if (has > most) {
                most = has;
                chosen = bit;
            }
        }
        if (chosen < 0)
            return;
        for (size_t i = 0; i < count; i++)
            if (given[i] < 0 && (sets[i] >> chosen & 1) != 0)
                given[i] = chosen;
    }
}

static bool judge(struct winners_map *map, struct error *err)
{
    size_t cells = winners_cells(map), won = 0;
    uint64_t *sets = calloc(cells + 1, sizeof *sets);
    int *winner = calloc(cells + 1, sizeof *winner);
    if (sets == NULL || winner == NULL) {
        free(sets);
        free(winner);
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory to draw");
    }
    for (size_t i = 0; i < cells; i++) {
        find_best(map, i, &map->cell[i]);
        sets[i] = map->cell[i].best;
    }
    winners_cover(sets, cells, winner);
    for (size_t i = 0; i < cells; i++) {
        map->cell[i].winner = winner[i];
        if (winner[i] < 0)
            continue;
        map->cell[i].value = winners_mean(map, (size_t)winner[i], i);
        map->contender[winner[i]].wins++;
        won++;
    }
    free(sets);
    free(winner);
    return won > 0 || error_set(err, ERROR_NOTHING, NULL, 0, "no complete run has a value to draw");
}

uint64_t winners_companions(const struct winners_map *map, size_t contender)
{
    uint64_t companions = map->contender[contender].wins > 0 ? ~UINT64_C(0) : 0;
    for (size_t i = 0; i < winners_cells(map); i++)
        if (map->cell[i].winner == (int)contender)
            companions &= map->cell[i].best;
    return companions;
}

/* ---- selectors ---- */

/* The contenders that have the value of a selector in a cell: what it chooses is among them. */
static void find_candidates(const struct winners_map *map, size_t selector, size_t cell, struct winners_choice *out)
{
    *out = (struct winners_choice){.value = winners_mean(map, selector, cell), .chosen = -1, .region = NO_REGION};
    for (size_t i = 0; i < map->count; i++)
        if (map->contender[i].selector == NULL && is_equal(winners_mean(map, i, cell), out->value))
            out->candidates |= UINT64_C(1) << i;
}

/* Whether a cell may join a region that `common` explains. */
static bool may_join(const struct winners_choice *choice, uint64_t common)
{
    if (isnan(choice->value) || choice->region != NO_REGION)
        return false;
    return common == 0 ? choice->candidates == 0 : (choice->candidates & common) != 0;
}

/* Lets a region grow from a cell over its neighbours, as long as one contender explains all of it. `waiting` has room for all
 * cells. */
static void grow(const struct winners_map *map, struct winners_choice *choice, size_t cell, size_t region,
                 size_t *waiting)
{
    size_t width = map->x.count, count = 0, members = 0;
    uint64_t common = choice[cell].candidates;
    choice[cell].region = region;
    waiting[count++] = cell;
    while (members < count) {
        size_t at = waiting[members++], x = at % width, y = at / width;
        const size_t next[] = {at + 1, at - 1, at + width, at - width};
        const bool there[] = {x + 1 < width, x > 0, y + 1 < map->y.count, y > 0};
        for (size_t i = 0; i < sizeof next / sizeof next[0]; i++)
            if (there[i] && may_join(&choice[next[i]], common)) {
                common &= choice[next[i]].candidates;
                choice[next[i]].region = region;
                waiting[count++] = next[i];
            }
    }
    for (size_t i = 0; i < count; i++)
        choice[waiting[i]].explains = common;
}

/* Regions begin in the cells that say the most, those with the fewest candidates. */
static void find_regions(const struct winners_map *map, struct winners_choice *choice, size_t *waiting)
{
    size_t regions = 0;
    for (int candidates = 1; candidates <= WINNERS_MOST_CONTENDERS; candidates++)
        for (size_t i = 0; i < winners_cells(map); i++)
            if (choice[i].region == NO_REGION && __builtin_popcountll(choice[i].candidates) == candidates)
                grow(map, choice, i, regions++, waiting);
    for (size_t i = 0; i < winners_cells(map); i++)
        if (choice[i].region == NO_REGION && !isnan(choice[i].value))
            grow(map, choice, i, regions++, waiting);
}

/* One of those that explain a region: the one that wins the most cells; among equals, the one that explains the most. */
static int choose(const struct winners_map *map, const struct winners_choice *choice, uint64_t explains)
{
    int chosen = -1;
    size_t most_wins = 0, most_cells = 0;
    for (size_t i = 0; i < map->count; i++) {
        size_t wins = map->contender[i].wins, cells = 0;
        for (size_t k = 0; k < winners_cells(map); k++)
            cells += choice[k].candidates >> i & 1;
        if ((explains >> i & 1) == 0 ||
            (chosen >= 0 && (wins < most_wins || (wins == most_wins && cells <= most_cells))))
            continue;
        chosen = (int)i;
        most_wins = wins;
        most_cells = cells;
    }
    return chosen;
}

static void compare_with_winners(const struct winners_map *map, struct winners_selector *selector)
{
    double sum = 0;
    size_t count = 0;
    selector->mean_factor = selector->worst_factor = NAN;
    for (size_t cell = 0; cell < winners_cells(map); cell++) {
        double factor = selector->choice[cell].value / map->cell[cell].value;
        if (!(factor > 0) || isinf(factor))
            continue;
        sum += log(factor);
        count++;
        selector->worst_factor = fmax(selector->worst_factor, factor);
    }
    if (count > 0)
        selector->mean_factor = exp(sum / (double)count);
}

static bool read_selector(struct winners_map *map, size_t contender)
{
    size_t cells = winners_cells(map);
    struct winners_selector *selector = &map->selector[map->selector_count++];
    size_t *waiting = calloc(cells, sizeof *waiting);
    selector->contender = contender;
    selector->choice = calloc(cells, sizeof *selector->choice);
    bool ok = waiting != NULL && selector->choice != NULL;
    for (size_t i = 0; ok && i < cells; i++)
        find_candidates(map, contender, i, &selector->choice[i]);
    if (ok)
        find_regions(map, selector->choice, waiting);
    for (size_t i = 0; ok && i < cells; i++)
        selector->choice[i].chosen = choose(map, selector->choice, selector->choice[i].explains);
    if (ok)
        compare_with_winners(map, selector);
    free(waiting);
    return ok;
}

static bool read_selectors(struct winners_map *map, struct error *err)
{
    map->selector = calloc(map->count + 1, sizeof *map->selector);
    bool ok = map->selector != NULL;
    for (size_t i = 0; ok && i < map->count; i++)
        if (map->contender[i].selector != NULL)
            ok = read_selector(map, i);
    return ok || error_set(err, ERROR_INPUT, NULL, 0, "not enough memory to draw");
}

bool winners_switches(const struct winners_choice *a, const struct winners_choice *b)
{
    if (isnan(a->value) || isnan(b->value) || (a->candidates == 0 && b->candidates == 0))
        return false;
    return (a->candidates & b->candidates) == 0;
}

/* ---- the map ---- */

bool winners_map_create(const struct runs *runs, const struct scenario *scenario, const char *measure, const char *x,
                        const char *system, struct winners_map **out, struct error *err)
{
    size_t column;
    struct source source = {.runs = runs, .scenario = scenario};
    struct winners_map *map = calloc(1, sizeof *map);
    *out = NULL;
    if (map == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory to draw");
    bool ok = runs_find(runs, measure, &column, err) &&
              groups_create(runs, scenario, system, &source.groups, &source.count, err) &&
              find_axes(&source, x, map, err) && fill(&source, map, column, err) && judge(map, err) &&
              read_selectors(map, err);
    free(source.groups);
    if (!ok) {
        winners_map_free(map);
        return false;
    }
    *out = map;
    return true;
}

void winners_map_free(struct winners_map *map)
{
    if (map == NULL)
        return;
    for (size_t i = 0; i < map->selector_count; i++)
        free(map->selector[i].choice);
    free(map->selector);
    free(map->contender);
    free(map->mean);
    free(map->cell);
    free(map);
}
