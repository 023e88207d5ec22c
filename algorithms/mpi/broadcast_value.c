/* broadcast_value.c: rank 0 tells everyone its process number.
 *
 * Catalogue  K1.
 * Shows      MPI_Bcast: all ranks make the same call, and the root's value is in everybody's variable afterwards.
 * Runs       any number of ranks.
 * Prints     what each rank has before and after. A constant stands for getpid(), which is never the same.
 *            The status tells whether it has come.
 *
 *     mpicc broadcast_value.c && mpirun -n 4 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { PROCESS_NUMBER = 4242, NOTHING = -1 };

int main(int argc, char **argv)
{
    int rank, ranks, values[2]; /* before and after */
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    values[0] = rank == 0 ? PROCESS_NUMBER : NOTHING;
    values[1] = values[0];
    MPI_Bcast(&values[1], 1, MPI_INT, 0, MPI_COMM_WORLD);

    int(*all)[2] = calloc((size_t)ranks, sizeof *all); /* of use at rank 0 */
    if (all == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    MPI_Gather(values, 2, MPI_INT, all, 2, MPI_INT, 0, MPI_COMM_WORLD);
    for (int i = 0; rank == 0 && i < ranks; i++)
        printf("rank %d: before %d, after %d\n", i, all[i][0], all[i][1]);
    free(all);
    MPI_Finalize();
    return values[1] == PROCESS_NUMBER ? 0 : EXIT_FAILURE;
}
