/* derived_types.c: rank 0 gives every rank a row and a column of its matrix, each as one message of one element.
 *
 * Catalogue  P4.
 * Shows      MPI_Type_contiguous (a row: its numbers are side by side), MPI_Type_vector (a column: one number every COLUMNS);
 *            the receiver takes plain numbers, for only the sequence of basic types must match. Size: the bytes that are
 *            sent; extent: the bytes of memory from the first to the last.
 * Runs       any number of ranks; with more ranks than rows or columns they are given out again.
 * Prints     size and extent of both types; the row and the column of each rank; 12 is in row 1, column 2.
 *            The status tells whether they are the right ones.
 *
 *     mpicc derived_types.c && mpirun -n 4 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 4, COLUMNS = 6, TOGETHER = ROWS + COLUMNS };
enum { TENS = 10 };   /* number (i, j) is 10 i + j */
enum { ROW, COLUMN }; /* tags */

static void print_type(const char *name, MPI_Datatype type)
{
    int size;
    MPI_Aint from, extent;
    MPI_Type_size(type, &size);
    MPI_Type_get_extent(type, &from, &extent);
    printf("%-7s size %ld numbers, extent %ld numbers\n", name, (long)size / (long)sizeof(int),
           (long)extent / (long)sizeof(int));
}

static void give_rows_and_columns(int ranks, MPI_Request *requests)
{
    static const int matrix[ROWS][COLUMNS] = {
        {0, 1, 2, 3, 4, 5}, {10, 11, 12, 13, 14, 15}, {20, 21, 22, 23, 24, 25}, {30, 31, 32, 33, 34, 35}};
    MPI_Datatype row, column;
    MPI_Type_contiguous(COLUMNS, MPI_INT, &row);
    MPI_Type_vector(ROWS, 1, COLUMNS, MPI_INT, &column);
    MPI_Type_commit(&row);
    MPI_Type_commit(&column);
    print_type("row", row);
    print_type("column", column);
    for (int to = 0; to < ranks; to++) {
        MPI_Isend(matrix[to % ROWS], 1, row, to, ROW, MPI_COMM_WORLD, &requests[2 * to]);
        MPI_Isend(&matrix[0][to % COLUMNS], 1, column, to, COLUMN, MPI_COMM_WORLD, &requests[2 * to + 1]);
    }
    /* A type may be freed while messages of it are under way. */
    MPI_Type_free(&row);
    MPI_Type_free(&column);
}

static int is_right(int rank, const int *numbers)
{
    int right = 1;
    for (int i = 0; i < COLUMNS; i++)
        right = right && numbers[i] == rank % ROWS * TENS + i;
    for (int i = 0; i < ROWS; i++)
        right = right && numbers[COLUMNS + i] == i * TENS + rank % COLUMNS;
    return right;
}

static void print_received(int rank, const int *numbers)
{
    printf("rank %d: row", rank);
    for (int i = 0; i < COLUMNS; i++)
        printf(" %2d", numbers[i]);
    printf(", column");
    for (int i = COLUMNS; i < TOGETHER; i++)
        printf(" %2d", numbers[i]);
    printf("\n");
}

int main(int argc, char **argv)
{
    int rank, ranks, received[TOGETHER];
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    MPI_Request *requests = calloc(2 * (size_t)ranks, sizeof *requests);
    int(*all)[TOGETHER] = calloc((size_t)ranks, sizeof *all); /* of use at rank 0, as the requests */
    if (requests == NULL || all == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    if (rank == 0)
        give_rows_and_columns(ranks, requests);
    MPI_Recv(received, COLUMNS, MPI_INT, 0, ROW, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Recv(received + COLUMNS, ROWS, MPI_INT, 0, COLUMN, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (rank == 0)
        MPI_Waitall(2 * ranks, requests, MPI_STATUSES_IGNORE);
    MPI_Gather(received, TOGETHER, MPI_INT, all, TOGETHER, MPI_INT, 0, MPI_COMM_WORLD);
    for (int i = 0; rank == 0 && i < ranks; i++)
        print_received(i, all[i]);
    free(requests);
    free(all);
    int right = is_right(rank, received);
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
