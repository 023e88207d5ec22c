/* mutual_exclusion.c: what a critical section must satisfy, checked on the recorded events.
 *
 * Source     Dijkstra, "Solution of a problem in concurrent programming control", CACM 8(9), 1965 (safety, and that nobody stays
 *            out for ever is Knuth's, CACM 9(5), 1966); the measures are those of Raynal, Algorithms for Mutual Exclusion, MIT
 *            Press, 1986, and Singhal, "A taxonomy of distributed mutual exclusion", Journal of Parallel and Distributed
 *            Computing 18(1), 1993. Fairness: Jain, Chiu & Hawe, DEC-TR-301, 1984.
 *
 * Every event is judged in constant time, with an entry of fixed size for each process: how often a process is bypassed is the
 * difference of two readings of one count of all entries. */
#include "observe/specification.h"

#include <math.h>

enum { ENTRIES, MESSAGES_PER_ENTRY, WAITING_TIME, THROUGHPUT, FAIRNESS, SYNCHRONIZATION_TIME, BYPASS_MAX };
enum { WAITING_PROCESSES };

enum phase { OUTSIDE, WAITING, INSIDE };

struct run {
    uint64_t messages, entries, leaves, requests;
    uint32_t waiting;  /* processes */
    uint32_t inside;   /* who entered last of those that are inside, or NO_PROCESS */
    bool crashed;      /* somebody, some time */
    bool handing_over; /* nobody is inside, and somebody waited when the last one left, at `last_leave` */
    sim_time first_request, last_leave;
    double waited; /* seconds, by all who entered */
    uint64_t handovers;
    double handover; /* seconds, of all */
    uint64_t bypass; /* the most, of those who entered */
};

struct entry {
    sim_time since;        /* it is in this phase */
    uint64_t entries_then; /* of all processes, when it requested */
    double waited;         /* seconds, before the entries that it made */
    uint32_t entries;
    uint8_t phase; /* enum phase */
};

static void begin(const struct view *view)
{
    struct run *run = view->run;
    run->inside = NO_PROCESS;
    view_series(view, WAITING_PROCESSES, 0, 0);
}

static void change_waiting(const struct view *view, sim_time now, uint32_t change)
{
    struct run *run = view->run;
    run->waiting += change;
    view_series(view, WAITING_PROCESSES, now, run->waiting);
}

static void on_request(const struct view *view, const struct event *event, struct entry *entry)
{
    struct run *run = view->run;
    if (entry->phase != OUTSIDE) {
        view_violated(view, event, "process %u requests at %.9g s although it %s since %.9g s", event->process,
                      event->time, entry->phase == WAITING ? "waits" : "is inside", entry->since);
        return;
    }
    if (run->requests++ == 0)
        run->first_request = event->time;
    entry->phase = WAITING;
    entry->since = event->time;
    entry->entries_then = run->entries;
    change_waiting(view, event->time, 1);
}

/* "At most one process is inside at any time." */
static void on_enter(const struct view *view, const struct event *event, struct entry *entry)
{
    struct run *run = view->run;
    if (run->inside != NO_PROCESS && run->inside != event->process) {
        const struct entry *other = view_process(view, run->inside);
        view_violated(view, event, "safety: process %u enters at %.9g s while process %u is inside since %.9g s",
                      event->process, event->time, run->inside, other->since);
    }
    if (entry->phase != WAITING) {
        view_violated(view, event, "process %u enters at %.9g s without a request%s", event->process, event->time,
                      entry->phase == INSIDE ? ": it is inside already" : "");
        return;
    }
    uint64_t bypass = run->entries - entry->entries_then;
    if (bypass > run->bypass)
        run->bypass = bypass;
    if (run->handing_over) {
        run->handovers++;
        run->handover += event->time - run->last_leave;
        run->handing_over = false;
    }
    run->waited += event->time - entry->since;
    run->entries++;
    run->inside = event->process;
    entry->waited += event->time - entry->since;
    entry->entries++;
    entry->phase = INSIDE;
    entry->since = event->time;
    change_waiting(view, event->time, UINT32_MAX); /* one less */
}

static void on_leave(const struct view *view, const struct event *event, struct entry *entry)
{
    struct run *run = view->run;
    if (entry->phase != INSIDE) {
        view_violated(view, event, "process %u leaves at %.9g s, where it has not entered", event->process,
                      event->time);
        return;
    }
    entry->phase = OUTSIDE;
    entry->since = event->time;
    if (run->inside == event->process)
        run->inside = NO_PROCESS;
    run->leaves++;
    run->last_leave = event->time;
    run->handing_over = run->waiting > 0;
}

/* A crash ends a stay, and takes a request back: who has crashed uses nothing and wants nothing. */
static void on_crash(const struct view *view, const struct event *event, struct entry *entry)
{
    struct run *run = view->run;
    run->crashed = true;
    if (run->inside == event->process)
        run->inside = NO_PROCESS;
    if (entry->phase == WAITING)
        change_waiting(view, event->time, UINT32_MAX);
    if (run->waiting == 0)
        run->handing_over = false;
    entry->phase = OUTSIDE;
}

static void on_event(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    if (event->kind == EVENT_SEND) {
        run->messages++;
        return;
    }
    if (event->process == NO_PROCESS)
        return;
    struct entry *entry = view_process(view, event->process);
    if (event->kind == EVENT_FAULT) {
        if (event->message_kind == FAULT_CRASH && !event->ends)
            on_crash(view, event, entry);
    } else if (event->output == OUTPUT_REQUEST)
        on_request(view, event, entry);
    else if (event->output == OUTPUT_ENTER)
        on_enter(view, event, entry);
    else if (event->output == OUTPUT_LEAVE)
        on_leave(view, event, entry);
}

/* Jain's index of the mean waiting times of those who have entered: 1 when all wait equally long, 1/n when one of n does all the
 * waiting. Numbers of entries would not do: each client makes as many as the scenario says. */
static double fairness(const struct view *view)
{
    double processes = 0, sum = 0, squares = 0;
    for (uint32_t i = 0; i < view->shape->processes; i++) {
        const struct entry *entry = view_process(view, i);
        if (entry->entries == 0)
            continue;
        double mean = entry->waited / entry->entries;
        processes++;
        sum += mean;
        squares += mean * mean;
    }
    if (processes == 0)
        return NAN;
    return squares > 0 ? sum * sum / (processes * squares) : 1;
}

/* With those who wait still, of whom nobody knows how often more they will be bypassed. */
static uint64_t most_bypassed(const struct view *view)
{
    const struct run *run = view->run;
    uint64_t most = run->bypass;
    for (uint32_t i = 0; i < view->shape->processes && run->waiting > 0; i++) {
        const struct entry *entry = view_process(view, i);
        if (entry->phase == WAITING && run->entries - entry->entries_then > most)
            most = run->entries - entry->entries_then;
    }
    return most;
}

static void measure(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    view_measure(view, ENTRIES, (double)run->entries);
    if (run->requests > 0)
        view_measure(view, BYPASS_MAX, (double)most_bypassed(view));
    if (run->entries == 0)
        return;
    /* Of a deadlock, messages for entries that never came would count for the few that did. */
    if (ending == ENDING_QUIESCENT && !run->crashed && run->waiting == 0)
        view_measure(view, MESSAGES_PER_ENTRY, (double)run->messages / (double)run->entries);
    view_measure(view, WAITING_TIME, run->waited / (double)run->entries);
    view_measure(view, FAIRNESS, fairness(view));
    if (run->leaves > 0 && run->last_leave > run->first_request)
        view_measure(view, THROUGHPUT, (double)run->leaves / (run->last_leave - run->first_request));
    if (run->handovers > 0)
        view_measure(view, SYNCHRONIZATION_TIME, run->handover / (double)run->handovers);
}

/* "Every request is served, every stay ends": who waits, or is inside, when nothing can happen any more, does so for ever. */
static void conclude(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    measure(view, ending);
    if (view_cut_short(view, ending, "the last stay"))
        return;
    for (uint32_t i = 0; i < view->shape->processes; i++) {
        const struct entry *entry = view_process(view, i);
        if (entry->phase == WAITING) {
            view_violated(view, NULL,
                          "liveness: the request of process %u at %.9g s is never served (%u wait for ever). Deadlock: "
                          "no message is in transit and nobody has anything to do",
                          i, entry->since, run->waiting);
            return;
        }
    }
    if (run->inside != NO_PROCESS)
        view_violated(view, NULL, "process %u, inside since %.9g s, never leaves", run->inside,
                      ((const struct entry *)view_process(view, run->inside))->since);
}

const struct specification mutual_exclusion = {
    .name = "mutual-exclusion",
    .title_en = "Mutual exclusion",
    .title_fr = "Exclusion mutuelle",
    .text =
        "Safety: no two processes are inside the critical section at once; the reason names both, and since when. A "
        "process enters only after a request, one entry a request, and leaves what it has entered. Liveness: every "
        "request is served and every stay ends; at quiescence it is violated if not, a run that is cut short is "
        "undecided. A crash ends the stay of who is inside and takes back the request of who waits. How often others "
        "enter between a request and its entry is measured (bypass_max); algorithms promise its bound by their table "
        "of costs.",
    .events = 1u << EVENT_SEND | 1u << EVENT_OUTPUT | 1u << EVENT_FAULT,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct entry),
    .measures =
        (const struct specified_measure[]){
            [ENTRIES] = {"entries", "entries", "entrées", "how often a process entered its critical section"},
            [MESSAGES_PER_ENTRY] = {"messages_per_entry", "messages per entry", "messages par entrée",
                                    "all messages sent over entries; empty when the run was cut short or a process "
                                    "crashed"},
            [WAITING_TIME] = {"waiting_time", "waiting time", "temps d'attente", "mean time from request to entry"},
            [THROUGHPUT] = {"throughput", "entries per second", "entrées par seconde",
                            "entries that were left, per simulated second from the first request to the last leave"},
            [FAIRNESS] = {"fairness", "fairness (Jain's index)", "indice d'équité (Jain)",
                          "Jain's index of the mean waiting times of the processes that entered: 1 when all wait "
                          "equally long, 1/n when one of n does all the waiting"},
            [SYNCHRONIZATION_TIME] = {"synchronization_time", "synchronisation delay", "délai de synchronisation",
                                      "mean time from a leave to the next entry, when somebody waited"},
            [BYPASS_MAX] = {"bypass_max", "most entries of others before one's own",
                            "plus grand nombre d'entrées des autres avant la sienne",
                            "how often others entered between a request and its entry, at the most"},
            {.name = NULL},
        },
    .series =
        (const struct specified_series[]){
            [WAITING_PROCESSES] = {"waiting", "processes that wait", "processus qui attendent"},
            {.name = NULL},
        },
    .begin = begin,
    .event = on_event,
    .conclude = conclude,
};
