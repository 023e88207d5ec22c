/* path.h: the paths by which --set and the sweeps name attributes: "system.processes", "system[ring].topology.arity",
 * "system.algorithm.PARAMETER", "seed". Names of elements below the root, then an attribute. */
#ifndef ONDE_SCENARIO_PATH_H
#define ONDE_SCENARIO_PATH_H

#include "scenario/rules.h"

enum { PATH_NAME_SIZE = 64, PATH_MOST_STEPS = 4 };

struct path {
    struct path_step {
        enum element_kind kind;
        bool many;                 /* the element may stand there several times */
        char name[PATH_NAME_SIZE]; /* of the one meant, "" for all */
    } steps[PATH_MOST_STEPS];
    size_t step_count;
    const struct attribute_rule *attribute; /* of the last element */
    char parameter[PATH_NAME_SIZE]; /* else "": the parameter of the algorithm; then `attribute` is its value's */
    char column[PATH_NAME_SIZE];    /* the path without the name of a system: the same for all systems */
};

/* Errors (INPUT, without a place): names that do not exist, with the nearest. */
bool path_parse(const char *text, size_t length, struct path *out, struct error *err);
/* The name of the system that the path is about, "" for all or for none. */
const char *path_system(const struct path *path);

/* Writes the value into all attributes that the path names below `root`, a <scenario>; creates them, and the elements
 * that they stand on, when they are absent. An element that overrides one of the scenario's begins as a copy of it. An
 * empty value removes the attribute. When an attribute changes that decides which others belong (the kind of a topology,
 * the name of an algorithm), those that belong no more are removed.
 * Errors (INPUT, without a place): nothing of that name in this document, no memory. The value is not checked. */
bool path_write(xmlNode *root, const struct path *path, const char *value, int origin,
                const struct scenario_environment *environment, struct error *err);
/* The first value that the path names, or NULL. */
const char *path_value(const xmlNode *root, const struct path *path);

#endif
