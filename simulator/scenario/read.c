/* read.c: see read.h. Values have been checked by rules_check(): what can still be wrong here is how they fit together. */
#include "scenario/read.h"

#include "scenario/fault_list.h"
#include "scenario/mpi_read.h"
#include "scenario/work_read.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Defaults, as docs/scenario-format.md gives them. */
static const uint32_t default_header_bytes = 64;
static const uint32_t default_arity = 2;
static const uint32_t default_neighbours = 2;
static const double default_rewiring = 0.1;
static const sim_time default_step = 1e-3;
static const double default_trace_limit = 10e9; /* bytes */

static bool out_of_memory(struct error *err)
{
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the settings of a run");
}

/* ---- values that have been checked; an element that is NULL has no attributes ---- */

static const char *read_text(const xmlNode *element, const char *name)
{
    return element != NULL ? attribute_value(element, name) : NULL;
}

uint64_t read_count(const xmlNode *element, const char *name, uint64_t fallback)
{
    const char *text = read_text(element, name);
    uint64_t value = fallback;
    bool ok = text == NULL || value_parse_count(text, 0, UINT64_MAX, &value, NULL);
    assert(ok && "rules_check() has passed");
    (void)ok;
    return value;
}

double read_quantity(const xmlNode *element, const char *name, enum dimension dimension, double fallback)
{
    const char *text = read_text(element, name);
    double value = fallback;
    bool ok = text == NULL || value_parse(text, dimension, &value, NULL);
    assert(ok && "rules_check() has passed");
    (void)ok;
    return value;
}

int read_choice(const xmlNode *element, enum element_kind kind, const char *name, int fallback)
{
    const char *text = read_text(element, name);
    return text != NULL ? choice_find(attribute_rule_find(element_rule(kind), name), text) : fallback;
}

bool read_yes(const xmlNode *element, const char *name, bool fallback)
{
    const char *text = read_text(element, name);
    return text != NULL ? strcmp(text, "yes") == 0 : fallback;
}

bool read_list(const xmlNode *element, const char *name, int64_t **out, size_t *count, struct error *err)
{
    return value_parse_list(attribute_value(element, name), MOST_LISTED, out, count, err);
}

/* ---- files ---- */

static bool is_absolute(const char *path)
{
    return path[0] == '/';
}

bool read_path(const char *directory, const char *file, char *out, size_t size)
{
    int length = is_absolute(file) || strcmp(directory, ".") == 0 ? snprintf(out, size, "%s", file)
                                                                  : snprintf(out, size, "%s/%s", directory, file);
    return length >= 0 && (size_t)length < size;
}

void platform_cache_free(struct platform_cache *cache)
{
    free(cache->entries);
    *cache = (struct platform_cache){0};
}

static bool find_platform(const struct read_context *context, const xmlAttr *file, char *out, size_t size,
                          struct error *err)
{
    const char *name = attribute_text(file);
    struct platform_cache *cache = context->platforms;
    for (size_t i = 0; i < cache->count; i++)
        if (strcmp(cache->entries[i].name, name) == 0) {
            snprintf(out, size, "%s", cache->entries[i].path);
            return true;
        }
    struct platform_entry *grown = reallocarray(cache->entries, cache->count + 1, sizeof *grown);
    if (grown == NULL)
        return out_of_memory(err);
    cache->entries = grown;
    struct platform_entry *entry = &grown[cache->count];
    struct error local = {0};
    if (!context->rules.environment->platform_find(name, context->directory, entry->path, sizeof entry->path, &local)) {
        if (local.line > 0) /* the file was found, and something in it is wrong */
            return error_set(err, local.kind, local.file, local.line, "%s", local.text);
        return refuse_attribute(context->rules.source, file, err, "%s%s%s", local.file,
                                local.file[0] != '\0' ? ": " : "", local.text);
    }
    snprintf(entry->name, sizeof entry->name, "%s", name);
    cache->count++;
    snprintf(out, size, "%s", entry->path);
    return true;
}

/* ---- parts of a system ---- */

static bool read_processes(const struct read_context *context, const xmlNode *system, struct settings *out,
                           struct error *err)
{
    bool from_file = out->topology.kind == TOPOLOGY_KIND_FILE;
    if (attribute_find(system, "processes") == NULL && !from_file)
        return refuse_element(context->rules.source, system, err, "the attribute \"processes\" is missing");
    out->processes = (uint32_t)read_count(system, "processes", 0);
    return true;
}

static void read_parameters(const xmlNode *element, struct settings *out)
{
    const struct algorithm *algorithm = out->algorithm;
    for (size_t i = 0; parameter_name(i, algorithm) != NULL; i++)
        out->parameters[i] = algorithm->parameters[i].initial;
    for (const xmlNode *child = element_first(element); child != NULL; child = element_next(child)) {
        size_t index = 0;
        const struct parameter *parameter = parameter_find(algorithm, attribute_value(child, "name"), &index);
        out->parameters[index] = read_quantity(child, "value", parameter_dimension(parameter), parameter->initial);
    }
}

static bool read_topology(const struct read_context *context, const xmlNode *element, struct settings *out,
                          struct error *err)
{
    struct topology_settings *topology = &out->topology;
    topology->kind = (enum topology_kind)read_choice(element, ELEMENT_TOPOLOGY, "kind", 0);
    topology->arity = (uint32_t)read_count(element, "arity", default_arity);
    topology->probability = read_quantity(element, "probability", DIMENSION_PROBABILITY, 0);
    topology->average_degree = read_quantity(element, "average-degree", DIMENSION_NUMBER, 0);
    topology->degree = (uint32_t)read_count(element, "degree", 0);
    topology->neighbours = (uint32_t)read_count(element, "neighbours", default_neighbours);
    topology->rewiring = read_quantity(element, "rewiring", DIMENSION_PROBABILITY, default_rewiring);
    const char *dimensions = read_text(element, "dimensions");
    if (dimensions != NULL && !dimensions_parse(dimensions, topology->dimensions, &topology->dimension_count, err))
        return false;
    const xmlAttr *file = attribute_find(element, "file");
    if (file != NULL && !read_path(context->directory, attribute_text(file), topology->file, sizeof topology->file))
        return refuse_attribute(context->rules.source, file, err, "expected a shorter path");
    return true;
}

static bool check_dimensions(const struct read_context *context, const xmlNode *element, const struct settings *out,
                             struct error *err)
{
    uint64_t product = 1;
    for (uint32_t i = 0; i < out->topology.dimension_count; i++)
        product *= out->topology.dimensions[i];
    if (out->topology.dimension_count == 0 || product == out->processes)
        return true;
    return refuse_attribute(context->rules.source, attribute_find(element, "dimensions"), err,
                            "expected a product of %" PRIu32 ", the number of processes; found %" PRIu64,
                            out->processes, product);
}

static bool read_identities(const struct read_context *context, const xmlNode *element, struct settings *out,
                            struct error *err)
{
    out->identity_order = (enum identity_order)read_choice(element, ELEMENT_IDENTITIES, "order", IDENTITIES_INCREASING);
    if (out->identity_order != IDENTITIES_LISTED)
        return true;
    if (!read_list(element, "list", &out->identities, &out->identity_count, err))
        return false;
    if (out->processes != 0 && out->identity_count != out->processes)
        return refuse_attribute(context->rules.source, attribute_find(element, "list"), err,
                                "expected %" PRIu32 " identities, one for each process; found %zu", out->processes,
                                out->identity_count);
    return true;
}

/* "one", process 0, when the algorithm is centralised; else "all". */
static enum initiator_rule default_initiators(const struct algorithm *algorithm)
{
    return algorithm->assumptions.one_initiator ? INITIATORS_ONE : INITIATORS_ALL;
}

static bool check_initiators(const struct read_context *context, const xmlNode *element, const struct settings *out,
                             struct error *err)
{
    if (out->processes == 0)
        return true; /* known when the topology's file is read */
    const char *name = out->initiator_rule == INITIATORS_ONE ? "process" : "list";
    for (size_t i = 0; i < out->initiator_list_count; i++)
        if (out->initiators[i] < 0 || out->initiators[i] >= out->processes)
            return refuse_attribute(context->rules.source, attribute_find(element, name), err,
                                    "expected numbers of processes, 0 to %" PRIu32 "; found %" PRId64,
                                    out->processes - 1, out->initiators[i]);
    if (out->initiator_rule == INITIATORS_COUNT && out->initiator_count > out->processes)
        return refuse_attribute(context->rules.source, attribute_find(element, "count"), err,
                                "expected at most %" PRIu32 ", the number of processes", out->processes);
    return true;
}

static bool read_initiators(const struct read_context *context, const xmlNode *element, struct settings *out,
                            struct error *err)
{
    out->initiator_rule = (enum initiator_rule)read_choice(element, ELEMENT_INITIATORS, "select",
                                                           (int)default_initiators(out->algorithm));
    out->initiator_count = (uint32_t)read_count(element, "count", 0);
    out->initiator_probability = read_quantity(element, "probability", DIMENSION_PROBABILITY, 0);
    if (out->initiator_rule == INITIATORS_LISTED &&
        !read_list(element, "list", &out->initiators, &out->initiator_list_count, err))
        return false;
    if (read_text(element, "process") != NULL) {
        out->initiators = malloc(sizeof *out->initiators);
        if (out->initiators == NULL)
            return out_of_memory(err);
        out->initiators[0] = (int64_t)read_count(element, "process", 0);
        out->initiator_list_count = 1;
    }
    return check_initiators(context, element, out, err);
}

static bool read_placement(const xmlNode *element, enum placement_rule fallback, struct settings *out,
                           struct error *err)
{
    out->placement_rule = (enum placement_rule)read_choice(element, ELEMENT_PLACEMENT, "rule", (int)fallback);
    const char *hosts = read_text(element, "hosts");
    size_t count = 0, length;
    if (hosts == NULL)
        return true;
    for (const char *cursor = hosts; names_next(&cursor, &length) != NULL;)
        count++;
    out->placement_hosts = calloc(count + 1, sizeof *out->placement_hosts);
    if (out->placement_hosts == NULL)
        return out_of_memory(err);
    const char *name;
    for (const char *cursor = hosts; (name = names_next(&cursor, &length)) != NULL;) {
        out->placement_hosts[out->placement_count] = strndup(name, length);
        if (out->placement_hosts[out->placement_count++] == NULL)
            return out_of_memory(err);
    }
    return true;
}

static void read_channels(const xmlNode *element, struct settings *out)
{
    out->header_bytes = (uint32_t)read_quantity(element, "header", DIMENSION_SIZE, default_header_bytes);
    out->fifo = read_yes(element, "fifo", true);
    out->delay_rule = (enum delay_rule)read_choice(element, ELEMENT_CHANNELS, "delay", DELAY_NONE);
    out->delay_low = read_quantity(element, "low", DIMENSION_TIME, 0);
    out->delay_high = read_quantity(element, out->delay_rule == DELAY_EXPONENTIAL ? "mean" : "high", DIMENSION_TIME, 0);
}

static bool read_trace(const struct read_context *context, const xmlNode *element, struct settings *out,
                       struct error *err)
{
    static const int zstd = 1; /* among the choices of "compression" */
    out->trace_compressed = read_choice(element, ELEMENT_TRACE, "compression", 0) == zstd;
    out->trace_sample = (uint32_t)read_count(element, "sample", 0);
    out->trace_limit = read_quantity(element, "limit", DIMENSION_SIZE, default_trace_limit);
    out->trace_stamps = (enum trace_stamps)read_choice(element, ELEMENT_TRACE, "stamps", STAMPS_NONE);
    if (out->trace_stamps == STAMPS_VECTOR && out->processes > STAMPS_MOST_PROCESSES)
        return refuse_attribute(context->rules.source, attribute_find(element, "stamps"), err, STAMPS_REFUSAL,
                                STAMPS_MOST_PROCESSES, out->processes);
    if (read_text(element, "processes") == NULL)
        return true;
    if (!read_list(element, "processes", &out->trace_processes, &out->trace_process_count, err))
        return false;
    for (size_t i = 0; i < out->trace_process_count && out->processes > 0; i++)
        if (out->trace_processes[i] < 0 || out->trace_processes[i] >= out->processes)
            return refuse_attribute(context->rules.source, attribute_find(element, "processes"), err,
                                    "expected numbers of processes, 0 to %" PRIu32 "; found %" PRId64,
                                    out->processes - 1, out->trace_processes[i]);
    return true;
}

/* The system's own element of this kind, else the scenario's, else NULL. */
static const xmlNode *effective(const xmlNode *root, const xmlNode *system, enum element_kind kind)
{
    const xmlNode *own = element_child(system, element_rule(kind)->name);
    return own != NULL ? own : element_child(root, element_rule(kind)->name);
}

static bool read_network(const struct read_context *context, const xmlNode *element, struct settings *out,
                         struct error *err)
{
    out->network = (enum network_kind)read_choice(element, ELEMENT_NETWORK, "model", NETWORK_LATENCY);
    out->daemon = (enum daemon_kind)read_choice(element, ELEMENT_NETWORK, "daemon", DAEMON_CENTRAL);
    out->step = read_quantity(element, "step", DIMENSION_TIME, default_step);
    return out->network != NETWORK_SHARED || out->algorithm->rules != NULL ||
           refuse_attribute(context->rules.source, attribute_find(element, "model"), err,
                            "expected flow or latency: %s sends messages, and \"shared\" is the network of algorithms "
                            "written as guarded rules",
                            out->algorithm->name);
}

static void read_expectation(const xmlNode *element, struct settings *out)
{
    static const int some = 1; /* among the choices of "runs" */
    out->expects = element != NULL;
    out->expected = (uint8_t)read_choice(element, ELEMENT_EXPECT, "verdict", 0);
    out->expects_of_some = read_choice(element, ELEMENT_EXPECT, "runs", 0) == some;
}

static bool check_end(const struct read_context *context, const xmlNode *algorithm, const struct settings *out,
                      struct error *err)
{
    if (!out->algorithm->endless || out->budget_events > 0 || out->budget_time > 0)
        return true;
    /* On "shared" some algorithms of rules fall silent, and some do not: nothing tells which. */
    return refuse_attribute(context->rules.source, attribute_find(algorithm, "name"), err,
                            "%s %s: it needs a <budget> of time or of events", out->algorithm->name,
                            out->algorithm->rules != NULL ? "is written as guarded rules, which may go on for ever"
                                                          : "never falls silent");
}

static bool read_platform(const struct read_context *context, const xmlNode *root, const xmlNode *system,
                          struct settings *out, struct error *err)
{
    const xmlNode *platform = effective(root, system, ELEMENT_PLATFORM);
    if (platform == NULL)
        return refuse_element(context->rules.source, system, err,
                              "the element <platform> is missing, here and in <scenario>");
    return find_platform(context, attribute_find(platform, "file"), out->platform, sizeof out->platform, err);
}

static bool read_machine(const struct read_context *context, const xmlNode *root, const xmlNode *system,
                         struct settings *out, struct error *err)
{
    if (!read_platform(context, root, system, out, err))
        return false;
    if (!read_network(context, effective(root, system, ELEMENT_NETWORK), out, err))
        return false;
    read_channels(effective(root, system, ELEMENT_CHANNELS), out);
    const xmlNode *budget = effective(root, system, ELEMENT_BUDGET);
    out->budget_events = read_count(budget, "events", 0);
    out->budget_time = read_quantity(budget, "time", DIMENSION_TIME, 0);
    const xmlNode *measures = element_child(root, element_rule(ELEMENT_MEASURES)->name);
    out->ideal_time = read_yes(measures, "ideal-time", true);
    out->series = read_yes(measures, "series", false);
    return true;
}

static bool read_mpi(const struct read_context *context, const xmlNode *root, const xmlNode *element,
                     struct settings *out, struct error *err)
{
    snprintf(out->system_name, sizeof out->system_name, "%s", attribute_value(element, "name"));
    out->processes = (uint32_t)read_count(element, "ranks", 0);
    read_expectation(effective(root, element, ELEMENT_EXPECT), out);
    if (!read_placement(element_child(element, element_rule(ELEMENT_PLACEMENT)->name), PLACEMENT_BLOCK, out, err) ||
        !read_platform(context, root, element, out, err))
        return false;
    const xmlNode *measures = element_child(root, element_rule(ELEMENT_MEASURES)->name);
    out->mpi = mpi_settings_read(context, element, measures, err);
    return out->mpi != NULL;
}

static bool read_system(const struct read_context *context, const xmlNode *root, const xmlNode *system,
                        struct settings *out, struct error *err)
{
    const xmlNode *algorithm = element_child(system, element_rule(ELEMENT_ALGORITHM)->name);
    const xmlNode *topology = element_child(system, element_rule(ELEMENT_TOPOLOGY)->name);
    const xmlNode *start = element_child(system, element_rule(ELEMENT_START)->name);
    snprintf(out->system_name, sizeof out->system_name, "%s", attribute_value(system, "name"));
    out->algorithm = context->rules.environment->algorithm_find(attribute_value(algorithm, "name"), err);
    if (out->algorithm == NULL)
        return false;
    read_parameters(algorithm, out);
    if (!read_topology(context, topology, out, err) || !read_processes(context, system, out, err) ||
        !check_dimensions(context, topology, out, err))
        return false;
    out->start_at = read_quantity(start, "at", DIMENSION_TIME, 0);
    out->start_spread = read_quantity(start, "spread", DIMENSION_TIME, 0);
    read_expectation(effective(root, system, ELEMENT_EXPECT), out);
    return read_identities(context, element_child(system, element_rule(ELEMENT_IDENTITIES)->name), out, err) &&
           read_initiators(context, element_child(system, element_rule(ELEMENT_INITIATORS)->name), out, err) &&
           read_placement(element_child(system, element_rule(ELEMENT_PLACEMENT)->name), PLACEMENT_ROUND_ROBIN, out,
                          err) &&
           read_trace(context, element_child(root, element_rule(ELEMENT_TRACE)->name), out, err) &&
           read_machine(context, root, system, out, err) && check_end(context, algorithm, out, err) &&
           fault_list_read(context, effective(root, system, ELEMENT_FAULTS), out, err) &&
           work_read(context, effective(root, system, ELEMENT_WORK), &out->work, err) &&
           accounting_read(effective(root, system, ELEMENT_ACCOUNTING), &out->accounting, err);
}

bool settings_read(const struct read_context *context, const xmlNode *root, struct settings *out, struct error *err)
{
    *out = (struct settings){0};
    const xmlNode *system = first_system(root);
    bool mpi = strcmp(element_name(system), element_rule(ELEMENT_MPI)->name) == 0;
    if (mpi ? read_mpi(context, root, system, out, err) : read_system(context, root, system, out, err))
        return true;
    settings_release(out);
    return false;
}

/* ---- copies ---- */

bool numbers_copy(const int64_t *from, size_t count, int64_t **to)
{
    *to = NULL;
    if (from == NULL || count == 0)
        return true;
    *to = malloc(count * sizeof **to);
    if (*to != NULL)
        memcpy(*to, from, count * sizeof **to);
    return *to != NULL;
}

bool settings_copy(const struct settings *settings, struct settings *out, struct error *err)
{
    *out = *settings;
    out->initiators = out->trace_processes = NULL;
    out->placement_hosts = NULL;
    out->placement_count = 0;
    out->faults = NULL;
    out->fault_count = 0;
    out->work = (struct work_settings){0};
    out->mpi = mpi_settings_copy(settings->mpi);
    bool ok = numbers_copy(settings->identities, settings->identity_count, &out->identities) &&
              numbers_copy(settings->initiators, settings->initiator_list_count, &out->initiators) &&
              numbers_copy(settings->trace_processes, settings->trace_process_count, &out->trace_processes) &&
              fault_list_copy(settings, out) && work_copy(&settings->work, &out->work) &&
              (settings->mpi == NULL || out->mpi != NULL);
    if (ok && settings->placement_count > 0) {
        out->placement_hosts = calloc(settings->placement_count, sizeof *out->placement_hosts);
        ok = out->placement_hosts != NULL;
    }
    while (ok && out->placement_count < settings->placement_count) {
        out->placement_hosts[out->placement_count] = strdup(settings->placement_hosts[out->placement_count]);
        ok = out->placement_hosts[out->placement_count] != NULL;
        out->placement_count += ok;
    }
    if (ok)
        return true;
    settings_release(out);
    return out_of_memory(err);
}
