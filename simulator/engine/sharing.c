/* sharing.c: see sharing.h. */
#include "engine/sharing.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

static double rate(const struct sharing *sharing)
{
    return fmin(sharing->single, sharing->total / sharing->count);
}

void sharing_advance(struct sharing *sharing, sim_time now)
{
    double span = now - sharing->at;
    sharing->at = now;
    if (sharing->count == 0 || span <= 0)
        return;
    sharing->given += rate(sharing) * span;
    sharing->busy += span;
    sharing->used += rate(sharing) * span * sharing->count;
}

/* ---- the heap ---- */

static bool before(const struct share *a, const struct share *b)
{
    return a->target < b->target || (a->target <= b->target && a->piece < b->piece);
}

static void put(struct sharing *sharing, uint32_t index, struct share share)
{
    sharing->heap[index] = share;
    *share.place = index + 1;
}

static void sift_up(struct sharing *sharing, uint32_t index, struct share share)
{
    for (uint32_t parent; index > 0 && before(&share, &sharing->heap[parent = (index - 1) / 2]); index = parent)
        put(sharing, index, sharing->heap[parent]);
    put(sharing, index, share);
}

static void sift_down(struct sharing *sharing, uint32_t index, struct share share)
{
    for (uint32_t child; (child = 2 * index + 1) < sharing->count; index = child) {
        if (child + 1 < sharing->count && before(&sharing->heap[child + 1], &sharing->heap[child]))
            child++;
        if (!before(&sharing->heap[child], &share))
            break;
        put(sharing, index, sharing->heap[child]);
    }
    put(sharing, index, share);
}

void sharing_add(struct sharing *sharing, sim_time now, uint32_t piece, double amount, uint32_t *place)
{
    sharing_advance(sharing, now);
    if (sharing->count == sharing->capacity) {
        sharing->capacity = sharing->capacity == 0 ? 4 : 2 * sharing->capacity;
        sharing->heap = must_have(realloc(sharing->heap, sharing->capacity * sizeof *sharing->heap), "work");
    }
    if (sharing->count == 0)
        sharing->given = 0; /* keeps its precision */
    sharing->generation++;
    sift_up(sharing, sharing->count++, (struct share){sharing->given + amount, piece, place});
}

double sharing_remove(struct sharing *sharing, sim_time now, uint32_t place)
{
    sharing_advance(sharing, now);
    uint32_t index = place - 1;
    struct share gone = sharing->heap[index], last = sharing->heap[--sharing->count];
    *gone.place = 0;
    sharing->generation++;
    if (index < sharing->count) {
        if (before(&last, &gone))
            sift_up(sharing, index, last);
        else
            sift_down(sharing, index, last);
    }
    return fmax(0, gone.target - sharing->given);
}

sim_time sharing_next(const struct sharing *sharing)
{
    if (sharing->count == 0)
        return INFINITY;
    return sharing->at + fmax(0, (sharing->heap[0].target - sharing->given) / rate(sharing));
}

/* A date in seconds cannot tell virtual dates apart that differ by less than its own rounding. */
bool sharing_due(struct sharing *sharing, sim_time now, uint32_t *piece)
{
    static const double rounding = 4e-16;
    sharing_advance(sharing, now);
    if (sharing->count == 0 || (sharing->heap[0].target - sharing->given) / rate(sharing) > rounding * now)
        return false;
    *piece = sharing->heap[0].piece;
    return true;
}

void sharing_counts(const struct sharing *sharing, sim_time now, double *busy, double *used)
{
    double span = sharing->count > 0 ? fmax(0, now - sharing->at) : 0;
    *busy = sharing->busy + span;
    *used = sharing->used + (span > 0 ? rate(sharing) * span * sharing->count : 0);
}

void sharing_release(struct sharing *sharing)
{
    free(sharing->heap);
}
