/* counting.h: how the profile counts a call of MPI, whichever it is. A part of profile.c, in which it is compiled once.
 *
 * It keeps nothing of a rank in a variable of its own: whether the ranks have copies of their own of the program's variables
 * or share them is the launcher's choice. It must stay cheap: a call costs it some tens of nanoseconds, SMPI some
 * microseconds. */
#ifndef ONDE_MPI_COUNTING_H
#define ONDE_MPI_COUNTING_H

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

/* ---- crashes ---- */

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

/* ---- the beginning ---- */

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

#endif
