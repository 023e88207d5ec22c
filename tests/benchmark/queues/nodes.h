/* nodes.h: lists of entries, and where their nodes come from: slabs, and a list of those that are free. A node is a line
 * of cache. */
#ifndef ONDE_BENCHMARK_NODES_H
#define ONDE_BENCHMARK_NODES_H

#include "engine/engine.h"

#include <stdlib.h>

enum { SLAB_NODES = 4095, CACHE_LINE = 64 };

struct node {
    _Alignas(CACHE_LINE) struct envelope entry;
    struct node *next;
};

struct slab {
    struct slab *next;
    struct node nodes[SLAB_NODES];
};

struct nodes {
    struct slab *slabs;
    struct node *free_nodes;
};

/* In the order of coming in. */
struct list {
    struct node *first, *last;
};

static inline struct node *node_take(struct nodes *nodes, const struct envelope *entry)
{
    if (nodes->free_nodes == NULL) {
        struct slab *slab = must_have(aligned_alloc(CACHE_LINE, sizeof *slab), "the event queue");
        slab->next = nodes->slabs;
        nodes->slabs = slab;
        for (size_t i = SLAB_NODES; i-- > 0;) {
            slab->nodes[i].next = nodes->free_nodes;
            nodes->free_nodes = &slab->nodes[i];
        }
    }
    struct node *node = nodes->free_nodes;
    nodes->free_nodes = node->next;
    node->entry = *entry;
    node->next = NULL;
    return node;
}

static inline void node_give(struct nodes *nodes, struct node *node)
{
    node->next = nodes->free_nodes;
    nodes->free_nodes = node;
}

static inline void nodes_free(struct nodes *nodes)
{
    for (struct slab *slab = nodes->slabs, *next; slab != NULL; slab = next) {
        next = slab->next;
        free(slab);
    }
}

static inline void list_append(struct list *list, struct node *node)
{
    node->next = NULL;
    if (list->first == NULL)
        list->first = node;
    else
        list->last->next = node;
    list->last = node;
}

static inline struct node *list_take(struct list *list)
{
    struct node *node = list->first;
    list->first = node->next;
    return node;
}

/* Into a list that is sorted by date, behind those of the same date. */
static inline void list_insert(struct list *list, struct node *node)
{
    if (list->first == NULL || node->entry.time >= list->last->entry.time) {
        list_append(list, node);
        return;
    }
    struct node **place = &list->first;
    while ((*place)->entry.time <= node->entry.time)
        place = &(*place)->next;
    node->next = *place;
    *place = node;
}

#endif
