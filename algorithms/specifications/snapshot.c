/* snapshot.c: what a snapshot of a running computation must satisfy, checked on the recorded events.
 *
 * Source     Consistent cuts, channel states: Chandy & Lamport, ACM Transactions on Computer Systems 3(1), 1985. That a cut
 *            is consistent if and only if no message crosses it backwards: Mattern, "Virtual time and global states of
 *            distributed systems", Parallel and Distributed Algorithms, North-Holland, 1989.
 *
 * The messages of the computation are those whose kind the algorithm does not call its own (controls). Each carries, as a
 * stamp, how many snapshots its sender had recorded when it sent it: s. Its receiver has recorded r when it gets it. If s > r, the
 * message comes from after the cuts r + 1 to s and is received before them: those that the receiver does record are not
 * consistent. If s < r, it was in transit across the cuts s + 1 to r.
 *
 * A process may record while it handles a message, and mean its state before (Lai & Yang: "before it receives the
 * message"). The event of a reception comes before what its handler announces; so a reception is kept in hand until its process
 * does something else, and a record whose value does not count the message is before it.
 *
 * Memory: of each process, and of each snapshot; what crosses the cuts is kept for those snapshots only that a process has
 * recorded and whose channels it has not announced. Assumed: no process crashes. */
#include "observe/specification.h"

#include <stdio.h>
#include <string.h>

enum { SNAPSHOT_TIME, IN_TRANSIT, CONTROL_MESSAGES, BLOCKED_TIME, COMPUTATION_MESSAGES, COMPUTATION_RATE, SNAPSHOTS };
enum { FEW = 4 }; /* snapshots under way at a process: beyond, the table doubles */

/* The stamp of a message of the computation. */
struct sent {
    uint64_t event;
    uint64_t record; /* the event of its sender's latest record, 0 before the first */
    uint32_t records;
};

/* A reception of a message of the computation. */
struct reception {
    bool there;
    uint32_t from, kind;
    uint64_t event; /* of the reception */
    struct sent sent;
};

struct entry {
    int64_t balance;            /* messages of the computation sent less received, without the one in hand */
    uint32_t records, channels; /* announced */
    uint64_t record;            /* event of the latest record */
    bool blocked;
    sim_time blocked_at;
    struct reception in_hand;
    struct reception early; /* of a message sent after a record whose like this process has yet to make */
    /* Messages in transit across the cuts of snapshots channels + 1 to records: snapshot i at i modulo the capacity. */
    uint32_t capacity;
    uint32_t *crossed; /* NULL: `few` */
    uint32_t few[FEW];
};

struct snapshot {
    uint32_t first; /* process that recorded */
    uint32_t recorded, channels;
    sim_time begins, ends;
    int64_t recorded_sum, channel_sum; /* of the values */
    uint64_t completed;                /* event of the last announcement */
};

struct run {
    struct snapshot *snapshots; /* number i at i - 1 */
    uint32_t count, capacity;
    uint32_t blocked; /* processes, now */
    uint64_t blocks;
    double blocked_sum; /* seconds, over the processes */
    uint64_t computation, control, lost;
    sim_time now;
    bool channels; /* somebody has announced some */
};

static struct entry *entry_of(const struct view *view, uint32_t process)
{
    return view_process(view, process);
}

static struct snapshot *snapshot_of(const struct view *view, uint32_t number)
{
    const struct run *run = view->run;
    return &run->snapshots[number - 1];
}

static const char *kind_name(const struct view *view, uint32_t kind)
{
    return view_algorithm(view)->messages[kind].name;
}

/* ---- tables that grow ---- */

static void add_snapshot(const struct view *view)
{
    struct run *run = view->run;
    if (run->count++ < run->capacity)
        return;
    uint32_t capacity = run->capacity == 0 ? FEW : 2 * run->capacity;
    struct snapshot *larger = view_allocate(view, capacity * sizeof *larger);
    if (run->capacity > 0)
        memcpy(larger, run->snapshots, run->capacity * sizeof *larger);
    run->snapshots = larger;
    run->capacity = capacity;
}

static uint32_t *crossed(struct entry *entry, uint32_t snapshot)
{
    return entry->crossed != NULL ? &entry->crossed[snapshot % entry->capacity] : &entry->few[snapshot % FEW];
}

/* The snapshot that the process has just recorded has its number of messages, 0. */
static void open_channels(const struct view *view, struct entry *entry)
{
    uint32_t capacity = entry->crossed != NULL ? entry->capacity : FEW;
    if (entry->records - entry->channels > capacity) {
        uint32_t *larger = view_allocate(view, 2 * capacity * sizeof *larger);
        for (uint32_t i = entry->channels + 1; i < entry->records; i++)
            larger[i % (2 * capacity)] = *crossed(entry, i);
        entry->crossed = larger;
        entry->capacity = 2 * capacity;
    }
    *crossed(entry, entry->records) = 0;
}

/* ---- messages ---- */

static void blame_late(const struct view *view, uint32_t process, const struct reception *r)
{
    const struct entry *entry = entry_of(view, process);
    view_violated(
        view, &(struct event){.number = r->event},
        "channel contents: process %u has announced the channels of its snapshot %u, and then, at event %llu, receives "
        "%s that process %u sent before its own record (event %llu): it was in transit and is not in them",
        process, entry->channels, (unsigned long long)r->event, kind_name(view, r->kind), r->from,
        (unsigned long long)r->sent.event);
}

/* The message in hand is received, and what the process records from now on is after it. */
static void settle(const struct view *view, uint32_t process)
{
    struct entry *entry = entry_of(view, process);
    const struct reception *r = &entry->in_hand;
    if (!r->there)
        return;
    entry->in_hand.there = false;
    entry->balance--;
    if (r->sent.records > entry->records && !entry->early.there) {
        entry->early = *r;
        entry->early.there = true;
    }
    if (r->sent.records < entry->channels)
        blame_late(view, process, r);
    uint32_t first = r->sent.records > entry->channels ? r->sent.records : entry->channels;
    for (uint32_t snapshot = first + 1; snapshot <= entry->records; snapshot++)
        ++*crossed(entry, snapshot);
}

static void on_send(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    struct entry *entry = entry_of(view, event->process);
    if (view_control(view, event->message_kind)) {
        run->control++;
        return;
    }
    settle(view, event->process);
    if (entry->blocked)
        view_violated(view, event, "process %u sends %s to process %u while it is blocked", event->process,
                      kind_name(view, event->message_kind), event->peer);
    run->computation++;
    entry->balance++;
    *(struct sent *)event->stamp =
        (struct sent){.event = event->number, .record = entry->record, .records = entry->records};
}

static void on_receive(const struct view *view, const struct event *event)
{
    settle(view, event->process);
    if (view_control(view, event->message_kind))
        return;
    entry_of(view, event->process)->in_hand = (struct reception){.there = true,
                                                                 .from = event->peer,
                                                                 .kind = event->message_kind,
                                                                 .event = event->number,
                                                                 .sent = *(const struct sent *)event->stamp};
}

/* ---- announcements ---- */

static void blame_early(const struct view *view, const struct event *record)
{
    const struct entry *entry = entry_of(view, record->process);
    const struct reception *r = &entry->early;
    view_violated(view, &(struct event){.number = r->event},
                  "the cut of snapshot %u is not consistent: %s is sent by process %u at event %llu, after its record "
                  "(event %llu), "
                  "and received by process %u at event %llu, before its record (event %llu)",
                  entry->records, kind_name(view, r->kind), r->from, (unsigned long long)r->sent.event,
                  (unsigned long long)r->sent.record, record->process, (unsigned long long)r->event,
                  (unsigned long long)record->number);
}

static void note_progress(struct snapshot *snapshot, const struct event *event)
{
    snapshot->ends = event->time;
    snapshot->completed = event->number;
}

static void on_record(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    struct entry *entry = entry_of(view, event->process);
    if (event->value != entry->balance)
        settle(view, event->process);
    entry->records++;
    if (event->value != entry->balance)
        view_violated(
            view, event,
            "recorded state: in its snapshot %u process %u records %lld messages of the computation sent less "
            "received; there are %lld",
            entry->records, event->process, (long long)event->value, (long long)entry->balance);
    if (entry->early.there)
        blame_early(view, event);
    entry->record = event->number;
    open_channels(view, entry);
    if (entry->records > run->count) {
        add_snapshot(view);
        *snapshot_of(view, run->count) = (struct snapshot){.first = event->process, .begins = event->time};
    }
    struct snapshot *snapshot = snapshot_of(view, entry->records);
    snapshot->recorded++;
    snapshot->recorded_sum += event->value;
    note_progress(snapshot, event);
}

static void on_channel(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    struct entry *entry = entry_of(view, event->process);
    settle(view, event->process);
    run->channels = true;
    if (entry->channels == entry->records) {
        view_violated(view, event,
                      "process %u announces the channels of a snapshot that it has not recorded (it has %u)",
                      event->process, entry->records);
        return;
    }
    uint32_t number = ++entry->channels, there = *crossed(entry, number);
    if (event->value != there)
        view_violated(
            view, event,
            "channel contents: in its snapshot %u process %u records %lld messages in transit to it; it has received "
            "%u that were sent before their senders' records, after its own (event %llu)",
            number, event->process, (long long)event->value, there, (unsigned long long)entry->record);
    struct snapshot *snapshot = snapshot_of(view, number);
    snapshot->channels++;
    snapshot->channel_sum += event->value;
    note_progress(snapshot, event);
}

static void on_block(const struct view *view, const struct event *event, bool blocks)
{
    struct run *run = view->run;
    struct entry *entry = entry_of(view, event->process);
    settle(view, event->process);
    if (entry->blocked == blocks)
        return;
    entry->blocked = blocks;
    if (blocks) {
        run->blocked++;
        run->blocks++;
        entry->blocked_at = event->time;
        return;
    }
    run->blocked--;
    run->blocked_sum += event->time - entry->blocked_at;
    if (entry->records > 0)
        note_progress(snapshot_of(view, entry->records), event);
}

static void on_event(const struct view *view, const struct event *event)
{
    struct run *run = view->run;
    run->now = event->time;
    if (event->kind == EVENT_SEND)
        on_send(view, event);
    else if (event->kind == EVENT_RECEIVE)
        on_receive(view, event);
    else if (event->kind == EVENT_LOSS)
        run->lost += !view_control(view, event->message_kind);
    else if (event->kind != EVENT_OUTPUT)
        settle(view, event->process);
    else if (event->output == OUTPUT_RECORD)
        on_record(view, event);
    else if (event->output == OUTPUT_CHANNEL)
        on_channel(view, event);
    else if (event->output == OUTPUT_BLOCK || event->output == OUTPUT_UNBLOCK)
        on_block(view, event, event->output == OUTPUT_BLOCK);
}

/* ---- the end ---- */

/* Whoever blocks may do without: so does the course's checkpoint. */
static bool has_channels(const struct run *run)
{
    return run->channels || run->blocks == 0;
}

static bool is_complete(const struct view *view, uint32_t number)
{
    const struct snapshot *snapshot = snapshot_of(view, number);
    return snapshot->recorded == view->shape->processes &&
           (!has_channels(view->run) || snapshot->channels == view->shape->processes);
}

/* The first process that has not announced as many records, or channels. */
static uint32_t first_behind(const struct view *view, uint32_t number, bool channels)
{
    uint32_t process = 0;
    while (process + 1 < view->shape->processes &&
           (channels ? entry_of(view, process)->channels : entry_of(view, process)->records) >= number)
        process++;
    return process;
}

static void blame_incomplete(const struct view *view, uint32_t number)
{
    const struct snapshot *snapshot = snapshot_of(view, number);
    bool channels = snapshot->recorded == view->shape->processes;
    uint32_t process = first_behind(view, number, channels);
    view_violated(view, NULL, "process %u %s of snapshot %u, which process %u began, and nothing more can happen",
                  process, channels ? "records its state, but never its channels," : "never records its state", number,
                  snapshot->first);
}

/* What is sent before a cut is received before it or is in a channel. */
static void check_conservation(const struct view *view, uint32_t number)
{
    const struct run *run = view->run;
    const struct snapshot *snapshot = snapshot_of(view, number);
    if (snapshot->recorded_sum == snapshot->channel_sum)
        return;
    char lost[64] = "";
    if (run->lost > 0)
        snprintf(lost, sizeof lost, "; in the run %llu are lost", (unsigned long long)run->lost);
    view_violated(
        view, &(struct event){.number = snapshot->completed},
        "conservation: in snapshot %u the processes have sent %lld messages of the computation more than they have "
        "received, and their channels contain %lld%s",
        number, (long long)snapshot->recorded_sum, (long long)snapshot->channel_sum, lost);
}

/* Whether the run was long enough to judge every snapshot that began; else says so. */
static bool all_complete(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    char what[48];
    if (run->count == 0) {
        if (!view_cut_short(view, ending, "the first snapshot"))
            view_violated(view, NULL, "nobody records its state, and nothing more can happen");
        return false;
    }
    for (uint32_t number = 1; number <= run->count; number++) {
        if (is_complete(view, number) && (number < run->count || run->blocked == 0))
            continue;
        snprintf(what, sizeof what, "snapshot %u", number);
        if (view_cut_short(view, ending, what))
            return false;
        if (!is_complete(view, number))
            blame_incomplete(view, number);
        else
            view_violated(view, NULL, "%u processes stay blocked after snapshot %u, and nothing more can happen",
                          run->blocked, number);
        return false;
    }
    return true;
}

static void measure_computation(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    double end = ending == ENDING_TIME ? view_budget_time(view) : run->now, count = (double)run->computation;
    view_measure(view, COMPUTATION_MESSAGES, count);
    if (end > 0)
        view_measure(view, COMPUTATION_RATE, count / end / view->shape->processes);
}

/* Over the snapshots that are complete. */
static void measure_snapshots(const struct view *view)
{
    const struct run *run = view->run;
    double time = 0, in_transit = 0;
    uint32_t complete = 0;
    for (uint32_t number = 1; number <= run->count; number++) {
        const struct snapshot *snapshot = snapshot_of(view, number);
        if (!is_complete(view, number))
            continue;
        complete++;
        time += snapshot->ends - snapshot->begins;
        in_transit += (double)snapshot->recorded_sum;
    }
    view_measure(view, SNAPSHOTS, complete);
    if (complete == 0)
        return;
    view_measure(view, SNAPSHOT_TIME, time / complete);
    view_measure(view, IN_TRANSIT, in_transit / complete);
    if (complete < run->count || run->blocked > 0)
        return;
    view_measure(view, CONTROL_MESSAGES, (double)run->control / complete);
    view_measure(view, BLOCKED_TIME, run->blocked_sum / complete / view->shape->processes);
}

static void conclude(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    for (uint32_t i = 0; i < view->shape->processes; i++)
        settle(view, i);
    measure_computation(view, ending);
    measure_snapshots(view);
    bool complete = all_complete(view, ending);
    int64_t in_transit = 0;
    for (uint32_t number = 1; number <= run->count; number++) {
        if (has_channels(run) && is_complete(view, number))
            check_conservation(view, number);
        in_transit += snapshot_of(view, number)->recorded_sum;
    }
    if (complete && !has_channels(run))
        view_note(view, "channels are not judged: nobody records them. %lld messages in transit are in no record",
                  (long long)in_transit);
}

const struct specification snapshot = {
    .name = "snapshot",
    .title_en = "Snapshot",
    .title_fr = "Instantané",
    .text = "Cut: no message of the computation that is sent after its sender's record of a snapshot is received "
            "before its receiver's. State: what a process records, its messages of the computation sent less "
            "those received, is what it is at that moment. Channels: the messages that it records as in transit "
            "to it are those that were sent before their senders' records and received after its own. "
            "Conservation: over all processes, the messages sent less those received are those in the channels. "
            "Completeness: once a process has recorded, in the end all have, and their channels; nobody stays "
            "blocked. A process that is blocked sends nothing of the computation. Where processes block and "
            "announce no channels, these are not judged. The kth record and the kth channels of each process "
            "belong to the kth snapshot. A record that a process makes while it handles a message may be of its "
            "state before, if it does not count the message.",
    .events = 1u << EVENT_SEND | 1u << EVENT_RECEIVE | 1u << EVENT_OUTPUT | 1u << EVENT_TIMEOUT | 1u << EVENT_START |
              1u << EVENT_LOSS,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct entry),
    .stamp_bytes = sizeof(struct sent),
    .measures =
        (const struct specified_measure[]){
            [SNAPSHOT_TIME] =
                {"snapshot_time", "time of a snapshot", "durée d'un instantané",
                 "from the first record of a snapshot to the last thing that a process announces of it: its "
                 "record, its channels, that it goes on; mean over the snapshots"},
            [IN_TRANSIT] = {"in_transit", "messages in transit", "messages en transit",
                            "messages of the computation that cross the cut; mean over the snapshots"},
            [CONTROL_MESSAGES] = {"control_messages", "control messages a snapshot",
                                  "messages de contrôle par instantané",
                                  "messages that are not the computation's, for each snapshot"},
            [BLOCKED_TIME] = {"blocked_time", "time blocked", "durée de blocage",
                              "how long a process sends nothing of the computation because of a snapshot; mean over "
                              "the processes and the snapshots"},
            [COMPUTATION_MESSAGES] = {"computation_messages", "messages of the computation", "messages du calcul",
                                      "messages that are the computation's, in the whole run"},
            [COMPUTATION_RATE] = {"computation_rate", "messages of the computation per second and process",
                                  "messages du calcul par seconde et par processus",
                                  "messages of the computation, for each second of the run and each process"},
            [SNAPSHOTS] = {"snapshots", "snapshots", "instantanés", "complete snapshots"},
            {.name = NULL},
        },
    .event = on_event,
    .conclude = conclude,
};
