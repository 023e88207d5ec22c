/* grammar.h: platforms/platform.rng, to validate with and to explain from. Only for platform/. */
#ifndef ONDE_PLATFORM_GRAMMAR_H
#define ONDE_PLATFORM_GRAMMAR_H

#include "base/error.h"

#include <libxml/relaxng.h>

struct grammar;

/* Errors (INPUT): the file is not there, or is not a grammar.
 * true: the caller owns *out; release it with grammar_free(). */
bool grammar_load(struct grammar **out, struct error *err);
void grammar_free(struct grammar *grammar);
xmlRelaxNGPtr grammar_schema(const struct grammar *grammar);

/* libxml2 says that an element is wrong, and seldom why. Looks for the reason in the element itself: a name that is not
 * in the grammar (the nearest is suggested), an attribute that it does not have or lacks, a value that is not among
 * those allowed. `element` is a node with its attributes.
 * Returns false with *err filled when there is such a reason, and true when not. */
bool grammar_explain(const struct grammar *grammar, xmlNodePtr element, const char *file, int line, struct error *err);

#endif
