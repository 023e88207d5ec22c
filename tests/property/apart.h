/* apart.h: runs in processes of their own, since SimGrid has one engine a process, on a platform where nothing contends and no
 * two messages arrive at the same date, whose order would be the network's business: each pair of hosts has a link for each
 * direction, with a latency of its own (by roots, no two sums of which are the same: neither two ways nor a way and back take
 * the same time), and a bandwidth that everyone has in full (FATPIPE). */
#ifndef ONDE_TESTS_APART_H
#define ONDE_TESTS_APART_H

#include "engine/run.h"
#include "engine/system.h"
#include "platform/platform.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { APART_HOSTS = 16 };

/* The path of the platform that a process made. */
static inline const char *apart_platform_of(pid_t maker)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/onde-apart-%d.xml", (int)maker);
    return path;
}

/* The setup and the teardown of a group of tests of cmocka. */
static inline int apart_make_platform(void **state)
{
    (void)state;
    FILE *file = fopen(apart_platform_of(getpid()), "w");
    if (file == NULL)
        return -1;
    fputs("<?xml version=\"1.0\"?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
          "<platform version=\"4.1\"><zone id=\"z\" routing=\"Full\">\n",
          file);
    for (int i = 0; i < APART_HOSTS; i++)
        fprintf(file, "<host id=\"h%d\" speed=\"1Gf\"/>\n", i);
    for (int i = 0; i < APART_HOSTS; i++)
        for (int j = 0; j < APART_HOSTS; j++)
            fprintf(file, "<link id=\"l%d-%d\" bandwidth=\"%dMBps\" latency=\"%.9fus\" sharing_policy=\"FATPIPE\"/>\n",
                    i, j, 100 + (i * 7 + j * 13) % 29, 10 + fmod(sqrt(i * APART_HOSTS + j + 2), 1.0) * 10);
    for (int i = 0; i < APART_HOSTS; i++)
        for (int j = 0; j < APART_HOSTS; j++)
            fprintf(file, "<route src=\"h%d\" dst=\"h%d\" symmetrical=\"NO\"><link_ctn id=\"l%d-%d\"/></route>\n", i, j,
                    i, j);
    fputs("</zone></platform>\n", file);
    return fclose(file);
}

static inline int apart_remove_platform(void **state)
{
    (void)state;
    return unlink(apart_platform_of(getpid()));
}

/* Runs in a process of its own; the test fails when the run cannot be made. What `seen` holds there at the end, of
 * `seen_bytes`, is brought back; it may be NULL. */
static inline struct run_result apart_run(const struct settings *settings, const struct run_options *options,
                                          void *seen, size_t seen_bytes)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct error err = {0};
        struct run_result result;
        if (!platform_load(apart_platform_of(getppid()), &err) || !run_system(settings, options, &result, &err)) {
            fprintf(stderr, "%s\n", err.text);
            _exit(1);
        }
        _exit(write(ends[1], &result, sizeof result) == (ssize_t)sizeof result &&
                      (seen == NULL || write(ends[1], seen, seen_bytes) == (ssize_t)seen_bytes)
                  ? 0
                  : 1);
    }
    close(ends[1]);
    struct run_result result = {0};
    assert_int_equal(read(ends[0], &result, sizeof result), sizeof result);
    if (seen != NULL)
        assert_int_equal(read(ends[0], seen, seen_bytes), seen_bytes);
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    return result;
}

#endif
