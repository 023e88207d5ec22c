/* accounts.h: what a run costs beside time: the energy of the hosts that have processes, and what they are rented for
 * (docs/makespan.md). For algorithms that work. Units: J, seconds, g of CO2 equivalent, money. Internal to engine/ and network/.
 *
 * What counts is from date 0 until the last task is done, or until the run ends when that never is. When the algorithm
 * announces that it rents, each rented host counts from RENT to RELEASE instead, and no other.
 *
 * Of the network flow SimGrid knows the energy (platform_host_energy). Of the network latency the sharings know how long a host
 * was at work, and how much it did, and the formula is SimGrid's:
 *   idle * (t - busy) + epsilon * busy + (full - epsilon) * flops / (flop/s of all cores). */
#ifndef ONDE_ENGINE_ACCOUNTS_H
#define ONDE_ENGINE_ACCOUNTS_H

#include "base/error.h"
#include "engine/process.h"

struct engine;

/* Of a system on the platform that is loaded. Errors (INPUT): electricity and hosts are priced in two currencies. */
struct system;
bool accounts_check(const struct system *system, struct error *err);

/* engine->accounts: NULL for an algorithm that does not work. Errors (INPUT): prices in two currencies. */
bool accounts_create(struct engine *engine, struct error *err);
void accounts_free(struct engine *engine);

/* A process announces something. Where asking for an energy lets other handlers run (accounts_defer), what is to be read is
 * read by accounts_settle(), to be called when the handler is over, at the same date. */
void accounts_notice(struct engine *engine, enum output output, int64_t value);
void accounts_defer(struct engine *engine);
void accounts_settle(struct engine *engine);

/* The run is over: fills in engine->measures. */
void accounts_conclude(struct engine *engine);

#endif
