/* shared.c: the state model, in which no message is sent: a process reads the states of its neighbours.
 *
 * Source     Dijkstra, CACM 17(11), 1974 (central daemon); Burns, Gouda & Miller, "On relaxing interleaving assumptions",
 *            1989 (distributed daemon); rounds: Dolev, Israeli & Moran, IEEE Transactions on Parallel and Distributed
 *            Systems 8(4), 1997.
 *
 * Step k happens at date k times settings->step, when somebody is privileged. The daemon chooses among the privileged
 * processes that are up; each of the chosen applies its first rule whose guard is true, to what its neighbours were before
 * the step. Everybody takes part from date 0: there is nothing to start.
 *
 * The dates of faults, and that of the next step, are kept in the event queue of the latency network. Who is privileged is
 * asked again of those who moved and of those who read them, and of everybody after a fault. */
#include "network/queue.h"
#include "platform/platform.h"

#include <assert.h>
#include <stdlib.h>

enum { NOT_PRIVILEGED = UINT32_MAX, NO_RULE = UINT32_MAX, UNMOVED = UINT32_MAX };

/* The envelope of the next step: starts are never waited for here. */
enum { ENVELOPE_STEP = ENVELOPE_START };

struct shared {
    struct engine *engine;
    struct queue *queue;
    struct random_stream daemon;
    uint64_t foreground; /* entries of the queue that keep the run going */
    bool step_is_due;    /* the next step is in the queue */
    bool stale;          /* a fault may have changed who is privileged */

    uint32_t *privileged, privileged_count; /* the processes that may move, in no order */
    uint32_t *place;                        /* by process: where it stands there, or NOT_PRIVILEGED */
    bool *awaited;                          /* by process: the round waits for it */
    uint32_t awaited_count;

    /* A step of several moves: who moves, and their states before it. */
    uint32_t *movers, mover_count;
    uint32_t *mover; /* by process: its place among the movers whose states are kept, or UNMOVED */
    char *before;    /* their states */
};

static const void *read_now(const struct neighbourhood *n, uint32_t in_port)
{
    const struct engine *engine = n->process->engine;
    return engine_state(engine, topology_source(engine->topology, n->process->number, in_port).process);
}

static const void *read_before(const struct neighbourhood *n, uint32_t in_port)
{
    const struct shared *shared = n->context;
    const struct engine *engine = shared->engine;
    uint32_t source = topology_source(engine->topology, n->process->number, in_port).process;
    uint32_t mover = shared->mover[source];
    return mover == UNMOVED ? engine_state(engine, source) : shared->before + mover * engine->algorithm->state_bytes;
}

/* The first rule whose guard is true, or NO_RULE. */
static uint32_t find_rule(const struct engine *engine, const struct neighbourhood *n)
{
    const struct rule *rules = engine->algorithm->rules;
    for (uint32_t rule = 0; rules[rule].name != NULL; rule++)
        if (rules[rule].guard(n))
            return rule;
    return NO_RULE;
}

/* ---- who is privileged, and the round ---- */

static void no_longer_await(struct shared *shared, uint32_t process)
{
    shared->awaited_count -= shared->awaited[process];
    shared->awaited[process] = false;
}

static void ask(struct shared *shared, uint32_t process)
{
    struct engine *engine = shared->engine;
    struct process p = {engine, process};
    struct neighbourhood n = {.process = &p, .state = engine_state(engine, process), .read = read_now};
    bool is = faults_process_is_up(engine, process) && find_rule(engine, &n) != NO_RULE;
    uint32_t *place = &shared->place[process];
    if (is && *place == NOT_PRIVILEGED) {
        *place = shared->privileged_count;
        shared->privileged[shared->privileged_count++] = process;
    } else if (!is && *place != NOT_PRIVILEGED) {
        uint32_t last = shared->privileged[--shared->privileged_count];
        shared->privileged[*place] = last;
        shared->place[last] = *place;
        *place = NOT_PRIVILEGED;
    }
    if (!is)
        no_longer_await(shared, process);
}

static void begin_round(struct shared *shared)
{
    for (uint32_t i = 0; i < shared->privileged_count; i++)
        shared->awaited[shared->privileged[i]] = true;
    shared->awaited_count = shared->privileged_count;
}

/* A fault breaks off the round: the next one begins with what it has left. */
static void ask_everybody(struct shared *shared)
{
    for (uint32_t i = 0; i < shared->engine->processes; i++) {
        ask(shared, i);
        no_longer_await(shared, i);
    }
    begin_round(shared);
    shared->stale = false;
}

/* ---- a step ---- */

/* Each with probability 1/2; drawn again when that is nobody. */
static void choose_any(struct shared *shared)
{
    if (shared->privileged_count == 1) {
        shared->movers[shared->mover_count++] = shared->privileged[0];
        return;
    }
    const uint32_t bits_a_draw = 64;
    uint64_t bits = 0;
    while (shared->mover_count == 0)
        for (uint32_t i = 0; i < shared->privileged_count; i++, bits >>= 1) {
            if (i % bits_a_draw == 0)
                bits = random_bits(&shared->daemon);
            if ((bits & 1) != 0)
                shared->movers[shared->mover_count++] = shared->privileged[i];
        }
}

static void choose(struct shared *shared)
{
    shared->mover_count = 0;
    switch (shared->engine->settings->daemon) {
    case DAEMON_CENTRAL:
        shared->movers[0] = shared->privileged[random_below(&shared->daemon, shared->privileged_count)];
        shared->mover_count = 1;
        break;
    case DAEMON_DISTRIBUTED:
        choose_any(shared);
        break;
    case DAEMON_SYNCHRONOUS:
        memcpy(shared->movers, shared->privileged, shared->privileged_count * sizeof *shared->movers);
        shared->mover_count = shared->privileged_count;
        break;
    }
}

static void keep_states(struct shared *shared)
{
    size_t bytes = shared->engine->algorithm->state_bytes;
    for (uint32_t i = 0; i < shared->mover_count; i++) {
        shared->mover[shared->movers[i]] = i;
        memcpy(shared->before + i * bytes, engine_state(shared->engine, shared->movers[i]), bytes);
    }
}

/* A step is finished even when the budget of events runs out in it: half of it would be no configuration of the model. */
static void move_all(struct shared *shared)
{
    struct engine *engine = shared->engine;
    bool alone = shared->mover_count == 1;
    if (!alone)
        keep_states(shared);
    for (uint32_t i = 0; i < shared->mover_count; i++) {
        struct process p = {engine, shared->movers[i]};
        struct neighbourhood n = {.process = &p,
                                  .state = engine_state(engine, p.number),
                                  .read = alone ? read_now : read_before,
                                  .context = shared};
        uint32_t rule = find_rule(engine, &n);
        assert(rule != NO_RULE); /* it is in the list */
        engine_move(engine, &n, rule);
    }
    for (uint32_t i = 0; i < shared->mover_count; i++)
        shared->mover[shared->movers[i]] = UNMOVED;
}

static void ask_again(struct shared *shared)
{
    const struct topology *topology = shared->engine->topology;
    for (uint32_t i = 0; i < shared->mover_count; i++) {
        uint32_t mover = shared->movers[i];
        no_longer_await(shared, mover);
        ask(shared, mover);
        for (uint32_t port = 0; port < topology_out_degree(topology, mover); port++)
            ask(shared, topology_target(topology, mover, port).process);
    }
}

static void step(struct shared *shared)
{
    struct engine *engine = shared->engine;
    if (shared->stale)
        ask_everybody(shared);
    if (shared->privileged_count == 0)
        return;
    choose(shared);
    move_all(shared);
    ask_again(shared);
    if (shared->awaited_count == 0) {
        engine->measures.rounds++;
        begin_round(shared);
    }
    engine->measures.simulated_time = engine->now;
    if (engine->faults != NULL) { /* that follow a move */
        uint64_t faults = engine->measures.faults;
        faults_after_handler(engine);
        shared->stale = engine->measures.faults != faults;
    }
}

/* ---- the run ---- */

static void shared_remember(struct engine *engine, const struct envelope *envelope)
{
    struct shared *shared = engine->network;
    shared->foreground += (envelope->flags & ENVELOPE_BACKGROUND) == 0;
    queue_push(shared->queue, envelope);
}

/* After a fault a step comes in any case: it finds out who is privileged. */
static void have_step_come(struct shared *shared)
{
    struct engine *engine = shared->engine;
    sim_time length = engine->settings->step;
    if (shared->step_is_due || (shared->privileged_count == 0 && !shared->stale))
        return;
    double number = floor(engine->now / length) + 1;
    if (number * length <= engine->now) /* rounded down */
        number++;
    shared->step_is_due = true;
    shared_remember(engine, &(struct envelope){.time = number * length, .slot = NO_SLOT, .type = ENVELOPE_STEP});
}

static void run_queue(struct shared *shared)
{
    struct engine *engine = shared->engine;
    const volatile sig_atomic_t *stop = engine->options->stop;
    have_step_come(shared);
    while (!engine->over && shared->foreground > 0) {
        const struct envelope *next = queue_pop(shared->queue);
        assert(next != NULL); /* foreground counts what is in it */
        if (next->time > engine->budget_time) {
            engine_end_of_time(engine);
            break;
        }
        shared->foreground -= (next->flags & ENVELOPE_BACKGROUND) == 0;
        engine->now = next->time;
        if (next->type == ENVELOPE_STEP) {
            shared->step_is_due = false;
            step(shared);
        } else {
            engine_deliver(engine, next);
            shared->stale = true;
        }
        have_step_come(shared);
        if (stop != NULL && *stop != 0)
            engine_end(engine, ENDING_STOPPED);
    }
    engine_end(engine, ENDING_QUIESCENT);
}

bool network_shared_run(struct engine *engine, struct error *err)
{
    if (engine->algorithm->rules == NULL)
        return error_set(
            err, ERROR_INPUT, NULL, 0,
            "%s sends messages, and the network \"shared\" carries none: it is for algorithms of guarded rules",
            engine->algorithm->name);
    if (!platform_check_profiles("shared", false, err))
        return error_blame(err, "network");
    uint32_t n = engine->processes;
    struct shared shared = {
        .engine = engine,
        .queue = queue_create(),
        .daemon = random_stream(engine->settings->seed, RANDOM_DAEMON, 0),
        .stale = true,
        .privileged = must_have(malloc(n * sizeof *shared.privileged), "the daemon"),
        .place = must_have(malloc(n * sizeof *shared.place), "the daemon"),
        .awaited = must_have(calloc(n, sizeof *shared.awaited), "the daemon"),
        .movers = must_have(malloc(n * sizeof *shared.movers), "the daemon"),
        .mover = must_have(malloc(n * sizeof *shared.mover), "the daemon"),
        .before = must_have(malloc(n * engine->algorithm->state_bytes + 1), "the daemon"),
    };
    for (uint32_t i = 0; i < n; i++) {
        shared.place[i] = NOT_PRIVILEGED;
        shared.mover[i] = UNMOVED;
    }
    engine->network = &shared;
    engine->send = NULL; /* which says to guarded.c that there are no messages */
    engine->remember = shared_remember;

    engine_begin(engine);
    run_queue(&shared);

    queue_free(shared.queue, NULL, NULL);
    free(shared.privileged);
    free(shared.place);
    free(shared.awaited);
    free(shared.movers);
    free(shared.mover);
    free(shared.before);
    engine->network = NULL;
    return true;
}
