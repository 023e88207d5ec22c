/* phi_accrual.c: heartbeats, and a suspicion that grows with the silence, by what is known of its usual length.
 *
 * Source     Hayashibara, Défago, Yared & Katayama, "The φ accrual failure detector", SRDS 2004: phi(t) = -log10(1 - F(t)), F
 *            being the normal distribution of the intervals between heartbeats, estimated on the last ones that came. A
 *            process is suspected when phi passes a threshold: then the chance that the heartbeat was only late is
 *            10^-threshold, if intervals are normal. The smallest deviation, which the paper does not have, is that of its
 *            implementation in Akka: on a network that never varies the estimate is 0, and any delay would be a crash.
 * Departs    Before two intervals are known, the mean is taken to be a period and the deviation a quarter of it. phi is not
 *            polled: the date when it will pass the threshold is known at each heartbeat, mean + z deviation, z being the
 *            quantile of the normal distribution at 1 - 10^-threshold.
 * Assumes    an undirected graph; everyone sends heartbeats to its neighbours and judges them. Processes crash and recover.
 *            No bound on delays need be known.
 * Promises   failure-detector. Accuracy is a matter of chance, which the threshold sets against the detection time.
 * Cost       2E messages a period. */
#include "engine/process.h"

#include <math.h> /* erfc, log10: phi is a function of the normal distribution */

enum { HEARTBEAT };
enum { BEAT, SILENCE };
enum { PERIOD, THRESHOLD, WINDOW, DEVIATION };
enum { MOST_SAMPLES = 128 };

struct heartbeat {
    uint64_t number; /* from 1, and from 1 again after a crash */
};

/* What is known of a neighbour. */
struct sender {
    uint64_t last_number;
    sim_time last_heard; /* or the start, before */
    sim_time deadline;   /* when phi passes the threshold */
    uint32_t samples;    /* known */
    uint32_t next;       /* where the next one goes */
    bool suspected;
    float intervals[MOST_SAMPLES]; /* between heartbeats, the last ones, in seconds */
};

struct state {
    uint64_t number; /* of the last heartbeat */
    sim_time armed;  /* when SILENCE expires */
    double quantile; /* of the normal distribution, at the threshold */
    bool on;
    bool is_armed;
    struct sender senders[]; /* by port */
};

/* "phi(t) = -log10 of the chance that a heartbeat comes later than t after the one before." In deviations from the mean. */
static double phi(double deviations)
{
    return -log10(erfc(deviations / sqrt(2)) / 2);
}

/* Where phi is `threshold`: by bisection, phi being increasing. Beyond 38 deviations the chance is no longer a double. */
static double quantile(double threshold)
{
    double low = -38, high = 38;
    for (int halving = 0; halving < 64; halving++) {
        double middle = (low + high) / 2;
        if (phi(middle) < threshold)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* "Mean and deviation of the last intervals." */
static void estimate(const struct process *p, const struct sender *sender, double *mean, double *deviation)
{
    *mean = process_parameter(p, PERIOD);
    *deviation = *mean / 4;
    if (sender->samples >= 2) {
        double sum = 0, squares = 0;
        for (uint32_t i = 0; i < sender->samples; i++)
            sum += (double)sender->intervals[i];
        *mean = sum / sender->samples;
        for (uint32_t i = 0; i < sender->samples; i++)
            squares += ((double)sender->intervals[i] - *mean) * ((double)sender->intervals[i] - *mean);
        *deviation = sqrt(squares / sender->samples);
    }
    *deviation = fmax(*deviation, process_parameter(p, DEVIATION));
}

/* The next heartbeat is awaited from now on. */
static void await(struct process *p, struct state *s, uint32_t port)
{
    struct sender *sender = &s->senders[port];
    double mean, deviation;
    estimate(p, sender, &mean, &deviation);
    sender->deadline = sender->last_heard + fmax(0, mean + s->quantile * deviation);
    if (s->is_armed && s->armed <= sender->deadline)
        return;
    s->is_armed = true;
    s->armed = sender->deadline;
    process_set_timer(p, SILENCE, fmax(0, sender->deadline - process_now(p)));
}

/* "Who has been silent until phi passed the threshold is suspected." The timer comes at the first deadline that there was
 * when it was armed: heartbeats have put off most of them since. */
static void silence(struct process *p, void *state)
{
    struct state *s = state;
    sim_time now = process_now(p), first = INFINITY;
    sim_time precision = 1e-6 * process_parameter(p, PERIOD); /* no timer for less */
    for (uint32_t port = 0; port < process_in_degree(p); port++) {
        struct sender *sender = &s->senders[port];
        if (sender->suspected)
            continue;
        if (sender->deadline > now + precision) {
            first = fmin(first, sender->deadline);
            continue;
        }
        sender->suspected = true;
        process_announce(p, OUTPUT_SUSPECT, process_neighbour_identity(p, port));
    }
    s->is_armed = first < INFINITY;
    s->armed = first;
    if (s->is_armed)
        process_set_timer(p, SILENCE, first - now);
}

static void add_sample(const struct process *p, struct sender *sender, sim_time interval)
{
    uint32_t window = (uint32_t)process_parameter(p, WINDOW);
    sender->intervals[sender->next] = (float)interval;
    sender->next = (sender->next + 1) % window;
    if (sender->samples < window)
        sender->samples++;
}

/* "A heartbeat: one more interval, and who was suspected is trusted again." The paper keeps every interval, however long:
 * a network that has become slow is to be known as such. Numbers that start again are of a process that is back from a
 * crash, of whose intervals nothing is known. */
static void receive_heartbeat(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    struct sender *sender = &s->senders[m->port];
    uint64_t number = ((const struct heartbeat *)m->payload)->number;
    if (!s->on)
        return;
    if (number == 1)
        sender->samples = sender->next = 0;
    else if (number <= sender->last_number)
        return; /* overtaken by a later one */
    else if (sender->last_number > 0)
        add_sample(p, sender, process_now(p) - sender->last_heard);
    sender->last_number = number;
    sender->last_heard = process_now(p);
    if (sender->suspected) {
        sender->suspected = false;
        process_announce(p, OUTPUT_TRUST, process_neighbour_identity(p, m->port));
    }
    await(p, s, m->port);
}

/* "Once a period a heartbeat goes to all neighbours." */
static void beat(struct process *p, void *state)
{
    struct state *s = state;
    s->number++;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, HEARTBEAT, &(struct heartbeat){s->number});
    process_set_timer(p, BEAT, process_parameter(p, PERIOD));
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (s->on)
        return;
    s->on = true;
    s->quantile = quantile(process_parameter(p, THRESHOLD));
    for (uint32_t port = 0; port < process_out_degree(p); port++) {
        process_announce(p, OUTPUT_WATCH, process_neighbour_identity(p, port));
        s->senders[port].last_heard = process_now(p);
        await(p, s, port);
    }
    beat(p, s);
}

static const struct message_kind messages[] = {
    [HEARTBEAT] = {"heartbeat", sizeof(struct heartbeat), receive_heartbeat, "I am alive, with a number"},
    {.name = NULL},
};

static const struct timer_kind timers[] = {
    [BEAT] = {"beat", beat},
    [SILENCE] = {"silence", silence},
    {.name = NULL},
};

static const struct parameter parameters[] = {
    [PERIOD] = {"period", "time", 1, 1e-6, 1e6, "how often a process sends a heartbeat"},
    [THRESHOLD] = {"threshold", "number", 8, 0.1, 300, "the phi from which on a process is suspected"},
    [WINDOW] = {"window", "count", 100, 2, MOST_SAMPLES, "how many of the last intervals make the estimate"},
    [DEVIATION] = {"deviation", "time", 0.1, 1e-9, 1e6, "the smallest standard deviation of the intervals"},
    {.name = NULL},
};

const struct algorithm phi_accrual = {
    .name = "phi-accrual",
    .catalogue = "D3",
    .title_en = "φ accrual detector",
    .title_fr = "Détecteur à accumulation φ",
    .source = "Hayashibara, Défago, Yared & Katayama, \"The φ accrual failure detector\", SRDS 2004",
    .idea =
        "Each process sends heartbeats to its neighbours, and keeps the last intervals between those that it receives. "
        "By their mean and deviation it knows how unlikely the present silence is: phi is the number of zeros of that "
        "chance. A process is suspected when phi passes a threshold: a high threshold is patient and seldom wrong, a "
        "low one is quick and often wrong, whatever the network.",
    .assumes =
        "an undirected graph whose processes know their neighbours' identities; no bound on delays need be known",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED,
                    .all_initiate = true,
                    .distinct_identities = true,
                    .knows_neighbours = true},
    .promises = {"failure-detector"},
    .parameters = parameters,
    .messages = messages,
    .timers = timers,
    .endless = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(struct sender),
    .start = start,
    .recover = start,
};
