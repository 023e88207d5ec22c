/* broken_numbering.c: three numberings that are none. The election is simplified to "process of identity 1 leads".
 *
 * stuck    The token is passed on without adding one.                       Axiom: each rank exactly once.
 * greedy   The leader adds one more when the token is back.                 Axiom: the count is N.
 * lazy     The leader takes no rank.                                        Axiom: every process has a rank. */
#include "tests/broken/broken.h"

enum { COUNT };

struct count {
    int64_t value;
};

static void begin(struct process *p, bool leader_is_ranked)
{
    if (process_identity(p) != 1)
        return;
    if (leader_is_ranked)
        process_announce(p, OUTPUT_RANK, 0);
    process_send(p, NEXT, COUNT, &(struct count){1});
}

static void start(struct process *p, void *state)
{
    (void)state;
    begin(p, true);
}

static void start_lazy(struct process *p, void *state)
{
    (void)state;
    begin(p, false);
}

static void receive(struct process *p, const struct message *m, int64_t step, int64_t last_step)
{
    const struct count *received = m->payload;
    if (process_identity(p) == 1) {
        process_announce(p, OUTPUT_COUNT, received->value + last_step);
        return;
    }
    process_announce(p, OUTPUT_RANK, received->value);
    process_send(p, NEXT, COUNT, &(struct count){received->value + step});
}

static void receive_stuck(struct process *p, void *state, const struct message *m)
{
    (void)state;
    receive(p, m, 0, 0);
}

static void receive_greedy(struct process *p, void *state, const struct message *m)
{
    (void)state;
    receive(p, m, 1, 1);
}

static void receive_lazy(struct process *p, void *state, const struct message *m)
{
    (void)state;
    receive(p, m, 1, 0);
}

static const struct message_kind messages_stuck[] = {{"count", sizeof(struct count), receive_stuck, "as in numbering"},
                                                     {.name = NULL}};
static const struct message_kind messages_greedy[] = {
    {"count", sizeof(struct count), receive_greedy, "as in numbering"}, {.name = NULL}};
static const struct message_kind messages_lazy[] = {{"count", sizeof(struct count), receive_lazy, "as in numbering"},
                                                    {.name = NULL}};

const struct algorithm broken_numbering_stuck = {
    .name = "broken-numbering-stuck",
    .assumptions = {.topology = TOPOLOGY_RING, .all_initiate = true},
    .promises = {"numbering"},
    .messages = messages_stuck,
    .start = start,
};

const struct algorithm broken_numbering_greedy = {
    .name = "broken-numbering-greedy",
    .assumptions = {.topology = TOPOLOGY_RING, .all_initiate = true},
    .promises = {"numbering"},
    .messages = messages_greedy,
    .start = start,
};

const struct algorithm broken_numbering_lazy = {
    .name = "broken-numbering-lazy",
    .assumptions = {.topology = TOPOLOGY_RING, .all_initiate = true},
    .promises = {"numbering"},
    .messages = messages_lazy,
    .start = start_lazy,
};
