/* Maps of winners from results folders made by hand: who wins where, what selectors choose, what is drawn. */
#include "figure_world.h"

#include "figure/winners_map.h"

/* ---- the world: an MPI program under the algorithms A to D of a collective and two selectors ---- */

static bool any_collective(const char *setting, struct error *err)
{
    (void)setting, (void)err;
    return true;
}

static bool any_program(const char *name, const char *directory, char *path, size_t size, struct error *err)
{
    (void)directory, (void)err;
    return snprintf(path, size, "/%s.c", name) > 0;
}

static const char scenario_text[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>Winners</title><title xml:lang='fr'>Gagnants</title>"
    "<platform file='p'/>"
    "<mpi name='all' program='q' ranks='4'><argument name='bytes' value='8'/>"
    "<collective name='allreduce' algorithm='A'/><measure name='completion_time' pattern='(.*)' unit='s'/></mpi>"
    "<sweep><vary path='mpi.collective[allreduce]' values='A,B,C,D,ompi,mpich'/>"
    "<vary path='mpi.ranks' values='16,128,4'/><vary path='mpi.argument[bytes]' values='8,1024,65536'/></sweep>"
    "<figures><figure kind='winners' measure='completion_time' x='mpi.argument[bytes]'/></figures></scenario>";

static int begin_mpi(void **state)
{
    struct scenario_environment environment = world;
    environment.collective_check = any_collective;
    environment.program_find = any_program;
    struct world *w = calloc(1, sizeof *w);
    struct error err = {0};
    setenv("ONDE_DATA", SOURCE_DIR, 1);
    snprintf(w->folder, sizeof w->folder, "/tmp/onde-winners-XXXXXX");
    *state = w;
    if (mkdtemp(w->folder) == NULL)
        return 1;
    if (scenario_read_memory(scenario_text, strlen(scenario_text), "dir/test.xml", NULL, 0, &environment, &w->scenario,
                             &err))
        return 0;
    fprintf(stderr, "%s:%d: %s\n", err.file, err.line, err.text);
    return 1;
}

static void open_mpi_runs(struct world *w)
{
    w->runs = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(w->runs);
    fputs("run,system,replication,seed,network,mpi.collective[allreduce],mpi.ranks,mpi.argument[bytes],processes,edges,"
          "initiators,ending,verdict,reason,event,messages,completion_time\n",
          w->runs);
}

/* A time below 0: the run crashed. */
static void add_run(struct world *w, const char *algorithm, unsigned ranks, unsigned bytes, double time)
{
    fprintf(w->runs, "%u,all,0,1,mpi,%s,%u,%u,%u,,,", w->run++, algorithm, ranks, bytes, ranks);
    if (time < 0)
        fputs("crashed,violated,the program crashed: Aborted,,,\n", w->runs);
    else
        fprintf(w->runs, "ended,holds,,,,%.12g\n", time);
}

/* The three sizes with 4 ranks. */
static void add_three(struct world *w, const char *algorithm, double small, double middle, double large)
{
    add_run(w, algorithm, 4, 8, small);
    add_run(w, algorithm, 4, 1024, middle);
    add_run(w, algorithm, 4, 65536, large);
}

/* The same with 16 ranks, where A wins: two values of each column are needed for a map. */
static void add_second_line(struct world *w)
{
    add_run(w, "A", 16, 8, 1);
    add_run(w, "A", 16, 1024, 1);
    add_run(w, "A", 16, 65536, 1);
}

static struct figure_request winners_request(void)
{
    struct figure_request figure = request("winners");
    snprintf(figure.measure, sizeof figure.measure, "completion_time");
    snprintf(figure.x, sizeof figure.x, "mpi.argument[bytes]");
    return figure;
}

struct map {
    struct runs *runs;
    struct winners_map *map;
};

static bool load(const struct world *w, const char *x, struct map *out, struct error *err)
{
    assert_true(runs_load(w->folder, w->scenario, &out->runs, err));
    bool ok = winners_map_create(out->runs, w->scenario, "completion_time", x, NULL, &out->map, err);
    if (!ok)
        runs_free(out->runs);
    return ok;
}

static struct map must_map(struct world *w)
{
    struct map map;
    struct error err = {0};
    close_runs(w);
    if (!load(w, "mpi.argument[bytes]", &map, &err))
        fail_msg("%s", err.text);
    return map;
}

static void release(struct map *map)
{
    winners_map_free(map->map);
    runs_free(map->runs);
}

static const char *winner(const struct winners_map *map, size_t cell)
{
    int contender = map->cell[cell].winner;
    return contender < 0 ? "nobody" : map->contender[contender].label[LANGUAGE_EN];
}

static const char *chosen(const struct winners_map *map, size_t selector, size_t cell)
{
    int contender = map->selector[selector].choice[cell].chosen;
    return contender < 0 ? "another" : map->contender[contender].label[LANGUAGE_EN];
}

/* ---- who wins ---- */

static void the_least_value_wins_its_cell(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_three(w, "A", 1, 5, 9);
    add_three(w, "B", 2, 4, 9.9);
    add_three(w, "C", 3, 6, 3);
    add_second_line(w);
    struct map m = must_map(w);
    assert_int_equal(winners_cells(m.map), 6);
    assert_string_equal(winner(m.map, 0), "A");
    assert_string_equal(winner(m.map, 1), "B");
    assert_string_equal(winner(m.map, 2), "C");
    assert_true(m.map->cell[1].value == 4 && m.map->cell[1].second == 5);
    assert_true(isnan(m.map->cell[3].second)); /* nobody else was there */
    assert_int_equal(m.map->contender[0].wins, 4);
    release(&m);
}

static void axes_ascend_as_numbers_whatever_the_order_of_the_runs(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_run(w, "A", 128, 65536, 1);
    add_run(w, "A", 16, 8, 1);
    add_run(w, "A", 4, 1024, 1);
    add_run(w, "B", 4, 1024, 2);
    struct map m = must_map(w);
    assert_string_equal(m.map->x.column, "mpi.argument[bytes]");
    assert_string_equal(m.map->x.word[0], "8");
    assert_string_equal(m.map->x.word[2], "65536");
    assert_string_equal(m.map->y.word[0], "4");
    assert_string_equal(m.map->y.word[1], "16");
    assert_string_equal(m.map->y.word[2], "128");
    assert_string_equal(winner(m.map, 0), "nobody"); /* 8 bytes, 4 ranks: not run */
    assert_string_equal(winner(m.map, 1), "A");
    release(&m);
}

static void a_run_that_crashed_is_no_contender_in_its_cell(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_three(w, "A", -1, 5, -1);
    add_three(w, "B", 7, 6, -1);
    add_second_line(w);
    struct map m = must_map(w);
    assert_string_equal(winner(m.map, 0), "B");
    assert_true(isnan(m.map->cell[0].second));
    assert_string_equal(winner(m.map, 1), "A");
    assert_string_equal(winner(m.map, 2), "nobody");
    release(&m);
}

static void replications_count_by_their_mean(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_run(w, "A", 4, 8, 1);
    add_run(w, "A", 4, 8, 9);
    add_run(w, "B", 4, 8, 4);
    add_run(w, "B", 4, 1024, 1);
    add_second_line(w);
    struct map m = must_map(w);
    assert_string_equal(winner(m.map, 0), "B");
    assert_true(m.map->cell[0].second == 5);
    release(&m);
}

static void of_equals_the_one_that_wins_elsewhere_is_named(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_three(w, "A", 1, 2, 2);
    add_three(w, "B", 1 + 1e-12, 1, 1);
    add_three(w, "C", 1.1, 1.00001, 3);
    add_run(w, "B", 16, 8, 1);
    add_run(w, "B", 16, 1024, 1);
    struct map m = must_map(w);
    assert_string_equal(winner(m.map, 0), "B");
    assert_int_equal(m.map->cell[0].best, 3); /* A and B */
    assert_true(m.map->cell[0].second == 1.1);
    assert_int_equal(m.map->cell[1].best, 2); /* a hundred-thousandth is a difference */
    assert_int_equal(m.map->contender[0].wins, 0);
    release(&m);
}

static void who_is_as_good_in_every_cell_is_a_companion(void **state)
{
    struct world *w = *state;
    char text[64];
    open_mpi_runs(w);
    add_three(w, "A", 1, 1, 1);
    add_three(w, "B", 1, 1, 1);
    add_three(w, "C", 1, 1, 2);
    add_run(w, "A", 16, 8, 2);
    add_run(w, "B", 16, 8, 2);
    struct map m = must_map(w);
    uint64_t companions = winners_companions(m.map, 0);
    assert_int_equal(companions, 3);
    winners_names(m.map, 0, companions, 9, LANGUAGE_EN, text, sizeof text);
    assert_string_equal(text, "A = B");
    winners_names(m.map, 0, 7, 2, LANGUAGE_EN, text, sizeof text);
    assert_string_equal(text, "A = B +1");
    winners_names(m.map, -1, 0, 2, LANGUAGE_FR, text, sizeof text);
    assert_string_equal(text, "autre");
    assert_int_equal(winners_companions(m.map, 2), 0); /* C wins nothing */
    release(&m);
}

static void few_contenders_cover_all_cells(void **state)
{
    (void)state;
    const uint64_t sets[] = {1, 3, 6, 2, 0, 12};
    int given[6];
    winners_cover(sets, 6, given);
    const int expected[] = {0, 1, 1, 1, -1, 2};
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(given[i], expected[i]);
}

/* ---- selectors ---- */

static void a_selector_is_what_has_its_value_and_never_wins(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_three(w, "A", 1, 5, 9);
    add_three(w, "B", 2, 4, 3);
    add_three(w, "ompi", 1, 4, 9);
    add_three(w, "mpich", 2, 0.5, 3); /* 0.5: faster than all, and nobody's */
    add_second_line(w);
    struct map m = must_map(w);
    assert_int_equal(m.map->selector_count, 2);
    assert_string_equal(m.map->contender[m.map->selector[0].contender].selector, "Open MPI");
    assert_string_equal(chosen(m.map, 0, 0), "A");
    assert_string_equal(chosen(m.map, 0, 1), "B");
    assert_string_equal(chosen(m.map, 0, 2), "A");
    assert_string_equal(chosen(m.map, 1, 1), "another");
    assert_string_equal(winner(m.map, 1), "B");
    /* It switches, with `another` as well. With 16 ranks it was not run. */
    assert_true(winners_switches(&m.map->selector[0].choice[0], &m.map->selector[0].choice[1]));
    assert_true(winners_switches(&m.map->selector[1].choice[0], &m.map->selector[1].choice[1]));
    assert_false(winners_switches(&m.map->selector[0].choice[0], &m.map->selector[0].choice[3]));
    assert_int_equal(m.map->selector[0].choice[3].region, NO_REGION);
    release(&m);
}

static void a_selector_surely_switches_only_where_nothing_explains_both_cells(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_three(w, "A", 1, 5, 9);
    add_three(w, "B", 1, 5, 3); /* as A, but for the large ones */
    add_three(w, "ompi", 1, 5, 3);
    add_second_line(w);
    struct map m = must_map(w);
    const struct winners_choice *choice = m.map->selector[0].choice;
    assert_false(winners_switches(&choice[0], &choice[1]));
    assert_false(winners_switches(&choice[1], &choice[2]));
    /* B explains all three, A two of them. */
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(choice[i].region, 0);
        assert_int_equal(choice[i].explains, 2);
        assert_string_equal(chosen(m.map, 0, i), "B");
    }
    release(&m);
}

static void a_selector_costs_what_it_is_slower_than_the_best(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_three(w, "A", 1, 1, 1);
    add_three(w, "B", 2, 1, 4);
    add_three(w, "ompi", 2, 1, 4);
    add_second_line(w);
    struct map m = must_map(w);
    assert_float_equal(m.map->selector[0].mean_factor, 2, 1e-12); /* the cube root of 2 * 1 * 4 */
    assert_true(m.map->selector[0].worst_factor == 4);
    release(&m);
}

/* ---- what cannot be drawn ---- */

static void expect_no_map(struct world *w, const char *x, const char *expected)
{
    struct map m;
    struct error err = {0};
    close_runs(w);
    assert_false(load(w, x, &m, &err));
    if (strstr(err.text, expected) == NULL)
        assert_string_equal(err.text, expected);
}

static void a_map_wants_two_columns_of_numbers(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_three(w, "A", 1, 2, 3);
    expect_no_map(w, "mpi.argument[bytes]",
                  "two columns of numbers that the sweep varies, and no third; here are 1 (mpi.argument[bytes])");
}

static void the_axis_is_one_of_the_columns_of_the_sweep(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_three(w, "A", 1, 2, 3);
    add_second_line(w);
    expect_no_map(w, "messages",
                  "x=\"messages\": expected one of the columns of the sweep, mpi.ranks, mpi.argument[bytes]");
}

static void without_a_complete_run_there_is_no_map(void **state)
{
    struct world *w = *state;
    open_mpi_runs(w);
    add_three(w, "A", -1, -1, -1);
    add_run(w, "A", 16, 8, -1);
    expect_no_map(w, "mpi.argument[bytes]", "no complete run has a value to draw");
}

/* ---- pictures and words ---- */

static void write_map(struct world *w)
{
    open_mpi_runs(w);
    add_three(w, "A", 1e-6, 5e-6, 9e-6);
    add_three(w, "B", 2e-6, 4e-6, 3e-6);
    add_three(w, "C", 2e-6, -1, 3e-6);
    add_three(w, "ompi", 1e-6, 4e-6, 9e-6);
    add_run(w, "A", 16, 8, 1e-6);
    add_run(w, "ompi", 16, 8, 1e-6);
    close_runs(w);
}

static void a_map_has_cells_letters_and_lines(void **state)
{
    struct world *w = *state;
    struct figure_request figure = winners_request();
    write_map(w);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "cell,1,1,1,,,8,4,A,A,1e-06,2,1,\n");
    expect_in(w, "f.csv", "cell,2,3,1,,,65536,4,B,B = C,3e-06,3,2,\n");
    expect_in(w, "f.csv", "cell,0,2,2,,,1024,16,,,,,0,\n");
    expect_in(w, "f.csv", "selected,1,3,1,,,65536,4,A,A,9e-06,3,0,\n");
    expect_in(w, "f.csv", "switch,1,1.5,0.5,1.5,1.5,8,4,,,,,0,\n");
    expect_in(w, "f.csv", "choice,1,1,2,1,,8,16,A,A,,,0,Open MPI: A\n");
    expect_in(w, "f.svg", "the fastest, and how many times faster than the second; =n: n tie");
    expect_in(w, "f.svg", "64 KiB");
    expect_in(w, "f.svg", "=2");
    expect_in(w, "f.svg", "×2.0");
    expect_in(w, "f.svg", "×1.32 the best on average,");
    expect_in(w, "f.svg", "×3 at worst");
}

static void a_french_map_has_french_words_and_numbers(void **state)
{
    struct world *w = *state;
    struct figure_request figure = winners_request();
    write_map(w);
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "le plus rapide, et combien de fois plus que le deuxième");
    expect_in(w, "f.svg", "64 Kio");
    expect_in(w, "f.svg", "× 2,0");
    expect_in(w, "f.svg", "× 1,32 le meilleur en moyenne,");
    expect_in(w, "f.svg", "Open MPI : A");
    expect_in(w, "f.svg", "Rangs");
}

static void the_summary_has_a_table_of_winners_and_none_of_means(void **state)
{
    struct world *w = *state;
    write_map(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "Winners (");
    expect_in(w, "summary.txt", "  A             2\n");
    expect_in(w, "summary.txt", "  Open MPI        1.32         3  A 3, B 1\n");
    assert_false(file_has(w, "summary.txt", "std dev"));
    assert_false(file_has(w, "summary.txt", "Laws"));
}

static void a_measure_that_is_no_time_has_a_least(void **state)
{
    struct world *w = *state;
    struct figure_request figure = winners_request();
    snprintf(figure.measure, sizeof figure.measure, "messages");
    w->runs = fopen(path_in(w, "runs.csv"), "w");
    fputs("run,system,replication,seed,network,mpi.collective[allreduce],mpi.ranks,mpi.argument[bytes],processes,edges,"
          "initiators,ending,verdict,reason,event,messages,completion_time\n"
          "0,all,0,1,mpi,A,4,8,4,,,ended,holds,,,7,\n1,all,0,1,mpi,B,4,1024,4,,,ended,holds,,,0,\n"
          "2,all,0,1,mpi,A,16,8,4,,,ended,holds,,,7,\n3,all,0,1,mpi,B,16,8,4,,,ended,holds,,,14,\n",
          w->runs);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "Messages: the least, and how many times less than the second");
    expect_in(w, "f.csv", "cell,1,1,2,,,8,16,A,A,7,2,1,\n");
}

int main(void)
{
#define IN_MPI(test) cmocka_unit_test_setup_teardown(test, begin_mpi, finish)
    const struct CMUnitTest tests[] = {
        IN_MPI(the_least_value_wins_its_cell),
        IN_MPI(axes_ascend_as_numbers_whatever_the_order_of_the_runs),
        IN_MPI(a_run_that_crashed_is_no_contender_in_its_cell),
        IN_MPI(replications_count_by_their_mean),
        IN_MPI(of_equals_the_one_that_wins_elsewhere_is_named),
        IN_MPI(who_is_as_good_in_every_cell_is_a_companion),
        IN_MPI(few_contenders_cover_all_cells),
        IN_MPI(a_selector_is_what_has_its_value_and_never_wins),
        IN_MPI(a_selector_surely_switches_only_where_nothing_explains_both_cells),
        IN_MPI(a_selector_costs_what_it_is_slower_than_the_best),
        IN_MPI(a_map_wants_two_columns_of_numbers),
        IN_MPI(the_axis_is_one_of_the_columns_of_the_sweep),
        IN_MPI(without_a_complete_run_there_is_no_map),
        IN_MPI(a_map_has_cells_letters_and_lines),
        IN_MPI(a_french_map_has_french_words_and_numbers),
        IN_MPI(the_summary_has_a_table_of_winners_and_none_of_means),
        IN_MPI(a_measure_that_is_no_time_has_a_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
