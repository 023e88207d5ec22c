/* eventual_leader.c: what an election that survives crashes must satisfy, checked on the recorded events.
 *
 * Source     The failure detector Ω: Chandra, Hadzilacos & Toueg, "The weakest failure detector for solving consensus",
 *            Journal of the ACM 43(4), 1996: "there is a time after which all the correct processes always trust the same
 *            correct process". Stability, which Ω does not ask for: Aguilera, Delporte-Gallet, Fauconnier & Toueg, "Stable
 *            leader election", DISC 2001: a leader that is up is not given up for another.
 *
 * A process trusts the leader that it announced last; a crash makes it forget. The correct processes of a finite run are
 * those that are up at its end; before, those that are up at the time. Every event is judged in constant time: each process
 * knows how many follow it, and how many processes have how many followers is kept too, so that the largest is at hand. */
#include "observe/specification.h"

#include <math.h>
#include <stdio.h>

enum { LEADER_CHANGES, DEMOTIONS, LEADERLESS_TIME, AGREEMENT_TIME };
enum { DISAGREEING };

struct run {
    uint32_t up;            /* processes */
    uint32_t best;          /* the most followers that a process that is up has */
    uint32_t leader;        /* on whom all agree, or NO_PROCESS */
    uint32_t former_leader; /* on whom all agreed last, or NO_PROCESS */
    uint32_t disagreeing;   /* as last told to the series */
    uint64_t leader_changes, demotions;
    sim_time since;      /* all agree on `leader`, or do not agree */
    sim_time leaderless; /* before `since` */
    sim_time last_fault; /* that struck or ended; 0 when there was none */
};

/* Entry i speaks of process i; `with_followers`, of the processes that are up and have i + 1 followers. */
struct entry {
    bool down;
    bool has_announced;
    bool names_a_process; /* `named` is one; false: it has announced nothing, or an identity that nobody has */
    uint32_t named;
    identity announced;
    uint32_t followers; /* processes that are up and name it */
    uint32_t with_followers;
};

/* Adds to the number of processes that are up and have so many followers. */
static void count_with(const struct view *view, uint32_t followers, uint32_t change)
{
    struct run *run = view->run;
    if (followers == 0)
        return;
    struct entry *entry = view_process(view, followers - 1);
    entry->with_followers += change;
    if (entry->with_followers > 0 && followers > run->best)
        run->best = followers;
}

static void lower_best(const struct view *view)
{
    struct run *run = view->run;
    while (run->best > 0 && ((const struct entry *)view_process(view, run->best - 1))->with_followers == 0)
        run->best--;
}

static void change_followers(const struct view *view, uint32_t leader, uint32_t change)
{
    struct entry *entry = view_process(view, leader);
    if (!entry->down)
        count_with(view, entry->followers, UINT32_MAX); /* one less */
    entry->followers += change;
    if (!entry->down)
        count_with(view, entry->followers, 1);
    lower_best(view);
}

static void forget(const struct view *view, uint32_t process)
{
    struct entry *entry = view_process(view, process);
    if (entry->names_a_process)
        change_followers(view, entry->named, UINT32_MAX);
    entry->names_a_process = false;
    entry->has_announced = false;
}

static void go_down(const struct view *view, uint32_t process)
{
    struct run *run = view->run;
    struct entry *entry = view_process(view, process);
    if (entry->down)
        return;
    forget(view, process);
    entry->down = true;
    run->up--;
    count_with(view, entry->followers, UINT32_MAX);
    lower_best(view);
}

static void come_up(const struct view *view, uint32_t process)
{
    struct run *run = view->run;
    struct entry *entry = view_process(view, process);
    if (!entry->down)
        return;
    entry->down = false;
    run->up++;
    count_with(view, entry->followers, 1);
}

static void announce(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    struct entry *entry = view_process(view, event->process);
    uint32_t named;
    bool exists = view_process_of(view, event->value, &named);
    if (entry->names_a_process && !((const struct entry *)view_process(view, entry->named))->down &&
        (!exists || named != entry->named))
        run->demotions++;
    forget(view, event->process);
    entry->has_announced = true;
    entry->announced = event->value;
    if (!exists)
        return;
    entry->names_a_process = true;
    entry->named = named;
    change_followers(view, named, 1);
}

/* On whom all processes that are up agree: one of them, or NO_PROCESS. */
static uint32_t agreed_leader(const struct view *view)
{
    const struct run *run = view->run;
    if (run->up == 0 || run->best < run->up)
        return NO_PROCESS;
    uint32_t process = 0;
    while (((const struct entry *)view_process(view, process))->down)
        process++;
    return ((const struct entry *)view_process(view, process))->named;
}

/* After every event: who leads now, and since when. */
static void judge(const struct view *view, sim_time now)
{
    struct run *run = view->run;
    uint32_t disagreeing = run->up - run->best;
    if (disagreeing != run->disagreeing)
        view_series(view, DISAGREEING, now, disagreeing);
    run->disagreeing = disagreeing;
    uint32_t leader = agreed_leader(view);
    if (leader == run->leader)
        return;
    if (run->leader == NO_PROCESS)
        run->leaderless += now - run->since;
    if (leader != NO_PROCESS) {
        if (run->former_leader != NO_PROCESS && run->former_leader != leader)
            run->leader_changes++;
        run->former_leader = leader;
    }
    run->leader = leader;
    run->since = now;
}

static void begin(const struct view *view)
{
    struct run *run = view->run;
    run->up = run->disagreeing = view->shape->processes;
    run->leader = run->former_leader = NO_PROCESS;
    view_series(view, DISAGREEING, 0, run->disagreeing);
}

static void on_fault(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    run->last_fault = event->time;
    if (event->process == NO_PROCESS)
        return;
    if (event->message_kind == FAULT_CRASH && !event->ends)
        go_down(view, event->process);
    else if (event->message_kind == FAULT_CRASH)
        come_up(view, event->process);
}

static void on_event(const struct view *view, const struct event *event)
{
    if (event->kind == EVENT_FAULT)
        on_fault(view, event);
    else if (event->output == OUTPUT_LEADER)
        announce(view, event);
    else
        return;
    judge(view, event->time);
}

/* Why there is no agreement: two processes that are up and contradict each other, or one whose word is worth nothing. */
static void describe_disagreement(const struct view *view, char *text, size_t size)
{
    uint32_t n = view->shape->processes, first = NO_PROCESS;
    for (uint32_t i = 0; i < n; i++) {
        const struct entry *entry = view_process(view, i);
        if (entry->down)
            continue;
        long long name = (long long)entry->announced;
        if (!entry->has_announced)
            snprintf(text, size, "process %u knows no leader", i);
        else if (!entry->names_a_process)
            snprintf(text, size, "process %u follows %lld, whom nobody is", i, name);
        else if (((const struct entry *)view_process(view, entry->named))->down)
            snprintf(text, size, "process %u follows %lld, which has crashed", i, name);
        else if (first != NO_PROCESS && ((const struct entry *)view_process(view, first))->named != entry->named)
            snprintf(text, size, "process %u follows %lld, but process %u follows %lld", first,
                     (long long)((const struct entry *)view_process(view, first))->announced, i, name);
        else {
            first = first == NO_PROCESS ? i : first;
            continue;
        }
        return;
    }
}

static void judge_the_end(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    if (run->up == 0) {
        view_undecided(view, "no process is up at the end: there is no correct process to be a leader or to have one");
        return;
    }
    char why[160] = "", what[224];
    describe_disagreement(view, why, sizeof why);
    snprintf(what, sizeof what, "the disagreement (%s)", why);
    if (!view_cut_short(view, ending, what))
        view_violated(view, NULL, "the correct processes do not agree on a leader for good: %s", why);
}

static void conclude(const struct view *view, enum ending ending)
{
    struct run *run = view->run;
    bool until_budget = ending == ENDING_TIME;
    if (run->leader == NO_PROCESS && until_budget)
        run->leaderless += view_budget_time(view) - run->since;
    view_measure(view, LEADER_CHANGES, (double)run->leader_changes);
    view_measure(view, DEMOTIONS, (double)run->demotions);
    view_measure(view, LEADERLESS_TIME, run->leaderless);
    view_measure(view, AGREEMENT_TIME, run->leader != NO_PROCESS ? fmax(0, run->since - run->last_fault) : NAN);
    if (run->leader == NO_PROCESS)
        judge_the_end(view, ending);
    else if (until_budget)
        view_note(
            view,
            "agreement during the last %.4g s of the run; stability: a leader that was up was given up %llu times",
            view_budget_time(view) - run->since, (unsigned long long)run->demotions);
    else
        view_note(view, "stability: a leader that was up was given up %llu times", (unsigned long long)run->demotions);
}

const struct specification eventual_leader = {
    .name = "eventual-leader",
    .title_en = "Eventual leader",
    .title_fr = "Élu à terme",
    .text =
        "Ω: there is a time after which all correct processes follow the same correct process. Correct are the "
        "processes "
        "that are up at the end of the run; a process follows the leader that it announced last, and a crash makes it "
        "forget. It holds when all agree at the end; a run that is cut short by its budget while they do not agree is "
        "undecided, and so is one at whose end no process is up. Which process leads is left free, and so is how often "
        "it changes: the note says how often a process gave up a leader that was up, which a stable election never "
        "does.",
    .events = 1u << EVENT_OUTPUT | 1u << EVENT_FAULT,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct entry),
    .measures =
        (const struct specified_measure[]){
            [LEADER_CHANGES] = {"leader_changes", "changes of leader", "changements d'élu",
                                "how often all the processes that were up agreed on another leader than before"},
            [DEMOTIONS] = {"demotions", "leaders given up", "élus abandonnés",
                           "how often a process gave up a leader that was up for another"},
            [LEADERLESS_TIME] =
                {"leaderless_time", "time without agreed leader", "temps sans élu reconnu",
                 "how long the processes that were up did not agree on a leader that was up (to the last "
                 "announcement or fault, when no budget of time ended the run)"},
            [AGREEMENT_TIME] =
                {"agreement_time", "time to agreement", "temps jusqu'à l'accord",
                 "from the last time that a fault struck or ended to the agreement for good; nothing when "
                 "there is none"},
            {.name = NULL},
        },
    .series =
        (const struct specified_series[]){
            [DISAGREEING] = {"disagreeing", "processes that do not follow the leader of most",
                             "processus qui ne suivent pas l'élu du plus grand nombre"},
            {.name = NULL},
        },
    .begin = begin,
    .event = on_event,
    .conclude = conclude,
};
