/* scenario.h: reads a scenario (docs/scenario-format.md) and expands its sweep into runs. With platform/, the only user
 * of libxml2. Units: simulated seconds, bytes, flops.
 *
 * A scenario has one or more systems (the curves of a figure), a sweep over any attributes, and replications. A point of
 * the sweep is exactly what `--set path=value` does: an attribute of the document takes another value before it is
 * read. There is one mechanism for both. */
#ifndef ONDE_SCENARIO_SCENARIO_H
#define ONDE_SCENARIO_SCENARIO_H

#include "base/error.h"
#include "base/language.h"
#include "engine/settings.h"

/* One figure wanted: <figure kind="complexity" measure="messages" x="processes"/>. */
struct figure_request {
    char kind[32]; /* a kind of figure: "complexity", "distribution", "timeline" */
    char name
        [192]; /* stem of its files; by default the kind, the measure and the system that are given, dots as dashes */
    char measure[64];           /* a column of runs.csv, a series, a variable; by default what the kind says */
    char x[64];                 /* a column of runs.csv: "processes" by default */
    char system[256];           /* names with commas between them; empty: every system */
    char title[LANGUAGES][160]; /* empty: made from the measure */
    /* Of a figure that is drawn from stamps: what it shows of the run. */
    uint64_t event;  /* whose past and future it tells apart; 0: none */
    double from, to; /* seconds, when there are: */
    bool has_from, has_to;
    char processes[256]; /* a list as base/value.h has it: "0-9"; empty: all */
    bool logical;        /* the axis has Lamport's stamps */
    char cut[4096];      /* numbers of events, separated by commas or white space; empty: none */
};

struct scenario_system {
    char name[64];
    char title[LANGUAGES][160];        /* the other language's when there is none, else the name */
    const struct algorithm *algorithm; /* of the unvaried document; NULL: it is an MPI program */
    bool mpi;
    uint32_t runs, replications;
    /* The verdict that the scenario expects, of all its runs or of some, if it says so (<expect>). */
    bool expects, expects_of_some;
    uint8_t expected; /* enum verdict_kind */
};

/* How the verdict of one run stands to what is expected of its system. Where some runs are to have a verdict, one of those
 * meets the expectation, and nothing is said of the others. */
enum expectation { EXPECTATION_NONE, EXPECTATION_MET, EXPECTATION_FAILED, EXPECTATIONS };
enum expectation expectation_of(const struct scenario_system *system, uint8_t verdict_kind);

enum trace_rule {
    TRACE_NONE,
    TRACE_ALL,
    TRACE_FIRST, /* of each system */
    TRACE_LISTED,
    TRACE_VIOLATED /* the first violated run, run again */
};

enum { SCENARIO_MOST_VARIED = 8, SCENARIO_VALUE_SIZE = 64, SCENARIO_MOST_RUNS = 10000000 };

struct scenario;

/* Reads, validates against scenarios/scenario.rng and checks the values at every point of the sweep. `sets` are "path=value" texts of
 * the command line, applied to the document in order; one that names what the sweep varies replaces its values. A
 * results folder's run.xml is accepted too: the scenario in it. No network, no entities, no DTD.
 * Errors: INPUT with file and line; USAGE when the fault is in one of `sets`.
 * true:  the caller owns *out; release it with scenario_free().
 * false: *out is NULL and *err says where and why. */
bool scenario_load(const char *path, const char *const *sets, size_t set_count, struct scenario **out,
                   struct error *err);
void scenario_free(struct scenario *scenario);

const char *scenario_name(const struct scenario *scenario); /* name of its results folder */
/* The other language's when there is none, else the name. */
const char *scenario_title(const struct scenario *scenario, enum language language);
const char *scenario_directory(const struct scenario *scenario); /* relative paths are relative to it */
size_t scenario_system_count(const struct scenario *scenario);
const struct scenario_system *scenario_system_at(const struct scenario *scenario, size_t index);
size_t scenario_figure_count(const struct scenario *scenario);
const struct figure_request *scenario_figure_at(const struct scenario *scenario, size_t index);
/* Fills *err with the place of a figure, or of its attribute when it is given, and what is wrong; returns false. */
bool scenario_refuse_figure(const struct scenario *scenario, size_t index, const char *attribute, struct error *err,
                            const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The whole effective scenario (after --set) as the text of a <scenario> element, without XML declaration, for run.xml.
 * Its attribute `directory` says where its relative paths start. The caller frees *out. */
bool scenario_to_xml(const struct scenario *scenario, char **out, struct error *err);

/* The columns that the sweep varies, by their path: "system.processes", … */
size_t scenario_varied_count(const struct scenario *scenario);
const char *scenario_varied_at(const struct scenario *scenario, size_t index);

/* The runs, numbered from 0: systems in the order of the document, then points of the sweep (the last <vary> changes
 * fastest), then replications. */
struct run_plan {
    uint32_t run;
    uint32_t system;      /* index */
    uint32_t replication; /* from 0 */
    char point[1024];     /* "system.processes=64": what is varied for this system; empty without a sweep */
    /* Of the varied columns, as text; of one that is not varied for this system, the value that it has, or "". */
    char values[SCENARIO_MOST_VARIED][SCENARIO_VALUE_SIZE];
    struct settings settings; /* settings.seed is set */
    bool trace;               /* asked by the scenario */
};
uint32_t scenario_run_count(const struct scenario *scenario);
/* Fills *out; release it with run_plan_release(). Cheap: microseconds when the point is that of the call before. Not for
 * two threads at once on one scenario. Errors carry the line of the attribute. */
bool scenario_run(const struct scenario *scenario, uint32_t run, struct run_plan *out, struct error *err);
void run_plan_release(struct run_plan *plan);
enum trace_rule scenario_trace_rule(const struct scenario *scenario);

/* Builds the system of the first replication of every point, as a run would, and throws it away: what an algorithm
 * assumes, the sizes and the files of graphs, initiators, the hosts of a placement are checked before the first run.
 * Bounded: systems that may have more than SYSTEMS_LARGEST processes and channels are left to their runs, and of more
 * than SYSTEMS_MOST points that many are tried, the first and the last of each system among them. A random graph that is
 * not connected is no error here: the runs that draw one say so.
 * Errors: INPUT with file and line, USAGE when a --set is at fault; as scenario_locate() gives them. */
enum { SYSTEMS_MOST = 200, SYSTEMS_LARGEST = 20000 };
bool scenario_check_systems(const struct scenario *scenario, struct error *err);

/* Gives an error of a run (filled by system_create(), or by a worker) its place: the line of the element that it blames,
 * in the run's system or else in the scenario; of the system, when it blames none; the --set or the <vary> that the
 * value at fault came from; and the system and the point in the text. An error that has a line of another file (a
 * graph's, a platform's) keeps it. Bugs of ours (INTERNAL) get the text only. */
void scenario_locate(const struct scenario *scenario, uint32_t run, struct error *err);

#endif
