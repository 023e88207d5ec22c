/* settings.h: the checked values that describe one run. The scenario reader fills it in; system.c builds from it.
 * Units: seconds, bytes. Nothing here is checked against a topology or a platform yet: system_create does that. */
#ifndef ONDE_ENGINE_SETTINGS_H
#define ONDE_ENGINE_SETTINGS_H

#include "engine/process.h"

enum topology_kind {
    TOPOLOGY_KIND_ONE_WAY_RING,
    TOPOLOGY_KIND_TWO_WAY_RING, /* out-port 0 to the successor, 1 to the predecessor */
    TOPOLOGY_KIND_PATH,
    TOPOLOGY_KIND_STAR, /* process 0 in the middle */
    TOPOLOGY_KIND_COMPLETE,
    TOPOLOGY_KIND_TREE,        /* k-ary: arity */
    TOPOLOGY_KIND_RANDOM_TREE, /* uniform among the labelled trees */
    TOPOLOGY_KIND_GRID,        /* dimensions */
    TOPOLOGY_KIND_TORUS,       /* dimensions */
    TOPOLOGY_KIND_HYPERCUBE,   /* N a power of two */
    TOPOLOGY_KIND_ERDOS_RENYI, /* G(N, p): probability, or average_degree */
    TOPOLOGY_KIND_REGULAR,     /* degree */
    TOPOLOGY_KIND_SMALL_WORLD, /* Watts-Strogatz: neighbours on each side, rewiring probability */
    TOPOLOGY_KIND_FILE,        /* GraphML, or an edge list; N is the file's */
};

struct topology_settings {
    enum topology_kind kind;
    uint32_t arity;
    uint32_t dimensions[8]; /* product N; all 0: as square as N allows, in two dimensions */
    uint32_t dimension_count;
    double probability;
    double average_degree;
    uint32_t degree;
    uint32_t neighbours;
    double rewiring;
    char file[512]; /* path; ends in .graphml, or is an edge list */
};

enum initiator_rule { INITIATORS_ONE, INITIATORS_ALL, INITIATORS_COUNT, INITIATORS_LISTED, INITIATORS_PROBABILITY };
enum placement_rule { PLACEMENT_ROUND_ROBIN, PLACEMENT_BLOCK, PLACEMENT_RANDOM, PLACEMENT_LISTED };
enum delay_rule { DELAY_NONE, DELAY_UNIFORM, DELAY_EXPONENTIAL };
enum network_kind { NETWORK_FLOW, NETWORK_LATENCY };

struct settings {
    char system_name[64];
    const struct algorithm *algorithm;
    double parameters[ALGORITHM_MAX_PARAMETERS];

    uint32_t processes; /* 0: what the topology file says */
    struct topology_settings topology;

    enum identity_order identity_order;
    int64_t *identities; /* IDENTITIES_LISTED: allocated */
    size_t identity_count;

    enum initiator_rule initiator_rule;
    uint32_t initiator_count;     /* COUNT: that many, chosen at random */
    double initiator_probability; /* PROBABILITY: at least one is drawn in any case */
    int64_t *initiators;          /* LISTED, or ONE (a single number, 0 by default): allocated, or NULL */
    size_t initiator_list_count;

    sim_time start_at, start_spread; /* start times uniform in [at, at + spread) */

    enum placement_rule placement_rule;
    char **placement_hosts; /* LISTED: host names, process i on host i modulo count: allocated */
    size_t placement_count;

    uint32_t header_bytes;          /* added to the payload of every message */
    bool fifo;                      /* channels deliver in the order of sending */
    enum delay_rule delay_rule;     /* added to what the network takes */
    sim_time delay_low, delay_high; /* UNIFORM; EXPONENTIAL: delay_high is the mean */

    enum network_kind network;
    char platform[512]; /* path of the file */

    uint64_t budget_events; /* 0: none */
    sim_time budget_time;   /* 0: none */
    bool ideal_time;        /* also measure the ideal time, by a second run in which each message takes one unit */
    uint64_t seed;          /* of this run */

    /* Of the trace, if the run has one. */
    bool trace_compressed;    /* its file is to be compressed */
    uint32_t trace_sample;    /* of so many processes, spread evenly; 0: of all */
    int64_t *trace_processes; /* of these processes: allocated, or NULL */
    size_t trace_process_count;
};

/* Frees what is allocated inside; not the struct. */
void settings_release(struct settings *settings);

#endif
