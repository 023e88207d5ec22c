/* chunks.c: see chunks.h. */
#include "algorithms/makespan/chunks.h"

enum { TO_MASTER = 0 }; /* the only port of a worker */

static bool is_master(const struct process *p)
{
    return process_number(p) == 0;
}

/* ---- the master ---- */

static bool makes_copies(const struct process *p)
{
    return process_parameter(p, COPIES) > 0;
}

static uint32_t size_of_chunk(struct process *p, struct state *s, uint32_t stage, uint32_t left, chunk_rule *rule)
{
    if (s->sequence_of != stage)
        s->sequence = (struct sequence){0};
    s->sequence_of = stage;
    return rule(p, s, left);
}

static struct range next_tasks(struct process *p, struct state *s, chunk_rule *rule)
{
    struct ledger *ledger = &s->ledger;
    struct range tasks = ledger_next(p, ledger);
    if (tasks.count > 0) {
        uint32_t size = size_of_chunk(p, s, ledger->stage, tasks.count, rule);
        tasks.count = size < tasks.count ? size : tasks.count;
        ledger_deal(p, ledger, tasks);
    } else if (ledger->outstanding > 0 && makes_copies(p)) {
        tasks = ledger_copy(p, ledger, size_of_chunk(p, s, NO_STAGE, ledger->outstanding, rule));
    }
    return tasks;
}

/* "A processor that has nothing to do gets the next chunk." Before its start the master hands out nothing. */
static void hand_out(struct process *p, struct state *s, uint32_t worker, chunk_rule *rule)
{
    struct customer *customer = &s->customers[worker];
    struct range tasks = {0, 0};
    if (s->processors > 0)
        tasks = next_tasks(p, s, rule);
    if (tasks.count == 0) {
        customer->asking++;
        return;
    }
    customer->busy++;
    process_send(p, worker, CHUNK, &(struct chunk){range_input(p, tasks), tasks, customer->life});
}

/* Those whose slots there was nothing for may get something now. */
static void hand_out_to_all(struct process *p, struct state *s, chunk_rule *rule)
{
    for (uint32_t worker = 0; worker < process_out_degree(p); worker++) {
        uint32_t asking = s->customers[worker].asking;
        s->customers[worker].asking = 0;
        for (uint32_t i = 0; i < asking; i++)
            hand_out(p, s, worker, rule);
    }
}

/* A stage is done: those who still compute copies of its tasks stop. */
static void stop_copies(struct process *p, const struct state *s, uint32_t stage)
{
    struct task_stage done = process_stage(p, stage);
    struct stop stop = {{(uint32_t)done.first, (uint32_t)done.count}, s->ledger.done == ledger_tasks(p)};
    for (uint32_t worker = 0; makes_copies(p) && worker < process_out_degree(p); worker++)
        if (s->customers[worker].busy > 0)
            process_send(p, worker, STOP, &stop);
}

static void ask(struct process *p, const struct state *s, uint32_t slots)
{
    process_send(p, TO_MASTER, REQUEST, &(struct request){s->life, slots});
}

static void begin_life(struct process *p, struct state *s)
{
    s->life++;
    s->slots = slots_of(p, process_host(p));
    ask(p, s, s->slots);
}

/* A worker that has come back before its date to start has asked already. */
void chunks_start(struct process *p, void *state, chunk_rule *rule)
{
    struct state *s = state;
    if (!is_master(p)) {
        if (s->life == 0)
            begin_life(p, s);
        return;
    }
    for (uint32_t worker = 0; worker < process_out_degree(p); worker++)
        s->processors += slots_of(p, process_neighbour_host(p, worker));
    hand_out_to_all(p, s, rule);
}

/* Of a new life: what the worker was sent before is lost. Of the same: it has stopped. */
void chunks_receive_request(struct process *p, void *state, const struct message *m, chunk_rule *rule)
{
    struct state *s = state;
    const struct request *request = m->payload;
    struct customer *customer = &s->customers[m->port];
    if (request->life < customer->life)
        return;
    if (request->life > customer->life)
        *customer = (struct customer){.life = request->life};
    customer->busy -= request->slots < customer->busy ? request->slots : customer->busy;
    for (uint32_t i = 0; i < request->slots; i++)
        hand_out(p, s, m->port, rule);
}

/* "The first result of a task counts." A result of a former life is one too, but no slot waits for an answer. */
void chunks_receive_result(struct process *p, void *state, const struct message *m, chunk_rule *rule)
{
    struct state *s = state;
    const struct chunk *result = m->payload;
    struct customer *customer = &s->customers[m->port];
    uint32_t stage = process_task(p, result->tasks.first).stage, done = s->ledger.done;
    ledger_settle(p, &s->ledger, result->tasks);
    bool waits = result->life == customer->life && customer->busy > 0;
    customer->busy -= waits;
    if (s->ledger.done > done && ledger_stage_is_done(p, &s->ledger, stage)) {
        stop_copies(p, s, stage);
        hand_out_to_all(p, s, rule);
    }
    if (waits)
        hand_out(p, s, m->port, rule);
}

/* ---- a worker ---- */

static bool is_computed(const struct state *s, uint32_t task)
{
    for (uint32_t i = 0; i < s->slots; i++)
        if (s->slot[i].end > 0 && s->slot[i].next == task)
            return true;
    return false;
}

/* A slot whose next task another slot of the worker computes already, for it has a copy, waits for that. */
static void begin(struct process *p, struct state *s, struct slot *slot, uint32_t task)
{
    if (!is_computed(s, task))
        process_begin_work(p, WORK_COMPUTE, task, process_task(p, task).cost);
    slot->next = task;
}

/* A slot takes the chunk. None is free only when channels have doubled a message. */
void chunks_receive_chunk(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct chunk *chunk = m->payload;
    if (chunk->life != s->life)
        return;
    if (s->slots == 0)
        s->slots = slots_of(p, process_host(p));
    for (uint32_t i = 0; i < s->slots; i++)
        if (s->slot[i].end == 0) {
            begin(p, s, &s->slot[i], chunk->tasks.first);
            s->slot[i].first = chunk->tasks.first;
            s->slot[i].end = chunk->tasks.first + chunk->tasks.count;
            return;
        }
}

static void send_result(struct process *p, const struct state *s, struct slot *slot)
{
    struct range tasks = {slot->first, slot->end - slot->first};
    *slot = (struct slot){0};
    process_send(p, TO_MASTER, RESULT, &(struct chunk){range_output(p, tasks), tasks, s->life});
}

/* "A processor computes the tasks of its chunk one after the other, and then asks for another." */
void chunks_computed(struct process *p, void *state, enum work work, uint64_t number)
{
    struct state *s = state;
    uint32_t task = (uint32_t)number;
    (void)work;
    for (uint32_t i = 0; i < s->slots; i++) {
        struct slot *slot = &s->slot[i];
        if (slot->end == 0 || slot->next != task)
            continue;
        if (task + 1 == slot->end)
            send_result(p, s, slot);
        else
            begin(p, s, slot, task + 1);
    }
}

void chunks_receive_stop(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct stop *stop = m->payload;
    uint32_t freed = 0;
    for (uint32_t i = 0; i < s->slots; i++) {
        struct slot *slot = &s->slot[i];
        if (slot->end == 0 || slot->first - stop->tasks.first >= stop->tasks.count)
            continue;
        process_stop_work(p, WORK_COMPUTE, slot->next);
        *slot = (struct slot){0};
        freed++;
    }
    if (freed > 0 && !stop->over)
        ask(p, s, freed);
}

void chunks_recover(struct process *p, void *state)
{
    if (!is_master(p))
        begin_life(p, state);
}
