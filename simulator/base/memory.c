/* memory.c: see memory.h. */
#include "base/memory.h"
#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>

void *must_have(void *block, const char *what)
{
    if (block != NULL)
        return block;
    fprintf(stderr, "onde: not enough memory for %s\n", what);
    _Exit(ERROR_INPUT);
}
