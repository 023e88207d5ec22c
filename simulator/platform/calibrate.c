/* calibrate.c: see calibrate.h. */
#include "platform/calibrate.h"

#include "base/csv.h"
#include "platform/describe.h"
#include "platform/platform.h"
#include "platform/quantity.h"
#include "platform/smpirun.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    ASKED_HOSTS = 65536, /* of a machine with more, hosts are taken evenly */
    MOST_OUTPUT = 1 << 16,
    SMALL_MESSAGE = 8, /* bytes */
};

static const struct {
    const char *name, *program;
    double unit; /* of what the program prints */
    enum quantity quantity;
} tests[CALIBRATION_TESTS] = {
    [CALIBRATION_LATENCY] = {"latency", "osu_latency", 1e-6, QUANTITY_LATENCY},
    [CALIBRATION_BANDWIDTH] = {"bandwidth", "osu_bandwidth", 1e6, QUANTITY_BANDWIDTH},
    [CALIBRATION_BIDIRECTIONAL] = {"bidirectional", "osu_bidirectional", 1e6, QUANTITY_BANDWIDTH},
};

const char *calibration_test_name(enum calibration_test test)
{
    return tests[test].name;
}

const char *calibration_distance_name(enum calibration_distance distance)
{
    return distance == CALIBRATION_NEAR ? "near" : "far";
}

/* ---- which hosts ---- */

/* How far a host is from the first one; by links where the network model tells no latency. NaN: there is no route. */
static double distance_to(uint32_t host)
{
    struct route_cost cost;
    uint32_t links = platform_route_links(0, host);
    if (platform_route_cost(0, host, &cost, NULL))
        return cost.fixed;
    return links > 0 ? (double)links : NAN;
}

/* Of hosts at the same distance, the first is the nearest and the last the farthest. */
static bool choose_hosts(const char *path, struct calibration *out, struct error *err)
{
    if (!platform_load(path, err))
        return false;
    uint32_t count = platform_host_count(), step = count / ASKED_HOSTS + 1;
    uint32_t hosts[CALIBRATION_DISTANCES] = {0, 0};
    double nearest = INFINITY, farthest = -INFINITY;
    for (uint32_t i = 1; i < count; i += step) {
        double distance = distance_to(i);
        if (distance < nearest) {
            nearest = distance;
            hosts[CALIBRATION_NEAR] = i;
        }
        if (distance >= farthest) {
            farthest = distance;
            hosts[CALIBRATION_FAR] = i;
        }
    }
    if (hosts[CALIBRATION_NEAR] == 0)
        return error_set(err, ERROR_INPUT, path, 0,
                         "expected a platform of two hosts or more with a route between them");
    snprintf(out->from, sizeof out->from, "%s", platform_host_name(0));
    for (int distance = 0; distance < CALIBRATION_DISTANCES; distance++) {
        snprintf(out->to[distance], sizeof out->to[distance], "%s", platform_host_name(hosts[distance]));
        out->links[distance] = platform_route_links(0, hosts[distance]);
    }
    return true;
}

static bool read_whole(int from, void *buffer, size_t size)
{
    for (size_t used = 0; used < size;) {
        ssize_t got = read(from, (char *)buffer + used, size - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        used += (size_t)got;
    }
    return true;
}

/* What the child that loads the platform tells. */
struct answer {
    struct calibration chosen;
    struct error err;
};

static void __attribute__((noreturn)) answer_and_end(const char *path, int to)
{
    struct answer *answer = calloc(1, sizeof *answer);
    bool written = false;
    if (answer != NULL) {
        choose_hosts(path, &answer->chosen, &answer->err);
        written = write(to, answer, sizeof *answer) == (ssize_t)sizeof *answer; /* a pipe that is waited on: whole */
    }
    _exit(written ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* In a child, so that its memory is free again when smpirun loads the platform. */
static bool choose_hosts_apart(const char *path, struct calibration *out, struct error *err)
{
    int ends[2];
    struct answer *answer = calloc(1, sizeof *answer);
    if (answer == NULL || pipe(ends) != 0) {
        free(answer);
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot make a pipe: %s", strerror(errno));
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        answer_and_end(path, ends[1]);
    close(ends[1]);
    bool ok = child > 0 && read_whole(ends[0], answer, sizeof *answer);
    close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    if (!ok)
        error_set(err, ERROR_INPUT, path, 0, "SimGrid gives up on this platform");
    else if (answer->err.kind != ERROR_NONE)
        ok = error_set(err, answer->err.kind, answer->err.file, answer->err.line, "%s", answer->err.text);
    else
        *out = answer->chosen;
    free(answer);
    return ok;
}

/* ---- measuring ---- */

/* Takes the lines that are two numbers and nothing else. */
static void take_lines(char *output, double unit, struct calibration_curve *curve)
{
    char *rest = NULL;
    for (char *line = strtok_r(output, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        double bytes, value;
        int end = 0;
        if (sscanf(line, "%lf %lf %n", &bytes, &value, &end) != 2 || line[end] != '\0')
            continue;
        if (curve->count == CALIBRATION_SIZES)
            return;
        curve->bytes[curve->count] = bytes;
        curve->value[curve->count++] = value * unit;
    }
}

static bool measure(struct smpirun *smpirun, const char *path, enum calibration_test test,
                    enum calibration_distance distance, struct calibration *out, char *output, struct error *err)
{
    const char *hosts[] = {out->from, out->to[distance]};
    struct calibration_curve *curve = &out->curves[distance][test];
    if (!smpirun_run(smpirun, tests[test].program, path, hosts, sizeof hosts / sizeof hosts[0], output, MOST_OUTPUT,
                     err))
        return false;
    take_lines(output, tests[test].unit, curve);
    return curve->count > 0 || error_set(err, ERROR_INPUT, path, 0, "%s has measured nothing", tests[test].program);
}

bool calibrate(const char *path, struct calibration *out, struct error *err)
{
    memset(out, 0, sizeof *out);
    struct smpirun *smpirun = NULL;
    char *output = malloc(MOST_OUTPUT);
    bool ok = output != NULL || error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    ok = ok && smpirun_create(&smpirun, err);
    for (enum calibration_test test = 0; ok && test < CALIBRATION_TESTS; test++)
        ok = smpirun_compile(smpirun, tests[test].program, err);
    ok = ok && platform_probe(path, err) && choose_hosts_apart(path, out, err);
    for (enum calibration_distance distance = 0; ok && distance < CALIBRATION_DISTANCES; distance++)
        for (enum calibration_test test = 0; ok && test < CALIBRATION_TESTS; test++)
            ok = measure(smpirun, path, test, distance, out, output, err);
    smpirun_free(smpirun);
    free(output);
    return ok;
}

double calibration_figure(const struct calibration_curve *curve, enum calibration_test test)
{
    double figure = NAN;
    for (size_t i = 0; i < curve->count; i++)
        if (test == CALIBRATION_LATENCY ? curve->bytes[i] == SMALL_MESSAGE : !(curve->value[i] <= figure))
            figure = curve->value[i];
    return figure;
}

/* ---- what was published ---- */

bool calibration_published(const char *path, double published[CALIBRATION_TESTS], struct error *err)
{
    for (enum calibration_test test = 0; test < CALIBRATION_TESTS; test++) {
        char id[64], value[64];
        struct error local = {0};
        published[test] = NAN;
        snprintf(id, sizeof id, "published_%s", tests[test].name);
        if (!describe_property(path, id, value, sizeof value))
            continue;
        if (!quantity_parse(value, tests[test].quantity, &published[test], &local))
            return error_set(err, ERROR_INPUT, path, 0, "<prop id=\"%s\" value=\"%s\">: %s", id, value, local.text);
    }
    return true;
}

bool calibration_agrees(double simulated, double published)
{
    return fabs(simulated / published - 1) <= CALIBRATION_TOLERANCE_PERCENT / 100.0;
}

bool calibration_write(const struct calibration *calibration, const double published[CALIBRATION_TESTS],
                       const char *path, struct error *err)
{
    static const char *const columns[] = {"distance", "test", "from", "to", "links", "bytes", "value", "published"};
    struct csv_writer *writer;
    if (!csv_create(path, &writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    for (enum calibration_distance distance = 0; distance < CALIBRATION_DISTANCES; distance++)
        for (enum calibration_test test = 0; test < CALIBRATION_TESTS; test++) {
            const struct calibration_curve *curve = &calibration->curves[distance][test];
            for (size_t i = 0; i < curve->count; i++) {
                csv_add_text(writer, calibration_distance_name(distance));
                csv_add_text(writer, tests[test].name);
                csv_add_text(writer, calibration->from);
                csv_add_text(writer, calibration->to[distance]);
                csv_add_integer(writer, calibration->links[distance]);
                csv_add_number(writer, curve->bytes[i]);
                csv_add_number(writer, curve->value[i]);
                csv_add_number(writer, distance == CALIBRATION_NEAR ? published[test] : NAN);
                csv_end_row(writer);
            }
        }
    return csv_commit(writer, err);
}
