/* fault_channels.c: faults_send() of faults.h: what becomes of messages on channels that suffer. */
#include "engine/fault_state.h"
#include "platform/platform.h"

#include <stdlib.h>

void fault_lose(struct engine *engine, const struct envelope *envelope, int64_t by)
{
    uint32_t slot = envelope->slot;
    engine->measures.lost++;
    engine->measures.simulated_time = engine->now;
    engine_event(engine,
                 &(struct event){.kind = EVENT_LOSS,
                                 .process = envelope->process,
                                 .port = envelope->port,
                                 .peer = topology_source(engine->topology, envelope->process, envelope->port).process,
                                 .message_kind = envelope->kind,
                                 .bytes = engine_message_bytes(engine, envelope),
                                 .chain = envelope->chain,
                                 .value = by,
                                 .payload = envelope_payload(engine, envelope)},
                 &slot);
    engine_discard(engine, envelope);
}
static bool route_uses(const struct engine *engine, const struct fault *fault, uint32_t from, uint32_t to,
                       uint32_t in_port)
{
    uint8_t *use = &fault->routes[topology_channel(engine->topology, to, in_port)];
    if (*use == ROUTE_UNKNOWN) {
        bool uses = platform_route_uses(system_host(engine->system, from), system_host(engine->system, to),
                                        fault->settings->link);
        *use = uses ? ROUTE_USES : ROUTE_AVOIDS;
    }
    return *use == ROUTE_USES;
}

static bool is_between(const struct fault *fault, uint32_t from, uint32_t to)
{
    return (fault->from == NULL || fault->from[from]) && (fault->to == NULL || fault->to[to]);
}

/* Whether an active fault concerns the channel by which `to` receives at in_port. */
static bool concerns(const struct engine *engine, const struct fault *fault, uint32_t from, uint32_t to,
                     uint32_t in_port)
{
    if (fault->group != NULL)
        return fault->settings->one_way ? fault->group[from] > fault->group[to]
                                        : fault->group[from] != fault->group[to];
    if (fault->routes != NULL)
        return route_uses(engine, fault, from, to, in_port);
    bool both_ways = fault->settings->kind == FAULT_CUT && !fault->settings->one_way;
    return is_between(fault, from, to) || (both_ways && is_between(fault, to, from));
}

const struct fault *fault_find_cut(const struct engine *engine, uint32_t from, uint32_t to, uint32_t in_port)
{
    const struct faults *faults = engine->faults;
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->list[i];
        bool cuts = fault->settings->kind == FAULT_CUT || fault->settings->kind == FAULT_PARTITION;
        if (fault->active && cuts && concerns(engine, fault, from, to, in_port))
            return fault;
    }
    return NULL;
}

/* The second copy of a message, that comes when it will: it keeps nothing in order. */
static void send_again(struct engine *engine, uint32_t from, const struct envelope *envelope, const struct fault *fault,
                       sim_time extra_delay)
{
    struct envelope copy = *envelope;
    size_t size = engine->payload_bytes[envelope->kind];
    if (size > INLINE_PAYLOAD) {
        copy.payload.block = must_have(malloc(size), "a message");
        memcpy(copy.payload.block, envelope->payload.block, size);
    }
    copy.flags |= ENVELOPE_UNORDERED;
    engine->measures.duplicated++;
    struct channel_end source = topology_source(engine->topology, envelope->process, envelope->port);
    engine_event(engine,
                 &(struct event){.kind = EVENT_DUPLICATE,
                                 .process = from,
                                 .port = source.port,
                                 .peer = envelope->process,
                                 .message_kind = envelope->kind,
                                 .bytes = engine_message_bytes(engine, envelope),
                                 .chain = envelope->chain - 1,
                                 .value = fault_index(engine->faults, fault),
                                 .payload = envelope_payload(engine, envelope)},
                 &copy.slot);
    engine->send(engine, from, &copy,
                 extra_delay + random_exponential(&engine->faults->messages[from], fault->settings->delay));
}

/* Whether it is lost comes first; the others add up, and each duplication makes a copy of its own. */
void faults_send(struct engine *engine, uint32_t from, const struct envelope *envelope, sim_time extra_delay)
{
    struct faults *faults = engine->faults;
    if (!faults->channels_suffer) {
        engine->send(engine, from, envelope, extra_delay);
        return;
    }
    const struct fault *cut = fault_find_cut(engine, from, envelope->process, envelope->port);
    if (cut != NULL) {
        fault_lose(engine, envelope, fault_index(faults, cut));
        return;
    }
    struct random_stream *stream = &faults->messages[from];
    bool *strikes = faults->strikes;
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->list[i];
        strikes[i] = fault->active && fault->settings->probability > 0 &&
                     (fault->message_kind == UINT32_MAX || fault->message_kind == envelope->kind) &&
                     concerns(engine, fault, from, envelope->process, envelope->port) &&
                     random_uniform(stream) < fault->settings->probability;
        if (strikes[i] && fault->settings->kind == FAULT_LOSE) {
            fault_lose(engine, envelope, (int64_t)i);
            return;
        }
    }
    struct envelope sent = *envelope;
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault_settings *settings = faults->list[i].settings;
        if (!strikes[i] || (settings->kind != FAULT_REORDER && settings->kind != FAULT_DELAY))
            continue;
        extra_delay += random_exponential(stream, settings->delay);
        if (settings->kind == FAULT_REORDER)
            sent.flags |= ENVELOPE_UNORDERED;
    }
    engine->send(engine, from, &sent, extra_delay);
    for (size_t i = 0; i < faults->count; i++)
        if (strikes[i] && faults->list[i].settings->kind == FAULT_DUPLICATE)
            send_again(engine, from, &sent, &faults->list[i], extra_delay);
}
