/* broken_makespan.c: masters and workers that are wrong on purpose. Process 0 hands out the tasks one by one, in their order, to
 * whoever is idle, and has the results; a stage begins when all tasks before are done. But
 *
 * forgetful  The last task is never handed out.                             Axiom: each task once (none is lost).
 * generous   Every result is counted a second time.                         Axiom: each task once (none is counted twice).
 * hasty      A stage does not wait for the one before.                      Axiom: precedence.
 * boastful   Workers answer without having computed.                        Axiom: work.
 * sloppy     Workers compute half of each task.                             Axiom: work. */
#include "tests/broken/broken.h"

enum { TASK, RESULT };

struct task_message {
    uint64_t number;
};

struct state {
    uint64_t next, done;
    bool idle[]; /* by port */
};

/* ---- the master ---- */

static bool may_begin(const struct process *p, const struct state *s, bool waits)
{
    uint32_t stage = process_task(p, s->next).stage;
    return !waits || s->done >= process_stage(p, stage).first;
}

static void hand_out(struct process *p, struct state *s, uint64_t tasks, bool waits)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (s->idle[port] && s->next < tasks && may_begin(p, s, waits)) {
            process_send(p, port, TASK, &(struct task_message){s->next});
            s->idle[port] = false;
            s->next++;
        }
}

static void begin(struct process *p, void *state, uint64_t tasks, bool waits)
{
    struct state *s = state;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        s->idle[port] = true;
    hand_out(p, s, tasks, waits);
}

static void start(struct process *p, void *state)
{
    begin(p, state, process_task_count(p), true);
}

static void start_forgetful(struct process *p, void *state)
{
    begin(p, state, process_task_count(p) - 1, true);
}

static void start_hasty(struct process *p, void *state)
{
    begin(p, state, process_task_count(p), false);
}

static void take(struct process *p, void *state, const struct message *m, uint64_t tasks, bool waits)
{
    struct state *s = state;
    process_announce(p, OUTPUT_DONE, (int64_t)((const struct task_message *)m->payload)->number);
    s->done++;
    s->idle[m->port] = true;
    hand_out(p, s, tasks, waits);
}

static void take_result(struct process *p, void *state, const struct message *m)
{
    take(p, state, m, process_task_count(p), true);
}

static void take_result_forgetful(struct process *p, void *state, const struct message *m)
{
    take(p, state, m, process_task_count(p) - 1, true);
}

static void take_result_generous(struct process *p, void *state, const struct message *m)
{
    process_announce(p, OUTPUT_DONE, (int64_t)((const struct task_message *)m->payload)->number);
    take_result(p, state, m);
}

static void take_result_hasty(struct process *p, void *state, const struct message *m)
{
    take(p, state, m, process_task_count(p), false);
}

/* ---- the workers ---- */

static void do_task(struct process *p, void *state, const struct message *m)
{
    const struct task_message *task = m->payload;
    (void)state;
    process_begin_work(p, WORK_COMPUTE, task->number, process_task(p, task->number).cost);
}

static void do_task_boastful(struct process *p, void *state, const struct message *m)
{
    (void)state;
    process_send(p, 0, RESULT, m->payload);
}

static void do_task_sloppy(struct process *p, void *state, const struct message *m)
{
    const struct task_message *task = m->payload;
    (void)state;
    process_begin_work(p, WORK_COMPUTE, task->number, process_task(p, task->number).cost / 2);
}

static void computed(struct process *p, void *state, enum work work, uint64_t number)
{
    (void)state;
    (void)work;
    process_send(p, 0, RESULT, &(struct task_message){number});
}

/* ---- what is wrong with whom ---- */

#define MASTER(symbol, name_of_it, start_of_it, task_of_it, result_of_it)                                              \
    static const struct message_kind messages_of_##symbol[] = {                                                        \
        {"task", sizeof(struct task_message), task_of_it, "do this task"},                                             \
        {"result", sizeof(struct task_message), result_of_it, "it is done"},                                           \
        {.name = NULL},                                                                                                \
    };                                                                                                                 \
    const struct algorithm symbol = {                                                                                  \
        .name = name_of_it,                                                                                            \
        .assumptions = {.topology = TOPOLOGY_STAR, .one_initiator = true, .works = true},                              \
        .promises = {"makespan"},                                                                                      \
        .messages = messages_of_##symbol,                                                                              \
        .state_bytes = sizeof(struct state),                                                                           \
        .state_bytes_per_neighbour = sizeof(bool),                                                                     \
        .start = start_of_it,                                                                                          \
        .computed = computed,                                                                                          \
    }

MASTER(broken_master_forgetful, "broken-master-forgetful", start_forgetful, do_task, take_result_forgetful);
MASTER(broken_master_generous, "broken-master-generous", start, do_task, take_result_generous);
MASTER(broken_master_hasty, "broken-master-hasty", start_hasty, do_task, take_result_hasty);
MASTER(broken_master_boastful, "broken-master-boastful", start, do_task_boastful, take_result);
MASTER(broken_master_sloppy, "broken-master-sloppy", start, do_task_sloppy, take_result);
