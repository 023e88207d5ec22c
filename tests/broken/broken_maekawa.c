/* broken_maekawa.c: Maekawa's algorithm whose candidates enter with the votes of half their committee: halves of two committees
 * may have no member in common. Safety must notice. */
#include "tests/broken/broken.h"

#define maekawa broken_maekawa_unchanged
extern const struct algorithm maekawa;
#include "algorithms/exclusion/maekawa.c"

static void initialise_half(struct process *p, void *state)
{
    struct state *s = state;
    initialise(p, state);
    s->committee /= 2;
}

const struct algorithm broken_maekawa_half = {
    .name = "broken-maekawa-half",
    .assumptions = {.topology = TOPOLOGY_COMPLETE, .fifo = true, .knows_count = true, .knows_neighbours = true},
    .promises = {"mutual-exclusion"},
    .parameters =
        (const struct parameter[]){CLIENT_PARAMETERS, [REPAIR] = {"repair", "count", 1, 0, 1, "as the other"}, {0}},
    .messages =
        (const struct message_kind[]){[REQUEST] = {"request", sizeof(struct stamped), receive, "asks for a vote"},
                                      [GRANT] = {"grant", sizeof(struct stamped), receive, "votes"},
                                      [RELEASE] = {"release", sizeof(struct stamped), receive, "gives it back"},
                                      [INQUIRE] = {"inquire", sizeof(struct stamped), receive, "wants it back"},
                                      [FAILED] = {"failed", sizeof(struct stamped), receive, "comes later"},
                                      [YIELD] = {"yield", sizeof(struct stamped), receive, "gives it back"},
                                      {0}},
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = sizeof(struct member),
    .initialise = initialise_half,
    .start = client_think,
};
