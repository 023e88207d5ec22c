/* graph.h: builds the graph of a topology with igraph, before it is copied into compressed rows. Every topology comes
 * from here but rings and complete graphs, which need no graph. */
#ifndef ONDE_ENGINE_GRAPH_H
#define ONDE_ENGINE_GRAPH_H

#include "base/error.h"
#include "engine/settings.h"

#include <igraph.h>

/* Builds a graph that is connected (strongly, when directed) and has neither self-loops nor parallel edges. A directed
 * file of 3 or more processes in which every edge has its opposite gives an undirected graph. n and the errors are
 * those of topology_create(). igraph's default random generator (MT19937, which takes 32 bits of seed) is seeded from
 * `seed`; its handlers of errors and warnings are replaced while this function runs.
 * true: the caller releases *out with igraph_destroy(). */
bool graph_build(const struct topology_settings *settings, uint32_t n, uint64_t seed, igraph_t *out, struct error *err);

#endif
