/* <trace stamps="…">: what is read, which runs are then traced, and which systems are too large. */
#include "scenario_world.h"

#define STAMPED(stamps, runs) AFTER("<trace " runs " stamps=\"" stamps "\"/>")

static void expect_stamps(const char *text, const char *const *sets, enum trace_stamps stamps, enum trace_rule rule)
{
    struct scenario *scenario = must_load_with(text, sets);
    struct run_plan plan;
    run_of(scenario, 0, &plan);
    assert_int_equal(plan.settings.trace_stamps, stamps);
    assert_int_equal(scenario_trace_rule(scenario), rule);
    assert_int_equal(plan.trace, rule == TRACE_FIRST || rule == TRACE_ALL);
    run_plan_release(&plan);
    scenario_free(scenario);
}

static void who_asks_for_stamps_has_the_first_run_of_each_system_traced(void **state)
{
    (void)state;
    expect_stamps(SIMPLE, NULL, STAMPS_NONE, TRACE_VIOLATED);
    expect_stamps(STAMPED("scalar", ""), NULL, STAMPS_SCALAR, TRACE_FIRST);
    expect_stamps(STAMPED("vector", ""), NULL, STAMPS_VECTOR, TRACE_FIRST);
    expect_stamps(STAMPED("none", ""), NULL, STAMPS_NONE, TRACE_VIOLATED);
}

static void runs_that_are_named_are_those_traced_with_stamps_as_without(void **state)
{
    (void)state;
    expect_stamps(STAMPED("scalar", "runs=\"all\""), NULL, STAMPS_SCALAR, TRACE_ALL);
    expect_stamps(STAMPED("scalar", "runs=\"violated\""), NULL, STAMPS_SCALAR, TRACE_VIOLATED);
    expect_stamps(STAMPED("vector", "runs=\"none\""), NULL, STAMPS_VECTOR, TRACE_NONE);
}

static void stamps_can_be_asked_for_on_the_command_line(void **state)
{
    (void)state;
    static const char *const sets[] = {"trace.stamps=vector", NULL}, *const none[] = {"trace.stamps=none", NULL};
    expect_stamps(SIMPLE, sets, STAMPS_VECTOR, TRACE_FIRST);
    expect_stamps(STAMPED("scalar", "runs=\"all\""), sets, STAMPS_VECTOR, TRACE_ALL);
    expect_stamps(STAMPED("scalar", "runs=\"all\""), none, STAMPS_NONE, TRACE_ALL);
}

static void vectors_of_too_many_processes_are_refused_at_any_point_and_scalars_are_not(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {STAMPED("lamport", ""), "dir/test.xml:3: <trace stamps=\"lamport\">: expected none, scalar or vector"},
        {"<scenario name=\"s\"><platform file=\"p\"/><trace stamps=\"vector\"/>\n"
         "<system name=\"a\" processes=\"1025\">" RING "</system></scenario>",
         "dir/test.xml:1: <trace stamps=\"vector\">: expected scalar: vector stamps are for at most 1024 processes; "
         "found 1025"},
        {"<scenario name=\"s\"><platform file=\"p\"/><trace stamps=\"vector\"/>\n"
         "<system name=\"a\" processes=\"8\">" RING "</system>"
         "<sweep><vary path=\"system.processes\" values=\"8, 1024, 5000\"/></sweep></scenario>",
         "dir/test.xml:1: <trace stamps=\"vector\">: expected scalar: vector stamps are for at most 1024 processes; "
         "found 5000 (at the point system.processes=5000)"},
    };
    EXPECT_REFUSED(cases);
    expect_stamps("<scenario name=\"s\"><platform file=\"p\"/><trace stamps=\"scalar\"/>\n"
                  "<system name=\"a\" processes=\"5000\">" RING "</system></scenario>",
                  NULL, STAMPS_SCALAR, TRACE_FIRST);
    expect_stamps("<scenario name=\"s\"><platform file=\"p\"/><trace stamps=\"vector\"/>\n"
                  "<system name=\"a\" processes=\"1024\">" RING "</system></scenario>",
                  NULL, STAMPS_VECTOR, TRACE_FIRST);
    static const char *const sets[] = {"trace.stamps=vector", "system.processes=2000", NULL};
    expect_error(SIMPLE, sets,
                 "onde: --set trace.stamps=vector: expected scalar: vector stamps are for at most 1024 processes; "
                 "found 2000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_asks_for_stamps_has_the_first_run_of_each_system_traced),
        cmocka_unit_test(runs_that_are_named_are_those_traced_with_stamps_as_without),
        cmocka_unit_test(stamps_can_be_asked_for_on_the_command_line),
        cmocka_unit_test(vectors_of_too_many_processes_are_refused_at_any_point_and_scalars_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
