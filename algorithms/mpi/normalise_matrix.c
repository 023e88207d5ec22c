/* normalise_matrix.c: a matrix, distributed by rows, is divided by its greatest number in absolute value.
 *
 * Catalogue  K5.
 * Shows      MPI_Allreduce with MPI_MAX: every rank needs the result, and not only a root.
 *            Usage: normalise_matrix [ROWS [COLUMNS [timed]]]; each rank has ROWS rows (2) of COLUMNS numbers (4). Timed, it is
 *            said how long that took, and every rank checks its own rows, so that nothing else is sent.
 * Runs       any number of ranks.
 * Prints     the greatest number before and after; the smallest and the greatest with their signs; whether rank 0, which
 *            collects the matrix, finds what it computes alone, which the status tells too.
 *
 *     mpicc normalise_matrix.c && mpirun -n 4 ./a.out */
#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef SMPI_SAMPLE_FLOPS /* The simulator's: so many operations take simulated time. On a real machine they take their own. */
#    define SMPI_SAMPLE_FLOPS(flops) (void)(flops)
#endif

enum { DEFAULT_ROWS = 2, DEFAULT_COLUMNS = 4, PERIOD = 1009 };

static double *allocate(size_t count)
{
    double *numbers = calloc(count, sizeof *numbers);
    if (numbers == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    return numbers;
}

/* Number i of the whole matrix, in row-major order: between -504 and 504, in no order. They repeat. */
static double number(size_t i)
{
    return (double)(i * 7919 % PERIOD) - PERIOD / 2;
}

static double greatest(const double *numbers, size_t count)
{
    double found = 0;
    SMPI_SAMPLE_FLOPS((double)count);
    for (size_t i = 0; i < count; i++) {
        if (fabs(numbers[i]) > found)
            found = fabs(numbers[i]);
    }
    return found;
}

static void divide(double *numbers, size_t count, double by)
{
    SMPI_SAMPLE_FLOPS((double)count);
    for (size_t i = 0; by > 0 && i < count; i++)
        numbers[i] /= by;
}

/* At rank 0: the matrix that was collected against one that is computed here. Returns whether they agree. */
static int print_matrix(const double *matrix, size_t count)
{
    double *alone = allocate(count), smallest = matrix[0], largest = matrix[0];
    int agrees = 1;
    for (size_t i = 0; i < count; i++)
        alone[i] = number(i);
    divide(alone, count, greatest(alone, count));
    for (size_t i = 0; i < count; i++) {
        if (matrix[i] < smallest)
            smallest = matrix[i];
        if (matrix[i] > largest)
            largest = matrix[i];
        agrees = agrees && matrix[i] == alone[i];
    }
    printf("from %.6f to %.6f\n", smallest, largest);
    printf("%s with the matrix that rank 0 computes alone\n", agrees ? "agrees" : "DOES NOT AGREE");
    free(alone);
    return agrees;
}

/* Of a rank that has `count` numbers of `all`, from number `first` on: whether they are what they should be. */
static int is_right(const double *own, size_t first, size_t count, size_t all)
{
    double maximum = 0;
    int right = 1;
    for (size_t i = 0; i < all && i < PERIOD; i++)
        maximum = fabs(number(i)) > maximum ? fabs(number(i)) : maximum;
    for (size_t i = 0; i < count; i++)
        right = right && own[i] == number(first + i) / maximum;
    return right;
}

/* Returns the greatest number of the whole matrix, of which this rank has `count` numbers. */
static double normalise(double *own, size_t count)
{
    double mine = greatest(own, count), maximum;
    MPI_Allreduce(&mine, &maximum, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    divide(own, count, maximum);
    return maximum;
}

/* At rank 0, which has `maximum` from before. Returns whether what it collects is right. */
static int collect(const double *own, size_t count, double maximum, int rank, int ranks)
{
    double *all = rank == 0 ? allocate(count * (size_t)ranks) : NULL, own_after = greatest(own, count), after;
    int right = 1;
    MPI_Reduce(&own_after, &after, 1, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
    MPI_Gather(own, (int)count, MPI_DOUBLE, all, (int)count, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    if (rank == 0) {
        printf("greatest: %.0f before, %.6f after\n", maximum, after);
        right = print_matrix(all, count * (size_t)ranks);
    }
    free(all);
    return right;
}

static void print_time(double time, int rank)
{
    double longest;
    MPI_Reduce(&time, &longest, 1, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
    if (rank == 0)
        printf("%.9e s\n", longest);
}

int main(int argc, char **argv)
{
    int rank, ranks, right;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    int rows = argc > 1 ? atoi(argv[1]) : DEFAULT_ROWS, columns = argc > 2 ? atoi(argv[2]) : DEFAULT_COLUMNS;
    int timed = argc > 3;
    if (rows < 1 || columns < 1 || (timed && strcmp(argv[3], "timed") != 0)) {
        if (rank == 0)
            fprintf(stderr, "normalise_matrix: expected [ROWS [COLUMNS [timed]]], ROWS and COLUMNS 1 or more\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    size_t count = (size_t)rows * (size_t)columns, first = (size_t)rank * count;
    double *own = allocate(count);
    for (size_t i = 0; i < count; i++)
        own[i] = number(first + i);

    double start = MPI_Wtime(), maximum = normalise(own, count), time = MPI_Wtime() - start;
    if (timed) {
        print_time(time, rank);
        right = is_right(own, first, count, count * (size_t)ranks);
    } else {
        right = collect(own, count, maximum, rank, ranks);
    }
    free(own);
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
