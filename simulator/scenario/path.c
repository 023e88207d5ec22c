/* path.c: see path.h. */
#include "scenario/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- parsing ---- */

/* Copies [text, end) into a buffer of PATH_NAME_SIZE. */
static bool copy_word(const char *text, const char *end, char *word, struct error *err)
{
    size_t length = (size_t)(end - text);
    if (length == 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected names separated by points, such as system.processes");
    if (length >= PATH_NAME_SIZE)
        return error_set(err, ERROR_INPUT, NULL, 0, "no element or attribute has a name as long as \"%.*s...\"",
                         PATH_NAME_SIZE / 2, text);
    memcpy(word, text, length);
    word[length] = '\0';
    return true;
}

/* The names of the attributes of an element, then those of the elements in it. */
static const char *member_name(size_t i, const void *element)
{
    const struct element_rule *rule = element;
    size_t attributes = 0;
    while (rule->attributes[attributes].name != NULL)
        attributes++;
    return i < attributes ? rule->attributes[i].name : child_rule_name(i - attributes, rule);
}

static bool refuse_step(const struct element_rule *rule, const char *word, struct error *err)
{
    enum { NAMES_SIZE = 400 };
    char names[NAMES_SIZE];
    const char *near = nearest_name(word, member_name, rule);
    if (near != NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "no element \"%s\" in <%s>; did you mean \"%s\"?", word, rule->name,
                         near);
    rules_join(names, sizeof names, child_rule_name, rule);
    if (names[0] == '\0')
        return error_set(err, ERROR_INPUT, NULL, 0, "no element \"%s\" in <%s>, which holds none", word, rule->name);
    return error_set(err, ERROR_INPUT, NULL, 0, "no element \"%s\" in <%s>; expected %s", word, rule->name, names);
}

static bool refuse_last(const struct element_rule *rule, const char *word, struct error *err)
{
    enum { NAMES_SIZE = 400 };
    char names[NAMES_SIZE];
    const struct child_rule *child = child_rule_find(rule, word);
    if (child != NULL && element_rule(child->kind)->main != NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected %s[name]: there may be several", word);
    if (child != NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "\"%s\" is an element: expected an attribute of it after a point",
                         word);
    const char *near = nearest_name(word, attribute_rule_name, rule);
    if (near != NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "no attribute \"%s\" on <%s>; did you mean \"%s\"?", word,
                         rule->name, near);
    rules_join(names, sizeof names, attribute_rule_name, rule);
    return error_set(err, ERROR_INPUT, NULL, 0, "no attribute \"%s\" on <%s>; expected %s", word, rule->name,
                     names[0] != '\0' ? names : "an element in it");
}

static bool parse_last(const struct element_rule *rule, const char *word, struct path *path, struct error *err)
{
    path->attribute = attribute_rule_find(rule, word);
    if (path->attribute != NULL)
        return true;
    if (rule != element_rule(ELEMENT_ALGORITHM) || child_rule_find(rule, word) != NULL)
        return refuse_last(rule, word, err);
    snprintf(path->parameter, sizeof path->parameter, "%s", word);
    path->attribute = attribute_rule_find(element_rule(ELEMENT_PARAMETER), "value");
    return true;
}

/* "name" or "name[which]", of [text, end). */
static bool parse_step(const struct element_rule *rule, const char *text, const char *end, struct path *path,
                       struct error *err)
{
    char word[PATH_NAME_SIZE];
    const char *bracket = memchr(text, '[', (size_t)(end - text));
    if (!copy_word(text, bracket != NULL ? bracket : end, word, err))
        return false;
    const struct child_rule *child = child_rule_find(rule, word);
    if (child == NULL)
        return refuse_step(rule, word, err);
    if (path->step_count == PATH_MOST_STEPS)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected at most %d elements in a path", PATH_MOST_STEPS);
    struct path_step *step = &path->steps[path->step_count++];
    *step = (struct path_step){.kind = child->kind, .many = child->many};
    if (bracket == NULL)
        return true;
    if (attribute_rule_find(element_rule(child->kind), "name") == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "<%s> has no name that [...] could select", word);
    if (end[-1] != ']')
        return error_set(err, ERROR_INPUT, NULL, 0, "expected %s[name]%s", word,
                         element_rule(child->kind)->main != NULL ? "" : " and a point after it");
    return copy_word(bracket + 1, end - 1, step->name, err);
}

/* "argument[bytes]", of [text, end), at the end of a path: its main attribute. *known: it is such a step. */
static bool parse_main(const struct element_rule *rule, const char *text, const char *end, struct path *path,
                       bool *known, struct error *err)
{
    char word[PATH_NAME_SIZE];
    const char *bracket = memchr(text, '[', (size_t)(end - text));
    *known = false;
    if (bracket == NULL)
        return true;
    if (!copy_word(text, bracket, word, err))
        return false;
    const struct child_rule *child = child_rule_find(rule, word);
    *known = child != NULL && element_rule(child->kind)->main != NULL;
    if (!*known)
        return true;
    path->attribute = attribute_rule_find(element_rule(child->kind), element_rule(child->kind)->main);
    return parse_step(rule, text, end, path, err);
}

/* The end of a step: a point or the end of the text, outside of [...]. */
static const char *step_end(const char *text, const char *end)
{
    bool inside = false;
    for (; text < end && (inside || *text != '.'); text++)
        inside = *text == '[' || (inside && *text != ']');
    return text;
}

/* Whether the name of its last element says all: "mpi.argument[bytes]". */
static bool means_main(const struct path *path)
{
    const struct path_step *last = path->step_count > 0 ? &path->steps[path->step_count - 1] : NULL;
    const char *main = last != NULL && last->name[0] != '\0' ? element_rule(last->kind)->main : NULL;
    return main != NULL && strcmp(main, path->attribute->name) == 0;
}

static bool write_column(struct path *path, struct error *err)
{
    size_t size = sizeof path->column, length = 0;
    for (size_t i = 0; i < path->step_count && length < size; i++) {
        const struct path_step *step = &path->steps[i];
        bool named = step->name[0] != '\0' && !is_system_kind(step->kind);
        length += (size_t)snprintf(path->column + length, size - length, named ? "%s[%s]." : "%s.",
                                   element_rule(step->kind)->name, step->name);
    }
    if (length < size && means_main(path))
        path->column[length - 1] = '\0'; /* the point */
    else if (length < size)
        length += (size_t)snprintf(path->column + length, size - length, "%s",
                                   path->parameter[0] != '\0' ? path->parameter : path->attribute->name);
    return length < size ||
           error_set(err, ERROR_INPUT, NULL, 0, "expected a path of at most %d letters", PATH_NAME_SIZE - 1);
}

bool path_parse(const char *text, size_t length, struct path *out, struct error *err)
{
    const struct element_rule *rule = element_rule(ELEMENT_SCENARIO);
    const char *end = text + length;
    *out = (struct path){0};
    for (;;) {
        const char *stop = step_end(text, end);
        char word[PATH_NAME_SIZE];
        bool known = false;
        if (stop == end && !parse_main(rule, text, end, out, &known, err))
            return false;
        if (known)
            return write_column(out, err);
        if (stop == end)
            return copy_word(text, end, word, err) && parse_last(rule, word, out, err) && write_column(out, err);
        if (!parse_step(rule, text, stop, out, err))
            return false;
        rule = element_rule(out->steps[out->step_count - 1].kind);
        text = stop + 1;
    }
}

const char *path_system(const struct path *path)
{
    return path->step_count > 0 && is_system_kind(path->steps[0].kind) ? path->steps[0].name : "";
}

/* ---- writing ---- */

static void remove_attribute(xmlNode *element, const char *name)
{
    xmlAttr *attribute = attribute_find(element, name);
    if (attribute != NULL)
        xmlRemoveProp(attribute);
}

static void remove_element(xmlNode *element)
{
    xmlUnlinkNode(element);
    xmlFreeNode(element);
}

/* After its selector has changed: drops the attributes that do not stand with the new choice. */
static void drop_strangers(const struct element_rule *rule, xmlNode *element)
{
    int choice = element_choice(rule, element);
    if (choice < 0)
        return; /* the checks will say so */
    for (const struct attribute_rule *known = rule->attributes; known->name != NULL; known++)
        if (known->kinds != 0 && (known->kinds & (1u << choice)) == 0)
            remove_attribute(element, known->name);
}

/* After an algorithm has changed: drops the parameters that the new one does not have. */
static void drop_parameters(xmlNode *element, const struct scenario_environment *environment)
{
    const struct algorithm *algorithm = environment->algorithm_find(attribute_value(element, "name"), NULL);
    for (xmlNode *child = element_first(element), *next; child != NULL && algorithm != NULL; child = next) {
        next = element_next(child);
        const char *name = attribute_value(child, "name");
        if (name != NULL && parameter_find(algorithm, name, NULL) == NULL)
            remove_element(child);
    }
}

static xmlNode *named_child(const xmlNode *parent, const char *element, const char *name)
{
    xmlNode *child = element_first(parent);
    for (; child != NULL; child = element_next(child)) {
        const char *found = attribute_value(child, "name");
        if (strcmp(element_name(child), element) == 0 && found != NULL && strcmp(found, name) == 0)
            return child;
    }
    return NULL;
}

static bool write_parameter(xmlNode *element, const char *name, const char *value, int origin, struct error *err)
{
    const char *kind = element_rule(ELEMENT_PARAMETER)->name;
    xmlNode *parameter = named_child(element, kind, name);
    if (value[0] == '\0') {
        if (parameter != NULL)
            remove_element(parameter);
        return true;
    }
    if (parameter == NULL) {
        parameter = element_append(element, kind, origin, err);
        if (parameter == NULL || !attribute_write(parameter, "name", name, origin, err))
            return false;
    }
    return attribute_write(parameter, "value", value, origin, err);
}

static bool write_last(xmlNode *element, enum element_kind kind, const struct path *path, const char *value, int origin,
                       const struct scenario_environment *environment, struct error *err)
{
    if (path->parameter[0] != '\0')
        return write_parameter(element, path->parameter, value, origin, err);
    if (value[0] == '\0' && means_main(path)) {
        remove_element(element);
        return true;
    }
    if (value[0] == '\0')
        remove_attribute(element, path->attribute->name);
    else if (!attribute_write(element, path->attribute->name, value, origin, err))
        return false;
    const struct element_rule *rule = element_rule(kind);
    if (rule->selector != NULL && strcmp(rule->selector, path->attribute->name) == 0)
        drop_strangers(rule, element);
    if (kind == ELEMENT_ALGORITHM && value[0] != '\0')
        drop_parameters(element, environment);
    return true;
}

/* What a path may call an element: its name, and of a figure that has none the name of its files. "" when it has none. */
static void name_of(enum element_kind kind, const xmlNode *element, char name[PATH_NAME_SIZE])
{
    const char *own = attribute_value(element, "name");
    if (kind == ELEMENT_FIGURE)
        figure_name_of(element, name, PATH_NAME_SIZE);
    else
        snprintf(name, PATH_NAME_SIZE, "%s", own != NULL ? own : "");
}

/* The elements of a kind in another, by their names. */
struct siblings {
    char (*names)[PATH_NAME_SIZE];
    size_t count;
};

static const char *sibling_name(size_t i, const void *context)
{
    const struct siblings *siblings = context;
    return i < siblings->count ? siblings->names[i] : NULL;
}

static bool name_siblings(const xmlNode *parent, enum element_kind kind, struct siblings *siblings)
{
    size_t room = 0;
    for (const xmlNode *child = element_first(parent); child != NULL; child = element_next(child))
        room++;
    siblings->count = 0;
    siblings->names = calloc(room + 1, sizeof *siblings->names);
    for (const xmlNode *child = element_first(parent); siblings->names != NULL && child != NULL;
         child = element_next(child)) {
        if (strcmp(element_name(child), element_rule(kind)->name) != 0)
            continue;
        name_of(kind, child, siblings->names[siblings->count]);
        siblings->count += siblings->names[siblings->count][0] != '\0';
    }
    return siblings->names != NULL;
}

/* The path names an element that `parent` does not have. */
static void refuse_name(const xmlNode *parent, const struct path_step *step, struct error *err)
{
    enum { NAMES_SIZE = 200 };
    char names[NAMES_SIZE] = "";
    struct siblings siblings;
    const char *near = NULL;
    if (name_siblings(parent, step->kind, &siblings)) {
        near = nearest_name(step->name, sibling_name, &siblings);
        rules_join(names, sizeof names, sibling_name, &siblings);
    }
    error_set(err, ERROR_INPUT, NULL, 0, "no <%s> is named \"%s\"%s%s%s%s%s", element_rule(step->kind)->name,
              step->name, names[0] != '\0' ? "; expected " : "", names, near != NULL ? "; did you mean \"" : "",
              near != NULL ? near : "", near != NULL ? "\"?" : "");
    free(siblings.names);
}

/* The path names a child that `parent` does not have. */
static xmlNode *create_step(xmlNode *parent, const struct path_step *step, int origin, struct error *err)
{
    const char *name = element_rule(step->kind)->name;
    if (step->kind == ELEMENT_COLLECTIVE || step->kind == ELEMENT_OPTION) { /* their order is of no matter */
        xmlNode *created = element_append(parent, name, origin, err);
        return created != NULL && attribute_write(created, "name", step->name, origin, err) ? created : NULL;
    }
    if (step->name[0] != '\0') {
        refuse_name(parent, step, err);
        return NULL;
    }
    if (step->many) {
        error_set(err, ERROR_INPUT, NULL, 0, "there is no <%s> in <%s>", name, element_name(parent));
        return NULL;
    }
    const xmlNode *general =
        parent->parent != NULL && parent->parent->type == XML_ELEMENT_NODE ? element_child(parent->parent, name) : NULL;
    if (general == NULL)
        return element_append(parent, name, origin, err);
    xmlNode *copy = element_copy(general, err);
    return copy != NULL ? xmlAddChild(parent, copy) : NULL;
}

static bool write_step(xmlNode *element, enum element_kind kind, size_t depth, const struct path *path,
                       const char *value, int origin, const struct scenario_environment *environment, struct error *err)
{
    if (depth == path->step_count)
        return write_last(element, kind, path, value, origin, environment, err);
    const struct path_step *step = &path->steps[depth];
    const char *name = element_rule(step->kind)->name;
    size_t found = 0;
    for (xmlNode *child = element_first(element), *next; child != NULL; child = next) {
        char child_name[PATH_NAME_SIZE];
        next = element_next(child); /* the child may be removed */
        if (strcmp(element_name(child), name) != 0)
            continue;
        name_of(step->kind, child, child_name);
        if (step->name[0] != '\0' && strcmp(child_name, step->name) != 0)
            continue;
        found++;
        if (!write_step(child, step->kind, depth + 1, path, value, origin, environment, err))
            return false;
    }
    if (found > 0)
        return true;
    if (value[0] == '\0' && means_main(path) && depth + 1 == path->step_count)
        return true; /* nothing is there to be removed */
    xmlNode *child = create_step(element, step, origin, err);
    return child != NULL && write_step(child, step->kind, depth + 1, path, value, origin, environment, err);
}

bool path_write(xmlNode *root, const struct path *path, const char *value, int origin,
                const struct scenario_environment *environment, struct error *err)
{
    return write_step(root, ELEMENT_SCENARIO, 0, path, value, origin, environment, err);
}

/* ---- reading ---- */

const char *path_value(const xmlNode *root, const struct path *path)
{
    const xmlNode *element = root;
    for (size_t i = 0; i < path->step_count && element != NULL; i++) {
        const struct path_step *step = &path->steps[i];
        const char *name = element_rule(step->kind)->name;
        element = step->name[0] != '\0' ? named_child(element, name, step->name) : element_child(element, name);
    }
    if (element != NULL && path->parameter[0] != '\0')
        element = named_child(element, element_rule(ELEMENT_PARAMETER)->name, path->parameter);
    return element != NULL ? attribute_value(element, path->attribute->name) : NULL;
}
