/* footprint.h: how much memory a run will take, before it takes it. */
#ifndef ONDE_ENGINE_FOOTPRINT_H
#define ONDE_ENGINE_FOOTPRINT_H

#include "base/error.h"
#include "engine/settings.h"

/* An estimate, in bytes, from the settings alone: it errs on the high side for the queue (as many messages in transit as
 * there are channels or initiators), and knows nothing of a topology in a file. Of a run that is traced the
 * stamps count. */
double footprint_estimate(const struct settings *settings, bool traced);

/* Whether the machine has that much memory available now. Error (INPUT): it has not, with both numbers. */
bool footprint_check(const struct settings *settings, bool traced, struct error *err);

#endif
