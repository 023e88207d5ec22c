/* grid.c: see grid.h. */
#include "algorithms/makespan/grid.h"

#include <math.h>
#include <stddef.h>

/* What the manager notes of a task that is the first of a job whose pilot was lost, and, of any, that its result is saved; the
 * storage element notes the latter too. */
enum mark { MARK_NONE, MARK_RETURNED, MARK_SAVED };

static bool is_machine(const struct process *p)
{
    return process_identity(p) >= FIRST_MACHINE;
}

static uint32_t port_to(const struct process *p, identity whom)
{
    uint32_t port = 0;
    while (port < process_out_degree(p) && process_neighbour_identity(p, port) != whom)
        port++;
    return port;
}

static void find_services(const struct process *p, struct grid *g)
{
    g->portal = port_to(p, PORTAL);
    g->engine = port_to(p, ENGINE);
    g->manager = port_to(p, MANAGER);
    g->storage = port_to(p, STORAGE);
}

/* ---- the portal, the workflow engine ---- */

/* "The portal submits the simulation to the workflow engine." */
void grid_start(struct process *p, void *state)
{
    find_services(p, state);
    if (process_identity(p) == PORTAL)
        process_send(p, ((struct grid *)state)->engine, SUBMIT, NULL);
}

/* "The workflow engine turns it into jobs." */
void grid_receive_submit(struct process *p, void *state, const struct message *m)
{
    (void)m;
    process_send(p, ((struct grid *)state)->manager, JOBS, NULL);
}

/* "When all partial results are on the storage element, a merging job follows", and pilots are no longer needed. */
void grid_receive_complete(struct process *p, void *state, const struct message *m)
{
    struct grid *g = state;
    (void)m;
    process_send(p, g->storage, MERGE, NULL);
    process_send(p, g->manager, STOP, NULL);
}

void grid_receive_final(struct process *p, void *state, const struct message *m)
{
    (void)state;
    (void)m;
    for (uint64_t task = 0; task < process_task_count(p); task++)
        process_announce(p, OUTPUT_DONE, (int64_t)task);
}

/* ---- the pilot manager ---- */

/* "The pilot manager submits pilots to the sites." */
void grid_receive_jobs(struct process *p, void *state, const struct message *m)
{
    (void)state;
    (void)m;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (process_neighbour_identity(p, port) >= FIRST_MACHINE)
            process_send(p, port, PILOT, NULL);
    process_set_timer(p, CHECK, process_parameter(p, BEAT_PERIOD));
}

/* The next job: one of a lost pilot, which keeps its size in its mark, else what was in no job yet. */
static struct job next_job(struct process *p, struct grid *g, job_rule *rule)
{
    uint32_t tasks = (uint32_t)process_task_count(p);
    for (; g->returned > 0 && g->lowest < g->next; g->lowest++) {
        uint64_t mark = process_mark(p, g->lowest);
        if ((mark & 3) != MARK_RETURNED)
            continue;
        process_set_mark(p, g->lowest, MARK_NONE);
        g->returned--;
        return (struct job){.first = g->lowest, .count = (uint32_t)(mark >> 2)};
    }
    struct job job = {.first = g->next};
    if (g->next < tasks)
        job.count = rule(p, g->next, tasks - g->next);
    g->next += job.count;
    return job;
}

/* "A pilot that runs fetches a job from the central queue." */
static void give_job(struct process *p, struct grid *g, uint32_t port, job_rule *rule)
{
    struct machine *machine = &g->machines[port];
    struct job job = next_job(p, g, rule);
    machine->idle = job.count == 0;
    machine->first = job.first;
    machine->count = job.count;
    job.life = machine->life;
    if (job.count > 0)
        process_send(p, port, JOB, &job);
}

/* The job of a pilot that is lost goes back. */
static void return_job(struct process *p, struct grid *g, struct machine *machine)
{
    if (machine->count > 0 && (process_mark(p, machine->first) & 3) == MARK_NONE) {
        process_set_mark(p, machine->first, (uint64_t)machine->count << 2 | MARK_RETURNED);
        g->returned++;
        g->lowest = machine->first < g->lowest ? machine->first : g->lowest;
    }
    machine->count = 0;
    machine->idle = false;
}

static void give_to_idle(struct process *p, struct grid *g, job_rule *rule)
{
    for (uint32_t port = 0; g->returned > 0 && port < process_out_degree(p); port++)
        if (g->machines[port].idle)
            give_job(p, g, port, rule);
}

void grid_receive_ready(struct process *p, void *state, const struct message *m, job_rule *rule)
{
    struct grid *g = state;
    struct machine *machine = &g->machines[m->port];
    if (g->over) {
        process_send(p, m->port, STOP, NULL);
        return;
    }
    return_job(p, g, machine);
    machine->life = ((const struct life *)m->payload)->life;
    machine->heard = process_now(p);
    give_job(p, g, m->port, rule);
    give_to_idle(p, g, rule);
}

/* A pilot that was taken for lost, and was not, has a job no longer: it asks like a new one. */
void grid_receive_finished(struct process *p, void *state, const struct message *m, job_rule *rule)
{
    struct grid *g = state;
    const struct job *job = m->payload;
    struct machine *machine = &g->machines[m->port];
    if ((process_mark(p, job->first) & 3) == MARK_RETURNED)
        g->returned--; /* nobody need do it again */
    process_set_mark(p, job->first, MARK_SAVED);
    if (g->over || job->life != machine->life)
        return;
    machine->heard = process_now(p);
    machine->count = 0;
    give_job(p, g, m->port, rule);
}

void grid_receive_alive(struct process *p, void *state, const struct message *m)
{
    struct grid *g = state;
    struct machine *machine = &g->machines[m->port];
    if (((const struct life *)m->payload)->life == machine->life)
        machine->heard = process_now(p);
}

/* "A pilot that is silent is lost; its job is submitted again." */
void grid_check(struct process *p, void *state, job_rule *rule)
{
    struct grid *g = state;
    sim_time patience = process_parameter(p, BEAT_PERIOD) * process_parameter(p, BEATS_MISSED);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (g->machines[port].life > 0 && g->machines[port].heard + patience < process_now(p))
            return_job(p, g, &g->machines[port]);
    give_to_idle(p, g, rule);
    process_set_timer(p, CHECK, process_parameter(p, BEAT_PERIOD));
}

/* ---- a machine and its pilot ---- */

/* Log-normal of the parameters' mean and variation (Box & Muller, 1958, for the normal). */
static sim_time draw_queue(struct process *p)
{
    static const uint64_t steps = UINT64_C(1) << 53;
    double variation = process_parameter(p, QUEUE_VARIATION), variance = log1p(variation * variation);
    double u = (double)(process_random(p, steps) + 1) / (double)steps;
    double v = (double)process_random(p, steps) / (double)steps;
    double normal = sqrt(-2 * log(u)) * cos(2 * acos(-1.0) * v);
    return process_parameter(p, QUEUE_MEAN) * exp(sqrt(variance) * normal - variance / 2);
}

/* "A pilot waits in the queue of its site like any job." */
static void queue_pilot(struct process *p, struct grid *g)
{
    g->life++;
    process_begin_work(p, WORK_QUEUE, g->life, draw_queue(p));
}

/* A machine that crashed and came back before has one. */
void grid_receive_pilot(struct process *p, void *state, const struct message *m)
{
    struct grid *g = state;
    (void)m;
    if (g->life == 0)
        queue_pilot(p, g);
}

void grid_recover(struct process *p, void *state)
{
    struct grid *g = state;
    find_services(p, g);
    if (is_machine(p))
        queue_pilot(p, g);
}

void grid_beat(struct process *p, void *state)
{
    const struct grid *g = state;
    process_send(p, g->manager, ALIVE, &(struct life){g->life});
    process_set_timer(p, BEAT, process_parameter(p, BEAT_PERIOD));
}

static uint64_t bytes_of(const struct process *p, const struct job *job, size_t field)
{
    double bytes = 0;
    for (uint32_t i = 0; i < job->count; i++) {
        struct task task = process_task(p, job->first + i);
        bytes += field == offsetof(struct task, input) ? task.input : task.output;
    }
    return (uint64_t)bytes;
}

void grid_receive_job(struct process *p, void *state, const struct message *m)
{
    struct grid *g = state;
    const struct job *job = m->payload;
    if (job->life == g->life && !g->stopped)
        process_send(p, g->storage, FETCH, job);
}

static void compute(struct process *p, struct grid *g)
{
    process_begin_work(p, WORK_COMPUTE, g->task, process_task(p, g->task).cost);
}

/* "It downloads the input, computes, and uploads its partial result." */
void grid_receive_input(struct process *p, void *state, const struct message *m)
{
    struct grid *g = state;
    const struct job *job = m->payload;
    if (job->life != g->life || g->stopped)
        return;
    g->first = g->task = job->first;
    g->count = job->count;
    compute(p, g);
}

static void send_result(struct process *p, struct grid *g)
{
    struct job job = {.first = g->first, .count = g->count, .life = g->life};
    job.bytes = bytes_of(p, &job, offsetof(struct task, output));
    g->count = 0;
    process_send(p, g->storage, RESULT, &job);
    job.bytes = 0;
    process_send(p, g->manager, FINISHED, &job);
}

void grid_computed(struct process *p, void *state, enum work work, uint64_t number)
{
    struct grid *g = state;
    (void)number;
    if (work == WORK_QUEUE) {
        process_send(p, g->manager, READY, &(struct life){g->life});
        process_set_timer(p, BEAT, process_parameter(p, BEAT_PERIOD));
    } else if (work == WORK_MERGE) {
        struct job all = {.count = (uint32_t)process_task_count(p)};
        process_send(p, g->portal, FINAL, &(struct data){bytes_of(p, &all, offsetof(struct task, output))});
    } else if (++g->task < g->first + g->count) {
        compute(p, g);
    } else {
        send_result(p, g);
    }
}

/* The manager passes it on. */
void grid_receive_stop(struct process *p, void *state, const struct message *m)
{
    struct grid *g = state;
    (void)m;
    if (is_machine(p)) {
        g->stopped = true;
        process_cancel_timer(p, BEAT);
        process_stop_work(p, WORK_COMPUTE, g->task);
        process_stop_work(p, WORK_QUEUE, g->life);
        return;
    }
    g->over = true;
    process_cancel_timer(p, CHECK);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (process_neighbour_identity(p, port) >= FIRST_MACHINE)
            process_send(p, port, STOP, NULL);
}

/* ---- the storage element ---- */

void grid_receive_fetch(struct process *p, void *state, const struct message *m)
{
    (void)state;
    struct job job = *(const struct job *)m->payload;
    job.bytes = bytes_of(p, &job, offsetof(struct task, input));
    process_send(p, m->port, INPUT, &job);
}

/* The first result of a job counts. A pilot adds to one partial result as long as it lives. */
void grid_receive_result(struct process *p, void *state, const struct message *m)
{
    struct grid *g = state;
    const struct job *job = m->payload;
    struct machine *machine = &g->machines[m->port];
    if (process_mark(p, job->first) == MARK_SAVED)
        return;
    process_set_mark(p, job->first, MARK_SAVED);
    g->saved += job->count;
    g->partials += !machine->has_saved || machine->life != job->life;
    machine->has_saved = true;
    machine->life = job->life;
    if (g->saved == process_task_count(p))
        process_send(p, g->engine, COMPLETE, NULL);
}

void grid_receive_merge(struct process *p, void *state, const struct message *m)
{
    const struct grid *g = state;
    (void)m;
    process_begin_work(p, WORK_MERGE, 0, g->partials * process_parameter(p, MERGE_COST));
}
