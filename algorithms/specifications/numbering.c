/* numbering.c: what a numbering must satisfy, checked on the recorded events. */
#include "observe/specification.h"

struct run {
    uint32_t ranked; /* processes that have a rank */
    bool counted;
};

/* Entry i speaks of process i, and of rank i. */
struct entry {
    bool has_rank;
    bool first;      /* process i has rank 0 */
    bool taken;      /* rank i */
    uint32_t holder; /* of rank i */
};

static void on_rank(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    struct entry *process = view_process(view, event->process);
    uint32_t n = view->shape->processes;
    if (process->has_rank)
        view_violated(view, event, "process %u takes rank %lld, but it has a rank already", event->process,
                      (long long)event->value);
    else
        run->ranked++;
    process->has_rank = true;
    process->first = event->value == 0;
    if (event->value < 0 || event->value >= (int64_t)n) {
        view_violated(view, event, "process %u takes rank %lld; ranks go from 0 to %u", event->process,
                      (long long)event->value, n - 1);
        return;
    }
    struct entry *rank = view_process(view, (uint32_t)event->value);
    if (rank->taken)
        view_violated(view, event, "process %u takes rank %lld, which process %u has already", event->process,
                      (long long)event->value, rank->holder);
    rank->taken = true;
    rank->holder = event->process;
}

static void on_count(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    const struct entry *process = view_process(view, event->process);
    run->counted = true;
    if (event->value != (int64_t)view->shape->processes)
        view_violated(view, event, "process %u counts %lld processes; there are %u", event->process,
                      (long long)event->value, view->shape->processes);
    else if (!process->first)
        view_violated(view, event, "process %u announces the count, but it has not rank 0", event->process);
}

static void on_event(const struct view *view, const struct event *event)
{
    if (event->output == OUTPUT_RANK)
        on_rank(view, event);
    else if (event->output == OUTPUT_COUNT)
        on_count(view, event);
}

static void check_everyone_is_ranked(const struct view *view)
{
    const struct run *run = view->run;
    uint32_t n = view->shape->processes;
    for (uint32_t i = 0; i < n && run->ranked < n; i++) {
        const struct entry *process = view_process(view, i);
        if (!process->has_rank) {
            view_violated(
                view, NULL,
                "process %u has no rank (%u of %u have none). Deadlock: all processes wait and no message is in "
                "transit",
                i, n - run->ranked, n);
            return;
        }
    }
    if (!run->counted)
        view_violated(view, NULL, "at quiescence nobody has announced the count");
}

static void conclude(const struct view *view, enum ending ending)
{
    if (!view_cut_short(view, ending, "the numbering"))
        check_everyone_is_ranked(view);
}

const struct specification numbering_specification = {
    .name = "numbering",
    .title_en = "Numbering",
    .title_fr = "Numérotation",
    .text =
        "Every process takes exactly one rank, and the ranks 0 to N-1 are each taken exactly once. The process of rank "
        "0 announces the count, which is N. A run that is cut short by its budget is undecided, unless it has "
        "violated one of these before.",
    .events = 1u << EVENT_OUTPUT,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct entry),
    .event = on_event,
    .conclude = conclude,
};
