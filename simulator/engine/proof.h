/* proof.h: self-stabilisation of a small system, decided by looking at every configuration (state_space.h) and at every step
 * that the daemon of its settings may choose, whoever it favours.
 *
 *   closure      no step leads from a legitimate configuration to another kind
 *   convergence  outside legitimacy no sequence of steps comes back to where it was, and somebody is always privileged: so every
 *                sequence of steps ends in legitimacy, and the longest is known */
#ifndef ONDE_ENGINE_PROOF_H
#define ONDE_ENGINE_PROOF_H

#include "base/error.h"
#include "engine/settings.h"

struct proof {
    uint32_t processes, configurations, legitimate;
    bool closed, converges;
    uint32_t worst_steps, worst_moves; /* at most to legitimacy, when it converges; one step may be several moves */
    char *worst_start;                 /* a configuration from which they are that many moves; NULL: none is needed */
    char *counterexample;              /* in words, lines of text; NULL when both hold */
};

/* Errors: as of state_space_create(), and a rule that leaves the range of a variable.
 * true: the caller owns *out; release it with proof_release(). A counterexample is not an error. */
bool proof_find(const struct settings *settings, struct proof *out, struct error *err);
void proof_release(struct proof *proof);

#endif
