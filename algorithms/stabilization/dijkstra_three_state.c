/* dijkstra_three_state.c: mutual exclusion on a two-way ring with two exceptional machines, from any configuration, with three
 * states a machine however many there are.
 *
 * Source     Dijkstra, "Self-stabilizing systems in spite of distributed control", CACM 17(11), 1974: the solution with
 *            three-state machines.
 * Assumes    a two-way ring, numbered in its order: process 0 is the bottom machine, process N - 1 the top machine, which are
 *            neighbours, and all others are alike. Identities are not used.
 * Promises   stabilization: one privilege is left in the end, and goes up and down for ever.
 * Cost       O(N^2) moves (Chernoy, Shalom & Zaks, "On the performance of Dijkstra's third self-stabilizing algorithm for
 *            mutual exclusion", SSS 2007); no formula is claimed. `onde prove` finds 2, 10, 22, 39, 57 for N = 3 to 7
 *            under the central daemon.
 *
 * The bottom machine reads its right-hand neighbour only; the top machine reads both.
 *
 * With messages it needs a beat of more than ten times what a message takes, so that neighbours have heard of a move when
 * its pause ends: with delays of up to half a beat most runs never converge. */
#include "engine/process.h"

struct state {
    uint8_t x; /* S of the paper, in 0..2 */
};

enum { MACHINE_STATES = 3 };

static bool is_bottom(const struct process *p)
{
    return process_number(p) == 0;
}

static bool is_top(const struct process *p)
{
    return process_number(p) == process_count(p) - 1;
}

static uint32_t at(const struct neighbourhood *n, uint32_t in_port)
{
    const struct state *s = neighbour_state(n, in_port);
    return s->x;
}

static uint32_t left(const struct neighbourhood *n)
{
    return at(n, PREVIOUS);
}

static uint32_t right(const struct neighbourhood *n)
{
    return at(n, NEXT);
}

static uint32_t own(const struct neighbourhood *n)
{
    const struct state *s = n->state;
    return s->x;
}

static void set(const struct neighbourhood *n, uint32_t x)
{
    struct state *s = n->state;
    s->x = (uint8_t)x;
}

static uint32_t after(uint32_t x)
{
    return (x + 1) % MACHINE_STATES;
}

/* "For the bottom machine: if (S + 1) mod 3 = R then S := (S - 1) mod 3." */
static bool bottom_has_privilege(const struct neighbourhood *n)
{
    return is_bottom(n->process) && after(own(n)) == right(n);
}

static void step_back(struct neighbourhood *n)
{
    set(n, after(after(own(n))));
}

/* "For the top machine: if L = R and (R + 1) mod 3 != S then S := (R + 1) mod 3." */
static bool top_has_privilege(const struct neighbourhood *n)
{
    return is_top(n->process) && left(n) == right(n) && after(right(n)) != own(n);
}

static void step_beyond(struct neighbourhood *n)
{
    set(n, after(right(n)));
}

static bool is_between(const struct neighbourhood *n)
{
    return !is_bottom(n->process) && !is_top(n->process);
}

/* "For the other machines: if (S + 1) mod 3 = L then S := L; if (S + 1) mod 3 = R then S := R." */
static bool left_gives_privilege(const struct neighbourhood *n)
{
    return is_between(n) && after(own(n)) == left(n);
}

static void copy_left(struct neighbourhood *n)
{
    set(n, left(n));
}

static bool right_gives_privilege(const struct neighbourhood *n)
{
    return is_between(n) && after(own(n)) == right(n);
}

static void copy_right(struct neighbourhood *n)
{
    set(n, right(n));
}

/* How far `to` is ahead of `from`, modulo 3. */
static uint32_t ahead(const struct configuration *c, uint32_t from, uint32_t to)
{
    const struct state *a = configuration_state(c, from), *b = configuration_state(c, to);
    return (uint32_t)(b->x + MACHINE_STATES - a->x) % MACHINE_STATES;
}

/* Each neighbour that is one ahead is a privilege; at the top, it is that its neighbours are equal and it is not one ahead of
 * them. */
static uint32_t privileges(const struct configuration *c, uint32_t process)
{
    uint32_t next = configuration_source(c, process, NEXT), previous = configuration_source(c, process, PREVIOUS);
    if (process == configuration_count(c) - 1)
        return ahead(c, next, previous) == 0 && ahead(c, previous, process) != 1;
    uint32_t count = ahead(c, process, next) == 1;
    count += process != 0 && ahead(c, process, previous) == 1;
    return count;
}

const struct algorithm dijkstra_three_state = {
    .name = "dijkstra-three-state",
    .catalogue = "Z2",
    .title_en = "Dijkstra, three states",
    .title_fr = "Dijkstra, trois états",
    .source = "Dijkstra, CACM 17(11), 1974",
    .idea = "A machine is privileged when a neighbour is one ahead of it, modulo 3, and then takes that neighbour's "
            "state. So "
            "privileges move up and down the line between the bottom machine and the top machine, vanish where two of "
            "them meet, and are sent back at the ends. The top machine makes a new one only when it sees, from its two "
            "neighbours, that there may be none.",
    .assumes =
        "a two-way ring, numbered in its order; process 0 knows that it is the bottom machine and process N-1 that it "
        "is the top machine; identities are not used; channels are FIFO",
    .assumptions = {.topology = TOPOLOGY_RING | TOPOLOGY_UNDIRECTED,
                    .minimum_processes = 3,
                    .all_initiate = true,
                    .fifo = true,
                    .knows_count = true},
    .promises = {"stabilization"},
    .parameters = (const struct parameter[]){BEAT_PARAMETER, {.name = NULL}},
    .variables =
        (const struct variable[]){
            {"x", FIELD(struct state, x), .maximum = MACHINE_STATES - 1,
             .meaning = "the state of the machine, S in the paper"},
            {.name = NULL},
        },
    .rules =
        (const struct rule[]){
            {"bottom", bottom_has_privilege, step_back, "if S + 1 = R then S := S - 1"},
            {"top", top_has_privilege, step_beyond, "if L = R and R + 1 != S then S := R + 1"},
            {"left", left_gives_privilege, copy_left, "if S + 1 = L then S := L"},
            {"right", right_gives_privilege, copy_right, "if S + 1 = R then S := R"},
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
