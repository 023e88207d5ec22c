/* token_ring_one_sided.c: a token goes round the ranks by MPI_Put: everyone writes it into the memory of the next.
 *
 * Catalogue  R2.
 * Shows      that a Put says nothing to its target, which must learn in another way that the token is there:
 *            fence  all ranks synchronise at each step, P fences for a turn, although only two have to do with it;
 *            post   the target opens its memory to its predecessor (MPI_Win_post) and waits for it (MPI_Win_wait), which
 *                   does MPI_Win_start and MPI_Win_complete: only those two synchronise;
 *            lock   the target is passive: it looks into its own memory, under a lock, until the token is there.
 *            Usage: token_ring_one_sided [fence|post|lock|all]. Given one way, it does nothing but that.
 * Runs       2 ranks or more.
 * Prints     what the token comes back with each way: every rank adds one. The status tells whether that is right.
 *
 *     mpicc token_ring_one_sided.c && mpirun -n 4 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ABSENT = 0, PERIOD = 20 }; /* PERIOD: microseconds between two looks */

struct ring {
    int rank, ranks;
    int next, previous;
    int token; /* in the window, and so written by others */
    MPI_Win window;
};

/* Within an epoch that gives access to the next one's memory. The value must last until the end of the epoch. */
static void put(struct ring *ring, const int *value)
{
    MPI_Put(value, 1, MPI_INT, ring->next, 0, 1, MPI_INT, ring->window);
}

static void by_fence(struct ring *ring)
{
    int value;
    MPI_Win_fence(0, ring->window);
    for (int step = 0; step < ring->ranks; step++) {
        if (ring->rank == step) {
            value = ring->token + 1;
            put(ring, &value);
        }
        MPI_Win_fence(0, ring->window);
    }
}

static void pass_by_start(struct ring *ring, MPI_Group next)
{
    int value = ring->token + 1;
    MPI_Win_start(next, 0, ring->window);
    put(ring, &value);
    MPI_Win_complete(ring->window);
}

static void by_post(struct ring *ring)
{
    MPI_Group world, next, previous;
    MPI_Comm_group(MPI_COMM_WORLD, &world);
    MPI_Group_incl(world, 1, &ring->next, &next);
    MPI_Group_incl(world, 1, &ring->previous, &previous);
    if (ring->rank == 0)
        pass_by_start(ring, next);
    MPI_Win_post(previous, 0, ring->window); /* until then the previous one's MPI_Win_start may block */
    MPI_Win_wait(ring->window);
    if (ring->rank > 0)
        pass_by_start(ring, next);
    MPI_Group_free(&world);
    MPI_Group_free(&next);
    MPI_Group_free(&previous);
}

static void pass_by_lock(struct ring *ring, int value)
{
    MPI_Win_lock(MPI_LOCK_EXCLUSIVE, ring->next, 0, ring->window);
    put(ring, &value);
    MPI_Win_unlock(ring->next, ring->window);
}

/* Waits for a token other than `before`, and returns it. */
static int await_token(struct ring *ring, int before)
{
    for (;;) {
        MPI_Win_lock(MPI_LOCK_EXCLUSIVE, ring->rank, 0, ring->window);
        int value = ring->token;
        MPI_Win_unlock(ring->rank, ring->window);
        if (value != before)
            return value;
        usleep(PERIOD); /* leaves the lock, and the processor, to others */
    }
}

static void by_lock(struct ring *ring)
{
    if (ring->rank == 0) {
        pass_by_lock(ring, 1);
        await_token(ring, ABSENT);
    } else {
        pass_by_lock(ring, await_token(ring, ABSENT) + 1);
    }
}

static const struct way {
    const char *name;
    void (*pass)(struct ring *ring);
} ways[] = {{"fence", by_fence}, {"post", by_post}, {"lock", by_lock}};
enum { WAYS = 3 };

int main(int argc, char **argv)
{
    struct ring ring;
    int right = 1;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &ring.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ring.ranks);
    ring.next = (ring.rank + 1) % ring.ranks;
    ring.previous = (ring.rank + ring.ranks - 1) % ring.ranks;
    const char *name = argc > 1 ? argv[1] : "all";
    int all = strcmp(name, "all") == 0, known = all;
    for (int i = 0; i < WAYS; i++)
        known = known || strcmp(name, ways[i].name) == 0;
    if (ring.ranks < 2 || !known) {
        if (ring.rank == 0)
            fprintf(stderr, "token_ring_one_sided: expected 2 ranks or more, and [fence|post|lock|all]\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    for (int i = 0; i < WAYS; i++) {
        if (!all && strcmp(name, ways[i].name) != 0)
            continue;
        ring.token = ABSENT;
        /* A window of its own each time: creating it is collective, so that nobody puts before all have an empty memory. */
        MPI_Win_create(&ring.token, sizeof ring.token, sizeof ring.token, MPI_INFO_NULL, MPI_COMM_WORLD, &ring.window);
        ways[i].pass(&ring);
        MPI_Win_free(&ring.window);
        right = right && (ring.rank > 0 || ring.token == ring.ranks);
        if (ring.rank == 0)
            printf("%-5s  the token comes back with %d\n", ways[i].name, ring.token);
    }
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
