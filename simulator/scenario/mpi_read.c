/* mpi_read.c: see mpi_read.h. */
#include "scenario/mpi_read.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool out_of_memory(struct error *err)
{
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the settings of a run");
}

static bool is_element(const xmlNode *node, enum element_kind kind)
{
    return strcmp(element_name(node), element_rule(kind)->name) == 0;
}

static size_t count_children(const xmlNode *element, enum element_kind kind)
{
    size_t count = 0;
    for (const xmlNode *child = element_first(element); child != NULL; child = element_next(child))
        count += is_element(child, kind);
    return count;
}

/* The children of one kind as texts: "NAME=VALUE", or VALUE alone when `key` is NULL. NULL: no memory. */
static char **read_texts(const xmlNode *element, enum element_kind kind, const char *key, const char *value,
                         struct error *err)
{
    char **texts = calloc(count_children(element, kind) + 1, sizeof *texts);
    bool ok = texts != NULL;
    size_t count = 0;
    for (const xmlNode *child = element_first(element); ok && child != NULL; child = element_next(child)) {
        if (!is_element(child, kind))
            continue;
        const char *name = key != NULL ? attribute_value(child, key) : "";
        ok = asprintf(&texts[count], "%s%s%s", name, key != NULL ? "=" : "", attribute_value(child, value)) >= 0;
        if (!ok)
            texts[count] = NULL;
        count += ok;
    }
    if (!ok)
        out_of_memory(err);
    return texts;
}

static bool read_measures(const xmlNode *element, struct mpi_settings *out, struct error *err)
{
    out->measures = calloc(count_children(element, ELEMENT_MEASURE) + 1, sizeof *out->measures);
    if (out->measures == NULL)
        return out_of_memory(err);
    for (const xmlNode *child = element_first(element); child != NULL; child = element_next(child)) {
        if (!is_element(child, ELEMENT_MEASURE))
            continue;
        struct mpi_measure *measure = &out->measures[out->measure_count++];
        const char *unit = attribute_value(child, "unit");
        snprintf(measure->name, sizeof measure->name, "%s", attribute_value(child, "name"));
        snprintf(measure->unit, sizeof measure->unit, "%s", unit != NULL ? unit : "");
        measure->pattern = strdup(attribute_value(child, "pattern"));
        if (measure->pattern == NULL)
            return out_of_memory(err);
    }
    return true;
}

static bool read_program(const struct read_context *context, const xmlNode *element, struct mpi_settings *out,
                         struct error *err)
{
    const xmlAttr *program = attribute_find(element, "program");
    char path[PATH_MAX];
    struct error local = {0};
    if (!context->rules.environment->program_find(attribute_text(program), context->directory, path, sizeof path,
                                                  &local))
        return refuse_attribute(context->rules.source, program, err, "%s", local.text);
    out->program = strdup(path);
    return out->program != NULL || out_of_memory(err);
}

static bool read_all(const struct read_context *context, const xmlNode *element, const xmlNode *measures,
                     struct mpi_settings *out, struct error *err)
{
    static const int measured = 1; /* among the choices of "compute" */
    out->per_node = (uint32_t)read_count(element, "per-node", 0);
    out->oversubscribe = read_yes(element, "oversubscribe", false);
    out->measured = read_choice(element, ELEMENT_MPI, "compute", 0) == measured;
    out->time_out = read_quantity(element, "timeout", DIMENSION_TIME, 0);
    out->energy = read_yes(measures, "energy", false);
    out->wire = read_yes(measures, "wire", false);
    const char *selector = attribute_value(element, "selector");
    if (selector != NULL && (out->selector = strdup(selector)) == NULL)
        return out_of_memory(err);
    struct error local = {0};
    out->arguments = read_texts(element, ELEMENT_ARGUMENT, NULL, "value", &local);
    out->collectives = read_texts(element, ELEMENT_COLLECTIVE, "name", "algorithm", &local);
    out->configuration = read_texts(element, ELEMENT_OPTION, "name", "value", &local);
    if (local.kind != ERROR_NONE)
        return out_of_memory(err);
    return read_measures(element, out, err) && read_program(context, element, out, err);
}

struct mpi_settings *mpi_settings_read(const struct read_context *context, const xmlNode *element,
                                       const xmlNode *measures, struct error *err)
{
    struct mpi_settings *settings = calloc(1, sizeof *settings);
    if (settings == NULL) {
        out_of_memory(err);
        return NULL;
    }
    if (read_all(context, element, measures, settings, err))
        return settings;
    mpi_settings_free(settings);
    return NULL;
}
