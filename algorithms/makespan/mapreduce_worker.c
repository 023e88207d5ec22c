/* mapreduce_worker.c: a worker: runs tasks in its slots, and serves blocks and outputs to the others. See mapreduce.h.
 *
 *   map     FREE ─▶ READ ─▶ COMPUTE ─▶ WRITE ─▶ FREE
 *   reduce  FREE ─▶ COPY ─▶ COMPUTE ─▶ WRITE ─▶ FREE
 *
 * Its mark of a map: for each slot, whether its reducer has asked for the part of that map, and whether it has it; the number of
 * the node that has the output, + 1; whether it is this one. */
#include "algorithms/makespan/mapreduce.h"

enum { TO_MASTER = 0 }; /* its port */
enum { AT_ASKED = 0, AT_HAS = MOST_SLOTS, AT_HOLDER = 2 * MOST_SLOTS, HOLDER_MASK = 0xFFFF, AT_OWN = 62 };
/* Numbers of pieces of work that are for others are beyond those of all tasks. */
static const uint64_t for_others = UINT64_C(1) << 62;
enum { AT_ASKER = 40, AT_SLOT = 32 }; /* in such a number; below, the task */

/* ---- marks ---- */

static bool flag(const struct process *p, uint64_t map, uint32_t bit)
{
    return process_mark(p, map) >> bit & 1;
}

static void set_flag(struct process *p, uint64_t map, uint32_t bit)
{
    process_set_mark(p, map, process_mark(p, map) | UINT64_C(1) << bit);
}

static uint32_t holder_plus_1(const struct process *p, uint64_t map)
{
    return (uint32_t)(process_mark(p, map) >> AT_HOLDER) & HOLDER_MASK;
}

/* ---- who and where ---- */

static uint32_t port_of(const struct process *p, uint32_t number)
{
    return number < process_number(p) ? number : number - 1;
}

static uint32_t number_at(const struct process *p, uint32_t port)
{
    return port < process_number(p) ? port : port + 1;
}

static struct slot *slot_of(struct cluster *c, uint32_t number, uint32_t task, enum phase phase)
{
    struct slot *slot = number < MOST_SLOTS ? &c->slots[number] : NULL;
    return slot != NULL && slot->task == task && slot->phase == phase ? slot : NULL;
}

static uint32_t number_of(const struct cluster *c, const struct slot *slot)
{
    return (uint32_t)(slot - c->slots);
}

/* ---- computing and writing ---- */

static void finish(struct process *p, struct cluster *c, struct slot *slot)
{
    struct order finished = {slot->task, number_of(c, slot), MASTER, c->life};
    slot->phase = PHASE_FREE;
    set_flag(p, finished.task, AT_OWN);
    process_send(p, TO_MASTER, FINISHED, &finished);
}

static void compute_piece(struct process *p, const struct slot *slot)
{
    process_begin_work(p, WORK_COMPUTE, slot->task, process_task(p, slot->task).cost / REPORTS);
}

static void compute(struct process *p, struct slot *slot)
{
    slot->phase = PHASE_COMPUTE;
    slot->pieces = 0;
    compute_piece(p, slot);
}

/* "The output of a map is written to the local disk", that of a reduce to the distributed file system. */
static void write_output(struct process *p, struct cluster *c, struct slot *slot)
{
    double bytes = process_task(p, slot->task).output;
    slot->phase = PHASE_WRITE;
    if (bytes > 0 && process_host(p).disk_write > 0)
        process_begin_work(p, WORK_WRITE, slot->task, bytes);
    else
        finish(p, c, slot);
}

/* ---- a map reads its block ---- */

static void read_block(struct process *p, const struct cluster *c, struct slot *slot, uint32_t source)
{
    struct asked block = {.map = slot->task, .task = slot->task, .slot = number_of(c, slot), .life = c->life};
    double bytes = process_task(p, slot->task).input;
    slot->phase = PHASE_READ;
    if (bytes > 0 && source != process_number(p))
        process_send(p, port_of(p, source), READ, &block);
    else if (bytes > 0 && process_host(p).disk_read > 0)
        process_begin_work(p, WORK_READ, slot->task, bytes);
    else
        compute(p, slot);
}

static void send_block(struct process *p, uint32_t port, struct asked block)
{
    block.bytes = (uint64_t)process_task(p, block.map).input;
    process_send(p, port, BLOCK, &block);
}

void mapreduce_receive_read(struct process *p, void *state, const struct message *m)
{
    const struct asked *block = m->payload;
    (void)state;
    if (process_host(p).disk_read > 0)
        process_begin_work(p, WORK_READ,
                           for_others | (uint64_t)number_at(p, m->port) << AT_ASKER | (uint64_t)block->slot << AT_SLOT |
                               block->task,
                           process_task(p, block->map).input);
    else
        send_block(p, m->port, *block);
}

static void serve_block(struct process *p, uint64_t number)
{
    uint32_t task = (uint32_t)number;
    uint32_t asker = (uint32_t)(number >> AT_ASKER) & HOLDER_MASK;
    send_block(p, port_of(p, asker),
               (struct asked){.map = task, .task = task, .slot = (uint32_t)(number >> AT_SLOT) & UINT8_MAX});
}

void mapreduce_receive_block(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    const struct asked *block = m->payload;
    struct slot *slot = slot_of(c, block->slot, block->task, PHASE_READ);
    if (slot != NULL)
        compute(p, slot);
}

/* The node that the block was asked from is lost. */
void mapreduce_receive_source(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    const struct order *order = m->payload;
    struct slot *slot = slot_of(c, order->slot, order->task, PHASE_READ);
    if (order->life == c->life && slot != NULL)
        read_block(p, c, slot, order->source);
}

/* ---- a reducer copies its parts ---- */

/* Whether its tasks read the output of that map. */
static bool is_fed_by(const struct process *p, uint32_t reduce_stage, uint32_t stage)
{
    return mapreduce_is_after(p, reduce_stage, stage) && !mapreduce_reduces(p, stage);
}

/* The maps from `from` on that feed the stage; count 0: there are no more. */
static struct task_stage feeding_stage(const struct process *p, uint32_t reduce_stage, uint64_t from)
{
    for (uint32_t stage = 0; stage < reduce_stage; stage++) {
        struct task_stage own = process_stage(p, stage);
        if (is_fed_by(p, reduce_stage, stage) && own.first + own.count > from)
            return own;
    }
    return (struct task_stage){.count = 0};
}

static uint64_t parts_of(const struct process *p, uint32_t reduce_stage)
{
    uint64_t parts = 0;
    for (uint32_t stage = 0; stage < reduce_stage; stage++)
        parts += is_fed_by(p, reduce_stage, stage) ? process_stage(p, stage).count : 0;
    return parts;
}

static void ask_part(struct process *p, const struct cluster *c, const struct slot *slot, uint64_t map)
{
    process_send(
        p, port_of(p, holder_plus_1(p, map) - 1), FETCH,
        &(struct asked){.map = (uint32_t)map, .task = slot->task, .slot = number_of(c, slot), .life = c->life});
}

/* "When a reduce worker is notified of locations, it reads the data from the disks of the map workers": one's own is there. */
static void copy_part(struct process *p, const struct cluster *c, struct slot *slot, uint64_t map)
{
    uint32_t holder = holder_plus_1(p, map), number = number_of(c, slot);
    if (holder == 0 || flag(p, map, AT_ASKED + number) || flag(p, map, AT_HAS + number))
        return;
    if (holder - 1 == process_number(p)) {
        set_flag(p, map, AT_HAS + number);
        slot->parts++;
        return;
    }
    set_flag(p, map, AT_ASKED + number);
    slot->fetching++;
    ask_part(p, c, slot, map);
}

/* Asks for more parts, round the maps from where it was; each reducer begins elsewhere. */
static void copy_parts(struct process *p, const struct cluster *c, struct slot *slot)
{
    uint32_t stage = process_task(p, slot->task).stage;
    uint64_t parts = parts_of(p, stage);
    for (uint64_t looked = 0; looked < parts && slot->fetching < COPIERS; looked++) {
        struct task_stage feeding = feeding_stage(p, stage, slot->cursor);
        if (feeding.count == 0)
            feeding = feeding_stage(p, stage, slot->cursor = 0);
        if (slot->cursor < feeding.first)
            slot->cursor = feeding.first;
        copy_part(p, c, slot, slot->cursor++);
    }
    if (slot->parts == parts)
        compute(p, slot);
}

static void forget_parts(struct process *p, uint32_t number, uint32_t stage)
{
    uint64_t flags = UINT64_C(1) << (AT_ASKED + number) | UINT64_C(1) << (AT_HAS + number);
    for (uint32_t before = 0; before < stage; before++)
        if (is_fed_by(p, stage, before)) {
            struct task_stage maps = process_stage(p, before);
            for (uint64_t map = maps.first; map < maps.first + maps.count; map++)
                process_set_mark(p, map, process_mark(p, map) & ~flags);
        }
}

static void begin_copying(struct process *p, struct cluster *c, struct slot *slot)
{
    struct task task = process_task(p, slot->task);
    struct task_stage own = process_stage(p, task.stage);
    slot->phase = PHASE_COPY;
    slot->parts = slot->fetching = 0;
    slot->cursor = 0;
    forget_parts(p, number_of(c, slot), task.stage);
    struct task_stage feeding = feeding_stage(p, task.stage, 0);
    slot->cursor = feeding.first + feeding.count * (slot->task - own.first) / own.count;
    copy_parts(p, c, slot);
}

/* An output is there; of one that was lost, again. */
void mapreduce_receive_located(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    const struct location *location = m->payload;
    uint64_t mark = process_mark(p, location->map) & ~((uint64_t)HOLDER_MASK << AT_HOLDER);
    uint32_t stage = process_task(p, location->map).stage;
    process_set_mark(p, location->map, mark | (uint64_t)(location->holder + 1) << AT_HOLDER);
    for (uint32_t number = 0; number < MOST_SLOTS; number++) {
        struct slot *slot = &c->slots[number];
        if (slot->phase != PHASE_COPY || !is_fed_by(p, process_task(p, slot->task).stage, stage))
            continue;
        bool waits = flag(p, location->map, AT_ASKED + number) && !flag(p, location->map, AT_HAS + number);
        if (waits && location->holder != process_number(p)) {
            ask_part(p, c, slot, location->map);
        } else if (waits) {
            set_flag(p, location->map, AT_HAS + number);
            slot->parts++;
            slot->fetching--;
        }
        copy_parts(p, c, slot);
    }
}

/* Who has lost the output does not answer: it registers anew, the map runs again, and the reducer is told where. */
void mapreduce_receive_fetch(struct process *p, void *state, const struct message *m)
{
    struct asked part = *(const struct asked *)m->payload;
    uint64_t reducers = process_stage(p, process_task(p, part.task).stage).count;
    (void)state;
    if (!flag(p, part.map, AT_OWN))
        return;
    part.bytes = (uint64_t)(process_task(p, part.map).output / (double)reducers);
    process_send(p, m->port, PART, &part);
}

void mapreduce_receive_part(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    const struct asked *part = m->payload;
    struct slot *slot = slot_of(c, part->slot, part->task, PHASE_COPY);
    if (slot == NULL || part->life != c->life || !flag(p, part->map, AT_ASKED + part->slot) ||
        flag(p, part->map, AT_HAS + part->slot))
        return;
    set_flag(p, part->map, AT_HAS + part->slot);
    slot->parts++;
    slot->fetching--;
    copy_parts(p, c, slot);
}

/* ---- orders of the master ---- */

void mapreduce_receive_run(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    const struct order *order = m->payload;
    struct slot *slot = &c->slots[order->slot];
    if (order->life != c->life || slot->phase != PHASE_FREE)
        return;
    *slot = (struct slot){.task = order->task, .began = process_now(p)};
    if (mapreduce_reduces(p, process_task(p, order->task).stage))
        begin_copying(p, c, slot);
    else
        read_block(p, c, slot, order->source);
}

static void give_up(struct process *p, struct slot *slot)
{
    static const enum work works[] = {WORK_READ, WORK_COMPUTE, WORK_WRITE};
    for (size_t i = 0; i < sizeof works / sizeof works[0] && slot->phase != PHASE_FREE; i++)
        process_stop_work(p, works[i], slot->task);
    slot->phase = PHASE_FREE;
}

void mapreduce_receive_kill(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    const struct order *order = m->payload;
    struct slot *slot = &c->slots[order->slot];
    if (order->life == c->life && slot->task == order->task)
        give_up(p, slot);
}

void mapreduce_begin_life(struct process *p, struct cluster *c)
{
    for (uint32_t number = 0; number < MOST_SLOTS; number++)
        give_up(p, &c->slots[number]);
    for (uint64_t task = 0; task < process_task_count(p); task++)
        if (process_mark(p, task) != 0)
            process_set_mark(p, task, 0);
    c->life++;
    process_send(p, TO_MASTER, REGISTER, &(struct life){c->life});
    process_set_timer(p, BEAT, process_parameter(p, BEAT_PERIOD));
}

void mapreduce_receive_reset(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    if (((const struct life *)m->payload)->life == c->life)
        mapreduce_begin_life(p, c);
}

void mapreduce_receive_stop(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    (void)m;
    process_cancel_timer(p, BEAT);
    for (uint32_t number = 0; number < MOST_SLOTS; number++)
        give_up(p, &c->slots[number]);
}

/* ---- progress ---- */

/* "For a map, the part of its input that is read; for a reduce, copying is a third", and what follows two thirds: there is no sort. */
static double progress_of(const struct process *p, const struct slot *slot)
{
    static const double copying = 1.0 / 3;
    uint32_t stage = process_task(p, slot->task).stage;
    double computed = slot->phase == PHASE_WRITE     ? 1
                      : slot->phase == PHASE_COMPUTE ? slot->pieces / (double)REPORTS
                                                     : 0;
    if (!mapreduce_reduces(p, stage))
        return computed;
    double copied = slot->phase == PHASE_COPY ? slot->parts / (double)parts_of(p, stage) : 1;
    return copying * copied + (1 - copying) * computed;
}

void mapreduce_beat(struct process *p, void *state)
{
    struct cluster *c = state;
    struct alive alive = {.life = c->life};
    for (uint32_t number = 0; number < MOST_SLOTS; number++) {
        struct slot *slot = &c->slots[number];
        if (slot->phase == PHASE_FREE)
            continue;
        sim_time until = slot->phase == PHASE_COMPUTE && slot->pieces > 0 ? slot->reported : process_now(p);
        alive.slots[number] = (struct report){(float)progress_of(p, slot), (float)(until - slot->began)};
    }
    process_send(p, TO_MASTER, ALIVE, &alive);
    process_set_timer(p, BEAT, process_parameter(p, BEAT_PERIOD));
}

void mapreduce_computed(struct process *p, void *state, enum work work, uint64_t number)
{
    struct cluster *c = state;
    if (number >= for_others) {
        serve_block(p, number);
        return;
    }
    for (uint32_t i = 0; i < MOST_SLOTS; i++) {
        struct slot *slot = &c->slots[i];
        if (slot->task != number || slot->phase == PHASE_FREE)
            continue;
        if (work == WORK_READ) {
            compute(p, slot);
        } else if (work == WORK_WRITE) {
            finish(p, c, slot);
        } else if (++slot->pieces < REPORTS) {
            slot->reported = process_now(p);
            compute_piece(p, slot);
        } else {
            write_output(p, c, slot);
        }
        return;
    }
}
