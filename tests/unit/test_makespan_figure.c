/* Figures of makespan, utilisation and roofs, from results folders made by hand. */
#include "figure_world.h"

#include "observe/activity.h"
#include "platform/roofline.h"

static const char two_systems[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>Static or dynamic</title>"
    "<title xml:lang='fr'>Statique ou dynamique</title><platform file='p'/>"
    "<system name='ring' processes='4'><title xml:lang='en'>In advance</title><title xml:lang='fr'>Au départ</title>"
    "<algorithm name='line'/><topology kind='one-way-ring'/></system>"
    "<system name='dice' processes='4'><title xml:lang='en'>On demand</title><title xml:lang='fr'>À la demande</title>"
    "<algorithm name='dice'/><topology kind='one-way-ring'/></system>"
    "<sweep><vary path='system.start.spread' values='0s,90s'/></sweep></scenario>";

static int begin_two(void **state)
{
    return begin_with(state, two_systems);
}

#define IN_TWO(test) cmocka_unit_test_setup_teardown(test, begin_two, finish)

/* ---- results by hand ---- */

static void open_makespans(struct world *w)
{
    w->runs = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(w->runs);
    fputs(
        "run,system,system.start.spread,network,processes,ending,verdict,reason,event,messages,makespan,lower_bound\n",
        w->runs);
}

static void add_makespan(struct world *w, const char *system, const char *spread, double makespan, double bound)
{
    fprintf(w->runs, "%u,%s,%s,flow,4,quiescent,holds,,,9,%.9g,%.9g\n", w->run++, system, spread, makespan, bound);
}

static struct figure_request makespans(const char *kind)
{
    struct figure_request figure = request(kind);
    snprintf(figure.measure, sizeof figure.measure, "makespan");
    return figure;
}

/* The field of the n-th row (from 0) of f.csv that has this series; "": any. Static: until the next call. */
static const char *field(const struct world *w, const char *series, size_t n, const char *column)
{
    static char text[256];
    struct csv_reader *reader;
    struct error err = {0};
    size_t of_series, of_column;
    text[0] = '\0';
    assert_true(csv_open(path_in(w, "f.csv"), &reader, &err));
    bool has_series = csv_has_column(reader, "series", &of_series);
    assert_true(csv_find_column(reader, column, &of_column, &err));
    while (csv_next(reader, &err) == CSV_ROW)
        if ((!has_series || series[0] == '\0' || strcmp(csv_field(reader, of_series), series) == 0) && n-- == 0) {
            snprintf(text, sizeof text, "%s", csv_field(reader, of_column));
            break;
        }
    csv_close(reader);
    return text;
}

static double number(const struct world *w, const char *series, size_t n, const char *column)
{
    const char *text = field(w, series, n, column);
    return text[0] != '\0' ? strtod(text, NULL) : NAN;
}

static size_t count_rows(const struct world *w, const char *series)
{
    size_t n = 0;
    while (field(w, series, n, "series")[0] != '\0')
        n++;
    return n;
}

/* ---- bars ---- */

static void a_system_has_a_bar_with_its_mean_its_bound_and_how_far_they_are_apart(void **state)
{
    struct world *w = *state;
    struct figure_request figure = makespans("makespan");
    open_makespans(w);
    add_makespan(w, "ring", "0s", 590, 300);
    add_makespan(w, "ring", "0s", 610, 200);
    add_makespan(w, "dice", "0s", 400, 400);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(count_rows(w, "bar"), 2);
    assert_int_equal(count_rows(w, "heading"), 0);
    assert_true(number(w, "bar", 0, "value") == 600 && number(w, "bar", 0, "bound") == 250);
    assert_true(fabs(number(w, "bar", 0, "ratio") - (590.0 / 300 + 610.0 / 200) / 2) < 1e-9);
    assert_true(number(w, "bar", 0, "low") < 590 && number(w, "bar", 0, "high") > 610);
    assert_true(number(w, "bar", 1, "place") > number(w, "bar", 0, "place"));
    assert_string_not_equal(field(w, "bar", 1, "colour"), "1");
    expect_in(w, "f.svg", "10 min  ×2.51");
    expect_in(w, "f.svg", "6.67 min  ×1");
    expect_in(w, "f.svg", "In advance");
    expect_in(w, "f.svg", "Makespan (min)");
    expect_in(w, "f.svg", ">lower bound<");
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "6,67 min  ×1");
    expect_in(w, "f.svg", "À la demande");
    expect_in(w, "f.svg", "borne inférieure");
}

static void several_points_of_a_system_stand_below_its_name(void **state)
{
    struct world *w = *state;
    struct figure_request figure = makespans("makespan");
    open_makespans(w);
    add_makespan(w, "ring", "0s", 6, 3);
    add_makespan(w, "ring", "90s", 8, 3);
    add_makespan(w, "dice", "0s", 4, 3);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(count_rows(w, "bar"), 3);
    assert_int_equal(count_rows(w, "heading"), 1);
    assert_string_equal(field(w, "heading", 0, "text"), "In advance");
    assert_string_equal(field(w, "bar", 1, "text"), "start.spread = 90s");
    assert_string_equal(field(w, "bar", 2, "text"), "On demand");
    assert_true(number(w, "heading", 0, "place") < number(w, "bar", 0, "place"));
    assert_false(file_has(w, "f.svg", "95 % interval"));
}

static void runs_that_were_not_brought_to_their_end_have_no_bar(void **state)
{
    struct world *w = *state;
    struct figure_request figure = makespans("makespan");
    open_makespans(w);
    add_makespan(w, "ring", "0s", 6, 3);
    fprintf(w->runs, "1,dice,0s,flow,4,time,undecided,,,9,5,3\n");
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(count_rows(w, "bar"), 1);
}

static void more_bars_than_a_sheet_holds_are_refused(void **state)
{
    struct world *w = *state;
    struct figure_request figure = makespans("makespan");
    char spread[16];
    open_makespans(w);
    for (int i = 0; i < 33; i++) {
        snprintf(spread, sizeof spread, "%ds", i);
        add_makespan(w, "ring", spread, 6, 3);
    }
    close_runs(w);
    expect_refusal(w, &figure, "33 bars in one figure; expected at most 32");
}

static void without_makespans_there_is_nothing_to_draw(void **state)
{
    struct world *w = *state;
    struct figure_request figure = makespans("makespan");
    open_makespans(w);
    fprintf(w->runs, "0,ring,0s,flow,4,quiescent,holds,,,9,,\n");
    close_runs(w);
    expect_refusal(w, &figure, "no complete run has a value of \"makespan\" to draw");
}

/* ---- curves ---- */

static void against_a_swept_column_it_is_a_curve_with_the_lower_bound_below(void **state)
{
    struct world *w = *state;
    struct figure_request figure = makespans("makespan");
    snprintf(figure.x, sizeof figure.x, "system.start.spread");
    open_makespans(w);
    add_makespan(w, "ring", "1s", 6, 3);
    add_makespan(w, "ring", "90s", 8, 3);
    add_makespan(w, "dice", "1s", 4, 3);
    add_makespan(w, "dice", "90s", 5, 3);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_FR);
    assert_int_equal(count_rows(w, "points"), 4);
    assert_int_equal(count_rows(w, "formula"), 2); /* both systems have the same */
    assert_string_equal(field(w, "formula", 0, "text"), "borne inférieure");
    assert_true(number(w, "formula", 1, "y") == 3 && number(w, "points", 1, "x") == 90);
    expect_in(w, "f.svg", "(s)");
    snprintf(figure.x, sizeof figure.x, "system");
    must_draw(w, &figure, LANGUAGE_FR);
    assert_int_equal(count_rows(w, "bar"), 4);
}

static void what_varies_has_words_in_both_languages(void **state)
{
    (void)state;
    static const char *const expected[][1 + LANGUAGES] = {
        {"system.faults.fault[failures].mean", "Mean time between failures", "Temps moyen entre pannes"},
        {"faults.fault.mean", "Mean time between failures", "Temps moyen entre pannes"},
        {"system[a].work.tasks", "Tasks", "Tâches"},
        {"system.algorithm.chunk", "Tasks in a chunk", "Tâches par bloc"},
        {"makespan", "Makespan", "Durée totale"},
        {"efficiency", "Efficiency", "Efficacité"},
        {"system.algorithm.think", "Mean time before a request", "Temps moyen avant une demande"},
        {"faults.fault[lines].by", "Delay added, on average", "Retard ajouté, en moyenne"},
        {"channels.mean", "Mean delay of a message", "Retard moyen d'un message"},
        {"channels.fifo", "channels.fifo", "channels.fifo"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        for (int language = 0; language < LANGUAGES; language++) {
            char text[TEXT_SIZE];
            text_measure(expected[i][0], (enum language)language, text, sizeof text);
            assert_string_equal(text, expected[i][1 + language]);
        }
}

/* ---- activities ---- */

static void write_activities(const struct world *w, const char *rows, unsigned lanes)
{
    FILE *file = fopen(path_in(w, "activity.csv"), "w");
    assert_non_null(file);
    fputs("lane,begin,end,activity,detail\n", file);
    fputs(rows, file);
    for (unsigned i = 0; i < lanes; i++)
        fprintf(file, "host%u,0,%u,compute,\n", i, i % 2 == 0 ? 10 : 5);
    fclose(file);
}

/* The area below an activity of utilisation: seconds times the part of the lanes. */
static double area(const struct world *w, const char *activity)
{
    struct csv_reader *reader;
    struct error err = {0};
    size_t of_activity;
    double sum = 0;
    assert_true(csv_open(path_in(w, "f.csv"), &reader, &err));
    assert_true(csv_find_column(reader, "activity", &of_activity, &err));
    while (csv_next(reader, &err) == CSV_ROW) {
        static const char *const names[] = {"begin", "end", "low", "high"};
        double values[4];
        for (size_t i = 0; i < 4; i++) {
            size_t column;
            assert_true(csv_find_column(reader, names[i], &column, &err));
            assert_true(csv_number(reader, column, &values[i], &err));
        }
        assert_true(0 <= values[2] && values[2] <= values[3] && values[3] <= 1);
        if (strcmp(csv_field(reader, of_activity), activity) == 0)
            sum += (values[1] - values[0]) * (values[3] - values[2]);
    }
    csv_close(reader);
    return sum;
}

static void each_activity_has_its_share_of_the_lanes(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("utilisation");
    open_makespans(w);
    add_makespan(w, "ring", "0s", 8, 3);
    close_runs(w);
    write_activities(w, "a,0,4,compute,\na,4,10,wait,\nb,0,2,transfer,\nb,2,3,failed,\nb,3,,compute,\n", 0);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_true(fabs(area(w, "compute") - (4 + 7) / 2.0) < 1e-6); /* what is open goes on to the last date */
    assert_true(fabs(area(w, "wait") - 3) < 1e-6);
    assert_true(fabs(area(w, "transfer") - 1) < 1e-6);
    assert_true(fabs(area(w, "failed") - 0.5) < 1e-6);
    expect_in(w, "f.svg", "2 lanes");
    expect_in(w, "f.svg", "computing 68.8 % of the time up to the line"); /* 11 of 2 × 8 s */
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "Part des lignes (%)");
}

static void the_utilisation_of_thousands_of_lanes_is_as_exact(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("utilisation");
    open_makespans(w);
    add_makespan(w, "ring", "0s", 10, 3);
    close_runs(w);
    write_activities(w, "", 3000);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_true(fabs(area(w, "compute") - 7.5) < 1e-6);
    expect_in(w, "f.svg", "3,000 lanes");
}

static void a_run_that_does_nothing_has_no_utilisation(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("utilisation");
    open_makespans(w);
    add_makespan(w, "ring", "0s", 10, 3);
    close_runs(w);
    write_activities(w, "", 0);
    expect_refusal(w, &figure, "nothing takes time in this run");
    write_activities(w, "a,3,1,compute,\n", 0);
    expect_refusal(w, &figure, "begin=\"3\", end=\"1\"");
}

static void the_line_of_a_gantt_chart_is_the_makespan_that_was_measured(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    open_makespans(w);
    add_makespan(w, "ring", "0s", 7, 3);
    close_runs(w);
    write_activities(w, "a,0,4,compute,\nb,4,9,given-up,\n", 0);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "makespan 7 s");
    expect_in(w, "f.svg", "given up");
}

static void figures_pile_up_each_activity_once(void **state)
{
    (void)state;
    bool seen[ACTIVITY_KINDS] = {false};
    for (size_t i = 0; i < ACTIVITY_KINDS; i++) {
        assert_false(seen[activity_stacked(i)]);
        seen[activity_stacked(i)] = true;
    }
    assert_int_equal(activity_stacked(0), ACTIVITY_COMPUTE);
    assert_int_equal(activity_stacked(ACTIVITY_KINDS - 1), ACTIVITY_WAIT);
}

/* ---- roofs ---- */

static void a_roof_has_a_slope_a_ridge_and_a_flat_part(void **state)
{
    (void)state;
    struct roofline_kind kind = {.peak = 100, .bandwidth = 20};
    assert_true(roofline_ridge(&kind) == 5);
    assert_true(roofline_attainable(&kind, 0.5) == 10);
    assert_true(roofline_attainable(&kind, 5) == 100);
    assert_true(roofline_attainable(&kind, 50) == 100);
}

static void kernels_come_by_increasing_intensity_with_their_sources(void **state)
{
    (void)state;
    const struct roofline_kernel *kernel;
    double last = 0;
    for (size_t i = 0; (kernel = roofline_kernel_at(i)) != NULL; i++) {
        assert_true(kernel->low > last && kernel->high >= kernel->low);
        assert_true(kernel->source[0] != '\0' && kernel->name_fr[0] != '\0');
        last = kernel->high;
    }
    assert_true(last > 1);
}

static void the_roof_of_a_raspberry_pi_is_that_of_its_platform_file(void **state)
{
    (void)state;
    struct roofline roofline;
    struct error err = {0};
    assert_true(roofline_read(SOURCE_DIR "/platforms/raspberry-pi-4.xml", &roofline, &err));
    assert_int_equal(roofline.count, 1);
    assert_int_equal(roofline.kinds[0].hosts, 4);
    assert_int_equal(roofline.kinds[0].cores, 4);
    assert_true(fabs(roofline.kinds[0].peak / 11.889e9 - 1) < 1e-3);
    assert_true(roofline_ridge(&roofline.kinds[0]) > 2 && roofline_ridge(&roofline.kinds[0]) < 3);
}

static void machines_of_several_kinds_have_several_roofs(void **state)
{
    (void)state;
    struct roofline roofline;
    struct error err = {0};
    assert_true(roofline_read(SOURCE_DIR "/platforms/jean-zay.xml", &roofline, &err));
    assert_int_equal(roofline.count, 2);
    assert_int_equal(roofline.kinds[0].hosts + roofline.kinds[1].hosts, 1528 + 1044);
}

static void a_platform_that_does_not_speak_of_its_memory_has_no_roof(void **state)
{
    (void)state;
    char path[] = "/tmp/onde-roof-XXXXXX.xml";
    struct roofline roofline;
    struct error err = {0};
    int descriptor = mkstemps(path, 4);
    FILE *file = fdopen(descriptor, "w");
    assert_non_null(file);
    fputs("<?xml version='1.0'?><!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\"><platform version='4.1'>"
          "<zone id='z' routing='Full'><host id='h' speed='1Gf'/></zone></platform>",
          file);
    fclose(file);
    assert_false(roofline_read(path, &roofline, &err));
    unlink(path);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "expected a property memory_bandwidth"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_TWO(a_system_has_a_bar_with_its_mean_its_bound_and_how_far_they_are_apart),
        IN_TWO(several_points_of_a_system_stand_below_its_name),
        IN_TWO(runs_that_were_not_brought_to_their_end_have_no_bar),
        IN_TWO(more_bars_than_a_sheet_holds_are_refused),
        IN_TWO(without_makespans_there_is_nothing_to_draw),
        IN_TWO(against_a_swept_column_it_is_a_curve_with_the_lower_bound_below),
        cmocka_unit_test(what_varies_has_words_in_both_languages),
        IN_TWO(each_activity_has_its_share_of_the_lanes),
        IN_TWO(the_utilisation_of_thousands_of_lanes_is_as_exact),
        IN_TWO(a_run_that_does_nothing_has_no_utilisation),
        IN_TWO(the_line_of_a_gantt_chart_is_the_makespan_that_was_measured),
        cmocka_unit_test(figures_pile_up_each_activity_once),
        cmocka_unit_test(a_roof_has_a_slope_a_ridge_and_a_flat_part),
        cmocka_unit_test(kernels_come_by_increasing_intensity_with_their_sources),
        cmocka_unit_test(the_roof_of_a_raspberry_pi_is_that_of_its_platform_file),
        cmocka_unit_test(machines_of_several_kinds_have_several_roofs),
        cmocka_unit_test(a_platform_that_does_not_speak_of_its_memory_has_no_roof),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
