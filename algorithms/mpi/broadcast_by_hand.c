/* broadcast_by_hand.c: a broadcast from rank 0 written from sends and receives: star, binomial tree.
 *
 * Catalogue  K2.
 * Shows      star: rank 0 sends to each in turn, P-1 rounds. Binomial tree: whoever has the data sends them on; the number of
 *            those who have them doubles each round: ceil(log2 P) rounds. P-1 messages in both.
 *            Usage: broadcast_by_hand [star|binomial|mpi|all [BYTES]]; 1,024 bytes by default.
 *            Given one way, it does nothing but that, so as to be measured; all compares with MPI_Bcast. The status tells
 *            whether every rank has what it should.
 * Runs       any number of ranks.
 * Prints     messages and rounds (in a round a rank sends one message at most), and whether every rank has what MPI_Bcast
 *            brought.
 *
 *     mpicc broadcast_by_hand.c && mpirun -n 8 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_BYTES = 1024 };

/* What one rank sent, and the last round in which it sent or received. */
struct cost {
    int messages;
    int rounds;
};

static struct cost star(char *buffer, int bytes, int rank, int ranks)
{
    if (rank > 0) {
        MPI_Recv(buffer, bytes, MPI_CHAR, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        return (struct cost){0, rank};
    }
    for (int to = 1; to < ranks; to++)
        MPI_Send(buffer, bytes, MPI_CHAR, to, 0, MPI_COMM_WORLD);
    return (struct cost){ranks - 1, ranks - 1};
}

/* Ranks below `served` have the data. */
static struct cost binomial(char *buffer, int bytes, int rank, int ranks)
{
    struct cost cost = {0, 0};
    for (int served = 1, round = 1; served < ranks; served *= 2, round++) {
        if (rank < served && rank + served < ranks) {
            MPI_Send(buffer, bytes, MPI_CHAR, rank + served, 0, MPI_COMM_WORLD);
            cost = (struct cost){cost.messages + 1, round};
        } else if (rank >= served && rank < 2 * served) {
            MPI_Recv(buffer, bytes, MPI_CHAR, rank - served, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
            cost.rounds = round;
        }
    }
    return cost;
}

static struct cost mpi(char *buffer, int bytes, int rank, int ranks)
{
    (void)rank, (void)ranks;
    MPI_Bcast(buffer, bytes, MPI_CHAR, 0, MPI_COMM_WORLD);
    return (struct cost){0, 0};
}

static const struct way {
    const char *name;
    struct cost (*broadcast)(char *buffer, int bytes, int rank, int ranks);
} ways[] = {{"star", star}, {"binomial", binomial}, {"mpi", mpi}};
enum { BY_HAND = 2, WAYS = 3 };

/* What rank 0 sends. */
static char byte_at(int i)
{
    return (char)(1 + i % 100);
}

/* Only rank 0 has anything yet. */
static char *new_buffer(int bytes, int rank)
{
    char *buffer = calloc((size_t)bytes, 1);
    if (buffer == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    for (int i = 0; rank == 0 && i < bytes; i++)
        buffer[i] = byte_at(i);
    return buffer;
}

static int is_right(const char *buffer, int bytes)
{
    int i = 0;
    while (i < bytes && buffer[i] == byte_at(i))
        i++;
    return i == bytes;
}

/* Returns whether this rank's own all agree. */
static int compare(int bytes, int rank, int ranks)
{
    char *expected = new_buffer(bytes, rank);
    mpi(expected, bytes, rank, ranks);
    int right = is_right(expected, bytes);
    for (int i = 0; i < BY_HAND; i++) {
        char *buffer = new_buffer(bytes, rank);
        struct cost cost = ways[i].broadcast(buffer, bytes, rank, ranks);
        int agrees = memcmp(buffer, expected, (size_t)bytes) == 0, all_agree, messages, rounds;
        free(buffer);
        right = right && agrees;
        MPI_Reduce(&agrees, &all_agree, 1, MPI_INT, MPI_MIN, 0, MPI_COMM_WORLD);
        MPI_Reduce(&cost.messages, &messages, 1, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
        MPI_Reduce(&cost.rounds, &rounds, 1, MPI_INT, MPI_MAX, 0, MPI_COMM_WORLD);
        if (rank == 0)
            printf("%-8s %4d messages in %3d rounds, %s with MPI_Bcast\n", ways[i].name, messages, rounds,
                   all_agree ? "agrees" : "DOES NOT AGREE");
    }
    free(expected);
    return right;
}

int main(int argc, char **argv)
{
    int rank, ranks, chosen = 0, right;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *name = argc > 1 ? argv[1] : "all";
    int bytes = argc > 2 ? atoi(argv[2]) : DEFAULT_BYTES, all = strcmp(name, "all") == 0;
    while (chosen < WAYS && strcmp(name, ways[chosen].name) != 0)
        chosen++;
    if (bytes < 1 || (chosen == WAYS && !all)) {
        if (rank == 0)
            fprintf(stderr, "broadcast_by_hand: expected [star|binomial|mpi|all [BYTES]]\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    if (all) {
        right = compare(bytes, rank, ranks);
    } else {
        char *buffer = new_buffer(bytes, rank);
        ways[chosen].broadcast(buffer, bytes, rank, ranks);
        right = is_right(buffer, bytes);
        if (rank == 0)
            printf("%s: %d bytes to %d ranks\n", name, bytes, ranks);
        free(buffer);
    }
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
