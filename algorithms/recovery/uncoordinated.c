/* uncoordinated.c: each process takes checkpoints when it likes; after a crash, rollbacks spread: the domino effect.
 *
 * Source     Randell, "System structure for software fault tolerance", IEEE Transactions on Software Engineering 1(2), 1975 (the
 *            domino effect); Elnozahy, Alvisi, Wang & Johnson, "A survey of rollback-recovery protocols in message-passing
 *            systems", ACM Computing Surveys 34(3), 2002.
 * Departs    The survey lets the process that recovers collect the dependencies of all and compute the recovery line. Here the line
 *            is found step by step, as the processes tell each other what they have undone, so that each domino is seen
 *            falling. No checkpoint is ever collected as garbage, but only the last `keep` are there; who must go back
 *            further goes back to the beginning.
 * Assumes    an undirected graph, FIFO channels that lose nothing but what is sent to a process that is down.
 * Promises   recovery-line. Messages that were in transit, or received by what is undone, are lost: there is no log.
 * Cost       no message without a crash; a notice and a confirmation on each channel for each rollback. */
#include "algorithms/recovery/computation.h"

enum { MESSAGE, NOTICE, CONFIRM };
enum { KEEP = OWN_PARAMETER };
enum { MOST_CHECKPOINTS = 32 };

struct message_body {
    uint32_t incarnation; /* of the sender: how often it has gone back */
    uint32_t number;      /* on its channel, from 1, and after a rollback from where the checkpoint was */
    uint32_t value;
};

/* "I went back: of my messages to you, those up to this number are still sent." */
struct notice {
    uint32_t incarnation; /* from now on */
    uint32_t valid;       /* of this rollback */
    uint32_t valid_since; /* the least, of all rollbacks that you have not confirmed */
    bool asks;            /* I was down, and may have missed what you undid */
};

/* Numbers of the last messages on the two channels that join a neighbour. */
struct link {
    uint32_t sent, received;
};

/* On stable storage: of each neighbour, by port; and, behind the last one, the process's own. */
struct neighbour {
    uint32_t known;              /* its incarnation */
    uint32_t valid, valid_since; /* as in the notice */
    bool unconfirmed;
    struct link links[MOST_CHECKPOINTS]; /* of the checkpoints */
};
struct own {
    uint32_t incarnation;
    uint32_t latest, oldest; /* checkpoints that there are; 0 is the beginning, and needs no place */
    struct computation computations[MOST_CHECKPOINTS];
};
union stable {
    struct neighbour neighbour;
    struct own own;
};

struct state {
    struct computation computation;
    struct pace pace;
    struct link links[]; /* by port */
};

static struct neighbour *neighbour_at(struct process *p, uint32_t port)
{
    return &((union stable *)process_array(p))[port].neighbour;
}

static struct own *own_of(struct process *p)
{
    return &((union stable *)process_array(p))[process_out_degree(p)].own;
}

/* What a checkpoint had received from a neighbour. */
static uint32_t received_at(struct process *p, uint32_t checkpoint, uint32_t port)
{
    return checkpoint == 0 ? 0 : neighbour_at(p, port)->links[checkpoint % MOST_CHECKPOINTS].received;
}

static void send_notice(struct process *p, uint32_t port, bool asks)
{
    const struct neighbour *neighbour = neighbour_at(p, port);
    process_send(p, port, NOTICE,
                 &(struct notice){own_of(p)->incarnation, neighbour->valid, neighbour->valid_since, asks});
}

/* "Back to a checkpoint: what was sent since is undone, and everyone concerned must know." */
static void go_back(struct process *p, struct state *s, uint32_t checkpoint, bool after_crash)
{
    struct own *own = own_of(p);
    s->computation = checkpoint == 0 ? (struct computation){0} : own->computations[checkpoint % MOST_CHECKPOINTS];
    own->latest = checkpoint;
    own->incarnation++;
    process_announce(p, OUTPUT_ROLLBACK, checkpoint);
    for (uint32_t port = 0; port < process_out_degree(p); port++) {
        struct neighbour *neighbour = neighbour_at(p, port);
        struct link *link = &s->links[port];
        *link = checkpoint == 0 ? (struct link){0} : neighbour->links[checkpoint % MOST_CHECKPOINTS];
        neighbour->valid = link->sent;
        if (!neighbour->unconfirmed || link->sent < neighbour->valid_since)
            neighbour->valid_since = link->sent;
        neighbour->unconfirmed = true;
        send_notice(p, port, after_crash);
    }
    pace_next_step(p, &s->computation);
    pace_next_checkpoint(p, &s->computation);
}

/* "Who has received a message that was never sent goes back to its last checkpoint that had not." */
static void receive_notice(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct notice *notice = m->payload;
    struct neighbour *neighbour = neighbour_at(p, m->port);
    if (notice->incarnation > neighbour->known) {
        bool missed_none = notice->incarnation == neighbour->known + 1;
        uint32_t valid = missed_none ? notice->valid : notice->valid_since;
        neighbour->known = notice->incarnation;
        if (s->links[m->port].received > valid) {
            const struct own *own = own_of(p);
            uint32_t checkpoint = own->latest;
            while (checkpoint > 0 && received_at(p, checkpoint, m->port) > valid)
                checkpoint = checkpoint > own->oldest ? checkpoint - 1 : 0;
            go_back(p, s, checkpoint, false);
        }
    }
    process_send(p, m->port, CONFIRM, &notice->incarnation);
    if (notice->asks && neighbour->unconfirmed)
        send_notice(p, m->port, false);
}

static void receive_confirm(struct process *p, void *state, const struct message *m)
{
    (void)state;
    if (*(const uint32_t *)m->payload == own_of(p)->incarnation)
        neighbour_at(p, m->port)->unconfirmed = false;
}

/* "A message of another incarnation than the known one is of an undone sending, or came before its notice." */
static void receive_message(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct message_body *body = m->payload;
    struct link *link = &s->links[m->port];
    if (body->incarnation != neighbour_at(p, m->port)->known || body->number <= link->received)
        return;
    link->received = body->number;
    computation_receive(&s->computation, m->port, body->value);
}

static void step(struct process *p, void *state)
{
    struct state *s = state;
    if (pace_must_wait(p, &s->pace))
        return;
    uint32_t port = computation_port(p, &s->computation), value = computation_step(p, &s->computation);
    process_send(p, port, MESSAGE, &(struct message_body){own_of(p)->incarnation, ++s->links[port].sent, value});
    pace_next_step(p, &s->computation);
}

/* "Each process takes its checkpoints on its own." */
static void take_checkpoint(struct process *p, void *state)
{
    struct state *s = state;
    struct own *own = own_of(p);
    uint32_t number = ++own->latest, keep = (uint32_t)process_parameter(p, KEEP);
    if (number == 1)
        own->oldest = 1;
    else if (number - own->oldest >= keep)
        own->oldest = number - keep + 1;
    own->computations[number % MOST_CHECKPOINTS] = s->computation;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        neighbour_at(p, port)->links[number % MOST_CHECKPOINTS] = s->links[port];
    process_announce(p, OUTPUT_CHECKPOINT, number);
    pace_hold(p, &s->pace, process_parameter(p, WRITE));
    pace_next_checkpoint(p, &s->computation);
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    pace_next_step(p, &s->computation);
    pace_next_checkpoint(p, &s->computation);
}

/* "A process that comes back from a crash goes back to its last checkpoint." */
static void recover(struct process *p, void *state)
{
    go_back(p, state, own_of(p)->latest, true);
}

const struct algorithm uncoordinated_checkpoints = {
    .name = "uncoordinated-checkpoints",
    .catalogue = "S3",
    .title_en = "uncoordinated checkpoints",
    .title_fr = "points de reprise non coordonnés",
    .source = "Randell, IEEE TSE 1(2), 1975; Elnozahy, Alvisi, Wang & Johnson, ACM Computing Surveys 34(3), 2002",
    .idea =
        "Each process writes its state to stable storage when it likes, at no cost in messages. A process that comes "
        "back "
        "from a crash goes back to its last checkpoint, and tells its neighbours which of its messages it has not sent "
        "after all. Who has received one of those must go back too, and tell its own neighbours: the dominoes fall, in "
        "the "
        "worst case to the beginning.",
    .assumes = "an undirected graph, FIFO channels; what is sent to a process that is down is lost",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED, .all_initiate = true, .fifo = true},
    .promises = {"recovery-line"},
    .parameters = (const struct parameter[]){COMPUTATION_PARAMETERS,
                                             [KEEP] = {"keep", "count", MOST_CHECKPOINTS, 1, MOST_CHECKPOINTS,
                                                       "checkpoints on stable storage"},
                                             {0}},
    .messages =
        (const struct message_kind[]){
            [MESSAGE] = {"message", sizeof(struct message_body), receive_message, "of the computation"},
            [NOTICE] = {"notice", sizeof(struct notice), receive_notice, "the sender has gone back"},
            [CONFIRM] = {"confirm", sizeof(uint32_t), receive_confirm, "the notice of that incarnation has come"},
            {0}},
    .controls = (const char *const[]){"notice", "confirm", NULL},
    .timers =
        (const struct timer_kind[]){[STEP] = {"step", step}, [CHECKPOINT_DUE] = {"checkpoint", take_checkpoint}, {0}},
    .variables = (const struct variable[]){DIGEST_VARIABLE(struct state), {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(struct link),
    .state_bytes_per_process = sizeof(union stable),
    .stable_arrays = true,
    .start = start,
    .recover = recover,
};
