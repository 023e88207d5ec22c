/* mapreduce_master.c: the master: where blocks are, who gets which task, and what is done about nodes that are lost. See mapreduce.h.
 *
 * Its mark of a task: the numbers of the nodes that have its block (0: none), that of the node that has its output, and
 *
 *   WAITING ──handed out──▶ RUNNING ──first finished──▶ HELD     its output is on the disk of its holder
 *      ▲                       │                         │
 *      └──all who ran it lost──┴──holder lost, needed────┘       ANNOUNCED once, whatever comes after */
#include "algorithms/makespan/mapreduce.h"

enum { MOST_REPLICAS = 3, NODE_BITS = 15, NODE_MASK = (1 << NODE_BITS) - 1 };
enum task_state { WAITING, RUNNING, HELD };
enum { AT_HOLDER = MOST_REPLICAS * NODE_BITS, AT_STATE = AT_HOLDER + NODE_BITS, AT_ANNOUNCED = AT_STATE + 2 };
/* How far a block is from a node. */
enum distance { NODE_LOCAL, RACK_LOCAL, REMOTE, DISTANCES };

/* ---- marks ---- */

static uint32_t field(const struct process *p, uint64_t task, uint32_t at)
{
    return (uint32_t)(process_mark(p, task) >> at) & NODE_MASK;
}

static void set_field(struct process *p, uint64_t task, uint32_t at, uint64_t value, uint64_t mask)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): 64 bits hold all that is put there */
    uint64_t place = mask << at, placed = value << at;
    process_set_mark(p, task, (process_mark(p, task) & ~place) | placed);
}

static enum task_state state_of(const struct process *p, uint64_t task)
{
    return (enum task_state)(process_mark(p, task) >> AT_STATE & 3);
}

static bool is_announced(const struct process *p, uint64_t task)
{
    return process_mark(p, task) >> AT_ANNOUNCED & 1;
}

static void set_state(struct process *p, struct cluster *c, uint64_t task, enum task_state state)
{
    struct stage *stage = &c->stages[process_task(p, task).stage];
    stage->waiting -= state_of(p, task) == WAITING;
    stage->waiting += state == WAITING;
    if (state == WAITING && task < stage->first)
        stage->first = task;
    set_field(p, task, AT_STATE, (uint32_t)state, 3);
}

/* ---- blocks ---- */

static uint32_t site_of(const struct process *p, uint32_t node)
{
    return process_neighbour_host(p, node - 1).site;
}

static bool has_block(const struct process *p, uint64_t task, uint32_t node)
{
    for (uint32_t i = 0; i < MOST_REPLICAS; i++)
        if (field(p, task, i * NODE_BITS) == node)
            return true;
    return false;
}

/* A node without the block, at random: on the rack of `first`, or on another, if there is one, else anywhere. */
static uint32_t draw_node(struct process *p, uint64_t task, uint32_t first, bool same_rack)
{
    uint32_t nodes = process_out_degree(p), from = (uint32_t)process_random(p, nodes), any = 0;
    for (uint32_t i = 0; i < nodes; i++) {
        uint32_t node = 1 + (from + i) % nodes;
        if (has_block(p, task, node))
            continue;
        if (first == 0 || (site_of(p, node) == site_of(p, first)) == same_rack)
            return node;
        any = any == 0 ? node : any;
    }
    return any;
}

/* "The second replica is placed on a node of another rack than the first, the third on a different node of the second's rack." */
static void place_block(struct process *p, uint64_t task)
{
    uint32_t replicas = (uint32_t)process_parameter(p, REPLICAS), last = 0;
    for (uint32_t i = 0; i < replicas && i < process_out_degree(p); i++) {
        last = draw_node(p, task, last, i == 2);
        set_field(p, task, i * NODE_BITS, last, NODE_MASK);
    }
}

/* The nearest node that has the block and is up; the master, which has all blocks, if there is none. */
static uint32_t nearest(const struct process *p, const struct cluster *c, uint64_t task, uint32_t node,
                        enum distance *distance)
{
    uint32_t source = MASTER;
    *distance = REMOTE;
    for (uint32_t i = 0; i < MOST_REPLICAS; i++) {
        uint32_t replica = field(p, task, i * NODE_BITS);
        if (replica == 0 || !c->nodes[replica - 1].alive)
            continue;
        enum distance far = replica == node                           ? NODE_LOCAL
                            : site_of(p, replica) == site_of(p, node) ? RACK_LOCAL
                                                                      : REMOTE;
        if (source == MASTER || far < *distance) {
            source = replica;
            *distance = far;
        }
    }
    return source;
}

/* ---- handing out ---- */

static bool stage_is_done(const struct process *p, const struct cluster *c, uint32_t stage)
{
    return c->stages[stage].done == process_stage(p, stage).count;
}

/* "Reducers are started when a part of the maps is done", and copy what there is; all else when what comes before is done. */
static bool is_ready(const struct process *p, const struct cluster *c, uint32_t stage)
{
    struct task_stage own = process_stage(p, stage);
    bool reduces = mapreduce_reduces(p, stage);
    for (uint32_t i = 0; i < own.after_count; i++) {
        uint32_t before = own.after[i];
        double part = reduces && !mapreduce_reduces(p, before) ? process_parameter(p, SLOW_START) : 1;
        if ((double)c->stages[before].done < part * (double)process_stage(p, before).count)
            return false;
    }
    return true;
}

static uint32_t ready_stages(const struct process *p, const struct cluster *c)
{
    uint32_t count = 0;
    for (uint32_t stage = 0; stage < process_stage_count(p); stage++)
        count += is_ready(p, c, stage);
    return count;
}

/* The task of the stage that waits and whose block is nearest to the node; of several, the first. */
static uint64_t choose(struct process *p, struct cluster *c, uint32_t stage, uint32_t node, enum distance *distance)
{
    struct task_stage own = process_stage(p, stage);
    bool any = mapreduce_reduces(p, stage) || process_parameter(p, LOCALITY) <= 0;
    uint64_t best = 0, task = c->stages[stage].first;
    uint64_t waiting = c->stages[stage].waiting;
    while (state_of(p, task) != WAITING)
        task++;
    c->stages[stage].first = task;
    *distance = DISTANCES;
    for (; waiting > 0 && task < own.first + own.count; task++) {
        enum distance far;
        if (state_of(p, task) != WAITING)
            continue;
        waiting--;
        nearest(p, c, task, node, &far);
        if (far < *distance) {
            *distance = far;
            best = task;
        }
        if (any || *distance == NODE_LOCAL)
            break;
    }
    return best;
}

static void run(struct process *p, struct cluster *c, uint32_t port, uint32_t slot, uint64_t task, bool is_copy)
{
    struct node *node = &c->nodes[port];
    enum distance distance;
    uint32_t source = nearest(p, c, task, port + 1, &distance);
    uint32_t kind = distance == NODE_LOCAL ? LOCAL_MAP : distance == RACK_LOCAL ? RACK_MAP : REMOTE_MAP;
    if (mapreduce_reduces(p, process_task(p, task).stage))
        kind = REDUCE;
    node->attempts[slot] = (struct attempt){
        .task_plus_1 = (uint32_t)task + 1, .source = source, .is_copy = is_copy, .began = process_now(p)};
    set_state(p, c, task, RUNNING);
    process_send(p, port, is_copy ? BACKUP : kind, &(struct order){(uint32_t)task, slot, source, node->life});
}

/* Something for a slot that is free: a task that waits, else a copy of one that runs. */
static bool fill_slot(struct process *p, struct cluster *c, uint32_t port, uint32_t slot, bool reduces)
{
    uint64_t chosen = 0;
    enum distance nearest_yet = DISTANCES, distance;
    for (uint32_t stage = 0; stage < process_stage_count(p) && nearest_yet == DISTANCES; stage++)
        if (c->stages[stage].waiting > 0 && mapreduce_reduces(p, stage) == reduces && is_ready(p, c, stage)) {
            chosen = choose(p, c, stage, port + 1, &distance);
            nearest_yet = distance;
        }
    if (nearest_yet < DISTANCES) {
        run(p, c, port, slot, chosen, false);
        return true;
    }
    uint32_t copy = mapreduce_speculate(p, c, port, reduces);
    if (copy > 0)
        run(p, c, port, slot, copy - 1, true);
    return copy > 0;
}

/* Something for one slot of that kind of the node, if one is free. */
static bool fill_kind(struct process *p, struct cluster *c, uint32_t port, bool reduces)
{
    uint32_t maps, slots = mapreduce_slots(p, process_neighbour_host(p, port), &maps);
    uint32_t slot = reduces ? maps : 0, end = reduces ? slots : maps;
    while (slot < end && c->nodes[port].attempts[slot].task_plus_1 > 0)
        slot++;
    return slot < end && c->begun && !c->over && c->nodes[port].alive && fill_slot(p, c, port, slot, reduces);
}

static bool fill(struct process *p, struct cluster *c, uint32_t port)
{
    bool map = fill_kind(p, c, port, false), reduce = fill_kind(p, c, port, true);
    return map || reduce;
}

/* One each in turn, so that the load is even. */
static void fill_all(struct process *p, struct cluster *c)
{
    bool more = true;
    while (more) {
        more = false;
        for (uint32_t port = 0; port < process_out_degree(p); port++)
            more = fill(p, c, port) || more;
    }
}

void mapreduce_start_master(struct process *p, struct cluster *c)
{
    for (uint32_t stage = 0; stage < process_stage_count(p) && stage < STAGES; stage++) {
        struct task_stage own = process_stage(p, stage);
        c->stages[stage] = (struct stage){.waiting = own.count, .first = own.first};
        for (uint64_t task = own.first; task < own.first + own.count; task++)
            if (!mapreduce_reduces(p, stage))
                place_block(p, task);
    }
    c->begun = true;
    fill_all(p, c);
    process_set_timer(p, CHECK, process_parameter(p, BEAT_PERIOD));
}

/* ---- nodes that are lost ---- */

/* Whether somebody may still fetch from who has it. */
static bool is_needed(const struct process *p, const struct cluster *c, uint64_t map)
{
    uint32_t stage = process_task(p, map).stage;
    for (uint32_t later = stage + 1; later < process_stage_count(p); later++)
        if (mapreduce_is_after(p, later, stage) && mapreduce_reduces(p, later) && !stage_is_done(p, c, later))
            return true;
    return false;
}

/* Those who read a block there read it elsewhere. */
static void read_elsewhere(struct process *p, struct cluster *c, uint32_t lost)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        for (uint32_t slot = 0; slot < MOST_SLOTS; slot++) {
            struct attempt *attempt = &c->nodes[port].attempts[slot];
            enum distance distance;
            if (attempt->task_plus_1 == 0 || attempt->source != lost)
                continue;
            attempt->source = nearest(p, c, attempt->task_plus_1 - 1, port + 1, &distance);
            process_send(p, port, SOURCE,
                         &(struct order){attempt->task_plus_1 - 1, slot, attempt->source, c->nodes[port].life});
        }
}

/* "Tasks in progress on a failed worker become eligible again, and so do the maps that it has completed, since their output is on
 * its disk." */
static void lose(struct process *p, struct cluster *c, uint32_t port)
{
    struct node *node = &c->nodes[port];
    node->alive = false;
    for (uint32_t slot = 0; slot < MOST_SLOTS; slot++) {
        uint32_t task_plus_1 = node->attempts[slot].task_plus_1;
        node->attempts[slot] = (struct attempt){0};
        if (task_plus_1 > 0 && mapreduce_attempts(p, c, task_plus_1 - 1) == 0)
            set_state(p, c, task_plus_1 - 1, WAITING);
    }
    for (uint64_t task = 0; task < process_task_count(p); task++)
        if (state_of(p, task) == HELD && field(p, task, AT_HOLDER) == port + 1 && is_needed(p, c, task))
            set_state(p, c, task, WAITING);
    read_elsewhere(p, c, port + 1);
}

/* "If no response is received from a worker in a certain amount of time, the master marks the worker as failed." */
void mapreduce_check(struct process *p, void *state)
{
    struct cluster *c = state;
    sim_time patience = process_parameter(p, BEAT_PERIOD) * process_parameter(p, BEATS_MISSED);
    bool lost = false;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (c->nodes[port].alive && c->nodes[port].heard + patience < process_now(p)) {
            lose(p, c, port);
            lost = true;
        }
    if (lost)
        fill_all(p, c);
    process_set_timer(p, CHECK, process_parameter(p, BEAT_PERIOD));
}

static void tell_locations(struct process *p, uint32_t port)
{
    for (uint64_t task = 0; task < process_task_count(p); task++)
        if (state_of(p, task) == HELD && !mapreduce_reduces(p, process_task(p, task).stage))
            process_send(p, port, LOCATED, &(struct location){(uint32_t)task, field(p, task, AT_HOLDER)});
}

void mapreduce_receive_register(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    struct node *node = &c->nodes[m->port];
    uint32_t life = ((const struct life *)m->payload)->life;
    if (c->over)
        process_send(p, m->port, STOP, NULL);
    if (c->over || life <= node->life)
        return;
    if (node->life > 0)
        lose(p, c, m->port);
    *node = (struct node){.life = life, .alive = true, .heard = process_now(p)};
    if (!c->begun)
        return;
    tell_locations(p, m->port);
    fill_all(p, c); /* what it had goes to anyone */
}

/* One that was taken for lost, and was not, begins anew: what it has counts for nothing any more. */
void mapreduce_receive_alive(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    const struct alive *alive = m->payload;
    struct node *node = &c->nodes[m->port];
    if (c->over || alive->life != node->life)
        return;
    if (!node->alive) {
        process_send(p, m->port, RESET, &(struct life){node->life});
        return;
    }
    node->heard = process_now(p);
    for (uint32_t slot = 0; slot < MOST_SLOTS; slot++)
        node->attempts[slot].last = alive->slots[slot];
    fill(p, c, m->port);
}

/* ---- results ---- */

static void end(struct process *p, struct cluster *c)
{
    c->over = true;
    process_cancel_timer(p, CHECK);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, STOP, NULL);
}

/* "The first one that completes counts"; the others are stopped. */
static void kill_others(struct process *p, struct cluster *c, uint32_t task)
{
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        for (uint32_t slot = 0; slot < MOST_SLOTS; slot++) {
            struct node *node = &c->nodes[port];
            if (node->attempts[slot].task_plus_1 != task + 1)
                continue;
            node->attempts[slot] = (struct attempt){0};
            process_send(p, port, KILL, &(struct order){task, slot, MASTER, node->life});
            fill(p, c, port);
        }
}

static void announce(struct process *p, struct cluster *c, uint32_t task)
{
    if (is_announced(p, task))
        return;
    set_field(p, task, AT_ANNOUNCED, 1, 1);
    c->stages[process_task(p, task).stage].done++;
    c->done++;
    process_announce(p, OUTPUT_DONE, task);
}

static void settle(struct process *p, struct cluster *c, uint32_t task, uint32_t holder)
{
    uint32_t stage = process_task(p, task).stage;
    set_state(p, c, task, HELD);
    set_field(p, task, AT_HOLDER, holder, NODE_MASK);
    announce(p, c, task);
    for (uint32_t port = 0; !mapreduce_reduces(p, stage) && port < process_out_degree(p); port++)
        if (c->nodes[port].alive)
            process_send(p, port, LOCATED, &(struct location){task, holder});
}

/* "The master records the locations of the output of a completed map task, and ignores the message if the task was completed
 * before." */
void mapreduce_receive_finished(struct process *p, void *state, const struct message *m)
{
    struct cluster *c = state;
    const struct order *finished = m->payload;
    struct node *node = &c->nodes[m->port];
    struct attempt attempt = node->attempts[finished->slot];
    if (c->over || finished->life != node->life || !node->alive || attempt.task_plus_1 != finished->task + 1)
        return;
    sim_time took = process_now(p) - attempt.began;
    uint32_t stage = process_task(p, finished->task).stage, ready = ready_stages(p, c);
    node->heard = process_now(p);
    node->attempts[finished->slot] = (struct attempt){0};
    node->score++;
    if (took > 0)
        mapreduce_count_rate(&c->rates[mapreduce_reduces(p, stage)], 1 / took);
    settle(p, c, finished->task, m->port + 1);
    if (c->done == process_task_count(p)) {
        end(p, c);
        return;
    }
    kill_others(p, c, finished->task);
    if (ready_stages(p, c) > ready)
        fill_all(p, c);
    else
        fill(p, c, m->port);
}
