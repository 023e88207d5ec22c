/* work_read.c: see work_read.h. */
#include "scenario/work_read.h"

#include "engine/workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Defaults, as docs/scenario-format.md gives them: the course's figures for France. */
static const double default_carbon = 60; /* gCO2e a kWh */
static const double default_cooling = 0.3;

bool electricity_parse(const char *text, double *price, char currency[CURRENCY_LETTERS + 1], struct error *err)
{
    if (!value_parse_price(text, price, currency, err))
        return false;
    return currency[0] != '\0' || error_set(err, ERROR_INPUT, NULL, 0, "expected a currency too, such as %s EUR", text);
}

/* ---- checks ---- */

static bool is_stage(const xmlNode *element)
{
    return strcmp(element_name(element), element_rule(ELEMENT_STAGE)->name) == 0;
}

/* Where the tasks come from: a law, a file, or stages. */
static bool check_source(const struct rules_context *context, const xmlNode *element, struct error *err)
{
    const xmlAttr *file = attribute_find(element, "file"), *tasks = attribute_find(element, "tasks");
    static const char *const of_a_law[] = {"tasks", "cost", "mean", "low", "high", "variation", "least", "exponent"};
    for (size_t i = 0; file != NULL && i < sizeof of_a_law / sizeof of_a_law[0]; i++) {
        const xmlAttr *other = attribute_find(element, of_a_law[i]);
        if (other != NULL)
            return refuse_attribute(context->source, other, err,
                                    "the tasks are those of the file: expected \"file\" or \"%s\", not both",
                                    of_a_law[i]);
    }
    if (file != NULL)
        return true;
    if (tasks == NULL)
        return refuse_element(context->source, element, err,
                              is_stage(element) ? "expected \"tasks\", how many there are, or \"file\""
                                                : "expected \"tasks\", how many there are, \"file\", or <stage>s");
    int law = element_choice(element_rule(ELEMENT_WORK), element);
    bool of_mean = law < 0 || law == COST_CONSTANT || law == COST_EXPONENTIAL || law == COST_LOGNORMAL;
    if (of_mean && attribute_find(element, "mean") == NULL)
        return refuse_element(context->source, element, err, "the attribute \"mean\" is missing: the cost of a task");
    double low = read_quantity(element, "low", DIMENSION_WORK, 0);
    double high = read_quantity(element, "high", DIMENSION_WORK, low);
    if (high < low)
        return refuse_attribute(context->source, attribute_find(element, "high"), err,
                                "expected at least \"low\", which is \"%s\"", attribute_value(element, "low"));
    return true;
}

/* Sizes are counted in 63 bits. Those of the tasks of a file are checked when they are read. */
static bool check_sizes(const struct rules_context *context, const xmlNode *element, struct error *err)
{
    static const char *const names[] = {"input", "output", "memory"};
    double input = read_quantity(element, "input", DIMENSION_SIZE, 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (read_quantity(element, names[i], DIMENSION_SIZE, 0) >= TASK_MOST_BYTES)
            return refuse_attribute(context->source, attribute_find(element, names[i]), err,
                                    "expected less than 2^63 bytes");
    return input + read_quantity(element, "output", DIMENSION_SIZE, 0) < TASK_MOST_BYTES ||
           refuse_attribute(context->source, attribute_find(element, "output"), err,
                            "expected less than 2^63 bytes together with \"input\"");
}

/* The number, from 0, of the stage of this name; it is looked for from `first` on, and before `end`. */
static bool find_stage(const xmlNode *first, const xmlNode *end, const char *name, size_t length, uint32_t *number)
{
    *number = 0;
    for (const xmlNode *stage = first; stage != NULL && stage != end; stage = element_next(stage), (*number)++) {
        const char *other = attribute_value(stage, "name");
        if (strlen(other) == length && strncmp(other, name, length) == 0)
            return true;
    }
    return false;
}

static bool check_order(const struct rules_context *context, const xmlNode *first, const xmlNode *stage,
                        struct error *err)
{
    const xmlAttr *after = attribute_find(stage, "after");
    const char *name;
    size_t length, count = 0;
    uint32_t number;
    for (const char *cursor = after != NULL ? attribute_text(after) : ""; (name = names_next(&cursor, &length)) != NULL;
         count++) {
        if (!find_stage(first, stage, name, length, &number))
            return refuse_attribute(context->source, after, err,
                                    "no stage \"%.*s\" comes before: expected names of stages above", (int)length,
                                    name);
        if (count == sizeof((struct stage_settings *)0)->after / sizeof(uint32_t))
            return refuse_attribute(context->source, after, err, "expected at most %zu stages", count);
    }
    return true;
}

static bool check_stages(const struct rules_context *context, const xmlNode *work, struct error *err)
{
    const xmlNode *first = element_first(work);
    static const char *const of_tasks[] = {"tasks", "cost", "mean", "file"};
    for (size_t i = 0; i < sizeof of_tasks / sizeof of_tasks[0]; i++) {
        const xmlAttr *own = attribute_find(work, of_tasks[i]);
        if (own != NULL)
            return refuse_attribute(context->source, own, err,
                                    "expected tasks of <work> itself, or <stage>s, not both");
    }
    size_t count = 0;
    for (const xmlNode *stage = first; stage != NULL; stage = element_next(stage)) {
        if (++count > MOST_STAGES)
            return refuse_element(context->source, stage, err, "expected at most %d stages", MOST_STAGES);
        if (!check_order(context, first, stage, err))
            return false;
    }
    return true;
}

bool work_check(const struct rules_context *context, const xmlNode *element, struct error *err)
{
    bool has_stages = !is_stage(element) && element_first(element) != NULL;
    return check_sizes(context, element, err) &&
           (has_stages ? check_stages(context, element, err) : check_source(context, element, err));
}

/* ---- reading ---- */

static bool read_stage(const struct read_context *context, const xmlNode *first, const xmlNode *element,
                       struct stage_settings *out, struct error *err)
{
    const char *name = attribute_value(element, "name"), *after = attribute_value(element, "after"), *word;
    size_t length;
    snprintf(out->name, sizeof out->name, "%s", name != NULL ? name : "");
    out->tasks = read_count(element, "tasks", 0);
    out->rule = (enum cost_rule)read_choice(element, ELEMENT_WORK, "cost", COST_CONSTANT);
    out->mean = read_quantity(element, "mean", DIMENSION_WORK, 0);
    out->low = read_quantity(element, out->rule == COST_PARETO ? "least" : "low", DIMENSION_WORK, 0);
    out->high = out->rule == COST_PARETO ? read_quantity(element, "exponent", DIMENSION_NUMBER, 0)
                                         : read_quantity(element, "high", DIMENSION_WORK, 0);
    out->variation = read_quantity(element, "variation", DIMENSION_NUMBER, 0);
    out->input = read_quantity(element, "input", DIMENSION_SIZE, 0);
    out->output = read_quantity(element, "output", DIMENSION_SIZE, 0);
    out->memory = read_quantity(element, "memory", DIMENSION_SIZE, 0);
    for (const char *cursor = after != NULL ? after : ""; (word = names_next(&cursor, &length)) != NULL;)
        find_stage(first, element, word, length, &out->after[out->after_count++]);
    const xmlAttr *file = attribute_find(element, "file");
    return file == NULL || read_path(context->directory, attribute_text(file), out->file, sizeof out->file) ||
           refuse_attribute(context->rules.source, file, err, "expected a shorter path");
}

bool work_read(const struct read_context *context, const xmlNode *work, struct work_settings *out, struct error *err)
{
    *out = (struct work_settings){0};
    if (work == NULL)
        return true;
    const xmlNode *first = element_first(work);
    uint32_t count = 0;
    for (const xmlNode *stage = first; stage != NULL; stage = element_next(stage))
        count++;
    out->stages = calloc(count > 0 ? count : 1, sizeof *out->stages);
    if (out->stages == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the settings of a run");
    if (count == 0) {
        out->stage_count = 1;
        return read_stage(context, NULL, work, &out->stages[0], err);
    }
    for (const xmlNode *stage = first; stage != NULL; stage = element_next(stage))
        if (!read_stage(context, first, stage, &out->stages[out->stage_count++], err))
            return false;
    return true;
}

bool work_copy(const struct work_settings *work, struct work_settings *out)
{
    *out = (struct work_settings){.stage_count = work->stage_count};
    if (work->stage_count == 0)
        return true;
    out->stages = malloc(work->stage_count * sizeof *out->stages);
    if (out->stages == NULL) {
        out->stage_count = 0;
        return false;
    }
    memcpy(out->stages, work->stages, work->stage_count * sizeof *out->stages);
    return true;
}

bool accounting_read(const xmlNode *accounting, struct accounting_settings *out, struct error *err)
{
    static const int hour = 1; /* among the choices of "rounding" */
    const char *electricity = accounting != NULL ? attribute_value(accounting, "electricity") : NULL;
    out->carbon = read_quantity(accounting, "carbon", DIMENSION_NUMBER, default_carbon);
    out->cooling = read_quantity(accounting, "cooling", DIMENSION_NUMBER, default_cooling);
    out->started_hours = read_choice(accounting, ELEMENT_ACCOUNTING, "rounding", 0) == hour;
    return electricity == NULL || electricity_parse(electricity, &out->electricity, out->currency, err);
}
