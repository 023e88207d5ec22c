/* isis.c: total order by agreement: everyone proposes a priority for each broadcast, the greatest is agreed.
 *
 * Source     Birman & Joseph, "Reliable communication in the presence of failures", ACM TOCS 5(1), 1987 (ABCAST of ISIS; the protocol is
 *            Skeen's).
 * Departs    One group, no crash.
 * Assumes    a complete graph, N and the numbers known; order of delivery is free.
 * Promises   total-order.
 * Cost       3(N-1) messages a broadcast: the broadcast, the proposals, the agreed priority. Three messages in a row. */
#include "algorithms/broadcast/broadcast.h"

#include <string.h>

enum { BROADCAST, PROPOSAL, AGREED };

/* No two are equal: a process proposes each count once. */
struct priority {
    uint64_t count;
    uint32_t proposer;
    uint32_t reserved;
};

struct proposal {
    int64_t number; /* of the broadcast */
    struct priority priority;
};

/* A broadcast that waits, in the array of a process. */
struct waiting {
    int64_t number;
    struct priority priority; /* agreed, or the greatest proposal so far */
    uint32_t proposals;       /* its poster's: from others */
    bool agreed;
};

struct state {
    struct poster poster; /* first: broadcast.h */
    uint32_t held;
    uint64_t clock; /* the greatest count proposed here, or agreed */
};

static bool is_less(struct priority a, struct priority b)
{
    return a.count < b.count || (a.count == b.count && a.proposer < b.proposer);
}

static struct waiting *find(struct process *p, const struct state *s, int64_t number)
{
    struct waiting *held = process_array(p);
    for (uint32_t i = 0; i < s->held; i++)
        if (held[i].number == number)
            return &held[i];
    return NULL;
}

/* "Each process proposes a priority greater than all that it has proposed or seen agreed, and holds the broadcast." */
static struct priority propose(struct process *p, struct state *s, int64_t number)
{
    struct waiting *held = process_array(p);
    struct priority priority = {.count = ++s->clock, .proposer = process_number(p)};
    bool is_copy = find(p, s, number) != NULL || s->held == MOST_POSTS * process_count(p); /* of a faulty channel */
    if (!is_copy)
        held[s->held++] = (struct waiting){.number = number, .priority = priority};
    return priority;
}

/* "The broadcast of the least priority is delivered, once its priority is agreed": no other one can come before it any more. */
static void deliver(struct process *p, struct state *s)
{
    struct waiting *held = process_array(p);
    while (s->held > 0) {
        uint32_t first = 0;
        for (uint32_t i = 1; i < s->held; i++)
            if (is_less(held[i].priority, held[first].priority))
                first = i;
        if (!held[first].agreed)
            return;
        process_announce(p, OUTPUT_DELIVER, held[first].number);
        memmove(&held[first], &held[first + 1], (--s->held - first) * sizeof *held);
    }
}

static void settle(struct process *p, struct state *s, struct waiting *waiting, struct priority priority)
{
    waiting->priority = priority;
    waiting->agreed = true;
    if (priority.count > s->clock)
        s->clock = priority.count;
    deliver(p, s);
}

/* "When all have proposed, the poster tells everyone the greatest." */
static void agree_when_all_have_proposed(struct process *p, struct state *s, struct waiting *waiting)
{
    if (waiting->proposals < process_out_degree(p))
        return;
    broadcast_send_all(p, AGREED, &(struct proposal){waiting->number, waiting->priority});
    settle(p, s, waiting, waiting->priority);
}

static void post(struct process *p, void *state)
{
    struct state *s = state;
    int64_t number = broadcast_post(p, &s->poster);
    propose(p, s, number);
    broadcast_send_all(p, BROADCAST, &number);
    if (process_out_degree(p) == 0)
        agree_when_all_have_proposed(p, s, find(p, s, number));
    broadcast_pause(p, &s->poster);
}

static void receive_broadcast(struct process *p, void *state, const struct message *m)
{
    const int64_t *number = m->payload;
    process_send(p, m->port, PROPOSAL, &(struct proposal){*number, propose(p, state, *number)});
}

static void receive_proposal(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct proposal *proposal = m->payload;
    struct waiting *waiting = find(p, s, proposal->number);
    if (waiting == NULL || waiting->agreed)
        return; /* one too many: a copy, of a faulty channel */
    waiting->proposals++;
    if (is_less(waiting->priority, proposal->priority))
        waiting->priority = proposal->priority;
    agree_when_all_have_proposed(p, s, waiting);
}

static void receive_agreed(struct process *p, void *state, const struct message *m)
{
    const struct proposal *agreed = m->payload;
    struct waiting *waiting = find(p, state, agreed->number);
    if (waiting != NULL)
        settle(p, state, waiting, agreed->priority);
}

static double all_broadcasts(const struct shape *shape)
{
    return shape->parameters[POSTS] * shape->initiators * (shape->processes - 1.0);
}

static double all_messages(const struct shape *shape)
{
    return 3 * all_broadcasts(shape);
}

const struct algorithm isis = {
    .name = "isis",
    .title_en = "total order by agreed priorities (ISIS)",
    .title_fr = "ordre total par priorités convenues (ISIS)",
    .source = "Birman & Joseph, ACM TOCS 5(1), 1987",
    .idea = "Everyone proposes a priority for a broadcast, greater than all it knows; its poster takes the greatest "
            "and tells it. "
            "Broadcasts are delivered by their priorities, each when its own is agreed and no smaller one waits.",
    BROADCAST_DESCRIPTOR,
    .promises = {"total-order"},
    .costs = (const struct cost[]){{.measure = "messages.agreed",
                                    .relation = COST_EXACTLY,
                                    .formula = "k posts (N-1)",
                                    .value = all_broadcasts,
                                    .law = LAW_UNDECIDED},
                                   {.measure = "messages",
                                    .relation = COST_EXACTLY,
                                    .formula = "3 k posts (N-1)",
                                    .value = all_messages,
                                    .law = LAW_UNDECIDED},
                                   {0}},
    .messages =
        (const struct message_kind[]){
            [BROADCAST] = {"broadcast", sizeof(int64_t), receive_broadcast, "asks everyone for a priority"},
            [PROPOSAL] = {"proposal", sizeof(struct proposal), receive_proposal, "a priority"},
            [AGREED] = {"agreed", sizeof(struct proposal), receive_agreed, "the greatest of those proposed"},
            {0}},
    .timers = (const struct timer_kind[]){[POST] = {"post", post}, {0}},
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = MOST_POSTS * sizeof(struct waiting),
};
