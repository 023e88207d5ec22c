/* iterative.c: an executor of an iterative job, and what it has in common with the driver. See iterative.h.
 *
 * A slot: FREE ─run─▶ READS ─▶ COMPUTES, once for each iteration ─▶ WRITES, if what it makes goes to disks ─▶ FREE */
#include "algorithms/makespan/iterative.h"

enum { TO_DRIVER = 0 }; /* its port */
/* Numbers of reads and writes for others are beyond those of all partitions. */
static const uint64_t for_others = UINT64_C(1) << 62;
enum { AT_NODE = 40, AT_SEAT = 32, NODE_MASK = 0xFFFF };

static uint32_t port_of(const struct process *p, uint32_t number)
{
    return number < process_number(p) ? number : number - 1;
}

static uint32_t number_at(const struct process *p, uint32_t port)
{
    return port < process_number(p) ? port : port + 1;
}

static bool has_disk(const struct process *p)
{
    return process_host(p).disk_read > 0 && process_host(p).disk_write > 0;
}

/* ---- a task ---- */

static void finish(struct process *p, struct seat *seat)
{
    struct run finished = seat->run;
    finished.bytes = (uint64_t)process_parameter(p, MODEL);
    seat->phase = SEAT_FREE;
    process_send(p, TO_DRIVER, FINISHED, &finished);
}

static uint64_t task_of(const struct seat *seat)
{
    return (uint64_t)seat->at * seat->run.partitions + seat->run.partition;
}

static void compute(struct process *p, struct seat *seat)
{
    seat->phase = SEAT_COMPUTES;
    process_begin_work(p, WORK_COMPUTE, task_of(seat), process_task(p, task_of(seat)).cost);
}

/* The same number of bytes, whatever the iteration. */
static double bytes_of(const struct process *p, uint32_t partition)
{
    return process_task(p, partition).input;
}

static void read(struct process *p, struct job *j, struct seat *seat)
{
    struct asked asked = {.partition = seat->run.partition, .seat = seat->run.seat, .life = j->life};
    double bytes = bytes_of(p, seat->run.partition);
    seat->phase = SEAT_READS;
    bool reads = seat->run.source != IN_MEMORY && bytes > 0;
    if (reads && seat->run.source != process_number(p))
        process_send(p, port_of(p, seat->run.source), READ, &asked);
    else if (reads && has_disk(p))
        process_begin_work(p, WORK_READ, seat->run.partition, bytes);
    else
        compute(p, seat);
}

/* Anew when it still waits for a node that is lost; else the slot has what it needs. */
void iterative_receive_run(struct process *p, void *state, const struct message *m)
{
    struct job *j = state;
    const struct run *run = m->payload;
    struct seat *seat = &j->seats[run->seat];
    bool anew = m->kind == SOURCE && seat->phase == SEAT_READS && seat->run.partition == run->partition;
    if (run->life != j->life || (m->kind == SOURCE ? !anew : seat->phase != SEAT_FREE))
        return;
    *seat = (struct seat){.run = *run, .at = run->from};
    read(p, j, seat);
}

/* "Output is written to a replicated file system": here, and on the nodes after this one. */
static void send_copies(struct process *p, const struct seat *seat)
{
    struct copy copy = {.bytes = (uint64_t)process_task(p, task_of(seat)).output,
                        .partition = seat->run.partition,
                        .version = seat->run.to + 1};
    uint32_t copies = (uint32_t)process_parameter(p, REPLICAS), nodes = process_count(p) - 1;
    for (uint32_t i = 1; i < copies && i < nodes; i++)
        process_send(p, port_of(p, iterative_copy_holder(p, process_number(p), i)), COPY, &copy);
}

static void written(struct process *p, struct seat *seat)
{
    send_copies(p, seat);
    finish(p, seat);
}

static void go_on(struct process *p, const struct job *j, struct seat *seat)
{
    if (seat->at < seat->run.to) {
        seat->at++;
        compute(p, seat);
    } else if (!iterative_writes(p, j, seat->run.to)) {
        finish(p, seat);
    } else if (has_disk(p)) {
        seat->phase = SEAT_WRITES;
        process_begin_work(p, WORK_WRITE, seat->run.partition, process_task(p, task_of(seat)).output);
    } else {
        written(p, seat);
    }
}

/* ---- what others ask for ---- */

static uint64_t number_for(uint32_t node, uint32_t seat, uint32_t partition)
{
    return for_others | (uint64_t)node << AT_NODE | (uint64_t)seat << AT_SEAT | partition;
}

static void send_block(struct process *p, uint32_t node, uint32_t seat, uint32_t partition)
{
    process_send(p, port_of(p, node), BLOCK,
                 &(struct asked){.bytes = (uint64_t)bytes_of(p, partition), .partition = partition, .seat = seat});
}

void iterative_receive_read(struct process *p, void *state, const struct message *m)
{
    const struct asked *asked = m->payload;
    uint32_t node = number_at(p, m->port);
    (void)state;
    if (has_disk(p))
        process_begin_work(p, WORK_READ, number_for(node, asked->seat, asked->partition),
                           bytes_of(p, asked->partition));
    else
        send_block(p, node, asked->seat, asked->partition);
}

void iterative_receive_block(struct process *p, void *state, const struct message *m)
{
    struct job *j = state;
    const struct asked *block = m->payload;
    struct seat *seat = &j->seats[block->seat];
    if (seat->phase == SEAT_READS && seat->run.partition == block->partition)
        compute(p, seat);
}

static void tell_saved(struct process *p, const struct job *j, uint32_t partition, uint32_t version)
{
    process_send(p, TO_DRIVER, SAVED, &(struct copy){.partition = partition, .version = version, .life = j->life});
}

/* The version stands in the number where a node and a slot would. */
void iterative_receive_copy(struct process *p, void *state, const struct message *m)
{
    const struct job *j = state;
    const struct copy *copy = m->payload;
    if (has_disk(p))
        process_begin_work(p, WORK_WRITE, for_others | (uint64_t)copy->version << AT_SEAT | copy->partition,
                           (double)copy->bytes);
    else
        tell_saved(p, j, copy->partition, copy->version);
}

static void done_for_others(struct process *p, const struct job *j, enum work work, uint64_t number)
{
    uint64_t version = (number & ~for_others) >> AT_SEAT;
    if (work == WORK_READ)
        send_block(p, (uint32_t)(number >> AT_NODE) & NODE_MASK, (uint32_t)(number >> AT_SEAT) & UINT8_MAX,
                   (uint32_t)number);
    else
        tell_saved(p, j, (uint32_t)number, (uint32_t)version);
}

void iterative_computed(struct process *p, void *state, enum work work, uint64_t number)
{
    struct job *j = state;
    if (number >= for_others) {
        done_for_others(p, j, work, number);
        return;
    }
    if (work == WORK_BOOT) {
        iterative_started(p, j);
        return;
    }
    for (uint32_t i = 0; i < MOST_SEATS; i++) {
        struct seat *seat = &j->seats[i];
        if (work == WORK_READ && seat->phase == SEAT_READS && seat->run.partition == number)
            compute(p, seat);
        else if (work == WORK_COMPUTE && seat->phase == SEAT_COMPUTES && task_of(seat) == number)
            go_on(p, j, seat);
        else if (work == WORK_WRITE && seat->phase == SEAT_WRITES && seat->run.partition == number)
            written(p, seat);
        else
            continue;
        return;
    }
}

/* ---- lives ---- */

static void give_up(struct process *p, struct job *j)
{
    for (uint32_t i = 0; i < MOST_SEATS; i++) {
        struct seat *seat = &j->seats[i];
        if (seat->phase == SEAT_COMPUTES)
            process_stop_work(p, WORK_COMPUTE, task_of(seat));
        else if (seat->phase != SEAT_FREE)
            process_stop_work(p, seat->phase == SEAT_READS ? WORK_READ : WORK_WRITE, seat->run.partition);
        seat->phase = SEAT_FREE;
    }
}

static void begin_life(struct process *p, struct job *j)
{
    give_up(p, j);
    j->life++;
    process_send(p, TO_DRIVER, REGISTER, &(struct life){j->life});
    process_set_timer(p, BEAT, process_parameter(p, BEAT_PERIOD));
}

void iterative_start(struct process *p, void *state, bool in_memory)
{
    struct job *j = state;
    j->in_memory = in_memory;
    if (process_number(p) == DRIVER)
        iterative_start_driver(p, j);
    else if (j->life == 0) /* else it has crashed and come back before its date to start */
        begin_life(p, j);
}

void iterative_recover(struct process *p, void *state, bool in_memory)
{
    struct job *j = state;
    j->in_memory = in_memory;
    if (process_number(p) != DRIVER)
        begin_life(p, j);
}

void iterative_beat(struct process *p, void *state)
{
    const struct job *j = state;
    process_send(p, TO_DRIVER, ALIVE, &(struct life){j->life});
    process_set_timer(p, BEAT, process_parameter(p, BEAT_PERIOD));
}

void iterative_receive_reset(struct process *p, void *state, const struct message *m)
{
    struct job *j = state;
    if (((const struct life *)m->payload)->life == j->life)
        begin_life(p, j);
}

void iterative_receive_stop(struct process *p, void *state, const struct message *m)
{
    (void)m;
    process_cancel_timer(p, BEAT);
    give_up(p, state);
}
