/* self_scheduling.c: a master and workers; a processor that has nothing to do gets the next k tasks.
 *
 * Source     Tang & Yew, "Processor self-scheduling for multiple-nested parallel loops", ICPP 1986 (k = 1); chunks of k:
 *            Kruskal & Weiss, IEEE Transactions on Software Engineering 11(10), 1985.
 * Departs    Copies of what is outstanding, so that crashes are survived: chunks.h, as for all algorithms with a master.
 * Assumes    a star whose centre never crashes; for the rest, chunks.h.
 * Promises   makespan. Where messages take no time and k = 1, it is list scheduling: at most the mean load of a processor
 *            plus one largest task (Graham, 1966).
 * Cost       a message of each worker to ask, and two a chunk, of which there are tasks / k; more where there are copies. */
#include "algorithms/makespan/chunks.h"

enum { CHUNK_SIZE = OWN_PARAMETER };

/* "The next k tasks." */
static uint32_t next_k(const struct process *p, struct state *s, uint32_t left)
{
    (void)s;
    double k = process_parameter(p, CHUNK_SIZE);
    return k < left ? (uint32_t)k : left;
}

HANDS_OUT_BY(next_k)

static double two_a_chunk(const struct shape *shape)
{
    uint64_t k = (uint64_t)shape->parameters[CHUNK_SIZE];
    uint64_t chunks = (shape->tasks + k - 1) / k;
    return (double)shape->processes - 1 + 2 * (double)chunks;
}

static bool is_list_scheduling(const struct shape *shape)
{
    return shape->parameters[CHUNK_SIZE] <= 1 && shape->parameters[SLOTS] <= 1 && graham_applies(shape);
}

const struct algorithm self_scheduling = {
    .name = "self-scheduling",
    .catalogue = "K7",
    .title_en = "self-scheduling in chunks",
    .title_fr = "auto-ordonnancement par paquets",
    .source = "Tang & Yew, ICPP 1986; Kruskal & Weiss, IEEE Transactions on Software Engineering 11(10), 1985",
    .idea = "Workers ask a master for tasks whenever they have nothing to do, and get k at a time. Small chunks "
            "balance the "
            "load, large ones save messages.",
    CHUNKS_DESCRIPTOR,
    .parameters =
        (const struct parameter[]){SLOTS_PARAMETER,
                                   COPIES_PARAMETER,
                                   {"chunk", "count", 1, 1, 1e9, "k, the tasks that are handed out at a time"},
                                   {0}},
    .costs = (const struct cost[]){{.measure = "messages",
                                    .relation = COST_AT_LEAST,
                                    .formula = "N - 1 + 2 tasks/k",
                                    .value = two_a_chunk,
                                    .law = LAW_UNDECIDED},
                                   {.measure = "ratio",
                                    .relation = COST_AT_MOST,
                                    .formula = GRAHAM_WORKERS_FORMULA,
                                    .value = graham_bound_of_workers,
                                    .applies = is_list_scheduling,
                                    .condition = "k = 1; " GRAHAM_CONDITION,
                                    .law = LAW_UNDECIDED},
                                   {0}},
};
