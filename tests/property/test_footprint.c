/* test_footprint.c: the memory that a run is said to need is of the order of what it takes, and too much is refused before it
 * is taken. */
#include "engine/footprint.h"
#include "trial.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t peak_bytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (uint64_t)usage.ru_maxrss * 1024;
}

/* Bytes that a run in a process of its own takes more than the process had. It is traced if there are to be stamps. */
static double bytes_of_run(const struct settings *settings)
{
    char trace[64];
    snprintf(trace, sizeof trace, "/tmp/onde-footprint-%d.csv", (int)getpid());
    struct run_options options = {.trace_path = settings->trace_stamps != STAMPS_NONE ? trace : NULL};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        uint64_t before = peak_bytes();
        struct run_result result;
        struct error err = {0};
        bool ok = run_system(settings, &options, &result, &err);
        uint64_t taken = peak_bytes() - before;
        _exit(ok && write(ends[1], &taken, sizeof taken) == (ssize_t)sizeof taken ? 0 : 1);
    }
    close(ends[1]);
    uint64_t taken = 0;
    assert_int_equal(read(ends[0], &taken, sizeof taken), sizeof taken);
    close(ends[0]);
    waitpid(child, NULL, 0);
    unlink(trace);
    return (double)taken;
}

static void assert_foreseen(const struct settings *settings)
{
    double taken = bytes_of_run(settings),
           foreseen = footprint_estimate(settings, settings->trace_stamps != STAMPS_NONE);
    if (foreseen < 0.7 * taken || foreseen > 4 * taken)
        fail_msg("%s on %s of %u: %.3g bytes foreseen, %.3g taken", settings->algorithm->name,
                 topology_kind_name(settings->topology.kind), settings->processes, foreseen, taken);
}

static void what_a_run_takes_is_foreseen(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* whose own memory is far more */
#endif
    struct settings ring = trial_settings(algorithm_find("chang-roberts", NULL), TOPOLOGY_KIND_ONE_WAY_RING, 500000);
    ring.budget_events = 0;
    ring.identity_order = IDENTITIES_RANDOM;
    assert_foreseen(&ring);
    ring.network = NETWORK_FLOW;
    ring.processes = 4000;
    assert_foreseen(&ring);
    struct settings graph = trial_settings(algorithm_find("echo", NULL), TOPOLOGY_KIND_REGULAR, 200000);
    graph.budget_events = 0;
    graph.topology.degree = 8;
    assert_foreseen(&graph);
    struct settings complete = trial_settings(algorithm_find("echo", NULL), TOPOLOGY_KIND_COMPLETE, 200);
    complete.network = NETWORK_FLOW;
    assert_foreseen(&complete);
    struct settings stamped = trial_settings(algorithm_find("echo", NULL), TOPOLOGY_KIND_COMPLETE, 200);
    stamped.budget_events = 40000; /* all that is sent at once has been sent */
    stamped.trace_stamps = STAMPS_VECTOR;
    assert_foreseen(&stamped);
    stamped.topology = (struct topology_settings){.kind = TOPOLOGY_KIND_REGULAR, .degree = 50};
    stamped.processes = STAMPS_MOST_PROCESSES;
    stamped.budget_events = 60000;
    assert_foreseen(&stamped);
    struct settings star = trial_settings(algorithm_find("self-scheduling", NULL), TOPOLOGY_KIND_STAR, 1500);
    star.network = NETWORK_FLOW;
    assert_foreseen(&star);
}

static void too_much_is_refused_with_both_numbers(void **state)
{
    (void)state;
    struct settings settings =
        trial_settings(algorithm_find("chang-roberts", NULL), TOPOLOGY_KIND_ONE_WAY_RING, UINT32_MAX - 1);
    settings.network = NETWORK_FLOW;
    struct run_result result;
    struct error err = {0};
    assert_false(run_system(&settings, &(struct run_options){0}, &result, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "need about"));
    assert_non_null(strstr(err.text, "GiB are available"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_run_takes_is_foreseen),
        cmocka_unit_test(too_much_is_refused_with_both_numbers),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
