/* reduce_maximum.c: the greatest of the ranks' numbers, and whose it is.
 *
 * Catalogue  K1.
 * Shows      MPI_Reduce with MPI_MAX, and with MPI_MAXLOC, which keeps a number's place with it (the first, when several are
 *            equal).
 * Runs       any number of ranks.
 * Prints     the number of each rank, the greatest, and its rank; whether they agree with a search through all numbers,
 *            which the status tells too.
 *
 *     mpicc reduce_maximum.c && mpirun -n 4 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

struct placed { /* as MPI_2INT */
    int value;
    int rank;
};

/* Scattered, and not in the order of the ranks. */
static int number_of(int rank)
{
    return (37 * rank + 11) % 101;
}

int main(int argc, char **argv)
{
    int rank, ranks, maximum, agrees = 1;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    struct placed own = {number_of(rank), rank}, greatest;
    MPI_Reduce(&own.value, &maximum, 1, MPI_INT, MPI_MAX, 0, MPI_COMM_WORLD);
    MPI_Reduce(&own, &greatest, 1, MPI_2INT, MPI_MAXLOC, 0, MPI_COMM_WORLD);

    int *all = calloc((size_t)ranks, sizeof *all); /* of use at rank 0 */
    if (all == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    MPI_Gather(&own.value, 1, MPI_INT, all, 1, MPI_INT, 0, MPI_COMM_WORLD);
    if (rank == 0) {
        int first = 0; /* of the greatest */
        for (int i = 0; i < ranks; i++) {
            printf("rank %d has %d\n", i, all[i]);
            if (all[i] > all[first])
                first = i;
        }
        agrees = maximum == all[first] && greatest.value == all[first] && greatest.rank == first;
        printf("greatest: %d, of rank %d\n", maximum, greatest.rank);
        printf("%s with a search through all numbers\n", agrees ? "agrees" : "DOES NOT AGREE");
    }
    free(all);
    MPI_Finalize();
    return agrees ? 0 : EXIT_FAILURE;
}
