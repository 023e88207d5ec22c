/* ledger.c: see ledger.h.
 *
 * The mark of an outstanding task holds its two neighbours in the list; that of any other is 0. No two neighbours make a
 * 0: they would be the same task. */
#include "algorithms/makespan/ledger.h"

#define NOBODY UINT32_MAX

struct link {
    uint32_t older, newer;
};

static struct link link_of(const struct process *p, uint32_t task)
{
    uint64_t mark = process_mark(p, task);
    return (struct link){(uint32_t)(mark >> 32), (uint32_t)mark};
}

static void set_link(struct process *p, uint32_t task, struct link link)
{
    process_set_mark(p, task, (uint64_t)link.older << 32 | link.newer);
}

uint32_t ledger_tasks(const struct process *p)
{
    uint64_t tasks = process_task_count(p);
    return tasks < NOBODY ? (uint32_t)tasks : NOBODY - 1;
}

uint64_t range_input(const struct process *p, struct range range)
{
    double bytes = 0;
    for (uint32_t i = 0; i < range.count; i++)
        bytes += process_task(p, range.first + i).input;
    return (uint64_t)bytes;
}

uint64_t range_output(const struct process *p, struct range range)
{
    double bytes = 0;
    for (uint32_t i = 0; i < range.count; i++)
        bytes += process_task(p, range.first + i).output;
    return (uint64_t)bytes;
}

/* ---- the list ---- */

static void append(struct process *p, struct ledger *ledger, uint32_t task)
{
    uint32_t older = ledger->outstanding > 0 ? ledger->newest : NOBODY;
    set_link(p, task, (struct link){older, NOBODY});
    if (older == NOBODY)
        ledger->oldest = task;
    else
        set_link(p, older, (struct link){link_of(p, older).older, task});
    ledger->newest = task;
    ledger->outstanding++;
}

static void take_out(struct process *p, struct ledger *ledger, uint32_t task)
{
    struct link link = link_of(p, task);
    if (link.older != NOBODY)
        set_link(p, link.older, (struct link){link_of(p, link.older).older, link.newer});
    else
        ledger->oldest = link.newer;
    if (link.newer != NOBODY)
        set_link(p, link.newer, (struct link){link.older, link_of(p, link.newer).newer});
    else
        ledger->newest = link.older;
    process_set_mark(p, task, 0);
    ledger->outstanding--;
}

/* ---- stages ---- */

bool ledger_stage_is_done(const struct process *p, const struct ledger *ledger, uint32_t stage)
{
    return ledger->stages[stage].done == process_stage(p, stage).count;
}

bool ledger_stage_is_ready(const struct process *p, const struct ledger *ledger, uint32_t stage)
{
    struct task_stage own = process_stage(p, stage);
    for (uint32_t i = 0; i < own.after_count; i++)
        if (!ledger_stage_is_done(p, ledger, own.after[i]))
            return false;
    return true;
}

static struct range left_of(const struct process *p, const struct ledger *ledger, uint32_t stage)
{
    struct task_stage own = process_stage(p, stage);
    uint32_t dealt = ledger->stages[stage].dealt;
    return (struct range){(uint32_t)own.first + dealt, (uint32_t)own.count - dealt};
}

struct range ledger_next(const struct process *p, struct ledger *ledger)
{
    struct range left = left_of(p, ledger, ledger->stage);
    uint32_t stages = process_stage_count(p) < LEDGER_STAGES ? process_stage_count(p) : LEDGER_STAGES;
    for (uint32_t i = 0; i < stages && left.count == 0; i++)
        if (ledger_stage_is_ready(p, ledger, i)) {
            left = left_of(p, ledger, i);
            ledger->stage = i;
        }
    return left;
}

/* ---- dealing and gathering ---- */

/* Scenarios have no more stages. */
static uint32_t stage_of(const struct process *p, uint32_t task)
{
    uint32_t stage = process_task(p, task).stage;
    return stage < LEDGER_STAGES ? stage : LEDGER_STAGES - 1;
}

void ledger_deal(struct process *p, struct ledger *ledger, struct range range)
{
    for (uint32_t i = range.count; i-- > 0;) {
        append(p, ledger, range.first + i);
        ledger->stages[stage_of(p, range.first + i)].dealt++;
    }
    ledger->dealt += range.count;
}

struct range ledger_copy(struct process *p, struct ledger *ledger, uint32_t most)
{
    struct range copied = {0, 0};
    if (ledger->outstanding == 0)
        return copied;
    if (most > ledger->outstanding)
        most = ledger->outstanding;
    uint32_t task = ledger->oldest;
    uint64_t first = process_stage(p, process_task(p, task).stage).first;
    while (copied.count < most && ledger->oldest == task && task >= first) {
        copied = (struct range){task, copied.count + 1};
        take_out(p, ledger, task);
        append(p, ledger, task);
        task--;
    }
    return copied;
}

void ledger_settle(struct process *p, struct ledger *ledger, struct range range)
{
    for (uint32_t i = 0; i < range.count; i++) {
        uint32_t task = range.first + i;
        if (process_mark(p, task) == 0)
            continue;
        take_out(p, ledger, task);
        ledger->done++;
        ledger->stages[stage_of(p, task)].done++;
        process_announce(p, OUTPUT_DONE, task);
    }
}
