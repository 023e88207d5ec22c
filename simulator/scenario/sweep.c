/* sweep.c: see sweep.h. */
#include "scenario/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool out_of_memory(struct error *err)
{
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the sweep");
}

/* ---- reading ---- */

static const char *system_name(size_t i, const void *context)
{
    for (const xmlNode *child = element_first(context); child != NULL; child = element_next(child))
        if (is_system_element(child) && i-- == 0)
            return attribute_value(child, "name");
    return NULL;
}

bool sweep_check_system(const struct source *source, const xmlNode *root, const xmlAttr *where, const char *name,
                        struct error *err)
{
    const char *known;
    for (size_t i = 0; (known = system_name(i, root)) != NULL; i++)
        if (strcmp(known, name) == 0)
            return true;
    const char *near = nearest_name(name, system_name, root);
    return refuse_attribute(source, where, err, "no system is named \"%s\"%s%s%s", name,
                            near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                            near != NULL ? "\"?" : "");
}

static bool is_of_kind(const xmlNode *root, const char *system, enum element_kind kind)
{
    for (const xmlNode *child = first_system(root); child != NULL; child = element_next(child))
        if (is_system_element(child) && strcmp(attribute_value(child, "name"), system) == 0)
            return strcmp(element_name(child), element_rule(kind)->name) == 0;
    return false;
}

/* The path of a <vary>, and the system that its attribute or its path names. */
static bool read_path(const struct rules_context *context, const xmlNode *root, const xmlNode *element,
                      struct vary *vary, struct error *err)
{
    const xmlAttr *path = attribute_find(element, "path"), *system = attribute_find(element, "system");
    const char *text = attribute_text(path);
    struct error local = {0};
    if (!path_parse(text, strlen(text), &vary->path, &local))
        return refuse_attribute(context->source, path, err, "%s", local.text);
    if (!vary->path.attribute->varies)
        return refuse_attribute(context->source, path, err, "\"%s\" cannot be varied", vary->path.attribute->name);
    const char *named = path_system(&vary->path);
    enum element_kind first = vary->path.steps[0].kind;
    bool of_system = vary->path.step_count > 0 && is_system_kind(first);
    if (system != NULL && !of_system)
        return refuse_attribute(context->source, system, err,
                                "a path that begins with \"system.\" or \"mpi.\" is expected with it; found \"%s\"",
                                text);
    if (system != NULL && named[0] != '\0')
        return refuse_attribute(context->source, system, err, "the path names a system already");
    const xmlAttr *where = system != NULL ? system : path;
    snprintf(vary->system, sizeof vary->system, "%s", system != NULL ? attribute_text(system) : named);
    if (vary->system[0] != '\0' && !sweep_check_system(context->source, root, where, vary->system, err))
        return false;
    if (vary->system[0] != '\0' && !is_of_kind(root, vary->system, first))
        return refuse_attribute(context->source, where, err, "\"%s\" is no <%s>, of which the path speaks",
                                vary->system, element_rule(first)->name);
    if (of_system)
        vary->path.steps[0].name[0] = '\0';
    return true;
}

static bool find_column(const struct rules_context *context, const xmlNode *element, struct sweep *sweep,
                        struct vary *vary, struct error *err)
{
    for (vary->column = 0; vary->column < sweep->column_count; vary->column++)
        if (strcmp(sweep->columns[vary->column].column, vary->path.column) == 0)
            break;
    for (size_t i = 0; i + 1 < sweep->count; i++)
        if (sweep->varies[i].column == vary->column && strcmp(sweep->varies[i].system, vary->system) == 0)
            return refuse_element(context->source, element, err, "\"%s\" is varied already", vary->path.column);
    if (vary->column < sweep->column_count)
        return true;
    if (sweep->column_count == SCENARIO_MOST_VARIED)
        return refuse_element(context->source, element, err, "expected at most %d varied paths", SCENARIO_MOST_VARIED);
    sweep->columns[sweep->column_count++] = vary->path;
    return true;
}

static int compare_texts(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* Two equal values would be the same runs twice. */
static bool check_values(const struct vary *vary, struct error *err)
{
    for (size_t i = 0; i < vary->count; i++)
        if (strlen(vary->values[i]) >= SCENARIO_VALUE_SIZE)
            return error_set(err, ERROR_INPUT, NULL, 0, "expected values of at most %d letters; found \"%s\"",
                             SCENARIO_VALUE_SIZE - 1, vary->values[i]);
    char **sorted = malloc((vary->count + 1) * sizeof *sorted);
    if (sorted == NULL)
        return out_of_memory(err);
    memcpy(sorted, vary->values, vary->count * sizeof *sorted);
    qsort(sorted, vary->count, sizeof *sorted, compare_texts);
    bool ok = true;
    for (size_t i = 1; i < vary->count && ok; i++)
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            ok = error_set(err, ERROR_INPUT, NULL, 0, "expected each value once; found \"%s\" twice", sorted[i]);
    free(sorted);
    return ok;
}

static bool read_vary(const struct rules_context *context, const xmlNode *root, const xmlNode *element,
                      struct sweep *sweep, struct error *err)
{
    struct vary *grown = reallocarray(sweep->varies, sweep->count + 1, sizeof *grown);
    if (grown == NULL)
        return out_of_memory(err);
    sweep->varies = grown;
    struct vary *vary = &grown[sweep->count++];
    *vary = (struct vary){0};
    const xmlAttr *values = attribute_find(element, "values");
    vary->origin = attribute_origin(values);
    const char *paired = attribute_value(element, "paired");
    vary->paired = paired != NULL && strcmp(paired, "yes") == 0;
    if (!read_path(context, root, element, vary, err) || !find_column(context, element, sweep, vary, err))
        return false;
    struct error local = {0};
    if (value_expand_sweep(attribute_text(values), context->environment->most_values, &vary->values, &vary->count,
                           &local) &&
        check_values(vary, &local))
        return true;
    return refuse_attribute(context->source, values, err, "%s", local.text);
}

bool sweep_read(const struct rules_context *context, const xmlNode *root, struct sweep *out, struct error *err)
{
    *out = (struct sweep){0};
    const xmlNode *element = element_child(root, element_rule(ELEMENT_SWEEP)->name);
    if (element == NULL)
        return true;
    for (const xmlNode *child = element_first(element); child != NULL; child = element_next(child))
        if (!read_vary(context, root, child, out, err)) {
            sweep_free(out);
            return false;
        }
    return true;
}

void sweep_free(struct sweep *sweep)
{
    for (size_t i = 0; i < sweep->count; i++)
        value_free_sweep(sweep->varies[i].values, sweep->varies[i].count);
    free(sweep->varies);
    *sweep = (struct sweep){0};
}

/* ---- --set ---- */

/* What the <vary> elements of the document have to do with the path of a --set. */
struct match {
    const struct rules_context *context;
    xmlNode *root;
    const struct path *path;
    const char *value;
    int origin;
    bool written;           /* into a <vary> for the very systems that the path names */
    const xmlNode *general; /* a <vary> for all systems that varies the path */
};

/* Whether the <vary> varies the same column; *system is the system that it names, "" for all. */
static bool same_column(const struct match *match, const xmlNode *vary, struct path *other, const char **system)
{
    const char *text = attribute_value(vary, "path");
    if (!path_parse(text, strlen(text), other, NULL) || strcmp(other->column, match->path->column) != 0)
        return false;
    const char *attribute = attribute_value(vary, "system");
    *system = attribute != NULL ? attribute : path_system(other);
    return true;
}

static bool write_varies(struct match *match, xmlNode *sweep, struct error *err)
{
    const char *wanted = path_system(match->path);
    for (xmlNode *vary = element_first(sweep); vary != NULL; vary = element_next(vary)) {
        struct path other;
        const char *system;
        if (!same_column(match, vary, &other, &system))
            continue;
        if (system[0] == '\0')
            match->general = vary;
        if (wanted[0] != '\0' && strcmp(wanted, system) != 0)
            continue;
        match->written = true;
        if (!attribute_write(vary, "values", match->value, match->origin, err))
            return false;
    }
    return true;
}

/* A --set for one system of what is varied for all: this system gets a <vary> of its own. */
static bool append_vary(const struct match *match, xmlNode *sweep, struct error *err)
{
    const char *paired = attribute_value(match->general, "paired"); /* the seeds stay those of the whole sweep */
    xmlNode *vary = element_append(sweep, element_rule(ELEMENT_VARY)->name, match->origin, err);
    return vary != NULL && attribute_write(vary, "path", match->path->column, match->origin, err) &&
           attribute_write(vary, "values", match->value, match->origin, err) &&
           attribute_write(vary, "system", path_system(match->path), match->origin, err) &&
           (paired == NULL || attribute_write(vary, "paired", paired, match->origin, err));
}

/* A --set for all systems of what is varied for some: the others get the value. */
static bool write_others(const struct match *match, const xmlNode *sweep, struct error *err)
{
    const char *system_element = element_rule(match->path->steps[0].kind)->name;
    for (const xmlNode *system = element_first(match->root); system != NULL; system = element_next(system)) {
        const char *name = attribute_value(system, "name");
        if (strcmp(element_name(system), system_element) != 0)
            continue;
        bool varied = false;
        for (const xmlNode *vary = element_first(sweep); vary != NULL && !varied; vary = element_next(vary)) {
            struct path other;
            const char *varied_system;
            varied = same_column(match, vary, &other, &varied_system) && strcmp(varied_system, name) == 0;
        }
        struct path only = *match->path;
        snprintf(only.steps[0].name, sizeof only.steps[0].name, "%s", name);
        if (!varied && !path_write(match->root, &only, match->value, match->origin, match->context->environment, err))
            return false;
    }
    return true;
}

static bool write_match(struct match *match, struct error *err)
{
    xmlNode *sweep = element_child(match->root, element_rule(ELEMENT_SWEEP)->name);
    if (sweep != NULL && match->value[0] != '\0' && !write_varies(match, sweep, err))
        return false;
    if (match->general != NULL)
        return match->written || append_vary(match, sweep, err);
    if (!match->written)
        return path_write(match->root, match->path, match->value, match->origin, match->context->environment, err);
    return path_system(match->path)[0] != '\0' || write_others(match, sweep, err);
}

static bool apply_set(const struct rules_context *context, xmlNode *root, size_t index, struct error *err)
{
    const char *text = context->source->sets[index];
    const char *equals = strchr(text, '=');
    struct path path;
    if (equals == NULL)
        return error_set(err, ERROR_USAGE, NULL, 0, "expected path=value, such as system.processes=64");
    if (!rules_text_is_clean(text))
        return error_set(err, ERROR_USAGE, NULL, 0, "expected text in UTF-8 without control characters");
    if (!path_parse(text, (size_t)(equals - text), &path, err))
        return false;
    struct match match = {context, root, &path, equals + 1, origin_of_set(index), false, NULL};
    return write_match(&match, err);
}

bool sweep_set(const struct rules_context *context, xmlNode *root, size_t index, struct error *err)
{
    struct error local = {0};
    if (apply_set(context, root, index, &local))
        return true;
    return error_set(err, ERROR_USAGE, NULL, 0, "--set %.200s: %s", context->source->sets[index], local.text);
}

/* ---- points ---- */

/* Whether a path is of systems of the other kind. */
static bool is_of_others(const struct path *path, enum element_kind kind)
{
    return path->step_count > 0 && is_system_kind(path->steps[0].kind) && path->steps[0].kind != kind;
}

struct axes sweep_axes(const struct sweep *sweep, const char *system, enum element_kind kind)
{
    struct axes axes = {.count = 0};
    for (size_t column = 0; column < sweep->column_count; column++) {
        const struct vary *chosen = NULL;
        for (size_t i = 0; i < sweep->count; i++) {
            const struct vary *vary = &sweep->varies[i];
            bool own = strcmp(vary->system, system) == 0;
            if (vary->column == column && !is_of_others(&vary->path, kind) &&
                (own || (vary->system[0] == '\0' && chosen == NULL)))
                chosen = vary;
        }
        if (chosen != NULL)
            axes.varies[axes.count++] = chosen;
    }
    return axes;
}

uint64_t axes_points(const struct axes *axes, uint64_t most)
{
    uint64_t points = 1;
    for (size_t i = 0; i < axes->count; i++)
        if (__builtin_mul_overflow(points, (uint64_t)axes->varies[i]->count, &points) || points > most)
            return most + 1;
    return points;
}

const char *axes_value(const struct axes *axes, size_t axis, uint64_t point)
{
    for (size_t i = axes->count; i-- > axis + 1;)
        point /= axes->varies[i]->count;
    return axes->varies[axis]->values[point % axes->varies[axis]->count];
}

static size_t describe_axis(const struct axes *axes, size_t axis, uint64_t point, bool first, char *buffer, size_t size)
{
    int length = snprintf(buffer, size, "%s%s=%s", first ? "" : ";", axes->varies[axis]->path.column,
                          axes_value(axes, axis, point));
    return (size_t)length < size ? (size_t)length : size - 1;
}

void axes_describe(const struct axes *axes, uint64_t point, char *buffer, size_t size)
{
    size_t length = 0;
    buffer[0] = '\0';
    for (size_t i = 0; i < axes->count; i++)
        length += describe_axis(axes, i, point, i == 0, buffer + length, size - length);
}

void axes_seed_text(const struct axes *axes, const char *system, uint64_t point, char *buffer, size_t size)
{
    size_t order[SCENARIO_MOST_VARIED], count = 0;
    for (size_t i = 0; i < axes->count; i++) { /* sorted by insertion: there are eight at most */
        if (axes->varies[i]->paired)
            continue;
        size_t j = count++;
        for (; j > 0 && strcmp(axes->varies[order[j - 1]]->path.column, axes->varies[i]->path.column) > 0; j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    size_t length = (size_t)snprintf(buffer, size, "system=%s", system);
    for (size_t i = 0; i < count; i++)
        length += describe_axis(axes, order[i], point, false, buffer + length, size - length);
}
