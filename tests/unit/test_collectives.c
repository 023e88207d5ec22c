/* The table of MPI's collectives and their algorithms: what SimGrid says, how it is kept, names that are wrong. */
#include "mpi/collectives.h"
#include "mpi/launch.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char answer[] =
    "[0.000000] smpi_coll.cpp:261: [root/CRITICAL] Collective 'bcast' has no algorithm '?'! Valid "
    "algorithms: default, NTSB, binomial_tree.\nBacktrace (displayed in actor maestro):\n";

struct kept {
    char folder[64];
};

static int begin(void **state)
{
    struct kept *kept = calloc(1, sizeof *kept);
    snprintf(kept->folder, sizeof kept->folder, "/tmp/onde-collectives-XXXXXX");
    *state = kept;
    setenv("ONDE_DATA", SOURCE_DIR, 1);
    return mkdtemp(kept->folder) != NULL && setenv("XDG_CACHE_HOME", kept->folder, 1) == 0 ? 0 : 1;
}

static int finish(void **state)
{
    struct kept *kept = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", kept->folder);
    int status = system(command);
    free(kept);
    return status;
}

static struct mpi_collectives *must_load(void)
{
    struct mpi_collectives *collectives;
    struct error err = {0};
    if (!mpi_collectives_load(&collectives, &err))
        fail_msg("%s: %s", err.file, err.text);
    return collectives;
}

static bool has(const struct mpi_collective *collective, const char *algorithm)
{
    for (size_t i = 0; collective->algorithms[i] != NULL; i++)
        if (strcmp(collective->algorithms[i], algorithm) == 0)
            return true;
    return false;
}

/* The file of the cache; "": there is none. */
static void find_file(const struct kept *kept, char *path, size_t size)
{
    char folder[128];
    snprintf(folder, sizeof folder, "%s/onde/mpi", kept->folder);
    path[0] = '\0';
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;)
        if (strncmp(entry->d_name, "collectives-", 12) == 0)
            snprintf(path, size, "%s/%s", folder, entry->d_name);
    if (directory != NULL)
        closedir(directory);
}

static void what_simgrid_says_names_the_algorithms(void **state)
{
    (void)state;
    struct mpi_collectives *collectives = calloc(1, sizeof *collectives);
    assert_true(mpi_collectives_read(collectives, answer));
    assert_int_equal(collectives->count, 1);
    assert_string_equal(collectives->item[0].name, "bcast");
    assert_string_equal(collectives->item[0].algorithms[0], "default");
    assert_string_equal(collectives->item[0].algorithms[2], "binomial_tree");
    assert_null(collectives->item[0].algorithms[3]);
    mpi_collectives_free(collectives);
}

static void what_simgrid_says_otherwise_is_no_collective(void **state)
{
    (void)state;
    static const char *const others[] = {"", "Collective 'bcast' has no algorithm",
                                         "Collective 'bcast' is odd\nValid algorithms: default.",
                                         "Collective 'bcast' has no algorithm '?'! Valid algorithms: .",
                                         "Existing config keys:\n  smpi/bcast: (string)"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct mpi_collectives *collectives = calloc(1, sizeof *collectives);
        assert_false(mpi_collectives_read(collectives, others[i]));
        mpi_collectives_free(collectives);
    }
}

static void the_installed_simgrid_tells_its_collectives(void **state)
{
    (void)state;
    static const char *const names[] = {"allgather", "allgatherv",     "allreduce", "alltoall",
                                        "alltoallv", "barrier",        "bcast",     "gather",
                                        "reduce",    "reduce_scatter", "scatter"};
    struct mpi_collectives *collectives = must_load();
    struct error err = {0};
    const struct mpi_collective *collective;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_true(mpi_collectives_find(collectives, names[i], &collective, &err));
    assert_true(mpi_collectives_find(collectives, "bcast", &collective, &err));
    assert_true(mpi_collective_check(collective, "scatter_rdb_allgather", &err));
    assert_true(mpi_collectives_find(collectives, "allreduce", &collective, &err));
    assert_true(mpi_collective_check(collective, "rdb", &err));
    mpi_collectives_free(collectives);
}

/* But for `default`, which is an algorithm. */
static void the_algorithms_that_all_collectives_have_are_the_selectors(void **state)
{
    (void)state;
    struct mpi_collectives *collectives = must_load();
    size_t selectors = 0;
    for (size_t i = 0; i < collectives->count; i++)
        for (size_t k = 0; collectives->item[i].algorithms[k] != NULL; k++) {
            const char *name = collectives->item[i].algorithms[k];
            bool everywhere = true;
            for (size_t j = 0; j < collectives->count; j++)
                everywhere = everywhere && has(&collectives->item[j], name);
            if ((mpi_selector_title(name) != NULL) != (everywhere && strcmp(name, "default") != 0))
                fail_msg("%s of %s", name, collectives->item[i].name);
            selectors += i == 0 && everywhere ? 1 : 0;
        }
    assert_int_equal(selectors, 6);
    mpi_collectives_free(collectives);
}

static void a_wrong_name_is_answered_with_the_nearest(void **state)
{
    (void)state;
    struct error err = {0};
    assert_false(mpi_check_collective("bcats=binomial_tree", &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.text, "no collective \"bcats\"; did you mean \"bcast\"?");
    err = (struct error){0};
    assert_false(mpi_check_collective("bcast=binomial_three", &err));
    assert_string_equal(err.text, "no algorithm of bcast \"binomial_three\"; did you mean \"binomial_tree\"?");
    err = (struct error){0};
    assert_false(mpi_check_collective("bcast=lr", &err)); /* of another collective */
    assert_non_null(strstr(err.text, "; expected one of default, arrival_pattern_aware, "));
    err = (struct error){0};
    assert_false(mpi_check_collective("bcast", &err));
    assert_false(mpi_check_collective("bcast=", &err));
    assert_false(mpi_check_selector("openmpi", &err));
    err = (struct error){0};
    assert_true(mpi_check_collective("bcast=binomial_tree", &err));
    assert_true(mpi_check_selector("ompi", &err));
}

static void answers_are_kept_and_asked_again_when_they_are_damaged(void **state)
{
    const struct kept *kept = *state;
    char path[512], line[64];
    struct mpi_collectives *collectives = must_load();
    size_t count = collectives->count;
    mpi_collectives_free(collectives);
    find_file(kept, path, sizeof path);
    assert_int_not_equal(path[0], '\0');
    /* What stands there is believed. */
    FILE *file = fopen(path, "w");
    fputs("bcast one two\n", file);
    fclose(file);
    collectives = must_load();
    assert_int_equal(collectives->count, 1);
    assert_true(has(&collectives->item[0], "two"));
    mpi_collectives_free(collectives);
    static const char *const damaged[] = {"", "bcast one\nallreduce\n", " one two\n"};
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        file = fopen(path, "w");
        fputs(damaged[i], file);
        fclose(file);
        collectives = must_load();
        assert_int_equal(collectives->count, count);
        mpi_collectives_free(collectives);
        file = fopen(path, "r");
        assert_non_null(fgets(line, sizeof line, file));
        assert_int_equal(strncmp(line, "allgather default ", 18), 0);
        fclose(file);
    }
}

static void without_a_cache_simgrid_is_asked_each_time(void **state)
{
    const struct kept *kept = *state;
    char folder[128];
    snprintf(folder, sizeof folder, "%s/file", kept->folder);
    FILE *file = fopen(folder, "w");
    fclose(file);
    setenv("XDG_CACHE_HOME", folder, 1); /* which is no folder */
    struct mpi_collectives *collectives = must_load();
    assert_true(collectives->count > 5);
    mpi_collectives_free(collectives);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_simgrid_says_names_the_algorithms),
        cmocka_unit_test(what_simgrid_says_otherwise_is_no_collective),
        cmocka_unit_test(the_installed_simgrid_tells_its_collectives),
        cmocka_unit_test(the_algorithms_that_all_collectives_have_are_the_selectors),
        cmocka_unit_test(a_wrong_name_is_answered_with_the_nearest),
        cmocka_unit_test(answers_are_kept_and_asked_again_when_they_are_damaged),
        cmocka_unit_test(without_a_cache_simgrid_is_asked_each_time),
    };
    return cmocka_run_group_tests(tests, begin, finish); /* one cache for all: asking takes time */
}
