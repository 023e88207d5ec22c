/* figure_world.h: what the tests of figures and summaries share: algorithms whose costs are known, and results folders made by
 * hand. */
#ifndef ONDE_TESTS_FIGURE_WORLD_H
#define ONDE_TESTS_FIGURE_WORLD_H

#include "base/csv.h"
#include "base/random.h"
#include "engine/cost.h"
#include "execute/rows.h"
#include "figure/figure.h"
#include "figure/gnuplot.h"
#include "figure/text.h"
#include "scenario/reader.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- the world of the tests: two algorithms whose costs are known ---- */

static inline double value_n(const struct shape *shape)
{
    return shape->processes;
}

static inline double value_square(const struct shape *shape)
{
    return (double)shape->processes * shape->processes;
}

static inline double value_k_times_n(const struct shape *shape)
{
    return (double)shape->initiators * shape->processes;
}

static inline bool all_initiate(const struct shape *shape)
{
    return shape->initiators == shape->processes;
}

static inline bool some_initiate(const struct shape *shape)
{
    return shape->initiators < shape->processes;
}

static const struct cost line_costs[] = {
    {"messages", COST_EXACTLY, "N", value_n, NULL, NULL, LAW_LINEAR},
    {NULL, COST_EXACTLY, NULL, NULL, NULL, NULL, LAW_UNDECIDED},
};
static const struct cost dice_costs[] = {
    {"messages", COST_ON_AVERAGE, "N", value_n, NULL, NULL, LAW_LINEAR},
    {"messages", COST_AT_MOST, "N^2", value_square, NULL, NULL, LAW_QUADRATIC},
    {NULL, COST_EXACTLY, NULL, NULL, NULL, NULL, LAW_UNDECIDED},
};
/* Two formulas of the same relation and of the same value: the condition alone tells which one applies. */
static const struct cost split_costs[] = {
    {"messages", COST_AT_MOST, "N^2", value_k_times_n, all_initiate, "all", LAW_QUADRATIC},
    {"messages", COST_AT_MOST, "kN", value_k_times_n, some_initiate, "some", LAW_UNDECIDED},
    {NULL, COST_EXACTLY, NULL, NULL, NULL, NULL, LAW_UNDECIDED},
};
static const struct algorithm split = {.name = "split", .costs = split_costs};
static const struct algorithm line = {.name = "line", .costs = line_costs};
static const struct algorithm dice = {.name = "dice", .costs = dice_costs};

static inline const struct algorithm *find_algorithm(const char *name, struct error *err)
{
    if (strcmp(name, "line") == 0)
        return &line;
    if (strcmp(name, "dice") == 0)
        return &dice;
    if (strcmp(name, "split") == 0)
        return &split;
    error_set(err, ERROR_INPUT, NULL, 0, "no algorithm \"%s\"", name);
    return NULL;
}

static inline bool find_platform(const char *name, const char *directory, char *path, size_t size, struct error *err)
{
    (void)err;
    return snprintf(path, size, "%s/%s.xml", directory, name) > 0;
}

static const struct scenario_environment world = {
    .algorithm_find = find_algorithm,
    .platform_find = find_platform,
    .figure_kind_name = figure_kind_name,
    .most_runs = 100000,
    .most_values = 100000,
};

static const char plain[] =
    "<scenario name='test' seed='1'>"
    "<title xml:lang='en'>What a wave costs</title><title xml:lang='fr'>Ce que coûte une vague</title>"
    "<platform file='p'/>"
    "<system name='ring' processes='4'><title xml:lang='en'>Ring, one-way</title>"
    "<title xml:lang='fr'>Anneau à sens unique</title>"
    "<algorithm name='line'/><topology kind='one-way-ring'/></system>"
    "<system name='dice' processes='4'><algorithm name='dice'/><topology kind='one-way-ring'/></system>"
    "<sweep><vary path='system.processes' values='4,8,16,1024'/>"
    "<vary path='system.identities.order' values='random,increasing'/></sweep>"
    "<figures><figure kind='complexity' measure='messages'/></figures></scenario>";

static const char with_split[] = "<scenario name='test' seed='1'><title xml:lang='en'>Split</title><platform file='p'/>"
                                 "<system name='split' processes='4'><algorithm name='split'/>"
                                 "<topology kind='one-way-ring'/></system>"
                                 "<sweep><vary path='system.processes' values='8,15,100'/></sweep>"
                                 "<figures><figure kind='complexity' measure='messages'/></figures></scenario>";

/* The ring is to be violated, and some run of the dice. */
static const char expecting[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>What breaks</title><platform file='p'/>"
    "<system name='ring' processes='4'><algorithm name='line'/><topology kind='one-way-ring'/>"
    "<expect verdict='violated'/></system>"
    "<system name='dice' processes='4'><algorithm name='dice'/><topology kind='one-way-ring'/>"
    "<expect verdict='violated' runs='some'/></system>"
    "<sweep><vary path='system.processes' values='4,8'/><vary path='system.identities.order' values='random'/></sweep>"
    "</scenario>";

struct world {
    char folder[64];
    struct scenario *scenario;
    FILE *runs;
    unsigned run;
};

static inline int begin_with(void **state, const char *text)
{
    struct world *w = calloc(1, sizeof *w);
    struct error err = {0};
    setenv("ONDE_DATA", SOURCE_DIR, 1);
    snprintf(w->folder, sizeof w->folder, "/tmp/onde-figure-XXXXXX");
    if (mkdtemp(w->folder) == NULL)
        return 1;
    if (!scenario_read_memory(text, strlen(text), "dir/test.xml", NULL, 0, &world, &w->scenario, &err)) {
        fprintf(stderr, "%s:%d: %s\n", err.file, err.line, err.text);
        return 1;
    }
    *state = w;
    return 0;
}

static inline int begin(void **state)
{
    return begin_with(state, plain);
}

static inline int begin_split(void **state)
{
    return begin_with(state, with_split);
}

static inline int begin_expecting(void **state)
{
    return begin_with(state, expecting);
}

static inline int finish(void **state)
{
    struct world *w = *state;
    char command[128];
    if (w->runs != NULL)
        fclose(w->runs);
    scenario_free(w->scenario);
    snprintf(command, sizeof command, "rm -rf %s", w->folder);
    int status = system(command);
    free(w);
    return status;
}

static inline const char *path_in(const struct world *w, const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    return path;
}

/* ---- results by hand ---- */

static inline void open_runs(struct world *w)
{
    w->runs = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(w->runs);
    fputs("run,system,replication,seed,network,system.processes,system.identities.order,processes,edges,initiators,"
          "ending,"
          "verdict,reason,event,messages,simulated_time,cost.messages.exactly,cost.messages.on_average,"
          "cost.messages.at_most\n",
          w->runs);
}

static inline void add_ending(struct world *w, const char *system, const char *order, unsigned n, double messages,
                              const char *ending)
{
    bool random = strcmp(system, "dice") == 0;
    fprintf(w->runs, "%u,%s,0,1,latency,%u,%s,%u,%u,%u,%s,%.12g,%.12g,", w->run++, system, n, order, n, n, n, ending,
            messages, 1e-4 * messages);
    if (random)
        fprintf(w->runs, ",%u,%u\n", n, n * n);
    else
        fprintf(w->runs, "%u,,\n", n);
}

static inline void add(struct world *w, const char *system, unsigned n, double messages)
{
    add_ending(w, system, "random", n, messages, "quiescent,holds,,");
}

static inline void close_runs(struct world *w)
{
    fclose(w->runs);
    w->runs = NULL;
}

/* A ring whose cost is N exactly. */
static inline void add_ring(struct world *w)
{
    static const unsigned sizes[] = {4, 8, 16, 1024};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        add(w, "ring", sizes[i], sizes[i]);
}

/* Costs around `factor` times N, by a tenth of it. */
static inline void add_dice(struct world *w, double factor)
{
    static const unsigned sizes[] = {4, 8, 16, 1024};
    struct random_stream stream = random_stream(7, RANDOM_ALGORITHM, 0);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int replication = 0; replication < 30; replication++)
            add(w, "dice", sizes[i], sizes[i] * (factor + 0.2 * (random_uniform(&stream) - 0.5)));
}

/* The split algorithm with 4 initiators at three sizes; at the first all processes are, where `first_has_all`. */
static inline void write_split(struct world *w, bool first_has_all)
{
    static const unsigned sizes[] = {8, 15, 100};
    w->runs = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(w->runs);
    fputs("run,system,replication,seed,network,system.processes,processes,edges,initiators,ending,verdict,reason,event,"
          "messages,cost.messages.at_most,cost.messages.at_most.2\n",
          w->runs);
    for (unsigned run = 0; run < 3; run++) {
        unsigned n = sizes[run], k = first_has_all && run == 0 ? n : 4;
        fprintf(w->runs, "%u,split,0,1,latency,%u,%u,%u,%u,quiescent,holds,,,%u,", run, n, n, n, k, k * n);
        fprintf(w->runs, k == n ? "%u,\n" : ",%u\n", k * n);
    }
    close_runs(w);
}

static inline char *read_file(const struct world *w, const char *name, size_t *size)
{
    FILE *file = fopen(path_in(w, name), "r");
    if (file == NULL)
        fail_msg("no %s", name);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *text = calloc(*size + 1, 1);
    assert_int_equal(fread(text, 1, *size, file), *size);
    fclose(file);
    return text;
}

static inline bool file_has(const struct world *w, const char *name, const char *wanted)
{
    size_t size;
    char *text = read_file(w, name, &size);
    bool found = memmem(text, size, wanted, strlen(wanted)) != NULL;
    free(text);
    return found;
}

static inline void expect_in(const struct world *w, const char *name, const char *wanted)
{
    if (!file_has(w, name, wanted)) {
        size_t size;
        char *text = read_file(w, name, &size);
        fail_msg("no \"%s\" in %s:\n%.4000s", wanted, name, text);
    }
}

static inline void must_summarise(const struct world *w, enum language language)
{
    struct error err = {0};
    if (!summary_write(w->folder, w->scenario, language, &err))
        fail_msg("%s: %s", err.file, err.text);
}

static inline struct figure_request request(const char *kind)
{
    struct figure_request figure = {.measure = "messages", .x = "processes"};
    snprintf(figure.kind, sizeof figure.kind, "%s", kind);
    snprintf(figure.name, sizeof figure.name, "f");
    return figure;
}

static inline void must_draw(const struct world *w, const struct figure_request *figure, enum language language)
{
    struct error err = {0};
    if (!figure_draw(w->folder, w->scenario, figure, language, &err))
        fail_msg("%s: %s", err.file, err.text);
}

static inline void expect_refusal(const struct world *w, const struct figure_request *figure, const char *expected)
{
    struct error err = {0};
    assert_false(figure_draw(w->folder, w->scenario, figure, LANGUAGE_EN, &err));
    assert_true(err.kind == ERROR_INPUT || err.kind == ERROR_NOTHING);
    if (strstr(err.text, expected) == NULL)
        assert_string_equal(err.text, expected);
    assert_int_not_equal(access(path_in(w, "f.svg"), F_OK), 0);
    assert_int_not_equal(access(path_in(w, "f.svg.partial"), F_OK), 0);
}

/* The request is right, and the runs have nothing for it. */
static inline void expect_nothing(const struct world *w, const struct figure_request *figure, const char *expected)
{
    struct error err = {0};
    expect_refusal(w, figure, expected);
    assert_false(figure_draw(w->folder, w->scenario, figure, LANGUAGE_EN, &err));
    assert_int_equal(err.kind, ERROR_NOTHING);
}

#define IN_WORLD(test)     cmocka_unit_test_setup_teardown(test, begin, finish)
#define IN_EXPECTING(test) cmocka_unit_test_setup_teardown(test, begin_expecting, finish)
#define IN_SPLIT(test)     cmocka_unit_test_setup_teardown(test, begin_split, finish)

#endif
