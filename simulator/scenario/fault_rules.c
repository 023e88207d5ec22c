/* fault_rules.c: fault_check() and groups_parse() of rules.h. */
#include "engine/settings.h"
#include "scenario/rules.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- groups ---- */

static bool append_group(const char *text, size_t length, uint32_t group, int64_t **members, uint32_t **group_of,
                         size_t *count, struct error *err)
{
    char *own = strndup(text, length);
    int64_t *list = NULL, *all = NULL;
    uint32_t *groups = NULL;
    size_t found = 0;
    bool ok = own != NULL && value_parse_list(own, MOST_LISTED - *count, &list, &found, err);
    free(own);
    if (ok && found == 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected groups that are not empty, such as 0-3|4-7");
    if (ok) {
        all = reallocarray(*members, *count + found, sizeof *all);
        *members = all != NULL ? all : *members;
        groups = reallocarray(*group_of, *count + found, sizeof *groups);
        *group_of = groups != NULL ? groups : *group_of;
        ok = all != NULL && groups != NULL;
    }
    for (size_t i = 0; ok && i < found; i++) {
        (*members)[*count] = list[i];
        (*group_of)[(*count)++] = group;
    }
    free(list);
    return ok || error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the groups");
}

bool groups_parse(const char *text, int64_t **members, uint32_t **group_of, size_t *count, struct error *err)
{
    *members = NULL;
    *group_of = NULL;
    *count = 0;
    const char *group = text;
    bool ok = true;
    for (uint32_t i = 0; ok && group != NULL; i++) {
        size_t length = strcspn(group, "|");
        ok = append_group(group, length, i, members, group_of, count, err);
        group = group[length] == '|' ? group + length + 1 : NULL;
    }
    if (ok)
        return true;
    free(*members);
    free(*group_of);
    *members = NULL;
    *group_of = NULL;
    return false;
}

/* ---- attributes together ---- */

/* Whether a fault of this kind may have the attribute. */
static bool may_have(const xmlNode *fault, const char *name)
{
    const struct element_rule *rule = element_rule(ELEMENT_FAULT);
    unsigned kinds = attribute_rule_find(rule, name)->kinds;
    return kinds == 0 || (kinds & (1u << element_choice(rule, fault))) != 0;
}

/* "processes", "count", "fraction" or "host": what a fault of this kind says whom it strikes with. */
static const char *target_name(size_t i, const void *fault)
{
    static const char *const names[] = {"processes", "count", "fraction", "host", NULL};
    for (const char *const *name = names; *name != NULL; name++)
        if (may_have(fault, *name) && i-- == 0)
            return *name;
    return NULL;
}

static bool check_targets(const struct rules_context *context, const xmlNode *fault, struct error *err)
{
    enum { NAMES_SIZE = 80 };
    const xmlAttr *given = NULL;
    const char *name;
    char names[NAMES_SIZE];
    rules_join(names, sizeof names, target_name, fault);
    for (size_t i = 0; (name = target_name(i, fault)) != NULL; i++) {
        const xmlAttr *attribute = attribute_find(fault, name);
        if (attribute != NULL && given != NULL)
            return refuse_attribute(context->source, attribute, err, "expected one of %s; \"%s\" stands there already",
                                    names, attribute_name(given));
        if (attribute != NULL)
            given = attribute;
    }
    if (given != NULL || names[0] == '\0')
        return true;
    return refuse_attribute(context->source, attribute_find(fault, "kind"), err,
                            "whom it strikes is missing: expected %s", names);
}

static bool check_link(const struct rules_context *context, const xmlNode *fault, struct error *err)
{
    static const char *const others[] = {"from", "to", "one-way"};
    for (size_t i = 0; attribute_find(fault, "link") != NULL && i < sizeof others / sizeof others[0]; i++) {
        const xmlAttr *other = attribute_find(fault, others[i]);
        if (other != NULL)
            return refuse_attribute(context->source, other, err, "expected \"link\", or \"from\" and \"to\", not both");
    }
    return true;
}

/* Attributes that mean something only beside another one. */
static bool check_company(const struct rules_context *context, const xmlNode *fault, struct error *err)
{
    static const struct {
        const char *name, *beside;
    } pairs[] = {{"of", "after"},     {"what", "after"},    {"nth", "after"},    {"wait", "after"},
                 {"mean", "between"}, {"shape", "between"}, {"duration", "for"}, {"value", "variable"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const xmlAttr *attribute = attribute_find(fault, pairs[i].name);
        if (attribute != NULL && attribute_find(fault, pairs[i].beside) == NULL)
            return refuse_attribute(context->source, attribute, err, "\"%s\" stands only with \"%s\"", pairs[i].name,
                                    pairs[i].beside);
    }
    return true;
}

static bool refuse_without(const struct rules_context *context, const xmlAttr *attribute, const char *missing,
                           struct error *err)
{
    return refuse_attribute(context->source, attribute, err, "the attribute \"%s\" is missing", missing);
}

static bool check_when(const struct rules_context *context, const xmlNode *fault, struct error *err)
{
    const xmlAttr *at = attribute_find(fault, "at"), *after = attribute_find(fault, "after");
    const xmlAttr *between = attribute_find(fault, "between"), *shape = attribute_find(fault, "shape");
    if (after != NULL && at != NULL)
        return refuse_attribute(context->source, at, err,
                                "expected \"at\" or \"after\", not both: a time after the event is \"wait\"");
    if (after != NULL && between != NULL)
        return refuse_attribute(context->source, between, err, "expected \"after\" or \"between\", not both");
    bool named = after != NULL && strcmp(attribute_text(after), "event") != 0 &&
                 strcmp(attribute_text(after), "start") != 0; /* messages, timers and outputs have names */
    if (attribute_find(fault, "what") != NULL && !named && after != NULL)
        return refuse_attribute(context->source, attribute_find(fault, "what"), err,
                                "\"what\" stands only with after=\"send\", \"receive\", \"timeout\" or \"output\"");
    if (between == NULL)
        return true;
    bool weibull = strcmp(attribute_text(between), "weibull") == 0;
    if (attribute_find(fault, "mean") == NULL)
        return refuse_without(context, between, "mean", err);
    if (weibull && shape == NULL)
        return refuse_without(context, between, "shape", err);
    return weibull || shape == NULL ||
           refuse_attribute(context->source, shape, err, "\"shape\" stands only with between=\"weibull\"");
}

static bool check_how(const struct rules_context *context, const xmlNode *fault, struct error *err)
{
    const xmlAttr *kind = attribute_find(fault, "kind"), *drift = attribute_find(fault, "drift");
    bool may_do_without = element_choice(element_rule(ELEMENT_FAULT), fault) == FAULT_DUPLICATE;
    if (may_have(fault, "by") && !may_do_without && attribute_find(fault, "by") == NULL)
        return refuse_without(context, kind, "by", err);
    double rate = 0;
    bool ok = drift == NULL || value_parse(attribute_text(drift), DIMENSION_NUMBER, &rate, NULL);
    assert(ok && "each attribute has been checked");
    (void)ok;
    return rate > -1 ||
           refuse_attribute(context->source, drift, err, "expected more than -1: a clock neither stops nor turns back");
}

bool fault_check(const struct rules_context *context, const xmlNode *fault, struct error *err)
{
    return check_targets(context, fault, err) && check_link(context, fault, err) &&
           check_company(context, fault, err) && check_when(context, fault, err) && check_how(context, fault, err);
}
