/* Faults, expectations and the network "shared" in a scenario: what is read, and what is refused in which words. */
#include "observe/specification.h"
#include "scenario_world.h"

/* On the network "shared", whose algorithm has rules. */
#define SHARED_WITH(faults)                                                                                            \
    SYSTEM("processes=\"8\"",                                                                                          \
           "<algorithm name=\"ruled\"/><topology kind=\"one-way-ring\"/><network model=\"shared\"/>"                   \
           "<budget time=\"10s\"/><faults>\n" faults "</faults>")

/* The settings of the first run, for run_plan_release(). */
static struct run_plan first_run_with(const char *text, const char *const *sets)
{
    struct scenario *scenario = must_load_with(text, sets);
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    scenario_free(scenario);
    return plan;
}

static struct run_plan first_run(const char *text)
{
    return first_run_with(text, NULL);
}

/* ---- what is read ---- */

static void a_system_without_faults_has_none(void **state)
{
    (void)state;
    struct run_plan plan = first_run(SIMPLE);
    assert_int_equal(plan.settings.fault_count, 0);
    assert_false(plan.settings.expects || plan.settings.series);
    run_plan_release(&plan);
}

static void whom_and_when_reach_the_settings(void **state)
{
    (void)state;
    struct run_plan plan = first_run(BUDGETED_WITH(
        "<fault kind=\"crash\" name=\"two\" processes=\"5,2\" at=\"3s\" for=\"2s\"/>"
        "<fault kind=\"suspend\" count=\"3\" after=\"receive\" of=\"4\" what=\"answer\" nth=\"2\" "
        "wait=\"5ms\"/>"
        "<fault kind=\"slow\" fraction=\"0.25\" by=\"1ms\" between=\"weibull\" mean=\"100s\" shape=\"0.7\" "
        "at=\"1s\" for=\"4s\" duration=\"exponential\"/>"
        "<fault kind=\"drift\" host=\"pi2\" drift=\"-1e-4\" between=\"exponential\" mean=\"9s\"/>"
        "<fault kind=\"crash\" processes=\"all\" after=\"output\" what=\"leader\"/>"));
    const struct fault_settings *fault = plan.settings.faults;
    assert_int_equal(plan.settings.fault_count, 5);
    assert_int_equal(fault->kind, FAULT_CRASH);
    assert_string_equal(fault->name, "two");
    assert_int_equal(fault->target, TARGET_LISTED);
    assert_true(fault->process_count == 2 && fault->processes[0] == 2 && fault->processes[1] == 5);
    assert_int_equal(fault->when, WHEN_DATE);
    assert_true(fault->at == 3 && fault->duration == 2 && !fault->duration_is_random);
    fault++;
    assert_true(fault->target == TARGET_COUNT && fault->count == 3);
    assert_int_equal(fault->when, WHEN_AFTER);
    assert_int_equal(fault->trigger, TRIGGER_RECEIVE);
    assert_true(fault->trigger_of == 4 && fault->nth == 2 && fault->at == 0.005 && fault->duration == 0);
    assert_string_equal(fault->trigger_name, "answer");
    fault++;
    assert_true(fault->target == TARGET_FRACTION && fault->fraction == 0.25 && fault->delay == 0.001);
    assert_int_equal(fault->when, WHEN_RANDOM);
    assert_int_equal(fault->interval, INTERVAL_WEIBULL);
    assert_true(fault->interval_mean == 100 && fault->interval_shape == 0.7 && fault->at == 1);
    assert_true(fault->duration == 4 && fault->duration_is_random);
    fault++;
    assert_int_equal(fault->target, TARGET_HOST);
    assert_string_equal(fault->host, "pi2");
    assert_int_equal(fault->interval, INTERVAL_EXPONENTIAL);
    assert_true(fault->drift == -1e-4);
    fault++;
    assert_int_equal(fault->target, TARGET_ALL);
    assert_true(fault->trigger == TRIGGER_OUTPUT && fault->trigger_of == -1 && fault->nth == 1);
    run_plan_release(&plan);
}

static void channels_messages_and_variables_reach_the_settings(void **state)
{
    (void)state;
    struct run_plan plan =
        first_run(WITH_FAULTS("<fault kind=\"cut\" from=\"3,0-1\" to=\"4\" one-way=\"yes\"/>"
                              "<fault kind=\"cut\" link=\"backbone\"/>"
                              "<fault kind=\"repair\" at=\"1s\"/>"
                              "<fault kind=\"partition\" groups=\"4,5|0-2\" at=\"2s\" for=\"1s\"/>"
                              "<fault kind=\"lose\" probability=\"0.1\" to=\"7\"/>"
                              "<fault kind=\"duplicate\" probability=\"1\"/>"
                              "<fault kind=\"reorder\" probability=\"0.5\" by=\"20ms\"/>"
                              "<fault kind=\"corrupt\" processes=\"all\" variable=\"level\" value=\"-3\"/>"
                              "<fault kind=\"corrupt\" processes=\"all\"/>"));
    const struct fault_settings *fault = plan.settings.faults;
    assert_int_equal(plan.settings.fault_count, 9);
    assert_true(fault[0].from_count == 3 && fault[0].from[0] == 0 && fault[0].from[2] == 3);
    assert_true(fault[0].to_count == 1 && fault[0].to[0] == 4 && fault[0].one_way && fault[0].duration == 0);
    assert_string_equal(fault[1].link, "backbone");
    assert_true(fault[1].from == NULL && fault[1].to == NULL && !fault[1].one_way);
    assert_true(fault[2].kind == FAULT_REPAIR && fault[2].from == NULL);
    assert_int_equal(fault[3].member_count, 5);
    assert_true(fault[3].members[0] == 4 && fault[3].group_of[0] == 0 && fault[3].group_of[1] == 0);
    assert_true(fault[3].members[4] == 2 && fault[3].group_of[2] == 1 && fault[3].group_of[4] == 1);
    assert_true(fault[4].probability == 0.1 && fault[4].from == NULL && fault[4].to[0] == 7);
    assert_true(fault[5].probability == 1 && fault[5].delay == 0);
    assert_true(fault[6].delay == 0.02);
    assert_true(fault[7].variable_mask == 1u << 1 && fault[7].has_value && fault[7].value == -3);
    assert_true(fault[8].variable_mask == 0 && !fault[8].has_value);
    run_plan_release(&plan);
}

static void every_kind_of_fault_is_read_under_its_name(void **state)
{
    (void)state;
    static const struct {
        enum fault_kind kind;
        const char *text;
    } cases[] = {
#define FAULT_CASE(id, name, ...) {FAULT_##id, "kind=\"" name "\" "},
        FAULTS(FAULT_CASE)
#undef FAULT_CASE
    };
    static const char *const more[] = {
        [FAULT_CRASH] = "processes=\"0\"",
        [FAULT_RECOVER] = "host=\"h\" after=\"event\"",
        [FAULT_SUSPEND] = "processes=\"0\"",
        [FAULT_RESUME] = "processes=\"0\" after=\"start\"",
        [FAULT_REPAIR] = "after=\"timeout\"",
        [FAULT_PARTITION] = "groups=\"0\"",
        [FAULT_LOSE] = "probability=\"1\"",
        [FAULT_DUPLICATE] = "probability=\"1\" by=\"1s\"",
        [FAULT_REORDER] = "probability=\"1\" by=\"1s\"",
        [FAULT_DELAY] = "probability=\"1\" by=\"1s\"",
        [FAULT_SLOW] = "count=\"1\" by=\"1s\"",
        [FAULT_CORRUPT] = "fraction=\"1\"",
        [FAULT_DRIFT] = "processes=\"all\" drift=\"0.5\"",
    };
    for (size_t i = 0; i < FAULT_KINDS; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 WITH_FAULTS("<fault kind=\"crash\" processes=\"0\"/><fault kind=\"suspend\" processes=\"0\"/>"
                             "<fault kind=\"cut\"/><fault %s %s/>"),
                 cases[i].text, i < sizeof more / sizeof more[0] && more[i] != NULL ? more[i] : "");
        struct run_plan plan = first_run(text);
        assert_int_equal(plan.settings.faults[3].kind, cases[i].kind);
        run_plan_release(&plan);
    }
}

static void the_faults_of_a_system_replace_those_of_the_scenario(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(
        "<scenario name=\"s\"><platform file=\"p\"/><faults><fault kind=\"crash\" processes=\"1\"/></faults>"
        "<expect verdict=\"violated\" runs=\"some\"/>"
        "<system name=\"a\" processes=\"8\">" RING "</system>"
        "<system name=\"b\" processes=\"8\">" RING "<faults/><expect verdict=\"undecided\"/></system></scenario>");
    struct run_plan a, b;
    run_of(scenario, 0, &a);
    run_of(scenario, 1, &b);
    assert_true(a.settings.fault_count == 1 && b.settings.fault_count == 0);
    assert_true(a.settings.expects && a.settings.expects_of_some && a.settings.expected == VERDICT_VIOLATED);
    assert_true(b.settings.expects && !b.settings.expects_of_some && b.settings.expected == VERDICT_UNDECIDED);
    run_plan_release(&a);
    run_plan_release(&b);
    scenario_free(scenario);
}

static void a_copy_of_the_settings_has_lists_of_its_own(void **state)
{
    (void)state;
    struct scenario *scenario = must_load(WITH_FAULTS("<fault kind=\"crash\" processes=\"1,2\"/>"
                                                      "<fault kind=\"partition\" groups=\"0|1-3\"/>"));
    struct run_plan first, second;
    run_of(scenario, 0, &first);
    run_of(scenario, 0, &second);
    assert_ptr_not_equal(first.settings.faults[0].processes, second.settings.faults[0].processes);
    assert_ptr_not_equal(first.settings.faults[1].group_of, second.settings.faults[1].group_of);
    run_plan_release(&first);
    assert_true(second.settings.faults[0].processes[1] == 2 && second.settings.faults[1].group_of[3] == 1);
    run_plan_release(&second);
    scenario_free(scenario);
}

static void the_network_shared_has_a_daemon_and_a_step(void **state)
{
    (void)state;
    struct run_plan plan = first_run(SHARED_WITH("<fault kind=\"corrupt\" processes=\"all\"/>"));
    assert_int_equal(plan.settings.network, NETWORK_SHARED);
    assert_int_equal(plan.settings.daemon, DAEMON_CENTRAL);
    assert_true(plan.settings.step == 0.001);
    run_plan_release(&plan);
    static const char *const sets[] = {"system.network.daemon=synchronous", "system.network.step=2s",
                                       "measures.series=yes", NULL};
    plan = first_run_with(SHARED_WITH(""), sets);
    assert_int_equal(plan.settings.daemon, DAEMON_SYNCHRONOUS);
    assert_true(plan.settings.step == 2 && plan.settings.series && plan.settings.ideal_time);
    run_plan_release(&plan);
}

static void what_is_expected_of_a_verdict_is_told_of_each_run(void **state)
{
    (void)state;
    struct scenario *scenario =
        must_load("<scenario name=\"s\" replications=\"3\"><platform file=\"p\"/>"
                  "<system name=\"a\" processes=\"8\">" RING "<expect verdict=\"violated\"/></system>"
                  "<system name=\"b\" processes=\"8\">" RING "<expect verdict=\"violated\" runs=\"some\"/></system>"
                  "<system name=\"c\" processes=\"8\">" RING "</system></scenario>");
    const struct scenario_system *a = scenario_system_at(scenario, 0), *b = scenario_system_at(scenario, 1);
    const struct scenario_system *c = scenario_system_at(scenario, 2);
    assert_true(a->runs == 3 && b->runs == 3 && c->runs == 3);
    assert_int_equal(expectation_of(a, VERDICT_VIOLATED), EXPECTATION_MET);
    assert_int_equal(expectation_of(a, VERDICT_HOLDS), EXPECTATION_FAILED);
    assert_int_equal(expectation_of(a, VERDICT_UNDECIDED), EXPECTATION_FAILED);
    assert_int_equal(expectation_of(b, VERDICT_VIOLATED), EXPECTATION_MET);
    assert_int_equal(expectation_of(b, VERDICT_HOLDS), EXPECTATION_NONE);
    assert_int_equal(expectation_of(c, VERDICT_VIOLATED), EXPECTATION_NONE);
    scenario_free(scenario);
}

/* ---- paths ---- */

static void a_fault_is_selected_by_its_name(void **state)
{
    (void)state;
    static const char *const sets[] = {"system.faults.fault[late].at=3s", "system.faults.fault[late].processes=1 4",
                                       NULL};
    struct run_plan plan = first_run_with(WITH_FAULTS("<fault kind=\"crash\" name=\"early\" processes=\"0\"/>"
                                                      "<fault kind=\"crash\" name=\"late\" processes=\"0\"/>"),
                                          sets);
    assert_true(plan.settings.faults[0].at == 0 && plan.settings.faults[1].at == 3);
    assert_true(plan.settings.faults[1].process_count == 2 && plan.settings.faults[1].processes[1] == 4);
    run_plan_release(&plan);
    static const char *const unknown[] = {"system.faults.fault[lat].at=3s", NULL};
    expect_error(WITH_FAULTS("<fault kind=\"crash\" name=\"late\" processes=\"0\"/>"), unknown,
                 "onde: --set system.faults.fault[lat].at=3s: no <fault> is named \"lat\"; expected late; did you mean "
                 "\"late\"?");
}

static void another_kind_drops_what_only_the_first_one_has(void **state)
{
    (void)state;
    static const char *const sets[] = {"system.faults.fault.kind=suspend", NULL};
    struct run_plan plan = first_run_with(WITH_FAULTS("<fault kind=\"slow\" count=\"2\" by=\"1s\" at=\"1s\"/>"), sets);
    assert_true(plan.settings.faults[0].kind == FAULT_SUSPEND && plan.settings.faults[0].count == 2);
    assert_true(plan.settings.faults[0].delay == 0);
    run_plan_release(&plan);
}

static void a_probability_can_be_swept_for_a_fault_of_the_scenario(void **state)
{
    (void)state;
    struct scenario *scenario =
        must_load("<scenario name=\"s\"><platform file=\"p\"/>"
                  "<faults><fault kind=\"lose\" name=\"loss\" probability=\"0\"/></faults>"
                  "<system name=\"a\" processes=\"8\">" RING "</system>"
                  "<sweep><vary path=\"system.faults.fault[loss].probability\" values=\"0..0.2 step 0.1\"/></sweep>"
                  "<figures><figure kind=\"complexity\" x=\"system.faults.fault[loss].probability\"/></figures>"
                  "</scenario>");
    static const double expected[] = {0, 0.1, 0.2};
    assert_int_equal(scenario_run_count(scenario), 3);
    assert_string_equal(scenario_varied_at(scenario, 0), "system.faults.fault[loss].probability");
    assert_string_equal(scenario_figure_at(scenario, 0)->x, "system.faults.fault[loss].probability");
    for (uint32_t run = 0; run < 3; run++) {
        struct run_plan plan;
        run_of(scenario, run, &plan);
        assert_true(plan.settings.faults[0].probability == expected[run]);
        run_plan_release(&plan);
    }
    scenario_free(scenario);
}

/* ---- what is refused ---- */

static void attributes_that_contradict_one_another_are_refused(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {WITH_FAULTS("<fault kind=\"crush\" processes=\"1\"/>"),
         "dir/test.xml:5: <fault kind=\"crush\">: expected crash, recover, suspend, resume, cut, repair, partition, "
         "lose, "
         "duplicate, reorder, delay, slow, corrupt or drift; did you mean \"crash\"?"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"1\" count=\"2\"/>"),
         "dir/test.xml:5: <fault count=\"2\">: expected one of processes, count, fraction or host; \"processes\" "
         "stands "
         "there already"},
        {WITH_FAULTS("<fault kind=\"crash\" at=\"1s\"/>"),
         "dir/test.xml:5: <fault kind=\"crash\">: whom it strikes is missing: expected processes, count, fraction or "
         "host"},
        {WITH_FAULTS("<fault kind=\"recover\"/>"),
         "dir/test.xml:5: <fault kind=\"recover\">: whom it strikes is missing: expected processes or host"},
        {WITH_FAULTS("<fault kind=\"recover\" processes=\"1\" for=\"2s\"/>"),
         "dir/test.xml:5: <fault for=\"2s\">: \"for\" stands only with kind=\"crash\" or kind=\"suspend\" or "
         "kind=\"cut\" or kind=\"partition\" or kind=\"lose\" or kind=\"duplicate\" or kind=\"reorder\" or "
         "kind=\"delay\" or kind=\"slow\" or kind=\"drift\""},
        {WITH_FAULTS("<fault kind=\"recover\" count=\"1\"/>"),
         "dir/test.xml:5: <fault count=\"1\">: \"count\" stands only with kind=\"crash\" or kind=\"suspend\" or "
         "kind=\"slow\" or kind=\"corrupt\" or kind=\"drift\""},
        {WITH_FAULTS("<fault kind=\"cut\" processes=\"1\"/>"),
         "dir/test.xml:5: <fault processes=\"1\">: \"processes\" stands only with kind=\"crash\" or kind=\"recover\" "
         "or "
         "kind=\"suspend\" or kind=\"resume\" or kind=\"slow\" or kind=\"corrupt\" or kind=\"drift\""},
        {WITH_FAULTS("<fault kind=\"cut\" link=\"l\" to=\"1\"/>"),
         "dir/test.xml:5: <fault to=\"1\">: expected \"link\", or \"from\" and \"to\", not both"},
        {WITH_FAULTS("<fault kind=\"cut\" at=\"1s\" after=\"event\"/>"),
         "dir/test.xml:5: <fault at=\"1s\">: expected \"at\" or \"after\", not both: a time after the event is "
         "\"wait\""},
        {WITH_FAULTS("<fault kind=\"cut\" between=\"exponential\" after=\"event\" mean=\"1s\"/>"),
         "dir/test.xml:5: <fault between=\"exponential\">: expected \"after\" or \"between\", not both"},
        {WITH_FAULTS("<fault kind=\"cut\" of=\"1\"/>"), "dir/test.xml:5: <fault of=\"1\">: \"of\" stands only with "
                                                        "\"after\""},
        {WITH_FAULTS("<fault kind=\"cut\" duration=\"fixed\"/>"),
         "dir/test.xml:5: <fault duration=\"fixed\">: \"duration\" stands only with \"for\""},
        {WITH_FAULTS("<fault kind=\"cut\" after=\"start\" what=\"token\"/>"),
         "dir/test.xml:5: <fault what=\"token\">: \"what\" stands only with after=\"send\", \"receive\", \"timeout\" "
         "or "
         "\"output\""},
        {WITH_FAULTS("<fault kind=\"cut\" between=\"weibull\" mean=\"1s\"/>"),
         "dir/test.xml:5: <fault between=\"weibull\">: the attribute \"shape\" is missing"},
        {WITH_FAULTS("<fault kind=\"cut\" between=\"exponential\"/>"),
         "dir/test.xml:5: <fault between=\"exponential\">: the attribute \"mean\" is missing"},
        {WITH_FAULTS("<fault kind=\"cut\" between=\"exponential\" mean=\"1s\" shape=\"2\"/>"),
         "dir/test.xml:5: <fault shape=\"2\">: \"shape\" stands only with between=\"weibull\""},
        {WITH_FAULTS("<fault kind=\"cut\" between=\"weibull\" mean=\"1s\" shape=\"0\"/>"),
         "dir/test.xml:5: <fault shape=\"0\">: expected 0.05 or more"},
        {WITH_FAULTS("<fault kind=\"reorder\" probability=\"1\"/>"),
         "dir/test.xml:5: <fault kind=\"reorder\">: the attribute \"by\" is missing"},
        {WITH_FAULTS("<fault kind=\"lose\"/>"),
         "dir/test.xml:5: <fault kind=\"lose\">: the attribute \"probability\" is "
         "missing"},
        {WITH_FAULTS("<fault kind=\"partition\"/>"),
         "dir/test.xml:5: <fault kind=\"partition\">: the attribute \"groups\" is missing"},
        {WITH_FAULTS("<fault kind=\"drift\" processes=\"all\" drift=\"-1\"/>"),
         "dir/test.xml:5: <fault drift=\"-1\">: expected more than -1: a clock neither stops nor turns back"},
        {WITH_FAULTS("<fault kind=\"corrupt\" processes=\"all\" value=\"1\"/>"),
         "dir/test.xml:5: <fault value=\"1\">: \"value\" stands only with \"variable\""},
        {WITH_FAULTS("<fault kind=\"corrupt\" processes=\"all\" variable=\"colour\" value=\"red\"/>"),
         "dir/test.xml:5: <fault value=\"red\">: expected a whole number, such as 3 or -1"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"some\"/>"),
         "dir/test.xml:5: <fault processes=\"some\">: expected all, or numbers of processes such as 0,3,8-11"},
        {WITH_FAULTS("<fault kind=\"partition\" groups=\"0-3|\"/>"),
         "dir/test.xml:5: <fault groups=\"0-3|\">: expected groups that are not empty, such as 0-3|4-7"},
        {WITH_FAULTS("<fault kind=\"crash\" name=\"x\" count=\"1\"/>\n<fault kind=\"crash\" name=\"x\" count=\"1\"/>"),
         "dir/test.xml:6: <fault name=\"x\">: expected once; another is on line 5"},
    };
    EXPECT_REFUSED(cases);
}

static void values_out_of_bounds_are_refused(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {WITH_FAULTS("<fault kind=\"lose\" probability=\"1.2\"/>"),
         "dir/test.xml:5: <fault probability=\"1.2\">: expected 0 to 1, such as 0.25"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"1\" at=\"-1s\"/>"),
         "dir/test.xml:5: <fault at=\"-1s\">: expected 0 or more, not a negative value: a time with its unit, such as "
         "50us (units: ns us ms s min h d w)"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"1\" for=\"0s\"/>"),
         "dir/test.xml:5: <fault for=\"0s\">: expected more than 0"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"0-8\"/>"),
         "dir/test.xml:5: <fault processes=\"0-8\">: expected numbers of processes, 0 to 7; found 8"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"3,1-3\"/>"),
         "dir/test.xml:5: <fault processes=\"3,1-3\">: expected each process once; found 3 twice"},
        {WITH_FAULTS("<fault kind=\"crash\" count=\"9\"/>"),
         "dir/test.xml:5: <fault count=\"9\">: expected at most 8, the number of processes"},
        {WITH_FAULTS("<fault kind=\"cut\" from=\"8\"/>"),
         "dir/test.xml:5: <fault from=\"8\">: expected numbers of processes, 0 to 7; found 8"},
        {WITH_FAULTS("<fault kind=\"cut\" to=\"0,9\"/>"),
         "dir/test.xml:5: <fault to=\"0,9\">: expected numbers of processes, 0 to 7; found 9"},
        {WITH_FAULTS("<fault kind=\"cut\" after=\"event\" of=\"8\"/>"),
         "dir/test.xml:5: <fault of=\"8\">: expected numbers of processes, 0 to 7; found 8"},
        {WITH_FAULTS("<fault kind=\"partition\" groups=\"0-3|4-8\"/>"),
         "dir/test.xml:5: <fault groups=\"0-3|4-8\">: expected numbers of processes, 0 to 7; found 8"},
        {WITH_FAULTS("<fault kind=\"partition\" groups=\"0-3|3-7\"/>"),
         "dir/test.xml:5: <fault groups=\"0-3|3-7\">: expected each process once; found 3 twice"},
        {WITH_FAULTS("<fault kind=\"partition\" groups=\"0-7\"/>"),
         "dir/test.xml:5: <fault groups=\"0-7\">: expected two groups or more, such as 0-3|4-7; all processes are in "
         "one"},
        {SYSTEM("", "<algorithm name=\"probe\"/><topology kind=\"file\" file=\"g\"/><faults>\n"
                    "<fault kind=\"crash\" processes=\"-2\"/></faults>"),
         "dir/test.xml:5: <fault processes=\"-2\">: expected numbers of processes, 0 or more; found -2"},
        {SYSTEM("processes=\"8\"", RING "<budget time=\"10s\"/><faults>\n"
                                        "<fault kind=\"crash\" processes=\"1\" at=\"11s\"/></faults>"),
         "dir/test.xml:5: <fault at=\"11s\">: expected a date of the run, whose budget of time is 10 s"},
    };
    EXPECT_REFUSED(cases);
}

static void names_that_the_algorithm_does_not_have_are_refused_with_the_nearest(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {WITH_FAULTS("<fault kind=\"cut\" after=\"send\" what=\"tokn\"/>"),
         "dir/test.xml:5: <fault what=\"tokn\">: probe has no message \"tokn\"; expected token or answer; did you mean "
         "\"token\"?"},
        {WITH_FAULTS("<fault kind=\"lose\" probability=\"1\" message=\"tokn\"/>"),
         "dir/test.xml:5: <fault message=\"tokn\">: probe has no message \"tokn\"; expected token or answer; did you "
         "mean \"token\"?"},
        {WITH_FAULTS("<fault kind=\"cut\" after=\"timeout\" what=\"token\"/>"),
         "dir/test.xml:5: <fault what=\"token\">: probe has no timer \"token\"; expected beat"},
        {WITH_FAULTS("<fault kind=\"cut\" after=\"output\" what=\"ledder\"/>"),
         "dir/test.xml:5: <fault what=\"ledder\">: probe has no output \"ledder\"; expected decide, leader, lost, "
         "rank, count, watch, suspect, trust, done, rent, release, request, enter, leave, post, deliver, stamp, "
         "record, "
         "channel, block, unblock, checkpoint or rollback; did you mean \"leader\"?"},
        {WITH_FAULTS("<fault kind=\"corrupt\" processes=\"0\" variable=\"color\"/>"),
         "dir/test.xml:5: <fault variable=\"color\">: probe has no variable \"color\"; expected colour or level; did "
         "you "
         "mean \"colour\"?"},
        {WITH_FAULTS("<fault kind=\"corrupt\" processes=\"0\" variable=\"colour\" value=\"4\"/>"),
         "dir/test.xml:5: <fault value=\"4\">: variable \"colour\": expected 0 to 3"},
        {SYSTEM("processes=\"8\"",
                "<algorithm name=\"lone\"/><topology kind=\"star\"/>\n<faults><fault kind=\"corrupt\" "
                "processes=\"0\"/></faults>"),
         "dir/test.xml:5: <fault kind=\"corrupt\">: lone declares no variable that could be corrupted"},
        {SYSTEM("processes=\"8\"", "<algorithm name=\"lone\"/><topology kind=\"star\"/>\n<faults><fault kind=\"cut\" "
                                   "after=\"send\" what=\"token\"/></faults>"),
         "dir/test.xml:5: <fault what=\"token\">: lone has no message \"token\"; it has none"},
    };
    EXPECT_REFUSED(cases);
}

static void names_are_checked_at_every_point_of_the_sweep(void **state)
{
    (void)state;
    expect_error("<scenario name=\"s\"><platform file=\"p\"/>\n<system name=\"a\" processes=\"8\">" RING
                 "<faults>\n<fault kind=\"cut\" after=\"send\" what=\"token\"/></faults></system>"
                 "<sweep><vary path=\"system.algorithm.name\" values=\"probe,lone\"/></sweep></scenario>",
                 NULL,
                 "dir/test.xml:3: <fault what=\"token\">: lone has no message \"token\"; it has none (at the point "
                 "system.algorithm.name=lone)");
    expect_error(
        "<scenario name=\"s\"><platform file=\"p\"/>\n<system name=\"a\" processes=\"8\">" RING
        "<faults>\n<fault kind=\"crash\" processes=\"6\"/></faults></system>"
        "<sweep><vary path=\"system.processes\" values=\"8,4\"/></sweep></scenario>",
        NULL,
        "dir/test.xml:3: <fault processes=\"6\">: expected numbers of processes, 0 to 3; found 6 (at the point "
        "system.processes=4)");
}

static void the_network_shared_refuses_by_name_what_it_does_not_carry(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {SHARED_WITH("<fault kind=\"cut\"/>"),
         "dir/test.xml:5: <fault kind=\"cut\">: the network \"shared\" carries no messages: it cannot cut a channel"},
        {SHARED_WITH("<fault kind=\"partition\" groups=\"0\"/>"),
         "dir/test.xml:5: <fault kind=\"partition\">: the network \"shared\" carries no messages: it cannot be "
         "partitioned"},
        {SHARED_WITH("<fault kind=\"lose\" probability=\"0.1\"/>"),
         "dir/test.xml:5: <fault kind=\"lose\">: the network \"shared\" carries no messages: it cannot lose any"},
        {SHARED_WITH("<fault kind=\"delay\" probability=\"1\" by=\"1s\"/>"),
         "dir/test.xml:5: <fault kind=\"delay\">: the network \"shared\" carries no messages: it cannot delay any"},
        {SHARED_WITH("<fault kind=\"slow\" count=\"1\" by=\"1s\"/>"),
         "dir/test.xml:5: <fault kind=\"slow\">: the network \"shared\" advances by steps: it cannot slow a process "
         "down"},
        {SHARED_WITH("<fault kind=\"drift\" count=\"1\" drift=\"0.1\"/>"),
         "dir/test.xml:5: <fault kind=\"drift\">: the network \"shared\" advances by steps: it has no clocks that "
         "could "
         "drift"},
        {SHARED_WITH("<fault kind=\"crash\" count=\"1\" after=\"receive\"/>"),
         "dir/test.xml:5: <fault after=\"receive\">: the network \"shared\" has no messages that it could follow"},
        {SYSTEM("processes=\"8\"", RING "<network model=\"shared\"/>"),
         "dir/test.xml:4: <network model=\"shared\">: expected flow or latency: probe sends messages, and \"shared\" "
         "is "
         "the network of algorithms written as guarded rules"},
        {SYSTEM("processes=\"8\"", RING "<network model=\"flow\" daemon=\"central\"/>"),
         "dir/test.xml:4: <network daemon=\"central\">: \"daemon\" stands only with model=\"shared\""},
        {SYSTEM("processes=\"8\"", RING "<network model=\"shared\" step=\"0s\"/>"),
         "dir/test.xml:4: <network step=\"0s\">: expected more than 0"},
    };
    EXPECT_REFUSED(cases);
}

static void an_endless_algorithm_needs_a_budget(void **state)
{
    (void)state;
#define RULED "<algorithm name=\"ruled\"/><topology kind=\"star\"/>"
    expect_error(
        SYSTEM("processes=\"8\"", RULED), NULL,
        "dir/test.xml:4: <algorithm name=\"ruled\">: ruled is written as guarded rules, which may go on for ever: it "
        "needs a <budget> of time or of events");
    expect_error(
        SYSTEM("processes=\"8\"", RULED "<network model=\"shared\"/>"), NULL,
        "dir/test.xml:4: <algorithm name=\"ruled\">: ruled is written as guarded rules, which may go on for ever: it "
        "needs a <budget> of time or of events");
    expect_error(
        SYSTEM("processes=\"8\"", "<algorithm name=\"beating\"/><topology kind=\"star\"/>"), NULL,
        "dir/test.xml:4: <algorithm name=\"beating\">: beating never falls silent: it needs a <budget> of time "
        "or of events");
    scenario_free(must_load(SYSTEM("processes=\"8\"", RULED "<budget events=\"1000\"/>")));
    scenario_free(must_load(SYSTEM("processes=\"8\"", RULED "<budget time=\"1s\"/>")));
#undef RULED
}

static void an_expectation_is_a_verdict(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {AFTER("<expect verdict=\"violate\"/>"),
         "dir/test.xml:3: <expect verdict=\"violate\">: expected holds, violated or undecided; did you mean "
         "\"violated\"?"},
        {AFTER("<expect/>"), "dir/test.xml:3: <expect>: the attribute \"verdict\" is missing"},
        {AFTER("<expect verdict=\"holds\" runs=\"none\"/>"), "dir/test.xml:3: <expect runs=\"none\">: expected all or "
                                                             "some"},
        {AFTER("<sweep><vary path=\"expect.verdict\" values=\"holds,violated\"/></sweep>"),
         "dir/test.xml:3: <vary path=\"expect.verdict\">: \"verdict\" cannot be varied"},
        {AFTER("<measures series=\"maybe\"/>"), "dir/test.xml:3: <measures series=\"maybe\">: expected yes or no"},
    };
    EXPECT_REFUSED(cases);
}

static void more_faults_than_the_limit_are_refused(void **state)
{
    (void)state;
    static const char fault[] = "<fault kind=\"cut\"/>";
    char *text = malloc((MOST_FAULTS + 2) * strlen(fault) + 1000), *end = text;
    assert_non_null(text);
    end += sprintf(end,
                   "<scenario name=\"s\"><platform file=\"p\"/><system name=\"a\" processes=\"8\">" RING "\n<faults>");
    for (int i = 0; i <= MOST_FAULTS; i++)
        end += sprintf(end, "%s", fault);
    sprintf(end, "</faults></system></scenario>");
    expect_error(text, NULL, "dir/test.xml:2: <faults>: expected at most 1000 faults, found 1001");
    free(text);
}

/* ---- the grammar ---- */

static void the_grammar_refuses_by_itself_what_the_checks_refuse(void **state)
{
    (void)state;
    static const char *const texts[] = {
        WITH_FAULTS("<fault processes=\"1\"/>"),
        WITH_FAULTS("<fault kind=\"crush\" processes=\"1\"/>"),
        WITH_FAULTS("<fault kind=\"crash\"/>"),
        WITH_FAULTS("<fault kind=\"crash\" processes=\"1\" count=\"2\"/>"),
        WITH_FAULTS("<fault kind=\"recover\" count=\"2\"/>"),
        WITH_FAULTS("<fault kind=\"recover\" processes=\"2\" for=\"1s\"/>"),
        WITH_FAULTS("<fault kind=\"recover\" processes=\"2\" between=\"exponential\" mean=\"1s\"/>"),
        WITH_FAULTS("<fault kind=\"corrupt\" processes=\"2\" for=\"1s\"/>"),
        WITH_FAULTS("<fault kind=\"corrupt\" processes=\"2\" value=\"1\"/>"),
        WITH_FAULTS("<fault kind=\"cut\" link=\"l\" from=\"1\"/>"),
        WITH_FAULTS("<fault kind=\"cut\" at=\"1s\" after=\"event\"/>"),
        WITH_FAULTS("<fault kind=\"cut\" nth=\"1\"/>"),
        WITH_FAULTS("<fault kind=\"cut\" between=\"weibull\" mean=\"1s\"/>"),
        WITH_FAULTS("<fault kind=\"cut\" between=\"exponential\" mean=\"1s\" shape=\"1\"/>"),
        WITH_FAULTS("<fault kind=\"cut\" duration=\"fixed\"/>"),
        WITH_FAULTS("<fault kind=\"lose\"/>"),
        WITH_FAULTS("<fault kind=\"delay\" probability=\"1\"/>"),
        WITH_FAULTS("<fault kind=\"partition\" groups=\"a|b\"/>"),
        WITH_FAULTS("<fault kind=\"drift\" processes=\"1\"/>"),
        AFTER("<expect/>"),
        AFTER("<expect verdict=\"broken\"/>"),
        AFTER("<network model=\"flow\" step=\"1s\"/>"),
        AFTER("<fault kind=\"cut\"/>"),
    };
    const struct source source = {"dir/test.xml", NULL, 0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        xmlDocPtr document;
        struct error err = {0};
        assert_true(document_read_memory(texts[i], strlen(texts[i]), "dir/test.xml", &document, &err));
        if (document_validate(document, &source, &err))
            fail_msg("the grammar accepts %s", texts[i]);
        assert_int_equal(err.kind, ERROR_INPUT);
        xmlFreeDoc(document);
        assert_null(load(texts[i], NULL, &err));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_system_without_faults_has_none),
        cmocka_unit_test(whom_and_when_reach_the_settings),
        cmocka_unit_test(channels_messages_and_variables_reach_the_settings),
        cmocka_unit_test(every_kind_of_fault_is_read_under_its_name),
        cmocka_unit_test(the_faults_of_a_system_replace_those_of_the_scenario),
        cmocka_unit_test(a_copy_of_the_settings_has_lists_of_its_own),
        cmocka_unit_test(the_network_shared_has_a_daemon_and_a_step),
        cmocka_unit_test(what_is_expected_of_a_verdict_is_told_of_each_run),
        cmocka_unit_test(a_fault_is_selected_by_its_name),
        cmocka_unit_test(another_kind_drops_what_only_the_first_one_has),
        cmocka_unit_test(a_probability_can_be_swept_for_a_fault_of_the_scenario),
        cmocka_unit_test(attributes_that_contradict_one_another_are_refused),
        cmocka_unit_test(values_out_of_bounds_are_refused),
        cmocka_unit_test(names_that_the_algorithm_does_not_have_are_refused_with_the_nearest),
        cmocka_unit_test(names_are_checked_at_every_point_of_the_sweep),
        cmocka_unit_test(the_network_shared_refuses_by_name_what_it_does_not_carry),
        cmocka_unit_test(an_endless_algorithm_needs_a_budget),
        cmocka_unit_test(an_expectation_is_a_verdict),
        cmocka_unit_test(more_faults_than_the_limit_are_refused),
        cmocka_unit_test(the_grammar_refuses_by_itself_what_the_checks_refuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
