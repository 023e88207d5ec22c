/* queue.c: see queue.h. */
#include "network/queue.h"

#include <assert.h>
#include <stdlib.h>

enum { CHUNK_ENTRIES = 84, BUCKETS = 65 }; /* a chunk of 84 entries of 48 bytes fills a page */

/* Which entries come soon: of equal dates, the one so many places behind; of different ones, those of a bucket of at most
 * so many when it is spread. By measurement; both may be halved or doubled without much effect. */
enum { SOON_PLACES = 8, SOON_BUCKET = 16 };

struct chunk {
    struct chunk *next;
    struct envelope entries[CHUNK_ENTRIES];
};

/* Entries from first[taken] of the first chunk to the last of the last chunk, whose `filled` entries are in use. */
struct bucket {
    struct chunk *first, *last;
    uint32_t taken, filled;
};

struct queue {
    uint64_t last_key; /* date of the last entry popped */
    uint64_t occupied; /* bit b - 1: bucket b, from 1, has entries */
    struct bucket buckets[BUCKETS];
    struct chunk *free_chunks;
    void (*soon)(void *context, const struct envelope *envelope); /* NULL: nobody wants to know */
    void *soon_context;
};

static uint64_t key_of(const struct envelope *envelope)
{
    uint64_t key;
    memcpy(&key, &envelope->time, sizeof key);
    return key;
}

struct queue *queue_create(void)
{
    return must_have(calloc(1, sizeof(struct queue)), "the event queue");
}

void queue_tell_soon(struct queue *queue, void (*soon)(void *context, const struct envelope *envelope), void *context)
{
    queue->soon = soon;
    queue->soon_context = context;
}

static struct chunk *take_chunk(struct queue *queue)
{
    struct chunk *chunk = queue->free_chunks;
    if (chunk != NULL)
        queue->free_chunks = chunk->next;
    else
        chunk = must_have(malloc(sizeof *chunk), "the event queue");
    chunk->next = NULL;
    return chunk;
}

static void give_chunk(struct queue *queue, struct chunk *chunk)
{
    chunk->next = queue->free_chunks;
    queue->free_chunks = chunk;
}

static void append(struct queue *queue, struct bucket *bucket, const struct envelope *envelope)
{
    if (bucket->last == NULL || bucket->filled == CHUNK_ENTRIES) {
        struct chunk *chunk = take_chunk(queue);
        if (bucket->last == NULL) {
            bucket->first = chunk;
            bucket->taken = 0;
        } else {
            bucket->last->next = chunk;
        }
        bucket->last = chunk;
        bucket->filled = 0;
    }
    bucket->last->entries[bucket->filled++] = *envelope;
}

static bool is_empty(const struct bucket *bucket)
{
    return bucket->first == NULL || (bucket->first == bucket->last && bucket->taken == bucket->filled);
}

static uint32_t entries_in(const struct bucket *bucket, const struct chunk *chunk)
{
    return chunk == bucket->last ? bucket->filled : CHUNK_ENTRIES;
}

static void put(struct queue *queue, const struct envelope *envelope, uint64_t key)
{
    uint32_t index = key == queue->last_key ? 0 : 64 - (uint32_t)__builtin_clzll(key ^ queue->last_key);
    append(queue, &queue->buckets[index], envelope);
    if (index > 0)
        queue->occupied |= UINT64_C(1) << (index - 1);
}

void queue_push(struct queue *queue, const struct envelope *envelope)
{
    uint64_t key = key_of(envelope);
    assert(key >= queue->last_key);
    put(queue, envelope, key);
}

static void tell_soon(const struct queue *queue, const struct bucket *bucket)
{
    if (queue->soon == NULL || bucket->first != bucket->last || bucket->filled - bucket->taken > SOON_BUCKET)
        return;
    for (uint32_t i = bucket->taken; i < bucket->filled; i++)
        queue->soon(queue->soon_context, &bucket->first->entries[i]);
}

/* Bucket 0 is empty: makes the earliest date the last one, and spreads the bucket in which it stood. */
static bool refill(struct queue *queue)
{
    if (queue->occupied == 0)
        return false;
    uint32_t index = (uint32_t)__builtin_ctzll(queue->occupied) + 1;
    queue->occupied &= queue->occupied - 1;
    struct bucket bucket = queue->buckets[index];
    queue->buckets[index] = (struct bucket){0};
    tell_soon(queue, &bucket);

    uint64_t earliest = UINT64_MAX;
    uint32_t from = bucket.taken;
    for (struct chunk *chunk = bucket.first; chunk != NULL; chunk = chunk->next, from = 0)
        for (uint32_t i = from; i < entries_in(&bucket, chunk); i++)
            if (key_of(&chunk->entries[i]) < earliest)
                earliest = key_of(&chunk->entries[i]);
    queue->last_key = earliest;

    from = bucket.taken;
    for (struct chunk *chunk = bucket.first, *next; chunk != NULL; chunk = next, from = 0) {
        for (uint32_t i = from; i < entries_in(&bucket, chunk); i++)
            put(queue, &chunk->entries[i], key_of(&chunk->entries[i]));
        next = chunk->next;
        give_chunk(queue, chunk);
    }
    return true;
}

const struct envelope *queue_pop(struct queue *queue)
{
    struct bucket *now = &queue->buckets[0];
    if (is_empty(now)) {
        /* The last chunk stays: what the handler of its last entry pushes at the same date goes there. */
        now->taken = now->filled = 0;
        if (!refill(queue))
            return NULL;
    }
    if (now->taken == CHUNK_ENTRIES) {
        struct chunk *exhausted = now->first;
        now->first = exhausted->next;
        now->taken = 0;
        give_chunk(queue, exhausted);
    }
    uint32_t soon = now->taken + SOON_PLACES;
    if (queue->soon != NULL && soon < entries_in(now, now->first))
        queue->soon(queue->soon_context, &now->first->entries[soon]);
    return &now->first->entries[now->taken++];
}

void queue_free(struct queue *queue, void (*discard)(void *context, const struct envelope *envelope), void *context)
{
    for (uint32_t b = 0; b < BUCKETS; b++) {
        struct bucket *bucket = &queue->buckets[b];
        uint32_t from = bucket->taken;
        for (struct chunk *chunk = bucket->first, *next; chunk != NULL; chunk = next, from = 0) {
            for (uint32_t i = from; i < entries_in(bucket, chunk) && discard != NULL; i++)
                discard(context, &chunk->entries[i]);
            next = chunk->next;
            free(chunk);
        }
    }
    for (struct chunk *chunk = queue->free_chunks, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    free(queue);
}
