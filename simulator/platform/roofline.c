/* roofline.c: see roofline.h. */
#include "platform/roofline.h"

#include "platform/describe.h"
#include "platform/platform.h"
#include "platform/quantity.h"

#include <errno.h>
#include <math.h>
#include <simgrid/host.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char paper[] = "Williams, Waterman & Patterson, CACM 52(4), 2009";

/* ---- kernels ---- */

/* The sum reads two numbers of 8 bytes and writes one. A product of blocks of B × B numbers, three of which are in the cache, does
 * 2 N^3 flops and moves 16 N^3 / B bytes: B / 8, here with B = 128, 400 kB. */
const struct roofline_kernel *roofline_kernel_at(size_t index)
{
    static const struct roofline_kernel kernels[] = {
        {"vector sum", "somme de vecteurs", "sum", "somme", 1.0 / 24, 1.0 / 24, "1 flop for 3 doubles"},
        {"sparse matrix × vector", "matrice creuse × vecteur", "SpMV", "SpMV", 0.17, 0.25, paper},
        {"stencil", "stencil", "stencil", "stencil", 0.33, 0.50, paper},
        {"3-D FFT", "FFT 3D", "3-D FFT", "FFT 3D", 1.09, 1.64, paper},
        {"matrix product, blocks of 128", "produit de matrices, blocs de 128", "product", "produit", 16, 16,
         "B/8 with three B × B blocks in cache"},
    };
    return index < sizeof kernels / sizeof kernels[0] ? &kernels[index] : NULL;
}

double roofline_attainable(const struct roofline_kind *kind, double intensity)
{
    return fmin(kind->peak, kind->bandwidth * intensity);
}

double roofline_ridge(const struct roofline_kind *kind)
{
    return kind->peak / kind->bandwidth;
}

/* ---- reading ---- */

static bool same_kind(const struct roofline_kind *a, const struct roofline_kind *b)
{
    return a->cores == b->cores && a->peak == b->peak &&
           (a->bandwidth == b->bandwidth || (isnan(a->bandwidth) && isnan(b->bandwidth)));
}

static bool read_host(uint32_t index, const char *path, struct roofline_kind *out, struct error *err)
{
    static const char id[] = "memory_bandwidth";
    const char *name = platform_host_name(index);
    const char *value = sg_host_get_property_value(platform_host(index), id);
    struct error local = {0};
    *out = (struct roofline_kind){.hosts = 1, .cores = platform_host_cores(index), .bandwidth = NAN};
    snprintf(out->first, sizeof out->first, "%s", name);
    out->peak = platform_host_speed(index) * out->cores;
    if (value == NULL)
        return true;
    if (!quantity_parse(value, QUANTITY_BANDWIDTH, &out->bandwidth, &local) || !(out->bandwidth > 0))
        return error_set(err, ERROR_INPUT, path, 0, "host \"%.80s\": <prop id=\"%s\" value=\"%.40s\">: %s", name, id,
                         value, local.text[0] != '\0' ? local.text : "expected more than 0");
    return true;
}

static bool read_hosts(const char *path, struct roofline *out, struct error *err)
{
    bool any = false;
    if (!platform_load(path, err))
        return false;
    for (uint32_t i = 0; i < platform_host_count(); i++) {
        struct roofline_kind kind;
        size_t same = 0;
        if (!read_host(i, path, &kind, err))
            return false;
        any = any || !isnan(kind.bandwidth);
        while (same < out->count && !same_kind(&out->kinds[same], &kind))
            same++;
        if (same < out->count)
            out->kinds[same].hosts++;
        else if (same < ROOFLINE_MOST_KINDS)
            out->kinds[out->count++] = kind;
        else
            out->more++;
    }
    return any || error_set(err, ERROR_INPUT, path, 0,
                            "no host says what its memory can do: expected a property memory_bandwidth, such as "
                            "<prop id=\"memory_bandwidth\" value=\"25.6GBps\"/>");
}

/* ---- a child that loads the platform ---- */

struct answer {
    struct roofline read;
    struct error err;
};

static void __attribute__((noreturn)) answer_and_end(const char *path, int to)
{
    struct answer answer = {0};
    read_hosts(path, &answer.read, &answer.err);
    _exit(write(to, &answer, sizeof answer) == (ssize_t)sizeof answer ? EXIT_SUCCESS : EXIT_FAILURE);
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

bool roofline_read(const char *path, struct roofline *out, struct error *err)
{
    int ends[2];
    struct answer answer = {0};
    memset(out, 0, sizeof *out);
    if (pipe(ends) != 0)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot make a pipe: %s", strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        answer_and_end(path, ends[1]);
    close(ends[1]);
    bool ok = child > 0 && read_whole(ends[0], &answer, sizeof answer);
    close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    if (!ok)
        return error_set(err, ERROR_INPUT, path, 0, "SimGrid gives up on this platform");
    if (answer.err.kind != ERROR_NONE)
        return error_set(err, answer.err.kind, answer.err.file, answer.err.line, "%s", answer.err.text);
    *out = answer.read;
    describe_title(path, out->title, sizeof out->title);
    return true;
}
