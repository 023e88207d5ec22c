/* irregular_maximum.c: the greatest of random numbers that ranks draw in very unequal times, gathered in two ways.
 *
 * Catalogue  R4.
 * Shows      reduce      MPI_Reduce, when all have drawn theirs: a rank may have to wait for others that are slower, and
 *                        rank 0 has to wait for all;
 *            accumulate  MPI_Accumulate into the memory of rank 0, of the number (MPI_MAX) and of one to a counter
 *                        (MPI_SUM): nobody waits, and rank 0 looks whether the counter is complete when it has time.
 *            What ranks do next needs none of the others: who has drawn fewer numbers has more of that. Without any
 *            waiting all would end together.
 *            Usage: irregular_maximum [reduce|accumulate|both [NUMBERS]]. Rank r draws NUMBERS (2,000) times 1 to 16.
 *            Given one way, it does nothing but that, so as to be measured.
 * Runs       any number of ranks.
 * Prints     the greatest number each way, and how many there were to choose from; whether the two agree. The
 *            status tells whether all have been counted.
 *
 *     mpicc irregular_maximum.c && mpirun -n 8 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef SMPI_SAMPLE_FLOPS /* The simulator's: so many operations take simulated time. On a real machine they take their own. */
#    define SMPI_SAMPLE_FLOPS(flops) (void)(flops)
#endif

enum { DEFAULT_NUMBERS = 2000, HEAVIEST = 16 };
enum { MAXIMUM, NUMBERS, DONE, RESULTS }; /* the greatest; how many were drawn; how many ranks have ended */
enum { PERIOD = 50 };                     /* microseconds between two looks */
enum { DRAW_FLOPS = 10 };                 /* an estimate: to draw and to compare take as long as so many operations */

/* 1 to HEAVIEST, in no order. */
static int load_of(int rank)
{
    return 1 + (rank * 11 + 5) % HEAVIEST;
}

/* Returns the greatest of so many numbers. */
static long draw(int rank, long numbers)
{
    unsigned short state[3] = {(unsigned short)rank, 1, 2};
    long greatest = 0;
    SMPI_SAMPLE_FLOPS((double)numbers * DRAW_FLOPS);
    for (long i = 0; i < numbers; i++) {
        long number = nrand48(state);
        if (number > greatest)
            greatest = number;
    }
    return greatest;
}

static void draw_own(long own[RESULTS], int rank, int numbers)
{
    own[NUMBERS] = (long)numbers * load_of(rank);
    own[MAXIMUM] = draw(rank, own[NUMBERS]);
    own[DONE] = 1;
}

/* Drawing stands for whatever a rank has to do next: what comes out is of no use. */
static void go_on(int rank, int numbers)
{
    draw(rank, (long)numbers * (HEAVIEST + 1 - load_of(rank)));
}

static void by_reduce(long results[RESULTS], int rank, int numbers)
{
    long own[RESULTS];
    draw_own(own, rank, numbers);
    MPI_Reduce(&own[MAXIMUM], &results[MAXIMUM], 1, MPI_LONG, MPI_MAX, 0, MPI_COMM_WORLD);
    MPI_Reduce(&own[NUMBERS], &results[NUMBERS], 2, MPI_LONG, MPI_SUM, 0, MPI_COMM_WORLD);
    go_on(rank, numbers);
}

/* Accumulations into different places may happen in any order: the lock makes them one, for rank 0 looks under it too. */
static void add_to_rank_0(const long own[RESULTS], MPI_Win window)
{
    MPI_Win_lock(MPI_LOCK_EXCLUSIVE, 0, 0, window);
    MPI_Accumulate(&own[MAXIMUM], 1, MPI_LONG, 0, MAXIMUM, 1, MPI_LONG, MPI_MAX, window);
    MPI_Accumulate(&own[NUMBERS], 2, MPI_LONG, 0, NUMBERS, 2, MPI_LONG, MPI_SUM, window);
    MPI_Win_unlock(0, window);
}

static void await_all(const long results[RESULTS], int ranks, MPI_Win window)
{
    for (;;) {
        MPI_Win_lock(MPI_LOCK_EXCLUSIVE, 0, 0, window);
        long done = results[DONE];
        MPI_Win_unlock(0, window);
        if (done == ranks)
            return;
        usleep(PERIOD); /* leaves the lock, and the processor, to others */
    }
}

static void by_accumulate(long results[RESULTS], int rank, int numbers)
{
    int ranks;
    long own[RESULTS];
    MPI_Win window;
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    MPI_Win_create(results, RESULTS * sizeof *results, sizeof *results, MPI_INFO_NULL, MPI_COMM_WORLD, &window);
    draw_own(own, rank, numbers);
    add_to_rank_0(own, window);
    go_on(rank, numbers);
    if (rank == 0)
        await_all(results, ranks, window);
    MPI_Win_free(&window);
}

/* Whether the numbers of all ranks are in the results. */
static int are_all(const long results[RESULTS], int ranks, int numbers)
{
    long loads = 0;
    for (int rank = 0; rank < ranks; rank++)
        loads += load_of(rank);
    return results[DONE] == ranks && results[NUMBERS] == loads * numbers;
}

static void print_results(const char *way, const long results[RESULTS])
{
    printf("%-10s  %ld is the greatest of %ld numbers of %ld ranks\n", way, results[MAXIMUM], results[NUMBERS],
           results[DONE]);
}

int main(int argc, char **argv)
{
    int rank, ranks;
    long first[RESULTS] = {0}, second[RESULTS] = {0};
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *way = argc > 1 ? argv[1] : "both";
    int numbers = argc > 2 ? atoi(argv[2]) : DEFAULT_NUMBERS;
    int reduce = strcmp(way, "accumulate") != 0, accumulate = strcmp(way, "reduce") != 0;
    if (numbers < 1 || (reduce && accumulate && strcmp(way, "both") != 0)) {
        if (rank == 0)
            fprintf(stderr, "irregular_maximum: expected [reduce|accumulate|both [NUMBERS]]\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    if (reduce)
        by_reduce(first, rank, numbers);
    if (accumulate)
        by_accumulate(second, rank, numbers);
    if (rank == 0 && reduce)
        print_results("reduce", first);
    if (rank == 0 && accumulate)
        print_results("accumulate", second);
    if (rank == 0 && reduce && accumulate)
        printf("the two %s\n", memcmp(first, second, sizeof first) == 0 ? "agree" : "DO NOT AGREE");
    int right = (!reduce || are_all(first, ranks, numbers)) && (!accumulate || are_all(second, ranks, numbers));
    MPI_Finalize();
    return rank > 0 || right ? 0 : EXIT_FAILURE;
}
