/* process.c: what a process knows: the functions of process.h that only answer. */
#include "engine/engine.h"

#include <stdlib.h>

uint32_t process_number(const struct process *p)
{
    return p->number;
}

identity process_identity(const struct process *p)
{
    return system_identity(p->engine->system, p->number);
}

uint32_t process_count(const struct process *p)
{
    return p->engine->processes;
}

uint32_t process_out_degree(const struct process *p)
{
    return topology_out_degree(p->engine->topology, p->number);
}

uint32_t process_in_degree(const struct process *p)
{
    return topology_in_degree(p->engine->topology, p->number);
}

bool process_is_initiator(const struct process *p)
{
    return system_is_initiator(p->engine->system, p->number);
}

sim_time process_now(const struct process *p)
{
    const struct engine *engine = p->engine;
    return engine->faults != NULL ? faults_clock(engine, p->number) : engine->now;
}

/* Where an out-port leads, for a process that may ask. */
static bool find_neighbour(const struct process *p, uint32_t out_port, struct channel_end *out)
{
    const struct engine *engine = p->engine;
    if (!engine->algorithm->assumptions.knows_neighbours) {
        engine_breach(
            p, "asks who its neighbour is, but its descriptor does not say .assumptions.knows_neighbours = true");
        return false;
    }
    if (out_port >= topology_out_degree(engine->topology, p->number)) {
        engine_breach(p, "asks who is at out-port %u, but it has %u", out_port,
                      topology_out_degree(engine->topology, p->number));
        return false;
    }
    *out = topology_target(engine->topology, p->number, out_port);
    return true;
}

identity process_neighbour_identity(const struct process *p, uint32_t out_port)
{
    struct channel_end end;
    return find_neighbour(p, out_port, &end) ? system_identity(p->engine->system, end.process) : 0;
}

uint32_t process_neighbour_port(const struct process *p, uint32_t out_port)
{
    struct channel_end end;
    return find_neighbour(p, out_port, &end) ? end.port : 0;
}

uint32_t process_neighbour_number(const struct process *p, uint32_t out_port)
{
    struct channel_end end;
    return find_neighbour(p, out_port, &end) ? end.process : 0;
}

uint32_t process_port_to(const struct process *p, uint32_t number)
{
    struct channel_end end;
    uint32_t degree = process_out_degree(p);
    uint32_t guess = number < p->number ? number : number - 1; /* of a complete graph */
    if (guess < degree && find_neighbour(p, guess, &end) && end.process == number)
        return guess;
    for (uint32_t port = 0; port < degree; port++)
        if (find_neighbour(p, port, &end) && end.process == number)
            return port;
    return UINT32_MAX;
}

/* A search in breadth from process 0. */
void engine_find_fathers(struct engine *engine)
{
    uint32_t n = engine->processes, reached = 1;
    uint32_t *order = must_have(malloc(n * sizeof *order), "a tree");
    engine->fathers = must_have(malloc(n * sizeof *engine->fathers), "a tree");
    engine->fathers[0] = UINT32_MAX;
    order[0] = 0;
    for (uint32_t served = 0; served < reached; served++) {
        uint32_t process = order[served];
        for (uint32_t port = 0; port < topology_out_degree(engine->topology, process); port++) {
            if (port == engine->fathers[process])
                continue;
            struct channel_end son = topology_target(engine->topology, process, port);
            engine->fathers[son.process] = son.port; /* in-port and out-port are the same on an undirected edge */
            order[reached++] = son.process;
        }
    }
    free(order);
}

uint32_t process_father(const struct process *p)
{
    if (p->engine->fathers != NULL)
        return p->engine->fathers[p->number];
    engine_breach(p, "asks for its father, but its descriptor does not say .assumptions.knows_father = true");
    return UINT32_MAX;
}

double process_parameter(const struct process *p, uint32_t index)
{
    if (index >= ALGORITHM_MAX_PARAMETERS) {
        engine_breach(p, "asks for parameter %u, but there are at most %d", index, ALGORITHM_MAX_PARAMETERS);
        return 0;
    }
    return p->engine->settings->parameters[index];
}

static struct host_facts facts_of(const struct engine *engine, uint32_t process)
{
    return system_host_facts(engine->system, system_host(engine->system, process));
}

struct host_facts process_host(const struct process *p)
{
    return facts_of(p->engine, p->number);
}

struct host_facts process_neighbour_host(const struct process *p, uint32_t out_port)
{
    struct channel_end end;
    return find_neighbour(p, out_port, &end) ? facts_of(p->engine, end.process) : (struct host_facts){.cores = 1};
}

uint64_t process_task_count(const struct process *p)
{
    return workload_count(system_workload(p->engine->system));
}

struct task process_task(const struct process *p, uint64_t number)
{
    const struct workload *workload = system_workload(p->engine->system);
    if (number < workload_count(workload))
        return workload_task(workload, number);
    engine_breach(p, "asks for task %llu of %llu", (unsigned long long)number,
                  (unsigned long long)workload_count(workload));
    return (struct task){0};
}

uint32_t process_stage_count(const struct process *p)
{
    return workload_stage_count(system_workload(p->engine->system));
}

struct task_stage process_stage(const struct process *p, uint32_t stage)
{
    const struct workload *workload = system_workload(p->engine->system);
    if (stage < workload_stage_count(workload))
        return workload_stage(workload, stage);
    engine_breach(p, "asks for stage %u of %u", stage, workload_stage_count(workload));
    return (struct task_stage){0};
}

/* What an algorithm gets that has not declared what it asks for: it goes on to the end of its handler. */
static void *lend(void **lent, size_t entries)
{
    const size_t most_of_an_entry = 64; /* bytes */
    if (*lent == NULL)
        *lent = must_have(calloc(entries, most_of_an_entry), "an array");
    return *lent;
}

void *process_array(struct process *p)
{
    struct engine *engine = p->engine;
    if (engine->algorithm->state_bytes_per_process == 0) {
        engine_breach(p, "asks for its array, but its descriptor says no .state_bytes_per_process");
        return lend(&engine->lent_array, engine->processes);
    }
    return engine_arrays(engine, p->number);
}

void *process_matrix(struct process *p)
{
    struct engine *engine = p->engine;
    if (engine->algorithm->state_bytes_per_pair == 0) {
        engine_breach(p, "asks for its matrix, but its descriptor says no .state_bytes_per_pair");
        return lend(&engine->lent_matrix, (size_t)engine->processes * engine->processes);
    }
    return (char *)engine_arrays(engine, p->number) + engine_array_bytes(engine);
}
