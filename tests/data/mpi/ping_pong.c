/* ping_pong.c: ranks 0 and 1 send each other 1,000 bytes, three times. */
#include <mpi.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    enum { ROUNDS = 3, BYTES = 1000, TAG = 7 };
    char message[BYTES] = {0};
    int rank;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    for (int i = 0; i < ROUNDS && rank < 2; i++) {
        if (rank == 0)
            MPI_Send(message, BYTES, MPI_CHAR, 1, TAG, MPI_COMM_WORLD);
        MPI_Recv(message, BYTES, MPI_CHAR, 1 - rank, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (rank == 1)
            MPI_Send(message, BYTES, MPI_CHAR, 0, TAG, MPI_COMM_WORLD);
    }
    if (rank == 0)
        printf("%d rounds\n", ROUNDS);
    MPI_Finalize();
    return 0;
}
