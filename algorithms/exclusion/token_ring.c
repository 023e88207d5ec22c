/* token_ring.c: mutual exclusion by a token on a ring of anonymous processes, who first close the ring.
 *
 * Source     Le Lann, "Distributed systems: towards a formal approach", IFIP Congress 1977, for the token; the two ways to close
 *            the ring are those of the course.
 * Assumes    a two-way ring, of which the processes know only a chain at first: each but the last is given the address of the next
 *            one when it is launched, and the first knows that it is. Reliable channels, in any order; no crash. Nobody has an
 *            identity or knows N.
 * Promises   mutual-exclusion. A process is bypassed N-1 times at the most: the token goes round.
 * Cost       N-1 messages go forward along the chain anyway, by which each process makes itself known to the next. To close the
 *            ring
 *            way 0: "address", the last one's address is relayed back along the chain: N-1 messages more. The first knows the last
 *                   then, and the token goes from the first to the last, and backwards along the chain;
 *            way 1: "forward", the first one's address is in what goes forward: no message more. The last knows the first, and
 *                   the token goes from the last to the first, and forwards.
 *            Then one message a hop of the token, whether anybody wants it or not: next to one an entry when all want it, any
 *            number when nobody does.
 *
 * The token stops. It has a mark, which whoever has entries to come sets as it passes; who made the token clears it. When the
 * token is back there unmarked, everybody has had its entries, and the token is put away. Nobody need know N. */
#include "algorithms/exclusion/client.h"

enum { CONNECT, ADDRESS, TOKEN };
enum { WAY = OWN_PARAMETER, PAUSE };
enum { BACK, FORWARD }; /* values of WAY */
enum { PAUSE_OVER = OWN_TIMER };

struct address {
    uint32_t host; /* of a process, where it can be reached; here its number. 0 with what needs none */
};

struct token {
    bool wanted; /* somebody whom it has passed in this round has entries to come */
};

enum place { FIRST, BETWEEN, LAST };

struct state {
    struct client client;
    uint8_t place;  /* enum place: what it is told when it is launched */
    bool closes;    /* it has closed the ring, and made the token */
    uint32_t knows; /* the address of the process at the other end of the chain, + 1; 0: it does not know */
    bool has_token;
    bool wanted; /* the mark of the token that it has */
};

static uint32_t onward(const struct process *p)
{
    return process_parameter(p, WAY) == BACK ? PREVIOUS : NEXT;
}

static bool has_entries_to_come(const struct process *p, const struct state *s)
{
    return s->client.entries < process_parameter(p, ENTRIES);
}

static void pass_token(struct process *p, struct state *s)
{
    s->has_token = false;
    process_send(p, onward(p), TOKEN, &(struct token){.wanted = s->wanted || has_entries_to_come(p, s)});
}

static void pause_over(struct process *p, void *state)
{
    pass_token(p, state);
}

/* "Who has the token and wants to enter does; who does not passes it on", at once or after a pause. */
static void take_token(struct process *p, struct state *s)
{
    s->has_token = true;
    if (client_is(s, WAITING))
        client_enter(p, s);
    else if (process_parameter(p, PAUSE) > 0)
        process_set_timer(p, PAUSE_OVER, process_parameter(p, PAUSE));
    else
        pass_token(p, s);
}

static void request(struct process *p, struct state *s)
{
    if (!s->has_token)
        return;
    process_cancel_timer(p, PAUSE_OVER);
    client_enter(p, s);
}

/* "Who leaves passes it on", even if it wants to enter again. */
static void release(struct process *p, struct state *s)
{
    pass_token(p, s);
}

static void receive_token(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct token *token = m->payload;
    if (s->closes && !token->wanted && !has_entries_to_come(p, s) && !client_is(s, WAITING))
        return;
    s->wanted = token->wanted && !s->closes;
    take_token(p, s);
}

/* ---- closing the ring ---- */

static void initialise(struct process *p, void *state)
{
    struct state *s = state;
    uint32_t number = process_number(p);
    s->place = number == 0 ? FIRST : number + 1 == process_count(p) ? LAST : BETWEEN;
}

/* "The first calls the next one." */
static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (s->place == FIRST) {
        bool forward = process_parameter(p, WAY) == FORWARD;
        process_send(p, NEXT, CONNECT, &(struct address){forward ? process_number(p) : 0});
    }
    client_think(p, state);
}

/* "Who knows the other end of the chain closes the ring", and makes the token: nobody else does. */
static void close_ring(struct process *p, struct state *s, uint32_t host)
{
    s->knows = host + 1;
    s->closes = true;
    take_token(p, s);
}

/* "Who is called calls the next one (way 1: and passes on the first one's address). The last one has nobody to call: it sends its
 * own address back (way 0), or knows the first (way 1)." */
static void receive_connect(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct address *address = m->payload;
    if (s->place != LAST)
        process_send(p, NEXT, CONNECT, address);
    else if (process_parameter(p, WAY) == BACK)
        process_send(p, PREVIOUS, ADDRESS, &(struct address){process_number(p)});
    else
        close_ring(p, s, address->host);
}

/* "The last one's address is relayed back to the first." */
static void receive_address(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct address *address = m->payload;
    if (s->place == FIRST)
        close_ring(p, s, address->host);
    else
        process_send(p, PREVIOUS, ADDRESS, address);
}

static double n_less_1(const struct shape *shape)
{
    return shape->processes - 1.0;
}

static double none(const struct shape *shape)
{
    (void)shape;
    return 0;
}

static bool goes_back(const struct shape *shape)
{
    return shape->parameters[WAY] == BACK;
}

static bool goes_forward(const struct shape *shape)
{
    return shape->parameters[WAY] == FORWARD;
}

static const struct cost costs[] = {
    {.measure = "messages.connect", .relation = COST_EXACTLY, .formula = "N-1", .value = n_less_1, .law = LAW_LINEAR},
    {.measure = "messages.address",
     .relation = COST_EXACTLY,
     .formula = "N-1",
     .value = n_less_1,
     .applies = goes_back,
     .condition = "when the last one's address is relayed back (way 0)",
     .law = LAW_LINEAR},
    {.measure = "messages.address",
     .relation = COST_EXACTLY,
     .formula = "0",
     .value = none,
     .applies = goes_forward,
     .condition = "when the first one's address goes forward (way 1)",
     .law = LAW_CONSTANT},
    {.measure = "bypass_max", .relation = COST_AT_MOST, .formula = "N-1", .value = n_less_1, .law = LAW_LINEAR},
    {.measure = NULL},
};

const struct algorithm token_ring = {
    .name = "token-ring",
    .catalogue = "X2",
    .title_en = "mutual exclusion by a token on a ring",
    .title_fr = "exclusion mutuelle par un jeton sur un anneau",
    .source = "Le Lann, IFIP Congress 1977",
    .idea = "Anonymous processes in a chain close it into a ring: the last one's address is relayed back to the first, "
            "or the first one's goes forward to the last. Then one token goes round: who has it may enter.",
    .assumes =
        "a two-way ring, known as a chain at first; all processes start; no identities, N unknown; reliable channels; "
        "order of delivery is free; no crash",
    .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_RING | TOPOLOGY_UNDIRECTED,
                    .minimum_processes = 3,
                    .all_initiate = true},
    .promises = {"mutual-exclusion"},
    .costs = costs,
    .parameters =
        (const struct parameter[]){
            CLIENT_PARAMETERS,
            {"way", "count", FORWARD, BACK, FORWARD,
             "how the ring is closed; 0: the last one's address is relayed back, 1: the first one's goes forward"},
            {"pause", "time", 0, 0, 1e9, "how long a process that does not want the token keeps it"},
            {0}},
    .messages =
        (const struct message_kind[]){
            [CONNECT] = {"connect", sizeof(struct address), receive_connect,
                         "goes forward along the chain anyway (way 1: with the first one's address)"},
            [ADDRESS] = {"address", sizeof(struct address), receive_address, "the last one's address, relayed back"},
            [TOKEN] = {"token", sizeof(struct token), receive_token, "who has it may enter"},
            {0}},
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, [PAUSE_OVER] = {"pause", pause_over}, {0}},
    .variables =
        (const struct variable[]){
            {"knows", FIELD(struct state, knows), .maximum = INT32_MAX,
             .meaning = "the number of the process at the other end of the chain, + 1; 0: unknown"},
            {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .initialise = initialise,
    .start = start,
};
