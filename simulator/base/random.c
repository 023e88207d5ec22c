/* random.c: see random.h. */
#include "base/random.h"

#include <math.h>

/* The finalizer of SplitMix64: a bijection that spreads every bit. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static const uint64_t golden_gamma = UINT64_C(0x9e3779b97f4a7c15);

static uint64_t combine(uint64_t seed, uint64_t value)
{
    return mix(mix(seed + golden_gamma) ^ (value * golden_gamma + 1));
}

uint64_t random_run_seed(uint64_t scenario_seed, const char *point, uint64_t replication)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (; *point != '\0'; point++)
        hash = (hash ^ (unsigned char)*point) * UINT64_C(0x100000001b3);
    return combine(combine(scenario_seed, hash), replication);
}

struct random_stream random_stream(uint64_t run_seed, enum random_purpose purpose, uint64_t process)
{
    return (struct random_stream){combine(combine(run_seed, (uint64_t)purpose), process)};
}

uint64_t random_bits(struct random_stream *stream)
{
    stream->state += golden_gamma;
    return mix(stream->state);
}

uint64_t random_below(struct random_stream *stream, uint64_t bound)
{
    if (bound == 0)
        return 0;
    unsigned __int128 product = (unsigned __int128)random_bits(stream) * bound;
    if ((uint64_t)product < bound) {
        uint64_t threshold = -bound % bound;
        while ((uint64_t)product < threshold)
            product = (unsigned __int128)random_bits(stream) * bound;
    }
    return (uint64_t)(product >> 64);
}

double random_uniform(struct random_stream *stream)
{
    return (double)(random_bits(stream) >> 11) * 0x1.0p-53;
}

double random_exponential(struct random_stream *stream, double mean)
{
    return -mean * log1p(-random_uniform(stream));
}
