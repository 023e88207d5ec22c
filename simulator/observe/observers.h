/* observers.h: those who watch a run: the trace and the specifications. They never change it. */
#ifndef ONDE_OBSERVE_OBSERVERS_H
#define ONDE_OBSERVE_OBSERVERS_H

#include "observe/specification.h"

enum { MAX_SPECIFICATIONS = 4 };

struct trace;

struct observed_specification {
    const struct specification *specification;
    struct view view;
    struct verdict verdict;
    size_t stamp_offset;
};

struct observers {
    unsigned events; /* set of 1 << EVENT_*: those that anyone wants */
    struct trace *trace;
    struct observed_specification specifications[MAX_SPECIFICATIONS];
    size_t specification_count;

    /* Stamps: one slot for each message in transit, recycled. */
    size_t stamp_bytes;
    char *stamps;
    uint32_t *free_slots;
    uint32_t free_count, slot_capacity;
};

/* `specifications` is NULL-terminated. Errors: a trace that cannot be created, memory.
 * true: release with observers_release(). */
bool observers_begin(struct observers *observers, const struct system *system,
                     const struct specification *const *specifications, const char *trace_path, struct error *err);
/* Every event that somebody wants (observers->events). SEND: *slot receives the slot of the stamp (or NO_SLOT);
 * RECEIVE: *slot names it, and is recycled. */
void observers_event(struct observers *observers, struct event *event, uint32_t *slot);
/* Ends the observation: asks every specification, and gives the verdict of all together. Errors: the trace could not be
 * written to its end. */
bool observers_conclude(struct observers *observers, enum ending ending, struct verdict *out, struct error *err);
void observers_release(struct observers *observers);

#endif
