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
sim_time process_now(const struct process *p); /* by its own clock, which a fault may make drift */
/* The identity of the process that an out-port leads to, for algorithms whose assumptions say that it is known. */
identity process_neighbour_identity(const struct process *p, uint32_t out_port);
/* The in-port by which that neighbour receives from this process, under the same assumption. */
uint32_t process_neighbour_port(const struct process *p, uint32_t out_port);
/* The number of that process, and the port to the process of a number (UINT32_MAX: it is no neighbour), under the same
 * assumption: for those who keep something for each process, or answer to one that they have heard of. */
uint32_t process_neighbour_number(const struct process *p, uint32_t out_port);
uint32_t process_port_to(const struct process *p, uint32_t number);
/* In a tree, the port to the neighbour that is nearer to process 0, the root; of the root UINT32_MAX. For algorithms whose
 * assumptions say that it is known. */
uint32_t process_father(const struct process *p);
/* The value of the algorithm's parameter number `index`, in the unit of its dimension. */
double process_parameter(const struct process *p, uint32_t index);
/* Uniform in [0, bound) from the process's own stream; bound must be 1 or more. */
uint64_t process_random(struct process *p, uint64_t bound);
/* Exponential of that mean, in seconds; 0 or more. */
sim_time process_random_delay(struct process *p, sim_time mean);
/* The parts of its state that there are for each process of the system (N entries of state_bytes_per_process) and for each
 * pair (N rows of N entries of state_bytes_per_pair), by number: zeros at the start. Aligned to 8 bytes. */
void *process_array(struct process *p);
void *process_matrix(struct process *p);

/* ---- what a process does ---- */
/* Sends a message of the given kind by an out-port; `payload` is copied (payload_bytes of the kind and what it has for each
 * process and each pair; NULL if that is 0). */
void process_send(struct process *p, uint32_t port, uint32_t kind, const void *payload);
/* Arms timer number `timer` (an index in the algorithm's table) to expire `delay` seconds from now, by the process's own
 * clock; arming it again replaces it. */
void process_set_timer(struct process *p, uint32_t timer, sim_time delay);
void process_cancel_timer(struct process *p, uint32_t timer);

/* What a process announces to the world, and by which a specification judges it: a line each, X(ID, name in traces, what a
 * timeline calls it in English, in French). Nothing else need be told of a new one. The value of the announcement:
 *   decide  of a wave, free                                  rank   its rank in a numbering
 *   leader  the leader's identity, as it learns it           count  the number of processes, as it found it
 *   lost    it is not the leader, whom it may not know; free
 *   watch   the identity of a process that it is in charge of judging alive or crashed, or EVERYONE but itself
 *   suspect the identity of a process that it takes for crashed from now on
 *   trust   the identity of a process that it suspected and takes for alive again
 *   done    a task of the scenario whose result is in the final result from now on
 *   rent    the identity of a process whose host is paid for from now on
 *   release the identity of a process whose host is no longer paid for
 *   request it wants to enter its critical section; enter, leave: it is inside from now on, no longer; free
 *   post    the number of a mail or a broadcast that it hands over to be delivered: its poster's number + N * its how-manieth,
 *           from 0, so that the number says who posted it and no two are the same (algorithms/specifications/posts.h)
 *   deliver the number of one that reaches its reader
 *   stamp   an event that its logical clock counts: the clock now shows the time of this event; for people, what it shows
 *   record  its messages of the computation sent, less those received, as it counts them itself: part of its state, which it
 *           records now. The kth record of each process belongs to the kth snapshot
 *   channel how many messages it has recorded as in transit to it. Its kth belongs to its kth record
 *   block, unblock: it sends no messages of the computation, it does again; free
 *   checkpoint  the number of a checkpoint of its own that is on stable storage from now on
 *   rollback    the number of the checkpoint that it goes back to; its later ones are void */
#define OUTPUTS(X)                                                                                                     \
    X(DECIDE, "decide", "decides", "décide")                                                                           \
    X(LEADER, "leader", "knows the leader", "connaît l'élu")                                                           \
    X(LOST, "lost", "has lost", "a perdu")                                                                             \
    X(RANK, "rank", "has its rank", "a son rang")                                                                      \
    X(COUNT, "count", "knows N", "connaît N")                                                                          \
    X(WATCH, "watch", "watches", "surveille")                                                                          \
    X(SUSPECT, "suspect", "suspects", "soupçonne")                                                                     \
    X(TRUST, "trust", "trusts again", "refait confiance")                                                              \
    X(DONE, "done", "has the result", "a le résultat")                                                                 \
    X(RENT, "rent", "rents", "loue")                                                                                   \
    X(RELEASE, "release", "gives back", "rend")                                                                        \
    X(REQUEST, "request", "requests", "demande")                                                                       \
    X(ENTER, "enter", "enters", "entre")                                                                               \
    X(LEAVE, "leave", "leaves", "sort")                                                                                \
    X(POST, "post", "posts", "poste")                                                                                  \
    X(DELIVER, "deliver", "delivers", "délivre")                                                                       \
    X(STAMP, "stamp", "stamps an event", "date un événement")                                                          \
    X(RECORD, "record", "records its state", "enregistre son état")                                                    \
    X(CHANNEL, "channel", "has its channels", "a ses canaux")                                                          \
    X(BLOCK, "block", "blocks", "se bloque")                                                                           \
    X(UNBLOCK, "unblock", "goes on", "reprend")                                                                        \
    X(CHECKPOINT, "checkpoint", "takes a checkpoint", "prend un point de reprise")                                     \
    X(ROLLBACK, "rollback", "rolls back", "revient en arrière")
enum output {
#define OUTPUT_ENUM(id, ...) OUTPUT_##id,
    OUTPUTS(OUTPUT_ENUM)
#undef OUTPUT_ENUM
        OUTPUT_KINDS
};
#define EVERYONE INT64_MIN /* as the value of OUTPUT_WATCH */
void process_announce(struct process *p, enum output output, int64_t value);

/* ---- work: what takes simulated time ----
 *
 * Handlers take none. What does is asked for, goes on while other handlers run, and ends with the algorithm's `computed`
 * handler. Several pieces of work may go on at once, of one process and of several on the same host, and share what the
 * host has: each core goes to one piece at a time, and when there are more pieces than cores all get the same share. A
 * crash ends what the process was doing, a suspension holds it up.
 *
 * X(ID, name in traces, what it is counted in, activity of a Gantt chart) */
#define WORKS(X)                                                                                                       \
    X(COMPUTE, "compute", "flops", COMPUTE)                                                                            \
    X(MERGE, "merge", "flops", MERGE) /* the same, shown apart: puts results together */                               \
    X(READ, "read", "bytes", IO)      /* from the disk of the host */                                                  \
    X(WRITE, "write", "bytes", IO)                                                                                     \
    X(BOOT, "boot", "seconds", BOOT) /* takes its time whatever else goes on */                                        \
    X(QUEUE, "queue", "seconds", WAIT)
enum work {
#define WORK_ENUM(id, ...) WORK_##id,
    WORKS(WORK_ENUM)
#undef WORK_ENUM
        WORK_KINDS
};
/* Begins a piece of work: `amount` flops, bytes or seconds; finite, 0 or more, and bytes less than 2^63. `number` is the
 * algorithm's own for it, and comes back with it: of a task of the scenario, the task's. */
void process_begin_work(struct process *p, enum work work, uint64_t number, double amount);
/* Gives up all that the process does of this kind and number. */
void process_stop_work(struct process *p, enum work work, uint64_t number);

/* What a process knows of its host, and, when its assumptions say .knows_neighbours, of those of its neighbours. Sites are
 * numbered from 0: the host property "site" of the platform, one site for all hosts that have none. */
struct host_facts {
    double speed; /* of one core, flop/s */
    uint32_t cores;
    uint32_t site;
    double disk_read, disk_write; /* byte/s; 0: it has no disk */
    double memory;                /* bytes; 0: the platform does not say */
};
struct host_facts process_host(const struct process *p);
struct host_facts process_neighbour_host(const struct process *p, uint32_t out_port);

/* The work that the scenario asks for (<work>): tasks, numbered from 0, stage by stage. A task of a stage may begin when all
 * tasks of the stages that it comes after are done. All processes know them. */
struct task {
    double cost;          /* flops */
    double input, output; /* bytes */
    uint32_t stage;
};
struct task_stage {
    const char *name;
    uint64_t first, count; /* its tasks */
    const uint32_t *after; /* stages of smaller number */
    uint32_t after_count;
};
uint64_t process_task_count(const struct process *p);
struct task process_task(const struct process *p, uint64_t number);
uint32_t process_stage_count(const struct process *p);
struct task_stage process_stage(const struct process *p, uint32_t stage);
/* A number that the process keeps for each task, 0 at first: part of its state, lost in a crash. They cost 8 bytes a task
 * for each process that sets one. */
uint64_t process_mark(const struct process *p, uint64_t task);
void process_set_mark(struct process *p, uint64_t task, uint64_t mark);

/* ---- what an algorithm declares ---- */

/* What is fixed about a system before it runs; formulas of costs are functions of it. */
enum identity_order {
    IDENTITIES_INCREASING, /* along the numbers: process i has i + 1 */
    IDENTITIES_DECREASING, /* process i has N - i */
    IDENTITIES_RANDOM,     /* a random permutation of 1..N */
    IDENTITIES_LISTED,
};
/* Who moves when, of an algorithm of guarded rules: see GUARDED and enum daemon_kind. */
enum schedule { SCHEDULE_MESSAGES, SCHEDULE_CENTRAL, SCHEDULE_DISTRIBUTED, SCHEDULE_SYNCHRONOUS };
struct shape {
    uint32_t processes;  /* N */
    uint64_t edges;      /* E: channels of a directed topology, edges of an undirected one */
    uint32_t initiators; /* k */
    unsigned properties; /* of the topology, see below */
    enum identity_order identity_order;
    bool simultaneous_start; /* every initiator starts at the same date */
    enum schedule schedule;
    const double *parameters; /* of the algorithm, by index */
    uint64_t tasks;           /* that the scenario asks for */

    /* Of an algorithm that works: the hosts that have processes, and their cores together; flop/s of one core, and of all. */
    uint32_t hosts;
    uint64_t cores;
    double slowest_core, fastest_core, capacity;
    double lower_bound; /* seconds: no schedule of the tasks is shorter; 0: there are none */
    /* Seconds that a message takes at the most, with the data of any task; infinity: not known, or not sure (faults, extra
     * delays, a platform that changes while the run goes on). */
    double transfer;
};

/* Graham's bound of list scheduling: whoever gives a task to any processor that is idle, as long as there is one, ends within
 * (2 - 1/m) of the optimum on m processors, in whatever order it takes the tasks, and whatever comes after what (Graham, "Bounds
 * for certain multiprocessing anomalies", Bell System Technical Journal 45(9), 1966). The proof holds it against the same lower
 * bound as the measure "ratio" of the specification makespan. For the table of costs of an algorithm that does so:
 *   {"ratio", COST_AT_MOST, GRAHAM_FORMULA, graham_bound, graham_applies, GRAHAM_CONDITION, LAW_UNDECIDED}
 * or, where process 0 hands out and computes nothing, GRAHAM_WORKERS_FORMULA and graham_bound_of_workers: the lower bound
 * counts its processor too. Both have a part in a million more than the formula, for messages that take next to nothing. */
#define GRAHAM_FORMULA         "2 - 1/N"
#define GRAHAM_WORKERS_FORMULA "N/(N-1) + 1 - 1/(N-1)"
#define GRAHAM_CONDITION       "identical hosts of one core, one process each; messages that take next to nothing"
double graham_bound(const struct shape *shape);
double graham_bound_of_workers(const struct shape *shape);
bool graham_applies(const struct shape *shape);

/* Properties that a topology has and an algorithm may require. */
enum topology_property {
    TOPOLOGY_CONNECTED = 1 << 0,  /* strongly, when directed */
    TOPOLOGY_UNDIRECTED = 1 << 1, /* every channel has its opposite */
    TOPOLOGY_RING = 1 << 2,       /* out-port 0 of the processes forms one cycle through all of them */
    TOPOLOGY_TREE = 1 << 3,       /* undirected, connected, N - 1 edges */
    TOPOLOGY_STAR = 1 << 4,       /* a tree in which process 0 is everyone's neighbour */
    TOPOLOGY_COMPLETE = 1 << 5,
    TOPOLOGY_PATH = 1 << 6, /* a tree in which the neighbours of process i are i - 1 and i + 1 */
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
    bool knows_count;      /* the processes know N */
    bool knows_neighbours; /* they know the identity at the other end of each of their channels, and its host */
    bool knows_father;     /* in a tree, each knows the port towards process 0 */
    bool works;            /* the scenario has tasks for them: <work> */
    bool no_precedence;    /* no stage of the work comes after another */
};

enum {
    ALGORITHM_MAX_PARAMETERS = 16,
    ALGORITHM_MAX_KINDS = 32,
    ALGORITHM_MAX_TIMERS = 16,
    ALGORITHM_MAX_VARIABLES = 16,
    ALGORITHM_MAX_RULES = 16,
};

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

/* Payloads of a kind have so many bytes more for each process of the system, and for each pair: the stamp of a vector clock has N
 * entries, that of a matrix clock N * N. They come after payload_bytes, and weigh on the wire:
 * {"mail", .bytes_per_process = sizeof(uint32_t)}. */
struct payload_stamp {
    const char *kind; /* of message; NULL ends the table */
    size_t bytes_per_process, bytes_per_pair;
    const char *among; /* the parameter that says how many processes have entries, N at the most; NULL: all N have */
    bool single;       /* one message of the kind is in transit at the most, a token: for the estimate of the memory */
};

/* Messages of a kind carry data, which are not in the payload but take their time on the network: as many bytes as a field of the
 * payload says, a uint64_t less than 2^63: CARRIES("result", struct result, bytes). */
struct carriage {
    const char *kind; /* of message; NULL ends the table */
    size_t offset;    /* of the field in the payload */
};
#define CARRIES(name_of_kind, type_of_payload, field)                                                                  \
    {                                                                                                                  \
        name_of_kind,                                                                                                  \
            offsetof(type_of_payload, field) + 0 * sizeof(char[_Generic(((type_of_payload *)0)->field, uint64_t : 1)]) \
    }

struct timer_kind {
    const char *name; /* NULL ends the table */
    void (*timeout)(struct process *p, void *state);
};

/* A variable of the state, for those who look at it or harm it from outside: the trace shows each change of it, a
 * corruption puts there anything that its range allows, and a crash spares it when it is stable. What is not declared is
 * seen by nobody and lost in a crash, and a corruption leaves it alone. */
enum variable_type { VARIABLE_BOOL, VARIABLE_U8, VARIABLE_U32, VARIABLE_I32, VARIABLE_U64, VARIABLE_I64 };
struct variable {
    const char *name; /* NULL ends the table */
    size_t offset;    /* in the state; of one for each neighbour, in its entry */
    enum variable_type type;
    bool
        each_neighbour; /* it stands in the part of the state that there is for each in-port; the trace leaves it out */
    bool stable;        /* on stable storage: survives a crash */
    bool hidden;        /* the trace leaves its changes out (it changes at nearly every event) */
    /* The legal values: [minimum, maximum], or what `range` says when they depend on the process; of a bool, both. A state
     * outside them breaks the contract. */
    int64_t minimum, maximum;
    void (*range)(const struct process *p, int64_t *minimum, int64_t *maximum);
    const char *meaning;
};
/* Where a field stands and what it is: {"x", FIELD(struct state, x), .maximum = 3, .meaning = "the token's colour"}. */
#define FIELD(type_of_state, field)                                                                                    \
    .offset = offsetof(type_of_state, field), .type = _Generic(((type_of_state *)0)->field, bool                       \
                                                               : VARIABLE_BOOL, uint8_t                                \
                                                               : VARIABLE_U8, uint32_t                                 \
                                                               : VARIABLE_U32, int32_t                                 \
                                                               : VARIABLE_I32, uint64_t                                \
                                                               : VARIABLE_U64, int64_t                                 \
                                                               : VARIABLE_I64)

/* ---- algorithms written as guarded rules ----
 *
 * Self-stabilising algorithms are written in the state model (Dijkstra, CACM 17(11), 1974): a process reads the states of
 * its neighbours, and when the guard of one of its rules is true (it is *privileged*) it may move. The same rules run
 *   on the network "shared", where they read the true states of their neighbours, and a daemon chooses who moves;
 *   on the other networks, where each process tells its neighbours its state whenever it moves and once a beat, they read what
 *   they last heard, and a process moves as soon as it finds itself privileged, but for a pause after each move (the
 *   cached sensornet transform: Herman, "Models of self-stabilization and sensor networks", IWDC 2003).
 * The descriptor lists the rules and says GUARDED(struct state); its first parameter is BEAT_PARAMETER. */
struct neighbourhood {
    struct process *process;
    void *state; /* its own */
    const void *(*read)(const struct neighbourhood *n, uint32_t in_port);
    const void *context; /* of `read` */
};
/* The state of the neighbour at an in-port, as far as the process can know it. */
static inline const void *neighbour_state(const struct neighbourhood *n, uint32_t in_port)
{
    return n->read(n, in_port);
}
struct rule {
    const char *name; /* NULL ends the table */
    bool (*guard)(const struct neighbourhood *n);
    void (*action)(struct neighbourhood *n); /* changes the own state; sends nothing */
    const char *meaning;
};
void guarded_start(struct process *p, void *state); /* also recovers */
void guarded_receive(struct process *p, void *state, const struct message *m);
void guarded_beat(struct process *p, void *state);
void guarded_pause(struct process *p, void *state);
#define BEAT_PARAMETER                                                                                                 \
    {                                                                                                                  \
        "beat", "time", 0.1, 1e-6, 1e6, "how often a process tells its neighbours its state (message networks only)"   \
    }
#define GUARDED(type_of_state)                                                                                         \
    .messages =                                                                                                        \
        (const struct message_kind[]){{"state", sizeof(type_of_state), guarded_receive, "the sender's state"}, {0}},   \
    .timers = (const struct timer_kind[]){{"beat", guarded_beat}, {"pause", guarded_pause}, {0}},                      \
    .state_bytes = sizeof(type_of_state), .state_bytes_per_neighbour = sizeof(type_of_state), .start = guarded_start,  \
    .recover = guarded_start, .endless = true

/* The states of all processes at one instant, for those who judge. */
struct configuration;
const void *configuration_state(const struct configuration *c, uint32_t process);
const void *configuration_array(const struct configuration *c, uint32_t process); /* see process_array() */
const void *configuration_matrix(const struct configuration *c, uint32_t process);
uint32_t configuration_count(const struct configuration *c);
uint32_t configuration_in_degree(const struct configuration *c, uint32_t process);
uint32_t configuration_source(const struct configuration *c, uint32_t process, uint32_t in_port);
identity configuration_identity(const struct configuration *c, uint32_t process);
double configuration_parameter(const struct configuration *c, uint32_t index);
/* The fewest channels from `root` to a process; UINT32_MAX: there is no path. Computed once for each root. */
uint32_t configuration_hops(const struct configuration *c, uint32_t root, uint32_t process);
/* The process of the smallest identity. Computed once. */
uint32_t configuration_smallest(const struct configuration *c);

/* When a configuration is legitimate: when what `count` finds, summed over all processes, is `legitimate`. The distance
 * to legitimacy is what the sum differs by. It must not call the guards: it judges them. */
struct legitimacy {
    const char *text;              /* the predicate in words */
    const char *unit_en, *unit_fr; /* what is counted: "privileges", "privilèges" */
    /* A function of the states of the process and of its neighbours, and of what is fixed. */
    uint32_t (*count)(const struct configuration *c, uint32_t process);
    uint64_t legitimate;
};

/* What the clock of a process shows, for those who compare it with what really happened before what: a scalar is entry
 * (0, 0), a vector has entries (0, 0) to (0, N - 1), a matrix (0, 0) to (N - 1, N - 1): row j of the clock of process i is
 * what i knows of the vector clock of j. Process i's own vector is row i. */
enum clock_kind { CLOCK_SCALAR, CLOCK_VECTOR, CLOCK_MATRIX };
struct logical_clock {
    enum clock_kind kind;
    uint64_t (*entry)(const struct configuration *c, uint32_t process, uint32_t row, uint32_t column);
};

enum cost_relation { COST_EXACTLY, COST_AT_MOST, COST_AT_LEAST, COST_ON_AVERAGE };
enum law { LAW_UNDECIDED, LAW_CONSTANT, LAW_LOG, LAW_LINEAR, LAW_LINEARITHMIC, LAW_QUADRATIC, LAW_POWER };
struct cost {
    const char *measure; /* "messages", "messages.KIND", or a measure of a specification; NULL ends the table */
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
    const struct carriage *carriages;   /* of the kinds that carry data */
    const struct payload_stamp *stamps; /* of the kinds whose payload grows with N */
    /* Kinds of message that are the protocol's, not the computation's that it serves (markers); NULL at the end. */
    const char *const *controls;
    const struct timer_kind *timers;
    const struct variable *variables;
    const struct rule *rules;            /* of an algorithm written as guarded rules */
    const struct legitimacy *legitimacy; /* of a self-stabilising one */
    const struct logical_clock *clock;   /* of one that keeps a logical clock, and announces STAMP */
    bool random;                         /* it calls process_random, process_random_delay */
    bool endless;                        /* it never falls silent: its runs need a budget of time or of events */
    /* Bytes of the state of a process: state_bytes, plus per_neighbour bytes for each in-port (a flexible array member
     * at the end of the state). The state starts as zeros. */
    size_t state_bytes, state_bytes_per_neighbour;
    size_t state_bytes_per_process, state_bytes_per_pair; /* see process_array(), process_matrix() */
    bool stable_arrays;                                   /* those are on stable storage: a crash spares them */
    /* Messages that a process has in transit at the most, about, for the estimate of the memory; 0: one a channel. */
    uint32_t in_transit;
    void (*initialise)(struct process *p, void *state); /* every process, before time 0; may be NULL. Sends nothing. */
    void (*start)(struct process *p, void *state);      /* each initiator, at its start time */
    /* A piece of work is over. NULL: the algorithm begins none. */
    void (*computed)(struct process *p, void *state, enum work work, uint64_t number);
    /* A process that had crashed is back: its stable variables are as they were, all else in its state is zeros, its timers
     * are off, what was sent to it meanwhile is lost. NULL: `initialise` is called, and nothing more. */
    void (*recover)(struct process *p, void *state);
};

#endif
