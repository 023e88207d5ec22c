/* osu_latency.c: what a message takes, as half of a round trip.
 *
 * Source     after the latency test of the OSU micro-benchmarks (Panda et al., Ohio State University).
 * Runs       2 ranks: rank 0 sends a message of each size, rank 1 sends it back. More ranks look on.
 *            Usage: osu_latency [BYTES]: this size alone; by default 0, 1, 2, 4... bytes, up to 4 MiB.
 * Prints     size in bytes, half a round trip in microseconds.
 *
 *     mpicc osu_latency.c && mpirun -n 2 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { LARGEST = 1 << 22, LARGE = 1 << 16 }; /* bytes */
enum { WARM_UP = 5, ROUNDS = 50, LARGE_ROUNDS = 10 };

static void round_trip(int rank, char *buffer, int size)
{
    int other = 1 - rank;
    if (rank == 0)
        MPI_Send(buffer, size, MPI_CHAR, other, 0, MPI_COMM_WORLD);
    MPI_Recv(buffer, size, MPI_CHAR, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (rank == 1)
        MPI_Send(buffer, size, MPI_CHAR, other, 0, MPI_COMM_WORLD);
}

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    int first = argc > 1 ? atoi(argv[1]) : 0, last = argc > 1 ? first : LARGEST;
    if (ranks < 2 || first < 0 || last > LARGEST) {
        if (rank == 0)
            fprintf(stderr, "osu_latency: expected 2 ranks or more, and [BYTES], 0 to %d\n", LARGEST);
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    char *buffer = calloc(LARGEST, 1);
    if (buffer == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    if (rank == 0)
        printf("# half a round trip\n# %8s %14s\n", "bytes", "us");
    for (int size = first; size <= last; size = size == 0 ? 1 : 2 * size) {
        int rounds = size > LARGE ? LARGE_ROUNDS : ROUNDS;
        MPI_Barrier(MPI_COMM_WORLD);
        double start = 0;
        for (int i = -WARM_UP; i < rounds && rank < 2; i++) {
            if (i == 0)
                start = MPI_Wtime();
            round_trip(rank, buffer, size);
        }
        if (rank == 0)
            printf("%10d %14.4f\n", size, (MPI_Wtime() - start) / (2 * rounds) * 1e6);
    }
    free(buffer);
    MPI_Finalize();
    return 0;
}
