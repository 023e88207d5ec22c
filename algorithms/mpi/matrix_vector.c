/* matrix_vector.c: product of a matrix and a vector, both distributed by blocks of rows.
 *
 * Catalogue  P5.
 * Shows      MPI_Allgather: every rank needs the whole vector, and has a piece of it; then each computes its own rows.
 *            Usage: matrix_vector [ROWS [TIMES]]; each rank has ROWS rows (16), the product is computed TIMES times (1).
 * Runs       any number of ranks.
 * Prints     the first and the last number of the product; whether all agree with their closed form. The matrix is
 *            a(i,j) = i+j+1, the vector x(j) = j+1: y(i) = i n(n+1)/2 + n(n+1)(2n+1)/6.
 *
 *     mpicc matrix_vector.c && mpirun -n 4 ./a.out 100 10 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_ROWS = 16, DEFAULT_TIMES = 1 };

static double *numbers(size_t count)
{
    double *array = calloc(count, sizeof *array);
    if (array == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    return array;
}

static void multiply(const double *matrix, const double *vector, double *product, size_t rows, size_t columns)
{
    for (size_t i = 0; i < rows; i++) {
        product[i] = 0;
        for (size_t j = 0; j < columns; j++)
            product[i] += matrix[i * columns + j] * vector[j];
    }
}

/* All numbers are integers, which a double holds exactly up to 2^53. */
static int is_closed_form(const double *product, size_t first, size_t rows, size_t columns)
{
    double n = (double)columns;
    for (size_t i = 0; i < rows; i++)
        if (product[i] != (double)(first + i) * n * (n + 1) / 2 + n * (n + 1) * (2 * n + 1) / 6)
            return 0;
    return 1;
}

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    int own = argc > 1 ? atoi(argv[1]) : DEFAULT_ROWS, times = argc > 2 ? atoi(argv[2]) : DEFAULT_TIMES;
    if (own < 1 || times < 1) {
        if (rank == 0)
            fprintf(stderr, "matrix_vector: expected [ROWS [TIMES]], each 1 or more\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    size_t rows = (size_t)own, columns = rows * (size_t)ranks, first = rows * (size_t)rank;
    double *matrix = numbers(rows * columns), *piece = numbers(rows), *vector = numbers(columns),
           *product = numbers(rows);
    for (size_t i = 0; i < rows; i++) {
        piece[i] = (double)(first + i + 1);
        for (size_t j = 0; j < columns; j++)
            matrix[i * columns + j] = (double)(first + i + j + 1);
    }
    for (int i = 0; i < times; i++) {
        MPI_Allgather(piece, own, MPI_DOUBLE, vector, own, MPI_DOUBLE, MPI_COMM_WORLD);
        multiply(matrix, vector, product, rows, columns);
    }
    int agrees = is_closed_form(product, first, rows, columns), all_agree;
    double *last = rank == 0 ? numbers((size_t)ranks) : NULL; /* of each rank */
    MPI_Gather(&product[rows - 1], 1, MPI_DOUBLE, last, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    MPI_Reduce(&agrees, &all_agree, 1, MPI_INT, MPI_MIN, 0, MPI_COMM_WORLD);
    if (rank == 0) {
        printf("n = %zu: y(0) = %.0f, y(n-1) = %.0f\n", columns, product[0], last[ranks - 1]);
        printf("%s with the closed form\n", all_agree ? "agrees" : "DOES NOT AGREE");
    }
    free(matrix);
    free(piece);
    free(vector);
    free(product);
    free(last);
    MPI_Finalize();
    return 0;
}
