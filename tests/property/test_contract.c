/* test_contract.c: an algorithm that breaks the contract of process.h makes its run fail, and the error says what it did;
 * it never brings the simulator down. */
#include "trial.h"

enum { ONLY };

static void nothing(struct process *p, void *state, const struct message *m)
{
    (void)p;
    (void)state;
    (void)m;
}

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
    process_set_timer(p, 0, 1);
}

static void assert_refused(void (*start)(struct process *p, void *state), const char *words)
{
    const struct algorithm algorithm = {
        .name = "clumsy",
        .promises = {NULL},
        .messages = (const struct message_kind[]){[ONLY] = {"only", 0, nothing, NULL}, {0}},
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
    assert_refused(sends_a_kind_it_has_not, "sends a message of kind 7, but the table has 1");
    assert_refused(draws_without_saying_so, ".random = true");
    assert_refused(arms_a_timer_it_has_not, "arms timer 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_an_algorithm_does_wrong_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
