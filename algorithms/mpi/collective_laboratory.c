/* collective_laboratory.c: how long one collective takes, whatever algorithm carries it out, and whether its result is right.
 *
 * Source     after the collective tests of the OSU micro-benchmarks (Panda et al., Ohio State University).
 * Shows      which algorithm is fast where: the same program under each algorithm, from a few bytes to a few megabytes.
 *            Usage: collective_laboratory COLLECTIVE [BYTES [REPETITIONS [WARM-UPS]]]; 8 bytes and 1 of both by default.
 *            COLLECTIVE: allgather, allgatherv, allreduce, alltoall, alltoallv, barrier, bcast, gather, reduce,
 *            reduce_scatter, scatter. BYTES: of the whole buffer for bcast, reduce and allreduce; of the block that goes from
 *            one rank to another, or that a rank receives, for the others (OSU's are those, but for reduce_scatter). Reductions
 *            add MPI_INT, so that BYTES is a multiple of 4 there. The root is rank 0.
 * Runs       any number of ranks.
 * Prints     the time from the call to the return on the slowest rank, mean over the repetitions; a barrier comes before
 *            each. Warm-ups come first and are not counted: an algorithm may make communicators in the first call. Then the
 *            mean over the ranks, which is what OSU prints.
 *            A wrong result is told, and ends with status 1.
 *
 *     mpicc collective_laboratory.c && mpirun -n 8 ./a.out bcast 1024 */
#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_BYTES = 8, DEFAULT_REPETITIONS = 1, DEFAULT_WARM_UPS = 1, MOST_REPETITIONS = 1000000 };

struct experiment {
    int rank, ranks;
    int count;             /* elements of a block */
    MPI_Datatype type;     /* MPI_INT of what is added, else MPI_CHAR */
    void *send, *receive;  /* bcast: send is the buffer */
    int *counts, *offsets; /* one for each rank: `count`, and its multiples; NULL where none are needed */
};

static void allgather(const struct experiment *e)
{
    MPI_Allgather(e->send, e->count, e->type, e->receive, e->count, e->type, MPI_COMM_WORLD);
}

static void allgatherv(const struct experiment *e)
{
    MPI_Allgatherv(e->send, e->count, e->type, e->receive, e->counts, e->offsets, e->type, MPI_COMM_WORLD);
}

static void allreduce(const struct experiment *e)
{
    MPI_Allreduce(e->send, e->receive, e->count, e->type, MPI_SUM, MPI_COMM_WORLD);
}

static void alltoall(const struct experiment *e)
{
    MPI_Alltoall(e->send, e->count, e->type, e->receive, e->count, e->type, MPI_COMM_WORLD);
}

static void alltoallv(const struct experiment *e)
{
    MPI_Alltoallv(e->send, e->counts, e->offsets, e->type, e->receive, e->counts, e->offsets, e->type, MPI_COMM_WORLD);
}

static void barrier(const struct experiment *e)
{
    (void)e;
    MPI_Barrier(MPI_COMM_WORLD);
}

static void bcast(const struct experiment *e)
{
    MPI_Bcast(e->rank == 0 ? e->send : e->receive, e->count, e->type, 0, MPI_COMM_WORLD);
}

static void gather(const struct experiment *e)
{
    MPI_Gather(e->send, e->count, e->type, e->receive, e->count, e->type, 0, MPI_COMM_WORLD);
}

static void reduce(const struct experiment *e)
{
    MPI_Reduce(e->send, e->receive, e->count, e->type, MPI_SUM, 0, MPI_COMM_WORLD);
}

static void reduce_scatter(const struct experiment *e)
{
    MPI_Reduce_scatter(e->send, e->receive, e->counts, e->type, MPI_SUM, MPI_COMM_WORLD);
}

static void scatter(const struct experiment *e)
{
    MPI_Scatter(e->send, e->count, e->type, e->receive, e->count, e->type, 0, MPI_COMM_WORLD);
}

/* What a rank receives in a collective, block by block. */
enum receives {
    NOTHING,
    ROOT_BLOCK,    /* the first block of the root */
    BLOCK_OF_EACH, /* the first block of each rank */
    MINE_OF_EACH,  /* the block of each rank that is for this one */
    MINE_OF_ROOT,  /* the block of the root that is for this one */
    SUM_OF_FIRSTS, /* the sum of the first blocks of all */
    SUM_OF_MINE,   /* the sum of the blocks that are for this one */
};

struct collective {
    const char *name;
    void (*call)(const struct experiment *e);
    int sends_to_each; /* 1: the buffer that is sent has a block for each rank */
    int root_only;     /* 1: rank 0 alone has a result */
    enum receives receives;
};

/* 1: it is found. The table is not outside of functions: a simulator would give each rank a copy of it. */
static int find_collective(const char *name, struct collective *out)
{
    const struct collective collectives[] = {
        {"allgather", allgather, 0, 0, BLOCK_OF_EACH},
        {"allgatherv", allgatherv, 0, 0, BLOCK_OF_EACH},
        {"allreduce", allreduce, 0, 0, SUM_OF_FIRSTS},
        {"alltoall", alltoall, 1, 0, MINE_OF_EACH},
        {"alltoallv", alltoallv, 1, 0, MINE_OF_EACH},
        {"barrier", barrier, 0, 0, NOTHING},
        {"bcast", bcast, 0, 0, ROOT_BLOCK},
        {"gather", gather, 0, 1, BLOCK_OF_EACH},
        {"reduce", reduce, 0, 1, SUM_OF_FIRSTS},
        {"reduce_scatter", reduce_scatter, 1, 0, SUM_OF_MINE},
        {"scatter", scatter, 1, 0, MINE_OF_ROOT},
    };
    for (size_t i = 0; i < sizeof collectives / sizeof collectives[0]; i++)
        if (strcmp(collectives[i].name, name) == 0) {
            *out = collectives[i];
            return 1;
        }
    return 0;
}

static int adds(const struct collective *collective)
{
    return collective->receives == SUM_OF_FIRSTS || collective->receives == SUM_OF_MINE;
}

static int has_counts(const struct collective *collective)
{
    return collective->call == allgatherv || collective->call == alltoallv || collective->call == reduce_scatter;
}

static int blocks_received(const struct collective *collective, int ranks)
{
    return collective->receives == BLOCK_OF_EACH || collective->receives == MINE_OF_EACH ? ranks : 1;
}

/* ---- data: what each rank sends to each, so that a result can be told from any other ---- */

/* Element `i` of the block from one rank to another; small, so that sums over many ranks fit an int. */
static int value(int from, int to, int i)
{
    return (31 * from + 17 * to + i) % 101;
}

/* Over 101 ranks in a row `value` takes each of 0 to 100 once. */
static int sum(int ranks, int to, int i)
{
    int total = ranks / 101 * (100 * 101 / 2);
    for (int from = 0; from < ranks % 101; from++)
        total += value(from, to, i);
    return total;
}

static int element(const struct experiment *e, const void *buffer, size_t i)
{
    return e->type == MPI_INT ? ((const int *)buffer)[i] : ((const char *)buffer)[i];
}

static void set_element(const struct experiment *e, void *buffer, size_t i, int to)
{
    if (e->type == MPI_INT)
        ((int *)buffer)[i] = to;
    else
        ((char *)buffer)[i] = (char)to;
}

/* What is sent, and nothing in what is received: a result of the repetition before is not taken for a new one. */
static void prepare(const struct collective *collective, const struct experiment *e)
{
    int sent = collective->sends_to_each ? e->ranks : 1;
    size_t received = (size_t)blocks_received(collective, e->ranks) * (size_t)e->count;
    for (int to = 0; to < sent; to++)
        for (int i = 0; i < e->count; i++)
            set_element(e, e->send, (size_t)to * (size_t)e->count + (size_t)i, value(e->rank, to, i));
    for (size_t i = 0; i < received; i++)
        set_element(e, e->receive, i, -1);
}

/* The sums of all ranks are the same from one element to the 101st after it: each is counted once. */
static int expected(const struct collective *collective, const struct experiment *e, int block, int i, int *sums)
{
    int mine = collective->receives == SUM_OF_MINE ? e->rank : 0, place = i % 101;
    switch (collective->receives) {
    case ROOT_BLOCK:
        return value(0, 0, i);
    case BLOCK_OF_EACH:
        return value(block, 0, i);
    case MINE_OF_EACH:
        return value(block, e->rank, i);
    case MINE_OF_ROOT:
        return value(0, e->rank, i);
    case SUM_OF_FIRSTS:
    case SUM_OF_MINE:
        if (sums[place] < 0)
            sums[place] = sum(e->ranks, mine, place);
        return sums[place];
    case NOTHING:
        return 0;
    }
    return 0;
}

static int is_right(const struct collective *collective, const struct experiment *e)
{
    const void *result = collective->receives == ROOT_BLOCK && e->rank == 0 ? e->send : e->receive;
    int blocks = blocks_received(collective, e->ranks), sums[101];
    if (collective->receives == NOTHING || (collective->root_only && e->rank > 0))
        return 1;
    for (int i = 0; i < 101; i++)
        sums[i] = -1;
    for (int block = 0; block < blocks; block++)
        for (int i = 0; i < e->count; i++)
            if (element(e, result, (size_t)block * (size_t)e->count + (size_t)i) !=
                expected(collective, e, block, i, sums))
                return 0;
    return 1;
}

/* ---- measuring ---- */

/* Of one rank. */
struct outcome {
    double time;          /* s, mean over the repetitions */
    double entered, left; /* the collective of the last repetition, by the rank's clock */
    double right;         /* 1: every result is; 0 */
};

static struct outcome measure(const struct collective *collective, const struct experiment *e, int repetitions,
                              int warm_ups)
{
    struct outcome own = {0, 0, 0, 1};
    for (int i = -warm_ups; i < repetitions; i++) {
        prepare(collective, e);
        MPI_Barrier(MPI_COMM_WORLD);
        own.entered = MPI_Wtime();
        collective->call(e);
        own.left = MPI_Wtime();
        own.time += i < 0 ? 0 : (own.left - own.entered) / repetitions;
        if (!is_right(collective, e))
            own.right = 0;
    }
    return own;
}

/* Where all ranks have one clock, nobody may leave a barrier before everybody is there. */
static int has_common_clock(void)
{
    int *common, given;
    MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_WTIME_IS_GLOBAL, &common, &given);
    return given && *common;
}

/* Of several ranks. */
struct summary {
    double slowest, total;           /* s */
    double last_entered, first_left; /* the last to enter, the first to leave */
    double right;                    /* 1: every result is; 0 */
};
enum { SUMMARY_NUMBERS = sizeof(struct summary) / sizeof(double) };

static void add(struct summary *all, const struct summary *others)
{
    all->slowest = others->slowest > all->slowest ? others->slowest : all->slowest;
    all->total += others->total;
    all->last_entered = others->last_entered > all->last_entered ? others->last_entered : all->last_entered;
    all->first_left = others->first_left < all->first_left ? others->first_left : all->first_left;
    all->right = all->right > 0 && others->right > 0;
}

/* Brings what all ranks have found to rank 0, up a binomial tree: on tens of thousands of ranks a root that hears each of them
 * would search long among the messages that wait. With messages: the collectives may be those that do wrong. 1: on rank 0. */
static int gather_summary(const struct experiment *e, struct summary *all)
{
    for (int step = 1; step < e->ranks; step *= 2) {
        if (e->rank & step) {
            MPI_Send(all, SUMMARY_NUMBERS, MPI_DOUBLE, e->rank - step, 0, MPI_COMM_WORLD);
            return 0;
        }
        if (e->rank + step < e->ranks) {
            struct summary others;
            MPI_Recv(&others, SUMMARY_NUMBERS, MPI_DOUBLE, e->rank + step, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
            add(all, &others);
        }
    }
    return 1;
}

/* Rank 0 says what came of it. 1: all is right. */
static int conclude(const struct collective *collective, const struct experiment *e, int bytes, struct outcome own)
{
    struct summary all = {own.time, own.time, own.entered, own.left, own.right};
    if (!gather_summary(e, &all))
        return 1;
    int right = all.right > 0;
    if (collective->call == barrier && has_common_clock())
        right = right && all.first_left >= all.last_entered;
    if (right)
        printf("%s %d bytes: %.9e s (mean over %d ranks: %.9e s)\n", collective->name, bytes, all.slowest, e->ranks,
               all.total / e->ranks);
    else
        printf("%s %d bytes: WRONG RESULT\n", collective->name, bytes);
    return right;
}

static void *allocate(size_t count, size_t size)
{
    void *block = calloc(count > 0 ? count : 1, size);
    if (block == NULL) {
        fprintf(stderr, "collective_laboratory: no memory for %zu times %zu bytes\n", count, size);
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    }
    return block;
}

static int run(const struct collective *collective, int bytes, int repetitions, int warm_ups)
{
    struct experiment e;
    MPI_Comm_rank(MPI_COMM_WORLD, &e.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &e.ranks);
    size_t size = adds(collective) ? sizeof(int) : 1;
    e.type = adds(collective) ? MPI_INT : MPI_CHAR;
    e.count = bytes / (int)size;
    size_t sent = (size_t)(collective->sends_to_each ? e.ranks : 1) * (size_t)e.count;
    e.send = allocate(sent, size);
    e.receive = allocate((size_t)blocks_received(collective, e.ranks) * (size_t)e.count, size);
    e.counts = e.offsets = NULL;
    if (has_counts(collective)) {
        e.counts = allocate((size_t)e.ranks, sizeof *e.counts);
        e.offsets = allocate((size_t)e.ranks, sizeof *e.offsets);
        for (int i = 0; i < e.ranks; i++) {
            e.counts[i] = e.count;
            e.offsets[i] = i * e.count;
        }
    }
    int right = conclude(collective, &e, bytes, measure(collective, &e, repetitions, warm_ups));
    free(e.send);
    free(e.receive);
    free(e.counts);
    free(e.offsets);
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* A whole number of [least, most]; -1: it is none. */
static int read_number(const char *text, int least, int most)
{
    char *end;
    long number = strtol(text, &end, 10);
    return *text != '\0' && *end == '\0' && number >= least && number <= most ? (int)number : -1;
}

int main(int argc, char **argv)
{
    int rank, ranks, status = EXIT_FAILURE;
    struct collective collective;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *name = argc > 1 ? argv[1] : "";
    int bytes = argc > 2 ? read_number(argv[2], 0, INT_MAX / ranks) : DEFAULT_BYTES;
    int repetitions = argc > 3 ? read_number(argv[3], 1, MOST_REPETITIONS) : DEFAULT_REPETITIONS;
    int warm_ups = argc > 4 ? read_number(argv[4], 0, MOST_REPETITIONS) : DEFAULT_WARM_UPS;
    if (!find_collective(name, &collective) || bytes < 0 || repetitions < 0 || warm_ups < 0) {
        if (rank == 0)
            fprintf(
                stderr,
                "collective_laboratory: expected COLLECTIVE [BYTES [REPETITIONS [WARM-UPS]]], such as bcast 1024 3; "
                "BYTES times the ranks up to 2147483647\n");
    } else if (adds(&collective) && bytes % (int)sizeof(int) != 0) {
        if (rank == 0)
            fprintf(stderr, "collective_laboratory: %d bytes: what is added are numbers of %zu bytes\n", bytes,
                    sizeof(int));
    } else {
        status = run(&collective, bytes, repetitions, warm_ups);
    }
    MPI_Finalize();
    return status;
}
