/* broken_dijkstra.c: three machines of Dijkstra's that do not stabilise. Legitimacy, variables and ring are those of the
 * K-state machines.
 *
 * deaf     The guard of the other machines is never true. Ends with nobody privileged as the rules see it, and not
 *          legitimate. Convergence.
 * narrow   The bottom machine counts modulo 2, however many machines there are: its next value need not be new. A daemon that
 *          wants to keeps several privileges alive. Convergence, which a proof finds and a fair run seldom.
 * sloppy   A privileged machine takes the value after its neighbour's, and stays privileged: one privilege becomes several.
 *          Closure. */
#include "tests/broken/broken.h"

struct machine {
    uint32_t x;
};

static bool is_bottom(const struct neighbourhood *n)
{
    return process_number(n->process) == 0;
}

static uint32_t left(const struct neighbourhood *n)
{
    const struct machine *before = neighbour_state(n, 0);
    return before->x;
}

static struct machine *own(const struct neighbourhood *n)
{
    return n->state;
}

static bool bottom_has_privilege(const struct neighbourhood *n)
{
    return is_bottom(n) && left(n) == own(n)->x;
}

static void step_on(struct neighbourhood *n)
{
    own(n)->x = (own(n)->x + 1) % process_count(n->process);
}

static void step_narrowly(struct neighbourhood *n)
{
    own(n)->x = (own(n)->x + 1) % 2;
}

static bool other_has_privilege(const struct neighbourhood *n)
{
    return !is_bottom(n) && left(n) != own(n)->x;
}

static bool never(const struct neighbourhood *n)
{
    (void)n;
    return false;
}

static void copy(struct neighbourhood *n)
{
    own(n)->x = left(n);
}

static void copy_wrongly(struct neighbourhood *n)
{
    own(n)->x = (left(n) + 1) % process_count(n->process);
}

static uint32_t privileges(const struct configuration *c, uint32_t process)
{
    const struct machine *s = configuration_state(c, process);
    const struct machine *before = configuration_state(c, configuration_source(c, process, 0));
    return (before->x == s->x) == (process == 0);
}

static void range_of_x(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = 0;
    *maximum = (int64_t)process_count(p) - 1;
}

static const struct parameter parameters[] = {BEAT_PARAMETER, {.name = NULL}};
static const struct variable variables[] = {{"x", FIELD(struct machine, x), .range = range_of_x}, {.name = NULL}};
static const struct legitimacy legitimacy = {
    .text = "exactly one privilege",
    .unit_en = "privileges",
    .unit_fr = "privilèges",
    .count = privileges,
    .legitimate = 1,
};
static const struct rule rules_deaf[] = {
    {"bottom", bottom_has_privilege, step_on, NULL},
    {"other", never, copy, NULL},
    {.name = NULL},
};
static const struct rule rules_narrow[] = {
    {"bottom", bottom_has_privilege, step_narrowly, NULL},
    {"other", other_has_privilege, copy, NULL},
    {.name = NULL},
};
static const struct rule rules_sloppy[] = {
    {"bottom", bottom_has_privilege, step_on, NULL},
    {"other", other_has_privilege, copy_wrongly, NULL},
    {.name = NULL},
};

#define BROKEN_MACHINES(variant)                                                                                       \
    const struct algorithm broken_dijkstra_##variant = {                                                               \
        .name = "broken-dijkstra-" #variant,                                                                           \
        .assumptions = {.topology = TOPOLOGY_RING, .minimum_processes = 2, .all_initiate = true, .knows_count = true}, \
        .promises = {"stabilization"},                                                                                 \
        .parameters = parameters,                                                                                      \
        .variables = variables,                                                                                        \
        .rules = rules_##variant,                                                                                      \
        .legitimacy = &legitimacy,                                                                                     \
        GUARDED(struct machine),                                                                                       \
    }
BROKEN_MACHINES(deaf);
BROKEN_MACHINES(narrow);
BROKEN_MACHINES(sloppy);
