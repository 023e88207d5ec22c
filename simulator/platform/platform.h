/* platform.h: the machine under the simulation. Finds, checks and loads SimGrid platform files, and says what a route
 * costs. With network/, the only part of onde that includes SimGrid's headers.
 *
 * SimGrid has one engine a process: platform_load works once in a process, and what is below it in this header speaks
 * of that one platform. Units: seconds, bytes per second, flop per second. */
#ifndef ONDE_PLATFORM_PLATFORM_H
#define ONDE_PLATFORM_PLATFORM_H

#include "base/error.h"
#include "base/value.h"

#include <stdint.h>

/* Finds the file of a platform named in a scenario: a path if it has a slash or ends in .xml (relative to `directory`,
 * where the scenario is; NULL: the working folder), else <name>.xml in the platforms folder, else the machine of that
 * name that a generator makes, written into the user's cache the first time. Errors (INPUT): there is none, and the
 * nearest name is suggested; the cache cannot be written. */
bool platform_find(const char *name, const char *directory, char *path, size_t size, struct error *err);

/* The names that platform_find knows, files then generators: NULL past the end. The name is written into buffer. */
const char *platform_name_at(size_t index, char *buffer, size_t size);

/* Checks a platform file without SimGrid: well-formed, no entities, no DTD but the usual DOCTYPE line (never fetched),
 * the elements and attributes that SimGrid 3.32 knows (platforms/platform.rng), units, names that exist, and what is
 * known to make SimGrid crash or hang. Errors (INPUT) carry the line. */
bool platform_check(const char *path, struct error *err);

/* The same of a file that is in memory; `name` is for messages. */
bool platform_check_buffer(const char *name, const char *buffer, size_t size, struct error *err);

/* Whether a platform file, read without SimGrid, defines all these hosts. Errors (INPUT): the first that it does not, with
 * the nearest, without file and line; or what platform_check says. */
bool platform_check_hosts(const char *path, char *const *hosts, size_t count, struct error *err);

/* Loads a checked file with SimGrid in a child process, and asks it for some routes: SimGrid aborts on what it does not
 * like, and C cannot catch that. Errors (INPUT): SimGrid's own last words. */
bool platform_probe(const char *path, struct error *err);

/* Loads a file, after platform_check, in a child process, and calls `visit` there: what it changes is gone with the child, but
 * for its error. Errors (INPUT): those of platform_check and of visit; SimGrid's own last words. */
bool platform_visit(const char *path, bool (*visit)(void *context, struct error *err), void *context,
                    struct error *err);

/* Whether SimGrid, as it is installed here, is a version <major>.<minor>, whatever its patch. Loads nothing. */
bool platform_simgrid_is(int major, int minor);

/* Initialises SimGrid and loads a checked file, in this process. SimGrid may still abort on a file that platform_check
 * lets pass: callers load in a forked process, or call platform_probe before. Its routes can be asked for at once; the
 * simulated clock is at 0. Errors (INPUT): not a readable platform, or one without hosts. */
bool platform_load(const char *path, struct error *err);
/* The same, with SimGrid's account of the energy of hosts (the plug-in host_energy), which costs it time at each beginning and end
 * of an execution. */
bool platform_load_with_energy(const char *path, struct error *err);

/* The hosts, numbered from 0 in the order of their names, in which numbers count as numbers: pi2 comes before pi10. */
uint32_t platform_host_count(void);
const char *platform_host_name(uint32_t index);
bool platform_host_index(const char *name, uint32_t *index);
const char *platform_nearest_host(const char *name); /* NULL when none is near */
void *platform_host(uint32_t index);                 /* sg_host_t */
double platform_host_speed(uint32_t index);          /* of one core, flop per second */
uint32_t platform_host_cores(uint32_t index);
/* Of the host's first disk, byte/s; false: it has none. */
bool platform_host_disk(uint32_t index, double *read, double *write);
double platform_host_memory(uint32_t index); /* bytes, by the property "memory"; 0: it does not say */
/* The site of a host: equal properties "site" have equal numbers, from 0 in the order of the hosts; hosts without the property are one
 * site. */
uint32_t platform_host_site(uint32_t index);

/* Watts of a host: when nothing runs there, when next to nothing runs, when all its cores do: the property
 * "wattage_per_state". In between the model is linear in the share of the cores that work (SimGrid's host_energy; Heinrich et al.,
 * "Predicting the energy-consumption of MPI applications at scale using only a single node", CLUSTER 2017). */
struct host_watts {
    double idle, epsilon, full;
};
/* Those of the state (pstate) that the host is in. false: the platform does not say. */
bool platform_host_watts(uint32_t index, struct host_watts *out);
/* What an hour of the host costs, and in which currency (ISO 4217): the property "price_per_hour". false: the platform does not
 * say. */
bool platform_host_price(uint32_t index, double *an_hour, char currency[CURRENCY_LETTERS + 1]);
/* Whether the platform was loaded with SimGrid's account of energy; what a host has consumed up to now, in J, by that account:
 * 0 where the platform does not give its watts. Called by an actor, the latter lets other actors run. */
bool platform_accounts_energy(void);
double platform_host_energy(uint32_t index);
/* Brings the energies of all hosts up to now, at once; each can then be asked for without ado, as long as the date is the same. */
void platform_update_energy(void);

/* SimGrid's network model that the platform was loaded with: "LV08", "CM02", ... */
const char *platform_network_model(void);

/* What a message alone in the machine takes from one host to another: fixed + bytes * per_byte seconds, by the model
 * and the factors that the platform was loaded with. Formula and source: route.c. Answers are kept (a cache of bounded
 * size); the bandwidth and the latency of a link are those at the time of the first question.
 * false (INPUT): there is no route, and the error names both hosts; or the platform asks for a network model whose cost
 * is not of this form (SMPI, IB, ns-3). */
struct route_cost {
    double fixed, per_byte;
};
bool platform_route_cost(uint32_t from, uint32_t to, struct route_cost *out, struct error *err);

/* The number of links on the route, 0 when there is none. */
uint32_t platform_route_links(uint32_t from, uint32_t to);

/* The availability profiles of the platform: what SimGrid changes at dates that the platform gives. */
enum profile_kind {
    PROFILE_HOST_STATE, /* off and on */
    PROFILE_HOST_SPEED, /* share of the speed that is there */
    PROFILE_LINK_STATE, /* off and on */
    PROFILE_LINK_BANDWIDTH,
    PROFILE_LINK_LATENCY,
};
struct platform_profile {
    enum profile_kind kind;
    char *element;    /* name of the host or of the link */
    int line;         /* of the platform file */
    uint32_t returns; /* of a state: how often it goes off to come back later; UINT32_MAX: always */
};
const struct platform_profile *platform_profiles(size_t *count);
/* Whether a network that knows the platform as it is at date 0 can do without. Errors (INPUT): the first profile that it
 * would have to follow; speeds are among them where processes compute. */
bool platform_check_profiles(const char *network, bool computes, struct error *err);

/* Links by name. Of a link that has two directions, the name without _UP or _DOWN stands for both. */
bool platform_link_exists(const char *name);
const char *platform_nearest_link(const char *name); /* NULL when none is near */
/* Whether the route from one host to another passes by the link. Its cost is that of a route: callers keep the answer. */
bool platform_route_uses(uint32_t from, uint32_t to, const char *link);

/* Prints the platforms and the generators, one a line with their titles ("onde list platforms"). */
void platform_list(void);

#endif
