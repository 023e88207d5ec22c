/* autoscaling.c: an elastic group of instances: requests come over time, instances are rented when the queue is long, and given back
 * when they have nothing to do.
 *
 * Source     Lorido-Botran, Miguel-Alonso & Lozano, "A review of auto-scaling techniques for elastic applications in cloud
 *            environments", Journal of Grid Computing 12(4), 2014: the reactive rule on the length of the queue, with a cooldown.
 * Departs    The controller sees the queue as it is; services measure it with a delay.
 * Assumes    a star whose centre, the controller, never crashes; reliable FIFO channels; tasks of one stage, which come in the order
 *            of their numbers. An instance serves one task at a time.
 * Promises   makespan: every task is done once, whatever instance crashes, if one of them is up in the end. */
#include "engine/process.h"

#include <math.h>

enum { RENT, READY, TASK, RESULT, ALIVE, GIVE_BACK };
enum { ARRIVAL, CONTROL, BEAT };
enum { BETWEEN, PERIOD, TARGET, LEAST, BOOT_TIME, COOLDOWN };
enum { TO_CONTROLLER = 0, MISSED_BEATS = 3 };

enum status { STATUS_OFF, STATUS_BOOTING, STATUS_IDLE, STATUS_BUSY };

/* What the controller knows of an instance. */
struct instance {
    uint64_t task; /* BUSY */
    sim_time heard, idle_since;
    uint32_t life;
    uint8_t status;
};

struct job {
    uint64_t bytes, task;
    uint32_t life;
};
struct life {
    uint32_t life;
};

enum mark { MARK_WAITS, MARK_SERVED, MARK_DONE };

struct state {
    /* The controller's. */
    uint64_t come, done; /* tasks */
    uint64_t first;      /* no task before it waits */
    uint64_t waiting;
    uint32_t rented;
    /* An instance's. */
    uint32_t life; /* stable */
    uint64_t task; /* that it computes, or computed last */
    bool on;
    struct instance instances[]; /* by port */
};

/* ---- the controller ---- */

static void give(struct process *p, struct state *s, uint32_t port)
{
    struct instance *instance = &s->instances[port];
    while (process_mark(p, s->first) != MARK_WAITS)
        s->first++;
    instance->task = s->first;
    instance->status = STATUS_BUSY;
    s->waiting--;
    process_set_mark(p, s->first, MARK_SERVED);
    process_send(p, port, TASK, &(struct job){(uint64_t)process_task(p, s->first).input, s->first, instance->life});
}

/* "The first request of the queue goes to an instance that has nothing to do." */
static void give_to_idle(struct process *p, struct state *s)
{
    for (uint32_t port = 0; s->waiting > 0 && port < process_out_degree(p); port++)
        if (s->instances[port].status == STATUS_IDLE)
            give(p, s, port);
}

static void rent(struct process *p, struct state *s, uint32_t port)
{
    struct instance *instance = &s->instances[port];
    instance->status = STATUS_BOOTING;
    instance->heard = process_now(p);
    s->rented++;
    process_announce(p, OUTPUT_RENT, process_neighbour_identity(p, port));
    process_send(p, port, RENT, NULL);
}

static void give_back(struct process *p, struct state *s, uint32_t port)
{
    struct instance *instance = &s->instances[port];
    if (instance->status == STATUS_BUSY && process_mark(p, instance->task) == MARK_SERVED) {
        process_set_mark(p, instance->task, MARK_WAITS);
        s->first = instance->task < s->first ? instance->task : s->first;
        s->waiting++;
    }
    instance->status = STATUS_OFF;
    s->rented--;
    process_announce(p, OUTPUT_RELEASE, process_neighbour_identity(p, port));
    process_send(p, port, GIVE_BACK, NULL);
}

static void rent_up_to(struct process *p, struct state *s, double wanted)
{
    for (uint32_t port = 0; s->rented < wanted && port < process_out_degree(p); port++)
        if (s->instances[port].status == STATUS_OFF)
            rent(p, s, port);
}

static sim_time draw_interval(struct process *p)
{
    static const uint64_t steps = UINT64_C(1) << 53;
    return -process_parameter(p, BETWEEN) * log((double)(process_random(p, steps) + 1) / (double)steps);
}

static void start(struct process *p, void *state)
{
    if (process_number(p) != 0)
        return;
    rent_up_to(p, state, process_parameter(p, LEAST));
    process_set_timer(p, ARRIVAL, draw_interval(p));
    process_set_timer(p, CONTROL, process_parameter(p, PERIOD));
}

/* A request comes. */
static void arrive(struct process *p, void *state)
{
    struct state *s = state;
    s->come++;
    s->waiting++;
    give_to_idle(p, s);
    if (s->come < process_task_count(p))
        process_set_timer(p, ARRIVAL, draw_interval(p));
}

/* An instance that says nothing any more is replaced; one that boots has the time of its boot. */
static bool is_lost(const struct process *p, const struct instance *instance)
{
    sim_time patience = MISSED_BEATS * process_parameter(p, PERIOD);
    if (instance->status == STATUS_BOOTING)
        patience += process_parameter(p, BOOT_TIME);
    return instance->status != STATUS_OFF && instance->heard + patience < process_now(p);
}

/* "Every period, the group is as many instances as the queue asks for: one for each so many requests that wait"; "an instance that
 * has been idle for the cooldown is given back". When all is done, all are. */
static void control(struct process *p, void *state)
{
    struct state *s = state;
    bool over = s->done == process_task_count(p);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (is_lost(p, &s->instances[port]))
            give_back(p, s, port);
    for (uint32_t port = process_out_degree(p); port-- > 0;) {
        const struct instance *instance = &s->instances[port];
        bool too_long = instance->status == STATUS_IDLE &&
                        instance->idle_since + process_parameter(p, COOLDOWN) <= process_now(p) &&
                        s->rented > process_parameter(p, LEAST);
        if (instance->status != STATUS_OFF && (over || too_long))
            give_back(p, s, port);
    }
    if (over)
        return;
    uint32_t booting = 0;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        booting += s->instances[port].status == STATUS_BOOTING;
    double wanted = ceil((double)s->waiting / process_parameter(p, TARGET));
    if (wanted > booting)
        rent_up_to(p, s, s->rented + wanted - booting);
    rent_up_to(p, s, process_parameter(p, LEAST));
    process_set_timer(p, CONTROL, process_parameter(p, PERIOD));
}

static void receive_ready(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    struct instance *instance = &s->instances[m->port];
    uint32_t life = ((const struct life *)m->payload)->life;
    if (instance->status == STATUS_OFF || life < instance->life) {
        process_send(p, m->port, GIVE_BACK, NULL);
        return;
    }
    instance->life = life;
    instance->status = STATUS_IDLE;
    instance->heard = instance->idle_since = process_now(p);
    give_to_idle(p, s);
}

/* The first result counts. */
static void receive_result(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct job *job = m->payload;
    struct instance *instance = &s->instances[m->port];
    if (process_mark(p, job->task) != MARK_DONE) {
        s->waiting -= process_mark(p, job->task) == MARK_WAITS;
        process_set_mark(p, job->task, MARK_DONE);
        s->done++;
        process_announce(p, OUTPUT_DONE, (int64_t)job->task);
    }
    if (instance->status != STATUS_BUSY || instance->life != job->life || instance->task != job->task)
        return;
    instance->status = STATUS_IDLE;
    instance->heard = instance->idle_since = process_now(p);
    give_to_idle(p, s);
}

static void receive_alive(struct process *p, void *state, const struct message *m)
{
    struct instance *instance = &((struct state *)state)->instances[m->port];
    if (((const struct life *)m->payload)->life == instance->life)
        instance->heard = process_now(p);
}

/* ---- an instance ---- */

/* "An instance takes its time to boot." */
static void receive_rent(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)m;
    s->life++;
    s->on = true;
    process_begin_work(p, WORK_BOOT, s->life, process_parameter(p, BOOT_TIME));
}

static void receive_task(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct job *job = m->payload;
    if (!s->on || job->life != s->life)
        return;
    s->task = job->task;
    process_begin_work(p, WORK_COMPUTE, s->task, process_task(p, s->task).cost);
}

static void computed(struct process *p, void *state, enum work work, uint64_t number)
{
    const struct state *s = state;
    if (work == WORK_BOOT) {
        process_send(p, TO_CONTROLLER, READY, &(struct life){s->life});
        process_set_timer(p, BEAT, process_parameter(p, PERIOD));
        return;
    }
    process_send(p, TO_CONTROLLER, RESULT, &(struct job){(uint64_t)process_task(p, number).output, number, s->life});
}

static void beat(struct process *p, void *state)
{
    process_send(p, TO_CONTROLLER, ALIVE, &(struct life){((const struct state *)state)->life});
    process_set_timer(p, BEAT, process_parameter(p, PERIOD));
}

/* What it still computes was taken for lost, and is done elsewhere. */
static void receive_give_back(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)m;
    s->on = false;
    process_cancel_timer(p, BEAT);
    process_stop_work(p, WORK_BOOT, s->life);
    process_stop_work(p, WORK_COMPUTE, s->task);
}

const struct algorithm autoscaling = {
    .name = "autoscaling",
    .catalogue = "G9",
    .title_en = "an elastic group of instances",
    .title_fr = "un groupe élastique d'instances",
    .source = "Lorido-Botran, Miguel-Alonso & Lozano, Journal of Grid Computing 12(4), 2014",
    .idea = "Requests wait in a queue; instances are rented when it is long and given back when they have nothing to "
            "do. A boot that "
            "takes its time makes the group late, a long cooldown makes it dear.",
    .assumes = "a star whose centre, the controller, never crashes; reliable FIFO channels; tasks of one stage",
    .assumptions = {.topology = TOPOLOGY_STAR,
                    .minimum_processes = 2,
                    .all_initiate = true,
                    .fifo = true,
                    .knows_neighbours = true,
                    .works = true,
                    .no_precedence = true},
    .promises = {"makespan"},
    .parameters =
        (const struct parameter[]){
            {"between", "time", 1, 1e-9, 1e9, "between two requests, in the mean (exponential)"},
            {"period", "time", 10, 1e-3, 1e6, "of the control of the group, and of beats"},
            {"target", "number", 4, 1e-3, 1e9, "requests that wait for each instance to be rented"},
            {"least", "count", 1, 0, 1e9, "instances that are always rented"},
            {"boot", "time", 60, 0, 1e6, "of an instance: a virtual machine, a container"},
            {"cooldown", "time", 60, 0, 1e9, "of an idle instance before it is given back"},
            {0}},
    .random = true,
    .messages =
        (const struct message_kind[]){[RENT] = {"rent", 0, receive_rent, "the instance is rented, and boots"},
                                      [READY] = {"ready", sizeof(struct life), receive_ready, "it has booted"},
                                      [TASK] = {"task", sizeof(struct job), receive_task, "a request, with its input"},
                                      [RESULT] = {"result", sizeof(struct job), receive_result, "its result"},
                                      [ALIVE] = {"alive", sizeof(struct life), receive_alive, "the instance is alive"},
                                      [GIVE_BACK] = {"give-back", 0, receive_give_back, "the instance is given back"},
                                      {0}},
    .carriages =
        (const struct carriage[]){CARRIES("task", struct job, bytes), CARRIES("result", struct job, bytes), {0}},
    .timers =
        (const struct timer_kind[]){
            [ARRIVAL] = {"arrival", arrive}, [CONTROL] = {"control", control}, [BEAT] = {"beat", beat}, {0}},
    .variables = (const struct variable[]){{"life", FIELD(struct state, life), .stable = true, .maximum = INT32_MAX,
                                            .meaning = "how often the instance was rented"},
                                           {0}},
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(struct instance),
    .start = start,
    .computed = computed,
};
