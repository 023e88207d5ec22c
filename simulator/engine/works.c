/* works.c: see works.h, and the part on work of process.h. */
#include "engine/works.h"

#include "engine/engine.h"

#include <math.h>
#include <stdlib.h>

static const char *const work_names[] = {
#define WORK_NAME(id, name, ...) name,
    WORKS(WORK_NAME)
#undef WORK_NAME
};

/* ---- sharing ---- */

static enum share_of share_of(uint8_t kind)
{
    switch ((enum work)kind) {
    case WORK_COMPUTE:
    case WORK_MERGE:
        return SHARE_CORES;
    case WORK_READ:
        return SHARE_READS;
    case WORK_WRITE:
        return SHARE_WRITES;
    case WORK_BOOT:
    case WORK_QUEUE:
    case WORK_KINDS:
        break;
    }
    return SHARES;
}

uint32_t works_sharing(const struct engine *engine, const struct piece *piece)
{
    enum share_of share = share_of(piece->kind);
    return share == SHARES ? NO_PIECE : system_host(engine->system, piece->process) * SHARES + share;
}

static void open_sharing(struct engine *engine, struct sharing *sharing, uint32_t host, enum share_of share)
{
    struct host_facts facts = system_host_facts(engine->system, host);
    switch (share) {
    case SHARE_CORES:
        sharing->single = facts.speed;
        sharing->total = facts.speed * facts.cores;
        break;
    case SHARE_READS:
        sharing->single = sharing->total = facts.disk_read;
        break;
    case SHARE_WRITES:
        sharing->single = sharing->total = facts.disk_write;
        break;
    case SHARES:
        break;
    }
}

/* The sharing of a piece, NULL: none. */
static struct sharing *sharing_of(struct engine *engine, const struct piece *piece)
{
    uint32_t index = works_sharing(engine, piece);
    if (index == NO_PIECE)
        return NULL;
    struct sharing *sharing = &engine->works->sharings[index];
    if (!(sharing->total > 0))
        open_sharing(engine, sharing, index / SHARES, share_of(piece->kind));
    return sharing;
}

/* ---- pieces ---- */

void works_create(struct engine *engine)
{
    struct works *works = must_have(calloc(1, sizeof *works), "the work");
    works->first = must_have(malloc(engine->processes * sizeof *works->first), "the work");
    works->marks = must_have(calloc(engine->processes, sizeof *works->marks), "the work");
    for (uint32_t i = 0; i < engine->processes; i++)
        works->first[i] = NO_PIECE;
    for (uint32_t i = 0; i < engine->processes; i++) {
        uint32_t host = system_host(engine->system, i);
        works->hosts = host >= works->hosts ? host + 1 : works->hosts;
    }
    works->sharings = must_have(calloc((size_t)works->hosts * SHARES, sizeof *works->sharings), "the work");
    works->free = NO_PIECE;
    engine->works = works;
}

void works_free(struct engine *engine)
{
    struct works *works = engine->works;
    if (works == NULL)
        return;
    for (size_t i = 0; i < (size_t)works->hosts * SHARES; i++)
        sharing_release(&works->sharings[i]);
    for (uint32_t i = 0; i < engine->processes; i++)
        free(works->marks[i]);
    free(works->marks);
    free(works->sharings);
    free(works->first);
    free(works->pieces);
    free(works);
}

/* The table moves when it grows: pieces are known by their numbers. Places in the heaps of sharings point into it. */
static void grow(struct works *works)
{
    works->capacity = works->capacity == 0 ? 64 : 2 * works->capacity;
    works->pieces = must_have(realloc(works->pieces, works->capacity * sizeof *works->pieces), "work");
    for (size_t i = 0; i < (size_t)works->hosts * SHARES; i++)
        for (uint32_t j = 0; j < works->sharings[i].count; j++) {
            struct share *share = &works->sharings[i].heap[j];
            share->place = &works->pieces[share->piece].place;
        }
}

static uint32_t take_piece(struct works *works, uint32_t process)
{
    uint32_t index = works->free;
    if (index != NO_PIECE) {
        works->free = works->pieces[index].next;
    } else {
        if (works->count == works->capacity)
            grow(works);
        index = works->count++;
    }
    uint32_t first = works->first[process];
    if (first != NO_PIECE)
        works->pieces[first].previous = index;
    works->pieces[index] = (struct piece){.process = process, .next = first, .previous = NO_PIECE, .used = true};
    works->first[process] = index;
    return index;
}

static void give_back(struct works *works, uint32_t index)
{
    struct piece *piece = &works->pieces[index];
    if (piece->previous != NO_PIECE)
        works->pieces[piece->previous].next = piece->next;
    else
        works->first[piece->process] = piece->next;
    if (piece->next != NO_PIECE)
        works->pieces[piece->next].previous = piece->previous;
    *piece = (struct piece){.next = works->free};
    works->free = index;
}

static void share_changed(struct engine *engine, const struct piece *piece)
{
    uint32_t sharing = works_sharing(engine, piece);
    if (sharing != NO_PIECE && engine->share_changed != NULL)
        engine->share_changed(engine, sharing);
}

/* It begins, or goes on. */
static void go(struct engine *engine, uint32_t index)
{
    struct works *works = engine->works;
    struct piece *piece = &works->pieces[index];
    if (++works->generation == 0)
        works->generation = 1;
    piece->generation = works->generation;
    piece->resumed = engine->now;
    piece->going = true;
    works->going++;
    struct sharing *sharing = sharing_of(engine, piece);
    if (sharing != NULL)
        sharing_add(sharing, engine->now, index, piece->left, &piece->place);
    engine->work_begins(engine, index);
    share_changed(engine, piece);
}

/* It stops, for good or for a while; says how much is left. */
static void stop(struct engine *engine, uint32_t index, bool is_over)
{
    struct works *works = engine->works;
    struct piece *piece = &works->pieces[index];
    if (!piece->going)
        return;
    struct sharing *sharing = sharing_of(engine, piece);
    if (sharing != NULL)
        piece->left = sharing_remove(sharing, engine->now, piece->place);
    else
        piece->left = fmax(0, piece->left - (engine->now - piece->resumed));
    if (is_over)
        piece->left = 0;
    else
        piece->generation = 0; /* what the network knows of its end is no longer so */
    piece->over = is_over;
    piece->going = false;
    works->going--;
    engine->work_ends(engine, index);
    share_changed(engine, piece);
}

static void tell(struct engine *engine, enum event_kind kind, const struct piece *piece, double amount, bool by_itself)
{
    engine_event(engine,
                 &(struct event){.kind = kind,
                                 .process = piece->process,
                                 .message_kind = piece->kind,
                                 .chain = engine_chain(engine, piece->process),
                                 .value = (int64_t)piece->number,
                                 .amount = amount,
                                 .began = piece->began,
                                 .ends = by_itself},
                 NULL);
}

/* by_itself: its process does; else a crash. */
static void give_up(struct engine *engine, uint32_t index, bool by_itself)
{
    stop(engine, index, false);
    struct piece piece = engine->works->pieces[index];
    give_back(engine->works, index);
    tell(engine, EVENT_GIVEN_UP, &piece, piece.amount - piece.left, by_itself);
}

/* ---- what the network says ---- */

void works_end(struct engine *engine, uint32_t index)
{
    stop(engine, index, true);
}

struct envelope works_date(const struct engine *engine, uint32_t index, sim_time time)
{
    const struct piece *piece = &engine->works->pieces[index];
    return (struct envelope){.time = time,
                             .process = piece->process,
                             .port = index,
                             .chain = piece->generation,
                             .slot = NO_SLOT,
                             .type = ENVELOPE_WORK,
                             .kind = piece->kind,
                             .flags = ENVELOPE_BACKGROUND};
}

struct envelope works_over(struct engine *engine, uint32_t index)
{
    stop(engine, index, true);
    return works_date(engine, index, engine->now);
}

bool works_is_stale(const struct engine *engine, const struct envelope *envelope)
{
    const struct piece *piece = &engine->works->pieces[envelope->port];
    return !piece->used || piece->generation != envelope->chain;
}

void works_deliver(struct engine *engine, const struct envelope *envelope)
{
    struct process p = {engine, envelope->process};
    struct piece piece = engine->works->pieces[envelope->port];
    give_back(engine->works, envelope->port);
    tell(engine, EVENT_WORKED, &piece, piece.amount, false);
    engine->algorithm->computed(&p, engine_state(engine, p.number), (enum work)piece.kind, piece.number);
}

/* ---- crashes and suspensions ---- */

void works_give_up(struct engine *engine, uint32_t process)
{
    if (engine->works == NULL)
        return;
    while (engine->works->first[process] != NO_PIECE)
        give_up(engine, engine->works->first[process], false);
    free(engine->works->marks[process]);
    engine->works->marks[process] = NULL;
}

void works_hold(struct engine *engine, uint32_t process)
{
    if (engine->works == NULL)
        return;
    struct works *works = engine->works;
    for (uint32_t i = works->first[process]; i != NO_PIECE; i = works->pieces[i].next)
        stop(engine, i, false);
}

void works_go_on(struct engine *engine, uint32_t process)
{
    if (engine->works == NULL)
        return;
    struct works *works = engine->works;
    for (uint32_t i = works->first[process]; i != NO_PIECE; i = works->pieces[i].next)
        if (!works->pieces[i].going && !works->pieces[i].over)
            go(engine, i);
}

/* ---- the contract ---- */

static const double most_bytes = 0x1p63; /* networks count them in 64 bits */

void process_begin_work(struct process *p, enum work work, uint64_t number, double amount)
{
    struct engine *engine = p->engine;
    if (engine->works == NULL) {
        engine_breach(p, "begins work, but its descriptor has no .computed");
        return;
    }
    if ((unsigned)work >= WORK_KINDS || !(amount >= 0) || isinf(amount)) {
        engine_breach(p, "begins work of kind %d and amount %g: there are %d kinds, and amounts are finite, 0 or more",
                      (int)work, amount, WORK_KINDS);
        return;
    }
    if ((work == WORK_READ || work == WORK_WRITE) && amount >= most_bytes) {
        engine_breach(p, "asks to %s %g bytes: expected less than 2^63", work_names[work], amount);
        return;
    }
    uint32_t index = take_piece(engine->works, p->number);
    struct piece *piece = &engine->works->pieces[index];
    piece->kind = (uint8_t)work;
    piece->number = number;
    piece->amount = piece->left = amount;
    piece->began = engine->now;
    const struct sharing *sharing = sharing_of(engine, piece);
    if (sharing != NULL && !(sharing->total > 0)) {
        give_back(engine->works, index);
        engine_breach(p, "asks to %s, but its host has no disk", work_names[work]);
        return;
    }
    tell(engine, EVENT_WORK, piece, amount, false);
    go(engine, index);
}

static bool may_mark(const struct process *p, uint64_t task)
{
    uint64_t tasks = process_task_count(p);
    if (p->engine->works == NULL)
        engine_breach(p, "marks a task, but its descriptor has no .computed");
    else if (task >= tasks)
        engine_breach(p, "marks task %llu of %llu", (unsigned long long)task, (unsigned long long)tasks);
    else
        return true;
    return false;
}

uint64_t process_mark(const struct process *p, uint64_t task)
{
    if (!may_mark(p, task))
        return 0;
    const uint64_t *marks = p->engine->works->marks[p->number];
    return marks != NULL ? marks[task] : 0;
}

void process_set_mark(struct process *p, uint64_t task, uint64_t mark)
{
    if (!may_mark(p, task))
        return;
    uint64_t **marks = &p->engine->works->marks[p->number];
    if (*marks == NULL)
        *marks = must_have(calloc(process_task_count(p), sizeof **marks), "the marks of tasks");
    (*marks)[task] = mark;
}

void process_stop_work(struct process *p, enum work work, uint64_t number)
{
    struct works *works = p->engine->works;
    for (uint32_t i = works != NULL ? works->first[p->number] : NO_PIECE, next; i != NO_PIECE; i = next) {
        next = works->pieces[i].next;
        if (works->pieces[i].kind == (uint8_t)work && works->pieces[i].number == number)
            give_up(p->engine, i, true);
    }
}
