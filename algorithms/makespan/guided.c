/* guided.c: guided self-scheduling: a master and workers; chunks become smaller as there is less to hand out.
 *
 * Source     Polychronopoulos & Kuck, "Guided self-scheduling: a practical scheduling scheme for parallel supercomputers",
 *            IEEE Transactions on Computers C-36(12), 1987; GSS(k), with a least chunk, is in the same paper.
 * Departs    Copies of what is outstanding, so that crashes are survived: chunks.h, as for all algorithms with a master.
 * Assumes    a star whose centre never crashes; for the rest, chunks.h.
 * Promises   makespan.
 * Cost       about P ln(tasks / P) chunks of two messages. */
#include "algorithms/makespan/chunks.h"

enum { LEAST = OWN_PARAMETER };

/* "The next processor gets one P-th of what is left, rounded up", and k tasks at the least. */
static uint32_t a_share_of_what_is_left(const struct process *p, struct state *s, uint32_t left)
{
    uint32_t size = divide_up(left, s->processors);
    double least = process_parameter(p, LEAST);
    if (least >= left)
        return left;
    return size > least ? size : (uint32_t)least;
}

HANDS_OUT_BY(a_share_of_what_is_left)

const struct algorithm guided = {
    .name = "guided",
    .catalogue = "K7",
    .title_en = "guided self-scheduling",
    .title_fr = "auto-ordonnancement guidé",
    .source = "Polychronopoulos & Kuck, IEEE Transactions on Computers C-36(12), 1987",
    .idea = "Whoever has nothing to do gets one P-th of the tasks that are left: large chunks first, which cost few "
            "messages, "
            "small ones in the end, which make all end together.",
    CHUNKS_DESCRIPTOR,
    .parameters =
        (const struct parameter[]){
            SLOTS_PARAMETER, COPIES_PARAMETER, {"least", "count", 1, 1, 1e9, "tasks of a chunk at the least"}, {0}},
};
