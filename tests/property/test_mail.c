/* test_mail.c: the four mails: causal order on many random schedules where clocks see to it, violations where none does; the same
 * workload, and the bytes of each clock. */
#include "algorithms/mail/mail.h"
#include "base/random.h"
#include "tests/property/trial.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#ifdef __SANITIZE_ADDRESS__
enum { SCHEDULES = 300 };
#else
enum { SCHEDULES = 10000 };
#endif

extern const struct algorithm mail_no_clock, mail_scalar, mail_vector, mail_matrix;
static const struct algorithm *const all[] = {&mail_no_clock, &mail_scalar, &mail_vector, &mail_matrix};
static const struct algorithm *const with_clocks[] = {&mail_scalar, &mail_vector, &mail_matrix};
enum { ALL = COUNT_OF(all), WITH_CLOCKS = COUNT_OF(with_clocks) };

static struct settings mail_among(const struct algorithm *algorithm, uint32_t processes, uint32_t servers)
{
    struct settings settings = trial_settings(algorithm, TOPOLOGY_KIND_COMPLETE, processes);
    settings.parameters[SERVERS] = servers;
    return settings;
}

static double measured(const struct run_result *result, const struct algorithm *algorithm, const char *name)
{
    double value = 0;
    if (!measure_by_name(result, algorithm, name, &value))
        fail_msg("%s has not measured %s", algorithm->name, name);
    return value;
}

/* Delays between those of the network alone and a hundred times as much as the pauses. */
static void draw_schedule(struct settings *settings, struct random_stream *stream, uint64_t schedule)
{
    settings->processes = 5 + (uint32_t)random_below(stream, 6);
    settings->parameters[SERVERS] = 1 + (double)random_below(stream, 5);
    settings->parameters[QUESTIONS] = 1 + (double)random_below(stream, 4);
    settings->parameters[PAUSE] = 1e-3 * random_uniform(stream);
    settings->parameters[ANSWER] = random_uniform(stream);
    settings->parameters[THIRD] = random_uniform(stream);
    settings->parameters[IN_A_ROW] = (double)random_below(stream, MOST_ANSWERS + 1);
    settings->delay_rule = schedule % 3 == 0 ? DELAY_UNIFORM : DELAY_EXPONENTIAL;
    settings->delay_low = 0;
    settings->delay_high = schedule % 2 == 0 ? 1e-3 * random_uniform(stream) : 1e-1 * random_uniform(stream);
    settings->start_spread = schedule % 5 == 0 ? 1e-3 : 0;
    settings->seed = schedule;
}

static void ten_thousand_schedules_of_each_clock_keep_causal_order(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < WITH_CLOCKS; i++) {
        struct random_stream stream = random_stream(71, RANDOM_ALGORITHM, i);
        for (uint64_t schedule = 0; schedule < SCHEDULES; schedule++) {
            struct settings settings = mail_among(with_clocks[i], 6, 3);
            draw_schedule(&settings, &stream, schedule);
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_int_equal(result.measures.outputs[OUTPUT_DELIVER], result.measures.outputs[OUTPUT_POST]);
        }
    }
}

/* Whatever it is because of has passed by the same server or the same channel before it. */
static void one_server_or_two_need_no_clock(void **unused)
{
    (void)unused;
    struct random_stream stream = random_stream(72, RANDOM_ALGORITHM, 0);
    for (uint64_t schedule = 0; schedule < SCHEDULES / 10; schedule++) {
        struct settings settings = mail_among(&mail_no_clock, 6, 3);
        draw_schedule(&settings, &stream, schedule);
        settings.parameters[SERVERS] = 1 + (double)(schedule % 2);
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
    }
}

/* Violations over many runs, with exponential delays of that mean (and standard deviation) between the servers. */
static double violations(const struct algorithm *algorithm, sim_time deviation, uint32_t *violated)
{
    int64_t servers[] = {0, 1, 2};
    struct fault_settings slow_lines = {
        .kind = FAULT_DELAY,
        .from = servers,
        .from_count = COUNT_OF(servers),
        .to = servers,
        .to_count = COUNT_OF(servers),
        .probability = 1,
        .delay = deviation,
    };
    double sum = 0;
    *violated = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct settings settings = mail_among(algorithm, 15, COUNT_OF(servers));
        settings.faults = &slow_lines;
        settings.fault_count = deviation > 0 ? 1 : 0;
        settings.seed = seed;
        struct run_result result = trial(&settings);
        *violated += result.verdict.kind == VERDICT_VIOLATED;
        sum += measured(&result, algorithm, "causal_violations");
    }
    return sum;
}

static void without_clocks_violations_grow_with_the_variance_of_the_delays(void **unused)
{
    (void)unused;
    static const sim_time deviations[] = {1e-4, 1e-3, 1e-2};
    uint32_t violated;
    double before = violations(&mail_no_clock, 0, &violated);
    assert_true(before == 0);
    for (size_t i = 0; i < COUNT_OF(deviations); i++) {
        double now = violations(&mail_no_clock, deviations[i], &violated);
        assert_true(now > before);
        before = now;
    }
    assert_true(violated > 75 && before > 2 * 100); /* at the largest: most runs, several times each */
    for (size_t i = 0; i < WITH_CLOCKS; i++)
        assert_true(violations(with_clocks[i], 1e-2, &violated) == 0 && violated == 0);
}

/* An observer that is no specification: a sum over the mails submitted, whatever their order, of all that is in them but the number. */
static uint64_t sum_of_mails;

static void sum_up(const struct view *view, const struct event *event)
{
    if (event->message_kind != SUBMIT)
        return;
    const struct mail *mail = event->payload;
    uint64_t poster = (uint64_t)mail->number % view->shape->processes;
    uint64_t what =
        mail->chance ^ poster << 48 ^ (uint64_t)mail->reader << 32 ^ (uint64_t)mail->third << 16 ^ mail->answers;
    sum_of_mails += what * UINT64_C(0x9E3779B97F4A7C15) ^ what >> 29;
}

static void conclude_nothing(const struct view *view, enum ending ending)
{
    (void)view;
    (void)ending;
}

static const struct specification sum_of_submitted = {
    .name = "sum", .events = 1u << EVENT_SEND, .event = sum_up, .conclude = conclude_nothing};

static void the_workload_is_the_same_in_all_four(void **unused)
{
    (void)unused;
    const struct specification *watching[] = {&sum_of_submitted, NULL};
    for (uint64_t seed = 1; seed <= 50; seed++) {
        uint64_t sums[ALL], posts[ALL];
        for (size_t i = 0; i < ALL; i++) {
            struct settings settings = mail_among(all[i], 13, 4);
            settings.parameters[IN_A_ROW] = MOST_ANSWERS;
            settings.delay_rule = DELAY_EXPONENTIAL;
            settings.delay_high = 1e-2;
            settings.seed = seed;
            sum_of_mails = 0;
            struct run_result result = trial_with(&settings, &(struct run_options){.specifications = watching});
            sums[i] = sum_of_mails;
            posts[i] = result.measures.outputs[OUTPUT_POST];
        }
        assert_true(posts[0] > 9 * 4 * READERS); /* some were answered */
        for (size_t i = 1; i < ALL; i++) {
            assert_int_equal(posts[i], posts[0]);
            assert_int_equal(sums[i], sums[0]);
        }
    }
}

/* A mail leaves its domain or does not, and what a relay weighs depends on the clock only. */
static void each_clock_weighs_what_it_is_said_to(void **unused)
{
    (void)unused;
    for (uint32_t servers = 2; servers <= MOST_SERVERS; servers++) {
        uint64_t bytes[ALL], relays[ALL];
        struct settings settings;
        struct run_result result;
        for (size_t i = 0; i < ALL; i++) {
            settings = mail_among(all[i], 20, servers);
            result = trial(&settings);
            bytes[i] = result.measures.bytes;
            relays[i] = messages_of(&result, all[i], "messages.relay");
            if (all[i] == &mail_scalar) {
                uint64_t questions = messages_of(&result, all[i], "messages.ask");
                assert_int_equal(messages_of(&result, all[i], "messages.null"), questions);
                assert_true(questions <= (servers - 2) * relays[i]);
                bytes[i] -= 2 * questions * (settings.header_bytes + 4);
            }
        }
        assert_int_equal(relays[1], relays[0]);
        assert_int_equal(relays[2], (servers - 1) * relays[0]);
        assert_int_equal(relays[3], relays[0]);
        assert_int_equal(bytes[1] - bytes[0], 4 * relays[0]);
        uint64_t others = (servers - 2) * relays[0] * (settings.header_bytes + sizeof(struct mail));
        assert_int_equal(bytes[2] - bytes[0], others + (servers - 1) * relays[0] * 4 * servers);
        assert_int_equal(bytes[3] - bytes[0], relays[0] * 4 * servers * servers);
    }
}

static void a_stamp_sized_by_a_parameter_that_there_is_not_is_refused(void **unused)
{
    (void)unused;
    struct algorithm odd = mail_vector;
    odd.stamps = (const struct payload_stamp[]){{"relay", .bytes_per_process = 4, .among = "postmen"}, {0}};
    struct settings settings = mail_among(&odd, 9, 3);
    struct run_result result;
    struct error err = {0};
    assert_false(run_system(&settings, &(struct run_options){0}, &result, &err));
    assert_non_null(strstr(err.text, "mail-vector breaks the contract of process.h: it has no parameter \"postmen\""));
}

/* Servers that are asked for are more than there can be: three clients remain. */
static void three_clients_remain_however_many_servers_are_asked_for(void **unused)
{
    (void)unused;
    for (uint32_t n = 4; n <= 12; n++)
        for (size_t i = 0; i < WITH_CLOCKS; i++) {
            struct settings settings = mail_among(with_clocks[i], n, MOST_SERVERS);
            struct run_result result = trial(&settings);
            assert_holds(&result, &settings);
            assert_true(result.measures.outputs[OUTPUT_POST] >= 3 * 4 * READERS);
        }
}

/* As many mails as there is room for, all of them held up by one that is late. */
static void there_is_room_for_the_largest_workload(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < WITH_CLOCKS; i++) {
        struct settings settings = mail_among(with_clocks[i], 8, 5);
        settings.parameters[QUESTIONS] = MOST_QUESTIONS;
        settings.parameters[PAUSE] = 0;
        settings.parameters[ANSWER] = 1;
        settings.parameters[IN_A_ROW] = MOST_ANSWERS;
        settings.delay_rule = DELAY_EXPONENTIAL;
        settings.delay_high = 1;
        struct run_result result = trial(&settings);
        assert_holds(&result, &settings);
        assert_int_equal(result.measures.outputs[OUTPUT_POST], 3 * MOST_MAILS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_schedules_of_each_clock_keep_causal_order),
        cmocka_unit_test(one_server_or_two_need_no_clock),
        cmocka_unit_test(without_clocks_violations_grow_with_the_variance_of_the_delays),
        cmocka_unit_test(the_workload_is_the_same_in_all_four),
        cmocka_unit_test(each_clock_weighs_what_it_is_said_to),
        cmocka_unit_test(a_stamp_sized_by_a_parameter_that_there_is_not_is_refused),
        cmocka_unit_test(three_clients_remain_however_many_servers_are_asked_for),
        cmocka_unit_test(there_is_room_for_the_largest_workload),
    };
    return cmocka_run_group_tests(tests, load_trial_platform, NULL);
}
