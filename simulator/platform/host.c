/* host.c: what a platform says of its hosts beyond their speed. See platform.h. */
#include "base/memory.h"
#include "base/value.h"
#include "platform/costs.h"
#include "platform/loaded.h"

#include <assert.h>
#include <simgrid/disk.h>
#include <simgrid/host.h>
#include <simgrid/plugins/energy.h>
#include <stdlib.h>
#include <string.h>

bool platform_host_disk(uint32_t index, double *read, double *write)
{
    unsigned count = 0;
    sg_disk_t *disks = NULL;
    sg_host_get_disks(platform_host(index), &count, &disks);
    if (count > 0) {
        *read = sg_disk_read_bandwidth(disks[0]);
        *write = sg_disk_write_bandwidth(disks[0]);
    }
    free(disks);
    return count > 0;
}

double platform_host_memory(uint32_t index)
{
    const char *text = sg_host_get_property_value(platform_host(index), "memory");
    double bytes = 0;
    return text != NULL && value_parse(text, DIMENSION_SIZE, &bytes, NULL) ? bytes : 0;
}

static const char *site_name(const struct loaded_platform *platform, uint32_t index)
{
    const char *name = sg_host_get_property_value(platform->hosts[index], "site");
    return name != NULL ? name : "";
}

struct named_host {
    const char *site;
    uint32_t host;
};

static int compare_sites(const void *a, const void *b)
{
    const struct named_host *x = a, *y = b;
    int order = strcmp(x->site, y->site);
    return order != 0 ? order : (x->host > y->host) - (x->host < y->host);
}

/* The hosts are sorted by site, and each site gets the place of its first host as its provisional number; then the sites
 * are numbered in the order of the hosts. */
static void find_sites(struct loaded_platform *platform)
{
    uint32_t count = platform->count, sites = 0;
    struct named_host *named = must_have(malloc(count * sizeof *named), "the sites");
    uint32_t *first = must_have(malloc(count * sizeof *first), "the sites");
    platform->sites = must_have(malloc(count * sizeof *platform->sites), "the sites");
    for (uint32_t i = 0; i < count; i++)
        named[i] = (struct named_host){site_name(platform, i), i};
    qsort(named, count, sizeof *named, compare_sites);
    for (uint32_t i = 0; i < count; i++) {
        bool same = i > 0 && strcmp(named[i].site, named[i - 1].site) == 0;
        first[named[i].host] = same ? first[named[i - 1].host] : named[i].host;
    }
    for (uint32_t i = 0; i < count; i++)
        platform->sites[i] = first[i] == i ? sites++ : platform->sites[first[i]];
    free(first);
    free(named);
}

uint32_t platform_host_site(uint32_t index)
{
    struct loaded_platform *platform = loaded_platform();
    assert(index < platform->count);
    if (platform->sites == NULL)
        find_sites(platform);
    return platform->sites[index];
}

/* ---- energy and money ---- */

bool platform_host_watts(uint32_t index, struct host_watts *out)
{
    sg_host_t host = platform_host(index);
    const char *text = sg_host_get_property_value(host, "wattage_per_state");
    uint32_t states = (uint32_t)sg_host_get_nb_pstates(host), state = (uint32_t)sg_host_get_pstate(host);
    return text != NULL && watts_parse(text, states, state, out, NULL);
}

bool platform_host_price(uint32_t index, double *an_hour, char currency[CURRENCY_LETTERS + 1])
{
    sg_host_t host = platform_host(index);
    const char *price = sg_host_get_property_value(host, "price_per_hour");
    const char *apart = sg_host_get_property_value(host, "price_currency");
    if (price == NULL || !value_parse_price(price, an_hour, currency, NULL))
        return false;
    return currency[0] != '\0' || (apart != NULL && value_parse_currency(apart, currency, NULL));
}

bool platform_accounts_energy(void)
{
    return loaded_platform()->energy;
}

void platform_update_energy(void)
{
    sg_host_energy_update_all();
}

double platform_host_energy(uint32_t index)
{
    return sg_host_get_consumed_energy(platform_host(index));
}
