/* test_profiles.c: SimGrid's availability profiles on the network flow: links and hosts that go off and on, bandwidths and
 * latencies that change, at the dates of their profiles and with the effects worked out by hand; and latency refuses them by
 * name. SimGrid has one engine a process: each run has a process of its own. */
#include "engine/run.h"
#include "engine/system.h"
#include "platform/platform.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

enum { PATIENCE = 60, MOST_EVENTS = 256 }; /* seconds of a run that hangs; events that a run may leave */
static const double precision = 2e-6;      /* seconds: a message has a byte at least, and a byte takes 1 us */

/* ---- the world ---- */

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/onde-profiles-%d", (int)getpid());
    return mkdir(folder, 0700);
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const files[] = {"platform.xml", "h0", "h1", "h2", "h3", "wire", "back", "other"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
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

/* Two hosts, a link for each direction of 0.5 s and 1 MB/s, and a host that nothing reaches. Attributes are added to the
 * elements where they are given. */
struct world {
    const char *h0, *h1, *wire, *back;
};

static void make_platform(const struct world *world)
{
    char text[2048];
    snprintf(text, sizeof text,
             "<?xml version=\"1.0\"?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
             "<platform version=\"4.1\"><config><prop id=\"network/model\" value=\"CM02\"/>"
             "<prop id=\"network/crosstraffic\" value=\"0\"/></config>\n<zone id=\"z\" routing=\"Full\">\n"
             "<host id=\"h0\" speed=\"1Gf\" %s/>\n<host id=\"h1\" speed=\"1Gf\" %s/>\n<host id=\"h2\" speed=\"1Gf\"/>\n"
             "<link id=\"wire\" bandwidth=\"1MBps\" latency=\"500ms\" %s/>\n"
             "<link id=\"back\" bandwidth=\"1MBps\" latency=\"500ms\" %s/>\n"
             "<route src=\"h0\" dst=\"h1\" symmetrical=\"NO\"><link_ctn id=\"wire\"/></route>\n"
             "<route src=\"h1\" dst=\"h0\" symmetrical=\"NO\"><link_ctn id=\"back\"/></route>\n</zone></platform>\n",
             world->h0 != NULL ? world->h0 : "", world->h1 != NULL ? world->h1 : "",
             world->wire != NULL ? world->wire : "", world->back != NULL ? world->back : "");
    write_file("platform.xml", text);
}

/* What a run leaves: the events that a test wants, and the result or the error. */
struct seen {
    enum event_kind kind;
    uint32_t process;
    sim_time time;
    int64_t value;
    bool ends;
};
struct account {
    struct run_result result;
    struct error err;
    uint32_t count;
    struct seen events[MOST_EVENTS];
};
static struct account account;

static void take_event(const struct view *view, const struct event *event)
{
    (void)view;
    assert_in_range(account.count, 0, MOST_EVENTS - 1);
    account.events[account.count++] =
        (struct seen){event->kind, event->process, event->time, event->value, event->ends};
}

static void leave_verdict(const struct view *view, enum ending ending)
{
    (void)view;
    (void)ending;
}

static const struct specification watching = {
    .name = "watching",
    .events = 1u << EVENT_RECEIVE | 1u << EVENT_LOSS | 1u << EVENT_FAULT | 1u << EVENT_TIMEOUT,
    .event = take_event,
    .conclude = leave_verdict,
};
static const struct specification counting = {.name = "counting", .conclude = leave_verdict};

/* Runs on the platform of the world in a process of its own; `account` is brought back. */
static void run_with(const struct settings *settings, const struct specification *specification)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(PATIENCE);
        char path[128];
        const struct specification *const specifications[] = {specification, NULL};
        snprintf(path, sizeof path, "%s/platform.xml", folder);
        account = (struct account){0};
        if (platform_check(path, &account.err) && platform_load(path, &account.err))
            run_system(settings, &(struct run_options){.specifications = specifications}, &account.result,
                       &account.err);
        char *at = (char *)&account;
        for (size_t left = sizeof account; left > 0;) {
            ssize_t written = write(ends[1], at, left);
            if (written <= 0)
                _exit(1);
            at += written;
            left -= (size_t)written;
        }
        _exit(0);
    }
    close(ends[1]);
    account = (struct account){0};
    char *at = (char *)&account;
    size_t left = sizeof account;
    for (ssize_t got; left > 0 && (got = read(ends[0], at, left)) > 0; left -= (size_t)got)
        at += got;
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(left, 0);
}

static void run(const struct settings *settings)
{
    run_with(settings, &watching);
    if (account.err.kind != ERROR_NONE)
        fail_msg("%s", account.err.text);
}

/* The events of the run are exactly these, in any order at one date. */
static void assert_seen(const struct seen *expected, size_t count)
{
    for (uint32_t i = 0; i < account.count; i++) {
        const struct seen *event = &account.events[i];
        bool found = false;
        for (size_t j = 0; j < count; j++)
            found = found || (event->kind == expected[j].kind && event->process == expected[j].process &&
                              event->value == expected[j].value && event->ends == expected[j].ends &&
                              fabs(event->time - expected[j].time) < precision);
        if (!found)
            fail_msg("unexpected: event of kind %d at process %u at %.12g, value %ld", (int)event->kind, event->process,
                     event->time, (long)event->value);
    }
    assert_int_equal(account.count, count);
}

/* ---- an algorithm: process 0 sends to process 1 once a second; whoever is back after a crash sends to the other ---- */

enum { TICK = 0, WORD = 0, TICKS_PARAMETER = 0 };

struct ticker {
    uint32_t sent;
};

static void tick(struct process *p, void *state)
{
    struct ticker *ticker = state;
    process_send(p, 0, WORD, NULL);
    if (++ticker->sent < (uint32_t)process_parameter(p, TICKS_PARAMETER))
        process_set_timer(p, TICK, 1);
}

static void hear(struct process *p, void *state, const struct message *m)
{
    (void)p;
    (void)state;
    (void)m;
}

static void say_hello(struct process *p, void *state)
{
    (void)state;
    process_send(p, 0, WORD, NULL);
}

static const struct algorithm ticker = {
    .name = "ticker",
    .promises = {NULL},
    .messages = (const struct message_kind[]){{"word", 0, hear, NULL}, {0}},
    .timers = (const struct timer_kind[]){{"tick", tick}, {0}},
    .parameters = (const struct parameter[]){{"ticks", "count", 5, 1, 1e6, "messages of process 0"}, {0}},
    .state_bytes = sizeof(struct ticker),
    .start = tick,
    .recover = say_hello,
};

/* The bytes of a message take no time to speak of: 1 B at 1 MB/s. */
static struct settings ticking(uint32_t ticks)
{
    return (struct settings){
        .algorithm = &ticker,
        .parameters = {ticks},
        .processes = 2,
        .topology = {.kind = TOPOLOGY_KIND_PATH},
        .identity_order = IDENTITIES_INCREASING,
        .initiator_rule = INITIATORS_ONE,
        .header_bytes = 0,
        .fifo = true,
        .network = NETWORK_FLOW,
        .seed = 1,
    };
}

#define TIMEOUT_AT(when)                                                                                               \
    {                                                                                                                  \
        EVENT_TIMEOUT, 0, when, 0, false                                                                               \
    }
#define RECEIVED(who, when)                                                                                            \
    {                                                                                                                  \
        EVENT_RECEIVE, who, when, 0, false                                                                             \
    }
#define LOST(who, when)                                                                                                \
    {                                                                                                                  \
        EVENT_LOSS, who, when, PLATFORM_FAULT, false                                                                   \
    }
#define CRASHED(who, when)                                                                                             \
    {                                                                                                                  \
        EVENT_FAULT, who, when, PLATFORM_FAULT, false                                                                  \
    }
#define BACK(who, when)                                                                                                \
    {                                                                                                                  \
        EVENT_FAULT, who, when, PLATFORM_FAULT, true                                                                   \
    }

/* ---- links ---- */

static void a_link_that_is_off_loses_what_is_in_transit_and_what_is_sent(void **state)
{
    (void)state;
    make_platform(&(struct world){.wire = "state_file=\"wire\""});
    write_file("wire", "2.2 0\n3.8 1\n");
    struct settings settings = ticking(6);
    run(&settings);
    const struct seen expected[] = {
        RECEIVED(1, 0.5), TIMEOUT_AT(1), RECEIVED(1, 1.5), TIMEOUT_AT(2), LOST(1, 2.2),     TIMEOUT_AT(3),
        LOST(1, 3),       TIMEOUT_AT(4), RECEIVED(1, 4.5), TIMEOUT_AT(5), RECEIVED(1, 5.5),
    };
    assert_seen(expected, COUNT_OF(expected));
    assert_int_equal(account.result.ending, ENDING_QUIESCENT);
    assert_int_equal(account.result.measures.lost, 2);
    assert_int_equal(account.result.measures.messages, 6);
}

static void a_link_that_goes_off_for_good_does_not_hang_the_run(void **state)
{
    (void)state;
    make_platform(&(struct world){.wire = "state_file=\"wire\""});
    write_file("wire", "0 0\n");
    struct settings settings = ticking(2);
    run(&settings);
    const struct seen expected[] = {LOST(1, 0), TIMEOUT_AT(1), LOST(1, 1)};
    assert_seen(expected, COUNT_OF(expected));
    assert_int_equal(account.result.ending, ENDING_QUIESCENT);
}

/* ---- hosts ---- */

static void a_receiver_whose_host_is_off_crashes_and_is_back(void **state)
{
    (void)state;
    make_platform(&(struct world){.h1 = "state_file=\"h1\""});
    write_file("h1", "2.2 0\n3.8 1\n");
    struct settings settings = ticking(6);
    run(&settings);
    const struct seen expected[] = {
        RECEIVED(1, 0.5), TIMEOUT_AT(1),    RECEIVED(1, 1.5), TIMEOUT_AT(2),    CRASHED(1, 2.2),
        LOST(1, 2.2),     TIMEOUT_AT(3),    LOST(1, 3),       BACK(1, 3.8),     TIMEOUT_AT(4),
        RECEIVED(0, 4.3), RECEIVED(1, 4.5), TIMEOUT_AT(5),    RECEIVED(1, 5.5),
    };
    assert_seen(expected, COUNT_OF(expected));
    assert_int_equal(account.result.ending, ENDING_QUIESCENT);
    assert_int_equal(account.result.measures.faults, 1);
    assert_int_equal(account.result.measures.lost, 2);
}

static void a_sender_whose_host_is_off_loses_its_messages_and_its_timers(void **state)
{
    (void)state;
    make_platform(&(struct world){.h0 = "state_file=\"h0\""});
    write_file("h0", "2.2 0\n3.8 1\n");
    struct settings settings = ticking(6);
    run(&settings);
    const struct seen expected[] = {
        RECEIVED(1, 0.5), TIMEOUT_AT(1), RECEIVED(1, 1.5), TIMEOUT_AT(2),
        CRASHED(0, 2.2),  LOST(1, 2.2),  BACK(0, 3.8),     RECEIVED(1, 4.3),
    };
    assert_seen(expected, COUNT_OF(expected));
    assert_int_equal(account.result.ending, ENDING_QUIESCENT);
}

/* Nothing else is to come when the host goes off: the run waits for it all the same. */
static void a_host_that_comes_back_keeps_the_run_going(void **state)
{
    (void)state;
    make_platform(&(struct world){.h1 = "state_file=\"h1\""});
    write_file("h1", "0.2 0\n10 1\n");
    struct settings settings = ticking(1);
    run(&settings);
    const struct seen expected[] = {CRASHED(1, 0.2), LOST(1, 0.2), BACK(1, 10), RECEIVED(0, 10.5)};
    assert_seen(expected, COUNT_OF(expected));
}

static void a_host_that_goes_off_for_good_does_not(void **state)
{
    (void)state;
    make_platform(&(struct world){.h1 = "state_file=\"h1\""});
    write_file("h1", "0.2 0\n");
    struct settings settings = ticking(2);
    run(&settings);
    const struct seen expected[] = {CRASHED(1, 0.2), LOST(1, 0.2), TIMEOUT_AT(1), LOST(1, 1)};
    assert_seen(expected, COUNT_OF(expected));
    assert_int_equal(account.result.ending, ENDING_QUIESCENT);
}

static void a_profile_that_repeats_keeps_no_run_going(void **state)
{
    (void)state;
    make_platform(&(struct world){.h1 = "state_file=\"h1\""});
    write_file("h1", "PERIODICITY 2\n0.7 0\n0.9 1\n");
    struct settings settings = ticking(6);
    run(&settings);
    assert_int_equal(account.result.ending, ENDING_QUIESCENT);
    assert_int_equal(account.result.measures.faults, 3); /* at 0.7, 2.7, 4.7; the last tick is received at 5.5 */
    assert_int_equal(account.result.measures.lost, 0);
    assert_true(fabs(account.result.measures.simulated_time - 5.5) < precision);
}

static void a_trace_turns_a_host_off_too(void **state)
{
    (void)state;
    make_platform(&(struct world){.back = "/>\n<trace id=\"t\" periodicity=\"0\">0.2 0\n10 1\n</trace>\n"
                                          "<trace_connect kind=\"HOST_AVAIL\" trace=\"t\" element=\"h1\""});
    struct settings settings = ticking(1);
    run(&settings);
    const struct seen expected[] = {CRASHED(1, 0.2), LOST(1, 0.2), BACK(1, 10), RECEIVED(0, 10.5)};
    assert_seen(expected, COUNT_OF(expected));
}

static void a_budget_of_time_ends_a_run_while_a_host_is_off(void **state)
{
    (void)state;
    make_platform(&(struct world){.h1 = "state_file=\"h1\""});
    write_file("h1", "0.2 0\n10 1\n");
    struct settings settings = ticking(100);
    settings.budget_time = 5;
    run(&settings);
    assert_int_equal(account.result.ending, ENDING_TIME);
    assert_true(fabs(account.result.measures.simulated_time - 5) < precision);
}

/* A crash of the scenario is for good, whatever becomes of the host. */
static void a_host_that_is_back_does_not_undo_a_fault_of_the_scenario(void **state)
{
    (void)state;
    make_platform(&(struct world){.h1 = "state_file=\"h1\""});
    write_file("h1", "2.2 0\n3.8 1\n");
    int64_t one = 1;
    struct fault_settings crash = {
        .kind = FAULT_CRASH, .target = TARGET_LISTED, .processes = &one, .process_count = 1, .at = 0.7};
    struct settings settings = ticking(6);
    settings.faults = &crash;
    settings.fault_count = 1;
    run(&settings);
    assert_int_equal(account.result.measures.faults, 1);
    assert_int_equal(account.result.measures.lost, 5);
    assert_int_equal(account.result.measures.messages, 6);
}

/* A recovery of the scenario while the host is off is none. */
static void a_process_does_not_recover_while_its_host_is_off(void **state)
{
    (void)state;
    make_platform(&(struct world){.h1 = "state_file=\"h1\""});
    write_file("h1", "2.2 0\n3.8 1\n");
    int64_t one = 1;
    struct fault_settings crash = {.kind = FAULT_CRASH,
                                   .target = TARGET_LISTED,
                                   .processes = &one,
                                   .process_count = 1,
                                   .at = 0.7,
                                   .duration = 2.3};
    struct settings settings = ticking(6);
    settings.faults = &crash;
    settings.fault_count = 1;
    run(&settings);
    assert_int_equal(account.result.ending, ENDING_QUIESCENT);
    uint64_t received = 0;
    for (uint32_t i = 0; i < account.count; i++)
        received += account.events[i].kind == EVENT_RECEIVE;
    assert_int_equal(received + account.result.measures.lost, account.result.measures.messages);
    const struct seen *last = &account.events[account.count - 1];
    assert_int_equal(last->kind, EVENT_RECEIVE); /* the tick of 5 s: by then it is up */
    assert_true(fabs(last->time - 5.5) < precision);
}

/* ---- many at once ---- */

enum { GOSSIPERS = 24, RUMOURS = 40 };

/* Tells somebody, again and again: messages everywhere, at all dates. */
static void gossip(struct process *p, void *state)
{
    struct ticker *gossiper = state;
    if (gossiper->sent++ >= RUMOURS)
        return;
    process_send(p, (uint32_t)process_random(p, process_out_degree(p)), WORD, NULL);
    process_set_timer(p, TICK, 1e-3 * (double)(1 + process_random(p, 300)));
}

static void hear_gossip(struct process *p, void *state, const struct message *m)
{
    struct ticker *gossiper = state;
    if (gossiper->sent < RUMOURS && process_random(p, 2) == 0) {
        gossiper->sent++;
        process_send(p, m->port, WORD, NULL);
    }
    process_announce(p, OUTPUT_COUNT, gossiper->sent);
}

static const struct algorithm gossiping = {
    .name = "gossip",
    .promises = {NULL},
    .messages = (const struct message_kind[]){{"word", 0, hear_gossip, NULL}, {0}},
    .timers = (const struct timer_kind[]){{"tick", gossip}, {0}},
    .random = true,
    .state_bytes = sizeof(struct ticker),
    .start = gossip,
    .recover = gossip,
};

/* Four hosts on links that all fail with periods of their own, and one that does not; one route has two links. */
static void make_failing_platform(void)
{
    write_file("platform.xml",
               "<?xml version=\"1.0\"?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
               "<platform version=\"4.1\"><zone id=\"z\" routing=\"Floyd\">\n"
               "<host id=\"h0\" speed=\"1Gf\" state_file=\"h0\"/><host id=\"h1\" speed=\"1Gf\" state_file=\"h1\"/>\n"
               "<host id=\"h2\" speed=\"1Gf\" state_file=\"h2\"/><host id=\"h3\" speed=\"1Gf\" state_file=\"h3\"/>\n"
               "<host id=\"h4\" speed=\"1Gf\"/>\n"
               "<link id=\"wire\" bandwidth=\"1MBps\" latency=\"3ms\" state_file=\"wire\"/>\n"
               "<link id=\"back\" bandwidth=\"1MBps\" latency=\"2ms\" state_file=\"back\"/>\n"
               "<link id=\"other\" bandwidth=\"1MBps\" latency=\"1ms\" bandwidth_file=\"other\"/>\n"
               "<link id=\"loop\" bandwidth=\"1GBps\" latency=\"1us\"/>\n"
               "<route src=\"h0\" dst=\"h1\"><link_ctn id=\"wire\"/></route>\n"
               "<route src=\"h1\" dst=\"h2\"><link_ctn id=\"back\"/></route>\n"
               "<route src=\"h2\" dst=\"h3\"><link_ctn id=\"other\"/></route>\n"
               "<route src=\"h3\" dst=\"h4\"><link_ctn id=\"other\"/></route>\n"
               "<route src=\"h4\" dst=\"h0\"><link_ctn id=\"other\"/></route>\n</zone></platform>\n");
    write_file("h0", "PERIODICITY 0.3\n0.101 0\n0.152 1\n");
    write_file("h1", "PERIODICITY 0.7\n0.203 0\n0.253 1\n0.253 0\n0.303 1\n");
    write_file("h2", "LOOPAFTER 0.11\n0.05 0\n0.06 1\n");
    write_file("h3", "0.5 0\n0.9 1\n1.1 0\n");
    write_file("wire", "PERIODICITY 0.21\n0.1 0\n0.15 1\n");
    write_file("back", "PERIODICITY 0.23\n0.01 0\n0.017 1\n");
    write_file("other", "PERIODICITY 0.5\n0.1 1e4\n0.4 1e6\n");
}

static void every_message_is_received_or_lost_when_hosts_and_links_fail_all_the_time(void **state)
{
    (void)state;
    make_failing_platform();
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct settings settings = ticking(1);
        settings.algorithm = &gossiping;
        settings.processes = GOSSIPERS;
        settings.topology.kind = seed % 2 == 0 ? TOPOLOGY_KIND_COMPLETE : TOPOLOGY_KIND_TWO_WAY_RING;
        settings.initiator_rule = INITIATORS_ALL;
        settings.header_bytes = 64;
        settings.seed = seed;
        settings.delay_rule = seed % 3 == 0 ? DELAY_EXPONENTIAL : DELAY_NONE;
        settings.delay_high = 0.01;
        settings.budget_time = 10; /* who is crashed again and again never comes to its end */
        run_with(&settings, &counting);
        if (account.err.kind != ERROR_NONE)
            fail_msg("%s", account.err.text);
        const struct measures *measures = &account.result.measures;
        assert_true(measures->faults > 50);
        assert_true(measures->lost > 50);
        uint64_t received = measures->outputs[OUTPUT_COUNT];
        assert_true(received > 50);
        assert_in_range(received + measures->lost, measures->messages - GOSSIPERS, measures->messages);
        if (seed > 1)
            continue;
        struct account first = account;
        run_with(&settings, &counting);
        assert_memory_equal(&account.result.measures, &first.result.measures, sizeof first.result.measures);
    }
}

/* ---- bandwidths and latencies ---- */

/* 1 MB at 1 MB/s, latency 0.5 s: from 0.5 on; 0.3 MB are through at 0.8, the rest needs 1.4 s at half the bandwidth. */
static void a_bandwidth_changes_while_a_message_is_on_its_way(void **state)
{
    (void)state;
    make_platform(&(struct world){.wire = "bandwidth_file=\"wire\""});
    write_file("wire", "0.8 500000\n");
    struct settings settings = ticking(1);
    settings.header_bytes = 1000000;
    run(&settings);
    const struct seen expected[] = {RECEIVED(1, 2.2)};
    assert_seen(expected, COUNT_OF(expected));
}

static void a_latency_is_that_of_the_date_of_sending(void **state)
{
    (void)state;
    make_platform(&(struct world){.wire = "latency_file=\"wire\""});
    write_file("wire", "0.8 0.25\n");
    struct settings settings = ticking(2);
    run(&settings);
    const struct seen expected[] = {RECEIVED(1, 0.5), TIMEOUT_AT(1), RECEIVED(1, 1.25)};
    assert_seen(expected, COUNT_OF(expected));
}

/* ---- what is refused ---- */

static void latency_refuses_by_name_what_it_does_not_follow(void **state)
{
    (void)state;
    static const struct {
        struct world world;
        const char *text;
    } cases[] = {
        {{.h1 = "state_file=\"other\""}, "state of the host \"h1\" (line 6 of its file)"},
        {{.wire = "state_file=\"other\""}, "state of the link \"wire\" (line 8 of its file)"},
        {{.back = "bandwidth_file=\"other\""}, "bandwidth of the link \"back\" (line 9 of its file)"},
        {{.wire = "latency_file=\"other\""}, "latency of the link \"wire\""},
    };
    write_file("other", "1 1\n");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        make_platform(&cases[i].world);
        struct settings settings = ticking(2);
        settings.network = NETWORK_LATENCY;
        run_with(&settings, &watching);
        assert_int_equal(account.err.kind, ERROR_INPUT);
        assert_string_equal(account.err.element, "network");
        if (strstr(account.err.text, cases[i].text) == NULL || strstr(account.err.text, "\"latency\"") == NULL ||
            strstr(account.err.text, "\"flow\"") == NULL)
            fail_msg("%s", account.err.text);
    }
}

static void latency_takes_a_profile_of_speed_which_changes_nothing(void **state)
{
    (void)state;
    make_platform(&(struct world){.h1 = "speed_file=\"other\""});
    write_file("other", "1 0.5\n");
    struct settings settings = ticking(2);
    settings.network = NETWORK_LATENCY;
    run(&settings);
    const struct seen expected[] = {RECEIVED(1, 0.5), TIMEOUT_AT(1), RECEIVED(1, 1.5)};
    assert_seen(expected, COUNT_OF(expected));
}

static void shared_refuses_them_too(void **state)
{
    (void)state;
    make_platform(&(struct world){.h1 = "state_file=\"other\""});
    write_file("other", "1 0\n");
    struct settings settings = ticking(2);
    settings.algorithm = algorithm_find("colouring", NULL);
    settings.network = NETWORK_SHARED;
    settings.initiator_rule = INITIATORS_ALL;
    for (size_t i = 0; settings.algorithm->parameters != NULL && settings.algorithm->parameters[i].name != NULL; i++)
        settings.parameters[i] = settings.algorithm->parameters[i].initial;
    run_with(&settings, &watching);
    assert_int_equal(account.err.kind, ERROR_INPUT);
    if (strstr(account.err.text, "the network \"shared\" does not follow") == NULL)
        fail_msg("%s", account.err.text);
}

static void flow_needs_one_host_that_never_fails(void **state)
{
    (void)state;
    make_failing_platform();
    static const char text[] =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
        "<platform version=\"4.1\"><zone id=\"z\" routing=\"Full\"><host id=\"h0\" speed=\"1Gf\" state_file=\"h0\"/>"
        "<host id=\"h1\" speed=\"1Gf\" state_file=\"h1\"/><link id=\"l\" bandwidth=\"1MBps\" latency=\"1ms\"/>"
        "<route src=\"h0\" dst=\"h1\"><link_ctn id=\"l\"/></route></zone></platform>\n";
    write_file("platform.xml", text);
    struct settings settings = ticking(2);
    run_with(&settings, &watching);
    assert_int_equal(account.err.kind, ERROR_INPUT);
    assert_non_null(strstr(account.err.text, "every host of the platform has a state profile"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_that_is_off_loses_what_is_in_transit_and_what_is_sent),
        cmocka_unit_test(a_link_that_goes_off_for_good_does_not_hang_the_run),
        cmocka_unit_test(a_receiver_whose_host_is_off_crashes_and_is_back),
        cmocka_unit_test(a_sender_whose_host_is_off_loses_its_messages_and_its_timers),
        cmocka_unit_test(a_host_that_comes_back_keeps_the_run_going),
        cmocka_unit_test(a_host_that_goes_off_for_good_does_not),
        cmocka_unit_test(a_profile_that_repeats_keeps_no_run_going),
        cmocka_unit_test(a_trace_turns_a_host_off_too),
        cmocka_unit_test(a_budget_of_time_ends_a_run_while_a_host_is_off),
        cmocka_unit_test(a_host_that_is_back_does_not_undo_a_fault_of_the_scenario),
        cmocka_unit_test(a_process_does_not_recover_while_its_host_is_off),
        cmocka_unit_test(every_message_is_received_or_lost_when_hosts_and_links_fail_all_the_time),
        cmocka_unit_test(a_bandwidth_changes_while_a_message_is_on_its_way),
        cmocka_unit_test(a_latency_is_that_of_the_date_of_sending),
        cmocka_unit_test(latency_refuses_by_name_what_it_does_not_follow),
        cmocka_unit_test(latency_takes_a_profile_of_speed_which_changes_nothing),
        cmocka_unit_test(shared_refuses_them_too),
        cmocka_unit_test(flow_needs_one_host_that_never_fails),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
