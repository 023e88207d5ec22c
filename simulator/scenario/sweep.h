/* sweep.h: what a scenario varies. Each <vary> is a path and its values; a column is a path, whatever the systems that it
 * is varied for. For one system, the sweep is the cartesian product of the columns that concern it. */
#ifndef ONDE_SCENARIO_SWEEP_H
#define ONDE_SCENARIO_SWEEP_H

#include "scenario/path.h"
#include "scenario/scenario.h"

struct vary {
    struct path path;            /* without the name of a system */
    char system[PATH_NAME_SIZE]; /* "": all that have no <vary> of their own for this column */
    size_t column;
    char **values;
    size_t count;
    int origin;  /* of the values */
    bool paired; /* its value does not change the seeds */
};

struct sweep {
    struct vary *varies;
    size_t count;
    struct path columns[SCENARIO_MOST_VARIED]; /* each with its name, path.column */
    size_t column_count;
};

/* Reads <sweep> in a <scenario> that rules_check() has passed. Errors carry their place.
 * true: release with sweep_free(). false: *out holds nothing. */
bool sweep_read(const struct rules_context *context, const xmlNode *root, struct sweep *out, struct error *err);
void sweep_free(struct sweep *sweep);

/* Whether a <system> or <mpi> of this document has the name, which an attribute refers to. Errors: INPUT, with the nearest. */
bool sweep_check_system(const struct source *source, const xmlNode *root, const xmlAttr *where, const char *name,
                        struct error *err);

/* Applies one "path=value" of the command line to a <scenario> that rules_check() has passed; where the path is varied,
 * the value, which may be a list or a range, takes the place of the values of <vary>. `index` is that of the text among
 * the source's sets. Errors (USAGE) show it. */
bool sweep_set(const struct rules_context *context, xmlNode *root, size_t index, struct error *err);

/* What varies for one system, of this kind (<system> or <mpi>), the slowest first. */
struct axes {
    const struct vary *varies[SCENARIO_MOST_VARIED];
    size_t count;
};
struct axes sweep_axes(const struct sweep *sweep, const char *system, enum element_kind kind);
/* How many points; `most` + 1 when they are more than `most`. */
uint64_t axes_points(const struct axes *axes, uint64_t most);
/* The value of one axis at a point. */
const char *axes_value(const struct axes *axes, size_t axis, uint64_t point);
/* "system.processes=64;system.topology.arity=2", in the order of the document. */
void axes_describe(const struct axes *axes, uint64_t point, char *buffer, size_t size);
/* The text from which the seeds of a point are made: "system=NAME;" and the same without what is paired, in the order of
 * the alphabet, so that neither other values nor the order of the document change it. */
void axes_seed_text(const struct axes *axes, const char *system, uint64_t point, char *buffer, size_t size);

#endif
