/* engine.h: what happens inside a run, between a network that carries and an algorithm that reacts. Internal to engine/
 * and network/. Owned by run.c. */
#ifndef ONDE_ENGINE_ENGINE_H
#define ONDE_ENGINE_ENGINE_H

#include "base/memory.h"
#include "base/random.h"
#include "engine/accounts.h"
#include "engine/configuration.h"
#include "engine/faults.h"
#include "engine/run.h"
#include "engine/system.h"
#include "engine/works.h"
#include "observe/observers.h"

#include <math.h>
#include <string.h>

enum { INLINE_PAYLOAD = 16, NO_SLOT = UINT32_MAX };
#define MOST_PAYLOAD (1u << 30) /* bytes of one message */

/* What a network carries: a message, or a date to remember (a timer, a start, the date of a fault). 48 bytes: there may be
 * ten million. */
enum envelope_type { ENVELOPE_MESSAGE, ENVELOPE_TIMER, ENVELOPE_START, ENVELOPE_FAULT, ENVELOPE_WORK, ENVELOPE_SHARE };
enum envelope_flag {
    ENVELOPE_UNORDERED = 1 << 0,  /* others of its channel may overtake it, FIFO or not */
    ENVELOPE_BACKGROUND = 1 << 1, /* it keeps no run going: the run ends when nothing else is to come */
    ENVELOPE_ADMITTED = 1 << 2,   /* it has waited its turn at its process, which handles it now */
};
struct envelope {
    sim_time time;    /* of delivery; set by the network */
    uint32_t process; /* that receives; SHARE: the sharing, see works.h */
    /* MESSAGE: in-port; TIMER: generation; FAULT: which of the settings; WORK: the piece; SHARE: generation of the sharing */
    uint32_t port;
    uint32_t chain; /* WORK: generation of the piece */
    uint32_t slot;  /* of the stamp, or NO_SLOT */
    uint8_t type;
    uint8_t kind; /* MESSAGE: message kind; TIMER: timer; FAULT: enum fault_phase; WORK: enum work */
    uint8_t flags;
    union {
        unsigned char bytes[INLINE_PAYLOAD];
        void *block; /* payloads above INLINE_PAYLOAD: allocated */
    } payload;
};

struct engine {
    const struct system *system;
    const struct settings *settings;
    const struct algorithm *algorithm;
    const struct topology *topology;
    const struct run_options *options;
    uint32_t processes;

    /* One record a process, so that an event touches few lines of cache: the longest causal chain that reaches it, the
     * streams it draws from, its state. */
    char *records;
    size_t record_stride;                                           /* without what the state has by neighbour */
    size_t delay_offset, random_offset, array_offset, state_offset; /* in a record; 0: none */
    bool draws_delays;                                              /* of the channels: there is a stream for them */
    bool delayed;              /* messages may have extra delays, of the channels or by a fault */
    int64_t *shown;            /* the values of the variables that the trace shows, as last reported, by process */
    uint32_t shown_variables;  /* of each process; 0: none */
    struct faults *faults;     /* NULL: the scenario has none */
    struct works *works;       /* NULL: the algorithm does no work */
    struct accounts *accounts; /* NULL: the same */
    struct configuration *configuration;
    uint64_t *clock_shown; /* room for what a logical clock shows; NULL: nobody looks */
    /* Lent to an algorithm that uses what it has not declared, NULL as a rule: the run fails, but no memory is harmed. */
    void *lent_array, *lent_matrix;
    uint32_t *fathers; /* port towards process 0, UINT32_MAX: none; NULL: the algorithm does not know it */
    uint32_t message_kinds, timer_kinds;
    uint32_t *timers; /* generation of each armed timer by process and kind, 0 when not armed */
    uint32_t timer_generation;
    sim_time *deadlines; /* of each armed timer, by its process's clock; NULL: no clock drifts */
    size_t payload_bytes[ALGORITHM_MAX_KINDS];
    uint64_t wire_bytes[ALGORITHM_MAX_KINDS]; /* of a message; see engine_message_bytes() */
    bool carries[ALGORITHM_MAX_KINDS];
    size_t carried_offset[ALGORITHM_MAX_KINDS];

    sim_time now;
    uint64_t budget_events; /* UINT64_MAX: none */
    sim_time budget_time;   /* infinity: none */
    struct error fault;     /* what an algorithm did against the contract */
    bool over;              /* the network must deliver nothing more */
    enum ending ending;     /* when over */
    struct measures measures;
    struct observers observers;

    /* Given by the network. */
    void *network;
    void (*send)(struct engine *engine, uint32_t from, const struct envelope *envelope, sim_time extra_delay);
    void (*remember)(struct engine *engine, const struct envelope *envelope); /* a timer, at envelope->time */
    void (*work_begins)(struct engine *engine, uint32_t piece);               /* or goes on */
    void (*work_ends)(struct engine *engine, uint32_t piece); /* or is held up, or is over; the piece is still there */
    void (*share_changed)(struct engine *engine, uint32_t sharing); /* NULL: the network does not ask the sharings */
};

static inline const void *envelope_payload(const struct engine *engine, const struct envelope *envelope)
{
    bool inside = engine->payload_bytes[envelope->kind] <= INLINE_PAYLOAD;
    return inside ? envelope->payload.bytes : envelope->payload.block;
}
/* What a message weighs on the wire: header, payload, and what it carries. */
static inline uint64_t engine_payload_bytes(const struct engine *engine, uint32_t kind, const void *payload)
{
    uint64_t carried = 0;
    if (engine->carries[kind])
        memcpy(&carried, (const char *)payload + engine->carried_offset[kind], sizeof carried);
    return engine->wire_bytes[kind] + carried;
}
static inline uint64_t engine_message_bytes(const struct engine *engine, const struct envelope *envelope)
{
    return engine_payload_bytes(engine, envelope->kind, envelope_payload(engine, envelope));
}

/* A running handler's process. */
struct process {
    struct engine *engine;
    uint32_t number;
};

/* Runs the network to the end of the run: engine->ending is set. */
bool network_latency_run(struct engine *engine, struct error *err);
bool network_flow_run(struct engine *engine, struct error *err);
bool network_shared_run(struct engine *engine, struct error *err);

/* To be called by the network when it is ready to remember dates, before anything starts: the initial states, the faults
 * of date 0 and the dates of the others. */
void engine_begin(struct engine *engine);
/* To be called by the network when the date of an envelope has come, with engine->now set. Runs the handler, frees what
 * the envelope holds. A timer that was cancelled or armed again since is passed over silently. Sets engine->over when a
 * budget runs out. */
void engine_deliver(struct engine *engine, const struct envelope *envelope);
/* Brings into the caches what a delivery to this process will touch first. */
void engine_prefetch(const struct engine *engine, uint32_t process);
/* Frees what an undelivered envelope holds. */
void engine_discard(struct engine *engine, const struct envelope *envelope);

/* One run of a built system; see run_system, which adds the ideal time and the cost formulas. */
bool engine_run(const struct system *system, const struct run_options *options, struct run_result *out,
                struct error *err);

/* Bytes of the record of one of so many processes, without what its state has by neighbour. */
size_t engine_record_bytes(const struct settings *settings);

/* Counts an event, and shows it to whoever wants its kind. `slot` as in observers_event; may be NULL. */
void engine_event(struct engine *engine, struct event *event, uint32_t *slot);
/* The algorithm breaks the contract: the run ends, and fails with "process N ...". */
void engine_breach(const struct process *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The state of a process; its parts for each process, engine_array_bytes() of them, and for each pair, which follow. */
size_t engine_array_bytes(const struct engine *engine);
void *engine_arrays(const struct engine *engine, uint32_t process);
void *engine_state(const struct engine *engine, uint32_t process);
/* In a tree, sets engine->fathers: see process_father(). */
void engine_find_fathers(struct engine *engine);
/* Applies a rule to the state of n->process: the event of the move, the action, the events of the variables. */
void engine_move(struct engine *engine, struct neighbourhood *n, uint32_t rule);
/* The events of the variables whose values are no longer those last reported. */
void engine_report_state(struct engine *engine, uint32_t process);
/* A crashed process is back: see struct algorithm's `recover`. */
void engine_recover(struct engine *engine, uint32_t process);
/* The longest causal chain that reaches the process. */
uint32_t engine_chain(const struct engine *engine, uint32_t process);
/* The timers of a process are off. */
void engine_stop_timers(struct engine *engine, uint32_t process);

/* The clock of a process goes at another rate: its timers follow. */
void engine_rearm_timers(struct engine *engine, uint32_t process);

/* Ends the run. */
static inline void engine_end(struct engine *engine, enum ending ending)
{
    if (engine->over)
        return;
    engine->over = true;
    engine->ending = ending;
}

/* Ends the run at the date where its budget of time ends. */
static inline void engine_end_of_time(struct engine *engine)
{
    engine->now = engine->measures.simulated_time = engine->budget_time;
    engine_end(engine, ENDING_TIME);
}

#endif
