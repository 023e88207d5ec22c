/* scatter_gather.c: rank 0 gives out numbers; all compute cubes, and means; rank 0 collects them.
 *
 * Catalogue  K1.
 * Shows      MPI_Scatter and MPI_Gather: one block a rank out, one block a rank back (the cubes), or less (the means).
 * Runs       any number of ranks, 4 numbers each.
 * Prints     the cubes of each rank and the mean of its numbers; the mean of the means, which is that of all numbers, for
 *            the blocks are of one length. The status tells whether they are right.
 *
 *     mpicc scatter_gather.c && mpirun -n 4 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { EACH = 4 };

static double mean(const double *numbers, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += numbers[i];
    return sum / count;
}

static void print_results(const double *cubes, const double *means, int ranks)
{
    for (int i = 0; i < ranks; i++) {
        printf("rank %d: cubes", i);
        for (int j = 0; j < EACH; j++)
            printf(" %.0f", cubes[i * EACH + j]);
        printf(", mean %.2f\n", means[i]);
    }
    printf("mean of the means %.2f\n", mean(means, ranks));
}

int main(int argc, char **argv)
{
    int rank, ranks;
    double block[EACH];
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    double *numbers = calloc((size_t)ranks * EACH, sizeof *numbers), *means = calloc((size_t)ranks, sizeof *means);
    if (numbers == NULL || means == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    for (int i = 0; rank == 0 && i < ranks * EACH; i++)
        numbers[i] = i + 1;
    MPI_Scatter(numbers, EACH, MPI_DOUBLE, block, EACH, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    double own = mean(block, EACH);
    for (int i = 0; i < EACH; i++)
        block[i] *= block[i] * block[i];
    MPI_Gather(block, EACH, MPI_DOUBLE, numbers, EACH, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    MPI_Gather(&own, 1, MPI_DOUBLE, means, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    int right = own == rank * EACH + (EACH + 1) / 2.0; /* the mean of what rank 0 had for this one */
    if (rank == 0) {
        right = right && mean(means, ranks) == (ranks * EACH + 1) / 2.0;
        print_results(numbers, means, ranks);
    }
    free(numbers);
    free(means);
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
