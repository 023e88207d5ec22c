/* shared_randomness.c: all ranks need the same random numbers: three ways to give them to all.
 *
 * Catalogue  R3.
 * Shows      array  rank 0 draws the numbers, and broadcasts all of them;
 *            seed   rank 0 broadcasts a seed, and everyone draws the numbers: 8 bytes instead of 8 a number, and as much
 *                   computing everywhere;
 *            get    the seed stays in the memory of rank 0, where the others fetch it (MPI_Get) when they please, without
 *                   rank 0 having to do anything; its memory is where all of them ask.
 *            Usage: shared_randomness [array|seed|get|all [NUMBERS]]; 1,000 numbers by default.
 *            Given one way, it does nothing but that, so as to be measured; all compares the three. The status tells whether
 *            every rank has the numbers.
 * Runs       any number of ranks.
 * Prints     the bytes that reach each rank; whether the numbers are the same, bit by bit, for all ways and all ranks.
 *
 *     mpicc shared_randomness.c && mpirun -n 4 ./a.out all 10000 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef SMPI_SAMPLE_FLOPS /* The simulator's: so many operations take simulated time. On a real machine they take their own. */
#    define SMPI_SAMPLE_FLOPS(flops) (void)(flops)
#endif

enum { DEFAULT_NUMBERS = 1000, COMMON_SEED = 20240229 };
enum { BITS = 16 };       /* of each of the three parts of the generator's state */
enum { DRAW_FLOPS = 10 }; /* an estimate: a step of the generator takes as long as so many operations */

/* erand48() is the same sequence on every machine: POSIX gives its formula. */
static void fill(unsigned long seed, double *numbers, int count)
{
    unsigned short state[3];
    for (int i = 0; i < 3; i++)
        state[i] = (unsigned short)(seed >> (i * BITS));
    for (int i = 0; i < count; i++)
        numbers[i] = erand48(state);
}

static void draw(unsigned long seed, double *numbers, int count)
{
    SMPI_SAMPLE_FLOPS((double)count * DRAW_FLOPS);
    fill(seed, numbers, count);
}

static void by_array(double *numbers, int count, int rank)
{
    if (rank == 0)
        draw(COMMON_SEED, numbers, count);
    MPI_Bcast(numbers, count, MPI_DOUBLE, 0, MPI_COMM_WORLD);
}

static void by_seed(double *numbers, int count, int rank)
{
    unsigned long seed = rank == 0 ? COMMON_SEED : 0;
    MPI_Bcast(&seed, 1, MPI_UNSIGNED_LONG, 0, MPI_COMM_WORLD);
    draw(seed, numbers, count);
}

static void by_get(double *numbers, int count, int rank)
{
    unsigned long kept = COMMON_SEED, seed = COMMON_SEED;
    MPI_Win window;
    MPI_Aint length = rank == 0 ? (MPI_Aint)sizeof kept : 0;
    MPI_Win_create(&kept, length, sizeof kept, MPI_INFO_NULL, MPI_COMM_WORLD, &window);
    if (rank > 0) {
        seed = 0;
        MPI_Win_lock(MPI_LOCK_SHARED, 0, 0, window); /* shared: those who read do not wait for one another */
        MPI_Get(&seed, 1, MPI_UNSIGNED_LONG, 0, 0, 1, MPI_UNSIGNED_LONG, window);
        MPI_Win_unlock(0, window);
    }
    draw(seed, numbers, count);
    MPI_Win_free(&window);
}

static const struct way {
    const char *name;
    void (*share)(double *numbers, int count, int rank);
    int everything; /* whether all numbers are sent, and not the seed */
} ways[] = {{"array", by_array, 1}, {"seed", by_seed, 0}, {"get", by_get, 0}};
enum { WAYS = 3 };

static double *new_numbers(int count)
{
    double *numbers = calloc((size_t)count, sizeof *numbers);
    if (numbers == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    return numbers;
}

/* Whether the numbers are those that the seed gives. */
static int is_right(const double *numbers, int count)
{
    double *expected = new_numbers(count);
    fill(COMMON_SEED, expected, count);
    int same = memcmp(numbers, expected, (size_t)count * sizeof *numbers) == 0;
    free(expected);
    return same;
}

int main(int argc, char **argv)
{
    int rank, right = 1;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    const char *name = argc > 1 ? argv[1] : "all";
    int count = argc > 2 ? atoi(argv[2]) : DEFAULT_NUMBERS, all = strcmp(name, "all") == 0, known = all;
    for (int i = 0; i < WAYS; i++)
        known = known || strcmp(name, ways[i].name) == 0;
    if (count < 1 || !known) {
        if (rank == 0)
            fprintf(stderr, "shared_randomness: expected [array|seed|get|all [NUMBERS]]\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    for (int i = 0; i < WAYS; i++) {
        if (!all && strcmp(name, ways[i].name) != 0)
            continue;
        double *numbers = new_numbers(count);
        ways[i].share(numbers, count, rank);
        int same = is_right(numbers, count), all_same = same;
        right = right && same;
        if (all)
            MPI_Reduce(&same, &all_same, 1, MPI_INT, MPI_MIN, 0, MPI_COMM_WORLD);
        if (rank == 0)
            printf("%-5s  %9zu bytes to each rank%s\n", ways[i].name,
                   ways[i].everything ? (size_t)count * sizeof *numbers : sizeof(unsigned long),
                   !all       ? ""
                   : all_same ? ", the same everywhere"
                              : ", NOT THE SAME");
        free(numbers);
    }
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
