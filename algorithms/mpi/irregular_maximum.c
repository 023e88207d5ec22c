/* irregular_maximum.c: the greatest of random numbers that ranks draw in very unequal times, gathered in two ways.
 *
 * Catalogue  R4.
 * Shows      reduce      MPI_Reduce, when all have drawn theirs: a rank may have to wait for others that are slower;
 *            accumulate  MPI_Accumulate into the memory of rank 0, of the number (MPI_MAX) and of one to a counter
 *                        (MPI_SUM): nobody waits for anyone but rank 0, which looks whether the counter is complete.
 *            Usage: irregular_maximum [reduce|accumulate|both [NUMBERS]]. Rank r draws NUMBERS (2,000) times 1 to 16.
 *            Given one way, it says when ranks were free to do something else.
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

enum { DEFAULT_NUMBERS = 2000 };
enum { MAXIMUM, NUMBERS, DONE, RESULTS }; /* the greatest; how many were drawn; how many ranks have ended */
enum { PERIOD = 50 };                     /* microseconds between two looks */
enum { DRAW_FLOPS = 10 };                 /* an estimate: to draw and to compare take as long as so many operations */

/* 1 to 16, in no order. */
static int load_of(int rank)
{
    return 1 + (rank * 11 + 5) % 16;
}

static void draw(long results[RESULTS], int rank, int numbers)
{
    unsigned short state[3] = {(unsigned short)rank, 1, 2};
    results[MAXIMUM] = 0;
    results[NUMBERS] = (long)numbers * load_of(rank);
    results[DONE] = 1;
    SMPI_SAMPLE_FLOPS((double)results[NUMBERS] * DRAW_FLOPS);
    for (long i = 0; i < results[NUMBERS]; i++) {
        long number = nrand48(state);
        if (number > results[MAXIMUM])
            results[MAXIMUM] = number;
    }
}

/* Of one rank: when it had drawn its numbers, and when it was free to do something else. */
struct times {
    double drawn, free;
};

static struct times by_reduce(long results[RESULTS], int rank, int numbers)
{
    long own[RESULTS];
    draw(own, rank, numbers);
    double drawn = MPI_Wtime();
    MPI_Reduce(&own[MAXIMUM], &results[MAXIMUM], 1, MPI_LONG, MPI_MAX, 0, MPI_COMM_WORLD);
    MPI_Reduce(&own[NUMBERS], &results[NUMBERS], 2, MPI_LONG, MPI_SUM, 0, MPI_COMM_WORLD);
    return (struct times){drawn, MPI_Wtime()};
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

static struct times by_accumulate(long results[RESULTS], int rank, int numbers)
{
    int ranks;
    long own[RESULTS];
    MPI_Win window;
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    MPI_Win_create(results, RESULTS * sizeof *results, sizeof *results, MPI_INFO_NULL, MPI_COMM_WORLD, &window);
    draw(own, rank, numbers);
    double drawn = MPI_Wtime();
    add_to_rank_0(own, window);
    if (rank == 0)
        await_all(results, ranks, window);
    struct times times = {drawn, MPI_Wtime()};
    MPI_Win_free(&window); /* all wait for all here: what else a rank has to do, it does before */
    return times;
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

/* Rank 0 has to wait for all, whatever the way: it has the result. */
static void print_times(double start, struct times times, int rank, int ranks)
{
    double own[2] = {times.free - start, times.free - times.drawn}, sums[2];
    MPI_Reduce(own, sums, 2, MPI_DOUBLE, MPI_SUM, 0, MPI_COMM_WORLD);
    if (rank > 0)
        return;
    printf("rank 0 is free after %.9f s\n", own[0]);
    if (ranks > 1)
        printf("another rank is free after %.9f s, of which it waits %.9f s, on average\n",
               (sums[0] - own[0]) / (ranks - 1), (sums[1] - own[1]) / (ranks - 1));
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
    double start = MPI_Wtime();
    struct times times = {start, start};
    if (reduce)
        times = by_reduce(first, rank, numbers);
    if (accumulate)
        times = by_accumulate(second, rank, numbers);
    if (!(reduce && accumulate))
        print_times(start, times, rank, ranks);
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
