/* cost.c: see cost.h. */
#include "engine/cost.h"

#include <stdio.h>
#include <string.h>

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
