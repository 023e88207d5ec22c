/* configuration.h: the states of all processes at one instant, as legitimacy sees them (process.h has the questions), and
 * the rounds of message networks. Internal to engine/. */
#ifndef ONDE_ENGINE_CONFIGURATION_H
#define ONDE_ENGINE_CONFIGURATION_H

#include "engine/process.h"

struct engine;
struct configuration;

/* Borrows the engine. The caller owns it; configuration_free(). */
struct configuration *configuration_create(const struct engine *engine);
void configuration_free(struct configuration *configuration);
/* The engine's own measure, for view_rounds(). */
uint64_t configuration_rounds(const struct configuration *configuration);
/* A process has handled an event. Returns whether a round is over with it: every process that is up has handled one
 * since the round began. Amortised O(1) an event. */
bool configuration_handled(struct configuration *configuration, uint32_t process);

#endif
