/* work_read.h: the tasks of a system and what its runs cost, from <work> and <accounting> to the settings of a run.
 * Units: flops, bytes. */
#ifndef ONDE_SCENARIO_WORK_READ_H
#define ONDE_SCENARIO_WORK_READ_H

#include "scenario/read.h"

/* <work> has been checked (work_check() of rules.h), and may be NULL. What *out holds is for settings_release() in any case. */
bool work_read(const struct read_context *context, const xmlNode *work, struct work_settings *out, struct error *err);
/* *out is a copy. false: no memory. */
bool work_copy(const struct work_settings *work, struct work_settings *out);

/* <accounting> has been checked, and may be NULL: the defaults of docs/scenario-format.md. */
bool accounting_read(const xmlNode *accounting, struct accounting_settings *out, struct error *err);

#endif
