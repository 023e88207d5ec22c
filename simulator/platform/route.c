/* route.c: what a message alone in the machine takes.
 *
 * Source     SimGrid 3.32, src/surf/network_cm02.cpp (NetworkCm02Model::communicate) and the max-min solver; measured
 *            on every kind of route by tests/unit/test_platform.c.
 * Formula    f * latency + bytes / (g * rate), where rate is the least of
 *              gamma / (2 * latency)   the window of TCP, latency without its factor
 *              bandwidth / weight      of each shared link on the route
 *              bandwidth               of each fat pipe
 *            f, g and gamma are the options network/latency-factor, bandwidth-factor and TCP-gamma. The weight of a
 *            link is the number of times that the route takes it, plus 0.05 for each time that the way back does when
 *            network/crosstraffic is on (the acknowledgements): a Wi-Fi whose air both hosts share is taken twice.
 *            A route without links (a Vivaldi zone) takes its latency only. */
#include "platform/loaded.h"
#include "platform/platform.h"

#include <simgrid/host.h>
#include <simgrid/link.h>
#include <stdlib.h>
#include <string.h>
#include <xbt/config.h>
#include <xbt/dynar.h>

static const double ACKNOWLEDGEMENT_SHARE = 0.05; /* SimGrid's, of the way back */

enum { FAT_PIPE = 0 };            /* what sg_link_is_shared says of a FATPIPE link */
enum { CACHE_ENTRIES = 1 << 20 }; /* 32 MB when full; a power of two */

/* A direct-mapped cache: an answer takes the place of the one that was there. */
struct cached_cost {
    uint64_t key; /* 1 + from * 2^32 + to; 0: empty */
    struct route_cost cost;
};

static uint64_t cache_slot(uint64_t key)
{
    key ^= key >> 31;
    key *= 0x9e3779b97f4a7c15; /* 2^64 over the golden ratio: Knuth's multiplicative hashing */
    return key >> 44;          /* the 20 upper bits */
}

static uint32_t times_on(xbt_dynar_t route, sg_link_t link)
{
    uint32_t times = 0;
    unsigned i;
    sg_link_t other;
    xbt_dynar_foreach(route, i, other) times += other == link;
    return times;
}

/* Bytes per second, without the bandwidth factor; 0 when nothing bounds it. */
static double route_rate(xbt_dynar_t route, xbt_dynar_t back, double latency)
{
    double rate = 0;
    if (latency > 0 && !xbt_dynar_is_empty(route))
        rate = sg_cfg_get_double("network/TCP-gamma") / (2 * latency);
    unsigned i;
    sg_link_t link;
    xbt_dynar_foreach(route, i, link)
    {
        double weight = 1;
        if (sg_link_is_shared(link) != FAT_PIPE)
            weight = times_on(route, link) + ACKNOWLEDGEMENT_SHARE * times_on(back, link);
        double share = sg_link_get_bandwidth(link) / weight;
        if (rate == 0 || share < rate)
            rate = share;
    }
    return rate;
}

static bool ask_simgrid(uint32_t from, uint32_t to, struct route_cost *out, struct error *err)
{
    sg_host_t source = platform_host(from), target = platform_host(to);
    xbt_dynar_t route = xbt_dynar_new(sizeof(sg_link_t), NULL);
    xbt_dynar_t back = xbt_dynar_new(sizeof(sg_link_t), NULL);
    sg_host_get_route(source, target, route);
    double latency = sg_host_get_route_latency(source, target);
    bool found = !xbt_dynar_is_empty(route) || latency > 0;
    if (found) {
        if (sg_cfg_get_boolean("network/crosstraffic"))
            sg_host_get_route(target, source, back);
        double rate = route_rate(route, back, latency);
        out->fixed = sg_cfg_get_double("network/latency-factor") * latency;
        out->per_byte = rate > 0 ? 1 / (sg_cfg_get_double("network/bandwidth-factor") * rate) : 0;
    } else {
        error_set(err, ERROR_INPUT, NULL, 0, "the platform has no route from host \"%s\" to host \"%s\"",
                  sg_host_get_name(source), sg_host_get_name(target));
    }
    xbt_dynar_free(&route);
    xbt_dynar_free(&back);
    return found;
}

bool platform_route_cost(uint32_t from, uint32_t to, struct route_cost *out, struct error *err)
{
    struct loaded_platform *platform = loaded_platform();
    if (strcmp(platform->model, "LV08") != 0 && strcmp(platform->model, "CM02") != 0)
        return error_set(
            err, ERROR_INPUT, NULL, 0,
            "the cost of a route is known under SimGrid's network models LV08 and CM02; this platform asks "
            "for %s (network/model in its <config>)",
            platform->model);
    if (platform->costs == NULL)
        platform->costs = calloc(CACHE_ENTRIES, sizeof *platform->costs);
    uint64_t key = ((uint64_t)from << 32 | to) + 1;
    struct cached_cost *cached = platform->costs != NULL ? &platform->costs[cache_slot(key)] : NULL;
    if (cached != NULL && cached->key == key) {
        *out = cached->cost;
        return true;
    }
    if (!ask_simgrid(from, to, out, err))
        return false;
    if (cached != NULL)
        *cached = (struct cached_cost){key, *out};
    return true;
}

uint32_t platform_route_links(uint32_t from, uint32_t to)
{
    xbt_dynar_t route = xbt_dynar_new(sizeof(sg_link_t), NULL);
    sg_host_get_route(platform_host(from), platform_host(to), route);
    uint32_t links = (uint32_t)xbt_dynar_length(route);
    xbt_dynar_free(&route);
    return links;
}
