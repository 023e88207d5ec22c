/* Figures and summaries from results folders made by hand: what the tables say, what is left out, what the pictures hold
 * and what happens when gnuplot fails. gnuplot itself is run: the program cannot do without. */
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

static double value_n(const struct shape *shape)
{
    return shape->processes;
}

static double value_square(const struct shape *shape)
{
    return (double)shape->processes * shape->processes;
}

static double value_k_times_n(const struct shape *shape)
{
    return (double)shape->initiators * shape->processes;
}

static bool all_initiate(const struct shape *shape)
{
    return shape->initiators == shape->processes;
}

static bool some_initiate(const struct shape *shape)
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

static const struct algorithm *find_algorithm(const char *name, struct error *err)
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

static bool find_platform(const char *name, const char *directory, char *path, size_t size, struct error *err)
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

struct world {
    char folder[64];
    struct scenario *scenario;
    FILE *runs;
    unsigned run;
};

static int begin_with(void **state, const char *text)
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

static int begin(void **state)
{
    return begin_with(state, plain);
}

static int begin_split(void **state)
{
    return begin_with(state, with_split);
}

static int finish(void **state)
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

static const char *path_in(const struct world *w, const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    return path;
}

/* ---- results by hand ---- */

static void open_runs(struct world *w)
{
    w->runs = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(w->runs);
    fputs("run,system,replication,seed,network,system.processes,system.identities.order,processes,edges,initiators,"
          "ending,"
          "verdict,reason,event,messages,simulated_time,cost.messages.exactly,cost.messages.on_average,"
          "cost.messages.at_most\n",
          w->runs);
}

static void add_ending(struct world *w, const char *system, const char *order, unsigned n, double messages,
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

static void add(struct world *w, const char *system, unsigned n, double messages)
{
    add_ending(w, system, "random", n, messages, "quiescent,holds,,");
}

static void close_runs(struct world *w)
{
    fclose(w->runs);
    w->runs = NULL;
}

/* A ring whose cost is N exactly. */
static void add_ring(struct world *w)
{
    static const unsigned sizes[] = {4, 8, 16, 1024};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        add(w, "ring", sizes[i], sizes[i]);
}

/* Costs around `factor` times N, by a tenth of it. */
static void add_dice(struct world *w, double factor)
{
    static const unsigned sizes[] = {4, 8, 16, 1024};
    struct random_stream stream = random_stream(7, RANDOM_ALGORITHM, 0);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int replication = 0; replication < 30; replication++)
            add(w, "dice", sizes[i], sizes[i] * (factor + 0.2 * (random_uniform(&stream) - 0.5)));
}

static char *read_file(const struct world *w, const char *name, size_t *size)
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

static bool file_has(const struct world *w, const char *name, const char *wanted)
{
    size_t size;
    char *text = read_file(w, name, &size);
    bool found = memmem(text, size, wanted, strlen(wanted)) != NULL;
    free(text);
    return found;
}

static void expect_in(const struct world *w, const char *name, const char *wanted)
{
    if (!file_has(w, name, wanted)) {
        size_t size;
        char *text = read_file(w, name, &size);
        fail_msg("no \"%s\" in %s:\n%.4000s", wanted, name, text);
    }
}

static void must_summarise(const struct world *w, enum language language)
{
    struct error err = {0};
    if (!summary_write(w->folder, w->scenario, language, &err))
        fail_msg("%s: %s", err.file, err.text);
}

static struct figure_request request(const char *kind)
{
    struct figure_request figure = {.measure = "messages", .x = "processes"};
    snprintf(figure.kind, sizeof figure.kind, "%s", kind);
    snprintf(figure.name, sizeof figure.name, "f");
    return figure;
}

static void must_draw(const struct world *w, const struct figure_request *figure, enum language language)
{
    struct error err = {0};
    if (!figure_draw(w->folder, w->scenario, figure, language, &err))
        fail_msg("%s: %s", err.file, err.text);
}

static void expect_refusal(const struct world *w, const struct figure_request *figure, const char *expected)
{
    struct error err = {0};
    assert_false(figure_draw(w->folder, w->scenario, figure, LANGUAGE_EN, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    if (strstr(err.text, expected) == NULL)
        assert_string_equal(err.text, expected);
    assert_int_not_equal(access(path_in(w, "f.svg"), F_OK), 0);
    assert_int_not_equal(access(path_in(w, "f.svg.partial"), F_OK), 0);
}

/* ---- laws and verdicts ---- */

static void a_formula_that_every_run_obeys_matches(void **state)
{
    struct world *w = *state;
    open_runs(w);
    add_ring(w);
    add_dice(w, 1);
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "laws.csv", "ring,messages,4,N,1,1,1,");
    expect_in(w, "laws.csv", ",N,N,exactly,matches\n");
    expect_in(w, "laws.csv", ",N,N,on_average,matches\n");
    expect_in(w, "laws.csv", ",N^2,N^2,at_most,matches\n");
    expect_in(w, "summary.txt", "Ring, one-way  messages  1.00 N");
    expect_in(w, "summary.txt", "at most N²");
}

static void one_message_too_many_makes_the_formula_differ_and_the_run_is_named(void **state)
{
    struct world *w = *state;
    open_runs(w);
    add_ring(w);
    add(w, "ring", 16, 17);
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "laws.csv", "exactly,differs\n");
    expect_in(w, "summary.txt", "Ring, one-way, N = 16, run 4: messages = 17, the formula says 16\n");
}

static void a_mean_that_chance_cannot_explain_differs(void **state)
{
    struct world *w = *state;
    open_runs(w);
    add_dice(w, 1.05);
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "laws.csv", "on_average,differs\n");
    expect_in(w, "laws.csv", "at_most,matches\n");
    expect_in(w, "summary.txt", "mean: messages = ");
}

static void one_run_alone_cannot_tell_an_average(void **state)
{
    struct world *w = *state;
    open_runs(w);
    add(w, "dice", 4, 4);
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "on average N  undecided");
    assert_int_not_equal(access(path_in(w, "laws.csv"), F_OK), 0);
}

static void a_cost_has_a_column_of_its_own_and_a_number_tells_which(void **state)
{
    struct world *w = *state;
    struct columns *columns;
    struct error err = {0};
    char name[64];
    cost_column(&split, &split_costs[0], name, sizeof name);
    assert_string_equal(name, "cost.messages.at_most");
    cost_column(&split, &split_costs[1], name, sizeof name);
    assert_string_equal(name, "cost.messages.at_most.2");
    cost_column(&dice, &dice_costs[1], name, sizeof name);
    assert_string_equal(name, "cost.messages.at_most");
    assert_true(columns_create(w->scenario, &columns, &err));
    char *header = columns_header(columns);
    assert_non_null(strstr(header, ",cost.messages.at_most,cost.messages.at_most.2"));
    free(header);
    columns_free(columns);
}

/* Two sizes of the split algorithm have 4 initiators; the first has all of them where `first_has_all`. */
static void write_split(struct world *w, bool first_has_all)
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

static void of_two_formulas_of_one_value_the_one_whose_condition_holds_is_named(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("complexity");
    write_split(w, false);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "at most kN  matches");
    assert_false(file_has(w, "summary.txt", "N²"));
    expect_in(w, "laws.csv", ",,kN,at_most,matches\n");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "at most kN");
    assert_false(file_has(w, "f.svg", "at most N²"));
}

static void formulas_that_apply_to_a_part_of_a_curve_are_both_judged(void **state)
{
    struct world *w = *state;
    write_split(w, true);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "at most N²  matches");
    expect_in(w, "summary.txt", "at most kN  matches");
}

static void a_law_that_is_undecided_says_why(void **state)
{
    static const unsigned costs[][2] = {{4, 40}, {8, 4}, {16, 300}, {1024, 20}};
    struct world *w = *state;
    open_runs(w);
    for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++)
        add(w, "ring", costs[i][0], costs[i][1]);
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "Ring, one-way, messages, law undecided: two laws explain the data about equally well\n");
    expect_in(w, "laws.csv", ",runner_up,doubt,expected_law,");
    expect_in(w, "laws.csv", ",two laws explain the data about equally well,N,N,exactly,differs\n");
    must_summarise(w, LANGUAGE_FR);
    expect_in(w, "summary.txt", "loi indécise : deux lois expliquent les données à peu près aussi bien\n");
}

/* ---- what is counted ---- */

static void a_sweep_with_runs_missing_says_so_in_summary_and_figures(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("complexity");
    open_runs(w);
    add_ring(w);
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "runs: 4 of 16 (incomplete) · systems: 2\n");
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", ">4 exécutions sur 16<");
    open_runs(w);
    add_ring(w);
    add_ring(w);
    add_ring(w);
    add_ring(w);
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "runs: 16 · systems: 2\n");
    must_draw(w, &figure, LANGUAGE_FR);
    assert_false(file_has(w, "f.svg", "exécutions sur"));
}

static void a_figure_that_was_not_drawn_is_not_among_the_files(void **state)
{
    struct world *w = *state;
    struct error err = {0};
    open_runs(w);
    add_ring(w);
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    assert_false(file_has(w, "summary.txt", ".svg"));
    assert_true(figure_draw(w->folder, w->scenario, scenario_figure_at(w->scenario, 0), LANGUAGE_EN, &err));
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "\n  complexity-messages.svg, .pdf, .png, .csv\n");
}

static void a_run_that_was_stopped_is_in_no_mean_and_the_summary_says_how_to_see_it(void **state)
{
    struct world *w = *state;
    open_runs(w);
    add_ring(w);
    add_ending(w, "ring", "random", 8, 3, "stopped,violated,\"two leaders, 5 and 7\",42");
    add_ending(w, "ring", "random", 8, 2, "events,undecided,budget,");
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "laws.csv", "exactly,matches\n");
    expect_in(w, "summary.txt", "First violated: run 4 (ring, N = 8), event 42: two leaders, 5 and 7\n");
    expect_in(w, "summary.txt", "onde run FOLDER/run.xml --only 4 --trace 4\n");
    expect_in(w, "summary.txt", "First undecided: run 5 (ring, N = 8): budget\n");
    expect_in(w, "summary.txt", "(in no mean, in no law): 2\n");
}

static void a_summary_is_written_even_when_every_run_failed(void **state)
{
    struct world *w = *state;
    open_runs(w);
    fprintf(w->runs, "0,ring,0,1,latency,4,random,4,,,failed,failed,no route,,,,,,\n");
    close_runs(w);
    must_summarise(w, LANGUAGE_FR);
    expect_in(w, "summary.txt", "Premier échec : exécution 0 (ring, N = 4) : no route\n");
    struct figure_request figure = request("complexity");
    expect_refusal(w, &figure, "there is no complete run to draw");
}

static void a_column_that_varies_at_the_same_size_makes_curves(void **state)
{
    struct world *w = *state;
    open_runs(w);
    for (unsigned n = 4; n <= 16; n *= 2)
        for (unsigned order = 0; order < 2; order++)
            add_ending(w, "ring", order == 0 ? "random" : "increasing", n, n * (order + 1), "quiescent,holds,,");
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "laws.csv", "\"ring, identities.order = random\",messages,3,N,1,");
    expect_in(w, "laws.csv", "\"ring, identities.order = increasing\",messages,3,N,2,");
}

static void a_column_that_follows_the_size_makes_none(void **state)
{
    struct world *w = *state;
    open_runs(w);
    add_ending(w, "ring", "random", 4, 4, "quiescent,holds,,");
    add_ending(w, "ring", "increasing", 8, 8, "quiescent,holds,,");
    add_ending(w, "ring", "random", 16, 16, "quiescent,holds,,");
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "laws.csv", "\nring,messages,3,");
}

static void the_summary_does_not_depend_on_its_folder_and_what_is_printed_names_it(void **state)
{
    struct world *w = *state;
    char *printed = NULL, command[256];
    size_t printed_size = 0;
    struct error err = {0};
    open_runs(w);
    add_ring(w);
    add_ending(w, "ring", "random", 8, 3, "stopped,violated,two leaders,42");
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    assert_false(file_has(w, "summary.txt", w->folder));
    FILE *stream = open_memstream(&printed, &printed_size);
    assert_true(summary_print(w->folder, stream, &err));
    fclose(stream);
    snprintf(command, sizeof command, "onde run %s/run.xml --only 4 --trace 4\n", w->folder);
    char *at = strstr(printed, command);
    assert_non_null(at);
    /* All the rest is the file. */
    size_t size, before = (size_t)(at - printed);
    char *text = read_file(w, "summary.txt", &size);
    assert_memory_equal(printed, text, before);
    assert_string_equal(strchr(at, '\n'), strchr(text + before, '\n'));
    free(text);
    free(printed);
}

/* ---- the data of figures ---- */

/* Counts the rows of a series, and sums a column of them. */
static size_t count_rows(const struct world *w, const char *series, const char *column, double *sum)
{
    struct csv_reader *reader;
    struct error err = {0};
    size_t of_series, of_column, count = 0;
    assert_true(csv_open(path_in(w, "f.csv"), &reader, &err));
    assert_true(csv_find_column(reader, "series", &of_series, &err));
    assert_true(csv_find_column(reader, column, &of_column, &err));
    *sum = 0;
    while (csv_next(reader, &err) == CSV_ROW) {
        double value;
        if (strcmp(csv_field(reader, of_series), series) != 0)
            continue;
        assert_true(csv_number(reader, of_column, &value, &err));
        *sum += value;
        count++;
    }
    csv_close(reader);
    return count;
}

static void a_complexity_figure_has_points_laws_and_formulas(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("complexity");
    double sum;
    open_runs(w);
    add_ring(w);
    add_dice(w, 1);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(count_rows(w, "points", "count", &sum), 8);
    assert_true(sum == 4 + 4 * 30);
    assert_true(count_rows(w, "law", "x", &sum) >= 64);
    assert_int_equal(count_rows(w, "formula", "y", &sum), 12);
    assert_true(fabs(sum - 2 * (4 + 8 + 16 + 1024) - (16 + 64 + 256 + 1024 * 1024)) < 1e-6);
    expect_in(w, "f.svg", "Ring, one-way: 1.00 N");
    expect_in(w, "f.svg", "at most N²");
    expect_in(w, "f.svg", ">1,024<");
    expect_in(w, "f.svg", "What a wave costs");
}

static void a_few_sizes_are_the_ticks_of_the_axis(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("complexity");
    write_split(w, false);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", ">8<");
    expect_in(w, "f.svg", ">15<");
    expect_in(w, "f.svg", ">100<");
    assert_false(file_has(w, "f.svg", ">10<"));
    assert_false(file_has(w, "f.svg", ">20<"));
}

static void a_french_figure_has_french_numbers_and_words(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("complexity");
    snprintf(figure.measure, sizeof figure.measure, "simulated_time");
    open_runs(w);
    add_ring(w);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg",
              ">1\xc2\xa0"
              "024<");
    expect_in(w, "f.svg", "Temps simulé (ms)");
    expect_in(w, "f.svg", "Ce que coûte une vague");
    expect_in(w, "f.svg", "Anneau à sens unique");
    expect_in(w, "f.svg", "0,1");
}

static void a_distribution_counts_every_run_once(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("distribution");
    double sum;
    open_runs(w);
    for (int i = 0; i < 30; i++)
        add(w, "dice", 4, 3 + i % 3);
    add_ring(w);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    /* The ring has one run at each size, and no panel. */
    assert_int_equal(count_rows(w, "bin", "count", &sum), 3);
    assert_true(sum == 30);
    count_rows(w, "bin", "x", &sum);
    assert_true(sum == 3 + 4 + 5);
    assert_int_equal(count_rows(w, "mean", "x", &sum), 1);
    assert_true(sum == 4);
    expect_in(w, "f.svg", "N = 4 · 30 runs");
    expect_in(w, "f.svg", "at most N² = 16 →");
}

static void open_trace(struct world *w)
{
    open_runs(w);
    add(w, "ring", 8, 8);
    close_runs(w);
    w->runs = fopen(path_in(w, "trace.csv"), "w");
    fputs("number,time,event,process,peer,port,kind,bytes,chain,value\n", w->runs);
}

static void a_timeline_shows_starts_receipts_and_outputs(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("timeline");
    double sum;
    open_trace(w);
    fputs("1,0,start,0,,,,,0,\n2,0,send,0,1,0,tok,8,0,\n3,0.001,receive,1,0,0,tok,8,1,\n"
          "4,0.0015,receive,0,1,0,tok,8,2,\n5,0.002,output,0,,,leader,,2,7\n",
          w->runs);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_FR);
    assert_int_equal(count_rows(w, "start", "process", &sum), 1);
    assert_int_equal(count_rows(w, "activity", "process", &sum), 2);
    assert_int_equal(count_rows(w, "leader", "value", &sum), 1);
    assert_true(sum == 7);
    expect_in(w, "f.svg", "connaît l'élu");
    expect_in(w, "f.svg", "Temps simulé (ms)");
    assert_false(file_has(w, "f.svg", "a son rang"));
}

static void every_kind_of_output_has_a_mark_and_a_text_in_a_timeline(void **state)
{
    static const char *const texts[][3] = {
#define OUTPUT_TEXT(id, name, english, french) {name, english, french},
        OUTPUTS(OUTPUT_TEXT)
#undef OUTPUT_TEXT
    };
    struct world *w = *state;
    struct figure_request figure = request("timeline");
    double sum;
    open_trace(w);
    for (int i = 0; i < OUTPUT_KINDS; i++)
        fprintf(w->runs, "%d,0.00%d,output,%d,,,%s,,2,7\n", i + 1, i, i, texts[i][0]);
    close_runs(w);
    for (enum language language = 0; language < LANGUAGES; language++) {
        must_draw(w, &figure, language);
        for (int i = 0; i < OUTPUT_KINDS; i++) {
            assert_int_equal(count_rows(w, texts[i][0], "value", &sum), 1);
            expect_in(w, "f.svg", texts[i][1 + language]);
        }
    }
}

static void the_script_of_timelines_takes_any_number_of_kinds(void **state)
{
    enum { KINDS = 40 };
    struct world *w = *state;
    struct error err = {0};
    char text[32], stem[128];
    struct gnuplot_variables *variables = gnuplot_variables_create(LANGUAGE_EN);
    static const char *const numbers[] = {"processes", "rows", "row_height", "x_factor", "x_high"};
    static const char *const texts[] = {"title", "subtitle", "x_label", "y_label"};
    FILE *data = fopen(path_in(w, "f.csv"), "w");
    assert_non_null(data);
    fputs("series,process,time,end,value\nactivity,0,0,0.5,\n", data);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        gnuplot_set_number(variables, numbers[i], 1);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        gnuplot_set_text(variables, texts[i], "t");
    gnuplot_set_number(variables, "x_low", 0);
    gnuplot_set_number(variables, "kinds", KINDS);
    gnuplot_set_array(variables, "kind", KINDS);
    gnuplot_set_array(variables, "kind_label", KINDS);
    gnuplot_set_array(variables, "present", KINDS);
    for (size_t i = 1; i <= KINDS; i++) {
        snprintf(text, sizeof text, i == 1 ? "activity" : "kind%zu", i);
        fprintf(data, "%s,0,0.%zu,,\n", text, i);
        gnuplot_set_text_at(variables, "kind", i, text);
        gnuplot_set_text_at(variables, "kind_label", i, text);
        gnuplot_set_number_at(variables, "present", i, 1);
    }
    fclose(data);
    snprintf(stem, sizeof stem, "%s/f", w->folder);
    if (!gnuplot_draw(variables, "timeline", stem, &err))
        fail_msg("%s", err.text);
    gnuplot_variables_free(variables);
    for (size_t i = 2; i <= KINDS; i++) {
        snprintf(text, sizeof text, ">kind%zu<", i);
        expect_in(w, "f.svg", text);
    }
}

static void who_knows_the_leader_first_is_marked_once(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("timeline");
    double sum;
    open_trace(w);
    fputs("1,0,start,0,,,,,0,\n2,0.001,output,0,,,lost,,2,0\n3,0.002,output,3,,,leader,,2,7\n"
          "4,0.003,output,1,,,leader,,2,7\n",
          w->runs);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_FR);
    assert_int_equal(count_rows(w, "first-leader", "process", &sum), 1);
    assert_true(sum == 3);
    expect_in(w, "f.svg", "connaît l'élu en premier");
}

static void a_thousand_processes_share_the_lines_of_a_timeline(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("timeline");
    double sum;
    open_trace(w);
    for (int process = 0; process < 1000; process++)
        fprintf(w->runs, "%d,0,start,%d,,,,,0,\n", process + 1, process);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(count_rows(w, "start", "process", &sum), 250);
    expect_in(w, "f.svg", "one line for 4 processes");
}

static void a_timeline_without_trace_says_how_to_get_one(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("timeline");
    open_runs(w);
    add_ring(w);
    close_runs(w);
    expect_refusal(w, &figure, "no trace to draw a timeline from; run the scenario again with --trace RUN");
}

/* ---- pictures ---- */

static void the_same_data_gives_the_same_bytes_in_every_format(void **state)
{
    static const char *const names[] = {"f.csv", "f.svg", "f.pdf", "f.png"};
    struct world *w = *state;
    struct figure_request figure = request("complexity");
    char *first[4];
    size_t sizes[4], size;
    open_runs(w);
    add_ring(w);
    add_dice(w, 1);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    for (size_t i = 0; i < 4; i++)
        first[i] = read_file(w, names[i], &sizes[i]);
    /* A PDF has its date to the second. */
    sleep(1);
    must_draw(w, &figure, LANGUAGE_EN);
    for (size_t i = 0; i < 4; i++) {
        char *second = read_file(w, names[i], &size);
        assert_int_equal(size, sizes[i]);
        assert_memory_equal(first[i], second, size);
        free(second);
        free(first[i]);
    }
    assert_int_not_equal(access(path_in(w, "f.pdf.partial"), F_OK), 0);
}

static void titles_are_text_and_never_commands(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("complexity");
    char marker[96];
    snprintf(marker, sizeof marker, "%s/m", w->folder);
    snprintf(figure.title[LANGUAGE_EN], sizeof figure.title[LANGUAGE_EN],
             "'; system('touch %.40s'); `touch %.40s` \\ \n%%d {x}_^@", marker, marker);
    open_runs(w);
    add_ring(w);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_not_equal(access(marker, F_OK), 0);
    expect_in(w, "f.svg", "%d {x}_^@");
}

static void requests_that_cannot_be_drawn_name_the_nearest(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("complexity");
    open_runs(w);
    add_ring(w);
    close_runs(w);
    snprintf(figure.measure, sizeof figure.measure, "mesages");
    expect_refusal(w, &figure, "no column \"mesages\"; did you mean \"messages\"?");
    figure = request("complexity");
    snprintf(figure.x, sizeof figure.x, "procesess");
    expect_refusal(w, &figure, "no column \"procesess\"; did you mean \"processes\"?");
    figure = request("complexity");
    snprintf(figure.x, sizeof figure.x, "system.identities.order");
    expect_refusal(w, &figure, "column \"system.identities.order\" is of words; a figure needs numbers");
    figure = request("complexity");
    snprintf(figure.system, sizeof figure.system, "rink");
    expect_refusal(w, &figure, "the scenario has no system \"rink\"; did you mean \"ring\"?");
    figure = request("complexty");
    expect_refusal(w, &figure, "no kind of figure \"complexty\"; did you mean \"complexity\"?");
    figure = request("complexity");
    snprintf(figure.system, sizeof figure.system, "dice");
    expect_refusal(w, &figure, "there is no complete run of system \"dice\" to draw");
}

/* Puts a program of this text before the real gnuplot, draws, and puts the path back. */
static void expect_with_gnuplot(const struct world *w, const char *script, const char *expected)
{
    struct figure_request figure = request("complexity");
    char *before = strdup(getenv("PATH"));
    if (script != NULL) {
        FILE *file = fopen(path_in(w, "gnuplot"), "w");
        fprintf(file, "#!/bin/sh\n%s\n", script);
        fclose(file);
        chmod(path_in(w, "gnuplot"), 0755);
    }
    setenv("PATH", w->folder, 1);
    expect_refusal(w, &figure, expected);
    setenv("PATH", before, 1);
    free(before);
}

static void gnuplot_that_is_missing_or_fails_is_an_error_with_its_words(void **state)
{
    struct world *w = *state;
    open_runs(w);
    add_ring(w);
    close_runs(w);
    expect_with_gnuplot(w, NULL, "gnuplot is not installed, and figures need it: on Debian, apt install gnuplot-nox");
    expect_with_gnuplot(w, "echo 'line 3:   unknown\n  option' >&2; exit 2", "gnuplot failed: line 3: unknown option ");
    expect_with_gnuplot(w, "exit 0", "the svg file was not written to its end (is the disk full?)");
    expect_with_gnuplot(w, "kill -9 $$", "gnuplot was ended by signal 9 (Killed)");
}

/* ---- words and numbers ---- */

static void expect_number(double value, int digits, enum language language, const char *expected)
{
    char text[64];
    text_number(value, digits, language, text, sizeof text);
    assert_string_equal(text, expected);
}

static void numbers_are_written_as_the_language_writes_them(void **state)
{
    (void)state;
    expect_number(4096, 4, LANGUAGE_EN, "4,096");
    expect_number(4096, 4, LANGUAGE_FR,
                  "4\xc2\xa0"
                  "096");
    expect_number(1234567, 3, LANGUAGE_EN, "1,234,567");
    expect_number(999, 3, LANGUAGE_EN, "999");
    expect_number(0, 4, LANGUAGE_EN, "0");
    expect_number(12.345, 4, LANGUAGE_FR, "12,35");
    expect_number(-0.5, 2, LANGUAGE_EN, "−0.50");
    expect_number(7689.4, 4, LANGUAGE_EN, "7,689");
}

static void expect_formula(const char *formula, enum language language, const char *expected)
{
    char text[TEXT_SIZE];
    text_formula(formula, language, text, sizeof text);
    assert_string_equal(text, expected);
}

static void formulas_are_written_as_a_book_writes_them(void **state)
{
    (void)state;
    expect_formula("2(N-1)", LANGUAGE_EN, "2(N−1)");
    expect_formula("1.10 N^1.47", LANGUAGE_FR, "1,10 N¹·⁴⁷");
    expect_formula("0.98 N log2 N", LANGUAGE_EN, "0.98 N log₂ N");
    expect_formula("2N floor(log2(N)) + 3N", LANGUAGE_EN, "2N ⌊log₂(N)⌋ + 3N");
    expect_formula("5.93e-05 N", LANGUAGE_EN, "5.93·10⁻⁵ N");
    expect_formula("N*H(N)", LANGUAGE_EN, "N·H(N)");
    char cut[8];
    text_formula("N^2 ⟨tok⟩ more", LANGUAGE_EN, cut, sizeof cut);
    assert_true(strlen(cut) < sizeof cut);
}

static void a_table_is_as_wide_as_its_letters_and_not_its_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_width("é⟨tok⟩"), 6);
    assert_int_equal(text_width(""), 0);
}

int main(void)
{
#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, finish)
#define IN_SPLIT(test) cmocka_unit_test_setup_teardown(test, begin_split, finish)
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_formula_that_every_run_obeys_matches),
        IN_WORLD(one_message_too_many_makes_the_formula_differ_and_the_run_is_named),
        IN_WORLD(a_mean_that_chance_cannot_explain_differs),
        IN_WORLD(one_run_alone_cannot_tell_an_average),
        IN_SPLIT(a_cost_has_a_column_of_its_own_and_a_number_tells_which),
        IN_SPLIT(of_two_formulas_of_one_value_the_one_whose_condition_holds_is_named),
        IN_SPLIT(formulas_that_apply_to_a_part_of_a_curve_are_both_judged),
        IN_WORLD(a_law_that_is_undecided_says_why),
        IN_WORLD(a_sweep_with_runs_missing_says_so_in_summary_and_figures),
        IN_WORLD(a_figure_that_was_not_drawn_is_not_among_the_files),
        IN_WORLD(a_run_that_was_stopped_is_in_no_mean_and_the_summary_says_how_to_see_it),
        IN_WORLD(a_summary_is_written_even_when_every_run_failed),
        IN_WORLD(a_column_that_varies_at_the_same_size_makes_curves),
        IN_WORLD(a_column_that_follows_the_size_makes_none),
        IN_WORLD(the_summary_does_not_depend_on_its_folder_and_what_is_printed_names_it),
        IN_WORLD(a_complexity_figure_has_points_laws_and_formulas),
        IN_SPLIT(a_few_sizes_are_the_ticks_of_the_axis),
        IN_WORLD(a_french_figure_has_french_numbers_and_words),
        IN_WORLD(a_distribution_counts_every_run_once),
        IN_WORLD(a_timeline_shows_starts_receipts_and_outputs),
        IN_WORLD(every_kind_of_output_has_a_mark_and_a_text_in_a_timeline),
        IN_WORLD(the_script_of_timelines_takes_any_number_of_kinds),
        IN_WORLD(who_knows_the_leader_first_is_marked_once),
        IN_WORLD(a_thousand_processes_share_the_lines_of_a_timeline),
        IN_WORLD(a_timeline_without_trace_says_how_to_get_one),
        IN_WORLD(the_same_data_gives_the_same_bytes_in_every_format),
        IN_WORLD(titles_are_text_and_never_commands),
        IN_WORLD(requests_that_cannot_be_drawn_name_the_nearest),
        IN_WORLD(gnuplot_that_is_missing_or_fails_is_an_error_with_its_words),
        cmocka_unit_test(numbers_are_written_as_the_language_writes_them),
        cmocka_unit_test(formulas_are_written_as_a_book_writes_them),
        cmocka_unit_test(a_table_is_as_wide_as_its_letters_and_not_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
