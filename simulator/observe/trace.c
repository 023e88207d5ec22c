/* trace.c: see trace.h. */
#include "observe/trace.h"
#include "base/memory.h"
#include "base/output_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { BUFFER_BYTES = 1 << 18 };

struct trace {
    struct output_file *output;
    FILE *file; /* of the output */
    const struct algorithm *algorithm;
};

bool trace_open(const char *path, const struct algorithm *algorithm, struct trace **out, struct error *err)
{
    *out = NULL;
    struct output_file *output;
    if (!output_file_create(path, &output, err))
        return false;
    struct trace *trace = must_have(calloc(1, sizeof *trace), "the trace");
    trace->algorithm = algorithm;
    trace->output = output;
    trace->file = output_file_stream(output);
    setvbuf(trace->file, NULL, _IOFBF, BUFFER_BYTES);
    fputs("number,time,event,process,peer,port,kind,bytes,chain,value\n", trace->file);
    *out = trace;
    return true;
}

void trace_event(struct trace *trace, const struct event *event)
{
    static const char *const output_names[] = {
#define OUTPUT_NAME(id, name, ...) name,
        OUTPUTS(OUTPUT_NAME)
#undef OUTPUT_NAME
    };
    FILE *file = trace->file;
    switch (event->kind) {
    case EVENT_START:
        fprintf(file, "%" PRIu64 ",%.12g,start,%" PRIu32 ",,,,,%" PRIu32 ",\n", event->number, event->time,
                event->process, event->chain);
        break;
    case EVENT_SEND:
    case EVENT_RECEIVE:
        fprintf(file, "%" PRIu64 ",%.12g,%s,%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%s,%" PRIu32 ",%" PRIu32 ",\n",
                event->number, event->time, event->kind == EVENT_SEND ? "send" : "receive", event->process, event->peer,
                event->port, trace->algorithm->messages[event->message_kind].name, event->bytes, event->chain);
        break;
    case EVENT_TIMEOUT:
        fprintf(file, "%" PRIu64 ",%.12g,timeout,%" PRIu32 ",,,%s,,%" PRIu32 ",\n", event->number, event->time,
                event->process, trace->algorithm->timers[event->message_kind].name, event->chain);
        break;
    case EVENT_OUTPUT:
        fprintf(file, "%" PRIu64 ",%.12g,output,%" PRIu32 ",,,%s,,%" PRIu32 ",%" PRId64 "\n", event->number,
                event->time, event->process, output_names[event->output], event->chain, event->value);
        break;
    case EVENT_KINDS:
        break;
    }
}

bool trace_close(struct trace *trace, struct error *err)
{
    bool ok = output_file_commit(trace->output, err);
    free(trace);
    return ok;
}

void trace_abandon(struct trace *trace)
{
    output_file_abandon(trace->output);
    free(trace);
}
