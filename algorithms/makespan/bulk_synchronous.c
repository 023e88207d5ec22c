/* bulk_synchronous.c: one coupled job, as on a machine for high-performance computing: all workers compute a step, wait for each
 * other, and go on with the next.
 *
 * Source     Valiant, "A bridging model for parallel computation", CACM 33(8), 1990: supersteps with a barrier between them.
 * Departs    The barrier passes by a coordinator, process 0, which computes nothing. What is exchanged in a step travels with its
 *            messages: the outputs of the tasks with "finished", their inputs with "step".
 * Assumes    a star whose centre, the coordinator, never crashes; a worker that crashes comes back; reliable FIFO channels; tasks of
 *            one stage. Step s is made of the tasks sW to sW + W - 1, W being the number of workers.
 * Promises   makespan: every task is done, once, in the end. A step lasts as long as its dearest task; when a worker crashes, all
 *            that the job has computed is lost, and it begins again (there are no checkpoints). */
#include "engine/process.h"

enum { STEP, FINISHED, JOINED };
enum { TO_COORDINATOR = 0 };

struct step {
    uint64_t bytes;
    uint32_t number;
    uint32_t attempt; /* of the whole job */
};

struct state {
    uint32_t step, attempt;
    uint32_t finished; /* the coordinator's: workers that have finished the step */
};

static uint32_t steps(const struct process *p, uint32_t workers)
{
    return (uint32_t)((process_task_count(p) + workers - 1) / workers);
}

/* The task of a worker in a step; false: the last step has fewer tasks than there are workers. */
static bool find_task(const struct process *p, uint32_t step, uint32_t worker, uint32_t workers, uint64_t *task)
{
    *task = (uint64_t)step * workers + worker;
    return *task < process_task_count(p);
}

/* ---- the coordinator ---- */

static void begin_step(struct process *p, struct state *s)
{
    uint32_t workers = process_out_degree(p);
    s->finished = 0;
    for (uint32_t worker = 0; worker < workers; worker++) {
        struct step step = {.number = s->step, .attempt = s->attempt};
        uint64_t task;
        if (find_task(p, s->step, worker, workers, &task))
            step.bytes = (uint64_t)process_task(p, task).input;
        process_send(p, worker, STEP, &step);
    }
}

static void begin_job(struct process *p, struct state *s)
{
    s->step = 0;
    s->attempt++;
    begin_step(p, s);
}

static void start(struct process *p, void *state)
{
    if (process_number(p) == 0)
        begin_job(p, state);
}

/* "Each superstep is followed by a barrier": the next begins when all have finished. */
static void receive_finished(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct step *step = m->payload;
    if (step->attempt != s->attempt || ++s->finished < process_out_degree(p))
        return;
    if (++s->step < steps(p, process_out_degree(p))) {
        begin_step(p, s);
        return;
    }
    for (uint64_t task = 0; task < process_task_count(p); task++)
        process_announce(p, OUTPUT_DONE, (int64_t)task);
}

/* A worker has come back, and its part of the job is gone: all begin again, unless all was over. */
static void receive_joined(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)m;
    if (s->attempt > 0 && s->step < steps(p, process_out_degree(p)))
        begin_job(p, s);
}

/* ---- a worker ---- */

static void finish(struct process *p, struct state *s, uint64_t bytes)
{
    process_send(p, TO_COORDINATOR, FINISHED, &(struct step){bytes, s->step, s->attempt});
}

/* "A processor computes its part of the superstep." What it still computes of an attempt that was given up is given up. */
static void receive_step(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct step *step = m->payload;
    uint32_t workers = process_count(p) - 1, worker = process_number(p) - 1;
    uint64_t task;
    if (s->attempt > 0 && find_task(p, s->step, worker, workers, &task))
        process_stop_work(p, WORK_COMPUTE, task);
    s->step = step->number;
    s->attempt = step->attempt;
    if (find_task(p, s->step, worker, workers, &task))
        process_begin_work(p, WORK_COMPUTE, task, process_task(p, task).cost);
    else
        finish(p, s, 0);
}

static void computed(struct process *p, void *state, enum work work, uint64_t task)
{
    (void)work;
    finish(p, state, (uint64_t)process_task(p, task).output);
}

static void recover(struct process *p, void *state)
{
    (void)state;
    process_send(p, TO_COORDINATOR, JOINED, NULL);
}

const struct algorithm bulk_synchronous = {
    .name = "bulk-synchronous",
    .catalogue = "G1",
    .title_en = "one coupled job (bulk-synchronous)",
    .title_fr = "un job couplé (BSP)",
    .source = "Valiant, CACM 33(8), 1990",
    .idea = "All workers compute a step, wait for each other, and go on with the next. A step lasts as long as its "
            "slowest part, and "
            "one failure is everyone's.",
    .assumes = "a star whose centre, the coordinator, never crashes; a worker that crashes comes back; reliable FIFO "
               "channels; tasks "
               "of one stage",
    .assumptions = {.topology = TOPOLOGY_STAR,
                    .minimum_processes = 2,
                    .all_initiate = true,
                    .fifo = true,
                    .knows_count = true,
                    .works = true,
                    .no_precedence = true},
    .promises = {"makespan"},
    .messages =
        (const struct message_kind[]){[STEP] = {"step", sizeof(struct step), receive_step, "the next step begins"},
                                      [FINISHED] = {"finished", sizeof(struct step), receive_finished,
                                                    "a worker has computed its part of the step"},
                                      [JOINED] = {"joined", 0, receive_joined, "a worker has come back"},
                                      {0}},
    .carriages =
        (const struct carriage[]){CARRIES("step", struct step, bytes), CARRIES("finished", struct step, bytes), {0}},
    .state_bytes = sizeof(struct state),
    .start = start,
    .computed = computed,
    .recover = recover,
};
