/* scatter_by_hand.c: a scatter from rank 0 written from sends and receives: linear, binomial tree, binary tree.
 *
 * Catalogue  K3.
 * Shows      linear: rank 0 sends each its block, P-1 rounds, P-1 blocks. Binomial tree: whoever has the blocks of several ranks
 *            sends half of them to the first of that half: ceil(log2 P) rounds, and blocks travel several times.
 *            Binary tree: a rank keeps its own block, and sends those of the others in two halves. P-1 messages in all.
 *            Usage: scatter_by_hand [linear|binomial|binary|mpi|all [NUMBERS]]; blocks are of 16 numbers by default.
 *            Given one way, it does nothing but that, so as to be measured; all compares with MPI_Scatter. The status tells
 *            whether every rank has what it should.
 * Runs       any number of ranks.
 * Prints     messages, the blocks that are in them, rounds (in a round a rank sends one message at most), and whether every
 *            rank has what MPI_Scatter brought.
 *
 *     mpicc scatter_by_hand.c && mpirun -n 8 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_NUMBERS = 16 };

/* What one rank sent, and the last round in which it sent or received. */
struct cost {
    int messages;
    int blocks;
    int rounds;
};

/* Room for the blocks of all ranks, in their order; a rank has those that it was sent. */
struct blocks {
    int *numbers;
    int each; /* numbers in a block */
};

/* Blocks `first` to `end`-1. */
static void send_blocks(const struct blocks *all, int first, int end, int to, int round, struct cost *cost)
{
    MPI_Send(all->numbers + (size_t)first * (size_t)all->each, (end - first) * all->each, MPI_INT, to, 0,
             MPI_COMM_WORLD);
    *cost = (struct cost){cost->messages + 1, cost->blocks + end - first, round};
}

static void receive_blocks(struct blocks *all, int first, int end, int from, int round, struct cost *cost)
{
    MPI_Recv(all->numbers + (size_t)first * (size_t)all->each, (end - first) * all->each, MPI_INT, from, 0,
             MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    cost->rounds = round;
}

static struct cost linear(struct blocks *all, int rank, int ranks)
{
    struct cost cost = {0, 0, 0};
    if (rank > 0)
        receive_blocks(all, rank, rank + 1, 0, rank, &cost);
    for (int to = 1; rank == 0 && to < ranks; to++)
        send_blocks(all, to, to + 1, to, to, &cost);
    return cost;
}

/* Before a round, ranks that are multiples of 2 `half` have the blocks of the 2 `half` ranks from them on. */
static struct cost binomial(struct blocks *all, int rank, int ranks)
{
    struct cost cost = {0, 0, 0};
    int half = 1, round = 1;
    while (2 * half < ranks)
        half *= 2;
    for (; half > 0; half /= 2, round++) {
        int middle = rank / (2 * half) * (2 * half) + half, end = middle + half < ranks ? middle + half : ranks;
        if (middle < ranks && rank == middle - half)
            send_blocks(all, middle, end, middle, round, &cost);
        else if (rank == middle)
            receive_blocks(all, middle, end, middle - half, round, &cost);
    }
    return cost;
}

/* Walks down from the root, in charge of all ranks, to this one, in charge of ranks `rank` to `end`-1. A rank is followed at
 * once by the first of its two parts, and the second part starts at `middle`. */
static struct cost binary(struct blocks *all, int rank, int ranks)
{
    struct cost cost = {0, 0, 0};
    int parent = 0, first = 0, end = ranks, round = 0;
    while (first < rank) {
        int middle = first + 1 + (end - first) / 2;
        parent = first;
        if (rank < middle) {
            end = middle;
            first++;
            round += 1;
        } else {
            first = middle;
            round += 2;
        }
    }
    if (rank > 0)
        receive_blocks(all, rank, end, parent, round, &cost);
    int middle = rank + 1 + (end - rank) / 2;
    if (rank + 1 < end)
        send_blocks(all, rank + 1, middle, rank + 1, round + 1, &cost);
    if (middle < end)
        send_blocks(all, middle, end, middle, round + 2, &cost);
    return cost;
}

/* Rank 0 keeps its own block where it is. */
static struct cost mpi(struct blocks *all, int rank, int ranks)
{
    (void)ranks;
    int *own = all->numbers + (size_t)rank * (size_t)all->each;
    MPI_Scatter(all->numbers, all->each, MPI_INT, rank == 0 ? MPI_IN_PLACE : own, all->each, MPI_INT, 0,
                MPI_COMM_WORLD);
    return (struct cost){0, 0, 0};
}

static const struct way {
    const char *name;
    struct cost (*scatter)(struct blocks *all, int rank, int ranks);
} ways[] = {{"linear", linear}, {"binomial", binomial}, {"binary", binary}, {"mpi", mpi}};
enum { BY_HAND = 3, WAYS = 4 };

/* Only rank 0 has anything yet. */
static struct blocks new_blocks(int each, int rank, int ranks)
{
    size_t size = (size_t)each * (size_t)ranks;
    struct blocks all = {.numbers = calloc(size, sizeof *all.numbers), .each = each};
    if (all.numbers == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    for (size_t i = 0; rank == 0 && i < size; i++)
        all.numbers[i] = (int)i + 1;
    return all;
}

/* Whether a rank has its own block. */
static int is_right(const struct blocks *all, int rank)
{
    int first = rank * all->each, i = 0;
    while (i < all->each && all->numbers[first + i] == first + i + 1)
        i++;
    return i == all->each;
}

/* Returns whether this rank's own blocks all agree. */
static int compare(int each, int rank, int ranks)
{
    struct blocks expected = new_blocks(each, rank, ranks);
    size_t own = (size_t)rank * (size_t)each;
    mpi(&expected, rank, ranks);
    int right = is_right(&expected, rank);
    for (int i = 0; i < BY_HAND; i++) {
        struct blocks all = new_blocks(each, rank, ranks);
        struct cost cost = ways[i].scatter(&all, rank, ranks);
        int agrees = memcmp(all.numbers + own, expected.numbers + own, (size_t)each * sizeof *all.numbers) == 0,
            all_agree;
        int sent[2] = {cost.messages, cost.blocks}, sums[2], rounds;
        free(all.numbers);
        right = right && agrees;
        MPI_Reduce(&agrees, &all_agree, 1, MPI_INT, MPI_MIN, 0, MPI_COMM_WORLD);
        MPI_Reduce(sent, sums, 2, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
        MPI_Reduce(&cost.rounds, &rounds, 1, MPI_INT, MPI_MAX, 0, MPI_COMM_WORLD);
        if (rank == 0)
            printf("%-8s %4d messages, %5d blocks, in %3d rounds, %s with MPI_Scatter\n", ways[i].name, sums[0],
                   sums[1], rounds, all_agree ? "agrees" : "DOES NOT AGREE");
    }
    free(expected.numbers);
    return right;
}

int main(int argc, char **argv)
{
    int rank, ranks, chosen = 0, right;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *name = argc > 1 ? argv[1] : "all";
    int each = argc > 2 ? atoi(argv[2]) : DEFAULT_NUMBERS, all = strcmp(name, "all") == 0;
    while (chosen < WAYS && strcmp(name, ways[chosen].name) != 0)
        chosen++;
    if (each < 1 || (chosen == WAYS && !all)) {
        if (rank == 0)
            fprintf(stderr, "scatter_by_hand: expected [linear|binomial|binary|mpi|all [NUMBERS]]\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    if (all) {
        right = compare(each, rank, ranks);
    } else {
        struct blocks blocks = new_blocks(each, rank, ranks);
        ways[chosen].scatter(&blocks, rank, ranks);
        right = is_right(&blocks, rank);
        if (rank == 0)
            printf("%s: %d numbers to each of %d ranks\n", name, each, ranks);
        free(blocks.numbers);
    }
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
