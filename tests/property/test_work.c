/* test_work.c: work and data that take simulated time, on both networks: how pieces of work share cores and disks, what crashes
 * and suspensions do to them, what a message that carries data takes. Dates are worked out by hand; both networks give the same
 * ones. Each run has a process of its own: SimGrid has one engine a process. */
#include "engine/run.h"
#include "engine/system.h"
#include "platform/platform.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

enum { MOST_ORDERS = 8, MOST_SEEN = 64 };
static const double precision = 1e-6;

/* Two hosts: "dual" has two cores of 1 Gflop/s and a disk that reads 100 MB/s and writes 50 MB/s; "fast" has one core of 2
 * Gflop/s. A wire of 0.5 s and 1 MB/s joins them. */
static const char platform_text[] =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
    "<platform version=\"4.1\"><config><prop id=\"network/model\" value=\"CM02\"/>"
    "<prop id=\"network/crosstraffic\" value=\"0\"/></config>\n<zone id=\"z\" routing=\"Full\">\n"
    "<host id=\"dual\" speed=\"1Gf\" core=\"2\"><disk id=\"d\" read_bw=\"100MBps\" write_bw=\"50MBps\"/>"
    "<prop id=\"memory\" value=\"4GB\"/><prop id=\"site\" value=\"lyon\"/></host>\n"
    "<host id=\"fast\" speed=\"2Gf\"><prop id=\"memory\" value=\"8GB\"/><prop id=\"site\" value=\"nice\"/></host>\n"
    "<link id=\"wire\" bandwidth=\"1MBps\" latency=\"500ms\"/><link id=\"loop\" bandwidth=\"1GBps\" latency=\"1ms\"/>\n"
    "<route src=\"dual\" dst=\"fast\"><link_ctn id=\"wire\"/></route>"
    "<route src=\"dual\" dst=\"dual\" symmetrical=\"NO\"><link_ctn id=\"loop\"/></route>\n"
    "<route src=\"fast\" dst=\"fast\" symmetrical=\"NO\"><link_ctn id=\"loop\"/></route>\n</zone></platform>\n";
static char platform_path[64];
static char activity_path[64]; /* empty: the table of activities is not asked for */

/* ---- an algorithm that does what a test tells it ---- */

struct order {
    uint32_t process;
    sim_time at;
    enum { BEGIN, STOP, CARRY } what;
    enum work work;
    uint64_t number;
    double amount;
};
static const struct order *orders;
static size_t order_count;

struct parcel {
    uint64_t bytes;
};
enum { KIND_PARCEL };

static void begin(struct process *p, void *state)
{
    (void)state;
    for (uint32_t i = 0; i < order_count; i++)
        if (orders[i].process == process_number(p))
            process_set_timer(p, i, orders[i].at);
}

static void obey(struct process *p, const struct order *order)
{
    switch (order->what) {
    case BEGIN:
        process_begin_work(p, order->work, order->number, order->amount);
        break;
    case STOP:
        process_stop_work(p, order->work, order->number);
        break;
    case CARRY:
        process_send(p, 0, KIND_PARCEL, &(struct parcel){(uint64_t)order->amount});
        break;
    }
}

#define OBEY(i)                                                                                                        \
    static void obey_##i(struct process *p, void *state)                                                               \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        obey(p, &orders[i]);                                                                                           \
    }
/* clang-format off */
OBEY(0)
OBEY(1)
OBEY(2)
OBEY(3)
OBEY(4)
OBEY(5)
OBEY(6)
OBEY(7)
/* clang-format on */

static void computed(struct process *p, void *state, enum work work, uint64_t number)
{
    (void)state;
    (void)work;
    process_announce(p, OUTPUT_DONE, (int64_t)number);
}

static void receive(struct process *p, void *state, const struct message *m)
{
    (void)state;
    process_announce(p, OUTPUT_DONE, (int64_t)((const struct parcel *)m->payload)->bytes);
}

static const struct message_kind messages[] = {{"parcel", sizeof(struct parcel), receive, "data"}, {0}};
static const struct carriage carriages[] = {CARRIES("parcel", struct parcel, bytes), {0}};
static const struct timer_kind timers[] = {{"0", obey_0}, {"1", obey_1}, {"2", obey_2},
                                           {"3", obey_3}, {"4", obey_4}, {"5", obey_5},
                                           {"6", obey_6}, {"7", obey_7}, {0}};
static const struct algorithm obedient = {.name = "obedient",
                                          .messages = messages,
                                          .carriages = carriages,
                                          .timers = timers,
                                          .state_bytes = 1,
                                          .start = begin,
                                          .computed = computed};

/* ---- what a run leaves ---- */

struct seen {
    enum event_kind kind;
    uint32_t process;
    sim_time time;
    int64_t value;
    double amount;
};
struct account {
    struct run_result result;
    struct error err;
    uint32_t count;
    struct seen seen[MOST_SEEN];
};
static struct account account;

static void see(const struct view *view, const struct event *event)
{
    (void)view;
    assert_in_range(account.count, 0, MOST_SEEN - 1);
    account.seen[account.count++] =
        (struct seen){event->kind, event->process, event->time, event->value, event->amount};
}

static void leave(const struct view *view, enum ending ending)
{
    (void)view;
    (void)ending;
}

static const struct specification watching = {.name = "watching",
                                              .events = 1u << EVENT_WORKED | 1u << EVENT_GIVEN_UP | 1u << EVENT_RECEIVE,
                                              .event = see,
                                              .conclude = leave};

static void run_apart(const struct settings *settings)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        enum { PATIENCE = 60 };
        alarm(PATIENCE);
        const struct specification *const specifications[] = {&watching, NULL};
        account = (struct account){0};
        if (platform_check(platform_path, &account.err) && platform_load(platform_path, &account.err))
            run_system(settings,
                       &(struct run_options){.specifications = specifications,
                                             .activity_path = activity_path[0] != '\0' ? activity_path : NULL},
                       &account.result, &account.err);
        _exit(write(ends[1], &account, sizeof account) == (ssize_t)sizeof account ? 0 : 1);
    }
    close(ends[1]);
    char *at = (char *)&account;
    for (ssize_t got; (got = read(ends[0], at, (size_t)((char *)(&account + 1) - at))) > 0;)
        at += got;
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

/* Processes 0 and 2 on "dual", 1 and 3 on "fast". */
static struct settings base(void)
{
    return (struct settings){.algorithm = &obedient,
                             .processes = 4,
                             .topology = {.kind = TOPOLOGY_KIND_ONE_WAY_RING},
                             .initiator_rule = INITIATORS_ALL,
                             .fifo = true,
                             .seed = 1};
}

/* Runs the orders on both networks, and expects these events of each. */
static void expect_with(struct settings settings, const struct order *given, size_t given_count,
                        const struct seen *expected, size_t count)
{
    static const enum network_kind networks[] = {NETWORK_LATENCY, NETWORK_FLOW};
    static const char *const names[] = {"latency", "flow"};
    orders = given;
    order_count = given_count;
    for (size_t n = 0; n < COUNT_OF(networks); n++) {
        settings.network = networks[n];
        run_apart(&settings);
        if (account.err.kind != ERROR_NONE)
            fail_msg("on %s: %s", names[n], account.err.text);
        assert_int_equal(account.result.ending, ENDING_QUIESCENT);
        for (size_t i = 0; i < count && i < account.count; i++) {
            const struct seen *is = &account.seen[i], *should = &expected[i];
            if (is->kind != should->kind || is->process != should->process || is->value != should->value ||
                fabs(is->time - should->time) > precision ||
                fabs(is->amount - should->amount) > precision * (1 + should->amount))
                fail_msg("on %s, event %zu: kind %d of %u at %.9g: value %ld, amount %.9g; expected %d of %u at %.9g: "
                         "%ld, %.9g",
                         names[n], i, (int)is->kind, is->process, is->time, (long)is->value, is->amount,
                         (int)should->kind, should->process, should->time, (long)should->value, should->amount);
        }
        assert_int_equal(account.count, count);
    }
}

#define EXPECT(settings, given, expected) expect_with(settings, given, COUNT_OF(given), expected, COUNT_OF(expected))

/* ---- the sentences ---- */

static void a_core_computes_its_speed_a_second(void **state)
{
    (void)state;
    const struct order given[] = {{0, 1, BEGIN, WORK_COMPUTE, 7, 3e9}, {1, 1, BEGIN, WORK_COMPUTE, 8, 3e9}};
    const struct seen expected[] = {{EVENT_WORKED, 1, 2.5, 8, 3e9}, {EVENT_WORKED, 0, 4, 7, 3e9}};
    EXPECT(base(), given, expected);
}

static void two_cores_are_shared_by_three_pieces_of_two_processes(void **state)
{
    (void)state;
    /* Three at 2/3 Gflop/s from 0; the first 2 Gflop end at 3 s, then two have a core each. */
    const struct order given[] = {
        {0, 0, BEGIN, WORK_COMPUTE, 1, 2e9}, {0, 0, BEGIN, WORK_MERGE, 2, 4e9}, {2, 0, BEGIN, WORK_COMPUTE, 3, 5e9}};
    const struct seen expected[] = {
        {EVENT_WORKED, 0, 3, 1, 2e9}, {EVENT_WORKED, 0, 5, 2, 4e9}, {EVENT_WORKED, 2, 6, 3, 5e9}};
    EXPECT(base(), given, expected);
}

static void a_latecomer_slows_the_others_down(void **state)
{
    (void)state;
    /* On one core of 2 Gflop/s: 4 Gflop alone for 1 s, then shared: 2 Gflop left at 1 Gflop/s each. */
    const struct order given[] = {{1, 0, BEGIN, WORK_COMPUTE, 1, 4e9}, {3, 1, BEGIN, WORK_COMPUTE, 2, 4e9}};
    const struct seen expected[] = {{EVENT_WORKED, 1, 3, 1, 4e9}, {EVENT_WORKED, 3, 4, 2, 4e9}};
    EXPECT(base(), given, expected);
}

static void disks_are_shared_and_boots_are_not(void **state)
{
    (void)state;
    const struct order given[] = {{0, 0, BEGIN, WORK_READ, 1, 100e6},
                                  {2, 0, BEGIN, WORK_READ, 2, 200e6},
                                  {0, 4, BEGIN, WORK_WRITE, 3, 100e6},
                                  {1, 0, BEGIN, WORK_BOOT, 4, 7},
                                  {3, 0, BEGIN, WORK_QUEUE, 5, 8}};
    const struct seen expected[] = {{EVENT_WORKED, 0, 2, 1, 100e6},
                                    {EVENT_WORKED, 2, 3, 2, 200e6},
                                    {EVENT_WORKED, 0, 6, 3, 100e6},
                                    {EVENT_WORKED, 1, 7, 4, 7},
                                    {EVENT_WORKED, 3, 8, 5, 8}};
    EXPECT(base(), given, expected);
}

static void work_of_nothing_is_over_at_once(void **state)
{
    (void)state;
    const struct order given[] = {{0, 2, BEGIN, WORK_COMPUTE, 1, 0}, {1, 3, BEGIN, WORK_BOOT, 2, 0}};
    const struct seen expected[] = {{EVENT_WORKED, 0, 2, 1, 0}, {EVENT_WORKED, 1, 3, 2, 0}};
    EXPECT(base(), given, expected);
}

static void what_is_given_up_leaves_its_core_to_others(void **state)
{
    (void)state;
    /* One core of 2 Gflop/s, shared until 2 s, when each has 2 Gflop: the other goes on alone. */
    const struct order given[] = {
        {1, 0, BEGIN, WORK_COMPUTE, 1, 10e9}, {3, 0, BEGIN, WORK_COMPUTE, 2, 4e9}, {1, 2, STOP, WORK_COMPUTE, 1, 0}};
    const struct seen expected[] = {{EVENT_GIVEN_UP, 1, 2, 1, 2e9}, {EVENT_WORKED, 3, 3, 2, 4e9}};
    EXPECT(base(), given, expected);
}

static void a_crash_ends_what_runs(void **state)
{
    (void)state;
    int64_t first = 0;
    struct fault_settings crash = {
        .kind = FAULT_CRASH, .target = TARGET_LISTED, .processes = &first, .process_count = 1, .at = 2, .duration = 1};
    struct settings settings = base();
    settings.faults = &crash;
    settings.fault_count = 1;
    const struct order given[] = {{0, 1, BEGIN, WORK_COMPUTE, 1, 3e9}, {2, 1, BEGIN, WORK_COMPUTE, 2, 3e9}};
    const struct seen expected[] = {{EVENT_GIVEN_UP, 0, 2, 1, 1e9}, {EVENT_WORKED, 2, 4, 2, 3e9}};
    EXPECT(settings, given, expected);
}

static void a_suspended_process_does_not_compute(void **state)
{
    (void)state;
    int64_t first = 1;
    struct fault_settings suspension = {.kind = FAULT_SUSPEND,
                                        .target = TARGET_LISTED,
                                        .processes = &first,
                                        .process_count = 1,
                                        .at = 1,
                                        .duration = 5};
    struct settings settings = base();
    settings.faults = &suspension;
    settings.fault_count = 1;
    /* Shared until 1 s, when each has 1 Gflop; 3 goes on alone to 2 s; 1 from 6 s. A boot is held up too. */
    const struct order given[] = {
        {1, 0, BEGIN, WORK_COMPUTE, 1, 3e9}, {3, 0, BEGIN, WORK_COMPUTE, 2, 3e9}, {1, 0, BEGIN, WORK_BOOT, 3, 3}};
    const struct seen expected[] = {
        {EVENT_WORKED, 3, 2, 2, 3e9}, {EVENT_WORKED, 1, 7, 1, 3e9}, {EVENT_WORKED, 1, 8, 3, 3}};
    EXPECT(settings, given, expected);
}

static struct settings with_faults(struct fault_settings *faults, size_t count)
{
    struct settings settings = base();
    settings.faults = faults;
    settings.fault_count = count;
    return settings;
}

static void what_is_over_keeps_its_place_among_what_waits_at_a_suspended_process(void **state)
{
    (void)state;
    /* Each event takes it 1.5 s. From 4 s to 9 s it is suspended; two ends, a message and a third end have come before, in this order. */
    int64_t victim = 0;
    struct fault_settings faults[] = {{.kind = FAULT_SLOW,
                                       .target = TARGET_LISTED,
                                       .processes = &victim,
                                       .process_count = 1,
                                       .at = 0.5,
                                       .duration = 100,
                                       .delay = 1.5},
                                      {.kind = FAULT_SUSPEND,
                                       .target = TARGET_LISTED,
                                       .processes = &victim,
                                       .process_count = 1,
                                       .at = 4,
                                       .duration = 5}};
    const struct order given[] = {{0, 0, BEGIN, WORK_COMPUTE, 1, 3e9},
                                  {0, 0, BEGIN, WORK_BOOT, 2, 3.1},
                                  {0, 0, BEGIN, WORK_COMPUTE, 3, 3.3e9},
                                  {3, 2.75, CARRY, 0, 0, 0}};
    const struct seen expected[] = {{EVENT_WORKED, 0, 10.5, 1, 3e9},
                                    {EVENT_WORKED, 0, 12, 2, 3.1},
                                    {EVENT_RECEIVE, 0, 13.5, 0, 0},
                                    {EVENT_WORKED, 0, 15, 3, 3.3e9}};
    EXPECT(with_faults(faults, COUNT_OF(faults)), given, expected);
}

static void a_crash_takes_ends_that_wait_with_it(void **state)
{
    (void)state;
    int64_t victim = 0;
    struct fault_settings faults[] = {{.kind = FAULT_SLOW,
                                       .target = TARGET_LISTED,
                                       .processes = &victim,
                                       .process_count = 1,
                                       .at = 0.5,
                                       .duration = 100,
                                       .delay = 1.5},
                                      {.kind = FAULT_CRASH,
                                       .target = TARGET_LISTED,
                                       .processes = &victim,
                                       .process_count = 1,
                                       .at = 4,
                                       .duration = 5}};
    const struct order given[] = {{0, 0, BEGIN, WORK_COMPUTE, 1, 3e9}, {0, 0, BEGIN, WORK_BOOT, 2, 3.1}};
    const struct seen expected[] = {{EVENT_GIVEN_UP, 0, 4, 2, 3.1}, {EVENT_GIVEN_UP, 0, 4, 1, 3e9}};
    EXPECT(with_faults(faults, COUNT_OF(faults)), given, expected);
}

static void pieces_of_one_number_are_given_up_together(void **state)
{
    (void)state;
    /* On two cores, 2 Gflop in 2 s and 1 Gflop from 1 s on; a boot of that number goes on, and the number can be taken again. */
    const struct order given[] = {{0, 0, BEGIN, WORK_COMPUTE, 1, 3e9}, {0, 1, BEGIN, WORK_COMPUTE, 1, 3e9},
                                  {0, 0, BEGIN, WORK_BOOT, 1, 4},      {0, 2, STOP, WORK_COMPUTE, 1, 0},
                                  {0, 2.5, STOP, WORK_COMPUTE, 1, 0},  {0, 3, BEGIN, WORK_COMPUTE, 1, 2e9}};
    const struct seen expected[] = {{EVENT_GIVEN_UP, 0, 2, 1, 1e9},
                                    {EVENT_GIVEN_UP, 0, 2, 1, 2e9},
                                    {EVENT_WORKED, 0, 4, 1, 4},
                                    {EVENT_WORKED, 0, 5, 1, 2e9}};
    EXPECT(base(), given, expected);
}

static void what_takes_next_to_no_time_is_over_at_its_date(void **state)
{
    (void)state;
    const struct order given[] = {{0, 1, BEGIN, WORK_QUEUE, 1, 1e-300}, {1, 2, BEGIN, WORK_COMPUTE, 2, 1e-300}};
    const struct seen expected[] = {{EVENT_WORKED, 0, 1, 1, 0}, {EVENT_WORKED, 1, 2, 2, 0}};
    EXPECT(base(), given, expected);
    assert_true(account.result.measures.simulated_time < 2 + 0.5e-9); /* the shortest wait of SimGrid is 1 ns */
}

static void data_take_their_time_on_the_way(void **state)
{
    (void)state;
    const struct order given[] = {{0, 1, CARRY, 0, 0, 2e6}};
    const struct seen expected[] = {{EVENT_RECEIVE, 1, 1 + 0.5 + (2e6 + 8) / 1e6, 0, 0}};
    EXPECT(base(), given, expected);
    assert_int_equal(account.result.measures.bytes, 2000008);
}

/* ---- what an algorithm may not do ---- */

static void expect_refusal(struct settings settings, const struct order *given, size_t given_count, const char *what)
{
    static const enum network_kind networks[] = {NETWORK_LATENCY, NETWORK_FLOW};
    orders = given;
    order_count = given_count;
    for (size_t n = 0; n < COUNT_OF(networks); n++) {
        settings.network = networks[n];
        run_apart(&settings);
        assert_int_equal(account.err.kind, ERROR_INPUT);
        if (strstr(account.err.text, what) == NULL)
            fail_msg("expected \"%s\", found \"%s\"", what, account.err.text);
    }
}

static void a_disk_that_is_not_there_is_said(void **state)
{
    (void)state;
    const struct order given[] = {{1, 0, BEGIN, WORK_READ, 1, 1}};
    expect_refusal(base(), given, COUNT_OF(given), "process 1 asks to read, but its host has no disk");
}

static void amounts_that_are_none_are_said(void **state)
{
    (void)state;
    const struct order negative[] = {{0, 0, BEGIN, WORK_BOOT, 1, 3}, {0, 1, BEGIN, WORK_COMPUTE, 1, -1}};
    expect_refusal(base(), negative, COUNT_OF(negative), "process 0 begins work of kind 0 and amount -1");
    const struct order infinite[] = {{2, 0, BEGIN, WORK_QUEUE, 1, INFINITY}};
    expect_refusal(base(), infinite, COUNT_OF(infinite), "process 2 begins work of kind 5 and amount inf");
}

static void more_bytes_than_networks_count_are_said(void **state)
{
    (void)state;
    const struct order read[] = {{0, 0, BEGIN, WORK_READ, 1, 1e25}};
    expect_refusal(base(), read, COUNT_OF(read), "process 0 asks to read 1e+25 bytes: expected less than 2^63");
    const struct order sent[] = {{0, 0, CARRY, 0, 0, 1e19}};
    expect_refusal(base(), sent, COUNT_OF(sent),
                   "process 0 sends parcel with 10000000000000000000 bytes of data: expected less than 2^63");
}

static void work_too_early(struct process *p, void *state)
{
    (void)state;
    process_begin_work(p, WORK_COMPUTE, 1, 1);
}

static void send_too_early(struct process *p, void *state)
{
    (void)state;
    process_send(p, 0, KIND_PARCEL, &(struct parcel){0});
}

static void wait_too_early(struct process *p, void *state)
{
    (void)state;
    process_set_timer(p, 0, 1);
}

static void whoever_acts_before_the_run_is_told(void **state)
{
    (void)state;
    static const struct {
        void (*initialise)(struct process *p, void *state);
        const char *what;
    } early[] = {{work_too_early, "begins or gives up work in .initialise"},
                 {send_too_early, "sends a message in .initialise"},
                 {wait_too_early, "arms a timer in .initialise"}};
    for (size_t i = 0; i < COUNT_OF(early); i++) {
        struct algorithm hasty = obedient;
        hasty.initialise = early[i].initialise;
        struct settings settings = base();
        settings.algorithm = &hasty;
        expect_refusal(settings, NULL, 0, early[i].what);
    }
}

/* ---- activities ---- */

static void pieces_of_one_number_have_their_own_begins_in_the_table_of_activities(void **state)
{
    (void)state;
    const struct order given[] = {{1, 0, BEGIN, WORK_QUEUE, 1, 2}, {1, 1, BEGIN, WORK_QUEUE, 1, 3}};
    struct settings settings = base();
    settings.network = NETWORK_LATENCY;
    orders = given;
    order_count = COUNT_OF(given);
    snprintf(activity_path, sizeof activity_path, "/tmp/onde-work-%d.csv", (int)getpid());
    run_apart(&settings);
    FILE *file = fopen(activity_path, "r");
    assert_non_null(file);
    char text[512];
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    unlink(activity_path);
    activity_path[0] = '\0';
    assert_string_equal(text, "lane,begin,end,activity,detail\n"
                              "fast/1,0,2,wait,queue 1\n"
                              "fast/1 (2),1,4,wait,queue 1\n");
}

static int make_platform(void **state)
{
    (void)state;
    snprintf(platform_path, sizeof platform_path, "/tmp/onde-work-%d.xml", (int)getpid());
    FILE *file = fopen(platform_path, "w");
    if (file == NULL)
        return -1;
    fputs(platform_text, file);
    return fclose(file);
}

static int remove_platform(void **state)
{
    (void)state;
    return unlink(platform_path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_core_computes_its_speed_a_second),
        cmocka_unit_test(two_cores_are_shared_by_three_pieces_of_two_processes),
        cmocka_unit_test(a_latecomer_slows_the_others_down),
        cmocka_unit_test(disks_are_shared_and_boots_are_not),
        cmocka_unit_test(work_of_nothing_is_over_at_once),
        cmocka_unit_test(what_is_given_up_leaves_its_core_to_others),
        cmocka_unit_test(a_crash_ends_what_runs),
        cmocka_unit_test(a_suspended_process_does_not_compute),
        cmocka_unit_test(what_is_over_keeps_its_place_among_what_waits_at_a_suspended_process),
        cmocka_unit_test(a_crash_takes_ends_that_wait_with_it),
        cmocka_unit_test(pieces_of_one_number_are_given_up_together),
        cmocka_unit_test(what_takes_next_to_no_time_is_over_at_its_date),
        cmocka_unit_test(data_take_their_time_on_the_way),
        cmocka_unit_test(a_disk_that_is_not_there_is_said),
        cmocka_unit_test(amounts_that_are_none_are_said),
        cmocka_unit_test(more_bytes_than_networks_count_are_said),
        cmocka_unit_test(whoever_acts_before_the_run_is_told),
        cmocka_unit_test(pieces_of_one_number_have_their_own_begins_in_the_table_of_activities),
    };
    return cmocka_run_group_tests(tests, make_platform, remove_platform);
}
