/* test_platform.c: platform files, right and wrong, and the cost of routes against SimGrid itself. SimGrid has one
 * engine a process: whatever loads a platform does so in a child. */
#include "platform/describe.h"
#include "platform/generate.h"
#include "platform/platform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <simgrid/actor.h>
#include <simgrid/comm.h>
#include <simgrid/engine.h>
#include <simgrid/mailbox.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
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

/* ---- the cost of a route is what SimGrid makes of a message ---- */

struct shipment {
    uint32_t from, to;
    size_t bytes;
    double end;
};

/* SimGrid hands its actors an argument vector only. */
static struct shipment shipment;

static void sender(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    sg_comm_wait(sg_mailbox_put_async(sg_mailbox_by_name("box"), &shipment, (long)shipment.bytes));
}

static void receiver(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    void *data;
    sg_comm_wait(sg_mailbox_get_async(sg_mailbox_by_name("box"), &data));
    shipment.end = simgrid_get_clock();
}

/* Sends one message between two actors of the platform that is loaded, from time 0, and compares. */
static bool ship(const void *context)
{
    shipment = *(const struct shipment *)context;
    struct route_cost cost;
    struct error err = {0};
    if (!platform_route_cost(shipment.from, shipment.to, &cost, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    char *arguments[] = {"actor", NULL};
    sg_actor_t actor = sg_actor_init("receiver", platform_host(shipment.to));
    sg_actor_start(actor, receiver, 1, arguments);
    actor = sg_actor_init("sender", platform_host(shipment.from));
    sg_actor_start(actor, sender, 1, arguments);
    simgrid_run();
    double expected = cost.fixed + cost.per_byte * (double)shipment.bytes;
    bool equal = fabs(shipment.end - expected) <= 1e-9 * expected;
    if (!equal)
        fprintf(stderr, "%s to %s, %zu B: SimGrid %.17g, platform_route_cost %.17g\n",
                platform_host_name(shipment.from), platform_host_name(shipment.to), shipment.bytes, shipment.end,
                expected);
    return equal;
}

static bool ship_everywhere(const void *path)
{
    static const size_t sizes[] = {0, 1, 64, 1000, 1000000};
    struct error err = {0};
    if (!platform_load(path, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    uint32_t last = platform_host_count() - 1;
    const uint32_t pairs[][2] = {{0, last}, {last, 0}, {0, last / 2}, {last / 2, 1}, {0, 1}, {0, 0}, {last, last}};
    bool ok = true;
    for (size_t pair = 0; pair < sizeof pairs / sizeof pairs[0]; pair++)
        for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++) {
            struct shipment one = {pairs[pair][0], pairs[pair][1], sizes[size], 0};
            ok = in_child(ship, &one) && ok;
        }
    return ok;
}

static void assert_costs_equal(const char *path)
{
    struct error err = {0};
    if (!platform_check(path, &err) || !platform_probe(path, &err))
        fail_msg("%s:%d: %s", err.file, err.line, err.text);
    if (!in_child(ship_everywhere, path))
        fail_msg("%s: not what SimGrid does", path);
}

static void every_platform_costs_what_simgrid_makes_of_a_message(void **state)
{
    (void)state;
    char name[128], path[512];
    int count = 0;
    for (size_t i = 0; platform_name_at(i, name, sizeof name) != NULL; i++, count++) {
        struct error err = {0};
        if (!platform_find(name, NULL, path, sizeof path, &err))
            fail_msg("%s", err.text);
        assert_costs_equal(path);
    }
    assert_true(count >= 14);
}

static void every_kind_of_route_costs_what_simgrid_makes_of_a_message(void **state)
{
    (void)state;
    static const char *const files[] = {
        "good",           "good-without-unit", "good-cluster",    "good-shared-cluster", "good-torus", "good-fat-tree",
        "good-dragonfly", "good-far-away",     "good-shared-air", "good-vivaldi",        "good-cm02",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[512];
        snprintf(path, sizeof path, DATA "%s.xml", files[i]);
        assert_costs_equal(path);
    }
}

/* ---- wrong files ---- */

static const struct wrong {
    const char *file;
    int line;
    const char *text;
} wrong[] = {
    {"actor", 10, "<actor> is not an element"},
    {"cluster-host-twice", 4, "there is a host \"n2\" already"},
    {"crashing-floyd", 4, "from \"alice\" to \"bob\""},
    {"direction-of-shared-link", 8, "only a SPLITDUPLEX link has directions"},
    {"dragonfly-limit", 4, "SimGrid crashes when there are more groups"},
    {"dragonfly-size", 4, "this dragonfly has 8 hosts, and the radical 7"},
    {"entity", 2, "entities) are refused"},
    {"falling-radical", 4, "goes down"},
    {"fat-tree", 4, "expected a fat tree"},
    {"gateway-elsewhere", 12, "not in the zone \"a\""},
    {"hanging-dijkstra", 4, "from \"alice\" to \"bob\""},
    {"host-in-other-zone", 12, "not directly in the zone of the route"},
    {"host-twice", 6, "there is a host \"alice\" already"},
    {"huge-radical", 4, "more than 2000000 hosts"},
    {"infinite-speed", 5, "<host speed=\"infGf\">: expected a speed"},
    {"link-twice", 8, "there is a link \"wire\" already"},
    {"links-before-zones", 6, "<zone> cannot stand here"},
    {"missing-attribute", 7, "<link> has no attribute \"bandwidth\""},
    {"missing-state-file", 5, "not-there.txt"},
    {"negative-bandwidth", 7, "<link bandwidth=\"-1GBps\">: expected a bandwidth above 0"},
    {"negative-latency", 7, "<link latency=\"-1us\">: expected a latency"},
    {"no-cores", 5, "<host core=\"0\">: expected a whole number from 1"},
    {"no-direction-of-split-link", 8, "expected direction"},
    {"no-doctype", 2, "DOCTYPE"},
    {"no-routing", 4, "<zone> has no attribute \"routing\""},
    {"not-closed", 9, "Opening and ending tag mismatch"},
    {"old-version", 3, "expected one of 4, 4.0, 4.1"},
    {"radical", 4, "such as \"0-15,20\""},
    {"route-twice", 9, "there is a route between them already"},
    {"route-without-links", 8, "a route without links"},
    {"scenario", 2, "its root is <scenario>"},
    {"torus-size", 4, "this torus has 8 hosts, and the radical 7"},
    {"undeclared-entity", 4, "Entity 'file' not defined"},
    {"unknown-attribute", 7, "did you mean \"bandwidth\"?"},
    {"unknown-element", 7, "<lnik> is not an element"},
    {"unknown-host", 8, "did you mean \"bob\"?"},
    {"unknown-link", 8, "did you mean \"wire\"?"},
    {"unknown-model", 4, "did you mean \"LV08\"?"},
    {"unknown-policy", 7, "did you mean \"FATPIPE\"?"},
    {"unknown-pstate", 5, "expected a whole number from 0 to 1"},
    {"unknown-routing", 4, "did you mean \"Dijkstra\"?"},
    {"unknown-trace", 10, "no trace of this name"},
    {"unknown-unit", 7, "<link bandwidth=\"1Go\">: expected a bandwidth"},
    {"wifi", 4, "use a SHARED link for the air"},
    {"wifi-link", 7, "use SHARED"},
};

static void every_wrong_file_is_an_error_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char path[512];
        struct error err = {0};
        snprintf(path, sizeof path, DATA "%s.xml", wrong[i].file);
        if (platform_check(path, &err))
            fail_msg("%s is taken for right", path);
        if (err.kind != ERROR_INPUT || strcmp(err.file, path) != 0 || err.line != wrong[i].line ||
            strstr(err.text, wrong[i].text) == NULL)
            fail_msg("%s:%d: %s", err.file, err.line, err.text);
    }
}

static void a_missing_file_is_an_error(void **state)
{
    (void)state;
    struct error err = {0};
    assert_false(platform_check(DATA "not-there.xml", &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "No such file"));
}

static void what_simgrid_alone_refuses_is_an_error_of_the_probe(void **state)
{
    (void)state;
    static const char *const expected[][2] = {
        {"unknown-option", "network/no-such-option"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        char path[512];
        struct error err = {0};
        snprintf(path, sizeof path, DATA "%s.xml", expected[i][0]);
        assert_true(platform_check(path, &err));
        assert_false(platform_probe(path, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_string_equal(err.file, path);
        assert_non_null(strstr(err.text, expected[i][1]));
    }
}

static bool has_no_route(const void *path)
{
    struct error err = {0};
    struct route_cost cost;
    return platform_load(path, &err) && !platform_route_cost(0, 1, &cost, &err) && err.kind == ERROR_INPUT &&
           strstr(err.text, "from host \"alice\" to host \"bob\"") != NULL;
}

static void a_missing_route_names_both_hosts(void **state)
{
    (void)state;
    struct error err = {0};
    assert_true(platform_check(DATA "no-route.xml", &err));
    assert_true(platform_probe(DATA "no-route.xml", &err));
    assert_true(in_child(has_no_route, DATA "no-route.xml"));
}

static bool refuses_smpi(const void *path)
{
    struct error err = {0};
    struct route_cost cost;
    return platform_load(path, &err) && !platform_route_cost(0, 1, &cost, &err) && strstr(err.text, "SMPI") != NULL;
}

static void the_cost_of_a_route_is_not_invented_for_another_network_model(void **state)
{
    (void)state;
    assert_true(in_child(refuses_smpi, DATA "smpi.xml"));
}

/* ---- names ---- */

static void a_platform_is_found_by_name_and_by_path(void **state)
{
    (void)state;
    char path[512];
    struct error err = {0};
    assert_true(platform_find("raspberry-pi-4", NULL, path, sizeof path, &err));
    assert_non_null(strstr(path, "/platforms/raspberry-pi-4.xml"));
    assert_true(platform_find("good.xml", DATA, path, sizeof path, &err));
    assert_string_equal(path, DATA "/good.xml");
    assert_false(platform_find("rasberry-pi-4", NULL, path, sizeof path, &err));
    assert_non_null(strstr(err.text, "did you mean \"raspberry-pi-4\"?"));
    err = (struct error){0};
    assert_false(platform_find("./not-there.xml", DATA, path, sizeof path, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
}

static bool finds_hosts(const void *path)
{
    struct error err = {0};
    uint32_t index;
    return platform_load(path, &err) && platform_host_count() == 24 && strcmp(platform_host_name(2), "n2") == 0 &&
           strcmp(platform_host_name(10), "n10") == 0 && platform_host_index("n23", &index) && index == 23 &&
           !platform_host_index("n24", &index) && strcmp(platform_nearest_host("n24"), "n2") == 0;
}

static void hosts_are_numbered_in_the_order_of_their_numbers(void **state)
{
    (void)state;
    assert_true(in_child(finds_hosts, DATA "good-torus.xml"));
}

/* ---- generated machines ---- */

static void every_generator_writes_a_right_platform(void **state)
{
    (void)state;
    const struct generator *generator;
    for (size_t i = 0; (generator = generator_at(i)) != NULL; i++) {
        char *text;
        size_t size;
        FILE *memory = open_memstream(&text, &size);
        assert_non_null(memory);
        generator->write(memory);
        assert_int_equal(fclose(memory), 0);
        struct error err = {0};
        if (!platform_check_buffer(generator->name, text, size, &err))
            fail_msg("%s:%d: %s", err.file, err.line, err.text);
        free(text);
    }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The links of a route: two for the interfaces, and one for each hop from switch to switch. */
static bool is_el_capitan(const void *path)
{
    enum { APUS = 44544, GROUP = 512, SWITCH = 16, INTERFACES = 2, MOST_HOPS = 3 };
    struct error err = {0};
    double start = seconds();
    if (!platform_load(path, &err) || platform_host_count() != APUS)
        return false;
    double took = seconds() - start;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("el-capitan loads in %.2f s, %ld MB\n", took, usage.ru_maxrss / 1024);
    bool ok = strcmp(platform_host_name(4 * 7 + 3), "node7-apu3") == 0;
    ok = platform_route_links(0, 3) == INTERFACES && ok;
    ok = platform_route_links(0, SWITCH) == INTERFACES + 1 && ok;
    uint32_t farthest = 0;
    for (uint32_t group = 0; group < APUS / GROUP; group++)
        for (uint32_t host = group * GROUP; host < (group + 1) * GROUP; host += SWITCH) {
            uint32_t links = platform_route_links(GROUP + 5, host);
            farthest = links > farthest ? links : farthest;
        }
    ok = farthest == INTERFACES + MOST_HOPS && ok;
    struct route_cost near, far;
    ok = platform_route_cost(0, 1, &near, &err) && fabs(near.fixed - 2e-6) < 1e-15 && ok;
    ok = platform_route_cost(0, 2 * GROUP + 9 * SWITCH, &far, &err) && fabs(far.fixed - 3.05e-6) < 1e-15 && ok;
    return ok;
}

static void el_capitan_is_a_dragonfly_of_three_hops(void **state)
{
    (void)state;
    char path[512];
    struct error err = {0};
    if (!platform_find("el-capitan", NULL, path, sizeof path, &err))
        fail_msg("%s", err.text);
    assert_true(generator_made(path));
    assert_true(in_child(is_el_capitan, path));
}

static void a_cache_that_cannot_be_written_is_an_error(void **state)
{
    (void)state;
    char *before = getenv("XDG_CACHE_HOME") != NULL ? strdup(getenv("XDG_CACHE_HOME")) : NULL;
    setenv("XDG_CACHE_HOME", "/proc/no-cache-here", 1);
    char path[512];
    struct error err = {0};
    assert_false(platform_find("el-capitan", NULL, path, sizeof path, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "XDG_CACHE_HOME"));
    if (before != NULL)
        setenv("XDG_CACHE_HOME", before, 1);
    else
        unsetenv("XDG_CACHE_HOME");
    free(before);
}

/* ---- descriptions ---- */

static bool describes(const void *path)
{
    char *text;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    struct error err = {0};
    bool ok = describe_platform(path, memory, &err);
    fclose(memory);
    static const char *const expected[] = {
        "pi1 to pi4",    "4 cores at 2.972 Gflop/s", "together 47.56 Gflop/s", "117.6 MB/s, 13 us",
        "26 us for 0 B", "source bandwidth"};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        if (strstr(text, expected[i]) == NULL) {
            fprintf(stderr, "no \"%s\" in:\n%s", expected[i], text);
            ok = false;
        }
    free(text);
    return ok;
}

static void a_description_tells_hosts_links_routes_and_sources(void **state)
{
    (void)state;
    assert_true(in_child(describes, SOURCE_DIR "/platforms/raspberry-pi-4.xml"));
    char title[128];
    describe_title(SOURCE_DIR "/platforms/raspberry-pi-4.xml", title, sizeof title);
    assert_non_null(strstr(title, "four Raspberry Pi"));
}

int main(void)
{
    setenv("ONDE_DATA", SOURCE_DIR, 0);
    char cache[] = "/tmp/onde-test-cache-XXXXXX";
    if (mkdtemp(cache) == NULL)
        return 1;
    setenv("XDG_CACHE_HOME", cache, 1); /* never the user's own */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_platform_costs_what_simgrid_makes_of_a_message),
        cmocka_unit_test(every_kind_of_route_costs_what_simgrid_makes_of_a_message),
        cmocka_unit_test(every_wrong_file_is_an_error_with_its_line),
        cmocka_unit_test(a_missing_file_is_an_error),
        cmocka_unit_test(what_simgrid_alone_refuses_is_an_error_of_the_probe),
        cmocka_unit_test(a_missing_route_names_both_hosts),
        cmocka_unit_test(the_cost_of_a_route_is_not_invented_for_another_network_model),
        cmocka_unit_test(a_platform_is_found_by_name_and_by_path),
        cmocka_unit_test(hosts_are_numbered_in_the_order_of_their_numbers),
        cmocka_unit_test(every_generator_writes_a_right_platform),
        cmocka_unit_test(el_capitan_is_a_dragonfly_of_three_hops),
        cmocka_unit_test(a_cache_that_cannot_be_written_is_an_error),
        cmocka_unit_test(a_description_tells_hosts_links_routes_and_sources),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", cache);
    return system(command) == 0 ? failed : 1;
}
