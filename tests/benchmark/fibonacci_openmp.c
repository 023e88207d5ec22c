/* fibonacci_openmp.c: the course's Fibonacci by OpenMP tasks, for the shape of what algorithms/makespan/task_tree.c simulates: time
 * against the threshold, and what a call and a task cost.
 *
 * Usage: OMP_NUM_THREADS=2 bench_fibonacci_openmp N [THRESHOLD...]
 * Prints a CSV: threads, n, threshold, seconds (the best of three). */
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t sequential(int n)
{
    return n < 2 ? (uint64_t)n : sequential(n - 1) + sequential(n - 2);
}

static uint64_t by_tasks(int n, int threshold)
{
    uint64_t a, b;
    if (n <= threshold || n < 2)
        return sequential(n);
#pragma omp task shared(a)
    a = by_tasks(n - 1, threshold);
#pragma omp task shared(b)
    b = by_tasks(n - 2, threshold);
#pragma omp taskwait
    return a + b;
}

static double seconds(int n, int threshold, uint64_t *result)
{
    double begin = omp_get_wtime();
#pragma omp parallel
#pragma omp single
    *result = by_tasks(n, threshold);
    return omp_get_wtime() - begin;
}

int main(int argc, char **argv)
{
    enum { REPEATS = 3 };
    if (argc < 2) {
        fprintf(stderr, "Usage: %s N [THRESHOLD...]\n", argv[0]);
        return 64;
    }
    int n = atoi(argv[1]);
    printf("threads,n,threshold,seconds\n");
    for (int i = 2; i < argc; i++) {
        int threshold = atoi(argv[i]);
        double best = 1e9;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            uint64_t result;
            double took = seconds(n, threshold, &result);
            best = took < best ? took : best;
            if (result != sequential(n))
                return EXIT_FAILURE;
        }
        printf("%d,%d,%d,%.6f\n", omp_get_max_threads(), n, threshold, best);
    }
    return EXIT_SUCCESS;
}
