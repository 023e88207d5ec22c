/* grid_dynamic.c: a Monte-Carlo simulation on a grid, balanced while it runs: pilots ask for a few tasks at a time until all are
 * done.
 *
 * Source     Camarasu-Pop, Glatard, Moscicki, Benoit-Cattin & Sarrut, Journal of Grid Computing 8(2), 2010: dynamic partitioning
 *            with pilots.
 * Departs    grid.h.
 * Assumes    grid.h.
 * Promises   makespan: every task is done once, whatever machine crashes. All pilots end within a few tasks of each other, and a
 *            machine that fails loses these few only. */
#include "algorithms/makespan/grid.h"

/* "Each pilot simulates for as long as the total has not been reached": here, a few tasks, and it asks again. */
static uint32_t a_few(const struct process *p, uint32_t first, uint32_t left)
{
    uint32_t size = (uint32_t)process_parameter(p, SPLIT);
    (void)first;
    return size < left ? size : left;
}

SPLITS_BY(a_few)

const struct algorithm grid_dynamic = {
    .name = "grid-dynamic",
    .title_en = "Monte-Carlo on a grid, balanced by pilots",
    .title_fr = "Monte-Carlo sur grille, équilibrage par pilotes",
    .source = "Camarasu-Pop et al., Journal of Grid Computing 8(2), 2010",
    .idea = "Pilots that run ask for a few tasks at a time until the total is reached: fast machines and those that "
            "waited less do more, "
            "all end together, and a failure costs little.",
    GRID_DESCRIPTOR,
    .parameters = (const struct parameter[]){{"tasks", "count", 1, 1, 1e9, "tasks that a pilot asks for at a time"},
                                             GRID_PARAMETERS},
};
