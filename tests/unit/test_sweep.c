/* How a sweep and --set become runs, and how run.xml gives them back. */
#include "scenario_world.h"

#include <unistd.h>

static const char two_systems[] = "<scenario name=\"two\" seed=\"5\" replications=\"3\">\n"
                                  "<platform file=\"p\"/>\n"
                                  "<system name=\"x\" processes=\"8\">" RING "</system>\n"
                                  "<system name=\"y\" processes=\"16\" replications=\"2\">" RING "</system>\n"
                                  "<sweep><vary path=\"system.processes\" values=\"4,8\" system=\"x\"/>\n"
                                  "<vary path=\"channels.header\" values=\"1B,2B\"/></sweep>\n"
                                  "</scenario>\n";

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

static void what_is_paired_leaves_the_seeds_equal(void **state)
{
    (void)state;
#define MODELS(attributes)                                                                                             \
    SWEPT("<vary path=\"system.processes\" values=\"4,8\"/>"                                                           \
          "<vary path=\"network.model\" values=\"flow,latency\" " attributes "/>")
#define AT(model) "system.processes=8;network.model=" model
    uint64_t flow = seed_of(MODELS("paired=\"yes\""), NULL, AT("flow"), 2);
    assert_true(flow == seed_of(MODELS("paired=\"yes\""), NULL, AT("latency"), 2));
    assert_true(flow != seed_of(MODELS("paired=\"yes\""), NULL, AT("latency"), 3));
    assert_true(flow != seed_of(MODELS("paired=\"yes\""), NULL, "system.processes=4;network.model=flow", 2));
    assert_true(flow ==
                seed_of(SWEPT("<vary path=\"system.processes\" values=\"8\"/>"), NULL, "system.processes=8", 2));
    assert_true(seed_of(MODELS(""), NULL, AT("flow"), 2) != seed_of(MODELS(""), NULL, AT("latency"), 2));
    assert_true(seed_of(MODELS("paired=\"no\""), NULL, AT("flow"), 2) == seed_of(MODELS(""), NULL, AT("flow"), 2));
    /* --set of one system keeps the pairing. */
    const char *const one[] = {"system[a].network.model=flow", NULL};
    assert_true(seed_of(SWEPT("<vary path=\"system.network.model\" values=\"flow,latency\" paired=\"yes\"/>"), one,
                        "system.network.model=flow", 1) == seed_of(SWEPT("<vary path=\"system.processes\" "
                                                                         "values=\"8\" paired=\"yes\"/>"),
                                                                   NULL, "system.processes=8", 1));
#undef MODELS
#undef AT
}

#define PAIR(attributes)                                                                                               \
    "<scenario name=\"s\" replications=\"2\"><platform file=\"p\"/>"                                                   \
    "<system name=\"ring\" processes=\"8\">" RING "</system>\n<system name=\"other\" processes=\"8\" " attributes      \
    ">" RING "</system>\n<system name=\"third\" processes=\"8\" paired-with=\"ring\">" RING "</system></scenario>"

static void paired_systems_have_the_same_seeds(void **state)
{
    (void)state;
    for (int paired = 0; paired < 2; paired++) {
        struct scenario *scenario = must_load(paired ? PAIR("paired-with=\"ring\"") : PAIR(""));
        uint64_t seeds[6];
        for (uint32_t run = 0; run < 6; run++) {
            struct run_plan plan;
            run_of(scenario, run, &plan);
            seeds[run] = plan.settings.seed;
            run_plan_release(&plan);
        }
        assert_true(seeds[0] != seeds[1]);
        assert_int_equal(seeds[0] == seeds[2] && seeds[1] == seeds[3], paired);
        assert_true(seeds[0] == seeds[4] && seeds[1] == seeds[5]);
        scenario_free(scenario);
    }
    expect_error(PAIR("paired-with=\"rings\""), NULL,
                 "dir/test.xml:2: <system paired-with=\"rings\">: no system is named \"rings\"; did you mean "
                 "\"ring\"?");
    expect_error(PAIR("paired-with=\"other\""), NULL,
                 "dir/test.xml:2: <system paired-with=\"other\">: expected the name of another system");
    expect_error(PAIR("paired-with=\"third\""), NULL,
                 "dir/test.xml:2: <system paired-with=\"third\">: expected a system that is not paired itself; it is "
                 "paired with \"ring\"");
}

static void trace_first_follows_the_first_run_of_each_system(void **state)
{
    (void)state;
    static const char text[] =
        "<scenario name=\"s\" replications=\"2\"><platform file=\"p\"/><trace runs=\"first\"/>"
        "<system name=\"a\" processes=\"8\">" RING "</system><system name=\"b\" processes=\"8\">" RING
        "</system><sweep><vary path=\"system.processes\" values=\"4,8,16\"/></sweep></scenario>";
    const char *const fewer[] = {"system.processes=8", NULL};
    for (int narrowed = 0; narrowed < 2; narrowed++) {
        uint32_t points = narrowed ? 1 : 3;
        struct scenario *scenario = must_load_with(text, narrowed ? fewer : NULL);
        assert_int_equal(scenario_trace_rule(scenario), TRACE_FIRST);
        assert_int_equal(scenario_run_count(scenario), 4 * points);
        for (uint32_t run = 0; run < 4 * points; run++) {
            struct run_plan plan;
            run_of(scenario, run, &plan);
            assert_int_equal(plan.trace, run % (2 * points) == 0);
            run_plan_release(&plan);
        }
        scenario_free(scenario);
    }
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
    expect_error(SWEPT("<vary path=\"system.topology.kind\" values=\"tree,star\"/>\n"
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
         "dir/test.xml:2: <vary path=\"system[b].processes\">: no system is named \"b\""},
        {SWEPT("<vary path=\"network.model\" values=\"flow\" system=\"a\"/>"),
         "dir/test.xml:2: <vary system=\"a\">: a path that begins with \"system.\" or \"mpi.\" is expected with it; "
         "found "
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
         "dir/test.xml:2: <parameter name=\"speed\">: probe has no parameter \"speed\"; expected period or threshold"},
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
                     "--set network.model=flaw: expected flow, latency or shared; did you mean "
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sweep_is_the_product_of_what_varies_for_each_system),
        cmocka_unit_test(a_larger_sweep_leaves_the_seeds_of_the_others),
        cmocka_unit_test(the_order_of_the_document_does_not_change_seeds),
        cmocka_unit_test(what_is_paired_leaves_the_seeds_equal),
        cmocka_unit_test(paired_systems_have_the_same_seeds),
        cmocka_unit_test(trace_first_follows_the_first_run_of_each_system),
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
