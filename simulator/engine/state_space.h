/* state_space.h: all configurations of a system of guarded rules on the network "shared": every value that the ranges of the
 * declared variables allow, at every process. Configurations are numbered from 0, in mixed radix: process i contributes
 * its own number times the product of the numbers of states of the processes before it. So a move adds a constant to the
 * number of a configuration, and moves made in one step add up. Internal to engine/. */
#ifndef ONDE_ENGINE_STATE_SPACE_H
#define ONDE_ENGINE_STATE_SPACE_H

#include "base/error.h"
#include "engine/settings.h"

#include <stdio.h>

enum {
    STATE_SPACE_MOST = 1 << 24,        /* configurations: 17 million take some hundred MB and a minute */
    STATE_SPACE_MOST_PROCESSES = 24,   /* of so many, any subset may move in a step */
    STATE_SPACE_MOST_STATES = 1 << 20, /* of one process */
};

struct state_space;

/* The settings must outlive it. What the processes keep beside the declared variables of their own must be constant: that
 * is not checked. Errors (INPUT): whatever system_create says; an algorithm without guarded rules, variables or legitimacy,
 * or with random rules; more configurations than the limits above, with their number.
 * true: the caller owns *out; release it with state_space_free(). */
bool state_space_create(const struct settings *settings, struct state_space **out, struct error *err);
void state_space_free(struct state_space *space);

uint32_t state_space_count(const struct state_space *space);
uint32_t state_space_processes(const struct state_space *space);

/* One process is privileged. */
struct possible_move {
    uint32_t process, rule; /* its first rule whose guard is true */
    int64_t change;         /* to the number of the configuration */
};
/* Goes to a configuration: the questions below are about it. */
void state_space_visit(struct state_space *space, uint32_t configuration);
bool state_space_is_legitimate(const struct state_space *space);
/* Fills `moves`, of at least so many as there are processes; returns how many there are. */
uint32_t state_space_moves(struct state_space *space, struct possible_move *moves);
/* "x = 0 1 2, up = 1 0 0": each variable at each process. */
void state_space_describe(const struct state_space *space, FILE *out);
/* What an algorithm did against the contract since the creation: a rule that leaves the range of a variable, say. */
bool state_space_check(const struct state_space *space, struct error *err);

#endif
