/* winners_map.h: which contender is best where, over two swept columns of numbers. A contender is a system, or what else the
 * sweep makes of it: an algorithm of a collective, say. A contender that is itself a choice among the others (a selector of
 * collectives) does not win: what it chooses is read from the runs, for it then has the same value as what it chooses. */
#ifndef ONDE_FIGURE_WINNERS_MAP_H
#define ONDE_FIGURE_WINNERS_MAP_H

#include "figure/groups.h"

#include <stdint.h>

enum { WINNERS_MOST_ALONG = 40, WINNERS_MOST_CONTENDERS = 64 }; /* values of a column; bits of a set of contenders */

/* Two values nearer than this, relatively, are one: a simulation gives both as the same sums in another order, or prints as
 * many digits. */
#define WINNERS_TOLERANCE 1e-8

/* The values of a swept column, ascending. Words are as the scenario has them, borrowed from the runs. */
struct winners_axis {
    const char *column;
    size_t varied, count;
    const char *word[WINNERS_MOST_ALONG];
    double value[WINNERS_MOST_ALONG];
};

struct winners_contender {
    char label[LANGUAGES][TEXT_SIZE];
    const char *selector; /* the title of the library that chooses so; NULL: it is no selector */
    size_t row;           /* of the first of its runs */
    size_t wins;          /* cells */
};

struct winners_cell {
    uint64_t best; /* contenders: those that share the first place */
    int winner;    /* that of them which wins the most elsewhere; -1: there is no complete run here */
    double value;  /* of the winner, in the unit of runs.csv */
    double second; /* of the best that is not in the first place; NAN: there is none */
};

/* What a selector chooses in a cell. Cells of one region lie side by side, and one contender at least explains them all. */
struct winners_choice {
    uint64_t candidates; /* contenders that have its value here */
    uint64_t explains;   /* those of them that explain the whole region; empty: nobody */
    int chosen;          /* one of these, which wins or explains the most elsewhere; -1: nobody, or no complete run */
    size_t region;       /* from 0; NO_REGION: no complete run */
    double value;        /* NAN: no complete run */
};
#define NO_REGION SIZE_MAX

struct winners_selector {
    size_t contender;
    struct winners_choice *choice;    /* one for each cell */
    double mean_factor, worst_factor; /* its value over the winner's: geometric mean, maximum; NAN: nowhere known */
};

struct winners_map {
    struct winners_axis x, y;
    struct winners_contender *contender;
    size_t count;
    double *mean;              /* [contender][cell]; NAN: no complete run */
    struct winners_cell *cell; /* [y.count][x.count] */
    struct winners_selector *selector;
    size_t selector_count;
    size_t runs, empty; /* complete runs, and those of them without a value */
};

/* The map of a measure, the column `x` being along the horizontal axis: a varied column; "processes", the default of figures,
 * is the first of the two when it is not varied. `system` NULL or empty: all.
 * Errors (INPUT): no such column or system; the sweep does not vary two columns of numbers exactly; too many values or
 * contenders; no complete run.
 * true: the caller owns *out; release it with winners_map_free(). It borrows `runs`. */
bool winners_map_create(const struct runs *runs, const struct scenario *scenario, const char *measure, const char *x,
                        const char *system, struct winners_map **out, struct error *err);
void winners_map_free(struct winners_map *map); /* NULL is allowed */

static inline size_t winners_cells(const struct winners_map *map)
{
    return map->x.count * map->y.count;
}

static inline double winners_mean(const struct winners_map *map, size_t contender, size_t cell)
{
    return map->mean[contender * winners_cells(map) + cell];
}

/* The contenders that share the first place in every cell that this one wins: itself, if it wins any, and those that are as
 * good there. */
uint64_t winners_companions(const struct winners_map *map, size_t contender);

/* "rdb = smp_rdb": a contender, then those of a set that are as good, `most` names together at most; "rdb = smp_rdb +2" says
 * that there are two more. Nobody (-1) is "another". */
void winners_names(const struct winners_map *map, int contender, uint64_t set, size_t most, enum language language,
                   char *text, size_t size);

/* A table of the summary: who wins how many cells, and what the selectors cost; nothing where there is no map to be drawn. */
void winners_print(const struct runs *runs, const struct scenario *scenario, const struct figure_request *figure,
                   enum language language, FILE *stream);

/* Whether a selector surely switches between two cells: it was run in both, and nothing explains both. */
bool winners_switches(const struct winners_choice *a, const struct winners_choice *b);

/* Gives each cell one contender of its set so that few contenders are given: again and again the one that is in the most sets
 * which have none yet. An empty set gets -1. */
void winners_cover(const uint64_t *sets, size_t count, int *given);

#endif
