/* link.c: the links of the platform by name, and the routes that pass by them. See platform.h.
 *
 * SimGrid makes two links of a SPLITDUPLEX one, whose names end in _UP and _DOWN; here the name without the ending stands
 * for both. */
#include "platform/loaded.h"
#include "platform/platform.h"

#include <simgrid/host.h>
#include <simgrid/link.h>
#include <stdlib.h>
#include <string.h>
#include <xbt/dynar.h>

static int compare_links(const void *a, const void *b)
{
    return strcmp(sg_link_get_name(*(const sg_link_t *)a), sg_link_get_name(*(const sg_link_t *)b));
}

/* The links are sorted at the first question: most runs never ask. */
static const struct loaded_platform *platform_with_links(void)
{
    struct loaded_platform *platform = loaded_platform();
    if (platform->links == NULL) {
        platform->link_count = (uint32_t)sg_link_count();
        platform->links = sg_link_list();
        qsort(platform->links, platform->link_count, sizeof platform->links[0], compare_links);
    }
    return platform;
}

/* Whether `full` is the name of a link, or that of one of its two directions. */
static bool is_direction(const char *full, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(full, name, length) != 0)
        return false;
    const char *ending = full + length;
    return ending[0] == '\0' || strcmp(ending, "_UP") == 0 || strcmp(ending, "_DOWN") == 0;
}

bool platform_link_exists(const char *name)
{
    const struct loaded_platform *platform = platform_with_links();
    uint32_t low = 0, high = platform->link_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(sg_link_get_name(platform->links[middle]), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    /* The directions follow the name, but others that begin like it may stand between. */
    size_t length = strlen(name);
    for (; low < platform->link_count; low++) {
        const char *full = sg_link_get_name(platform->links[low]);
        if (strncmp(full, name, length) != 0)
            return false;
        if (is_direction(full, name))
            return true;
    }
    return false;
}

static const char *link_name_at(size_t index, const void *context)
{
    const struct loaded_platform *platform = context;
    return index < platform->link_count ? sg_link_get_name(platform->links[index]) : NULL;
}

const char *platform_nearest_link(const char *name)
{
    return nearest_name(name, link_name_at, platform_with_links());
}

bool platform_route_uses(uint32_t from, uint32_t to, const char *link)
{
    xbt_dynar_t route = xbt_dynar_new(sizeof(sg_link_t), NULL);
    sg_host_get_route(platform_host(from), platform_host(to), route);
    bool uses = false;
    unsigned i;
    sg_link_t each;
    xbt_dynar_foreach(route, i, each) uses = uses || is_direction(sg_link_get_name(each), link);
    xbt_dynar_free(&route);
    return uses;
}
