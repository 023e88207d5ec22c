/* trace.c: see trace.h. A run may have a billion events: lines are put together in a block by hand, and the text of a date,
 * which is the dearest part, serves for all the events of that date. */
#include "observe/trace.h"
#include "base/digits.h"
#include "base/memory.h"
#include "base/output_file.h"
#include "observe/stamps.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_BYTES = 1 << 18,
    COLUMNS = 12, /* but for that of vectors */
    LINE_BYTES =
        (COLUMNS + 1) * (DIGITS_MOST + 1), /* of the longest line, but for the name of the kind and the vector */
};

/* A word of a line, behind its comma: ",send". */
struct word {
    char *text; /* owned */
    size_t length;
};

struct trace {
    struct output_file *output;
    FILE *file;             /* of the output */
    unsigned char *sampled; /* one bit a process; NULL: every process is traced */
    struct word messages[ALGORITHM_MAX_KINDS], timers[ALGORITHM_MAX_TIMERS], outputs[OUTPUT_KINDS];
    struct word works[WORK_KINDS];
    struct word variables[ALGORITHM_MAX_VARIABLES], rules[ALGORITHM_MAX_RULES], faults[FAULT_KINDS];
    size_t longest_word;
    sim_time time; /* that time_text says */
    char time_text[DIGITS_MOST];
    size_t time_length;
    enum trace_stamps stamps;
    uint32_t processes;
    char *block; /* a line that begins below BLOCK_BYTES fits */
    size_t used;
    uint64_t flushed, limit; /* bytes; limit UINT64_MAX: none */
};

/* ---- the sample ---- */

static void add_to_sample(struct trace *trace, uint64_t process)
{
    trace->sampled[process / 8] = (unsigned char)(trace->sampled[process / 8] | 1u << process % 8);
}

static bool is_sampled(const struct trace *trace, uint32_t process)
{
    return trace->sampled == NULL || (trace->sampled[process / 8] & 1u << process % 8) != 0;
}

static bool choose_sample(struct trace *trace, const struct settings *settings, uint32_t processes, struct error *err)
{
    uint32_t size = settings->trace_sample;
    if (settings->trace_process_count == 0 && (size == 0 || size >= processes))
        return true;
    trace->sampled = calloc(processes / 8 + 1, 1);
    if (trace->sampled == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the trace of %u processes", processes);
    for (size_t i = 0; i < settings->trace_process_count; i++) {
        int64_t process = settings->trace_processes[i];
        if (process < 0 || process >= (int64_t)processes) {
            error_set(err, ERROR_INPUT, NULL, 0, "process %lld is to be traced: the processes are numbered 0 to %u",
                      (long long)process, processes - 1);
            return error_blame(err, "trace");
        }
        add_to_sample(trace, (uint64_t)process);
    }
    for (uint64_t i = 0; settings->trace_process_count == 0 && i < size; i++)
        add_to_sample(trace, i * processes / size);
    return true;
}

/* ---- lines ---- */

static struct word make_word(struct trace *trace, const char *name)
{
    struct word word = {.length = strlen(name) + 1};
    word.text = must_have(malloc(word.length), "the trace");
    word.text[0] = ',';
    memcpy(word.text + 1, name, word.length - 1);
    if (word.length > trace->longest_word)
        trace->longest_word = word.length;
    return word;
}

static void make_words(struct trace *trace, const struct algorithm *algorithm)
{
    static const char *const output_names[] = {
#define OUTPUT_NAME(id, name, ...) name,
        OUTPUTS(OUTPUT_NAME)
#undef OUTPUT_NAME
    };
    static const char *const work_names[] = {
#define WORK_NAME(id, name, ...) name,
        WORKS(WORK_NAME)
#undef WORK_NAME
    };
    static const char *const fault_names[] = {
#define FAULT_NAME(id, name, ...) name,
        FAULTS(FAULT_NAME)
#undef FAULT_NAME
    };
    for (size_t i = 0; algorithm->messages != NULL && i < ALGORITHM_MAX_KINDS && algorithm->messages[i].name != NULL;
         i++)
        trace->messages[i] = make_word(trace, algorithm->messages[i].name);
    for (size_t i = 0; algorithm->timers != NULL && i < ALGORITHM_MAX_TIMERS && algorithm->timers[i].name != NULL; i++)
        trace->timers[i] = make_word(trace, algorithm->timers[i].name);
    for (size_t i = 0;
         algorithm->variables != NULL && i < ALGORITHM_MAX_VARIABLES && algorithm->variables[i].name != NULL; i++)
        trace->variables[i] = make_word(trace, algorithm->variables[i].name);
    for (size_t i = 0; algorithm->rules != NULL && i < ALGORITHM_MAX_RULES && algorithm->rules[i].name != NULL; i++)
        trace->rules[i] = make_word(trace, algorithm->rules[i].name);
    for (size_t i = 0; i < OUTPUT_KINDS; i++)
        trace->outputs[i] = make_word(trace, output_names[i]);
    for (size_t i = 0; i < WORK_KINDS; i++)
        trace->works[i] = make_word(trace, work_names[i]);
    for (size_t i = 0; i < FAULT_KINDS; i++)
        trace->faults[i] = make_word(trace, fault_names[i]);
}

static void flush(struct trace *trace)
{
    fwrite(trace->block, 1, trace->used, trace->file);
    trace->flushed += trace->used;
    trace->used = 0;
}

static char *add_text(char *p, const char *text, size_t length)
{
    memcpy(p, text, length);
    return p + length;
}

#define ADD(p, literal) add_text(p, literal, sizeof(literal) - 1)

static char *add_field(char *p, uint64_t value)
{
    *p = ',';
    return p + 1 + digits_of_count(p + 1, value);
}

static void set_time(struct trace *trace, sim_time time)
{
    trace->time = time;
    trace->time_length = digits_of_number(trace->time_text, time);
}

static const char header[] = "number,time,event,process,peer,port,kind,bytes,chain,value";
static const char *const stamp_columns[] = {
    [STAMPS_NONE] = "",
    [STAMPS_SCALAR] = ",sent,scalar",
    [STAMPS_VECTOR] = ",sent,scalar,vector",
};
static const char *const no_stamp[] = {[STAMPS_NONE] = "", [STAMPS_SCALAR] = ",,", [STAMPS_VECTOR] = ",,,"};

static void write_header(struct trace *trace)
{
    char *p = ADD(trace->block, header);
    p = add_text(p, stamp_columns[trace->stamps], strlen(stamp_columns[trace->stamps]));
    *p++ = '\n';
    trace->used = (size_t)(p - trace->block);
}

/* One row a process of the sample: whose events are here, and of how many. Event 0 is none. */
static void write_sample(struct trace *trace)
{
    for (uint32_t i = 0; trace->sampled != NULL && i < trace->processes; i++) {
        if (!is_sampled(trace, i))
            continue;
        if (trace->used >= BLOCK_BYTES)
            flush(trace);
        char *p = trace->block + trace->used;
        p = add_field(ADD(p, "0,0,sample"), i);
        p = add_field(ADD(p, ",,,,,0"), trace->processes);
        p = add_text(p, no_stamp[trace->stamps], strlen(no_stamp[trace->stamps]));
        *p++ = '\n';
        trace->used = (size_t)(p - trace->block);
    }
}

/* ",name,process,peer,port,kind,bytes,chain," of an event of a message. */
static char *add_message(const struct trace *trace, char *p, const struct event *event)
{
    const struct word *kind = &trace->messages[event->message_kind];
    p = add_field(add_field(add_field(p, event->process), event->peer), event->port);
    p = add_text(p, kind->text, kind->length);
    p = add_field(add_field(p, event->bytes), event->chain);
    return ADD(p, ",");
}

/* The same of an event that has no message. */
static char *add_other(char *p, const struct event *event, const struct word *kind)
{
    if (event->process != NO_PROCESS)
        p = add_field(p, event->process);
    else
        p = ADD(p, ",");
    p = kind != NULL ? add_text(ADD(p, ",,"), kind->text, kind->length) : ADD(p, ",,,");
    p = add_field(ADD(p, ","), event->chain);
    return ADD(p, ",");
}

/* ",sent,scalar" and ",vector". */
static char *add_stamp(const struct trace *trace, char *p, const struct event_stamp *stamp)
{
    p = stamp->sent > 0 ? add_field(p, stamp->sent) : ADD(p, ",");
    p = stamp->scalar > 0 ? add_field(p, stamp->scalar) : ADD(p, ",");
    if (trace->stamps != STAMPS_VECTOR)
        return p;
    *p++ = ',';
    for (uint32_t i = 0; stamp->vector != NULL && i < trace->processes; i++) {
        if (i > 0)
            *p++ = ' ';
        p += digits_of_count(p, stamp->vector[i]);
    }
    return p;
}

/* What a logical clock shows: "2 0 1", the rows of a matrix with semicolons between them. */
static char *add_clock(char *p, const struct event *event)
{
    for (uint32_t row = 0; row < event->clock_rows; row++)
        for (uint32_t column = 0; column < event->clock_columns; column++) {
            if (column > 0)
                *p++ = ' ';
            else if (row > 0)
                p = ADD(p, "; ");
            p += digits_of_count(p, event->clock[(size_t)row * event->clock_columns + column]);
        }
    return p;
}

void trace_event(struct trace *trace, const struct event *event, const struct event_stamp *stamp)
{
    if (event->process != NO_PROCESS && !is_sampled(trace, event->process))
        return;
    if (trace->used >= BLOCK_BYTES)
        flush(trace);
    if (event->time != trace->time)
        set_time(trace, event->time);
    char *p = trace->block + trace->used;
    p += digits_of_count(p, event->number);
    *p++ = ',';
    p = add_text(p, trace->time_text, trace->time_length);
    switch (event->kind) {
    case EVENT_START:
        p = add_other(ADD(p, ",start"), event, NULL);
        break;
    case EVENT_SEND:
        p = add_message(trace, ADD(p, ",send"), event);
        break;
    case EVENT_RECEIVE:
        p = add_message(trace, ADD(p, ",receive"), event);
        break;
    case EVENT_LOSS:
        p = add_message(trace, ADD(p, ",loss"), event);
        p += digits_of_integer(p, event->value);
        break;
    case EVENT_DUPLICATE:
        p = add_message(trace, ADD(p, ",duplicate"), event);
        p += digits_of_integer(p, event->value);
        break;
    case EVENT_TIMEOUT:
        p = add_other(ADD(p, ",timeout"), event, &trace->timers[event->message_kind]);
        break;
    case EVENT_OUTPUT:
        p = add_other(ADD(p, ",output"), event, &trace->outputs[event->output]);
        p = event->clock != NULL ? add_clock(p, event) : p + digits_of_integer(p, event->value);
        break;
    case EVENT_STATE:
        p = add_other(ADD(p, ",state"), event, &trace->variables[event->message_kind]);
        p += digits_of_integer(p, event->value);
        break;
    case EVENT_MOVE:
        p = add_other(ADD(p, ",move"), event, &trace->rules[event->message_kind]);
        break;
    case EVENT_FAULT:
        p = event->ends ? ADD(p, ",fault-end") : ADD(p, ",fault");
        p = add_other(p, event, &trace->faults[event->message_kind]);
        p += digits_of_integer(p, event->value);
        break;
    case EVENT_WORK:
        p = add_other(ADD(p, ",work"), event, &trace->works[event->message_kind]);
        p += digits_of_integer(p, event->value);
        break;
    case EVENT_WORKED:
        p = add_other(ADD(p, ",worked"), event, &trace->works[event->message_kind]);
        p += digits_of_integer(p, event->value);
        break;
    case EVENT_GIVEN_UP:
        p = add_other(ADD(p, ",given-up"), event, &trace->works[event->message_kind]);
        p += digits_of_integer(p, event->value);
        break;
    case EVENT_KINDS:
        return;
    }
    if (stamp != NULL)
        p = add_stamp(trace, p, stamp);
    *p++ = '\n';
    trace->used = (size_t)(p - trace->block);
}

/* ---- the file ---- */

bool trace_is_full(const struct trace *trace)
{
    return trace->flushed + trace->used >= trace->limit;
}

bool trace_failed(const struct trace *trace)
{
    return ferror(trace->file) != 0;
}

static void release(struct trace *trace)
{
    for (size_t i = 0; i < ALGORITHM_MAX_KINDS; i++)
        free(trace->messages[i].text);
    for (size_t i = 0; i < ALGORITHM_MAX_TIMERS; i++)
        free(trace->timers[i].text);
    for (size_t i = 0; i < OUTPUT_KINDS; i++)
        free(trace->outputs[i].text);
    for (size_t i = 0; i < ALGORITHM_MAX_VARIABLES; i++)
        free(trace->variables[i].text);
    for (size_t i = 0; i < ALGORITHM_MAX_RULES; i++)
        free(trace->rules[i].text);
    for (size_t i = 0; i < WORK_KINDS; i++)
        free(trace->works[i].text);
    for (size_t i = 0; i < FAULT_KINDS; i++)
        free(trace->faults[i].text);
    free(trace->sampled);
    free(trace->block);
    free(trace);
}

bool trace_open(const char *path, const struct settings *settings, uint32_t processes, struct trace **out,
                struct error *err)
{
    *out = NULL;
    struct trace *trace = calloc(1, sizeof *trace);
    if (trace == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "not enough memory for the trace");
    if (!choose_sample(trace, settings, processes, err) || !output_file_create(path, &trace->output, err)) {
        release(trace);
        return false;
    }
    trace->file = output_file_stream(trace->output);
    setvbuf(trace->file, NULL, _IONBF, 0); /* whole blocks come */
    make_words(trace, settings->algorithm);
    trace->stamps = settings->trace_stamps;
    trace->processes = processes;
    trace->limit = settings->trace_limit > 0 ? (uint64_t)fmin(settings->trace_limit, 1e18) : UINT64_MAX;
    size_t vector = trace->stamps == STAMPS_VECTOR ? processes * (size_t)(DIGITS_MOST + 1) : 0;
    if (settings->algorithm->clock != NULL)
        vector += (size_t)CLOCK_SHOWN_MOST * CLOCK_SHOWN_MOST * (DIGITS_MOST + 2);
    trace->block = must_have(malloc(BLOCK_BYTES + LINE_BYTES + trace->longest_word + vector), "the trace");
    set_time(trace, 0);
    write_header(trace);
    write_sample(trace);
    *out = trace;
    return true;
}

bool trace_close(struct trace *trace, struct error *err)
{
    flush(trace);
    bool ok = output_file_commit(trace->output, err);
    release(trace);
    return ok;
}

void trace_abandon(struct trace *trace)
{
    output_file_abandon(trace->output);
    release(trace);
}
