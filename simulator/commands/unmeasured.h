/* unmeasured.h: the measures of MPI programs that find nothing in what the programs print. */
#ifndef ONDE_COMMANDS_UNMEASURED_H
#define ONDE_COMMANDS_UNMEASURED_H

#include "scenario/scenario.h"

/* Says once of each such measure, on standard error, in how many of the runs of its system in this results folder it found no
 * number, and why in the first of them. Runs that did not end well are not counted: what they would have printed is not
 * missed. Errors are not told: runs.csv is read again for the summary, which tells them. */
void unmeasured_tell(const struct scenario *scenario, const char *folder);

#endif
