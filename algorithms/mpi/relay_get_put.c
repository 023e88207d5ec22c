/* relay_get_put.c: a message from rank 0 to rank 2 by way of rank 1, with one-sided communication.
 *
 * Catalogue  R1.
 * Shows      MPI_Get and MPI_Put, with fences. An active relay: rank 1 gets the numbers from rank 0, and puts them into rank 2;
 *            neither 0 nor 2 does anything. A passive one: rank 0 puts them into rank 1, and rank 2 gets them there; rank 1
 *            does nothing. What was got or put can be used after the fence, and not before.
 * Runs       3 ranks; more look on.
 * Prints     what is in rank 2 in the end, each way; the status tells whether it is right.
 *
 *     mpicc relay_get_put.c && mpirun -n 3 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { COUNT = 5 };
enum { SOURCE, RELAY, DESTINATION };

static void relay_actively(int rank, int *memory, MPI_Win window)
{
    MPI_Win_fence(0, window);
    if (rank == RELAY)
        MPI_Get(memory, COUNT, MPI_INT, SOURCE, 0, COUNT, MPI_INT, window);
    MPI_Win_fence(0, window);
    if (rank == RELAY)
        MPI_Put(memory, COUNT, MPI_INT, DESTINATION, 0, COUNT, MPI_INT, window);
    MPI_Win_fence(0, window);
}

static void relay_passively(int rank, int *memory, MPI_Win window)
{
    MPI_Win_fence(0, window);
    if (rank == SOURCE)
        MPI_Put(memory, COUNT, MPI_INT, RELAY, 0, COUNT, MPI_INT, window);
    MPI_Win_fence(0, window);
    if (rank == DESTINATION)
        MPI_Get(memory, COUNT, MPI_INT, RELAY, 0, COUNT, MPI_INT, window);
    MPI_Win_fence(0, window);
}

static void fill(int rank, int *memory, int factor)
{
    for (int i = 0; i < COUNT; i++)
        memory[i] = rank == SOURCE ? factor * i * i : -1;
}

static int is_right(int rank, const int *memory, int factor)
{
    int right = 1;
    for (int i = 0; rank == DESTINATION && i < COUNT; i++)
        right = right && memory[i] == factor * i * i;
    return right;
}

/* Rank 0 asks rank 2 by an ordinary message. */
static void print_destination(const char *way, int rank, int *memory)
{
    int received[COUNT];
    if (rank == DESTINATION)
        MPI_Send(memory, COUNT, MPI_INT, 0, 0, MPI_COMM_WORLD);
    if (rank != 0)
        return;
    MPI_Recv(received, COUNT, MPI_INT, DESTINATION, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    printf("%s relay: rank %d has", way, DESTINATION);
    for (int i = 0; i < COUNT; i++)
        printf(" %d", received[i]);
    printf("\n");
}

int main(int argc, char **argv)
{
    int rank, ranks, memory[COUNT];
    MPI_Win window;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (ranks <= DESTINATION) {
        if (rank == 0)
            fprintf(stderr, "relay_get_put: expected 3 ranks or more\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    MPI_Win_create(memory, sizeof memory, sizeof *memory, MPI_INFO_NULL, MPI_COMM_WORLD, &window);
    fill(rank, memory, 1);
    relay_actively(rank, memory, window);
    int right = is_right(rank, memory, 1);
    print_destination("active", rank, memory);
    fill(rank, memory, 10);
    relay_passively(rank, memory, window);
    right = right && is_right(rank, memory, 10);
    print_destination("passive", rank, memory);
    MPI_Win_free(&window);
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
