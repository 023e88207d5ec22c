/* radix_heap.c: the program's own queue (network/queue.c). */
#include "network/queue.h"
#include "tests/benchmark/queues/queues.h"

static void *create(void)
{
    return queue_create();
}

static void push(void *queue, const struct envelope *envelope)
{
    queue_push(queue, envelope);
}

static bool pop(void *queue, struct envelope *out)
{
    const struct envelope *envelope = queue_pop(queue);
    if (envelope == NULL)
        return false;
    *out = *envelope;
    return true;
}

static void destroy(void *queue)
{
    queue_free(queue, NULL, NULL);
}

const struct queue_kind radix_heap = {"radix-heap", create, push, pop, destroy};
