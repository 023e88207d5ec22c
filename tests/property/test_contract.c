/* test_contract.c: an algorithm that breaks the contract of process.h makes its run fail, and the error says what it did;
 * it never brings the simulator down. And what the engine owes it. */
#include "trial.h"

#include "engine/cost.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void writes_an_array_it_has_not(struct process *p, void *state)
{
    (void)state;
    uint32_t *array = process_array(p);
    for (uint32_t i = 0; i < process_count(p); i++)
        array[i] = i;
}

static void writes_a_matrix_it_has_not(struct process *p, void *state)
{
    (void)state;
    uint64_t *matrix = process_matrix(p);
    for (uint32_t i = 0; i < process_count(p) * process_count(p); i++)
        matrix[i] = i;
}

static void asks_for_a_father_it_does_not_know(struct process *p, void *state)
{
    (void)state;
    process_father(p);
}

static void draws_a_delay_without_saying_so(struct process *p, void *state)
{
    (void)state;
    process_random_delay(p, 1);
}

static void asks_for_a_port_without_knowing_its_neighbours(struct process *p, void *state)
{
    (void)state;
    process_port_to(p, 1);
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
    assert_refused(writes_an_array_it_has_not, "says no .state_bytes_per_process");
    assert_refused(writes_a_matrix_it_has_not, "says no .state_bytes_per_pair");
    assert_refused(asks_for_a_father_it_does_not_know, ".assumptions.knows_father = true");
    assert_refused(draws_a_delay_without_saying_so, "draws a delay of mean 1 s");
    assert_refused(asks_for_a_port_without_knowing_its_neighbours, "asks who its neighbour is");
}

/* Of a descriptor that names a kind of message or a parameter which it has not. */
static void assert_descriptor_refused(const struct algorithm *algorithm, const char *words)
{
    struct settings settings = trial_settings(algorithm, TOPOLOGY_KIND_ONE_WAY_RING, 4);
    struct run_result result;
    struct error err = {0};
    assert_false(run_system(&settings, &(struct run_options){.unit_delays = true}, &result, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\"; expected \"%s\"", err.text, words);
}

static void nothing_starts(struct process *p, void *state)
{
    (void)p;
    (void)state;
}

static void names_in_a_descriptor_are_of_something(void **state)
{
    (void)state;
    struct algorithm algorithm = {
        .name = "misspelt", .promises = {NULL}, .messages = kinds, .state_bytes = 1, .start = nothing_starts};
    algorithm.stamps = (const struct payload_stamp[]){{"lonely", .bytes_per_process = 4}, {0}};
    assert_descriptor_refused(&algorithm, "no kind of message \"lonely\" to stamp");
    algorithm.stamps = (const struct payload_stamp[]){{"only", .bytes_per_process = 4, .among = "members"}, {0}};
    assert_descriptor_refused(&algorithm, "no parameter \"members\" to size a stamp by");
    algorithm.stamps = NULL;
    algorithm.controls = (const char *const[]){"only", "marker", NULL};
    assert_descriptor_refused(&algorithm, "no kind of message \"marker\" that is a control");
}

static double free_of_charge(const struct shape *shape)
{
    (void)shape;
    return 0;
}

static void a_cost_is_of_something_that_is_measured(void **state)
{
    (void)state;
    struct algorithm algorithm = {.name = "misspelt",
                                  .promises = {"mutual-exclusion"},
                                  .messages = kinds,
                                  .state_bytes = 1,
                                  .start = nothing_starts};
    algorithm.costs = (const struct cost[]){{.measure = "messages", .value = free_of_charge, .formula = "0"},
                                            {.measure = "bypas_max", .value = free_of_charge, .formula = "0"},
                                            {0}};
    assert_descriptor_refused(&algorithm, "a cost of \"bypas_max\"");
    assert_descriptor_refused(&algorithm, "did you mean \"bypass_max\"?");
    algorithm.costs =
        (const struct cost[]){{.measure = "messages.lodaed", .value = free_of_charge, .formula = "0"}, {0}};
    assert_descriptor_refused(&algorithm, "did you mean \"messages.loaded\"?");
    algorithm.promises[0] = NULL; /* what measures it */
    algorithm.costs = (const struct cost[]){{.measure = "bypass_max", .value = free_of_charge, .formula = "0"}, {0}};
    assert_descriptor_refused(&algorithm, "a cost of \"bypass_max\"");
}

static void every_cost_of_every_algorithm_is_measured(void **state)
{
    (void)state;
    const struct algorithm *algorithm;
    struct error err = {0};
    size_t costs = 0;
    for (size_t i = 0; (algorithm = algorithm_at(i)) != NULL; i++) {
        if (!cost_check(algorithm, &err))
            fail_msg("%s", err.text);
        costs += algorithm->costs != NULL;
    }
    assert_true(costs > 0);
}

static void a_message_longer_than_its_limit_is_refused(void **state)
{
    (void)state;
    const struct algorithm algorithm = {
        .name = "verbose",
        .promises = {NULL},
        .messages = kinds,
        .stamps = (const struct payload_stamp[]){{"loaded", .bytes_per_pair = UINT64_C(1) << 26}, {0}},
        .state_bytes = 1,
        .start = nothing_starts};
    assert_descriptor_refused(
        &algorithm, "a message \"loaded\" among 4 processes has 1073741848 bytes: expected at most 1073741824");
}

static void the_longest_header_adds_up_with_the_payload(void **state)
{
    (void)state;
    struct settings settings = trial_settings(&chang_roberts, TOPOLOGY_KIND_ONE_WAY_RING, 4);
    settings.header_bytes = UINT32_MAX; /* alone as much as 32 bits hold */
    const struct run_result result = trial(&settings);
    assert_true(result.measures.messages > 0);
    assert_true(result.measures.bytes > result.measures.messages * UINT32_MAX);
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

static void rings_again(struct process *p, void *state)
{
    (void)state;
    process_set_timer(p, RINGS, 1e-6);
}

static const struct algorithm restless = {
    .name = "restless",
    .promises = {NULL},
    .timers = (const struct timer_kind[]){[RINGS] = {"rings", rings_again}, {0}},
    .state_bytes = 1,
    .start = rings_again,
};

static struct run_result run_to_the_limit(double limit, off_t *bytes)
{
    struct settings settings = trial_settings(&restless, TOPOLOGY_KIND_ONE_WAY_RING, 4);
    settings.trace_limit = limit;
    settings.budget_events = 100000;
    char folder[] = "/tmp/onde-contract-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/trace.csv", folder);
    struct run_result result;
    struct error err = {0};
    struct stat status;
    assert_true(run_system(&settings, &(struct run_options){.trace_path = path}, &result, &err));
    assert_int_equal(stat(path, &status), 0);
    *bytes = status.st_size;
    unlink(path);
    rmdir(folder);
    return result;
}

static void a_run_ends_when_its_trace_is_as_long_as_it_may(void **state)
{
    (void)state;
    off_t bytes;
    assert_int_equal(run_to_the_limit(0, &bytes).ending, ENDING_EVENTS);
    assert_true(bytes > 2000000);
    struct run_result result = run_to_the_limit(1e6, &bytes);
    assert_int_equal(result.ending, ENDING_TRACE);
    assert_string_equal(ending_name(result.ending), "trace");
    assert_in_range(bytes, 1000000, 1000100); /* the line that reached it is whole, and the last */
    assert_in_range(result.measures.events, 10000, 50000);
}

/* Else a run without an end fills the disk, and keeps it full. */
static void a_run_ends_when_its_trace_cannot_be_written(void **state)
{
    (void)state;
    struct settings settings = trial_settings(&restless, TOPOLOGY_KIND_ONE_WAY_RING, 4);
    char folder[] = "/tmp/onde-contract-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/trace.csv", folder);
    struct pulse pulse = {0};
    struct run_result result;
    struct error err = {0};
    struct rlimit limit, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = 1 << 20;
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    bool ok = run_system(&settings, &(struct run_options){.trace_path = path, .pulse = &pulse}, &result, &err);
    setrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, before);
    assert_int_equal(rmdir(folder), 0); /* nothing is left */
    assert_false(ok);
    assert_non_null(strstr(err.text, "cannot be written"));
    assert_in_range(pulse.events, 1, 2 * PULSE_EVENTS); /* of a budget of two million */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_algorithm_does_wrong_is_said),
        cmocka_unit_test(names_in_a_descriptor_are_of_something),
        cmocka_unit_test(a_cost_is_of_something_that_is_measured),
        cmocka_unit_test(every_cost_of_every_algorithm_is_measured),
        cmocka_unit_test(a_message_longer_than_its_limit_is_refused),
        cmocka_unit_test(the_longest_header_adds_up_with_the_payload),
        cmocka_unit_test(a_run_ends_when_its_trace_is_as_long_as_it_may),
        cmocka_unit_test(a_run_ends_when_its_trace_cannot_be_written),
        cmocka_unit_test(a_budget_of_seconds_does_not_bound_the_ideal_time),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
