/* task_tree.c: the naive Fibonacci by tasks: fib(n) is two tasks and their sum, down to a threshold below which it is computed
 * sequentially; the workers share the tree by work stealing.
 *
 * Source     Blumofe & Leiserson, "Scheduling multithreaded computations by work stealing", JACM 46(5), 1999; the example is the course's
 *            (OpenMP tasks, threshold 30).
 * Departs    The sums on the way back cost nothing, and nobody waits for them: what is counted is that the whole tree has been
 *            computed. Thieves whose victim has nothing wait a little, twice as long each time, before they try another one.
 * Assumes    a complete graph; no process crashes; reliable FIFO channels; the tasks are its own: the scenario has none.
 * Promises   makespan: the tree is computed.
 * Cost       T1/P + O(T_infinity) in the mean, with T1 all the work and T_infinity the longest branch. */
#include "engine/process.h"

enum { STEAL, STOLEN, COUNT, STOP };
enum { RETRY };
enum { ORDER, THRESHOLD, CALL_COST, TASK_COST, PATIENCE };
enum { NO_PORT = UINT32_MAX };
enum { LARGEST_ORDER = 60, DEQUE = 2 * LARGEST_ORDER };

struct stolen {
    uint32_t found; /* 0: there was nothing */
    uint32_t order;
};
struct count {
    uint64_t leaves;
};

struct state {
    uint32_t deque[DEQUE]; /* orders; the oldest first, which are the largest */
    uint32_t first, end;
    uint32_t order; /* of what it computes, if it is busy */
    uint32_t attempts;
    bool busy;
    uint64_t leaves; /* computed, and not told yet; the root: of all */
    bool stopped;
};

/* fib(n) by the recurrence; also the number of leaves of a tree whose leaves are of order 1 and 0, less what is below. */
static uint64_t fibonacci(uint32_t n)
{
    uint64_t a = 0, b = 1;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t next = a + b;
        a = b;
        b = next;
    }
    return a;
}

static uint32_t threshold(const struct process *p)
{
    uint32_t given = (uint32_t)process_parameter(p, THRESHOLD);
    return given > 1 ? given : 1;
}

/* Calls of the naive recursion of fib(n): 2 fib(n + 1) - 1. */
static double calls(uint32_t n)
{
    return 2 * (double)fibonacci(n + 1) - 1;
}

/* Leaves of the tree of tasks: those of order t and t - 1 that fib(n) comes down to. L(n) = L(n-1) + L(n-2), L(t) = L(t-1) = 1. */
static uint64_t all_leaves(uint32_t n, uint32_t t)
{
    return n <= t ? 1 : fibonacci(n - t + 2);
}

/* The root of the tree begins with the worker of the smallest identity: the port that leads there, NO_PORT when it is this one. */
static uint32_t port_of_root(const struct process *p)
{
    uint32_t root = NO_PORT;
    identity smallest = process_identity(p);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        if (process_neighbour_identity(p, port) < smallest) {
            smallest = process_neighbour_identity(p, port);
            root = port;
        }
    return root;
}

/* ---- a worker ---- */

/* "The worker takes the newest task of its own deque", and computes the cost of making it, and, of a leaf, all below. */
static void compute(struct process *p, struct state *s)
{
    double flops = process_parameter(p, TASK_COST);
    s->busy = true;
    if (s->order <= threshold(p))
        flops += calls(s->order) * process_parameter(p, CALL_COST);
    process_begin_work(p, WORK_COMPUTE, s->order, flops);
}

/* "A worker whose deque is empty becomes a thief, and picks a victim at random." */
static void steal(struct process *p)
{
    process_send(p, (uint32_t)process_random(p, process_out_degree(p)), STEAL, NULL);
}

static void tell_leaves(struct process *p, struct state *s);

/* A deque is never deeper than the tree; where channels double messages it may be, and then a task is lost. */
static void push(struct state *s, uint32_t order)
{
    if (s->end < DEQUE)
        s->deque[s->end++] = order;
}

static void next_task(struct process *p, struct state *s)
{
    s->busy = false;
    if (s->end > s->first) {
        s->order = s->deque[--s->end];
        if (s->end == s->first)
            s->first = s->end = 0;
        compute(p, s);
        return;
    }
    tell_leaves(p, s);
    if (!s->stopped && process_out_degree(p) > 0)
        steal(p);
}

static void computed(struct process *p, void *state, enum work work, uint64_t order)
{
    struct state *s = state;
    (void)work;
    if (order > threshold(p)) {
        push(s, (uint32_t)order - 2);
        push(s, (uint32_t)order - 1);
    } else {
        s->leaves++;
    }
    next_task(p, s);
}

/* "The thief steals the oldest task of its victim." */
static void receive_steal(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    struct stolen stolen = {0};
    if (s->end > s->first)
        stolen = (struct stolen){1, s->deque[s->first++]};
    if (s->end == s->first)
        s->first = s->end = 0;
    process_send(p, m->port, STOLEN, &stolen);
}

/* "If the victim has none, the thief tries another." */
static void receive_stolen(struct process *p, void *state, const struct message *m)
{
    enum { MOST_DOUBLINGS = 10 };
    struct state *s = state;
    const struct stolen *stolen = m->payload;
    if (stolen->found != 0 && s->busy) { /* a channel has doubled a message */
        push(s, stolen->order);
    } else if (stolen->found != 0) {
        s->attempts = 0;
        s->order = stolen->order;
        compute(p, s);
    } else if (!s->stopped && !s->busy) {
        uint32_t doublings = s->attempts < MOST_DOUBLINGS ? s->attempts++ : MOST_DOUBLINGS;
        process_set_timer(p, RETRY, process_parameter(p, PATIENCE) * (1u << doublings));
    }
}

static void retry(struct process *p, void *state)
{
    struct state *s = state;
    if (!s->busy && !s->stopped)
        steal(p);
}

/* ---- the end ---- */

static void end_if_over(struct process *p, struct state *s)
{
    uint32_t root = (uint32_t)process_parameter(p, ORDER);
    if (s->stopped || s->leaves < all_leaves(root, threshold(p)))
        return;
    s->stopped = true;
    process_announce(p, OUTPUT_DONE, 0);
    for (uint32_t port = 0; port < process_out_degree(p); port++)
        process_send(p, port, STOP, NULL);
}

/* A worker that has nothing to do tells the root how many leaves it has computed. */
static void tell_leaves(struct process *p, struct state *s)
{
    uint32_t port = port_of_root(p);
    if (port == NO_PORT) {
        end_if_over(p, s);
    } else if (s->leaves > 0) {
        process_send(p, port, COUNT, &(struct count){s->leaves});
        s->leaves = 0;
    }
}

static void receive_count(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    s->leaves += ((const struct count *)m->payload)->leaves;
    end_if_over(p, s);
}

static void receive_stop(struct process *p, void *state, const struct message *m)
{
    (void)m;
    ((struct state *)state)->stopped = true;
    process_cancel_timer(p, RETRY);
}

static void start(struct process *p, void *state)
{
    struct state *s = state;
    if (port_of_root(p) == NO_PORT)
        push(s, (uint32_t)process_parameter(p, ORDER));
    next_task(p, s);
}

const struct algorithm task_tree = {
    .name = "task-tree",
    .catalogue = "O4",
    .title_en = "Fibonacci by tasks, with a threshold",
    .title_fr = "Fibonacci par tâches, avec un seuil",
    .source = "Blumofe & Leiserson, JACM 46(5), 1999",
    .idea = "fib(n) is two tasks, down to a threshold below which it is computed sequentially. With a low threshold, "
            "making tasks costs more "
            "than computing them; with a high one there are too few of them to share.",
    .assumes = "a complete graph; no process crashes; reliable FIFO "
               "channels; the scenario has "
               "no tasks",
    .assumptions = {.topology = TOPOLOGY_COMPLETE,
                    .all_initiate = true,
                    .distinct_identities = true,
                    .fifo = true,
                    .knows_neighbours = true},
    .promises = {"makespan"},
    .parameters =
        (const struct parameter[]){
            {"order", "count", 30, 1, LARGEST_ORDER, "n"},
            {"threshold", "count", 20, 1, LARGEST_ORDER, "n from which fib(n) is computed sequentially"},
            {"call", "work", 20, 0, 1e18, "what a call of the recursion costs"},
            {"task", "work", 2000, 0, 1e18, "what making a task costs"},
            {"patience", "time", 1e-6, 1e-9, 1, "of a thief before it tries another victim, at first"},
            {0}},
    .random = true,
    .messages =
        (const struct message_kind[]){
            [STEAL] = {"steal", 0, receive_steal, "a thief asks for a task"},
            [STOLEN] = {"stolen", sizeof(struct stolen), receive_stolen, "a task, or nothing"},
            [COUNT] = {"count", sizeof(struct count), receive_count, "leaves that were computed"},
            [STOP] = {"stop", 0, receive_stop, "the tree is computed"},
            {0}},
    .timers = (const struct timer_kind[]){[RETRY] = {"retry", retry}, {0}},
    .state_bytes = sizeof(struct state),
    .start = start,
    .computed = computed,
};
