/* static_block.c: a master and workers; all tasks are sent out at the beginning, as many to each processor.
 *
 * Source     The block schedule of any course, "static" in OpenMP; Kruskal & Weiss, IEEE Transactions on Software
 *            Engineering 11(10), 1985, who compare it with chunks handed out on demand.
 * Assumes    a star, no crash, no stage that comes after another; for the rest, blocks.h.
 * Promises   makespan.
 * Cost       two messages a block: at most two a task. */
#include "algorithms/makespan/blocks.h"

/* "Each processor gets as many tasks." */
static double same_for_all(struct host_facts host)
{
    (void)host;
    return 1;
}

static void start(struct process *p, void *state)
{
    if (process_number(p) == 0)
        blocks_send(p, state, same_for_all);
}

const struct algorithm static_block = {
    .name = "static-block",
    .catalogue = "K7",
    .title_en = "static blocks",
    .title_fr = "blocs statiques",
    .source = "Kruskal & Weiss, IEEE Transactions on Software Engineering 11(10), 1985",
    .idea =
        "Everyone gets as many tasks, at once: two messages a processor, and the slowest one, or the one that got the "
        "dearest tasks, decides when all is over.",
    BLOCKS_DESCRIPTOR,
    .start = start,
};
