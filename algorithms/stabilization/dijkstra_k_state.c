/* dijkstra_k_state.c: mutual exclusion on a ring with one exceptional machine, from any configuration.
 *
 * Source     Dijkstra, "Self-stabilizing systems in spite of distributed control", CACM 17(11), 1974: the solution with
 *            K-state machines.
 * Assumes    a ring on which each machine reads the one before it; process 0 is the bottom machine, all others are alike.
 *            Identities are not used.
 * Promises   stabilization: one privilege is left in the end, and goes round the ring for ever. Needs K >= N; under the
 *            central daemon N - 1 states are enough, and N - 2 are not (Fokkink, Hoepman & Pang, "A note on K-state
 *            self-stabilization in a ring with K = N", Nordic Journal of Computing 12(1), 2005; their N is ours less 1).
 * Cost       at most 3N(N-1)/2 - N - 1 steps for N >= 4 and K >= N, whatever the daemon does, and some run takes as
 *            many: Altisen, Corbineau & Devismes, "Certification of an exact worst-case self-stabilization time",
 *            Theoretical Computer Science 941, 2023. Under the central daemon a step is a move.
 *
 * With messages each cache is one more machine, that copies the one before it, and states on their way come on top: K
 * must be larger than in the state model. */
#include "engine/process.h"

struct state {
    uint32_t x; /* S of the paper, in 0..K-1 */
};

enum { BEAT, STATES };

/* K. */
static uint32_t states_of(double parameter, uint32_t n)
{
    return parameter > 0 ? (uint32_t)parameter : n;
}

static uint32_t states(const struct process *p)
{
    return states_of(process_parameter(p, STATES), process_count(p));
}

static bool is_bottom(const struct process *p)
{
    return process_number(p) == 0;
}

/* L of the paper. A one-way ring has the in-port from the machine before, and no other. */
static uint32_t left(const struct neighbourhood *n)
{
    uint32_t in_port = process_in_degree(n->process) > 1 ? PREVIOUS : 0;
    const struct state *s = neighbour_state(n, in_port);
    return s->x;
}

static uint32_t own(const struct neighbourhood *n)
{
    const struct state *s = n->state;
    return s->x;
}

static void set(const struct neighbourhood *n, uint32_t x)
{
    struct state *s = n->state;
    s->x = x;
}

/* "For the bottom machine: if L = S then S := (S + 1) mod K." */
static bool bottom_has_privilege(const struct neighbourhood *n)
{
    return is_bottom(n->process) && left(n) == own(n);
}

static void step_on(struct neighbourhood *n)
{
    set(n, (own(n) + 1) % states(n->process));
}

/* "For the other machines: if L != S then S := L." */
static bool other_has_privilege(const struct neighbourhood *n)
{
    return !is_bottom(n->process) && left(n) != own(n);
}

static void copy_left(struct neighbourhood *n)
{
    set(n, left(n));
}

static void range_of_x(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = (int64_t)states(p) - 1;
}

/* A privilege stands between two neighbours that differ; at the bottom, between two that do not. */
static uint32_t privileges(const struct configuration *c, uint32_t process)
{
    uint32_t in_port = configuration_in_degree(c, process) > 1 ? PREVIOUS : 0;
    const struct state *before = configuration_state(c, configuration_source(c, process, in_port));
    const struct state *s = configuration_state(c, process);
    bool differ = before->x != s->x;
    return process == 0 ? !differ : differ;
}

static double worst_moves(const struct shape *shape)
{
    double n = shape->processes;
    return 3 * n * (n - 1) / 2 - n - 1;
}

static bool is_central_with_states_enough(const struct shape *shape)
{
    return shape->schedule == SCHEDULE_CENTRAL && shape->processes >= 4 &&
           states_of(shape->parameters[STATES], shape->processes) >= shape->processes;
}

const struct algorithm dijkstra_k_state = {
    .name = "dijkstra-k-state",
    .catalogue = "Z2",
    .title_en = "Dijkstra, K states",
    .title_fr = "Dijkstra, K états",
    .source = "Dijkstra, CACM 17(11), 1974",
    .idea =
        "Every machine but one copies the machine before it, and is privileged as long as it differs from it. The "
        "bottom "
        "machine is privileged when it does not differ, and then takes the next value modulo K. A value that no other "
        "machine has sweeps all the others before it; then one privilege goes round the ring, and nothing tells that "
        "it ever was otherwise.",
    .assumes =
        "a ring on which each machine reads the one before it; process 0 knows that it is the bottom machine; N is "
        "known, if `states` does not say K; identities are not used; channels are FIFO; K >= N",
    .assumptions =
        {.topology = TOPOLOGY_RING, .minimum_processes = 2, .all_initiate = true, .fifo = true, .knows_count = true},
    .promises = {"stabilization"},
    .costs =
        (const struct cost[]){
            {.measure = "convergence_moves",
             .relation = COST_AT_MOST,
             .formula = "3N(N-1)/2 - N - 1",
             .value = worst_moves,
             .applies = is_central_with_states_enough,
             .condition = "under the central daemon, N >= 4, K >= N",
             .law = LAW_QUADRATIC},
            {.measure = NULL},
        },
    .parameters =
        (const struct parameter[]){
            [BEAT] = BEAT_PARAMETER,
            [STATES] = {"states", "count", 0, 0, 1e9, "K, the states of a machine; 0 means N"},
            {.name = NULL},
        },
    .variables =
        (const struct variable[]){
            {"x", FIELD(struct state, x), .range = range_of_x, .meaning = "the state of the machine, S in the paper"},
            {.name = NULL},
        },
    .rules =
        (const struct rule[]){
            {"bottom", bottom_has_privilege, step_on, "if L = S then S := (S + 1) mod K"},
            {"other", other_has_privilege, copy_left, "if L != S then S := L"},
            {.name = NULL},
        },
    .legitimacy =
        &(const struct legitimacy){
            .text = "exactly one privilege",
            .unit_en = "privileges",
            .unit_fr = "privilèges",
            .count = privileges,
            .legitimate = 1,
        },
    GUARDED(struct state),
};
