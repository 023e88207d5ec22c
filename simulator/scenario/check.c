/* check.c: rules_check() of rules.h: holds a document against the table, and says what is wrong as a person would. libxml2
 * checks the same against the grammar afterwards, but its messages name neither what is allowed nor what is near. */
#include "engine/settings.h"
#include "mpi/launch.h"
#include "mpi/settings.h"
#include "scenario/rules.h"

#include <assert.h>
#include <libxml/xmlstring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_SIZE = 400 };

/* ---- values ---- */

/* "; did you mean "x"?" or "; expected a, b or c". */
static bool refuse_name(struct error *err, const char *text, const char *(*name_of)(size_t i, const void *context),
                        const void *context)
{
    char names[NAMES_SIZE];
    rules_suggest(names, sizeof names, text, name_of, context);
    return error_set(err, ERROR_INPUT, NULL, 0, "%s", names);
}

static const char *choice_name(size_t i, const void *attribute)
{
    return choice_at(attribute, i);
}

static const char *figure_kind_name_of(size_t i, const void *environment)
{
    const struct scenario_environment *context = environment;
    return context->figure_kind_name(i);
}

/* `signs` may stand in it, too, but not first. */
static bool check_name(const char *text, const char *signs, struct error *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t length = 0;
    while (text[length] != '\0' && (strchr(letters, text[length]) || (length > 0 && strchr(signs, text[length]))))
        length++;
    if (length == 0 || text[length] != '\0')
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "expected a name of letters a-z, digits and . _ -, that begins with a letter or a digit");
    if (length > LONGEST_NAME)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected at most %d letters", LONGEST_NAME);
    return true;
}

static bool check_count(const struct attribute_rule *attribute, const char *text, struct error *err)
{
    uint64_t value;
    struct error local = {0};
    if (!value_parse_count(text, 0, UINT64_MAX, &value, &local) || value < attribute->minimum)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected %llu or more, a whole number",
                         (unsigned long long)attribute->minimum);
    if (value > attribute->maximum)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected at most %llu", (unsigned long long)attribute->maximum);
    return true;
}

static bool check_list(const char *text, struct error *err)
{
    int64_t *list;
    size_t count;
    if (!value_parse_list(text, MOST_LISTED, &list, &count, err))
        return false;
    free(list);
    return count > 0 || error_set(err, ERROR_INPUT, NULL, 0, "expected one number or more, such as 0,3,8-11");
}

static bool check_integer(const char *text, struct error *err)
{
    int64_t *list;
    size_t count;
    bool ok = value_parse_list(text, 1, &list, &count, NULL) && count == 1;
    free(list);
    return ok || error_set(err, ERROR_INPUT, NULL, 0, "expected a whole number, such as 3 or -1");
}

static bool check_processes(const char *text, struct error *err)
{
    if (strcmp(text, "all") == 0)
        return true;
    if (text[strspn(text, "0123456789,- \t\r\n")] != '\0')
        return error_set(err, ERROR_INPUT, NULL, 0, "expected all, or numbers of processes such as 0,3,8-11");
    return check_list(text, err);
}

static bool check_groups(const char *text, struct error *err)
{
    int64_t *members;
    uint32_t *group_of;
    size_t count;
    if (!groups_parse(text, &members, &group_of, &count, err))
        return false;
    free(members);
    free(group_of);
    return true;
}

static bool check_events(const char *text, struct error *err)
{
    size_t length, count = 0;
    for (const char *name; (name = names_next(&text, &length)) != NULL; count++) {
        char number[32];
        uint64_t value;
        snprintf(number, sizeof number, "%.*s", (int)length, name);
        if (length >= sizeof number || number[strspn(number, "0123456789")] != '\0' ||
            !value_parse_count(number, 1, UINT64_MAX, &value, NULL))
            return error_set(err, ERROR_INPUT, NULL, 0,
                             "\"%.*s\": expected numbers of events, 1 or more each, such as 12 30 45",
                             length > sizeof number ? (int)sizeof number : (int)length, name);
    }
    return count > 0 || error_set(err, ERROR_INPUT, NULL, 0, "expected one number or more, such as 12 30 45");
}

bool dimensions_parse(const char *text, uint32_t *out, uint32_t *count, struct error *err)
{
    uint64_t product = 1;
    const char *p = text;
    *count = 0;
    while (*count < MOST_DIMENSIONS) {
        size_t digits = strspn(p, "0123456789");
        char number[16];
        uint64_t value;
        if (digits == 0 || digits >= sizeof number)
            break;
        snprintf(number, sizeof number, "%.*s", (int)digits, p);
        if (!value_parse_count(number, 1, MOST_PROCESSES, &value, NULL) || product * value > MOST_PROCESSES)
            break;
        product *= value;
        out[(*count)++] = (uint32_t)value;
        p += digits;
        if (*p == '\0')
            return true;
        if (*p++ != 'x')
            break;
    }
    return error_set(err, ERROR_INPUT, NULL, 0,
                     "expected 1 to %d numbers, 1 or more each, such as 8x8, whose product is at most %d",
                     MOST_DIMENSIONS, MOST_PROCESSES);
}

const char *names_next(const char **cursor, size_t *length)
{
    static const char separators[] = ", \t\r\n";
    const char *name = *cursor + strspn(*cursor, separators);
    *length = strcspn(name, separators);
    *cursor = name + *length;
    return *length > 0 ? name : NULL;
}

static bool check_names(const char *text, struct error *err)
{
    size_t length;
    return names_next(&text, &length) != NULL ||
           error_set(err, ERROR_INPUT, NULL, 0, "expected names separated by commas");
}

static bool check_trace(const char *text, struct error *err)
{
    static const char *const words[] = {"none", "all", "first", "violated", NULL};
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], text) == 0)
            return true;
    if (text[strspn(text, "0123456789,- \t\r\n")] != '\0')
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "expected none, all, first, violated, or numbers of runs such as 0,3,8-11");
    return check_list(text, err);
}

/* The message of value.h begins with the value found, which the place of the error shows already. */
static bool check_quantity(const char *text, enum dimension dimension, double *value, struct error *err)
{
    struct error local = {0};
    if (value_parse(text, dimension, value, &local))
        return true;
    const char *expected = strstr(local.text, "expected ");
    return error_set(err, local.kind, NULL, 0, "%s", expected != NULL ? expected : local.text);
}

/* What a bound of this dimension is counted in. */
static const char *bound_unit(enum dimension dimension)
{
    return dimension == DIMENSION_TIME   ? " seconds"
           : dimension == DIMENSION_SIZE ? " bytes"
           : dimension == DIMENSION_WORK ? " flops"
                                         : "";
}

static bool check_bounds(const struct attribute_rule *attribute, double value, struct error *err)
{
    const char *unit = bound_unit(attribute->dimension);
    if (attribute->positive && !(value > 0))
        return error_set(err, ERROR_INPUT, NULL, 0, "expected more than 0");
    if (attribute->least > 0 && value < attribute->least)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected %g%s or more", attribute->least, unit);
    if (attribute->most > 0 && value > attribute->most)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected at most %g%s", attribute->most, unit);
    return true;
}

static bool check_selector(const char *text, struct error *err)
{
    struct error local = {0};
    return mpi_check_selector(text, &local) || error_set(err, ERROR_INPUT, NULL, 0, "%s", local.text);
}

static bool check_word(const char *text, struct error *err)
{
    return (text[0] != '\0' && strpbrk(text, " \t\r\n") == NULL) ||
           error_set(err, ERROR_INPUT, NULL, 0, "expected a word, without white space");
}

static bool check_unit(const char *text, struct error *err)
{
    enum dimension dimension;
    return (strlen(text) < sizeof((struct mpi_measure *)0)->unit && mpi_unit_dimension(text, &dimension)) ||
           error_set(err, ERROR_INPUT, NULL, 0,
                     "expected a unit of time, size, bandwidth or work, such as us, MiB, MBps, Gf");
}

bool rules_check_value(const struct scenario_environment *environment, const struct attribute_rule *attribute,
                       const char *text, struct error *err)
{
    static const size_t longest_path = 511;
    size_t longest = attribute->maximum > 0 ? attribute->maximum : longest_path;
    double value;
    switch (attribute->type) {
    case TYPE_TEXT:
        if (text[0] == '\0')
            return error_set(err, ERROR_INPUT, NULL, 0, "expected a text that is not empty");
        return strlen(text) <= longest || error_set(err, ERROR_INPUT, NULL, 0, "expected at most %zu letters", longest);
    case TYPE_NAME:
        return check_name(text, "._-", err);
    case TYPE_COLUMN:
        return check_name(text, "._-[]/", err);
    case TYPE_CHOICE:
        return choice_find(attribute, text) >= 0 || refuse_name(err, text, choice_name, attribute);
    case TYPE_COUNT:
        return check_count(attribute, text, err);
    case TYPE_QUANTITY:
        return check_quantity(text, attribute->dimension, &value, err) && check_bounds(attribute, value, err);
    case TYPE_INTEGER:
        return check_integer(text, err);
    case TYPE_LIST:
        return check_list(text, err);
    case TYPE_PROCESSES:
        return check_processes(text, err);
    case TYPE_EVENTS:
        return check_events(text, err);
    case TYPE_GROUPS:
        return check_groups(text, err);
    case TYPE_DIMENSIONS: {
        uint32_t dimensions[MOST_DIMENSIONS], count;
        return dimensions_parse(text, dimensions, &count, err);
    }
    case TYPE_NAMES:
        return check_names(text, err);
    case TYPE_TRACE:
        return check_trace(text, err);
    case TYPE_FIGURE_KIND:
        for (size_t i = 0; environment->figure_kind_name(i) != NULL; i++)
            if (strcmp(environment->figure_kind_name(i), text) == 0)
                return true;
        return refuse_name(err, text, figure_kind_name_of, environment);
    case TYPE_ALGORITHM:
        return environment->algorithm_find(text, err) != NULL;
    case TYPE_PRICE: {
        double price;
        char currency[CURRENCY_LETTERS + 1];
        return electricity_parse(text, &price, currency, err);
    }
    case TYPE_SELECTOR:
        return check_selector(text, err);
    case TYPE_OPTION:
        return check_name(text, "/-_.", NULL) ||
               error_set(err, ERROR_INPUT, NULL, 0, "expected the name of an option of SimGrid, such as smpi/os");
    case TYPE_WORD:
        return check_word(text, err);
    case TYPE_PATTERN:
        return mpi_measure_check(text, err);
    case TYPE_UNIT:
        return check_unit(text, err);
    }
    assert(false && "a type of attribute");
    return false;
}

bool rules_text_is_clean(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p < ' ' && strchr("\t\r\n", *p) == NULL)
            return false;
    return xmlCheckUTF8(BAD_CAST text) != 0;
}

/* ---- attributes ---- */

/* "kind="tree"" or "kind="grid" or kind="torus"". */
static void describe_kinds(const struct element_rule *rule, const struct attribute_rule *attribute, char *buffer,
                           size_t size)
{
    const struct attribute_rule *selector = attribute_rule_find(rule, rule->selector);
    size_t length = 0;
    buffer[0] = '\0';
    const char *choice;
    for (size_t i = 0; (choice = choice_at(selector, i)) != NULL && length < size; i++)
        if ((attribute->kinds & (1u << i)) != 0)
            length += (size_t)snprintf(buffer + length, size - length, "%s%s=\"%s\"", length > 0 ? " or " : "",
                                       rule->selector, choice);
}

static bool refuse_unknown_attribute(const struct rules_context *context, const struct element_rule *rule,
                                     const xmlAttr *attribute, struct error *err)
{
    char names[NAMES_SIZE];
    const char *name = attribute_name(attribute);
    const char *near = nearest_name(name, attribute_rule_name, rule);
    if (rule->attributes[0].name == NULL)
        return refuse_attribute(context->source, attribute, err, "<%s> has no attributes", rule->name);
    if (near != NULL)
        return refuse_attribute(context->source, attribute, err, "no attribute \"%s\" on <%s>; did you mean \"%s\"?",
                                name, rule->name, near);
    rules_join(names, sizeof names, attribute_rule_name, rule);
    return refuse_attribute(context->source, attribute, err, "no attribute \"%s\" on <%s>; expected %s", name,
                            rule->name, names);
}

static bool check_attribute(const struct rules_context *context, const struct element_rule *rule, int choice,
                            const xmlAttr *attribute, struct error *err)
{
    const struct attribute_rule *known = attribute_rule_find(rule, attribute_name(attribute));
    if (known == NULL)
        return refuse_unknown_attribute(context, rule, attribute, err);
    struct error local = {0};
    if (!rules_check_value(context->environment, known, attribute_text(attribute), &local))
        return refuse_attribute(context->source, attribute, err, "%s", local.text);
    if (known->kinds != 0 && (choice < 0 || (known->kinds & (1u << choice)) == 0)) {
        char kinds[NAMES_SIZE];
        describe_kinds(rule, known, kinds, sizeof kinds);
        return refuse_attribute(context->source, attribute, err, "\"%s\" stands only with %s", known->name, kinds);
    }
    return true;
}

static bool refuse_missing_attribute(const struct rules_context *context, const struct element_rule *rule,
                                     const struct attribute_rule *missing, const xmlNode *element, struct error *err)
{
    const xmlAttr *selector = missing->kinds != 0 ? attribute_find(element, rule->selector) : NULL;
    if (selector != NULL)
        return refuse_attribute(context->source, selector, err, "the attribute \"%s\" is missing", missing->name);
    return refuse_element(context->source, element, err, "the attribute \"%s\" is missing", missing->name);
}

static bool check_attributes(const struct rules_context *context, const struct element_rule *rule,
                             const xmlNode *element, struct error *err)
{
    int choice = rule->selector != NULL ? element_choice(rule, element) : -1;
    const xmlAttr *selector = rule->selector != NULL ? attribute_find(element, rule->selector) : NULL;
    if (selector != NULL && !check_attribute(context, rule, choice, selector, err))
        return false;
    for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next)
        if (!check_attribute(context, rule, choice, attribute, err))
            return false;
    for (const struct attribute_rule *known = rule->attributes; known->name != NULL; known++) {
        bool wanted = known->required && (known->kinds == 0 || (choice >= 0 && (known->kinds & (1u << choice)) != 0));
        if (wanted && attribute_find(element, known->name) == NULL)
            return refuse_missing_attribute(context, rule, known, element, err);
    }
    return true;
}

/* ---- what concerns several attributes ---- */

static bool check_topology(const struct rules_context *context, const xmlNode *element, struct error *err)
{
    const xmlAttr *probability = attribute_find(element, "probability");
    const xmlAttr *degree = attribute_find(element, "average-degree");
    if (probability != NULL && degree != NULL)
        return refuse_attribute(context->source, degree, err,
                                "expected \"probability\" or \"average-degree\", not both");
    const xmlAttr *kind = attribute_find(element, "kind");
    if (element_choice(element_rule(ELEMENT_TOPOLOGY), element) == TOPOLOGY_KIND_ERDOS_RENYI && probability == NULL &&
        degree == NULL)
        return refuse_attribute(context->source, kind, err,
                                "the attribute \"probability\" or \"average-degree\" is missing");
    return true;
}

static bool check_channels(const struct rules_context *context, const xmlNode *element, struct error *err)
{
    const xmlAttr *header = attribute_find(element, "header");
    double low = 0, high = 0, size = 0;
    if (header != NULL && value_parse(attribute_text(header), DIMENSION_SIZE, &size, err) && size > UINT32_MAX)
        return refuse_attribute(context->source, header, err, "expected less than 4GiB");
    const xmlAttr *low_attribute = attribute_find(element, "low"), *high_attribute = attribute_find(element, "high");
    if (low_attribute == NULL || high_attribute == NULL)
        return true;
    value_parse(attribute_text(low_attribute), DIMENSION_TIME, &low, err);
    value_parse(attribute_text(high_attribute), DIMENSION_TIME, &high, err);
    if (low > high)
        return refuse_attribute(context->source, low_attribute, err, "expected at most \"high\", which is %s",
                                attribute_text(high_attribute));
    return true;
}

static bool check_traced(const struct rules_context *context, const xmlNode *element, struct error *err)
{
    const xmlAttr *sample = attribute_find(element, "sample");
    return sample == NULL || attribute_find(element, "processes") == NULL ||
           refuse_attribute(context->source, sample, err, "expected \"processes\" or \"sample\", not both");
}

static bool refuse_parameter(const struct rules_context *context, const struct algorithm *algorithm,
                             const xmlAttr *name, struct error *err)
{
    char names[NAMES_SIZE];
    const char *text = attribute_text(name);
    if (parameter_name(0, algorithm) == NULL)
        return refuse_attribute(context->source, name, err, "%s has no parameter \"%s\"; it has none", algorithm->name,
                                text);
    rules_suggest(names, sizeof names, text, parameter_name, algorithm);
    return refuse_attribute(context->source, name, err, "%s has no parameter \"%s\"; %s", algorithm->name, text, names);
}

static bool check_parameter(const struct rules_context *context, const struct algorithm *algorithm,
                            const xmlNode *element, struct error *err)
{
    const xmlAttr *name = attribute_find(element, "name"), *value = attribute_find(element, "value");
    const struct parameter *parameter = parameter_find(algorithm, attribute_text(name), NULL);
    if (parameter == NULL)
        return refuse_parameter(context, algorithm, name, err);
    double number;
    struct error local = {0};
    if (!check_quantity(attribute_text(value), parameter_dimension(parameter), &number, &local))
        return refuse_attribute(context->source, value, err, "parameter \"%s\" of %s: %s", parameter->name,
                                algorithm->name, local.text);
    if (number < parameter->minimum || number > parameter->maximum)
        return refuse_attribute(context->source, value, err, "parameter \"%s\" of %s: expected %g to %g%s",
                                parameter->name, algorithm->name, parameter->minimum, parameter->maximum,
                                bound_unit(parameter_dimension(parameter)));
    return true;
}

static bool check_algorithm(const struct rules_context *context, const xmlNode *element, struct error *err)
{
    const struct algorithm *algorithm = context->environment->algorithm_find(attribute_value(element, "name"), err);
    if (algorithm == NULL)
        return false;
    for (const xmlNode *child = element_first(element); child != NULL; child = element_next(child))
        if (!check_parameter(context, algorithm, child, err))
            return false;
    return true;
}

static bool check_collective(const struct rules_context *context, const xmlNode *element, struct error *err)
{
    char setting[2 * LONGEST_NAME + 2];
    const xmlAttr *name = attribute_find(element, "name"), *algorithm = attribute_find(element, "algorithm");
    struct error local = {0};
    if ((size_t)snprintf(setting, sizeof setting, "%s=%s", attribute_text(name), attribute_text(algorithm)) >=
        sizeof setting)
        return refuse_attribute(context->source, algorithm, err, "expected the name of an algorithm");
    if (context->environment->collective_check(setting, &local))
        return true;
    return refuse_attribute(context->source, algorithm, err, "%s", local.text);
}

static bool check_measures(const struct rules_context *context, const xmlNode *element, struct error *err)
{
    size_t count = 0;
    for (const xmlNode *child = element_first(element); child != NULL; child = element_next(child))
        if (strcmp(element_name(child), element_rule(ELEMENT_MEASURE)->name) == 0 && ++count > MPI_MOST_MEASURES)
            return refuse_element(context->source, child, err, "expected at most %d measures", MPI_MOST_MEASURES);
    return true;
}

/* ---- systems ---- */

bool rules_check_meaning(const struct rules_context *context, const xmlNode *scenario, struct error *err)
{
    static const enum element_kind of_processes[] = {ELEMENT_NETWORK, ELEMENT_CHANNELS, ELEMENT_BUDGET,
                                                     ELEMENT_FAULTS,  ELEMENT_WORK,     ELEMENT_ACCOUNTING};
    if (element_child(scenario, element_rule(ELEMENT_SYSTEM)->name) != NULL)
        return true;
    for (size_t i = 0; i < sizeof of_processes / sizeof of_processes[0]; i++) {
        const xmlNode *found = element_child(scenario, element_rule(of_processes[i])->name);
        if (found != NULL)
            return refuse_element(context->source, found, err,
                                  "it is of systems of processes, and this scenario has only MPI programs");
    }
    return true;
}

/* There is one at least, and names are unique over both kinds. */
static bool check_systems(const struct rules_context *context, const xmlNode *scenario, struct error *err)
{
    const xmlNode *first = first_system(scenario);
    if (first == NULL)
        return refuse_element(context->source, scenario, err, "the element <system> or <mpi> is missing");
    for (const xmlNode *one = first; one != NULL; one = element_next(one))
        for (const xmlNode *before = first; is_system_element(one) && before != one; before = element_next(before)) {
            const xmlAttr *name = attribute_find(one, "name");
            if (is_system_element(before) && strcmp(attribute_value(before, "name"), attribute_text(name)) == 0)
                return refuse_attribute(context->source, name, err, "expected once; another is on line %d",
                                        element_origin(before));
        }
    return true;
}

/* ---- elements ---- */

static bool refuse_unknown_element(const struct rules_context *context, const struct element_rule *parent,
                                   const xmlNode *child, struct error *err)
{
    char names[NAMES_SIZE];
    const char *name = element_name(child);
    if (parent->child_count == 0)
        return refuse_element(context->source, child, err, "<%s> holds no elements", parent->name);
    for (int i = 0; i < ELEMENT_KINDS; i++) {
        const struct element_rule *other = element_rule((enum element_kind)i);
        if (child_rule_find(other, name) != NULL)
            return refuse_element(context->source, child, err, "expected in <%s>, found in <%s>", other->name,
                                  parent->name);
    }
    const char *near = nearest_name(name, child_rule_name, parent);
    if (near != NULL)
        return refuse_element(context->source, child, err, "no element \"%s\" in <%s>; did you mean \"%s\"?", name,
                              parent->name, near);
    rules_join(names, sizeof names, child_rule_name, parent);
    return refuse_element(context->source, child, err, "no element \"%s\" in <%s>; expected %s", name, parent->name,
                          names);
}

/* Several elements of a name are told apart by an attribute: two titles by their language, two systems by their name. */
static bool check_repeated(const struct rules_context *context, const struct child_rule *known, const xmlNode *child,
                           struct error *err)
{
    static const char *const keys[] = {"name", "xml:lang", NULL};
    for (const xmlNode *before = element_first(child->parent); before != child; before = element_next(before)) {
        if (strcmp(element_name(before), element_name(child)) != 0)
            continue;
        if (!known->many)
            return refuse_element(context->source, child, err, "expected once; another is on line %d",
                                  element_origin(before));
        for (size_t i = 0; keys[i] != NULL; i++) {
            const xmlAttr *key = attribute_find(child, keys[i]);
            const char *other = attribute_value(before, keys[i]);
            if (key != NULL && other != NULL && strcmp(attribute_text(key), other) == 0)
                return refuse_attribute(context->source, key, err, "expected once; another is on line %d",
                                        element_origin(before));
        }
    }
    return true;
}

static bool check_children(const struct rules_context *context, const struct element_rule *rule, const xmlNode *element,
                           struct error *err)
{
    enum { SHOWN = 24 };
    for (const xmlNode *node = element->children; node != NULL; node = node->next)
        if (node->type == XML_TEXT_NODE && !rule->text && !xmlIsBlankNode(node)) {
            const char *text = (const char *)node->content + strspn((const char *)node->content, " \t\r\n");
            return refuse_element(context->source, element, err, "expected no text here, found \"%.*s\"", SHOWN, text);
        }
    for (const xmlNode *child = element_first(element); child != NULL; child = element_next(child)) {
        const struct child_rule *known = child_rule_find(rule, element_name(child));
        if (known == NULL)
            return refuse_unknown_element(context, rule, child, err);
        if (!rules_check(context, child, known->kind, err) || !check_repeated(context, known, child, err))
            return false;
    }
    for (size_t i = 0; i < rule->child_count; i++) {
        const char *name = element_rule(rule->children[i].kind)->name;
        if (rule->children[i].required && element_child(element, name) == NULL)
            return refuse_element(context->source, element, err, "the element <%s> is missing", name);
    }
    return true;
}

bool rules_check(const struct rules_context *context, const xmlNode *element, enum element_kind kind, struct error *err)
{
    const struct element_rule *rule = element_rule(kind);
    if (!check_attributes(context, rule, element, err) || !check_children(context, rule, element, err))
        return false;
    switch (kind) {
    case ELEMENT_TOPOLOGY:
        return check_topology(context, element, err);
    case ELEMENT_CHANNELS:
        return check_channels(context, element, err);
    case ELEMENT_ALGORITHM:
        return check_algorithm(context, element, err);
    case ELEMENT_TRACE:
        return check_traced(context, element, err);
    case ELEMENT_FAULT:
        return fault_check(context, element, err);
    case ELEMENT_SCENARIO:
        return check_systems(context, element, err);
    case ELEMENT_MPI:
        return check_measures(context, element, err);
    case ELEMENT_WORK:
    case ELEMENT_STAGE:
        return work_check(context, element, err);
    case ELEMENT_COLLECTIVE:
        return check_collective(context, element, err);
    case ELEMENT_ACCOUNTING:
    case ELEMENT_ARGUMENT:
    case ELEMENT_OPTION:
    case ELEMENT_MEASURE:
    case ELEMENT_TITLE:
    case ELEMENT_DESCRIPTION:
    case ELEMENT_PLATFORM:
    case ELEMENT_NETWORK:
    case ELEMENT_BUDGET:
    case ELEMENT_MEASURES:
    case ELEMENT_FAULTS:
    case ELEMENT_EXPECT:
    case ELEMENT_SYSTEM:
    case ELEMENT_PARAMETER:
    case ELEMENT_IDENTITIES:
    case ELEMENT_INITIATORS:
    case ELEMENT_START:
    case ELEMENT_PLACEMENT:
    case ELEMENT_SWEEP:
    case ELEMENT_VARY:
    case ELEMENT_FIGURES:
    case ELEMENT_FIGURE:
    case ELEMENT_KINDS:
        return true;
    }
    return true;
}
