/* dijkstra_four_state.c: mutual exclusion on a path with two exceptional machines, from any configuration, with four states a
 * machine however many there are.
 *
 * Source     Dijkstra, "Self-stabilizing systems in spite of distributed control", CACM 17(11), 1974: the solution with
 *            four-state machines.
 * Assumes    a path, numbered from one end to the other: process 0 is the bottom machine, process N - 1 the top machine,
 *            and all others are alike. Identities are not used.
 * Promises   stabilization: one privilege is left in the end, and goes up and down the path for ever.
 * Cost       no formula is claimed. `onde prove` finds (N-1)(N-2) moves for N = 2 to 10 under the central daemon. */
#include "engine/process.h"

struct state {
    bool x;
    bool up; /* of the bottom machine always true, of the top machine always false */
};

static bool is_bottom(const struct process *p)
{
    return process_number(p) == 0;
}

static bool is_top(const struct process *p)
{
    return process_number(p) == process_count(p) - 1;
}

static const struct state *own(const struct neighbourhood *n)
{
    return n->state;
}

/* Ports are in the order of the neighbours' numbers. */
static const struct state *left(const struct neighbourhood *n)
{
    return neighbour_state(n, 0);
}

static const struct state *right(const struct neighbourhood *n)
{
    return neighbour_state(n, process_in_degree(n->process) - 1);
}

/* "upS = true for the bottom machine, by definition." */
static void initialise(struct process *p, void *state)
{
    struct state *s = state;
    s->up = is_bottom(p);
}

static void flip(struct neighbourhood *n)
{
    struct state *s = n->state;
    s->x = !s->x;
}

/* "For the bottom machine: if xS = xR and non upR then xS := non xS." */
static bool bottom_has_privilege(const struct neighbourhood *n)
{
    return is_bottom(n->process) && own(n)->x == right(n)->x && !right(n)->up;
}

/* "For the top machine: if xS != xL then xS := non xS." */
static bool top_has_privilege(const struct neighbourhood *n)
{
    return is_top(n->process) && own(n)->x != left(n)->x;
}

static bool is_between(const struct neighbourhood *n)
{
    return !is_bottom(n->process) && !is_top(n->process);
}

/* "For the other machines: if xS != xL then begin xS := non xS; upS := true end;" */
static bool left_gives_privilege(const struct neighbourhood *n)
{
    return is_between(n) && own(n)->x != left(n)->x;
}

static void take_upward(struct neighbourhood *n)
{
    struct state *s = n->state;
    s->x = !s->x;
    s->up = true;
}

/* "if xS = xR and upS and non upR then upS := false." */
static bool right_gives_privilege(const struct neighbourhood *n)
{
    return is_between(n) && own(n)->x == right(n)->x && own(n)->up && !right(n)->up;
}

static void take_downward(struct neighbourhood *n)
{
    struct state *s = n->state;
    s->up = false;
}

static void range_of_up(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = is_bottom(p);
    *maximum = !is_top(p);
}

/* A privilege from the left where x changes; one from the right where x does not and the line between `up` and not `up` runs. */
static uint32_t privileges(const struct configuration *c, uint32_t process)
{
    const struct state *s = configuration_state(c, process);
    uint32_t count = 0;
    if (process > 0) {
        const struct state *before = configuration_state(c, configuration_source(c, process, 0));
        count += before->x != s->x;
    }
    if (process + 1 < configuration_count(c)) {
        uint32_t in_port = configuration_in_degree(c, process) - 1;
        const struct state *next = configuration_state(c, configuration_source(c, process, in_port));
        count += next->x == s->x && s->up && !next->up;
    }
    return count;
}

const struct algorithm dijkstra_four_state = {
    .name = "dijkstra-four-state",
    .catalogue = "Z2",
    .title_en = "Dijkstra, four states",
    .title_fr = "Dijkstra, quatre états",
    .source = "Dijkstra, CACM 17(11), 1974",
    .idea =
        "A privilege goes up the path as a change of x, which each machine takes over from its left-hand neighbour "
        "while "
        "it notes that the privilege went up, and down again as the line between the machines that note `up` and "
        "those that do not. The top machine sends it back, and the bottom machine, which always says `up`, changes x "
        "anew when it has come down. Two privileges that meet become one.",
    .assumes =
        "a path, numbered from one end to the other; process 0 knows that it is the bottom machine and process N-1 "
        "that it is the top machine; identities are not used; channels are FIFO",
    .assumptions =
        {.topology = TOPOLOGY_PATH, .minimum_processes = 2, .all_initiate = true, .fifo = true, .knows_count = true},
    .promises = {"stabilization"},
    .parameters = (const struct parameter[]){BEAT_PARAMETER, {.name = NULL}},
    .variables =
        (const struct variable[]){
            {"x", FIELD(struct state, x), .maximum = 1, .meaning = "the bit whose changes go up the path"},
            {"up", FIELD(struct state, up), .maximum = 1, .range = range_of_up,
             .meaning = "the privilege went up from here"},
            {.name = NULL},
        },
    .rules =
        (const struct rule[]){
            {"bottom", bottom_has_privilege, flip, "if x = x of R and not up of R then x := not x"},
            {"top", top_has_privilege, flip, "if x != x of L then x := not x"},
            {"up", left_gives_privilege, take_upward, "if x != x of L then x := not x, up := true"},
            {"down", right_gives_privilege, take_downward, "if x = x of R and up and not up of R then up := false"},
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
    .initialise = initialise,
    GUARDED(struct state),
};
