/* broken_stabilization.c: algorithms of algorithms/stabilization that do not stabilize. Legitimacy is that of the original.
 *
 * stubborn    A BFS tree in which a distance never grows: one that is too small stays. Ends silent and wrong.
 * faithful    A matching in which nobody gives up: who points at the partner of another waits for ever, and its single
 *             neighbours stay without a partner. Ends silent and wrong.
 * clockwise   A matching in which a proposal goes to the first single neighbour, whatever its identity: right under a central
 *             daemon; when all move at the same time on a ring, all point at the next, and all give up, for ever.
 * symmetric   A colouring in which both of two neighbours in conflict move. When all move at the same time they choose the
 *             same colour again, for ever.
 * credulous   An election without distances: an identity that nobody has is never doubted. Ends silent and wrong. */
#include "tests/broken/broken.h"

extern const struct algorithm bfs_tree, matching, colouring, stabilizing_leader;

static const struct parameter only_beat[] = {BEAT_PARAMETER, {.name = NULL}};

/* ---- stubborn ---- */

enum { ROOT = 1 };

struct tree {
    uint32_t distance;
    uint32_t parent;
};

static bool is_root(const struct process *p)
{
    return process_number(p) == process_parameter(p, ROOT);
}

static bool find_nearer(const struct neighbourhood *n, struct tree *found)
{
    const struct tree *s = n->state;
    *found = *s;
    for (uint32_t port = 0; port < process_in_degree(n->process); port++) {
        const struct tree *other = neighbour_state(n, port);
        if (other->distance + 1 < found->distance)
            *found = (struct tree){other->distance + 1, port};
    }
    return found->distance < s->distance;
}

static bool root_is_misplaced(const struct neighbourhood *n)
{
    const struct tree *s = n->state;
    return is_root(n->process) && s->distance != 0;
}

static void take_root(struct neighbourhood *n)
{
    *(struct tree *)n->state = (struct tree){0, 0};
}

static bool may_come_nearer(const struct neighbourhood *n)
{
    struct tree found;
    return !is_root(n->process) && find_nearer(n, &found);
}

static void come_nearer(struct neighbourhood *n)
{
    struct tree found;
    if (find_nearer(n, &found))
        *(struct tree *)n->state = found;
}

static void range_of_distance(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = process_count(p);
}

static void range_of_port(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = process_in_degree(p) == 0 ? 0 : process_in_degree(p) - 1;
}

static uint32_t is_wrong_in_tree(const struct configuration *c, uint32_t process)
{
    return bfs_tree.legitimacy->count(c, process);
}

const struct algorithm broken_bfs_tree_stubborn = {
    .name = "broken-bfs-tree-stubborn",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED, .all_initiate = true, .knows_count = true},
    .promises = {"stabilization"},
    .parameters =
        (const struct parameter[]){
            BEAT_PARAMETER, [ROOT] = {"root", "count", 0, 0, UINT32_MAX, "as in bfs-tree"}, {.name = NULL}},
    .variables =
        (const struct variable[]){
            {"distance", FIELD(struct tree, distance), .range = range_of_distance, .meaning = "as in bfs-tree"},
            {"parent", FIELD(struct tree, parent), .range = range_of_port, .meaning = "as in bfs-tree"},
            {.name = NULL}},
    .rules = (const struct rule[]){{"root", root_is_misplaced, take_root, "as in bfs-tree"},
                                   {"hang", may_come_nearer, come_nearer, "only when that is nearer"},
                                   {.name = NULL}},
    .legitimacy = &(const struct legitimacy){.text = "as in bfs-tree",
                                             .unit_en = "wrong processes",
                                             .unit_fr = "processus dans l'erreur",
                                             .count = is_wrong_in_tree},
    GUARDED(struct tree),
};

/* ---- faithful and clockwise ---- */

struct pointer {
    uint32_t partner;
};

static uint32_t partner_at(const struct neighbourhood *n, uint32_t port)
{
    const struct pointer *s = neighbour_state(n, port);
    return s->partner;
}

/* The first neighbour that points at this process, or else the first that points at nobody; plus 1, or 0. */
static uint32_t find_partner(const struct neighbourhood *n)
{
    uint32_t single = 0;
    for (uint32_t port = 0; port < process_in_degree(n->process); port++) {
        if (partner_at(n, port) == process_neighbour_port(n->process, port) + 1)
            return port + 1;
        if (partner_at(n, port) == 0 && single == 0)
            single = port + 1;
    }
    return single;
}

static bool may_point(const struct neighbourhood *n)
{
    const struct pointer *s = n->state;
    return s->partner == 0 && find_partner(n) != 0;
}

static void point(struct neighbourhood *n)
{
    struct pointer *s = n->state;
    s->partner = find_partner(n);
}

static bool must_abandon(const struct neighbourhood *n)
{
    const struct pointer *s = n->state;
    if (s->partner == 0)
        return false;
    uint32_t others = partner_at(n, s->partner - 1);
    return others != 0 && others != process_neighbour_port(n->process, s->partner - 1) + 1;
}

static void abandon(struct neighbourhood *n)
{
    struct pointer *s = n->state;
    s->partner = 0;
}

static void range_of_partner(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = process_in_degree(p);
}

static uint32_t is_unsettled(const struct configuration *c, uint32_t process)
{
    return matching.legitimacy->count(c, process);
}

static const struct variable pointers[] = {
    {"partner", FIELD(struct pointer, partner), .range = range_of_partner, .meaning = "as in matching"},
    {.name = NULL},
};

static const struct legitimacy settled = {.text = "as in matching",
                                          .unit_en = "unsettled processes",
                                          .unit_fr = "processus non fixés",
                                          .count = is_unsettled};

const struct algorithm broken_matching_faithful = {
    .name = "broken-matching-faithful",
    .assumptions = {.topology = TOPOLOGY_UNDIRECTED, .all_initiate = true, .knows_neighbours = true},
    .promises = {"stabilization"},
    .parameters = only_beat,
    .variables = pointers,
    .rules = (const struct rule[]){{"point", may_point, point, "marry or propose"}, {.name = NULL}},
    .legitimacy = &settled,
    GUARDED(struct pointer),
};

const struct algorithm broken_matching_clockwise = {
    .name = "broken-matching-clockwise",
    .assumptions = {.topology = TOPOLOGY_UNDIRECTED, .all_initiate = true, .knows_neighbours = true},
    .promises = {"stabilization"},
    .parameters = only_beat,
    .variables = pointers,
    .rules = (const struct rule[]){{"point", may_point, point, "marry or propose"},
                                   {"abandon", must_abandon, abandon, "as in matching"},
                                   {.name = NULL}},
    .legitimacy = &settled,
    GUARDED(struct pointer),
};

/* ---- symmetric ---- */

struct paint {
    uint32_t colour;
};

static bool is_taken(const struct neighbourhood *n, uint32_t colour)
{
    for (uint32_t port = 0; port < process_in_degree(n->process); port++) {
        const struct paint *other = neighbour_state(n, port);
        if (other->colour == colour)
            return true;
    }
    return false;
}

static bool is_in_conflict(const struct neighbourhood *n)
{
    const struct paint *s = n->state;
    return is_taken(n, s->colour);
}

static void recolour(struct neighbourhood *n)
{
    struct paint *s = n->state;
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

static uint32_t count_conflicts(const struct configuration *c, uint32_t process)
{
    return colouring.legitimacy->count(c, process);
}

const struct algorithm broken_colouring_symmetric = {
    .name = "broken-colouring-symmetric",
    .assumptions = {.topology = TOPOLOGY_UNDIRECTED, .all_initiate = true},
    .promises = {"stabilization"},
    .parameters = only_beat,
    .variables = (const struct variable[]){{"colour", FIELD(struct paint, colour), .range = range_of_colour,
                                            .meaning = "as in colouring"},
                                           {.name = NULL}},
    .rules = (const struct rule[]){{"recolour", is_in_conflict, recolour, "in any conflict"}, {.name = NULL}},
    .legitimacy =
        &(const struct legitimacy){
            .text = "as in colouring", .unit_en = "conflicts", .unit_fr = "conflits", .count = count_conflicts},
    GUARDED(struct paint),
};

/* ---- credulous ---- */

struct belief {
    identity leader;
};

static identity smallest_heard_of(const struct neighbourhood *n)
{
    identity smallest = process_identity(n->process);
    for (uint32_t port = 0; port < process_in_degree(n->process); port++) {
        const struct belief *other = neighbour_state(n, port);
        if (other->leader < smallest)
            smallest = other->leader;
    }
    return smallest;
}

static bool believes_otherwise(const struct neighbourhood *n)
{
    const struct belief *s = n->state;
    return s->leader != smallest_heard_of(n);
}

static void believe(struct neighbourhood *n)
{
    struct belief *s = n->state;
    s->leader = smallest_heard_of(n);
}

static void range_of_leader(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = process_count(p);
}

static uint32_t believes_wrongly(const struct configuration *c, uint32_t process)
{
    const struct belief *s = configuration_state(c, process);
    return s->leader != configuration_identity(c, configuration_smallest(c));
}

const struct algorithm broken_leader_credulous = {
    .name = "broken-leader-credulous",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED,
                    .all_initiate = true,
                    .distinct_identities = true,
                    .knows_count = true},
    .promises = {"stabilization"},
    .parameters = only_beat,
    .variables = (const struct variable[]){{"leader", FIELD(struct belief, leader), .range = range_of_leader,
                                            .meaning = "as in stabilizing-leader"},
                                           {.name = NULL}},
    .rules =
        (const struct rule[]){{"believe", believes_otherwise, believe, "whatever a neighbour says"}, {.name = NULL}},
    .legitimacy = &(const struct legitimacy){.text = "everyone's leader is the smallest identity",
                                             .unit_en = "wrong processes",
                                             .unit_fr = "processus dans l'erreur",
                                             .count = believes_wrongly},
    GUARDED(struct belief),
};
