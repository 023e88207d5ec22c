/* reader.c: see reader.h. */
#include "platform/reader.h"

#include "platform/grammar.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE = 1 << 30 }; /* bytes: more is a mistake */

struct reader {
    xmlTextReaderPtr xml;
    struct grammar *grammar; /* NULL: none */
    const char *name, *buffer;
    size_t size;
    struct error complaint; /* libxml2's first */
    bool grammatical;       /* the complaint is about the grammar, and may be explained better */
    char *text;             /* since the last start of an element; NULL: none yet */
    size_t text_length, text_room;
};

/* libxml2 reports on the way; its first complaint is kept until reader_next() has a place to put it. */
static void take_complaint(void *context, xmlErrorPtr complaint)
{
    struct reader *reader = context;
    if (reader->complaint.kind != ERROR_NONE || complaint == NULL || complaint->message == NULL)
        return;
    reader->grammatical = complaint->domain == XML_FROM_RELAXNGV;
    size_t length = strcspn(complaint->message, "\n");
    error_set(&reader->complaint, ERROR_INPUT, reader->name, complaint->line, "%.*s", (int)length, complaint->message);
}

void reader_close(struct reader *reader)
{
    if (reader == NULL)
        return;
    xmlFreeTextReader(reader->xml);
    grammar_free(reader->grammar);
    free(reader->text);
    free(reader);
}

bool reader_open(const char *name, const char *buffer, size_t size, bool with_grammar, struct reader **out,
                 struct error *err)
{
    *out = NULL;
    if (size > LARGEST_FILE)
        return error_set(err, ERROR_INPUT, name, 0, "this file is larger than a platform can be (1 GiB)");
    struct reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return error_set(err, ERROR_INPUT, name, 0, "not enough memory");
    reader->name = name;
    reader->buffer = buffer;
    reader->size = size;
    if (with_grammar && !grammar_load(&reader->grammar, err)) {
        reader_close(reader);
        return false;
    }
    reader->xml =
        xmlReaderForMemory(buffer, (int)size, name, NULL, XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_BIG_LINES);
    if (reader->xml == NULL) {
        reader_close(reader);
        return error_set(err, ERROR_INPUT, name, 0, "this file cannot be read");
    }
    xmlTextReaderSetStructuredErrorHandler(reader->xml, take_complaint, reader);
    if (with_grammar)
        xmlTextReaderRelaxNGSetSchema(reader->xml, grammar_schema(reader->grammar));
    *out = reader;
    return true;
}

/* libxml2 does not know the line of a DOCTYPE. */
static int doctype_line(const struct reader *reader)
{
    static const char mark[] = "<!DOCTYPE";
    const char *at = reader->buffer, *end = memmem(at, reader->size, mark, sizeof mark - 1);
    int line = 1;
    while (end != NULL && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        line++;
        at++;
    }
    return line;
}

/* SimGrid's parser wants the DOCTYPE line, and nothing in it. */
static bool check_doctype(struct reader *reader, struct error *err)
{
    xmlDtdPtr dtd = (xmlDtdPtr)xmlTextReaderCurrentNode(reader->xml);
    static const char file[] = "simgrid.dtd";
    const char *id = dtd->SystemID != NULL ? (const char *)dtd->SystemID : "";
    size_t length = strlen(id);
    if (strcmp((const char *)dtd->name, "platform") != 0 || length < sizeof file - 1 ||
        strcmp(id + length - (sizeof file - 1), file) != 0)
        return error_set(err, ERROR_INPUT, reader->name, doctype_line(reader),
                         "this is not a SimGrid platform: expected <!DOCTYPE platform SYSTEM "
                         "\"https://simgrid.org/simgrid.dtd\">");
    if (dtd->children != NULL)
        return error_set(err, ERROR_INPUT, reader->name, doctype_line(reader),
                         "declarations inside the DOCTYPE (entities) are refused");
    return true;
}

static bool check_root(struct reader *reader, struct error *err)
{
    if (strcmp(reader_element(reader), "platform") != 0)
        return reader_error(reader, err, "this is not a SimGrid platform: its root is <%s>, not <platform>",
                            reader_element(reader));
    const xmlDoc *document = xmlTextReaderCurrentNode(reader->xml)->doc; /* xmlTextReaderCurrentDoc would keep it */
    if (document->intSubset == NULL)
        return reader_error(reader, err,
                            "SimGrid wants the line <!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\"> "
                            "before <platform>");
    return true;
}

/* Words the first complaint as well as can be. Always returns false. */
static bool explain(struct reader *reader, struct error *err)
{
    xmlNodePtr node = reader->grammatical ? xmlTextReaderCurrentNode(reader->xml) : NULL;
    int line = reader->complaint.line;
    if (node != NULL && node->type == XML_ELEMENT_NODE) {
        line = reader_line(reader);
        if (!grammar_explain(reader->grammar, node, reader->name, line, err))
            return false;
        if (xmlTextReaderNodeType(reader->xml) == XML_READER_TYPE_ELEMENT)
            return reader_error(
                reader, err,
                "<%s> cannot stand here in a platform (SimGrid wants a zone's zones and clusters before "
                "its links, hosts and links before routes, and never hosts beside zones)",
                reader_element(reader));
    }
    return error_set(err, ERROR_INPUT, reader->name, line, "%s", reader->complaint.text);
}

static bool keep_text(struct reader *reader, struct error *err)
{
    const char *more = (const char *)xmlTextReaderConstValue(reader->xml);
    size_t length = more != NULL ? strlen(more) : 0;
    if (reader->text_length + length + 1 > reader->text_room) {
        size_t room = 2 * (reader->text_length + length + 1);
        char *grown = realloc(reader->text, room);
        if (grown == NULL)
            return reader_error(reader, err, "not enough memory");
        reader->text = grown;
        reader->text_room = room;
    }
    memcpy(reader->text + reader->text_length, more != NULL ? more : "", length + 1);
    reader->text_length += length;
    return true;
}

const char *reader_text(const struct reader *reader)
{
    return reader->text_length > 0 ? reader->text : "";
}

bool reader_next(struct reader *reader, struct error *err)
{
    assert(reader != NULL);
    for (;;) {
        int more = xmlTextReaderRead(reader->xml);
        if (reader->complaint.kind != ERROR_NONE) {
            /* A root that is no platform, or a DOCTYPE that is missing, is the better reason. */
            if (reader->grammatical && xmlTextReaderNodeType(reader->xml) == XML_READER_TYPE_ELEMENT &&
                reader_depth(reader) == 0 && !check_root(reader, err))
                return false;
            return explain(reader, err);
        }
        if (more < 0)
            return error_set(err, ERROR_INPUT, reader->name, 0, "this is not XML that can be read");
        if (more == 0)
            return false;
        switch (xmlTextReaderNodeType(reader->xml)) {
        case XML_READER_TYPE_DOCUMENT_TYPE:
            if (!check_doctype(reader, err))
                return false;
            break;
        case XML_READER_TYPE_ENTITY_REFERENCE:
            return reader_error(reader, err, "the entity &%s; is refused", reader_element(reader));
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
            if (!keep_text(reader, err))
                return false;
            break;
        case XML_READER_TYPE_ELEMENT:
            reader->text_length = 0;
            return reader_depth(reader) > 0 || check_root(reader, err);
        case XML_READER_TYPE_END_ELEMENT:
            return true;
        default: /* white space, comments */
            break;
        }
    }
}

bool reader_at_start(const struct reader *reader)
{
    assert(reader != NULL);
    return xmlTextReaderNodeType(reader->xml) == XML_READER_TYPE_ELEMENT;
}

bool reader_at_empty(const struct reader *reader)
{
    return xmlTextReaderIsEmptyElement(reader->xml) == 1;
}

const char *reader_element(const struct reader *reader)
{
    assert(reader != NULL);
    const xmlChar *name = xmlTextReaderConstLocalName(reader->xml);
    return name != NULL ? (const char *)name : "";
}

int reader_depth(const struct reader *reader)
{
    return xmlTextReaderDepth(reader->xml);
}

int reader_line(const struct reader *reader)
{
    /* The parser reads ahead of the node, whose own line is the right one. */
    const xmlNode *node = xmlTextReaderCurrentNode(reader->xml);
    int line = node != NULL ? (int)xmlGetLineNo(node) : 0;
    return line > 0 ? line : xmlTextReaderGetParserLineNumber(reader->xml);
}

const char *reader_attribute(const struct reader *reader, const char *attribute)
{
    /* xmlTextReaderGetAttribute would allocate; the text of the node is enough, and is interned for as long as the
     * reader lives. */
    xmlNodePtr node = xmlTextReaderCurrentNode(reader->xml);
    for (xmlAttrPtr found = node->properties; found != NULL; found = found->next)
        if (strcmp((const char *)found->name, attribute) == 0) {
            xmlChar *text = xmlNodeListGetString(node->doc, found->children, 1);
            const xmlChar *kept = xmlTextReaderConstString(reader->xml, text != NULL ? text : (const xmlChar *)"");
            xmlFree(text);
            return (const char *)kept;
        }
    return NULL;
}

bool reader_error(const struct reader *reader, struct error *err, const char *format, ...)
{
    char text[sizeof err->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return error_set(err, ERROR_INPUT, reader->name, reader_line(reader), "%s", text);
}

bool reader_slurp(const char *path, char **buffer, size_t *size, struct error *err)
{
    *buffer = NULL;
    *size = 0;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
    char *text = NULL;
    size_t length = 0, room = 0;
    bool ok = true;
    while (ok && !feof(file)) {
        if (length == room) {
            room = room == 0 ? 1 << 16 : room * 2;
            char *grown = room <= LARGEST_FILE ? realloc(text, room) : NULL;
            if (grown == NULL) {
                ok = error_set(err, ERROR_INPUT, path, 0, "this file is larger than a platform can be");
                break;
            }
            text = grown;
        }
        length += fread(text + length, 1, room - length, file);
        if (ferror(file))
            ok = error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
    }
    fclose(file);
    if (!ok) {
        free(text);
        return false;
    }
    *buffer = text;
    *size = length;
    return true;
}

bool reader_find_model(const char *path, char *model, size_t size, struct error *err)
{
    snprintf(model, size, "LV08");
    char *buffer;
    size_t length;
    struct reader *reader = NULL;
    struct error local = {0};
    if (!reader_slurp(path, &buffer, &length, err))
        return false;
    if (reader_open(path, buffer, length, false, &reader, &local))
        /* <config> comes before everything else. */
        while (reader_next(reader, &local)) {
            const char *element = reader_element(reader);
            bool is_prop = strcmp(element, "prop") == 0;
            if (!is_prop && strcmp(element, "platform") != 0 && strcmp(element, "config") != 0)
                break;
            const char *id = is_prop && reader_at_start(reader) ? reader_attribute(reader, "id") : NULL;
            const char *value = id != NULL ? reader_attribute(reader, "value") : NULL;
            if (value == NULL)
                continue;
            bool of_network = strcmp(id, "network/model") == 0;
            /* this host model brings a network model of its own */
            bool of_host = strcmp(id, "host/model") == 0 && strstr(value, "L07") != NULL;
            if (of_network || of_host)
                snprintf(model, size, "%s", value);
        }
    reader_close(reader);
    free(buffer);
    if (local.kind != ERROR_NONE)
        return error_set(err, local.kind, local.file, local.line, "%s", local.text);
    return true;
}
