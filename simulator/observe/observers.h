/* observers.h: those who watch a run: the trace and the specifications. They never change it. */
#ifndef ONDE_OBSERVE_OBSERVERS_H
#define ONDE_OBSERVE_OBSERVERS_H

#include "observe/specification.h"

struct configuration;
struct lanes;
struct series;
struct stamps;
struct system;
struct trace;

/* What is to be observed. */
struct observation {
    const struct system *system;
    const struct specification *const *specifications;    /* NULL-terminated */
    const struct configuration *configuration;            /* may be NULL */
    const char *trace_path, *series_path, *activity_path; /* NULL: none */
};

struct observed_specification {
    const struct specification *specification;
    struct view view;
    struct verdict verdict;
    double measures[SPECIFICATION_MAX_MEASURES];
    size_t stamp_offset;
};

/* The processes by increasing identity. */
struct identity_index {
    struct identified {
        identity whose;
        uint32_t process;
    } * list; /* NULL: not made yet */
    uint32_t count;
};

/* What specifications have allocated, the latest first. */
struct memory_blocks {
    struct memory_block {
        struct memory_block *next;
        _Alignas(16) char bytes[];
    } * first;
};

struct observers {
    unsigned events; /* set of 1 << EVENT_*: those that anyone wants */
    struct trace *trace;
    struct stamps *clocks; /* whose stamps the trace shows */
    size_t clocks_offset;  /* in a stamp */
    struct series *series;
    struct lanes *lanes;
    size_t lanes_offset; /* in a stamp */
    struct observed_specification specifications[MAX_SPECIFICATIONS];
    size_t specification_count;
    struct identity_index identities;
    struct memory_blocks blocks;

    /* Stamps: one slot for each message in transit, recycled. */
    size_t stamp_bytes;
    char *stamps;
    uint32_t *free_slots;
    uint32_t free_count, slot_capacity;
};

/* Errors: a file that cannot be created, memory. true: release with observers_release(). */
bool observers_begin(struct observers *observers, const struct observation *observation, struct error *err);
/* Every event that somebody wants (observers->events). SEND: *slot receives the slot of the stamp (or NO_SLOT);
 * DUPLICATE: *slot is that of the message, and becomes that of a copy; RECEIVE, LOSS: *slot names it, and is recycled. */
void observers_event(struct observers *observers, struct event *event, uint32_t *slot);
/* Ends the observation, at date `end`: asks every specification, and gives the verdict of all together and what each has
 * measured. Errors: a file could not be written to its end. */
bool observers_conclude(struct observers *observers, enum ending ending, sim_time end,
                        double measures[][SPECIFICATION_MAX_MEASURES], struct verdict *out, struct error *err);
void observers_release(struct observers *observers);

#endif
