/* roofline.h: what the hosts of a platform can attain, by the roofline model (Williams, Waterman & Patterson, "Roofline: an
 * insightful visual performance model for multicore architectures", CACM 52(4), 2009): flop/s = min(peak, bandwidth × intensity), where
 * the intensity is the flops that a program does for each byte that goes to or from the memory. Units: flop/s, byte/s, flop/byte. */
#ifndef ONDE_PLATFORM_ROOFLINE_H
#define ONDE_PLATFORM_ROOFLINE_H

#include "base/error.h"

#include <stdint.h>

enum { ROOFLINE_MOST_KINDS = 8, ROOFLINE_NAME = 96 };

/* Hosts that have the same cores, speed and memory bandwidth. */
struct roofline_kind {
    char first[ROOFLINE_NAME]; /* the name of the first of them */
    uint32_t hosts, cores;
    double peak;      /* of a host: the speed of a core times the cores */
    double bandwidth; /* its property memory_bandwidth; NAN: it does not say */
};
struct roofline {
    char title[256]; /* of the platform */
    struct roofline_kind kinds[ROOFLINE_MOST_KINDS];
    size_t count;
    uint32_t more; /* hosts of further kinds, which are left out */
};

/* Reads a platform that was checked, in a child process. Errors (INPUT): SimGrid refuses the platform, a property that is no
 * bandwidth, no host that has one. */
bool roofline_read(const char *path, struct roofline *out, struct error *err);

double roofline_attainable(const struct roofline_kind *kind, double intensity);
/* The intensity from which on the peak is the limit. */
double roofline_ridge(const struct roofline_kind *kind);

/* What the course computes, by increasing intensity. Doubles; a range where the paper gives one (before and after its
 * optimisations). */
struct roofline_kernel {
    const char *name, *name_fr, *short_name, *short_fr;
    double low, high;   /* intensity */
    const char *source; /* one line */
};
const struct roofline_kernel *roofline_kernel_at(size_t index); /* NULL past the last */

#endif
