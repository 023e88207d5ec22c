/* fault_list.h: the faults of a system, from <faults> to the settings of a run. Units: seconds.
 *
 *   fault_rules.c   what the attributes of one <fault> say together: fault_check() of rules.h
 *   fault_read.c    the settings of each
 *   fault_check.c   how they fit the rest of the system, and each other */
#ifndef ONDE_SCENARIO_FAULT_LIST_H
#define ONDE_SCENARIO_FAULT_LIST_H

#include "scenario/read.h"

/* Fills out->faults from <faults>, which may be NULL, and checks them; the rest of *out is filled. Lists of processes are
 * sorted. What *out holds is for settings_release() in any case. Errors carry their place. */
bool fault_list_read(const struct read_context *context, const xmlNode *faults, struct settings *out,
                     struct error *err);

/* Errors: those of fault_list_read() that need the algorithm, the network, the number of processes or other faults. */
bool fault_list_check(const struct read_context *context, const xmlNode *faults, const struct settings *settings,
                      struct error *err);

/* Gives *out, which has no faults, copies of those of `settings`. false: no memory; what is there is for
 * settings_release(). */
bool fault_list_copy(const struct settings *settings, struct settings *out);

#endif
