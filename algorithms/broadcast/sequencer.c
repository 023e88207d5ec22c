/* sequencer.c: total order by a process that numbers all broadcasts.
 *
 * Source     Défago, Schiper & Urbán, "Total order broadcast and multicast algorithms: taxonomy and survey", ACM Computing Surveys
 *            36(4), 2004, section 4.1 (fixed sequencer, unicast-broadcast); Kaashoek & Tanenbaum, "Group communication in the Amoeba
 *            distributed operating system", ICDCS 1991.
 * Departs    One group, no crash.
 * Assumes    a complete graph, N and the numbers known; process 0 is the sequencer; order of delivery is free.
 * Promises   total-order.
 * Cost       N messages a broadcast, N-1 of the sequencer's own: 1 to the sequencer, N-1 from it. Two messages in a row. */
#include "algorithms/broadcast/broadcast.h"

enum { REQUEST, ORDER };
enum { SEQUENCER = 0 };

struct order {
    int64_t number; /* of the broadcast */
    uint64_t place; /* in the order of all, from 0 */
};

/* In the array of a process: the broadcasts that it holds, by their places; 0: none there, else its number + 1. */
struct state {
    struct poster poster; /* first: broadcast.h */
    uint64_t next;        /* the place to be delivered */
    uint64_t numbered;    /* the sequencer's: places given */
};

/* "Broadcasts are delivered in the order of their places, without a gap." */
static void take(struct process *p, struct state *s, struct order order)
{
    int64_t *held = process_array(p);
    uint64_t room = (uint64_t)MOST_POSTS * process_count(p);
    if (order.place >= room)
        return; /* more than can be posted: copies, of a faulty channel */
    held[order.place] = order.number + 1;
    for (; s->next < room && held[s->next] != 0; s->next++)
        process_announce(p, OUTPUT_DELIVER, held[s->next] - 1);
}

/* "The sequencer gives each broadcast the next place, and sends it to everyone." */
static void give_place(struct process *p, struct state *s, int64_t number)
{
    struct order order = {number, s->numbered++};
    take(p, s, order);
    broadcast_send_all(p, ORDER, &order);
}

/* "Who broadcasts sends it to the sequencer." */
static void post(struct process *p, void *state)
{
    struct state *s = state;
    int64_t number = broadcast_post(p, &s->poster);
    if (process_number(p) == SEQUENCER)
        give_place(p, s, number);
    else
        process_send(p, process_port_to(p, SEQUENCER), REQUEST, &number);
    broadcast_pause(p, &s->poster);
}

static void receive_request(struct process *p, void *state, const struct message *m)
{
    const int64_t *number = m->payload;
    give_place(p, state, *number);
}

static void receive_order(struct process *p, void *state, const struct message *m)
{
    const struct order *order = m->payload;
    take(p, state, *order);
}

static double all_orders(const struct shape *shape)
{
    return shape->parameters[POSTS] * shape->initiators * (shape->processes - 1.0);
}

static bool all_initiate(const struct shape *shape)
{
    return shape->initiators == shape->processes;
}

static double all_messages(const struct shape *shape)
{
    return shape->parameters[POSTS] * (shape->processes - 1.0) * (shape->processes + 1.0);
}

const struct algorithm sequencer = {
    .name = "sequencer",
    .title_en = "total order by a sequencer",
    .title_fr = "ordre total par séquenceur",
    .source = "Défago, Schiper & Urbán, ACM Computing Surveys 36(4), 2004; Kaashoek & Tanenbaum, ICDCS 1991",
    .idea = "All broadcasts go to one process, which numbers them and sends them to everyone; everyone delivers them "
            "by their "
            "numbers.",
    BROADCAST_DESCRIPTOR,
    .promises = {"total-order"},
    .costs = (const struct cost[]){{.measure = "messages.order",
                                    .relation = COST_EXACTLY,
                                    .formula = "k posts (N-1)",
                                    .value = all_orders,
                                    .law = LAW_UNDECIDED},
                                   {.measure = "messages",
                                    .relation = COST_EXACTLY,
                                    .formula = "posts (N^2 - 1)",
                                    .value = all_messages,
                                    .applies = all_initiate,
                                    .condition = "everyone initiates",
                                    .law = LAW_QUADRATIC},
                                   {0}},
    .messages =
        (const struct message_kind[]){
            [REQUEST] = {"request", sizeof(int64_t), receive_request, "a broadcast, to the sequencer"},
            [ORDER] = {"order", sizeof(struct order), receive_order, "a broadcast with its place, to everyone"},
            {0}},
    .timers = (const struct timer_kind[]){[POST] = {"post", post}, {0}},
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = MOST_POSTS * sizeof(int64_t),
};
