/* test_contract.c: an algorithm that breaks the contract of process.h makes its run fail, and the error says what it did;
 * it never brings the simulator down. And what the engine owes it. */
#include "trial.h"

#include <math.h>

enum { ONLY, LOADED };
enum { RINGS };

static void nothing(struct process *p, void *state, const struct message *m)
{
    (void)p;
    (void)state;
    (void)m;
}

static void rings(struct process *p, void *state)
{
    (void)p;
    (void)state;
}

static const struct message_kind kinds[] = {
    [ONLY] = {"only", 0, nothing, NULL},
    [LOADED] = {"loaded", 24, nothing, NULL},
    {0},
};

static void sends_by_a_port_it_has_not(struct process *p, void *state)
{
    (void)state;
    process_send(p, process_out_degree(p), ONLY, NULL);
}

static void sends_a_kind_it_has_not(struct process *p, void *state)
{
    (void)state;
    process_send(p, NEXT, 7, NULL);
}

static void draws_without_saying_so(struct process *p, void *state)
{
    (void)state;
    process_random(p, 6);
}

static void arms_a_timer_it_has_not(struct process *p, void *state)
{
    (void)state;
    process_set_timer(p, 1, 1);
}

static void arms_a_timer_for_ever(struct process *p, void *state)
{
    (void)state;
    process_set_timer(p, RINGS, INFINITY);
}

static void cancels_a_timer_it_has_not(struct process *p, void *state)
{
    (void)state;
    process_cancel_timer(p, 1000000);
}

static void asks_for_a_parameter_it_has_not(struct process *p, void *state)
{
    (void)state;
    process_parameter(p, 1000000);
}

static void asks_who_its_neighbour_is_without_saying_so(struct process *p, void *state)
{
    (void)state;
    process_neighbour_identity(p, 0);
}

static void announces_what_is_not_known(struct process *p, void *state)
{
    (void)state;
    process_announce(p, (enum output)1000000, 0);
}

static void sends_without_its_payload(struct process *p, void *state)
{
    (void)state;
    process_send(p, NEXT, LOADED, NULL);
}

static void assert_refused(void (*start)(struct process *p, void *state), const char *words)
{
    const struct algorithm algorithm = {
        .name = "clumsy",
        .promises = {NULL},
        .messages = kinds,
        .timers = (const struct timer_kind[]){[RINGS] = {"rings", rings}, {0}},
        .state_bytes = 1,
        .start = start,
    };
    struct settings settings = trial_settings(&algorithm, TOPOLOGY_KIND_ONE_WAY_RING, 4);
    struct run_result result;
    struct error err = {0};
    assert_false(run_system(&settings, &(struct run_options){.unit_delays = true}, &result, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "clumsy breaks the contract of process.h: process 0 "));
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\"; expected \"%s\"", err.text, words);
}

static void what_an_algorithm_does_wrong_is_said(void **state)
{
    (void)state;
    assert_refused(sends_by_a_port_it_has_not, "sends by out-port 1, but it has 1");
    assert_refused(sends_a_kind_it_has_not, "sends a message of kind 7, but the table has 2");
    assert_refused(sends_without_its_payload, "sends loaded without its payload of 24 bytes");
    assert_refused(draws_without_saying_so, ".random = true");
    assert_refused(arms_a_timer_it_has_not, "arms timer 1 for 1 s, but the table has 1");
    assert_refused(arms_a_timer_for_ever, "for inf s");
    assert_refused(cancels_a_timer_it_has_not, "cancels timer 1000000, but the table has 1");
    assert_refused(asks_for_a_parameter_it_has_not, "asks for parameter 1000000");
    assert_refused(asks_who_its_neighbour_is_without_saying_so, "asks who its neighbour is");
    assert_refused(announces_what_is_not_known, "announces output 1000000");
}

static void a_budget_of_seconds_does_not_bound_the_ideal_time(void **state)
{
    (void)state;
    struct settings settings = trial_settings(&chang_roberts, TOPOLOGY_KIND_ONE_WAY_RING, 64);
    settings.ideal_time = true;
    settings.budget_time = 1; /* far more than the run takes, and fewer seconds than its ideal time has units */
    const struct run_result result = trial(&settings);
    assert_int_equal(result.ending, ENDING_QUIESCENT);
    assert_true(result.measures.ideal_time > 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_algorithm_does_wrong_is_said),
        cmocka_unit_test(a_budget_of_seconds_does_not_bound_the_ideal_time),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
