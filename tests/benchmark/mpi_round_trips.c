/* mpi_round_trips.c: two ranks send each other eight bytes, over and over: as many calls in as little of anything else as can be.
 *
 * Usage: mpi_round_trips ROUND TRIPS */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int rank;
    double word = 0;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    long trips = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
    double begin = MPI_Wtime();
    for (long i = 0; i < trips && rank < 2; i++) {
        if (rank == 0)
            MPI_Send(&word, 1, MPI_DOUBLE, 1, 0, MPI_COMM_WORLD);
        MPI_Recv(&word, 1, MPI_DOUBLE, 1 - rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (rank == 1)
            MPI_Send(&word, 1, MPI_DOUBLE, 0, 0, MPI_COMM_WORLD);
    }
    if (rank == 0)
        printf("%ld round trips: %.9e s\n", trips, MPI_Wtime() - begin);
    return MPI_Finalize();
}
