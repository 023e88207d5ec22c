/* workload.c: see workload.h. */
#include "engine/workload.h"

#include "base/csv.h"
#include "base/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct drawn {
    double cost, input, output;
};

struct stage {
    const struct stage_settings *settings;
    uint64_t first, count;
    struct drawn *tasks; /* NULL: all are `same` */
    struct drawn same;
    double total, largest;
    double data; /* bytes: the most input and output of a task */
    double path; /* of the longest path of stages that ends here, its dearest tasks summed */
};

struct workload {
    const struct work_settings *settings;
    struct stage *stages;
    uint64_t count;
};

/* A standard normal number (Box and Muller, 1958). */
static double draw_normal(struct random_stream *stream)
{
    double radius = sqrt(-2 * log1p(-random_uniform(stream)));
    return radius * cos(2 * M_PI * random_uniform(stream));
}

static double draw_cost(const struct stage_settings *settings, struct random_stream *stream)
{
    switch (settings->rule) {
    case COST_CONSTANT:
        return settings->mean;
    case COST_UNIFORM:
        return settings->low + (settings->high - settings->low) * random_uniform(stream);
    case COST_EXPONENTIAL:
        return random_exponential(stream, settings->mean);
    case COST_LOGNORMAL: {
        double variance = log1p(settings->variation * settings->variation);
        return settings->mean * exp(sqrt(variance) * draw_normal(stream) - variance / 2);
    }
    case COST_PARETO: /* by inversion: least * U^(-1/exponent) */
        return settings->low * pow(1 - random_uniform(stream), -1 / settings->high);
    }
    return 0;
}

/* ---- tasks from a file ---- */

static bool read_amount(const struct csv_reader *reader, size_t column, const char *what, double *out,
                        struct error *err)
{
    if (!csv_number(reader, column, out, err))
        return false;
    return *out >= 0 || error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader),
                                  "%s of a task: expected 0 or more, found \"%s\"", what, csv_field(reader, column));
}

static bool check_columns(const struct csv_reader *reader, struct error *err)
{
    static const char *const known[] = {"cost", "input", "output", NULL};
    const char *name;
    for (size_t column = 0; (name = csv_column_name(reader, column)) != NULL; column++) {
        size_t i = 0;
        while (known[i] != NULL && strcmp(known[i], name) != 0)
            i++;
        const char *near = known[i] == NULL ? nearest_in_list(name, known) : NULL;
        if (known[i] == NULL)
            return error_set(
                err, ERROR_INPUT, csv_name(reader), 1, "column \"%s\": expected cost, input or output%s%s%s", name,
                near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
    }
    return true;
}

static bool read_rows(struct csv_reader *reader, struct stage *stage, struct error *err)
{
    const struct stage_settings *settings = stage->settings;
    size_t cost, input, output;
    if (!check_columns(reader, err) || !csv_find_column(reader, "cost", &cost, err))
        return false;
    bool has_input = csv_has_column(reader, "input", &input), has_output = csv_has_column(reader, "output", &output);
    uint64_t capacity = 0;
    enum csv_status status;
    while ((status = csv_next(reader, err)) == CSV_ROW) {
        if (stage->count == capacity) {
            capacity = capacity == 0 ? 1024 : 2 * capacity;
            struct drawn *tasks = realloc(stage->tasks, capacity * sizeof *tasks);
            if (tasks == NULL)
                return error_set(err, ERROR_INPUT, settings->file, 0, "not enough memory for its tasks");
            stage->tasks = tasks;
        }
        struct drawn *task = &stage->tasks[stage->count++];
        *task = (struct drawn){.input = settings->input, .output = settings->output};
        if (!read_amount(reader, cost, "the cost", &task->cost, err) ||
            (has_input && !read_amount(reader, input, "the input", &task->input, err)) ||
            (has_output && !read_amount(reader, output, "the output", &task->output, err)))
            return false;
        if (task->input + task->output >= TASK_MOST_BYTES)
            return error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader),
                             "the input and the output of a task: expected less than 2^63 bytes together");
    }
    if (status == CSV_ERROR)
        return false;
    return stage->count > 0 || error_set(err, ERROR_INPUT, settings->file, 0, "expected a task or more, found none");
}

static bool read_file(struct stage *stage, struct error *err)
{
    struct csv_reader *reader;
    if (!csv_open(stage->settings->file, &reader, err))
        return false;
    bool ok = read_rows(reader, stage, err);
    csv_close(reader);
    return ok;
}

/* ---- stages ---- */

static bool draw_stage(struct stage *stage, uint64_t seed, uint32_t index, struct error *err)
{
    const struct stage_settings *settings = stage->settings;
    stage->count = settings->tasks;
    stage->same = (struct drawn){settings->mean, settings->input, settings->output};
    if (settings->rule == COST_CONSTANT)
        return true;
    struct random_stream stream = random_stream(seed, RANDOM_TASKS, index);
    stage->tasks = malloc((stage->count + 1) * sizeof *stage->tasks);
    if (stage->tasks == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for %llu tasks",
                         (unsigned long long)stage->count);
    for (uint64_t i = 0; i < stage->count; i++)
        stage->tasks[i] = (struct drawn){draw_cost(settings, &stream), settings->input, settings->output};
    return true;
}

static void sum_up(struct workload *workload, struct stage *stage)
{
    if (stage->tasks == NULL) {
        stage->total = stage->same.cost * (double)stage->count;
        stage->largest = stage->count > 0 ? stage->same.cost : 0;
        stage->data = stage->same.input + stage->same.output;
    }
    for (uint64_t i = 0; stage->tasks != NULL && i < stage->count; i++) {
        stage->total += stage->tasks[i].cost;
        stage->largest = fmax(stage->largest, stage->tasks[i].cost);
        stage->data = fmax(stage->data, stage->tasks[i].input + stage->tasks[i].output);
    }
    for (uint32_t i = 0; i < stage->settings->after_count; i++)
        stage->path = fmax(stage->path, workload->stages[stage->settings->after[i]].path);
    stage->path += stage->largest;
}

bool workload_create(const struct work_settings *settings, uint64_t seed, struct workload **out, struct error *err)
{
    *out = NULL;
    if (settings->stage_count == 0)
        return true;
    struct workload *workload = calloc(1, sizeof *workload);
    struct stage *stages = calloc(settings->stage_count, sizeof *stages);
    if (workload == NULL || stages == NULL) {
        free(workload);
        free(stages);
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the tasks");
    }
    *workload = (struct workload){.settings = settings, .stages = stages};
    for (uint32_t i = 0; i < settings->stage_count; i++) {
        struct stage *stage = &stages[i];
        stage->settings = &settings->stages[i];
        stage->first = workload->count;
        bool ok = stage->settings->file[0] != '\0' ? read_file(stage, err) : draw_stage(stage, seed, i, err);
        if (!ok) {
            workload_free(workload);
            return false;
        }
        sum_up(workload, stage);
        workload->count += stage->count;
    }
    *out = workload;
    return true;
}

void workload_free(struct workload *workload)
{
    if (workload == NULL)
        return;
    for (uint32_t i = 0; i < workload->settings->stage_count; i++)
        free(workload->stages[i].tasks);
    free(workload->stages);
    free(workload);
}

/* ---- questions ---- */

uint64_t workload_count(const struct workload *workload)
{
    return workload != NULL ? workload->count : 0;
}

struct task workload_task(const struct workload *workload, uint64_t number)
{
    uint32_t low = 0, high = workload->settings->stage_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (workload->stages[middle].first <= number)
            low = middle;
        else
            high = middle;
    }
    const struct stage *stage = &workload->stages[low];
    const struct drawn *drawn = stage->tasks != NULL ? &stage->tasks[number - stage->first] : &stage->same;
    return (struct task){drawn->cost, drawn->input, drawn->output, low};
}

uint32_t workload_stage_count(const struct workload *workload)
{
    return workload != NULL ? workload->settings->stage_count : 0;
}

struct task_stage workload_stage(const struct workload *workload, uint32_t stage)
{
    const struct stage *found = &workload->stages[stage];
    const struct stage_settings *settings = found->settings;
    return (struct task_stage){settings->name, found->first, found->count, settings->after, settings->after_count};
}

double workload_memory(const struct workload *workload)
{
    double memory = 0;
    for (uint32_t i = 0; i < workload_stage_count(workload); i++)
        memory = fmax(memory, workload->settings->stages[i].memory);
    return memory;
}

double workload_data(const struct workload *workload)
{
    double data = 0;
    for (uint32_t i = 0; i < workload_stage_count(workload); i++)
        data = fmax(data, workload->stages[i].data);
    return data;
}

double workload_total(const struct workload *workload)
{
    double total = 0;
    for (uint32_t i = 0; i < workload_stage_count(workload); i++)
        total += workload->stages[i].total;
    return total;
}

double workload_largest(const struct workload *workload)
{
    double largest = 0;
    for (uint32_t i = 0; i < workload_stage_count(workload); i++)
        largest = fmax(largest, workload->stages[i].largest);
    return largest;
}

double workload_critical_path(const struct workload *workload)
{
    double longest = 0;
    for (uint32_t i = 0; i < workload_stage_count(workload); i++)
        longest = fmax(longest, workload->stages[i].path);
    return longest;
}
