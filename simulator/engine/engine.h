/* engine.h: what happens inside a run, between a network that carries and an algorithm that reacts. Internal to engine/
 * and network/. Owned by run.c. */
#ifndef ONDE_ENGINE_ENGINE_H
#define ONDE_ENGINE_ENGINE_H

#include "base/memory.h"
#include "base/random.h"
#include "engine/run.h"
#include "engine/system.h"
#include "observe/observers.h"

#include <math.h>
#include <string.h>

enum { INLINE_PAYLOAD = 16, NO_SLOT = UINT32_MAX };

/* What a network carries: a message, or a date to remember (a timer, a start). 48 bytes: there may be ten million. */
enum envelope_type { ENVELOPE_MESSAGE, ENVELOPE_TIMER, ENVELOPE_START };
struct envelope {
    sim_time time;    /* of delivery; set by the network */
    uint32_t process; /* that receives */
    uint32_t port;    /* MESSAGE: in-port; TIMER: generation */
    uint32_t chain;
    uint32_t slot; /* of the stamp, or NO_SLOT */
    uint8_t type;
    uint8_t kind; /* MESSAGE: message kind; TIMER: timer */
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
    size_t record_stride;                             /* without what the state has by neighbour */
    size_t delay_offset, random_offset, state_offset; /* in a record; 0: none */
    bool delayed;                                     /* channels have extra delays */
    uint32_t message_kinds, timer_kinds;
    uint32_t *timers; /* generation of each armed timer by process and kind, 0 when not armed */
    uint32_t timer_generation;
    uint32_t wire_bytes[ALGORITHM_MAX_KINDS];

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
};

/* A running handler's process. */
struct process {
    struct engine *engine;
    uint32_t number;
};

/* Runs the network to the end of the run: engine->ending is set. */
bool network_latency_run(struct engine *engine, struct error *err);
bool network_flow_run(struct engine *engine, struct error *err);

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

/* Bytes of the record of a process, without what its state has by neighbour. */
size_t engine_record_bytes(const struct settings *settings);

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
