/* osu_bandwidth.c: how fast one rank can send to another.
 *
 * Source     after the bandwidth test of the OSU micro-benchmarks (Panda et al., Ohio State University).
 * Runs       2 ranks: rank 0 starts a window of messages, rank 1 receives them all and then answers with a short one.
 *            More ranks look on.
 *            Usage: osu_bandwidth [BYTES]: this size alone; by default 1, 2, 4... bytes, up to 4 MiB.
 * Prints     size in bytes, bandwidth in MB/s (10^6 bytes a second).
 *
 *     mpicc osu_bandwidth.c && mpirun -n 2 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { LARGEST = 1 << 22, LARGE = 1 << 13 }; /* bytes */
enum { WINDOW = 64, WARM_UP = 2, ROUNDS = 20, LARGE_ROUNDS = 5 };
enum { DATA, ANSWER }; /* tags */

/* All messages of a window are in the same buffer: what is in them does not matter. */
static void send_window(char *buffer, int size)
{
    MPI_Request requests[WINDOW];
    char answer;
    for (int i = 0; i < WINDOW; i++)
        MPI_Isend(buffer, size, MPI_CHAR, 1, DATA, MPI_COMM_WORLD, &requests[i]);
    MPI_Waitall(WINDOW, requests, MPI_STATUSES_IGNORE);
    MPI_Recv(&answer, 1, MPI_CHAR, 1, ANSWER, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void receive_window(char *buffer, int size)
{
    MPI_Request requests[WINDOW];
    char answer = 0;
    for (int i = 0; i < WINDOW; i++)
        MPI_Irecv(buffer, size, MPI_CHAR, 0, DATA, MPI_COMM_WORLD, &requests[i]);
    MPI_Waitall(WINDOW, requests, MPI_STATUSES_IGNORE);
    MPI_Send(&answer, 1, MPI_CHAR, 0, ANSWER, MPI_COMM_WORLD);
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
            fprintf(stderr, "osu_bandwidth: expected 2 ranks or more, and [BYTES], 1 to %d\n", LARGEST);
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    char *buffer = calloc(LARGEST, 1);
    if (buffer == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    if (rank == 0)
        printf("# bandwidth\n# %8s %14s\n", "bytes", "MB/s");
    for (int size = first; size <= last; size *= 2) {
        int rounds = size > LARGE ? LARGE_ROUNDS : ROUNDS;
        MPI_Barrier(MPI_COMM_WORLD);
        double start = 0;
        for (int i = -WARM_UP; i < rounds && rank < 2; i++) {
            if (i == 0)
                start = MPI_Wtime();
            if (rank == 0)
                send_window(buffer, size);
            else
                receive_window(buffer, size);
        }
        if (rank == 0)
            printf("%10d %14.4f\n", size, (double)size * WINDOW * rounds / (MPI_Wtime() - start) / 1e6);
    }
    free(buffer);
    MPI_Finalize();
    return 0;
}
