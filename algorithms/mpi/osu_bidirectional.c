/* osu_bidirectional.c: how fast two ranks can send to each other at the same time.
 *
 * Source     after the bidirectional bandwidth test of the OSU micro-benchmarks (Panda et al., Ohio State University).
 * Runs       2 ranks: both start a window of messages to the other, and receive the other's. More ranks look on.
 *            Usage: osu_bidirectional [BYTES]: this size alone; by default 1, 2, 4... bytes, up to 4 MiB.
 * Prints     size in bytes, bandwidth of both directions together in MB/s (10^6 bytes a second).
 *
 *     mpicc osu_bidirectional.c && mpirun -n 2 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { LARGEST = 1 << 22, LARGE = 1 << 13 }; /* bytes */
enum { WINDOW = 64, WARM_UP = 2, ROUNDS = 20, LARGE_ROUNDS = 5 };

/* Sends are all from one buffer, and receives all into another: what is in the messages does not matter. */
static void exchange_windows(int other, char *sent, char *received, int size)
{
    MPI_Request requests[2 * WINDOW];
    for (int i = 0; i < WINDOW; i++)
        MPI_Irecv(received, size, MPI_CHAR, other, 0, MPI_COMM_WORLD, &requests[i]);
    for (int i = 0; i < WINDOW; i++)
        MPI_Isend(sent, size, MPI_CHAR, other, 0, MPI_COMM_WORLD, &requests[WINDOW + i]);
    MPI_Waitall(2 * WINDOW, requests, MPI_STATUSES_IGNORE);
}

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    int first = argc > 1 ? atoi(argv[1]) : 1, last = argc > 1 ? first : LARGEST;
    if (ranks < 2 || first < 1 || last > LARGEST) {
        if (rank == 0)
            fprintf(stderr, "osu_bidirectional: expected 2 ranks or more, and [BYTES], 1 to %d\n", LARGEST);
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    char *sent = calloc(LARGEST, 1), *received = calloc(LARGEST, 1);
    if (sent == NULL || received == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    if (rank == 0)
        printf("# bandwidth, both directions together\n# %8s %14s\n", "bytes", "MB/s");
    for (int size = first; size <= last; size *= 2) {
        int rounds = size > LARGE ? LARGE_ROUNDS : ROUNDS;
        MPI_Barrier(MPI_COMM_WORLD);
        double start = 0;
        for (int i = -WARM_UP; i < rounds && rank < 2; i++) {
            if (i == 0)
                start = MPI_Wtime();
            exchange_windows(1 - rank, sent, received, size);
        }
        if (rank == 0)
            printf("%10d %14.4f\n", size, 2.0 * size * WINDOW * rounds / (MPI_Wtime() - start) / 1e6);
    }
    free(sent);
    free(received);
    MPI_Finalize();
    return 0;
}
