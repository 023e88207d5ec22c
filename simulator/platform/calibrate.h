/* calibrate.h: what MPI programs get from a machine, measured under SMPI as it would be measured on the machine, with the
 * programs osu_latency, osu_bandwidth and osu_bidirectional of algorithms/mpi/; and what was published of it. Units: bytes,
 * seconds, bytes per second. */
#ifndef ONDE_PLATFORM_CALIBRATE_H
#define ONDE_PLATFORM_CALIBRATE_H

#include "base/error.h"

#include <stdint.h>

enum calibration_test {
    CALIBRATION_LATENCY,       /* half a round trip, seconds */
    CALIBRATION_BANDWIDTH,     /* one way, bytes per second */
    CALIBRATION_BIDIRECTIONAL, /* both ways together, bytes per second */
    CALIBRATION_TESTS,
};

/* From the first host to one that is nearest by the latency of the route, and to one that is farthest. */
enum calibration_distance { CALIBRATION_NEAR, CALIBRATION_FAR, CALIBRATION_DISTANCES };

enum { CALIBRATION_SIZES = 32, CALIBRATION_NAME = 128 };

struct calibration_curve {
    size_t count;
    double bytes[CALIBRATION_SIZES], value[CALIBRATION_SIZES]; /* in the order of the sizes */
};

struct calibration {
    char from[CALIBRATION_NAME], to[CALIBRATION_DISTANCES][CALIBRATION_NAME]; /* hosts */
    uint32_t links[CALIBRATION_DISTANCES];                                    /* of the route */
    struct calibration_curve curves[CALIBRATION_DISTANCES][CALIBRATION_TESTS];
};

/* "latency", "bandwidth", "bidirectional": in the CSV file, and after published_ in the platform. */
const char *calibration_test_name(enum calibration_test test);
const char *calibration_distance_name(enum calibration_distance distance);

/* Measures a platform that was checked. Needs seconds on a large machine: each of six measurements loads it.
 * Errors (INPUT): SimGrid refuses the platform, it has one host only, smpicc or smpirun is missing or fails. */
bool calibrate(const char *path, struct calibration *out, struct error *err);

/* The figure that stands for a curve: the latency of a message of 8 bytes, the greatest bandwidth. NaN: it was not measured. */
double calibration_figure(const struct calibration_curve *curve, enum calibration_test test);

/* What the platform says was published, for near hosts: its properties published_latency, published_bandwidth,
 * published_bidirectional. NaN where it says nothing. Errors (INPUT): a property that is no quantity. */
bool calibration_published(const char *path, double published[CALIBRATION_TESTS], struct error *err);

/* Simulated over published, and whether they are as near as they are expected to be. */
enum { CALIBRATION_TOLERANCE_PERCENT = 10 };
bool calibration_agrees(double simulated, double published);

/* Columns distance, test, from, to, links, bytes, value, published. Errors (INPUT): it cannot be written. */
bool calibration_write(const struct calibration *calibration, const double published[CALIBRATION_TESTS],
                       const char *path, struct error *err);

#endif
