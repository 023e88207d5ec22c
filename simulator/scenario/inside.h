/* inside.h: what a scenario is made of. Only for scenario.c and figures.c, which read it, and systems.c, which tries its systems. */
#ifndef ONDE_SCENARIO_INSIDE_H
#define ONDE_SCENARIO_INSIDE_H

#include "scenario/read.h"
#include "scenario/scenario.h"
#include "scenario/sweep.h"

struct system_plan {
    struct scenario_system shown;
    char seeds_of[64]; /* the system whose seeds it has: its own name, or that of paired-with */
    xmlNode *template;
    struct axes axes;
    uint64_t points;
    uint32_t replications, first_run;
};

/* The point read last. Everything of `plan` but the run, the replication, the seed and the trace. */
struct point_cache {
    bool filled;
    size_t system;
    uint64_t point;
    char seed_text[1200];
    struct run_plan plan;
};

struct scenario {
    char *path, *directory;
    char **sets;
    struct source source; /* of path and sets */
    const struct scenario_environment *environment;
    xmlDocPtr document;
    char name[64];
    char title[LANGUAGES][160];
    uint64_t seed;
    struct sweep sweep;
    struct system_plan *systems;
    size_t system_count;
    struct figure_request *figures;
    size_t figure_count;
    uint32_t run_count;
    enum trace_rule trace_rule;
    int64_t *traced; /* TRACE_LISTED: sorted */
    size_t traced_count;
    /* Two caches, which const functions fill. */
    struct platform_cache *platforms;
    struct point_cache *cache;
};

/* The system and the point of the sweep that a run belongs to. */
const struct system_plan *scenario_system_of_run(const struct scenario *scenario, uint32_t run, uint64_t *point);

/* The document of one point of a system: a <scenario> with that system alone. The caller frees it, xmlFreeNode(); NULL
 * and an error when memory runs out or the path of a <vary> names what is not there. */
xmlNode *scenario_point_document(const struct scenario *scenario, const struct system_plan *system, uint64_t point,
                                 struct error *err);

/* The titles of an element: a language without one has the other's, or else `fallback`. Errors (INPUT): too long a title. */
bool scenario_read_titles(const struct scenario *scenario, const xmlNode *element, char titles[LANGUAGES][160],
                          const char *fallback, struct error *err);

/* Reads the figures of the document, whose systems are known. Errors (INPUT): two figures with the same files, a name that a
 * table has; no such system; memory. */
bool scenario_read_figures(struct scenario *scenario, struct error *err);

#endif
