/* matrix_vector.c: product of a matrix and a vector, both distributed by blocks of rows.
 *
 * Catalogue  P5.
 * Shows      MPI_Allgather: every rank needs the whole vector, and has a piece of it; then each computes its own rows. What is
 *            computed is shared out among the ranks, what is gathered is not: so more ranks are faster up to a point.
 *            Usage: matrix_vector [N [TIMES [timed]]]: N rows and columns (48), made a multiple of the ranks; the product is
 *            computed TIMES times (1). Timed, it is said how long a product took, and how many times as fast it was as by one
 *            rank alone, which would compute all rows, and gather nothing.
 * Runs       any number of ranks.
 * Prints     the first and the last number of the product; whether all agree with their closed form, which the status
 *            tells too. The matrix is a(i,j) = i+j+1, the vector x(j) = j+1: y(i) = i n(n+1)/2 + n(n+1)(2n+1)/6.
 *
 *     mpicc matrix_vector.c && mpirun -n 4 ./a.out 400 10 timed */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef SMPI_SAMPLE_FLOPS /* The simulator's: so many operations take simulated time. On a real machine they take their own. */
#    define SMPI_SAMPLE_FLOPS(flops) (void)(flops)
#endif

enum { DEFAULT_N = 48, DEFAULT_TIMES = 1 };

/* Rows `first` to `first`+`rows`-1 of a matrix of `columns` columns. */
struct block {
    double *numbers;
    size_t first, rows, columns;
};

static double *allocate(size_t count)
{
    double *array = calloc(count, sizeof *array);
    if (array == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    return array;
}

static struct block new_block(size_t first, size_t rows, size_t columns)
{
    struct block block = {allocate(rows * columns), first, rows, columns};
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            block.numbers[i * columns + j] = (double)(first + i + j + 1);
    return block;
}

static void multiply(const struct block *block, const double *vector, double *product)
{
    SMPI_SAMPLE_FLOPS(2.0 * (double)block->rows * (double)block->columns);
    for (size_t i = 0; i < block->rows; i++) {
        product[i] = 0;
        for (size_t j = 0; j < block->columns; j++)
            product[i] += block->numbers[i * block->columns + j] * vector[j];
    }
}

/* All numbers are integers, which a double holds exactly up to 2^53. */
static int is_closed_form(const double *product, const struct block *block)
{
    double n = (double)block->columns;
    for (size_t i = 0; i < block->rows; i++)
        if (product[i] != (double)(block->first + i) * n * (n + 1) / 2 + n * (n + 1) * (2 * n + 1) / 6)
            return 0;
    return 1;
}

/* Seconds that a product takes, on the slowest rank. */
struct times {
    double all, computing;
};

/* All begin together, as far as a barrier can do that. The times are for rank 0. */
static struct times multiply_together(const struct block *own, const double *piece, double *product, int times)
{
    double *vector = allocate(own->columns);
    int rows = (int)own->rows;
    MPI_Barrier(MPI_COMM_WORLD);
    double start = MPI_Wtime(), taken[2] = {0, 0}, longest[2];
    for (int i = 0; i < times; i++) {
        MPI_Allgather(piece, rows, MPI_DOUBLE, vector, rows, MPI_DOUBLE, MPI_COMM_WORLD);
        double gathered = MPI_Wtime();
        multiply(own, vector, product);
        taken[1] += MPI_Wtime() - gathered;
    }
    taken[0] = MPI_Wtime() - start;
    MPI_Reduce(taken, longest, 2, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
    free(vector);
    return (struct times){longest[0] / times, longest[1] / times};
}

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    int n = argc > 1 ? atoi(argv[1]) : DEFAULT_N, times = argc > 2 ? atoi(argv[2]) : DEFAULT_TIMES, timed = argc > 3;
    if (n < 1 || times < 1 || (timed && strcmp(argv[3], "timed") != 0)) {
        if (rank == 0)
            fprintf(stderr, "matrix_vector: expected [N [TIMES [timed]]], N and TIMES 1 or more\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    size_t rows = ((size_t)n + (size_t)ranks - 1) / (size_t)ranks, columns = rows * (size_t)ranks;
    struct block own = new_block((size_t)rank * rows, rows, columns);
    double *piece = allocate(rows), *product = allocate(rows);
    for (size_t i = 0; i < rows; i++)
        piece[i] = (double)(own.first + i + 1);
    struct times taken = multiply_together(&own, piece, product, times);

    int agrees = is_closed_form(product, &own), all_agree;
    double *last = rank == 0 ? allocate((size_t)ranks) : NULL; /* of each rank */
    MPI_Gather(&product[rows - 1], 1, MPI_DOUBLE, last, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    MPI_Reduce(&agrees, &all_agree, 1, MPI_INT, MPI_MIN, 0, MPI_COMM_WORLD);
    if (rank == 0) {
        printf("n = %zu: y(0) = %.0f, y(n-1) = %.0f\n", columns, product[0], last[ranks - 1]);
        printf("%s with the closed form\n", all_agree ? "agrees" : "DOES NOT AGREE");
    }
    if (rank == 0 && timed)
        printf("%.9e s, %.6f times as fast as a rank alone\n", taken.all, ranks * taken.computing / taken.all);
    free(own.numbers);
    free(piece);
    free(product);
    free(last);
    MPI_Finalize();
    return agrees ? 0 : EXIT_FAILURE;
}
