/* leader.c: the election of the smallest identity on any graph, from any configuration.
 *
 * Source     after the leader election in Arora & Gouda, Distributed reset, IEEE Transactions on Computers 43(9),
 *            1994: a tree of the distances to the leader, where a distance that reaches N proves that the leader does
 *            not exist.
 * Assumes    a connected undirected graph, distinct identities; N is known.
 * Promises   stabilization: everyone knows the smallest identity, its distance to it, and a parent one hop nearer.
 * Cost       at most N + 1 + D rounds, D being the diameter, and so at most 2N. Call (identity, distance) fake when
 *            nobody has that identity, or who has it is further away. A fake pair comes from a fake pair one nearer,
 *            or from the beginning: at the end of round r all that are left have distances of r or more, at the end
 *            of round N none. In round N + 1 the smallest stands for itself, and who is d hops away follows in round
 *            N + 1 + d. */
#include "engine/process.h"

struct state {
    identity leader;
    uint32_t distance;
    uint32_t parent; /* a port; 0, and means nothing, for who is its own leader */
};

static const struct state *state_at(const struct neighbourhood *n, uint32_t port)
{
    return neighbour_state(n, port);
}

static bool is_better(const struct state *a, const struct state *b)
{
    return a->leader < b->leader || (a->leader == b->leader && a->distance < b->distance);
}

/* "The smallest identity heard of: its own, or a neighbour's leader that is less than N hops away by that neighbour;
 * then the smallest distance; then the first port." */
static struct state best(const struct neighbourhood *n)
{
    struct state found = {process_identity(n->process), 0, 0};
    for (uint32_t port = 0; port < process_in_degree(n->process); port++) {
        const struct state *other = state_at(n, port);
        struct state through = {other->leader, other->distance + 1, port};
        if (other->distance < process_count(n->process) - 1 && is_better(&through, &found))
            found = through;
    }
    return found;
}

static bool is_state(const struct neighbourhood *n, const struct state *wanted)
{
    const struct state *s = n->state;
    return s->leader == wanted->leader && s->distance == wanted->distance && s->parent == wanted->parent;
}

static void take(struct neighbourhood *n, const struct state *wanted)
{
    struct state *s = n->state;
    s->leader = wanted->leader;
    s->distance = wanted->distance;
    s->parent = wanted->parent;
}

/* "Who hears of nobody smaller stands for itself." */
static bool must_stand(const struct neighbourhood *n)
{
    struct state wanted = best(n);
    return wanted.distance == 0 && !is_state(n, &wanted);
}

static void stand(struct neighbourhood *n)
{
    take(n, &(struct state){process_identity(n->process), 0, 0});
}

/* "Who hears of somebody smaller follows it, by the neighbour that is nearest to it." */
static bool must_follow(const struct neighbourhood *n)
{
    struct state wanted = best(n);
    return wanted.distance != 0 && !is_state(n, &wanted);
}

static void follow(struct neighbourhood *n)
{
    struct state wanted = best(n);
    take(n, &wanted);
}

/* Identities are 1 to N unless the scenario lists them: 0 is one that nobody has, smaller than all. */
static void range_of_leader(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    identity own = process_identity(p);
    *minimum = own < 0 ? own : 0;
    *maximum = own > process_count(p) ? own : process_count(p);
}

static void range_of_distance(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = process_count(p) - 1;
}

static void range_of_parent(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = process_in_degree(p) == 0 ? 0 : process_in_degree(p) - 1;
}

/* 1 when the process has another leader than the smallest identity, or is not at its true distance, or its parent is
 * not one hop nearer. */
static uint32_t is_wrong(const struct configuration *c, uint32_t process)
{
    const struct state *s = configuration_state(c, process);
    uint32_t smallest = configuration_smallest(c);
    uint32_t hops = configuration_hops(c, smallest, process);
    if (s->leader != configuration_identity(c, smallest) || s->distance != hops)
        return 1;
    if (process == smallest)
        return 0;
    return s->parent >= configuration_in_degree(c, process) ||
           configuration_hops(c, smallest, configuration_source(c, process, s->parent)) != hops - 1;
}

static double two_n(const struct shape *shape)
{
    return 2 * (double)shape->processes;
}

static bool states_are_read(const struct shape *shape)
{
    return shape->schedule != SCHEDULE_MESSAGES;
}

const struct algorithm stabilizing_leader = {
    .name = "stabilizing-leader",
    .catalogue = "Z3",
    .title_en = "Self-stabilising election",
    .title_fr = "Élection auto-stabilisante",
    .source = "Arora & Gouda, IEEE Transactions on Computers 43(9), 1994",
    .idea = "Everyone follows the smallest identity that it hears of from a neighbour, or itself, and says how many "
            "hops away "
            "it is. An identity that nobody has has no process at distance 0 to renew it: its distances grow with each "
            "round "
            "until they reach N, and nobody believes it any more. Then the smallest real identity spreads.",
    .assumes = "a connected undirected graph, distinct identities; N is known",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED,
                    .all_initiate = true,
                    .distinct_identities = true,
                    .knows_count = true},
    .promises = {"stabilization"},
    .costs =
        (const struct cost[]){
            {.measure = "convergence_rounds",
             .relation = COST_AT_MOST,
             .formula = "2N",
             .value = two_n,
             .applies = states_are_read,
             .condition = "on the network \"shared\"; N + 1 + D if D is the diameter",
             .law = LAW_LINEAR},
            {.measure = NULL},
        },
    .parameters = (const struct parameter[]){BEAT_PARAMETER, {.name = NULL}},
    .variables =
        (const struct variable[]){
            {"leader", FIELD(struct state, leader), .range = range_of_leader,
             .meaning = "the identity that it takes for the leader's"},
            {"distance", FIELD(struct state, distance), .range = range_of_distance,
             .meaning = "how many channels it believes to be between the leader and itself"},
            {"parent", FIELD(struct state, parent), .range = range_of_parent,
             .meaning = "the port of its parent in the tree of the leader"},
            {.name = NULL},
        },
    .rules =
        (const struct rule[]){
            {"stand", must_stand, stand, "nobody smaller is heard of: be the leader"},
            {"follow", must_follow, follow, "follow the smallest identity heard of, by the nearest neighbour"},
            {.name = NULL},
        },
    .legitimacy =
        &(const struct legitimacy){
            .text = "everyone has the smallest identity as its leader and its true distance to it, and its parent is "
                    "one hop "
                    "nearer",
            .unit_en = "wrong processes",
            .unit_fr = "processus dans l'erreur",
            .count = is_wrong,
        },
    GUARDED(struct state),
};
