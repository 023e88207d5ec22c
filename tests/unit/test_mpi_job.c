/* test_mpi_job.c: where the ranks of an MPI program go, and what is read of what it prints. */
#include "mpi/job.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A large host between two small ones. */
static struct mpi_host hosts[] = {{(char *)"a", 1}, {(char *)"b", 3}, {(char *)"c", 2}};
static const struct mpi_machine machine = {sizeof hosts / sizeof hosts[0], hosts};

/* The hosts of the ranks, a letter each; "" and *err when they cannot be placed. */
static void place(struct mpi_launch launch, struct mpi_placement placement, char *out, size_t size, struct error *err)
{
    char folder[] = "/tmp/onde-place-XXXXXX", path[64], line[16];
    launch.platform = "three.xml";
    launch.folder = mkdtemp(folder);
    assert_non_null(launch.folder);
    *err = (struct error){0};
    out[0] = '\0';
    snprintf(path, sizeof path, "%s/hosts.txt", folder);
    bool ok = mpi_place_ranks(&launch, &machine, &placement, err);
    assert_int_equal(ok, mpi_check_places(&launch, &machine, &placement, NULL));
    FILE *file = ok ? fopen(path, "r") : NULL;
    for (size_t i = 0; file != NULL && i + 1 < size && fgets(line, sizeof line, file) != NULL; i++) {
        out[i] = line[0];
        out[i + 1] = '\0';
    }
    if (file != NULL)
        fclose(file);
    unlink(path);
    rmdir(folder);
}

static void expect_places(struct mpi_launch launch, struct mpi_placement placement, const char *expected)
{
    char found[32];
    struct error err;
    place(launch, placement, found, sizeof found, &err);
    assert_string_equal(err.text, "");
    assert_string_equal(found, expected);
}

static void expect_no_room(struct mpi_launch launch, struct mpi_placement placement, const char *expected)
{
    char found[32];
    struct error err;
    place(launch, placement, found, sizeof found, &err);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.text, expected);
}

static void blocks_fill_a_host_before_the_next(void **state)
{
    (void)state;
    const struct mpi_placement blocks = {.rule = PLACEMENT_BLOCK};
    expect_places((struct mpi_launch){.ranks = 6}, blocks, "abbbcc");
    expect_places((struct mpi_launch){.ranks = 3, .per_node = 1}, blocks, "abc");
    expect_places((struct mpi_launch){.ranks = 8, .oversubscribe = true}, blocks, "abbbccab");
    expect_places((struct mpi_launch){.ranks = 8, .per_node = 4, .oversubscribe = true}, blocks, "aaaabbbb");
}

static void in_turn_each_host_takes_one_while_it_has_room(void **state)
{
    (void)state;
    const struct mpi_placement in_turn = {.rule = PLACEMENT_ROUND_ROBIN};
    expect_places((struct mpi_launch){.ranks = 6}, in_turn, "abcbcb");
    expect_places((struct mpi_launch){.ranks = 9, .oversubscribe = true}, in_turn, "abcbcbabc");
}

static void at_random_no_host_takes_more_than_its_cores(void **state)
{
    (void)state;
    char found[32], again[32], others[32];
    struct error err;
    bool differs = false;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        const struct mpi_placement random = {.rule = PLACEMENT_RANDOM, .seed = seed};
        place((struct mpi_launch){.ranks = 6}, random, found, sizeof found, &err);
        place((struct mpi_launch){.ranks = 6}, random, again, sizeof again, &err);
        assert_string_equal(found, again);
        size_t count[3] = {0};
        for (const char *c = found; *c != '\0'; c++)
            count[*c - 'a']++;
        assert_int_equal(count[0], 1);
        assert_int_equal(count[1], 3);
        assert_int_equal(count[2], 2);
        differs = differs || (seed > 1 && strcmp(found, others) != 0);
        memcpy(others, found, sizeof others);
    }
    assert_true(differs);
    place((struct mpi_launch){.ranks = 12, .oversubscribe = true},
          (struct mpi_placement){.rule = PLACEMENT_RANDOM, .seed = 7}, found, sizeof found, &err);
    assert_int_equal(strlen(found), 12);
    assert_int_equal(strspn(found, "abc"), 12);
}

static void a_list_is_gone_through_again_at_its_end(void **state)
{
    (void)state;
    char *list[] = {(char *)"c", (char *)"b"}, *wrong[] = {(char *)"bb"};
    const struct mpi_placement listed = {.rule = PLACEMENT_LISTED, .hosts = list, .host_count = 2};
    expect_places((struct mpi_launch){.ranks = 4}, listed, "cbcb");
    expect_places((struct mpi_launch){.ranks = 5, .oversubscribe = true}, listed, "cbcbc");
    expect_no_room((struct mpi_launch){.ranks = 5}, listed,
                   "5 ranks are too many for the hosts that are listed: c takes 2; with \"oversubscribe\" they share "
                   "cores");
    expect_no_room((struct mpi_launch){.ranks = 1},
                   (struct mpi_placement){.rule = PLACEMENT_LISTED, .hosts = wrong, .host_count = 1},
                   "no host \"bb\"; did you mean \"b\"?");
}

static void more_ranks_than_cores_are_refused(void **state)
{
    (void)state;
    const struct mpi_placement blocks = {.rule = PLACEMENT_BLOCK};
    expect_no_room((struct mpi_launch){.ranks = 7}, blocks,
                   "7 ranks, but the machine has 6 cores (3 hosts); with \"oversubscribe\" they share cores");
    expect_no_room((struct mpi_launch){.ranks = 2, .per_node = 2}, blocks,
                   "2 ranks on each host, but a has 1 cores; with \"oversubscribe\" they share cores");
    expect_no_room((struct mpi_launch){.ranks = 4, .per_node = 1}, blocks,
                   "4 ranks, but 3 hosts with 1 each have room for 3 only; with \"oversubscribe\" they share cores");
}

static void a_machine_is_read_in_another_process(void **state)
{
    (void)state;
    struct mpi_machine read;
    struct error err = {0};
    for (int times = 0; times < 2; times++) { /* SimGrid has one engine a process: this one has none */
        assert_true(mpi_machine_read(SOURCE_DIR "/platforms/raspberry-pi-4.xml", &read, &err));
        assert_int_equal(read.count, 4);
        assert_string_equal(read.hosts[0].name, "pi1");
        assert_int_equal(read.hosts[3].cores, 4);
        mpi_machine_release(&read);
    }
    assert_false(mpi_machine_read(SOURCE_DIR "/platforms/nowhere.xml", &read, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
}

/* ---- measures ---- */

static double read_measure(const char *pattern, const char *unit, const char *output)
{
    char path[] = "/tmp/onde-measure-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, output, strlen(output)), strlen(output));
    close(file);
    struct mpi_measure measure = {.name = "m", .pattern = (char *)pattern};
    snprintf(measure.unit, sizeof measure.unit, "%s", unit);
    struct error err = {0};
    assert_true(mpi_measure_check(pattern, &err));
    double value = mpi_measure_read(&measure, path);
    unlink(path);
    return value;
}

static void the_last_line_that_has_it_counts(void **state)
{
    (void)state;
    assert_true(read_measure("took ([0-9.]+)", "", "took 1\nother 7\ntook 2.5\n") == 2.5);
    assert_true(read_measure("^took ([0-9.]+)$", "", "took 3\nit took 4 s") == 3);
    assert_true(read_measure("x=(-?[0-9e+-]+)", "", "x=-12e-1") == -1.2);
}

static void a_unit_makes_seconds_and_bytes(void **state)
{
    (void)state;
    assert_true(read_measure("([0-9.e+-]+) us", "us", "12.5 us\n") == 12.5e-6);
    assert_true(read_measure("([0-9.e+-]+)", "s", "1.5e-05\n") == 1.5e-05);
    assert_true(read_measure("([0-9.]+)", "KiB", "2\n") == 2048);
    assert_true(read_measure("([0-9.]+)", "MBps", "125\n") == 125e6);
    assert_true(read_measure("(-?[0-9.]+)", "ms", "-2\n") == -2e-3);
}

static void what_is_no_number_is_not_known(void **state)
{
    (void)state;
    assert_true(isnan(read_measure("took ([0-9.]+)", "s", "nothing\n")));
    assert_true(isnan(read_measure("took (.*)", "s", "took long\n")));
    assert_true(isnan(read_measure("took (.*)", "s", "took 1\ntook long\n"))); /* the last one counts */
    assert_true(isnan(read_measure("took( [0-9]+)?", "s", "took\n")));
    assert_true(isnan(read_measure("(.)", "", "")));
}

static void units_are_those_of_scenarios(void **state)
{
    (void)state;
    enum dimension dimension;
    assert_true(mpi_unit_dimension("us", &dimension) && dimension == DIMENSION_TIME);
    assert_true(mpi_unit_dimension("MiB", &dimension) && dimension == DIMENSION_SIZE);
    assert_true(mpi_unit_dimension("Gbps", &dimension) && dimension == DIMENSION_BANDWIDTH);
    assert_true(mpi_unit_dimension("Gf", &dimension) && dimension == DIMENSION_WORK);
    assert_false(mpi_unit_dimension("", &dimension));
    assert_false(mpi_unit_dimension("miles", &dimension));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_fill_a_host_before_the_next),
        cmocka_unit_test(in_turn_each_host_takes_one_while_it_has_room),
        cmocka_unit_test(at_random_no_host_takes_more_than_its_cores),
        cmocka_unit_test(a_list_is_gone_through_again_at_its_end),
        cmocka_unit_test(more_ranks_than_cores_are_refused),
        cmocka_unit_test(a_machine_is_read_in_another_process),
        cmocka_unit_test(the_last_line_that_has_it_counts),
        cmocka_unit_test(a_unit_makes_seconds_and_bytes),
        cmocka_unit_test(what_is_no_number_is_not_known),
        cmocka_unit_test(units_are_those_of_scenarios),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
