/* flow.h: what flow.c and failing.c share: the first carries messages where nothing fails, and holds what is common; the
 * second does on a platform whose hosts or links fail by their state profiles. Only for these two.
 *
 * Several SimGrid actors work for one process, and one of them may change what another waits for. At each call of SimGrid
 * other actors may run: whoever calls it leaves everything in order first. */
#ifndef ONDE_NETWORK_FLOW_H
#define ONDE_NETWORK_FLOW_H

#include "network/agenda.h"

#include <simgrid/actor.h>
#include <simgrid/forward.h>

struct failing;
struct worker;
struct core;
struct receiver;

/* What works for one process. */
struct actor {
    struct flow *flow;
    uint32_t process;
    bool posting;                        /* somebody posts the outbox, in the order of sending */
    struct parcel *outbox, **outbox_end; /* sent by handlers, not posted yet */
    uint64_t sent;                       /* communications, but for those that were detached */
    struct core *idle_cores;             /* see work.c */
    struct agenda agenda;
    sg_sem_t new_date; /* wakes the second actor: the first date of the agenda has changed; NULL: there is none */
    bool tell_date;    /* new_date is to be released when the handler is over */
    bool listed;       /* among those to be told */
    struct actor *next_listed;
    sg_sem_t to_post;   /* platforms that fail: wakes the actor that posts the outbox; else NULL */
    sim_time *last_due; /* by in-port: date of the last delivery, when channels are FIFO and have extra delays */
};

struct flow {
    struct engine *engine;
    struct actor *actors;
    struct receiver *receivers; /* all */
    sg_mailbox_t *mailboxes;    /* by channel */
    uint64_t pending;           /* messages in transit, dates to come, hosts to come back */
    uint64_t detached;          /* communications in transit */
    struct actor *listed;       /* to be told of a new first date */
    struct worker *to_start, **to_start_end,
        *to_end;        /* pieces of work that handlers have begun and ended, see work.c */
    struct core *cores; /* all */
    sg_sem_t end;       /* released when the run is over */
    bool ended;
    int standard_error;      /* kept aside while actors are ended; -1: not */
    uint32_t safe_host;      /* of the actors that must outlive every process */
    struct failing *failing; /* NULL: nothing fails on this platform */
};

sg_actor_t flow_create_actor(const char *name, uint32_t host, xbt_main_func_t code, void *data);
sg_mailbox_t flow_mailbox(uint64_t channel, uint32_t life);
/* Takes the first parcel of the outbox, which must have one; the caller then owns it. */
struct parcel *flow_take_sent(struct actor *actor);
/* Posts a parcel from the host of the actor that calls; it goes to whoever receives it. */
sg_comm_t flow_post(struct flow *flow, uint64_t channel, struct parcel *parcel);
/* A parcel that was posted has arrived at its process: it is delivered now, or after its extra delay. Takes it. */
void flow_arrive(struct actor *actor, struct parcel *parcel);
/* To be called when handlers are over: wakes the actors whose first date has changed. */
void flow_tell(struct flow *flow);
/* To be called when the handlers of a process are over: posts what they have sent, starts and ends what they have begun and given
 * up. `mortal`: the SimGrid actor that calls may be killed before what it posts has arrived. */
void flow_after_handler(struct actor *actor, bool mortal);

/* work.c: pieces of work, which SimGrid executes. */
void flow_work_begins(struct engine *engine, uint32_t index);
void flow_work_ends(struct engine *engine, uint32_t index);
void flow_apply_work(struct flow *flow);
void flow_release_work(struct flow *flow);

/* One thing less is to come. */
void flow_end_if_over(struct flow *flow);

/* Prepares what a failing platform needs, before anything is remembered. true: flow->failing is set, or NULL where nothing
 * fails. Errors (INPUT): there is no host on which to watch the others. */
bool failing_create(struct flow *flow, struct error *err);
/* Creates the actors that carry messages, in place of each process's own. */
void failing_create_actors(struct flow *flow);
/* A handler of the process is over: has its outbox posted, if its host is on. */
void failing_after_handler(struct actor *actor);
/* After the simulation. */
void failing_free(struct flow *flow);

#endif
