/* broken_centralised.c: a server that forgets its queue.
 *
 * forgetful   Who asks while somebody is inside is not noted.         Axiom: liveness: every request is served. */
#include "algorithms/exclusion/client.h"
#include "tests/broken/broken.h"

enum { REQUEST, GRANT, RELEASE };

struct state {
    struct client client;
    bool granted;
};

static void start(struct process *p, void *state)
{
    if (process_number(p) != 0)
        client_think(p, state);
}

static void request(struct process *p, struct state *s)
{
    (void)s;
    process_send(p, 0, REQUEST, NULL);
}

static void release(struct process *p, struct state *s)
{
    (void)s;
    process_send(p, 0, RELEASE, NULL);
}

static void receive_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    if (s->granted)
        return;
    s->granted = true;
    process_send(p, m->port, GRANT, NULL);
}

static void receive_grant(struct process *p, void *state, const struct message *m)
{
    (void)m;
    client_enter(p, state);
}

static void receive_release(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)p;
    (void)m;
    s->granted = false;
}

static const struct parameter parameters[] = {CLIENT_PARAMETERS, {.name = NULL}};
static const struct timer_kind timers[] = {CLIENT_TIMERS, {.name = NULL}};
static const struct message_kind messages[] = {
    [REQUEST] = {"request", 0, receive_request, "as in centralised"},
    [GRANT] = {"grant", 0, receive_grant, "as in centralised"},
    [RELEASE] = {"release", 0, receive_release, "as in centralised"},
    {.name = NULL},
};

const struct algorithm broken_server_forgetful = {
    .name = "broken-server-forgetful",
    .assumptions = {.topology = TOPOLOGY_STAR},
    .promises = {"mutual-exclusion"},
    .parameters = parameters,
    .messages = messages,
    .timers = timers,
    .random = true,
    .state_bytes = sizeof(struct state),
    .start = start,
};
