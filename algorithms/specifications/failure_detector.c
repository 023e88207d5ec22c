/* failure_detector.c: what a failure detector must satisfy, and how good it is, checked on the recorded events.
 *
 * Source     Completeness, accuracy and the classes: Chandra & Toueg, "Unreliable failure detectors for reliable distributed
 *            systems", Journal of the ACM 43(2), 1996. The measures: Chen, Toueg & Aguilera, "On the quality of service of
 *            failure detectors", IEEE Transactions on Computers 51(1), 2002.
 *
 * A *monitor* announces whom it is in charge of (watch), suspects and trusts them. What is judged are the *pairs* of a
 * monitor that is up and a process that it is in charge of. A crash of the monitor ends its pairs and its opinions. A
 * process that is suspended, slow or cut off is not crashed: to suspect it is a mistake. One that is back from a crash and
 * is still suspected is a mistake too, from then on.
 *
 * Up to PAIRED processes each pair is known. Beyond, the pairs are counted by process, in constant memory: exact while
 * monitors that crash have no opinions and are in charge of everyone; else what they thought of a process is still counted,
 * and the note says so. */
#include "observe/specification.h"

#include <math.h>
#include <stdio.h>

enum {
    DETECTION_TIME,
    DETECTION_TIME_MAX,
    MISTAKES,
    MISTAKE_RATE,
    MISTAKE_DURATION,
    QUERY_ACCURACY,
};
enum { SUSPECTED_RIGHTLY, SUSPECTED_WRONGLY, ALL_SERIES };
enum { PAIRED = 1024, WORD = 64 };
/* A series takes a new value when it has changed by so much, or is 0 or 1. */
static const double SERIES_STEP = 1.0 / 2048;

/* Of the process of a pair. */
enum fate_of_watched { UP, CRASHED, FATES };

struct run {
    bool by_pair;
    bool miscounts;            /* beyond PAIRED: a monitor that had opinions, or its own list, has crashed */
    bool all_judged;           /* beyond PAIRED: some monitor was ever in charge of everyone */
    uint32_t judge_all;        /* beyond PAIRED: monitors that are up and in charge of everyone */
    uint32_t crashed;          /* processes */
    uint64_t pairs[FATES];     /* now */
    uint64_t suspected[FATES]; /* of them */
    uint64_t relapsed;   /* of those of crashed processes: had been suspected since the crash, are trusted again */
    sim_time now;        /* up to which the times below go */
    double up_time;      /* pair seconds with a process that is up */
    double wrong_time;   /* of them, suspected */
    double relapse_time; /* pair seconds */
    double detection_sum, detection_max; /* pair seconds, seconds */
    uint64_t detections, mistakes;       /* pairs */
    double told[ALL_SERIES];
};

struct set {
    uint64_t words[PAIRED / WORD];
};

struct entry {
    bool crashed;
    bool monitor;          /* since its start, or its last crash */
    bool ever_judged;      /* some monitor was ever in charge of it */
    bool everyone;         /* it is in charge of everyone */
    bool ever_suspected;   /* while it was up */
    sim_time crashed_at;   /* valid if it has crashed */
    sim_time monitor_from; /* valid if it is a monitor */
    uint32_t monitors;     /* that are up and in charge of it; beyond PAIRED: by name */
    uint32_t suspecters;   /* that are up and suspect it */
    uint32_t charges;      /* processes that it is in charge of, by name */
    uint32_t opinions[FATES];
    /* Up to PAIRED processes: whom it is in charge of; of them, whom it suspects; and whom it has suspected at any time since
     * their crash. */
    struct set watched, suspects, detected;
};

static bool has(const struct set *set, uint32_t process)
{
    return (set->words[process / WORD] >> process % WORD & 1) != 0;
}

static void put(struct set *set, uint32_t process, bool member)
{
    uint64_t bit = UINT64_C(1) << process % WORD;
    if (member)
        set->words[process / WORD] |= bit;
    else
        set->words[process / WORD] &= ~bit;
}

static struct entry *entry_of(const struct view *view, uint32_t process)
{
    return view_process(view, process);
}

static enum fate_of_watched fate(const struct entry *watched)
{
    return watched->crashed ? CRASHED : UP;
}

/* ---- time ---- */

static double fraction(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

static void tell(const struct view *view, uint32_t series, double value)
{
    struct run *run = view->run;
    bool extreme = !(value > 0) || !(value < 1);
    if (value == run->told[series] || (!extreme && fabs(value - run->told[series]) < SERIES_STEP))
        return;
    run->told[series] = value;
    view_series(view, series, run->now, value);
}

static void tell_all(const struct view *view)
{
    const struct run *run = view->run;
    tell(view, SUSPECTED_RIGHTLY, fraction(run->suspected[CRASHED], run->pairs[CRASHED]));
    tell(view, SUSPECTED_WRONGLY, fraction(run->suspected[UP], run->pairs[UP]));
}

/* Things have been as they are since `now`. */
static void advance(struct run *run, sim_time time)
{
    double span = time - run->now;
    run->up_time += span * (double)run->pairs[UP];
    run->wrong_time += span * (double)run->suspected[UP];
    run->relapse_time += span * (double)run->relapsed;
    run->now = time;
}

/* ---- opinions ---- */

/* A crashed process is suspected by a monitor that has not suspected it since its crash. */
static void count_detection(struct run *run, const struct entry *monitor, const struct entry *watched)
{
    double took = fmax(0, run->now - fmax(watched->crashed_at, monitor->monitor_from));
    run->detections++;
    run->detection_sum += took;
    run->detection_max = fmax(run->detection_max, took);
}

static void count_mistake(struct run *run, struct entry *watched)
{
    run->mistakes++;
    watched->ever_suspected = true;
}

/* Adds the pair to the numbers of pairs, or takes it away (`change` -1, modulo 2^64). */
static void count_pair(const struct view *view, uint32_t monitor, uint32_t watched, uint64_t change)
{
    struct run *run = view->run;
    const struct entry *m = entry_of(view, monitor);
    enum fate_of_watched which = fate(entry_of(view, watched));
    run->pairs[which] += change;
    if (has(&m->suspects, watched))
        run->suspected[which] += change;
    else if (which == CRASHED && has(&m->detected, watched))
        run->relapsed += change;
}

static void change_opinion_by_pair(const struct view *view, uint32_t monitor, uint32_t watched, bool suspects)
{
    struct run *run = view->run;
    struct entry *m = entry_of(view, monitor), *w = entry_of(view, watched);
    if (has(&m->suspects, watched) == suspects)
        return;
    count_pair(view, monitor, watched, UINT64_MAX);
    put(&m->suspects, watched, suspects);
    w->suspecters += suspects ? 1 : UINT32_MAX;
    if (suspects && !w->crashed)
        count_mistake(run, w);
    if (suspects && w->crashed) {
        if (!has(&m->detected, watched))
            count_detection(run, m, w);
        else /* its detection time goes to the last suspicion: the largest may be this one */
            run->detection_max = fmax(run->detection_max, run->now - fmax(w->crashed_at, m->monitor_from));
        put(&m->detected, watched, true);
    }
    count_pair(view, monitor, watched, 1);
}

/* Beyond PAIRED. A process of which more is said than is possible is left as it is. */
static void change_opinion(const struct view *view, uint32_t monitor, uint32_t watched, bool suspects)
{
    struct run *run = view->run;
    struct entry *m = entry_of(view, monitor), *w = entry_of(view, watched);
    enum fate_of_watched which = fate(w);
    if (!suspects && (w->suspecters == 0 || run->suspected[which] == 0))
        return;
    w->suspecters += suspects ? 1 : UINT32_MAX;
    run->suspected[which] += suspects ? 1 : UINT64_MAX;
    if (suspects || m->opinions[which] > 0)
        m->opinions[which] += suspects ? 1 : UINT32_MAX;
    if (suspects && w->crashed)
        count_detection(run, m, w);
    else if (suspects)
        count_mistake(run, w);
}

/* Whether the monitor has said that it is in charge of the process, as far as is known. */
static bool is_in_charge(const struct view *view, uint32_t monitor, uint32_t watched)
{
    const struct run *run = view->run;
    const struct entry *m = entry_of(view, monitor);
    if (run->by_pair)
        return has(&m->watched, watched);
    return (m->everyone && monitor != watched) || m->charges > 0;
}

static void on_opinion(const struct view *view, const struct event *event, bool suspects)
{
    struct run *run = view->run;
    uint32_t watched;
    const char *what = suspects ? "suspects" : "trusts";
    if (!view_process_of(view, event->value, &watched)) {
        view_violated(view, event, "process %u %s %lld, whom nobody is", event->process, what, (long long)event->value);
        return;
    }
    if (!is_in_charge(view, event->process, watched)) {
        view_violated(view, event, "process %u %s process %u, of which it has not said that it is in charge",
                      event->process, what, watched);
        return;
    }
    if (run->by_pair)
        change_opinion_by_pair(view, event->process, watched, suspects);
    else
        change_opinion(view, event->process, watched, suspects);
}

/* ---- charges ---- */

static void take_charge_of(const struct view *view, uint32_t monitor, uint32_t watched)
{
    struct run *run = view->run;
    struct entry *m = entry_of(view, monitor), *w = entry_of(view, watched);
    if (monitor == watched || (run->by_pair ? has(&m->watched, watched) : m->everyone))
        return;
    w->monitors++;
    w->ever_judged = true;
    m->charges++;
    if (!run->by_pair) {
        run->pairs[fate(w)]++;
        return;
    }
    put(&m->watched, watched, true);
    count_pair(view, monitor, watched, 1);
}

/* Beyond PAIRED. */
static void take_charge_of_all(const struct view *view, uint32_t monitor)
{
    struct run *run = view->run;
    struct entry *m = entry_of(view, monitor);
    if (m->everyone)
        return;
    m->everyone = true;
    run->judge_all++;
    run->pairs[UP] += view->shape->processes - run->crashed - 1;
    run->pairs[CRASHED] += run->crashed;
}

static void on_watch(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    struct entry *monitor = entry_of(view, event->process);
    if (!monitor->monitor)
        monitor->monitor_from = event->time;
    monitor->monitor = true;
    uint32_t watched;
    if (event->value != EVERYONE) {
        if (view_process_of(view, event->value, &watched))
            take_charge_of(view, event->process, watched);
        else
            view_violated(view, event, "process %u is in charge of %lld, whom nobody is", event->process,
                          (long long)event->value);
    } else if (run->by_pair) {
        for (uint32_t i = 0; i < view->shape->processes; i++)
            take_charge_of(view, event->process, i);
    } else {
        take_charge_of_all(view, event->process);
        run->all_judged = true;
    }
}

/* ---- crashes ---- */

/* How many monitors that are up are in charge of the process. */
static uint32_t monitors_of(const struct view *view, uint32_t watched)
{
    const struct run *run = view->run;
    const struct entry *w = entry_of(view, watched);
    return w->monitors + run->judge_all - (w->everyone ? 1 : 0);
}

static void lose_monitor_by_pair(const struct view *view, uint32_t monitor)
{
    struct entry *m = entry_of(view, monitor);
    for (uint32_t i = 0; i < view->shape->processes; i++) {
        if (!has(&m->watched, i))
            continue;
        count_pair(view, monitor, i, UINT64_MAX);
        struct entry *w = entry_of(view, i);
        w->monitors--;
        w->suspecters -= has(&m->suspects, i) ? 1 : 0;
    }
    m->watched = m->suspects = m->detected = (struct set){0};
}

static void lower(uint64_t *number, uint64_t by)
{
    *number -= by < *number ? by : *number;
}

/* Beyond PAIRED. Of whom it was in charge by name, and what they had become of whom it suspects, is not known any more. */
static void lose_monitor(const struct view *view, uint32_t monitor)
{
    struct run *run = view->run;
    struct entry *m = entry_of(view, monitor);
    if (m->charges > 0 || m->opinions[UP] > 0 || m->opinions[CRASHED] > 0)
        run->miscounts = true;
    lower(&run->pairs[UP], m->charges);
    if (m->everyone) {
        run->judge_all--;
        lower(&run->pairs[UP], view->shape->processes - run->crashed - 1);
        lower(&run->pairs[CRASHED], run->crashed);
    }
    lower(&run->suspected[UP], m->opinions[UP]);
    lower(&run->suspected[CRASHED], m->opinions[CRASHED]);
    m->everyone = false;
    m->opinions[UP] = m->opinions[CRASHED] = 0;
}

static void count_pairs_of(const struct view *view, uint32_t watched, uint64_t change)
{
    for (uint32_t i = 0; i < view->shape->processes; i++)
        if (has(&entry_of(view, i)->watched, watched))
            count_pair(view, i, watched, change);
}

/* Moves the pairs of a process that has crashed, or is back, to the others. */
static void change_fate_by_pair(const struct view *view, uint32_t process, bool crashed)
{
    struct run *run = view->run;
    struct entry *w = entry_of(view, process);
    count_pairs_of(view, process, UINT64_MAX);
    w->crashed = crashed;
    for (uint32_t i = 0; i < view->shape->processes; i++) {
        struct entry *m = entry_of(view, i);
        bool suspects = has(&m->suspects, process);
        if (suspects && crashed)
            count_detection(run, m, w);
        else if (suspects)
            count_mistake(run, w);
        put(&m->detected, process, suspects && crashed);
    }
    count_pairs_of(view, process, 1);
}

/* Beyond PAIRED. */
static void change_fate(const struct view *view, uint32_t process, bool crashed)
{
    struct run *run = view->run;
    struct entry *w = entry_of(view, process);
    uint32_t monitors = monitors_of(view, process);
    enum fate_of_watched from = crashed ? UP : CRASHED, to = crashed ? CRASHED : UP;
    lower(&run->pairs[from], monitors);
    run->pairs[to] += monitors;
    lower(&run->suspected[from], w->suspecters);
    run->suspected[to] += w->suspecters;
    if (crashed) {
        run->detections += w->suspecters;
    } else {
        run->mistakes += w->suspecters;
        w->ever_suspected = w->ever_suspected || w->suspecters > 0;
    }
    w->crashed = crashed;
}

static void on_fault(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    if (event->process == NO_PROCESS || event->message_kind != FAULT_CRASH)
        return;
    bool crashes = !event->ends;
    struct entry *entry = entry_of(view, event->process);
    if (entry->crashed == crashes)
        return;
    if (crashes) {
        entry->crashed_at = event->time;
        if (run->by_pair)
            lose_monitor_by_pair(view, event->process);
        else
            lose_monitor(view, event->process);
        entry->monitor = false;
        entry->charges = 0;
    }
    if (run->by_pair)
        change_fate_by_pair(view, event->process, crashes);
    else
        change_fate(view, event->process, crashes);
    run->crashed += crashes ? 1 : UINT32_MAX;
}

static void begin(const struct view *view)
{
    struct run *run = view->run;
    run->by_pair = view->shape->processes <= PAIRED;
    for (uint32_t i = 0; i < ALL_SERIES; i++)
        view_series(view, i, 0, 0);
}

static void on_event(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    advance(run, event->time);
    if (event->kind == EVENT_FAULT)
        on_fault(view, event);
    else if (event->output == OUTPUT_WATCH)
        on_watch(view, event);
    else if (event->output == OUTPUT_SUSPECT || event->output == OUTPUT_TRUST)
        on_opinion(view, event, event->output == OUTPUT_SUSPECT);
    else
        return;
    tell_all(view);
}

/* ---- the end ---- */

/* What there is to say of the processes, one by one. */
struct summary {
    bool weakly_complete;     /* each crashed process that somebody is in charge of is suspected by somebody */
    bool somebody_spared;     /* a process that is up and judged was never suspected */
    bool somebody_is_trusted; /* a process that is up and judged is suspected by nobody */
    uint32_t unwatched;       /* crashed; who was in charge of them crashed too */
    uint32_t first_unwatched;
};

static struct summary summarise(const struct view *view)
{
    const struct run *run = view->run;
    struct summary summary = {.weakly_complete = true};
    for (uint32_t i = 0; i < view->shape->processes; i++) {
        const struct entry *entry = entry_of(view, i);
        bool judged = monitors_of(view, i) > 0;
        if (entry->crashed && !judged && (entry->ever_judged || run->all_judged) && summary.unwatched++ == 0)
            summary.first_unwatched = i;
        if (entry->crashed && judged && entry->suspecters == 0)
            summary.weakly_complete = false;
        if (!entry->crashed && judged && !entry->ever_suspected)
            summary.somebody_spared = true;
        if (!entry->crashed && judged && entry->suspecters == 0)
            summary.somebody_is_trusted = true;
    }
    return summary;
}

static bool is_complete(const struct run *run)
{
    return run->suspected[CRASHED] >= run->pairs[CRASHED];
}

/* The class of Chandra and Toueg that the run does not contradict. */
static void describe_class(const struct view *view)
{
    enum { STRONG, EVENTUALLY_STRONG, WEAK, EVENTUALLY_WEAK, ACCURACIES };
    static const char *const strong[ACCURACIES] = {"P", "◊P", "S", "◊S"};
    static const char *const weak[ACCURACIES] = {"Q", "◊Q", "W", "◊W"};
    static const char *const accuracy[ACCURACIES] = {"strong", "eventually strong", "weak", "eventually weak"};
    const struct run *run = view->run;
    struct summary summary = summarise(view);
    bool strongly = is_complete(run);
    bool reached[ACCURACIES] = {run->mistakes == 0, run->suspected[UP] == 0, summary.somebody_spared,
                                summary.somebody_is_trusted};
    uint32_t best = 0;
    while (best < ACCURACIES && !reached[best])
        best++;
    char text[160] = "no class of detectors";
    if ((strongly || summary.weakly_complete) && best < ACCURACIES)
        snprintf(text, sizeof text, "class %s: %s completeness, %s accuracy", strongly ? strong[best] : weak[best],
                 strongly ? "strong" : "weak", accuracy[best]);
    char more[96] = "";
    if (run->miscounts)
        snprintf(more, sizeof more, "; opinions of monitors that crashed are counted still");
    else if (!run->by_pair)
        snprintf(more, sizeof more, "; pairs counted, not told apart");
    if (summary.unwatched > 0)
        snprintf(more, sizeof more, "; nobody that is up judges %u that crashed", summary.unwatched);
    view_note(view, "as far as this run goes, %s%s", text, more);
}

/* A pair of a monitor that is up and a process that crashed, or is up, of which the monitor thinks otherwise. Beyond PAIRED
 * the monitor is not known: NO_PROCESS. */
static void find_wrong_pair(const struct view *view, enum fate_of_watched which, uint32_t *monitor, uint32_t *watched)
{
    const struct run *run = view->run;
    uint32_t n = view->shape->processes;
    *monitor = NO_PROCESS;
    for (*watched = 0; *watched < n; ++*watched) {
        const struct entry *w = entry_of(view, *watched);
        bool wrong = which == UP ? w->suspecters > 0 : w->suspecters < monitors_of(view, *watched);
        if (fate(w) == which && wrong)
            break;
    }
    for (uint32_t i = 0; i < n && *watched < n && run->by_pair; i++) {
        const struct entry *m = entry_of(view, i);
        if (has(&m->watched, *watched) && has(&m->suspects, *watched) == (which == UP))
            *monitor = i;
    }
}

/* What is still wrong, if anything. */
static bool describe_wrong(const struct view *view, char *text, size_t size)
{
    const struct run *run = view->run;
    enum fate_of_watched which = is_complete(run) ? UP : CRASHED;
    uint64_t pairs = which == UP ? run->suspected[UP] : run->pairs[CRASHED] - run->suspected[CRASHED];
    uint32_t monitor, watched;
    if (pairs == 0)
        return false;
    find_wrong_pair(view, which, &monitor, &watched);
    char by[64] = "some of those in charge";
    if (monitor != NO_PROCESS)
        snprintf(by, sizeof by, "process %u", monitor);
    unsigned long long more = pairs - 1;
    if (watched == view->shape->processes)
        snprintf(text, size, "%llu pairs are wrong", (unsigned long long)pairs);
    else if (which == UP)
        snprintf(text, size, "process %u is up and suspected by %s (and %llu other such pairs)", watched, by, more);
    else
        snprintf(text, size,
                 "process %u crashed at %.6g s, %.4g s before the end, and is not suspected by %s (and %llu other such "
                 "pairs)",
                 watched, entry_of(view, watched)->crashed_at, run->now - entry_of(view, watched)->crashed_at, by,
                 more);
    return true;
}

/* The longest time that a crash has gone undetected up to the end: a detection time is at least that. */
static double longest_wait(const struct view *view)
{
    const struct run *run = view->run;
    uint32_t n = view->shape->processes;
    double longest = 0;
    for (uint32_t i = 0; i < n && !is_complete(run); i++) {
        const struct entry *w = entry_of(view, i);
        if (!w->crashed || w->suspecters >= monitors_of(view, i))
            continue;
        if (!run->by_pair)
            longest = fmax(longest, run->now - w->crashed_at);
        for (uint32_t j = 0; j < n && run->by_pair; j++) {
            const struct entry *m = entry_of(view, j);
            if (has(&m->watched, i) && !has(&m->suspects, i))
                longest = fmax(longest, run->now - fmax(w->crashed_at, m->monitor_from));
        }
    }
    return longest;
}

static void measure(const struct view *view)
{
    const struct run *run = view->run;
    double detection_max = fmax(run->detection_max, longest_wait(view));
    view_measure(view, MISTAKES, (double)run->mistakes);
    if (run->detections > 0)
        view_measure(view, DETECTION_TIME, (run->detection_sum + run->relapse_time) / (double)run->detections);
    if (run->detections > 0 || detection_max > 0)
        view_measure(view, DETECTION_TIME_MAX, detection_max);
    if (run->mistakes > 0)
        view_measure(view, MISTAKE_DURATION, run->wrong_time / (double)run->mistakes);
    if (run->up_time > 0) {
        view_measure(view, MISTAKE_RATE, (double)run->mistakes / run->up_time);
        view_measure(view, QUERY_ACCURACY, 1 - run->wrong_time / run->up_time);
    }
}

/* Completeness is more than words only while somebody is there to suspect. */
static bool describe_unwatched(const struct view *view, char *text, size_t size)
{
    struct summary summary = summarise(view);
    if (summary.unwatched > 0)
        snprintf(text, size, "process %u has crashed, and everyone in charge of it too (so it is of %u)",
                 summary.first_unwatched, summary.unwatched);
    return summary.unwatched > 0;
}

static void conclude(const struct view *view, enum ending ending)
{
    struct run *run = view->run;
    if (ending == ENDING_TIME && view_budget_time(view) < INFINITY)
        advance(run, fmax(run->now, view_budget_time(view)));
    measure(view);
    view_series(view, SUSPECTED_RIGHTLY, run->now, fraction(run->suspected[CRASHED], run->pairs[CRASHED]));
    view_series(view, SUSPECTED_WRONGLY, run->now, fraction(run->suspected[UP], run->pairs[UP]));
    char wrong[224];
    if (run->pairs[UP] + run->pairs[CRASHED] == 0) {
        if (!view_cut_short(view, ending, "the wait for a process in charge of judging another, of which none is up,"))
            view_violated(view, NULL, "no process that is up is in charge of judging another");
        return;
    }
    describe_class(view);
    const char *hope = "the run is too short to tell";
    if (!describe_wrong(view, wrong, sizeof wrong)) {
        if (!describe_unwatched(view, wrong, sizeof wrong))
            return;
        hope = "it is never known, unless one of them comes back";
    }
    if (ending == ENDING_QUIESCENT)
        view_violated(view, NULL, "%s: and nothing more can happen", wrong);
    else
        view_undecided(view, "%s: %s", wrong, hope);
}

const struct specification failure_detector = {
    .name = "failure-detector",
    .title_en = "Failure detector",
    .title_fr = "Détecteur de défaillances",
    .text =
        "Completeness: in the end, every process that has crashed is suspected for good by the monitors that are up "
        "and in charge of it: by all (strong), or by one at least (weak). Accuracy: a process that is up, be it slow, "
        "suspended or cut off, is not suspected: never (strong), not any more in the end (eventually strong), or this "
        "is so of one process at least (weak, eventually weak). A crashed process whose monitors have all crashed is "
        "suspected by nobody. It holds when at the end of the run the strong "
        "completeness is there, and nobody that is up is suspected: the eventually perfect detector ◊P; the note says "
        "which class the run does not contradict. Where this is not so the run is violated if nothing more can happen, "
        "and else undecided: it was too short to tell. Quality of service is measured over the pairs of a monitor that "
        "is up and a process that it is in charge of.",
    .events = 1u << EVENT_OUTPUT | 1u << EVENT_FAULT,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct entry),
    .measures =
        (const struct specified_measure[]){
            [DETECTION_TIME] =
                {"detection_time", "detection time", "temps de détection",
                 "mean, over the crashes and the monitors that detected them, of the time from the crash "
                 "(or from when the monitor took charge, if later) in which the process was not "
                 "suspected"},
            [DETECTION_TIME_MAX] =
                {"detection_time_max", "longest detection time", "plus long temps de détection",
                 "the longest time from a crash to its last suspicion by a monitor, or to the end of the run "
                 "when a monitor does not suspect it"},
            [MISTAKES] = {"mistakes", "mistakes", "erreurs",
                          "how often a monitor suspected a process that was up, or did so as it came back"},
            [MISTAKE_RATE] = {"mistake_rate", "mistakes per second and pair", "erreurs par seconde et par paire",
                              "mistakes for each second and pair of a monitor and a process that is up"},
            [MISTAKE_DURATION] = {"mistake_duration", "duration of a mistake", "durée d'une erreur",
                                  "mean time in which a process that was up was suspected, for each mistake; one that "
                                  "the end of the run cuts is counted up to there"},
            [QUERY_ACCURACY] = {"query_accuracy", "query accuracy", "exactitude",
                                "the chance that at a random time a monitor does not suspect a process that is up"},
            {.name = NULL},
        },
    .series =
        (const struct specified_series[]){
            [SUSPECTED_RIGHTLY] = {"suspected_rightly", "crashed processes that are suspected (fraction of pairs)",
                                   "processus en panne soupçonnés (fraction des paires)"},
            [SUSPECTED_WRONGLY] = {"suspected_wrongly", "live processes that are suspected (fraction of pairs)",
                                   "processus vivants soupçonnés (fraction des paires)"},
            {.name = NULL},
        },
    .begin = begin,
    .event = on_event,
    .conclude = conclude,
};
