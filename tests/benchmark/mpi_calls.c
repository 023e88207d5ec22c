/* mpi_calls.c: one MPI call over and over, and as little of anything else as can be: round trips of eight bytes between two
 * ranks, or all-reduces of eight bytes.
 *
 * Usage: mpi_calls round-trips|allreduce COUNT */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void round_trip(int rank)
{
    double word = 0;
    if (rank == 0)
        MPI_Send(&word, 1, MPI_DOUBLE, 1, 0, MPI_COMM_WORLD);
    MPI_Recv(&word, 1, MPI_DOUBLE, 1 - rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (rank == 1)
        MPI_Send(&word, 1, MPI_DOUBLE, 0, 0, MPI_COMM_WORLD);
}

int main(int argc, char **argv)
{
    int rank;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    const char *call = argc > 1 ? argv[1] : "allreduce";
    long count = argc > 2 ? strtol(argv[2], NULL, 10) : 1;
    double begin = MPI_Wtime(), word = rank, sum;
    for (long i = 0; i < count; i++)
        if (strcmp(call, "allreduce") == 0)
            MPI_Allreduce(&word, &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
        else if (rank < 2)
            round_trip(rank);
    if (rank == 0)
        printf("%ld %s: %.9e s\n", count, call, MPI_Wtime() - begin);
    return MPI_Finalize();
}
