/* mpi_read.h: from <mpi> to the settings of an MPI program (mpi/settings.h). */
#ifndef ONDE_SCENARIO_MPI_READ_H
#define ONDE_SCENARIO_MPI_READ_H

#include "mpi/settings.h"
#include "scenario/read.h"

/* `element`: an <mpi> that rules_check() has passed; `measures`: the scenario's <measures>, or NULL. Errors carry their place.
 * NULL: an error; else the caller frees it: mpi_settings_free(). */
struct mpi_settings *mpi_settings_read(const struct read_context *context, const xmlNode *element,
                                       const xmlNode *measures, struct error *err);

#endif
