/* work_stealing.c: everyone begins with a block of the tasks; who has none left takes half of those that wait at a process chosen
 * at random.
 *
 * Source     Blumofe & Leiserson, "Scheduling multithreaded computations by work stealing", JACM 46(5), 1999: a random
 *            victim, from whom the thief takes what its owner would come to last.
 * Departs    - Tasks are independent, and a range of numbers stands for the deque. Half of the range is what a thief finds at
 *              the top of a deque when a loop is split in two again and again.
 *            - Process 0 deals the tasks out in equal blocks at the beginning of each stage, instead of one process spawning
 *              them, gathers the results, and computes nothing.
 *            - A thief that has found nothing several times in a row, or whose victim does not answer, asks process 0, which
 *              gives it copies of tasks that are outstanding, of those first that were dealt, or copied, longest ago; the
 *              first result counts. So crashes are survived, as long as one worker is up in the end. Without copies
 *              (parameter) it pauses instead, twice as long each time.
 * Assumes    a complete graph, in which process 0 never crashes; workers may, and recover or not, if one of them is up in
 *            the end and copies are allowed; reliable channels; tasks below 2^32 - 1; order of delivery is free.
 * Promises   makespan.
 * Cost       a message a task for its result, one a worker and stage for its block, one a worker in the end, and those of
 *            thieves: as many as there are thefts, of which the paper expects P times the length of the critical path. */
#include "algorithms/makespan/ledger.h"
#include "algorithms/makespan/processors.h"

enum { SHARE = OWN_PARAMETER, TRIES, PATIENCE, FIRST_PAUSE };
enum { BLOCK, STEAL, LOOT, HELP, COPY, RESULT, STOP };
enum { ALARM };
enum { TO_MASTER = 0 };    /* the port of everyone else to process 0 */
enum { MOST_PAUSES = 30 }; /* in a row */
enum { MOST_UNANSWERED = 8, MOST_RANGES = MOST_UNANSWERED + 1 };

/* Stages that have to wait begin anew with blocks: an era, from 1. Tasks of former eras are all done. */
#define OVER UINT32_MAX /* as an era: all tasks are done */

struct request {
    uint32_t life, era;
    uint32_t slots; /* HELP: that have nothing to do */
};

struct tasks {
    uint64_t bytes; /* carried: their inputs */
    struct range range;
    uint32_t life; /* of who asked for them; BLOCK: nobody */
    uint32_t era;  /* LOOT: of the request; else that of process 0 */
};

struct result {
    uint64_t bytes; /* carried: the output */
    uint64_t task;
};

/* What somebody with nothing to do waits for. */
enum awaited { NOTHING, AN_ANSWER_OF_A_VICTIM, AN_ANSWER_OF_PROCESS_0, BETTER_TIMES };

struct state {
    uint32_t era;         /* 0: it knows of none */
    struct ledger ledger; /* of process 0; the rest is of the others */
    uint32_t life;        /* stable */
    /* The deque: one range, unless answers come so late that the thief has found something else meanwhile. */
    struct range ranges[MOST_RANGES];
    uint32_t range_count;
    uint32_t awaited;    /* enum awaited */
    uint32_t unanswered; /* thefts of this era: the victim is slow, or has crashed */
    uint32_t failures;   /* thefts in a row that found nothing */
    uint32_t pauses;     /* in a row */
    uint32_t slots, busy;
    uint32_t computed[MOST_SLOTS]; /* by the busy ones */
};

/* ---- process 0 ---- */

/* The stages that are ready, up to the first that is not. */
static struct range tasks_of_era(const struct process *p, const struct ledger *ledger)
{
    struct range era = {ledger->dealt, 0};
    for (uint32_t i = 0; i < process_stage_count(p); i++) {
        struct task_stage stage = process_stage(p, i);
        if (stage.first < era.first)
            continue;
        if (i >= LEDGER_STAGES || !ledger_stage_is_ready(p, ledger, i))
            break;
        era.count += (uint32_t)stage.count;
    }
    return era;
}

/* "Everyone begins with as much." An empty block tells that an era begins. */
static void deal_out(struct process *p, struct state *s)
{
    struct range all = tasks_of_era(p, &s->ledger);
    uint32_t workers = process_out_degree(p);
    double total = 0, before = 0;
    for (uint32_t port = 0; port < workers; port++)
        total += slots_of(p, process_neighbour_host(p, port));
    s->era++;
    for (uint32_t port = 0; port < workers; port++) {
        before += slots_of(p, process_neighbour_host(p, port));
        uint32_t end = all.first + (uint32_t)(all.count * before / total);
        struct range block = {s->ledger.dealt, end - s->ledger.dealt};
        ledger_deal(p, &s->ledger, block);
        process_send(p, port, BLOCK, &(struct tasks){range_input(p, block), block, 0, s->era});
    }
}

static void end(struct process *p, struct state *s)
{
    s->era = OVER;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, STOP, NULL);
}

static void start(struct process *p, void *state)
{
    if (process_number(p) == 0)
        deal_out(p, state);
}

/* "The first result of a task counts." */
static void receive_result(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct result *result = m->payload;
    uint32_t done = s->ledger.done;
    ledger_settle(p, &s->ledger, (struct range){(uint32_t)result->task, 1});
    if (s->ledger.done == done || s->ledger.outstanding > 0)
        return;
    if (s->ledger.done == ledger_tasks(p))
        end(p, s);
    else
        deal_out(p, s);
}

static void receive_help(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct request *request = m->payload;
    struct range copy = {0, 0};
    if (s->ledger.outstanding > 0 && process_parameter(p, COPIES) > 0)
        copy = ledger_copy(p, &s->ledger, request->slots);
    process_send(p, m->port, COPY, &(struct tasks){range_input(p, copy), copy, request->life, s->era});
}

/* ---- the others: computing ---- */

static bool is_computed(const struct state *s, uint32_t task)
{
    for (uint32_t i = 0; i < s->busy; i++)
        if (s->computed[i] == task)
            return true;
    return false;
}

static void push(struct state *s, struct range range)
{
    if (range.count > 0 && s->range_count < MOST_RANGES)
        s->ranges[s->range_count++] = range;
}

static uint32_t pop(struct state *s)
{
    struct range *range = &s->ranges[s->range_count - 1];
    uint32_t task = range->first++;
    if (--range->count == 0)
        s->range_count--;
    return task;
}

/* "A processor takes the next task of its own deque." One that it computes already is no use as a copy. */
static bool begin_tasks(struct process *p, struct state *s)
{
    uint32_t before = s->busy;
    if (s->slots == 0)
        s->slots = slots_of(p, process_host(p));
    while (s->busy < s->slots && s->range_count > 0) {
        uint32_t task = pop(s);
        if (is_computed(s, task))
            continue;
        s->computed[s->busy++] = task;
        process_begin_work(p, WORK_COMPUTE, task, process_task(p, task).cost);
    }
    return s->busy > before;
}

static bool is_in_an_era(const struct state *s)
{
    return s->era > 0 && s->era != OVER;
}

/* "When its deque is empty, it becomes a thief, and chooses a victim at random." One attempt at a time. */
static void steal(struct process *p, struct state *s)
{
    struct request request = {s->life, s->era, s->slots - s->busy};
    uint32_t victims = process_out_degree(p) - 1;
    if (s->failures < process_parameter(p, TRIES) && s->unanswered < MOST_UNANSWERED && victims > 0) {
        s->awaited = AN_ANSWER_OF_A_VICTIM;
        s->unanswered++;
        process_send(p, 1 + (uint32_t)process_random(p, victims), STEAL, &request);
        process_set_timer(p, ALARM, process_parameter(p, PATIENCE));
    } else {
        s->awaited = AN_ANSWER_OF_PROCESS_0;
        process_send(p, TO_MASTER, HELP, &request);
    }
}

static void go_on(struct process *p, struct state *s)
{
    begin_tasks(p, s);
    if (is_in_an_era(s) && s->busy < s->slots && s->awaited == NOTHING)
        steal(p, s);
}

static void await_no_more(struct process *p, struct state *s)
{
    s->awaited = NOTHING;
    process_cancel_timer(p, ALARM);
}

/* There is an era that it did not know of: what it has is done, and what victims of a former one still answer is nothing. */
static void enter(struct process *p, struct state *s, uint32_t era)
{
    if (era <= s->era)
        return;
    for (uint32_t i = 0; i < s->busy; i++)
        process_stop_work(p, WORK_COMPUTE, s->computed[i]);
    if (s->awaited != AN_ANSWER_OF_PROCESS_0)
        await_no_more(p, s);
    s->busy = s->range_count = s->unanswered = s->failures = s->pauses = 0;
    s->era = era;
}

static void receive_block(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct tasks *block = m->payload;
    enter(p, s, block->era);
    if (block->era == s->era)
        push(s, block->range);
    go_on(p, s);
}

static void computed(struct process *p, void *state, enum work work, uint64_t number)
{
    struct state *s = state;
    (void)work;
    for (uint32_t i = 0; i < s->busy; i++)
        if (s->computed[i] == number) {
            s->computed[i] = s->computed[--s->busy];
            break;
        }
    process_send(p, TO_MASTER, RESULT, &(struct result){(uint64_t)process_task(p, number).output, number});
    go_on(p, s);
}

static void receive_stop(struct process *p, void *state, const struct message *m)
{
    (void)m;
    enter(p, state, OVER);
}

/* ---- the others: stealing ---- */

/* "The victim loses what it would have come to last": half of what waits, rounded up. */
static struct range take_from_the_end(const struct process *p, struct state *s)
{
    struct range *bottom = &s->ranges[0];
    double share = process_parameter(p, SHARE) * bottom->count;
    uint32_t count = (uint32_t)share + ((uint32_t)share < share);
    bottom->count -= count;
    struct range taken = {bottom->first + bottom->count, count};
    if (bottom->count == 0)
        *bottom = s->ranges[--s->range_count];
    return taken;
}

static void receive_steal(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct request *request = m->payload;
    struct range loot = {0, 0};
    if (request->era == s->era && s->range_count > 0)
        loot = take_from_the_end(p, s);
    process_send(p, m->port, LOOT, &(struct tasks){range_input(p, loot), loot, request->life, request->era});
}

/* "If the victim's deque is empty, the thief tries again, choosing another victim at random." */
static void receive_loot(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct tasks *loot = m->payload;
    if (loot->life != s->life || loot->era != s->era)
        return;
    s->unanswered--;
    push(s, loot->range);
    s->failures = loot->range.count > 0 ? 0 : s->failures + 1;
    s->pauses = loot->range.count > 0 ? 0 : s->pauses;
    if (s->awaited == AN_ANSWER_OF_A_VICTIM)
        await_no_more(p, s);
    go_on(p, s);
}

/* Nothing to steal that it has found, and nothing of use from process 0: it looks again later. In the end it does not any more:
 * without copies, there may never be anything. */
static void pause_a_while(struct process *p, struct state *s)
{
    double pause = process_parameter(p, FIRST_PAUSE) * (double)(UINT64_C(1) << s->pauses);
    s->failures = 0;
    s->awaited = BETTER_TIMES;
    if (s->pauses == MOST_PAUSES)
        return;
    s->pauses++;
    process_set_timer(p, ALARM, pause);
}

/* A pause is over, or a victim does not answer, for it may have crashed: then process 0 is asked. */
static void timeout_alarm(struct process *p, void *state)
{
    struct state *s = state;
    if (s->awaited == AN_ANSWER_OF_A_VICTIM)
        s->failures = (uint32_t)process_parameter(p, TRIES);
    s->awaited = NOTHING;
    go_on(p, s);
}

/* Who has never crashed gets to know an era by its block only, which may be late. */
static void receive_copy(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct tasks *copy = m->payload;
    if (copy->life != s->life)
        return;
    s->awaited = NOTHING;
    s->failures = 0;
    if (s->life > 0)
        enter(p, s, copy->era);
    if (copy->era == s->era && s->range_count == 0)
        push(s, copy->range);
    if (begin_tasks(p, s))
        s->pauses = 0;
    else if (is_in_an_era(s) && s->busy < s->slots)
        pause_a_while(p, s);
    go_on(p, s);
}

/* It knows nothing any more, but that it is not in its first life: process 0 tells it the era. */
static void recover(struct process *p, void *state)
{
    struct state *s = state;
    if (process_number(p) == 0)
        return;
    s->life++;
    s->slots = slots_of(p, process_host(p));
    s->awaited = AN_ANSWER_OF_PROCESS_0;
    process_send(p, TO_MASTER, HELP, &(struct request){s->life, s->era, s->slots});
}

static double a_result_each(const struct shape *shape)
{
    return (double)shape->tasks;
}

const struct algorithm work_stealing = {
    .name = "work-stealing",
    .catalogue = "K7",
    .title_en = "work stealing",
    .title_fr = "vol de travail",
    .source = "Blumofe & Leiserson, JACM 46(5), 1999",
    .idea = "Everyone has tasks of its own. Who runs out of them becomes a thief: it asks somebody chosen at random, "
            "and takes half "
            "of what waits there. Nobody hands out work, and messages are few as long as everyone is busy.",
    .assumes = "a complete graph, in which process 0, which gathers the results, never crashes; the others may, and "
               "recover or "
               "not, if one of them is up in the end and copies are allowed; reliable channels; tasks below 2^32 - 1; "
               "order of "
               "delivery is free",
    .assumptions = {.topology = TOPOLOGY_COMPLETE,
                    .minimum_processes = 2,
                    .all_initiate = true,
                    .knows_neighbours = true,
                    .works = true},
    .promises = {"makespan"},
    .parameters =
        (const struct parameter[]){
            SLOTS_PARAMETER,
            COPIES_PARAMETER,
            {"share", "probability", 0.5, 0.001, 1,
             "of the tasks that wait at a victim, what a thief takes, rounded up"},
            {"tries", "count", 8, 0, 1e6, "thefts in a row that find nothing, before the thief asks process 0"},
            {"patience", "time", 0.02, 1e-9, 1e6,
             "how long a thief waits for an answer, before it takes the victim for crashed, and asks process 0"},
            {"pause", "time", 1e-3, 1e-9, 1e6,
             "until a thief that process 0 has nothing for tries again; twice as long each time in a row"},
            {0}},
    .costs = (const struct cost[]){{.measure = "messages.result",
                                    .relation = COST_AT_LEAST,
                                    .formula = "tasks",
                                    .value = a_result_each,
                                    .law = LAW_UNDECIDED},
                                   {0}},
    .messages =
        (const struct message_kind[]){
            [BLOCK] = {"block", sizeof(struct tasks), receive_block,
                       "the receiver's share of the tasks, with their inputs"},
            [STEAL] = {"steal", sizeof(struct request), receive_steal, "the sender has nothing to do"},
            [LOOT] = {"loot", sizeof(struct tasks), receive_loot, "tasks, with their inputs, or none"},
            [HELP] = {"help", sizeof(struct request), receive_help, "to process 0: the sender finds nothing to steal"},
            [COPY] = {"copy", sizeof(struct tasks), receive_copy, "copies of tasks that are outstanding, or none"},
            [RESULT] = {"result", sizeof(struct result), receive_result, "the output of a task"},
            [STOP] = {"stop", 0, receive_stop, "all tasks are done"},
            {0}},
    .carriages = (const struct carriage[]){CARRIES("block", struct tasks, bytes),
                                           CARRIES("loot", struct tasks, bytes),
                                           CARRIES("copy", struct tasks, bytes),
                                           CARRIES("result", struct result, bytes),
                                           {0}},
    .timers = (const struct timer_kind[]){{"alarm", timeout_alarm}, {0}},
    .variables = (const struct variable[]){{"life", FIELD(struct state, life), .stable = true, .maximum = INT32_MAX,
                                            .meaning = "how often it has come back"},
                                           {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .start = start,
    .computed = computed,
    .recover = recover,
};
