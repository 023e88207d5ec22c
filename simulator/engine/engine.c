/* engine.c: the process contract's functions, and the delivery of what a network carries. */
#include "engine/engine.h"
#include "engine/variable.h"
#include "observe/trace.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* ---- the record of a process ---- */

/* States of variable size stand one after the other, each record rounded up to 8 bytes: the first in-channel's number
 * says how many in-ports come before. */
static __attribute__((noinline)) size_t neighbours_before(const struct engine *engine, uint32_t process)
{
    if (topology_in_degree(engine->topology, process) == 0)
        return 0;
    size_t per_neighbour = engine->algorithm->state_bytes_per_neighbour;
    return (per_neighbour * topology_channel(engine->topology, process, 0) + 7) & ~(size_t)7;
}

/* Of a part of the state with so many entries. */
static size_t array_bytes(size_t each, size_t entries)
{
    return (each * entries + 7) & ~(size_t)7;
}

/* Asked several times an event: short enough to be inlined. */
static inline char *record_of(const struct engine *engine, uint32_t process)
{
    char *record = engine->records + engine->record_stride * process;
    if (engine->algorithm->state_bytes_per_neighbour > 0)
        record += neighbours_before(engine, process);
    return record;
}

static uint32_t *chain_of(const struct engine *engine, uint32_t process)
{
    return (uint32_t *)(void *)record_of(engine, process);
}

static struct random_stream *stream_of(const struct engine *engine, uint32_t process, size_t offset)
{
    return (struct random_stream *)(void *)(record_of(engine, process) + offset);
}

size_t engine_array_bytes(const struct engine *engine)
{
    return array_bytes(engine->algorithm->state_bytes_per_process, engine->processes);
}

void *engine_arrays(const struct engine *engine, uint32_t process)
{
    return record_of(engine, process) + engine->array_offset;
}

void *engine_state(const struct engine *engine, uint32_t process)
{
    return record_of(engine, process) + engine->state_offset;
}

void engine_breach(const struct process *p, const char *format, ...)
{
    struct engine *engine = p->engine;
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    error_set(&engine->fault, ERROR_INPUT, NULL, 0, "%s breaks the contract of process.h: process %u %s",
              engine->algorithm->name, p->number, what);
    engine_end(engine, ENDING_STOPPED);
}

/* ---- what a process draws ---- */

uint64_t process_random(struct process *p, uint64_t bound)
{
    struct engine *engine = p->engine;
    if (engine->random_offset == 0) {
        engine_breach(p, "draws a random number, but its descriptor does not say .random = true");
        return 0;
    }
    return random_below(stream_of(engine, p->number, engine->random_offset), bound);
}

sim_time process_random_delay(struct process *p, sim_time mean)
{
    struct engine *engine = p->engine;
    if (engine->random_offset == 0 || !(mean >= 0) || isinf(mean)) {
        engine_breach(p, "draws a delay of mean %g s: expected 0 or more, and .random = true in its descriptor", mean);
        return 0;
    }
    return random_exponential(stream_of(engine, p->number, engine->random_offset), mean);
}

/* ---- events ---- */

/* Now and then: a run that may go on for hours says where it is, and does not go on without the trace it is made for. */
static void beat(struct engine *engine)
{
    struct pulse *pulse = engine->options->pulse;
    if (engine->observers.trace != NULL && trace_failed(engine->observers.trace))
        engine_end(engine, ENDING_STOPPED);
    if (pulse == NULL)
        return;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    pulse->events = engine->measures.events;
    pulse->simulated_time = engine->now;
    pulse->memory = (uint64_t)usage.ru_maxrss * 1024;
}

static void observe(struct engine *engine, struct event *event, uint32_t *slot)
{
    observers_event(&engine->observers, event, slot);
    if (engine->observers.trace != NULL && trace_is_full(engine->observers.trace))
        engine_end(engine, ENDING_TRACE);
}

void engine_event(struct engine *engine, struct event *event, uint32_t *slot)
{
    event->number = ++engine->measures.events;
    event->time = engine->now;
    if (engine->measures.events >= engine->budget_events)
        engine_end(engine, ENDING_EVENTS);
    if (event->number % PULSE_EVENTS == 0)
        beat(engine);
    if ((engine->observers.events & 1u << event->kind) != 0)
        observe(engine, event, slot);
    if (engine->faults != NULL)
        faults_notice(engine, event);
}

/* The whole of a vector or a matrix, for the trace. */
static void show_clock(struct engine *engine, uint32_t process, struct event *event)
{
    const struct logical_clock *clock = engine->algorithm->clock;
    uint32_t n = engine->processes;
    if (clock == NULL || clock->kind == CLOCK_SCALAR || n > CLOCK_SHOWN_MOST)
        return;
    event->clock_columns = n;
    event->clock_rows = clock->kind == CLOCK_MATRIX ? n : 1;
    if (engine->clock_shown == NULL)
        engine->clock_shown =
            must_have(malloc((size_t)event->clock_rows * n * sizeof *engine->clock_shown), "a logical clock");
    for (uint32_t row = 0; row < event->clock_rows; row++)
        for (uint32_t column = 0; column < n; column++)
            engine->clock_shown[(size_t)row * n + column] = clock->entry(engine->configuration, process, row, column);
    event->clock = engine->clock_shown;
}

void process_announce(struct process *p, enum output output, int64_t value)
{
    struct engine *engine = p->engine;
    if (output >= OUTPUT_KINDS) {
        engine_breach(p, "announces output %u, but there are %d kinds", (unsigned)output, OUTPUT_KINDS);
        return;
    }
    engine->measures.outputs[output]++;
    struct event event = {.kind = EVENT_OUTPUT,
                          .process = p->number,
                          .chain = *chain_of(engine, p->number),
                          .output = output,
                          .value = value};
    if (output == OUTPUT_STAMP && engine->observers.trace != NULL)
        show_clock(engine, p->number, &event);
    engine_event(engine, &event, NULL);
    if (engine->accounts != NULL)
        accounts_notice(engine, output, value);
}

static sim_time draw_delay(struct engine *engine, uint32_t process)
{
    const struct settings *settings = engine->settings;
    if (!engine->draws_delays)
        return 0;
    struct random_stream *stream = stream_of(engine, process, engine->delay_offset);
    if (settings->delay_rule == DELAY_EXPONENTIAL)
        return random_exponential(stream, settings->delay_high);
    return settings->delay_low + (settings->delay_high - settings->delay_low) * random_uniform(stream);
}

void process_send(struct process *p, uint32_t port, uint32_t kind, const void *payload)
{
    struct engine *engine = p->engine;
    if (port >= topology_out_degree(engine->topology, p->number)) {
        engine_breach(p, "sends by out-port %u, but it has %u", port, topology_out_degree(engine->topology, p->number));
        return;
    }
    if (kind >= engine->message_kinds) {
        engine_breach(p, "sends a message of kind %u, but the table has %u", kind, engine->message_kinds);
        return;
    }
    size_t size = engine->payload_bytes[kind];
    if (size > 0 && payload == NULL) {
        engine_breach(p, "sends %s without its payload of %zu bytes", engine->algorithm->messages[kind].name, size);
        return;
    }
    uint64_t bytes = engine_payload_bytes(engine, kind, payload);
    if (bytes > INT64_MAX || bytes < engine->wire_bytes[kind]) {
        engine_breach(p, "sends %s with %" PRIu64 " bytes of data: expected less than 2^63",
                      engine->algorithm->messages[kind].name, bytes - engine->wire_bytes[kind]);
        return;
    }
    uint32_t chain = *chain_of(engine, p->number);
    struct channel_end target = topology_target(engine->topology, p->number, port);
    struct envelope envelope = {
        .process = target.process,
        .port = target.port,
        .chain = chain + 1,
        .slot = NO_SLOT,
        .type = ENVELOPE_MESSAGE,
        .kind = (uint8_t)kind,
    };
    if (size > INLINE_PAYLOAD) {
        envelope.payload.block = must_have(malloc(size), "a message");
        memcpy(envelope.payload.block, payload, size);
    } else if (size > 0) {
        memcpy(envelope.payload.bytes, payload, size);
    }
    struct measures *measures = &engine->measures;
    measures->messages++;
    measures->messages_by_kind[kind]++;
    measures->bytes += bytes;
    engine_event(engine,
                 &(struct event){.kind = EVENT_SEND,
                                 .process = p->number,
                                 .port = port,
                                 .peer = target.process,
                                 .message_kind = kind,
                                 .bytes = bytes,
                                 .chain = chain,
                                 .payload = payload},
                 &envelope.slot);
    sim_time extra_delay = draw_delay(engine, p->number);
    if (engine->faults != NULL)
        faults_send(engine, p->number, &envelope, extra_delay);
    else
        engine->send(engine, p->number, &envelope, extra_delay);
}

/* To expire after a span of the simulation's time. */
static void arm_timer(struct engine *engine, uint32_t process, uint32_t timer, sim_time span)
{
    uint32_t generation = ++engine->timer_generation;
    engine->timers[(size_t)process * engine->timer_kinds + timer] = generation;
    engine->remember(engine, &(struct envelope){.time = engine->now + span,
                                                .process = process,
                                                .port = generation,
                                                .chain = *chain_of(engine, process),
                                                .slot = NO_SLOT,
                                                .type = ENVELOPE_TIMER,
                                                .kind = (uint8_t)timer});
}

void engine_rearm_timers(struct engine *engine, uint32_t process)
{
    sim_time now = faults_clock(engine, process);
    for (uint32_t timer = 0; timer < engine->timer_kinds; timer++) {
        size_t place = (size_t)process * engine->timer_kinds + timer;
        if (engine->timers[place] != 0)
            arm_timer(engine, process, timer,
                      faults_duration(engine, process, fmax(0, engine->deadlines[place] - now)));
    }
}

void process_set_timer(struct process *p, uint32_t timer, sim_time delay)
{
    struct engine *engine = p->engine;
    if (timer >= engine->timer_kinds || !(delay >= 0) || isinf(delay)) {
        engine_breach(p, "arms timer %u for %g s, but the table has %u, and delays are finite, 0 or more", timer, delay,
                      engine->timer_kinds);
        return;
    }
    if (engine->deadlines != NULL)
        engine->deadlines[(size_t)p->number * engine->timer_kinds + timer] = process_now(p) + delay;
    arm_timer(engine, p->number, timer, engine->faults != NULL ? faults_duration(engine, p->number, delay) : delay);
}

void process_cancel_timer(struct process *p, uint32_t timer)
{
    struct engine *engine = p->engine;
    if (timer >= engine->timer_kinds) {
        engine_breach(p, "cancels timer %u, but the table has %u", timer, engine->timer_kinds);
        return;
    }
    engine->timers[(size_t)p->number * engine->timer_kinds + timer] = 0;
}

/* ---- delivery ---- */

void engine_discard(struct engine *engine, const struct envelope *envelope)
{
    if (envelope->type == ENVELOPE_MESSAGE && engine->payload_bytes[envelope->kind] > INLINE_PAYLOAD)
        free(envelope->payload.block);
}

static void deliver_message(struct engine *engine, struct process *p, const struct envelope *envelope)
{
    const struct message_kind *kind = &engine->algorithm->messages[envelope->kind];
    const void *payload = envelope_payload(engine, envelope);
    uint32_t *chain = chain_of(engine, p->number);
    if (envelope->chain > *chain)
        *chain = envelope->chain;
    if (envelope->chain > engine->measures.chain)
        engine->measures.chain = envelope->chain;
    struct event event = {
        .kind = EVENT_RECEIVE,
        .process = p->number,
        .port = envelope->port,
        .message_kind = envelope->kind,
        .bytes = engine_payload_bytes(engine, envelope->kind, payload),
        .chain = *chain,
        .payload = payload,
    };
    if ((engine->observers.events & 1u << EVENT_RECEIVE) != 0)
        event.peer = topology_source(engine->topology, p->number, envelope->port).process;
    uint32_t slot = envelope->slot;
    engine_event(engine, &event, &slot);
    kind->receive(p, engine_state(engine, p->number),
                  &(struct message){.kind = envelope->kind, .port = envelope->port, .payload = payload});
    engine_discard(engine, envelope);
}

void engine_prefetch(const struct engine *engine, uint32_t process)
{
    __builtin_prefetch(record_of(engine, process), 1);
    system_prefetch(engine->system, process);
}

static void deliver_timer(struct engine *engine, struct process *p, const struct envelope *envelope)
{
    engine->timers[(size_t)p->number * engine->timer_kinds + envelope->kind] = 0;
    engine_event(engine,
                 &(struct event){.kind = EVENT_TIMEOUT,
                                 .process = p->number,
                                 .message_kind = envelope->kind,
                                 .chain = *chain_of(engine, p->number)},
                 NULL);
    engine->algorithm->timers[envelope->kind].timeout(p, engine_state(engine, p->number));
}

static void deliver_start(struct engine *engine, struct process *p)
{
    engine_event(engine,
                 &(struct event){.kind = EVENT_START, .process = p->number, .chain = *chain_of(engine, p->number)},
                 NULL);
    engine->algorithm->start(p, engine_state(engine, p->number));
}

/* A timer that was cancelled or armed again since, a piece of work that was given up or held up. */
static bool is_stale(const struct engine *engine, const struct envelope *envelope)
{
    if (envelope->type == ENVELOPE_WORK)
        return works_is_stale(engine, envelope);
    return envelope->type == ENVELOPE_TIMER &&
           engine->timers[(size_t)envelope->process * engine->timer_kinds + envelope->kind] != envelope->port;
}

void engine_deliver(struct engine *engine, const struct envelope *envelope)
{
    struct process p = {engine, envelope->process};
    if (is_stale(engine, envelope))
        return;
    if (envelope->type == ENVELOPE_WORK)
        works_end(engine, envelope->port);
    if (engine->faults != NULL && envelope->type != ENVELOPE_FAULT && faults_admit(engine, envelope) != FATE_HANDLED)
        return;
    switch ((enum envelope_type)envelope->type) {
    case ENVELOPE_MESSAGE:
        deliver_message(engine, &p, envelope);
        break;
    case ENVELOPE_TIMER:
        deliver_timer(engine, &p, envelope);
        break;
    case ENVELOPE_START:
        deliver_start(engine, &p);
        break;
    case ENVELOPE_WORK:
        works_deliver(engine, envelope);
        break;
    case ENVELOPE_FAULT:
        faults_strike(engine, envelope);
        faults_after_handler(engine);
        return; /* one that finds nothing to do is no event */
    case ENVELOPE_SHARE:
        return; /* the network's own */
    }
    if (engine->shown_variables > 0)
        engine_report_state(engine, p.number);
    if (engine->faults != NULL)
        faults_after_handler(engine);
    engine->measures.simulated_time = engine->now;
}

/* ---- the state, from outside ---- */

/* What is declared is what corruptions draw from and proofs enumerate: it must be true. 0 is allowed in any case: states are
 * born, and come back from a crash, as zeros. */
static void check_range(struct engine *engine, uint32_t process, const struct variable *variable, int64_t value)
{
    const struct process p = {engine, process};
    int64_t minimum, maximum;
    variable_range(variable, &p, &minimum, &maximum);
    if (value != 0 && (value < minimum || value > maximum))
        engine_breach(&p, "has \"%s\" = %" PRId64 ", which is declared to be %" PRId64 " to %" PRId64, variable->name,
                      value, minimum, maximum);
}

void engine_report_state(struct engine *engine, uint32_t process)
{
    const struct variable *variables = engine->algorithm->variables;
    const void *state = engine_state(engine, process);
    int64_t *shown = &engine->shown[(size_t)process * engine->shown_variables];
    for (uint32_t i = 0; variables[i].name != NULL; i++) {
        if (!variable_is_shown(&variables[i]))
            continue;
        int64_t value = variable_get(&variables[i], state);
        int64_t *last = shown++;
        if (value == *last)
            continue;
        *last = value;
        check_range(engine, process, &variables[i], value);
        engine_event(engine,
                     &(struct event){.kind = EVENT_STATE,
                                     .process = process,
                                     .message_kind = i,
                                     .chain = *chain_of(engine, process),
                                     .value = value},
                     NULL);
    }
}

void engine_move(struct engine *engine, struct neighbourhood *n, uint32_t rule)
{
    uint32_t process = n->process->number;
    engine_event(engine,
                 &(struct event){
                     .kind = EVENT_MOVE, .process = process, .message_kind = rule, .chain = *chain_of(engine, process)},
                 NULL);
    engine->algorithm->rules[rule].action(n);
    if (engine->shown_variables > 0)
        engine_report_state(engine, process);
}

/* Of a process: for each process and each pair. */
static size_t all_arrays(const struct algorithm *algorithm, size_t processes)
{
    return array_bytes(algorithm->state_bytes_per_process, processes) +
           array_bytes(algorithm->state_bytes_per_pair, processes * processes);
}

static void copy_stable(const struct algorithm *algorithm, const char *from, char *to, uint32_t in_degree)
{
    for (const struct variable *v = algorithm->variables; v != NULL && v->name != NULL; v++) {
        if (!v->stable)
            continue;
        size_t offset = v->each_neighbour ? algorithm->state_bytes + v->offset : v->offset;
        for (uint32_t i = 0; i < (v->each_neighbour ? in_degree : 1); i++) {
            memcpy(to + offset, from + offset, variable_bytes(v));
            offset += algorithm->state_bytes_per_neighbour;
        }
    }
}

void engine_recover(struct engine *engine, uint32_t process)
{
    const struct algorithm *algorithm = engine->algorithm;
    struct process p = {engine, process};
    uint32_t degree = topology_in_degree(engine->topology, process);
    size_t bytes = algorithm->state_bytes + algorithm->state_bytes_per_neighbour * degree;
    char *state = engine_state(engine, process);
    char *before = must_have(malloc(bytes + 1), "a recovery");
    memcpy(before, state, bytes);
    memset(state, 0, bytes);
    copy_stable(algorithm, before, state, degree);
    free(before);
    if (!algorithm->stable_arrays)
        memset(engine_arrays(engine, process), 0, all_arrays(algorithm, engine->processes));
    if (algorithm->recover != NULL)
        algorithm->recover(&p, state);
    else if (algorithm->initialise != NULL)
        algorithm->initialise(&p, state);
    if (engine->shown_variables > 0)
        engine_report_state(engine, process);
}

uint32_t engine_chain(const struct engine *engine, uint32_t process)
{
    return *chain_of(engine, process);
}

void engine_stop_timers(struct engine *engine, uint32_t process)
{
    memset(&engine->timers[(size_t)process * engine->timer_kinds], 0, engine->timer_kinds * sizeof *engine->timers);
}

void engine_begin(struct engine *engine)
{
    for (uint32_t i = 0; i < engine->processes && engine->shown_variables > 0; i++)
        engine_report_state(engine, i);
    if (engine->faults != NULL)
        faults_begin(engine);
}

/* ---- a run ---- */

/* Where things stand in a record: the chain, the streams if there are any, the state. */
static void lay_record(struct engine *engine)
{
    const struct algorithm *algorithm = engine->algorithm;
    size_t end = 8; /* the chain */
    if (engine->draws_delays) {
        engine->delay_offset = end;
        end += sizeof(struct random_stream);
    }
    if (algorithm->random) {
        engine->random_offset = end;
        end += sizeof(struct random_stream);
    }
    engine->array_offset = end;
    end += all_arrays(algorithm, engine->processes);
    engine->state_offset = end;
    bool by_neighbour = algorithm->state_bytes_per_neighbour > 0; /* then each state is rounded up by less than 8 */
    engine->record_stride = (end + algorithm->state_bytes + (by_neighbour ? 8 : 0) + 7) & ~(size_t)7;
}

size_t engine_record_bytes(const struct settings *settings)
{
    struct engine engine = {.algorithm = settings->algorithm,
                            .processes = settings->processes,
                            .draws_delays = settings->delay_rule != DELAY_NONE};
    lay_record(&engine);
    return engine.record_stride;
}

static void find_carriages(struct engine *engine)
{
    const struct algorithm *algorithm = engine->algorithm;
    for (const struct carriage *carriage = algorithm->carriages; carriage != NULL && carriage->kind != NULL; carriage++)
        for (uint32_t kind = 0; kind < engine->message_kinds; kind++)
            if (strcmp(algorithm->messages[kind].name, carriage->kind) == 0) {
                engine->carries[kind] = true;
                engine->carried_offset[kind] = carriage->offset;
            }
}

/* Before the network is there, .initialise may ask for nothing. */
static void refuse_send(struct engine *engine, uint32_t from, const struct envelope *envelope, sim_time extra_delay)
{
    (void)extra_delay;
    engine_discard(engine, envelope);
    engine_breach(&(struct process){engine, from}, "sends a message in .initialise");
}

static void refuse_date(struct engine *engine, const struct envelope *envelope)
{
    engine_breach(&(struct process){engine, envelope->process}, "arms a timer in .initialise");
}

static void refuse_work(struct engine *engine, uint32_t piece)
{
    engine_breach(&(struct process){engine, engine->works->pieces[piece].process},
                  "begins or gives up work in .initialise");
}

static bool prepare(struct engine *engine, const struct system *system, const struct run_options *options,
                    struct error *err)
{
    const struct settings *settings = system_settings(system);
    const struct algorithm *algorithm = settings->algorithm;
    const struct topology *topology = system_topology(system);
    uint32_t n = system_shape(system)->processes;
    *engine = (struct engine){
        .system = system,
        .settings = settings,
        .algorithm = algorithm,
        .topology = topology,
        .options = options,
        .processes = n,
        .message_kinds = algorithm_message_kinds(algorithm),
        .draws_delays = settings->delay_rule != DELAY_NONE && !options->unit_delays,
        .budget_events = settings->budget_events > 0 ? settings->budget_events : UINT64_MAX,
        .budget_time = settings->budget_time > 0 && !options->unit_delays ? settings->budget_time : INFINITY,
        .measures = {.energy = NAN, .co2 = NAN, .price = NAN},
        .send = refuse_send,
        .remember = refuse_date,
        .work_begins = refuse_work,
        .work_ends = refuse_work,
    };
    for (uint32_t kind = 0; kind < engine->message_kinds; kind++) {
        engine->payload_bytes[kind] = algorithm_payload_bytes(settings, kind, n);
        if (engine->payload_bytes[kind] > MOST_PAYLOAD)
            return error_set(err, ERROR_INPUT, NULL, 0,
                             "a message \"%s\" among %u processes has %zu bytes: expected at most %u",
                             algorithm->messages[kind].name, n, engine->payload_bytes[kind], MOST_PAYLOAD);
        engine->wire_bytes[kind] = (uint64_t)settings->header_bytes + engine->payload_bytes[kind];
    }
    find_carriages(engine);
    while (algorithm->timers != NULL && algorithm->timers[engine->timer_kinds].name != NULL)
        engine->timer_kinds++;

    for (const struct variable *v = algorithm->variables; v != NULL && v->name != NULL; v++)
        engine->shown_variables += variable_is_shown(v);

    lay_record(engine);
    size_t bytes = engine->record_stride * n + algorithm->state_bytes_per_neighbour * topology_channels(topology) + 8;
    engine->records = calloc(1, bytes);
    engine->timers = calloc((size_t)n * engine->timer_kinds + 1, sizeof *engine->timers);
    engine->shown = calloc((size_t)n * engine->shown_variables + 1, sizeof *engine->shown);
    if (engine->records == NULL || engine->timers == NULL || engine->shown == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for %u processes of %zu bytes", n,
                         engine->record_stride);
    for (uint32_t i = 0; i < n && algorithm->random; i++)
        *stream_of(engine, i, engine->random_offset) = random_stream(settings->seed, RANDOM_ALGORITHM, i);
    for (uint32_t i = 0; i < n && engine->draws_delays; i++)
        *stream_of(engine, i, engine->delay_offset) = random_stream(settings->seed, RANDOM_DELAY, i);

    if (algorithm->assumptions.knows_father)
        engine_find_fathers(engine);
    if (algorithm->computed != NULL)
        works_create(engine);
    if (algorithm->computed != NULL && !options->unit_delays && !accounts_create(engine, err))
        return false;
    for (uint32_t i = 0; i < n && algorithm->initialise != NULL; i++)
        algorithm->initialise(&(struct process){engine, i}, engine_state(engine, i));
    engine->configuration = configuration_create(engine);
    engine->delayed = engine->draws_delays; /* the faults may add to that */
    return faults_create(engine, err);
}

static void release(struct engine *engine)
{
    observers_release(&engine->observers);
    accounts_free(engine);
    works_free(engine);
    faults_free(engine);
    configuration_free(engine->configuration);
    free(engine->fathers);
    free(engine->clock_shown);
    free(engine->lent_array);
    free(engine->lent_matrix);
    free(engine->shown);
    free(engine->deadlines);
    free(engine->records);
    free(engine->timers);
}

static bool run_network(struct engine *engine, struct error *err)
{
    if (engine->options->unit_delays)
        return network_latency_run(engine, err);
    switch (engine->settings->network) {
    case NETWORK_FLOW:
        return network_flow_run(engine, err);
    case NETWORK_LATENCY:
        return network_latency_run(engine, err);
    case NETWORK_SHARED:
        return network_shared_run(engine, err);
    }
    return false;
}

bool engine_run(const struct system *system, const struct run_options *options, struct run_result *out,
                struct error *err)
{
    const struct settings *settings = system_settings(system);
    const struct algorithm *algorithm = settings->algorithm;
    const struct specification *promised[MAX_SPECIFICATIONS + 1] = {NULL};
    for (size_t i = 0; i < MAX_SPECIFICATIONS && algorithm->promises[i] != NULL; i++) {
        promised[i] = specification_find(algorithm->promises[i], err);
        if (promised[i] == NULL)
            return false;
    }
    const struct specification *const *specifications =
        options->specifications != NULL ? options->specifications : promised;

    struct engine engine;
    bool ok = prepare(&engine, system, options, err);
    const struct observation observation = {
        .system = system,
        .specifications = specifications,
        .configuration = engine.configuration,
        .trace_path = options->trace_path,
        .series_path = options->series_path,
        .activity_path = algorithm->computed != NULL ? options->activity_path : NULL,
    };
    bool begins = engine.fault.kind == ERROR_NONE;
    ok = ok && (!begins || (observers_begin(&engine.observers, &observation, err) && run_network(&engine, err)));
    if (ok && engine.fault.kind != ERROR_NONE) {
        *err = engine.fault;
        ok = false;
    }
    if (ok) {
        accounts_conclude(&engine);
        double specified[MAX_SPECIFICATIONS][SPECIFICATION_MAX_MEASURES];
        for (size_t i = 0; i < MAX_SPECIFICATIONS; i++)
            for (size_t j = 0; j < SPECIFICATION_MAX_MEASURES; j++)
                specified[i][j] = out->specified[i][j] = NAN;
        out->shape = *system_shape(system);
        out->ending = engine.ending;
        out->measures = engine.measures;
        out->measures.ideal_time = -1;
        ok = observers_conclude(&engine.observers, engine.ending, engine.measures.simulated_time, specified,
                                &out->verdict, err);
        if (specifications == promised)
            memcpy(out->specified, specified, sizeof specified);
    }
    release(&engine);
    return ok;
}
