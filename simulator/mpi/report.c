/* report.c: see report.h. */
#include "mpi/report.h"

#include "base/csv.h"
#include "base/output_file.h"
#include "figure/table.h"
#include "figure/text.h"
#include "mpi/tally.h"
#include "platform/describe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool path_in(const struct mpi_launch *launch, const char *name, char *path, struct error *err)
{
    return (size_t)snprintf(path, PATH_MAX, "%s/%s", launch->folder, name) < PATH_MAX ||
           error_set(err, ERROR_INPUT, launch->folder, 0, "this path is too long");
}

/* ---- the tables ---- */

static struct csv_writer *begin_table(const struct mpi_launch *launch, const char *name, const char *const *columns,
                                      struct error *err)
{
    char path[PATH_MAX];
    struct csv_writer *writer;
    if (!path_in(launch, name, path, err) || !csv_create(path, &writer, err))
        return NULL;
    for (size_t i = 0; columns[i] != NULL; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    return writer;
}

static bool write_calls(const struct mpi_launch *launch, struct book_header *book, struct error *err)
{
    static const char *const columns[] = {"rank", "call", "calls", "messages", "bytes", "time", NULL};
    struct csv_writer *writer = begin_table(launch, "calls.csv", columns, err);
    if (writer == NULL)
        return false;
    for (uint32_t rank = 0; rank < book->ranks; rank++)
        for (uint32_t call = CALL_NONE + 1; call < BOOK_CALL_COUNT; call++) {
            const struct book_record *record = book_record_of(book, call, rank);
            if (record->calls == 0)
                continue;
            csv_add_integer(writer, rank);
            csv_add_text(writer, mpi_call_name(call));
            csv_add_integer(writer, record->calls);
            csv_add_integer(writer, record->messages);
            csv_add_integer(writer, record->bytes);
            csv_add_number(writer, record->time);
            csv_end_row(writer);
        }
    return csv_commit(writer, err);
}

static bool write_matrix(const struct mpi_launch *launch, struct book_header *book, struct error *err)
{
    static const char *const columns[] = {"from", "to", "messages", "bytes", NULL};
    struct csv_writer *writer = begin_table(launch, "matrix.csv", columns, err);
    if (writer == NULL)
        return false;
    for (uint32_t from = 0; from < book->ranks; from++)
        for (uint32_t to = 0; to < book->ranks; to++) {
            const struct book_pair *pair = book_pair_of(book, from, to);
            if (pair->messages == 0)
                continue;
            csv_add_integer(writer, from);
            csv_add_integer(writer, to);
            csv_add_integer(writer, pair->messages);
            csv_add_integer(writer, pair->bytes);
            csv_end_row(writer);
        }
    return csv_commit(writer, err);
}

/* ---- the summary ---- */

static void write_seconds(double seconds, char *text, size_t size)
{
    char number[TEXT_SIZE];
    struct text_scale scale = text_scale_for("simulated_time", seconds);
    if (seconds == 0)
        scale = (struct text_scale){1, "s"};
    text_number(seconds * scale.factor, 4, LANGUAGE_EN, number, sizeof number);
    snprintf(text, size, "%s %s", number, scale.unit);
}

static void add_count(struct table *table, uint64_t count, bool shown)
{
    char number[TEXT_SIZE] = "-";
    if (shown)
        text_number((double)count, 4, LANGUAGE_EN, number, sizeof number);
    table_add(table, number);
}

static void add_seconds(struct table *table, double seconds)
{
    char text[TEXT_SIZE + 8];
    write_seconds(seconds, text, sizeof text);
    table_add(table, text);
}

static void add_call(struct table *table, uint32_t call, const struct mpi_total *total, uint32_t ranks)
{
    enum book_class class = mpi_call_class(call);
    table_add(table, mpi_call_name(call));
    add_count(table, total->calls, true);
    add_count(table, total->messages, total->messages > 0);
    add_count(table, total->bytes, total->bytes > 0 || (class == BOOK_POINT && total->messages > 0));
    add_seconds(table, total->time / ranks);
    add_seconds(table, total->longest);
}

static bool print_calls(struct book_header *book, FILE *out)
{
    static const char *const headings[] = {"call", "calls", "messages", "bytes", "time, mean", "time, max"};
    struct table *table = table_create("lrrrrr");
    if (table == NULL)
        return false;
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        table_add(table, headings[i]);
    for (uint32_t call = CALL_NONE + 1; call < BOOK_CALL_COUNT; call++) {
        struct mpi_total total = mpi_total_of_call(book, call);
        if (total.calls > 0)
            add_call(table, call, &total, book->ranks);
    }
    bool ok = table_print(table, out);
    table_free(table);
    return ok;
}

/* "1 message", "2 messages". */
static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static void print_class(struct book_header *book, enum book_class class, const char *name, FILE *out)
{
    struct mpi_total all = mpi_total_of_class(book, class);
    char calls[TEXT_SIZE], messages[TEXT_SIZE], bytes[TEXT_SIZE];
    if (all.calls == 0)
        return;
    text_number((double)all.calls, 4, LANGUAGE_EN, calls, sizeof calls);
    text_number((double)all.messages, 4, LANGUAGE_EN, messages, sizeof messages);
    text_number((double)all.bytes, 4, LANGUAGE_EN, bytes, sizeof bytes);
    if (class == BOOK_COLLECTIVE)
        fprintf(out, "  %-15s %s call%s, to which the ranks handed %s byte%s\n", name, calls, plural(all.calls), bytes,
                plural(all.bytes));
    else
        fprintf(out, "  %-15s %s message%s, %s byte%s\n", name, messages, plural(all.messages), bytes,
                plural(all.bytes));
}

/* What was asked to be watched from outside of the program. */
static void print_watched(const struct mpi_launch *launch, const struct mpi_run *run, FILE *out)
{
    char number[TEXT_SIZE];
    if (run->wire_messages != UINT64_MAX) {
        text_number((double)run->wire_messages, 4, LANGUAGE_EN, number, sizeof number);
        fprintf(out, "  on the network  %s message%s, with those inside collectives\n", number,
                plural(run->wire_messages));
    }
    if (!launch->energy)
        return;
    if (isnan(run->energy))
        snprintf(number, sizeof number, "not known: the simulation did not come to its end");
    else
        text_number(run->energy, 4, LANGUAGE_EN, number, sizeof number);
    fprintf(out, "  energy          %s%s\n", number, isnan(run->energy) ? "" : " J, of the hosts that have ranks");
}

static bool print_summary(const struct mpi_launch *launch, const struct mpi_run *run, enum mpi_ending ending, FILE *out)
{
    char title[256], time[TEXT_SIZE + 8];
    struct book_header *book = run->book;
    describe_title(launch->platform, title, sizeof title);
    fprintf(out, "%s: %u rank%s on %s\n", launch->program->name, launch->ranks, plural(launch->ranks),
            title[0] != '\0' ? title : launch->platform);
    fprintf(out, "  ending          %s\n", mpi_ending_name(ending));
    bool ok = true;
    double seconds = mpi_simulated_time(launch, run);
    if (!isnan(seconds))
        write_seconds(seconds, time, sizeof time);
    if (book->attached == 0) {
        if (!isnan(seconds))
            fprintf(out, "  simulated time  %s\n", time);
        fprintf(out, launch->program->counted
                         ? "  calls           none was counted (the program ended before, or is not in C or C++)\n"
                         : "  calls           not counted: the program was not compiled by onde\n");
    } else {
        fprintf(out, "  simulated time  %s%s\n", time, launch->measured ? "" : ", computing takes none");
        print_class(book, BOOK_POINT, "point to point", out);
        print_class(book, BOOK_COLLECTIVE, "collectives", out);
        print_class(book, BOOK_ONE_SIDED, "one-sided", out);
    }
    print_watched(launch, run, out);
    if (book->attached > 0) {
        fprintf(out, "\n");
        ok = print_calls(book, out);
        if (!book->matrix)
            fprintf(out, "  no matrix.csv: it is written up to %d ranks\n", BOOK_MATRIX_RANKS);
    }
    if (ending != MPI_ENDED) {
        fprintf(out, "\n");
        mpi_explain(launch, run, ending, out);
    }
    return ok;
}

bool mpi_report(const struct mpi_launch *launch, const struct mpi_run *run, enum mpi_ending ending, struct error *err)
{
    char path[PATH_MAX];
    struct output_file *summary;
    if (run->book->attached > 0 &&
        (!write_calls(launch, run->book, err) || (run->book->matrix && !write_matrix(launch, run->book, err))))
        return false;
    if (!path_in(launch, "summary.txt", path, err) || !output_file_create(path, &summary, err))
        return false;
    if (!print_summary(launch, run, ending, output_file_stream(summary))) {
        output_file_abandon(summary);
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    }
    return output_file_commit(summary, err);
}
