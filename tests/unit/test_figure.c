/* Figures from results folders made by hand: what the pictures hold and what happens when gnuplot fails. gnuplot itself is
 * run: the program cannot do without. */
#include "figure_world.h"

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

static void runs_that_are_left_out_are_counted_below_the_title(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("complexity");
    open_runs(w);
    add_ring(w);
    add_dice(w, 1);
    add_ending(w, "ring", "random", 8, 2, "events,undecided,budget,");
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "incomplete runs, left out: 1 of 125");
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "exécutions incomplètes, laissées de côté : 1 sur 125");
    snprintf(figure.system, sizeof figure.system, "dice");
    must_draw(w, &figure, LANGUAGE_EN);
    assert_false(file_has(w, "f.svg", "left out"));
}

static void an_argument_of_one_letter_is_not_the_n_of_formulas(void **state)
{
    (void)state;
    char text[TEXT_SIZE];
    text_measure("mpi.argument[n]", LANGUAGE_EN, text, sizeof text);
    assert_string_equal(text, "n");
    text_measure("mpi.argument[way]", LANGUAGE_EN, text, sizeof text);
    assert_string_equal(text, "Way");
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

static void counts_of_hundreds_of_millions_have_powers_of_ten_on_their_axis(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("complexity");
    open_runs(w);
    add(w, "ring", 172494, 4139856);
    add(w, "ring", 11039616, 353267712);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", ">10⁸<");
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
    static const char *const numbers[] = {"shown", "rows", "row_height", "x_factor", "x_high"};
    static const char *const texts[] = {"title", "subtitle", "x_label", "y_label"};
    FILE *data = fopen(path_in(w, "f.csv"), "w");
    assert_non_null(data);
    fputs("series,process,place,time,end,value\nactivity,0,0,0,0.5,\n", data);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        gnuplot_set_number(variables, numbers[i], 1);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        gnuplot_set_text(variables, texts[i], "t");
    gnuplot_set_number(variables, "x_low", 0);
    gnuplot_set_number(variables, "labels", 0);
    gnuplot_set_number(variables, "kinds", KINDS);
    gnuplot_set_array(variables, "kind", KINDS);
    gnuplot_set_array(variables, "kind_label", KINDS);
    gnuplot_set_array(variables, "present", KINDS);
    for (size_t i = 1; i <= KINDS; i++) {
        snprintf(text, sizeof text, i == 1 ? "activity" : "kind%zu", i);
        fprintf(data, "%s,0,0,0.%zu,,\n", text, i);
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

static void a_timeline_of_a_sample_says_so_and_claims_no_first_leader(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("timeline");
    double sum;
    open_trace(w);
    fputs("0,0,sample,7,,,,,0,11039616\n0,0,sample,4000000,,,,,0,11039616\n0,0,sample,9000000,,,,,0,11039616\n"
          "8,0,start,7,,,,,0,\n90,0.5,output,4000000,,,leader,,2,9\n99,0.6,output,9000000,,,leader,,2,9\n",
          w->runs);
    close_runs(w);
    for (enum language language = 0; language < LANGUAGES; language++) {
        must_draw(w, &figure, language);
        assert_int_equal(count_rows(w, "leader", "place", &sum), 2);
        assert_true(sum == 1 + 2);
        assert_int_equal(count_rows(w, "leader", "process", &sum), 2);
        assert_true(sum == 4000000 + 9000000);
        assert_int_equal(count_rows(w, "first-leader", "process", &sum), 0);
    }
    expect_in(w, "f.svg", "échantillon de 3 processus");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "N = 11,039,616 · sample of 3 processes");
    expect_in(w, "f.svg", ">4,000,000<");
}

static void a_sample_that_is_not_in_order_is_refused(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("timeline");
    open_trace(w);
    fputs("0,0,sample,7,,,,,0,16\n0,0,sample,3,,,,,0,16\n8,0,start,7,,,,,0,\n", w->runs);
    close_runs(w);
    expect_refusal(
        w, &figure,
        "process=\"3\", value=\"16\": expected the processes of the sample, ascending, and how many there are "
        "in all");
}

static void a_timeline_without_trace_says_how_to_get_one(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("timeline");
    open_runs(w);
    add_ring(w);
    close_runs(w);
    expect_nothing(w, &figure, "no trace to draw a timeline from; run the scenario again with --trace RUN");
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
    expect_nothing(w, &figure, "there is no complete run of system \"dice\" to draw");
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
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_complexity_figure_has_points_laws_and_formulas),
        IN_WORLD(runs_that_are_left_out_are_counted_below_the_title),
        cmocka_unit_test(an_argument_of_one_letter_is_not_the_n_of_formulas),
        IN_SPLIT(a_few_sizes_are_the_ticks_of_the_axis),
        IN_WORLD(counts_of_hundreds_of_millions_have_powers_of_ten_on_their_axis),
        IN_WORLD(a_french_figure_has_french_numbers_and_words),
        IN_WORLD(a_distribution_counts_every_run_once),
        IN_WORLD(a_timeline_shows_starts_receipts_and_outputs),
        IN_WORLD(every_kind_of_output_has_a_mark_and_a_text_in_a_timeline),
        IN_WORLD(the_script_of_timelines_takes_any_number_of_kinds),
        IN_WORLD(who_knows_the_leader_first_is_marked_once),
        IN_WORLD(a_thousand_processes_share_the_lines_of_a_timeline),
        IN_WORLD(a_timeline_of_a_sample_says_so_and_claims_no_first_leader),
        IN_WORLD(a_sample_that_is_not_in_order_is_refused),
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
