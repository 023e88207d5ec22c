/* ping_pong.c: two ranks send a message back and forth, and each adds one to the counter in it.
 *
 * Catalogue  P2.
 * Shows      blocking messages (MPI_Send, MPI_Recv), and non-blocking ones (MPI_Isend, MPI_Irecv): there the answer's receive
 *            is posted before the send, and both are waited for together. What a message takes is half of a round trip: only
 *            one clock is read.
 *            Usage: ping_pong [blocking|non-blocking|both [BYTES]]; messages are of 4 bytes by default, the counter alone.
 *            Given one way, it prints what a message takes.
 * Runs       2 ranks; more look on.
 * Prints     what the counter has come to, each way; the status tells whether it is right.
 *
 *     mpicc ping_pong.c && mpirun -n 2 ./a.out blocking 1024 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 10, WARM_UP = 1 };

/* A buffer belongs to MPI until its request has been waited for: what is sent and what is received are two messages. The
 * first number of each is the counter. */
struct messages {
    int *sent;
    int *received;
    int bytes; /* of each */
};

static void blocking(int rank, struct messages *messages, int rounds)
{
    int bytes = messages->bytes, other = 1 - rank;
    for (int i = 0; i < rounds; i++) {
        if (rank == 1)
            MPI_Recv(messages->received, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        *messages->sent = *messages->received + 1;
        MPI_Send(messages->sent, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD);
        if (rank == 0)
            MPI_Recv(messages->received, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    }
}

/* The counter is read before the next receive into the same message is posted. */
static void non_blocking(int rank, struct messages *messages, int rounds)
{
    int bytes = messages->bytes, other = 1 - rank, counter = *messages->received;
    for (int i = 0; i < rounds; i++) {
        MPI_Request requests[2];
        MPI_Irecv(messages->received, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD, &requests[0]);
        if (rank == 1) {
            MPI_Wait(&requests[0], MPI_STATUS_IGNORE);
            counter = *messages->received;
        }
        *messages->sent = counter + 1;
        MPI_Isend(messages->sent, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD, &requests[1]);
        MPI_Waitall(2, requests, MPI_STATUSES_IGNORE); /* a request that is over already counts as such */
        counter = *messages->received;
    }
}

static const struct way {
    const char *name;
    void (*send)(int rank, struct messages *messages, int rounds);
} ways[] = {{"blocking", blocking}, {"non-blocking", non_blocking}};
enum { WAYS = 2 };

static void clear(struct messages *messages)
{
    memset(messages->sent, 0, (size_t)messages->bytes);
    memset(messages->received, 0, (size_t)messages->bytes);
}

/* The last message that a rank receives has been counted by both, or not yet by rank 1. */
static int is_right(int rank, const struct messages *messages, int rounds)
{
    return *messages->received == (rank == 0 ? 2 * rounds : 2 * rounds - 1);
}

/* The first round is not counted: the ranks may not begin at the same time. */
static int measure(const struct way *way, int rank, struct messages *messages)
{
    way->send(rank, messages, WARM_UP);
    double start = MPI_Wtime();
    way->send(rank, messages, ROUNDS);
    double time = (MPI_Wtime() - start) / (2 * ROUNDS);
    if (rank == 0)
        printf("%s: %d bytes take %.9e s, %.6e B/s\n", way->name, messages->bytes, time, messages->bytes / time);
    return is_right(rank, messages, WARM_UP + ROUNDS);
}

static int run_all(int rank, struct messages *messages)
{
    int right = 1;
    for (int i = 0; i < WAYS; i++) {
        clear(messages);
        ways[i].send(rank, messages, ROUNDS);
        right = right && is_right(rank, messages, ROUNDS);
        if (rank == 0)
            printf("%-12s  %d rounds, the counter comes back with %d\n", ways[i].name, ROUNDS, *messages->received);
    }
    return right;
}

int main(int argc, char **argv)
{
    int rank, ranks, chosen = 0, right = 1;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *name = argc > 1 ? argv[1] : "both";
    int bytes = argc > 2 ? atoi(argv[2]) : (int)sizeof(int), both = strcmp(name, "both") == 0;
    while (chosen < WAYS && strcmp(name, ways[chosen].name) != 0)
        chosen++;
    if (ranks < 2 || bytes < (int)sizeof(int) || (chosen == WAYS && !both)) {
        if (rank == 0)
            fprintf(
                stderr,
                "ping_pong: expected 2 ranks or more, and [blocking|non-blocking|both [BYTES]], %zu bytes or more\n",
                sizeof(int));
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    struct messages messages = {malloc((size_t)bytes), malloc((size_t)bytes), bytes};
    if (messages.sent == NULL || messages.received == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    clear(&messages);
    if (rank < 2 && both)
        right = run_all(rank, &messages);
    else if (rank < 2)
        right = measure(&ways[chosen], rank, &messages);
    free(messages.sent);
    free(messages.received);
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
