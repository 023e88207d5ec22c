/* memory.h: what to do when memory runs out in the middle of a run. */
#ifndef ONDE_BASE_MEMORY_H
#define ONDE_BASE_MEMORY_H

/* Returns `block`, or ends the process (status ERROR_INPUT) with a message that names `what`, when it is NULL. Only for
 * allocations inside a run, which is a forked worker whose end costs no other run; what is allocated before a run is
 * answered with a struct error. */
void *must_have(void *block, const char *what);

#endif
