/* How the faults of a scenario fit one another, the system and its budget: bounds, ends, partitions. */
#include "scenario_world.h"

static void times_shapes_and_drifts_beyond_what_a_double_tells_apart_are_refused(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {BUDGETED_WITH("<fault kind=\"crash\" processes=\"1\" between=\"weibull\" mean=\"1s\" shape=\"0.001\"/>"),
         "dir/test.xml:5: <fault shape=\"0.001\">: expected 0.05 or more"},
        {BUDGETED_WITH("<fault kind=\"crash\" processes=\"1\" between=\"weibull\" mean=\"1s\" shape=\"101\"/>"),
         "dir/test.xml:5: <fault shape=\"101\">: expected at most 100"},
        {BUDGETED_WITH("<fault kind=\"crash\" processes=\"1\" between=\"exponential\" mean=\"999ns\"/>"),
         "dir/test.xml:5: <fault mean=\"999ns\">: expected 1e-06 seconds or more"},
        {BUDGETED_WITH("<fault kind=\"crash\" processes=\"1\" between=\"exponential\" mean=\"2e9s\"/>"),
         "dir/test.xml:5: <fault mean=\"2e9s\">: expected at most 1e+09 seconds"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"1\" at=\"1e308s\"/>"),
         "dir/test.xml:5: <fault at=\"1e308s\">: expected at most 1e+09 seconds"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"1\" after=\"event\" wait=\"1e308s\"/>"),
         "dir/test.xml:5: <fault wait=\"1e308s\">: expected at most 1e+09 seconds"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"1\" for=\"1e308s\"/>"),
         "dir/test.xml:5: <fault for=\"1e308s\">: expected at most 1e+09 seconds"},
        {WITH_FAULTS("<fault kind=\"slow\" processes=\"1\" by=\"1e308s\"/>"),
         "dir/test.xml:5: <fault by=\"1e308s\">: expected at most 1e+09 seconds"},
        {WITH_FAULTS("<fault kind=\"drift\" processes=\"1\" drift=\"1001\"/>"),
         "dir/test.xml:5: <fault drift=\"1001\">: expected at most 1000"},
    };
    EXPECT_REFUSED(cases);
    scenario_free(must_load(BUDGETED_WITH(
        "<fault kind=\"crash\" processes=\"1\" between=\"weibull\" mean=\"1us\" shape=\"0.05\" at=\"1e9s\"/>"
        "<fault kind=\"drift\" processes=\"1\" drift=\"1000\"/>")));
}

static void a_fraction_of_nobody_is_refused(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {WITH_FAULTS("<fault kind=\"crash\" fraction=\"0\"/>"),
         "dir/test.xml:5: <fault fraction=\"0\">: expected more than 0"},
        {WITH_FAULTS("<fault kind=\"crash\" fraction=\"0.06\"/>"),
         "dir/test.xml:5: <fault fraction=\"0.06\">: rounded, that is none of 8 processes: one of them is 0.125"},
    };
    EXPECT_REFUSED(cases);
    scenario_free(must_load(WITH_FAULTS("<fault kind=\"crash\" fraction=\"0.0625\"/>")));
    scenario_free(must_load(SYSTEM("", "<algorithm name=\"probe\"/><topology kind=\"file\" file=\"g\"/><faults>\n"
                                       "<fault kind=\"crash\" fraction=\"0.01\"/></faults>")));
}

static void processes_that_are_struck_again_and_again_need_a_budget(void **state)
{
    (void)state;
#define AGAIN "between=\"exponential\" mean=\"1s\" "
    static const struct refused cases[] = {
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"1\" " AGAIN "for=\"1s\"/>"),
         "dir/test.xml:5: <fault between=\"exponential\">: processes that are struck again and again may keep a run "
         "going for ever: it needs a <budget> of time or of events"},
        {WITH_FAULTS("<fault kind=\"corrupt\" processes=\"1\" " AGAIN "/>"),
         "dir/test.xml:5: <fault between=\"exponential\">: processes that are struck again and again may keep a run "
         "going for ever: it needs a <budget> of time or of events"},
    };
    EXPECT_REFUSED(cases);
    scenario_free(must_load(BUDGETED_WITH("<fault kind=\"crash\" processes=\"1\" " AGAIN "for=\"1s\"/>")));
    scenario_free(must_load(WITH_FAULTS("<fault kind=\"cut\" " AGAIN "for=\"1s\"/>"))); /* channels act on nothing */
#undef AGAIN
}

static void a_fault_that_ends_nothing_is_refused(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {WITH_FAULTS("<fault kind=\"recover\" processes=\"3\" at=\"5s\"/>"),
         "dir/test.xml:5: <fault at=\"5s\">: process 3 is not crashed then: expected a <fault kind=\"crash\"> before "
         "it, "
         "that it ends"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"2\"/>\n<fault kind=\"recover\" processes=\"2,3\" at=\"5s\"/>"),
         "dir/test.xml:6: <fault at=\"5s\">: process 3 is not crashed then: expected a <fault kind=\"crash\"> before "
         "it, "
         "that it ends"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"3\" at=\"6s\"/>\n<fault kind=\"recover\" processes=\"3\" "
                     "at=\"5s\"/>"),
         "dir/test.xml:6: <fault at=\"5s\">: process 3 is not crashed then: expected a date after 6 s, when the fault "
         "of "
         "line 5 strikes"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"3\" at=\"1s\" for=\"2s\"/>\n<fault kind=\"recover\" "
                     "processes=\"3\" at=\"5s\"/>"),
         "dir/test.xml:6: <fault at=\"5s\">: process 3 is not crashed then: expected a <fault kind=\"crash\"> before "
         "it, "
         "that it ends"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"3\" at=\"1s\"/><fault kind=\"recover\" processes=\"all\" "
                     "at=\"2s\"/>\n<fault kind=\"recover\" processes=\"3\" at=\"5s\"/>"),
         "dir/test.xml:6: <fault at=\"5s\">: process 3 is not crashed then: expected a <fault kind=\"crash\"> before "
         "it, "
         "that it ends"},
        {WITH_FAULTS("<fault kind=\"suspend\" processes=\"all\"/>\n<fault kind=\"recover\" processes=\"all\"/>"),
         "dir/test.xml:6: <fault kind=\"recover\">: no process is crashed then: expected a <fault kind=\"crash\"> "
         "before "
         "it, that it ends"},
        {WITH_FAULTS("<fault kind=\"resume\" processes=\"1\" after=\"event\"/>"),
         "dir/test.xml:5: <fault kind=\"resume\">: process 1 is not suspended then: expected a <fault "
         "kind=\"suspend\"> "
         "before it, that it ends"},
        {WITH_FAULTS("<fault kind=\"crash\" processes=\"4\"/>\n<fault kind=\"recover\" processes=\"3\" "
                     "after=\"event\"/>"),
         "dir/test.xml:6: <fault kind=\"recover\">: process 3 is not crashed then: expected a <fault kind=\"crash\"> "
         "before it, that it ends"},
        {WITH_FAULTS("<fault kind=\"suspend\" processes=\"4\" after=\"event\"/>\n<fault kind=\"resume\" "
                     "processes=\"3,4\" at=\"1s\"/>"),
         "dir/test.xml:6: <fault at=\"1s\">: process 3 is not suspended then: expected a <fault kind=\"suspend\"> "
         "before it, that it ends"},
        {WITH_FAULTS("<fault kind=\"cut\" from=\"2\" to=\"3\" one-way=\"yes\"/>\n<fault kind=\"repair\" from=\"3\" "
                     "to=\"2\" one-way=\"yes\" after=\"event\"/>"),
         "dir/test.xml:6: <fault kind=\"repair\">: none of these channels is cut then: expected a <fault "
         "kind=\"cut\"> before it, that it ends"},
        {WITH_FAULTS("<fault kind=\"cut\" link=\"a\"/>\n<fault kind=\"repair\" link=\"b\" after=\"event\"/>"),
         "dir/test.xml:6: <fault kind=\"repair\">: none of these channels is cut then: expected a <fault "
         "kind=\"cut\"> before it, that it ends"},
        {WITH_FAULTS("<fault kind=\"cut\" from=\"1\"/>\n<fault kind=\"repair\" to=\"1\" at=\"1s\"/>"),
         "dir/test.xml:6: <fault at=\"1s\">: none of these channels is cut then: expected a <fault kind=\"cut\"> "
         "before "
         "it, that it ends"},
        {WITH_FAULTS("<fault kind=\"cut\" at=\"2s\"/>\n<fault kind=\"repair\" at=\"1s\"/>"),
         "dir/test.xml:6: <fault at=\"1s\">: none of these channels is cut then: expected a date after 2 s, when the "
         "fault of line 5 strikes"},
    };
    EXPECT_REFUSED(cases);
}

static void a_fault_that_may_end_something_is_accepted(void **state)
{
    (void)state;
    static const char *const texts[] = {
        WITH_FAULTS("<fault kind=\"crash\" count=\"1\" at=\"1s\"/><fault kind=\"recover\" processes=\"3\" at=\"5s\"/>"),
        WITH_FAULTS("<fault kind=\"crash\" processes=\"3\" after=\"event\"/>"
                    "<fault kind=\"recover\" processes=\"3\" at=\"5s\"/>"),
        WITH_FAULTS("<fault kind=\"crash\" processes=\"3\" at=\"9s\"/>"
                    "<fault kind=\"recover\" processes=\"3\" after=\"event\"/>"),
        WITH_FAULTS("<fault kind=\"crash\" processes=\"3\" at=\"1s\"/><fault kind=\"recover\" host=\"h\" at=\"1s\"/>"),
        WITH_FAULTS("<fault kind=\"crash\" processes=\"3\" at=\"1s\" for=\"1s\" duration=\"exponential\"/>"
                    "<fault kind=\"recover\" processes=\"3\" at=\"7s\"/>"),
        WITH_FAULTS(
            "<fault kind=\"crash\" processes=\"3\" at=\"1s\"/><fault kind=\"recover\" processes=\"3\" at=\"2s\"/>"
            "<fault kind=\"crash\" processes=\"3\" at=\"3s\"/><fault kind=\"recover\" processes=\"3\" at=\"4s\"/>"),
        WITH_FAULTS(
            "<fault kind=\"cut\" from=\"2,1\" to=\"3\"/><fault kind=\"repair\" from=\"1 2\" to=\"3\" at=\"1s\"/>"),
        WITH_FAULTS("<fault kind=\"cut\" link=\"l\"/><fault kind=\"repair\" at=\"1s\"/>"),
        WITH_FAULTS("<fault kind=\"cut\" link=\"l\"/><fault kind=\"repair\" link=\"l\" after=\"event\"/>"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        scenario_free(must_load(texts[i]));
}

static void partitions_that_overlap_in_time_are_refused(void **state)
{
    (void)state;
    expect_error(
        WITH_FAULTS("<fault kind=\"partition\" groups=\"0-3\" at=\"1s\" for=\"2s\"/>\n"
                    "<fault kind=\"partition\" groups=\"0-5\" at=\"2s\"/>"),
        NULL,
        "dir/test.xml:6: <fault at=\"2s\">: it overlaps the partition of line 5, from 1 s to 3 s: expected one "
        "at a time");
    expect_error(
        WITH_FAULTS("<fault kind=\"partition\" groups=\"0-3\" at=\"4s\"/>\n"
                    "<fault kind=\"partition\" groups=\"0-5\" at=\"1s\" for=\"4s\"/>"),
        NULL,
        "dir/test.xml:6: <fault at=\"1s\">: it overlaps the partition of line 5, from 4 s on: expected one at a "
        "time");
    scenario_free(must_load(WITH_FAULTS("<fault kind=\"partition\" groups=\"0-3\" at=\"1s\" for=\"2s\"/>\n"
                                        "<fault kind=\"partition\" groups=\"0-5\" at=\"3s\"/>")));
}

static void a_partition_without_a_date_may_overlap_another(void **state)
{
    (void)state;
    scenario_free(must_load(WITH_FAULTS("<fault kind=\"partition\" groups=\"0-3\" at=\"1s\"/>"
                                        "<fault kind=\"partition\" groups=\"0-5\" after=\"event\"/>"
                                        "<fault kind=\"partition\" groups=\"0-6\" between=\"exponential\" "
                                        "mean=\"1s\" for=\"1s\"/>")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_shapes_and_drifts_beyond_what_a_double_tells_apart_are_refused),
        cmocka_unit_test(a_fraction_of_nobody_is_refused),
        cmocka_unit_test(processes_that_are_struck_again_and_again_need_a_budget),
        cmocka_unit_test(a_fault_that_ends_nothing_is_refused),
        cmocka_unit_test(a_fault_that_may_end_something_is_accepted),
        cmocka_unit_test(partitions_that_overlap_in_time_are_refused),
        cmocka_unit_test(a_partition_without_a_date_may_overlap_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
