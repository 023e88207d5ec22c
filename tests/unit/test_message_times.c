/* Times against sizes in bytes: the line T = alpha + beta m in figures, in summaries and in alpha-beta.csv. */
#include "figure_world.h"

#include "figure/message_times.h"

#define NBSP "\xc2\xa0"

static const char text[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>Messages</title><platform file='p'/>"
    "<system name='ring' processes='2'><title xml:lang='en'>Gigabit</title><algorithm name='line'/>"
    "<topology kind='one-way-ring'/></system>"
    "<system name='dice' processes='2'><algorithm name='dice'/>"
    "<topology kind='one-way-ring'/></system>"
    "<figures><figure kind='complexity' x='bytes' measure='simulated_time'/>"
    "<figure kind='complexity' x='bytes' measure='simulated_time' system='ring'/>"
    "<figure kind='complexity' x='bytes' measure='messages'/></figures></scenario>";

static int begin_bytes(void **state)
{
    return begin_with(state, text);
}

static void open_bytes(struct world *w)
{
    w->runs = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(w->runs);
    fputs("run,system,replication,seed,network,processes,edges,initiators,ending,verdict,reason,event,messages,bytes,"
          "simulated_time\n",
          w->runs);
}

static void add_time(struct world *w, const char *system, double bytes, double seconds)
{
    fprintf(w->runs, "%u,%s,0,1,flow,2,1,2,quiescent,holds,,,1,%.17g,%.17g\n", w->run++, system, bytes, seconds);
}

static const double alpha = 12.3e-6, bandwidth = 118e6;

/* 1 B, 4 B, ... 4 MiB, and an empty message where it is asked for. */
static void add_line(struct world *w, const char *system, bool empty)
{
    if (empty)
        add_time(w, system, 0, alpha);
    for (double size = 1; size <= 1 << 22; size *= 4)
        add_time(w, system, size, alpha + size / bandwidth);
}

static struct figure_request against_bytes(const char *measure)
{
    struct figure_request figure = request("complexity");
    snprintf(figure.measure, sizeof figure.measure, "%s", measure);
    snprintf(figure.x, sizeof figure.x, "bytes");
    return figure;
}

static void a_time_against_bytes_has_its_line_and_both_constants(void **state)
{
    struct world *w = *state;
    struct figure_request figure = against_bytes("simulated_time");
    open_bytes(w);
    add_line(w, "ring", false);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "T = α + β m, α" NBSP "=" NBSP "12.3" NBSP "µs, 1/β" NBSP "=" NBSP "118" NBSP "MB/s");
    expect_in(w, "f.csv", "\nlaw,1,ring,");
    expect_in(w, "f.svg", "1/β" NBSP "=" NBSP "118" NBSP "MB/s");
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.csv", "α" NBSP "=" NBSP "12,3" NBSP "µs, 1/β" NBSP "=" NBSP "118" NBSP "Mo/s");
}

static void an_empty_message_makes_the_axis_linear_and_the_line_begins_at_alpha(void **state)
{
    struct world *w = *state;
    struct figure_request figure = against_bytes("simulated_time");
    open_bytes(w);
    add_line(w, "ring", true);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "1/β" NBSP "=" NBSP "118" NBSP "MB/s\",0,1.23e-05,");
}

static void a_count_against_bytes_has_no_line(void **state)
{
    struct world *w = *state;
    struct figure_request figure = against_bytes("messages");
    open_bytes(w);
    add_line(w, "ring", false);
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_false(file_has(w, "f.csv", "\nlaw,"));
}

static void times_that_are_on_no_line_are_undecided(void **state)
{
    struct world *w = *state;
    struct figure_request figure = against_bytes("simulated_time");
    open_bytes(w);
    for (double size = 1; size <= 1 << 22; size *= 4)
        add_time(w, "ring", size, 1 / sqrt(size));
    close_runs(w);
    must_draw(w, &figure, LANGUAGE_EN);
    assert_false(file_has(w, "f.csv", "\nlaw,"));
    expect_in(w, "f.svg", "law undecided");
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "law undecided");
}

static void the_summary_has_alpha_and_the_bandwidth_of_each_curve_once(void **state)
{
    struct world *w = *state;
    open_bytes(w);
    add_line(w, "ring", false);
    for (double size = 1; size <= 1 << 22; size *= 4)
        add_time(w, "dice", size, 2 * alpha * (size == 64 ? 1.02 : 1) + size / 12.5e9);
    close_runs(w);
    must_summarise(w, LANGUAGE_EN);
    expect_in(w, "summary.txt", "\nMessages: T = α + β m, m in bytes\n");
    expect_in(w, "summary.txt", "Gigabit  simulated_time  12.3" NBSP "µs ");
    expect_in(w, "summary.txt", "  118" NBSP "MB/s ");
    expect_in(w, "summary.txt", "  12.5" NBSP "GB/s [");
    expect_in(w, "summary.txt", "machine.csv, alpha-beta.csv\n");
    size_t size, lines = 0;
    char *table = read_file(w, "alpha-beta.csv", &size);
    for (const char *c = table; *c != '\0'; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 1 + 2);
    assert_non_null(strstr(table, "\nring,bytes,simulated_time,12,"));
    free(table);
    must_summarise(w, LANGUAGE_FR);
    expect_in(w, "summary.txt", "Messages : T = α + β m, m en octets");
    expect_in(w, "summary.txt", "118" NBSP "Mo/s");
}

static void a_constant_that_may_be_0_is_not_named(void **state)
{
    (void)state;
    char line_text[TEXT_SIZE];
    struct alpha_beta fit = {
        .alpha = 1e-5, .alpha_low = 0.9e-5, .alpha_high = 1.1e-5, .beta = 1e-9, .beta_low = -1e-9, .beta_high = 3e-9};
    message_times_text(&fit, LANGUAGE_EN, line_text, sizeof line_text);
    assert_string_equal(line_text, "T = α + β m, α" NBSP "=" NBSP "10" NBSP "µs");
    fit.alpha_low = -1e-6;
    fit.beta_low = 0.9e-9;
    message_times_text(&fit, LANGUAGE_EN, line_text, sizeof line_text);
    assert_string_equal(line_text, "T = α + β m, 1/β" NBSP "=" NBSP "1" NBSP "GB/s");
}

static void bytes_are_known_by_the_name_of_their_column(void **state)
{
    (void)state;
    assert_true(message_times_are("bytes", "simulated_time"));
    assert_true(message_times_are("mpi.argument[bytes]", "broadcast_time"));
    assert_false(message_times_are("mpi.argument[rows]", "broadcast_time"));
    assert_false(message_times_are("mpi.argument[bytes]", "messages"));
    assert_false(message_times_are("processes", "simulated_time"));
}

#define IN_BYTES(test) cmocka_unit_test_setup_teardown(test, begin_bytes, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_BYTES(a_time_against_bytes_has_its_line_and_both_constants),
        IN_BYTES(an_empty_message_makes_the_axis_linear_and_the_line_begins_at_alpha),
        IN_BYTES(a_count_against_bytes_has_no_line),
        IN_BYTES(times_that_are_on_no_line_are_undecided),
        IN_BYTES(the_summary_has_alpha_and_the_bandwidth_of_each_curve_once),
        cmocka_unit_test(a_constant_that_may_be_0_is_not_named),
        cmocka_unit_test(bytes_are_known_by_the_name_of_their_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
