/* colouring.c: neighbours get different colours, from any configuration, with at most Delta + 1 colours.
 *
 * Source     after Gradinariu & Tixeuil, OPODIS 2000, and Hedetniemi, Jacobs & Srimani, Information Processing
 *            Letters 87(5), 2003 (who is in conflict takes a free colour; nobody needs to know Delta). Here
 *            identities say who of two neighbours in conflict moves, so that it converges too when all move at once.
 * Assumes    an undirected graph, distinct identities; a process knows those of its neighbours.
 * Promises   stabilization: no two neighbours have the same colour; a process of degree d has one of 0 to d.
 * Cost       under a central daemon at most N moves: who has moved differs from all its neighbours, and they avoid
 *            its colour from then on (Hedetniemi et al.). Under any daemon at most N rounds: the process of greatest
 *            identity never moves; once those greater than a process have settled it moves once more at most, within
 *            a round. */
#include "engine/process.h"

struct state {
    uint32_t colour;
};

static uint32_t colour_at(const struct neighbourhood *n, uint32_t port)
{
    const struct state *s = neighbour_state(n, port);
    return s->colour;
}

static bool is_taken(const struct neighbourhood *n, uint32_t colour)
{
    for (uint32_t port = 0; port < process_in_degree(n->process); port++)
        if (colour_at(n, port) == colour)
            return true;
    return false;
}

/* "Of two neighbours of the same colour, the one of smaller identity must change." */
static bool must_yield(const struct neighbourhood *n)
{
    const struct state *s = n->state;
    for (uint32_t port = 0; port < process_in_degree(n->process); port++)
        if (colour_at(n, port) == s->colour &&
            process_neighbour_identity(n->process, port) > process_identity(n->process))
            return true;
    return false;
}

/* "It takes the smallest colour that none of its neighbours has." One of degree + 1 colours is free. */
static void recolour(struct neighbourhood *n)
{
    struct state *s = n->state;
    uint32_t colour = 0;
    while (is_taken(n, colour))
        colour++;
    s->colour = colour;
}

static void range_of_colour(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = process_in_degree(p);
}

/* How many edges between two of the same colour, each counted at its end of smaller number. */
static uint32_t count_conflicts(const struct configuration *c, uint32_t process)
{
    const struct state *s = configuration_state(c, process);
    uint32_t conflicts = 0;
    for (uint32_t port = 0; port < configuration_in_degree(c, process); port++) {
        uint32_t neighbour = configuration_source(c, process, port);
        const struct state *other = configuration_state(c, neighbour);
        if (process < neighbour && s->colour == other->colour)
            conflicts++;
    }
    return conflicts;
}

static double all_processes(const struct shape *shape)
{
    return shape->processes;
}

static bool is_central(const struct shape *shape)
{
    return shape->schedule == SCHEDULE_CENTRAL;
}

static bool states_are_read(const struct shape *shape)
{
    return shape->schedule != SCHEDULE_MESSAGES;
}

const struct algorithm colouring = {
    .name = "colouring",
    .catalogue = "Z3",
    .title_en = "Colouring",
    .title_fr = "Coloration",
    .source =
        "Gradinariu & Tixeuil, OPODIS 2000; Hedetniemi, Jacobs & Srimani, Information Processing Letters 87(5), 2003",
    .idea =
        "A process that has the colour of a neighbour of greater identity takes the smallest colour that no neighbour "
        "has; a process of degree d has d + 1 colours to choose from, so one is free. The process of greatest identity "
        "never moves, and one after the other the others settle below it.",
    .assumes = "an undirected graph, distinct identities; a process knows those of its neighbours",
    .assumptions = {.topology = TOPOLOGY_UNDIRECTED,
                    .all_initiate = true,
                    .distinct_identities = true,
                    .knows_neighbours = true},
    .promises = {"stabilization"},
    .costs =
        (const struct cost[]){
            {.measure = "convergence_moves",
             .relation = COST_AT_MOST,
             .formula = "N",
             .value = all_processes,
             .applies = is_central,
             .condition = "under a central daemon",
             .law = LAW_LINEAR},
            {.measure = "convergence_rounds",
             .relation = COST_AT_MOST,
             .formula = "N",
             .value = all_processes,
             .applies = states_are_read,
             .condition = "on the network \"shared\"",
             .law = LAW_LINEAR},
            {.measure = NULL},
        },
    .parameters = (const struct parameter[]){BEAT_PARAMETER, {.name = NULL}},
    .variables =
        (const struct variable[]){
            {"colour", FIELD(struct state, colour), .range = range_of_colour, .meaning = "its colour"},
            {.name = NULL},
        },
    .rules =
        (const struct rule[]){
            {"recolour", must_yield, recolour,
             "it has the colour of a neighbour of greater identity: take the smallest that is free"},
            {.name = NULL},
        },
    .legitimacy =
        &(const struct legitimacy){
            .text = "no two neighbours have the same colour",
            .unit_en = "conflicts",
            .unit_fr = "conflits",
            .count = count_conflicts,
        },
    GUARDED(struct state),
};
