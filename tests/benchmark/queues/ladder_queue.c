/* ladder_queue.c: Tang, Goh & Thng's ladder: what is far away is not sorted (top); what comes nearer is spread over the
 * buckets of a rung, a bucket that is full over a finer rung; only the next few entries are sorted (bottom).
 *
 * Departs from the article: which rung an entry belongs to is decided by the number of the bucket, not by dates, so that
 * rounding cannot part equal dates; a bucket of one date is no longer spread, and goes to the bottom whole. */
#include "tests/benchmark/queues/nodes.h"
#include "tests/benchmark/queues/queues.h"

#include <math.h>

enum { BOTTOM_ENTRIES = 50, RUNGS = 8 }; /* both: the article's */

struct bucket {
    struct list list;
    uint64_t entries;
};

struct rung {
    struct bucket *buckets;
    uint64_t bucket_count, capacity;
    uint64_t next; /* the first bucket that was not taken down */
    sim_time start;
    double buckets_per_second;
    uint64_t entries;
};

/* Entries that are not sorted, with the range of their dates. */
struct pile {
    struct list list;
    uint64_t entries;
    sim_time least, greatest;
};

struct ladder {
    struct nodes nodes;
    struct pile top;
    sim_time top_start; /* entries of this date are below */
    struct rung rungs[RUNGS];
    uint32_t rung_count;
    struct list bottom; /* sorted */
    uint64_t bottom_entries;
};

static void *create(void)
{
    struct ladder *ladder = must_have(calloc(1, sizeof *ladder), "the event queue");
    ladder->top_start = -1;
    return ladder;
}

static uint64_t bucket_of(const struct rung *rung, sim_time time)
{
    if (time <= rung->start)
        return 0;
    uint64_t bucket = (uint64_t)((time - rung->start) * rung->buckets_per_second);
    return bucket < rung->bucket_count ? bucket : rung->bucket_count - 1;
}

static void put(struct rung *rung, struct node *node)
{
    struct bucket *bucket = &rung->buckets[bucket_of(rung, node->entry.time)];
    list_append(&bucket->list, node);
    bucket->entries++;
    rung->entries++;
}

/* Spreads entries of more than one date over a new rung, a bucket an entry. */
static void spawn_rung(struct ladder *ladder, const struct pile *entries)
{
    struct rung *rung = &ladder->rungs[ladder->rung_count++];
    rung->bucket_count = entries->entries;
    if (rung->capacity < rung->bucket_count) {
        free(rung->buckets);
        rung->capacity = rung->bucket_count;
        rung->buckets = must_have(calloc(rung->capacity, sizeof *rung->buckets), "the event queue");
    } else {
        memset(rung->buckets, 0, rung->bucket_count * sizeof *rung->buckets);
    }
    rung->next = 0;
    rung->entries = 0;
    rung->start = entries->least;
    rung->buckets_per_second = (double)rung->bucket_count / (entries->greatest - entries->least);
    for (struct node *node = entries->list.first, *next; node != NULL; node = next) {
        next = node->next;
        put(rung, node);
    }
}

static struct pile with_range(const struct bucket *bucket)
{
    struct pile entries = {bucket->list, bucket->entries, INFINITY, -INFINITY};
    for (const struct node *node = bucket->list.first; node != NULL; node = node->next) {
        if (node->entry.time < entries.least)
            entries.least = node->entry.time;
        if (node->entry.time > entries.greatest)
            entries.greatest = node->entry.time;
    }
    return entries;
}

static bool can_spread(const struct ladder *ladder, const struct pile *entries)
{
    return ladder->rung_count < RUNGS && entries->greatest > entries->least &&
           isfinite((double)entries->entries / (entries->greatest - entries->least));
}

/* Bottom is empty: the next entries become it. False: there are none. */
static bool refill(struct ladder *ladder)
{
    for (;;) {
        while (ladder->rung_count > 0 && ladder->rungs[ladder->rung_count - 1].entries == 0)
            ladder->rung_count--;
        struct pile entries;
        if (ladder->rung_count > 0) {
            struct rung *rung = &ladder->rungs[ladder->rung_count - 1];
            while (rung->buckets[rung->next].entries == 0)
                rung->next++;
            struct bucket *bucket = &rung->buckets[rung->next++];
            rung->entries -= bucket->entries;
            if (bucket->entries <= BOTTOM_ENTRIES) {
                while (bucket->list.first != NULL)
                    list_insert(&ladder->bottom, list_take(&bucket->list));
                ladder->bottom_entries = bucket->entries;
                bucket->entries = 0;
                return true;
            }
            entries = with_range(bucket);
            *bucket = (struct bucket){0};
        } else if (ladder->top.entries > 0) {
            entries = ladder->top;
            ladder->top = (struct pile){0};
            ladder->top_start = entries.greatest;
        } else {
            ladder->top_start = -1;
            return false;
        }
        if (can_spread(ladder, &entries)) {
            spawn_rung(ladder, &entries);
            continue;
        }
        if (entries.greatest == entries.least)
            ladder->bottom = entries.list;
        else
            while (entries.list.first != NULL)
                list_insert(&ladder->bottom, list_take(&entries.list));
        ladder->bottom_entries = entries.entries;
        return true;
    }
}

static void push(void *queue, const struct envelope *envelope)
{
    struct ladder *ladder = queue;
    struct node *node = node_take(&ladder->nodes, envelope);
    if (envelope->time > ladder->top_start) {
        struct pile *top = &ladder->top;
        list_append(&top->list, node);
        if (top->entries == 0 || envelope->time < top->least)
            top->least = envelope->time;
        if (top->entries == 0 || envelope->time > top->greatest)
            top->greatest = envelope->time;
        top->entries++;
        return;
    }
    for (uint32_t i = 0; i < ladder->rung_count; i++)
        if (bucket_of(&ladder->rungs[i], envelope->time) >= ladder->rungs[i].next) {
            put(&ladder->rungs[i], node);
            return;
        }
    list_insert(&ladder->bottom, node);
    if (++ladder->bottom_entries <= BOTTOM_ENTRIES || ladder->rung_count == RUNGS)
        return;
    struct pile bottom = {ladder->bottom, ladder->bottom_entries, ladder->bottom.first->entry.time,
                          ladder->bottom.last->entry.time};
    if (can_spread(ladder, &bottom)) {
        spawn_rung(ladder, &bottom);
        ladder->bottom = (struct list){0};
        ladder->bottom_entries = 0;
    }
}

static bool pop(void *queue, struct envelope *out)
{
    struct ladder *ladder = queue;
    if (ladder->bottom.first == NULL && !refill(ladder))
        return false;
    struct node *node = list_take(&ladder->bottom);
    ladder->bottom_entries--;
    *out = node->entry;
    node_give(&ladder->nodes, node);
    return true;
}

static void destroy(void *queue)
{
    struct ladder *ladder = queue;
    nodes_free(&ladder->nodes);
    for (uint32_t i = 0; i < RUNGS; i++)
        free(ladder->rungs[i].buckets);
    free(ladder);
}

const struct queue_kind ladder_queue = {"ladder", create, push, pop, destroy};
