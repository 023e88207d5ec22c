/* The scenario reader: what it accepts, what it refuses and in which words, how a sweep becomes runs. Most tests read from
 * memory with algorithms of their own ("probe", which has parameters, and "lone", which has none and is centralised). */
#include "engine/topology.h"
#include "figure/figure.h"
#include "scenario/reader.h"

#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- the world of the tests ---- */

static const struct parameter probe_parameters[] = {
    {"period", "time", 15, 0, 3600, "between two heartbeats"},
    {"threshold", "count", 3, 1, 10, "heartbeats missed before a suspicion"},
    {NULL, NULL, 0, 0, 0, NULL},
};
static const struct algorithm probe = {.name = "probe", .parameters = probe_parameters};
static const struct algorithm lone = {.name = "lone", .assumptions = {.one_initiator = true}};

static const struct algorithm *find_algorithm(const char *name, struct error *err)
{
    static const char *const names[] = {"probe", "lone", NULL};
    if (strcmp(name, probe.name) == 0)
        return &probe;
    if (strcmp(name, lone.name) == 0)
        return &lone;
    const char *near = nearest_in_list(name, names);
    error_set(err, ERROR_INPUT, NULL, 0, "no algorithm \"%s\"; did you mean \"%s\"?", name, near != NULL ? near : "-");
    return NULL;
}

static bool find_platform(const char *name, const char *directory, char *path, size_t size, struct error *err)
{
    if (strcmp(name, "nowhere") == 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "no platform \"nowhere\"");
    return snprintf(path, size, "%s/platforms/%s.xml", directory, name) > 0;
}

static const char *figure_kind(size_t index)
{
    static const char *const kinds[] = {"complexity", "distribution", "timeline", NULL};
    return kinds[index];
}

static const struct scenario_environment world = {find_algorithm, find_platform, figure_kind, 10000, 5000};

/* Reads a text as the file dir/test.xml; the caller releases. */
static struct scenario *load(const char *text, const char *const *sets, struct error *err)
{
    size_t count = 0;
    while (sets != NULL && sets[count] != NULL)
        count++;
    struct scenario *scenario;
    *err = (struct error){0};
    bool ok = scenario_read_memory(text, strlen(text), "dir/test.xml", sets, count, &world, &scenario, err);
    assert_int_equal(ok, scenario != NULL);
    assert_int_equal(ok, err->kind == ERROR_NONE);
    return scenario;
}

static struct scenario *must_load_with(const char *text, const char *const *sets)
{
    struct error err;
    struct scenario *scenario = load(text, sets, &err);
    if (scenario == NULL)
        fail_msg("%s:%d: %s", err.file, err.line, err.text);
    return scenario;
}

static struct scenario *must_load(const char *text)
{
    return must_load_with(text, NULL);
}

static void expect_error(const char *text, const char *const *sets, const char *expected)
{
    struct error err;
    char shown[2048];
    struct scenario *scenario = load(text, sets, &err);
    if (scenario != NULL)
        fail_msg("accepted, but expected: %s", expected);
    error_format(&err, shown, sizeof shown);
    assert_string_equal(shown, expected);
}

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

static void expect_set_error(const char *text, const char *set, const char *expected)
{
    const char *const sets[] = {set, NULL};
    struct error err;
    struct scenario *scenario = load(text, sets, &err);
    if (scenario != NULL)
        fail_msg("accepted --set %s, but expected: %s", set, expected);
    assert_string_equal(err.text, expected);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.file, "");
}

static void run_of(const struct scenario *scenario, uint32_t run, struct run_plan *plan)
{
    struct error err = {0};
    if (!scenario_run(scenario, run, plan, &err))
        fail_msg("run %u: %s", run, err.text);
    assert_int_equal(plan->run, run);
}

/* One system whose inside is given, on line 4. */
#define SYSTEM(attributes, inside)                                                                                     \
    "<scenario name=\"s\">\n"                                                                                          \
    "<platform file=\"p\"/>\n"                                                                                         \
    "<system name=\"a\" " attributes ">\n" inside "\n"                                                                 \
    "</system></scenario>\n"
#define RING   "<algorithm name=\"probe\"/><topology kind=\"one-way-ring\"/>"
#define SIMPLE SYSTEM("processes=\"8\"", RING)

/* Inside <scenario>, after a complete system; on line 3. */
#define AFTER(inside)                                                                                                  \
    "<scenario name=\"s\"><platform file=\"p\"/>\n"                                                                    \
    "<system name=\"a\" processes=\"8\">" RING "</system>\n" inside "</scenario>"

static const char two_systems[] = "<scenario name=\"two\" seed=\"5\" replications=\"3\">\n"
                                  "<platform file=\"p\"/>\n"
                                  "<system name=\"x\" processes=\"8\">" RING "</system>\n"
                                  "<system name=\"y\" processes=\"16\" replications=\"2\">" RING "</system>\n"
                                  "<sweep><vary path=\"system.processes\" values=\"4,8\" system=\"x\"/>\n"
                                  "<vary path=\"channels.header\" values=\"1B,2B\"/></sweep>\n"
                                  "</scenario>\n";

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
    assert_false(plan.trace);
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void every_element_reaches_the_settings(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(
        "<scenario name=\"all\"><title xml:lang=\"fr\">Tout &amp;\n  rien</title><platform file=\"p\"/>"
        "<network model=\"flow\"/><channels header=\"1kB\" delay=\"exponential\" mean=\"2ms\" fifo=\"no\"/>"
        "<budget events=\"1000\" time=\"10min\"/><measures ideal-time=\"no\"/><trace runs=\"0\"/>"
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
    assert_true(plan.trace);
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
                                         "<system>; expected name, processes or replications"},
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
         "dir/test.xml:4: <network model=\"latancy\">: expected flow or latency; did you mean \"latency\"?"},
        {SYSTEM("processes=\"8\"", RING "<channels delay=\"uniform\" low=\"2ms\" high=\"1ms\"/>"),
         "dir/test.xml:4: <channels low=\"2ms\">: expected at most \"high\", which is 1ms"},
        {SYSTEM("processes=\"8\"", RING "<channels mean=\"1ms\"/>"),
         "dir/test.xml:4: <channels mean=\"1ms\">: \"mean\" stands only with delay=\"exponential\""},
        {SYSTEM("processes=\"8\"", RING "<platform file=\"nowhere\"/>"),
         "dir/test.xml:4: <platform file=\"nowhere\">: no platform \"nowhere\""},
        {"<scenario name=\"s\"><system name=\"a\" processes=\"8\">" RING "</system></scenario>",
         "dir/test.xml:1: <system name=\"a\">: the element <platform> is missing, here and in <scenario>"},
        {"<scenario name=\"s\"><platform file=\"p\"/></scenario>",
         "dir/test.xml:1: <scenario name=\"s\">: the element <system> is missing"},
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
        {AFTER("<trace runs=\"some\"/>"), "dir/test.xml:3: <trace runs=\"some\">: expected none, all, violated, or "
                                          "numbers of runs such as 0,3,8-11"},
        {AFTER("<figures><figure kind=\"complexty\"/></figures>"),
         "dir/test.xml:3: <figure kind=\"complexty\">: expected complexity, distribution or timeline; did you mean "
         "\"complexity\"?"},
        {AFTER("<figures><figure kind=\"timeline\" system=\"b\"/></figures>"),
         "dir/test.xml:3: <figure system=\"b\">: no <system> has this name"},
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
                      "dir/test.xml:4: <initiators probability=\"1.5\">: expected a probability");
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

/* ---- sweeps ---- */

static void the_sweep_is_the_product_of_what_varies_for_each_system(void **state)
{
    (void)state;
    static const struct {
        uint32_t system, replication;
        const char *point, *processes, *header;
    } runs[] = {
        {0, 0, "system.processes=4;channels.header=1B", "4", "1B"},
        {0, 1, "system.processes=4;channels.header=1B", "4", "1B"},
        {0, 2, "system.processes=4;channels.header=1B", "4", "1B"},
        {0, 0, "system.processes=4;channels.header=2B", "4", "2B"},
        {0, 1, "system.processes=4;channels.header=2B", "4", "2B"},
        {0, 2, "system.processes=4;channels.header=2B", "4", "2B"},
        {0, 0, "system.processes=8;channels.header=1B", "8", "1B"},
        {0, 1, "system.processes=8;channels.header=1B", "8", "1B"},
        {0, 2, "system.processes=8;channels.header=1B", "8", "1B"},
        {0, 0, "system.processes=8;channels.header=2B", "8", "2B"},
        {0, 1, "system.processes=8;channels.header=2B", "8", "2B"},
        {0, 2, "system.processes=8;channels.header=2B", "8", "2B"},
        {1, 0, "channels.header=1B", "16", "1B"},
        {1, 1, "channels.header=1B", "16", "1B"},
        {1, 0, "channels.header=2B", "16", "2B"},
        {1, 1, "channels.header=2B", "16", "2B"},
    };
    enum { RUNS = sizeof runs / sizeof runs[0] };
    struct scenario *scenario = must_load(two_systems);
    assert_int_equal(scenario_run_count(scenario), RUNS);
    assert_int_equal(scenario_varied_count(scenario), 2);
    assert_string_equal(scenario_varied_at(scenario, 0), "system.processes");
    assert_string_equal(scenario_varied_at(scenario, 1), "channels.header");
    uint64_t seeds[RUNS];
    for (uint32_t i = RUNS; i-- > 0;) { /* in any order */
        struct run_plan plan;
        run_of(scenario, i, &plan);
        assert_int_equal(plan.system, runs[i].system);
        assert_int_equal(plan.replication, runs[i].replication);
        assert_string_equal(plan.point, runs[i].point);
        assert_string_equal(plan.values[0], runs[i].processes);
        assert_string_equal(plan.values[1], runs[i].header);
        assert_int_equal(plan.settings.processes, atoi(runs[i].processes));
        assert_int_equal(plan.settings.header_bytes, atoi(runs[i].header));
        seeds[i] = plan.settings.seed;
        run_plan_release(&plan);
    }
    for (size_t i = 0; i < RUNS; i++)
        for (size_t j = 0; j < i; j++)
            assert_true(seeds[i] != seeds[j]);
    scenario_free(scenario);
}

static uint64_t seed_of(const char *text, const char *const *sets, const char *point, uint32_t replication)
{
    struct scenario *scenario = must_load_with(text, sets);
    uint64_t seed = 0;
    bool found = false;
    for (uint32_t i = 0; i < scenario_run_count(scenario) && !found; i++) {
        struct run_plan plan;
        run_of(scenario, i, &plan);
        found = strcmp(plan.point, point) == 0 && plan.replication == replication;
        seed = plan.settings.seed;
        run_plan_release(&plan);
    }
    scenario_free(scenario);
    assert_true(found);
    return seed;
}

#define SWEPT(sweep)                                                                                                   \
    "<scenario name=\"s\" replications=\"4\"><platform file=\"p\"/><system name=\"a\" processes=\"8\">"                \
    "<algorithm name=\"probe\"/><topology kind=\"tree\"/></system><sweep>\n" sweep "</sweep></scenario>"

static void a_larger_sweep_leaves_the_seeds_of_the_others(void **state)
{
    (void)state;
    uint64_t seed = seed_of(SWEPT("<vary path=\"system.processes\" values=\"4,8\"/>"), NULL, "system.processes=8", 2);
    assert_true(seed ==
                seed_of(SWEPT("<vary path=\"system.processes\" values=\"2..64 x2\"/>"), NULL, "system.processes=8", 2));
    const char *const fewer[] = {"replications=3", NULL};
    assert_true(seed ==
                seed_of(SWEPT("<vary path=\"system.processes\" values=\"8\"/>"), fewer, "system.processes=8", 2));
    const char *const one[] = {"system.processes=8", NULL};
    assert_true(seed ==
                seed_of(SWEPT("<vary path=\"system.processes\" values=\"2,4\"/>"), one, "system.processes=8", 2));
    const char *const other[] = {"seed=2", NULL};
    assert_true(seed !=
                seed_of(SWEPT("<vary path=\"system.processes\" values=\"8\"/>"), other, "system.processes=8", 2));
}

static void the_order_of_the_document_does_not_change_seeds(void **state)
{
    (void)state;
#define PROCESSES "<vary path=\"system.processes\" values=\"4,8\"/>"
#define ARITIES   "<vary path=\"system.topology.arity\" values=\"2,3\"/>"
    assert_true(seed_of(SWEPT(PROCESSES ARITIES), NULL, "system.processes=8;system.topology.arity=3", 1) ==
                seed_of(SWEPT(ARITIES PROCESSES), NULL, "system.topology.arity=3;system.processes=8", 1));
#undef PROCESSES
#undef ARITIES
}

static void seeds_are_those_of_the_first_release(void **state)
{
    (void)state;
    /* Written down once: results/ folders of users depend on it. */
    assert_true(seed_of(SIMPLE, NULL, "", 0) == UINT64_C(0x5ca68839409e4a88));
}

static void anything_that_describes_a_run_can_be_varied(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(SWEPT("<vary path=\"system.algorithm.period\" values=\"1ms..3ms step 1ms\"/>"
                                                "<vary path=\"system.topology.kind\" values=\"star,tree,path\"/>"
                                                "<vary path=\"network.model\" values=\"flow,latency\"/>"));
    assert_int_equal(scenario_run_count(scenario), 3 * 3 * 2 * 4);
    struct run_plan plan;
    run_of(scenario, 3 * 3 * 2 * 4 - 1, &plan);
    assert_true(plan.settings.parameters[0] == 0.003);
    assert_int_equal(plan.settings.topology.kind, TOPOLOGY_KIND_PATH);
    assert_int_equal(plan.settings.network, NETWORK_LATENCY);
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void a_vary_of_one_system_goes_before_that_of_all(void **state)
{
    (void)state;
    struct scenario *scenario =
        must_load("<scenario name=\"s\"><platform file=\"p\"/>"
                  "<system name=\"a\" processes=\"1\">" RING "</system><system name=\"b\" processes=\"1\">" RING
                  "</system><sweep><vary path=\"system.processes\" values=\"4,8\"/>"
                  "<vary path=\"system[b].processes\" values=\"64\"/></sweep></scenario>");
    assert_int_equal(scenario_run_count(scenario), 3);
    assert_int_equal(scenario_varied_count(scenario), 1);
    struct run_plan plan;
    run_of(scenario, 2, &plan);
    assert_string_equal(plan.point, "system.processes=64");
    assert_string_equal(plan.settings.system_name, "b");
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void errors_of_a_point_name_it(void **state)
{
    (void)state;
    expect_error(SWEPT("<vary path=\"system.processes\" values=\"4,0\"/>"), NULL,
                 "dir/test.xml:2: <system processes=\"0\">: expected 1 or more, a whole number (at the point "
                 "system.processes=0)");
    expect_error(SWEPT("<vary path=\"system.topology.kind\" values=\"star,tree\"/>\n"
                       "<vary path=\"system.topology.arity\" values=\"2,3\"/>"),
                 NULL,
                 "dir/test.xml:3: <topology arity=\"2\">: \"arity\" stands only with kind=\"tree\" (at the point "
                 "system.topology.kind=star;system.topology.arity=2)");
}

static void sweeps_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {SWEPT("<vary path=\"system.procesess\" values=\"4\"/>"),
         "dir/test.xml:2: <vary path=\"system.procesess\">: no attribute \"procesess\" on <system>; did you mean "
         "\"processes\"?"},
        {SWEPT("<vary path=\"sytem.processes\" values=\"4\"/>"),
         "dir/test.xml:2: <vary path=\"sytem.processes\">: no element \"sytem\" in <scenario>; did you mean "
         "\"system\"?"},
        {SWEPT("<vary path=\"system.topology\" values=\"4\"/>"),
         "dir/test.xml:2: <vary path=\"system.topology\">: \"topology\" is an element: expected an attribute of it "
         "after a point"},
        {SWEPT("<vary path=\"seed\" values=\"4\"/>"),
         "dir/test.xml:2: <vary path=\"seed\">: \"seed\" cannot be varied"},
        {SWEPT("<vary path=\"system.name\" values=\"4\"/>"),
         "dir/test.xml:2: <vary path=\"system.name\">: \"name\" cannot be varied"},
        {SWEPT("<vary path=\"system[b].processes\" values=\"4\"/>"),
         "dir/test.xml:2: <vary path=\"system[b].processes\">: no <system> is named \"b\""},
        {SWEPT("<vary path=\"network.model\" values=\"flow\" system=\"a\"/>"),
         "dir/test.xml:2: <vary system=\"a\">: a path that begins with \"system.\" is expected with it; found "
         "\"network.model\""},
        {SWEPT("<vary path=\"system.processes\" values=\"4,8,4\"/>"),
         "dir/test.xml:2: <vary values=\"4,8,4\">: expected each value once; found \"4\" twice"},
        {SWEPT("<vary path=\"system.processes\" values=\"4\"/>\n<vary path=\"system.processes\" values=\"8\"/>"),
         "dir/test.xml:3: <vary>: \"system.processes\" is varied already"},
        {SWEPT("<vary path=\"system.processes\" values=\"1..10000 step 1\"/>"),
         "dir/test.xml:2: <vary values=\"1..10000 step 1\">: expected at most 5000 values, found more"},
        {SWEPT("<vary path=\"system.processes\" values=\"1..2501 step 1\"/>"),
         "dir/test.xml:1: <system name=\"a\">: expected at most 10000 runs in a scenario: points of the sweep, times "
         "replications"},
        {SWEPT("<vary path=\"system.processes\" values=\"1\"/><vary path=\"system.topology.kind\" values=\"path\"/>"
               "<vary path=\"system.identities.order\" values=\"random\"/><vary path=\"system.start.at\" values=\"0\"/>"
               "<vary path=\"system.start.spread\" values=\"0\"/><vary path=\"network.model\" values=\"flow\"/>"
               "<vary path=\"channels.header\" values=\"1B\"/><vary path=\"channels.fifo\" values=\"yes\"/>\n"
               "<vary path=\"budget.events\" values=\"5\"/>"),
         "dir/test.xml:3: <vary>: expected at most 8 varied paths"},
        {SWEPT("<vary path=\"system.algorithm.speed\" values=\"5\"/>"),
         "dir/test.xml:2: <parameter name=\"speed\">: probe has no parameter \"speed\"; expected period or threshold "
         "(at the point system.algorithm.speed=5)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_error(cases[i].text, NULL, cases[i].expected);
}

static void replications_are_limited(void **state)
{
    (void)state;
    expect_error("<scenario name=\"s\" replications=\"1000001\"/>", NULL,
                 "dir/test.xml:1: <scenario replications=\"1000001\">: expected at most 1000000");
    expect_error("<scenario name=\"s\" replications=\"0\"/>", NULL,
                 "dir/test.xml:1: <scenario replications=\"0\">: expected 1 or more, a whole number");
}

/* ---- --set ---- */

static void set_changes_creates_and_removes(void **state)
{
    (void)state;
    const char *const sets[] = {"system.processes=5",
                                "system.algorithm.threshold=7",
                                "system.topology.kind=grid",
                                "channels.delay=uniform",
                                "channels.high=2ms",
                                "seed=99",
                                "system[a].identities.order=listed",
                                "system[a].identities.list=5 4 3 2 1",
                                "budget.events=",
                                NULL};
    struct scenario *scenario = must_load_with("<scenario name=\"s\"><platform file=\"p\"/><budget events=\"5\"/>"
                                               "<system name=\"a\" processes=\"8\"><algorithm name=\"probe\"/>"
                                               "<topology kind=\"regular\" degree=\"3\"/></system></scenario>",
                                               sets);
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    assert_int_equal(plan.settings.processes, 5);
    assert_true(plan.settings.parameters[1] == 7);
    assert_int_equal(plan.settings.topology.kind, TOPOLOGY_KIND_GRID); /* and "degree" is gone with "regular" */
    assert_int_equal(plan.settings.delay_rule, DELAY_UNIFORM);
    assert_true(plan.settings.delay_high == 0.002);
    assert_int_equal(plan.settings.identities[0], 5);
    assert_int_equal(plan.settings.budget_events, 0);
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void set_of_another_algorithm_drops_the_parameters_that_it_lacks(void **state)
{
    (void)state;
    const char *const sets[] = {"system.algorithm.name=lone", NULL};
    struct scenario *scenario =
        must_load_with(SYSTEM("processes=\"8\"", "<algorithm name=\"probe\"><parameter name=\"period\" value=\"1s\"/>"
                                                 "</algorithm><topology kind=\"star\"/>"),
                       sets);
    assert_ptr_equal(scenario_system_at(scenario, 0)->algorithm, &lone);
    scenario_free(scenario);
}

static void set_of_a_systems_own_channels_begins_with_those_of_the_scenario(void **state)
{
    (void)state;
    const char *const sets[] = {"system[a].channels.fifo=no", NULL};
    struct scenario *scenario = must_load_with(AFTER("<channels header=\"9B\"/>"), sets);
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    assert_true(plan.settings.header_bytes == 9 && !plan.settings.fifo);
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void expect_points(const char *set, const char *points)
{
    const char *const sets[] = {set, NULL};
    struct scenario *scenario = must_load_with(two_systems, sets);
    char found[2000] = "";
    for (uint32_t i = 0; i < scenario_run_count(scenario); i++) {
        struct run_plan plan;
        run_of(scenario, i, &plan);
        size_t length = strlen(found);
        if (plan.replication == 0)
            snprintf(found + length, sizeof found - length, "%s:%u/%u ", plan.settings.system_name,
                     plan.settings.processes, plan.settings.header_bytes);
        run_plan_release(&plan);
    }
    assert_string_equal(found, points);
    scenario_free(scenario);
}

static void set_of_what_varies_takes_the_place_of_its_values(void **state)
{
    (void)state;
    expect_points("seed=1", "x:4/1 x:4/2 x:8/1 x:8/2 y:16/1 y:16/2 ");
    expect_points("channels.header=7B", "x:4/7 x:8/7 y:16/7 ");
    expect_points("channels.header=7B, 9B", "x:4/7 x:4/9 x:8/7 x:8/9 y:16/7 y:16/9 ");
    expect_points("system[x].processes=2", "x:2/1 x:2/2 y:16/1 y:16/2 ");
    expect_points("system[y].processes=2", "x:4/1 x:4/2 x:8/1 x:8/2 y:2/1 y:2/2 ");
    expect_points("system.processes=2", "x:2/1 x:2/2 y:2/1 y:2/2 ");
}

static void set_of_one_system_leaves_what_varies_for_the_others(void **state)
{
    (void)state;
    const char *const sets[] = {"system[b].processes=64", NULL};
    struct scenario *scenario =
        must_load_with("<scenario name=\"s\"><platform file=\"p\"/><system name=\"a\">" RING "</system>"
                       "<system name=\"b\">" RING "</system><sweep><vary path=\"system.processes\" values=\"4,8\"/>"
                       "</sweep></scenario>",
                       sets);
    assert_int_equal(scenario_run_count(scenario), 3);
    scenario_free(scenario);
}

static void errors_of_set_show_the_set(void **state)
{
    (void)state;
    expect_set_error(SIMPLE, "system.procesess=4",
                     "--set system.procesess=4: no attribute \"procesess\" on <system>; did you mean \"processes\"?");
    expect_set_error(SIMPLE, "system.processes=0", "--set system.processes=0: expected 1 or more, a whole number");
    expect_set_error(SIMPLE, "system[b].processes=4",
                     "--set system[b].processes=4: no <system> is named \"b\"; "
                     "expected a");
    expect_set_error(SIMPLE, "system.processes",
                     "--set system.processes: expected path=value, such as "
                     "system.processes=64");
    expect_set_error(SIMPLE, "=4", "--set =4: expected names separated by points, such as system.processes");
    expect_set_error(SIMPLE, "system..processes=4",
                     "--set system..processes=4: expected names separated by points, such as system.processes");
    expect_set_error(SIMPLE, "network.model=flaw",
                     "--set network.model=flaw: expected flow or latency; did you mean "
                     "\"flow\"?");
    expect_set_error(SIMPLE, "system.algorithm.x=4",
                     "--set system.algorithm.x=4: probe has no parameter \"x\"; expected period or threshold");
    expect_set_error(SIMPLE, "system.topology.kind=regular",
                     "--set system.topology.kind=regular: the attribute \"degree\" is missing");
    expect_set_error(SIMPLE, "system.topology.arity=3",
                     "--set system.topology.arity=3: \"arity\" stands only with kind=\"tree\"");
    expect_set_error(SIMPLE, "figures.figure.kind=timeline",
                     "--set figures.figure.kind=timeline: there is no <figure> in <figures>");
    expect_set_error(SIMPLE, "system.processes=\xff\xfe",
                     "--set system.processes=\xff\xfe: expected text in UTF-8 without control characters");
    expect_set_error(two_systems, "system[x].processes=5,0",
                     "--set system[x].processes=5,0: expected 1 or more, a whole number (at the point "
                     "system.processes=0;channels.header=1B)");
}

/* ---- run.xml ---- */

static void assert_same_runs(const struct scenario *a, const struct scenario *b)
{
    assert_int_equal(scenario_run_count(a), scenario_run_count(b));
    for (uint32_t i = 0; i < scenario_run_count(a); i++) {
        struct run_plan x, y;
        run_of(a, i, &x);
        run_of(b, i, &y);
        assert_true(x.settings.seed == y.settings.seed);
        assert_int_equal(x.settings.processes, y.settings.processes);
        assert_int_equal(x.settings.header_bytes, y.settings.header_bytes);
        assert_string_equal(x.point, y.point);
        run_plan_release(&x);
        run_plan_release(&y);
    }
}

static void run_xml_gives_the_same_runs_again(void **state)
{
    (void)state;
    const char *const sets[] = {"system[x].processes=3,5", "channels.header=11B", "seed=77", NULL};
    struct scenario *scenario = must_load_with(two_systems, sets);
    char *xml, *run;
    struct error err = {0};
    assert_true(scenario_to_xml(scenario, &xml, &err));
    assert_true(asprintf(&run, "<?xml version=\"1.0\"?>\n<run version=\"1\" directory=\"/elsewhere\"><host/>\n%s</run>",
                         xml) > 0);
    struct scenario *again = must_load(run);
    assert_same_runs(scenario, again);
    char *twice;
    assert_true(scenario_to_xml(again, &twice, &err));
    assert_string_equal(xml, twice);
    free(xml);
    free(twice);
    free(run);
    scenario_free(scenario);
    scenario_free(again);
}

static void relative_paths_of_run_xml_start_where_the_run_started(void **state)
{
    (void)state;
    struct scenario *scenario =
        must_load("<run directory=\"/elsewhere\"><scenario name=\"s\"><platform file=\"p\"/><system name=\"a\">"
                  "<algorithm name=\"probe\"/><topology kind=\"file\" file=\"g.edges\"/></system></scenario></run>");
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    assert_string_equal(scenario_directory(scenario), "/elsewhere");
    assert_string_equal(plan.settings.topology.file, "/elsewhere/g.edges");
    assert_string_equal(plan.settings.platform, "/elsewhere/platforms/p.xml");
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void written_xml_keeps_texts_and_says_where_paths_start(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(AFTER("<title xml:lang=\"fr\">&lt;Été&gt;</title><!-- kept -->"));
    char *xml, here[4096];
    struct error err = {0};
    assert_true(scenario_to_xml(scenario, &xml, &err));
    assert_non_null(strstr(xml, "<title xml:lang=\"fr\">&lt;Été&gt;</title><!-- kept -->"));
    assert_int_equal(strncmp(xml, "<scenario name=\"s\" directory=\"", 29), 0);
    free(xml);
    scenario_free(scenario);
    /* A folder that exists is written as an absolute path. */
    assert_non_null(getcwd(here, sizeof here));
    assert_true(scenario_read_memory(SIMPLE, strlen(SIMPLE), "test.xml", NULL, 0, &world, &scenario, &err));
    assert_true(scenario_to_xml(scenario, &xml, &err));
    assert_non_null(strstr(xml, here));
    free(xml);
    scenario_free(scenario);
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
        cmocka_unit_test(parameters_are_those_of_the_algorithm),
        cmocka_unit_test(a_doctype_is_refused_before_its_entities_are_read),
        cmocka_unit_test(xml_that_is_not_well_formed_is_refused_with_its_line),
        cmocka_unit_test(too_many_elements_are_refused),
        cmocka_unit_test(a_file_that_is_missing_or_a_folder_is_an_error),
        cmocka_unit_test(the_grammar_refuses_by_itself_what_the_checks_refuse),
        cmocka_unit_test(the_sweep_is_the_product_of_what_varies_for_each_system),
        cmocka_unit_test(a_larger_sweep_leaves_the_seeds_of_the_others),
        cmocka_unit_test(the_order_of_the_document_does_not_change_seeds),
        cmocka_unit_test(seeds_are_those_of_the_first_release),
        cmocka_unit_test(anything_that_describes_a_run_can_be_varied),
        cmocka_unit_test(a_vary_of_one_system_goes_before_that_of_all),
        cmocka_unit_test(errors_of_a_point_name_it),
        cmocka_unit_test(sweeps_that_make_no_sense_are_refused),
        cmocka_unit_test(replications_are_limited),
        cmocka_unit_test(set_changes_creates_and_removes),
        cmocka_unit_test(set_of_another_algorithm_drops_the_parameters_that_it_lacks),
        cmocka_unit_test(set_of_a_systems_own_channels_begins_with_those_of_the_scenario),
        cmocka_unit_test(set_of_what_varies_takes_the_place_of_its_values),
        cmocka_unit_test(set_of_one_system_leaves_what_varies_for_the_others),
        cmocka_unit_test(errors_of_set_show_the_set),
        cmocka_unit_test(run_xml_gives_the_same_runs_again),
        cmocka_unit_test(relative_paths_of_run_xml_start_where_the_run_started),
        cmocka_unit_test(written_xml_keeps_texts_and_says_where_paths_start),
        cmocka_unit_test(every_committed_scenario_is_valid_and_bilingual),
        cmocka_unit_test(the_examples_of_the_documentation_are_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
