/* wave.c: what a wave must satisfy, checked on the recorded events.
 *
 * Source     Tel, Introduction to Distributed Algorithms, 2nd ed., 2000, section 6.1 (definition of a wave algorithm).
 *
 * Dependence without N masks of N bits: up to 64 processes, the sources, have one bit each. A process holds the mask of
 * the sources of which an event precedes it; each message carries its sender's mask, which a receive adds. A decide must
 * show all ones. With up to 64 processes everyone is a source and the check is exact; beyond, the sources are spread
 * evenly over the numbers, the first and the last process among them, and the verdict's note says so. */
#include "observe/specification.h"

#include <string.h>

enum { SOURCES = 64 };
enum { DECIDED };

struct run {
    uint64_t all; /* the mask of all sources */
    uint64_t decisions;
};

struct past {
    uint64_t sources; /* of which an event precedes, or is, the latest event of this process */
};

/* The process that is source number `source`, when there are more processes than sources. */
static uint64_t spread_source(uint64_t source, uint64_t processes)
{
    return source * (processes - 1) / (SOURCES - 1);
}

static uint32_t source_process(const struct view *view, uint32_t source)
{
    uint32_t n = view->shape->processes;
    return n <= SOURCES ? source : (uint32_t)spread_source(source, n);
}

/* The bit of a process, 0 if it is no source. */
static uint64_t bit_of(const struct view *view, uint32_t process)
{
    uint64_t n = view->shape->processes;
    if (n <= SOURCES)
        return UINT64_C(1) << process;
    /* Sources are more than one process apart: only the first source at or above `process` can be it. */
    uint64_t source = ((uint64_t)process * (SOURCES - 1) + n - 2) / (n - 1);
    return spread_source(source, n) == process ? UINT64_C(1) << source : 0;
}

static void begin(const struct view *view)
{
    struct run *run = view->run;
    uint32_t n = view->shape->processes;
    run->all = n >= SOURCES ? UINT64_MAX : (UINT64_C(1) << n) - 1;
    if (n > SOURCES)
        view_note(view, "dependence checked for %d sources of %u, evenly spread over the processes", SOURCES, n);
}

/* Dependence: "every decide event is causally preceded by an event in each process". */
static void check_dependence(const struct view *view, const struct event *event, uint64_t past)
{
    const struct run *run = view->run;
    uint64_t missing = run->all & ~past;
    if (missing == 0)
        return;
    uint32_t first = 0;
    while ((missing >> first & 1) == 0)
        first++;
    view_violated(view, event,
                  "dependence: process %u decides although no event of process %u comes before it (%d of %d "
                  "processes checked are missing)",
                  event->process, source_process(view, first), __builtin_popcountll(missing),
                  __builtin_popcountll(run->all));
}

static void on_event(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    struct past *past = view_process(view, event->process);
    past->sources |= bit_of(view, event->process);
    switch (event->kind) {
    case EVENT_SEND:
        memcpy(event->stamp, past, sizeof *past);
        break;
    case EVENT_RECEIVE: {
        struct past sender;
        memcpy(&sender, event->stamp, sizeof sender);
        past->sources |= sender.sources;
        break;
    }
    case EVENT_OUTPUT:
        if (event->output == OUTPUT_DECIDE) {
            run->decisions++;
            check_dependence(view, event, past->sources);
        }
        break;
    case EVENT_START:
    case EVENT_TIMEOUT:
    case EVENT_STATE:
    case EVENT_MOVE:
    case EVENT_FAULT:
    case EVENT_LOSS:
    case EVENT_DUPLICATE:
    case EVENT_WORK:
    case EVENT_WORKED:
    case EVENT_GIVEN_UP:
    case EVENT_KINDS:
        break;
    }
}

/* Termination: "each computation is finite"; a run that was cut short cannot tell. Decision: "each contains a decide". */
static void conclude(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    view_measure(view, DECIDED, run->decisions > 0);
    if (view_cut_short(view, ending, "the computation") || run->decisions > 0)
        return;
    view_violated(view, NULL,
                  "decision: nobody has decided. Deadlock: all processes wait and no message is in transit");
}

const struct specification wave = {
    .name = "wave",
    .title_en = "Wave",
    .title_fr = "Vague",
    .text =
        "Termination: each computation is finite. Decision: each contains at least one decide event. Dependence: every "
        "decide event is causally preceded by an event in each process (or is that event, for the process that "
        "decides). All three are checked on the events of the run. Dependence is exact up to 64 processes; beyond, it "
        "is checked for 64 of them, evenly spread, the first and the last included. A run that is cut short by its "
        "budget is undecided, unless a decision has violated dependence before.",
    .events = 1u << EVENT_START | 1u << EVENT_SEND | 1u << EVENT_RECEIVE | 1u << EVENT_TIMEOUT | 1u << EVENT_OUTPUT,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct past),
    .stamp_bytes = sizeof(struct past),
    .measures =
        (const struct specified_measure[]){
            [DECIDED] = {"decided", "fraction of runs that decide", "fraction des exécutions qui décident",
                         "1 when somebody has decided, 0 when nobody has"},
            {.name = NULL},
        },
    .begin = begin,
    .event = on_event,
    .conclude = conclude,
};
