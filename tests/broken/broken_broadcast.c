/* broken_broadcast.c: broadcasts that are out of order. Everyone who initiates posts, after pauses.
 *
 * hasty      A causal broadcast whose receivers do not look at the vector that comes with it: delivered as it comes.
 *            Axiom: causal order.
 * hurried    A total order by a sequencer whose followers deliver what it sends as it comes, and look at no place.
 *            Axiom: total order, where messages may overtake one another.
 * stubborn   A total order by agreed priorities, where everyone keeps the priority that it has proposed.
 *            Axiom: total order.
 * deaf       A causal broadcast that never delivers one of process 0 elsewhere.
 *            Axiom: delivery. */
#include "algorithms/broadcast/broadcast.h"
#include "tests/broken/broken.h"

#include <string.h>

/* ---- hasty, deaf ---- */

enum { BROADCAST };

static void post_to_all(struct process *p, void *state)
{
    int64_t number = broadcast_post(p, state);
    process_announce(p, OUTPUT_DELIVER, number);
    broadcast_send_all(p, BROADCAST, &number);
    broadcast_pause(p, state);
}

static void receive_hasty(struct process *p, void *state, const struct message *m)
{
    const int64_t *number = m->payload;
    (void)state;
    process_announce(p, OUTPUT_DELIVER, *number);
}

static void receive_deaf(struct process *p, void *state, const struct message *m)
{
    const int64_t *number = m->payload;
    if (broadcast_poster(p, *number) != 0)
        receive_hasty(p, state, m);
}

const struct algorithm broken_broadcast_hasty = {
    .name = "broken-broadcast-hasty",
    BROADCAST_DESCRIPTOR,
    .promises = {"causal-order"},
    .messages = (const struct message_kind[]){[BROADCAST] = {"broadcast", sizeof(int64_t), receive_hasty, NULL}, {0}},
    .timers = (const struct timer_kind[]){[POST] = {"post", post_to_all}, {0}},
    .state_bytes = sizeof(struct poster),
};

const struct algorithm broken_broadcast_deaf = {
    .name = "broken-broadcast-deaf",
    BROADCAST_DESCRIPTOR,
    .promises = {"causal-order"},
    .messages = (const struct message_kind[]){[BROADCAST] = {"broadcast", sizeof(int64_t), receive_deaf, NULL}, {0}},
    .timers = (const struct timer_kind[]){[POST] = {"post", post_to_all}, {0}},
    .state_bytes = sizeof(struct poster),
};

/* ---- hurried ---- */

enum { REQUEST, ORDER };

static void order(struct process *p, int64_t number)
{
    process_announce(p, OUTPUT_DELIVER, number);
    broadcast_send_all(p, ORDER, &number);
}

static void post_to_sequencer(struct process *p, void *state)
{
    int64_t number = broadcast_post(p, state);
    if (process_number(p) == 0)
        order(p, number);
    else
        process_send(p, 0, REQUEST, &number);
    broadcast_pause(p, state);
}

static void receive_request(struct process *p, void *state, const struct message *m)
{
    const int64_t *number = m->payload;
    (void)state;
    order(p, *number);
}

const struct algorithm broken_sequencer_hurried = {
    .name = "broken-sequencer-hurried",
    BROADCAST_DESCRIPTOR,
    .promises = {"total-order"},
    .messages = (const struct message_kind[]){[REQUEST] = {"request", sizeof(int64_t), receive_request, NULL},
                                              [ORDER] = {"order", sizeof(int64_t), receive_hasty, NULL},
                                              {0}},
    .timers = (const struct timer_kind[]){[POST] = {"post", post_to_sequencer}, {0}},
    .state_bytes = sizeof(struct poster),
};

/* ---- stubborn ---- */

enum { QUESTION, PROPOSAL, AGREED };

struct waiting {
    int64_t number;
    uint32_t proposals;
    bool agreed;
};

/* Held in the order of the own proposals, which is that of arrival: it never changes. */
struct state {
    struct poster poster;
    uint32_t held;
};

static void hold(struct process *p, struct state *s, int64_t number)
{
    struct waiting *held = process_array(p);
    held[s->held++] = (struct waiting){.number = number};
}

static struct waiting *find(struct process *p, int64_t number)
{
    struct waiting *held = process_array(p);
    while (held->number != number)
        held++;
    return held;
}

static void settle(struct process *p, struct state *s, struct waiting *waiting)
{
    struct waiting *held = process_array(p);
    waiting->agreed = true;
    while (s->held > 0 && held[0].agreed) {
        process_announce(p, OUTPUT_DELIVER, held[0].number);
        memmove(held, held + 1, --s->held * sizeof *held);
    }
}

static void post_question(struct process *p, void *state)
{
    struct state *s = state;
    int64_t number = broadcast_post(p, &s->poster);
    hold(p, s, number);
    broadcast_send_all(p, QUESTION, &number);
    broadcast_pause(p, &s->poster);
}

static void receive_question(struct process *p, void *state, const struct message *m)
{
    const int64_t *number = m->payload;
    hold(p, state, *number);
    process_send(p, m->port, PROPOSAL, number);
}

static void receive_proposal(struct process *p, void *state, const struct message *m)
{
    const int64_t *number = m->payload;
    struct waiting *waiting = find(p, *number);
    if (++waiting->proposals < process_out_degree(p))
        return;
    broadcast_send_all(p, AGREED, number);
    settle(p, state, waiting);
}

static void receive_agreed(struct process *p, void *state, const struct message *m)
{
    const int64_t *number = m->payload;
    settle(p, state, find(p, *number));
}

const struct algorithm broken_isis_stubborn = {
    .name = "broken-isis-stubborn",
    BROADCAST_DESCRIPTOR,
    .promises = {"total-order"},
    .messages = (const struct message_kind[]){[QUESTION] = {"question", sizeof(int64_t), receive_question, NULL},
                                              [PROPOSAL] = {"proposal", sizeof(int64_t), receive_proposal, NULL},
                                              [AGREED] = {"agreed", sizeof(int64_t), receive_agreed, NULL},
                                              {0}},
    .timers = (const struct timer_kind[]){[POST] = {"post", post_question}, {0}},
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = MOST_POSTS * sizeof(struct waiting),
};
