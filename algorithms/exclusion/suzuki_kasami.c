/* suzuki_kasami.c: mutual exclusion by a token that is asked for, and that carries the queue.
 *
 * Source     Suzuki & Kasami, "A distributed mutual exclusion algorithm", ACM Transactions on Computer Systems 3(4), 1985.
 * Departs    The token's LN[j] counts the requests of j that are served or in its queue Q, not those that are served: then nobody
 *            need look through Q to know whether j is there. Who leaves goes through the others from its successor on (the paper:
 *            in any order), so that none comes first always.
 * Assumes    a complete graph, where the processes know N and one another's numbers; reliable channels, in any order; no crash.
 *            Process 0 has the token at first.
 * Promises   mutual-exclusion. Requests are served in the order in which they reach who has the token: while one travels slowly,
 *            others may enter any number of times.
 * Cost       0 messages for who has the token, else N: a request to each other one, and the token. The token has 8 bytes for each
 *            process. */
#include "algorithms/exclusion/client.h"

#include <string.h>

enum { REQUEST, TOKEN };
enum { FIRST_HOLDER = 0 };
enum { NOBODY = 0 }; /* in the queue; else a number + 1 */

struct wish {
    uint32_t number; /* for which time the sender asks, from 1 */
};

struct state {
    struct client client;
    bool has_token;
};

/* The parts of process_array(), N entries each. The last two are the token, where it is: they travel as one. */
struct tables {
    uint32_t *requests; /* RN: by process, the greatest number of a request heard of */
    uint32_t *served;   /* LN: by process, its requests that are served or in the queue */
    uint32_t *queue;    /* Q: processes + 1, then NOBODY */
};

struct table_entry {
    uint32_t request;
    struct token_entry {
        uint32_t served, queue;
    } token;
};

static struct tables tables_of(struct process *p)
{
    uint32_t *entries = process_array(p), n = process_count(p);
    return (struct tables){entries, entries + n, entries + 2 * (size_t)n};
}

static void initialise(struct process *p, void *state)
{
    struct state *s = state;
    s->has_token = process_number(p) == FIRST_HOLDER;
}

static void send_token(struct process *p, struct state *s, uint32_t process)
{
    s->has_token = false;
    process_send(p, process_port_to(p, process), TOKEN, tables_of(p).served);
}

/* "Who has the token enters. Who has not asks all others for it, and numbers its requests." */
static void request(struct process *p, struct state *s)
{
    struct tables tables = tables_of(p);
    uint32_t self = process_number(p), number = ++tables.requests[self];
    if (s->has_token) {
        tables.served[self] = number;
        client_enter(p, s);
        return;
    }
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, REQUEST, &(struct wish){number});
}

/* "Who has the token and is not inside sends it to who asks, unless the request is an old one." */
static void receive_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct wish *wish = m->payload;
    struct tables tables = tables_of(p);
    uint32_t sender = process_neighbour_number(p, m->port);
    if (wish->number > tables.requests[sender])
        tables.requests[sender] = wish->number;
    if (!s->has_token || client_is(s, INSIDE) || tables.requests[sender] <= tables.served[sender])
        return;
    tables.served[sender] = tables.requests[sender];
    send_token(p, s, sender);
}

static void receive_token(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    memcpy(tables_of(p).served, m->payload, process_count(p) * sizeof(struct token_entry));
    s->has_token = true;
    client_enter(p, s);
}

/* "Who leaves puts into the queue everyone who has a request that is not served and who is not there; the first of the queue gets
 * the token." When the queue is empty the token stays. */
static void release(struct process *p, struct state *s)
{
    struct tables tables = tables_of(p);
    uint32_t n = process_count(p), self = process_number(p), end = 0;
    while (end < n && tables.queue[end] != NOBODY)
        end++;
    for (uint32_t i = 1; i < n && end < n; i++) {
        uint32_t other = (uint32_t)(((uint64_t)self + i) % n);
        if (tables.requests[other] > tables.served[other]) {
            tables.served[other] = tables.requests[other];
            tables.queue[end++] = other + 1;
        }
    }
    if (end == 0)
        return;
    uint32_t first = tables.queue[0] - 1;
    memmove(tables.queue, tables.queue + 1, (end - 1) * sizeof *tables.queue);
    tables.queue[end - 1] = NOBODY;
    if (first != self) /* nor is it, as long as there is one token */
        send_token(p, s, first);
}

static double n_messages(const struct shape *shape)
{
    return shape->processes;
}

const struct algorithm suzuki_kasami = {
    .name = "suzuki-kasami",
    .catalogue = "X3",
    .title_en = "mutual exclusion, Suzuki-Kasami",
    .title_fr = "exclusion mutuelle, Suzuki-Kasami",
    .source = "Suzuki & Kasami, ACM Transactions on Computer Systems 3(4), 1985",
    .idea = "Who has the token may enter, as often as it likes while nobody asks. Who has not asks everyone; the token "
            "carries the queue of those who wait, and who leaves completes it by the requests that it has heard of.",
    .assumes =
        "a complete graph where the processes know N and one another's numbers, reliable channels, no crash; order of "
        "delivery is free; any number of initiators at any dates",
    .assumptions = {.topology = TOPOLOGY_UNDIRECTED | TOPOLOGY_COMPLETE, .knows_count = true, .knows_neighbours = true},
    .promises = {"mutual-exclusion"},
    .costs = (const struct cost[]){{.measure = "messages_per_entry",
                                    .relation = COST_AT_MOST,
                                    .formula = "N",
                                    .value = n_messages,
                                    .law = LAW_LINEAR},
                                   {0}},
    .parameters = (const struct parameter[]){CLIENT_PARAMETERS, {0}},
    .messages =
        (const struct message_kind[]){
            [REQUEST] = {"request", sizeof(struct wish), receive_request, "asks for the token"},
            [TOKEN] = {"token", 0, receive_token, "who has it may enter; carries the queue, and who has been served"},
            {0}},
    .stamps =
        (const struct payload_stamp[]){{"token", .bytes_per_process = sizeof(struct token_entry), .single = true}, {0}},
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = sizeof(struct table_entry),
    .initialise = initialise,
    .start = client_think,
};
