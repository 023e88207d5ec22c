/* causal_unicast.c: messages from one process to another delivered in causal order, with a matrix on each.
 *
 * Source     Raynal, Schiper & Toueg, "The causal ordering abstraction and a simple way to implement it", Information Processing
 *            Letters 39(6), 1991.
 * Departs    A process holds MOST_HELD messages at the most: waiting.h.
 * Assumes    a complete graph, N and the numbers known; order of delivery is free.
 * Promises   causal-order.
 * Cost       one message a post, 4 N^2 bytes of stamp on it. */
enum { MAIL, REFUSED, AGAIN };
enum { MOST_HELD = 16 };

#include "algorithms/broadcast/waiting.h"

/* Of the matrix, for each pair: room for all records, each of no more than 8 N^2 bytes for 2 processes and more. In the array: how
 * many mails of each process are delivered here. */
enum { RECORD_BYTES_A_PAIR = 8 };

/* Entry N i + j of a stamp: how many mails process i has sent to process j, as far as the poster knows. */
static size_t stamp_entries(const struct process *p)
{
    return (size_t)process_count(p) * process_count(p);
}

static void *waiting_room(struct process *p)
{
    return process_matrix(p);
}

/* "Who sends gives its matrix along, and then counts the message in it." The reader is drawn at random. */
static void post(struct process *p, void *state)
{
    struct state *s = state;
    struct stamped_post *out = own(p);
    if (process_out_degree(p) == 0)
        return;
    uint32_t port = (uint32_t)process_random(p, process_out_degree(p));
    out->number = broadcast_post(p, &s->poster);
    process_send(p, port, MAIL, out);
    out->stamp[process_count(p) * process_number(p) + process_neighbour_number(p, port)]++;
    broadcast_pause(p, &s->poster);
}

/* "All that was sent to this process, as far as its poster knew, is delivered." */
static bool may_be_delivered(struct process *p, const struct stamped_post *post)
{
    const uint32_t *delivered = process_array(p);
    uint32_t n = process_count(p), self = process_number(p);
    for (uint32_t i = 0; i < n; i++)
        if (post->stamp[n * i + self] > delivered[i])
            return false;
    return true;
}

/* "Then the receiver counts it, and takes the greater of the two in each entry." */
static void deliver(struct process *p, const struct stamped_post *post)
{
    uint32_t *delivered = process_array(p), *sent = own(p)->stamp;
    uint32_t poster = broadcast_poster(p, post->number);
    process_announce(p, OUTPUT_DELIVER, post->number);
    delivered[poster]++;
    for (size_t i = 0; i < stamp_entries(p); i++)
        if (post->stamp[i] > sent[i])
            sent[i] = post->stamp[i];
    sent[process_count(p) * poster + process_number(p)] = delivered[poster];
}

static double all_posts(const struct shape *shape)
{
    return shape->processes > 1 ? shape->parameters[POSTS] * shape->initiators : 0;
}

const struct algorithm causal_unicast = {
    .name = "causal-unicast",
    .title_en = "causal order point to point (Raynal–Schiper–Toueg)",
    .title_fr = "ordre causal point à point (Raynal–Schiper–Toueg)",
    .source = "Raynal, Schiper & Toueg, Information Processing Letters 39(6), 1991",
    .idea = "A mail says how many mails each process has sent to each other, as far as its poster knows. It is "
            "delivered where "
            "all those that were sent to its reader are.",
    BROADCAST_DESCRIPTOR,
    .promises = {"causal-order"},
    .costs = (const struct cost[]){{.measure = "messages.mail",
                                    .relation = COST_EXACTLY,
                                    .formula = "k posts",
                                    .value = all_posts,
                                    .law = LAW_UNDECIDED},
                                   {.measure = "messages",
                                    .relation = COST_AT_LEAST,
                                    .formula = "k posts",
                                    .value = all_posts,
                                    .law = LAW_UNDECIDED},
                                   {0}},
    .messages =
        (const struct message_kind[]){[MAIL] = {"mail", sizeof(struct stamped_post), receive, "with the matrix"},
                                      [REFUSED] = {"refused", sizeof(struct stamped_post), receive_refused,
                                                   "there is no room for it: it goes back"},
                                      [AGAIN] = {"again", sizeof(struct stamped_post), receive, "one that was refused"},
                                      {0}},
    .stamps = (const struct payload_stamp[]){{"mail", .bytes_per_pair = sizeof(uint32_t)},
                                             {"refused", .bytes_per_pair = sizeof(uint32_t)},
                                             {"again", .bytes_per_pair = sizeof(uint32_t)},
                                             {0}},
    .timers = (const struct timer_kind[]){[POST] = {"post", post}, {0}},
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = sizeof(uint32_t),
    .state_bytes_per_pair = (MOST_HELD + 1) * RECORD_BYTES_A_PAIR,
};
