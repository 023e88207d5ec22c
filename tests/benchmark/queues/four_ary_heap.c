/* four_ary_heap.c: a heap of arity 4, ordered by (date, sequence).
 *
 * What makes it fast: date, sequence and the number of the entry are sorted, the entries stay where they are; the four
 * children of a key are neighbours; a hole travels instead of pairs being exchanged; the last key goes down to the leaves
 * along the least children and from there up, since it nearly always belongs low (Wegener's bottom-up heapsort). */
#include "tests/benchmark/queues/queues.h"

#include <stdlib.h>

enum { ARITY = 4, FIRST_CAPACITY = 1024 };

struct key {
    sim_time time;
    uint64_t sequence;
    uint32_t entry;
};

struct heap {
    struct key *keys;
    struct envelope *entries;
    uint32_t *free_entries; /* those above `count` are not in use */
    size_t count, capacity;
    uint64_t sequence;
};

static bool before(const struct key *a, const struct key *b)
{
    return a->time < b->time || (a->time == b->time && a->sequence < b->sequence);
}

static void *create(void)
{
    return must_have(calloc(1, sizeof(struct heap)), "the event queue");
}

static void grow(struct heap *heap)
{
    size_t capacity = heap->capacity > 0 ? 2 * heap->capacity : FIRST_CAPACITY;
    heap->keys = must_have(realloc(heap->keys, capacity * sizeof *heap->keys), "the event queue");
    heap->entries = must_have(realloc(heap->entries, capacity * sizeof *heap->entries), "the event queue");
    heap->free_entries =
        must_have(realloc(heap->free_entries, capacity * sizeof *heap->free_entries), "the event queue");
    for (size_t i = heap->capacity; i < capacity; i++)
        heap->free_entries[i] = (uint32_t)i;
    heap->capacity = capacity;
}

static void rise(struct heap *heap, size_t hole, const struct key *key)
{
    while (hole > 0) {
        size_t parent = (hole - 1) / ARITY;
        if (!before(key, &heap->keys[parent]))
            break;
        heap->keys[hole] = heap->keys[parent];
        hole = parent;
    }
    heap->keys[hole] = *key;
}

static void push(void *queue, const struct envelope *envelope)
{
    struct heap *heap = queue;
    if (heap->count == heap->capacity)
        grow(heap);
    struct key key = {envelope->time, heap->sequence++, heap->free_entries[heap->count]};
    heap->entries[key.entry] = *envelope;
    rise(heap, heap->count++, &key);
}

static bool pop(void *queue, struct envelope *out)
{
    struct heap *heap = queue;
    if (heap->count == 0)
        return false;
    uint32_t entry = heap->keys[0].entry;
    *out = heap->entries[entry];
    heap->count--;
    heap->free_entries[heap->count] = entry;
    struct key last = heap->keys[heap->count];
    size_t hole = 0;
    for (size_t child = 1; child < heap->count; child = ARITY * hole + 1) {
        size_t end = child + ARITY < heap->count ? child + ARITY : heap->count;
        size_t least = child;
        for (size_t i = child + 1; i < end; i++)
            if (before(&heap->keys[i], &heap->keys[least]))
                least = i;
        heap->keys[hole] = heap->keys[least];
        hole = least;
    }
    if (heap->count > 0)
        rise(heap, hole, &last);
    return true;
}

static void destroy(void *queue)
{
    struct heap *heap = queue;
    free(heap->keys);
    free(heap->entries);
    free(heap->free_entries);
    free(heap);
}

const struct queue_kind four_ary_heap = {"4-ary-heap", create, push, pop, destroy};
