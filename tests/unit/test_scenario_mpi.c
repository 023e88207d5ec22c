/* test_scenario_mpi.c: <mpi> in a scenario: what is read of it, what is refused, how it is swept and set. */
#include "mpi/settings.h"
#include "scenario_world.h"

/* One MPI program whose inside is given, on line 4. */
#define MPI(attributes, inside)                                                                                        \
    "<scenario name=\"s\">\n"                                                                                          \
    "<platform file=\"p\"/>\n"                                                                                         \
    "<mpi name=\"m\" program=\"ring\" " attributes ">\n" inside "\n"                                                   \
    "</mpi></scenario>\n"
#define ARGUMENTS "<argument name=\"way\" value=\"star\"/><argument name=\"bytes\" value=\"1024\"/>"

/* A system and a program, and what follows them on line 5. */
#define BOTH(inside)                                                                                                   \
    "<scenario name=\"s\" replications=\"2\">\n"                                                                       \
    "<platform file=\"p\"/>\n"                                                                                         \
    "<system name=\"a\" processes=\"8\">" RING "</system>\n"                                                           \
    "<mpi name=\"m\" program=\"ring\" ranks=\"4\">" ARGUMENTS "</mpi>\n" inside "</scenario>\n"

static void a_program_has_the_defaults_of_the_format(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(MPI("ranks=\"4\"", ""));
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    const struct mpi_settings *mpi = plan.settings.mpi;
    assert_non_null(mpi);
    assert_null(plan.settings.algorithm);
    assert_int_equal(plan.settings.processes, 4);
    assert_int_equal(plan.settings.placement_rule, PLACEMENT_BLOCK);
    assert_string_equal(plan.settings.platform, "dir/platforms/p.xml");
    assert_string_equal(mpi->program, "dir/ring.c");
    assert_int_equal(mpi->per_node, 0);
    assert_false(mpi->oversubscribe || mpi->measured || mpi->energy || mpi->wire);
    assert_true(mpi->time_out == 0);
    assert_null(mpi->selector);
    assert_null(mpi->arguments[0]);
    assert_null(mpi->collectives[0]);
    assert_null(mpi->configuration[0]);
    assert_int_equal(mpi->measure_count, 0);
    assert_true(scenario_system_at(scenario, 0)->mpi);
    assert_null(scenario_system_at(scenario, 0)->algorithm);
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void all_that_is_said_of_a_program_is_read_in_order(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(
        "<scenario name=\"s\"><platform file=\"p\"/><measures energy=\"yes\" wire=\"yes\"/>"
        "<mpi name=\"m\" program=\"ring\" ranks=\"16\" per-node=\"4\" oversubscribe=\"yes\" compute=\"measured\""
        " selector=\"ompi\" timeout=\"1min\" replications=\"3\">"
        "<argument name=\"b\" value=\"two words\"/><argument name=\"a\" value=\"-1\"/>"
        "<collective name=\"bcast\" algorithm=\"tree\"/><option name=\"smpi/os\" value=\"0:1e-6:0\"/>"
        "<measure name=\"walk_time\" pattern=\"took ([0-9.]+)\" unit=\"us\"/><measure name=\"sum\" pattern=\"=(.*)\"/>"
        "<placement rule=\"listed\" hosts=\"h1,h2\"/><expect verdict=\"violated\"/></mpi></scenario>");
    struct run_plan plan;
    run_of(scenario, 2, &plan);
    const struct mpi_settings *mpi = plan.settings.mpi;
    assert_int_equal(plan.settings.processes, 16);
    assert_int_equal(plan.settings.placement_rule, PLACEMENT_LISTED);
    assert_int_equal(plan.settings.placement_count, 2);
    assert_true(plan.settings.expects);
    assert_int_equal(mpi->per_node, 4);
    assert_true(mpi->oversubscribe && mpi->measured && mpi->energy && mpi->wire);
    assert_true(mpi->time_out == 60);
    assert_string_equal(mpi->selector, "ompi");
    assert_string_equal(mpi->arguments[0], "two words");
    assert_string_equal(mpi->arguments[1], "-1");
    assert_null(mpi->arguments[2]);
    assert_string_equal(mpi->collectives[0], "bcast=tree");
    assert_null(mpi->collectives[1]);
    assert_string_equal(mpi->configuration[0], "smpi/os=0:1e-6:0");
    assert_int_equal(mpi->measure_count, 2);
    assert_string_equal(mpi->measures[0].name, "walk_time");
    assert_string_equal(mpi->measures[0].pattern, "took ([0-9.]+)");
    assert_string_equal(mpi->measures[0].unit, "us");
    assert_string_equal(mpi->measures[1].unit, "");
    assert_int_equal(scenario_run_count(scenario), 3);
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void what_is_wrong_with_a_program_is_said_with_its_line(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {MPI("", ""), "dir/test.xml:3: <mpi name=\"m\">: the attribute \"ranks\" is missing"},
        {MPI("ranks=\"0\"", ""), "dir/test.xml:3: <mpi ranks=\"0\">: expected 1 or more, a whole number"},
        {MPI("rank=\"4\" ranks=\"4\"", ""),
         "dir/test.xml:3: <mpi rank=\"4\">: no attribute \"rank\" on <mpi>; did you mean \"ranks\"?"},
        {MPI("ranks=\"4\" compute=\"fast\"", ""), "dir/test.xml:3: <mpi compute=\"fast\">: expected off or measured"},
        {MPI("ranks=\"4\" selector=\"mpitch\"", ""),
         "dir/test.xml:3: <mpi selector=\"mpitch\">: no selector of collectives \"mpitch\"; did you mean \"mpich\"?"},
        {MPI("ranks=\"4\" timeout=\"0s\"", ""), "dir/test.xml:3: <mpi timeout=\"0s\">: expected more than 0"},
        {"<scenario name=\"s\"><platform file=\"p\"/>\n<mpi name=\"m\" program=\"nothing\" ranks=\"2\"/></scenario>",
         "dir/test.xml:2: <mpi program=\"nothing\">: no such program; did you mean \"something\"?"},
        {"<scenario name=\"s\">\n<mpi name=\"m\" program=\"ring\" ranks=\"2\"/></scenario>",
         "dir/test.xml:2: <mpi name=\"m\">: the element <platform> is missing, here and in <scenario>"},
        {MPI("ranks=\"4\"", "<topology kind=\"path\"/>"),
         "dir/test.xml:4: <topology>: expected in <system>, found in <mpi>"},
        {MPI("ranks=\"4\"", "<arguments name=\"a\" value=\"1\"/>"),
         "dir/test.xml:4: <arguments name=\"a\">: no element \"arguments\" in <mpi>; did you mean \"argument\"?"},
        {MPI("ranks=\"4\"", "<argument name=\"a\"/>"),
         "dir/test.xml:4: <argument name=\"a\">: the attribute \"value\" is missing"},
        {MPI("ranks=\"4\"", "<argument name=\"a\" value=\"1\"/>\n<argument name=\"a\" value=\"2\"/>"),
         "dir/test.xml:5: <argument name=\"a\">: expected once; another is on line 4"},
        {MPI("ranks=\"4\"", "<collective name=\"bcast\" algorithm=\"three\"/>"),
         "dir/test.xml:4: <collective algorithm=\"three\">: no such collective: bcast=three"},
        {MPI("ranks=\"4\"", "<option name=\"smpi os\" value=\"1\"/>"),
         "dir/test.xml:4: <option name=\"smpi os\">: expected the name of an option of SimGrid, such as smpi/os"},
        {MPI("ranks=\"4\"", "<option name=\"smpi/os\" value=\"1 2\"/>"),
         "dir/test.xml:4: <option value=\"1 2\">: expected a word, without white space"},
        {MPI("ranks=\"4\"", "<measure name=\"a\" pattern=\"[0-9\"/>"),
         "dir/test.xml:4: <measure pattern=\"[0-9\">: expected a POSIX extended regular expression: Unmatched [, [^, "
         "[:, [., or [="},
        {MPI("ranks=\"4\"", "<measure name=\"a\" pattern=\"[0-9]\"/>"),
         "dir/test.xml:4: <measure pattern=\"[0-9]\">: expected one group ( ), around the number that is wanted; found "
         "0"},
        {MPI("ranks=\"4\"", "<measure name=\"a\" pattern=\"(1)(2)\"/>"),
         "dir/test.xml:4: <measure pattern=\"(1)(2)\">: expected one group ( ), around the number that is wanted; "
         "found "
         "2"},
        {MPI("ranks=\"4\"", "<measure name=\"a\" pattern=\"(1)\" unit=\"parsec\"/>"),
         "dir/test.xml:4: <measure unit=\"parsec\">: expected a unit of time, size, bandwidth or work, such as us, "
         "MiB, "
         "MBps, Gf"},
        {BOTH("<mpi name=\"a\" program=\"ring\" ranks=\"4\"/>"),
         "dir/test.xml:5: <mpi name=\"a\">: expected once; another is on line 3"},
        {"<scenario name=\"s\"><platform file=\"p\"/>\n<network model=\"flow\"/>\n"
         "<mpi name=\"m\" program=\"ring\" ranks=\"2\"/></scenario>",
         "dir/test.xml:2: <network>: it is of systems of processes, and this scenario has only MPI programs"},
    };
    EXPECT_REFUSED(cases);
}

static void a_sweep_varies_the_programs_and_leaves_the_systems_alone(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(BOTH("<sweep><vary path=\"mpi.ranks\" values=\"2,4,8\"/>"
                                               "<vary path=\"mpi.argument[bytes]\" values=\"1,1024\"/></sweep>"));
    struct run_plan plan;
    assert_int_equal(scenario_system_at(scenario, 0)->runs, 2);
    assert_int_equal(scenario_system_at(scenario, 1)->runs, 3 * 2 * 2);
    assert_string_equal(scenario_varied_at(scenario, 0), "mpi.ranks");
    assert_string_equal(scenario_varied_at(scenario, 1), "mpi.argument[bytes]");
    run_of(scenario, 0, &plan);
    assert_null(plan.settings.mpi);
    assert_string_equal(plan.point, "");
    assert_string_equal(plan.values[0], "");
    run_plan_release(&plan);
    run_of(scenario, 2 + 2 * 2 + 2, &plan);
    assert_string_equal(plan.point, "mpi.ranks=4;mpi.argument[bytes]=1024");
    assert_int_equal(plan.settings.processes, 4);
    assert_string_equal(plan.settings.mpi->arguments[0], "star");
    assert_string_equal(plan.settings.mpi->arguments[1], "1024");
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void a_sweep_of_the_systems_leaves_the_programs_alone(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(BOTH("<sweep><vary path=\"system.processes\" values=\"2,4,8\"/></sweep>"));
    assert_int_equal(scenario_system_at(scenario, 0)->runs, 6);
    assert_int_equal(scenario_system_at(scenario, 1)->runs, 2);
    scenario_free(scenario);
}

static void collectives_and_options_can_be_varied_that_the_program_does_not_have_yet(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(BOTH("<sweep><vary path=\"mpi.collective[bcast]\" values=\"tree,star\"/>"
                                               "<vary path=\"mpi.option[smpi/os]\" values=\"0:1e-6:0\"/></sweep>"));
    struct run_plan plan;
    run_of(scenario, 4, &plan);
    assert_string_equal(plan.settings.mpi->collectives[0], "bcast=star");
    assert_string_equal(plan.settings.mpi->configuration[0], "smpi/os=0:1e-6:0");
    assert_string_equal(plan.values[1], "0:1e-6:0");
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void paths_that_name_nothing_are_refused_with_what_is_near(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {BOTH("<sweep><vary path=\"mpi.argument[byte]\" values=\"1\"/></sweep>"),
         "dir/test.xml:5: <vary path=\"mpi.argument[byte]\">: no <argument> is named \"byte\"; expected way or bytes; "
         "did you mean "
         "\"bytes\"?"},
        {BOTH("<sweep><vary path=\"mpi.argument\" values=\"1\"/></sweep>"),
         "dir/test.xml:5: <vary path=\"mpi.argument\">: expected argument[name]: there may be several"},
        {BOTH("<sweep><vary path=\"mpi.argument[bytes\" values=\"1\"/></sweep>"),
         "dir/test.xml:5: <vary path=\"mpi.argument[bytes\">: expected argument[name]"},
        {BOTH("<sweep><vary path=\"mpi.rank\" values=\"1\"/></sweep>"),
         "dir/test.xml:5: <vary path=\"mpi.rank\">: no attribute \"rank\" on <mpi>; did you mean \"ranks\"?"},
        {BOTH("<sweep><vary path=\"mpi.ranks\" system=\"a\" values=\"1\"/></sweep>"),
         "dir/test.xml:5: <vary system=\"a\">: \"a\" is no <mpi>, of which the path speaks"},
        {BOTH("<sweep><vary path=\"mpi.collective[bcast]\" values=\"tree,three\"/></sweep>"),
         "dir/test.xml:5: <collective algorithm=\"three\">: no such collective: bcast=three (at the point "
         "mpi.collective[bcast]=three)"},
    };
    EXPECT_REFUSED(cases);
}

static void set_writes_arguments_and_removes_collectives(void **state)
{
    (void)state;
    static const char text[] = MPI("ranks=\"4\"", ARGUMENTS "<collective name=\"bcast\" algorithm=\"tree\"/>");
    struct scenario *scenario = must_load_with(
        text, (const char *[]){"mpi.argument[way]=chain", "mpi.argument[bytes].value=7",
                               "mpi.collective[bcast]=", "mpi.option[smpi/os]=1", "mpi[m].ranks=3", NULL});
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    assert_string_equal(plan.settings.mpi->arguments[0], "chain");
    assert_string_equal(plan.settings.mpi->arguments[1], "7");
    assert_null(plan.settings.mpi->collectives[0]);
    assert_string_equal(plan.settings.mpi->configuration[0], "smpi/os=1");
    assert_int_equal(plan.settings.processes, 3);
    run_plan_release(&plan);
    scenario_free(scenario);
    expect_error(text, (const char *[]){"mpi[k].ranks=3", NULL},
                 "onde: --set mpi[k].ranks=3: no <mpi> is named \"k\"; expected m");
    expect_error(text, (const char *[]){"system.processes=3", NULL},
                 "onde: --set system.processes=3: there is no <system> in <scenario>");
}

static void two_spellings_of_a_path_are_one_column(void **state)
{
    (void)state;
    expect_error(BOTH("<sweep><vary path=\"mpi.argument[bytes]\" values=\"1\"/>"
                      "<vary path=\"mpi.argument[bytes].value\" values=\"2\"/></sweep>"),
                 NULL, "dir/test.xml:5: <vary>: \"mpi.argument[bytes]\" is varied already");
}

static void a_copy_of_the_settings_has_texts_of_its_own(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(MPI("ranks=\"4\" selector=\"ompi\"", ARGUMENTS));
    struct run_plan first, second;
    run_of(scenario, 0, &first);
    run_of(scenario, 0, &second);
    assert_ptr_not_equal(first.settings.mpi, second.settings.mpi);
    assert_ptr_not_equal(first.settings.mpi->arguments[0], second.settings.mpi->arguments[0]);
    run_plan_release(&first);
    assert_string_equal(second.settings.mpi->arguments[0], "star");
    assert_string_equal(second.settings.mpi->selector, "ompi");
    run_plan_release(&second);
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_has_the_defaults_of_the_format),
        cmocka_unit_test(all_that_is_said_of_a_program_is_read_in_order),
        cmocka_unit_test(what_is_wrong_with_a_program_is_said_with_its_line),
        cmocka_unit_test(a_sweep_varies_the_programs_and_leaves_the_systems_alone),
        cmocka_unit_test(a_sweep_of_the_systems_leaves_the_programs_alone),
        cmocka_unit_test(collectives_and_options_can_be_varied_that_the_program_does_not_have_yet),
        cmocka_unit_test(paths_that_name_nothing_are_refused_with_what_is_near),
        cmocka_unit_test(set_writes_arguments_and_removes_collectives),
        cmocka_unit_test(two_spellings_of_a_path_are_one_column),
        cmocka_unit_test(a_copy_of_the_settings_has_texts_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
