/* token_ring.c: a token goes round a ring of ranks, and counts them.
 *
 * Catalogue  P3.
 * Shows      who starts and who waits: rank 0 sends the token first, all others receive it first. Each adds one.
 *            Usage: token_ring [ROUNDS], 3 by default.
 * Runs       any number of ranks; a single one sends to itself, which is why rank 0 does not block on its send.
 * Prints     what the token has come to after each round; the status tells whether it has counted the ranks.
 *
 *     mpicc token_ring.c && mpirun -n 4 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_ROUNDS = 3 };

int main(int argc, char **argv)
{
    int rank, ranks, token = 0;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    int next = (rank + 1) % ranks, previous = (rank + ranks - 1) % ranks;
    int rounds = argc > 1 ? atoi(argv[1]) : DEFAULT_ROUNDS;
    if (rounds < 1) {
        if (rank == 0)
            fprintf(stderr, "token_ring: expected [ROUNDS], 1 or more\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    for (int round = 1; round <= rounds; round++) {
        if (rank == 0) {
            int sent = token + 1;
            MPI_Request request;
            MPI_Isend(&sent, 1, MPI_INT, next, 0, MPI_COMM_WORLD, &request);
            MPI_Recv(&token, 1, MPI_INT, previous, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
            MPI_Wait(&request, MPI_STATUS_IGNORE);
            printf("round %d: the token comes back with %d\n", round, token);
        } else {
            MPI_Recv(&token, 1, MPI_INT, previous, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
            token++;
            MPI_Send(&token, 1, MPI_INT, next, 0, MPI_COMM_WORLD);
        }
    }
    MPI_Finalize();
    return rank > 0 || token == rounds * ranks ? 0 : EXIT_FAILURE;
}
