/* profile.h: SimGrid's availability profiles: dates, and what a host or a link is worth from each of them on. They stand in
 * files of their own or in <trace>:
 *
 *     # comment, also with %
 *     PERIODICITY 60        seconds from one round to the next; or LOOPAFTER 10: from the last date to the next round
 *     12 0                  date, value
 *     40 1
 *
 * Checked here, because SimGrid 3.32 aborts on a profile that it does not like, passes over values below 0, and draws the
 * random ones (STOCHASTIC) from a stream that knows nothing of the seed of a run. Only for platform/. */
#ifndef ONDE_PLATFORM_PROFILE_H
#define ONDE_PLATFORM_PROFILE_H

#include "platform/platform.h"

#include <stddef.h>

struct profile {
    double least;      /* value */
    int least_line;    /* of the text; from 1 */
    bool off_at_start; /* the value is 0 at date 0 */
    uint32_t returns;  /* see struct platform_profile */
};

/* Reads the text of a profile. `period`: seconds from one round to the next, as <trace periodicity="..."> gives them; 0 or
 * less: the text says. Errors (INPUT, without file): the line is that of the text. */
bool profile_parse(const char *text, double period, struct profile *out, struct error *err);

/* Reads a profile file, named in the platform file `platform`: relative to its folder. Errors (INPUT) of the text carry file
 * and line; the others have no file. */
bool profile_read(const char *platform, const char *name, struct profile *out, struct error *err);

/* Whether its values mean something for that kind. Errors (INPUT): without file and line. */
bool profile_suits(const struct profile *profile, enum profile_kind kind, struct error *err);

/* The profiles that a checked platform file gives to its hosts and links. true: the caller owns *out, and releases it with
 * profiles_free(). */
bool profiles_find(const char *path, struct platform_profile **out, size_t *count, struct error *err);
void profiles_free(struct platform_profile *profiles, size_t count);

#endif
