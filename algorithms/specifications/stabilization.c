/* stabilization.c: what a self-stabilising system must satisfy, checked on what its processes' variables are.
 *
 * Source     Dijkstra, CACM 17(11), 1974; Arora & Gouda, IEEE Transactions on Software Engineering 19(11), 1993, for the words
 *            closure and convergence. What is legitimate is the algorithm's own predicate (struct legitimacy), which is
 *            independent of its guards.
 *
 * The predicate is a sum over the processes of what each finds in its own state and in those of its neighbours: a change
 * asks it again of the process and of those who read it, and of nobody else. It must be a function of variables whose
 * changes are shown. A configuration is judged when its instant is over, for the moves of one step of a daemon, and the variables
 * that one move changes, are one after the other in the recording and together in the model. */
#include "observe/specification.h"

#include <inttypes.h>
#include <stdio.h>

enum { CONVERGENCE_TIME, CONVERGENCE_ROUNDS, CONVERGENCE_MOVES, DEPARTURES };
enum { DISTANCE };

/* Where the measures of convergence are counted from, and to. */
struct mark {
    sim_time time;
    uint64_t rounds, moves;
};

struct judged {
    uint32_t count; /* legitimacy's, of this process */
    bool down;      /* crashed or suspended */
};

struct run {
    uint64_t total;
    uint32_t down; /* processes */
    uint64_t moves;
    bool legitimate;     /* as last judged */
    uint64_t departures; /* without a fault */
    double told;         /* the distance, as last told */

    /* The instant that is not over yet. */
    sim_time time;
    uint64_t rounds; /* completed when it began */
    bool unjudged;
    bool faulty;       /* a fault strikes or ends in it */
    struct event last; /* of the changes */

    struct mark origin; /* the last fault, or the beginning */
    struct mark entry;  /* the last entry into legitimacy; valid if `entered` */
    bool entered;       /* since the origin */
};

static uint64_t distance(const struct view *view)
{
    const struct run *run = view->run;
    uint64_t legitimate = view_algorithm(view)->legitimacy->legitimate;
    return run->total > legitimate ? run->total - legitimate : legitimate - run->total;
}

static void recount(const struct view *view, uint32_t process)
{
    struct run *run = view->run;
    struct judged *judged = view_process(view, process);
    run->total -= judged->count;
    judged->count = view_algorithm(view)->legitimacy->count(view->configuration, process);
    run->total += judged->count;
}

static bool can_judge(const struct view *view)
{
    return view->configuration != NULL && view_algorithm(view)->legitimacy != NULL;
}

/* "A legitimate configuration is left by a fault only." */
static void on_departure(const struct view *view)
{
    struct run *run = view->run;
    const struct legitimacy *legitimacy = view_algorithm(view)->legitimacy;
    if (run->faulty)
        return;
    run->departures++;
    if (view->shape->schedule != SCHEDULE_MESSAGES)
        view_violated(view, &run->last,
                      "closure: legitimacy is left at %g s without a fault: %" PRIu64 " %s; %" PRIu64 " is legitimate",
                      run->time, run->total, legitimacy->unit_en, legitimacy->legitimate);
}

/* The instant is over. */
static void judge(const struct view *view)
{
    struct run *run = view->run;
    if (!run->unjudged)
        return;
    double now = (double)distance(view);
    if (now != run->told)
        view_series(view, DISTANCE, run->time, now);
    run->told = now;
    if (now == 0 && !run->legitimate) {
        run->entry = (struct mark){run->time, run->rounds, run->moves};
        run->entered = true;
    } else if (now != 0 && run->legitimate) {
        on_departure(view);
    }
    run->legitimate = now == 0;
    run->unjudged = run->faulty = false;
}

static void begin(const struct view *view)
{
    struct run *run = view->run;
    if (!can_judge(view))
        return;
    for (uint32_t i = 0; i < view->shape->processes; i++)
        recount(view, i);
    run->legitimate = distance(view) == 0;
    run->told = -1;
    run->unjudged = true;
}

static void on_fault(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    run->origin = (struct mark){event->time, view_rounds(view), run->moves};
    run->faulty = true;
    run->entered = false;
    if (event->process == NO_PROCESS || (event->message_kind != FAULT_CRASH && event->message_kind != FAULT_SUSPEND))
        return;
    struct judged *judged = view_process(view, event->process);
    bool down = !event->ends;
    if (judged->down == down)
        return;
    judged->down = down;
    run->down = down ? run->down + 1 : run->down - 1;
}

static void on_state(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    recount(view, event->process);
    for (uint32_t port = 0; port < view_out_degree(view, event->process); port++)
        recount(view, view_target(view, event->process, port));
    run->last = *event;
}

static void on_event(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    if (!can_judge(view))
        return;
    if (event->time > run->time) {
        judge(view);
        run->time = event->time;
        run->rounds = view_rounds(view);
    }
    run->unjudged = true;
    if (event->kind == EVENT_MOVE)
        run->moves++;
    else if (event->kind == EVENT_FAULT)
        on_fault(view, event);
    else if (event->kind == EVENT_STATE)
        on_state(view, event);
}

/* A round under way at the entry counts: "within R rounds" means that legitimacy is entered in round R at the latest. */
static void measure_convergence(const struct view *view)
{
    const struct run *run = view->run;
    struct mark entry = run->entered ? run->entry : run->origin;
    uint64_t moves = entry.moves - run->origin.moves;
    view_measure(view, CONVERGENCE_TIME, entry.time - run->origin.time);
    view_measure(view, CONVERGENCE_ROUNDS, moves > 0 ? (double)(entry.rounds - run->origin.rounds + 1) : 0);
    view_measure(view, CONVERGENCE_MOVES, (double)moves);
}

static void conclude(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    if (!can_judge(view)) {
        if (!view_cut_short(view, ending, "the convergence"))
            view_undecided(view, "the algorithm does not say which configurations are legitimate");
        return;
    }
    judge(view);
    view_measure(view, DEPARTURES, (double)run->departures);
    if (run->departures > 0)
        view_note(view, "legitimacy left %" PRIu64 " times without a fault", run->departures);
    if (run->legitimate) {
        measure_convergence(view);
        return;
    }
    const struct legitimacy *legitimacy = view_algorithm(view)->legitimacy;
    char what[128];
    snprintf(what, sizeof what, "the convergence from %" PRIu64 " %s to %" PRIu64, run->total, legitimacy->unit_en,
             legitimacy->legitimate);
    if (view_cut_short(view, ending, what))
        return;
    if (run->down > 0) {
        uint32_t first = 0;
        while (!((const struct judged *)view_process(view, first))->down)
            first++;
        view_undecided(view, "%s waits for process %" PRIu32 ", which is still crashed or suspended (%" PRIu32 " such)",
                       what, first, run->down);
    } else
        view_violated(view, NULL,
                      "convergence: nobody is privileged any more, but there are %" PRIu64 " %s; %" PRIu64
                      " is legitimate",
                      run->total, legitimacy->unit_en, legitimacy->legitimate);
}

static const struct specified_measure measures[] = {
    [CONVERGENCE_TIME] = {"convergence_time", "convergence time after the last fault",
                          "temps de convergence après la dernière panne",
                          "from the last fault, or the beginning, to legitimacy for good"},
    [CONVERGENCE_ROUNDS] = {"convergence_rounds", "rounds to convergence after the last fault",
                            "tours jusqu'à la convergence, dernière panne",
                            "the round, counted from the last fault, in which legitimacy is entered for good; 0: no "
                            "move was needed"},
    [CONVERGENCE_MOVES] = {"convergence_moves", "moves to convergence after the last fault",
                           "actions jusqu'à la convergence, dernière panne",
                           "rules applied from the last fault, or the beginning, to legitimacy for good"},
    [DEPARTURES] = {"departures", "departures from legitimacy", "sorties de la légitimité",
                    "times that a legitimate configuration was left without a fault"},
    {.name = NULL},
};

static const struct specified_series series[] = {
    [DISTANCE] = {"distance", "distance to legitimacy", "distance à la légitimité"},
    {.name = NULL},
};

const struct specification stabilization = {
    .name = "stabilization",
    .title_en = "Self-stabilisation",
    .title_fr = "Auto-stabilisation",
    .text =
        "Convergence: after the last fault, whatever it left behind, the system comes to a legitimate configuration. "
        "Closure: from then on all configurations are legitimate. What is legitimate is the algorithm's own predicate, "
        "judged on the true states of the processes; the end of a fault that lasts is one more fault. A run whose "
        "budget ends "
        "before legitimacy is undecided; one in which nobody can move any more, and that is not legitimate, violates "
        "convergence. On the network \"shared\" a departure from legitimacy without a fault violates closure. On "
        "networks that carry messages, rules read what neighbours last told, which may be out of date: legitimacy may "
        "be "
        "left a few times before it lasts. There, convergence is the last entry into legitimacy, departures are "
        "counted and violate nothing, and a run that ends in a legitimate configuration holds.",
    .events = 1u << EVENT_STATE | 1u << EVENT_MOVE | 1u << EVENT_FAULT,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct judged),
    .measures = measures,
    .series = series,
    .begin = begin,
    .event = on_event,
    .conclude = conclude,
};
