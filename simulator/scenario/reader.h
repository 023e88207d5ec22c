/* reader.h: scenario_load() with what it depends on given by the caller: for tests and fuzz targets. */
#ifndef ONDE_SCENARIO_READER_H
#define ONDE_SCENARIO_READER_H

#include "scenario/rules.h"
#include "scenario/scenario.h"

/* The algorithms, platforms and figures of the program. */
extern const struct scenario_environment program_environment;

/* As scenario_load(). `path` is for messages, and relative paths are relative to its folder; `environment` must outlive
 * the scenario. */
bool scenario_read_memory(const char *text, size_t size, const char *path, const char *const *sets, size_t set_count,
                          const struct scenario_environment *environment, struct scenario **out, struct error *err);

#endif
