/* Traces: their lines, their compression, and what a trace of some of the processes has in it. */
#include "base/compressed.h"
#include "base/csv.h"
#include "observe/stamps.h"
#include "observe/trace.h"

#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct message_kind messages[] = {{.name = "election"}, {.name = "a-kind-with-a-long-name"}, {0}};
static const struct timer_kind timers[] = {{.name = "heartbeat"}, {0}};
static const struct algorithm algorithm = {.name = "test", .messages = messages, .timers = timers};

#define COLUMNS "number,time,event,process,peer,port,kind,bytes,chain,value"
#define HEADER  COLUMNS "\n"

/* ---- a folder for each test ---- */

struct folder {
    char name[64];
    char *texts[4]; /* read, to be freed */
    size_t text_count;
};

static int make_folder(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);
    *state = folder;
    strcpy(folder->name, "/tmp/onde-trace-XXXXXX");
    return mkdtemp(folder->name) == NULL;
}

static int remove_folder(void **state)
{
    struct folder *folder = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder->name);
    int status = system(command);
    for (size_t i = 0; i < folder->text_count; i++)
        free(folder->texts[i]);
    free(folder);
    return status;
}

struct path {
    char text[128];
};

static struct path path_in(const struct folder *folder, const char *name)
{
    struct path path;
    snprintf(path.text, sizeof path.text, "%s/%s", folder->name, name);
    return path;
}

static const char *read_stream(struct folder *folder, FILE *stream, size_t *size)
{
    enum { MOST = 1 << 24 };
    char *text = malloc(MOST);
    assert_non_null(text);
    assert_non_null(stream);
    *size = fread(text, 1, MOST - 1, stream);
    assert_false(ferror(stream));
    assert_int_equal(fclose(stream), 0);
    text[*size] = '\0';
    assert_in_range(folder->text_count, 0, 3);
    folder->texts[folder->text_count++] = text;
    return text;
}

static const char *read_bytes(struct folder *folder, const char *name, size_t *size)
{
    return read_stream(folder, fopen(path_in(folder, name).text, "r"), size);
}

/* Decompressed when the name says so. */
static const char *read_text(struct folder *folder, const char *name)
{
    size_t size;
    FILE *file = fopen(path_in(folder, name).text, "r");
    assert_non_null(file);
    return read_stream(folder, compressed_name(name) ? compressed_reader(file) : file, &size);
}

/* ---- traces ---- */

static struct trace *must_open(const struct folder *folder, const char *name, const struct settings *settings,
                               uint32_t processes)
{
    struct trace *trace;
    struct error err = {0};
    if (!trace_open(path_in(folder, name).text, settings, processes, &trace, &err))
        fail_msg("%s", err.text);
    return trace;
}

static void must_close(struct trace *trace)
{
    struct error err = {0};
    if (!trace_close(trace, &err))
        fail_msg("%s", err.text);
}

static void every_event_has_its_line(void **state)
{
    static const struct settings settings = {.algorithm = &algorithm};
    struct folder *folder = *state;
    struct trace *trace = must_open(folder, "trace.csv", &settings, 10);
    trace_event(trace, &(struct event){.number = 1, .kind = EVENT_START, .process = 3}, NULL);
    trace_event(
        trace, &(struct event){.number = 2, .kind = EVENT_SEND, .process = 3, .peer = 4, .port = 1, .bytes = 72}, NULL);
    trace_event(trace,
                &(struct event){.number = 3,
                                .time = 1e-5,
                                .kind = EVENT_RECEIVE,
                                .process = 4,
                                .peer = 3,
                                .port = 2,
                                .message_kind = 1,
                                .bytes = UINT32_MAX,
                                .chain = 1},
                NULL);
    trace_event(trace, &(struct event){.number = 4, .time = 0.5, .kind = EVENT_TIMEOUT, .process = 9, .chain = 7},
                NULL);
    trace_event(trace,
                &(struct event){.number = UINT64_MAX,
                                .time = -1e-300 / 3,
                                .kind = EVENT_OUTPUT,
                                .process = NO_PROCESS - 1,
                                .output = OUTPUT_LEADER,
                                .chain = UINT32_MAX,
                                .value = INT64_MIN},
                NULL);
    trace_event(trace, &(struct event){.number = 6, .time = 0.5, .kind = EVENT_OUTPUT, .output = OUTPUT_LOST}, NULL);
    must_close(trace);
    assert_string_equal(read_text(folder, "trace.csv"),
                        HEADER "1,0,start,3,,,,,0,\n"
                               "2,0,send,3,4,1,election,72,0,\n"
                               "3,1e-05,receive,4,3,2,a-kind-with-a-long-name,4294967295,1,\n"
                               "4,0.5,timeout,9,,,heartbeat,,7,\n"
                               "18446744073709551615,-3.33333333333e-301,output,4294967294,,,leader,,4294967295,"
                               "-9223372036854775808\n"
                               "6,0.5,output,0,,,lost,,0,0\n");
}

/* Enough to fill several blocks, with dates that last for three events. */
static void write_many(const struct folder *folder, const char *name, const struct settings *settings)
{
    enum { EVENTS = 30000, PROCESSES = 1000 };
    struct trace *trace = must_open(folder, name, settings, PROCESSES);
    for (uint64_t i = 1; i <= EVENTS; i++)
        trace_event(trace,
                    &(struct event){.number = i,
                                    .time = (double)(i / 3) * 1.1e-6,
                                    .kind = i % 2 == 0 ? EVENT_SEND : EVENT_RECEIVE,
                                    .process = (uint32_t)(i * 7919 % PROCESSES),
                                    .peer = (uint32_t)(i % PROCESSES),
                                    .bytes = 72,
                                    .chain = (uint32_t)(i / 10)},
                    NULL);
    must_close(trace);
}

static void a_trace_of_many_blocks_is_what_printf_would_write(void **state)
{
    static const struct settings settings = {.algorithm = &algorithm};
    struct folder *folder = *state;
    write_many(folder, "trace.csv", &settings);
    const char *text = read_text(folder, "trace.csv");
    text += strlen(HEADER);
    uint64_t number = 1;
    for (; *text != '\0'; number++) {
        char line[256];
        int length =
            snprintf(line, sizeof line, "%" PRIu64 ",%.12g,%s,%" PRIu64 ",%" PRIu64 ",0,election,72,%" PRIu64 ",\n",
                     number, (double)(number / 3) * 1.1e-6, number % 2 == 0 ? "send" : "receive", number * 7919 % 1000,
                     number % 1000, number / 10);
        assert_memory_equal(text, line, (size_t)length);
        text += length;
    }
    assert_int_equal(number, 30001);
}

static void a_compressed_trace_has_the_same_text_and_always_the_same_bytes(void **state)
{
    static const struct settings settings = {.algorithm = &algorithm};
    struct folder *folder = *state;
    size_t first_size, second_size;
    write_many(folder, "trace.csv", &settings);
    write_many(folder, "trace.csv.zst", &settings);
    assert_string_equal(read_text(folder, "trace.csv.zst"), read_text(folder, "trace.csv"));
    const char *first = read_bytes(folder, "trace.csv.zst", &first_size);
    write_many(folder, "again.csv.zst", &settings);
    const char *second = read_bytes(folder, "again.csv.zst", &second_size);
    assert_int_equal(first_size, second_size);
    assert_memory_equal(first, second, first_size);
    assert_in_range(first_size, 1000, 30000 * 10);
    assert_int_equal(access(path_in(folder, "trace.csv.zst.partial").text, F_OK), -1);
}

static void compression_does_not_depend_on_how_the_text_is_cut(void **state)
{
    enum { LENGTH = 1000000 };
    struct folder *folder = *state;
    char *text = malloc(LENGTH);
    assert_non_null(text);
    for (size_t i = 0; i < LENGTH; i++)
        text[i] = (char)('0' + i * i % 7 + i % 3);
    const char *bytes[2];
    size_t sizes[2];
    static const size_t cuts[2] = {17, LENGTH};
    for (int i = 0; i < 2; i++) {
        FILE *file = fopen(path_in(folder, "text.zst").text, "w");
        assert_non_null(file);
        FILE *stream = compressed_writer(file);
        assert_non_null(stream);
        setvbuf(stream, NULL, _IONBF, 0);
        for (size_t done = 0; done < LENGTH; done += cuts[i])
            fwrite(text + done, 1, done + cuts[i] <= LENGTH ? cuts[i] : LENGTH - done, stream);
        assert_int_equal(fclose(stream), 0);
        assert_int_equal(fclose(file), 0);
        bytes[i] = read_bytes(folder, "text.zst", &sizes[i]);
    }
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(bytes[0], bytes[1], sizes[0]);
    assert_memory_equal(read_text(folder, "text.zst"), text, LENGTH);
    free(text);
}

/* ---- samples ---- */

static void a_sample_is_spread_evenly_and_its_trace_begins_by_saying_so(void **state)
{
    static const struct settings settings = {.algorithm = &algorithm, .trace_sample = 3};
    struct folder *folder = *state;
    struct trace *trace = must_open(folder, "trace.csv", &settings, 10);
    for (uint32_t i = 0; i < 10; i++)
        trace_event(trace, &(struct event){.number = i + 1, .kind = EVENT_START, .process = i}, NULL);
    trace_event(trace, &(struct event){.number = 11, .kind = EVENT_RECEIVE, .process = 4, .peer = 3, .bytes = 1}, NULL);
    trace_event(trace, &(struct event){.number = 12, .kind = EVENT_RECEIVE, .process = 3, .peer = 4, .bytes = 1}, NULL);
    must_close(trace);
    assert_string_equal(read_text(folder, "trace.csv"), HEADER "0,0,sample,0,,,,,0,10\n"
                                                               "0,0,sample,3,,,,,0,10\n"
                                                               "0,0,sample,6,,,,,0,10\n"
                                                               "1,0,start,0,,,,,0,\n"
                                                               "4,0,start,3,,,,,0,\n"
                                                               "7,0,start,6,,,,,0,\n"
                                                               "12,0,receive,3,4,0,election,1,0,\n");
}

static void listed_processes_are_traced_and_written_in_ascending_order(void **state)
{
    int64_t listed[] = {9, 2, 9};
    const struct settings settings = {.algorithm = &algorithm, .trace_processes = listed, .trace_process_count = 3};
    struct folder *folder = *state;
    struct trace *trace = must_open(folder, "trace.csv.zst", &settings, 10);
    for (uint32_t i = 0; i < 10; i++)
        trace_event(trace, &(struct event){.number = i + 1, .kind = EVENT_START, .process = i}, NULL);
    must_close(trace);
    assert_string_equal(read_text(folder, "trace.csv.zst"), HEADER "0,0,sample,2,,,,,0,10\n"
                                                                   "0,0,sample,9,,,,,0,10\n"
                                                                   "3,0,start,2,,,,,0,\n"
                                                                   "10,0,start,9,,,,,0,\n");
}

static void a_sample_of_as_many_as_there_are_is_the_whole_trace(void **state)
{
    struct folder *folder = *state;
    for (uint32_t size = 1; size <= 3; size++) {
        const struct settings settings = {.algorithm = &algorithm, .trace_sample = size};
        struct trace *trace = must_open(folder, "trace.csv", &settings, 2);
        for (uint32_t i = 0; i < 2; i++)
            trace_event(trace, &(struct event){.number = i + 1, .kind = EVENT_START, .process = i}, NULL);
        must_close(trace);
        const char *text = read_text(folder, "trace.csv");
        if (size < 2)
            assert_non_null(strstr(text, ",sample,"));
        else
            assert_string_equal(text, HEADER "1,0,start,0,,,,,0,\n2,0,start,1,,,,,0,\n");
    }
}

static void a_large_sample_has_a_row_for_each_process(void **state)
{
    static const struct settings settings = {.algorithm = &algorithm, .trace_sample = 40000};
    struct folder *folder = *state;
    must_close(must_open(folder, "trace.csv", &settings, 11039616));
    struct csv_reader *reader;
    struct error err = {0};
    assert_true(csv_open(path_in(folder, "trace.csv").text, &reader, &err));
    double process, last = -1;
    size_t rows = 0, column;
    assert_true(csv_find_column(reader, "process", &column, &err));
    for (; csv_next(reader, &err) == CSV_ROW; rows++) {
        assert_true(csv_number(reader, column, &process, &err));
        assert_true(process > last && (last < 0 || process - last < 277)); /* 11039616 / 40000 is 275.99 */
        last = process;
    }
    assert_int_equal(rows, 40000);
    csv_close(reader);
}

static void a_process_to_be_traced_that_does_not_exist_is_refused(void **state)
{
    int64_t listed[] = {1, 10};
    const struct settings settings = {.algorithm = &algorithm, .trace_processes = listed, .trace_process_count = 2};
    struct folder *folder = *state;
    struct trace *trace;
    struct error err = {0};
    assert_false(trace_open(path_in(folder, "trace.csv").text, &settings, 10, &trace, &err));
    assert_string_equal(err.text, "process 10 is to be traced: the processes are numbered 0 to 9");
    assert_string_equal(err.element, "trace");
    assert_null(trace);
    assert_int_equal(access(path_in(folder, "trace.csv.partial").text, F_OK), -1);
}

/* ---- damage ---- */

static void write_bytes(const struct folder *folder, const char *name, const char *bytes, size_t size)
{
    FILE *file = fopen(path_in(folder, name).text, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Reads the table to its end: how many rows, or -1 and an error. */
static long count_rows(const struct folder *folder, const char *name, struct error *err)
{
    struct csv_reader *reader;
    *err = (struct error){0};
    if (!csv_open(path_in(folder, name).text, &reader, err))
        return -1;
    long rows = 0;
    enum csv_status status;
    while ((status = csv_next(reader, err)) == CSV_ROW)
        rows++;
    csv_close(reader);
    return status == CSV_END ? rows : -1;
}

static void write_stamped(struct trace *trace)
{
    trace_event(trace, &(struct event){.number = 7, .kind = EVENT_SEND, .process = 1, .peer = 2, .bytes = 72},
                &(struct event_stamp){.scalar = 3, .vector = (const uint32_t[]){2, 1, 0}});
    trace_event(trace, &(struct event){.number = 8, .kind = EVENT_LOSS, .process = 2, .peer = 1, .bytes = 72},
                &(struct event_stamp){.sent = 7});
    trace_event(trace, &(struct event){.number = 9, .kind = EVENT_FAULT, .process = NO_PROCESS},
                &(struct event_stamp){0});
    trace_event(trace, &(struct event){.number = 10, .kind = EVENT_RECEIVE, .process = 2, .peer = 1, .bytes = 72},
                &(struct event_stamp){
                    .sent = UINT64_MAX, .scalar = UINT64_MAX, .vector = (const uint32_t[]){0, UINT32_MAX, 10}});
}

static void stamps_are_the_last_columns(void **state)
{
    static const struct settings scalar = {.algorithm = &algorithm, .trace_stamps = STAMPS_SCALAR};
    static const struct settings vector = {.algorithm = &algorithm, .trace_stamps = STAMPS_VECTOR, .trace_sample = 2};
    struct folder *folder = *state;
    struct trace *trace = must_open(folder, "scalar.csv", &scalar, 3);
    write_stamped(trace);
    must_close(trace);
    assert_string_equal(read_text(folder, "scalar.csv"),
                        COLUMNS ",sent,scalar\n"
                                "7,0,send,1,2,0,election,72,0,,,3\n"
                                "8,0,loss,2,1,0,election,72,0,0,7,\n"
                                "9,0,fault,,,,crash,,0,0,,\n"
                                "10,0,receive,2,1,0,election,72,0,,18446744073709551615,18446744073709551615\n");
    trace = must_open(folder, "vector.csv", &vector, 3);
    write_stamped(trace);
    must_close(trace);
    assert_string_equal(read_text(folder, "vector.csv"), COLUMNS ",sent,scalar,vector\n"
                                                                 "0,0,sample,0,,,,,0,3,,,\n"
                                                                 "0,0,sample,1,,,,,0,3,,,\n"
                                                                 "7,0,send,1,2,0,election,72,0,,,3,2 1 0\n"
                                                                 "9,0,fault,,,,crash,,0,0,,,\n");
}

static void lines_with_the_longest_vectors_fit(void **state)
{
    enum { LINES = 200 };
    static const struct settings settings = {.algorithm = &algorithm, .trace_stamps = STAMPS_VECTOR};
    static uint32_t vector[STAMPS_MOST_PROCESSES];
    struct folder *folder = *state;
    memset(vector, UINT8_MAX, sizeof vector);
    struct trace *trace = must_open(folder, "trace.csv", &settings, STAMPS_MOST_PROCESSES);
    for (uint32_t i = 1; i <= LINES; i++)
        trace_event(trace, &(struct event){.number = i, .kind = EVENT_START},
                    &(struct event_stamp){.scalar = i, .vector = vector});
    must_close(trace);
    size_t size;
    read_bytes(folder, "trace.csv", &size);
    assert_in_range(size, (size_t)LINES * STAMPS_MOST_PROCESSES * strlen("4294967295 "),
                    (size_t)LINES * (STAMPS_MOST_PROCESSES * strlen("4294967295 ") + 40));
}

static void tables_are_read_through_their_compression(void **state)
{
    static const struct settings settings = {.algorithm = &algorithm};
    struct folder *folder = *state;
    struct error err;
    write_many(folder, "trace.csv.zst", &settings);
    assert_int_equal(count_rows(folder, "trace.csv.zst", &err), 30000);
}

static void frames_that_follow_one_another_are_one_text(void **state)
{
    struct folder *folder = *state;
    struct error err;
    FILE *file = fopen(path_in(folder, "two.csv.zst").text, "w");
    assert_non_null(file);
    for (int i = 0; i < 2; i++) {
        FILE *stream = compressed_writer(file);
        assert_non_null(stream);
        fputs(i == 0 ? "a,b\n1," : "2\n3,4\n", stream);
        assert_int_equal(fclose(stream), 0);
    }
    fclose(file);
    assert_int_equal(count_rows(folder, "two.csv.zst", &err), 2);
}

static void expect_damage(const struct folder *folder, const char *bytes, size_t size)
{
    struct error err;
    write_bytes(folder, "bad.csv.zst", bytes, size);
    assert_int_equal(count_rows(folder, "bad.csv.zst", &err), -1);
    if (strstr(err.text, "the compressed data is damaged or cut short") == NULL)
        fail_msg("%zu bytes: %s", size, err.text);
}

static void damaged_and_shortened_data_is_an_error_and_never_an_early_end(void **state)
{
    static const struct settings settings = {.algorithm = &algorithm};
    struct folder *folder = *state;
    size_t size;
    write_many(folder, "trace.csv.zst", &settings);
    const char *bytes = read_bytes(folder, "trace.csv.zst", &size);
    for (size_t length = 0; length < size; length += length < 20 || length + 20 > size ? 1 : size / 50)
        expect_damage(folder, bytes, length);
    expect_damage(folder, "number,time\n1,2\n", 16);
    char *changed = malloc(size);
    assert_non_null(changed);
    memcpy(changed, bytes, size);
    changed[size - 1] ^= 1; /* the checksum */
    expect_damage(folder, changed, size);
    free(changed);
}

static void a_disk_that_is_full_is_told_at_the_end_of_the_compression(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL)
        skip();
    setvbuf(full, NULL, _IONBF, 0);
    FILE *stream = compressed_writer(full);
    assert_non_null(stream);
    fputs("text", stream);
    errno = 0;
    assert_int_not_equal(fclose(stream), 0);
    assert_int_equal(errno, ENOSPC);
    fclose(full);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(every_event_has_its_line),
        IN_FOLDER(a_trace_of_many_blocks_is_what_printf_would_write),
        IN_FOLDER(a_compressed_trace_has_the_same_text_and_always_the_same_bytes),
        IN_FOLDER(compression_does_not_depend_on_how_the_text_is_cut),
        IN_FOLDER(a_sample_is_spread_evenly_and_its_trace_begins_by_saying_so),
        IN_FOLDER(listed_processes_are_traced_and_written_in_ascending_order),
        IN_FOLDER(a_sample_of_as_many_as_there_are_is_the_whole_trace),
        IN_FOLDER(a_large_sample_has_a_row_for_each_process),
        IN_FOLDER(a_process_to_be_traced_that_does_not_exist_is_refused),
        IN_FOLDER(stamps_are_the_last_columns),
        IN_FOLDER(lines_with_the_longest_vectors_fit),
        IN_FOLDER(tables_are_read_through_their_compression),
        IN_FOLDER(frames_that_follow_one_another_are_one_text),
        IN_FOLDER(damaged_and_shortened_data_is_an_error_and_never_an_early_end),
        cmocka_unit_test(a_disk_that_is_full_is_told_at_the_end_of_the_compression),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
