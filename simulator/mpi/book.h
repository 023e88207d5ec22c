/* book.h: what the profile writes of an MPI program and the launcher reads: a file in memory that both map.
 *
 * The profile (profile.c) is compiled with the program and runs in SimGrid's process; the launcher is onde. They share this
 * header and nothing else. The file is sparse: the records of a call that no rank makes, and the pairs of ranks that exchange
 * nothing, cost no memory. Units: simulated seconds, bytes. */
#ifndef ONDE_MPI_BOOK_H
#define ONDE_MPI_BOOK_H

#include <stddef.h>
#include <stdint.h>

/* Environment: the path of the book; where the first rank has mapped it (the other ranks, whose globals are their own, share
 * that mapping). */
#define BOOK_PATH_VARIABLE    "ONDE_MPI_BOOK"
#define BOOK_ADDRESS_VARIABLE "ONDE_MPI_BOOK_ADDRESS"

/* The calls that are counted, and what they are. A call that is not here runs all the same, and is not seen. */
/* clang-format off */
#define BOOK_CALLS(X) \
    X(Init, ENVIRONMENT) \
    X(Init_thread, ENVIRONMENT) \
    X(Finalize, ENVIRONMENT) \
    X(Abort, ENVIRONMENT) \
    X(Send, POINT) \
    X(Bsend, POINT) \
    X(Rsend, POINT) \
    X(Ssend, POINT) \
    X(Isend, POINT) \
    X(Ibsend, POINT) \
    X(Irsend, POINT) \
    X(Issend, POINT) \
    X(Recv, POINT) \
    X(Irecv, POINT) \
    X(Sendrecv, POINT) \
    X(Sendrecv_replace, POINT) \
    X(Send_init, POINT) \
    X(Bsend_init, POINT) \
    X(Rsend_init, POINT) \
    X(Ssend_init, POINT) \
    X(Recv_init, POINT) \
    X(Start, POINT) \
    X(Startall, POINT) \
    X(Probe, POINT) \
    X(Iprobe, POINT) \
    X(Wait, POINT) \
    X(Waitany, POINT) \
    X(Waitsome, POINT) \
    X(Waitall, POINT) \
    X(Test, POINT) \
    X(Testany, POINT) \
    X(Testsome, POINT) \
    X(Testall, POINT) \
    X(Barrier, COLLECTIVE) \
    X(Bcast, COLLECTIVE) \
    X(Reduce, COLLECTIVE) \
    X(Allreduce, COLLECTIVE) \
    X(Scan, COLLECTIVE) \
    X(Exscan, COLLECTIVE) \
    X(Reduce_scatter, COLLECTIVE) \
    X(Reduce_scatter_block, COLLECTIVE) \
    X(Gather, COLLECTIVE) \
    X(Gatherv, COLLECTIVE) \
    X(Allgather, COLLECTIVE) \
    X(Allgatherv, COLLECTIVE) \
    X(Scatter, COLLECTIVE) \
    X(Scatterv, COLLECTIVE) \
    X(Alltoall, COLLECTIVE) \
    X(Alltoallv, COLLECTIVE) \
    X(Alltoallw, COLLECTIVE) \
    X(Ibarrier, COLLECTIVE) \
    X(Ibcast, COLLECTIVE) \
    X(Ireduce, COLLECTIVE) \
    X(Iallreduce, COLLECTIVE) \
    X(Iallgather, COLLECTIVE) \
    X(Ialltoall, COLLECTIVE) \
    X(Igather, COLLECTIVE) \
    X(Iscatter, COLLECTIVE) \
    X(Win_create, ONE_SIDED) \
    X(Win_allocate, ONE_SIDED) \
    X(Win_free, ONE_SIDED) \
    X(Win_fence, ONE_SIDED) \
    X(Win_post, ONE_SIDED) \
    X(Win_start, ONE_SIDED) \
    X(Win_complete, ONE_SIDED) \
    X(Win_wait, ONE_SIDED) \
    X(Win_lock, ONE_SIDED) \
    X(Win_unlock, ONE_SIDED) \
    X(Win_lock_all, ONE_SIDED) \
    X(Win_unlock_all, ONE_SIDED) \
    X(Win_flush, ONE_SIDED) \
    X(Put, ONE_SIDED) \
    X(Get, ONE_SIDED) \
    X(Accumulate, ONE_SIDED) \
    X(Get_accumulate, ONE_SIDED) \
    X(Fetch_and_op, ONE_SIDED) \
    X(Compare_and_swap, ONE_SIDED) \
    X(Comm_dup, COMMUNICATOR) \
    X(Comm_split, COMMUNICATOR) \
    X(Comm_split_type, COMMUNICATOR) \
    X(Comm_create, COMMUNICATOR) \
    X(Comm_free, COMMUNICATOR) \
    X(Cart_create, COMMUNICATOR)
/* clang-format on */

enum book_call {
    CALL_NONE, /* in the program's own code */
#define BOOK_CALL(name, of) CALL_##name,
    BOOK_CALLS(BOOK_CALL)
#undef BOOK_CALL
        BOOK_CALL_COUNT,
};

/* COLLECTIVE and COMMUNICATOR calls wait for the whole communicator. */
enum book_class { BOOK_ENVIRONMENT, BOOK_POINT, BOOK_COLLECTIVE, BOOK_ONE_SIDED, BOOK_COMMUNICATOR };

enum {
    BOOK_VERSION = 3,
    BOOK_MATRIX_RANKS = 1024, /* with more, no matrix is kept: it would take 16 B for each pair */
    BOOK_REQUESTS_A_RANK = 16,
    BOOK_LEAST_REQUESTS = 1 << 14,
    BOOK_ACTIVITIES = 1 << 11, /* that are kept before they go to the file of activities: 64 KiB */
};

/* A rank of MPI_COMM_WORLD, or one of these. */
enum { PEER_NONE = -1, PEER_ANY = -2, PEER_UNKNOWN = -3 };
enum { TAG_ANY = -1 };

/* Which way the message goes that a call waits for. */
enum book_way { WAY_NONE, WAY_SEND, WAY_RECEIVE };

/* What a rank is doing. */
struct book_status {
    uint64_t place;       /* where in the program the current or last call was made: bytes from the program's start */
    double since;         /* when the current or last call began */
    double end;           /* when the last call that has ended did */
    double recorded;      /* until when its activities are */
    uint32_t call;        /* enum book_call */
    uint32_t last;        /* the one before, when call is CALL_NONE */
    int32_t peer, tag;    /* of the message that is waited for */
    uint32_t way;         /* enum book_way */
    uint32_t requests;    /* of a Waitall and the like */
    uint32_t comm_size;   /* of a communicator that is not MPI_COMM_WORLD; 0: it is */
    uint32_t began, over; /* MPI_Init has returned; MPI_Finalize was called */
};

/* What a rank did in all its calls of one kind. */
struct book_record {
    uint64_t calls, messages, bytes;
    double time;
};

/* What a rank sent to another with point-to-point calls. */
struct book_pair {
    uint64_t messages, bytes;
};

/* A request that was made, by its address: what it is for. An older one may have been thrown out by a newer. */
struct book_request {
    uint64_t request; /* 0: free */
    uint64_t bytes;
    int32_t peer, tag;
    uint8_t way, persistent;
    uint8_t unused[6];
};

/* What a rank did from one date to a later one. They are in the order of their ends. */
struct book_activity {
    double begin, end;
    uint32_t rank;
    int32_t peer;   /* see struct book_status */
    uint16_t call;  /* CALL_NONE: it computed */
    uint16_t way;   /* enum book_way */
    uint32_t count; /* requests of a Waitall and the like; ranks of a communicator that is not MPI_COMM_WORLD */
};

struct book_header {
    uint32_t version, ranks;
    uint32_t matrix;        /* 0: none is kept */
    uint32_t measured;      /* computing takes simulated time as it is measured */
    uint32_t request_slots; /* a power of two */
    uint32_t attached;      /* ranks whose MPI_Init has returned */
    int32_t running; /* the rank that crashed; before: that last came back from a call to the program's own code */
    int32_t aborted; /* the rank that called MPI_Abort, or in whose call there was an error; PEER_NONE: none */
    int32_t abort_code;
    int32_t activity_file;   /* descriptor of what activities go to; -1: none are wanted */
    uint32_t activity_count; /* that have not gone there yet */
    uint32_t activity_lost;  /* errno, when they could not be written; 0: all could */
    uint64_t size;           /* of the file */
    uint64_t status, records, pairs, requests, activities; /* bytes from the start of the file */
    /* What is watched from outside of the program (watch.cpp), when it is asked for. */
    uint32_t watch_energy, watch_wire; /* 1: it is asked for */
    uint64_t wire_messages;            /* that arrived, those inside collectives too */
    double energy;                     /* J; negative: not known yet */
    char error[64];                    /* that of `aborted`, "MPI_ERR_RANK"; "" when it called MPI_Abort */
    char powerless[64]; /* a host of the ranks of which the platform does not say what it consumes, or "" */
};

/* Fills the header of a book for so many ranks. */
static inline void book_lay_out(struct book_header *book, uint32_t ranks)
{
    uint32_t slots = BOOK_LEAST_REQUESTS;
    while (slots / BOOK_REQUESTS_A_RANK < ranks && slots < UINT32_C(1) << 24)
        slots *= 2;
    book->version = BOOK_VERSION;
    book->ranks = ranks;
    book->matrix = ranks <= BOOK_MATRIX_RANKS;
    book->request_slots = slots;
    book->running = book->aborted = PEER_NONE;
    book->activity_file = -1;
    book->energy = -1;
    book->status = (sizeof *book + 63) / 64 * 64;
    book->requests = book->status + (uint64_t)ranks * sizeof(struct book_status);
    book->records = book->requests + (uint64_t)slots * sizeof(struct book_request);
    book->pairs = book->records + (uint64_t)BOOK_CALL_COUNT * ranks * sizeof(struct book_record);
    book->activities = book->pairs + (book->matrix ? (uint64_t)ranks * ranks * sizeof(struct book_pair) : 0);
    book->size = book->activities + BOOK_ACTIVITIES * sizeof(struct book_activity);
}

static inline struct book_status *book_status_of(struct book_header *book, uint32_t rank)
{
    return (struct book_status *)((char *)book + book->status) + rank;
}

/* The records of one call are together, so that only the calls that are made take memory. */
static inline struct book_record *book_record_of(struct book_header *book, uint32_t call, uint32_t rank)
{
    return (struct book_record *)((char *)book + book->records) + (size_t)call * book->ranks + rank;
}

static inline struct book_pair *book_pair_of(struct book_header *book, uint32_t from, uint32_t to)
{
    return (struct book_pair *)((char *)book + book->pairs) + (size_t)from * book->ranks + to;
}

static inline struct book_activity *book_activities(struct book_header *book)
{
    return (struct book_activity *)((char *)book + book->activities);
}

static inline struct book_request *book_request_slot(struct book_header *book, uint32_t slot)
{
    return (struct book_request *)((char *)book + book->requests) + (slot & (book->request_slots - 1));
}

#endif
