/* bully.c: leader election that survives crashes, among processes that all know one another: the strongest takes over.
 *
 * Source     Garcia-Molina, "Elections in a distributed computing system", IEEE Transactions on Computers C-31(1), 1982, in
 *            the form of the textbooks (election, answer, coordinator: Coulouris, Dollimore, Kindberg & Blair, Distributed
 *            Systems, 5th ed., 2012, section 15.3; Tanenbaum & van Steen, 3rd ed., 2017, section 6.4). Here the *greatest*
 *            identity that is up wins; in the ring elections of this course the smallest candidate does.
 * Assumes    a complete graph whose processes know one another's identities; synchrony: an election and its answer take
 *            less than `timeout` together, the handlers included. Processes may crash and recover; a message between two
 *            processes that are up is not lost.
 * Promises   eventual-leader: once no process crashes or recovers any more, all that are up follow the greatest of them.
 *            Not that there is one leader at a time: a process that is slow or cut off counts as crashed for those that it
 *            does not answer, and two leaders may reign until the greater one is heard again.
 * Cost       N-1 coordinator messages a period. An election: N-2 coordinator messages when the second greatest notices
 *            first, O(N²) messages when the smallest does, who wakes everyone.
 *
 *             a start, an election received,            nobody greater, or no answer in time
 *             a leader silent for too long   ┌───────┐  (coordinator to all smaller)   ┌───────┐
 *   FOLLOWS ────────────────────────────────►│ ASKS  ├────────────────────────────────►│ LEADS │
 *      ▲                                     └──┬────┘                                 └───┬───┘
 *      │                       an answer        │  ▲ no coordinator in time                │
 *      │                                     ┌──▼──┴─┐                                     │
 *      └─────────────────────────────────────┤ WAITS │   a coordinator message, always:    │
 *        a coordinator message               └───────┘   to FOLLOWS ◄──────────────────────┘
 */
#include "engine/process.h"

enum { ELECTION, ANSWER, COORDINATOR };
enum { NO_ANSWER, NO_COORDINATOR, REIGN, SILENCE };
enum { TIMEOUT, PERIOD };

enum phase {
    ASLEEP,  /* it has neither started nor heard of anyone */
    FOLLOWS, /* the leader, that it watches */
    ASKS,    /* whether somebody greater is up */
    WAITS,   /* for somebody greater to win */
    LEADS,
    PHASES,
};

struct state {
    uint8_t phase; /* enum phase */
    bool knows_leader;
    identity leader; /* the last it announced */
};

static void follow(struct process *p, struct state *s, identity leader)
{
    if (s->knows_leader && s->leader == leader)
        return;
    s->knows_leader = true;
    s->leader = leader;
    process_announce(p, OUTPUT_LEADER, leader);
}

static void cancel_timers(struct process *p)
{
    process_cancel_timer(p, NO_ANSWER);
    process_cancel_timer(p, NO_COORDINATOR);
    process_cancel_timer(p, REIGN);
    process_cancel_timer(p, SILENCE);
}

/* "The leader says so to all smaller ones, at once and then once a period." */
static void reign(struct process *p, void *state)
{
    (void)state;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (process_neighbour_identity(p, port) < process_identity(p))
            process_send(p, port, COORDINATOR, NULL);
    process_set_timer(p, REIGN, process_parameter(p, PERIOD));
}

static void win(struct process *p, struct state *s)
{
    cancel_timers(p);
    s->phase = LEADS;
    follow(p, s, process_identity(p));
    reign(p, s);
}

/* "An election: I ask all those that are greater than I whether they are up." The greatest of all has nobody to ask. */
static void call_election(struct process *p, struct state *s)
{
    bool somebody = false;
    cancel_timers(p);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (process_neighbour_identity(p, port) > process_identity(p)) {
            process_send(p, port, ELECTION, NULL);
            somebody = true;
        }
    if (!somebody) {
        win(p, s);
        return;
    }
    s->phase = ASKS;
    process_set_timer(p, NO_ANSWER, process_parameter(p, TIMEOUT));
}

/* "Who starts knows no leader, and calls an election." One that a message woke before has nothing to start. */
static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (s->phase == ASLEEP)
        call_election(p, s);
}

/* "Who comes back calls an election", and takes the lead from a smaller one: hence the name. */
static void recover(struct process *p, void *state)
{
    call_election(p, state);
}

/* "A smaller one asks: it cannot win. I answer, and call an election myself, unless I have." The leader's answer is that it
 * leads. */
static void receive_election(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    if (s->phase == LEADS) {
        process_send(p, m->port, COORDINATOR, NULL);
        return;
    }
    process_send(p, m->port, ANSWER, NULL);
    if (s->phase == ASLEEP || s->phase == FOLLOWS)
        call_election(p, s);
}

/* "Somebody greater is up: I cannot win. I wait for the winner": it asks for one `timeout` at the most, and is then heard
 * within another. */
static void receive_answer(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)m;
    if (s->phase != ASKS)
        return;
    s->phase = WAITS;
    process_cancel_timer(p, NO_ANSWER);
    process_set_timer(p, NO_COORDINATOR, 2 * process_parameter(p, TIMEOUT));
}

/* "Nobody greater answers: they have all crashed, and I am the leader." */
static void no_answer(struct process *p, void *state)
{
    win(p, state);
}

/* "Who answered has crashed since: once more." */
static void no_coordinator(struct process *p, void *state)
{
    call_election(p, state);
}

/* "A greater one leads: I follow it", whatever I was doing; and I watch it. */
static void receive_coordinator(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    cancel_timers(p);
    s->phase = FOLLOWS;
    follow(p, s, process_neighbour_identity(p, m->port));
    process_set_timer(p, SILENCE, process_parameter(p, PERIOD) + process_parameter(p, TIMEOUT));
}

/* "The leader has been silent for more than a period: it has crashed." */
static void silence(struct process *p, void *state)
{
    call_election(p, state);
}

/* The identities that a leader may have. */
static void range_of_leader(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = *maximum = process_identity(p);
    for (uint32_t port = 0; port < process_out_degree(p); port++) {
        identity other = process_neighbour_identity(p, port);
        *minimum = other < *minimum ? other : *minimum;
        *maximum = other > *maximum ? other : *maximum;
    }
}

static const struct message_kind messages[] = {
    [ELECTION] = {"election", 0, receive_election, "is anybody up who is greater than I?"},
    [ANSWER] = {"answer", 0, receive_answer, "I am, and you cannot win"},
    [COORDINATOR] = {"coordinator", 0, receive_coordinator, "I lead"},
    {.name = NULL},
};

static const struct timer_kind timers[] = {
    [NO_ANSWER] = {"no-answer", no_answer},
    [NO_COORDINATOR] = {"no-coordinator", no_coordinator},
    [REIGN] = {"reign", reign},
    [SILENCE] = {"silence", silence},
    {.name = NULL},
};

static const struct parameter parameters[] = {
    [TIMEOUT] = {"timeout", "time", 0.1, 1e-9, 1e6, "what a question and its answer take at the most"},
    [PERIOD] = {"period", "time", 1, 1e-9, 1e6, "how often the leader says that it leads"},
    {.name = NULL},
};

static const struct variable variables[] = {
    {"phase", FIELD(struct state, phase), .maximum = PHASES - 1,
     .meaning = "0 asleep, 1 follows, 2 asks, 3 waits for a winner, 4 leads"},
    {"knows_leader", FIELD(struct state, knows_leader), .hidden = true, .maximum = 1,
     .meaning = "it has announced a leader"},
    {"leader", FIELD(struct state, leader), .range = range_of_leader, .meaning = "the leader that it announced last"},
    {.name = NULL},
};

const struct algorithm bully = {
    .name = "bully",
    .catalogue = "E5",
    .title_en = "Election among all, Garcia-Molina's bully",
    .title_fr = "Élection entre tous, « bully » de Garcia-Molina",
    .source =
        "Garcia-Molina, IEEE Transactions on Computers C-31(1), 1982; Coulouris et al., 5th ed., 2012, section 15.3",
    .idea =
        "A process that misses the leader asks all greater ones whether they are up. If none answers in time, it "
        "leads, "
        "and says so to all smaller ones, again and again; if one answers, that one goes on asking. Whoever is greater "
        "takes over, the one that comes back from a crash too. The greatest identity wins, not the smallest as in the "
        "elections on a ring.",
    .assumes = "a complete graph whose processes know one another's identities; synchrony: a question and its answer "
               "take less "
               "than the timeout; processes may crash and recover, messages between processes that are up are not lost",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED | TOPOLOGY_COMPLETE,
                    .distinct_identities = true,
                    .knows_neighbours = true},
    .promises = {"eventual-leader"},
    .parameters = parameters,
    .messages = messages,
    .timers = timers,
    .variables = variables,
    .endless = true,
    .state_bytes = sizeof(struct state),
    .start = start,
    .recover = recover,
};
