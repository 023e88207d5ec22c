/* programs.h: the MPI programs of a scenario, made ready before its first run: each compiled once, the machines that they
 * run on known, so that every run is only launched. */
#ifndef ONDE_EXECUTE_PROGRAMS_H
#define ONDE_EXECUTE_PROGRAMS_H

#include "mpi/job.h"
#include "scenario/scenario.h"

struct programs;

/* Compiles the programs of these runs (NULL: of all), and checks at every point of the sweep that the ranks have room, and
 * that SimGrid accepts the options. A scenario without MPI programs has an empty *out.
 * Errors: with the place in the scenario, as scenario_locate() gives it; what a compiler says has gone to standard error.
 * true: the caller owns *out; programs_free(). */
bool programs_prepare(const struct scenario *scenario, const uint32_t *runs, uint32_t count, struct programs **out,
                      struct error *err);
void programs_free(struct programs *programs);

/* Of a run that was prepared. */
const struct mpi_program *programs_find(const struct programs *programs, const struct settings *settings);
const struct mpi_machine *programs_machine(const struct programs *programs, const struct settings *settings);

#endif
