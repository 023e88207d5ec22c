/* rules.c: the table of rules.h. */
#include "scenario/rules.h"

#include "engine/settings.h"
#include "engine/topology.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* In the order of the enumerations of settings.h, where there is one. */
static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const languages[] = {"en", "fr", NULL};
static const char *const networks[] = {"flow", "latency", "shared", NULL};
static const char *const daemons[] = {"central", "distributed", "synchronous", NULL};
static const char *const delays[] = {"none", "uniform", "exponential", NULL};
static const char *const identity_orders[] = {"increasing", "decreasing", "random", "listed", NULL};
static const char *const initiator_rules[] = {"one", "all", "count", "listed", "random", NULL};
static const char *const compressions[] = {"none", "zstd", NULL};
static const char *const stamps[] = {"none", "scalar", "vector", NULL};
static const char *const axes[] = {"time", "logical", NULL};
static const char *const placement_rules[] = {"round-robin", "block", "random", "listed", NULL};
static const char *const triggers[] = {"event", "start", "send", "receive", "timeout", "output", NULL};
static const char *const intervals[] = {"exponential", "weibull", NULL};
static const char *const durations[] = {"fixed", "exponential", NULL};
static const char *const verdicts[] = {"holds", "violated", "undecided", NULL};
static const char *const cost_rules[] = {"constant", "uniform", "exponential", "lognormal", "pareto", NULL};
static const char *const roundings[] = {"second", "hour", NULL};
static const char *const quantifiers[] = {"all", "some", NULL};
static const char *const computing[] = {"off", "measured", NULL};
static const char *const fault_kinds[] = {
#define FAULT_NAME(id, name, ...) name,
    FAULTS(FAULT_NAME)
#undef FAULT_NAME
        NULL};

/* Choices of the lists above, as members of the sets of kinds. */
enum { DELAY_IS_UNIFORM = 1 << 1, DELAY_IS_EXPONENTIAL = 1 << 2 };
enum { ORDER_IS_LISTED = 1 << 3, PLACEMENT_IS_LISTED = 1 << 3 };
enum { SELECT_IS_ONE = 1 << 0, SELECT_IS_COUNT = 1 << 2, SELECT_IS_LISTED = 1 << 3, SELECT_IS_RANDOM = 1 << 4 };
#define KIND_IS(kind) (1u << TOPOLOGY_KIND_##kind)
enum { MODEL_IS_SHARED = 1 << NETWORK_SHARED };

/* Which kinds of fault have which attributes. */
#define FAULT_IS(kind) (1u << FAULT_##kind)
enum {
    FAULT_ENDS_ANOTHER = FAULT_IS(RECOVER) | FAULT_IS(RESUME) | FAULT_IS(REPAIR),
    FAULT_BEGINS = ~(unsigned)FAULT_ENDS_ANOTHER & ((1u << FAULT_KINDS) - 1),
    FAULT_LASTS = FAULT_BEGINS & ~FAULT_IS(CORRUPT),
    FAULT_DRAWS_PROCESSES = FAULT_IS(CRASH) | FAULT_IS(SUSPEND) | FAULT_IS(SLOW) | FAULT_IS(CORRUPT) | FAULT_IS(DRIFT),
    FAULT_OF_PROCESSES = FAULT_DRAWS_PROCESSES | FAULT_IS(RECOVER) | FAULT_IS(RESUME),
    FAULT_OF_LINKS = FAULT_IS(CUT) | FAULT_IS(REPAIR),
    FAULT_OF_MESSAGES = FAULT_IS(LOSE) | FAULT_IS(DUPLICATE) | FAULT_IS(REORDER) | FAULT_IS(DELAY),
};

static const struct attribute_rule scenario_attributes[] = {
    {.name = "name", .type = TYPE_NAME, .required = true},
    {.name = "seed", .type = TYPE_COUNT, .maximum = UINT64_MAX},
    {.name = "replications", .type = TYPE_COUNT, .minimum = 1, .maximum = MOST_REPLICATIONS},
    {.name = "directory", .type = TYPE_TEXT},
    {0}};

static const struct attribute_rule text_attributes[] = {
    {.name = "xml:lang", .type = TYPE_CHOICE, .required = true, .choices = languages}, {0}};

static const struct attribute_rule platform_attributes[] = {
    {.name = "file", .type = TYPE_TEXT, .required = true, .varies = true}, {0}};

static const struct attribute_rule network_attributes[] = {
    {.name = "model", .type = TYPE_CHOICE, .required = true, .varies = true, .choices = networks},
    {.name = "daemon", .type = TYPE_CHOICE, .varies = true, .kinds = MODEL_IS_SHARED, .choices = daemons},
    {.name = "step",
     .type = TYPE_QUANTITY,
     .varies = true,
     .kinds = MODEL_IS_SHARED,
     .dimension = DIMENSION_TIME,
     .positive = true},
    {0}};

static const struct attribute_rule channels_attributes[] = {
    {.name = "delay", .type = TYPE_CHOICE, .varies = true, .choices = delays},
    {.name = "header", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_SIZE},
    {.name = "low", .type = TYPE_QUANTITY, .varies = true, .kinds = DELAY_IS_UNIFORM, .dimension = DIMENSION_TIME},
    {.name = "high",
     .type = TYPE_QUANTITY,
     .required = true,
     .varies = true,
     .kinds = DELAY_IS_UNIFORM,
     .dimension = DIMENSION_TIME},
    {.name = "mean",
     .type = TYPE_QUANTITY,
     .required = true,
     .varies = true,
     .kinds = DELAY_IS_EXPONENTIAL,
     .dimension = DIMENSION_TIME},
    {.name = "fifo", .type = TYPE_CHOICE, .varies = true, .choices = yes_no},
    {0}};

static const struct attribute_rule budget_attributes[] = {
    {.name = "events", .type = TYPE_COUNT, .varies = true, .minimum = 1, .maximum = UINT64_MAX},
    {.name = "time", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_TIME, .positive = true},
    {0}};

static const struct attribute_rule measures_attributes[] = {
    {.name = "ideal-time", .type = TYPE_CHOICE, .choices = yes_no},
    {.name = "series", .type = TYPE_CHOICE, .choices = yes_no},
    {.name = "energy", .type = TYPE_CHOICE, .choices = yes_no},
    {.name = "wire", .type = TYPE_CHOICE, .choices = yes_no},
    {0}};

#define SHORTEST_TRACE 1e3  /* bytes: its heading, and some events */
#define LONGEST_TRACE  1e18 /* bytes */

static const struct attribute_rule trace_attributes[] = {
    {.name = "runs", .type = TYPE_TRACE},
    {.name = "compression", .type = TYPE_CHOICE, .choices = compressions},
    {.name = "stamps", .type = TYPE_CHOICE, .choices = stamps},
    {.name = "processes", .type = TYPE_LIST},
    {.name = "sample", .type = TYPE_COUNT, .minimum = 1, .maximum = MOST_PROCESSES},
    {.name = "limit",
     .type = TYPE_QUANTITY,
     .dimension = DIMENSION_SIZE,
     .least = SHORTEST_TRACE,
     .most = LONGEST_TRACE},
    {0}};

/* Bounds of faults. In a double, dates up to the latest still tell the shortest mean apart: time advances from one random
 * failure to the next. Outside its bounds the shape of a Weibull law overflows Gamma(1 + 1/shape), or is no law of failures. */
#define LATEST_FAULT  1e9  /* s */
#define SHORTEST_MEAN 1e-6 /* s */
#define LEAST_SHAPE   0.05
#define MOST_SHAPE    100.0
#define FASTEST_DRIFT 1000.0 /* s a second */

/* What these say together is checked by fault_check(). */
static const struct attribute_rule fault_attributes[] = {
    {.name = "kind", .type = TYPE_CHOICE, .required = true, .varies = true, .choices = fault_kinds},
    {.name = "name", .type = TYPE_NAME},
    {.name = "processes", .type = TYPE_PROCESSES, .varies = true, .kinds = FAULT_OF_PROCESSES},
    {.name = "count",
     .type = TYPE_COUNT,
     .varies = true,
     .kinds = FAULT_DRAWS_PROCESSES,
     .minimum = 1,
     .maximum = MOST_PROCESSES},
    {.name = "fraction",
     .type = TYPE_QUANTITY,
     .varies = true,
     .kinds = FAULT_DRAWS_PROCESSES,
     .dimension = DIMENSION_PROBABILITY,
     .positive = true},
    {.name = "host", .type = TYPE_TEXT, .varies = true, .kinds = FAULT_OF_PROCESSES, .maximum = LONGEST_NAME},
    {.name = "from", .type = TYPE_LIST, .varies = true, .kinds = FAULT_OF_LINKS | FAULT_OF_MESSAGES},
    {.name = "to", .type = TYPE_LIST, .varies = true, .kinds = FAULT_OF_LINKS | FAULT_OF_MESSAGES},
    {.name = "link", .type = TYPE_TEXT, .varies = true, .kinds = FAULT_OF_LINKS, .maximum = LONGEST_NAME},
    {.name = "groups", .type = TYPE_GROUPS, .required = true, .varies = true, .kinds = FAULT_IS(PARTITION)},
    {.name = "one-way",
     .type = TYPE_CHOICE,
     .varies = true,
     .kinds = FAULT_OF_LINKS | FAULT_IS(PARTITION),
     .choices = yes_no},
    {.name = "at", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_TIME, .most = LATEST_FAULT},
    {.name = "after", .type = TYPE_CHOICE, .varies = true, .choices = triggers},
    {.name = "of", .type = TYPE_COUNT, .varies = true, .maximum = MOST_PROCESSES},
    {.name = "what", .type = TYPE_TEXT, .varies = true, .maximum = LONGEST_NAME},
    {.name = "nth", .type = TYPE_COUNT, .varies = true, .minimum = 1, .maximum = UINT64_MAX},
    {.name = "wait", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_TIME, .most = LATEST_FAULT},
    {.name = "between", .type = TYPE_CHOICE, .varies = true, .kinds = FAULT_BEGINS, .choices = intervals},
    {.name = "mean",
     .type = TYPE_QUANTITY,
     .varies = true,
     .kinds = FAULT_BEGINS,
     .dimension = DIMENSION_TIME,
     .least = SHORTEST_MEAN,
     .most = LATEST_FAULT},
    {.name = "shape",
     .type = TYPE_QUANTITY,
     .varies = true,
     .kinds = FAULT_BEGINS,
     .dimension = DIMENSION_NUMBER,
     .least = LEAST_SHAPE,
     .most = MOST_SHAPE},
    {.name = "for",
     .type = TYPE_QUANTITY,
     .varies = true,
     .kinds = FAULT_LASTS,
     .dimension = DIMENSION_TIME,
     .positive = true,
     .most = LATEST_FAULT},
    {.name = "duration", .type = TYPE_CHOICE, .varies = true, .kinds = FAULT_LASTS, .choices = durations},
    {.name = "probability",
     .type = TYPE_QUANTITY,
     .required = true,
     .varies = true,
     .kinds = FAULT_OF_MESSAGES,
     .dimension = DIMENSION_PROBABILITY},
    {.name = "message", .type = TYPE_TEXT, .varies = true, .kinds = FAULT_OF_MESSAGES, .maximum = LONGEST_NAME},
    {.name = "by",
     .type = TYPE_QUANTITY,
     .varies = true,
     .kinds = FAULT_IS(DUPLICATE) | FAULT_IS(REORDER) | FAULT_IS(DELAY) | FAULT_IS(SLOW),
     .dimension = DIMENSION_TIME,
     .most = LATEST_FAULT},
    {.name = "drift",
     .type = TYPE_QUANTITY,
     .required = true,
     .varies = true,
     .kinds = FAULT_IS(DRIFT),
     .dimension = DIMENSION_NUMBER,
     .most = FASTEST_DRIFT},
    {.name = "variable", .type = TYPE_TEXT, .varies = true, .kinds = FAULT_IS(CORRUPT), .maximum = LONGEST_NAME},
    {.name = "value", .type = TYPE_INTEGER, .varies = true, .kinds = FAULT_IS(CORRUPT)},
    {0}};

static const struct attribute_rule expect_attributes[] = {
    {.name = "verdict", .type = TYPE_CHOICE, .required = true, .choices = verdicts},
    {.name = "runs", .type = TYPE_CHOICE, .choices = quantifiers},
    {0}};

/* The attributes of the tasks of a stage, by the law of their costs. */
#define COST_IS(rule) (1u << COST_##rule)
/* clang-format off */
#define TASK_ATTRIBUTES \
    {.name = "tasks", .type = TYPE_COUNT, .varies = true, .minimum = 1, .maximum = MOST_TASKS}, \
    {.name = "cost", .type = TYPE_CHOICE, .varies = true, .choices = cost_rules}, \
    {.name = "mean", .type = TYPE_QUANTITY, .varies = true, \
     .kinds = COST_IS(CONSTANT) | COST_IS(EXPONENTIAL) | COST_IS(LOGNORMAL), .dimension = DIMENSION_WORK}, \
    {.name = "low", .type = TYPE_QUANTITY, .required = true, .varies = true, .kinds = COST_IS(UNIFORM), \
     .dimension = DIMENSION_WORK}, \
    {.name = "high", .type = TYPE_QUANTITY, .required = true, .varies = true, .kinds = COST_IS(UNIFORM), \
     .dimension = DIMENSION_WORK}, \
    {.name = "variation", .type = TYPE_QUANTITY, .required = true, .varies = true, .kinds = COST_IS(LOGNORMAL), \
     .dimension = DIMENSION_NUMBER, .most = 100}, \
    {.name = "least", .type = TYPE_QUANTITY, .required = true, .varies = true, .kinds = COST_IS(PARETO), \
     .dimension = DIMENSION_WORK, .positive = true}, \
    {.name = "exponent", .type = TYPE_QUANTITY, .required = true, .varies = true, .kinds = COST_IS(PARETO), \
     .dimension = DIMENSION_NUMBER, .least = 0.1, .most = 100}, \
    {.name = "input", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_SIZE}, \
    {.name = "output", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_SIZE}, \
    {.name = "memory", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_SIZE}, \
    {.name = "file", .type = TYPE_TEXT, .varies = true}
/* clang-format on */

/* What these say together is checked by work_check(). */
static const struct attribute_rule work_attributes[] = {TASK_ATTRIBUTES, {0}};

static const struct attribute_rule stage_attributes[] = {
    {.name = "name", .type = TYPE_NAME, .required = true}, {.name = "after", .type = TYPE_TEXT}, TASK_ATTRIBUTES, {0}};

static const struct attribute_rule accounting_attributes[] = {
    {.name = "carbon", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_NUMBER},
    {.name = "cooling", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_NUMBER},
    {.name = "electricity", .type = TYPE_PRICE, .varies = true},
    {.name = "rounding", .type = TYPE_CHOICE, .varies = true, .choices = roundings},
    {0}};

static const struct attribute_rule system_attributes[] = {
    {.name = "name", .type = TYPE_NAME, .required = true},
    {.name = "processes", .type = TYPE_COUNT, .varies = true, .minimum = 1, .maximum = MOST_PROCESSES},
    {.name = "replications", .type = TYPE_COUNT, .minimum = 1, .maximum = MOST_REPLICATIONS},
    {.name = "paired-with", .type = TYPE_NAME},
    {0}};

static const struct attribute_rule mpi_attributes[] = {
    {.name = "name", .type = TYPE_NAME, .required = true},
    {.name = "program", .type = TYPE_TEXT, .required = true, .varies = true},
    {.name = "ranks", .type = TYPE_COUNT, .required = true, .varies = true, .minimum = 1, .maximum = MOST_RANKS},
    {.name = "per-node", .type = TYPE_COUNT, .varies = true, .minimum = 1, .maximum = MOST_RANKS},
    {.name = "oversubscribe", .type = TYPE_CHOICE, .varies = true, .choices = yes_no},
    {.name = "compute", .type = TYPE_CHOICE, .varies = true, .choices = computing},
    {.name = "selector", .type = TYPE_SELECTOR, .varies = true},
    {.name = "timeout", .type = TYPE_QUANTITY, .dimension = DIMENSION_TIME, .positive = true},
    {.name = "replications", .type = TYPE_COUNT, .minimum = 1, .maximum = MOST_REPLICATIONS},
    {0}};

static const struct attribute_rule argument_attributes[] = {
    {.name = "name", .type = TYPE_NAME, .required = true},
    {.name = "value", .type = TYPE_TEXT, .required = true, .varies = true},
    {0}};

static const struct attribute_rule collective_attributes[] = {
    {.name = "name", .type = TYPE_NAME, .required = true},
    {.name = "algorithm", .type = TYPE_WORD, .required = true, .varies = true},
    {0}};

static const struct attribute_rule option_attributes[] = {
    {.name = "name", .type = TYPE_OPTION, .required = true},
    {.name = "value", .type = TYPE_WORD, .required = true, .varies = true},
    {0}};

static const struct attribute_rule measure_attributes[] = {{.name = "name", .type = TYPE_NAME, .required = true},
                                                           {.name = "pattern", .type = TYPE_PATTERN, .required = true},
                                                           {.name = "unit", .type = TYPE_UNIT},
                                                           {0}};

static const struct attribute_rule algorithm_attributes[] = {
    {.name = "name", .type = TYPE_ALGORITHM, .required = true, .varies = true}, {0}};

static const struct attribute_rule parameter_attributes[] = {
    {.name = "name", .type = TYPE_NAME, .required = true},
    {.name = "value", .type = TYPE_TEXT, .required = true, .varies = true},
    {0}};

static const struct attribute_rule topology_attributes[] = {
    {.name = "kind", .type = TYPE_CHOICE, .required = true, .varies = true, .choice_name = topology_kind_name},
    {.name = "arity",
     .type = TYPE_COUNT,
     .varies = true,
     .kinds = KIND_IS(TREE),
     .minimum = 1,
     .maximum = MOST_PROCESSES},
    {.name = "dimensions", .type = TYPE_DIMENSIONS, .varies = true, .kinds = KIND_IS(GRID) | KIND_IS(TORUS)},
    {.name = "probability",
     .type = TYPE_QUANTITY,
     .varies = true,
     .kinds = KIND_IS(ERDOS_RENYI),
     .dimension = DIMENSION_PROBABILITY,
     .positive = true},
    {.name = "average-degree",
     .type = TYPE_QUANTITY,
     .varies = true,
     .kinds = KIND_IS(ERDOS_RENYI),
     .dimension = DIMENSION_NUMBER,
     .positive = true},
    {.name = "degree",
     .type = TYPE_COUNT,
     .required = true,
     .varies = true,
     .kinds = KIND_IS(REGULAR),
     .minimum = 1,
     .maximum = MOST_PROCESSES},
    {.name = "neighbours",
     .type = TYPE_COUNT,
     .varies = true,
     .kinds = KIND_IS(SMALL_WORLD),
     .minimum = 1,
     .maximum = MOST_PROCESSES},
    {.name = "rewiring",
     .type = TYPE_QUANTITY,
     .varies = true,
     .kinds = KIND_IS(SMALL_WORLD),
     .dimension = DIMENSION_PROBABILITY},
    {.name = "file", .type = TYPE_TEXT, .required = true, .varies = true, .kinds = KIND_IS(FILE)},
    {0}};

static const struct attribute_rule identities_attributes[] = {
    {.name = "order", .type = TYPE_CHOICE, .varies = true, .choices = identity_orders},
    {.name = "list", .type = TYPE_LIST, .required = true, .varies = true, .kinds = ORDER_IS_LISTED},
    {0}};

static const struct attribute_rule initiators_attributes[] = {
    {.name = "select", .type = TYPE_CHOICE, .required = true, .varies = true, .choices = initiator_rules},
    {.name = "process", .type = TYPE_COUNT, .varies = true, .kinds = SELECT_IS_ONE, .maximum = MOST_PROCESSES},
    {.name = "count",
     .type = TYPE_COUNT,
     .required = true,
     .varies = true,
     .kinds = SELECT_IS_COUNT,
     .minimum = 1,
     .maximum = MOST_PROCESSES},
    {.name = "list", .type = TYPE_LIST, .required = true, .varies = true, .kinds = SELECT_IS_LISTED},
    {.name = "probability",
     .type = TYPE_QUANTITY,
     .required = true,
     .varies = true,
     .kinds = SELECT_IS_RANDOM,
     .dimension = DIMENSION_PROBABILITY},
    {0}};

static const struct attribute_rule start_attributes[] = {
    {.name = "at", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_TIME},
    {.name = "spread", .type = TYPE_QUANTITY, .varies = true, .dimension = DIMENSION_TIME},
    {0}};

static const struct attribute_rule placement_attributes[] = {
    {.name = "rule", .type = TYPE_CHOICE, .required = true, .varies = true, .choices = placement_rules},
    {.name = "hosts", .type = TYPE_NAMES, .required = true, .varies = true, .kinds = PLACEMENT_IS_LISTED},
    {0}};

static const struct attribute_rule vary_attributes[] = {
    {.name = "path", .type = TYPE_TEXT, .required = true},
    {.name = "values", .type = TYPE_TEXT, .required = true, .maximum = 1 << 20},
    {.name = "system", .type = TYPE_NAME},
    {.name = "paired", .type = TYPE_CHOICE, .choices = yes_no},
    {0}};

/* Those from "event" on are of figures that are drawn from stamps: figures.c. */
static const struct attribute_rule figure_attributes[] = {
    {.name = "kind", .type = TYPE_FIGURE_KIND, .required = true},
    {.name = "name", .type = TYPE_NAME},
    {.name = "measure", .type = TYPE_NAME},
    {.name = "x", .type = TYPE_COLUMN},
    {.name = "system", .type = TYPE_NAMES},
    {.name = "event", .type = TYPE_COUNT, .minimum = 1, .maximum = UINT64_MAX},
    {.name = "from", .type = TYPE_QUANTITY, .dimension = DIMENSION_TIME},
    {.name = "to", .type = TYPE_QUANTITY, .dimension = DIMENSION_TIME},
    {.name = "processes", .type = TYPE_LIST},
    {.name = "axis", .type = TYPE_CHOICE, .choices = axes},
    {.name = "cut", .type = TYPE_EVENTS},
    {0}};

static const struct attribute_rule no_attributes[] = {{0}};

#define MANY(element)                                                                                                  \
    {                                                                                                                  \
        .kind = ELEMENT_##element, .many = true                                                                        \
    }
#define OPTIONAL(element)                                                                                              \
    {                                                                                                                  \
        .kind = ELEMENT_##element                                                                                      \
    }
#define ONE(element)                                                                                                   \
    {                                                                                                                  \
        .kind = ELEMENT_##element, .required = true                                                                    \
    }
#define SEVERAL(element)                                                                                               \
    {                                                                                                                  \
        .kind = ELEMENT_##element, .required = true, .many = true                                                      \
    }

static const struct element_rule rules[ELEMENT_KINDS] = {
    [ELEMENT_SCENARIO] = {.name = "scenario",
                          .attributes = scenario_attributes,
                          .children = {MANY(TITLE), MANY(DESCRIPTION), OPTIONAL(PLATFORM), OPTIONAL(NETWORK),
                                       OPTIONAL(CHANNELS), OPTIONAL(BUDGET), OPTIONAL(MEASURES), OPTIONAL(TRACE),
                                       OPTIONAL(FAULTS), OPTIONAL(WORK), OPTIONAL(ACCOUNTING), OPTIONAL(EXPECT),
                                       MANY(SYSTEM), MANY(MPI), OPTIONAL(SWEEP), OPTIONAL(FIGURES)},
                          .child_count = 16},
    [ELEMENT_TITLE] = {.name = "title", .attributes = text_attributes, .text = true},
    [ELEMENT_DESCRIPTION] = {.name = "description", .attributes = text_attributes, .text = true},
    [ELEMENT_PLATFORM] = {.name = "platform", .attributes = platform_attributes},
    [ELEMENT_NETWORK] = {.name = "network", .attributes = network_attributes, .selector = "model"},
    [ELEMENT_CHANNELS] = {.name = "channels",
                          .attributes = channels_attributes,
                          .selector = "delay",
                          .selector_absent = true},
    [ELEMENT_BUDGET] = {.name = "budget", .attributes = budget_attributes},
    [ELEMENT_MEASURES] = {.name = "measures", .attributes = measures_attributes},
    [ELEMENT_TRACE] = {.name = "trace", .attributes = trace_attributes},
    [ELEMENT_SYSTEM] = {.name = "system",
                        .attributes = system_attributes,
                        .children = {MANY(TITLE), ONE(ALGORITHM), ONE(TOPOLOGY), OPTIONAL(IDENTITIES),
                                     OPTIONAL(INITIATORS), OPTIONAL(START), OPTIONAL(PLACEMENT), OPTIONAL(PLATFORM),
                                     OPTIONAL(NETWORK), OPTIONAL(CHANNELS), OPTIONAL(BUDGET), OPTIONAL(FAULTS),
                                     OPTIONAL(WORK), OPTIONAL(ACCOUNTING), OPTIONAL(EXPECT)},
                        .child_count = 15},
    [ELEMENT_MPI] = {.name = "mpi",
                     .attributes = mpi_attributes,
                     .children = {MANY(TITLE), MANY(ARGUMENT), MANY(COLLECTIVE), MANY(OPTION), MANY(MEASURE),
                                  OPTIONAL(PLACEMENT), OPTIONAL(PLATFORM), OPTIONAL(EXPECT)},
                     .child_count = 8},
    [ELEMENT_ARGUMENT] = {.name = "argument", .attributes = argument_attributes, .main = "value"},
    [ELEMENT_COLLECTIVE] = {.name = "collective", .attributes = collective_attributes, .main = "algorithm"},
    [ELEMENT_OPTION] = {.name = "option", .attributes = option_attributes, .main = "value"},
    [ELEMENT_MEASURE] = {.name = "measure", .attributes = measure_attributes},
    [ELEMENT_FAULTS] = {.name = "faults", .attributes = no_attributes, .children = {MANY(FAULT)}, .child_count = 1},
    [ELEMENT_FAULT] = {.name = "fault", .attributes = fault_attributes, .selector = "kind"},
    [ELEMENT_WORK] = {.name = "work",
                      .attributes = work_attributes,
                      .selector = "cost",
                      .selector_absent = true,
                      .children = {MANY(STAGE)},
                      .child_count = 1},
    [ELEMENT_STAGE] = {.name = "stage", .attributes = stage_attributes, .selector = "cost", .selector_absent = true},
    [ELEMENT_ACCOUNTING] = {.name = "accounting", .attributes = accounting_attributes},
    [ELEMENT_EXPECT] = {.name = "expect", .attributes = expect_attributes},
    [ELEMENT_ALGORITHM] = {.name = "algorithm",
                           .attributes = algorithm_attributes,
                           .children = {MANY(PARAMETER)},
                           .child_count = 1},
    [ELEMENT_PARAMETER] = {.name = "parameter", .attributes = parameter_attributes},
    [ELEMENT_TOPOLOGY] = {.name = "topology", .attributes = topology_attributes, .selector = "kind"},
    [ELEMENT_IDENTITIES] = {.name = "identities",
                            .attributes = identities_attributes,
                            .selector = "order",
                            .selector_absent = true},
    [ELEMENT_INITIATORS] = {.name = "initiators", .attributes = initiators_attributes, .selector = "select"},
    [ELEMENT_START] = {.name = "start", .attributes = start_attributes},
    [ELEMENT_PLACEMENT] = {.name = "placement", .attributes = placement_attributes, .selector = "rule"},
    [ELEMENT_SWEEP] = {.name = "sweep", .attributes = no_attributes, .children = {SEVERAL(VARY)}, .child_count = 1},
    [ELEMENT_VARY] = {.name = "vary", .attributes = vary_attributes},
    [ELEMENT_FIGURES] = {.name = "figures",
                         .attributes = no_attributes,
                         .children = {SEVERAL(FIGURE)},
                         .child_count = 1},
    [ELEMENT_FIGURE] = {.name = "figure", .attributes = figure_attributes, .children = {MANY(TITLE)}, .child_count = 1},
};

const struct element_rule *element_rule(enum element_kind kind)
{
    return &rules[kind];
}

const struct child_rule *child_rule_find(const struct element_rule *parent, const char *name)
{
    for (size_t i = 0; i < parent->child_count; i++)
        if (strcmp(rules[parent->children[i].kind].name, name) == 0)
            return &parent->children[i];
    return NULL;
}

const struct attribute_rule *attribute_rule_find(const struct element_rule *element, const char *name)
{
    for (const struct attribute_rule *rule = element->attributes; rule->name != NULL; rule++)
        if (strcmp(rule->name, name) == 0)
            return rule;
    return NULL;
}

const char *choice_at(const struct attribute_rule *attribute, size_t index)
{
    return attribute->choices != NULL ? attribute->choices[index] : attribute->choice_name(index);
}

int choice_find(const struct attribute_rule *attribute, const char *text)
{
    const char *choice;
    for (size_t i = 0; (choice = choice_at(attribute, i)) != NULL; i++)
        if (strcmp(choice, text) == 0)
            return (int)i;
    return -1;
}

bool is_system_kind(enum element_kind kind)
{
    return kind == ELEMENT_SYSTEM || kind == ELEMENT_MPI;
}

bool is_system_element(const xmlNode *element)
{
    return strcmp(element_name(element), rules[ELEMENT_SYSTEM].name) == 0 ||
           strcmp(element_name(element), rules[ELEMENT_MPI].name) == 0;
}

const xmlNode *first_system(const xmlNode *root)
{
    const xmlNode *child = element_first(root);
    while (child != NULL && !is_system_element(child))
        child = element_next(child);
    return child;
}

int element_choice(const struct element_rule *rule, const xmlNode *element)
{
    const char *text = attribute_value(element, rule->selector);
    if (text == NULL)
        return rule->selector_absent ? 0 : -1;
    return choice_find(attribute_rule_find(rule, rule->selector), text);
}

/* ---- names in words ---- */

void rules_join(char *buffer, size_t size, const char *(*name_of)(size_t i, const void *context), const void *context)
{
    size_t length = 0;
    const char *name;
    buffer[0] = '\0';
    for (size_t i = 0; (name = name_of(i, context)) != NULL && length < size; i++) {
        const char *gap = i == 0 ? "" : name_of(i + 1, context) == NULL ? " or " : ", ";
        length += (size_t)snprintf(buffer + length, size - length, "%s%s", gap, name);
    }
}

void rules_suggest(char *buffer, size_t size, const char *word, const char *(*name_of)(size_t i, const void *context),
                   const void *context)
{
    enum { NAMES_SIZE = 400 };
    char names[NAMES_SIZE];
    const char *near = nearest_name(word, name_of, context);
    rules_join(names, sizeof names, name_of, context);
    snprintf(buffer, size, "expected %s%s%s%s", names, near != NULL ? "; did you mean \"" : "",
             near != NULL ? near : "", near != NULL ? "\"?" : "");
}

const char *attribute_rule_name(size_t i, const void *element)
{
    const struct element_rule *rule = element;
    return rule->attributes[i].name;
}

const char *child_rule_name(size_t i, const void *element)
{
    const struct element_rule *rule = element;
    return i < rule->child_count ? rules[rule->children[i].kind].name : NULL;
}

const char *parameter_name(size_t i, const void *algorithm)
{
    const struct algorithm *descriptor = algorithm;
    return descriptor->parameters != NULL ? descriptor->parameters[i].name : NULL;
}

/* ---- parameters of algorithms ---- */

const struct parameter *parameter_find(const struct algorithm *algorithm, const char *name, size_t *index)
{
    const char *candidate;
    for (size_t i = 0; (candidate = parameter_name(i, algorithm)) != NULL; i++)
        if (strcmp(candidate, name) == 0) {
            if (index != NULL)
                *index = i;
            return &algorithm->parameters[i];
        }
    return NULL;
}

enum dimension parameter_dimension(const struct parameter *parameter)
{
    static const struct {
        const char *name;
        enum dimension dimension;
    } dimensions[] = {
        {"number", DIMENSION_NUMBER},       {"count", DIMENSION_COUNT}, {"probability", DIMENSION_PROBABILITY},
        {"time", DIMENSION_TIME},           {"size", DIMENSION_SIZE},   {"work", DIMENSION_WORK},
        {"bandwidth", DIMENSION_BANDWIDTH},
    };
    for (size_t i = 0; i < sizeof dimensions / sizeof dimensions[0]; i++)
        if (strcmp(parameter->dimension, dimensions[i].name) == 0)
            return dimensions[i].dimension;
    assert(false && "a descriptor names a dimension");
    return DIMENSION_NUMBER;
}
