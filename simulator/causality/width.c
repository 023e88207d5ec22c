/* width.c: order_width() of order.h.
 *
 * By Dilworth's theorem the width is the least number of chains that hold every event, and these are a flow: every event is passed
 * at least once, the processes and the messages are the ways, and as few units as possible go through ("minimum flow with
 * lower bounds": Ahuja, Magnanti & Orlin, Network Flows, 1993, section 6.7). The flow begins with one unit along each process. Each
 * search looks for a unit that can be saved: its last event gives it up, and what then comes in too much is led elsewhere or
 * not let in, back to the first event of some process. When no search finds one, the events that the searches could leave
 * but not enter are passed once each and no two are on one chain: as many as there are units.
 *
 * Two states of an event: too much comes to its entry (ENTRY), or to its exit (EXIT). */
#include "causality/order.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRY = 1, EXIT = 2, FIRST_STEPS = 1024 };
static const char what[] = "the width of the order";

struct step {
    uint32_t place;
    uint8_t state; /* ENTRY or EXIT */
    uint8_t tried; /* ways that have been tried */
    uint32_t next; /* EXIT: the receive of its message to try next */
};

struct flow {
    const struct history *history;
    uint32_t *along, *across; /* units into each event from the one before it, and from the send of its message */
    bool *begins;             /* a unit begins here */
    uint8_t *seen;            /* of each event, the states that this pass has been to */
    struct step *steps;       /* of the search */
    size_t count, capacity;
};

static uint64_t units(const struct flow *flow, uint32_t place)
{
    return (uint64_t)flow->along[place] + flow->across[place] + flow->begins[place];
}

static void push(struct flow *flow, uint32_t place, uint8_t state)
{
    if (flow->count == flow->capacity) {
        flow->capacity = 2 * flow->capacity + FIRST_STEPS;
        flow->steps = must_have(reallocarray(flow->steps, flow->capacity, sizeof *flow->steps), what);
    }
    flow->seen[place] |= state;
    flow->steps[flow->count++] = (struct step){
        .place = place, .state = state, .next = state == EXIT ? flow->history->events[place].reply : HISTORY_NO_EVENT};
}

/* The ways on from a state, one after the other; false: there is none that has not been tried. */
static bool next_way(struct flow *flow, struct step *step, uint32_t *place, uint8_t *state)
{
    const struct happening *event = &flow->history->events[step->place];
    if (step->state == ENTRY) {
        /* Less comes in along the process, or by the message; or more goes through. */
        for (; step->tried < 3; step->tried++) {
            bool open = step->tried == 0   ? flow->along[step->place] > 0
                        : step->tried == 1 ? flow->across[step->place] > 0
                                           : true;
            *place = step->tried == 0 ? event->before : step->tried == 1 ? event->sent : step->place;
            *state = EXIT;
            if (open && (flow->seen[*place] & EXIT) == 0)
                return true;
        }
        return false;
    }
    /* More goes on to one that receives, or along the process; or less goes through, where more than one unit does. */
    *state = ENTRY;
    bool sends = event->event == HAPPENING_SEND;
    while (sends && step->next != HISTORY_NO_EVENT) {
        *place = step->next;
        step->next = flow->history->events[*place].reply;
        if ((flow->seen[*place] & ENTRY) == 0)
            return true;
    }
    for (; step->tried < 2; step->tried++) {
        *place = step->tried == 0 ? event->after : step->place;
        bool open = step->tried == 0 ? event->after != HISTORY_NO_EVENT : units(flow, step->place) > 1;
        if (open && (flow->seen[*place] & ENTRY) == 0)
            return true;
    }
    return false;
}

/* Changes the flow by one unit from each step to the next. */
static void apply(struct flow *flow)
{
    const struct happening *events = flow->history->events;
    for (size_t i = 0; i + 1 < flow->count; i++) {
        uint32_t here = flow->steps[i].place, there = flow->steps[i + 1].place;
        if (here == there) /* through the event: what its units are follows from what comes in */
            continue;
        if (flow->steps[i].state == EXIT)
            *(events[there].before == here ? &flow->along[there] : &flow->across[there]) += 1;
        else
            *(events[here].before == there ? &flow->along[here] : &flow->across[here]) -= 1;
    }
    flow->begins[flow->steps[flow->count - 1].place] = false;
}

/* Depth first from the event that ends a chain. */
static bool search(struct flow *flow, uint32_t end)
{
    flow->count = 0;
    push(flow, end, EXIT);
    while (flow->count > 0) {
        struct step *top = &flow->steps[flow->count - 1];
        uint32_t place;
        uint8_t state;
        if (top->state == ENTRY && flow->begins[top->place]) {
            apply(flow);
            return true;
        }
        if (next_way(flow, top, &place, &state))
            push(flow, place, state);
        else
            flow->count--;
    }
    return false;
}

/* The events that the last pass could leave but not enter. */
static uint32_t gather(const struct flow *flow, uint32_t **antichain, uint32_t chains)
{
    uint32_t count = 0;
    *antichain = must_have(malloc((chains + 1u) * sizeof **antichain), what);
    for (uint32_t place = 0; place < flow->history->count; place++)
        if (flow->seen[place] == EXIT && happening_is_of_process(&flow->history->events[place])) {
            assert(count < chains);
            (*antichain)[count++] = place;
        }
    assert(count == chains);
    return count;
}

uint32_t order_width(const struct history *history, uint32_t **antichain)
{
    size_t n = history->count;
    struct flow flow = {.history = history};
    flow.along = must_have(calloc(n + 1, sizeof *flow.along), what);
    flow.across = must_have(calloc(n + 1, sizeof *flow.across), what);
    flow.begins = must_have(calloc(n + 1, sizeof *flow.begins), what);
    flow.seen = must_have(calloc(n + 1, sizeof *flow.seen), what);
    uint32_t *ends = must_have(calloc((size_t)history->processes + 1, sizeof *ends), what), chains = 0;
    for (uint32_t place = 0; place < n; place++) {
        const struct happening *event = &history->events[place];
        if (!happening_is_of_process(event))
            continue;
        flow.along[place] = event->before != HISTORY_NO_EVENT;
        flow.begins[place] = event->before == HISTORY_NO_EVENT;
        if (event->after == HISTORY_NO_EVENT)
            ends[chains++] = place;
    }
    /* In one pass a state is not visited twice: whence no way led, none leads. Passes, until one finds nothing. */
    for (bool found = true; found;) {
        found = false;
        memset(flow.seen, 0, n);
        for (uint32_t i = 0; i < chains;) {
            bool saved = (flow.seen[ends[i]] & EXIT) == 0 && search(&flow, ends[i]);
            if (saved)
                ends[i] = ends[--chains];
            else
                i++;
            found = found || saved;
        }
    }
    uint32_t width = gather(&flow, antichain, chains);
    free(ends);
    free(flow.steps);
    free(flow.seen);
    free(flow.begins);
    free(flow.across);
    free(flow.along);
    return width;
}
