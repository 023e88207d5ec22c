/* explain.c: see explain.h. */
#include "mpi/explain.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNAL_STATUS = 128, NOBODY = -1 };

static const struct {
    const char *name;
    enum book_class class;
} calls[BOOK_CALL_COUNT] = {[CALL_NONE] = {"", BOOK_ENVIRONMENT},
#define CALL_ENTRY(call, of) [CALL_##call] = {"MPI_" #call, BOOK_##of},
                            BOOK_CALLS(CALL_ENTRY)
#undef CALL_ENTRY
};

const char *mpi_call_name(uint32_t call)
{
    return call < BOOK_CALL_COUNT ? calls[call].name : "";
}

enum book_class mpi_call_class(uint32_t call)
{
    return call < BOOK_CALL_COUNT ? calls[call].class : BOOK_ENVIRONMENT;
}

const char *mpi_ending_name(enum mpi_ending ending)
{
    static const char *const names[] = {
        [MPI_ENDED] = "ended",         [MPI_DEADLOCKED] = "deadlock",     [MPI_ABORTED] = "aborted",
        [MPI_CRASHED] = "crashed",     [MPI_FAILED] = "failed",           [MPI_UNFINISHED] = "unfinished",
        [MPI_TIMED_OUT] = "timed out", [MPI_INTERRUPTED] = "interrupted", [MPI_REFUSED] = "refused",
    };
    return names[ending];
}

bool mpi_ending_violates(enum mpi_ending ending)
{
    return ending != MPI_ENDED && ending != MPI_TIMED_OUT && ending != MPI_INTERRUPTED && ending != MPI_REFUSED;
}

/* ---- what SimGrid says ---- */

/* Whether SimGrid's log has a text; its line, from the text on, goes to `line` (NULL: it is not wanted). */
static bool log_has(const struct mpi_launch *launch, const char *text, char *line, size_t size)
{
    char path[PATH_MAX], read[4096];
    snprintf(path, sizeof path, "%s/simgrid.log", launch->folder);
    FILE *file = fopen(path, "re");
    bool found = false;
    while (file != NULL && !found && fgets(read, sizeof read, file) != NULL) {
        const char *at = strstr(read, text);
        found = at != NULL;
        if (found && line != NULL)
            snprintf(line, size, "%.*s", (int)strcspn(at, "\n"), at);
    }
    if (file != NULL)
        fclose(file);
    return found;
}

/* What SimGrid complains of first. */
static bool complaint(const struct mpi_launch *launch, char *text, size_t size)
{
    static const char *const marks[] = {"/CRITICAL] ", "/ERROR] "};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (log_has(launch, marks[i], text, size)) {
            memmove(text, text + strlen(marks[i]), strlen(text + strlen(marks[i])) + 1);
            return true;
        }
    return false;
}

/* "recv - returned MPI_ERR_TRUNCATE instead of MPI_SUCCESS": SMPI ends the program itself where that is fatal, with a
 * signal. */
static const char error_in_receive[] = " - returned MPI_ERR_";

/* ---- the ending ---- */

static uint32_t count_over(const struct mpi_run *run)
{
    uint32_t over = 0;
    for (uint32_t rank = 0; rank < run->book->ranks; rank++)
        over += book_status_of(run->book, rank)->over;
    return over;
}

enum mpi_ending mpi_find_ending(const struct mpi_launch *launch, const struct mpi_run *run)
{
    const struct book_header *book = run->book;
    bool began = book->attached > 0 || !launch->program->counted;
    if (run->interrupted)
        return MPI_INTERRUPTED;
    if (run->timed_out)
        return MPI_TIMED_OUT;
    if (book->aborted != PEER_NONE || log_has(launch, "MPI_Abort was called", NULL, 0) ||
        (run->status >= SIGNAL_STATUS && log_has(launch, error_in_receive, NULL, 0)))
        return MPI_ABORTED;
    if (run->status != 0 && !began && complaint(launch, (char[1024]){""}, 1024))
        return MPI_REFUSED;
    if (run->status >= SIGNAL_STATUS)
        return MPI_CRASHED;
    if (run->status != 0)
        return MPI_FAILED;
    if (log_has(launch, "Deadlock detected", NULL, 0))
        return MPI_DEADLOCKED;
    return book->attached > 0 && count_over(run) < book->attached ? MPI_UNFINISHED : MPI_ENDED;
}

/* ---- who waits for whom ---- */

static bool is_waiting(const struct book_status *status)
{
    return status->began && status->call != CALL_NONE;
}

static bool is_together(uint32_t call)
{
    enum book_class class = mpi_call_class(call);
    return class == BOOK_COLLECTIVE || class == BOOK_COMMUNICATOR || call == CALL_Win_create ||
           call == CALL_Win_allocate || call == CALL_Win_fence || call == CALL_Win_free || call == CALL_Finalize;
}

/* The ranks that are not in the call in which this one waits for all of MPI_COMM_WORLD; the first of them. */
static int first_missing(const struct mpi_run *run, uint32_t call, uint32_t *missing)
{
    int first = NOBODY;
    *missing = 0;
    for (uint32_t rank = 0; rank < run->book->ranks; rank++) {
        const struct book_status *status = book_status_of(run->book, rank);
        if (status->call == call && status->comm_size == 0)
            continue;
        first = first == NOBODY ? (int)rank : first;
        ++*missing;
    }
    return first;
}

/* Whom a rank waits for: the next link of the chain; NOBODY where it ends. */
static int waits_for(const struct mpi_run *run, const struct book_status *status)
{
    uint32_t missing;
    if (!is_waiting(status))
        return NOBODY;
    if (is_together(status->call) && status->comm_size == 0)
        return first_missing(run, status->call, &missing);
    return status->peer >= 0 && (uint32_t)status->peer < run->book->ranks ? status->peer : NOBODY;
}

static void write_tag(const struct book_status *status, FILE *out)
{
    if (status->tag == TAG_ANY)
        fprintf(out, " (any tag)");
    else
        fprintf(out, " (tag %d)", status->tag);
}

/* "waits in MPI_Recv for rank 0 (tag 7)" */
static void write_waiting(const struct mpi_run *run, const struct book_status *status, FILE *out)
{
    fprintf(out, "waits in %s", mpi_call_name(status->call));
    if (is_together(status->call)) {
        uint32_t missing;
        int first = first_missing(run, status->call, &missing);
        if (status->comm_size > 0)
            fprintf(out, " for the others of its communicator of %u ranks", status->comm_size);
        else if (missing > 1)
            fprintf(out, " for rank %d and %u more", first, missing - 1);
        else if (missing == 1)
            fprintf(out, " for rank %d", first);
        return;
    }
    if (status->requests > 1)
        fprintf(out, " for %u requests, among them", status->requests);
    else if (status->way != WAY_NONE)
        fprintf(out, " for");
    if (status->way == WAY_NONE)
        return;
    if (status->way == WAY_SEND)
        fprintf(out, " its message to be taken by");
    else if (status->requests > 1)
        fprintf(out, " a message of");
    if (status->peer == PEER_ANY)
        fprintf(out, " any rank");
    else if (status->peer >= 0)
        fprintf(out, " rank %d", status->peer);
    else
        fprintf(out, " another rank");
    write_tag(status, out);
}

/* The end of a chain: a rank that waits for nobody. */
static void write_other(const struct mpi_run *run, const struct book_status *status, FILE *out)
{
    if (is_waiting(status))
        write_waiting(run, status, out);
    else if (status->over)
        fprintf(out, "has ended");
    else if (!status->began)
        fprintf(out, "has not called MPI_Init");
    else if (run->status < SIGNAL_STATUS) /* nobody stopped it: no rank is still at work */
        fprintf(out, "has left the program without MPI_Finalize (its last call: %s)", mpi_call_name(status->last));
    else
        fprintf(out, "is in the program's own code (its last call: %s)", mpi_call_name(status->last));
}

/* "rank 1 waits in MPI_Recv for rank 0 (tag 7), which waits in MPI_Recv for rank 1 (tag 7): a circle". Ranks that the chain
 * passes are marked in `seen`. */
static void write_chain(const struct mpi_run *run, uint32_t from, bool *seen, FILE *out)
{
    enum { LONGEST_CHAIN = 8 };
    uint32_t rank = from;
    fprintf(out, "rank %u ", rank);
    for (int links = 0;; links++) {
        const struct book_status *status = book_status_of(run->book, rank);
        int next = waits_for(run, status);
        seen[rank] = true;
        write_other(run, status, out);
        if (next == NOBODY)
            break;
        if (seen[next]) {
            fprintf(out, (uint32_t)next == rank ? ": itself" : ": a circle");
            break;
        }
        if (links == LONGEST_CHAIN) {
            fprintf(out, ", and so on");
            break;
        }
        fprintf(out, ", which ");
        rank = (uint32_t)next;
    }
    fprintf(out, "\n");
}

/* The rank from which to tell: the first whose chain has a link, else the first that waits, else NOBODY. A circle is better told
 * from the inside: the chain is followed to its end first, at most once round. */
static int choose_start(const struct mpi_run *run)
{
    int waiting = NOBODY;
    for (uint32_t rank = 0; rank < run->book->ranks; rank++) {
        const struct book_status *status = book_status_of(run->book, rank);
        if (!is_waiting(status))
            continue;
        if (waits_for(run, status) != NOBODY)
            return (int)rank;
        waiting = waiting == NOBODY ? (int)rank : waiting;
    }
    return waiting;
}

static void write_ranks(const struct mpi_launch *launch, const struct mpi_run *run, FILE *out)
{
    enum { MOST_LINES = 16 };
    uint32_t written = 0, more = 0;
    for (uint32_t rank = 0; rank < run->book->ranks; rank++) {
        const struct book_status *status = book_status_of(run->book, rank);
        if (!status->began || status->over)
            continue;
        if (written == MOST_LINES) {
            more++;
            continue;
        }
        char place[256];
        written++;
        mpi_place(launch->program, status->place, place, sizeof place);
        fprintf(out, "    rank %-5u ", rank);
        write_other(run, status, out);
        fprintf(out, "%s%s\n", place[0] != '\0' ? ", at " : "", place);
    }
    if (more > 0)
        fprintf(out, "    and %u more\n", more);
}

static void write_waits(const struct mpi_launch *launch, const struct mpi_run *run, FILE *out)
{
    int start = choose_start(run);
    bool *seen = calloc(run->book->ranks, sizeof *seen);
    if (start != NOBODY && seen != NULL) {
        fprintf(out, "  ");
        write_chain(run, (uint32_t)start, seen, out);
    }
    free(seen);
    write_ranks(launch, run, out);
}

/* ---- the story ---- */

/* The rank that ran when the program died. */
static void write_culprit(const struct mpi_launch *launch, const struct mpi_run *run, FILE *out)
{
    int rank = run->book->running;
    if (rank < 0)
        return;
    char place[256];
    const struct book_status *status = book_status_of(run->book, (uint32_t)rank);
    mpi_place(launch->program, status->place, place, sizeof place);
    fprintf(out, "  it was rank %d that ran, %s %s%s%s\n", rank, status->call != CALL_NONE ? "in" : "after its",
            mpi_call_name(status->call != CALL_NONE ? status->call : status->last), place[0] != '\0' ? " at " : "",
            place);
}

static void explain_crash(const struct mpi_launch *launch, const struct mpi_run *run, FILE *out)
{
    char text[1024];
    const char *name = strsignal(run->status - SIGNAL_STATUS);
    fprintf(out, "the program crashed: %s\n", name != NULL ? name : "a signal");
    write_culprit(launch, run, out);
    if (complaint(launch, text, sizeof text))
        fprintf(out, "  SimGrid says: %s\n", text);
}

/* "rank 3 called MPI_Send at ring.c:12, which failed: MPI_ERR_RANK", and what SimGrid says of the call. */
static void explain_error(const struct mpi_launch *launch, const struct mpi_run *run, int32_t rank, const char *error,
                          FILE *out)
{
    char place[256], mark[80], said[1024];
    const struct book_status *status = rank >= 0 ? book_status_of(run->book, (uint32_t)rank) : NULL;
    if (status == NULL || status->call == CALL_NONE) {
        fprintf(out, "a call of MPI failed: %s\n", error);
        return;
    }
    mpi_place(launch->program, status->place, place, sizeof place);
    fprintf(out, "rank %d called %s%s%s, which failed: %s\n", rank, mpi_call_name(status->call),
            place[0] != '\0' ? " at " : "", place, error);
    snprintf(mark, sizeof mark, "P%s: ", mpi_call_name(status->call));
    if (log_has(launch, mark, said, sizeof said))
        fprintf(out, "  SimGrid says: %s\n", said);
}

static void explain_abort(const struct mpi_launch *launch, const struct mpi_run *run, FILE *out)
{
    char line[1024], error[64];
    if (run->book->error[0] != '\0') {
        explain_error(launch, run, run->book->aborted, run->book->error, out);
        return;
    }
    if (run->status >= SIGNAL_STATUS && log_has(launch, error_in_receive, line, sizeof line) &&
        sscanf(line, " - returned %63s", error) == 1) {
        explain_error(launch, run, run->book->running, error, out);
        return;
    }
    if (run->book->aborted == PEER_NONE) {
        fprintf(out, "the program ended itself with MPI_Abort\n");
        return;
    }
    char place[256];
    const struct book_status *status = book_status_of(run->book, (uint32_t)run->book->aborted);
    mpi_place(launch->program, status->place, place, sizeof place);
    fprintf(out, "rank %d ended the program with MPI_Abort, code %d%s%s\n", run->book->aborted, run->book->abort_code,
            place[0] != '\0' ? ", at " : "", place);
}

static void explain_unfinished(const struct mpi_run *run, FILE *out)
{
    uint32_t rank = 0;
    while (rank + 1 < run->book->ranks && book_status_of(run->book, rank)->over)
        rank++;
    fprintf(out, "%u of %u ranks ended without MPI_Finalize, the first of them rank %u, after its %s\n",
            run->book->attached - count_over(run), run->book->ranks, rank,
            mpi_call_name(book_status_of(run->book, rank)->last));
}

void mpi_explain(const struct mpi_launch *launch, const struct mpi_run *run, enum mpi_ending ending, FILE *out)
{
    switch (ending) {
    case MPI_ENDED:
    case MPI_REFUSED:
        break;
    case MPI_DEADLOCKED:
        fprintf(out, "deadlock: ranks wait for what never comes\n");
        write_waits(launch, run, out);
        break;
    case MPI_ABORTED:
        explain_abort(launch, run, out);
        break;
    case MPI_CRASHED:
        explain_crash(launch, run, out);
        break;
    case MPI_FAILED:
        fprintf(out, "the program ended with status %d\n", run->status);
        write_waits(launch, run, out);
        break;
    case MPI_UNFINISHED:
        explain_unfinished(run, out);
        break;
    case MPI_TIMED_OUT:
        fprintf(out, "stopped after %g s of this machine's time, as was asked\n", launch->time_out);
        write_waits(launch, run, out);
        break;
    case MPI_INTERRUPTED:
        fprintf(out, "interrupted\n");
        write_waits(launch, run, out);
        break;
    }
}

/* ---- refusals ---- */

/* "Collective 'bcast' has no algorithm 'binomial'! Valid algorithms: default, ompi, ... ." */
static bool refuse_algorithm(const struct mpi_launch *launch, struct error *err)
{
    enum { MOST_ALGORITHMS = 64 };
    char line[4096], collective[64], algorithm[64];
    const char *names[MOST_ALGORITHMS + 1] = {NULL};
    if (!log_has(launch, "Collective '", line, sizeof line) ||
        sscanf(line, "Collective '%63[^']' has no algorithm '%63[^']'", collective, algorithm) != 2)
        return false;
    char *list = strstr(line, "Valid algorithms: "), *rest = NULL;
    size_t count = 0;
    for (char *name = list != NULL ? strtok_r(strchr(list, ':') + 1, ", .\n", &rest) : NULL;
         name != NULL && count < MOST_ALGORITHMS; name = strtok_r(NULL, ", .\n", &rest))
        names[count++] = name;
    const char *near = nearest_in_list(algorithm, names);
    if (near != NULL) {
        error_set(err, ERROR_USAGE, NULL, 0, "%s has no algorithm \"%s\"; did you mean \"%s\"?", collective, algorithm,
                  near);
        return true;
    }
    char all[800] = "";
    for (size_t i = 0, used = 0; i < count && used < sizeof all; i++)
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i > 0 ? ", " : "", names[i]);
    error_set(err, ERROR_USAGE, NULL, 0, "%s has no algorithm \"%s\"; expected one of %s", collective, algorithm, all);
    return true;
}

/* "std::out_of_range: Bad config key: smpi/oss", then "Existing config keys:" and all of them, a line each. */
static bool refuse_key(const struct mpi_launch *launch, struct error *err)
{
    enum { MOST_KEYS = 512, LONGEST_KEY = 64 };
    static const char mark[] = "Bad config key: ";
    char line[4096], path[PATH_MAX], wanted[LONGEST_KEY], texts[MOST_KEYS][LONGEST_KEY];
    const char *names[MOST_KEYS + 1] = {NULL};
    size_t count = 0;
    if (!log_has(launch, mark, line, sizeof line) || sscanf(line + sizeof mark - 1, "%63s", wanted) != 1)
        return false;
    snprintf(path, sizeof path, "%s/simgrid.log", launch->folder);
    FILE *file = fopen(path, "re");
    while (file != NULL && count < MOST_KEYS && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, " %63[^:]: (", texts[count]) == 1 && line[0] == ' ') {
            names[count] = texts[count];
            count++;
        }
    if (file != NULL)
        fclose(file);
    const char *near = nearest_in_list(wanted, names);
    error_set(err, ERROR_INPUT, NULL, 0, "SimGrid has no option \"%s\"%s%s%s", wanted,
              near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
    return true;
}

void mpi_refusal(const struct mpi_launch *launch, const struct mpi_run *run, struct error *err)
{
    static const char exception[] = "Uncaught exception ";
    char text[900];
    if (refuse_algorithm(launch, err) || refuse_key(launch, err))
        return;
    if (!complaint(launch, text, sizeof text))
        snprintf(text, sizeof text, "status %d", run->status);
    const char *said = text;
    if (strncmp(text, exception, sizeof exception - 1) == 0 && strstr(text, ": ") != NULL)
        said = strstr(text, ": ") + 2;
    error_set(err, ERROR_INPUT, NULL, 0, "SimGrid does not start this: %s", said);
}
