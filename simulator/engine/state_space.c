/* state_space.c: see state_space.h. */
#include "engine/state_space.h"
#include "engine/engine.h"
#include "engine/variable.h"

#include <inttypes.h>
#include <stdlib.h>

/* The legal values of a variable at a process. */
struct span {
    int64_t minimum;
    uint64_t count;
};

struct local_states {
    uint32_t count;  /* of the process: the product over its variables */
    int64_t weight;  /* of its number in that of a configuration */
    struct span *of; /* by variable; those of caches have one value */
    char *images;    /* its states, by number */
};

struct state_space {
    struct engine engine; /* enough of one for the guards and for legitimacy */
    struct system *system;
    uint32_t variables;
    uint32_t count;
    struct local_states *local; /* by process */
    uint32_t *now;              /* by process: the number of its state in the configuration visited */
    char *scratch;              /* a state for an action to change */
};

static size_t state_bytes(const struct state_space *space)
{
    return space->engine.algorithm->state_bytes;
}

static const char *image(const struct state_space *space, uint32_t process, uint32_t number)
{
    return space->local[process].images + number * state_bytes(space);
}

/* ---- creation ---- */

static bool refuse_algorithm(const struct algorithm *algorithm, const char *what, struct error *err)
{
    error_set(err, ERROR_INPUT, NULL, 0, "%s %s: its configurations cannot be enumerated", algorithm->name, what);
    return error_blame(err, "algorithm");
}

static bool check_algorithm(const struct settings *settings, struct error *err)
{
    const struct algorithm *algorithm = settings->algorithm;
    if (algorithm->rules == NULL)
        return refuse_algorithm(algorithm, "is not written as guarded rules", err);
    if (algorithm->variables == NULL)
        return refuse_algorithm(algorithm, "declares no variables", err);
    if (algorithm->legitimacy == NULL)
        return refuse_algorithm(algorithm, "does not say what is legitimate", err);
    if (algorithm->random)
        return refuse_algorithm(algorithm, "draws random numbers", err);
    if (settings->network == NETWORK_SHARED)
        return true;
    error_set(
        err, ERROR_INPUT, NULL, 0,
        "only the network \"shared\" has configurations that can be enumerated: elsewhere messages are on their way");
    return error_blame(err, "network");
}

static bool any_name(const char *name, uint32_t *index)
{
    (void)name;
    *index = 0;
    return true;
}

static const char *no_name(const char *name)
{
    (void)name;
    return NULL;
}

/* Records as engine.c lays them out, without streams of random numbers. */
static void prepare_engine(struct state_space *space, const struct settings *settings)
{
    struct engine *engine = &space->engine;
    const struct topology *topology = system_topology(space->system);
    *engine = (struct engine){
        .system = space->system,
        .settings = settings,
        .algorithm = settings->algorithm,
        .topology = topology,
        .processes = topology_processes(topology),
        .state_offset = sizeof(uint64_t), /* behind the chain */
    };
    size_t record = engine->state_offset + settings->algorithm->state_bytes + sizeof(uint64_t);
    engine->record_stride = (record + 7) & ~(size_t)7;
    size_t caches = settings->algorithm->state_bytes_per_neighbour * topology_channels(topology);
    engine->records =
        must_have(calloc(1, engine->record_stride * engine->processes + caches + 8), "the configurations");
    engine->configuration = configuration_create(engine);
}

/* The values of a variable at a process. */
static struct span find_span(struct state_space *space, const struct variable *variable, uint32_t process)
{
    int64_t minimum, maximum;
    if (variable->each_neighbour)
        return (struct span){0, 1}; /* what is cached of neighbours is not used where they are read */
    variable_range(variable, &(struct process){&space->engine, process}, &minimum, &maximum);
    return (struct span){minimum, (uint64_t)maximum - (uint64_t)minimum + 1};
}

static double count_states(const struct state_space *space, const struct local_states *local)
{
    double count = 1;
    for (uint32_t i = 0; i < space->variables; i++)
        count *= (double)local->of[i].count;
    return count;
}

/* The states of one process, by number: the first variable counts fastest. */
static void draw_images(struct state_space *space, uint32_t process)
{
    struct local_states *local = &space->local[process];
    const struct algorithm *algorithm = space->engine.algorithm;
    size_t bytes = state_bytes(space);
    char *state = engine_state(&space->engine, process);
    if (algorithm->initialise != NULL)
        algorithm->initialise(&(struct process){&space->engine, process}, state);
    local->images = must_have(malloc(local->count * bytes + 1), "the configurations");
    for (uint32_t number = 0; number < local->count; number++) {
        uint64_t rest = number;
        char *drawn = local->images + number * bytes;
        memcpy(drawn, state, bytes);
        for (uint32_t i = 0; i < space->variables; i++) {
            if (!algorithm->variables[i].each_neighbour)
                variable_set(&algorithm->variables[i], drawn,
                             local->of[i].minimum + (int64_t)(rest % local->of[i].count));
            rest /= local->of[i].count;
        }
    }
}

static bool count_all(struct state_space *space, struct error *err)
{
    const struct algorithm *algorithm = space->engine.algorithm;
    uint32_t n = space->engine.processes;
    if (n > STATE_SPACE_MOST_PROCESSES) {
        error_set(err, ERROR_INPUT, NULL, 0, "%" PRIu32 " processes are too many to enumerate; expected at most %d", n,
                  STATE_SPACE_MOST_PROCESSES);
        return error_blame(err, "processes");
    }
    double total = 1, most = 1;
    for (uint32_t i = 0; i < n; i++) {
        struct local_states *local = &space->local[i];
        local->of = must_have(calloc(space->variables + 1, sizeof *local->of), "the configurations");
        for (uint32_t j = 0; j < space->variables; j++)
            local->of[j] = find_span(space, &algorithm->variables[j], i);
        double states = count_states(space, local);
        local->weight = (int64_t)fmin(total, STATE_SPACE_MOST);
        local->count = (uint32_t)fmin(states, STATE_SPACE_MOST);
        total *= states;
        most = fmax(most, states);
    }
    if (total > STATE_SPACE_MOST || most > STATE_SPACE_MOST_STATES) {
        error_set(err, ERROR_INPUT, NULL, 0,
                  "%.10g configurations are too many to enumerate; expected at most %d: take fewer processes or states",
                  total, STATE_SPACE_MOST);
        return error_blame(err, "processes");
    }
    space->count = (uint32_t)total;
    return true;
}

bool state_space_create(const struct settings *settings, struct state_space **out, struct error *err)
{
    static const struct host_table nowhere = {.count = 1, .index_of = any_name, .nearest = no_name};
    *out = NULL;
    struct system *system;
    if (!check_algorithm(settings, err) || !system_create(settings, &nowhere, &system, err))
        return false;
    struct state_space *space = must_have(calloc(1, sizeof *space), "the configurations");
    space->system = system;
    prepare_engine(space, settings);
    while (settings->algorithm->variables[space->variables].name != NULL)
        space->variables++;
    uint32_t n = space->engine.processes;
    space->local = must_have(calloc(n, sizeof *space->local), "the configurations");
    space->now = must_have(calloc(n, sizeof *space->now), "the configurations");
    space->scratch = must_have(malloc(state_bytes(space) + 1), "the configurations");
    if (!count_all(space, err)) {
        state_space_free(space);
        return false;
    }
    for (uint32_t i = 0; i < n; i++)
        draw_images(space, i);
    *out = space;
    return true;
}

void state_space_free(struct state_space *space)
{
    if (space == NULL)
        return;
    for (uint32_t i = 0; i < space->engine.processes; i++) {
        free(space->local[i].of);
        free(space->local[i].images);
    }
    configuration_free(space->engine.configuration);
    free(space->engine.records);
    free(space->local);
    free(space->now);
    free(space->scratch);
    system_free(space->system);
    free(space);
}

uint32_t state_space_count(const struct state_space *space)
{
    return space->count;
}

uint32_t state_space_processes(const struct state_space *space)
{
    return space->engine.processes;
}

/* ---- one configuration ---- */

void state_space_visit(struct state_space *space, uint32_t configuration)
{
    for (uint32_t i = 0; i < space->engine.processes; i++) {
        uint32_t number = configuration % space->local[i].count;
        configuration /= space->local[i].count;
        space->now[i] = number;
        memcpy(engine_state(&space->engine, i), image(space, i, number), state_bytes(space));
    }
}

bool state_space_is_legitimate(const struct state_space *space)
{
    const struct legitimacy *legitimacy = space->engine.algorithm->legitimacy;
    uint64_t total = 0;
    for (uint32_t i = 0; i < space->engine.processes; i++)
        total += legitimacy->count(space->engine.configuration, i);
    return total == legitimacy->legitimate;
}

static const void *read_state(const struct neighbourhood *n, uint32_t in_port)
{
    const struct engine *engine = n->process->engine;
    return engine_state(engine, topology_source(engine->topology, n->process->number, in_port).process);
}

/* The number of the state in the scratch; the contract says that actions keep to the ranges. */
static uint32_t number_of(struct state_space *space, uint32_t process, uint32_t rule)
{
    const struct algorithm *algorithm = space->engine.algorithm;
    uint64_t number = 0, weight = 1;
    for (uint32_t i = 0; i < space->variables; i++) {
        const struct variable *variable = &algorithm->variables[i];
        const struct span *span = &space->local[process].of[i];
        if (variable->each_neighbour)
            continue;
        int64_t value = variable_get(variable, space->scratch);
        uint64_t place = (uint64_t)value - (uint64_t)span->minimum;
        if (place >= span->count) {
            error_set(&space->engine.fault, ERROR_INPUT, NULL, 0,
                      "%s: rule \"%s\" gives \"%s\" the value %" PRId64 " at process %" PRIu32
                      ", which its declared range, %" PRId64 " to %" PRId64 ", does not allow",
                      algorithm->name, algorithm->rules[rule].name, variable->name, value, process, span->minimum,
                      (int64_t)((uint64_t)span->minimum + span->count - 1));
            return space->now[process];
        }
        number += place * weight;
        weight *= span->count;
    }
    if (memcmp(image(space, process, (uint32_t)number), space->scratch, state_bytes(space)) != 0)
        error_set(&space->engine.fault, ERROR_INPUT, NULL, 0,
                  "%s: rule \"%s\" changes something in the state that is no declared variable: a proof would miss it",
                  algorithm->name, algorithm->rules[rule].name);
    return (uint32_t)number;
}

uint32_t state_space_moves(struct state_space *space, struct possible_move *moves)
{
    const struct rule *rules = space->engine.algorithm->rules;
    uint32_t count = 0;
    for (uint32_t i = 0; i < space->engine.processes; i++) {
        struct process p = {&space->engine, i};
        memcpy(space->scratch, image(space, i, space->now[i]), state_bytes(space));
        struct neighbourhood n = {.process = &p, .state = space->scratch, .read = read_state};
        for (uint32_t rule = 0; rules[rule].name != NULL; rule++) {
            if (!rules[rule].guard(&n))
                continue;
            rules[rule].action(&n);
            int64_t change = (int64_t)number_of(space, i, rule) - (int64_t)space->now[i];
            moves[count++] = (struct possible_move){i, rule, change * space->local[i].weight};
            break;
        }
    }
    return count;
}

void state_space_describe(const struct state_space *space, FILE *out)
{
    const struct variable *variables = space->engine.algorithm->variables;
    const char *separator = "";
    for (uint32_t i = 0; i < space->variables; i++) {
        if (variables[i].each_neighbour)
            continue;
        fprintf(out, "%s%s =", separator, variables[i].name);
        for (uint32_t j = 0; j < space->engine.processes; j++)
            fprintf(out, " %" PRId64, variable_get(&variables[i], image(space, j, space->now[j])));
        separator = ", ";
    }
}

bool state_space_check(const struct state_space *space, struct error *err)
{
    if (space->engine.fault.kind == ERROR_NONE)
        return true;
    *err = space->engine.fault;
    return false;
}
