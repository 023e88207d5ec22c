/* swim.c: failure detection by random probes, news of failures carried by the probes themselves.
 *
 * Source     Das, Gupta & Motivala, "SWIM: scalable weakly-consistent infection-style process group membership protocol", DSN
 *            2002: direct and indirect probes (section 3), dissemination by piggybacking, suspicion, and targets in turn
 *            (section 4).
 * Departs    - A member that is declared failed may refute it by a greater incarnation, as in HashiCorp's memberlist; in the
 *              paper it is out for good. So one that comes back from a crash, or a part of the network that was cut off,
 *              is a member again. For that the incarnation is on stable storage, failed members keep their turn as targets
 *              (without indirect probes), and who writes to a member that it takes for failed says so.
 *            - The turn of the targets is a random affine permutation of the ports, drawn anew for each pass: no list of
 *              the members is kept. A process takes everyone for alive but those in a table of exceptions, of fixed size.
 *              When MOST_EXCEPTIONS members have been exceptions since its start, it records no more: it goes on trusting
 *              a member that crashes then, which the specification notices.
 *            - All messages have the same size, with room for SPREAD updates.
 * Assumes    a complete graph whose processes know one another's identities; order of delivery is free. An answer to a
 *            probe comes within `timeout`, and that of an indirect one within the period; else there are false suspicions,
 *            which a process refutes if it hears of them within `suspicion` periods.
 * Promises   failure-detector. It announces as suspected those that it declares failed; what the paper calls a suspicion is
 *            a doubt, that it announces to nobody but the members.
 * Cost       On average 2 messages for each process and period, and 4 k more for each probe of a crashed one; the first
 *            detection of a crash comes e/(e-1) periods after it on average, whatever N is, and its news reaches everyone
 *            within a time that grows with log N. */
#include "engine/process.h"

enum { PING, ACK, PING_REQUEST };
enum { ROUND, NO_ANSWER };
enum { PERIOD, TIMEOUT, HELPERS, SUSPICION, LAMBDA };
enum {
    MOST_EXCEPTIONS = 512,
    SLOTS = 640, /* of the table: a fifth more, so that searches are short */
    SPREAD = 80, /* updates in a message: so many fit into an Ethernet frame */
    MOST_HELPERS = 16,
    MOST_TOLD = UINT8_MAX,
    CYCLE = 256, /* rounds are counted modulo this */
};

/* In the order in which one overrides the other, of the same incarnation. */
enum status { UNKNOWN, ALIVE, DOUBTED, FAILED };

struct update {
    identity who;
    uint32_t incarnation;
    uint32_t status;
};

struct swim_message {
    uint64_t sequence;    /* of the probe */
    identity target;      /* PING_REQUEST, and the PING and ACK that it leads to: who is to be probed */
    uint32_t asked_by;    /* of those, the in-port of the helper by which the request came, plus 1; 0: a direct probe */
    uint32_t incarnation; /* the sender's */
    uint32_t count;       /* of updates */
    struct update updates[SPREAD];
};

/* A member that has been doubted, has failed or has refuted it. 16 bytes: there is a table of them in each process. */
struct exception {
    identity who;
    uint32_t incarnation;
    uint8_t status; /* enum status; UNKNOWN: the slot is free */
    uint8_t left;   /* how often it still has to be spread */
    uint8_t since;  /* DOUBTED: the round, modulo CYCLE */
};

struct table {
    struct exception slots[SLOTS]; /* by hash of the identity */
    uint32_t count;
    uint32_t doubted;
    uint32_t spreading; /* still have to be spread */
    uint32_t where;     /* whose turn it is among those for whom a message has no room */
};

struct state {
    uint32_t incarnation; /* stable */
    bool on;
    uint8_t round; /* modulo CYCLE */
    /* The turn: target number i of the pass is port (factor * i + offset) mod degree. */
    uint32_t turn, factor, offset;
    /* The probe of this round. */
    bool probing;
    uint32_t target; /* port */
    uint64_t sequence;
    struct table table;
};

/* ---- identities and ports ---- */

/* The port to a member. Identities that increase with the ports, as most often, are found at once; others by a search. */
static bool port_of(const struct process *p, identity who, uint32_t *port)
{
    uint32_t degree = process_out_degree(p);
    for (identity guess = who - 2; guess < who; guess++)
        if (guess >= 0 && guess < degree && process_neighbour_identity(p, (uint32_t)guess) == who) {
            *port = (uint32_t)guess;
            return true;
        }
    for (*port = 0; *port < degree; ++*port)
        if (process_neighbour_identity(p, *port) == who)
            return true;
    return false;
}

/* ---- the table of exceptions ---- */

static uint32_t slot_after(uint32_t slot)
{
    return slot + 1 < SLOTS ? slot + 1 : 0;
}

/* Where a member is in the table, or would be: linear probing from a multiplicative hash (Knuth, volume 3, section 6.4). */
static struct exception *find(struct table *table, identity who)
{
    uint64_t hash = (uint64_t)who * UINT64_C(0x9E3779B97F4A7C15) >> 32;
    uint32_t slot = (uint32_t)(hash * SLOTS >> 32);
    while (table->slots[slot].status != UNKNOWN && table->slots[slot].who != who)
        slot = slot_after(slot);
    return &table->slots[slot];
}

static bool overrides(uint32_t incarnation, uint32_t status, uint32_t old_incarnation, uint32_t old_status)
{
    return incarnation != old_incarnation ? incarnation > old_incarnation : status > old_status;
}

/* "An update is spread lambda log N times by each member." */
static uint8_t most_told(const struct process *p)
{
    uint32_t log = 0; /* in base 2, rounded up */
    while ((UINT64_C(1) << log) <= process_out_degree(p))
        log++;
    return (uint8_t)(process_parameter(p, LAMBDA) * log);
}

/* "Failed overrides doubted overrides alive; a greater incarnation overrides all." A member that is no exception is alive, of
 * incarnation 0. */
static void record(struct process *p, struct state *s, identity who, uint32_t incarnation, uint32_t status)
{
    struct table *table = &s->table;
    struct exception *known = find(table, who);
    uint32_t before = known->status;
    if (!overrides(incarnation, status, known->incarnation, before == UNKNOWN ? ALIVE : before))
        return;
    if (before == UNKNOWN) {
        if (table->count == MOST_EXCEPTIONS)
            return;
        table->count++;
    }
    table->spreading += known->left == 0 ? 1 : 0;
    table->doubted += status == DOUBTED ? 1 : 0;
    table->doubted -= before == DOUBTED ? 1 : 0;
    *known = (struct exception){who, incarnation, (uint8_t)status, most_told(p), s->round};
    if (status == FAILED && before != FAILED)
        process_announce(p, OUTPUT_SUSPECT, who);
    else if (status != FAILED && before == FAILED)
        process_announce(p, OUTPUT_TRUST, who);
}

/* "Who hears that it is doubted, or failed, refutes it by a greater incarnation." */
static void learn(struct process *p, struct state *s, identity who, uint32_t incarnation, uint32_t status)
{
    if (who != process_identity(p)) {
        record(p, s, who, incarnation, status);
    } else if (status > ALIVE && incarnation >= s->incarnation) {
        s->incarnation = incarnation + 1;
        record(p, s, who, s->incarnation, ALIVE);
    }
}

/* "A doubt that nobody has refuted for long enough is a failure." */
static void confirm_old_doubts(struct process *p, struct state *s)
{
    struct table *table = &s->table;
    for (uint32_t slot = 0; slot < SLOTS && table->doubted > 0; slot++) {
        const struct exception *member = &table->slots[slot];
        if (member->status == DOUBTED && (uint8_t)(s->round - member->since) >= process_parameter(p, SUSPICION))
            record(p, s, member->who, member->incarnation, FAILED);
    }
}

/* ---- messages ---- */

static void write_update(struct swim_message *message, const struct exception *member)
{
    message->updates[message->count++] = (struct update){member->who, member->incarnation, member->status};
}

static void spread(struct table *table, struct exception *member, struct swim_message *message)
{
    write_update(message, member);
    if (--member->left == 0)
        table->spreading--;
}

/* When a message may have no room for all updates: it has for those that still have to be spread more often than this, which
 * are `more`, and for some of those that have to be spread as often. 0: there is room for all. */
static uint32_t tightest(const struct table *table, uint32_t *more)
{
    uint32_t with[MOST_TOLD + 1] = {0}, tight = MOST_TOLD;
    *more = 0;
    if (table->spreading < SPREAD)
        return 0;
    for (uint32_t slot = 0; slot < SLOTS; slot++)
        with[table->slots[slot].left]++;
    while (tight > 1 && *more + with[tight] < SPREAD)
        *more += with[tight--];
    return tight;
}

/* Of those that do not all have room, the ones whose turn it is. */
static void add_tight(struct table *table, uint32_t tight, uint32_t room, struct swim_message *message)
{
    uint32_t slot = table->where;
    for (uint32_t i = 0; i < SLOTS && room > 0; i++, slot = slot_after(slot))
        if (table->slots[slot].left == tight) {
            spread(table, &table->slots[slot], message);
            room--;
        }
    table->where = slot;
}

/* "The updates that were spread least go first." First of all, what the receiver is accused of. */
static void add_updates(struct state *s, identity receiver, struct swim_message *message)
{
    struct table *table = &s->table;
    if (table->count == 0)
        return;
    const struct exception *accused = find(table, receiver);
    if (accused->status > ALIVE)
        write_update(message, accused);
    if (table->spreading == 0)
        return;
    uint32_t more, tight = tightest(table, &more);
    if (tight > 0)
        add_tight(table, tight, SPREAD - more - message->count, message);
    for (uint32_t slot = 0; slot < SLOTS && message->count < SPREAD; slot++)
        if (table->slots[slot].left > tight)
            spread(table, &table->slots[slot], message);
}

static void send(struct process *p, struct state *s, uint32_t port, uint32_t kind, struct swim_message message)
{
    message.incarnation = s->incarnation;
    message.count = 0;
    add_updates(s, process_neighbour_identity(p, port), &message);
    process_send(p, port, kind, &message);
}

/* What there is in every message: the sender is alive, and the updates. */
static void hear(struct process *p, struct state *s, const struct message *m)
{
    const struct swim_message *received = m->payload;
    learn(p, s, process_neighbour_identity(p, m->port), received->incarnation, ALIVE);
    for (uint32_t i = 0; i < received->count; i++)
        learn(p, s, received->updates[i].who, received->updates[i].incarnation, received->updates[i].status);
}

/* "Who is probed answers", to the helper if there is one. */
static void receive_ping(struct process *p, void *state, const struct message *m)
{
    const struct swim_message *ping = m->payload;
    struct state *s = state;
    if (!s->on)
        return;
    hear(p, s, m);
    send(p, s, m->port, ACK,
         (struct swim_message){.sequence = ping->sequence, .target = ping->target, .asked_by = ping->asked_by});
}

/* "A helper probes the target, and passes the answer on." It need not remember for whom: the probe says it. */
static void receive_ping_request(struct process *p, void *state, const struct message *m)
{
    const struct swim_message *request = m->payload;
    struct state *s = state;
    uint32_t port;
    if (!s->on)
        return;
    hear(p, s, m);
    if (port_of(p, request->target, &port))
        send(p, s, port, PING,
             (struct swim_message){.sequence = request->sequence, .target = request->target, .asked_by = m->port + 1});
}

static void receive_ack(struct process *p, void *state, const struct message *m)
{
    const struct swim_message *ack = m->payload;
    struct state *s = state;
    if (!s->on)
        return;
    hear(p, s, m);
    if (ack->asked_by > 0)
        send(p, s, ack->asked_by - 1, ACK, (struct swim_message){.sequence = ack->sequence, .target = ack->target});
    else if (s->probing && ack->sequence == s->sequence)
        s->probing = false;
}

/* ---- probes ---- */

static uint32_t greatest_common_divisor(uint32_t a, uint32_t b)
{
    while (b > 0) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* "Each member once in each pass, in random order." */
static uint32_t next_target(struct process *p, struct state *s)
{
    uint32_t degree = process_out_degree(p);
    if (s->turn == 0) {
        s->offset = (uint32_t)process_random(p, degree);
        do
            s->factor = 1 + (uint32_t)process_random(p, degree);
        while (greatest_common_divisor(s->factor, degree) != 1);
    }
    uint32_t target = (uint32_t)(((uint64_t)s->factor * s->turn + s->offset) % degree);
    s->turn = s->turn + 1 < degree ? s->turn + 1 : 0;
    return target;
}

/* "Once a period: who has answered neither me nor my helpers is doubted; then the next one is probed." */
static void round_begins(struct process *p, void *state)
{
    struct state *s = state;
    s->round++;
    if (s->probing) {
        identity silent = process_neighbour_identity(p, s->target);
        learn(p, s, silent, find(&s->table, silent)->incarnation, DOUBTED);
    }
    confirm_old_doubts(p, s);
    s->target = next_target(p, s);
    s->probing = true;
    s->sequence++;
    send(p, s, s->target, PING, (struct swim_message){.sequence = s->sequence});
    process_set_timer(p, NO_ANSWER, process_parameter(p, TIMEOUT));
    process_set_timer(p, ROUND, process_parameter(p, PERIOD));
}

/* "No answer in time: some others are asked to probe it for me." One that is known to have failed is not worth it. */
static void no_answer(struct process *p, void *state)
{
    struct state *s = state;
    identity silent = process_neighbour_identity(p, s->target);
    uint32_t degree = process_out_degree(p);
    if (!s->probing || find(&s->table, silent)->status == FAILED || degree < 2)
        return;
    for (uint32_t i = 0; i < (uint32_t)process_parameter(p, HELPERS); i++) {
        uint32_t helper = (uint32_t)process_random(p, degree - 1);
        send(p, s, helper < s->target ? helper : helper + 1, PING_REQUEST,
             (struct swim_message){.sequence = s->sequence, .target = silent});
    }
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    const uint64_t fine = UINT64_C(1) << 32;
    if (s->on)
        return;
    s->on = true;
    process_announce(p, OUTPUT_WATCH, EVERYONE);
    /* The rounds of the members are not in step. */
    process_set_timer(p, ROUND, process_parameter(p, PERIOD) * (double)process_random(p, fine) / (double)fine);
}

/* "Who is back has a greater incarnation, by which the others know." Of them it knows nothing. */
static void recover(struct process *p, void *state)
{
    struct state *s = state;
    s->incarnation++;
    record(p, s, process_identity(p), s->incarnation, ALIVE);
    start(p, s);
}

static const struct message_kind messages[] = {
    [PING] = {"ping", sizeof(struct swim_message), receive_ping, "are you alive?"},
    [ACK] = {"ack", sizeof(struct swim_message), receive_ack, "I am; or the target is, says a helper"},
    [PING_REQUEST] = {"ping-request", sizeof(struct swim_message), receive_ping_request, "probe this one for me"},
    {.name = NULL},
};

static const struct timer_kind timers[] = {
    [ROUND] = {"round", round_begins},
    [NO_ANSWER] = {"no-answer", no_answer},
    {.name = NULL},
};

static const struct parameter parameters[] = {
    [PERIOD] = {"period", "time", 1, 1e-6, 1e6, "how often a process probes another"},
    [TIMEOUT] = {"timeout", "time", 0.3, 1e-6, 1e6, "when others are asked to probe it too; less than the period"},
    [HELPERS] = {"helpers", "count", 3, 0, MOST_HELPERS, "how many others: the paper's k"},
    [SUSPICION] = {"suspicion", "count", 6, 0, CYCLE - 2, "periods in which a doubt may be refuted; 0: no suspicion"},
    [LAMBDA] = {"lambda", "count", 3, 1, 7, "a process spreads an update lambda log2 N times"},
    {.name = NULL},
};

static const struct variable variables[] = {
    {"incarnation", FIELD(struct state, incarnation), .stable = true, .maximum = UINT32_MAX / 2,
     .meaning = "how often it has refuted its failure, or come back"},
    {.name = NULL},
};

const struct algorithm swim = {
    .name = "swim",
    .catalogue = "D3",
    .title_en = "SWIM",
    .title_fr = "SWIM",
    .source = "Das, Gupta & Motivala, \"SWIM: scalable weakly-consistent infection-style process group membership "
              "protocol\", DSN 2002",
    .idea =
        "Once a period each process probes another one, and asks a few others to probe it too when no answer comes. A "
        "silent one is doubted, and has some periods to refute it; then it is declared failed. Doubts, refutations and "
        "failures travel in the probes and their answers, like an epidemic. A process sends as many messages whatever "
        "their number, and a crash is first noticed after the same time.",
    .assumes =
        "a complete graph whose processes know one another's identities, and answers within the timeout, most often; "
        "order of delivery is free; processes crash and recover. No more than 512 members fail or are doubted in the "
        "life of a process: it records no others",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED | TOPOLOGY_COMPLETE,
                    .minimum_processes = 2,
                    .all_initiate = true,
                    .distinct_identities = true,
                    .knows_neighbours = true},
    .promises = {"failure-detector"},
    .parameters = parameters,
    .messages = messages,
    .timers = timers,
    .variables = variables,
    .random = true,
    .endless = true,
    .in_transit = 3,
    .state_bytes = sizeof(struct state),
    .start = start,
    .recover = recover,
};
