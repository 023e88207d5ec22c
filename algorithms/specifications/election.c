/* election.c: what an election must satisfy, checked on the recorded events.
 *
 * Source     Tel, Introduction to Distributed Algorithms, 2nd ed., 2000, section 7.1; in this course the smallest identity
 *            wins. The candidates are not taken on the algorithm's word: they are the processes that start before they
 *            receive anything. An initiator that a message wakes before its date is none. */
#include "observe/specification.h"

enum knowledge {
    KNOWS_NOTHING,
    KNOWS_IT_LOST, /* that it does not lead, not who does */
    KNOWS_LEADER,
};

struct run {
    identity smallest; /* of the candidates */
    uint32_t candidates;
    uint32_t knowing; /* processes that have announced a leader */
    uint32_t lost;    /* processes, never candidates, that have announced no more than that they lost */
    uint32_t elected; /* the process that announced its own identity; valid if somebody_elected */
    bool somebody_elected;
    identity leader;             /* announced; valid if knowing > 0 */
    struct event first_announce; /* of a leader */
};

struct knower {
    bool awake; /* it has started or received something */
    bool candidate;
    uint8_t knows; /* enum knowledge */
};

/* A candidate smaller than a leader that was announced already: that announcement came too early. */
static void on_start(const struct view *view, const struct event *event, struct knower *knower)
{
    struct run *run = view->run;
    if (knower->awake)
        return;
    knower->awake = true;
    knower->candidate = true;
    identity own = view_identity(view, event->process);
    if (run->candidates++ == 0 || own < run->smallest)
        run->smallest = own;
    if (run->knowing > 0 && own < run->leader)
        view_violated(view, &run->first_announce,
                      "wrong leader: process %u announced %lld before candidate %lld, smaller, could be heard",
                      run->first_announce.process, (long long)run->leader, (long long)own);
}

/* One leader, and the right one. */
static void check_leader(const struct view *view, const struct event *event, const struct knower *knower, bool itself)
{
    const struct run *run = view->run;
    long long value = (long long)event->value;
    if (run->knowing > 0 && event->value != run->leader)
        view_violated(view, event, "two leaders: process %u announces %lld, but process %u announced %lld before",
                      event->process, value, run->first_announce.process, (long long)run->leader);
    if (itself && run->somebody_elected && run->elected != event->process)
        view_violated(view, event, "two leaders: processes %u and %u each announce themselves, both as %lld",
                      run->elected, event->process, value);
    if (itself && knower->knows == KNOWS_IT_LOST)
        view_violated(view, event, "process %u announces itself as the leader, but it announced before that it lost",
                      event->process);
    if (run->candidates == 0)
        view_violated(view, event, "wrong leader: process %u announces %lld, but there was no candidate yet",
                      event->process, value);
    else if (event->value != run->smallest)
        view_violated(view, event, "wrong leader: process %u announces %lld; the smallest candidate is %lld",
                      event->process, value, (long long)run->smallest);
}

static void on_leader(const struct view *view, const struct event *event, struct knower *knower)
{
    struct run *run = view->run;
    bool itself = event->value == view_identity(view, event->process);
    check_leader(view, event, knower, itself);
    if (run->knowing == 0) {
        run->leader = event->value;
        run->first_announce = *event;
    }
    if (itself) {
        run->somebody_elected = true;
        run->elected = event->process;
    }
    if (knower->knows == KNOWS_IT_LOST && !knower->candidate)
        run->lost--;
    if (knower->knows != KNOWS_LEADER)
        run->knowing++;
    knower->knows = KNOWS_LEADER;
}

/* It counts as knowledge for those only that were never candidates: see check_everyone_knows. */
static void on_lost(const struct view *view, const struct event *event, struct knower *knower)
{
    struct run *run = view->run;
    if (run->somebody_elected && run->elected == event->process)
        view_violated(view, event, "process %u announced itself as the leader, and announces now that it lost",
                      event->process);
    if (knower->knows != KNOWS_NOTHING)
        return;
    knower->knows = KNOWS_IT_LOST;
    run->lost += !knower->candidate;
}

static void on_event(const struct view *view, const struct event *event)
{
    struct knower *knower = view_process(view, event->process);
    if (event->kind == EVENT_START)
        on_start(view, event, knower);
    else if (event->kind == EVENT_RECEIVE)
        knower->awake = true;
    else if (event->kind == EVENT_OUTPUT && event->output == OUTPUT_LEADER)
        on_leader(view, event, knower);
    else if (event->kind == EVENT_OUTPUT && event->output == OUTPUT_LOST)
        on_lost(view, event, knower);
}

/* "At quiescence everyone knows it." */
static void check_everyone_knows(const struct view *view)
{
    const struct run *run = view->run;
    uint32_t n = view->shape->processes;
    if (run->knowing == 0) {
        view_violated(view, NULL, "nobody was elected. Deadlock: all processes wait and no message is in transit");
        return;
    }
    for (uint32_t i = 0; i < n && run->knowing + run->lost < n; i++) {
        const struct knower *knower = view_process(view, i);
        if (knower->knows == KNOWS_NOTHING || (knower->knows == KNOWS_IT_LOST && knower->candidate)) {
            view_violated(view, NULL, "at quiescence process %u does not know the leader (%u of %u do not)", i,
                          n - run->knowing - run->lost, n);
            return;
        }
    }
    if (!run->somebody_elected)
        view_violated(view, NULL, "leader %lld has not announced itself", (long long)run->leader);
}

static void conclude(const struct view *view, enum ending ending)
{
    if (!view_cut_short(view, ending, "the election"))
        check_everyone_knows(view);
}

const struct specification election = {
    .name = "election",
    .title_en = "Election",
    .title_fr = "Élection",
    .text =
        "There is at most one leader: all announcements name the same identity, and one process at most announces "
        "itself. The right one wins: the smallest identity among the candidates, which are the processes that start "
        "before they receive anything. At quiescence everyone knows it: every candidate, the leader included, has "
        "announced the leader; a process that was never a candidate has announced the leader, or at least that it "
        "lost (LeLann's relays cannot know more). A run that is cut short by its budget is undecided, unless it has "
        "violated one of these before.",
    .events = 1u << EVENT_START | 1u << EVENT_RECEIVE | 1u << EVENT_OUTPUT,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct knower),
    .event = on_event,
    .conclude = conclude,
};
