/* place.h: which rank of an MPI program is on which host. */
#ifndef ONDE_MPI_PLACE_H
#define ONDE_MPI_PLACE_H

#include "engine/settings.h"
#include "mpi/launch.h"

/* The hosts of a platform in the order of their names, as platform.h has it. */
struct mpi_machine {
    uint32_t count;
    struct mpi_host {
        char *name;
        uint32_t cores;
    } * hosts;
};

/* Loads a checked platform in a child, so that this process stays without SimGrid's engine. Errors (INPUT): SimGrid refuses
 * it. true: release with mpi_machine_release(). */
bool mpi_machine_read(const char *platform, struct mpi_machine *out, struct error *err);
void mpi_machine_release(struct mpi_machine *machine);

/* Where ranks go. A host takes its cores of them, or what the launch says a node takes.
 *   BLOCK        each host is filled before the next
 *   ROUND_ROBIN  one on each host that has room, then the next ones
 *   RANDOM       each on one of the cores that are left, any with the same chance
 *   LISTED       rank i on the i-th of the list, which begins again at its end
 * When all are full and ranks may share cores, the first three begin again. */
struct mpi_placement {
    enum placement_rule rule;
    char *const *hosts; /* LISTED: borrowed */
    size_t host_count;
    uint64_t seed; /* RANDOM: of the run */
};

/* Writes <folder>/hosts.txt, the host of each rank on a line of its own. Errors (INPUT): more ranks than there is room for,
 * on the machine or, when they are listed, on a host; a listed host that is not there; the file cannot be written. */
bool mpi_place_ranks(const struct mpi_launch *launch, const struct mpi_machine *machine,
                     const struct mpi_placement *placement, struct error *err);

/* The same errors but the last; nothing is written. */
bool mpi_check_places(const struct mpi_launch *launch, const struct mpi_machine *machine,
                      const struct mpi_placement *placement, struct error *err);

#endif
