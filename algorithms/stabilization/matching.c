/* matching.c: a maximal matching, from any configuration: everyone ends married to a neighbour, or single among
 * married neighbours.
 *
 * Source     Hsu & Huang, Information Processing Letters 43(2), 1992, with the choice of Goddard, Hedetniemi, Jacobs
 *            & Srimani, IPDPS 2003 (a proposal goes to the single neighbour of smallest identity), without which
 *            processes that move at the same time may propose and abandon for ever.
 * Assumes    an undirected graph, distinct identities; a process knows its neighbours' identities and by which of
 *            their ports they see it.
 * Promises   stabilization: the pointers are a maximal matching.
 * Cost       under a central daemon at most 2E + N moves (Hedetniemi, Hedetniemi, Jacobs & Srimani, IPL 80(5), 2001;
 *            Hsu & Huang proved O(N^3), Tel, IPL 49(6), 1994, O(N^2)); under a synchronous one at most N + 1 rounds
 *            (Goddard et al.). Under a distributed daemon too it converges in a number of rounds linear in N (Goddard,
 *            Hedetniemi, Jacobs, Srimani & Xu, Parallel Processing Letters 18(1), 2008). */
#include "engine/process.h"

enum { NOBODY = 0 };

struct state {
    uint32_t partner; /* the port of the neighbour it points at, plus 1; or NOBODY */
};

static uint32_t partner_at(const struct neighbourhood *n, uint32_t port)
{
    const struct state *s = neighbour_state(n, port);
    return s->partner;
}

static bool points_at_me(const struct neighbourhood *n, uint32_t port)
{
    return partner_at(n, port) == process_neighbour_port(n->process, port) + 1;
}

/* The first port whose neighbour points at this process, plus 1; or NOBODY. */
static uint32_t find_suitor(const struct neighbourhood *n)
{
    for (uint32_t port = 0; port < process_in_degree(n->process); port++)
        if (points_at_me(n, port))
            return port + 1;
    return NOBODY;
}

/* The port of the single neighbour of smallest identity, plus 1; or NOBODY. */
static uint32_t find_single(const struct neighbourhood *n)
{
    uint32_t found = NOBODY;
    identity smallest = 0;
    for (uint32_t port = 0; port < process_in_degree(n->process); port++) {
        identity whose = process_neighbour_identity(n->process, port);
        if (partner_at(n, port) == NOBODY && (found == NOBODY || whose < smallest)) {
            found = port + 1;
            smallest = whose;
        }
    }
    return found;
}

static bool is_single(const struct neighbourhood *n)
{
    const struct state *s = n->state;
    return s->partner == NOBODY;
}

static void point_at(struct neighbourhood *n, uint32_t partner)
{
    struct state *s = n->state;
    s->partner = partner;
}

/* "Who points at nobody accepts a neighbour that points at it." */
static bool may_marry(const struct neighbourhood *n)
{
    return is_single(n) && find_suitor(n) != NOBODY;
}

static void marry(struct neighbourhood *n)
{
    point_at(n, find_suitor(n));
}

/* "When nobody points at it, it points at a neighbour that points at nobody." */
static bool may_propose(const struct neighbourhood *n)
{
    return is_single(n) && find_suitor(n) == NOBODY && find_single(n) != NOBODY;
}

static void propose(struct neighbourhood *n)
{
    point_at(n, find_single(n));
}

/* "Who points at a neighbour that points at another gives up." */
static bool must_abandon(const struct neighbourhood *n)
{
    const struct state *s = n->state;
    if (is_single(n))
        return false;
    uint32_t port = s->partner - 1;
    return partner_at(n, port) != NOBODY && !points_at_me(n, port);
}

static void abandon(struct neighbourhood *n)
{
    point_at(n, NOBODY);
}

static void range_of_partner(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = NOBODY;
    *maximum = process_in_degree(p);
}

/* Whom a process points at; its own number when it points at nobody. */
static uint32_t pointed_at(const struct configuration *c, uint32_t process)
{
    const struct state *s = configuration_state(c, process);
    return s->partner == NOBODY ? process : configuration_source(c, process, s->partner - 1);
}

/* 1 when the process is neither married nor single among neighbours that all point at somebody. Summed to 0, those that
 * point are pairs, and no pair can be added. */
static uint32_t is_unsettled(const struct configuration *c, uint32_t process)
{
    uint32_t other = pointed_at(c, process);
    if (other != process)
        return pointed_at(c, other) != process;
    for (uint32_t port = 0; port < configuration_in_degree(c, process); port++) {
        uint32_t neighbour = configuration_source(c, process, port);
        if (pointed_at(c, neighbour) == neighbour)
            return 1;
    }
    return 0;
}

static double two_e_and_n(const struct shape *shape)
{
    return 2 * (double)shape->edges + shape->processes;
}

static double n_and_1(const struct shape *shape)
{
    return (double)shape->processes + 1;
}

static bool is_central(const struct shape *shape)
{
    return shape->schedule == SCHEDULE_CENTRAL;
}

static bool is_synchronous(const struct shape *shape)
{
    return shape->schedule == SCHEDULE_SYNCHRONOUS;
}

const struct algorithm matching = {
    .name = "matching",
    .catalogue = "Z3",
    .title_en = "Maximal matching",
    .title_fr = "Couplage maximal",
    .source =
        "Hsu & Huang, Information Processing Letters 43(2), 1992; Goddard, Hedetniemi, Jacobs & Srimani, IPDPS 2003",
    .idea =
        "Everyone points at a neighbour or at nobody. Who points at nobody accepts a neighbour that points at it, or "
        "else proposes to a neighbour that points at nobody, the one of smallest identity; who points at a neighbour "
        "that points elsewhere gives up. In the end those that point are pairs, and no two neighbours are single.",
    .assumes =
        "an undirected graph, distinct identities; a process knows its neighbours' identities and by which of their "
        "ports they see it",
    .assumptions = {.topology = TOPOLOGY_UNDIRECTED,
                    .all_initiate = true,
                    .distinct_identities = true,
                    .knows_neighbours = true},
    .promises = {"stabilization"},
    .costs =
        (const struct cost[]){
            {.measure = "convergence_moves",
             .relation = COST_AT_MOST,
             .formula = "2E+N",
             .value = two_e_and_n,
             .applies = is_central,
             .condition = "under a central daemon",
             .law = LAW_UNDECIDED},
            {.measure = "convergence_rounds",
             .relation = COST_AT_MOST,
             .formula = "N+1",
             .value = n_and_1,
             .applies = is_synchronous,
             .condition = "under a synchronous daemon",
             .law = LAW_LINEAR},
            {.measure = NULL},
        },
    .parameters = (const struct parameter[]){BEAT_PARAMETER, {.name = NULL}},
    .variables =
        (const struct variable[]){
            {"partner", FIELD(struct state, partner), .range = range_of_partner,
             .meaning = "0: it points at nobody; else the port of the neighbour it points at, plus 1"},
            {.name = NULL},
        },
    .rules =
        (const struct rule[]){
            {"marry", may_marry, marry, "accept a neighbour that points at it"},
            {"propose", may_propose, propose, "point at the single neighbour of smallest identity"},
            {"abandon", must_abandon, abandon, "give up a neighbour that points at another"},
            {.name = NULL},
        },
    .legitimacy =
        &(const struct legitimacy){
            .text = "everyone points at a neighbour that points back, or at nobody when all its neighbours point at "
                    "somebody",
            .unit_en = "unsettled processes",
            .unit_fr = "processus non fixés",
            .count = is_unsettled,
        },
    GUARDED(struct state),
};
