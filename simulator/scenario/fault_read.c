/* fault_read.c: see fault_list.h. */
#include "scenario/fault_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool out_of_memory(struct error *err)
{
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the faults");
}

static void read_name(const xmlNode *element, const char *attribute, char *out, size_t size)
{
    const char *text = attribute_value(element, attribute);
    snprintf(out, size, "%s", text != NULL ? text : "");
}

/* ---- whom ---- */

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Sorts the list, in which no number may stand twice. */
static bool sort_list(const struct read_context *context, const xmlAttr *attribute, int64_t *list, size_t count,
                      struct error *err)
{
    qsort(list, count, sizeof *list, compare_numbers);
    for (size_t i = 1; i < count; i++)
        if (list[i - 1] == list[i])
            return refuse_attribute(context->rules.source, attribute, err,
                                    "expected each process once; found %" PRId64 " twice", list[i]);
    return true;
}

static bool read_processes(const struct read_context *context, const xmlNode *element, const char *name, int64_t **out,
                           size_t *count, struct error *err)
{
    const xmlAttr *attribute = attribute_find(element, name);
    return attribute == NULL ||
           (read_list(element, name, out, count, err) && sort_list(context, attribute, *out, *count, err));
}

static bool read_targets(const struct read_context *context, const xmlNode *element, struct fault_settings *fault,
                         struct error *err)
{
    const char *processes = attribute_value(element, "processes");
    read_name(element, "host", fault->host, sizeof fault->host);
    fault->count = (uint32_t)read_count(element, "count", 0);
    fault->fraction = read_quantity(element, "fraction", DIMENSION_PROBABILITY, 0);
    fault->target = attribute_find(element, "count") != NULL      ? TARGET_COUNT
                    : attribute_find(element, "fraction") != NULL ? TARGET_FRACTION
                    : attribute_find(element, "host") != NULL     ? TARGET_HOST
                                                                  : TARGET_ALL;
    if (processes == NULL || strcmp(processes, "all") == 0)
        return true;
    fault->target = TARGET_LISTED;
    return read_processes(context, element, "processes", &fault->processes, &fault->process_count, err);
}

static bool read_groups(const struct read_context *context, const xmlNode *element, struct fault_settings *fault,
                        struct error *err)
{
    const xmlAttr *groups = attribute_find(element, "groups");
    int64_t *sorted;
    if (groups == NULL)
        return true;
    if (!groups_parse(attribute_text(groups), &fault->members, &fault->group_of, &fault->member_count, err))
        return false;
    if (!numbers_copy(fault->members, fault->member_count, &sorted))
        return out_of_memory(err);
    bool ok = sort_list(context, groups, sorted, fault->member_count, err);
    free(sorted);
    return ok;
}

static bool read_channels(const struct read_context *context, const xmlNode *element, struct fault_settings *fault,
                          struct error *err)
{
    read_name(element, "link", fault->link, sizeof fault->link);
    fault->one_way = read_yes(element, "one-way", false);
    return read_processes(context, element, "from", &fault->from, &fault->from_count, err) &&
           read_processes(context, element, "to", &fault->to, &fault->to_count, err) &&
           read_groups(context, element, fault, err);
}

/* ---- when ---- */

static void read_when(const xmlNode *element, struct fault_settings *fault)
{
    static const int64_t of_any = -1;
    bool after = attribute_find(element, "after") != NULL, between = attribute_find(element, "between") != NULL;
    const xmlAttr *of = attribute_find(element, "of");
    fault->when = after ? WHEN_AFTER : between ? WHEN_RANDOM : WHEN_DATE;
    fault->at = read_quantity(element, after ? "wait" : "at", DIMENSION_TIME, 0);
    fault->trigger = (enum fault_trigger)read_choice(element, ELEMENT_FAULT, "after", TRIGGER_EVENT);
    fault->trigger_of = of != NULL ? (int64_t)read_count(element, "of", 0) : of_any;
    fault->nth = read_count(element, "nth", 1);
    fault->interval = (enum interval_rule)read_choice(element, ELEMENT_FAULT, "between", INTERVAL_EXPONENTIAL);
    fault->interval_mean = read_quantity(element, "mean", DIMENSION_TIME, 0);
    fault->interval_shape = read_quantity(element, "shape", DIMENSION_NUMBER, 1);
    fault->duration = read_quantity(element, "for", DIMENSION_TIME, 0);
    static const int exponential = 1; /* among the choices of "duration" */
    fault->duration_is_random = read_choice(element, ELEMENT_FAULT, "duration", 0) == exponential;
}

/* ---- what the algorithm has names for ---- */

struct named {
    const struct algorithm *algorithm;
    enum fault_trigger trigger;
};

/* Of what an event of this kind may be about. */
static const char *subject_name(size_t i, const void *context)
{
    static const char *const outputs[] = {
#define OUTPUT_NAME(id, name, ...) name,
        OUTPUTS(OUTPUT_NAME)
#undef OUTPUT_NAME
            NULL};
    const struct named *named = context;
    const struct algorithm *algorithm = named->algorithm;
    switch (named->trigger) {
    case TRIGGER_SEND:
    case TRIGGER_RECEIVE:
        return algorithm->messages != NULL ? algorithm->messages[i].name : NULL;
    case TRIGGER_TIMEOUT:
        return algorithm->timers != NULL ? algorithm->timers[i].name : NULL;
    case TRIGGER_OUTPUT:
        return outputs[i];
    case TRIGGER_EVENT:
    case TRIGGER_START:
        return NULL;
    }
    return NULL;
}

static const char *variable_name(size_t i, const void *context)
{
    const struct named *named = context;
    return named->algorithm->variables != NULL ? named->algorithm->variables[i].name : NULL;
}

static bool find_name(const char *wanted, const char *(*name_of)(size_t i, const void *context),
                      const struct named *named, size_t *index)
{
    const char *name;
    for (*index = 0; (name = name_of(*index, named)) != NULL; (*index)++)
        if (strcmp(name, wanted) == 0)
            return true;
    return false;
}

static bool refuse_name(const struct read_context *context, const xmlAttr *attribute, const char *what,
                        const char *(*name_of)(size_t i, const void *context), const struct named *named,
                        struct error *err)
{
    enum { NAMES_SIZE = 400 };
    char names[NAMES_SIZE] = "it has none";
    if (name_of(0, named) != NULL)
        rules_suggest(names, sizeof names, attribute_text(attribute), name_of, named);
    return refuse_attribute(context->rules.source, attribute, err, "%s has no %s \"%s\"; %s", named->algorithm->name,
                            what, attribute_text(attribute), names);
}

static bool read_subject(const struct read_context *context, const xmlNode *element, const struct algorithm *algorithm,
                         struct fault_settings *fault, struct error *err)
{
    static const char *const words[] = {
        [TRIGGER_EVENT] = "",          [TRIGGER_START] = "",        [TRIGGER_SEND] = "message",
        [TRIGGER_RECEIVE] = "message", [TRIGGER_TIMEOUT] = "timer", [TRIGGER_OUTPUT] = "output"};
    const struct named named = {algorithm, fault->trigger};
    size_t index;
    read_name(element, "what", fault->trigger_name, sizeof fault->trigger_name);
    return fault->trigger_name[0] == '\0' || find_name(fault->trigger_name, subject_name, &named, &index) ||
           refuse_name(context, attribute_find(element, "what"), words[fault->trigger], subject_name, &named, err);
}

/* The only kind of message that is lost, doubled or held back. */
static bool read_message(const struct read_context *context, const xmlNode *element, const struct algorithm *algorithm,
                         struct fault_settings *fault, struct error *err)
{
    const struct named named = {algorithm, TRIGGER_SEND};
    size_t index;
    read_name(element, "message", fault->message, sizeof fault->message);
    return fault->message[0] == '\0' || find_name(fault->message, subject_name, &named, &index) ||
           refuse_name(context, attribute_find(element, "message"), "message", subject_name, &named, err);
}

static bool check_value(const struct read_context *context, const xmlAttr *attribute, const struct variable *variable,
                        int64_t value, struct error *err)
{
    bool legal = variable->range != NULL || (value >= variable->minimum && value <= variable->maximum);
    return legal ||
           refuse_attribute(context->rules.source, attribute, err, "variable \"%s\": expected %" PRId64 " to %" PRId64,
                            variable->name, variable->minimum, variable->maximum);
}

/* What a corruption harms. */
static bool read_variable(const struct read_context *context, const xmlNode *element, const struct algorithm *algorithm,
                          struct fault_settings *fault, struct error *err)
{
    const struct named named = {.algorithm = algorithm};
    const xmlAttr *variable = attribute_find(element, "variable"), *value = attribute_find(element, "value");
    size_t index;
    if (fault->kind == FAULT_CORRUPT && variable_name(0, &named) == NULL)
        return refuse_attribute(context->rules.source, attribute_find(element, "kind"), err,
                                "%s declares no variable that could be corrupted", algorithm->name);
    if (variable == NULL)
        return true;
    if (!find_name(attribute_text(variable), variable_name, &named, &index))
        return refuse_name(context, variable, "variable", variable_name, &named, err);
    fault->variable_mask = 1u << index;
    if (value == NULL)
        return true;
    int64_t *list;
    size_t count;
    if (!read_list(element, "value", &list, &count, err))
        return false;
    fault->has_value = true;
    fault->value = list[0];
    free(list);
    return check_value(context, value, &algorithm->variables[index], fault->value, err);
}

/* ---- faults ---- */

static void read_how(const xmlNode *element, struct fault_settings *fault)
{
    fault->probability = read_quantity(element, "probability", DIMENSION_PROBABILITY, 0);
    fault->delay = read_quantity(element, "by", DIMENSION_TIME, 0);
    fault->drift = read_quantity(element, "drift", DIMENSION_NUMBER, 0);
}

static bool read_fault(const struct read_context *context, const xmlNode *element, const struct algorithm *algorithm,
                       struct fault_settings *fault, struct error *err)
{
    fault->kind = (enum fault_kind)read_choice(element, ELEMENT_FAULT, "kind", 0);
    read_name(element, "name", fault->name, sizeof fault->name);
    read_when(element, fault);
    read_how(element, fault);
    return read_targets(context, element, fault, err) && read_channels(context, element, fault, err) &&
           read_subject(context, element, algorithm, fault, err) &&
           read_message(context, element, algorithm, fault, err) &&
           read_variable(context, element, algorithm, fault, err);
}

bool fault_list_read(const struct read_context *context, const xmlNode *faults, struct settings *out, struct error *err)
{
    size_t count = 0, listed = 0;
    if (faults == NULL)
        return true;
    for (const xmlNode *child = element_first(faults); child != NULL; child = element_next(child))
        count++;
    if (count > MOST_FAULTS)
        return refuse_element(context->rules.source, faults, err, "expected at most %d faults, found %zu", MOST_FAULTS,
                              count);
    out->faults = calloc(count + 1, sizeof *out->faults);
    if (out->faults == NULL)
        return out_of_memory(err);
    for (const xmlNode *child = element_first(faults); child != NULL; child = element_next(child)) {
        struct fault_settings *fault = &out->faults[out->fault_count++];
        if (!read_fault(context, child, out->algorithm, fault, err))
            return false;
        listed += fault->process_count + fault->from_count + fault->to_count + fault->member_count;
        if (listed > MOST_LISTED)
            return refuse_element(context->rules.source, child, err,
                                  "expected at most %d numbers of processes in all faults together", MOST_LISTED);
    }
    return fault_list_check(context, faults, out, err);
}

/* ---- copies ---- */

static bool copy_groups(const struct fault_settings *from, struct fault_settings *to)
{
    if (from->group_of == NULL)
        return true;
    to->group_of = malloc(from->member_count * sizeof *to->group_of);
    if (to->group_of != NULL)
        memcpy(to->group_of, from->group_of, from->member_count * sizeof *to->group_of);
    return to->group_of != NULL;
}

static bool copy_fault(const struct fault_settings *from, struct fault_settings *to)
{
    *to = *from;
    to->processes = to->from = to->to = to->members = NULL;
    to->group_of = NULL;
    return numbers_copy(from->processes, from->process_count, &to->processes) &&
           numbers_copy(from->from, from->from_count, &to->from) && numbers_copy(from->to, from->to_count, &to->to) &&
           numbers_copy(from->members, from->member_count, &to->members) && copy_groups(from, to);
}

bool fault_list_copy(const struct settings *settings, struct settings *out)
{
    if (settings->fault_count == 0)
        return true;
    out->faults = calloc(settings->fault_count, sizeof *out->faults);
    bool ok = out->faults != NULL;
    while (ok && out->fault_count < settings->fault_count) {
        ok = copy_fault(&settings->faults[out->fault_count], &out->faults[out->fault_count]);
        out->fault_count++;
    }
    return ok;
}
