/* system.h: one run's system, built from its settings and fixed while it runs: topology, identities, initiators, start
 * times, placement. Owned by the caller of system_create. */
#ifndef ONDE_ENGINE_SYSTEM_H
#define ONDE_ENGINE_SYSTEM_H

#include "engine/topology.h"
#include "engine/workload.h"

struct system;

/* Builds and checks the system: the settings must outlive it. `host_count` hosts are numbered from 0;
 * `host_index(name)` finds one by name, or returns false.
 * Errors (INPUT): whatever topology_create says; an algorithm's assumption that does not hold (named in words); more
 * listed identities than processes, or fewer, or a repeated one; an initiator that does not exist; an unknown host.
 * true: the caller owns *out; release it with system_free(). */
struct host_table {
    uint32_t count;
    bool (*index_of)(const char *name, uint32_t *index);
    const char *(*nearest)(const char *name);
    struct host_facts (*facts)(uint32_t host); /* NULL: nothing is known of them */
    const char *(*name_of)(uint32_t host);     /* NULL: they have none */
    /* Seconds that a message takes from one to another, alone; infinity: there is no route. NULL: nobody can be sure. */
    double (*transfer)(uint32_t from, uint32_t to, double bytes);
};
bool system_create(const struct settings *settings, const struct host_table *hosts, struct system **out,
                   struct error *err);
void system_free(struct system *system);

const struct settings *system_settings(const struct system *system);
const struct topology *system_topology(const struct system *system);
const struct shape *system_shape(const struct system *system);
identity system_identity(const struct system *system, uint32_t process);
/* Brings the identity of a process into the caches. */
void system_prefetch(const struct system *system, uint32_t process);
bool system_is_initiator(const struct system *system, uint32_t process);
sim_time system_start_time(const struct system *system, uint32_t process);
uint32_t system_host(const struct system *system, uint32_t process);
const char *system_host_name(const struct system *system, uint32_t host); /* borrowed; "" when it has none */
struct host_facts system_host_facts(const struct system *system, uint32_t host);
const struct workload *system_workload(const struct system *system); /* NULL: no tasks */

/* The table of kinds has this many entries. */
uint32_t algorithm_message_kinds(const struct algorithm *algorithm);
/* Whether its kinds of messages have different sizes, so that one could overtake another on the same route. */
bool algorithm_sizes_differ(const struct algorithm *algorithm);
/* Whether messages of a kind are the protocol's. */
bool algorithm_is_control(const struct algorithm *algorithm, uint32_t kind);
/* Bytes of the payload of a message of a kind among so many processes; of the longest that the algorithm has. */
size_t algorithm_payload_bytes(const struct settings *settings, uint32_t kind, size_t processes);
size_t algorithm_longest_payload(const struct settings *settings, size_t processes);

/* The algorithms, in the order of algorithms/algorithms.def; NULL past the end. */
const struct algorithm *algorithm_at(size_t index);
/* Finds an algorithm by name; else NULL and an error that suggests the nearest. */
const struct algorithm *algorithm_find(const char *name, struct error *err);

#endif
