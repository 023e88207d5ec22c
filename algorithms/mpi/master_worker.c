/* master_worker.c: counts the primes below a number, in 100 tasks of unequal length, shared out in two ways.
 *
 * Catalogue  K7.
 * Shows      static: blocks of tasks by MPI_Scatter, counts back by MPI_Reduce; all ranks work. Greater numbers take
 *            longer, so that the last ranks end last. Dynamic: rank 0 hands out a task to whoever asks, and a worker's
 *            result is its request for the next one (MPI_ANY_SOURCE): all end together, but rank 0 does not compute.
 *            Usage: master_worker [static|dynamic|both [NUMBERS]]: below NUMBERS (100,000), made a multiple of 100.
 *            Given one way, it does nothing but that, so as to be measured.
 * Runs       any number of ranks for static, 2 or more for dynamic.
 * Prints     the primes counted each way (9,592 are below 100,000); which rank did which task depends on the machine.
 *            The status tells whether rank 0 finds as many with a sieve.
 *
 *     mpicc master_worker.c && mpirun -n 4 ./a.out dynamic */
#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef SMPI_SAMPLE_FLOPS /* The simulator's: so many operations take simulated time. On a real machine they take their own. */
#    define SMPI_SAMPLE_FLOPS(flops) (void)(flops)
#endif

enum { TASKS = 100, DEFAULT_NUMBERS = 100000 };
enum { READY = -1, STOP = -1 }; /* instead of a result; instead of a task */
enum { DIVISION_FLOPS = 10 };   /* an estimate: a division of whole numbers takes as long as so many operations */

static int is_prime(int number, long *divisions)
{
    for (int divisor = 2; divisor * divisor <= number; divisor++) {
        (*divisions)++;
        if (number % divisor == 0)
            return 0;
    }
    return number > 1;
}

/* Task t is the numbers from t `length` to (t+1) `length` - 1. */
static int do_task(int task, int length)
{
    int primes = 0;
    long divisions = 0;
    for (int number = task * length; number < (task + 1) * length; number++)
        primes += is_prime(number, &divisions);
    SMPI_SAMPLE_FLOPS((double)divisions * DIVISION_FLOPS);
    return primes;
}

/* Returns the number of primes, at rank 0. */
static int share_out_static(int rank, int ranks, int length)
{
    int range[2], primes = 0, sum = 0;
    int(*ranges)[2] = calloc((size_t)ranks, sizeof *ranges); /* first task, and the one after the last */
    if (ranges == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    for (int i = 0; rank == 0 && i < ranks; i++) {
        ranges[i][0] = (int)((long)TASKS * i / ranks);
        ranges[i][1] = (int)((long)TASKS * (i + 1) / ranks);
    }
    MPI_Scatter(ranges, 2, MPI_INT, range, 2, MPI_INT, 0, MPI_COMM_WORLD);
    free(ranges);
    for (int task = range[0]; task < range[1]; task++)
        primes += do_task(task, length);
    MPI_Reduce(&primes, &sum, 1, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
    return sum;
}

/* Returns the number of primes. It ends when every worker has been told to stop. */
static int hand_out(int ranks)
{
    int primes = 0, next = 0;
    for (int working = ranks - 1; working > 0;) {
        int result, task = next < TASKS ? next++ : STOP;
        MPI_Status status;
        MPI_Recv(&result, 1, MPI_INT, MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, &status);
        if (result != READY)
            primes += result;
        MPI_Send(&task, 1, MPI_INT, status.MPI_SOURCE, 0, MPI_COMM_WORLD);
        working -= task == STOP;
    }
    return primes;
}

static void work(int length)
{
    int result = READY, task;
    for (;;) {
        MPI_Send(&result, 1, MPI_INT, 0, 0, MPI_COMM_WORLD);
        MPI_Recv(&task, 1, MPI_INT, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (task == STOP)
            return;
        result = do_task(task, length);
    }
}

static int share_out_dynamic(int rank, int ranks, int length)
{
    if (rank == 0)
        return hand_out(ranks);
    work(length);
    return 0;
}

/* Eratosthenes: whoever has not been crossed out by a smaller prime is one. */
static int count_by_sieve(int end)
{
    int primes = 0;
    char *crossed_out = calloc((size_t)end, 1);
    if (crossed_out == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    for (int i = 2; i < end; i++) {
        primes += !crossed_out[i];
        for (long j = (long)i * i; !crossed_out[i] && j < end; j += i)
            crossed_out[j] = 1;
    }
    free(crossed_out);
    return primes;
}

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *way = argc > 1 ? argv[1] : "both";
    int numbers = argc > 2 ? atoi(argv[2]) : DEFAULT_NUMBERS, length = (numbers + TASKS - 1) / TASKS;
    int by_blocks = strcmp(way, "dynamic") != 0, by_pull = strcmp(way, "static") != 0;
    if (numbers < 1 || numbers > INT_MAX - TASKS || (by_blocks && by_pull && strcmp(way, "both") != 0) ||
        (by_pull && ranks < 2)) {
        if (rank == 0)
            fprintf(stderr,
                    "master_worker: expected [static|dynamic|both [NUMBERS]], and 2 ranks or more unless static\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    int expected = rank == 0 ? count_by_sieve(TASKS * length) : 0, right = 1;
    if (by_blocks) {
        int primes = share_out_static(rank, ranks, length);
        right = primes == expected;
        if (rank == 0)
            printf("static   %d primes below %d\n", primes, TASKS * length);
    }
    if (by_pull) {
        int primes = share_out_dynamic(rank, ranks, length);
        right = right && primes == expected;
        if (rank == 0)
            printf("dynamic  %d primes below %d\n", primes, TASKS * length);
    }
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
