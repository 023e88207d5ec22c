/* Gantt charts and communication matrices from results folders made by hand; the table of activities; lanes. */
#include "figure_world.h"

#include "figure/lanes.h"
#include "mpi/activities.h"
#include "observe/activity.h"

static const char two_systems[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>Static or dynamic</title>"
    "<title xml:lang='fr'>Statique ou dynamique</title><platform file='p'/>"
    "<system name='ring' processes='4'><title xml:lang='en'>In advance</title><title xml:lang='fr'>Au départ</title>"
    "<algorithm name='line'/><topology kind='one-way-ring'/></system>"
    "<system name='dice' processes='4'><title xml:lang='en'>On demand</title><title xml:lang='fr'>À la demande</title>"
    "<algorithm name='dice'/><topology kind='one-way-ring'/></system></scenario>";

static int begin_two(void **state)
{
    return begin_with(state, two_systems);
}

#define IN_TWO(test) cmocka_unit_test_setup_teardown(test, begin_two, finish)

/* ---- results by hand ---- */

static FILE *create(const struct world *w, const char *name)
{
    FILE *file = fopen(path_in(w, name), "w");
    assert_non_null(file);
    return file;
}

static void write_text(const struct world *w, const char *name, const char *text)
{
    FILE *file = create(w, name);
    fputs(text, file);
    fclose(file);
}

/* Run 0 is of the ring, run 1 of the dice. */
static void write_runs(const struct world *w, unsigned count, const char *network)
{
    FILE *file = create(w, "runs.csv");
    fputs("run,system,network,processes,ending,verdict,reason,event,messages\n", file);
    for (unsigned run = 0; run < count; run++)
        fprintf(file, "%u,%s,%s,4,ended,holds,,,0\n", run, run == 0 ? "ring" : "dice", network);
    fclose(file);
}

#define HEADER "lane,begin,end,activity,detail\n"

static void write_one(const struct world *w, const char *rows)
{
    write_runs(w, 1, "mpi");
    FILE *file = create(w, "activity.csv");
    fprintf(file, HEADER "%s", rows);
    fclose(file);
}

/* Of the rows of f.csv that have these texts ("": any): how many, and the area that they cover: seconds times the part of the
 * height of a row. */
struct covered {
    size_t rows;
    double area, first, last, lowest, tallest;
};
static struct covered covered(const struct world *w, const char *series, const char *activity)
{
    static const char *const names[] = {"series", "activity", "begin", "end", "low", "high"};
    enum { SERIES, ACTIVITY, BEGIN, END, LOW, HIGH, COLUMNS };
    struct csv_reader *reader;
    struct error err = {0};
    size_t column[COLUMNS];
    struct covered covered = {.first = INFINITY, .lowest = INFINITY};
    assert_true(csv_open(path_in(w, "f.csv"), &reader, &err));
    for (size_t i = 0; i < COLUMNS; i++)
        assert_true(csv_find_column(reader, names[i], &column[i], &err));
    while (csv_next(reader, &err) == CSV_ROW) {
        double values[COLUMNS];
        if ((series[0] != '\0' && strcmp(csv_field(reader, column[SERIES]), series) != 0) ||
            (activity[0] != '\0' && strcmp(csv_field(reader, column[ACTIVITY]), activity) != 0))
            continue;
        for (size_t i = BEGIN; i < COLUMNS; i++)
            assert_true(csv_number(reader, column[i], &values[i], &err));
        assert_true(values[BEGIN] <= values[END] && 0 <= values[LOW] && values[LOW] < values[HIGH] &&
                    values[HIGH] <= 1);
        covered.rows++;
        covered.area += (values[END] - values[BEGIN]) * (values[HIGH] - values[LOW]);
        covered.first = fmin(covered.first, values[BEGIN]);
        covered.last = fmax(covered.last, values[END]);
        covered.lowest = fmin(covered.lowest, values[LOW]);
        covered.tallest = fmax(covered.tallest, values[HIGH] - values[LOW]);
    }
    csv_close(reader);
    return covered;
}

static size_t rows_shown(const struct world *w)
{
    struct csv_reader *reader;
    struct error err = {0};
    size_t place;
    double value, last = -1;
    assert_true(csv_open(path_in(w, "f.csv"), &reader, &err));
    assert_true(csv_find_column(reader, "place", &place, &err));
    while (csv_next(reader, &err) == CSV_ROW)
        if (csv_number(reader, place, &value, &err))
            last = fmax(last, value);
    csv_close(reader);
    return (size_t)(last + 1);
}

/* ---- the table of activities ---- */

static void what_takes_no_time_is_left_out_and_what_never_ends_has_no_end(void **state)
{
    struct world *w = *state;
    struct csv_writer *table;
    struct error err = {0};
    size_t size;
    assert_true(activity_create(path_in(w, "activity.csv"), &table, &err));
    activity_add(table, "host, one", 0, 1.5, ACTIVITY_COMPUTE, "task \"3\"");
    activity_add(table, "2", 3, 3, ACTIVITY_SEND, "nothing");
    activity_add(table, "2", 4, NAN, ACTIVITY_RECEIVE, "MPI_Recv from 3");
    assert_true(csv_commit(table, &err));
    char *text = read_file(w, "activity.csv", &size);
    assert_string_equal(text, HEADER "\"host, one\",0,1.5,compute,\"task \"\"3\"\"\"\n2,4,,receive,MPI_Recv from 3\n");
    free(text);
}

static void every_activity_is_found_by_its_name_and_has_two_titles(void **state)
{
    (void)state;
    struct error err = {0};
    for (size_t i = 0; i < ACTIVITY_KINDS; i++) {
        enum activity found = ACTIVITY_KINDS;
        assert_true(activity_find(activity_name((enum activity)i), &found, &err));
        assert_int_equal(found, i);
        for (size_t j = 0; j < i; j++)
            for (int language = 0; language < LANGUAGES; language++)
                assert_string_not_equal(activity_title((enum activity)i, (enum language)language),
                                        activity_title((enum activity)j, (enum language)language));
    }
    assert_null(activity_name_at(ACTIVITY_KINDS, NULL));
    enum activity found;
    assert_false(activity_find("recieve", &found, &err));
    assert_string_equal(err.text, "no activity \"recieve\"; did you mean \"receive\"?");
}

static void a_call_is_the_activity_that_its_nature_says(void **state)
{
    (void)state;
    static const struct {
        uint32_t call;
        enum activity activity;
    } expected[] = {
        {CALL_NONE, ACTIVITY_COMPUTE},
        {CALL_Init, ACTIVITY_BOOT},
        {CALL_Finalize, ACTIVITY_WAIT},
        {CALL_Send, ACTIVITY_SEND},
        {CALL_Isend, ACTIVITY_SEND},
        {CALL_Startall, ACTIVITY_SEND},
        {CALL_Recv, ACTIVITY_RECEIVE},
        {CALL_Sendrecv, ACTIVITY_RECEIVE},
        {CALL_Probe, ACTIVITY_WAIT},
        {CALL_Waitall, ACTIVITY_WAIT},
        {CALL_Testany, ACTIVITY_WAIT},
        {CALL_Bcast, ACTIVITY_COLLECTIVE},
        {CALL_Iallreduce, ACTIVITY_COLLECTIVE},
        {CALL_Comm_split, ACTIVITY_COLLECTIVE},
        {CALL_Put, ACTIVITY_SEND},
        {CALL_Get, ACTIVITY_RECEIVE},
        {CALL_Win_fence, ACTIVITY_COLLECTIVE},
        {CALL_Win_lock, ACTIVITY_WAIT},
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        assert_int_equal(mpi_activity(expected[i].call), expected[i].activity);
}

/* ---- lanes ---- */

static void lanes_stand_in_the_order_of_their_numbers(void **state)
{
    (void)state;
    static const char *const added[] = {"node-10", "node-9", "gate", "node-9", "node-100", "node-1"};
    static const char *const sorted[] = {"gate", "node-1", "node-9", "node-10", "node-100"};
    struct lanes *lanes = lanes_create();
    for (size_t i = 0; i < sizeof added / sizeof added[0]; i++)
        assert_true(lanes_add(lanes, added[i]));
    assert_int_equal(lanes_sort(lanes), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(lanes_name(lanes, i), sorted[i]);
        assert_int_equal(lanes_place(lanes, sorted[i]), i);
    }
    assert_false(lanes_are_numbers(lanes));
    lanes_free(lanes);
    lanes_free(NULL);
}

/* ---- Gantt charts ---- */

static void each_activity_of_few_lanes_is_a_rectangle(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    write_one(w, "0,0,4,compute,\n1,0,1,compute,\n1,1,6,receive,MPI_Recv from 0\n0,4,6,send,MPI_Send to 1\n"
                 "1,6,10,collective,MPI_Barrier\n0,6,10,collective,MPI_Barrier\n");
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(covered(w, "", "").rows, 6);
    assert_true(covered(w, "activity", "").area == 20 && covered(w, "activity", "compute").area == 5);
    expect_in(w, "f.csv", "1,activity,1,1,1,6,0,1,receive,MPI_Recv from 0\n");
    expect_in(w, "f.svg", "makespan 10 s");
    expect_in(w, "f.svg", "Simulated time (s)");
    expect_in(w, "f.svg", "In advance · run 0 · 2 ranks");
    expect_in(w, "f.svg", "Rank");
    expect_in(w, "f.svg", "collective call");
    assert_false(file_has(w, "f.svg", "waits")); /* the legend has what is there */
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "Au départ · exécution 0 · 2 rangs");
    expect_in(w, "f.svg", "Temps simulé (s)");
    expect_in(w, "f.svg", "appel collectif");
}

static void the_axis_has_the_unit_of_its_length(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    static const struct {
        const char *rows, *label, *makespan;
    } cases[] = {{"a,0,0.00025,compute,\n", "Simulated time (µs)", "makespan 250"},
                 {"a,0,1.5,compute,\n", "Simulated time (s)", "makespan 1.500 s"},
                 {"a,0,600,compute,\n", "Simulated time (min)", "makespan 10 min"},
                 {"a,0,18000,compute,\n", "Simulated time (h)", "makespan 5 h"},
                 {"a,0,345600,compute,\n", "Simulated time (days)", "makespan 4 days"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_one(w, cases[i].rows);
        must_draw(w, &figure, LANGUAGE_EN);
        expect_in(w, "f.svg", cases[i].label);
        expect_in(w, "f.svg", cases[i].makespan);
    }
}

static void what_is_shorter_than_a_pixel_is_seen(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    write_one(w, "0,0,5,compute,\n0,5,5.000001,send,\n0,5.000001,10,wait,\n1,7,7.000001,failed,\n1,9,10,compute,\n");
    must_draw(w, &figure, LANGUAGE_EN);
    struct covered sent = covered(w, "share", "send"), failed = covered(w, "share", "failed");
    assert_true(sent.rows > 0 && sent.tallest >= 0.2 && sent.first <= 5 && sent.last >= 5);
    assert_true(failed.rows > 0 && failed.tallest >= 0.5);
    assert_int_equal(covered(w, "activity", "").rows, 3);
}

static void many_short_activities_share_the_height_as_they_share_the_time(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    write_runs(w, 1, "mpi");
    FILE *file = create(w, "activity.csv");
    fputs(HEADER, file);
    for (int i = 0; i < 20000; i++)
        fprintf(file, "0,%.6g,%.6g,compute,\n0,%.6g,%.6g,send,\n", i * 1e-3, i * 1e-3 + 6e-4, i * 1e-3 + 6e-4,
                (i + 1) * 1e-3);
    fclose(file);
    must_draw(w, &figure, LANGUAGE_EN);
    struct covered computing = covered(w, "share", "compute"), sending = covered(w, "share", "send");
    assert_int_equal(covered(w, "activity", "").rows, 0);
    assert_true(fabs(computing.area - 12) < 0.6 && fabs(sending.area - 8) < 0.6);
    assert_true(computing.lowest == 0); /* at the bottom */
    assert_true(computing.rows + sending.rows < 2000);
}

/* Lane `lane` computes for 3 + lane % 5 seconds, and waits until 10. */
static void write_many(const struct world *w, unsigned lanes)
{
    FILE *file = create(w, "activity.csv");
    fputs(HEADER, file);
    for (unsigned lane = 0; lane < lanes; lane++)
        fprintf(file, "%u,0,%u,compute,\n%u,%u,10,wait,\n", lane, 3 + lane % 5, lane, 3 + lane % 5);
    fclose(file);
}

static void sixty_four_lanes_stand_one_by_one_and_more_in_bands(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    write_runs(w, 1, "mpi");
    write_many(w, 64);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(rows_shown(w), 64);
    assert_int_equal(covered(w, "activity", "").rows, 128);
    expect_in(w, "f.svg", "64 ranks<");
    write_many(w, 1000);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(rows_shown(w), 24);
    assert_int_equal(covered(w, "activity", "").rows, 0);
    expect_in(w, "f.svg", "1,000 ranks, 42 in a band");
    /* The mean of a lane is 5 s of computing; heights are rounded to parts of 24. */
    double rows = 24, least = rows * 5 - 2.5;
    assert_true(covered(w, "share", "compute").area > least && covered(w, "share", "compute").area < rows * 5 + 2.5);
    assert_true(covered(w, "share", "").rows < 1000);
}

static void a_chart_of_44544_lanes_is_small(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    write_runs(w, 1, "mpi");
    write_many(w, 44544);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "44,544 ranks, 1,856 in a band");
    assert_true(covered(w, "", "").rows < 1000);
}

static void two_systems_stand_one_above_the_other_on_one_axis(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    write_runs(w, 2, "latency");
    write_text(w, "activity-0.csv", HEADER "0,0,10,compute,\n1,0,4,compute,\n");
    write_text(w, "activity-1.csv", HEADER "0,0,7,compute,\n1,0,7,compute,\n");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "1,activity,0,0,0,10,");
    expect_in(w, "f.csv", "2,activity,1,1,0,7,");
    expect_in(w, "f.svg", "makespan 10 s");
    expect_in(w, "f.svg", "makespan 7 s");
    expect_in(w, "f.svg", "In advance · run 0 · 2 processes");
    expect_in(w, "f.svg", "On demand · run 1 · 2 processes");
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "À la demande · exécution 1 · 2 processus");
    snprintf(figure.system, sizeof figure.system, "dice");
    must_draw(w, &figure, LANGUAGE_EN);
    assert_false(file_has(w, "f.csv", "2,activity"));
    assert_false(file_has(w, "f.svg", "makespan 10 s"));
    expect_in(w, "f.svg", "makespan 7 s");
    snprintf(figure.system, sizeof figure.system, "ring,dice");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "2,activity,1,1,0,7,");
}

static void a_host_that_waits_for_work_does_not_lengthen_the_makespan(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    static const char rows[] = HEADER "pi-1,0,6,compute,\npi-2,0,4,compute,\npi-2,4,9,wait,queue\n";
    write_runs(w, 1, "flow");
    write_text(w, "activity.csv", rows);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "makespan 6 s");
    assert_true(covered(w, "activity", "wait").last == 9);
    write_runs(w, 1, "mpi"); /* a rank that waits is in its program */
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "makespan 9 s");
}

/* Run 0 is of the ring, whose work was not done; run 1 of the dice, whose last result came at 3 s. */
static void work_that_was_not_done_has_no_makespan_and_the_chart_says_why(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    write_text(w, "runs.csv",
               "run,system,network,processes,ending,verdict,reason,event,messages,makespan\n"
               "0,ring,flow,4,quiescent,violated,task 3 is never done,,0,\n1,dice,flow,4,quiescent,holds,,,0,3\n");
    write_text(w, "activity-0.csv", HEADER "pi-1,0,10,compute,\n");
    write_text(w, "activity-1.csv", HEADER "pi-1,0,4,compute,\n");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "In advance · run 0 · violated: not all is done");
    expect_in(w, "f.svg", "On demand · run 1 · 1 lanes");
    expect_in(w, "f.svg", "makespan 3 s");
    assert_false(file_has(w, "f.svg", "makespan 10 s"));
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "Au départ · exécution 0 · violée : tout n'est pas fait");
    /* An MPI program that hangs has no work to be done: its verdict alone. */
    write_text(
        w, "runs.csv",
        "run,system,network,processes,ending,verdict,reason,event,messages\n0,ring,mpi,4,deadlock,violated,,,0\n");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "In advance · run 0 · violated · 1 lanes");
}

static void lanes_of_one_host_have_one_label_amid_them(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    write_runs(w, 1, "flow");
    FILE *file = create(w, "activity.csv");
    fputs(HEADER, file);
    for (unsigned host = 0; host < 30; host++)
        fprintf(file, "d4s-%u,0,4,compute,\nd4s-%u (2),0,4,compute,\n", host, host);
    fclose(file);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", ">d4s-1<");
    expect_in(w, "f.svg", ">d4s-29<");
    assert_false(file_has(w, "f.svg", "(2)"));
    /* What ends like the number of a lane, and is alone, keeps its name. */
    write_text(w, "activity.csv", HEADER "pi (2),0,4,compute,\npi (x),0,4,compute,\n(3),0,4,compute,\n");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", ">pi (2)<");
    expect_in(w, "f.svg", ">pi (x)<");
    expect_in(w, "f.svg", ">(3)<");
}

static void where_nothing_lasts_the_axis_has_no_dates(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    write_one(w, "0,0,,receive,MPI_Recv from 1\n1,0,,receive,MPI_Recv from 0\n");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "Everything is at date 0: nothing lasts");
    assert_false(file_has(w, "f.svg", ">0.5<"));
    assert_false(file_has(w, "f.svg", ">0.2<"));
    assert_false(file_has(w, "f.svg", "Simulated time"));
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "Tout est à la date 0 : rien ne dure");
}

static void the_first_traced_run_of_a_system_is_drawn(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    FILE *file = create(w, "runs.csv");
    fputs("run,system,network,processes,ending,verdict,reason,event,messages\n", file);
    for (unsigned run = 0; run < 12; run++)
        fprintf(file, "%u,ring,mpi,4,ended,holds,,,0\n", run);
    fclose(file);
    write_text(w, "activity-10.csv", HEADER "0,0,10,compute,\n");
    write_text(w, "activity-9.csv", HEADER "0,0,9,compute,\n");
    write_text(w, "activity-40.csv", HEADER "0,0,4,compute,\n"); /* no such run */
    write_text(w, "activity-notes.csv", "not a table of activities");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "In advance · run 9");
    expect_in(w, "f.svg", "makespan 9 s");
}

static void what_never_ends_reaches_the_border_and_there_is_no_makespan(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    write_one(w, "0,0,4,compute,\n1,0,2,compute,\n0,4,,receive,MPI_Recv from 1\n1,2,,receive,MPI_Recv from 0\n");
    must_draw(w, &figure, LANGUAGE_EN);
    struct covered open = covered(w, "open", "receive");
    assert_int_equal(open.rows, 2);
    assert_true(open.last > 4);
    expect_in(w, "f.svg", "unfinished");
    assert_false(file_has(w, "f.svg", "makespan"));
    /* Stuck at the beginning. */
    write_one(w, "0,0,,send,MPI_Send to 1\n1,0,,send,MPI_Send to 0\n");
    must_draw(w, &figure, LANGUAGE_FR);
    assert_int_equal(covered(w, "open", "send").rows, 2);
    expect_in(w, "f.svg", "inachevé");
    write_runs(w, 1, "mpi");
    FILE *file = create(w, "activity.csv");
    fputs(HEADER, file);
    for (unsigned lane = 0; lane < 240; lane++)
        fprintf(file, lane < 120 ? "%u,0,4,compute,\n" : "%u,0,,wait,\n", lane);
    fclose(file);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_int_equal(covered(w, "beyond", "").rows, 12);
}

static void drawn_again_the_bytes_are_the_same(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("gantt");
    size_t first_size, second_size;
    write_runs(w, 1, "mpi");
    write_many(w, 100);
    must_draw(w, &figure, LANGUAGE_EN);
    char *first = read_file(w, "f.csv", &first_size), *first_svg = read_file(w, "f.svg", &(size_t){0});
    must_draw(w, &figure, LANGUAGE_EN);
    char *second = read_file(w, "f.csv", &second_size), *second_svg = read_file(w, "f.svg", &(size_t){0});
    assert_int_equal(first_size, second_size);
    assert_string_equal(first, second);
    assert_string_equal(first_svg, second_svg);
    free(first);
    free(second);
    free(first_svg);
    free(second_svg);
}

/* Draws, and expects an error at this line of the file; 0: there is nothing in it to draw. */
static void refuse_at(const struct world *w, const char *kind, const char *file, int on_line, const char *expected)
{
    struct figure_request figure = request(kind);
    struct error err = {0};
    if (strcmp(kind, "matrix") == 0)
        snprintf(figure.measure, sizeof figure.measure, "bytes");
    assert_false(figure_draw(w->folder, w->scenario, &figure, LANGUAGE_EN, &err));
    assert_int_equal(err.kind, on_line > 0 ? ERROR_INPUT : ERROR_NOTHING);
    if (strstr(err.text, expected) == NULL)
        assert_string_equal(err.text, expected);
    assert_string_equal(err.file, path_in(w, file));
    assert_int_equal(err.line, on_line);
}

static void a_bad_table_of_activities_is_refused_with_its_line(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *row, *expected;
    } cases[] = {
        {"0,zero,1,compute,", "begin=\"zero\": expected a number"},
        {"0,0,soon,compute,", "end=\"soon\": expected a number"},
        {"0,0,inf,compute,", "end=\"inf\": expected a number"},
        {"0,2,1,compute,", "begin=\"2\", end=\"1\": expected 0 to 1e+15 s, and an end that is not before the begin"},
        {"0,-2,1,compute,", "begin=\"-2\", end=\"1\": expected 0 to 1e+15 s"},
        {"0,0,1,comput,", "no activity \"comput\"; did you mean \"compute\"?"},
        {"0,0,1,compute", "fields"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "0,0,1,compute,\n%s\n", cases[i].row);
        write_one(w, text);
        refuse_at(w, "gantt", "activity.csv", 3, cases[i].expected);
    }
    write_one(w, "");
    refuse_at(w, "gantt", "activity.csv", 0, "nothing takes time in this run");
    write_text(w, "activity.csv", "lane,begin,finish,activity,detail\n");
    refuse_at(w, "gantt", "activity.csv", 1, "no column \"end\"");
    struct figure_request figure = request("gantt");
    assert_int_equal(remove(path_in(w, "activity.csv")), 0);
    expect_nothing(w, &figure, "no activity.csv to draw a gantt from; run the scenario again with --trace RUN");
    snprintf(figure.system, sizeof figure.system, "rin");
    expect_refusal(w, &figure, "did you mean \"ring\"?");
}

static void a_run_without_a_scenario_is_drawn_too(void **state)
{
    struct world *w = *state;
    struct error err = {0};
    write_text(w, "activity.csv", HEADER "0,0,1,compute,\n1,0,2,compute,\n");
    write_text(w, "matrix.csv", "from,to,messages,bytes\n0,1,2,3000\n");
    assert_true(figure_draw_alone(w->folder, "gantt", "ring, four machines", LANGUAGE_EN, &err));
    assert_true(figure_draw_alone(w->folder, "matrix", "ring, four machines", LANGUAGE_FR, &err));
    expect_in(w, "gantt.svg", "ring, four machines");
    expect_in(w, "gantt.svg", "2 ranks");
    expect_in(w, "matrix-bytes.svg", "2 rangs · 2 messages, 3 ko");
    expect_in(w, "matrix.csv", "0,1,2,3000");
}

/* ---- matrices ---- */

static struct figure_request matrix_of(const char *measure)
{
    struct figure_request figure = request("matrix");
    snprintf(figure.measure, sizeof figure.measure, "%s", measure);
    return figure;
}

static void a_matrix_has_a_cell_for_each_pair(void **state)
{
    struct world *w = *state;
    struct figure_request bytes = matrix_of("bytes"), messages = matrix_of("messages");
    write_runs(w, 1, "mpi");
    write_text(w, "matrix.csv", "from,to,messages,bytes\n0,1,4,2000\n1,0,1,1000\n2,2,2,500\n");
    must_draw(w, &bytes, LANGUAGE_EN);
    expect_in(w, "f.csv", "0,1,1,1,2000,1,2 k\n1,0,1,1,1000,0.5,1 k\n2,2,1,1,500,0.25,500\n");
    expect_in(w, "f.svg", "In advance · run 0 · 4 ranks · 7 messages, 3.5 kB"); /* rank 3 is there, and silent */
    expect_in(w, "f.svg", "from rank");
    must_draw(w, &messages, LANGUAGE_FR);
    expect_in(w, "f.csv", "0,1,1,1,4,1,4\n1,0,1,1,1,0.25,1\n");
    expect_in(w, "f.svg", "Au départ · exécution 0 · 4 rangs · 7 messages<");
    expect_in(w, "f.svg", "au rang");
    write_text(w, "matrix.csv", "from,to,messages,bytes\n0,1,4,1500\n");
    must_draw(w, &bytes, LANGUAGE_FR);
    expect_in(w, "f.svg", "1,5 k");
}

static void shades_are_logarithmic_where_the_range_asks_for_it(void **state)
{
    struct world *w = *state;
    struct figure_request figure = matrix_of("bytes");
    write_runs(w, 1, "mpi");
    write_text(w, "matrix.csv", "from,to,messages,bytes\n0,1,1,10\n1,2,1,1000\n2,3,1,100000\n3,0,1,0\n");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "0,1,1,1,10,0,10\n1,2,1,1,1000,0.5,1 k\n2,3,1,1,100000,1,100 k\n");
    expect_in(w, "f.svg", "100 kB");
    /* A message without a byte is no cell of bytes. */
    assert_false(file_has(w, "f.csv", "3,0,1"));
}

static void above_64_ranks_neighbours_share_a_cell(void **state)
{
    struct world *w = *state;
    struct figure_request figure = matrix_of("bytes");
    write_runs(w, 1, "mpi");
    FILE *file = create(w, "matrix.csv");
    fputs("from,to,messages,bytes\n", file);
    for (unsigned from = 0; from < 1024; from++)
        fprintf(file, "%u,%u,1,100\n", from, (from + 1) % 1024);
    fclose(file);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "a cell is 8 ranks to 8");
    expect_in(w, "f.csv", "0,0,8,1,700,1,\n0,8,8,1,100,");
    expect_in(w, "f.csv", "1016,0,8,1,100,");
}

static void a_bad_matrix_is_refused_with_its_line(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *row, *expected;
    } cases[] = {
        {"one,0,1,8", "from=\"one\": expected a number"},
        {"0,1.5,1,8", "to=\"1.5\": expected a rank, from 0"},
        {"-1,1,1,8", "from=\"-1\": expected a rank, from 0"},
        {"0,1e9,1,8", "to=\"1e9\": expected a rank"},
        {"0,1,1,-8", "bytes=\"-8\": expected a count, 0 or more"},
        {"0,1,many,8", "messages=\"many\": expected a number"},
    };
    write_runs(w, 1, "mpi");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "from,to,messages,bytes\n0,1,1,8\n%s\n", cases[i].row);
        write_text(w, "matrix.csv", text);
        refuse_at(w, "matrix", "matrix.csv", 3, cases[i].expected);
    }
    write_text(w, "matrix.csv", "from,to,messages\n");
    refuse_at(w, "matrix", "matrix.csv", 1, "no column \"bytes\"");
    write_text(w, "matrix.csv", "from,to,messages,bytes\n");
    refuse_at(w, "matrix", "matrix.csv", 0, "no rank sends another a message in this run");
    struct figure_request figure = matrix_of("byte");
    expect_refusal(w, &figure, "a matrix has no measure \"byte\"; expected bytes or messages; did you mean \"bytes\"?");
}

static void no_figure_takes_the_name_of_a_table(void **state)
{
    (void)state;
    static const char *const taken[] = {"runs", "matrix", "matrix-3", "activity-12", "trace", "laws", "machine"};
    static const char *const free_names[] = {"gantt", "matrix-bytes", "runs-of-luck", "matrix-", "activity-1b", "run"};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        assert_true(figure_name_is_taken(taken[i]));
    for (size_t i = 0; i < sizeof free_names / sizeof free_names[0]; i++)
        assert_false(figure_name_is_taken(free_names[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_TWO(what_takes_no_time_is_left_out_and_what_never_ends_has_no_end),
        cmocka_unit_test(every_activity_is_found_by_its_name_and_has_two_titles),
        cmocka_unit_test(a_call_is_the_activity_that_its_nature_says),
        cmocka_unit_test(lanes_stand_in_the_order_of_their_numbers),
        IN_TWO(each_activity_of_few_lanes_is_a_rectangle),
        IN_TWO(the_axis_has_the_unit_of_its_length),
        IN_TWO(what_is_shorter_than_a_pixel_is_seen),
        IN_TWO(many_short_activities_share_the_height_as_they_share_the_time),
        IN_TWO(sixty_four_lanes_stand_one_by_one_and_more_in_bands),
        IN_TWO(a_chart_of_44544_lanes_is_small),
        IN_TWO(two_systems_stand_one_above_the_other_on_one_axis),
        IN_TWO(a_host_that_waits_for_work_does_not_lengthen_the_makespan),
        IN_TWO(work_that_was_not_done_has_no_makespan_and_the_chart_says_why),
        IN_WORLD(lanes_of_one_host_have_one_label_amid_them),
        IN_WORLD(where_nothing_lasts_the_axis_has_no_dates),
        IN_TWO(the_first_traced_run_of_a_system_is_drawn),
        IN_TWO(what_never_ends_reaches_the_border_and_there_is_no_makespan),
        IN_TWO(drawn_again_the_bytes_are_the_same),
        IN_TWO(a_bad_table_of_activities_is_refused_with_its_line),
        IN_TWO(a_run_without_a_scenario_is_drawn_too),
        IN_TWO(a_matrix_has_a_cell_for_each_pair),
        IN_TWO(shades_are_logarithmic_where_the_range_asks_for_it),
        IN_TWO(above_64_ranks_neighbours_share_a_cell),
        IN_TWO(a_bad_matrix_is_refused_with_its_line),
        cmocka_unit_test(no_figure_takes_the_name_of_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
