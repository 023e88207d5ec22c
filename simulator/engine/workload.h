/* workload.h: the tasks that a scenario asks for, drawn once for a run and fixed while it runs. Units: flops, bytes. */
#ifndef ONDE_ENGINE_WORKLOAD_H
#define ONDE_ENGINE_WORKLOAD_H

#include "base/error.h"
#include "engine/settings.h"

/* Tasks are numbered from 0, stage by stage. Where all tasks of a stage are the same, only one is stored. */
struct workload;

/* The input and the output of a task together are less: 2^63 bytes. */
#define TASK_MOST_BYTES 0x1p63

/* Draws the costs from the seed. Errors (INPUT): a CSV of tasks that cannot be read, a column that is missing or not known, a
 * cost or a size that is negative or not a number, sizes too large, with file and line; memory. true: the caller owns *out; workload_free(). A run
 * without tasks has *out = NULL. */
bool workload_create(const struct work_settings *settings, uint64_t seed, struct workload **out, struct error *err);
void workload_free(struct workload *workload); /* NULL is allowed */

/* All of these take NULL for no tasks. */
uint64_t workload_count(const struct workload *workload);
struct task workload_task(const struct workload *workload, uint64_t number);
uint32_t workload_stage_count(const struct workload *workload);
struct task_stage workload_stage(const struct workload *workload, uint32_t stage);
/* Bytes of memory that the hungriest task needs on its host. */
double workload_memory(const struct workload *workload);
/* Bytes of the task with the most input and output together. */
double workload_data(const struct workload *workload);
/* Sum of all costs; the largest cost; the costs of the dearest task of each stage, summed along the longest path of the
 * stages (the critical path: no schedule is shorter on hosts of that speed). */
double workload_total(const struct workload *workload);
double workload_largest(const struct workload *workload);
double workload_critical_path(const struct workload *workload);

#endif
