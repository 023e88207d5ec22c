/* activities.c: see activities.h. */
#include "mpi/activities.h"

#include "mpi/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum activity of_point(uint32_t call)
{
    switch (call) {
    case CALL_Recv:
    case CALL_Irecv:
    case CALL_Recv_init:
    case CALL_Sendrecv:
    case CALL_Sendrecv_replace:
        return ACTIVITY_RECEIVE;
    case CALL_Probe:
    case CALL_Iprobe:
    case CALL_Wait:
    case CALL_Waitany:
    case CALL_Waitsome:
    case CALL_Waitall:
    case CALL_Test:
    case CALL_Testany:
    case CALL_Testsome:
    case CALL_Testall:
        return ACTIVITY_WAIT;
    default:
        return ACTIVITY_SEND;
    }
}

/* Windows are made, fenced and freed by all together; what else is called on them, but for moving data, waits. */
static enum activity of_one_sided(uint32_t call)
{
    switch (call) {
    case CALL_Put:
    case CALL_Accumulate:
        return ACTIVITY_SEND;
    case CALL_Get:
    case CALL_Get_accumulate:
    case CALL_Fetch_and_op:
    case CALL_Compare_and_swap:
        return ACTIVITY_RECEIVE;
    case CALL_Win_create:
    case CALL_Win_allocate:
    case CALL_Win_fence:
    case CALL_Win_free:
        return ACTIVITY_COLLECTIVE;
    default:
        return ACTIVITY_WAIT;
    }
}

enum activity mpi_activity(uint32_t call)
{
    if (call == CALL_NONE)
        return ACTIVITY_COMPUTE;
    switch (mpi_call_class(call)) {
    case BOOK_ENVIRONMENT:
        return call == CALL_Init || call == CALL_Init_thread ? ACTIVITY_BOOT : ACTIVITY_WAIT;
    case BOOK_POINT:
        return of_point(call);
    case BOOK_ONE_SIDED:
        return of_one_sided(call);
    case BOOK_COLLECTIVE:
    case BOOK_COMMUNICATOR:
        return ACTIVITY_COLLECTIVE;
    }
    return ACTIVITY_WAIT;
}

int mpi_activities_begin(struct book_header *book, const char *folder, struct error *err)
{
    char path[PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/activity-XXXXXX", folder) >= sizeof path) {
        error_set(err, ERROR_INPUT, folder, 0, "this path is too long");
        return -1;
    }
    book->activity_file = mkostemp(path, O_CLOEXEC);
    if (book->activity_file < 0)
        error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
    else
        unlink(path);
    return book->activity_file;
}

/* "MPI_Recv from 3", "MPI_Waitall of 4 requests", "MPI_Bcast of 8 ranks". */
static void describe(const struct book_activity *activity, char *text, size_t size)
{
    const char *name = mpi_call_name(activity->call);
    const char *way = activity->way == WAY_SEND ? "to" : "from";
    bool together = mpi_activity(activity->call) == ACTIVITY_COLLECTIVE;
    if (activity->count > 1)
        snprintf(text, size, "%s of %u %s", name, activity->count, together ? "ranks" : "requests");
    else if (activity->way != WAY_NONE && activity->peer >= 0)
        snprintf(text, size, "%s %s %d", name, way, activity->peer);
    else if (activity->way != WAY_NONE && activity->peer == PEER_ANY)
        snprintf(text, size, "%s %s any rank", name, way);
    else
        snprintf(text, size, "%s", name);
}

static void add(struct csv_writer *table, const struct book_activity *activity)
{
    char lane[16], detail[64];
    snprintf(lane, sizeof lane, "%u", activity->rank);
    describe(activity, detail, sizeof detail);
    activity_add(table, lane, activity->begin, activity->end, mpi_activity(activity->call), detail);
}

static bool add_recorded(struct csv_writer *table, FILE *recorded, const struct book_header *book)
{
    struct book_activity activity;
    while (fread(&activity, sizeof activity, 1, recorded) == 1)
        if (activity.rank < book->ranks && activity.call < BOOK_CALL_COUNT)
            add(table, &activity);
    return !ferror(recorded);
}

static void add_unfinished(struct csv_writer *table, struct book_header *book)
{
    for (uint32_t rank = 0; rank < book->ranks; rank++) {
        const struct book_status *status = book_status_of(book, rank);
        if (!status->began || status->call == CALL_NONE || status->over)
            continue;
        add(table, &(struct book_activity){.begin = status->since,
                                           .end = NAN,
                                           .rank = rank,
                                           .peer = status->peer,
                                           .call = (uint16_t)status->call,
                                           .way = (uint16_t)status->way,
                                           .count = status->requests > 0 ? status->requests : status->comm_size});
    }
}

bool mpi_activities_write(struct book_header *book, int file, const char *path, struct error *err)
{
    struct csv_writer *table;
    if (book->attached == 0)
        return true;
    if (book->activity_lost != 0)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror((int)book->activity_lost));
    int copy = lseek(file, 0, SEEK_SET) == 0 ? fcntl(file, F_DUPFD_CLOEXEC, 0) : -1;
    FILE *recorded = copy >= 0 ? fdopen(copy, "r") : NULL;
    if (recorded == NULL) {
        if (copy >= 0)
            close(copy);
        return error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
    }
    if (!activity_create(path, &table, err)) {
        fclose(recorded);
        return false;
    }
    bool ok = add_recorded(table, recorded, book);
    fclose(recorded);
    if (!ok) {
        csv_abandon(table);
        return error_set(err, ERROR_INPUT, path, 0, "what was recorded cannot be read: %s", strerror(errno));
    }
    for (uint32_t i = 0; i < book->activity_count && i < BOOK_ACTIVITIES; i++)
        add(table, &book_activities(book)[i]);
    add_unfinished(table, book);
    return csv_commit(table, err);
}
