/* column_exchange.c: two ranks exchange the first columns of their matrices: number by number, or in one strided message.
 *
 * Catalogue  P4.
 * Shows      what a derived type saves: the same bytes in a single message, and so one latency instead of one a row.
 *            Usage: column_exchange [elements|strided|both [ROWS]]; ROWS is 64 by default, the matrix is square.
 *            Given elements or strided, it does nothing but that, so as to be measured.
 * Runs       2 ranks; more look on.
 * Prints     how many messages were sent both ways, and how many bytes; whether both ways brought the same columns.
 *            The status tells whether each way brought the right ones.
 *
 *     mpicc column_exchange.c && mpirun -n 2 ./a.out both 100 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_ROWS = 64 };

/* In row-major order: the first column is every rows-th number. */
static double *matrix_of(int rank, int rows)
{
    size_t size = (size_t)rows * (size_t)rows;
    double *matrix = calloc(size, sizeof *matrix);
    if (matrix == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    for (size_t i = 0; i < size; i++)
        matrix[i] = (double)i + rank * 1e6;
    return matrix;
}

/* Both ranks have sent as many messages. */
static void print_count(const char *name, int messages, MPI_Datatype type)
{
    int size;
    MPI_Type_size(type, &size);
    printf("%-8s %6d messages %9ld bytes\n", name, 2 * messages, 2L * messages * size);
}

static void by_elements(int rank, double *matrix, int rows)
{
    int messages = 0, other = 1 - rank;
    for (int i = 0; i < rows; i++, messages++)
        MPI_Sendrecv_replace(&matrix[(size_t)i * (size_t)rows], 1, MPI_DOUBLE, other, 0, other, 0, MPI_COMM_WORLD,
                             MPI_STATUS_IGNORE);
    if (rank == 0)
        print_count("elements", messages, MPI_DOUBLE);
}

static void by_stride(int rank, double *matrix, int rows)
{
    int messages = 1, other = 1 - rank;
    MPI_Datatype column;
    MPI_Type_vector(rows, 1, rows, MPI_DOUBLE, &column);
    MPI_Type_commit(&column);
    MPI_Sendrecv_replace(matrix, messages, column, other, 0, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (rank == 0)
        print_count("strided", messages, column);
    MPI_Type_free(&column);
}

/* Whether a matrix has the other's first column, and is as before otherwise. */
static int is_exchanged(const double *matrix, int rank, int rows)
{
    double *expected = matrix_of(rank, rows), *others = matrix_of(1 - rank, rows);
    size_t size = (size_t)rows * (size_t)rows;
    for (size_t i = 0; i < size; i += (size_t)rows)
        expected[i] = others[i];
    int same = memcmp(matrix, expected, size * sizeof *matrix) == 0;
    free(expected);
    free(others);
    return same;
}

int main(int argc, char **argv)
{
    int rank, ranks, same[2] = {1, 1}, both[2];
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *way = argc > 1 ? argv[1] : "both";
    int rows = argc > 2 ? atoi(argv[2]) : DEFAULT_ROWS;
    int elements = strcmp(way, "strided") != 0, strided = strcmp(way, "elements") != 0;
    if (ranks < 2 || rows < 1 || (elements && strided && strcmp(way, "both") != 0)) {
        if (rank == 0)
            fprintf(stderr, "column_exchange: expected 2 ranks or more, and [elements|strided|both [ROWS]]\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    if (rank < 2) {
        double *matrix = matrix_of(rank, rows);
        if (elements) {
            by_elements(rank, matrix, rows);
            same[0] = is_exchanged(matrix, rank, rows);
        }
        free(matrix);
        matrix = matrix_of(rank, rows);
        if (strided) {
            by_stride(rank, matrix, rows);
            same[1] = is_exchanged(matrix, rank, rows);
        }
        free(matrix);
    }
    if (elements && strided) {
        MPI_Reduce(same, both, 2, MPI_INT, MPI_MIN, 0, MPI_COMM_WORLD);
        if (rank == 0)
            printf("the columns of both ranks %s\n", both[0] && both[1] ? "agree" : "DO NOT AGREE");
    }
    MPI_Finalize();
    return same[0] && same[1] ? 0 : EXIT_FAILURE;
}
