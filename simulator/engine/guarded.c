/* guarded.c: algorithms of guarded rules on networks that carry messages: the cached sensornet transform (Herman, "Models of
 * self-stabilization and sensor networks", IWDC 2003). A process keeps the state that each neighbour last told it, and its
 * rules read these instead of the neighbours. It tells its own state whenever it moves and, because a message may be lost
 * and a cache may lie, once a beat.
 *
 * What is read of a neighbour never heard is zeros: an arbitrary cache like any other, and a kind one. Whoever wants caches
 * that lie declares the cached fields as variables .each_neighbour, so that a corruption reaches them: an entry has the layout
 * of the state.
 *
 * Departs from the model on one point: with caches, and states on their way, a process may move on what is no longer true,
 * so that what is proved under a daemon of the state model need not hold here. */
#include "engine/engine.h"
#include "engine/variable.h"

enum { STATE_MESSAGE = 0, BEAT_TIMER = 0, PAUSE_TIMER = 1, BEAT = 0 }; /* as in GUARDED and BEAT_PARAMETER */

/* Between two moves a process pauses for this part of a beat. Without it, neighbours that answer each stale state with a
 * move, and each move with a state for everyone, keep each other stale for ever: a storm that grows with the degree.
 * (Routers pause for the same reason: the minimum route advertisement interval of BGP, RFC 4271, section 9.2.1.1.) It is no
 * fraction of small numbers, so that the ends of pauses and what follows a beat do not fall on one date, where their order
 * would be the network's business. */
static const double pause_part = 0.0941421356;

/* The network "shared" carries none: there, a process that is back after a crash comes here too. */
static bool carries_messages(const struct process *p)
{
    return p->engine->send != NULL;
}

static char *cache(const struct process *p, void *state, uint32_t in_port)
{
    const struct algorithm *algorithm = p->engine->algorithm;
    return (char *)state + algorithm->state_bytes + algorithm->state_bytes_per_neighbour * in_port;
}

static const void *read_cache(const struct neighbourhood *n, uint32_t in_port)
{
    return cache(n->process, n->state, in_port);
}

static void tell_neighbours(struct process *p, const void *state)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, STATE_MESSAGE, state);
}

static bool is_pausing(const struct process *p)
{
    const struct engine *engine = p->engine;
    return engine->timers[(size_t)p->number * engine->timer_kinds + PAUSE_TIMER] != 0;
}

/* Applies the first rule whose guard is true, and tells; whether there is one, and the last move was long enough ago. */
static bool move_if_privileged(struct process *p, void *state)
{
    if (is_pausing(p))
        return false;
    struct neighbourhood n = {.process = p, .state = state, .read = read_cache};
    const struct rule *rules = p->engine->algorithm->rules;
    for (uint32_t rule = 0; rules[rule].name != NULL; rule++)
        if (rules[rule].guard(&n)) {
            engine_move(p->engine, &n, rule);
            process_set_timer(p, PAUSE_TIMER, pause_part * process_parameter(p, BEAT));
            tell_neighbours(p, state);
            return true;
        }
    return false;
}

static void note_round(struct process *p)
{
    if (configuration_handled(p->engine->configuration, p->number))
        p->engine->measures.rounds++;
}

/* A crash leaves zeros, which need not be among the legal values: the nearest one is taken. */
static void make_legal(const struct process *p, void *state)
{
    for (const struct variable *v = p->engine->algorithm->variables; v != NULL && v->name != NULL; v++) {
        if (v->each_neighbour)
            continue;
        int64_t minimum, maximum, value = variable_get(v, state);
        variable_range(v, p, &minimum, &maximum);
        if (value < minimum)
            variable_set(v, state, minimum);
        else if (value > maximum)
            variable_set(v, state, maximum);
    }
}

/* It does not move yet: it has heard nobody. */
void guarded_start(struct process *p, void *state)
{
    make_legal(p, state);
    if (!carries_messages(p))
        return;
    note_round(p);
    tell_neighbours(p, state);
    process_set_timer(p, BEAT_TIMER, process_parameter(p, BEAT));
}

void guarded_receive(struct process *p, void *state, const struct message *m)
{
    note_round(p);
    memcpy(cache(p, state, m->port), m->payload, p->engine->algorithm->state_bytes);
    move_if_privileged(p, state);
}

void guarded_pause(struct process *p, void *state)
{
    note_round(p);
    move_if_privileged(p, state);
}

void guarded_beat(struct process *p, void *state)
{
    note_round(p);
    if (!move_if_privileged(p, state))
        tell_neighbours(p, state);
    process_set_timer(p, BEAT_TIMER, process_parameter(p, BEAT));
}
