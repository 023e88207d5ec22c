/* scenario_world.h: what the tests of the scenario reader share: algorithms of their own ("probe", which has parameters,
 * messages, timers and variables; "lone", which has none and is centralised; "ruled", which is of guarded rules; "beating",
 * which never falls silent), small texts, and loading from memory. */
#ifndef ONDE_TESTS_SCENARIO_WORLD_H
#define ONDE_TESTS_SCENARIO_WORLD_H

#include "scenario/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- the world of the tests ---- */

static const struct parameter probe_parameters[] = {
    {"period", "time", 15, 0, 3600, "between two heartbeats"},
    {"threshold", "count", 3, 1, 10, "heartbeats missed before a suspicion"},
    {NULL, NULL, 0, 0, 0, NULL},
};
static const struct message_kind probe_messages[] = {{.name = "token"}, {.name = "answer"}, {0}};
static const struct timer_kind probe_timers[] = {{.name = "beat"}, {0}};
static void any_range(const struct process *p, int64_t *minimum, int64_t *maximum)
{
    (void)p;
    *minimum = *maximum = 0;
}
static const struct variable probe_variables[] = {
    {.name = "colour", .maximum = 3}, {.name = "level", .range = any_range}, {0}};
static const struct algorithm probe = {.name = "probe",
                                       .parameters = probe_parameters,
                                       .messages = probe_messages,
                                       .timers = probe_timers,
                                       .variables = probe_variables};
static const struct rule ruled_rules[] = {{.name = "move"}, {0}};
static const struct algorithm ruled = {
    .name = "ruled", .rules = ruled_rules, .variables = probe_variables, .endless = true};
static const struct algorithm beating = {.name = "beating", .endless = true};
static const struct algorithm lone = {.name = "lone", .assumptions = {.one_initiator = true}};

static const struct algorithm *find_algorithm(const char *name, struct error *err)
{
    static const char *const names[] = {"probe", "lone", "ruled", "beating", NULL};
    if (strcmp(name, probe.name) == 0)
        return &probe;
    if (strcmp(name, lone.name) == 0)
        return &lone;
    if (strcmp(name, ruled.name) == 0)
        return &ruled;
    if (strcmp(name, beating.name) == 0)
        return &beating;
    const char *near = nearest_in_list(name, names);
    error_set(err, ERROR_INPUT, NULL, 0, "no algorithm \"%s\"; did you mean \"%s\"?", name, near != NULL ? near : "-");
    return NULL;
}

static inline bool find_platform(const char *name, const char *directory, char *path, size_t size, struct error *err)
{
    if (strcmp(name, "nowhere") == 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "no platform \"nowhere\"");
    return snprintf(path, size, "%s/platforms/%s.xml", directory, name) > 0;
}

static const char *figure_kind(size_t index)
{
    static const char *const kinds[] = {"complexity", "distribution", "timeline", NULL};
    return kinds[index];
}

/* There is one collective. */
static inline bool check_collective(const char *setting, struct error *err)
{
    if (strcmp(setting, "bcast=tree") == 0 || strcmp(setting, "bcast=star") == 0)
        return true;
    return error_set(err, ERROR_USAGE, NULL, 0, "no such collective: %s", setting);
}

static inline bool find_program(const char *name, const char *directory, char *path, size_t size, struct error *err)
{
    if (strcmp(name, "nothing") == 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "no such program; did you mean \"something\"?");
    return snprintf(path, size, "%s/%s.c", directory, name) > 0;
}

static const struct scenario_environment world = {
    .algorithm_find = find_algorithm,
    .platform_find = find_platform,
    .figure_kind_name = figure_kind,
    .most_runs = 10000,
    .most_values = 5000,
    .collective_check = check_collective,
    .program_find = find_program,
};

/* Reads a text as the file dir/test.xml; the caller releases. */
static inline struct scenario *load(const char *text, const char *const *sets, struct error *err)
{
    size_t count = 0;
    while (sets != NULL && sets[count] != NULL)
        count++;
    struct scenario *scenario;
    *err = (struct error){0};
    bool ok = scenario_read_memory(text, strlen(text), "dir/test.xml", sets, count, &world, &scenario, err);
    assert_int_equal(ok, scenario != NULL);
    assert_int_equal(ok, err->kind == ERROR_NONE);
    return scenario;
}

static inline struct scenario *must_load_with(const char *text, const char *const *sets)
{
    struct error err;
    struct scenario *scenario = load(text, sets, &err);
    if (scenario == NULL)
        fail_msg("%s:%d: %s", err.file, err.line, err.text);
    return scenario;
}

static inline struct scenario *must_load(const char *text)
{
    return must_load_with(text, NULL);
}

static inline void expect_error(const char *text, const char *const *sets, const char *expected)
{
    struct error err;
    char shown[2048];
    struct scenario *scenario = load(text, sets, &err);
    if (scenario != NULL)
        fail_msg("accepted, but expected: %s", expected);
    error_format(&err, shown, sizeof shown);
    assert_string_equal(shown, expected);
}

static inline void run_of(const struct scenario *scenario, uint32_t run, struct run_plan *plan)
{
    struct error err = {0};
    if (!scenario_run(scenario, run, plan, &err))
        fail_msg("run %u: %s", run, err.text);
    assert_int_equal(plan->run, run);
}

/* Texts, and what is said of each. */
struct refused {
    const char *text, *expected;
};

static inline void expect_refused(const struct refused *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_error(cases[i].text, NULL, cases[i].expected);
}
#define EXPECT_REFUSED(cases) expect_refused(cases, sizeof cases / sizeof cases[0])

/* One system whose inside is given, on line 4. */
#define SYSTEM(attributes, inside)                                                                                     \
    "<scenario name=\"s\">\n"                                                                                          \
    "<platform file=\"p\"/>\n"                                                                                         \
    "<system name=\"a\" " attributes ">\n" inside "\n"                                                                 \
    "</system></scenario>\n"
#define RING   "<algorithm name=\"probe\"/><topology kind=\"one-way-ring\"/>"
#define SIMPLE SYSTEM("processes=\"8\"", RING)

/* Inside <scenario>, after a complete system; on line 3. */
#define AFTER(inside)                                                                                                  \
    "<scenario name=\"s\"><platform file=\"p\"/>\n"                                                                    \
    "<system name=\"a\" processes=\"8\">" RING "</system>\n" inside "</scenario>"

/* On line 5 and further, in the system "a", which has 8 processes. */
#define WITH_FAULTS(faults) SYSTEM("processes=\"8\"", RING "<faults>\n" faults "</faults>")
/* The same, with an end. */
#define BUDGETED_WITH(faults) SYSTEM("processes=\"8\"", RING "<budget events=\"1000\"/><faults>\n" faults "</faults>")

#endif
