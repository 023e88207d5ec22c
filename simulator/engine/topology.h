/* topology.h: who is whose neighbour. Rings and complete graphs are computed; every other topology is built by igraph
 * and kept as compressed rows (8 bytes a channel, and 8 more when directed).
 *
 * Ports are numbered as process.h says. On an undirected topology in-port i and out-port i of a process lead to the
 * same neighbour; neighbours are in increasing order of their number, but for rings (0 next, 1 previous). A graph that
 * turns out to be a cycle, in a file or a torus of one dimension, is a ring and has the ports of one.
 *
 * Small sizes: a one-way ring of 1 process is a channel to itself, and one of 2 is two channels (directed, E = 2). A
 * two-way ring has 3 processes or more. A single process without a channel is a path, a tree, a star, a complete
 * graph. */
#ifndef ONDE_ENGINE_TOPOLOGY_H
#define ONDE_ENGINE_TOPOLOGY_H

#include "base/error.h"
#include "engine/settings.h"

struct topology;

/* Builds a topology of n processes (0: as many as the file has). `seed` is the seed of the run: the same seed gives
 * the same topology.
 * Errors (kind INPUT): sizes that do not fit (a hypercube of 12, an odd number of processes of odd degree, dimensions
 * whose product is not n), a file that is missing, malformed, or has another number of vertices than n; a graph that
 * is not connected (the error says how many components, and names a process that is in another than process 0; random
 * graphs are drawn again up to 100 times first, fewer when they are large or in many pieces; then it is the "seed" that
 * the error blames, for another may do); self-loops and parallel
 * edges in a file (with the line).
 * The average degree of an Erdős–Rényi graph counts when it is not 0, else the probability. A torus joins the ends of
 * dimensions of 3 and more (a dimension of 2 has its two ends joined already). edge_list.h has the formats of files.
 * true: the caller owns *out; release it with topology_free(). */
bool topology_create(const struct topology_settings *settings, uint32_t n, uint64_t seed, struct topology **out,
                     struct error *err);
void topology_free(struct topology *topology);

/* The neighbour by an out-port, and the in-port by which that neighbour receives. */
struct channel_end {
    uint32_t process;
    uint32_t port;
};
uint32_t topology_processes(const struct topology *topology);
uint64_t topology_edges(const struct topology *topology);      /* E of struct shape */
uint64_t topology_channels(const struct topology *topology);   /* directed channels: 2E when undirected */
unsigned topology_properties(const struct topology *topology); /* set of TOPOLOGY_*, found from the graph */
uint32_t topology_out_degree(const struct topology *topology, uint32_t process);
uint32_t topology_in_degree(const struct topology *topology, uint32_t process);
struct channel_end topology_target(const struct topology *topology, uint32_t process, uint32_t out_port);
/* Who sends to `process` by its in-port, and by which of its out-ports. */
struct channel_end topology_source(const struct topology *topology, uint32_t process, uint32_t in_port);
/* A number in [0, channels) for each channel, by its receiving end: for tables with one entry a channel. */
uint64_t topology_channel(const struct topology *topology, uint32_t process, uint32_t in_port);

/* "one-way-ring", …, by kind; NULL past the end: the names that a scenario uses. */
const char *topology_kind_name(size_t kind);

#endif
