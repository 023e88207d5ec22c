/* document.h: the XML tree of a scenario: reading it safely, walking it, changing attributes, and saying where each of
 * them came from. A tree is libxml2's; every element and attribute carries its origin (struct source below).
 *
 * Reading refuses DOCTYPE (so there are no entities and no external DTD), touches no network, and bounds the size. */
#ifndef ONDE_SCENARIO_DOCUMENT_H
#define ONDE_SCENARIO_DOCUMENT_H

#include "base/error.h"

#include <libxml/tree.h>

/* Where the values of a document come from. An origin is a line of `path` when it is positive, and the text
 * sets[-1 - origin] of the command line when it is negative; 0 is not known. Borrowed. */
struct source {
    const char *path;
    const char *const *sets;
    size_t set_count;
};
int origin_of_set(size_t index);

enum { DOCUMENT_MOST_BYTES = 64 << 20, DOCUMENT_MOST_ELEMENTS = 10000 };

/* true: the caller owns *out, xmlFreeDoc(). Errors (INPUT): a file that cannot be read or is too large, XML that is not
 * well-formed, a DOCTYPE, namespaces. */
bool document_read_file(const char *path, xmlDocPtr *out, struct error *err);
bool document_read_memory(const char *text, size_t size, const char *path, xmlDocPtr *out, struct error *err);

/* Validates against the grammar scenarios/scenario.rng, which is a part of the program. */
bool document_validate(xmlDocPtr document, const struct source *source, struct error *err);

/* Elements; text and comments are skipped. NULL past the last one. */
const char *element_name(const xmlNode *element);
xmlNode *element_first(const xmlNode *parent);
xmlNode *element_next(const xmlNode *element);
/* The first child of this name, or NULL. */
xmlNode *element_child(const xmlNode *parent, const char *name);
int element_origin(const xmlNode *element);
/* A new last child; NULL when memory runs out (*err says so). */
xmlNode *element_append(xmlNode *parent, const char *name, int origin, struct error *err);
/* A copy of elements and attributes with their origins, without text; no document owns it: xmlFreeNode(). NULL when
 * memory runs out. The second one copies the element and its attributes, but not what it contains. */
xmlNode *element_copy(const xmlNode *element, struct error *err);
xmlNode *element_copy_alone(const xmlNode *element, struct error *err);
/* The text inside, white space trimmed and runs of it replaced by one space; cut to the buffer. */
void element_text(const xmlNode *element, char *buffer, size_t size);

/* Attributes, by name; "xml:lang" is the one with a prefix. */
const char *attribute_name(const xmlAttr *attribute);
xmlAttr *attribute_find(const xmlNode *element, const char *name);
const char *attribute_text(const xmlAttr *attribute);
/* The value, or NULL when the element has no such attribute. */
const char *attribute_value(const xmlNode *element, const char *name);
int attribute_origin(const xmlAttr *attribute);
bool attribute_write(xmlNode *element, const char *name, const char *value, int origin, struct error *err);

/* Fills *err with where the element or attribute stood and what is wrong, and returns false:
 *   scenarios/ring.xml:7: <system processes="0">: expected 1 or more     (kind INPUT)
 *   --set system.processes=0: expected 1 or more                         (kind USAGE) */
bool refuse_element(const struct source *source, const xmlNode *element, struct error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool refuse_attribute(const struct source *source, const xmlAttr *attribute, struct error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
