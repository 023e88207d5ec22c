/* causal_broadcast.c: broadcasts delivered in causal order, with a vector on each.
 *
 * Source     Birman, Schiper & Stephenson, "Lightweight causal and atomic group multicast", ACM TOCS 9(3), 1991 (CBCAST).
 * Departs    One group, no crash. A process holds MOST_HELD broadcasts at the most: waiting.h.
 * Assumes    a complete graph, N and the numbers known; order of delivery is free.
 * Promises   causal-order.
 * Cost       N-1 messages a broadcast, 4 N bytes of stamp on each. Nobody waits for more than what its poster had delivered. */
enum { BROADCAST, REFUSED, AGAIN };
enum { MOST_HELD = 128 };

#include "algorithms/broadcast/waiting.h"

/* Of the array, for each process: room for all records, each of less than 12 N bytes for 2 processes and more. */
enum { RECORD_BYTES_A_PROCESS = 12 };

/* A stamp says how many broadcasts of each process the poster had delivered, this one included. */
static size_t stamp_entries(const struct process *p)
{
    return process_count(p);
}

static void *waiting_room(struct process *p)
{
    return process_array(p);
}

/* "Who broadcasts adds one to its own entry, sends its vector along, and delivers to itself at once." */
static void post(struct process *p, void *state)
{
    struct state *s = state;
    struct stamped_post *out = own(p);
    out->number = broadcast_post(p, &s->poster);
    out->stamp[process_number(p)]++;
    process_announce(p, OUTPUT_DELIVER, out->number);
    broadcast_send_all(p, BROADCAST, out);
    broadcast_pause(p, &s->poster);
}

/* "It is the next one of its poster, and all that its poster had delivered is delivered here." */
static bool may_be_delivered(struct process *p, const struct stamped_post *post)
{
    const uint32_t *clock = own(p)->stamp;
    uint32_t poster = broadcast_poster(p, post->number);
    for (uint32_t i = 0; i < process_count(p); i++)
        if (i == poster ? post->stamp[i] != clock[i] + 1 : post->stamp[i] > clock[i])
            return false;
    return true;
}

static void deliver(struct process *p, const struct stamped_post *post)
{
    own(p)->stamp[broadcast_poster(p, post->number)]++;
    process_announce(p, OUTPUT_DELIVER, post->number);
}

static double all_broadcasts(const struct shape *shape)
{
    return shape->parameters[POSTS] * shape->initiators * (shape->processes - 1.0);
}

const struct algorithm causal_broadcast = {
    .name = "causal-broadcast",
    .title_en = "causal broadcast (Birman–Schiper–Stephenson)",
    .title_fr = "diffusion causale (Birman–Schiper–Stephenson)",
    .source = "Birman, Schiper & Stephenson, ACM TOCS 9(3), 1991",
    .idea = "A broadcast says how many broadcasts of each process its poster had delivered. It is delivered where "
            "these are.",
    BROADCAST_DESCRIPTOR,
    .promises = {"causal-order"},
    .costs = (const struct cost[]){{.measure = "messages.broadcast",
                                    .relation = COST_EXACTLY,
                                    .formula = "k posts (N-1)",
                                    .value = all_broadcasts,
                                    .law = LAW_UNDECIDED},
                                   {.measure = "messages",
                                    .relation = COST_AT_LEAST,
                                    .formula = "k posts (N-1)",
                                    .value = all_broadcasts,
                                    .law = LAW_UNDECIDED},
                                   {0}},
    .messages =
        (const struct message_kind[]){
            [BROADCAST] = {"broadcast", sizeof(struct stamped_post), receive, "with the vector"},
            [REFUSED] = {"refused", sizeof(struct stamped_post), receive_refused,
                         "there is no room for it: it goes back"},
            [AGAIN] = {"again", sizeof(struct stamped_post), receive, "one that was refused"},
            {0}},
    .stamps = (const struct payload_stamp[]){{"broadcast", .bytes_per_process = sizeof(uint32_t)},
                                             {"refused", .bytes_per_process = sizeof(uint32_t)},
                                             {"again", .bytes_per_process = sizeof(uint32_t)},
                                             {0}},
    .timers = (const struct timer_kind[]){[POST] = {"post", post}, {0}},
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = (MOST_HELD + 1) * RECORD_BYTES_A_PROCESS,
};
