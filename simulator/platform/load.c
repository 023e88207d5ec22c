/* load.c: SimGrid's engine with a platform in it, and the table of its hosts. See platform.h. */
#include "platform/loaded.h"
#include "platform/platform.h"
#include "platform/profile.h"
#include "platform/reader.h"

#include <assert.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/plugins/energy.h>
#include <simgrid/version.h>
#include <smpi/smpi.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#    define SANITIZED 1
#elif defined(__has_feature)
#    if __has_feature(address_sanitizer)
#        define SANITIZED 1
#    endif
#endif

static struct loaded_platform loaded;

struct loaded_platform *loaded_platform(void)
{
    return &loaded;
}

static int compare_hosts(const void *a, const void *b)
{
    return strverscmp(sg_host_get_name(*(const sg_host_t *)a), sg_host_get_name(*(const sg_host_t *)b));
}

static bool load(const char *path, bool energy, struct error *err)
{
    assert(loaded.hosts == NULL && "SimGrid has one engine a process");
    if (!reader_find_model(path, loaded.model, sizeof loaded.model, err) ||
        !profiles_find(path, &loaded.profiles, &loaded.profile_count, err))
        return false;
    char *options[] = {
        "onde",
        "--log=xbt_cfg.thres:warning",
        "--log=host_energy.thres:error", /* it tells every host without watts, and what each has consumed */
#ifdef SANITIZED
        "--cfg=contexts/factory:thread", /* the address sanitizer cannot follow SimGrid's own stacks */
#endif
        NULL,
    };
    int count = (int)(sizeof options / sizeof options[0]) - 1;
    simgrid_init(&count, options);
    /* The keys that a platform has for MPI (smpi/os, smpi/or, smpi/ois): else SimGrid knows them under smpirun only, and
     * aborts on them here. */
    smpi_init_options();
    if (energy)
        sg_host_energy_plugin_init(); /* it wants to see hosts being made */
    loaded.energy = energy;
    simgrid_load_platform(path);
    /* SimGrid builds the routing tables when it starts to run, and crashes when asked for a route before. */
    simgrid_run_until(0.0);
    loaded.count = (uint32_t)sg_host_count();
    if (loaded.count == 0)
        return error_set(err, ERROR_INPUT, path, 0, "a platform without any host");
    loaded.hosts = sg_host_list();
    qsort(loaded.hosts, loaded.count, sizeof loaded.hosts[0], compare_hosts);
    return true;
}

bool platform_load(const char *path, struct error *err)
{
    return load(path, false, err);
}

bool platform_load_with_energy(const char *path, struct error *err)
{
    return load(path, true, err);
}

bool platform_simgrid_is(int major, int minor)
{
    int found_major, found_minor, patch;
    sg_version_get(&found_major, &found_minor, &patch);
    return found_major == major && found_minor == minor;
}

const char *platform_network_model(void)
{
    return loaded.model;
}

uint32_t platform_host_count(void)
{
    return loaded.count;
}

const char *platform_host_name(uint32_t index)
{
    assert(index < loaded.count);
    return sg_host_get_name(loaded.hosts[index]);
}

void *platform_host(uint32_t index)
{
    assert(index < loaded.count);
    return loaded.hosts[index];
}

double platform_host_speed(uint32_t index)
{
    assert(index < loaded.count);
    return sg_host_get_speed(loaded.hosts[index]);
}

uint32_t platform_host_cores(uint32_t index)
{
    assert(index < loaded.count);
    return (uint32_t)sg_host_core_count(loaded.hosts[index]);
}

bool platform_host_index(const char *name, uint32_t *index)
{
    uint32_t low = 0, high = loaded.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strverscmp(name, sg_host_get_name(loaded.hosts[middle]));
        if (order == 0) {
            *index = middle;
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

const struct platform_profile *platform_profiles(size_t *count)
{
    *count = loaded.profile_count;
    return loaded.profiles;
}

bool platform_check_profiles(const char *network, bool computes, struct error *err)
{
    static const char *const what[] = {
        [PROFILE_HOST_STATE] = "state of the host",     [PROFILE_HOST_SPEED] = "speed of the host",
        [PROFILE_LINK_STATE] = "state of the link",     [PROFILE_LINK_BANDWIDTH] = "bandwidth of the link",
        [PROFILE_LINK_LATENCY] = "latency of the link",
    };
    for (size_t i = 0; i < loaded.profile_count; i++) {
        const struct platform_profile *profile = &loaded.profiles[i];
        if (profile->kind != PROFILE_HOST_SPEED || computes)
            return error_set(err, ERROR_INPUT, NULL, 0,
                             "the network \"%s\" does not follow the profile that the platform gives to the %s \"%s\" "
                             "(line %d of its file): expected the network \"flow\"",
                             network, what[profile->kind], profile->element, profile->line);
    }
    return true;
}

static const char *host_name_at(size_t index, const void *context)
{
    (void)context;
    return index < loaded.count ? sg_host_get_name(loaded.hosts[index]) : NULL;
}

const char *platform_nearest_host(const char *name)
{
    return nearest_name(name, host_name_at, NULL);
}
