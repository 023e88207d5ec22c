/* iterative_driver.c: the driver of an iterative job. See iterative.h.
 *
 * Its mark of a partition: the node that has it in memory (0: none), the node that wrote the last copy and which of its copies are
 * on disks, the version of that copy, and whether the partition waits, runs or is done in this iteration. */
#include "algorithms/makespan/iterative.h"

enum {
    NODE_BITS = 15,
    AT_HOLDER = 0,
    AT_WRITER = NODE_BITS,
    AT_COPIES = 2 * NODE_BITS,
    AT_STATE = AT_COPIES + MOST_COPIES
};
enum { STATE_BITS = 2, AT_VERSION = AT_STATE + STATE_BITS, VERSION_BITS = 64 - AT_VERSION };
enum partition_state { WAITING, RUNNING, DONE };
/* How far a partition is from a node; NOT_NOW: the node that has it in memory is to compute it. */
enum distance { HERE, SAME_RACK, ELSEWHERE, NOT_NOW };

static uint32_t field(const struct process *p, uint32_t partition, uint32_t at, uint32_t bits)
{
    return (uint32_t)(process_mark(p, partition) >> at & ((UINT64_C(1) << bits) - 1));
}

static void set_field(struct process *p, uint32_t partition, uint32_t at, uint32_t bits, uint32_t value)
{
    uint64_t mask = ((UINT64_C(1) << bits) - 1) << at;
    process_set_mark(p, partition, (process_mark(p, partition) & ~mask) | (uint64_t)value << at);
}

static void set_state(struct process *p, struct job *j, uint32_t partition, enum partition_state state)
{
    j->waiting -= field(p, partition, AT_STATE, STATE_BITS) == WAITING;
    j->waiting += state == WAITING;
    set_field(p, partition, AT_STATE, STATE_BITS, (uint32_t)state);
}

/* ---- where partitions are ---- */

uint32_t iterative_copy_holder(const struct process *p, uint32_t first, uint32_t copy)
{
    return 1 + (first - 1 + copy) % (process_count(p) - 1);
}

bool iterative_writes(const struct process *p, const struct job *j, uint32_t iteration)
{
    if (!j->in_memory)
        return true;
    uint32_t checkpoint = (uint32_t)process_parameter(p, CHECKPOINT);
    return checkpoint > 0 && (iteration + 1) % checkpoint == 0;
}

static uint32_t copies_of(const struct process *p)
{
    uint32_t copies = (uint32_t)process_parameter(p, REPLICAS), nodes = process_count(p) - 1;
    return copies < nodes ? copies : nodes;
}

static uint32_t site_of(const struct process *p, uint32_t node)
{
    return process_neighbour_host(p, node - 1).site;
}

/* The nearest to `node` of the copies of what `first` has, those of the set `copies`; DRIVER: none is there. */
static uint32_t nearest(const struct process *p, const struct job *j, uint32_t first, uint32_t copies, uint32_t node,
                        enum distance *distance)
{
    uint32_t best = DRIVER;
    *distance = ELSEWHERE;
    for (uint32_t copy = 0; copy < copies_of(p); copy++) {
        uint32_t holder = iterative_copy_holder(p, first, copy);
        if ((copies & 1u << copy) == 0 || !j->executors[holder - 1].alive)
            continue;
        enum distance far = holder == node ? HERE : site_of(p, holder) == site_of(p, node) ? SAME_RACK : ELSEWHERE;
        if (best == DRIVER || far < *distance) {
            best = holder;
            *distance = far;
        }
    }
    return best;
}

/* What the node is to do to bring the partition through this iteration: "the scheduler computes missing partitions from their
 * lineage", and sends a task to where its partition is. */
static struct run plan(const struct process *p, const struct job *j, uint32_t partition, uint32_t node,
                       enum distance *distance)
{
    struct run run = {.partition = partition, .partitions = j->partitions, .from = j->iteration, .to = j->iteration};
    uint32_t holder = field(p, partition, AT_HOLDER, NODE_BITS), writer = field(p, partition, AT_WRITER, NODE_BITS);
    if (j->in_memory && holder > 0) {
        run.source = IN_MEMORY;
        *distance = holder == node ? HERE : NOT_NOW;
        return run;
    }
    bool carried = !j->in_memory || process_parameter(p, LINEAGE) > 0;
    run.source = DRIVER;
    if (carried && writer > 0)
        run.source = nearest(p, j, writer, field(p, partition, AT_COPIES, MOST_COPIES), node, distance);
    if (run.source != DRIVER) {
        run.from = field(p, partition, AT_VERSION, VERSION_BITS);
        return run;
    }
    run.source = nearest(p, j, 1 + partition % (process_count(p) - 1), UINT32_MAX, node, distance);
    run.from = carried ? 0 : j->iteration;
    return run;
}

/* ---- handing out ---- */

static uint32_t slots_of(const struct process *p, struct host_facts host)
{
    uint32_t slots = (uint32_t)process_parameter(p, SLOTS);
    if (slots == 0)
        slots = host.cores;
    return slots < MOST_SEATS ? slots : MOST_SEATS;
}

static bool fill_seat(struct process *p, struct job *j, uint32_t port, uint32_t seat)
{
    struct executor *executor = &j->executors[port];
    enum distance closest = NOT_NOW;
    struct run best = {0};
    for (uint32_t partition = 0, seen = 0; seen < j->waiting && closest != HERE; partition++) {
        enum distance distance;
        if (field(p, partition, AT_STATE, STATE_BITS) != WAITING)
            continue;
        seen++;
        struct run run = plan(p, j, partition, port + 1, &distance);
        if (distance < closest) {
            closest = distance;
            best = run;
        }
    }
    if (closest == NOT_NOW)
        return false;
    best.seat = seat;
    best.life = executor->life;
    best.bytes = (uint64_t)process_parameter(p, MODEL);
    executor->places[seat] = (struct place){best.partition + 1, best.source};
    set_state(p, j, best.partition, RUNNING);
    process_send(p, port, RUN, &best);
    return true;
}

/* A task for a slot of the executor that is free, if there are both. */
static bool fill(struct process *p, struct job *j, uint32_t port)
{
    uint32_t slots = slots_of(p, process_neighbour_host(p, port)), seat = 0;
    while (seat < slots && j->executors[port].places[seat].partition_plus_1 > 0)
        seat++;
    return seat < slots && j->running && j->executors[port].alive && fill_seat(p, j, port, seat);
}

/* One each in turn, so that the load is even. */
static void fill_all(struct process *p, struct job *j)
{
    bool more = true;
    while (more && j->waiting > 0) {
        more = false;
        for (uint32_t port = 0; port < process_out_degree(p); port++)
            more = fill(p, j, port) || more;
    }
}

/* ---- iterations ---- */

/* "Each iteration is a job of its own", which takes time to set up; in memory there is one job, set up once. */
static void begin_iteration(struct process *p, struct job *j)
{
    uint64_t first = (uint64_t)j->iteration * j->partitions, tasks = process_task_count(p);
    j->left = tasks - first < j->partitions ? (uint32_t)(tasks - first) : j->partitions;
    j->waiting = 0;
    for (uint32_t partition = 0; partition < j->partitions; partition++) {
        set_field(p, partition, AT_STATE, STATE_BITS, partition < j->left ? WAITING : DONE);
        j->waiting += partition < j->left;
    }
    double startup = process_parameter(p, STARTUP);
    j->running = startup <= 0 || (j->in_memory && j->iteration > 0);
    if (j->running)
        fill_all(p, j);
    else
        process_begin_work(p, WORK_BOOT, j->iteration, startup);
}

void iterative_started(struct process *p, struct job *j)
{
    j->running = true;
    fill_all(p, j);
}

void iterative_start_driver(struct process *p, struct job *j)
{
    uint64_t tasks = process_task_count(p);
    j->partitions = (uint32_t)process_parameter(p, PARTITIONS);
    for (uint32_t port = 0; process_parameter(p, PARTITIONS) <= 0 && port < process_out_degree(p); port++)
        j->partitions += slots_of(p, process_neighbour_host(p, port));
    if (j->partitions > tasks)
        j->partitions = (uint32_t)tasks;
    begin_iteration(p, j);
    process_set_timer(p, CHECK, process_parameter(p, BEAT_PERIOD));
}

static void end(struct process *p, struct job *j)
{
    j->over = true;
    j->running = false;
    process_cancel_timer(p, CHECK);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, STOP, NULL);
}

void iterative_receive_finished(struct process *p, void *state, const struct message *m)
{
    struct job *j = state;
    const struct run *run = m->payload;
    struct executor *executor = &j->executors[m->port];
    struct place *place = &executor->places[run->seat];
    if (j->over || !executor->alive || run->life != executor->life || place->partition_plus_1 != run->partition + 1 ||
        run->to != j->iteration)
        return;
    executor->heard = process_now(p);
    *place = (struct place){0};
    set_state(p, j, run->partition, DONE);
    if (j->in_memory)
        set_field(p, run->partition, AT_HOLDER, NODE_BITS, m->port + 1);
    if (iterative_writes(p, j, run->to)) {
        set_field(p, run->partition, AT_WRITER, NODE_BITS, m->port + 1);
        set_field(p, run->partition, AT_COPIES, MOST_COPIES, 1);
        set_field(p, run->partition, AT_VERSION, VERSION_BITS, run->to + 1);
    }
    uint64_t task = (uint64_t)run->to * j->partitions + run->partition;
    process_announce(p, OUTPUT_DONE, (int64_t)task);
    if (--j->left > 0) {
        fill(p, j, m->port);
    } else if ((uint64_t)(j->iteration + 1) * j->partitions >= process_task_count(p)) {
        end(p, j);
    } else {
        j->iteration++;
        begin_iteration(p, j);
    }
}

/* A copy that a node has written. One of another version is of no use, or comes too soon to be of use. */
void iterative_receive_saved(struct process *p, void *state, const struct message *m)
{
    const struct job *j = state;
    const struct copy *copy = m->payload;
    uint32_t writer = field(p, copy->partition, AT_WRITER, NODE_BITS);
    if (writer == 0 || copy->life != j->executors[m->port].life || !j->executors[m->port].alive ||
        copy->version != field(p, copy->partition, AT_VERSION, VERSION_BITS))
        return;
    uint32_t copies = field(p, copy->partition, AT_COPIES, MOST_COPIES);
    for (uint32_t i = 1; i < copies_of(p); i++)
        if (iterative_copy_holder(p, writer, i) == m->port + 1)
            copies |= 1u << i;
    set_field(p, copy->partition, AT_COPIES, MOST_COPIES, copies);
}

/* ---- executors that are lost ---- */

static void forget_partition(struct process *p, uint32_t partition, uint32_t node)
{
    uint32_t writer = field(p, partition, AT_WRITER, NODE_BITS), copies = field(p, partition, AT_COPIES, MOST_COPIES);
    if (field(p, partition, AT_HOLDER, NODE_BITS) == node)
        set_field(p, partition, AT_HOLDER, NODE_BITS, 0);
    for (uint32_t i = 0; writer > 0 && i < copies_of(p); i++)
        if (iterative_copy_holder(p, writer, i) == node)
            copies &= ~(1u << i);
    set_field(p, partition, AT_COPIES, MOST_COPIES, copies);
}

/* Those who read a partition there begin anew, from another copy, or from further back. */
static void read_elsewhere(struct process *p, struct job *j, uint32_t lost)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        for (uint32_t seat = 0; seat < MOST_SEATS; seat++) {
            struct place *place = &j->executors[port].places[seat];
            enum distance distance;
            if (place->partition_plus_1 == 0 || place->source != lost)
                continue;
            struct run run = plan(p, j, place->partition_plus_1 - 1, port + 1, &distance);
            run.seat = seat;
            run.life = j->executors[port].life;
            place->source = run.source;
            process_send(p, port, SOURCE, &run);
        }
}

static void lose(struct process *p, struct job *j, uint32_t port)
{
    struct executor *executor = &j->executors[port];
    executor->alive = false;
    for (uint32_t partition = 0; partition < j->partitions; partition++)
        forget_partition(p, partition, port + 1);
    for (uint32_t seat = 0; seat < MOST_SEATS; seat++) {
        if (executor->places[seat].partition_plus_1 > 0)
            set_state(p, j, executor->places[seat].partition_plus_1 - 1, WAITING);
        executor->places[seat] = (struct place){0};
    }
    read_elsewhere(p, j, port + 1);
}

void iterative_check(struct process *p, void *state)
{
    struct job *j = state;
    sim_time patience = process_parameter(p, BEAT_PERIOD) * process_parameter(p, BEATS_MISSED);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (j->executors[port].alive && j->executors[port].heard + patience < process_now(p))
            lose(p, j, port);
    fill_all(p, j);
    process_set_timer(p, CHECK, process_parameter(p, BEAT_PERIOD));
}

void iterative_receive_register(struct process *p, void *state, const struct message *m)
{
    struct job *j = state;
    struct executor *executor = &j->executors[m->port];
    uint32_t life = ((const struct life *)m->payload)->life;
    if (j->over)
        process_send(p, m->port, STOP, NULL);
    if (j->over || life <= executor->life)
        return;
    if (executor->life > 0)
        lose(p, j, m->port);
    *executor = (struct executor){.life = life, .alive = true, .heard = process_now(p)};
    fill_all(p, j); /* what it had goes to anyone */
}

/* One that was taken for lost, and was not, begins anew. */
void iterative_receive_alive(struct process *p, void *state, const struct message *m)
{
    struct job *j = state;
    struct executor *executor = &j->executors[m->port];
    uint32_t life = ((const struct life *)m->payload)->life;
    if (j->over || life != executor->life)
        return;
    if (executor->alive)
        executor->heard = process_now(p);
    else
        process_send(p, m->port, RESET, &(struct life){life});
}
