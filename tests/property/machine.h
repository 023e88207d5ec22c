/* machine.h: runs on a machine that the test writes itself, in processes of their own: SimGrid has one engine a process. On the
 * network flow SimGrid accounts for the energy. */
#ifndef ONDE_TESTS_MACHINE_H
#define ONDE_TESTS_MACHINE_H

#include "engine/run.h"
#include "engine/system.h"
#include "platform/platform.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A platform of one zone: what is between <zone> and </zone>. */
#define MACHINE(content)                                                                                               \
    "<?xml version=\"1.0\"?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"                        \
    "<platform version=\"4.1\"><config><prop id=\"network/model\" value=\"CM02\"/>"                                    \
    "<prop id=\"network/crosstraffic\" value=\"0\"/><prop id=\"network/TCP-gamma\" value=\"0\"/></config>\n<zone "     \
    "id=\"z\" routing=\"Full\">\n" content "</zone></platform>\n"

struct machine_account {
    struct run_result result;
    struct error err;
};

static inline struct machine_account machine_run(const char *platform, const struct settings *settings)
{
    enum { PATIENCE = 60 }; /* seconds */
    struct machine_account account;
    char path[64];
    int ends[2];
    snprintf(path, sizeof path, "/tmp/onde-machine-%d.xml", (int)getpid());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(platform, file);
    fclose(file);
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(PATIENCE);
        signal(SIGSEGV, SIG_DFL); /* else cmocka would go on with the other tests here */
        memset(&account, 0, sizeof account);
        bool (*load)(const char *, struct error *) =
            settings->network == NETWORK_FLOW ? platform_load_with_energy : platform_load;
        if (platform_check(path, &account.err) && load(path, &account.err))
            run_system(settings, &(struct run_options){0}, &account.result, &account.err);
        _exit(write(ends[1], &account, sizeof account) == (ssize_t)sizeof account ? 0 : 1);
    }
    close(ends[1]);
    char *at = (char *)&account;
    for (ssize_t got; (got = read(ends[0], at, (size_t)((char *)(&account + 1) - at))) > 0;)
        at += got;
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    unlink(path);
    assert_int_equal(status, 0);
    return account;
}

/* A run that can be made, and holds. */
static inline struct run_result machine_result(const char *platform, const struct settings *settings)
{
    struct machine_account account = machine_run(platform, settings);
    if (account.err.kind != ERROR_NONE)
        fail_msg("%s", account.err.text);
    if (account.result.verdict.kind != VERDICT_HOLDS)
        fail_msg("%s: %s", verdict_name(account.result.verdict.kind), account.result.verdict.reason);
    return account.result;
}

static inline void assert_close(const char *what, double found, double expected)
{
    static const double precision = 1e-9; /* SimGrid's dates are that near, in seconds */
    if (isnan(found) != isnan(expected) || (!isnan(found) && fabs(found - expected) > precision * (1 + fabs(expected))))
        fail_msg("%s is %.12g; expected %.12g", what, found, expected);
}

static const enum network_kind machine_networks[] = {NETWORK_LATENCY, NETWORK_FLOW};
enum { MACHINE_NETWORKS = sizeof machine_networks / sizeof machine_networks[0] };

#endif
