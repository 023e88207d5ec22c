/* master_worker.c: counts the primes below 100,000, in 100 tasks of unequal length, shared out in two ways.
 *
 * Catalogue  K7.
 * Shows      static: blocks of tasks by MPI_Scatter, counts back by MPI_Reduce; all ranks work. Greater numbers take
 *            longer, so that the last ranks end last. Dynamic: rank 0 hands out a task to whoever asks, and a worker's
 *            result is its request for the next one (MPI_ANY_SOURCE): all end together, but rank 0 does not compute.
 *            Usage: master_worker [static|dynamic|both]. Given one way, it does nothing but that, so as to be measured.
 * Runs       any number of ranks for static, 2 or more for dynamic.
 * Prints     the primes counted each way, of which there are 9,592; which rank did which task depends on the machine.
 *
 *     mpicc master_worker.c && mpirun -n 4 ./a.out dynamic */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TASKS = 100, LENGTH = 1000 }; /* task t: the numbers from t LENGTH to (t+1) LENGTH - 1 */
enum { READY = -1, STOP = -1 };      /* instead of a result; instead of a task */

static int is_prime(int number)
{
    for (int divisor = 2; divisor * divisor <= number; divisor++)
        if (number % divisor == 0)
            return 0;
    return number > 1;
}

static int do_task(int task)
{
    int primes = 0;
    for (int number = task * LENGTH; number < (task + 1) * LENGTH; number++)
        primes += is_prime(number);
    return primes;
}

/* Returns the number of primes, at rank 0. */
static int share_out_static(int rank, int ranks)
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
        primes += do_task(task);
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

static void work(void)
{
    int result = READY, task;
    for (;;) {
        MPI_Send(&result, 1, MPI_INT, 0, 0, MPI_COMM_WORLD);
        MPI_Recv(&task, 1, MPI_INT, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (task == STOP)
            return;
        result = do_task(task);
    }
}

static int share_out_dynamic(int rank, int ranks)
{
    if (rank == 0)
        return hand_out(ranks);
    work();
    return 0;
}

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *way = argc > 1 ? argv[1] : "both";
    int by_blocks = strcmp(way, "dynamic") != 0, by_pull = strcmp(way, "static") != 0;
    if ((by_blocks && by_pull && strcmp(way, "both") != 0) || (by_pull && ranks < 2)) {
        if (rank == 0)
            fprintf(stderr, "master_worker: expected [static|dynamic|both], and 2 ranks or more unless static\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    if (by_blocks) {
        int primes = share_out_static(rank, ranks);
        if (rank == 0)
            printf("static   %d primes below %d\n", primes, TASKS * LENGTH);
    }
    if (by_pull) {
        int primes = share_out_dynamic(rank, ranks);
        if (rank == 0)
            printf("dynamic  %d primes below %d\n", primes, TASKS * LENGTH);
    }
    MPI_Finalize();
    return 0;
}
