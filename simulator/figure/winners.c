/* winners.c: the data of a map of winners: over two swept columns, which contender has the least of a measure; and where the
 * selectors of collectives, if some were run, go from one algorithm to another. Columns of its CSV file:
 *   series      cell; selected, what a selector chooses in a cell; switch, a side of a cell where it chooses otherwise on the
 *               other side; choice, a text that says what it chooses around there
 *   index       cell: the letter of the winner, from 1; 0: no complete run. Of the others: the selector, from 1
 *   x, y        the cell, from 1; of a switch, one end of it: the cell 1 reaches from 0.5 to 1.5
 *   x_end, y_end  of a switch, the other end; of a choice, x_end is the last cell that the text has room in
 *   x_value, y_value  what is swept
 *   name, others  cell: the winner, and all that share the first place; selected: what explains the choice, and all that do
 *   value       of the measure, in the unit of runs.csv
 *   factor      cell: the second's value over the winner's; selected: the selector's over the winner's
 *   count       cell: how many share the first place
 *   text        choice: what is to be read */
#include "base/csv.h"
#include "figure/kind.h"
#include "figure/winners_map.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_SELECTORS = 4,
    MOST_LABELLED = 2,   /* a cell has room for the words of two selectors: at its top, at its bottom */
    MOST_LETTERS = 26,   /* of the alphabet */
    LETTERS_ALONG = 124, /* small ones that the width of the map has room for */
    LETTERS_BESIDE = 4,  /* of room on both sides of words */
};

struct figure {
    const struct drawing *drawing;
    struct runs *runs;
    struct winners_map *map;
    /* Contenders with a letter: those that win, by how often, then those that a selector chooses. */
    size_t lettered[MOST_LETTERS], letters;
    size_t selectors; /* that are drawn */
};

/* ---- letters ---- */

/* From 1; 0: it has none. */
static size_t letter_of(const struct figure *figure, int contender)
{
    for (size_t i = 0; contender >= 0 && i < figure->letters; i++)
        if (figure->lettered[i] == (size_t)contender)
            return i + 1;
    return 0;
}

static void add_letter(struct figure *figure, size_t contender)
{
    if (figure->letters < MOST_LETTERS && letter_of(figure, (int)contender) == 0)
        figure->lettered[figure->letters++] = contender;
}

static bool give_letters(struct figure *figure, struct error *err)
{
    const struct winners_map *map = figure->map;
    size_t most = winners_cells(map);
    for (size_t wins = most; wins > 0; wins--)
        for (size_t i = 0; i < map->count; i++)
            if (map->contender[i].wins == wins)
                add_letter(figure, i);
    for (size_t cell = 0; cell < most; cell++)
        if (map->cell[cell].winner >= 0 && letter_of(figure, map->cell[cell].winner) == 0)
            return error_set(err, ERROR_INPUT, figure->drawing->folder, 0,
                             "more than %d contenders win somewhere: too many to be told apart in one map",
                             MOST_LETTERS);
    for (size_t s = 0; s < figure->selectors; s++)
        for (size_t cell = 0; cell < most; cell++)
            if (map->selector[s].choice[cell].chosen >= 0)
                add_letter(figure, (size_t)map->selector[s].choice[cell].chosen);
    return true;
}

/* ---- what is said inside the map ---- */

/* The longest row of cells of a region: words stand there. The upper one of equals. */
struct stretch {
    size_t x, y, length; /* 0: there is no such region */
};

static struct stretch longest_row(const struct winners_map *map, const struct winners_choice *choice, size_t region)
{
    struct stretch longest = {0};
    for (size_t y = 0; y < map->y.count; y++)
        for (size_t x = 0; x < map->x.count; x++) {
            struct stretch here = {x, y, 0};
            while (x + here.length < map->x.count && choice[y * map->x.count + x + here.length].region == region)
                here.length++;
            if (here.length > 0 && here.length >= longest.length && (here.length > longest.length || y > longest.y))
                longest = here;
        }
    return longest;
}

/* "Open MPI: rdb", or what else explains the choices of the whole region as well; shorter where there is less room. */
static void say_choice(const struct figure *figure, const struct winners_selector *selector,
                       const struct winners_choice *choice, size_t length, char *text, size_t size)
{
    enum language language = figure->drawing->language;
    const char *title = figure->map->contender[selector->contender].selector;
    const char *colon = language == LANGUAGE_FR ? " : " : ": ";
    size_t all = length * LETTERS_ALONG / figure->map->x.count, room = all > LETTERS_BESIDE ? all - LETTERS_BESIDE : 0;
    size_t number = letter_of(figure, choice->chosen);
    const char letter[] = {number > 0 ? (char)('A' + number - 1) : '?', '\0'};
    for (size_t most = 2; most > 0; most--) {
        char name[TEXT_SIZE];
        winners_names(figure->map, choice->chosen, choice->explains, most, language, name, sizeof name);
        snprintf(text, size, "%s%s%s", title, colon, name);
        if (text_width(text) <= room)
            return;
    }
    snprintf(text, size, "%s%s%s", title, colon, letter);
    if (text_width(text) > room)
        snprintf(text, size, "%s", letter);
}

/* ---- the file ---- */

static const char *const columns[] = {"series",  "index", "x",      "y",     "x_end",  "y_end", "x_value",
                                      "y_value", "name",  "others", "value", "factor", "count", "text"};

struct line {
    const char *series, *x_value, *y_value, *text;
    int chosen;      /* -1: nobody */
    uint64_t others; /* that are as good */
    size_t index, count;
    double x, y, x_end, y_end, value, factor;
};

static void add_line(const struct figure *figure, struct csv_writer *writer, const struct line *line)
{
    char others[2048];
    winners_names(figure->map, line->chosen, line->others, WINNERS_MOST_CONTENDERS, figure->drawing->language, others,
                  sizeof others);
    csv_add_text(writer, line->series);
    csv_add_integer(writer, line->index);
    csv_add_number(writer, line->x);
    csv_add_number(writer, line->y);
    csv_add_number(writer, line->x_end);
    csv_add_number(writer, line->y_end);
    csv_add_text(writer, line->x_value != NULL ? line->x_value : "");
    csv_add_text(writer, line->y_value != NULL ? line->y_value : "");
    csv_add_text(writer,
                 line->chosen >= 0 ? figure->map->contender[line->chosen].label[figure->drawing->language] : "");
    csv_add_text(writer, line->chosen >= 0 ? others : "");
    csv_add_number(writer, line->value);
    csv_add_number(writer, line->factor);
    csv_add_integer(writer, line->count);
    csv_add_text(writer, line->text != NULL ? line->text : "");
    csv_end_row(writer);
}

static struct line line_at(const struct figure *figure, const char *series, size_t cell)
{
    assert(figure->map->x.count > 0);
    size_t x = cell % figure->map->x.count, y = cell / figure->map->x.count;
    return (struct line){.series = series,
                         .x = (double)x + 1,
                         .y = (double)y + 1,
                         .x_end = NAN,
                         .y_end = NAN,
                         .value = NAN,
                         .factor = NAN,
                         .chosen = -1,
                         .x_value = figure->map->x.word[x],
                         .y_value = figure->map->y.word[y]};
}

static void write_cells(const struct figure *figure, struct csv_writer *writer)
{
    for (size_t i = 0; i < winners_cells(figure->map); i++) {
        const struct winners_cell *cell = &figure->map->cell[i];
        struct line line = line_at(figure, "cell", i);
        line.index = letter_of(figure, cell->winner);
        line.chosen = cell->winner;
        line.others = cell->best;
        line.value = cell->value;
        line.factor = cell->second / cell->value;
        line.count = (size_t)__builtin_popcountll(cell->best);
        add_line(figure, writer, &line);
    }
}

static void write_switch(const struct figure *figure, struct csv_writer *writer, size_t selector, size_t cell,
                         bool above)
{
    struct line line = line_at(figure, "switch", cell);
    line.index = selector + 1;
    line.x += above ? -0.5 : 0.5;
    line.y += above ? 0.5 : -0.5;
    line.x_end = above ? line.x + 1 : line.x;
    line.y_end = above ? line.y : line.y + 1;
    add_line(figure, writer, &line);
}

static void write_selector(const struct figure *figure, struct csv_writer *writer, size_t number)
{
    const struct winners_map *map = figure->map;
    const struct winners_selector *selector = &map->selector[number];
    size_t width = map->x.count;
    for (size_t i = 0; i < winners_cells(map); i++) {
        const struct winners_choice *choice = &selector->choice[i];
        if (isnan(choice->value))
            continue;
        struct line line = line_at(figure, "selected", i);
        line.index = number + 1;
        line.chosen = choice->chosen;
        line.others = choice->candidates;
        line.value = choice->value;
        line.factor = choice->value / map->cell[i].value;
        add_line(figure, writer, &line);
    }
    for (size_t i = 0; i < winners_cells(map); i++) {
        if (i % width + 1 < width && winners_switches(&selector->choice[i], &selector->choice[i + 1]))
            write_switch(figure, writer, number, i, false);
        if (i + width < winners_cells(map) && winners_switches(&selector->choice[i], &selector->choice[i + width]))
            write_switch(figure, writer, number, i, true);
    }
    for (size_t region = 0; number < MOST_LABELLED; region++) {
        struct stretch stretch = longest_row(map, selector->choice, region);
        size_t cell = stretch.y * width + stretch.x;
        const struct winners_choice *choice = &selector->choice[cell];
        char text[2 * TEXT_SIZE];
        if (stretch.length == 0)
            break;
        say_choice(figure, selector, choice, stretch.length, text, sizeof text);
        struct line line = line_at(figure, "choice", cell);
        line.index = number + 1;
        line.x_end = line.x + (double)stretch.length - 1;
        line.chosen = choice->chosen;
        line.others = choice->explains;
        line.text = text;
        add_line(figure, writer, &line);
    }
}

static bool write_file(const struct figure *figure, struct error *err)
{
    struct csv_writer *writer;
    if (!csv_create(figure->drawing->data, &writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    write_cells(figure, writer);
    for (size_t i = 0; i < figure->selectors; i++)
        write_selector(figure, writer, i);
    return csv_commit(writer, err);
}

/* ---- the script's variables ---- */

static bool is_size(const char *column)
{
    return strstr(column, "bytes") != NULL || strstr(column, "size") != NULL;
}

/* A swept value as the axis says it: plain numbers of bytes in KiB or MiB, where these are whole. */
static void say_value(const struct figure *figure, const struct winners_axis *axis, size_t place, char *text,
                      size_t size)
{
    static const char *const units[LANGUAGES][3] = {{"B", "KiB", "MiB"}, {"o", "Kio", "Mio"}};
    enum language language = figure->drawing->language;
    char *end;
    double value = strtod(axis->word[place], &end);
    if (*end != '\0') { /* with its unit */
        text_formula(axis->word[place], language, text, size);
        return;
    }
    if (!is_size(axis->column)) {
        text_number(value, 6, language, text, size);
        return;
    }
    size_t unit = 0;
    while (unit + 1 < 3 && value >= 1024 && fmod(value, 1024) == 0) {
        value /= 1024;
        unit++;
    }
    char number[64];
    text_number(value, 6, language, number, sizeof number);
    snprintf(text, size, "%s %s", number, units[language][unit]);
}

/* "bytes" of "mpi.argument[bytes]". */
static void say_column(const char *column, enum language language, char *text, size_t size)
{
    static const struct {
        const char *column, *text[LANGUAGES];
    } known[] = {{"mpi.ranks", {"Ranks", "Rangs"}},
                 {"mpi.argument[bytes]", {"Bytes", "Octets"}},
                 {"system.processes", {"Processes N", "Processus N"}}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].column, column) == 0) {
            snprintf(text, size, "%s", known[i].text[language]);
            return;
        }
    const char *inside = strchr(column, '[');
    char name[TEXT_SIZE];
    if (inside != NULL)
        snprintf(name, sizeof name, "%.*s", (int)strcspn(inside + 1, "]"), inside + 1);
    text_begin(inside != NULL ? name : text_short_column(column), text, size);
}

static void set_axis(const struct figure *figure, const char *letter, const struct winners_axis *axis)
{
    struct gnuplot_variables *variables = figure->drawing->variables;
    char name[32], text[TEXT_SIZE];
    snprintf(name, sizeof name, "%s_label", letter);
    say_column(axis->column, figure->drawing->language, text, sizeof text);
    gnuplot_set_text(variables, name, text);
    snprintf(name, sizeof name, "%s_values", letter);
    gnuplot_set_number(variables, name, (double)axis->count);
    snprintf(name, sizeof name, "%s_value", letter);
    gnuplot_set_array(variables, name, axis->count);
    for (size_t i = 0; i < axis->count; i++) {
        say_value(figure, axis, i, text, sizeof text);
        gnuplot_set_text_at(variables, name, i + 1, text);
    }
}

static void set_letters(const struct figure *figure)
{
    enum { NAMES_WIDTH = 24 };
    struct gnuplot_variables *variables = figure->drawing->variables;
    gnuplot_set_number(variables, "letters", (double)figure->letters);
    gnuplot_set_array(variables, "letter_name", figure->letters);
    gnuplot_set_array(variables, "letter_wins", figure->letters);
    gnuplot_set_array(variables, "letter_same", figure->letters);
    for (size_t i = 0; i < figure->letters; i++) {
        int contender = (int)figure->lettered[i];
        uint64_t companions = winners_companions(figure->map, figure->lettered[i]);
        char name[TEXT_SIZE];
        for (size_t most = 3; most > 0; most--) {
            winners_names(figure->map, contender, companions, most, figure->drawing->language, name, sizeof name);
            if (text_width(name) <= NAMES_WIDTH)
                break;
        }
        gnuplot_set_text_at(variables, "letter_name", i + 1, name);
        gnuplot_set_number_at(variables, "letter_wins", i + 1, (double)figure->map->contender[contender].wins);
        gnuplot_set_number_at(variables, "letter_same", i + 1, __builtin_popcountll(companions));
    }
}

static bool switches(const struct winners_map *map, const struct winners_selector *selector)
{
    assert(map->x.count > 0);
    for (size_t i = 0; i < winners_cells(map); i++)
        if ((i % map->x.count > 0 && winners_switches(&selector->choice[i - 1], &selector->choice[i])) ||
            (i >= map->x.count && winners_switches(&selector->choice[i - map->x.count], &selector->choice[i])))
            return true;
    return false;
}

static void set_selectors(const struct figure *figure)
{
    struct gnuplot_variables *variables = figure->drawing->variables;
    enum language language = figure->drawing->language;
    gnuplot_set_number(variables, "selectors", (double)figure->selectors);
    size_t places = figure->selectors > 0 ? figure->selectors : 1;
    gnuplot_set_array(variables, "selector_name", places);
    gnuplot_set_array(variables, "selector_mean", places);
    gnuplot_set_array(variables, "selector_worst", places);
    for (size_t i = 0; i < figure->selectors; i++) {
        const struct winners_selector *selector = &figure->map->selector[i];
        char name[TEXT_SIZE], mean[TEXT_SIZE] = "", worst[TEXT_SIZE] = "", number[64];
        const bool known = !isnan(selector->mean_factor);
        text_number(selector->mean_factor, 3, language, number, sizeof number);
        if (known)
            snprintf(mean, sizeof mean,
                     language == LANGUAGE_FR ? "× %s le meilleur en moyenne," : "×%s the best on average,", number);
        text_number(selector->worst_factor, 3, language, number, sizeof number);
        if (known)
            snprintf(worst, sizeof worst, language == LANGUAGE_FR ? "× %s au pire" : "×%s at worst", number);
        snprintf(name, sizeof name, "%s%s", figure->map->contender[selector->contender].selector,
                 switches(figure->map, selector) ? ""
                 : language == LANGUAGE_FR       ? " (ne change pas)"
                                                 : " (no switch)");
        gnuplot_set_text_at(variables, "selector_name", i + 1, name);
        gnuplot_set_text_at(variables, "selector_mean", i + 1, mean);
        gnuplot_set_text_at(variables, "selector_worst", i + 1, worst);
    }
}

static void set_note(const struct figure *figure)
{
    const struct drawing *drawing = figure->drawing;
    bool french = drawing->language == LANGUAGE_FR;
    bool is_time = strcmp(text_unit(drawing->request->measure), "s") == 0;
    bool ties = false;
    char note[3 * TEXT_SIZE], measure[TEXT_SIZE];
    for (size_t i = 0; i < winners_cells(figure->map); i++) {
        int winner = figure->map->cell[i].winner; /* what always goes with it, the legend says */
        ties = ties || (winner >= 0 && figure->map->cell[i].best != winners_companions(figure->map, (size_t)winner));
    }
    text_measure(drawing->request->measure, drawing->language, measure, sizeof measure);
    if (is_time)
        snprintf(note, sizeof note,
                 french ? "le plus rapide, et combien de fois plus que le deuxième%s"
                        : "the fastest, and how many times faster than the second%s",
                 ties ? (french ? " ; =n : n à égalité" : "; =n: n tie") : "");
    else
        snprintf(note, sizeof note,
                 french ? "%s : le moindre, et combien de fois moins que le deuxième%s"
                        : "%s: the least, and how many times less than the second%s",
                 measure, ties ? (french ? " ; =n : n à égalité" : "; =n: n tie") : "");
    drawing_set_note(drawing, figure->runs, note, figure->map->empty, figure->map->runs);
}

bool winners_write(const struct drawing *drawing, struct error *err)
{
    const struct figure_request *request = drawing->request;
    struct figure figure = {.drawing = drawing};
    bool ok = runs_load(drawing->folder, drawing->scenario, &figure.runs, err) &&
              winners_map_create(figure.runs, drawing->scenario, request->measure, request->x, request->system,
                                 &figure.map, err);
    if (ok) {
        size_t selectors = figure.map->selector_count;
        figure.selectors = selectors < MOST_SELECTORS ? selectors : MOST_SELECTORS;
        ok = give_letters(&figure, err);
    }
    if (ok) {
        set_axis(&figure, "x", &figure.map->x);
        set_axis(&figure, "y", &figure.map->y);
        set_letters(&figure);
        set_selectors(&figure);
        set_note(&figure);
        ok = write_file(&figure, err);
    }
    winners_map_free(figure.map);
    runs_free(figure.runs);
    return ok;
}
