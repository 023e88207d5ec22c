/* spark.c: an iterative job whose partitions stay in memory, and are computed again from their lineage when they are lost.
 *
 * Source     Zaharia, Chowdhury, Das, Dave, Ma, McCauley, Franklin, Shenker & Stoica, "Resilient distributed datasets: a
 *            fault-tolerant abstraction for in-memory cluster computing", NSDI 2012.
 * Departs    Dependencies are narrow: a partition comes from the same partition of the iteration before. All fits in memory.
 * Assumes, promises  see iterative.h. */
#include "algorithms/makespan/iterative.h"

static void start(struct process *p, void *state)
{
    iterative_start(p, state, true);
}

static void recover(struct process *p, void *state)
{
    iterative_recover(p, state, true);
}

const struct algorithm spark = {
    .name = "spark",
    .title_en = "Spark",
    .title_fr = "Spark",
    .source = "Zaharia et al., NSDI 2012",
    .idea = "Partitions are read once and stay in the memory of their executors. Those of a node that dies are "
            "computed again, each on "
            "another node, from what they were made of: their lineage, which checkpoints cut short.",
    ITERATIVE_DESCRIPTOR,
    .parameters =
        (const struct parameter[]){
            ITERATIVE_PARAMETERS(5, "what it takes to set up the job, once"),
            [CHECKPOINT] = {"checkpoint", "count", 0, 0, 1e6,
                            "partitions are written to disks every so many iterations; 0: never"},
            [LINEAGE] = {"lineage", "count", 1, 0, 1,
                         "1: an iteration is made of the one before, and what is lost is computed from the beginning "
                         "or the last "
                         "checkpoint; 0: of the block that was loaded, which is read again (k-means)"},
            {0}},
    .start = start,
    .recover = recover,
};
