/* faults.h: what strikes processes and channels while a run goes on, as the settings ask. It works below the algorithms
 * and above the networks, so that the same seed brings the same faults on each of them: what a process handles passes by
 * faults_admit(), what it sends by faults_send(). Internal to engine/ and network/. Without faults in the settings there is no
 * struct faults, and a run pays one test of a pointer an event.
 *
 * Dates of faults travel as envelopes (ENVELOPE_FAULT) through the network, like timers; those that strike at a random
 * date, again and again, keep no run going (ENVELOPE_BACKGROUND). Whatever runs a handler (recovery, resumption) is
 * delivered at the process concerned. */
#ifndef ONDE_ENGINE_FAULTS_H
#define ONDE_ENGINE_FAULTS_H

#include "base/error.h"
#include "engine/settings.h"

struct engine;
struct envelope;
struct event;
struct faults;

/* What ENVELOPE_FAULT does at its date. */
enum fault_phase {
    FAULT_STRIKES, /* at the envelope's process, or at the channels */
    FAULT_ENDS,
    FAULT_SERVES, /* a slow process comes to the first of what waits */
};

/* Draws whom the faults of the settings strike. Errors (INPUT, blaming "fault"; the text says which): a process that does
 * not exist, an unknown host or link, more processes than there are, a name that the algorithm does not have, with the
 * nearest; a fault that the network does not carry, by name.
 * true: engine->faults is set, or NULL when there are none; release it with faults_free(). */
bool faults_create(struct engine *engine, struct error *err);
void faults_free(struct engine *engine);
/* Strikes what strikes at date 0, before anything else happens, and has the network remember the other dates. */
void faults_begin(struct engine *engine);

/* What becomes of an envelope whose date has come. */
enum fate {
    FATE_HANDLED, /* by its process, now */
    FATE_GONE,    /* lost, and discarded; the event is recorded */
    FATE_KEPT,    /* it waits: the caller forgets it */
};
enum fate faults_admit(struct engine *engine, const struct envelope *envelope);
/* ENVELOPE_FAULT has come. */
void faults_strike(struct engine *engine, const struct envelope *envelope);
/* A message leaves: it is given to the network with what the faults make of it, or lost. `extra_delay` is its channel's. */
void faults_send(struct engine *engine, uint32_t from, const struct envelope *envelope, sim_time extra_delay);
/* An event is recorded: some faults follow events. They strike when its handler is over, at faults_after_handler(). */
void faults_notice(struct engine *engine, const struct event *event);
void faults_after_handler(struct engine *engine);

/* Neither crashed nor suspended. */
bool faults_process_is_up(const struct engine *engine, uint32_t process);
/* The clock of a process at this instant; and how long a span of its clock lasts. */
sim_time faults_clock(const struct engine *engine, uint32_t process);
sim_time faults_duration(const struct engine *engine, uint32_t process, sim_time by_its_clock);

/* The platform itself fails (availability profiles; network flow only). */
void faults_platform_crash(struct engine *engine, uint32_t process);
void faults_platform_recover(struct engine *engine, uint32_t process);
void faults_platform_loss(struct engine *engine, const struct envelope *envelope);

/* Whether a repair ends a cut: one that names channels or a link ends the cuts that name the same, one that names nothing
 * ends all. */
bool fault_repairs(const struct fault_settings *repair, const struct fault_settings *cut);

#endif
