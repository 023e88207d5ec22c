/* broken_recovery.c: recoveries from crashes that are wrong. The specification recovery-line must notice.
 *
 *   selfish    checkpoints that nobody coordinates, and a process that goes back without telling anyone: who has received what it
 *              has not sent keeps it.
 *   nostalgic  all go back to the beginning together, but messages do not say of which restart they are: what was in transit on
 *              another channel is received after the rollback.
 *   tardy      a log that is written after the message has been handled, at the next event: the last event before a crash is not
 *              in it, and others may have heard of it.
 *   sloppy     a log that is written in time, and replayed in the wrong order: all steps, then all receipts. */
#include "algorithms/recovery/computation.h"
#include "tests/broken/broken.h"

enum { MESSAGE, RESTART };
enum { MOST_RECORDS = 200 };

struct record {
    uint32_t port_plus_1; /* 0: a step */
    uint32_t value;
};

struct state {
    struct computation computation;
    bool has_pending;
    struct record pending; /* of the tardy log */
};

/* On stable storage, in the first entry. */
struct stable {
    struct computation computation;
    uint32_t checkpoint;
    uint32_t log_length;
    struct record log[MOST_RECORDS];
};

static void take_step(struct process *p, struct state *s)
{
    uint32_t port = computation_port(p, &s->computation), value = computation_step(p, &s->computation);
    process_send(p, port, MESSAGE, &value);
    pace_next_step(p, &s->computation);
}

static void step(struct process *p, void *state)
{
    take_step(p, state);
}

static void receive(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    (void)p;
    computation_receive(&s->computation, m->port, *(const uint32_t *)m->payload);
}

static void no_checkpoint(struct process *p, void *state)
{
    (void)p, (void)state;
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    pace_next_step(p, &s->computation);
    pace_next_checkpoint(p, &s->computation);
}

/* ---- selfish ---- */

static void selfish_checkpoint(struct process *p, void *state)
{
    struct state *s = state;
    struct stable *stable = process_array(p);
    stable->computation = s->computation;
    process_announce(p, OUTPUT_CHECKPOINT, ++stable->checkpoint);
    pace_next_checkpoint(p, &s->computation);
}

static void selfish_recover(struct process *p, void *state)
{
    struct state *s = state;
    const struct stable *stable = process_array(p);
    s->computation = stable->computation;
    process_announce(p, OUTPUT_ROLLBACK, stable->checkpoint);
    start(p, s);
}

/* ---- nostalgic ---- */

static void begin_again(struct process *p, struct state *s)
{
    s->computation = (struct computation){0};
    process_announce(p, OUTPUT_ROLLBACK, 0);
    start(p, s);
}

static void nostalgic_restart(struct process *p, void *state, const struct message *m)
{
    (void)m;
    begin_again(p, state);
}

static void nostalgic_recover(struct process *p, void *state)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, RESTART, NULL);
    begin_again(p, state);
}

/* ---- tardy, sloppy ---- */

static void write_record(struct process *p, struct record record)
{
    struct stable *stable = process_array(p);
    if (stable->log_length < MOST_RECORDS)
        stable->log[stable->log_length++] = record;
}

/* What happens now is written when the next thing happens. */
static void write_later(struct process *p, struct state *s, struct record record)
{
    if (s->has_pending)
        write_record(p, s->pending);
    s->has_pending = true;
    s->pending = record;
}

static void tardy_step(struct process *p, void *state)
{
    write_later(p, state, (struct record){0});
    take_step(p, state);
}

static void tardy_receive(struct process *p, void *state, const struct message *m)
{
    write_later(p, state, (struct record){m->port + 1, *(const uint32_t *)m->payload});
    receive(p, state, m);
}

static void sloppy_step(struct process *p, void *state)
{
    write_record(p, (struct record){0});
    take_step(p, state);
}

static void sloppy_receive(struct process *p, void *state, const struct message *m)
{
    write_record(p, (struct record){m->port + 1, *(const uint32_t *)m->payload});
    receive(p, state, m);
}

static void replay(struct process *p, struct state *s, bool steps, bool receipts)
{
    const struct stable *stable = process_array(p);
    for (uint32_t i = 0; i < stable->log_length; i++) {
        const struct record *record = &stable->log[i];
        if (record->port_plus_1 == 0 && steps)
            computation_step(p, &s->computation);
        else if (record->port_plus_1 > 0 && receipts)
            computation_receive(&s->computation, record->port_plus_1 - 1, record->value);
    }
}

static void tardy_recover(struct process *p, void *state)
{
    replay(p, state, true, true);
    process_announce(p, OUTPUT_ROLLBACK, 0);
    start(p, state);
}

static void sloppy_recover(struct process *p, void *state)
{
    replay(p, state, true, false);
    replay(p, state, false, true);
    process_announce(p, OUTPUT_ROLLBACK, 0);
    start(p, state);
}

#define WRONG(symbol, name_of_it, step_of_it, receive_of_it, checkpoint_of_it, recover_of_it)                          \
    const struct algorithm symbol = {                                                                                  \
        .name = name_of_it,                                                                                            \
        .assumptions = {.topology = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED, .all_initiate = true, .fifo = true},     \
        .promises = {"recovery-line"},                                                                                 \
        .parameters = (const struct parameter[]){COMPUTATION_PARAMETERS, {0}},                                         \
        .messages = (const struct message_kind[]){[MESSAGE] = {"message", sizeof(uint32_t), receive_of_it, ""},        \
                                                  [RESTART] = {"restart", 0, nostalgic_restart, ""},                   \
                                                  {0}},                                                                \
        .controls = (const char *const[]){"restart", NULL},                                                            \
        .timers =                                                                                                      \
            (const struct timer_kind[]){                                                                               \
                [STEP] = {"step", step_of_it}, [CHECKPOINT_DUE] = {"checkpoint", checkpoint_of_it}, {0}},              \
        .variables = (const struct variable[]){DIGEST_VARIABLE(struct state), {0}},                                    \
        .random = true,                                                                                                \
        .state_bytes = sizeof(struct state),                                                                           \
        .state_bytes_per_process = sizeof(struct stable),                                                              \
        .stable_arrays = true,                                                                                         \
        .start = start,                                                                                                \
        .recover = recover_of_it,                                                                                      \
    }

WRONG(broken_recovery_selfish, "broken-recovery-selfish", step, receive, selfish_checkpoint, selfish_recover);
WRONG(broken_recovery_nostalgic, "broken-recovery-nostalgic", step, receive, no_checkpoint, nostalgic_recover);
WRONG(broken_recovery_tardy, "broken-recovery-tardy", tardy_step, tardy_receive, no_checkpoint, tardy_recover);
WRONG(broken_recovery_sloppy, "broken-recovery-sloppy", sloppy_step, sloppy_receive, no_checkpoint, sloppy_recover);
