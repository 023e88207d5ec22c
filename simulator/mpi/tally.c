/* tally.c: see tally.h. */
#include "mpi/tally.h"

#include "mpi/explain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void add(struct mpi_total *total, const struct mpi_total *other)
{
    total->calls += other->calls;
    total->messages += other->messages;
    total->bytes += other->bytes;
    total->time += other->time;
    total->longest = fmax(total->longest, other->longest);
}

struct mpi_total mpi_total_of_call(struct book_header *book, uint32_t call)
{
    struct mpi_total total = {0};
    for (uint32_t rank = 0; rank < book->ranks; rank++) {
        const struct book_record *record = book_record_of(book, call, rank);
        add(&total, &(struct mpi_total){record->calls, record->messages, record->bytes, record->time, record->time});
    }
    return total;
}

struct mpi_total mpi_total_of_class(struct book_header *book, enum book_class class)
{
    struct mpi_total total = {0};
    for (uint32_t call = CALL_NONE + 1; call < BOOK_CALL_COUNT; call++)
        if (mpi_call_class(call) == class) {
            struct mpi_total of_call = mpi_total_of_call(book, call);
            add(&total, &of_call);
        }
    return total;
}

double mpi_computing_time(struct book_header *book)
{
    double ends = 0, in_calls = 0;
    for (uint32_t rank = 0; rank < book->ranks; rank++)
        ends += book_status_of(book, rank)->end;
    for (uint32_t call = CALL_NONE + 1; call < BOOK_CALL_COUNT; call++)
        in_calls += mpi_total_of_call(book, call).time;
    /* Where all the time is in calls, sums that were rounded differently may leave a little less than nothing. */
    double left = (ends - in_calls) / book->ranks;
    double rounding = 1e-12 * ends;
    return left > rounding ? left : 0;
}

/* "[smpi_utils/INFO] Simulated time: 0.012 seconds." */
static double logged_time(const struct mpi_launch *launch)
{
    static const char mark[] = "Simulated time: ";
    char path[PATH_MAX], line[1024];
    double seconds = NAN;
    if ((size_t)snprintf(path, sizeof path, "%s/simgrid.log", launch->folder) >= sizeof path)
        return NAN;
    FILE *log = fopen(path, "re");
    while (log != NULL && fgets(line, sizeof line, log) != NULL) {
        const char *at = strstr(line, mark);
        double read;
        if (at != NULL && sscanf(at + sizeof mark - 1, "%lf", &read) == 1)
            seconds = read;
    }
    if (log != NULL)
        fclose(log);
    return seconds;
}

double mpi_simulated_time(const struct mpi_launch *launch, const struct mpi_run *run)
{
    struct book_header *book = run->book;
    if (book->attached == 0)
        return logged_time(launch);
    double end = 0;
    for (uint32_t rank = 0; rank < book->ranks; rank++)
        end = fmax(end, fmax(book_status_of(book, rank)->end, book_status_of(book, rank)->since));
    return end;
}
