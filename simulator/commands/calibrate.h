/* calibrate.h: onde platform calibrate, the one action of onde platform that leaves results. */
#ifndef ONDE_COMMANDS_CALIBRATE_H
#define ONDE_COMMANDS_CALIBRATE_H

#include "base/language.h"

/* Measures a platform, prints simulated against published, writes calibration.csv and the figure calibration into `folder`
 * (NULL: results/calibration-<name of the platform>), which is made. Returns the exit status: EXIT_HOLDS when every published
 * figure is met, or none is there; EXIT_VIOLATED; that of an error. */
int calibrate_platform(const char *name, const char *folder, enum language language);

#endif
