/* topology.c: see topology.h. */
#include "engine/topology.h"

#include "engine/graph.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

enum layout {
    LAYOUT_ONE_WAY_RING, /* the first three are computed */
    LAYOUT_TWO_WAY_RING,
    LAYOUT_COMPLETE,
    LAYOUT_ROWS,
};

/* The far ends of the channels of all processes, process by process: those of process i are from first[i] to
 * first[i + 1]. */
struct rows {
    uint64_t *first;
    uint32_t *process;
    uint32_t *port;
};

struct topology {
    enum layout layout;
    uint32_t processes;
    unsigned properties;
    uint64_t channels;
    struct rows out, in; /* LAYOUT_ROWS; when undirected `in` is the same arrays as `out` */
};

/* ---- questions ---- */

uint32_t topology_processes(const struct topology *topology)
{
    return topology->processes;
}

uint64_t topology_edges(const struct topology *topology)
{
    return topology->properties & TOPOLOGY_UNDIRECTED ? topology->channels / 2 : topology->channels;
}

uint64_t topology_channels(const struct topology *topology)
{
    return topology->channels;
}

unsigned topology_properties(const struct topology *topology)
{
    return topology->properties;
}

static uint32_t degree(const struct topology *topology, const struct rows *rows, uint32_t process)
{
    assert(process < topology->processes);
    switch (topology->layout) {
    case LAYOUT_ONE_WAY_RING:
        return 1;
    case LAYOUT_TWO_WAY_RING:
        return 2;
    case LAYOUT_COMPLETE:
        return topology->processes - 1;
    case LAYOUT_ROWS:
        return (uint32_t)(rows->first[process + 1] - rows->first[process]);
    }
    return 0;
}

uint32_t topology_out_degree(const struct topology *topology, uint32_t process)
{
    return degree(topology, &topology->out, process);
}

uint32_t topology_in_degree(const struct topology *topology, uint32_t process)
{
    return degree(topology, &topology->in, process);
}

static uint32_t next(const struct topology *topology, uint32_t process)
{
    return process + 1 == topology->processes ? 0 : process + 1;
}

static uint32_t previous(const struct topology *topology, uint32_t process)
{
    return process == 0 ? topology->processes - 1 : process - 1;
}

/* The neighbour by an in- or out-port of a two-way ring, and its port for the same edge: 0 faces 1. */
static struct channel_end across_ring(const struct topology *topology, uint32_t process, uint32_t port)
{
    return (struct channel_end){port == 0 ? next(topology, process) : previous(topology, process), 1 - port};
}

/* The same in a complete graph: ports number the others in order, so that a process is missing from its own. */
static struct channel_end across_complete(uint32_t process, uint32_t port)
{
    uint32_t other = port < process ? port : port + 1;
    return (struct channel_end){other, process < other ? process : process - 1};
}

static struct channel_end across_rows(const struct rows *rows, uint32_t process, uint32_t port)
{
    uint64_t channel = rows->first[process] + port;
    return (struct channel_end){rows->process[channel], rows->port[channel]};
}

struct channel_end topology_target(const struct topology *topology, uint32_t process, uint32_t out_port)
{
    assert(out_port < topology_out_degree(topology, process));
    switch (topology->layout) {
    case LAYOUT_ONE_WAY_RING:
        return (struct channel_end){next(topology, process), 0};
    case LAYOUT_TWO_WAY_RING:
        return across_ring(topology, process, out_port);
    case LAYOUT_COMPLETE:
        return across_complete(process, out_port);
    case LAYOUT_ROWS:
        break;
    }
    return across_rows(&topology->out, process, out_port);
}

struct channel_end topology_source(const struct topology *topology, uint32_t process, uint32_t in_port)
{
    assert(in_port < topology_in_degree(topology, process));
    switch (topology->layout) {
    case LAYOUT_ONE_WAY_RING:
        return (struct channel_end){previous(topology, process), 0};
    case LAYOUT_TWO_WAY_RING:
        return across_ring(topology, process, in_port);
    case LAYOUT_COMPLETE:
        return across_complete(process, in_port);
    case LAYOUT_ROWS:
        break;
    }
    return across_rows(&topology->in, process, in_port);
}

uint64_t topology_channel(const struct topology *topology, uint32_t process, uint32_t in_port)
{
    assert(in_port < topology_in_degree(topology, process));
    switch (topology->layout) {
    case LAYOUT_ONE_WAY_RING:
        return process;
    case LAYOUT_TWO_WAY_RING:
        return 2 * (uint64_t)process + in_port;
    case LAYOUT_COMPLETE:
        return (uint64_t)process * (topology->processes - 1) + in_port;
    case LAYOUT_ROWS:
        break;
    }
    return topology->in.first[process] + in_port;
}

const char *topology_kind_name(size_t kind)
{
    static const char *const names[] = {
        [TOPOLOGY_KIND_ONE_WAY_RING] = "one-way-ring",
        [TOPOLOGY_KIND_TWO_WAY_RING] = "two-way-ring",
        [TOPOLOGY_KIND_PATH] = "path",
        [TOPOLOGY_KIND_STAR] = "star",
        [TOPOLOGY_KIND_COMPLETE] = "complete",
        [TOPOLOGY_KIND_TREE] = "tree",
        [TOPOLOGY_KIND_RANDOM_TREE] = "random-tree",
        [TOPOLOGY_KIND_GRID] = "grid",
        [TOPOLOGY_KIND_TORUS] = "torus",
        [TOPOLOGY_KIND_HYPERCUBE] = "hypercube",
        [TOPOLOGY_KIND_ERDOS_RENYI] = "erdos-renyi",
        [TOPOLOGY_KIND_REGULAR] = "regular",
        [TOPOLOGY_KIND_SMALL_WORLD] = "small-world",
        [TOPOLOGY_KIND_FILE] = "file",
    };
    return kind < sizeof names / sizeof *names ? names[kind] : NULL;
}

/* ---- properties ---- */

static bool undirected(const struct topology *topology)
{
    return (topology->properties & TOPOLOGY_UNDIRECTED) != 0;
}

/* All degrees are `wanted`. */
static bool is_regular(const struct topology *topology, uint32_t wanted)
{
    for (uint32_t i = 0; i < topology->processes; i++)
        if (topology_out_degree(topology, i) != wanted)
            return false;
    return true;
}

/* Of a tree: process i is the neighbour of i - 1 and of i + 1. */
static bool is_path(const struct topology *topology)
{
    for (uint32_t i = 0; i + 1 < topology->processes; i++) {
        uint32_t last = topology_out_degree(topology, i) - 1;
        if (last > 1 || topology_target(topology, i, last).process != i + 1)
            return false;
    }
    return true;
}

/* Of a topology that is connected and simple. An undirected graph of 2 processes is no ring: a process has no two
 * neighbours. A one-way ring of 2 or of 1 (a process that sends to itself) is one. */
static unsigned find_properties(const struct topology *topology)
{
    unsigned properties = TOPOLOGY_CONNECTED;
    uint64_t n = topology->processes;
    if (!undirected(topology))
        return properties | (is_regular(topology, 1) ? TOPOLOGY_RING : 0);
    properties |= TOPOLOGY_UNDIRECTED;
    if (topology->channels == 2 * (n - 1)) {
        properties |= TOPOLOGY_TREE;
        if (topology_out_degree(topology, 0) == n - 1)
            properties |= TOPOLOGY_STAR;
        if (is_path(topology))
            properties |= TOPOLOGY_PATH;
    }
    if (topology->channels == n * (n - 1))
        properties |= TOPOLOGY_COMPLETE;
    if (topology->layout != LAYOUT_COMPLETE && topology->channels == 2 * n && is_regular(topology, 2))
        properties |= TOPOLOGY_RING;
    return properties;
}

/* ---- rows ---- */

static bool allocate_rows(struct rows *rows, uint32_t n, uint64_t channels)
{
    *rows = (struct rows){
        calloc((size_t)n + 1, sizeof *rows->first),
        malloc(channels * sizeof *rows->process),
        malloc(channels * sizeof *rows->port),
    };
    return rows->first != NULL && (channels == 0 || (rows->process != NULL && rows->port != NULL));
}

static void free_rows(struct rows *rows)
{
    free(rows->first);
    free(rows->process);
    free(rows->port);
}

/* Puts a far end in the row of `process`; next_free[i] is where row i is filled next. */
static uint64_t put(uint32_t *ends, uint64_t *next_free, uint32_t process, uint32_t end)
{
    uint64_t place = next_free[process]++;
    ends[place] = end;
    return place;
}

static void count_degrees(const igraph_t *graph, bool both, struct rows *out, struct rows *in)
{
    igraph_integer_t edges = igraph_ecount(graph), n = igraph_vcount(graph);
    for (igraph_integer_t e = 0; e < edges; e++) {
        out->first[IGRAPH_FROM(graph, e) + 1]++;
        in->first[IGRAPH_TO(graph, e) + 1]++;
        if (both) {
            out->first[IGRAPH_TO(graph, e) + 1]++;
            in->first[IGRAPH_FROM(graph, e) + 1]++;
        }
    }
    for (igraph_integer_t i = 0; i < n; i++) {
        out->first[i + 1] += out->first[i];
        in->first[i + 1] += in->first[i];
    }
}

/* Fills `to` with the reverse of `from`: the channels of `from`, seen from their far end. The processes are gone
 * through in order, so that the rows of `to` are sorted. */
static void transpose(const struct rows *from, struct rows *to, uint64_t *next_free, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        next_free[i] = to->first[i];
    for (uint32_t i = 0; i < n; i++)
        for (uint64_t c = from->first[i]; c < from->first[i + 1]; c++)
            put(to->process, next_free, from->process[c], i);
}

/* Transposes the sorted `in` into sorted `out`, and notes the ports: a channel is met at its place in one row, and put
 * in its place in the other. */
static void transpose_with_ports(struct rows *in, struct rows *out, uint64_t *next_free, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        next_free[i] = out->first[i];
    for (uint32_t i = 0; i < n; i++)
        for (uint64_t c = in->first[i]; c < in->first[i + 1]; c++) {
            uint32_t sender = in->process[c];
            uint64_t place = put(out->process, next_free, sender, i);
            out->port[place] = (uint32_t)(c - in->first[i]);
            in->port[c] = (uint32_t)(place - out->first[sender]);
        }
}

static void fill_rows(struct topology *topology, const igraph_t *graph, uint64_t *next_free)
{
    bool both = undirected(topology);
    uint32_t n = topology->processes;
    struct rows *out = &topology->out, *in = &topology->in;
    igraph_integer_t edges = igraph_ecount(graph);
    count_degrees(graph, both, out, in);
    for (uint32_t i = 0; i < n; i++)
        next_free[i] = out->first[i];
    for (igraph_integer_t e = 0; e < edges; e++) {
        uint32_t from = (uint32_t)IGRAPH_FROM(graph, e), to = (uint32_t)IGRAPH_TO(graph, e);
        put(out->process, next_free, from, to);
        if (both)
            put(out->process, next_free, to, from);
    }
    transpose(out, in, next_free, n);
    transpose_with_ports(in, out, next_free, n);
    if (both) { /* the two are equal now */
        free_rows(in);
        *in = *out;
    }
}

/* Turns the ports of a cycle so that 0 leads to the next and 1 to the previous process; next of process 0 is its
 * smaller neighbour. */
static void orient_ring(struct topology *topology)
{
    struct rows *out = &topology->out;
    uint32_t before = out->process[1], here = 0;
    do {
        uint32_t *ends = out->process + out->first[here];
        if (ends[0] == before) {
            ends[0] = ends[1];
            ends[1] = before;
        }
        before = here;
        here = ends[0];
    } while (here != 0);
    for (uint64_t c = 0; c < topology->channels; c++)
        out->port[c] = c % 2 == 0;
}

static bool build_rows(struct topology *topology, const struct topology_settings *settings, uint32_t n, uint64_t seed,
                       struct error *err)
{
    igraph_t graph;
    if (!graph_build(settings, n, seed, &graph, err))
        return false;
    bool both = !igraph_is_directed(&graph);
    topology->processes = (uint32_t)igraph_vcount(&graph);
    topology->properties = both ? TOPOLOGY_UNDIRECTED : 0;
    topology->channels = (uint64_t)igraph_ecount(&graph) * (both ? 2 : 1);
    uint64_t *next_free = calloc(topology->processes, sizeof *next_free);
    bool ok = next_free != NULL && allocate_rows(&topology->out, topology->processes, topology->channels) &&
              allocate_rows(&topology->in, topology->processes, topology->channels);
    if (ok)
        fill_rows(topology, &graph, next_free);
    else
        error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for %" PRIu64 " channels", topology->channels);
    free(next_free);
    igraph_destroy(&graph);
    if (ok) {
        topology->properties = find_properties(topology);
        if ((topology->properties & TOPOLOGY_RING) && both)
            orient_ring(topology);
    }
    return ok;
}

/* ---- life ---- */

/* Returns false and an error when n is too small for the kind. */
static bool check_size(const struct topology_settings *settings, uint32_t n, struct error *err)
{
    if (settings->kind == TOPOLOGY_KIND_FILE)
        return true;
    if (n == 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "the number of processes of this %s is not given",
                         topology_kind_name(settings->kind));
    if (settings->kind == TOPOLOGY_KIND_TWO_WAY_RING && n < 3)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "a two-way ring of %" PRIu32 " process%s: expected 3 or more, or the topology path", n,
                         n == 1 ? "" : "es");
    return true;
}

bool topology_create(const struct topology_settings *settings, uint32_t n, uint64_t seed, struct topology **out,
                     struct error *err)
{
    *out = NULL;
    if (!check_size(settings, n, err))
        return false;
    struct topology *topology = calloc(1, sizeof *topology);
    if (topology == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for a topology");
    topology->processes = n;
    topology->properties = TOPOLOGY_UNDIRECTED;
    if (settings->kind == TOPOLOGY_KIND_ONE_WAY_RING) {
        topology->layout = LAYOUT_ONE_WAY_RING;
        topology->channels = n;
        topology->properties = TOPOLOGY_CONNECTED | TOPOLOGY_RING;
    } else if (settings->kind == TOPOLOGY_KIND_TWO_WAY_RING) {
        topology->layout = LAYOUT_TWO_WAY_RING;
        topology->channels = 2 * (uint64_t)n;
        topology->properties = find_properties(topology);
    } else if (settings->kind == TOPOLOGY_KIND_COMPLETE) {
        topology->layout = LAYOUT_COMPLETE;
        topology->channels = (uint64_t)n * (n - 1);
        topology->properties = find_properties(topology);
    } else {
        topology->layout = LAYOUT_ROWS;
        if (!build_rows(topology, settings, n, seed, err)) {
            topology_free(topology);
            return false;
        }
    }
    *out = topology;
    return true;
}

void topology_free(struct topology *topology)
{
    if (topology == NULL)
        return;
    if (topology->in.first != topology->out.first)
        free_rows(&topology->in);
    free_rows(&topology->out);
    free(topology);
}
