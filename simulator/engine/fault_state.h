/* fault_state.h: how the faults of a run stand: what faults.c, fault_create.c and fault_channels.c share. Nobody else needs
 * it: see faults.h. */
#ifndef ONDE_ENGINE_FAULT_STATE_H
#define ONDE_ENGINE_FAULT_STATE_H

#include "engine/engine.h"

enum { NO_GROUP = UINT32_MAX };

enum route_use { ROUTE_UNKNOWN, ROUTE_USES, ROUTE_AVOIDS };

/* One of the settings' faults, and how it stands in this run. */
struct fault {
    const struct fault_settings *settings;
    uint32_t *targets; /* of faults of processes; owned */
    uint32_t target_count;
    struct random_stream *dates; /* WHEN_RANDOM: of each target, one for the channels; owned */
    bool *waits;                 /* WHEN_RANDOM: it struck that target in vain, see wait_for_change(). Owned */
    bool *lasts;                 /* SLOW, DRIFT: at each target. Owned */
    bool *from, *to;             /* of faults of channels, by process; NULL: all. Owned */
    uint32_t *group;             /* PARTITION: by process; owned */
    uint8_t *routes;             /* of a link of the platform: enum route_use by channel; owned */
    bool active;                 /* of faults of channels */
    uint32_t message_kind;       /* the only one that it strikes; UINT32_MAX: any */
    uint32_t what;               /* WHEN_AFTER: the kind of message, the timer or the output; UINT32_MAX: any */
    uint64_t seen;               /* WHEN_AFTER: events so far */
};

/* What waits at a process that is suspended or slow. */
struct waiting {
    struct envelope envelope;
    struct waiting *next;
};

enum process_flag { PROCESS_CRASHED = 1 << 0, PROCESS_SUSPENDED = 1 << 1 };

/* A clock: it showed `shown` at `at`, and advances `rate` seconds a second. */
struct clock {
    sim_time at, shown;
    double rate;
};

struct faults {
    struct fault *list;
    size_t count;
    bool channels_suffer; /* some fault concerns channels */
    bool follows_events;  /* some fault is WHEN_AFTER */
    uint32_t *due;        /* faults whose event has been seen, to strike when the handler is over */
    size_t due_count;
    bool *strikes; /* of faults_send(): by fault, whether it strikes this message */
    bool striking; /* in faults_after_handler() */

    uint8_t *flags;                 /* by process: enum process_flag */
    int32_t *struck_by;             /* by process: the fault that crashed or suspended it */
    struct waiting **queue, **end;  /* by process: first, last; NULL: nobody is ever suspended or slow */
    sim_time *service;              /* by process: what an event takes it; NULL with `queue` */
    uint32_t *turn;                 /* by process: the number of its last turn; NULL with `queue` */
    struct clock *clocks;           /* by process; NULL: all are right */
    struct random_stream *messages; /* by sending process; NULL: no fault of channels */
};

/* Whether a kind of fault strikes channels; the others strike processes. */
bool fault_is_of_channels(enum fault_kind kind);
/* Whether a corruption concerns a variable. */
bool fault_corrupts(const struct fault_settings *settings, uint32_t variable);
/* For bsearch() and qsort() over numbers of processes. */
int fault_compare_processes(const void *left, const void *right);

static inline uint32_t fault_index(const struct faults *faults, const struct fault *fault)
{
    return (uint32_t)(fault - faults->list);
}

/* A stream for each pair of a fault and a process. */
static inline struct random_stream fault_stream(const struct engine *engine, enum random_purpose purpose, size_t fault,
                                                uint32_t process)
{
    return random_stream(engine->settings->seed, purpose, (uint64_t)fault << 32 | process);
}

/* Of no fault yet: what the platform's own failures need. */
struct faults *faults_allocate(const struct engine *engine, size_t count);

/* Which of the targets of a fault a process is; NO_PROCESS: none. Channels are one target, and strike as process 0. */
uint32_t fault_target(const struct fault *fault, uint32_t process);
/* The event of a fault that strikes, or ends; `kind` is of what ends: a recovery ends a crash. */
void fault_tell(struct engine *engine, const struct fault *fault, enum fault_kind kind, uint32_t process, bool ends);

/* Strikes at a process. Returns whether it changed anything: a process that is down cannot crash again. */
bool fault_strike_process(struct engine *engine, const struct fault *fault, uint32_t process);
/* A fault that lasts is over at a process. */
void fault_release_process(struct engine *engine, const struct fault *fault, uint32_t process);
/* A turn has come: see fault_processes.c. */
void fault_serve(struct engine *engine, const struct envelope *envelope);
/* A process is down, by which fault of the settings or PLATFORM_FAULT; then what waits at it is lost. */
void fault_crash(struct engine *engine, uint32_t process, int32_t by);
void fault_lose_queue(struct engine *engine, uint32_t process, int64_t by);
void fault_discard_queue(struct engine *engine, uint32_t process);

/* The fault that keeps the channel from carrying anything, or NULL. */
const struct fault *fault_find_cut(const struct engine *engine, uint32_t from, uint32_t to, uint32_t in_port);
/* A message is lost, by which fault of the settings or PLATFORM_FAULT: the event, and the envelope is discarded. */
void fault_lose(struct engine *engine, const struct envelope *envelope, int64_t by);

#endif
