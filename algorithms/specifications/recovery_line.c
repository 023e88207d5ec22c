/* recovery_line.c: what must be true of a computation that goes on after crashes, checked on the recorded events.
 *
 * Source     Elnozahy, Alvisi, Wang & Johnson, "A survey of rollback-recovery protocols in message-passing systems", ACM
 *            Computing Surveys 34(3), 2002: a recovery line has no orphan messages; the no-orphans condition of message
 *            logging (Alvisi & Marzullo, IEEE Transactions on Software Engineering 24(2), 1998) is the same one.
 *
 * What a process has done of the computation is a list of steps and receipts, with the value of the variable `digest` after each: it
 * changes with every one of them, and with nothing else. A message that is received and does not change it has been discarded;
 * one that is sent without a change is sent again. A rollback cuts the list: the digest after it is found in the list, at the
 * checkpoint that is announced or, when a log has been replayed, behind it; what comes after that place is undone. A checkpoint
 * that a process writes when it is back from a crash and before it goes back is what it has replayed: its place too is where its
 * digest is found. So the observer need believe nothing but the digest.
 *
 * A message is an orphan when its receipt is in the list of its receiver and its sending has been cut from that of its sender. There
 * are orphans while a recovery goes on. It is over when all processes are up, all that crashed have gone back, and no message of
 * the protocol (control message) is in transit: then nobody knows of anything left to do, and there must be none. */
#include "observe/specification.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { ROLLBACKS, DOMINO, LOST_WORK, RECOVERY_TIME, CHECKPOINTS, REPLAYED, LOST_MESSAGES, PROTOCOL_MESSAGES };
enum { NOBODY_WAITS = 0, NO_MESSAGE = 0, NO_VARIABLE = UINT32_MAX };

/* A message of the computation, or the same one sent again. Number 0 is none. */
struct sending {
    uint64_t event;
    uint64_t content; /* a hash of the payload */
    uint32_t from, to, kind;
    uint32_t first;    /* of one that is sent again: what it repeats; else NO_MESSAGE */
    uint32_t receipts; /* in the list of its receiver */
    bool undone;
};

/* A step or a receipt. */
struct deed {
    int64_t digest;        /* after it */
    uint32_t received;     /* or NO_MESSAGE */
    uint32_t sent, behind; /* it sent the messages from `sent` to `behind` - 1 */
};

struct history {
    struct deed *deeds;
    uint32_t count, deed_capacity;
    uint32_t *checkpoints; /* by number: how many deeds come before it */
    uint32_t latest, checkpoint_capacity;
    int64_t beginning; /* the digest before all deeds */
    int64_t digest;    /* now */
    sim_time back;     /* from its latest crash */
    uint32_t discarded;
    uint64_t discarded_in; /* the recovery (by the number of crashes) in which so many checkpoints were discarded */
    bool down;
    bool lost; /* it crashed, and has not gone back yet */
    bool
        has_replayed; /* it wrote its latest checkpoint while it was lost: the outcome of a replay, placed when it goes back */
};

struct run {
    uint32_t variable; /* the digest */
    uint32_t down, lost;
    struct sending *sendings;
    uint32_t sending_count, sending_capacity;
    int64_t controls_in_transit;
    uint64_t orphans;

    /* The handler that runs, or ran last. */
    struct event handler;    /* the event that ran it; process NO_PROCESS: none is to be looked at */
    uint32_t received, sent; /* as in a deed */
    bool rolled_back;
    int64_t rolled_back_to;

    uint64_t crashes, rollbacks, checkpoints, undone, replayed, controls, messages;
    uint32_t domino;
    uint64_t recovered;      /* crashes whose process is up again */
    sim_time last_recovered; /* the last one of them */
    sim_time last_rollback;  /* since then; or NAN */
    sim_time recovery_time;  /* sum, but for the last */
};

static void *larger(const struct view *view, const void *table, uint32_t count, uint32_t *capacity, size_t each)
{
    *capacity = *capacity == 0 ? 32 : 2 * *capacity;
    void *bigger = view_allocate(view, *capacity * each);
    if (count > 0)
        memcpy(bigger, table, count * each);
    return bigger;
}

/* FNV-1a (Fowler, Noll & Vo), 64 bits. */
static uint64_t hash(const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size && bytes != NULL; i++)
        h = (h ^ byte[i]) * UINT64_C(0x100000001b3);
    return h;
}

static void begin(const struct view *view)
{
    struct run *run = view->run;
    const struct variable *variables = view_algorithm(view)->variables;
    run->handler.process = NO_PROCESS;
    run->variable = NO_VARIABLE;
    run->sending_count = 1;
    run->last_rollback = NAN;
    for (uint32_t i = 0; variables != NULL && variables[i].name != NULL; i++)
        if (strcmp(variables[i].name, "digest") == 0)
            run->variable = i;
}

static int64_t digest_at(const struct history *history, uint32_t count)
{
    return count == 0 ? history->beginning : history->deeds[count - 1].digest;
}

/* ---- the list grows and is cut ---- */

static void count_receipt(const struct view *view, uint32_t message)
{
    struct run *run = view->run;
    struct sending *sending = &run->sendings[message];
    sending->receipts++;
    if (sending->undone)
        run->orphans++;
    if (sending->receipts > 1)
        view_violated(view, &run->handler,
                      "recovery: process %u counts the message of event %" PRIu64 " from process %u a second time",
                      sending->to, sending->event, sending->from);
}

static void add_deed(const struct view *view, struct history *history, struct deed deed)
{
    if (history->count == history->deed_capacity)
        history->deeds = larger(view, history->deeds, history->count, &history->deed_capacity, sizeof *history->deeds);
    history->deeds[history->count++] = deed;
}

static void undo_last(const struct view *view, struct history *history)
{
    struct run *run = view->run;
    const struct deed *deed = &history->deeds[--history->count];
    run->undone++;
    if (deed->received != NO_MESSAGE) {
        struct sending *sending = &run->sendings[deed->received];
        sending->receipts--;
        run->orphans -= sending->undone;
    }
    for (uint32_t i = deed->sent; i < deed->behind; i++) {
        run->sendings[i].undone = true;
        run->orphans += run->sendings[i].receipts;
    }
}

/* How many deeds there were at a checkpoint of that number; false: there is none. Number 0 is the beginning, unless it was taken. */
static bool checkpoint_place(const struct history *history, int64_t number, uint32_t *place)
{
    *place = 0;
    if (number >= 0 && number <= history->latest && history->checkpoints != NULL)
        *place = history->checkpoints[number];
    return number == 0 || (number > 0 && number <= history->latest);
}

static void on_checkpoint(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    struct history *history = view_process(view, event->process);
    run->checkpoints++;
    if (event->value < 0 || event->value > (int64_t)history->latest + 1) {
        view_violated(view, event,
                      "recovery: process %u takes checkpoint %" PRId64 " after checkpoint %u: expected the next number",
                      event->process, event->value, history->latest);
        return;
    }
    uint32_t number = (uint32_t)event->value;
    while (number >= history->checkpoint_capacity)
        history->checkpoints = larger(view, history->checkpoints, history->checkpoint_capacity,
                                      &history->checkpoint_capacity, sizeof *history->checkpoints);
    checkpoint_place(history, history->latest, &history->checkpoints[number]);
    history->has_replayed = history->lost;
    if (!history->lost)
        history->checkpoints[number] = history->count;
    history->latest = number;
}

/* ---- a handler is over ---- */

/* Those that were sent without a change are repetitions of what the process has sent, in the same words. */
static void settle_repetitions(const struct view *view)
{
    struct run *run = view->run;
    for (uint32_t i = run->sent; i < run->sending_count; i++) {
        struct sending *again = &run->sendings[i];
        uint32_t first = run->sent;
        do
            first--;
        while (first > NO_MESSAGE &&
               (run->sendings[first].undone || run->sendings[first].first != NO_MESSAGE ||
                run->sendings[first].from != again->from || run->sendings[first].to != again->to ||
                run->sendings[first].kind != again->kind || run->sendings[first].content != again->content));
        again->first = first;
        if (first == NO_MESSAGE) {
            view_violated(view, &run->handler,
                          "recovery: process %u sends a message to process %u (event %" PRIu64
                          ") that neither changes its digest nor repeats one that it has sent",
                          again->from, again->to, again->event);
            return;
        }
    }
}

static void settle_rollback(const struct view *view, struct history *history)
{
    struct run *run = view->run;
    uint32_t place, found = history->count;
    if (!checkpoint_place(history, run->rolled_back_to, &place)) {
        view_violated(view, &run->handler,
                      "recovery: process %u goes back to checkpoint %" PRId64 ", which it does not have",
                      run->handler.process, run->rolled_back_to);
        return;
    }
    if (run->received != NO_MESSAGE)
        found = place; /* what it received may be the same as before, sent again by one that went back too */
    while (found > place && digest_at(history, found) != history->digest)
        found--;
    bool is_found = digest_at(history, found) == history->digest;
    if (!is_found && run->received == NO_MESSAGE) {
        view_violated(view, &run->handler,
                      "recovery: process %u goes back to checkpoint %" PRId64 ", but its digest is %" PRId64
                      ", which it has not been since that checkpoint",
                      run->handler.process, run->rolled_back_to, history->digest);
        return;
    }
    while (history->count > found)
        undo_last(view, history);
    run->replayed += found - place;
    if (history->has_replayed)
        history->checkpoints[history->latest] = found;
    history->has_replayed = false;
    if (!is_found) { /* it went back, then received */
        add_deed(view, history, (struct deed){history->digest, run->received, run->sent, run->sent});
        count_receipt(view, run->received);
    }
    uint32_t number = (uint32_t)run->rolled_back_to;
    if (history->discarded_in != run->crashes)
        history->discarded = 0;
    history->discarded_in = run->crashes;
    history->discarded += history->latest - number;
    if (history->discarded > run->domino)
        run->domino = history->discarded;
    history->latest = number;
    if (history->lost)
        run->lost--;
    history->lost = false;
    settle_repetitions(view);
}

/* An example of an orphan, which there is. */
static void tell_orphan(const struct view *view)
{
    const struct run *run = view->run;
    for (uint32_t i = 1; i < run->sending_count; i++) {
        const struct sending *sending = &run->sendings[i];
        if (!sending->undone || sending->receipts == 0)
            continue;
        view_violated(view, &run->handler,
                      "recovery: an orphan: process %u has received the message of event %" PRIu64
                      ", and process %u has gone back to before it sent it",
                      sending->to, sending->event, sending->from);
        return;
    }
}

static void settle(const struct view *view)
{
    struct run *run = view->run;
    if (run->handler.process != NO_PROCESS) {
        struct history *history = view_process(view, run->handler.process);
        if (run->rolled_back) {
            settle_rollback(view, history);
        } else if (history->lost) {
            /* It is nowhere yet. */
        } else if (history->digest != digest_at(history, history->count)) {
            add_deed(view, history, (struct deed){history->digest, run->received, run->sent, run->sending_count});
            run->messages += run->sending_count - run->sent;
            if (run->received != NO_MESSAGE)
                count_receipt(view, run->received);
        } else {
            settle_repetitions(view);
        }
    }
    run->rolled_back = false;
    run->received = NO_MESSAGE;
    if (run->orphans > 0 && run->down == NOBODY_WAITS && run->lost == NOBODY_WAITS && run->controls_in_transit == 0)
        tell_orphan(view);
    run->handler.process = NO_PROCESS;
}

static void begin_handler(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    settle(view);
    run->handler = *event;
    run->sent = run->sending_count;
}

/* ---- events ---- */

static void on_send(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    uint32_t *stamp = event->stamp;
    *stamp = NO_MESSAGE;
    if (view_control(view, event->message_kind)) {
        run->controls++;
        run->controls_in_transit++;
        return;
    }
    if (run->sendings == NULL || run->sending_count == run->sending_capacity)
        run->sendings = larger(view, run->sendings, run->sendings == NULL ? 0 : run->sending_count,
                               &run->sending_capacity, sizeof *run->sendings);
    size_t size = view_algorithm(view)->messages[event->message_kind].payload_bytes;
    *stamp = run->sending_count;
    run->sendings[run->sending_count++] = (struct sending){.event = event->number,
                                                           .content = hash(event->payload, size),
                                                           .from = event->process,
                                                           .to = event->peer,
                                                           .kind = event->message_kind};
}

static void on_receive(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    begin_handler(view, event);
    if (view_control(view, event->message_kind)) {
        run->controls_in_transit--;
        return;
    }
    uint32_t message = *(const uint32_t *)event->stamp;
    run->received = run->sendings[message].first != NO_MESSAGE ? run->sendings[message].first : message;
}

static void on_output(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    if (event->output == OUTPUT_CHECKPOINT) {
        on_checkpoint(view, event);
    } else if (event->output == OUTPUT_ROLLBACK) {
        run->rollbacks++;
        run->last_rollback = event->time;
        run->rolled_back = true;
        run->rolled_back_to = event->value;
    }
}

static void close_recovery(struct run *run)
{
    if (run->recovered > 0 && !isnan(run->last_rollback))
        run->recovery_time += run->last_rollback - run->last_recovered;
    run->last_rollback = NAN;
}

static void on_fault(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    settle(view);
    if (event->process == NO_PROCESS || event->message_kind != FAULT_CRASH)
        return;
    struct history *history = view_process(view, event->process);
    if (!event->ends) {
        run->crashes++;
        run->down++;
        history->down = true;
        if (!history->lost)
            run->lost++;
        history->lost = true;
        return;
    }
    run->down--;
    history->down = false;
    close_recovery(run);
    run->recovered++;
    run->last_recovered = event->time;
    begin_handler(view, event);
}

static void on_state(const struct view *view, const struct event *event)
{
    const struct run *run = view->run;
    struct history *history = view_process(view, event->process);
    if (event->message_kind != run->variable)
        return;
    history->digest = event->value;
    if (run->handler.process == NO_PROCESS && history->count == 0)
        history->beginning = event->value; /* before anything has happened */
}

static void on_event(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    switch (event->kind) {
    case EVENT_START:
    case EVENT_TIMEOUT:
    case EVENT_WORKED:
        begin_handler(view, event);
        break;
    case EVENT_SEND:
        on_send(view, event);
        break;
    case EVENT_RECEIVE:
        on_receive(view, event);
        break;
    case EVENT_OUTPUT:
        on_output(view, event);
        break;
    case EVENT_STATE:
        on_state(view, event);
        break;
    case EVENT_FAULT:
        on_fault(view, event);
        break;
    case EVENT_LOSS:
        run->controls_in_transit -= view_control(view, event->message_kind);
        break;
    case EVENT_DUPLICATE:
        run->controls_in_transit += view_control(view, event->message_kind);
        break;
    case EVENT_MOVE:
    case EVENT_WORK:
    case EVENT_GIVEN_UP:
    case EVENT_KINDS:
        break;
    }
}

/* ---- the end ---- */

static void measure(const struct view *view, enum ending ending)
{
    struct run *run = view->run;
    close_recovery(run);
    if (run->crashes > 0) {
        view_measure(view, ROLLBACKS, (double)run->rollbacks / (double)run->crashes);
        view_measure(view, DOMINO, run->domino);
    }
    view_measure(view, LOST_WORK, (double)run->undone);
    if (run->recovered > 0)
        view_measure(view, RECOVERY_TIME, run->recovery_time / (double)run->recovered);
    view_measure(view, CHECKPOINTS, (double)run->checkpoints);
    view_measure(view, REPLAYED, (double)run->replayed);
    if (run->messages > 0)
        view_measure(view, PROTOCOL_MESSAGES, (double)run->controls / (double)run->messages);
    uint64_t lost = 0;
    for (uint32_t i = 1; i < run->sending_count; i++)
        lost += !run->sendings[i].undone && run->sendings[i].first == NO_MESSAGE && run->sendings[i].receipts == 0;
    if (ending == ENDING_QUIESCENT)
        view_measure(view, LOST_MESSAGES, (double)lost);
}

static void conclude(const struct view *view, enum ending ending)
{
    struct run *run = view->run;
    settle(view);
    measure(view, ending);
    uint32_t n = view->shape->processes, down = NO_PROCESS, lost = NO_PROCESS;
    for (uint32_t i = n; i-- > 0;) {
        const struct history *history = view_process(view, i);
        if (history->down)
            down = i;
        else if (history->lost)
            lost = i;
    }
    bool goes_on = run->crashes == 0 || run->orphans > 0 || run->lost > 0;
    if (goes_on && view_cut_short(view, ending, "a recovery"))
        return;
    if (run->variable == NO_VARIABLE)
        view_undecided(view, "the algorithm has no variable \"digest\" that tells the state of its computation");
    else if (down != NO_PROCESS)
        view_undecided(view, "process %u is down at the end: its recovery has not begun", down);
    else if (lost != NO_PROCESS)
        view_violated(view, NULL, "recovery: process %u came back from a crash and never went back to a checkpoint",
                      lost);
    else if (run->orphans > 0)
        tell_orphan(view);
    else if (run->crashes == 0)
        view_note(view, "no process crashed");
}

const struct specification recovery_line = {
    .name = "recovery-line",
    .title_en = "Recovery line",
    .title_fr = "Ligne de reprise",
    .text =
        "When a recovery is over, no message is an orphan: received in what its receiver has done, and not sent in "
        "what "
        "its sender has done. What a process has done are its steps and receipts, each with the digest of its state "
        "after "
        "it; a rollback undoes those behind the place where its digest is found again, at the checkpoint that it "
        "announces or, when it replays a log, behind it, and to be nowhere there is a violation. A message that does "
        "not "
        "change the digest of its receiver has been discarded; one that is counted twice is a violation. A recovery is "
        "over when all processes are up, all that crashed have gone back, and no message of the protocol is in "
        "transit. A "
        "run that is cut short before, or before any crash, is undecided, and so is one at whose end a process is "
        "down. "
        "Messages may be lost: they are counted.",
    .events = 1u << EVENT_START | 1u << EVENT_SEND | 1u << EVENT_RECEIVE | 1u << EVENT_TIMEOUT | 1u << EVENT_OUTPUT |
              1u << EVENT_STATE | 1u << EVENT_FAULT | 1u << EVENT_LOSS | 1u << EVENT_DUPLICATE | 1u << EVENT_WORKED,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct history),
    .stamp_bytes = sizeof(uint32_t),
    .measures =
        (const struct specified_measure[]){
            [ROLLBACKS] = {"rollbacks", "rollbacks a crash", "retours en arrière par panne",
                           "rollbacks that processes announced, over crashes"},
            [DOMINO] =
                {"domino", "checkpoints discarded", "points de reprise abandonnés",
                 "checkpoints that one process discarded in one recovery, at the most; 0: all went back to their "
                 "last one"},
            [LOST_WORK] = {"lost_work", "steps and receipts undone", "pas et réceptions défaits",
                           "steps and receipts that rollbacks undid"},
            [RECOVERY_TIME] = {"recovery_time", "time of recovery", "durée de reprise",
                               "from the return of a process to the last rollback before the next one returns, mean"},
            [CHECKPOINTS] = {"checkpoints", "checkpoints", "points de reprise", "checkpoints written"},
            [REPLAYED] = {"replayed", "steps and receipts replayed", "pas et réceptions rejoués",
                          "steps and receipts done again from a log"},
            [LOST_MESSAGES] =
                {"lost_messages", "lost messages", "messages perdus",
                 "messages that are sent at the end of a run, and were never received or whose receipt was "
                 "undone; nothing when a budget ended it"},
            [PROTOCOL_MESSAGES] = {"protocol_messages", "messages of the protocol a message",
                                   "messages du protocole par message",
                                   "messages of the protocol over those of the computation, without repetitions"},
            {.name = NULL},
        },
    .begin = begin,
    .event = on_event,
    .conclude = conclude,
};
