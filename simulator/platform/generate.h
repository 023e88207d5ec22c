/* generate.h: machines that are too large to write by hand: a table of generators, each of which writes the SimGrid XML
 * of one machine. To add one: a file in generators/ and a line in generators.def. */
#ifndef ONDE_PLATFORM_GENERATE_H
#define ONDE_PLATFORM_GENERATE_H

#include "base/error.h"

#include <stdio.h>

struct generator {
    const char *name;
    const char *title;
    unsigned revision;        /* raised with each change of what it writes, so that what is in a cache is made anew */
    void (*write)(FILE *out); /* write errors are left to the caller */
};

/* NULL past the end. */
const struct generator *generator_at(size_t index);
const struct generator *generator_find(const char *name); /* NULL when there is none */

/* Makes sure that the machine is in the user's cache ($XDG_CACHE_HOME, else ~/.cache, under onde/platforms/<version>/),
 * and gives the path of its file. A file is there whole or not at all. Errors (INPUT): the folder cannot be made, the
 * disk is full. */
bool generator_cached(const struct generator *generator, char *path, size_t size, struct error *err);

/* Whether the file is one that generator_cached() makes. */
bool generator_made(const char *path);

#endif
