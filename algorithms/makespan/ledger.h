/* ledger.h: what the process that deals tasks out and gathers their results knows of each of them: it was never dealt, it is
 * outstanding (dealt, and no result has come), or it is done. Shared by the algorithms of this folder.
 *
 * Costs 8 bytes a task (process_mark), and no time that grows with their number: outstanding tasks form a list, from the one
 * that was dealt longest ago. Numbers of tasks are below 2^32 - 1, stages are 64 at the most. */
#ifndef ONDE_MAKESPAN_LEDGER_H
#define ONDE_MAKESPAN_LEDGER_H

#include "engine/process.h"

enum { LEDGER_STAGES = 64 };

/* Consecutive tasks. */
struct range {
    uint32_t first, count;
};

struct ledger {
    uint32_t dealt, done;    /* tasks */
    uint32_t outstanding;    /* tasks */
    uint32_t oldest, newest; /* of the outstanding ones, if there are any */
    uint32_t stage;          /* of what was dealt last */
    struct {
        uint32_t dealt, done; /* its tasks */
    } stages[LEDGER_STAGES];
};

/* The number of tasks of the scenario. */
uint32_t ledger_tasks(const struct process *p);
/* The bytes that the tasks of a range need, and those of their results. */
uint64_t range_input(const struct process *p, struct range range);
uint64_t range_output(const struct process *p, struct range range);

/* Whether all stages that it comes after are done. */
bool ledger_stage_is_ready(const struct process *p, const struct ledger *ledger, uint32_t stage);
bool ledger_stage_is_done(const struct process *p, const struct ledger *ledger, uint32_t stage);
/* What can be dealt: the tasks that never were, of the stage dealt from last, or if there are none, of the first one that is
 * ready. count 0: nothing. */
struct range ledger_next(const struct process *p, struct ledger *ledger);
/* Tasks that never were dealt are outstanding from now on. */
void ledger_deal(struct process *p, struct ledger *ledger, struct range range);
/* Consecutive tasks that are outstanding, `most` at the most: of the chunk that was dealt, or copied, longest ago, the
 * last ones, since whoever has it begins with the first. All are of one stage. count 0: there are none. */
struct range ledger_copy(struct process *p, struct ledger *ledger, uint32_t most);
/* The results of these tasks have come: those that were outstanding are done, and announced; those of the others came
 * before. */
void ledger_settle(struct process *p, struct ledger *ledger, struct range range);

#endif
