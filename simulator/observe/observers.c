/* observers.c: see observers.h and specification.h. */
#include "observe/observers.h"
#include "base/memory.h"
#include "engine/configuration.h"
#include "engine/system.h"
#include "observe/lanes.h"
#include "observe/series.h"
#include "observe/stamps.h"
#include "observe/trace.h"

#include <math.h>
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
    case ENDING_TRACE:
        return "trace";
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

uint32_t view_out_degree(const struct view *view, uint32_t process)
{
    return topology_out_degree(system_topology(view->system), process);
}

static int compare_identities(const void *left, const void *right)
{
    identity a = ((const struct identified *)left)->whose, b = ((const struct identified *)right)->whose;
    return (a > b) - (a < b);
}

bool view_process_of(const struct view *view, identity whose, uint32_t *process)
{
    struct identity_index *index = view->identities;
    if (index->list == NULL) {
        index->count = view->shape->processes;
        index->list = must_have(malloc(index->count * sizeof *index->list), "the identities");
        for (uint32_t i = 0; i < index->count; i++)
            index->list[i] = (struct identified){view_identity(view, i), i};
        qsort(index->list, index->count, sizeof *index->list, compare_identities);
    }
    const struct identified key = {whose, 0};
    const struct identified *found = bsearch(&key, index->list, index->count, sizeof key, compare_identities);
    if (found != NULL)
        *process = found->process;
    return found != NULL;
}

const struct algorithm *view_algorithm(const struct view *view)
{
    return system_settings(view->system)->algorithm;
}

double view_parameter(const struct view *view, uint32_t index)
{
    return system_settings(view->system)->parameters[index];
}

const struct fault_settings *view_fault(const struct view *view, int64_t index)
{
    const struct settings *settings = system_settings(view->system);
    return index >= 0 && (uint64_t)index < settings->fault_count ? &settings->faults[index] : NULL;
}

sim_time view_budget_time(const struct view *view)
{
    sim_time budget = system_settings(view->system)->budget_time;
    return budget > 0 ? budget : INFINITY;
}

void *view_allocate(const struct view *view, size_t bytes)
{
    struct memory_block *block = must_have(calloc(1, sizeof *block + bytes), "a specification");
    block->next = view->blocks->first;
    view->blocks->first = block;
    return block->bytes;
}

const struct workload *view_workload(const struct view *view)
{
    return system_workload(view->system);
}

uint32_t view_host(const struct view *view, uint32_t process)
{
    return system_host(view->system, process);
}

struct host_facts view_host_facts(const struct view *view, uint32_t process)
{
    return system_host_facts(view->system, view_host(view, process));
}

uint64_t view_rounds(const struct view *view)
{
    return view->configuration != NULL ? configuration_rounds(view->configuration) : 0;
}

void view_measure(const struct view *view, uint32_t index, double value)
{
    view->measures[index] = value;
}

void view_series(const struct view *view, uint32_t index, sim_time time, double value)
{
    if (view->series != NULL)
        series_set(view->series, view->first_series + index, time, value);
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
    case ENDING_TRACE:
        view_undecided(view, "the trace reached its limit (the attribute limit of <trace>) before %s ended", what);
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

static const unsigned events_of_stamps =
    1u << EVENT_SEND | 1u << EVENT_RECEIVE | 1u << EVENT_LOSS | 1u << EVENT_DUPLICATE;

static void number_series(struct observed_specification *observed, struct series *series)
{
    const struct specified_series *list = observed->specification->series;
    if (series == NULL || list == NULL)
        return;
    observed->view.series = series;
    for (uint32_t i = 0; list[i].name != NULL; i++) {
        uint32_t number = series_add(series, list[i].name);
        if (i == 0)
            observed->view.first_series = number;
    }
}

static bool begin_specification(struct observers *observers, const struct observation *observation,
                                const struct specification *specification, struct error *err)
{
    const struct shape *shape = system_shape(observation->system);
    uint32_t stages = workload_stage_count(system_workload(observation->system));
    struct observed_specification *observed = &observers->specifications[observers->specification_count++];
    observed->specification = specification;
    observed->stamp_offset = observers->stamp_bytes;
    observers->stamp_bytes += (specification->stamp_bytes + 7) & ~(size_t)7;
    observed->view = (struct view){
        .system = observation->system,
        .shape = shape,
        .run = calloc(1, specification->run_bytes + 1),
        .processes = calloc(shape->processes, specification->process_bytes + (specification->process_bytes == 0)),
        .tasks = calloc(shape->tasks + 1, specification->task_bytes + (specification->task_bytes == 0)),
        .stages = calloc(stages + 1u, specification->stage_bytes + (specification->stage_bytes == 0)),
        .verdict = &observed->verdict,
        .process_bytes = specification->process_bytes,
        .task_bytes = specification->task_bytes,
        .stage_bytes = specification->stage_bytes,
        .configuration = observation->configuration,
        .measures = observed->measures,
        .identities = &observers->identities,
        .blocks = &observers->blocks,
    };
    const struct algorithm *algorithm = view_algorithm(&observed->view);
    for (uint32_t kind = 0; kind < algorithm_message_kinds(algorithm); kind++)
        observed->view.controls |= (uint32_t)algorithm_is_control(algorithm, kind) << kind;
    for (size_t i = 0; i < SPECIFICATION_MAX_MEASURES; i++)
        observed->measures[i] = NAN;
    if (observed->view.run == NULL || observed->view.processes == NULL || observed->view.tasks == NULL ||
        observed->view.stages == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory to check %s over %u processes and %llu tasks",
                         specification->name, shape->processes, (unsigned long long)shape->tasks);
    number_series(observed, observers->series);
    observers->events |= specification->events;
    if (specification->stamp_bytes > 0)
        observers->events |= events_of_stamps;
    if (specification->begin != NULL)
        specification->begin(&observed->view);
    return true;
}

static void begin_stamps(struct observers *observers, const struct observation *observation)
{
    enum trace_stamps kind = system_settings(observation->system)->trace_stamps;
    uint32_t processes = system_shape(observation->system)->processes;
    if (kind == STAMPS_NONE)
        return;
    observers->clocks_offset = observers->stamp_bytes;
    observers->stamp_bytes += stamps_message_bytes(kind, processes);
    observers->clocks = stamps_create(kind, processes);
}

static bool open_files(struct observers *observers, const struct observation *observation, struct error *err)
{
    const struct settings *settings = system_settings(observation->system);
    if (observation->trace_path != NULL) {
        observers->events = (1u << EVENT_KINDS) - 1;
        if (!trace_open(observation->trace_path, settings, system_shape(observation->system)->processes,
                        &observers->trace, err))
            return false;
        begin_stamps(observers, observation);
    }
    if (observation->activity_path != NULL) {
        observers->events |= 1u << EVENT_WORK | 1u << EVENT_WORKED | 1u << EVENT_GIVEN_UP | events_of_stamps;
        observers->lanes_offset = observers->stamp_bytes;
        observers->stamp_bytes += LANES_STAMP_BYTES;
        if (!lanes_open(observation->activity_path, observation->system, &observers->lanes, err))
            return false;
    }
    if (observation->series_path == NULL)
        return true;
    observers->events |= 1u << EVENT_FAULT;
    return series_open(observation->series_path, settings, &observers->series, err);
}

bool observers_begin(struct observers *observers, const struct observation *observation, struct error *err)
{
    memset(observers, 0, sizeof *observers);
    bool ok = open_files(observers, observation, err);
    for (size_t i = 0; ok && observation->specifications[i] != NULL; i++)
        ok = begin_specification(observers, observation, observation->specifications[i], err);
    if (!ok)
        observers_release(observers);
    return ok;
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

/* The stamp of the event's message, or NULL. A copy of a message begins with the stamp of the first. */
static char *stamp_of(struct observers *observers, enum event_kind kind, uint32_t *slot)
{
    bool carries = kind == EVENT_SEND || kind == EVENT_RECEIVE || kind == EVENT_LOSS || kind == EVENT_DUPLICATE;
    if (observers->stamp_bytes == 0 || !carries)
        return NULL;
    uint32_t first = *slot;
    if (kind == EVENT_SEND || kind == EVENT_DUPLICATE)
        *slot = take_slot(observers);
    char *stamp = observers->stamps + *slot * observers->stamp_bytes;
    if (kind == EVENT_DUPLICATE)
        memcpy(stamp, observers->stamps + first * observers->stamp_bytes, observers->stamp_bytes);
    return stamp;
}

static void write_event(const struct observers *observers, const struct event *event, char *stamp)
{
    struct event_stamp shown;
    if (observers->clocks != NULL)
        stamps_event(observers->clocks, event, stamp != NULL ? stamp + observers->clocks_offset : NULL, &shown);
    trace_event(observers->trace, event, observers->clocks != NULL ? &shown : NULL);
}

void observers_event(struct observers *observers, struct event *event, uint32_t *slot)
{
    char *stamp = stamp_of(observers, event->kind, slot);
    if (observers->trace != NULL)
        write_event(observers, event, stamp);
    for (size_t i = 0; i < observers->specification_count; i++) {
        struct observed_specification *observed = &observers->specifications[i];
        if ((observed->specification->events & 1u << event->kind) == 0)
            continue;
        event->stamp = stamp != NULL ? stamp + observed->stamp_offset : NULL;
        observed->specification->event(&observed->view, event);
    }
    if (observers->lanes != NULL)
        lanes_event(observers->lanes, event, stamp != NULL ? stamp + observers->lanes_offset : NULL);
    /* After the specifications, which may tell only now what was true before. */
    if (observers->series != NULL && event->kind == EVENT_FAULT)
        series_fault(observers->series, event);
    if (stamp != NULL && (event->kind == EVENT_RECEIVE || event->kind == EVENT_LOSS))
        observers->free_slots[observers->free_count++] = *slot;
}

bool observers_conclude(struct observers *observers, enum ending ending, sim_time end,
                        double measures[][SPECIFICATION_MAX_MEASURES], struct verdict *out, struct error *err)
{
    *out = (struct verdict){.kind = VERDICT_HOLDS};
    for (size_t i = 0; i < observers->specification_count; i++) {
        struct observed_specification *observed = &observers->specifications[i];
        observed->specification->conclude(&observed->view, ending);
        memcpy(measures[i], observed->measures, sizeof observed->measures);
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
    struct series *series = observers->series;
    struct lanes *lanes = observers->lanes;
    observers->trace = NULL;
    observers->series = NULL;
    observers->lanes = NULL;
    bool ok = trace == NULL || trace_close(trace, err);
    if (lanes != NULL && !ok)
        lanes_abandon(lanes);
    ok = ok && (lanes == NULL || lanes_close(lanes, err));
    if (series != NULL && !ok)
        series_abandon(series);
    return ok && (series == NULL || series_close(series, end, err));
}

void observers_release(struct observers *observers)
{
    for (size_t i = 0; i < observers->specification_count; i++) {
        free(observers->specifications[i].view.run);
        free(observers->specifications[i].view.processes);
        free(observers->specifications[i].view.tasks);
        free(observers->specifications[i].view.stages);
    }
    while (observers->blocks.first != NULL) {
        struct memory_block *first = observers->blocks.first;
        observers->blocks.first = first->next;
        free(first);
    }
    free(observers->stamps);
    free(observers->free_slots);
    stamps_free(observers->clocks);
    if (observers->trace != NULL)
        trace_abandon(observers->trace);
    if (observers->series != NULL)
        series_abandon(observers->series);
    if (observers->lanes != NULL)
        lanes_abandon(observers->lanes);
    free(observers->identities.list);
    memset(observers, 0, sizeof *observers);
}
