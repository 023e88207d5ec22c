/* The scenario reader: what it accepts, and what it refuses in which words. */
#include "engine/topology.h"
#include "scenario_world.h"

#include <glob.h>

/* The beginning of the message is enough. */
static void expect_error_like(const char *text, const char *expected)
{
    struct error err;
    char shown[2048];
    struct scenario *scenario = load(text, NULL, &err);
    if (scenario != NULL)
        fail_msg("accepted, but expected: %s", expected);
    error_format(&err, shown, sizeof shown);
    if (strncmp(shown, expected, strlen(expected)) != 0)
        assert_string_equal(shown, expected);
}

/* ---- what is read ---- */

static void a_small_scenario_gets_the_documented_defaults(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(SIMPLE);
    struct run_plan plan;
    assert_int_equal(scenario_run_count(scenario), 1);
    assert_int_equal(scenario_trace_rule(scenario), TRACE_VIOLATED);
    assert_string_equal(scenario_directory(scenario), "dir");
    assert_string_equal(scenario_title(scenario, LANGUAGE_FR), "s");
    assert_string_equal(scenario_system_at(scenario, 0)->title[LANGUAGE_EN], "a");
    run_of(scenario, 0, &plan);
    const struct settings *settings = &plan.settings;
    assert_string_equal(settings->system_name, "a");
    assert_ptr_equal(settings->algorithm, &probe);
    assert_true(settings->parameters[0] == 15 && settings->parameters[1] == 3);
    assert_int_equal(settings->processes, 8);
    assert_int_equal(settings->identity_order, IDENTITIES_INCREASING);
    assert_int_equal(settings->initiator_rule, INITIATORS_ALL);
    assert_int_equal(settings->placement_rule, PLACEMENT_ROUND_ROBIN);
    assert_int_equal(settings->network, NETWORK_LATENCY);
    assert_int_equal(settings->header_bytes, 64);
    assert_true(settings->fifo && settings->ideal_time);
    assert_int_equal(settings->delay_rule, DELAY_NONE);
    assert_true(settings->start_at == 0 && settings->start_spread == 0);
    assert_true(settings->budget_events == 0 && settings->budget_time == 0);
    assert_string_equal(settings->platform, "dir/platforms/p.xml");
    assert_string_equal(plan.point, "");
    assert_false(plan.trace || settings->trace_compressed);
    assert_true(settings->trace_limit == 10e9);
    assert_true(settings->trace_sample == 0 && settings->trace_process_count == 0);
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void every_element_reaches_the_settings(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(
        "<scenario name=\"all\"><title xml:lang=\"fr\">Tout &amp;\n  rien</title><platform file=\"p\"/>"
        "<network model=\"flow\"/><channels header=\"1kB\" delay=\"exponential\" mean=\"2ms\" fifo=\"no\"/>"
        "<budget events=\"1000\" time=\"10min\"/><measures ideal-time=\"no\"/><trace runs=\"0\" "
        "compression=\"zstd\" processes=\"3,0-1\" limit=\"5MB\"/>"
        "<system name=\"a\" processes=\"4\"><algorithm name=\"probe\"><parameter name=\"period\" value=\"20ms\"/>"
        "</algorithm><topology kind=\"small-world\" neighbours=\"1\" rewiring=\"0.5\"/>"
        "<identities order=\"listed\" list=\"9,-3 4-5\"/><initiators select=\"listed\" list=\"0,2\"/>"
        "<start at=\"1s\" spread=\"1ms\"/><placement rule=\"listed\" hosts=\"h1, h2\"/></system>"
        "<figures><figure kind=\"complexity\" measure=\"messages.election\" system=\"a\"/><figure kind=\"timeline\"/>"
        "</figures></scenario>");
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    const struct settings *settings = &plan.settings;
    assert_true(settings->parameters[0] == 0.02);
    assert_int_equal(settings->network, NETWORK_FLOW);
    assert_int_equal(settings->header_bytes, 1000);
    assert_int_equal(settings->delay_rule, DELAY_EXPONENTIAL);
    assert_true(settings->delay_high == 0.002 && !settings->fifo && !settings->ideal_time);
    assert_true(settings->budget_events == 1000 && settings->budget_time == 600);
    assert_int_equal(settings->topology.kind, TOPOLOGY_KIND_SMALL_WORLD);
    assert_true(settings->topology.neighbours == 1 && settings->topology.rewiring == 0.5);
    assert_int_equal(settings->identity_count, 4);
    assert_true(settings->identities[0] == 9 && settings->identities[1] == -3 && settings->identities[3] == 5);
    assert_int_equal(settings->initiator_rule, INITIATORS_LISTED);
    assert_true(settings->initiator_list_count == 2 && settings->initiators[1] == 2);
    assert_true(settings->start_at == 1 && settings->start_spread == 0.001);
    assert_int_equal(settings->placement_count, 2);
    assert_string_equal(settings->placement_hosts[1], "h2");
    assert_true(plan.trace && settings->trace_compressed && settings->trace_limit == 5e6);
    assert_int_equal(settings->trace_process_count, 3);
    assert_true(settings->trace_processes[0] == 3 && settings->trace_processes[2] == 1);
    assert_string_equal(scenario_title(scenario, LANGUAGE_EN), "Tout & rien");
    assert_int_equal(scenario_figure_count(scenario), 2);
    const struct figure_request *figure = scenario_figure_at(scenario, 0);
    assert_string_equal(figure->name, "complexity-messages-election-a");
    assert_string_equal(figure->x, "processes");
    assert_string_equal(scenario_figure_at(scenario, 1)->name, "timeline");
    assert_string_equal(scenario_figure_at(scenario, 1)->title[LANGUAGE_EN], "");
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void every_kind_of_topology_is_read(void **state)
{
    (void)state;
    static const char *const more[] = {
        [TOPOLOGY_KIND_TREE] = "arity=\"3\"",           [TOPOLOGY_KIND_GRID] = "dimensions=\"2x4\"",
        [TOPOLOGY_KIND_TORUS] = "dimensions=\"2x2x2\"", [TOPOLOGY_KIND_ERDOS_RENYI] = "average-degree=\"3.5\"",
        [TOPOLOGY_KIND_REGULAR] = "degree=\"3\"",       [TOPOLOGY_KIND_FILE] = "file=\"graphs/a.edges\""};
    for (size_t kind = 0; topology_kind_name(kind) != NULL; kind++) {
        char text[512];
        snprintf(text, sizeof text, SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"/><topology kind=\"%s\" %s/>"),
                 topology_kind_name(kind), kind < sizeof more / sizeof more[0] && more[kind] != NULL ? more[kind] : "");
        struct scenario *scenario = must_load(text);
        struct run_plan plan;
        run_of(scenario, 0, &plan);
        assert_int_equal(plan.settings.topology.kind, kind);
        if (kind == TOPOLOGY_KIND_TREE)
            assert_int_equal(plan.settings.topology.arity, 3);
        if (kind == TOPOLOGY_KIND_TORUS)
            assert_int_equal(plan.settings.topology.dimension_count, 3);
        if (kind == TOPOLOGY_KIND_ERDOS_RENYI)
            assert_true(plan.settings.topology.average_degree == 3.5 && plan.settings.topology.probability == 0);
        if (kind == TOPOLOGY_KIND_FILE)
            assert_string_equal(plan.settings.topology.file, "dir/graphs/a.edges");
        run_plan_release(&plan);
        scenario_free(scenario);
    }
}

static void the_number_of_processes_may_be_left_to_the_topology_file(void **state)
{
    (void)state;
    struct scenario *scenario =
        must_load(SYSTEM("", "<algorithm name=\"probe\"/><topology kind=\"file\" file=\"/tmp/a.graphml\"/>"));
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    assert_int_equal(plan.settings.processes, 0);
    assert_string_equal(plan.settings.topology.file, "/tmp/a.graphml");
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void a_centralised_algorithm_has_one_initiator_by_default(void **state)
{
    (void)state;
    struct scenario *scenario =
        must_load(SYSTEM("processes=\"8\"", "<algorithm name=\"lone\"/><topology kind=\"one-way-ring\"/>"));
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    assert_int_equal(plan.settings.initiator_rule, INITIATORS_ONE);
    assert_int_equal(plan.settings.initiator_list_count, 0);
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void an_element_in_a_system_replaces_that_of_the_scenario(void **state)
{
    (void)state;
    struct scenario *scenario =
        must_load("<scenario name=\"s\"><platform file=\"p\"/><network model=\"flow\"/><channels header=\"9B\"/>"
                  "<system name=\"a\" processes=\"8\">" RING "</system>"
                  "<system name=\"b\" processes=\"8\">" RING "<platform file=\"q\"/><network model=\"latency\"/>"
                  "<channels fifo=\"no\"/></system></scenario>");
    struct run_plan a, b;
    run_of(scenario, 0, &a);
    run_of(scenario, 1, &b);
    assert_true(a.settings.network == NETWORK_FLOW && b.settings.network == NETWORK_LATENCY);
    assert_string_equal(a.settings.platform, "dir/platforms/p.xml");
    assert_string_equal(b.settings.platform, "dir/platforms/q.xml");
    assert_true(a.settings.header_bytes == 9 && b.settings.header_bytes == 64); /* the whole element, not its parts */
    assert_true(a.settings.fifo && !b.settings.fifo);
    run_plan_release(&a);
    run_plan_release(&b);
    scenario_free(scenario);
}

/* ---- what is refused ---- */

static void errors_tell_the_place_the_value_and_what_is_expected(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {SYSTEM("processes=\"0\"", RING),
         "dir/test.xml:3: <system processes=\"0\">: expected 1 or more, a whole number"},
        {SYSTEM("processes=\"-4\"", RING),
         "dir/test.xml:3: <system processes=\"-4\">: expected 1 or more, a whole number"},
        {SYSTEM("processes=\"5000000000\"", RING),
         "dir/test.xml:3: <system processes=\"5000000000\">: expected at most 1000000000"},
        {SYSTEM("", RING), "dir/test.xml:3: <system name=\"a\">: the attribute \"processes\" is missing"},
        {SYSTEM("procesess=\"4\"", RING), "dir/test.xml:3: <system procesess=\"4\">: no attribute \"procesess\" on "
                                          "<system>; did you mean \"processes\"?"},
        {SYSTEM("colour=\"red\"", RING), "dir/test.xml:3: <system colour=\"red\">: no attribute \"colour\" on "
                                         "<system>; expected name, processes, "
                                         "replications or paired-with"},
        {SYSTEM("\n\nprocesses=\"x\"", RING),
         "dir/test.xml:5: <system processes=\"x\">: expected 1 or more, a whole number"},
        {SYSTEM("processes=\"8\"", RING "<topolgy/>"),
         "dir/test.xml:4: <topolgy>: no element \"topolgy\" in <system>; did you mean \"topology\"?"},
        {SYSTEM("processes=\"8\"", RING "<sweep/>"),
         "dir/test.xml:4: <sweep>: expected in <scenario>, found in <system>"},
        {SYSTEM("processes=\"8\"", RING "\n<topology kind=\"star\"/>"),
         "dir/test.xml:5: <topology>: expected once; another is on line 4"},
        {SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"/>"),
         "dir/test.xml:3: <system name=\"a\">: the element <topology> is missing"},
        {SYSTEM("processes=\"8\"", RING "words"),
         "dir/test.xml:3: <system name=\"a\">: expected no text here, found \"words\n\""},
        {SYSTEM("processes=\"8\"", "<algorithm name=\"prope\"/><topology kind=\"star\"/>"),
         "dir/test.xml:4: <algorithm name=\"prope\">: no algorithm \"prope\"; did you mean \"probe\"?"},
        {SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"/><topology kind=\"one-way-ring\" arity=\"2\"/>"),
         "dir/test.xml:4: <topology arity=\"2\">: \"arity\" stands only with kind=\"tree\""},
        {SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"/><topology kind=\"star\" dimensions=\"2x4\"/>"),
         "dir/test.xml:4: <topology dimensions=\"2x4\">: \"dimensions\" stands only with kind=\"grid\" or "
         "kind=\"torus\""},
        {SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"/><topology kind=\"regular\"/>"),
         "dir/test.xml:4: <topology kind=\"regular\">: the attribute \"degree\" is missing"},
        {SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"/><topology kind=\"erdos-renyi\"/>"),
         "dir/test.xml:4: <topology kind=\"erdos-renyi\">: the attribute \"probability\" or \"average-degree\" is "
         "missing"},
        {SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"/><topology kind=\"erdos-renyi\" probability=\"0.1\" "
                                   "average-degree=\"2\"/>"),
         "dir/test.xml:4: <topology average-degree=\"2\">: expected \"probability\" or \"average-degree\", not both"},
        {SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"/><topology kind=\"grid\" dimensions=\"3x3\"/>"),
         "dir/test.xml:4: <topology dimensions=\"3x3\">: expected a product of 8, the number of processes; found 9"},
        {SYSTEM("processes=\"8\"", RING "<identities order=\"listed\" list=\"1-9\"/>"),
         "dir/test.xml:4: <identities list=\"1-9\">: expected 8 identities, one for each process; found 9"},
        {SYSTEM("processes=\"8\"", RING "<identities list=\"1-8\"/>"),
         "dir/test.xml:4: <identities list=\"1-8\">: \"list\" stands only with order=\"listed\""},
        {SYSTEM("processes=\"8\"", RING "<initiators select=\"listed\" list=\"0,8\"/>"),
         "dir/test.xml:4: <initiators list=\"0,8\">: expected numbers of processes, 0 to 7; found 8"},
        {SYSTEM("processes=\"8\"", RING "<initiators select=\"one\" process=\"8\"/>"),
         "dir/test.xml:4: <initiators process=\"8\">: expected numbers of processes, 0 to 7; found 8"},
        {SYSTEM("processes=\"8\"", RING "<initiators select=\"count\" count=\"9\"/>"),
         "dir/test.xml:4: <initiators count=\"9\">: expected at most 8, the number of processes"},
        {SYSTEM("processes=\"8\"", RING "<initiators select=\"some\"/>"),
         "dir/test.xml:4: <initiators select=\"some\">: expected one, all, count, listed or random"},
        {SYSTEM("processes=\"8\"", RING "<placement rule=\"listed\"/>"),
         "dir/test.xml:4: <placement rule=\"listed\">: the attribute \"hosts\" is missing"},
        {SYSTEM("processes=\"8\"", RING "<network model=\"latancy\"/>"),
         "dir/test.xml:4: <network model=\"latancy\">: expected flow, latency or shared; did you mean \"latency\"?"},
        {SYSTEM("processes=\"8\"", RING "<channels delay=\"uniform\" low=\"2ms\" high=\"1ms\"/>"),
         "dir/test.xml:4: <channels low=\"2ms\">: expected at most \"high\", which is 1ms"},
        {SYSTEM("processes=\"8\"", RING "<channels mean=\"1ms\"/>"),
         "dir/test.xml:4: <channels mean=\"1ms\">: \"mean\" stands only with delay=\"exponential\""},
        {SYSTEM("processes=\"8\"", RING "<platform file=\"nowhere\"/>"),
         "dir/test.xml:4: <platform file=\"nowhere\">: no platform \"nowhere\""},
        {"<scenario name=\"s\"><system name=\"a\" processes=\"8\">" RING "</system></scenario>",
         "dir/test.xml:1: <system name=\"a\">: the element <platform> is missing, here and in <scenario>"},
        {"<scenario name=\"s\"><platform file=\"p\"/></scenario>",
         "dir/test.xml:1: <scenario name=\"s\">: the element <system> or <mpi> is missing"},
        {"<scenario><platform file=\"p\"/></scenario>",
         "dir/test.xml:1: <scenario>: the attribute \"name\" is missing"},
        {"<scenario name=\"../up\"/>", "dir/test.xml:1: <scenario name=\"../up\">: expected a name of letters a-z, "
                                       "digits and . _ -, that begins with a letter or a digit"},
        {"<platform/>", "dir/test.xml:1: <platform>: expected <scenario>, or <run> of a results folder"},
        {"<run/>", "dir/test.xml:1: <run>: the element <scenario> is missing"},
        {AFTER("<system name=\"a\" processes=\"8\">" RING "</system>"),
         "dir/test.xml:3: <system name=\"a\">: expected once; another is on line 2"},
        {AFTER("<title>x</title>"), "dir/test.xml:3: <title>: the attribute \"xml:lang\" is missing"},
        {AFTER("<title xml:lang=\"de\">x</title>"), "dir/test.xml:3: <title xml:lang=\"de\">: expected en or fr"},
        {AFTER("<trace runs=\"0,1\"/>"), "dir/test.xml:3: <trace runs=\"0,1\">: expected numbers of runs, 0 to 0; "
                                         "found 1"},
        {AFTER("<trace compression=\"gzip\"/>"), "dir/test.xml:3: <trace compression=\"gzip\">: expected none or zstd"},
        {AFTER("<trace limit=\"500B\"/>"), "dir/test.xml:3: <trace limit=\"500B\">: expected 1000 bytes or more"},
        {AFTER("<trace processes=\"0,8\"/>"),
         "dir/test.xml:3: <trace processes=\"0,8\">: expected numbers of processes, 0 to 7; found 8"},
        {AFTER("<trace sample=\"0\"/>"), "dir/test.xml:3: <trace sample=\"0\">: expected 1 or more, a whole number"},
        {AFTER("<trace processes=\"0\" sample=\"4\"/>"),
         "dir/test.xml:3: <trace sample=\"4\">: expected \"processes\" or \"sample\", not both"},
        {AFTER("<trace runs=\"some\"/>"),
         "dir/test.xml:3: <trace runs=\"some\">: expected none, all, first, violated, or "
         "numbers of runs such as 0,3,8-11"},
        {AFTER("<figures><figure kind=\"complexty\"/></figures>"),
         "dir/test.xml:3: <figure kind=\"complexty\">: expected complexity, distribution or timeline; did you mean "
         "\"complexity\"?"},
        {AFTER("<figures><figure kind=\"timeline\" system=\"b\"/></figures>"),
         "dir/test.xml:3: <figure system=\"b\">: no system is named \"b\""},
        {AFTER("<figures><figure kind=\"timeline\"/><figure kind=\"timeline\"/></figures>"),
         "dir/test.xml:3: <figure>: another figure has the files \"timeline\" already: expected a \"name\" of its own"},
        {AFTER("<budget time=\"0s\"/>"), "dir/test.xml:3: <budget time=\"0s\">: expected more than 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_error(cases[i].text, NULL, cases[i].expected);
}

static void a_wrong_unit_is_refused_with_the_units(void **state)
{
    (void)state;
    expect_error_like(SYSTEM("processes=\"8\"", RING "<start at=\"3 parsecs\"/>"),
                      "dir/test.xml:4: <start at=\"3 parsecs\">: expected a time with its unit");
    expect_error_like(SYSTEM("processes=\"8\"", RING "<start at=\"5\"/>"),
                      "dir/test.xml:4: <start at=\"5\">: expected a time with its unit");
    expect_error_like(SYSTEM("processes=\"8\"", RING "<channels header=\"64\"/>"),
                      "dir/test.xml:4: <channels header=\"64\">: expected a size with its unit");
    expect_error_like(SYSTEM("processes=\"8\"", RING "<channels header=\"5GiB\"/>"),
                      "dir/test.xml:4: <channels header=\"5GiB\">: expected less than 4GiB");
    expect_error_like(SYSTEM("processes=\"8\"", RING "<initiators select=\"random\" probability=\"1.5\"/>"),
                      "dir/test.xml:4: <initiators probability=\"1.5\">: expected 0 to 1");
}

static void a_negative_quantity_is_told_so(void **state)
{
    (void)state;
    expect_error_like(SYSTEM("processes=\"8\"", RING "<start spread=\"-5ms\"/>"),
                      "dir/test.xml:4: <start spread=\"-5ms\">: expected 0 or more, not a negative value");
}

static void a_figure_of_an_unknown_system_suggests_the_nearest(void **state)
{
    (void)state;
    expect_error("<scenario name=\"s\"><platform file=\"p\"/>\n<system name=\"franklin\" processes=\"8\">" RING
                 "</system>\n<figures>\n<figure kind=\"complexity\" system=\"franklyn\"/></figures></scenario>",
                 NULL,
                 "dir/test.xml:4: <figure system=\"franklyn\">: no system is named \"franklyn\"; did you mean "
                 "\"franklin\"?");
}

static void a_set_finds_a_figure_by_the_name_of_its_files(void **state)
{
    (void)state;
    static const char text[] =
        "<scenario name=\"s\"><platform file=\"p\"/>\n<system name=\"a\" processes=\"8\">" RING
        "</system>\n<figures><figure kind=\"complexity\" measure=\"messages.election\"/><figure kind=\"timeline\"/>"
        "<figure kind=\"timeline\" name=\"own\"/></figures></scenario>";
    static const char *const sets[] = {"figures.figure[complexity-messages-election].x=edges",
                                       "figures.figure[own].system=a", NULL};
    static const char *const wrong[] = {"figures.figure[timelnie].system=a", NULL};
    struct scenario *scenario = must_load_with(text, sets);
    assert_string_equal(scenario_figure_at(scenario, 0)->x, "edges");
    assert_string_equal(scenario_figure_at(scenario, 1)->system, "");
    assert_string_equal(scenario_figure_at(scenario, 2)->system, "a");
    scenario_free(scenario);
    expect_error(text, wrong,
                 "onde: --set figures.figure[timelnie].system=a: no <figure> is named \"timelnie\"; expected "
                 "complexity-messages-election, timeline or own; did you mean \"timeline\"?");
}

static void a_platform_file_that_is_missing_has_the_line_of_the_scenario(void **state)
{
    (void)state;
    static const char text[] = "<scenario name=\"s\">\n<platform file=\"./gone.xml\"/>\n"
                               "<system name=\"a\" processes=\"8\"><algorithm name=\"echo\"/>"
                               "<topology kind=\"star\"/></system></scenario>";
    struct scenario *scenario;
    struct error err = {0};
    assert_false(
        scenario_read_memory(text, strlen(text), "dir/test.xml", NULL, 0, &program_environment, &scenario, &err));
    assert_string_equal(err.file, "dir/test.xml");
    assert_int_equal(err.line, 2);
    assert_non_null(strstr(err.text, "gone.xml: this platform cannot be read"));
}

static void parameters_are_those_of_the_algorithm(void **state)
{
    (void)state;
#define WITH(algorithm, parameter)                                                                                     \
    SYSTEM("processes=\"8\"",                                                                                          \
           "<algorithm name=\"" algorithm "\"><parameter " parameter "/></algorithm><topology kind=\"star\"/>")
    expect_error(WITH("lone", "name=\"period\" value=\"1s\""), NULL,
                 "dir/test.xml:4: <parameter name=\"period\">: lone has no parameter \"period\"; it has none");
    expect_error(WITH("probe", "name=\"perod\" value=\"1s\""), NULL,
                 "dir/test.xml:4: <parameter name=\"perod\">: probe has no parameter \"perod\"; expected period or "
                 "threshold; did you mean \"period\"?");
    expect_error_like(WITH("probe", "name=\"period\" value=\"1B\""),
                      "dir/test.xml:4: <parameter value=\"1B\">: parameter \"period\" of probe: expected a time");
    expect_error(WITH("probe", "name=\"period\" value=\"2h\""), NULL,
                 "dir/test.xml:4: <parameter value=\"2h\">: parameter \"period\" of probe: expected 0 to 3600 seconds");
    expect_error_like(WITH("probe", "name=\"threshold\" value=\"2.5\""),
                      "dir/test.xml:4: <parameter value=\"2.5\">: parameter \"threshold\" of probe: expected a whole");
#undef WITH
}

static void a_doctype_is_refused_before_its_entities_are_read(void **state)
{
    (void)state;
    expect_error("<?xml version=\"1.0\"?>\n<!DOCTYPE scenario SYSTEM \"http://example.org/x.dtd\">\n<scenario/>", NULL,
                 "dir/test.xml:2: <!DOCTYPE> is refused: a scenario has neither a DTD nor entities");
    expect_error_like("<!DOCTYPE s [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">"
                      "<!ENTITY c \"&b;&b;&b;&b;\">]><scenario name=\"&c;\"/>",
                      "dir/test.xml:1: <!DOCTYPE> is refused");
    expect_error_like("<!DOCTYPE s [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><scenario>&f;</scenario>",
                      "dir/test.xml:1: <!DOCTYPE> is refused");
}

static void xml_that_is_not_well_formed_is_refused_with_its_line(void **state)
{
    (void)state;
    expect_error_like("<scenario name=\"s\">\n<platform></scenario>", "dir/test.xml:2: not well-formed XML: ");
    expect_error_like("", "dir/test.xml");
    expect_error_like("\n\nhello", "dir/test.xml:3: not well-formed XML: ");
    expect_error_like("<scenario name=\"s\" name=\"t\"/>", "dir/test.xml:1: not well-formed XML: ");
    expect_error_like("<s:scenario xmlns:s=\"urn:x\"/>", "dir/test.xml:1: <scenario>: a scenario uses no XML namesp");
    expect_error_like("<scenario name=\"&unknown;\"/>", "dir/test.xml:1: not well-formed XML: ");
}

static void too_many_elements_are_refused(void **state)
{
    (void)state;
    static const char element[] = "<platform/>";
    size_t room = (DOCUMENT_MOST_ELEMENTS + 10) * strlen(element) + 100;
    char *text = malloc(room), *end = text;
    assert_non_null(text);
    end += sprintf(end, "<scenario>");
    for (int i = 0; i < DOCUMENT_MOST_ELEMENTS; i++)
        end += sprintf(end, "%s", element);
    sprintf(end, "</scenario>");
    expect_error_like(text, "dir/test.xml:1: expected at most 10000 elements");
    free(text);
}

static void a_file_that_is_missing_or_a_folder_is_an_error(void **state)
{
    (void)state;
    struct scenario *scenario;
    struct error err = {0};
    assert_false(scenario_load("/nonexistent/s.xml", NULL, 0, &scenario, &err));
    assert_string_equal(err.text, "cannot be read: No such file or directory");
    assert_int_equal(err.kind, ERROR_INPUT);
    err = (struct error){0};
    assert_false(scenario_load("/", NULL, 0, &scenario, &err));
    assert_string_equal(err.text, "cannot be read: Is a directory");
    assert_null(scenario);
}

/* The grammar says what the checks say: what the checks let pass, the grammar lets pass (else the loads above would have
 * failed), and what they refuse by structure it refuses too. */
static void the_grammar_refuses_by_itself_what_the_checks_refuse(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "<scenario/>",
        AFTER("<platform file=\"q\"/>"),
        AFTER("<title xml:lang=\"de\">x</title>"),
        AFTER("<figures/>"),
        SYSTEM("processes=\"-4x\"", RING),
        SYSTEM("colour=\"red\"", RING),
        SYSTEM("processes=\"8\"", RING "<topolgy/>"),
        SYSTEM("processes=\"8\"", RING "words"),
        SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"/><topology kind=\"one-way-ring\" arity=\"2\"/>"),
        SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"/><topology kind=\"regular\"/>"),
        SYSTEM("processes=\"8\"", RING "<initiators select=\"all\" count=\"3\"/>"),
        SYSTEM("processes=\"8\"", RING "<channels delay=\"uniform\" mean=\"1s\"/>"),
    };
    const struct source source = {"dir/test.xml", NULL, 0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        xmlDocPtr document;
        struct error err = {0};
        assert_true(document_read_memory(texts[i], strlen(texts[i]), "dir/test.xml", &document, &err));
        assert_false(document_validate(document, &source, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        xmlFreeDoc(document);
    }
}

/* ---- the scenarios of the project ---- */

static bool any_platform(const char *name, const char *directory, char *path, size_t size, struct error *err)
{
    (void)directory, (void)err;
    return snprintf(path, size, "%s", name) > 0;
}

static void every_committed_scenario_is_valid_and_bilingual(void **state)
{
    (void)state;
    struct scenario_environment environment = program_environment;
    environment.platform_find = any_platform; /* platforms have tests of their own */
    glob_t found;
    assert_int_equal(glob(SOURCE_DIR "/scenarios/*.xml", 0, NULL, &found), 0);
    assert_true(found.gl_pathc >= 7);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        xmlDocPtr document;
        struct error err = {0};
        char *text = NULL;
        size_t size = 0;
        FILE *file = fopen(found.gl_pathv[i], "rb");
        assert_non_null(file);
        assert_true(getdelim(&text, &size, '\0', file) > 0);
        fclose(file);
        struct scenario *scenario;
        if (!scenario_read_memory(text, strlen(text), found.gl_pathv[i], NULL, 0, &environment, &scenario, &err))
            fail_msg("%s:%d: %s", err.file, err.line, err.text);
        assert_string_not_equal(scenario_title(scenario, LANGUAGE_EN), scenario_name(scenario));
        assert_string_not_equal(scenario_title(scenario, LANGUAGE_EN), scenario_title(scenario, LANGUAGE_FR));
        assert_true(scenario_figure_count(scenario) > 0);
        scenario_free(scenario);
        assert_true(document_read_memory(text, strlen(text), found.gl_pathv[i], &document, &err));
        const struct source source = {found.gl_pathv[i], NULL, 0};
        assert_true(document_validate(document, &source, &err));
        xmlFreeDoc(document);
        free(text);
    }
    globfree(&found);
}

static void the_examples_of_the_documentation_are_valid(void **state)
{
    (void)state;
    struct scenario_environment environment = program_environment;
    environment.platform_find = any_platform;
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(SOURCE_DIR "/docs/scenario-format.md", "rb");
    assert_non_null(file);
    assert_true(getdelim(&text, &size, '\0', file) > 0);
    fclose(file);
    size_t examples = 0;
    for (char *example = text; (example = strstr(example, "<scenario ")) != NULL; examples++) {
        char *end = strstr(example, "</scenario>");
        assert_non_null(end);
        end += strlen("</scenario>");
        struct scenario *scenario;
        struct error err = {0};
        if (!scenario_read_memory(example, (size_t)(end - example), "docs/scenario-format.md", NULL, 0, &environment,
                                  &scenario, &err))
            fail_msg("example %zu: line %d: %s", examples, err.line, err.text);
        scenario_free(scenario);
        example = end;
    }
    assert_true(examples >= 2);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_scenario_gets_the_documented_defaults),
        cmocka_unit_test(every_element_reaches_the_settings),
        cmocka_unit_test(every_kind_of_topology_is_read),
        cmocka_unit_test(the_number_of_processes_may_be_left_to_the_topology_file),
        cmocka_unit_test(a_centralised_algorithm_has_one_initiator_by_default),
        cmocka_unit_test(an_element_in_a_system_replaces_that_of_the_scenario),
        cmocka_unit_test(errors_tell_the_place_the_value_and_what_is_expected),
        cmocka_unit_test(a_wrong_unit_is_refused_with_the_units),
        cmocka_unit_test(a_negative_quantity_is_told_so),
        cmocka_unit_test(a_figure_of_an_unknown_system_suggests_the_nearest),
        cmocka_unit_test(a_set_finds_a_figure_by_the_name_of_its_files),
        cmocka_unit_test(a_platform_file_that_is_missing_has_the_line_of_the_scenario),
        cmocka_unit_test(parameters_are_those_of_the_algorithm),
        cmocka_unit_test(a_doctype_is_refused_before_its_entities_are_read),
        cmocka_unit_test(xml_that_is_not_well_formed_is_refused_with_its_line),
        cmocka_unit_test(too_many_elements_are_refused),
        cmocka_unit_test(a_file_that_is_missing_or_a_folder_is_an_error),
        cmocka_unit_test(the_grammar_refuses_by_itself_what_the_checks_refuse),
        cmocka_unit_test(every_committed_scenario_is_valid_and_bilingual),
        cmocka_unit_test(the_examples_of_the_documentation_are_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
