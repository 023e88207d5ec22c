/* alltoall_by_hand.c: everyone sends a block to everyone, written from non-blocking sends and receives.
 *
 * Catalogue  K4.
 * Shows      MPI_Irecv for all blocks, MPI_Isend of all blocks, and one MPI_Waitall: no order among them has to be thought of,
 *            and none can deadlock. Rank r starts with r+1, so that not all ranks send to rank 0 first. P(P-1) messages; a
 *            rank's block for itself is copied.
 *            Usage: alltoall_by_hand [hand|mpi|all [NUMBERS]]; blocks are of 16 numbers by default.
 *            Given one way, it does nothing but that, so as to be measured; all compares with MPI_Alltoall. The status tells
 *            whether every rank has what it should.
 * Runs       any number of ranks.
 * Prints     messages, and whether every rank has what MPI_Alltoall brought.
 *
 *     mpicc alltoall_by_hand.c && mpirun -n 8 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_NUMBERS = 16 };

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    return memory;
}

/* Number j of the block that `from` sends `to`. */
static int number_of(int from, int to, int j, int each, int ranks)
{
    return (int)(((size_t)from * (size_t)ranks + (size_t)to) * (size_t)each) + j + 1;
}

static int is_right(const int *received, int each, int rank, int ranks)
{
    int right = 1;
    for (int from = 0; from < ranks; from++)
        for (int j = 0; j < each; j++)
            right = right && received[(size_t)from * (size_t)each + (size_t)j] == number_of(from, rank, j, each, ranks);
    return right;
}

/* Returns the number of messages that this rank sent. Block i of `sent` is for rank i, block i of `received` from rank i. */
static int by_hand(const int *sent, int *received, int each, int rank, int ranks)
{
    size_t block = (size_t)each;
    MPI_Request *requests = allocate(2 * (size_t)ranks, sizeof *requests), *next = requests;
    for (int i = 1; i < ranks; i++) {
        int from = (rank + ranks - i) % ranks;
        MPI_Irecv(received + (size_t)from * block, each, MPI_INT, from, 0, MPI_COMM_WORLD, next++);
    }
    for (int i = 1; i < ranks; i++) {
        int to = (rank + i) % ranks;
        MPI_Isend(sent + (size_t)to * block, each, MPI_INT, to, 0, MPI_COMM_WORLD, next++);
    }
    memcpy(received + (size_t)rank * block, sent + (size_t)rank * block, block * sizeof *sent);
    MPI_Waitall((int)(next - requests), requests, MPI_STATUSES_IGNORE);
    free(requests);
    return ranks - 1;
}

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *way = argc > 1 ? argv[1] : "all";
    int each = argc > 2 ? atoi(argv[2]) : DEFAULT_NUMBERS;
    int hand = strcmp(way, "mpi") != 0, mpi = strcmp(way, "hand") != 0;
    if (each < 1 || (hand && mpi && strcmp(way, "all") != 0)) {
        if (rank == 0)
            fprintf(stderr, "alltoall_by_hand: expected [hand|mpi|all [NUMBERS]]\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    size_t size = (size_t)each * (size_t)ranks;
    int *sent = allocate(size, sizeof *sent), *received = allocate(size, sizeof *sent),
        *expected = allocate(size, sizeof *sent);
    int messages = 0;
    for (int to = 0; to < ranks; to++)
        for (int j = 0; j < each; j++)
            sent[(size_t)to * (size_t)each + (size_t)j] = number_of(rank, to, j, each, ranks);
    if (hand)
        messages = by_hand(sent, received, each, rank, ranks);
    if (mpi)
        MPI_Alltoall(sent, each, MPI_INT, expected, each, MPI_INT, MPI_COMM_WORLD);
    int right = (!hand || is_right(received, each, rank, ranks)) && (!mpi || is_right(expected, each, rank, ranks));
    if (hand && mpi) {
        int agrees = memcmp(received, expected, size * sizeof *sent) == 0, all_agree, sum;
        MPI_Reduce(&agrees, &all_agree, 1, MPI_INT, MPI_MIN, 0, MPI_COMM_WORLD);
        MPI_Reduce(&messages, &sum, 1, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
        if (rank == 0)
            printf("%d messages, %s with MPI_Alltoall\n", sum, all_agree ? "agrees" : "DOES NOT AGREE");
    } else if (rank == 0) {
        printf("%s: %d numbers from each of %d ranks to each\n", way, each, ranks);
    }
    free(sent);
    free(received);
    free(expected);
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
