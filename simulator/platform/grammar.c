/* grammar.c: see grammar.h. */
#include "platform/grammar.h"

#include "base/data_folder.h"

#include <libxml/parser.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NAMES = 64 }; /* elements of the grammar, attributes of an element, values of an attribute */

struct grammar {
    xmlDocPtr document; /* for explanations; the schema is parsed from a file of its own */
    xmlRelaxNGParserCtxtPtr parser;
    xmlRelaxNGPtr schema;
};

/* Names that were found in the grammar, borrowed from its document once copied into `texts`. */
struct names {
    const char *list[MOST_NAMES + 1]; /* NULL at the end */
    char texts[MOST_NAMES][32];
    size_t count;
};

static void silence(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

void grammar_free(struct grammar *grammar)
{
    if (grammar == NULL)
        return;
    xmlRelaxNGFree(grammar->schema);
    xmlRelaxNGFreeParserCtxt(grammar->parser);
    xmlFreeDoc(grammar->document);
    free(grammar);
}

bool grammar_load(struct grammar **out, struct error *err)
{
    *out = NULL;
    char path[PATH_MAX];
    if (!data_folder_find("platforms/platform.rng", path, sizeof path, err))
        return false;
    struct grammar *grammar = calloc(1, sizeof *grammar);
    if (grammar == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "not enough memory");
    grammar->document = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    grammar->parser = xmlRelaxNGNewParserCtxt(path);
    if (grammar->parser != NULL) {
        xmlRelaxNGSetParserErrors(grammar->parser, silence, silence, NULL);
        grammar->schema = xmlRelaxNGParse(grammar->parser);
    }
    if (grammar->document == NULL || grammar->schema == NULL) {
        grammar_free(grammar);
        return error_set(err, ERROR_INPUT, path, 0, "not a RELAX NG grammar that can be read");
    }
    *out = grammar;
    return true;
}

xmlRelaxNGPtr grammar_schema(const struct grammar *grammar)
{
    return grammar->schema;
}

static bool is_rng(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static void add_name(struct names *names, const char *text)
{
    if (names->count == MOST_NAMES)
        return;
    char *copy = names->texts[names->count];
    snprintf(copy, sizeof names->texts[0], "%s", text);
    names->list[names->count++] = copy;
    names->list[names->count] = NULL;
}

static void add_attribute_value(struct names *names, xmlNodePtr node, const char *attribute)
{
    xmlChar *text = xmlGetNoNsProp(node, (const xmlChar *)attribute);
    if (text != NULL)
        add_name(names, (const char *)text);
    xmlFree(text);
}

static void add_content(struct names *names, xmlNodePtr node)
{
    xmlChar *text = xmlNodeGetContent(node);
    if (text != NULL)
        add_name(names, (const char *)text);
    xmlFree(text);
}

/* The names of an <element>: its attribute, or the choice of <name>s in it. */
static void element_names(xmlNodePtr element, struct names *names)
{
    add_attribute_value(names, element, "name");
    for (xmlNodePtr choice = element->children; choice != NULL; choice = choice->next)
        if (is_rng(choice, "choice"))
            for (xmlNodePtr name = choice->children; name != NULL; name = name->next)
                if (is_rng(name, "name"))
                    add_content(names, name);
}

/* Finds the <element> that defines `name`, or NULL; *all receives the names of every element. */
static xmlNodePtr find_element(xmlNodePtr node, const char *name, struct names *all)
{
    xmlNodePtr found = NULL;
    for (; node != NULL; node = node->next) {
        if (is_rng(node, "element")) {
            size_t first = all->count;
            element_names(node, all);
            for (size_t i = first; i < all->count; i++)
                if (strcmp(all->list[i], name) == 0)
                    found = node;
        }
        xmlNodePtr below = find_element(node->children, name, all);
        if (below != NULL)
            found = below;
    }
    return found;
}

static void values_of(xmlNodePtr node, struct names *values)
{
    for (; node != NULL; node = node->next) {
        if (is_rng(node, "value"))
            add_content(values, node);
        values_of(node->children, values);
    }
}

static bool wrong_value(const char *element, const char *attribute, const char *value, const struct names *allowed,
                        const char *file, int line, struct error *err)
{
    char list[512] = "";
    size_t length = 0;
    for (size_t i = 0; i < allowed->count && length < sizeof list; i++)
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", i == 0 ? "" : ", ", allowed->list[i]);
    const char *near = nearest_in_list(value, allowed->list);
    return error_set(err, ERROR_INPUT, file, line, "<%s %s=\"%s\">: expected %s%s%s%s%s", element, attribute, value,
                     allowed->count > 1 ? "one of " : "", list, near != NULL ? "; did you mean \"" : "",
                     near != NULL ? near : "", near != NULL ? "\"?" : "");
}

struct explanation {
    xmlNodePtr element; /* of the file */
    const char *file;
    int line;
    struct error *err;
};

/* Holds the attributes of a definition against those of the element; `optional` is inside <optional>. */
static bool explain_attributes(xmlNodePtr definition, bool optional, const struct explanation *of, struct names *known)
{
    const char *element = (const char *)of->element->name;
    for (xmlNodePtr node = definition->children; node != NULL; node = node->next) {
        if (is_rng(node, "optional") && !explain_attributes(node, true, of, known))
            return false;
        if (!is_rng(node, "attribute"))
            continue;
        add_attribute_value(known, node, "name");
        const char *name = known->list[known->count - 1];
        xmlChar *value = xmlGetNoNsProp(of->element, (const xmlChar *)name);
        if (value == NULL && !optional)
            return error_set(of->err, ERROR_INPUT, of->file, of->line, "<%s> has no attribute \"%s\"", element, name);
        struct names allowed = {.count = 0};
        values_of(node->children, &allowed);
        bool right = value == NULL || allowed.count == 0;
        for (size_t i = 0; i < allowed.count && !right; i++)
            right = strcmp(allowed.list[i], (const char *)value) == 0;
        if (!right)
            wrong_value(element, name, (const char *)value, &allowed, of->file, of->line, of->err);
        xmlFree(value);
        if (!right)
            return false;
    }
    return true;
}

bool grammar_explain(const struct grammar *grammar, xmlNodePtr element, const char *file, int line, struct error *err)
{
    const char *name = (const char *)element->name;
    struct names all = {.count = 0};
    xmlNodePtr definition = find_element(xmlDocGetRootElement(grammar->document), name, &all);
    if (definition == NULL) {
        const char *near = nearest_in_list(name, all.list);
        return error_set(err, ERROR_INPUT, file, line, "<%s> is not an element of SimGrid's platforms%s%s%s", name,
                         near != NULL ? "; did you mean <" : "", near != NULL ? near : "", near != NULL ? ">?" : "");
    }
    struct explanation of = {element, file, line, err};
    struct names known = {.count = 0};
    if (!explain_attributes(definition, false, &of, &known))
        return false;
    for (xmlAttrPtr attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        const char *found = (const char *)attribute->name;
        bool right = false;
        for (size_t i = 0; i < known.count && !right; i++)
            right = strcmp(known.list[i], found) == 0;
        if (right)
            continue;
        const char *near = nearest_in_list(found, known.list);
        return error_set(err, ERROR_INPUT, file, line, "<%s> has no attribute \"%s\" in SimGrid%s%s%s", name, found,
                         near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
    }
    return true;
}
