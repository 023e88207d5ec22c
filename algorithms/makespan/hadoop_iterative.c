/* hadoop_iterative.c: an iterative job as a sequence of jobs of Hadoop: what one iteration leaves to the next is on disks.
 *
 * Source     Zaharia, Chowdhury, Das, Dave, Ma, McCauley, Franklin, Shenker & Stoica, "Resilient distributed datasets: a
 *            fault-tolerant abstraction for in-memory cluster computing", NSDI 2012, section 6: what Spark is measured against,
 *            and the 25 s that a job of Hadoop's that does nothing takes (unverified).
 * Departs    A task goes on when it has written its own copy; the others are written meanwhile.
 * Assumes, promises  see iterative.h. */
#include "algorithms/makespan/iterative.h"

static void start(struct process *p, void *state)
{
    iterative_start(p, state, false);
}

static void recover(struct process *p, void *state)
{
    iterative_recover(p, state, false);
}

const struct algorithm hadoop_iterative = {
    .name = "hadoop-iterative",
    .title_en = "Hadoop, iterative",
    .title_fr = "Hadoop, itératif",
    .source = "Zaharia et al., NSDI 2012, section 6",
    .idea = "Each iteration is a job of its own: it is set up, reads the partitions from disks, computes, and writes "
            "them to disks, "
            "three times. A node that dies costs what it was just doing.",
    ITERATIVE_DESCRIPTOR,
    .parameters =
        (const struct parameter[]){
            ITERATIVE_PARAMETERS(25,
                                 "what it takes to set up a job, before each iteration (NSDI 2012: 25 s at the least)"),
            {0}},
    .start = start,
    .recover = recover,
};
