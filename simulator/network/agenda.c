/* agenda.c: see agenda.h. */
#include "network/agenda.h"

#include <stdlib.h>

static bool is_before(const struct parcel *a, const struct parcel *b)
{
    return a->envelope.time < b->envelope.time || (a->envelope.time == b->envelope.time && a->order < b->order);
}

bool agenda_add(struct agenda *agenda, struct parcel *parcel)
{
    if (agenda->count == agenda->capacity) {
        agenda->capacity = agenda->capacity == 0 ? 8 : 2 * agenda->capacity;
        agenda->heap = must_have(realloc(agenda->heap, agenda->capacity * sizeof *agenda->heap), "an agenda");
    }
    parcel->order = agenda->next_order++;
    uint32_t i = agenda->count++;
    for (; i > 0 && is_before(parcel, agenda->heap[(i - 1) / 2]); i = (i - 1) / 2)
        agenda->heap[i] = agenda->heap[(i - 1) / 2];
    agenda->heap[i] = parcel;
    return i == 0;
}

struct parcel *agenda_take(struct agenda *agenda)
{
    struct parcel *first = agenda->heap[0];
    struct parcel *moved = agenda->heap[--agenda->count];
    uint32_t i = 0;
    for (uint32_t child; (child = 2 * i + 1) < agenda->count; i = child) {
        if (child + 1 < agenda->count && is_before(agenda->heap[child + 1], agenda->heap[child]))
            child++;
        if (!is_before(agenda->heap[child], moved))
            break;
        agenda->heap[i] = agenda->heap[child];
    }
    agenda->heap[i] = moved;
    return first;
}

sim_time agenda_next(const struct agenda *agenda)
{
    return agenda->count > 0 ? agenda->heap[0]->envelope.time : INFINITY;
}
