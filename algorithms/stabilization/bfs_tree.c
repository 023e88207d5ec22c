/* bfs_tree.c: a breadth-first spanning tree of a graph with a root, from any configuration.
 *
 * Source     Dolev, Israeli & Moran, Distributed Computing 7(1), 1993; here in the state model (a move reads all
 *            neighbours at once, where the paper reads one register at a time) and with distances bounded by N, which
 *            changes no distance of a tree.
 * Assumes    a connected undirected graph; one process, of the number given by `root`, knows that it is the root; N
 *            is known. Identities are not used.
 * Promises   stabilization: everyone gets its true distance to the root, and a parent one hop nearer.
 * Cost       at most D + 1 rounds, D being the distance from the root to the process furthest from it, and so at most
 *            N. At the end of round r those at distances below r have their final values and all others a distance of
 *            r or more: round 1 puts 0 at the root and 1 or more elsewhere; later, who is at distance r sees r - 1 at
 *            its final neighbours and no less at others. Under an unfair daemon it converges too (Altisen & Bozga,
 *            arXiv 2502.17035, 2025); no bound in moves is claimed. */
#include "engine/process.h"

struct state {
    uint32_t distance;
    uint32_t parent; /* a port; of the root: 0, and means nothing */
};

enum { BEAT, ROOT };

static bool is_root(const struct process *p)
{
    return process_number(p) == process_parameter(p, ROOT);
}

static const struct state *state_at(const struct neighbourhood *n, uint32_t port)
{
    return neighbour_state(n, port);
}

/* "One more than the smallest distance among the neighbours, and the first port where it is." */
static struct state nearest(const struct neighbourhood *n)
{
    uint32_t most = process_count(n->process);
    struct state best = {most, 0};
    for (uint32_t port = 0; port < process_in_degree(n->process); port++)
        if (state_at(n, port)->distance < most && state_at(n, port)->distance + 1 < best.distance)
            best = (struct state){state_at(n, port)->distance + 1, port};
    return best;
}

/* "The root is at distance 0." */
static bool root_is_misplaced(const struct neighbourhood *n)
{
    const struct state *s = n->state;
    return is_root(n->process) && s->distance != 0;
}

static void take_root(struct neighbourhood *n)
{
    *(struct state *)n->state = (struct state){0, 0};
}

/* "Anyone else hangs under a neighbour that is nearest to the root." */
static bool hangs_wrongly(const struct neighbourhood *n)
{
    const struct state *s = n->state;
    if (is_root(n->process))
        return false;
    struct state best = nearest(n);
    return s->distance != best.distance || s->parent != best.parent;
}

static void hang(struct neighbourhood *n)
{
    *(struct state *)n->state = nearest(n);
}

static void range_of_distance(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = process_count(p);
}

static void range_of_parent(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = is_root(p) || process_in_degree(p) == 0 ? 0 : process_in_degree(p) - 1;
}

/* 1 when the process is not at its true distance, or its parent is not one hop nearer. */
static uint32_t is_wrong(const struct configuration *c, uint32_t process)
{
    const struct state *s = configuration_state(c, process);
    uint32_t root = (uint32_t)configuration_parameter(c, ROOT);
    if (root >= configuration_count(c))
        return 1;
    uint32_t hops = configuration_hops(c, root, process);
    if (s->distance != hops)
        return 1;
    if (process == root)
        return 0;
    return s->parent >= configuration_in_degree(c, process) ||
           configuration_hops(c, root, configuration_source(c, process, s->parent)) != hops - 1;
}

static double all_processes(const struct shape *shape)
{
    return shape->processes;
}

static bool states_are_read(const struct shape *shape)
{
    return shape->schedule != SCHEDULE_MESSAGES;
}

const struct algorithm bfs_tree = {
    .name = "bfs-tree",
    .catalogue = "Z3",
    .title_en = "BFS tree",
    .title_fr = "Arbre en largeur",
    .source = "Dolev, Israeli & Moran, Distributed Computing 7(1), 1993",
    .idea =
        "The root says 0. Everyone else says one more than the smallest distance among its neighbours, and takes the "
        "first neighbour that says it as its parent. Distances that are too small grow with each round until they "
        "come from the root: from any configuration, the parents end as a breadth-first spanning tree.",
    .assumes =
        "a connected undirected graph; one process knows that it is the root; N is known; identities are not used",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED, .all_initiate = true, .knows_count = true},
    .promises = {"stabilization"},
    .costs =
        (const struct cost[]){
            {.measure = "convergence_rounds",
             .relation = COST_AT_MOST,
             .formula = "N",
             .value = all_processes,
             .applies = states_are_read,
             .condition = "on the network \"shared\"; D + 1 if D is the greatest distance to the root",
             .law = LAW_LINEAR},
            {.measure = NULL},
        },
    .parameters =
        (const struct parameter[]){
            [BEAT] = BEAT_PARAMETER,
            [ROOT] = {"root", "count", 0, 0, UINT32_MAX, "number of the process that knows itself to be the root"},
            {.name = NULL},
        },
    .variables =
        (const struct variable[]){
            {"distance", FIELD(struct state, distance), .range = range_of_distance,
             .meaning = "how many channels it believes to be between the root and itself"},
            {"parent", FIELD(struct state, parent), .range = range_of_parent,
             .meaning = "the port of its parent in the tree; of the root, 0"},
            {.name = NULL},
        },
    .rules =
        (const struct rule[]){
            {"root", root_is_misplaced, take_root, "the root is at distance 0"},
            {"hang", hangs_wrongly, hang, "one more than the nearest neighbour, which is the parent"},
            {.name = NULL},
        },
    .legitimacy =
        &(const struct legitimacy){
            .text = "everyone's distance is that to the root in the graph, and its parent is one hop nearer",
            .unit_en = "wrong processes",
            .unit_fr = "processus dans l'erreur",
            .count = is_wrong,
        },
    GUARDED(struct state),
};
