/* makespan.c: what whoever distributes tasks must satisfy, and how well it does, checked on the recorded events.
 *
 * Source     Area, critical path, and how far list scheduling can be from them: Graham, "Bounds for certain multiprocessing
 *            anomalies", Bell System Technical Journal 45(9), 1966.
 *
 * A task is *computed* when pieces of COMPUTE with its number that came to their end add up to its cost, by whomever; what
 * was given up does not count. It is *done* when some process announces so: its result is in the final result from then on.
 * That the result is a right one is not seen: only that somebody computed it before.
 *
 * An algorithm that makes its own tasks (the scenario has none) is held to less: something must be done in the end. Its
 * pieces of work are then what the area is made of; how often each is done, what comes after what, and the critical path
 * are not known, and the note says so. */
#include "engine/workload.h"
#include "observe/specification.h"

#include <math.h>

enum { MAKESPAN, LOWER_BOUND, RATIO, EFFICIENCY, IMBALANCE, WASTED };

/* Sums of floating-point numbers differ by their rounding; SimGrid's dates by less than 1 ns. */
static const double rounding = 1e-9;

struct run {
    uint64_t tasks;            /* of the scenario */
    uint64_t done;             /* of them; of an algorithm's own: announcements */
    sim_time last_done, now;   /* now: of the last event; dates count from 0 */
    double computed, given_up; /* flops of COMPUTE that came to their end, that did not */
    double useful;             /* of them, what belongs to the first whole execution of a task */
};

struct worker {
    bool works;     /* it has computed */
    uint32_t going; /* pieces of COMPUTE and MERGE */
    sim_time since; /* valid if something is going */
    double busy;    /* seconds during which something was going, up to `since` */
};

struct task_entry {
    double computed;       /* flops of pieces that came to their end */
    uint32_t done_by;      /* process + 1; 0: not done */
    bool ever_came_to_end; /* a piece of it: a task may cost nothing */
};

struct stage_entry {
    uint64_t done; /* tasks */
};

static void begin(const struct view *view)
{
    struct run *run = view->run;
    run->tasks = workload_count(view_workload(view));
}

/* ---- results ---- */

static bool is_computed(const struct task_entry *entry, double cost)
{
    return entry->ever_came_to_end && entry->computed >= cost * (1 - rounding);
}

static void take_result(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    uint64_t number = (uint64_t)event->value;
    struct task_entry *entry = view_task(view, number);
    struct task task = workload_task(view_workload(view), number);
    if (entry->done_by != 0) {
        view_violated(
            view, event,
            "once: task %llu is counted twice: process %u puts it into the result, where process %u had put it",
            (unsigned long long)number, event->process, entry->done_by - 1);
        return;
    }
    if (!entry->ever_came_to_end)
        view_violated(view, event, "work: process %u has the result of task %llu, which nobody has computed",
                      event->process, (unsigned long long)number);
    else if (!is_computed(entry, task.cost))
        view_violated(view, event,
                      "work: process %u has the result of task %llu, of which only %.4g of its %.4g flops have been "
                      "computed",
                      event->process, (unsigned long long)number, entry->computed, task.cost);
    entry->done_by = event->process + 1;
    ((struct stage_entry *)view_stage(view, task.stage))->done++;
    run->done++;
    run->last_done = event->time;
}

static void on_done(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    if (run->tasks == 0) {
        run->done++;
        run->last_done = event->time;
    } else if (event->value < 0 || (uint64_t)event->value >= run->tasks) {
        view_violated(view, event, "once: process %u has the result of task %lld; the tasks are numbered 0 to %llu",
                      event->process, (long long)event->value, (unsigned long long)run->tasks - 1);
    } else {
        take_result(view, event);
    }
}

static void on_output(const struct view *view, const struct event *event)
{
    uint32_t process;
    if (event->output == OUTPUT_DONE)
        on_done(view, event);
    else if ((event->output == OUTPUT_RENT || event->output == OUTPUT_RELEASE) &&
             !view_process_of(view, event->value, &process))
        view_violated(view, event, "rent: process %u %s %lld, whom nobody is", event->process,
                      event->output == OUTPUT_RENT ? "rents" : "gives back", (long long)event->value);
}

/* ---- work ---- */

/* The first task of a stage that is not done. */
static uint64_t first_missing(const struct view *view, struct task_stage stage)
{
    uint64_t number = stage.first;
    while (((const struct task_entry *)view_task(view, number))->done_by != 0)
        number++;
    return number;
}

static void check_precedence(const struct view *view, const struct event *event, uint64_t number)
{
    const struct workload *workload = view_workload(view);
    struct task_stage stage = workload_stage(workload, workload_task(workload, number).stage);
    for (uint32_t i = 0; i < stage.after_count; i++) {
        struct task_stage before = workload_stage(workload, stage.after[i]);
        if (((const struct stage_entry *)view_stage(view, stage.after[i]))->done == before.count)
            continue;
        view_violated(view, event,
                      "precedence: process %u begins task %llu, of the stage \"%s\", although task %llu, of the stage "
                      "\"%s\" that comes before, is not done",
                      event->process, (unsigned long long)number, stage.name,
                      (unsigned long long)first_missing(view, before), before.name);
        return;
    }
}

static bool is_task(const struct view *view, const struct event *event)
{
    const struct run *run = view->run;
    return event->message_kind == WORK_COMPUTE && (uint64_t)event->value < run->tasks;
}

static void on_begin(const struct view *view, const struct event *event)
{
    struct worker *worker = view_process(view, event->process);
    if (worker->going++ == 0)
        worker->since = event->time;
    worker->works = worker->works || event->message_kind == WORK_COMPUTE;
    if (is_task(view, event))
        check_precedence(view, event, (uint64_t)event->value);
}

/* What a task was computed beyond its cost is no use. */
static void count_computed(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    run->computed += event->amount;
    if (!is_task(view, event)) {
        run->useful += run->tasks == 0 ? event->amount : 0;
        return;
    }
    struct task_entry *entry = view_task(view, (uint64_t)event->value);
    double cost = workload_task(view_workload(view), (uint64_t)event->value).cost;
    double before = fmin(entry->computed, cost);
    entry->computed += event->amount;
    entry->ever_came_to_end = true;
    run->useful += fmin(entry->computed, cost) - before;
}

static void on_end(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    struct worker *worker = view_process(view, event->process);
    if (worker->going > 0 && --worker->going == 0)
        worker->busy += event->time - worker->since;
    if (event->message_kind != WORK_COMPUTE)
        return;
    if (event->kind == EVENT_GIVEN_UP)
        run->given_up += event->amount;
    else
        count_computed(view, event);
}

static void on_event(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    run->now = event->time;
    if (event->kind == EVENT_OUTPUT)
        on_output(view, event);
    else if (event->message_kind == WORK_COMPUTE || event->message_kind == WORK_MERGE) {
        if (event->kind == EVENT_WORK)
            on_begin(view, event);
        else
            on_end(view, event);
    }
}

/* ---- measures ---- */

static void measure_imbalance(const struct view *view)
{
    const struct run *run = view->run;
    double most = 0, total = 0;
    uint32_t workers = 0;
    for (uint32_t i = 0; i < view->shape->processes; i++) {
        const struct worker *worker = view_process(view, i);
        if (!worker->works)
            continue;
        double busy = worker->busy + (worker->going > 0 ? run->now - worker->since : 0);
        workers++;
        total += busy;
        most = fmax(most, busy);
    }
    if (total > 0)
        view_measure(view, IMBALANCE, fmax(0, most / (total / workers) - 1)); /* a mean may be rounded up */
}

/* Seconds that the whole machine needs for all the work. 0: nobody ever works. */
static double area(const struct view *view)
{
    const struct run *run = view->run;
    double flops = run->tasks > 0 ? workload_total(view_workload(view)) : run->computed;
    return view->shape->capacity > 0 ? flops / view->shape->capacity : 0;
}

static double lower_bound(const struct view *view)
{
    const struct run *run = view->run;
    return run->tasks > 0 ? view->shape->lower_bound : area(view);
}

static void measure(const struct view *view, bool complete)
{
    const struct run *run = view->run;
    double bound = lower_bound(view), all = run->computed + run->given_up;
    view_measure(view, LOWER_BOUND, bound);
    measure_imbalance(view);
    double wasted = all - run->useful;
    if (all > 0) /* a task that is computed in pieces adds up to its cost, but for the rounding */
        view_measure(view, WASTED, wasted > rounding * all ? wasted / all : 0);
    if (!complete)
        return;
    view_measure(view, MAKESPAN, run->last_done);
    if (bound > 0)
        view_measure(view, RATIO, run->last_done / bound);
    if (run->last_done > 0)
        view_measure(view, EFFICIENCY, area(view) / run->last_done);
}

/* ---- the end ---- */

static void report_lost(const struct view *view)
{
    const struct run *run = view->run;
    uint64_t number = 0;
    while (((const struct task_entry *)view_task(view, number))->done_by != 0)
        number++;
    const struct task_entry *entry = view_task(view, number);
    double cost = workload_task(view_workload(view), number).cost;
    view_violated(view, NULL, "once: task %llu is lost: nobody ever has its result, %s (%llu of %llu are lost)",
                  (unsigned long long)number,
                  is_computed(entry, cost)  ? "although it was computed"
                  : entry->ever_came_to_end ? "and it was never wholly computed"
                                            : "and it was never computed",
                  (unsigned long long)(run->tasks - run->done), (unsigned long long)run->tasks);
}

static void conclude(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    bool complete = run->tasks > 0 ? run->done == run->tasks : run->done > 0 && ending == ENDING_QUIESCENT;
    measure(view, complete);
    if (complete && run->last_done < lower_bound(view) * (1 - rounding) - rounding)
        view_violated(view, NULL,
                      "bound: all is done after %.10g s, less than the %.10g s that the machine needs at the least",
                      run->last_done, lower_bound(view));
    if (complete && run->tasks == 0)
        view_note(view, "the scenario has no tasks: how often each of the algorithm's own is done is not checked");
    if (complete && ending != ENDING_QUIESCENT)
        view_note(view, "all tasks were done when the run was cut short: one that is counted again later is not seen");
    if (complete || view_cut_short(view, ending, "the work"))
        return;
    if (run->tasks > 0)
        report_lost(view);
    else
        view_violated(view, NULL, "once: nothing was ever done");
}

static const struct specified_measure measures[] = {
    {"makespan", "makespan", "durée totale (makespan)", "the date at which the last task is done"},
    {"lower_bound", "lower bound", "borne inférieure",
     "what no schedule is shorter than: the larger of the area (all flops over all cores) and the critical path (the "
     "dearest "
     "task of each stage, along the longest path of the stages, on the fastest core)"},
    {"ratio", "makespan over lower bound", "durée totale sur borne inférieure",
     "how far the makespan is from what no schedule can beat: 1 is the best"},
    {"efficiency", "efficiency", "efficacité",
     "the area over the makespan: the fraction of the machine that worked on what was asked for"},
    {"imbalance", "imbalance", "déséquilibre",
     "the time that the busiest of those who computed was busy, over their mean, less 1"},
    {"wasted", "wasted work", "travail perdu",
     "flops of tasks that were given up, or computed again, as a fraction of all that were computed"},
    {.name = NULL},
};

const struct specification makespan = {
    .name = "makespan",
    .title_en = "makespan",
    .title_fr = "durée totale (makespan)",
    .text = "Once: each task of the scenario is done exactly once, whatever crashes: none is lost, none is counted "
            "twice. Work: "
            "no task is done before it has been computed whole. Precedence: no task is begun before all tasks of the "
            "stages that "
            "it comes after are done. Bound: all is done no sooner than the machine needs for all the work, and for "
            "the longest "
            "chain of tasks. Rent: what is rented and given back exists.",
    .events = 1u << EVENT_OUTPUT | 1u << EVENT_WORK | 1u << EVENT_WORKED | 1u << EVENT_GIVEN_UP,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct worker),
    .task_bytes = sizeof(struct task_entry),
    .stage_bytes = sizeof(struct stage_entry),
    .measures = measures,
    .begin = begin,
    .event = on_event,
    .conclude = conclude,
};
