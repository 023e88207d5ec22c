/* factoring.c: factoring: a master and workers; chunks come in batches of P of the same size, and each batch is half of
 * what is left.
 *
 * Source     Hummel, Schonberg & Flynn, "Factoring: a method for scheduling parallel loops", CACM 35(8), 1992. With the
 *            factor 2, the rule that the paper proposes where the variance of the costs is not known.
 * Departs    Copies of what is outstanding, so that crashes are survived: chunks.h, as for all algorithms with a master.
 * Assumes    a star whose centre never crashes; for the rest, chunks.h.
 * Promises   makespan.
 * Cost       about P log2(tasks / P) chunks of two messages. */
#include "algorithms/makespan/chunks.h"

enum { FACTOR = OWN_PARAMETER };

/* ceil(left / (x P)), 1 or more */
static uint32_t size_of_batch(const struct process *p, const struct state *s, uint32_t left)
{
    double share = left / (process_parameter(p, FACTOR) * s->processors);
    uint32_t size = (uint32_t)share;
    return size < share || size == 0 ? size + 1 : size;
}

/* "A batch is P chunks of the same size: together, one x-th of what is left when it begins, rounded up." */
static uint32_t next_of_batch(const struct process *p, struct state *s, uint32_t left)
{
    struct sequence *batch = &s->sequence;
    if (batch->more == 0)
        *batch = (struct sequence){.size = size_of_batch(p, s, left), .more = s->processors};
    batch->more--;
    return batch->size;
}

HANDS_OUT_BY(next_of_batch)

const struct algorithm factoring = {
    .name = "factoring",
    .catalogue = "K7",
    .title_en = "factoring",
    .title_fr = "factoring",
    .source = "Hummel, Schonberg & Flynn, CACM 35(8), 1992",
    .idea =
        "Half of what is left is handed out as a batch of P equal chunks, then half of the rest, and so on. Chunks "
        "shrink "
        "more slowly than under guided self-scheduling, and the first ones are smaller: costs that vary do less harm.",
    CHUNKS_DESCRIPTOR,
    .parameters = (const struct parameter[]){SLOTS_PARAMETER,
                                             COPIES_PARAMETER,
                                             {"factor", "number", 2, 1, 1e6, "x: a batch is one x-th of what is left"},
                                             {0}},
};
