/* broken_ricart_agrawala.c: permissions that are never refused.
 *
 * obliging   Everyone replies at once, whatever it wants itself, and whether it is inside.          Axiom: safety. */
#include "algorithms/exclusion/client.h"
#include "tests/broken/broken.h"

enum { REQUEST, REPLY };

struct state {
    struct client client;
    uint32_t awaited;
};

static void request(struct process *p, struct state *s)
{
    s->awaited = process_out_degree(p);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, REQUEST, NULL);
}

static void release(struct process *p, struct state *s)
{
    (void)p;
    (void)s;
}

static void receive_request(struct process *p, void *state, const struct message *m)
{
    (void)state;
    process_send(p, m->port, REPLY, NULL);
}

static void receive_reply(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)m;
    if (--s->awaited == 0)
        client_enter(p, s);
}

static const struct parameter parameters[] = {CLIENT_PARAMETERS, {.name = NULL}};
static const struct timer_kind timers[] = {CLIENT_TIMERS, {.name = NULL}};
static const struct message_kind messages[] = {
    [REQUEST] = {"request", 0, receive_request, "as in ricart-agrawala"},
    [REPLY] = {"reply", 0, receive_reply, "as in ricart-agrawala"},
    {.name = NULL},
};

const struct algorithm broken_ricart_agrawala_obliging = {
    .name = "broken-ricart-agrawala-obliging",
    .assumptions = {.topology = TOPOLOGY_COMPLETE},
    .promises = {"mutual-exclusion"},
    .parameters = parameters,
    .messages = messages,
    .timers = timers,
    .random = true,
    .state_bytes = sizeof(struct state),
    .start = client_think,
};
