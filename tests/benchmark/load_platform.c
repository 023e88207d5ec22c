/* load_platform.c: how long a platform takes to load: it is checked, SimGrid reads it, its hosts are numbered.
 *
 * Usage: bench_load_platform PLATFORM */
#include "platform/platform.h"
#include "tests/benchmark/ring.h"

#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s PLATFORM\n", argv[0]);
        return 64;
    }
    struct error err = {0};
    char path[4096];
    if (!platform_find(argv[1], NULL, path, sizeof path, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 65;
    }
    double begin = clock_seconds();
    if (!platform_check(path, &err) || !platform_load(path, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 65;
    }
    uint32_t hosts = platform_host_count();
    double seconds = clock_seconds() - begin;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    bench_report("load-platform", argv[1], hosts, hosts, 0, seconds, UINT64_C(1024) * (uint64_t)usage.ru_maxrss);
    _exit(0);
}
