/* describe.h: what a platform is, for people: onde platform show. */
#ifndef ONDE_PLATFORM_DESCRIBE_H
#define ONDE_PLATFORM_DESCRIBE_H

#include "base/error.h"

#include <stdio.h>

/* The property "title" of the outermost zone; empty when there is none. */
void describe_title(const char *path, char *title, size_t size);
/* Any property of the outermost zone. false: there is none of this id, and *value is empty. */
bool describe_property(const char *path, const char *id, char *value, size_t size);

/* Loads the platform (in this process: see platform_load) and prints its hosts, speeds, links, what a message takes
 * between its nearest and its farthest hosts, and the sources of its numbers.
 * Errors (INPUT): those of platform_load. */
bool describe_platform(const char *path, FILE *out, struct error *err);

#endif
