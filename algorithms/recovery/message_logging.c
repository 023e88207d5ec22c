/* message_logging.c: each process writes down what it receives before it acts on it; after a crash it does it all again, alone.
 *
 * Source     Pessimistic receiver-based logging: Borg, Baumbach & Glazer, "A message system supporting fault tolerance", SOSP
 *            1983. Piecewise determinism: Strom & Yemini, "Optimistic recovery in distributed systems", ACM Transactions on
 *            Computer Systems 3(3), 1985. A cheaper place for the log, which is not taken here: Johnson & Zwaenepoel,
 *            "Sender-based message logging", FTCS 1987. All of it: Elnozahy, Alvisi, Wang & Johnson, ACM Computing Surveys
 *            34(3), 2002.
 * Departs    Whatever is not determined by the state is logged before it takes effect: receipts, and that a step was taken. What was
 *            sent to a process while it was down is sent again, by numbers and acknowledgements on each channel (go-back-N).
 *            Replaying a log takes as long as writing it did, and holds up steps only. What has been replayed is written as a
 *            checkpoint: so the process announces that it goes back to the very state that it crashed in.
 * Assumes    an undirected graph, FIFO channels that lose nothing but what is sent to a process that is down.
 * Promises   recovery-line: nobody but the crashed process goes back, nothing is undone, no message is lost.
 * Cost       an acknowledgement for each message, a write to stable storage for each step and each receipt. */
#include "algorithms/recovery/computation.h"

enum { MESSAGE, ACKNOWLEDGEMENT, BACK };
enum { LOG_WRITE = OWN_PARAMETER };
enum {
    WINDOW = 16,           /* messages on their way to a neighbour that it has not acknowledged, at the most */
    RECORDS_A_PROCESS = 32 /* the log has room for so many times N; when it is full, a checkpoint empties it */
};

struct message_body {
    uint32_t number; /* on its channel, from 1 */
    uint32_t value;
};

/* The two channels that join a neighbour. */
struct link {
    uint32_t sent, received; /* numbers of the last messages */
    uint32_t acknowledged;
    uint32_t values[WINDOW]; /* of the last messages sent */
};

/* What the state does not determine. */
struct record {
    uint32_t port_plus_1; /* 0: a step; else by which port `value` was received */
    uint32_t value;
};

/* On stable storage: the checkpoint of a link, by port, and a part of the log; in the first entry, what there is once. */
struct stable {
    struct link link;
    struct record log[RECORDS_A_PROCESS];
    struct own {
        struct computation computation; /* of the checkpoint */
        uint32_t checkpoint;            /* its number */
        uint32_t log_length;            /* records since */
    } own;
};

struct state {
    struct computation computation;
    struct pace pace;
    struct link links[]; /* by port */
};

static struct own *own_of(struct process *p)
{
    return &((struct stable *)process_array(p))->own;
}

static struct record *record_at(struct process *p, uint32_t index)
{
    return &((struct stable *)process_array(p))[index / RECORDS_A_PROCESS].log[index % RECORDS_A_PROCESS];
}

static void take_checkpoint(struct process *p, struct state *s)
{
    struct stable *stable = process_array(p);
    struct own *own = own_of(p);
    own->computation = s->computation;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        stable[port].link = s->links[port];
    own->log_length = 0;
    process_announce(p, OUTPUT_CHECKPOINT, ++own->checkpoint);
    pace_hold(p, &s->pace, process_parameter(p, WRITE));
}

/* "The log is written before what it tells takes effect." */
static void write_log(struct process *p, struct state *s, struct record record)
{
    struct own *own = own_of(p);
    if (own->log_length == RECORDS_A_PROCESS * process_count(p))
        take_checkpoint(p, s);
    *record_at(p, own->log_length++) = record;
    pace_hold(p, &s->pace, process_parameter(p, LOG_WRITE));
}

/* A step, for the first time or again: what it sends is kept until it is acknowledged. Returns by which port. */
static uint32_t do_step(const struct process *p, struct state *s)
{
    uint32_t port = computation_port(p, &s->computation);
    struct link *link = &s->links[port];
    link->values[++link->sent % WINDOW] = computation_step(p, &s->computation);
    return port;
}

static void do_receive(struct state *s, uint32_t port, uint32_t value)
{
    s->links[port].received++;
    computation_receive(&s->computation, port, value);
}

static void send_number(struct process *p, const struct state *s, uint32_t port, uint32_t number)
{
    process_send(p, port, MESSAGE, &(struct message_body){number, s->links[port].values[number % WINDOW]});
}

static void send_again(struct process *p, const struct state *s, uint32_t port)
{
    for (uint32_t number = s->links[port].acknowledged + 1; number <= s->links[port].sent; number++)
        send_number(p, s, port, number);
}

static void step(struct process *p, void *state)
{
    struct state *s = state;
    if (pace_must_wait(p, &s->pace))
        return;
    const struct link *link = &s->links[computation_port(p, &s->computation)];
    if (link->sent - link->acknowledged < WINDOW) {
        write_log(p, s, (struct record){0});
        uint32_t port = do_step(p, s);
        send_number(p, s, port, s->links[port].sent);
    }
    pace_next_step(p, &s->computation);
}

/* "A message is logged, then acknowledged and handled." One that has been is acknowledged again; one that comes before its turn
 * will come again. */
static void receive_message(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct message_body *body = m->payload;
    const struct link *link = &s->links[m->port];
    if (body->number == link->received + 1) {
        write_log(p, s, (struct record){m->port + 1, body->value});
        do_receive(s, m->port, body->value);
    }
    process_send(p, m->port, ACKNOWLEDGEMENT, &link->received);
}

static void acknowledge(struct link *link, uint32_t number)
{
    if (number > link->acknowledged)
        link->acknowledged = number;
}

static void receive_acknowledgement(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)p;
    acknowledge(&s->links[m->port], *(const uint32_t *)m->payload);
}

/* "Who was down missed what came meanwhile." */
static void receive_back(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    acknowledge(&s->links[m->port], *(const uint32_t *)m->payload);
    send_again(p, s, m->port);
}

static void checkpoint_due(struct process *p, void *state)
{
    struct state *s = state;
    take_checkpoint(p, s);
    pace_next_checkpoint(p, &s->computation);
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    pace_next_step(p, &s->computation);
    pace_next_checkpoint(p, &s->computation);
}

/* "A process that comes back from a crash takes its checkpoint and replays its log: it is where it was." It writes a checkpoint
 * there, and goes on from that one. What it knew of acknowledgements is lost, but never were more than a window on their way. */
static void recover(struct process *p, void *state)
{
    struct state *s = state;
    const struct stable *stable = process_array(p);
    const struct own *own = own_of(p);
    s->computation = own->computation;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        s->links[port] = stable[port].link;
    for (uint32_t i = 0; i < own->log_length; i++) {
        const struct record *record = record_at(p, i);
        if (record->port_plus_1 == 0)
            do_step(p, s);
        else
            do_receive(s, record->port_plus_1 - 1, record->value);
    }
    pace_hold(p, &s->pace, own->log_length * process_parameter(p, LOG_WRITE));
    take_checkpoint(p, s);
    process_announce(p, OUTPUT_ROLLBACK, own->checkpoint);
    for (uint32_t port = 0; port < process_out_degree(p); port++) {
        struct link *link = &s->links[port];
        if (link->sent > WINDOW)
            acknowledge(link, link->sent - WINDOW);
        process_send(p, port, BACK, &link->received);
        send_again(p, s, port);
    }
    pace_next_step(p, &s->computation);
    pace_next_checkpoint(p, &s->computation);
}

const struct algorithm message_logging = {
    .name = "message-logging",
    .catalogue = "S3",
    .title_en = "pessimistic message logging",
    .title_fr = "journalisation pessimiste des messages",
    .source =
        "Borg, Baumbach & Glazer, SOSP 1983; Strom & Yemini, ACM TOCS 3(3), 1985; Johnson & Zwaenepoel, FTCS 1987; "
        "Elnozahy, Alvisi, Wang & Johnson, ACM Computing Surveys 34(3), 2002",
    .idea = "Each process writes what it receives, and when it takes a step, to a log on stable storage before it acts "
            "on it. A "
            "process that comes back from a crash takes its last checkpoint and does again what the log says: it is in "
            "the very "
            "state that it crashed in, nobody else goes back, and what was sent to it meanwhile is sent again.",
    .assumes =
        "an undirected graph, FIFO channels; what is sent to a process that is down is lost; what a process does is "
        "determined by its state, its receipts and when it takes its steps",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED,
                    .all_initiate = true,
                    .fifo = true,
                    .knows_count = true},
    .promises = {"recovery-line"},
    .parameters =
        (const struct parameter[]){COMPUTATION_PARAMETERS,
                                   [LOG_WRITE] = {"log", "time", 1e-4, 0, 1e9,
                                                  "how long a write to the log holds up the steps of its process"},
                                   {0}},
    .messages =
        (const struct message_kind[]){
            [MESSAGE] = {"message", sizeof(struct message_body), receive_message, "of the computation"},
            [ACKNOWLEDGEMENT] = {"acknowledgement", sizeof(uint32_t), receive_acknowledgement,
                                 "messages up to this number are in the log"},
            [BACK] = {"back", sizeof(uint32_t), receive_back, "the sender was down; it has messages up to this number"},
            {0}},
    .controls = (const char *const[]){"acknowledgement", "back", NULL},
    .timers =
        (const struct timer_kind[]){[STEP] = {"step", step}, [CHECKPOINT_DUE] = {"checkpoint", checkpoint_due}, {0}},
    .variables = (const struct variable[]){DIGEST_VARIABLE(struct state), {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(struct link),
    .state_bytes_per_process = sizeof(struct stable),
    .stable_arrays = true,
    .start = start,
    .recover = recover,
};
