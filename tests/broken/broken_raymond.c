/* broken_raymond.c: Raymond's algorithm with one rule changed.
 *
 *   generous  gives the token away while its process is inside: two are inside. Safety must notice.
 *   shy       asks for the token once in its life: those who wait at it are never served. Liveness must notice. */
#include "tests/broken/broken.h"

#define raymond broken_raymond_unchanged
extern const struct algorithm raymond;
#include "algorithms/exclusion/raymond.c"

static void generous_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    enqueue(s, m->port + 1);
    if (s->holder == MYSELF) {
        s->holder = dequeue(s);
        s->asked = false;
        process_send(p, s->holder - 1, PRIVILEGE, NULL);
    }
    make_request(p, s);
}

static void shy_privilege(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    receive_privilege(p, state, m);
    s->asked = true;
}

#define BASE                                                                                                           \
    .assumptions = {.topology = TOPOLOGY_TREE, .fifo = true, .knows_father = true}, .promises = {"mutual-exclusion"},  \
    .parameters = (const struct parameter[]){CLIENT_PARAMETERS, {0}},                                                  \
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, {0}}, .random = true, .state_bytes = sizeof(struct state),    \
    .state_bytes_per_neighbour = sizeof(struct waiting), .initialise = initialise, .start = client_think

const struct algorithm broken_raymond_generous = {
    .name = "broken-raymond-generous",
    BASE,
    .messages = (const struct message_kind[]){{"request", 0, generous_request, "asks"},
                                              {"privilege", 0, receive_privilege, "the token"},
                                              {0}},
};

const struct algorithm broken_raymond_shy = {
    .name = "broken-raymond-shy",
    BASE,
    .messages = (const struct message_kind[]){{"request", 0, receive_request, "asks"},
                                              {"privilege", 0, shy_privilege, "the token"},
                                              {0}},
};
