/* hello.c: every rank says who it is and where it runs; messages from anyone.
 *
 * Catalogue  P1.
 * Shows      rank, number of ranks, name of the processor; MPI_ANY_SOURCE: rank 0 takes the greetings as they come, and learns
 *            from the status whose each is.
 * Runs       any number of ranks.
 * Prints     the greetings in the order of the ranks, whatever the order in which they came. Only the processors' names
 *            depend on the machine.
 *
 *     mpicc hello.c && mpirun -n 4 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH = MPI_MAX_PROCESSOR_NAME };

static void print_greetings(const char *own, int ranks)
{
    char(*names)[LENGTH] = calloc((size_t)ranks, sizeof *names);
    if (names == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    strcpy(names[0], own);
    for (int i = 1; i < ranks; i++) {
        char name[LENGTH];
        MPI_Status status;
        MPI_Recv(name, LENGTH, MPI_CHAR, MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, &status);
        strcpy(names[status.MPI_SOURCE], name);
    }
    for (int i = 0; i < ranks; i++)
        printf("rank %d of %d on %s\n", i, ranks, names[i]);
    free(names);
}

int main(int argc, char **argv)
{
    int rank, ranks, length;
    char name[LENGTH] = "";
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    MPI_Get_processor_name(name, &length);
    if (rank == 0)
        print_greetings(name, ranks);
    else
        MPI_Send(name, (int)strlen(name) + 1, MPI_CHAR, 0, 0, MPI_COMM_WORLD);
    MPI_Finalize();
    return 0;
}
