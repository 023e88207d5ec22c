/* edge_list.h: the edges of a graph as a file lists them, with their lines, before anything is known of their shape.
 * Two formats fill it in: GraphML, and a plain text:
 *
 *     # a comment
 *     directed            (may be the first line that is not a comment; "undirected" too, the default)
 *     0 1                 (two process numbers, from 0; the file has as many processes as the largest number says)
 *
 * Errors are of kind INPUT with the file and the line. */
#ifndef ONDE_ENGINE_EDGE_LIST_H
#define ONDE_ENGINE_EDGE_LIST_H

#include "base/error.h"

#include <stdint.h>

struct edge {
    uint32_t from, to;
    int line;
};

struct edge_list {
    uint32_t vertices;
    bool directed;
    struct edge *edges; /* in the order of the file; owned */
    size_t count, room;
};

/* Reads a file: GraphML when its name ends in ".graphml", else a plain text.
 * true: the caller releases *out with edge_list_release(). The same holds for the two functions below. */
bool edge_list_load(const char *path, struct edge_list *out, struct error *err);

/* Reads a plain text of `size` bytes. Errors: a line that is not two numbers, a text without an edge, a number so
 * large that the edges could not connect that many processes. `file` is for errors. */
bool edge_list_parse(const char *text, size_t size, const char *file, struct edge_list *out, struct error *err);

/* Reads a GraphML document of `size` bytes with one graph; process numbers follow the order in which nodes are first
 * mentioned. Attributes and data of nodes and edges are ignored. Errors: malformed XML, a document type or an entity
 * (they could make the reader open other files), a nested or a second graph, a hyperedge, an edge whose direction is
 * not the graph's, a node declared twice or not at all. */
bool edge_list_parse_graphml(const char *text, size_t size, const char *file, struct edge_list *out, struct error *err);

/* Appends an edge; false for want of memory. */
bool edge_list_append(struct edge_list *list, struct edge edge, const char *file, struct error *err);
void edge_list_release(struct edge_list *list);

/* Errors on a self-loop or on an edge that repeats another (in a directed graph: with the same direction), with the
 * line of the first. Reorders the edges. */
bool edge_list_check_simple(struct edge_list *list, const char *file, struct error *err);

#endif
