/* mapreduce_speculation.c: of which task that runs a copy is worth while, by three rules. See mapreduce.h. */
#include "algorithms/makespan/mapreduce.h"

#include <math.h>

enum { BINS_AN_OCTAVE = 8, LEAST_OCTAVE = -24 };
/* "A task whose progress score is less than the average of its category minus 0.2" is a straggler of Hadoop's. */
static const double behind = 0.2;

static uint32_t bin_of(double rate)
{
    double bin = BINS_AN_OCTAVE * (log2(rate) - LEAST_OCTAVE);
    return bin < 1 ? 0 : bin < RATE_BINS ? (uint32_t)bin : RATE_BINS - 1;
}

void mapreduce_count_rate(struct rates *rates, double rate)
{
    rates->bins[bin_of(rate)]++;
    rates->count++;
}

static bool is_of(const struct process *p, const struct attempt *attempt, bool reduces)
{
    return attempt->task_plus_1 > 0 && mapreduce_reduces(p, process_task(p, attempt->task_plus_1 - 1).stage) == reduces;
}

static double rate_of(const struct attempt *attempt)
{
    return attempt->last.progress > 0 ? attempt->last.progress / (double)attempt->last.seconds : 0;
}

static sim_time age(const struct process *p, const struct attempt *attempt)
{
    return process_now(p) - attempt->began;
}

uint32_t mapreduce_attempts(const struct process *p, const struct cluster *c, uint32_t task)
{
    uint32_t count = 0;
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        for (uint32_t i = 0; i < MOST_SLOTS; i++)
            count += c->nodes[port].attempts[i].task_plus_1 == task + 1;
    return count;
}

/* ---- what the rules look at ---- */

struct category {
    bool reduces;
    double mean;       /* progress of all that run */
    uint32_t slow_bin; /* LATE: what is below it is among the slowest */
    uint32_t copies;   /* that run, of both categories */
    uint32_t slots;    /* of the cluster */
};

/* The bin of the rates of what runs and of what is finished, below which there are no more than that part of them. */
static uint32_t percentile(const struct rates *rates, const struct rates *running, double part)
{
    uint32_t bin = 0;
    double below = 0, all = rates->count + running->count;
    while (bin < RATE_BINS - 1 && below + rates->bins[bin] + running->bins[bin] <= part * all) {
        below += rates->bins[bin] + running->bins[bin];
        bin++;
    }
    return bin;
}

static struct category survey(const struct process *p, const struct cluster *c, bool reduces)
{
    struct category category = {.reduces = reduces};
    struct rates running = {.count = 0};
    uint32_t count = 0;
    for (uint32_t port = 0; port < process_out_degree(p); port++) {
        uint32_t maps;
        category.slots += mapreduce_slots(p, process_neighbour_host(p, port), &maps);
        for (uint32_t i = 0; i < MOST_SLOTS; i++) {
            const struct attempt *attempt = &c->nodes[port].attempts[i];
            category.copies += attempt->task_plus_1 > 0 && attempt->is_copy;
            if (!is_of(p, attempt, reduces))
                continue;
            category.mean += attempt->last.progress;
            count++;
            if (rate_of(attempt) > 0)
                mapreduce_count_rate(&running, rate_of(attempt));
        }
    }
    category.mean = count > 0 ? category.mean / count : 0;
    category.slow_bin = percentile(&c->rates[reduces], &running, process_parameter(p, SLOW_TASK));
    return category;
}

/* "The sum of the progress scores of all tasks, finished and in progress, on the node." */
static double score_of(const struct node *node)
{
    double score = node->score;
    for (uint32_t i = 0; i < MOST_SLOTS; i++)
        score += node->attempts[i].task_plus_1 > 0 ? (double)node->attempts[i].last.progress : 0;
    return score;
}

/* "Below the SlowNodeThreshold": among the slowest quarter. */
static bool is_slow_node(const struct process *p, const struct cluster *c, uint32_t port)
{
    uint32_t nodes = 0, not_above = 0;
    double own = score_of(&c->nodes[port]);
    for (uint32_t other = 0; other < process_out_degree(p); other++) {
        nodes += c->nodes[other].alive;
        not_above += c->nodes[other].alive && score_of(&c->nodes[other]) <= own;
    }
    return not_above < process_parameter(p, SLOW_NODE) * nodes;
}

/* ---- the rules ---- */

/* How much a copy of the task is wanted; negative: not at all. */
static double urgency(const struct process *p, const struct category *category, const struct attempt *attempt)
{
    double rate = rate_of(attempt), progress = attempt->last.progress;
    bool has_run = age(p, attempt) >= process_parameter(p, PATIENCE);
    switch ((enum speculation)process_parameter(p, SPECULATION)) {
    case NO_COPIES:
        break;
    case BACKUP_TASKS:
        /* "When a MapReduce operation is close to completion, the master schedules backup executions of the remaining in-progress
         * tasks": nothing waits, or nobody would ask. Those first that began first. */
        return age(p, attempt);
    case LATE:
        /* "The task that will finish farthest into the future, if its progress rate is below the SlowTaskThreshold": (1 -
         * progress) / rate. Of what has not told any progress, nothing is known but that it is as slow as its age. */
        if (!has_run || (rate > 0 && bin_of(rate) >= category->slow_bin))
            return -1;
        return rate > 0 ? (1 - progress) / rate : age(p, attempt) * REPORTS;
    case BEHIND_AVERAGE:
        /* "All tasks beyond the threshold are considered equally slow": the first one found. */
        return has_run && progress < category->mean - behind ? 0 : -1;
    }
    return -1;
}

static bool runs_on(const struct node *node, uint32_t task)
{
    for (uint32_t i = 0; i < MOST_SLOTS; i++)
        if (node->attempts[i].task_plus_1 == task + 1)
            return true;
    return false;
}

uint32_t mapreduce_speculate(const struct process *p, const struct cluster *c, uint32_t port, bool reduces)
{
    enum speculation rule = (enum speculation)process_parameter(p, SPECULATION);
    uint32_t best = 0;
    double most = -1;
    if (rule == NO_COPIES)
        return 0;
    struct category category = survey(p, c, reduces);
    if (rule == LATE &&
        (category.copies >= ceil(process_parameter(p, CAP) * category.slots) || is_slow_node(p, c, port)))
        return 0;
    for (uint32_t other = 0; other < process_out_degree(p); other++)
        for (uint32_t i = 0; i < MOST_SLOTS; i++) {
            const struct attempt *attempt = &c->nodes[other].attempts[i];
            if (!is_of(p, attempt, reduces))
                continue;
            double urgent = urgency(p, &category, attempt);
            uint32_t task = attempt->task_plus_1 - 1;
            /* "At most one speculative copy of each task is running at a time." */
            if (urgent > most && !runs_on(&c->nodes[port], task) && mapreduce_attempts(p, c, task) == 1) {
                most = urgent;
                best = task + 1;
            }
        }
    return best;
}
