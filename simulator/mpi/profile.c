/* profile.c: the calls of an MPI program, counted, and recorded with their dates where that is wanted. smpicc compiles it
 * beside the program, whose calls of MPI_* come here and go on to PMPI_*: MPI's profiling interface. How a call is counted:
 * counting.h. What is counted goes to the book (book.h); without one calls are only passed on.
 *
 * Bytes are those that the rank hands over to be sent, not what an algorithm makes of them. */
#define SMPI_NO_OVERRIDE_MALLOC
#include "counting.h"

#define HERE        __builtin_return_address(0)
#define BEGIN(name) struct visit visit = enter(CALL_##name, HERE)
/* The error handler is that of a communicator; that of MPI_COMM_WORLD where a call has none. */
#define END_IN(comm, messages, bytes)                                                                                  \
    leave(&visit, comm, result, messages, bytes);                                                                      \
    return result
#define END(messages, bytes) END_IN(MPI_COMM_WORLD, messages, bytes)

int MPI_Init(int *argc, char ***argv)
{
    open_book();
    BEGIN(Init);
    int result = PMPI_Init(argc, argv);
    begin_counting();
    END(0, 0);
}

int MPI_Init_thread(int *argc, char ***argv, int required, int *provided)
{
    open_book();
    BEGIN(Init_thread);
    int result = PMPI_Init_thread(argc, argv, required, provided);
    begin_counting();
    END(0, 0);
}

int MPI_Finalize(void)
{
    BEGIN(Finalize);
    int result = PMPI_Finalize();
    if (visit.status != NULL)
        visit.status->over = 1;
    END(0, 0);
}

int MPI_Abort(MPI_Comm comm, int code)
{
    BEGIN(Abort);
    if (visit.status != NULL && book->aborted == PEER_NONE) {
        book->aborted = (int32_t)visit.rank;
        book->abort_code = code;
    }
    int result = PMPI_Abort(comm, code);
    END(0, 0);
}

#define SEND(name)                                                                                                     \
    int MPI_##name(const void *buffer, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm)                   \
    {                                                                                                                  \
        BEGIN(name);                                                                                                   \
        int32_t peer = world_rank(to, comm);                                                                           \
        uint64_t bytes = size_of(count, type), messages = count_message(&visit, peer, bytes);                          \
        wait_for(&visit, WAY_SEND, peer, tag);                                                                         \
        int result = PMPI_##name(buffer, count, type, to, tag, comm);                                                  \
        END_IN(comm, messages, messages *bytes);                                                                       \
    }
SEND(Send)
SEND(Bsend)
SEND(Rsend)
SEND(Ssend)

#define ISEND(name)                                                                                                    \
    int MPI_##name(const void *buffer, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm,                   \
                   MPI_Request *request)                                                                               \
    {                                                                                                                  \
        BEGIN(name);                                                                                                   \
        int32_t peer = world_rank(to, comm);                                                                           \
        uint64_t bytes = size_of(count, type), messages = count_message(&visit, peer, bytes);                          \
        wait_for(&visit, WAY_SEND, peer, tag);                                                                         \
        int result = PMPI_##name(buffer, count, type, to, tag, comm, request);                                         \
        if (request != NULL)                                                                                           \
            keep_request(*request, WAY_SEND, peer, tag, bytes, false);                                                 \
        END_IN(comm, messages, messages *bytes);                                                                       \
    }
ISEND(Isend)
ISEND(Ibsend)
ISEND(Irsend)
ISEND(Issend)

/* What they send is counted when they are started.
 *
 * MPI_Send_init and MPI_Rsend_init make synchronous sends, which MPI allows: a send that SMPI (3.32) detaches, when it is
 * started again before its last message was received, loses that message, and the program waits for ever. */
#define SEND_INIT(name, as)                                                                                            \
    int MPI_##name(const void *buffer, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm,                   \
                   MPI_Request *request)                                                                               \
    {                                                                                                                  \
        BEGIN(name);                                                                                                   \
        int result = PMPI_##as(buffer, count, type, to, tag, comm, request);                                           \
        if (request != NULL)                                                                                           \
            keep_request(*request, WAY_SEND, world_rank(to, comm), tag, size_of(count, type), true);                   \
        END_IN(comm, 0, 0);                                                                                            \
    }
SEND_INIT(Send_init, Ssend_init)
SEND_INIT(Bsend_init, Bsend_init)
SEND_INIT(Rsend_init, Ssend_init)
SEND_INIT(Ssend_init, Ssend_init)

int MPI_Recv_init(void *buffer, int count, MPI_Datatype type, int from, int tag, MPI_Comm comm, MPI_Request *request)
{
    BEGIN(Recv_init);
    int result = PMPI_Recv_init(buffer, count, type, from, tag, comm, request);
    if (request != NULL)
        keep_request(*request, WAY_RECEIVE, world_rank(from, comm), tag, 0, true);
    END_IN(comm, 0, 0);
}

/* How many messages and bytes the start of a persistent request sends. */
static uint64_t count_start(const struct visit *visit, MPI_Request request, uint64_t *bytes)
{
    const struct book_request *started = find_request(request);
    if (started == NULL || started->way != WAY_SEND || count_message(visit, started->peer, started->bytes) == 0)
        return 0;
    *bytes += started->bytes;
    return 1;
}

int MPI_Start(MPI_Request *request)
{
    BEGIN(Start);
    uint64_t bytes = 0, messages = request != NULL ? count_start(&visit, *request, &bytes) : 0;
    int result = PMPI_Start(request);
    END(messages, bytes);
}

int MPI_Startall(int count, MPI_Request *requests)
{
    BEGIN(Startall);
    uint64_t bytes = 0, messages = 0;
    for (int i = 0; i < count && requests != NULL; i++)
        messages += count_start(&visit, requests[i], &bytes);
    int result = PMPI_Startall(count, requests);
    END(messages, bytes);
}

int MPI_Request_free(MPI_Request *request)
{
    if (request != NULL)
        forget_request(*request);
    return PMPI_Request_free(request);
}

int MPI_Recv(void *buffer, int count, MPI_Datatype type, int from, int tag, MPI_Comm comm, MPI_Status *status)
{
    BEGIN(Recv);
    wait_for(&visit, WAY_RECEIVE, world_rank(from, comm), tag);
    int result = PMPI_Recv(buffer, count, type, from, tag, comm, status);
    END_IN(comm, 0, 0);
}

int MPI_Irecv(void *buffer, int count, MPI_Datatype type, int from, int tag, MPI_Comm comm, MPI_Request *request)
{
    BEGIN(Irecv);
    wait_for(&visit, WAY_RECEIVE, world_rank(from, comm), tag);
    int result = PMPI_Irecv(buffer, count, type, from, tag, comm, request);
    if (request != NULL)
        keep_request(*request, WAY_RECEIVE, world_rank(from, comm), tag, 0, false);
    END_IN(comm, 0, 0);
}

int MPI_Sendrecv(const void *send_buffer, int send_count, MPI_Datatype send_type, int to, int send_tag,
                 void *receive_buffer, int receive_count, MPI_Datatype receive_type, int from, int receive_tag,
                 MPI_Comm comm, MPI_Status *status)
{
    BEGIN(Sendrecv);
    uint64_t bytes = size_of(send_count, send_type);
    uint64_t messages = count_message(&visit, world_rank(to, comm), bytes);
    wait_for(&visit, WAY_RECEIVE, world_rank(from, comm), receive_tag);
    int result = PMPI_Sendrecv(send_buffer, send_count, send_type, to, send_tag, receive_buffer, receive_count,
                               receive_type, from, receive_tag, comm, status);
    END_IN(comm, messages, messages * bytes);
}

int MPI_Sendrecv_replace(void *buffer, int count, MPI_Datatype type, int to, int send_tag, int from, int receive_tag,
                         MPI_Comm comm, MPI_Status *status)
{
    BEGIN(Sendrecv_replace);
    uint64_t bytes = size_of(count, type), messages = count_message(&visit, world_rank(to, comm), bytes);
    wait_for(&visit, WAY_RECEIVE, world_rank(from, comm), receive_tag);
    int result = PMPI_Sendrecv_replace(buffer, count, type, to, send_tag, from, receive_tag, comm, status);
    END_IN(comm, messages, messages * bytes);
}

int MPI_Probe(int from, int tag, MPI_Comm comm, MPI_Status *status)
{
    BEGIN(Probe);
    wait_for(&visit, WAY_RECEIVE, world_rank(from, comm), tag);
    int result = PMPI_Probe(from, tag, comm, status);
    END_IN(comm, 0, 0);
}

int MPI_Iprobe(int from, int tag, MPI_Comm comm, int *flag, MPI_Status *status)
{
    BEGIN(Iprobe);
    wait_for(&visit, WAY_RECEIVE, world_rank(from, comm), tag);
    int result = PMPI_Iprobe(from, tag, comm, flag, status);
    END_IN(comm, 0, 0);
}

/* A call on requests. */
#define COMPLETION(name, parameters, arguments, count, requests)                                                       \
    int MPI_##name parameters                                                                                          \
    {                                                                                                                  \
        BEGIN(name);                                                                                                   \
        wait_for_requests(&visit, count, requests);                                                                    \
        int result = PMPI_##name arguments;                                                                            \
        END(0, 0);                                                                                                     \
    }
COMPLETION(Wait, (MPI_Request * request, MPI_Status *status), (request, status), 1, request)
COMPLETION(Waitall, (int count, MPI_Request requests[], MPI_Status statuses[]), (count, requests, statuses), count,
           requests)
COMPLETION(Waitany, (int count, MPI_Request requests[], int *index, MPI_Status *status),
           (count, requests, index, status), count, requests)
COMPLETION(Waitsome, (int count, MPI_Request requests[], int *done, int *indices, MPI_Status statuses[]),
           (count, requests, done, indices, statuses), count, requests)
COMPLETION(Test, (MPI_Request * request, int *flag, MPI_Status *status), (request, flag, status), 1, request)
COMPLETION(Testall, (int count, MPI_Request *requests, int *flag, MPI_Status *statuses),
           (count, requests, flag, statuses), count, requests)
COMPLETION(Testany, (int count, MPI_Request requests[], int *index, int *flag, MPI_Status *status),
           (count, requests, index, flag, status), count, requests)
COMPLETION(Testsome, (int count, MPI_Request requests[], int *done, int *indices, MPI_Status statuses[]),
           (count, requests, done, indices, statuses), count, requests)

/* A call of all the ranks of a communicator, and the bytes that this rank hands over. */
#define COLLECTIVE(name, parameters, arguments, comm, bytes)                                                           \
    int MPI_##name parameters                                                                                          \
    {                                                                                                                  \
        BEGIN(name);                                                                                                   \
        wait_for_all(&visit, comm);                                                                                    \
        uint64_t handed_over = visit.status != NULL ? (bytes) : 0;                                                     \
        int result = PMPI_##name arguments;                                                                            \
        END_IN(comm, 0, handed_over);                                                                                  \
    }
#define IN_PLACE(count, type, other_count, other_type)                                                                 \
    (send == MPI_IN_PLACE ? size_of(other_count, other_type) : size_of(count, type))
#define AT_ROOT(bytes) (is_root(root, comm) ? (bytes) : 0)
/* What a rank hands over to a gather: the root in place hands over what is there already. */
#define GATHERED    (send == MPI_IN_PLACE ? 0 : size_of(send_count, send_type))
#define ALLGATHERED IN_PLACE(send_count, send_type, receive_count, receive_type)
#define SCATTERED   AT_ROOT(size_of(send_count *ranks_in(comm), send_type))
#define EXCHANGED   IN_PLACE(send_count *ranks_in(comm), send_type, receive_count *ranks_in(comm), receive_type)

COLLECTIVE(Barrier, (MPI_Comm comm), (comm), comm, 0)
COLLECTIVE(Bcast, (void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm),
           (buffer, count, type, root, comm), comm, AT_ROOT(size_of(count, type)))
COLLECTIVE(Reduce, (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, int root, MPI_Comm comm),
           (send, receive, count, type, op, root, comm), comm, size_of(count, type))
COLLECTIVE(Allreduce, (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
           (send, receive, count, type, op, comm), comm, size_of(count, type))
COLLECTIVE(Scan, (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
           (send, receive, count, type, op, comm), comm, size_of(count, type))
COLLECTIVE(Exscan, (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
           (send, receive, count, type, op, comm), comm, size_of(count, type))
COLLECTIVE(Reduce_scatter,
           (const void *send, void *receive, const int *counts, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
           (send, receive, counts, type, op, comm), comm, size_of_all(counts, type, comm))
COLLECTIVE(Reduce_scatter_block,
           (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
           (send, receive, count, type, op, comm), comm, size_of(count *ranks_in(comm), type))
COLLECTIVE(Gather,
           (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
            MPI_Datatype receive_type, int root, MPI_Comm comm),
           (send, send_count, send_type, receive, receive_count, receive_type, root, comm), comm, GATHERED)
COLLECTIVE(Gatherv,
           (const void *send, int send_count, MPI_Datatype send_type, void *receive, const int *counts,
            const int *displacements, MPI_Datatype receive_type, int root, MPI_Comm comm),
           (send, send_count, send_type, receive, counts, displacements, receive_type, root, comm), comm, GATHERED)
COLLECTIVE(Allgather,
           (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
            MPI_Datatype receive_type, MPI_Comm comm),
           (send, send_count, send_type, receive, receive_count, receive_type, comm), comm, ALLGATHERED)
COLLECTIVE(Allgatherv,
           (const void *send, int send_count, MPI_Datatype send_type, void *receive, const int *counts,
            const int *displacements, MPI_Datatype receive_type, MPI_Comm comm),
           (send, send_count, send_type, receive, counts, displacements, receive_type, comm), comm, GATHERED)
COLLECTIVE(Scatter,
           (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
            MPI_Datatype receive_type, int root, MPI_Comm comm),
           (send, send_count, send_type, receive, receive_count, receive_type, root, comm), comm, SCATTERED)
COLLECTIVE(Scatterv,
           (const void *send, const int *counts, const int *displacements, MPI_Datatype send_type, void *receive,
            int receive_count, MPI_Datatype receive_type, int root, MPI_Comm comm),
           (send, counts, displacements, send_type, receive, receive_count, receive_type, root, comm), comm,
           AT_ROOT(size_of_all(counts, send_type, comm)))
COLLECTIVE(Alltoall,
           (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
            MPI_Datatype receive_type, MPI_Comm comm),
           (send, send_count, send_type, receive, receive_count, receive_type, comm), comm, EXCHANGED)
COLLECTIVE(Alltoallv,
           (const void *send, const int *counts, const int *displacements, MPI_Datatype send_type, void *receive,
            const int *receive_counts, const int *receive_displacements, MPI_Datatype receive_type, MPI_Comm comm),
           (send, counts, displacements, send_type, receive, receive_counts, receive_displacements, receive_type, comm),
           comm,
           send == MPI_IN_PLACE ? size_of_all(receive_counts, receive_type, comm)
                                : size_of_all(counts, send_type, comm))

static uint64_t size_of_types(const int *counts, const MPI_Datatype *types, MPI_Comm comm)
{
    uint64_t bytes = 0;
    for (long i = 0, ranks = ranks_in(comm); i < ranks && counts != NULL && types != NULL; i++)
        bytes += size_of(counts[i], types[i]);
    return bytes;
}
COLLECTIVE(
    Alltoallw,
    (const void *send, const int *counts, const int *displacements, const MPI_Datatype *send_types, void *receive,
     const int *receive_counts, const int *receive_displacements, const MPI_Datatype *receive_types, MPI_Comm comm),
    (send, counts, displacements, send_types, receive, receive_counts, receive_displacements, receive_types, comm),
    comm,
    send == MPI_IN_PLACE ? size_of_types(receive_counts, receive_types, comm) : size_of_types(counts, send_types, comm))

/* Those that only begin: their request is forgotten, lest an older one of the same address be taken for it. */
#define BEGUN(name, parameters, arguments, bytes)                                                                      \
    int MPI_##name parameters                                                                                          \
    {                                                                                                                  \
        BEGIN(name);                                                                                                   \
        uint64_t handed_over = visit.status != NULL ? (bytes) : 0;                                                     \
        int result = PMPI_##name arguments;                                                                            \
        if (request != NULL)                                                                                           \
            forget_request(*request);                                                                                  \
        END(0, handed_over);                                                                                           \
    }
BEGUN(Ibarrier, (MPI_Comm comm, MPI_Request *request), (comm, request), 0)
BEGUN(Ibcast, (void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm, MPI_Request *request),
      (buffer, count, type, root, comm, request), AT_ROOT(size_of(count, type)))
BEGUN(Ireduce,
      (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, int root, MPI_Comm comm,
       MPI_Request *request),
      (send, receive, count, type, op, root, comm, request), size_of(count, type))
BEGUN(Iallreduce,
      (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm, MPI_Request *request),
      (send, receive, count, type, op, comm, request), size_of(count, type))
BEGUN(Iallgather,
      (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
       MPI_Datatype receive_type, MPI_Comm comm, MPI_Request *request),
      (send, send_count, send_type, receive, receive_count, receive_type, comm, request), ALLGATHERED)
BEGUN(Ialltoall,
      (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
       MPI_Datatype receive_type, MPI_Comm comm, MPI_Request *request),
      (send, send_count, send_type, receive, receive_count, receive_type, comm, request), EXCHANGED)
BEGUN(Igather,
      (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
       MPI_Datatype receive_type, int root, MPI_Comm comm, MPI_Request *request),
      (send, send_count, send_type, receive, receive_count, receive_type, root, comm, request), GATHERED)
BEGUN(Iscatter,
      (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
       MPI_Datatype receive_type, int root, MPI_Comm comm, MPI_Request *request),
      (send, send_count, send_type, receive, receive_count, receive_type, root, comm, request), SCATTERED)

/* Communicators are made by all of them together. */
COLLECTIVE(Comm_dup, (MPI_Comm comm, MPI_Comm *made), (comm, made), comm, 0)
COLLECTIVE(Comm_split, (MPI_Comm comm, int color, int key, MPI_Comm *made), (comm, color, key, made), comm, 0)
COLLECTIVE(Comm_split_type, (MPI_Comm comm, int type, int key, MPI_Info info, MPI_Comm *made),
           (comm, type, key, info, made), comm, 0)
COLLECTIVE(Comm_create, (MPI_Comm comm, MPI_Group group, MPI_Comm *made), (comm, group, made), comm, 0)
COLLECTIVE(Comm_free, (MPI_Comm * comm), (comm), *comm, 0)
COLLECTIVE(Cart_create, (MPI_Comm comm, int count, const int *sizes, const int *periods, int reorder, MPI_Comm *made),
           (comm, count, sizes, periods, reorder, made), comm, 0)

/* ---- one-sided ---- */

COLLECTIVE(Win_create, (void *base, MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, MPI_Win *window),
           (base, size, unit, info, comm, window), comm, 0)
COLLECTIVE(Win_allocate, (MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, void *base, MPI_Win *window),
           (size, unit, info, comm, base, window), comm, 0)

#define ONE_SIDED(name, parameters, arguments, messages, bytes)                                                        \
    int MPI_##name parameters                                                                                          \
    {                                                                                                                  \
        BEGIN(name);                                                                                                   \
        uint64_t handed_over = visit.status != NULL ? (bytes) : 0;                                                     \
        int result = PMPI_##name arguments;                                                                            \
        END(messages, handed_over);                                                                                    \
    }
ONE_SIDED(Win_free, (MPI_Win * window), (window), 0, 0)
ONE_SIDED(Win_fence, (int assertion, MPI_Win window), (assertion, window), 0, 0)
ONE_SIDED(Win_post, (MPI_Group group, int assertion, MPI_Win window), (group, assertion, window), 0, 0)
ONE_SIDED(Win_start, (MPI_Group group, int assertion, MPI_Win window), (group, assertion, window), 0, 0)
ONE_SIDED(Win_complete, (MPI_Win window), (window), 0, 0)
ONE_SIDED(Win_wait, (MPI_Win window), (window), 0, 0)
ONE_SIDED(Win_lock, (int type, int rank, int assertion, MPI_Win window), (type, rank, assertion, window), 0, 0)
ONE_SIDED(Win_unlock, (int rank, MPI_Win window), (rank, window), 0, 0)
ONE_SIDED(Win_lock_all, (int assertion, MPI_Win window), (assertion, window), 0, 0)
ONE_SIDED(Win_unlock_all, (MPI_Win window), (window), 0, 0)
ONE_SIDED(Win_flush, (int rank, MPI_Win window), (rank, window), 0, 0)
/* A Get moves bytes towards the rank that calls it: they are counted as the others are. */
ONE_SIDED(Put,
          (const void *origin, int count, MPI_Datatype type, int rank, MPI_Aint where, int target_count,
           MPI_Datatype target_type, MPI_Win window),
          (origin, count, type, rank, where, target_count, target_type, window), 1, size_of(count, type))
ONE_SIDED(Get,
          (void *origin, int count, MPI_Datatype type, int rank, MPI_Aint where, int target_count,
           MPI_Datatype target_type, MPI_Win window),
          (origin, count, type, rank, where, target_count, target_type, window), 1, size_of(count, type))
ONE_SIDED(Accumulate,
          (const void *origin, int count, MPI_Datatype type, int rank, MPI_Aint where, int target_count,
           MPI_Datatype target_type, MPI_Op op, MPI_Win window),
          (origin, count, type, rank, where, target_count, target_type, op, window), 1, size_of(count, type))
ONE_SIDED(Get_accumulate,
          (const void *origin, int count, MPI_Datatype type, void *before, int before_count, MPI_Datatype before_type,
           int rank, MPI_Aint where, int target_count, MPI_Datatype target_type, MPI_Op op, MPI_Win window),
          (origin, count, type, before, before_count, before_type, rank, where, target_count, target_type, op, window),
          1, size_of(count, type))
ONE_SIDED(Fetch_and_op,
          (const void *origin, void *before, MPI_Datatype type, int rank, MPI_Aint where, MPI_Op op, MPI_Win window),
          (origin, before, type, rank, where, op, window), 1, size_of(1, type))
ONE_SIDED(Compare_and_swap,
          (const void *origin, void *compared, void *before, MPI_Datatype type, int rank, MPI_Aint where,
           MPI_Win window),
          (origin, compared, before, type, rank, where, window), 1, size_of(1, type))
