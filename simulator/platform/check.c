/* check.c: what a platform file says, held against what SimGrid 3.32 makes of it. The grammar is the reader's affair;
 * here are the names, the numbers, and what is known to make SimGrid abort, crash or hang. See platform.h. */
#include "platform/checking.h"
#include "platform/generate.h"
#include "platform/quantity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CORES = 1 << 24 };

const char *checking_text(struct check *check, const char *attribute)
{
    const char *text = reader_attribute(check->reader, attribute);
    return text != NULL ? text : "";
}

bool checking_fails(struct check *check, const char *attribute, const struct error *local)
{
    const char *element = reader_element(check->reader);
    if (attribute == NULL)
        return reader_error(check->reader, check->err, "<%s>: %s", element, local->text);
    return reader_error(check->reader, check->err, "<%s %s=\"%s\">: %s", element, attribute,
                        checking_text(check, attribute), local->text);
}

bool checking_has(struct check *check, const char *attribute)
{
    return checking_text(check, attribute)[0] != '\0';
}

static bool check_quantity(struct check *check, const char *attribute, enum quantity quantity)
{
    double value;
    struct error local = {0};
    return quantity_parse(checking_text(check, attribute), quantity, &value, &local) ||
           checking_fails(check, attribute, &local);
}

static bool check_optional_quantity(struct check *check, const char *attribute, enum quantity quantity)
{
    return !checking_has(check, attribute) || check_quantity(check, attribute, quantity);
}

/* core and pstate default to 1 and 0. */
static bool check_count(struct check *check, const char *attribute, uint32_t minimum, uint32_t maximum)
{
    uint32_t value;
    struct error local = {0};
    return !checking_has(check, attribute) ||
           quantity_parse_count(checking_text(check, attribute), minimum, maximum, &value, &local) ||
           checking_fails(check, attribute, &local);
}

bool checking_add_name(struct check *check, const char *name, const struct name_entry *entry)
{
    struct error local = {0};
    if (name[0] == '\0')
        return reader_error(check->reader, check->err, "<%s>: an empty name", reader_element(check->reader));
    return names_add(check->names, name, entry, &local) || checking_fails(check, NULL, &local);
}

bool checking_unknown(struct check *check, const char *attribute, const char *name, const char *kind_text,
                      enum name_kind kind)
{
    const char *near = names_nearest(check->names, name, kind);
    return reader_error(check->reader, check->err, "<%s %s=\"%s\">: no %s of this name is defined above%s%s%s",
                        reader_element(check->reader), attribute, name, kind_text,
                        near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/* ---- what a zone contains ---- */

static bool add_place(struct check *check, const char *name, enum name_kind kind, uint32_t zone)
{
    struct name_entry entry = {.kind = kind, .zone = zone, .own_zone = NO_ZONE};
    if (!zones_add_member(check->zones, zone, name, &entry.number, check->err))
        return false;
    return checking_add_name(check, name, &entry);
}

static bool open_zone(struct check *check, const char *name, bool searched, uint32_t *number)
{
    struct name_entry entry = {.kind = NAME_ZONE, .zone = check->zone};
    if (!zones_add(check->zones, check->zone, searched, &entry.own_zone, check->err))
        return false;
    if (check->zone != NO_ZONE && !zones_add_member(check->zones, check->zone, name, &entry.number, check->err))
        return false;
    *number = entry.own_zone;
    return checking_add_name(check, name, &entry);
}

static bool start_zone(struct check *check)
{
    const char *routing = checking_text(check, "routing");
    if (strcmp(routing, "WIFI") == 0)
        return reader_error(
            check->reader, check->err,
            "<zone routing=\"WIFI\">: SimGrid's Wi-Fi needs rates that only its C++ interface sets; use a "
            "SHARED link for the air, as raspberry-pi-4-wifi does");
    bool searched = strcmp(routing, "Floyd") == 0 || strncmp(routing, "Dijkstra", strlen("Dijkstra")) == 0;
    uint32_t number;
    if (!open_zone(check, checking_text(check, "id"), searched, &number))
        return false;
    check->zone = number;
    return true;
}

static bool end_zone(struct check *check)
{
    struct error local = {0};
    if (!zones_check_paths(check->zones, check->zone, &local))
        return checking_fails(check, NULL, &local);
    check->zone = zones_parent(check->zones, check->zone);
    return true;
}

struct cluster_hosts {
    struct check *check;
    const char *prefix, *suffix;
    uint32_t zone;
};

static bool add_cluster_host(uint32_t number, void *context)
{
    struct cluster_hosts *hosts = context;
    char name[LONGEST_NAME];
    if ((size_t)snprintf(name, sizeof name, "%s%u%s", hosts->prefix, number, hosts->suffix) >= sizeof name)
        return reader_error(hosts->check->reader, hosts->check->err, "names of hosts longer than %d letters",
                            LONGEST_NAME);
    struct name_entry entry = {.kind = NAME_HOST, .zone = hosts->zone, .own_zone = NO_ZONE};
    return checking_add_name(hosts->check, name, &entry);
}

/* The hosts that <cluster> and <cabinet> make, into a zone. */
static bool add_cluster_hosts(struct check *check, uint32_t zone, uint32_t *count)
{
    struct cluster_hosts hosts = {check, checking_text(check, "prefix"), checking_text(check, "suffix"), zone};
    struct error local = {0};
    if (quantity_parse_radical(checking_text(check, "radical"), count, add_cluster_host, &hosts, &local))
        return true;
    return check->err->kind != ERROR_NONE ? false : checking_fails(check, "radical", &local);
}

static bool start_cluster(struct check *check)
{
    const char *id = checking_text(check, "id"), *router = checking_text(check, "router_id");
    uint32_t zone, speeds, count;
    struct error local = {0};
    if (!quantity_parse_list(checking_text(check, "speed"), QUANTITY_SPEED, &speeds, &local))
        return checking_fails(check, "speed", &local);
    if (!check_count(check, "core", 1, MOST_CORES) || !check_quantity(check, "bw", QUANTITY_BANDWIDTH) ||
        !check_quantity(check, "lat", QUANTITY_LATENCY) ||
        !check_optional_quantity(check, "bb_bw", QUANTITY_BANDWIDTH) ||
        !check_optional_quantity(check, "bb_lat", QUANTITY_LATENCY) ||
        !check_optional_quantity(check, "loopback_bw", QUANTITY_BANDWIDTH) ||
        !check_optional_quantity(check, "loopback_lat", QUANTITY_LATENCY) ||
        !check_optional_quantity(check, "limiter_link", QUANTITY_BANDWIDTH))
        return false;
    if (!open_zone(check, id, false, &zone) || !add_cluster_hosts(check, zone, &count))
        return false;
    if (!quantity_check_topology(checking_text(check, "topology"), checking_text(check, "topo_parameters"), count,
                                 &local))
        return checking_fails(check, "topo_parameters", &local);
    char name[LONGEST_NAME];
    if (router[0] != '\0')
        snprintf(name, sizeof name, "%s", router);
    else /* SimGrid's name for it */
        snprintf(name, sizeof name, "%s%s_router%s", checking_text(check, "prefix"), id,
                 checking_text(check, "suffix"));
    struct name_entry entry = {.kind = NAME_ROUTER, .zone = zone, .own_zone = NO_ZONE};
    checking_open_host(check, speeds);
    return checking_add_name(check, name, &entry);
}

static bool start_cabinet(struct check *check)
{
    uint32_t count;
    return check_quantity(check, "speed", QUANTITY_SPEED) && check_quantity(check, "bw", QUANTITY_BANDWIDTH) &&
           check_quantity(check, "lat", QUANTITY_LATENCY) && add_cluster_hosts(check, check->zone, &count);
}

static bool start_peer(struct check *check)
{
    if (check->zone == NO_ZONE)
        return reader_error(check->reader, check->err, "<peer>: expected inside a <zone routing=\"Vivaldi\">");
    return check_quantity(check, "speed", QUANTITY_SPEED) && check_quantity(check, "bw_in", QUANTITY_BANDWIDTH) &&
           check_quantity(check, "bw_out", QUANTITY_BANDWIDTH) &&
           check_optional_quantity(check, "lat", QUANTITY_LATENCY) &&
           add_place(check, checking_text(check, "id"), NAME_HOST, check->zone) && checking_host_profiles(check);
}

static bool start_host(struct check *check)
{
    struct error local = {0};
    uint32_t speeds;
    if (!quantity_parse_list(checking_text(check, "speed"), QUANTITY_SPEED, &speeds, &local))
        return checking_fails(check, "speed", &local);
    checking_open_host(check, speeds);
    return check_count(check, "core", 1, MOST_CORES) && check_count(check, "pstate", 0, speeds - 1) &&
           add_place(check, checking_text(check, "id"), NAME_HOST, check->zone) && checking_host_profiles(check);
}

static bool start_disk(struct check *check)
{
    return check_quantity(check, "read_bw", QUANTITY_BANDWIDTH) &&
           check_quantity(check, "write_bw", QUANTITY_BANDWIDTH);
}

static bool start_router(struct check *check)
{
    return add_place(check, checking_text(check, "id"), NAME_ROUTER, check->zone);
}

static bool start_link(struct check *check)
{
    const char *policy = checking_text(check, "sharing_policy");
    if (strcmp(policy, "WIFI") == 0)
        return reader_error(
            check->reader, check->err,
            "<link sharing_policy=\"WIFI\">: SimGrid's Wi-Fi needs rates that only its C++ interface sets; "
            "use SHARED, as raspberry-pi-4-wifi does");
    struct name_entry entry = {.kind = NAME_LINK, .zone = check->zone, .split = strcmp(policy, "SPLITDUPLEX") == 0};
    return check_quantity(check, "bandwidth", QUANTITY_BANDWIDTH) &&
           check_optional_quantity(check, "latency", QUANTITY_LATENCY) &&
           checking_add_name(check, checking_text(check, "id"), &entry) && checking_link_profiles(check);
}

/* ---- routes ---- */

/* A link is named by its id, a direction of a split one by its id and _UP or _DOWN. Links that a cluster makes are
 * named after it; which ones there are is SimGrid's affair. */
static bool is_known_direction(struct check *check, const char *name)
{
    char base[LONGEST_NAME];
    snprintf(base, sizeof base, "%s", name);
    char *last = strrchr(base, '_');
    if (last != NULL && (strcmp(last, "_UP") == 0 || strcmp(last, "_DOWN") == 0)) {
        *last = '\0';
        const struct name_entry *link = names_find(check->names, base, NAME_LINK);
        if (link != NULL && link->split)
            return true;
    }
    for (char *at = base; (at = strchr(at, '_')) != NULL; at++) {
        *at = '\0';
        const struct name_entry *zone = names_find(check->names, base, NAME_ZONE);
        *at = '_';
        if (zone != NULL && zone->kind == NAME_ZONE)
            return true;
    }
    return false;
}

static bool check_link_name(struct check *check, const char *attribute)
{
    const char *name = checking_text(check, attribute);
    if (names_find(check->names, name, NAME_LINK) != NULL || is_known_direction(check, name))
        return true;
    return checking_unknown(check, attribute, name, "link", NAME_LINK);
}

static bool start_link_ctn(struct check *check)
{
    check->route_links++;
    if (!check_link_name(check, "id"))
        return false;
    const char *name = checking_text(check, "id"), *direction = checking_text(check, "direction");
    const struct name_entry *link = names_find(check->names, name, NAME_LINK);
    bool directed = strcmp(direction, "UP") == 0 || strcmp(direction, "DOWN") == 0;
    if (link != NULL && link->split && !directed)
        return reader_error(check->reader, check->err,
                            "<link_ctn id=\"%s\">: this link is SPLITDUPLEX: expected direction=\"UP\" or \"DOWN\"",
                            name);
    if (link != NULL && !link->split && directed)
        return reader_error(check->reader, check->err,
                            "<link_ctn id=\"%s\" direction=\"%s\">: only a SPLITDUPLEX link has directions", name,
                            direction);
    return true;
}

static bool start_host_link(struct check *check)
{
    const char *name = checking_text(check, "id");
    const struct name_entry *host = names_find(check->names, name, NAME_HOST);
    if (host == NULL || host->kind != NAME_HOST)
        return checking_unknown(check, "id", name, "host", NAME_HOST);
    return check_link_name(check, "up") && check_link_name(check, "down");
}

/* No two routes between the same ends, which SimGrid refuses. `way` tells the kinds of routes apart. */
static bool add_route(struct check *check, const char *way, const struct name_entry *from, const struct name_entry *to)
{
    char key[LONGEST_NAME];
    snprintf(key, sizeof key, "%s %u %u %u", way, check->zone, from->number, to->number);
    struct name_entry entry = {.kind = NAME_ROUTE, .zone = check->zone};
    if (!names_add(check->names, key, &entry, NULL))
        return reader_error(check->reader, check->err,
                            "<%s src=\"%s\" dst=\"%s\">: there is a route between them already (a route serves both "
                            "ways unless it says symmetrical=\"NO\")",
                            reader_element(check->reader), checking_text(check, "src"), checking_text(check, "dst"));
    return strcmp(way, "route") != 0 ||
           zones_add_route(check->zones, check->zone, from->number, to->number, check->err);
}

static const struct name_entry *find_end(struct check *check, const char *attribute, bool is_zone)
{
    const char *name = checking_text(check, attribute);
    enum name_kind kind = is_zone ? NAME_ZONE : NAME_HOST;
    const struct name_entry *found = names_find(check->names, name, kind);
    if (found == NULL || (found->kind == NAME_ZONE) != is_zone) {
        checking_unknown(check, attribute, name, is_zone ? "zone" : "host or router", kind);
        return NULL;
    }
    if (found->zone != check->zone) {
        reader_error(check->reader, check->err, "<%s %s=\"%s\">: this %s is not directly in the zone of the route",
                     reader_element(check->reader), attribute, name, is_zone ? "zone" : "host or router");
        return NULL;
    }
    return found;
}

/* A gateway stands inside the zone to which it leads. */
static bool check_gateway(struct check *check, const char *attribute, const struct name_entry *zone)
{
    const char *name = checking_text(check, attribute);
    const struct name_entry *found = names_find(check->names, name, NAME_ROUTER);
    if (found == NULL || found->kind == NAME_ZONE)
        return checking_unknown(check, attribute, name, "host or router", NAME_ROUTER);
    if (!zones_is_inside(check->zones, found->zone, zone->own_zone))
        return reader_error(check->reader, check->err, "<%s %s=\"%s\">: this gateway is not in the zone \"%s\"",
                            reader_element(check->reader), attribute, name,
                            checking_text(check, strcmp(attribute, "gw_src") == 0 ? "src" : "dst"));
    return true;
}

static bool start_any_route(struct check *check, bool of_zones, bool bypass)
{
    check->route_links = 0;
    const struct name_entry *from = find_end(check, "src", of_zones);
    const struct name_entry *to = from != NULL ? find_end(check, "dst", of_zones) : NULL;
    if (to == NULL)
        return false;
    if (of_zones && (!check_gateway(check, "gw_src", from) || !check_gateway(check, "gw_dst", to)))
        return false;
    const char *way = bypass ? "bypass" : "route";
    if (!add_route(check, way, from, to))
        return false;
    bool one_way = bypass || strcasecmp(checking_text(check, "symmetrical"), "NO") == 0;
    if (!one_way && from == to && !of_zones)
        return reader_error(check->reader, check->err,
                            "<%s>: SimGrid wants symmetrical=\"NO\" on the route from a host to itself",
                            reader_element(check->reader));
    return one_way || add_route(check, way, to, from);
}

static bool start_route(struct check *check)
{
    return start_any_route(check, false, false);
}

static bool start_bypass_route(struct check *check)
{
    return start_any_route(check, false, true);
}

static bool start_zone_route(struct check *check)
{
    return start_any_route(check, true, false);
}

static bool start_bypass_zone_route(struct check *check)
{
    return start_any_route(check, true, true);
}

static bool end_route(struct check *check)
{
    return check->route_links > 0 ||
           reader_error(check->reader, check->err, "<%s>: a route without links; expected one <link_ctn> or more",
                        reader_element(check->reader));
}

/* ---- the rest ---- */

static bool start_prop(struct check *check)
{
    if (check->host.states > 0)
        return checking_cost_property(check);
    static const char *const models[] = {"LV08", "CM02", "SMPI", "IB", "Constant", "ns-3", NULL};
    if (check->zone != NO_ZONE || strcmp(checking_text(check, "id"), "network/model") != 0)
        return true;
    const char *model = checking_text(check, "value");
    for (const char *const *known = models; *known != NULL; known++)
        if (strcmp(*known, model) == 0)
            return true;
    const char *near = nearest_in_list(model, models);
    return reader_error(check->reader, check->err,
                        "<prop id=\"network/model\" value=\"%s\">: SimGrid has no such model%s%s%s", model,
                        near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static const struct element_rule {
    const char *name;
    bool (*start)(struct check *check);
    bool (*end)(struct check *check);
} rules[] = {
    {"zone", start_zone, end_zone},
    {"AS", start_zone, end_zone},
    {"cluster", start_cluster, checking_close_host},
    {"cabinet", start_cabinet, NULL},
    {"peer", start_peer, NULL},
    {"host", start_host, checking_close_host},
    {"disk", start_disk, NULL},
    {"router", start_router, NULL},
    {"link", start_link, NULL},
    {"backbone", start_link, NULL},
    {"host_link", start_host_link, NULL},
    {"link_ctn", start_link_ctn, NULL},
    {"route", start_route, end_route},
    {"bypassRoute", start_bypass_route, end_route},
    {"zoneRoute", start_zone_route, end_route},
    {"ASroute", start_zone_route, end_route},
    {"bypassZoneRoute", start_bypass_zone_route, end_route},
    {"bypassASroute", start_bypass_zone_route, end_route},
    {"trace", checking_start_trace, checking_end_trace},
    {"trace_connect", checking_start_connection, NULL},
    {"prop", start_prop, NULL},
};

static bool check_element(struct check *check)
{
    const char *name = reader_element(check->reader);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const struct element_rule *rule = &rules[i];
        if (strcmp(rule->name, name) != 0)
            continue;
        if (reader_at_start(check->reader) && !rule->start(check))
            return false;
        bool ends = !reader_at_start(check->reader) || reader_at_empty(check->reader);
        return !ends || rule->end == NULL || rule->end(check);
    }
    return true;
}

/* Reads and checks the whole file; then `names` has what it defines. The caller frees names and zones. */
static bool read_buffer(struct check *check, const char *name, const char *buffer, size_t size)
{
    check->zone = NO_ZONE;
    check->file = name;
    bool ok = names_create(&check->names, check->err) && zones_create(&check->zones, check->err) &&
              reader_open(name, buffer, size, true, &check->reader, check->err);
    while (ok && reader_next(check->reader, check->err))
        ok = check_element(check);
    reader_close(check->reader);
    error_locate(check->err, name, 0);
    return ok && check->err->kind == ERROR_NONE;
}

static void free_check(struct check *check)
{
    zones_free(check->zones);
    names_free(check->names);
    free(check->traces);
    profiles_free(check->profiles, check->profile_count);
}

bool platform_check_buffer(const char *name, const char *buffer, size_t size, struct error *err)
{
    struct error local = {0}; /* err may be NULL, and tells whether the reading went well */
    struct check check = {.err = &local};
    bool ok = read_buffer(&check, name, buffer, size);
    free_check(&check);
    return ok || error_set(err, local.kind, local.file, local.line, "%s", local.text);
}

static bool check_hosts(const struct names_table *names, char *const *hosts, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct name_entry *found = names_find(names, hosts[i], NAME_HOST);
        if (found != NULL && found->kind == NAME_HOST)
            continue;
        const char *near = names_nearest(names, hosts[i], NAME_HOST);
        return error_set(err, ERROR_INPUT, NULL, 0, "no host \"%s\" on the platform%s%s%s", hosts[i],
                         near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
    }
    return true;
}

bool platform_check_hosts(const char *path, char *const *hosts, size_t count, struct error *err)
{
    char *buffer;
    size_t size;
    if (!reader_slurp(path, &buffer, &size, err))
        return false;
    struct error local = {0};
    struct check check = {.err = &local};
    bool ok = read_buffer(&check, path, buffer, size) && check_hosts(check.names, hosts, count, &local);
    free_check(&check);
    free(buffer);
    return ok || error_set(err, local.kind, local.file, local.line, "%s", local.text);
}

/* Most platforms have no profiles; those are not read a second time. */
static bool may_have_profiles(const char *buffer, size_t size)
{
    static const char attribute[] = "_file", element[] = "<trace";
    return memmem(buffer, size, attribute, sizeof attribute - 1) != NULL ||
           memmem(buffer, size, element, sizeof element - 1) != NULL;
}

bool profiles_find(const char *path, struct platform_profile **out, size_t *count, struct error *err)
{
    *out = NULL;
    *count = 0;
    char *buffer;
    size_t size;
    if (generator_made(path))
        return true; /* ours have none */
    if (!reader_slurp(path, &buffer, &size, err))
        return false;
    struct error local = {0};
    struct check check = {.err = &local};
    bool ok = !may_have_profiles(buffer, size) || read_buffer(&check, path, buffer, size);
    if (ok) {
        *out = check.profiles;
        *count = check.profile_count;
        check.profiles = NULL;
        check.profile_count = 0;
    }
    free_check(&check);
    free(buffer);
    return ok || error_set(err, local.kind, local.file, local.line, "%s", local.text);
}

bool platform_check(const char *path, struct error *err)
{
    if (generator_made(path))
        return true; /* by us, written whole, and checked by the tests */
    char *buffer;
    size_t size;
    if (!reader_slurp(path, &buffer, &size, err))
        return false;
    bool ok = platform_check_buffer(path, buffer, size, err);
    free(buffer);
    return ok;
}
