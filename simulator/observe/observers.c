/* observers.c: see observers.h and specification.h. */
#include "observe/observers.h"
#include "base/memory.h"
#include "engine/system.h"
#include "observe/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- registry ---- */

#define SPECIFICATION(symbol) extern const struct specification symbol;
#include "algorithms/specifications/specifications.def"
#undef SPECIFICATION

const struct specification *specification_at(size_t index)
{
    static const struct specification *const all[] = {
#define SPECIFICATION(symbol) &symbol,
#include "algorithms/specifications/specifications.def"
#undef SPECIFICATION
        NULL};
    return index < sizeof all / sizeof all[0] ? all[index] : NULL;
}

static const char *specification_name(size_t index, const void *context)
{
    (void)context;
    const struct specification *specification = specification_at(index);
    return specification != NULL ? specification->name : NULL;
}

const struct specification *specification_find(const char *name, struct error *err)
{
    const struct specification *specification;
    for (size_t i = 0; (specification = specification_at(i)) != NULL; i++)
        if (strcmp(specification->name, name) == 0)
            return specification;
    const char *near = nearest_name(name, specification_name, NULL);
    if (near != NULL)
        error_set(err, ERROR_INPUT, NULL, 0, "no specification \"%s\"; did you mean \"%s\"?", name, near);
    else
        error_set(err, ERROR_INPUT, NULL, 0, "no specification \"%s\"; see onde list specifications", name);
    return NULL;
}

const char *ending_name(enum ending ending)
{
    switch (ending) {
    case ENDING_QUIESCENT:
        return "quiescent";
    case ENDING_EVENTS:
        return "events";
    case ENDING_TIME:
        return "time";
    case ENDING_STOPPED:
        return "stopped";
    }
    return NULL;
}

const char *verdict_name(enum verdict_kind kind)
{
    switch (kind) {
    case VERDICT_HOLDS:
        return "holds";
    case VERDICT_VIOLATED:
        return "violated";
    case VERDICT_UNDECIDED:
        return "undecided";
    }
    return NULL;
}

/* ---- what a specification may ask and say ---- */

identity view_identity(const struct view *view, uint32_t process)
{
    return system_identity(view->system, process);
}

bool view_is_initiator(const struct view *view, uint32_t process)
{
    return system_is_initiator(view->system, process);
}

uint32_t view_source(const struct view *view, uint32_t process, uint32_t in_port)
{
    return topology_source(system_topology(view->system), process, in_port).process;
}

uint32_t view_target(const struct view *view, uint32_t process, uint32_t out_port)
{
    return topology_target(system_topology(view->system), process, out_port).process;
}

void view_violated(const struct view *view, const struct event *event, const char *format, ...)
{
    struct verdict *verdict = view->verdict;
    if (verdict->kind == VERDICT_VIOLATED)
        return;
    verdict->kind = VERDICT_VIOLATED;
    verdict->event = event != NULL ? event->number : 0;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(verdict->reason, sizeof verdict->reason, format, arguments);
    va_end(arguments);
}

void view_undecided(const struct view *view, const char *format, ...)
{
    struct verdict *verdict = view->verdict;
    if (verdict->kind == VERDICT_VIOLATED)
        return;
    verdict->kind = VERDICT_UNDECIDED;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(verdict->reason, sizeof verdict->reason, format, arguments);
    va_end(arguments);
}

bool view_cut_short(const struct view *view, enum ending ending, const char *what)
{
    switch (ending) {
    case ENDING_QUIESCENT:
        return false;
    case ENDING_EVENTS:
        view_undecided(view, "the budget of events ran out before %s ended", what);
        return true;
    case ENDING_TIME:
        view_undecided(view, "the budget of simulated time ran out before %s ended", what);
        return true;
    case ENDING_STOPPED:
        view_undecided(view, "the run was stopped before %s ended", what);
        return true;
    }
    return false;
}

void view_note(const struct view *view, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(view->verdict->note, sizeof view->verdict->note, format, arguments);
    va_end(arguments);
}

/* ---- the observation ---- */

bool observers_begin(struct observers *observers, const struct system *system,
                     const struct specification *const *specifications, const char *trace_path, struct error *err)
{
    memset(observers, 0, sizeof *observers);
    const struct shape *shape = system_shape(system);
    size_t stamp_bytes = 0;
    for (size_t i = 0; specifications[i] != NULL; i++) {
        const struct specification *specification = specifications[i];
        struct observed_specification *observed = &observers->specifications[observers->specification_count++];
        observed->specification = specification;
        observed->stamp_offset = stamp_bytes;
        stamp_bytes += (specification->stamp_bytes + 7) & ~(size_t)7;
        observed->view = (struct view){
            .system = system,
            .shape = shape,
            .run = calloc(1, specification->run_bytes + 1),
            .processes = calloc(shape->processes, specification->process_bytes + (specification->process_bytes == 0)),
            .verdict = &observed->verdict,
            .process_bytes = specification->process_bytes,
        };
        if (observed->view.run == NULL || observed->view.processes == NULL) {
            observers_release(observers);
            return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory to check %s over %u processes",
                             specification->name, shape->processes);
        }
        observers->events |= specification->events;
        if (specification->stamp_bytes > 0)
            observers->events |= 1u << EVENT_SEND | 1u << EVENT_RECEIVE;
        if (specification->begin != NULL)
            specification->begin(&observed->view);
    }
    observers->stamp_bytes = stamp_bytes;
    if (trace_path != NULL) {
        observers->events = (1u << EVENT_KINDS) - 1;
        if (!trace_open(trace_path, system_settings(system), shape->processes, &observers->trace, err)) {
            observers_release(observers);
            return false;
        }
    }
    return true;
}

/* A free slot; the table doubles when all are taken. */
static uint32_t take_slot(struct observers *observers)
{
    if (observers->free_count == 0) {
        uint32_t old = observers->slot_capacity;
        uint32_t capacity = old == 0 ? 1024 : 2 * old;
        char *stamps = must_have(realloc(observers->stamps, capacity * observers->stamp_bytes), "stamps");
        uint32_t *slots = must_have(realloc(observers->free_slots, capacity * sizeof *slots), "stamps");
        observers->stamps = stamps;
        observers->free_slots = slots;
        for (uint32_t i = capacity; i > old; i--)
            slots[observers->free_count++] = i - 1;
        observers->slot_capacity = capacity;
    }
    uint32_t slot = observers->free_slots[--observers->free_count];
    memset(observers->stamps + slot * observers->stamp_bytes, 0, observers->stamp_bytes);
    return slot;
}

void observers_event(struct observers *observers, struct event *event, uint32_t *slot)
{
    char *stamp = NULL;
    if (observers->stamp_bytes > 0 && (event->kind == EVENT_SEND || event->kind == EVENT_RECEIVE)) {
        if (event->kind == EVENT_SEND)
            *slot = take_slot(observers);
        stamp = observers->stamps + *slot * observers->stamp_bytes;
    }
    if (observers->trace != NULL)
        trace_event(observers->trace, event);
    for (size_t i = 0; i < observers->specification_count; i++) {
        struct observed_specification *observed = &observers->specifications[i];
        if ((observed->specification->events & 1u << event->kind) == 0)
            continue;
        event->stamp = stamp != NULL ? stamp + observed->stamp_offset : NULL;
        observed->specification->event(&observed->view, event);
    }
    if (stamp != NULL && event->kind == EVENT_RECEIVE)
        observers->free_slots[observers->free_count++] = *slot;
}

bool observers_conclude(struct observers *observers, enum ending ending, struct verdict *out, struct error *err)
{
    *out = (struct verdict){.kind = VERDICT_HOLDS};
    for (size_t i = 0; i < observers->specification_count; i++) {
        struct observed_specification *observed = &observers->specifications[i];
        observed->specification->conclude(&observed->view, ending);
        const struct verdict *verdict = &observed->verdict;
        bool worse = verdict->kind == VERDICT_VIOLATED
                         ? out->kind != VERDICT_VIOLATED ||
                               (verdict->event != 0 && (out->event == 0 || verdict->event < out->event))
                         : verdict->kind == VERDICT_UNDECIDED && out->kind == VERDICT_HOLDS;
        if (worse) {
            out->kind = verdict->kind;
            out->event = verdict->event;
            snprintf(out->reason, sizeof out->reason, "%s: %.300s", observed->specification->name, verdict->reason);
        }
        if (verdict->note[0] != '\0')
            snprintf(out->note, sizeof out->note, "%s", verdict->note);
    }
    struct trace *trace = observers->trace;
    observers->trace = NULL;
    return trace == NULL || trace_close(trace, err);
}

void observers_release(struct observers *observers)
{
    for (size_t i = 0; i < observers->specification_count; i++) {
        free(observers->specifications[i].view.run);
        free(observers->specifications[i].view.processes);
    }
    free(observers->stamps);
    free(observers->free_slots);
    if (observers->trace != NULL)
        trace_abandon(observers->trace);
    memset(observers, 0, sizeof *observers);
}
