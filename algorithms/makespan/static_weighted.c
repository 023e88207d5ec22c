/* static_weighted.c: a master and workers; all tasks are sent out at the beginning, to each processor in proportion to its
 * speed.
 *
 * Source     The weights of Hummel, Schmidt, Uma & Wein, "Load-sharing in heterogeneous systems via weighted factoring", SPAA
 *            1996, in one batch of everything.
 * Assumes    a star, no crash, no stage that comes after another; the master knows the speeds of the hosts, and they are as
 *            it knows them; for the rest, blocks.h.
 * Promises   makespan.
 * Cost       two messages a block: at most two a task. */
#include "algorithms/makespan/blocks.h"

/* "A processor that is twice as fast gets twice as many tasks." */
static double by_speed(struct host_facts host)
{
    return host.speed;
}

static void start(struct process *p, void *state)
{
    if (process_number(p) == 0)
        blocks_send(p, state, by_speed);
}

const struct algorithm static_weighted = {
    .name = "static-weighted",
    .catalogue = "K7",
    .title_en = "static blocks by speed",
    .title_fr = "blocs statiques selon la vitesse",
    .source = "Hummel, Schmidt, Uma & Wein, SPAA 1996",
    .idea = "All tasks are sent out at once, to each processor in proportion to its speed. Where costs vary, or a "
            "machine is not as "
            "fast as it is said to be, someone ends late.",
    BLOCKS_DESCRIPTOR,
    .start = start,
};
