/* blocks.h: a master, process 0 of a star, that sends all tasks out at the beginning, a block of consecutive ones to each slot
 * of each worker. Workers are those of chunks.h. What a crash takes is lost: the specification says so. */
#ifndef ONDE_MAKESPAN_BLOCKS_H
#define ONDE_MAKESPAN_BLOCKS_H

#include "algorithms/makespan/chunks.h"

/* Sends the tasks out, to each slot in proportion to the weight of a slot of its host: the ends of the blocks are rounded down. */
void blocks_send(struct process *p, void *state, double (*weight)(struct host_facts host));
/* The outputs of a block are there. */
void blocks_receive_result(struct process *p, void *state, const struct message *m);

#define BLOCKS_ASSUME                                                                                                  \
    "a star whose centre, the master, sends the tasks out; no crash; no stage of the work comes after another, since " \
    "all is sent at the beginning; reliable channels; tasks below 2^32 - 1; order of delivery is free"

#define BLOCKS_DESCRIPTOR                                                                                              \
    .assumes = BLOCKS_ASSUME,                                                                                          \
    .assumptions = {.topology = TOPOLOGY_STAR,                                                                         \
                    .minimum_processes = 2,                                                                            \
                    .all_initiate = true,                                                                              \
                    .knows_neighbours = true,                                                                          \
                    .works = true,                                                                                     \
                    .no_precedence = true},                                                                            \
    .promises = {"makespan"},                                                                                          \
    .messages =                                                                                                        \
        (const struct message_kind[]){                                                                                 \
            [CHUNK] = {"block", sizeof(struct chunk), chunks_receive_chunk, "tasks to compute, with their inputs"},    \
            [RESULT] = {"result", sizeof(struct chunk), blocks_receive_result, "the outputs of a block"},              \
            {0}},                                                                                                      \
    .carriages =                                                                                                       \
        (const struct carriage[]){CARRIES("block", struct chunk, bytes), CARRIES("result", struct chunk, bytes), {0}}, \
    .parameters = (const struct parameter[]){SLOTS_PARAMETER, {0}}, .state_bytes = sizeof(struct state),               \
    .computed = chunks_computed

#endif
