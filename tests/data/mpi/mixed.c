/* mixed.c: a derived type, communicators, persistent requests, one-sided calls; each prints what must come out. */
#include <mpi.h>
#include <stdio.h>

enum { SIDE = 4, ROUNDS = 10 };

/* A column of a matrix goes to the next rank. */
static void shift_column(int rank, int size)
{
    double matrix[SIDE][SIDE];
    MPI_Datatype column;
    for (int i = 0; i < SIDE * SIDE; i++)
        matrix[i / SIDE][i % SIDE] = rank;
    MPI_Type_vector(SIDE, 1, SIDE, MPI_DOUBLE, &column);
    MPI_Type_commit(&column);
    MPI_Sendrecv_replace(matrix, 1, column, (rank + 1) % size, 1, (rank + size - 1) % size, 1, MPI_COMM_WORLD,
                         MPI_STATUS_IGNORE);
    MPI_Type_free(&column);
    if (rank == 0)
        printf("column %g %g\n", matrix[SIDE - 1][0], matrix[0][1]);
}

/* A ring of the ranks that are odd, another of those that are even. */
static void ring_of_half(int rank)
{
    MPI_Comm half;
    MPI_Request requests[2];
    int own, size, token = rank, got = -1;
    MPI_Comm_split(MPI_COMM_WORLD, rank % 2, rank, &half);
    MPI_Comm_rank(half, &own);
    MPI_Comm_size(half, &size);
    MPI_Irecv(&got, 1, MPI_INT, (own + size - 1) % size, 3, half, &requests[0]);
    MPI_Isend(&token, 1, MPI_INT, (own + 1) % size, 3, half, &requests[1]);
    MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
    MPI_Comm_free(&half);
    if (rank == 1)
        printf("half %d\n", got);
}

/* The same two requests over and over. */
static void persist(int rank, int size)
{
    MPI_Request requests[2];
    int out = rank, in = -1;
    MPI_Send_init(&out, 1, MPI_INT, (rank + 1) % size, 5, MPI_COMM_WORLD, &requests[0]);
    MPI_Recv_init(&in, 1, MPI_INT, (rank + size - 1) % size, 5, MPI_COMM_WORLD, &requests[1]);
    for (int i = 0; i < ROUNDS; i++) {
        MPI_Startall(2, requests);
        MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
    }
    MPI_Request_free(&requests[0]);
    MPI_Request_free(&requests[1]);
    if (rank == 0)
        printf("persistent %d\n", in);
}

/* Every rank adds one to a number of rank 0. */
static void add_from_afar(int rank)
{
    int box = 0, one = 1;
    MPI_Win window;
    MPI_Win_create(&box, sizeof box, sizeof box, MPI_INFO_NULL, MPI_COMM_WORLD, &window);
    MPI_Win_fence(0, window);
    MPI_Accumulate(&one, 1, MPI_INT, 0, 0, 1, MPI_INT, MPI_SUM, window);
    MPI_Win_fence(0, window);
    MPI_Win_free(&window);
    if (rank == 0)
        printf("box %d\n", box);
}

int main(int argc, char **argv)
{
    int rank, size;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    shift_column(rank, size);
    ring_of_half(rank);
    persist(rank, size);
    add_from_afar(rank);
    MPI_Finalize();
    return 0;
}
