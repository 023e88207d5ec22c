/* variable.h: reads and writes the declared variables of a state (struct variable of process.h). Internal to engine/. */
#ifndef ONDE_ENGINE_VARIABLE_H
#define ONDE_ENGINE_VARIABLE_H

#include "engine/process.h"

size_t variable_bytes(const struct variable *variable);
/* `base` is the state, or the neighbour's entry of a variable that there is for each. */
int64_t variable_get(const struct variable *variable, const void *base);
void variable_set(const struct variable *variable, void *base, int64_t value);
/* Its legal values at a process, both ends included. */
void variable_range(const struct variable *variable, const struct process *p, int64_t *minimum, int64_t *maximum);
/* Whether the trace shows its changes. */
bool variable_is_shown(const struct variable *variable);

#endif
