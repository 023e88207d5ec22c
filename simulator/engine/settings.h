/* settings.h: the checked values that describe one run. The scenario reader fills it in; system.c builds from it.
 * Units: seconds, bytes. Nothing here is checked against a topology or a platform yet: system_create does that. */
#ifndef ONDE_ENGINE_SETTINGS_H
#define ONDE_ENGINE_SETTINGS_H

#include "engine/fault_kind.h"
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
enum network_kind { NETWORK_FLOW, NETWORK_LATENCY, NETWORK_SHARED };
/* Who may move in a step of the network "shared", among the privileged: one, drawn at random; any of them, each with
 * probability 1/2 and at least one; all of them. */
enum daemon_kind { DAEMON_CENTRAL, DAEMON_DISTRIBUTED, DAEMON_SYNCHRONOUS };

/* How the costs of the tasks of a stage are drawn: all the same; uniform in [low, high]; of a mean and a coefficient of
 * variation (log-normal), of a mean (exponential), of a least value and an exponent (Pareto). */
enum cost_rule { COST_CONSTANT, COST_UNIFORM, COST_EXPONENTIAL, COST_LOGNORMAL, COST_PARETO };
struct stage_settings {
    char name[64];
    uint64_t tasks;
    enum cost_rule rule;
    double mean, low, high; /* flops; PARETO: low is the least, high the exponent */
    double variation;       /* LOGNORMAL: standard deviation over mean */
    double input, output;   /* bytes of each task */
    double memory;          /* bytes that a task needs on its host; 0: nothing to tell */
    uint32_t after[16];     /* stages of smaller number */
    uint32_t after_count;
    char file[512]; /* path of a CSV with the columns cost and perhaps input, output: then `tasks` counts its rows */
};
struct work_settings {
    struct stage_settings *stages; /* allocated */
    uint32_t stage_count;
};

/* What a run costs beside time (docs/makespan.md). */
struct accounting_settings {
    double carbon;      /* gCO2e a kWh */
    double cooling;     /* energy of cooling over that of the hosts */
    double electricity; /* price of a kWh, in `currency`; 0: not told */
    char currency[8];   /* "EUR"; empty: that of the platform's prices */
    bool started_hours; /* an hour that has begun is paid for, not its seconds */
};

enum fault_target { TARGET_ALL, TARGET_LISTED, TARGET_COUNT, TARGET_FRACTION, TARGET_HOST };
enum fault_when { WHEN_DATE, WHEN_AFTER, WHEN_RANDOM };
/* Events that a fault may follow. */
enum fault_trigger { TRIGGER_EVENT, TRIGGER_START, TRIGGER_SEND, TRIGGER_RECEIVE, TRIGGER_TIMEOUT, TRIGGER_OUTPUT };
enum interval_rule { INTERVAL_EXPONENTIAL, INTERVAL_WEIBULL };

struct fault_settings {
    enum fault_kind kind;
    char name[64]; /* for people and figures; empty: none */

    /* Whom: of CRASH, RECOVER, SUSPEND, RESUME, SLOW, CORRUPT, DRIFT. COUNT and FRACTION are drawn at random. */
    enum fault_target target;
    int64_t *processes; /* LISTED: allocated */
    size_t process_count;
    uint32_t count;
    double fraction;
    char host[64]; /* all the processes that are placed there */

    /* Which channels: of CUT, REPAIR, LOSE, DUPLICATE, REORDER, DELAY: from the processes of one list to those of the
     * other, NULL meaning all; of CUT and REPAIR also the other way, unless one_way. Or those whose route passes by a
     * link of the platform, either way (CUT, REPAIR). */
    int64_t *from, *to; /* allocated, or NULL */
    size_t from_count, to_count;
    bool one_way; /* of PARTITION: earlier groups reach later ones, not the reverse */
    char link[64];
    /* PARTITION: `members` group by group, group_of[i] being the group of members[i] from 0; who is in none is in a group
     * of its own with all the others that are in none. */
    int64_t *members;
    uint32_t *group_of;
    size_t member_count;

    /* When: at `at`; or `at` after the nth event of that kind (of process trigger_of; of any when it is negative); or again
     * and again at random intervals, from `at` on, for each process by itself. */
    enum fault_when when;
    sim_time at;
    enum fault_trigger trigger;
    int64_t trigger_of;
    char trigger_name[64]; /* of a message kind, a timer or an output; empty: any */
    uint64_t nth;          /* from 1 */
    enum interval_rule interval;
    sim_time interval_mean;
    double interval_shape;   /* of Weibull */
    sim_time duration;       /* 0: for good */
    bool duration_is_random; /* exponential, of that mean */

    /* How. */
    double probability;     /* LOSE, DUPLICATE, REORDER, DELAY */
    char message[64];       /* of these four: only messages of this kind; empty: of any */
    sim_time delay;         /* REORDER, DELAY, DUPLICATE (of the second): mean of an exponential; SLOW: of each event */
    double drift;           /* DRIFT: more than -1 */
    uint32_t variable_mask; /* CORRUPT: set of 1 << variable; 0: all */
    bool has_value;         /* CORRUPT: this value, not a random one */
    int64_t value;
};

/* Stamps on the events of a trace: none, Lamport's clock, or vector clocks too (docs/reading-results.md, "Stamps"). */
enum trace_stamps { STAMPS_NONE, STAMPS_SCALAR, STAMPS_VECTOR };
enum { STAMPS_MOST_PROCESSES = 1024 }; /* of a system with vector stamps */
#define STAMPS_REFUSAL "expected scalar: vector stamps are for at most %d processes; found %" PRIu32

struct mpi_settings; /* mpi/settings.h */

struct settings {
    char system_name[64];
    const struct algorithm *algorithm; /* NULL: of an MPI program */
    struct mpi_settings *mpi; /* owned; NULL: a system of processes. Of an MPI program, `processes` are ranks */
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
    enum daemon_kind daemon; /* of the network "shared" */
    sim_time step;           /* of the network "shared": what a step takes */
    char platform[512];      /* path of the file */

    uint64_t budget_events; /* 0: none */
    sim_time budget_time;   /* 0: none */
    bool ideal_time;        /* also measure the ideal time, by a second run in which each message takes one unit */
    uint64_t seed;          /* of this run */

    struct work_settings work; /* stage_count 0: none */
    struct accounting_settings accounting;

    struct fault_settings *faults; /* in the order of the document: allocated */
    size_t fault_count;

    /* What the scenario expects of the verdicts of this system: of all its runs, or of some. */
    bool expects, expects_of_some;
    uint8_t expected; /* enum verdict_kind */
    bool series;      /* write what specifications follow in time: series-<run>.csv */

    /* Of the trace, if the run has one. */
    bool trace_compressed;    /* its file is to be compressed */
    uint32_t trace_sample;    /* of so many processes, spread evenly; 0: of all */
    int64_t *trace_processes; /* of these processes: allocated, or NULL */
    size_t trace_process_count;
    enum trace_stamps trace_stamps;
    double trace_limit; /* bytes of the trace, before it is compressed: the run ends there; 0: none */
};

/* Frees what is allocated inside; not the struct. */
void settings_release(struct settings *settings);

#endif
