/* broken_bully.c: four bullies that are none. All but the last fall silent, so that what they miss is a violation.
 *
 * secretive   The winner tells nobody that it won; who got an answer waits for ever.
 *             Axiom: all follow the same leader; the others know none.
 * trusting    Nobody watches the leader, that says only once that it leads.
 *             Axiom: the leader is up, once it has crashed.
 * credulous   Everyone says to everyone that it leads, and who hears it last of a smaller one follows that one.
 *             Axiom: all follow the same leader.
 * deaf        The greater ones do not answer: everyone wins, and says so again and again. Nothing falls silent: a run
 *             that is cut short cannot tell, and says so. */
#include "tests/broken/broken.h"

enum { ELECTION, ANSWER, COORDINATOR };
enum { NO_ANSWER, REIGN };

/* Far more than a message and its answer take in the tests. */
static const sim_time timeout = 0.1, period = 1;

struct state {
    bool asked, answered, leads;
};

static void tell_smaller(struct process *p)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (process_neighbour_identity(p, port) < process_identity(p))
            process_send(p, port, COORDINATOR, NULL);
}

static void call_election(struct process *p, void *state)
{
    struct state *s = state;
    s->asked = true;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (process_neighbour_identity(p, port) > process_identity(p))
            process_send(p, port, ELECTION, NULL);
    process_set_timer(p, NO_ANSWER, timeout);
}

static void tell_all(struct process *p, void *state)
{
    (void)state;
    process_announce(p, OUTPUT_LEADER, process_identity(p));
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, COORDINATOR, NULL);
}

static void receive_election(struct process *p, void *state, const struct message *m)
{
    const struct state *s = state;
    process_send(p, m->port, ANSWER, NULL);
    if (!s->asked)
        call_election(p, state);
}

static void receive_election_deaf(struct process *p, void *state, const struct message *m)
{
    (void)p;
    (void)state;
    (void)m;
}

static void receive_answer(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)p;
    (void)m;
    s->answered = true;
}

static void receive_coordinator(struct process *p, void *state, const struct message *m)
{
    (void)state;
    process_announce(p, OUTPUT_LEADER, process_neighbour_identity(p, m->port));
}

static void receive_coordinator_credulous(struct process *p, void *state, const struct message *m)
{
    if (process_neighbour_identity(p, m->port) < process_identity(p))
        receive_coordinator(p, state, m);
}

static void win_secretly(struct process *p, void *state)
{
    const struct state *s = state;
    if (!s->answered)
        process_announce(p, OUTPUT_LEADER, process_identity(p));
}

static void win_once(struct process *p, void *state)
{
    const struct state *s = state;
    win_secretly(p, state);
    if (!s->answered)
        tell_smaller(p);
}

static void reign(struct process *p, void *state)
{
    (void)state;
    tell_smaller(p);
    process_set_timer(p, REIGN, period);
}

static void win_and_reign(struct process *p, void *state)
{
    process_announce(p, OUTPUT_LEADER, process_identity(p));
    reign(p, state);
}

#define KINDS(of_election, of_coordinator)                                                                             \
    (const struct message_kind[])                                                                                      \
    {                                                                                                                  \
        [ELECTION] = {"election", 0, of_election, "as in bully"}, [ANSWER] = {"answer", 0, receive_answer, NULL},      \
        [COORDINATOR] = {"coordinator", 0, of_coordinator, NULL},                                                      \
        {                                                                                                              \
            .name = NULL                                                                                               \
        }                                                                                                              \
    }
#define TIMERS(of_no_answer)                                                                                           \
    (const struct timer_kind[])                                                                                        \
    {                                                                                                                  \
        [NO_ANSWER] = {"no-answer", of_no_answer}, [REIGN] = {"reign", reign},                                         \
        {                                                                                                              \
            .name = NULL                                                                                               \
        }                                                                                                              \
    }
#define AS_BULLY                                                                                                       \
    .assumptions = {.topology = TOPOLOGY_COMPLETE, .distinct_identities = true, .knows_neighbours = true},             \
    .promises = {"eventual-leader"}, .state_bytes = sizeof(struct state)

const struct algorithm broken_bully_secretive = {
    .name = "broken-bully-secretive",
    AS_BULLY,
    .messages = KINDS(receive_election, receive_coordinator),
    .timers = TIMERS(win_secretly),
    .start = call_election,
};

const struct algorithm broken_bully_trusting = {
    .name = "broken-bully-trusting",
    AS_BULLY,
    .messages = KINDS(receive_election, receive_coordinator),
    .timers = TIMERS(win_once),
    .start = call_election,
};

const struct algorithm broken_bully_credulous = {
    .name = "broken-bully-credulous",
    AS_BULLY,
    .messages = KINDS(receive_election, receive_coordinator_credulous),
    .timers = TIMERS(win_once),
    .start = tell_all,
};

const struct algorithm broken_bully_deaf = {
    .name = "broken-bully-deaf",
    AS_BULLY,
    .messages = KINDS(receive_election_deaf, receive_coordinator),
    .timers = TIMERS(win_and_reign),
    .start = call_election,
    .endless = true,
};
