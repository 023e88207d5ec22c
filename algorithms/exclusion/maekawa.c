/* maekawa.c: each process asks a small committee; any two committees have a member in common, who votes for one at a time.
 *
 * Source     Maekawa, "A √N algorithm for mutual exclusion in decentralized systems", ACM Transactions on Computer Systems 3(2),
 *            1985; that votes must be taken back more often than it says, or some wait for ever: Sanders, "The information
 *            structure of distributed mutual exclusion algorithms", ACM TOCS 5(3), 1987, whose rules are these.
 * Assumes    a complete graph whose processes know their numbers; FIFO channels.
 * Promises   mutual-exclusion. Without `repair`, votes are never taken back: three processes that each have a vote that another
 *            one needs wait for ever, and the specification says so.
 * Cost       3(K-1) messages for an entry without contention, K being the size of the committee, itself included; up to
 *            4(K-1) more with it: a request makes a member say "failed" to one of two, ask for its vote back, get it, and vote for the
 *            same process once more.
 *
 * Committees: processes stand in rows of a square, in the order of their numbers; the committee of one is its row and its column,
 * 2√N - 1 members where N is a square. (Maekawa's own, from finite projective planes, have about √N, but exist for few N.)
 * Whoever stands in the last row, be it incomplete, shares a member with everyone all the same. */
#include "algorithms/exclusion/client.h"

enum { REQUEST, GRANT, RELEASE, INQUIRE, FAILED, YIELD };
enum { REPAIR = OWN_PARAMETER };
enum { NOBODY = UINT32_MAX };

struct stamped {
    uint64_t time; /* of the request, by Lamport's clock */
};

/* What a process knows of each other one, by number. */
struct member {
    uint64_t wants;  /* as a voter: the time of its request, which waits here; 0: it has none */
    bool told;       /* as a voter: that its request has failed to come first */
    bool voted;      /* as a candidate: it has voted for this process */
    bool refused;    /* as a candidate: it has said that others come first */
    bool wants_back; /* as a candidate: it asks for its vote back */
};

struct state {
    struct client client;
    uint64_t clock, time;  /* time: of the own request */
    uint64_t votes_for_at; /* time of the request that it has voted for */
    uint32_t votes_for;    /* NOBODY */
    bool inquired;         /* it has asked for its vote back */
    uint32_t votes;        /* that it has as a candidate */
    uint32_t side;         /* of the square */
    uint32_t committee;    /* its size */
};

/* ---- committees ---- */

/* The first member of the committee of this process from number `from` on; NOBODY: there is none. */
static uint32_t next_member(const struct process *p, const struct state *s, uint32_t from)
{
    uint32_t side = s->side, self = process_number(p), n = process_count(p);
    uint32_t row = self / side * side, row_end = row + side < n ? row + side : n;
    if (from >= row && from < row_end)
        return from;
    uint32_t in_column = from + (self % side + side - from % side) % side;
    if (from < row && in_column > row)
        return row;
    return in_column < n ? in_column : NOBODY;
}

static void initialise(struct process *p, void *state)
{
    struct state *s = state;
    s->votes_for = NOBODY;
    s->side = 1;
    while ((uint64_t)s->side * s->side < process_count(p))
        s->side++;
    for (uint32_t i = next_member(p, s, 0); i != NOBODY; i = next_member(p, s, i + 1))
        s->committee++;
}

/* ---- messages; those to itself cost none ---- */

static void handle(struct process *p, struct state *s, uint32_t from, uint32_t kind, uint64_t time);

static void tell(struct process *p, struct state *s, uint32_t number, uint32_t kind, uint64_t time)
{
    if (number == process_number(p))
        handle(p, s, number, kind, time);
    else
        process_send(p, process_port_to(p, number), kind, &(struct stamped){time});
}

/* Requests come in the order of their times, those of one time in that of the numbers. */
static bool comes_before(uint64_t time, uint32_t who, uint64_t other_time, uint32_t other)
{
    return time < other_time || (time == other_time && who < other);
}

/* ---- as a voter ---- */

/* Who comes first among those that wait for this vote. */
static uint32_t first_waiting(struct process *p, const struct state *s)
{
    const struct member *members = process_array(p);
    uint32_t first = NOBODY;
    for (uint32_t i = next_member(p, s, 0); i != NOBODY; i = next_member(p, s, i + 1))
        if (members[i].wants != 0 &&
            (first == NOBODY || comes_before(members[i].wants, i, members[first].wants, first)))
            first = i;
    return first;
}

static void vote(struct process *p, struct state *s)
{
    struct member *members = process_array(p);
    uint32_t who = first_waiting(p, s);
    s->votes_for = who;
    s->inquired = false;
    if (who == NOBODY)
        return;
    s->votes_for_at = members[who].wants;
    members[who].wants = 0;
    tell(p, s, who, GRANT, 0);
}

/* "A member that has not voted votes for the one who asks. One that has tells the one who asks that it fails, if the one it has voted
 * for, or another that waits, comes before; else it asks for its vote back, and tells those that waited that they fail." */
static void requested(struct process *p, struct state *s, uint32_t from, uint64_t time)
{
    struct member *members = process_array(p);
    if (s->votes_for == NOBODY) {
        members[from].wants = time;
        members[from].told = false;
        vote(p, s);
        return;
    }
    uint32_t first = first_waiting(p, s);
    members[from].wants = time;
    members[from].told = false;
    if (process_parameter(p, REPAIR) == 0)
        return;
    bool fails = comes_before(s->votes_for_at, s->votes_for, time, from) ||
                 (first != NOBODY && comes_before(members[first].wants, first, time, from));
    if (fails) {
        members[from].told = true;
        tell(p, s, from, FAILED, 0);
        return;
    }
    if (first != NOBODY && !members[first].told) {
        members[first].told = true;
        tell(p, s, first, FAILED, 0);
    }
    if (!s->inquired) {
        s->inquired = true;
        tell(p, s, s->votes_for, INQUIRE, 0);
    }
}

/* "A member that has its vote back puts the one it had voted for among those that wait, and votes for the first." */
static void yielded(struct process *p, struct state *s, uint32_t from)
{
    struct member *members = process_array(p);
    members[from].wants = s->votes_for_at;
    members[from].told = true; /* who yields knows that it comes later */
    vote(p, s);
}

/* ---- as a candidate ---- */

static void yield_to(struct process *p, struct state *s, uint32_t voter)
{
    struct member *members = process_array(p);
    members[voter].voted = members[voter].wants_back = false;
    members[voter].refused = true;
    s->votes--;
    tell(p, s, voter, YIELD, 0);
}

static bool has_failed(struct process *p, const struct state *s)
{
    const struct member *members = process_array(p);
    for (uint32_t i = next_member(p, s, 0); i != NOBODY; i = next_member(p, s, i + 1))
        if (members[i].refused)
            return true;
    return false;
}

/* "Who is asked for a vote gives it back if it has failed somewhere; else it waits until it does, or enters." The question may come
 * late, when the vote has been given back or used. */
static void inquired(struct process *p, struct state *s, uint32_t from)
{
    struct member *members = process_array(p);
    if (!client_is(s, WAITING) || !members[from].voted)
        return;
    if (has_failed(p, s))
        yield_to(p, s, from);
    else
        members[from].wants_back = true;
}

/* "Who learns that it fails gives back the votes that it was asked for." */
static void failed(struct process *p, struct state *s, uint32_t from)
{
    struct member *members = process_array(p);
    members[from].refused = true;
    for (uint32_t i = next_member(p, s, 0); i != NOBODY; i = next_member(p, s, i + 1))
        if (members[i].wants_back)
            yield_to(p, s, i);
}

/* "Who has the votes of its whole committee enters." */
static void granted(struct process *p, struct state *s, uint32_t from)
{
    struct member *members = process_array(p);
    members[from].voted = true;
    members[from].refused = false;
    s->votes++;
    if (s->votes == s->committee)
        client_enter(p, s);
}

/* ---- the user ---- */

/* "Who wishes to enter asks its committee." */
static void request(struct process *p, struct state *s)
{
    s->time = ++s->clock;
    for (uint32_t i = next_member(p, s, 0); i != NOBODY; i = next_member(p, s, i + 1))
        tell(p, s, i, REQUEST, s->time);
}

/* "Who leaves gives all votes back." */
static void release(struct process *p, struct state *s)
{
    struct member *members = process_array(p);
    s->votes = 0;
    for (uint32_t i = next_member(p, s, 0); i != NOBODY; i = next_member(p, s, i + 1)) {
        members[i].voted = members[i].refused = members[i].wants_back = false;
        tell(p, s, i, RELEASE, 0);
    }
}

static void handle(struct process *p, struct state *s, uint32_t from, uint32_t kind, uint64_t time)
{
    switch (kind) {
    case REQUEST:
        requested(p, s, from, time);
        break;
    case GRANT:
        granted(p, s, from);
        break;
    case RELEASE:
        vote(p, s);
        break;
    case INQUIRE:
        inquired(p, s, from);
        break;
    case FAILED:
        failed(p, s, from);
        break;
    case YIELD:
        yielded(p, s, from);
        break;
    default:
        break;
    }
}

static void receive(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct stamped *sent = m->payload;
    if (sent->time > s->clock)
        s->clock = sent->time;
    handle(p, s, process_neighbour_number(p, m->port), m->kind, sent->time);
}

static double side_of(const struct shape *shape)
{
    double side = 1;
    while (side * side < shape->processes)
        side++;
    return side;
}

/* 3(K-1) where N is a square. */
static double a_committee(const struct shape *shape)
{
    return 6 * (side_of(shape) - 1);
}

static bool is_square(const struct shape *shape)
{
    return side_of(shape) * side_of(shape) == shape->processes;
}

const struct algorithm maekawa = {
    .name = "maekawa",
    .catalogue = "X3",
    .title_en = "Maekawa's committees",
    .title_fr = "les comités de Maekawa",
    .source = "Maekawa, ACM TOCS 3(2), 1985; Sanders, ACM TOCS 5(3), 1987",
    .idea = "Who wishes to enter needs the votes of a row and a column of processes, each of whom votes for one at a "
            "time. A vote "
            "is asked back when somebody comes who asked before, and given back by those who know that they must wait.",
    .assumes = "a complete graph whose processes know their numbers; FIFO",
    .assumptions = {.topology = TOPOLOGY_COMPLETE, .fifo = true, .knows_count = true, .knows_neighbours = true},
    .promises = {"mutual-exclusion"},
    .costs = (const struct cost[]){{.measure = "messages_per_entry",
                                    .relation = COST_AT_LEAST,
                                    .formula = "6(√N-1)",
                                    .value = a_committee,
                                    .applies = is_square,
                                    .condition = "N a square",
                                    .law = LAW_POWER},
                                   {0}},
    .parameters =
        (const struct parameter[]){CLIENT_PARAMETERS,
                                   [REPAIR] = {"repair", "count", 1, 0, 1,
                                               "1: votes are taken back (Sanders); 0: never, and there are deadlocks"},
                                   {0}},
    .messages =
        (const struct message_kind[]){
            [REQUEST] = {"request", sizeof(struct stamped), receive, "asks for a vote"},
            [GRANT] = {"grant", sizeof(struct stamped), receive, "votes"},
            [RELEASE] = {"release", sizeof(struct stamped), receive, "gives the vote back after use"},
            [INQUIRE] = {"inquire", sizeof(struct stamped), receive, "asks for the vote back"},
            [FAILED] = {"failed", sizeof(struct stamped), receive, "somebody comes before"},
            [YIELD] = {"yield", sizeof(struct stamped), receive, "gives the vote back unused"},
            {0}},
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = sizeof(struct member),
    .initialise = initialise,
    .start = client_think,
};
