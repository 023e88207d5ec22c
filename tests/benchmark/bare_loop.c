/* bare_loop.c: the least that a simulation of Chang and Roberts can be: an event queue, an array of identities, one loop; no
 * platform, no observers, no contract: the yardstick of the latency network. The queue and the size of an entry are the
 * same; delays are constant, or exponential.
 *
 * Usage: bench_bare_loop constant|exponential PROCESSES */
#include "base/random.h"
#include "network/queue.h"
#include "tests/benchmark/ring.h"

#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "Usage: %s constant|exponential PROCESSES\n", argv[0]);
        return 64;
    }
    bool exponential = strcmp(argv[1], "exponential") == 0;
    uint32_t processes = (uint32_t)strtoul(argv[2], NULL, 10);
    double begin = clock_seconds();
    uint32_t *identities = malloc(processes * sizeof *identities);
    struct random_stream stream = random_stream(RING_SEED, RANDOM_IDENTITIES, 0);
    struct random_stream delays = random_stream(RING_SEED, RANDOM_DELAY, 0);
    for (uint32_t i = 0; i < processes; i++) {
        uint32_t j = (uint32_t)random_below(&stream, (uint64_t)i + 1);
        identities[i] = identities[j];
        identities[j] = i;
    }
    struct queue *queue = queue_create();
    for (uint32_t i = 0; i < processes; i++)
        queue_push(queue, &(struct envelope){.time = exponential ? random_exponential(&delays, 1e-3) : 1e-3,
                                             .process = (i + 1) % processes,
                                             .port = identities[i]});
    uint64_t messages = processes;
    double now = 0;
    for (const struct envelope *e; (e = queue_pop(queue)) != NULL;) {
        struct envelope next = *e;
        now = e->time;
        if (e->kind == 0 && e->port > identities[e->process])
            continue;
        if (e->port == identities[e->process]) {
            if (e->kind == 1)
                break;
            next.kind = 1;
        }
        next.time = now + (exponential ? random_exponential(&delays, 1e-3) : 1e-3);
        next.process = e->process + 1 == processes ? 0 : e->process + 1;
        queue_push(queue, &next);
        messages++;
    }
    ring_report(exponential ? "bare-exponential" : "bare-constant", processes, messages, now, clock_seconds() - begin);
    queue_free(queue, NULL, NULL);
    free(identities);
    return 0;
}
