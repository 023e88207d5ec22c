/* figures.c: the figures that a scenario asks for. See scenario.h. */
#include "scenario/inside.h"

#include "figure/figure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NULL: the scenario has none. */
static xmlNode *figures_of(const struct scenario *scenario)
{
    return element_child(xmlDocGetRootElement(scenario->document), element_rule(ELEMENT_FIGURES)->name);
}

/* ---- reading ---- */

static bool check_figure_systems(const struct scenario *scenario, const xmlAttr *systems, struct error *err)
{
    size_t length;
    const char *name, *cursor = attribute_text(systems);
    if (strlen(cursor) >= sizeof((struct figure_request *)0)->system)
        return refuse_attribute(&scenario->source, systems, err, "expected a shorter list of systems");
    while ((name = names_next(&cursor, &length)) != NULL) {
        char one[sizeof((struct figure_request *)0)->system];
        snprintf(one, sizeof one, "%.*s", (int)length, name);
        if (!sweep_check_system(&scenario->source, xmlDocGetRootElement(scenario->document), systems, one, err))
            return false;
    }
    return true;
}

static bool read_time(const struct scenario *scenario, const xmlNode *element, const char *name, double *time,
                      bool *has, struct error *err)
{
    const xmlAttr *attribute = attribute_find(element, name);
    *has = attribute != NULL;
    return !*has || value_parse(attribute_text(attribute), DIMENSION_TIME, time, NULL) ||
           refuse_attribute(&scenario->source, attribute, err, "expected a time");
}

/* Copies a list into a text of the figure. */
static bool copy_list(const struct scenario *scenario, const xmlNode *element, const char *name, char *text,
                      size_t size, struct error *err)
{
    const xmlAttr *attribute = attribute_find(element, name);
    if (attribute == NULL)
        return true;
    if (strlen(attribute_text(attribute)) >= size)
        return refuse_attribute(&scenario->source, attribute, err, "expected at most %zu letters", size - 1);
    snprintf(text, size, "%s", attribute_text(attribute));
    return true;
}

static bool check_processes(const struct scenario *scenario, const xmlNode *element, struct error *err)
{
    const xmlAttr *attribute = attribute_find(element, "processes");
    int64_t *list = NULL;
    size_t count = 0;
    bool negative = false;
    if (attribute == NULL || !value_parse_list(attribute_text(attribute), MOST_LISTED, &list, &count, NULL))
        return true;
    for (size_t i = 0; i < count; i++)
        negative = negative || list[i] < 0;
    free(list);
    return !negative || refuse_attribute(&scenario->source, attribute, err, "expected numbers of processes, from 0");
}

/* What a figure shows of a run. Kinds that are not drawn from stamps have none of this. */
static bool read_view(const struct scenario *scenario, const xmlNode *element, struct figure_request *figure,
                      struct error *err)
{
    static const char *const names[] = {"event", "from", "to", "processes", "axis", "cut"};
    bool stamped = figure_kind_source(figure->kind) == FIGURE_FROM_STAMPS;
    for (size_t i = 0; !stamped && i < sizeof names / sizeof names[0]; i++)
        if (attribute_find(element, names[i]) != NULL)
            return refuse_attribute(&scenario->source, attribute_find(element, names[i]), err,
                                    "a figure of the kind \"%s\" has no such attribute; a space-time diagram "
                                    "(kind=\"spacetime\") has it",
                                    figure->kind);
    const char *event = attribute_value(element, "event"), *axis = attribute_value(element, "axis");
    if (event != NULL && !value_parse_count(event, 1, UINT64_MAX, &figure->event, err))
        return false;
    figure->logical = axis != NULL && strcmp(axis, "logical") == 0;
    if (!read_time(scenario, element, "from", &figure->from, &figure->has_from, err) ||
        !read_time(scenario, element, "to", &figure->to, &figure->has_to, err) ||
        !copy_list(scenario, element, "processes", figure->processes, sizeof figure->processes, err) ||
        !copy_list(scenario, element, "cut", figure->cut, sizeof figure->cut, err) ||
        !check_processes(scenario, element, err))
        return false;
    return !figure->has_from || !figure->has_to || figure->from <= figure->to ||
           refuse_attribute(&scenario->source, attribute_find(element, "to"), err,
                            "expected %s, the value of from, or later", attribute_value(element, "from"));
}

void figure_name_of(const xmlNode *element, char *buffer, size_t size)
{
    const char *name = attribute_value(element, "name"), *kind = attribute_value(element, "kind");
    const char *measure = attribute_value(element, "measure"), *system = attribute_value(element, "system");
    if (measure == NULL && figure_kind_source(kind) == FIGURE_FROM_MATRIX)
        measure = figure_kind_measure(kind); /* its files never have the name of the table */
    if (name != NULL)
        snprintf(buffer, size, "%s", name);
    else
        snprintf(buffer, size, "%s%s%s%s%s", kind, measure != NULL ? "-" : "", measure != NULL ? measure : "",
                 system != NULL ? "-" : "", system != NULL ? system : "");
    for (char *p = buffer; name == NULL && *p != '\0'; p++)
        if (*p == '.' || *p == ',' || *p == ' ')
            *p = '-';
}

static bool read_figure(struct scenario *scenario, const xmlNode *element, struct error *err)
{
    struct figure_request *figure = &scenario->figures[scenario->figure_count];
    *figure = (struct figure_request){0};
    const char *measure = attribute_value(element, "measure");
    const char *x = attribute_value(element, "x"), *system = attribute_value(element, "system");
    snprintf(figure->kind, sizeof figure->kind, "%s", attribute_value(element, "kind"));
    snprintf(figure->measure, sizeof figure->measure, "%s",
             measure != NULL ? measure : figure_kind_measure(figure->kind));
    snprintf(figure->x, sizeof figure->x, "%s", x != NULL ? x : "processes");
    snprintf(figure->system, sizeof figure->system, "%s", system != NULL ? system : "");
    figure_name_of(element, figure->name, sizeof figure->name);
    if (figure_name_is_taken(figure->name))
        return refuse_element(&scenario->source, element, err,
                              "the results have a table %s.csv of their own: expected another \"name\"", figure->name);
    for (size_t i = 0; i < scenario->figure_count; i++)
        if (strcmp(scenario->figures[i].name, figure->name) == 0)
            return refuse_element(&scenario->source, element, err,
                                  "another figure has the files \"%s\" already: expected a \"name\" of its own",
                                  figure->name);
    if (system != NULL && !check_figure_systems(scenario, attribute_find(element, "system"), err))
        return false;
    if (!read_view(scenario, element, figure, err))
        return false;
    scenario->figure_count++;
    return scenario_read_titles(scenario, element, figure->title, "", err);
}

bool scenario_read_figures(struct scenario *scenario, struct error *err)
{
    const xmlNode *figures = figures_of(scenario);
    if (figures == NULL)
        return true;
    size_t count = 0;
    for (const xmlNode *child = element_first(figures); child != NULL; child = element_next(child))
        count++;
    scenario->figures = calloc(count + 1, sizeof *scenario->figures);
    if (scenario->figures == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the figures of the scenario");
    for (const xmlNode *child = element_first(figures); child != NULL; child = element_next(child))
        if (!read_figure(scenario, child, err))
            return false;
    return true;
}

/* ---- questions ---- */

size_t scenario_figure_count(const struct scenario *scenario)
{
    return scenario->figure_count;
}

const struct figure_request *scenario_figure_at(const struct scenario *scenario, size_t index)
{
    return &scenario->figures[index];
}

bool scenario_refuse_figure(const struct scenario *scenario, size_t index, const char *attribute, struct error *err,
                            const char *format, ...)
{
    const xmlNode *figure = element_first(figures_of(scenario));
    for (size_t i = 0; i < index; i++)
        figure = element_next(figure);
    char text[sizeof err->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const xmlAttr *given = attribute_find(figure, attribute);
    return given != NULL ? refuse_attribute(&scenario->source, given, err, "%s", text)
                         : refuse_element(&scenario->source, figure, err, "%s", text);
}
