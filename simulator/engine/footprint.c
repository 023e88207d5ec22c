/* footprint.c: see footprint.h. */
#include "engine/footprint.h"
#include "engine/engine.h"
#include "engine/variable.h"
#include "observe/stamps.h"

#include <inttypes.h>
#include <stdio.h>

/* Measured (docs/performance.md): an actor of SimGrid with its stack of 16 KiB, its mailbox and the objects of a message
 * in transit; the two more of a process that works; the objects of a receive that waits, and its share of the actors of a process of
 * many channels; igraph's peak while it builds, and the rows that stay. */
static const double FLOW_BYTES_A_PROCESS = 27e3;
static const double FLOW_BYTES_OF_WORK = 54e3;
static const double FLOW_BYTES_A_CHANNEL = 3e3;
static const double GRAPH_BYTES_AN_EDGE = 70;

/* The shares of a topology: the edges of a process, and whether they are stored at all. */
static double edges_a_process(const struct settings *settings, bool *stored)
{
    const struct topology_settings *topology = &settings->topology;
    double n = settings->processes;
    *stored = true;
    switch (topology->kind) {
    case TOPOLOGY_KIND_ONE_WAY_RING:
    case TOPOLOGY_KIND_TWO_WAY_RING:
        *stored = false;
        return 1;
    case TOPOLOGY_KIND_COMPLETE:
        *stored = false;
        return (n - 1) / 2;
    case TOPOLOGY_KIND_PATH:
    case TOPOLOGY_KIND_STAR:
    case TOPOLOGY_KIND_TREE:
    case TOPOLOGY_KIND_RANDOM_TREE:
        return 1;
    case TOPOLOGY_KIND_GRID:
    case TOPOLOGY_KIND_TORUS:
        return topology->dimension_count > 0 ? topology->dimension_count : 2;
    case TOPOLOGY_KIND_HYPERCUBE:
        return log2(n) / 2;
    case TOPOLOGY_KIND_ERDOS_RENYI:
        return (topology->average_degree > 0 ? topology->average_degree : topology->probability * n) / 2;
    case TOPOLOGY_KIND_REGULAR:
        return topology->degree / 2.0;
    case TOPOLOGY_KIND_SMALL_WORLD:
        return topology->neighbours;
    case TOPOLOGY_KIND_FILE:
        break;
    }
    return 0;
}

/* What the specifications that the algorithm promises keep of a process and of a message in transit. */
static void add_specifications(const struct algorithm *algorithm, double *a_process, double *a_message)
{
    for (size_t i = 0; i < MAX_SPECIFICATIONS && algorithm->promises[i] != NULL; i++) {
        const struct specification *specification = specification_find(algorithm->promises[i], NULL);
        if (specification == NULL)
            continue;
        *a_process += (double)specification->process_bytes;
        *a_message += specification->stamp_bytes > 0 ? (double)specification->stamp_bytes + sizeof(uint32_t) : 0;
    }
}

/* What the stamps of a trace take, in clocks and on messages, of which a wave may have one on every channel. */
static double bytes_of_stamps(const struct settings *settings, double edges)
{
    enum trace_stamps kind = settings->trace_stamps;
    double n = settings->processes, in_transit = fmax(2 * edges, n);
    if (kind == STAMPS_NONE)
        return 0;
    if (settings->algorithm->in_transit > 0)
        in_transit = fmin(in_transit, n * settings->algorithm->in_transit);
    return (double)stamps_clock_bytes(kind, settings->processes) +
           in_transit * ((double)stamps_message_bytes(kind, settings->processes) + sizeof(uint32_t));
}

static bool is_single(const struct algorithm *algorithm, const char *kind)
{
    for (const struct payload_stamp *stamp = algorithm->stamps; stamp != NULL && stamp->kind != NULL; stamp++)
        if (strcmp(stamp->kind, kind) == 0)
            return stamp->single;
    return false;
}

/* Bytes beside an envelope: of the longest payload, and of those of which there is one only. */
static double payloads(const struct settings *settings, double *single)
{
    const struct algorithm *algorithm = settings->algorithm;
    double longest = 0;
    *single = 0;
    for (uint32_t kind = 0; kind < algorithm_message_kinds(algorithm); kind++) {
        double bytes = (double)algorithm_payload_bytes(settings, kind, settings->processes);
        if (is_single(algorithm, algorithm->messages[kind].name))
            *single += bytes;
        else if (bytes > INLINE_PAYLOAD)
            longest = fmax(longest, bytes);
    }
    return longest;
}

double footprint_estimate(const struct settings *settings, bool traced)
{
    const struct algorithm *algorithm = settings->algorithm;
    bool stored;
    double n = settings->processes;
    double edges = n * edges_a_process(settings, &stored);
    double in_transit = edges > n ? edges : n;
    if (algorithm->in_transit > 0)
        in_transit = fmin(in_transit, n * algorithm->in_transit);
    double a_process = (double)engine_record_bytes(settings);
    double single, payload = payloads(settings, &single);
    double a_message = sizeof(struct envelope) + payload;
    add_specifications(algorithm, &a_process, &a_message);
    if (settings->identity_order == IDENTITIES_RANDOM)
        a_process += sizeof(uint32_t);
    if (settings->network == NETWORK_FLOW)
        a_process += FLOW_BYTES_A_PROCESS + (algorithm->computed != NULL ? FLOW_BYTES_OF_WORK : 0);
    double a_channel = (double)algorithm->state_bytes_per_neighbour;
    if (settings->network == NETWORK_FLOW)
        a_channel += FLOW_BYTES_A_CHANNEL;
    if ((settings->delay_rule != DELAY_NONE || settings->fault_count > 0) && settings->fifo)
        a_channel += sizeof(sim_time); /* the date of its last delivery */
    if (settings->network == NETWORK_LATENCY && algorithm_sizes_differ(algorithm))
        a_channel += sizeof(sim_time); /* the date of its last arrival */
    for (const struct timer_kind *timer = algorithm->timers; timer != NULL && timer->name != NULL; timer++)
        a_process += sizeof(uint32_t);
    for (const struct variable *variable = algorithm->variables; variable != NULL && variable->name != NULL; variable++)
        a_process += variable_is_shown(variable) ? sizeof(int64_t) : 0; /* as last reported */
    return n * a_process + in_transit * a_message + single + 2 * edges * a_channel +
           (stored ? edges * GRAPH_BYTES_AN_EDGE : 0) + (traced ? bytes_of_stamps(settings, edges) : 0);
}

/* MemAvailable of /proc/meminfo, in bytes; infinity when it cannot be read. */
static double available_memory(void)
{
    FILE *file = fopen("/proc/meminfo", "r");
    if (file == NULL)
        return INFINITY;
    char line[128];
    double bytes = INFINITY;
    uint64_t kib;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "MemAvailable: %" SCNu64 " kB", &kib) == 1)
            bytes = 1024.0 * (double)kib;
    fclose(file);
    return bytes;
}

bool footprint_check(const struct settings *settings, bool traced, struct error *err)
{
    const double gib = 1024.0 * 1024 * 1024;
    double needed = footprint_estimate(settings, traced), available = available_memory();
    if (needed <= available)
        return true;
    return error_set(err, ERROR_INPUT, NULL, 0,
                     "%" PRIu32
                     " processes of %s on the %s network need about %.1f GiB of memory; %.1f GiB are available%s",
                     settings->processes, settings->algorithm->name,
                     settings->network == NETWORK_FLOW ? "flow" : "latency", needed / gib, available / gib,
                     settings->network == NETWORK_FLOW ? " (the latency network needs far less)" : "");
}
