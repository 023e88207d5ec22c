/* rules.h: the vocabulary of a scenario: which elements and attributes there are, what their values look like, which
 * stand with which. One table serves the checks, the paths of --set and of sweeps, and the nearest names of messages.
 * scenarios/scenario.rng says the same to libxml2 and to editors; the tests hold the two together.
 *
 * What a scenario refers to and that other parts know (algorithms, platforms, kinds of figure) is asked through struct
 * scenario_environment, so that tests and fuzz targets can read scenarios without them. */
#ifndef ONDE_SCENARIO_RULES_H
#define ONDE_SCENARIO_RULES_H

#include "base/value.h"
#include "engine/process.h"
#include "scenario/document.h"

#include <stdint.h>

struct scenario_environment {
    const struct algorithm *(*algorithm_find)(const char *name, struct error *err);
    bool (*platform_find)(const char *name, const char *directory, char *path, size_t size, struct error *err);
    const char *(*figure_kind_name)(size_t index);
    uint64_t most_runs;
    size_t most_values; /* of one <vary> */
    /* Whether the hosts are on the platform of this file; see platform_check_hosts(). */
    bool (*hosts_check)(const char *platform, char *const *hosts, size_t count, struct error *err);
    /* Calls `visit` in a process that has loaded the platform of this file; as platform_visit(). NULL: nobody can. */
    bool (*platform_visit)(const char *platform, bool (*visit)(void *context, struct error *err), void *context,
                           struct error *err);
    /* Whether a collective has an algorithm ("bcast=binomial_tree"); as mpi_check_collective(). */
    bool (*collective_check)(const char *setting, struct error *err);
    /* As mpi_program_find(). */
    bool (*program_find)(const char *name, const char *directory, char *path, size_t size, struct error *err);
};

enum element_kind {
    ELEMENT_SCENARIO,
    ELEMENT_TITLE,
    ELEMENT_DESCRIPTION,
    ELEMENT_PLATFORM,
    ELEMENT_NETWORK,
    ELEMENT_CHANNELS,
    ELEMENT_BUDGET,
    ELEMENT_MEASURES,
    ELEMENT_TRACE,
    ELEMENT_FAULTS,
    ELEMENT_FAULT,
    ELEMENT_EXPECT,
    ELEMENT_WORK,
    ELEMENT_STAGE,
    ELEMENT_ACCOUNTING,
    ELEMENT_SYSTEM,
    ELEMENT_MPI,
    ELEMENT_ARGUMENT,
    ELEMENT_COLLECTIVE,
    ELEMENT_OPTION,
    ELEMENT_MEASURE,
    ELEMENT_ALGORITHM,
    ELEMENT_PARAMETER,
    ELEMENT_TOPOLOGY,
    ELEMENT_IDENTITIES,
    ELEMENT_INITIATORS,
    ELEMENT_START,
    ELEMENT_PLACEMENT,
    ELEMENT_SWEEP,
    ELEMENT_VARY,
    ELEMENT_FIGURES,
    ELEMENT_FIGURE,
    ELEMENT_KINDS
};

enum attribute_type {
    TYPE_TEXT,        /* anything but nothing */
    TYPE_NAME,        /* letters, digits, '.', '_' and '-', the first a letter or a digit: stems of files, columns */
    TYPE_CHOICE,      /* one of a list */
    TYPE_COUNT,       /* a whole number of [minimum, maximum] */
    TYPE_QUANTITY,    /* of a dimension */
    TYPE_PRICE,       /* a number and a currency: "0.25EUR" */
    TYPE_INTEGER,     /* a whole number, perhaps negative */
    TYPE_LIST,        /* whole numbers: "0,3,8-11" */
    TYPE_PROCESSES,   /* "all", or a list */
    TYPE_GROUPS,      /* lists separated by '|': "0-3|4-7" */
    TYPE_EVENTS,      /* numbers of events, separated by commas or white space: "12 30 45" */
    TYPE_COLUMN,      /* of runs.csv: a name, in which there may also be '[', ']' and '/' */
    TYPE_DIMENSIONS,  /* "8x8" */
    TYPE_NAMES,       /* of hosts, of systems: separated by commas or white space */
    TYPE_TRACE,       /* "none", "all", "first", "violated", or a list */
    TYPE_FIGURE_KIND, /* one of the environment's */
    TYPE_ALGORITHM,   /* one of the environment's */
    TYPE_SELECTOR,    /* of collectives */
    TYPE_OPTION,      /* of SimGrid: "smpi/os" */
    TYPE_WORD,        /* anything but nothing, without white space */
    TYPE_PATTERN,     /* POSIX extended regular expression with one group */
    TYPE_UNIT,        /* of base/value.h */
};

struct attribute_rule {
    const char *name; /* NULL ends the table */
    enum attribute_type type;
    bool required;              /* wherever it may stand */
    bool varies;                /* a sweep may vary it */
    unsigned kinds;             /* set of 1 << choice of the element's selector with which it may stand; 0: all */
    const char *const *choices; /* TYPE_CHOICE; or */
    const char *(*choice_name)(size_t i); /* the same as a function */
    enum dimension dimension;             /* TYPE_QUANTITY */
    bool positive;                        /* TYPE_QUANTITY: 0 is refused */
    double least, most;                   /* TYPE_QUANTITY: bounds, in the unit of the dimension; 0: none */
    uint64_t minimum, maximum;            /* TYPE_COUNT; `maximum` letters of TYPE_TEXT, 0: those of a path */
};

struct child_rule {
    enum element_kind kind;
    bool required, many;
};

enum { RULES_MOST_CHILDREN = 16, MOST_LISTED = 10000000, MOST_DIMENSIONS = 8, MOST_PROCESSES = 1000000000 };
enum { MOST_REPLICATIONS = 1000000, MOST_FAULTS = 1000, LONGEST_NAME = 63, MOST_RANKS = 1 << 24 };
enum { MOST_TASKS = 1000000000, MOST_STAGES = 64 };

struct element_rule {
    const char *name;
    const struct attribute_rule *attributes;
    const char *selector; /* the attribute that decides which others belong, or NULL */
    bool selector_absent; /* without it, its first choice holds */
    bool text;            /* holds text */
    const char *main; /* the attribute that a path means which ends with the element: "mpi.argument[bytes]"; or NULL */
    struct child_rule children[RULES_MOST_CHILDREN];
    size_t child_count;
};

const struct element_rule *element_rule(enum element_kind kind);
const struct child_rule *child_rule_find(const struct element_rule *parent, const char *name);
const struct attribute_rule *attribute_rule_find(const struct element_rule *element, const char *name);
const char *choice_at(const struct attribute_rule *attribute, size_t index);
/* Its index among the choices, or -1. */
int choice_find(const struct attribute_rule *attribute, const char *text);
/* Whether it is one of the two kinds of system: <system>, <mpi>. */
bool is_system_kind(enum element_kind kind);
bool is_system_element(const xmlNode *element);
/* The first <system> or <mpi> in a <scenario>. */
const xmlNode *first_system(const xmlNode *root);
/* Which choice of its selector an element has: -1 when it has none or an unknown one. */
int element_choice(const struct element_rule *rule, const xmlNode *element);

/* "arity, dimensions or file": the names as a list in words. */
void rules_join(char *buffer, size_t size, const char *(*name_of)(size_t i, const void *context), const void *context);
/* "expected arity, dimensions or file; did you mean "arity"?": what a name that is not known could have been. */
void rules_suggest(char *buffer, size_t size, const char *word, const char *(*name_of)(size_t i, const void *context),
                   const void *context);
const char *attribute_rule_name(size_t i, const void *element_rule);
const char *child_rule_name(size_t i, const void *element_rule);
const char *parameter_name(size_t i, const void *algorithm);

/* The parameter of this name and its index, or NULL. */
const struct parameter *parameter_find(const struct algorithm *algorithm, const char *name, size_t *index);
enum dimension parameter_dimension(const struct parameter *parameter);

/* What a check works with. */
struct rules_context {
    const struct source *source;
    const struct scenario_environment *environment;
};

/* Checks an element and all that it contains: names, values, what belongs with what, what is missing. */
bool rules_check(const struct rules_context *context, const xmlNode *element, enum element_kind kind,
                 struct error *err);
/* Checks of a whole scenario, which rules_check() has passed, that it has nothing that says nothing: what only systems of
 * processes have, where there are only MPI programs. */
bool rules_check_meaning(const struct rules_context *context, const xmlNode *scenario, struct error *err);
/* Checks one value; *err (INPUT) has no place. */
bool rules_check_value(const struct scenario_environment *environment, const struct attribute_rule *attribute,
                       const char *text, struct error *err);
/* Whether text can stand in an XML document: UTF-8 without control characters. */
bool rules_text_is_clean(const char *text);

/* "0.25EUR": value_parse_price() with its currency. */
bool electricity_parse(const char *text, double *price, char currency[CURRENCY_LETTERS + 1], struct error *err);
/* "8x8"; at most MOST_DIMENSIONS. */
bool dimensions_parse(const char *text, uint32_t *out, uint32_t *count, struct error *err);
/* The next name in a list separated by commas or white space; NULL at the end. */
const char *names_next(const char **cursor, size_t *length);
/* "0-3|4-7": the numbers of all groups, and the group of each, from 0. No group is empty. true: the caller frees both. */
bool groups_parse(const char *text, int64_t **members, uint32_t **group_of, size_t *count, struct error *err);

/* Checks what the attributes of a <work> or of a <stage> say together, and the stages that it comes after; each of them has been
 * checked. */
bool work_check(const struct rules_context *context, const xmlNode *work, struct error *err);

/* The name of the files of a <figure>, which has been checked: its own, or that of its kind, its measure and its systems:
 * "complexity-messages". */
void figure_name_of(const xmlNode *element, char *buffer, size_t size);

/* Checks what the attributes of a <fault> say together; each of them has been checked. */
bool fault_check(const struct rules_context *context, const xmlNode *fault, struct error *err);

#endif
