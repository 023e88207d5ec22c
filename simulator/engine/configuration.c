/* configuration.c: see configuration.h and process.h. */
#include "engine/configuration.h"
#include "engine/engine.h"

#include <stdlib.h>

/* The distances from one root. */
struct hops {
    uint32_t root;
    struct hops *next;
    uint32_t of[]; /* by process */
};

struct configuration {
    const struct engine *engine;
    /* Behind pointers, for who asks may not change the configuration. */
    struct hops **roots; /* the first of those asked for */
    uint32_t *smallest;  /* the process of the smallest identity; NO_PROCESS: nobody has asked yet */

    /* Rounds of message networks: handled[i] is the number of the round in which i has last handled an event. Whoever comes
     * before `cursor` has done so in this round, or is down. */
    uint64_t *handled; /* NULL before the first event */
    uint64_t round;    /* from 1 */
    uint32_t cursor;
};

struct configuration *configuration_create(const struct engine *engine)
{
    struct configuration *c = must_have(calloc(1, sizeof *c), "the configuration");
    c->engine = engine;
    c->roots = must_have(calloc(1, sizeof *c->roots), "the configuration");
    c->smallest = must_have(malloc(sizeof *c->smallest), "the configuration");
    *c->smallest = NO_PROCESS;
    c->round = 1;
    return c;
}

void configuration_free(struct configuration *c)
{
    if (c == NULL)
        return;
    while (*c->roots != NULL) {
        struct hops *first = *c->roots;
        *c->roots = first->next;
        free(first);
    }
    free(c->roots);
    free(c->smallest);
    free(c->handled);
    free(c);
}

uint64_t configuration_rounds(const struct configuration *c)
{
    return c->engine->measures.rounds;
}

bool configuration_handled(struct configuration *c, uint32_t process)
{
    uint32_t n = c->engine->processes;
    if (c->handled == NULL)
        c->handled = must_have(calloc(n, sizeof *c->handled), "the rounds");
    c->handled[process] = c->round;
    while (c->cursor < n && (c->handled[c->cursor] == c->round || !faults_process_is_up(c->engine, c->cursor)))
        c->cursor++;
    if (c->cursor < n)
        return false;
    c->cursor = 0;
    c->round++;
    return true;
}

const void *configuration_state(const struct configuration *c, uint32_t process)
{
    return engine_state(c->engine, process);
}

const void *configuration_array(const struct configuration *c, uint32_t process)
{
    return process_array(&(struct process){(struct engine *)c->engine, process});
}

const void *configuration_matrix(const struct configuration *c, uint32_t process)
{
    return process_matrix(&(struct process){(struct engine *)c->engine, process});
}

uint32_t configuration_count(const struct configuration *c)
{
    return c->engine->processes;
}

uint32_t configuration_in_degree(const struct configuration *c, uint32_t process)
{
    return topology_in_degree(c->engine->topology, process);
}

uint32_t configuration_source(const struct configuration *c, uint32_t process, uint32_t in_port)
{
    return topology_source(c->engine->topology, process, in_port).process;
}

identity configuration_identity(const struct configuration *c, uint32_t process)
{
    return system_identity(c->engine->system, process);
}

double configuration_parameter(const struct configuration *c, uint32_t index)
{
    return index < ALGORITHM_MAX_PARAMETERS ? c->engine->settings->parameters[index] : 0;
}

/* A search in breadth along the channels. */
static struct hops *measure_hops(const struct engine *engine, uint32_t root)
{
    uint32_t n = engine->processes, reached = 0, served = 0;
    struct hops *hops = must_have(malloc(sizeof *hops + n * sizeof *hops->of), "the distances");
    uint32_t *order = must_have(malloc(n * sizeof *order), "the distances");
    hops->root = root;
    for (uint32_t i = 0; i < n; i++)
        hops->of[i] = UINT32_MAX;
    hops->of[root] = 0;
    order[reached++] = root;
    while (served < reached) {
        uint32_t from = order[served++];
        for (uint32_t port = 0; port < topology_out_degree(engine->topology, from); port++) {
            uint32_t to = topology_target(engine->topology, from, port).process;
            if (hops->of[to] != UINT32_MAX)
                continue;
            hops->of[to] = hops->of[from] + 1;
            order[reached++] = to;
        }
    }
    free(order);
    return hops;
}

uint32_t configuration_hops(const struct configuration *c, uint32_t root, uint32_t process)
{
    struct hops *hops = *c->roots;
    while (hops != NULL && hops->root != root)
        hops = hops->next;
    if (hops == NULL) {
        hops = measure_hops(c->engine, root);
        hops->next = *c->roots;
        *c->roots = hops;
    }
    return hops->of[process];
}

uint32_t configuration_smallest(const struct configuration *c)
{
    if (*c->smallest != NO_PROCESS)
        return *c->smallest;
    *c->smallest = 0;
    for (uint32_t i = 1; i < c->engine->processes; i++)
        if (configuration_identity(c, i) < configuration_identity(c, *c->smallest))
            *c->smallest = i;
    return *c->smallest;
}
