/* generators.h: the write functions of generators.def. */
#ifndef ONDE_PLATFORM_GENERATORS_GENERATORS_H
#define ONDE_PLATFORM_GENERATORS_GENERATORS_H

#include <stdio.h>

#define GENERATOR(id, name, revision, title) void generate_##id(FILE *out);
#include "platform/generators.def"
#undef GENERATOR

#endif
