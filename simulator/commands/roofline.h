/* roofline.h: onde platform roofline: what the hosts of one or several platforms can attain, as a table and a figure. */
#ifndef ONDE_COMMANDS_ROOFLINE_H
#define ONDE_COMMANDS_ROOFLINE_H

#include "base/language.h"

#include <stddef.h>

/* `names` are platforms, or paths of their files; `folder` is where the figure goes, NULL: results/roofline, or results/roofline-NAME of
 * one platform. Returns the exit status of the program. */
int roofline_platforms(const char *const *names, size_t count, const char *folder, enum language language);

#endif
