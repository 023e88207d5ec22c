/* zones.c: see zones.h. */
#include "platform/zones.h"

#include "platform/names.h"

#include <assert.h>
#include <igraph/igraph.h>
#include <stdlib.h>

struct zone {
    uint32_t parent;
    bool searched;
    const char **members; /* of a searched zone */
    uint32_t member_count, member_room;
    igraph_integer_t *ends; /* of a searched zone: from, to, from, to, ... */
    size_t end_count, end_room;
};

struct zones {
    struct zone *list;
    uint32_t count, room;
};

bool zones_create(struct zones **out, struct error *err)
{
    *out = calloc(1, sizeof **out);
    return *out != NULL || error_set(err, ERROR_INPUT, NULL, 0, "not enough memory");
}

void zones_free(struct zones *zones)
{
    if (zones == NULL)
        return;
    for (uint32_t i = 0; i < zones->count; i++) {
        free(zones->list[i].members);
        free(zones->list[i].ends);
    }
    free(zones->list);
    free(zones);
}

bool zones_add(struct zones *zones, uint32_t parent, bool searched, uint32_t *number, struct error *err)
{
    if (zones->count == zones->room) {
        uint32_t room = zones->room == 0 ? 16 : zones->room * 2;
        struct zone *grown = reallocarray(zones->list, room, sizeof *grown);
        if (grown == NULL)
            return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory");
        zones->list = grown;
        zones->room = room;
    }
    *number = zones->count;
    zones->list[zones->count++] = (struct zone){.parent = parent, .searched = searched};
    return true;
}

uint32_t zones_parent(const struct zones *zones, uint32_t zone)
{
    assert(zone < zones->count);
    return zones->list[zone].parent;
}

bool zones_is_inside(const struct zones *zones, uint32_t zone, uint32_t ancestor)
{
    while (zone != NO_ZONE && zone != ancestor)
        zone = zones_parent(zones, zone);
    return zone == ancestor;
}

bool zones_add_member(struct zones *zones, uint32_t zone, const char *name, uint32_t *number, struct error *err)
{
    struct zone *of = &zones->list[zone];
    *number = of->member_count;
    if (of->searched && of->member_count == of->member_room) {
        uint32_t room = of->member_room == 0 ? 16 : of->member_room * 2;
        const char **grown = reallocarray(of->members, room, sizeof *grown);
        if (grown == NULL)
            return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory");
        of->members = grown;
        of->member_room = room;
    }
    if (of->searched)
        of->members[of->member_count] = name;
    of->member_count++;
    return true;
}

bool zones_add_route(struct zones *zones, uint32_t zone, uint32_t from, uint32_t to, struct error *err)
{
    struct zone *of = &zones->list[zone];
    if (!of->searched)
        return true;
    if (of->end_count + 2 > of->end_room) {
        size_t room = of->end_room == 0 ? 64 : of->end_room * 2;
        igraph_integer_t *grown = reallocarray(of->ends, room, sizeof *grown);
        if (grown == NULL)
            return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory");
        of->ends = grown;
        of->end_room = room;
    }
    of->ends[of->end_count++] = from;
    of->ends[of->end_count++] = to;
    return true;
}

bool zones_check_paths(const struct zones *zones, uint32_t zone, struct error *err)
{
    const struct zone *of = &zones->list[zone];
    if (!of->searched || of->member_count == 0)
        return true;
    if (of->end_count == 0)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "\"%s\" has no route in its zone, and SimGrid crashes when it looks "
                         "for one",
                         of->members[0]);
    igraph_vector_int_t edges, parts;
    igraph_t graph;
    igraph_vector_int_init_array(&edges, of->ends, (igraph_integer_t)of->end_count);
    igraph_create(&graph, &edges, of->member_count, IGRAPH_DIRECTED);
    igraph_vector_int_init(&parts, 0);
    igraph_connected_components(&graph, &parts, NULL, NULL, IGRAPH_STRONG);
    bool ok = true;
    for (uint32_t i = 1; i < of->member_count && ok; i++)
        if (VECTOR(parts)[i] != VECTOR(parts)[0])
            ok =
                error_set(err, ERROR_INPUT, NULL, 0,
                          "no routes lead from \"%s\" to \"%s\" and back in this zone, and SimGrid hangs when it looks "
                          "for them",
                          of->members[0], of->members[i]);
    igraph_vector_int_destroy(&parts);
    igraph_destroy(&graph);
    igraph_vector_int_destroy(&edges);
    return ok;
}
