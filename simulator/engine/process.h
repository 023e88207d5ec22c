/* process.h: the contract between an algorithm and Onde. An algorithm file includes this and nothing else.
 *
 * A process is an explicit state (one flat struct, no pointers to the heap) and handlers. Handlers are atomic: what a
 * handler sends leaves when it returns. An algorithm cannot tell which network carries it, nor that it is being hit by
 * a fault. It performs no input or output and allocates nothing.
 *
 * Processes are numbered from 0 (the number is for people; an algorithm reasons with identities). Channels are known to
 * a process by *ports*: out-ports 0 to out_degree-1 to send, in-ports 0 to in_degree-1 to receive. On an undirected
 * topology in-port i and out-port i lead to the same neighbour. On a ring out-port 0 leads to Next, and on a two-way ring
 * (3 processes or more) port 1 leads to Previous. */
#ifndef ONDE_ENGINE_PROCESS_H
#define ONDE_ENGINE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t identity;
typedef double sim_time; /* simulated seconds */

enum { NEXT = 0, PREVIOUS = 1 }; /* on a ring, the ports to the successor and, when it is two-way, to the predecessor */

struct process; /* the process whose handler runs */

/* A message being received. `payload` points to what the sender gave, and is borrowed until the handler returns. */
struct message {
    uint32_t kind; /* index in the algorithm's table of message kinds */
    uint32_t port; /* the in-port by which it came */
    const void *payload;
};

/* ---- what a process knows ---- */
uint32_t process_number(const struct process *p);
identity process_identity(const struct process *p);
uint32_t process_count(const struct process *p); /* N, for algorithms whose assumptions say that N is known */
uint32_t process_out_degree(const struct process *p);
uint32_t process_in_degree(const struct process *p);
bool process_is_initiator(const struct process *p);
sim_time process_now(const struct process *p);
/* The value of the algorithm's parameter number `index`, in the unit of its dimension. */
double process_parameter(const struct process *p, uint32_t index);
/* Uniform in [0, bound) from the process's own stream; bound must be 1 or more. */
uint64_t process_random(struct process *p, uint64_t bound);

/* ---- what a process does ---- */
/* Sends a message of the given kind by an out-port; `payload` is copied (payload_bytes of the kind; NULL if it is 0). */
void process_send(struct process *p, uint32_t port, uint32_t kind, const void *payload);
/* Arms timer number `timer` (an index in the algorithm's table) to expire `delay` seconds from now; arming it again
 * replaces it. */
void process_set_timer(struct process *p, uint32_t timer, sim_time delay);
void process_cancel_timer(struct process *p, uint32_t timer);

/* What a process announces to the world, and by which a specification judges it: a line each, X(ID, name in traces, what a
 * timeline calls it in English, in French). Nothing else need be told of a new one. The value of the announcement:
 *   decide  of a wave, free                                  rank   its rank in a numbering
 *   leader  the leader's identity, as it learns it           count  the number of processes, as it found it
 *   lost    it is not the leader, whom it may not know; free */
#define OUTPUTS(X)                                                                                                     \
    X(DECIDE, "decide", "decides", "décide")                                                                           \
    X(LEADER, "leader", "knows the leader", "connaît l'élu")                                                           \
    X(LOST, "lost", "has lost", "a perdu")                                                                             \
    X(RANK, "rank", "has its rank", "a son rang")                                                                      \
    X(COUNT, "count", "knows N", "connaît N")
enum output {
#define OUTPUT_ENUM(id, ...) OUTPUT_##id,
    OUTPUTS(OUTPUT_ENUM)
#undef OUTPUT_ENUM
        OUTPUT_KINDS
};
void process_announce(struct process *p, enum output output, int64_t value);

/* ---- what an algorithm declares ---- */

/* What is fixed about a system before it runs; formulas of costs are functions of it. */
enum identity_order {
    IDENTITIES_INCREASING, /* along the numbers: process i has i + 1 */
    IDENTITIES_DECREASING, /* process i has N - i */
    IDENTITIES_RANDOM,     /* a random permutation of 1..N */
    IDENTITIES_LISTED,
};
struct shape {
    uint32_t processes;  /* N */
    uint64_t edges;      /* E: channels of a directed topology, edges of an undirected one */
    uint32_t initiators; /* k */
    unsigned properties; /* of the topology, see below */
    enum identity_order identity_order;
    bool simultaneous_start; /* every initiator starts at the same date */
};

/* Properties that a topology has and an algorithm may require. */
enum topology_property {
    TOPOLOGY_CONNECTED = 1 << 0,  /* strongly, when directed */
    TOPOLOGY_UNDIRECTED = 1 << 1, /* every channel has its opposite */
    TOPOLOGY_RING = 1 << 2,       /* out-port 0 of the processes forms one cycle through all of them */
    TOPOLOGY_TREE = 1 << 3,       /* undirected, connected, N - 1 edges */
    TOPOLOGY_STAR = 1 << 4,       /* a tree in which process 0 is everyone's neighbour */
    TOPOLOGY_COMPLETE = 1 << 5,
};

/* What an algorithm needs and that Onde checks before a run. */
struct assumptions {
    unsigned topology;          /* set of TOPOLOGY_* that must all hold */
    uint32_t minimum_processes; /* 0 means 1 */
    bool one_initiator;         /* exactly one (a centralised algorithm) */
    bool leaves_initiate;       /* every process of degree 1 must be an initiator */
    bool all_initiate;          /* every process must be an initiator */
    bool distinct_identities;
    bool fifo;
    bool knows_count; /* the processes know N */
};

enum { ALGORITHM_MAX_PARAMETERS = 16, ALGORITHM_MAX_KINDS = 32, ALGORITHM_MAX_TIMERS = 16 };

struct parameter {
    const char *name;                 /* NULL ends the table */
    const char *dimension;            /* "count", "number", "probability", "time", "size", "work" */
    double initial, minimum, maximum; /* in seconds, bytes, flops */
    const char *meaning;
};

struct message_kind {
    const char *name; /* NULL ends the table */
    size_t payload_bytes;
    void (*receive)(struct process *p, void *state, const struct message *m);
    const char *meaning;
};

struct timer_kind {
    const char *name; /* NULL ends the table */
    void (*timeout)(struct process *p, void *state);
};

enum cost_relation { COST_EXACTLY, COST_AT_MOST, COST_AT_LEAST, COST_ON_AVERAGE };
enum law { LAW_UNDECIDED, LAW_CONSTANT, LAW_LOG, LAW_LINEAR, LAW_LINEARITHMIC, LAW_QUADRATIC, LAW_POWER };
struct cost {
    const char *measure; /* "messages", or "messages.KIND"; NULL ends the table */
    enum cost_relation relation;
    const char *formula; /* as printed: "2(N-1)" */
    double (*value)(const struct shape *shape);
    bool (*applies)(const struct shape *shape); /* NULL: always */
    const char *condition;                      /* in words, NULL: always */
    enum law law;                               /* of the formula in N; LAW_UNDECIDED where it has none */
};

struct algorithm {
    const char *name;      /* "chang-roberts" */
    const char *catalogue; /* "E2", or NULL */
    const char *title_en, *title_fr;
    const char *source;  /* "Chang & Roberts, CACM 22(5), 1979" */
    const char *idea;    /* a paragraph */
    const char *assumes; /* in words; `assumptions` is what can be checked of it */
    struct assumptions assumptions;
    const char *promises[4];  /* names of specifications, NULL at the end */
    const struct cost *costs; /* tables may be NULL */
    const struct parameter *parameters;
    const struct message_kind *messages;
    const struct timer_kind *timers;
    bool random; /* it calls process_random */
    /* Bytes of the state of a process: state_bytes, plus per_neighbour bytes for each in-port (a flexible array member
     * at the end of the state). The state starts as zeros. */
    size_t state_bytes, state_bytes_per_neighbour;
    void (*initialise)(struct process *p, void *state); /* every process, before time 0; may be NULL. Sends nothing. */
    void (*start)(struct process *p, void *state);      /* each initiator, at its start time */
};

#endif
