/* stamps.c: see stamps.h. */
#include "observe/stamps.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* On a message. */
struct carried {
    uint64_t sent, scalar; /* of the event that sent it */
    uint32_t vector[];     /* N counts, with STAMPS_VECTOR */
};

struct stamps {
    uint32_t processes;
    uint64_t *scalars; /* by process: of its last event */
    uint32_t *vectors; /* N counts a process, or NULL */
};

static size_t vector_bytes(enum trace_stamps kind, uint32_t processes)
{
    return kind == STAMPS_VECTOR ? processes * sizeof(uint32_t) : 0;
}

size_t stamps_message_bytes(enum trace_stamps kind, uint32_t processes)
{
    const size_t alignment = sizeof(uint64_t);
    if (kind == STAMPS_NONE)
        return 0;
    return (sizeof(struct carried) + vector_bytes(kind, processes) + alignment - 1) / alignment * alignment;
}

size_t stamps_clock_bytes(enum trace_stamps kind, uint32_t processes)
{
    return kind == STAMPS_NONE ? 0 : processes * (sizeof(uint64_t) + vector_bytes(kind, processes));
}

struct stamps *stamps_create(enum trace_stamps kind, uint32_t processes)
{
    struct stamps *stamps = must_have(calloc(1, sizeof *stamps), "stamps");
    stamps->processes = processes;
    stamps->scalars = must_have(calloc(processes, sizeof *stamps->scalars), "stamps");
    if (kind == STAMPS_VECTOR)
        stamps->vectors = must_have(calloc(processes, vector_bytes(kind, processes)), "stamps");
    return stamps;
}

void stamps_free(struct stamps *stamps)
{
    if (stamps == NULL)
        return;
    free(stamps->scalars);
    free(stamps->vectors);
    free(stamps);
}

static uint32_t *vector_of(const struct stamps *stamps, uint32_t process)
{
    return stamps->vectors != NULL ? stamps->vectors + (size_t)process * stamps->processes : NULL;
}

/* "On receiving a message, its clock becomes at least what the message says", in each entry; then it counts the event. */
static void learn(const struct stamps *stamps, uint32_t process, const struct carried *carried)
{
    uint32_t *vector = vector_of(stamps, process);
    if (carried->scalar > stamps->scalars[process])
        stamps->scalars[process] = carried->scalar;
    for (uint32_t i = 0; vector != NULL && i < stamps->processes; i++)
        vector[i] = carried->vector[i] > vector[i] ? carried->vector[i] : vector[i];
}

/* "Between two events of a process its clock ticks." */
static void tick(const struct stamps *stamps, uint32_t process, struct event_stamp *out)
{
    uint32_t *vector = vector_of(stamps, process);
    out->scalar = ++stamps->scalars[process];
    if (vector != NULL)
        vector[process]++;
    out->vector = vector;
}

void stamps_event(struct stamps *stamps, const struct event *event, void *carried, struct event_stamp *out)
{
    struct carried *message = carried;
    *out = (struct event_stamp){0};
    switch (event->kind) {
    case EVENT_SEND:
        tick(stamps, event->process, out);
        message->sent = event->number;
        message->scalar = out->scalar;
        if (out->vector != NULL)
            memcpy(message->vector, out->vector, stamps->processes * sizeof *out->vector);
        break;
    case EVENT_RECEIVE:
        out->sent = message->sent;
        learn(stamps, event->process, message);
        tick(stamps, event->process, out);
        break;
    case EVENT_LOSS:
    case EVENT_DUPLICATE:
        out->sent = message->sent;
        break;
    case EVENT_START:
    case EVENT_TIMEOUT:
    case EVENT_OUTPUT:
    case EVENT_STATE:
    case EVENT_MOVE:
    case EVENT_FAULT:
    case EVENT_WORK:
    case EVENT_WORKED:
    case EVENT_GIVEN_UP:
        if (event->process != NO_PROCESS)
            tick(stamps, event->process, out);
        break;
    case EVENT_KINDS:
        break;
    }
}
