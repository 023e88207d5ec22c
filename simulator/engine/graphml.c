/* graphml.c: edge_list_parse_graphml() of edge_list.h, on libxml2's SAX2 interface, which knows the line of every
 * element. igraph has a reader too: it gives edges no lines, and accepts nodes that were never declared.
 *
 * The elements that count are graphml > graph > node and edge (Brandes et al., "GraphML Progress Report", GD 2001);
 * what is inside data elements is not looked at. */
#include "base/decimal.h"
#include "engine/edge_list.h"

#include <libxml/hash.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

enum depth { DEPTH_GRAPHML = 1, DEPTH_GRAPH, DEPTH_NODE };

struct vertex {
    int line; /* of its first mention */
    bool declared;
};

struct reader {
    xmlParserCtxtPtr parser;
    const char *file;
    struct error *err;
    bool failed;
    int depth, graphs;
    xmlHashTablePtr numbers; /* node id -> its number plus one, as a pointer */
    struct vertex *vertices;
    size_t room;
    struct edge_list list;
};

/* The attributes of a start tag as SAX2 gives them: five pointers each. */
struct attributes {
    int count;
    const xmlChar **fields;
};

#define FAIL(reader, ...)                                                                                              \
    do {                                                                                                               \
        error_set((reader)->err, ERROR_INPUT, (reader)->file, current_line(reader), __VA_ARGS__);                      \
        stop(reader);                                                                                                  \
    } while (0)

static int current_line(const struct reader *reader)
{
    return reader->parser->input != NULL ? reader->parser->input->line : 0;
}

static void stop(struct reader *reader)
{
    reader->failed = true;
    xmlStopParser(reader->parser);
}

static bool attribute_find(struct attributes attributes, const char *name, struct span *value)
{
    enum { NAME = 0, VALUE = 3, VALUE_END = 4, FIELDS = 5 };
    for (int i = 0; i < attributes.count; i++) {
        const xmlChar **fields = attributes.fields + i * FIELDS;
        if (strcmp((const char *)fields[NAME], name) == 0) {
            *value = (struct span){(const char *)fields[VALUE], (int)(fields[VALUE_END] - fields[VALUE])};
            return true;
        }
    }
    return false;
}

static bool span_is(struct span span, const char *text)
{
    return (size_t)span.length == strlen(text) && memcmp(span.start, text, strlen(text)) == 0;
}

/* The number of the node of that id, a new one on its first mention. false: failed. */
static bool vertex_number(struct reader *reader, struct span id, uint32_t *number)
{
    bool ok = false;
    xmlChar *key = xmlStrndup((const xmlChar *)id.start, id.length);
    uintptr_t known = key != NULL ? (uintptr_t)xmlHashLookup(reader->numbers, key) : 0;
    if (known != 0) {
        *number = (uint32_t)(known - 1);
        ok = true;
        goto done;
    }
    uint32_t count = reader->list.vertices;
    if (count == reader->room) {
        size_t room = reader->room == 0 ? 64 : 2 * reader->room;
        struct vertex *grown = reallocarray(reader->vertices, room, sizeof *grown);
        if (grown == NULL)
            goto done;
        reader->vertices = grown;
        reader->room = room;
    }
    if (key == NULL || count == UINT32_MAX - 1 ||
        xmlHashAddEntry(reader->numbers, key, (void *)((uintptr_t)count + 1)) != 0)
        goto done;
    reader->vertices[count] = (struct vertex){.line = current_line(reader)};
    *number = count;
    reader->list.vertices++;
    ok = true;
done:
    xmlFree(key);
    if (!ok)
        FAIL(reader, "not enough memory for so many nodes");
    return ok;
}

static void read_graph(struct reader *reader, struct attributes attributes)
{
    struct span direction;
    if (++reader->graphs > 1)
        FAIL(reader, "a second <graph>: expected one");
    else if (!attribute_find(attributes, "edgedefault", &direction))
        FAIL(reader, "<graph> without edgedefault: expected edgedefault=\"directed\" or \"undirected\"");
    else if (!span_is(direction, "directed") && !span_is(direction, "undirected"))
        FAIL(reader, "<graph edgedefault=\"%.*s\">: expected \"directed\" or \"undirected\"",
             direction.length > 40 ? 40 : direction.length, direction.start);
    else
        reader->list.directed = span_is(direction, "directed");
}

static void read_node(struct reader *reader, struct attributes attributes)
{
    struct span id;
    uint32_t number;
    if (!attribute_find(attributes, "id", &id)) {
        FAIL(reader, "<node> without an id");
        return;
    }
    if (!vertex_number(reader, id, &number))
        return;
    struct vertex *vertex = &reader->vertices[number];
    if (vertex->declared)
        FAIL(reader, "<node id=\"%.*s\"> again: expected each id once", id.length > 80 ? 80 : id.length, id.start);
    vertex->declared = true;
}

static void read_edge(struct reader *reader, struct attributes attributes)
{
    struct span source, target, directed;
    if (!attribute_find(attributes, "source", &source) || !attribute_find(attributes, "target", &target)) {
        FAIL(reader, "<edge> without %s", attribute_find(attributes, "source", &source) ? "a target" : "a source");
        return;
    }
    if (attribute_find(attributes, "directed", &directed) &&
        !span_is(directed, reader->list.directed ? "true" : "false")) {
        FAIL(reader, "<edge directed=\"%.*s\"> in %s graph: expected all edges alike",
             directed.length > 40 ? 40 : directed.length, directed.start,
             reader->list.directed ? "a directed" : "an undirected");
        return;
    }
    struct edge edge = {.line = current_line(reader)};
    if (!vertex_number(reader, source, &edge.from) || !vertex_number(reader, target, &edge.to))
        return;
    if (!edge_list_append(&reader->list, edge, reader->file, reader->err))
        stop(reader);
}

static void start_element(void *context, const xmlChar *local_name, const xmlChar *prefix, const xmlChar *uri,
                          int namespace_count, const xmlChar **namespaces, int attribute_count, int default_count,
                          const xmlChar **fields)
{
    (void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)default_count;
    struct reader *reader = context;
    const char *name = (const char *)local_name;
    struct attributes attributes = {attribute_count, fields};
    if (reader->failed)
        return;
    reader->depth++;
    if (reader->depth == DEPTH_GRAPHML && strcmp(name, "graphml") != 0)
        FAIL(reader, "<%.80s>: expected <graphml>", name);
    else if (reader->depth == DEPTH_GRAPH && strcmp(name, "graph") == 0)
        read_graph(reader, attributes);
    else if (reader->depth > DEPTH_GRAPH && strcmp(name, "graph") == 0)
        FAIL(reader, "a <graph> inside another element: expected one graph, directly in <graphml>");
    else if (reader->depth == DEPTH_NODE && reader->graphs == 1 && strcmp(name, "node") == 0)
        read_node(reader, attributes);
    else if (reader->depth == DEPTH_NODE && reader->graphs == 1 && strcmp(name, "edge") == 0)
        read_edge(reader, attributes);
    else if (reader->depth == DEPTH_NODE && strcmp(name, "hyperedge") == 0)
        FAIL(reader, "<hyperedge>: expected edges between two nodes");
}

static void end_element(void *context, const xmlChar *local_name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)local_name, (void)prefix, (void)uri;
    struct reader *reader = context;
    reader->depth--;
}

static void refuse_document_type(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    struct reader *reader = context;
    FAIL(reader, "a document type (<!DOCTYPE>): expected none, nor entities; no other file is opened");
}

static void receive_xml_error(void *context, xmlErrorPtr error)
{
    struct reader *reader = context;
    if (reader->failed || error->level < XML_ERR_ERROR)
        return;
    size_t length = error->message != NULL ? strcspn(error->message, "\n") : 0;
    error_set(reader->err, ERROR_INPUT, reader->file, error->line, "not well-formed XML: %.*s",
              length > 300 ? 300 : (int)length, error->message != NULL ? error->message : "");
    stop(reader);
}

static bool check_declared(struct reader *reader)
{
    if (reader->graphs == 0)
        return error_set(reader->err, ERROR_INPUT, reader->file, 0, "no <graph> in it: expected one");
    if (reader->list.vertices == 0)
        return error_set(reader->err, ERROR_INPUT, reader->file, 0, "no <node> in it: expected one or more");
    for (uint32_t i = 0; i < reader->list.vertices; i++)
        if (!reader->vertices[i].declared)
            return error_set(reader->err, ERROR_INPUT, reader->file, reader->vertices[i].line,
                             "this <edge> names a node that no <node> declares");
    return true;
}

static void parse(struct reader *reader, const char *text, size_t size)
{
    enum { PIECE = 1 << 20 }; /* libxml2 counts in int */
    for (size_t done = 0; done < size && !reader->failed;) {
        size_t piece = size - done < PIECE ? size - done : PIECE;
        xmlParseChunk(reader->parser, text + done, (int)piece, 0);
        done += piece;
    }
    if (!reader->failed)
        xmlParseChunk(reader->parser, NULL, 0, 1);
}

bool edge_list_parse_graphml(const char *text, size_t size, const char *file, struct edge_list *out, struct error *err)
{
    /* libxml2's table does not grow well: buckets for a file of nodes with an edge or two each. */
    enum { BYTES_A_NODE = 128, FEWEST_BUCKETS = 64, MOST_BUCKETS = 1 << 20 };
    size_t buckets = size / BYTES_A_NODE;
    buckets = buckets < FEWEST_BUCKETS ? FEWEST_BUCKETS : buckets > MOST_BUCKETS ? MOST_BUCKETS : buckets;
    /* Without handlers for declarations and entities libxml2 opens nothing but this text. */
    xmlSAXHandler handlers = {
        .initialized = XML_SAX2_MAGIC,
        .internalSubset = refuse_document_type,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .serror = receive_xml_error,
    };
    struct reader reader = {.file = file, .err = err};
    reader.parser = xmlCreatePushParserCtxt(&handlers, &reader, NULL, 0, file);
    reader.numbers = xmlHashCreate((int)buckets);
    bool ok = false;
    if (reader.parser == NULL || reader.numbers == NULL) {
        error_set(err, ERROR_INPUT, file, 0, "not enough memory to read it");
        goto done;
    }
    xmlCtxtUseOptions(reader.parser, XML_PARSE_NONET);
    parse(&reader, text, size);
    if (!reader.failed && !reader.parser->wellFormed)
        error_set(err, ERROR_INPUT, file, current_line(&reader), "not well-formed XML");
    else if (!reader.failed)
        ok = check_declared(&reader);
done:
    if (ok)
        *out = reader.list;
    else
        edge_list_release(&reader.list);
    free(reader.vertices);
    xmlHashFree(reader.numbers, NULL);
    xmlFreeParserCtxt(reader.parser);
    return ok;
}
