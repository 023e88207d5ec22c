/* reader.h: the XML side of platform files: a streaming reader that touches no network, expands no entity and reads no
 * DTD, and the grammar of platforms/platform.rng. Only for platform/. */
#ifndef ONDE_PLATFORM_READER_H
#define ONDE_PLATFORM_READER_H

#include "base/error.h"

#include <libxml/xmlreader.h>

struct reader;

/* Reads *buffer, which must outlive the reader; `name` is for messages and is borrowed. With a grammar, everything that
 * is read is held against it.
 * true: the caller owns *out; release it with reader_close(). */
bool reader_open(const char *name, const char *buffer, size_t size, bool with_grammar, struct reader **out,
                 struct error *err);
void reader_close(struct reader *reader);

/* Goes to the next start or end of an element. true: there is one. false: the end of the document, or an error. */
bool reader_next(struct reader *reader, struct error *err);

/* Of the element where the reader stands. */
bool reader_at_start(const struct reader *reader); /* else at an end */
bool reader_at_empty(const struct reader *reader); /* a start without an end: <host/> */
const char *reader_element(const struct reader *reader);
int reader_depth(const struct reader *reader);
int reader_line(const struct reader *reader);
/* NULL when there is no such attribute. The text lives until the reader is closed. */
const char *reader_attribute(const struct reader *reader, const char *attribute);

/* The text inside the element where the reader stands, at its end; for elements that hold no others. */
const char *reader_text(const struct reader *reader);

/* Fills *err with the line where the reader stands; returns false. */
bool reader_error(const struct reader *reader, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Reads a whole file. true: the caller frees *buffer. Errors (INPUT): it cannot be read, or is too large. */
bool reader_slurp(const char *path, char **buffer, size_t *size, struct error *err);

/* SimGrid's network model that the <config> of a platform file asks for; "LV08", its default, when it asks for none. */
bool reader_find_model(const char *path, char *model, size_t size, struct error *err);

#endif
