/* endings.c: the ways in which a program can end badly; which, its argument says. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

enum { LARGE = 1 << 20 /* bytes: a message that waits for its receiver */, TAG = 7, ABORT_CODE = 42, EXIT_STATUS = 3 };

int main(int argc, char **argv)
{
    int rank, size, value = 0;
    const char *way = argc > 1 ? argv[1] : "";
    char *message = calloc(LARGE, 1);
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    MPI_Barrier(MPI_COMM_WORLD);
    if (strcmp(way, "receive") == 0) /* everybody waits for the next */
        MPI_Recv(&value, 1, MPI_INT, (rank + 1) % size, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (strcmp(way, "send") == 0) /* pairs send each other, and nobody receives */
        MPI_Send(message, LARGE, MPI_CHAR, rank ^ 1, TAG, MPI_COMM_WORLD);
    if (strcmp(way, "wait") == 0 && rank == 1) {
        MPI_Request request;
        MPI_Irecv(&value, 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &request);
        MPI_Wait(&request, MPI_STATUS_IGNORE);
    }
    if (strcmp(way, "barrier") == 0 && rank == 1)
        MPI_Recv(&value, 1, MPI_INT, 0, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (strcmp(way, "abort") == 0 && rank == 1)
        MPI_Abort(MPI_COMM_WORLD, ABORT_CODE);
    if (strcmp(way, "crash") == 0 && rank == 1)
        *(volatile int *)8 = 0;
    if (strcmp(way, "exit") == 0 && rank == 1)
        exit(EXIT_STATUS);
    if (strcmp(way, "leave") == 0 && rank == 1)
        return 0;
    while (strcmp(way, "spin") == 0 && rank == 1)
        ;
    if (strcmp(way, "leave") != 0)
        MPI_Barrier(MPI_COMM_WORLD);
    free(message);
    MPI_Finalize();
    return 0;
}
