/* grid_static.c: a Monte-Carlo simulation on a grid, split beforehand: as many jobs of equal size as there are machines.
 *
 * Source     Camarasu-Pop, Glatard, Moscicki, Benoit-Cattin & Sarrut, Journal of Grid Computing 8(2), 2010: the static partitioning
 *            to which the dynamic one is compared.
 * Departs    grid.h.
 * Assumes    grid.h.
 * Promises   makespan: every task is done once, whatever machine crashes. The slowest machine, the longest queue and every failure
 *            delay the end: a job that is lost is computed again from its beginning. */
#include "algorithms/makespan/grid.h"

/* "The simulation is split into jobs with the same number of events." The first ones have one more when it does not divide. */
static uint32_t an_equal_part(const struct process *p, uint32_t first, uint32_t left)
{
    uint32_t tasks = (uint32_t)process_task_count(p);
    uint32_t jobs = (uint32_t)process_parameter(p, SPLIT);
    if (jobs == 0)
        jobs = process_count(p) - (FIRST_MACHINE - 1);
    uint32_t size = tasks / jobs, larger = tasks % jobs;
    if (first < larger * (size + 1))
        size++;
    size = size > 0 ? size : 1;
    return size < left ? size : left;
}

SPLITS_BY(an_equal_part)

const struct algorithm grid_static = {
    .name = "grid-static",
    .title_en = "Monte-Carlo on a grid, split beforehand",
    .title_fr = "Monte-Carlo sur grille, découpage statique",
    .source = "Camarasu-Pop et al., Journal of Grid Computing 8(2), 2010",
    .idea = "The simulation is split into jobs of the same size before it begins. The last to end is the one on the "
            "slowest machine, the "
            "one that waited longest, or one that failed and was submitted again.",
    GRID_DESCRIPTOR,
    .parameters = (const struct parameter[]){{"jobs", "count", 0, 0, 1e9, "how many jobs; 0: one for each machine"},
                                             GRID_PARAMETERS},
};
