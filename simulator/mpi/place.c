/* place.c: see place.h. */
#include "mpi/place.h"

#include "base/random.h"
#include "platform/platform.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the machine ---- */

static void write_machine(const char *platform, int end)
{
    struct error err = {0};
    FILE *out = fdopen(end, "w");
    if (out == NULL)
        return;
    if (platform_load(platform, &err))
        for (uint32_t i = 0; i < platform_host_count(); i++)
            fprintf(out, "%u %s\n", platform_host_cores(i), platform_host_name(i));
    else
        fprintf(out, "! %d %s\n", (int)err.kind, err.text);
    fclose(out);
}

/* "4 pi1" */
static bool add_host(struct mpi_machine *machine, char *line, uint32_t *capacity)
{
    char *end;
    unsigned long cores = strtoul(line, &end, 10);
    if (end == line || *end != ' ')
        return false;
    if (machine->count == *capacity) {
        *capacity = *capacity * 2 + 64;
        struct mpi_host *grown = reallocarray(machine->hosts, *capacity, sizeof *grown);
        if (grown == NULL)
            return false;
        machine->hosts = grown;
    }
    char *name = strdup(end + 1);
    if (name == NULL)
        return false;
    machine->hosts[machine->count++] = (struct mpi_host){name, (uint32_t)cores};
    return true;
}

static bool read_machine(FILE *in, const char *platform, struct mpi_machine *out, struct error *err)
{
    char *line = NULL;
    size_t size = 0;
    uint32_t capacity = 0;
    bool ok = true;
    while (ok && getline(&line, &size, in) > 0) {
        int kind, at = 0;
        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line, "! %d %n", &kind, &at) == 1 && at > 0)
            ok = error_set(err, (enum error_kind)kind, platform, 0, "%s", line + at);
        else if (!add_host(out, line, &capacity))
            ok = error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory for the hosts of %s", platform);
    }
    free(line);
    return ok;
}

bool mpi_machine_read(const char *platform, struct mpi_machine *out, struct error *err)
{
    int ends[2];
    *out = (struct mpi_machine){0};
    if (pipe(ends) != 0)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot make a pipe: %s", strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write_machine(platform, ends[1]);
        _exit(EXIT_SUCCESS);
    }
    close(ends[1]);
    FILE *in = child > 0 ? fdopen(ends[0], "r") : NULL;
    bool ok = in != NULL && read_machine(in, platform, out, err);
    if (in != NULL)
        fclose(in);
    else
        close(ends[0]);
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (child < 0)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot fork: %s", strerror(errno));
    if (ok && (out->count == 0 || status != 0)) /* SimGrid aborts on what it does not like */
        ok = platform_probe(platform, err) &&
             error_set(err, ERROR_INPUT, platform, 0, "SimGrid gives up on this platform");
    if (!ok)
        mpi_machine_release(out);
    return ok;
}

void mpi_machine_release(struct mpi_machine *machine)
{
    for (uint32_t i = 0; i < machine->count; i++)
        free(machine->hosts[i].name);
    free(machine->hosts);
    *machine = (struct mpi_machine){0};
}

/* ---- room ---- */

/* How many ranks a host takes. */
static uint32_t room_of(const struct mpi_launch *launch, const struct mpi_host *host)
{
    return launch->per_node > 0 ? launch->per_node : host->cores;
}

static bool check_room(const struct mpi_launch *launch, const struct mpi_machine *machine, struct error *err)
{
    static const char sharing[] = "with \"oversubscribe\" they share cores";
    uint64_t cores = 0, room = 0;
    for (uint32_t i = 0; i < machine->count; i++) {
        const struct mpi_host *host = &machine->hosts[i];
        cores += host->cores;
        room += room_of(launch, host);
        if (launch->per_node > host->cores && !launch->oversubscribe)
            return error_set(err, ERROR_INPUT, launch->platform, 0, "%u ranks on each host, but %s has %u cores; %s",
                             launch->per_node, host->name, host->cores, sharing);
    }
    if (launch->oversubscribe || launch->ranks <= room)
        return true;
    if (launch->per_node > 0)
        return error_set(err, ERROR_INPUT, launch->platform, 0,
                         "%u ranks, but %u hosts with %u each have room for %llu only; %s", launch->ranks,
                         machine->count, launch->per_node, (unsigned long long)room, sharing);
    return error_set(err, ERROR_INPUT, launch->platform, 0, "%u ranks, but the machine has %llu cores (%u hosts); %s",
                     launch->ranks, (unsigned long long)cores, machine->count, sharing);
}

/* ---- the order of the hosts ---- */

/* Fills host_of, the index of the host of each rank. */
static void place_blocks(const struct mpi_launch *launch, const struct mpi_machine *machine, uint32_t *host_of)
{
    for (uint32_t rank = 0, host = 0, here = 0; rank < launch->ranks; rank++, here++) {
        while (here >= room_of(launch, &machine->hosts[host])) {
            host = (host + 1) % machine->count;
            here = 0;
        }
        host_of[rank] = host;
    }
}

static void place_in_turn(const struct mpi_launch *launch, const struct mpi_machine *machine, uint32_t *host_of)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < machine->count; i++)
        most = room_of(launch, &machine->hosts[i]) > most ? room_of(launch, &machine->hosts[i]) : most;
    assert(most > 0); /* ranks that find no room were refused */
    for (uint32_t rank = 0, turn = 0; rank < launch->ranks; turn = (turn + 1) % most)
        for (uint32_t host = 0; host < machine->count && rank < launch->ranks; host++)
            if (turn < room_of(launch, &machine->hosts[host]))
                host_of[rank++] = host;
}

static bool place_at_random(const struct mpi_launch *launch, const struct mpi_machine *machine, uint64_t seed,
                            uint32_t *host_of, struct error *err)
{
    uint64_t room = 0;
    for (uint32_t i = 0; i < machine->count; i++)
        room += room_of(launch, &machine->hosts[i]);
    uint32_t *places = malloc((room + 1) * sizeof *places); /* the host of each core */
    if (places == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory to place the ranks");
    assert(room > 0);
    uint64_t place = 0;
    for (uint32_t host = 0; host < machine->count; host++)
        for (uint32_t i = 0; i < room_of(launch, &machine->hosts[host]); i++)
            places[place++] = host;
    struct random_stream stream = random_stream(seed, RANDOM_PLACEMENT, 0);
    for (uint32_t rank = 0; rank < launch->ranks; rank++) { /* Fisher and Yates, again and again */
        uint64_t taken = rank % room, drawn = taken + random_below(&stream, room - taken);
        uint32_t host = places[drawn];
        places[drawn] = places[taken];
        places[taken] = host_of[rank] = host;
    }
    free(places);
    return true;
}

static const char *host_name(size_t i, const void *context)
{
    const struct mpi_machine *machine = context;
    return i < machine->count ? machine->hosts[i].name : NULL;
}

/* The index of a host; the number of hosts when there is none of this name. */
static uint32_t find_host(const struct mpi_machine *machine, const char *name)
{
    uint32_t i = 0;
    while (i < machine->count && strcmp(machine->hosts[i].name, name) != 0)
        i++;
    return i;
}

static bool place_as_listed(const struct mpi_launch *launch, const struct mpi_machine *machine,
                            const struct mpi_placement *placement, uint32_t *host_of, struct error *err)
{
    uint32_t *taken = calloc(machine->count, sizeof *taken);
    if (taken == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory to place the ranks");
    bool ok = true;
    for (uint32_t rank = 0; ok && rank < launch->ranks; rank++) {
        const char *name = placement->hosts[rank % placement->host_count];
        host_of[rank] = rank < placement->host_count ? find_host(machine, name) : host_of[rank - placement->host_count];
        if (host_of[rank] == machine->count) {
            const char *near = nearest_name(name, host_name, machine);
            ok =
                error_set(err, ERROR_INPUT, launch->platform, 0, "no host \"%s\"%s%s%s", name,
                          near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
        } else if (++taken[host_of[rank]] > room_of(launch, &machine->hosts[host_of[rank]]) && !launch->oversubscribe) {
            ok = error_set(err, ERROR_INPUT, launch->platform, 0,
                           "%u ranks are too many for the hosts that are listed: %s takes %u; with \"oversubscribe\" "
                           "they share cores",
                           launch->ranks, name, room_of(launch, &machine->hosts[host_of[rank]]));
        }
    }
    free(taken);
    return ok;
}

/* true: the caller frees *out. */
static bool place(const struct mpi_launch *launch, const struct mpi_machine *machine,
                  const struct mpi_placement *placement, uint32_t **out, struct error *err)
{
    *out = NULL;
    if (!check_room(launch, machine, err))
        return false;
    uint32_t *host_of = calloc(launch->ranks, sizeof *host_of);
    bool ok = host_of != NULL;
    if (!ok)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory to place the ranks");
    switch (placement->rule) {
    case PLACEMENT_BLOCK:
        place_blocks(launch, machine, host_of);
        break;
    case PLACEMENT_ROUND_ROBIN:
        place_in_turn(launch, machine, host_of);
        break;
    case PLACEMENT_RANDOM:
        ok = place_at_random(launch, machine, placement->seed, host_of, err);
        break;
    case PLACEMENT_LISTED:
        ok = place_as_listed(launch, machine, placement, host_of, err);
        break;
    }
    if (ok)
        *out = host_of;
    else
        free(host_of);
    return ok;
}

bool mpi_check_places(const struct mpi_launch *launch, const struct mpi_machine *machine,
                      const struct mpi_placement *placement, struct error *err)
{
    uint32_t *host_of;
    if (!place(launch, machine, placement, &host_of, err))
        return false;
    free(host_of);
    return true;
}

bool mpi_place_ranks(const struct mpi_launch *launch, const struct mpi_machine *machine,
                     const struct mpi_placement *placement, struct error *err)
{
    char path[PATH_MAX];
    uint32_t *host_of = NULL;
    if ((size_t)snprintf(path, sizeof path, "%s/hosts.txt", launch->folder) >= sizeof path)
        return error_set(err, ERROR_INPUT, launch->folder, 0, "this path is too long");
    if (!place(launch, machine, placement, &host_of, err))
        return false;
    FILE *file = fopen(path, "we");
    bool ok = file != NULL && host_of != NULL;
    for (uint32_t rank = 0; ok && rank < launch->ranks; rank++)
        ok = fprintf(file, "%s\n", machine->hosts[host_of[rank]].name) > 0;
    if (file != NULL)
        ok = fclose(file) == 0 && ok;
    free(host_of);
    return ok || error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
}
