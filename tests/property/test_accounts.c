/* test_accounts.c: what runs cost: energy, by SimGrid on the network flow and by the same formula on latency, held against
 * each other and against numbers worked out by hand; CO2; prices. */
#include "base/random.h"
#include "tests/property/machine.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

enum { MOST_ORDERS = 12 };
static const double G = 1e9;
static const double HOUR = 3600, KILOWATT_HOUR = 3.6e6;

/* ---- an algorithm that does what a test tells it ---- */

struct order {
    uint32_t process;
    sim_time at;
    enum { BEGIN, STOP, DONE, RENT, RELEASE } what;
    uint64_t number; /* of the piece of work, of the task; the process that is rented */
    double amount;
    enum work work;
};
#define BEGINS(process, at, work, number, amount)                                                                      \
    {                                                                                                                  \
        process, at, BEGIN, number, amount, work                                                                       \
    }
#define SAYS(process, at, what, number)                                                                                \
    {                                                                                                                  \
        process, at, what, number, 0, WORK_COMPUTE                                                                     \
    }
static struct order orders[MOST_ORDERS];
static size_t order_count;

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
    case DONE:
        process_announce(p, OUTPUT_DONE, (int64_t)order->number);
        break;
    case RENT:
        process_announce(p, OUTPUT_RENT, (int64_t)order->number + 1);
        break;
    case RELEASE:
        process_announce(p, OUTPUT_RELEASE, (int64_t)order->number + 1);
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
OBEY(0) OBEY(1) OBEY(2) OBEY(3) OBEY(4) OBEY(5) OBEY(6) OBEY(7) OBEY(8) OBEY(9) OBEY(10) OBEY(11)
    /* clang-format on */

    static void computed(struct process *p, void *state, enum work work, uint64_t number)
{
    (void)p;
    (void)state;
    (void)work;
    (void)number;
}

static const struct timer_kind timers[] = {
    {"0", obey_0}, {"1", obey_1}, {"2", obey_2}, {"3", obey_3},   {"4", obey_4},   {"5", obey_5},  {"6", obey_6},
    {"7", obey_7}, {"8", obey_8}, {"9", obey_9}, {"10", obey_10}, {"11", obey_11}, {.name = NULL},
};
static const struct algorithm obedient = {
    .name = "obedient",
    .assumptions = {.works = true},
    .timers = timers,
    .state_bytes = 1,
    .start = begin,
    .computed = computed,
};

/* ---- machines and runs ---- */

/* "dual" has two cores of 1 Gflop/s, "mono" one of 2 Gflop/s. */
#define WATTS(text) "<prop id=\"wattage_per_state\" value=\"" text "\"/>"
#define PRICE(text) "<prop id=\"price_per_hour\" value=\"" text "\"/>"
#define TWO_HOSTS(properties_of_dual, properties_of_mono)                                                              \
    MACHINE("<host id=\"dual\" speed=\"1Gf\" core=\"2\">" properties_of_dual "</host>\n"                               \
            "<host id=\"mono\" speed=\"2Gf\">" properties_of_mono "</host>\n"                                          \
            "<link id=\"wire\" bandwidth=\"1GBps\" latency=\"1ms\"/>\n"                                                \
            "<route src=\"dual\" dst=\"mono\"><link_ctn id=\"wire\"/></route>\n"                                       \
            "<route src=\"dual\" dst=\"dual\" symmetrical=\"NO\"><link_ctn id=\"wire\"/></route>\n"                    \
            "<route src=\"mono\" dst=\"mono\" symmetrical=\"NO\"><link_ctn id=\"wire\"/></route>\n")
static const char with_watts[] = TWO_HOSTS(WATTS("10:20:60"), WATTS("30:90"));

static struct stage_settings stage[1];

/* Processes 0 and 2 on "dual", 1 and 3 on "mono", and `tasks` tasks. */
static struct settings base(uint64_t tasks)
{
    stage[0] = (struct stage_settings){.name = "tasks", .tasks = tasks, .rule = COST_CONSTANT, .mean = G};
    return (struct settings){.algorithm = &obedient,
                             .processes = 4,
                             .topology = {.kind = TOPOLOGY_KIND_ONE_WAY_RING},
                             .identity_order = IDENTITIES_INCREASING,
                             .initiator_rule = INITIATORS_ALL,
                             .fifo = true,
                             .seed = 1,
                             .work = {stage, 1},
                             .accounting = {.carbon = 60, .cooling = 0.3}};
}

struct costs {
    double energy, price;
    const char *currency;
};

/* Runs the orders on both networks, and expects this of each. */
static void expect(const char *platform, struct settings settings, const struct order *given, size_t count,
                   struct costs expected)
{
    assert_true(count <= MOST_ORDERS);
    memcpy(orders, given, count * sizeof *given);
    order_count = count;
    for (size_t n = 0; n < MACHINE_NETWORKS; n++) {
        settings.network = machine_networks[n];
        struct run_result result = machine_result(platform, &settings);
        const struct measures *found = &result.measures;
        assert_close(n == 0 ? "energy on latency" : "energy on flow", found->energy, expected.energy);
        assert_close("CO2", found->co2,
                     expected.energy / KILOWATT_HOUR * (1 + settings.accounting.cooling) * settings.accounting.carbon);
        assert_close(n == 0 ? "price on latency" : "price on flow", found->price, expected.price);
        assert_string_equal(found->currency, expected.currency);
    }
}
#define EXPECT(platform, settings, given, ...)                                                                         \
    expect(platform, settings, given, COUNT_OF(given), (struct costs){__VA_ARGS__})

/* ---- energy ---- */

static void a_host_takes_its_idle_watts_then_by_the_share_of_its_cores_that_work(void **unused)
{
    (void)unused;
    const struct order given[] = {BEGINS(0, 1, WORK_COMPUTE, 1, 3 * G), BEGINS(2, 2, WORK_COMPUTE, 2, 2 * G),
                                  SAYS(1, 10, DONE, 0)};
    /* dual: 1 s idle, 1 s with one core of two, 2 s with both, 6 s idle. mono: 10 s idle. */
    EXPECT(with_watts, base(1), given, 1 * 10 + 1 * (20 + 40 / 2.0) + 2 * 60 + 6 * 10 + 10 * 30, NAN, "");
}

static void pieces_beyond_the_cores_take_time_not_watts(void **unused)
{
    (void)unused;
    const struct order given[] = {BEGINS(0, 0, WORK_COMPUTE, 1, 2 * G), BEGINS(0, 0, WORK_COMPUTE, 2, 2 * G),
                                  BEGINS(2, 0, WORK_COMPUTE, 3, 2 * G), BEGINS(1, 0, WORK_COMPUTE, 4, 8 * G),
                                  SAYS(1, 4, DONE, 0)};
    /* dual: three pieces of 2 Gflop on 2 Gflop/s: 3 s; mono: 4 s. */
    EXPECT(with_watts, base(1), given, 3 * 60 + 1 * 10 + 4 * 90, NAN, "");
}

static void what_goes_on_after_the_last_task_costs_no_more(void **unused)
{
    (void)unused;
    const struct order given[] = {BEGINS(0, 0, WORK_COMPUTE, 1, 9 * G), SAYS(1, 1, DONE, 0), SAYS(3, 2, DONE, 1),
                                  BEGINS(1, 30, WORK_COMPUTE, 2, 2 * G)};
    EXPECT(with_watts, base(2), given, 2 * 40 + 2 * 30, NAN, "");
}

static void a_run_whose_tasks_are_never_done_costs_until_it_ends(void **unused)
{
    (void)unused;
    const struct order given[] = {BEGINS(0, 0, WORK_COMPUTE, 1, 9 * G), SAYS(1, 1, DONE, 0)};
    EXPECT(with_watts, base(2), given, 9 * 40 + 9 * 30, NAN, "");
}

static void boots_and_waits_are_idle_for_the_host(void **unused)
{
    (void)unused;
    const struct order given[] = {BEGINS(0, 0, WORK_BOOT, 1, 5), BEGINS(1, 1, WORK_QUEUE, 2, 3), SAYS(1, 6, DONE, 0)};
    EXPECT(with_watts, base(1), given, 6 * 10 + 6 * 30, NAN, "");
}

static void what_is_given_up_or_ended_by_a_crash_has_cost_its_watts(void **unused)
{
    (void)unused;
    int64_t second = 2;
    struct fault_settings crash = {
        .kind = FAULT_CRASH, .target = TARGET_LISTED, .processes = &second, .process_count = 1, .at = 3, .duration = 1};
    struct settings settings = base(1);
    settings.faults = &crash;
    settings.fault_count = 1;
    const struct order given[] = {BEGINS(0, 0, WORK_COMPUTE, 1, 50 * G), BEGINS(2, 0, WORK_COMPUTE, 2, 50 * G),
                                  SAYS(0, 5, STOP, 1), SAYS(1, 10, DONE, 0)};
    EXPECT(with_watts, settings, given, 3 * 60 + 2 * 40 + 5 * 10 + 10 * 30, NAN, "");
}

static void the_watts_are_those_of_the_state_that_the_host_is_in(void **unused)
{
    (void)unused;
    static const char slowed[] = MACHINE("<host id=\"dual\" speed=\"2Gf,1Gf\" core=\"2\" pstate=\"1\">" WATTS(
        "95:120:200, 10:20:60") "</host>\n"
                                "<host id=\"mono\" speed=\"2Gf\">" WATTS(
                                    "30:90") "</host>\n"
                                             "<link id=\"wire\" bandwidth=\"1GBps\" latency=\"1ms\"/>\n"
                                             "<route src=\"dual\" dst=\"mono\"><link_ctn id=\"wire\"/></route>\n"
                                             "<route src=\"dual\" dst=\"dual\" symmetrical=\"NO\"><link_ctn "
                                             "id=\"wire\"/></route>\n"
                                             "<route src=\"mono\" dst=\"mono\" symmetrical=\"NO\"><link_ctn "
                                             "id=\"wire\"/></route>\n");
    const struct order given[] = {BEGINS(0, 0, WORK_COMPUTE, 1, 2 * G), SAYS(1, 4, DONE, 0)};
    EXPECT(slowed, base(1), given, 2 * 40 + 2 * 10 + 4 * 30, NAN, "");
}

static void hosts_without_processes_cost_nothing(void **unused)
{
    (void)unused;
    char *only[] = {"mono"};
    struct settings settings = base(1);
    settings.placement_rule = PLACEMENT_LISTED;
    settings.placement_hosts = only;
    settings.placement_count = 1;
    const struct order given[] = {BEGINS(0, 0, WORK_COMPUTE, 1, 2 * G), SAYS(1, 3, DONE, 0)};
    EXPECT(with_watts, settings, given, 1 * 90 + 2 * 30, NAN, "");
}

/* Two networks, one number: SimGrid's account and ours, on schedules of pieces that share, are given up, and crash. */
static void simgrids_energy_and_ours_are_the_same_on_random_schedules(void **unused)
{
    (void)unused;
    enum { SCHEDULES = 60 };
    struct random_stream stream = random_stream(6, RANDOM_ALGORITHM, 0);
    int64_t first = 0;
    for (uint32_t i = 0; i < SCHEDULES; i++) {
        struct fault_settings crash = {.kind = FAULT_CRASH,
                                       .target = TARGET_LISTED,
                                       .processes = &first,
                                       .process_count = 1,
                                       .at = 20 * random_uniform(&stream),
                                       .duration = 5};
        struct settings settings = base(1);
        settings.faults = &crash;
        settings.fault_count = i % 2;
        order_count = MOST_ORDERS;
        for (uint32_t j = 0; j < MOST_ORDERS; j++)
            orders[j] = (struct order){.process = (uint32_t)random_below(&stream, 4),
                                       .at = 20 * random_uniform(&stream),
                                       .what = random_below(&stream, 4) == 0 ? STOP : BEGIN,
                                       .number = random_below(&stream, 3),
                                       .amount = 5 * G * random_uniform(&stream)};
        orders[0] = (struct order){.process = 3, .at = 15, .what = DONE};
        double energy[MACHINE_NETWORKS];
        for (size_t n = 0; n < MACHINE_NETWORKS; n++) {
            settings.network = machine_networks[n];
            energy[n] = machine_result(with_watts, &settings).measures.energy;
        }
        assert_true(energy[0] > 15 * (10 + 30)); /* something was done */
        assert_close("SimGrid's energy", energy[1], energy[0]);
    }
}

static void a_host_without_watts_is_named(void **unused)
{
    (void)unused;
    static const char dark[] = TWO_HOSTS(WATTS("10:20:60"), PRICE("7.2 EUR"));
    const struct order given[] = {BEGINS(0, 0, WORK_COMPUTE, 1, 2 * G), SAYS(1, 1000, DONE, 0)};
    EXPECT(dark, base(1), given, NAN, 2, "EUR");
    struct settings settings = base(1);
    struct run_result result = machine_result(dark, &settings);
    assert_string_equal(result.measures.powerless, "mono");
}

/* ---- money ---- */

static const char with_prices[] = TWO_HOSTS(WATTS("10:20:60") PRICE("3.60 EUR"),
                                            WATTS("30:90") PRICE("7.2") "<prop id=\"price_currency\" value=\"EUR\"/>");

static void all_hosts_are_paid_until_the_last_task_is_done(void **unused)
{
    (void)unused;
    const struct order given[] = {SAYS(1, 100, DONE, 0), SAYS(1, 500, DONE, 1)};
    EXPECT(with_prices, base(2), given, 500 * 40, 500 * (3.6 + 7.2) / HOUR, "EUR");
}

static void a_started_second_is_paid_whole(void **unused)
{
    (void)unused;
    const struct order given[] = {SAYS(1, 9.5, DONE, 0)};
    EXPECT(with_prices, base(1), given, 9.5 * 40, 10 * (3.6 + 7.2) / HOUR, "EUR");
}

static void a_started_hour_is_paid_whole_when_the_scenario_says_so(void **unused)
{
    (void)unused;
    struct settings settings = base(1);
    settings.accounting.started_hours = true;
    const struct order a_bit[] = {SAYS(1, 10, DONE, 0)}, an_hour[] = {SAYS(1, HOUR, DONE, 0)},
                       more[] = {SAYS(1, 3700, DONE, 0)};
    EXPECT(with_prices, settings, a_bit, 10 * 40, 3.6 + 7.2, "EUR");
    EXPECT(with_prices, settings, an_hour, HOUR * 40, 3.6 + 7.2, "EUR");
    EXPECT(with_prices, settings, more, 3700 * 40, 2 * (3.6 + 7.2), "EUR");
}

static void what_is_rented_costs_while_it_is_rented_and_nothing_else_does(void **unused)
{
    (void)unused;
    /* mono from 10 s to 30 s, at work for 5 s of them; dual from 20 s on. */
    const struct order given[] = {SAYS(0, 10, RENT, 1), BEGINS(1, 12, WORK_COMPUTE, 1, 10 * G), SAYS(0, 20, RENT, 0),
                                  SAYS(0, 30, RELEASE, 1), SAYS(0, 100, DONE, 0)};
    EXPECT(with_prices, base(1), given, 15 * 30 + 5 * 90 + 80 * 10, (20 * 7.2 + 80 * 3.6) / HOUR, "EUR");
}

static void a_host_is_rented_once_for_all_its_processes(void **unused)
{
    (void)unused;
    const struct order given[] = {SAYS(0, 10, RENT, 1),    SAYS(0, 20, RENT, 3),    SAYS(0, 20, RENT, 3),
                                  SAYS(0, 30, RELEASE, 1), SAYS(0, 40, RELEASE, 3), SAYS(0, 50, RELEASE, 3),
                                  SAYS(0, 100, DONE, 0)};
    EXPECT(with_prices, base(1), given, 30 * 30, 30 * 7.2 / HOUR, "EUR");
}

static void each_rent_is_rounded_by_itself_and_one_given_back_after_the_end_lasts_so_long(void **unused)
{
    (void)unused;
    struct settings settings = base(1);
    settings.accounting.started_hours = true;
    /* mono twice for 10 s; dual from 50 s until 4000 s, after the last task. */
    const struct order given[] = {SAYS(0, 10, RENT, 1),     SAYS(0, 20, RELEASE, 1), SAYS(0, 30, RENT, 1),
                                  SAYS(0, 40, RELEASE, 1),  SAYS(0, 50, RENT, 0),    SAYS(0, 100, DONE, 0),
                                  SAYS(0, 4000, RELEASE, 0)};
    EXPECT(with_prices, settings, given, 20 * 30 + 3950 * 10, 2 * 7.2 + 2 * 3.6, "EUR");
}

static void a_host_that_is_rented_and_given_back_at_one_date_costs_nothing(void **unused)
{
    (void)unused;
    const struct order given[] = {SAYS(0, 10, RENT, 1), SAYS(0, 10, RELEASE, 1), SAYS(1, 100, DONE, 0)};
    EXPECT(with_prices, base(1), given, 0, 0, "EUR");
}

static void electricity_is_paid_for_hosts_without_a_price_with_their_cooling(void **unused)
{
    (void)unused;
    struct settings settings = base(1);
    settings.accounting.electricity = 0.25;
    snprintf(settings.accounting.currency, sizeof settings.accounting.currency, "EUR");
    const struct order given[] = {SAYS(1, 1000, DONE, 0)};
    EXPECT(with_watts, settings, given, 1000 * 40, 1000 * 40 / KILOWATT_HOUR * 1.3 * 0.25, "EUR");
    static const char half[] = TWO_HOSTS(WATTS("10:20:60"), WATTS("30:90") PRICE("7.2 EUR"));
    EXPECT(half, settings, given, 1000 * 40, 1000 * 10 / KILOWATT_HOUR * 1.3 * 0.25 + 1000 * 7.2 / HOUR, "EUR");
}

static void two_currencies_are_not_added(void **unused)
{
    (void)unused;
    struct settings settings = base(1);
    settings.accounting.electricity = 0.25;
    snprintf(settings.accounting.currency, sizeof settings.accounting.currency, "USD");
    struct machine_account account = machine_run(with_prices, &settings);
    assert_int_equal(account.err.kind, ERROR_INPUT);
    assert_string_equal(account.err.text, "the hosts of the platform are priced in EUR: expected one currency");
    assert_string_equal(account.err.element, "accounting/electricity");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_takes_its_idle_watts_then_by_the_share_of_its_cores_that_work),
        cmocka_unit_test(pieces_beyond_the_cores_take_time_not_watts),
        cmocka_unit_test(what_goes_on_after_the_last_task_costs_no_more),
        cmocka_unit_test(a_run_whose_tasks_are_never_done_costs_until_it_ends),
        cmocka_unit_test(boots_and_waits_are_idle_for_the_host),
        cmocka_unit_test(what_is_given_up_or_ended_by_a_crash_has_cost_its_watts),
        cmocka_unit_test(the_watts_are_those_of_the_state_that_the_host_is_in),
        cmocka_unit_test(hosts_without_processes_cost_nothing),
        cmocka_unit_test(simgrids_energy_and_ours_are_the_same_on_random_schedules),
        cmocka_unit_test(a_host_without_watts_is_named),
        cmocka_unit_test(all_hosts_are_paid_until_the_last_task_is_done),
        cmocka_unit_test(a_started_second_is_paid_whole),
        cmocka_unit_test(a_started_hour_is_paid_whole_when_the_scenario_says_so),
        cmocka_unit_test(what_is_rented_costs_while_it_is_rented_and_nothing_else_does),
        cmocka_unit_test(a_host_is_rented_once_for_all_its_processes),
        cmocka_unit_test(each_rent_is_rounded_by_itself_and_one_given_back_after_the_end_lasts_so_long),
        cmocka_unit_test(a_host_that_is_rented_and_given_back_at_one_date_costs_nothing),
        cmocka_unit_test(electricity_is_paid_for_hosts_without_a_price_with_their_cooling),
        cmocka_unit_test(two_currencies_are_not_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
