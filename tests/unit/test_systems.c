/* scenario_check_systems() and scenario_locate(): what a run would refuse is refused before the first run, with its place.
 * With the program's own algorithms. */
#include "scenario/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static unsigned host_checks; /* calls of knows_pi(), one a system that is tried */

static bool any_platform(const char *name, const char *directory, char *path, size_t size, struct error *err)
{
    (void)directory, (void)err;
    return snprintf(path, size, "%s", name) > 0;
}

static bool knows_pi(const char *platform, char *const *hosts, size_t count, struct error *err)
{
    (void)platform;
    host_checks++;
    for (size_t i = 0; i < count; i++)
        if (strcmp(hosts[i], "pi") != 0)
            return error_set(err, ERROR_INPUT, NULL, 0, "no host \"%s\"", hosts[i]);
    return true;
}

static struct scenario *load(const char *text, const char *set)
{
    struct scenario_environment environment = program_environment;
    static struct scenario_environment kept; /* must outlive the scenario */
    environment.platform_find = any_platform;
    environment.hosts_check = knows_pi;
    kept = environment;
    const char *const sets[] = {set};
    struct scenario *scenario;
    struct error err = {0};
    if (!scenario_read_memory(text, strlen(text), "dir/test.xml", sets, set != NULL, &kept, &scenario, &err))
        fail_msg("%s:%d: %s", err.file, err.line, err.text);
    return scenario;
}

/* The systems are wrong, and the message begins so; or right, when `expected` is NULL. */
static void expect_with(const char *text, const char *set, const char *expected)
{
    struct scenario *scenario = load(text, set);
    struct error err = {0};
    char shown[2048] = "";
    bool ok = scenario_check_systems(scenario, &err);
    scenario_free(scenario);
    if (!ok)
        error_format(&err, shown, sizeof shown);
    assert_int_equal(ok, expected == NULL);
    if (expected != NULL && strncmp(shown, expected, strlen(expected)) != 0)
        assert_string_equal(shown, expected);
    if (!ok)
        assert_int_equal(err.kind, err.file[0] != '\0' ? ERROR_INPUT : ERROR_USAGE);
}

static void expect(const char *text, const char *expected)
{
    expect_with(text, NULL, expected);
}

/* A system over lines 2 to 6: 2 the system, 3 its algorithm, 4 its topology, 5 what is given, 6 its end. */
#define SYSTEM(n, algorithm, topology, more, after)                                                                    \
    "<scenario name=\"s\"><platform file=\"p\"/>\n"                                                                    \
    "<system name=\"a\" processes=\"" n "\">\n"                                                                        \
    "<algorithm name=\"" algorithm "\"/>\n"                                                                            \
    "<topology " topology "/>\n" more "\n</system>\n" after "</scenario>"

static void broken_assumptions_have_the_line_of_their_element(void **state)
{
    (void)state;
    expect(SYSTEM("8", "peterson", "kind=\"one-way-ring\"", "", ""), NULL);
    expect(SYSTEM("8", "chang-roberts", "kind=\"star\"", "", ""),
           "dir/test.xml:4: <topology kind=\"star\">: chang-roberts assumes a ring");
    expect(SYSTEM("8", "peterson", "kind=\"one-way-ring\"", "<channels fifo=\"no\"/>", ""),
           "dir/test.xml:5: <channels fifo=\"no\">: peterson assumes FIFO");
    expect(SYSTEM("8", "peterson", "kind=\"one-way-ring\"", "", "<channels fifo=\"no\"/>"),
           "dir/test.xml:7: <channels fifo=\"no\">: peterson assumes FIFO");
    expect(SYSTEM("8", "echo", "kind=\"star\"", "<initiators select=\"listed\" list=\"1,2\"/>", ""),
           "dir/test.xml:5: <initiators select=\"listed\">: echo is centralised");
    expect(SYSTEM("4", "chang-roberts", "kind=\"one-way-ring\"", "<identities order=\"listed\" list=\"1,2,3,1\"/>", ""),
           "dir/test.xml:5: <identities order=\"listed\">: identity 1 is listed twice");
}

static void sizes_that_do_not_fit_have_the_line_of_the_topology(void **state)
{
    (void)state;
    expect(SYSTEM("2", "echo", "kind=\"two-way-ring\"", "", ""), "dir/test.xml:4: <topology kind=\"two-way-ring\">: a");
    expect(SYSTEM("12", "echo", "kind=\"hypercube\"", "", ""),
           "dir/test.xml:4: <topology kind=\"hypercube\">: a hypercube of 12 processes: expected a power of two, such "
           "as 8 (system \"a\")");
    expect(SYSTEM("9", "echo", "kind=\"regular\" degree=\"3\"", "", ""),
           "dir/test.xml:4: <topology kind=\"regular\">: 9 processes of degree 3");
}

static void a_graph_file_that_is_not_there_is_the_scenarios_fault(void **state)
{
    (void)state;
    expect(SYSTEM("8", "echo", "kind=\"file\" file=\"none.txt\"", "", ""),
           "dir/test.xml:4: <topology kind=\"file\">: dir/none.txt: cannot open it");
}

static void a_malformed_graph_file_keeps_its_own_line(void **state)
{
    (void)state;
    FILE *file = fopen("systems-graph.txt", "w");
    assert_non_null(file);
    fputs("0 1\n1 x\n", file);
    fclose(file);
    char here[4096], text[8192], expected[8192];
    assert_non_null(realpath("systems-graph.txt", here));
    snprintf(text, sizeof text, SYSTEM("2", "echo", "kind=\"file\" file=\"%s\"", "", ""), here);
    snprintf(expected, sizeof expected, "%s:2: ", here);
    expect(text, expected);
    remove("systems-graph.txt");
}

static void an_unknown_host_has_the_line_of_the_placement(void **state)
{
    (void)state;
    expect(SYSTEM("2", "echo", "kind=\"star\"", "<placement rule=\"listed\" hosts=\"pi\"/>", ""), NULL);
    expect(SYSTEM("2", "echo", "kind=\"star\"", "<placement rule=\"listed\" hosts=\"pi,po\"/>", ""),
           "dir/test.xml:5: <placement hosts=\"pi,po\">: no host \"po\" (system \"a\")");
}

static void an_unknown_host_of_a_fault_has_the_line_of_the_fault(void **state)
{
    (void)state;
#define FAULTS_AT(host)                                                                                                \
    "<faults>\n<fault kind=\"crash\" processes=\"1\"/>\n<fault kind=\"crash\" host=\"" host "\"/></faults>"
    expect(SYSTEM("2", "echo", "kind=\"star\"", FAULTS_AT("pi"), ""), NULL);
    expect(SYSTEM("2", "echo", "kind=\"star\"", FAULTS_AT("po"), ""),
           "dir/test.xml:7: <fault host=\"po\">: no host \"po\" (system \"a\")");
#undef FAULTS_AT
}

static void what_is_varied_or_set_is_named(void **state)
{
    (void)state;
#define VARY(path, values) "<sweep><vary path=\"" path "\" values=\"" values "\"/></sweep>"
    expect(SYSTEM("8", "peterson", "kind=\"one-way-ring\"", "", VARY("system.topology.kind", "one-way-ring,star")),
           "dir/test.xml:7: <topology kind=\"star\">: peterson assumes a ring: \"star\" of 8 processes will not do "
           "(system \"a\", at the point system.topology.kind=star)");
    expect(SYSTEM("8", "echo", "kind=\"hypercube\"", "", VARY("system.processes", "4,6")),
           "dir/test.xml:4: <topology kind=\"hypercube\">: a hypercube of 6 processes: expected a power of two, such "
           "as 4 (system \"a\", at the point system.processes=6)");
    expect_with(SYSTEM("8", "echo", "kind=\"hypercube\"", "", ""), "system.processes=6",
                "dir/test.xml:4: <topology kind=\"hypercube\">: a hypercube of 6 processes: expected a power of two, "
                "such as 4 (system \"a\", with --set system.processes=6)");
    expect_with(SYSTEM("8", "peterson", "kind=\"one-way-ring\"", "", ""), "system.topology.kind=star",
                "onde: --set system.topology.kind=star: peterson assumes a ring");
    expect_with(SYSTEM("8", "peterson", "kind=\"one-way-ring\"", "", ""), "channels.fifo=no",
                "onde: --set channels.fifo=no: peterson assumes FIFO");
}

static void what_chance_breaks_or_what_is_large_is_left_to_the_run(void **state)
{
    (void)state;
    expect(SYSTEM("64", "echo", "kind=\"erdos-renyi\" average-degree=\"0.5\"", "", ""), NULL);
    expect(SYSTEM("64", "echo", "kind=\"regular\" degree=\"1\"", "", ""), NULL);
    expect(SYSTEM("8", "echo", "kind=\"erdos-renyi\" average-degree=\"9\"", "", ""),
           "dir/test.xml:4: <topology kind=\"erdos-renyi\">: an average degree of 9");
    expect(SYSTEM("1000000000", "chang-roberts", "kind=\"complete\"", "", ""), NULL); /* and at once */
}

static void a_large_sweep_is_tried_at_a_bounded_number_of_points_with_both_ends(void **state)
{
    (void)state;
    static const char text[] =
        SYSTEM("8", "echo", "kind=\"star\"", "<placement rule=\"listed\" hosts=\"pi\"/>",
               "<sweep><vary path=\"system.processes\" values=\"2..50 step 1\"/>"
               "<vary path=\"system.start.spread\" values=\"0,1ms..100ms step 1ms\" system=\"a\"/></sweep>");
    host_checks = 0;
    expect(text, NULL);
    assert_int_equal(host_checks, SYSTEMS_MOST);
    expect(SYSTEM("8", "echo", "kind=\"path\"", "",
                  "<sweep><vary path=\"system.start.at\" values=\"0,1ms..500ms step 1ms\"/>"
                  "<vary path=\"system.topology.kind\" values=\"path,one-way-ring\"/></sweep>"),
           "dir/test.xml:7: <topology kind=\"one-way-ring\">: echo assumes channels in both directions");
}

static void errors_of_a_worker_get_their_place_once(void **state)
{
    (void)state;
    struct scenario *scenario = load(SYSTEM("8", "echo", "kind=\"star\"", "", ""), NULL);
    struct error bug = {0}, no_route = {0}, of_platform = {0};
    error_set(&bug, ERROR_INTERNAL, NULL, 0, "the worker was ended");
    scenario_locate(scenario, 0, &bug);
    assert_int_equal(bug.kind, ERROR_INTERNAL);
    assert_string_equal(bug.text, "the worker was ended (system \"a\")");
    error_set(&no_route, ERROR_INPUT, NULL, 0, "no route");
    scenario_locate(scenario, 0, &no_route);
    assert_string_equal(no_route.file, "dir/test.xml");
    assert_int_equal(no_route.line, 2);
    assert_string_equal(no_route.text, "<system name=\"a\">: no route (system \"a\")");
    error_set(&of_platform, ERROR_INPUT, "p.xml", 7, "no such link");
    scenario_locate(scenario, 0, &of_platform);
    assert_string_equal(of_platform.file, "p.xml");
    assert_int_equal(of_platform.line, 7);
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_assumptions_have_the_line_of_their_element),
        cmocka_unit_test(sizes_that_do_not_fit_have_the_line_of_the_topology),
        cmocka_unit_test(a_graph_file_that_is_not_there_is_the_scenarios_fault),
        cmocka_unit_test(a_malformed_graph_file_keeps_its_own_line),
        cmocka_unit_test(an_unknown_host_has_the_line_of_the_placement),
        cmocka_unit_test(an_unknown_host_of_a_fault_has_the_line_of_the_fault),
        cmocka_unit_test(what_is_varied_or_set_is_named),
        cmocka_unit_test(what_chance_breaks_or_what_is_large_is_left_to_the_run),
        cmocka_unit_test(a_large_sweep_is_tried_at_a_bounded_number_of_points_with_both_ends),
        cmocka_unit_test(errors_of_a_worker_get_their_place_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
