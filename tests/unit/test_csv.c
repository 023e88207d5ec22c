/* Tables as text: what is written is read back, what is malformed is refused with its line, and nothing half-written ever
 * has the name of a whole file. */
#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- a folder for each test ---- */

static int make_folder(void **state)
{
    char *folder = strdup("/tmp/onde-csv-XXXXXX");
    *state = folder;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", (char *)*state);
    int status = system(command);
    free(*state);
    return status;
}

static const char *path_in(void **state, const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", (char *)*state, name);
    return path;
}

static bool exists(void **state, const char *name)
{
    return access(path_in(state, name), F_OK) == 0;
}

/* ---- reading texts ---- */

static bool open_bytes(const char *bytes, size_t size, struct csv_reader **out, struct error *err)
{
    FILE *stream = fmemopen((void *)(uintptr_t)bytes, size, "r");
    assert_non_null(stream);
    *err = (struct error){0};
    return csv_open_stream(stream, "t.csv", out, err);
}

static struct csv_reader *must_open(const char *text)
{
    struct csv_reader *reader;
    struct error err;
    if (!open_bytes(text, strlen(text), &reader, &err))
        fail_msg("%s", err.text);
    return reader;
}

/* Reads to the first error, which must be this one. */
static void expect_refusal_of(const char *bytes, size_t size, const char *expected)
{
    struct csv_reader *reader;
    struct error err;
    char shown[2048];
    if (open_bytes(bytes, size, &reader, &err)) {
        enum csv_status status;
        while ((status = csv_next(reader, &err)) == CSV_ROW)
            ;
        csv_close(reader);
        if (status == CSV_END)
            fail_msg("accepted, but expected: %s", expected);
    }
    assert_int_equal(err.kind, ERROR_INPUT);
    error_format(&err, shown, sizeof shown);
    assert_string_equal(shown, expected);
}

static void expect_refusal(const char *text, const char *expected)
{
    expect_refusal_of(text, strlen(text), expected);
}

static void expect_row(struct csv_reader *reader, int line, const char *first, const char *second)
{
    struct error err = {0};
    assert_int_equal(csv_next(reader, &err), CSV_ROW);
    assert_string_equal(csv_field(reader, 0), first);
    assert_string_equal(csv_field(reader, 1), second);
    assert_int_equal(csv_line(reader), line);
}

static void expect_end(struct csv_reader *reader)
{
    struct error err = {0};
    assert_int_equal(csv_next(reader, &err), CSV_END);
    csv_close(reader);
}

static void rows_are_read_one_by_one_with_their_lines(void **state)
{
    (void)state;
    struct csv_reader *reader = must_open("run,system\n0,ring\n1,\n");
    assert_int_equal(csv_column_count(reader), 2);
    assert_string_equal(csv_column_name(reader, 1), "system");
    assert_null(csv_column_name(reader, 2));
    expect_row(reader, 2, "0", "ring");
    expect_row(reader, 3, "1", "");
    expect_end(reader);
}

static void lines_may_end_in_crlf_and_the_last_in_nothing(void **state)
{
    (void)state;
    struct csv_reader *reader = must_open("a,b\r\n1,2\r\n3,\"4\"\r\n5,6");
    expect_row(reader, 2, "1", "2");
    expect_row(reader, 3, "3", "4");
    expect_row(reader, 4, "5", "6");
    expect_end(reader);
}

static void a_quoted_field_may_hold_commas_quotes_and_lines(void **state)
{
    (void)state;
    struct csv_reader *reader = must_open("a,b\n\"one, \"\"two\"\"\",\"x\ny\"\n7,8\n");
    expect_row(reader, 2, "one, \"two\"", "x\ny");
    expect_row(reader, 4, "7", "8");
    expect_end(reader);
}

static void a_byte_order_mark_is_not_part_of_the_first_name(void **state)
{
    (void)state;
    struct csv_reader *reader = must_open("\xef\xbb\xbfrun,b\n1,2\n");
    size_t column = 9;
    assert_true(csv_has_column(reader, "run", &column));
    assert_int_equal(column, 0);
    csv_close(reader);
}

static void malformed_tables_are_refused_with_their_line(void **state)
{
    (void)state;
    expect_refusal("a,b\n1,2\n3\n", "t.csv:3: 1 fields; expected 2, one a column");
    expect_refusal("a,b\n1,2,3\n", "t.csv:2: 3 fields; expected 2, one a column");
    expect_refusal("a,b\n\n", "t.csv:2: 1 fields; expected 2, one a column");
    expect_refusal("a,b\n1,\"2\n", "t.csv:3: the file ends inside quotes");
    expect_refusal("a,b\n\"1\"x,2\n", "t.csv:2: text behind a closing quote; expected a comma or the end of the line");
    expect_refusal("a,b\n1\"x\",2\n", "t.csv:2: a quote inside a field that does not begin with one");
    expect_refusal("a,b\n1\rx,2\n", "t.csv:2: a carriage return inside a line; expected it at the end only");
    expect_refusal("a,,b\n", "t.csv:1: column 2 has no name");
    expect_refusal("a,b,a\n", "t.csv:1: columns 1 and 3 are both named \"a\"");
    expect_refusal_of("a,b\n1,\0\n", 8, "t.csv:2: a NUL byte: this is not a table of text");
}

static void an_empty_file_has_no_columns_to_read(void **state)
{
    struct error err = {0};
    struct csv_reader *reader;
    fclose(fopen(path_in(state, "empty.csv"), "w"));
    assert_false(csv_open(path_in(state, "empty.csv"), &reader, &err));
    assert_null(reader);
    assert_string_equal(err.text, "the file is empty; expected a line of column names");
}

static void a_missing_file_is_named(void **state)
{
    struct error err = {0};
    struct csv_reader *reader;
    assert_false(csv_open(path_in(state, "none.csv"), &reader, &err));
    assert_string_equal(err.file, path_in(state, "none.csv"));
    assert_string_equal(err.text, "cannot be read: No such file or directory");
}

static void a_folder_is_not_a_table(void **state)
{
    struct error err = {0};
    struct csv_reader *reader;
    assert_false(csv_open(*state, &reader, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
}

static void a_field_without_end_is_refused_before_memory_is(void **state)
{
    (void)state;
    size_t size = CSV_LONGEST_FIELD + 16;
    char *text = malloc(size);
    memset(text, 'x', size);
    memcpy(text, "a\n\"", 3);
    expect_refusal_of(text, size, "t.csv:2: a field longer than 1 MiB (is a quote missing?)");
    free(text);
}

static void an_unknown_column_suggests_the_nearest(void **state)
{
    (void)state;
    struct csv_reader *reader = must_open("messages,simulated_time\n");
    struct error err = {0};
    size_t column;
    assert_false(csv_find_column(reader, "mesages", &column, &err));
    assert_string_equal(err.text, "no column \"mesages\"; did you mean \"messages\"?");
    err = (struct error){0};
    assert_false(csv_find_column(reader, "q", &column, &err));
    assert_string_equal(err.text, "no column \"q\"");
    assert_true(csv_find_column(reader, "simulated_time", &column, &err));
    assert_int_equal(column, 1);
    csv_close(reader);
}

static void a_number_is_finite_and_whole_in_its_field(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "12x", "nan", "inf", "1e999", "ring"};
    struct csv_reader *reader = must_open("a,b\n1.5e3,\n,\n12x,\nnan,\ninf,\n1e999,\nring,\n");
    struct error err = {0};
    double value;
    assert_int_equal(csv_next(reader, &err), CSV_ROW);
    assert_true(csv_number(reader, 0, &value, &err));
    assert_true(value == 1500);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char expected[128];
        err = (struct error){0};
        assert_int_equal(csv_next(reader, &err), CSV_ROW);
        assert_false(csv_number(reader, 0, &value, &err));
        snprintf(expected, sizeof expected, "a=\"%s\": expected a number", bad[i]);
        assert_string_equal(err.text, expected);
        assert_int_equal(err.line, (int)i + 3);
    }
    csv_close(reader);
}

/* ---- writing ---- */

static struct csv_writer *must_create(const char *path)
{
    struct csv_writer *writer;
    struct error err = {0};
    if (!csv_create(path, &writer, &err))
        fail_msg("%s", err.text);
    return writer;
}

static void what_is_written_is_read_back(void **state)
{
    static const char *const hard[] = {"plain",    "a,b", "say \"no\"", "two\nlines",
                                       "cr\r\nlf", "",    " spaces ",   "é⟨tok⟩"};
    enum { HARD = sizeof hard / sizeof hard[0] };
    const char *path = path_in(state, "t.csv");
    struct error err = {0};
    struct csv_writer *writer = must_create(path);
    csv_add_text(writer, "text");
    csv_add_text(writer, "number");
    csv_end_row(writer);
    for (size_t i = 0; i < HARD; i++) {
        csv_add_text(writer, hard[i]);
        csv_add_integer(writer, UINT64_MAX - i);
        csv_end_row(writer);
    }
    assert_false(exists(state, "t.csv"));
    assert_true(csv_commit(writer, &err));
    assert_false(exists(state, "t.csv.partial"));
    struct csv_reader *reader;
    assert_true(csv_open(path_in(state, "t.csv"), &reader, &err));
    for (size_t i = 0; i < HARD; i++) {
        char number[32];
        snprintf(number, sizeof number, "%ju", (uintmax_t)(UINT64_MAX - i));
        assert_int_equal(csv_next(reader, &err), CSV_ROW);
        assert_string_equal(csv_field(reader, 0), hard[i]);
        assert_string_equal(csv_field(reader, 1), number);
    }
    expect_end(reader);
}

static void a_number_that_is_none_is_an_empty_field(void **state)
{
    struct error err = {0};
    char text[64] = "";
    struct csv_writer *writer = must_create(path_in(state, "n.csv"));
    csv_add_number(writer, 0.1);
    csv_add_number(writer, 0.0 / 0.0);
    csv_add_number(writer, 4096);
    csv_end_row(writer);
    assert_true(csv_commit(writer, &err));
    FILE *file = fopen(path_in(state, "n.csv"), "r");
    assert_non_null(fgets(text, sizeof text, file));
    fclose(file);
    assert_string_equal(text, "0.1,,4096\n");
}

static void an_abandoned_table_leaves_the_one_before(void **state)
{
    struct error err = {0};
    struct csv_writer *writer = must_create(path_in(state, "t.csv"));
    csv_add_text(writer, "first");
    csv_end_row(writer);
    assert_true(csv_commit(writer, &err));
    writer = must_create(path_in(state, "t.csv"));
    csv_add_text(writer, "second");
    csv_abandon(writer);
    assert_false(exists(state, "t.csv.partial"));
    struct csv_reader *reader;
    assert_true(csv_open(path_in(state, "t.csv"), &reader, &err));
    assert_string_equal(csv_column_name(reader, 0), "first");
    csv_close(reader);
}

static void a_full_disk_is_an_error_and_leaves_nothing(void **state)
{
    struct error err = {0};
    assert_int_equal(symlink("/dev/full", path_in(state, "t.csv.partial")), 0);
    struct csv_writer *writer = must_create(path_in(state, "t.csv"));
    for (int row = 0; row < 10000; row++) {
        csv_add_text(writer, "more than the buffer of a stream holds");
        csv_end_row(writer);
    }
    assert_false(csv_commit(writer, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.text, "cannot be written: No space left on device");
    assert_false(exists(state, "t.csv"));
    assert_false(exists(state, "t.csv.partial"));
}

static void a_missing_folder_is_an_error_before_anything_is_written(void **state)
{
    struct error err = {0};
    struct csv_writer *writer;
    assert_false(csv_create(path_in(state, "none/t.csv"), &writer, &err));
    assert_null(writer);
    assert_string_equal(err.text, "cannot be written: No such file or directory");
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_one_by_one_with_their_lines),
        cmocka_unit_test(lines_may_end_in_crlf_and_the_last_in_nothing),
        cmocka_unit_test(a_quoted_field_may_hold_commas_quotes_and_lines),
        cmocka_unit_test(a_byte_order_mark_is_not_part_of_the_first_name),
        cmocka_unit_test(malformed_tables_are_refused_with_their_line),
        cmocka_unit_test(a_field_without_end_is_refused_before_memory_is),
        cmocka_unit_test(an_unknown_column_suggests_the_nearest),
        cmocka_unit_test(a_number_is_finite_and_whole_in_its_field),
        IN_FOLDER(an_empty_file_has_no_columns_to_read),
        IN_FOLDER(a_missing_file_is_named),
        IN_FOLDER(a_folder_is_not_a_table),
        IN_FOLDER(what_is_written_is_read_back),
        IN_FOLDER(a_number_that_is_none_is_an_empty_field),
        IN_FOLDER(an_abandoned_table_leaves_the_one_before),
        IN_FOLDER(a_full_disk_is_an_error_and_leaves_nothing),
        IN_FOLDER(a_missing_folder_is_an_error_before_anything_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
