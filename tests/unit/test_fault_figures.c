/* Figures of faults from results folders made by hand: convergence, configuration strips, trade-offs, and faults in timelines. */
#include "figure_world.h"

#include "figure/marks.h"

static const char one_run[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>Back to normal</title>"
    "<title xml:lang='fr'>Retour à la normale</title><platform file='p'/>"
    "<system name='ring' processes='4'><title xml:lang='en'>Ring</title><title xml:lang='fr'>Anneau</title>"
    "<algorithm name='line'/><topology kind='one-way-ring'/></system>"
    "<figures><figure kind='convergence'/></figures></scenario>";
static const char forty_runs[] =
    "<scenario name='test' seed='1' replications='40'><title xml:lang='en'>Forty</title><platform file='p'/>"
    "<system name='ring' processes='4'><algorithm name='line'/><topology kind='one-way-ring'/></system>"
    "<figures><figure kind='convergence'/></figures></scenario>";
static const char five_systems[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>Sizes</title><platform file='p'/>"
    "<system name='ring' processes='4'><algorithm name='line'/><topology kind='one-way-ring'/></system>"
    "<sweep><vary path='system.processes' values='4,5,6,7,8'/></sweep>"
    "<figures><figure kind='convergence'/></figures></scenario>";
static const char swept[] =
    "<scenario name='test' seed='1' replications='4'><title xml:lang='en'>Fast or right</title><platform file='p'/>"
    "<system name='ring' processes='4'><algorithm name='line'/><topology kind='one-way-ring'/></system>"
    "<system name='dice' processes='4'><algorithm name='dice'/><topology kind='one-way-ring'/></system>"
    "<sweep><vary path='system.start.spread' values='5s,15s'/><vary path='system.start.at' values='1s,2s,4s'/></sweep>"
    "<figures><figure kind='tradeoff' measure='detection_time' x='mistakes'/></figures></scenario>";

static int begin_one(void **state)
{
    return begin_with(state, one_run);
}

static int begin_forty(void **state)
{
    return begin_with(state, forty_runs);
}

static int begin_five(void **state)
{
    return begin_with(state, five_systems);
}

static int begin_swept(void **state)
{
    return begin_with(state, swept);
}

#define IN_ONE(test) cmocka_unit_test_setup_teardown(test, begin_one, finish)

/* ---- results by hand ---- */

static void write_text(const struct world *w, const char *name, const char *text)
{
    FILE *file = fopen(path_in(w, name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void write_runs(struct world *w, unsigned count, unsigned processes)
{
    w->runs = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(w->runs);
    bool sweep = scenario_varied_count(w->scenario) > 0;
    fprintf(w->runs,
            "run,system,replication,seed,network,%sprocesses,edges,initiators,ending,verdict,reason,event,messages,"
            "simulated_time\n",
            sweep ? "system.processes," : "");
    for (unsigned run = 0; run < count; run++) {
        unsigned n = sweep ? processes + run : processes;
        fprintf(w->runs, "%u,ring,%u,1,latency,", run, sweep ? 0 : run);
        if (sweep)
            fprintf(w->runs, "%u,", n);
        fprintf(w->runs, "%u,%u,1,time,holds,,,0,10\n", n, n);
    }
    close_runs(w);
}

static void write_trace(struct world *w, unsigned processes, const char *events)
{
    static const char header[] = "number,time,event,process,peer,port,kind,bytes,chain,value\n";
    char *text = malloc(strlen(header) + strlen(events) + 1);
    assert_non_null(text);
    strcat(strcpy(text, header), events);
    write_runs(w, 1, processes);
    write_text(w, "trace.csv", text);
    free(text);
}

/* The rows of f.csv of a series: how many, and the sums of two columns. */
struct counted {
    size_t rows;
    double first, second;
};
static struct counted count(const struct world *w, const char *series, const char *first, const char *second)
{
    struct csv_reader *reader;
    struct error err = {0};
    size_t of_series, columns[2];
    struct counted counted = {0};
    assert_true(csv_open(path_in(w, "f.csv"), &reader, &err));
    assert_true(csv_find_column(reader, "series", &of_series, &err));
    assert_true(csv_find_column(reader, first, &columns[0], &err));
    assert_true(csv_find_column(reader, second, &columns[1], &err));
    while (csv_next(reader, &err) == CSV_ROW) {
        if (strcmp(csv_field(reader, of_series), series) != 0)
            continue;
        counted.rows++;
        counted.first += strtod(csv_field(reader, columns[0]), NULL);
        counted.second += strtod(csv_field(reader, columns[1]), NULL);
    }
    csv_close(reader);
    return counted;
}

static struct figure_request of_kind(const char *kind, const char *measure)
{
    struct figure_request figure = request(kind);
    snprintf(figure.measure, sizeof figure.measure, "%s", measure);
    return figure;
}

/* ---- convergence ---- */

static void zones_of_convergence_are_where_the_distance_is_not_zero(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("convergence", "distance");
    write_runs(w, 1, 4);
    write_text(w, "series.csv",
               "time,series,value\n0,distance,3\n1,distance,1\n2,distance,0\n5,fault:corrupt,0\n5,distance,2\n"
               "6,distance,0\n8,fault:cosmic ray,1\n10,distance,0\n");
    must_draw(w, &figure, LANGUAGE_EN);
    struct counted zones = count(w, "zone", "time", "end"), correct = count(w, "correct", "time", "end");
    assert_int_equal(zones.rows, 2);
    assert_true(zones.first == 0 + 5 && zones.second == 2 + 6);
    assert_int_equal(correct.rows, 2);
    assert_true(correct.first == 2 + 6 && correct.second == 5 + 10);
    /* Five steps, and the end of the axis. */
    struct counted values = count(w, "value", "time", "value");
    assert_int_equal(values.rows, 6);
    assert_true(values.first == 0 + 1 + 2 + 5 + 6 + 10 && values.second == 3 + 1 + 2);
    assert_true(count(w, "fault", "time", "time").first == 5 + 8);
    expect_in(w, "f.svg", "state corruption");
    expect_in(w, "f.svg", "cosmic ray");
    expect_in(w, "f.svg", "convergence zone");
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "corruption d'état");
    expect_in(w, "f.svg", "zone de convergence");
    expect_in(w, "f.svg", "comportement correct");
    expect_in(w, "f.svg", "Anneau · exécution 0 · N = 4");
}

static void an_axis_ends_where_nothing_changes_any_more_and_says_so(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("convergence", "distance");
    write_runs(w, 1, 4);
    write_text(w, "series.csv", "time,series,value\n0,distance,3\n1,distance,0\n1000,distance,0\n");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "nothing changes afterwards, until 1,000,000 ms");
    assert_true(count(w, "value", "time", "value").first == 0 + 1 + 1.12);
    write_text(w, "series.csv", "time,series,value\n0,distance,3\n900,distance,0\n1000,distance,0\n");
    must_draw(w, &figure, LANGUAGE_EN);
    assert_false(file_has(w, "f.svg", "nothing changes"));
    assert_true(count(w, "value", "time", "value").first == 0 + 900 + 1000);
}

static void replications_become_a_median_with_a_band(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("convergence", "distance");
    write_runs(w, 40, 4);
    /* Run r has distance r until date 5; one of the faults strikes at another date in each. */
    for (int run = 0; run < 40; run++) {
        char name[32], text[256];
        snprintf(name, sizeof name, "series-%d.csv", run);
        snprintf(text, sizeof text,
                 "time,series,value\n0,distance,%d\n2,fault:common,0\n%g,fault:stray,1\n5,distance,0\n6,distance,0\n",
                 run, 3 + run / 100.0);
        write_text(w, name, text);
    }
    must_draw(w, &figure, LANGUAGE_EN);
    struct counted medians = count(w, "median", "value", "count");
    assert_int_equal(medians.rows, 500);
    assert_true(medians.second == 500 * 40);
    struct counted low = count(w, "median", "low", "high");
    /* Until date 5 of 6: 416 of 500 instants; the quantiles of 0..39 are 3.9, 19.5 and 35.1. */
    assert_true(fabs(medians.first - 416 * 19.5) < 1e-6);
    assert_true(fabs(low.first - 416 * 3.9) < 1e-6 && fabs(low.second - 416 * 35.1) < 1e-6);
    assert_int_equal(count(w, "fault", "time", "time").rows, 1);
    expect_in(w, "f.svg", "quantiles 10 % to 90 %");
    expect_in(w, "f.svg", "40 runs");
    expect_in(w, "f.svg", "faults at random dates are not shown");
    assert_false(file_has(w, "f.svg", "stray"));
}

static void points_of_a_sweep_have_panels_and_many_are_thinned(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("convergence", "distance");
    write_runs(w, 5, 4);
    for (int run = 0; run < 5; run++) {
        char name[32];
        snprintf(name, sizeof name, "series-%d.csv", run);
        write_text(w, name, "time,series,value\n0,distance,3\n1,distance,0\n1.2,distance,0\n");
    }
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(count(w, "zone", "panel", "time").rows, 4);
    expect_in(w, "f.svg", "4 of 5 points of the sweep");
    expect_in(w, "f.svg", "ring, N = 4");
    expect_in(w, "f.svg", "ring, N = 8");
}

static void rightly_and_wrongly_suspected_are_drawn_together(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("convergence", "suspected");
    write_runs(w, 1, 4);
    write_text(w, "series.csv",
               "time,series,value\n0,suspected_rightly,1\n0,suspected_wrongly,0\n2,fault:crash,0\n"
               "2,suspected_rightly,0.5\n4,suspected_wrongly,0.25\n5,suspected_rightly,1\n6,suspected_wrongly,0\n");
    must_draw(w, &figure, LANGUAGE_FR);
    assert_int_equal(count(w, "value", "index", "value").rows, 4 + 4);
    assert_int_equal(count(w, "zone", "time", "end").rows, 0);
    expect_in(w, "f.svg", "panne");
    expect_in(w, "f.svg", "Soupçonnés (part)");
}

static void a_convergence_without_series_says_how_to_get_them(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("convergence", "distance");
    write_runs(w, 1, 4);
    expect_nothing(w, &figure, "no series to draw; add <measures series=\"yes\"/> to the scenario and run it again");
    write_text(w, "series.csv", "time,series,value\n0,other,3\n");
    expect_nothing(w, &figure, "no run has a series \"distance\" to draw");
    write_text(w, "series.csv", "time,series,value\n2,distance,3\n1,distance,3\n");
    expect_refusal(w, &figure, "time=\"1\": expected 2 or later");
    write_text(w, "series.csv", "time,series,value\n2,distance,lots\n");
    expect_refusal(w, &figure, "lots");
}

/* ---- the names of faults ---- */

static void draw_faults(struct world *w, unsigned faults, double apart, const char *name)
{
    struct figure_request figure = of_kind("convergence", "distance");
    write_runs(w, 1, 4);
    FILE *file = fopen(path_in(w, "series.csv"), "w");
    assert_non_null(file);
    fputs("time,series,value\n0,distance,1\n", file);
    for (unsigned i = 0; i < faults; i++)
        fprintf(file, "%g,fault:%s %u,%u\n", 10 + i * apart, name, i % 20, i);
    fputs("100,distance,0\n", file);
    fclose(file);
    must_draw(w, &figure, LANGUAGE_EN);
}

static void few_faults_have_their_names_more_have_numbers_and_very_many_are_counted(void **state)
{
    struct world *w = *state;
    draw_faults(w, 3, 30, "storm");
    expect_in(w, "f.svg", ">storm 0<");
    expect_in(w, "f.svg", ">storm 2<");
    draw_faults(w, 12, 5, "a fault with a long name indeed");
    expect_in(w, "f.svg", ">12<");
    expect_in(w, "f.svg",
              "12\xc2\xa0"
              "a\xc2\xa0"
              "fault\xc2\xa0with\xc2\xa0"
              "a\xc2\xa0long\xc2\xa0name\xc2\xa0indeed\xc2\xa0"
              "11");
    draw_faults(w, 80, 1, "storm");
    assert_int_equal(count(w, "fault", "time", "time").rows, 80);
    expect_in(w, "f.svg",
              "storm\xc2\xa0"
              "0\xc2\xa0×\xc2\xa0"
              "4");
}

static void a_fault_of_many_processes_is_one_mark(void **state)
{
    (void)state;
    struct marks marks = {0};
    struct mark mark = {.time = 3, .text = "crash", .times = 1, .has_process = true};
    for (mark.process = 0; mark.process < 1000; mark.process++)
        assert_true(marks_add(&marks, &mark));
    mark.ends = true;
    assert_true(marks_add(&marks, &mark));
    assert_int_equal(marks.count, 2);
    assert_int_equal(marks.mark[0].times, 1000);
    marks_release(&marks);
}

static void kinds_of_faults_have_names_in_both_languages_and_other_names_stay(void **state)
{
    (void)state;
    char text[MARK_TEXT_SIZE];
    fault_text("cut", LANGUAGE_FR, text, sizeof text);
    assert_string_equal(text, "lien coupé");
    fault_text("cut", LANGUAGE_EN, text, sizeof text);
    assert_string_equal(text, "link cut");
    fault_text("the-great_storm", LANGUAGE_FR, text, sizeof text);
    assert_string_equal(text, "the great storm");
}

/* ---- configuration strips ---- */

static void a_strip_has_a_rectangle_for_each_value_that_a_process_keeps(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("strip", "");
    write_trace(w, 3,
                "1,0,state,0,,,x,,0,2\n2,0,state,1,,,y,,0,1\n3,5,state,0,,,x,,0,1\n4,5,fault,2,,,crash,,0,0\n"
                "5,7.5,fault-end,2,,,crash,,0,0\n6,7.5,state,2,,,x,,0,2\n7,8,fault,,,,cut,,0,1\n");
    must_draw(w, &figure, LANGUAGE_FR);
    /* Of process 0 two, of process 1 one, of process 2 two: y is another variable. */
    struct counted states = count(w, "state", "process", "value");
    assert_int_equal(states.rows, 5);
    assert_true(states.first == 1 + 2 + 2 && states.second == 2 + 1 + 0 + 0 + 2);
    struct counted crashed = count(w, "crashed", "time", "end");
    assert_int_equal(crashed.rows, 1);
    assert_true(crashed.first == 5 && crashed.second == 7.5);
    assert_true(count(w, "fault", "time", "time").first == 5 + 8);
    assert_true(count(w, "fault-end", "time", "time").first == 7.5);
    assert_int_equal(count(w, "struck", "process", "time").rows, 1);
    expect_in(w, "f.svg", "x = 0");
    expect_in(w, "f.svg", "lien coupé");
    expect_in(w, "f.svg", "en panne");
    figure = of_kind("strip", "y");
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(count(w, "state", "process", "value").rows, 3);
    expect_in(w, "f.svg", "y = 0");
}

static void a_strip_of_a_thousand_processes_shows_one_in_two_and_a_scale(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("strip", "x");
    enum { PROCESSES = 1000, LINE = 48 };
    char *events = malloc(PROCESSES * LINE);
    size_t used = 0;
    for (int process = 0; process < PROCESSES; process++)
        used += (size_t)snprintf(events + used, LINE, "%d,0,state,%d,,,x,,0,%d\n", process + 1, process, process);
    write_trace(w, PROCESSES, events);
    free(events);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(count(w, "state", "process", "value").rows, 500);
    expect_in(w, "f.svg", "one process of 2");
    expect_in(w, "f.svg", ">998<");
    assert_false(file_has(w, "f.svg", "x = 0"));
}

static void what_changes_at_every_instant_is_drawn_in_a_bounded_number_of_rectangles(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("strip", "x");
    enum { PROCESSES = 256, CHANGES = 400, LINE = 48 };
    char *events = malloc((size_t)PROCESSES * CHANGES * LINE);
    size_t used = 0;
    for (int i = 0; i < CHANGES; i++)
        for (int process = 0; process < PROCESSES; process++)
            used += (size_t)snprintf(events + used, LINE, "%d,%d,state,%d,,,x,,0,%d\n", i * PROCESSES + process + 1, i,
                                     process, i * 7 % 5);
    write_trace(w, PROCESSES, events);
    free(events);
    must_draw(w, &figure, LANGUAGE_EN);
    size_t rows = count(w, "state", "process", "value").rows;
    assert_true(rows > 10000 && rows <= 30000);
}

static void a_strip_needs_a_variable_in_its_trace(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("strip", "x");
    write_runs(w, 1, 4);
    expect_nothing(w, &figure, "no trace to draw a strip from; run the scenario again with --trace RUN");
    write_trace(w, 4, "1,0,start,0,,,,,0,\n");
    expect_nothing(w, &figure, "no process has a variable \"x\" in this trace");
    write_trace(w, 4, "1,0,state,0,,,x,,0,blue\n");
    expect_refusal(w, &figure, "value=\"blue\": expected a whole number");
}

/* ---- timelines ---- */

static void a_timeline_shows_who_is_down_and_names_the_faults(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("timeline", "messages");
    write_trace(w, 4,
                "1,0,start,0,,,,,0,\n2,1,state,0,,,x,,0,1\n3,2,fault,1,,,crash,,0,0\n4,3,loss,1,0,0,tok,8,1,-1\n"
                "5,4,fault,,,,partition,,0,1\n6,4,duplicate,0,1,0,tok,8,1,2\n7,5,fault,1,,,recover,,0,3\n"
                "8,6,fault,2,,,suspend,,0,4\n9,7,fault-end,,,,partition,,0,1\n10,7,output,0,,,suspect,,0,2\n"
                "11,8,output,0,,,trust,,0,2\n12,9,move,3,,,rule,,0,\n13,10,fault-end,2,,,suspend,,0,4\n");
    must_draw(w, &figure, LANGUAGE_FR);
    struct counted crashed = count(w, "crashed", "time", "end"), suspended = count(w, "suspended", "time", "end");
    assert_int_equal(crashed.rows, 1);
    assert_true(crashed.first == 2 && crashed.second == 5);
    assert_int_equal(suspended.rows, 1);
    assert_true(suspended.first == 6 && suspended.second == 10);
    assert_int_equal(count(w, "struck", "process", "time").rows, 3);
    assert_int_equal(count(w, "lost", "process", "time").rows, 1);
    assert_int_equal(count(w, "suspect", "value", "time").rows, 1);
    assert_int_equal(count(w, "trust", "value", "time").rows, 1);
    assert_int_equal(count(w, "activity", "process", "time").rows, 1);
    assert_int_equal(count(w, "fault", "time", "time").rows, 4);
    assert_int_equal(count(w, "fault-end", "time", "time").rows, 2);
    expect_in(w, "f.svg", "partition");
    expect_in(w, "f.svg", "panne → 1");
    expect_in(w, "f.svg", "soupçonne");
    expect_in(w, "f.svg", "suspendu");
    expect_in(w, "f.svg", ">agit<");
}

static void a_timeline_marks_the_violation_and_says_what_its_bars_are(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("timeline", "messages");
    write_trace(
        w, 4, "1,0,start,0,,,,,0,\n2,1,timeout,1,,,tick,,0,\n3,2,receive,2,0,0,tok,8,1,\n4,2,output,2,,,enter,,1,1\n");
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(count(w, "violation", "process", "time").rows, 0);
    expect_in(w, "f.svg", ">receives or times out<");
    write_text(w, "runs.csv",
               "run,system,replication,seed,network,processes,edges,initiators,ending,verdict,reason,event,messages,"
               "simulated_time\n0,ring,0,1,latency,4,4,1,quiescent,violated,two are inside,4,1,2\n");
    must_draw(w, &figure, LANGUAGE_FR);
    struct counted violation = count(w, "violation", "process", "time");
    assert_int_equal(violation.rows, 1);
    assert_true(violation.first == 2 && violation.second == 2);
    expect_in(w, "f.svg", "viole la spécification");
    expect_in(w, "f.svg", ">reçoit ou atteint un délai<");
}

static void who_never_comes_back_is_down_until_the_end(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("timeline", "messages");
    write_trace(w, 4, "1,0,start,0,,,,,0,\n2,2,fault,1,,,crash,,0,0\n3,9,receive,2,0,0,tok,8,1,\n");
    must_draw(w, &figure, LANGUAGE_EN);
    assert_true(count(w, "crashed", "time", "end").second == 9);
}

/* ---- trade-offs ---- */

static void write_tradeoff(struct world *w)
{
    static const char *const spreads[] = {"5s", "15s"}, *const values[] = {"1s", "2s", "4s"};
    unsigned run = 0;
    w->runs = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(w->runs);
    fputs("run,system,replication,seed,network,system.start.spread,system.start.at,processes,edges,initiators,ending,"
          "verdict,reason,event,messages,simulated_time,detection_time,mistakes\n",
          w->runs);
    for (int system = 0; system < 2; system++)
        for (int spread = 0; spread < 2; spread++)
            for (int value = 0; value < 3; value++)
                for (int r = 0; r < 4; r++) {
                    fprintf(w->runs, "%u,%s,%d,1,latency,%s,%s,4,4,4,time,holds,,,0,10,", run++,
                            system ? "dice" : "ring", r, spreads[spread], values[value]);
                    bool empty = system == 0 && value == 0 && r == 3;
                    if (empty)
                        fprintf(w->runs, ",0\n");
                    else
                        fprintf(w->runs, "%g,%d\n", 1.0 + value + r, value == 2 ? 0 : 1000 / (1 + 100 * value) + r);
                }
    close_runs(w);
}

static void a_tradeoff_has_a_curve_for_each_outer_value_and_says_the_inner_beside_its_points(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("tradeoff", "detection_time");
    snprintf(figure.x, sizeof figure.x, "mistakes");
    write_tradeoff(w);
    must_draw(w, &figure, LANGUAGE_EN);
    struct counted points = count(w, "points", "index", "count");
    assert_int_equal(points.rows, 2 * 2 * 3);
    assert_true(points.first == 3 * (1 + 2 + 3 + 4));
    assert_true(points.second == 12 * 4 - 2);
    /* Means of 1 + value + r over r: 0 to 3, or to 2 where a value is empty. */
    struct counted means = count(w, "points", "y", "x");
    assert_true(fabs(means.first - 2 * (2.0 + 3.5 + 4.5 + 2.5 + 3.5 + 4.5)) < 1e-9);
    expect_in(w, "f.svg", "beside the points: start.at · no value in 2 of 48 runs");
    expect_in(w, "f.svg", "ring, start.spread = 15s");
    expect_in(w, "f.svg", ">4s<");
    /* The mistakes span a factor of 100, and some are none. */
    expect_in(w, "f.svg", ">0<");
    expect_in(w, "f.svg", ">1,000<");
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "à côté des points");
    snprintf(figure.x, sizeof figure.x, "mistake");
    unlink(path_in(w, "f.svg"));
    expect_refusal(w, &figure, "no column \"mistake\"; did you mean \"mistakes\"?");
}

/* ---- before the first run ---- */

static const struct variable variables[] = {{.name = "colour"}, {.name = "beats", .hidden = true}, {0}};
static const struct algorithm stabilizing = {
    .name = "stabilizing", .promises = {"stabilization"}, .variables = variables};
static const struct algorithm detecting = {.name = "detecting", .promises = {"failure-detector"}};

static const struct algorithm *find_own(const char *name, struct error *err)
{
    if (strcmp(name, "stabilizing") == 0)
        return &stabilizing;
    return strcmp(name, "detecting") == 0 ? &detecting : find_algorithm(name, err);
}

/* Checks a scenario with this algorithm, these elements and this figure; `expected` NULL: there is nothing to say. */
static void expect_checked(const char *algorithm, const char *elements, const char *figure, const char *expected)
{
    const struct scenario_environment environment = {.algorithm_find = find_own,
                                                     .platform_find = find_platform,
                                                     .figure_kind_name = figure_kind_name,
                                                     .most_runs = 10,
                                                     .most_values = 10};
    char text[2048];
    struct scenario *scenario;
    struct columns *columns;
    struct error err = {0};
    snprintf(text, sizeof text,
             "<scenario name='t'><platform file='p'/><budget time='1s'/>%s<system name='s' processes='4'>"
             "<algorithm name='%s'/><topology kind='one-way-ring'/></system><figures><figure %s/></figures></scenario>",
             elements, algorithm, figure);
    if (!scenario_read_memory(text, strlen(text), "t.xml", NULL, 0, &environment, &scenario, &err))
        fail_msg("%s", err.text);
    assert_true(columns_create(scenario, &columns, &err));
    bool ok = columns_check_figures(columns, &err);
    if (expected == NULL && !ok)
        fail_msg("%s", err.text);
    if (expected != NULL) {
        assert_string_equal(ok ? "no error" : err.text, expected);
        assert_int_equal(err.line, 1);
    }
    columns_free(columns);
    scenario_free(scenario);
}

static void what_a_figure_is_drawn_from_is_checked_before_the_first_run(void **state)
{
    (void)state;
    static const char traced[] = "<trace runs='first'/>", series[] = "<measures series='yes'/>";
    expect_checked("stabilizing", "", "kind='strip'",
                   "<figure kind=\"strip\">: it is drawn from a trace, and the scenario asks for none: add <trace "
                   "runs=\"first\"/>");
    expect_checked("stabilizing", traced, "kind='strip'", NULL);
    expect_checked("stabilizing", traced, "kind='strip' measure='colour'", NULL);
    expect_checked(
        "stabilizing", traced, "kind='strip' measure='color'",
        "<figure measure=\"color\">: no algorithm here shows a variable \"color\"; did you mean \"colour\"?");
    expect_checked("stabilizing", traced, "kind='strip' measure='beats'",
                   "<figure measure=\"beats\">: no algorithm here shows a variable \"beats\"");
    expect_checked("line", traced, "kind='strip'",
                   "<figure kind=\"strip\">: it shows a variable, and no algorithm here declares one");
    expect_checked("line", "<expect verdict='violated'/>", "kind='timeline'", NULL);
    expect_checked("line", "", "kind='timeline'",
                   "<figure kind=\"timeline\">: it is drawn from a trace, and the scenario asks for none: add <trace "
                   "runs=\"first\"/>");
    expect_checked("stabilizing", "", "kind='convergence'",
                   "<figure kind=\"convergence\">: it is drawn from series, and the scenario asks for none: add "
                   "<measures series=\"yes\"/>");
    expect_checked("stabilizing", series, "kind='convergence'", NULL);
    expect_checked("stabilizing", series, "kind='convergence' measure='suspected'",
                   "<figure measure=\"suspected\">: no specification here has a series \"suspected\"");
    expect_checked("detecting", series, "kind='convergence' measure='suspected'", NULL);
    expect_checked("detecting", series, "kind='convergence' measure='suspected_wrongly'", NULL);
    expect_checked("detecting", series, "kind='convergence'",
                   "<figure>: no specification here has a series \"distance\"");
    expect_checked("detecting", "", "kind='tradeoff' measure='detection_time' x='mistakes'", NULL);
    expect_checked("detecting", "", "kind='tradeoff' measure='detection_time' x='mistake'",
                   "<figure x=\"mistake\">: runs.csv has no column \"mistake\"; did you mean \"mistakes\"?");
}

/* ---- measures of specifications ---- */

static void measures_that_end_in_time_or_duration_are_seconds_and_others_counts(void **state)
{
    (void)state;
    assert_string_equal(text_unit("convergence_time"), "s");
    assert_string_equal(text_unit("mistake_duration"), "s");
    assert_string_equal(text_unit("ideal_time"), "");
    assert_string_equal(text_unit("convergence_moves"), "");
    assert_string_equal(text_unit("time"), "");
}

static void a_distribution_says_how_many_runs_have_no_value(void **state)
{
    struct world *w = *state;
    struct figure_request figure = of_kind("distribution", "convergence_time");
    w->runs = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(w->runs);
    fputs("run,system,replication,seed,network,processes,edges,initiators,ending,verdict,reason,event,messages,"
          "convergence_time\n",
          w->runs);
    for (int run = 0; run < 40; run++)
        fprintf(w->runs, "%d,ring,%d,1,latency,4,4,4,time,holds,,,0,%s\n", run, run,
                run % 10 == 0 ? ""
                : run % 2     ? "0.002"
                              : "0.003");
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "no value in 4 of 40 runs");
    assert_true(count(w, "bin", "count", "x").first == 36);
    figure.kind[0] = '\0';
    snprintf(figure.kind, sizeof figure.kind, "complexity");
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "sans valeur dans 4 exécutions sur 40");
    expect_in(w, "f.svg", "(ms)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ONE(zones_of_convergence_are_where_the_distance_is_not_zero),
        IN_ONE(an_axis_ends_where_nothing_changes_any_more_and_says_so),
        cmocka_unit_test_setup_teardown(replications_become_a_median_with_a_band, begin_forty, finish),
        cmocka_unit_test_setup_teardown(points_of_a_sweep_have_panels_and_many_are_thinned, begin_five, finish),
        IN_ONE(rightly_and_wrongly_suspected_are_drawn_together),
        IN_ONE(a_convergence_without_series_says_how_to_get_them),
        IN_ONE(few_faults_have_their_names_more_have_numbers_and_very_many_are_counted),
        cmocka_unit_test(a_fault_of_many_processes_is_one_mark),
        cmocka_unit_test(kinds_of_faults_have_names_in_both_languages_and_other_names_stay),
        IN_ONE(a_strip_has_a_rectangle_for_each_value_that_a_process_keeps),
        IN_ONE(a_strip_of_a_thousand_processes_shows_one_in_two_and_a_scale),
        IN_ONE(what_changes_at_every_instant_is_drawn_in_a_bounded_number_of_rectangles),
        IN_ONE(a_strip_needs_a_variable_in_its_trace),
        IN_ONE(a_timeline_shows_who_is_down_and_names_the_faults),
        IN_ONE(a_timeline_marks_the_violation_and_says_what_its_bars_are),
        IN_ONE(who_never_comes_back_is_down_until_the_end),
        cmocka_unit_test_setup_teardown(
            a_tradeoff_has_a_curve_for_each_outer_value_and_says_the_inner_beside_its_points, begin_swept, finish),
        cmocka_unit_test(what_a_figure_is_drawn_from_is_checked_before_the_first_run),
        cmocka_unit_test(measures_that_end_in_time_or_duration_are_seconds_and_others_counts),
        cmocka_unit_test_setup_teardown(a_distribution_says_how_many_runs_have_no_value, begin_forty, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
