/* trapezoid.c: trapezoid self-scheduling: a master and workers; each chunk is smaller than the one before by the same number of
 * tasks.
 *
 * Source     Tzen & Ni, "Trapezoid self-scheduling: a practical scheduling scheme for parallel compilers", IEEE Transactions
 *            on Parallel and Distributed Systems 4(1), 1993: TSS(f, l), and its conservative choice f = tasks/(2P), l = 1.
 *            The decrement is a whole number, rounded down.
 * Departs    - Where it would be 0, for many processors and few tasks, every so many chunks are smaller by one task: else all would
 *              be as large as the first.
 *            - Copies of what is outstanding, so that crashes are survived: chunks.h, as for all algorithms with a master.
 * Assumes    a star whose centre never crashes; for the rest, chunks.h.
 * Promises   makespan.
 * Cost       about 2 tasks / (f + l), at the conservative choice 4P, chunks of two messages. */
#include "algorithms/makespan/chunks.h"

enum { FIRST = OWN_PARAMETER, LAST };

/* "C = ceil(2 tasks / (f + l)) chunks, from f down to l: each smaller than the last one by (f - l)/(C - 1)." */
static struct sequence trapezoid_of(const struct process *p, const struct state *s, uint32_t tasks)
{
    double wanted = process_parameter(p, FIRST);
    uint32_t last = (uint32_t)process_parameter(p, LAST);
    uint32_t first = wanted > 0 ? (uint32_t)wanted : tasks / (2 * s->processors);
    first = first > last ? first : last;
    uint64_t sum = (uint64_t)first + last, chunks = (2 * (uint64_t)tasks + sum - 1) / sum;
    if (first == last || chunks < 2)
        return (struct sequence){.size = first};
    uint32_t steps = (uint32_t)chunks - 1, height = first - last;
    if (steps <= height)
        return (struct sequence){.size = first, .less = height / steps};
    return (struct sequence){.size = first, .less = 1, .same = divide_up(steps, height) - 1};
}

static uint32_t next_of_trapezoid(const struct process *p, struct state *s, uint32_t left)
{
    struct sequence *trapezoid = &s->sequence;
    uint32_t last = (uint32_t)process_parameter(p, LAST);
    if (trapezoid->size == 0) {
        *trapezoid = trapezoid_of(p, s, left);
        trapezoid->more = trapezoid->same;
    } else if (trapezoid->more > 0) {
        trapezoid->more--;
    } else {
        bool goes_on = trapezoid->size > (uint64_t)last + trapezoid->less;
        trapezoid->size = goes_on ? trapezoid->size - trapezoid->less : last;
        trapezoid->more = trapezoid->same;
    }
    return trapezoid->size;
}

HANDS_OUT_BY(next_of_trapezoid)

const struct algorithm trapezoid = {
    .name = "trapezoid",
    .catalogue = "K7",
    .title_en = "trapezoid self-scheduling",
    .title_fr = "auto-ordonnancement en trapèze",
    .source = "Tzen & Ni, IEEE Transactions on Parallel and Distributed Systems 4(1), 1993",
    .idea = "The first chunk has f tasks, the last l, and those between shrink by the same number of tasks each: the "
            "next size "
            "is a subtraction.",
    CHUNKS_DESCRIPTOR,
    .parameters =
        (const struct parameter[]){SLOTS_PARAMETER,
                                   COPIES_PARAMETER,
                                   {"first", "count", 0, 0, 1e9, "f, tasks of the first chunk; 0: tasks/(2P)"},
                                   {"last", "count", 1, 1, 1e9, "l, tasks of the last chunk"},
                                   {0}},
};
