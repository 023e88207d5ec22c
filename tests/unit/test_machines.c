/* test_machines.c: the machines of platforms/ are what is said of them: hosts, hops, latencies, bandwidth through the middle,
 * properties for energy and memory; and MPI programs get what was published. SimGrid has one engine a process: whatever
 * loads a platform does so in a child. */
#include "base/csv.h"
#include "platform/calibrate.h"
#include "platform/describe.h"
#include "platform/platform.h"
#include "platform/quantity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <simgrid/host.h>
#include <simgrid/link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define DATA SOURCE_DIR "/tests/data/platforms/"

/* Runs body(context) in a child; true when it exits with 0. */
static bool in_child(bool (*body)(const void *context), const void *context)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        bool ok = body(context);
        fflush(NULL);
        _exit(ok ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* A cut through the middle of a machine: which links of those that there are cross it, by their names. */
struct cut {
    bool (*crosses)(const char *link);
    size_t links; /* each direction counts */
    double bandwidth;
};

struct machine {
    const char *name;
    uint32_t hosts, near_links, far_links;
    double near, far; /* latency, seconds */
    struct cut cut;   /* of a machine that has more than one switch */
};

/* ---- cuts ---- */

/* Links between groups "gA-gB", of which the first `half` are on one side. */
static bool joins_halves(const char *link, int half)
{
    int a, b, end = 0;
    return sscanf(link, "g%d-g%d_%n", &a, &b, &end) == 2 && end > 0 && (a < half) != (b < half);
}

static bool crosses_el_capitan(const char *link)
{
    return joins_halves(link, 43);
}

static bool crosses_frontier(const char *link)
{
    return joins_halves(link, 38);
}

static bool crosses_aurora(const char *link)
{
    return joins_halves(link, 83);
}

static bool crosses_jupiter(const char *link)
{
    return joins_halves(link, 12);
}

/* Coordinate of a node in a dimension of a torus: those before it have `stride` nodes. */
static bool torus_halves(const char *link, int stride, int size)
{
    int a, b, end = 0;
    const char *ends = strstr(link, "torus_link_from_");
    if (ends == NULL || sscanf(ends, "torus_link_from_%d_to_%d_%n", &a, &b, &end) != 2 || end == 0)
        return false;
    return (a / stride % size < size / 2) != (b / stride % size < size / 2);
}

static bool crosses_fugaku(const char *link)
{
    return torus_halves(link, 1, 24);
}

static bool crosses_rack(const char *link)
{
    return torus_halves(link, 2 * 2, 8);
}

static bool crosses_jean_zay(const char *link)
{
    return strncmp(link, "between_", strlen("between_")) == 0;
}

/* ---- shape ---- */

#define GROUP_PAIRS(a, b) (2 * (size_t)(a) * (size_t)(b))

static const struct machine machines[] = {
    {"raspberry-pi-4", 4, 2, 2, 26e-6, 26e-6, {0}},
    {"raspberry-pi-4-wifi", 4, 2, 2, 2e-3, 2e-3, {0}},
    {"azure-d4s-v5", 16, 2, 2, 90e-6, 90e-6, {0}},
    {"azure-d96s-v5", 8, 2, 2, 90e-6, 90e-6, {0}},
    {"azure-hbv3", 16, 2, 2, 1.2e-6, 1.2e-6, {0}},
    {"docker-cluster", 9, 3, 3, 39.6e-6, 39.6e-6, {0}},
    {"hadoop-cluster", 41, 3, 3, 27e-6, 27e-6, {0}},
    {"grid-sites", 68, 2, 4, 200e-6, 20.2e-3, {0}},
    {"grid-equal", 68, 2, 4, 200e-6, 20.2e-3, {0}},
    {"jean-zay", 1528 + 1044, 2, 3, 1e-6, 1.3e-6, {crosses_jean_zay, 2, 2 * 400e9}},
    /* a hop is a link, and the injection rate of each node on the way a further one */
    {"fugaku-rack", 384, 3, 19, 0.1e-6, 0.9e-6, {crosses_rack, 2 * 2 * 48, 2 * 2 * 48 * 6.35e9}},
    {"fugaku", 158976, 3, 75, 0.1e-6, 3.7e-6, {crosses_fugaku, 2 * 2 * 6624, 2 * 2 * 6624 * 6.35e9}},
    {"summit", 4608, 2, 6, 0.2e-6, 0.6e-6, {0}},
    {"el-capitan", 44544, 2, 5, 2e-6, 3.05e-6, {crosses_el_capitan, GROUP_PAIRS(43, 44), GROUP_PAIRS(43, 44) * 100e9}},
    {"frontier", 39424, 2, 5, 2e-6, 3.05e-6, {crosses_frontier, GROUP_PAIRS(38, 39), GROUP_PAIRS(38, 39) * 100e9}},
    {"aurora", 63744, 2, 5, 2e-6, 3.05e-6, {crosses_aurora, GROUP_PAIRS(83, 83), GROUP_PAIRS(83, 83) * 50e9}},
    {"jupiter", 23536, 2, 5, 1e-6, 1.45e-6, {crosses_jupiter, GROUP_PAIRS(12, 13), GROUP_PAIRS(12, 13) * 800e9}},
};
enum { MACHINES = sizeof machines / sizeof machines[0] };

static bool equals(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fabs(b);
}

/* From the first host to others, at most this many of them. */
enum { ASKED_HOSTS = 8192 };

static bool has_distances(const struct machine *machine)
{
    uint32_t count = platform_host_count(), step = count / ASKED_HOSTS + 1, fewest = UINT32_MAX, most = 0;
    double near = INFINITY, far = 0;
    struct error err = {0};
    for (uint32_t i = 1; i < count; i += i < 100 ? 1 : step) {
        struct route_cost cost;
        if (!platform_route_cost(0, i, &cost, &err)) {
            fprintf(stderr, "%s\n", err.text);
            return false;
        }
        uint32_t links = platform_route_links(0, i);
        fewest = links < fewest ? links : fewest;
        most = links > most ? links : most;
        near = fmin(near, cost.fixed);
        far = fmax(far, cost.fixed);
    }
    bool ok = fewest == machine->near_links && most == machine->far_links && equals(near, machine->near) &&
              equals(far, machine->far);
    if (!ok)
        fprintf(stderr, "%s: %u to %u links, %.9g to %.9g s\n", machine->name, fewest, most, near, far);
    return ok;
}

static bool has_cut(const struct machine *machine)
{
    if (machine->cut.crosses == NULL)
        return true;
    size_t links = 0;
    double bandwidth = 0;
    sg_link_t *list = sg_link_list();
    for (size_t i = 0; i < sg_link_count(); i++)
        if (machine->cut.crosses(sg_link_get_name(list[i]))) {
            links++;
            bandwidth += sg_link_get_bandwidth(list[i]);
        }
    free(list);
    bool ok = links == machine->cut.links && equals(bandwidth, machine->cut.bandwidth);
    if (!ok)
        fprintf(stderr, "%s: %zu links of %.6g B/s cross the middle\n", machine->name, links, bandwidth);
    return ok;
}

/* "idle:busy" in watts, off, and the bandwidth of the memory, of every host. */
static bool has_properties(const struct machine *machine)
{
    uint32_t count = platform_host_count();
    for (uint32_t i = 0; i < count; i += count / 64 + 1) {
        sg_host_t host = platform_host(i);
        const char *watts = sg_host_get_property_value(host, "wattage_per_state");
        const char *off = sg_host_get_property_value(host, "wattage_off");
        const char *memory = sg_host_get_property_value(host, "memory_bandwidth");
        double idle, busy, bandwidth;
        if (watts == NULL || sscanf(watts, "%lf:%lf", &idle, &busy) != 2 || idle <= 0 || busy <= idle || off == NULL ||
            memory == NULL || !quantity_parse(memory, QUANTITY_BANDWIDTH, &bandwidth, NULL)) {
            fprintf(stderr, "%s: %s has not its properties\n", machine->name, platform_host_name(i));
            return false;
        }
    }
    return true;
}

static bool is_as_said(const void *context)
{
    const struct machine *machine = context;
    char path[512];
    struct error err = {0};
    if (!platform_find(machine->name, NULL, path, sizeof path, &err) || !platform_load(path, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%s: %u hosts, loads in %.2f s, %ld MB\n", machine->name, platform_host_count(),
           (double)usage.ru_utime.tv_sec + 1e-6 * (double)usage.ru_utime.tv_usec, usage.ru_maxrss / 1024);
    bool ok = platform_host_count() == machine->hosts;
    ok = has_distances(machine) && ok;
    ok = has_cut(machine) && ok;
    return has_properties(machine) && ok;
}

static void machines_have_the_hosts_hops_latencies_and_cuts_that_are_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < MACHINES; i++)
        if (!in_child(is_as_said, &machines[i]))
            fail_msg("%s is not as said", machines[i].name);
}

static void every_machine_is_among_those_tested(void **state)
{
    (void)state;
    char name[128];
    size_t count = 0;
    for (; platform_name_at(count, name, sizeof name) != NULL; count++) {
        bool found = false;
        for (size_t i = 0; i < MACHINES; i++)
            found = found || strcmp(machines[i].name, name) == 0;
        if (!found)
            fail_msg("%s is in no row of this test", name);
    }
    assert_int_equal(count, MACHINES);
}

/* Three levels without blocking: as many links up from each level as there are nodes, all as fast. */
static bool is_a_full_fat_tree(const void *path)
{
    enum { NODES = 4608, LEVELS = 3, DIRECTIONS = 2 };
    struct error err = {0};
    if (!platform_load(path, &err))
        return false;
    size_t count = 0;
    sg_link_t *list = sg_link_list();
    for (size_t i = 0; i < sg_link_count(); i++)
        count += equals(sg_link_get_bandwidth(list[i]), 23e9);
    free(list);
    printf("summit: %zu links of 23 GB/s\n", count);
    return count == (size_t)NODES * LEVELS * DIRECTIONS;
}

static void summit_is_a_fat_tree_without_blocking(void **state)
{
    (void)state;
    assert_true(in_child(is_a_full_fat_tree, SOURCE_DIR "/platforms/summit.xml"));
}

/* Its whole speed is the sum of Rmax that its source gives, to 2 %. */
static bool has_the_speed_of_the_list(const void *context)
{
    const struct machine *machine = context;
    static const struct {
        const char *name;
        double rmax; /* flop/s */
        double part; /* of the hosts that made that run */
    } lists[] = {
        {"el-capitan", 1.742e18, 43808.0 / 44544},
        {"frontier", 1.353e18, 38416.0 / 39424},
        {"aurora", 1.012e18, 1},
        {"jupiter", 1.000e18, 1},
        {"fugaku", 442.01e15, 1},
        {"summit", 148.6e15, 1},
    };
    char path[512];
    struct error err = {0};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (strcmp(lists[i].name, machine->name) != 0)
            continue;
        if (!platform_find(machine->name, NULL, path, sizeof path, &err) || !platform_load(path, &err))
            return false;
        double speed = platform_host_speed(0) * platform_host_cores(0) * platform_host_count();
        return fabs(speed * lists[i].part / lists[i].rmax - 1) < 0.02;
    }
    return true;
}

static void the_large_machines_have_the_speed_of_their_list(void **state)
{
    (void)state;
    for (size_t i = 0; i < MACHINES; i++)
        if (!in_child(has_the_speed_of_the_list, &machines[i]))
            fail_msg("%s has not the speed of its list", machines[i].name);
}

/* ---- calibration ---- */

static bool has_command(const char *name)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s > /dev/null", name);
    return system(command) == 0;
}

static void assert_published(const char *name)
{
    static struct calibration calibration;
    double published[CALIBRATION_TESTS];
    char path[512];
    struct error err = {0};
    if (!platform_find(name, NULL, path, sizeof path, &err) || !calibration_published(path, published, &err) ||
        !calibrate(path, &calibration, &err))
        fail_msg("%s: %s: %s", name, err.file, err.text);
    for (enum calibration_test test = 0; test < CALIBRATION_TESTS; test++) {
        double simulated = calibration_figure(&calibration.curves[CALIBRATION_NEAR][test], test);
        if (!isnan(published[test]) && !calibration_agrees(simulated, published[test]))
            fail_msg("%s: %s is %g, published %g", name, calibration_test_name(test), simulated, published[test]);
    }
    double one_way =
        calibration_figure(&calibration.curves[CALIBRATION_FAR][CALIBRATION_BANDWIDTH], CALIBRATION_BANDWIDTH);
    assert_true(one_way > 0);
}

static void mpi_programs_get_what_was_published(void **state)
{
    (void)state;
    static const char *const names[] = {"raspberry-pi-4", "azure-d4s-v5", "azure-d96s-v5", "azure-hbv3",
                                        "jean-zay",       "fugaku-rack",  "summit",        "jupiter"};
    if (!has_command("smpicc"))
        skip();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_published(names[i]);
}

/* The published half round trips of MPI over gigabit Ethernet, from 256 B on as well. */
static void the_raspberry_pi_follows_the_curve_of_its_source(void **state)
{
    (void)state;
    static const struct {
        double bytes, us;
    } published[] = {{0, 26.32}, {64, 25.38}, {256, 29.07}, {512, 34.92}, {1024, 49.15}, {2048, 71.83}};
    static struct calibration calibration;
    struct error err = {0};
    if (!has_command("smpicc"))
        skip();
    if (!calibrate(SOURCE_DIR "/platforms/raspberry-pi-4.xml", &calibration, &err))
        fail_msg("%s", err.text);
    const struct calibration_curve *curve = &calibration.curves[CALIBRATION_NEAR][CALIBRATION_LATENCY];
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        bool found = false;
        for (size_t j = 0; j < curve->count; j++)
            if (curve->bytes[j] == published[i].bytes) {
                found = true;
                assert_true(calibration_agrees(curve->value[j], published[i].us * 1e-6));
            }
        assert_true(found);
    }
}

static void a_calibration_is_written_with_a_row_for_each_size(void **state)
{
    (void)state;
    static struct calibration calibration = {.from = "a", .to = {"b", "c"}, .links = {2, 3}};
    const double published[CALIBRATION_TESTS] = {1e-6, NAN, NAN};
    calibration.curves[CALIBRATION_NEAR][CALIBRATION_LATENCY] =
        (struct calibration_curve){2, {0, 8}, {1.05e-6, 1.06e-6}};
    calibration.curves[CALIBRATION_FAR][CALIBRATION_BANDWIDTH] = (struct calibration_curve){1, {1024}, {5e9}};
    struct error err = {0};
    assert_true(calibration_write(&calibration, published, "machines-calibration.csv", &err));
    static const char *const expected[][8] = {
        {"near", "latency", "a", "b", "2", "0", "1.05e-06", "1e-06"},
        {"near", "latency", "a", "b", "2", "8", "1.06e-06", "1e-06"},
        {"far", "bandwidth", "a", "c", "3", "1024", "5000000000", ""},
    };
    struct csv_reader *reader;
    assert_true(csv_open("machines-calibration.csv", &reader, &err));
    for (size_t row = 0; row < 3; row++) {
        assert_int_equal(csv_next(reader, &err), CSV_ROW);
        for (size_t column = 0; column < 8; column++)
            assert_string_equal(csv_field(reader, column), expected[row][column]);
    }
    assert_int_equal(csv_next(reader, &err), CSV_END);
    csv_close(reader);
    unlink("machines-calibration.csv");
}

static void the_figure_of_a_curve_is_its_small_message_or_its_peak(void **state)
{
    (void)state;
    const struct calibration_curve curve = {3, {0, 8, 64}, {1, 3, 2}}, empty = {0};
    assert_true(calibration_figure(&curve, CALIBRATION_LATENCY) == 3);
    assert_true(calibration_figure(&curve, CALIBRATION_BANDWIDTH) == 3);
    assert_true(isnan(calibration_figure(&empty, CALIBRATION_LATENCY)));
    assert_true(calibration_agrees(1.099, 1) && calibration_agrees(0.901, 1));
    assert_false(calibration_agrees(1.101, 1) || calibration_agrees(0.899, 1) || calibration_agrees(NAN, 1));
}

static void a_missing_compiler_is_an_error(void **state)
{
    (void)state;
    static struct calibration calibration;
    char *before = strdup(getenv("PATH") != NULL ? getenv("PATH") : "");
    struct error err = {0};
    setenv("PATH", "/proc/no-programs-here", 1);
    bool ok = calibrate(SOURCE_DIR "/platforms/raspberry-pi-4.xml", &calibration, &err);
    setenv("PATH", before, 1);
    free(before);
    assert_false(ok);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "smpicc is not installed"));
}

static void a_platform_without_a_second_host_is_an_error(void **state)
{
    (void)state;
    static struct calibration calibration;
    struct error err = {0};
    if (!has_command("smpicc"))
        skip();
    assert_false(calibrate(DATA "no-route.xml", &calibration, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "two hosts or more with a route"));
}

static void a_published_figure_that_is_no_quantity_is_an_error(void **state)
{
    (void)state;
    double published[CALIBRATION_TESTS];
    struct error err = {0};
    assert_false(calibration_published(DATA "good-published-wrong.xml", published, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "<prop id=\"published_latency\" value=\"fast\">: expected a latency"));
    err = (struct error){0};
    assert_true(calibration_published(DATA "good.xml", published, &err));
    for (enum calibration_test test = 0; test < CALIBRATION_TESTS; test++)
        assert_true(isnan(published[test]));
}

int main(void)
{
    setenv("ONDE_DATA", SOURCE_DIR, 0);
    char cache[] = "/tmp/onde-test-cache-XXXXXX";
    if (mkdtemp(cache) == NULL)
        return 1;
    setenv("XDG_CACHE_HOME", cache, 1); /* never the user's own */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_machine_is_among_those_tested),
        cmocka_unit_test(machines_have_the_hosts_hops_latencies_and_cuts_that_are_said),
        cmocka_unit_test(summit_is_a_fat_tree_without_blocking),
        cmocka_unit_test(the_large_machines_have_the_speed_of_their_list),
        cmocka_unit_test(mpi_programs_get_what_was_published),
        cmocka_unit_test(the_raspberry_pi_follows_the_curve_of_its_source),
        cmocka_unit_test(a_calibration_is_written_with_a_row_for_each_size),
        cmocka_unit_test(the_figure_of_a_curve_is_its_small_message_or_its_peak),
        cmocka_unit_test(a_missing_compiler_is_an_error),
        cmocka_unit_test(a_platform_without_a_second_host_is_an_error),
        cmocka_unit_test(a_published_figure_that_is_no_quantity_is_an_error),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", cache);
    return system(command) == 0 ? failed : 1;
}
