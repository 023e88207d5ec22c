/* words.h: an event in words, for people and for other programs' logs. Texts are cut to `size` as snprintf does. */
#ifndef ONDE_CAUSALITY_WORDS_H
#define ONDE_CAUSALITY_WORDS_H

#include "causality/history.h"

enum { WORDS_SIZE = 256 };

/* "process 3 receives token from 2", without number and time, and on one line. */
void words_of_event(const struct happening *event, char *text, size_t size);

#endif
