/* test_profile.c: availability profiles, right and wrong, in traces and in files of their own. */
#include "platform/platform.h"
#include "platform/profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DATA            SOURCE_DIR "/tests/data/platforms/"
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static void assert_text(const struct error *err, const char *text)
{
    if (err->kind != ERROR_INPUT || strstr(err->text, text) == NULL)
        fail_msg("%s:%d: \"%s\"; expected \"%s\"", err->file, err->line, err->text, text);
}

/* ---- the text of a profile ---- */

static void a_profile_tells_how_often_it_comes_back(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double period;
        uint32_t returns;
    } cases[] = {
        {"1 0\n2 1\n", 0, 1},
        {"1 0\n2 1\n3 0\n", 0, 1},
        {"1 0\n1.5 0\n2 1\n3 0\n4 0.5", 0, 2},
        {"1 1\n", 0, 0},
        {"1 0\n", 0, 0},
        {"1 0\n2 1\n", 5, UINT32_MAX},
        {"1 0\n", 5, 0},
        {"PERIODICITY 5\n1 0\n2 1\n", 0, UINT32_MAX},
        {"1 0\r\n\r\n# nothing\n% nothing\n  2\t1  \r\nLOOPAFTER 0\n", -1, UINT32_MAX},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct profile profile;
        struct error err = {0};
        if (!profile_parse(cases[i].text, cases[i].period, &profile, &err))
            fail_msg("%zu: %d: %s", i, err.line, err.text);
        if (profile.returns != cases[i].returns)
            fail_msg("%zu: %u", i, profile.returns);
    }
}

static void a_wrong_line_of_a_profile_is_an_error_with_its_number(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int line;
        const char *words;
    } cases[] = {
        {"1 0\n2\n", 2, "\"2\": expected a date in seconds and a value"},
        {"1 0 2\n", 1, "\"1 0 2\": expected a date"},
        {"# a\n\nx 0\n", 3, "\"x 0\": expected a date"},
        {"1 nan\n", 1, "expected a date"},
        {"inf 1\n", 1, "expected a date"},
        {"1s 1\n", 1, "expected a date"},
        {"-1 1\n", 1, "expected dates of 0 or more"},
        {"2 1\n1 1\n", 2, "in their order"},
        {"PERIODICITY\n1 1\n", 1, "expected PERIODICITY and seconds"},
        {"PERIODICITY 0\n1 1\n", 1, "more than 0"},
        {"1 1\nLOOPAFTER -1\n", 2, "expected LOOPAFTER and seconds"},
        {"LOOPAFTER 1 2\n", 1, "expected LOOPAFTER and seconds"},
        {"STOCHASTIC LOOP\nEXP 3 DET 1\n", 1, "whatever the seed"},
        {"UNIF 1 2 1\n", 1, "whatever the seed"},
        {"", 0, "without a date"},
        {"PERIODICITY 5\n", 0, "without a date"},
        {"PERIODICITY 5\nLOOPAFTER 5\n1 1\n", 0, "not by both"},
        {"PERIODICITY 5\n1 1\n6 0\n", 0, "shorter than the profile, which ends at 6 s"},
        {"LOOPAFTER 0\n0 1\n", 0, "SimGrid hangs"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct profile profile;
        struct error err = {0};
        if (profile_parse(cases[i].text, 0, &profile, &err))
            fail_msg("%s is taken for right", cases[i].text);
        assert_text(&err, cases[i].words);
        assert_int_equal(err.line, cases[i].line);
    }
    char longest[512];
    struct profile profile;
    struct error err = {0};
    memset(longest, '1', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_false(profile_parse(longest, 0, &profile, &err));
    assert_text(&err, "longer than any");
}

/* ---- in a platform ---- */

static const char before[] = "<?xml version=\"1.0\"?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
                             "<platform version=\"4.1\">";
static const char after[] = "<zone id=\"z\" routing=\"Full\"><host id=\"alice\" speed=\"1Gf\"/>"
                            "<host id=\"bob\" speed=\"1Gf\"/><link id=\"wire\" bandwidth=\"1MBps\"/>"
                            "<route src=\"alice\" dst=\"bob\"><link_ctn id=\"wire\"/></route></zone>";

/* Traces before the zone, connections after it. */
static bool check(const char *traces, const char *connections, struct error *err)
{
    char text[4096];
    int length = snprintf(text, sizeof text, "%s%s%s%s</platform>\n", before, traces, after, connections);
    assert_in_range(length, 1, sizeof text - 1);
    return platform_check_buffer("folder/platform.xml", text, (size_t)length, err);
}

#define TRACE(id, text)            "<trace id=\"" id "\" periodicity=\"0\">" text "</trace>"
#define CONNECT(id, kind, element) "<trace_connect trace=\"" id "\" kind=\"" kind "\" element=\"" element "\"/>"

static void a_wrong_trace_is_an_error_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *traces, *connections;
        int line;
        const char *words;
    } cases[] = {
        {"\n\n<trace id=\"t\" periodicity=\"0\">1 0\n2 1\n1 1\n</trace>", "", 7, "<trace>: \"1 1\": expected dates"},
        {"\n<trace id=\"t\" periodicity=\"0\"/>", "", 4, "<trace>: a profile without a date"},
        {"\n<trace id=\"t\" periodicity=\"often\">1 1</trace>", "", 4,
         "<trace periodicity=\"often\">: expected seconds"},
        {TRACE("t", "1 1") "\n" TRACE("t", "1 1"), "", 4, "there is a trace \"t\" already"},
        {TRACE("t", "1 -1"), "\n" CONNECT("t", "SPEED", "bob"), 4, "the value -1 on line 1 of the profile"},
        {TRACE("t", "0 0\n1 1"), CONNECT("t", "HOST_AVAIL", "bob"), 4, "off at date 0"},
        {TRACE("t", "1 1"), CONNECT("t", "LINK_AVAIL", "wire"), 3, "state_file of the <link>"},
        {TRACE("t", "1 1"), CONNECT("t", "BANDWIDTH", "wire"), 3, "bandwidth_file of the <link>"},
        {TRACE("t", "1 1"), CONNECT("t", "LATENCY", "wire"), 3, "latency_file of the <link>"},
        {TRACE("t", "1 1"), CONNECT("t", "SPEED", "bobb"), 3, "did you mean \"bob\"?"},
        {TRACE("t", "1 1"), CONNECT("t", "SPEED", "bob") "\n" CONNECT("t", "SPEED", "alice"), 4,
         "passes over the second connection"},
        {TRACE("t", "1 1") TRACE("u", "1 1"), CONNECT("t", "SPEED", "bob") "\n" CONNECT("u", "SPEED", "bob"), 4,
         "\"bob\" has a profile of its speed already"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        if (check(cases[i].traces, cases[i].connections, &err))
            fail_msg("%zu is taken for right", i);
        assert_text(&err, cases[i].words);
        assert_string_equal(err.file, "folder/platform.xml");
        assert_int_equal(err.line, cases[i].line);
    }
    struct error err = {0};
    assert_true(check(TRACE("t", "1 0<!-- one -->\n2 1") TRACE("u", "1 1"),
                      CONNECT("t", "HOST_AVAIL", "bob") CONNECT("u", "SPEED", "bob"), &err));
}

/* ---- in files ---- */

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/onde-profile-%d", (int)getpid());
    char other[96];
    snprintf(other, sizeof other, "%s/elsewhere", folder);
    return mkdir(folder, 0700) != 0 || mkdir(other, 0700) != 0;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"platform.xml", "profile", "same", "elsewhere/profile"};
    char path[128];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/elsewhere", folder);
    rmdir(path);
    return rmdir(folder);
}

static void write_file(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* A platform whose host and link have these attributes, checked in its folder. */
static bool check_files(const char *host, const char *link, struct error *err)
{
    char text[2048], path[128];
    snprintf(
        text, sizeof text,
        "%s\n<zone id=\"z\" routing=\"Full\">\n<host id=\"alice\" speed=\"1Gf\" %s/><host id=\"bob\" speed=\"1Gf\"/>\n"
        "<link id=\"wire\" bandwidth=\"1MBps\" latency=\"1ms\" %s/></zone></platform>\n",
        before, host, link);
    write_file("platform.xml", text);
    snprintf(path, sizeof path, "%s/platform.xml", folder);
    return platform_check(path, err);
}

static void a_wrong_profile_file_is_an_error_with_its_own_line(void **state)
{
    (void)state;
    struct error err = {0};
    write_file("profile", "1 0\n2 1 then\n");
    assert_false(check_files("state_file=\"profile\"", "", &err));
    assert_text(&err, "\"2 1 then\": expected a date");
    assert_non_null(strstr(err.file, "/profile"));
    assert_int_equal(err.line, 2);
}

static void a_profile_file_that_cannot_serve_is_an_error_of_its_element(void **state)
{
    (void)state;
    static const struct {
        const char *profile, *host, *link;
        int line;
        const char *words;
    } cases[] = {
        {"1 1\n", "speed_file=\"none\"", "", 5, "<host speed_file=\"none\">: this profile cannot be read"},
        {"1 1\n", "speed_file=\".\"", "", 5, "is not a file"},
        {"1 1\n", "speed_file=\"/dev/zero\"", "", 5, "is not a file"},
        {"0 0\n", "state_file=\"profile\"", "", 5, "off at date 0"},
        {"1 1\n", "state_file=\"profile\"", "state_file=\"profile\"", 6, "write \"./profile\" here"},
        {"1 1\n", "", "state_file=\"profile\" sharing_policy=\"SPLITDUPLEX\"", 6, "write two links"},
        {"1 5\n2 0\n", "", "bandwidth_file=\"profile\"", 6, "the value 0 on line 2 of the profile: expected bytes"},
        {"1 -1\n", "", "latency_file=\"profile\"", 6, "the value -1 on line 1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        write_file("profile", cases[i].profile);
        if (check_files(cases[i].host, cases[i].link, &err))
            fail_msg("%zu is taken for right", i);
        assert_text(&err, cases[i].words);
        assert_int_equal(err.line, cases[i].line);
    }
    struct error err = {0};
    write_file("profile", "1 1\n");
    assert_true(check_files("state_file=\"profile\"", "state_file=\"./profile\"", &err));
}

/* SimGrid looks in the working folder first. */
static void a_profile_that_depends_on_the_working_folder_is_an_error(void **state)
{
    (void)state;
    char here[512], other[96];
    struct error err = {0};
    snprintf(other, sizeof other, "%s/elsewhere", folder);
    assert_non_null(getcwd(here, sizeof here));
    write_file("profile", "1 1\n");
    write_file("elsewhere/profile", "1 0\n");
    assert_int_equal(chdir(other), 0);
    bool right = check_files("state_file=\"profile\"", "", &err);
    assert_int_equal(chdir(folder), 0);
    struct error none = {0};
    bool right_here = check_files("state_file=\"profile\"", "", &none);
    assert_int_equal(chdir(here), 0);
    assert_false(right);
    assert_text(&err, "of the working folder");
    assert_true(right_here);
}

/* ---- loaded ---- */

static bool has_profiles(void)
{
    static const struct {
        enum profile_kind kind;
        const char *element;
        uint32_t returns;
    } expected[] = {
        {PROFILE_HOST_SPEED, "bob", UINT32_MAX},   {PROFILE_LINK_STATE, "wire", UINT32_MAX},
        {PROFILE_LINK_LATENCY, "wire", 1},         {PROFILE_LINK_BANDWIDTH, "split", 0},
        {PROFILE_HOST_SPEED, "alice", UINT32_MAX}, {PROFILE_HOST_STATE, "bob", 1},
        {PROFILE_HOST_STATE, "carol", UINT32_MAX},
    };
    struct error err = {0};
    size_t count;
    if (!platform_load(DATA "good-profiles.xml", &err))
        return false;
    const struct platform_profile *profiles = platform_profiles(&count);
    bool right = count == COUNT_OF(expected);
    for (size_t i = 0; right && i < count; i++)
        right = profiles[i].kind == expected[i].kind && strcmp(profiles[i].element, expected[i].element) == 0 &&
                (profiles[i].returns == expected[i].returns || expected[i].kind == PROFILE_LINK_LATENCY);
    /* Where nobody computes speeds do not matter. */
    struct error of_speed = {0};
    return right && !platform_check_profiles("latency", false, &err) &&
           strstr(err.text, "state of the link \"wire\"") != NULL &&
           !platform_check_profiles("latency", true, &of_speed) &&
           strstr(of_speed.text, "speed of the host \"bob\"") != NULL;
}

static void simgrid_takes_what_is_right_and_the_profiles_are_known(void **state)
{
    (void)state;
    static const char *const files[] = {DATA "good-profiles.xml", DATA "good-traces.xml"};
    struct error err = {0};
    for (size_t i = 0; i < COUNT_OF(files); i++)
        if (!platform_check(files[i], &err) || !platform_probe(files[i], &err))
            fail_msg("%s:%d: %s", err.file, err.line, err.text);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(has_profiles() ? 0 : 1);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* ---- links by name ---- */

static bool knows_links(void)
{
    struct error err = {0};
    uint32_t alice, bob, carol;
    if (!platform_load(DATA "good-profiles.xml", &err) || !platform_host_index("alice", &alice) ||
        !platform_host_index("bob", &bob) || !platform_host_index("carol", &carol))
        return false;
    return platform_link_exists("wire") && platform_link_exists("split") && platform_link_exists("split_UP") &&
           !platform_link_exists("spli") && !platform_link_exists("split_") && !platform_link_exists("") &&
           strcmp(platform_nearest_link("wires"), "wire") == 0 && platform_nearest_link("quite-another") == NULL &&
           platform_route_uses(alice, bob, "wire") && platform_route_uses(bob, alice, "wire") &&
           !platform_route_uses(alice, bob, "split") && platform_route_uses(bob, carol, "split") &&
           platform_route_uses(bob, carol, "split_UP") && !platform_route_uses(bob, carol, "split_DOWN") &&
           platform_route_uses(carol, bob, "split") && !platform_route_uses(bob, carol, "wire");
}

static void a_link_is_known_by_its_name_and_so_are_the_routes_that_pass_by_it(void **state)
{
    (void)state;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(knows_links() ? 0 : 1);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_tells_how_often_it_comes_back),
        cmocka_unit_test(a_wrong_line_of_a_profile_is_an_error_with_its_number),
        cmocka_unit_test(a_wrong_trace_is_an_error_with_its_line),
        cmocka_unit_test(a_wrong_profile_file_is_an_error_with_its_own_line),
        cmocka_unit_test(a_profile_file_that_cannot_serve_is_an_error_of_its_element),
        cmocka_unit_test(a_profile_that_depends_on_the_working_folder_is_an_error),
        cmocka_unit_test(simgrid_takes_what_is_right_and_the_profiles_are_known),
        cmocka_unit_test(a_link_is_known_by_its_name_and_so_are_the_routes_that_pass_by_it),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
