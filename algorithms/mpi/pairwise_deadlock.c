/* pairwise_deadlock.c: pairs of ranks exchange a message, the wrong way: a program to be found out.
 *
 * Catalogue  P2.
 * Shows      three classical mistakes; the first argument chooses:
 *            no-receive     (default) the even rank sends, and receives an answer; the odd one sends its answer without having
 *                           received. The even rank's first message has no matching receive.
 *            receive-first  both receive, and send afterwards: neither message is ever sent.
 *            send-first     both send, and receive afterwards: this is right only if MPI keeps the messages meanwhile, which
 *                           it need not, and does not do with long ones.
 *            Usage: pairwise_deadlock [no-receive|receive-first|send-first [BYTES]]
 *            BYTES is the length of the messages, 1,048,576 by default, which no MPI keeps. With a few bytes no-receive and
 *            send-first come to an end on most, and so the mistake goes unseen.
 * Runs       pairs of ranks: 0 and 1, 2 and 3... A last rank without a partner looks on.
 * Prints     nothing when it hangs, as it should; "nobody noticed" otherwise.
 *
 *     mpicc pairwise_deadlock.c && mpirun -n 2 ./a.out receive-first */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_BYTES = 1 << 20 };

static void send_to(int other, char *buffer, int bytes)
{
    MPI_Send(buffer, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD);
}

static void receive_from(int other, char *buffer, int bytes)
{
    MPI_Recv(buffer, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void exchange(const char *mistake, int rank, char *buffer, int bytes)
{
    int other = rank % 2 == 0 ? rank + 1 : rank - 1;
    if (strcmp(mistake, "receive-first") == 0) {
        receive_from(other, buffer, bytes);
        send_to(other, buffer, bytes);
    } else {
        send_to(other, buffer, bytes);
        if (rank % 2 == 0 || strcmp(mistake, "send-first") == 0)
            receive_from(other, buffer, bytes);
    }
}

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const char *mistake = argc > 1 ? argv[1] : "no-receive";
    int bytes = argc > 2 ? atoi(argv[2]) : DEFAULT_BYTES;
    if (bytes < 1 || (strcmp(mistake, "no-receive") != 0 && strcmp(mistake, "receive-first") != 0 &&
                      strcmp(mistake, "send-first") != 0)) {
        if (rank == 0)
            fprintf(stderr, "pairwise_deadlock: expected [no-receive|receive-first|send-first [BYTES]]\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    char *buffer = calloc((size_t)bytes, 1);
    if (buffer == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    if (rank % 2 == 1 || rank + 1 < ranks)
        exchange(mistake, rank, buffer, bytes);
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank == 0)
        printf("%s with %d bytes: nobody noticed\n", mistake, bytes);
    free(buffer);
    MPI_Finalize();
    return 0;
}
