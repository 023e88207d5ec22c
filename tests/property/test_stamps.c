/* test_stamps.c: the stamps of traces against the order itself. The order "happened before" is computed from the trace by brute
 * force (the order of the lines of each process, the column `sent`); `sent` is checked against what messages say that carry
 * their own number; the run is the same with stamps as without. Each run has a process of its own: SimGrid has one engine a
 * process. */
#include "apart.h"
#include "base/csv.h"
#include "observe/stamps.h"
#include "trial.h"

#include <sys/mman.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

enum { MOST_EVENTS = 6000, MOST_PROCESSES = 12, NONE = UINT32_MAX };
static const sim_time run_time = 6.25; /* s; no beat falls on it */

/* ---- an algorithm whose messages carry a number of their own ----
 *
 * Rumours: a process begins some at random dates; each hops from neighbour to neighbour, chosen at random. */

struct rumour {
    uint64_t number, hops;
    uint64_t ballast; /* too long for an envelope: a block of its own */
};
struct state {
    uint32_t heard; /* on stable storage */
    uint32_t told;
};
enum { RUMOUR, TICK = 0, MOST_TOLD = 6, HOPS = 5 };
static uint64_t rumours; /* sent so far, in the process of the run */

static void tell(struct process *p, uint64_t hops)
{
    uint32_t port = (uint32_t)process_random(p, process_out_degree(p));
    process_send(p, port, RUMOUR, &(struct rumour){.number = rumours++, .hops = hops});
}

static void wait_a_little(struct process *p)
{
    process_set_timer(p, TICK, 0.001 * (1 + (double)process_random(p, 1000)));
}

static void rumour_start(struct process *p, void *state)
{
    (void)state;
    wait_a_little(p);
}

static void rumour_tick(struct process *p, void *state)
{
    struct state *s = state;
    tell(p, HOPS);
    tell(p, HOPS);
    if (++s->told < MOST_TOLD)
        wait_a_little(p);
}

static void rumour_receive(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct rumour *rumour = m->payload;
    if (++s->heard % 8 == 0)
        process_announce(p, OUTPUT_COUNT, s->heard);
    if (rumour->hops > 0)
        tell(p, rumour->hops - 1);
}

static const struct algorithm rumour_algorithm = {
    .name = "rumours",
    .title_en = "rumours",
    .title_fr = "rumeurs",
    .messages =
        (const struct message_kind[]){[RUMOUR] = {"rumour", sizeof(struct rumour), rumour_receive, "a rumour"}, {0}},
    .timers = (const struct timer_kind[]){[TICK] = {"tick", rumour_tick}, {0}},
    .variables =
        (const struct variable[]){{"heard", FIELD(struct state, heard), .stable = true, .maximum = INT32_MAX}, {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .start = rumour_start,
    .recover = rumour_start,
};

/* ---- a witness: which event sent which message ---- */

struct witness {
    uint64_t sent[MOST_EVENTS + 1];      /* by event */
    uint64_t by_rumour[MOST_EVENTS + 1]; /* by its number */
};
static struct witness *witness; /* shared with the processes of the runs */

static void see(const struct view *view, const struct event *event)
{
    (void)view;
    const struct rumour *rumour = event->payload;
    if (event->number > MOST_EVENTS || rumour->number > MOST_EVENTS)
        return;
    if (event->kind == EVENT_SEND)
        witness->by_rumour[rumour->number] = event->number;
    else
        witness->sent[event->number] = witness->by_rumour[rumour->number];
}

static void conclude(const struct view *view, enum ending ending)
{
    (void)view;
    (void)ending;
}

static const struct specification witness_specification = {.name = "witness",
                                                           .events = 1u << EVENT_SEND | 1u << EVENT_RECEIVE |
                                                                     1u << EVENT_LOSS | 1u << EVENT_DUPLICATE,
                                                           .event = see,
                                                           .conclude = conclude};

/* ---- a run and its trace ---- */

struct line {
    uint64_t number, sent, scalar;
    uint32_t process, peer; /* NONE: none */
    bool is_send, is_receive, is_loss, is_duplicate, is_of_process;
    uint32_t vector[MOST_PROCESSES], entries;
};
static struct line lines[MOST_EVENTS];
static uint32_t line_count;

static const char *trace_path(void)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/onde-stamps-%d.csv", (int)getpid());
    return path;
}

static uint64_t number_of(const char *text)
{
    char *end;
    uint64_t value = strtoull(text, &end, 10);
    assert_true(end != text && *end == '\0');
    return value;
}

static void read_vector(const char *text, struct line *line)
{
    while (*text != '\0') {
        char *end;
        assert_true(line->entries < MOST_PROCESSES);
        line->vector[line->entries++] = (uint32_t)strtoul(text, &end, 10);
        assert_true(end != text && (*end == '\0' || (end[0] == ' ' && end[1] != '\0')));
        text = *end == ' ' ? end + 1 : end;
    }
}

static void read_trace(enum trace_stamps stamps)
{
    struct error err = {0};
    struct csv_reader *reader;
    size_t number, event, process, peer, sent, scalar, vector = 0;
    assert_true(csv_open(trace_path(), &reader, &err));
    assert_true(csv_find_column(reader, "number", &number, &err) && csv_find_column(reader, "event", &event, &err) &&
                csv_find_column(reader, "process", &process, &err) && csv_find_column(reader, "peer", &peer, &err) &&
                csv_find_column(reader, "sent", &sent, &err) && csv_find_column(reader, "scalar", &scalar, &err));
    assert_int_equal(csv_has_column(reader, "vector", &vector), stamps == STAMPS_VECTOR);
    line_count = 0;
    while (csv_next(reader, &err) == CSV_ROW) {
        assert_true(line_count < MOST_EVENTS);
        struct line *line = &lines[line_count++];
        const char *what = csv_field(reader, event), *who = csv_field(reader, process);
        const char *other = csv_field(reader, peer), *of = csv_field(reader, sent);
        *line = (struct line){.number = number_of(csv_field(reader, number)),
                              .process = who[0] != '\0' ? (uint32_t)number_of(who) : NONE,
                              .peer = other[0] != '\0' ? (uint32_t)number_of(other) : NONE,
                              .is_send = strcmp(what, "send") == 0,
                              .is_receive = strcmp(what, "receive") == 0,
                              .is_loss = strcmp(what, "loss") == 0,
                              .is_duplicate = strcmp(what, "duplicate") == 0};
        line->is_of_process = line->process != NONE && !line->is_loss && !line->is_duplicate;
        assert_int_equal(of[0] != '\0', line->is_receive || line->is_loss || line->is_duplicate);
        line->sent = of[0] != '\0' ? number_of(of) : 0;
        const char *stamp = csv_field(reader, scalar);
        assert_int_equal(stamp[0] != '\0', line->is_of_process);
        line->scalar = stamp[0] != '\0' ? number_of(stamp) : 0;
        if (stamps == STAMPS_VECTOR)
            read_vector(csv_field(reader, vector), line);
    }
    assert_int_equal(err.kind, ERROR_NONE);
    csv_close(reader);
}

static struct run_result run_traced(struct settings *settings, enum trace_stamps stamps)
{
    static const struct specification *const watching[] = {&witness_specification, NULL};
    bool own = settings->algorithm == &rumour_algorithm;
    settings->trace_stamps = stamps;
    memset(witness, 0, sizeof *witness);
    return apart_run(
        settings, &(struct run_options){.trace_path = trace_path(), .specifications = own ? watching : NULL}, NULL, 0);
}

/* The text of the trace, without its last columns; the caller frees it. */
static char *trace_without(size_t columns)
{
    FILE *file = fopen(trace_path(), "r");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file), kept = 0, commas = 0;
    rewind(file);
    char *text = malloc(length + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, length, file), length);
    fclose(file);
    size_t first_line = 0;
    for (; text[first_line] != '\n'; first_line++)
        commas += text[first_line] == ',';
    size_t wanted = commas + 1 - columns, field = 1;
    for (size_t i = 0; i < length; i++) {
        field += text[i] == ',';
        if (text[i] == '\n')
            field = 1;
        if (field <= wanted)
            text[kept++] = text[i];
    }
    text[kept] = '\0';
    return text;
}

/* ---- the order, by brute force ---- */

/* past[e]: the events that happened before e, and e itself; longest[e]: how many are in the longest chain that ends there. */
static uint64_t past[MOST_EVENTS][(MOST_EVENTS + 63) / 64];
static uint64_t longest[MOST_EVENTS];

static bool is_before(uint32_t first, uint32_t second)
{
    return first != second && (past[second][first / 64] >> first % 64 & 1) != 0;
}

static void add_past(uint32_t event, uint32_t before)
{
    for (size_t i = 0; i < COUNT_OF(past[0]); i++)
        past[event][i] |= past[before][i];
    if (longest[before] + 1 > longest[event])
        longest[event] = longest[before] + 1;
}

static uint32_t line_of(uint64_t number)
{
    uint32_t low = 0, high = line_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (lines[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    assert_true(low < line_count && lines[low].number == number);
    return low;
}

static void compute_order(void)
{
    uint32_t last[MOST_PROCESSES];
    for (uint32_t i = 0; i < MOST_PROCESSES; i++)
        last[i] = NONE;
    memset(past, 0, sizeof past);
    for (uint32_t i = 0; i < line_count; i++) {
        const struct line *line = &lines[i];
        longest[i] = 1;
        past[i][i / 64] |= UINT64_C(1) << i % 64;
        if (!line->is_of_process)
            continue;
        assert_true(line->process < MOST_PROCESSES);
        if (last[line->process] != NONE)
            add_past(i, last[line->process]);
        if (line->is_receive)
            add_past(i, line_of(line->sent));
        last[line->process] = i;
    }
}

/* ---- what stamps must be ---- */

static void check_sends(void)
{
    for (uint32_t i = 0; i < line_count; i++) {
        if (lines[i].sent == 0)
            continue;
        const struct line *line = &lines[i], *send = &lines[line_of(line->sent)];
        assert_true(send->is_send && send->number < line->number);
        assert_int_equal(send->process, line->is_duplicate ? line->process : line->peer);
        assert_int_equal(send->peer, line->is_duplicate ? line->peer : line->process);
    }
}

static void check_scalars(void)
{
    for (uint32_t i = 0; i < line_count; i++)
        assert_int_equal(lines[i].scalar, lines[i].is_of_process ? longest[i] : 0);
    for (uint32_t e = 0; e < line_count; e++)
        for (uint32_t f = e + 1; f < line_count; f++)
            assert_true(!is_before(e, f) || lines[e].scalar < lines[f].scalar);
}

static bool is_less(const struct line *e, const struct line *f)
{
    bool less = false;
    for (uint32_t i = 0; i < e->entries; i++) {
        if (e->vector[i] > f->vector[i])
            return false;
        less = less || e->vector[i] < f->vector[i];
    }
    return less;
}

/* Every pair of events both ways, and what each entry counts. */
static void check_vectors(uint32_t processes)
{
    for (uint32_t e = 0; e < line_count; e++) {
        uint32_t counts[MOST_PROCESSES] = {0};
        assert_int_equal(lines[e].entries, lines[e].is_of_process ? processes : 0);
        for (uint32_t f = 0; f < line_count && lines[e].is_of_process; f++) {
            if (!lines[f].is_of_process)
                continue;
            bool before = is_before(f, e);
            if (is_less(&lines[f], &lines[e]) != before)
                fail_msg("events %lu and %lu: the order and the vectors say different things",
                         (unsigned long)lines[f].number, (unsigned long)lines[e].number);
            counts[lines[f].process] += before || f == e;
        }
        assert_memory_equal(counts, lines[e].vector, lines[e].entries * sizeof *counts);
    }
}

/* Runs it three times. */
static struct run_result check_stamps_of(struct settings *settings)
{
    struct run_result result = run_traced(settings, STAMPS_NONE);
    char *plain = trace_without(0);
    for (int stamps = STAMPS_SCALAR; stamps <= STAMPS_VECTOR; stamps++) {
        struct run_result stamped = run_traced(settings, (enum trace_stamps)stamps);
        char *cut = trace_without(stamps == STAMPS_VECTOR ? 3 : 2);
        assert_string_equal(cut, plain);
        free(cut);
        assert_int_equal(stamped.ending, result.ending);
        assert_int_equal(stamped.verdict.kind, result.verdict.kind);
        assert_int_equal(stamped.measures.messages, result.measures.messages);
        assert_true(stamped.measures.simulated_time == result.measures.simulated_time);
        read_trace((enum trace_stamps)stamps);
        assert_int_equal(line_count, result.measures.events);
        compute_order();
        check_sends();
        check_scalars();
        if (stamps == STAMPS_VECTOR)
            check_vectors(result.shape.processes);
    }
    free(plain);
    return result;
}

/* ---- the runs ---- */

static int64_t zero[] = {0}, two_and_three[] = {2, 3};

/* All kinds, of processes and of channels. */
static struct fault_settings all_faults[] = {
    {.kind = FAULT_CRASH, .target = TARGET_LISTED, .processes = zero, .process_count = 1, .at = 0.4, .duration = 0.3},
    {.kind = FAULT_CRASH,
     .target = TARGET_ALL,
     .when = WHEN_RANDOM,
     .interval_mean = 3,
     .duration = 0.2,
     .duration_is_random = true},
    {.kind = FAULT_SUSPEND,
     .target = TARGET_LISTED,
     .processes = two_and_three,
     .process_count = 2,
     .at = 0.5,
     .duration = 0.4},
    {.kind = FAULT_SLOW, .target = TARGET_COUNT, .count = 1, .at = 1, .duration = 1, .delay = 0.02},
    {.kind = FAULT_DRIFT, .target = TARGET_COUNT, .count = 2, .at = 0, .drift = 0.1},
    {.kind = FAULT_CUT, .from = zero, .from_count = 1, .at = 1.2, .duration = 0.3},
    {.kind = FAULT_LOSE, .probability = 0.05},
    {.kind = FAULT_DUPLICATE, .probability = 0.2, .delay = 0.05},
    {.kind = FAULT_REORDER, .probability = 0.3, .delay = 0.05},
    {.kind = FAULT_DELAY, .probability = 0.3, .delay = 0.05},
};

static struct settings settings_of(const struct algorithm *algorithm, enum topology_kind kind, uint32_t processes,
                                   enum network_kind network, bool faults)
{
    struct settings settings = trial_settings(algorithm, kind, processes);
    settings.network = network;
    settings.identity_order = IDENTITIES_RANDOM;
    settings.topology.average_degree = 3;
    settings.budget_time = run_time;
    settings.budget_events = MOST_EVENTS - MOST_PROCESSES; /* a handler is finished */
    settings.delay_rule = DELAY_EXPONENTIAL;
    settings.delay_high = 0.01;
    settings.step = 0.25;
    if (faults) {
        settings.faults = all_faults;
        settings.fault_count = COUNT_OF(all_faults);
    }
    return settings;
}

static const enum network_kind networks[] = {NETWORK_LATENCY, NETWORK_FLOW};

static bool overtakes(void)
{
    for (uint32_t i = 0; i < line_count; i++)
        for (uint32_t j = i + 1; j < line_count && lines[i].is_receive; j++)
            if (lines[j].is_receive && lines[j].process == lines[i].process && lines[j].peer == lines[i].peer &&
                lines[j].sent < lines[i].sent)
                return true;
    return false;
}

static void sent_is_the_event_that_sent_the_message_whatever_becomes_of_it(void **state)
{
    (void)state;
    for (size_t network = 0; network < COUNT_OF(networks); network++)
        for (int fifo = 0; fifo < 2; fifo++)
            for (int faults = 0; faults < 2; faults++) {
                struct settings settings =
                    settings_of(&rumour_algorithm, TOPOLOGY_KIND_COMPLETE, 6, networks[network], faults != 0);
                settings.fifo = fifo != 0;
                struct run_result result = check_stamps_of(&settings);
                assert_true(result.measures.messages > 300);
                assert_int_equal(result.measures.lost > 10 && result.measures.duplicated > 10, faults != 0);
                assert_true(overtakes() || (fifo && !faults));
                for (uint32_t i = 0; i < line_count; i++)
                    assert_int_equal(lines[i].sent, witness->sent[lines[i].number]);
            }
}

static void stamps_of_every_algorithm_are_those_of_its_order(void **state)
{
    (void)state;
    static const struct {
        const char *algorithm;
        enum topology_kind topology;
        uint32_t processes;
    } systems[] = {
        {"chang-roberts", TOPOLOGY_KIND_ONE_WAY_RING, 12},
        {"peterson", TOPOLOGY_KIND_ONE_WAY_RING, 9},
        {"echo", TOPOLOGY_KIND_ERDOS_RENYI, 12},
        {"bully", TOPOLOGY_KIND_COMPLETE, 5},
        {"heartbeat-detectors", TOPOLOGY_KIND_COMPLETE, 4},
        {"dijkstra-k-state", TOPOLOGY_KIND_ONE_WAY_RING, 5},
        {"work-stealing", TOPOLOGY_KIND_COMPLETE, 5},
    };
    for (size_t i = 0; i < COUNT_OF(systems); i++)
        for (size_t network = 0; network < COUNT_OF(networks); network++)
            for (int faults = 0; faults < 2; faults++) {
                const struct algorithm *algorithm = algorithm_find(systems[i].algorithm, NULL);
                assert_non_null(algorithm);
                struct settings settings =
                    settings_of(algorithm, systems[i].topology, systems[i].processes, networks[network], faults != 0);
                struct run_result result = check_stamps_of(&settings);
                assert_true(result.measures.messages >= systems[i].processes);
            }
}

/* Nothing is sent there, so that nothing of one process happened before anything of another. */
static void where_states_are_read_the_order_is_that_of_each_process(void **state)
{
    (void)state;
    struct settings settings =
        settings_of(algorithm_find("dijkstra-k-state", NULL), TOPOLOGY_KIND_ONE_WAY_RING, 5, NETWORK_SHARED, false);
    settings.delay_rule = DELAY_NONE;
    struct run_result result = check_stamps_of(&settings);
    assert_true(result.measures.events > 20);
    for (uint32_t i = 0; i < line_count; i++) {
        uint64_t sum = 0;
        for (uint32_t j = 0; j < lines[i].entries; j++)
            sum += lines[i].vector[j];
        assert_int_equal(lines[i].scalar, lines[i].is_of_process ? lines[i].vector[lines[i].process] : 0);
        assert_int_equal(lines[i].scalar, sum);
    }
}

/* A clock is no part of the state. */
static void a_crash_does_not_set_stamps_back(void **state)
{
    (void)state;
    struct settings settings = settings_of(&rumour_algorithm, TOPOLOGY_KIND_COMPLETE, 4, NETWORK_LATENCY, true);
    settings.fault_count = 1;
    run_traced(&settings, STAMPS_VECTOR);
    read_trace(STAMPS_VECTOR);
    uint32_t own = 0;
    uint64_t scalar = 0;
    for (uint32_t i = 0; i < line_count; i++) {
        if (!lines[i].is_of_process || lines[i].process != 0)
            continue;
        assert_int_equal(lines[i].vector[0], ++own);
        assert_true(lines[i].scalar > scalar);
        scalar = lines[i].scalar;
    }
    assert_true(own > 10);
}

/* A sample has the lines of the whole trace, stamps and all. */
static void a_sample_has_the_stamps_of_the_whole_run(void **state)
{
    (void)state;
    struct settings settings = settings_of(&rumour_algorithm, TOPOLOGY_KIND_COMPLETE, 6, NETWORK_LATENCY, true);
    for (int stamps = STAMPS_SCALAR; stamps <= STAMPS_VECTOR; stamps++) {
        settings.trace_process_count = 0;
        run_traced(&settings, (enum trace_stamps)stamps);
        char *whole = trace_without(0);
        settings.trace_processes = two_and_three;
        settings.trace_process_count = COUNT_OF(two_and_three);
        run_traced(&settings, (enum trace_stamps)stamps);
        char *sample = trace_without(0), *wanted = malloc(strlen(whole) + 1024);
        assert_non_null(wanted);
        static const char *const row[] = {
            [STAMPS_SCALAR] = "0,0,sample,%d,,,,,0,6,,\n", [STAMPS_VECTOR] = "0,0,sample,%d,,,,,0,6,,,\n"};
        char *end = wanted;
        for (char *line = whole, *next; *line != '\0'; line = next) {
            next = strchr(line, '\n') + 1;
            char process[8] = "";
            sscanf(line, "%*[^,],%*[^,],%*[^,],%7[^,]", process);
            bool header = line == whole;
            if (header || process[0] == '\0' || strcmp(process, "2") == 0 || strcmp(process, "3") == 0)
                end = (char *)memcpy(end, line, (size_t)(next - line)) + (next - line);
            for (int i = 2; i <= 3 && header; i++)
                end += sprintf(end, row[stamps], i);
        }
        *end = '\0';
        assert_string_equal(sample, wanted);
        assert_true(strlen(sample) > 1000);
        free(whole);
        free(sample);
        free(wanted);
    }
}

static void vectors_of_too_many_processes_are_refused(void **state)
{
    (void)state;
    struct settings settings =
        settings_of(&rumour_algorithm, TOPOLOGY_KIND_ONE_WAY_RING, STAMPS_MOST_PROCESSES + 1, NETWORK_LATENCY, false);
    struct run_result result;
    struct error err = {0};
    settings.trace_stamps = STAMPS_VECTOR;
    assert_false(run_system(&settings, &(struct run_options){.trace_path = trace_path()}, &result, &err));
    assert_string_equal(err.text, "expected scalar: vector stamps are for at most 1024 processes; found 1025");
    assert_string_equal(err.element, "trace/stamps");
}

static int prepare(void **state)
{
    witness = mmap(NULL, sizeof *witness, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return witness == MAP_FAILED ? -1 : apart_make_platform(state);
}

static int tidy(void **state)
{
    unlink(trace_path());
    munmap(witness, sizeof *witness);
    return apart_remove_platform(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sent_is_the_event_that_sent_the_message_whatever_becomes_of_it),
        cmocka_unit_test(stamps_of_every_algorithm_are_those_of_its_order),
        cmocka_unit_test(where_states_are_read_the_order_is_that_of_each_process),
        cmocka_unit_test(a_crash_does_not_set_stamps_back),
        cmocka_unit_test(a_sample_has_the_stamps_of_the_whole_run),
        cmocka_unit_test(vectors_of_too_many_processes_are_refused),
    };
    return cmocka_run_group_tests(tests, prepare, tidy);
}
