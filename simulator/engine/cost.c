/* cost.c: see cost.h. */
#include "engine/cost.h"

#include "engine/system.h"
#include "observe/specification.h"

#include <stdio.h>
#include <string.h>

enum { MEASURE_NAME_SIZE = 96 };

const char *cost_relation_name(enum cost_relation relation)
{
    switch (relation) {
    case COST_EXACTLY:
        return "exactly";
    case COST_AT_MOST:
        return "at_most";
    case COST_AT_LEAST:
        return "at_least";
    case COST_ON_AVERAGE:
        return "on_average";
    }
    return "";
}

const char *cost_relation_text(enum cost_relation relation, enum language language)
{
    bool french = language == LANGUAGE_FR;
    switch (relation) {
    case COST_EXACTLY:
        return french ? "exactement" : "exactly";
    case COST_AT_MOST:
        return french ? "au plus" : "at most";
    case COST_AT_LEAST:
        return french ? "au moins" : "at least";
    case COST_ON_AVERAGE:
        return french ? "en moyenne" : "on average";
    }
    return "";
}

void cost_column(const struct algorithm *algorithm, const struct cost *cost, char *buffer, size_t size)
{
    unsigned number = 1;
    for (const struct cost *before = algorithm->costs; before != cost; before++)
        number += before->relation == cost->relation && strcmp(before->measure, cost->measure) == 0;
    if (number == 1)
        snprintf(buffer, size, "cost.%s.%s", cost->measure, cost_relation_name(cost->relation));
    else
        snprintf(buffer, size, "cost.%s.%s.%u", cost->measure, cost_relation_name(cost->relation), number);
}

struct measure_names {
    const struct algorithm *algorithm;
    char (*by_kind)[MEASURE_NAME_SIZE]; /* "messages.KIND" */
};

/* The names of all that may have a cost. */
static const char *measure_name(size_t i, const void *context)
{
    const struct measure_names *names = context;
    const struct algorithm *algorithm = names->algorithm;
    if (i == 0)
        return "messages";
    i--;
    if (i < algorithm_message_kinds(algorithm))
        return names->by_kind[i];
    i -= algorithm_message_kinds(algorithm);
    for (size_t j = 0; j < MAX_SPECIFICATIONS && algorithm->promises[j] != NULL; j++) {
        const struct specification *specification = specification_find(algorithm->promises[j], NULL);
        const struct specified_measure *measure = specification != NULL ? specification->measures : NULL;
        for (; measure != NULL && measure->name != NULL; measure++)
            if (i-- == 0)
                return measure->name;
    }
    return NULL;
}

static bool is_measured(const char *wanted, const struct measure_names *names)
{
    const char *name;
    for (size_t i = 0; (name = measure_name(i, names)) != NULL; i++)
        if (strcmp(name, wanted) == 0)
            return true;
    return false;
}

bool cost_check(const struct algorithm *algorithm, struct error *err)
{
    char by_kind[ALGORITHM_MAX_KINDS][MEASURE_NAME_SIZE];
    const struct measure_names names = {algorithm, by_kind};
    for (uint32_t kind = 0; kind < algorithm_message_kinds(algorithm); kind++)
        snprintf(by_kind[kind], sizeof by_kind[kind], "messages.%s", algorithm->messages[kind].name);
    for (const struct cost *cost = algorithm->costs; cost != NULL && cost->measure != NULL; cost++) {
        if (is_measured(cost->measure, &names))
            continue;
        const char *near = nearest_name(cost->measure, measure_name, &names);
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "%s breaks the contract of process.h: it has a cost of \"%s\", which is neither \"messages\", "
                         "\"messages.\" and a kind of message, nor a measure of what it promises%s%s%s",
                         algorithm->name, cost->measure, near != NULL ? "; did you mean \"" : "",
                         near != NULL ? near : "", near != NULL ? "\"?" : "");
    }
    return true;
}
