/* document.c: see document.h. */
#include "scenario/document.h"

#include <assert.h>
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- origins: kept in the _private field that libxml2 leaves to its users ---- */

static void *origin_pack(int origin)
{
    return (void *)(intptr_t)origin;
}

static int origin_unpack(const void *packed)
{
    return (int)(intptr_t)packed;
}

int origin_of_set(size_t index)
{
    return -1 - (int)index;
}

int element_origin(const xmlNode *element)
{
    return origin_unpack(element->_private);
}

int attribute_origin(const xmlAttr *attribute)
{
    return origin_unpack(attribute->_private);
}

/* ---- reading ---- */

struct reading {
    const char *path;
    struct error *err;
    size_t elements;
};

/* libxml2 calls this before it reads anything of the DTD. */
static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    xmlParserCtxtPtr parser = context;
    const struct reading *reading = parser->_private;
    error_set(reading->err, ERROR_INPUT, reading->path, parser->input->line,
              "<!DOCTYPE> is refused: a scenario has neither a DTD nor entities");
    xmlStopParser(parser);
}

static int count_lines(const xmlChar *from, const xmlChar *to)
{
    int lines = 0;
    for (; from < to; from++)
        lines += *from == '\n';
    return lines;
}

/* libxml2 gives an element the line where its start tag ends. This finds the line where the tag begins, and those of
 * its attributes, which may stand on other lines; their values still stand in the input. */
static void start_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                          int namespace_count, const xmlChar **namespaces, int attribute_count, int default_count,
                          const xmlChar **attributes)
{
    xmlParserCtxtPtr parser = context;
    struct reading *reading = parser->_private;
    const xmlChar *end = parser->input->cur, *begin = end;
    while (begin > parser->input->base && *begin != '<')
        begin--;
    int line = parser->input->line - count_lines(begin, end);
    if (uri != NULL || namespace_count > 0) {
        error_set(reading->err, ERROR_INPUT, reading->path, line, "<%s>: a scenario uses no XML namespaces", name);
        xmlStopParser(parser);
        return;
    }
    if (++reading->elements > DOCUMENT_MOST_ELEMENTS) {
        error_set(reading->err, ERROR_INPUT, reading->path, line, "expected at most %d elements",
                  DOCUMENT_MOST_ELEMENTS);
        xmlStopParser(parser);
        return;
    }
    xmlSAX2StartElementNs(parser, name, prefix, uri, namespace_count, namespaces, attribute_count, default_count,
                          attributes);
    if (parser->node == NULL)
        return;
    parser->node->_private = origin_pack(line);
    xmlAttr *attribute = parser->node->properties;
    enum { FIELDS = 5, VALUE = 3 }; /* of an attribute in the array: name, prefix, URI, value, end of the value */
    for (int i = 0; i < attribute_count && attribute != NULL; i++, attribute = attribute->next) {
        const xmlChar *value = attributes[i * FIELDS + VALUE];
        bool in_place = value >= begin && value < end;
        attribute->_private = origin_pack(in_place ? line + count_lines(begin, value) : line);
    }
}

bool document_read_memory(const char *text, size_t size, const char *path, xmlDocPtr *out, struct error *err)
{
    *out = NULL;
    if (size > DOCUMENT_MOST_BYTES)
        return error_set(err, ERROR_INPUT, path, 0, "expected at most %d MiB", DOCUMENT_MOST_BYTES >> 20);
    xmlInitParser();
    struct error local = {0};
    struct reading reading = {path, &local, 0};
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (parser == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "not enough memory to read it");
    parser->_private = &reading;
    parser->sax->internalSubset = refuse_doctype;
    parser->sax->startElementNs = start_element;
    xmlDocPtr document = xmlCtxtReadMemory(parser, text, (int)size, path, NULL,
                                           XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                               XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
    if (local.kind == ERROR_NONE && document == NULL) {
        const xmlError *last = xmlCtxtGetLastError(parser);
        const char *message = last != NULL && last->message != NULL ? last->message : "nothing to read";
        error_set(&local, ERROR_INPUT, path, last != NULL ? last->line : 0, "not well-formed XML: %.*s",
                  (int)strcspn(message, "\n"), message);
    }
    xmlFreeParserCtxt(parser);
    if (local.kind != ERROR_NONE) {
        xmlFreeDoc(document);
        return error_set(err, local.kind, local.file, local.line, "%s", local.text);
    }
    *out = document;
    return true;
}

bool document_read_file(const char *path, xmlDocPtr *out, struct error *err)
{
    *out = NULL;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
    enum { FIRST_BYTES = 1 << 16 };
    size_t room = FIRST_BYTES, size = 0, got;
    char *text = malloc(room);
    bool ok = text != NULL;
    while (ok && size <= DOCUMENT_MOST_BYTES && (got = fread(text + size, 1, room - size, file)) > 0) {
        size += got;
        if (size < room)
            continue;
        char *grown = realloc(text, room * 2);
        ok = grown != NULL;
        if (ok) {
            text = grown;
            room *= 2;
        }
    }
    if (!ok)
        error_set(err, ERROR_INPUT, path, 0, "not enough memory to read it");
    else if (ferror(file))
        ok = error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
    else
        ok = document_read_memory(text, size, path, out, err);
    free(text);
    fclose(file);
    return ok;
}

/* ---- the grammar ---- */

/* scenarios/scenario.rng, put into the program by the assembler (which searches the folders of -I), so that a program
 * and its grammar cannot be of two versions. */
extern const char scenario_grammar[], scenario_grammar_end[];
__asm__(".pushsection .rodata\n"
        ".global scenario_grammar, scenario_grammar_end\n"
        "scenario_grammar:\n"
        ".incbin \"scenarios/scenario.rng\"\n"
        "scenario_grammar_end:\n"
        ".byte 0\n"
        ".popsection\n");

struct complaint {
    const struct source *source;
    struct error *err;
};

static void take_complaint(void *context, xmlErrorPtr error)
{
    const struct complaint *complaint = context;
    error_set(complaint->err, ERROR_INPUT, complaint->source->path, error->line,
              "against the grammar scenario.rng: %.*s", (int)strcspn(error->message, "\n"), error->message);
}

bool document_validate(xmlDocPtr document, const struct source *source, struct error *err)
{
    struct complaint complaint = {source, err};
    xmlRelaxNGPtr grammar = NULL;
    xmlRelaxNGValidCtxtPtr validator = NULL;
    int status = -1;
    xmlRelaxNGParserCtxtPtr parser =
        xmlRelaxNGNewMemParserCtxt(scenario_grammar, (int)(scenario_grammar_end - scenario_grammar));
    if (parser != NULL) {
        xmlRelaxNGSetParserStructuredErrors(parser, take_complaint, &complaint);
        grammar = xmlRelaxNGParse(parser);
    }
    if (grammar != NULL)
        validator = xmlRelaxNGNewValidCtxt(grammar);
    if (validator != NULL) {
        xmlRelaxNGSetValidStructuredErrors(validator, take_complaint, &complaint);
        status = xmlRelaxNGValidateDoc(validator, document);
    }
    if (status < 0)
        error_set(err, ERROR_INTERNAL, NULL, 0, "the grammar scenario.rng cannot be used");
    else if (status > 0)
        error_set(err, ERROR_INPUT, source->path, 0, "it does not follow the grammar scenario.rng");
    xmlRelaxNGFreeValidCtxt(validator);
    xmlRelaxNGFree(grammar);
    xmlRelaxNGFreeParserCtxt(parser);
    return status == 0;
}

/* ---- walking ---- */

const char *element_name(const xmlNode *element)
{
    return (const char *)element->name;
}

static xmlNode *skip_to_element(xmlNode *node)
{
    while (node != NULL && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

xmlNode *element_first(const xmlNode *parent)
{
    return skip_to_element(parent->children);
}

xmlNode *element_next(const xmlNode *element)
{
    return skip_to_element(element->next);
}

xmlNode *element_child(const xmlNode *parent, const char *name)
{
    xmlNode *child = element_first(parent);
    while (child != NULL && strcmp(element_name(child), name) != 0)
        child = element_next(child);
    return child;
}

void element_text(const xmlNode *element, char *buffer, size_t size)
{
    size_t length = 0;
    bool gap = false;
    for (const xmlNode *node = element->children; node != NULL; node = node->next) {
        if (node->type != XML_TEXT_NODE || node->content == NULL)
            continue;
        for (const xmlChar *p = node->content; *p != '\0' && length + 2 < size; p++) {
            if (strchr(" \t\r\n", *p) != NULL) {
                gap = length > 0;
                continue;
            }
            if (gap)
                buffer[length++] = ' ';
            gap = false;
            buffer[length++] = (char)*p;
        }
    }
    buffer[length] = '\0';
}

/* ---- attributes ---- */

static const char language_attribute[] = "xml:lang";

const char *attribute_name(const xmlAttr *attribute)
{
    bool language = attribute->ns != NULL && strcmp((const char *)attribute->name, "lang") == 0;
    return language ? language_attribute : (const char *)attribute->name;
}

xmlAttr *attribute_find(const xmlNode *element, const char *name)
{
    xmlAttr *attribute = element->properties;
    while (attribute != NULL && strcmp(attribute_name(attribute), name) != 0)
        attribute = attribute->next;
    return attribute;
}

const char *attribute_text(const xmlAttr *attribute)
{
    const xmlNode *text = attribute->children;
    return text != NULL && text->content != NULL ? (const char *)text->content : "";
}

const char *attribute_value(const xmlNode *element, const char *name)
{
    const xmlAttr *attribute = attribute_find(element, name);
    return attribute != NULL ? attribute_text(attribute) : NULL;
}

static bool out_of_memory(struct error *err)
{
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the scenario");
}

bool attribute_write(xmlNode *element, const char *name, const char *value, int origin, struct error *err)
{
    xmlAttr *attribute = xmlSetProp(element, BAD_CAST name, BAD_CAST value);
    if (attribute == NULL)
        return out_of_memory(err);
    attribute->_private = origin_pack(origin);
    return true;
}

xmlNode *element_append(xmlNode *parent, const char *name, int origin, struct error *err)
{
    xmlNode *element = xmlNewDocNode(parent->doc, NULL, BAD_CAST name, NULL);
    if (element == NULL) {
        out_of_memory(err);
        return NULL;
    }
    element->_private = origin_pack(origin);
    return xmlAddChild(parent, element);
}

xmlNode *element_copy_alone(const xmlNode *element, struct error *err)
{
    xmlNode *copy = xmlNewNode(NULL, element->name);
    if (copy == NULL)
        goto failed;
    copy->_private = element->_private;
    for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        xmlAttr *twin = xmlNewProp(copy, attribute->name, BAD_CAST attribute_text(attribute));
        if (twin == NULL)
            goto failed;
        twin->_private = attribute->_private;
    }
    return copy;
failed:
    xmlFreeNode(copy);
    out_of_memory(err);
    return NULL;
}

xmlNode *element_copy(const xmlNode *element, struct error *err)
{
    xmlNode *copy = element_copy_alone(element, err);
    if (copy == NULL)
        return NULL;
    for (const xmlNode *child = element_first(element); child != NULL; child = element_next(child)) {
        xmlNode *twin = element_copy(child, err);
        if (twin == NULL) {
            xmlFreeNode(copy);
            return NULL;
        }
        xmlAddChild(copy, twin);
    }
    return copy;
}

/* ---- errors ---- */

static bool refuse(const struct source *source, int origin, const char *where, const char *format, va_list arguments,
                   struct error *err)
{
    char text[sizeof err->text];
    vsnprintf(text, sizeof text, format, arguments);
    if (origin >= 0)
        return error_set(err, ERROR_INPUT, source->path, origin, "%s: %s", where, text);
    assert((size_t)(-1 - origin) < source->set_count);
    return error_set(err, ERROR_USAGE, NULL, 0, "--set %.200s: %s", source->sets[-1 - origin], text);
}

bool refuse_element(const struct source *source, const xmlNode *element, struct error *err, const char *format, ...)
{
    char where[160];
    const char *name = attribute_value(element, "name");
    if (name != NULL)
        snprintf(where, sizeof where, "<%.48s name=\"%.64s\">", element_name(element), name);
    else
        snprintf(where, sizeof where, "<%.48s>", element_name(element));
    va_list arguments;
    va_start(arguments, format);
    refuse(source, element_origin(element), where, format, arguments, err);
    va_end(arguments);
    return false;
}

bool refuse_attribute(const struct source *source, const xmlAttr *attribute, struct error *err, const char *format, ...)
{
    char where[192];
    snprintf(where, sizeof where, "<%.48s %.48s=\"%.64s\">", element_name(attribute->parent), attribute_name(attribute),
             attribute_text(attribute));
    va_list arguments;
    va_start(arguments, format);
    refuse(source, attribute_origin(attribute), where, format, arguments, err);
    va_end(arguments);
    return false;
}
