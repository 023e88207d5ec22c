/* coordinated.c: the processes take their checkpoints together; after a crash all go back to the last complete set.
 *
 * Source     Tamir & Séquin, "Error recovery in multicomputers using global checkpoints", ICPP 1984 (blocking, in two phases); Koo
 *            & Toueg, "Checkpointing and rollback-recovery for distributed systems", IEEE Transactions on Software
 *            Engineering 13(1), 1987; Elnozahy, Alvisi, Wang & Johnson, ACM Computing Surveys 34(3), 2002. Markers
 *            that flush the channels: Chandy & Lamport, ACM TOCS 3(1), 1985.
 * Departs    A process records its state at the last marker, not at the first: then its channels are empty, and no message is in
 *            transit between the checkpoints. The recovery has no coordinator: whoever comes back asks everyone, and says
 *            where to restart; epochs (numbers of restarts, on stable storage, on every message) put two that come back
 *            together, or a restart that somebody missed, in order.
 * Assumes    a complete graph, FIFO channels that lose nothing but what is sent to a process that is down. Whoever is down comes
 *            back in the end: until then a recovery waits.
 * Promises   recovery-line. Nobody goes back further than to its last checkpoint but one, and no message is lost.
 * Cost       N(N-1) markers and 3(N-1) messages more a checkpoint; 3(N-1) messages a recovery. Nobody computes meanwhile. */
#include "algorithms/recovery/computation.h"

enum { MESSAGE, REQUEST, MARKER, TAKEN, COMMIT, QUERY, REPORT, RESTART };
enum { WRITTEN = OWN_TIMER };
enum { COORDINATOR = 0 }; /* the number of the process that asks for checkpoints */

/* Of every message but QUERY and REPORT: who has missed the restart that began this epoch learns of it. Epochs are numbered so
 * that no two processes begin the same one: number modulo N is who began it. */
struct epoch {
    uint32_t number; /* 0: no restart yet */
    uint32_t line;   /* the checkpoint that it began with */
};
struct message_body {
    struct epoch epoch;
    uint32_t value;
};
struct about_checkpoint { /* REQUEST, MARKER, TAKEN, COMMIT */
    struct epoch epoch;
    uint32_t number;
};
struct standing { /* QUERY, REPORT */
    uint32_t epoch;
    uint32_t committed;
};

enum phase {
    RUNNING,
    FLUSHING,  /* it sends no more, until a marker has come on every channel */
    WRITING,   /* its checkpoint is being written, or waits for those of the others */
    STOPPED,   /* a process has come back from a crash: a restart will follow */
    RECOVERING /* it is that process */
};

struct state {
    struct computation computation;
    enum phase phase;
    uint32_t markers;          /* that have come for the present checkpoint */
    uint32_t taken;            /* at the coordinator: checkpoints written for the present one */
    uint32_t coordinator_port; /* of the others: by which port it is reached */
    uint32_t reports;          /* while recovering: neighbours whose standing is known */
    struct standing latest;    /* while recovering: of the latest epoch that it has heard of */
    struct neighbour {
        bool reported;
    } neighbours[];
};

/* On stable storage, in the first entry of the array. */
struct stable {
    struct epoch epoch;
    uint32_t committed;                 /* the last checkpoint that is known to be complete; 0: the beginning */
    struct computation computations[2]; /* of that one and of the next, by number modulo 2 */
};

static struct stable *stable_of(struct process *p)
{
    return process_array(p);
}

static bool coordinates(const struct process *p)
{
    return process_number(p) == COORDINATOR;
}

static void send_all(struct process *p, uint32_t kind, const void *payload)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, kind, payload);
}

static struct about_checkpoint about(struct process *p, uint32_t number)
{
    return (struct about_checkpoint){stable_of(p)->epoch, number};
}

static void run(struct process *p, struct state *s)
{
    s->phase = RUNNING;
    pace_next_step(p, &s->computation);
    if (coordinates(p) && !computation_is_over(p, &s->computation))
        process_set_timer(p, CHECKPOINT_DUE, process_parameter(p, INTERVAL));
}

/* ---- checkpoints ---- */

/* "All channels to it are empty: the process writes its state." */
static void write_if_flushed(struct process *p, struct state *s)
{
    if (s->phase != FLUSHING || s->markers < process_in_degree(p))
        return;
    s->phase = WRITING;
    s->markers = 0;
    process_set_timer(p, WRITTEN, process_parameter(p, WRITE));
}

/* "On the request, or on the first marker, it sends no more, and says so on every channel." */
static void begin_flush(struct process *p, struct state *s, uint32_t number)
{
    s->phase = FLUSHING;
    process_cancel_timer(p, STEP);
    process_announce(p, OUTPUT_BLOCK, number);
    send_all(p, MARKER, &(struct about_checkpoint){stable_of(p)->epoch, number});
    write_if_flushed(p, s);
}

static void checkpoint_due(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t number = stable_of(p)->committed + 1;
    if (s->phase != RUNNING)
        return; /* a marker, a commit or a restart will see to it */
    struct about_checkpoint request = about(p, number);
    send_all(p, REQUEST, &request);
    begin_flush(p, s, number);
}

static void go_on(struct process *p, struct state *s)
{
    struct stable *stable = stable_of(p);
    stable->committed++;
    process_announce(p, OUTPUT_UNBLOCK, stable->committed);
    run(p, s);
}

/* "When all have written theirs, the coordinator commits." */
static void commit_if_complete(struct process *p, struct state *s)
{
    if (s->taken < process_count(p))
        return;
    struct about_checkpoint commit = about(p, stable_of(p)->committed + 1);
    s->taken = 0;
    send_all(p, COMMIT, &commit);
    go_on(p, s);
}

static void written(struct process *p, void *state)
{
    struct state *s = state;
    struct stable *stable = stable_of(p);
    struct about_checkpoint taken = about(p, stable->committed + 1);
    stable->computations[taken.number % 2] = s->computation;
    process_announce(p, OUTPUT_CHECKPOINT, taken.number);
    if (coordinates(p)) {
        s->taken++;
        commit_if_complete(p, s);
    } else {
        process_send(p, s->coordinator_port, TAKEN, &taken);
    }
}

/* ---- recovery ---- */

/* "Back to the checkpoint; what was sent since in earlier epochs is undone." */
static void go_back(struct process *p, struct state *s, struct epoch epoch)
{
    struct stable *stable = stable_of(p);
    if (s->phase == FLUSHING || s->phase == WRITING)
        process_announce(p, OUTPUT_UNBLOCK, epoch.line);
    stable->epoch = epoch;
    stable->committed = epoch.line;
    s->computation = epoch.line == 0 ? (struct computation){0} : stable->computations[epoch.line % 2];
    s->markers = s->taken = 0;
    process_cancel_timer(p, WRITTEN);
    process_announce(p, OUTPUT_ROLLBACK, epoch.line);
    run(p, s);
}

static void hear_of(struct state *s, struct standing standing)
{
    if (standing.epoch > s->latest.epoch)
        s->latest = standing;
    else if (standing.epoch == s->latest.epoch && standing.committed > s->latest.committed)
        s->latest.committed = standing.committed;
}

/* Whether a message is of the present epoch: "an earlier one is undone, and a later one tells of a restart that was missed". Who
 * recovers will begin a later one still: what it was sent in this one may have been lost. */
static bool is_current(struct process *p, struct state *s, const struct epoch *epoch)
{
    if (s->phase == RECOVERING) {
        hear_of(s, (struct standing){epoch->number, epoch->line});
        return false;
    }
    if (epoch->number > stable_of(p)->epoch.number)
        go_back(p, s, *epoch);
    return epoch->number == stable_of(p)->epoch.number;
}

static void receive_restart(struct process *p, void *state, const struct message *m)
{
    is_current(p, state, m->payload);
}

/* "Everybody has stopped and told what it has: the last complete checkpoint is known." */
static void restart_if_all_told(struct process *p, struct state *s)
{
    if (s->phase != RECOVERING || s->reports < process_in_degree(p))
        return;
    uint32_t n = process_count(p);
    struct epoch epoch = {(s->latest.epoch / n + 1) * n + process_number(p), s->latest.committed};
    send_all(p, RESTART, &epoch);
    go_back(p, s, epoch);
}

static void learn_standing(struct process *p, struct state *s, const struct message *m)
{
    if (s->phase != RECOVERING)
        return;
    hear_of(s, *(const struct standing *)m->payload);
    if (!s->neighbours[m->port].reported)
        s->reports++;
    s->neighbours[m->port].reported = true;
    restart_if_all_told(p, s);
}

static void receive_report(struct process *p, void *state, const struct message *m)
{
    learn_standing(p, state, m);
}

/* "Who is asked stops, so that what it tells remains true." Not so when it is ahead of who asks: no checkpoint of its epoch can be
 * complete without that process. */
static void receive_query(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct stable *stable = stable_of(p);
    process_send(p, m->port, REPORT, &(struct standing){stable->epoch.number, stable->committed});
    if (s->phase == RECOVERING) {
        learn_standing(p, s, m);
        return;
    }
    if (((const struct standing *)m->payload)->epoch < stable->epoch.number)
        return;
    if (s->phase == FLUSHING || s->phase == WRITING)
        process_announce(p, OUTPUT_UNBLOCK, stable->committed);
    s->phase = STOPPED;
    process_cancel_timer(p, STEP);
    process_cancel_timer(p, WRITTEN);
}

static void recover(struct process *p, void *state)
{
    struct state *s = state;
    const struct stable *stable = stable_of(p);
    s->phase = RECOVERING;
    s->latest = (struct standing){stable->epoch.number, stable->committed};
    send_all(p, QUERY, &s->latest);
    restart_if_all_told(p, s);
}

/* ---- messages of the computation and of checkpoints ---- */

static void receive_message(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct message_body *body = m->payload;
    if (is_current(p, s, &body->epoch))
        computation_receive(&s->computation, m->port, body->value);
}

static void receive_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct about_checkpoint *request = m->payload;
    if (!is_current(p, s, &request->epoch))
        return;
    s->coordinator_port = m->port;
    if (s->phase == RUNNING && request->number == stable_of(p)->committed + 1)
        begin_flush(p, s, request->number);
}

static void receive_marker(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct about_checkpoint *marker = m->payload;
    if (!is_current(p, s, &marker->epoch) || s->phase == STOPPED)
        return;
    if (s->phase == WRITING)
        go_on(p, s); /* of the next one: the commit of this one is on its way */
    s->markers++;
    if (s->phase == RUNNING)
        begin_flush(p, s, marker->number);
    else
        write_if_flushed(p, s);
}

static void receive_taken(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct about_checkpoint *taken = m->payload;
    if (!is_current(p, s, &taken->epoch) || s->phase == STOPPED)
        return;
    s->taken++;
    commit_if_complete(p, s);
}

static void receive_commit(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct about_checkpoint *commit = m->payload;
    if (is_current(p, s, &commit->epoch) && s->phase == WRITING && commit->number == stable_of(p)->committed + 1)
        go_on(p, s);
}

/* ---- the computation ---- */

static void step(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t port = computation_port(p, &s->computation), value = computation_step(p, &s->computation);
    process_send(p, port, MESSAGE, &(struct message_body){stable_of(p)->epoch, value});
    pace_next_step(p, &s->computation);
}

/* Who is already blocked or stopped will go on when the others do. */
static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (s->phase == RUNNING)
        run(p, s);
}

const struct algorithm coordinated_checkpoints = {
    .name = "coordinated-checkpoints",
    .catalogue = "S3",
    .title_en = "coordinated checkpoints",
    .title_fr = "points de reprise coordonnés",
    .source =
        "Tamir & Séquin, ICPP 1984; Koo & Toueg, IEEE TSE 13(1), 1987; Elnozahy, Alvisi, Wang & Johnson, ACM Computing "
        "Surveys 34(3), 2002",
    .idea = "At regular dates all processes stop, flush their channels with markers, write their states to stable "
            "storage, and go "
            "on when all have done so: the checkpoints of one number are a consistent state, with empty channels. "
            "After a crash "
            "everyone goes back to the last complete set: nobody further, and no message is lost, but all must stop "
            "for each "
            "checkpoint, and all go back for each crash.",
    .assumes =
        "a complete graph, FIFO channels; what is sent to a process that is down is lost; who is down comes back",
    .assumptions = {.topology = TOPOLOGY_COMPLETE | TOPOLOGY_UNDIRECTED,
                    .all_initiate = true,
                    .fifo = true,
                    .knows_count = true},
    .promises = {"recovery-line"},
    .parameters = (const struct parameter[]){COMPUTATION_PARAMETERS, {0}},
    .messages =
        (const struct message_kind[]){
            [MESSAGE] = {"message", sizeof(struct message_body), receive_message, "of the computation"},
            [REQUEST] = {"request", sizeof(struct about_checkpoint), receive_request, "take checkpoint of that number"},
            [MARKER] = {"marker", sizeof(struct about_checkpoint), receive_marker,
                        "nothing follows before the checkpoint"},
            [TAKEN] = {"taken", sizeof(struct about_checkpoint), receive_taken, "to the coordinator: it is written"},
            [COMMIT] = {"commit", sizeof(struct about_checkpoint), receive_commit, "all are written: go on"},
            [QUERY] = {"query", sizeof(struct standing), receive_query, "the sender is back from a crash: stop"},
            [REPORT] = {"report", sizeof(struct standing), receive_report, "the last complete checkpoint known"},
            [RESTART] = {"restart", sizeof(struct epoch), receive_restart, "go back to this checkpoint"},
            {0}},
    .controls = (const char *const[]){"request", "marker", "taken", "commit", "query", "report", "restart", NULL},
    .timers = (const struct timer_kind[]){[STEP] = {"step", step},
                                          [CHECKPOINT_DUE] = {"checkpoint", checkpoint_due},
                                          [WRITTEN] = {"written", written},
                                          {0}},
    .variables = (const struct variable[]){DIGEST_VARIABLE(struct state), {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(struct neighbour),
    .state_bytes_per_process = sizeof(struct stable),
    .stable_arrays = true,
    .start = start,
    .recover = recover,
};
