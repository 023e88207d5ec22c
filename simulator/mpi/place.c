/* place.c: which rank is on which host. See launch.h. */
#include "mpi/launch.h"

#include "platform/platform.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* How many ranks a host takes. */
static uint32_t room_of(const struct mpi_launch *launch, uint32_t host)
{
    return launch->per_node > 0 ? launch->per_node : platform_host_cores(host);
}

static bool check_room(const struct mpi_launch *launch, struct error *err)
{
    uint32_t hosts = platform_host_count();
    uint64_t cores = 0, room = 0;
    for (uint32_t i = 0; i < hosts; i++) {
        cores += platform_host_cores(i);
        room += room_of(launch, i);
        if (launch->per_node > platform_host_cores(i) && !launch->oversubscribe)
            return error_set(err, ERROR_INPUT, launch->platform, 0,
                             "%u ranks on each host, but %s has %u cores; --oversubscribe lets ranks share cores",
                             launch->per_node, platform_host_name(i), platform_host_cores(i));
    }
    if (launch->oversubscribe || launch->ranks <= room)
        return true;
    if (launch->per_node > 0)
        return error_set(err, ERROR_INPUT, launch->platform, 0,
                         "%u ranks, but %u hosts with %u each have room for %llu only; --oversubscribe starts over "
                         "with the first host",
                         launch->ranks, hosts, launch->per_node, (unsigned long long)room);
    return error_set(err, ERROR_INPUT, launch->platform, 0,
                     "%u ranks, but the machine has %llu cores (%u hosts); --oversubscribe lets ranks share cores",
                     launch->ranks, (unsigned long long)cores, hosts);
}

static bool write_places(const struct mpi_launch *launch, const char *path, struct error *err)
{
    if (!platform_load(launch->platform, err) || !check_room(launch, err))
        return false;
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
    for (uint32_t rank = 0, host = 0, here = 0; rank < launch->ranks; rank++, here++) {
        while (here >= room_of(launch, host)) {
            host = (host + 1) % platform_host_count();
            here = 0;
        }
        fprintf(file, "%s\n", platform_host_name(host));
    }
    bool failed = ferror(file) != 0;
    failed = fclose(file) != 0 || failed;
    return !failed || error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
}

bool mpi_place_ranks(const struct mpi_launch *launch, struct error *err)
{
    char path[PATH_MAX];
    int ends[2];
    if ((size_t)snprintf(path, sizeof path, "%s/hosts.txt", launch->folder) >= sizeof path)
        return error_set(err, ERROR_INPUT, launch->folder, 0, "this path is too long");
    if (pipe(ends) != 0)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot make a pipe: %s", strerror(errno));
    fflush(NULL);
    /* In a child: SimGrid has one engine a process, and its memory is to be free again when the program runs. */
    pid_t child = fork();
    if (child == 0) {
        struct error found = {0};
        write_places(launch, path, &found);
        bool told = write(ends[1], &found, sizeof found) == (ssize_t)sizeof found; /* at most PIPE_BUF: whole */
        _exit(told ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(ends[1]);
    struct error found = {0};
    ssize_t got = -1;
    do
        got = child > 0 ? read(ends[0], &found, sizeof found) : -1;
    while (got < 0 && child > 0 && errno == EINTR);
    close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    if (got != (ssize_t)sizeof found)
        return platform_probe(launch->platform, err) &&
               error_set(err, ERROR_INPUT, launch->platform, 0, "SimGrid gives up on this platform");
    return found.kind == ERROR_NONE || error_set(err, found.kind, found.file, found.line, "%s", found.text);
}
