/* series_file.c: see series_file.h. */
#include "figure/series_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool series_file_find(const struct drawing *drawing, uint32_t run, char *path, size_t size)
{
    snprintf(path, size, "%s/series-%u.csv", drawing->folder, run);
    if (access(path, R_OK) == 0)
        return true;
    snprintf(path, size, "%s/series.csv", drawing->folder);
    return scenario_run_count(drawing->scenario) == 1 && access(path, R_OK) == 0;
}

static bool add_step(struct steps *steps, double time, double value)
{
    struct step *last = steps->count > 0 ? &steps->step[steps->count - 1] : NULL;
    if (last != NULL && last->time == time) {
        last->value = value;
        if (steps->count > 1 && last[-1].value == value)
            steps->count--;
        return true;
    }
    if (last != NULL && last->value == value)
        return true;
    if (steps->step == NULL || steps->count == steps->capacity) {
        size_t capacity = 2 * steps->capacity + 256;
        struct step *grown = reallocarray(steps->step, capacity, sizeof *grown);
        if (grown == NULL)
            return false;
        steps->step = grown;
        steps->capacity = capacity;
    }
    steps->step[steps->count++] = (struct step){time, value};
    return true;
}

static bool add_fault(struct marks *marks, const char *series, double time, enum language language)
{
    static const char begin[] = "fault:", end[] = "fault-end:";
    struct mark mark = {.time = time, .times = 1};
    const char *name = NULL;
    if (strncmp(series, begin, strlen(begin)) == 0)
        name = series + strlen(begin);
    else if (strncmp(series, end, strlen(end)) == 0)
        name = series + strlen(end);
    if (name == NULL)
        return true;
    mark.ends = series[strlen("fault")] == '-';
    fault_text(name, language, mark.text, sizeof mark.text);
    return marks_add(marks, &mark);
}

bool series_file_read(const char *path, const char *const *names, size_t count, enum language language,
                      struct series_file *out, struct error *err)
{
    struct csv_reader *reader;
    size_t of_time, of_series, of_value;
    *out = (struct series_file){.end = 0};
    if (!csv_open(path, &reader, err))
        return false;
    bool ok = csv_find_column(reader, "time", &of_time, err) && csv_find_column(reader, "series", &of_series, err) &&
              csv_find_column(reader, "value", &of_value, err);
    enum csv_status status = CSV_END;
    double before = -INFINITY;
    while (ok && (status = csv_next(reader, err)) == CSV_ROW) {
        double time, value;
        const char *series = csv_field(reader, of_series);
        ok = csv_number(reader, of_time, &time, err) && csv_number(reader, of_value, &value, err);
        if (ok && time < before)
            ok = error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader), "time=\"%s\": expected %.12g or later",
                           csv_field(reader, of_time), before);
        if (!ok)
            break;
        before = out->end = time;
        bool kept = add_fault(&out->marks, series, time, language);
        for (size_t i = 0; i < count; i++)
            if (strcmp(series, names[i]) == 0)
                kept = kept && add_step(&out->steps[i], time, value);
        if (!kept)
            ok = error_set(err, ERROR_INPUT, path, 0, "not enough memory to draw this series");
    }
    csv_close(reader);
    return ok && status == CSV_END;
}

void series_file_release(struct series_file *file)
{
    for (size_t i = 0; i < SERIES_MOST; i++)
        free(file->steps[i].step);
    marks_release(&file->marks);
    *file = (struct series_file){.end = 0};
}

double steps_at(const struct steps *steps, double time, size_t *position)
{
    while (*position < steps->count && steps->step[*position].time <= time)
        (*position)++;
    return *position > 0 ? steps->step[*position - 1].value : NAN;
}
