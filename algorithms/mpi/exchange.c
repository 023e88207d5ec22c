/* exchange.c: all ranks send at the same time, each to the next, and each receives from the one before.
 *
 * Catalogue  P2.
 * Shows      two ways that cannot deadlock, whatever the size of the messages: MPI_Sendrecv; MPI_Isend and MPI_Irecv, waited
 *            for together. pairwise_deadlock.c has the ways that can.
 * Runs       any number of ranks; a single one exchanges with itself.
 * Prints     what each rank received, each way; ranks send the squares of their ranks. The status tells
 *            whether it is right.
 *
 *     mpicc exchange.c && mpirun -n 4 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    int next = (rank + 1) % ranks, previous = (rank + ranks - 1) % ranks;
    int sent = rank * rank, received[2] = {-1, -1};

    MPI_Sendrecv(&sent, 1, MPI_INT, next, 0, &received[0], 1, MPI_INT, previous, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);

    MPI_Request requests[2];
    MPI_Irecv(&received[1], 1, MPI_INT, previous, 0, MPI_COMM_WORLD, &requests[0]);
    MPI_Isend(&sent, 1, MPI_INT, next, 0, MPI_COMM_WORLD, &requests[1]);
    MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);

    int(*all)[2] = calloc((size_t)ranks, sizeof *all); /* of use at rank 0 */
    if (all == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    MPI_Gather(received, 2, MPI_INT, all, 2, MPI_INT, 0, MPI_COMM_WORLD);
    for (int i = 0; rank == 0 && i < ranks; i++)
        printf("rank %d received %d by MPI_Sendrecv, %d by MPI_Isend and MPI_Irecv\n", i, all[i][0], all[i][1]);
    free(all);
    int right = received[0] == previous * previous && received[1] == previous * previous;
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
