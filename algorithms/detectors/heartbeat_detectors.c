/* heartbeat_detectors.c: a few processes, the detectors, watch all the others by numbered heartbeats.
 *
 * Source     The exercise of the course (two detectors joined by one connection, each watching about half of the processes),
 *            for any number of detectors joined in a tree. Heartbeats that are asked for and answered: "pull" in Felber,
 *            Défago, Guerraoui & Oser, "Failure detectors as first class objects", DOA 1999.
 * Assumes    a complete graph; identities 1 to N, known; synchrony: a message takes less than `delay`. The detectors are
 *            identities 1 to d; the others are split among them in blocks of equal size, in the order of their identities.
 *            Watched processes crash and recover, and so do detectors. What one detector tells another is told once: it is
 *            lost for good if the connection between the two is cut at that moment. Nobody watches the detectors: when one
 *            dies, the others go on believing what it told them last about its block.
 * Promises   failure-detector, of the processes that are no detectors: while no detector crashes, is suspended or cut off,
 *            and messages are in time, a crash is suspected by every detector within (threshold+2) periods and the time
 *            that the news takes along the tree, and nobody else is suspected.
 * Cost       2 messages for each watched process and period, d-1 for each change of opinion. */
#include "engine/process.h"

enum { HEARTBEAT, ANSWER, OPINION, QUESTION };
enum { TICK };
enum { DETECTORS, ARITY, PERIOD, THRESHOLD, DELAY };

struct heartbeat {
    uint64_t number;
};

struct opinion {
    identity whom;
    uint64_t alive; /* 0 or 1 */
};

/* What a detector knows of a process that it watches, or of which others tell it. */
struct watched {
    uint64_t sent, received; /* the numbers of the last heartbeat and of the last answer */
    bool suspected;
};

struct state {
    bool on;
    struct watched list[]; /* by port */
};

/* ---- who is what ---- */

static identity detectors(const struct process *p)
{
    identity wanted = (identity)process_parameter(p, DETECTORS), n = process_count(p);
    return wanted < n ? wanted : n;
}

static bool is_detector(const struct process *p)
{
    return process_identity(p) <= detectors(p);
}

/* Which detector watches a process that is none: blocks of equal size, but for one. */
static identity detector_of(const struct process *p, identity who)
{
    identity d = detectors(p), others = process_count(p) - d;
    return 1 + (who - d - 1) * d / others;
}

static bool watches(const struct process *p, identity who)
{
    return who > detectors(p) && detector_of(p, who) == process_identity(p);
}

/* The tree of the detectors: detector i is the father of those from arity (i-1) + 2 to arity i + 1. */
static identity father(const struct process *p, identity detector)
{
    return detector == 1 ? 0 : (detector - 2) / (identity)process_parameter(p, ARITY) + 1;
}

static bool is_next_in_tree(const struct process *p, identity who)
{
    identity own = process_identity(p);
    return who <= detectors(p) && (father(p, own) == who || father(p, who) == own);
}

/* ---- opinions ---- */

/* To all neighbours in the tree but the one that it came from, if any. */
static void tell(struct process *p, uint32_t came_from, const struct opinion *opinion)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (port != came_from && is_next_in_tree(p, process_neighbour_identity(p, port)))
            process_send(p, port, OPINION, opinion);
}

/* "Who changes its opinion tells the other detectors, who pass it on: all have full lists." */
static void believe(struct process *p, struct state *s, uint32_t port, bool alive, uint32_t came_from)
{
    struct watched *watched = &s->list[port];
    if (watched->suspected != alive)
        return;
    watched->suspected = !alive;
    identity whom = process_neighbour_identity(p, port);
    process_announce(p, alive ? OUTPUT_TRUST : OUTPUT_SUSPECT, whom);
    tell(p, came_from, &(struct opinion){whom, alive});
}

static void receive_opinion(struct process *p, void *state, const struct message *m)
{
    const struct opinion *opinion = m->payload;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (process_neighbour_identity(p, port) == opinion->whom)
            believe(p, state, port, opinion->alive != 0, m->port);
}

/* "A detector that is back asks its neighbours in the tree whom they suspect." */
static void receive_question(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (s->list[port].suspected)
            process_send(p, m->port, OPINION, &(struct opinion){process_neighbour_identity(p, port), 0});
}

/* ---- heartbeats ---- */

static bool is_late(const struct process *p, const struct watched *watched)
{
    return (double)(watched->sent - watched->received) > process_parameter(p, THRESHOLD);
}

/* "Once a period: who has let more than `threshold` heartbeats go by without an answer is suspected; then the next one goes
 * to all those that I watch." */
static void tick(struct process *p, void *state)
{
    struct state *s = state;
    for (uint32_t port = 0; port < process_out_degree(p); port++) {
        struct watched *watched = &s->list[port];
        if (!watches(p, process_neighbour_identity(p, port)))
            continue;
        if (is_late(p, watched))
            believe(p, s, port, false, UINT32_MAX);
        process_send(p, port, HEARTBEAT, &(struct heartbeat){++watched->sent});
    }
    process_set_timer(p, TICK, process_parameter(p, PERIOD));
}

/* "Who is watched answers, with the same number." */
static void receive_heartbeat(struct process *p, void *state, const struct message *m)
{
    (void)state;
    process_send(p, m->port, ANSWER, m->payload);
}

/* "Who answers is alive", once it has caught up. */
static void receive_answer(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    struct watched *watched = &s->list[m->port];
    uint64_t number = ((const struct heartbeat *)m->payload)->number;
    /* A detector that crashed numbers from 1 again: what is above answers its former life. */
    if (number <= watched->received || number > watched->sent)
        return;
    watched->received = number;
    if (!is_late(p, watched))
        believe(p, s, m->port, true, UINT32_MAX);
}

/* ---- beginnings ---- */

static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (s->on || !is_detector(p))
        return;
    s->on = true;
    for (uint32_t port = 0; port < process_out_degree(p); port++) {
        identity who = process_neighbour_identity(p, port);
        if (who > detectors(p))
            process_announce(p, OUTPUT_WATCH, who);
    }
    tick(p, s);
}

static void recover(struct process *p, void *state)
{
    start(p, state);
    for (uint32_t port = 0; port < process_out_degree(p) && is_detector(p); port++)
        if (is_next_in_tree(p, process_neighbour_identity(p, port)))
            process_send(p, port, QUESTION, NULL);
}

/* A crash just after an answer: that heartbeat, `threshold` others that may go unanswered, the one that is too many, and
 * the next tick; then from one end of the tree to the other, d-1 connections away at the most. */
static double detection_bound(const struct shape *shape)
{
    const double *parameter = shape->parameters;
    return (parameter[THRESHOLD] + 2) * parameter[PERIOD] + (parameter[DETECTORS] - 1) * parameter[DELAY];
}

static const struct message_kind messages[] = {
    [HEARTBEAT] = {"heartbeat", sizeof(struct heartbeat), receive_heartbeat, "are you alive? with a number"},
    [ANSWER] = {"answer", sizeof(struct heartbeat), receive_answer, "I am, with the same number"},
    [OPINION] = {"opinion", sizeof(struct opinion), receive_opinion, "I take this one for crashed, or for alive again"},
    [QUESTION] = {"question", 0, receive_question, "I am back: whom do you take for crashed?"},
    {.name = NULL},
};

static const struct timer_kind timers[] = {
    [TICK] = {"tick", tick},
    {.name = NULL},
};

static const struct parameter parameters[] = {
    [DETECTORS] = {"detectors", "count", 2, 1, 1e6, "how many processes are detectors: those of identities 1 to this"},
    [ARITY] = {"arity", "count", 2, 1, 1e6, "sons of a detector in their tree"},
    [PERIOD] = {"period", "time", 15, 1e-6, 1e6, "how often a heartbeat is sent to each watched process"},
    [THRESHOLD] = {"threshold", "count", 2, 0, 1e6, "heartbeats that may go unanswered before a process is suspected"},
    [DELAY] = {"delay", "time", 1, 0, 1e6,
               "what a message takes at the most: of the bound on the detection time alone"},
    {.name = NULL},
};

static const struct cost costs[] = {
    {.measure = "detection_time_max",
     .relation = COST_AT_MOST,
     .formula = "(threshold+2) period + (detectors-1) delay",
     .value = detection_bound,
     .condition = "while detectors run and are connected",
     .law = LAW_CONSTANT},
    {.measure = NULL},
};

const struct algorithm heartbeat_detectors = {
    .name = "heartbeat-detectors",
    .catalogue = "D1",
    .title_en = "Hierarchical heartbeats",
    .title_fr = "Battements de cœur hiérarchiques",
    .source =
        "the exercise of the course; Felber, Défago, Guerraoui & Oser, DOA 1999 (heartbeats by question and answer)",
    .idea =
        "A few processes are detectors, joined in a tree, and share the others among them. Once a period each sends a "
        "numbered heartbeat to each process that it watches, which answers. When the last number sent is too far ahead "
        "of the last one answered, the process is suspected, and the other detectors are told; when it answers again, "
        "it is trusted again, and they are told too. With two detectors this is the exercise.",
    .assumes =
        "a complete graph, identities 1 to N that are known (the detectors are identities 1 to d), messages that take "
        "less than the delay; nobody watches the detectors, and what they tell one another is told once: when a "
        "detector dies or is cut off, the others are wrong about its processes from then on",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED | TOPOLOGY_COMPLETE,
                    .minimum_processes = 2,
                    .all_initiate = true,
                    .distinct_identities = true,
                    .knows_count = true,
                    .knows_neighbours = true},
    .promises = {"failure-detector"},
    .costs = costs,
    .parameters = parameters,
    .messages = messages,
    .timers = timers,
    .endless = true,
    .in_transit = 2,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(struct watched),
    .start = start,
    .recover = recover,
};
