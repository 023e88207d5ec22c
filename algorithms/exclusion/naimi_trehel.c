/* naimi_trehel.c: a token, and a tree that each request changes: it always leads to the last who asked.
 *
 * Source     Naimi, Trehel & Arnold, "A log(N) distributed mutual exclusion algorithm based on path reversal", Journal of
 *            Parallel and Distributed Computing 34(1), 1996 (the algorithm: Trehel & Naimi, 1987).
 * Assumes    a complete graph whose processes know their numbers; process 0 has the token at first.
 * Promises   mutual-exclusion, in the order in which requests arrive at the roots: first come, first served.
 * Cost       O(log N) messages for an entry on average; no more than N: a request that passes by everyone, and the token. */
#include "algorithms/exclusion/client.h"

enum { REQUEST, TOKEN };
enum { NOBODY = UINT32_MAX };

struct state {
    struct client client;
    uint32_t father; /* to whom requests go: the last known to have asked; NOBODY: this process was the last */
    uint32_t next;   /* who gets the token after this process; NOBODY */
    bool has_token;
};

static void initialise(struct process *p, void *state)
{
    struct state *s = state;
    bool root = process_number(p) == 0;
    s->father = root ? NOBODY : 0;
    s->next = NOBODY;
    s->has_token = root;
}

/* "Who wishes to enter and is no root asks its father, and becomes a root: whoever asks next is to ask it." */
static void request(struct process *p, struct state *s)
{
    if (s->father == NOBODY) {
        client_enter(p, s);
        return;
    }
    uint32_t self = process_number(p);
    process_send(p, process_port_to(p, s->father), REQUEST, &self);
    s->father = NOBODY;
}

/* "A root that has the token and needs it not sends it; one that needs it, or waits for it, will send it to the one who asks.
 * Others pass the request on to their father. In any case the one who asks is the father from now on." */
static void receive_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    uint32_t who = *(const uint32_t *)m->payload;
    if (who == process_number(p))
        return; /* its own, which comes back only where somebody has crashed and forgotten */
    if (s->father != NOBODY) {
        process_send(p, process_port_to(p, s->father), REQUEST, &who);
    } else if (client_is(s, THINKING)) {
        s->has_token = false;
        process_send(p, process_port_to(p, who), TOKEN, NULL);
    } else {
        s->next = who;
    }
    s->father = who;
}

static void receive_token(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)m;
    s->has_token = true;
    client_enter(p, s);
}

/* "Who leaves sends the token to the next, if there is one." */
static void release(struct process *p, struct state *s)
{
    if (s->next == NOBODY)
        return;
    s->has_token = false;
    process_send(p, process_port_to(p, s->next), TOKEN, NULL);
    s->next = NOBODY;
}

static double everyone(const struct shape *shape)
{
    return (double)shape->processes;
}

const struct algorithm naimi_trehel = {
    .name = "naimi-trehel",
    .catalogue = "X3",
    .title_en = "Naimi and Trehel's path reversal",
    .title_fr = "l'inversion de chemins de Naimi et Trehel",
    .source = "Naimi, Trehel & Arnold, JPDC 34(1), 1996",
    .idea =
        "Requests follow a tree of fathers to the one who asked last, who will pass the token on; all those that the "
        "request has passed by take the one who asks for their father.",
    .assumes = "a complete graph whose processes know their numbers; process 0 has the token at first",
    .assumptions = {.topology = TOPOLOGY_COMPLETE, .knows_count = true, .knows_neighbours = true},
    .promises = {"mutual-exclusion"},
    .costs = (const struct cost[]){{.measure = "messages_per_entry",
                                    .relation = COST_AT_MOST,
                                    .formula = "N",
                                    .value = everyone,
                                    .law = LAW_LINEAR},
                                   {0}},
    .parameters = (const struct parameter[]){CLIENT_PARAMETERS, {0}},
    .messages = (const struct message_kind[]){[REQUEST] = {"request", sizeof(uint32_t), receive_request, "who asks"},
                                              [TOKEN] = {"token", 0, receive_token, "who has it may enter"},
                                              {0}},
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, {0}},
    .variables = (const struct variable[]){{"has-token", FIELD(struct state, has_token), .minimum = 0, .maximum = 1,
                                            .meaning = "the token is here"},
                                           {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .initialise = initialise,
    .start = client_think,
};
