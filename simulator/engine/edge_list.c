/* edge_list.c: see edge_list.h. */
#include "engine/edge_list.h"

#include "base/decimal.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool edge_list_append(struct edge_list *list, struct edge edge, const char *file, struct error *err)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 64 : 2 * list->room;
        struct edge *grown = reallocarray(list->edges, room, sizeof *grown);
        if (grown == NULL)
            return error_set(err, ERROR_INPUT, file, 0, "not enough memory for %zu edges", room);
        list->edges = grown;
        list->room = room;
    }
    list->edges[list->count++] = edge;
    return true;
}

void edge_list_release(struct edge_list *list)
{
    free(list->edges);
    *list = (struct edge_list){0};
}

/* ---- the plain text ---- */

/* A word of the line: [start, end), empty at the end of the line. */
static struct span next_word(const char **p, const char *end)
{
    while (*p < end && char_is_space(**p))
        (*p)++;
    const char *start = *p;
    while (*p < end && !char_is_space(**p))
        (*p)++;
    return (struct span){start, *p - start > INT_MAX ? INT_MAX : (int)(*p - start)};
}

static bool word_is(struct span word, const char *text)
{
    return (size_t)word.length == strlen(text) && memcmp(word.start, text, strlen(text)) == 0;
}

/* The largest number is left out: the number of processes must fit too. */
static bool word_to_number(struct span word, uint32_t *out)
{
    uint64_t value = 0;
    for (int i = 0; i < word.length; i++) {
        if (!char_is_digit(word.start[i]))
            return false;
        value = value * 10 + (uint64_t)(word.start[i] - '0');
        if (value >= UINT32_MAX)
            return false;
    }
    *out = (uint32_t)value;
    return word.length > 0;
}

static bool parse_line(const char *start, const char *end, int line, bool first, const char *file,
                       struct edge_list *list, struct error *err)
{
    const char *p = start;
    struct span one = next_word(&p, end), two = next_word(&p, end), three = next_word(&p, end);
    if (first && two.length == 0 && (word_is(one, "directed") || word_is(one, "undirected"))) {
        list->directed = word_is(one, "directed");
        return true;
    }
    struct edge edge = {.line = line};
    if (word_to_number(one, &edge.from) && word_to_number(two, &edge.to) && three.length == 0)
        return edge_list_append(list, edge, file, err);
    span_refuse(err, span_trim(start, end),
                first ? "two process numbers, such as 0 1, or the word directed" : "two process numbers, such as 0 1",
                NULL);
    error_locate(err, file, line);
    return false;
}

/* A connected graph has at most one process more than it has edges: a larger number is a mistake, found here before
 * anything is allocated for that many processes. */
static bool count_vertices(struct edge_list *list, const char *file, struct error *err)
{
    if (list->count == 0)
        return error_set(err, ERROR_INPUT, file, 0, "no edge: expected lines of two process numbers, such as 0 1");
    uint32_t largest = 0;
    int line = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct edge *edge = &list->edges[i];
        uint32_t larger = edge->from > edge->to ? edge->from : edge->to;
        if (line == 0 || larger > largest) {
            largest = larger;
            line = edge->line;
        }
    }
    if (largest > list->count)
        return error_set(err, ERROR_INPUT, file, line,
                         "process %u: %zu edges cannot connect processes 0 to %u; expected numbers from 0 without gaps",
                         largest, list->count, largest);
    list->vertices = largest + 1;
    return true;
}

bool edge_list_parse(const char *text, size_t size, const char *file, struct edge_list *out, struct error *err)
{
    struct edge_list list = {0};
    const char *end = text + size;
    bool first = true;
    int line = 0;
    for (const char *start = text, *next; start < end; start = next) {
        const char *newline = memchr(start, '\n', (size_t)(end - start));
        const char *stop = newline != NULL ? newline : end;
        next = newline != NULL ? newline + 1 : end;
        line += line < INT_MAX;
        const char *comment = memchr(start, '#', (size_t)(stop - start));
        if (comment != NULL)
            stop = comment;
        if (span_trim(start, stop).length == 0)
            continue;
        if (!parse_line(start, stop, line, first, file, &list, err))
            goto failed;
        first = false;
    }
    if (!count_vertices(&list, file, err))
        goto failed;
    *out = list;
    return true;
failed:
    edge_list_release(&list);
    return false;
}

/* ---- checks ---- */

static int compare_edges(const void *left, const void *right)
{
    const struct edge *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

bool edge_list_check_simple(struct edge_list *list, const char *file, struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        struct edge *edge = &list->edges[i];
        if (edge->from == edge->to)
            return error_set(err, ERROR_INPUT, file, edge->line,
                             "a channel from process %u to itself: expected another", edge->from);
        if (!list->directed && edge->from > edge->to)
            *edge = (struct edge){edge->to, edge->from, edge->line};
    }
    if (list->count > 1)
        qsort(list->edges, list->count, sizeof *list->edges, compare_edges);
    const struct edge *repeated = NULL;
    for (size_t i = 1; i < list->count; i++) {
        const struct edge *edge = &list->edges[i];
        if (edge->from == edge[-1].from && edge->to == edge[-1].to && (repeated == NULL || edge->line < repeated->line))
            repeated = edge;
    }
    if (repeated == NULL)
        return true;
    return error_set(err, ERROR_INPUT, file, repeated->line, "the edge %u %u again, first on line %d: expected it once",
                     repeated->from, repeated->to, repeated[-1].line);
}

/* ---- files ---- */

static bool read_whole(FILE *stream, const char *path, char **text, size_t *size, struct error *err)
{
    char *buffer = NULL;
    size_t room = 0, used = 0;
    for (;;) {
        if (used == room) {
            room = room == 0 ? 65536 : 2 * room;
            char *grown = realloc(buffer, room);
            if (grown == NULL) {
                free(buffer);
                return error_set(err, ERROR_INPUT, path, 0, "not enough memory for a file of %zu bytes or more", used);
            }
            buffer = grown;
        }
        size_t got = fread(buffer + used, 1, room - used, stream);
        used += got;
        if (got == 0)
            break;
    }
    if (ferror(stream)) {
        int reason = errno;
        free(buffer);
        return error_set(err, ERROR_INPUT, path, 0, "cannot read it: %s", strerror(reason));
    }
    *text = buffer;
    *size = used;
    return true;
}

bool edge_list_load(const char *path, struct edge_list *out, struct error *err)
{
    static const char graphml[] = ".graphml";
    FILE *stream = fopen(path, "rb");
    if (stream == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot open it: %s", strerror(errno));
    char *text = NULL;
    size_t size = 0, length = strlen(path), suffix = strlen(graphml);
    bool ok = read_whole(stream, path, &text, &size, err);
    fclose(stream);
    if (ok && length > suffix && strcmp(path + length - suffix, graphml) == 0)
        ok = edge_list_parse_graphml(text, size, path, out, err);
    else if (ok)
        ok = edge_list_parse(text, size, path, out, err);
    free(text);
    return ok;
}
