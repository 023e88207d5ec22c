/* scene.h: runs written by hand, event by event, under the eyes of a specification. */
#ifndef ONDE_TESTS_SCENE_H
#define ONDE_TESTS_SCENE_H

#include "engine/system.h"
#include "observe/observers.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

extern const struct algorithm ring_wave; /* any algorithm: the run is not made by it */

/* A run under observation. */
struct scene {
    struct algorithm algorithm;
    struct settings settings;
    struct system *system;
    struct verdict verdict;
    struct view view;
    const struct specification *specification;
    struct identity_index identities;
    struct memory_blocks blocks;
    double measures[SPECIFICATION_MAX_MEASURES];
    uint64_t number; /* of the last event */
    sim_time now;    /* of the events to come */
};

static inline bool any_host(const char *name, uint32_t *index)
{
    (void)name;
    *index = 0;
    return true;
}

static inline const char *no_host(const char *name)
{
    (void)name;
    return NULL;
}

/* Each process has a host of its own, of one core of 1 Gflop/s, and there are these tasks; stage_count 0: none. `identities`
 * may be NULL: process i has i + 1. */
static inline void open_working_scene(struct scene *scene, const char *name, uint32_t n, int64_t *identities,
                                      struct work_settings work)
{
    *scene = (struct scene){.algorithm = ring_wave, .specification = specification_find(name, NULL)};
    assert_non_null(scene->specification);
    scene->algorithm.assumptions = (struct assumptions){.works = work.stage_count > 0};
    scene->settings = (struct settings){
        .algorithm = &scene->algorithm,
        .processes = n,
        .topology = {.kind = TOPOLOGY_KIND_COMPLETE},
        .identity_order = identities != NULL ? IDENTITIES_LISTED : IDENTITIES_INCREASING,
        .identities = identities,
        .identity_count = identities != NULL ? n : 0,
        .initiator_rule = INITIATORS_ALL,
        .fifo = true,
        .work = work,
    };
    struct error err = {0};
    const struct host_table hosts = {.count = n, .index_of = any_host, .nearest = no_host};
    if (!system_create(&scene->settings, &hosts, &scene->system, &err))
        fail_msg("%s", err.text);
    uint32_t stages = workload_stage_count(system_workload(scene->system));
    for (size_t i = 0; i < SPECIFICATION_MAX_MEASURES; i++)
        scene->measures[i] = NAN;
    scene->view = (struct view){
        .system = scene->system,
        .shape = system_shape(scene->system),
        .run = calloc(1, scene->specification->run_bytes + 1),
        .processes = calloc(n, scene->specification->process_bytes),
        .tasks = calloc(system_shape(scene->system)->tasks + 1, scene->specification->task_bytes + 1),
        .stages = calloc(stages + 1u, scene->specification->stage_bytes + 1),
        .verdict = &scene->verdict,
        .process_bytes = scene->specification->process_bytes,
        .task_bytes = scene->specification->task_bytes,
        .stage_bytes = scene->specification->stage_bytes,
        .measures = scene->measures,
        .identities = &scene->identities,
        .blocks = &scene->blocks,
    };
    if (scene->specification->begin != NULL)
        scene->specification->begin(&scene->view);
}

static inline void open_scene(struct scene *scene, const char *name, uint32_t n, int64_t *identities)
{
    open_working_scene(scene, name, n, identities, (struct work_settings){0});
}

static inline void close_scene(struct scene *scene)
{
    system_free(scene->system);
    free(scene->view.run);
    free(scene->view.processes);
    free(scene->view.tasks);
    free(scene->view.stages);
    free(scene->identities.list);
    while (scene->blocks.first != NULL) {
        struct memory_block *first = scene->blocks.first;
        scene->blocks.first = first->next;
        free(first);
    }
}

static inline void happens(struct scene *scene, struct event event)
{
    event.number = ++scene->number;
    event.time = scene->now;
    if ((scene->specification->events & 1u << event.kind) != 0)
        scene->specification->event(&scene->view, &event);
}

static inline void starts(struct scene *scene, uint32_t process)
{
    happens(scene, (struct event){.kind = EVENT_START, .process = process});
}

static inline void message(struct scene *scene, uint32_t from, uint32_t to)
{
    uint64_t stamp[4] = {0};
    assert_true(scene->specification->stamp_bytes <= sizeof stamp);
    happens(scene, (struct event){.kind = EVENT_SEND, .process = from, .peer = to, .stamp = stamp});
    happens(scene, (struct event){.kind = EVENT_RECEIVE, .process = to, .peer = from, .stamp = stamp});
}

static inline void announces(struct scene *scene, uint32_t process, enum output output, int64_t value)
{
    happens(scene, (struct event){.kind = EVENT_OUTPUT, .process = process, .output = output, .value = value});
}

/* A piece of work begins, is over, or is given up; `amount`: the whole, or what was done of it. */
static inline void begins(struct scene *scene, uint32_t process, enum work work, uint64_t number, double amount)
{
    happens(
        scene,
        (struct event){
            .kind = EVENT_WORK, .process = process, .message_kind = work, .value = (int64_t)number, .amount = amount});
}
static inline void finishes(struct scene *scene, uint32_t process, enum work work, uint64_t number, double amount)
{
    happens(scene, (struct event){.kind = EVENT_WORKED,
                                  .process = process,
                                  .message_kind = work,
                                  .value = (int64_t)number,
                                  .amount = amount});
}
static inline void gives_up(struct scene *scene, uint32_t process, enum work work, uint64_t number, double amount)
{
    happens(scene, (struct event){.kind = EVENT_GIVEN_UP,
                                  .process = process,
                                  .message_kind = work,
                                  .value = (int64_t)number,
                                  .amount = amount});
}

static inline void ends(struct scene *scene, enum ending ending)
{
    scene->specification->conclude(&scene->view, ending);
}

static inline void assert_verdict(const struct scene *scene, enum verdict_kind kind, uint64_t event, const char *words)
{
    if (scene->verdict.kind != kind || strstr(scene->verdict.reason, words) == NULL)
        fail_msg("%s: \"%s\"; expected %s: \"%s\"", verdict_name(scene->verdict.kind), scene->verdict.reason,
                 verdict_name(kind), words);
    assert_int_equal(scene->verdict.event, event);
}

#endif
