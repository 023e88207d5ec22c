/* bounds.c: see bounds.h, and Graham's bound in process.h. */
#include "engine/bounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Beyond so many channels, nobody asks for the route of each: how long messages take at the most is then not known. */
enum { MOST_ROUTES = 10000 };

static bool add_hosts(const struct system *system, uint32_t count, struct shape *shape)
{
    bool *seen = calloc(count + 1u, sizeof *seen);
    if (seen == NULL)
        return false;
    shape->slowest_core = INFINITY;
    for (uint32_t i = 0; i < shape->processes && shape->hosts < count; i++) {
        uint32_t host = system_host(system, i);
        if (seen[host])
            continue;
        seen[host] = true;
        struct host_facts facts = system_host_facts(system, host);
        shape->hosts++;
        shape->cores += facts.cores;
        shape->capacity += facts.speed * facts.cores;
        shape->slowest_core = fmin(shape->slowest_core, facts.speed);
        shape->fastest_core = fmax(shape->fastest_core, facts.speed);
    }
    free(seen);
    return true;
}

/* Only those who promise something of it need it. */
static bool promises_ratio(const struct algorithm *algorithm)
{
    for (const struct cost *cost = algorithm->costs; cost != NULL && cost->measure != NULL; cost++)
        if (strcmp(cost->measure, "ratio") == 0)
            return true;
    return false;
}

static double most_bytes(const struct settings *settings, size_t processes, const struct workload *workload)
{
    size_t payload = algorithm_longest_payload(settings, processes);
    return (double)settings->header_bytes + (double)payload + workload_data(workload);
}

static double longest_transfer(const struct system *system, const struct host_table *hosts)
{
    const struct settings *settings = system_settings(system);
    const struct topology *topology = system_topology(system);
    bool sure = settings->fault_count == 0 && settings->delay_rule == DELAY_NONE;
    if (!sure || hosts->transfer == NULL || !promises_ratio(settings->algorithm) ||
        topology_channels(topology) > MOST_ROUTES)
        return INFINITY;
    double bytes = most_bytes(settings, topology_processes(topology), system_workload(system)), longest = 0;
    for (uint32_t i = 0; i < topology_processes(topology); i++)
        for (uint32_t port = 0; port < topology_out_degree(topology, i); port++) {
            uint32_t to = topology_target(topology, i, port).process;
            longest = fmax(longest, hosts->transfer(system_host(system, i), system_host(system, to), bytes));
        }
    return longest;
}

bool bounds_find(const struct system *system, const struct host_table *hosts, struct shape *shape)
{
    const struct workload *workload = system_workload(system);
    if (system_settings(system)->algorithm->computed == NULL && workload == NULL)
        return true;
    if (!add_hosts(system, hosts->count, shape))
        return false;
    shape->lower_bound =
        fmax(workload_total(workload) / shape->capacity, workload_critical_path(workload) / shape->fastest_core);
    shape->transfer = longest_transfer(system, hosts);
    return true;
}

/* ---- list scheduling ---- */

static const double next_to_nothing = 1e-6; /* of the lower bound: all messages together, one after the other */

/* Messages of a task that hold its worker up: it asks, it is told, it tells; and once more for the last of all. */
enum { MESSAGES_OF_A_TASK = 3 };

bool graham_applies(const struct shape *shape)
{
    double messages = MESSAGES_OF_A_TASK * ((double)shape->tasks + shape->processes);
    bool identical = !(shape->slowest_core < shape->fastest_core);
    return shape->tasks > 0 && shape->hosts == shape->processes && shape->cores == shape->processes && identical &&
           messages * shape->transfer <= next_to_nothing * shape->lower_bound;
}

/* It ends within W/m + (1 - 1/m) L, W being all work and L the critical path, on m = `workers` processors; W over all N
 * processors, and L, are at most the lower bound. */
static double bound(const struct shape *shape, double workers)
{
    return (shape->processes / workers + 1 - 1 / workers) * (1 + next_to_nothing);
}

double graham_bound(const struct shape *shape)
{
    return bound(shape, shape->processes);
}

double graham_bound_of_workers(const struct shape *shape)
{
    return bound(shape, shape->processes - 1.0);
}
