/* mapreduce.c: MapReduce, as Hadoop does it: see mapreduce.h.
 *
 * Assumes    a complete graph, in which process 0, the master, never crashes; workers may, and recover or not, if one is up in the
 *            end; reliable FIFO channels.
 * Promises   makespan.
 * Cost       each map tells its place to every worker, each reducer asks each map that is elsewhere: maps (workers + 2 reduces)
 *            messages, about, and a heartbeat a worker and beat. */
#include "algorithms/makespan/mapreduce.h"

enum { SLOTS_OF_A_KIND = MOST_SLOTS / 2 };

bool mapreduce_is_after(const struct process *p, uint32_t stage, uint32_t other)
{
    struct task_stage own = process_stage(p, stage);
    for (uint32_t i = 0; i < own.after_count; i++)
        if (own.after[i] == other)
            return true;
    return false;
}

bool mapreduce_reduces(const struct process *p, uint32_t stage)
{
    struct task_stage own = process_stage(p, stage);
    for (uint32_t i = 0; i < own.after_count; i++)
        if (!mapreduce_reduces(p, own.after[i]))
            return true;
    return false;
}

static uint32_t slots_of(const struct process *p, uint32_t parameter, struct host_facts host)
{
    uint32_t slots = (uint32_t)process_parameter(p, parameter);
    if (slots == 0)
        slots = host.cores / 2 + host.cores % 2;
    return slots < SLOTS_OF_A_KIND ? slots : SLOTS_OF_A_KIND;
}

uint32_t mapreduce_slots(const struct process *p, struct host_facts host, uint32_t *maps)
{
    *maps = slots_of(p, MAP_SLOTS, host);
    return *maps + slots_of(p, REDUCE_SLOTS, host);
}

static void start(struct process *p, void *state)
{
    if (process_number(p) == MASTER)
        mapreduce_start_master(p, state);
    else if (((const struct cluster *)state)->life ==
             0) /* else it has crashed and come back before its date to start */
        mapreduce_begin_life(p, state);
}

static void recover(struct process *p, void *state)
{
    if (process_number(p) != MASTER)
        mapreduce_begin_life(p, state);
}

const struct algorithm mapreduce = {
    .name = "mapreduce",
    .catalogue = "G7",
    .title_en = "MapReduce",
    .title_fr = "MapReduce",
    .source = "Dean & Ghemawat, OSDI 2004; Zaharia et al., OSDI 2008",
    .idea = "Maps run where their block is, if a slot is free there, and leave their output on their disk; each "
            "reducer copies its "
            "part of all of them, and reduces. A task that is slow gets a copy elsewhere, and the first result counts; "
            "what a node "
            "that dies ran, or had on its disk, is done again.",
    .assumes = "a complete graph, in which process 0, the master, never crashes; workers may, and recover or not, if "
               "one is up in "
               "the end; reliable FIFO channels; at most 32,767 workers",
    .assumptions = {.topology = TOPOLOGY_COMPLETE,
                    .minimum_processes = 2,
                    .all_initiate = true,
                    .fifo = true,
                    .knows_neighbours = true,
                    .works = true},
    .promises = {"makespan"},
    .parameters =
        (const struct parameter[]){
            [SPECULATION] =
                {"speculation", "count", 0, 0, 3,
                 "copies of tasks that run, when nothing waits: 0 none; 1 of all, those first that began first (backup "
                 "tasks, Dean & Ghemawat); 2 LATE; 3 of those whose progress is 0.2 behind the average (Hadoop "
                 "before LATE)"},
            [CAP] = {"cap", "probability", 0.1, 0, 1, "LATE: copies that run, at the most, as a part of all slots"},
            [SLOW_TASK] = {"slow-task", "probability", 0.25, 0, 1,
                           "LATE: copies are made of tasks whose rate of progress is below this percentile"},
            [SLOW_NODE] = {"slow-node", "probability", 0.25, 0, 1,
                           "LATE: nodes whose progress is below this percentile get no copies"},
            [PATIENCE] = {"patience", "time", 60, 0, 1e6,
                          "LATE, and 3: how long a task must have run before it is copied"},
            [REPLICAS] = {"replicas", "count", 3, 1, 3, "nodes that have each block"},
            [LOCALITY] = {"locality", "count", 1, 0, 1,
                          "1: a node gets the map whose block is nearest; 0: the first that waits"},
            [MAP_SLOTS] = {"map-slots", "count", 0, 0, SLOTS_OF_A_KIND,
                           "maps that a worker runs at once; 0: as many as half its cores, rounded up (8 at the most)"},
            [REDUCE_SLOTS] = {"reduce-slots", "count", 0, 0, SLOTS_OF_A_KIND, "the same, for reduces"},
            [SLOW_START] = {"slow-start", "probability", 0.05, 0, 1,
                            "part of the maps that must be done before reducers begin to copy"},
            [BEAT_PERIOD] = {"beat", "time", 3, 1e-3, 1e6,
                             "a worker says so often that it is alive, and how far its tasks are"},
            [BEATS_MISSED] = {"missed", "count", 10, 1, 1e6, "a worker that is silent for so many beats is lost"},
            {0}},
    .messages =
        (const struct message_kind[]){
            [LOCAL_MAP] = {"local-map", sizeof(struct order), mapreduce_receive_run,
                           "a map whose block the worker has"},
            [RACK_MAP] = {"rack-map", sizeof(struct order), mapreduce_receive_run, "a map whose block is on its rack"},
            [REMOTE_MAP] = {"remote-map", sizeof(struct order), mapreduce_receive_run,
                            "a map whose block is elsewhere"},
            [REDUCE] = {"reduce", sizeof(struct order), mapreduce_receive_run, "a reduce"},
            [BACKUP] = {"backup", sizeof(struct order), mapreduce_receive_run, "a copy of a task that runs elsewhere"},
            [SOURCE] = {"source", sizeof(struct order), mapreduce_receive_source,
                        "the node to read a block from, instead of one that is lost"},
            [KILL] = {"kill", sizeof(struct order), mapreduce_receive_kill, "the task is done elsewhere"},
            [LOCATED] = {"located", sizeof(struct location), mapreduce_receive_located, "where the output of a map is"},
            [RESET] = {"reset", sizeof(struct life), mapreduce_receive_reset,
                       "the worker was taken for lost: it begins anew"},
            [STOP] = {"stop", 0, mapreduce_receive_stop, "all tasks are done"},
            [REGISTER] = {"register", sizeof(struct life), mapreduce_receive_register,
                          "a worker begins, or begins anew"},
            [ALIVE] = {"alive", sizeof(struct alive), mapreduce_receive_alive,
                       "the worker is alive, and how far its tasks are"},
            [FINISHED] = {"finished", sizeof(struct order), mapreduce_receive_finished,
                          "a task is done, its output written"},
            [FETCH] = {"fetch", sizeof(struct asked), mapreduce_receive_fetch,
                       "asks for a reducer's part of an output"},
            [PART] = {"part", sizeof(struct asked), mapreduce_receive_part, "the part"},
            [READ] = {"read", sizeof(struct asked), mapreduce_receive_read, "asks for a block"},
            [BLOCK] = {"block", sizeof(struct asked), mapreduce_receive_block, "the block"},
            {0}},
    .carriages =
        (const struct carriage[]){CARRIES("part", struct asked, bytes), CARRIES("block", struct asked, bytes), {0}},
    .timers = (const struct timer_kind[]){[BEAT] = {"beat", mapreduce_beat}, [CHECK] = {"check", mapreduce_check}, {0}},
    .variables = (const struct variable[]){{"life", FIELD(struct cluster, life), .stable = true, .maximum = INT32_MAX,
                                            .meaning = "how often the worker has begun"},
                                           {0}},
    .random = true,
    .state_bytes = sizeof(struct cluster),
    .state_bytes_per_neighbour = sizeof(struct node),
    .start = start,
    .computed = mapreduce_computed,
    .recover = recover,
};
