/* broken_suzuki_kasami.c: a token that multiplies. Who is not inside gives it to anyone who asks; who leaves, to the last who asked.
 *
 * copying   Who gives the token keeps one.                             Axiom: safety. */
#include "algorithms/exclusion/client.h"
#include "tests/broken/broken.h"

enum { REQUEST, TOKEN };

struct state {
    struct client client;
    bool has_token;
    uint32_t asked; /* a port + 1; 0: nobody asked while it was inside */
};

static void initialise(struct process *p, void *state)
{
    struct state *s = state;
    s->has_token = process_number(p) == 0;
}

static void request(struct process *p, struct state *s)
{
    if (s->has_token) {
        client_enter(p, s);
        return;
    }
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, REQUEST, NULL);
}

static void release(struct process *p, struct state *s)
{
    if (s->asked > 0)
        process_send(p, s->asked - 1, TOKEN, NULL);
    s->asked = 0;
}

static void receive_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    if (s->has_token && client_is(s, INSIDE))
        s->asked = m->port + 1;
    else if (s->has_token)
        process_send(p, m->port, TOKEN, NULL);
}

static void receive_token(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)m;
    s->has_token = true;
    if (client_is(s, WAITING))
        client_enter(p, s);
}

static const struct parameter parameters[] = {CLIENT_PARAMETERS, {.name = NULL}};
static const struct timer_kind timers[] = {CLIENT_TIMERS, {.name = NULL}};
static const struct message_kind messages[] = {
    [REQUEST] = {"request", 0, receive_request, "as in suzuki-kasami"},
    [TOKEN] = {"token", 0, receive_token, "as in suzuki-kasami, without its queue"},
    {.name = NULL},
};

const struct algorithm broken_suzuki_kasami_copying = {
    .name = "broken-suzuki-kasami-copying",
    .assumptions = {.topology = TOPOLOGY_COMPLETE},
    .promises = {"mutual-exclusion"},
    .parameters = parameters,
    .messages = messages,
    .timers = timers,
    .random = true,
    .state_bytes = sizeof(struct state),
    .initialise = initialise,
    .start = client_think,
};
