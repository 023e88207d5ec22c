/* broken_naimi_trehel.c: Naimi and Trehel's algorithm whose root sends the token to whoever asks, though it may be inside, or may
 * not have the token yet: there are several tokens. Safety must notice. */
#include "tests/broken/broken.h"

#define naimi_trehel broken_naimi_trehel_unchanged
extern const struct algorithm naimi_trehel;
#include "algorithms/exclusion/naimi_trehel.c"

static void hasty_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    uint32_t who = *(const uint32_t *)m->payload;
    if (s->father != NOBODY)
        process_send(p, process_port_to(p, s->father), REQUEST, &who);
    else
        process_send(p, process_port_to(p, who), TOKEN, NULL);
    s->father = who;
}

const struct algorithm broken_naimi_trehel_hasty = {
    .name = "broken-naimi-trehel-hasty",
    .assumptions = {.topology = TOPOLOGY_COMPLETE, .knows_count = true, .knows_neighbours = true},
    .promises = {"mutual-exclusion"},
    .parameters = (const struct parameter[]){CLIENT_PARAMETERS, {0}},
    .messages = (const struct message_kind[]){{"request", sizeof(uint32_t), hasty_request, "who asks"},
                                              {"token", 0, receive_token, "who has it may enter"},
                                              {0}},
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .initialise = initialise,
    .start = client_think,
};
