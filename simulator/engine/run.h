/* run.h: one run, from checked settings to measures and a verdict. Units: simulated seconds, bytes.
 *
 * The platform of the settings must be loaded in this process (platform/platform.h), unless unit_delays is set. On the
 * latency network any number of runs can follow one another in a process; on flow, SimGrid allows one. */
#ifndef ONDE_ENGINE_RUN_H
#define ONDE_ENGINE_RUN_H

#include "engine/settings.h"
#include "observe/specification.h"

#include <signal.h>

struct measures {
    uint64_t messages;
    uint64_t messages_by_kind[ALGORITHM_MAX_KINDS];
    uint64_t bytes;          /* on the wire: payload and header */
    sim_time simulated_time; /* date of the last event */
    double ideal_time;       /* in units of one message; negative when not measured */
    uint32_t chain;          /* messages in the longest causal chain */
    uint64_t events;
    uint64_t outputs[OUTPUT_KINDS];
    uint64_t faults;     /* that struck */
    uint64_t lost;       /* messages */
    uint64_t duplicated; /* messages */
    uint64_t rounds;     /* see view_rounds() */
    /* Of an algorithm that works (engine/accounts.h); NAN: not known. */
    double energy;      /* J, of the hosts */
    double co2;         /* g of CO2 equivalent, of that and of cooling */
    double price;       /* in `currency` */
    char currency[4];   /* ISO 4217; empty: nothing has a price */
    char powerless[44]; /* a host whose energy the platform does not tell; empty: there is none */
};

/* How far a run is, written by it now and then into memory that its watcher shares. */
struct pulse {
    uint32_t run_plus_1; /* 0: nobody writes here */
    uint64_t events;     /* 0: of an MPI program */
    sim_time simulated_time;
    uint64_t memory; /* bytes resident at the most so far */
};
enum { PULSE_EVENTS = 1 << 16 }; /* a pulse for each so many events */

struct run_options {
    const char *trace_path;    /* NULL: no trace */
    const char *series_path;   /* NULL: no series */
    const char *activity_path; /* of an algorithm that works; NULL: no table of what is done when */
    /* NULL-terminated; NULL: those that the algorithm promises */
    const struct specification *const *specifications;
    bool unit_delays;    /* every message takes one second, no extra delay: the ideal time; latency network only */
    struct pulse *pulse; /* may be NULL */
    const volatile sig_atomic_t *stop; /* the run ends with ENDING_STOPPED when it is not 0; may be NULL */
};

struct run_result {
    struct shape shape;
    enum ending ending;
    struct measures measures;
    /* Of each specification that the algorithm promises; NAN where there is nothing to tell, or others were checked. */
    double specified[MAX_SPECIFICATIONS][SPECIFICATION_MAX_MEASURES];
    struct verdict verdict; /* of all specifications and cost formulas together; the reason says whose it is */
};

/* Whether SimGrid is to account for the energy of the run: the platform is to be loaded with platform_load_with_energy(), else the
 * energy is not known. Of other runs it is not needed. */
bool run_wants_energy(const struct settings *settings);
/* Whether the platform that is loaded has what a run of these settings asks of its hosts: all that system_create() checks, memory
 * for the tasks, one currency. Errors (INPUT) blame the element. */
bool run_check(const struct settings *settings, struct error *err);
/* Runs the system. Errors: whatever system_create says; no route between two hosts; a trace that cannot be written. */
bool run_system(const struct settings *settings, const struct run_options *options, struct run_result *out,
                struct error *err);

/* The value of a measure by its name in a cost table ("messages", "messages.KIND", a measure of a specification that the
 * algorithm promises, if those were the ones checked); false if there is none, or nothing was measured. */
bool measure_by_name(const struct run_result *result, const struct algorithm *algorithm, const char *name, double *out);
/* Whether a formula is promised of a run, of that shape: its condition holds, and it is of what a specification measures
 * or no fault struck. */
bool cost_is_promised(const struct algorithm *algorithm, const struct cost *cost, const struct shape *shape,
                      const struct run_result *result);
/* Which measure of the specifications that the algorithm promises has this name: run_result's specified[*i][*j]. */
const struct specified_measure *measure_of_promise(const struct algorithm *algorithm, const char *name, size_t *i,
                                                   size_t *j);

#endif
