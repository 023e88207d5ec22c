/* profile.c: counts the calls of an MPI program, and records when they were made where that is wanted. smpicc compiles it
 * beside the program, whose calls of MPI_* come here and go on to PMPI_*: MPI's profiling interface. What it counts goes to
 * the book (book.h); without one it only passes calls on.
 *
 * It keeps nothing of a rank in a variable of its own: whether the ranks have copies of their own of the program's variables
 * or share them is the launcher's choice. It must stay cheap: a call costs it some tens of nanoseconds, SMPI some
 * microseconds. Bytes are those that the rank hands over to be sent, not what an algorithm makes of them. */
#define SMPI_NO_OVERRIDE_MALLOC
#include "book.h"

#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <signal.h>
#include <simgrid/actor.h>
#include <simgrid/engine.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* SMPI's own: they end and begin the measuring of a computation, and are not in its headers. */
void smpi_bench_end(void);
void smpi_bench_begin(void);

/* The first byte of this program, wherever it is loaded: the linker makes it. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));

static struct book_header *book; /* NULL: nothing is counted */

/* ---- the book ---- */

static void open_book(void)
{
    const char *path = getenv(BOOK_PATH_VARIABLE), *address = getenv(BOOK_ADDRESS_VARIABLE);
    if (book != NULL || path == NULL)
        return;
    if (address != NULL) {
        book = (struct book_header *)(uintptr_t)strtoull(address, NULL, 16);
        return;
    }
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    off_t size = lseek(file, 0, SEEK_END);
    void *mapped = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED)
        return;
    char text[32];
    snprintf(text, sizeof text, "%llx", (unsigned long long)(uintptr_t)mapped);
    setenv(BOOK_ADDRESS_VARIABLE, text, 1);
    book = mapped;
}

/* SMPI starts the ranks in their order, as the first actors of the simulation: actor 1 is rank 0. */
static uint32_t own_rank(void)
{
    return (uint32_t)sg_actor_self_get_pid() - 1;
}

/* Whether calls are counted: between MPI_Init and the end of MPI_Finalize. */
static bool counting(void)
{
    return book != NULL && own_rank() < book->ranks;
}

/* ---- activities ---- */

/* Those that are kept go to the file. */
static void write_activities(void)
{
    const char *next = (const char *)book_activities(book);
    size_t left = book->activity_count * sizeof(struct book_activity);
    while (left > 0 && book->activity_lost == 0) {
        ssize_t written = write(book->activity_file, next, left);
        if (written < 0 && errno != EINTR)
            book->activity_lost = (uint32_t)errno;
        next += written > 0 ? written : 0;
        left -= written > 0 ? (size_t)written : 0;
    }
    book->activity_count = 0;
}

/* What the rank has done until now since its last activity ended: `call`, or its own computing. */
static void record_activity(struct book_status *status, uint32_t rank, enum book_call call, double now)
{
    if (book->activity_file < 0 || now <= status->recorded)
        return;
    struct book_activity *activity = book_activities(book) + book->activity_count;
    *activity = (struct book_activity){.begin = status->recorded, .end = now, .rank = rank, .peer = PEER_NONE};
    if (call != CALL_NONE) {
        activity->call = (uint16_t)call;
        activity->peer = status->peer;
        activity->way = (uint16_t)status->way;
        activity->count = status->requests > 0 ? status->requests : status->comm_size;
    }
    status->recorded = now;
    if (++book->activity_count == BOOK_ACTIVITIES)
        write_activities();
}

/* ---- a call ---- */

struct visit {
    struct book_status *status; /* NULL: not counted */
    uint32_t rank, call;
};

static struct visit enter(enum book_call call, const void *from)
{
    struct visit visit = {.status = NULL, .call = call};
    if (!counting())
        return visit;
    visit.rank = own_rank();
    struct book_status *status = visit.status = book_status_of(book, visit.rank);
    if (book->measured && status->began) { /* what was computed since the last call is not of this call */
        smpi_bench_end();
        smpi_bench_begin();
    }
    status->place = (uint64_t)((const char *)from - __ehdr_start);
    status->since = simgrid_get_clock();
    record_activity(status, visit.rank, CALL_NONE, status->since);
    status->peer = PEER_NONE;
    status->way = WAY_NONE;
    status->requests = 0;
    status->comm_size = 0;
    status->call = call;
    return visit;
}

/* Whether an error ends the program, as MPI_ERRORS_ARE_FATAL wants it, which is every communicator's until the program chooses
 * another. SMPI only returns the error. It forgets the handler of the other ranks when one chooses (MPI_ERRHANDLER_NULL). */
static bool is_fatal(MPI_Comm comm)
{
    MPI_Errhandler handler = MPI_ERRHANDLER_NULL;
    PMPI_Comm_get_errhandler(comm != MPI_COMM_NULL ? comm : MPI_COMM_WORLD, &handler);
    return handler == MPI_ERRORS_ARE_FATAL || handler == MPI_ERRHANDLER_NULL;
}

/* The rank stays in its call, where the launcher finds it. */
static void end_program(const struct visit *visit, int error)
{
    char text[MPI_MAX_ERROR_STRING] = "an error";
    int length = 0;
    PMPI_Error_string(error, text, &length);
    if (book->aborted == PEER_NONE) {
        book->aborted = (int32_t)visit->rank;
        book->abort_code = error;
        snprintf(book->error, sizeof book->error, "%.*s", (int)sizeof book->error - 1, text);
    }
    PMPI_Abort(MPI_COMM_WORLD, error);
}

static void leave(const struct visit *visit, MPI_Comm comm, int result, uint64_t messages, uint64_t bytes)
{
    struct book_status *status = visit->status;
    if (status == NULL)
        return;
    if (result != MPI_SUCCESS && status->began && !status->over && is_fatal(comm))
        end_program(visit, result);
    double now = simgrid_get_clock();
    struct book_record *record = book_record_of(book, visit->call, visit->rank);
    record->calls++;
    record->messages += messages;
    record->bytes += bytes;
    record->time += now - status->since;
    record_activity(status, visit->rank, (enum book_call)visit->call, now);
    status->end = now;
    status->last = visit->call;
    status->call = CALL_NONE;
    book->running = (int32_t)visit->rank;
}

/* ---- peers, sizes ---- */

/* The rank in MPI_COMM_WORLD of a rank of a communicator. */
static int32_t world_rank(int peer, MPI_Comm comm)
{
    if (peer == MPI_ANY_SOURCE)
        return PEER_ANY;
    if (peer == MPI_PROC_NULL || comm == MPI_COMM_NULL)
        return PEER_NONE;
    if (comm == MPI_COMM_WORLD)
        return peer;
    MPI_Group here, world;
    int there = MPI_UNDEFINED;
    PMPI_Comm_group(comm, &here);
    PMPI_Comm_group(MPI_COMM_WORLD, &world);
    PMPI_Group_translate_ranks(here, 1, &peer, world, &there);
    PMPI_Group_free(&here);
    PMPI_Group_free(&world);
    return there == MPI_UNDEFINED ? PEER_UNKNOWN : there;
}

static uint64_t size_of(long count, MPI_Datatype type)
{
    int size = 0;
    if (count <= 0 || type == MPI_DATATYPE_NULL || PMPI_Type_size(type, &size) != MPI_SUCCESS || size < 0)
        return 0;
    return (uint64_t)count * (uint64_t)size;
}

static uint64_t size_of_all(const int *counts, MPI_Datatype type, MPI_Comm comm)
{
    int ranks = 0;
    uint64_t elements = 0;
    if (counts == NULL || comm == MPI_COMM_NULL)
        return 0;
    PMPI_Comm_size(comm, &ranks);
    for (int i = 0; i < ranks; i++)
        elements += counts[i] > 0 ? (uint64_t)counts[i] : 0;
    return elements * size_of(1, type);
}

static long ranks_in(MPI_Comm comm)
{
    int ranks = 0;
    if (comm != MPI_COMM_NULL)
        PMPI_Comm_size(comm, &ranks);
    return ranks;
}

static bool is_root(int root, MPI_Comm comm)
{
    int rank = -1;
    if (comm != MPI_COMM_NULL)
        PMPI_Comm_rank(comm, &rank);
    return rank == root;
}

/* Says whom the call is about: whom it waits for, if it waits. */
static void wait_for(const struct visit *visit, enum book_way way, int32_t peer, int tag)
{
    if (visit->status == NULL)
        return;
    visit->status->peer = peer;
    visit->status->tag = tag == MPI_ANY_TAG ? TAG_ANY : tag;
    visit->status->way = way;
}

static void wait_for_all(const struct visit *visit, MPI_Comm comm)
{
    if (visit->status != NULL && comm != MPI_COMM_WORLD)
        visit->status->comm_size = (uint32_t)ranks_in(comm);
}

/* Counts a message in the matrix; how many messages there were: 0 to nobody. */
static uint64_t count_message(const struct visit *visit, int32_t peer, uint64_t bytes)
{
    if (visit->status == NULL || peer < 0 || (uint32_t)peer >= book->ranks)
        return 0;
    if (book->matrix) {
        struct book_pair *pair = book_pair_of(book, visit->rank, (uint32_t)peer);
        pair->messages++;
        pair->bytes += bytes;
    }
    return 1;
}

/* ---- requests ---- */

enum { REQUEST_WINDOW = 8 /* slots in which a request can be */ };

static uint32_t first_slot(uint64_t request)
{
    return (uint32_t)((request >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 32); /* Fibonacci hashing */
}

static const struct book_request *find_request(MPI_Request request)
{
    uint64_t key = (uint64_t)(uintptr_t)request;
    if (!counting() || key == 0)
        return NULL;
    for (uint32_t i = 0, slot = first_slot(key); i < REQUEST_WINDOW; i++) {
        const struct book_request *there = book_request_slot(book, slot + i);
        if (there->request == key)
            return there;
    }
    return NULL;
}

/* Persistent requests are never thrown out: what their MPI_Start sends is counted by them. */
static void keep_request(MPI_Request request, enum book_way way, int32_t peer, int tag, uint64_t bytes, bool persistent)
{
    uint64_t key = (uint64_t)(uintptr_t)request;
    if (!counting() || key == 0)
        return;
    struct book_request *chosen = NULL;
    for (uint32_t i = 0, slot = first_slot(key); i < REQUEST_WINDOW; i++) {
        struct book_request *there = book_request_slot(book, slot + i);
        if (there->request == key) {
            chosen = there;
            break;
        }
        if (chosen == NULL || (chosen->request != 0 && there->request == 0))
            chosen = there->persistent ? chosen : there;
    }
    if (chosen != NULL)
        *chosen = (struct book_request){.request = key,
                                        .bytes = bytes,
                                        .peer = peer,
                                        .tag = tag == MPI_ANY_TAG ? TAG_ANY : tag,
                                        .way = (uint8_t)way,
                                        .persistent = persistent};
}

static void forget_request(MPI_Request request)
{
    struct book_request *there = (struct book_request *)find_request(request);
    if (there != NULL)
        *there = (struct book_request){.request = 0};
}

/* A wait for several requests says the first that receives, or else the first: which of them are fulfilled is not known. */
static void wait_for_requests(const struct visit *visit, int count, MPI_Request *requests)
{
    enum { MOST_LOOKED_AT = 64 };
    const struct book_request *chosen = NULL;
    if (visit->status == NULL || requests == NULL)
        return;
    for (int i = 0; i < count && i < MOST_LOOKED_AT && (chosen == NULL || chosen->way != WAY_RECEIVE); i++) {
        const struct book_request *there = find_request(requests[i]);
        if (there != NULL && (chosen == NULL || there->way == WAY_RECEIVE))
            chosen = there;
    }
    visit->status->requests = (uint32_t)count;
    if (chosen == NULL)
        return;
    visit->status->peer = chosen->peer;
    visit->status->tag = chosen->tag;
    visit->status->way = chosen->way;
}

/* ---- the calls ---- */

#define HERE        __builtin_return_address(0)
#define BEGIN(name) struct visit visit = enter(CALL_##name, HERE)
/* The error handler is that of a communicator; that of MPI_COMM_WORLD where a call has none. */
#define END_IN(comm, messages, bytes)                                                                                  \
    leave(&visit, comm, result, messages, bytes);                                                                      \
    return result
#define END(messages, bytes) END_IN(MPI_COMM_WORLD, messages, bytes)

/* The signals of a crash: whoever runs then is its rank. What SimGrid does with the signal comes after. */
static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { CRASHES = sizeof crashes / sizeof crashes[0] };
static struct sigaction handlers[CRASHES]; /* before */

static void note_crash(int number, siginfo_t *information, void *context)
{
    bool is_rank = counting(); /* not SimGrid itself */
    book->running = is_rank ? (int32_t)own_rank() : PEER_NONE;
    for (int i = 0; i < CRASHES; i++)
        if (crashes[i] == number) {
            sigaction(number, &handlers[i], NULL);
            if ((handlers[i].sa_flags & SA_SIGINFO) != 0)
                handlers[i].sa_sigaction(number, information, context);
        }
    /* Without a handler before: what raised the signal does so again. */
}

static void watch_crashes(void)
{
    struct sigaction action = {.sa_sigaction = note_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    for (int i = 0; i < CRASHES; i++)
        sigaction(crashes[i], &action, &handlers[i]);
}

/* Whether MPI_COMM_WORLD is numbered as own_rank() says; if not, nothing can be counted. */
static void begin_counting(void)
{
    int rank = -1;
    if (!counting())
        return;
    PMPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank < 0 || (uint32_t)rank != own_rank()) {
        book = NULL;
        return;
    }
    /* What is printed is on its way at the end of each line, whatever becomes of the program. */
    if (rank == 0) {
        setvbuf(stdout, NULL, _IOLBF, 0);
        watch_crashes();
    }
    book_status_of(book, own_rank())->began = 1;
    book->attached++;
}

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
