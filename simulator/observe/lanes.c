/* lanes.c: see lanes.h. */
#include "observe/lanes.h"

#include "base/memory.h"
#include "engine/system.h"
#include "observe/activity.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = UINT32_MAX, MOST_LANES = 64, TEXT_SIZE = 128 };

/* What goes on in a lane of a process. */
struct doing {
    uint32_t next, previous; /* of the same process; of the free ones, next */
    uint32_t process;
    uint8_t kind; /* enum work; WORK_KINDS: a transfer to it */
    uint8_t lane; /* of the process, from 0 */
    int64_t value;
    sim_time began;
};

struct lanes {
    const struct system *system;
    struct csv_writer *table;
    struct doing *doings;
    uint32_t count, capacity, free;
    uint32_t *first; /* by process */
    uint64_t *taken; /* by process: set of 1 << lane */
    bool *alone;     /* by process: nobody shares its host */
};

/* In a message. */
struct transfer {
    uint32_t doing_plus_1; /* 0: it carries no data */
};
_Static_assert(sizeof(struct transfer) <= LANES_STAMP_BYTES, "a stamp");

static const struct {
    const char *name;
    enum activity activity;
} works[] = {
#define WORK_ACTIVITY(id, name, unit, activity) {name, ACTIVITY_##activity},
    WORKS(WORK_ACTIVITY)
#undef WORK_ACTIVITY
};

/* ---- lanes ---- */

static void find_lonely(struct lanes *lanes, uint32_t processes)
{
    uint32_t hosts = 0;
    for (uint32_t i = 0; i < processes; i++) {
        uint32_t host = system_host(lanes->system, i);
        hosts = host >= hosts ? host + 1 : hosts;
    }
    uint32_t *on_host = must_have(calloc(hosts, sizeof *on_host), "the lanes");
    for (uint32_t i = 0; i < processes; i++)
        on_host[system_host(lanes->system, i)]++;
    for (uint32_t i = 0; i < processes; i++)
        lanes->alone[i] = on_host[system_host(lanes->system, i)] == 1;
    free(on_host);
}

bool lanes_open(const char *path, const struct system *system, struct lanes **out, struct error *err)
{
    uint32_t processes = system_shape(system)->processes;
    struct lanes *lanes = must_have(calloc(1, sizeof *lanes), "the lanes");
    *lanes = (struct lanes){.system = system, .free = NONE};
    lanes->first = must_have(malloc(processes * sizeof *lanes->first), "the lanes");
    lanes->taken = must_have(calloc(processes, sizeof *lanes->taken), "the lanes");
    lanes->alone = must_have(calloc(processes, sizeof *lanes->alone), "the lanes");
    for (uint32_t i = 0; i < processes; i++)
        lanes->first[i] = NONE;
    find_lonely(lanes, processes);
    if (!activity_create(path, &lanes->table, err)) {
        lanes_abandon(lanes);
        return false;
    }
    *out = lanes;
    return true;
}

/* The lowest lane that is free; those beyond the last share it. */
static uint8_t take_lane(struct lanes *lanes, uint32_t process)
{
    uint8_t lane = 0;
    while (lane < MOST_LANES - 1 && (lanes->taken[process] & UINT64_C(1) << lane) != 0)
        lane++;
    lanes->taken[process] |= UINT64_C(1) << lane;
    return lane;
}

static uint32_t begin(struct lanes *lanes, const struct event *event, uint32_t process, uint8_t kind)
{
    uint32_t index = lanes->free;
    if (index != NONE) {
        lanes->free = lanes->doings[index].next;
    } else {
        if (lanes->count == lanes->capacity) {
            lanes->capacity = lanes->capacity == 0 ? 64 : 2 * lanes->capacity;
            lanes->doings = must_have(realloc(lanes->doings, lanes->capacity * sizeof *lanes->doings), "the lanes");
        }
        index = lanes->count++;
    }
    uint32_t first = lanes->first[process];
    if (first != NONE)
        lanes->doings[first].previous = index;
    lanes->doings[index] =
        (struct doing){first, NONE, process, kind, take_lane(lanes, process), event->value, event->time};
    lanes->first[process] = index;
    return index;
}

static void write_lane(const struct lanes *lanes, const struct doing *doing, char *text, size_t size)
{
    const char *host = system_host_name(lanes->system, system_host(lanes->system, doing->process));
    int length = lanes->alone[doing->process] ? snprintf(text, size, "%s", host)
                                              : snprintf(text, size, "%s/%" PRIu32, host, doing->process);
    if (doing->lane > 0 && length > 0 && (size_t)length < size)
        snprintf(text + length, size - (size_t)length, " (%d)", doing->lane + 1);
}

enum how { WHOLE, FAILED, GIVEN_UP };

static void end(struct lanes *lanes, uint32_t index, sim_time time, enum how how)
{
    struct doing doing = lanes->doings[index];
    if (doing.previous != NONE)
        lanes->doings[doing.previous].next = doing.next;
    else
        lanes->first[doing.process] = doing.next;
    if (doing.next != NONE)
        lanes->doings[doing.next].previous = doing.previous;
    lanes->doings[index].next = lanes->free;
    lanes->free = index;
    lanes->taken[doing.process] &= ~(UINT64_C(1) << doing.lane);
    bool transfer = doing.kind == WORK_KINDS;
    enum activity activity = transfer ? ACTIVITY_TRANSFER : works[doing.kind].activity;
    if (how != WHOLE && activity != ACTIVITY_WAIT && activity != ACTIVITY_BOOT) /* nothing was lost but time */
        activity = how == FAILED ? ACTIVITY_FAILED : ACTIVITY_GIVEN_UP;
    char lane[TEXT_SIZE], detail[TEXT_SIZE];
    write_lane(lanes, &doing, lane, sizeof lane);
    if (transfer)
        snprintf(detail, sizeof detail, "from process %" PRId64, doing.value);
    else
        snprintf(detail, sizeof detail, "%s %" PRId64, works[doing.kind].name, doing.value);
    activity_add(lanes->table, lane, doing.began, time, activity, detail);
}

/* ---- events ---- */

static void end_work(struct lanes *lanes, const struct event *event)
{
    for (uint32_t i = lanes->first[event->process]; i != NONE; i = lanes->doings[i].next)
        if (lanes->doings[i].kind == event->message_kind && lanes->doings[i].value == event->value &&
            lanes->doings[i].began == event->began) {
            end(lanes, i, event->time, event->kind == EVENT_WORKED ? WHOLE : event->ends ? GIVEN_UP : FAILED);
            return;
        }
}

static bool carries_data(const struct lanes *lanes, const struct event *event)
{
    const struct algorithm *algorithm = system_settings(lanes->system)->algorithm;
    const char *kind = algorithm->messages[event->message_kind].name;
    uint64_t bytes = 0;
    for (const struct carriage *carriage = algorithm->carriages; carriage != NULL && carriage->kind != NULL; carriage++)
        if (event->payload != NULL && strcmp(carriage->kind, kind) == 0)
            memcpy(&bytes, (const char *)event->payload + carriage->offset, sizeof bytes);
    return bytes > 0;
}

void lanes_event(struct lanes *lanes, const struct event *event, void *stamp)
{
    struct transfer *transfer = stamp;
    switch (event->kind) {
    case EVENT_WORK:
        begin(lanes, event, event->process, (uint8_t)event->message_kind);
        break;
    case EVENT_WORKED:
    case EVENT_GIVEN_UP:
        end_work(lanes, event);
        break;
    case EVENT_SEND:
    case EVENT_DUPLICATE: {
        struct event sent = *event;
        sent.value = event->process;
        transfer->doing_plus_1 = 0; /* a copy's is that of the first */
        if (carries_data(lanes, event))
            transfer->doing_plus_1 = begin(lanes, &sent, event->peer, WORK_KINDS) + 1;
        break;
    }
    case EVENT_RECEIVE:
    case EVENT_LOSS:
        if (transfer->doing_plus_1 > 0)
            end(lanes, transfer->doing_plus_1 - 1, event->time, event->kind == EVENT_LOSS ? FAILED : WHOLE);
        break;
    case EVENT_START:
    case EVENT_TIMEOUT:
    case EVENT_OUTPUT:
    case EVENT_STATE:
    case EVENT_MOVE:
    case EVENT_FAULT:
    case EVENT_KINDS:
        break;
    }
}

static void release(struct lanes *lanes)
{
    free(lanes->doings);
    free(lanes->first);
    free(lanes->taken);
    free(lanes->alone);
    free(lanes);
}

bool lanes_close(struct lanes *lanes, struct error *err)
{
    for (uint32_t i = 0; i < system_shape(lanes->system)->processes; i++)
        while (lanes->first[i] != NONE)
            end(lanes, lanes->first[i], NAN, WHOLE);
    bool ok = csv_commit(lanes->table, err);
    release(lanes);
    return ok;
}

void lanes_abandon(struct lanes *lanes)
{
    csv_abandon(lanes->table);
    release(lanes);
}
