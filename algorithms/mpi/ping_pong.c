/* ping_pong.c: two ranks send a counter back and forth, each adding one to it.
 *
 * Catalogue  P2.
 * Shows      blocking messages (MPI_Send, MPI_Recv), and non-blocking ones (MPI_Isend, MPI_Irecv): there the answer's receive
 *            is posted before the send, and both are waited for together.
 * Runs       2 ranks; more look on.
 * Prints     what the counter has come to, each way.
 *
 *     mpicc ping_pong.c && mpirun -n 2 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 10 };

static int blocking(int rank)
{
    int counter = 0, other = 1 - rank;
    for (int i = 0; i < ROUNDS; i++) {
        if (rank == 1)
            MPI_Recv(&counter, 1, MPI_INT, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        counter++;
        MPI_Send(&counter, 1, MPI_INT, other, 0, MPI_COMM_WORLD);
        if (rank == 0)
            MPI_Recv(&counter, 1, MPI_INT, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    }
    return counter;
}

/* A buffer belongs to MPI until its request has been waited for: what is sent and what is received are two variables. */
static int non_blocking(int rank)
{
    int counter = 0, other = 1 - rank;
    for (int i = 0; i < ROUNDS; i++) {
        int sent, received = 0;
        MPI_Request requests[2];
        MPI_Irecv(&received, 1, MPI_INT, other, 0, MPI_COMM_WORLD, &requests[0]);
        if (rank == 1) {
            MPI_Wait(&requests[0], MPI_STATUS_IGNORE);
            counter = received;
        }
        sent = counter + 1;
        MPI_Isend(&sent, 1, MPI_INT, other, 0, MPI_COMM_WORLD, &requests[1]);
        MPI_Waitall(2, requests, MPI_STATUSES_IGNORE); /* a request that is over already counts as such */
        counter = received;
    }
    return counter;
}

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (ranks < 2) {
        if (rank == 0)
            fprintf(stderr, "ping_pong: expected 2 ranks or more\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    if (rank < 2) {
        int first = blocking(rank), second = non_blocking(rank);
        if (rank == 0) {
            printf("blocking      %d rounds, the counter comes back with %d\n", ROUNDS, first);
            printf("non-blocking  %d rounds, the counter comes back with %d\n", ROUNDS, second);
        }
    }
    MPI_Finalize();
    return 0;
}
