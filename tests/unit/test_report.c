/* Summaries and laws from results folders made by hand: what the tables say, what is left out, what each formula is compared
 * with. */
#include "figure_world.h"

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
    expect_in(w, "summary.txt",
              "Ring, one-way, messages, law undecided: two laws explain the data about equally well\n");
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
    expect_in(w, "summary.txt", "\n  not drawn: complexity-messages");
    expect_in(w, "summary.txt", " (onde plot FOLDER draws them, or says why not)\n");
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

static void a_verdict_that_was_expected_is_told_so(void **state)
{
    struct world *w = *state;
    open_runs(w);
    add_ending(w, "ring", "random", 4, 4, "quiescent,violated,two leaders,3");
    add_ending(w, "ring", "random", 8, 4, "quiescent,violated,no leader,");
    add_ending(w, "dice", "random", 4, 4, "quiescent,holds,,");
    add_ending(w, "dice", "random", 8, 4, "quiescent,violated,three leaders,");
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "2          0       0  violated, as expected\n");
    expect_in(w, "summary.txt", "1          0       0  violated in some runs, as expected\n");
    expect_in(w, "summary.txt", "  First violated, as expected: run 0 (ring, N = 4), event 3: two leaders\n");
    assert_false(file_has(w, "summary.txt", "UNEXPECTED"));
    must_summarise(w, LANGUAGE_FR);
    expect_in(w, "summary.txt", "violée, comme attendu\n");
    expect_in(w, "summary.txt", "violée dans certaines, comme attendu\n");
    expect_in(w, "summary.txt", "Première violée, comme attendu : exécution 0 (ring, N = 4)");
}

static void what_nobody_expected_is_named_first(void **state)
{
    struct world *w = *state;
    open_runs(w);
    add_ending(w, "ring", "random", 4, 4, "quiescent,violated,two leaders,");
    add_ending(w, "ring", "random", 8, 4, "quiescent,holds,,");
    add_ending(w, "dice", "random", 4, 4, "quiescent,holds,,");
    add_ending(w, "dice", "random", 8, 4, "quiescent,undecided,budget,");
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "violated, BUT NOT IN 1\n");
    expect_in(w, "summary.txt", "violated in some runs, BUT IN NONE\n");
    size_t size;
    char *text = read_file(w, "summary.txt", &size);
    const char *surprise = strstr(text, "  First that holds, UNEXPECTED: run 1 (ring, N = 8)\n");
    const char *doubt = strstr(text, "  First undecided: run 3 (dice, N = 8): budget\n");
    const char *expected = strstr(text, "  First violated, as expected: run 0 (ring, N = 4): two leaders\n");
    assert_true(surprise != NULL && doubt != NULL && expected != NULL);
    assert_true(surprise < doubt && doubt < expected);
    free(text);
    must_summarise(w, LANGUAGE_FR);
    expect_in(w, "summary.txt", "Première respectée, INATTENDUE : exécution 1 (ring, N = 8)\n");
    expect_in(w, "summary.txt", "violée, SAUF 1\n");
    expect_in(w, "summary.txt", "violée dans certaines, MAIS DANS AUCUNE\n");
}

static void an_expectation_of_some_run_is_open_until_all_are_there(void **state)
{
    struct world *w = *state;
    open_runs(w);
    add_ending(w, "dice", "random", 4, 4, "quiescent,holds,,");
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "  violated in some runs\n");
    expect_in(w, "summary.txt", "  violated\n");
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
    expect_nothing(w, &figure, "there is no complete run to draw");
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
    assert_non_null(strstr(printed, command));
    assert_non_null(strstr(printed, "onde plot "));
    /* But for its name, what is printed is the file. */
    size_t size;
    char *text = read_file(w, "summary.txt", &size);
    const char *shown = printed, *rest = text;
    for (char *word; (word = strstr(rest, "FOLDER")) != NULL; rest = word + strlen("FOLDER")) {
        assert_memory_equal(shown, rest, (size_t)(word - rest));
        shown += word - rest;
        assert_memory_equal(shown, w->folder, strlen(w->folder));
        shown += strlen(w->folder);
    }
    assert_string_equal(shown, rest);
    free(text);
    free(printed);
}

int main(void)
{
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
        IN_EXPECTING(a_verdict_that_was_expected_is_told_so),
        IN_EXPECTING(what_nobody_expected_is_named_first),
        IN_EXPECTING(an_expectation_of_some_run_is_open_until_all_are_there),
        IN_WORLD(a_summary_is_written_even_when_every_run_failed),
        IN_WORLD(a_column_that_varies_at_the_same_size_makes_curves),
        IN_WORLD(a_column_that_follows_the_size_makes_none),
        IN_WORLD(the_summary_does_not_depend_on_its_folder_and_what_is_printed_names_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
