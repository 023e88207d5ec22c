/* broken_detectors.c: five failure detectors that are none: heartbeats from everyone to everyone, once a second.
 *
 * trusting    It never suspects anyone, although it promises a detection time.
 *             Axiom: the longest detection time is within the promise.
 * tired       After a while it sends and checks no more, and falls silent.
 *             Axiom: completeness, of a process that crashes later; accuracy, if its silence is noticed first.
 * grudging    Whom it has suspected it never trusts again. Nothing falls silent: a run that is cut short cannot tell.
 * meddling    It suspects a process that it never said it was in charge of.
 * raving      It suspects an identity that nobody has. */
#include "tests/broken/broken.h"

enum { HEARTBEAT };
enum { BEAT };

/* Far more than messages take in the tests. */
static const sim_time period = 1, patience = 2.5;
enum { LAST_BEAT = 5 };

struct watched {
    sim_time last_heard;
    bool suspected;
};

struct state {
    uint32_t beats;
    struct watched list[];
};

static void send_heartbeats(struct process *p)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, HEARTBEAT, NULL);
    process_set_timer(p, BEAT, period);
}

static void check(struct process *p, struct state *s)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++) {
        struct watched *watched = &s->list[port];
        if (watched->suspected || process_now(p) - watched->last_heard < patience)
            continue;
        watched->suspected = true;
        process_announce(p, OUTPUT_SUSPECT, process_neighbour_identity(p, port));
    }
}

static void beat(struct process *p, void *state)
{
    check(p, state);
    send_heartbeats(p);
}

static void beat_without_check(struct process *p, void *state)
{
    (void)state;
    send_heartbeats(p);
}

static void beat_until_tired(struct process *p, void *state)
{
    struct state *s = state;
    if (++s->beats <= LAST_BEAT)
        beat(p, s);
}

static void start(struct process *p, void *state)
{
    (void)state;
    process_announce(p, OUTPUT_WATCH, EVERYONE);
    send_heartbeats(p);
}

/* In charge of its first neighbour, it suspects the second. */
static void start_meddling(struct process *p, void *state)
{
    (void)state;
    process_announce(p, OUTPUT_WATCH, process_neighbour_identity(p, 0));
    process_announce(p, OUTPUT_SUSPECT, process_neighbour_identity(p, 1));
}

static void start_raving(struct process *p, void *state)
{
    start(p, state);
    process_announce(p, OUTPUT_SUSPECT, -1);
}

static void receive(struct process *p, void *state, const struct message *m)
{
    struct watched *watched = &((struct state *)state)->list[m->port];
    watched->last_heard = process_now(p);
    if (watched->suspected)
        process_announce(p, OUTPUT_TRUST, process_neighbour_identity(p, m->port));
    watched->suspected = false;
}

static void receive_grudging(struct process *p, void *state, const struct message *m)
{
    ((struct state *)state)->list[m->port].last_heard = process_now(p);
}

static double promised(const struct shape *shape)
{
    (void)shape;
    return patience + 2 * period;
}

#define DETECTOR(symbol, text, on_start, on_beat, on_receive)                                                          \
    const struct algorithm symbol = {                                                                                  \
        .name = text,                                                                                                  \
        .title_en = text,                                                                                              \
        .assumptions = {.topology = TOPOLOGY_COMPLETE, .distinct_identities = true, .knows_neighbours = true},         \
        .promises = {"failure-detector"},                                                                              \
        .costs = (const struct cost[]){{.measure = "detection_time_max",                                               \
                                        .relation = COST_AT_MOST,                                                      \
                                        .formula = "patience + 2 period",                                              \
                                        .value = promised},                                                            \
                                       {.measure = NULL}},                                                             \
        .messages = (const struct message_kind[]){{"heartbeat", 0, on_receive, "I am alive"}, {.name = NULL}},         \
        .timers = (const struct timer_kind[]){{"beat", on_beat}, {.name = NULL}},                                      \
        .endless = true,                                                                                               \
        .state_bytes = sizeof(struct state),                                                                           \
        .state_bytes_per_neighbour = sizeof(struct watched),                                                           \
        .start = on_start,                                                                                             \
    }

DETECTOR(broken_detector_trusting, "trusting-detector", start, beat_without_check, receive);
DETECTOR(broken_detector_tired, "tired-detector", start, beat_until_tired, receive);
DETECTOR(broken_detector_grudging, "grudging-detector", start, beat, receive_grudging);
DETECTOR(broken_detector_meddling, "meddling-detector", start_meddling, beat, receive);
DETECTOR(broken_detector_raving, "raving-detector", start_raving, beat, receive);
