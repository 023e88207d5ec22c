/* series.c: see series.h. */
#include "observe/series.h"
#include "base/digits.h"
#include "base/memory.h"
#include "base/output_file.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_SERIES = MAX_SPECIFICATIONS * SPECIFICATION_MAX_SERIES };

struct one {
    const char *name;
    double written, value;
    sim_time time; /* of `value` */
    bool begun;    /* `written` is in the file */
    bool pending;  /* `value` is not */
};

struct series {
    struct output_file *output;
    const struct settings *settings;
    struct one list[MOST_SERIES];
    uint32_t count;
};

static void write_row(struct series *series, sim_time time, const char *before, const char *name, double value)
{
    char at[DIGITS_MOST], what[DIGITS_MOST];
    int at_length = (int)digits_of_number(at, time), what_length = (int)digits_of_number(what, value);
    fprintf(output_file_stream(series->output), "%.*s,%s%s,%.*s\n", at_length, at, before, name, what_length, what);
}

/* Writes what was pending from before this date: nothing can change it any more. */
static void settle(struct series *series, sim_time time)
{
    for (uint32_t i = 0; i < series->count; i++) {
        struct one *one = &series->list[i];
        if (!one->pending || one->time >= time)
            continue;
        one->pending = false;
        if (one->begun && one->written == one->value)
            continue;
        write_row(series, one->time, "", one->name, one->value);
        one->written = one->value;
        one->begun = true;
    }
}

bool series_open(const char *path, const struct settings *settings, struct series **out, struct error *err)
{
    struct series *series = must_have(calloc(1, sizeof *series), "the series");
    if (!output_file_create(path, &series->output, err)) {
        free(series);
        *out = NULL;
        return false;
    }
    series->settings = settings;
    fputs("time,series,value\n", output_file_stream(series->output));
    *out = series;
    return true;
}

uint32_t series_add(struct series *series, const char *name)
{
    series->list[series->count] = (struct one){.name = name};
    return series->count++;
}

void series_set(struct series *series, uint32_t number, sim_time time, double value)
{
    settle(series, time);
    struct one *one = &series->list[number];
    one->value = value;
    one->time = time;
    one->pending = true;
}

void series_fault(struct series *series, const struct event *event)
{
    const char *name = "";
    if (event->value != PLATFORM_FAULT)
        name = series->settings->faults[event->value].name;
    if (name[0] == '\0')
        name = fault_kind_name(event->message_kind);
    settle(series, event->time);
    write_row(series, event->time, event->ends ? "fault-end:" : "fault:", name, (double)event->value);
}

bool series_close(struct series *series, sim_time end, struct error *err)
{
    settle(series, end);
    for (uint32_t i = 0; i < series->count; i++) {
        const struct one *one = &series->list[i];
        if (one->pending || one->begun)
            write_row(series, end, "", one->name, one->value);
    }
    bool ok = output_file_commit(series->output, err);
    free(series);
    return ok;
}

void series_abandon(struct series *series)
{
    output_file_abandon(series->output);
    free(series);
}
